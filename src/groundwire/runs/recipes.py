"""Recipes: settings as dataclasses, read from YAML and checked key by key.

Which settings there are is each recipe's own affair; a field's type and default say what its value may be.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import yaml


class RecipeError(ValueError):
    """A recipe that cannot be used; the message names the key."""


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
        return tuple(_item(part, get_args(hint)[0], default, f"{where}[{i}]") for i, part in enumerate(value))
    if isinstance(default, dict) and isinstance(value, dict):
        return {str(key): _plain(part, get_args(hint)[1], 1.0, f"{where}.{key}") for key, part in value.items()}
    if isinstance(default, tuple | dict):
        kind = "a list" if isinstance(default, tuple) else "keys with values"
        raise RecipeError(f"{where} is {value!r}; expected {kind}")
    return _plain(value, hint, default, where)


def _item(value: Any, hint: Any, default: Any, where: str) -> Any:
    """One entry of a list: settings of their own, or a plain value."""
    return build(hint, value, where) if hasattr(hint, "__dataclass_fields__") else _plain(value, hint, default, where)


def _plain(value: Any, hint: Any, default: Any, where: str) -> Any:
    """Check a value that is no collection; a whole number does where a fraction is expected."""
    allowed = get_args(hint) or (hint,)
    if float in allowed and type(value) is int:
        return float(value)
    if type(value) not in allowed:
        names = " or ".join("nothing" if kind is type(None) else kind.__name__ for kind in allowed)
        raise RecipeError(f"{where} is {value!r}; expected {names}, such as {default!r}")
    return value


def load_recipe(kind: type[T], source: str | Path, shipped: Path) -> T:
    """Read a recipe from a file, or one of the package's by its name.

    Args:
        kind: the recipe's dataclass.
        source: a YAML file, or the name of one in `shipped`.
        shipped: the folder of the package's recipes of this kind.

    Raises:
        RecipeError: it is missing, no YAML, or has keys or values that cannot be used.
    """
    path = Path(source)
    if not path.is_file():
        path = shipped / f"{source}.yaml"
    if not path.is_file():
        names = ", ".join(sorted(p.stem for p in shipped.glob("*.yaml")))
        raise RecipeError(f"no recipe {str(source)!r}; give a YAML file or one of: {names}")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path} is no YAML that can be read: {error}") from None
    return build(kind, values or {}, path.name)
