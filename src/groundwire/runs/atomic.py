"""Writing files and folders so that a kill at any moment leaves the old one or the new one, never half of either."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_RANDOM_CHARACTERS = 8
"""Length of what `tempfile` adds to the prefix of a temporary name."""


def sync(path: Path) -> None:
    """Push a file's or folder's content to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; on leaving without an error it takes the place of `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        sync(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file atomically."""
    with atomic_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder beside `path`; on leaving without an error it takes the place of `path`.

    A folder cannot replace a full one in one step, so the old one is moved aside first; `recover` puts it back if the
    machine died in between.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _put_back(path)
    temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        yield temporary
        for file in temporary.rglob("*"):
            file.chmod(0o755 if file.is_dir() else 0o644)
            sync(file)
        temporary.chmod(0o755)
        aside = _aside(path)
        shutil.rmtree(aside, ignore_errors=True)
        if path.exists():
            path.rename(aside)
        temporary.rename(path)
        sync(path.parent)
        shutil.rmtree(aside, ignore_errors=True)
    finally:
        _put_back(path)
        shutil.rmtree(temporary, ignore_errors=True)


def recover(path: Path) -> None:
    """Clean up after a process that was killed while it wrote `path`, a file or a folder; nobody else may be writing it.

    A folder that had been moved aside is put back, and half-written temporaries beside `path` are removed.
    """
    _put_back(path)
    shutil.rmtree(_aside(path), ignore_errors=True)
    for left in path.parent.glob(f".{glob.escape(path.name)}.{'?' * _RANDOM_CHARACTERS}"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _aside(path: Path) -> Path:
    """Where the old folder waits while the new one takes its place."""
    return path.with_name(f".{path.name}.old")


def _put_back(path: Path) -> None:
    if not path.exists():
        with suppress(FileNotFoundError):  # there is nothing to put back, or another process of this run was first
            _aside(path).rename(path)
