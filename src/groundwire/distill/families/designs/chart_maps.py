"""Karnaugh maps with axes in any order, and lists of term numbers, with the form of the answer asked for."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.chart_shared import (
    ASKS,
    FREE_TOLD,
    Chart,
    chart,
    example,
    finish,
    gray,
    pick_form,
    splits,
    surround,
)

_MAP_TEXTS = (
    "Karnaugh map of {o}, rows {r}, columns {c}:\n{t}", "{t}\n\n{o} as mapped above; {c} runs along the top, {r} down the side.",
    "Derive {o} from the map. Top: {c}. Side: {r}.\n{t}", "The map gives {o} ({r} vertical, {c} horizontal).\n{t}\nImplement it.",
    "hi, this is the kmap for {o}, the columns are {c} and the rows are {r}. what's the verilog?\n{t}",
    "Worksheet 5: the K-map below belongs to {o}. Labels at the left are values of {r}, labels at the top values of {c}.\n{t}\n"
    "Write a module for it.",
    "A Karnaugh map is a truth table folded into a rectangle, so that neighbours differ in one variable. Read each cell at its "
    "own "
    "labels. For {o}, with {r} at the left and {c} above:\n{t}",
    "Columns: {c}\nRows: {r}\nCells: {o}\n{t}", "{o} comes from this map with {c} across and {r} down.\n{t}",
    "TICKET: the interlock {o} was specified as a map, never coded. {r} selects the row and {c} the column.\n{t}",
    "What is {o}? See the map, with row labels {r} and column labels {c}.\n{t}", "Code this map of {o} (left {r}, top {c}).\n{t}",
    "From the data sheet, figure 3, map of output {o}; horizontal axis {c}, vertical axis {r}:\n{t}",
    "Mind that {c} is on the horizontal axis of this map, and {r} on the vertical one. It shows {o}.\n{t}",
)  # fmt: skip


def _labels(d: Draw, bits: int) -> list[int]:
    """The order of the labels on one axis."""
    order = gray(bits)
    match d.one(("gray", "gray", "gray", "gray", "turned", "back", "count")):
        case "turned":
            k = d.number(1, len(order) - 1)
            order = order[k:] + order[:k]
        case "back":
            order.reverse()
        case "count":
            order.sort()
    return order


def _drawn(d: Draw, r: str, c: str, rows: Sequence[str], tops: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """The map in one of many layouts."""
    kind = d.one(("corner", "corner", "above", "above", "pipes", "rows", "columns", "matrix", "equals", "csv"))
    if kind == "rows":
        return "\n".join([f"{c}: {' '.join(tops)}",
                          *(f"{r} = {row}: {' '.join(line)}" for row, line in zip(rows, cells, strict=True))])  # fmt: skip
    if kind == "columns":
        told = [f"column {top}: {' '.join(line[i] for line in cells)}" for i, top in enumerate(tops)]
        return "\n".join([*told, f"(each from top to bottom, {r} = {', '.join(rows)})"])
    if kind == "matrix":
        inside = "; ".join(" ".join(line) for line in cells)
        return f"[{inside}], rows {r} = {', '.join(rows)}, columns {c} = {', '.join(tops)}"
    if kind == "equals":
        head = [f"{c}={top}" for top in tops]
        lines = [f"{r}={row} | " + " ".join(v.ljust(len(h)) for v, h in zip(line, head, strict=True)).rstrip()
                 for row, line in zip(rows, cells, strict=True)]  # fmt: skip
        return "\n".join([f"{' ' * (len(r) + 1 + len(rows[0]))} | {' '.join(head)}", *lines])
    corner = f"{r}{d.one((chr(92), '/'))}{c}"
    if kind == "csv":
        return "\n".join([",".join((corner, *tops)), *(",".join((row, *line)) for row, line in zip(rows, cells, strict=True))])
    if kind == "pipes":
        table = [(corner, *tops), ("---",) * (len(tops) + 1), *((row, *line) for row, line in zip(rows, cells, strict=True))]
        return "\n".join(f"| {' | '.join(line)} |" for line in table)
    first, bar, wide = (r if kind == "above" else corner), d.one((" | ", " |", "  ")), len(tops[0]) + 1
    side = max(len(first), len(rows[0]))
    lines = [(first.ljust(side) + bar + "".join(top.ljust(wide) for top in tops)).rstrip()]
    lines += [
        (row.ljust(side) + bar + "".join(v.ljust(wide) for v in line)).rstrip() for row, line in zip(rows, cells, strict=True)
    ]
    return "\n".join([" " * (side + len(bar)) + c, *lines] if kind == "above" else lines)


def _map(d: Draw, bits: int) -> Design:
    c = chart(d, bits, 0.5, 0.15)
    down = 2 if bits == 4 else d.one((1, 2))
    across = bits - down
    glue = "" if all(len(name) == 1 for name in c.names) else d.one((" ", ",", ", "))
    r, top = glue.join(c.names[:down]), glue.join(c.names[down:])
    sides, tops = _labels(d, down), _labels(d, across)
    free = d.one([mark for mark in ("d", "x", "X", "-", "d") if mark not in (*c.names, c.out)])
    cells = [[c.mark(side << across | label, free) for label in tops] for side in sides]
    drawn = _drawn(d, r, top, [f"{v:0{down}b}" for v in sides], [f"{v:0{across}b}" for v in tops], cells)
    text = d.any(*_MAP_TEXTS, o=c.out, r=r, c=top, t=drawn)
    form, ask = pick_form(d, c, 0.5)
    lines = []
    for side in sides:
        read = ", ".join(f"{label:0{across}b}={c.mark(side << across | label)}" for label in tops)
        hits = " ".join(c.key(side << across | label) for label in tops if side << across | label in c.ones)
        lines.append(f"{r} {side:0{down}b}: {read} -> {hits or 'none'}")
    note = d.any(*FREE_TOLD, m=free) if c.free else ""
    order = [side << across | label for side in sides for label in tops]
    return finish(d, "a function given by a Karnaugh map", c, surround(d, text, ask, (note, example(d, c, 0.12))), form, lines,
                  order, "map")  # fmt: skip


@family("chart_map_three", "truth tables", 1.0)
def chart_map_three(d: Draw) -> Design:
    """A Karnaugh map of three variables, two of them down or two of them across."""
    return _map(d, 3)


@family("chart_map_four", "truth tables", 1.0)
def chart_map_four(d: Draw) -> Design:
    """A Karnaugh map of four variables, axes and labels in any order."""
    return _map(d, 4)


_LIST_TEXTS = (
    "{o}({l}) = {s}({n}){y}, {m}.", "The {k}s of {o} are {n}, numbered over {l}; {m}.{e}",
    "{m}. {o}, a function of {l}, has {k}s {n}.{e}", "Inputs {l} ({m}). {o} = {s}({n}){y}.",
    "{o} is {v} for the input numbers {n} and {u} for the others; the number is formed from {l}, and {m}.{e}",
    "Homework: {k} list {n}, variables {l}, {m}. Find a circuit for {o}.{e}", "{k}s: {n}\nvariables: {l} ({m})\noutput: {o}{x}",
    "A {k} is the number of a row of the table in which the function is {v}. For {o} these are {n}, where {l} form the row "
    "number "
    "and {m}.{e}", "yo, need {o} = {s}({n}){y} in verilog, variables {l}, {m}",
    "In the table of {o} a {v} stands at these row numbers: {n}. All others hold a {u}. To number the rows {l} are used; {m}.{e}",
    "Spec of {o}: {v} at {n}. Numbers are read from {l}. Note that {m}.{e}",
    "Which circuit has {s}({n}){y} on its output {o}, if {m} among {l}?",
    "{o} goes to {v} when the code made of {l} is one of {n}, else to {u} ({m}).{e}", "{k} numbers {n}; {m}; {l} -> {o}.{e}",
)  # fmt: skip


@family("chart_term_order", "truth tables", 1.0)
def chart_term_order(d: Draw) -> Design:
    """Minterms or maxterms as numbers, where the text says which variable counts most or least."""
    c = chart(d, d.one((3, 3, 3, 4)), 0.4)
    maxima = d.chance(0.45)
    order = sorted(c.zeros if maxima else c.ones)
    shown = list(c.names)
    if d.chance(0.5):
        shown.reverse()
    if shown[0] == c.names[0]:
        rule = d.any("{a} is the most significant bit", "{a} is the MSB", "{b} is the least significant bit, {a} the most "
                     "significant", "{a} counts most", "{b} is the LSB", "the weights fall from {a} to {b}",
                     a=c.names[0], b=c.names[-1])  # fmt: skip
    else:
        rule = d.any("{b} is the least significant bit", "{b} is the LSB and {a} the MSB", "{a} counts most and {b} least",
                     "{a}, not {b}, is the most significant bit", "the weights grow from {b} to {a}", "{b} has the weight 1",
                     a=c.names[0], b=c.names[-1])  # fmt: skip
    dont = ", ".join(map(str, sorted(c.free)))
    extra = d.any(" Numbers that don't matter: {n}.", " Don't care: {n}.", " {n} never occur{s}.", " Free: {n}.", n=dont,
                  s="s" if len(c.free) == 1 else "") if c.free else ""  # fmt: skip
    text = d.any(
        *_LIST_TEXTS, o=c.out, l=", ".join(shown), n=", ".join(map(str, order)), m=rule, e=extra, v=int(not maxima),
            u=int(maxima),
        k="maxterm" if maxima else "minterm", s=d.one(("ΠM", "M", "prod M") if maxima else ("Σm", "m", "sum m")),
        y=f" {d.one(('+', 'with'))} d({dont})" if c.free else "", x=f"\ndon't care: {dont}" if c.free else "",
    )  # fmt: skip
    form, ask = pick_form(d, c)
    lines = [f"{'0' if maxima else '1'} at {', '.join(f'{row} {c.key(row)}' for row in order)} ({' '.join(c.names)})"]
    if c.free:
        lines.append(f"free: {' '.join(map(c.key, sorted(c.free)))}")
    return finish(d, "a function given by term numbers", c, surround(d, text, ask, (example(d, c, 0.15),)), form, lines,
                  [] if maxima else order, "max" if maxima else "min")  # fmt: skip


_FORM_TEXTS = (
    "{o} is 1 for {l} = {n} only. {f}", "{f} {o} has its ones at {n} ({l}).", "{o} is 0 for {l} = {z} and 1 elsewhere. {f}",
    "Function {o} of {l}: ones {n}, zeros {z}. {f}", "{l} may be {n}: then {o} is 1. It may be {z}: then {o} is 0. {f}",
    "Every truth table has two two-level forms: one collects the rows with 1, the other the rows with 0. The table of {o} over "
    "{l} "
    "has 1 in the rows {n}. {f}", "Assignment. Given: {o} = 0 for {z}, with {l} in that order, otherwise 1. {f}",
    "The ones of {o} ({l}) are {n}. {f}", "{f} The function {o} over {l} is false for {z} and true for the rest.",
    "- inputs {l}\n- output {o}\n- 1 for: {n}\n- {f}", "Could you code {o}? It's high for {n} (bits in the order {l}). {f}",
    "{o}: low at {z}, high otherwise, reading {l}. {f}", "We verify two-level synthesis with a function {o} of {l} that is true "
    "for "
    "{n}. {f}", "Not the rows {z} but the rows {n} of {l} make {o} go high. {f}",
)  # fmt: skip


@family("chart_stated_form", "truth tables", 1.0)
def chart_stated_form(d: Draw) -> Design:
    """Ones or zeros as bit strings, and the form that the answer must have: sum, product, minterms, case, constant or choice."""
    c: Chart = chart(d, d.one((3, 3, 3, 4)), 0, 0.1)
    form = d.one(("sop", "pos", "pos", "terms", "case", "mux"))
    if (form == "terms" and len(c.ones) > 5) or (form == "mux" and not splits(c)):
        form = "sop"
    order = sorted(c.ones)
    if d.chance(0.3):
        d.rng.shuffle(order)
    text = d.any(*_FORM_TEXTS, o=c.out, l=c.joined, n=listing([c.key(v) for v in order]),
                 z=listing([c.key(v) for v in sorted(c.zeros)]), f=d.any(*ASKS[form], a=c.names[0]))  # fmt: skip
    lines = [f"zeros: {' '.join(c.key(v) for v in sorted(c.zeros))}"] if form == "pos" else []
    return finish(d, "a two-level function", c, surround(d, text, "", (example(d, c, 0.15),)), form, lines, order, "form")
