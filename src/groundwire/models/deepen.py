"""A model with more layers that begins as the same function: training goes on where the shallower one stopped.

Each new layer is a copy of the one below it whose two output projections are zero, so that it adds nothing until it is trained
(C. Wu and others, "LLaMA Pro: progressive LLaMA with block expansion", 2024). Whether more layers are worth their time has to be
measured: docs/design/tiny_verilog.md.
"""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

from groundwire.models.folders import TEXTS, FolderError, load_folder
from groundwire.runs.atomic import atomic_folder

OUTPUTS = ("self_attn.o_proj", "mlp.down_proj")
"""What a layer adds to the residual stream through, in Qwen2 and Llama."""


class DeepenError(Exception):
    """A model that cannot be deepened so; the message says why."""


def places(layers: int, wanted: int) -> list[int]:
    """How many new layers follow each of the old ones: as evenly as it goes, the last ones first.

    >>> places(8, 12)
    [0, 1, 0, 1, 0, 1, 0, 1]
    """
    more = wanted - layers
    return [(index + 1) * more // layers - index * more // layers for index in range(layers)]


def deepen(model: Path, layers: int, out: Path) -> Path:
    """Write a model with more layers that computes what the given one computes.

    Args:
        model: a folder with a model of Qwen2's or Llama's architecture.
        layers: how many it is to have, more than it has.
        out: the folder that is written, or replaced, with weights in float32, to be trained further.

    Returns:
        The folder.

    Raises:
        DeepenError: the folder holds no model, another architecture, or as many layers already.
    """
    import torch

    try:
        network = load_folder(model)
    except FolderError as error:
        raise DeepenError(str(error)) from error
    old = getattr(getattr(network, "model", None), "layers", None)
    if old is None or any(not _has(old[0], name) for name in OUTPUTS):
        raise DeepenError(f"{model} is a {type(network).__name__}; expected one of Qwen2's or Llama's architecture")
    if layers <= len(old):
        raise DeepenError(f"{model} has {len(old)} layers and {layers} are asked for; expected more")
    new: list[Any] = []
    added_after = places(len(old), layers)
    for layer, more in zip(old, added_after, strict=True):
        new.append(layer)
        for _ in range(more):
            added = copy.deepcopy(layer)
            for name in OUTPUTS:
                for weight in added.get_submodule(name).parameters():
                    torch.nn.init.zeros_(weight)
            new.append(added)
    for index, layer in enumerate(new):
        layer.self_attn.layer_idx = index
    network.model.layers = torch.nn.ModuleList(new)
    network.config.num_hidden_layers = layers
    if types := getattr(network.config, "layer_types", None):
        network.config.layer_types = [kind for kind, more in zip(types, added_after, strict=True) for _ in range(1 + more)]
    with atomic_folder(out) as folder:
        network.save_pretrained(folder, max_shard_size="15MB")
        for name in TEXTS:
            if (model / name).is_file():
                shutil.copyfile(model / name, folder / name)
    return out


def _has(layer: object, name: str) -> bool:
    try:
        layer.get_submodule(name)  # type: ignore[attr-defined]
    except AttributeError:
        return False
    return True
