"""Karnaugh maps: drawn in every layout, told by coordinates, or with two functions in a cell."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.grid_shared import (
    FREE,
    GRAY,
    PAIRS,
    RESULTS,
    SIMPLER,
    Inputs,
    code,
    draw_inputs,
    draw_ones,
    finish,
    join,
    letter_case,
    map_text,
    one_bit,
    order_line,
    solve,
)

_NAMES = ("kmap", "karnaugh", "map_logic", "comb_map", "mapped_function")
_MAPS = (
    "Karnaugh map of {o}:\n{t}",
    "{t}\nThat is the map for {o}. Rows are {r}, columns are {c}. Write the logic.",
    "Implement the circuit whose Karnaugh map is shown.\n{t}\nOutput: {o}.",
    "hey, got this kmap on a napkin, rows {r} / cols {c}, need {o} in verilog:\n{t}",
    "Question {n}. The map gives {o} as a function of {l}. Rows are labelled with {r}, columns with {c}. Write a module.\n{t}",
    "The interlock was worked out on paper with a map: {r} down the side, {c} along the top, {o} in the cells. Only the map "
    "was filed, so rebuild the logic from it.\n{t}",
    "- combinational\n- inputs {l}\n- output {o} as in the map ({r} vertical, {c} horizontal)\n{t}",
    "{o} is 1 in the cells with a 1 and 0 in the cells with a 0:\n{t}\nThe row label is the value of {r}, the column label that "
    "of {c}.",
    "Given the values of {r} and {c}, {o} is what stands where row and column meet.\n{t}",
    "Function table, two-dimensional. Vertical: {r}. Horizontal: {c}. Entry: {o}.\n{t}",
    "Like a ROM with a row address {r} and a column address {c}, except that labels follow the Gray order. The data bit is "
    "{o}.\n{t}",
    "Data sheet, section {n}: logic function. Output {o} depends on {l} as follows ({r} selects the line, {c} the column).\n{t}\n"
    "There is no memory and no clock.",
    "{o}({l}):\n{t}",
    "For each crossing of {r} and {c} read {o} below, then write it as an expression.\n{t}",
)


def _axes(d: Draw, inputs: Inputs) -> tuple[list[str], list[str], list[str], list[str]]:
    """Variables of the rows and of the columns, and the labels of both."""
    down = {2: 1, 3: d.one((1, 1, 2)), 4: 2 if d.chance(0.93) else 1}[inputs.bits]
    rows, columns = list(GRAY[down]), list(GRAY[inputs.bits - down])
    if d.chance(0.08):
        rows.sort()
        columns.sort()
    return inputs.names[:down], inputs.names[down:], rows, columns


@family("grid_map", "truth tables", 1.2)
def grid_map(d: Draw) -> Design:
    """A Karnaugh map of two to four variables in any layout."""
    inputs = draw_inputs(d, d.one((2, 3, 3, 3, 4, 4, 4, 4)), 0.15, 0.4)
    if len(inputs.ports) == 1 and d.chance(0.4):
        inputs.names.reverse()
    out, bits = d.name(*RESULTS), inputs.bits
    ones, free = draw_ones(d, bits, 0.4 if bits > 2 else 0.0)
    down, across, rows, columns = _axes(d, inputs)
    mark, grouped = d.one("dxX-d"), d.chance(0.3)
    shown = {v: mark if v in free else str(int(v in ones)) for v in range(1 << bits)}
    drawn = map_text(d, down, across, rows, columns, [[shown[int(r + c, 2)] for c in columns] for r in rows])
    text = d.any(*_MAPS, o=out, t=drawn, r=join(down), c=join(across), l=", ".join(inputs.names), n=d.number(2, 9))
    if rows == sorted(rows) and len(columns) > 2 and columns == sorted(columns):
        text = text.replace(", except that labels follow the Gray order", "")
    text += "\n" + d.any(*FREE, m=mark) if free else ""
    text += ("\n" if "\n" in text else " ") + d.one(SIMPLER) if grouped else ""
    read = [f"{r}: {' '.join(f'{c}={shown[int(r + c, 2)]}' for c in columns)}" for r in rows]
    listed = [int(r + c, 2) for r in rows for c in columns if int(r + c, 2) in ones]
    order = [int(r + c, 2) for r in rows for c in columns]
    steps, body = solve(inputs.names, out, listed, free, grouped, order)
    why = "\n".join([f"rows {' '.join(down)}, columns {' '.join(across)}", *read, order_line(inputs), steps])
    return finish(d, f"a function of {bits} variables", inputs, [out], text, why, body, one_bit(out, ones, free), _NAMES,
                  ones=sorted(ones), free=sorted(free))  # fmt: skip


_TOLD = (
    "Draw a map with {r} for the rows and {c} for the columns. Put {v} into these cells and {w} into all others:\n{i}\nThe "
    "function in the map is {o}.",
    "In the Karnaugh map of {o} (rows {r}, columns {c}) the only cells with a {v} are {s}.",
    "{o}'s map over {r} and {c} holds {w} everywhere except in the cells {s}, where it holds {v}.",
    "no picture, sorry, so cell by cell: {o} = {v} at {s}. rows are {r}, columns are {c}, every other cell is {w}",
    "Output {o} takes the value {v} at the following crossings of {r} and {c}:\n{i}\nElsewhere it is {w}.",
    "Read me the map over the phone? Sure. Rows {r}, columns {c}. {v} in {s}. The rest {w}. It is the map of {o}.",
    "Cells of {o} that are {v}:\n{i}\n(rows: {r}; columns: {c}; the cells not listed are {w}).",
    "Exercise. Every cell of a Karnaugh map is found by its row {r} and its column {c}. The cells {s} contain {v} and the others "
    "contain {w}. Implement this function as {o}.",
    "Unless one of the crossings below applies, {o} is {w}; at these crossings of {r} with {c} it is {v}.\n{i}",
    "A seat plan decides {o}. The row of a seat is {r}, its column {c}. For the seats {s} the output is {v}, for any other seat "
    "{w}.",
)


@family("grid_told_cells", "truth tables", 0.9)
def grid_told_cells(d: Draw) -> Design:
    """The cells of a map told by their coordinates."""
    inputs = draw_inputs(d, d.one((3, 3, 4, 4, 4)), 0.12, 0.4)
    out, bits = d.name(*RESULTS), inputs.bits
    ones, _ = draw_ones(d, bits)
    down, across, _, _ = _axes(d, inputs)
    zeros = set(range(1 << bits)) - ones
    level = 1 if len(ones) <= len(zeros) else 0
    told = sorted(ones if level else zeros)
    if d.chance(0.6):
        d.rng.shuffle(told)
    r, c = join(down), join(across)
    form = d.one(("{r} = {x}, {c} = {y}", "row {x}, column {y}", "({x}, {y})", "{r}={x} with {c}={y}", "row {x} / column {y}",
                  "{x} x {y}", "column {y} of row {x}"))  # fmt: skip
    spots = [form.format(r=r, c=c, x=code(v, bits)[: len(down)], y=code(v, bits)[len(down) :]) for v in told]
    mark = d.one(("- ", "* ", "  ", ""))
    text = d.any(*_TOLD, o=out, r=r, c=c, v=level, w=1 - level, s=d.one(("; ", "; ", " and ")).join(spots),
                 i="\n".join(mark + one for one in spots))  # fmt: skip
    lines = [f"row {code(v, bits)[: len(down)]} col {code(v, bits)[len(down) :]}: {code(v, bits)}" for v in told]
    steps, body = solve(inputs.names, out, told if level else sorted(ones), set(), False, () if level else told)
    why = "\n".join([order_line(inputs), f"{out} = {level} at", *lines, steps])
    return finish(d, f"a function of {bits} variables", inputs, [out], text, why, body, one_bit(out, ones, set()), _NAMES,
                  ones=sorted(ones), level=level)  # fmt: skip


_PAIR_MAPS = (
    "Two functions share one map. Each cell shows {f} and then {g}.\n{t}",
    "{t}\nFirst digit of a cell: {f}. Second digit: {g}. Rows {r}, columns {c}.",
    "Write {f} and {g} from this combined map (cell = {f} followed by {g}):\n{t}",
    "the cells below hold two bits, left one is {f}, right one is {g}; row is {r}, column is {c}\n{t}",
    "Outputs {f} and {g} are functions of {l}. In the map an entry such as 10 means {f} = 1 and {g} = 0.\n{t}",
    "Drive {f} with the left and {g} with the right bit of the entry at row {r}, column {c}:\n{t}",
    "To save paper we entered both outputs in one map, {f} before {g}. {r} goes down, {c} goes across.\n{t}\nCode both.",
    "Requirements:\n1. purely combinational\n2. the pair ({f}, {g}) is looked up by {r} (row) and {c} (column)\n{t}",
)


@family("grid_map_pair", "truth tables", 0.8)
def grid_map_pair(d: Draw) -> Design:
    """A map whose cells hold two outputs."""
    inputs = draw_inputs(d, d.one((2, 3, 3, 3, 4)), 0.12, 0.3)
    bits = inputs.bits
    one, two = d.names(*PAIRS)
    first, second = draw_ones(d, bits)[0], draw_ones(d, bits)[0]
    down, across, rows, columns = _axes(d, inputs)
    shown = {v: f"{int(v in first)}{int(v in second)}" for v in range(1 << bits)}
    drawn = map_text(d, down, across, rows, columns, [[shown[int(r + c, 2)] for c in columns] for r in rows])
    text = d.any(*_PAIR_MAPS, f=one, g=two, t=drawn, r=join(down), c=join(across), l=", ".join(inputs.names))
    why = [order_line(inputs), f"cell is {one} {two}"]
    why += [f"{r}: {' '.join(f'{c}={shown[int(r + c, 2)]}' for c in columns)}" for r in rows]
    listed = [int(r + c, 2) for r in rows for c in columns]
    cased = bits == 4 or d.chance(0.4)
    if cased:
        arms = [(v, f"{{{one}, {two}}} = 2'b{shown[v]};") for v in listed]
        body = letter_case(d, inputs.word, bits, arms[:-1], arms[-1][1])
        why.append(f"case {inputs.word}, cells in reading order, last one default")
    else:
        body = []
        for out, ones in ((one, first), (two, second)):
            steps, lines = solve(inputs.names, out, [v for v in listed if v in ones], set(), False, listed)
            why.append(steps)
            body += lines
    return finish(d, "two functions in a map", inputs, [one, two], text, "\n".join(why), body,
                  lambda row: {one: int(row in first), two: int(row in second)}, ("map_pair", "two_maps", "kmap2"), cased,
                  first=sorted(first), second=sorted(second))  # fmt: skip
