"""A language model's folder, loaded to be changed and written again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TEXTS = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "generation_config.json")
"""What stands beside the weights and the configuration, and stays as it is."""


class FolderError(Exception):
    """A folder without a model that can be loaded; the message names it."""


def load_folder(folder: Path) -> Any:
    """The model in a folder, in float32.

    Raises:
        FolderError: there is none, or it cannot be loaded.
    """
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM

    if not (folder / "config.json").is_file() or not (folder / "tokenizer.json").is_file():
        raise FolderError(
            f"{folder} holds no model: expected config.json, tokenizer.json and weights; give a checkpoint's folder"
        )
    try:
        return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise FolderError(f"{folder} cannot be loaded: {' '.join(str(error).split())[:300]}") from error
