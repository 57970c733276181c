"""A checkpoint's weights on the disk: safetensors in shards that any host takes, read whole or refused.

What the weights mean is `checkpoint`'s business.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import torch
from huggingface_hub import save_torch_state_dict
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

WEIGHTS_NAME = "model.safetensors"
INDEX_NAME = "model.safetensors.index.json"
"""Says which shard holds which tensor, where there are several."""
SHARD_BYTES = 16_000_000
"""Most tensor bytes of one shard: with its header a file stays below 16 MiB."""
_SHARD = re.compile(r"model-\d{5}-of-\d{5}\.safetensors")


class CheckpointError(RuntimeError):
    """A checkpoint that cannot be used; the message says which, why and what to do."""


def stored_weights(model: nn.Module, dtype: torch.dtype | None = None) -> dict[str, Tensor]:
    """The trained weights by name; floating ones in another precision where one is given."""
    return {
        name: (value.to(dtype) if dtype is not None and value.is_floating_point() else value).contiguous()
        for name, value in model.state_dict().items()
    }


def write_weights(weights: dict[str, Tensor], folder: Path) -> None:
    """Write weights into a folder, in one file where they fit and in shards with an index where not."""
    save_torch_state_dict(weights, folder, max_shard_size=SHARD_BYTES)


def read_weights(folder: Path) -> dict[str, Tensor]:
    """Read a checkpoint's weights, floating ones as float32.

    Raises:
        CheckpointError: a file is missing, cut short or no safetensors file.
    """
    weights: dict[str, Tensor] = {}
    for name in _files(folder):
        path = folder / name
        if not path.is_file():
            raise CheckpointError(f"{folder} has no {name}; the checkpoint is incomplete, save or download it again")
        try:
            weights |= load_file(path)
        except (SafetensorError, OSError, ValueError) as error:
            raise CheckpointError(f"{path} is no whole safetensors file ({error}); save or download it again") from None
    return {name: value.float() if value.is_floating_point() else value for name, value in weights.items()}


def _files(folder: Path) -> list[str]:
    """The names of the weight files."""
    index = folder / INDEX_NAME
    if (folder / WEIGHTS_NAME).is_file() or not index.is_file():
        return [WEIGHTS_NAME]
    try:
        row = json.loads(index.read_text(encoding="utf-8"))
        names = sorted({str(name) for name in row["weight_map"].values()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CheckpointError(f"{index} cannot be used: {error}; save or download the checkpoint again") from None
    wrong = [name for name in names if not _SHARD.fullmatch(name)]
    if wrong or not names:
        name = repr(wrong[0]) if wrong else "no file"
        raise CheckpointError(f"{index} names {name}; expected shards beside it")
    return names


def differences(found: dict[str, Tensor], expected: dict[str, Tensor]) -> str:
    """What is missing, unexpected or of another shape or kind, in one line; empty where all fits."""
    missing, unexpected = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    shapes = [
        f"{name} is {_shape(found[name])}, expected {_shape(expected[name])}"
        for name in sorted(set(found) & set(expected))
        if _shape(found[name]) != _shape(expected[name])
    ]
    if not (missing or unexpected or shapes):
        return ""
    return (
        f"Missing: {', '.join(missing) or 'none'}. Unexpected: {', '.join(unexpected) or 'none'}. "
        f"Shapes: {'; '.join(shapes) or 'as expected'}."
    )


def _shape(tensor: Tensor) -> str:
    return f"{tuple(tensor.shape)}" + ("" if tensor.is_floating_point() else " of integers")


def fill(model: nn.Module, weights: dict[str, Tensor], source: str) -> None:
    """Put weights into a model, all of them and nothing else; one on the meta device takes them as they are.

    Raises:
        CheckpointError: keys are missing or unexpected, or shapes differ; all are listed.
    """
    own = model.state_dict()
    wrong = differences(weights, own)
    if wrong:
        raise CheckpointError(f"{source} does not fit its config. {wrong}")
    model.load_state_dict(weights, assign=any(value.is_meta for value in own.values()))
