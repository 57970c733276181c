"""What told counters share: how their clock, reset and enable are spoken of, and the code around their next value."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from groundwire.distill.families.design import Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import Bias, clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.reset import Kind, Reset
from groundwire.distill.families.telling import active_low, capitalized

COUNTS = ("q", "cnt", "count", "out", "num", "val", "ctr", "n", "state", "position", "Q", "dout")
"""Names of what counts."""
FLAGS = ("tc", "z", "flag", "y", "co", "done", "pulse", "hit", "last", "p", "f")
"""Names of a bit that goes with a count."""
GOES = ("en", "ce", "run", "go", "tick", "enable", "count_en", "step_en", "ena", "e")
STOPS = ("pause", "stop", "hold", "freeze", "halt", "wait_in", "slow", "inhibit", "en_n", "k")

_AT = (
    "on every {ed} edge of {c}", "with each {ed} {c} edge", "at each {g} of {c}", "once per {ed} edge of {c}",
    "each time {c} {mv}",
    "in every {c} cycle ({ed} edge)", "whenever {c} goes from {z}", "on the {ed} edges of {c}", "at {c}'s {ed} edge",
    "at {g} {c}",
    "(as|when) {c} {mv}", "with the {g} of {c}",
)  # fmt: skip
_SYNC = (
    "{r} at {b} takes {o} to {v} with the next {ed} edge, not before.",
    "{o} starts from {v}: that is what {r} = {b} gives on a clock edge.",
    "Finding {r} {l} on an edge loads the start value {v} into {o}.",
    "{r} ({l} means reset) is checked on the clock edge and puts {v} into {o}.",
    "To restart, hold {r} {l} through a clock edge; {o} is {v} afterwards.",
    "The start value is {v}; {r} {l} brings it back, in step with the clock.",
    "An edge with {r} {l} makes {o} {v}, no matter what else is asked for.",
    "{r} does not act on its own, it waits for the clock: {l} at an edge means that {o} becomes {v}.",
    "Initial value {v}, through the synchronous active-{l} {r}.",
    "A synchronous {r} (active {l}) resets {o} to {v}.",
    "With {r} {l}, the next edge puts {o} to {v} instead.",
    "Reset: {r}, synchronous, active {l}, value {v}.",
)
_ASYNC = (
    "{r} at {b} takes {o} to {v} right there, without an edge.",
    "{o} starts from {v}: that is what {r} = {b} gives, clock or not.",
    "{r} {l} overrides the clock: {o} is {v} for as long as it lasts.",
    "{r} ({l} means reset) does not wait for an edge and puts {v} into {o} at once.",
    "To restart, make {r} {l}; {o} is {v} from that moment on, edge or no edge.",
    "The start value is {v}; {r} {l} brings it back, between clock edges too.",
    "{r} does not wait for the clock: {l} means that {o} is {v} immediately.",
    "Initial value {v}, through the asynchronous active-{l} {r}.",
    "An asynchronous {r} (active {l}) resets {o} to {v}.",
    "{r} {l} forces {o} to {v}, asynchronously.",
    "Reset: {r}, asynchronous, active {l}, value {v}.",
)
_ENABLED = (
    "{e} = {z} pauses it.", "Only while {e} is {h} does it move.", "With {e} {w} it keeps its value.",
    "It is paused whenever {e} is {w}.", "An edge with {e} {w} brings no step.",
    "Edges count only if {e} is {h} there.", "No step unless {e} is {h}.", "{e} {h}: go on; {e} {w}: stay.",
    "To slow it down we keep {e} {w} on most edges, and such edges do not count.", "It needs {e} {h} for every step.",
    "It stands still for {e} = {z}.", "Edges that find {e} {w} are not counted.", "{e} is its enable, active {h}.",
    "When {e} is {w}, hold.", "Steps happen only where {e} = {b}.",
)  # fmt: skip
_STILL = (
    "The reset works for {e} = {z} too.", "{r} does not need {e}.", "For the reset {e} does not matter.", "{r} wins over {e}.",
    "A reset is possible with {e} {w} as well.",
)  # fmt: skip
_CLAUSES = (
    ", but only while {e} is {h}", " if {e} is {h}", ", provided that {e} is {b}", ", unless {e} is {w}", " with {e} {h}",
    ", as long as {e} isn't {w}", " when {e} = {b} (else it keeps its value)", ", except that {e} {w} pauses it",
    " while {e} is {h}, not otherwise", " (not while {e} is {w}, then it waits)",
)  # fmt: skip
_IFS = (
    "when {x} is {t}", "if {x} is {t}", "while {x} is {t}", "with {x} at {b}", "for {x} = {b}", "whenever {x} is {t}",
    "as long as {x} is {t}", "when {x} = {b}", "if {x} isn't {w}", "with {x} {h}", "on {x} = {b}",
)  # fmt: skip
_RICH = (
    ("0", "low", "0", "low", "clear", "off", "inactive", "deasserted"),
    ("1", "high", "1", "high", "set", "on", "active", "asserted"),
)
_HINTS = {
    "if": ("Use if and else.", "An if/else inside the always block will do.", "Write it with if statements.",
    "(if/else, please)"),
    "cond": ("Use the conditional operator.", "The next value should be written with ?: in one assignment.",
    "A ternary will do."),
    "next": ("Compute the next value in a separate assign; the always block only stores it.",
             "Next value outside the always block, please, by one assign."),
}  # fmt: skip
_BEFORE = (
    "Our packing line has a light barrier and a small board that keeps the books.",
    "This goes into the timing part of a small display controller.",
    "I am redrawing an old schematic sheet by sheet, and here is the next block.",
    "Counters look trivial until the first off-by-one error, so I write down exactly what I want.",
    "The board has one oscillator and everything on it is derived from that.",
    "For a student project we need some small blocks, each in a module of its own.",
    "The processor reads this block now and then, but it has to work by itself.",
    "Before we come to state machines, let us practise registers that change by a rule.",
    "A motor driver of ours asks for a number that changes in a fixed rhythm.",
    "This was a chip on a board once; now it moves into the FPGA.",
    "We have used a software loop for this until now, and it was too slow.",
    "The light show in the foyer needs a new sequencer.",
    "Part of a test generator, the other parts are done.",
    "In the lecture we said that a counter is a register whose next value depends on its present value.",
)
_AFTER = (
    "Keep it small, it is used many times.", "A colleague will do the simulation.", "The rest of the design exists already.",
    "Speed is no issue here.", "I'll connect the display later.", "Please no clever tricks.", "It will sit next to a UART.",
    "Thanks!", "Plain synthesizable code is enough.", "We look at the waveforms together on Monday.",
    "Nobody reads it faster than once a millisecond.",
)  # fmt: skip
Chain = Sequence[tuple[str, str]]
"""Tests with the value that each gives, the first that holds wins; an empty test is "otherwise"."""


@dataclass(frozen=True)
class Frame:
    """The clock, the reset, the enable and the register of one counter."""

    d: Draw
    clk: str
    falling: bool
    reset: Reset
    out: str
    width: int
    start: int
    enable: str
    on: int
    form: str

    @property
    def edge(self) -> str:
        """posedge or negedge."""
        return "negedge" if self.falling else "posedge"

    def lit(self, value: int) -> str:
        """A constant of the register's width."""
        return self.d.style.literal(self.width, value)

    @property
    def enable_test(self) -> str:
        """The enable in code."""
        return self.enable if self.on else f"!{self.enable}"

    def ports(self, *more: Port, shown: bool = True) -> tuple[Port, ...]:
        """All ports, in a usual or in any order."""
        first = [Port(self.clk), *self.reset.ports, *([Port(self.enable)] if self.enable else [])]
        rest = [*more, *([Port(self.out, self.width, output=True, stored=True)] if shown else [])]
        all_of = [*first, *sorted(rest, key=lambda port: port.output)]
        if self.d.chance(0.35):
            self.d.rng.shuffle(all_of)
        return tuple(all_of)

    def slots(self, target: str = "", value: str = "") -> dict[str, object]:
        """What is said of clock, reset and enable."""
        d, o = self.d, target or self.out
        moves = ("falls", "goes low") if self.falling else ("rises", "goes high")
        known: dict[str, object] = {
            "o": o, "c": self.clk, "ed": "falling" if self.falling else d.one(("rising", "rising", "positive")), "g": self.edge,
            "v": value or said_value(d, self.width, self.start),
        }  # fmt: skip
        known["at"] = d.any(*_AT, **known, mv=d.one(moves), z="1 to 0" if self.falling else "0 to 1")
        reset = {"r": self.reset.name, "b": int(not self.reset.low), "l": "low" if self.reset.low else "high"}
        pool: Sequence[str] = _ASYNC if self.reset.kind == "async" else _SYNC
        if o != self.out:  # what is reset is no port, so it has to be named
            pool = [text for text in pool if "{o}" in text]
        known["rs"] = d.any(*pool, **known, **reset) if self.reset.name else ""
        if self.enable:
            enable = {"e": self.enable, "b": self.on, "z": 1 - self.on, "h": high_low(self.on), "w": high_low(1 - self.on)}
            known |= {"es": d.any(*_ENABLED, **enable), "ew": d.any(*_CLAUSES, **enable)}
            if self.reset.kind == "sync" and d.chance(0.5):
                known["rs"] = f"{known['rs']} {d.any(*_STILL, **enable, r=self.reset.name)}"
        return known if self.enable else known | {"es": "", "ew": ""}

    def why(self, *lines: str, counts: str = "steps") -> str:
        """The reasoning: clock, reset and enable as read, then more lines."""
        told = f"{self.edge} {self.clk}"
        if self.reset.name:
            told += f"; {self.reset.name}={int(not self.reset.low)} "
            told += f"{'at once' if self.reset.kind == 'async' else 'at the edge'} -> {self.start}"
        gate = [f"{self.enable}={self.on} {counts}, {self.enable}={1 - self.on} keeps"] if self.enable else []
        return "\n".join([told, *gate, *lines])

    def body(self, chain: Chain, before: Sequence[str] = (), also: Sequence[tuple[str, str, str]] = ()) -> list[str]:
        """Code of the register; `also` holds other registers with their reset and next values, which no enable holds back."""
        d, head = self.d, list(before)
        plain = self.form != "if" and len(chain) + bool(chain[-1][0]) > 1
        if self.form == "next" and plain:
            name = d.name(d.one((f"{self.out}_next", f"next_{self.out}", "nxt")))
            head += [d.style.declare(name, self.width, driven=True), f"assign {name} = {ternary(chain, self.out)};"]
            lines = [f"{self.out} <= {name};"]
        else:
            lines = [f"{self.out} <= {ternary(chain, self.out)};"] if plain else steps(self.out, chain)
        return [*head, *self.stored(lines, also)]

    def stored(self, lines: Sequence[str], also: Sequence[tuple[str, str, str]] = ()) -> list[str]:
        """The always block around the statements of the register and of others."""
        d = self.d
        if self.enable and len(lines) > 1:
            lines = [f"if ({self.enable_test}) begin", *(f"  {line}" for line in lines), "end"]
        elif self.enable:
            lines = [f"if ({self.enable_test}) {lines[0]}"]
        clear = [f"{self.out} <= {'0' if self.start == 0 and d.chance(0.5) else self.lit(self.start)};"]
        clear += [f"{name} <= {value};" for name, value, _ in also]
        lines = [*(f"{name} <= {value};" for name, _, value in also), *lines]
        return d.clocked(self.clk, self.reset, clear, lines, self.edge)

    def rows(
        self, ports: Sequence[Port], update: Callable[[Any, dict[str, int]], Any],
        output: Callable[[Any, dict[str, int]], Mapping[str, int]] | None = None, *,
        start: Any = None, bias: Bias | None = None, cycles: int = 48, gate: bool = True, often: float = 0.78,
    ) -> tuple[Row, ...]:  # fmt: skip
        """Stimulus and expected outputs; the enable holds the state back where `gate` says so."""

        def moved(state: Any, v: dict[str, int]) -> Any:
            return state if gate and self.enable and v[self.enable] != self.on else update(state, v)

        def biased(rng: random.Random, cycle: int) -> dict[str, int]:
            drawn = {self.enable: self.on if rng.random() < often else 1 - self.on} if self.enable else {}
            return drawn | (bias(rng, cycle) if bias else {})

        return clocked(
            self.d.rng, ports, self.clk, self.reset, self.start if start is None else start, moved,
            output or (lambda state, v: {self.out: state}), cycles=cycles, bias=biased, falling=self.falling,
        )  # fmt: skip


def frame(
    d: Draw,
    width: int,
    start: int,
    names: Sequence[str] = COUNTS,
    enabled: float = 0.5,
    kinds: Sequence[Kind] = ("sync", "async"),
) -> Frame:
    """Draw a frame; the enable has either polarity, with names to match."""
    clk, reset = d.clock(), d.reset(kinds)
    out, enable, on = d.name(*names), "", int(d.chance(0.6))
    if d.chance(enabled):
        enable = d.name(*(GOES if on else STOPS))
    return Frame(d, clk, d.chance(0.15), reset, out, width, start, enable, on, d.one(("if", "if", "cond", "next")))


def high_low(value: int) -> str:
    """ "high" or "low"."""
    return "high" if value else "low"


def said_value(d: Draw, width: int, value: int) -> str:
    """A start value as people write it."""
    if value == 0:
        return d.one(("0", "0", "zero"))
    if value == (1 << width) - 1 and d.chance(0.3):
        return "all ones"
    return d.one((str(value), str(value), str(value), f"0x{value:x}" if value > 9 else str(value), f"{value} (decimal)"))


def cond(d: Draw, name: str, value: int = 1) -> str:
    """ "when x is high"."""
    rich = (high_low(value), str(value)) if active_low(name) else _RICH[value]
    return d.any(*_IFS, x=name, t=d.one(rich), b=value, w=high_low(1 - value), h=high_low(value))


def steps(out: str, chain: Chain) -> list[str]:
    """A chain as if and else."""
    return [
        ("else " if i else "") + (f"if ({test}) " if test else "") + f"{out} <= {value};" for i, (test, value) in enumerate(chain)
    ]


def ternary(chain: Chain, hold: str) -> str:
    """A chain as nested conditional operators."""
    last = hold if chain[-1][0] else chain[-1][1]
    return " ".join([*(f"({test}) ? {value} :" if " " in test else f"{test} ? {value} :" for test, value in chain if test), last])


def test_of(name: str, value: int) -> str:
    """A level in code."""
    return name if value else f"!{name}"


def tidied(text: str, ports: Sequence[Port]) -> str:
    """A text without what empty slots left behind, with capitals."""
    text = re.sub(r"[ ]{2,}", " ", text)
    text = re.sub(r" +([,;\n]|\.(?!\.))", r"\1", text)
    text = re.sub(r":,", ":", text)
    names = [port.name for port in ports]
    lines = [line.strip() for line in text.split("\n")]
    kept = [line for line in lines if line.strip("-*. \t0123456789")]
    return "\n".join(_line(line, names) for line in kept)


def _line(line: str, names: Sequence[str]) -> str:
    mark = re.match(r"^[-*] |^\d\. ", line)
    return mark[0] + capitalized(line[mark.end() :], names) if mark else capitalized(line, names)


def told(
    d: Draw,
    f: Frame,
    pool: Sequence[str],
    ports: Sequence[Port],
    chain: Chain = (),
    of: tuple[str, str] = ("", ""),
    /,
    **slots: object,
) -> str:
    """One whole wording, with a hint at the construct where there is a choice, and now and then with what does not matter."""
    text = tidied(d.any(*pool, **f.slots(*of) | slots), ports)
    gap = "\n" if "\n" in text else " "
    if len(chain) > 1 and d.chance(0.25):
        text = f"{text}{gap}{d.one(_HINTS[f.form])}"
    if d.chance(0.33):
        text = f"{d.one(_BEFORE)}{gap}{text}"
        if d.chance(0.4):
            text = f"{text}{gap}{d.one(_AFTER)}"
    return text
