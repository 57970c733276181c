"""`groundwire reflex eval`: a model over task files, with a table, the failures, and files for later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from groundwire.cli.options import (
    MAXIMUM_CYCLES,
    AsJson,
    Backbone,
    Checkpoint,
    MaxCycles,
    RawBits,
    Threads,
    open_model,
    output,
)
from groundwire.cli.progress import Reporter

if TYPE_CHECKING:
    from groundwire.tasks.taskfile import Task

SHOWN_FAILURES = 40


def evaluate(
    tasks: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A task file, JSON lines. Repeatable. By default the published 51 tasks.",
                     show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write summary.json, report.md, results.jsonl and manifest.json here.",
                     show_default=False),
    ] = None,
    checkpoint: Checkpoint = None,
    backbone: Backbone = None,
    max_cycles: MaxCycles = MAXIMUM_CYCLES,
    batch: Annotated[int, typer.Option(min=1, metavar="N", help="Tasks driven together.")] = 64,
    raw_bits: RawBits = False,
    threads: Threads = 0,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Drive every task of a task file and say how many passed.

    A task is passed where the program halted, left the expected words, and left the word after them alone.

    Exit code: 0 where everything ran, whatever the score; 2 where it could not run.

    Example: groundwire reflex eval --tasks mine.jsonl --out results
    """
    from groundwire.tasks.taskfile import PUBLISHED_TASKS

    files = tasks or [PUBLISHED_TASKS]
    chosen = read_all(files)
    if out is not None:
        from groundwire.reflex.report import prepare_folder

        prepare_folder(out)
    summary = measured(chosen, files, out, (checkpoint, backbone), max_cycles, batch, not raw_bits, threads)
    if as_json:
        typer.echo(json.dumps(summary))
    else:
        print_evaluation(summary, out)


def read_all(files: list[Path]) -> list[Task]:
    """Read task files as one list.

    Raises:
        TaskFileError: a file or line cannot be used, or an id stands twice.
    """
    from groundwire.tasks.taskfile import check_distinct, read_tasks

    chosen = [task for file in files for task in read_tasks(file)]
    check_distinct(files[-1], chosen)
    return chosen


def measured(
    chosen: list[Task], files: list[Path], out: Path | None, model_names: tuple[str | None, str | None],
    max_cycles: int, batch: int, legal: bool, threads: int,
) -> dict[str, Any]:  # fmt: skip
    """Run the evaluation, write its files, and return the summary."""
    import torch

    from groundwire.models.encoder import file_sha256
    from groundwire.reflex import evaluate as evaluation
    from groundwire.reflex.api import DEFAULT_CHECKPOINT
    from groundwire.reflex.report import EvaluationSettings, summarize, write_report
    from groundwire.runs.manifest import Manifest

    model = open_model(*model_names, threads)
    settings = EvaluationSettings(
        tuple(str(file) for file in files), model_names[0] or str(DEFAULT_CHECKPOINT), model.backbone.name, max_cycles,
        batch, legal, torch.get_num_threads(),
    )  # fmt: skip
    manifest = Manifest(settings.__dict__ | {"tasks": list(settings.tasks)}, 0)
    manifest.data = {str(file): file_sha256(file) for file in files}
    with Reporter() as report:
        done = evaluation.evaluate(
            model, chosen, max_cycles, batch, legal, lambda count: report("tasks", count, len(chosen))
        )
        report("tasks", 0, len(chosen))
        results = list(done)
    summary = summarize(results, settings)
    if out is not None:
        write_report(out, results, summary, manifest)
    return summary


def print_evaluation(summary: dict[str, Any], out: Path | None) -> None:
    """Print the table, the failures and the figures under them."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from groundwire.reflex.report import interval_text, percent

    console = output()
    table = Table("suite", box=SIMPLE_HEAD, pad_edge=False, show_footer=len(summary["suites"]) > 1)
    for name in ("n", "passed", "rate", "95% interval"):
        table.add_column(name, justify="right")

    def cells(row: dict[str, Any]) -> list[str]:
        return [row["suite"], str(row["n"]), str(row["passed"]), percent(row["rate"]), interval_text(row["interval"])]

    for row in summary["suites"]:
        table.add_row(*map(Text, cells(row)))
    for column, text in zip(table.columns, cells(summary["total"]), strict=True):
        column.footer = text
    console.print(table)
    failures = summary["failures"]
    for row in failures[:SHOWN_FAILURES]:
        console.print(Text(f"failed  {row['id']}", "red").append(f'  "{row["prompt"]}"', "default"))
        found = "; ".join(row.get("found", [])) or "memory is as expected"
        console.print(f"        {row['reason']} after {row['cycles']} cycles: {found}", style="dim")
    if len(failures) > SHOWN_FAILURES:
        console.print(f"        and {len(failures) - SHOWN_FAILURES} more; --out DIR lists them all")
    prompts, each = summary["distinct_prompts"], summary["milliseconds_per_cycle"]
    console.print(f"{prompts['passed']} of {prompts['n']} distinct prompts passed")
    if each is not None:
        together, threads = summary["settings"]["batch"], summary["settings"]["threads"]
        console.print(f"{each:.2f} ms a cycle at the median, up to {together} tasks together, CPU threads: {threads}")
    if out is not None:
        console.print(f"written to {out}: report.md, summary.json, results.jsonl, manifest.json")
