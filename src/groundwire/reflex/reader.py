"""The prompt reader: a small trained transformer over what the frozen backbone makes of a prompt.

It turns the backbone's hidden states of the words, and its embeddings of the spelled-out characters, into tokens that the
adapters attend to beside the machine's state. It sees no state, so it runs once a prompt.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from groundwire.models.backbone import PLACE_LIMIT, PLACES, PromptFeatures


def rotate(values: Tensor, angles: tuple[Tensor, Tensor]) -> Tensor:
    """Turn pairs of components by their position's angle (RoPE, arXiv:2104.09864): (P, heads, T, width)."""
    cosine, sine = angles
    first, second = values.chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, second * cosine + first * sine), dim=-1)


class ReaderBlock(nn.Module):
    """One pre-norm transformer block, bidirectional, with rotary positions."""

    def __init__(self, width: int, heads: int, mlp_ratio: int):
        super().__init__()
        self.heads = heads
        self.norm_attn = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        self.norm_mlp = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, mlp_ratio * width), nn.GELU(), nn.Linear(mlp_ratio * width, width)
        )

    def forward(self, tokens: Tensor, angles: tuple[Tensor, Tensor], bias: Tensor) -> Tensor:
        """(P, T, width) to the same; `bias` (P, 1, 1, T) is -inf at padding."""
        qkv = self.qkv(self.norm_attn(tokens)).unflatten(-1, (3, self.heads, -1))
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        scores = rotate(query * query.shape[-1] ** -0.5, angles) @ rotate(key, angles).transpose(-1, -2)
        mixed = (torch.softmax(scores + bias, dim=-1) @ value).transpose(1, 2).flatten(2)
        tokens = tokens + self.output(mixed)
        return tokens + self.mlp(self.norm_mlp(tokens))  # type: ignore[no-any-return]


def words_of_characters(features: PromptFeatures) -> Tensor:
    """The index of the word that each character belongs to, (P, S): the last one that begins at it or before it.

    The first token, which stands for the whole prompt, is nobody's.
    """
    count = features.word_offsets.shape[1]
    order = torch.arange(count, device=features.word_offsets.device)
    begun = features.word_offsets[:, None] <= features.character_offsets[..., None]
    rank = features.word_offsets * count - order  # where two begin together (the end mark has offset 0), the earlier one
    allowed = begun & features.word_mask[:, None] & (order > 0)
    return torch.where(allowed, rank[:, None], -count).argmax(-1)


class PromptReader(nn.Module):
    """Projects the backbone's features to the memory's width and mixes them with trained blocks."""

    def __init__(
        self, hidden: int, taps: int, width: int, blocks: int, heads: int, places: bool, joined: bool = False,
        mlp_ratio: int = 2,
    ):  # fmt: skip
        super().__init__()
        self.heads, self.joined = heads, joined
        self.places = nn.Embedding(PLACES * (PLACE_LIMIT + 1), width) if places else None
        if self.places is not None:
            nn.init.zeros_(self.places.weight)
        self.tap_norms = nn.ModuleList(nn.LayerNorm(hidden) for _ in range(taps))
        self.word_proj = nn.Linear(taps * hidden, width)
        self.character_norm = nn.LayerNorm(hidden)
        self.character_proj = nn.Linear(hidden, width)
        self.kind_embed = nn.Embedding(2, width)
        self.blocks = nn.ModuleList(ReaderBlock(width, heads, mlp_ratio) for _ in range(blocks))
        self.norm = nn.LayerNorm(width)

    def forward(self, features: PromptFeatures) -> tuple[Tensor, Tensor]:
        """Read P prompts.

        Raises:
            ValueError: characters are to carry their words, and the backbone spells none out.

        Returns:
            Tokens (P, T, width), words before characters, or characters alone where they are joined; and the bias
            (P, 1, T) that shuts out the padding.
        """
        taps = [norm(hidden) for norm, hidden in zip(self.tap_norms, features.taps, strict=True)]
        words = self.word_proj(torch.cat(taps, dim=-1)) + self.kind_embed.weight[0]
        letters = self.character_proj(self.character_norm(features.characters)) + self.kind_embed.weight[1]
        standing, offsets, present = features.places, features.character_offsets, features.character_mask
        if self.joined and not letters.shape[1]:
            raise ValueError("reader_joined needs a backbone that spells prompts out, an encoder; set it to false for a decoder")
        if self.joined:
            belongs = words_of_characters(features)[..., None].expand(-1, -1, words.shape[-1])
            tokens = letters + words.gather(1, belongs)
            standing = None if standing is None else standing[:, -letters.shape[1] :]
        else:
            tokens = torch.cat((words, letters), dim=1)
            offsets = torch.cat((features.word_offsets, offsets), dim=1)
            present = torch.cat((features.word_mask, present), dim=1)
        if self.places is not None and standing is not None:
            kinds = torch.arange(PLACES, device=tokens.device) * (PLACE_LIMIT + 1)
            tokens = tokens + self.places(standing + kinds).sum(-2).to(tokens.dtype)
        bias = torch.zeros_like(present, dtype=tokens.dtype).masked_fill(~present, -torch.inf)[:, None, :]
        cosine, sine = self.angles(offsets, tokens.shape[-1] // self.heads)
        angles = cosine.to(tokens.dtype), sine.to(tokens.dtype)
        for block in self.blocks:
            tokens = block(tokens, angles, bias[:, None])
        return self.norm(tokens), bias

    @staticmethod
    def angles(offsets: Tensor, width: int) -> tuple[Tensor, Tensor]:
        """Cosine and sine, (P, 1, T, width / 2), of positions counted in characters of the prompt."""
        # Wavelengths from 2 pi to about 2 pi 1000 characters: neighbours and the whole of the longest prompt.
        rates = 1000.0 ** (-torch.arange(width // 2, device=offsets.device) / (width // 2))
        turns = offsets[:, None, :, None].float() * rates
        return torch.cos(turns), torch.sin(turns)
