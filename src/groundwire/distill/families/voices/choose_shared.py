"""What the choosing families share: names, code in three shapes, hints at them, remarks that decide nothing, examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import Bias, combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.telling import also, capitalized

Values = dict[str, int]
Function = Callable[[Values], dict[str, int]]

OUTS = ("y", "out", "q", "z", "f", "o", "res", "dout", "data_out", "Y", "result", "m", "w")
SELECTS = ("sel", "s", "select", "S", "ctl", "pick", "mode", "choose", "c", "sw", "which")
ENABLES = ("en", "enable", "e", "g", "oe", "active", "ena", "strobe", "go")
PAIRS = (
    ("a", "b"), ("x", "y"), ("d0", "d1"), ("in0", "in1"), ("p", "q"), ("i0", "i1"), ("left", "right"), ("u", "v"),
    ("data_a", "data_b"), ("A", "B"), ("b", "a"), ("main", "spare"), ("ina", "inb"),
)  # fmt: skip
TRIPLES = (
    ("a", "b", "c"), ("d0", "d1", "d2"), ("x", "y", "z"), ("in0", "in1", "in2"), ("r", "g", "b"), ("p", "q", "r"),
    ("i0", "i1", "i2"), ("A", "B", "C"), ("u", "v", "w"),
)  # fmt: skip
FOURS = (
    ("a", "b", "c", "d"), ("d0", "d1", "d2", "d3"), ("in0", "in1", "in2", "in3"), ("w", "x", "y", "z"), ("A", "B", "C", "D"),
    ("i0", "i1", "i2", "i3"), ("p", "q", "r", "s"), ("north", "east", "south", "west"), ("ch0", "ch1", "ch2", "ch3"),
)  # fmt: skip
WIDTHS = (1, 1, 1, 2, 3, 4, 4, 8, 8, 8, 16, 32, 64, 100, 256)
"""Widths of data, single bits most often."""

_HINTS = {
    "assign": (
        "(Use|Write it with) one assign.", "(Please use|Use) the conditional operator.", "A ternary is enough.",
        "Use assign, not an always block.", "Continuous assignment, please.", "Hint: the ?: operator.", "Dataflow style.",
    ),
    "if": (
        "Use if and else in an always block.", "Write it (in|with) an always block with if/else.", "Do it with if/else.",
        "An if-else chain in a combinational always block is what I want to see.", "Procedural code with if, please.",
    ),
    "case": (
        "Use a case statement.", "(Write|Do) it with a case statement.", "Hint: case.", "In an always block, with case.",
        "The solution (should use|uses) case.", "Please code it as a case statement in an always block.",
    ),
    "plain": (
        "One assign (does it|is enough).", "Use assign.", "A single expression will do.", "No always block, please.",
    ),
    "assigns": ("Use assign statements.", "Continuous assignments, please.", "No always block is needed."),
}  # fmt: skip
_BEFORE = (
    "This (is|comes) from a lab course on digital design.", "We need a small combinational block.",
    "Here is a piece of the read path of a peripheral.", "I am cleaning up an old schematic.", "Another little helper module.",
    "Part of the (board's|chip's) glue logic.", "Choosing is what half of all logic is about.", "Hi all, a beginner's task.",
    "For the control panel we need the following.", "Our old board did this with a 74-series part.",
    "It is needed in front of a small ALU.", "Exercise 4.", "The next block is tiny.", "Please read carefully, it is short.",
    "A colleague described it to me like this.", "From the interface document, section 2:",
)  # fmt: skip
_LESSONS = (
    "A selector computes nothing; it only decides whose value may pass.",
    "In hardware all alternatives exist at the same time, and control signals only decide which of them is seen.",
    "Which level or code means what is a matter of agreement: it has to be read and cannot be guessed.",
    "In an FPGA such a thing takes a lookup table or two, like any other small function.",
    "Control bits and data bits look the same in Verilog. What tells them apart is what they are used for.",
    "Blocks like this one stand between nearly all other blocks of a chip, and few people notice them.",
    "A truth table could describe it as well, but a sentence is shorter.",
    "The synthesizer does not care how the choice is written as long as every case has a value.",
)
_BEHIND = (
    "No clock is involved.", "It is purely combinational.", "There is no memory in it.", "Avoid latches.",
    "Timing is not critical here.", "Keep the code short, please.", "It will be instantiated several times.",
    "I will try it on an FPGA board afterwards.", "The rest of the design is finished.", "Comments are not needed.",
    "Synthesizable code only.", "My colleague reviews it tomorrow.", "Nothing else is asked for.", "Thanks!",
    "Outputs change as soon as the inputs do.", "A test bench exists already.",
)  # fmt: skip


def kind_of(width: int) -> str:
    """ "8-bit" or "one-bit"."""
    return f"{width}-bit" if width > 1 else "one-bit"


def coded(bits: int, value: int, base: str) -> str:
    """A code as a text has it: `b` plain binary, `v` as Verilog writes it, `d` decimal, `h` hexadecimal."""
    digits = f"{value:0{bits}b}"
    return {"b": digits, "v": f"{bits}'b{digits}", "d": str(value), "h": f"0x{value:X}"}[base if bits > 1 else "b"]


def literal(d: Draw, bits: int, value: int, base: str) -> str:
    """The same code as a constant, in the base that the text has."""
    return d.style.literal(bits, value, {"v": "b"}.get(base, base))


def filled(width: int, ones: int) -> str:
    """A constant of only 0s or only 1s."""
    ones = int(ones)
    if width == 1:
        return f"1'b{ones}"
    return f"{{{width}{{1'b1}}}}" if ones else f"{width}'d0"


def fill_word(d: Draw, width: int, ones: int) -> str:
    """The same in words."""
    if width == 1:
        return str(int(ones))
    return d.one(("all ones", "all 1s", "ones in every bit") if ones else ("0", "zero", "all zeros"))


def chained(d: Draw, out: str, arms: Sequence[tuple[str, str]], last: str, how: str) -> list[str]:
    """The first of several tests that holds decides: as one assign or as if and else."""
    if how == "assign":
        parts = [f"{test} ? {value} :" for test, value in arms]
        line = f"assign {out} = {' '.join(parts)} {last};"
        if len(line) < 90:
            return [line]
        return [f"assign {out} = {parts[0]}", *(f"  {part}" for part in parts[1:]), f"  {last};"]
    heads = [f"{'else ' * bool(n)}if ({test[1:-1] if test[0] == '(' else test})" for n, (test, _) in enumerate(arms)]
    lines = [f"  {head} {out} = {value};" for head, (_, value) in zip(heads, arms, strict=True)]
    return [f"{d.style.comb} begin", *lines, f"  else {out} = {last};", "end"]


def cased(d: Draw, select: str, arms: Sequence[tuple[str, str]], last: str, out: str) -> list[str]:
    """A case statement; `last` is what the default gives."""
    lines = [f"{labels}: {out} = {value};" for labels, value in arms] + [f"default: {out} = {last};"]
    return [f"{d.style.comb} begin", f"  case ({select})", *(f"    {line}" for line in lines), "  endcase", "end"]


def dressed(d: Draw, text: str, how: str, example: str = "") -> str:
    """A text with a hint at the construct, remarks and an example, each in a share of cases."""
    short = d.chance(0.35)
    if example and not short and d.chance(0.45):
        text = also(text, example)
    if how in _HINTS and d.chance(0.22):
        hint = d.any(*_HINTS[how])
        text = f"{hint}{chr(10) if chr(10) in text else ' '}{text}" if d.chance(0.3) else also(text, hint)
    before = [] if short else [d.any(*_BEFORE)] * d.chance(0.45) + [d.one(_LESSONS)] * d.chance(0.35)
    text = ("\n" if "\n" in text else " ").join([*([" ".join(before)] if before else []), text])
    if not short and d.chance(0.45):
        text = also(text, d.any(*_BEHIND))
    return text


def worked(d: Draw, ports: Sequence[Port], function: Function, bias: Bias | None) -> str:
    """An example in numbers, true by the model; empty where the ports are too wide."""
    if any(port.width > 8 for port in ports) or len(ports) > 7:
        return ""
    values = {port.name: d.rng.getrandbits(port.width) for port in ports if not port.output}
    values |= bias(d.rng, 10) if bias else {}
    results = function(dict(values))
    base = d.one("bbd")

    def pairs(outputs: bool) -> list[str]:
        return [f"{port.name} = {coded(port.width, (results if outputs else values)[port.name], base)}"
                for port in ports if port.output == outputs]  # fmt: skip

    return d.any(
        "For example, {i} gives {o}.", "Example: {i}; then {o}.", "With {i} you get {o}.", "Say {i}: the result is {o}.",
        "(One case:|To check:) {i} must give {o}.", i=listing(pairs(False)), o=listing(pairs(True)),
    ) + (" (Numbers are binary.)" if base == "b" and any(port.width > 1 for port in ports) else "")  # fmt: skip


def finished(
    d: Draw, title: str, names: tuple[str, ...], ins: Sequence[Port], outs: Sequence[tuple[str, int]], text: str, why: str,
    lines: Sequence[str], function: Function, how: str, facts: Mapping[str, object], bias: Bias | None = None, samples: int = 40,
) -> Design:  # fmt: skip
    """The design, its ports in some order and its text with what people put around it."""
    inputs = list(ins)
    if d.chance(0.5):
        d.rng.shuffle(inputs)
    if how in ("assign", "plain") and sum(line.startswith("assign") for line in lines) > 1:
        how = "assigns"
    outputs = [Port(name, width, output=True, stored=how not in ("assign", "plain", "assigns")) for name, width in outs]
    ports = tuple([*outputs, *inputs] if d.chance(0.15) else [*inputs, *outputs])
    told = dressed(d, text, how, worked(d, ports, function, bias))
    return Design(
        title, ports, capitalized(told, {port.name for port in ports}), why, tuple(lines),
        combinational(d.rng, ports, function, samples, bias), d.style, names, dict(facts),
    )  # fmt: skip
