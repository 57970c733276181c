"""Reading JSON lines that somebody else wrote: bounded in memory, and every bad line has a number and a reason.

What a row must hold is for the caller to check.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

LONGEST_LINE = 32 << 20
"""Bytes that one line may have. 16,384 tokens are seldom over 100 KB."""
_HEAD = 64 << 10
"""How much of a line that is too long is looked at for its identifiers."""
_PROBLEM = re.compile(r'"problem"\s*:\s*("(?:[^"\\\x00-\x1f]|\\.){1,1000}")')
_SAMPLE = re.compile(r'"sample"\s*:\s*(\d{1,9})\b')


class BadLine(NamedTuple):
    """A line that could not be used."""

    number: int
    """Its number in the file, from 1."""
    reason: str
    """What is wrong with it."""
    problem: str | None = None
    """The problem that it names, where that could still be read."""
    sample: int | None = None
    """The sample that it names, where that could still be read."""
    cut: bool = False
    """Whether it is the file's last line and has no end: a process died while it wrote."""

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


class Row(NamedTuple):
    """A line that is JSON."""

    number: int
    """Its number in the file, from 1."""
    value: object
    """What it says."""
    start: int
    """Where it starts in the file, in bytes."""


def read_rows(path: Path, longest: int = LONGEST_LINE) -> Iterator[Row | BadLine]:
    """Read JSON lines one by one; empty ones are passed over.

    Args:
        path: the file.
        longest: bytes that one line may have; longer ones are skipped without being held in memory.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        number, end = 0, 0
        while line := file.readline(longest + 1):
            number, start, end = number + 1, end, end + len(line)
            if len(line) > longest and not line.endswith(b"\n"):
                end += _skip(file)
                reason = f"{end - start:,} bytes long; at most {longest:,} are read"
                yield BadLine(number, reason, *_names(line[:_HEAD]))
                continue
            if line.strip():
                found = _parse(number, line, start)
                if isinstance(found, BadLine) and not line.endswith(b"\n"):
                    found = found._replace(cut=True, reason=f"the file ends in it: {found.reason}")
                yield found


def _parse(number: int, line: bytes, start: int) -> Row | BadLine:
    try:
        return Row(number, json.loads(line.decode("utf-8")), start)
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 (byte 0x{line[error.start]:02x} at column {error.start + 1})"
    except json.JSONDecodeError as error:
        reason = f"not JSON ({error.msg} at column {error.colno})"
    except RecursionError:
        reason = "not JSON that can be read (nested too deeply)"
    except ValueError as error:  # such as a number of 5,000 digits
        reason = f"not JSON that can be read ({str(error)[:100]})"
    return BadLine(number, reason, *_names(line[:_HEAD]))


def _skip(file: BinaryIO) -> int:
    """Read on to the end of the line, a piece at a time; how many bytes that was."""
    size = 0
    while piece := file.readline(1 << 20):
        size += len(piece)
        if piece.endswith(b"\n"):
            break
    return size


def _names(head: bytes) -> tuple[str | None, int | None]:
    """Problem and sample of a line that is not JSON, where both stand before the text, as our own writer has it."""
    text = head.decode("utf-8", "replace").split('"text"', 1)[0]
    problem, sample = _PROBLEM.search(text), _SAMPLE.search(text)
    if problem is None or sample is None or int(sample[1]) < 1:
        return None, None
    try:
        return json.loads(problem[1]), int(sample[1])
    except ValueError:
        return None, None
