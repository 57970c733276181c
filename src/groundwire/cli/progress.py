"""Progress of long commands on stderr: a bar with rate and time left in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

QUIET_SECONDS = 10.0
"""Seconds between lines where there is no terminal."""


class RateColumn(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> Text:
        """The rate, or nothing before there is one."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.1f}/s" if speed else "", style="cyan")


class Reporter:
    """Shows named stages; call it with a stage, how much is done, of how much, and metrics where there are any."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), RateColumn(),
            TextColumn("ETA"), TimeRemainingColumn(), TextColumn("{task.fields[note]}", style="dim"),
            console=Console(stderr=True), disable=not self._live,
        )  # fmt: skip
        self._stages: dict[str, tuple[TaskID, float, int]] = {}
        self._metrics: dict[str, dict[str, float]] = {}
        self._printed = time.monotonic()

    def __enter__(self) -> Reporter:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def __call__(self, stage: str, done: int, total: int, metrics: Mapping[str, float] | None = None) -> None:
        """Show where a stage is."""
        if stage not in self._stages:
            # A resumed stage begins in its midst; what was done before says nothing about the rate.
            number = self._progress.add_task(stage, total=total, completed=done, note="")
            self._stages[stage] = (number, time.monotonic(), done)
        task, _, _ = self._stages[stage]
        # Loss and validation come at different times; the last of each stays.
        self._metrics.setdefault(stage, {}).update(metrics or {})
        shown = note(self._metrics[stage])
        self._progress.update(task, completed=done, total=total, note=shown)
        if not self._live and (done >= total or time.monotonic() - self._printed > QUIET_SECONDS):
            self._print(stage, done, total, shown)

    def _print(self, stage: str, done: int, total: int, shown: str) -> None:
        self._printed = time.monotonic()
        _, started, first = self._stages[stage]
        rate = (done - first) / max(1e-9, self._printed - started)
        speed = f", {rate:,.1f}/s" if rate else ""
        left = f", {(total - done) / rate:.0f} s left" if rate and done < total else ""
        print(f"{stage} {done:,}/{total:,}{speed}{left} {shown}".rstrip(), file=sys.stderr, flush=True)


NAMES = {
    "loss": "loss", "exact": "exact", "phrasings_validation": "validation", "published": "published",
    "samples_per_second": "samples/s",
}  # fmt: skip
"""Metrics that are shown beside a bar, and what they are called there."""


def note(metrics: Mapping[str, float]) -> str:
    """The metrics worth a glance, in a fixed order."""
    return "  ".join(f"{name} {metrics[key]:.4g}" for key, name in NAMES.items() if key in metrics)
