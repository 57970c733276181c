"""Reads the five sets of mathematics that the card reports: one JSONL each, with field names that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.prompts import mathematics
from groundwire.bench.readers.files import below, first_row, read_rows
from groundwire.bench.records import Problem

NAME = "math"


@dataclass(frozen=True)
class MathSet:
    """How one set looks, and how it stands to the card's figures."""

    task: str
    """Name of its folder."""
    count: int
    """Problems in it."""
    column: str
    """Its column in the card's table."""
    caveat: str = ""
    """Why its figure cannot stand beside the card's; empty where it can."""


SETS = (
    MathSet("aime24", 30, "AIME", "the card's AIME figures fit 16 samples a problem, not 20"),
    MathSet("amc23", 40, "AMC", "the card's AMC figures fit a set of 83 problems with 16 samples each, not these 40"),
    MathSet("math500", 500, "Math"),
    MathSet("minerva_math", 272, "Minerva"),
    MathSet("olympiadbench", 675, "OlympiadBench"),
)


def set_named(task: str) -> MathSet | None:
    """The set of a name."""
    return next((one for one in SETS if one.task == task), None)


def math_files(place: Path) -> list[Path]:
    """The files of problems in a folder, or the file itself."""
    files: Iterable[Path] = [place] if place.is_file() else [path for path in below(place) if path.suffix == ".jsonl"]
    return [path for path in files if _task(first_row(path), path) is not None]


def read(path: Path) -> tuple[str, list[Problem]]:
    """Read a set.

    Returns:
        Its name and problems, in the file's order.

    Raises:
        BenchmarkError: a row has no problem or no final answer.
    """
    rows = read_rows(path)
    task = _task(rows[0], path) if rows else None
    if task is None:
        known = ", ".join(one.task for one in SETS)
        raise BenchmarkError(f"{path} is none of the sets of mathematics that are known: {known}")
    return task, [_problem(row, number, task, path) for number, row in enumerate(rows, 1)]


def _task(row: dict[str, Any], path: Path) -> str | None:
    """Which set a row comes from: by its fields, and where these are shared, by its content."""
    if "final_answer" in row:
        return "olympiadbench"
    if "unique_id" in row and "subject" in row:
        return "math500"
    if "type" in row and "solution" in row and "answer" not in row:
        return "minerva_math"
    url = str(row.get("url", ""))
    if "AIME" in url or "aime" in path.parent.name:
        return "aime24"
    return "amc23" if "AMC" in url or "amc" in path.parent.name else None


def _problem(row: dict[str, Any], number: int, task: str, path: Path) -> Problem:
    text = row.get("problem") or row.get("question")
    answer = _answer(row)
    if not isinstance(text, str) or not answer:
        raise BenchmarkError(
            f"{path}, row {number}: expected a problem and a final answer; found the fields {', '.join(row)}"
        )
    turn = mathematics(text)
    return Problem(
        id=f"{task}-{number:03d}", task=task, description=text, official_prompt=turn, card_prompt=turn, reference=answer,
        category=str(row.get("subject") or row.get("subfield") or row.get("type") or ""),
    )  # fmt: skip


def _answer(row: dict[str, Any]) -> str:
    """The final answer: a field, or the last box of a solution; several are joined by commas."""
    value = row.get("final_answer", row.get("answer"))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is not None:
        return str(value)
    return last_box(str(row.get("solution", "")))


def last_box(text: str) -> str:
    r"""What stands in the last \boxed{} of a text, with nested braces; empty where there is none."""
    starts = [match.end() for match in re.finditer(r"\\f?boxed\s*\{", text)]
    if not starts:
        return ""
    depth = 1
    for place in range(starts[-1], len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[starts[-1] : place].strip()
    return ""
