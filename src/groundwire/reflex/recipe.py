"""A recipe: everything that a training run is made of, in one YAML file, and the run itself.

Corpus, backbone, network and training settings; the command line adds only where to write.
"""

from __future__ import annotations

import dataclasses
import difflib
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.parquet as pq
import yaml

from groundwire.models.backbone import Backbone
from groundwire.reflex.batches import BatchPlan, BatchSource
from groundwire.reflex.cycles import CycleStore, Program, collect
from groundwire.reflex.evaluate import evaluate
from groundwire.reflex.model import GroundedConfig, GroundedModel
from groundwire.reflex.train import TrainSettings
from groundwire.tasks.corpus import CorpusSettings, write_corpus
from groundwire.tasks.taskfile import PUBLISHED_TASKS, read_tasks

RECIPES = Path(__file__).parent / "recipes"
"""Recipes that ship with the package."""


class RecipeError(ValueError):
    """A recipe that cannot be used; the message names the key."""


@dataclass(frozen=True)
class BackboneSettings:
    """Which frozen model to train over."""

    name: str = "sentence-transformers/all-MiniLM-L6-v2"
    """Hub name or folder."""
    revision: str | None = None
    """Revision on the hub."""


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
    threads: int = 0
    """CPU threads; all where 0. With a fixed number a resumed run is the same bit for bit."""


T = TypeVar("T")


def build(kind: type[T], values: object, where: str) -> T:
    """Make a settings object from plain values.

    Raises:
        RecipeError: a key is unknown (the nearest known one is named) or a value is of the wrong type.
    """
    if not isinstance(values, Mapping):
        raise RecipeError(f"{where} is {values!r}; expected keys with values")
    known = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    made: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
            raise RecipeError(f"{where} has no key {key!r}{hint}")
        made[key] = _checked(known[key], value, f"{where}.{key}")
    try:
        return kind(**made)
    except (TypeError, ValueError) as error:
        raise RecipeError(f"{where}: {error}") from None


def _checked(spec: Any, value: Any, where: str) -> Any:
    if spec.default_factory is not dataclasses.MISSING and dataclasses.is_dataclass(spec.default_factory):
        return build(spec.default_factory, value, where)  # type: ignore[arg-type]
    default = spec.default if spec.default is not dataclasses.MISSING else spec.default_factory()
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if default is not None and type(value) is not type(default):
        raise RecipeError(f"{where} is {value!r}; expected {type(default).__name__}, such as {default!r}")
    return value


def read_recipe(source: str | Path) -> Recipe:
    """Read a recipe from a file, or one of the package's by its name.

    Raises:
        RecipeError: it is missing, no YAML, or has keys or values that cannot be used.
    """
    path = Path(source)
    if not path.exists():
        path = RECIPES / f"{source}.yaml"
    if not path.is_file():
        names = ", ".join(sorted(p.stem for p in RECIPES.glob("*.yaml")))
        raise RecipeError(f"no recipe {str(source)!r}; give a YAML file or one of: {names}")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} is no YAML that can be read: {error}") from None
    return build(Recipe, values or {}, path.name)


def prepare_corpus(settings: CorpusSettings, folder: Path, workers: int, progress: Any = None) -> Path:
    """Make a corpus and its cycles, or keep those that are there with the same settings."""
    import json

    card = folder / "card.json"
    if not card.exists() or json.loads(card.read_text())["settings"] != asdict(settings):
        write_corpus(folder, settings, workers, progress)
    if not (folder / "cycles").exists():
        rows = pq.ParquetFile(folder / "train.parquet")
        programs = (
            Program(row["program"], dict(row["seed"]))
            for part in rows.iter_batches(2000, columns=["program", "seed"])
            for row in part.to_pylist()
        )
        collect(programs, workers).save(folder / "cycles")
    return folder


def batch_source(folder: Path, backbone: Backbone, settings: TrainSettings) -> BatchSource:
    """The training batches of a corpus folder."""
    table = pq.read_table(folder / "train.parquet", columns=["prompt", "family"])
    prompts, families = table["prompt"].to_pylist(), table["family"].to_pylist()
    plan = BatchPlan(families, [len(p) for p in prompts], settings.prompts, settings.seed, settings.weights)
    return BatchSource(backbone, prompts, CycleStore.load(folder / "cycles"), plan, settings.cycles, settings.seed)


def validation_tick(folder: Path, count: int) -> Any:
    """An evaluation tick: drives prompts of an author that is never trained on, and the published tasks."""
    tasks = read_tasks(folder / "phrasings-validation.jsonl")
    chosen = random.Random(0).sample(tasks, min(count, len(tasks)))
    published = read_tasks(PUBLISHED_TASKS)

    def tick(model: GroundedModel) -> dict[str, float]:
        unseen = [result.passed for result in evaluate(model, chosen)]
        known = [result.passed for result in evaluate(model, published)]
        return {"phrasings_validation": sum(unseen) / max(1, len(unseen)), "published": float(sum(known))}

    return tick
