"""The keeper of one job: it lays out the files, starts the command, outlives it, ends whatever it left, and reports.

The keeper is process 1 of the job's namespaces, or adopts the job's orphans. Only trusted code runs in it; the command, or
the function that reads untrusted text, runs in its child.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import signal
import socket
import stat
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from groundwire.eda import kernel, wire
from groundwire.eda.cell import Cell
from groundwire.eda.limits import Limits, SandboxLevel

PATH = "/usr/local/bin:/usr/bin:/bin"
RESULT = "groundwire-result.json"
"""Where a called function's result is left."""


@dataclass(frozen=True)
class Job:
    """What is to be run."""

    argv: list[str]
    """The command; for a function, what stands for it in messages."""
    files: dict[str, bytes]
    """Files to lay out, by relative name."""
    limits: Limits
    """What it may use."""
    keep: list[str]
    """Files to hand back."""
    environment: dict[str, str]
    """Variables beside PATH, HOME, TMPDIR and LANG."""
    merge: bool
    """Whether stderr goes where stdout goes."""
    function: str | None = None
    """`module:name` of a function to call in a fork of the server, instead of a command."""
    payload: dict[str, Any] | None = None
    """Its argument."""
    base_bytes: int = 0
    """Address space that the server has already, which does not count against a function."""


@dataclass(frozen=True)
class Pipes:
    """The keeper's ends."""

    stdout: int
    stderr: int
    report: socket.socket


def keep_house(job: Job, cell: Cell, pipes: Pipes) -> NoReturn:
    """Run a job to its end and report it; never returns."""
    try:
        kernel.die_with_parent(signal.SIGKILL)
        cell.furnish(job.limits)
        os.chdir(cell.folder)
        lay_out(job.files)
        header = _run(job, cell, pipes)
        kept = collect(job.keep, job.limits.file_bytes) if "error" not in header else {}
        wire.send(pipes.report, {**header, "kept": list(kept)}, list(kept.values()))
    except BaseException as error:  # it cannot go further up: above are the server's frames, which are not this process's
        with suppress(OSError):
            wire.send(pipes.report, {"error": f"the sandbox broke: {type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _run(job: Job, cell: Cell, pipes: Pipes) -> dict[str, Any]:
    """Run the command, end what it leaves, and say how it went."""
    failed_read, failed_write = os.pipe()
    started = time.monotonic()
    command = os.fork()
    if command == 0:
        _become(job, cell, pipes, failed_write)
    for descriptor in (failed_write, pipes.stdout, pipes.stderr):
        os.close(descriptor)
    failed = os.read(failed_read, 4096).decode(errors="replace")
    code = _wait(command)
    cell.empty()
    seconds = time.monotonic() - started
    if failed:
        return {"error": failed}
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "code": code, "seconds": seconds, "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_bytes": used.ru_maxrss * 1024, "full": cell.full(job.limits),
    }  # fmt: skip


def _wait(command: int) -> int:
    """Wait for the command, reaping orphans on the way."""
    while True:
        number, status = os.wait()
        if number == command:
            return os.waitstatus_to_exitcode(status)


def _become(job: Job, cell: Cell, pipes: Pipes, failed: int) -> NoReturn:
    """In the child: give up everything that is not the job's, and become it."""
    try:
        os.setsid()
        null = os.open("/dev/null", os.O_RDWR)
        for source, target in ((null, 0), (pipes.stdout, 1), (pipes.stdout if job.merge else pipes.stderr, 2)):
            os.dup2(source, target)
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):  # Python ignores or handles these
            signal.signal(number, signal.SIG_DFL)
        set_limits(job.limits, job.base_bytes if job.function else 0, cell.task_limit(job.limits))
        kernel.forbid_new_privileges()
        if cell.level is SandboxLevel.NAMESPACES:
            kernel.drop_capabilities()
        home = {"PATH": PATH, "HOME": cell.folder, "TMPDIR": cell.folder, "LANG": "C.UTF-8"}
        if job.function is None:
            os.execvpe(job.argv[0], job.argv, {**home, **job.environment})
    except BaseException as error:
        reason = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        os.write(failed, f"cannot run {job.argv[0]}: {reason}".encode())
        os._exit(127)
    _call(str(job.function), job.payload or {})


def _call(function: str, payload: dict[str, Any]) -> NoReturn:
    """Call a function with nothing open but the standard streams, and leave its result in a file."""
    code = 1
    try:
        os.closerange(3, 1 << 16)
        module, name = function.split(":")
        result = getattr(importlib.import_module(module), name)(payload)
        with open(RESULT, "w", encoding="utf-8") as file:
            json.dump(result, file)
        code = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
    finally:
        with suppress(Exception):
            sys.stdout.flush()
        os._exit(code)


def set_limits(limits: Limits, base_bytes: int, tasks: int) -> None:
    """Set the kernel's limits for this process and its descendants."""
    cpu = math.ceil(limits.cpu_seconds)
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_AS, limits.memory_bytes + base_bytes, limits.memory_bytes + base_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes),
        (resource.RLIMIT_NPROC, tasks, tasks),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 1024, 1024),
    ):
        allowed = resource.getrlimit(kind)[1]
        top = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        resource.setrlimit(kind, (min(soft, top), top))


def lay_out(files: dict[str, bytes]) -> None:
    """Write the job's files into the current folder."""
    for name, content in files.items():
        if folder := os.path.dirname(name):
            os.makedirs(folder, exist_ok=True)
        with open(name, "wb") as file:
            file.write(content)


def collect(names: list[str], limit: int) -> dict[str, bytes]:
    """Read back regular files that lie in the current folder; a link that leads out of it is left alone."""
    kept: dict[str, bytes] = {}
    here = os.path.realpath(".")
    for name in dict.fromkeys(names):
        if os.path.commonpath([here, os.path.realpath(name)]) != here:
            continue
        with suppress(OSError):
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(descriptor, "rb") as file:
                if stat.S_ISREG(os.fstat(descriptor).st_mode) and os.fstat(descriptor).st_size <= limit:
                    kept[name] = file.read(limit)
    return kept
