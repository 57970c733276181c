"""Attention over packed rows, one sample after the other: none is masked against another, since none is put beside another.

A row of T tokens with samples of lengths n costs the sum of n²/2 instead of T², needs no mask, and uses the causal kernel. It is
given to transformers as the attention named "documents"; boundaries come as `cu_seq_lens_q`, as for flash attention.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

NAME = "documents"


def register() -> None:
    """Make the attention known to transformers; once more does no harm."""
    AttentionInterface.register(NAME, attend)
    AttentionMaskInterface.register(NAME, _no_mask)


def _no_mask(*arguments: Any, **options: Any) -> None:
    """Boundaries are in the arguments of `attend`."""


def attend(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, dropout: float = 0.0,
    scaling: float | None = None, cu_seq_lens_q: Tensor | None = None, **options: Any,
) -> tuple[Tensor, None]:  # fmt: skip
    """Causal attention inside of each sample.

    Args:
        module: the attention layer; only its training flag is read.
        query: (1, H, T, D).
        key: (1, K, T, D), where K divides H.
        value: (1, K, T, D).
        attention_mask: ignored; there is none.
        dropout: share of weights that are dropped in training.
        scaling: of the products; 1/sqrt(D) where None.
        cu_seq_lens_q: (N + 1), where samples begin, and T; one sample where None.
        options: of other kinds of attention.

    Returns:
        (1, T, H, D), and None for the weights, which are not kept.

    Raises:
        ValueError: there are several rows, which must be one behind the other.
    """
    if query.shape[0] != 1:
        raise ValueError(f"{query.shape[0]} rows; documents attention expects one, with all samples behind each other")
    groups = query.shape[1] // key.shape[1]
    if groups > 1:
        key, value = (part.repeat_interleave(groups, dim=1) for part in (key, value))
    lengths = [query.shape[2]] if cu_seq_lens_q is None else cu_seq_lens_q.diff().tolist()
    dropped = dropout if module.training else 0.0
    samples = zip(*(torch.split(whole, lengths, dim=2) for whole in (query, key, value)), strict=True)
    pieces = [
        functional.scaled_dot_product_attention(q, k, v, is_causal=True, scale=scaling, dropout_p=dropped)
        for q, k, v in samples
    ]
    return torch.cat(pieces, dim=2).transpose(1, 2).contiguous(), None
