"""The model card's published rows, to stand beside a score."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from groundwire.bench.readers.mathematics import set_named


@dataclass(frozen=True)
class PublishedRow:
    """One model's published figure."""

    model: str
    """The model."""
    size: str
    """Parameters."""
    kind: str
    """What it was made for."""
    percent: float
    """pass@1, in percent."""


def published_rows(benchmark: str, task: str) -> list[PublishedRow]:
    """The card's rows for a task set; none where the card has no figure for it."""
    table = _tables().get(benchmark)
    if not isinstance(table, dict) or task not in table["columns"]:
        return []
    column = 3 + table["columns"].index(task)
    return [PublishedRow(row[0], row[1], row[2], row[column]) for row in table["rows"]]


def settings_of_the_card() -> str:
    """Where the rows come from and how they were made."""
    return str(_tables()["source"])


def caveat(benchmark: str, task: str, revision: str, settings: dict[str, Any], least: int) -> list[str]:
    """Why a score cannot stand beside the card's rows; empty where nothing speaks against it."""
    found = []
    one = set_named(task) if benchmark == "math" else None
    if one is not None and one.caveat:
        found.append(f"not comparable: {one.caveat}")
    if benchmark == "verilog-eval-v2" and revision != "65c87a8":
        found.append(f"the card's figures are on revision 65c87a8, this score on {revision}")
    if settings.get("temperature") not in (0.6, None):
        found.append(f"the card's temperature is 0.6, this run's {settings['temperature']}")
    if settings.get("temperature") is None:
        found.append("this run's temperature is not known; the card's is 0.6")
    if least < 20:
        found.append(f"the card has 20 responses a problem, this run {least}")
    return found


def _tables() -> dict[str, Any]:
    return json.loads((files("groundwire.bench") / "card.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
