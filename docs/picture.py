"""Write the README's picture: run a prompt through the command line and keep what it prints, colours and all, as an SVG.

The run is a real one, of the model that ships unless another is named. A run that does not halt is no picture for a README,
so nothing is written then, unless --anyway is given. Run by hand: python docs/picture.py
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from groundwire.cli.errors import FAILED, guarded
from groundwire.runs.atomic import write_text

PICTURE = Path(__file__).with_name("run.svg")
PROMPT = "add 100 and 200 and store the result"
WIDTH = 92
"""Columns: the longest line of a trace that changes one register or one word of memory."""
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""What rich would have a viewer fetch; the viewer's own monospaced font does."""


def recorded(prompt: str, options: dict[str, str | None]) -> tuple[Console, bool]:
    """Run `groundwire reflex run` in this process.

    Args:
        prompt: what the machine should do.
        options: of the command, without those that are None.

    Returns:
        The console that it printed to, and whether the program halted.
    """
    # By name: the package binds the command of the same name over its module.
    command: Any = import_module("groundwire.cli.reflex.run")
    console = Console(
        record=True, width=WIDTH, force_terminal=sys.stdout.isatty(), highlight=False, soft_wrap=True, markup=False,
        emoji=False,
    )  # fmt: skip
    console.print(Text(f"$ {command_line(prompt, options)}", "bold"))
    given = {name: value for name, value in options.items() if value is not None}
    command.output = lambda: console
    try:
        command.run(prompt, **given)
    except typer.Exit:
        return console, False
    return console, True


def command_line(prompt: str, options: dict[str, str | None]) -> str:
    """What a reader types for the same."""
    named = [part for name, value in options.items() if value is not None for part in (f"--{name}", value)]
    return " ".join(["groundwire reflex run", f'"{prompt}"', *map(shlex.quote, named)])


def main() -> int:
    """Run, and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prompt", nargs="?", default=PROMPT)
    parser.add_argument("--out", type=Path, default=PICTURE, help="where the SVG goes")
    parser.add_argument("--checkpoint", help="a folder or hub name; the model that ships by default")
    parser.add_argument("--backbone", help="where its backbone is, if not under the recorded name")
    parser.add_argument("--anyway", action="store_true", help="write a run that did not halt, too")
    arguments = parser.parse_args()
    options = {"checkpoint": arguments.checkpoint, "backbone": arguments.backbone}
    console, halted = recorded(arguments.prompt, options)
    if not (halted or arguments.anyway):
        print("the program did not halt, so no picture was written; --anyway writes one", file=sys.stderr)
        return FAILED
    write_text(arguments.out, FONTS.sub("", console.export_svg(title="groundwire")))
    print(f"written to {arguments.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    guarded(main)
