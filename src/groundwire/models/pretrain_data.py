"""What a language model is pretrained on: documents from several sources, tokenized once into rows on the disk.

What is empty, was there before or holds marks is dropped, and some documents are held out. Reading the sources is
`pretrain_sources`' job, packing into rows `packing`'s.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from groundwire.models.packing import Packer, RowError, RowWriter, TokenRows
from groundwire.models.pretrain_sources import DataError, Document, Reader, Source, open_source
from groundwire.models.prompts import PromptFrame
from groundwire.models.tokenizer import END_OF_TEXT, MARKS, TURN_END, tokenizer_hash
from groundwire.runs.atomic import atomic_folder, recover, write_text

CHUNK = 1000
"""Documents tokenized together."""
MANIFEST_NAME = "data.json"
SPLITS = ("train", "validation")
Progress = Callable[[str, int, int, dict[str, float]], None]
"""Told what is being done, how far it is, of how much, and the newest metrics."""

__all__ = ["DataError", "Document", "Progress", "Reader", "Source", "TokenData", "open_source", "plain_texts", "prepare"]


def plain_texts(sources: Sequence[Source], readers: Mapping[str, Reader], limit: int) -> Iterator[str]:
    """Texts to train a tokenizer on: up to `limit` documents of each source, with their system messages."""
    for source in sources:
        for document in islice(open_source(source, readers), limit):
            parts = [document.text] if document.prompt is None else [source.system, document.prompt, document.text]
            text = "\n".join(parts)
            if not any(mark in text for mark in MARKS):
                yield text


def document_text(document: Document, frame: PromptFrame, tokenizer: Any) -> str:
    """A document as the model reads it, ending where it ends: a turn's mark for an answer, end of text for plain text."""
    if document.prompt is None:
        return f"{document.text}{END_OF_TEXT}"
    return f"{frame.render(tokenizer, document.prompt)}{document.text}{TURN_END}\n"


class _Sieve:
    """Drops empty documents, those that hold marks and those seen before, and tells held-out ones by a hash."""

    def __init__(self, share: int) -> None:
        self.share, self.seen = share, set[bytes]()

    def judge(self, document: Document) -> str:
        """ "train", "validation", or why the document is dropped."""
        text = f"{document.prompt or ''}\0{document.text}"
        if not document.text.strip():
            return "empty"
        if any(mark in text for mark in MARKS):
            return "with marks"
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        if digest in self.seen:
            return "seen before"
        self.seen.add(digest)
        held_out = bool(self.share) and int.from_bytes(digest[:4], "big") % self.share == 0
        return "validation" if held_out else "train"


class TokenData(NamedTuple):
    """The rows of a run."""

    train: TokenRows
    """To train on."""
    validation: TokenRows
    """Held out, by a hash of each document."""
    manifest: dict[str, Any]
    """Counts and hashes."""


def prepare(
    folder: Path,
    sources: Sequence[Source],
    readers: Mapping[str, Reader],
    tokenizer: Any,
    length: int,
    held_out: int,
    progress: Progress | None = None,
) -> TokenData:
    """Tokenize all documents into rows, or open those that are there.

    Args:
        folder: where the rows are or go; written as a whole.
        sources: what to read, in this order.
        readers: who reads the kinds of source that are no files.
        tokenizer: a tokenizer with Qwen2's marks.
        length: tokens of a row.
        held_out: one document in this many is held out, by its hash; none where 0.
        progress: told how many documents are done.

    Raises:
        DataError: a source cannot be used, or nothing is left to train on.
        RowError: the rows that are there were made by another tokenizer, or are damaged.
    """
    recover(folder)
    if not (folder / MANIFEST_NAME).exists():
        with atomic_folder(folder) as temporary:
            _tokenize(temporary, sources, readers, tokenizer, length, held_out, progress)
    return _open(folder, tokenizer)


def _tokenize(
    folder: Path,
    sources: Sequence[Source],
    readers: Mapping[str, Reader],
    tokenizer: Any,
    length: int,
    held_out: int,
    progress: Progress | None,
) -> None:
    writers = {name: RowWriter(folder / f"{name}.rows") for name in SPLITS}
    packers = {name: Packer(length, tokenizer.pad_token_id) for name in SPLITS}
    sieve, counted = _Sieve(held_out), []
    done = 0
    for source in sources:
        counts: Counter[str] = Counter()
        frame = PromptFrame("chat", message=source.system)
        documents = iter(open_source(source, readers))  # a reader may give a list, which `islice` would begin anew
        while part := list(islice(documents, CHUNK)):
            kept = [(name, document) for document in part for name in (sieve.judge(document),) if _count(counts, name)]
            texts = [document_text(document, frame, tokenizer) for _, document in kept]
            for (name, _), encoding in zip(kept, tokenizer.backend_tokenizer.encode_batch_fast(texts), strict=True):
                writers[name].write(packers[name].add(encoding.ids))
            done += len(part)
            if progress is not None:
                progress("tokenize", done, done + 1, {})  # how many there are is not known before the end
        counted.append({"kind": source.kind, "path": source.path, **counts})
    if progress is not None:
        progress("tokenize", done, done, {})
    for name, packer in packers.items():
        writers[name].write(packer.finish())
    _write_manifest(folder, length, tokenizer, counted, writers)


def _count(counts: Counter[str], name: str) -> bool:
    """Count a document, and say whether it is kept."""
    counts[name] += 1
    return name in SPLITS


def _write_manifest(
    folder: Path, length: int, tokenizer: Any, counted: list[dict[str, Any]], writers: Mapping[str, RowWriter]
) -> None:
    if not writers["train"].rows:
        raise DataError(f"no document is left to train on ({json.dumps(counted)}); give other sources")
    manifest: dict[str, Any] = {"length": length, "tokenizer": tokenizer_hash(tokenizer), "sources": counted}
    for name, writer in writers.items():
        manifest[name] = {"rows": writer.rows, "predicted_tokens": writer.predicted, "sha256": writer.sha256}
    write_text(folder / MANIFEST_NAME, json.dumps(manifest, indent=2) + "\n")


def _open(folder: Path, tokenizer: Any) -> TokenData:
    manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    if manifest["tokenizer"] != tokenizer_hash(tokenizer):
        raise RowError(f"{folder} was made by another tokenizer; remove it, and it is made again")
    for name in SPLITS:
        path = folder / f"{name}.rows"
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != manifest[name]["sha256"]:
            raise RowError(f"{path} is damaged (SHA-256 {found[:12]}...); remove {folder}, and it is made again")
    train, validation = (
        TokenRows(folder / f"{name}.rows", manifest[name]["rows"], manifest["length"]) for name in SPLITS
    )
    return TokenData(train, validation, manifest)
