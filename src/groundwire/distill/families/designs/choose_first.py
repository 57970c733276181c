"""Who comes first: priority choices, priority encoders from either end, grants, encoders of one line."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import Bias
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.choose_shared import (
    OUTS,
    Values,
    chained,
    coded,
    fill_word,
    filled,
    finished,
    literal,
)

_FIRST = (
    "{o} is {a} if {x}; if not, {b} if {y}; if not that either, {z}.",
    "When {y}, {o} is {b}, but {j} has priority: when {x}, it is {a}. With neither it is {z}.",
    "{j} beats {k}. If {x}: {a}. If {y}: {b}. If neither: {z}. Output {o}.",
    "{z} on {o} by default. If {y} it becomes {b}. If {x} it becomes {a}, and this (overrides|wins over) everything else.",
    "- {y}: {b}\n- {x}: {a} (even if {y_})\n- none of the two: {z}\nAll this on {o}.",
    "Both {k} and {j} may be active at once. In that case {j} wins. What they select on {o}: {k} (active when {q}) selects {b}, "
    "{j} (active when {p}) selects {a}. With none active {z} is selected.",
    "{o} shows {a} whenever {x}. At other times it shows {b} if {y}, and {z} if not.",
    "hi, small priority thing: check {j} first, {p} means {a}. then check {k}, {q} means {b}. nothing? then {z}. goes to {o}.",
    "An if-else chain tests one condition after the other, and the first one that is true decides. So the order matters. Here "
    '"{x}" comes first and gives {a}; "{y}" comes second and gives {b}; the last else gives {z}. The result is {o}.',
    "Highest priority: {j} (= {p}), {o} gets {a}\nNext: {k} (= {q}), {o} gets {b}\nIdle: {o} gets {z}",
    "What if {x} and at the same time {y}? Then {a} is on {o}, for {j} is more urgent. If only {y}, it is {b}, and if neither "
    "is so, {z}.",
    "The alarm panel has two contacts. {k} reports a fault when {q} and calls up {b} on {o}. {j} reports fire when {p} and "
    "calls up {a}. Fire is always shown before a fault. Without a report the panel shows {z}.",
    "{k} is looked at only when {j} is {r}. Then {q} gives {b} on {o}, {t} gives {z}. {j} at {p} gives {a}.",
)


@family("choose_first_true", "priority", 1.0)
def choose_first_true(d: Draw) -> Design:
    """Two conditions, one of which wins, choose between inputs or constants."""
    lines_in = d.names(("c1", "c2"), ("fire", "fault"), ("p", "n"), ("u", "v"), ("hi", "lo"), ("e0", "e1"), ("sel_a", "sel_b"))
    if d.chance(0.5):
        lines_in.reverse()
    j, k = lines_in
    width, p, q, fixed = d.one((1, 4, 4, 8, 8, 16)), int(d.chance(0.65)), int(d.chance(0.65)), d.chance(0.3)
    fixed = fixed and width in (4, 8)
    data: list[str] = []
    if fixed:
        values = d.rng.sample(range(1 << width), 3)
        base = d.one("dhb")
        codes = [literal(d, width, value, base) for value in values]
        words = [coded(width, value, "v" if base == "b" else base) for value in values]
    else:
        data = d.names(("a", "b", "c"), ("d0", "d1", "d2"), ("x", "y", "z"), ("in0", "in1", "in2"), ("A", "B", "C"))
        ends = d.chance(0.3)
        codes = [*data[:2], filled(width, 0) if ends else data[2]]
        words = [*data[:2], fill_word(d, width, 0) if ends else data[2]]
        data = data[: 2 if ends else 3]
        d.rng.shuffle(swap := list(range(len(data))))
        codes[: len(data)], words[: len(data)] = [data[n] for n in swap], [data[n] for n in swap]
    o = d.name(*OUTS)
    x, y = is_level(d, j, p, plain=True), is_level(d, k, q, plain=True)
    frames = [frame for frame in _FIRST if "fire" not in frame or "fire" not in lines_in]
    text = d.any(*(frame.replace("{y_}", "{y}") for frame in frames), a=words[0], b=words[1], z=words[2], j=j, k=k, x=x, y=y, o=o,
                 p=p, q=q, r=1 - p, t=1 - q)  # fmt: skip
    tests = [j if p else f"!{j}", k if q else f"!{k}"]
    how = d.one(("assign", "if", "if"))

    def function(v: Values) -> dict[str, int]:
        place = 0 if v[j] == p else 1 if v[k] == q else 2
        if fixed:
            return {o: values[place]}
        return {o: v.get(codes[place], 0)}

    return finished(
        d, "a priority choice", ("prio_mux", "first_of", "panel_sel"), [Port(j), Port(k), *(Port(name, width) for name in data)],
        [(o, width)], text, f"{j}={p} first -> {codes[0]}\nthen {k}={q} -> {codes[1]}\nelse {codes[2]}",
        chained(d, o, list(zip(tests, codes, strict=False)), codes[2], how), function, how, {"p": p, "q": q},
    )  # fmt: skip


def _sparse(name: str, width: int, low: bool = False) -> Bias:
    """Few lines active, or none: where priorities show."""

    def bias(rng: random.Random, index: int) -> dict[str, int]:
        value = sum(1 << n for n in range(width) if rng.random() < (0.15, 0.3, 0.5)[index % 3]) * (index % 9 > 0)
        return {name: value ^ ((1 << width) - 1 if low else 0)}

    return bias


_NUMBER = (
    "{o} is the number of the {w} {t} in {i}. {e}",
    "Priority encoder: {i} in, {o} out. Bits that are {l} compete, and bit {f} has the highest priority, bit {g} the lowest. {e}",
    "Encode the position of the {w} {t} of {i} on {o}. {e}",
    "{o} tells where the {w} {t} of {i} is. {e}",
    "Among the bits of {i} that are {l}, find the one with the {h} index and output that index on {o}. {e}",
    "{n}-bit priority encoder. If several bits of {i} are {l}, the {w} one (counts|wins). {o} is its index. {e}",
    "Which bit of {i} is {l}? There may be more than one; then report the {w}, not the {u}. The report is {o}. {e}",
    "{i} | {o}\n{r}\n(x: does not matter)\n{e}",
    "Search {i} from bit {f} to bit {g} and stop at the first {t}. {o} is the bit number where you stopped. {e}",
    "hey, {n} request lines arrive in {i} ({l} = request). i need the number of the most urgent one on {o}. line {f} is the most "
    "urgent, line {g} the least. {e}",
    "An ordinary encoder expects a single active line. A priority encoder copes with several by ignoring all but one. Ours keeps "
    "the {w} {t} of {i} and ignores the {d} ones; {o} gives its position. {e}",
    "Priorities fall from {i}[{f}] to {i}[{g}]. A line requests by being {l}. {o} names the line that has priority. {e}",
    "- input {i}, requests active at {l}\n- output {o}: index of the winner\n- bit {g} has the lowest priority, bit "
    "{f} the highest\n"
    "- {e}",
)
_NOTHING = (
    "Without any {t}, {o} is {z}{v}.", "If there is none, {o} is {z}{v}.", "No {t} at all gives {z}{v}.",
    "When {i} has no {t}, {o} = {z}{v}.",
)  # fmt: skip


@family("choose_priority_number", "priority", 1.0)
def choose_priority_number(d: Draw) -> Design:
    """A priority encoder from the high or the low end, of ones or zeros, with a valid output of some name or none."""
    n, high, low = d.one((3, 4, 4, 4, 5, 8)), d.chance(0.5), d.chance(0.2)
    i, o = d.name("req", "in", "d", "r", "lines", "x", "irq", "data", "a"), d.name(
        "pos", "idx", "y", "code", "num", "out", "n", "q"
    )  # fmt: skip
    valid = d.name("valid", "v", "any", "found", "hit", "ok", "vld") if d.chance(0.45) else ""
    none, bits = d.chance(0.35), (n - 1).bit_length()
    level, w, u = int(not low), *(("highest", "lowest") if high else ("lowest", "highest"))
    if d.chance(0.3):
        w, u = ("leftmost", "rightmost") if high else ("rightmost", "leftmost")
    elif d.chance(0.2):
        w, u = ("most significant", "least significant") if high else ("least significant", "most significant")
    order = list(range(n - 1, -1, -1) if high else range(n))
    idle = (1 << bits) - 1 if none and n != 1 << bits else 0
    if n == 1 << bits and none and valid:
        idle = n - 1
    told = d.any(" and {v} is {a}", "; {v} is {a} then and {b} otherwise", v=valid, a="0", b="1") if valid else ""
    ending = d.any(*_NOTHING, t=level, o=o, z=idle, v=told, i=i)
    if valid and "otherwise" not in told:
        ending += d.any(" Otherwise {v} is 1.", " In the other cases {v} is 1.", v=valid)
    rows = ["".join("x" if order.index(m) > rank else str(level if m == bit else 1 - level) for m in range(n - 1, -1, -1))
            + f" | {bit}" for rank, bit in enumerate(order)]  # fmt: skip
    text = d.any(
        *_NUMBER, i=i, o=o, w=w, u=u, t=level, l=level, e=ending, f=order[0], g=order[-1], n=n,
        h="largest" if high else "smallest", r="\n".join(rows), d="lower" if high else "higher",
    )  # fmt: skip
    arms = [(f"{'!' * low}{i}[{bit}]", d.style.literal(bits, bit, "d")) for bit in order]
    lines_all = [*arms, ("", d.style.literal(bits, idle, "d"))] if valid or idle != order[-1] else [*arms[:-1], ("", arms[-1][1])]
    how = d.one(("assign", "if")) if n < 6 else "if"
    lines = chained(d, o, lines_all[:-1], lines_all[-1][1], how)
    some = f"({i} != {{{n}{{1'b1}}}})" if low else f"|{i}"
    if valid:
        lines = [*lines, f"assign {valid} = {some.strip('()')};"] if how == "assign" else [
            *lines[:-1], f"  {valid} = {some.strip('()')};", "end"]  # fmt: skip

    def function(v: Values) -> dict[str, int]:
        hits = [bit for bit in range(n) if v[i] >> bit & 1 == level]
        return {o: (max(hits) if high else min(hits)) if hits else idle} | ({valid: int(bool(hits))} if valid else {})

    return finished(
        d, "a priority encoder", ("prio_enc", "first_bit", "encoder"), [Port(i, n)],
        [(o, bits), *([(valid, 1)] if valid else [])], text,
        f"first {level} from bit {order[0]} to {order[-1]} -> its number\nnone -> {idle}"
        + (f"\n{valid} = 1 if any bit is {level}" if valid else ""), lines, function, how, {"high": high, "low": low},
        bias=_sparse(i, n, low),
    )  # fmt: skip


_GRANT = (
    "{o} has at most one 1: at the place of the {w} 1 of {i}.",
    "Keep only the {w} 1 of {i} and clear the other bits; the result is {o}.",
    "Fixed-priority arbiter. Requests {i}, grants {o}, bit {f} first. No request, no grant.",
    "Grant one request: {o}[k] is 1 if {i}[k] is 1 and no bit {d} k requests.",
    "Of all requests in {i} the {w} one is granted, never the {u} (unless it is alone). {o} is one-hot, or 0 without requests.",
    "Who may use the bus? {i} says who wants it. If several want it, line {f} goes before all others and line {g} behind all "
    "others. {o} has the bit of the winner set and nothing else.",
    "hi, need the isolate-the-{w}-1 thing. input {i}, output {o}, all other bits 0.",
    "{i} | {o}\n{r}\n(x is either)",
    "- a bit of {o} may be 1 only where {i} has a 1\n- only one bit of {o} may be 1\n- the {w} candidate is taken\n- nothing in, "
    "nothing out",
    "Suppose some people raise their hands at once and one may speak. The rule that the one with the {h} number "
    "speaks is a fixed "
    "priority. {i} holds the hands, {o} shows by a single 1 who speaks.",
    "Give {o} = {i} with every 1 removed that has another 1 {s} it.",
    "Priority runs from bit {f} (strongest) to bit {g} (weakest). Pass the strongest active bit of {i} to the same place in {o}; "
    "block the rest.",
)


@family("choose_grant", "priority", 1.0)
def choose_grant(d: Draw) -> Design:
    """The lowest or the highest 1 of a vector stays, in the same place."""
    n, high = d.one((2, 3, 4, 4, 5, 8)), d.chance(0.5)
    i, o = d.name("req", "in", "r", "x", "want", "a", "hands", "d"), d.name("gnt", "grant", "y", "out", "q", "win", "g", "sole")
    w, u = d.one((("highest", "lowest"), ("leftmost", "rightmost"), ("most significant", "least significant")))
    f, g = (n - 1, 0) if high else (0, n - 1)
    order = list(range(n - 1, -1, -1) if high else range(n))
    rows = []
    for rank, bit in enumerate(order):
        left = "".join("x" if order.index(m) > rank else str(int(m == bit)) for m in range(n - 1, -1, -1))
        rows.append(f"{left} | {1 << bit:0{n}b}")
    rows.append(f"{0:0{n}b} | {0:0{n}b}")
    text = d.any(
        *_GRANT, i=i, o=o, w=w if high else u, u=u if high else w, f=f, g=g, d="above" if high else "below", r="\n".join(rows),
        s="to the left of" if high else "to the right of", h="highest" if high else "lowest",
    )  # fmt: skip
    how = "plain"
    if high or d.chance(0.5):
        lines = []
        for bit in range(n):
            others = list(range(bit + 1, n)) if high else list(range(bit))
            block = f" & ~|{i}[{others[-1]}:{others[0]}]" if len(others) > 1 else f" & ~{i}[{others[0]}]" if others else ""
            lines.append(f"assign {o}[{bit}] = {i}[{bit}]{block};")
        why = f"{o}[k] = {i}[k] and no 1 {'above' if high else 'below'} k; bit {f} always wins"
    else:
        lines = [f"assign {o} = {i} & (~{i} + {d.style.literal(n, 1, 'd')});"]
        why = f"lowest 1 of {i}: {i} & -{i}"

    def function(v: Values) -> dict[str, int]:
        hits = [bit for bit in range(n) if v[i] >> bit & 1]
        return {o: 1 << (max(hits) if high else min(hits)) if hits else 0}

    return finished(
        d, "a fixed-priority arbiter", ("arbiter", "isolate", "grant_one"), [Port(i, n)], [(o, n)], text, why, lines, function,
        how, {"high": high}, bias=_sparse(i, n),
    )  # fmt: skip


_ENCODE = (
    "{o} is the number of the line of {i} that is {l}. If not exactly one is, {o} is 0{v}.",
    "Encoder for one-{t} codes: {i} to {o}. {e}",
    "Exactly one bit of {i} should be {l}; output its index on {o}. {e}",
    "In the legal case {o} is the place of the only {l} in {i}. {e}",
    "One-{t} to binary, {i} in, {o} out. No priority here. {e}",
    "{i} | {o}\n{r}\nothers | 0\n{e}",
    "With a case statement over {i}: each of the {n} words with a single {l} gives its position on {o}. {e}",
    "Please turn the {n} position contacts in {i} (just one of them is {l}) into a number {o}. {e}",
    "what number has the only contact that is {l}? contacts: {i}, number: {o}. {e}",
    "{n} doors, only one of them open, and the open one reads {l} in {i}. {o} is the number of the open door, counted "
    "from the right and from 0. {e}",
    "A decoder makes one active line out of a number. An encoder is the way back. Yours has the lines in {i}, active "
    "{k}, and the "
    "number in {o}. It trusts its input only if a single line is active. {e}",
    "- input: {i} (one-{t})\n- output: {o}, the position of the {l}\n- {e}",
)


@family("choose_encoder", "coders", 1.0)
def choose_encoder(d: Draw) -> Design:
    """An encoder of one-hot or one-cold words, with an output that tells of bad words, of either meaning, or none."""
    n, low = d.one((3, 4, 4, 4, 8)), d.chance(0.35)
    i, o = d.name("lines", "in", "d", "x", "oh", "a", "contacts", "key"), d.name("num", "code", "y", "pos", "out", "q", "bin")
    flag, bad = (d.name("ok", "valid", "err", "bad", "f", "flag") if d.chance(0.5) else ""), d.chance(0.5)
    bits, level = (n - 1).bit_length(), int(not low)
    v = f", and {flag} is {int(bad)} (otherwise {flag} is {int(not bad)})" if flag else ""
    ending = d.any("For any other word {o} is 0{v}.", "If none or several are {l}, {o} is 0{v}.",
                   "If not exactly one bit is {l}, {o} is 0{v}.",
                   "Words without a {l}, or with several, give {o} = 0{v}.", o=o, v=v, l=level)  # fmt: skip
    mask = (1 << n) - 1
    words = [(1 << bit) ^ (mask if low else 0) for bit in range(n)]
    text = d.any(
        *_ENCODE, i=i, o=o, l=level, t="cold" if low else "hot", e=ending, v=v, k="low" if low else "high", n=n,
        r="\n".join(f"{word:0{n}b} | {bit}" for bit, word in enumerate(words)),
    )  # fmt: skip
    arms = [f"    {n}'b{word:0{n}b}: {o} = {bits}'d{bit};" for bit, word in enumerate(words)]
    lines = [f"{d.style.comb} begin", f"  case ({i})", *arms, f"    default: {o} = {bits}'d0;", "  endcase"]
    if flag:
        tests = listing([f"{i} == {n}'b{word:0{n}b}" for word in words], "||").replace(", ", " || ")
        lines.append(f"  {flag} = {'!' if bad else ''}({tests});")
        if n == 8:
            lines = [f"{d.style.comb} begin", f"  {flag} = 1'b{int(not bad)};", f"  case ({i})", *arms,
                     f"    default: begin {o} = {bits}'d0; {flag} = 1'b{int(bad)}; end", "  endcase"]  # fmt: skip
    lines.append("end")

    def function(v: Values) -> dict[str, int]:
        known = v[i] in words
        return {o: words.index(v[i]) if known else 0} | ({flag: int(known != bad)} if flag else {})

    def bias(rng: random.Random, index: int) -> dict[str, int]:
        return {i: rng.choice(words)} if index % 3 else {}

    return finished(
        d, "an encoder", ("encoder", "onehot_enc", "to_number"), [Port(i, n)], [(o, bits), *([(flag, 1)] if flag else [])], text,
        f"one bit = {level} -> its number\nelse 0" + (f"\n{flag} = {int(bad)} on other words, {int(not bad)} on these" if flag
                                                     else ""),
        lines, function, "case", {"low": low, "bad": bad}, bias=bias,
    )  # fmt: skip
