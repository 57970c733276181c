"""What a source of responses reports to while a run goes on: keeps what came, counts, and says when to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from groundwire.chat.meter import Meter
from groundwire.chat.question import Ask
from groundwire.chat.response import Response
from groundwire.chat.responses import ResponsesFile

_MOST_FAILURES = 1000
"""Failures that are kept in full; the rest are counted."""


@dataclass(frozen=True)
class Failure:
    """A request that brought nothing. Its samples are not in the file and will be asked for by the next run."""

    problem: str
    """The problem's identifier."""
    first: int
    """Number of its first sample."""
    count: int
    """How many samples it was for."""
    reason: str
    """Why."""

    def __str__(self) -> str:
        last = self.first + self.count - 1
        which = f"sample {self.first}" if self.count == 1 else f"samples {self.first} to {last}"
        return f"{self.problem}, {which}: {self.reason}"


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    done: int
    """Samples in the file."""
    total: int
    """Samples that were asked for in all."""
    new: int
    """Samples of this run."""
    failed: int
    """Samples whose requests failed."""
    under_way: int
    """Requests on their way."""
    prompt_tokens: int
    """Tokens of prompts, earlier runs of the file included."""
    completion_tokens: int
    """Tokens of answers, earlier runs included."""
    cost: float
    """What they cost; 0 without prices."""
    seconds: float
    """How long this run has gone on."""


@dataclass
class Collector:
    """One run's book-keeping; it is used from one thread."""

    file: ResponsesFile
    """Where responses go."""
    meter: Meter
    """Usage and caps."""
    total: int
    """Samples that the file shall have in the end."""
    on_progress: Callable[[Progress], None] = lambda progress: None
    """Told after every change."""
    notice: Callable[[str], None] = lambda text: None
    """Told, in a line, of what a user should know."""
    failures: list[Failure] = field(default_factory=list)
    """Requests that brought nothing."""
    done: int = 0
    """Samples of this run's questions that are in the file."""
    new: int = 0
    """Samples that came in this run."""
    failed: int = 0
    """Samples whose requests failed."""
    truncated: int = 0
    """New samples that were cut at the limit of tokens."""
    empty: int = 0
    """New samples without any text."""
    _started: float = field(default_factory=time.monotonic)

    def keep(self, responses: list[Response]) -> None:
        """Store responses that came in.

        Raises:
            DiskFull: they could not be stored.
        """
        self.file.append(responses)
        self.meter.add(responses)
        self.done += len(responses)
        self.new += len(responses)
        self.truncated += sum(response.finish_reason == "length" for response in responses)
        self.empty += sum(not response.text.strip() for response in responses)
        self.on_progress(self.progress())

    def fail(self, ask: Ask, reason: str) -> None:
        """Note a request that brought nothing."""
        self.failed += ask.count
        if len(self.failures) < _MOST_FAILURES:
            self.failures.append(Failure(ask.question.problem, ask.first, ask.count, reason))
        self.on_progress(self.progress())

    @property
    def stopped(self) -> str | None:
        """Why nothing more may be started; None while it may."""
        return self.file.full_message() if self.file.full else self.meter.spent()

    def progress(self) -> Progress:
        """How far it is."""
        usage = self.meter.usage
        return Progress(
            self.done, self.total, self.new, self.failed, self.meter.under_way, round(usage.prompt_tokens),
            usage.completion_tokens, usage.cost(self.meter.caps), time.monotonic() - self._started,
        )  # fmt: skip


class Source(Protocol):
    """Where responses come from: an endpoint, a local model, a recording."""

    most_samples: int
    """Most samples of one request."""

    def answer(self, asks: list[Ask], collector: Collector) -> None:
        """Answer all requests, giving what comes to the collector; stops early where that says `stopped`.

        Raises:
            ChatError: it cannot go on.
        """
        ...
