"""Training batches: which prompts, which of their cycles, in an order that is a function of the seed and the step alone.

So a run that was killed goes on with the very batches it would have had, and nothing about data has to be saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from groundwire.models.backbone import Backbone, PromptBatch, collate
from groundwire.reflex.cycles import CycleStore
from groundwire.reflex.probe import Targets, targets

BUCKET = 32
"""Batches whose prompts are sorted by length together, so that little is padded."""


class TrainBatch(NamedTuple):
    """One batch of P prompts with C cycles each."""

    prompts: PromptBatch
    """The prompts."""
    states: Tensor
    """(P, C, 65) int64."""
    words: Tensor
    """(P, C) int64, the words due."""
    targets: Targets | None = None
    """What a probe should say of the prompts; None where their marks are not known."""


class BatchPlan:
    """Says which pairs make the batch of any step: epochs over families drawn evenly, sorted by length in buckets."""

    def __init__(
        self,
        families: Sequence[str],
        lengths: Sequence[int],
        prompts: int,
        seed: int,
        weights: dict[str, float],
        late: tuple[int, dict[str, float]] | None = None,
        pair_weights: NDArray[np.float64] | None = None,
    ):
        """Plan batches.

        Args:
            families: each pair's family.
            lengths: each pair's prompt length in characters.
            prompts: prompts a batch.
            seed: where all chance begins.
            weights: shares of families; 1 for those not named. A family is repeated or thinned to its share.
            late: a batch's number, and the shares from there on: from the first bucket that begins at it or after it.
            pair_weights: (pairs,) what each pair counts for among those of its family; all the same where None.
        """
        names = sorted(set(families))
        index = {name: number for number, name in enumerate(names)}
        kind = np.array([index[family] for family in families])
        self.members = [np.flatnonzero(kind == number) for number in range(len(names))]
        self.sums = None if pair_weights is None else [np.cumsum(pair_weights[members]) for members in self.members]
        self.share = shares(names, weights)
        self.late = None if late is None else (late[0], shares(names, late[1]))
        self.lengths = np.asarray(lengths)
        self.prompts, self.seed = prompts, seed
        self._bucket: tuple[int, NDArray[np.int64]] | None = None

    def pairs(self, step: int) -> NDArray[np.int64]:
        """Indices of the pairs of one step's batch."""
        number, place = divmod(step, BUCKET)
        if self._bucket is None or self._bucket[0] != number:
            self._bucket = (number, self._fill(number))
        chosen: NDArray[np.int64] = self._bucket[1][place]
        return chosen

    def _fill(self, number: int) -> NDArray[np.int64]:
        rng = np.random.default_rng((self.seed, number))
        share = self.late[1] if self.late is not None and number * BUCKET >= self.late[0] else self.share
        kinds = rng.choice(len(self.members), size=BUCKET * self.prompts, p=share)
        chosen = np.array([self._draw(kind, rng) for kind in kinds])
        chosen = chosen[np.argsort(self.lengths[chosen], kind="stable")]
        return rng.permutation(chosen.reshape(BUCKET, self.prompts), axis=0)

    def _draw(self, kind: int, rng: np.random.Generator) -> int:
        """One pair of a family."""
        members = self.members[kind]
        if self.sums is None:
            return int(members[rng.integers(len(members))])
        sums = self.sums[kind]
        place = int(np.searchsorted(sums, rng.random() * sums[-1], side="right"))
        return int(members[min(place, len(members) - 1)])


def shares(names: Sequence[str], weights: dict[str, float]) -> NDArray[np.float64]:
    """Each family's share of the pairs, all together 1."""
    share = np.array([weights.get(name, 1.0) for name in names])
    normalized: NDArray[np.float64] = share / share.sum()
    return normalized


class BatchSource:
    """Makes the batch of any step from a corpus's prompts and cycles."""

    def __init__(
        self,
        backbone: Backbone,
        prompts: Sequence[str],
        store: CycleStore,
        plan: BatchPlan,
        cycles: int,
        seed: int,
        marks: Sequence[NDArray[np.int64]] | None = None,
        weights: NDArray[np.float32] | None = None,
    ):
        self.backbone, self.prompts, self.store, self.plan = backbone, prompts, store, plan
        self.cycles, self.seed, self.marks, self.weights = cycles, seed, marks, weights

    def batch(self, step: int) -> TrainBatch:
        """The batch of one step."""
        rng = np.random.default_rng((self.seed, 1, step))
        pairs = self.plan.pairs(step)
        chosen = np.stack([self.store.choose(int(pair), self.cycles, rng, self.weights) for pair in pairs])
        tokens = collate([self.backbone.tokenize(self.prompts[pair]) for pair in pairs])
        states = torch.from_numpy(self.store.states[chosen].astype(np.int64))
        words = torch.from_numpy(self.store.words[chosen].astype(np.int64))
        if self.marks is None:
            return TrainBatch(tokens, states, words)
        wanted = targets([self.prompts[pair] for pair in pairs], [self.marks[pair] for pair in pairs])
        return TrainBatch(tokens, states, words, wanted)
