"""The machine as tokens: 65 unsigned words become 65 vectors. Reading the words off a machine is the machine's job."""

from __future__ import annotations

import torch
from torch import Tensor, nn

STATE_TOKENS = 65
"""x0..x31, pc, 16 words around pc and 16 around sp."""
BYTE_WIDTH = 32
"""Width of the embedding of each of a word's four bytes, as in the published network."""


class StateEncoder(nn.Module):
    """LayerNorm(Linear(four byte embeddings) + role embedding), and a second LayerNorm over what is read."""

    def __init__(self, width: int):
        super().__init__()
        self.byte_embeds = nn.ModuleList(nn.Embedding(256, BYTE_WIDTH) for _ in range(4))
        self.value_proj = nn.Linear(4 * BYTE_WIDTH, width)
        self.role_embed = nn.Embedding(STATE_TOKENS, width)
        self.norm = nn.LayerNorm(width)
        self.kv_norm = nn.LayerNorm(width)

    def forward(self, words: Tensor) -> Tensor:
        """Encode (..., 65) int64 words in [0, 2**32) as (..., 65, width).

        A token depends on its role and its word alone, and most of a batch's tokens are equal (zero registers, unwritten
        code), so each distinct one is computed once.
        """
        roles = torch.arange(STATE_TOKENS, device=words.device)
        distinct, where = torch.unique((roles << 32) | words, return_inverse=True)
        return nn.functional.embedding(where, self.tokens(distinct >> 32, distinct & 0xFFFFFFFF))

    def tokens(self, roles: Tensor, words: Tensor) -> Tensor:
        """Encode N words in their N roles as (N, width)."""
        parts = [embed((words >> (8 * i)) & 0xFF) for i, embed in enumerate(self.byte_embeds)]
        mixed = self.value_proj(torch.cat(parts, dim=-1)) + self.role_embed(roles)
        return self.kv_norm(self.norm(mixed))  # type: ignore[no-any-return]
