"""The servers behind the sandbox: starting them, lending them to one thread at a time, and ending them.

A server is a small process that has entered its jail already (`groundwire.eda.server`), so that a run costs a few forks and
not the making of a jail. Servers end with this process, however it ends.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwire.eda import wire
from groundwire.eda.errors import SandboxError

_SOURCE = str(Path(__file__).parents[2])
_BOOT = f"import sys; sys.path.insert(0, {_SOURCE!r}); from groundwire.eda.server import main; main(int(sys.argv[1]))"
_START_SECONDS = 120.0
"""How long a server may take to start, on a machine that is busy."""


@dataclass(frozen=True)
class Kind:
    """What tells servers apart."""

    how: str
    """"root", "user", "bubblewrap" or "process"."""
    visible: tuple[str, ...] = ()
    """What can be read in them beside the system's programs."""
    preload: tuple[str, ...] = ()
    """Modules that are loaded."""
    warm: bool = False
    """Whether its calls go to a worker that stays."""


class Server:
    """One server process and the connection to it."""

    def __init__(self, kind: Kind) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*_prefix(kind), sys.executable, "-I", "-S", "-c", _BOOT, str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True, env={"LANG": "C.UTF-8", "TMPDIR": tempfile.gettempdir()},
            )  # fmt: skip
        self._connection = ours
        settings = {"how": kind.how, "visible": kind.visible, "preload": kind.preload, "path": _import_path(), "warm": kind.warm}
        try:
            header, _ = self.ask(settings, (), _START_SECONDS)
            if "error" in header:
                raise SandboxError(header["error"])
        except BaseException:
            self.close()
            raise

    def ask(self, header: dict[str, Any], parts: Sequence[bytes], seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        """Send a message and wait for its answer."""
        self._connection.settimeout(seconds)
        try:
            wire.send(self._connection, header, parts)
            answer = wire.receive(self._connection)
        except OSError as error:  # a timeout is one too
            raise SandboxError(f"the sandbox's server does not answer: {error}") from error
        if answer is None:
            raise SandboxError("the sandbox's server ended")
        return answer

    def dismiss(self) -> None:
        """Let the server end, and with it everything that it runs, without waiting for that."""
        self._connection.close()

    def close(self) -> None:
        """End the server."""
        self.dismiss()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_idle: dict[Kind, list[Server]] = defaultdict(list)
_lock = threading.Lock()


def ask_server(kind: Kind, header: dict[str, Any], parts: Sequence[bytes], seconds: float) -> tuple[dict[str, Any], list[bytes]]:
    """Borrow a server of a kind, started now if none is idle, and have it answer one message.

    Raises:
        SandboxError: it cannot be started, does not answer in time, or answers with an error.
    """
    with _lock:
        server = _idle[kind].pop() if _idle[kind] else None
    try:
        if server is None:
            server = Server(kind)
        answer = server.ask(header, parts, seconds)
        if "error" in answer[0]:
            raise SandboxError(answer[0]["error"])
    except BaseException:
        if server is not None:  # whatever state it is in, nobody gets it again
            server.close()
        raise
    with _lock:
        _idle[kind].append(server)
    return answer


def start_server(kind: Kind) -> None:
    """Start a server for later.

    Raises:
        SandboxError: it cannot be started.
    """
    server = Server(kind)
    with _lock:
        _idle[kind].append(server)


def close_sandboxes() -> None:
    """End all idle servers; later runs start new ones."""
    with _lock:
        servers = [server for kind in _idle.values() for server in kind]
        _idle.clear()
    for server in servers:
        server.dismiss()
    for server in servers:
        server.close()


def _import_path() -> list[str]:
    return [_SOURCE, *(str(Path(entry).resolve()) for entry in sys.path if entry)]


def _prefix(kind: Kind) -> list[str]:
    """For bubblewrap, the command that puts a whole server into a jail, with the Python that it needs."""
    if kind.how != "bubblewrap":
        return []
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxError("bwrap is not installed")
    if os.geteuid() == 0:
        raise SandboxError("not for root, whose processes it does not let the kernel count")
    shown = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache"]
    python = [sys.base_prefix, sys.prefix, _SOURCE, *_import_path()]
    command = [program, "--unshare-all", "--die-with-parent", "--new-session"]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for path in sorted({*shown, *python, *kind.visible}):  # a folder before what is shown inside of it
        command += ["--ro-bind-try", path, path]
    return [*command, "--"]


def _forget_servers() -> None:
    """In a forked child: the servers are the parent's; keeping their connections open would keep them alive after it."""
    for servers in _idle.values():
        for server in servers:
            with suppress(OSError):
                server._connection.close()
    _idle.clear()
    globals()["_lock"] = threading.Lock()


atexit.register(close_sandboxes)
os.register_at_fork(after_in_child=_forget_servers)
