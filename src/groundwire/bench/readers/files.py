"""Reading a benchmark's files: text that need not be UTF-8, JSON lines with the line's number in every complaint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from groundwire.bench.errors import BenchmarkError

LIMIT = 64 << 20
"""Bytes; no file of a benchmark is near this."""


DEPTH = 5
"""Folders below the one named in which a benchmark's files are looked for; a user may name a whole home folder."""


def below(folder: Path, depth: int = DEPTH) -> Iterator[Path]:
    """Everything below a folder, to a depth, sorted within each folder; hidden folders and links are passed over."""
    try:
        children = sorted(folder.iterdir())
    except OSError:
        return
    for child in children:
        yield child
        if depth > 1 and child.is_dir() and not child.is_symlink() and not child.name.startswith("."):
            yield from below(child, depth - 1)


def read_bytes(path: Path) -> bytes:
    """Read a file of sane size.

    Raises:
        BenchmarkError: it cannot be read, or is far larger than any file of a benchmark.
    """
    try:
        if path.stat().st_size > LIMIT:
            raise BenchmarkError(f"{path} has {path.stat().st_size:,} bytes; no benchmark file is over {LIMIT:,}")
        return path.read_bytes()
    except OSError as error:
        raise BenchmarkError(f"{path} cannot be read: {error.strerror}") from error


def read_text(path: Path) -> str:
    """Read a text, as UTF-8 where it is, otherwise as Latin-1 (some RTLLM benches have comments in other encodings)."""
    content = read_bytes(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines of objects.

    Raises:
        BenchmarkError: a line is no JSON object.
    """
    rows = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BenchmarkError(f"{path}, line {number}: no JSON ({error}); get a whole copy") from error
        if not isinstance(row, dict):
            raise BenchmarkError(f"{path}, line {number}: expected a JSON object, found {type(row).__name__}")
        rows.append(row)
    return rows


def first_row(path: Path) -> dict[str, Any]:
    """The first object of a JSON lines file; empty where it is none."""
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            row = json.loads(stream.readline(1 << 20))
    except (OSError, ValueError):
        return {}
    return row if isinstance(row, dict) else {}


def field(row: dict[str, Any], name: str, where: str) -> str:
    """A text field of a row.

    Raises:
        BenchmarkError: it is missing or no text.
    """
    value = row.get(name)
    if not isinstance(value, str):
        raise BenchmarkError(f"{where}: the field {name!r} is {value!r}; expected text")
    return value
