"""Low-rank adapters over a frozen model, ready to be trained: new ones, or those of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peft import LoraConfig, get_peft_model

from groundwire.distill.sft.errors import SftError
from groundwire.distill.sft.recipe import SftRecipe
from groundwire.models.adapters import CONFIG, put_over


def with_adapter(model: Any, recipe: SftRecipe) -> Any:
    """A model with adapters in all of its linear layers but the output matrix; only they are trained.

    Args:
        model: a causal language model of transformers.
        recipe: says the rank, and what to begin with.

    Raises:
        SftError: the adapter to begin with is not there, or of another rank.
    """
    settings = recipe.adapter
    if not settings.start:
        made = LoraConfig(r=settings.rank, lora_alpha=settings.alpha, target_modules="all-linear", task_type="CAUSAL_LM")
        return get_peft_model(model, made)
    if not Path(settings.start, CONFIG).is_file():
        raise SftError(f"adapter.start {settings.start!r} holds no {CONFIG}; give the adapter folder of a finished run")
    found = LoraConfig.from_pretrained(settings.start)
    if (found.r, found.lora_alpha) != (settings.rank, settings.alpha):
        raise SftError(
            f"the adapter in {settings.start} has rank {found.r} and alpha {found.lora_alpha}, the recipe {settings.rank} and "
            f"{settings.alpha}; make them the same"
        )
    return put_over(model, Path(settings.start), trainable=True)
