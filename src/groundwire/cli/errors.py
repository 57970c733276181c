"""The one place where exceptions become messages and exit codes.

Whatever goes wrong, the user gets one line on stderr that says what to do, and never a traceback, unless the
environment variable GROUNDWIRE_DEBUG is set.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

import typer

FAILED = 1
"""It ran, and did not do what was asked: a trap, the limit, a zero word, an expectation that does not hold."""
BAD_USE = 2
"""It could not run as asked."""
INTERRUPTED = 130
"""Ctrl-C: 128 and the signal's number, as shells have it."""
PIPE_CLOSED = 141
"""The reader of our output went away."""
DEBUG_VARIABLE = "GROUNDWIRE_DEBUG"

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space and run the same command again",
    errno.EDQUOT: "the disk quota is used up; free some space and run the same command again",
    errno.EACCES: "no permission; choose another place, or change its permissions",
    errno.EPERM: "no permission; choose another place, or change its permissions",
    errno.EROFS: "the file system is read-only; choose another place",
    errno.ENOENT: "there is no such file or folder; check the path",
    errno.ENOTDIR: "a part of the path is a file; expected a folder",
    errno.EISDIR: "it is a folder; expected a file",
    errno.EEXIST: "it is there already, and is no folder; choose another place",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def guarded(command: Callable[[], Any]) -> NoReturn:
    """Call something and exit with the code that fits how it ended."""
    code = BAD_USE
    try:
        result = command()
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
    except typer.Exit as stop:
        code = stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        code = PIPE_CLOSED
        _drop_output()
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        if isinstance(error, OSError):
            _drop_output()
        say(message(error))
    if code == INTERRUPTED:  # typer makes an exit code of Ctrl-C itself, or not, depending on its version
        say("stopped by Ctrl-C")
    sys.exit(code)


def say(text: str) -> None:
    """Print one line on stderr."""
    print(f"groundwire: {text}", file=sys.stderr)


def message(error: Exception) -> str:
    """What to tell the user of an exception, in one line."""
    if hasattr(error, "format_message"):
        return _usage(error)
    if isinstance(error, OSError) and error.errno is not None:
        where = f"{error.filename}: " if error.filename else ""
        return one_line(f"{where}{_ADVICE.get(error.errno, error.strerror or 'the system refused')}")
    if isinstance(error, ModuleNotFoundError):
        return f"the Python package {error.name!r} is missing; `groundwire doctor` says how to get it"
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "memory ran out; close other programs, or choose a smaller batch or model"
    if is_ours(error):
        return one_line(str(error))
    if isinstance(error, OSError):
        return one_line(str(error))
    return one_line(
        f"a fault of groundwire's own, {type(error).__name__}: {error}; set {DEBUG_VARIABLE}=1 to see where, "
        "and please report it"
    )


def is_ours(error: Exception) -> bool:
    """Whether an exception carries a message written in this project: by its class, or by where it was raised."""
    if any(kind.__module__.startswith("groundwire.") for kind in type(error).__mro__):
        return True
    if not isinstance(error, ValueError | RuntimeError) or error.__traceback__ is None:
        return False
    last = error.__traceback__
    while last.tb_next is not None:
        last = last.tb_next
    return str(last.tb_frame.f_globals.get("__name__", "")).startswith("groundwire.")


def one_line(text: str, limit: int = 600) -> str:
    """A text without line breaks and control characters, cut where it is very long."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= limit else plain[: limit - 3] + "..."


def _usage(error: Any) -> str:
    """A message of typer's, with where to read on."""
    context = getattr(error, "ctx", None)
    hint = f"; see `{context.command_path} --help`" if context is not None else ""
    return one_line(str(error.format_message()).rstrip(".") + hint)


def _drop_output() -> None:
    """Let what is still to be written to stdout go nowhere, or the interpreter fails once more when it ends."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (OSError, ValueError):
            return
