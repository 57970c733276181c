"""Sums a run up: pass@k by both rules with intervals, by category and problem, kinds of failure, time, comparison."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from groundwire.bench.errata import errata_of
from groundwire.bench.official import LETTERS, pass_rate
from groundwire.bench.passk import KS, estimate
from groundwire.bench.published import caveat, published_rows, settings_of_the_card
from groundwire.bench.records import NOT_THE_ANSWERS_FAULT, Benchmark, Rules, Verdict, VerdictKind
from groundwire.runs.atomic import write_text

SUMMARY = "summary.json"


class Tally:
    """Counts verdicts, one at a time, in memory that grows with problems and not with responses."""

    def __init__(self) -> None:
        self.kinds: dict[str, Counter[str]] = defaultdict(Counter)
        self.letters: dict[str, Counter[str]] = defaultdict(Counter)
        self.tools: Counter[str] = Counter()
        self.seconds = 0.0

    def add(self, verdict: Verdict) -> None:
        """Count one."""
        self.kinds[verdict.problem][str(verdict.kind)] += 1
        self.letters[verdict.problem][verdict.official] += 1
        self.tools[f"{verdict.tool} {verdict.version}".strip() or "none"] += 1
        self.seconds += verdict.seconds

    def counts(self, problem: str) -> tuple[int, int]:
        """Responses that were scored, and passes among them, with errata."""
        kinds = self.kinds[problem]
        unscored = sum(kinds[str(kind)] for kind in NOT_THE_ANSWERS_FAULT)
        return sum(kinds.values()) - unscored, kinds[str(VerdictKind.PASS)]

    def official_counts(self, problem: str) -> tuple[int, int]:
        """Responses, and passes by the benchmark's own rules."""
        letters = self.letters[problem]
        return sum(letters.values()) - letters["?"], letters["."] + letters["pass"]


def summarize(
    benchmark: Benchmark,
    verdicts: Iterable[Verdict],
    settings: Mapping[str, Any],
    usage: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Sum verdicts up.

    Args:
        benchmark: what was answered.
        verdicts: of one run.
        settings: how the responses were made: model, temperature, and what else the header says.
        usage: tokens and time of the responses, where known.

    Returns:
        What `summary.json` holds.
    """
    tally = Tally()
    for verdict in verdicts:
        tally.add(verdict)
    names = [one.id for one in benchmark.problems if one.id in tally.kinds]
    own = {name: tally.counts(name) for name in names}
    scored = [counts for counts in own.values() if counts[0]]
    published = {name: tally.official_counts(name) for name in names}
    kinds = sum(tally.kinds.values(), Counter())
    letters = sum(tally.letters.values(), Counter())
    least = min((sum(tally.kinds[name].values()) for name in names), default=0)
    return {
        "benchmark": {
            "name": benchmark.name,
            "task": benchmark.task,
            "revision": benchmark.revision,
            "digest": benchmark.digest,
            "problems": len(benchmark.problems),
            "remarks": list(benchmark.remarks),
        },
        "settings": dict(settings),
        "usage": dict(usage or {}),
        "responses": {
            "total": kinds.total(),
            "scored": sum(n for n, _ in scored),
            "not scored": kinds.total() - sum(n for n, _ in scored),
            "problems answered": len(names),
            "problems without a response": len(benchmark.problems) - len(names),
            "least a problem": least,
            "most a problem": max((tally.kinds[name].total() for name in names), default=0),
        },
        "official": {
            "pass@k": [asdict(estimate([c for c in published.values() if c[0]], k)) for k in KS],
            "pass_rate": pass_rate([["."] * c + ["x"] * (n - c) for n, c in published.values()]),
            "letters": {
                letter: {"count": count, "meaning": LETTERS.get(letter, letter)}
                for letter, count in letters.most_common()
            },
        },
        "with errata": {"pass@k": [asdict(estimate(scored, k)) for k in KS], "kinds": dict(kinds.most_common())},
        "categories": _categories(benchmark, own),
        "problems": [
            {
                "problem": name,
                "n": own[name][0],
                "passes": own[name][1],
                "official": published[name][1],
                "kinds": dict(tally.kinds[name].most_common()),
            }
            for name in names
        ],
        "tools": dict(tally.tools.most_common()),
        "seconds": round(tally.seconds, 2),
        "errata": {name: one.fault for name, one in errata_of(benchmark).items()}
        if benchmark.rules is not Rules.MATH
        else {},
        "card": {
            "source": settings_of_the_card(),
            "caveats": caveat(benchmark.name, benchmark.task, benchmark.revision, dict(settings), least),
            "rows": [asdict(row) for row in published_rows(benchmark.name, benchmark.task)],
        },
    }


def _categories(benchmark: Benchmark, own: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for problem in benchmark.problems:
        if own.get(problem.id, (0, 0))[0]:
            groups[problem.category or "all"].append(own[problem.id])
    return [{"category": name, **asdict(estimate(counts, 1))} for name, counts in sorted(groups.items())]


def write_summary(folder: Path, summary: Mapping[str, Any]) -> None:
    """Write `summary.json`."""
    write_text(folder / SUMMARY, json.dumps(summary, indent=1) + "\n")


def read_summary(folder: Path) -> dict[str, Any]:
    """Read `summary.json`.

    Raises:
        FileNotFoundError: there is none.
    """
    return json.loads((folder / SUMMARY).read_text(encoding="utf-8"))  # type: ignore[no-any-return]
