"""One scoring run from end to end: responses file in; verdicts, summary and reports out, in one folder under a lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from groundwire.bench.cache import VerdictCache
from groundwire.bench.errors import BenchmarkError
from groundwire.bench.library import open_benchmark
from groundwire.bench.pools import LocalPool, RayPool
from groundwire.bench.records import Benchmark, Rules
from groundwire.bench.report import markdown
from groundwire.bench.report_html import page
from groundwire.bench.score import VERDICTS, Item, Scorer, Shares, read_verdicts
from groundwire.bench.summary import summarize, write_summary
from groundwire.chat import BadLine, DirectoryLock, Header, extract_answer, read_header, read_responses
from groundwire.runs.atomic import write_text
from groundwire.runs.manifest import Manifest


@dataclass
class ScoredRun:
    """What a scoring run gave."""

    folder: Path
    """Where everything is."""
    shares: Shares
    """Where verdicts came from."""
    summary: dict[str, Any]
    """What summary.json holds."""
    notes: list[str] = field(default_factory=list)
    """What the user should know."""


def default_cache() -> Path:
    """The cache in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "groundwire" / "verdicts.sqlite"


def score_file(
    responses: Path,
    place: Path | None,
    out: Path | None,
    rule: str,
    tools: Callable[[], dict[str, str]],
    cache: Path | None,
    workers: int = 0,
    sandbox: str = "",
    ray: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ScoredRun:
    """Score a responses file.

    Args:
        responses: the file.
        place: the benchmark that it answers.
        out: where results go; by default beside the responses.
        rule: "strict" or "lenient".
        tools: gives the simulators to use, with versions; called only where there is something to simulate.
        cache: the cache's file; None for none.
        workers: answers at a time; 0 for one for each core.
        sandbox: the sandbox level in force, for the record.
        ray: address of a Ray cluster to judge on; None for this machine.
        progress: called with how many are done, of how many.

    Raises:
        BenchmarkError: the benchmark cannot be used, or is not the one that the responses answer.
    """
    if not responses.is_file():
        raise BenchmarkError(f"{responses} does not exist; name a file of JSON lines of problem, sample, text")
    header = read_header(responses)
    if place is None:
        raise BenchmarkError(f"which benchmark does {responses.name} answer? Say so with --benchmark DIRECTORY")
    benchmark = open_benchmark(place)
    notes = [*benchmark.remarks, *_mismatches(header, benchmark)]
    folder = out or responses.parent
    folder.mkdir(parents=True, exist_ok=True)
    kind = "math" if benchmark.rules is Rules.MATH else "verilog"
    usage = _Usage()
    bad: dict[int, str] = {}

    def items() -> Iterator[Item]:
        for one in read_responses(responses):
            if isinstance(one, BadLine):
                if len(bad) < 100:
                    bad[one.number] = one.reason
            else:
                yield Item(one.problem, one.sample, one.text)

    def extract(text: str) -> str | None:
        return extract_answer(text, rule, kind).code  # type: ignore[arg-type]

    with DirectoryLock(folder):
        chosen = tools() if benchmark.rules is not Rules.MATH else {}
        kept = VerdictCache(cache)
        pool = (
            RayPool(benchmark.rules, ray, chosen) if ray else LocalPool(benchmark.rules, chosen, workers or None, kept)
        )
        try:
            shares = Scorer(benchmark, extract, pool, kept).score(items, folder, progress)
        finally:
            pool.close()
            kept.close()
        usage.read(responses)
        settings = {
            "model": header.model if header else "unknown",
            **(dict(header.settings) if header else {}),
            "answer rule": rule,
            "sandbox": sandbox,
        }
        summary = summarize(benchmark, read_verdicts(folder / VERDICTS), settings, usage.totals())
        write_summary(folder, summary)
        write_text(folder / "report.md", markdown(summary))
        write_text(folder / "report.html", page(summary))
        Manifest(settings, 0, {"benchmark": benchmark.digest}, {"shares": shares.line()}).write(folder)
    notes += [f"line {number} of the responses was passed over: {reason}" for number, reason in list(bad.items())[:5]]
    if shares.unknown:
        notes.append(
            f"responses for problems that {benchmark.title} does not have were passed over: {', '.join(shares.unknown[:5])}"
        )
    return ScoredRun(folder, shares, summary, notes)


def _mismatches(header: Header | None, benchmark: Benchmark) -> list[str]:
    """What the responses' header says that the benchmark does not.

    Raises:
        BenchmarkError: they are of another benchmark or task.
    """
    if header is None:
        return ["the responses have no header: model and settings are not known"]
    if header.benchmark not in (benchmark.name, benchmark.title) or header.task not in (None, benchmark.task):
        raise BenchmarkError(
            f"the responses answer {header.benchmark} {header.task or ''}, and --benchmark is {benchmark.title}; "
            "name the right one"
        )
    if header.revision not in (None, benchmark.revision):
        return [f"the responses were made with revision {header.revision}, and are scored with {benchmark.revision}"]
    return []


class _Usage:
    """Tokens and time of the responses, where they are recorded."""

    def __init__(self) -> None:
        self.sums = {"prompt tokens": 0, "completion tokens": 0}
        self.seconds = 0.0
        self.cut = 0

    def read(self, path: Path) -> None:
        """Sum over a file."""
        for one in read_responses(path):
            if not isinstance(one, BadLine):
                self.sums["prompt tokens"] += one.prompt_tokens or 0
                self.sums["completion tokens"] += one.completion_tokens or 0
                self.seconds += one.seconds or 0.0
                self.cut += one.finish_reason == "length"

    def totals(self) -> dict[str, Any]:
        """What is known."""
        known: dict[str, Any] = {name: value for name, value in self.sums.items() if value}
        return (
            known
            | ({"generation seconds": round(self.seconds, 1)} if self.seconds else {})
            | ({"cut at the limit": self.cut} if self.cut else {})
        )
