"""Truth tables in many layouts, output columns read in a stated order, gates with exceptional rows, tables side by side."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.chart_shared import (
    FREE_TOLD,
    OUTS,
    Chart,
    chart,
    example,
    finish,
    gray,
    pick_form,
    read_rows,
    surround,
)
from groundwire.distill.families.voices.everyday_tables import inputs_of

_SYMBOLS = (
    ("0", "1", ""), ("0", "1", ""), ("0", "1", ""), ("L", "H", "L is low (0), H is high (1)."), ("F", "T", "T = 1, F = 0."),
    ("off", "on", "on means 1 and off means 0."), ("n", "y", "y stands for 1, n for 0."), (".", "#", "# is a 1 and . a 0."),
)  # fmt: skip
_TABLE_TEXTS = (
    "{o} follows this table:\n{t}", "Truth table for {o}:\n{t}\nWrite the module.", "Implement what the table says. Output: "
    "{o}.\n{t}",
    "Hi, can you turn this into Verilog? Inputs {l}, result on {o}.\n{t}", "{t}\n\nThat is all there is to know about {o}.",
    "Lab 2, task 3. From the table below derive {o}. The rows are in no particular order of difficulty.\n{t}",
    "We measured a small board with inputs {l}. What came out on {o}:\n{t}\nPlease describe a circuit that does the same.",
    "A truth table lists each combination of the inputs once and next to it the output. Here is one, with the output {o}:\n{t}\n"
    "Your task is the circuit.", "Function table ({o} = output)\n{t}", "What would the Verilog for this look like?\n{t}",
    "TICKET 418: decision table for {o} not implemented yet.\n{t}", "Look up {l} in the left part, drive {o} from the right "
    "part.\n{t}",
    "The data sheet gives this function table for output {o}.\n{t}\nReproduce it.", "Inputs {l}; output {o}.\n{t}",
)  # fmt: skip


def _table(d: Draw, c: Chart, order: Sequence[int], free: str) -> str:
    """A table in one of many layouts, with a note where its symbols need one."""
    low, high, note = d.one(_SYMBOLS)
    back = d.chance(0.12)
    heads = [c.out, *c.names] if back else [*c.names, c.out]
    sign = {"0": low, "1": high, free: free}
    lines = []
    for row in order:
        cells = [sign[bit] for bit in c.key(row)]
        result = sign[c.mark(row, free)]
        lines.append([result, *cells] if back else [*cells, result])
    kind = d.one(("plain", "plain", "bar", "pipes", "csv", "sideways", "arrows", "calls", "halves", "tabs", "latex", "words"))
    if kind in ("arrows", "calls", "words"):
        form = {
            "arrows": d.one(("{k} -> {v}", "{k} : {v}", "{k} => {v}", "{k} gives {v}")), "calls": "{o}({s}) = {v}",
            "words": "{a} -> {o}={v}",
        }[kind]  # fmt: skip
        told = [form.format(k=c.key(row), v=c.mark(row, free), o=c.out, s=",".join(c.key(row)), a=c.setting(row, "=", " "))
                for row in order]  # fmt: skip
        top = {"arrows": f"{' '.join(c.names)} -> {c.out}", "calls": f"{c.out}({', '.join(c.names)})", "words": ""}[kind]
        glue = d.one(("\n", "\n", "; "))
        return (f"{top}\n" if top else "") + glue.join(told)
    if kind == "sideways":
        text = "\n".join(f"{head}: {' '.join(line[i] for line in lines)}" for i, head in enumerate(heads))
    elif kind == "pipes":
        text = "\n".join(f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *lines))
    elif kind == "latex":
        text = " \\\\\n".join(" & ".join(line) for line in (heads, *lines))
    elif kind == "halves":
        half = len(lines) // 2
        text = "\n".join(f"{' '.join(a)}    {' '.join(b)}" for a, b in
                         zip((heads, *lines[:half]), (heads, *lines[half:]), strict=True))  # fmt: skip
    else:
        glue = {"csv": ",", "tabs": "\t"}.get(kind, " ")
        text = "\n".join(
            glue.join(line) if kind != "bar" or back else f"{glue.join(line[:-1])} | {line[-1]}" for line in (heads, *lines)
        )
    return f"{text}\n{note}" if note else text


@family("chart_table_layouts", "truth tables", 1.0)
def chart_table_layouts(d: Draw) -> Design:
    """A truth table of two to four inputs in one of many layouts, rows in any order, columns in the table's own order."""
    c = chart(d, d.one((2, 3, 3, 3, 4)), 0.3)
    order = list(c.rows)
    match d.one(("up", "up", "up", "down", "mixed", "gray")):
        case "down":
            order.reverse()
        case "mixed":
            d.rng.shuffle(order)
        case "gray":
            order = gray(c.bits)
    form, ask = pick_form(d, c)
    free = d.one([mark for mark in ("x", "X", "-", "d") if mark not in (*c.names, c.out)])
    text = d.any(*_TABLE_TEXTS, o=c.out, l=listing(c.names), t=_table(d, c, order, free))
    note = d.any(*FREE_TOLD, m=free) if c.free else ""
    return finish(d, "a function given by a table", c, surround(d, text, ask, (note, example(d, c))), form,
                  read_rows(c, order), order, "table")  # fmt: skip


_COLUMN_TEXTS = (
    "Going through {l} from {s} to {e} ({w}), {o} is {t}.", "{o} reads {t} as {l} {w} from {s} to {e}.",
    "The output column of a table is {t}. Its first entry belongs to {l} = {s}, its last to {e}; the inputs {v}.",
    "Inputs {l} {v}, starting at {s}. The outputs on {o}, in that order: {t}.", "{o}: {t}. That is for {l} = {s} ... {e}, {w}.",
    "I wrote down only the result column, {t}, for {o}. The rows went {w}, {l} being {s} in the first and {e} in the last one.",
    "A truth table can be given by its last column alone once the order of the rows is agreed on. Here the rows {v} from {s} to "
    "{e} on {l}, and the column for {o} is {t}. Build the circuit.", "Column for {o} ({s} first, {e} last, {l} {w}):\n{t}",
    "can you code this? {o} = {t} for {l} from {s} to {e}, {w}", "Result string {t}\nrows: {l}, {w}, {s} to {e}\noutput: {o}",
    "Not from {e} to {s} but from {s} to {e}: that is how {t} is to be read. Each digit is {o} for one value of {l}, {w}.",
    "Sweep {l} ({w}, {s} then on to {e}) and {o} shows {t} in turn.", "With {l} {w}, {s} first, what shall {o} give? "
    "{t}.",
    "Tester log: stimulus {l} {w} beginning with {s}; response at {o}: {t}.",
)  # fmt: skip


@family("chart_column_read", "truth tables", 1.0)
def chart_column_read(d: Draw) -> Design:
    """Only the output column, with the order of the rows told: up, down, or Gray."""
    c = chart(d, d.one((2, 3, 3, 3, 4)))
    kind = d.one(("up", "up", "down", "down", "gray"))
    order = {"up": list(c.rows), "down": list(reversed(c.rows)), "gray": gray(c.bits)}[kind]
    while_ = {"up": ("counting up", "in rising binary order"), "down": ("counting down", "in falling binary order"),
              "gray": ("in Gray-code order", "in Gray code, one bit changing at a time")}[kind]  # fmt: skip
    verb = {"up": "count up in binary", "down": "count down in binary", "gray": "step through the Gray code"}[kind]
    form, ask = pick_form(d, c)
    column = d.one(("", " ", ", ")).join(map(c.mark, order))
    text = d.any(*_COLUMN_TEXTS, o=c.out, l=c.joined, s=c.key(order[0]), e=c.key(order[-1]), w=d.one(while_), v=verb, t=column)
    return finish(d, "a function given by its output column", c, surround(d, text, ask, (example(d, c),)), form,
                  read_rows(c, order), order, kind)  # fmt: skip


_GATES: dict[str, tuple[str, ...]] = {
    "AND": ("the AND of {l}", "an AND gate of {l}"), "OR": ("the OR of {l}", "an OR gate of {l}"),
    "XOR": ("the XOR of {l}", "the parity of {l} (1 for an odd number of ones)"), "NAND": ("the NAND of {l}",
    "a NAND gate of {l}"),
    "NOR": ("the NOR of {l}", "a NOR gate of {l}"), "XNOR": ("the inverted XOR of {l}", "the XNOR of {l}"),
    "MAJ": ("the majority of {l}", "a majority vote of {l}"),
}  # fmt: skip
_EXCEPT_TEXTS = (
    "{o} is {g}, except for {x}: there it is {v}.", "Like {g}, but {x} gives {v}. Output: {o}.", "For {x} the output {o} is {v}; "
    "otherwise it is {g}.", "{o} = {v} if {x}. In every other case {o} is {g}.", "Take {g} and change one thing: with {x}, {o} "
    "must be {v} and not {n}.", "We have a chip that is almost {g}. The one difference is {x}, where {o} shows {v}. Model it.",
    "can i get {g} on {o}, only that {x} should come out as {v}?", "Normally {o} is {g}. The customer wants {v} for {x} though.",
    "Base function: {g}\nException: {x} -> {v}\nOutput: {o}", "The table of {o} is that of {g} with the entry for {x} set to "
    "{v}.",
    "Everyone knows {g}. Now flip its entry at {x}, so that it becomes {v}, and leave all others alone. The result drives {o}.",
    "Unless {x}, {o} is {g}. If {x}, it is {v}.", "Errata: {o} behaves as {g}, apart from {x} (reads {v}, a mask fault). Copy "
    "this "
    "behaviour.", "{x}? Then {o} is {v}. Anything else? Then {o} is {g}.",
)  # fmt: skip


@family("chart_gate_exception", "truth tables", 1.0)
def chart_gate_exception(d: Draw) -> Design:
    """A gate of two or three inputs in all rows but one."""
    bits = d.one((2, 3, 3, 3))
    names, inputs = inputs_of(d, bits, 0.1)
    gate = d.one([name for name in _GATES if bits == 3 or name != "MAJ"])
    full = (1 << bits) - 1
    base = {row for row in range(full + 1) if {
        "AND": row == full, "OR": row != 0, "XOR": row.bit_count() % 2 == 1, "NAND": row != full, "NOR": row == 0,
        "XNOR": row.bit_count() % 2 == 0, "MAJ": row.bit_count() >= 2,
    }[gate]}  # fmt: skip
    row = d.number(0, full)
    ones = base ^ {row}
    if not ones or len(ones) > full:
        return chart_gate_exception(d)
    c = Chart(names, inputs, d.name(*OUTS), ones, set())
    form, ask = pick_form(d, c, 0.3)
    told = d.one((c.setting(row), c.setting(row, " = ", " and "), f"{c.joined} = {c.key(row)}"))
    text = d.any(*_EXCEPT_TEXTS, o=c.out, g=d.any(*_GATES[gate], l=listing(names)), x=told, v=c.mark(row), n=1 - int(c.mark(row)))
    lines = [f"{gate}: ones at {' '.join(f'{v:0{bits}b}' for v in sorted(base))}", f"{c.key(row)} becomes {c.mark(row)}"]
    return finish(d, "a gate with one exception", c, surround(d, text, ask), form, lines, (), gate)


_SPLIT_TEXTS = (
    "While {s} is 0, {o} over {r} is {x}; while {s} is 1, it is {y}. ({r} counts 00, 01, 10, 11.)",
    "{s} = 1: {y}. {s} = 0: {x}. These are the values of {o} for {r} = 00, 01, 10, 11.",
    "Two small tables, {s} says which one holds.\n{r}: 00 01 10 11\n{s}=1: {y}\n{s}=0: {x}\nOutput {o}.",
    "{o} has two personalities. With {s} high it gives {y} for {r} = 00, 01, 10, 11, with {s} low it gives {x}.",
    "If {s} then {o} runs through {y} else through {x}, as {r} goes 00, 01, 10, 11.",
    "For {r} in the order 00, 01, 10, 11 {o} shall be {x}. That is for {s} low only; for {s} high it shall be {y}.",
    "- {s} low: column {x}\n- {s} high: column {y}\n- rows: {r} = 00, 01, 10, 11\n- output: {o}",
    "A configurable gate on {r}: {s} selects one of two truth tables for {o}. The one for {s}=1 is {y} and the other one {x} "
    "(entries for 00, 01, 10, 11).", "hey, {o} should be {y} over {r}=00,01,10,11 but only when {s} is set, when it is not it's "
    "{x}",
    "The column {y} (rows 00, 01, 10, 11 of {r}) belongs to {s} = 1; the column {x} belongs to {s} = 0. Drive {o}.",
    "Mode input {s}. In mode 0 the output {o} obeys ({x}), in mode 1 ({y}); both list {r} = 00, 01, 10, 11.",
    "What does {o} do? {x} for {r} = 00 01 10 11, unless {s} is 1, in which case {y} instead.",
    "Not {s}: {x}. {s}: {y}. Each string gives {o} for {r} at 00, 01, 10 and 11, from left to right.",
)  # fmt: skip


@family("chart_split_table", "truth tables", 1.0)
def chart_split_table(d: Draw) -> Design:
    """Two tables of two inputs, of which a third input selects one."""
    names = d.names(("s", "a", "b"), ("mode", "x", "y"), ("sel", "p", "q"), ("m", "u", "v"), ("alt", "a", "b"), ("k", "x1", "x0"))
    a, b = d.rng.sample(range(1, 15), 2)
    ones = {row for row in range(8) if (b if row & 4 else a) >> (3 - row % 4) & 1}
    c = Chart(names, d.rng.sample([Port(name) for name in names], 3), d.name(*OUTS), ones, set())
    glue = d.one(("", " ", ", "))
    columns = [glue.join(f"{value:04b}") for value in (a, b)]
    text = d.any(*_SPLIT_TEXTS, s=names[0], r=c.joined[1:] if " " not in c.joined else " ".join(names[1:]), o=c.out,
                 x=columns[0], y=columns[1])  # fmt: skip
    form = d.one(("mux", "mux", "mux", "case"))
    lines = [f"{names[0]}=0: {a:04b}; {names[0]}=1: {b:04b} (00 01 10 11)"]
    return finish(d, "a choice between two truth tables", c, surround(d, text), form, lines, (), "split")
