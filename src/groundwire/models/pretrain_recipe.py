"""The recipe of a pretraining run: sources, tokenizer, network and training settings, in one YAML file.

Running it is `pretrain`'s job.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from groundwire.models.precision import ATTENTIONS
from groundwire.models.pretrain_data import Source
from groundwire.models.training import LoopSettings
from groundwire.runs.recipes import load_recipe

RECIPES = Path(__file__).parent / "recipes"
"""Recipes that ship with the package."""
PRECISIONS = ("auto", "no", "bf16")
STORED = ("float32", "bfloat16")


@dataclass(frozen=True)
class TokenizerSettings:
    """The tokenizer to train."""

    vocabulary: int = 8192
    """Tokens in all, marks included."""
    thinking: bool = True
    """Whether the marks around thinking and answers are a token each."""
    phrases: int = 0
    """Tokens for what many lines begin with, learned from the documents."""
    pieces: tuple[str, ...] = ()
    """Texts that are one token each; the sources' system messages are too where there are phrases or pieces."""
    documents: int = 50_000
    """Documents of each source that it is trained on, at most."""


@dataclass(frozen=True)
class NetworkSettings:
    """A decoder of Qwen2's architecture; its embedding is its output matrix too."""

    hidden: int = 256
    """Width of the hidden states."""
    layers: int = 8
    """Layers."""
    heads: int = 8
    """Attention heads."""
    key_value_heads: int = 4
    """Heads of keys and values, shared by several of queries."""
    intermediate: int = 1024
    """Width inside of a layer's feed-forward part."""
    context: int = 4096
    """Longest text that it will be used on, in tokens."""
    rope_theta: float = 10_000.0
    """Base of the rotary positions."""

    def __post_init__(self) -> None:
        if self.hidden % self.heads or self.heads % self.key_value_heads:
            raise ValueError(
                f"hidden is {self.hidden}, heads {self.heads} and key_value_heads {self.key_value_heads}; expected heads "
                "to divide hidden, and key_value_heads to divide heads"
            )


@dataclass(frozen=True)
class PretrainSettings(LoopSettings):
    """How to train."""

    rows: int = 8
    """Rows in a batch."""
    weight_decay: float = 0.1
    """AdamW's, for matrices."""
    precision: str = "auto"
    """"no" for float32, "bf16" for autocast, or "auto" for bf16 where a profile at the start shows that it pays."""
    attention: str = "auto"
    """"sdpa" for the fused kernel, "eager" for plain products, "documents" for plain products with each document of a row
    taken apart, or "auto" for the faster one of the first two here. They round otherwise, so a run that is to give the
    same bits elsewhere names precision and attention."""
    prompt_weight: float = 1.0
    """What a token of a prompt counts for in the loss, where one of an answer counts for 1; needs "documents" below 1."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.prompt_weight != 1 and self.attention != "documents":
            raise ValueError(f"prompt_weight is {self.prompt_weight} with attention {self.attention!r}; it needs 'documents'")
        choices = {"precision": PRECISIONS, "attention": ("auto", "documents", *ATTENTIONS)}
        for name, known in choices.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is {getattr(self, name)!r}; expected one of: {', '.join(known)}")


@dataclass(frozen=True)
class PretrainRecipe:
    """A pretraining run."""

    sources: tuple[Source, ...] = ()
    """What to train on, in this order."""
    row_length: int = 512
    """Tokens of a row; documents are packed into rows, and longer ones cut."""
    held_out: int = 200
    """One document in this many is held out of training; none where 0."""
    tokenizer: TokenizerSettings = field(default_factory=TokenizerSettings)
    """What reads the documents."""
    network: NetworkSettings = field(default_factory=NetworkSettings)
    """What is trained."""
    train: PretrainSettings = field(default_factory=PretrainSettings)
    """How."""
    samples: int = 4
    """Held-out documents that every evaluation tick continues greedily."""
    sample_tokens: int = 160
    """Tokens of each continuation, at most."""
    store: str = "bfloat16"
    """Precision of the finished model's files."""
    threads: int = 0
    """CPU threads; all where 0. With a fixed number a resumed run is the same bit for bit."""

    def __post_init__(self) -> None:
        if self.store not in STORED:
            raise ValueError(f"store is {self.store!r}; expected one of: {', '.join(STORED)}")
        if not 2 <= self.row_length <= min(self.network.context, 1 << 16):
            raise ValueError(f"row_length is {self.row_length}; expected 2 to {self.network.context}, the context")


def read_pretrain_recipe(source: str | Path) -> PretrainRecipe:
    """Read a recipe from a file, or one of the package's by its name.

    Raises:
        RecipeError: it is missing, no YAML, or has keys or values that cannot be used.
    """
    return load_recipe(PretrainRecipe, source, RECIPES)
