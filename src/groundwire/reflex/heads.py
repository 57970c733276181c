"""From the pooled hidden state to a 32-bit word: a logit a bit, or the nearest word of a codebook.

Both heads have the same interface: `loss` for training and `words` for driving. Restricting the answer to legal words is
`groundwire.reflex.legal`'s job.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

RS2_BITS = slice(20, 25)
"""Bits of rs2, which share their place with the low bits of I-type immediates."""
OPERATION_BITS = (*range(7), 12, 13, 14, 30)
"""Bits of the opcode and of funct3, and the one of funct7 that RV32I uses: which operation it is."""
_SHIFTS = torch.arange(32)


class BitWeights(NamedTuple):
    """What bits count for in the loss where others count 1. The defaults are the published ones (model card, "Objective")."""

    rs2: float = 5.0
    """Bits of rs2."""
    operation: float = 1.0
    """Bits that say which operation it is."""

    def tensor(self, device: torch.device) -> Tensor:
        """A weight for each bit, (32,)."""
        weights = torch.ones(32, device=device)
        weights[RS2_BITS] = self.rs2
        weights[list(OPERATION_BITS)] = self.operation
        return weights


def word_bits(words: Tensor) -> Tensor:
    """Bits of int64 words in [0, 2**32): (...) to (..., 32) float, bit 0 first."""
    return ((words[..., None] >> _SHIFTS.to(words.device)) & 1).float()


def bits_word(bits: Tensor) -> Tensor:
    """The inverse of `word_bits` for a bool tensor (..., 32)."""
    return (bits.long() << _SHIFTS.to(bits.device)).sum(-1)


class BitHead(nn.Module):
    """Linear-GELU-Linear, then one logit for each bit of the word; bit i is set where logit i is positive."""

    def __init__(self, hidden: int, known: Tensor | None = None):
        """Make a head.

        Args:
            hidden: width of the pooled state.
            known: words that training has, (words,) int64; `groundwire.reflex.legal` prefers them. None for none, as published.
        """
        super().__init__()
        self.head_mlp = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, hidden))
        self.bit_head = nn.Linear(hidden, 32)
        self.weights = BitWeights()
        self.known_words: Tensor | None
        self.register_buffer("known_words", known)

    def logits(self, pooled: Tensor) -> Tensor:
        """(..., hidden) to (..., 32)."""
        return self.bit_head(self.head_mlp(pooled))  # type: ignore[no-any-return]

    def loss(self, pooled: Tensor, words: Tensor) -> Tensor:
        """Binary cross-entropy of every bit, (...,) words: a value for each, weighed by `weights`."""
        losses = nn.functional.binary_cross_entropy_with_logits(
            self.logits(pooled), word_bits(words), reduction="none"
        )
        weights = self.weights.tensor(pooled.device)
        return (losses * weights).sum(-1) / weights.sum()

    def words(self, pooled: Tensor) -> Tensor:
        """The words, int64 in [0, 2**32)."""
        return bits_word(self.logits(pooled) > 0)


class CodebookHead(nn.Module):
    """An embedding compared with a table of known words; it can emit no word that the table does not hold.

    The loss is cross-entropy over cosine similarities divided by a temperature.
    """

    TEMPERATURE = 0.07
    """Usual in contrastive training (CLIP starts from it, arXiv:2103.00020); the published one is not known."""

    def __init__(self, hidden: int, words: Tensor, width: int = 256):
        super().__init__()
        self.head_mlp = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, hidden))
        self.embed_head = nn.Linear(hidden, width)
        self.instr_table = nn.Embedding(len(words), width)
        self.register_buffer("instr_words", words.long())
        self.instr_words: Tensor

    def logits(self, pooled: Tensor) -> Tensor:
        """Cosine similarity with each row of the table: (..., hidden) to (..., rows)."""
        embedded = nn.functional.normalize(self.embed_head(self.head_mlp(pooled)), dim=-1)
        return embedded @ nn.functional.normalize(self.instr_table.weight, dim=-1).T

    def loss(self, pooled: Tensor, words: Tensor) -> Tensor:
        """Cross-entropy for each of the (...,) words.

        Raises:
            ValueError: a word is not in the table.
        """
        order = torch.argsort(self.instr_words)
        place = torch.searchsorted(self.instr_words[order], words.reshape(-1).contiguous())
        rows = order[place.clamp(max=len(order) - 1)]
        if not torch.equal(self.instr_words[rows], words.reshape(-1)):
            missing = words.reshape(-1)[self.instr_words[rows] != words.reshape(-1)][0]
            raise ValueError(
                f"word 0x{int(missing):08x} is not in the codebook of {len(order)} words; rebuild it from this corpus"
            )
        logits = self.logits(pooled).flatten(0, -2) / self.TEMPERATURE
        return nn.functional.cross_entropy(logits, rows, reduction="none").view(words.shape)

    def words(self, pooled: Tensor) -> Tensor:
        """The word of the most similar row."""
        return self.instr_words[self.logits(pooled).argmax(-1)]
