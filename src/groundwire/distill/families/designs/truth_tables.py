"""Functions of a few bits from truth tables, Karnaugh maps, minterm lists and waveforms, minimized the way people do."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family

Cube = tuple[int, int]
"""Value of the fixed bits, mask of the fixed bits."""


def primes(ones: set[int], free: set[int], bits: int) -> list[Cube]:
    """Prime implicants by merging, as Quine and McCluskey do."""
    level = {(value, (1 << bits) - 1) for value in ones | free}
    found: list[Cube] = []
    while level:
        merged: set[Cube] = set()
        used: set[Cube] = set()
        for one, two in combinations(sorted(level), 2):
            differ = one[0] ^ two[0]
            if one[1] == two[1] and differ.bit_count() == 1:
                merged.add((one[0] & ~differ, one[1] & ~differ))
                used |= {one, two}
        found += sorted(level - used)
        level = merged
    return found


def minimize(ones: set[int], free: set[int], bits: int) -> list[Cube]:
    """A small cover of `ones` by prime implicants: the one that covers most first."""
    candidates = primes(ones, free, bits)
    left, cover = set(ones), []
    while left:
        best = max(candidates, key=lambda cube: (sum((v & cube[1]) == cube[0] for v in left), -cube[1].bit_count(), -cube[0]))
        cover.append(best)
        left = {value for value in left if (value & best[1]) != best[0]}
    return cover


def cube_text(cube: Cube, names: list[str]) -> str:
    """A product term in Verilog; the first name is the highest bit."""
    bits = len(names)
    parts = [
        ("" if cube[0] >> (bits - 1 - i) & 1 else "~") + name for i, name in enumerate(names) if cube[1] >> (bits - 1 - i) & 1
    ]
    return " & ".join(parts) or "1'b1"


def sum_text(cover: list[Cube], names: list[str]) -> str:
    """A sum of products in Verilog."""
    if not cover:
        return "1'b0"
    terms = [cube_text(cube, names) for cube in cover]
    return " | ".join(f"({term})" if "&" in term and len(terms) > 1 else term for term in terms)


def _draw_function(d: Draw, bits: int, with_free: bool) -> tuple[set[int], set[int]]:
    size = 1 << bits
    while True:
        share = d.one((0.25, 0.5, 0.5, 0.7))
        ones = {value for value in range(size) if d.chance(share)}
        free = {value for value in range(size) if value not in ones and d.chance(0.25)} if with_free else set()
        if ones and len(ones) + len(free) < size and len(minimize(ones, free, bits)) <= 5:
            return ones, free


def _names(d: Draw, bits: int) -> list[str]:
    pool = d.one(
        (
            ("a", "b", "c", "d"),
            ("x3", "x2", "x1", "x0"),
            ("x1", "x2", "x3", "x4"),
            ("w", "x", "y", "z"),
            ("p", "q", "r", "s"),
            ("A", "B", "C", "D"),
            ("in3", "in2", "in1", "in0"),
            ("i1", "i2", "i3", "i4"),
            ("d", "c", "b", "a"),
            ("m", "n", "o", "k"),
        )
    )
    return [d.name(name, name) if d.chance(0.3) else d.name(name) for name in pool[:bits]]


class _Told(NamedTuple):
    """How a function of a few bits is told."""

    text: str
    """The words."""
    names: list[str]
    """The inputs in the order in which values are written, the highest bit first."""
    order: list[int]
    """Every value of those inputs, in reading order."""
    zeros: bool = False
    """Whether the zeros are told, not the ones."""


_TABLE_OPENINGS = (
    "(Implement|The module should implement|Build|Realize) (this|the following) truth table(.|:)",
    "{o} is given by this (truth |)table.",
    "{o} as a function of {l}:",
    "Truth table of {o}:",
    "(Write|Find) logic for {o} that (matches|reproduces) (this table|the rows below).",
    "What {o} should be for each combination of {l}:",
    "The (behaviour|function) of the (circuit|block) is (fixed|defined) by the (table below|following table).",
    "Measured values of a combinational circuit; (rebuild it|make a circuit that does the same):",
    "Can you (make|write) a circuit with this truth table?",
    "(Rows are in no particular order.|Note the order of the rows.|Here is the table.) {o} is the output:",
    "A small combinational block, specified row by row:",
    "The inputs {l} (determine|decide) {o} as (tabulated|listed|shown) here:",
    "(Inputs|From) {l} (to|->) {o}:",
    "{o} must agree with the table in every row:",
    "(No clock is involved.|Purely combinational.) {o} for all inputs:",
)
_ONES_WORDS = (
    "{o} is {w} (exactly |)for these values of {l}: {n}. {o} is {e} (everywhere else|for all others).",
    "{o} is {e} except for {l} = {n}, where it is {w}.",
    "Output {w} (on {o} |)if {l} is one of {n}; (otherwise|else) output {e}.",
    "The combinations {n} of {l} give {o} = {w}, all others {e}.",
    "{l} equal to {n} makes {o} = {w}. Anything else makes it {e}.",
    "{o}: {w} for {l} = {n}; {e} for the rest.",
    "Whenever {l} is {n}, {o} must be {w}; it must be {e} at all other times.",
    "{o} stays {e} unless {l} is {n}; then it is {w}.",
    "(Please |)set {o} to {w} for {l} = {n} and (leave|keep) it {e} for any other combination.",
    "(There are|The table has) {k} (rows|combinations) with {o} = {w}: {l} = {n}. The (rest|remaining ones) give {e}.",
    "{o} = {w} on {n} ({l}), {e} (elsewhere|otherwise).",
    "(Make|Let) {o} {w} when {l} (reads|is) {n}, and {e} in all other cases.",
    "A detector: {o} is {w} on seeing {n} on {l}, and {e} on everything else.",
    "For {l} = {n} the output {o} is {w}. It is {e} for the other combinations.",
)
_NUMBER_WORDS = (
    "{o} is {w} (exactly |)for the input values {n}, where {f} is the most significant bit ({l}).",
    "(Reading|Taking) {l} as a binary number with {f} as its most significant bit, {o} is {w} for {n}.",
    "{o}({l}) = {s}({n}), {f} being the most significant bit.",
    "{o} = {s}({n}) over ({l}), with {f} as MSB.",
    "(Form|Make) a number from {l} ({f} is the high bit). {o} is {w} if the number is {n}.",
    "Let N be the number with the bits {l}, most significant first. {o} is {w} for N = {n}.",
    "(Minterm|Row) numbers count {l} in binary, {f} first. Those with {o} = {w} are {n}.",
    "The numbers for which {o} is {w} are {n}; {f} is the MSB of the number, and the order of its bits is {l}.",
    "{n}: for these values of the number {l} (most significant bit first) {o} is {w}.",
    "Rows {n} of the truth table of {o} (inputs {l}, {f} the most significant) (have|hold) a {w}.",
    "{l} (is|makes) a {b}-bit number, {f} on top. When it is {n}, {o} is {w}.",
    "Function {o} in {s}: {n}. Variables, most significant first: {l}.",
    "(Can|Could) you (make|write) {o} {w} for {n}, where these count {l} with {f} as the most significant bit?",
    "{s} list for {o}: {n} (variable order {l}, {f} = MSB).",
    "Numbered with {f} as most significant bit, the input combinations ({l}) with output {w} are {n}.",
)


def _joined(names: list[str], d: Draw) -> str:
    if all(len(name) == 1 for name in names) and d.chance(0.6):
        return "".join(names)
    return d.one(("{%s}", "(%s)", "%s")) % ", ".join(names)


def _cell(value: int, ones: set[int], free: set[int], mark: str) -> str:
    return mark if value in free else str(int(value in ones))


def _tell_table(d: Draw, names: list[str], out: str, ones: set[int], free: set[int]) -> _Told:
    """A truth table in one of many layouts, its rows in any order."""
    bits = len(names)
    order = list(range(1 << bits))
    if d.chance(0.5):
        order = order[::-1] if d.chance(0.33) else d.rng.sample(order, len(order))
    mark = d.one("xxd-")
    rows = [(f"{value:0{bits}b}", _cell(value, ones, free, mark)) for value in order]
    layout = d.one(
        ("columns", "columns", "columns", "columns", "first", "joined", "joined", "pairs", "signals", "vector", "markdown")
    )
    opening = d.any(*_TABLE_OPENINGS, o=out, l=listing(names))
    label = _joined(names, d)
    if layout == "vector":
        order.sort()
        cells = [_cell(value, ones, free, mark) for value in order]
        text = d.any(
            "(When|As) {l} counts from {z} to {m}, {o} is {c} in turn.",
            "{o} for {l} = {z} up to {m}, in order: {c}.",
            "The output column of the truth table ({l} from {z} to {m}) is {c}; the output is {o}.",
            "{o}, for {l} running from {z} through {m}: {c}",
            "Output values of {o} (in counting order of {l}, starting at {z}): {c}.",
            "Step {l} through all values from {z} to {m} and {o} goes {c}.",
            l=label,
            o=out,
            z="0" * bits,
            m="1" * bits,
            c=", ".join(cells),
        )
    elif layout == "signals":
        lines = [f"{name}: {' '.join(row[i] for row, _ in rows)}" for i, name in enumerate(names)]
        text = "\n".join([opening, *lines, f"{out}: {' '.join(cell for _, cell in rows)}"])
    elif layout in ("joined", "pairs"):
        arrow = d.one((" | ", " -> ", ": ", " ", " => ", " = "))
        lines = [f"{row}{arrow}{cell}" for row, cell in rows]
        head = f"{label}{arrow}{out}"
        text = f"{opening}\n{head}\n" + "\n".join(lines) if layout == "joined" else f"{opening} {head}. {', '.join(lines)}"
    else:
        text = opening + "\n" + "\n".join(_columns(d, names, out, rows, layout))
    if free:
        text += d.any(
            "\n{m} is a don't-care.", "\n{m} means don't care.", "\nWhere {m} stands the output does not matter.", m=mark
        )
    return _Told(text, names, order)


def _columns(d: Draw, names: list[str], out: str, rows: list[tuple[str, str]], layout: str) -> list[str]:
    """The lines of a table with one column for each port."""
    if layout == "markdown":
        lines = [[*names, out], ["-"] * (len(names) + 1), *([*row, cell] for row, cell in rows)]
        return [f"| {' | '.join(line)} |" for line in lines]
    separator, bar = d.one((" ", "  ", " | ", "   ")), d.one((" | ", "  ", " "))
    sized = [*names, out] if d.chance(0.5) else [""] * (len(names) + 1)
    head = [name.ljust(len(size)) for name, size in zip([*names, out], sized, strict=True)]
    lines = [head, *([*(bit.ljust(len(size)) for bit, size in zip(row, sized, strict=False)), cell] for row, cell in rows)]
    if layout == "first":
        return [f"{line[-1].ljust(len(out))}{bar}{separator.join(line[:-1])}".rstrip() for line in lines]
    return [f"{separator.join(line[:-1])}{bar}{line[-1]}".rstrip() for line in lines]


_LABELS = {
    1: ((0, 1), (0, 1), (0, 1), (1, 0)),
    2: ((0, 1, 3, 2),) * 6 + ((1, 0, 2, 3), (2, 3, 1, 0), (0, 1, 2, 3), (0, 2, 3, 1), (3, 2, 0, 1)),
}
"""Orders of the rows or the columns of a Karnaugh map by the number of bits, the usual one most."""
_MAP_OPENINGS = (
    "(Implement|The module should implement|Build|Realize) (this|the following) Karnaugh map(.|:)",
    "Karnaugh map of {o}:",
    "{o} is given by this (Karnaugh map|K-map)(.|:)",
    "The (K-map|Karnaugh map) (below|that follows) (defines|specifies|describes) {o}.",
    "(Find|Write) logic for {o} from its (K-map|Karnaugh map):",
    "What {o} is, as a (K-map|Karnaugh map) ({r} down the side, {c} along the top):",
    "(Can|Could) you (implement|code) this (K-map|Karnaugh map)?",
    "The rows of the map are labelled {r} and its columns {c}; the cells are {o}.",
    "{o} can be read off this map (rows {r}, columns {c}):",
    "Mind the labels of rows ({r}) and columns ({c}). The map of {o} is:",
    "A combinational function was drawn as a (K-map|Karnaugh map). Turn it into Verilog; the output is {o}.",
    "(Map|K-map) for output {o}, {c} across, {r} down:",
    "From the map, with {r} choosing the row and {c} the column, (get|implement) {o}:",
    "(Logic|Function) {o}({a}) (is|has) the map:",
    "(Implement the circuit|Describe the circuit|Circuit) described by the (K-map|Karnaugh map) below.",
    "(Students|They) (drew|filled in) this (K-map|Karnaugh map) for {o}; (write|give) the module.",
)


def _tell_map(d: Draw, names: list[str], out: str, ones: set[int], free: set[int]) -> _Told:
    """A Karnaugh map: any of the inputs down and across, labels in the usual order or another, several layouts."""
    bits = len(names)
    down = {2: 1, 3: d.one((1, 1, 2)), 4: 2}[bits]
    places = list(range(bits))
    if d.chance(0.5):
        places = places[down:] + places[:down] if d.chance(0.6) else d.rng.sample(places, bits)
    row_names, column_names = [names[i] for i in places[:down]], [names[i] for i in places[down:]]
    rows, columns, mark = d.one(_LABELS[down]), d.one(_LABELS[bits - down]), d.one("ddx-")
    read = [row << (bits - down) | column for row in rows for column in columns]

    def original(value: int) -> int:
        return sum((value >> (bits - 1 - i) & 1) << (bits - 1 - place) for i, place in enumerate(places))

    across = bits - down
    cells = [[_cell(original(row << across | column), ones, free, mark) for column in columns] for row in rows]
    r, c = ("".join(part) if all(len(name) == 1 for name in part) else " ".join(part) for part in (row_names, column_names))
    opening = d.any(*_MAP_OPENINGS, o=out, r=r, c=c, a=", ".join(names))
    if opening.count(c) and opening.count(r) and ("row" in opening or "down" in opening):
        lines = _map_lines(d, "", "", [f"{x:0{down}b}" for x in rows], [f"{x:0{across}b}" for x in columns], cells)
    else:
        lines = _map_lines(d, r, c, [f"{x:0{down}b}" for x in rows], [f"{x:0{across}b}" for x in columns], cells)
    text = opening + "\n" + "\n".join(lines)
    if free:
        text += d.any(
            "\n{m} is don't care.",
            "\nCells with {m} are don't-cares.",
            "\n{m} cells may be 0 or 1.",
            "\n({m} = don't care)",
            "\nThe value where {m} stands does not matter.",
            m=mark,
        )
    return _Told(text, [*row_names, *column_names], read)


def _map_lines(d: Draw, r: str, c: str, rows: list[str], columns: list[str], cells: list[list[str]]) -> list[str]:
    """The lines of a map; with empty labels where its opening has named what runs down and across."""
    layout = d.one(("above", "above", "corner", "markdown", "comment")) if c else d.one(("plain", "plain", "markdown", "comment"))
    corner = f"{r}\\{c}" if c and layout != "above" else r
    size = max(len(corner), *map(len, rows))
    bar = d.one((" | ", " | ", "  ", " "))
    if layout == "markdown":
        table = [
            [corner or " ", *columns],
            ["-"] * (len(columns) + 1),
            *([row, *line] for row, line in zip(rows, cells, strict=True)),
        ]
        return [f"| {' | '.join(line)} |" for line in table]
    wide = len(columns[0])
    lines = [f"{corner.ljust(size)} {bar.replace('|', ' ')}{bar.replace('|', ' ').join(columns)}"]
    lines += [
        f"{row.ljust(size)} {bar}{bar.join(x.ljust(wide) for x in line)}".rstrip() for row, line in zip(rows, cells, strict=True)
    ]
    if layout == "above":
        lines.insert(0, f"{' ' * (size + len(bar) + 1)}{c}")
    if layout == "comment":
        return [f"// {line}" for line in lines]
    return [f"  {line}" for line in lines] if d.chance(0.5) else lines


def _tell_list(d: Draw, names: list[str], out: str, ones: set[int], free: set[int], zeros: bool, numbers: bool) -> _Told:
    """A list of the combinations that give 1, or 0, as numbers or as bits, in any order."""
    bits = len(names)
    order = list(range(1 << bits))
    if d.chance(0.4):
        d.rng.shuffle(order)
    told = [value for value in order if value not in free and (value in ones) != zeros]
    if numbers:
        text = d.any(
            *_NUMBER_WORDS,
            o=out,
            w=int(not zeros),
            n=", ".join(map(str, told)),
            f=names[0],
            l=", ".join(names),
            b=bits,
            s=("product of maxterms", "sum of minterms")[not zeros] if d.chance(0.6) else ("ΠM", "Σm")[not zeros],
        )
        text = text.replace("Σm(", "m(").replace("ΠM(", "M(") if d.chance(0.5) else text
        shown_free = ", ".join(map(str, sorted(free)))
    else:
        shown = [f"{value:0{bits}b}" for value in told]
        text = d.any(
            *_ONES_WORDS, o=out, w=int(not zeros), e=int(zeros), n=listing(shown, "or"), l=_joined(names, d), k=len(told)
        )
        shown_free = ", ".join(f"{value:0{bits}b}" for value in sorted(free))
    if free:
        text += d.any(
            " Inputs {n} never occur.",
            " {n} are don't-cares.",
            " d({n}).",
            " For {n} the output does not matter.",
            " Don't-cares: {n}.",
            n=shown_free,
        )
    elif numbers:
        text += d.any(
            "", f" For all others it is {int(zeros)}.", f" The rest give {int(zeros)}.", f" {out} is {int(zeros)} for the others."
        )
    return _Told(text, names, order, zeros)


@family("truth_function", "truth tables", 6.0)
def truth_function(d: Draw) -> Design:
    """One output of two to four inputs."""
    bits = d.one((2, 3, 3, 3, 4, 4, 4))
    kind = d.one(("table", "table", "table", "map", "map", "map", "map", "minterms", "minterms", "maxterms", "ones", "zeros"))
    ones, free = _draw_function(d, bits, bits > 2 and d.chance(0.4))
    vector = bits > 2 and d.chance(0.25)
    if vector:
        base, low = d.name("x", "a", "in", "v"), d.number(0, 1)
        names = [f"{base}[{i + low}]" for i in range(bits - 1, -1, -1)]
        inputs: tuple[Port, ...] = (Port(base, bits, low=low),)
    else:
        names = _names(d, bits)
        inputs = tuple(Port(name) for name in (names if d.chance(0.8) else names[::-1]))
    out = d.name("f", "out", "y", "g", "F", "z")
    if kind == "table":
        told = _tell_table(d, names, out, ones, free)
    elif kind == "map":
        told = _tell_map(d, names, out, ones, free)
    else:
        told = _tell_list(d, names, out, ones, free, kind in ("maxterms", "zeros"), kind in ("minterms", "maxterms"))
    stored = d.chance(0.85 if d.style.modern else 0.5)
    ports = (*inputs, Port(out, output=True, stored=stored))
    body, reasoning = _function_code(
        d, told, names, out, ones, free, stored, base if vector else "", kind in ("minterms", "maxterms")
    )

    def value_of(v: Mapping[str, int]) -> int:
        chosen = [v[inputs[0].name] >> (bits - 1 - i) & 1 if vector else v[name] for i, name in enumerate(names)]
        return int("".join(map(str, chosen)), 2)

    def function(v: dict[str, int]) -> dict[str, int | None]:
        value = value_of(v)
        return {out: None if value in free else int(value in ones)}

    rows = combinational(d.rng, ports, function)
    places = [told.names.index(name) for name in names]
    position = {_moved(value, places, bits): i for i, value in enumerate(told.order)}
    waves = not free and not vector and kind in ("table", "ones")
    shown = ", ".join(f"{v:0{bits}b}" for v in told.order if v in ones)
    return Design(
        f"a function of {bits} bits",
        ports,
        told.text,
        reasoning,
        tuple(body),
        tuple(sorted(rows, key=lambda row: position[value_of(row.inputs)])),
        d.style,
        ("truth_table", "kmap", "logic_function"),
        {"kind": kind, "ones": sorted(ones), "free": sorted(free)},
        wave=f"{out} is 1 where {listing(names)} are {shown}." if waves else "",
        hidden=None,
    )


def _moved(value: int, places: list[int], bits: int) -> int:
    """A value of the inputs in reading order as a value in their own order; `places` says where each one is read."""
    return int("".join(str(value >> (bits - 1 - place) & 1) for place in places), 2)


def _function_code(
    d: Draw, told: _Told, names: list[str], out: str, ones: set[int], free: set[int], stored: bool, base: str, numbers: bool
) -> tuple[list[str], str]:
    """The body and how to get there: values copied as they were read into a case or comparisons, few bits as an expression."""
    bits = len(names)
    places = [told.names.index(name) for name in names]
    listed = [value for value in told.order if (own := _moved(value, places, bits)) not in free and (own in ones) != told.zeros]
    word = base if base and told.names == names else "{" + ", ".join(told.names) + "}"
    on, off = ("1'b0", "1'b1") if told.zeros else ("1'b1", "1'b0")
    shown = [d.style.literal(bits, value, "d" if numbers else "b") for value in listed]
    plain = ", ".join(str(value) if numbers else f"{value:0{bits}b}" for value in listed)
    reasoning = f"{word}: {out} is {on[-1]} at {plain}; else {off[-1]}.\n"
    if stored:
        lines = [f"    {', '.join(shown)}: {out} = {on};", f"    default: {out} = {off};"]
        return [f"{d.style.comb} begin", f"  case ({word})", *lines, "  endcase", "end"], reasoning + f"A case over {word}."
    if bits == 4:
        key = next(name for name in ("k", "n", "v", "key", "sel_i") if name not in (out, base, *names))
        terms = [f"({key} == {one})" for one in shown]
        tests = " | ".join(terms)
        code = [f"wire [3:0] {key} = {word};", f"assign {out} = {'~(' * told.zeros}{tests}{')' * told.zeros};"]
        return code, reasoning + f"Compare {word} with each."
    expression = sum_text(cover := minimize(ones, free, bits), names)
    terms = [f"{_cube_bits(cube, bits)} -> {cube_text(cube, names)}" for cube in cover]
    return [
        f"assign {out} = {expression};"
    ], reasoning + f"Terms ({', '.join(names)}): {'; '.join(terms)}.\n{out} = {expression}."


def _cube_bits(cube: Cube, bits: int) -> str:
    return "".join(str(cube[0] >> i & 1) if cube[1] >> i & 1 else "-" for i in range(bits - 1, -1, -1))


_SEVERAL_OPENINGS = (
    "(Implement this truth table|The truth table of the module|The module's outputs are):",
    "{o} as functions of {l}:",
    "(Each|Every) row gives {l} and then {o}:",
    "Outputs {o} for every combination of {l}:",
    "The table (below|that follows) has one column for each output ({o}):",
    "(Write|Build) the logic for {o} from this table:",
    "(Can|Could) you (implement|make) these {k} functions of {l}?",
    "(One table, {k} outputs.|There are {k} outputs and one table.)",
    "(A decoder|A small decoder|Combinational logic) with the following rows:",
    "A converter from {l} to {o}, row by row:",
    "Given {l}, drive {o} (as tabulated|according to the table):",
    "{k} independent functions share the inputs {l}:",
    "Specification of {o} (rows in no particular order):",
    "In a test, the inputs {l} and the outputs {o} had these values (make a circuit that does the same):",
    "(All outputs are combinational.|No clock.) Values:",
)


@family("two_functions", "truth tables", 1.5)
def two_functions(d: Draw) -> Design:
    """Two or three outputs of the same inputs, from one table or as lists of values."""
    bits = d.one((2, 3, 3, 3))
    names = _names(d, bits)
    outs = d.names(("f", "g", "h"), ("y1", "y2", "y3"), ("u", "v", "k"), ("s", "co", "e"))[: d.number(2, 3)]
    functions = {out: _draw_function(d, bits, False)[0] for out in outs}
    stored = d.chance(0.5)
    ports = (*(Port(name) for name in names), *(Port(out, output=True, stored=stored) for out in outs))
    order = list(range(1 << bits))
    if d.chance(0.5):
        d.rng.shuffle(order)
    told = d.one(("table", "table", "joined", "lists"))
    opening = d.any(*_SEVERAL_OPENINGS, o=listing(outs), l=listing(names), k=len(outs))
    results = {value: "".join(str(int(value in functions[out])) for out in outs) for value in order}
    if told == "table":
        bar = d.one((" | ", "  ", " -> "))
        lines = [bar.join((" ".join(names), " ".join(outs)))]
        lines += [bar.join((" ".join(f"{v:0{bits}b}"), " ".join(results[v]))) for v in order]
        text = opening + "\n" + "\n".join(lines)
    elif told == "joined":
        arrow = d.one((" -> ", ": ", " | ", " => "))
        label = f"{_joined(names, d)}{arrow}{_joined(outs, d)}"
        text = opening + "\n" + "\n".join([label, *(f"{v:0{bits}b}{arrow}{results[v]}" for v in order)])
    else:
        parts = []
        for out in d.rng.sample(outs, len(outs)):
            shown = [f"{v:0{bits}b}" for v in order if v in functions[out]]
            parts.append(d.any(*_ONES_WORDS, o=out, w=1, e=0, n=listing(shown, "or"), l=_joined(names, d), k=len(shown)))
        text = d.one((" ", "\n")).join(parts)
    word = "{" + ", ".join(names) + "}"
    if stored:
        target = "{" + ", ".join(outs) + "}"
        entries = [f"    {bits}'b{v:0{bits}b}: {target} = {len(outs)}'b{results[v]};" for v in order]
        entries[-1] = entries[-1].replace(f"{bits}'b{order[-1]:0{bits}b}:", "default:", 1)
        body = [f"{d.style.comb} begin", f"  case ({word})", *entries, "  endcase", "end"]
        reasoning = f"A case over {word}, giving {target}: {', '.join(f'{v:0{bits}b} -> {results[v]}' for v in order)}."
    else:
        body = [f"assign {out} = {sum_text(minimize(functions[out], set(), bits), names)};" for out in outs]
        reasoning = "\n".join(
            f"{out} is 1 at {', '.join(f'{v:0{bits}b}' for v in order if v in functions[out])}." for out in outs
        )

    def function(v: dict[str, int]) -> dict[str, int]:
        value = int("".join(str(v[name]) for name in names), 2)
        return {out: int(value in functions[out]) for out in outs}

    return Design(
        f"{len(outs)} functions of {bits} bits",
        ports,
        text,
        reasoning,
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("truth_table", "logic_table"),
        {"functions": {o: sorted(f) for o, f in functions.items()}},
        hidden=(2, len(body) - 2) if stored else (1, len(body)),
        wave="" if stored else "Read each output column off the waveform.",
    )
