"""Generation in batches: a prompt is read once for all of its samples, and answers that have ended leave the batch.

How a token is chosen is the caller's. It needs a model with a cache of keys and values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from groundwire.chat.roomy_cache import with_room

LEAVE = 8
"""Ended answers leave when they are one in so many of a batch: each time the whole cache is copied."""
Choose = Callable[[list[int], Tensor], Tensor]
"""Chooses (n) tokens for the rows of these numbers from their scores (n, vocabulary)."""


class _State(NamedTuple):
    """A batch under way."""

    rows: list[int]
    """Numbers of the rows that are in it."""
    mask: Tensor
    """(n, T): which tokens are no padding."""
    scores: Tensor
    """(n, vocabulary) of the next token."""
    cache: Any
    """Keys and values."""


@torch.inference_mode()
def decode(
    model: Any, prompts: Sequence[Sequence[int]], pad: int, ends: Sequence[int], most: int, choose: Choose
) -> list[list[int]]:
    """Continue prompts.

    Args:
        model: a causal language model of transformers.
        prompts: token ids; the same ones may come several times.
        pad: id that fills prompts up on the left.
        ends: ids that end an answer.
        most: tokens of an answer.
        choose: chooses the next tokens.

    Returns:
        The new tokens of each prompt, the one that ended it included.
    """
    made: list[list[int]] = [[] for _ in prompts]
    state = _read(model, prompts, pad)
    over = torch.tensor(sorted(set(ends)), device=state.scores.device)
    running = torch.ones(len(prompts), dtype=torch.bool, device=over.device)
    for step in range(most):
        chosen = choose(state.rows, state.scores)
        for row, token, runs in zip(state.rows, chosen.tolist(), running.tolist(), strict=True):
            if runs:
                made[row].append(token)
        running = running & ~torch.isin(chosen, over)
        if step == most - 1 or not running.any():
            break
        if LEAVE * int((~running).sum()) >= len(running):
            state, chosen, running = _leave(state, running), chosen[running], running[running]
        state = _next(model, state, chosen)
    return made


def _read(model: Any, prompts: Sequence[Sequence[int]], pad: int) -> _State:
    """Read each distinct prompt once."""
    distinct = {tuple(prompt): None for prompt in prompts}
    places = {prompt: place for place, prompt in enumerate(distinct)}
    width = max(len(prompt) for prompt in distinct)
    device = model.device
    ids = torch.tensor([[pad] * (width - len(prompt)) + list(prompt) for prompt in distinct], device=device)
    real = torch.tensor([[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in distinct], device=device)
    positions = (real.cumsum(-1) - 1).clamp_min(0)
    last = {"logits_to_keep": 1} if model._supports_logits_to_keep() else {}
    read = model(input_ids=ids, attention_mask=real, position_ids=positions, use_cache=True, **last)
    where = torch.tensor([places[tuple(prompt)] for prompt in prompts], device=device)
    read.past_key_values.batch_select_indices(where)
    return _State(list(range(len(prompts))), real[where], read.logits[where, -1], with_room(read.past_key_values))


def _leave(state: _State, running: Tensor) -> _State:
    """The batch without the answers that have ended."""
    kept = running.nonzero().flatten()
    state.cache.batch_select_indices(kept)
    return _State([state.rows[place] for place in kept.tolist()], state.mask[kept], state.scores[kept], state.cache)


def _next(model: Any, state: _State, chosen: Tensor) -> _State:
    """Read one more token of each row."""
    positions = state.mask.sum(-1, keepdim=True)
    mask = torch.cat((state.mask, torch.ones_like(positions)), dim=-1)
    read = model(
        input_ids=chosen[:, None], attention_mask=mask, position_ids=positions, past_key_values=state.cache, use_cache=True
    )
    return _State(state.rows, mask, read.logits[:, -1], read.past_key_values)
