"""Conversations to train on, read from JSON lines or Parquet: system, prompt and response, or messages.

A file without the columns is an error; a row that cannot be used is dropped, counted by its reason, and the first ones of
each reason are named. Tokens are `tokens`' business.
"""

from __future__ import annotations

import glob
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.chat.question import Message
from groundwire.distill.sft.errors import SftError
from groundwire.distill.sft.recipe import DataSettings

COLUMNS = ("system", "prompt", "response")
"""The published data's columns; system may be missing."""
MESSAGES = "messages"
"""The column of whole conversations: a list of {"role", "content"} that ends with the assistant."""
NAMED = 3
"""Rows that are named of each reason."""
ROWS = 500
"""Rows of a Parquet file read together."""


class Conversation(NamedTuple):
    """One sample."""

    messages: tuple[Message, ...]
    """What the model reads."""
    answer: str
    """What it learns to write."""
    place: str
    """File and row, for messages."""

    def held_out(self, share: int) -> bool:
        """Whether it is one of the one in `share` that are held out: a function of its text alone."""
        if not share:
            return False
        text = json.dumps([list(self.messages), self.answer])
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        return int.from_bytes(digest, "big") % share == 0


@dataclass
class Tally:
    """What became of the rows."""

    read: int = 0
    """Rows read."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Rows left out, by reason."""
    cut: int = 0
    """Answers cut off at the cutoff."""
    named: dict[str, list[str]] = field(default_factory=dict)
    """The first rows of each reason."""

    def drop(self, reason: str, place: str) -> None:
        """Count a row that is left out."""
        self.dropped[reason] += 1
        self.note(reason, place)

    def note(self, reason: str, place: str) -> None:
        """Name a row of a reason, where few are named so far."""
        rows = self.named.setdefault(reason, [])
        if len(rows) < NAMED:
            rows.append(place)


def read_conversations(settings: DataSettings, tally: Tally) -> Iterator[Conversation]:
    """Read all conversations that can be used, in the order of the files' names; the others are tallied.

    Raises:
        SftError: no file fits, or one has no columns that can be used or cannot be read.
    """
    paths = data_files(settings.path)
    rows = (place_and_row for path in paths for place_and_row in _rows(path))
    for place, row in islice(rows, settings.limit or None):
        tally.read += 1
        found = _conversation(row, place, settings.system)
        if isinstance(found, str):
            tally.drop(found, place)
        else:
            yield found


def data_files(place: str) -> list[Path]:
    """The files of a pattern, of a folder, or of the last stage of a curation run.

    Raises:
        SftError: there is none, or the curation run is not done.
    """
    folder = Path(place) if place else None
    if folder is not None and (folder / "stages").is_dir():
        return _curated(folder)
    if folder is not None and folder.is_dir():
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".parquet", ".jsonl"))
    else:
        paths = sorted(Path(name) for name in glob.glob(place, recursive=True)) if place else []  # noqa: PTH207
    if not paths:
        raise SftError(
            f"no file fits data.path {place!r}; give a .jsonl or .parquet file, a pattern such as 'data/*.parquet', or the "
            "folder of a `groundwire distill run`"
        )
    return paths


def _curated(folder: Path) -> list[Path]:
    """The shards that a curation run left."""
    from groundwire.distill.funnel import funnel

    made = funnel(folder)
    if not made.done:
        raise SftError(f"the curation in {folder} is not done; go on with it by `groundwire distill run`")
    last = made.stages[-1].folder
    return [last.shard("kept", index) for index, record in last.records() if record.kept]


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Places and rows of one file; a row that is no row is None."""
    if path.suffix == ".parquet":
        rows = _parquet_rows(path)
    elif path.suffix == ".jsonl":
        rows = _json_rows(path)
    else:
        raise SftError(f"{path} is a {path.suffix or 'nameless'} file; expected .jsonl or .parquet")
    for number, row in enumerate(rows, 1):
        if number == 1 and isinstance(row, dict):
            _check_columns(path, list(row))
        yield f"{path}, row {number}", row


def _check_columns(path: Path, names: list[str]) -> None:
    missing = [name for name in COLUMNS[1:] if name not in names]
    if missing and MESSAGES not in names:
        raise SftError(
            f"{path} has no column {missing[0]!r}; found {', '.join(names) or 'none'}; expected prompt and response "
            "(and system), or messages"
        )


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        file = pq.ParquetFile(path)
        names = file.schema_arrow.names
        _check_columns(path, names)
        wanted = [name for name in (*COLUMNS, MESSAGES) if name in names]
        for part in file.iter_batches(ROWS, columns=wanted):
            yield from part.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise SftError(f"{path} is no Parquet file that can be read: {' '.join(str(error).split())[:200]}") from None


def _json_rows(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        for line in file:
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield None


def _conversation(row: Any, place: str, system: str | None) -> Conversation | str:
    """A row as a conversation, or why it is none."""
    if not isinstance(row, dict):
        return "no JSON object"
    if row.get(MESSAGES) is not None:
        messages = _turns(row[MESSAGES])
        if messages is None:
            return "messages that are no conversation"
    else:
        texts = [row.get(name) for name in COLUMNS]
        if not all(isinstance(text, str) for text in texts[1:]) or not isinstance(texts[0], str | None):
            return "a column that holds no text"
        messages = [Message("user", str(texts[1])), Message("assistant", str(texts[2]))]
        if texts[0]:
            messages.insert(0, Message("system", texts[0]))
    if messages[0].role != "system" and system:
        messages.insert(0, Message("system", system))
    if not messages[-1].content.strip():
        return "an empty response"
    if not all(message.content.strip() for message in messages):
        return "an empty prompt"
    if any("\ud800" <= character <= "\udfff" for message in messages for character in message.content):
        return "text that is no Unicode"
    return Conversation(tuple(messages[:-1]), messages[-1].content, place)


def _turns(value: Any) -> list[Message] | None:
    """A column of messages: an optional system turn, then user and assistant by turns, the assistant last."""
    if not isinstance(value, list) or not all(isinstance(turn, dict) for turn in value):
        return None
    turns = [(turn.get("role"), turn.get("content")) for turn in value]
    if not all(isinstance(role, str) and isinstance(content, str) for role, content in turns):
        return None
    roles = [role for role, _ in turns if role != "system"]
    if not roles or roles != ["user", "assistant"] * (len(roles) // 2) or [role for role, _ in turns[1:]].count("system"):
        return None
    return [Message(str(role), str(content)) for role, content in turns]
