"""What the families of told sums share: names, remarks that decide nothing, hints that the body obeys, relations in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import Bias, Function, combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.telling import capitalized

Built = tuple[str, list[str], bool]
"""A text with its hint, the body's lines, and whether an always block assigns the outputs."""

PAIRS = (
    ("a", "b"), ("x", "y"), ("p", "q"), ("op1", "op2"), ("left", "right"), ("m", "n"), ("in1", "in2"), ("A", "B"), ("u", "v"),
    ("lhs", "rhs"), ("num1", "num2"), ("first", "second"),
)  # fmt: skip
WORDS = ("x", "a", "in", "d", "val", "data", "num", "n", "word", "v", "din", "i")
OUTS = ("out", "y", "z", "r", "result", "res", "f", "o", "w", "dout", "ans", "s")
BITS = ("y", "f", "flag", "out", "hit", "o", "z", "led", "t", "ok", "yes", "g")
CONTROLS = ("sel", "mode", "s", "ctl", "op", "k", "sw", "m", "c", "pick")
CARRY_INS = ("cin", "ci", "c", "c_in", "carry_in", "k", "ci0")
CARRY_OUTS = ("cout", "co", "c_out", "carry", "carry_out", "ovf", "c1")
SUM_NAMES = ("sum", "s", "S", "total", "r", "out", "res", "y")

_BEFORE = (
    "This (block|piece) sits in the datapath of a small (processor|controller).", "We are in the second week of the lab course.",
    "I am cleaning up an old design and this is one of its pieces.", "It is for the score keeping of a table game.",
    "A colleague asked for a small arithmetic block.", "The kitchen scale on my desk needs this.", "Practice for the exam.",
    "Computers only ever do this in binary, but the idea is the one from school.", "Hi, quick one.",
    "Think of it as one small box in a larger drawing.", "We do arithmetic today.", "Part of the motor controller.",
    "This replaces a chip that can no longer be bought.", "Arithmetic helper for the filter.", "I learned about it yesterday.",
    "The address unit of our processor uses this once.", "(Hello!|Hello,) I hope that somebody can help me with this.",
    "From the notes of the design meeting:", "Task for the afternoon session.", "Our sensor board delivers plain numbers.",
    "Suppose we build a pocket calculator.",
)  # fmt: skip
_AFTER = (
    "Readable code is worth more (to me |)than clever code.", "The rest of the design exists already.", "Thanks a lot!",
    "It will be used in several places.", "The synthesis tool may choose the structure.", "Keep it short.",
    "Speed is no concern here.", "A handful of lines should do.", "The test bench checks every output.",
    "Nothing more is needed.", "I will connect it myself.", "That is all it does.", "Please send (only |)the module.",
    "We had this by hand in chips before, which took half a board.", "Area matters little.", "Any coding style is fine.",
)  # fmt: skip
_AFTER_COMB = (
    "(It is purely|The block is purely) combinational.", "There is no clock.", "No registers, please.", "No state is kept.",
    "Outputs follow the inputs at once.", "Do not infer latches.",
)  # fmt: skip
_LESSONS = (
    "In two's complement the top bit counts negatively, which is why one adder serves numbers with and without a sign.",
    "A word of n bits has 2^n values, and arithmetic on it has to live with that. Programmers know this from their integers; in "
    "hardware it is just the number of wires.",
    "On paper we align two numbers, start at the right and carry to the left. The machine does the same in base two.",
    "A number on wires has no sign by itself; the reader decides. 1111 may be fifteen or minus one.",
    "Synthesis tools know arithmetic operators well, so there is no reason to draw gates by hand. A plus sign becomes a carry "
    "chain, a comparison becomes a subtraction of which only the carry is used.",
    "In our first version all of this was done in software. That was too slow, since the processor had other things to do, so it "
    "moves into logic now.",
    "Last week somebody read the old description differently from its author, and a whole batch of boards had to be fixed. Hence "
    "this time in full sentences.",
    "Arithmetic circuits are the oldest ones in digital technology. Relays did it, then tubes, then chips.",
    "The project is a weather station with a small display. It reads sensors, does a little arithmetic and shows the result.",
    "We use it in a scale for letters: the load cell gives a number, and a few operations later it says what the stamp costs.",
    "The surrounding system has several such blocks. They differ only in details, and the details are what counts.",
    "The original schematic is lost, only the description remains. I typed it from the notebook of the engineer.",
)  # fmt: skip
_ASSIGN = (
    "Use assign.", "Continuous assignment is enough.", "(Write it|Do it) with assign statements.", "No always block, please.",
    "Hint: assign.",
)  # fmt: skip
_ALWAYS = (
    "Use an always block.", "Write it in a combinational always block.", "(Please do|Do) it inside an always block.",
    "Describe it procedurally, in an always block.",
)  # fmt: skip
_CONDITIONAL = ("Use the conditional operator.", "Use ?: for it.", "The ternary operator does it in one line.", "Hint: ?:")
_IF = ("Use if and else.", "Write it with an if in an always block.", "An if-else describes it best.", "Hint: if/else.")
_CASE = ("Use a case statement.", "Write it with case.", "A case statement, please.", "Hint: case in an always block.")

RELATIONS: Mapping[str, tuple[str, ...]] = {
    "<": (
        "{a} is (less|smaller) than {b}", "{a} is below {b}", "{b} is (greater|larger) than {a}", "{b} exceeds {a}", "{a} < {b}",
        "{a} does not reach {b}", "{a} is the smaller one of {a} and {b} (and not equal)", "{b} is above {a}",
    ),
    "<=": (
        "{a} is less than or equal to {b}", "{a} is at most {b}", "{a} is not (greater|larger) than {b}", "{a} <= {b}",
        "{a} does not exceed {b}", "{b} is at least {a}", "{a} is no more than {b}", "{b} is not below {a}",
        "{a} is below {b} or equal to it",
    ),
    "==": (
        "{a} equals {b}", "{a} is equal to {b}", "{a} and {b} are the same", "{a} matches {b}", "{a} == {b}",
        "there is no difference between {a} and {b}", "{a} and {b} agree in every bit",
    ),
    "!=": (
        "{a} differs from {b}", "{a} is not equal to {b}", "{a} and {b} are different", "{a} does not match {b}", "{a} != {b}",
        "{a} and {b} disagree in at least one bit", "{a} is anything but {b}",
    ),
}  # fmt: skip
"""Conditions between two values; the other two relations are these the other way round."""
CONSTANTS: Mapping[str, tuple[str, ...]] = {
    "<": ("{a} is (less|smaller) than {b}", "{a} is below {b}", "{a} < {b}", "{a} does not reach {b}", "{a} is under {b}",
          "{a} is still short of {b}"),
    "<=": ("{a} is at most {b}", "{a} is {b} or less", "{a} does not exceed {b}", "{a} <= {b}", "{a} is not above {b}",
           "{a} is no more than {b}", "{a} is up to and including {b}"),
    ">": ("{a} is (greater|larger|more) than {b}", "{a} exceeds {b}", "{a} > {b}", "{a} is above {b}", "{a} is over {b}",
          "{a} goes beyond {b}"),
    ">=": ("{a} is at least {b}", "{a} is {b} or more", "{a} reaches or exceeds {b}", "{a} >= {b}", "{a} is not below {b}",
           "{a} is no less than {b}", "{a} is {b} or above"),
    "==": ("{a} equals {b}", "{a} is {b}", "{a} is exactly {b}", "{a} == {b}", "{a} holds the value {b}"),
    "!=": ("{a} is not {b}", "{a} differs from {b}", "{a} is anything but {b}", "{a} != {b}", "{a} has any value except {b}"),
}  # fmt: skip
"""Conditions between a value and a constant."""
FLIPPED = {">": "<", ">=": "<="}
COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip
SIGNED = ("two's complement numbers", "signed numbers", "signed numbers in two's complement", "signed values")
UNSIGNED = ("unsigned numbers", "unsigned numbers", "plain binary numbers without a sign", "unsigned values")


def relation(d: Draw, op: str, a: str, b: str) -> str:
    """A relation of two ports in words."""
    return d.any(*RELATIONS[FLIPPED[op]], a=b, b=a) if op in FLIPPED else d.any(*RELATIONS[op], a=a, b=b)


def number_kind(d: Draw, is_signed: bool) -> str:
    """ "signed numbers" or the like."""
    return d.one(SIGNED if is_signed else UNSIGNED)


def read(name: str, is_signed: bool) -> str:
    """A port in code, cast where it counts as signed."""
    return f"$signed({name})" if is_signed else name


def as_number(value: int, width: int, is_signed: bool) -> int:
    """A port's bits as a number."""
    return signed(value, width) if is_signed else value


def shown(value: int, width: int) -> str:
    """A value as people write it in an example: bits while they are few."""
    return f"{value:0{width}b}" if 1 < width <= 8 else str(value)


def verb(level: int, d: Draw) -> str:
    """What an output does behind its name, as "is 1"."""
    return d.one(("is 1", "is 1", "is high", "goes high", "is set") if level else ("is 0", "is 0", "is low", "goes low"))


def with_hint(d: Draw, text: str, hints: Sequence[str], share: float) -> str:
    """A text with a hint on the construct, in a share of cases."""
    text = text.strip()
    if not d.chance(share):
        return text
    hint = d.any(*hints)
    return f"{hint} {text}" if d.chance(0.2) and "\n" not in text else joined(text, hint)


def joined(text: str, more: str) -> str:
    """Two pieces of text."""
    if "\n" not in text and text[-1] not in ".?!:;":
        text = f"{text}."
    return f"{text}\n{more}" if "\n" in text else f"{text} {more}"


def dressed(d: Draw, text: str, names: Sequence[str], clocked: bool = False) -> str:
    """A text with capitals, and in most cases sentences around it that decide nothing."""
    text = text.strip().replace(" ;", ";")
    text = capitalized(text if text[-1] in ".?!:;" or "\n" in text else f"{text}.", set(names))
    amount = d.number(0, 8)
    if amount < 3:
        return text
    if amount < 6:
        text = joined(text, _remark(d, clocked)) if d.chance(0.6) else text
        return before(d, text) if d.chance(0.6) else text
    for lesson in d.rng.sample(_LESSONS, d.one((1, 1, 2))):
        text = before(d, text, lesson)
    text = joined(text, _remark(d, clocked))
    return before(d, text) if d.chance(0.5) else text


def _remark(d: Draw, clocked: bool) -> str:
    return d.any(*_AFTER, *(() if clocked else _AFTER_COMB))


def before(d: Draw, text: str, opening: str = "") -> str:
    """A text behind a remark."""
    opening = opening or d.any(*_BEFORE)
    return f"{opening}\n{text}" if text[0] in "-|" or ("\n" in text and d.chance(0.5)) else f"{opening} {text}"


def driven(d: Draw, text: str, outputs: Mapping[str, str]) -> Built:
    """Outputs by assign or in a block, with a hint now and then."""
    if d.chance(0.72):
        return with_hint(d, text, _ASSIGN, 0.15), [f"assign {out} = {code};" for out, code in outputs.items()], False
    lines = d.block(d.style.comb, [f"{out} = {code};" for out, code in outputs.items()])
    return with_hint(d, text, _ALWAYS, 0.6), lines, True


def conditional(d: Draw, text: str, out: str, test: str, yes: str, no: str) -> Built:
    """An output that is one of two by a test."""
    if d.chance(0.6):
        closed = test if test.replace("_", "").isalnum() or test.startswith("!") else f"({test})"
        return with_hint(d, text, _CONDITIONAL, 0.2), [f"assign {out} = {closed} ? {yes} : {no};"], False
    lines = [*d.block(f"if ({test})", [f"{out} = {yes};"]), *d.block("else", [f"{out} = {no};"])]
    return with_hint(d, text, _IF, 0.6), d.block(d.style.comb, lines, nested=True), True


def selected(d: Draw, text: str, out: str, select: str, bits: int, arms: Sequence[tuple[int, str]], default: str = "") -> Built:
    """An output picked by a code: every code has an arm, or there is a default."""
    if bits == 1 and d.chance(0.8):
        codes = dict(arms)
        if d.chance(0.6):
            return conditional(d, text, out, select, codes[1], codes[0])
        return conditional(d, text, out, d.one((f"!{select}", f"{select} == 1'b0")), codes[0], codes[1])
    told = list(arms) if default else list(arms[:-1])
    last = default or arms[-1][1]
    literal = d.one("bbd")
    if d.chance(0.3):
        tests = [f"({select} == {d.style.literal(bits, code, literal)}) ? {value} :" for code, value in told]
        lines = [f"assign {out} = {tests[0]}", *(f"  {test}" for test in tests[1:]), f"  {last};"]
        return with_hint(d, text, _CONDITIONAL, 0.3), lines, False
    lines = [f"{d.style.literal(bits, code, literal)}: {out} = {value};" for code, value in told]
    body = [f"{d.style.comb} begin", f"  case ({select})", *(f"    {line}" for line in lines), f"    default: {out} = {last};"]
    return with_hint(d, text, _CASE, 0.35), [*body, "  endcase", "end"], True


def arranged(d: Draw, ports: Sequence[Port]) -> tuple[Port, ...]:
    """Ports as given, outputs first, or inputs in any order."""
    ins, outs = [p for p in ports if not p.output], [p for p in ports if p.output]
    if d.chance(0.35):
        d.rng.shuffle(ins)
    return tuple([*outs, *ins] if d.chance(0.15) else [*ins, *outs])


def finished(
    d: Draw, title: str, built: Built, ports: Sequence[Port], reasoning: str,
    function: Function, names: tuple[str, ...], facts: Mapping[str, object],
    bias: Bias | None = None,
) -> Design:  # fmt: skip
    """A combinational design from what its family drew."""
    text, body, stored = built
    placed = arranged(d, [replace(port, stored=stored and port.output) for port in ports])
    text = dressed(d, text, [port.name for port in placed])
    rows = combinational(d.rng, placed, function, samples=50, bias=bias)
    return Design(title, placed, text, reasoning, tuple(body), rows, d.style, names, dict(facts))
