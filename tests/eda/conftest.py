import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from groundwire.eda.errors import SandboxError
from groundwire.eda.limits import SandboxLevel
from groundwire.eda.sandbox import require_sandbox


@pytest.fixture(params=list(SandboxLevel))
def level(request: pytest.FixtureRequest) -> SandboxLevel:
    """Each level that this system allows."""
    wanted: SandboxLevel = request.param
    try:
        require_sandbox(wanted)
    except SandboxError as error:
        pytest.skip(str(error))
    return wanted


@pytest.fixture
def jailed() -> SandboxLevel:
    """The stronger level."""
    try:
        require_sandbox(SandboxLevel.NAMESPACES)
    except SandboxError as error:
        pytest.skip(str(error))
    return SandboxLevel.NAMESPACES


@pytest.fixture
def program() -> Callable[[str], str]:
    """Skips where a program of the system is absent."""

    def find(name: str) -> str:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
        return name

    return find


@pytest.fixture
def marked() -> Iterator[str]:
    """A number of seconds that no other test sleeps for; fails where a process that names it is left at the end."""
    seconds = f"1000.{os.getpid()}{int.from_bytes(os.urandom(4), 'big')}"
    yield seconds
    assert processes_with(seconds) == []


@pytest.fixture
def command_lines() -> Callable[[str], list[str]]:
    """Command lines on this machine in which a word stands."""
    return processes_with


def processes_with(word: str) -> list[str]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and folder.name != str(os.getpid()):
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if word in line:
                found.append(line)
    return found
