"""What an evaluation says of itself: a summary for programs, a report for people, a line for each task.

No number stands without its n, its interval and the settings it was measured with. Printing is the command line's
business.
"""

from __future__ import annotations

import json
import math
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from groundwire.reflex.evaluate import (
    SuiteScore,
    TaskResult,
    by_suite,
    distinct_prompts,
    median_cycle_seconds,
    wilson,
)
from groundwire.runs.atomic import write_text
from groundwire.runs.manifest import Manifest


@dataclass(frozen=True)
class EvaluationSettings:
    """What an evaluation was run with."""

    tasks: tuple[str, ...]
    """Task files."""
    checkpoint: str
    """The model's folder or name."""
    backbone: str
    """Its frozen backbone."""
    max_cycles: int
    """Words that each task may emit."""
    batch: int
    """Tasks driven together; the time of a cycle is a task's share."""
    legal: bool
    """Whether words were restricted to legal ones."""
    threads: int
    """CPU threads."""


def overall(results: Sequence[TaskResult]) -> SuiteScore:
    """The score over all suites."""
    return SuiteScore("all", sum(r.passed for r in results), len(results), sum(r.cycles for r in results))


def summarize(results: Sequence[TaskResult], settings: EvaluationSettings) -> dict[str, Any]:
    """Sum an evaluation up as plain JSON values."""
    prompts_passed, prompts = distinct_prompts(results)
    median = median_cycle_seconds(results)
    return {
        "settings": asdict(settings) | {"tasks": list(settings.tasks)},
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "total": score_record(overall(results)),
        "suites": [score_record(score) for score in by_suite(results)],
        "distinct_prompts": {
            "passed": prompts_passed, "n": prompts, "interval": _finite(*wilson(prompts_passed, prompts)),
        },
        "milliseconds_per_cycle": None if math.isnan(median) else round(1000 * median, 3),
        "failures": [result.row() for result in results if not result.passed],
    }  # fmt: skip


def score_record(score: SuiteScore) -> dict[str, Any]:
    """A score as plain JSON values; what is undefined is null."""
    rate = None if math.isnan(score.rate) else round(score.rate, 4)
    return {
        "suite": score.suite, "passed": score.passed, "n": score.total, "rate": rate,
        "interval": _finite(*score.interval()), "cycles": score.cycles,
    }  # fmt: skip


def _finite(low: float, high: float) -> list[float] | None:
    return None if math.isnan(low) else [round(low, 4), round(high, 4)]


def percent(value: float | None) -> str:
    """A share as a percentage; n/a where it is undefined."""
    return "n/a" if value is None else f"{100 * value:.1f}%"


def interval_text(interval: list[float] | None) -> str:
    """A 95% interval in percent."""
    return "n/a" if interval is None else f"{100 * interval[0]:.1f} to {100 * interval[1]:.1f}%"


def markdown(summary: dict[str, Any]) -> str:
    """The report."""
    settings, prompts = summary["settings"], summary["distinct_prompts"]
    rows = [*summary["suites"], summary["total"]] if len(summary["suites"]) > 1 else summary["suites"]
    lines = [
        "# Evaluation of a Reflex model", "",
        f"Checkpoint {settings['checkpoint']} over {settings['backbone']}; tasks {', '.join(settings['tasks'])}; "
        f"at most {settings['max_cycles']} cycles; up to {settings['batch']} tasks together; "
        f"CPU threads: {settings['threads']}; "
        f"{'legal words only' if settings['legal'] else 'each bit on its own'}; {summary['machine']}.", "",
        "| suite | n | passed | rate | 95% interval |", "|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [
        f"| {row['suite']} | {row['n']} | {row['passed']} | {percent(row['rate'])} | {interval_text(row['interval'])} |"
        for row in rows
    ]
    each = summary["milliseconds_per_cycle"]
    lines += [
        "", f"Distinct prompts passed: {prompts['passed']} of {prompts['n']} "
        f"(95% interval {interval_text(prompts['interval'])}).",
        "", "Nothing ran." if each is None else
        f"Median time of a cycle over {rows[-1]['n']} tasks, each its share of the batch: {each:.2f} ms.", "",
        "Intervals are Wilson's.",
    ]  # fmt: skip
    if summary["failures"]:
        lines += ["", "## Failures", "", "| task | prompt | stopped by | cycles | found |", "|---|---|---|---|---|"]
        lines += [failure_row(row) for row in summary["failures"]]
    return "\n".join(lines) + "\n"


def failure_row(row: dict[str, Any]) -> str:
    """One failure as a row of the report's table."""
    cells = [row["id"], row["prompt"], row["reason"], str(row["cycles"]), "; ".join(row.get("found", []))]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def prepare_folder(folder: Path) -> None:
    """Make sure that a report can be written, before anything is run for it.

    Raises:
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def write_report(folder: Path, results: Sequence[TaskResult], summary: dict[str, Any], manifest: Manifest) -> None:
    """Write results.jsonl, summary.json, report.md and, last, manifest.json; each as a whole or not at all.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    write_text(folder / "results.jsonl", "".join(json.dumps(result.row()) + "\n" for result in results))
    write_text(folder / "summary.json", json.dumps(summary, indent=2) + "\n")
    write_text(folder / "report.md", markdown(summary))
    manifest.outcome = {key: summary[key] for key in ("total", "distinct_prompts", "milliseconds_per_cycle")}
    manifest.write(folder)
