"""A recipe: everything that a training run is made of, in one YAML file.

Corpus, backbone, network and training settings; the command line adds only where to write. Running it is `run`'s job.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import yaml

from groundwire.reflex.model import GroundedConfig
from groundwire.reflex.train import TrainSettings
from groundwire.tasks.corpus import CorpusSettings

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
    start: str = ""
    """Checkpoint whose weights training starts from; random ones where empty."""
    mistakes: int = 0
    """Training pairs that the starting model drives first; where its runs leave the programs' paths, the states are
    trained on too."""
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
    hints = get_type_hints(kind)
    made: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
            raise RecipeError(f"{where} has no key {key!r}{hint}")
        made[key] = _checked(known[key], hints[key], value, f"{where}.{key}")
    try:
        return kind(**made)
    except (TypeError, ValueError) as error:
        raise RecipeError(f"{where}: {error}") from None


def _checked(spec: Any, hint: Any, value: Any, where: str) -> Any:
    if spec.default_factory is not dataclasses.MISSING and dataclasses.is_dataclass(spec.default_factory):
        return build(spec.default_factory, value, where)  # type: ignore[arg-type]
    make: Any = spec.default_factory
    default = spec.default if spec.default is not dataclasses.MISSING else make()
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(_plain(part, get_args(hint)[0], default, f"{where}[{i}]") for i, part in enumerate(value))
    if isinstance(default, dict) and isinstance(value, dict):
        return {str(key): _plain(part, get_args(hint)[1], 1.0, f"{where}.{key}") for key, part in value.items()}
    if isinstance(default, tuple | dict):
        kind = "a list" if isinstance(default, tuple) else "keys with values"
        raise RecipeError(f"{where} is {value!r}; expected {kind}")
    return _plain(value, hint, default, where)


def _plain(value: Any, hint: Any, default: Any, where: str) -> Any:
    """Check a value that is no collection; a whole number does where a fraction is expected."""
    allowed = get_args(hint) or (hint,)
    if float in allowed and type(value) is int:
        return float(value)
    if type(value) not in allowed:
        names = " or ".join("nothing" if kind is type(None) else kind.__name__ for kind in allowed)
        raise RecipeError(f"{where} is {value!r}; expected {names}, such as {default!r}")
    return value


def read_recipe(source: str | Path) -> Recipe:
    """Read a recipe from a file, or one of the package's by its name.

    Raises:
        RecipeError: it is missing, no YAML, or has keys or values that cannot be used.
    """
    path = Path(source)
    if not path.is_file():
        path = RECIPES / f"{source}.yaml"
    if not path.is_file():
        names = ", ".join(sorted(p.stem for p in RECIPES.glob("*.yaml")))
        raise RecipeError(f"no recipe {str(source)!r}; give a YAML file or one of: {names}")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} is no YAML that can be read: {error}") from None
    return build(Recipe, values or {}, path.name)
