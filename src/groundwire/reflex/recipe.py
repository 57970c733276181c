"""A recipe: everything that a training run is made of, in one YAML file.

Corpus, backbone, network and training settings; the command line adds only where to write. Running it is `run`'s job.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import torch

from groundwire.reflex.model import GroundedConfig
from groundwire.reflex.train import TrainSettings
from groundwire.runs.recipes import RecipeError, build, load_recipe
from groundwire.tasks.corpus import CorpusSettings

__all__ = ["RECIPES", "BackboneSettings", "Recipe", "RecipeError", "build", "read_recipe"]

RECIPES = Path(__file__).parent / "recipes"
"""Recipes that ship with the package."""


@dataclass(frozen=True)
class BackboneSettings:
    """Which frozen model to train over."""

    name: str = "sentence-transformers/all-MiniLM-L6-v2"
    """Hub name or folder."""
    revision: str | None = None
    """Revision on the hub."""
    dtype: str | None = None
    """A decoder's precision: "float32", "bfloat16" or "float16"; as it is stored where None."""
    truncate: bool = False
    """Cut over-long prompts of a decoder off, as in the published training, instead of refusing them."""

    def __post_init__(self) -> None:
        if self.dtype not in (None, "float32", "bfloat16", "float16"):
            raise ValueError(f"dtype is {self.dtype!r}; expected 'float32', 'bfloat16' or 'float16'")

    @property
    def torch_dtype(self) -> torch.dtype | None:
        """The precision as torch calls it."""
        return None if self.dtype is None else getattr(torch, self.dtype)

@dataclass(frozen=True)
class Recipe:
    """A training run."""

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    """What to train on."""
    backbone: BackboneSettings = field(default_factory=BackboneSettings)
    """What to train over."""
    network: GroundedConfig = field(default_factory=GroundedConfig)
    """What is trained."""
    train: TrainSettings = field(default_factory=TrainSettings)
    """How."""
    evaluate_prompts: int = 200
    """Prompts of the validation split that every evaluation tick drives, beside the published tasks."""
    template: str | None = None
    """How prompts are framed for a decoder, such as "chat/160: You control ..."; as the backbone has it where None."""
    start: str = ""
    """Checkpoint whose weights training starts from; random ones where empty."""
    known_words: bool = False
    """Whether a head of bits keeps the corpus's distinct words, and prefers them when it drives."""
    mistakes: int = 0
    """Training pairs that the starting model drives first; where its runs leave the programs' paths, the states are
    trained on too."""
    threads: int = 0
    """CPU threads; all where 0. With a fixed number a resumed run is the same bit for bit."""


def read_recipe(source: str | Path) -> Recipe:
    """Read a recipe from a file, or one of the package's by its name.

    Raises:
        RecipeError: it is missing, no YAML, or has keys or values that cannot be used.
    """
    return load_recipe(Recipe, source, RECIPES)
