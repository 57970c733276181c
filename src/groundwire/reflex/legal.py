"""The most likely legal RV32I word under independent bits, exactly and in closed form.

The likelihood of a word is, up to what all words share, the sum of the logits of its set bits. An instruction fixes some
bits and leaves the others free, so its best word takes the fixed bits as they are and every free bit by its sign; the
best of the forty instructions is the answer. No word outside of RV32I can come out.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from groundwire.isa import INSTRUCTIONS
from groundwire.reflex.heads import bits_word, word_bits


@cache
def _table() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Free bits and fixed set bits of each instruction, (40, 32) each, then masks and matches, (40,)."""
    masks = torch.tensor([spec.mask for spec in INSTRUCTIONS])
    matches = torch.tensor([spec.match for spec in INSTRUCTIONS])
    return 1.0 - word_bits(masks).double(), word_bits(matches).double(), masks, matches


def legal_words(logits: Tensor) -> Tensor:
    """Choose words for logits (..., 32): int64, each a legal RV32I word, none of which has a legal better."""
    free, fixed, masks, matches = (part.to(logits.device) for part in _table())
    # Double precision: ties and near ties between instructions must not depend on the order of a sum.
    exact = logits.double()
    best = (exact.clamp(min=0) @ free.T + exact @ fixed.T).argmax(-1)
    return (bits_word(logits > 0) & ~masks[best]) | matches[best]
