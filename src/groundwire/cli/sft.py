"""`groundwire sft`: supervised fine-tuning from a recipe, resumed where it stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import output
from groundwire.cli.progress import Reporter


def sft(
    recipe: Annotated[
        str, typer.Argument(metavar="RECIPE", help="A recipe of the package (codev-7b, tiny), or a YAML file.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The run's folder: state, metrics, and the model; by default runs/sft-RECIPE.",
                     show_default=False),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="DIR|NAME", help="The model to train, instead of the recipe's.", show_default=False)
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(metavar="FILES", help="The data, instead of the recipe's: a .jsonl or .parquet file, a pattern, or "
                     "the folder of a `groundwire distill run`.",
                     show_default=False),
    ] = None,
    backend: Annotated[
        str | None, typer.Option(metavar="NAME", help="trl or llama-factory, instead of the recipe's.", show_default=False)
    ] = None,
    environment: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="LLaMA-Factory's virtual environment; made where it is missing.", show_default=False),
    ] = None,
) -> None:  # fmt: skip
    """Fine-tune a model on conversations, on their answers only.

    Before it starts it says what will be trained on and what was dropped, and that the model is trained on the text that it is
    served with. Stopped by whatever, it goes on with the same command. At the end OUT/checkpoint is a Hugging Face folder.

    Example: groundwire sft tiny --model runs/decoder/checkpoint --data runs/distill-tiny --out runs/tiny-verilog
    """
    from groundwire.distill.sft.recipe import read_sft_recipe
    from groundwire.distill.sft.run import sft as run
    from groundwire.reflex.api import quiet_libraries

    settings = read_sft_recipe(recipe)
    chosen = {name: value for name, value in (("model", model), ("backend", backend)) if value is not None}
    settings = replace(settings, **chosen)  # type: ignore[arg-type]
    if data is not None:
        settings = replace(settings, data=replace(settings.data, path=data))
    out = out or Path("runs", f"sft-{Path(recipe).stem}")
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "", str(out))
    out.mkdir(parents=True, exist_ok=True)
    console = output()
    with Reporter() as report, quiet_libraries():
        checkpoint = run(settings, out, report, console.print, environment)
    console.print(f"trained; serve it with `groundwire serve {checkpoint}`")
