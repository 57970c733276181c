"""Running what a model wrote: `run_sandboxed` for a command, `call_sandboxed` for a function that reads untrusted text.

Each thread that runs something borrows a server (`groundwire.eda.server`), a small process that has entered its jail
already, so that a run costs a few forks and not the making of a jail. Servers are kept for the next run and end with
this process, however it ends.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from groundwire.eda import wire
from groundwire.eda.errors import SandboxError
from groundwire.eda.keeper import RESULT
from groundwire.eda.limits import Limits, RunResult, SandboxLevel

_SOURCE = str(Path(__file__).parents[2])
_BOOT = f"import sys; sys.path.insert(0, {_SOURCE!r}); from groundwire.eda.server import main; main(int(sys.argv[1]))"
_START_SECONDS, _GRACE_SECONDS = 120.0, 120.0
"""How long a server may take to start, and to answer after its job's own time is over, on a machine that is busy."""
_WAYS = (("root", SandboxLevel.NAMESPACES), ("user", SandboxLevel.NAMESPACES), ("bubblewrap", SandboxLevel.NAMESPACES),
         ("process", SandboxLevel.PROCESS))  # fmt: skip
"""Ways to set a server apart, best first."""


@dataclass(frozen=True)
class SandboxReport:
    """What this system allows."""

    level: SandboxLevel
    """The level in force."""
    how: str
    """"root", "user", "bubblewrap" or "process"."""
    why: str
    """Why no better way was taken: what each one said; empty at the first."""


@dataclass(frozen=True)
class _Kind:
    """What tells servers apart."""

    how: str
    visible: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()


class _Server:
    """One server process and the connection to it."""

    def __init__(self, kind: _Kind) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*_prefix(kind), sys.executable, "-I", "-S", "-c", _BOOT, str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True, env={"LANG": "C.UTF-8"},
            )  # fmt: skip
        self._connection = ours
        settings = {"how": kind.how, "visible": kind.visible, "preload": kind.preload, "path": _import_path()}
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

    def close(self) -> None:
        """End the server, and with it everything that it runs."""
        self._connection.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_idle: dict[_Kind, list[_Server]] = defaultdict(list)
_lock = threading.Lock()


def run_sandboxed(
    argv: Sequence[str], files: Mapping[str, bytes | Path], limits: Limits = Limits(), keep: Sequence[str] = (), *,
    environment: Mapping[str, str] | None = None, visible: Sequence[Path] = (), merge: bool = False,
    level: SandboxLevel | None = None,
) -> RunResult:  # fmt: skip
    """Run a command in a fresh folder of its own, and end everything that it leaves behind.

    Args:
        argv: the command; its program is looked up on the system's own path, or is relative to the folder.
        files: what lies in the folder at the start, by relative name; a path stands for its content.
        limits: what it may use.
        keep: names of files to hand back in `RunResult.files` where they exist at the end.
        environment: variables beside PATH, HOME, TMPDIR and LANG.
        visible: further files and folders that it may read, at the same paths; the system's programs are there anyway.
        merge: whether stderr goes into stdout, in the order written.
        level: the level to run at; None for the best that this system allows.

    Raises:
        SandboxError: the command cannot be started, a name leads out of the folder, or the sandbox broke.
    """
    content = _contents(files)
    kind = _Kind(_way(level), _visible(visible))
    return _run(kind, _request(list(argv), content, limits, keep, environment, merge), content, limits)


def call_sandboxed(
    function: str, payload: Mapping[str, Any], files: Mapping[str, bytes | Path], limits: Limits = Limits(), *,
    visible: Sequence[Path] = (), preload: Sequence[str] = (),
) -> tuple[dict[str, Any] | None, RunResult]:  # fmt: skip
    """Call a function in a sandbox, in a fork of a server that has its modules loaded, with `files` in the folder.

    Args:
        function: `module:name`; it takes and gives a dictionary that JSON can hold.
        payload: its argument.
        files: what lies in the folder.
        limits: what it may use, beside the memory that its modules take when loaded.
        visible: what it may read.
        preload: modules to load beside its own; inside, nothing more can be loaded.

    Returns:
        What it returned, or None where it raised, crashed or met a limit; and the run.

    Raises:
        SandboxError: its modules do not load, or the sandbox broke.
    """
    content = _contents(files)
    kind = _Kind(_way(None), _visible(visible), (*preload, function.split(":")[0]))
    request = _request([function], content, limits, [RESULT], None, False)
    result = _run(kind, {**request, "function": function, "payload": dict(payload)}, content, limits)
    text = result.files.pop(RESULT, None)
    if not result.ok or text is None:
        return None, result
    value: dict[str, Any] = json.loads(text)
    return value, result


@cache
def sandbox_report() -> SandboxReport:
    """Try what this system allows, once."""
    said: list[str] = []
    for how, level in _WAYS:
        try:
            kind = _Kind(how)
            _give_back(kind, _Server(kind))
        except SandboxError as error:
            said.append(f"{how}: {error}")
        else:
            return SandboxReport(level, how, "; ".join(said))
    raise SandboxError("no sandbox can be made: " + "; ".join(said))


def sandbox_level() -> SandboxLevel:
    """The level in force on this system."""
    return sandbox_report().level


def require_sandbox(level: SandboxLevel = SandboxLevel.NAMESPACES) -> None:
    """Refuse to go on below a level.

    Raises:
        SandboxError: this system does not allow it.
    """
    report = sandbox_report()
    if level is SandboxLevel.NAMESPACES and report.level is not level:
        raise SandboxError(
            f"sandbox level {report.level} is in force, and {level} was required ({report.why}): "
            "allow user namespaces, install bubblewrap, or go without --require-sandbox"
        )


def close_sandboxes() -> None:
    """End all idle servers; later runs start new ones."""
    with _lock:
        servers = [server for kind in _idle.values() for server in kind]
        _idle.clear()
    for server in servers:
        server.close()


def _way(level: SandboxLevel | None) -> str:
    if level is SandboxLevel.PROCESS:
        return "process"
    if level is SandboxLevel.NAMESPACES:
        require_sandbox(level)
    return sandbox_report().how


def _run(kind: _Kind, request: dict[str, Any], content: Mapping[str, bytes], limits: Limits) -> RunResult:
    """Run one job on a borrowed server."""
    seconds = limits.wall_seconds + _GRACE_SECONDS
    with _lock:
        server = _idle[kind].pop() if _idle[kind] else None
    try:
        if server is None:
            server = _Server(kind)
        header, parts = server.ask(request, list(content.values()), seconds)
        if "error" in header:
            raise SandboxError(header["error"])
    except BaseException:
        if server is not None:  # whatever state it is in, nobody gets it again
            server.close()
        raise
    _give_back(kind, server)
    return _result(header, parts)


def _give_back(kind: _Kind, server: _Server) -> None:
    with _lock:
        _idle[kind].append(server)


def _result(header: dict[str, Any], parts: list[bytes]) -> RunResult:
    stdout, stderr, *kept = parts
    return RunResult(
        code=header["code"], stdout=stdout.decode(errors="replace"), stderr=stderr.decode(errors="replace"),
        seconds=header["seconds"], timed_out=header["limit"] in ("wall", "cpu"), limit=header["limit"],
        cpu_seconds=header["cpu_seconds"], peak_bytes=header["peak_bytes"],
        files=dict(zip(header["kept"], kept, strict=True)),
    )  # fmt: skip


def _request(
    argv: list[str], content: Mapping[str, bytes], limits: Limits, keep: Sequence[str],
    environment: Mapping[str, str] | None, merge: bool,
) -> dict[str, Any]:  # fmt: skip
    for name in keep:
        _check_name(name)
    return {
        "argv": argv, "files": list(content), "limits": asdict(limits), "keep": list(keep),
        "environment": dict(environment or {}), "merge": merge,
    }  # fmt: skip


def _contents(files: Mapping[str, bytes | Path]) -> dict[str, bytes]:
    for name in files:
        _check_name(name)
    return {name: data if isinstance(data, bytes) else data.read_bytes() for name, data in files.items()}


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise SandboxError(f"file name {name!r} is not a relative path inside the sandbox's folder")


def _visible(paths: Sequence[Path]) -> tuple[str, ...]:
    """Paths as given and with links resolved, so that either name works inside."""
    return tuple(dict.fromkeys(str(form) for path in paths for form in (path.resolve(), path.absolute())))


def _import_path() -> list[str]:
    return [_SOURCE, *(str(Path(entry).resolve()) for entry in sys.path if entry)]


def _prefix(kind: _Kind) -> list[str]:
    """For bubblewrap, the command that puts a whole server into a jail, with the Python that it needs."""
    if kind.how != "bubblewrap":
        return []
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxError("bwrap is not installed")
    if os.geteuid() == 0:
        raise SandboxError("not for root, whose processes it does not let the kernel count")
    shown = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache"]
    python = [sys.base_prefix, sys.prefix, _SOURCE, *(entry for entry in _import_path() if os.path.exists(entry))]
    command = [program, "--unshare-all", "--die-with-parent", "--new-session", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
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
