"""Truth tables whole, in part, with dashes, with several outputs, or as a string of results."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.grid_shared import (
    FREE,
    PAIRS,
    RESULTS,
    SIMPLER,
    TRIPLES,
    assigned,
    cells_of,
    code,
    draw_inputs,
    draw_ones,
    finish,
    join,
    letter_case,
    one_bit,
    order_line,
    solve,
    table,
    term,
)

_NAMES = ("truth_table", "table_logic", "row_logic", "comb_table", "lut")
_TABLES = (
    "Truth table of {o}:\n{t}",
    "{t}\nImplement this table. {o} is the output.",
    "The module should behave as the table says; inputs {l}, output {o}.\n{t}",
    "here's what it does, measured with switches and a lamp ({o}):\n{t}\nsame thing in verilog please",
    "Exercise {n}. A combinational circuit with the inputs {l} has the truth table below. Describe it so that {o} agrees in "
    "every row.\n{t}",
    "The old relay box was traced row by row before it went to scrap. Its output {o} against {l}:\n{t}\nReplace it by a "
    "gate-level description.",
    "1. Inputs: {l}\n2. Output: {o}\n3. No clock\n4. Function:\n{t}",
    "Function table (device {n}00), {o} versus {l}:\n{t}\nThe outputs follow the inputs without storage.",
    "For each combination of {l} the value of {o} is fixed by this list:\n{t}",
    "Given the inputs in a row, when the circuit has settled, then {o} has the value in that row.\n{t}",
    "Treat it like a small ROM: {l} is the address, {o} the stored bit.\n{t}",
    "What logic gives {o} from {l}?\n{t}",
)


@family("grid_table", "truth tables", 1.1)
def grid_table(d: Draw) -> Design:
    """A whole truth table, rows in counting order or in any other."""
    inputs = draw_inputs(d, d.one((2, 2, 3, 3, 3, 3, 4)), 0.15)
    out, bits = d.name(*RESULTS), inputs.bits
    ones, free = draw_ones(d, bits, 0.25 if bits > 2 else 0.0)
    order = list(range(1 << bits))
    if d.chance(0.2):
        order.reverse() if d.chance(0.4) else d.rng.shuffle(order)
    mark, grouped = d.one("dxX-"), bits > 2 and d.chance(0.25)
    shown = {v: mark if v in free else str(int(v in ones)) for v in order}
    drawn = table(d, [*inputs.names, out], [[*code(v, bits), shown[v]] for v in order], bits)
    text = d.any(*_TABLES, o=out, t=drawn, l=listing(inputs.names), n=d.number(2, 9))
    text += "\n" + d.any(*FREE, m=mark) if free else ""
    text += ("\n" if "\n" in text else " ") + d.one(SIMPLER) if grouped else ""
    steps, body = solve(inputs.names, out, [v for v in order if v in ones], free, grouped, order)
    why = "\n".join([order_line(inputs), " ".join(f"{code(v, bits)}={shown[v]}" for v in order), steps])
    return finish(d, f"a function of {bits} inputs", inputs, [out], text, why, body, one_bit(out, ones, free), _NAMES,
                  ones=sorted(ones), free=sorted(free))  # fmt: skip


_PARTS = (
    "Only the rows with {o} = {v} are listed; in all others {o} is {w}. A {m} stands for either value.\n{t}",
    "{t}\n{m} = 0 or 1. Every input that matches no row gives {o} = {w}.",
    "Cubes of {o} over {l} ({m} matches both values), {o} = {v} inside, {w} outside:\n{t}",
    "PLA file excerpt, columns {l}:\n{t}\nIf a line matches (a {m} matches anything) {o} becomes {v}, otherwise it is {w}.",
    "{o} defaults to {w}. These patterns of {l} turn it to {v}, where {m} means the input does not matter:\n{t}",
    "compressed truth table below, {m} = doesn't matter. rows that are missing: {o} is {w}\n{t}",
    "Compare {l} with each pattern in the list. One match is enough to make {o} {v}; without a match it is {w}. Positions with "
    "{m} are not compared.\n{t}",
    "A lock opens its bolt ({o} = {v}) for a few positions of the switches {l} and leaves it at {w} for the others. In the list "
    "of positions {m} means that this switch may stand anywhere.\n{t}",
    "Data sheet: {o} against {l}. {m}: irrelevant input. Combinations not shown: {w}.\n{t}",
    "Exam. The shortened table uses {m} for inputs without influence. Complete it in your head ({o} is {w} in the rows left out) "
    "and write a module.\n{t}",
)


@family("grid_dash_rows", "truth tables", 1.1)
def grid_dash_rows(d: Draw) -> Design:
    """Rows with dashes, the others at the opposite value."""
    inputs = draw_inputs(d, d.one((3, 3, 4, 4, 5)), 0.15)
    out, bits = d.name(*RESULTS), inputs.bits
    patterns: list[str] = []
    while len(patterns) < d.number(2, 4):
        fixed = set(d.rng.sample(range(bits), d.number(min(2, bits - 1), bits)))
        pattern = "".join(str(d.number(0, 1)) if i in fixed else "-" for i in range(bits))
        if not any(set(cells_of(pattern)) <= set(cells_of(one)) for one in patterns):
            patterns.append(pattern)
    inside = {v for one in patterns for v in cells_of(one)}
    if len(inside) == 1 << bits:
        return grid_dash_rows(d)
    level, mark = d.one((1, 1, 1, 0)), d.one("-xX-*")
    drawn = table(d, [*inputs.names, out], [[*one.replace("-", mark), str(level)] for one in patterns], bits)
    text = d.any(*_PARTS, o=out, t=drawn, v=level, w=1 - level, m=mark, l=", ".join(inputs.names))
    terms = [term(inputs.names, one) for one in patterns]
    lines = [f"{one}: {product}" for one, product in zip(patterns, terms, strict=True)]
    why = "\n".join([order_line(inputs), *lines, f"any -> {out} = {level}, else {1 - level}{'' if level else ': invert'}"])
    ones = inside if level else set(range(1 << bits)) - inside
    return finish(d, f"a function of {bits} inputs", inputs, [out], text, why, assigned(out, terms, not level),
                  one_bit(out, ones, set()), _NAMES, patterns=patterns, level=level)  # fmt: skip


_SEVERAL = (
    "{t}\nInputs are {l}; outputs are {k}.",
    "The truth table has several output columns, {k}. Implement all of them.\n{t}",
    "Code converter. {l} in, {k} out:\n{t}",
    "{k} as functions of {l}:\n{t}",
    "lookup needed: give me {l}, I give you {k}. see table\n{t}",
    "A keypad decoder without a name has this table; {k} are its outputs and {l} its inputs.\n{t}\nWrite "
    "the combinational module.",
    "Requirements:\n- {k} depend on {l} only\n- no latches\n- values as in the table\n{t}",
    "Section {n}, Output table. For every state of {l} the outputs {k} are specified as below.\n{t}",
    "When the inputs {l} have the values on the left of a row, the outputs {k} take those on the right.\n{t}",
    "It works like a ROM with {n} unused features: address {l}, data {k}, contents\n{t}",
)


@family("grid_outputs_table", "truth tables", 0.9)
def grid_outputs_table(d: Draw) -> Design:
    """A truth table with two or three outputs."""
    inputs = draw_inputs(d, d.one((2, 2, 3, 3, 3)), 0.2)
    bits = inputs.bits
    outs = list(d.names(*(PAIRS if d.chance(0.6) else TRIPLES)))
    sets = [draw_ones(d, bits)[0] for _ in outs]
    order = list(range(1 << bits))
    if d.chance(0.2):
        d.rng.shuffle(order)
    shown = {v: "".join(str(int(v in ones)) for ones in sets) for v in order}
    drawn = table(d, [*inputs.names, *outs], [[*code(v, bits), *shown[v]] for v in order], bits)
    text = d.any(*_SEVERAL, t=drawn, l=", ".join(inputs.names), k=listing(outs), n=d.number(2, 9))
    why, body = [order_line(inputs), "out " + " ".join(outs), *(f"{code(v, bits)}: {shown[v]}" for v in order)], list[str]()
    cased = d.chance(0.5)
    if cased:
        word = "{" + ", ".join(outs) + "}"
        arms = [(v, f"{word} = {len(outs)}'b{shown[v]};") for v in order]
        body = letter_case(d, inputs.word, bits, arms[:-1], arms[-1][1])
        why.append(f"case {inputs.word}, last row default")
    else:
        for out, ones in zip(outs, sets, strict=True):
            steps, lines = solve(inputs.names, out, [v for v in order if v in ones], set(), False, order)
            why.append(steps)
            body += lines
    return finish(d, f"{len(outs)} functions of {bits} inputs", inputs, outs, text, "\n".join(why), body,
                  lambda row: {out: int(row in ones) for out, ones in zip(outs, sets, strict=True)}, _NAMES, cased,
                  ones=[sorted(ones) for ones in sets])  # fmt: skip


_STRINGS = (
    "As {l} counts from {z} to {u}, {o} takes the values {s}.",
    "The output column of the truth table of {o} reads {s}, from row {z} down to row {u} ({l}).",
    "{o} for {l} = {z} up to {u}: {s}.",
    "count the inputs up ({l}, leftmost is the high bit), starting at {z}, and {o} should show {s} one after the other",
    "Stepping {l} through its combinations in binary order from {z} to {u}, a tester recorded {s} on {o}. Write that function.",
    "Results in order, first {z}, last {u}, inputs {l}:\n{s}\nname of the result: {o}",
    "Lab task. Row numbers are formed by {l} with {f} as most significant bit. The output {o} of rows {z} to {u} is {s}. Design "
    "the logic.",
    "A LUT gives {o}. Its contents are {s}; the first entry belongs to {l} = {z}, the last to {u}.",
    'Somebody noted nothing but "{o}: {s}" and that {l} went through all values, {z} first and {u} at the end. Recover the '
    "circuit.",
    "| from | to | inputs | {o} |\n|---|---|---|---|\n| {z} | {u} | {l} | {s} |\nEntries in counting order.",
)


@family("grid_result_string", "truth tables", 0.9)
def grid_result_string(d: Draw) -> Design:
    """The output column as a string, up or down."""
    inputs = draw_inputs(d, d.one((2, 3, 3, 3, 4)), 0.15)
    out, bits = d.name(*RESULTS), inputs.bits
    ones, _ = draw_ones(d, bits)
    order = list(range(1 << bits))
    if falling := d.chance(0.25):
        order.reverse()
    column = "".join(str(int(v in ones)) for v in order)
    shown = d.one((column, column, ", ".join(column), " ".join(column), "-".join(column)))
    if bits > 2 and d.chance(0.3):
        shown = "_".join(column[i : i + 4] for i in range(0, len(column), 4))
    text = d.any(*_STRINGS, o=out, l=inputs.joined, s=shown, z=code(order[0], bits), u=code(order[-1], bits), f=inputs.names[0])
    if falling:
        for up, down in (
            ("counts from", "goes from"),
            (" up to ", " down to "),
            ("count the inputs up", "count the inputs down"),
            ("down to row", "on to row"),
            ("in binary order", "backwards"),
            ("counting order", "falling order"),
        ):
            text = text.replace(up, down)  # fmt: skip
    read = [f"{code(v, bits)}={bit}" for v, bit in zip(order, column, strict=True)]
    steps, body = solve(inputs.names, out, [v for v in order if v in ones], set(), False, order)
    why = "\n".join([order_line(inputs), *(" ".join(read[i : i + 4]) for i in range(0, len(read), 4)), steps])
    return finish(d, f"a function of {bits} inputs", inputs, [out], text, why, body, one_bit(out, ones, set()), _NAMES,
                  column=column, falling=falling)  # fmt: skip


_PIECES = (
    "when {x}, {o} is {e}", "{x}: {o} = {e}", "{o} equals {e} if {x}", "for {x} the output {o} is {e}", "{x} -> {e}",
    "{x} makes {o} {e}",
)  # fmt: skip
_SPLITS = (
    "{o} by cases of {s}:\n{i}",
    "Depending on {s}, the output {o} is another function of {r}.\n{i}",
    "Shortened truth table with entered variables ({r} stands in the output column):\n{i}\nOutput {o}.",
    "Four situations, told apart by {s}. In each one {o} is a constant or follows {r}, as it is or inverted.\n{i}",
    "how {o} should react:\n{i}",
    "Specification of {o}\n{i}\nThere is no other input than {s} and {r}.",
    "Write a combinational block for {o}. {j}.",
    "{j}. That covers everything {o} has to do.",
    "In the map with the entered variable {r} each cell of {s} holds 0, 1, {r} or its complement:\n{i}\nCell value = {o}.",
    "A test engineer found that {s} decides what {o} does with {r}.\n{i}\nModel it.",
)


@family("grid_entered_variable", "truth tables", 0.9)
def grid_entered_variable(d: Draw) -> Design:
    """A table whose results are 0, 1, a variable or its complement."""
    inputs = draw_inputs(d, 3, 0.1, 0.4)
    out, names = d.name(*RESULTS), inputs.names
    kinds = [d.one("01pn") for _ in range(4)]
    if not {"p", "n"} & set(kinds) or len(set(kinds)) < 2:
        return grid_entered_variable(d)
    rest, order = names[2], d.rng.sample(range(4), 4) if d.chance(0.4) else list(range(4))
    inverse = d.one(("not {}", "~{}", "the opposite of {}", "{}'", "the complement of {}", "NOT {}")).format(rest)
    told = {"0": "0", "1": "1", "p": rest, "n": inverse}
    form = d.one(
        ("{a}={x} and {b}={y}", "{j} = {x}{y}", "{a} is {x} and {b} is {y}", "({a}, {b}) = ({x}, {y})", "{a} = {x}, {b} = {y}")
    )
    piece = d.one(_PIECES)
    lines = [d.say(piece, o=out, e=told[kinds[v]], x=form.format(a=names[0], b=names[1], j=join(names[:2]), x=v >> 1, y=v & 1))
             for v in order]  # fmt: skip
    mark = d.one(("- ", "* ", "", "  "))
    text = d.any(
        *_SPLITS, o=out, s=f"{names[0]} and {names[1]}", r=rest, i="\n".join(mark + one for one in lines), j="; ".join(lines)
    )
    value = {"0": "1'b0", "1": "1'b1", "p": rest, "n": f"~{rest}"}
    arms = [f"{code(v, 2)}: {value[kinds[v]]}" for v in range(4)]
    if d.chance(0.5):
        pair = [f"{names[1]} ? {value[kinds[v + 1]]} : {value[kinds[v]]}" for v in (0, 2)]
        body, stored = [f"assign {out} = {names[0]} ? ({pair[1]}) : ({pair[0]});"], False
        last = [f"{names[0]}=0: {pair[0]}", f"{names[0]}=1: {pair[1]}"]
    else:
        stored, last = True, [f"case {{{names[0]}, {names[1]}}}, 11 default"]
        body = letter_case(d, f"{{{names[0]}, {names[1]}}}", 2, [(v, f"{out} = {value[kinds[v]]};") for v in range(3)],
                           f"{out} = {value[kinds[3]]};")  # fmt: skip
    why = "\n".join([f"by {names[0]} {names[1]}, of {rest}", *arms, *last])
    ones = {v for v in range(8) if kinds[v >> 1] == "1" or (kinds[v >> 1] in "pn" and (v & 1) == (kinds[v >> 1] == "p"))}
    return finish(d, "a function of three inputs", inputs, [out], text, why, body, one_bit(out, ones, set()), _NAMES, stored,
                  kinds=kinds)  # fmt: skip
