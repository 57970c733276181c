"""`groundwire distill run`: from raw pairs to chat messages, as a recipe says; the same command goes on with a stopped run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import output

Recipe = Annotated[
    str, typer.Argument(metavar="RECIPE.yaml", help="A recipe, or the name of one of the package's.", show_default=False)
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Where the run goes; by default runs/distill-NAME, after the recipe's name.",
                 show_default=False),
]  # fmt: skip
Ray = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Have the machines of a Ray cluster do the tools' work.", show_default=False)
]
Workers = Annotated[int, typer.Option(min=0, metavar="N", help="Batches that tools work on at a time; 0 for one a core.")]
Redo = Annotated[
    str | None,
    typer.Option(metavar="STAGE", help="Do a stage again, and all after it. What models answered is not asked again.",
                 show_default=False),
]  # fmt: skip
To = Annotated[str | None, typer.Option("--to", metavar="STAGE", help="Stop after this stage.", show_default=False)]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A setting instead of the recipe's, such as raw.limit=300. Repeatable.",
                 show_default=False),
]  # fmt: skip
RequireSandbox = Annotated[
    bool, typer.Option("--require-sandbox", help="Refuse to run where code cannot be kept from the network and the disk.")
]


def run(
    recipe: Recipe, out: Out = None, ray: Ray = None, workers: Workers = 0, redo: Redo = None, to: To = None,
    settings: Set = None, require_sandbox: RequireSandbox = False,
) -> None:  # fmt: skip
    """Run a recipe. What is done already is not done again, and no model is asked anything twice."""
    from groundwire.cli.distill.view import View
    from groundwire.distill.engine import Engine
    from groundwire.distill.pools import LocalPool, Pool, RayPool
    from groundwire.distill.recipe import load
    from groundwire.eda.sandbox import require_sandbox as check_sandbox

    loaded = load(recipe, settings or ())
    if require_sandbox:
        check_sandbox()
    folder = out or Path("runs", f"distill-{loaded.name}")
    pool: Pool = RayPool(ray, workers or None) if ray else LocalPool(workers or None)
    try:
        with View(["read", *(stage.name for stage in loaded.stages)]) as view:
            engine = Engine(loaded, folder, pool, view.update, view.notice)
            left = engine.run(redo, to)
    finally:
        pool.close()
    output().print(f"{left:,} rows in {folder}; `groundwire distill report {folder}` shows what went and why")
