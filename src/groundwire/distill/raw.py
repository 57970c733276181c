"""Reading raw pairs that somebody else made: every record becomes a row, or a drop with its reason; nothing stops the run.

What the columns of a row mean is `records`' affair; whether the code is any good is for the stages to find.
"""

from __future__ import annotations

import glob
import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.chat.lines import BadLine, read_rows
from groundwire.distill.errors import DistillError
from groundwire.distill.recipe import RawSettings
from groundwire.distill.records import BASE_COLUMNS, KEPT, Decision, Row, drop

GROUP = 500
"""Rows of a Parquet file that are read together."""
NEEDED = ("problem", "reference")
"""Columns that a pair cannot be without."""
_TEXTS = tuple(name for name in BASE_COLUMNS if name != "extra")
_CODE = ("reference", "testbench", "header")


class Record(NamedTuple):
    """One raw record as it stands in its file."""

    file: str
    """The file's name."""
    number: int
    """Its place in the file, from 1."""
    values: dict[str, Any]
    """Its columns, by their raw names; empty where it cannot be read."""
    fault: str = ""
    """Why it cannot be read at all."""
    fault_kind: str = ""
    """The fault in a word or two."""


def raw_files(patterns: Sequence[str]) -> list[Path]:
    """The files of a recipe, in the order of its patterns and then of their names.

    Raises:
        DistillError: a pattern fits no file.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        paths = sorted(Path(name) for name in glob.glob(pattern, recursive=True) if Path(name).is_file())  # noqa: PTH207
        if not paths:
            raise DistillError(
                f"no file fits {pattern!r}; give a Parquet or JSON-lines file, or a pattern such as 'raw/*.parquet'"
            )
        found |= dict.fromkeys(paths)
    return list(found)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_records(paths: Sequence[Path], start: int = 0) -> Iterator[Record]:
    """All records of all files; the first `start` are passed over."""
    for path in paths:
        if path.suffix == ".parquet":
            count = _parquet_rows(path)
            if count is not None and start >= count:
                start -= count
                continue
        for record in _file(path):
            if start:
                start -= 1
            else:
                yield record


def _parquet_rows(path: Path) -> int | None:
    """How many records a sound Parquet file gives; None where only reading it can tell."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException):
        return None


def _file(path: Path) -> Iterator[Record]:
    if path.suffix in (".jsonl", ".ndjson", ".json"):
        for row in read_rows(path):
            if isinstance(row, BadLine):
                yield Record(path.name, row.number, {}, row.reason, "bad line")
            elif not isinstance(row.value, dict):
                yield Record(path.name, row.number, {}, f"a {type(row.value).__name__}; expected an object", "bad line")
            else:
                yield Record(path.name, row.number, row.value)
        return
    number = 0
    try:
        for part in pq.ParquetFile(path).iter_batches(GROUP):
            for values in _batch_rows(part):
                number += 1
                yield Record(path.name, number, values)
    except (OSError, pa.ArrowException) as error:
        yield Record(path.name, number + 1, {}, f"no Parquet that can be read: {error}", "unreadable file")


def _batch_rows(part: Any) -> Iterator[dict[str, Any]]:
    """Rows of a batch; where a text is no UTF-8, the columns come as they can."""
    try:
        yield from part.to_pylist()
    except UnicodeDecodeError:
        columns = {name: _values(part.column(i)) for i, name in enumerate(part.schema.names)}
        for i in range(part.num_rows):
            yield {name: values[i] for name, values in columns.items()}


def _values(column: Any) -> list[Any]:
    """A column's values, bytes where they are no text."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        kind = pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary()
        return [_text_or_bytes(value) for value in column.cast(kind).to_pylist()]


def _text_or_bytes(value: bytes | None) -> str | bytes | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return value


class RawReader:
    """Makes rows of records, and remembers which identifiers it has seen."""

    def __init__(self, settings: RawSettings) -> None:
        """Args: settings: the recipe's."""
        self.settings = settings
        self._theirs = {name: settings.columns.get(name, name) for name in _TEXTS}
        self._seen: set[int] = set()

    def read(self, record: Record) -> tuple[Row, Decision]:
        """A record's row, and whether it may go on."""
        row = self._row(record)
        decision = self._decide(record, row)
        if decision.reason is None and self.remember(row["id"]):
            return row, drop("duplicate id", f"{row['id']} stands in an earlier row")
        return row, decision

    def remember(self, name: str) -> bool:
        """Note an identifier; whether it was there before. Only a hash is held, of which a billion would not collide."""
        key = int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        if key in self._seen:
            return True
        self._seen.add(key)
        return False

    def _row(self, record: Record) -> Row:
        """The row as far as it can be made; values that are no text stay for `_decide` to see."""
        row: Row = {ours: record.values.get(theirs) for ours, theirs in self._theirs.items()}
        if isinstance(row["id"], int) and not isinstance(row["id"], bool):
            row["id"] = str(row["id"])
        place = f"{record.file}:{record.number}"
        if not isinstance(row["id"], str) or not row["id"].strip() or len(row["id"]) > 500 or not row["id"].isprintable():
            row["id"] = place
        mapped = set(self._theirs.values())
        extra = {name: value for name, value in record.values.items() if name not in mapped}
        row["extra"] = json.dumps(extra, default=_shown, ensure_ascii=True)[: self.settings.longest_code] if extra else "{}"
        row["licence"] = row["licence"] or self.settings.licence
        row["provenance"] = row["provenance"] or place
        return row

    def _decide(self, record: Record, row: Row) -> Decision:
        decision = self._fault(record, row)
        if decision.reason is not None:  # what cannot be stored as text is left out of the dropped row
            for name in _TEXTS:
                if not isinstance(row[name], str) or _unstorable(row[name]):
                    row[name] = None if name != "id" else f"{record.file}:{record.number}"
                elif len(row[name]) > self.settings.longest_code:
                    row[name] = row[name][:1000]
        return decision

    def _fault(self, record: Record, row: Row) -> Decision:
        if record.fault:
            return drop(record.fault_kind, f"{record.file}:{record.number}: {record.fault}")
        for name in NEEDED:
            if self._theirs[name] not in record.values:
                known = ", ".join(list(record.values)[:12])
                return drop("missing column", f"{self._theirs[name]!r} for the {name}; the record has {known or 'none'}")
        for name in _TEXTS:
            value = row[name]
            if value is None and name not in NEEDED:
                continue
            if not isinstance(value, str):
                return drop("wrong type", f"{name} is {type(value).__name__}; expected a text")
            if fault := self._text_fault(name, value):
                return fault
        return KEPT

    def _text_fault(self, name: str, value: str) -> Decision | None:
        if name in NEEDED and not value.strip():
            return drop("empty problem" if name == "problem" else "empty code")
        most = self.settings.longest_code if name in _CODE else self.settings.longest_problem
        if len(value) > most:
            kind = "enormous code" if name in _CODE else "enormous problem"
            return drop(kind, f"{name} has {len(value):,} characters; at most {most:,}")
        if _unstorable(value) or any(ord(c) < 32 and c not in "\t\n\r\f\v" for c in value):
            return drop("binary", f"{name} holds control characters or no Unicode")
        return None


def _unstorable(text: str) -> bool:
    """Whether a text has half surrogate pairs, which UTF-8 cannot spell."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _shown(value: Any) -> str:
    return repr(value)[:200]


def shards(paths: Sequence[Path], settings: RawSettings, rows: int, start: int) -> Iterator[list[Record]]:
    """Raw records in shards, from shard `start` on."""
    records = read_records(paths, start * rows)
    left = max(0, settings.limit - start * rows) if settings.limit else None
    records = islice(records, left) if left is not None else records
    while shard := list(islice(records, rows)):
        yield shard
