"""Watching one job from outside: reading its output, keeping the clock, and naming the limit that ended it.

The job itself is `groundwire.eda.keeper`'s; how it is ended is its cell's.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import socket
import time
from dataclasses import dataclass
from typing import Any

from groundwire.eda import census, kernel, wire
from groundwire.eda.bounded import BoundedBytes
from groundwire.eda.cell import Cell
from groundwire.eda.keeper import Job, Pipes, keep_house
from groundwire.eda.limits import Limit, Limits

_FIRST_LOOK, _LOOK = 0.05, 0.1
"""Seconds to the first census and between further ones; most runs end before the first."""
_REPORT_SECONDS = 30.0
"""How long a keeper may take to hand over the files once the command has ended."""
_CHUNK = 1 << 16
_NO_MEMORY = re.compile(
    rb"bad_alloc|[Oo]ut of memory|Cannot allocate memory|memory exhausted|MemoryError|failed to map segment"
)
_NO_PROCESS = re.compile(rb"Resource temporarily unavailable|[Cc]annot fork|BlockingIOError|can't start new thread")
"""What programs say when the kernel refuses them; looked for only in runs that failed."""


class Abandoned(Exception):
    """The caller is gone; the job has been ended."""


@dataclass
class _Watch:
    """The server's side of one job."""

    keeper: int
    report: socket.socket
    stdout: BoundedBytes
    stderr: BoundedBytes
    ended: Limit | None = None
    header: dict[str, Any] | None = None
    files: list[bytes] | None = None


def run_job(job: Job, cell: Cell, caller: socket.socket) -> tuple[dict[str, Any], list[bytes]]:
    """Run one job in a cell.

    Returns:
        The answer's header, and as parts stdout, stderr and the kept files; a header with "error" where it never ran.

    Raises:
        Abandoned: the caller closed the connection meanwhile.
    """
    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    server_end, keeper_end = socket.socketpair()
    started = time.monotonic()
    keeper = cell.fork()
    if keeper == 0:
        keep_house(job, cell, Pipes(out_write, err_write, keeper_end))
    for descriptor in (out_write, err_write):
        os.close(descriptor)
    keeper_end.close()
    half = job.limits.output_bytes
    watch = _Watch(keeper, server_end, BoundedBytes(half), BoundedBytes(half))
    streams = {out_read: watch.stdout, err_read: watch.stderr}
    try:
        _attend(watch, job.limits, cell, caller, streams, started)
    finally:
        if watch.header is None:
            cell.end(keeper)
        used = os.wait4(keeper, 0)[2]
        cell.clean()
        _drain(streams)
        server_end.close()
        for descriptor in streams:
            os.close(descriptor)
    return _answer(watch, job, time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _attend(
    watch: _Watch, limits: Limits, cell: Cell, caller: socket.socket, streams: dict[int, BoundedBytes], started: float
) -> None:
    """Read until the keeper reports or a limit is reached."""
    deadline, look = started + limits.wall_seconds, started + _FIRST_LOOK
    with selectors.DefaultSelector() as selector:
        for descriptor in streams:
            os.set_blocking(descriptor, False)
            selector.register(descriptor, selectors.EVENT_READ)
        selector.register(watch.report, selectors.EVENT_READ)
        selector.register(caller, selectors.EVENT_READ)
        while watch.ended is None:
            ready = [key.fileobj for key, _ in selector.select(max(0.0, min(deadline, look) - time.monotonic()))]
            for descriptor in streams.keys() & set(ready):
                if not _read(descriptor, streams[descriptor]):
                    selector.unregister(descriptor)
            if caller in ready:  # it has nothing to say meanwhile, so this is its end
                raise Abandoned
            if watch.report in ready:
                watch.report.settimeout(_REPORT_SECONDS)
                watch.header, watch.files = wire.receive(watch.report) or ({"error": "the keeper was killed"}, [])
                return
            if sum(stream.total for stream in streams.values()) > limits.flood_bytes:
                watch.ended = Limit.OUTPUT
            elif (now := time.monotonic()) >= deadline:
                watch.ended = Limit.WALL
            elif now >= look:
                watch.ended = exceeded(cell, watch.keeper, limits)
                look = time.monotonic() + _LOOK


def exceeded(cell: Cell, keeper: int, limits: Limits) -> Limit | None:
    """The limit that a job's processes together are over now, if any."""
    if cell.file_bytes() > limits.file_bytes:
        return Limit.FILE
    if cell.proc is None:
        return None
    used = census.usage(cell.proc, cell.keeper_number(keeper))
    if used.tasks > limits.processes:
        return Limit.PROCESSES
    if used.resident_bytes > limits.memory_bytes:
        return Limit.MEMORY
    return Limit.CPU if used.cpu_seconds > limits.cpu_seconds else None


def _read(descriptor: int, stream: BoundedBytes) -> bool:
    """Read one piece; False at the end."""
    data = os.read(descriptor, _CHUNK)
    stream.add(data)
    return bool(data)


def _drain(streams: dict[int, BoundedBytes]) -> None:
    """Read what is left in the pipes, now that nobody writes any more."""
    for descriptor, stream in streams.items():
        os.set_blocking(descriptor, False)
        try:
            while _read(descriptor, stream):
                pass
        except BlockingIOError:
            pass


def _answer(watch: _Watch, job: Job, seconds: float, cpu: float, peak: int) -> tuple[dict[str, Any], list[bytes]]:
    """Put the answer together, from the report or, where the job was ended, from what the server saw."""
    parts = [watch.stdout.value(), watch.stderr.value()]
    if watch.header is None:
        told = {"code": None, "limit": str(watch.ended), "seconds": seconds, "cpu_seconds": cpu, "peak_bytes": peak}
        return {**told, "kept": []}, parts
    if "error" in watch.header:
        return watch.header, parts
    limit = name_limit(watch.header, job.limits, parts[0][-_CHUNK:] + parts[1][-_CHUNK:])
    watch.header["limit"] = str(limit) if limit else None
    return watch.header, parts + (watch.files or [])


def name_limit(report: dict[str, Any], limits: Limits, said: bytes) -> Limit | None:
    """The limit that made a command fail, judged by how it ended; None where it did not fail or failed by itself."""
    code: int = report["code"]
    if code == 0:
        return None
    ended_by = -code if code < 0 else code - 128  # a shell adds 128 to its child's signal
    if ended_by == signal.SIGXCPU or report["cpu_seconds"] >= limits.cpu_seconds:
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
