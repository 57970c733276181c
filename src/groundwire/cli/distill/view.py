"""One view of a curation run: a table of all stages with bars, counts and rates; plain lines where there is no terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

if TYPE_CHECKING:
    from groundwire.distill.engine import Progress

QUIET_SECONDS = 10.0
"""Seconds between lines where there is no terminal."""


class View:
    """Shows stages while a run goes on."""

    def __init__(self, stages: list[str]) -> None:
        """Args: stages: their names, in order."""
        self._stages = stages
        self._console = Console(stderr=True)
        self._last: dict[str, Progress] = {}
        self._began: dict[str, tuple[float, float]] = {}
        self._ended: dict[str, float] = {}
        self._printed = time.monotonic()
        self._live = Live(self, console=self._console, refresh_per_second=4) if self._console.is_terminal else None

    def __enter__(self) -> View:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live:
            self._live.stop()
        elif self._last:
            self._line(next(reversed(self._last.values())))

    def update(self, progress: Progress) -> None:
        """Take in how far a stage is."""
        now = time.monotonic()
        if progress.stage not in self._last and self._last and not self._live:
            self._line(next(reversed(self._last.values())))
        self._last[progress.stage] = progress
        self._began.setdefault(progress.stage, (now, progress.done))
        self._ended[progress.stage] = now
        if not self._live and now - self._printed > QUIET_SECONDS:
            self._line(progress)

    def notice(self, text: str) -> None:
        """Say something that a user should know."""
        self._console.print(f"note: {text}", style="yellow", markup=False, highlight=False, soft_wrap=True)

    def _line(self, one: Progress) -> None:
        self._printed = time.monotonic()
        of = f"/{one.total:,}" if one.total is not None else ""
        tokens = _tokens(one)
        used = f", {tokens:,} tokens" if tokens else ""
        counts = f"{one.kept:,} stay, {one.dropped:,} go"
        print(f"{one.stage} {one.done:,.0f}{of}: {counts}{self._rate(one)}{used}", file=sys.stderr, flush=True)

    def _rate(self, one: Progress) -> str:
        started, first = self._began[one.stage]
        seconds = self._ended[one.stage] - started
        rate = (one.done - first) / seconds if seconds > 0.05 else 0.0
        if not rate:
            return ""
        left = f", {(one.total - one.done) / rate:,.0f} s left" if one.total is not None and one.done < one.total else ""
        return f", {rate:,.1f}/s{left}"

    def __rich__(self) -> Table:
        """The table as it stands."""
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
        for name, justify in (("stage", "left"), ("", "left"), ("rows", "right"), ("stay", "right"), ("go", "right")):
            table.add_column(name, justify=justify)  # type: ignore[arg-type]
        table.add_column("", style="dim")
        for name in self._stages:
            table.add_row(*self._row(name))
        return table

    def _row(self, name: str) -> tuple[str | ProgressBar, ...]:
        one = self._last.get(name)
        if one is None:
            return name, ProgressBar(1, 0, width=20), "", "", "", ""
        total = one.total if one.total is not None else max(1.0, one.done)
        most = ", ".join(f"{reason} {count:,}" for reason, count in _most(one, 2))
        tokens = _tokens(one)
        note = "  ".join(filter(None, (self._rate(one).removeprefix(", "), f"{tokens:,} tokens" if tokens else "", most)))
        bar = ProgressBar(max(1.0, total), one.done, width=20)
        return name, bar, f"{one.done:,.0f}", f"{one.kept:,}", f"{one.dropped:,}", note


def _most(one: Progress, count: int) -> list[tuple[str, int]]:
    return sorted(one.reasons.items(), key=lambda item: -item[1])[:count]


def _tokens(one: Progress) -> int:
    return round(sum(used["prompt_tokens"] + used["completion_tokens"] for used in one.usage.values()))
