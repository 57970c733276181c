"""One job from its start to its answer: forking its keeper, ending it where a limit is reached, and naming that limit.

Watching it is `groundwire.eda.watch`'s, the job itself `groundwire.eda.keeper`'s; how it is ended is its cell's.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from typing import Any

from groundwire.eda import kernel
from groundwire.eda.cell import Cell
from groundwire.eda.keeper import Job, keep_house
from groundwire.eda.limits import Limit, Limits
from groundwire.eda.watch import Watch

Answer = tuple[dict[str, Any], list[bytes]]
"""A header, and as parts stdout, stderr and the kept files; a header with "error" where the job never ran."""
_LAST_WORDS = 1 << 16
_NO_MEMORY = re.compile(
    rb"bad_alloc|[Oo]ut of memory|Cannot allocate memory|memory exhausted|MemoryError|failed to map segment"
)
_NO_PROCESS = re.compile(rb"Resource temporarily unavailable|[Cc]annot fork|BlockingIOError|can't start new thread")
"""What programs say when the kernel refuses them; looked for only in runs that failed."""


def run_job(job: Job, cell: Cell, caller: socket.socket) -> Answer:
    """Run one job in a cell.

    Raises:
        Abandoned: the caller closed the connection meanwhile.
    """
    started = time.monotonic()
    watch = Watch(job.limits)
    watch.keeper = cell.fork()
    if watch.keeper == 0:
        keep_house(job, cell, watch.theirs)
    watch.close_theirs()
    try:
        watch.attend(job.limits, cell, caller, started)
    finally:
        if watch.header is None:
            cell.end(watch.keeper)
        os.waitpid(watch.keeper, 0)
        cell.clean()
        watch.close()
    return answer(watch, job.limits, time.monotonic() - started)


def answer(watch: Watch, limits: Limits, seconds: float) -> Answer:
    """Put the answer together, from the report or, where the job was ended, from what the server saw."""
    parts = [stream.value() for stream in watch.streams]
    if watch.header is None:
        limit = _what_came_first(watch.ended, parts)
        told: dict[str, Any] = {"code": None, "limit": str(limit), "seconds": seconds, "kept": []}
        return {**told, "cpu_seconds": watch.used.cpu_seconds, "peak_bytes": watch.used.resident_bytes}, parts
    if "error" in watch.header:
        return watch.header, parts
    named = name_limit(watch.header, limits, parts[0][-_LAST_WORDS:] + parts[1][-_LAST_WORDS:])
    return {**watch.header, "limit": str(named) if named else None}, parts + watch.files


def _what_came_first(ended: Limit | None, parts: list[bytes]) -> Limit | None:
    """The limit that a job met first, where it ended at another.

    A fork bomb that the kernel holds down can burn out between two looks, and what is left of it waits for its time to run
    out: what it said tells the two apart.
    """
    if ended in (Limit.WALL, Limit.CPU) and any(_NO_PROCESS.search(part) for part in parts):
        return Limit.PROCESSES
    return ended


def name_limit(report: dict[str, Any], limits: Limits, said: bytes) -> Limit | None:
    """The limit that made a command fail, judged by how it ended; None where it did not fail or failed by itself."""
    code: int = report["code"]
    if code == 0:
        return None
    ended_by = -code if code < 0 else code - 128  # a shell adds 128 to its child's signal
    if ended_by in (signal.SIGXCPU, signal.SIGPROF) or report["cpu_seconds"] >= limits.cpu_seconds:
        return Limit.CPU
    if ended_by == signal.SIGXFSZ or report["full"]:
        return Limit.FILE
    if report["peak_bytes"] >= 0.9 * limits.memory_bytes or _NO_MEMORY.search(said):
        return Limit.MEMORY
    if _NO_PROCESS.search(said):
        return Limit.PROCESSES
    # Nothing of ours sends this to a command that ends before a limit: it is the kernel, short of memory.
    return Limit.MEMORY if ended_by == signal.SIGKILL else None


def protect_server() -> None:
    """Keep jobs of the same user from looking into the server."""
    kernel.set_dumpable(False)
