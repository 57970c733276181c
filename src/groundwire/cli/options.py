"""Options that several commands share, and the few steps that all of them begin with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from groundwire.reflex.model import GroundedModel

MAXIMUM_CYCLES = 400
SMALL_HIDDEN = 512
"""Backbones up to this width are driven on one thread: their products are too small to share, and threads that wait for
each other were measured to be 70 times slower on a machine that is busy with something else."""

Prompt = Annotated[
    str, typer.Argument(metavar="PROMPT", help="What the machine should do, in English.", show_default=False)
]
Checkpoint = Annotated[
    str | None,
    typer.Option(metavar="DIR|NAME", help="The model: a folder, or a name on the Hugging Face hub; by "
                 "default the one that ships with the package.", show_default=False),
]  # fmt: skip
Backbone = Annotated[
    str | None,
    typer.Option(metavar="DIR|NAME", help="Where the checkpoint's frozen backbone is; by default it is found "
                 "by the name in the checkpoint's config.", show_default=False),
]  # fmt: skip
MaxCycles = Annotated[int, typer.Option(min=1, metavar="N", help="Stop after so many instructions.")]
Threads = Annotated[int, typer.Option(min=0, metavar="N", help="CPU threads; 0 to choose by the size of the model.")]
Memory = Annotated[
    list[str] | None,
    typer.Option(metavar="ADDRESS=WORDS", help="Words in memory before the start, such as 0x5100=1,2,3. Repeatable.",
                 show_default=False),
]  # fmt: skip
Text = Annotated[
    list[str] | None,
    typer.Option(metavar="ADDRESS=TEXT", help="Packed ASCII text in memory before the start, such as 0x5100=rv32i. "
                 "Repeatable.", show_default=False),
]  # fmt: skip
Workers = Annotated[int, typer.Option(min=1, metavar="N", help="Processes that draw and check programs.")]
RawBits = Annotated[
    bool, typer.Option("--raw-bits", help="Take each bit on its own, also where that is no legal instruction.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def output() -> Console:
    """Where results go: stdout, plain where it is no terminal, and never wrapped."""
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def open_model(checkpoint: str | None, backbone: str | None, threads: int = 0) -> GroundedModel:
    """Load the model that the options name.

    Raises:
        CheckpointError: the checkpoint cannot be used.
        BackboneMissing: its backbone is not on this machine.
    """
    # Nothing is fetched where everything is here; this only keeps libraries from asking whether there is news.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import torch

    from groundwire.reflex.api import load

    model = load(checkpoint, backbone)
    if threads or model.backbone.hidden_size <= SMALL_HIDDEN:
        torch.set_num_threads(threads or 1)
    return model


def starting_memory(memory: list[str] | None, text: list[str] | None) -> dict[int, list[int]]:
    """What --memory and --text put into memory.

    Raises:
        AssignmentError: one of them cannot be used.
    """
    from groundwire.tasks.assignments import merged, text_assignments, word_assignments

    return merged(word_assignments("--memory", memory or []), text_assignments("--text", text or []))
