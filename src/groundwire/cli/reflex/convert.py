"""`groundwire reflex convert`: a published .pt file into a checkpoint folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import output


def convert(
    source: Annotated[Path, typer.Argument(metavar="FILE.pt", help="A published checkpoint, of either kind.")],
    out: Annotated[Path, typer.Argument(metavar="DIR", help="The checkpoint folder to write.")],
) -> None:
    """Convert a published .pt checkpoint into a folder of safetensors, a config and a card.

    The file is read as tensors and plain values only; a pickle that holds anything else is refused.

    Example: groundwire reflex convert reflex_coder7b.pt reflex-7b
    """
    from groundwire.reflex import published
    from groundwire.reflex.api import quiet_libraries

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise typer.BadParameter(f"{out} is there already; choose a new folder", param_hint="DIR")
    with quiet_libraries():
        published.convert(source, out)
    output().print(f"{source} converted to {out}; use it with --checkpoint {out}")
