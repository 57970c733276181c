"""Training with TRL's SFTTrainer: packed rows, loss on answers, one atomic checkpoint, metrics, and going on after a kill.

What TRL does is left to it: the collator, gradient accumulation, mixed precision, DeepSpeed and the optimizer. Changed are three
things: on a CPU only answers go through the output matrix (TRL puts every token through it there, twice); a checkpoint
replaces the last one as a whole; and lines of metrics are the project's own.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import warnings
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from torch.nn import functional
from torch.utils.tensorboard import SummaryWriter
from transformers import AutoConfig, AutoModelForCausalLM, PrinterCallback, Trainer, TrainerCallback
from trl import SFTConfig, SFTTrainer

from groundwire.distill.sft import attention
from groundwire.distill.sft.adapter import with_adapter
from groundwire.distill.sft.candidates import Candidates
from groundwire.distill.sft.packed import PackedData, Progress
from groundwire.distill.sft.recipe import RECIPES, SftRecipe
from groundwire.distill.sft.samples import IGNORED
from groundwire.models.documents import hidden_states
from groundwire.models.muon import MuonAdamW
from groundwire.models.precision import products_pay
from groundwire.models.training import parameter_groups
from groundwire.runs.atomic import atomic_folder, recover, write_text
from groundwire.runs.metrics import METRICS_NAME, StepLog, read_metrics

APART = "apart"
"""Attention by batches of samples of like lengths; for models whose layers are `model.model`, on one CPU process."""
NEVER = 1 << 30
"""Steps between checkpoints that are asked for by the clock instead."""
METRICS = {
    "loss": "loss", "grad_norm": "gradient_norm", "learning_rate": "learning_rate", "mean_token_accuracy": "accuracy",
    "eval_loss": "validation_loss", "eval_mean_token_accuracy": "validation_accuracy",
}  # fmt: skip
"""The library's names of metrics, and the project's."""


class AnswerTrainer(SFTTrainer):  # type: ignore[misc]  # the library is untyped
    """SFTTrainer with one atomic checkpoint, and an output matrix that sees answers only."""

    folder: Path
    optimizer: Any
    apart = False
    """Whether the samples of a row go through the model as a few batches of like lengths."""
    candidates: Candidates | None = None
    """The tokens that are told apart in training; all where None."""
    muon = False
    """Whether matrices are trained with Muon."""

    @property
    def inner(self) -> Any:
        """The causal language model itself, without what adapters put around it."""
        return self.model.get_base_model() if isinstance(self.model, PeftModel) else self.model

    def create_optimizer(self, model: Any = None) -> Any:
        """The recipe's optimizer."""
        if self.muon and self.optimizer is None:
            matrices, others = parameter_groups(self.model, self.args.weight_decay)
            groups = [matrices | {"muon": True}, others | {"muon": False}]
            betas = (self.args.adam_beta1, self.args.adam_beta2)
            self.optimizer = MuonAdamW(groups, self.args.learning_rate, betas=betas)
        return super().create_optimizer()

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """The mean cross-entropy of the answers' tokens; TRL's own fused one where there is a GPU."""
        if inputs["input_ids"].device.type != "cpu" or return_outputs:
            return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        labels = inputs["labels"][0, 1:]
        learned = (labels != IGNORED).nonzero().flatten()
        loss, hits = self._answers_loss(model, inputs, learned, labels[learned])
        metrics = self._metrics["train" if self.model.training else "eval"]
        metrics["mean_token_accuracy"].append(hits.float().mean().item())
        self._total_train_tokens += labels.numel() + 1
        metrics["num_tokens"] = [self._total_train_tokens]
        return loss / (len(learned) if num_items_in_batch is None else num_items_in_batch)

    def _answers_loss(self, model: Any, inputs: dict[str, Any], learned: Any, right: Any) -> tuple[Any, Any]:
        """The summed cross-entropy of the right tokens at the learned places, and which of them are the likeliest."""
        if not self.apart:
            given = {name: value for name, value in inputs.items() if name != "labels"}
            logits = model(**given, logits_to_keep=learned, use_cache=False).logits[0].float()
        else:
            with torch.autocast("cpu", torch.bfloat16, enabled=self.args.bf16):
                hidden = hidden_states(self.inner.model, inputs["input_ids"][0], inputs["position_ids"][0])[learned]
                if self.candidates is not None and self.model.training:
                    return self.candidates.loss(hidden, self.inner.lm_head.weight, right, self.state.global_step)
                logits = self.inner.lm_head(hidden).float()
        return functional.cross_entropy(logits, right, reduction="sum"), logits.detach().argmax(-1) == right

    def _get_output_dir(self, trial: Any) -> str:
        return str(self.folder / ".state.partial")

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        """Write a checkpoint beside the last one, and let it take its place."""
        partial = Path(self._get_output_dir(trial))
        Trainer._save_checkpoint(self, model, trial)
        self.accelerator.wait_for_everyone()
        if self.args.should_save:
            with atomic_folder(self.folder / "state") as temporary:
                for path in (partial / f"checkpoint-{self.state.global_step}").iterdir():
                    path.rename(temporary / path.name)
            shutil.rmtree(partial, ignore_errors=True)
        self.accelerator.wait_for_everyone()


class _Reporter(TrainerCallback):  # type: ignore[misc]
    """Metrics as JSON lines, on the board and on the progress bar; checkpoints by the clock."""

    def __init__(self, folder: Path, seconds: float, progress: Progress) -> None:
        self.folder, self.every, self.progress = folder, seconds, progress
        self.log = StepLog(folder / METRICS_NAME)
        self.board: SummaryWriter | None = None
        self.saved = self.logged = time.monotonic()
        self.spent, self.tokens = 0.0, 0

    def on_train_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        """Forget what a resumed run will do once more."""
        self.saved = self.logged = time.monotonic()
        if state.is_world_process_zero:
            self.log.forget_after(state.global_step)
            self.spent = max((line.get("seconds", 0.0) for line in read_metrics(self.folder)), default=0.0)
            self.board = SummaryWriter(str(self.folder / "tensorboard"), purge_step=state.global_step)

    def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        """Ask for a checkpoint where it is time."""
        if time.monotonic() - self.saved > self.every:
            control.should_save, self.saved = True, time.monotonic()
        if state.is_world_process_zero:
            self.progress("train", state.global_step, state.max_steps, {})

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **more: Any) -> None:
        """Write one line of metrics."""
        values = self._values(logs or {})
        if not values or self.board is None:
            return
        self.log.append(state.global_step, values)
        for name, value in values.items():
            self.board.add_scalar(name, value, state.global_step)
        self.progress("train", state.global_step, state.max_steps, values)

    def close(self) -> None:
        """Finish the board's file."""
        if self.board is not None:
            self.board.close()

    def _values(self, logs: dict[str, Any]) -> dict[str, float]:
        """The library's metrics under the project's names, with the speed since the last line."""
        values = {METRICS[key]: float(value) for key, value in logs.items() if key in METRICS}
        now = time.monotonic()
        if "loss" in values and now > self.logged:
            total = int(logs.get("num_tokens", self.tokens))
            values["tokens_per_second"] = (total - self.tokens) / (now - self.logged)
            self.spent += now - self.logged
            values["seconds"], self.tokens, self.logged = self.spent, total, now
        return values


def train(model: str, tokenizer: Any, data: PackedData, recipe: SftRecipe, folder: Path, progress: Progress) -> Path:
    """Train to the end; goes on where a former run stopped.

    Args:
        model: a folder or a name on the hub.
        tokenizer: the model's.
        data: packed rows.
        recipe: how to train.
        folder: the run's folder.
        progress: told of every step.

    Returns:
        The folder of the last checkpoint, which holds the trained model.

    Raises:
        ValueError: the recipe's batch cannot be made on the devices that are here.
    """
    state = folder / "state"
    recover(state)
    shutil.rmtree(folder / ".state.partial", ignore_errors=True)
    chosen = _profile(model, recipe, folder)
    with warnings.catch_warnings():  # TRL names gradient checkpointing as transformers used to
        warnings.simplefilter("ignore", FutureWarning)
        settings = _settings(recipe, folder, chosen["precision"] == "bf16", data.validation is not None)
    # After the settings: DeepSpeed's ZeRO-3 shards the model while it is loaded, and keeps float32 copies itself.
    frozen = recipe.adapter.rank and chosen["precision"] == "bf16"
    kind = torch.bfloat16 if recipe.train.deepspeed or frozen else torch.float32
    loaded = AutoModelForCausalLM.from_pretrained(model, revision=recipe.revision or None, dtype=kind)
    loaded.set_attn_implementation("eager" if chosen["attention"] == APART else choose_attention(chosen["attention"]))
    loaded.config.use_cache = False
    if recipe.train.compile and _compiler():
        for layer in loaded.model.layers:  # one by one, so that they share what is compiled
            layer.compile(dynamic=True)
    if recipe.adapter.rank:
        loaded = with_adapter(loaded, recipe)
    reporter = _Reporter(folder, recipe.train.checkpoint_seconds, progress)
    trainer = AnswerTrainer(
        model=loaded, args=settings, train_dataset=data.train, eval_dataset=data.validation, processing_class=tokenizer,
        callbacks=[reporter],
    )  # fmt: skip
    trainer.remove_callback(PrinterCallback)  # the run shows its own lines
    trainer.remove_callback(PrinterCallback)  # the project's own lines say the same
    trainer.folder, trainer.muon = folder, recipe.train.optimizer == "muon"
    trainer.apart = chosen["attention"] == APART
    if recipe.train.other_tokens:
        labels = (row["labels"] for row in data.train)
        size = trainer.inner.lm_head.weight.shape[0]
        trainer.candidates = Candidates(labels, size, recipe.train.other_tokens, recipe.train.seed)
    try:
        trainer.train(resume_from_checkpoint=str(state) if state.exists() else None)
        if data.validation is not None and trainer.state.global_step % settings.eval_steps:
            trainer.evaluate()
    finally:
        reporter.close()
    return state


def _compiler() -> bool:
    """Whether there is what torch.compile writes code for; without one a run is slower, and the same."""
    if torch.cuda.is_available() or os.environ.get("CXX"):
        return True
    return any(shutil.which(name) for name in ("g++", "clang++"))


def choose_attention(name: str) -> str:
    """The attention that keeps samples apart and is fastest here, ready for use."""
    from transformers.utils import is_flash_attn_2_available

    if name == "auto":
        on_gpu = "flash_attention_2" if is_flash_attn_2_available() else "sdpa"
        name = on_gpu if torch.cuda.is_available() else attention.NAME
    if name == attention.NAME:
        attention.register()
    return name


def _profile(model: str, recipe: SftRecipe, folder: Path) -> dict[str, str]:
    """Precision and attention, chosen once, so that a resumed run has the same."""
    path = folder / "profile.json"
    if not path.exists():
        precision = recipe.train.precision
        if precision == "auto":
            precision = "bf16" if _bf16_pays(model, recipe) else "no"
        kind = recipe.train.attention
        found = {"precision": precision, "attention": kind if kind == APART else choose_attention(kind)}
        write_text(path, json.dumps(found) + "\n")
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _bf16_pays(model: str, recipe: SftRecipe) -> bool:
    """On a GPU that has it always; on a CPU where a product of the model's widths is faster."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    probe: Any = torch.nn.Linear(1, 1)
    probe.config = AutoConfig.from_pretrained(model, revision=recipe.revision or None)
    return products_pay(probe)


def _settings(recipe: SftRecipe, folder: Path, bf16: bool, evaluate: bool) -> SFTConfig:
    train = recipe.train
    return SFTConfig(
        output_dir=str(folder / ".state.partial"), use_cpu=not torch.cuda.is_available(), max_length=recipe.cutoff,
        per_device_train_batch_size=train.rows, per_device_eval_batch_size=train.rows,
        gradient_accumulation_steps=accumulation(train.batch, train.rows, int(os.environ.get("WORLD_SIZE", "1"))),
        num_train_epochs=train.epochs, max_steps=train.steps or -1, learning_rate=train.learning_rate,
        lr_scheduler_type="cosine_with_min_lr", lr_scheduler_kwargs={"min_lr": train.final_learning_rate},
        warmup_steps=train.warmup, weight_decay=train.weight_decay, adam_beta2=train.beta2, max_grad_norm=train.clip,
        optim="adamw_torch_fused", bf16=bf16, seed=train.seed, gradient_checkpointing=train.gradient_checkpointing,
        packing=True, packing_strategy="bfd", eval_packing=True, dataset_kwargs={"skip_prepare_dataset": True},
        eval_strategy="steps" if evaluate else "no", eval_steps=train.evaluate_steps or NEVER, prediction_loss_only=True,
        logging_steps=train.log_steps, save_strategy="steps", save_steps=NEVER, report_to="none", disable_tqdm=True,
        deepspeed=str(RECIPES / f"{train.deepspeed}.json") if train.deepspeed else None,
        dataloader_pin_memory=torch.cuda.is_available(),
    )  # fmt: skip


def accumulation(batch: int, rows: int, devices: int) -> int:
    """Batches of each optimizer step, so that all devices together make the recipe's batch.

    Raises:
        ValueError: they cannot.
    """
    if batch % (rows * devices):
        raise ValueError(
            f"batch is {batch}, and {devices} devices with {rows} rows each make {rows * devices}; expected a multiple of that"
        )
    return batch // (rows * devices)
