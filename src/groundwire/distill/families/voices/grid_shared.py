"""What the families of small functions by enumeration share: inputs, drawn functions, terms, groups, tables and maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port

RESULTS = ("f", "y", "out", "q", "g", "F", "z", "hit", "ok", "res", "Y", "o", "led", "match")
"""Names of one output."""
PAIRS = (("f", "g"), ("y", "z"), ("p", "q"), ("y0", "y1"), ("F", "G"), ("s", "t"), ("red", "green"), ("up", "down"))
"""Names of two outputs."""
TRIPLES = (("f", "g", "h"), ("x0", "x1", "x2"), ("p", "q", "r"), ("y2", "y1", "y0"), ("F", "G", "H"), ("lo", "mid", "hi"))
"""Names of three outputs."""
_VARIABLES = (
    ("a", "b", "c", "d", "e"), ("w", "x", "y", "z", "v"), ("x4", "x3", "x2", "x1", "x0"), ("A", "B", "C", "D", "E"),
    ("p", "q", "r", "s", "t"), ("in1", "in2", "in3", "in4", "in5"), ("s4", "s3", "s2", "s1", "s0"), ("k", "l", "m", "n", "o"),
    ("x1", "x2", "x3", "x4", "x5"), ("sa", "sb", "sc", "sd", "se"), ("i0", "i1", "i2", "i3", "i4"),
)  # fmt: skip
_VECTORS = ("x", "in", "sw", "v", "code", "num", "a", "addr")
GRAY = {1: ("0", "1"), 2: ("00", "01", "11", "10"), 3: ("000", "001", "011", "010", "110", "111", "101", "100")}
"""Labels of an axis of a map."""
SIMPLER = (
    "Simplify it.", "Group adjacent cells where you can.", "Please simplify before coding.", "I want the grouped form.",
    "Use as few terms as possible.", "A simplified sum of products, please.", "Reduce it first.", "Merge neighbours.",
)  # fmt: skip
"""Asks for groups."""
FREE = (
    "{m} is a don't care.", "{m} = don't care.", "Where {m} stands, either value will do.", "An {m} may become 0 or 1.",
    "({m}: not specified.)", "{m} marks combinations that never occur.", "Pick what you like for {m}.",
)  # fmt: skip
"""Explains a mark."""


@dataclass(frozen=True)
class Inputs:
    """The variables of a function."""

    names: list[str]
    """Bits, the highest one of a row's number first."""
    ports: list[Port]
    """Their ports, in any order."""

    @property
    def bits(self) -> int:
        """How many there are."""
        return len(self.names)

    @property
    def joined(self) -> str:
        """ "abc", or "a1 a2" where names are longer."""
        return join(self.names)

    @property
    def word(self) -> str:
        """All of them as one value in Verilog."""
        if len(self.ports) == 1 and self.bits > 1:
            return self.ports[0].name
        return "{" + ", ".join(self.names) + "}"

    def row(self, v: Mapping[str, int]) -> int:
        """The number that they form."""
        number = 0
        for name in self.names:
            base, _, rest = name.partition("[")
            low = next(port.low for port in self.ports if port.name == base)
            number = number << 1 | (v[base] >> (int(rest[:-1]) - low if rest else 0) & 1)
        return number


def join(names: Sequence[str]) -> str:
    """Names side by side, with a comma between them where they are long."""
    return ("" if all(len(name) == 1 for name in names) else ",").join(names)


def draw_inputs(d: Draw, bits: int, vector: float = 0.15, mixed: float = 0.25) -> Inputs:
    """Variables: single bits in any order or a small vector, highest bit first."""
    if bits > 2 and d.chance(vector):
        base, low = d.name(*_VECTORS), d.one((0, 0, 0, 1))
        return Inputs([f"{base}[{i + low}]" for i in range(bits - 1, -1, -1)], [Port(base, bits, low=low)])
    names = d.names(*(pool[5 - bits :] if pool[0] in ("x4", "s4") else pool[:bits] for pool in _VARIABLES))
    if d.chance(mixed):
        d.rng.shuffle(names)
    ports = [Port(name) for name in (d.rng.sample(names, bits) if d.chance(mixed) else names)]
    return Inputs(list(names), ports)


def draw_ones(d: Draw, bits: int, free: float = 0.0) -> tuple[set[int], set[int]]:
    """Rows with 1 and rows that do not matter; some draws are unions of groups."""
    size = 1 << bits
    while True:
        if bits > 2 and d.chance(0.5):
            cubes = [(d.rng.getrandbits(bits), d.rng.getrandbits(bits) | 1 << d.number(0, bits - 1))
                     for _ in range(d.number(2, 3))]  # fmt: skip
            ones = {v for v in range(size) if any(v & care == one & care for one, care in cubes)}
        else:
            ones = set(d.rng.sample(range(size), d.number(1 if bits == 2 else 2, {2: 3, 3: 6, 4: 7, 5: 7}[bits])))
        rest = [v for v in range(size) if v not in ones]
        if ones and rest and min(len(ones), len(rest)) <= 7 and (len(ones) > 1 or bits == 2):
            break
    dont = set(d.rng.sample(rest, d.number(1, max(1, len(rest) // 3)))) if len(rest) > 1 and d.chance(free) else set()
    return ones, dont


def code(value: int, bits: int) -> str:
    """Binary digits."""
    return f"{value:0{bits}b}"


def term(names: Sequence[str], pattern: str) -> str:
    """The product of a pattern of 0, 1 and -."""
    return " & ".join(("" if bit == "1" else "~") + name for name, bit in zip(names, pattern, strict=True) if bit != "-")


def group_of(first: int, able: set[int], bits: int) -> str:
    """The largest group of allowed cells that holds a cell, as a pattern."""
    best, size = code(first, bits), 1
    for drop in range(1, 1 << bits):
        cells = [first ^ part for part in range(1 << bits) if part & ~drop == 0]
        if len(cells) > size and all(cell in able for cell in cells):
            best = "".join("-" if drop >> (bits - 1 - i) & 1 else bit for i, bit in enumerate(code(first, bits)))
            size = len(cells)
    return best


def cells_of(pattern: str) -> list[int]:
    """The rows of a pattern."""
    return [int("".join(bits), 2) for bits in product(*("01" if bit == "-" else bit for bit in pattern))]


def summed(terms: Sequence[str], inverted: bool = False) -> str:
    """Terms joined by OR."""
    closed = [f"({one})" if " " in one and (len(terms) > 1) else one for one in terms]
    text = " | ".join(closed)
    return f"~({text})" if inverted else text


def solve(
    names: Sequence[str], out: str, ones: Iterable[int], free: set[int], grouped: bool, order: Sequence[int] = ()
) -> tuple[str, list[str]]:
    """The way from rows with 1 to a sum of products, and the assignment; zeros are taken where they are fewer."""
    bits, listed = len(names), list(ones)
    zeros = [v for v in order or range(1 << bits) if v not in free and v not in set(listed)]
    if grouped:
        lines = [f"{out} 1 at: {' '.join(code(v, bits) for v in listed)}"]
        if free:
            lines.append(f"free: {' '.join(code(v, bits) for v in sorted(free))}")
        left, terms = list(listed), []
        while left:
            pattern = group_of(left[0], set(listed) | free, bits)
            cells = cells_of(pattern)
            terms.append(term(names, pattern))
            told = " ".join(code(v, bits) for v in cells)
            lines.append(f"{told} -> {pattern}: {terms[-1]}" if len(cells) > 1 else f"{told} alone: {terms[-1]}")
            left = [v for v in left if v not in cells]
        return "\n".join(lines), assigned(out, terms)
    invert = len(zeros) < len(listed)
    picked = zeros if invert else listed
    terms = [term(names, code(v, bits)) for v in picked]
    lines = [f"{out} {int(not invert)} at: {' '.join(code(v, bits) for v in picked)}{' (fewer)' if invert else ''}"]
    lines += [f"{code(v, bits)}: {one}" for v, one in zip(picked, terms, strict=True)]
    return "\n".join(lines), assigned(out, terms, invert)


def assigned(out: str, terms: Sequence[str], inverted: bool = False) -> list[str]:
    """An assignment of a sum, with a line for each term where they are many."""
    if len(terms) < 3:
        return [f"assign {out} = {summed(terms, inverted)};"]
    lines = [f"  ({one})" if " " in one else f"  {one}" for one in terms]
    return [f"assign {out} ={' ~(' if inverted else ''}", *(f"{one} |" for one in lines[:-1]),
            lines[-1] + (");" if inverted else ";")]  # fmt: skip


def order_line(inputs: Inputs) -> str:
    """Says which bit is which."""
    return f"order {' '.join(inputs.names)}"


def finish(
    d: Draw, title: str, inputs: Inputs, outs: Sequence[str], text: str, why: str, body: Sequence[str],
    value: Callable[[int], Mapping[str, int | None]], names: tuple[str, ...], stored: bool = False, **drawn: object,
) -> Design:  # fmt: skip
    """The design whose text, way and code are there; `value` gives the outputs of a row."""
    results = [Port(out, output=True, stored=stored) for out in outs]
    ports = (*results, *inputs.ports) if d.chance(0.12) else (*inputs.ports, *results)
    rows = combinational(d.rng, ports, lambda v: value(inputs.row(v)))
    return Design(title, ports, text, why, tuple(body), rows, d.style, names, dict(drawn))


def one_bit(out: str, ones: set[int], free: set[int]) -> Callable[[int], Mapping[str, int | None]]:
    """The outputs of a function with one output."""
    return lambda row: {out: None if row in free else int(row in ones)}


def literal_styles(d: Draw, names: Sequence[str]) -> tuple[Callable[[str, int], str], str, str]:
    """How a literal, an AND and an OR are written in one hand."""
    single = all(len(name) == 1 for name in names)
    mark, both, either = d.one((
        ("{}'", "" if single else "*", " + "), ("{}'", "·", " + "), ("~{}", " & ", " | "), ("!{}", " & ", " | "),
        ("!{}", " && ", " || "), ("/{}", "*", " + "), ("not {}", " and ", " or "), ("NOT {}", " AND ", " OR "),
        ("¬{}", " ∧ ", " ∨ "), ("~{}", ".", " + "), ("{}_bar", " * ", " + "), ("bar({})", "*", " + "),
        ("{}\u0305" if single else "{}'", "" if single else ".", " + "), ("not({})", "*", " + "), ("{}'", " ", " + "),
    ))  # fmt: skip
    return lambda name, want: name if want else mark.format(name), both, either


def table(d: Draw, head: Sequence[str], rows: Sequence[Sequence[str]], split: int) -> str:
    """A truth table in one of many layouts; the first `split` columns are inputs."""
    kind = d.one(("space", "space", "pipe", "pipe", "bar", "markdown", "csv", "tab", "frame", "arrow", "equal", "when", "columns",
                  "packed", "comment", "numbered"))  # fmt: skip
    if kind == "columns" and len(rows) > 8:
        kind = "space"
    lines = [list(head), *(list(row) for row in rows)]
    if kind in ("csv", "tab"):
        comma = d.one((",", ", ", ";")) if kind == "csv" else "\t"
        return "\n".join(comma.join(line) for line in lines)
    if kind == "equal":
        arrow = d.one((" -> ", " => ", ": ", " gives "))
        told = [[f"{name}={cell}" for name, cell in zip(head, row, strict=True)] for row in rows]
        return "\n".join(f"{' '.join(row[:split])}{arrow}{' '.join(row[split:])}" for row in told)
    if kind in ("when", "packed"):
        ins, outs = join(head[:split]), join(head[split:])
        form = d.one(
            ("when {0} = {1}, {2} = {3}", "{0} {1}: {2} {3}", "if {0} is {1} then {2} is {3}", "{2} = {3} for {0} = {1}")
        )
        if kind == "packed":
            form = d.one(("{1} {3}", "{1} -> {3}", "{1} : {3}", "{1} | {3}", "{1}={3}"))
        told_rows = [form.format(ins, "".join(row[:split]), outs, "".join(row[split:])) for row in rows]
        return "\n".join([form.format(ins, ins, outs, outs)] * (kind == "packed") + told_rows)
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines = [[cell.ljust(size) for cell, size in zip(line, widths, strict=True)] for line in lines]
    if kind == "markdown":
        lines.insert(1, ["-" * max(3, size) for size in widths])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    if kind == "frame":
        rule = "+".join(["", *("-" * (size + 2) for size in widths), ""])
        drawn = [f"| {' | '.join(line)} |" for line in lines]
        return "\n".join([rule, drawn[0], rule, *drawn[1:], rule])
    if kind == "columns":
        return "\n".join(f"{head[i].ljust(max(map(len, head)))} : {' '.join(row[i].strip() for row in rows)}"
                         for i in range(len(head)))  # fmt: skip
    bar = {"pipe": " | ", "bar": " || ", "arrow": " -> ", "comment": " | "}.get(kind, d.one(("  ", " ")))
    drawn = [f"{' '.join(line[:split])}{bar}{' '.join(line[split:])}".rstrip() for line in lines]
    if kind == "numbered":
        drawn = [f"{'#' if i == 0 else i}{' ' * (1 + (i < 10))} {one}" for i, one in enumerate(drawn)]
    if kind == "pipe" and d.chance(0.5):
        drawn.insert(1, "".join("+" if sign == "|" else "-" for sign in drawn[0].ljust(max(map(len, drawn)))))
    return "\n".join(f"// {one}" if kind == "comment" else one for one in drawn)


def literals(d: Draw, names: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Labels as products: a'b for 01."""
    mark = d.one(("{}'", "~{}", "!{}"))
    between = "" if all(len(name) == 1 for name in names) else "."
    return [between.join(name if bit == "1" else mark.format(name) for name, bit in zip(names, label, strict=True))
            for label in labels]  # fmt: skip


def map_text(d: Draw, down: Sequence[str], across: Sequence[str], rows: Sequence[str], columns: Sequence[str],
             cells: Sequence[Sequence[str]]) -> str:  # fmt: skip
    """A Karnaugh map in one of many layouts; labels are digits of the variables in their order."""
    r, c = join(down), join(across)
    kind = d.one(("corner", "corner", "corner", "frame", "frame", "above", "above", "markdown", "csv", "equal", "literal", "list",
                  "comment"))  # fmt: skip
    if kind == "list":
        form = d.one(("{2}={0}: {1}", "row {2} = {0}: {1}", "{0} | {1}", "{2} {0} -> {1}"))
        top = d.one(("columns {0} = {1}", "{0} runs {1}", "order of {0}: {1}"))
        return "\n".join([top.format(c, ", ".join(columns)),
                          *(form.format(row, " ".join(line), r) for row, line in zip(rows, cells, strict=True))])  # fmt: skip
    corner = f"{r}{d.one((chr(92), chr(92), '/', ' ' + chr(92) + ' '))}{c}"
    left, top_labels = list(rows), list(columns)
    if kind == "equal":
        left, top_labels, corner = [f"{r}={one}" for one in rows], [f"{c}={one}" for one in columns], ""
    if kind == "literal":
        left, top_labels, corner = literals(d, down, rows), literals(d, across, columns), ""
    lines = [[corner, *top_labels], *([label, *line] for label, line in zip(left, cells, strict=True))]
    if kind == "csv":
        lines[0][0] = corner.replace(",", " ")
        return "\n".join(",".join(line) for line in lines)
    if kind == "markdown":
        return "\n".join(f"| {' | '.join(line)} |" for line in [lines[0], ["---"] * len(lines[0]), *lines[1:]])
    if kind in ("frame", "above"):
        lines[0][0] = r
    side = max(len(line[0]) for line in lines)
    wide = max(len(cell) for line in lines for cell in line[1:])
    if kind == "frame":
        rule = " " * side + " " + "+".join(["", *["-" * (wide + 2)] * len(columns), ""])
        top = " ".join([r.ljust(side), *(f"  {one.ljust(wide)}" for one in columns)]).rstrip()
        drawn = [f"{' ' * (side + 2)} {c}", top, rule]
        for line in lines[1:]:
            drawn += [f"{line[0].ljust(side)} | {' | '.join(cell.ljust(wide) for cell in line[1:])} |", rule]
        return "\n".join(drawn)
    bar = d.one((" | ", "  ", " : ", " |"))
    gap = d.one((" ", "  ", " | "))
    drawn = [f"{line[0].ljust(side)}{bar}{gap.join(cell.ljust(wide) for cell in line[1:])}".rstrip() for line in lines]
    if kind == "above":
        drawn.insert(0, f"{' ' * (side + len(bar))}{c}")
    elif d.chance(0.25):
        drawn.insert(1, "-" * max(map(len, drawn)))
    return "\n".join(f"// {one}" if kind == "comment" else one for one in drawn)


def letter_case(d: Draw, word: str, bits: int, arms: Sequence[tuple[int, str]], default: str = "") -> list[str]:
    """A case statement in a combinational block."""
    lines = [f"case ({word})", *(f"  {bits}'b{code(v, bits)}: {what}" for v, what in arms),
             *([f"  default: {default}"] if default else []), "endcase"]  # fmt: skip
    return [f"{d.style.comb} begin", *(f"  {line}" for line in lines), "end"]
