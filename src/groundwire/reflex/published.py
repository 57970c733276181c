"""The published checkpoint format, read and written: one `.pt` file of tensors and a config, for either head.

Such files are pickles; they are read with `weights_only=True` and never otherwise. What is in them is said in
`published_format`.
"""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from groundwire.models.backbone import Backbone
from groundwire.models.load import backbone_config, load_backbone
from groundwire.models.prompts import PromptFrame
from groundwire.reflex.checkpoint import BackboneRecord, assemble, check_backbone, write_checkpoint
from groundwire.reflex.model import GroundedModel
from groundwire.reflex.published_format import HEADS, PublishedConfig, names
from groundwire.reflex.stored import CheckpointError, differences
from groundwire.runs.atomic import atomic_file

_FORBIDDEN = ("GLOBAL", "Can only create new object", "Can only build")
"""Marks of torch's refusals to run what a pickle asks for; its other errors are of broken files."""


def read_published(source: Path) -> tuple[PublishedConfig, dict[str, Tensor], int]:
    """Read a published file.

    Returns:
        Its config, its weights under our names in float32, and how many adapters it has.

    Raises:
        CheckpointError: it is missing, cut short, holds more than tensors, or is not as its config says.
    """
    content = _unpickle(source)
    if not isinstance(content, dict) or not {"state", "config"} <= content.keys():
        raise CheckpointError(f"{source} is no published checkpoint; expected a dictionary of state and config")
    config, state = PublishedConfig.of(content["config"], source), content["state"]
    if not isinstance(state, dict) or not all(
        isinstance(key, str) and isinstance(value, Tensor) for key, value in state.items()
    ):
        raise CheckpointError(f"{source}: its state is no dictionary of tensors by name")
    adapters = len({key.split(".")[1] for key in state if key.startswith("adapters.") and key.count(".") > 1})
    table = names(config, adapters)
    wrong = differences(state, {key: _template(key, shape) for key, (_, shape) in table.items()})
    if wrong:
        raise CheckpointError(f"{source} does not fit its config. {wrong}")
    weights: dict[str, Tensor] = {}
    for key, (ours, _) in table.items():
        value = state[key].float() if state[key].is_floating_point() else state[key].long()
        parts = [part.clone() for part in value.chunk(len(ours))] if len(ours) > 1 else [value]
        weights |= dict(zip(ours, parts, strict=True))
    return config, weights, adapters


def _template(key: str, shape: tuple[int, ...]) -> Tensor:
    return torch.empty(shape, dtype=torch.int64 if key == "instr_words" else torch.float32, device="meta")


def _unpickle(source: Path) -> Any:
    if not source.is_file():
        raise CheckpointError(f"{source} is no file; give the path of a published .pt checkpoint")
    try:
        with warnings.catch_warnings(action="ignore"):  # on odd pickle protocols; what matters is raised
            return torch.load(source, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(source))
    except PermissionError:
        raise CheckpointError(f"{source} may not be read; check its permissions") from None
    except Exception as error:  # a broken or hostile file can raise anything
        if any(mark in str(error) for mark in _FORBIDDEN):
            raise CheckpointError(
                f"{source} holds more than tensors and plain values, which could run code when loaded; "
                "it was not loaded, get the file from a source that you trust"
            ) from None
        kind = type(error).__name__
        raise CheckpointError(f"{source} is no whole checkpoint file ({kind}); download it again") from None


def load_published(source: Path, backbone: Backbone | None = None) -> GroundedModel:
    """Load a published checkpoint with its backbone, ready to drive.

    Args:
        source: the `.pt` file.
        backbone: a loaded backbone to use; the file's own is loaded where None.

    Raises:
        CheckpointError: the file cannot be used, or is for another backbone.
        BackboneMissing: the backbone is not on this machine.
    """
    config, weights, adapters = read_published(source)
    if backbone is None:
        backbone = load_backbone(config.backbone_id, None, str(config.frame))
    expected = BackboneRecord(
        config.backbone_id, backbone.revision, str(config.frame), config.hidden, backbone.layer_count
    )
    check_backbone(expected, backbone, source)
    _check_depth(config, adapters, backbone.layer_count, source)
    return assemble(backbone, config.network, weights, str(source))


def _check_depth(config: PublishedConfig, adapters: int, layers: int, source: Path) -> None:
    if layers // config.inject_every != adapters:
        raise CheckpointError(
            f"{source} was trained over another backbone: it has {adapters} adapters, one after every "
            f"{config.inject_every} layers, and {config.backbone_id} has {layers} layers"
        )


def export_published(model: GroundedModel, target: Path) -> None:
    """Write a model in the published format, atomically.

    Raises:
        CheckpointError: the model has what the format cannot hold; it is named.
    """
    ours, backbone = model.config, model.backbone
    try:
        frame = PromptFrame.parse(backbone.template)
    except ValueError:
        raise CheckpointError(
            f"the published format has no place for prompts rewritten as {backbone.template!r}"
        ) from None
    config = PublishedConfig(
        backbone.name, backbone.hidden_size, ours.every, frame.limit, frame.kind == "chat", frame.message,
        ours.mlp_ratio, ours.codebook_words if ours.head == "codebook" else 0, ours.codebook_width,
    )  # fmt: skip
    state = model.state_dict()
    table = names(config, len(model.sites))
    ours_all = sorted(name for parts, _ in table.values() for name in parts)
    if sorted(state) != ours_all or ours.positions != "all":
        raise CheckpointError("the published format holds adapters at all positions and no prompt reader")
    if not {ours.state_width, ours.inner_width} <= {None, backbone.hidden_size}:
        raise CheckpointError("the published format holds state tokens and attention of the backbone's width only")
    if ours.heads != HEADS:
        raise CheckpointError(f"the published format has adapters of {HEADS} heads; these have {ours.heads}")
    joined = {key: torch.cat([state[name] for name in parts]).cpu() for key, (parts, _) in table.items()}
    with atomic_file(target) as temporary:
        torch.save({"state": joined, "config": config.as_dict()}, temporary)


def convert(source: Path, out: Path) -> None:
    """Turn a published `.pt` file into a checkpoint folder, without the backbone's weights.

    Raises:
        CheckpointError: the file cannot be used, or does not fit the backbone that it names.
    """
    config, weights, adapters = read_published(source)
    layers, revision = _depth(config, adapters)
    _check_depth(config, adapters, layers, source)
    record = BackboneRecord(config.backbone_id, revision, str(config.frame), config.hidden, layers)
    write_checkpoint(out, record, config.network, weights)


def _depth(config: PublishedConfig, adapters: int) -> tuple[int, str | None]:
    """The backbone's number of layers and revision: as its configuration says, here or on the hub."""
    for local in (True, False):
        try:
            found = backbone_config(config.backbone_id, local=local)
        except (OSError, ValueError, KeyError):
            continue
        return int(found.get_text_config().num_hidden_layers), getattr(found, "_commit_hash", None)
    # Without it the published rule decides: an adapter follows the last layer too, as over its 28 layers.
    return adapters * config.inject_every, None
