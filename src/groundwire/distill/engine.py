"""Runs a recipe: stage after stage, shard after shard, everything kept as it is done, so that a kill at any moment costs little.

What a stage decides is its own affair (`groundwire.distill.stages`); showing progress is the caller's.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from groundwire.chat import DirectoryLock
from groundwire.distill.asking import Asker
from groundwire.distill.errors import DistillError, Waiting
from groundwire.distill.layout import READ, Layout, check_or_begin
from groundwire.distill.pools import Pool
from groundwire.distill.raw import RawReader, raw_files, shards
from groundwire.distill.recipe import Recipe
from groundwire.distill.records import BASE_COLUMNS, Decision, Row
from groundwire.distill.shards import ShardRecord, StageFolder
from groundwire.distill.stage import Stage
from groundwire.distill.work import ShardWork


@dataclass(frozen=True)
class Progress:
    """How far one stage is."""

    stage: str
    """Its name."""
    done: float
    """Rows that are done, with shares of the shard under way."""
    total: int | None
    """Rows in all; None while that is not known."""
    kept: int
    """Rows of finished shards that stay."""
    dropped: int
    """Rows of finished shards that go."""
    reasons: Mapping[str, int]
    """Of these by reason."""
    usage: Mapping[str, Mapping[str, float]]
    """What models used in finished shards."""


@dataclass
class _Count:
    """Counts of one stage while it runs."""

    stage: str
    total: int | None
    tell: Callable[[Progress], None]
    kept: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    usage: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, record: ShardRecord) -> None:
        self.kept += record.kept
        self.reasons.update(record.reasons)
        for name, used in record.usage.items():
            mine = self.usage.setdefault(name, {})
            for key, value in used.items():
                mine[key] = mine.get(key, 0) + value
        self.say(0.0)

    def say(self, under_way: float) -> None:
        dropped = sum(self.reasons.values())
        done = self.kept + dropped + under_way
        self.tell(Progress(self.stage, done, self.total, self.kept, dropped, self.reasons, self.usage))


@dataclass
class Engine:
    """One run of a recipe."""

    recipe: Recipe
    """What is done."""
    folder: Path
    """Where."""
    pool: Pool
    """Who does tool work."""
    on_progress: Callable[[Progress], None] = lambda progress: None
    """Told after every change."""
    notice: Callable[[str], None] = lambda text: None
    """Told, in a line, of what a user should know."""

    def run(self, redo: str | None = None, only_to: str | None = None) -> int:
        """Run what is not done yet.

        Args:
            redo: a stage to do again, with all after it; answers of models are used again where they still fit.
            only_to: the last stage to run; all where None.

        Returns:
            Rows that are left after the last stage that ran.

        Raises:
            DistillError: it cannot go on; what was done is kept.
            RunMismatch: the folder holds a run of another recipe.
            ChatError: a model cannot be reached, or the folder is in use.
        """
        paths = raw_files(self.recipe.raw.files)
        layout = Layout(self.folder, tuple(stage.name for stage in self.recipe.stages))
        for name in filter(None, (redo, only_to)):
            layout.stage(name)
        with DirectoryLock(self.folder):
            if redo:
                layout.forget(redo)
            keys = check_or_begin(self.recipe, layout, paths)
            self._look_ahead(layout, only_to)
            before = self._read(layout.stage(READ), paths)
            columns: dict[str, pa.DataType] = dict(BASE_COLUMNS)
            for stage in () if only_to == READ else self.recipe.stages:
                columns |= stage.adds
                layout.begin(stage, keys[stage.name], self.recipe)
                before = self._stage(stage, layout.stage(stage.name), before, columns)
                layout.end(stage.name)
                if stage.name == only_to:
                    break
            return sum(record.kept for _, record in before.records())

    def _look_ahead(self, layout: Layout, only_to: str | None) -> None:
        """Have the stages that are still to run look for what they need."""
        before = layout.stage(READ)
        done = (before.path / "complete").exists()
        for stage in self.recipe.stages[: layout.names.index(only_to) if only_to else None]:
            folder = layout.stage(stage.name)
            done = done and folder.count() == before.count()
            before = folder
            if not done:
                stage.ready()

    def _read(self, folder: StageFolder, paths: list[Path]) -> StageFolder:
        """Read raw files into the first shards."""
        count = _Count(READ, None, self.on_progress)
        reader = RawReader(self.recipe.raw)
        begin = 0
        for index, record in folder.records():
            if index != begin:
                raise DistillError(f"shard {begin} of {folder.path} is missing; run again with --redo {READ}")
            begin += 1
            count.add(record)
            for row in folder.read("kept", index, ["id"]):
                reader.remember(row["id"])
        if (folder.path / "complete").exists():
            return folder
        for index, records in enumerate(shards(paths, self.recipe.raw, self.recipe.shard_rows, begin), begin):
            started = time.monotonic()
            rows, decisions = zip(*(reader.read(record) for record in records), strict=True)
            count.add(_finish(folder, index, list(rows), list(decisions), BASE_COLUMNS, {}, time.monotonic() - started))
        folder.path.mkdir(parents=True, exist_ok=True)
        (folder.path / "complete").touch()
        return folder

    def _stage(self, stage: Stage, folder: StageFolder, before: StageFolder, columns: Mapping[str, pa.DataType]) -> StageFolder:
        """Run one stage over all shards; where a batch service has yet to answer, other shards go on."""
        coming = list(before.records())
        count = _Count(stage.name, sum(record.kept for _, record in coming), self.on_progress)
        asker = Asker(self.folder / "responses", self.recipe.name, self.recipe.seed, self.notice)
        waiting: list[Waiting] = []
        for index, _ in coming:
            if folder.finished(index):
                count.add(folder.record(index))
                continue
            try:
                count.add(self._shard(stage, folder, before.read("kept", index), index, asker, columns, count))
            except Waiting as later:
                waiting.append(later)
        if waiting:
            raise Waiting([place for one in waiting for place in one.folders], sum(one.samples for one in waiting))
        return folder

    def _shard(
        self, stage: Stage, folder: StageFolder, rows: list[Row], index: int, asker: Asker,
        columns: Mapping[str, pa.DataType], count: _Count,
    ) -> ShardRecord:  # fmt: skip
        """Have a stage decide on one shard."""
        started = time.monotonic()
        work = ShardWork(
            index, folder.work(index), folder.path / "shared", self.pool, asker, lambda share: count.say(share * len(rows))
        )
        decisions = stage.decide(rows, work)
        if len(decisions) != len(rows):
            raise DistillError(
                f"stage {stage.name!r} decided on {len(decisions)} of {len(rows)} rows; expected one decision for each"
            )
        return _finish(folder, index, rows, decisions, columns, work.usage, time.monotonic() - started)


def _finish(
    folder: StageFolder, index: int, rows: list[Row], decisions: list[Decision], columns: Mapping[str, pa.DataType],
    usage: dict[str, dict[str, float]], seconds: float,
) -> ShardRecord:  # fmt: skip
    """Write a decided shard."""
    kept: list[dict[str, Any]] = []
    dropped: list[dict[str, Any]] = []
    for row, decision in zip(rows, decisions, strict=True):
        changed = {**row, **decision.changes}
        if decision.reason is None:
            kept.append(changed)
        else:
            dropped.append({**changed, "reason": decision.reason, "detail": decision.detail})
    record = ShardRecord(len(rows), len(kept), dict(Counter(row["reason"] for row in dropped)), usage, round(seconds, 3))
    folder.finish(index, kept, dropped, record, columns)
    return record
