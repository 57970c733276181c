"""The results table: a model over the published tasks and every held-out split, written into a document by a command.

Each suite's results are kept in a folder of their own, so an interrupted measurement goes on where it stopped. Driving is
`evaluate`'s job, and one suite's report `report`'s.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from groundwire.reflex.evaluate import SuiteScore, evaluate
from groundwire.reflex.model import GroundedModel
from groundwire.reflex.report import (
    EvaluationSettings,
    interval_text,
    percent,
    score_record,
    summarize,
    write_report,
)
from groundwire.runs.atomic import write_text
from groundwire.runs.manifest import Manifest
from groundwire.tasks.taskfile import PUBLISHED_TASKS, read_tasks

GOALS = {
    "published": "51 of 51", "operands": "99%", "phrasings": "95%", "strings": "98%", "words": "98%", "long": "98%",
    "families": "none",
}  # fmt: skip
"""What each suite aims for; a suite that is not named has no goal."""
MEANINGS = {
    "published": "the published evaluation, all suites",
    "operands": "operands that training never saw, wordings that it did",
    "phrasings": "an author of wordings that training never saw",
    "phrasings-validation": "another unseen author, used to choose between models",
    "strings": "unseen strings of 1 to 12 characters, on the display and in memory",
    "words": "unseen operands, every number in words",
    "long": "unseen operands, programs of more than 200 cycles",
    "families": "families that were never trained on",
}
BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"
BATCH = 64

Progress = Callable[[str, int, int], None]


class MarkersMissing(ValueError):
    """A document without the two comments that the table goes between."""


def suite_files(corpus: Path) -> dict[str, Path]:
    """The task file of every suite, by name."""
    files = {name: corpus / f"{name}.jsonl" for name in MEANINGS if name != "published"}
    return {"published": PUBLISHED_TASKS, **{name: path for name, path in files.items() if path.exists()}}


def measure(
    model: GroundedModel, checkpoint: str, corpus: Path, folder: Path, max_cycles: int, progress: Progress
) -> list[dict[str, Any]]:
    """Measure every suite, or keep what a former call with the same weights and tasks measured.

    Returns:
        Each suite's summary, with its results by family.
    """
    return [
        _measure(model, checkpoint, name, path, folder / name, max_cycles, progress)
        for name, path in suite_files(corpus).items()
    ]


def _measure(
    model: GroundedModel, checkpoint: str, name: str, path: Path, folder: Path, max_cycles: int, progress: Progress
) -> dict[str, Any]:
    stamp = {"tasks": hashlib.sha256(path.read_bytes()).hexdigest(), "weights": weights_hash(model), "max_cycles": max_cycles}
    done = folder / "suite.json"
    if done.exists():
        kept: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
        if kept["stamp"] == stamp:
            return kept
    tasks = read_tasks(path)
    results = list(evaluate(model, tasks, max_cycles, BATCH, True, lambda count: progress(name, count, len(tasks))))
    settings = EvaluationSettings(
        (path.name,), checkpoint, model.backbone.name, max_cycles, BATCH, True, torch.get_num_threads()
    )
    summary = summarize(results, settings)
    write_report(folder, results, summary, Manifest(asdict(settings), 0, {path.name: str(stamp["tasks"])}))
    families: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        families[result.task.id.rsplit(" ", 1)[-1]].append(result.passed)
    scores = [score_record(SuiteScore(f, sum(p), len(p), 0)) for f, p in sorted(families.items())]
    row = {"name": name, "stamp": stamp, "summary": summary, "families": scores if name != "published" else []}
    write_text(done, json.dumps(row, indent=1) + "\n")
    return row


def weights_hash(model: GroundedModel) -> str:
    """A hash of the trained weights as they are in memory."""
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        digest.update(name.encode() + value.detach().float().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The results as Markdown: a line a suite, then programs of more than 200 cycles by family."""
    first = rows[0]["summary"]["settings"]
    lines = [
        f"Checkpoint `{Path(first['checkpoint']).name}` (weights {rows[0]['stamp']['weights']}) over "
        f"`{first['backbone']}`, at most {first['max_cycles']} cycles, most likely legal word, {BATCH} tasks driven "
        "together; intervals are Wilson's, 95%.", "",
        "| suite | what it holds out | n | passed | rate | interval | goal |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in rows:
        total, name = row["summary"]["total"], row["name"]
        lines.append(
            f"| {name} | {MEANINGS[name]} | {total['n']} | {total['passed']} | {percent(total['rate'])} | "
            f"{interval_text(total['interval'])} | {GOALS.get(name, 'none')} |"
        )
    prompts = rows[0]["summary"]["distinct_prompts"]
    lines += ["", f"Published tasks: {prompts['passed']} of {prompts['n']} distinct prompts."]
    for name, title in (("long", "Programs of more than 200 cycles"), ("families", "Held-out families")):
        lines += by_family(rows, name, title)
    return "\n".join(lines)


def by_family(rows: Sequence[dict[str, Any]], name: str, title: str) -> list[str]:
    """One suite's families in one line each."""
    found: list[dict[str, Any]] = next((row["families"] for row in rows if row["name"] == name), [])
    if not found:
        return []
    cells = [f"{f['suite']} {f['passed']}/{f['n']}" for f in found]
    return ["", f"{title}, by family: {', '.join(cells)}."]


def write_into(document: Path, text: str) -> None:
    """Put a text between the document's two markers.

    Raises:
        MarkersMissing: the document has not both of them.
    """
    before = document.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(before):
        raise MarkersMissing(f"{document} has no lines {BEGIN} and {END}; put them where the table is to stand")
    write_text(document, pattern.sub(lambda _: f"{BEGIN}\n{text}\n{END}", before))
