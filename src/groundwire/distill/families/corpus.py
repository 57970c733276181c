"""The Verilog corpus on disk: Parquet shards of checked pairs, distinct, with a card; any run can be stopped and resumed.

A shard is written whole after a fixed number of batches and holds its own counts, so that what is on disk is always the
corpus so far. The same settings give the same rows, whatever the number of workers and of interruptions.
"""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.distill.families.card import write_card
from groundwire.distill.families.pairs import Batch, make_batch
from groundwire.distill.families.registry import families, get_family
from groundwire.runs.atomic import atomic_file, recover
from groundwire.runs.manifest import Manifest, check_same_settings

SCHEMA = pa.schema([
    *((name, pa.string()) for name in (
        "id", "family", "topic", "form", "problem", "header", "reference", "testbench", "reasoning", "top", "licence",
        "provenance", "author", "parameters",
    )), ("cells", pa.int32()),
])  # fmt: skip
SHARD_BATCHES = 24
"""Batches of a shard; a kill costs at most these."""
_EMPTY_SHARDS = 3
"""Shards in a row with next to nothing new before giving up."""
_COUNTS = b"groundwire counts"


@dataclass(frozen=True)
class CorpusSettings:
    """What a corpus is made of."""

    count: int = 100_000
    """Distinct pairs."""
    seed: int = 0
    """Where all chance begins."""
    texts: int = 2
    """Problem texts of each design, each in another form."""
    bug_share: float = 0.15
    """Share of designs that also get a bug-fix problem."""
    families: tuple[str, ...] = ()
    """Families to draw from; all where empty."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            ValueError: one makes no sense; it is named.
        """
        for name, least in (("count", 1), ("texts", 1), ("bug_share", 0)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} is {getattr(self, name)!r}; give {least} or more")


def generate(
    count: int, seed: int, out: Path, workers: int = 2, progress: Callable[[int, int], None] | None = None, **settings: Any
) -> dict[str, Any]:
    """Write a corpus, or go on with one that was stopped.

    Args:
        count: distinct pairs.
        seed: where all chance begins.
        out: the folder, with `part-NNNNN.parquet`, card.json, README.md and manifest.json.
        workers: processes.
        progress: told how many pairs there are and how many there will be, after each shard.
        settings: the other fields of `CorpusSettings`.

    Returns:
        The card.

    Raises:
        KeyError: a family that is not there.
        RunMismatch: the folder holds a corpus with other settings.
        ToolMissing: Icarus, pyslang or pyosys is not installed.
        RuntimeError: the families have no more distinct pairs.
    """
    chosen = CorpusSettings(count, seed, **settings)
    names = tuple(get_family(name).name for name in chosen.families) or tuple(families())
    plain = {**asdict(chosen), "families": list(names)}
    check_same_settings(plain, out)
    manifest = Manifest(plain, seed)
    manifest.write(out)
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        _write_shards(chosen, names, out, pool, workers, progress)
    card = write_card(out, plain, [shard_counts(path) for path in shards(out)])
    manifest.outcome = {"pairs": card["pairs"]}
    manifest.write(out)
    return card


def shards(folder: Path) -> list[Path]:
    """A corpus's shards in order."""
    return sorted(folder.glob("part-*.parquet"))


def shard_counts(path: Path) -> dict[str, dict[str, int]]:
    """What a shard says of itself: pairs by family, form and topic, designs drawn, what was dropped and why."""
    counts: dict[str, dict[str, int]] = json.loads(pq.read_schema(path).metadata[_COUNTS])
    return counts


def _write_shards(
    settings: CorpusSettings,
    names: Sequence[str],
    out: Path,
    pool: Any,
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> None:
    for path in [*shards(out), out / "part-00000.parquet"]:
        recover(path)
    seen: set[str] = set()
    for path in shards(out):
        seen.update(pq.read_table(path, columns=["id"])["id"].to_pylist())
    number, barren = len(shards(out)), 0
    batches = _batches(settings, names, number * SHARD_BATCHES, pool, 3 * workers)
    while len(seen) < settings.count:
        before = len(seen)
        rows, counts = _collect(islice(batches, SHARD_BATCHES), seen, settings.count)
        _write_shard(out / f"part-{number:05d}.parquet", rows, counts)
        number += 1
        barren = barren + 1 if len(seen) - before < 10 else 0
        if barren == _EMPTY_SHARDS and len(seen) < settings.count:
            raise RuntimeError(
                f"the families have only about {len(seen)} distinct pairs, and {settings.count} were asked for: "
                "ask for fewer, or allow more families"
            )
        if progress is not None:
            progress(len(seen), settings.count)


def _batches(settings: CorpusSettings, names: Sequence[str], first: int, pool: Any, depth: int) -> Iterator[Batch]:
    """Batches in order, with some under way."""
    waiting: deque[Any] = deque()
    number = first
    while True:
        while len(waiting) < depth:
            arguments = (names, settings.seed, number, settings.texts, settings.bug_share)
            waiting.append(pool.apply_async(make_batch, arguments))
            number += 1
        yield waiting.popleft().get()


def _collect(
    batches: Iterator[Batch], seen: set[str], count: int
) -> tuple[list[dict[str, Any]], dict[str, Counter[str]]]:  # fmt: skip
    """The new pairs of some batches, no more batches than the count needs; and what became of all."""
    kinds = ("families", "topics", "forms", "designs", "dropped")
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    rows: list[dict[str, Any]] = []
    for batch in batches:
        counts["designs"] += batch.designs
        counts["dropped"] += batch.dropped
        for row in batch.rows:
            if row["id"] in seen or len(seen) >= count:
                counts["dropped"][f"{'duplicate' if row['id'] in seen else 'surplus'} {row['family']}"] += 1
                continue
            seen.add(row["id"])
            rows.append(row)
            for kind, column in (("families", "family"), ("topics", "topic"), ("forms", "form")):
                counts[kind][row[column]] += 1
        if len(seen) >= count:
            break
    return rows, counts


def _write_shard(path: Path, rows: list[dict[str, Any]], counts: dict[str, Counter[str]]) -> None:
    schema = SCHEMA.with_metadata({_COUNTS: json.dumps(counts, sort_keys=True).encode()})
    with atomic_file(path) as temporary:
        pq.write_table(pa.Table.from_pylist(rows, schema), temporary, compression="zstd")
