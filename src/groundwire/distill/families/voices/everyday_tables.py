"""What functions on paper share: grids, variables and finished tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.truth_tables import minimize, sum_text
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port

VARIABLES = (
    ("a", "b", "c", "d"), ("x1", "x2", "x3", "x4"), ("x3", "x2", "x1", "x0"), ("p", "q", "r", "s"), ("w", "x", "y", "z"),
    ("A", "B", "C", "D"), ("in1", "in2", "in3", "in4"), ("s3", "s2", "s1", "s0"), ("sw3", "sw2", "sw1", "sw0"),
    ("k", "l", "m", "n"), ("u", "v", "t", "e"), ("d3", "d2", "d1", "d0"), ("hot", "wet", "late", "full"), ("d", "c", "b", "a"),
)  # fmt: skip
"""Names that the inputs of a table have, in the order in which a table writes them."""


RESULTS = ("f", "y", "out", "q", "g", "F", "z", "led", "res", "Y", "o", "hit")
"""Names of one output of a table."""


COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def inputs_of(d: Draw, bits: int, vectors: float = 0.15) -> tuple[list[str], list[Port]]:
    """Names of the input bits in the order in which tables write them, and their ports in any order."""
    if bits > 2 and d.chance(vectors):
        base, low = d.name("x", "in", "sw", "v", "sel", "a"), d.one((0, 0, 1))
        return [f"{base}[{i + low}]" for i in range(bits - 1, -1, -1)], [Port(base, bits, low=low)]
    names = d.names(*(pool[:bits] for pool in VARIABLES))
    if d.chance(0.3):
        d.rng.shuffle(names)
    told = names if d.chance(0.6) else d.rng.sample(names, bits)
    return told, [Port(name) for name in names]


def number_of(v: Mapping[str, int], names: Sequence[str], ports: Sequence[Port]) -> int:
    """What a row of a table shows for these inputs, as a number."""
    if "[" in names[0]:
        return v[ports[0].name]
    return int("".join(str(v[name]) for name in names), 2)


def placed(d: Draw, inputs: Sequence[Port], outputs: Sequence[Port]) -> tuple[Port, ...]:
    """All ports, now and then the outputs first."""
    return (*outputs, *inputs) if d.chance(0.12) else (*inputs, *outputs)


def function_of(d: Draw, bits: int, free: float = 0.0, terms: int = 5) -> tuple[set[int], set[int]]:
    """The rows with 1 and the rows that do not matter."""
    while True:
        share = d.one((0.25, 0.4, 0.5, 0.65))
        ones = {v for v in range(1 << bits) if d.chance(share)}
        dont = {v for v in range(1 << bits) if v not in ones and d.chance(0.25)} if d.chance(free) else set()
        if ones and len(ones) + len(dont) < 1 << bits and len(minimize(ones, dont, bits)) <= terms:
            return ones, dont


def word_of(names: Sequence[str]) -> str:
    """The inputs as one vector in Verilog."""
    return names[0].split("[")[0] if "[" in names[0] else "{" + ", ".join(names) + "}"


def logic(
    d: Draw, names: list[str], out: str, ones: set[int], free: set[int], order: Sequence[int] = (), base: str = "b"
) -> tuple[list[str], str, bool]:
    """Code of one function, the way to it, and whether an always block assigns the output."""
    bits, word = len(names), word_of(names)
    zeros = set(range(1 << bits)) - ones - free
    invert = 0 < len(zeros) < len(ones)
    listed = [v for v in dict.fromkeys((*order, *range(1 << bits))) if v in (zeros if invert else ones)]
    plain = ", ".join(f"{v:0{bits}b}" if base == "b" else str(v) for v in listed)
    why = f"{word}: {out} = {int(not invert)} at {plain}; else {int(invert)}."
    cover = minimize(ones, free, bits)
    if sum(mask.bit_count() for _, mask in cover) <= 8 and d.chance(0.6 if bits < 4 else 0.3):
        expression = sum_text(cover, names)
        cubes = ", ".join("".join(str(v >> i & 1) if m >> i & 1 else "-" for i in range(bits - 1, -1, -1)) for v, m in cover)
        return [f"assign {out} = {expression};"], f"{why}\nCubes: {cubes}.", False
    shown = [d.style.literal(bits, v, base) for v in listed]
    if len(listed) <= 3 and len(word) < 20 and d.chance(0.5):
        tests = " | ".join(f"({word} == {one})" for one in shown)
        return [f"assign {out} = {f'~({tests})' if invert else tests};"], why, False
    cases = [f"    {', '.join(shown)}: {out} = 1'b{int(not invert)};", f"    default: {out} = 1'b{int(invert)};"]
    return [f"{d.style.comb} begin", f"  case ({word})", *cases, "  endcase", "end"], why, True


def table_design(
    d: Draw, title: str, names: list[str], inputs: list[Port], out: str, ones: set[int], free: set[int], text: str,
    order: Sequence[int] = (), base: str = "b", kind: str = "",
) -> Design:  # fmt: skip
    """The design of one function whose description is there."""
    body, why, stored = logic(d, names, out, ones, free, order, base)
    ports = placed(d, inputs, [Port(out, output=True, stored=stored)])

    def function(v: dict[str, int]) -> dict[str, int | None]:
        row = number_of(v, names, inputs)
        return {out: None if row in free else int(row in ones)}

    return Design(
        title, ports, text, why, tuple(body), combinational(d.rng, ports, function), d.style,
        ("logic_table", "truth_table", "comb_logic", "func"), {"ones": sorted(ones), "free": sorted(free), "kind": kind},
    )  # fmt: skip


def grid(d: Draw, head: Sequence[str], rows: Sequence[Sequence[str]], split: int, only: Sequence[str] = ()) -> str:
    """A table in one of many layouts; the first `split` columns are inputs."""
    kind = d.one(only or ("pipe", "pipe", "space", "space", "csv", "markdown", "box", "arrow", "tight", "assign", "first",
                          "signals", "comment", "dots"))  # fmt: skip
    if kind == "tight" and not all(len(cell) == 1 for line in (head, *rows) for cell in line):
        kind = "pipe"
    if kind == "signals" and len(rows) > 8:
        kind = "space"
    lines = [list(head), *(list(row) for row in rows)]
    if kind == "csv":
        mark = d.one((",", ",", ", ", ";"))
        return "\n".join(mark.join(line) for line in lines)
    if kind == "markdown":
        lines.insert(1, [d.one(("---", "-", ":-:"))] * len(head))
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    if kind == "assign":
        equals, arrow = d.one(("=", "=", ":", "=")), d.one((" -> ", " | ", " => ", " then ", ", so "))
        told = [[f"{name}{equals}{cell}" for name, cell in zip(head, row, strict=True)] for row in rows]
        mark = d.one((" ", ", ", " "))
        return "\n".join(f"{mark.join(row[:split])}{arrow}{mark.join(row[split:])}" for row in told)
    if kind == "tight":
        mark = d.one((" | ", "  ", " : ", " -> "))
        return "\n".join(f"{''.join(line[:split])}{mark}{''.join(line[split:])}" for line in lines)
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    if kind == "signals":
        long = max(widths[i] for i in range(len(head)))
        wide = max(len(name) for name in head)
        return "\n".join(
            f"{head[i].ljust(wide)} | {' '.join(row[i].ljust(min(long, max(map(len, row)))) for row in rows)}".rstrip()
            for i in range(len(head))
        )
    if d.chance(0.6):
        lines = [[cell.ljust(size) for cell, size in zip(line, widths, strict=True)] for line in lines]
    if kind == "box":
        rule = f"+{'-' * (sum(widths) + 3 * len(head) - 1)}+"
        lines = [[cell.strip().ljust(size) for cell, size in zip(line, widths, strict=True)] for line in lines]
        drawn = [f"| {' | '.join(line)} |" for line in lines]
        return "\n".join([rule, drawn[0], rule, *drawn[1:], rule])
    gap = d.one((" ", "  ", "   "))
    bar = {"pipe": d.one((" | ", " || ", "  |  ")), "arrow": d.one((" -> ", " => ", " : ")), "dots": " ... "}.get(kind, gap)
    if kind == "first":
        return "\n".join(f"{gap.join(line[split:])} | {gap.join(line[:split])}".rstrip() for line in lines)
    if kind == "pipe" and d.chance(0.4):
        gap = bar = " | "
    drawn = [f"{gap.join(line[:split])}{bar}{gap.join(line[split:])}".rstrip() for line in lines]
    if kind == "pipe" and d.chance(0.3):
        drawn.insert(1, "-" * len(drawn[0]))
    return "\n".join(f"// {line}" if kind == "comment" else line for line in drawn)


FREE_NOTES = (
    "{m} marks a don't-care.", "{m} = don't care.", "Where it says {m} you may output whatever is handy.",
    "{m} means we don't mind what comes out.", "The rows with {m} never come up in practice, so choose freely.",
    "An {m} in the output is up to you.", "({m}: either value is acceptable.)", "Treat {m} as free.",
)  # fmt: skip
