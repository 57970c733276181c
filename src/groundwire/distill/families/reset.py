"""Resets of every kind: none, synchronous, asynchronous, active high or low; how code tests them and people name them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from groundwire.distill.families.ports import Port

Kind = Literal["none", "sync", "async"]
_HIGH = ("rst", "reset", "rst", "reset", "clear", "r", "srst", "sreset", "R", "sclr", "init", "rs")
_HIGH_ASYNC = ("areset", "arst", "rst", "reset", "clr", "ar", "aclr", "async_rst", "R", "rst_async", "por")
_LOW = ("rst_n", "reset_n", "resetn", "nrst", "rstn", "srst_n", "clr_n", "reset_b")
_LOW_ASYNC = ("rst_n", "aresetn", "arst_n", "reset_n", "rstn", "clr_n", "nreset", "rst_b")


@dataclass(frozen=True)
class Reset:
    """One reset input, or none."""

    kind: Kind = "none"
    """Whether it waits for the clock."""
    low: bool = False
    """Whether 0 resets."""
    name: str = ""
    """Its port."""

    @property
    def ports(self) -> tuple[Port, ...]:
        """Its port, where there is one."""
        if self.kind == "none":
            return ()
        level = "active-low" if self.low else "active-high"
        return (Port(self.name, about=f"{self.adverb} {level} reset"),)

    @property
    def adverb(self) -> str:
        """ "synchronous" or "asynchronous"."""
        return "asynchronous" if self.kind == "async" else "synchronous"

    @property
    def phrase(self) -> str:
        """ "asynchronous active-low reset"."""
        return f"{self.adverb} active-{'low' if self.low else 'high'} reset" if self.kind != "none" else "no reset"

    @property
    def test(self) -> str:
        """The condition under which it resets."""
        return f"!{self.name}" if self.low else self.name

    def events(self, clock: str, edge: str = "posedge") -> str:
        """What the always block waits for."""
        extra = f" or {'negedge' if self.low else 'posedge'} {self.name}" if self.kind == "async" else ""
        return f"{edge} {clock}{extra}"

    def active(self, value: int) -> bool:
        """Whether the port's value resets."""
        return self.kind != "none" and bool(value) != self.low

    def level(self, active: bool) -> int:
        """The port's value that resets, or does not."""
        return int(active != self.low)


def draw_reset(rng: random.Random, kinds: Sequence[Kind] = ("sync", "sync", "async", "async")) -> Reset:
    """Draw a reset of one of these kinds, active high more often than low."""
    kind = rng.choice(list(kinds))
    if kind == "none":
        return Reset()
    low = rng.random() < (0.45 if kind == "async" else 0.25)
    pool = (_LOW_ASYNC if low else _HIGH_ASYNC) if kind == "async" else (_LOW if low else _HIGH)
    return Reset(kind, low, rng.choice(pool))
