"""Small gate networks: trees of gates, AND-OR chips."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.gates import GATES, INPUTS, article
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family

Expression = tuple[str, str, Callable[[dict[str, int]], int]]
"""Verilog, words, value."""


def _tree(d: Draw, names: list[str]) -> Expression:
    """A random expression that uses each name once."""
    if len(names) == 1:
        name = names[0]
        if d.chance(0.3):
            return f"~{name}", f"NOT {name}", lambda v: 1 - v[name]
        return name, name, lambda v: v[name]
    cut = d.number(1, len(names) - 1)
    (code1, said1, value1), (code2, said2, value2) = _tree(d, names[:cut]), _tree(d, names[cut:])
    kind = d.one(("AND", "OR", "XOR", "NAND", "NOR", "AND", "OR"))
    symbol, function, inverted = GATES[kind]
    code = f"{'~' * inverted}({code1} {symbol} {code2})"
    return code, f"({said1} {kind} {said2})", lambda v: function(value1(v), value2(v)) ^ inverted


@family("network", "gates", 1.5)
def network(d: Draw) -> Design:
    """A tree of gates, told as an expression in words or gate by gate."""
    names = [d.name(name) for name in d.one(INPUTS)[: d.number(3, 5)]]
    out = d.name("out", "f", "res", "o")
    code, said, value = _tree(d, names)
    code, said = (text[1:-1] if text[0] == "(" else text for text in (code, said))
    ports = (*(Port(name) for name in names), Port(out, output=True))
    rows = combinational(d.rng, ports, lambda v: {out: value(v)})
    behaviour = d.any(
        "(Output |){o} = {s}.",
        "{o} is {s}.",
        "(The module should compute|Compute|Implement) {o} = {s}.",
        "The circuit (is|computes) {o} = {s}.",
        o=out,
        s=said,
    )
    return Design(
        "a small gate network",
        ports,
        behaviour,
        f"Gate by gate: {out} = {code}.",
        (f"assign {out} = {code};",),
        rows,
        d.style,
        ("logic_block", "gate_network"),
        {"expression": code},
    )


@family("and_or_chip", "gates")
def and_or_chip(d: Draw) -> Design:
    """AND gates into an OR, or the other way round, as the small chips of old have them."""
    groups, size = d.number(2, 3), d.number(2, 3)
    names = [[f"{letter}{i + 1}" for i in range(size)] for letter in "abc"[:groups]]
    out = d.name("y", "out", "f")
    inner, outer, inverted = d.one((("AND", "OR", False), ("OR", "AND", False), ("AND", "OR", True), ("OR", "AND", True)))
    symbols = {"AND": (" & ", and_), "OR": (" | ", or_)}
    terms = ["(" + symbols[inner][0].join(group) + ")" for group in names]
    code = symbols[outer][0].join(terms)
    flat = [name for group in names for name in group]
    ports = (*(Port(name) for name in flat), Port(out, output=True))
    internal = d.chance(0.4)
    wires = [f"p{i}" for i in range(groups)]
    body = [f"{d.style.wire} {', '.join(wires)};", *(f"assign {w} = {t[1:-1]};" for w, t in zip(wires, terms, strict=True))]
    code = symbols[outer][0].join(wires) if internal else code
    body = [*(body if internal else []), f"assign {out} = {'~(' * inverted}{code}{')' * inverted};"]

    def function(v: dict[str, int]) -> dict[str, int]:
        parts = [reduce(symbols[inner][1], (v[name] for name in group)) for group in names]
        return {out: reduce(symbols[outer][1], parts) ^ inverted}

    behaviour = d.any(
        "{g} {i} gates, of {l}, feed one {k} gate that drives {o}.",
        "{o} is the {k} of {n} {i} gates, whose inputs are {l}.",
        "{g} {i} gates have the inputs {l}; their outputs go into one {k} gate, which drives {o}.",
        n=("two", "three")[groups - 2],
        g=("Two", "Three")[groups - 2],
        i=inner,
        k=("N" * inverted) + outer,
        o=out,
        l=listing([", ".join(g) for g in names]).replace(" and ", "; and "),
    )
    if internal:
        behaviour += d.any(
            " Name the {i} outputs {w}.", " Declare wires {w} for the outputs of the {i} gates.", i=inner, w=listing(wires)
        )
    return Design(
        f"{article(inner)}-{outer}{'-invert' * inverted} circuit",
        ports,
        behaviour,
        f"{inner} terms: {', '.join(terms)}. {out} is their {'N' * inverted}{outer}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("and_or", "aoi"),
        {"groups": groups, "size": size, "inner": inner, "inverted": inverted},
    )
