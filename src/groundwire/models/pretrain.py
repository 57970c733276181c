"""Pretraining a small Qwen2-architecture decoder from scratch: tokenizer, rows, training, and a Hugging Face folder.

Everything is kept in the run's folder, and each part is made only where it is not there yet, so the same command goes on
after a kill. The loop is `training`'s, its evaluation ticks are `pretrain_evaluate`'s, the recipe is
`pretrain_recipe`'s, and which precision pays is `precision`'s.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.tensorboard import SummaryWriter
from transformers import GenerationConfig, Qwen2Config, Qwen2ForCausalLM

from groundwire.models import training
from groundwire.models.documents import answer_weights, hidden_states
from groundwire.models.packing import IGNORED, RowBatch, RowSource, TokenRows
from groundwire.models.precision import choose
from groundwire.models.pretrain_card import pretrain_card
from groundwire.models.pretrain_data import Progress, Reader, TokenData, plain_texts, prepare
from groundwire.models.pretrain_evaluate import evaluation_tick
from groundwire.models.pretrain_recipe import NetworkSettings, PretrainRecipe, PretrainSettings
from groundwire.models.tokenizer import END_OF_TEXT, TURN_START, load_tokenizer, save_tokenizer, train_tokenizer
from groundwire.runs.atomic import atomic_folder, recover, write_text
from groundwire.runs.manifest import Manifest, check_same_settings
from groundwire.runs.metrics import read_metrics

SHARD_BYTES = 16_000_000
"""Most tensor bytes of one file of weights: with its header it stays below 16 MiB."""


def pretrain(
    recipe: PretrainRecipe, folder: Path, readers: Mapping[str, Reader] | None = None, progress: Progress | None = None
) -> Path:
    """Pretrain a model from a recipe; goes on where a former run of the same recipe stopped.

    Args:
        recipe: what to train, and on what.
        folder: the run's folder.
        readers: who reads the kinds of source that are no files.
        progress: told of every step forward.

    Returns:
        The Hugging Face folder of the finished model.

    Raises:
        DataError, RowError: a source or the stored rows cannot be used.
        RunMismatch: the folder holds a run of another recipe.
    """
    check_same_settings(asdict(recipe), folder)
    tell = progress or (lambda what, done, total, metrics: None)
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    readers = readers or {}
    tokenizer = _tokenizer(recipe, folder, readers, tell)
    data = prepare(folder / "data", recipe.sources, readers, tokenizer, recipe.row_length, recipe.held_out, tell)
    hashes = {name: data.manifest[name]["sha256"] for name in ("train", "validation")}
    manifest = Manifest(asdict(recipe), recipe.train.seed, hashes | {"tokenizer": data.manifest["tokenizer"]})
    manifest.write(folder)
    model = new_model(recipe.network, tokenizer, recipe.train.seed)
    settings = _with_precision(recipe, model, data.train, folder)
    trainer = PretrainTrainer(model, data.train, settings, folder, tokenizer.convert_tokens_to_ids(TURN_START))
    history = _run(trainer, data, tokenizer, recipe, tell)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    manifest.outcome = history | {"parameters": parameters, "precision": settings.precision}
    manifest.write(folder)
    card = pretrain_card(recipe, manifest, data.manifest)
    save_model(model, tokenizer, folder / "checkpoint", card, getattr(torch, recipe.store))
    return folder / "checkpoint"


def _tokenizer(recipe: PretrainRecipe, folder: Path, readers: Mapping[str, Reader], tell: Progress) -> Any:
    """The run's tokenizer, trained where there is none yet."""
    place, chosen = folder / "tokenizer", recipe.tokenizer
    recover(place)
    if not place.exists():
        tell("tokenizer", 0, chosen.vocabulary, {})
        texts = plain_texts(recipe.sources, readers, chosen.documents)
        pieces = list(chosen.pieces)
        if chosen.phrases or pieces:
            pieces += sorted({source.system for source in recipe.sources if source.system and source.prompt_column})
        made = train_tokenizer(
            texts, chosen.vocabulary, chosen.thinking, recipe.network.context, chosen.phrases, pieces
        )  # fmt: skip
        with atomic_folder(place) as temporary:
            save_tokenizer(made, temporary)
        tell("tokenizer", chosen.vocabulary, chosen.vocabulary, {})
    return load_tokenizer(place)


def _with_precision(recipe: PretrainRecipe, model: Any, rows: TokenRows, folder: Path) -> PretrainSettings:
    """The settings with the precision that pays, chosen once, so that a resumed run has the same; sets the attention."""
    path = folder / "profile.json"
    if not path.exists():
        batch = rows.batch(slice(0, min(len(rows), recipe.train.rows)))
        apart = recipe.train.attention == "documents"
        found = choose(model, PretrainLoss(model), batch, recipe.train.precision, "eager" if apart else recipe.train.attention)
        write_text(path, json.dumps(found, indent=2) + "\n")
    chosen = json.loads(path.read_text(encoding="utf-8"))
    model.set_attn_implementation(chosen["attention"])
    return dataclasses.replace(recipe.train, precision=chosen["precision"])


def new_model(network: NetworkSettings, tokenizer: Any, seed: int) -> Any:
    """A model of random weights, ready for a tokenizer; the same seed gives the same one."""
    torch.manual_seed(seed)
    ends = [tokenizer.eos_token_id, tokenizer.convert_tokens_to_ids(END_OF_TEXT)]
    config = Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=network.hidden, intermediate_size=network.intermediate,
        num_hidden_layers=network.layers, num_attention_heads=network.heads,
        num_key_value_heads=network.key_value_heads, max_position_embeddings=network.context,
        rope_parameters={"rope_type": "default", "rope_theta": network.rope_theta}, tie_word_embeddings=True,
        bos_token_id=None, eos_token_id=ends[0], pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    model = Qwen2ForCausalLM(config).to("cuda" if torch.cuda.is_available() else "cpu")
    model.generation_config = GenerationConfig(eos_token_id=ends, pad_token_id=tokenizer.pad_token_id, do_sample=False)
    return model


class PretrainLoss(nn.Module):
    """Mean cross-entropy of the next token over rows of documents that do not see each other."""

    def __init__(self, model: Any):
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Mean loss in nats, and the share of tokens that are the likeliest ones, of (B, T) ids and positions."""
        hidden = self.model.model(input_ids=ids, position_ids=positions, use_cache=False).last_hidden_state
        labels = RowBatch(ids, positions).labels()[:, 1:]
        predicted = labels != IGNORED
        logits = self.model.lm_head(hidden[:, :-1][predicted]).float()
        with torch.no_grad():
            right = (logits.argmax(-1) == labels[predicted]).float().mean()
        return functional.cross_entropy(logits, labels[predicted]), right


class DocumentLoss(PretrainLoss):
    """The same with each document of a row by itself, and with prompts that may count for less than answers."""

    def __init__(self, model: Any, mark: int, prompt_weight: float):
        super().__init__(model)
        self.mark, self.prompt_weight = mark, prompt_weight

    def forward(self, ids: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
        """Mean loss in nats, weighted, and the share of tokens that are the likeliest ones, of (B, T) ids and positions."""
        ids, positions = ids.flatten(), positions.flatten()
        used = (positions > 0) | torch.cat((positions[1:], positions.new_zeros(1))).eq(1)  # not what fills rows up
        ids, positions = ids[used], positions[used]
        hidden = hidden_states(self.model.model, ids, positions)
        predicted = positions[1:] > 0
        labels = ids[1:][predicted]
        weights = answer_weights(ids, positions, self.mark, self.prompt_weight)[1:][predicted]
        logits = self.model.lm_head(hidden[:-1][predicted]).float()
        with torch.no_grad():
            right = ((logits.argmax(-1) == labels) * weights).sum() / weights.sum()
        return (functional.cross_entropy(logits, labels, reduction="none") * weights).sum() / weights.sum(), right


class PretrainTrainer(training.Trainer[Any]):
    """One pretraining run in one folder."""

    measure = "accuracy"
    rate = "tokens_per_second"
    betas = (0.9, 0.95)

    def __init__(self, model: Any, rows: TokenRows, settings: PretrainSettings, folder: Path, mark: int = 0):
        source = RowSource(rows, settings.rows, settings.seed)
        loss = PretrainLoss(model)
        if settings.attention == "documents":
            loss = DocumentLoss(model, mark, settings.prompt_weight)
        super().__init__(model, loss, source, settings, folder, settings.rows * rows.length)

    def weights(self) -> dict[str, Tensor]:
        """The parameters, each once: the embedding is the output matrix too."""
        return {name: parameter.detach() for name, parameter in self.model.named_parameters()}

    def load_weights(self, weights: dict[str, Tensor]) -> None:
        """Put the parameters back."""
        with torch.no_grad():
            for name, parameter in self.model.named_parameters():
                parameter.copy_(weights[name])


def _run(
    trainer: PretrainTrainer, data: TokenData, tokenizer: Any, recipe: PretrainRecipe, tell: Progress
) -> dict[str, float]:
    """Train to the end, with metrics on the board; the newest of each."""
    with SummaryWriter(str(trainer.folder / "tensorboard"), purge_step=trainer.step) as board:

        def report(step: int, metrics: dict[str, float]) -> None:
            for name, value in metrics.items():
                board.add_scalar(name, value, step)
            tell("train", step, recipe.train.steps, metrics)

        trainer.train(evaluation_tick(trainer, data.validation, tokenizer, recipe), report)
    history: dict[str, float] = {}
    for line in read_metrics(trainer.folder):
        history.update(line)
    history["steps"] = history.pop("step", 0)
    return history


def save_model(model: Any, tokenizer: Any, folder: Path, card: str, dtype: torch.dtype) -> None:
    """Write an ordinary Hugging Face folder, atomically: config, weights in shards, tokenizer, card."""
    with atomic_folder(folder) as temporary:
        stored = Qwen2ForCausalLM(model.config).to(dtype)
        stored.load_state_dict({name: value.to(dtype) for name, value in model.state_dict().items()})
        stored.generation_config = model.generation_config
        stored.save_pretrained(temporary, max_shard_size=SHARD_BYTES)
        for path in temporary.glob("*.safetensors"):
            path.chmod(0o644)  # weights are written through temporary files that only their owner may read
        save_tokenizer(tokenizer, temporary)
        write_text(temporary / "README.md", card)
