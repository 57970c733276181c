"""Corpora on disk: verified pairs as Parquet with a card, and the held-out splits as task files.

The same settings and seed give the same files, whatever the number of workers.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.runs.atomic import atomic_folder, write_text
from groundwire.tasks.pairs import HELD_OUT_FAMILIES, Pair, PairMaker, Split, splits
from groundwire.tasks.wordings import training_authors

CHUNK = 1000
"""Pairs drawn from one random state; the unit of work and of determinism."""

_MEMORY = pa.map_(pa.uint32(), pa.list_(pa.uint32()))
SCHEMA = pa.schema([
    ("prompt", pa.string()), ("family", pa.string()), ("author", pa.string()), ("skeleton", pa.string()),
    ("layout", pa.uint8()), ("program", pa.list_(pa.uint32())), ("cycles", pa.uint16()),
    ("seed", _MEMORY), ("expect", _MEMORY), ("marks", pa.list_(pa.list_(pa.int64(), 6))),
])  # fmt: skip


@dataclass(frozen=True)
class CorpusSettings:
    """What a corpus is made of."""

    pairs: int = 200_000
    """Distinct (prompt, program) pairs for training."""
    held_out: int = 2000
    """Prompts of each held-out split."""
    seed: int = 0
    """Where all chance begins."""
    alternate_layouts: float = 0.0
    """Share of training pairs in a register layout other than the canonical one."""


def draw_chunk(split: Split, seed: int, index: int) -> list[Pair]:
    """Draw one chunk of a split."""
    rng = random.Random(f"groundwire {split.name} {seed} {index}")
    maker = _maker(split)
    return [maker.draw(rng) for _ in range(CHUNK)]


_makers: dict[Split, PairMaker] = {}


def _maker(split: Split) -> PairMaker:
    if split not in _makers:
        _makers[split] = PairMaker(split)
    return _makers[split]


def _job(job: tuple[Split, int, int]) -> list[Pair]:
    return draw_chunk(*job)


def draw_distinct(split: Split, count: int, seed: int, pool: Any = None) -> Iterator[Pair]:
    """Draw pairs of a split until `count` distinct (prompt, program) pairs came, in an order that workers do not change.

    Raises:
        RuntimeError: the split has too few pairs.
    """
    seen: set[tuple[str, tuple[int, ...]]] = set()
    jobs = ((split, seed, index) for index in range(4 * count // CHUNK + 8))
    chunks = map(_job, jobs) if pool is None else _ahead(pool, jobs, lambda: count - len(seen))
    for chunk in chunks:
        for pair in chunk:
            key = (pair.prompt, pair.program)
            if key not in seen:
                seen.add(key)
                yield pair
                if len(seen) == count:
                    return
    raise RuntimeError(f"the split {split.name!r} has only {len(seen)} distinct pairs; {count} were asked for")


def _ahead(
    pool: Any, jobs: Iterator[tuple[Split, int, int]], missing: Callable[[], int], depth: int = 6
) -> Iterator[list[Pair]]:
    """Results of jobs in order, a few under way: as many as `missing` pairs take, as nobody waits for the others."""
    waiting: list[Any] = []
    while True:
        wanted = min(depth, max(1, -(-missing() // CHUNK)))
        while len(waiting) < wanted and (job := next(jobs, None)) is not None:
            waiting.append(pool.apply_async(_job, (job,)))
        if not waiting:
            return
        yield waiting.pop(0).get()


def write_corpus(
    folder: Path, settings: CorpusSettings, workers: int = 2, progress: Callable[[str, int, int], None] | None = None
) -> dict[str, Any]:
    """Draw, verify and write a corpus: train.parquet, a task file for each held-out split, README.md and card.json.

    Args:
        folder: where to; replaced as a whole when all is done.
        settings: what to draw.
        workers: processes.
        progress: told the split, how many pairs it has and how many it will have.

    Returns:
        The card.
    """
    with multiprocessing.get_context("spawn").Pool(workers) as pool, atomic_folder(folder) as temporary:
        card: dict[str, Any] = {"settings": asdict(settings), "splits": {}}
        for name, split in splits().items():
            if name == "train":
                split = Split(**(split.__dict__ | {"alternate_layouts": settings.alternate_layouts}))
            count = settings.pairs if name == "train" else settings.held_out
            drawn = draw_distinct(split, count, settings.seed, pool)
            pairs = _watched(drawn, name, count, progress)
            path = temporary / ("train.parquet" if name == "train" else f"{name}.jsonl")
            card["splits"][name] = write_train(path, pairs) if name == "train" else write_tasks(path, name, pairs)
        write_text(temporary / "card.json", json.dumps(card, indent=2) + "\n")
        write_text(temporary / "README.md", corpus_card(card))
    return card


def _watched(
    pairs: Iterator[Pair], name: str, count: int, progress: Callable[[str, int, int], None] | None
) -> Iterator[Pair]:
    for number, pair in enumerate(pairs, 1):
        yield pair
        if progress is not None and (number % 200 == 0 or number == count):
            progress(name, number, count)


def write_train(path: Path, pairs: Iterator[Pair]) -> dict[str, Any]:
    """Write training pairs as Parquet, in row groups, and return what the card says of them."""
    families: Counter[str] = Counter()
    authors: Counter[str] = Counter()
    total = cycles = 0
    digest = hashlib.sha256()
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for group in _groups(pairs, 10_000):
            writer.write_table(pa.Table.from_pylist([row_of(pair) for pair in group], SCHEMA))
            for pair in group:
                digest.update(f"{pair.prompt}\0{pair.program}\n".encode())
                families[pair.family] += 1
                authors[pair.author] += 1
                cycles += pair.cycles
            total += len(group)
    return {
        "pairs": total, "cycles": cycles, "sha256": digest.hexdigest(),
        "families": dict(sorted(families.items())), "authors": dict(sorted(authors.items())),
    }  # fmt: skip


def row_of(pair: Pair) -> dict[str, Any]:
    """A pair as a row of the Parquet file."""
    return dict(pair.__dict__) | {
        "program": list(pair.program),
        "seed": list(pair.seed.items()),
        "expect": list(pair.expect.items()),
        "marks": [list(mark) for mark in pair.marks],
    }


def write_tasks(path: Path, suite: str, pairs: Iterator[Pair]) -> dict[str, Any]:
    """Write a held-out split as a task file and return what the card says of it."""
    families: Counter[str] = Counter()
    total = 0
    with path.open("w", encoding="utf-8") as file:
        for total, pair in enumerate(pairs, 1):
            file.write(pair.task(suite, total).as_json() + "\n")
            families[pair.family] += 1
    return {"pairs": total, "families": dict(sorted(families.items()))}


def _groups(pairs: Iterator[Pair], size: int) -> Iterator[list[Pair]]:
    group: list[Pair] = []
    for pair in pairs:
        group.append(pair)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def corpus_card(card: dict[str, Any]) -> str:
    """The corpus's card in Markdown."""
    train = card["splits"]["train"]
    lines = [
        "# Prompts with verified RV32I programs", "",
        f"{train['pairs']:,} distinct (prompt, program) pairs of {len(train['families'])} families for training, each "
        "executed on an emulated CPU and kept only because it left what the prompt asks for. Licence: MIT.", "",
        f"Wordings by {', '.join(training_authors())}; seed {card['settings']['seed']}; "
        f"{train['cycles']:,} cycles; SHA-256 of prompts and programs {train['sha256']}.", "",
        "| held-out split | prompts | what training never saw |", "|---|---|---|",
    ]  # fmt: skip
    told = {
        "operands": "the operands", "phrasings": "the author of the wording",
        "phrasings-validation": "another author of wordings",
        "strings": "the strings (1 to 12 characters)", "words": "the operands, all written in words",
        "long": "the operands; every program takes more than 200 cycles",
        "families": f"the families: {', '.join(HELD_OUT_FAMILIES)}",
    }  # fmt: skip
    lines += [f"| {name} | {card['splits'][name]['pairs']:,} | {what} |" for name, what in told.items()]
    lines += ["", "| family | training pairs |", "|---|---|"]
    lines += [f"| {name} | {count:,} |" for name, count in train["families"].items()]
    return "\n".join(lines) + "\n"
