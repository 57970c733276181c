"""A second thing to learn for the prompt reader: what each character of a prompt belongs to, and what it is worth.

How a prompt was made says where its operands stand. A probe on the reader's tokens is trained to say it too: the slot that a
character belongs to, its place there, and for numbers the immediate that the program loads. It gives every character of
every prompt a target, where the words of a program give a few. The probe is thrown away after training; nothing of it,
and nothing of the marks, is there when a machine is driven.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from groundwire.tasks.marks import NO_NUMBER, ROLES

PLACES = 16
"""Places in a text that are told apart."""
CHUNK_BITS = 10
"""Bits of the immediates that the probe is asked for, those of 0 to 999."""
DIGITS = 8
"""Counts of decimal digits that are told apart, from 0."""
IGNORED = -100
"""A target that costs nothing, as `torch.nn.functional.cross_entropy` has it."""


class Targets(NamedTuple):
    """What the probe should say of P prompts of up to S characters."""

    role: Tensor
    """(P, S) int64: index in `ROLES`; ignored at padding."""
    place: Tensor
    """(P, S) int64: the character's index in its text; ignored outside of texts."""
    digits: Tensor
    """(P, S) int64: decimal digits of the number; ignored outside of numbers."""
    negative: Tensor
    """(P, S) float: 1 where the number is negative."""
    chunk: Tensor
    """(P, S, CHUNK_BITS) float: bits of the immediate."""
    known: Tensor
    """(P, S) bool: where digits and sign count."""
    direct: Tensor
    """(P, S) bool: where the immediate counts."""


def targets(lengths: Sequence[int], marks: Sequence[NDArray[np.int32]]) -> Targets:
    """Targets of P prompts, from their lengths in characters and their marks, (n, 6) each."""
    shape = (len(lengths), max(lengths))
    role, place, digits = (np.full(shape, IGNORED, np.int64) for _ in range(3))
    number = np.full((*shape, 2), NO_NUMBER, np.int64)
    for row, (length, found) in enumerate(zip(lengths, marks, strict=True)):
        role[row, :length] = 0
        for start, size, kind, chunk, count, negative in found:
            span = slice(start, start + size)
            role[row, span] = kind
            if count:
                digits[row, span] = min(count, DIGITS - 1)
                number[row, span] = (chunk, negative)
            else:
                place[row, span] = np.minimum(np.arange(size), PLACES - 1)
    chunk_bits = (number[..., :1] >> np.arange(CHUNK_BITS)) & 1
    known = digits != IGNORED
    direct = known & (number[..., 0] != NO_NUMBER)
    return Targets(
        torch.from_numpy(role), torch.from_numpy(place), torch.from_numpy(digits),
        torch.from_numpy(number[..., 1] == 1).float(), torch.from_numpy(chunk_bits).float(),
        torch.from_numpy(known), torch.from_numpy(direct),
    )  # fmt: skip


class Probe(nn.Module):
    """A linear layer on the reader's character tokens, and its loss."""

    def __init__(self, width: int):
        super().__init__()
        self.sizes = [len(ROLES), PLACES, DIGITS, 1, CHUNK_BITS]
        self.output = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, sum(self.sizes)))

    def forward(self, tokens: Tensor, wanted: Targets) -> Tensor:
        """The mean loss of character tokens (P, S, width)."""
        role, place, digits, negative, chunk = torch.split(self.output(tokens), self.sizes, dim=-1)
        classes = ((role, wanted.role), (place, wanted.place), (digits, wanted.digits))
        loss = torch.stack([_choice(said, due) for said, due in classes]).sum()
        sign = nn.functional.binary_cross_entropy_with_logits(negative[..., 0], wanted.negative, reduction="none")
        bits = nn.functional.binary_cross_entropy_with_logits(chunk, wanted.chunk, reduction="none").sum(-1)
        return loss + _mean(sign, wanted.known) + _mean(bits, wanted.direct)


def _choice(said: Tensor, due: Tensor) -> Tensor:
    losses = nn.functional.cross_entropy(said.flatten(0, 1), due.flatten(), reduction="none", ignore_index=IGNORED)
    return _mean(losses, due.flatten() != IGNORED)


def _mean(losses: Tensor, counted: Tensor) -> Tensor:
    """The mean of what counts; 0 where nothing does."""
    return (losses * counted).sum() / counted.sum().clamp(min=1)
