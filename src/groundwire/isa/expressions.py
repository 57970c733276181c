"""Numbers and addresses in assembly text: reading them, and turning their values into the bits of a word.

An expression is a sum of numbers with at most one symbol: a label, a numeric label (`1b`, `2f`) or `.`, the
address of the word it stands in. Nothing is ever evaluated by Python, and a number has at most 80 digits, so
hostile text costs no more than its length. What a symbol's address is, `assembler` knows.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from groundwire.isa.formats import IMMEDIATE_RANGES, Format, scatter_immediate

MAXIMUM_NUMBER_LENGTH = 80
_WORD_RANGE = (-(1 << 31), (1 << 32) - 1)

_TERM = re.compile(
    r"\s*+([+-])?\s*+"
    r"(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|([0-9]+[bf])|([0-9]+)|([A-Za-z_.$][\w.$]*))"
    r"(?![\w.$])\s*",
    re.ASCII,
)
_MODIFIED = re.compile(r"%(hi|lo)\s*\((.*)\)", re.ASCII)


class SourceProblem(Exception):
    """What is wrong with a piece of text; the assembler adds the line."""


class Modifier(StrEnum):
    """How the value of an expression becomes the immediate of an instruction."""

    VALUE = "value"
    """The value itself; in lui and auipc the number of the upper 20 bits."""
    HIGH = "%hi"
    """Upper 20 bits, rounded so that adding the sign-extended `LOW` gives the value."""
    LOW = "%lo"
    """Lower 12 bits, sign-extended."""
    RELATIVE = "relative"
    """Distance in bytes from the word."""
    RELATIVE_HIGH = "relative high"
    """`HIGH` of the distance from the word."""
    RELATIVE_LOW = "relative low"
    """`LOW` of the distance from the word before, which is the auipc of the pair."""


class Expression(NamedTuple):
    """A symbol plus a number."""

    symbol: str | None
    """Label, numeric label with its direction, `.`, or None for a plain number."""
    addend: int
    """Number added to the symbol's address."""


@dataclass(frozen=True, slots=True)
class Fixup:
    """A word that lacks its immediate."""

    index: int
    """Place of the word in its statement."""
    base: int
    """The word with a zero immediate."""
    mnemonic: str
    """Instruction or directive, for messages."""
    format: Format | None
    """Layout of the word; None for the whole word of `.word`."""
    modifier: Modifier
    """How the value is used."""
    expression: Expression
    """The value."""


def parse_expression(text: str) -> Expression:
    """Read a sum of numbers and at most one symbol, such as `-12`, `0x10`, `loop`, `1f`, `table+8`, `. - 4`.

    Args:
        text: the operand, character literals already replaced by their codes.

    Returns:
        The symbol and the sum of the numbers.

    Raises:
        SourceProblem: if the text is anything else.
    """
    position, symbol, total = 0, None, 0
    while position < len(text) or not position:
        match = _TERM.match(text, position)
        if match is None or (position and not match[1]):
            raise SourceProblem(
                f"cannot read {shown(text)} as a number or label; write a decimal, 0x or 0b number, 'c', a "
                "label, 1b, 1f, . or a sum of these"
            )
        name = match[4] or match[6]
        if name is None:
            total += _number(match)
        elif symbol is not None or match[1] == "-":
            raise SourceProblem(f"{shown(text)} needs more than label + number; only one label can be added")
        else:
            symbol = name
        position = match.end()
    return Expression(symbol, total)


def _number(match: re.Match[str]) -> int:
    sign, hexadecimal, binary, _, decimal, _ = match.groups()
    digits = hexadecimal or binary or decimal
    if len(digits) > MAXIMUM_NUMBER_LENGTH:
        raise SourceProblem(f"number of {len(digits)} digits is too large; values have 32 bits")
    if decimal and len(decimal) > 1 and decimal[0] == "0":
        raise SourceProblem(f"{decimal} has a leading zero, octal to GNU as; leave the zero out or write 0x")
    value = int(digits, 16 if hexadecimal else 2 if binary else 10)
    return -value if sign == "-" else value


def parse_modified(text: str) -> tuple[Modifier, Expression]:
    """Read an expression that may stand inside `%hi(...)` or `%lo(...)`.

    Raises:
        SourceProblem: if the text cannot be read.
    """
    if text.startswith("%"):
        match = _MODIFIED.fullmatch(text)
        if match is None:
            raise SourceProblem(
                f"cannot read {shown(text)}; expected %hi(number or label) or %lo(number or label)"
            )
        return (Modifier.HIGH if match[1] == "hi" else Modifier.LOW), parse_expression(match[2].strip())
    return Modifier.VALUE, parse_expression(text)


def parse_target(text: str) -> Expression:
    """Read the target of a branch or jump: a label, `.+8`, or an absolute address in hexadecimal.

    A bare decimal number is refused, for it is an address to GNU as and an offset to many writers.

    Raises:
        SourceProblem: if the text is none of these.
    """
    expression = parse_expression(text)
    if expression.symbol is None and text[:2].lower() != "0x":
        raise SourceProblem(
            f"target {shown(text)} could be an address or an offset; write .{expression.addend:+d} for an "
            "offset, a hexadecimal number for an address, or a label"
        )
    return expression


def place(fixup: Fixup, value: int, address: int) -> int:
    """Complete a word.

    Args:
        fixup: the word and what it lacks.
        value: value of the expression.
        address: address of the word in bytes.

    Returns:
        The 32-bit word.

    Raises:
        SourceProblem: if the value does not fit; the text says the range and what to do.
    """
    modifier, layout = fixup.modifier, fixup.format
    if layout is None:
        return _checked(value, *_WORD_RANGE, ".word value", "one word has 32 bits") & 0xFFFFFFFF
    if modifier is Modifier.VALUE:
        return fixup.base | scatter_immediate(layout, _checked_value(fixup, layout, value))
    # the number alone is checked, for the sum may wrap: .-8 at address 0 is 0xfffffff8
    _checked(
        fixup.expression.addend, *_WORD_RANGE, f"number in the operand of {fixup.mnemonic}", "use 32 bits"
    )
    if modifier is Modifier.RELATIVE:
        return fixup.base | scatter_immediate(layout, _checked_distance(layout, value, address))
    if modifier is Modifier.RELATIVE_HIGH:
        value -= address
    elif modifier is Modifier.RELATIVE_LOW:
        value -= address - 4
    is_high = modifier in (Modifier.HIGH, Modifier.RELATIVE_HIGH)
    return fixup.base | scatter_immediate(layout, value + 0x800 if is_high else value)


def _checked_distance(layout: Format, target: int, address: int) -> int:
    distance = (target - address + (1 << 31)) % (1 << 32) - (1 << 31)
    low, high, step = IMMEDIATE_RANGES[layout]
    if not low <= distance <= high:
        advice = "branch over a j instead" if layout is Format.B else "use call, tail, or la and jr"
        raise SourceProblem(
            f"target 0x{target & 0xFFFFFFFF:x} is {distance} bytes away, outside {low}..{high}; {advice}"
        )
    if distance % step:
        raise SourceProblem(
            f"target 0x{target & 0xFFFFFFFF:x} is {distance} bytes away; the distance must be even"
        )
    return distance


def _checked_value(fixup: Fixup, layout: Format, value: int) -> int:
    if layout is Format.U:
        advice = "it is the number of bits 31..12; use li for a whole 32-bit value"
        return _checked(value, 0, 0xFFFFF, f"immediate of {fixup.mnemonic}", advice) << 12
    low, high, _ = IMMEDIATE_RANGES[layout]
    if layout is Format.SHIFT:
        return _checked(value, low, high, "shift amount", "registers have 32 bits")
    if 1 << 31 <= value < 1 << 32:  # 0xfffffff0 is -16 in a 32-bit register, and to GNU as
        value -= 1 << 32
    return _checked(value, low, high, f"immediate of {fixup.mnemonic}", "load it into a register with li")


def _checked(value: int, low: int, high: int, what: str, advice: str) -> int:
    if low <= value <= high:
        return value
    raise SourceProblem(f"{what} {value} is outside {low}..{high}; {advice}")


def shown(text: str) -> str:
    """Quote a piece of source for a message: printable ASCII, at most 62 characters."""
    quoted = ascii(text[:61])
    return quoted if len(quoted) <= 62 else quoted[:58] + "..." + quoted[0]
