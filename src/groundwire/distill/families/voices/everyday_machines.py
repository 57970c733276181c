"""What stories of state machines share: frames, resets, and who says what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import Bias, clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.telling import at_edge, capitalized, edge_word

Out = Callable[[Any, dict[str, int]], Mapping[str, int | None]]


RESET_NOUNS = (
    "active-{v} {k} reset {r}",
    "{k} reset {r} (active {v})",
    "{k}, active-{v} reset input {r}",
    "reset {r} ({k}, active-{v})",
    "{k} reset {r} ({b} resets)",
)


class Frame:
    """Clock, edge and reset of a machine, and the words for them."""

    def __init__(self, d: Draw, *taken: str):
        for name in taken:
            d.name(name)
        self.d, self.clk, self.reset, self.falling = d, d.clock(), d.reset(), d.chance(0.1)

    @property
    def edge(self) -> str:
        """The edge in Verilog."""
        return "negedge" if self.falling else "posedge"

    def slots(self, effect: str) -> dict[str, str]:
        """Slots: c clock, e "rising", t "on each rising edge of clk", z the reset as a noun, rr a sentence on it."""
        r, d = self.reset, self.d
        noun = d.any(*RESET_NOUNS, v="low" if r.low else "high", k=r.adverb, r=r.name, b=int(not r.low))
        return {
            "c": self.clk,
            "e": edge_word(d, self.falling),
            "t": at_edge(d, self.clk, self.falling),
            "z": noun.replace("synchronously", "synchronous"),
            "rr": d.tell_reset(r, effect),
        }

    def always(self, clear: list[str], update: list[str]) -> list[str]:
        """The always block."""
        return self.d.clocked(self.clk, self.reset, clear, update, self.edge)

    def design(
        self, title: str, names: tuple[str, ...], inputs: Sequence[Port], outputs: Sequence[Port], text: str, why: str,
        body: list[str], start: Any, update: Callable[[Any, dict[str, int]], Any], output: Out, parameters: dict[str, object],
        bias: Bias | None = None, cycles: int = 60,
    ) -> Design:  # fmt: skip
        """The whole design."""
        d, ins = self.d, list(inputs)
        if d.chance(0.4):
            d.rng.shuffle(ins)
        ports = (Port(self.clk), *self.reset.ports, *ins, *outputs)
        if d.chance(0.15):
            ports = (*ins, Port(self.clk), *self.reset.ports, *outputs)
        rows = clocked(d.rng, ports, self.clk, self.reset, start, update, output, cycles=cycles, bias=bias, falling=self.falling)
        told = capitalized(text.strip(), [port.name for port in ports])
        why = f"{self.edge} {self.clk}, {self.reset.phrase} {self.reset.name}. {why}"
        parameters |= {"reset": self.reset.phrase, "edge": self.edge}
        return Design(title, ports, told, why, tuple(body), rows, d.style, names, parameters)


def tests(name: str, level: int) -> str:
    """A test of a one-bit signal in Verilog."""
    return name if level else f"!{name}"


def bit_of(name: str, level: int) -> str:
    """The same as a bit operation."""
    return name if level else f"~{name}"
