"""One of two: which level picks which, conditions of several bits, an enable over it, data changed on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.choose_shared import (
    ENABLES,
    OUTS,
    PAIRS,
    SELECTS,
    TRIPLES,
    WIDTHS,
    Values,
    cased,
    chained,
    fill_word,
    filled,
    finished,
    kind_of,
)

_PAIR = (
    "{o} is {a} when {x} and {b} when {n}.",
    "{b} if {n}, {a} if {x}: that is {o}.",
    "{s} at {p} (selects|chooses|picks) {a}; at {m} it is {b} that (goes to|reaches|drives) {o}.",
    "2:1 mux, output {o}. {p} on {s} means {a}, the other level means {b}.",
    "{o} (follows|passes on|takes) {b} unless {x}; then it (follows|passes on|takes) {a}.",
    "Normally {b} is (routed|sent) to {o}. Only while {x} does {a} take its place.",
    "Many people would expect {b} for {s} = {p}. It is the other way round here: {b} belongs to {m} and {a} to {p}. "
    "The (one that is chosen|chosen one) is {o}.",
    "When {n}, not {a} but {b} must (appear on|reach) {o}. Otherwise it is {a}.",
    "{s} | {o}\n--+--\n0 | {zero}\n1 | {one}",
    "hey, can you do a selector for me? {a} and {b} are the {v} sources, {o} goes to the display. if {n} i want to see {b}, "
    "else {a}.",
    "A multiplexer is like a set of points on a railway: two tracks come in and one goes out, and a lever says which of them is "
    "connected. Here the lever is {s}. In position {m} the track from {b} is connected, in position {p} the one from {a}. "
    "The track that leaves is {o}. Write this as a module.",
    "Function: data selector ({v})\nSelect input: {s}\n{s} = {m}: {o} = {b}\n{s} = {p}: {o} = {a}",
    "Ticket: the selector is wired backwards. {o} shows {a} while {n}, and that is wrong, {b} belongs there. {a} is right only "
    "while {x}. Please write the module anew.",
    "Which of {a} and {b} do we see on {o}? If {s} reads {m}, {b}. If it reads {p}, {a}.",
    "There are two {v} inputs, {a} and {b}. Input {a} is the backup; it is (taken|used) if and only if {x}. In the other case "
    "{o} equals {b}.",
    "Take {b} for {s} = {m}. Take {a} otherwise. Put what you took on {o}.",
    "- inputs {a}, {b} ({v})\n- {a} is (chosen|picked) by {s} = {p}\n- {b} is (chosen|picked) by {s} = {m}\n- the choice is "
    "seen on {o}",
    "So we have this bit {s}, right, and as soon as it is {p} we let {a} through to {o}; and when it's {m}, well, then it's "
    "{b}'s turn.",
)


@family("choose_pair", "multiplexers", 1.0)
def choose_pair(d: Draw) -> Design:
    """A multiplexer of two: the level of the select that picks each input must be read."""
    a, b = d.names(*PAIRS)
    s, o, width, p = d.name(*SELECTS), d.name(*OUTS), d.one(WIDTHS), d.number(0, 1)
    zero, one = (a, b) if p == 0 else (b, a)
    text = d.any(
        *_PAIR, a=a, b=b, s=s, o=o, p=p, m=1 - p, x=is_level(d, s, p), n=is_level(d, s, 1 - p), zero=zero, one=one,
        v=kind_of(width),
    )  # fmt: skip
    how = d.one(("assign", "assign", "assign", "if", "case"))
    lines = cased(d, s, [("1'b0", zero)], one, o) if how == "case" else chained(d, o, [(s, one)], zero, how)
    return finished(
        d, "a 2-to-1 multiplexer", ("mux2", "selector", "pick2"), [Port(a, width), Port(b, width), Port(s)], [(o, width)], text,
        f"{s}=0 -> {zero}\n{s}=1 -> {one}", lines, lambda v: {o: v[one if v[s] else zero]}, how, {"p": p},
    )  # fmt: skip


class _Test(NamedTuple):
    """A condition of several bits."""

    says: tuple[str, ...]
    """Clauses for it."""
    code: str
    value: Callable[[list[int]], bool]
    note: str


def _condition(d: Draw, names: list[str]) -> _Test:
    """One of the conditions that sound alike."""
    n, both, last = len(names), listing(names), listing(names, "or")
    every, none_ = ("both", "neither") if n == 2 else ("all three", "none")
    says: tuple[str, ...]
    kind = d.one(("and", "and", "or", "or", "nor", "nand", "odd", "even", "mixed", "mixed", "mixor"))
    if kind == "and":
        says = (f"{every} {'of ' * (n > 2)}{both} are 1", f"{both} are {every} high", f"{' and '.join(names)} are true",
                f"every one of {both} is set")  # fmt: skip
        return _Test(says, f"({' & '.join(names)})", all, "AND")
    if kind == "or":
        says = (f"at least one of {both} is 1", f"{last} is high (one is enough)", f"any of {both} is set",
                f"not all of {both} are 0")  # fmt: skip
        return _Test(says, f"({' | '.join(names)})", any, "OR")
    if kind == "nor":
        says = (f"{none_} of {both} is 1", f"{both} are {every} low", f"{every} {'of ' * (n > 2)}{both} are 0",
                f"not even one of {both} is set")  # fmt: skip
        return _Test(says, f"~({' | '.join(names)})", lambda v: not any(v), "all 0: NOR")
    if kind == "nand":
        says = (f"at least one of {both} is 0", f"not all of {both} are 1", f"{last} is low (one is enough)",
                f"any of {both} is 0")  # fmt: skip
        return _Test(says, f"~({' & '.join(names)})", lambda v: not all(v), "some 0: NAND")
    if kind in ("odd", "even"):
        odd = kind == "odd"
        says = ((f"exactly one of {both} is 1", f"{both} differ", f"{both} have different levels") if odd else
                (f"{both} are equal", f"{both} have the same level", f"{both} agree")) if n == 2 else (
            f"an {'odd' if odd else 'even'} number of {both} {'is' if odd else 'are'} 1",
            f"the count of ones among {both} is {'odd' if odd else 'even (0 counts as even)'}",
        )  # fmt: skip
        return _Test(says, f"{'' if odd else '~'}({' ^ '.join(names)})", lambda v: sum(v) % 2 == odd, "XOR" if odd else "XNOR")
    levels = [d.number(0, 1) for _ in names]
    levels[0], levels[1] = (0, 1) if d.chance(0.5) else (1, 0)
    word, sign = ("and", "&") if kind == "mixed" else ("or", "|")
    says = (
        f" {word} ".join(f"{name} is {level}" for name, level in zip(names, levels, strict=True)),
        f" {word} ".join(f"{name} is {'high' if level else 'low'}" for name, level in zip(names, levels, strict=True)),
        f" {word} ".join(f"{name} = {level}" for name, level in zip(names, levels, strict=True)),
    )
    code = f" {sign} ".join(name if level else f"~{name}" for name, level in zip(names, levels, strict=True))
    fold = all if kind == "mixed" else any
    return _Test(says, f"({code})", lambda v: fold(x == y for x, y in zip(v, levels, strict=True)), word.upper())


_BY_SEVERAL = (
    "{o} = {a} if {k}, otherwise {b}.",
    "{a} goes to {o} when {k}; (in every other case|otherwise|else) {b} does.",
    "{b} is on {o}, except when {k}: then {a} is.",
    "If {k}, choose {a}. Else choose {b}. The output is {o}.",
    "Mux between {a} and {b}, output {o}. {a} is taken if and only if {k}.",
    "- {o} shows {b} by default\n- {o} shows {a} when {k}",
    "The control bits {c} decide together what {o} is. When {k}, it is {a}. For all their other combinations it is {b}.",
    "Usually one bit steers a multiplexer. This one (has|is steered by) {q}: {c}. It (selects|passes) {a} as long as {k} and {b} "
    "the rest of the time. Its output is called {o}.",
    "could somebody write this down in verilog? {o} should get {b}. but if {k} it should get {a}. nothing more.",
    "Condition for {a}: {k}\nOtherwise: {b}\nOutput: {o}\nControl inputs: {c}",
    "Ticket: wrong source selected. {o} must come from {a} if {k}; the present code mixes that up. Whenever the condition fails, "
    "{b} is the source.",
    "What is on {o}? {a}, provided that {k}. {b}, if that is not so.",
    "In the machine room two sensors give readings {a} and {b}, and an operator has {q} switches, {c}. Only one reading "
    "fits on the panel {o}. It is the reading {a} whenever {k}. It is the reading {b} in all other positions of the switches.",
    "First work out a condition: {k}. Where it holds the {v} value {a} is passed to {o}; where it does not hold, {b}.",
    "{o} must never show {a} unless {k}, and then it must. Else: {b}.",
)


@family("choose_by_several", "multiplexers", 1.0)
def choose_by_several(d: Draw) -> Design:
    """A multiplexer of two whose select is a condition of two or three bits."""
    a, b = d.names(*PAIRS)
    names = d.names(
        ("s1", "s2"), ("c0", "c1"), ("sel1", "sel2"), ("k", "m"), ("en1", "en2"), ("sel_b1", "sel_b2"), ("g", "h")
    ) if d.chance(0.7) else d.names(*TRIPLES, ("s0", "s1", "s2"), ("k1", "k2", "k3"))  # fmt: skip
    o, width, test = d.name(*OUTS), d.one(WIDTHS), _condition(d, names)
    text = d.any(
        *_BY_SEVERAL, a=a, b=b, o=o, k=d.one(test.says), c=listing(names), q="two" if len(names) == 2 else "three",
        v=kind_of(width),
    )  # fmt: skip
    how = d.one(("assign", "assign", "if"))
    return finished(
        d, "a multiplexer", ("mux_cond", "select2", "source_pick"),
        [Port(a, width), Port(b, width), *(Port(name) for name in names)], [(o, width)], text,
        f"{test.note}: {test.code} -> {a}\nelse -> {b}", chained(d, o, [(test.code, a)], b, how),
        lambda v: {o: v[a if test.value([v[name] for name in names]) else b]}, how, {"kind": test.note}, samples=50,
    )  # fmt: skip


_GATED = (
    "{o} is {a} when {x} and {b} when {n}, but only while {y}; else it is {z}.",
    "While {w}, {o} is {z}. Otherwise {s} = {p} gives {a} and {s} = {m} gives {b}.",
    "{e} at {q} (switches|turns) the selector on. Then {o} = {b} if {n} and {a} if {x}. Turned off, {o} = {z}.",
    "2:1 mux with enable {e}, active {l}. {s}: {p} for {a}, {m} for {b}. Disabled: {o} is {z}.",
    "{o} must be {z} unless {y}. When that is so, look at {s}: {m} means {b}, {p} means {a}.",
    "{e} comes first. With {e} = {r} nothing is selected and {o} stays at {z}, whatever {s} says. With {e} = {q}, {a} is "
    "selected if {x}, {b} if not.",
    "The selector has an enable. It can be seen as a door behind the railway points: the points ({s}) connect {a} when {x}, or "
    "{b} when {n}; the door lets that pass to {o} when {y}. With the door shut, {o} reads {z}.",
    "- {s} = {m}: {b}\n- {s} = {p}: {a}\n- {e} = {r}: {z}, no matter what {s} is\n- output: {o}",
    "e | s | output\n{table}\nHere e is {e}, s is {s} and the output is {o}.",
    "hi! need a mux that can be muted. {e} = {r} mutes it ({o} then reads {z}). when not muted: {a} if {s} is {p}, {b} if it is "
    "{m}.",
    "Data selector, {v}. Enable input {e}: active {l}. Select input {s}: {m} selects {b}, {p} selects {a}. Output {o}; "
    "disabled state: {z}.",
    "Can {o} show {a}? Yes, if {y} and {x}. Can it show {b}? Yes, if {y} and {n}. In all other cases it shows {z}.",
    "Pick {a} or {b} by {s} ({b} is for {m}, {a} for {p}). Then, if {w}, forget the pick and output {z}. Call the result {o}.",
    "Note the polarity of the enable: {e} works when {q}, not when {r}. Enabled, {o} follows {a} (if {x}) or {b} (if {n}). Not "
    "enabled, {o} is {z}.",
)


@family("choose_pair_gated", "multiplexers", 1.0)
def choose_pair_gated(d: Draw) -> Design:
    """A multiplexer of two with an enable of either polarity, and what it gives when off."""
    a, b = d.names(*PAIRS)
    s, o, e = d.name(*SELECTS), d.name(*OUTS), d.name(*ENABLES)
    width, p, q, ones = d.one(WIDTHS), d.number(0, 1), d.number(0, 1), d.number(0, 3) == 0
    zero, one = (a, b) if p == 0 else (b, a)
    off, word = filled(width, ones), fill_word(d, width, ones)
    rows = [f"{1 - q} | 0 or 1 | {word}", f"{q} | 0 | {zero}", f"{q} | 1 | {one}"]
    text = d.any(
        *(wording for wording in _GATED if not ("e is {e}" in wording and {"e", "s"} & {a, b, o, s, e})), a=a, b=b, s=s, o=o, e=e,
        p=p, m=1 - p, q=q, r=1 - q, x=is_level(d, s, p), n=is_level(d, s, 1 - p), y=is_level(d, e, q, plain=True),
        w=is_level(d, e, 1 - q, plain=True), z=word, l="high" if q else "low", v=kind_of(width), table="\n".join(rows),
    )  # fmt: skip
    how = d.one(("assign", "assign", "if"))
    pick = f"({s} ? {one} : {zero})"
    if how == "if":
        lines = chained(d, o, [(f"{'!' if q else ''}{e}", off), (s, one)], zero, how)
    else:
        lines = [f"assign {o} = {e} ? {pick if q else off} : {off if q else pick};"]
    return finished(
        d, "a gated multiplexer", ("mux_en", "gated_mux", "muted_mux"), [Port(a, width), Port(b, width), Port(s), Port(e)],
        [(o, width)], text, f"{e}={1 - q} -> {off}\n{e}={q}: {s}=0 -> {zero}; {s}=1 -> {one}", lines,
        lambda v: {o: v[one if v[s] else zero] if v[e] == q else ones * ((1 << width) - 1)}, how, {"p": p, "q": q},
    )  # fmt: skip


class _Op(NamedTuple):
    """What may be made of two inputs."""

    says: tuple[str, ...]
    code: str
    value: Callable[[Values], int]


def _ops(a: str, b: str, width: int) -> list[_Op]:
    mask, words = (1 << width) - 1, "bitwise " if width > 1 else ""
    return [
        _Op((f"{a}", f"{a} itself", f"{a} unchanged"), a, lambda v: v[a]),
        _Op((f"{b}", f"{b} itself", f"{b} as it is"), b, lambda v: v[b]),
        _Op((f"{a} inverted", f"the inverse of {a}", f"NOT {a}", f"the complement of {a}"), f"~{a}", lambda v: ~v[a] & mask),
        _Op((f"{b} inverted", f"the inverse of {b}", f"NOT {b}", f"the complement of {b}"), f"~{b}", lambda v: ~v[b] & mask),
        _Op((f"the {words}AND of {a} and {b}", f"{a} AND {b}"), f"{a} & {b}", lambda v: v[a] & v[b]),
        _Op((f"the {words}OR of {a} and {b}", f"{a} OR {b}"), f"{a} | {b}", lambda v: v[a] | v[b]),
        _Op((f"the {words}XOR of {a} and {b}", f"{a} XOR {b}"), f"{a} ^ {b}", lambda v: v[a] ^ v[b]),
        _Op((f"the {words}NOR of {a} and {b}", f"{a} NOR {b}"), f"~({a} | {b})", lambda v: ~(v[a] | v[b]) & mask),
        _Op((f"the {words}NAND of {a} and {b}", f"{a} NAND {b}"), f"~({a} & {b})", lambda v: ~(v[a] & v[b]) & mask),
        _Op(("0", "just 0", "the constant 0"), filled(width, 0), lambda v: 0),
        _Op(("all ones",) if width > 1 else ("1", "just 1"), filled(width, 1), lambda v: mask),
    ]  # fmt: skip


_CHANGED = (
    "{o} is {f} when {x} and {g} when {n}.",
    "{g} if {n}, {f} if {x}: this is what {o} shows.",
    "{s} = {p} makes {o} {f}. {s} = {m} makes it {g}.",
    "If {x}, {o} is {f}; otherwise {g}.",
    "Mode bit {s}. In mode {m} the output {o} is {g}, in mode {p} it is {f}.",
    "{o} is {g}, unless {x}. In that case it is {f}.",
    "A tiny logic unit with one control bit, {s}:\n- {m}: {g}\n- {p}: {f}\nResult on {o}.",
    "{s} | {o}\n0 | {zero}\n1 | {one}",
    "What do we get on {o}? It depends on {s}: while it is {p}, {f}; while it is {m}, {g}.",
    "can you make me a thing with inputs {a} and {b} that outputs {g} on {o} as long as {n}? if {x} it should rather be {f}.",
    "Do not take {f} for {s} = {m}; that is where {g} belongs. Take {f} for {s} = {p}. Drive {o} with it.",
    "Usually a mux passes its inputs as they are, but nothing forbids logic in front of it. Here one side of the mux is fed with "
    "{f}, the other with {g}. The select {s} takes the former when {p} and the latter when {m}. The mux drives {o}.",
    "Data sheet: {v} function selector.\nControl {s} low: {o} = {zero}\nControl {s} high: {o} = {one}",
    "Two results are prepared. One is {g}, and it is the valid one when {n}. The other is {f}, valid when {x}. Output {o} is "
    "always the valid one.",
)


@family("choose_changed_data", "multiplexers", 1.0)
def choose_changed_data(d: Draw) -> Design:
    """A select chooses between two things made of the inputs: passed, inverted, gated, constant."""
    a, b = d.names(*PAIRS)
    s, o, width, p = d.name(*SELECTS), d.name(*OUTS), d.one(WIDTHS), d.number(0, 1)
    ops = _ops(a, b, width)
    while True:
        f, g = d.rng.sample(ops, 2)
        used = f"{f.code} {g.code}"
        if all(name in used.replace("~", " ").replace("(", " ").replace(")", " ").split() for name in (a, b)):
            break
    says, rest = d.one(f.says), d.one(g.says)
    zero, one = (f, g) if p == 0 else (g, f)
    zero_says, one_says = (says, rest) if p == 0 else (rest, says)
    text = d.any(
        *_CHANGED, a=a, b=b, s=s, o=o, p=p, m=1 - p, x=is_level(d, s, p), n=is_level(d, s, 1 - p), f=says, g=rest, zero=zero_says,
        one=one_says, v=kind_of(width),
    )  # fmt: skip
    how = d.one(("assign", "assign", "if", "case"))
    codes = [f"({op.code})" if " " in op.code and how == "assign" and op.code[0] != "~" else op.code for op in (zero, one)]
    lines = cased(d, s, [("1'b0", codes[0])], codes[1], o) if how == "case" else chained(d, o, [(s, codes[1])], codes[0], how)
    return finished(
        d, "a choice between two functions", ("func_sel", "logic_unit", "mode_mux"), [Port(a, width), Port(b, width), Port(s)],
        [(o, width)], text, f"{s}=0 -> {zero.code}\n{s}=1 -> {one.code}", lines,
        lambda v: {o: (one if v[s] else zero).value(v)}, how, {"p": p},
    )  # fmt: skip
