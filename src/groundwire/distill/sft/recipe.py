"""The recipe of a fine-tuning run: model, data, how to train, and with which backend, in one YAML file.

Defaults are the published settings of CodeV-R1-Distill-Qwen-7B (its model card, and the training YAML of its public repository).
Running a recipe is `run`'s job.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.runs.recipes import load_recipe

RECIPES = Path(__file__).parent / "recipes"
"""Recipes that ship with the package."""
_CHOICES = {
    "backend": ("trl", "llama-factory"),
    "overlong": ("cut", "drop"),
    "precision": ("auto", "no", "bf16"),
    "attention": ("auto", "documents", "apart", "sdpa", "flash_attention_2"),
    "optimizer": ("adamw", "muon"),
    "store": ("float32", "bfloat16"),
    "deepspeed": ("", "zero3-offload"),
}


def _check(settings: object, names: tuple[str, ...]) -> None:
    for name in names:
        value = getattr(settings, name)
        if value not in _CHOICES[name]:
            known = ", ".join(repr(choice) for choice in _CHOICES[name])
            raise ValueError(f"{name} is {value!r}; expected one of: {known}")


@dataclass(frozen=True)
class DataSettings:
    """The conversations to train on."""

    path: str = ""
    """A .jsonl or .parquet file, a pattern of them, or a folder, with the columns system, prompt and response, or the column
    messages; or the folder of a curation run, of which the last stage is taken."""
    system: str | None = CARD_SYSTEM_PROMPT
    """System turn of rows that bring none; null for none. The card's is also what `groundwire serve` puts before a
    conversation without one."""
    limit: int = 0
    """Rows read at most; all where 0."""
    held_out: int = 0
    """One row in so many is held out, by a hash of its text, and its loss is measured; none where 0."""
    overlong: str = "cut"
    """What happens to a row longer than `cutoff`: "cut" its answer, which then has no end, or "drop" it."""

    def __post_init__(self) -> None:
        _check(self, ("overlong",))
        if self.limit < 0 or self.held_out < 0 or self.held_out == 1:
            raise ValueError(f"limit is {self.limit} and held_out {self.held_out}; expected at least 0, and held_out not 1")


@dataclass(frozen=True)
class TrainSettings:
    """How to train."""

    epochs: float = 6.0
    """Passes over the data."""
    steps: int = 0
    """Optimizer steps; as many as `epochs` makes where 0."""
    batch: int = 64
    """Packed rows of one optimizer step, on all devices together."""
    rows: int = 1
    """Packed rows that one device computes at a time."""
    learning_rate: float = 1e-5
    """At its highest."""
    final_learning_rate: float = 0.0
    """At the end of the cosine."""
    warmup: float = 0.03
    """Share of the steps in which the rate rises."""
    weight_decay: float = 0.0
    """AdamW's, for matrices."""
    beta2: float = 0.999
    """AdamW's second one."""
    optimizer: str = "adamw"
    """"adamw", or "muon" for Muon on matrices and AdamW on all else."""
    clip: float = 1.0
    """Largest norm of the gradient."""
    seed: int = 42
    """Where all chance begins."""
    precision: str = "auto"
    """"no" for float32, "bf16" for autocast, or "auto" for bf16 where the processor gains by it."""
    attention: str = "auto"
    """"documents" computes each sample of a row by itself, "apart" samples of like lengths together (a small model on one
    CPU process), "sdpa" masks them, "flash_attention_2" needs its package and a GPU;
    "auto" takes flash attention where it is installed, else documents on a CPU and sdpa on a GPU."""
    other_tokens: int = 0
    """Where above 0, the softmax of training is over all tokens that answers have and so many others, drawn for each step; the
    model's whole vocabulary where 0. With adapters and attention "apart"."""
    compile: bool = False
    """Compile each layer once, where there is a C++ compiler or a GPU: a minute at the start for faster steps."""
    gradient_checkpointing: bool = False
    """Compute activations twice instead of keeping them."""
    deepspeed: str = ""
    """"zero3-offload" shards weights, gradients and optimizer over the GPUs and keeps the optimizer in main memory."""
    checkpoint_seconds: float = 600.0
    """Wall time between checkpoints."""
    log_steps: int = 10
    """Steps between lines of metrics."""
    evaluate_steps: int = 0
    """Steps between measurements on held-out rows; only at the end where 0."""

    def __post_init__(self) -> None:
        _check(self, ("precision", "attention", "optimizer", "deepspeed"))
        if self.batch < 1 or self.rows < 1 or self.batch % self.rows:
            raise ValueError(f"batch is {self.batch} and rows {self.rows}; expected batch to be a multiple of rows")
        if not 0 <= self.warmup < 1:
            raise ValueError(f"warmup is {self.warmup}; expected a share of the steps, such as 0.03")
        if self.steps < 0 or self.epochs <= 0 or self.log_steps < 1:
            raise ValueError(
                f"steps is {self.steps}, epochs {self.epochs} and log_steps {self.log_steps}; "
                "expected 0 or more, above 0, and 1 or more"
            )


@dataclass(frozen=True)
class AdapterSettings:
    """Low-rank adapters (LoRA, Hu et al. 2021) over a frozen model, instead of training all of it."""

    rank: int = 0
    """Of each adapter; all weights are trained, without adapters, where 0."""
    alpha: int = 32
    """An adapter's product is scaled by alpha / rank."""
    start: str = ""
    """An adapter's folder to begin with, of the same rank and model; new ones where empty."""

    def __post_init__(self) -> None:
        if self.rank < 0 or self.alpha <= 0:
            raise ValueError(f"rank is {self.rank} and alpha {self.alpha}; expected 0 or more, such as 32, and above 0")
        if self.start and not self.rank:
            raise ValueError(f"start is {self.start!r} and rank 0; give the rank of the adapter that is there")


@dataclass(frozen=True)
class FactorySettings:
    """What only LLaMA-Factory is told."""

    environment: str = ""
    """Folder of a virtual environment that has it; made beside the run's folder where empty."""
    template: str = "qwen"
    """Its name of the chat template; held against the tokenizer's own before training."""
    neat_packing: bool = False
    """Whether samples packed in one row are kept apart. The published run had it off, so they attended to each other."""


@dataclass(frozen=True)
class SftRecipe:
    """A fine-tuning run."""

    model: str = "Qwen/Qwen2.5-Coder-7B-Instruct"
    """The model that is trained: a folder, or a name on the Hugging Face hub."""
    revision: str = ""
    """Its revision on the hub; the newest where empty."""
    backend: str = "trl"
    """"trl" or "llama-factory"."""
    data: DataSettings = field(default_factory=DataSettings)
    """What on."""
    cutoff: int = 16384
    """Tokens of a packed row, and of a sample at most."""
    train: TrainSettings = field(default_factory=TrainSettings)
    """How."""
    adapter: AdapterSettings = field(default_factory=AdapterSettings)
    """Adapters instead of all weights; with the backend trl."""
    factory: FactorySettings = field(default_factory=FactorySettings)
    """LLaMA-Factory's own."""
    store: str = "bfloat16"
    """Precision of the finished model's files."""
    shard: str = "5GB"
    """Largest file of weights, such as 15MB."""
    threads: int = 0
    """CPU threads; all where 0. With a fixed number a resumed run is the same bit for bit."""

    def __post_init__(self) -> None:
        _check(self, ("backend", "store"))
        if self.train.other_tokens and not (self.adapter.rank and self.train.attention == "apart"):
            raise ValueError(f"train.other_tokens is {self.train.other_tokens}; expected 0, or an adapter and attention: apart")
        if self.adapter.rank and self.backend != "trl":
            raise ValueError(f"adapter.rank is {self.adapter.rank} with backend {self.backend!r}; expected 0, or backend: trl")
        if self.cutoff < 8:
            raise ValueError(f"cutoff is {self.cutoff}; expected at least 8 tokens, such as 1024")


def read_sft_recipe(source: str | Path) -> SftRecipe:
    """Read a recipe from a file, or one of the package's by its name.

    Raises:
        RecipeError: it is missing, no YAML, or has keys or values that cannot be used.
    """
    return load_recipe(SftRecipe, source, RECIPES)
