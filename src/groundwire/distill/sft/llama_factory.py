"""Training with LLaMA-Factory in its own environment: its data files and YAML are written, it is run, and its model is read back.

The samples are those that the TRL backend would train on, so that both train on the same rows. Packing, masks and cuts at the
cutoff are LLaMA-Factory's own. Its environment is made by `factory_environment`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
import yaml

from groundwire.distill.sft.conversations import Conversation
from groundwire.distill.sft.errors import BackendFailed
from groundwire.distill.sft.factory_environment import clean_environment
from groundwire.distill.sft.packed import Progress
from groundwire.distill.sft.recipe import RECIPES, SftRecipe
from groundwire.distill.sft.trl_backend import accumulation
from groundwire.runs.atomic import atomic_folder, recover, write_text
from groundwire.runs.metrics import METRICS_NAME

DATASET = "groundwire"
COLUMNS = {"prompt": "prompt", "response": "response", "system": "system", "history": "history"}
"""The published columns, and earlier turns."""
TAIL = 2000
"""Characters of the log that an error shows at most."""
_RENDER = Path(__file__).with_name("factory_render.py")


def write_files(folder: Path, model: str, recipe: SftRecipe, conversations: Iterable[Conversation]) -> Path:
    """Write dataset_info.json, the rows and the YAML.

    Args:
        folder: where they go.
        model: the model's folder or name.
        recipe: how to train.
        conversations: what on.

    Returns:
        The YAML's path.
    """
    data = folder / "data"
    recover(data)
    if not data.exists():
        with atomic_folder(data) as temporary:
            info = {DATASET: {"file_name": "train.jsonl", "formatting": "alpaca", "columns": COLUMNS}}
            (temporary / "dataset_info.json").write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
            with (temporary / "train.jsonl").open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(row_of(conversation)) + "\n" for conversation in conversations)
    path = folder / "train.yaml"
    write_text(path, yaml.safe_dump(factory_settings(folder, model, recipe), sort_keys=False))
    return path


def row_of(conversation: Conversation) -> dict[str, Any]:
    """A conversation in the published columns."""
    turns = [message for message in conversation.messages if message.role != "system"]
    pairs = [[turns[i].content, turns[i + 1].content] for i in range(0, len(turns) - 1, 2)]
    first = conversation.messages[0]
    return {
        "system": first.content if first.role == "system" else "", "prompt": turns[-1].content,
        "response": conversation.answer, "history": pairs,
    }  # fmt: skip


def factory_settings(folder: Path, model: str, recipe: SftRecipe) -> dict[str, Any]:
    """What LLaMA-Factory's YAML says: the published settings where the recipe's are the defaults."""
    train = recipe.train
    devices = max(1, torch.cuda.device_count())
    bf16 = train.precision == "bf16" or (train.precision == "auto" and torch.cuda.is_available())
    made: dict[str, Any] = {
        "model_name_or_path": model, "stage": "sft", "do_train": True, "finetuning_type": "full", "dataset": DATASET,
        "dataset_dir": str(folder / "data"), "template": recipe.factory.template, "cutoff_len": recipe.cutoff, "packing": True,
        "neat_packing": recipe.factory.neat_packing, "mask_history": True, "overwrite_cache": True,
        "preprocessing_num_workers": 1, "output_dir": str(folder / "output"), "overwrite_output_dir": False,
        "per_device_train_batch_size": train.rows,
        "gradient_accumulation_steps": accumulation(train.batch, train.rows, devices), "learning_rate": train.learning_rate,
        "num_train_epochs": train.epochs, "lr_scheduler_type": "cosine", "warmup_ratio": train.warmup,
        "weight_decay": train.weight_decay, "adam_beta2": train.beta2, "max_grad_norm": train.clip, "bf16": bf16,
        "seed": train.seed, "logging_steps": train.log_steps, "save_strategy": "steps", "save_steps": 100,
        "save_total_limit": 2, "report_to": "none", "disable_gradient_checkpointing": not train.gradient_checkpointing,
    }  # fmt: skip
    if recipe.revision:
        made["model_revision"] = recipe.revision
    if train.steps:
        made["max_steps"] = train.steps
    if train.deepspeed:
        made["deepspeed"] = str(RECIPES / f"{train.deepspeed}.json")
    if not torch.cuda.is_available():
        made["use_cpu"] = True
    return made


def rendered(python: Path, model: str, recipe: SftRecipe, conversations: list[Conversation]) -> list[list[int]]:
    """The token ids that LLaMA-Factory's own template makes of conversations, prompt and answer together.

    Raises:
        BackendFailed: its process ends with an error.
    """
    asked = {"model": model, "template": recipe.factory.template, "rows": [row_of(found) for found in conversations]}
    done = subprocess.run(
        [python, _RENDER], input=json.dumps(asked), capture_output=True, text=True, check=False, env=clean_environment()
    )
    if done.returncode:
        raise BackendFailed(f"LLaMA-Factory cannot render with template {recipe.factory.template!r}: {_last(done.stderr)}")
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def run(python: Path, settings: Path, progress: Progress, threads: int = 0) -> Path:
    """Train, or go on from the last whole checkpoint; the folder with the model.

    Raises:
        BackendFailed: it ended without one.
    """
    folder = settings.parent
    output = folder / "output"
    _forget_halves(output)
    environment = clean_environment() | {"FORCE_TORCHRUN": "1"} if torch.cuda.device_count() > 1 else clean_environment()
    if threads:
        environment["OMP_NUM_THREADS"] = str(threads)
    with (folder / "log.txt").open("a", encoding="utf-8") as log:
        command = [str(python), "-m", "llamafactory.cli", "train", str(settings)]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True)
        try:
            while process.poll() is None:
                time.sleep(0.5)
                _follow(output, folder.parent, progress)
        finally:
            if process.poll() is None:
                _stop(process)
    _follow(output, folder.parent, progress)
    if process.returncode or not (output / "config.json").exists():
        text = (folder / "log.txt").read_text(encoding="utf-8", errors="replace")
        raise BackendFailed(f"LLaMA-Factory ended with exit code {process.returncode}: {_last(text)}; see {folder / 'log.txt'}")
    return output


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it with everything that it started."""
    os.killpg(process.pid, 15)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()


def _forget_halves(output: Path) -> None:
    """Remove checkpoints that a kill left half-written: the trainer's state is the last file of each."""
    for checkpoint in output.glob("checkpoint-*"):
        if not (checkpoint / "trainer_state.json").exists():
            shutil.rmtree(checkpoint)


def _follow(output: Path, folder: Path, progress: Progress) -> None:
    """Keep the run's metrics as its own lines, and show the newest."""
    lines = list(_log_lines(output / "trainer_log.jsonl"))
    if not lines:
        return
    kept = {line["current_steps"]: line for line in lines if "loss" in line}  # a resumed run writes some steps again
    names = {"loss": "loss", "lr": "learning_rate", "epoch": "epoch"}
    rows = [
        {"step": step} | {name: line[key] for key, name in names.items() if key in line} for step, line in sorted(kept.items())
    ]
    write_text(folder / METRICS_NAME, "".join(json.dumps(row) + "\n" for row in rows))
    newest = {name: float(value) for name, value in (rows[-1] if rows else {}).items() if name != "step"}
    progress("train", lines[-1]["current_steps"], lines[-1]["total_steps"], newest)


def _log_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # it is being written
            return


def _last(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text[-TAIL:].splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it says nothing"
