"""Runs a function in a forked child with limits, for code that a hostile input may make slow, huge or crash."""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SECONDS = 10.0
"""Wall clock; a usual answer takes some milliseconds."""
MEMORY = 2 << 30
"""Bytes of address space beyond what the parent had."""


class LimitReached(RuntimeError):
    """The child ended without a result: by a limit or by a crash."""


def in_child(call: Callable[P, T], *args: P.args, **extra: P.kwargs) -> T:
    """Call something in a child and return what it returns.

    Raises:
        LimitReached: the child took too long or too much, or crashed.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(writing, lambda: call(*args, **extra))
    os.close(writing)
    try:
        content, in_time = _read(reading, time.monotonic() + SECONDS)
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if not in_time:
        raise LimitReached(f"{SECONDS:.0f} seconds")
    if not content:
        raise LimitReached(f"the parser ended with signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "memory")
    good, value = pickle.loads(content)
    if good:
        return value  # type: ignore[no-any-return]
    raise LimitReached(f"the parser failed: {value}")


def _work(writing: int, call: Callable[[], T]) -> None:
    """The child: it never returns."""
    code = 1
    try:
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS) + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            content = pickle.dumps((True, call()))
        except MemoryError:
            os._exit(1)
        except Exception as error:
            content = pickle.dumps((False, f"{type(error).__name__}: {error}"))
        with os.fdopen(writing, "wb") as stream:
            stream.write(content)
        code = 0
    finally:
        os._exit(code)


def _read(reading: int, deadline: float) -> tuple[bytes, bool]:
    """Everything that comes through a pipe before a deadline, and whether it ended before."""
    parts = []
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        if not ready:
            break
        part = os.read(reading, 1 << 16)
        if not part:
            return b"".join(parts), True
        parts.append(part)
    return b"", False
