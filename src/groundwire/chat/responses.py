"""Writing a responses file so that nothing that was paid for is lost: append-only, on the disk before it counts.

A kill leaves at most one half line, which the next run removes. A full disk is met with room that was kept aside,
enough for the requests that are still on their way. Reading is `reading`'s job.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from groundwire.chat.errors import DiskFull, FileMismatch
from groundwire.chat.header import Header
from groundwire.chat.lines import LONGEST_LINE, BadLine
from groundwire.chat.lock import DirectoryLock
from groundwire.chat.reading import Done, finished_samples, read_header
from groundwire.chat.response import Response
from groundwire.runs.atomic import sync

RESERVE = 8 << 20
"""Bytes kept aside for a full disk: some hundred answers of 16,384 tokens."""
_FULL = (errno.ENOSPC, errno.EDQUOT)
_OPENING = b'{"groundwire"'
"""How each of our files begins."""


class ResponsesFile:
    """A responses file that this process writes, alone in its directory."""

    path: Path
    """The file."""
    header: Header
    """Its first line."""
    done: Done
    """The sample numbers that each problem has."""
    bad: list[BadLine]
    """Lines that were there already and cannot be used; their samples are not done."""
    full: bool
    """Whether the disk is full and what was kept aside is being used: start nothing new."""

    def __init__(self, path: Path, header: Header, reserve: int = RESERVE):
        """Start a file, or go on with one that has the same header.

        Args:
            path: the file; its directory is made where it is missing.
            header: what this run asks.
            reserve: bytes to keep aside for a full disk.

        Raises:
            InUse: another run works in the directory.
            FileMismatch: the file belongs to a run with other settings, or has no header.
            DiskFull: there is no room to begin with.
        """
        self.path, self.header, self.full = path, header, False
        self._lock = DirectoryLock(path.parent)
        self._descriptor: int | None = None
        self._spare = path.with_name(f".{path.name}.reserve")
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            _mend(path, self._descriptor)
            self._size = os.fstat(self._descriptor).st_size
            self._reserve(reserve)
            self._begin()
            self.done, self.bad = finished_samples(path)
        except BaseException:
            self.close()
            raise

    def _reserve(self, size: int) -> None:
        descriptor = os.open(self._spare, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if size:
                os.posix_fallocate(descriptor, 0, size)
        except OSError as error:
            if error.errno in _FULL:
                raise DiskFull(
                    f"{self.path.parent}: the disk is full ({size:,} bytes must be free to begin); free some space and "
                    "run the same command again"
                ) from None
            if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS):
                raise
        finally:
            os.close(descriptor)

    def _begin(self) -> None:
        """Write the header, or compare it."""
        if self._size == 0:
            self._write(self.header.to_line())
            sync(self.path.parent)
            return
        found = read_header(self.path)
        if found is None:
            raise FileMismatch(f"{self.path} has no header, so it is not of this command; choose another directory")
        if wrong := found.differences(self.header):
            raise FileMismatch(
                f"{self.path} belongs to a run with other settings ({'; '.join(wrong[:4])}); choose another "
                "directory, or run with the settings that it had"
            )

    def append(self, responses: Sequence[Response]) -> None:
        """Add responses; when this returns they are on the disk.

        Raises:
            DiskFull: there was no room, not even in what was kept aside; the file is as it was before.
            ValueError: one of them is there already.
        """
        keys = [response.key for response in responses]
        again = next((k for i, k in enumerate(keys) if k[1] in self.done.get(k[0], ()) or k in keys[:i]), None)
        if again is not None:
            raise ValueError(f"sample {again[1]} of {again[0]} is in {self.path} already; each is kept once")
        if responses:
            self._write(b"".join(response.to_line() for response in responses))
        for problem, sample in keys:
            self.done.setdefault(problem, set()).add(sample)

    def _write(self, data: bytes) -> None:
        try:
            self._store(data)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            self.full = True
            self._spare.unlink(missing_ok=True)
            try:
                self._store(data)
            except OSError as again:
                if again.errno not in _FULL:
                    raise
                raise DiskFull(self.full_message()) from None

    def _store(self, data: bytes) -> None:
        """Write all or nothing."""
        assert self._descriptor is not None
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(data)

    def full_message(self) -> str:
        """What to tell the user of a full disk."""
        count = sum(len(samples) for samples in getattr(self, "done", {}).values())
        return (
            f"{self.path}: the disk is full; {count:,} responses are safe in it; free some space and run the same "
            "command again"
        )

    def close(self) -> None:
        """Let go of the file and its directory."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            self._spare.unlink(missing_ok=True)
        self._lock.close()

    def __enter__(self) -> ResponsesFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _mend(path: Path, descriptor: int) -> None:
    """End the last line where it is whole, and remove it where a process died while it wrote it."""
    size = os.fstat(descriptor).st_size
    if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n":
        return
    tail = max(0, size - LONGEST_LINE)
    data = os.pread(descriptor, size - tail, tail)
    start = tail + data.rfind(b"\n") + 1
    _check_ours(path, os.pread(descriptor, len(_OPENING), 0), start)
    try:
        json.loads(data[start - tail :])
        os.write(descriptor, b"\n")
    except (ValueError, RecursionError):
        os.ftruncate(descriptor, start)
    os.fsync(descriptor)


def _check_ours(path: Path, opening: bytes, start: int) -> None:
    """Refuse to mend a file that no run of ours has begun: it would lose its last line."""
    if not _OPENING.startswith(opening) or (start and len(opening) < len(_OPENING)):
        raise FileMismatch(f"{path} has no header, so it is not of this command; choose another directory")
