"""Several outputs of one module, each a function of its own of the same inputs, told sentence by sentence in any order."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import level
from groundwire.distill.families.voices.logic_phrases import (
    INPUT_SETS,
    OUTPUT_SETS,
    Fact,
    Literal,
    constant_fact,
    copy_fact,
    gate_fact,
    infixed,
    pick,
    tell,
)

KINDS = ("AND", "OR", "XOR", "NAND", "NOR", "XNOR", "AND", "OR", "copy", "not", "constant", "choice", "nested")


def _choice(d: Draw, out: str, names: list[str]) -> Fact:
    """One input or another, as a third one says."""
    select, one, other = d.rng.sample(names, 3)
    high = d.chance(0.5)
    first, second = (one, other) if high else (other, one)
    said = d.any(
        "{o} is {a} (while|when|if) {s} is {l} and {b} (while|when|if) {s} is {k}.",
        "{o} is {a} (when|if) {s} is {l}, otherwise {b}.",
        "When {s} is {l}, {o} (follows|shows|is) {a}; otherwise {o} (follows|shows|is) {b}.",
        "{s} chooses what {o} is: {a} if {s} is {l}, {b} if it is {k}.",
        "{o} is {a}, except when {s} is {k}: then it is {b}.",
        "If {s} is {l}, pass {a} to {o}, else pass {b}.",
        "Select {a} for {o} (when|if) {s} is {l}, {b} (when|if) it is {k}.",
        "{a} (reaches|goes to) {o} while {s} is {l}, {b} while it is {k}.",
        o=out, s=select, a=first, b=second, l=level(d, int(high)), k=level(d, int(not high)),
    )  # fmt: skip
    why = f"{select} ? {one} : {other}"
    return Fact(out, said, why, why, lambda v: v[one] if v[select] else v[other])


def _nested(d: Draw, out: str, names: list[str]) -> Fact:
    """A gate of an input and another gate."""
    a, b, c = d.rng.sample(names, 3)
    inner, outer = d.one((("AND", "OR"), ("OR", "AND"), ("XOR", "AND"), ("AND", "XOR"), ("XOR", "OR")))
    inverted = d.chance(0.3)
    symbols = {"AND": "&", "OR": "|", "XOR": "^"}
    negated = f"NOT {a}" if inverted else a
    said = d.any(
        "{o} is {y} (the {q} of {b} and {c}).",
        "{o} is the {p} of {a} and ({x}).",
        "{o} = {y} ({x}).",
        "{q} {b} with {c}, then {p} the result with {a} to get {o}.",
        "{o} is the {p} of two things: {a}, and the {q} of {b} and {c}.",
        "Take the {q} of {b} and {c}; its {p} with {a} is {o}.",
        "({x}) {p} {a} drives {o}.",
        "An {p} gate drives {o}; its inputs are {a} and the {q} of {b} and {c}.",
        o=out, p=outer, q=inner, a=negated, b=b, c=c, x=infixed(inner, (b, c)), y=infixed(outer, (negated, ""))[:-1],
    )  # fmt: skip
    first = Literal(a, inverted)
    said = said.replace("An XOR", "A XOR")

    def gate(kind: str, x: int, y: int) -> int:
        return {"AND": x & y, "OR": x | y, "XOR": x ^ y}[kind]

    code = f"{first.code} {symbols[outer]} ({b} {symbols[inner]} {c})"
    return Fact(out, said, code, code, lambda v: gate(outer, first.value(v), gate(inner, v[b], v[c])))


def draw_fact(d: Draw, out: str, names: list[str], kinds: tuple[str, ...] = KINDS) -> Fact:
    """An output's function of some of the inputs."""
    kind = d.one(kinds)
    if kind == "constant":
        return constant_fact(d, out, d.number(0, 1))
    if kind in ("copy", "not") or len(names) < 2:
        return copy_fact(d, out, Literal(d.one(names), kind == "not"))
    if kind in ("choice", "nested"):
        return (_choice if kind == "choice" else _nested)(d, out, names) if len(names) > 2 else draw_fact(d, out, names)
    chosen = d.rng.sample(names, d.number(2, min(3, len(names))))
    share = d.one((0.0, 0.0, 0.5))
    return gate_fact(d, out, kind, [Literal(name, d.chance(share)) for name in chosen])


def ports_of(d: Draw, inputs: list[Port], outputs: list[Port]) -> tuple[Port, ...]:
    """Ports with the inputs first, as most people have them, or not."""
    return (*inputs, *outputs) if d.chance(0.85) else (*outputs, *inputs)


def _several(d: Draw, inputs: int, outputs: int, kinds: tuple[str, ...] = KINDS) -> Design:
    names = pick(d, inputs, INPUT_SETS)
    facts = [draw_fact(d, out, names, kinds) for out in pick(d, outputs, OUTPUT_SETS)]
    ports = ports_of(d, [Port(name) for name in names], [Port(fact.out, output=True) for fact in facts])
    return Design(
        d.any("(a block|a module|a circuit) of combinational logic", "some (glue|random|simple) logic", "a few logic functions"),
        ports,
        tell(d, [fact.said for fact in facts]),
        "\n".join(f"{fact.out}: {fact.why}." for fact in facts) if d.chance(0.5)
        else "; ".join(f"{fact.out}: {fact.why}" for fact in facts) + ".",
        tuple(f"assign {fact.out} = {fact.code};" for fact in facts),
        combinational(d.rng, ports, lambda v: {fact.out: fact.value(v) for fact in facts}),
        d.style,
        ("glue_logic", "logic_functions", "comb_block", "outputs"),
        {"functions": [fact.code for fact in facts]},
    )  # fmt: skip


@family("mixed_outputs", "gates", 2.5)
def mixed_outputs(d: Draw) -> Design:
    """Two to four outputs, each its own function of two to four inputs."""
    return _several(d, d.number(2, 4), d.one((2, 2, 3, 3, 4)))


@family("one_function", "gates", 1.5)
def one_function(d: Draw) -> Design:
    """One output that is a gate with some inputs inverted, a choice, or a gate of a gate."""
    return _several(d, d.number(2, 4), 1, ("AND", "OR", "NAND", "NOR", "XOR", "XNOR", "choice", "nested", "not"))
