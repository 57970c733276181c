"""The small Verilog model that the package ships: an adapter, merged once into the model under it, which is installed beside it.

The merged model is an ordinary Hugging Face folder in the user's cache, made anew where adapter or base are others.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import torch

from groundwire.models.adapters import CONFIG, merge, weight_files
from groundwire.models.encoder import BackboneMissing, file_sha256
from groundwire.models.smollm2 import SHA256, write_smollm2
from groundwire.runs.atomic import atomic_folder, recover

SHIPPED = "tiny-verilog"
"""What the model is called wherever a folder can be given."""
CONTEXT = 2048
"""Tokens that the merged model reads and writes: the base's 8,192 would only let an answer that never ends run on."""
FORMAT = 1
"""Of the merged folder; another number has it made again."""


def shipped_adapter() -> Path:
    """The folder of the adapter.

    Raises:
        BackboneMissing: this installation has none.
    """
    folder = Path(str(files("groundwire.models"))) / "checkpoints" / SHIPPED
    if not (folder / CONFIG).is_file():
        raise BackboneMissing(
            f"the shipped model {SHIPPED} is not in this installation; make one (groundwire distill corpus, models unpack, "
            "distill run tiny, sft tiny: docs/distill.md) and give its folder, or ask a server with --endpoint URL"
        )
    return folder


def shipped_verilog(system: str, cache: Path | None = None) -> Path:
    """The merged model's folder; the first time it is made, which takes half a minute and 270 MB.

    Args:
        system: the system prompt that is one token of its tokenizer.
        cache: where merged models are kept; groundwire's folder below XDG_CACHE_HOME, by default ~/.cache, where None.

    Raises:
        BackboneMissing: the adapter or the model under it is not on this machine.
    """
    adapter = shipped_adapter()
    root = cache or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "groundwire" / "models"
    made_of = json.dumps([FORMAT, SHA256, *map(file_sha256, weight_files(adapter)), system])
    folder = root / hashlib.sha256(made_of.encode()).hexdigest()[:16] / SHIPPED
    if not (folder / "config.json").is_file():
        with _alone(root):
            _write(folder, adapter, write_smollm2(root / f"smollm2-{hashlib.sha256(system.encode()).hexdigest()[:8]}", system))
    return folder


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Only one process makes models; the others wait."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(folder: Path, adapter: Path, base: Path) -> None:
    """Merge, unless another process has just done so."""
    recover(folder)
    if (folder / "config.json").is_file():
        return
    model = merge(base, adapter, torch.bfloat16)
    model.config.max_position_embeddings = CONTEXT
    with atomic_folder(folder) as temporary:
        model.save_pretrained(temporary)
        for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
            (temporary / name).write_bytes((base / name).read_bytes())
