"""Training the adapters: batches of cycles, weighted binary cross-entropy, AdamW, cosine, checkpoints and evaluation.

A run lives in one folder. Started again with the same command after a kill, it goes on from its last checkpoint with the
same batches, learning rates and random state.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import GradientAccumulationPlugin
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from groundwire.models.backbone import PromptBatch
from groundwire.reflex.batches import BatchSource
from groundwire.reflex.model import GroundedModel
from groundwire.runs.atomic import atomic_folder, recover, write_text


@dataclass(frozen=True)
class TrainSettings:
    """How to train. The defaults are the tiny recipe's."""

    steps: int = 20_000
    """Optimizer steps."""
    prompts: int = 40
    """Prompts in a batch."""
    cycles: int = 12
    """Cycles of each prompt in a batch."""
    accumulate: int = 1
    """Batches for each optimizer step."""
    learning_rate: float = 1e-3
    """At its highest."""
    final_learning_rate: float = 1e-5
    """At the end of the cosine."""
    warmup: int = 500
    """Steps of linear warm-up."""
    weight_decay: float = 0.01
    """AdamW's."""
    clip: float = 1.0
    """Largest norm of the gradient."""
    seed: int = 0
    """Where all chance begins."""
    precision: str = "no"
    """"no" for float32, or "bf16" for autocast."""
    checkpoint_seconds: float = 180.0
    """Wall time between checkpoints."""
    evaluate_steps: int = 1000
    """Steps between evaluation ticks; 0 for none."""
    log_steps: int = 20
    """Steps between lines of metrics."""
    weights: dict[str, float] = field(default_factory=dict)
    """Shares of families in a batch, 1 for those not named."""


class LossModule(nn.Module):
    """The model's loss as a module, so that it can be wrapped for several devices."""

    def __init__(self, model: GroundedModel):
        super().__init__()
        self.model = model

    def forward(self, prompts: PromptBatch, states: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """Mean loss of a batch, and the share of words that are exact."""
        pooled = self.model(prompts, states)
        loss = self.model.head.loss(pooled, words).mean()
        with torch.no_grad():
            exact = (self.model.head.words(pooled) == words).float().mean()
        return loss, exact


def learning_rate(step: int, settings: TrainSettings) -> float:
    """Linear warm-up, then a cosine to the final rate."""
    if step < settings.warmup:
        return settings.learning_rate * (step + 1) / settings.warmup
    done = (step - settings.warmup) / max(1, settings.steps - settings.warmup)
    low = settings.final_learning_rate
    return low + (settings.learning_rate - low) * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


Evaluate = Callable[[GroundedModel], dict[str, float]]
Report = Callable[[int, dict[str, float]], None]


class Trainer:
    """One training run in one folder."""

    def __init__(self, model: GroundedModel, source: BatchSource, settings: TrainSettings, folder: Path):
        self.model, self.source, self.settings, self.folder = model, source, settings, folder
        plugin = GradientAccumulationPlugin(num_steps=settings.accumulate, adjust_scheduler=False)
        self.accelerator = Accelerator(mixed_precision=settings.precision, gradient_accumulation_plugin=plugin)
        optimizer = torch.optim.AdamW(
            parameter_groups(model, settings.weight_decay), lr=settings.learning_rate, betas=(0.9, 0.98), fused=True
        )
        self.module, self.optimizer = self.accelerator.prepare(LossModule(model), optimizer)
        self.step, self.seconds = 0, 0.0
        self.averages = Averages()
        folder.mkdir(parents=True, exist_ok=True)
        self.restore()

    @property
    def checkpoint(self) -> Path:
        """Where the state of the run is kept."""
        return self.folder / "state"

    def restore(self) -> None:
        """Go back to the last checkpoint, where there is one."""
        recover(self.checkpoint)
        if self.checkpoint.exists():
            self._load()
        if self.accelerator.is_main_process:
            self._forget_later_metrics()

    def _load(self) -> None:
        self.model.load_state_dict(load_file(self.checkpoint / "model.safetensors"))
        saved = torch.load(self.checkpoint / "optimizer.pt", weights_only=True)
        self.optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["random"])
        self.step, self.seconds = saved["step"], saved["seconds"]
        self.averages = Averages(**saved.get("averages", {}))

    def _forget_later_metrics(self) -> None:
        """Drop the lines of steps that will be done again, and a line that a kill cut off."""
        path = self.folder / "metrics.jsonl"
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [line for line in lines if _metrics_step(line) <= self.step]
            if len(kept) != len(lines):
                write_text(path, "".join(kept))

    def save(self) -> None:
        """Write a checkpoint, atomically."""
        if not self.accelerator.is_main_process:
            return
        with atomic_folder(self.checkpoint) as temporary:
            save_file({k: v.contiguous() for k, v in self.model.state_dict().items()}, temporary / "model.safetensors")
            torch.save(
                {
                    "optimizer": self.optimizer.state_dict(), "random": torch.get_rng_state(),
                    "step": self.step, "seconds": self.seconds,
                    "averages": {"sums": self.averages.sums, "count": self.averages.count},
                },
                temporary / "optimizer.pt",
            )  # fmt: skip

    def train(self, evaluate: Evaluate | None = None, report: Report | None = None) -> dict[str, float]:
        """Train to the end.

        Args:
            evaluate: called at evaluation ticks; what it returns goes into the metrics.
            report: called with the step and its metrics at every line of metrics.

        Returns:
            The last metrics.
        """
        settings, metrics = self.settings, self.averages
        saved_at = started = time.monotonic()
        before = self.seconds
        last: dict[str, float] = {}
        while self.step < settings.steps:
            metrics.add(self.one_step())
            self.step += 1
            self.seconds = before + time.monotonic() - started
            last_step = self.step == settings.steps
            if self.step % settings.log_steps == 0 or last_step:
                last = metrics.take() | {"seconds": self.seconds}
                self.log(last, report)
            if evaluate and settings.evaluate_steps and (self.step % settings.evaluate_steps == 0 or last_step):
                self.log(evaluate(self.model), report)
            if time.monotonic() - saved_at > settings.checkpoint_seconds or last_step:
                self.save()
                saved_at = time.monotonic()
        return last

    def one_step(self) -> dict[str, float]:
        """One optimizer step."""
        settings, accelerator = self.settings, self.accelerator
        rate = learning_rate(self.step, settings)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        started = time.perf_counter()
        processes, losses, exacts = accelerator.num_processes, 0.0, 0.0
        for part in range(settings.accumulate):
            number = (self.step * settings.accumulate + part) * processes + accelerator.process_index
            batch = self.source.batch(number)
            with accelerator.accumulate(self.module):
                loss, exact = self.module(*move(batch, accelerator.device))
                accelerator.backward(loss)
                if accelerator.sync_gradients:
                    norm = accelerator.clip_grad_norm_(self.module.parameters(), settings.clip)
                self.optimizer.step()
                self.optimizer.zero_grad()
            losses, exacts = losses + float(loss.detach()), exacts + float(exact)
        samples = settings.accumulate * processes * settings.prompts * settings.cycles
        return {
            "loss": losses / settings.accumulate, "exact": exacts / settings.accumulate, "learning_rate": rate,
            "gradient_norm": float(norm), "samples_per_second": samples / (time.perf_counter() - started),
        }  # fmt: skip

    def log(self, values: dict[str, float], report: Report | None) -> None:
        """Append one line of metrics and pass it on."""
        if not self.accelerator.is_main_process:
            return
        with (self.folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": self.step, **{k: round(v, 6) for k, v in values.items()}}) + "\n")
        if report is not None:
            report(self.step, values)


def _metrics_step(line: str) -> float:
    """The step of one line of metrics; infinity for half a line."""
    try:
        return float(json.loads(line)["step"]) if line.endswith("\n") else math.inf
    except (ValueError, KeyError, TypeError):
        return math.inf


class Averages:
    """Means of metrics between two lines."""

    def __init__(self, sums: dict[str, float] | None = None, count: int = 0) -> None:
        self.sums: dict[str, float] = dict(sums or {})
        self.count = count

    def add(self, values: dict[str, float]) -> None:
        """Take in one step's."""
        self.count += 1
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + value

    def take(self) -> dict[str, float]:
        """Give the means and begin anew."""
        means = {name: value / max(1, self.count) for name, value in self.sums.items()}
        self.sums, self.count = {}, 0
        return means


def parameter_groups(model: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices, none for biases, norms, gates and embeddings."""
    embeddings = {id(m.weight) for m in model.modules() if isinstance(m, nn.Embedding)}
    matrices = [p for p in model.parameters() if p.dim() > 1 and id(p) not in embeddings]
    others = [p for p in model.parameters() if p.dim() <= 1 or id(p) in embeddings]
    return [{"params": matrices, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


def move(value: Any, device: torch.device) -> Any:
    """A batch on another device."""
    if isinstance(value, Tensor):
        return value.to(device)
    parts = [move(part, device) for part in value]
    return type(value)(*parts) if hasattr(value, "_fields") else parts


def settings_dict(settings: TrainSettings) -> dict[str, Any]:
    """Settings as plain JSON values."""
    return asdict(settings)
