"""The server's eyes on one job: it reads the job's output, keeps the clock, and notices the limit that the job goes over.

What a job's end means is `groundwire.eda.job`'s.
"""

from __future__ import annotations

import os
import selectors
import socket
import time
from dataclasses import replace
from typing import Any

from groundwire.eda import census, wire
from groundwire.eda.bounded import BoundedBytes
from groundwire.eda.cell import Cell
from groundwire.eda.census import Usage
from groundwire.eda.keeper import Pipes
from groundwire.eda.limits import Limit, Limits

_FIRST_LOOK, _LOOK = 0.05, 0.1
"""Seconds to the first census and between further ones; most runs end before the first."""
REPORT_SECONDS = 30.0
"""How long a keeper may take to hand over the files once the command has ended."""
_CHUNK = 1 << 16


class Abandoned(Exception):
    """The caller is gone; the job has been ended."""


class Watch:
    """What the server knows of a job, and the pipes that it knows it from."""

    def __init__(self, limits: Limits) -> None:
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        self.report, report = socket.socketpair()
        self.theirs = Pipes(out_write, err_write, report)
        """The keeper's ends."""
        self.keeper = -1
        """The keeper's process number."""
        self._descriptors = out_read, err_read
        for descriptor in self._descriptors:
            os.set_blocking(descriptor, False)
        self.renew(limits)

    def renew(self, limits: Limits) -> None:
        """Forget what was seen, before another call of the same worker."""
        self.streams = [BoundedBytes(limits.output_bytes) for _ in self._descriptors]
        """stdout and stderr."""
        self.ended: Limit | None = None
        """The limit that was seen to be reached."""
        self.header: dict[str, Any] | None = None
        """The keeper's report, once the job has ended."""
        self.files: list[bytes] = []
        """The kept files, in the order that the report names them."""
        self.used = Usage()
        """What the last census found."""
        self._heard: tuple[int, float] = (-1, 0.0)
        """Bytes of output, and the processor time used when they were first seen to be so many."""

    def close_theirs(self) -> None:
        """Close the keeper's ends, which the keeper has by now."""
        os.close(self.theirs.stdout)
        os.close(self.theirs.stderr)
        self.theirs.report.close()

    def close(self) -> None:
        """Read what is left, now that nobody writes any more, and close."""
        self.drain()
        self.report.close()
        for descriptor in self._descriptors:
            os.close(descriptor)

    def attend(
        self, limits: Limits, cell: Cell, caller: socket.socket, started: float, calls: socket.socket | None = None
    ) -> bool:
        """Read until the keeper reports, a limit is reached, or `calls` has something to say, which is True.

        Raises:
            Abandoned: the caller closed the connection meanwhile.
        """
        deadline, look = started + limits.wall_seconds, started + _FIRST_LOOK
        streams = dict(zip(self._descriptors, self.streams, strict=True))
        with selectors.DefaultSelector() as selector:
            for descriptor in streams:
                selector.register(descriptor, selectors.EVENT_READ)
            for connection in (self.report, caller, *([calls] if calls else [])):
                selector.register(connection, selectors.EVENT_READ)
            while self.ended is None:
                ready = [key.fileobj for key, _ in selector.select(max(0.0, min(deadline, look) - time.monotonic()))]
                for descriptor in streams.keys() & set(ready):
                    if not _read(descriptor, streams[descriptor]):
                        selector.unregister(descriptor)
                if caller in ready:  # it has nothing to say meanwhile, so this is its end
                    raise Abandoned
                if calls is not None and calls in ready and _speaks(calls):
                    return True
                if self.report in ready:
                    self._take_report()
                    return False
                if calls is not None and calls in ready:  # the worker has ended, and its keeper will say how
                    selector.unregister(calls)
                look = self._look(limits, cell, deadline, look)
        return False

    def _look(self, limits: Limits, cell: Cell, deadline: float, look: float) -> float:
        """Compare with the limits, and say when to look again."""
        now = time.monotonic()
        if sum(stream.total for stream in self.streams) > limits.flood_bytes:
            self.ended = Limit.OUTPUT
        elif now >= deadline:
            self.ended = Limit.WALL
        elif now >= look:
            self.ended = self._exceeded(limits, cell)
            return time.monotonic() + _LOOK
        return look

    def _exceeded(self, limits: Limits, cell: Cell) -> Limit | None:
        """The limit that the job's processes together are over now, if any."""
        if cell.file_bytes() > limits.file_bytes:
            return Limit.FILE
        if cell.proc is None:
            return None
        used = census.usage(cell.proc, cell.keeper_number(self.keeper))
        self.used = replace(used, resident_bytes=max(used.resident_bytes, self.used.resident_bytes))
        if used.tasks > limits.processes:
            return Limit.PROCESSES
        if used.resident_bytes > limits.memory_bytes:
            return Limit.MEMORY
        if used.cpu_seconds > limits.cpu_seconds:
            return Limit.CPU
        written = sum(stream.total for stream in self.streams)
        if written != self._heard[0]:
            self._heard = written, used.cpu_seconds
        return Limit.QUIET if used.cpu_seconds - self._heard[1] > limits.quiet_seconds else None

    def _take_report(self) -> None:
        self.report.settimeout(REPORT_SECONDS)
        self.header, self.files = wire.receive(self.report) or ({"error": "the keeper was killed"}, [])

    def drain(self) -> None:
        """Read what the pipes hold by now."""
        for descriptor, stream in zip(self._descriptors, self.streams, strict=True):
            try:
                while _read(descriptor, stream):
                    pass
            except BlockingIOError:
                pass


def _read(descriptor: int, stream: BoundedBytes) -> bool:
    """Read one piece; False at the end."""
    data = os.read(descriptor, _CHUNK)
    stream.add(data)
    return bool(data)


def _speaks(calls: socket.socket) -> bool:
    """Whether a readable connection has something to say, and not only its end."""
    try:
        return bool(calls.recv(1, socket.MSG_PEEK))
    except ConnectionError:
        return False
