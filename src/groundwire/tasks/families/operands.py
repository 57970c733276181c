"""What a program is asked to work on: numbers with their form in the prompt, lists, strings, arrays.

The records here are plain data. Drawing them is `drawing.py`'s job, and putting them into words is
`groundwire.wording`'s.
"""

from typing import Literal, NamedTuple

NumberForm = Literal["digits", "words", "hex"]

WORD_MASK = 0xFFFFFFFF


class Number(NamedTuple):
    """One number of a prompt."""

    value: int
    """The value; negative ones are signed Python integers."""
    form: NumberForm = "digits"
    """How the prompt writes it; words only for magnitudes up to 9999, hex only for values from 0 up."""


class Operands(NamedTuple):
    """Everything that one program of a family is about."""

    slots: frozenset[str]
    """The slot variant: the names that the prompt fills in."""
    numbers: dict[str, Number]
    """Numbers to load, by slot name; also those that the prompt leaves out (`lo` = 1, a list's n)."""
    items: tuple[Number, ...] = ()
    """The values of the `list` slot, in the prompt's order."""
    s: str = ""
    """The string of the `s` slot."""
    ch: str = ""
    """The character of the `ch` slot."""
    array: tuple[int, ...] = ()
    """Signed words in memory from 0x5100 before the start; may be more than the n of the prompt."""
    second: tuple[int, ...] = ()
    """Signed words in memory from 0x5200 before the start."""


def value(operands: Operands, slot: str) -> int:
    """Return the value of one number slot."""
    return operands.numbers[slot].value


def shown_numbers(operands: Operands) -> list[Number]:
    """Return the numbers that the prompt shows: those of its slots and the items of its list."""
    shown = [number for slot, number in operands.numbers.items() if slot in operands.slots]
    return [*shown, *operands.items]


def unambiguous(operands: Operands) -> Operands:
    """Return operands that can be spoken: "one hundred and five" could be one number or two.

    A round hundred in words goes back to digits where another number is in words too; the program is the
    same.
    """
    numbers, items = operands.numbers, operands.items
    spoken = sum(number.form == "words" for number in shown_numbers(operands))
    if spoken < 2:
        return operands
    return operands._replace(
        numbers={slot: _plain(number) for slot, number in numbers.items()}, items=tuple(map(_plain, items))
    )


def _plain(number: Number) -> Number:
    round_hundred = number.form == "words" and number.value and number.value % 100 == 0
    return Number(number.value) if round_hundred else number


def to_words(values: tuple[int, ...] | list[int]) -> list[int]:
    """Return signed integers as unsigned 32-bit words, wrapped."""
    return [item & WORD_MASK for item in values]


def pack_text(text: str) -> list[int]:
    """Return ASCII text as packed little-endian words, zero padded to a whole word (no terminator added)."""
    data = text.encode("ascii")
    data += bytes(-len(data) % 4)
    return [int.from_bytes(data[k : k + 4], "little") for k in range(0, len(data), 4)]
