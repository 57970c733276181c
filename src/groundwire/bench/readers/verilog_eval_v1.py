"""Reads VerilogEval v1: a JSONL of task_id, prompt, canonical_solution, test, and one of task_id, detail_description."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.prompts import with_head
from groundwire.bench.readers.files import below, field, first_row, read_rows
from groundwire.bench.records import Problem

NAME = "verilog-eval-v1"
MODULE, TOP = "top_module", "tb"
COUNTS = {"human": 156, "machine": 143}
_PROBLEM_FIELDS = {"task_id", "prompt", "canonical_solution", "test"}


def problem_files(place: Path) -> list[Path]:
    """The problem files in a folder, or the file itself."""
    files: Iterable[Path] = [place] if place.is_file() else [path for path in below(place) if path.suffix == ".jsonl"]
    return [path for path in files if first_row(path).keys() >= _PROBLEM_FIELDS]


def read(path: Path) -> tuple[str, list[Problem]]:
    """Read a task set.

    Args:
        path: the file of problems; descriptions are looked for beside it, in `descriptions` and one folder up.

    Returns:
        "human" or "machine", and the problems in the file's order.

    Raises:
        BenchmarkError: a field is missing, a problem comes twice, or one has no description.
    """
    rows = read_rows(path)
    names = [field(row, "task_id", f"{path}, row {number}") for number, row in enumerate(rows, 1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BenchmarkError(f"{path}: problem {twice[0]!r} comes twice; get a whole copy")
    descriptions = _descriptions(path, set(names))
    lacking = [name for name in names if name not in descriptions]
    if lacking:
        raise BenchmarkError(
            f"{path}: no detail_description for {lacking[0]!r} and {len(lacking) - 1} more; put the JSONL of "
            "descriptions beside it or into a folder `descriptions`"
        )
    task = _task(path, names)
    return task, [_problem(row, descriptions[row["task_id"]], task, str(path)) for row in rows]


def _task(path: Path, names: list[str]) -> str:
    lowered = path.name.lower()
    named = next((task for task in COUNTS if task in lowered), None)
    return named or ("machine" if len(names) == COUNTS["machine"] else "human")


def _descriptions(path: Path, wanted: set[str]) -> dict[str, str]:
    """The descriptions of the file that covers most of the wanted problems, and of these the best named one."""
    best: dict[str, str] = {}
    score = (-1, False)
    folders = [path.parent, *sorted(p for p in path.parent.iterdir() if p.is_dir()), path.parent.parent,
               path.parent.parent / "descriptions"]  # fmt: skip
    for file in dict.fromkeys(f for folder in folders if folder.is_dir() for f in sorted(folder.glob("*.jsonl"))):
        if not first_row(file).keys() >= {"task_id", "detail_description"}:
            continue
        found = {
            str(row.get("task_id")): row["detail_description"] for row in read_rows(file) if "detail_description" in row
        }
        same_name = any(task in file.name.lower() and task in path.name.lower() for task in COUNTS)
        this = (len(wanted & found.keys()), same_name)
        if this > score:
            best, score = found, this
    return best


def _problem(row: dict[str, str], description: str, task: str, where: str) -> Problem:
    name = row["task_id"]
    header, solution, test = (field(row, key, f"{where}, {name}") for key in ("prompt", "canonical_solution", "test"))
    turn = with_head(description, header)
    return Problem(
        id=name, task=task, description=description, official_prompt=turn, card_prompt=turn, module=MODULE, top=TOP,
        testbench=test, reference=f"{header.rstrip()}\n{solution}", interface=header,
    )  # fmt: skip
