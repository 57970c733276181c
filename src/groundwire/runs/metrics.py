"""Metrics of a run: means between two lines, and a file of JSON lines that a resumed run goes on with.

What is measured is the run's own affair.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from groundwire.runs.atomic import write_text

METRICS_NAME = "metrics.jsonl"


class Averages:
    """Means of metrics between two lines."""

    def __init__(self, sums: dict[str, float] | None = None, count: int = 0) -> None:
        self.sums: dict[str, float] = dict(sums or {})
        self.count = count

    def add(self, values: dict[str, float]) -> None:
        """Take in one step's."""
        self.count += 1
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + value

    def take(self) -> dict[str, float]:
        """Give the means and begin anew."""
        means = {name: value / max(1, self.count) for name, value in self.sums.items()}
        self.sums, self.count = {}, 0
        return means


class StepLog:
    """A file of JSON lines, each of one step."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, step: int, values: dict[str, Any]) -> None:
        """Add one line; fractions are rounded to six places."""
        rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in values.items()}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, **rounded}) + "\n")

    def forget_after(self, step: int) -> None:
        """Drop the lines of later steps, which will be done again, and a line that a kill cut off."""
        if not self.path.exists():
            return
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if _step(line) <= step]
        if len(kept) != len(lines):
            write_text(self.path, "".join(kept))


def _step(line: str) -> float:
    """The step of one line; infinity for half a line."""
    try:
        return float(json.loads(line)["step"]) if line.endswith("\n") else math.inf
    except (ValueError, KeyError, TypeError):
        return math.inf


def read_metrics(folder: Path) -> list[dict[str, Any]]:
    """A run's lines of metrics; none before the first."""
    if not (folder / METRICS_NAME).exists():
        return []
    text = (folder / METRICS_NAME).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
