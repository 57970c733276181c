"""Ports and module headers as data, and the ways to write both in Verilog. What a module does is left to others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Port:
    """One port of a module."""

    name: str
    """Its identifier."""
    width: int = 1
    """Bits."""
    output: bool = False
    """Whether the module drives it."""
    about: str = ""
    """What it is for, as a noun phrase without a full stop; empty where its name says it."""
    stored: bool = False
    """Whether an always block assigns it, so that Verilog-2001 needs `reg`; only of outputs."""
    signed: bool = False
    """Whether it is declared signed."""
    low: int = 0
    """Number of its lowest bit, 0 but for vectors counted from another number."""

    @property
    def range(self) -> str:
        """The range in brackets; empty for a single bit that is counted from 0."""
        return f"[{self.low + self.width - 1}:{self.low}]" if self.width > 1 or self.low else ""

    @property
    def mask(self) -> int:
        """All bits set."""
        return (1 << self.width) - 1


@dataclass(frozen=True)
class Style:
    """How a reference is written."""

    modern: bool = True
    """SystemVerilog's `logic`, `always_ff` and `always_comb`, or Verilog-2001."""
    typed_inputs: bool = False
    """Whether inputs say `logic` too (SystemVerilog only)."""
    compact: bool = True
    """Whether a single statement goes without `begin` and `end`."""
    base: str = "d"
    """Base of constants wider than one bit: d, h or b."""

    @property
    def net(self) -> str:
        """The type of a variable that an always block assigns."""
        return "logic" if self.modern else "reg"

    @property
    def wire(self) -> str:
        """The type of what an assign drives."""
        return "logic" if self.modern else "wire"

    @property
    def comb(self) -> str:
        """The opening of a combinational block."""
        return "always_comb" if self.modern else "always @(*)"

    def edge(self, events: str) -> str:
        """The opening of a block that waits for clock and reset edges."""
        return f"always_ff @({events})" if self.modern else f"always @({events})"

    def literal(self, width: int, value: int, base: str | None = None) -> str:
        """A sized constant."""
        base = "b" if width == 1 else base or self.base
        digits = {"b": f"{value:0{width}b}", "h": f"{value:0{-(-width // 4)}x}", "d": str(value)}[base]
        return f"{width}'{base}{digits}"

    def declare(self, name: str, width: int = 1, driven: bool = False) -> str:
        """Declare an internal signal; `driven` where an assign drives it."""
        span = f" [{width - 1}:0]" if width > 1 else ""
        return f"{self.wire if driven else self.net}{span} {name};"


HOUSE_STYLE = Style()
"""How code is written where no request shows another style: SystemVerilog, single statements without `begin`, decimal."""


def port_declaration(port: Port, style: Style) -> str:
    """A port as it stands in a header."""
    words = ["output" if port.output else "input"]
    if port.output and (style.modern or port.stored):
        words.append(style.net)
    elif not port.output and style.modern and style.typed_inputs:
        words.append("logic")
    words += ["signed"] * port.signed + [port.range] * bool(port.range) + [port.name]
    return " ".join(words)


def header(module: str, ports: Sequence[Port], style: Style) -> str:
    """The module's header, with one port a line."""
    return f"module {module} (\n  " + ",\n  ".join(port_declaration(port, style) for port in ports) + "\n);"


def in_some_order(rng: random.Random, ports: Sequence[Port], mixed: float, outputs_first: float) -> tuple[Port, ...]:
    """Ports mixed in one share of cases, outputs first in a share of the others, else as they come."""
    order = list(ports)
    if rng.random() < mixed:
        rng.shuffle(order)
    elif rng.random() < outputs_first:
        order.sort(key=lambda port: not port.output)
    return tuple(order)
