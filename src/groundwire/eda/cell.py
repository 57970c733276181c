"""Where one job runs and how everything in it is ended: a jail of namespaces, or a folder and a sweep of descendants.

A cell holds one job at a time. What happens inside is `groundwire.eda.keeper`'s; when to end it is `groundwire.eda.job`'s.
"""

from __future__ import annotations

import os
import platform
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from groundwire.eda import census, kernel
from groundwire.eda.errors import SandboxError
from groundwire.eda.jail import WORK
from groundwire.eda.limits import Limits, SandboxLevel

_SPARE_TASKS = 8
"""Room for the server and the keeper beside a job's own processes."""
_SHARED_TASKS = 1024
"""Room for other jobs of the same user, where the kernel counts them all in one."""
_FIRST_USERS = 1_500_000_000, 45_000
"""Users from here on are nobody's: far above what systems hand out, or as high as a container with 65536 users has."""
_FILES = 8192
"""Files that a job may make."""


class Cell(Protocol):
    """One place for one job at a time."""

    level: SandboxLevel
    """How far apart it is."""
    folder: str
    """The job's working folder."""
    proc: int | None
    """An open /proc, where there is one."""
    user: int | None
    """The user to become for the job; None to stay who one is."""

    def fork(self) -> int:
        """Fork a keeper: 0 in it, its number in the server."""
        ...

    def keeper_number(self, keeper: int) -> int:
        """The keeper's number in `proc`."""
        ...

    def furnish(self, limits: Limits) -> None:
        """In the keeper: make the working folder."""
        ...

    def task_limit(self, limits: Limits) -> int:
        """The kernel's own limit on processes, above `limits.processes` so that going over can be seen."""
        ...

    def file_bytes(self) -> int:
        """In the server: bytes on disk now, where a limit does not follow from the folder itself."""
        ...

    def full(self, limits: Limits) -> bool:
        """In the keeper: whether the working folder has no room left."""
        ...

    def empty(self) -> None:
        """In the keeper: end every process of the job."""
        ...

    def end(self, keeper: int) -> None:
        """In the server: end the job and its keeper, which is then reaped by the server."""
        ...

    def clean(self) -> None:
        """In the server, after the keeper is reaped: leave nothing behind."""
        ...


class NamespaceCell:
    """A jail, as `groundwire.eda.jail` made it; each job gets processes and a memory-backed folder of its own."""

    level = SandboxLevel.NAMESPACES
    folder = WORK
    user: int | None = None

    def __init__(self, proc: int) -> None:
        self.proc: int | None = proc
        self._proc = proc
        self._own_pids = -1

    def fork(self) -> int:
        """Fork process 1 of new namespaces; ending it ends all that run in them."""
        if self._own_pids < 0:  # the server is process 1 of the jail, and its own /proc is not mounted
            self._own_pids = os.open("self/ns/pid", os.O_RDONLY, dir_fd=self._proc)
        kernel.unshare(kernel.CLONE_NEWPID)
        number = os.fork()
        if number:
            kernel.set_namespace(self._own_pids, kernel.CLONE_NEWPID)  # the next job gets new ones again
        return number

    def keeper_number(self, keeper: int) -> int:
        """The server's only child."""
        return next(iter(census.children(self._proc, census.own_number(self._proc))), -1)

    def furnish(self, limits: Limits) -> None:
        """Mount a folder that only this job sees and that goes away with its last process."""
        kernel.unshare(kernel.CLONE_NEWNS)
        data = f"size={limits.file_bytes},nr_inodes={_FILES},mode=700"
        kernel.mount("tmpfs", WORK, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, data)

    def task_limit(self, limits: Limits) -> int:
        """Since Linux 5.14 a user namespace counts its own processes; before, all of the user's count."""
        own = 2 * limits.processes + _SPARE_TASKS
        version = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])
        return own if version >= (5, 14) else own + _SHARED_TASKS + census.tasks_of_user(self._proc, os.getuid())

    def file_bytes(self) -> int:
        """Nothing to watch: the folder's size is fixed."""
        return 0

    def full(self, limits: Limits) -> bool:
        """Whether blocks or files have run out."""
        told = os.statvfs(WORK)
        return told.f_bavail == 0 or told.f_favail == 0

    def empty(self) -> None:
        """Kill all that process 1 can see, which is all but itself."""
        if os.getpid() != 1:
            raise RuntimeError("the keeper of a jail is not process 1 of it")
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        reap_all()

    def end(self, keeper: int) -> None:
        """The kernel ends every process of the namespaces with their process 1."""
        with suppress(ProcessLookupError):
            os.kill(keeper, signal.SIGKILL)

    def clean(self) -> None:
        """The folder went with the namespaces."""


class ProcessCell:
    """A fresh folder, a process group, and a sweep of every descendant, wherever it has moved itself.

    Root's jobs run as a user that exists nowhere else, if that user can reach what they need: the kernel counts no
    processes of root's, and root may do too much.
    """

    level = SandboxLevel.PROCESS

    def __init__(self, proc: int | None, visible: Sequence[str]) -> None:
        self.proc = proc
        self.folder = ""
        self.user = _spare_user(visible) if os.geteuid() == 0 else None
        self._tasks = census.tasks_of_user(proc, os.getuid()) if proc is not None else 0
        kernel.become_subreaper()

    def fork(self) -> int:
        """Make the folder and fork the keeper."""
        self.folder = tempfile.mkdtemp(prefix="groundwire-")
        if self.user is not None:
            os.chown(self.folder, self.user, self.user)
        return os.fork()

    def keeper_number(self, keeper: int) -> int:
        """The number itself."""
        return keeper

    def furnish(self, limits: Limits) -> None:
        """Become the one that adopts every orphan of the job, so that a sweep finds it."""
        kernel.become_subreaper()

    def task_limit(self, limits: Limits) -> int:
        """Where the user is a real one, all of its processes count, so this only bounds what a sweep has to end."""
        own = 2 * limits.processes + _SPARE_TASKS
        return own if self.user is not None else own + self._tasks + _SHARED_TASKS

    def file_bytes(self) -> int:
        """What lies in the folder."""
        return folder_bytes(self.folder)

    def full(self, limits: Limits) -> bool:
        """Whether the files have reached their limit."""
        return folder_bytes(self.folder) >= limits.file_bytes

    def empty(self) -> None:
        """Sweep all descendants of this process."""
        self._sweep(os.getpid())
        if self.proc is not None:
            reap_all()

    def end(self, keeper: int) -> None:
        """Sweep below the keeper, then end it."""
        self._sweep(keeper)
        with suppress(ProcessLookupError):
            os.kill(keeper, signal.SIGKILL)

    def clean(self) -> None:
        """Sweep what the keeper left and remove the folder, however its rights were set."""
        self._sweep(os.getpid())
        reap_ready()
        remove(self.folder)

    def _sweep(self, root: int) -> None:
        if self.user is not None:
            census.kill_user(self.user)
        if self.proc is not None:
            census.sweep(self.proc, root)


def _spare_user(visible: Sequence[str]) -> int | None:
    """A user number for this server alone, who can reach `visible`; None where this root is another user outside.

    Raises:
        SandboxError: this is the machine's root, whose processes no limit counts, and there is no such user.
    """
    for first in _FIRST_USERS:
        user = first + os.getpid() % 10_000
        trial = os.fork()
        if trial == 0:
            try:
                become(user)
                os._exit(0 if all(os.access(path, os.R_OK) for path in (tempfile.gettempdir(), *visible)) else 1)
            finally:
                os._exit(1)
        if os.waitpid(trial, 0)[1] == 0:
            return user
    if Path("/proc/self/uid_map").read_text().split()[:2] == ["0", "0"]:
        paths = ", ".join(visible) or tempfile.gettempdir()
        raise SandboxError(
            f"root's jobs run as another user, who cannot read {paths}: make it readable to all, or do not run as root"
        )
    return None


def become(user: int) -> None:
    """Become a user, and the group of the same number, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def remove(folder: str) -> None:
    """Remove a folder, whatever a job has made of it."""
    shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):  # no rights, or deeper than Python can go
        for command in (["chmod", "-R", "u+rwX", folder], ["rm", "-rf", folder]):
            subprocess.run(command, capture_output=True, check=False)


def reap_all() -> None:
    """Wait until this process has no children."""
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def reap_ready(seconds: float = 2.0) -> None:
    """Reap killed children, for a while."""
    until = time.monotonic() + seconds
    with suppress(ChildProcessError):
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.001)


def folder_bytes(folder: str) -> int:
    """Bytes that a folder's files take on disk; what cannot be looked at counts as nothing."""
    total, folders = 0, [folder]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total
