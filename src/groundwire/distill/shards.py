"""One stage's folder: kept and dropped rows as Parquet shards, and a record of each finished shard that makes it count.

A shard is finished when its record is there, and that is written last: a kill at any moment leaves a shard whole or not at
all. The folder of shard k holds what became of shard k of the stage before, so that rows never move between shards.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.distill.errors import DistillError
from groundwire.distill.records import DROP_COLUMNS, Row
from groundwire.runs.atomic import atomic_file, write_text


@dataclass
class ShardRecord:
    """What became of one shard."""

    rows: int
    """Rows that came in."""
    kept: int
    """Rows that stayed."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Dropped rows by reason."""
    usage: dict[str, dict[str, float]] = field(default_factory=dict)
    """Of each model: samples, prompt_tokens, completion_tokens, cost."""
    seconds: float = 0.0
    """Time that it took, over all runs that worked on it to its end."""

    @property
    def dropped(self) -> int:
        """Rows that went."""
        return sum(self.reasons.values())


class StageFolder:
    """A stage's place on disk."""

    def __init__(self, path: Path) -> None:
        """Args: path: the folder; made when the first shard is written."""
        self.path = path

    def shard(self, kind: str, index: int) -> Path:
        """The file of one shard; `kind` is "kept" or "dropped"."""
        return self.path / kind / f"{index:05d}.parquet"

    def _record(self, index: int) -> Path:
        return self.path / "done" / f"{index:05d}.json"

    def work(self, index: int) -> Path:
        """Where a shard's unfinished work is kept."""
        return self.path / "work" / f"{index:05d}"

    def finished(self, index: int) -> bool:
        """Whether a shard is done."""
        return self._record(index).is_file()

    def count(self) -> int:
        """Shards that are done."""
        return len(list((self.path / "done").glob("[0-9]*.json")))

    def record(self, index: int) -> ShardRecord:
        """A finished shard's record.

        Raises:
            DistillError: it cannot be read.
        """
        path = self._record(index)
        try:
            return ShardRecord(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise DistillError(f"{path} is no shard's record ({error}); remove it and run the same command again") from None

    def records(self) -> Iterator[tuple[int, ShardRecord]]:
        """All finished shards in their order."""
        for path in sorted((self.path / "done").glob("[0-9]*.json")):
            index = int(path.stem)
            yield index, self.record(index)

    def finish(
        self, index: int, kept: Sequence[Row], dropped: Sequence[Row], record: ShardRecord, columns: Mapping[str, pa.DataType]
    ) -> None:
        """Write a shard, and then the record that makes it count.

        Args:
            index: its number.
            kept: rows that stay.
            dropped: rows that go, with reason and detail.
            record: the counts.
            columns: columns of both, beside those of dropped rows.

        Raises:
            DistillError: the counts do not add up; nothing was written.
        """
        if record.kept != len(kept) or record.dropped != len(dropped) or record.rows != len(kept) + len(dropped):
            raise DistillError(
                f"shard {index} of {self.path}: {record} does not fit {len(kept)} kept and {len(dropped)} dropped rows"
            )
        write_rows(self.shard("kept", index), kept, columns)
        write_rows(self.shard("dropped", index), dropped, {**columns, **DROP_COLUMNS})
        write_text(self._record(index), json.dumps(asdict(record)) + "\n")
        shutil.rmtree(self.work(index), ignore_errors=True)

    def read(self, kind: str, index: int, columns: Sequence[str] | None = None) -> list[Row]:
        """The rows of a finished shard."""
        path = self.shard(kind, index)
        try:
            rows: list[Row] = pq.read_table(path, columns=columns).to_pylist()
        except (OSError, pa.ArrowInvalid) as error:
            raise DistillError(
                f"{path} cannot be read ({error}); run again with --redo {self.path.name.partition('-')[2]}"
            ) from None
        return rows

    def remove(self) -> None:
        """Forget everything that the stage decided; what models answered lies elsewhere and stays."""
        shutil.rmtree(self.path, ignore_errors=True)


def write_rows(path: Path, rows: Sequence[Row], columns: Mapping[str, pa.DataType]) -> None:
    """Write rows atomically, with all columns and no others; what a row lacks is null."""
    schema = pa.schema(list(columns.items()))
    table = pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in rows], schema=schema)
    with atomic_file(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def usage_sum(records: Iterator[ShardRecord]) -> dict[str, dict[str, float]]:
    """What models used, over shards."""
    total: dict[str, dict[str, float]] = {}
    for record in records:
        for name, usage in record.usage.items():
            mine: dict[str, Any] = total.setdefault(name, {})
            for key, value in usage.items():
                mine[key] = mine.get(key, 0) + value
    return total
