"""What requests for storing circuits share: clocks and resets in words, enables, motives and remarks that decide nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import Bias, clocked
from groundwire.distill.families.ports import Port, in_some_order
from groundwire.distill.families.reset import Kind, Reset
from groundwire.distill.families.telling import sentence

DATA = ("d", "in", "din", "x", "data", "a", "D", "i", "data_in", "wdata", "src", "val_in")
OUTPUTS = ("q", "out", "dout", "Q", "y", "o", "reg_q", "held", "data_out", "stored", "z", "val")
ENABLES = ("en", "ce", "enable", "go", "we", "step", "ld_en", "act", "E", "run")
HOLDS = ("hold", "stall", "freeze", "keep", "pause", "en_n", "busy", "wait_i", "lock")
SELECTS = ("s", "sel", "m", "pick", "mode", "choose", "S", "src_sel")

_AT = (
    "on (each|every|the) {ed} edge of {c}", "at {ge} {c}", "(when|whenever|each time) {c} {mv}",
    "with (the|each) {ed} edge of {c}",
    "on {ge} {c}", "as {c} goes from {zo}", "at the {ed} edge of {c}", "in the instant {c} {mv}", "on the {zd} transition of {c}",
    "at (each|every) {ed} {c} edge", "when a {ed} edge of {c} (comes|arrives)", "on every {ge} of {c}",
)  # fmt: skip
_SYNC = (
    "{r} is a synchronous reset: (if|when) it is {b} at the clock edge, {t} (becomes|goes to|is set to) {v} (instead|).",
    "With {r} {l} the clock edge (loads|puts) {v} into {t} and nothing else counts.",
    "Reset: {r}, active {l}, synchronous, value {v}.",
    "{r} does nothing by itself; but if the clock edge finds it {l}, {t} takes the value {v}.",
    "{t} is reset to {v} by {r} (active {l}), and that not at once but at the clock edge.",
    "As for the reset, it is called {r}, waits for the clock, is active {l} and leaves {v} in {t}.",
    "An edge that comes while {r} is {b} brings {t} to {v}, whatever else is asked for.",
    "When {r} is {zl} all that is told here holds; when it is {l}, the clock edge brings {t} to {v}.",
    "{t} returns to {v} at the first clock edge at which {r} is {l}.",
    "The synchronous reset {r} has the first say: {b} means that {t} is {v} after the edge.",
    "Keep {r} out of the sensitivity list: it resets {t} to {v} only if it is {l} at the clock edge.",
    "{r} (active {l}) resets {t} to {v}, synchronously.",
    "For a reset, hold {r} {l} over a clock edge: {t} is {v} afterwards.",
)
_ASYNC = (
    "{r} is an asynchronous reset: as soon as it is {b}, {t} (becomes|is) {v}.",
    "{t} is forced to {v} while {r} is {l}, with or without a clock.",
    "Reset: {r}, active {l}, asynchronous, value {v}.",
    "{r} does not wait for the clock; {l} brings {t} to {v} right away.",
    "{t} is reset to {v} by {r} (active {l}), and that not at the clock edge but at once.",
    "As for the reset, it is called {r}, ignores the clock, is active {l} and leaves {v} in {t}.",
    "The moment {r} goes {l}, {t} goes to {v}, in the middle of a clock cycle too, and that lasts until {r} is {zl} again.",
    "When {r} is {zl} all that is told here holds; driving it {l} brings {t} to {v} immediately.",
    "{r} belongs in the sensitivity list too: {l} sets {t} to {v} at any time.",
    "{r} (active {l}) resets {t} to {v}, asynchronously.",
    "At power-up {r} is held {l}, which must put {t} to {v} even though no clock runs yet.",
    "No edge of the clock is needed for {r}: {b} alone gives {t} the value {v}.",
    "Whatever the clock does, {r} = {b} keeps {t} at {v}.",
)
_NONE = ("", "", "", "", "There is no reset.", "No reset.", "A reset is not needed.", "(It|The block) has no reset.")
_STRONGER = (
    "The reset works with any {e}.",
    "{r} is stronger than {e}.",
    "{r} resets whatever {e} is.",
    "(For|As for) {r}, it makes no difference what the state of {e} is.",
)
_UNRESET = ("There is no reset", "No reset", "A reset is not", "It has no reset", "The block has no reset")
_MOTIVES = (
    "(We are|I am) rewriting an old board, one small part after the other.",
    "This sits between the (keypad|sensor|codec) and the rest of the (chip|FPGA).",
    "The block belongs to a (coffee machine|bicycle computer|drum machine|weather station) controller.",
    "Our (intern|student|colleague) drew this on paper and left; now it has to become Verilog.",
    "It is a (small|tiny) part, but (several others depend|the whole data path depends) on it.",
    "(In the|From our) review: the block was described in words only, so please read them closely.",
    "The (timing report|layout) is fine, only the function was wrong until now.",
    "(Memory elements|Storage elements) are what distinguishes this from a purely combinational block.",
    "Please help me with (homework|an exercise|a lab task).", "The part will be used (twice|four times|many times) in a "
    "bigger design.",
    "(I've|I have) never written one of these, so bear with me.", "Nothing fancy, this is a building block for the "
    "(library|course).",
    "(Last week|Yesterday) we talked about how a circuit can remember something.", "Some glue for the (motor|display|modem) "
    "board is missing.",
    "The previous version did it the other way and the (firmware|test bench) complained.",
    "This replaces a handful of TTL chips.", "You will find a block like it in (nearly every|any) (processor|bus "
    "interface|controller).",
    "Someone asked for it in the forum and nobody answered.", "The customer wants exactly this behaviour and no other.",
    "A register keeps its value between two updates, and an update happens only under the conditions told for it.",
    "Picture a row of pigeonholes whose contents change only on command.", "(Lab 3|Lab 5|Exercise 2|Part B), (short|quick) one.",
)  # fmt: skip
_REMARKS = (
    "Please keep the code short.", "(It|The code) has to be synthesizable.", "No testbench, please.",
    "One module, no submodules.",
    "Don't add anything that isn't asked for.", "Port names as given(, please|).", "Speed is no concern here.",
    "Comments in the code are welcome but not required.", "The rest of the design does not matter here.",
    "It will run at (25|50|100|200) MHz.", "The target is a small FPGA.", "(Thanks|Thank you)!", "All ports are in the list.",
    "We check it by simulation (afterwards|tomorrow).", "Read the description carefully, small details matter.",
    "Use ordinary Verilog.", "Nothing else is stored.", "This is all that the block does.", "Any clean style is fine.",
)  # fmt: skip
HINTS = {
    "if": ("Use if (and else|) in the always block.", "An if statement inside the block does it.", "Describe it with if."),
    "?:": ("Use the conditional operator.", "Write the choice with ?: please.", "Hint: the ternary operator makes it one line."),
    "case": ("Use a case statement.", "Do it with case.", "Hint: a case inside the always block."),
}


@dataclass(frozen=True)
class Clocking:
    """The clock and the reset of a register."""

    clk: str
    """The clock's port."""
    falling: bool
    """Whether the falling edge counts."""
    reset: Reset
    """Its reset, or none."""
    value: int
    """What a reset leaves."""
    width: int
    """Bits of the register."""

    @property
    def ports(self) -> tuple[Port, ...]:
        """The clock and the reset as ports."""
        return (Port(self.clk), *([Port(self.reset.name)] if self.reset.kind != "none" else []))

    @property
    def edge(self) -> str:
        """The edge in Verilog."""
        return "negedge" if self.falling else "posedge"

    def slots(self, d: Draw, target: str, over: str = "") -> dict[str, object]:
        """What is said of the clock and the reset of a target; `over` is what a reset that waits for the clock need not heed."""
        words = {
            "ed": ("falling" if self.falling else "rising") if d.chance(0.75) else ("negative" if self.falling else "positive"),
            "ge": self.edge, "c": self.clk, "zo": "1 to 0" if self.falling else "0 to 1",
            "zd": "high-to-low" if self.falling else "low-to-high",
            "mv": d.one(("falls", "goes low")) if self.falling else d.one(("rises", "goes high")),
        }  # fmt: skip
        slots: dict[str, object] = {**words, "at": d.any(*_AT, **words)}
        reset = self.reset
        low = reset.low
        slots |= {
            "r": reset.name, "b": int(not low), "z": int(low), "l": "low" if low else "high", "zl": "high" if low else "low",
            "k": reset.adverb if reset.kind != "none" else "", "v": value_words(d, self.width, self.value), "t": target,
        }  # fmt: skip
        pool: Sequence[str] = _NONE if reset.kind == "none" else _SYNC if reset.kind == "sync" else _ASYNC
        if " " in target and reset.kind != "none":  # the output may show something else than what is reset
            pool = [text for text in pool if "{t}" in text]
        slots["rs"] = d.any(*pool, **slots)
        if over and reset.kind == "sync":
            slots["rs"] = f"{slots['rs']} {d.any(*_STRONGER, r=reset.name, e=over)}"
        return slots

    def why(self, target: str) -> str:
        """The clock and reset as read."""
        reset = self.reset
        if reset.kind == "none":
            return f"{self.edge} {self.clk}, no reset."
        when = "at the edge only" if reset.kind == "sync" else "at once, no clock"
        return f"{self.edge} {self.clk}. {reset.name}={int(not reset.low)} resets, {when}: {target} = {self.value}."

    def code(self, d: Draw, clear: Sequence[str], update: Sequence[str]) -> list[str]:
        """The always block."""
        return d.clocked(self.clk, self.reset, clear, update, self.edge)


def clocking(d: Draw, width: int, kinds: Sequence[Kind] = ("none", "sync", "async"), zero: float = 0.6) -> Clocking:
    """Draw a clock and a reset; its value is 0 in a share of cases."""
    clk = d.clock()
    kind = d.one(kinds)
    mask = (1 << width) - 1
    value = 0 if d.chance(zero) else mask if d.chance(0.35) else d.number(1, min(mask, 255))
    if kind == "none":
        return Clocking(clk, d.chance(0.3), Reset(), 0, width)
    low = d.chance(0.45)
    name = d.name("rst", "reset", "clr", "clear", "init", "r", "restart", "mr", "home", "start")
    if low and d.chance(0.5):
        name = d.name("rst_n", "reset_n", "clr_n", "nrst", "init_n", "resetn")
    return Clocking(clk, d.chance(0.3), Reset(kind, low, name), value, width)


def value_words(d: Draw, width: int, value: int) -> str:
    """A constant as people write it."""
    if value == 0:
        return d.one(("0", "0", "zero", "all zeros" if width > 1 else "0"))
    if value == (1 << width) - 1 and width > 1:
        return d.one(("all ones", "all ones", f"{width}'h{value:x}"))
    if width == 1:
        return "1"
    return d.one(
        (str(value), f"{width}'d{value}", f"{width}'h{value:x}", f"{width}'b{value:0{width}b}" if width < 9 else str(value))
    )


def constant(d: Draw, width: int, value: int) -> str:
    """A constant in code."""
    if width > 1 and value == (1 << width) - 1 and d.chance(0.5):
        return f"{{{width}{{1'b1}}}}"
    return d.style.literal(width, value, "h" if width > 31 else None)


def shuffled(d: Draw, ports: Sequence[Port]) -> tuple[Port, ...]:
    """Ports in some order, often a mixed one."""
    return in_some_order(d.rng, ports, mixed=0.35, outputs_first=0.1)


def told(d: Draw, pool: Sequence[str], ports: Sequence[Port], hint: object = "", **slots: object) -> str:
    """One wording of the whole, tidied, with material that decides nothing in two thirds of cases."""
    if str(slots.get("rs", "x")).startswith(_UNRESET) or not slots.get("rs", "x"):
        pool = [text for text in pool if not text.startswith("{rs}") and "the reset" not in text]
    text = d.any(*pool, **slots)
    size = d.number(0, 2)
    before = d.any(*_MOTIVES) if size == 2 or (size == 1 and d.chance(0.4)) else ""
    after = " ".join(part for part in (str(hint), d.any(*_REMARKS) if size == 2 or (size == 1 and not before) else "") if part)
    joint = "\n" if "\n" in text else " "
    lines = joint.join(part for part in (before, text, after) if part).split("\n")
    names = [port.name for port in ports]
    neat = []
    for line in lines:
        line = re.sub(r" {2,}", " ", line).strip()
        line = re.sub(r" +([,;]|\.(?![.\d]))", r"\1", line)
        if re.fullmatch(r"([-*•]|Reset:|Enable:|Also:)?", line):
            continue
        neat.append(sentence(line, names) if len(lines) == 1 else capital(line, names))
    return "\n".join(neat)


def capital(line: str, names: Sequence[str]) -> str:
    """A line of several, with capitals where sentences begin."""
    return sentence(line, names) if line.endswith(".") else line


def finished(
    d: Draw, title: str, ports: Sequence[Port], text: str, why: str, body: Sequence[str], rows: Sequence[Row],
    names: tuple[str, ...], parameters: Mapping[str, Any],
) -> Design:  # fmt: skip
    """The design from its parts."""
    return Design(title, tuple(ports), text, why, tuple(body), tuple(rows), d.style, names, dict(parameters))


def kept(
    d: Draw, ports: Sequence[Port], k: Clocking, start: Any, step: Callable[[Any, dict[str, int]], Any],
    shown: Callable[[Any, dict[str, int]], Mapping[str, int | None]], *, unknown: Sequence[Any] = (), bias: Bias | None = None,
    cycles: int = 44,
) -> tuple[Row, ...]:  # fmt: skip
    """Rows of a clocked design; the unknown states count only where no reset comes first."""
    return clocked(
        d.rng, ports, k.clk, k.reset, start, step, shown, cycles=cycles, bias=bias, falling=k.falling,
        unknown=unknown if k.reset.kind == "none" else (),
    )  # fmt: skip


def leaning(shares: Mapping[str, float]) -> Bias:
    """Single bits that are 1 in a share of cycles."""
    return lambda rng, cycle: {name: int(rng.random() < share) for name, share in shares.items()}


def level_rows(
    d: Draw, ports: Sequence[Port], step: Callable[[int | None, dict[str, int]], int | None],
    shown: Callable[[int | None, dict[str, int]], Mapping[str, int | None]], singles: Sequence[str], first: Mapping[str, int],
    shares: Mapping[str, float] | None = None, count: int = 48,
) -> tuple[Row, ...]:  # fmt: skip
    """Rows of a latch: an input that opens, closes or triggers it never changes together with another one.

    Args:
        d: the choices.
        ports: all ports.
        step: the state once the inputs have settled.
        shown: the outputs of a state.
        singles: inputs that change alone.
        first: inputs in the first row.
        shares: how often single bits change, 0.5 where it is not told.
        count: rows.
    """
    rng: random.Random = d.rng
    inputs = [port for port in ports if not port.output]
    values = {port.name: rng.getrandbits(port.width) for port in inputs} | dict(first)
    state: int | None = None
    rows = []
    for _ in range(count):
        state = step(state, values)
        rows.append(Row(dict(values), shown(state, values)))
        single = rng.choice(singles)
        if rng.random() < (shares or {}).get(single, 0.5):
            values = {**values, single: 1 - values[single]}
        else:
            values = {port.name: values[port.name] if port.name in singles else rng.getrandbits(port.width) for port in inputs}
    return tuple(rows)


def bits(value: int, width: int) -> str:
    """A value as binary digits."""
    return f"{value:0{width}b}"
