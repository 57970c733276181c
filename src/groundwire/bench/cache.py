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


def source_key(plan_digest: str, tools: Mapping[str, str], source: str) -> bytes:
    """The key of a source on a problem: sources of one normal form share it."""
    parts = [plan_digest, *(f"{name} {version}" for name, version in sorted(tools.items())), normal_form(source)]
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
            self._base.execute("CREATE TABLE IF NOT EXISTS verdicts (key BLOB PRIMARY KEY, row TEXT) WITHOUT ROWID")
        except (OSError, sqlite3.Error):
            self._base = None

    @property
    def works(self) -> bool:
        """Whether anything is kept."""
        return self._base is not None

    def get(self, key: bytes) -> Judgement | None:
        """The judgement of a key, if it is known."""
        if self._base is None:
            return None
        try:
            with self._lock:
                found = self._base.execute("SELECT row FROM verdicts WHERE key = ?", (key,)).fetchone()
            return Judgement.from_row(json.loads(found[0])) if found else None
        except (sqlite3.Error, ValueError, TypeError):
            return None

    def put(self, key: bytes, judgement: Judgement) -> None:
        """Remember a judgement, unless another try may end differently."""
        if self._base is None or judgement.kind in _NEVER_KEPT or judgement.kind in NOT_THE_ANSWERS_FAULT:
            return
        try:
            with self._lock:
                self._base.execute("INSERT OR REPLACE INTO verdicts VALUES (?, ?)", (key, json.dumps(judgement.to_row())))
        except sqlite3.Error:
            return

    def close(self) -> None:
        """Close it."""
        if self._base is not None:
            self._base.close()
            self._base = None
