"""Adapters as files: written in the precision that they are kept in, and merged into the model that they belong over.

The arithmetic is peft's. Training them is `groundwire.distill.sft`'s business.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

CONFIG = "adapter_config.json"
"""What tells an adapter's folder from a model's."""
WEIGHTS = "adapter_model.safetensors"


def merge(model: str | Path, adapter: Path, dtype: torch.dtype, revision: str | None = None) -> Any:
    """A model with an adapter's products added to its matrices, in float32, and then rounded.

    Args:
        model: the folder or the name on the hub of the model under the adapter.
        adapter: the adapter's folder.
        dtype: of what is given back.
        revision: of the model on the hub.

    Returns:
        A causal language model of transformers that knows nothing of the adapter.

    Raises:
        OSError: one of them is not there.
    """
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    base = AutoModelForCausalLM.from_pretrained(model, revision=revision, dtype=torch.float32)
    return PeftModel.from_pretrained(base, adapter).merge_and_unload().to(dtype)


def store_adapter(adapter: Path, folder: Path, dtype: torch.dtype, base: str) -> None:
    """Write an adapter's files into a folder that is there.

    Args:
        adapter: a trained adapter's folder, in any precision.
        folder: where to.
        dtype: of the stored weights.
        base: what the file calls the model under it.
    """
    from peft import PeftConfig
    from safetensors.torch import load_file, save_file

    settings = PeftConfig.from_pretrained(adapter)
    settings.base_model_name_or_path, settings.inference_mode = base, True
    settings.save_pretrained(folder)
    weights = load_file(adapter / WEIGHTS)
    save_file({name: value.to(dtype) for name, value in weights.items()}, folder / WEIGHTS, metadata={"format": "pt"})
