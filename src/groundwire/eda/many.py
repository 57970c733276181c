"""Many modules through a tool: in the order given, on all cores, in batches that share the cost of asking.

A batch in which something crashes, hangs or meets a limit is done again one by one, so that it costs one module only.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from groundwire.eda.limits import Limits
from groundwire.eda.linting import LIMITS as LINT_LIMITS
from groundwire.eda.linting import LintReport, lint, lint_batch
from groundwire.eda.netlist import LIMITS as SYNTHESIS_LIMITS
from groundwire.eda.netlist import SynthesisReport, synthesize

BATCH = 32
"""Modules that slang reads in one go: enough that asking costs little beside the reading."""
_AHEAD = 4
"""Batches that wait for each worker; what is read ahead is bounded by it."""
In = TypeVar("In")
Out = TypeVar("Out")


def lint_many(sources: Iterable[str], workers: int | None = None, limits: Limits = LINT_LIMITS) -> Iterator[LintReport]:
    """Elaborate each of many sources by itself; see `groundwire.eda.linting.lint`.

    Args:
        sources: Verilog texts, taken as they are needed.
        workers: how many at a time; None for one a core.
        limits: what one of them may use.

    Raises:
        ToolMissing: pyslang is not installed.
        SandboxError: the sandbox broke.
    """

    def batch(texts: Sequence[str]) -> list[LintReport]:
        found = lint_batch(texts, limits) if len(texts) > 1 else None
        return [lint(text, limits=limits) for text in texts] if found is None else found

    for reports in in_order(batch, _batches(sources, BATCH), workers):
        yield from reports


def synthesize_many(
    modules: Iterable[tuple[str, str]], workers: int | None = None, limits: Limits = SYNTHESIS_LIMITS
) -> Iterator[SynthesisReport]:
    """Synthesize each of many (source, top module); see `groundwire.eda.netlist.synthesize`.

    Args:
        modules: source and name of the top module, taken as they are needed.
        workers: how many at a time; None for one a core.
        limits: what one of them may use.

    Raises:
        ToolMissing: pyosys is not installed.
        SandboxError: the sandbox broke, or a name is no plain one.
    """
    return in_order(lambda one: synthesize(one[0], one[1], limits), modules, workers)


def in_order(function: Callable[[In], Out], items: Iterable[In], workers: int | None = None) -> Iterator[Out]:
    """Results of a function in the order of its arguments, a few of them at a time.

    Threads are enough: the work is done by the sandbox's processes.
    """
    width = workers or len(os.sched_getaffinity(0))
    waiting: deque[Future[Out]] = deque()
    with ThreadPoolExecutor(width) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) >= _AHEAD * width:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _batches(items: Iterable[In], size: int) -> Iterator[list[In]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
