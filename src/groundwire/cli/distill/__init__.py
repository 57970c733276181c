"""The commands of `groundwire distill`, one file each."""

from __future__ import annotations

import typer

from groundwire.cli.distill.corpus import corpus
from groundwire.cli.distill.inspect import inspect
from groundwire.cli.distill.report import report
from groundwire.cli.distill.run import run
from groundwire.cli.distill.status import status

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Make training data from raw Verilog pairs, stage by stage."
)
app.command()(corpus)
app.command()(run)
app.command()(status)
app.command()(report)
app.command()(inspect)
