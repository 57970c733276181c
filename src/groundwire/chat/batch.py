"""OpenAI batch files: requests written as JSON lines for somebody to send, and results read back in any order.

A request that was written and has no result yet is under way: it stays in its request file and is not written again.
When its result is read, good or bad, it leaves that file. To give requests up, remove their file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from groundwire.chat.collector import Collector
from groundwire.chat.errors import FileMismatch
from groundwire.chat.header import Header
from groundwire.chat.lines import LONGEST_LINE, BadLine, Row, read_rows
from groundwire.chat.question import Ask, Question, Sampling, check_distinct, plan
from groundwire.chat.response import Response, cut
from groundwire.chat.responses import ResponsesFile
from groundwire.chat.wire import Malformed, parse_body, request_body
from groundwire.runs.atomic import atomic_file

MOST_REQUESTS = 50_000
"""Requests in one file, by OpenAI's limit."""
MOST_BYTES = 190_000_000
"""Bytes of one file; OpenAI takes 200 MB."""
_LONGEST_RESULT = 4 * LONGEST_LINE
"""Bytes of a result's line, which may hold many samples."""
_AT_A_TIME = 200
"""Responses that are written at once."""
_NAME = re.compile(r"batch-(\d{3,})\.jsonl")
_IDENTIFIER = re.compile(r"(.+)#(\d{1,9})\+(\d{1,9})", re.DOTALL)


class Written(NamedTuple):
    """Request files that were written."""

    paths: tuple[Path, ...]
    """The files; none where nothing is left to ask."""
    requests: int
    """Requests in them."""
    samples: int
    """Samples that they ask for."""
    under_way: int
    """Samples that older files ask for and that have no result yet."""

    def __str__(self) -> str:
        names = ", ".join(str(path) for path in self.paths) or "nothing"
        waiting = f"; {self.under_way:,} samples in older files have no result yet" if self.under_way else ""
        return f"{names} ({self.requests:,} requests for {self.samples:,} samples{waiting})"


def write_batch(
    questions: Sequence[Question],
    samples: int,
    sampling: Sampling,
    model: str,
    path: Path,
    header: Header,
    most_samples: int = 1,
    limit_name: str = "max_tokens",
    extra: Mapping[str, Any] | None = None,
    most_requests: int = MOST_REQUESTS,
    most_bytes: int = MOST_BYTES,
) -> Written:
    """Write requests for what a responses file still lacks, as batch-001.jsonl and so on beside it.

    Args:
        questions: all problems.
        samples: responses that each shall have.
        sampling: how answers are drawn.
        model: the model's name.
        path: the responses file, which is begun with the header where it is missing.
        header: its first line.
        most_samples: most samples of one request.
        limit_name: what the server calls the most tokens of an answer.
        extra: more entries of each request's body.
        most_requests: requests in one file.
        most_bytes: bytes of one file.

    Raises:
        ValueError: two questions have one identifier.
        ChatError: the directory is in use, or the responses file is of another run.
    """
    check_distinct(questions)
    with ResponsesFile(path, header) as file:
        under_way = {problem: set(numbers) for problem, numbers in _under_way(path.parent).items()}
        waiting = sum(len(numbers) for numbers in under_way.values())
        for problem, numbers in file.done.items():
            under_way.setdefault(problem, set()).update(numbers)
        asks = list(plan(questions, samples, under_way, most_samples))
        lines = (_request_line(ask, sampling, model, limit_name, extra or {}) for ask in asks)
        paths = tuple(_write_parts(lines, path.parent, most_requests, most_bytes))
        return Written(paths, len(asks), sum(ask.count for ask in asks), waiting)


def _request_line(ask: Ask, sampling: Sampling, model: str, limit_name: str, extra: Mapping[str, Any]) -> bytes:
    row = {
        "custom_id": f"{ask.question.problem}#{ask.first}+{ask.count}",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": request_body(model, ask, sampling, limit_name) | dict(extra),
    }
    return json.dumps(row).encode() + b"\n"


def _write_parts(lines: Iterator[bytes], folder: Path, most_requests: int, most_bytes: int) -> Iterator[Path]:
    """Write lines into as many files as their limits make it."""
    number = max((int(_NAME.fullmatch(p.name)[1]) for p in _request_files(folder)), default=0)  # type: ignore[index]
    line = next(lines, None)
    while line is not None:
        number += 1
        path = folder / f"batch-{number:03d}.jsonl"
        with atomic_file(path) as temporary, temporary.open("wb") as file:
            count = size = 0
            while line is not None and (count == 0 or (count < most_requests and size + len(line) <= most_bytes)):
                file.write(line)
                count, size, line = count + 1, size + len(line), next(lines, None)
        yield path


def _request_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("batch-*.jsonl") if _NAME.fullmatch(path.name))


def _under_way(folder: Path) -> dict[str, set[int]]:
    """The samples that written requests ask for."""
    found: dict[str, set[int]] = {}
    for path in _request_files(folder):
        for row in read_rows(path):
            name = _custom_id(row.value) if isinstance(row, Row) else None
            if name is None:
                raise FileMismatch(f"{path}: line {row.number} is no request of ours; move the file elsewhere")
            found.setdefault(name.problem, set()).update(range(name.first, name.first + name.count))
    return found


@dataclass(frozen=True)
class _Name:
    """What a request's custom_id says."""

    problem: str
    first: int
    count: int

    @property
    def keys(self) -> list[tuple[str, int]]:
        """Problem and number of its samples."""
        return [(self.problem, sample) for sample in range(self.first, self.first + self.count)]


def _custom_id(row: object) -> _Name | None:
    text = row.get("custom_id") if isinstance(row, dict) else None
    found = _IDENTIFIER.fullmatch(text) if isinstance(text, str) else None
    if found is None or not 1 <= int(found[3]) <= 100_000:
        return None
    return _Name(found[1], int(found[2]), int(found[3]))


@dataclass
class BatchSource:
    """Result files of batches, as a source: in any order, with errors in some lines, and perhaps not complete."""

    paths: Sequence[Path]
    """The files: results, and the errors where the service gives them a file of their own."""
    most_samples: int = 1
    """Needs no other: what is asked is looked up by its sample."""

    def answer(self, asks: list[Ask], collector: Collector) -> None:
        """Take what the results have of what is asked; the rest fails, with the reason that the batch gives.

        Raises:
            OSError: a file cannot be read.
        """
        reading = _Reading({(ask.question.problem, ask.first): ask for ask in asks}, collector)
        for path in self.paths:
            for row in read_rows(path, _LONGEST_RESULT):
                reading.take(path, row)
        reading.flush(0)
        _drop_requests(collector.file.path.parent, reading.answered)
        for key, ask in reading.wanted.items():
            collector.fail(ask, reading.reasons.get(key, "the batch has no result for it"))


class _Reading:
    """What is known while result files are read."""

    def __init__(self, wanted: dict[tuple[str, int], Ask], collector: Collector):
        self.wanted, self.collector = wanted, collector
        self.answered: set[_Name] = set()
        self.reasons: dict[tuple[str, int], str] = {}
        self.taken: set[tuple[str, int]] = set()
        self.ready: list[Response] = []

    def take(self, path: Path, row: Row | BadLine) -> None:
        """Take one line. A failure stands only if no other line brings the sample."""
        name = _custom_id(row.value) if isinstance(row, Row) else None
        where = f"{path}: line {row.number}"
        if isinstance(row, BadLine) or name is None:
            reason = row.reason if isinstance(row, BadLine) else "its custom_id is none of ours"
            self.collector.notice(f"{where}: {reason}; it is left out")
            return
        self.answered.add(name)
        mine = [key for key in name.keys if key in self.wanted]
        if not mine:
            if (name.problem, name.first) not in self.taken and not self._is_done(name):
                self.collector.notice(f"{where}: {cut(name.problem)} is not asked for; it is left out")
            return
        try:
            completions = parse_body(_body(row.value))
        except Malformed as error:
            self.reasons.update(dict.fromkeys(mine, f"{where}: {error}"))
            return
        found = completions.responses(Ask(self.wanted[mine[0]].question, name.first, name.count), None)
        kept = [response for response in found if self.wanted.pop(response.key, None) is not None]
        self.taken.update(response.key for response in kept)
        self.ready += kept
        self.flush(_AT_A_TIME)

    def _is_done(self, name: _Name) -> bool:
        return name.first in self.collector.file.done.get(name.problem, ())

    def flush(self, most: int) -> None:
        """Store what is ready, if it is more than so much."""
        if len(self.ready) > most:
            self.collector.keep(self.ready)
            self.ready = []


def _body(row: object) -> object:
    """The body of a result's line.

    Raises:
        Malformed: the line says that the request failed.
    """
    assert isinstance(row, dict)
    answer, error = row.get("response"), row.get("error")
    if error or not isinstance(answer, dict):
        raise Malformed(f"the request failed: {cut(_message(error), 200)}")
    if answer.get("status_code", 200) != 200:
        body = answer.get("body")
        inner = body.get("error", body) if isinstance(body, dict) else body
        raise Malformed(f"the request failed with status {cut(answer['status_code'])}: {cut(_message(inner), 200)}")
    return answer.get("body")


def _message(error: object) -> object:
    return error.get("message") or error.get("code") if isinstance(error, dict) else error


def _drop_requests(folder: Path, answered: set[_Name]) -> None:
    """Take requests that have a result out of their files; a file that becomes empty goes."""
    for path in _request_files(folder):
        rows = [row for row in read_rows(path) if isinstance(row, Row)]
        left = [row.value for row in rows if _custom_id(row.value) not in answered]
        if not left:
            path.unlink()
        elif len(left) < len(rows):
            with atomic_file(path) as temporary:
                temporary.write_text("".join(json.dumps(row) + "\n" for row in left), encoding="utf-8")
