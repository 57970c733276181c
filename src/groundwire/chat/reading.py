"""Reading responses files, our own and other people's, one response at a time; bad lines get a number and a reason."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from groundwire.chat.errors import FileMismatch
from groundwire.chat.header import Header, is_header, parse_header
from groundwire.chat.lines import LONGEST_LINE, BadLine, Row, read_rows
from groundwire.chat.response import Response, parse_response

Done = dict[str, set[int]]
"""The sample numbers that each problem has."""


def read_header(path: Path) -> Header | None:
    """The header of a responses file; None where its first line is none, as in files that others made.

    Raises:
        OSError: the file cannot be read.
        FileMismatch: the first line is a header that cannot be used.
    """
    for row in islice(read_rows(path), 1):
        if isinstance(row, Row) and is_header(row.value):
            try:
                return parse_header(row.value)
            except ValueError as error:
                raise FileMismatch(f"{path}: the header cannot be used: {error}") from None
    return None


def read_responses(path: Path, longest: int = LONGEST_LINE) -> Iterator[Response | BadLine]:
    """Read the responses of a file in their order; what cannot be used comes as `BadLine`, and the rest goes on.

    A second response of the same problem and sample is a bad line too, so that nothing is counted twice.

    Args:
        path: the file; its header, where it has one, is passed over.
        longest: bytes that one line may have.

    Raises:
        OSError: the file cannot be read.
    """
    seen: Done = {}
    header: object = None
    for row in read_rows(path, longest):
        if isinstance(row, BadLine):
            yield row
        elif is_header(row.value):
            if header is not None and row.value != header:
                yield BadLine(row.number, "another header; score files of different runs one by one")
            header = row.value
        else:
            yield _response(row, seen)


def _response(row: Row, seen: Done) -> Response | BadLine:
    try:
        response = parse_response(row.value)
    except ValueError as error:
        return BadLine(row.number, str(error), *_names(row.value))
    samples = seen.setdefault(response.problem, set())
    if response.sample in samples:
        reason = f"a second response for sample {response.sample} of {response.problem}; the first one counts"
        return BadLine(row.number, reason)
    samples.add(response.sample)
    return response


def _names(value: object) -> tuple[str | None, int | None]:
    """Problem and sample of a row that cannot be used for another reason."""
    try:
        known = parse_response({**value, "text": ""} if isinstance(value, dict) else value)
    except ValueError:
        return None, None
    return known.problem, known.sample


def finished_samples(path: Path) -> tuple[Done, list[BadLine]]:
    """Which samples a file holds, and its bad lines, for a run that goes on with it."""
    done: Done = {}
    bad: list[BadLine] = []
    for item in read_responses(path):
        if isinstance(item, BadLine):
            bad.append(item)
        else:
            done.setdefault(item.problem, set()).add(item.sample)
    return done, bad
