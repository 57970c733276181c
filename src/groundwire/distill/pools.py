"""Where tool stages work: on this machine's cores, or on the machines of a Ray cluster; the results are the same.

Work is a function's name, `module:function`, and a list of plain values, for which it gives a list of plain results.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

from groundwire.distill.errors import DistillError
from groundwire.runs.cluster import ClusterError, join_cluster

Results = list[Any]


class Pool(Protocol):
    """Runs functions on lists of items, many lists at a time."""

    width: int
    """How many lists are worked on at a time."""

    def submit(self, function: str, items: list[Any]) -> Future[Results]:
        """Begin with a list."""
        ...

    def close(self) -> None:
        """Drop what has not begun, wait for the rest."""
        ...


def call(function: str, items: list[Any]) -> Results:
    """Run a function by its name.

    Raises:
        DistillError: it did not give one result for each item.
    """
    module, _, name = function.partition(":")
    work: Callable[[list[Any]], Results] = getattr(importlib.import_module(module), name)
    results = work(items)
    if len(results) != len(items):
        raise DistillError(f"{function} gave {len(results)} results for {len(items)} items; expected one for each")
    return results


class LocalPool:
    """This machine. Threads are enough: tools work in processes of their own."""

    def __init__(self, workers: int | None = None) -> None:
        """Args: workers: how many lists at a time; one a core where None."""
        self.width = workers or len(os.sched_getaffinity(0))
        self._pool = ThreadPoolExecutor(self.width)

    def submit(self, function: str, items: list[Any]) -> Future[Results]:
        """Begin with a list."""
        return self._pool.submit(call, function, items)

    def close(self) -> None:
        """Drop what has not begun, wait for the rest."""
        self._pool.shutdown(cancel_futures=True)


class RayPool:
    """A Ray cluster, whose machines need groundwire and the same tools; what a lost machine had is done elsewhere."""

    def __init__(self, address: str, workers: int | None = None) -> None:
        """Join a cluster.

        Raises:
            DistillError: ray is not installed, or no cluster answers.
        """
        try:
            ray = join_cluster(address)
        except ClusterError as error:
            raise DistillError(str(error)) from error
        self._ray = ray
        self.width = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        self._task: Any = ray.remote(num_cpus=1, max_retries=20, retry_exceptions=False)(call)

    def submit(self, function: str, items: list[Any]) -> Future[Results]:
        """Begin with a list."""
        future: Future[Results] = self._task.remote(function, items).future()
        return future

    def close(self) -> None:
        """Leave the cluster; it stays up."""
        self._ray.shutdown()
