"""Sources of text to pretrain on: files by column or as a whole, and readers that other packages bring.

Tokenizing what is read is `pretrain_data`'s job.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.models.prompts import SYSTEM_MESSAGE

GROUP = 1000
"""Rows of a Parquet file read together."""


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
        for part in file.iter_batches(GROUP, columns=columns):
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
