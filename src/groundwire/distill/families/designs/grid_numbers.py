"""Conditions on the number that a few inputs form, on how many of them are 1, and small number-to-number tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.grid_shared import (
    PAIRS,
    RESULTS,
    TRIPLES,
    Inputs,
    code,
    draw_inputs,
    finish,
    letter_case,
    one_bit,
    order_line,
    solve,
)

_NAMES = ("number_check", "num_filter", "code_check", "value_test", "picker")


class _Rule(NamedTuple):
    """A property of a number."""

    yes: str
    """ "is a multiple of 3"."""
    no: str
    """ "is not a multiple of 3"."""
    short: str
    """For the reasoning."""
    test: Callable[[int], bool]
    """Whether a number has it."""


def _is(what: str, short: str, test: Callable[[int], bool]) -> _Rule:
    return _Rule(f"is {what}", f"is not {what}", short, test)


def _has(what: str, short: str, test: Callable[[int], bool]) -> _Rule:
    return _Rule(f"has {what}", f"does not have {what}", short, test)


def _prime(n: int) -> bool:
    return n > 1 and all(n % k for k in range(2, n))


def _rule(d: Draw, bits: int) -> _Rule:
    """A drawn property."""
    top, k = (1 << bits) - 1, d.number(2, 5)
    low = d.number(1, top - 1)
    high = d.number(low, top)
    rest, some, value = d.number(1, k - 1), d.number(1, bits - 1), d.number(0, top)
    rules = [
        _is(d.one((f"a multiple of {k}", f"divisible by {k}")) + " (0 counts)" * (k > 2), f"mult {k}", lambda n: n % k == 0),
        _Rule(f"leaves remainder {rest} when divided by {k}", f"does not leave remainder {rest} when divided by {k}",
              f"mod {k} = {rest}", lambda n: n % k == rest),
        _is(d.one((f"between {low} and {high} (both included)", f"in the range {low} to {high}, ends included")),
            f"{low}..{high}", lambda n: low <= n <= high),
        _is(d.one((f"greater than {low}", f"above {low}", f"larger than {low}")), f"> {low}", lambda n: n > low),
        _is(d.one((f"less than {low}", f"below {low}", f"smaller than {low}")), f"< {low}", lambda n: n < low),
        _is(d.one(("prime", "a prime number")), "prime", _prime),
        _is(d.one(("a power of two", "a power of 2 (1 included)")), "pow2", lambda n: n.bit_count() == 1),
        _is("a perfect square (0, 1, 4, 9, ...)", "square", lambda n: int(n**0.5 + 0.5) ** 2 == n),
        _is("odd", "odd", lambda n: n % 2 == 1),
        _is("even", "even", lambda n: n % 2 == 0),
        _has("more ones than zeros in binary", "ones > zeros", lambda n: n.bit_count() * 2 > bits),
        _has(f"exactly {some} one{'s' * (some > 1)} in its {bits} bits", f"{some} ones", lambda n: n.bit_count() == some),
        _has("an odd number of ones in binary", "odd ones", lambda n: n.bit_count() % 2 == 1),
        _has("two ones next to each other in binary", "11 inside", lambda n: "11" in code(n, bits)),
        _is(f"the same read from either end in binary ({bits} digits)", "palindrome",
            lambda n: code(n, bits) == code(n, bits)[::-1]),
        _is(f"equal to {value}", f"= {value}", lambda n: n == value),
    ]  # fmt: skip
    return d.one(rules)


class _Asked(NamedTuple):
    """A condition that may join two properties."""

    phrase: str
    lines: list[str]
    ones: set[int]


def _numbers(found: Sequence[int]) -> str:
    return " ".join(map(str, found)) or "none"


def _asked(d: Draw, bits: int, most: int = 8) -> _Asked:
    """A drawn condition with the numbers that meet it."""
    size = range(1 << bits)
    one, two = _rule(d, bits), _rule(d, bits)
    first, second = [n for n in size if one.test(n)], [n for n in size if two.test(n)]
    kind = d.one(("one", "one", "not", "and", "and", "or", "or", "but", "nor", "either"))
    joined: dict[str, tuple[str, str, Callable[[int], bool]]] = {
        "one": (one.yes, "A", one.test),
        "not": (one.no, "not A", lambda n: not one.test(n)),
        "and": (d.one((f"{one.yes} and {two.yes}", f"both {one.yes} and {two.yes}")), "A and B",
                lambda n: one.test(n) and two.test(n)),
        "or": (f"{one.yes} or {two.yes}", "A or B", lambda n: one.test(n) or two.test(n)),
        "but": (d.one((f"{one.yes} but {two.no}", f"{one.yes} and {two.no}")), "A not B",
                lambda n: one.test(n) and not two.test(n)),
        "nor": (f"{one.no} and {two.no}", "not A, not B", lambda n: not one.test(n) and not two.test(n)),
        "either": (f"{one.yes} or {two.yes}, not both", "A xor B", lambda n: one.test(n) != two.test(n)),
    }  # fmt: skip
    phrase, short, test = joined[kind]
    ones = {n for n in size if test(n)}
    if one.short == two.short or not 1 <= len(ones) < len(size) or min(len(ones), len(size) - len(ones)) > most:
        return _asked(d, bits, most)
    lines = [f"A {one.short}: {_numbers(first)}"]
    if kind not in ("one", "not"):
        lines.append(f"B {two.short}: {_numbers(second)}")
    if kind != "one":
        lines.append(f"{short}: {_numbers(sorted(ones))}")
    if not {len(first), len(second)} & {0, len(size)} or kind in ("one", "not"):
        return _Asked(phrase, lines, ones)
    return _asked(d, bits, most)


def _coded(inputs: Inputs, out: str, ones: set[int]) -> tuple[list[str], list[str]]:
    """The way from numbers to code: comparisons of a vector, terms of single bits."""
    bits = inputs.bits
    zeros = [v for v in range(1 << bits) if v not in ones]
    invert = len(zeros) < len(ones)
    picked = zeros if invert else sorted(ones)
    if len(inputs.ports) == 1:
        tests = " | ".join(f"({inputs.word} == {bits}'d{v})" for v in picked)
        return ([f"{out} {int(not invert)}: {_numbers(picked)}"], [f"assign {out} = {f'~({tests})' if invert else tests};"])
    steps, body = solve(inputs.names, out, sorted(ones), set(), False)
    return [f"{out} {int(not invert)}: {' '.join(f'{v}={code(v, bits)}' for v in picked)}", steps], body


_RULES = (
    "{l} form an unsigned number, {f} is its highest bit. {o} is {v} if this number {c}, else {w}.",
    "{o} tells whether the number {l} (MSB first) {c}. {v} means yes.",
    "Let N be the value of {l} in binary, leftmost bit first. If N {c}, then {o} = {v}; for any other N {o} = {w}.",
    "number detector: bits {l}, highest first. {o}={v} when it {c}, otherwise {o}={w}",
    "Exercise {n}. Design a circuit with inputs {l} ({f} most significant) whose output {o} is {v} exactly when the number at "
    "the inputs {c}.",
    "A vending machine encodes its slots on {l}, most significant bit in front. The slot lamp {o} has to be {v} whenever the "
    "slot number {c}. Otherwise it has to be {w}.",
    "- number N: {l}, unsigned, first one is the MSB\n- {o}: {v} iff N {c}\n- else {w}",
    "{o} stays {w} for every number that does not fit. A number fits if it {c}. The number is {l}, read from left to right. For "
    "one that fits, {o} is {v}.",
    "Given a code on {l} ({f} weighs most), when its value {c}, then {o} is {v}. In all other cases {o} is {w}.",
    "It is like a comparator, only stranger: {o} becomes {v} for a value of {l} (in this order, MSB to LSB) that {c}, and {w} "
    "for the rest.",
    "Input number | {o}\n{c} | {v}\nany other | {w}\nThe number's bits, high to low: {l}.",
)


@family("grid_number_rule", "conditions", 1.1)
def grid_number_rule(d: Draw) -> Design:
    """A property of the number on the inputs, or two of them joined."""
    inputs = draw_inputs(d, d.one((3, 3, 4, 4, 4, 5)), 0.4)
    out, bits, level = d.name(*RESULTS), inputs.bits, d.one((1, 1, 1, 0))
    asked = _asked(d, bits)
    vector = len(inputs.ports) == 1
    told = f"{inputs.word}[{bits - 1 + inputs.ports[0].low}:{inputs.ports[0].low}]" if vector else ", ".join(inputs.names)
    text = d.any(*_RULES, o=out, l=told, f=inputs.names[0], c=asked.phrase, v=level, w=1 - level, n=d.number(2, 9))
    if vector:
        text = text.replace("] form an", "] forms an")
    ones = asked.ones if level else set(range(1 << bits)) - asked.ones
    steps, body = _coded(inputs, out, ones)
    first = [] if vector else [order_line(inputs)]
    why = [*first, *asked.lines, *(["those give 0"] if not level else []), *steps]
    return finish(d, "a test of a number", inputs, [out], text, "\n".join(why), body, one_bit(out, ones, set()), _NAMES,
                  phrase=asked.phrase, level=level)  # fmt: skip


_FLAGS = (
    "The inputs {l} hold a number, {f} first. Outputs:\n{i}",
    "Classify the number {l} (binary, left bit highest).\n{i}\nEach output is 1 when its condition holds and 0 when not.",
    "{k} are flags of the unsigned value N = {l} (MSB first). {j}.",
    "some flags from a code on {l}, msb first\n{i}\nflag low if not",
    "Sorting station: the weight class arrives as a binary number on {l}, highest bit first. {j}. A line whose condition is not "
    "met is 0.",
    "| output | is 1 when the number {l} |\n|---|---|\n{t}\n(leftmost input is the most significant, outputs are otherwise 0)",
    "Write one module with {x} independent tests of the number that {l} form ({f} is the MSB).\n{i}",
    "Exam, {x} parts. N is read from {l} with {f} as highest digit.\n{i}\nAll outputs are 0 unless stated.",
)


@family("grid_number_flags", "conditions", 0.9)
def grid_number_flags(d: Draw) -> Design:
    """Several outputs, each for its own property of one number."""
    inputs = draw_inputs(d, d.one((3, 3, 3, 4)), 0.5)
    outs = list(d.names(*(PAIRS if d.chance(0.7) else TRIPLES)))
    asked = [_asked(d, inputs.bits, 4) for _ in outs]
    vector = len(inputs.ports) == 1
    told = inputs.word if vector else ", ".join(inputs.names)
    form = d.one(("{o} is 1 if the number {c}", "{o} = 1 when the number {c}", "{o}: the number {c}", "{o} goes high if it {c}"))
    lines = [form.format(o=out, c=one.phrase) for out, one in zip(outs, asked, strict=True)]
    mark = d.one(("- ", "* ", "  ", ""))
    text = d.any(
        *_FLAGS, l=told, f=inputs.names[0], k=listing(outs), j="; ".join(lines), i="\n".join(mark + one for one in lines),
        x=("two", "three")[len(outs) - 2], t="\n".join(f"| {out} | {one.phrase} |" for out, one in zip(outs, asked, strict=True)),
    )  # fmt: skip
    if vector:
        text = (
            text.replace("The inputs ", "The input ").replace(" hold a", " holds a").replace(f"{told} form (", f"{told} forms (")
        )
    why, body = [] if vector else [order_line(inputs)], list[str]()
    for out, one in zip(outs, asked, strict=True):
        steps, code_lines = _coded(inputs, out, one.ones)
        why += [*one.lines, *steps]
        body += code_lines
    return finish(d, "several tests of a number", inputs, outs, text, "\n".join(why), body,
                  lambda row: {out: int(row in one.ones) for out, one in zip(outs, asked, strict=True)},
                  ("number_flags", "classify", "num_class"), phrases=[one.phrase for one in asked])  # fmt: skip


_COUNTS = (
    "{o} is 1 when {c}. Otherwise it is 0.",
    "Inputs {l}. Drive {o} high if {c}, low if not.",
    "Vote counter: {o} = 1 exactly when {c}.",
    "{o} should light if {c}, and only then",
    "Exercise: give a circuit for {l} whose output {o} is 0 unless {c}; in that case it is 1.",
    "The safety board looks at the contacts {l}. Its verdict {o} is 1 as soon as {c}; without that it is 0.",
    "Condition: {c}.\nCondition met: {o} = 1.\nNot met: {o} = 0.",
    "{o} is the answer to the question whether {c} (1 = yes).",
    "Given {l}, when {c}, then {o} is high, else low.",
    "Unlike a plain AND or OR of {l}, this gate raises its output {o} if {c}; it keeps {o} at 0 in all other cases.",
)


@family("grid_count_rule", "conditions", 1.0)
def grid_count_rule(d: Draw) -> Design:
    """How many inputs are 1, joined with a condition on one or two of them."""
    inputs = draw_inputs(d, d.one((3, 3, 4, 4)), 0.0)
    out, bits, names = d.name(*RESULTS), inputs.bits, inputs.names
    some = sorted(d.rng.sample(range(bits + 1), d.one((1, 1, 2))))
    least = d.number(2, bits - 1)
    counts, told = d.one((
        (set(some), f"{listing([f'{one}' for one in some], 'or')} of the inputs {listing(names)} are 1"),
        (set(some), f"the number of ones among {', '.join(names)} is {listing([str(one) for one in some], 'or')}"),
        (set(range(least, bits + 1)), f"at least {least} of {listing(names)} are 1"),
        (set(range(least)), f"fewer than {least} of {listing(names)} are 1"),
        (set(range(1, bits + 1, 2)), f"an odd number of {listing(names)} is 1"),
        (set(range(1, bits)), f"{listing(names)} are not all equal"),
        ({0, bits}, f"{listing(names)} are all equal"),
    ))  # fmt: skip
    place, want = d.number(0, bits - 1), d.number(0, 1)
    other = (place + d.number(1, bits - 1)) % bits
    one, two = names[place], names[other]

    def bit(row: int, at: int) -> int:
        return row >> (bits - 1 - at) & 1

    extras: list[tuple[str, str, Callable[[int], bool]]] = [
        (f"{one} is {want}", f"{one}={want}", lambda row: bit(row, place) == want),
        (f"{one} equals {two}", f"{one}={two}", lambda row: bit(row, place) == bit(row, other)),
        (f"{one} differs from {two}", f"{one}!={two}", lambda row: bit(row, place) != bit(row, other)),
    ]  # fmt: skip
    extra, short, test = d.one(extras)
    kind = d.one(("none", "and", "and", "or", "unless"))
    phrase = {"none": told, "and": f"{told} and {extra}", "or": f"{told} or {extra}", "unless": f"{told}, but not if {extra}"}[
        kind
    ]
    size = range(1 << bits)
    counted = {row for row in size if row.bit_count() in counts}
    met = {row for row in size if test(row)}
    ones = {"none": counted, "and": counted & met, "or": counted | met, "unless": counted - met}[kind]
    if not 1 <= len(ones) < len(size):
        return grid_count_rule(d)
    text = d.any(*_COUNTS, o=out, l=listing(names), c=phrase)
    why = [order_line(inputs), f"counts {' '.join(map(str, sorted(counts)))}"]
    why += [f"{n} ones: {' '.join(code(row, bits) for row in size if row.bit_count() == n)}" for n in sorted(counts)]
    joint = {"and": "and", "or": "or", "unless": "without"}.get(kind)
    why += [f"{joint} {short}: {' '.join(code(row, bits) for row in sorted(ones))}"] if joint else []
    steps, body = solve(names, out, sorted(ones), set(), False)
    return finish(d, "a condition on how many inputs are 1", inputs, [out], text, "\n".join([*why, steps]), body,
                  one_bit(out, ones, set()), ("vote", "count_rule", "ones_check"), phrase=phrase)  # fmt: skip


_CONVERSIONS = (
    "{o} is {e}, where {x} is unsigned.{s}",
    "Number in: {x}. Number out: {o} = {e}.{s}",
    "Combinational block. For each value of {x} the output {o} shall be {e}.{s}",
    "small conversion: {x} comes in, {o} goes out, {o} = {e}.{s} a lookup is fine",
    "Exercise: tabulate {e} for all values of {x} and write the table as a module with output {o}.{s}",
    "A gauge is not linear. The correction block receives {x} and returns {o}, which is {e}.{s}",
    "1. {x} is an unsigned number.\n2. {o} = {e}.\n3. No clock.{s}",
    "Think of a calculator with one key: you enter {x}, it shows {e} on {o}.{s}",
    "Given {x}, when the logic has settled, then {o} reads {e}.{s}",
)


@family("grid_conversion", "conditions", 0.9)
def grid_conversion(d: Draw) -> Design:
    """A small number turned into another by a rule with an exception, as a table."""
    bits, wide = d.one((2, 3, 3)), d.one((2, 3, 3, 4))
    source, out = d.name("x", "in", "n", "code", "num", "a", "v"), d.name("y", "out", "res", "q", "val", "r", "z")
    k, c, m = d.number(2, 5), d.number(1, 7), 1 << wide
    turns: list[tuple[str, str, Callable[[int], int]]] = [
        (f"{k} times {source} plus {c}, modulo {m}", f"{{n}}*{k}+{c} mod {m}", lambda n: (n * k + c) % m),
        (f"{c} minus {source}, modulo {m}", f"{c}-{{n}} mod {m}", lambda n: (c - n) % m),
        (f"the distance between {source} and {k}, modulo {m}", f"|{{n}}-{k}| mod {m}", lambda n: abs(n - k) % m),
        (f"{source} divided by {k}, rounded down, plus 1, modulo {m}", f"{{n}}/{k}+1 mod {m}", lambda n: (n // k + 1) % m),
        (f"the remainder of {source} divided by {k}, modulo {m}", f"{{n}}%{k} mod {m}", lambda n: n % k % m),
        (f"the square of {source}, modulo {m}", f"{{n}}*{{n}} mod {m}", lambda n: n * n % m),
        (f"the larger of {source} and {k}, modulo {m}", f"max({{n}},{k}) mod {m}", lambda n: max(n, k) % m),
        (f"the smaller of {source} and {k}, modulo {m}", f"min({{n}},{k}) mod {m}", lambda n: min(n, k) % m),
    ]  # fmt: skip
    phrase, work, turn = d.one(turns)
    values = [turn(n) for n in range(1 << bits)]
    odd: dict[int, int] = {}
    if d.chance(0.6):
        odd = {n: d.number(0, m - 1) for n in d.rng.sample(range(1 << bits), d.number(1, 2))}
    told = listing([f"{n} gives {value}" for n, value in sorted(odd.items())] or [""])
    extra = d.any(" Exception: {t}.", " But {t}.", " Only {t} instead.", t=told) if odd else ""
    text = d.any(*_CONVERSIONS, x=source, o=out, e=phrase, s=extra)
    values = [odd.get(n, value) for n, value in enumerate(values)]
    why = [f"{n}: exception {values[n]}" if n in odd else f"{n}: {work.format(n=n)} = {values[n]}" for n in range(1 << bits)]
    arms = [(n, f"{out} = {wide}'d{value};") for n, value in enumerate(values)]
    body = letter_case(d, source, bits, arms[:-1], arms[-1][1])
    inputs = Inputs([f"{source}[{i}]" for i in range(bits - 1, -1, -1)], [Port(source, bits)])
    design = finish(d, "a small conversion", inputs, [], text, "\n".join([*why, f"case {source}"]), body, lambda row: {},
                    ("convert", "small_table", "correction"), True, values=values)  # fmt: skip
    return _with_word(design, out, wide, values, source)


def _with_word(design: Design, out: str, wide: int, values: list[int], source: str) -> Design:
    """A design whose one output is a number."""
    ports = (*design.ports, Port(out, wide, output=True, stored=True))
    rows = tuple(row._replace(outputs={out: values[row.inputs[source]]}) for row in design.rows)
    return Design(design.title, ports, design.behaviour, design.reasoning, design.body, rows, design.style, design.names,
                  design.parameters)  # fmt: skip
