"""One-dimensional cellular automata, which are shift registers with a truth table."""

from __future__ import annotations

from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.truth_tables import minimize, sum_text
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import edge_word
from groundwire.distill.families.voices.machine_texts import shorten


class _Formula(NamedTuple):
    """A rule with a short formula."""

    code: str
    """In l, q and r."""
    told: tuple[str, ...]
    """In words."""


_FORMULAS = {
    90: _Formula(
        "l ^ r",
        (
            "every cell becomes the XOR of its two neighbours",
            "the next value of each cell is left neighbour XOR right neighbour",
            "a cell is 1 next if exactly one of its neighbours is 1",
        ),
    ),
    150: _Formula(
        "l ^ {q} ^ r",
        (
            "every cell becomes the XOR of itself and both neighbours",
            "a cell is 1 next if an odd number among itself and its two neighbours is 1",
        ),
    ),
    60: _Formula(
        "l ^ {q}",
        ("every cell becomes the XOR of itself and its left neighbour", "a cell is 1 next if it differs from its left neighbour"),
    ),
    102: _Formula(
        "{q} ^ r",
        (
            "every cell becomes the XOR of itself and its right neighbour",
            "a cell is 1 next if it differs from its right neighbour",
        ),
    ),
    128: _Formula(
        "l & {q} & r",
        ("a cell stays 1 only if it and both neighbours are 1", "every cell becomes the AND of itself and its two neighbours"),
    ),
    254: _Formula(
        "l | {q} | r",
        ("a cell becomes 1 if it or a neighbour is 1", "every cell becomes the OR of itself and its two neighbours"),
    ),
    30: _Formula(
        "l ^ ({q} | r)",
        (
            "every cell becomes left XOR (own OR right)",
            "the next value of a cell is its left neighbour XOR the OR of itself and its right neighbour",
        ),
    ),
    232: _Formula(
        "(l & {q}) | (l & r) | ({q} & r)",
        (
            "every cell takes the majority of itself and its two neighbours",
            "a cell is 1 next if at least two among itself and its neighbours are 1",
        ),
    ),
}
_GOALS = (
    "A cellular automaton of {w} cells ({q}): at each {e} edge of {c} {f}.",
    "{q} holds {w} cells of a one-dimensional automaton, which steps at each {e} edge of {c}: {f}.",
    "On every {e} edge of {c} the {w} cells in {q} change together: {f}.",
    "Row of {w} cells, {q}. One step per {e} edge of {c}, in which {f}.",
    "{q} is a row of {w} bits that lives by this rule: {f}. Clock: {c}, {e} edge.",
    "Can you build a one-dimensional cellular automaton with {w} cells on {q}? At the {e} edge of {c} {f}.",
    "The {w} bits of {q} are updated at the {e} edge of {c} by looking at neighbours: {f}.",
    "All {w} cells of {q} are renewed at once when {c} has its {e} edge: {f}.",
)
_RING = (
    "The ends are neighbours of each other.",
    "The cells form a ring.",
    "Bit 0 and the top bit are neighbours.",
    "The row is closed to a circle.",
    "It wraps around at both ends.",
)
_OPEN = (
    "Beyond both ends there are zeros.",
    "Cells outside count as 0.",
    "The missing neighbours at the ends are 0.",
    "Outside the row everything is 0.",
    "The boundary value is 0 at both ends.",
)
_LOADS = (
    "{l} = 1 loads {x} instead.",
    "When {l} is 1, {q} is loaded with {x}.",
    "{l} (active high) is a synchronous load of {x} and goes before the step.",
    "If {l} is high at the edge, {q} takes {x}.",
    "There is no reset; {l}=1 puts {x} into {q} at the edge.",
    "To begin, {x} is written to {q} at an edge with {l}=1.",
    "{q} takes {x} at an edge with {l} asserted, otherwise it makes a step.",
    "The first row comes from {x} when {l} is high at the clock edge.",
)


def _told(d: Draw, rule: int) -> str:
    """What a step does."""
    if rule in _FORMULAS and d.chance(0.5):
        return d.one(_FORMULAS[rule].told) + d.any("", " (left is the next higher bit)", "; left means the next higher bit")
    order = list(range(7, -1, -1))
    if d.chance(0.5):
        order.reverse()
    if d.chance(0.3):
        d.rng.shuffle(order)
    ones, zeros = [f"{v:03b}" for v in order if rule >> v & 1], [f"{v:03b}" for v in order if not rule >> v & 1]
    table = d.one((", ", "; ")).join(f"{v:03b}->{rule >> v & 1}" for v in order)
    where = "(left neighbour = next higher bit, cell, right neighbour)"
    forms = [
        f"every cell takes the value that this table gives for {where}: {table}",
        f"the next value of a cell comes from {where} as follows: {table}",
    ]
    forms.append(f"{where} decides by rule {rule}: bit n of {rule} is the next value for the pattern with the binary value n")
    if len(ones) in (1, 2, 3, 4):
        forms.append(f"a cell becomes 1 if {where} is {listing(ones, 'or')}, else 0")
    if len(zeros) in (1, 2, 3, 4):
        forms.append(f"a cell becomes 0 if {where} is {listing(zeros, 'or')}, else 1")
    return d.one(forms)


@family("automaton", "datapaths")
def automaton(d: Draw) -> Design:
    """One-dimensional cellular automata by rule number, by table or by formula, with load."""
    shorten(d)
    for taken in ("l", "r"):
        d.name(taken)
    width = d.one((8, 8, 16, 16, 32, 64, d.number(4, 24)))
    rule = d.one((*_FORMULAS, 54, 110, 184, d.number(1, 254), d.number(1, 254)))
    clk, edge = d.clock(), "negedge" if d.chance(0.06) else "posedge"
    load, data, out = d.name("load", "ld"), d.name("data", "init"), d.name("q", "cells")
    style = d.style
    top = width - 1
    wraps = d.chance(0.3)
    ones = {v for v in range(8) if rule >> v & 1}
    code = _FORMULAS[rule].code.format(q=out) if rule in _FORMULAS else sum_text(minimize(ones, set(), 3), ["l", out, "r"])
    left = f"{{{out}[0], {out}[{top}:1]}}" if wraps else f"{{1'b0, {out}[{top}:1]}}"
    right = f"{{{out}[{top - 1}:0], {out}[{top}]}}" if wraps else f"{{{out}[{top - 1}:0], 1'b0}}"
    facts = [d.one(_RING if wraps else _OPEN), d.any(*_LOADS, l=load, x=data, q=out)]
    d.rng.shuffle(facts)
    goal = d.any(*_GOALS, w=width, c=clk, q=out, e=edge_word(d, edge == "negedge"), f=_told(d, rule))
    text = " ".join([goal, *facts])
    ports = (Port(clk), Port(load), Port(data, width), Port(out, width, output=True, stored=True))
    body = [
        f"{style.wire} [{top}:0] l, r;",
        f"assign l = {left};",
        f"assign r = {right};",
        *d.block(style.edge(f"{edge} {clk}"), [f"if ({load}) {out} <= {data};", f"else {out} <= {code};"]),
    ]

    def update(s: int | None, v: dict[str, int]) -> int | None:
        if v[load]:
            return v[data]
        if s is None:
            return None
        cells = [s >> i & 1 for i in range(width)]

        def look(i: int) -> int:
            return cells[i % width] if wraps or 0 <= i < width else 0

        return sum((rule >> (look(i + 1) << 2 | look(i) << 1 | look(i - 1)) & 1) << i for i in range(width))

    rows = clocked(
        d.rng,
        ports,
        clk,
        Reset(),
        None,
        update,
        lambda s, v: {out: s},
        cycles=20,
        falling=edge == "negedge",
        bias=lambda r, i: {load: int(i == 0 or r.random() < 0.12)},
        unknown=(0,),
    )
    rows = tuple(row if i else row._replace(outputs={out: None}) for i, row in enumerate(rows))
    return Design(
        "a cellular automaton",
        ports,
        text,
        f"Rule {rule}: l, r are {out} shifted right and left{', ends joined' if wraps else ', 0 at the ends'}; next = "
        f"{code}. {edge}.",
        tuple(body),
        rows,
        style,
        ("automaton", f"rule{rule}"),
        {"width": width, "rule": rule, "wraps": wraps},
    )
