"""What a language model is pretrained on: documents from several sources, tokenized once into rows on the disk.

A source is chat pairs or plain text. Files of text are read here; other kinds of source (prompts with programs, which
belong to packages above) come in as readers. Packing into rows is `packing`'s job.
"""

from __future__ import annotations

import glob
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.models.packing import Packer, RowError, RowWriter, TokenRows
from groundwire.models.prompts import SYSTEM_MESSAGE, PromptFrame
from groundwire.models.tokenizer import END_OF_TEXT, MARKS, TURN_END, tokenizer_hash
from groundwire.runs.atomic import atomic_folder, recover, write_text

CHUNK = 1000
"""Documents tokenized together."""
MANIFEST_NAME = "data.json"
SPLITS = ("train", "validation")


class DataError(ValueError):
    """A source that cannot be used; the message names it and says what to do."""


class Document(NamedTuple):
    """One document: an answer to a prompt, or plain text."""

    text: str
    """The text, or the answer."""
    prompt: str | None = None
    """What the text answers; None for plain text."""


@dataclass(frozen=True)
class Source:
    """Where documents come from."""

    kind: str = "text"
    """"text" for files, or the name of a reader that the caller brings, such as "reflex"."""
    path: str = ""
    """A file or a pattern such as data/*.parquet: .jsonl and .parquet by column, all else one document a file."""
    column: str = "text"
    """Column of the text or the answer."""
    prompt_column: str = ""
    """Column of the prompt that the text answers; none where empty."""
    system: str = SYSTEM_MESSAGE
    """System message that prompts are framed with; none where empty."""
    limit: int = 0
    """Documents taken at most; all where 0."""


Reader = Callable[[Source], Iterator[Document]]
"""Reads one source's documents."""
Progress = Callable[[str, int, int, dict[str, float]], None]


def read_text_source(source: Source) -> Iterator[Document]:
    """Read the documents of files, in the order of their names.

    Raises:
        DataError: no file fits, a column is missing, or a row cannot be read.
    """
    paths = sorted(Path(name) for name in glob.glob(source.path, recursive=True))  # noqa: PTH207 - absolute patterns too
    if not paths:
        raise DataError(f"no file fits {source.path!r}; give a file, or a pattern such as 'data/*.parquet'")
    for path in paths:
        if path.suffix in (".parquet", ".jsonl"):
            yield from _rows(path, source)
        else:
            try:
                yield Document(path.read_text(encoding="utf-8"))
            except UnicodeDecodeError as error:
                raise DataError(f"{path} is no UTF-8 text ({error}); leave it out, or convert it") from None


def _rows(path: Path, source: Source) -> Iterator[Document]:
    columns = [source.column, *([source.prompt_column] if source.prompt_column else [])]
    rows = _parquet_rows(path, columns) if path.suffix == ".parquet" else _json_rows(path)
    for number, row in enumerate(rows, 1):
        values = [row.get(column) for column in columns]
        wrong = [column for column, value in zip(columns, values, strict=True) if not isinstance(value, str)]
        if wrong:
            raise DataError(f"{path}, row {number}: column {wrong[0]!r} holds no text; known are {', '.join(row)}")
        yield Document(str(values[0]), str(values[1]) if source.prompt_column else None)


def _parquet_rows(path: Path, columns: list[str]) -> Iterator[dict[str, Any]]:
    try:
        file = pq.ParquetFile(path)
        missing = [column for column in columns if column not in file.schema_arrow.names]
        if missing:
            names = ", ".join(file.schema_arrow.names)
            raise DataError(f"{path} has no column {missing[0]!r}; known are {names}")
        for part in file.iter_batches(CHUNK, columns=columns):
            yield from part.to_pylist()
    except pa.ArrowInvalid as error:
        raise DataError(f"{path} is no Parquet file that can be read: {error}") from None


def _json_rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise DataError(f"{path}, line {number} is no JSON: {error}") from None
            if not isinstance(row, dict):
                raise DataError(f"{path}, line {number} is no JSON object; expected one with columns")
            yield row


def open_source(source: Source, readers: Mapping[str, Reader]) -> Iterator[Document]:
    """Documents of a source, as many as it may give.

    Raises:
        DataError: nobody reads such a source.
    """
    known = {"text": read_text_source, **readers}
    if source.kind not in known:
        raise DataError(f"source kind is {source.kind!r}; known are {', '.join(sorted(known))}")
    documents = known[source.kind](source)
    return islice(documents, source.limit) if source.limit else documents


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
        documents = open_source(source, readers)
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
