"""The rows that stages hand on, what a stage decides about each, and the columns that travel with every row.

A row is a plain mapping, because every stage adds columns of its own; which ones, it declares (`groundwire.distill.stage`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

Row = dict[str, Any]
"""One pair with whatever the stages so far have added."""

BASE_COLUMNS: Mapping[str, pa.DataType] = {
    "id": pa.string(),
    "problem": pa.string(),
    "header": pa.string(),
    "reference": pa.string(),
    "testbench": pa.string(),
    "reasoning": pa.string(),
    "top": pa.string(),
    "licence": pa.string(),
    "provenance": pa.string(),
    "extra": pa.string(),
}
"""What every row has from the start; `extra` is a JSON object of the raw columns that have no place of their own."""
DROP_COLUMNS: Mapping[str, pa.DataType] = {"reason": pa.string(), "detail": pa.string()}
"""What a dropped row has beside them: the reason, which the report counts, and its particulars."""
LONGEST_DETAIL = 600
"""Characters that are kept of a detail: a tool's log can be endless."""


@dataclass(frozen=True)
class Decision:
    """What a stage makes of one row."""

    reason: str | None = None
    """Why it is dropped, in a word or two that can be counted; None where it is kept."""
    detail: str = ""
    """The particulars of a drop."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Columns that the stage adds or replaces, of dropped rows too where they are known."""


KEPT = Decision()
"""Kept as it is."""


def drop(reason: str, detail: object = "", **changes: Any) -> Decision:
    """A row that goes, with its reason."""
    text = "".join(c if c.isprintable() or c == "\n" else "?" for c in str(detail).strip()[:LONGEST_DETAIL])
    return Decision(reason, text, changes)


def keep(**changes: Any) -> Decision:
    """A row that stays, with what the stage adds."""
    return Decision(changes=changes)
