"""Houses that stay: one jail, folder and keeper for one job after another, and for functions one worker too.

Making a house for each job costs five to ten milliseconds of processor time, and a worker that has libraries loaded as much
again. A job that crashes its worker, reaches a limit or leaves something behind ends the house, which costs that job alone: the
next one finds a new house. Each job has an empty folder, no other processes, and its own time.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

from groundwire.eda import wire
from groundwire.eda.cell import Cell
from groundwire.eda.job import Answer, answer
from groundwire.eda.keeper import Job, keep_house
from groundwire.eda.watch import REPORT_SECONDS, Watch

_MOST_JOBS = 2000
"""Jobs before a house is replaced, for libraries that never forget a name."""
_FOREVER = 1e9
"""Seconds for a house; each job has its own limit."""


class WarmWorker:
    """The server's side: one house, made for the first job, and again after it has ended."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self._watch: Watch | None = None
        self._calls: socket.socket | None = None
        self._terms: tuple[object, ...] = ()
        """What a house has for all of its life."""
        self._count = 0
        self._spent = 0.0
        """Processor seconds that the house has used so far."""

    def call(self, job: Job, caller: socket.socket) -> Answer:
        """Have a job done; arguments, result and errors are those of `run_job`."""
        terms = _terms(job)
        if terms != self._terms or self._count >= _MOST_JOBS:
            self.end()
        watch, calls = self._house(job)
        self._terms, started = terms, time.monotonic()
        try:
            watch.renew(job.limits)
            with suppress(OSError):  # the worker has just ended; its keeper says how
                wire.send(calls, _message(job), list(job.files.values()))
            # A worker's own timer measures each call of a function; a look from outside counts all that went before.
            most = _FOREVER if job.function is not None else job.limits.cpu_seconds + self._spent
            if watch.attend(replace(job.limits, cpu_seconds=most), self._cell, caller, started, calls):
                calls.settimeout(REPORT_SECONDS)
                if (reply := wire.receive(calls)) is not None:
                    return self._done(watch, job, *reply, time.monotonic() - started)
        except BaseException:
            self.end()
            raise
        return self._ended(watch, job, time.monotonic() - started)

    def end(self) -> None:
        """End the house, if there is one."""
        watch, self._watch = self._watch, None
        if watch is None:
            return
        if self._calls is not None:
            self._calls.close()
        self._cell.end(watch.keeper)
        os.waitpid(watch.keeper, 0)
        self._cell.clean()
        watch.close()

    def _house(self, job: Job) -> tuple[Watch, socket.socket]:
        """The house that is there, or a new one."""
        if self._watch is not None and self._calls is not None:
            return self._watch, self._calls
        ours, theirs = socket.socketpair()
        watch = Watch(job.limits)
        watch.keeper = self._cell.fork()
        if watch.keeper == 0:
            ours.close()
            limits = job.limits if job.function is None else replace(job.limits, cpu_seconds=_FOREVER)
            stays = replace(job, limits=limits, files={}, keep=[], payload=None)
            keep_house(stays, self._cell, watch.theirs._replace(calls=theirs))
        theirs.close()
        watch.close_theirs()
        self._watch, self._calls, self._count, self._spent = watch, ours, 0, 0.0
        return watch, ours

    def _done(self, watch: Watch, job: Job, reply: dict[str, Any], files: list[bytes], seconds: float) -> Answer:
        """A job that came back."""
        watch.drain()
        if "error" in reply:
            self.end()
        else:
            self._count += 1
            self._spent = reply["total_cpu"]
            if not reply["stays"] or (job.function is not None and reply["peak_bytes"] > job.limits.memory_bytes / 2):
                self.end()
            if job.function is not None:
                reply |= {"seconds": seconds, "full": False}
        watch.header, watch.files = reply, files
        return answer(watch, job.limits, seconds)

    def _ended(self, watch: Watch, job: Job, seconds: float) -> Answer:
        """A job in which the house ended: by itself, as its keeper says, or by the server at a limit."""
        watch.used = replace(watch.used, cpu_seconds=max(0.0, watch.used.cpu_seconds - self._spent))
        if watch.header is not None and "error" not in watch.header:
            watch.header |= {"cpu_seconds": watch.header["cpu_seconds"] - self._spent, "seconds": seconds, "kept": []}
        watch.files = []
        self.end()  # what it still had to say is read on the way
        return answer(watch, job.limits, seconds)


def _terms(job: Job) -> tuple[object, ...]:
    """What a job has in common with others of its house: limits that the kernel keeps, and for functions their streams."""
    limits = replace(job.limits, wall_seconds=_FOREVER, output_bytes=1, flood_bytes=1, quiet_seconds=1)
    if job.function is None:
        return (limits,)
    return replace(limits, cpu_seconds=_FOREVER), job.merge, job.function.split(":")[0]


def _message(job: Job) -> dict[str, Any]:
    """What a job is asked for with."""
    if job.function is None:
        told: dict[str, Any] = {"argv": job.argv, "keep": job.keep, "environment": job.environment, "merge": job.merge}
    else:
        told = {"function": job.function, "payload": job.payload, "cpu": job.limits.cpu_seconds}
    return {**told, "files": list(job.files)}
