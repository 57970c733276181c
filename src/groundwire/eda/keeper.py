"""The keeper of one job: it lays out the files, starts the command, outlives it, ends whatever it left, and reports.

The keeper is process 1 of the job's namespaces, or adopts the job's orphans. Only trusted code runs in it; the command,
or the function that reads untrusted text, runs in its child.
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
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from groundwire.eda import kernel, wire
from groundwire.eda.calls import RESULT, answer_calls, lay_out, make_empty
from groundwire.eda.cell import Cell, become
from groundwire.eda.limits import Limits, SandboxLevel

PATH = "/usr/local/bin:/usr/bin:/bin"


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
    """Address space that the server has already, which does not count."""


class Pipes(NamedTuple):
    """The keeper's ends."""

    stdout: int
    """What the job prints."""
    stderr: int
    """What it complains of."""
    report: socket.socket
    """Where the keeper tells the end."""
    calls: socket.socket | None = None
    """Where a worker that stays is asked; None for a job that is done once."""


def keep_house(job: Job, cell: Cell, pipes: Pipes) -> NoReturn:
    """Run a job to its end and report it; never returns."""
    try:
        kernel.die_with_parent(signal.SIGKILL)
        cell.furnish(job.limits)
        os.chdir(cell.folder)
        if pipes.calls is not None and job.function is None:
            _keep_open_house(job, cell, pipes, pipes.calls)
        else:
            lay_out(job.files)
            header = _run(job, cell, pipes)
            kept = collect(job.keep, job.limits.file_bytes) if "error" not in header else {}
            wire.send(pipes.report, {**header, "kept": list(kept)}, list(kept.values()))
    except BaseException as error:  # it cannot go further up: above are the server's frames, which are not this process's
        with suppress(OSError):
            wire.send(pipes.report, {"error": f"the sandbox broke: {type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _keep_open_house(job: Job, cell: Cell, pipes: Pipes, calls: socket.socket) -> None:
    """Run one command after another, as long as nothing of one is left when the next one comes.

    All of them are ended as those of a house that is given up: process 1 kills whatever else there is.
    """
    _give_up_rights(job, cell)
    while (message := wire.receive(calls)) is not None:
        header, parts = message
        one = replace(job, **{name: header[name] for name in ("argv", "keep", "environment", "merge")})
        before, peak_before = _children_used()
        lay_out(dict(zip(header["files"], parts, strict=True)))
        started = time.monotonic()
        try:
            code, peak = _wait(_start(one, cell, pipes))
        except OSError as error:
            wire.send(calls, {"error": f"cannot run {one.argv[0]}: {error.strerror}"})
            return
        cell.empty()
        seconds, (after, peak_after) = time.monotonic() - started, _children_used()
        kept, full = collect(one.keep, one.limits.file_bytes), cell.full(one.limits)
        stays = make_empty(Path(cell.folder))
        told = {"code": code, "seconds": seconds, "cpu_seconds": after - before, "full": full, "stays": stays}
        told |= {"peak_bytes": peak_after if peak_after > peak_before else peak, "total_cpu": after + time.process_time()}
        wire.send(calls, {**told, "kept": list(kept)}, list(kept.values()))
        if not stays:
            return


def _children_used() -> tuple[float, int]:
    """Processor seconds and largest resident bytes of all children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def _run(job: Job, cell: Cell, pipes: Pipes) -> dict[str, Any]:
    """Run the command, end what it leaves, and say how it went."""
    started = time.monotonic()
    _give_up_rights(job, cell)
    try:
        command = _start(job, cell, pipes) if job.function is None else _fork_call(job, cell, pipes)
    except OSError as error:
        return {"error": f"cannot run {job.argv[0]}: {error.strerror}"}
    for descriptor in (pipes.stdout, pipes.stderr):
        os.close(descriptor)
    if pipes.calls is not None:
        pipes.calls.close()
    code, _ = _wait(command)
    cell.empty()
    seconds, (cpu, peak) = time.monotonic() - started, _children_used()
    return {"code": code, "seconds": seconds, "cpu_seconds": cpu, "peak_bytes": peak, "full": cell.full(job.limits)}


def _give_up_rights(job: Job, cell: Cell) -> None:
    """Take the job's limits on and drop all rights, in the keeper already: what it starts inherits both.

    The keeper itself needs little, and so its child can be started without a second copy of this process.
    """
    set_limits(job.limits, job.base_bytes, cell.task_limit(job.limits))
    kernel.forbid_new_privileges()
    if cell.level is SandboxLevel.NAMESPACES:
        kernel.drop_capabilities()


def _start(job: Job, cell: Cell, pipes: Pipes) -> int:
    """Start the command and return its number.

    Raises:
        OSError: it cannot be run.
    """
    home = {"PATH": PATH, "HOME": cell.folder, "TMPDIR": cell.folder, "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        job.argv, stdin=subprocess.DEVNULL, stdout=pipes.stdout, stderr=pipes.stdout if job.merge else pipes.stderr,
        env={**home, **job.environment}, start_new_session=True,
        user=cell.user, group=cell.user, extra_groups=None if cell.user is None else [],
    )  # fmt: skip
    process.returncode = 0  # else its destructor would wait for it, and take the status away from `_wait`
    return process.pid


def _wait(command: int) -> tuple[int, int]:
    """Wait for the command, reaping orphans on the way; its exit code, and its largest resident bytes."""
    while True:
        number, status, used = os.wait4(-1, 0)
        if number == command:
            return os.waitstatus_to_exitcode(status), used.ru_maxrss * 1024


def _fork_call(job: Job, cell: Cell, pipes: Pipes) -> int:
    """Fork a child that calls the job's function, and return its number."""
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        os.setsid()
        for source, target in ((pipes.stdout, 1), (pipes.stdout if job.merge else pipes.stderr, 2)):
            os.dup2(source, target)
        calls = None if pipes.calls is None else socket.socket(fileno=os.dup2(pipes.calls.fileno(), 3))
        os.closerange(3 if calls is None else 4, 1 << 16)  # the connections of the server are none of its business
        for signal_number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):  # Python ignores or handles these
            signal.signal(signal_number, signal.SIG_DFL)
        if cell.user is not None:
            become(cell.user)
        if calls is not None:
            answer_calls(calls)
        else:
            _call(str(job.function), job.payload or {})
        code = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
    finally:
        kernel.flush_streams()
        os._exit(code)


def _call(function: str, payload: dict[str, Any]) -> None:
    """Call a function and leave its result in a file."""
    module, name = function.split(":")
    result = getattr(importlib.import_module(module), name)(payload)
    Path(RESULT).write_text(json.dumps(result), encoding="utf-8")
    sys.stdout.flush()


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


def collect(names: list[str], limit: int) -> dict[str, bytes]:
    """Read back regular files that lie in the current folder; a link that leads out of it is left alone."""
    kept: dict[str, bytes] = {}
    here = os.path.realpath(".")
    for name in dict.fromkeys(names):
        if os.path.commonpath([here, os.path.realpath(name)]) != here:
            continue
        with suppress(OSError):
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as file:
                if stat.S_ISREG(os.fstat(descriptor).st_mode) and os.fstat(descriptor).st_size <= limit:
                    kept[name] = file.read(limit)
    return kept
