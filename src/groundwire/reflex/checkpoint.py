"""Checkpoints: adapters as safetensors and a readable config, loaded by path or hub name, saved and pushed.

The backbone's weights are never in a checkpoint; its name and revision are, with the prompt template and the machine's
memory layout, and a checkpoint is refused where they differ from what is there.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import snapshot_download
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from groundwire.machine import DEFAULT_LAYOUT
from groundwire.models.backbone import Backbone
from groundwire.models.load import load_backbone
from groundwire.reflex.model import GroundedConfig, GroundedModel
from groundwire.runs.atomic import atomic_folder, write_text

WEIGHTS_NAME = "model.safetensors"
CONFIG_NAME = "config.json"
CARD_NAME = "README.md"


class CheckpointError(RuntimeError):
    """A checkpoint that cannot be used; the message says which, why and what to do."""


@dataclass(frozen=True)
class BackboneRecord:
    """Which backbone a checkpoint was trained over."""

    name: str
    """Hub name or path."""
    revision: str | None
    """Pinned revision on the hub."""
    template: str
    """How prompts are rewritten before they are tokenized."""
    hidden_size: int
    """Width of its hidden states."""
    layer_count: int
    """Its layers."""

    @classmethod
    def of(cls, backbone: Backbone) -> BackboneRecord:
        """Record a backbone."""
        return cls(*(getattr(backbone, field.name) for field in fields(cls)))


def save_checkpoint(model: GroundedModel, folder: Path, card: str = "", dtype: torch.dtype | None = None) -> None:
    """Write a model's trained weights, config and card into a folder, atomically.

    Args:
        model: what to save.
        folder: where to.
        card: text of the README.md, none where empty.
        dtype: precision of the stored weights; theirs where None.
    """
    config = {
        "groundwire": 1,
        "backbone": asdict(BackboneRecord.of(model.backbone)),
        "network": model.config.as_dict(),
        "machine": asdict(DEFAULT_LAYOUT),
    }
    with atomic_folder(folder) as temporary:
        save_file(stored_weights(model, dtype), temporary / WEIGHTS_NAME)
        write_text(temporary / CONFIG_NAME, json.dumps(config, indent=2) + "\n")
        if card:
            write_text(temporary / CARD_NAME, card)


def stored_weights(model: GroundedModel, dtype: torch.dtype | None = None) -> dict[str, Tensor]:
    """The trained weights by name; floating ones in another precision where one is given."""
    return {
        name: (value.to(dtype) if dtype is not None and value.is_floating_point() else value).contiguous()
        for name, value in model.state_dict().items()
    }


def resolve(source: str | Path) -> Path:
    """The folder of a checkpoint: a path where it exists, otherwise a name on the hub.

    Raises:
        CheckpointError: it is neither.
    """
    folder = Path(source)
    if folder.is_dir():
        return folder
    if folder.exists():
        raise CheckpointError(
            f"{source} is a file, not a checkpoint folder; convert a published .pt file with `groundwire reflex convert`"
        )
    try:
        return Path(snapshot_download(str(source)))
    except Exception as error:
        raise CheckpointError(
            f"checkpoint {str(source)!r} is no folder here, and the hub did not give it ({type(error).__name__}); "
            "check the path or name"
        ) from None


def read_config(folder: Path) -> tuple[BackboneRecord, GroundedConfig]:
    """Read and check a checkpoint's config.

    Raises:
        CheckpointError: it is missing or cannot be used.
    """
    path = folder / CONFIG_NAME
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        record = BackboneRecord(**row["backbone"])
        network = dict(row["network"]) | {"taps": tuple(row["network"].get("taps", ()))}
        config = GroundedConfig(**network)
    except FileNotFoundError:
        raise CheckpointError(f"{folder} has no {CONFIG_NAME}; expected a folder that `groundwire reflex train` wrote") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path} cannot be used: {error}") from None
    if row.get("machine") != asdict(DEFAULT_LAYOUT):
        raise CheckpointError(f"{path} was trained for another memory layout than this machine's: {row.get('machine')}")
    return record, config


def read_weights(folder: Path) -> dict[str, Tensor]:
    """Read a checkpoint's weights, floating ones as float32.

    Raises:
        CheckpointError: the file is missing, cut short or no safetensors file.
    """
    path = folder / WEIGHTS_NAME
    if not path.is_file():
        raise CheckpointError(f"{folder} has no {WEIGHTS_NAME}; the checkpoint is incomplete, save or download it again")
    try:
        weights = load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"{path} is no whole safetensors file ({error}); save or download it again") from None
    return {name: value.float() if value.is_floating_point() else value for name, value in weights.items()}


def fill(model: GroundedModel, weights: dict[str, Tensor], source: str) -> None:
    """Put weights into a model, all of them and nothing else.

    Raises:
        CheckpointError: keys are missing or unexpected, or shapes differ; all are listed.
    """
    own = model.state_dict()
    missing, unexpected = sorted(set(own) - set(weights)), sorted(set(weights) - set(own))
    shapes = [
        f"{name} is {tuple(weights[name].shape)}, expected {tuple(own[name].shape)}"
        for name in sorted(set(own) & set(weights))
        if own[name].shape != weights[name].shape
    ]
    if missing or unexpected or shapes:
        raise CheckpointError(
            f"{source} does not fit its config. Missing: {', '.join(missing) or 'none'}. "
            f"Unexpected: {', '.join(unexpected) or 'none'}. Shapes: {'; '.join(shapes) or 'as expected'}."
        )
    model.load_state_dict(weights)


def load_checkpoint(source: str | Path, backbone: Backbone | None = None) -> GroundedModel:
    """Load a grounded model with its backbone, ready to drive.

    Args:
        source: a folder or a name on the hub.
        backbone: a loaded backbone to use; the recorded one is loaded where None.

    Raises:
        CheckpointError: the checkpoint cannot be used, or is for another backbone.
        BackboneMissing: the backbone is not on this machine.
    """
    folder = resolve(source)
    record, config = read_config(folder)
    weights = read_weights(folder)
    if backbone is None:
        backbone = load_backbone(record.name, record.revision, record.template)
    check_backbone(record, backbone, folder)
    model = GroundedModel(backbone, config)
    fill(model, weights, str(folder))
    return model.eval().requires_grad_(False)


def check_backbone(record: BackboneRecord, backbone: Backbone, source: Path) -> None:
    """Refuse a backbone other than the recorded one.

    Raises:
        CheckpointError: it names every difference.
    """
    found: Any = asdict(BackboneRecord.of(backbone))
    wrong = [f"{key} {found[key]!r} instead of {value!r}" for key, value in asdict(record).items() if found[key] != value]
    if wrong:
        raise CheckpointError(f"{source} was trained over another backbone: {', '.join(wrong)}; give --backbone {record.name}")
