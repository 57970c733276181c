"""The command `groundwire`: its groups of commands, and the one way in and out.

Nothing is computed here. Commands import what they run when they run it, so that `--help` needs no torch.
"""

from __future__ import annotations

from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from groundwire import __version__
from groundwire.cli.distill import app as distill_app
from groundwire.cli.doctor import doctor
from groundwire.cli.errors import guarded
from groundwire.cli.models import app as models_app
from groundwire.cli.reflex import app as reflex_app
from groundwire.cli.serve import serve
from groundwire.cli.sft import sft
from groundwire.cli.verilog import app as verilog_app


class GuardedGroup(TyperGroup):
    """The group that turns every way of failing into one line on stderr and an exit code."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command line and exit."""
        extra["standalone_mode"] = False
        guarded(lambda: super(GuardedGroup, self).main(*args, **extra))


app = typer.Typer(
    cls=GuardedGroup,
    name="groundwire",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(doctor)
app.command()(sft)
app.command()(serve)
app.add_typer(reflex_app, name="reflex")
app.add_typer(verilog_app, name="verilog")
app.add_typer(distill_app, name="distill")
app.add_typer(models_app, name="models")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"groundwire {__version__}")
        raise typer.Exit


@app.callback()
def groundwire(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Language models wired to hardware: a prompt drives a RISC-V CPU, one instruction a cycle."""


def main() -> None:
    """Run the command line of this process."""
    app(prog_name="groundwire")
