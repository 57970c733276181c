"""A curation recipe: which raw files, which stages in which order, and each stage's settings; all defaults are the model card's.

The keys of a recipe are generated from the stages that are registered, so that a new stage needs no change here.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from groundwire.distill.records import BASE_COLUMNS
from groundwire.distill.stage import Stage, known_stages
from groundwire.runs.recipes import RecipeError, build

CARD_ORDER = ("rephrase", "difficulty", "synthesizable", "teacher", "decontaminate", "format")
"""The order of the model card of CodeV-R1-Distill."""
SHIPPED = Path(__file__).with_name("recipes")
"""The package's own recipes."""


@dataclass(frozen=True)
class RawSettings:
    """Where raw pairs come from and what a usable one is."""

    files: tuple[str, ...] = ()
    """Parquet and JSON-lines files, or patterns of them; relative ones from the working directory."""
    columns: dict[str, str] = field(default_factory=dict)
    """Our columns by theirs where the names differ, such as problem: question."""
    licence: str = "unknown"
    """Licence of rows that do not say their own."""
    longest_problem: int = 50_000
    """Characters that a problem may have."""
    longest_code: int = 200_000
    """Characters that a reference or a test bench may have."""
    limit: int = 0
    """Raw rows that are read at most; all where 0."""


@dataclass(frozen=True)
class Recipe:
    """A recipe that was checked."""

    name: str
    """What the data set is called in records."""
    seed: int
    """The seed of all chance."""
    shard_rows: int
    """Rows that are worked on, and held in memory, together."""
    raw: RawSettings
    """Where raw pairs come from."""
    stages: tuple[Stage, ...]
    """What is done with them, in order, ready to run."""
    values: dict[str, Any]
    """All settings as plain values, defaults included."""


def recipe_kind() -> type[Any]:
    """The dataclass that recipes are built by: the common keys, and one for each registered stage."""
    common: list[Any] = [
        ("name", str, field(default="distilled")),
        ("seed", int, field(default=42)),
        ("shard_rows", int, field(default=1000)),
        ("modules", tuple[str, ...], field(default=())),
        ("raw", RawSettings, field(default_factory=RawSettings)),
        ("stages", tuple[str, ...], field(default=CARD_ORDER)),
    ]
    own = [(name, kind.settings_kind, field(default_factory=kind.settings_kind)) for name, kind in sorted(known_stages().items())]
    return dataclasses.make_dataclass("DistillRecipe", common + own, frozen=True)


def load(source: str | Path, changes: Sequence[str] = ()) -> Recipe:
    """Read a recipe from a YAML file, or one of the package's by its name.

    Args:
        source: the file or the name.
        changes: settings instead of the recipe's, as KEY=VALUE with dots in KEY and YAML as VALUE.

    Raises:
        RecipeError: it is missing, no YAML, or says what cannot be done; the key is named, and the nearest known one.
    """
    path = Path(source) if Path(source).is_file() else SHIPPED / f"{source}.yaml"
    if not path.is_file():
        names = ", ".join(sorted(one.stem for one in SHIPPED.glob("*.yaml")))
        raise RecipeError(f"no recipe {str(source)!r}; give a YAML file or one of: {names}")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} is no YAML that can be read: {' '.join(str(error).split())}") from None
    for change in changes:
        _set(values, change)
    return make(values, path.name)


def _set(values: Any, change: str) -> None:
    """Put one setting into a recipe's values."""
    key, equals, text = change.partition("=")
    *path, last = key.strip().split(".")
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        raise RecipeError(
            f"--set {change!r}: {text!r} is no YAML; expected KEY=VALUE, with quotes around what has brackets or colons of "
            "its own, such as 'raw.files=[\"part-[0-2].parquet\"]'"
        ) from None
    if not equals or not last or (value is None and text.strip() not in ("null", "~")):
        raise RecipeError(f"--set {change!r}: expected KEY=VALUE, such as raw.limit=300 or decontaminate.benchmarks=[DIR]")
    for done, part in enumerate(path, 1):
        values = values.setdefault(part, {}) if isinstance(values, dict) else None
        if not isinstance(values, dict):
            raise RecipeError(f"--set {change!r}: {'.'.join(path[:done])!r} has no keys of its own; set it as a whole")
    values[last] = value


def make(values: Any, where: str = "recipe") -> Recipe:
    """Build a recipe from plain values.

    Raises:
        RecipeError: see `load`.
    """
    for module in values.get("modules") or () if isinstance(values, dict) else ():
        try:
            importlib.import_module(str(module))
        except ImportError as error:
            raise RecipeError(
                f"{where}.modules: {module!r} cannot be imported ({error}); give a module that registers stages"
            ) from None
    made = build(recipe_kind(), values, where)
    if made.shard_rows < 1:
        raise RecipeError(f"{where}.shard_rows is {made.shard_rows}; expected at least 1")
    if not made.raw.files:
        raise RecipeError(f"{where}.raw.files is empty; name the Parquet or JSON-lines files with the raw pairs")
    _check_columns(made.raw.columns, where)
    stages = tuple(_stage(name, made, where) for name in made.stages)
    _check_order(stages, where)
    return Recipe(made.name, made.seed, made.shard_rows, made.raw, stages, dataclasses.asdict(made))


def _stage(name: str, made: Any, where: str) -> Stage:
    known = known_stages()
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(known))}"
        raise RecipeError(f"{where}.stages has no stage {name!r} to offer{hint}")
    stage = known[name](getattr(made, name))
    stage.check()
    return stage


def _check_columns(columns: dict[str, str], where: str) -> None:
    for ours in columns:
        if ours not in BASE_COLUMNS:
            near = difflib.get_close_matches(ours, BASE_COLUMNS, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(BASE_COLUMNS)}"
            raise RecipeError(f"{where}.raw.columns has no column {ours!r}{hint}")


def _check_order(stages: tuple[Stage, ...], where: str) -> None:
    """Every stage must find the columns that it needs, and stand once."""
    have, names = set(BASE_COLUMNS), [stage.name for stage in stages]
    for stage in stages:
        if names.count(stage.name) > 1:
            raise RecipeError(f"{where}.stages has {stage.name!r} twice; each stage runs once")
        for column in sorted(stage.needs - have):
            makers = [name for name, kind in known_stages().items() if column in kind.adds]
            raise RecipeError(
                f"{where}.stages: {stage.name!r} needs the column {column!r}, which nothing before it makes; "
                f"put {' or '.join(map(repr, sorted(makers))) or 'a stage that does'} before it"
            )
        have |= set(stage.adds)
