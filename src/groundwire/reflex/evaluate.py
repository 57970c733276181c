"""Evaluation: drive a model over task files and say what passed, with intervals; no word about how it is printed."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from groundwire.machine import UnicornMachine
from groundwire.models.backbone import PromptError
from groundwire.reflex.api import check_prompt
from groundwire.reflex.loop import MAXIMUM_CYCLES, Drive, StopReason, drive
from groundwire.reflex.model import GroundedModel
from groundwire.tasks.taskfile import Task

BATCH = 64
"""Prompts driven together; machines are small, hidden states are not."""


@dataclass(frozen=True)
class TaskResult:
    """What became of one task."""

    task: Task
    """The task."""
    passed: bool
    """Halted, and memory is as expected."""
    reason: str
    """Why the run stopped."""
    cycles: int
    """Words emitted."""
    seconds: float
    """Wall time: the run's own when driven alone, its share of the batch otherwise."""
    found: list[str] = field(default_factory=list)
    """What memory holds in place of what was expected, or why nothing ran."""

    def row(self) -> dict[str, object]:
        """The result as one line of results.jsonl."""
        return {
            "id": self.task.id, "suite": self.task.suite, "prompt": self.task.prompt, "passed": self.passed,
            "reason": self.reason, "cycles": self.cycles, "seconds": round(self.seconds, 4),
            **({"found": self.found} if self.found else {}),
        }  # fmt: skip


@dataclass(frozen=True)
class SuiteScore:
    """How many tasks of a suite passed."""

    suite: str
    """Its name."""
    passed: int
    """Tasks passed."""
    total: int
    """Tasks run."""
    cycles: int
    """Words emitted in all."""

    @property
    def rate(self) -> float:
        """Share that passed; undefined (nan) without tasks."""
        return self.passed / self.total if self.total else math.nan

    def interval(self) -> tuple[float, float]:
        """Wilson's 95% score interval (E. B. Wilson, JASA 22, 1927)."""
        return wilson(self.passed, self.total)


def wilson(passed: int, total: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval of a share, (nan, nan) without trials."""
    if not total:
        return math.nan, math.nan
    rate, scale = passed / total, 1 + z * z / total
    middle = (rate + z * z / (2 * total)) / scale
    half = z * math.sqrt(rate * (1 - rate) / total + z * z / (4 * total * total)) / scale
    return max(0.0, min(rate, middle - half)), min(1.0, max(rate, middle + half))  # rounding leaves the share inside


def evaluate(
    model: GroundedModel,
    tasks: Sequence[Task],
    max_cycles: int = MAXIMUM_CYCLES,
    batch: int = BATCH,
    legal: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Iterator[TaskResult]:
    """Drive every task and yield results in the tasks' order.

    Args:
        model: the grounded model.
        tasks: what to drive.
        max_cycles: words that each may emit.
        batch: tasks driven together.
        legal: choose legal words only, where the head has bits.
        progress: told how many tasks are done.
    """
    done = 0
    for start in range(0, len(tasks), batch):
        part = tasks[start : start + batch]
        yield from _run(model, part, max_cycles, legal)
        done += len(part)
        if progress is not None:
            progress(done)


def _run(model: GroundedModel, tasks: Sequence[Task], max_cycles: int, legal: bool) -> list[TaskResult]:
    results: dict[int, TaskResult] = {}
    places = []  # tasks of several files may share an id, so results are kept by place
    for place, task in enumerate(tasks):
        try:
            check_prompt(task.prompt)
            model.backbone.tokenize(task.prompt)
            places.append(place)
        except PromptError as error:
            results[place] = TaskResult(task, False, "prompt", 0, 0.0, [str(error)])
    readable = [tasks[place] for place in places]
    machines = [UnicornMachine() for _ in readable]
    for task, machine in zip(readable, machines, strict=True):
        task.prepare(machine)
    started = time.perf_counter()
    runs = drive(model, [task.prompt for task in readable], machines, max_cycles, legal) if readable else []
    share = (time.perf_counter() - started) / max(1, len(readable))
    for place, run in zip(places, runs, strict=True):
        results[place] = judge(tasks[place], run, share)
    return [results[place] for place in range(len(tasks))]


def judge(task: Task, run: Drive, seconds: float) -> TaskResult:
    """Hold a run against its task."""
    found = task.failures(run.machine)
    passed = run.reason is StopReason.HALT and not found
    return TaskResult(task, passed, str(run.reason), run.cycles, seconds, [] if passed else found)


def by_suite(results: Sequence[TaskResult]) -> list[SuiteScore]:
    """Scores by suite, in the order in which suites come."""
    groups: dict[str, list[TaskResult]] = defaultdict(list)
    for result in results:
        groups[result.task.suite].append(result)
    return [
        SuiteScore(suite, sum(r.passed for r in rows), len(rows), sum(r.cycles for r in rows))
        for suite, rows in groups.items()
    ]


def distinct_prompts(results: Sequence[TaskResult]) -> tuple[int, int]:
    """How many distinct prompts passed in every row that has them, of how many."""
    groups: dict[str, bool] = {}
    for result in results:
        groups[result.task.prompt] = groups.get(result.task.prompt, True) and result.passed
    return sum(groups.values()), len(groups)


def median_cycle_seconds(results: Sequence[TaskResult]) -> float:
    """Median over tasks of the wall time a cycle; nan where nothing ran."""
    rates = [result.seconds / result.cycles for result in results if result.cycles]
    return median(rates) if rates else math.nan
