"""The commands of `groundwire reflex`, one file each."""

from __future__ import annotations

import typer

from groundwire.cli.reflex.compare import compare
from groundwire.cli.reflex.convert import convert
from groundwire.cli.reflex.corpus import corpus
from groundwire.cli.reflex.evaluate import evaluate
from groundwire.cli.reflex.results import results
from groundwire.cli.reflex.run import run
from groundwire.cli.reflex.shell import shell
from groundwire.cli.reflex.train import train

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="Drive a RISC-V CPU with a prompt.")
app.command()(run)
app.command()(shell)
app.command("eval")(evaluate)
app.command()(compare)
app.command()(corpus)
app.command()(train)
app.command()(results)
app.command()(convert)
