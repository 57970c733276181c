"""One pair through every stage: what it was, what each stage decided, what each changed, and what models said of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.chat import Response
from groundwire.distill.asking import RESPONSES, stored
from groundwire.distill.errors import DistillError
from groundwire.distill.layout import opened
from groundwire.distill.shards import StageFolder


@dataclass(frozen=True)
class Step:
    """One stage's view of the pair."""

    stage: str
    """The stage."""
    shard: int | None
    """The shard that it was in; None where it has not come there."""
    kept: bool | None
    """Whether it stayed; None where it is not decided."""
    reason: str
    """Why it went."""
    detail: str
    """The particulars."""
    changed: dict[str, Any]
    """Columns that are new or other than before."""
    answers: dict[str, list[Response]]
    """What models answered, by role."""


def inspect(folder: Path, name: str) -> list[Step]:
    """Follow a pair.

    Raises:
        DistillError: there is no run, or no such pair in it; near identifiers are named.
    """
    layout, _ = opened(folder)
    steps: list[Step] = []
    before: dict[str, Any] = {}
    shard: int | None = None
    for stage, place in layout.folders():
        found = _find(place, name, shard)
        if found is None:
            if not steps:
                raise DistillError(f"{folder} has no pair {name!r}{_near(place, name)}")
            steps.append(Step(stage, shard, None, "", "", {}, {}))
            break
        shard, row, kept = found
        reason, detail = str(row.pop("reason", "")), str(row.pop("detail", ""))
        changed = {key: value for key, value in row.items() if value is not None and before.get(key) != value}
        steps.append(Step(stage, shard, kept, reason, detail, changed, {}))
        before = row
        if not kept:
            break
    answers = dict(_answers(folder, name, shard)) if shard is not None else {}
    return [*steps[:-1], Step(**{**vars(steps[-1]), "answers": answers})] if answers else steps


def _find(place: StageFolder, name: str, shard: int | None) -> tuple[int, dict[str, Any], bool] | None:
    """The row of an identifier in one stage; a row never leaves its shard."""
    indices = [index for index, _ in place.records()] if shard is None else [shard] if place.finished(shard) else []
    for index in indices:
        for kind in ("kept", "dropped"):
            try:
                rows = pq.read_table(place.shard(kind, index), filters=[("id", "=", name)]).to_pylist()
            except (OSError, pa.ArrowInvalid) as error:
                raise DistillError(f"{place.shard(kind, index)} cannot be read: {error}") from None
            if rows:  # of a duplicate identifier, the first row is meant
                return index, rows[0], kind == "kept"
    return None


def _near(place: StageFolder, name: str) -> str:
    """Identifiers that are spelt alike, from the first shard."""
    names = [row["id"] for index, _ in list(place.records())[:1] for row in place.read("kept", index, ["id"])]
    near = difflib.get_close_matches(name, names, 3, 0.3) or names[:3]
    return f"; there are, for instance, {', '.join(map(repr, near))}" if near else ""


def _answers(folder: Path, name: str, shard: int) -> Iterator[tuple[str, list[Response]]]:
    for role in sorted((folder / "responses").glob("*")):
        path = role / f"{shard:05d}" / RESPONSES
        if path.is_file() and (found := [one for one in stored(path) if one.problem == name]):
            yield role.name, found
