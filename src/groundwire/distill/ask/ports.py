"""The ports of a module, read by slang in a sandbox, and the part that each input plays: clock, reset or data."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from groundwire.bench.sources import tokens
from groundwire.eda.limits import Limits
from groundwire.eda.sandbox import call_sandboxed

_WORKER = "groundwire.distill.ask.ports_worker:ports"
_LIMITS = Limits(wall_seconds=20.0, cpu_seconds=10.0, memory_bytes=1 << 30)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_CLOCK = re.compile(r"(?:.*_)?(?:clk|clock|ck|cp)(?:_.*|\d*|in)?", re.IGNORECASE)
_RESET = re.compile(r"(?:.*_)?(?:a|s|async|sync)?_?(?:reset|rst|clear|clr|init)_?(?:n|b|ni|i|in|p)?\d*", re.IGNORECASE)
_LOW = re.compile(r".*(?:_n|_b|_ni|rstn|resetn|rst_l|_low|clrn|clearn)", re.IGNORECASE)


class Part(StrEnum):
    """What an input is for."""

    CLOCK = "clock"
    RESET = "reset"
    LOW_RESET = "reset that is active at 0"
    DATA = "data"


@dataclass(frozen=True, order=True)
class Port:
    """One port."""

    name: str
    """Its identifier."""
    output: bool
    """Whether the module drives it."""
    width: int
    """Bits."""


def ports_of(source: str, top: str) -> tuple[Port, ...] | None:
    """The ports of a module, in the order of their names; None where one of them is no plain vector, or slang cannot tell."""
    value, _ = call_sandboxed(_WORKER, {"source": source, "top": top}, {}, _LIMITS)
    rows = value["ports"] if value else []
    plain = all(row["width"] and row["direction"] in ("in", "out") and _NAME.fullmatch(row["name"]) for row in rows)
    if not rows or not plain:
        return None
    return tuple(sorted(Port(row["name"], row["direction"] == "out", row["width"]) for row in rows))


def parts_of(ports: tuple[Port, ...], source: str) -> dict[str, Part]:
    """The part of each input, by how the code uses it and what it is called."""
    edges = _edges(source)
    return {port.name: _part(port, edges) for port in ports if not port.output}


def _part(port: Port, edges: Counter[tuple[str, str]]) -> Part:
    rising, falling = edges["posedge", port.name], edges["negedge", port.name]
    if port.width > 1:
        return Part.DATA
    if _RESET.fullmatch(port.name):
        return Part.LOW_RESET if _LOW.fullmatch(port.name) or (falling and not rising) else Part.RESET
    return Part.CLOCK if rising or falling or _CLOCK.fullmatch(port.name) else Part.DATA


def _edges(source: str) -> Counter[tuple[str, str]]:
    """How often each name stands behind an edge."""
    words = [text for _, text, _ in tokens(source)]
    return Counter((kind, name) for kind, name in pairwise(words) if kind in ("posedge", "negedge"))
