"""Code told in words, and small modules that are wrong or unfinished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port, header
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.chart_shared import surround
from groundwire.distill.families.voices.everyday_tables import placed

_DATA = (("a", "b", "c", "d"), ("x", "y", "z", "w"), ("in0", "in1", "in2", "in3"), ("p0", "p1", "p2", "p3"), ("A", "B", "C", "D"),
         ("left", "right", "up", "down"), ("d0", "d1", "d2", "d3"))  # fmt: skip
_OUT = ("y", "out", "q", "res", "o", "f", "val", "z_out", "dout")

_CHAIN_TEXTS = (
    "if {c} then {o} = {x} else if {e} then {o} = {y} else {o} = {z}", "{o} is {x} if {c}; else {y} if {e}; else {z}.",
    "{c}? {x}. Otherwise: {e}? {y}. Otherwise {z}. That is {o}.", "First look whether {c}: then {o} takes {x}. If not, look "
    "whether "
    "{e}: then {y}. If that fails too, {z}.", "{o} is normally {z}. It is {y} when {e}, but when {c} it is {x}, whatever else "
    "holds.",
    "Priorities for {o}, highest first: {c} -> {x}; {e} -> {y}; nothing of this -> {z}.", "{z} goes to {o} unless (1) {c} or (2) "
    "{e}. In case 2 {y} goes there, in case 1 {x}, and if both hold case 1 wins.",
    "In pseudo code:\n  if {c}: {o} := {x}\n  elif {e}: {o} := {y}\n  else: {o} := {z}",
    "An if-else chain asks one question after the other and stops at the first yes. For {o}: is it so that {c}? yes, {x}. Is it "
    "so "
    "that {e}? yes, {y}. No to both: {z}.", "can you do {o}: if {e} then {y}, if {c} then {x} (this one "
    "beats the other), if neither then {z}",
    "- {e}: {o} = {y}\n- {c}: {o} = {x} (checked before the line above)\n- default: {o} = {z}",
    "When {c}, {x} is routed to {o}. Only when this is not so is it asked whether {e}; if yes, {y} is routed. The fallback is "
    "{z}.",
    "The fallback of {o} is {z}. Second rule: {e}, then {y}. First rule: {c}, then {x}. The first rule overrides the second.",
    "How would this look in hardware: {o} equals {x} given that {c}, failing that {y} given that {e}, failing that {z}?",
)  # fmt: skip


class Test(NamedTuple):
    """A condition in words, in code, and as a function of the values."""

    told: str
    code: str
    holds: Callable[[dict[str, int]], bool]


def _level_test(name: str, level: int) -> Callable[[dict[str, int]], bool]:
    return lambda v: v[name] == level


def _conditions(d: Draw, flags: Sequence[str]) -> list[Test]:
    """Two conditions on two or three flags."""
    p, q = flags[:2]
    simple = []
    for name in (p, q):
        level = d.number(0, 1)
        told = d.any("{n} is {v}", "{n} is {v}", "{n} = {b}", "{n} == {b}", n=name, v=d.one(("high", "1", "set") if level else
                     ("low", "0", "not set")), b=level)  # fmt: skip
        simple.append(Test(told, name if level else f"!{name}", _level_test(name, level)))
    kind = d.one(("plain", "plain", "both", "either", "differ"))
    if kind == "plain" or len(flags) < 3:
        return simple
    r = flags[2]
    pair = {
        "both": Test(f"{q} and {r} are both 1", f"{q} && {r}", lambda v: v[q] + v[r] == 2),
        "either": Test(f"{q} or {r} is 1", f"{q} || {r}", lambda v: v[q] + v[r] > 0),
        "differ": Test(f"{q} and {r} differ", f"{q} != {r}", lambda v: v[q] != v[r]),
    }[kind]
    return [simple[0], pair] if d.chance(0.5) else [pair, simple[0]]


@family("chart_if_words", "conditions", 1.0)
def chart_if_words(d: Draw) -> Design:
    """An if, an else if and an else told in words, in any order of the sentences; data, inverted data or constants."""
    three = d.chance(0.6)
    flags = d.names(
        ("p", "q", "r"), ("s0", "s1", "s2"), ("en", "sel", "alt"), ("m", "n", "k"), ("f1", "f2", "f3"), ("u", "v", "t")
    )
    flags = flags if three else flags[:2]
    tests = _conditions(d, flags)
    used = [name for name in flags if any(name in test.code.replace("!", "").split() for test in tests)]
    width = d.one((1, 1, 4, 8, 8, 16))
    data = d.names(*(pool[:2] for pool in _DATA))
    out = d.name(*_OUT)
    mask = (1 << width) - 1
    options: list[tuple[str, str, Callable[[dict[str, int]], int]]] = [
        (data[0], data[0], lambda v: v[data[0]]), (data[1], data[1], lambda v: v[data[1]]),
        (d.one((f"{data[0]} inverted", f"~{data[0]}")), f"~{data[0]}", lambda v: ~v[data[0]] & mask),
        ("0", d.style.literal(width, 0), lambda v: 0), ("all ones" if width > 1 else "1", d.style.literal(width, mask),
            lambda v: mask),
        (f"{data[0]} AND {data[1]}", f"{data[0]} & {data[1]}", lambda v: v[data[0]] & v[data[1]]),
        (f"{data[0]} XOR {data[1]}", f"{data[0]} ^ {data[1]}", lambda v: v[data[0]] ^ v[data[1]]),
    ]  # fmt: skip
    while True:
        picks = d.rng.sample(options, 3)
        if all(any(name in pick[1] for pick in picks) for name in data):
            break
    text = d.any(*_CHAIN_TEXTS, o=out, c=tests[0].told, e=tests[1].told, x=picks[0][0], y=picks[1][0], z=picks[2][0])
    style = d.one(("if", "if", "cond"))
    ask = ""
    if d.chance(0.3):
        ask = d.any("Use if and else in an always block.", "Write it as if / else if / else.") if style == "if" else d.any(
            "Use the conditional operator.", "One assign with nested ?: is what we want.")  # fmt: skip
    codes = [f"({pick[1]})" if " " in pick[1] and style == "cond" else pick[1] for pick in picks]
    if style == "if":
        inner = [f"if ({tests[0].code}) {out} = {codes[0]};", f"else if ({tests[1].code}) {out} = {codes[1]};",
                 f"else {out} = {codes[2]};"]  # fmt: skip
        body = [f"{d.style.comb} begin", *(f"  {line}" for line in inner), "end"]
    else:
        shown = [f"({test.code})" if " " in test.code else test.code for test in tests]
        body = [f"assign {out} = {shown[0]} ? {codes[0]} : {shown[1]} ? {codes[1]} : {codes[2]};"]
    first = [Port(name) for name in used]
    rest = [Port(name, width) for name in data]
    ports = placed(
        d, [*first, *rest] if d.chance(0.5) else [*rest, *first], [Port(out, width, output=True, stored=style == "if")]
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        return {out: next((pick[2](v) for test, pick in zip(tests, picks, strict=False) if test.holds(v)), picks[2][2](v))}

    why = f"1. {tests[0].code} -> {picks[0][1]}\n2. {tests[1].code} -> {picks[1][1]}\nelse {picks[2][1]}"
    return Design("a choice by two conditions", ports, surround(d, text, ask, charted=False), why, tuple(body),
                  combinational(d.rng, ports, function, samples=60), d.style, ("chain", "choice", "if_else", "prio"),
                  {"tests": [t.code for t in tests], "width": width})  # fmt: skip


class Fault(NamedTuple):
    """A small task: what it shall do, its right body, a wrong or gapped body, and what is wrong."""

    told: str
    ports: list[Port]
    good: list[str]
    bad: list[str]
    gap: list[str]
    seen: str
    why: str
    function: Callable[[dict[str, int]], dict[str, int]]


def _two_way(d: Draw) -> Fault:
    """A mux, with its branches exchanged or cut to one bit."""
    a, b = d.names(*(pool[:2] for pool in _DATA))
    s, o = d.name("sel", "s", "m", "pick", "en", "alt"), d.name(*_OUT)
    width = d.one((2, 4, 8, 8, 16))
    high = d.chance(0.5)
    one, zero = (a, b) if high else (b, a)
    told = d.any("{o} is {x} when {s} is 1 and {y} when {s} is 0.", "With {s} low {y} goes to {o}, with {s} high {x}.",
                 "{s} = 1 picks {x}; otherwise {o} follows {y}.", "{o} follows {y} unless {s} is set, then {x}.",
                 o=o, s=s, x=one, y=zero)  # fmt: skip
    ports = [*d.rng.sample([Port(a, width), Port(b, width), Port(s)], 3), Port(o, width, output=True)]
    good = [f"assign {o} = {s} ? {one} : {zero};"]
    if d.chance(0.5):
        bad, seen = [f"assign {o} = {s} ? {zero} : {one};"], "it comes out the wrong way round"
        why = f"branches swapped\n{s}=1 -> {one}, {s}=0 -> {zero}"
    else:
        bad, seen = [f"assign {o} = ({s} & {one}) | (~{s} & {zero});"], "only part of the bits are right"
        why = f"{s} is 1 bit, {one} and {zero} are {width}: choose with ?:\n{s}=1 -> {one}, {s}=0 -> {zero}"
    return Fault(told, ports, good, bad, [f"assign {o} = {s} ? /* ? */ : /* ? */;"], seen, why,
                 lambda v: {o: v[one] if v[s] else v[zero]})  # fmt: skip


def _latched(d: Draw) -> Fault:
    """An if chain whose last branch is missing."""
    p, q = d.names(("hot", "cold"), ("up", "down"), ("p", "q"), ("req", "stop"), ("a", "b"), ("go", "halt"))
    o, width = d.name("cmd", *_OUT), d.one((2, 2, 3, 4))
    x, y, z = d.rng.sample(range(1 << width), 3)
    level = d.number(0, 1)
    told = d.any(
        "{o} is {x} if {p} is 1, else {y} if {q} is {l}, else {z}.", "{p} high: {o} = {x}. {p} low and {q} = {l}: {y}. "
        "Neither: {z}.", "{z} on {o} unless {p} is 1 ({x}) or {q} is {l} ({y}); {p} comes first.",
        "First {p}: at 1 it makes {o} {x}. Then {q}: at {l} it makes {o} {y}. In any other case {o} is {z}.",
        o=o, p=p, q=q, l=level, x=x, y=y, z=z,
    )  # fmt: skip

    def lit(value: int) -> str:
        return d.style.literal(width, value)

    test = q if level else f"!{q}"
    head, foot = f"{d.style.comb} begin", "end"
    two = [f"  if ({p}) {o} = {lit(x)};", f"  else if ({test}) {o} = {lit(y)};"]
    good = [head, *two, f"  else {o} = {lit(z)};", foot]
    bad, seen, why = [head, *two, foot], "the tool reports a latch", f"no last else: {o} would be kept"
    if d.chance(0.4):
        bad = [head, f"  if ({test}) {o} = {lit(y)};", f"  else if ({p}) {o} = {lit(x)};", f"  else {o} = {lit(z)};", foot]
        seen, why = "it fails when both conditions hold", f"wrong order: {p} is asked first"
    ports = [*d.rng.sample([Port(p), Port(q)], 2), Port(o, width, output=True, stored=True)]
    return Fault(told, ports, good, bad, [head, two[0], "  // ...", foot], seen, f"{why}\n{p} -> {x}; {test} -> {y}; else {z}",
                 lambda v: {o: x if v[p] else y if v[q] == level else z})  # fmt: skip


_WORD_GATES = {"AND": "&", "OR": "|", "XOR": "^"}


def _bitwise(d: Draw) -> Fault:
    """A bitwise operation written with a logical operator or another one, perhaps with an inverted input."""
    a, b = d.names(*(pool[:2] for pool in _DATA))
    o, width, kind = d.name(*_OUT), d.one((2, 4, 8, 8, 16)), d.one(tuple(_WORD_GATES))
    flip = d.chance(0.4)
    first = f"~{a}" if flip else a
    told = d.any("{o} is the bitwise {k} of {b} and {x}.", "Each bit of {o} is the {k} of the same bits of {b} and {x}.",
                 "Bit by bit, {b} and {x} are {k}ed into {o}.", "{k} {b} with {x}, all {w} bits, result on {o}.",
                 o=o, k=kind, x=f"the inverted {a}" if flip else a, b=b, w=width)  # fmt: skip
    good = [f"assign {o} = {first} {_WORD_GATES[kind]} {b};"]
    doubled = {"AND": "&&", "OR": "||"}.get(kind)
    if doubled and d.chance(0.5):
        bad = [f"assign {o} = {first.replace('~', '!')} {doubled} {b};"]
        why = f"{doubled} gives one truth value, not {width} bits"
        seen = "the upper bits are stuck at 0"
    else:
        sign = d.one([value for key, value in _WORD_GATES.items() if key != kind])
        bad, seen, why = [f"assign {o} = {first} {sign} {b};"], "the values don't match", f"{sign} is not {kind}"
    ports = [*d.rng.sample([Port(a, width), Port(b, width)], 2), Port(o, width, output=True)]

    def function(v: dict[str, int]) -> dict[str, int]:
        left = v[a] ^ ((1 << width) - 1) * flip
        return {o: {"AND": left & v[b], "OR": left | v[b], "XOR": left ^ v[b]}[kind]}

    return Fault(told, ports, good, bad, [f"assign {o} = /* ? */;"], seen,
        f"{why}\n{o} = {good[0].split(' = ')[1][:-1]}, bitwise",
                 function)  # fmt: skip


def _cased(d: Draw) -> Fault:
    """A case with a wrong, exchanged or missing arm."""
    s, o, width = d.name("sel", "code", "x", "key", "op", "st"), d.name(*_OUT), d.one((3, 4, 4, 8))
    values = d.rng.sample(range(1 << width), 4)
    count = d.one((3, 3, 2))
    keys = d.rng.sample(range(4), count)
    pairs = dict(zip(keys, values, strict=False))
    rest = values[3]
    arms = ", ".join(f"{key} -> {value}" for key, value in pairs.items())
    told = d.any("{s} to {o}: {t}, anything else -> {r}.", "{o} shows {r}, but for certain {s} something else: {t}.",
                 "Table ({s} -> {o}): {t}; default {r}.", "For {s} these values of {o} hold: {t}. All others: {r}.",
                 s=s, o=o, t=arms, r=rest)  # fmt: skip

    def lines(table: dict[int, int], default: bool = True) -> list[str]:
        told_arms = [f"    2'd{key}: {o} = {d.style.literal(width, value, 'd')};" for key, value in table.items()]
        last = [f"    default: {o} = {d.style.literal(width, rest, 'd')};"] if default else []
        return [f"{d.style.comb} begin", f"  case ({s})", *told_arms, *last, "  endcase", "end"]

    if d.chance(0.5):
        bad, seen, why = lines(pairs, False), "simulation shows old values", "default is missing"
    else:
        shifted = dict(zip(keys, [pairs[key] for key in (*keys[1:], keys[0])], strict=True))
        bad, seen, why = lines(shifted), "wrong values come out", "values stand at the wrong arms"
    gap = [f"{d.style.comb} begin", f"  case ({s})", f"    2'd{keys[0]}: {o} = {d.style.literal(width, pairs[keys[0]], 'd')};",
           "    // ...", "  endcase", "end"]  # fmt: skip
    return Fault(told, [Port(s, 2), Port(o, width, output=True, stored=True)], lines(pairs), bad, gap, seen,
                 f"{why}\n{s}: {arms}; else {rest}", lambda v: {o: pairs.get(v[s], rest)})  # fmt: skip


def _joined(d: Draw) -> Fault:
    """A concatenation with its parts exchanged."""
    a, b = d.names(*(pool[:2] for pool in _DATA))
    o, m, n = d.name(*_OUT), d.one((1, 2, 4, 8)), d.one((2, 3, 4, 8))
    first = d.chance(0.5)
    high, low, size = (a, b, n) if first else (b, a, m)
    told = d.any("{h} forms the upper bits of {o}, {l} the lower ones.", "The low end of {o} is {l}; {h} sits above it.",
                 "{o} is {h} followed by {l}, {l} being at bit 0.", "Put {l} into the lowest bits of {o} and {h} into the "
                 "highest.",
                 h=high, l=low, o=o)  # fmt: skip
    ports = [*d.rng.sample([Port(a, m), Port(b, n)], 2), Port(o, m + n, output=True)]
    return Fault(told, ports, [f"assign {o} = {{{high}, {low}}};"], [f"assign {o} = {{{low}, {high}}};"],
                 [f"assign {o} = {{/* ? */}};"], "the parts are in the wrong places",
                     f"order: {high} left (upper), {low} right (lower)",
                 lambda v: {o: v[high] << size | v[low]})  # fmt: skip


_FAULTS = (_two_way, _latched, _bitwise, _cased, _joined)
_REPAIR_TEXTS = (
    "{t} The code below does not do that. Fix it.\n{c}", "What is wrong here?\n{c}\nWanted: {t}",
    "Bug report: {s}.\n{c}\nIntended: {t}",
    "{c}\nI get {q}: {s}. {t} Please correct it.", "Review this.\n{c}\nThe rule is: {t} But {s}.",
    "{t} My attempt, and {s}:\n{c}",
    "Find the mistake.\n{c}\n{t}", "Reading other people's code starts with what it is meant to do. {t} This is what was "
    "written:\n{c}\n"
    "In simulation {s}. Give the correct module.", "hi! {s}, why?\n{c}\nit should do this: {t}",
    "Lab 3, debugging. {t}\n{c}\nRepair it.",
    "Code of a colleague, unfortunately {s}:\n{c}\nThe requirement reads: {t}",
    "TICKET 902 ({s}). Required: {t} Present code:\n{c}",
    "A student handed in\n{c}\nfor this task: {t} Hand back a correct version.", "{t} Not so in this version, where {s}:\n{c}",
)  # fmt: skip
_GAP_TEXTS = (
    "Finish this. {t}\n{c}", "{c}\nComplete it: {t}", "{t} Fill in what is missing.\n{c}",
    "Half done:\n{c}\nWhat it has to do: {t}",
    "The skeleton is there, the rest is yours. {t}\n{c}", "hey, could you complete this?\n{c}\n{t}",
    "Lab 6, fill the gap. {t}\n{c}",
    "What belongs in the gap?\n{c}\nBehaviour: {t}", "TODO left in the repository:\n{c}\nFrom the requirements: {t}",
    "Exercise. Here a line or more is missing.\n{c}\nWhen it is complete, this holds: {t}", "{t}\nStart from:\n{c}",
    "Templates help to keep a style. Use this one:\n{c}\nand make it do the following. {t}",
    "I was interrupted while writing this:\n"
    "{c}\nThe plan was: {t}", "- task: complete the module\n- behaviour: {t}\n- start:\n{c}",
)  # fmt: skip


def _code_task(d: Draw, texts: Sequence[str], gapped: bool) -> Design:
    fault = d.one(_FAULTS)(d)
    name = (
        d.one(("draft", "attempt", "top_old", "try1", "my_part")) if not gapped else d.one(("skeleton", "unit", "part", "tmpl"))
    )
    shown = "\n".join(f"  {line}" for line in (fault.gap if gapped else fault.bad))
    code = f"{header(name, fault.ports, d.style)}\n{shown}\nendmodule"
    text = d.any(*texts, t=fault.told, c=code, s=fault.seen, q=d.one(("complaints", "a failing test", "mismatches")))
    why = fault.why.split("\n")[-1] if gapped else fault.why
    if not gapped:
        why = f"{why}\nwrong: {fault.bad[0].strip()}" if len(fault.bad) == 1 else why
    return Design(
        "a small module put right" if not gapped else "a small module completed", tuple(fault.ports), surround(d, text,
        charted=False), why,
        tuple(fault.good), combinational(d.rng, fault.ports, fault.function), d.style, ("fixed", "unit", "part", "small"),
        {"fault": fault.seen, "gapped": gapped}, self_contained=True,
    )  # fmt: skip


@family("chart_repair", "bug fixes", 1.0)
def chart_repair(d: Draw) -> Design:
    """A small module that is wrong, and what it should do."""
    return _code_task(d, _REPAIR_TEXTS, gapped=False)


@family("chart_unfinished", "bug fixes", 1.0)
def chart_unfinished(d: Draw) -> Design:
    """A small module with a gap, and what it should do."""
    return _code_task(d, _GAP_TEXTS, gapped=True)
