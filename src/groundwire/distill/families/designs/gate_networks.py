"""Small gate networks: trees of gates, AND-OR chips."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.gates import OUTS, article
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.logic_phrases import GATES, capital, infixed, pick

Expression = tuple[str, str, Callable[[dict[str, int]], int]]
"""Verilog, words, value."""
_TEXTS = (
    "(Output |){o} = {s}.",
    "{o} is {s}.",
    "(The module should compute|Compute|Implement) {o} = {s}.",
    "The circuit (is|computes) {o} = {s}.",
    "(Drive|Feed) {o} with {s}.",
    "The function to (build|implement) is {s}; (its result|it) drives {o}.",
    "{o} (equals|is given by|is defined as) {s}.",
    "(Can|Could) you (write|give me) the logic for {o} = {s}?",
    "Formula: {o} = {s}.",
    "{o} <- {s}",
    "Boolean function of {n} inputs: {s}. Put it on {o}.",
    "Evaluate {s} and (output the result on|send the result to|assign it to) {o}.",
    "{o}, the (only|single) output, is {s} (at all times|).",
    "We have this expression: {s}. {o} must always be equal to it.",
    "For any inputs, {o} must be {s}.",
    "In words: {o} is {s}. No clock is needed.",
    "Build gates such that {o} is the value of {s}.",
    "{s} is to appear on {o}.",
    "As an equation: {o} = {s}",
    "(I need|What I need is) {s} on (the output |){o}.",
)


def _tree(d: Draw, names: list[str], share: float) -> Expression:
    """A random expression that uses each name once."""
    if len(names) == 1:
        name = names[0]
        if d.chance(share):
            return f"~{name}", f"NOT {name}", lambda v: 1 - v[name]
        return name, name, lambda v: v[name]
    cut = d.number(1, len(names) - 1)
    (code1, said1, value1), (code2, said2, value2) = _tree(d, names[:cut], share), _tree(d, names[cut:], share)
    kind = d.one(("AND", "OR", "XOR", "NAND", "NOR", "XNOR", "AND", "OR"))
    symbol, function, inverted = GATES[kind]
    code = f"{'~' * inverted}({code1} {symbol} {code2})"
    return code, f"({infixed(kind, (said1, said2))})", lambda v: function(value1(v), value2(v)) ^ inverted


@family("network", "gates", 1.5)
def network(d: Draw) -> Design:
    """A tree of gates, told as an expression in words, in lower or upper case."""
    names = pick(d, d.number(3, 5))
    out = d.name(*OUTS)
    order = list(names)
    if d.chance(0.5):
        d.rng.shuffle(order)
    code, said, value = _tree(d, order, d.one((0.0, 0.3, 0.3, 0.5)))
    code, said = (text[1:-1] if text[0] == "(" else text for text in (code, said))
    said = _spelled(d, said)
    ports = (*(Port(name) for name in names), Port(out, output=True))
    rows = combinational(d.rng, ports, lambda v: {out: value(v)})
    return Design(
        "a small gate network",
        ports,
        d.any(*_TEXTS, o=out, s=said, n=len(names)),
        f"Gate by gate: {out} = {code}.",
        (f"assign {out} = {code};",),
        rows,
        d.style,
        ("logic_block", "gate_network"),
        {"expression": code},
    )


def _spelled(d: Draw, said: str) -> str:
    """An expression with other brackets or with NOT written otherwise."""
    if d.chance(0.25):
        said = said.replace("NOT ", d.one(("~", "!", "not ")))
    if d.chance(0.15):
        said = said.replace("(", "[").replace(")", "]")
    return said


_CHIP_TEXTS = (
    "{g} {i} gates, of {l}, feed one {k} gate that drives {o}.",
    "{o} is the {k} of {n} {i} gates, whose inputs are {l}.",
    "{g} {i} gates have the inputs {l}; their outputs go into one {k} gate, which drives {o}.",
    "There are two levels: {n} {i} gates, of {l}, and behind them one {k} gate with the output {o}.",
    "{i} each of these groups: {l}. The {k} of the {n} results is {o}.",
    "First level: {n} {i} gates ({l}). Second level: one {k} gate. Output: {o}.",
    "{o} comes from one {k} gate. Its inputs are the outputs of {n} {i} gates, which have the inputs {l}.",
    "Build the {k} of {n} terms; each term is the {i} of one group of inputs: {l}. The result is {o}.",
    "One {k} gate drives {o}. It is fed by {n} {i} gates; the groups that these take are {l}.",
    "The inputs come in {n} groups: {l}. Within each group use {i}, across the groups use {k}; {o} is the result.",
    "Take the {i} of each group ({l}), then the {k} of (those|these {n} values), and send it to {o}.",
    "(Can|Could) you (build|make) a two-level circuit? {g} {i} gates with the inputs {l}, then one {k} gate to {o}.",
    "{i} gates: {l}. {k} gate: all the {i} outputs, giving {o}.",
    "Model this part of a chip: {n} {i} gates, with {l} as inputs, connected to one {k} gate whose output pin is {o}.",
    "To get {o}, {k} together the outputs of {n} {i} gates. The {i} gates have the inputs {l}.",
    "{g} groups of inputs, {l}, each go through one {i} gate; the outputs of the gates meet in one {k} gate: {o}.",
)


def _grouped(d: Draw, groups: list[list[str]]) -> str:
    """Groups of names."""
    if d.chance(0.4):
        return listing([f"({', '.join(group)})" for group in groups])
    if d.chance(0.5) and all(len(group) == 2 for group in groups):
        return ", ".join(f"{a} with {b}" for a, b in groups)
    parts = [", ".join(group) for group in groups]
    return f"{'; '.join(parts[:-1])}; and {parts[-1]}" if d.chance(0.5) else "; ".join(parts)


@family("and_or_chip", "gates")
def and_or_chip(d: Draw) -> Design:
    """AND gates into an OR, or the other way round, as the small chips of old have them."""
    groups = d.number(2, 3)
    sizes = [d.number(2, 3) for _ in range(groups)] if d.chance(0.4) else [d.number(2, 3)] * groups
    form = d.one(("{l}{n}", "{l}{n}", "p{g}{l}", "in{g}{l}", "{l}_{n}"))
    names = [[form.format(l="abc"[g] if form[0] == "{" else "abc"[i], n=i + 1, g=g + 1) for i in range(size)]
             for g, size in enumerate(sizes)]  # fmt: skip
    if d.chance(0.35):
        names = [[d.name(f"{name}", f"i_{name}") for name in group] for group in names]
    flat = [name for group in names for name in group]
    out = d.name(*OUTS)
    inner, outer, inverted = d.one((("AND", "OR", False), ("OR", "AND", False), ("AND", "OR", True), ("OR", "AND", True)))
    symbols = {"AND": (" & ", and_), "OR": (" | ", or_)}
    told = list(names)
    if d.chance(0.4):
        d.rng.shuffle(told)
    terms = ["(" + symbols[inner][0].join(group) + ")" for group in told]
    code = symbols[outer][0].join(terms)
    ports = (*(Port(name) for name in flat), Port(out, output=True))
    internal = d.chance(0.4)
    wires = d.names(*(one[:groups] for one in (("p0", "p1", "p2"), ("w1", "w2", "w3"), ("t1", "t2", "t3"), ("n0", "n1", "n2"))))
    body = [f"{d.style.wire} {', '.join(wires)};", *(f"assign {w} = {t[1:-1]};" for w, t in zip(wires, terms, strict=True))]
    code = symbols[outer][0].join(wires) if internal else code
    body = [*(body if internal else []), f"assign {out} = {'~(' * inverted}{code}{')' * inverted};"]

    def function(v: dict[str, int]) -> dict[str, int]:
        parts = [reduce(symbols[inner][1], (v[name] for name in group)) for group in names]
        return {out: reduce(symbols[outer][1], parts) ^ inverted}

    number = ("two", "three")[groups - 2]
    behaviour = capital(d.any(
        *_CHIP_TEXTS, n=number, g=number.capitalize(), i=inner, k=("N" * inverted) + outer, o=out,
        l=_grouped(d, told),
    ), out)  # fmt: skip
    if internal:
        behaviour += d.any(
            " Name the {i} outputs {w}.", " Declare wires {w} for the outputs of the {i} gates.",
            " The outputs of the {i} gates are the internal wires {w}.", " Use {w} as names of the inner wires.",
            i=inner, w=listing(wires),
        )  # fmt: skip
    return Design(
        f"{article(inner)}-{outer}{'-invert' * inverted} circuit",
        ports,
        behaviour,
        f"{inner} terms: {', '.join(terms)}. {out} is their {'N' * inverted}{outer}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("and_or", "aoi"),
        {"groups": groups, "sizes": sizes, "inner": inner, "inverted": inverted},
    )
