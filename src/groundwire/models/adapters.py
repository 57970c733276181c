"""Adapters as files: written in the precision that they are kept in, and merged into the model that they belong over.

The arithmetic is peft's. Training them is `groundwire.distill.sft`'s business.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

CONFIG = "adapter_config.json"
"""What tells an adapter's folder from a model's."""
PATTERN = "adapter_model{suffix}.safetensors"
"""What its files of weights are called."""


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
    from transformers import AutoModelForCausalLM

    base = AutoModelForCausalLM.from_pretrained(model, revision=revision, dtype=torch.float32)
    return put_over(base, adapter).merge_and_unload().to(dtype)


def put_over(model: Any, adapter: Path, trainable: bool = False) -> Any:
    """A model under an adapter from a folder, which may be in several files.

    Raises:
        OSError: there is none.
        ValueError: its weights are not those that its settings ask for.
    """
    from peft import PeftConfig, get_peft_model, set_peft_model_state_dict

    settings = PeftConfig.from_pretrained(str(adapter))
    settings.inference_mode = not trainable
    made = get_peft_model(model, settings)
    found: Any = set_peft_model_state_dict(made, read_weights(adapter))
    missing = [name for name in found.missing_keys if "lora_" in name]
    if missing or found.unexpected_keys:
        raise ValueError(f"{adapter} is no adapter of this model: {(missing or found.unexpected_keys)[0]} does not fit")
    return made


def weight_files(adapter: Path) -> list[Path]:
    """The files of an adapter's weights, in order."""
    return sorted(adapter.glob(PATTERN.format(suffix="*")))


def read_weights(adapter: Path) -> dict[str, torch.Tensor]:
    """An adapter's weights, from all of its files."""
    from safetensors.torch import load_file

    return {name: value for path in weight_files(adapter) for name, value in load_file(path).items()}


def store_adapter(adapter: Path, folder: Path, dtype: torch.dtype, base: str, shard: str = "5GB") -> None:
    """Write an adapter's files into a folder that is there.

    Args:
        adapter: a trained adapter's folder, in any precision.
        folder: where to.
        dtype: of the stored weights.
        base: what the file calls the model under it.
        shard: largest file, such as 15MB.
    """
    from huggingface_hub import save_torch_state_dict
    from peft import PeftConfig

    settings = PeftConfig.from_pretrained(str(adapter))
    settings.base_model_name_or_path, settings.inference_mode = base, True
    settings.save_pretrained(folder)
    weights = {name: value.to(dtype) for name, value in read_weights(adapter).items()}
    save_torch_state_dict(weights, folder, filename_pattern=PATTERN, max_shard_size=shard)
