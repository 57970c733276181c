"""`groundwire distill inspect`: one pair through every stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from groundwire.cli.distill.status import Run
from groundwire.cli.options import output

if TYPE_CHECKING:
    from groundwire.distill.inspecting import Step

Identifier = Annotated[str, typer.Argument(metavar="ID", help="The pair's identifier.", show_default=False)]
Full = Annotated[bool, typer.Option("--full", help="Show texts whole.")]
_SHORT = 400
"""Characters of a text that are shown."""


def inspect(run: Run, identifier: Identifier, full: Full = False) -> None:
    """Follow one pair through every stage."""
    from groundwire.distill.inspecting import inspect as follow

    console = output()
    for step in follow(run, identifier):
        _step(console, step, full)


def _step(console: Console, step: Step, full: bool) -> None:
    if step.kept is None:
        console.print(f"{step.stage}: not decided yet", style="yellow")
    elif step.kept:
        console.print(f"{step.stage}: stays (shard {step.shard})", style="green")
    else:
        console.print(f"{step.stage}: goes, {step.reason}", style="red")
        if step.detail:
            console.print(_indented(step.detail, full))
    for name, value in step.changed.items():
        if name not in ("id", "messages"):
            console.print(f"  {name}", style="bold")
            console.print(_indented(value, full))
    for role, answers in step.answers.items():
        for one in answers:
            console.print(f"  {role}, answer {one.sample} ({one.finish_reason or 'end unknown'})", style="bold")
            console.print(_indented(one.text, full))


def _indented(value: Any, full: bool) -> str:
    text = str(value).strip()
    if not full and len(text) > _SHORT:
        text = f"{text[:_SHORT]} ... ({len(text):,} characters; --full shows all)"
    return "\n".join(f"    {line}" for line in text.splitlines()) or "    (empty)"
