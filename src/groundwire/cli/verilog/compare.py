"""`groundwire verilog compare`: which differences of two runs are significant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import AsJson, output


def compare(
    first: Annotated[Path, typer.Argument(metavar="RUN", help="Folder with a summary.json.", show_default=False)],
    second: Annotated[Path, typer.Argument(metavar="RUN", help="Another one.", show_default=False)],
    official: Annotated[bool, typer.Option("--official", help="Compare by the benchmark's own rules.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say which differences of two runs on one benchmark are significant."""
    import json
    from dataclasses import asdict

    from groundwire.bench.compare import compare as run
    from groundwire.bench.report import percent
    from groundwire.bench.summary import read_summary

    found = run(read_summary(first), read_summary(second), official)
    if as_json:
        typer.echo(json.dumps({**asdict(found), "significant": found.significant}))
        return
    console = output()
    for remark in found.remarks:
        console.print(f"note: {remark}", style="yellow")
    console.print(f"pass@1 over {found.problems} problems: {percent(found.first)} and {percent(found.second)}")
    word = "significant" if found.significant else "not significant"
    gap = found.second - found.first
    console.print(
        f"difference {100 * gap:+.1f} points, 95% {100 * found.low:+.1f} to {100 * found.high:+.1f}, p = {found.p:.4f}: {word}"
    )
    for name, before, after, p in found.changed:
        console.print(f"  {name}: {percent(before)} and {percent(after)}, p = {p:.4f} (Holm)")
    if not found.changed:
        console.print("no single problem differs significantly")
