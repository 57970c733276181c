"""A bench without expectations: it shows a module random inputs and prints what comes out, so that modules can be compared.

Inputs of few bits are shown in every combination. Where there is a clock, data change while it is low and outputs are read
before and after its edge; a reset is held at the start and comes back now and then.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groundwire.distill.ask.ports import Part, Port

TOP = "gw_stimulus"
"""Name of the bench."""
MARK = "GW"
"""First word of its lines."""
_ALL_BITS = 8
"""Bits of inputs up to which every combination is shown."""
_ROWS, _CYCLES = 256, 160
_RESET_CYCLES = 3


@dataclass(frozen=True)
class Stimulus:
    """Values of a module's inputs, row by row."""

    rows: tuple[dict[str, int], ...]
    """One value for each input."""
    settled: int
    """Rows before which outputs are not compared, because a reset is still held."""


def make_stimulus(ports: Sequence[Port], parts: Mapping[str, Part], seed: int = 0) -> Stimulus:
    """Draw inputs for a module."""
    rng = random.Random(f"groundwire ask {seed}")
    inputs = [port for port in ports if not port.output]
    if any(parts[port.name] is Part.CLOCK for port in inputs):
        return _clocked(inputs, parts, rng)
    bits = sum(port.width for port in inputs)
    if bits <= _ALL_BITS:
        return Stimulus(tuple(_split(inputs, number) for number in range(1 << bits)), 0)
    return Stimulus(tuple({port.name: _value(rng, port) for port in inputs} for _ in range(_ROWS)), 0)


def _split(inputs: Sequence[Port], number: int) -> dict[str, int]:
    row = {}
    for port in inputs:
        row[port.name] = number & ((1 << port.width) - 1)
        number >>= port.width
    return row


def _value(rng: random.Random, port: Port) -> int:
    most = (1 << port.width) - 1
    kind = rng.random()
    if kind < 0.2:  # the ends of the range, where designs differ most
        return 0 if kind < 0.1 else most
    return rng.randint(0, min(most, 15)) if kind < 0.4 else rng.getrandbits(port.width)


def _clocked(inputs: Sequence[Port], parts: Mapping[str, Part], rng: random.Random) -> Stimulus:
    clocks = [port.name for port in inputs if parts[port.name] is Part.CLOCK]
    resets = {port.name: parts[port.name] for port in inputs if parts[port.name] in (Part.RESET, Part.LOW_RESET)}
    rows: list[dict[str, int]] = []
    before: dict[str, int] = {}
    for cycle in range(_CYCLES):
        row = {}
        for port in inputs:
            if port.name in resets:
                held = cycle < _RESET_CYCLES or rng.random() < 0.03
                row[port.name] = int(held == (resets[port.name] is Part.RESET))
            elif port.name in clocks:
                row[port.name] = 0
            else:
                keep = before and rng.random() < 0.35
                row[port.name] = before[port.name] if keep else _value(rng, port)
        # Clocks beside the first one tick at times of their own.
        ticks = {name: int(name == clocks[0] or rng.random() < 0.5) for name in clocks}
        rows += [row, row | ticks]
        before = row
    return Stimulus(tuple(rows), 2 * _RESET_CYCLES if resets else 0)


def bench_of(module: str, ports: Sequence[Port], stimulus: Stimulus) -> str:
    """The bench in plain Verilog-2001: a line of output bits for each row."""
    inputs = [port for port in ports if not port.output]
    outputs = [port for port in ports if port.output]
    width = max(1, sum(port.width for port in inputs))
    total = 0
    for index, row in enumerate(stimulus.rows):
        word = 0
        for port in inputs:
            word = word << port.width | row[port.name]
        total |= word << (index * width)
    count = len(stimulus.rows)
    declared = [f"  {'wire' if port.output else 'reg'} [{port.width - 1}:0] {port.name};" for port in ports]
    drive = [f"      {{{', '.join(port.name for port in inputs)}}} = gw_in[gw_row*{width} +: {width}];"] if inputs else []
    lines = [
        "`timescale 1ns/1ps", f"module {TOP};", *declared,
        f"  {module} gw_dut ({', '.join(f'.{port.name}({port.name})' for port in ports)});",
        f"  localparam [{count * width - 1}:0] gw_in = {count * width}'h{total:x};", "  integer gw_row;", "  initial begin",
        f"    for (gw_row = 0; gw_row < {count}; gw_row = gw_row + 1) begin", *drive, "      #5;",
        f'      $display("{MARK} %b", {{{", ".join(port.name for port in outputs)}}});', "      #5;", "    end", "    $finish;",
        "  end", "endmodule",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def read_trace(output: str, stimulus: Stimulus) -> list[str] | None:
    """The bits of each row behind the reset; None where the simulation did not come to its end."""
    lines = [line[len(MARK) + 1 :] for line in output.splitlines() if line.startswith(f"{MARK} ")]
    return lines[stimulus.settled :] if len(lines) == len(stimulus.rows) else None
