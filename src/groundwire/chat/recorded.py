"""Responses that were recorded before, as a source: a run on them is the run on the model, without the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO

from groundwire.chat.collector import Collector
from groundwire.chat.errors import FileMismatch
from groundwire.chat.header import is_header
from groundwire.chat.lines import BadLine, read_rows
from groundwire.chat.question import Ask
from groundwire.chat.response import Response, parse_response

_AT_A_TIME = 200
"""Responses that are written at once."""


class RecordedSource:
    """A responses file, found again by problem and sample. It is indexed once, and its texts stay on the disk."""

    most_samples = 1

    def __init__(self, path: Path):
        """Index a file.

        Args:
            path: a responses file, with a header or without. Of a sample that stands twice the first counts.

        Raises:
            OSError: it cannot be read.
            FileMismatch: none of its lines is a response.
        """
        self.path = path
        self.bad: list[BadLine] = []
        """Lines that cannot be used."""
        self._places: dict[str, dict[int, int]] = {}
        for row in read_rows(path):
            if isinstance(row, BadLine):
                self.bad.append(row)
            elif not is_header(row.value):
                try:
                    response = parse_response(row.value)
                except ValueError as error:
                    self.bad.append(BadLine(row.number, str(error)))
                else:
                    self._places.setdefault(response.problem, {}).setdefault(response.sample, row.start)
        if not self._places:
            first = f" ({self.bad[0]})" if self.bad else ""
            raise FileMismatch(f"{path} holds no response{first}; give JSON lines of problem, sample and text")

    def answer(self, asks: list[Ask], collector: Collector) -> None:
        """Give what was recorded; what was not is a failure of its request."""
        for line in self.bad:
            collector.notice(f"{self.path}: {line}; it is left out")
        ready: list[Response] = []
        with self.path.open("rb") as file:
            for ask in asks:
                start = self._places.get(ask.question.problem, {}).get(ask.first)
                if start is None:
                    collector.fail(ask, f"{self.path} holds no response for it")
                else:
                    ready.append(_read(file, start))
                if len(ready) >= _AT_A_TIME:
                    collector.keep(ready)
                    ready = []
                    if collector.stopped:
                        return
        if ready:
            collector.keep(ready)


def _read(file: BinaryIO, start: int) -> Response:
    file.seek(start)
    return parse_response(json.loads(file.readline()))
