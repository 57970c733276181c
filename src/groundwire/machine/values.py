"""Checks of what callers hand to a machine: words, counts, text and snapshots.

They are the slow half of fast paths: what is right passes quickly, and what is wrong is found and named here.
"""

import operator
from array import array
from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from groundwire.machine.errors import WordError
from groundwire.machine.protocol import PC_INDEX, MachineSnapshot

_MASK = 0xFFFFFFFF


def checked_word(value: object) -> int:
    """Return a value as an int if it is a 32-bit word.

    Raises:
        WordError: if it is not a whole number of 0..2**32 - 1.
    """
    word = whole_number(value)
    if word is None or not 0 <= word <= _MASK:
        raise WordError(
            f"word {shown(value)} is not a whole number of 0..{_MASK:#x}; negative numbers need & {_MASK:#x}"
        )
    return word


def checked_words(values: Iterable[int]) -> "array[int]":
    """Pack words into an array of 32-bit items.

    Raises:
        WordError: if a value is no word, with its index, or if the values are no sequence of numbers.
    """
    if isinstance(values, str | bytes | bytearray) or not isinstance(values, Iterable):
        raise WordError(f"words must be a sequence of whole numbers, got {type(values).__name__}")
    words = list(values)
    # An array takes True for 1; a truth value among words is a mistake of the caller's.
    if bool not in map(type, words):
        with suppress(TypeError, OverflowError):
            return array("I", words)
    for index, value in enumerate(words):
        try:
            checked_word(value)
        except WordError as error:
            raise WordError(f"at index {index}: {error}") from None
    return array("I", map(operator.index, words))


def checked_count(value: object, name: str) -> int:
    """Return a count or limit as an int.

    Raises:
        WordError: if it is not a whole number of at least 0.
    """
    count = whole_number(value)
    if count is None or count < 0:
        raise WordError(f"{name} must be a whole number of at least 0, got {shown(value)}")
    return count


def pack_text(text: str) -> list[int]:
    """Pack ASCII text four bytes a word, the first in the least significant byte, zero padded to whole words.

    Raises:
        WordError: if a character is not ASCII.
    """
    if not isinstance(text, str):
        raise WordError(f"text must be a str, got {type(text).__name__}")
    try:
        data = text.encode("ascii")
    except UnicodeEncodeError as error:
        character = text[error.start]
        raise WordError(f"character {character!r} at index {error.start} of the text is not ASCII") from None
    padded = data + bytes(-len(data) % 4)
    return [int.from_bytes(padded[i : i + 4], "little") for i in range(0, len(padded), 4)]


def checked_snapshot(snapshot: MachineSnapshot, word_count: int) -> None:
    """Refuse a snapshot that no machine with this much memory can be put back to.

    Raises:
        WordError: if it is no snapshot, its arrays have other shapes or types, or its pc is unaligned.
    """
    if not isinstance(snapshot, MachineSnapshot):
        raise WordError(f"restore takes a MachineSnapshot, got {type(snapshot).__name__}")
    for name, values, length in (
        ("registers", snapshot.registers, PC_INDEX),
        ("memory", snapshot.memory, word_count),
    ):
        if values.shape != (length,) or values.dtype != np.uint32:
            raise WordError(
                f"the snapshot's {name} are {values.dtype} of shape {values.shape}, this machine's "
                f"uint32 of shape ({length},): restore it on a machine with the same layout"
            )
    if checked_word(snapshot.pc) % 4:
        raise WordError(f"the snapshot's pc {snapshot.pc:#x} is no multiple of 4")


def whole_number(value: object) -> int | None:
    """The int that a value is, None if it is another thing or a truth value."""
    if isinstance(value, bool | np.bool_) or not hasattr(value, "__index__"):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None


def shown(value: object) -> str:
    """A short form of any value for a message, also of integers that Python refuses to print."""
    if isinstance(value, int) and value.bit_length() > 128:
        return f"of {value.bit_length()} bits"
    try:
        text = repr(value)
    except ValueError:  # a container with such an integer
        text = f"a {type(value).__name__}"
    return text if len(text) <= 80 else text[:77] + "..."


def shown_address(address: int) -> str:
    """An address in hexadecimal for a message, a size in bits where nobody would read it."""
    return f"{address:#x}" if address.bit_length() <= 64 else shown(address)
