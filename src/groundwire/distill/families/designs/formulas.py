"""Boolean functions: sums of products told term by term, formulas nested in words, lists of gates with inner wires."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.gates import OUTS, article
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import levels
from groundwire.distill.families.voices.logic_phrases import GATES, INPUT_SETS, Literal, condition, infixed, literal_words, pick

_ROOMS = (
    *INPUT_SETS, ("smoke", "heat", "test", "mute", "power"), ("open", "locked", "alarm_on", "night", "motion"),
    ("full", "empty", "valid", "stall", "flush"), ("hot", "dry", "rain", "manual", "timer_on"),
    ("belt_on", "seated", "key_in", "moving", "dark"),
)  # fmt: skip


def _terms(d: Draw, names: Sequence[str]) -> list[list[Literal]]:
    """Two to four different groups of inputs, some inverted; every input is somewhere."""
    found: list[list[Literal]] = []
    while len(found) < d.one((2, 2, 3, 3, 4)):
        size = d.number(1 if found and d.chance(0.3) else 2, min(3, len(names)))
        group = [Literal(name, d.chance(0.35)) for name in sorted(d.rng.sample(list(names), size), key=names.index)]
        if group not in found:
            found.append(group)
    missing = [name for name in names if all(name != one.name for group in found for one in group)]
    return [*found, [Literal(name, d.chance(0.35)) for name in missing]] if missing else found


@family("told_terms", "gates", 2)
def told_terms(d: Draw) -> Design:
    """A sum of products or a product of sums, each term told as a condition of its own."""
    names = pick(d, d.number(3, 4), _ROOMS)
    out = d.name(*OUTS, "alarm", "grant", "ok", "fire", "enable_out")
    terms = _terms(d, names)
    product = d.chance(0.7)
    inverted = d.chance(0.25)
    inner, outer = ("AND", "OR") if product else ("OR", "AND")
    parts = [f" {GATES[inner][0]} ".join(one.code for one in group) for group in terms]
    parts = [f"({part})" if len(group) > 1 else part for part, group in zip(parts, terms, strict=True)]
    code = f" {GATES[outer][0]} ".join(parts)
    code = f"~({code})" if inverted else code
    value = int(not inverted)
    how = d.one(("conditions", "conditions", "nouns", "equation"))
    text = (_conditions if how == "conditions" else _nouns if how == "nouns" else _equation)(d, out, terms, inner, outer, value)

    def function(v: dict[str, int]) -> dict[str, int]:
        found = [reduce(GATES[inner][1], (one.value(v) for one in group)) for group in terms]
        return {out: reduce(GATES[outer][1], found) ^ inverted}

    ports = (*(Port(name) for name in names), Port(out, output=True))
    return Design(
        d.any("a two-level logic function", "a combinational condition", "a small piece of control logic", "a logic function of "
              "{n} inputs", n=len(names)),
        ports,
        text,
        f"{out} is {value} when {'any' if product else 'every one'} of these is true: {', '.join(parts)}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function),
        d.style,
        ("condition", "control", "logic_function"),
        {"expression": code},
    )  # fmt: skip


def _conditions(d: Draw, out: str, terms: list[list[Literal]], inner: str, outer: str, value: int) -> str:
    """Each term as a clause."""
    clauses = [condition(d, inner, group, 1) for group in terms]
    word, other = levels(d, value)
    many = "any" if outer == "OR" else "every one"
    least = "at least one of these is true" if outer == "OR" else "all of these are true"
    if d.chance(0.4):
        marks = d.one(("- {c}", "* {c}", "{n}. {c}", "({n}) {c}"))
        lines = "\n".join(marks.format(n=i + 1, c=clause) for i, clause in enumerate(clauses))
        return d.any(
            "{o} is {l} (when|if) {e}:\n{c}\nOtherwise {o} is {k}.", "{o} must be {l} if and only if {e}:\n{c}",
            "Set {o} to {v} if {m} of the following holds, else to {w}:\n{c}", "{o} is {k} unless {e}:\n{c}",
            "Conditions:\n{c}\n{o} is {l} when {m} of them is met, otherwise {k}.", "When {e}, {o} is {l}, else {k}:\n{c}",
            o=out, l=word, k=other, e=least, m=many, c=lines, v=value, w=1 - value,
        )  # fmt: skip
    if outer == "OR" and d.chance(0.5):
        first, rest = clauses[0], clauses[1:]
        more = " ".join(d.any("It is also {l} (when|if) {c}.", "Also, {c} makes it {l}.", "The same goes for when {c}.",
                              "So it is (when|if) {c}.", l=word, c=clause) for clause in rest)  # fmt: skip
        end = d.any("In all other cases {o} is {k}.", "Otherwise it is {k}.", "Everything else gives {k}.", o=out, k=other)
        return d.any("{o} is {l} (when|if) {c}. {m} {e}", "If {c}, {o} is {l}. {m} {e}", o=out, l=word, c=first, m=more, e=end)
    ways = "; or ".join(clauses) if outer == "OR" else "; and ".join(clauses)
    return d.any(
        "{o} is {l} (when|if) {e}: {s}. Otherwise it is {k}.",
        "{o} is {l} (exactly|only) in these cases: {t}." if outer == "OR" else
        "{o} is {l} only when {t}.", "{o} must be {l} if {t}, and {k} otherwise.",
        "When {t}, {o} is {l}; in all other cases {k}.",
        "{o} = {v} if ({t}), else {w}.", "Everything but the following leaves {o} {k}: {t}.", "{o} should be {k} unless {t}.",
        o=out, l=word, k=other, e=least, s="; ".join(clauses), t=ways, v=value, w=1 - value,
    )  # fmt: skip


def _term_words(d: Draw, group: Sequence[Literal], inner: str) -> str:
    """A term as a noun."""
    words = [literal_words(d, one) for one in group]
    if len(words) == 1:
        return words[0]
    return d.any("({i})", "({i})", "the {k} of {l}", i=infixed(inner, words), k=inner, l=listing(words))


def _nouns(d: Draw, out: str, terms: list[list[Literal]], inner: str, outer: str, value: int) -> str:
    """Each term as a noun, and what joins them."""
    words = [_term_words(d, group, inner) for group in terms]
    kind = outer if value else "N" + outer
    chain = "; ".join(words)
    return d.any(
        "{o} is the {k} of these terms: {c}.", "{o} is the {k} of {n} terms: {c}.", "Take these terms: {c}. Their {k} is {o}.",
        "Form {c}; then {k} all of them to get {o}.", "The terms {c} go into one {k} gate, which drives {o}.",
        "{o} = {k} of: {c}.", "There are {n} terms, namely {c}. Drive {o} with their {k}.",
        "One {k} gate drives {o}. Its inputs are: {c}.",
        o=out, k=kind, c=chain, n=("two", "three", "four", "five")[len(terms) - 2],
    )  # fmt: skip


def _equation(d: Draw, out: str, terms: list[list[Literal]], inner: str, outer: str, value: int) -> str:
    """As an equation: in algebra's, Verilog's or plain words' signs."""
    style = d.one(("algebra", "dot", "words", "c"))
    conjunction, disjunction = {"algebra": (" ", " + "), "dot": ("*", " + "), "words": (" and ", " or "), "c": (" && ", " || ")}[
        style
    ]
    inside, outside = (conjunction, disjunction) if inner == "AND" else (disjunction, conjunction)
    negated = {"algebra": "{}'", "dot": "{}'", "words": "(not {})", "c": "!{}"}[style]
    parts = [inside.join(negated.format(one.name) if one.inverted else one.name for one in group) for group in terms]
    brackets = inner == "OR" or style in ("words", "c")
    parts = [f"({part})" if brackets and len(group) > 1 else part for part, group in zip(parts, terms, strict=True)]
    text = outside.join(parts)
    text = text if value else {"algebra": f"({text})'", "dot": f"({text})'", "words": f"not ({text})", "c": f"!({text})"}[style]
    note = d.any(
        "Here ' is NOT, + is OR, and {a} is AND.", "(' means complement, + means OR, {a} means AND.)",
        "In this notation x' is the "
        "inverse of x, + is OR, {a} is AND.", a="a space" if style == "algebra" else "*",
    ) if style in ("algebra", "dot") else ""  # fmt: skip
    said = d.any(
        "{o} = {t}.", "Implement {o} = {t}.", "The equation of {o} is {o} = {t}.", "{o} is given by {t}.",
        "Build the logic for {o} = {t}.",
        "Boolean equation: {o} = {t}", "(Can|Could) you realize {o} = {t} in gates?", "Drive {o} with {t}.",
        "Formula for {o}: {t}.",
        o=out, t=text,
    )  # fmt: skip
    return f"{said} {note}".strip()


Node = tuple[str, str, Callable[[dict[str, int]], int], bool]
"""Verilog, words, value, and whether it is more than a literal."""
_SYMBOLS = {"AND": "&", "OR": "|", "XOR": "^", "NAND": "&", "NOR": "|", "XNOR": "^"}


def _nested(d: Draw, names: Sequence[str], depth: int) -> Node:
    """A formula told from the outside in: "the AND of a and the OR of b and NOT c"."""
    if depth == 0:
        one = Literal(d.one(names), d.chance(0.25))
        return one.code, literal_words(d, one), one.value, False
    kind = d.one(("AND", "OR", "XOR", "NAND", "NOR", "XNOR", "AND", "OR"))
    left = _nested(d, names, 0)
    others = [name for name in names if name != left[0].strip("~")]
    right = _nested(d, others if depth == 1 else names, depth - 1)
    symbol, function, inverted = GATES[kind]
    code = f"{left[0]} {symbol} {f'({right[0]})' if right[3] and not right[0].startswith('~(') else right[0]}"
    code = f"~({code})" if inverted else code
    if right[3]:
        said = d.any(
            "the {k} of {a} and {b}", "the {k} of {a} with {b}", "what {k} makes of {a} and {b}", k=kind, a=left[1], b=right[1]
        )
    else:
        said = d.any("the {k} of {a} and {b}", "{i}", "the {k} of {a} and {b}", k=kind, a=left[1], b=right[1],
                     i=f"({infixed(kind, (left[1], right[1]))})")  # fmt: skip
    return code, said, lambda v: function(left[2](v), right[2](v)) ^ inverted, True


@family("nested_words", "gates", 1.5)
def nested_words(d: Draw) -> Design:
    """A formula in words with two or three levels, or with an inner result that is told first."""
    names = pick(d, d.number(3, 5))
    out = d.name(*OUTS)
    code, said, value, _ = _nested(d, names, d.number(2, 3))
    text = d.any(
        "{o} is {s}.", "{o} = {s}.", "Drive {o} with {s}.", "(Compute|Form) {s} and put it on {o}.",
        "The output {o} carries {s}.",
        "(Can|Could) you build this: {o} is {s}?", "{o} must always equal {s}.", "What {o} shows is {s}.", "On {o} we need {s}.",
        "Let {o} be {s}.", "Output: {o}. Function: {s}.", "{o} <- {s}", "The value of {o} is {s}.",
        "In one sentence: {o} is {s}.",
        "This circuit has one output, {o}, which is {s}.", o=out, s=said,
    )  # fmt: skip
    unused = [name for name in names if name not in code.replace("~", " ").replace("(", " ").replace(")", " ").split()]
    if unused and d.chance(0.5):
        text += d.any(" The (other|remaining) inputs are not used.", " {l} (play|have) no part in it." if len(unused) > 1 else
                      " {l} (plays|has) no part in it.", " Ignore {l}.", l=listing(unused))  # fmt: skip
    ports = (*(Port(name) for name in names), Port(out, output=True))
    return Design(
        "a nested logic function",
        ports,
        text,
        f"From the inside out: {out} = {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, lambda v: {out: value(v)}),
        d.style,
        ("formula", "nested_logic"),
        {"expression": code},
    )


_WIRE_SETS = (
    ("n1", "n2", "n3", "n4"), ("w1", "w2", "w3", "w4"), ("t0", "t1", "t2", "t3"), ("s1", "s2", "s3", "s4"), ("g1", "g2", "g3",
    "g4"),
    ("mid", "left", "right", "last"), ("m1", "m2", "m3", "m4"), ("net_a", "net_b", "net_c", "net_d"), ("t", "u", "v", "w"),
)  # fmt: skip
_GATE_LINES = (
    "{o} is the {k} of {i}.", "{a} {k} gate with (the |)inputs {i} drives {o}.", "{o} = {k}({c}).", "{k} gate: {c} -> {o}.",
    "{i} go into {b} {k} gate, whose output is {o}.", "{o} comes from {b} {k} gate fed by {i}.", "{k} of {i} gives {o}.",
    "Gate {g}: {k}, inputs {i}, output {o}.", "{g} is {b} {k} gate; it takes {i} and drives {o}.", "Let {o} be the {k} of {i}.",
    "{g}: {o} <- {k}({c}).", "To get {o}, {k} {i}.", "{o} is driven by {b} {k} gate on {i}.", "{k} {i} and call the result {o}.",
)  # fmt: skip
_NOT_LINES = (
    "{o} is the inverse of {i}.", "A NOT gate with input {i} drives {o}.", "{o} = NOT {i}.", "inverter: {i} -> {o}.",
    "{i} is inverted to "
    "{o}.", "Let {o} be NOT {i}.", "{g} is an inverter from {i} to {o}.", "Gate {g}: NOT, input {i}, output {o}.", "{o} is the "
    "complement of {i}.", "Invert {i} and call the result {o}.", "{g}: {o} <- NOT({i}).", "{o} is driven by an inverter on {i}.",
)  # fmt: skip


def _gate_line(d: Draw, style: str, kind: str, out: str, sources: Sequence[str], number: int) -> str:
    """One gate of a list."""
    skeleton = style or d.one(_NOT_LINES if kind == "NOT" else _GATE_LINES)
    text = d.say(skeleton, o=out, k=kind, i=listing(sources), c=", ".join(sources), g=f"{d.one('UGg')}{number}",
                 a=article(kind).split()[0].capitalize(), b=article(kind).split()[0])  # fmt: skip
    return text[0].upper() + text[1:] if text.startswith("inverter") else text


@family("gate_list", "gates", 2)
def gate_list(d: Draw) -> Design:
    """A netlist: gates with named inner wires, told in any order, with one or two outputs."""
    names = pick(d, d.number(2, 4))
    inner = list(d.names(*_WIRE_SETS))[: d.number(1, 3)]
    outs = [d.name(*OUTS) for _ in range(d.one((1, 1, 2)))]
    gates: list[tuple[str, str, list[str]]] = []
    loose: list[str] = []
    for wire in [*inner, *outs]:
        known = [*names, *(w for w in inner if any(w == made for made, _, _ in gates))]
        kind = (
            d.one(("NOT", "AND", "OR", "XOR", "NAND", "NOR", "XNOR", "AND", "OR", "NAND"))
            if wire in inner
            else d.one(tuple(GATES))
        )
        size = 1 if kind == "NOT" else d.one((2, 2, 2, 3))
        must = loose[:size] if wire in outs else loose[:1] if d.chance(0.5) else []
        rest = [name for name in known if name not in must]
        sources = [*must, *d.rng.sample(rest, max(0, min(size, len(known)) - len(must)))]
        d.rng.shuffle(sources)
        loose = [one for one in loose if one not in sources]
        if wire in inner:
            loose.append(wire)
        gates.append((wire, kind, sources))
    values = _evaluator(gates)
    table = d.chance(0.25)
    style = d.one(("{k} {o} {c}", "{o}: {k} {c}", "{k}({o}, {c})", "{o} = {k}({c})", "{k} : {c} : {o}")) if table else ""
    order = list(enumerate(gates, 1))
    if d.chance(0.4):
        d.rng.shuffle(order)
    said = [_gate_line(d, style, kind, wire, sources, number) for number, (wire, kind, sources) in order]
    body = [f"{d.style.wire} {', '.join(inner)};", *(f"assign {wire} = {_gate_code(kind, s)};" for wire, kind, s in gates)]
    ports = (*(Port(name) for name in names), *(Port(out, output=True) for out in outs))
    return Design(
        d.any("a small netlist", "a network of {n} gates", "a circuit of {n} gates", n=len(gates)),
        ports,
        _netlist(d, said, inner, style),
        "; ".join(f"{wire} = {_gate_code(kind, s)}" for wire, kind, s in gates) + ".",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: values(v)[out] for out in outs}),
        d.style,
        ("netlist", "gates", "circuit"),
        {"gates": [kind for _, kind, _ in gates]},
    )


def _evaluator(gates: Sequence[tuple[str, str, list[str]]]) -> Callable[[dict[str, int]], dict[str, int]]:
    """What all wires of a list of gates carry."""

    def evaluate(v: dict[str, int]) -> dict[str, int]:
        known = dict(v)
        for wire, kind, sources in gates:
            bits = [known[source] for source in sources]
            known[wire] = 1 - bits[0] if kind == "NOT" else reduce(GATES[kind][1], bits) ^ GATES[kind][2]
        return known

    return evaluate


def _gate_code(kind: str, sources: Sequence[str]) -> str:
    """A gate's right side."""
    if kind == "NOT":
        return f"~{sources[0]}"
    symbol, _, inverted = GATES[kind]
    text = f" {symbol} ".join(sources)
    return f"~({text})" if inverted else text


def _netlist(d: Draw, said: list[str], inner: Sequence[str], style: str) -> str:
    """The text of a list of gates."""
    notes = (
        "(The inner wires are|Inside there are the wires) {l}.", "Declare {l} as internal wires.",
        "{l} (are internal signals|are not ports).",
        "Internal nets: {c}.", "Use {l} as names of the inner wires.",
    )  # fmt: skip
    single = (
        "There is one inner wire, {l}.", "Declare {l} as an internal wire.", "{l} is an internal signal.", "{l} is not a port.",
        "Internal net: {c}.",
    )  # fmt: skip
    note = d.any(*(notes if len(inner) > 1 else single), l=listing(inner), c=", ".join(inner))
    if style:
        how = {
            "{k} {o} {c}": "gate, output, inputs", "{k}({o}, {c})": "the output comes first in the brackets",
            "{k} : {c} : {o}": "gate : inputs : output",
        }.get(style, "")  # fmt: skip
        head = d.any("Netlist", "The gates", "List of gates") + (f" ({how})" if how else "") + ":"
        return f"{head}\n" + "\n".join(said) + f"\n{note}"
    if d.chance(0.5):
        marks = d.one(("- ", "* ", "", "{n}. "))
        head = d.any("The circuit consists of these gates:", "Connect the gates like this:", "Gate by gate:",
                     "Schematic in words:",
                     "Build this circuit:")  # fmt: skip
        lines = "\n".join(marks.format(n=i + 1) + one for i, one in enumerate(said))
        return f"{head}\n{lines}\n{note}" if d.chance(0.5) else f"{note} {head}\n{lines}"
    text = " ".join(said)
    return f"{note} {text}" if d.chance(0.5) else f"{text} {note}"
