"""Python models of designs and the stimulus that exercises them; what they compute is what a test bench expects.

A model is a function of values that a family writes from the specification, never from the code it generates.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from groundwire.distill.families.design import Row, Values
from groundwire.distill.families.ports import Port
from groundwire.distill.families.reset import Reset

Outputs = Mapping[str, int | None]
Function = Callable[[dict[str, int]], Outputs]
"""Outputs from inputs, all by port name."""
Bias = Callable[[random.Random, int], dict[str, int]]
"""Values for some of the inputs in a cycle; the others are random."""
EXHAUSTIVE_BITS = 6
"""Input bits up to which a combinational design gets every input."""
SAMPLES = 40
"""Random inputs beyond that, and clock cycles."""
_RESET_SHARE = 0.06


def random_value(rng: random.Random, width: int) -> int:
    """A value of a port: the ends of the range more often than chance has them."""
    if width > 2 and rng.random() < 0.2:
        return rng.choice((0, 1, (1 << width) - 1, 1 << (width - 1), (1 << (width - 1)) - 1))
    return rng.getrandbits(width)


def combinational(
    rng: random.Random, ports: Sequence[Port], function: Function, samples: int = SAMPLES, bias: Bias | None = None
) -> tuple[Row, ...]:
    """Every input of a small design, random and extreme ones of a large one, with what the function makes of them."""
    inputs = [port for port in ports if not port.output]
    if sum(port.width for port in inputs) <= EXHAUSTIVE_BITS:
        vectors = [dict(zip([port.name for port in inputs], values, strict=True))
                   for values in product(*(range(port.mask + 1) for port in inputs))]  # fmt: skip
    else:
        vectors = [{port.name: 0 for port in inputs}, {port.name: port.mask for port in inputs}]
        vectors += [
            {port.name: random_value(rng, port.width) for port in inputs} | (bias(rng, index) if bias else {})
            for index in range(samples)
        ]
    return tuple(Row(vector, function(dict(vector))) for vector in vectors)


def stimulus(
    rng: random.Random, ports: Sequence[Port], clock: str, reset: Reset, cycles: int, bias: Bias | None
) -> list[dict[str, int]]:
    """Inputs for each cycle but the clock: reset in the first two and now and then later."""
    inputs = [port for port in ports if not port.output and port.name not in (clock, reset.name)]
    drawn = []
    for cycle in range(cycles):
        values = {port.name: random_value(rng, port.width) for port in inputs} | (bias(rng, cycle) if bias else {})
        if reset.kind != "none":
            values[reset.name] = reset.level(cycle < 2 or rng.random() < _RESET_SHARE)
        drawn.append(values)
    return drawn


def clocked(
    rng: random.Random, ports: Sequence[Port], clock: str, reset: Reset, start: Any,
    update: Callable[[Any, dict[str, int]], Any], output: Callable[[Any, dict[str, int]], Outputs], *,
    cycles: int = SAMPLES, bias: Bias | None = None, falling: bool = False, unknown: Sequence[Any] = (),
) -> tuple[Row, ...]:  # fmt: skip
    """Rows of a design with one clock: outputs are read before and after each active edge.

    Args:
        rng: where the stimulus comes from.
        ports: all ports.
        clock: name of the clock.
        reset: its reset.
        start: the state after reset.
        update: the next state.
        output: outputs of a state and the inputs of the moment.
        cycles: clock cycles.
        bias: inputs that are not to be quite random.
        falling: whether the falling edge is the active one.
        unknown: for a design that powers up in an unknown state: states to begin in, of which only what they all
            show is expected. Empty where a reset comes first.
    """
    drawn = stimulus(rng, ports, clock, reset, cycles, bias)
    runs = [_run(drawn, clock, reset, begin, start, update, output, falling) for begin in (unknown or (None,))]
    outputs = [port for port in ports if port.output]
    return tuple(_agreed(rows, outputs) for rows in zip(*runs, strict=True))


def _run(
    drawn: Sequence[dict[str, int]], clock: str, reset: Reset, state: Any, start: Any,
    update: Callable[[Any, dict[str, int]], Any], output: Callable[[Any, dict[str, int]], Outputs], falling: bool,
) -> list[Row]:  # fmt: skip
    rows = []
    for values in drawn:
        resets = reset.active(values.get(reset.name, 0))
        if resets and reset.kind == "async":
            state = start
        rows.append(_row(state, {**values, clock: int(falling)}, output))
        if resets:
            state = start
        elif state is not None:
            state = update(state, dict(values))
        rows.append(_row(state, {**values, clock: int(not falling)}, output))
    return rows


def _row(state: Any, values: dict[str, int], output: Callable[[Any, dict[str, int]], Outputs]) -> Row:
    return Row(values, {} if state is None else output(state, dict(values)))


def _agreed(rows: Sequence[Row], outputs: Sequence[Port]) -> Row:
    """What runs from several states have in common."""
    values: dict[str, int | None] = {}
    care: dict[str, int] = {}
    for port in outputs:
        shown = [row.outputs.get(port.name) for row in rows]
        known = [value for value in shown if value is not None]
        values[port.name] = known[0] if len(known) == len(shown) else None
        if len(known) == len(shown):
            differ = 0
            for value in known:
                differ |= value ^ known[0]
            if differ:
                care[port.name] = port.mask & ~differ
    return Row(rows[0].inputs, values, care)


def signed(value: int, width: int) -> int:
    """A value's bits read as two's complement."""
    return value - (1 << width) if value >> (width - 1) else value


def words(values: Values, *names: str) -> list[int]:
    """Several values in the order of their names."""
    return [values[name] for name in names]
