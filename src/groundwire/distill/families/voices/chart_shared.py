"""What families of charts share: functions of a few bits, the ways to code them, and the lines that lead there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.truth_tables import cube_text, minimize, sum_text
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.voices.everyday_tables import function_of, inputs_of, number_of, placed, word_of

OUTS = ("f", "y", "out", "q", "g", "F", "z", "led", "res", "Y", "o", "hit", "lamp", "w")
"""Names of one output."""

ASKS: Mapping[str, tuple[str, ...]] = {
    "sop": (
        "Write it as a sum of products.", "SOP form, please.", "A minimal sum of products is wanted.",
        "Give the simplified AND-OR expression in one assign.", "Cover the ones with as few products as you can.",
        "One assign with ANDs and ORs is enough.", "(Please do it|Do it) with one assign statement, as OR of ANDs.",
    ),
    "pos": (
        "Write it as a product of sums.", "POS form, please.", "A minimal product of sums is wanted.",
        "Group the zeros and write an AND of ORs.", "Cover the zeros, not the ones: product of sums.",
        "One assign, as an AND of OR terms.",
    ),
    "case": (
        "Use a case statement.", "Write it with case in an always block.", "A case inside a combinational always block will do.",
        "No algebra, just a case statement.", "(I'd prefer|We prefer) a case over equations.",
    ),
    "terms": (
        "Do not simplify: one product for each 1.", "Write the canonical sum of minterms.",
        "Leave it unsimplified, a full product per row that is 1.", "Canonical SOP, all minterms written out.",
    ),
    "table": (
        "Use a constant vector and index it.", "Store the output column as a constant and look the bit up.",
        "Implement it as a lookup in a localparam.", "A constant indexed by the inputs is the style here.",
    ),
    "mux": (
        "Split on {a} with the conditional operator.", "Use the conditional operator, {a} deciding first.",
        "Write it as a 2-to-1 choice by {a}.", "Shannon expansion on {a}, please (a ?: will do).",
    ),
}  # fmt: skip
"""What is said of the form that the code has to have."""

GENERAL = (
    "It sits between the front panel and the driver board.", "This is a small part of a larger exercise.",
    "The old board did this with a handful of 74xx chips.", "There is no clock anywhere in this one.",
    "We need it before the review on Friday.", "It replaces a small PAL that nobody can buy any more.",
    "Everything here is combinational.", "The surrounding logic is finished, only this is left.", "Delay doesn't matter here.",
    "It need not be the smallest circuit possible.", "Keep it short, it will be read by beginners.",
    "Nothing in it remembers anything, the output is a function of the inputs of the moment.",
)  # fmt: skip
"""Remarks that decide nothing, for any circuit."""

MOTIVES = (
    "Functions of this size fit in a single lookup table of an FPGA.", "I checked the entries twice, so take them as they stand.",
    "A chart like this says everything there is to say about a combinational circuit: look up "
    "the inputs and read off the output.", "Don't look for a deeper meaning, the values came out of a spreadsheet.",
    "Students often mix up the order of the variables here, so take care.",
    "(To recall how this works with another circuit: two switches, ones at 01 and 10, nothing else; then the output is 1 if "
    "just one "
    "of the two is closed.)",
    "(In class we did the row 110 of some other function: first and second input 1, third 0. It gives the product of the first, "
    "the "
    "second and the inverted third input.)",
    "(The method once more: write down where the output is 1, look for pairs that differ in one bit, and drop that bit. From "
    "010 and "
    "011 remains 01-, the inverted first input AND the second.)",
    "(Zeros work as well as ones: a circuit that is 0 only at 00 is the OR of its two inputs.)",
    "(If all four rows that begin with 1 were 1 and the others 0, the output would simply be the first input; here it is less "
    "simple.)",
)  # fmt: skip
"""Remarks that decide nothing, for a function that a chart gives."""

FREE_TOLD = (
    "{m} is a don't care.", "{m} marks cells that don't matter.", "Any {m} may be taken as 0 or 1.", "({m} = don't care)",
    "Where {m} stands, either value will do.", "{m}: never happens, choose as you like.",
)  # fmt: skip


@dataclass(frozen=True)
class Chart:
    """A function of a few bits."""

    names: list[str]
    """Input bits, the highest first."""
    inputs: list[Port]
    """Their ports."""
    out: str
    """The output."""
    ones: set[int]
    """Where it is 1."""
    free: set[int]
    """Where it does not matter."""

    @property
    def bits(self) -> int:
        """How many inputs."""
        return len(self.names)

    @property
    def rows(self) -> range:
        """All inputs as numbers."""
        return range(1 << self.bits)

    @property
    def zeros(self) -> set[int]:
        """Where it is 0."""
        return set(self.rows) - self.ones - self.free

    @property
    def joined(self) -> str:
        """The inputs as one word in a text: "abc" or "hot wet late"."""
        return ("" if all(len(name) == 1 for name in self.names) else " ").join(self.names)

    def key(self, row: int) -> str:
        """The input bits of a row."""
        return f"{row:0{self.bits}b}"

    def mark(self, row: int, free: str = "d") -> str:
        """The output in a row."""
        return free if row in self.free else str(int(row in self.ones))

    def setting(self, row: int, sign: str = "=", glue: str = ", ") -> str:
        """ "a=1, b=0"."""
        return glue.join(f"{name}{sign}{bit}" for name, bit in zip(self.names, self.key(row), strict=True))


def chart(d: Draw, bits: int, free: float = 0.0, vectors: float = 0.12, terms: int = 5) -> Chart:
    """Draw a function."""
    names, inputs = inputs_of(d, bits, vectors)
    out = d.name(*OUTS)
    ones, dont = function_of(d, bits, free, terms)
    return Chart(names, inputs, out, ones, dont)


def cubes(rows: Collection[int], keys: Sequence[tuple[int, int]], bits: int) -> list[str]:
    """Each cube as "0-1 (001 011)"."""
    told = []
    for value, mask in keys:
        shape = "".join(str(value >> i & 1) if mask >> i & 1 else "-" for i in range(bits - 1, -1, -1))
        held = " ".join(f"{row:0{bits}b}" for row in sorted(rows) if row & mask == value)
        told.append(f"{shape} ({held})" if "-" in shape else shape)
    return told


def clause(cube: tuple[int, int], names: Sequence[str]) -> str:
    """The sum that is 0 just in a cube."""
    bits = len(names)
    parts = [("~" if cube[0] >> (bits - 1 - i) & 1 else "") + n for i, n in enumerate(names) if cube[1] >> (bits - 1 - i) & 1]
    return f"({' | '.join(parts)})" if len(parts) > 1 else parts[0]


def splits(c: Chart) -> bool:
    """Whether the halves for the two values of the first input get different code."""
    half, sides = 1 << (c.bits - 1), []
    for side in (0, 1):
        ones = {row % half for row in c.ones if row // half == side}
        free = {row % half for row in c.free if row // half == side}
        sides.append(minimize(ones, free, c.bits - 1))
    return sides[0] != sides[1]


def pick_form(d: Draw, c: Chart, share: float = 0.4) -> tuple[str, str]:
    """The form of the code, and what is said of it, empty where nothing is."""
    forms = ["sop", "sop", "sop", "case", "case", "pos", "mux", "table"]
    if len(c.ones) <= 4:
        forms.append("terms")
    if not splits(c):
        forms.remove("mux")
    if d.chance(share):
        form = d.one(forms)
        return form, d.any(*ASKS[form], a=c.names[0])
    return d.one(("sop", "sop", "case", "case", "mux") if c.bits < 4 else ("sop", "case")), ""


def coded(d: Draw, c: Chart, form: str, order: Sequence[int] = ()) -> tuple[list[str], list[str], bool]:
    """Body, the lines of reasoning that lead from the ones to it, and whether an always block assigns the output."""
    bits, word = c.bits, word_of(c.names)
    listed = [row for row in dict.fromkeys((*order, *c.rows)) if row in c.ones]
    if form == "case":
        arms = [f"    {', '.join(d.style.literal(bits, v, 'b') for v in listed)}: {c.out} = 1'b1;",
                f"    default: {c.out} = 1'b0;"]  # fmt: skip
        return [f"{d.style.comb} begin", f"  case ({word})", *arms, "  endcase", "end"], [], True
    if form == "table":
        bitmap, name = "".join(str(int(row in c.ones)) for row in reversed(c.rows)), d.name("TABLE")
        return ([f"localparam [{(1 << bits) - 1}:0] {name} = {1 << bits}'b{bitmap};", f"assign {c.out} = {name}[{word}];"],
                [f"{c.key(len(c.rows) - 1)} down to {c.key(0)}: {bitmap}"], False)  # fmt: skip
    if form == "mux":
        half, tail, halves = 1 << (bits - 1), c.names[1:], []
        lines = []
        for side in (0, 1):
            ones = {row % half for row in c.ones if row // half == side}
            free = {row % half for row in c.free if row // half == side}
            halves.append(sum_text(minimize(ones, free, bits - 1), tail))
            lines.append(f"{c.names[0]}={side}: {' '.join(f'{v:0{bits - 1}b}' for v in sorted(ones)) or 'none'} -> {halves[-1]}")
        shown = [f"({text})" if " " in text else text for text in halves]
        chosen = f"{c.names[0]} ? {shown[1]} : {shown[0]}" if shown[1] != shown[0] else shown[0]
        return [f"assign {c.out} = {chosen};"], lines, False
    if form == "pos":
        found = minimize(c.zeros, c.free, bits)
        sums = [clause(cube, c.names) for cube in found]
        lines = [f"zeros {told}: {text}" for told, text in zip(cubes(c.zeros | c.free, found, bits), sums, strict=True)]
        only = sums[0].strip("()") if len(sums) == 1 else " & ".join(sums)
        return [f"assign {c.out} = {only};"], lines, False
    found = [(v, len(c.rows) - 1) for v in listed] if form == "terms" else minimize(c.ones, c.free, bits)
    lines = [f"{told}: {cube_text(cube, c.names)}"
             for told, cube in zip(cubes(c.ones | c.free, found, bits), found, strict=True)]  # fmt: skip
    return [f"assign {c.out} = {sum_text(found, c.names)};"], lines, False


def read_rows(c: Chart, order: Sequence[int], per: int = 4) -> list[str]:
    """The rows as they are read, a few to a line."""
    told = [f"{c.key(row)}:{c.mark(row)}" for row in order]
    return [" ".join(told[i : i + per]) for i in range(0, len(told), per)]


def ones_line(c: Chart, order: Sequence[int] = ()) -> str:
    """Where the output is 1."""
    listed = [row for row in dict.fromkeys((*order, *c.rows)) if row in c.ones]
    return f"{word_of(c.names)}: {c.out} = 1 at {', '.join(map(c.key, listed))}"


def finish(
    d: Draw, title: str, c: Chart, text: str, form: str, lines: Sequence[str], order: Sequence[int] = (), kind: str = ""
) -> Design:
    """The design of a function that is told."""
    body, more, stored = coded(d, c, form, order)
    ports = placed(d, c.inputs, [Port(c.out, output=True, stored=stored)])

    def function(v: dict[str, int]) -> dict[str, int | None]:
        row = number_of(v, c.names, c.inputs)
        return {c.out: None if row in c.free else int(row in c.ones)}

    return Design(
        title, ports, text, "\n".join([*lines, ones_line(c, order), *more]), tuple(body),
        combinational(d.rng, ports, function), d.style, ("chart", "logic_fn", "table_fn", "decide", "comb"),
        {"ones": sorted(c.ones), "free": sorted(c.free), "form": form, "kind": kind},
    )  # fmt: skip


def surround(d: Draw, text: str, ask: str = "", extra: Sequence[str] = (), charted: bool = True) -> str:
    """A text with what is asked of its form and, now and then, a remark and an example, before or behind it."""
    fore: list[str] = []
    aft = [one for one in extra if one]
    if ask:
        (fore if d.chance(0.25) else aft).append(ask)
    if d.chance(0.35):
        (fore if d.chance(0.5) else aft).append(d.one(MOTIVES if charted and d.chance(0.6) else GENERAL))
    glue = "\n" if "\n" in text else " "
    if aft and glue == " " and text[-1] not in ".?!:)":
        text = f"{text}."
    return glue.join(part for part in (" ".join(fore), text, " ".join(aft)) if part)


def example(d: Draw, c: Chart, share: float = 0.25) -> str:
    """One row as an example, or nothing."""
    if not d.chance(share):
        return ""
    row = d.one([row for row in c.rows if row not in c.free])
    return d.any(
        "For example, {s} gives {o} = {v}.", "So {s} must produce {v}.", "E.g. {s} -> {o}={v}.",
        "As a check: {o} is {v} for {s}.",
        s=c.setting(row), o=c.out, v=c.mark(row),
    )  # fmt: skip


def gray(bits: int) -> list[int]:
    """Gray order."""
    return [value ^ value >> 1 for value in range(1 << bits)]
