"""The grounded model: a frozen backbone, adapters that read the machine between its layers, and a head.

Here is only the network. Loading and saving are in `checkpoint`, the loop that drives a machine in `loop`, training in
`train`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from groundwire.models.backbone import Backbone, PromptBatch, PromptCache
from groundwire.reflex.attention import Adapter, Memory
from groundwire.reflex.heads import BitHead, CodebookHead
from groundwire.reflex.reader import PromptReader
from groundwire.reflex.state import StateEncoder


@dataclass(frozen=True)
class GroundedConfig:
    """The shape of everything that is trained. The defaults are the published network's."""

    every: int = 4
    """An adapter follows every `every`-th layer, counted from 1."""
    positions: str = "all"
    """"all": every position of the prompt is adapted, as published. "pooled": only the one that is read out, so that
    nothing else of the prompt has to be computed again in any cycle."""
    state_width: int | None = None
    """Width of the state tokens; the backbone's where None."""
    inner_width: int | None = None
    """Width of queries, keys and values; the backbone's where None."""
    heads: int = 8
    """Attention heads of each adapter."""
    mlp_ratio: int = 4
    """Width of the adapters' MLP over the backbone's."""
    gate: float = 0.0
    """Initial value of the gates, before tanh; at 0 training starts from the untouched backbone."""
    tail: int = 0
    """Adapters after the backbone's last layer, with no frozen layer between them; none as published."""
    reader_blocks: int = 0
    """Blocks of the prompt reader; 0 for none, as published."""
    reader_width: int = 256
    """Width of the prompt reader and of its tokens."""
    reader_heads: int = 8
    """Attention heads of the prompt reader."""
    reader_places: bool = False
    """Whether the prompt reader is told where a character stands in its word and number."""
    reader_joined: bool = False
    """Whether the reader's tokens are the characters alone, each with its word's hidden states, instead of words and
    characters beside each other."""
    taps: tuple[int, ...] = ()
    """Depths of the hidden states that the reader gets: 0 is the embedding, i what layer i - 1 puts out."""
    head: str = "bits"
    """"bits" or "codebook"."""
    codebook_words: int = 0
    """Rows of the codebook."""
    codebook_width: int = 256
    """Width of the codebook's embeddings."""
    known_words: int = 0
    """Words that a head of bits knows training to have; 0 where it knows of none, as published."""

    def __post_init__(self) -> None:
        if self.positions not in ("all", "pooled"):
            raise ValueError(f"positions is {self.positions!r}; expected 'all' or 'pooled'")
        if self.head not in ("bits", "codebook"):
            raise ValueError(f"head is {self.head!r}; expected 'bits' or 'codebook'")
        sizes = ("every", "state_width", "inner_width", "heads", "mlp_ratio", "reader_width", "reader_heads")
        for name in sizes:
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} is {value}; expected at least 1")
        if self.reader_blocks and self.positions != "pooled":
            raise ValueError("a prompt reader needs positions 'pooled'")

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self) | {"taps": list(self.taps)}


def counting(config: GroundedConfig, words: int) -> GroundedConfig:
    """A config for a head with so many words: those of its codebook, or those that its bits know."""
    return replace(config, codebook_words=words) if config.head == "codebook" else replace(config, known_words=words)


class PromptContext(NamedTuple):
    """Everything about P prompts that does not depend on the machine."""

    cache: PromptCache
    """From the frozen backbone."""
    tokens: Tensor | None
    """From the prompt reader: (P, T, D)."""
    bias: Tensor | None
    """(P, 1, T), shutting out its padding."""


class GroundedModel(nn.Module):
    """Reads prompts once and machine states every cycle, and says the next word.

    The backbone is held beside the module tree, not in it: it has no gradient, is not saved and is not moved.
    """

    def __init__(self, backbone: Backbone, config: GroundedConfig, vocabulary: Tensor | None = None):
        """Make a network with random weights.

        Args:
            backbone: what it stands on.
            config: its shape.
            vocabulary: (words,) int64, what a codebook holds or a head of bits knows; zeros, to be filled by a checkpoint,
                as many as the config says, where None.
        """
        super().__init__()
        self.config = config if vocabulary is None else counting(config, len(vocabulary))
        self._backbone = (backbone,)
        hidden = backbone.hidden_size
        width, inner = config.state_width or hidden, config.inner_width or hidden
        reader_width = config.reader_width if config.reader_blocks else 0
        self.sites = [i for i in range(backbone.layer_count) if (i + 1) % config.every == 0]
        if not self.sites:
            raise ValueError(
                f"every={config.every} puts no adapter on a backbone of {backbone.layer_count} layers; choose less"
            )
        self.state_encoder = StateEncoder(width)
        adapters = [
            Adapter(hidden, width, reader_width, inner, config.heads, config.mlp_ratio, config.gate)
            for _ in range(len(self.sites) + config.tail)
        ]
        for adapter in adapters[len(self.sites) :]:
            adapter.silence()
        self.adapters = nn.ModuleList(adapters)
        self.reader = (
            PromptReader(
                hidden, len(config.taps), reader_width, config.reader_blocks, config.reader_heads, config.reader_places,
                config.reader_joined,
            )
            if config.reader_blocks
            else None
        )
        self.head: BitHead | CodebookHead
        count = self.config.codebook_words if config.head == "codebook" else self.config.known_words
        words = vocabulary if vocabulary is not None else torch.zeros(count, dtype=torch.int64)
        if config.head == "bits":
            self.head = BitHead(hidden, words if count else None)
        else:
            self.head = CodebookHead(hidden, words, config.codebook_width)

    @property
    def backbone(self) -> Backbone:
        """The frozen language model."""
        return self._backbone[0]

    def read(self, batch: PromptBatch) -> PromptContext:
        """Do all that can be done before a machine's state is known."""
        cache = self.backbone.prepare(batch, self.sites[0], self.config.positions, self.config.taps)
        if self.reader is None or cache.features is None:
            return PromptContext(cache, None, None)
        tokens, bias = self.reader(cache.features)
        return PromptContext(cache, tokens, bias)

    def pooled(self, context: PromptContext, states: Tensor) -> Tensor:
        """Run one cycle: states (P, C, 65) int64, C machines for each prompt, to (P, C, hidden)."""
        states = states.to(self.state_encoder.role_embed.weight.device)
        cache = context.cache
        memory = Memory(self.state_encoder(states).to(cache.hidden.dtype), context.tokens, context.bias)
        memory = memory.shared() if self.config.positions == "pooled" else memory
        hidden = cache.hidden[:, None].expand(-1, states.shape[1], *cache.hidden.shape[1:])
        sites, tail = self.adapters[: len(self.sites)], self.adapters[len(self.sites) :]
        for adapter, site, after in zip(sites, self.sites, [*self.sites[1:], None], strict=True):
            if after is None and hidden.dim() == 4 and site == self.backbone.layer_count - 1:
                hidden = pool(hidden, cache.pooled)
            hidden = adapter(hidden, memory)
            for index in range(site + 1, after + 1 if after is not None else self.backbone.layer_count):
                hidden = self.backbone.layer(index, hidden, cache)
        hidden = self.backbone.finish(pool(hidden, cache.pooled))
        for adapter in tail:
            hidden = adapter(hidden, memory)
        return hidden

    def forward(self, batch: PromptBatch, states: Tensor) -> Tensor:
        """Pooled hidden states (P, C, hidden) of P prompts in C states each, (P, C, 65) int64."""
        return self.pooled(self.read(batch), states)

    def trained_parameters(self) -> int:
        """How many parameters are trained."""
        return sum(p.numel() for p in self.parameters())


def pool(hidden: Tensor, index: Tensor) -> Tensor:
    """Take each prompt's pooled position: (P, C, T, hidden) to (P, C, hidden); (P, C, hidden) is left as it is."""
    if hidden.dim() == 3:
        return hidden
    return hidden[torch.arange(len(index)), :, index]
