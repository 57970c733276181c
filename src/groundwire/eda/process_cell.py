"""The cell for systems without namespaces: a fresh folder, limits of the kernel, and a sweep of every descendant.

Network and disk are as the job's user has them, which is why `groundwire.eda.sandbox` prefers a jail.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from groundwire.eda import census, kernel
from groundwire.eda.cell import MOST_FILES, SHARED_TASKS, SPARE_TASKS, become, reap_all
from groundwire.eda.errors import SandboxError
from groundwire.eda.limits import Limits, SandboxLevel

_FIRST_USERS = 1_500_000_000, 45_000
"""Users from here on are nobody's: far above what systems hand out, or as high as a container with 65536 users has."""


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
        self.folder = tempfile.mkdtemp(prefix=f"groundwire-{os.getppid()}-")  # named after the caller
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
        own = 2 * limits.processes + SPARE_TASKS
        return own if self.user is not None else own + self._tasks + SHARED_TASKS

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


def remove(folder: str) -> None:
    """Remove a folder, whatever a job has made of it."""
    with suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):  # no rights, or deeper than Python can go
        for command in (["chmod", "-R", "u+rwX", folder], ["rm", "-rf", folder]):
            subprocess.run(command, capture_output=True, check=False)


def reap_ready(seconds: float = 2.0) -> None:
    """Reap killed children, for a while."""
    until = time.monotonic() + seconds
    with suppress(ChildProcessError):
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.001)


def folder_bytes(folder: str, seconds: float = 0.2) -> int:
    """Bytes that a folder's files take on disk, as far as can be found out in a short time.

    More files than a job may make count as more bytes than it may have; what cannot be looked at counts as nothing.
    """
    total, count, folders = 0, 0, [folder]
    until = time.monotonic() + seconds
    while folders and time.monotonic() < until:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                count += 1
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
                if count > MOST_FILES:
                    return 1 << 62
    return total
