"""A training run from its recipe: corpus, cycles, training, evaluation, and the checkpoint with its card.

Everything is kept in the run's folder, and each part is made only where it is not there yet, so the same command goes on
after a kill.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import torch
from accelerate import PartialState
from accelerate.utils import parse_flag_from_env
from torch import Tensor
from torch.utils.tensorboard import SummaryWriter

from groundwire.models.backbone import Backbone, collate
from groundwire.models.load import load_backbone
from groundwire.models.precision import faster_in_bf16
from groundwire.models.training import BF16_ALL
from groundwire.reflex.batches import BatchPlan, BatchSource
from groundwire.reflex.card import model_card
from groundwire.reflex.checkpoint import fill, read_weights, resolve, save_checkpoint
from groundwire.reflex.cycles import CycleStore, Program, collect
from groundwire.reflex.evaluate import evaluate
from groundwire.reflex.kinds import kind_weights
from groundwire.reflex.mistakes import collect_mistakes, with_mistakes
from groundwire.reflex.model import GroundedModel
from groundwire.reflex.recipe import Recipe, RecipeError
from groundwire.reflex.train import Evaluate, Trainer, TrainSettings
from groundwire.runs.atomic import write_text
from groundwire.runs.manifest import Manifest, RunMismatch, check_same_settings, first_difference
from groundwire.runs.metrics import read_metrics
from groundwire.tasks.corpus import SCHEMA, CorpusSettings, write_corpus
from groundwire.tasks.taskfile import PUBLISHED_TASKS, read_tasks

__all__ = ["Progress", "RunMismatch", "batch_source", "prepare_corpus", "read_metrics", "run_recipe", "validation_tick"]

LEAST_SHARE = 0.15
"""Added to every cycle's surprise when cycles are chosen by it, so that structure is never forgotten."""
Progress = Callable[[str, int, int, dict[str, float]], None]
"""Told what is being done, how far it is, of how much, and the newest metrics."""


def run_recipe(
    recipe: Recipe, folder: Path, corpus: Path | None = None, workers: int = 2, progress: Progress | None = None
) -> Path:
    """Train a model from a recipe; goes on where a former run of the same recipe stopped.

    Args:
        recipe: what to train.
        folder: the run's folder.
        corpus: where the corpus is or goes; inside of the run's folder where None.
        workers: processes that make the corpus.
        progress: told of every step forward.

    Returns:
        The folder of the finished checkpoint.

    Raises:
        RunMismatch: the folder holds a run of another recipe.
    """
    check_same_settings(asdict(recipe), folder)
    if recipe.start:
        resolve(recipe.start)  # before minutes go into a corpus
    tell = progress or (lambda what, done, total, metrics: None)
    if recipe.threads:
        torch.set_num_threads(recipe.threads)
    processes = PartialState(cpu=parse_flag_from_env("ACCELERATE_USE_CPU"))
    with processes.main_process_first():  # the others find what the first one made
        data = prepare_corpus(recipe.corpus, corpus or folder / "corpus", workers, tell)
    manifest = Manifest(asdict(recipe), recipe.train.seed, {"corpus": corpus_hash(data)})
    if processes.is_main_process:
        manifest.write(folder)
    model = starting_model(recipe, data, processes.device)
    with processes.main_process_first():
        store = CycleStore.load(own_cycles(recipe, model, data, folder, tell))
    with processes.main_process_first():  # the others keep to what the first one found
        settings = with_precision(recipe.train, model, folder)
    trainer = Trainer(model, batch_source(data, store, model.backbone, settings), settings, folder)
    outcome = watched_training(trainer, validation_tick(data, recipe.evaluate_prompts), tell)
    if processes.is_main_process:
        facts = {"precision": settings.precision, "steps": trainer.step, "trained_parameters": model.trained_parameters()}
        manifest.outcome = outcome | facts
        manifest.write(folder)
        save_checkpoint(model, folder / "checkpoint", model_card(recipe, manifest), torch.bfloat16)
    processes.wait_for_everyone()
    return folder / "checkpoint"


def with_precision(settings: TrainSettings, model: GroundedModel, folder: Path) -> TrainSettings:
    """The settings with a precision: for "auto" what is faster here, found once, so that a resumed run has the same."""
    if settings.precision != "auto":
        return settings
    path = folder / "profile.json"
    if not path.exists():
        width = model.backbone.hidden_size
        pays = faster_in_bf16(width, 4 * width, model.backbone.device)
        write_text(path, json.dumps({"precision": BF16_ALL if pays else "no"}) + "\n")
    return replace(settings, precision=str(json.loads(path.read_text(encoding="utf-8"))["precision"]))


def starting_model(recipe: Recipe, data: Path, device: torch.device) -> GroundedModel:
    """The model at step 0: over its backbone, with the weights of the recipe's start or with random ones."""
    torch.manual_seed(recipe.train.seed)
    named = recipe.backbone
    backbone = load_backbone(named.name, named.revision, recipe.template, named.torch_dtype, device, named.truncate)
    check_spelling(recipe, backbone)
    words = vocabulary(recipe, data)
    model = GroundedModel(backbone, recipe.network, words)
    if recipe.start:
        weights = read_weights(resolve(recipe.start))
        if recipe.network.head == "bits":  # what is known is this corpus's words, whatever the start knew
            weights.pop("head.known_words", None)
            weights |= {} if words is None else {"head.known_words": words}
        fill(model, weights, recipe.start)
    return model.to(device)


def check_spelling(recipe: Recipe, backbone: Backbone) -> None:
    """Refuse settings that need spelled-out characters with a backbone that spells none out.

    Raises:
        RecipeError: a setting cannot be kept.
    """
    if collate([backbone.tokenize("a")]).characters.shape[1]:
        return
    for name, wanted in (("network.reader_joined", recipe.network.reader_joined), ("train.probe", recipe.train.probe)):
        if wanted:
            raise RecipeError(
                f"{name} is {wanted}, which needs a backbone that spells prompts out, an encoder; "
                f"{recipe.backbone.name} is a decoder: leave {name} out"
            )


def watched_training(trainer: Trainer, evaluate_now: Evaluate, tell: Progress) -> dict[str, float]:
    """Train to the end, with metrics on TensorBoard and to `tell`; the last value of each metric."""
    history: dict[str, float] = {}
    for line in read_metrics(trainer.folder):
        history.update({name: value for name, value in line.items() if name != "step"})
    with SummaryWriter(str(trainer.folder / "tensorboard"), purge_step=trainer.step) as board:

        def report(step: int, metrics: dict[str, float]) -> None:
            history.update(metrics)
            for name, value in metrics.items():
                board.add_scalar(name, value, step)
            tell("train", step, trainer.settings.steps, metrics)

        trainer.train(evaluate_now, report)
    return history


def prepare_corpus(settings: CorpusSettings, folder: Path, workers: int, tell: Progress) -> Path:
    """Make a corpus and its cycles, or keep those that are there with the same settings.

    Raises:
        RunMismatch: the folder holds a corpus of other settings, or of a version of the project with other columns.
    """
    if (folder / "card.json").exists():
        check_same_corpus(settings, folder)
    else:
        write_corpus(folder, settings, workers, lambda name, done, total: tell(f"corpus {name}", done, total, {}))
    if not (folder / "cycles").exists():
        tell("cycles", 0, settings.pairs, {})
        rows = pq.ParquetFile(folder / "train.parquet")
        programs = (
            Program(row["program"], dict(row["seed"]))
            for part in rows.iter_batches(2000, columns=["program", "seed"])
            for row in part.to_pylist()
        )
        collect(programs, workers).save(folder / "cycles")
        tell("cycles", settings.pairs, settings.pairs, {})
    return folder


def check_same_corpus(settings: CorpusSettings, folder: Path) -> None:
    """Refuse a corpus that is not the recipe's; see `prepare_corpus`."""
    made = json.loads((folder / "card.json").read_text(encoding="utf-8"))["settings"]
    difference = first_difference(made, asdict(settings), "corpus.")
    if difference is not None:
        key, before, now = difference
        raise RunMismatch(
            f"{folder} holds a corpus with another {key!r} ({before} there, {now} in the recipe); "
            "give another folder, or a recipe with the corpus's settings"
        )
    columns = set(pq.read_schema(folder / "train.parquet").names)
    if columns != set(SCHEMA.names):
        odd = ", ".join(sorted(columns ^ set(SCHEMA.names)))
        raise RunMismatch(
            f"{folder} holds a corpus of another version of groundwire (columns that differ: {odd}); "
            "make it anew with `groundwire reflex corpus`, or give another folder"
        )


def vocabulary(recipe: Recipe, folder: Path) -> Tensor | None:
    """The distinct words of a corpus, for a codebook or a head of bits that is to know them; None where neither is asked for."""
    if recipe.network.head != "codebook" and not recipe.known_words:
        return None
    return torch.from_numpy(np.unique(CycleStore.load(folder / "cycles").words).astype(np.int64))


def corpus_hash(folder: Path) -> str:
    """The hash that a corpus's card gives of its training pairs."""
    return str(json.loads((folder / "card.json").read_text(encoding="utf-8"))["splits"]["train"]["sha256"])


def own_cycles(recipe: Recipe, model: GroundedModel, data: Path, folder: Path, tell: Progress) -> Path:
    """The folder of the cycles to train on: the corpus's, with those off the starting model's own path where asked."""
    if not recipe.mistakes:
        return data / "cycles"
    if not (folder / "cycles").exists():
        table = pq.read_table(data / "train.parquet", columns=["prompt", "program", "seed"])
        pairs = sorted(random.Random(recipe.train.seed).sample(range(table.num_rows), min(recipe.mistakes, table.num_rows)))
        rows = table.select(["program", "seed"]).take(pairs).to_pylist()
        programs = [Program(row["program"], dict(row["seed"])) for row in rows]
        prompts = table["prompt"].to_pylist()
        found = collect_mistakes(
            model, prompts, programs, pairs, lambda done: tell("own mistakes", done, len(pairs), {"slipped": 0.0})
        )
        tell("own mistakes", len(pairs), len(pairs), {"slipped": len(found) / max(1, len(pairs))})
        with_mistakes(CycleStore.load(data / "cycles"), found).save(folder / "cycles")
    return folder / "cycles"


def batch_source(folder: Path, store: CycleStore, backbone: Backbone, settings: TrainSettings) -> BatchSource:
    """The training batches of a corpus folder."""
    table = pq.read_table(folder / "train.parquet", columns=["prompt", "family", "marks"])
    prompts, families = table["prompt"].to_pylist(), table["family"].to_pylist()
    marks = [np.array(row, np.int64).reshape(-1, 6) for row in table["marks"].to_pylist()] if settings.probe else None
    late = None
    if settings.restart and settings.restart_weights:
        late = settings.restart * settings.accumulate * PartialState().num_processes, settings.restart_weights
    drawn = kind_weights(prompts, settings.kinds) if settings.kinds else None
    plan = BatchPlan(families, [len(p) for p in prompts], settings.prompts, settings.seed, settings.weights, late, drawn)
    weights = store.surprise() + LEAST_SHARE if settings.informative else None
    return BatchSource(backbone, prompts, store, plan, settings.cycles, settings.seed, marks, weights)


def validation_tick(folder: Path, count: int) -> Evaluate:
    """An evaluation tick: drives prompts of an author that is never trained on, and the published tasks."""
    tasks = read_tasks(folder / "phrasings-validation.jsonl")
    chosen = random.Random(0).sample(tasks, min(count, len(tasks)))
    published = read_tasks(PUBLISHED_TASKS)

    def tick(model: GroundedModel) -> dict[str, float]:
        unseen = [result.passed for result in evaluate(model, chosen)]
        known = [result.passed for result in evaluate(model, published)]
        return {"phrasings_validation": sum(unseen) / max(1, len(unseen)), "published": float(sum(known))}

    return tick
