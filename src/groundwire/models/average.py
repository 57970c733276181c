"""The weighted mean of two models' weights, where one was trained from the other.

A model that was trained further can keep more of what it knew in the mean of both weights than in its own (M. Wortsman and
others, "Robust fine-tuning of zero-shot models", 2022). Whether it does has to be measured: for the small Verilog model it did
not once, and did another time (docs/design/tiny_verilog.md).
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from groundwire.models.folders import TEXTS, FolderError, load_folder
from groundwire.runs.atomic import atomic_folder


class AverageError(Exception):
    """Two models that have no mean; the message names what differs."""


def average(first: Path, second: Path, share: float, out: Path, precision: str = "bfloat16") -> Path:
    """Write the mean of two models as a folder; tokenizer and configuration are the second one's.

    Args:
        first: a model's folder.
        second: another's, with the same tokenizer and the same shapes.
        share: of the second model's weights in the mean, 0 to 1.
        out: the folder that is written, or replaced.
        precision: of the weights that are stored: bfloat16 or float32. The mean itself is taken in float32.

    Returns:
        The folder.

    Raises:
        AverageError: a folder holds no model, the models' tokenizers or shapes differ, or the share is not between 0 and 1.
    """
    import torch

    if not 0 <= share <= 1:
        raise AverageError(f"the share is {share}; expected 0 (the first model) to 1 (the second)")
    try:
        one, other = load_folder(first), load_folder(second)
    except FolderError as error:
        raise AverageError(str(error)) from error
    if _digest(first) != _digest(second):
        raise AverageError(f"{first} and {second} have different tokenizers (tokenizer.json); average models of one tokenizer")
    mine, theirs = one.state_dict(), other.state_dict()
    for name in sorted(mine.keys() | theirs.keys()):
        shapes = [tuple(part[name].shape) if name in part else None for part in (mine, theirs)]
        if shapes[0] != shapes[1]:
            raise AverageError(f"{name} is {shapes[0]} in {first} and {shapes[1]} in {second}; expected the same architecture")
    other.load_state_dict({name: torch.lerp(mine[name], theirs[name], share) for name in mine})
    with atomic_folder(out) as folder:
        other.to(getattr(torch, precision)).save_pretrained(folder, max_shard_size="15MB")
        for name in TEXTS:
            if (second / name).is_file():
                shutil.copyfile(second / name, folder / name)
    return out


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / "tokenizer.json").read_bytes()).hexdigest()
