"""Running what a model wrote: `run_sandboxed` for a command, `call_sandboxed` for a function that reads untrusted text.

Each run borrows one of the servers of `groundwire.eda.servers`; here is what is asked of them, and what their answers mean.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from groundwire.eda.calls import RESULT
from groundwire.eda.errors import SandboxError
from groundwire.eda.limits import DEFAULT_LIMITS, Limits, RunResult, SandboxLevel
from groundwire.eda.servers import Kind, ask_server, start_server

_GRACE_SECONDS = 120.0
"""How long a server may take to answer after its job's own time is over, on a machine that is busy."""
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


def run_sandboxed(
    argv: Sequence[str], files: Mapping[str, bytes | Path], limits: Limits = DEFAULT_LIMITS, keep: Sequence[str] = (), *,
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
    kind = Kind(_way(level), _visible(visible), (), True)
    return _run(kind, _request(list(argv), content, limits, keep, environment, merge), content, limits)


def call_sandboxed(
    function: str, payload: Mapping[str, Any], files: Mapping[str, bytes | Path], limits: Limits = DEFAULT_LIMITS, *,
    visible: Sequence[Path] = (), preload: Sequence[str] = (), warm: bool = True,
) -> tuple[dict[str, Any] | None, RunResult]:  # fmt: skip
    """Call a function in a sandbox, in a process that has its modules loaded, with `files` in the folder.

    Args:
        function: `module:name`; it takes and gives a dictionary that JSON can hold.
        payload: its argument.
        files: what lies in the folder.
        limits: what it may use, beside the memory that its modules take when loaded.
        visible: what it may read.
        preload: modules to load beside its own; inside, nothing more can be loaded.
        warm: whether the process stays for later calls, each with a fresh folder and time of its own, as long as none
            crashes or meets a limit; for functions that read untrusted text and run none of it. Otherwise each call gets a fork.

    Returns:
        What it returned, or None where it raised, crashed or met a limit; and the run.

    Raises:
        SandboxError: its modules do not load, or the sandbox broke.
    """
    content = _contents(files)
    kind = Kind(_way(None), _visible(visible), (*preload, function.split(":")[0]), warm)
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
        if how == "root" and os.geteuid() != 0:
            continue
        try:
            start_server(Kind(how))
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


def _way(level: SandboxLevel | None) -> str:
    if level is SandboxLevel.PROCESS:
        return "process"
    if level is SandboxLevel.NAMESPACES:
        require_sandbox(level)
    return sandbox_report().how


def _run(kind: Kind, request: dict[str, Any], content: Mapping[str, bytes], limits: Limits) -> RunResult:
    """Run one job on a borrowed server."""
    header, parts = ask_server(kind, request, list(content.values()), limits.wall_seconds + _GRACE_SECONDS)
    return _result(header, parts)


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


