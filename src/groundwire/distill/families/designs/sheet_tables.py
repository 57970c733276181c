"""Truth tables in many layouts."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.truth_tables import minimize, sum_text
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_tables import (
    COUNTS,
    FREE_NOTES,
    RESULTS,
    function_of,
    grid,
    inputs_of,
    number_of,
    placed,
    table_design,
    word_of,
)


def _order(d: Draw, count: int) -> list[int]:
    """Rows in counting order, backwards, in Gray order or mixed."""
    plain = list(range(count))
    return d.one((plain, plain, plain, plain[::-1], [v ^ v >> 1 for v in plain], d.rng.sample(plain, count)))


_TRUTH_TEXTS = (
    "(Turn|Convert) this truth table into (logic|Verilog|a module):\n{t}",
    "Hi, I found this in my grandfather's lab notebook, next to a drawing of a box with {n} wires going in and one ({o}) coming "
    "out. Could you make it real?\n{t}",
    "Question 3. A combinational circuit has the inputs {l} and the output {o}. Its behaviour is tabulated below. Give a Verilog "
    "description.\n{t}",
    "FUNCTION TABLE\n{t}\nThe device has no memory; {o} depends on {l} alone.",
    "{t}\n\nThat's the whole spec. No clock, nothing stored.",
    "We replaced a relay panel and noted for each switch setting whether the relay {o} pulled in (1) or not (0):\n{t}\nThe new "
    "module has to act the same.",
    "For each combination of {l}, drive {o} with the value from the table.\n{t}",
    "REQ-1: the block shall be purely combinational.\nREQ-2: {o} shall follow the table.\n{t}",
    "Given the inputs {l}, when they take the values of a row, then {o} takes the value in the output column of that row:\n{t}",
    "my homework is this table and i have to hand in a module by tonight, please help. output is {o}\n{t}",
    "The PLD on this board was programmed from the following listing. It has to move into an FPGA:\n{t}",
    "{o} is looked up from {l} as follows.\n{t}\nA case statement or plain gates, both are fine.",
    "Careful with the order of the columns, it is not necessarily that of the ports.\n{t}",
    "The output named {o} was measured by a student who tried all {k} settings of {l}. The protocol reads\n{t}\nReproduce it.",
    "Can you write the logic for {o}? I only have it as a table:\n{t}",
    "Below, one line per input combination; {o} is the output.\n{t}",
    "A {n}-input look-up table (think of one LUT in an FPGA) is to be described. Contents:\n{t}\nIts output is {o}.",
    "Everything about {o} is in here (inputs are {l}):\n{t}",
    "Instead of a formula the customer sent us a spreadsheet, exported here as text:\n{t}\nPlease code it.",
    "The relation between {l} and {o} is fixed by {k} rows:\n{t}",
)


@family("sheet_truth_table", "truth tables", 1.2)
def sheet_truth_table(d: Draw) -> Design:
    """A truth table of two to four inputs and one output as people paste it."""
    bits = d.one((2, 3, 3, 3, 3, 4, 4))
    names, inputs = inputs_of(d, bits)
    out = d.name(*RESULTS)
    ones, free = function_of(d, bits, 0.35 if bits > 2 else 0)
    order, mark = _order(d, 1 << bits), d.one(("x", "X", "-", "d", "*"))
    rows = [[*f"{v:0{bits}b}", mark if v in free else str(int(v in ones))] for v in order]
    text = d.any(*_TRUTH_TEXTS, t=grid(d, [*names, out], rows, bits), o=out, l=listing(names), n=COUNTS[bits], k=1 << bits)
    if free:
        note = d.any(*FREE_NOTES, m=mark)
        text = f"{text}\n{note}" if d.chance(0.7) else f"{note} {text}"
    return table_design(d, f"a function of {bits} inputs", names, inputs, out, ones, free, text, order)


_PAIR_TEXTS = (
    "Two outputs, one table. {i} are the inputs, {o} the outputs.\n{t}",
    "Please code this little converter:\n{t}",
    "The block turns {i} into {o}:\n{t}\nAll of it is combinational.",
    "Exam, second part. Write a module for the multi-output function\n{t}\nwith inputs {i} and outputs {o}.",
    "Our motor driver wants {o} derived from {i}. From its data sheet:\n{t}",
    "{t}\n\nInputs: {i}. Outputs: {o}. No state.",
    "when {i} have the values on the left of a row, {o} must have those on the right\n{t}",
    "I keep getting latches with this one. Could you write it cleanly? {o} are the outputs.\n{t}",
    "The lamps {o} depend on the switches {i} like so:\n{t}",
    "Requirement: for every line of the list, applying the input part to {i} yields the output part on {o}.\n{t}",
    "Think of a tiny ROM with {k} words of {m} bits. Address {i}, data {o}; contents:\n{t}",
    "A traffic signal's decoder was documented as\n{t}\nand has to be rebuilt with {i} in and {o} out.",
    "Each of {o} is a separate function of {i}; to save space they are in one table:\n{t}",
)


@family("sheet_output_columns", "truth tables", 0.9)
def sheet_output_columns(d: Draw) -> Design:
    """A table of two or three inputs with two to four output columns."""
    bits = d.one((2, 2, 3))
    names, inputs = inputs_of(d, bits, 0)
    count = d.number(2, 4 if bits == 2 else 3)
    pools = (("f", "g", "h", "j"), ("y3", "y2", "y1", "y0"), ("red", "amber", "green", "walk"), ("o1", "o2", "o3", "o4"),
             ("en", "dir", "brake", "led"), ("lo", "mid", "hi", "err"), ("Y", "Z", "V", "W"))  # fmt: skip
    outs = d.names(*(pool[:count] for pool in pools))
    order, size = _order(d, 1 << bits), 1 << bits
    while True:
        table = {v: d.rng.getrandbits(count) for v in range(size)}
        if all(0 < sum(value >> i & 1 for value in table.values()) < size for i in range(count)):
            break
    rows = [[*f"{v:0{bits}b}", *f"{table[v]:0{count}b}"] for v in order]
    text = d.any(*_PAIR_TEXTS, t=grid(d, [*names, *outs], rows, bits), i=listing(names), o=listing(outs), k=size, m=count)
    word, target = word_of(names), "{" + ", ".join(outs) + "}"
    stored = d.chance(0.6)
    if stored:
        cases = [f"    {bits}'b{v:0{bits}b}: {target} = {count}'b{table[v]:0{count}b};" for v in order]
        cases[-1] = f"    default: {target} = {count}'b{table[order[-1]]:0{count}b};"
        body = [f"{d.style.comb} begin", f"  case ({word})", *cases, "  endcase", "end"]
        why = f"Case over {word} for {target}: {', '.join(f'{v:0{bits}b}: {table[v]:0{count}b}' for v in order)}."
    else:
        sets = [{v for v in range(size) if table[v] >> (count - 1 - i) & 1} for i in range(count)]
        body = [f"assign {o} = {sum_text(minimize(one, set(), bits), names)};" for o, one in zip(outs, sets, strict=True)]
        parts = [f"{o}: {', '.join(f'{v:0{bits}b}' for v in sorted(one))}" for o, one in zip(outs, sets, strict=True)]
        why = f"Ones over {word}. {'; '.join(parts)}."
    ports = placed(d, inputs, [Port(o, output=True, stored=stored) for o in outs])

    def function(v: dict[str, int]) -> dict[str, int]:
        cells = f"{table[number_of(v, names, inputs)]:0{count}b}"
        return {o: int(cell) for o, cell in zip(outs, cells, strict=True)}

    return Design(
        f"{count} functions of {bits} inputs", ports, text, why, tuple(body), combinational(d.rng, ports, function), d.style,
        ("converter", "decode_table", "outputs"), {"table": {str(v): r for v, r in table.items()}},
    )  # fmt: skip


def _combination(style: int, names: Sequence[str], value: int, joint: str) -> str:
    """One combination of the inputs in words; `style` keeps a text in one manner."""
    bits = [value >> (len(names) - 1 - i) & 1 for i in range(len(names))]
    pairs = list(zip(names, bits, strict=True))
    words = (
        [f"{n}={b}" for n, b in pairs], [f"{n} = {b}" for n, b in pairs], [f"{n} {'high' if b else 'low'}" for n, b in pairs],
        [f"{n} {'on' if b else 'off'}" for n, b in pairs], [n if b else f"not {n}" for n, b in pairs],
        [f"{n} at {b}" for n, b in pairs],
    )[style]  # fmt: skip
    return ", ".join(words) if joint == "," else listing(words, joint)


_ROW_SENTENCES = (
    "With {c}, {o} is {v}.", "{o} is {v} for {c}.", "For {c} the output is {v}.", "If we have {c}, then {o} must be {v}.",
    "{c} gives {v}.", "{o} reads {v} in the case {c}.", "{c}: {v}.", "Apply {c} and you see {v}.",
)  # fmt: skip


_ROW_INTROS = (
    "{o} is described case by case.", "All the cases, dictated over the phone:", "No table, just sentences, sorry.",
    "Here is what {o} does.", "The customer's words about {o}, unedited:", "Cases for {o} ({l} are the inputs):",
    "A combinational output {o}, one sentence a case.", "Behaviour of {o}, as it was explained to me:", "Rules for {o}:",
    "The test protocol says about {o}:", "Acceptance criteria for {o}:", "What we expect of {o}:",
)  # fmt: skip


_ROWS_TOLD = (
    "There are (exactly |){k} combinations for which {o} is {w}: {r}. In every other case it is {e}.",
    "{o} (stays|remains) {e} no matter what, except in {k} situations: {r}. There it is {w}.",
    "I only wrote down the rows with {w}: {r}. The ones I did not write down are all {e}. Output is {o}.",
    "From the truth table of {o} the rows with {e} were left out. What is left:\n{i}",
    "Alarm logic. The line {o} goes to {w} in these cases and to {e} in the rest:\n{i}",
    "Q: For which inputs is {o} {w}? A: {r}. Q: And otherwise? A: {e}.",
    "{o} := {e};\nunless one of these holds, which makes it {w}:\n{i}",
    "The following were seen to give {o} = {w}; anything else gave {e}. {r}.",
    "Write {o} so that it is {e} by default. The exceptions ({w}) are {r}.",
    "{w} on {o}:\n{i}\n{e} on {o}: everything else",
    "hey, quick one: {o} needs to be {w} whenever it's one of {r}. otherwise {e}. thx",
    "Given {r}, then {o} = {w}. Given any other input, then {o} = {e}.",
    'A data sheet note reads: "{o} is {w} only in the states listed." The list:\n{i}\nSo it is {e} elsewhere.',
    "The {k} winning positions of our board game are {r}. The winner lamp {o} must read {w} for those and {e} for the others.",
    "{r}: these, and none but these, produce {w} on {o}; the rest produce {e}.",
)


@family("sheet_row_sentences", "truth tables", 1.1)
def sheet_row_sentences(d: Draw) -> Design:
    """A truth table told in sentences: every row, only those with 1, or only those with 0."""
    bits = d.one((2, 3, 3, 3, 4))
    names, inputs = inputs_of(d, bits, 0)
    out = d.name(*RESULTS)
    ones, free = function_of(d, bits)
    order = _order(d, 1 << bits)
    style = d.number(0, 5)
    joint = "and" if style >= 2 else ","
    every = bits < 4 and d.chance(0.35)
    combos = {v: _combination(style, names, v, joint) for v in order}
    if every:
        form = d.one(_ROW_SENTENCES)
        mixed = d.chance(0.4)
        free = {v for v in order if bits > 2 and d.chance(0.15)} - ones if d.chance(0.4) else set()
        free = set() if len(ones) + len(free) == 1 << bits else free
        told = [d.say(d.one(_ROW_SENTENCES) if mixed else form, c=combos[v], o=out, v=int(v in ones))
                for v in order if v not in free]  # fmt: skip
        lines = "\n".join(f"- {one}" for one in told) if d.chance(0.4) else " ".join(told)
        text = f"{d.any(*_ROW_INTROS, o=out, l=listing(names))}{chr(10) if lines[0] == '-' else ' '}{lines}"
        if free:
            text += d.any(" What is not mentioned cannot happen.", " The missing cases do not matter.",
                          "\nAnything else: don't care.", " Combinations that are not listed may do anything.")  # fmt: skip
    else:
        zeros = set(order) - ones
        want = d.one((0, 1))
        if len(ones if want else zeros) > 6:
            want = 1 - want
        listed = [v for v in order if v in (ones if want else zeros)]
        mark = d.one(("- ", "* ", "  ", "o "))
        text = d.any(
            *_ROWS_TOLD, k=COUNTS[len(listed)] if len(listed) < 10 else len(listed), o=out, w=want, e=1 - want,
            r="; ".join(f"({combos[v]})" if len(listed) > 1 else combos[v] for v in listed),
            i="\n".join(f"{mark}{combos[v]}" for v in listed),
        )  # fmt: skip
        if len(listed) == 1:
            text = text.replace("one combinations for which", "one combination for which")
    return table_design(d, f"a function of {bits} inputs", names, inputs, out, ones, free, text, order, kind="sentences")
