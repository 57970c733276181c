"""Workers that stay: a process in a jail that is called again and again, for functions that only read untrusted text.

A fork for each call costs ten milliseconds of processor time; asking a worker that is there costs a fraction of one. What
crashes, hangs or meets a limit ends the worker, which costs that call alone: the next one finds a new worker. Each call gets an
empty folder and its own time; memory is the worker's, which is replaced before it has used much.
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
from groundwire.eda.keeper import RESULT, Job, keep_house
from groundwire.eda.limits import Limits
from groundwire.eda.watch import REPORT_SECONDS, Watch

_MOST_CALLS = 2000
"""Calls before a worker is replaced, for libraries that never forget a name."""
_FOREVER = 1e9
"""Processor seconds for a worker; each call has its own limit."""


class WarmWorker:
    """The server's side: one worker, made when it is first called, and again after it has ended."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self._watch: Watch | None = None
        self._calls: socket.socket | None = None
        self._terms: tuple[Limits, bool] | None = None
        """What a worker has for all of its life: limits, but for those of time, and where its stderr goes."""
        self._count = 0
        self._spent = 0.0
        """Processor seconds of the calls that ended well."""

    def call(self, job: Job, caller: socket.socket) -> Answer:
        """Have the worker call a job's function; arguments, result and errors are those of `run_job`."""
        terms = replace(job.limits, wall_seconds=_FOREVER, cpu_seconds=_FOREVER), job.merge
        if terms != self._terms or self._count >= _MOST_CALLS:
            self.end()
        watch, calls = self._worker(job)
        self._terms, started = terms, time.monotonic()
        try:
            watch.renew(job.limits)
            header = {"function": job.function, "payload": job.payload, "cpu": job.limits.cpu_seconds, "files": list(job.files)}
            with suppress(OSError):  # it has just ended; its keeper says how
                wire.send(calls, header, list(job.files.values()))
            # The worker's own timer measures this call; a look from outside would count all before it too.
            if watch.attend(replace(job.limits, cpu_seconds=_FOREVER), self._cell, caller, started, calls):
                calls.settimeout(REPORT_SECONDS)
                return self._answered(watch, job, wire.receive(calls), time.monotonic() - started)
        except BaseException:
            self.end()
            raise
        return self._ended(watch, job, time.monotonic() - started)

    def end(self) -> None:
        """End the worker, if there is one."""
        watch, self._watch = self._watch, None
        if watch is None:
            return
        if self._calls is not None:
            self._calls.close()
        self._cell.end(watch.keeper)
        os.waitpid(watch.keeper, 0)
        self._cell.clean()
        watch.close()

    def _worker(self, job: Job) -> tuple[Watch, socket.socket]:
        """The worker that is there, or a new one."""
        if self._watch is not None and self._calls is not None:
            return self._watch, self._calls
        ours, theirs = socket.socketpair()
        watch = Watch(job.limits)
        watch.keeper = self._cell.fork()
        if watch.keeper == 0:
            ours.close()
            stays = replace(job, limits=replace(job.limits, cpu_seconds=_FOREVER), files={}, keep=[], payload=None)
            keep_house(stays, self._cell, watch.theirs._replace(calls=theirs))
        theirs.close()
        watch.close_theirs()
        self._watch, self._calls, self._count, self._spent = watch, ours, 0, 0.0
        return watch, ours

    def _answered(
        self, watch: Watch, job: Job, reply: tuple[dict[str, Any], list[bytes]] | None, seconds: float
    ) -> Answer:
        """A call that came back."""
        if reply is None:
            return self._ended(watch, job, seconds)
        header, results = reply
        watch.drain()
        self._count += 1
        self._spent += header["cpu_seconds"]
        if header["peak_bytes"] > job.limits.memory_bytes / 2:
            self.end()
        told = {**header, "limit": None, "seconds": seconds, "kept": [RESULT] * len(results)}
        return told, [*(stream.value() for stream in watch.streams), *results]

    def _ended(self, watch: Watch, job: Job, seconds: float) -> Answer:
        """A call in which the worker ended: by itself, as its keeper says, or by the server at a limit."""
        if watch.header is not None and "error" not in watch.header:
            watch.header |= {"cpu_seconds": watch.header["cpu_seconds"] - self._spent, "seconds": seconds, "kept": []}
        watch.files = []
        self.end()  # what it still had to say is read on the way
        return answer(watch, job.limits, seconds)
