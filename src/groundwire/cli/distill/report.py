"""`groundwire distill report`: a page with the funnel, what went and why, with examples."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.distill.status import Run
from groundwire.cli.options import output

Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Where the page goes; by default report.html in the run.", show_default=False)
]
Examples = Annotated[int, typer.Option(min=0, metavar="N", help="Examples of each reason.")]


def report(run: Run, out: Out = None, examples: Examples = 3) -> None:
    """Write a page that shows what each stage let through, what went, and why."""
    from groundwire.distill.funnel import funnel
    from groundwire.distill.report import page
    from groundwire.runs.atomic import write_text

    made = funnel(run)
    path = out or run / "report.html"
    write_text(path, page(made, examples))
    console = output()
    for stage in made.stages:
        why = ", ".join(f"{reason} {count:,}" for reason, count in stage.reasons.items())
        console.print(f"{stage.name}: {stage.rows:,} in, {stage.kept:,} stay, {stage.dropped:,} go{f' ({why})' if why else ''}")
    console.print(f"every count adds up; the page is {path}")
