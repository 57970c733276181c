"""Samples packed into rows on the disk, made once a run: TRL's best-fit-decreasing packing over memory-mapped Arrow files.

A row is ids, labels and the lengths of its samples, from which positions begin anew with each. That samples in one row do
not see each other is `attention`'s and the model's business.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from groundwire.distill.sft.conversations import Conversation, Tally, read_conversations
from groundwire.distill.sft.errors import SftError
from groundwire.distill.sft.recipe import SftRecipe
from groundwire.distill.sft.samples import Encoder, Sample, fit
from groundwire.runs.atomic import atomic_folder, recover, write_text

CHUNK = 256
"""Conversations tokenized together."""
SPLITS = ("train", "validation")
NAME = "data.json"
_SCHEMA = pa.schema({"input_ids": pa.list_(pa.int32()), "labels": pa.list_(pa.int32())})
Progress = Callable[[str, int, int, dict[str, float]], None]
"""Told what is being done, how far it is, of how much, and the newest metrics."""


class PackedData(NamedTuple):
    """The rows of a run."""

    train: Any
    """datasets.Dataset of input_ids, labels and seq_lengths."""
    validation: Any
    """The same, of held-out samples; None where there are none."""
    counts: dict[str, Any]
    """Rows, samples, tokens, drops and cuts, and the hash of what was packed."""


def prepare(folder: Path, recipe: SftRecipe, encoder: Encoder, progress: Progress) -> PackedData:
    """Tokenize and pack all conversations, or open what was packed before.

    Raises:
        SftError: the data cannot be used, or nothing is left of it.
    """
    recover(folder)
    if not (folder / NAME).exists():
        with atomic_folder(folder) as temporary:
            _make(temporary, recipe, encoder, progress)
    counts = json.loads((folder / NAME).read_text(encoding="utf-8"))
    train, validation = (_open(folder / f"{split}.arrow") if counts[split]["samples"] else None for split in SPLITS)
    return PackedData(train, validation, counts)


class _Split:
    """The samples of one split on their way to the disk, and what they count."""

    def __init__(self, path: Path) -> None:
        self.path, self.samples, self.tokens, self.learned, self.longest = path, 0, 0, 0, 0
        self.digest = hashlib.sha256()
        self.writer = pa.ipc.new_stream(path, _SCHEMA)

    def add(self, samples: list[Sample]) -> None:
        if not samples:
            return
        self.writer.write_batch(pa.record_batch([[s.ids for s in samples], [s.labels for s in samples]], schema=_SCHEMA))
        for sample in samples:
            self.digest.update(repr(sample).encode())
            self.samples += 1
            self.tokens += len(sample)
            self.learned += len(sample.answer)
            self.longest = max(self.longest, len(sample))

    def counts(self, rows: int) -> dict[str, Any]:
        return {
            "rows": rows, "samples": self.samples, "tokens": self.tokens, "learned_tokens": self.learned,
            "longest": self.longest, "sha256": self.digest.hexdigest(),
        }  # fmt: skip


def _make(folder: Path, recipe: SftRecipe, encoder: Encoder, progress: Progress) -> None:
    tally = Tally()
    splits = {name: _Split(folder / f"{name}.samples") for name in SPLITS}
    conversations = read_conversations(recipe.data, tally)
    while part := list(islice(conversations, CHUNK)):
        for conversation, sample in _samples(part, encoder, recipe, tally):
            splits["validation" if conversation.held_out(recipe.data.held_out) else "train"].add([sample])
        progress("tokenize", tally.read, tally.read + 1, {})  # how many there are is not known before the end
    progress("tokenize", tally.read, tally.read, {})
    for split in splits.values():
        split.writer.close()
    if not splits["train"].samples:
        raise SftError(
            f"no sample is left to train on: {tally.read:,} rows read, dropped {dict(tally.dropped) or 'none'}; give other data, "
            "or a larger cutoff"
        )
    counts: dict[str, Any] = {
        "read": tally.read, "dropped": dict(tally.dropped), "cut": tally.cut, "named": tally.named, "cutoff": recipe.cutoff,
    }  # fmt: skip
    for name, split in splits.items():
        counts[name] = split.counts(_pack(split.path, folder / f"{name}.arrow", recipe) if split.samples else 0)
        split.path.unlink()
    write_text(folder / NAME, json.dumps(counts, indent=2) + "\n")


def _samples(
    part: list[Conversation], encoder: Encoder, recipe: SftRecipe, tally: Tally
) -> Iterator[tuple[Conversation, Sample]]:
    """The conversations that can be trained on, each with its sample; the others are tallied."""
    kept: list[Conversation] = []
    for conversation in part:
        if encoder.holds_marks(conversation):
            tally.drop("text that holds the template's marks", conversation.place)
        else:
            kept.append(conversation)
    for conversation, sample in zip(kept, encoder.encode(kept), strict=True):
        fitted, what = fit(sample, recipe.cutoff, recipe.data.overlong)
        if fitted is None:
            tally.drop(what, conversation.place)
            continue
        if what:
            tally.cut += 1
            tally.note("cut", conversation.place)
        yield conversation, fitted


def _pack(samples: Path, rows: Path, recipe: SftRecipe) -> int:
    """Pack the samples of one split, in an order drawn by the seed; the number of rows."""
    from datasets import disable_progress_bars
    from trl import pack_dataset

    disable_progress_bars()  # the run shows its own

    shuffled = _open(samples).shuffle(seed=recipe.train.seed, keep_in_memory=True)
    packed = pack_dataset(shuffled, recipe.cutoff, "bfd", {"cache_file_name": str(rows)})
    return len(packed)


def _open(path: Path) -> Any:
    from datasets import Dataset

    return Dataset.from_file(str(path))


def describe(counts: dict[str, Any]) -> list[str]:
    """Lines that say what will be trained on, before it begins."""
    train, held = counts["train"], counts["validation"]
    room = train["rows"] * counts["cutoff"]
    lines = [
        f"{counts['read']:,} rows read: {train['samples']:,} samples to train on, {held['samples']:,} held out, "
        f"{sum(counts['dropped'].values()):,} dropped, {counts['cut']:,} cut at {counts['cutoff']:,} tokens",
        f"{train['tokens']:,} tokens, {train['learned_tokens']:,} of them answers, in {train['rows']:,} packed rows "
        f"({train['tokens'] / room:.1%} full); the longest sample has {train['longest']:,}",
    ]
    for reason, number in sorted(counts["dropped"].items()):
        lines.append(f"dropped {number:,}: {reason} ({_places(counts, reason)})")
    if counts["cut"]:
        lines.append(f"cut {counts['cut']:,}: their answers have no end ({_places(counts, 'cut')})")
    return lines


def _places(counts: dict[str, Any], reason: str) -> str:
    places = counts["named"].get(reason, [])
    total = counts["cut"] if reason == "cut" else counts["dropped"][reason]
    return "; ".join(places) + (" and others" if total > len(places) else "")
