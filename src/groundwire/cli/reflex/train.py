"""`groundwire reflex train`: everything that a recipe says, resumed where it stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import Workers, output
from groundwire.cli.progress import Reporter


def train(
    recipe: Annotated[
        str, typer.Argument(metavar="RECIPE", help="A recipe of the package, such as tiny, or a YAML file.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The run's folder: state, metrics, and the checkpoint.")],
    corpus: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The corpus; made there where it is missing. By default OUT/corpus.",
                     show_default=False),
    ] = None,
    workers: Workers = 2,
) -> None:  # fmt: skip
    """Train adapters over a frozen backbone.

    Stopped by whatever, it goes on with the same command. At the end the checkpoint and its card are in the run's
    folder.

    Example: groundwire reflex train tiny --out runs/tiny
    """
    from groundwire.reflex.api import quiet_libraries
    from groundwire.reflex.recipe import read_recipe
    from groundwire.reflex.run import run_recipe

    settings = read_recipe(recipe)
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "", str(out))
    out.mkdir(parents=True, exist_ok=True)
    with Reporter() as report, quiet_libraries():
        checkpoint = run_recipe(settings, out, corpus, workers, report)
    output().print(f"trained; use it with --checkpoint {checkpoint}")
