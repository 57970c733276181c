"""The frozen language model behind Reflex, reduced to what the adapters need of it.

A `Backbone` says how a prompt is rewritten and tokenized, where the layers are, which position is pooled, and what of a
prompt can be computed before the machine's state is known. It never trains. Adapters live in `groundwire.reflex`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor, nn

_RUNS = (re.compile(r"\S+"), re.compile(r"[^\W_]+"), re.compile(r"\d+"), re.compile(r"[^,;]+"))
"""Runs of characters: no blanks, letters and digits, digits, and what stands between commas."""
_WITHIN = 3
"""Of the first of these kinds, the place within a run is told too."""
PLACES = 2 * (_WITHIN + len(_RUNS))
"""Numbers that say where a character stands, see `character_places`."""
PLACE_LIMIT = 15
"""Places further in are not told apart."""


class PromptError(ValueError):
    """A prompt that cannot be given to the model; the message says why and what to do."""


class PromptTokens(NamedTuple):
    """One prompt as the backbone's token ids."""

    words: list[int]
    """Ids of the rewritten prompt, special tokens included."""
    word_offsets: list[int]
    """Where each of them starts in the prompt, in characters."""
    characters: list[int]
    """Ids of the spelled-out characters, one each; empty where the backbone does not spell."""
    places: Sequence[Sequence[int]] = ()
    """Where each of them stands in its runs of characters, see `character_places`; empty like `characters`."""


class PromptBatch(NamedTuple):
    """P prompts, padded on the right to the longest."""

    ids: Tensor
    """(P, T) int64."""
    offsets: Tensor
    """(P, T) int64, each token's first character."""
    mask: Tensor
    """(P, T) bool, True for a token."""
    characters: Tensor
    """(P, S) int64."""
    character_mask: Tensor
    """(P, S) bool."""
    places: Tensor
    """(P, S, PLACES) int64."""


class PromptFeatures(NamedTuple):
    """What the prompt reader gets of P prompts."""

    taps: list[Tensor]
    """Hidden states of the words at a few depths, (P, T, hidden) each."""
    word_offsets: Tensor
    """(P, T)."""
    word_mask: Tensor
    """(P, T) bool."""
    characters: Tensor
    """The backbone's embeddings of the spelled-out characters, (P, S, hidden)."""
    character_offsets: Tensor
    """(P, S)."""
    character_mask: Tensor
    """(P, S) bool."""
    places: Tensor | None = None
    """(P, T + S, PLACES) int64, words before characters; None where the backbone does not spell."""


class PromptCache(NamedTuple):
    """What the frozen layers computed of P prompts and need not compute again in any cycle."""

    hidden: Tensor
    """At the first adapter: (P, T, hidden), or (P, hidden) where only the pooled position is adapted."""
    layers: list[Any]
    """For each layer above it, what that layer's call needs beside the hidden states."""
    pooled: Tensor
    """(P,) index of the pooled position."""
    features: PromptFeatures | None
    """Input of the prompt reader, where the model has one."""


class Backbone(Protocol):
    """One frozen language model, in the form that the grounded model drives."""

    name: str
    revision: str | None
    template: str
    hidden_size: int
    layer_count: int

    @property
    def device(self) -> torch.device:
        """Where its weights are; batches are moved there."""
        ...

    def tokenize(self, prompt: str) -> PromptTokens:
        """Rewrite and tokenize one prompt; raises PromptError where it is empty, too long or not text."""
        ...

    def prepare(self, batch: PromptBatch, first: int, positions: str, taps: Sequence[int]) -> PromptCache:
        """Run the layers 0..first once, and keep what the layers above need."""
        ...

    def layer(self, index: int, hidden: Tensor, cache: PromptCache) -> Tensor:
        """Run one frozen layer in a cycle: (P, C, T, hidden), or (P, C, hidden) for the pooled position.

        Of the last layer only the pooled position is read out, so it may give that alone for either.
        """
        ...

    def finish(self, hidden: Tensor) -> Tensor:
        """The backbone's final norm, on the pooled position."""
        ...

    def state_dict(self) -> dict[str, Any]:
        """The frozen weights, for the test that they never change."""
        ...


def character_places(prompt: str) -> list[tuple[int, ...]]:
    """Where each character stands in its runs, and which of the prompt's runs they are, from the start and from the end.

    Everything is counted from 1, to at most `PLACE_LIMIT`; 0 stands outside of a run. The runs are those of characters that
    are no blanks, of letters and digits, of digits, and, without places within, what stands between commas. It is a
    position, as of a token in a sentence, and knows nothing of what the prompt says.
    """
    rows = [[0] * PLACES for _ in prompt]
    for kind, pattern in enumerate(_RUNS):
        spans = [run.span() for run in pattern.finditer(prompt)]
        which = 2 * (_WITHIN + kind)
        for number, (start, end) in enumerate(spans):
            ordinals = [min(number + 1, PLACE_LIMIT), min(len(spans) - number, PLACE_LIMIT)]
            for index in range(start, end):
                rows[index][which : which + 2] = ordinals
                if kind < _WITHIN:
                    rows[index][2 * kind : 2 * kind + 2] = [min(index - start + 1, PLACE_LIMIT), min(end - index, PLACE_LIMIT)]
    return [tuple(row) for row in rows]


def collate(prompts: Sequence[PromptTokens], pad: int = 0) -> PromptBatch:
    """Pad tokenized prompts on the right into one batch."""
    ids, offsets = (
        nn.utils.rnn.pad_sequence(
            [torch.tensor(getattr(p, field), dtype=torch.int64) for p in prompts], True, padding_value=pad
        )
        for field in ("words", "word_offsets")
    )
    letters = nn.utils.rnn.pad_sequence(
        [torch.tensor(p.characters, dtype=torch.int64) for p in prompts], True, padding_value=pad
    )
    places = torch.zeros((*letters.shape, PLACES), dtype=torch.int64)
    for row, prompt in enumerate(prompts):
        if prompt.places:
            places[row, : len(prompt.places)] = torch.tensor(prompt.places)
    lengths = torch.tensor([len(p.words) for p in prompts])
    spelled = torch.tensor([len(p.characters) for p in prompts])
    return PromptBatch(
        ids,
        offsets,
        torch.arange(ids.shape[1]) < lengths[:, None],
        letters,
        torch.arange(letters.shape[1]) < spelled[:, None],
        places,
    )
