"""Phrases that families of gates and vectors share: conditions, gates and slices in words, facts in many layouts.

There is no family here. Every phrase is drawn, and says the same whichever way it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_, xor
from typing import NamedTuple

from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.telling import is_level, laid_out, level, levels

GATES = {
    "AND": ("&", and_, False),
    "OR": ("|", or_, False),
    "XOR": ("^", xor, False),
    "NAND": ("&", and_, True),
    "NOR": ("|", or_, True),
    "XNOR": ("^", xor, True),
}
"""Operator, its function, and whether the output is inverted, by gate."""
INPUT_SETS = (
    ("a", "b", "c", "d", "e"),
    ("in1", "in2", "in3", "in4", "in5"),
    ("x", "y", "z", "w", "v"),
    ("p", "q", "r", "s", "t"),
    ("x1", "x2", "x3", "x4", "x5"),
    ("in_a", "in_b", "in_c", "in_d", "in_e"),
    ("A", "B", "C", "D", "E"),
    ("i0", "i1", "i2", "i3", "i4"),
    ("x0", "x1", "x2", "x3", "x4"),
    ("key", "door", "belt", "motor", "light"),
    ("start", "ready", "mode", "busy", "lock"),
    ("op_a", "op_b", "op_c", "op_d", "op_e"),
    ("u", "v", "w", "m", "n"),
)
OUTPUT_SETS = (
    ("f", "g", "h", "k", "m"),
    ("out1", "out2", "out3", "out4", "out5"),
    ("o1", "o2", "o3", "o4", "o5"),
    ("y0", "y1", "y2", "y3", "y4"),
    ("q1", "q2", "q3", "q4", "q5"),
    ("out_a", "out_b", "out_c", "out_d", "out_e"),
    ("z1", "z2", "z3", "z4", "z5"),
    ("led0", "led1", "led2", "led3", "led4"),
    ("f0", "f1", "f2", "f3", "f4"),
)
INTROS = (
    "", "", "", "", "The outputs are told one by one. ", "This is what each output does: ", "No clock is involved. ",
    "Everything here is combinational. ", "Purely combinational. ", "(Please |)(build|make) this: ", "Behaviour: ",
    "(What I need|What is wanted): ", "The circuit has these properties: ", "(Requirements|Spec|Specification): ",
    "The following must hold at all times: ", "Can you build this (for me|)? ", "All of it is plain logic, no registers. ",
)  # fmt: skip
ONE_INTROS = (
    "", "", "", "", "", "", "No clock is involved. ", "It is combinational. ", "Purely combinational. ", "Behaviour: ",
    "(What I need|What is wanted): ", "(Requirement|Spec|Specification): ", "Can you build this (for me|)? ",
    "Just logic, no clock. ",
)  # fmt: skip


class Literal(NamedTuple):
    """An input, or its inverse."""

    name: str
    """Which input."""
    inverted: bool = False
    """Whether its inverse is meant."""

    @property
    def code(self) -> str:
        """In Verilog."""
        return "~" * self.inverted + self.name

    def value(self, v: dict[str, int]) -> int:
        """Its value for inputs of one bit."""
        return v[self.name] ^ self.inverted


class Fact(NamedTuple):
    """What one output is."""

    out: str
    """The output."""
    said: str
    """A sentence with its full stop."""
    code: str
    """The right side of its assign."""
    why: str
    """The same in a few words, for the reasoning."""
    value: Callable[[dict[str, int]], int]
    """Its value."""


def pick(d: Draw, count: int, sets: Sequence[Sequence[str]] = INPUT_SETS) -> list[str]:
    """Names that go together, the first of one of these sets; sometimes with their order changed."""
    names = d.names(*(one[:count] for one in sets))
    if d.chance(0.15):
        d.rng.shuffle(names)
    return names


def items(d: Draw, names: Sequence[str]) -> str:
    """Some names in a row."""
    if len(names) == 2:
        return d.any("{a} and {b}", "{a} and {b}", "{a}, {b}", a=names[0], b=names[1])
    return d.any("{l}", "{l}", "{c}", l=listing(names), c=", ".join(names))


def shuffled(d: Draw, names: Sequence[str]) -> list[str]:
    """The same in another order now and then."""
    names = list(names)
    if d.chance(0.3):
        d.rng.shuffle(names)
    return names


def all_are(d: Draw, names: Sequence[str], value: int) -> str:
    """A condition: each of these has this level."""
    word, other = levels(d, value)
    if len(names) == 1:
        return is_level(d, names[0], value)
    common = ("all of {i} are {l}", "{i} are all {l}", "each of {i} is {l}", "every one of {i} is {l}", "none of {i} is {k}")
    pair = ("{i} are both {l}", "both {i} are {l}", "{a} and {b} are {l} together", "neither {a} nor {b} is {k}",
            "{a} is {l} and so is {b}", "{a} is {l} and {b} is {l}", "{a} and {b} are {l} at the same time")  # fmt: skip
    names = shuffled(d, names)
    two = len(names) == 2
    return d.any(*(pair if two else common), i=listing(names), a=names[0], b=names[1], l=word, k=other)


def any_is(d: Draw, names: Sequence[str], value: int) -> str:
    """A condition: at least one of these has this level."""
    word, other = levels(d, value)
    if len(names) == 1:
        return is_level(d, names[0], value)
    common = ("at least one of {i} is {l}", "any of {i} is {l}", "one or more of {i} is {l}", "not all of {i} are {k}",
              "{e} is {l}")  # fmt: skip
    pair = ("{a} or {b} is {l}", "{a} or {b} (or both) is {l}", "at least one of {i} is {l}", "{a} is {l} or {b} is {l}",
            "not both of {i} are {k}", "any of {i} is {l}")  # fmt: skip
    names = shuffled(d, names)
    two = len(names) == 2
    skeleton = d.one(pair if two else common).replace("(or both)", "{x}")
    either = listing(names, "or")
    return d.say(skeleton, i=listing(names), e=either, a=names[0], b=names[1], l=word, k=other, x="(or both)")


def odd_ones(d: Draw, names: Sequence[str], odd: bool) -> str:
    """A condition on the parity of some inputs."""
    names = shuffled(d, names)
    if len(names) == 2:
        one = ("{i} differ", "{i} are different", "exactly one of {i} is {l}", "{a} is not equal to {b}", "{a} differs from {b}",
               "one of {i} is {l} and the other is {k}", "the two inputs {i} disagree")  # fmt: skip
        same = ("{i} are equal", "{a} equals {b}", "{i} have the same value", "{a} and {b} agree", "{a} is the same as {b}",
                "{i} are both {l} or both {k}", "{a} matches {b}")  # fmt: skip
        word, other = levels(d, 1)
        return d.any(*(one if odd else same), i=listing(names), a=names[0], b=names[1], l=word, k=other)
    return d.any(
        "an {p} number of {i} is {l}",
        "the number of ones among {i} is {p}",
        "{i} hold an {p} number of ones",
        "the count of high inputs among {i} is {p}",
        p="odd" if odd else "even", i=listing(names), l=d.one(("1", "high", "set")),
    ).replace("an even", "an even" if d.chance(0.7) else "an even (or zero)")  # fmt: skip


def condition(d: Draw, kind: str, literals: Sequence[Literal], value: int) -> str:
    """When the output of a gate has a value, as a clause; `kind` is one of `GATES`."""
    inverted = GATES[kind][2]
    one = bool(value) != inverted
    base = GATES[kind][0]
    if base == "^":
        flips = sum(literal.inverted for literal in literals)
        return odd_ones(d, [literal.name for literal in literals], one != bool(flips & 1))
    everything = (base == "&") == one
    wanted = [(literal.name, int(literal.inverted != one)) for literal in literals]
    if len({bit for _, bit in wanted}) == 1:
        return (all_are if everything else any_is)(d, [name for name, _ in wanted], wanted[0][1])
    parts = [is_level(d, name, bit) for name, bit in shuffled_pairs(d, wanted)]
    if everything:
        return d.any("{l}", "{l}", "both {l}" if len(parts) == 2 else "{l}", "{w}", l=listing(parts), w=" while ".join(parts[:2])
                     + "".join(f" and {part}" for part in parts[2:]))  # fmt: skip
    return d.any("{l}", "{l}", "either {l}", l=listing(parts, "or"))


def shuffled_pairs(d: Draw, pairs: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """In any order."""
    mixed = list(pairs)
    d.rng.shuffle(mixed)
    return mixed


def when(d: Draw, out: str, value: int, clause: str) -> str:
    """A sentence: an output has a value where a clause holds and the opposite elsewhere."""
    word, other = levels(d, value)
    return d.any(
        "{o} is {l} (exactly|only|precisely|just) when {c}.",
        "{o} is {l} (when|if|whenever|while) {c}, (and {k} otherwise|otherwise {k}|else {k}|otherwise it is {k}).",
        "When {c}, {o} is {l}; (otherwise|in all other cases|else) it is {k}.",
        "If {c}, {o} is {l}, (else|otherwise) {k}.",
        "{o} must be {l} if and only if {c}.",
        "{o} is {k} unless {c}.",
        "Unless {c}, {o} is {k}(; if so, it is {l}|).",
        "{o} should (become|be|read) {v} (if|when) {c}, and {w} (if not|in every other case).",
        "{o} = {v} if {c}, else {w}.",
        "Set {o} to {v} (when|if) {c} and to {w} otherwise.",
        "{o} tells whether {c}: {v} (if so, {w} if not|means yes, {w} means no).",
        "{o} is {l} in the case that {c}. In any other case {o} is {k}.",
        "The only (time|case) {o} is {l} is when {c}.",
        "{o} (gets|takes) the value {v} as long as {c}, (the value |){w} otherwise.",
        o=out, c=clause, l=word, k=other, v=value, w=1 - value,
    )  # fmt: skip


def literal_words(d: Draw, literal: Literal, last: bool = False) -> str:
    """An input or its inverse as a noun."""
    if not literal.inverted:
        return literal.name
    forms = ("NOT {n}", "~{n}", "NOT {n}", "not {n}")
    ends = ("the (complement|inverse) of {n}", "{n} inverted", "the inverted {n}", "(the negation of|negated) {n}")
    return d.any(*forms, *(ends if last else ()), n=literal.name)


def infixed(word: str, parts: Sequence[str]) -> str:
    """Parts with an operator's name between them; in lower case after a port named a, lest it be taken for an article."""
    text = parts[0]
    for part in parts[1:]:
        text += f" {word.lower() if text.split()[-1].lstrip('(~!') in ('a', 'A') else word} {part}"
    return text


def gate_noun(d: Draw, kind: str, literals: Sequence[Literal]) -> str:
    """What a gate makes of its inputs, as a noun."""
    words = [literal_words(d, literal, i == len(literals) - 1) for i, literal in enumerate(literals)]
    pair = len(words) == 2
    word = kind if kind in ("AND", "OR") or d.chance(0.7) else kind.lower()
    infix = infixed(kind if word == kind else word, words)
    chained = pair or not GATES[kind][2]
    symbols = f" {GATES[kind][0]} ".join(literal.code for literal in literals)
    return d.any(
        "the {k} of {i}",
        "the {u} of {i}",
        "the {k} of {i}",
        "{i}, {u}ed together" if kind in ("AND", "OR", "XOR") else "the result of {u}ing {i}",
        "{x}" if chained else "{u}({c})",
        "{x}" if chained else "the {u} function of {i}",
        "{u}({c})",
        "the output of a {n}-input {u} gate (with|on) {i}",
        "{s}",
        k=word, u=kind, i=listing(words), x=infix, n=len(words), c=", ".join(words),
        s=f"~({symbols})" if GATES[kind][2] else symbols,
    )  # fmt: skip


_VERBS = "{x} (drives|goes to|appears on|is put on|is sent to|becomes) {o}."
_VERBS_OF_MANY = "{x} (drive|go to|appear on|are put on|are sent to|make up) {o}."


def drives(d: Draw, out: str, noun: str) -> str:
    """A sentence: an output is a noun."""
    plural = noun.split(" of ")[0].split(" down ")[0].split(" to ")[0].endswith("bits") or noun.startswith(("bits", "the bits"))
    verbs = _VERBS_OF_MANY if plural else _VERBS
    text = d.any(
        "{o} is {x}.",
        "{o} is {x}.",
        "{o} = {x}.",
        "{o}: {x}.",
        "Drive {o} with {x}.",
        verbs,
        "{o} (carries|shows|outputs|gives|takes|gets|holds) {x}.",
        "{o} (should|must|shall) (be|equal) {x}.",
        "{o} is driven by {x}.",
        "On {o} (we|I|you) want {x}.",
        "Assign {x} to {o}.",
        "Put {x} on {o}.",
        "{o} <- {x}.",
        "Output {o} is (always |){x}.",
        "The output {o} (equals|is equal to|is) {x}.",
        "For {o}, (use|compute|take) {x}.",
        o=out, x=noun,
    )  # fmt: skip
    return capital(text, out, noun)


def capital(text: str, *names: str) -> str:
    """A sentence with a capital, unless a name or symbol stands first."""
    first = text.split(" ")[0]
    return text[:1].upper() + text[1:] if first in ("the", "a", "an", "bits", "bit") and first not in names else text


def gate_fact(d: Draw, out: str, kind: str, literals: Sequence[Literal]) -> Fact:
    """An output that is one gate's."""
    symbol, function, inverted = GATES[kind]
    inner = f" {symbol} ".join(literal.code for literal in literals)
    code = f"~({inner})" if inverted else inner
    if d.chance(0.5):
        value = d.number(0, 1) if d.chance(0.5) else 1
        if len({literal.inverted for literal in literals}) > 1:
            value = int(not inverted)
        said = when(d, out, value, condition(d, kind, literals, value))
    else:
        said = drives(d, out, gate_noun(d, kind, literals))
    why = f"{kind} of {', '.join(('not ' * one.inverted) + one.name for one in literals)}"
    return Fact(out, said, code, why, lambda v: reduce(function, (one.value(v) for one in literals)) ^ inverted)


def copy_fact(d: Draw, out: str, literal: Literal) -> Fact:
    """An output that is an input, or its inverse."""
    said = d.any(*(_INVERSES if literal.inverted else _COPIES), o=out, i=literal.name)
    why = f"not {literal.name}" if literal.inverted else f"copy of {literal.name}"
    return Fact(out, capital(said, out), literal.code, why, literal.value)


def constant_fact(d: Draw, out: str, bit: int) -> Fact:
    """An output that never changes."""
    word = level(d, bit)
    said = d.any(
        "{o} is (always|constantly) {l}.", "{o} is tied to {b}.", "Tie {o} (to {b}|{w}).", "{o} is (stuck at|fixed at) {b}.",
        "{o} = {b}.", "{o} is the constant {b}.", "{o} never changes: it is {l}.", "Drive {o} with a constant {b}.",
        "{o} stays {l}, whatever the inputs are.", "A constant {b} drives {o}.", "Hold {o} at {b}.", "{o} <- {b}.",
        "{o} is hardwired to {b}.", "{o} does not depend on the inputs; it is {l}.", "Output {o} (must be|is) {l} at all times.",
        o=out, l=word, b=bit, w="high" if bit else "low",
    )  # fmt: skip
    return Fact(out, said, f"1'b{bit}", f"constant {bit}", lambda v: bit)


_COPIES = (
    "{o} is (simply |just |)(a copy of |){i}.", "{o} follows {i}.", "{o} = {i}.", "{i} is passed (straight |)(through |)to {o}.",
    "Connect {i} to {o}.", "{i} -> {o}.", "{o} <- {i}.", "Wire {o} to {i}.", "{o} is connected (directly |)to {i}.",
    "{o} always has the value of {i}.", "A wire (runs|goes) from {i} to {o}.", "{i} (drives|feeds) {o} (directly|unchanged).",
    "Route {i} to {o}.", "{o} shows {i} unchanged.", "{o} is the same signal as {i}.",
    "{o} is high when {i} is high and low when "
    "{i} is low.", "Pass {i} through to {o}.", "{o} takes its value from {i}.",
)  # fmt: skip
_INVERSES = (
    "{o} is (the inverse of|NOT|the complement of|the negation of|the opposite of) {i}.", "{o} = NOT {i}.", "{o} = ~{i}.",
    "Invert {i} to get {o}.", "An inverter from {i} drives {o}.", "{o} is 0 when {i} is 1 and 1 when {i} is 0.",
    "NOT {i} -> {o}.",
    "{o} is high (exactly |)when {i} is low.", "{o} is low (exactly |)when {i} is high.", "{o} is {i} inverted.",
    "{i} (goes|passes) through an inverter to {o}.", "Put the complement of {i} on {o}.",
    "{o} is (always |)the opposite level of {i}.",
    "Drive {o} with (the inverted|inverted) {i}.", "{o} (shows|carries) {i} (with its level flipped|negated).",
    "{o} is {i} (after|through) a NOT gate.", "{o} and {i} are never equal.", "If {i} is 1, {o} is 0; if {i} is 0, {o} is 1.",
)  # fmt: skip


def tell(d: Draw, facts: Sequence[str], intros: Sequence[str] = INTROS, shuffle: bool = True) -> str:
    """Sentences in one text: in any order, in a paragraph or a list."""
    facts = list(facts)
    opening = d.any(*(ONE_INTROS if len(facts) == 1 and intros is INTROS else intros))
    return laid_out(d, facts, opening, shuffle=shuffle and d.chance(0.7))


def slice_code(source: str, high: int, low: int) -> str:
    """A part select."""
    return f"{source}[{low}]" if low == high else f"{source}[{high}:{low}]"


def slice_noun(d: Draw, source: str, width: int, high: int, low: int) -> str:
    """Some neighbouring bits of a vector as a noun, in their own order."""
    n = high - low + 1
    if n == width:
        return d.any("{s}", "all of {s}", "all {n} bits of {s}", s=source, n=n)
    if n == 1:
        forms = ["bit {h} of {s}", "{s}[{h}]", "bit number {h} of {s}", "bit {s}[{h}]"]
        forms += ["the (most significant|top|highest) bit of {s}", "the MSB of {s}"] * (high == width - 1)
        forms += ["the (least significant|bottom|lowest) bit of {s}", "the LSB of {s}"] * (low == 0)
        return d.any(*forms, s=source, h=high)
    forms = [
        "bits {h} down to {l} of {s}",
        "{s}[{h}:{l}]",
        "bits {h}:{l} of {s}",
        "bits {l} to {h} of {s}",
        "the bits [{h}:{l}] of {s}",
    ]
    unit = {8: "byte", 4: "nibble"}.get(n, "")
    if high == width - 1:
        forms += ["the (top|upper|highest|most significant) {n} bits of {s}"]
        forms += [f"the (top|upper|most significant) {unit} of {{s}}"] * bool(unit)
        forms += ["the (upper|high|top) half of {s}"] * (2 * n == width)
    if low == 0:
        forms += ["the (bottom|lower|lowest|least significant) {n} bits of {s}"]
        forms += [f"the (bottom|lower|least significant) {unit} of {{s}}"] * bool(unit)
        forms += ["the (lower|low|bottom) half of {s}"] * (2 * n == width)
    return d.any(*forms, s=source, h=high, l=low, n=n)


def bits_of(value: int, high: int, low: int) -> int:
    """Some neighbouring bits of a value."""
    return value >> low & (1 << (high - low + 1)) - 1
