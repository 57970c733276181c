"""Marks: where the pieces of a prompt stand that its program copies, and what it makes of them.

They are known from how the prompt was made. Training uses them as a second thing to learn; nothing reads them when a
machine is driven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from groundwire.tasks.families import Number, Operands
from groundwire.wording.grammar import Segment

ROLES = ("", "a", "b", "c", "lo", "hi", "n", "v", "s", "ch", *(f"item {n}" for n in range(1, 11)), "item")
"""What a character can belong to: nothing, a slot, or a place in a list."""


class Mark(NamedTuple):
    """One piece of a prompt."""

    start: int
    """Its first character's index in the prompt."""
    length: int
    """How many characters it has."""
    role: int
    """Index in `ROLES`."""
    base: int
    """For a number: 10 or 16, the base of its figures. 0 for texts."""
    magnitude: int
    """For a number: its magnitude."""
    negative: int
    """1 where it is below zero."""


def marks_of(segments: Sequence[Segment], operands: Operands, list_texts: Sequence[str]) -> list[Mark]:
    """Mark the slots of a prompt.

    Args:
        segments: the prompt's pieces, noise included, in order.
        operands: what fills the slots.
        list_texts: how each item of the `list` slot was written.
    """
    found: list[Mark] = []
    at = 0
    for part in segments:
        if part.name == "list":
            found += _items(part.text, at, operands.items, list_texts)
        elif part.name in ("s", "ch"):
            found.append(Mark(at, len(part.text), ROLES.index(part.name), 0, 0, 0))
        elif part.name in operands.numbers and part.name in ROLES:
            found.append(_number(at, len(part.text), ROLES.index(part.name), operands.numbers[part.name]))
        at += len(part.text)
    return found


def _items(text: str, at: int, items: Sequence[Number], texts: Sequence[str]) -> Iterator[Mark]:
    place = 0
    for index, (item, written) in enumerate(zip(items, texts, strict=True)):
        place = text.index(written, place)
        role = ROLES.index(f"item {index + 1}" if index < 10 else "item")
        yield _number(at + place, len(written), role, item)
        place += len(written)


def _number(start: int, length: int, role: int, number: Number) -> Mark:
    return Mark(start, length, role, 16 if number.form == "hex" else 10, abs(number.value), int(number.value < 0))
