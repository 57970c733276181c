"""Running a decoder over packed documents as batches of documents of like length: no mask, and no attention between them.

A row of packed documents costs attention over the whole row, most of which is masked, and a mask of its square. Here the rows'
documents are taken apart, sorted by length and padded to the longest of a few groups, so that plain causal attention
does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

GROUP_TOKENS = 2048
"""Tokens of a group, padding included, about: enough for products to be efficient."""
PADDING = 0.1
"""Share of a group that may be padding, before another group is begun."""
STEP = 8
"""Groups are padded to a multiple of this."""


def groups(lengths: Sequence[int], tokens: int = GROUP_TOKENS, padding: float = PADDING) -> list[list[int]]:
    """Put documents of like lengths together.

    Args:
        lengths: of the documents.
        tokens: that a group may have, unless it is one document.
        padding: share of a group that may be padding.

    Returns:
        The numbers of the documents of each group, longest group first.
    """
    made: list[list[int]] = []
    used = 0
    for number in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = lengths[made[-1][0]] if made else 0
        size = (len(made[-1]) + 1) * longest if made else 0
        if not made or size > tokens or 1 - (used + lengths[number]) / size > padding:
            made.append([])
            used = 0
        made[-1].append(number)
        used += lengths[number]
    return made


def boundaries(positions: Tensor) -> list[int]:
    """Where documents begin in (T) positions, and T."""
    return [*torch.nonzero(positions == 0).flatten().tolist(), len(positions)]


def hidden_states(
    run: Any, ids: Tensor, positions: Tensor, tokens: int = GROUP_TOKENS, padding: float = PADDING
) -> Tensor:
    """Hidden states of packed documents.

    Args:
        run: a model's stack of layers: input_ids to an output with last_hidden_state.
        ids: (T) of all documents, one behind the other.
        positions: (T), 0 where a document begins.
        tokens: that a group may have, as in `groups`.
        padding: share of a group that may be padding.

    Returns:
        (T, hidden), each document's as if it were alone.
    """
    ends = boundaries(positions)
    lengths = [end - start for start, end in pairwise(ends)]
    taken: list[Tensor] = []
    places: list[Tensor] = []
    for group in groups(lengths, tokens, padding):
        width = -(-lengths[group[0]] // STEP) * STEP
        starts = torch.tensor([ends[number] for number in group], device=ids.device)
        sizes = torch.tensor([lengths[number] for number in group], device=ids.device)
        offsets = torch.arange(width, device=ids.device)
        real = offsets < sizes[:, None]
        where = torch.where(real, starts[:, None] + offsets, starts[:, None])  # what stands behind a document's end is not seen
        states = run(input_ids=ids[where], use_cache=False).last_hidden_state
        taken.append(states[real])
        places.append(where[real])
    return torch.cat(taken)[torch.argsort(torch.cat(places))]


def answer_weights(ids: Tensor, positions: Tensor, mark: int, prompt_weight: float) -> Tensor:
    """(T): `prompt_weight` in a document's system and user turns, 1 in the answer and in plain text.

    Args:
        ids: (T) of all documents.
        positions: (T), 0 where a document begins.
        mark: the token that begins a turn; the third of a document begins the answer.
        prompt_weight: what a prompt's token counts for.
    """
    marks = (ids == mark).cumsum(0)
    start = torch.arange(len(ids), device=ids.device) - positions
    turns = marks - marks[start] + (ids[start] == mark)
    return torch.where((turns > 0) & (turns < 3), prompt_weight, 1.0)
