"""Where a model's files are, by what a user calls it: a folder, a name on the hub, or the model that ships."""

from __future__ import annotations

from pathlib import Path

from groundwire.models.shipped import SHIPPED, shipped_verilog


def model_place(model: str) -> str:
    """The folder of the shipped model for its name, unless a folder of that name is here; anything else as it is.

    Raises:
        BackboneMissing: the shipped model is not in this installation.
    """
    return str(shipped_verilog()) if model == SHIPPED and not Path(model).exists() else model
