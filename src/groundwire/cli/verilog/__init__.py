"""The commands of `groundwire verilog`, one file each."""

from __future__ import annotations

import typer

from groundwire.cli.verilog.ask import ask
from groundwire.cli.verilog.check import check
from groundwire.cli.verilog.compare import compare
from groundwire.cli.verilog.evaluate import evaluate
from groundwire.cli.verilog.fetch import fetch
from groundwire.cli.verilog.generate import generate
from groundwire.cli.verilog.score import score

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Have Verilog written, and score models that write it, by simulation."
)
app.command()(ask)
app.command()(fetch)
app.command()(check)
app.command()(generate)
app.command()(score)
app.command("eval")(evaluate)
app.command()(compare)
