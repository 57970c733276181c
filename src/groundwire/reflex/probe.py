"""A second thing to learn for the prompt reader: what each character of a prompt belongs to, and what it is worth.

How a prompt was made says where its operands stand. A probe on the reader's tokens is trained to say it too: the slot that a
character belongs to, its place there, and for numbers the figures that the program loads. It gives every character of
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

from groundwire.tasks.marks import ROLES

PLACES = 16
"""Places in a text that are told apart."""
FIGURES = 8
"""Figures of a number that are asked for, the most significant first."""
NO_FIGURE = 16
"""The class of a figure that a number does not have; the others are 0 to 15."""
IGNORED = -100
"""A target that costs nothing, as `torch.nn.functional.cross_entropy` has it."""


class Targets(NamedTuple):
    """What the probe should say of P prompts of up to S characters; `IGNORED` where it is not asked."""

    role: Tensor
    """(P, S) int64: index in `ROLES`."""
    place: Tensor
    """(P, S) int64: the character's index in its text."""
    negative: Tensor
    """(P, S) int64: 1 where the character's number is negative, 0 where it is not."""
    figures: Tensor
    """(P, S, FIGURES) int64: all figures of the character's number, `NO_FIGURE` behind the last."""


def targets(lengths: Sequence[int], marks: Sequence[NDArray[np.int64]]) -> Targets:
    """Targets of P prompts, from their lengths in characters and their marks, (n, 6) each."""
    shape = (len(lengths), max(lengths))
    role, place, negative = (np.full(shape, IGNORED, np.int64) for _ in range(3))
    figures = np.full((*shape, FIGURES), IGNORED, np.int64)
    for row, (length, found) in enumerate(zip(lengths, marks, strict=True)):
        role[row, :length] = 0
        for start, size, kind, base, magnitude, sign in found.tolist():
            span = slice(start, start + size)
            role[row, span] = kind
            if base:
                negative[row, span] = sign
                figures[row, span] = figures_of(magnitude, base)
            else:
                place[row, span] = np.minimum(np.arange(size), PLACES - 1)
    return Targets(*(torch.from_numpy(part) for part in (role, place, negative, figures)))


def figures_of(magnitude: int, base: int) -> NDArray[np.int64]:
    """The first `FIGURES` figures of a number in base 10 or 16, filled up with `NO_FIGURE`."""
    text = f"{magnitude:x}" if base == 16 else str(magnitude)
    found = [int(figure, 16) for figure in text[:FIGURES]]
    return np.array(found + [NO_FIGURE] * (FIGURES - len(found)), np.int64)


class Probe(nn.Module):
    """Two layers on the reader's character tokens, and their loss."""

    def __init__(self, width: int):
        super().__init__()
        self.sizes = [len(ROLES), PLACES, 2, FIGURES * (NO_FIGURE + 1)]
        self.output = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, sum(self.sizes)))

    def say(self, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of role, place, sign and figures for character tokens (P, S, width), classes last."""
        role, place, negative, figures = torch.split(self.output(tokens), self.sizes, dim=-1)
        return role, place, negative, torch.unflatten(figures, -1, (FIGURES, NO_FIGURE + 1))

    def forward(self, tokens: Tensor, wanted: Targets) -> Tensor:
        """The loss of character tokens (P, S, width): the sum over the questions of each one's mean."""
        losses = [_mean_loss(said, due) for said, due in zip(self.say(tokens), wanted, strict=True)]
        return torch.stack(losses).sum()


def _mean_loss(said: Tensor, due: Tensor) -> Tensor:
    """Mean cross-entropy where something is due; 0 where nothing is."""
    flat = due.flatten()
    losses = nn.functional.cross_entropy(said.flatten(0, -2), flat, reduction="sum", ignore_index=IGNORED)
    return losses / (flat != IGNORED).sum().clamp(min=1)
