"""Known faults of the benchmarks, with what puts them right; the official score never uses them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.records import Benchmark, Problem


@dataclass(frozen=True)
class Change:
    """A piece of a source and what takes its place."""

    old: str
    """Text that is there."""
    new: str
    """Text instead of it, everywhere."""


@dataclass(frozen=True)
class Erratum:
    """One known fault."""

    benchmark: str
    """The benchmark's name."""
    tasks: tuple[str, ...]
    """Task sets that have it."""
    revisions: tuple[str, ...]
    """Revisions that have it."""
    problem: str
    """The problem."""
    fault: str
    """What is wrong."""
    remedy: str
    """What is done about it in the score with errata."""
    changes: tuple[Change, ...] = ()
    """Changes of the bench."""
    reference_changes: tuple[Change, ...] = ()
    """Changes of the reference."""
    tool: str | None = None
    """The simulator that judges it, where there is one."""

    def applies(self, benchmark: Benchmark) -> bool:
        """Whether it is of a benchmark; an unknown revision counts, if the text that is wrong stands in it."""
        if (benchmark.name, benchmark.task in self.tasks) != (self.benchmark, True):
            return False
        problem = benchmark.problem(self.problem)
        if problem is None:
            return False
        if benchmark.revision in self.revisions:
            return True
        return benchmark.revision.startswith("unknown") and all(one.old in problem.testbench for one in self.changes)

    def mend(self, problem: Problem) -> Problem:
        """A copy of a problem with the changes made.

        Raises:
            BenchmarkError: a text that is to be changed is not there.
        """
        bench, reference = problem.testbench.replace("\r\n", "\n"), problem.reference.replace("\r\n", "\n")
        for one in self.changes:
            bench = _changed(bench, one, problem.id)
        for one in self.reference_changes:
            reference = _changed(reference, one, problem.id)
        return replace(problem, testbench=bench, reference=reference)


def _changed(text: str, change: Change, name: str) -> str:
    if change.old not in text:
        raise BenchmarkError(f"the erratum of {name} does not fit: {change.old!r} is not in the bench or the reference")
    return text.replace(change.old, change.new)


@cache
def all_errata() -> tuple[Erratum, ...]:
    """Everything in the errata file."""
    rows = json.loads((files("groundwire.bench") / "errata.json").read_text(encoding="utf-8"))
    return tuple(_erratum(row) for row in rows)


def _erratum(row: dict[str, object]) -> Erratum:
    values = dict(row)
    for name in ("changes", "reference_changes"):
        values[name] = tuple(Change(**one) for one in row.get(name, ()))  # type: ignore[attr-defined]
    for name in ("tasks", "revisions"):
        values[name] = tuple(row[name])  # type: ignore[arg-type]
    return Erratum(**values)  # type: ignore[arg-type]


def errata_of(benchmark: Benchmark) -> dict[str, Erratum]:
    """The errata of a benchmark, by problem."""
    return {one.problem: one for one in all_errata() if one.applies(benchmark)}
