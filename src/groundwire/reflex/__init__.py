"""The grounded model: state tokens, adapters, heads, checkpoints, the drive loop, training, evaluation.

`load` and `drive` are all that most programs need; they are imported when first used, because torch takes seconds.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from groundwire.reflex.api import drive, load
    from groundwire.reflex.loop import Drive, StopReason
    from groundwire.reflex.model import GroundedModel

__all__ = ["Drive", "GroundedModel", "StopReason", "drive", "load"]

_HOMES = {
    "load": "groundwire.reflex.api",
    "drive": "groundwire.reflex.api",
    "Drive": "groundwire.reflex.loop",
    "StopReason": "groundwire.reflex.loop",
    "GroundedModel": "groundwire.reflex.model",
}


def __getattr__(name: str) -> Any:
    """Import a public name on its first use."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
