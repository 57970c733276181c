"""`groundwire doctor`: what was found, which version, what is missing and how to get it."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from groundwire.cli.checks import DEVELOPMENT, REFLEX, VERILOG, Check, all_checks, reflex_runs
from groundwire.cli.errors import FAILED
from groundwire.cli.options import AsJson, output

TITLES = {
    REFLEX: "Reflex: a prompt drives a CPU", VERILOG: "Verilog: checked by simulation",
    DEVELOPMENT: "Work on groundwire itself",
}  # fmt: skip


def doctor(as_json: AsJson = False) -> None:
    """Say what was found, which version, what is missing and how to get it.

    Exit code: 0 where Reflex can run, 1 otherwise.
    """
    checks = all_checks()
    runs = reflex_runs(checks)
    if as_json:
        typer.echo(json.dumps({"reflex_runs": runs, "checks": [asdict(check) for check in checks]}))
    else:
        print_checks(checks, runs)
    if not runs:
        raise typer.Exit(FAILED)


def print_checks(checks: list[Check], runs: bool) -> None:
    """Print the checks in groups, and the verdict."""
    console = output()
    for group, title in TITLES.items():
        console.print(title, style="bold")
        for check in checks:
            if check.needed_for == group:
                print_check(check)
        console.print()
    missing = [check.name for check in checks if check.required and check.needed_for == REFLEX and not check.found]
    if runs:
        console.print("Reflex can run.", style="bold green")
    else:
        console.print(f"Reflex cannot run: {', '.join(missing)} missing.", style="bold red")


def print_check(check: Check) -> None:
    """Print one check: one line where it is there, and how to get it below where it is not."""
    from rich.text import Text

    absent = ("MISSING", "bold red") if check.required else ("absent", "yellow")
    mark, style = ("ok", "green") if check.found else absent
    line = Text(f"  {mark:<8}", style).append(f"{check.name:<16} ", "default").append(f"{check.version:<14}", "cyan")
    line.append(f"  {check.detail}" if check.detail else "", "dim")
    line.rstrip()
    console = output()
    console.print(line)
    if not check.found and check.remedy:
        console.print(f"            get it: {check.remedy}")
