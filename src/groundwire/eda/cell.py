"""Where one job runs and how everything in it is ended: what a cell is, and the cell made of namespaces.

The other one is in `groundwire.eda.process_cell`. A cell holds one job at a time. What happens inside is
`groundwire.eda.keeper`'s; when to end it is `groundwire.eda.job`'s.
"""

from __future__ import annotations

import os
import platform
import signal
from contextlib import suppress
from typing import Protocol

from groundwire.eda import census, kernel
from groundwire.eda.jail import WORK
from groundwire.eda.limits import Limits, SandboxLevel

SPARE_TASKS = 8
"""Room for the server and the keeper beside a job's own processes."""
SHARED_TASKS = 1024
"""Room for other jobs of the same user, where the kernel counts them all in one."""
MOST_FILES = 8192
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
        data = f"size={limits.file_bytes},nr_inodes={MOST_FILES},mode=700"
        kernel.mount("tmpfs", WORK, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, data)

    def task_limit(self, limits: Limits) -> int:
        """Since Linux 5.14 a user namespace counts its own processes; before, all of the user's count."""
        own = 2 * limits.processes + SPARE_TASKS
        version = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])
        return own if version >= (5, 14) else own + SHARED_TASKS + census.tasks_of_user(self._proc, os.getuid())

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


def become(user: int) -> None:
    """Become a user, and the group of the same number, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def reap_all() -> None:
    """Wait until this process has no children."""
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
