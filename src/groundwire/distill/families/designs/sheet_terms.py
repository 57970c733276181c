"""Minterms, products and Karnaugh maps."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_tables import (
    COUNTS,
    FREE_NOTES,
    RESULTS,
    function_of,
    inputs_of,
    number_of,
    placed,
    table_design,
)

_MINTERM_TEXTS = (
    "Implement {o}({l}) = {s}({n}){d}.",
    "{o} is the sum of the minterms {n} over the variables {l}, {f} being the most significant.{e}",
    "Exercise: given the function {o} of {l} ({f} is the MSB) in sum-of-minterms form, {s}({n}){d}, write the module.",
    "The row numbers of the truth table where {o} is 1 are {n}. Rows are numbered by reading {l} as a binary number, left bit "
    "first.{e} (All remaining rows|The other rows) are 0.",
    'On the whiteboard it says "{o} = {s}({n}){d}", and next to it "{l}, MSB left". Please turn that into code.',
    "Minterms: {n}\nVariables (MSB to LSB): {l}\nOutput: {o}{g}",
    "A function's minterm list is {n}, where minterm numbers weigh {w}. The function drives {o}.{e}",
    "Let {l} be the binary digits of a number, {f} leading. The output {o} fires on {n} and on no other number.{e}",
    "We give each input a weight: {w}. Add the weights of the inputs that are 1; if the sum is {r}, {o} is 1, else 0.{e}",
    "can someone code {s}({n}){d} for me? var order is {l} ({f} highest), output {o}",
    "{o} = 1 <=> ({l})_2 is in the set {{n}}.{e}",
    "A PLA has its OR plane connected to the minterms {n} of {l} ({f} most significant) and drives {o}.{e}",
    "Canonical sum of products with these indices: {n}. {f} is the leftmost, most significant variable, the full order is "
    "{l}. Name of the function: {o}.{e}",
)


_MAXTERM_TEXTS = (
    "Implement {o}({l}) = {s}({n}){d}.",
    "{o} is the product of the maxterms {n} over the variables {l}, {f} being the most significant.{e}",
    "Exercise: given the function {o} of {l} ({f} is the MSB) in product-of-maxterms form, {s}({n}){d}, write the module.",
    "The row numbers of the truth table where {o} is 0 are {n}. Rows are numbered by reading {l} as a binary number, left bit "
    "first.{e} (All remaining rows|The other rows) are 1.",
    'On the whiteboard it says "{o} = {s}({n}){d}", and next to it "{l}, MSB left". Please turn that into code.',
    "Maxterms: {n}\nVariables (MSB to LSB): {l}\nOutput: {o}{g}",
    "Let {l} be the binary digits of a number, {f} leading. The output {o} is 1 for all numbers, only not for {n}.{e}",
    "We give each input a weight: {w}. Add the weights of the inputs that are 1; if the sum is {r}, {o} drops to 0, else it is "
    "1.{e}",
    "can someone code {s}({n}){d} for me? those are maxterms. var order is {l} ({f} highest), output {o}",
    "Canonical product of sums with these indices: {n}. {f} is the leftmost, most significant variable, the full order is "
    "{l}. Name of the function: {o}.{e}",
    "{o} = 0 <=> ({l})_2 is in the set {{n}}.{e}",
    "{o} is high by default. It goes low for the codes {n}, counted in {l} with {f} as the top bit.{e}",
)


_BOTH_TEXTS = (
    "{l} form a number with {f} as its high bit. {o} must be 1 for {n} and 0 for {z}; the other numbers never come.",
    "Numbers on {l} (MSB first): accept {n}, reject {z}. {o} is 1 for accept. Nothing is known of the rest.",
    "rows with 1: {n}\nrows with 0: {z}\nremaining rows: don't care\nvariables, highest first: {l}\noutput: {o}",
    "A keyed connector puts a code on {l} ({f} is worth most). Of the possible codes {z} should leave {o} at 0 and "
    "{n} should set "
    "it to 1. Other codes cannot be plugged in.",
    "{o} is 0 if the number {l} ({f} first) is {y}, and 1 if it is {r}. What happens for numbers not named here is "
    "yours to choose.",
    "The specification of {o} is incomplete on purpose. On-set: {n}. Off-set: {z}. The rest is the DC-set. Indices count {l} in "
    "binary with {f} in front.",
)


def _weights(names: Sequence[str]) -> str:
    return ", ".join(f"{name} {1 << (len(names) - 1 - i)}" for i, name in enumerate(names))


@family("sheet_term_numbers", "truth tables", 1.1)
def sheet_term_numbers(d: Draw) -> Design:
    """Lists of minterms or maxterms as numbers, with don't cares."""
    bits = d.one((3, 3, 4, 4))
    names, inputs = inputs_of(d, bits)
    out = d.name(*RESULTS)
    ones, free = function_of(d, bits, 0.5, 6)
    kind = d.one(("min", "min", "max", "both")) if free else d.one(("min", "max"))
    zeros = set(range(1 << bits)) - ones - free
    main = sorted(zeros if kind == "max" else ones)
    if d.chance(0.2):
        d.rng.shuffle(main)
    dont = ", ".join(map(str, sorted(free)))
    sign = d.one(("Σm", "sum m", "SUM", "m", "Σ") if kind == "min" else ("ΠM", "prod M", "PROD", "M", "Π"))
    extra = d.any(" Don't-cares: {n}.", " {n} do not matter.", " For {n} the output is a don't care.",
                  " The numbers {n} cannot occur.", " {n} may be treated as you like.", n=dont) if free else ""  # fmt: skip
    if len(free) == 1:
        extra = extra.replace(" do not", " does not").replace("numbers", "number")
    text = d.any(
        *(_MINTERM_TEXTS if kind == "min" else _MAXTERM_TEXTS if kind == "max" else _BOTH_TEXTS),
        o=out, l=", ".join(names), s=sign, n=", ".join(map(str, main)), f=names[0], e=extra, w=_weights(names),
        d=f"{d.one((' + d', ' + Σd', ', d', ' + dc'))}({dont})" if free else "", g=f"\nDon't cares: {dont}" if free else "",
        r=listing([str(v) for v in main], "or"), z=", ".join(map(str, sorted(zeros))),
        y=listing([str(v) for v in sorted(zeros)], "or"),
    )  # fmt: skip
    return table_design(d, f"a function of {bits} inputs", names, inputs, out, ones, free, text, main, d.one("bd"), kind)


_PRODUCT_TEXTS = (
    "{o} = {x}",
    "Sum of products: {x}. Drive {o} with it.",
    "Two-level AND-OR logic. The {k} AND terms are\n{i}\nand their OR is {o}.",
    "{o} is 1 if at least one of these holds:\n{i}\nand 0 otherwise.",
    "The teacher asks for {o} in sum-of-products form. The products: {c}.",
    "A PAL output {o} has {k} product terms: {c}.",
    "An OR gate drives {o}. (Its inputs are|It collects) the products {c}.",
    "Take {k} AND gates, one each for {c}, and OR their outputs together to get {o}.",
    "We minimized the map and ended up with the cubes {c}. {o} is their union.",
    'Please implement "{x}" as {o}. The prime or "not" stands for inversion.',
    "Whenever any of {c} is true, {o} is high; with none of them true it is low.",
    "Product terms (each an AND):\n{i}\nOutput {o}: OR of all of them.",
)


_SUM_TEXTS = (
    "{o} = {x}",
    "Product of sums: {x}. Drive {o} with it.",
    "Two-level OR-AND logic. The {k} OR terms are\n{i}\nand their AND is {o}.",
    "{o} is 1 only if all of these hold:\n{i}\nand 0 otherwise.",
    "The teacher asks for {o} in product-of-sums form. The sums: {c}.",
    "An AND gate drives {o}. (Its inputs are|It collects) the sums {c}.",
    "Take {k} OR gates, one each for {c}, and AND their outputs together to get {o}.",
    "Clauses: {c}. {o} says whether every clause is satisfied.",
    'Please implement "{x}" as {o}. The prime or "not" stands for inversion.',
    "As soon as any of {c} is false, {o} is low; with all of them true it is high.",
    "Sum terms (each an OR):\n{i}\nOutput {o}: AND of all of them.",
    "This is a satisfiability check on fixed clauses. {o} must be 1 exactly when all {k} are true, namely\n{i}",
)


@family("sheet_products_sums", "gates", 1.0)
def sheet_products_sums(d: Draw) -> Design:
    """Sums of products and products of sums written out, in notation or in words."""
    bits = d.one((3, 3, 4))
    names, inputs = inputs_of(d, bits, 0)
    out = d.name(*RESULTS)
    products, style = d.chance(0.5), d.number(0, 3)
    terms: list[list[tuple[int, int]]] = []
    for _ in range(d.number(2, 4)):
        places = sorted(d.rng.sample(range(bits), d.number(2, min(3, bits))))
        term = [(place, d.number(0, 1)) for place in places]
        if term not in terms:
            terms.append(term)

    def value(row: int) -> int:
        found = [[(row >> (bits - 1 - place) & 1) == want for place, want in term] for term in terms]
        return int(any(map(all, found)) if products else all(map(any, found)))

    if len({value(row) for row in range(1 << bits)}) == 1 or len(terms) < 2:
        return sheet_products_sums(d)
    inner, outer = ("and", "or") if products else ("or", "and")
    single = all(len(name) == 1 for name in names)
    negated = ("not {}" if style == 0 else "NOT {}" if style == 1 else "{}'" if style == 2 else "~{}")  # fmt: skip
    signs = {"and": "" if single else "*", "or": " + "} if style == 2 else {"and": " & ", "or": " | "} if style == 3 else {
        word: f" {word.upper() if style else word} " for word in ("and", "or")}  # fmt: skip
    shown = [signs[inner].join(names[p] if want else negated.format(names[p]) for p, want in term) for term in terms]
    closed = [f"({one})" for one in shown]
    whole = signs[outer if products or style != 2 else "and"].join(shown if products and style == 2 else closed)
    text = d.any(
        *(_PRODUCT_TEXTS if products else _SUM_TEXTS), o=out, x=whole, k=COUNTS[len(terms)], c=", ".join(closed),
        i="\n".join(f"- {one}" for one in shown),
    )  # fmt: skip
    a, b = (" & ", " | ") if products else (" | ", " & ")
    expression = b.join(f"({a.join(('' if want else '~') + names[p] for p, want in term)})" for term in terms)
    ports = placed(d, inputs, [Port(out, output=True)])
    return Design(
        "a two-level logic function", ports, text,
        f"{'OR of ANDs' if products else 'AND of ORs'}: {out} = {expression}.", (f"assign {out} = {expression};",),
        combinational(d.rng, ports, lambda v: {out: value(number_of(v, names, inputs))}), d.style,
        ("two_level", "pal_output", "sop" if products else "pos"), {"terms": terms, "products": products},
    )  # fmt: skip


_MAP_TEXTS = (
    "Karnaugh map for {o}. {r} runs down, {c} runs across.\n{t}",
    "(Here's|This is) the K-map my lab partner drew, variables {r} for the rows and {c} for the columns. Code {o} "
    "from it, please."
    "\n{t}",
    "{t}\n\nRows: {r}. Columns: {c}. Function: {o}.",
    "Problem 5 (6 points). The function {o} is specified by the following map; the row labels give {r}, the column labels {c}. "
    "Describe it in Verilog.\n{t}",
    "In the map below each cell holds {o}. Pick the row by {r} and the column by {c}.\n{t}",
    "The simplification is up to you, I just need {o} to agree with this map (row = {r}, column = {c}):\n{t}",
    "Design note 12 - output decoder. {o} versus {c} (horizontal) and {r} (vertical), Gray-coded axes:\n{t}",
    "Columns are headed by {c}, rows by {r}. Read {o} off.\n{t}",
    "A {k}-cell Karnaugh map was used to design {o}. Axes: {r} down the left, {c} along the top.\n{t}\nOnly the map "
    "has survived; "
    "write the module again.",
    "could you turn this kmap into a module? left = {r}, top = {c}, output {o}\n{t}",
    "Given a value of {r} and a value of {c}, when you look at the cell where they cross, then that is {o}.\n{t}",
    "The map of {o} is scanned from a textbook, so watch the order of the labels ({r} vertical, {c} horizontal).\n{t}",
    "Requirements:\n1. combinational\n2. {o} follows the map, with {r} selecting the row and {c} the column\n{t}",
    "Output {o}, entered in a map with {c} across the top and {r} at the side:\n{t}\nUse whichever grouping you like.",
    "Safety interlock {o}: the consultants delivered a map. Horizontal axis {c}, vertical axis {r}.\n{t}",
    "For the vending machine's coin gate {o} we have this map of {r} (rows) against {c} (columns).\n{t}",
)


_GRAY = {1: (0, 1), 2: (0, 1, 3, 2), 3: (0, 1, 3, 2, 6, 7, 5, 4)}


def _map_lines(d: Draw, r: str, c: str, rows: list[str], columns: list[str], cells: list[list[str]]) -> str:
    """A Karnaugh map in one of many layouts."""
    layout = d.one(("corner", "corner", "above", "pipes", "box", "words", "csv", "wide", "comment"))
    wide = max(len(one) for one in columns)
    if layout == "words":
        form = d.one(("row {0}: {1}", "{2} = {0} | {1}", "{0}: {1}", "{0} -> {1}"))
        top = d.one(("columns {0}: {1}", "order of columns ({0}): {1}", "{0} = {1}"))
        return "\n".join([top.format(c, ", ".join(columns)),
                          *(form.format(row, " ".join(line), r) for row, line in zip(rows, cells, strict=True))])  # fmt: skip
    corner = f"{r}{d.one(chr(92) + '/')}{c}"
    if layout == "csv":
        lines = [[corner, *columns], *([row, *line] for row, line in zip(rows, cells, strict=True))]
        return "\n".join(",".join(line) for line in lines)
    if layout == "pipes":
        lines = [[corner, *columns], ["---"] * (len(columns) + 1),
                 *([row, *line] for row, line in zip(rows, cells, strict=True))]  # fmt: skip
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    above = layout in ("above", "box")
    first = r if above else corner
    size = max(len(first), len(rows[0]))
    gap = "   " if layout == "wide" else d.one((" ", "  "))
    bar = d.one((" | ", " |", "  ", " : "))
    head = f"{first.ljust(size)}{bar}{gap.join(one.ljust(wide) for one in columns)}".rstrip()
    body = [f"{row.ljust(size)}{bar}{gap.join(one.ljust(wide) for one in line)}".rstrip()
            for row, line in zip(rows, cells, strict=True)]  # fmt: skip
    drawn = [head, *body]
    if above:
        drawn.insert(0, f"{' ' * (size + len(bar))}{c}")
    if layout == "box" or d.chance(0.2):
        drawn.insert(2 if above else 1, "-" * max(map(len, drawn)))
    return "\n".join(f"// {line}" if layout == "comment" else line for line in drawn)


@family("sheet_karnaugh", "truth tables", 1.2)
def sheet_karnaugh(d: Draw) -> Design:
    """A Karnaugh map of two to four variables, any of them down and across."""
    bits = d.one((2, 3, 3, 4, 4, 4))
    names, inputs = inputs_of(d, bits)
    if len(inputs) > 1:
        d.rng.shuffle(names)
    out = d.name(*RESULTS)
    ones, free = function_of(d, bits, 0.45 if bits > 2 else 0)
    down = {2: 1, 3: d.one((1, 2)), 4: 2 if d.chance(0.93) else d.one((1, 3))}[bits]
    across, mark = bits - down, d.one("ddxX-")
    gray = [list(_GRAY[down]), list(_GRAY[across])]
    for labels in gray:
        if d.chance(0.12):
            d.rng.shuffle(labels)
    read = [row << across | column for row in gray[0] for column in gray[1]]
    cells = [[mark if (v := row << across | column) in free else str(int(v in ones)) for column in gray[1]] for row in gray[0]]
    joint = "" if all(len(name) == 1 for name in names) else d.one((",", " ", ", "))
    r, c = joint.join(names[:down]), joint.join(names[down:])
    drawn = _map_lines(d, r, c, [f"{v:0{down}b}" for v in gray[0]], [f"{v:0{across}b}" for v in gray[1]], cells)
    text = d.any(*_MAP_TEXTS, o=out, r=r, c=c, t=drawn, k=1 << bits)
    if gray[0] != list(_GRAY[down]) or gray[1] != list(_GRAY[across]):
        text = text.replace(", Gray-coded axes", "")
    if free:
        note = d.any(*FREE_NOTES, m=mark).replace("rows with", "cells with").replace("in the output", "in a cell")
        text = f"{text}\n{note}" if d.chance(0.75) else f"{note} {text}"
    return table_design(d, f"a function of {bits} variables", names, inputs, out, ones, free, text, read, kind="map")
