"""What everyday work on words shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import Bias, combinational
from groundwire.distill.families.ports import Port

INS = ("in", "din", "data", "d", "word", "x", "data_in", "bus_in", "value", "src", "w", "operand")


OUTS = ("out", "dout", "y", "q", "result", "z", "data_out", "bus_out", "res", "dst", "o", "r")


PAIRS = (("a", "b"), ("x", "y"), ("in_a", "in_b"), ("op1", "op2"), ("lhs", "rhs"), ("p", "q"), ("m", "n"), ("first", "second"))


def arranged(d: Draw, ins: Sequence[Port], outs: Sequence[Port]) -> tuple[Port, ...]:
    """Ports, now and then in another order."""
    mixed = list(ins)
    if d.chance(0.35):
        d.rng.shuffle(mixed)
    return (*outs, *mixed) if d.chance(0.15) else (*mixed, *outs)


def made_of(
    d: Draw,
    title: str,
    ports: tuple[Port, ...],
    text: str,
    why: str,
    body: Sequence[str],
    function: Callable[[dict[str, int]], Mapping[str, int | None]],
    names: tuple[str, ...],
    parameters: Mapping[str, Any],
    bias: Bias | None = None,
) -> Design:
    """A combinational design."""
    rows = combinational(d.rng, ports, function, bias=bias)
    return Design(title, ports, text, why, tuple(body), rows, d.style, names, dict(parameters))


def bits_of(high: int, low: int) -> str:
    """The brackets of a part of a vector."""
    return f"[{high}]" if high == low else f"[{high}:{low}]"
