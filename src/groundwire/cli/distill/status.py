"""`groundwire distill status`: how far a run is, and what each stage let through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from groundwire.cli.options import AsJson, output

Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.", show_default=False)]


def status(run: Run, as_json: AsJson = False) -> None:
    """Show how far a run is."""
    from groundwire.distill.funnel import funnel

    made = funnel(run)
    console = output()
    if as_json:
        keys = ("name", "state", "rows", "kept", "dropped", "reasons", "usage")
        stages = [{key: getattr(stage, key) for key in keys} for stage in made.stages]
        console.print(json.dumps({"name": made.name, "done": made.done, "stages": stages}))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("stage", "state", "came in", "stay", "go", "why", "tokens"):
        table.add_column(name, justify="right" if name in ("came in", "stay", "go", "tokens") else "left", no_wrap=name != "why")
    for stage in made.stages:
        tokens = sum(used["prompt_tokens"] + used["completion_tokens"] for used in stage.usage.values())
        of = f" of {stage.expected:,}" if stage.expected is not None and stage.state == "under way" else ""
        why = ", ".join(f"{reason} {count:,}" for reason, count in list(stage.reasons.items())[:4])
        counts = (f"{stage.rows:,}{of}", f"{stage.kept:,}", f"{stage.dropped:,}")
        table.add_row(stage.name, stage.state, *counts, why, f"{tokens:,.0f}" if tokens else "")
    console.print(table)
    console.print("every count adds up" + ("" if made.done else "; the same `groundwire distill run` goes on with it"))
