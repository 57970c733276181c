"""Where a model's files are, by what a user calls it: a folder, a name on the hub, or the model that ships."""

from __future__ import annotations

from pathlib import Path

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT


def model_place(model: str) -> str:
    """The folder of the shipped model for its name, unless a folder of that name is here; anything else as it is.

    Raises:
        BackboneMissing: the shipped model's files are not on this machine.
    """
    from groundwire.models.shipped import SHIPPED, shipped_verilog

    if model != SHIPPED or Path(model).exists():
        return model
    return str(shipped_verilog(CARD_SYSTEM_PROMPT))
