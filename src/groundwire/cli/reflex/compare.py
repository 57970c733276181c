"""`groundwire reflex compare`: Reflex beside a language model that writes assembly as text."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from groundwire.cli.options import (
    MAXIMUM_CYCLES,
    AsJson,
    Checkpoint,
    MaxCycles,
    Memory,
    Prompt,
    Text,
    Threads,
    open_model,
    output,
    starting_memory,
)


def compare(
    prompt: Prompt,
    memory: Memory = None,
    text: Text = None,
    backbone: Annotated[
        str | None,
        typer.Option(metavar="DIR|NAME", help="The causal language model that writes text; by default the "
                     "checkpoint's own backbone, where it is causal.", show_default=False),
    ] = None,
    checkpoint: Checkpoint = None,
    max_cycles: MaxCycles = MAXIMUM_CYCLES,
    max_tokens: Annotated[int, typer.Option(min=1, metavar="N", help="Tokens that may be generated.")] = 512,
    threads: Threads = 0,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Set Reflex beside a language model that writes assembly as text.

    The model's text is assembled and run on a machine of the same kind. Text that does not assemble is a result.

    Exit code: 0 where both were run, whatever came out; 2 where one could not be.

    Example: groundwire reflex compare "multiply 7 and 8" --backbone Qwen/Qwen2.5-Coder-0.5B-Instruct
    """
    start = starting_memory(memory, text)
    model = open_model(checkpoint, None, threads)

    from groundwire.reflex import compare as comparison
    from groundwire.reflex.api import check_prompt
    from groundwire.reflex.checkpoint import BackboneRecord

    check_prompt(prompt)
    model.backbone.tokenize(prompt)
    writer = comparison.writer_for(BackboneRecord.of(model.backbone), backbone, max_tokens)
    record = comparison.compare(model, writer, prompt, start, max_cycles)
    if as_json:
        typer.echo(json.dumps(record))
    else:
        print_comparison(record)


def print_comparison(record: dict[str, Any]) -> None:
    """Print both, side by side."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from groundwire.cli.show import range_text
    from groundwire.reflex.trace import MemoryRange

    reflex, written = record["reflex"], record["text"]

    def result(side: dict[str, Any]) -> str:
        parts = [f'display "{side["display"]}"'] if side["display"] else []
        parts += [
            range_text(MemoryRange(int(address, 16), words))
            for address, words in side["memory"].items()
            if int(address, 16) < 0x6000
        ]
        return "\n".join(parts) or "memory unchanged"

    table = Table("", "reflex", f"text by {written['model']}", box=SIMPLE_HEAD, pad_edge=False)
    why = f": {written['detail']}" if "detail" in written else ""
    table.add_row("ended", reflex["reason"], written["reason"] + why)
    table.add_row("instructions executed", str(reflex["instructions"]), str(written["instructions"]))
    table.add_row("tokens generated", "0", str(written["tokens"]))
    table.add_row("seconds", f"{reflex['seconds']:.2f}", f"{written['seconds']:.2f}")
    table.add_row("result", result(reflex), result(written))
    console = output()
    console.print(table)
    console.print("both left the same result" if record["same_result"] else "the results differ")
