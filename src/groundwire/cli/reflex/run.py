"""`groundwire reflex run`: one prompt drives one machine, with a line a cycle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from groundwire.cli.errors import FAILED
from groundwire.cli.options import (
    MAXIMUM_CYCLES,
    AsJson,
    Backbone,
    Checkpoint,
    MaxCycles,
    Memory,
    Prompt,
    RawBits,
    Text,
    Threads,
    open_model,
    output,
    starting_memory,
)

if TYPE_CHECKING:
    from groundwire.reflex.model import GroundedModel
    from groundwire.reflex.trace import TraceStep


def run(
    prompt: Prompt,
    memory: Memory = None,
    text: Text = None,
    expect: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS=WORDS", help="Words that must be in memory at the end, such as 0x5000=56; exit "
                     "with 1 where they are not. Repeatable.", show_default=False),
    ] = None,
    max_cycles: MaxCycles = MAXIMUM_CYCLES,
    checkpoint: Checkpoint = None,
    backbone: Backbone = None,
    head: Annotated[
        Literal["bits", "codebook"] | None,
        typer.Option(help="Refuse a checkpoint whose head is not this one.", show_default=False),
    ] = None,
    raw_bits: RawBits = False,
    threads: Threads = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the result, without the trace.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Drive a RISC-V CPU with a prompt and show every cycle.

    Exit code: 0 where the program halted and every --expect holds; 1 for a trap, the limit, a zero word or an
    expectation that does not hold; 2 where it could not run.

    Example: groundwire reflex run "multiply 7 and 8" --expect 0x5000=56
    """
    from groundwire.tasks.assignments import word_assignments

    start = starting_memory(memory, text)
    expected = word_assignments("--expect", expect or [])
    model = open_model(checkpoint, backbone, threads)
    check_head(model, head, raw_bits)
    record = traced(model, prompt, start, expected, max_cycles, not raw_bits, quiet, as_json)
    if not record["halted"] or not record.get("expectations", {"hold": True})["hold"]:
        raise typer.Exit(FAILED)


def check_head(model: GroundedModel, head: str | None, raw_bits: bool) -> None:
    """Refuse a head other than the checkpoint's, and raw bits of one that has none."""
    own = model.config.head
    if head is not None and head != own:
        message = f"this checkpoint has the head {own!r}, not {head!r}; leave --head out"
        raise typer.BadParameter(message, param_hint="--head")
    if raw_bits and own != "bits":
        raise typer.BadParameter(f"this checkpoint has the head {own!r}, which has no bits", param_hint="--raw-bits")


def traced(
    model: GroundedModel, prompt: str, start: dict[int, list[int]], expected: dict[int, list[int]], max_cycles: int,
    legal: bool, quiet: bool, as_json: bool,
) -> dict[str, Any]:  # fmt: skip
    """Drive, print, and return the run's record."""
    from groundwire.cli.show import TRACE_HEADER, print_summary, trace_line
    from groundwire.reflex.api import drive, prepared_machine
    from groundwire.reflex.trace import Tracer, run_record
    from groundwire.tasks.taskfile import Task

    console = output()
    machine = prepared_machine(start)
    before = machine.snapshot().memory

    def show(step: TraceStep) -> None:
        if step.cycle == 1:
            console.print(TRACE_HEADER, style="dim")
        console.print(trace_line(step))

    tracer = None if quiet or as_json else Tracer(machine, show)
    result = drive(model, prompt, machine=machine, max_cycles=max_cycles, legal=legal, observe=tracer)
    failures = Task("", "", prompt, expected, prefix=True).failures(machine) if expected else None
    record = run_record(result, before, failures, tracer.seconds if tracer else 0.0)
    if as_json:
        typer.echo(json.dumps(record))
    else:
        print_summary(console, record)
    return record
