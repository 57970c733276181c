"""Verdicts on disk, by content: the source's normal form, the problem with its errata, the simulators' versions.

One SQLite file serves many processes; a broken or full one costs time, never a verdict.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path

from groundwire.bench.judge import Judgement
from groundwire.bench.records import NOT_THE_ANSWERS_FAULT, VerdictKind
from groundwire.bench.sources import normal_form

_NEVER_KEPT = {VerdictKind.TOOL_FAILURE, VerdictKind.TIMEOUT, VerdictKind.RESOURCE_LIMIT}
"""What another try may end differently: a busy machine must not be remembered as a slow answer."""

_LONGEST = 1 << 20
"""Characters; a source beyond is refused anyway, and its normal form would take long."""


def source_key(plan_digest: str, tools: Mapping[str, str], source: str) -> bytes:
    """The key of a source on a problem: sources of one normal form share it."""
    normal = normal_form(source) if len(source) <= _LONGEST else source
    parts = [plan_digest, *(f"{name} {version}" for name, version in sorted(tools.items())), normal]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()


class VerdictCache:
    """A folder's cache of judgements."""

    def __init__(self, path: Path | None) -> None:
        """Open or make it; None for a cache that forgets everything."""
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = None
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=60, check_same_thread=False, isolation_level=None)
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=NORMAL")
            for table in ("verdicts", "counts"):
                self._base.execute(f"CREATE TABLE IF NOT EXISTS {table} (key BLOB PRIMARY KEY, row TEXT) WITHOUT ROWID")
        except (OSError, sqlite3.Error):
            self._base = None

    @property
    def works(self) -> bool:
        """Whether anything is kept."""
        return self._base is not None

    def get(self, key: bytes) -> Judgement | None:
        """The judgement of a key, if it is known."""
        try:
            found = self._read("verdicts", key)
            return None if found is None else Judgement.from_row(json.loads(found))
        except (ValueError, TypeError):
            return None

    def put(self, key: bytes, judgement: Judgement, whatever: bool = False) -> None:
        """Remember a judgement, unless another try may end differently; `whatever` it is, where that is wanted."""
        if whatever or (judgement.kind not in _NEVER_KEPT and judgement.kind not in NOT_THE_ANSWERS_FAULT):
            self._write("verdicts", key, json.dumps(judgement.to_row()))

    def count(self, key: str) -> int | None:
        """How many samples a reference is compared on, if that is known."""
        found = self._read("counts", key.encode())
        return int(found) if found is not None and found.isdigit() else None

    def put_count(self, key: str, samples: int) -> None:
        """Remember how many samples a reference is compared on."""
        self._write("counts", key.encode(), str(samples))

    def _read(self, table: str, key: bytes) -> str | None:
        if self._base is None:
            return None
        try:
            with self._lock:
                found = self._base.execute(f"SELECT row FROM {table} WHERE key = ?", (key,)).fetchone()
            return str(found[0]) if found else None
        except sqlite3.Error:
            return None

    def _write(self, table: str, key: bytes, row: str) -> None:
        if self._base is None:
            return
        try:
            with self._lock:
                self._base.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", (key, row))
        except sqlite3.Error:
            return

    def close(self) -> None:
        """Close it."""
        if self._base is not None:
            self._base.close()
            self._base = None
