"""The sandbox's server: a small process that enters a jail once and then runs one job after another in it.

Started by `groundwire.eda.sandbox`, with which it talks over one socket; when that closes, everything here ends. All
modules are loaded before the jail is entered, because its disk does not have them.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from groundwire.eda import census, jail, kernel, wire
from groundwire.eda.cell import Cell, NamespaceCell
from groundwire.eda.job import protect_server, run_job
from groundwire.eda.keeper import Job
from groundwire.eda.limits import Limits
from groundwire.eda.process_cell import ProcessCell
from groundwire.eda.warm import WarmWorker
from groundwire.eda.watch import Abandoned

_ENTER: dict[str, Callable[[list[str], int], None]] = {"root": jail.enter_as_root, "user": jail.enter_as_user}


def main(descriptor: int) -> None:
    """Serve until the caller closes the connection."""
    connection = socket.socket(fileno=descriptor)
    connection.set_inheritable(False)
    message = wire.receive(connection)
    if message is None:
        return
    settings = message[0]
    os.umask(0o022)  # a job may run as another user, who must read what is laid out here
    try:
        sys.path[:] = settings["path"]
        for name in settings["preload"]:
            importlib.import_module(name)
        cell = make_cell(settings)
    except Exception as error:
        wire.send(connection, {"error": f"{type(error).__name__}: {error}"})
        return
    if cell is None:
        return
    protect_server()
    wire.send(connection, {"level": cell.level})
    serve(connection, cell, settings["warm"])
    os._exit(0)  # libraries take their time to tidy up what ends anyway


def make_cell(settings: dict[str, Any]) -> Cell | None:
    """Enter the asked-for kind of sandbox; None in the process that is left outside of it, once the inner one has ended."""
    proc = census.open_proc()
    enter = _ENTER.get(settings["how"])
    if enter is None:
        return ProcessCell(proc, settings["visible"])
    if proc is None:
        raise OSError("/proc is not mounted")
    enter(settings["visible"], proc)
    server = os.fork()
    if server:
        # The inner one holds the connection; this one only waits, since a jail's first process must have a parent.
        os.closerange(0, 1 << 16)
        os.waitpid(server, 0)
        return None
    kernel.die_with_parent(signal.SIGKILL)
    return NamespaceCell(proc)


def serve(connection: socket.socket, cell: Cell, warm: bool) -> None:
    """Run jobs until the connection closes, each in a fork of this process or, if `warm`, all in one worker."""
    base_bytes = _own_address_space(cell.proc)
    gc.disable()  # a collection in a fork would copy the pages that it shares with the server
    worker = WarmWorker(cell)
    try:
        while (message := wire.receive(connection)) is not None:
            try:
                job = _job(*message, base_bytes)
                stays = warm and (job.function is not None or isinstance(cell, NamespaceCell))
                answer = worker.call(job, connection) if stays else run_job(job, cell, connection)
            except Abandoned:
                return
            except Exception as error:
                answer = {"error": f"the sandbox broke: {type(error).__name__}: {error}"}, []
            wire.send(connection, *answer)
    finally:
        worker.end()


def _job(header: dict[str, Any], parts: list[bytes], base_bytes: int) -> Job:
    """Read a job off a message."""
    return Job(
        argv=header["argv"], files=dict(zip(header["files"], parts, strict=True)), limits=Limits(**header["limits"]),
        keep=header["keep"], environment=header["environment"], merge=header["merge"],
        function=header.get("function"), payload=header.get("payload"), base_bytes=base_bytes,
    )  # fmt: skip


def _own_address_space(proc: int | None) -> int:
    """Bytes of address space that this process has."""
    if proc is None:
        return 0
    descriptor = os.open("self/statm", os.O_RDONLY, dir_fd=proc)
    try:
        return int(os.read(descriptor, 4096).split()[0]) * os.sysconf("SC_PAGE_SIZE")
    finally:
        os.close(descriptor)
