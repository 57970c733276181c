"""Finds exact and near duplicates within a set, on disk: memory does not grow with the rows.

Exact is the same problem but for case and white space. Near is the Jaccard similarity of the shingles of problem and code
together, estimated by MinHash (Broder 1997) with bands (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
The first of two stays.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HASHES = 128
"""Hash functions: the estimate's standard error is 0.027 at a similarity of 0.9."""
BANDS = 16
"""Pairs of similarity 0.9 meet in a band with probability 0.9999, of 0.5 with 0.06."""
SHINGLE = 5
"""Tokens in a row that make a shingle."""
_TOKEN = re.compile(r"[a-z0-9_]+|[^\sa-z0-9_]")
_RANDOM = np.random.default_rng(20251122)
_FACTORS = _RANDOM.integers(1, 1 << 63, HASHES, dtype=np.uint64) | np.uint64(1)
_OFFSETS = _RANDOM.integers(0, 1 << 63, HASHES, dtype=np.uint64)
_POWERS = np.uint64(0x9E3779B97F4A7C15) ** np.arange(SHINGLE, dtype=np.uint64)


class Duplicate(NamedTuple):
    """What a row repeats."""

    of: str
    """Identifier of the earlier row."""
    similarity: float
    """1 for an exact duplicate, otherwise the estimate."""


def exact_key(problem: str) -> bytes:
    """The same for problems that differ in case and white space alone."""
    return hashlib.blake2b(" ".join(problem.lower().split()).encode("utf-8", "replace"), digest_size=16).digest()


def signature(text: str) -> NDArray[np.uint32]:
    """The MinHash signature of a text, shape (HASHES,)."""
    words = np.array([zlib.crc32(word.encode()) for word in _TOKEN.findall(text.lower())] or [0], dtype=np.uint64)
    count = max(1, len(words) - SHINGLE + 1)
    padded = np.concatenate([words, np.zeros(max(0, SHINGLE - len(words)), dtype=np.uint64)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, SHINGLE)[:count]
    shingles = np.unique((windows * _POWERS).sum(axis=1, dtype=np.uint64))
    mixed: NDArray[np.uint64] = (shingles ^ (shingles >> np.uint64(29)))[None, :] * _FACTORS[:, None] + _OFFSETS[:, None]
    least: NDArray[np.uint32] = (mixed >> np.uint64(32)).min(axis=1).astype(np.uint32)
    return least


class SeenRows:
    """Rows that were kept so far."""

    def __init__(self, path: Path, shard: int) -> None:
        """Open or make the file, as it was before a shard.

        Args:
            path: an SQLite file.
            shard: the shard that comes; what this and later ones left there, before a kill, is forgotten.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA synchronous=OFF")  # what a dead machine loses is made again from the rows
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("CREATE TABLE IF NOT EXISTS rows (number INTEGER PRIMARY KEY, id TEXT, shard INTEGER, signature BLOB)")
        self._base.execute("CREATE TABLE IF NOT EXISTS exact (key BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID")
        self._base.execute(
            "CREATE TABLE IF NOT EXISTS bands (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID"
        )
        self._base.execute("BEGIN")
        first = self._base.execute("SELECT min(number) FROM rows WHERE shard >= ?", (shard,)).fetchone()[0]
        if first is not None:
            for table in ("rows", "exact", "bands"):
                self._base.execute(f"DELETE FROM {table} WHERE number >= ?", (first,))
        self._shard = shard
        self._next = 1 + (self._base.execute("SELECT max(number) FROM rows").fetchone()[0] or 0)

    def add(self, name: str, problem: str, code: str, threshold: float) -> Duplicate | None:
        """Take a row in, unless it repeats an earlier one.

        Args:
            name: its identifier.
            problem: its problem.
            code: its code.
            threshold: similarity above which a row is a near duplicate; 1 or more to look for exact ones only.
        """
        exact = exact_key(problem)
        found = self._base.execute("SELECT id FROM exact JOIN rows USING (number) WHERE key = ?", (exact,)).fetchone()
        if found:
            return Duplicate(found[0], 1.0)
        if threshold < 1:
            mine = signature(f"{problem}\n{code}")
            keys = band_keys(mine)
            if near := self._nearest(mine, keys, threshold):
                return near
            self._base.executemany("INSERT INTO bands VALUES (?, ?)", [(key, self._next) for key in keys])
            self._base.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", (self._next, name, self._shard, mine.tobytes()))
        else:
            self._base.execute("INSERT INTO rows VALUES (?, ?, ?, NULL)", (self._next, name, self._shard))
        self._base.execute("INSERT INTO exact VALUES (?, ?)", (exact, self._next))
        self._next += 1
        return None

    def _nearest(self, mine: NDArray[np.uint32], keys: list[int], threshold: float) -> Duplicate | None:
        marks = ",".join("?" * len(keys))
        rows = self._base.execute(
            f"SELECT id, signature FROM rows WHERE number IN (SELECT number FROM bands WHERE key IN ({marks})) ORDER BY number",
            keys,
        )
        best: Duplicate | None = None
        for name, blob in rows:
            similarity = float((np.frombuffer(blob, dtype=np.uint32) == mine).mean())
            if similarity > threshold and (best is None or similarity > best.similarity):
                best = Duplicate(name, similarity)
        return best

    def close(self) -> None:
        """Keep what the shard added."""
        self._base.execute("COMMIT")
        self._base.close()

    def drop(self) -> None:
        """Forget what the shard added."""
        self._base.close()


def band_keys(values: NDArray[np.uint32]) -> list[int]:
    """A key for each band of a signature; texts that agree in a whole band share its key."""
    rows = values.reshape(BANDS, -1)
    return [
        int.from_bytes(hashlib.blake2b(bytes([band]) + row.tobytes(), digest_size=8).digest(), "big", signed=True)
        for band, row in enumerate(rows)
    ]
