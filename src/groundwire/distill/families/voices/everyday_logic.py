"""What everyday rules of single bits share: signals with a polarity, and finished texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port

Values = dict[str, int]


PAIRS = (("0", "1"), ("0", "1"), ("low", "high"), ("low", "high"), ("logic 0", "logic 1"))
"""Words for the two levels."""


INPUTS = (
    ("a", "b", "c", "d", "e"), ("p", "q", "r", "s", "t"), ("in0", "in1", "in2", "in3", "in4"), ("x1", "x2", "x3", "x4", "x5"),
    ("A", "B", "C", "D", "E"), ("i0", "i1", "i2", "i3", "i4"), ("u", "v", "w", "x", "y"), ("s0", "s1", "s2", "s3", "s4"),
)  # fmt: skip


class Sig(NamedTuple):
    """A port and the level at which it says yes."""

    name: str
    """Its identifier."""
    level: int
    """The level that means yes."""

    @property
    def code(self) -> str:
        """True when it says yes."""
        return self.name if self.level else f"~{self.name}"

    @property
    def contrary(self) -> str:
        """True when it says no."""
        return f"~{self.name}" if self.level else self.name

    def on(self, v: Mapping[str, int]) -> bool:
        """Whether it says yes."""
        return v[self.name] == self.level

    def bit(self, yes: bool) -> int:
        """Its level for yes or no."""
        return self.level if yes else 1 - self.level


def sig(d: Draw, *names: str, low: float = 0.3) -> Sig:
    """A signal under one of the names, active low with a chance."""
    return Sig(d.name(*names), int(not d.chance(low)))


def slots_of(d: Draw, **signals: Sig) -> dict[str, str]:
    """For each signal x: its name {x}, its level for yes {xv} and for no {xn}, all in the same words."""
    words = d.one(PAIRS)
    slots: dict[str, str] = {}
    for key, signal in signals.items():
        slots |= {key: signal.name, f"{key}v": words[signal.level], f"{key}n": words[1 - signal.level]}
    return slots


def bare(code: str) -> str:
    """An expression without parentheses around all of it."""
    if not (code.startswith("(") and code.endswith(")")):
        return code
    depth = 0
    for place, letter in enumerate(code):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return code[1:-1] if place == len(code) - 1 else code
    return code


def contrary(code: str) -> str:
    """The contrary of an expression."""
    if code.startswith("~") and (code[1:].isidentifier() or bare(code[1:]) != code[1:]):
        return bare(code[1:])
    return f"~{code}" if code.isidentifier() else f"~({bare(code)})"


def finish(
    d: Draw, title: str, inputs: Sequence[str], outputs: Sequence[tuple[Sig, str, Callable[[Values], bool]]], told: str,
    names: tuple[str, ...], parameters: dict[str, object], note: str = "", blocks: float = 0.2,
) -> Design:  # fmt: skip
    """A design whose outputs say yes where an expression holds; each with its meaning in Python."""
    order = list(inputs)
    if d.chance(0.3):
        d.rng.shuffle(order)
    always = d.chance(blocks)
    ports = [Port(name) for name in order]
    driven = [Port(signal.name, output=True, stored=always) for signal, _, _ in outputs]
    ports = [*driven, *ports] if d.chance(0.15) else [*ports, *driven]
    body: list[str] = []
    reasons = [note] if note else []
    for signal, code, _ in outputs:
        code = bare(code)
        level = d.style.literal(1, signal.level)
        rest = d.style.literal(1, 1 - signal.level)
        final = code if signal.level else contrary(code)
        if always:
            body += d.block(d.style.comb, [f"if ({code}) {signal.name} = {level};", f"else {signal.name} = {rest};"])
        else:
            body.append(f"assign {signal.name} = {final};")
        reasons.append(f"{signal.name} = {final}.")
    rows = combinational(d.rng, ports, lambda v: {signal.name: signal.bit(holds(v)) for signal, _, holds in outputs})
    return Design(title, tuple(ports), told, "\n".join(reasons), tuple(body), rows, d.style, names, parameters)
