"""One-dimensional cellular automata, which are shift registers with a truth table."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.truth_tables import minimize, sum_text
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset


@family("automaton", "datapaths")
def automaton(d: Draw) -> Design:
    """One-dimensional cellular automata by rule number or by table, with load."""
    width = d.one((8, 8, 16, 32, 64))
    rule = d.one((30, 54, 60, 90, 102, 110, 150, 184, d.number(1, 254)))
    clk = d.clock()
    load, data, out = d.name("load", "ld"), d.name("data", "init"), d.name("q", "cells")
    style = d.style
    top = width - 1
    wraps = d.chance(0.3)
    ones = {v for v in range(8) if rule >> v & 1}
    code = sum_text(minimize(ones, set(), 3), ["l", out, "r"])
    left = f"{{{out}[0], {out}[{top}:1]}}" if wraps else f"{{1'b0, {out}[{top}:1]}}"
    right = f"{{{out}[{top - 1}:0], {out}[{top}]}}" if wraps else f"{{{out}[{top - 1}:0], 1'b0}}"
    table = ", ".join(f"{v:03b}->{rule >> v & 1}" for v in range(7, -1, -1))
    text = d.any(
        "A cellular automaton of {w} cells: at each rising edge of {c} every cell takes the value that this table gives for "
        "its left neighbour (next higher bit), itself and its right neighbour: {t}.",
        "{q} holds {w} cells of a one-dimensional automaton. The next value of cell i depends on {q}[i+1], {q}[i], "
        "{q}[i-1], in this order: {t}. It steps at each positive edge of {c}.",
        w=width,
        c=clk,
        t=table,
        q=out,
    )
    text += (
        d.any(" The ends are neighbours of each other.", " The cells form a ring.")
        if wraps
        else d.any(" Beyond both ends there are zeros.", " Cells outside count as 0.")
    )
    text += d.any(" {l} = 1 loads {x} instead.", " When {l} is 1, {q} is loaded with {x}.", l=load, x=data, q=out)
    ports = (Port(clk), Port(load), Port(data, width), Port(out, width, output=True, stored=True))
    body = [
        f"{style.wire} [{top}:0] l, r;",
        f"assign l = {left};",
        f"assign r = {right};",
        *d.block(style.edge(f"posedge {clk}"), [f"if ({load}) {out} <= {data};", f"else {out} <= {code};"]),
    ]

    def update(s, v):  # type: ignore[no-untyped-def]
        if v[load]:
            return v[data]
        if s is None:
            return None
        cells = [s >> i & 1 for i in range(width)]
        look: Callable[[int], int] = lambda i: cells[i % width] if wraps or 0 <= i < width else 0
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
        bias=lambda r, i: {load: int(i == 0 or r.random() < 0.12)},
        unknown=(0,),
    )
    rows = tuple(row if i else row._replace(outputs={out: None}) for i, row in enumerate(rows))
    return Design(
        "a cellular automaton",
        ports,
        text,
        f"Rule {rule}: l, r are {out} shifted right and left; next = {code}.",
        tuple(body),
        rows,
        style,
        ("automaton", f"rule{rule}"),
        {"width": width, "rule": rule, "wraps": wraps},
    )
