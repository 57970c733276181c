"""Who descends from a process, and what they use together: read from /proc, and stopped for good by a sweep.

Works on an open folder, so that it still sees the machine's processes from inside a sandbox whose own root shows none.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_ROUNDS = 10_000
"""Sweeps before giving up on a tree that grows as fast as it is killed."""


@dataclass(frozen=True)
class Usage:
    """What some processes use together."""

    tasks: int = 0
    """Processes and threads, without the root of the tree."""
    resident_bytes: int = 0
    """Resident memory, shared pages counted in each, without the root."""
    cpu_seconds: float = 0.0
    """Processor time, that of ended children included."""


def open_proc() -> int | None:
    """Open /proc for a census; None where it does not show processes."""
    try:
        folder = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    if _read(folder, "self/stat") is None:
        os.close(folder)
        return None
    return folder


def own_number(proc: int) -> int:
    """This process's number as /proc counts, which inside a sandbox is not `os.getpid()`."""
    return int(os.readlink("self", dir_fd=proc))


def children(proc: int, number: int) -> list[int]:
    """The living and unreaped children of a process and of its threads."""
    try:
        task = os.open(f"{number}/task", os.O_RDONLY | os.O_DIRECTORY, dir_fd=proc)
    except OSError:
        return []
    try:
        threads = os.listdir(task)  # noqa: PTH208  # an open folder has no path
    finally:
        os.close(task)
    found: list[int] = []
    for thread in threads:
        listed = _read(proc, f"{number}/task/{thread}/children")
        if listed is None and _read(proc, f"{number}/stat") is not None:
            return _children_by_scan(proc, number)  # a kernel built without this file
        found += map(int, (listed or b"").split())
    return found


def descendants(proc: int, root: int) -> list[int]:
    """Every process below `root`, parents before children."""
    found = children(proc, root)
    for number in found:  # grows while it is read
        found += children(proc, number)
    return found


def usage(proc: int, root: int) -> Usage:
    """What the processes below `root` use; `root` itself counts for the processor time of those that it has reaped."""
    tasks = resident = 0
    ticks = 0
    for number in [root, *descendants(proc, root)]:
        fields = _stat(proc, number)
        if fields is None:
            continue
        ticks += sum(map(int, fields[11:15]))  # user, system, and both of children that were waited for
        if number != root:
            tasks += int(fields[17])
            resident += int(fields[21]) * _PAGE
    return Usage(tasks, resident, ticks / _TICKS)


def sweep(proc: int, root: int) -> None:
    """Kill every process below `root`, also those that are being started meanwhile; `root` must reap its orphans.

    Each process is stopped before its children are looked up, so that there are no more of them afterwards; only an
    orphan that meanwhile moved up to `root` needs another round.
    """
    for _ in range(_ROUNDS):
        found = [number for number in children(proc, root) if not _ended(proc, number)]
        if not found:
            return
        for number in found:  # grows while it is read
            _signal(number, signal.SIGSTOP)
            found += children(proc, number)
        for number in found:
            _signal(number, signal.SIGKILL)


def kill_user(user: int) -> None:
    """As root: kill every process of a user that nobody else has, all at once."""
    killer = os.fork()
    if killer:
        os.waitpid(killer, 0)
        return
    try:
        os.setresuid(user, user, user)
        os.kill(-1, signal.SIGKILL)
    finally:
        os._exit(0)


def tasks_of_user(proc: int, user: int) -> int:
    """Processes and threads that a user has on the whole machine."""
    count = 0
    for name in os.listdir(proc):
        if name.isdigit():
            with suppress(OSError):
                if os.stat(name, dir_fd=proc).st_uid == user and (fields := _stat(proc, int(name))):
                    count += int(fields[17])
    return count


def _children_by_scan(proc: int, number: int) -> list[int]:
    numbers = [int(name) for name in os.listdir(proc) if name.isdigit()]
    return [other for other in numbers if (fields := _stat(proc, other)) and int(fields[1]) == number]


def _signal(number: int, action: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(number, action)


def _ended(proc: int, number: int) -> bool:
    """Whether a process is gone or waits only to be reaped."""
    fields = _stat(proc, number)
    return fields is None or fields[0] in (b"Z", b"X")


def _stat(proc: int, number: int) -> list[bytes] | None:
    """The fields of a process's stat from its state on; its name, which may hold anything, is left out."""
    text = _read(proc, f"{number}/stat")
    return text[text.rindex(b")") + 2 :].split() if text else None


def _read(proc: int, path: str) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY, dir_fd=proc)
    except OSError:
        return None
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:  # the process ended between the two calls
        return None
    finally:
        os.close(descriptor)
