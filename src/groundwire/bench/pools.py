"""Where sources are judged: on this machine's cores, or on the machines of a Ray cluster; the verdicts are the same."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.judge import Judge, Judgement, Memory
from groundwire.bench.mathjudge import MathJudge
from groundwire.bench.plan import Plan
from groundwire.bench.records import Rules
from groundwire.bench.tools import ICARUS, VERILATOR
from groundwire.eda.tools import find_icarus, find_verilator
from groundwire.runs.cluster import ClusterError, join_cluster


class Pool(Protocol):
    """Judges sources, many at a time."""

    available: dict[str, str]
    """The tools that judge, with versions."""
    width: int
    """How many sources are judged at a time."""

    def submit(self, plan: Plan, source: str) -> Future[Judgement]:
        """Begin to judge a source."""
        ...

    def close(self) -> None:
        """Wait for what has begun, and free everything."""
        ...


def program_paths() -> dict[str, str]:
    """Where the simulators are that judge."""
    found = {ICARUS: find_icarus(), VERILATOR: find_verilator()}
    return {name: str(tools[0].path) for name, tools in found.items() if tools}


class Program(NamedTuple):
    """A file, told from another that takes its place."""

    path: str
    """Where it is."""
    inode: int
    """Its number on its disk; 0 where it is not there."""
    changed: int
    """When its content was last changed, in nanoseconds."""


def _identity(path: str) -> Program:
    try:
        found = Path(path).stat()
    except OSError:
        return Program(path, 0, 0)
    return Program(path, found.st_ino, found.st_mtime_ns)


class LocalPool:
    """This machine. Threads are enough: all the work is done by sandboxed processes."""

    def __init__(
        self, rules: Rules, tools: Mapping[str, str], workers: int | None = None, memory: Memory | None = None
    ) -> None:
        """Take what is judged, simulators with versions, how many at a time (by default one a core), and a memory."""
        self._judge: Judge | MathJudge = MathJudge() if rules is Rules.MATH else Judge(tools, memory)
        self.available = self._judge.available
        self.width = workers or len(os.sched_getaffinity(0))
        self._pool = ThreadPoolExecutor(self.width)
        self._programs = {name: _identity(path) for name, path in program_paths().items() if name in self.available}

    def submit(self, plan: Plan, source: str) -> Future[Judgement]:
        """Begin to judge a source."""
        return self._pool.submit(self._judged, plan, source)

    def _judged(self, plan: Plan, source: str) -> Judgement:
        """Judge a source, with the tools that were there at the start.

        Raises:
            BenchmarkError: they were replaced meanwhile, so that nobody can say which one judged.
        """
        judgement = self._judge.judge(plan, source)
        changed = sorted(name for name, file in self._programs.items() if _identity(file.path) != file)
        if changed:
            told = ", ".join(f"{name} ({self.available[name]} at the start)" for name in changed)
            raise BenchmarkError(
                f"{told} was replaced or removed while it was in use; what was scored before is kept: run the same command again"
            )
        return judgement

    def close(self) -> None:
        """Wait for what has begun; what has not is dropped."""
        self._pool.shutdown(cancel_futures=True)


class RayPool:
    """The machines of a Ray cluster, which need groundwire and the same tools; what a lost machine had is done elsewhere."""

    def __init__(self, rules: Rules, address: str, tools: Mapping[str, str]) -> None:
        """Join a cluster.

        Raises:
            BenchmarkError: ray is not installed, or no cluster answers.
        """
        try:
            ray = join_cluster(address)
        except ClusterError as error:
            raise BenchmarkError(str(error)) from error
        self._ray, self._rules = ray, str(rules)
        self.available = dict(tools) if rules is not Rules.MATH else MathJudge().available
        self.width = max(1, int(ray.cluster_resources().get("CPU", 1)))
        self._task: Any = ray.remote(num_cpus=1, max_retries=20, retry_exceptions=False)(judge_there)

    def submit(self, plan: Plan, source: str) -> Future[Judgement]:
        """Begin to judge a source."""
        reference = self._task.remote(self._rules, tuple(sorted(self.available.items())), plan, source)
        future: Future[Judgement] = reference.future()
        return future

    def close(self) -> None:
        """Leave the cluster."""
        self._ray.shutdown()


def judge_there(rules: str, tools: tuple[tuple[str, str], ...], plan: Plan, source: str) -> Judgement:
    """What a machine of the cluster does.

    Raises:
        BenchmarkError: it lacks a tool, or has another version of it, so that its verdict would not be the same.
    """
    return _judge_of(rules, tools).judge(plan, source)


@cache
def _judge_of(rules: str, tools: tuple[tuple[str, str], ...]) -> Judge | MathJudge:
    """One judge in each process, which remembers what it has found out of the references."""
    from groundwire.bench.tools import available

    if Rules(rules) is Rules.MATH:
        return MathJudge()
    here = available()
    wrong = [f"{name} {number} (here: {here.get(name, 'none')})" for name, number in tools if here.get(name) != number]
    if wrong:
        raise BenchmarkError(f"a machine of the cluster has other tools than expected: {', '.join(wrong)}")
    return Judge(dict(tools))
