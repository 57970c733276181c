"""A training run in a folder: steps, learning rate, checkpoints, metrics, evaluation ticks, and going on after a kill.

What is trained, on what and for what loss is the caller's: `groundwire.models.pretrain` trains language models with
it, and `groundwire.reflex` adapters.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedDataParallelKwargs, GradientAccumulationPlugin
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from groundwire.models.muon import MuonAdamW
from groundwire.runs.atomic import atomic_folder, recover
from groundwire.runs.metrics import METRICS_NAME, Averages, StepLog

BF16_ALL = "bf16-all"
"""Bf16 throughout, see `LoopSettings.precision`."""
OPTIMIZERS = ("adamw", "muon")


@dataclass(frozen=True)
class LoopSettings:
    """How to train, whatever is trained."""

    steps: int = 20_000
    """Optimizer steps."""
    accumulate: int = 1
    """Batches for each optimizer step."""
    learning_rate: float = 1e-3
    """At its highest."""
    final_learning_rate: float = 1e-5
    """At the end of the cosine."""
    warmup: int = 500
    """Steps of linear warm-up."""
    hold: int = 0
    """Steps at the highest rate between warm-up and cosine. Two runs that differ only in `hold` and `steps` are one run
    until the shorter one's cosine begins."""
    restart: int = 0
    """Step at which the rate begins anew: the first cosine ends there, and a second warm-up and cosine follow, to the end.
    0 for one cosine."""
    restart_learning_rate: float = 5e-4
    """At its highest after `restart`."""
    optimizer: str = "adamw"
    """"adamw", or "muon" for Muon on matrices and AdamW on all else."""
    weight_decay: float = 0.01
    """For matrices."""
    clip: float = 1.0
    """Largest norm of the gradient."""
    seed: int = 0
    """Where all chance begins."""
    precision: str = "no"
    """"no" for float32, "bf16" for autocast, or, where the loss module knows how, "bf16-all": activations and products in
    bf16 throughout, weights and optimizer in float32. "auto" leaves the choice to the run."""
    checkpoint_seconds: float = 180.0
    """Wall time between checkpoints."""
    evaluate_steps: int = 1000
    """Steps between evaluation ticks; 0 for none."""
    log_steps: int = 20
    """Steps between lines of metrics."""

    def __post_init__(self) -> None:
        if self.optimizer not in OPTIMIZERS:
            raise ValueError(f"optimizer is {self.optimizer!r}; expected one of: {', '.join(OPTIMIZERS)}")
        if self.restart and not self.restart < self.steps:
            raise ValueError(f"restart is {self.restart}; expected less than steps, {self.steps}, or 0 for none")


def learning_rate(step: int, settings: LoopSettings) -> float:
    """Linear warm-up, the highest rate for as long as `hold` says, then a cosine to the final rate; twice with a restart.

    The second time there is no hold. (Warm restarts: Loshchilov and Hutter 2017, arXiv 1608.03983.)
    """
    high, hold, steps = settings.learning_rate, settings.hold, settings.restart or settings.steps
    if settings.restart and step >= settings.restart:
        high, hold, steps = settings.restart_learning_rate, 0, settings.steps - settings.restart
        step -= settings.restart
    if step < settings.warmup:
        return high * (step + 1) / settings.warmup
    start = settings.warmup + hold
    done = max(0, step - start) / max(1, steps - start)
    low = settings.final_learning_rate
    return low + (high - low) * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


class Source(Protocol):
    """Where batches come from: a function of the number alone, so nothing about data has to be saved."""

    def batch(self, number: int, /) -> Any:
        """The batch of that number: a sequence of tensors and named tuples, the arguments of the loss module."""
        ...


M = TypeVar("M", bound=nn.Module)
Report = Callable[[int, dict[str, float]], None]


class Trainer(Generic[M]):
    """One training run in one folder. Subclasses say how a batch is counted and how metrics are called."""

    measure = "exact"
    """What the loss module's second result is called in the metrics."""
    rate = "samples_per_second"
    """What the speed is called in the metrics."""
    betas = (0.9, 0.98)
    """AdamW's."""

    def __init__(
        self, model: M, loss: nn.Module, source: Source, settings: LoopSettings, folder: Path, samples: int = 1
    ):
        """Prepare a run, and go back to its last checkpoint where there is one.

        Args:
            model: what is trained and saved.
            loss: a module that holds `model` and gives the mean loss of a batch and one more number to be averaged;
                what else it holds is trained too.
            source: the batches.
            settings: how to train.
            folder: the run's folder.
            samples: what a batch counts for in the speed.
        """
        self.model, self.source, self.settings, self.folder, self.samples = model, source, settings, folder, samples
        plugin = GradientAccumulationPlugin(num_steps=settings.accumulate, adjust_scheduler=False)
        # Key biases have no gradient where keys are never made (softmax does not see them); several processes must know.
        several = DistributedDataParallelKwargs(find_unused_parameters=True)
        autocast = "no" if settings.precision == BF16_ALL else settings.precision
        self.accelerator = Accelerator(
            mixed_precision=autocast, gradient_accumulation_plugin=plugin, kwargs_handlers=[several]
        )
        groups = parameter_groups(loss, settings.weight_decay)
        self.module, self.optimizer = self.accelerator.prepare(loss, self.new_optimizer(groups))
        self.step, self.seconds = 0, 0.0
        self.averages = Averages()
        self.metrics = StepLog(folder / METRICS_NAME)
        folder.mkdir(parents=True, exist_ok=True)
        self.restore()

    def new_optimizer(self, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
        """The optimizer of these groups of parameters: matrices, and all else."""
        if self.settings.optimizer == "adamw":
            return torch.optim.AdamW(groups, lr=self.settings.learning_rate, betas=self.betas, fused=True)
        marked = [group | {"muon": number == 0} for number, group in enumerate(groups)]
        return MuonAdamW(marked, self.settings.learning_rate, betas=self.betas)

    @property
    def checkpoint(self) -> Path:
        """Where the state of the run is kept."""
        return self.folder / "state"

    def weights(self) -> dict[str, Tensor]:
        """What a checkpoint holds of the model, by name."""
        return self.model.state_dict()

    def load_weights(self, weights: dict[str, Tensor]) -> None:
        """Put a checkpoint's weights back."""
        self.model.load_state_dict(weights)

    def restore(self) -> None:
        """Go back to the last checkpoint, where there is one."""
        recover(self.checkpoint)
        if self.checkpoint.exists():
            self._load()
        if self.accelerator.is_main_process:
            self.metrics.forget_after(self.step)

    def _load(self) -> None:
        self.load_weights(load_file(self.checkpoint / "model.safetensors"))
        saved = torch.load(self.checkpoint / "optimizer.pt", weights_only=True)
        self.optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["random"])
        self.step, self.seconds = saved["step"], saved["seconds"]
        self.averages = Averages(**saved.get("averages", {}))

    def save(self) -> None:
        """Write a checkpoint, atomically."""
        if not self.accelerator.is_main_process:
            return
        with atomic_folder(self.checkpoint) as temporary:
            save_file({k: v.contiguous() for k, v in self.weights().items()}, temporary / "model.safetensors")
            torch.save(
                {
                    "optimizer": self.optimizer.state_dict(), "random": torch.get_rng_state(),
                    "step": self.step, "seconds": self.seconds,
                    "averages": {"sums": self.averages.sums, "count": self.averages.count},
                },
                temporary / "optimizer.pt",
            )  # fmt: skip

    def train(
        self, evaluate: Callable[[M], dict[str, float]] | None = None, report: Report | None = None
    ) -> dict[str, float]:
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
        processes, losses, measures = accelerator.num_processes, 0.0, 0.0
        for part in range(settings.accumulate):
            number = (self.step * settings.accumulate + part) * processes + accelerator.process_index
            batch = self.source.batch(number)
            with accelerator.accumulate(self.module):
                loss, measure = self.module(*move(batch, accelerator.device))
                accelerator.backward(loss)
                if accelerator.sync_gradients:
                    norm = accelerator.clip_grad_norm_(self.module.parameters(), settings.clip)
                self.optimizer.step()
                self.optimizer.zero_grad()
            losses, measures = losses + float(loss.detach()), measures + float(measure)
        samples = settings.accumulate * processes * self.samples
        return {
            "loss": losses / settings.accumulate, self.measure: measures / settings.accumulate, "learning_rate": rate,
            "gradient_norm": float(norm), self.rate: samples / (time.perf_counter() - started),
        }  # fmt: skip

    def log(self, values: dict[str, float], report: Report | None) -> None:
        """Append one line of metrics and pass it on."""
        if not self.accelerator.is_main_process:
            return
        self.metrics.append(self.step, values)
        if report is not None:
            report(self.step, values)


def parameter_groups(model: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices, none for biases, norms, gates and embeddings."""
    embeddings = {id(m.weight) for m in model.modules() if isinstance(m, nn.Embedding)}
    matrices = [p for p in model.parameters() if p.dim() > 1 and id(p) not in embeddings]
    others = [p for p in model.parameters() if p.dim() <= 1 or id(p) in embeddings]
    return [{"params": matrices, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


def move(value: Any, device: torch.device) -> Any:
    """A batch on another device."""
    if value is None:
        return None
    if isinstance(value, Tensor):
        return value.to(device)
    parts = [move(part, device) for part in value]
    return type(value)(*parts) if hasattr(value, "_fields") else parts
