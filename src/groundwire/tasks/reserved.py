"""What may never be trained on: the published evaluation's prompts and operands, and the operands that we hold out.

Prompts are compared after case, spaces and punctuation are dropped and number words are digits. Operands are compared
without their order and without case, in every family that means the same.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

from groundwire.tasks.families import Operands
from groundwire.tasks.taskfile import PUBLISHED_TASKS, read_tasks
from groundwire.wording.numbers import words_to_digits

HELD_OUT_SHARE = 25
"""One operand choice in this many is held out of training, in every family."""

SAME_MEANING = {
    "if_else_max": "max", "nested_if_sign": "sign", "call": "double", "double_fn": "double", "abs_fn": "abs",
    "triangular": "sum_range", "memcpy": "copy", "copy_array": "copy", "memset": "fill", "fill_array": "fill",
    "multiply_shift_add": "multiply", "mul_by_repeated_add": "multiply", "not_equal": "equal",
}  # fmt: skip
"""Families that ask for the same under several names, by a common name."""

OperandKey = tuple[str, tuple[int, ...], str]

PUBLISHED_OPERANDS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    ("add", (7, 8), ""), ("add", (100, 200), ""), ("add", (2, 3), ""), ("sub", (25, 10), ""),
    ("mul_by_repeated_add", (3, 4), ""), ("mul_by_repeated_add", (7, 8), ""), ("mul_by_repeated_add", (5, 8), ""),
    ("mul_by_repeated_add", (10, 12), ""), ("power", (2, 5), ""), ("factorial", (5,), ""), ("factorial", (7,), ""),
    ("fibonacci", (6,), ""), ("fibonacci", (10,), ""), ("fibonacci", (3,), ""), ("count_down", (5, 1), ""),
    ("count_down", (20, 1), ""), ("count_up", (1, 5), ""), ("sum_range", (1, 10), ""), ("sum_range", (1, 20), ""),
    ("triangular", (10,), ""), ("triangular", (20,), ""), ("max", (7, 12), ""), ("max", (3, 3), ""), ("min", (7, 3, 9), ""),
    ("memcpy", (4,), ""), ("memcpy", (8,), ""), ("double_fn", (25,), ""), ("double_fn", (100,), ""), ("abs", (-5,), ""),
    ("abs", (-10,), ""), ("popcount", (255,), ""), ("display", (), "hi"), ("display", (), "no"), ("display", (), "yes"),
    ("display", (), "wow"), ("display", (), "42"), ("display", (), "ok"), ("display", (), "hello"), ("display", (), "cpu"),
)  # fmt: skip
"""Family, numbers and string of every prompt of the published task file."""


def normalized(prompt: str) -> str:
    """A prompt as it is compared: number words as digits, small letters, no spaces and no punctuation."""
    return re.sub(r"[\W_]+", "", words_to_digits(prompt.lower()))


@cache
def reserved_prompts() -> frozenset[str]:
    """The published task file's prompts, normalized."""
    return frozenset(normalized(task.prompt) for task in read_tasks(PUBLISHED_TASKS))


def operand_key(family: str, values: tuple[int, ...], text: str = "") -> OperandKey:
    """Operands as they are compared."""
    return SAME_MEANING.get(family, family), tuple(sorted(values)), text.lower()


@cache
def reserved_operands() -> frozenset[OperandKey]:
    """Operands of the published task file."""
    return frozenset(operand_key(*row) for row in PUBLISHED_OPERANDS)


def key_of(family: str, operands: Operands) -> OperandKey:
    """What identifies a family's operands: the numbers, or the listed values, and the string."""
    numbers = {slot: number.value for slot, number in operands.numbers.items()}
    values = tuple(numbers.values())
    if operands.items:
        rest = tuple(value for slot, value in numbers.items() if slot in operands.slots)
        values = rest + tuple(item.value for item in operands.items)
    return operand_key(family, values, operands.s + ("\0" + operands.ch if operands.ch else ""))


def is_reserved(family: str, operands: Operands) -> bool:
    """Whether the published evaluation has these operands in a family of this meaning."""
    return key_of(family, operands) in reserved_operands()


def is_held_out(family: str, operands: Operands) -> bool:
    """Whether these operands belong to the held-out share, by a hash that no seed changes."""
    digest = hashlib.blake2b(repr(key_of(family, operands)).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % HELD_OUT_SHARE == 0
