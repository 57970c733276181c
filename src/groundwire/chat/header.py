"""The first line of a responses file: what was asked, of which model, with which settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from groundwire.chat.response import cut

_KIND = "responses"


@dataclass(frozen=True)
class Header:
    """What all responses of a file have in common. A run with another header does not go on with the file."""

    benchmark: str
    """Name of the benchmark or data set."""
    task: str | None
    """Which of its tasks, such as "spec-to-rtl"; None where it has but one."""
    revision: str | None
    """Which revision of its data; None where unknown."""
    model: str
    """The model's name."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """All that decides what comes out: sampling, system prompt, chat template."""

    def to_line(self) -> bytes:
        """The header as one line of JSON."""
        return json.dumps({"groundwire": _KIND, **asdict(self)}).encode() + b"\n"

    def differences(self, other: Header) -> list[str]:
        """What differs, as "temperature is 0.6 there and 1.0 here" with `self` as there."""
        mine, others = self._flat(), other._flat()
        return [
            f"{key} is {_shown(mine, key)} there and {_shown(others, key)} here"
            for key in dict.fromkeys((*mine, *others))
            if mine.get(key) != others.get(key) or (key in mine) != (key in others)
        ]

    def _flat(self) -> dict[str, Any]:
        """All entries in the form that they have after being written and read."""
        row: dict[str, Any] = json.loads(self.to_line())
        settings: dict[str, Any] = row["settings"]
        return {key: row[key] for key in ("benchmark", "task", "revision", "model")} | settings


def _shown(entries: dict[str, Any], key: str) -> str:
    return cut(entries[key]) if key in entries else "not set"


def is_header(row: object) -> bool:
    """Whether a line claims to be a header."""
    return isinstance(row, dict) and "problem" not in row and ("groundwire" in row or "benchmark" in row)


def parse_header(row: object) -> Header:
    """Check a header.

    Raises:
        ValueError: it says what is wrong with which key.
    """
    if not isinstance(row, dict):
        raise ValueError(f"expected an object with benchmark and model, found {type(row).__name__}")
    if row.get("groundwire", _KIND) != _KIND:
        raise ValueError(f"it is a file of {cut(row['groundwire'])}; expected one of responses")
    for key, optional in (("benchmark", False), ("model", False), ("task", True), ("revision", True)):
        value = row.get(key)
        if not (isinstance(value, str) or (optional and value is None)):
            raise ValueError(f"{key} is {cut(value)}; expected a text")
    settings = row.get("settings", {})
    if not isinstance(settings, dict):
        raise ValueError(f"settings is {cut(settings)}; expected an object")
    return Header(row["benchmark"], row.get("task"), row.get("revision"), row["model"], settings)
