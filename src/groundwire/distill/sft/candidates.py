"""A softmax over a part of the vocabulary: all tokens that answers have, and a few of the others, drawn anew for each step.

A base model has ten times the tokens that answers need, and on a processor their logits are a fifth of a step. The others
must be among the candidates now and then, so that the model learns not to write them (sampled softmax, Jean et al. 2015).
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional

from groundwire.distill.sft.samples import IGNORED


class Candidates:
    """The tokens that logits are computed for in training."""

    def __init__(self, labels: Iterable[Iterable[int]], vocabulary: int, others: int, seed: int) -> None:
        """Look through the data.

        Args:
            labels: of all rows that are trained on.
            vocabulary: tokens that the model knows.
            others: how many of the tokens that no answer has are drawn for a step.
            seed: of the draw.
        """
        known = torch.zeros(vocabulary, dtype=torch.bool)
        for row in labels:
            ids = torch.as_tensor(row)
            known[ids[ids != IGNORED]] = True
        self.answers, self.rest = known.nonzero().flatten(), (~known).nonzero().flatten()
        self.others, self.seed = min(others, len(self.rest)), seed
        self.places = torch.full((vocabulary,), -1)
        self.places[self.answers] = torch.arange(len(self.answers))

    def loss(self, hidden: Tensor, weight: Tensor, right: Tensor, step: int) -> tuple[Tensor, Tensor]:
        """The cross-entropy over a step's candidates.

        Args:
            hidden: (T, hidden) before the output matrix.
            weight: (vocabulary, hidden), the output matrix; it gets no gradient.
            right: (T) ids of the right tokens, each of which some answer has.
            step: whose draw it is.

        Returns:
            Its sum over tokens, and (T) whether the likeliest candidate is the right one.
        """
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        drawn = self.rest[torch.randperm(len(self.rest), generator=generator)[: self.others]]
        logits = functional.linear(hidden, weight.detach()[torch.cat((self.answers, drawn))]).float()
        target = self.places[right]
        return functional.cross_entropy(logits, target, reduction="sum"), logits.detach().argmax(-1) == target
