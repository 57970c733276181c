"""`groundwire verilog fetch`: a benchmark from its public home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import output


def fetch(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="verilog-eval-v2, verilog-eval-v1, rtllm-v1.1 or rtllm-v2.0.", show_default=False),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to make.", show_default=False)],
    home: Annotated[
        str | None, typer.Option(metavar="URL", help="Another repository than its public home.", show_default=False)
    ] = None,
    revision: Annotated[
        str | None, typer.Option(metavar="REV", help="Another commit, branch or tag than the pinned one.", show_default=False)
    ] = None,
) -> None:
    """Clone a benchmark from its public home at a pinned revision, and check it by content."""
    from groundwire.bench.homes import fetch as run

    console = output()
    for one in run(name, out, home, revision):
        console.print(f"{one.benchmark.title}, {len(one.benchmark.problems)} problems: {one.place}")
        if not one.known:
            console.print("note: only the number of its problems was checked, for its content is not on record", style="yellow")
