"""Runs every reference through the very path that answers take: who fails, on which tool, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from groundwire.bench.errata import Erratum, errata_of
from groundwire.bench.judge import Judge, Judgement
from groundwire.bench.official import PASS
from groundwire.bench.plan import Plan, make_plan, official_letter
from groundwire.bench.records import Benchmark, Problem, VerdictKind
from groundwire.bench.tools import simulate

_LONG = ("conwaylife", "count_clock", "lfsr32", "countbcd")
"""Problems whose benches are known to be long, longest first."""


@dataclass(frozen=True)
class Checked:
    """One reference."""

    problem: str
    """Its problem."""
    by_tool: dict[str, str]
    """The verdict of the benchmark's own rules on each simulator, where that was asked for."""
    official: str
    """The official verdict."""
    judgement: Judgement
    """Ours, with errata."""
    fault: str
    """The known fault, where there is one."""

    @property
    def officially(self) -> bool:
        """Whether it passes by the benchmark's own rules."""
        return self.official in (PASS, "pass")

    @property
    def passed(self) -> bool:
        """Whether it passes with errata."""
        return self.judgement.kind is VerdictKind.PASS


@dataclass
class Check:
    """All references of a benchmark."""

    benchmark: Benchmark
    """What was checked."""
    tools: dict[str, str]
    """Simulators and their versions."""
    rows: list[Checked] = field(default_factory=list)
    """In the benchmark's order."""

    def passes_on(self, tool: str) -> int | None:
        """References that pass officially on one simulator; None where that was not asked for."""
        verdicts = [row.by_tool.get(tool) for row in self.rows]
        return None if None in verdicts else sum(one in (PASS, "pass") for one in verdicts)

    def last_line(self) -> str:
        """The line that a script reads."""
        total = len(self.rows)
        official, own = sum(row.officially for row in self.rows), sum(row.passed for row in self.rows)
        return f"official {official}/{total}, with errata {own}/{total}"


def check(
    benchmark: Benchmark,
    tools: Mapping[str, str],
    workers: int,
    nonce: str,
    each_tool: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Check:
    """Judge all references.

    Args:
        benchmark: what to check.
        tools: simulators to use, with versions.
        workers: how many at a time.
        nonce: this run's mark.
        each_tool: run the official rules on every simulator as well.
        progress: called with how many are done, of how many.
    """
    judge, errata = Judge(tools), errata_of(benchmark)
    done: dict[str, Checked] = {}
    with ThreadPoolExecutor(workers) as pool:
        work = [
            pool.submit(_checked, judge, benchmark, problem, nonce, each_tool, errata.get(problem.id))
            for problem in longest_first(benchmark.problems)
        ]
        for number, future in enumerate(as_completed(work), 1):
            row = future.result()
            done[row.problem] = row
            if progress:
                progress(number, len(work))
    return Check(benchmark, dict(tools), [done[problem.id] for problem in benchmark.problems])


def longest_first(problems: Iterable[Problem]) -> list[Problem]:
    """Problems with the benches that are known to be long first, so that none is left alone at the end."""
    return sorted(
        problems, key=lambda problem: next((n for n, mark in enumerate(_LONG) if mark in problem.id), len(_LONG))
    )


def _checked(
    judge: Judge, benchmark: Benchmark, problem: Problem, nonce: str, each_tool: bool, erratum: Erratum | None
) -> Checked:
    plan = make_plan(problem, benchmark.rules, erratum, nonce, tuple(judge.available))
    by_tool = {tool: _on(plan, tool) for tool in judge.available} if each_tool else {}
    judgement = judge.judge(plan, plan.mended.reference)
    same = plan.mended.reference == problem.reference
    official = judgement.official if same else judge.official(plan, problem.reference).letter
    return Checked(problem.id, by_tool, official, judgement, erratum.fault if erratum else "")


def _on(plan: Plan, tool: str) -> str:
    one = plan.problem
    outcome = simulate(tool, plan.published_sources(one.reference), one.top, one.data, plan.seconds)
    return official_letter(plan.rules, outcome, "")
