"""One run at a time in a directory: a lock that the system lets go of when its process dies, however it dies."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from pathlib import Path
from types import TracebackType

from groundwire.chat.errors import InUse

LOCK_NAME = ".groundwire-lock"
"""The file in the directory; it may stay when nobody holds it."""


class DirectoryLock:
    """Holds a directory for as long as it is open."""

    def __init__(self, directory: Path):
        """Take the lock.

        Args:
            directory: made where it is missing.

        Raises:
            InUse: another process, or another part of this one, has it.
        """
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / LOCK_NAME
        self._descriptor: int | None = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._descriptor, 200, 0).decode("utf-8", "replace").strip()
            self._close()
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise InUse(
                f"{directory} is in use by another run ({holder or 'unknown process'}); wait for it, stop it, or "
                "choose another directory"
            ) from None
        self._sign()

    def _sign(self) -> None:
        """Say who holds it, for the message that others get; a full disk must not keep a run from starting."""
        assert self._descriptor is not None
        who = f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%Y-%m-%d %H:%M:%S')}\n"
        try:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, who.encode(), 0)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise

    def close(self) -> None:
        """Let go of the directory."""
        self._close()

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> DirectoryLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
