"""The counts of a curation run: what came into each stage, what stayed, what went and why; and that it all adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from groundwire.distill.errors import DistillError
from groundwire.distill.layout import READ, opened
from groundwire.distill.shards import StageFolder, usage_sum
from groundwire.distill.stage import known_stages


@dataclass(frozen=True)
class StageCount:
    """What became of the rows of one stage."""

    name: str
    """The stage."""
    title: str
    """What it does."""
    folder: StageFolder
    """Where it lies."""
    rows: int
    """Rows that came in, in finished shards."""
    kept: int
    """Rows that stayed."""
    reasons: dict[str, int]
    """Rows that went, by reason, most first."""
    usage: dict[str, dict[str, float]]
    """What models used: samples, prompt_tokens, completion_tokens and cost, by role."""
    seconds: float
    """Time that its shards took."""
    shards: int
    """Finished shards."""
    expected: int | None
    """Rows that will have come in when it is done; None where the stage before is not done."""
    state: str
    """"done", "under way" or "waiting"."""

    @property
    def dropped(self) -> int:
        """Rows that went."""
        return sum(self.reasons.values())


@dataclass(frozen=True)
class Funnel:
    """A run's counts."""

    name: str
    """The data set."""
    folder: Path
    """The run."""
    manifest: dict[str, Any]
    """Its manifest."""
    stages: tuple[StageCount, ...] = field(default=())
    """In order, the reading of raw files first."""

    @property
    def done(self) -> bool:
        """Whether every stage is done."""
        return all(stage.state == "done" for stage in self.stages)


def funnel(folder: Path) -> Funnel:
    """Count a run, under way or done.

    Raises:
        DistillError: there is no run, or its counts do not add up.
    """
    layout, manifest = opened(folder)
    stages: list[StageCount] = []
    for name, place in layout.folders():
        stages.append(_count(name, place, stages[-1] if stages else None))
    made = Funnel(str(manifest["settings"].get("name", folder.name)), folder, manifest, tuple(stages))
    _check(made)
    return made


def _count(name: str, place: StageFolder, before: StageCount | None) -> StageCount:
    records = [record for _, record in place.records()]
    reasons: Counter[str] = Counter()
    for record in records:
        reasons.update(record.reasons)
    complete = (place.path / "complete").exists() if before is None else before.state == "done" and len(records) == before.shards
    state = "done" if complete else "under way" if records or (place.path / "work").exists() else "waiting"
    kind = known_stages().get(name)
    title = "read raw files" if name == READ else kind.title if kind else name
    expected = None if before is None or before.state != "done" else before.kept
    return StageCount(
        name, title, place, sum(one.rows for one in records), sum(one.kept for one in records),
        dict(reasons.most_common()), usage_sum(iter(records)), sum(one.seconds for one in records), len(records), expected, state,
    )  # fmt: skip


def _check(made: Funnel) -> None:
    """What goes in must come out, of every stage and between stages.

    Raises:
        DistillError: it does not.
    """
    for number, stage in enumerate(made.stages):
        if stage.rows != stage.kept + stage.dropped:
            raise DistillError(
                f"{stage.folder.path}: {stage.rows} rows came in, {stage.kept} stayed and {stage.dropped} went; run again with "
                f"--redo {stage.name}"
            )
        if number and stage.state == "done" and stage.rows != made.stages[number - 1].kept:
            raise DistillError(
                f"{stage.folder.path}: {stage.rows} rows came in, and {made.stages[number - 1].kept} stayed in the stage before; "
                f"run again with --redo {stage.name}"
            )


def examples(stage: StageCount, each: int = 3) -> dict[str, list[dict[str, Any]]]:
    """A few dropped rows for each reason, the first of the set."""
    found: dict[str, list[dict[str, Any]]] = {reason: [] for reason in stage.reasons}
    for row in _dropped(stage):
        wanted = found.setdefault(row["reason"], [])
        if len(wanted) < each:
            wanted.append(row)
        if all(len(found[reason]) >= min(each, count) for reason, count in stage.reasons.items()):
            break
    return found


def _dropped(stage: StageCount) -> Iterator[dict[str, Any]]:
    for index, record in stage.folder.records():
        if record.dropped:
            yield from stage.folder.read("dropped", index, ["id", "problem", "reference", "reason", "detail"])
