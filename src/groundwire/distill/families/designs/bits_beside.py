"""Bits and their neighbours, and facts about all bits of a word."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.bits_shared import (
    ENABLES,
    FLAGS,
    RESULTS,
    WORDS,
    Loop,
    Out,
    Values,
    example,
    joined,
    made,
    over,
    span,
)

_PAIR_RULES = {
    "and": ("{a} and {n} are both 1", "{a} is 1 and so is {n}", "neither {a} nor {n} is 0"),
    "or": ("{a} or {n} (or both) is 1", "at least one of {a} and {n} is 1", "{a} and {n} are not both 0"),
    "xor": ("{a} differs from {n}", "exactly one of {a} and {n} is 1", "{a} and {n} are different"),
    "xnor": ("{a} equals {n}", "{a} and {n} are the same", "{a} does not differ from {n}"),
    "nor": ("{a} and {n} are both 0", "neither {a} nor {n} is 1"),
    "nand": ("{a} and {n} are not both 1", "at least one of {a} and {n} is 0"),
    "own": ("{a} is 1 while {n} is 0", "{a} is 1 but {n} is not", "{a} is 1 and {n} is 0"),
    "other": ("{a} is 0 while {n} is 1", "{a} is 0 but {n} is not", "{n} is 1 and {a} is 0"),
}
_PAIR_CODE = {
    "and": "{a} & {b}", "or": "{a} | {b}", "xor": "{a} ^ {b}", "xnor": "~({a} ^ {b})", "nor": "~({a} | {b})",
    "nand": "~({a} & {b})", "own": "{a} & ~{b}", "other": "~{a} & {b}",
}  # fmt: skip
_PAIR: dict[str, Callable[[int, int], int]] = {
    "and": lambda a, b: a & b, "or": lambda a, b: a | b, "xor": lambda a, b: a ^ b, "xnor": lambda a, b: 1 ^ a ^ b,
    "nor": lambda a, b: 1 - (a | b), "nand": lambda a, b: 1 - (a & b), "own": lambda a, b: a & (1 - b),
    "other": lambda a, b: (1 - a) & b,
}  # fmt: skip
_SIDES = {
    "left": ("its left neighbour", "the next higher bit", "the bit to its left", "the bit one place above it", "{x}[i+1]"),
    "right": ("its right neighbour", "the next lower bit", "the bit to its right", "the bit one place below it", "{x}[i-1]"),
}
_ENDS = {
    "wrap": ("For {y}[{e}] the neighbour is {x}[{o}].", "The vector is a ring: {x}[{e}] takes {x}[{o}] as that neighbour.",
             "At the end it wraps round, so {x}[{e}] is paired with {x}[{o}]."),
    "beyond": ("{x}[{e}] has no such neighbour; take {v} for it.", "The bit missing next to {x}[{e}] counts as {v}.",
               "Imagine a {v} beyond {x}[{e}]."),
    "fixed": ("{x}[{e}] has no such neighbour, so {y}[{e}] is always {v}.", "{y}[{e}] lacks the neighbour: tie it to {v}.",
              "{y}[{e}] is the exception, constantly {v}."),
    "copy": ("{x}[{e}] has no such neighbour, so {y}[{e}] is simply {x}[{e}].", "{y}[{e}] is the exception: a copy of {x}[{e}].",
             "{x}[{e}] goes through to {y}[{e}] unchanged, for lack of a neighbour."),
    "short": ("{x}[{e}] has no such neighbour, and so {y} has no bit {e}.",
              "There is no {y}[{e}], because {x}[{e}] has nothing on that side."),
}  # fmt: skip
_NEXT_DOOR = (
    "{y}[i] is 1 if {c}, else 0. {e}",
    "{y}[i] = 1 means that {c}, and {y}[i] = 0 that this is not so. {e}",
    "Bit i of {y} says something of bit i of {x}: it is set when {c} and cleared when not. {e}",
    "A detector looks along {x} bit by bit. It marks with a 1 in {y}, at index i, each place where {c}; unmarked places are 0. "
    "{ex} {e} Please write the detector.",
    "Task: each output bit of {y} depends on two input bits of {x}.\n- {y}[i] = 1: {c}\n- {y}[i] = 0: in any other case\n- {e}",
    "hey, need a vector thing: {y} next to {x}, bit i goes high only if {c}. {e}",
    "For every i, does it hold that {c}? Then {y}[i] = 1. If it does not, {y}[i] = 0. {e}",
    "Function table\n  {c}: {y}[i] = 1\n  otherwise: {y}[i] = 0\n{e}",
    "{y} is a vector of answers about {x}. The question asked at position i is whether {c}; yes is 1, no is 0. {e} {ex}",
    "The rule compares a bit with one bit beside it, not with both. {ex} In words: {y}[i] shall be high if, and only if, {c}. "
    "{e}",
    "How would you code this without writing every bit out? When {c}, {y}[i] is 1; else it is 0. {e}",
    "Ticket: neighbour logic for {x}. Expected: whenever {c}, the bit {y}[i] reads 1. Not so: it reads 0. Corner case: {e}",
    "Think of people in a row, each looking to the same side. Person i is {x}[i], and he raises his hand ({y}[i] = 1) as long as "
    "{c}. {e}",
)  # fmt: skip


@family("bits_next_door", "vectors", 1.0)
def bits_next_door(d: Draw) -> Design:
    """Each bit with the bit on one side of it, by any gate; the end wraps, is fixed, copied, supposed or absent."""
    w = d.one((4, 4, 5, 6, 8, 8, 8, 16, 32, 64, 100, 255))
    d.name("i")
    x, y = d.name(*WORDS), d.name(*RESULTS)
    op, side = d.one(tuple(_PAIR_RULES)), d.one(("left", "right"))
    end, v = d.one(("wrap", "wrap", "beyond", "fixed", "copy", "short")), d.number(0, 1)
    left = side == "left"
    e, o = (w - 1, 0) if left else (0, w - 1)
    nb = d.any(*_SIDES[side], x=x)
    upper, lower = f"{x}[{w - 1}:1]", f"{x}[{w - 2}:0]"

    def pair(a: str, b: str) -> str:
        return _PAIR_CODE[op].format(a=a, b=b)

    last = {"wrap": f"{x}[{o}]", "beyond": f"1'b{v}"}.get(end, "")
    inner = pair(lower, upper) if left else pair(upper, lower)
    size, low = w, 0
    if last:
        code = pair(x, joined(last, upper) if left else joined(lower, last))
    elif end == "short":
        code, size, low = inner, w - 1, int(not left)
    else:
        single = f"1'b{v}" if end == "fixed" else f"{x}[{e}]"
        code = joined(single, inner) if left else joined(inner, single)

    def value(vals: Values) -> dict[str, int]:
        def one(i: int) -> int:
            own = vals[x] >> i & 1
            if i == e and end in ("fixed", "copy"):
                return v if end == "fixed" else own
            beside = v if i == e and end == "beyond" else vals[x] >> ((i + (1 if left else -1)) % w) & 1
            return _PAIR[op](own, beside)

        return {y: over(0, size, lambda i: one(i + low))}

    ins, outs = [Port(x, w)], [Out(y, size, code, low)]
    worked = example(d, ins, outs, value)
    text = d.any(
        *_NEXT_DOOR, x=x, y=y, c=d.any(*_PAIR_RULES[op], a=f"{x}[i]", n=nb), e=d.any(*_ENDS[end], x=x, y=y, e=e, o=o, v=v),
        ex=worked,
    )  # fmt: skip
    at_end = {
        "wrap": f"uses {x}[{o}]",
        "beyond": f"uses {v}",
        "fixed": f"is {v}",
        "copy": f"is {x}[{e}]",
        "short": "does not exist",
    }
    notes = [
        f"neighbour on the {side}: {x}[i{'+' if left else '-'}1]",
        f"{y}[i] = {pair(f'{x}[i]', f'{x}[i{chr(43) if left else chr(45)}1]')}",
        f"end: {y}[{e}] {at_end[end]}",
    ]
    return made(d, "a vector of comparisons of neighbouring bits", ("neighbours", "pairwise", "adjacent_bits"), ins, outs, text,
                notes, value, {"op": op, "side": side, "end": end, "w": w, "v": v}, worked=worked)  # fmt: skip


_SIDED: dict[str, tuple[tuple[str, str], str, Callable[[int, int, int], int]]] = {
    "both": (("both neighbours of {x}[i] are 1", "the bits on both sides of {x}[i] are 1"), "{u} & {l}", lambda a, c, b: a & b),
    "any": (("at least one neighbour of {x}[i] is 1", "one or both of the bits beside {x}[i] are 1"), "{u} | {l}",
            lambda a, c, b: a | b),
    "one": (("exactly one of the two neighbours of {x}[i] is 1", "the two bits beside {x}[i] differ"), "{u} ^ {l}",
            lambda a, c, b: a ^ b),
    "none": (("neither neighbour of {x}[i] is 1", "the bits on both sides of {x}[i] are 0"), "~({u} | {l})",
             lambda a, c, b: 1 - (a | b)),
    "lone": (("{x}[i] is 1 and neither of its neighbours is", "{x}[i] is a lone 1, with 0 on both sides"), "{x} & ~{u} & ~{l}",
             lambda a, c, b: c & (1 - a) & (1 - b)),
    "gap": (("{x}[i] is 0 but both its neighbours are 1", "{x}[i] is a 0 that stands between two ones"), "~{x} & {u} & {l}",
            lambda a, c, b: (1 - c) & a & b),
    "inner": (("{x}[i] and both its neighbours are 1", "{x}[i] is a 1 with a 1 on either side"), "{x} & {u} & {l}",
              lambda a, c, b: a & b & c),
    "most": (("at least two of {x}[i+1], {x}[i] and {x}[i-1] are 1", "most of {x}[i] and its two neighbours are 1"),
             "({u} & {l}) | ({x} & ({u} | {l}))", lambda a, c, b: int(a + b + c > 1)),
    "odd": (("an odd number of {x}[i+1], {x}[i] and {x}[i-1] is 1", "{x}[i] together with its two neighbours has an odd count of "
             "ones"), "{x} ^ {u} ^ {l}", lambda a, c, b: a ^ b ^ c),
    "flat": (("{x}[i] and its two neighbours are all alike", "{x}[i] has the same value as each of its two neighbours"),
             "~({x} ^ {u}) & ~({x} ^ {l})", lambda a, c, b: int(a == b == c)),
}  # fmt: skip
_OUTSIDE = {
    "wrap": ("The two ends are neighbours of each other.", "The ends meet: {x}[0] and {x}[{h}] lie side by side.",
             "Treat {x} as a ring."),
    "0": ("Outside the vector there are only zeros.", "A neighbour that does not exist counts as 0.",
          "Suppose a 0 to the left of {x}[{h}] and another to the right of {x}[0]."),
    "1": ("Outside the vector there are only ones.", "A neighbour that does not exist counts as 1.",
          "Suppose a 1 to the left of {x}[{h}] and another to the right of {x}[0]."),
}  # fmt: skip
_BOTH_SIDES = (
    "{y}[i] is {t} if {c}, else {f}. {e}",
    "{e} With that settled: {y}[i] = {t} when {c}, and {f} in every other case.",
    "Write a module in which bit i of {y} is {f} by default and {t} only where {c}. {e}",
    "Each bit of {y} watches three bits of {x}, its own place and the ones left and right of it. {ex} Its value is {t} exactly "
    "where {c}; it is {f} elsewhere. {e}",
    "- output: {y}, as wide as {x}\n- {y}[i] = {t}: {c}\n- otherwise: {f}\n- {e}",
    "can you do this on vectors, not bit by bit? if {c} then {y}[i] goes to {t}, if not it goes to {f}. {e}",
    "Lab sheet, part B. A cell i is judged by its surroundings in {x}. The verdict {y}[i] is {t} provided that {c}, and {f} "
    "if that is not so. {e}",
    "Picture cleanup for one line of pixels {x}: pixel {y}[i] becomes {t} where {c}; all others become {f}. {e} {ex}",
    "When is {y}[i] equal to {f}? Always, unless {c}; then it is {t}. {e}",
    "Let the bits of {x} stand in a row. {e} Mark position i in {y} with a {t} whenever {c}. Positions not marked read {f}.",
    "{y} = map of {x}, one bit a place:\n  {c} -> {t}\n  else -> {f}\n{e}",
    "In this block no bit stands for itself; it is the company that counts. {y}[i] must read {t} as soon as {c}, and must not "
    "read {t} at other times. {e}",
)  # fmt: skip


@family("bits_both_sides", "vectors", 1.0)
def bits_both_sides(d: Draw) -> Design:
    """Each bit by its two neighbours, with or without itself; ends meet, or are zeros or ones."""
    w = d.one((4, 5, 6, 8, 8, 8, 16, 32, 64, 100))
    d.name("i")
    x, y = d.name(*WORDS), d.name(*RESULTS)
    up, down = d.names(("up", "down"), ("left", "right"), ("above", "below"), ("l", "rt"), ("hi_nb", "lo_nb"), ("prev", "next"))
    rule, outside, t = d.one(tuple(_SIDED)), d.one(("wrap", "0", "1")), int(d.chance(0.7))
    says, code, judge = _SIDED[rule]
    code = code.format(x=x, u=up, l=down)
    if not t:
        code = f"~({code})"

    def value(v: Values) -> dict[str, int]:
        def at(i: int) -> int:
            if outside != "wrap" and not 0 <= i < w:
                return int(outside)
            return v[x] >> (i % w) & 1

        return {y: over(0, w, lambda i: judge(at(i + 1), at(i), at(i - 1)) ^ (1 - t))}

    first = f"{x}[0]" if outside == "wrap" else f"1'b{outside}"
    last = f"{x}[{w - 1}]" if outside == "wrap" else f"1'b{outside}"
    before = [
        f"wire [{w - 1}:0] {up} = {{{first}, {x}[{w - 1}:1]}};",
        f"wire [{w - 1}:0] {down} = {{{x}[{w - 2}:0], {last}}};",
    ]
    ins, outs = [Port(x, w)], [Out(y, w, code)]
    worked = example(d, ins, outs, value)
    text = d.any(*_BOTH_SIDES, x=x, y=y, c=d.any(*says, x=x), t=t, f=1 - t, ex=worked, e=d.any(*_OUTSIDE[outside], x=x, h=w - 1))
    ends = f"ring: {x}[{w - 1}] and {x}[0] adjacent" if outside == "wrap" else f"outside: {outside}"
    notes = [f"{up}[i] = {x}[i+1], {down}[i] = {x}[i-1]; {ends}", f"{y} = {t} where {d.any(*says[:1], x=x)}: {code}"]
    return made(d, "a rule for each bit and its two neighbours", ("cell_rule", "neighbour_map", "line_filter"), ins, outs, text,
                notes, value, {"rule": rule, "outside": outside, "t": t, "w": w}, worked=worked, before=before)  # fmt: skip


_ALL_RULES = {
    "&": ("every bit of {p} is 1", "all bits of {p} are 1", "{p} contains no 0", "there is not a single 0 in {p}"),
    "|": ("some bit of {p} is 1", "at least one bit of {p} is 1", "{p} is not all zeros", "there is a 1 anywhere in {p}"),
    "^": ("the number of ones in {p} is odd", "{p} has an odd number of ones", "an odd number of bits of {p} is set"),
    "~&": ("some bit of {p} is 0", "at least one bit of {p} is 0", "{p} is not all ones", "{p} contains a 0"),
    "~|": ("every bit of {p} is 0", "all bits of {p} are 0", "{p} contains no 1", "not one bit of {p} is set"),
    "~^": ("the number of ones in {p} is even", "{p} has an even number of ones (none counts as even)",
           "an even number of bits of {p} is set (zero included)"),
}  # fmt: skip
_OPPOSITE = {"&": "~&", "|": "~|", "^": "~^", "~&": "&", "~|": "|", "~^": "^"}
_GATES = {"&": "AND", "|": "OR", "^": "XOR", "~&": "NAND", "~|": "NOR", "~^": "XNOR"}
_WHOLE = (
    "{o} is {t} if {c}, otherwise {f}. {g}",
    "{pre} {o} must be {f} unless {c}.",
    "When {c}, drive {o} to {t}; when not, to {f}. {g}",
    "Does it hold that {c}? {o} answers with {t} for yes and {f} for no. {g}",
    "A reduction boils a whole vector down to one bit. {ex} Here the bit is {o}, and it is {t} exactly when {c}. {g}",
    "- {o} = {t} <=> {c}\n- {o} = {f} in all other cases\n{g}",
    "we need one flag from {x}: {o}. it goes to {t} as soon as {c} and is {f} the rest of the time. {g} please use a reduction "
    "operator instead of listing the bits.",
    "Only if {c} may {o} be {t}, and then it has to be. {g}",
    "Status output {o}. Meaning of {t}: {c}. Meaning of {f}: the contrary. {g}",
    "I wrote a long expression over single bits for {o}, but it should be one short line. What is meant: {o} = {f} normally, and "
    "{o} = {t} in case {c}. {ex} {g}",
    "condition -> {o}\n{c} -> {t}\notherwise -> {f}\n{g}",
    "A supervisor looks at {x} and reports by {o}. The report reads {t} while {c}, and {f} at other times. {g}",
)  # fmt: skip
_NAMED_WHOLE = (
    "{o} is the {n} of all bits of {p}. {g}",
    "Reduce {p} to {o} by {n}. {g}",
    "A {k}-input {n} gate: its inputs are the bits of {p}, its output is {o}. {g}",
    "{n} reduction of {p}, result on {o}. {g}",
    "{pre} {o} = {n} over {p}, all of its bits.",
)


@family("bits_whole_word", "reductions", 1.0)
def bits_whole_word(d: Draw) -> Design:
    """One bit from all bits of a word or of a part of it: any reduction, told by name or meaning, perhaps enabled."""
    w = d.one((3, 4, 5, 6, 8, 8, 8, 16, 32, 64, 100, 255))
    x, o = d.name(*WORDS), d.name(*FLAGS)
    en, p, idle = (d.name(*ENABLES), d.number(0, 1), d.number(0, 1)) if d.chance(0.35) else ("", 1, 0)
    cond, t = d.one(tuple(_ALL_RULES)), int(d.chance(0.6))
    h = w // 2
    high, low, said = d.one((
        (w - 1, 0, x), (w - 1, 0, x), (w - 1, 0, x), (w - 1, w - h, f"the upper {h} bits of {x}"),
        (h - 1, 0, f"the lower {h} bits of {x}"), (w - 1, 1, f"{x}[{w - 1}:1]"), (w - 2, 0, f"{x}[{w - 2}:0]"),
    ))  # fmt: skip
    if low == high:
        high, low, said = w - 1, 0, x
    part, n = span(x, high, low, w), high - low + 1
    op = cond if t else _OPPOSITE[cond]
    code = f"{op}{part}"
    if en:
        gated = {(1, 0): f"{en} & ({code})", (0, 0): f"~{en} & ({code})"}.get((p, idle), "")
        test = f"{en} ? {code} : 1'b{idle}" if p else f"{en} ? 1'b{idle} : {code}"
        code = gated if gated and d.chance(0.4) else test

    def value(v: Values) -> dict[str, int]:
        bits = [v[x] >> i & 1 for i in range(low, high + 1)]
        holds = {"&": all(bits), "|": any(bits), "^": sum(bits) % 2, "~&": not all(bits), "~|": not any(bits),
                 "~^": sum(bits) % 2 == 0}[cond]  # fmt: skip
        return {o: idle if en and v[en] != p else int(bool(holds) == bool(t))}

    gate = "" if not en else d.any(
        "This is so only while {on}; while {off}, {o} is {i}(, whatever {x} is|).", "But as long as {off}, {o} stays {i}.",
        "All this applies if {on}. If not, {o} is {i}.", "{en}: {p} lets this work, {q} forces {o} to {i}.",
        "However, {off} means {o} = {i} in any case.", on=is_level(d, en, p, True), off=is_level(d, en, 1 - p, True),
        o=o, i=idle, x=x, en=en, p=p, q=1 - p,
    )  # fmt: skip
    ahead = "" if not en else d.any(
        "As long as {off}, {o} is {i}; what follows applies when {on}.",
        "First look at {en}: {q} means {o} = {i}. With {en} = {p}:",
        "{o} = {i} if {off}. Else:", off=is_level(d, en, 1 - p, True), on=is_level(d, en, p, True), o=o, i=idle, en=en, p=p,
            q=1 - p,
    )  # fmt: skip
    ins, outs = [Port(x, w), *([Port(en)] if en else [])], [Out(o, 1, code)]
    worked = example(d, ins, outs, value, {en: p} if en else {})
    skeletons = _NAMED_WHOLE if d.chance(0.25) else _WHOLE
    text = d.any(*skeletons, o=o, x=x, t=t, f=1 - t, c=d.any(*_ALL_RULES[cond], p=said), g=gate, pre=ahead, ex=worked, p=said,
        n=_GATES[op],
                 k=n)  # fmt: skip
    notes = [f"{o} = {_GATES[op]} of all bits of {part}: {op}{part}"]
    if skeletons is _WHOLE:
        notes.insert(0, f"{d.any(_ALL_RULES[cond][0], p=part)} -> {t}, else {1 - t}")
    if en:
        notes.append(f"only if {en}={p}; {en}={1 - p} -> {idle}")

    def bias(rng: object, cycle: int) -> Values:
        full, some = (1 << w) - 1, 1 << d.number(low, high)
        kept = ((1 << n) - 1) << low
        pick = d.one((0, full, some, full ^ some, kept, full ^ kept, d.rng.getrandbits(w)))
        return {x: pick} | ({en: p if d.chance(0.7) else 1 - p} if en else {})

    return made(d, d.one(("a reduction", "a flag about a whole vector", "a wide gate")), ("reduce", "word_flag", "wide_gate"),
        ins,
                outs, text, notes, value, {"cond": cond, "t": t, "part": (high, low), "en": en and p, "idle": idle, "w": w},
                worked=worked, bias=bias)  # fmt: skip


_SCOPES = {
    "all": ("in {x}", "in the whole of {x}", "among all bits of {x}"),
    "even": ("among the even-numbered bits of {x} (0, 2, ...)", "at the even positions of {x}, beginning with bit 0"),
    "odd": ("among the odd-numbered bits of {x} (1, 3, ...)", "at the odd positions of {x}, beginning with bit 1"),
    "upper": ("in the upper half of {x}, bits {h} to {m}", "in {x}[{h}:{m}]"),
    "lower": ("in the lower half of {x}, bits {k} to 0", "in {x}[{k}:0]"),
}
_TALLY = (
    "{o} is the number of {b} {s}.",
    "Count the {b} {s}. The count goes to {o}.",
    "How many {b} are there {s}? {o} gives the answer as a binary number.",
    "Population count: {o} = number of {b} {s}.",
    "A counting circuit without a clock. It looks at {x} and adds one for each {a}-bit {s}; the {n}-bit sum is {o}.",
    "- input {x}\n- output {o}: tally of the {b} {s}\n- not counted: anything else",
    "could you count bits for me? i want the {b}, not the {r}, {s}, on {o}.",
    "Students often write a big table here; adding single bits is easier. {ex} Task: let {o} be the sum over the bits {s} where "
    "a "
    "bit that is {a} contributes 1 and a bit that is {z} contributes 0.",
    "Every {a} found {s} is worth a point. {o} shows the points. A {z} is worth nothing.",
    "Set {o} to the count of bits equal to {a} {s}. {ex}",
    "The {n}-bit output {o} must tell how often the value {a} occurs {s}.",
    "Occupancy display: a {a} in {x} is an (occupied|counted) place. Only the places {s} are looked at. {o} is how many of these "
    "are {a}.",
)  # fmt: skip


@family("bits_tallied", "counting bits", 1.0)
def bits_tallied(d: Draw) -> Design:
    """The number of ones or zeros in a vector, or in a half of it, or at even or odd places; small sums and loops."""
    w = d.one((3, 4, 4, 5, 6, 8, 8, 16, 32, 64, 100))
    d.name("i")
    x, o = d.name(*WORDS), d.name("n", "cnt", "count", "ones", "sum", "total", "y", "k", "out", "num")
    scope = d.one(("all", "all", "all", "even", "odd", "upper", "lower")) if w > 3 else "all"
    a, h = d.number(0, 1), w // 2
    places = {"all": range(w), "even": range(0, w, 2), "odd": range(1, w, 2), "upper": range(w - h, w), "lower": range(h)}[scope]
    size = len(places).bit_length()

    def value(v: Values) -> dict[str, int]:
        return {o: sum((v[x] >> i & 1) == a for i in places)}

    sign = "" if a else "~"
    loop = None
    if len(places) > 8 or d.chance(0.3):
        zero = d.style.literal(size, 0)
        step = f"i = i + {places.step}"
        adds = f"{o} = {o} + {x}[i];" if a else f"{o} = {o} + !{x}[i];"
        loop = Loop(("integer i;",), (f"{o} = {zero};", f"for (i = {places.start}; i < {places.stop}; {step})", f"  {adds}"))
    terms = [f"{x}[{i}]" if a else f"!{x}[{i}]" for i in places]
    ins, outs = [Port(x, w)], [Out(o, size, " + ".join(terms))]
    worked = example(d, ins, outs, value)
    text = d.any(
        *_TALLY, x=x, o=o, b="ones" if a else "zeros", r="zeros" if a else "ones", a=a, z=1 - a, n=size, ex=worked,
        s=d.any(*_SCOPES[scope], x=x, h=w - 1, m=w - h, k=h - 1),
    )  # fmt: skip
    listed = [str(i) for i in places]
    where = "i = " + ", ".join(listed if len(listed) < 5 else [*listed[:2], "...", listed[-1]])
    notes = [f"count {'ones' if a else 'zeros'}: add {sign}{x}[i] for {where}", f"0..{len(places)} fits {size} bits of {o}"]
    return made(d, d.one(("a bit counter", "a population count", "a tally of bits")), ("popcount", "tally", "count_bits"), ins,
        outs,
                text, notes, value, {"a": a, "scope": scope, "w": w}, worked=worked, loop=loop)  # fmt: skip
