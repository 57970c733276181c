"""Having every question answered so many times, into a responses file: what is there already is never asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from groundwire.chat.collector import Collector, Failure, Progress, Source
from groundwire.chat.errors import DiskFull
from groundwire.chat.header import Header
from groundwire.chat.lines import BadLine
from groundwire.chat.meter import Caps, Meter, Usage
from groundwire.chat.question import Question, Sampling, check_distinct, plan
from groundwire.chat.reading import read_responses
from groundwire.chat.responses import RESERVE, ResponsesFile


@dataclass(frozen=True)
class Outcome:
    """How a run of questions ended."""

    path: Path
    """The responses file."""
    done: int
    """Samples in it."""
    total: int
    """Samples that were asked for in all."""
    new: int
    """Samples of this run."""
    truncated: int
    """New samples that were cut at the limit of tokens."""
    empty: int
    """New samples without any text."""
    failed: int
    """Samples whose requests failed; they are not in the file."""
    failures: tuple[Failure, ...]
    """Why, the first thousand of them."""
    usage: Usage
    """Tokens, earlier runs of the file included."""
    cost: float
    """What they cost; 0 without prices."""
    stopped: str | None
    """Which cap ended the run early; None where none did."""

    @property
    def missing(self) -> int:
        """Samples that are still to be asked for, by the same command."""
        return self.total - self.done


def generate(
    questions: Sequence[Question],
    samples: int,
    source: Source,
    sampling: Sampling,
    path: Path,
    header: Header,
    caps: Caps = Caps(),  # noqa: B008 - frozen
    on_progress: Callable[[Progress], None] = lambda progress: None,
    notice: Callable[[str], None] = lambda text: None,
    reserve: int = RESERVE,
) -> Outcome:
    """Answer questions; a file that was begun with the same header is gone on with.

    Args:
        questions: all problems.
        samples: responses that each shall have.
        source: who answers.
        sampling: how answers are drawn.
        path: the responses file.
        header: its first line.
        caps: limits of tokens and cost, over all runs of the file.
        on_progress: told after every change.
        notice: told, in a line, of what a user should know.
        reserve: bytes kept aside for a full disk.

    Raises:
        ValueError: a number is too small, or two questions have one identifier.
        ChatError: the source cannot go on, the directory is in use, the file is of another run, the disk is full.
            What came in before is stored.
    """
    if samples < 1:
        raise ValueError(f"samples is {samples}; expected at least 1")
    check_distinct(questions)
    with ResponsesFile(path, header, reserve) as file:
        asks = list(plan(questions, samples, file.done, source.most_samples))
        total = samples * len(questions)
        collector = Collector(file, Meter(caps, sampling), total, on_progress, notice)
        collector.done = total - sum(ask.count for ask in asks)
        _count_earlier(file, collector)
        on_progress(collector.progress())
        if asks and not collector.stopped:
            source.answer(asks, collector)
        if file.full:
            raise DiskFull(file.full_message())
        return _outcome(collector)


def _count_earlier(file: ResponsesFile, collector: Collector) -> None:
    """Count what earlier runs used, and say which of their lines cannot be."""
    for item in read_responses(file.path):
        if isinstance(item, BadLine):
            collector.notice(f"{file.path}: {item}; it is left out")
        else:
            collector.meter.usage.add(item)


def _outcome(collector: Collector) -> Outcome:
    meter = collector.meter
    missing = collector.done < collector.total
    return Outcome(
        collector.file.path, collector.done, collector.total, collector.new, collector.truncated, collector.empty,
        collector.failed, tuple(collector.failures), meter.usage, meter.usage.cost(meter.caps),
        meter.spent() if missing else None,
    )  # fmt: skip
