"""Simulated waveforms as text: one line a moment, one column a port, x where nothing is known."""

from __future__ import annotations

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port

MAXIMUM_ROWS = 24
"""Moments of a waveform; a combinational one shows every input, sixteen at most."""


def waveform(design: Design, d: Draw) -> str:
    """The design's first rows as a table of its ports over time."""
    step = d.one((5, 10, 1, 20))
    names = ["time", *(port.name for port in design.ports)]
    lines = [names]
    for index, row in enumerate(design.rows[:MAXIMUM_ROWS]):
        lines.append([f"{index * step}ns", *(_shown(port, row) for port in design.ports)])
    separator = d.one((" ", "  ", " | "))
    return "\n".join(separator.join(line) for line in lines)


def _shown(port: Port, row: Row) -> str:
    digits = -(-port.width // 4)
    if not port.output:
        return f"{row.inputs[port.name]:0{digits}x}"
    if row.care_of(port) != port.mask:
        return "x" * digits
    return f"{row.outputs[port.name]:0{digits}x}"
