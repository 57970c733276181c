"""`groundwire reflex corpus`: draw, verify and write prompts with programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import Workers, output
from groundwire.cli.progress import Reporter


def corpus(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to; replaced as a whole when all is done.")],
    pairs: Annotated[int, typer.Option(min=1, metavar="N", help="Distinct training pairs.")] = 200_000,
    held_out: Annotated[int, typer.Option(min=1, metavar="N", help="Prompts of each held-out split.")] = 2000,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed gives the same corpus.")] = 0,
    workers: Workers = 2,
) -> None:
    """Make a corpus: prompts with RV32I programs, each executed and checked.

    Writes train.parquet, a task file for each held-out split, README.md and card.json. Every held-out split can
    be given to `groundwire reflex eval --tasks`.

    Example: groundwire reflex corpus --out corpus --pairs 10000
    """
    from groundwire.tasks.corpus import CorpusSettings, write_corpus

    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "", str(out))
    if out.is_dir() and any(out.iterdir()) and not (out / "card.json").is_file():
        raise typer.BadParameter(f"{out} holds something that is no corpus; choose a new folder", param_hint="--out")
    with Reporter() as report:
        card = write_corpus(out, CorpusSettings(pairs, held_out, seed), workers, report)
    train = card["splits"]["train"]
    console = output()
    console.print(f"{train['pairs']:,} pairs of {len(train['families'])} families in {out}/train.parquet")
    names = [name for name in card["splits"] if name != "train"]
    console.print("held out: " + ", ".join(held_out_text(card, name) for name in names))


def held_out_text(card: dict[str, dict[str, dict[str, int]]], name: str) -> str:
    """A held-out split's file and size."""
    return f"{name}.jsonl ({card['splits'][name]['pairs']:,})"
