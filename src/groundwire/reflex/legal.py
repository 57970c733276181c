"""The most likely legal RV32I word under independent bits, exactly and in closed form.

The likelihood of a word is, up to what all words share, the sum of the logits of its set bits. An instruction fixes some
bits and leaves the others free, so its best word takes the fixed bits as they are and every free bit by its sign; the
best of the forty instructions is the answer. No word outside of RV32I can come out.

Where the words that training has are known, another one has to be clearly likelier than the best of them: bits that are each in
doubt between two words make a third that is neither.
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


UNKNOWN_NATS = 3.0
"""By how much a word that training does not have must be likelier than the best that it has: as if one in twenty were new."""


def likely_words(logits: Tensor, known: Tensor | None) -> Tensor:
    """Choose words for logits (..., 32): int64, legal ones, and known ones unless another is likelier by `UNKNOWN_NATS`.

    Args:
        logits: of the bits.
        known: (words,) int64, legal words that training has; None where they are not known.
    """
    best = legal_words(logits)
    if known is None:
        return best
    exact = logits.double()
    scores, rows = (exact @ word_bits(known).double().T).max(-1)
    return torch.where((exact * word_bits(best)).sum(-1) > scores + UNKNOWN_NATS, best, known[rows])


def legal_words(logits: Tensor) -> Tensor:
    """Choose words for logits (..., 32): int64, each a legal RV32I word, none of which has a legal better."""
    free, fixed, masks, matches = (part.to(logits.device) for part in _table())
    # Double precision: ties and near ties between instructions must not depend on the order of a sum.
    exact = logits.double()
    best = (exact.clamp(min=0) @ free.T + exact @ fixed.T).argmax(-1)
    return (bits_word(logits > 0) & ~masks[best]) | matches[best]
