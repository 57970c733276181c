"""The grounded model: state tokens, adapters, heads, checkpoints, the drive loop, training, evaluation.

`load` and `drive` are all that most programs need; they are imported when first used, because torch takes seconds.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from groundwire.reflex.api import drive, load
    from groundwire.reflex.drive import Drive, StopReason
    from groundwire.reflex.model import GroundedModel

__all__ = ["Drive", "GroundedModel", "StopReason", "drive", "load"]

_HOMES = {
    "load": "groundwire.reflex.api",
    "Drive": "groundwire.reflex.drive",
    "StopReason": "groundwire.reflex.drive",
    "GroundedModel": "groundwire.reflex.model",
}


class _LazyPackage(ModuleType):
    """Imports public names on first use.

    `drive` is a property, and not among the lazy names, because a submodule has that name too: importing the submodule
    binds it here as an attribute, which would hide the function.
    """

    @property
    def drive(self) -> Any:
        """Drive a machine with one prompt, or one machine with each of many."""
        return import_module("groundwire.reflex.api").drive

    @drive.setter
    def drive(self, submodule: ModuleType) -> None:
        """Let the import system bind the submodule without effect; `from groundwire.reflex.drive import X` works."""

    def __getattr__(self, name: str) -> Any:
        if name in _HOMES:
            return getattr(import_module(_HOMES[name]), name)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


sys.modules[__name__].__class__ = _LazyPackage
