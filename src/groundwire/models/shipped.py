"""The small Verilog model that ships with the package: what it is called, and where it lies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from groundwire.models.encoder import BackboneMissing

SHIPPED = "tiny-verilog"
"""What the model is called wherever a folder can be given."""


def shipped_verilog() -> Path:
    """The model's folder.

    Raises:
        BackboneMissing: this installation has none.
    """
    folder = Path(str(files("groundwire.models"))) / "checkpoints" / SHIPPED
    if not (folder / "config.json").is_file():
        raise BackboneMissing(
            f"the shipped model {SHIPPED} is not in this installation; make one (groundwire distill corpus, models pretrain, "
            "distill run tiny, sft tiny-short and tiny: docs/distill.md) and give its folder, or ask a server with "
            "--endpoint URL"
        )
    return folder


def model_place(model: str) -> str:
    """The folder of the shipped model for its name, unless a folder of that name is here; any other name as it is.

    Raises:
        BackboneMissing: the shipped model is not in this installation.
    """
    return str(shipped_verilog()) if model == SHIPPED and not Path(model).exists() else model
