"""Exceptions become one line and an exit code, and never a traceback."""

from __future__ import annotations

import errno

import pytest

from groundwire.cli.errors import BAD_USE, guarded, message
from groundwire.machine import AddressError
from groundwire.tasks.taskfile import TaskFileError


def ending(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code of a command that raises, and what it says."""

    def command() -> None:
        raise error

    with pytest.raises(SystemExit) as stop:
        guarded(command)
    return int(str(stop.value.code)), capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "out/x"), "out/x: the disk is full; free some space"),
        (PermissionError(errno.EACCES, "Permission denied", "out"), "out: no permission; choose another place"),
        (NotADirectoryError(errno.ENOTDIR, "", "a/b"), "a/b: a part of the path is a file"),
        (OSError(errno.EROFS, "Read-only", "/x"), "/x: the file system is read-only"),
        (TaskFileError("tasks.jsonl:3: not JSON"), "tasks.jsonl:3: not JSON"),
        (AddressError("address 0x3 is not a multiple of 4"), "address 0x3 is not a multiple of 4"),
        (ModuleNotFoundError(name="torch"), "the Python package 'torch' is missing; `groundwire doctor`"),
        (MemoryError(), "memory ran out"),
        (RuntimeError("CUDA out of memory. Tried to allocate"), "memory ran out"),
        (TaskFileError("two\nlines\x1b[31m"), "two lines [31m"),
    ],
)
def test_what_the_user_can_mend_is_told_in_one_line(
    error: Exception, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = ending(error, capsys)
    assert code == BAD_USE
    assert text.startswith(f"groundwire: {told}") and text.count("\n") == 1 and "\x1b" not in text


def test_a_fault_of_ours_says_so_and_shows_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GROUNDWIRE_DEBUG", raising=False)
    code, text = ending(KeyError("lost"), capsys)
    assert code == BAD_USE
    assert text.startswith("groundwire: a fault of groundwire's own, KeyError: 'lost'; set GROUNDWIRE_DEBUG=1")
    assert text.count("\n") == 1
    monkeypatch.setenv("GROUNDWIRE_DEBUG", "1")
    assert "Traceback" in ending(KeyError("lost"), capsys)[1]


def test_ctrl_c_exits_with_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(KeyboardInterrupt(), capsys) == (130, "groundwire: stopped by Ctrl-C\n")


def test_long_messages_are_cut() -> None:
    assert len(message(TaskFileError("x" * 5000))) == 600
