"""One scoring run from end to end: responses file in; verdicts, summary and reports out, in one folder under a lock."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from groundwire.bench.cache import VerdictCache
from groundwire.bench.errors import BenchmarkError
from groundwire.bench.library import open_benchmark
from groundwire.bench.plan import RULES_VERSION
from groundwire.bench.pools import LocalPool, Pool, RayPool
from groundwire.bench.records import Benchmark, Rules
from groundwire.bench.report import markdown
from groundwire.bench.report_html import page
from groundwire.bench.score import VERDICTS, Extract, Item, Scorer, Shares, read_verdicts
from groundwire.bench.summary import summarize, write_summary
from groundwire.chat import BadLine, DirectoryLock, Header, extract_answer, read_header, read_responses
from groundwire.runs.atomic import write_text
from groundwire.runs.manifest import Manifest

SETTINGS = "scoring.json"
"""What the verdicts of a folder depend on beside the responses."""


PASSED_OVER = "passed-over.txt"
"""The lines of the responses that are none, each with its number and reason; not there where there are none."""


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
        BenchmarkError: the benchmark cannot be used, or is not the one that the responses answer; or verdicts are there
            already that depend on other settings.
    """
    header = _header(responses)
    if place is None:
        raise BenchmarkError(f"which benchmark does {responses.name} answer? Say so with --benchmark DIRECTORY")
    benchmark = open_benchmark(place)
    notes = [*benchmark.remarks, *_mismatches(header, benchmark)]
    folder = out or responses.parent
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "model": header.model if header else "unknown", **(dict(header.settings) if header else {}),
        "answer rule": rule, "sandbox": sandbox,
    }  # fmt: skip
    read = _Responses(responses)
    with DirectoryLock(folder):
        _go_on(folder, {"benchmark": benchmark.digest, "answer rule": rule, "rules of judging": RULES_VERSION})
        chosen = tools() if benchmark.rules is not Rules.MATH else {}
        shares = _judge_all(benchmark, read, _extractor(benchmark, rule), folder, chosen, cache, workers, ray, progress)
        summary = summarize(benchmark, read_verdicts(folder / VERDICTS), settings, read.usage(folder / PASSED_OVER))
        summary["responses"]["passed over"] = read.passed_over + shares.strays
        write_reports(folder, summary)
        Manifest(settings, 0, {"benchmark": benchmark.digest}, {"shares": shares.line()}).write(folder)
    notes += [*read.notes(), *_unknown(shares, benchmark), *mixed_versions(folder / VERDICTS)]
    return ScoredRun(folder, shares, summary, notes)


def write_reports(folder: Path, summary: dict[str, Any]) -> None:
    """Write a summary as JSON, as text and as a page."""
    write_summary(folder, summary)
    write_text(folder / "report.md", markdown(summary))
    write_text(folder / "report.html", page(summary))


def _go_on(folder: Path, settings: dict[str, str]) -> None:
    """Note what verdicts in a folder depend on, or compare it with what those that are there depend on.

    Raises:
        BenchmarkError: they depend on something else.
    """
    verdicts, note = folder / VERDICTS, folder / SETTINGS
    if verdicts.exists() and verdicts.stat().st_size and note.exists():
        there = json.loads(note.read_text(encoding="utf-8"))
        differing = [(key, value) for key, value in settings.items() if there.get(key) != value]
        wrong = "; ".join(f"{key} is {there.get(key)} there and {value} here" for key, value in differing)
        if wrong:
            raise BenchmarkError(
                f"{verdicts} is of a run with other settings ({wrong}); score into another folder with --out, or remove it"
            )
        return
    write_text(note, json.dumps(settings) + "\n")


def _judge_all(
    benchmark: Benchmark, read: _Responses, extract: Extract, folder: Path, tools: dict[str, str], cache: Path | None,
    workers: int, ray: str | None, progress: Callable[[int, int], None] | None,
) -> Shares:  # fmt: skip
    """Judge all responses that have no verdict yet."""
    kept = VerdictCache(cache)
    try:
        pool: Pool = RayPool(benchmark.rules, ray, tools) if ray else LocalPool(benchmark.rules, tools, workers or None, kept)
        try:
            return Scorer(benchmark, extract, pool, kept).score(read.items, folder, progress)
        finally:
            pool.close()
    finally:
        kept.close()


def _extractor(benchmark: Benchmark, rule: str) -> Extract:
    """How code, or a final answer, is found in a response."""
    kind: Literal["verilog", "math"] = "math" if benchmark.rules is Rules.MATH else "verilog"
    return lambda text: extract_answer(text, rule, kind).code  # type: ignore[arg-type]


def _header(responses: Path) -> Header | None:
    """The header of a responses file, where it has one."""
    if not responses.is_file():
        raise BenchmarkError(f"{responses} does not exist; name a file of JSON lines of problem, sample, text")
    return read_header(responses)


def mixed_versions(verdicts: Path) -> list[str]:
    """A note where a tool has judged in several versions, as after an update between two parts of a run."""
    versions: dict[str, set[str]] = {}
    for one in read_verdicts(verdicts):
        if one.version:
            versions.setdefault(one.tool, set()).add(one.version)
    return [
        f"verdicts come from {tool} {' and '.join(sorted(found))}; remove {verdicts.name} and score again to have them from one"
        for tool, found in sorted(versions.items())
        if len(found) > 1
    ]


def _unknown(shares: Shares, benchmark: Benchmark) -> list[str]:
    """A note on responses for problems that the benchmark does not have."""
    if not shares.unknown:
        return []
    names = ", ".join(shares.unknown[:5])
    return [f"{shares.strays:,} responses for problems that {benchmark.title} does not have were passed over: {names}"]


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


class _Responses:
    """A responses file, read as often as scoring needs it, with what is wrong in it and what it cost to make."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._bad: dict[int, str] = {}
        self.passed_over = 0
        """Lines that are no response, once the file was read by `usage`."""

    def items(self) -> Iterator[Item]:
        """The responses; lines that are none are remembered, a hundred of them."""
        for one in read_responses(self.path):
            if not isinstance(one, BadLine):
                yield Item(one.problem, one.sample, one.text)
            elif len(self._bad) < 100:
                self._bad[one.number] = one.reason

    def notes(self) -> list[str]:
        """What the user should know of the first bad lines, and how many there are."""
        told = [f"line {number} of the responses was passed over: {reason}" for number, reason in list(self._bad.items())[:5]]
        more = self.passed_over - len(told)
        return told + [f"{more:,} more lines of the responses were passed over, all named in {PASSED_OVER}"] * (more > 0)

    def usage(self, listing: Path) -> dict[str, Any]:
        """Tokens and time of all responses, where they are recorded; lines that are none are listed in a file."""
        listing.unlink(missing_ok=True)
        sums: Counter[str] = Counter()
        seconds = 0.0
        for one in read_responses(self.path):
            if not isinstance(one, BadLine):
                sums["prompt tokens"] += one.prompt_tokens or 0
                sums["completion tokens"] += one.completion_tokens or 0
                sums["cut at the limit"] += one.finish_reason == "length"
                seconds += one.seconds or 0.0
            else:
                self.passed_over += 1
                with listing.open("a", encoding="utf-8") as stream:
                    stream.write(f"line {one.number}: {one.reason}\n")
        known: dict[str, Any] = {name: value for name, value in sums.items() if value}
        return known | ({"generation seconds": round(seconds, 1)} if seconds else {})
