"""What the wire families share: outputs told one by one in many layouts, tables of codes, bodies and reasoning from both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.telling import sentence

Values = dict[str, int]
Value = Callable[[Values], int]


class Item(NamedTuple):
    """One output and what it is."""

    out: str
    """The port."""
    width: int
    """Its bits."""
    says: tuple[str, ...]
    """Ways to say the value behind "is"; for a test, ways to say the condition."""
    code: str
    """Its expression."""
    note: str
    """Its line of reasoning."""
    value: Value
    """What it is."""
    test: bool = False
    """Whether it is a condition."""
    low: bool = False
    """Whether 0 means yes."""


class Case(NamedTuple):
    """What one or several codes of a selection do."""

    codes: tuple[int, ...]
    """The codes."""
    says: tuple[str, ...]
    """Ways to say the value."""
    code: str
    """Its expression."""
    value: Value
    """What it is."""


def test(d: Draw, out: str, says: tuple[str, ...], code: str, value: Value, lows: float = 0.15, note: str = "") -> Item:
    """A yes-or-no output, now and then active low."""
    low = d.chance(lows)
    shown = f"!({code})" if low else code
    return Item(
        out,
        1,
        says,
        shown,
        f"{'0' if low else '1'} if {note or code}, else {'1' if low else '0'}",
        lambda v: int(bool(value(v)) != low),
        True,
        low,
    )


_TESTS = (
    "{t} when {c}, else {f}",
    "{t} if {c} and {f} otherwise",
    "{t} exactly when {c}",
    "{t} if and only if {c}",
    "{t} if {c}, {f} if not",
    "{t} whenever {c}; {f} in all other cases",
    "{t} where {c}, otherwise {f}",
)
_TEST_STATEMENTS = (
    "When {c}, {o} is {t}; otherwise it is {f}.",
    "{o} {u} (if|when) {c}, and {e} otherwise.",
    "If {c}, {o} = {t}, else {f}.",
    "{o} tells by a {t} that {c}.",
    "{o} is {f} unless {c}.",
    "{o} = {t} means that {c}; {o} = {f} means anything else.",
    "Only when {c} may {o} be {t} (and then it must be).",
    "{o} says whether {c}: {t} for yes, {f} for no.",
)
_STATEMENTS = (
    "{o} is {x}.",
    "{o} shows {x}.",
    "{o} must be {x}.",
    "{o} carries {x}.",
    "On {o} we want {x}.",
    "Drive {o} with {x}.",
    "{o} = {x}.",
    "Output {o} is {x}.",
    "{o} gets {x}.",
    "Put {x} on {o}.",
    "{o} delivers {x}.",
)


def phrase(d: Draw, item: Item) -> str:
    """What stands behind "out is"."""
    said = d.one(item.says)
    if not item.test:
        return said
    return d.any(*_TESTS, c=said, t=int(not item.low), f=int(item.low))


def statement(d: Draw, item: Item) -> str:
    """A whole sentence about an output."""
    said = d.one(item.says)
    if not item.test:
        return sentence(d.any(*_STATEMENTS, o=item.out, x=said))
    return sentence(
        d.any(
            *_TEST_STATEMENTS,
            c=said,
            o=item.out,
            t=int(not item.low),
            f=int(item.low),
            u="is low" if item.low else "is high",
            e="high" if item.low else "low",
        )
    )


_CLOSINGS = (
    "",
    "",
    "",
    "",
    "",
    "Everything is combinational.",
    "There is no clock.",
    "Purely combinational, no state.",
    "All outputs follow the inputs at once.",
    "No registers(, please|).",
    "Thanks!",
    "Please write the module.",
)
_LEADS = ("The outputs:", "Outputs:", "What comes out:", "Its outputs are these.", "Here is what each output does.", "It drives:")


def tell_items(d: Draw, openings: Sequence[str], items: Sequence[Item], facts: str = "", **slots: object) -> str:
    """Outputs told one by one, under an opening, in one of many layouts.

    Args:
        d: the choices.
        openings: skeletons of the first sentences.
        items: the outputs.
        facts: what must be said besides, in whole sentences.
        slots: of the openings.
    """
    opening = " ".join(part for part in (d.any(*openings, **slots), facts) if part)
    told = list(items)
    if d.chance(0.4):
        d.rng.shuffle(told)
    body = _outputs(d, told, opening)
    closing = d.any(*_CLOSINGS)
    return f"{body}{chr(10) if chr(10) in body else ' '}{closing}" if closing else body


def _outputs(d: Draw, told: Sequence[Item], opening: str) -> str:
    kind = d.number(0, 15)
    pairs = [(item.out, phrase(d, item)) for item in told]
    lead = f"{opening} {d.one(_LEADS)}"
    if kind == 0:
        return "\n".join([lead, *(f"- {o}: {x}" for o, x in pairs)])
    if kind == 1:
        return "\n".join(
            [
                f"{opening} {d.one(('Requirements.', 'The module shall meet this.', 'Spec:'))}",
                *(f"R{n}. {o} shall be {x}." for n, (o, x) in enumerate(pairs, 1)),
            ]
        )
    if kind == 2:
        return "\n".join(
            [
                opening,
                f"| {d.one(('output', 'port', 'signal'))} | {d.one(('value', 'meaning', 'content'))} |",
                "|---|---|",
                *(f"| {o} | {x} |" for o, x in pairs),
            ]
        )
    if kind == 3:
        return "\n".join([lead, *(f"{x} -> {o}" for o, x in pairs)])
    if kind == 4:
        sizes = [f"{item.width} bit{'s' * (item.width > 1)}" for item in told]
        return "\n".join([opening, "", *(f"{o} ({w})\n    {x}" for (o, x), w in zip(pairs, sizes, strict=True))])
    if kind == 5:
        return "\n".join([opening, "output,value", *(f'{o},"{x}"' for o, x in pairs)])
    if kind == 6:
        return (
            f"{d.one(('hi', 'hey', 'Quick one', 'need this today'))}: {opening} so "
            + "; ".join(f"{o} = {x}" for o, x in pairs)
            + "."
        )
    if kind == 7:
        letters = "abcdefgh"
        return "\n".join(
            [
                f"{d.one(('Exercise.', 'Question 3.', 'Lab task.', 'Problem:'))} {opening} Derive:",
                *(f"({letters[n]}) {o}, which is {x}" for n, (o, x) in enumerate(pairs)),
            ]
        )
    if kind == 8:
        width = max(len(o) for o, _ in pairs) + 2
        return "\n".join([opening, *(f"{o:<{width}}{x}" for o, x in pairs)])
    if kind == 9:
        return "\n".join([opening, "outputs:", *(f"  {o}: {x}" for o, x in pairs)])
    if kind == 10:
        return "\n".join(
            [opening, *(f"What is {o}? {x[0].upper() + x[1:] if x.startswith(('the ', 'a ')) else x}." for o, x in pairs)]
        )
    if kind == 11:
        return f"{opening} {listing([f'{o} ({x})' for o, x in pairs])} {'is' if len(pairs) == 1 else 'are'} to be driven."
    if kind == 12:
        return " ".join([statement(d, item) for item in told] + [opening])
    return " ".join([opening, *(statement(d, item) for item in told)])


def body_of(d: Draw, items: Sequence[Item], assigns: float = 0.7) -> tuple[list[str], bool]:
    """Lines that drive the outputs in their order, and whether a block does it."""
    if d.chance(assigns):
        return [f"assign {item.out} = {item.code};" for item in items], False
    return d.block(d.style.comb, [f"{item.out} = {item.code};" for item in items]), True


def notes_of(items: Sequence[Item]) -> str:
    """A line of reasoning for each output."""
    return "\n".join(f"{item.out}: {item.note}" for item in items)


def values_of(items: Sequence[Item]) -> Callable[[Values], dict[str, int]]:
    """The model of all outputs."""
    return lambda v: {item.out: item.value(v) & ((1 << item.width) - 1) for item in items}


def outputs_of(items: Sequence[Item], stored: bool) -> list[Port]:
    """The output ports."""
    return [Port(item.out, item.width, output=True, stored=stored) for item in items]


def placed(d: Draw, inputs: Sequence[Port], outputs: Sequence[Port]) -> tuple[Port, ...]:
    """Ports in the usual order, or in another now and then."""
    ports = [*inputs, *outputs]
    if d.chance(0.2):
        ports = [*outputs, *inputs]
    elif d.chance(0.15):
        d.rng.shuffle(ports)
    return tuple(ports)


def local(d: Draw, name: str, width: int, code: str) -> list[str]:
    """An internal signal and what drives it."""
    return [d.style.declare(name, width, driven=True), f"assign {name} = {code};"]


def code_text(d: Draw, bits: int) -> Callable[[int], str]:
    """How codes are written in this text."""
    kind = d.one(("dec", "dec", "bin", "bin", "lit", "hex") if bits > 1 else ("dec", "dec", "lit"))
    kinds: dict[str, Callable[[int], str]] = {
        "dec": str,
        "bin": lambda n: f"{n:0{bits}b}",
        "lit": lambda n: f"{bits}'b{n:0{bits}b}",
        "hex": lambda n: f"0x{n:X}",
    }
    return kinds[kind]


_ELSES = (
    "Any other {s}: {x}.",
    "For all other values of {s}, {o} is {x}.",
    "Codes not listed give {x}.",
    "Otherwise {o} is {x}.",
    "{s} values that are not mentioned: {o} = {x}.",
    "Default: {x}.",
    "The unused codes yield {x}.",
    "In every other case {o} shows {x}.",
)


def tell_cases(
    d: Draw, openings: Sequence[str], select: str, bits: int, cases: Sequence[Case], otherwise: str, out: str, **slots: object
) -> str:
    """A table of codes in one of many layouts; `otherwise` is empty where every code is listed."""
    show = code_text(d, bits)
    told = list(cases)
    if d.chance(0.25):
        d.rng.shuffle(told)
    rows = [([show(code) for code in case.codes], d.one(case.says)) for case in told]
    opening = d.any(*openings, s=select, o=out, **slots)
    rest = sentence(d.any(*_ELSES, s=select, o=out, x=otherwise)) if otherwise else ""
    kind = d.number(0, 13)
    flat = [(listing(codes, "or"), x) for codes, x in rows]
    if kind == 0:
        lines = [f"| {select} | {out} |", "|---|---|", *(f"| {', '.join(c)} | {x} |" for c, x in rows)]
    elif kind == 1:
        lines = [f"{', '.join(c)} -> {x}" for c, x in rows]
    elif kind == 2:
        lines = [f"{select},{out}", *(f'{c},"{x}"' for codes, x in rows for c in codes)]
    elif kind == 3:
        lines = [f"when {select} is {c} then {out} = {x}" for c, x in flat]
    elif kind == 4:
        width = max(len(c) for c, _ in [*flat, (select, "")]) + 2
        lines = [f"{select:<{width}}{out}", *(f"{c:<{width}}{x}" for c, x in flat)]
    elif kind == 5:
        lines = [f"- {c}: {x}" for c, x in flat]
    elif kind == 6:
        lines = [f"{n}. {out} is {x} if {select} is {c}." for n, (c, x) in enumerate(flat, 1)]
    elif kind == 7:
        lines = [f"{x} ({select} = {c})" for c, x in flat]
    elif kind == 8:
        lines = [f"{select} == {' / '.join(c)} : {x}" for c, x in rows]
    elif kind == 9:
        end = f"; otherwise {otherwise}" if otherwise else ""
        return f"{opening} {out} is " + ", ".join(f"{x} for {select} = {c}" for c, x in flat) + f"{end}."
    elif kind == 10:
        return " ".join([opening, *([rest] if rest else []), *(f"To get {x}, set {select} to {c}." for c, x in flat)])
    elif kind == 11:
        return f"{rest} {opening} ".lstrip() + " ".join(f"With {select} at {c}, {out} shows {x}." for c, x in flat)
    elif kind == 12:
        lines = [f"given {select} = {c}, then {out} must equal {x}" for c, x in flat]
    else:
        return f"{opening} " + "; ".join(f"{c} means {x}" for c, x in flat) + f". {rest}".rstrip()
    return "\n".join([opening, *lines, *([rest] if rest else [])])


def case_body(d: Draw, select: str, bits: int, cases: Sequence[Case], default: str, out: str) -> tuple[list[str], bool]:
    """A case statement, or a chain of choices where the table is short; whether a block does it."""
    literal = d.style.literal
    arms = [(case, ", ".join(literal(bits, code) for code in case.codes)) for case in cases]
    if len(cases) <= 4 and all(len(case.codes) == 1 for case in cases) and d.chance(0.3):
        last = default or cases[-1].code
        shown = arms if default else arms[:-1]
        lines = [f"assign {out} ="] + [f"  {select} == {label} ? {case.code} :" for case, label in shown]
        return [*lines, f"  {last};"], False
    body = [f"  {label}: {out} = {case.code};" for case, label in (arms if default else arms[:-1])]
    final = default or cases[-1].code
    return [
        f"{d.style.comb} begin",
        f"  case ({select})",
        *(f"  {line}" for line in body),
        f"    default: {out} = {final};",
        "  endcase",
        "end",
    ], True


def case_value(select: str, cases: Sequence[Case], default: Value | None) -> Value:
    """The model of a table of codes."""
    found = {code: case.value for case in cases for code in case.codes}

    def value(v: Values) -> int:
        chosen = found.get(v[select], default)
        return chosen(v) if chosen else 0

    return value


def case_notes(d: Draw, select: str, bits: int, out: str, cases: Sequence[Case], default: str) -> str:
    """A line of reasoning for each code, which stands there in binary and as the code has it."""

    def shown(code: int) -> str:
        literal = d.style.literal(bits, code)
        return literal if bits == 1 or "b" in literal[:3] else f"{code:0{bits}b} = {literal}"

    lines = [f"{select} {', '.join(map(shown, case.codes))} -> {case.code}" for case in cases]
    return "\n".join([f"{out} by {select}:", *lines, *([f"else -> {default}"] if default else ["all codes listed"])])


def bit(word: int, place: int) -> int:
    """One bit of a word."""
    return word >> place & 1
