"""A shard's journal: results of single records as JSON lines, so that a killed run loses at most what was under way."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any


class Journal:
    """Results by key, kept as they come. One process writes it at a time: the run holds its folder's lock."""

    def __init__(self, path: Path) -> None:
        """Open or go on with a journal; half a line at its end, which a kill leaves, is removed."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.known: dict[str, Any] = {}
        """Results by key."""
        self._file = path.open("a+b")
        self._file.seek(0)
        end = 0
        for line in self._file:
            try:
                key, value = json.loads(line)
            except (ValueError, TypeError):
                break
            if not line.endswith(b"\n"):
                break
            self.known[key] = value
            end += len(line)
        self._file.truncate(end)
        self._file.seek(0, 2)

    def add(self, key: str, value: Any) -> None:
        """Keep a result."""
        self._file.write(json.dumps([key, value]).encode() + b"\n")
        self._file.flush()
        self.known[key] = value

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
