"""What the families of bits share: designs from expressions, worked examples, remarks that decide nothing, lines of code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import Bias, combinational
from groundwire.distill.families.ports import Port, in_some_order
from groundwire.distill.families.telling import sentence

Values = dict[str, int]
Model = Callable[[Values], dict[str, int]]

WORDS = ("x", "a", "in", "data", "d", "vec", "din", "bus", "v", "src", "vec_in", "val", "u")
RESULTS = ("y", "out", "q", "z", "res", "dout", "o", "f", "result", "r", "w", "dst")
FLAGS = ("y", "f", "flag", "out", "z", "hit", "ok", "o", "r", "res", "q")
SELECTS = ("sel", "s", "mode", "ctl", "m", "c", "t", "k", "opt", "which")
ENABLES = ("en", "enable", "e", "on", "g", "act", "ena", "use_it")

_MOTIVES = (
    "This is part of a small (bus|link|sensor) interface.",
    "We need this in several places of a larger design.",
    "Our (driver|software|host) sees the bits in another way than the hardware does, hence this block.",
    "Vectors are written with the highest index on the left.",
    "Bit 0 is the least significant bit, as usual.",
    "The block sits between two other modules that are finished already.",
    "A student asked for the smallest possible example of this kind of wiring.",
    "It was drawn on a whiteboard as a row of small boxes, one a bit.",
    "In the old board this was done with a handful of TTL chips.",
    "I keep mixing this up with its mirror image, so please read carefully.",
    "There are many circuits that look almost like this one.",
    "Hello! One more little vector exercise from me.",
    "The software people do the same with a mask and a shift.",
    "The data come from (an ADC|an old bus|a UART|a DMA engine).",
)
_STORIES = (
    "Vectors are only bundles of wires, and much of what one does with them costs nothing in hardware: it is a matter of which "
    "wire "
    "goes where. The difficulty is in reading the request exactly.",
    "We are porting an old schematic to Verilog, sheet by sheet. Every sheet has a few odd corners where single bits of a bus "
    "are "
    "treated in a way that nobody remembers the reason for. This is one of them.",
    "Last week a colleague built something close to this, and it was close but not the same: one detail was turned round. The "
    "board "
    "came back, and so the exact wording is repeated here.",
    "In this week's lesson we look at words of bits. A word has a left end with the highest index and a right end with index 0, "
    "and a "
    "circuit that works on it may treat all bits alike or not.",
    "Between the sensor head and the controller there is a small adapter board. It has no memory, only gates, and the connector "
    "is "
    "fixed. Its logic is now moved into the FPGA.",
    "Please don't copy the first thing that comes to mind. There are many well-known blocks that resemble this one, and the "
    "test bench "
    "tells them apart.",
    "The block will be used in a processor for teaching. Students watch its input and its output on two rows of lamps and have "
    "to say "
    "what it does.",
    "Some background first. The vendor's documentation counts bits from the right, starting with 0, and so do we. Names are "
    "those of "
    "the port list.",
    "Think of the bits as people on a bench, the one with the highest number sitting on the far left. What each of them sees or "
    "does is "
    "given by a rule.",
    "A script used to do this in software, which took a dozen instructions for every word. In hardware it should be done in one "
    "go, "
    "as soon as the inputs are there.",
    "The verification team has already written its checks for this block, with random words and with the extreme ones (all "
    "zeros, all "
    "ones, a single one).",
    "Our style guide asks for short code: an operator or a concatenation rather than a list of single bits. It doesn't say more "
    "than "
    "that about blocks like this.",
)
_REMARKS = (
    "It is purely combinational.",
    "There is no clock here.",
    "No state is kept.",
    "The result follows the input without delay.",
    "All widths are in the port list.",
    "Nothing needs to be registered.",
    "Mind the order of the bits.",
    "The synthesizer should make this (wires and a few gates|nearly free).",
    "The same will be done in software for the test, so both must agree.",
    "I have checked this twice against the drawing.",
    "That is all there is to it.",
    "It will be (instantiated|used) (four times|twice|in both channels).",
    "A one-line comment in the code is welcome but not required.",
)
_ALWAYS_HINTS = (
    "Use an always block.", "Write it with a combinational always block.", "Describe it procedurally, in an always block.",
    "(Please do|Do) it inside an always block.",
)  # fmt: skip
_ASSIGN_HINTS = (
    "Use assign.", "Use (a continuous assignment|continuous assignments).", "No always block, please.",
    "Do it with assign (statements |)only.",
)  # fmt: skip
_LOOP_HINTS = (
    "Use a for loop.", "A for loop saves a lot of typing here.", "Hint: for loop in an always block.",
    "(Write|Do) it with a loop.",
)  # fmt: skip


class Out(NamedTuple):
    """An output and its expression."""

    name: str
    width: int
    code: str
    low: int = 0


class Loop(NamedTuple):
    """A body with an always block of its own: lines before it, and lines in it."""

    before: tuple[str, ...]
    lines: tuple[str, ...]
    hint: bool = True
    """Whether the text may ask for a loop."""


def one_of(d: Draw, table: Sequence[str], **slots: object) -> str:
    """A phrase of a table."""
    return d.any(*table, **slots)


def shown(value: int, width: int) -> str:
    """A value in binary digits."""
    return f"{value:0{width}b}"


def span(name: str, high: int, low: int, width: int) -> str:
    """A slice, as short as it goes; empty where there is nothing."""
    if high < low:
        return ""
    if high - low + 1 == width:
        return name
    return f"{name}[{high}:{low}]" if high > low else f"{name}[{high}]"


def joined(*parts: str) -> str:
    """A concatenation without its empty parts."""
    kept = [part for part in parts if part]
    return kept[0] if len(kept) == 1 else f"{{{', '.join(kept)}}}"


def fill(bit: str, count: int) -> str:
    """Copies of a one-bit expression."""
    if not count:
        return ""
    if bit in ("0", "1"):
        return f"1'b{bit}" if count == 1 else f"{count}'b{bit * count}" if count < 5 else f"{{{count}{{1'b{bit}}}}}"
    return bit if count == 1 else f"{{{count}{{{bit}}}}}"


def _mixed(d: Draw, port: Port) -> int:
    """A value that shows something: neither nearly all zeros nor nearly all ones, if possible."""
    tries = [d.number(0, port.mask) for _ in range(3 if port.width > 1 else 1)]
    return min(tries, key=lambda value: abs(2 * value.bit_count() - port.width))


def example(d: Draw, ins: Sequence[Port], outs: Sequence[Out], model: Model, fixed: Values | None = None) -> str:
    """A worked example in bits; empty where the vectors are too long to be written out."""
    if sum(port.width for port in ins) > 24 or sum(out.width for out in outs) > 24:
        return ""
    values = {port.name: _mixed(d, port) for port in ins} | (fixed or {})
    result = model(dict(values))
    given = d.one((", ", " and ")).join(f"{port.name} = {shown(values[port.name], port.width)}" for port in ins)
    found = " and ".join(f"{out.name} = {shown(result[out.name], out.width)}" for out in outs)
    return d.any(
        "For instance, {a} gives {b}.", "Example: {a} -> {b}.", "With {a} we expect {b}.", "Take {a}: the answer is {b}.",
        "If {a}, then {b}.", "So {a} must lead to {b}.", "(Say|Suppose) {a}. Then {b}.", a=given, b=found,
    )  # fmt: skip


def placed(d: Draw, ports: Sequence[Port]) -> tuple[Port, ...]:
    """Ports in one of the orders that people choose."""
    return in_some_order(d.rng, ports, mixed=0.2, outputs_first=0.2)


def dressed(d: Draw, text: str, ports: Sequence[Port], worked: str) -> str:
    """A text with what people put around it: nothing, a remark, a motive, an example."""
    text = sentence(" ".join(text.split(" ")).strip(), {port.name for port in ports})
    while "  " in text:
        text = text.replace("  ", " ")
    gap = "\n" if "\n" in text else " "
    long = d.one((0, 1, 2))
    if worked and worked not in text and d.chance((0.05, 0.2, 0.4)[long]):
        text = f"{text}{gap}{worked}"
    before, behind = d.one(
        (((), ()), ((0,), ()), ((), (0,))) if long < 2 else (((1,), ()), ((1,), (0,)), ((1, 0), (0,)), ((1,), (0, 0)))
    )
    if not long:
        return text
    lead = " ".join(d.any(*(_STORIES if one else _MOTIVES)) for one in before)
    tail = " ".join(dict.fromkeys(d.any(*_REMARKS) for _ in behind))
    text = f"{lead}{chr(10) if text.startswith(('- ', '1.')) or d.chance(0.2) else ' '}{text}" if lead else text
    text = f"{text}{gap}{tail}" if tail else text
    return text


def _hinted(d: Draw, text: str, hints: Sequence[str], share: float) -> str:
    if not d.chance(share):
        return text
    hint, gap = d.any(*hints), "\n" if "\n" in text else " "
    return f"{hint}{gap}{text}" if d.chance(0.3) else f"{text}{gap}{hint}"


def made(
    d: Draw, title: str, names: tuple[str, ...], ins: Sequence[Port], outs: Sequence[Out], text: str, notes: Sequence[str],
    model: Model, parameters: dict[str, Any], *, worked: str = "", loop: Loop | None = None, before: Sequence[str] = (),
    bias: Bias | None = None, samples: int = 40, assign: bool = False,
) -> Design:  # fmt: skip
    """A combinational design from the expressions of its outputs, or from a loop.

    Args:
        d: the choices.
        title: what it is.
        names: names of such a module.
        ins: the inputs.
        outs: the outputs with their expressions.
        text: what is asked for.
        notes: lines of reasoning.
        model: outputs from inputs.
        parameters: what was drawn.
        worked: a worked example, added now and then.
        loop: a body in an always block instead of the expressions.
        before: lines before the assignments.
        bias: as for `combinational`.
        samples: as for `combinational`.
        assign: whether it is always written with assign, unasked.
    """
    told = dressed(d, text, [*ins, *(Port(out.name) for out in outs)], worked)
    stored = True
    if loop:
        body = [*loop.before, *d.block(d.style.comb, loop.lines, nested=False)]
        told = _hinted(d, told, _LOOP_HINTS if loop.hint else _ALWAYS_HINTS, 0.25)
    elif not assign and d.chance(0.25):
        body = [*before, *d.block(d.style.comb, [f"{out.name} = {out.code};" for out in outs])]
        told = _hinted(d, told, _ALWAYS_HINTS, 0.6)
    else:
        stored = False
        body = [*before, *(f"assign {out.name} = {out.code};" for out in outs)]
        told = _hinted(d, told, _ASSIGN_HINTS, 0.0 if assign else 0.12)
    ports = placed(d, [*ins, *(Port(out.name, out.width, output=True, stored=stored, low=out.low) for out in outs)])
    return Design(
        title, ports, told, "\n".join(notes), tuple(body), combinational(d.rng, ports, model, samples, bias), d.style,
        names, parameters,
    )  # fmt: skip


def over(value: int, width: int, rule: Callable[[int], int]) -> int:
    """A vector made bit by bit."""
    return sum((rule(i) & 1) << i for i in range(width))


def ordinal(n: int) -> str:
    """ "two" for 2."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
    return words[n] if n < len(words) else str(n)


_TWO_WAYS = (
    "If {on}, {y} is {a}; if {off}, it is {b}.",
    "If {off}, {y} is {b}; if {on}, it is {a}.",
    "{y} is {b} unless {on}, in which case it is {a}.",
    "{y} is {a}, but only when {on}. When {off} it is {b}.",
    "{s} decides between two things for {y}. The value {q} stands for {b}. The value {p} stands for {a}.",
    "- {s} = {p}: {a}\n- {s} = {q}: {b}\nOutput on {y}.",
    "- {s} = {q}: {b}\n- {s} = {p}: {a}\nThe result appears at {y}.",
    "Which form does {y} have? With {s} at {q} it is {b}; with {s} at {p} it is {a}.",
    "hi, i need {y} to be {a} as soon as {on}, and {b} the rest of the time",
    "Normally, that is with {s} = {q}, {b} goes to {y}. With {s} = {p} it is {a} that goes there.",
    "Two versions of {x} are wanted on {y}, one at a time: {b} while {off}, and {a} while {on}.",
    "Let {y} carry {a} ({s} = {p}) or {b} ({s} = {q}).",
    "Not {b} but {a} belongs on {y} when {on}. In the other case it is just the other way round.",
    "{x} comes in, and {y} goes out as {a}. Exception: while {off} it goes out as {b}.",
    "A mux picks one of two arrangements. {ex} Data input {s} = {q} of the mux is {b}; data input {s} = {p} is {a}. Its output "
    "is {y}.",
)


def two_ways(d: Draw, x: str, y: str, s: str, p: int, on: str, off: str, a: str, b: str, worked: str) -> str:
    """A choice between two forms of a word, told as a whole."""
    return d.any(*_TWO_WAYS, x=x, y=y, s=s, p=p, q=1 - p, on=on, off=off, a=a, b=b, ex=worked)
