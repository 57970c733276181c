"""A second thing to learn for the prompt reader: what each character of a prompt belongs to, and what it is worth.

How a prompt was made says where its operands stand. A probe on the reader's tokens is trained to say it too: the slot that a
character belongs to, its place there, for numbers the figures that the program loads, and the bits of each character's own
code, which a program that writes text has as immediates. It gives every character of every prompt a target, where the words
of a program give a few. The probe is thrown away after training; nothing of it, and nothing of the marks, is there when a
machine is driven.
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
CODE_BITS = 7
"""Bits of a character's ASCII code."""
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
    code: Tensor
    """(P, S, CODE_BITS) int64: the bits of the character's ASCII code, the lowest first; `IGNORED` for what has none."""


def targets(prompts: Sequence[str], marks: Sequence[NDArray[np.int64]]) -> Targets:
    """Targets of P prompts and their marks, (n, 6) each."""
    shape = (len(prompts), max(map(len, prompts)))
    role, place, negative = (np.full(shape, IGNORED, np.int64) for _ in range(3))
    figures = np.full((*shape, FIGURES), IGNORED, np.int64)
    code = np.full((*shape, CODE_BITS), IGNORED, np.int64)
    for row, (prompt, found) in enumerate(zip(prompts, marks, strict=True)):
        role[row, : len(prompt)] = 0
        code[row, : len(prompt)] = codes_of(prompt)
        for start, size, kind, base, magnitude, sign in found.tolist():
            span = slice(start, start + size)
            role[row, span] = kind
            if base:
                negative[row, span] = sign
                figures[row, span] = figures_of(magnitude, base)
            else:
                place[row, span] = np.minimum(np.arange(size), PLACES - 1)
    return Targets(*(torch.from_numpy(part) for part in (role, place, negative, figures, code)))


def codes_of(prompt: str) -> NDArray[np.int64]:
    """The bits of each character's ASCII code, (characters, CODE_BITS); `IGNORED` for a character that has none."""
    code = np.array([ord(character) for character in prompt], np.int64)[:, None]
    bits: NDArray[np.int64] = np.where(code < 1 << CODE_BITS, code >> np.arange(CODE_BITS) & 1, IGNORED)
    return bits


def figures_of(magnitude: int, base: int) -> NDArray[np.int64]:
    """The first `FIGURES` figures of a number in base 10 or 16, filled up with `NO_FIGURE`."""
    text = f"{magnitude:x}" if base == 16 else str(magnitude)
    found = [int(figure, 16) for figure in text[:FIGURES]]
    return np.array(found + [NO_FIGURE] * (FIGURES - len(found)), np.int64)


class Probe(nn.Module):
    """Two layers on the reader's character tokens, one for the characters' codes, and their loss.

    What a token says of its own character has to be there for one linear map, as the adapters carry it.
    """

    def __init__(self, width: int):
        super().__init__()
        self.sizes = [len(ROLES), PLACES, 2, FIGURES * (NO_FIGURE + 1)]
        self.output = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, sum(self.sizes)))
        self.code = nn.Linear(width, 2 * CODE_BITS)

    def say(self, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Logits of role, place, sign, figures and code for character tokens (P, S, width), classes last."""
        role, place, negative, figures = torch.split(self.output(tokens), self.sizes, dim=-1)
        code = torch.unflatten(self.code(tokens), -1, (CODE_BITS, 2))
        return role, place, negative, torch.unflatten(figures, -1, (FIGURES, NO_FIGURE + 1)), code

    def forward(self, tokens: Tensor, wanted: Targets) -> Tensor:
        """The loss of character tokens (P, S, width): the sum over the questions of each one's mean."""
        losses = [_mean_loss(said, due) for said, due in zip(self.say(tokens), wanted, strict=True)]
        return torch.stack(losses).sum()


def _mean_loss(said: Tensor, due: Tensor) -> Tensor:
    """Mean cross-entropy where something is due; 0 where nothing is."""
    flat = due.flatten()
    losses = nn.functional.cross_entropy(said.flatten(0, -2), flat, reduction="sum", ignore_index=IGNORED)
    return losses / (flat != IGNORED).sum().clamp(min=1)
