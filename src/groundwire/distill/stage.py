"""What a stage is, and the registry of stages: a class with a decorator and a name, one file each.

A stage is pure: what it decides of a shard follows from the shard's rows, its settings and what models answered. Reading,
writing, resuming and counting are the engine's (`groundwire.distill.engine`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import pyarrow as pa

from groundwire.distill.records import Decision, Row

if TYPE_CHECKING:
    from groundwire.distill.work import ShardWork


class Stage(ABC):
    """One step from rows to fewer or richer rows."""

    name: ClassVar[str]
    """What recipes and folders call it; set by the decorator."""
    settings_kind: ClassVar[type[Any]]
    """A dataclass of what recipes can set; set by the decorator."""
    title: ClassVar[str]
    """What it does, in a few words, for reports."""
    version: ClassVar[int] = 1
    """Raised when its decisions change, so that an old run is not gone on with."""
    needs: ClassVar[frozenset[str]] = frozenset()
    """Columns, beside the base ones, that an earlier stage must have added."""
    adds: ClassVar[Mapping[str, pa.DataType]] = {}
    """Columns that it adds, with their types."""

    def __init__(self, settings: Any) -> None:
        """Take the recipe's settings."""
        self.settings = settings

    def check(self) -> None:
        """Look at the settings before anything runs.

        Raises:
            RecipeError: they cannot be used.
        """
        return

    def ready(self) -> None:
        """Look at what a recipe names outside of itself (folders, files, tools) before hours are spent.

        Raises:
            DistillError: something is missing; it is named, with how to get it.
        """
        return

    @abstractmethod
    def decide(self, rows: list[Row], work: ShardWork) -> list[Decision]:
        """Decide on the rows of one shard, one decision for each, in their order.

        Shards come in their order, each once; a shard that a kill interrupted comes again.

        Raises:
            DistillError: the run cannot go on.
        """


S = TypeVar("S", bound=type[Stage])


@dataclass(frozen=True)
class NoSettings:
    """For stages that have nothing to set."""


_stages: dict[str, type[Stage]] = {}


def stage(name: str, settings: type[Any] = NoSettings) -> Callable[[S], S]:
    """Register a stage under the name that recipes use, with the dataclass of its settings.

    Raises:
        ValueError: there is another one of that name, or the name is no identifier, as a recipe's key must be.
    """

    def register(kind: S) -> S:
        if not name.isidentifier():
            raise ValueError(f"a stage is named {name!r}; expected letters, digits and underscores")
        if name in _stages and _stages[name].__qualname__ != kind.__qualname__:
            raise ValueError(f"two stages are named {name!r}: {_stages[name].__qualname__} and {kind.__qualname__}")
        kind.name, kind.settings_kind = name, settings
        _stages[name] = kind
        return kind

    return register


def known_stages() -> dict[str, type[Stage]]:
    """All stages by name: the package's, and those of modules that a recipe brought."""
    import groundwire.distill.stages  # noqa: F401 - registers the package's own

    return dict(_stages)
