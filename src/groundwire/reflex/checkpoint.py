"""Checkpoints: adapters as safetensors and a readable config, loaded by path or hub name, saved and pushed.

The backbone's weights are never in a checkpoint; its name and revision are, with the prompt template and the machine's
memory layout, and a checkpoint is refused where they differ from what is there. The hub is reached through
huggingface_hub's own mixin.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from huggingface_hub import ModelHubMixin, snapshot_download
from torch import Tensor

from groundwire.isa import is_legal
from groundwire.models.backbone import Backbone
from groundwire.models.load import load_backbone
from groundwire.reflex.heads import BitHead
from groundwire.reflex.model import GroundedConfig, GroundedModel
from groundwire.reflex.record import CONFIG_NAME, BackboneRecord, check_backbone, config_text, read_config
from groundwire.reflex.stored import (
    WEIGHTS_NAME,
    CheckpointError,
    fill,
    read_weights,
    stored_weights,
    write_weights,
)
from groundwire.runs.atomic import atomic_folder, write_text

__all__ = [
    "CARD_NAME", "CONFIG_NAME", "WEIGHTS_NAME", "BackboneRecord", "Checkpoint", "CheckpointError",
    "check_backbone", "fill", "load_checkpoint", "push_checkpoint", "read_config", "read_weights", "resolve",
    "save_checkpoint", "stored_weights", "write_checkpoint",
]  # fmt: skip

CARD_NAME = "README.md"
_TAGS = ["riscv", "cross-attention"]


class Checkpoint(ModelHubMixin, library_name="groundwire", license="mit", tags=_TAGS):  # type: ignore[misc, call-arg]
    """A grounded model with its card, in the form that huggingface_hub saves, loads and pushes."""

    def __init__(self, model: GroundedModel, card: str = "", dtype: torch.dtype | None = None):
        """Hold what a checkpoint is made of.

        Args:
            model: what to save.
            card: text of the README.md; a few lines on what it is where empty.
            dtype: precision of the stored weights; theirs where None.
        """
        self.model, self.card, self.dtype = model, card, dtype

    def _save_pretrained(self, save_directory: Path) -> None:
        record = BackboneRecord.of(self.model.backbone)
        weights = stored_weights(self.model, self.dtype)
        write_parts(save_directory, record, self.model.config, weights, self.card)

    @classmethod
    def _from_pretrained(
        cls,
        *,
        model_id: str,
        revision: str | None,
        cache_dir: str | Path | None,
        force_download: bool,
        local_files_only: bool,
        token: str | bool | None,
        backbone: Backbone | None = None,
    ) -> Checkpoint:
        folder = Path(model_id)
        if not folder.is_dir():
            folder = Path(
                snapshot_download(
                    model_id, revision=revision, cache_dir=cache_dir, force_download=force_download,
                    local_files_only=local_files_only, token=token,
                )
            )  # fmt: skip
        card = folder / CARD_NAME
        return cls(_load(folder, backbone), card.read_text(encoding="utf-8") if card.is_file() else "")


def save_checkpoint(model: GroundedModel, folder: Path, card: str = "", dtype: torch.dtype | None = None) -> None:
    """Write a model's trained weights, config and card into a folder, atomically.

    Args:
        model: what to save.
        folder: where to.
        card: text of the README.md; a few lines on what it is where empty.
        dtype: precision of the stored weights; theirs where None.
    """
    with atomic_folder(folder) as temporary:
        Checkpoint(model, card, dtype).save_pretrained(temporary)


def push_checkpoint(
    model: GroundedModel, repository: str, card: str = "", dtype: torch.dtype | None = None, **options: Any
) -> str:
    """Put a model on the hub: weights, config and card in one commit.

    Args:
        model: what to push.
        repository: "user/name".
        card: text of the README.md; a few lines on what it is where empty.
        dtype: precision of the stored weights; theirs where None.
        options: of `huggingface_hub.ModelHubMixin.push_to_hub`: private, token, branch, commit_message, create_pr.

    Returns:
        Where the commit is.

    Raises:
        CheckpointError: the hub refused it or cannot be reached.
    """
    try:
        return str(Checkpoint(model, card, dtype).push_to_hub(repository, **options))
    except (
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # the hub's errors are OSErrors; offline and bad names too
        reason = " ".join(str(error).split())[:200]
        raise CheckpointError(
            f"the hub did not take {repository!r} ({type(error).__name__}: {reason}); check the name, log in with "
            "`hf auth login`, and try again"
        ) from error


def write_checkpoint(
    folder: Path, record: BackboneRecord, network: GroundedConfig, weights: dict[str, Tensor], card: str = ""
) -> None:
    """Write a checkpoint's parts into a folder, atomically; for weights that are in no model."""
    with atomic_folder(folder) as temporary:
        write_parts(temporary, record, network, weights, card)


def write_parts(
    folder: Path, record: BackboneRecord, network: GroundedConfig, weights: dict[str, Tensor], card: str
) -> None:
    """Write a checkpoint's files into a folder that is there."""
    write_weights(weights, folder)
    write_text(folder / CONFIG_NAME, config_text(record, network))
    write_text(folder / CARD_NAME, card or plain_card(record, network))


def plain_card(record: BackboneRecord, network: GroundedConfig) -> str:
    """A model card that says what the files are, for a checkpoint that came with none."""
    revision = f" at revision {record.revision}" if record.revision else ""
    base = "" if record.name.startswith(("/", ".")) else f"base_model: {record.name}\n"
    return (
        f"---\nlicense: mit\nlibrary_name: groundwire\n{base}tags:\n- riscv\n- cross-attention\n---\n"
        f"# Adapters that let a frozen language model drive a RISC-V CPU\n\n"
        f"Trained over `{record.name}`{revision}, whose weights are not in here. "
        f"An adapter follows every {network.every}. layer; the head is `{network.head}`.\n\n"
        "```python\nfrom groundwire.reflex import drive, load\n"
        'run = drive(load("this/checkpoint"), "add 2 and 3")\n```\n'
    )


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
            f"{source} is a file, not a checkpoint folder; convert a published .pt file with "
            "`groundwire reflex convert`"
        )
    try:
        return Path(snapshot_download(str(source)))
    except Exception as error:
        raise CheckpointError(
            f"checkpoint {str(source)!r} is no folder here, and the hub did not give it ({type(error).__name__}); "
            "check the path or name"
        ) from None


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
    read_config(folder)  # before the mixin reads it, whose errors say less
    checkpoint: Checkpoint = Checkpoint.from_pretrained(folder, backbone=backbone)
    return checkpoint.model


def _load(folder: Path, backbone: Backbone | None) -> GroundedModel:
    record, config = read_config(folder)
    weights = read_weights(folder)
    if backbone is None:
        backbone = load_backbone(record.name, record.revision, record.template)
    check_backbone(record, backbone, folder)
    return assemble(backbone, config, weights, str(folder))


def check_known_words(model: GroundedModel, source: str) -> None:
    """Hold the words that a head of bits knows against the instruction set.

    Raises:
        CheckpointError: one is no RV32I instruction.
    """
    known = model.head.known_words if isinstance(model.head, BitHead) else None
    words = [] if known is None else known.tolist()
    wrong = next((word for word in words if not (0 <= word < 1 << 32 and is_legal(word))), None)
    if wrong is not None:
        raise CheckpointError(f"{source} knows the word {wrong:#x}, which is no RV32I instruction; save or download it again")


def assemble(backbone: Backbone, config: GroundedConfig, weights: dict[str, Tensor], source: str) -> GroundedModel:
    """Put a model together, ready to drive.

    Raises:
        CheckpointError: config and weights do not fit together, or not to the backbone.
    """
    try:
        with torch.device("meta"):  # nothing is allocated or drawn for weights that are replaced, or do not fit
            model = GroundedModel(backbone, config)
    except (ValueError, RuntimeError) as error:
        raise CheckpointError(f"the config of {source} describes no network: {error}") from None
    fill(model, weights, source)
    check_known_words(model, source)
    return model.to(backbone.device).eval().requires_grad_(False)
