"""Lists of row numbers, sums of products and products of sums, functions given by their complement."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.grid_shared import (
    PAIRS,
    RESULTS,
    SIMPLER,
    assigned,
    code,
    draw_inputs,
    draw_ones,
    finish,
    literal_styles,
    one_bit,
    order_line,
    solve,
)

_NAMES = ("sop", "minterm_logic", "two_level", "sum_of_terms", "comb_func")
_LISTS = (
    "{o}({l}) = {s}({n})",
    "{o} is {v} for the row numbers {n} and {w} for the rest. Rows are numbered by {l}, {f} first.",
    "Read {l} as a binary number with {f} on the left. {o} is {v} for {n}, otherwise {w}.",
    "Homework: realize {o}({l}) = {s}({n}), {f} being the highest variable.",
    "the list of indices where {o} is {v}: {n}. index bits: {l} (msb first). anything else is {w}",
    "Variables: {l} (highest first)\nOutput: {o}\n{v} at: {n}\n{w} elsewhere",
    "A decoder on {l} ({f} is its top address bit) has its outputs {n} wired to a gate that makes {o} {v}; with any other "
    "output active {o} is {w}.",
    "The function book lists {o} as {s}({n}). It uses the variable order {l}.",
    "We only care about a few codes on {l}, most significant bit first: {n}. There {o} = {v}. All the other codes give {w}.",
    "Given {l} as digits of a binary number from left to right, when the number is one of {n}, then {o} is {v}; when it is not, "
    "{o} is {w}.",
    "Ticket checker: the punched code arrives on {l} ({f} = MSB). Codes {n} must produce {o} = {v}. "
    "Everything else produces {w}.",
    "code,{o}\n{r}\nothers,{w}\n(code = {l} in binary, {f} leading)",
)


@family("grid_number_list", "truth tables", 1.0)
def grid_number_list(d: Draw) -> Design:
    """Minterms, maxterms and lists of codes."""
    inputs = draw_inputs(d, d.one((2, 3, 3, 3, 4, 4, 5)), 0.15)
    out, bits = d.name(*RESULTS), inputs.bits
    ones, _ = draw_ones(d, bits)
    zeros = set(range(1 << bits)) - ones
    level = d.one((1, 0)) if min(len(ones), len(zeros)) > 1 and bits < 5 else int(len(ones) <= len(zeros))
    told = sorted(ones if level else zeros)
    if d.chance(0.2):
        d.rng.shuffle(told)
    sign = d.one(("Σm", "Σ", "sum m", "m", "sum of minterms ") if level else ("ΠM", "Π", "prod M", "M", "product of maxterms "))
    binary = d.chance(0.2)
    shown = [code(v, bits) if binary else str(v) for v in told]
    grouped = d.chance(0.2)
    text = d.any(*(_LISTS[2:3] + _LISTS[4:6] + _LISTS[8:] if binary else _LISTS),
                 o=out, l=", ".join(inputs.names), s=sign, n=", ".join(shown),
                 v=level, w=1 - level,
                 f=inputs.names[0], r="\n".join(f"{one},{level}" for one in shown))  # fmt: skip
    text += ("\n" if "\n" in text else " ") + d.one(SIMPLER) if grouped else ""
    why = [order_line(inputs), f"{out} {level}: {' '.join(f'{v}={code(v, bits)}' for v in told)}"]
    if not level and (grouped or len(ones) <= len(zeros)):
        why.append(f"{out} 1: {' '.join(f'{v}={code(v, bits)}' for v in sorted(ones))}")
    if level and not grouped and len(zeros) < len(ones):
        why.append(f"{out} 0: {' '.join(f'{v}={code(v, bits)}' for v in sorted(zeros))}")
    steps, body = solve(inputs.names, out, told if level else sorted(ones), set(), grouped, () if level else told)
    return finish(d, f"a function of {bits} inputs", inputs, [out], text, "\n".join([*why, steps]), body,
                  one_bit(out, ones, set()), _NAMES, ones=sorted(ones), level=level)  # fmt: skip


Terms = list[list[tuple[int, int]]]


def _draw_terms(d: Draw, bits: int, most: int = 4) -> Terms:
    """Terms as lists of a place and the wanted bit."""
    terms: Terms = []
    for _ in range(d.number(2, most)):
        places = sorted(d.rng.sample(range(bits), d.one((1, 2, 2, 2, 3, 3)) if bits > 2 else 2))
        one = [(place, d.number(0, 1)) for place in places]
        if not any(set(other) <= set(one) or set(one) <= set(other) for other in terms):
            terms.append(one)
    rows = range(1 << bits)
    good = all(len({_value(terms, row, bits, kind) for row in rows}) == 2 for kind in (True, False))
    return terms if len(terms) > 1 and good else _draw_terms(d, bits, most)


def _value(terms: Terms, row: int, bits: int, products: bool) -> int:
    found = [[(row >> (bits - 1 - place) & 1) == want for place, want in one] for one in terms]
    return int(any(map(all, found)) if products else all(map(any, found)))


def _verilog(terms: Terms, names: list[str], inner: str) -> list[str]:
    return [inner.join(("" if want else "~") + names[place] for place, want in one) for one in terms]


_WRITTEN = (
    "{o} = {x}",
    "Boolean equation: {o} = {x}.",
    "Please code {o} = {x}, {c}.",
    "The function on the board was {x}. Call it {o}.",
    "Q{n}. Write a module for {o}({l}) = {x}.",
    "{o}: {x}\nno clock, plain gates",
    "An engineer's notebook gives the control line {o} as\n    {x}\nTranslate this equation ({c}).",
    "inputs {l}, output {o}, equation {x} - nothing else in there",
    "Implement the following two-level circuit.\nOutput {o}\nEquation {x}\nNotation: {c}",
    "{x} is what {o} must compute, for all values of {l}.",
    "The data sheet's only equation reads {o} = {x} ({c}). Reproduce it in Verilog.",
    "Whenever {x} is true, {o} is 1; otherwise it is 0.",
)
_INVERSE = (
    "The complement of {o} is {x}.",
    "{o} is 0 exactly when {x} is 1.",
    "Given is the inverse function: not {o} = {x}. Write {o}.",
    "{o}' = {x}",
    "Equation of the active-low twin of {o}: {x}. The module has {o} itself, which is always the opposite.",
    "the zeros of {o} are described by {x}, everything else is a one",
    "PAL with inverting output: the array computes {x}, and the pin {o} carries the inverted value.",
    "Q{n}. For a function {o} of {l} it is easier to write when it is false, namely for {x}. It is true in all other cases.",
    "{o} = 1, unless {x} holds, in which case {o} = 0.",
    "Blocking condition: {x}. While it is met the output {o} is low, and while it is not met {o} is high.",
)


def _notation(d: Draw, names: list[str]) -> tuple[Terms, bool, str, str]:
    """Terms, whether they are products, the text of the whole, a word on the marks."""
    terms, products = _draw_terms(d, len(names)), d.chance(0.65)
    literal, both, either = literal_styles(d, names)
    inner, outer = (both, either) if products else (either, both)
    loose = products and either == " + "
    shown = [inner.join(literal(names[p], want) for p, want in one) for one in terms]
    shown = [f"({one})" if len(terms[i]) > 1 and not (loose and d.chance(0.85)) else one for i, one in enumerate(shown)]
    sample = next((names[p] for one in terms for p, want in one if not want), names[0])
    return terms, products, outer.join(shown), f"{literal(sample, 0)} is the complement of {sample}"


@family("grid_equation", "gates", 1.1)
def grid_equation(d: Draw) -> Design:
    """Sums of products and products of sums in every notation; some give the complement."""
    inputs = draw_inputs(d, d.one((2, 3, 3, 4, 4, 5)), 0.1)
    out, names = d.name(*RESULTS), inputs.names
    terms, products, whole, about = _notation(d, names)
    inverse = d.chance(0.3)
    text = d.any(*(_INVERSE if inverse else _WRITTEN), o=out, x=whole, l=", ".join(names), c=about, n=d.number(2, 9))
    a, b = (" & ", " | ") if products else (" | ", " & ")
    parts = [f"({one})" if a in one else one for one in _verilog(terms, names, a)]
    kind = "OR of ANDs" if products else "AND of ORs"
    why = [f"{kind}{', complement given' if inverse else ''}", *(f"{i + 1}: {one}" for i, one in enumerate(parts)),
           f"{out} = {'~' if inverse else ''}({b.join(str(i + 1) for i in range(len(parts)))})"]  # fmt: skip
    whole_code = b.join(parts)
    body = [f"assign {out} = {f'~({whole_code})' if inverse else whole_code};"]
    return finish(d, "a two-level function", inputs, [out], text, "\n".join(why), body,
                  lambda row: {out: _value(terms, row, inputs.bits, products) ^ int(inverse)}, _NAMES,
                  terms=terms, products=products, inverse=inverse)  # fmt: skip


_LITERALS = ("{n} is {v}", "{n} = {v}", "{n} at {v}", "{n} {h}")
_SPOKEN = (
    "{o} is {v} if {j}. Otherwise it is {w}.",
    "{o} is {v} in these cases, and {w} in all others:\n{i}",
    "Set {o} to {v} when at least one line holds, else to {w}:\n{i}",
    "Normally {o} is {w}. It becomes {v} when {j}.",
    "The alarm contact {o} must be {v} in any of the following situations.\n{i}\nIf none of them is present, it is {w}.",
    "need a gate thing: {o} = {v} when {j}; {w} the rest of the time",
    "Exercise: a circuit watches {l}. Its output {o} is {w}, except if {j}: then it is {v}.",
    "{o} shall be {v} under each of these conditions\n{i}\nIt is {w} only when all of them fail.",
    "If none of these is true, {o} = {w}; if any is, {o} = {v}.\n{i}",
    "| condition | {o} |\n{t}\n| none of the above | {w} |",
)


@family("grid_spoken_terms", "gates", 1.0)
def grid_spoken_terms(d: Draw) -> Design:
    """Product terms as conditions in words, for a 1 or for a 0."""
    inputs = draw_inputs(d, d.one((2, 3, 3, 4, 4, 5)), 0.12)
    out, names = d.name(*RESULTS), inputs.names
    terms, level = _draw_terms(d, inputs.bits), d.one((1, 1, 0))
    form = d.one(_LITERALS)
    told = [listing([form.format(n=names[p], v=want, h="high" if want else "low") for p, want in
                     (one if d.chance(0.7) else one[::-1])]) for one in terms]  # fmt: skip
    mark = d.one(("- ", "* ", "  ", "+ "))
    text = d.any(*_SPOKEN, o=out, v=level, w=1 - level, j=", or if ".join(told), i="\n".join(mark + one for one in told),
                 l=", ".join(names), t="|---|---|\n" + "\n".join(f"| {one} | {level} |" for one in told))  # fmt: skip
    parts = _verilog(terms, names, " & ")
    why = [
        *(f"{i + 1}: {one}" for i, one in enumerate(parts)),
        f"any -> {level}, none -> {1 - level}{'' if level else ': invert'}",
    ]
    return finish(d, "a function told by its conditions", inputs, [out], text, "\n".join(why), assigned(out, parts, not level),
                  lambda row: {out: _value(terms, row, inputs.bits, True) ^ (1 - level)}, _NAMES,
                  terms=terms, level=level)  # fmt: skip


_TWO_LISTS = (
    "{f} = {s}({m}), {g} = {r}({n}), variables {l} with {x} highest.",
    "{f} and {g} are functions of the number {l} ({x} is the MSB).\n{f} is 1 for {m} only.\n{g} is {k} only.",
    "Two outputs from one code {l}, first bit most significant: {f} goes high on {m}. {g} is {k} and nowhere else.",
    "output | {f} | rows {m} are 1, others 0\noutput | {g} | {k}, the others are the opposite\nrow number: {l} in binary",
    "make two flags from {l} (read as binary, {x} first): flag {f} on {m}, flag {g} {k} and not otherwise",
    "Exercise.\nPart a: {f}({l}) = {s}({m})\nPart b: {g}({l}) = {r}({n})\nPut both into one module.",
    "The sorter reads a code on {l}, left bit heaviest. For {m} it raises {f}, for nothing else. Its second line {g} is {k} "
    "and has the other level for the remaining codes.",
    "- code: {l}, {x} leading\n- {f}: 1 iff the code is in {m}\n- {g}: {k}, other level elsewhere",
)


@family("grid_two_lists", "truth tables", 0.9)
def grid_two_lists(d: Draw) -> Design:
    """Two outputs, each by its own list of ones or zeros; now and then the second is the first one's opposite elsewhere."""
    inputs = draw_inputs(d, d.one((2, 3, 3, 3, 4)), 0.2)
    bits = inputs.bits
    one, two = d.names(*PAIRS)
    first, second = draw_ones(d, bits)[0], draw_ones(d, bits)[0]
    level = d.one((1, 1, 0))
    listed = sorted(second if level else set(range(1 << bits)) - second)
    sums = d.one((("Σm", "ΠM"), ("sum m", "prod M"), ("Σ", "Π")))
    text = d.any(
        *_TWO_LISTS, f=one, g=two, l=", ".join(inputs.names), x=inputs.names[0], m=", ".join(str(v) for v in sorted(first)),
        n=", ".join(map(str, listed)), s=sums[0], r=sums[1 - level], k=f"{level} for {listing([str(v) for v in listed])}",
    )  # fmt: skip
    why, body = [order_line(inputs)], list[str]()
    for out, ones, told, value in ((one, first, sorted(first), 1), (two, second, listed, level)):
        why.append(f"{out} {value}: {' '.join(f'{v}={code(v, bits)}' for v in told)}")
        steps, lines = solve(inputs.names, out, sorted(ones), set(), False)
        why.append(steps)
        body += lines
    return finish(d, "two functions by their lists", inputs, [one, two], text, "\n".join(why), body,
                  lambda row: {one: int(row in first), two: int(row in second)}, ("two_flags", "two_sums", "pair_logic"),
                  first=sorted(first), second=sorted(second))  # fmt: skip
