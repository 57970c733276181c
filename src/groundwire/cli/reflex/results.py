"""`groundwire reflex results`: every suite measured, as a table, and written into a document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import MAXIMUM_CYCLES, Backbone, Checkpoint, MaxCycles, Threads, Workers, open_model, output
from groundwire.cli.progress import Reporter


def results(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where each suite's results go; finished ones are kept.")],
    corpus: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A corpus with the held-out splits; by default they are drawn into OUT/corpus.",
                     show_default=False),
    ] = None,
    document: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A Markdown file to write the table into, between its two markers.",
                     show_default=False),
    ] = None,
    held_out: Annotated[int, typer.Option(min=1, metavar="N", help="Prompts of each split, where they are drawn.")] = 2000,
    checkpoint: Checkpoint = None,
    backbone: Backbone = None,
    max_cycles: MaxCycles = MAXIMUM_CYCLES,
    threads: Threads = 2,
    workers: Workers = 2,
) -> None:  # fmt: skip
    """Measure a model on the published tasks and on every held-out split.

    Example: groundwire reflex results --out runs/results --document README.md
    """
    from groundwire.reflex import results as measuring
    from groundwire.reflex.api import DEFAULT_CHECKPOINT
    from groundwire.reflex.report import prepare_folder
    from groundwire.tasks.corpus import CorpusSettings, write_corpus

    prepare_folder(out)
    model = open_model(checkpoint, backbone, threads)
    with Reporter() as report:
        if corpus is None:
            corpus = out / "corpus"
            if not (corpus / "card.json").exists():
                write_corpus(corpus, CorpusSettings(pairs=1000, held_out=held_out), workers, report)
        rows = measuring.measure(model, checkpoint or str(DEFAULT_CHECKPOINT), corpus, out, max_cycles, report)
    text = measuring.table(rows)
    output().print(text)
    if document is not None:
        measuring.write_into(document, text)
