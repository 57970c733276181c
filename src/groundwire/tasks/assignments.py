"""Memory as a command line gives it: `0x5100=1,2,3` for words and `0x5100=rv32i` for packed text.

Addresses and words obey the rules of task files.
"""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.machine import MachineError, pack_text
from groundwire.tasks.taskfile import memory_words


class AssignmentError(ValueError):
    """An assignment that cannot be used; the message names the option, the text and what was expected."""


def word_assignments(option: str, texts: Sequence[str]) -> dict[int, list[int]]:
    """Parse assignments of words; decimal, hexadecimal, and negative down to -2147483648.

    Args:
        option: the option's name, for messages.
        texts: each `ADDRESS=WORD[,WORD...]`.

    Raises:
        AssignmentError: one cannot be used.
    """
    found: dict[int, list[int]] = {}
    for text in texts:
        address, _, values = text.partition("=")
        words = [_word(option, text, value) for value in values.split(",")]
        _place(found, option, text, address, words)
    return found


def text_assignments(option: str, texts: Sequence[str]) -> dict[int, list[int]]:
    """Parse assignments of ASCII text, packed four characters a word with at least one zero byte at the end.

    Args:
        option: the option's name, for messages.
        texts: each `ADDRESS=TEXT`.

    Raises:
        AssignmentError: one cannot be used.
    """
    found: dict[int, list[int]] = {}
    for text in texts:
        address, equals, value = text.partition("=")
        if not equals:
            raise AssignmentError(f"{option} {text!r}: expected ADDRESS=TEXT, for instance 0x5100=rv32i")
        try:
            words = pack_text(value + "\0")
        except MachineError as error:
            raise AssignmentError(f"{option} {text!r}: {error}; give ASCII text") from None
        _place(found, option, text, address, words)
    return found


def merged(*parts: dict[int, list[int]]) -> dict[int, list[int]]:
    """Join assignments of several options.

    Raises:
        AssignmentError: two of them overlap.
    """
    joined: dict[int, list[int]] = {}
    for address, words in (item for part in parts for item in part.items()):
        _refuse_overlap(joined, "memory", address, words)
        joined[address] = words
    return joined


def _word(option: str, text: str, value: str) -> int:
    try:
        word = int(value, 0)
    except ValueError:
        word = 1 << 32
    if not -(1 << 31) <= word < 1 << 32:
        raise AssignmentError(
            f"{option} {text!r}: {value!r} is no 32-bit word; expected ADDRESS=WORD,WORD,... for instance 0x5100=1,2,3"
        )
    return word & 0xFFFFFFFF


def _place(found: dict[int, list[int]], option: str, text: str, address: str, words: list[int]) -> None:
    try:
        [(start, checked)] = memory_words(option, {address: words}).items()
    except ValueError as error:
        raise AssignmentError(f"{error} (in {text!r})") from None
    _refuse_overlap(found, option, start, checked)
    found[start] = checked


def _refuse_overlap(found: dict[int, list[int]], option: str, start: int, words: list[int]) -> None:
    for other, others in found.items():
        if start < other + 4 * len(others) and other < start + 4 * len(words):
            raise AssignmentError(f"{option}: 0x{max(start, other):x} is given twice; give each address once")
