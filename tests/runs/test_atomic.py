"""Atomic writes: whatever happens while one goes on, the old content is there or the new one, whole."""

import errno
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from groundwire.runs import atomic
from groundwire.runs.atomic import atomic_file, atomic_folder, recover, write_text

OLD, NEW = {"a.txt": "old a", "b.txt": "old b"}, {"a.txt": "new a", "c.txt": "new c"}


def fill(folder: Path, content: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in content.items():
        (folder / name).write_text(text)


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def replace_folder(path: Path) -> None:
    with atomic_folder(path) as temporary:
        fill(temporary, NEW)


def in_a_child(work: Callable[[], None]) -> int:
    """Run in a forked process; its exit status, negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at_event(number: int, work: Callable[[], None]) -> bool:
    """Run in a child that gets SIGKILL just before its `number`-th operation on files; whether it came that far."""
    seen = 0

    def count(event: str, args: tuple) -> None:
        nonlocal seen
        if event == "open" or event.startswith(("os.", "shutil.", "tempfile.")):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    def watched() -> None:
        sys.addaudithook(count)
        work()

    status = in_a_child(watched)
    assert status in (0, -signal.SIGKILL)
    return status != 0


def test_a_file_is_written_whole_and_readable_for_all(tmp_path):
    path = tmp_path / "deep" / "notes.txt"
    write_text(path, "hällo\n")
    assert path.read_text(encoding="utf-8") == "hällo\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(path.parent.iterdir()) == [path]


def test_a_file_is_replaced(tmp_path):
    path = tmp_path / "notes.txt"
    write_text(path, "old")
    write_text(path, "new")
    assert path.read_text() == "new"


def test_an_error_while_writing_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "notes.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError, match="half way"), atomic_file(path) as temporary:
        temporary.write_text("ne")
        raise RuntimeError("half way")
    assert content(tmp_path) == {"notes.txt": "old"}


def test_an_error_while_writing_leaves_the_old_folder_alone(tmp_path):
    path = tmp_path / "run"
    fill(path, OLD)
    with pytest.raises(KeyboardInterrupt), atomic_folder(path) as temporary:
        fill(temporary, {"a.txt": "half"})
        raise KeyboardInterrupt
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]
    assert content(path) == OLD


def test_a_folder_takes_the_place_of_the_old_one(tmp_path):
    path = tmp_path / "deep" / "run"
    replace_folder(path)
    assert content(path) == NEW
    fill(path, OLD)
    replace_folder(path)
    assert content(path) == NEW
    assert path.stat().st_mode & 0o777 == 0o755
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("step", ["sync", "chmod", "rename"])
def test_a_full_disk_at_any_step_leaves_the_old_folder(tmp_path, monkeypatch, step):
    path = tmp_path / "run"
    fill(path, OLD)

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "sync":
        monkeypatch.setattr(atomic, "sync", full)
    else:
        monkeypatch.setattr(Path, step, full)
    with pytest.raises(OSError, match="No space left on device"):
        replace_folder(path)
    monkeypatch.undo()
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]
    assert content(path) == OLD


def test_a_folder_that_cannot_take_its_place_gives_it_back(tmp_path, monkeypatch):
    path = tmp_path / "run"
    fill(path, OLD)
    rename = Path.rename

    def refused(self, target):
        if Path(target) == path and self.name != ".run.old":
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OSError, match="Input/output error"):
        replace_folder(path)
    assert content(path) == OLD
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


def test_a_write_that_the_system_refuses_leaves_the_old_file(tmp_path):
    path = tmp_path / "notes.txt"
    write_text(path, "old")

    def too_much() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        write_text(path, "new" * 10_000)

    assert in_a_child(too_much) == 1
    assert content(tmp_path) == {"notes.txt": "old"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_says_so(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(PermissionError):
        write_text(tmp_path / "notes.txt", "new")


def test_a_file_survives_a_kill_at_every_operation(tmp_path):
    path = tmp_path / "notes.txt"
    number, outcomes = 0, set()
    while True:
        number += 1
        write_text(path, "old")
        if not killed_at_event(number, lambda: write_text(path, "new")):
            break
        outcomes.add(path.read_text())
        recover(path)
        assert list(tmp_path.iterdir()) == [path]
    assert outcomes == {"old", "new"}
    assert number > 5


def test_a_folder_survives_a_kill_at_every_operation(tmp_path):
    path = tmp_path / "run"
    number, outcomes, missing = 0, set(), 0
    while True:
        number += 1
        shutil.rmtree(path, ignore_errors=True)
        fill(path, OLD)
        if not killed_at_event(number, lambda: replace_folder(path)):
            break
        missing += not path.exists()
        recover(path)
        assert content(path) in (OLD, NEW)
        outcomes.add(content(path) == NEW)
        assert list(tmp_path.iterdir()) == [path]
    assert outcomes == {False, True}
    assert missing == 1, "between the two renames, and nowhere else, the folder itself is away"


def test_a_folder_that_is_written_for_the_first_time_is_whole_or_absent(tmp_path):
    path = tmp_path / "run"
    number = 0
    while True:
        number += 1
        if not killed_at_event(number, lambda: replace_folder(path)):
            break
        recover(path)
        assert not path.exists() or content(path) == NEW
        shutil.rmtree(path, ignore_errors=True)
        assert list(tmp_path.iterdir()) == []
    assert content(path) == NEW


def test_the_next_write_puts_back_what_a_kill_left_aside(tmp_path):
    path = tmp_path / "run"
    fill(tmp_path / ".run.old", OLD)
    with pytest.raises(RuntimeError), atomic_folder(path):
        assert content(path) == OLD
        raise RuntimeError
    assert content(path) == OLD


def test_recovery_of_what_needs_none_changes_nothing(tmp_path):
    path = tmp_path / "run"
    recover(path)
    assert list(tmp_path.iterdir()) == []
    fill(path, OLD)
    recover(path)
    assert content(path) == OLD


def test_recovery_spares_what_is_not_its_own(tmp_path):
    names = {".run2.abcdefgh", ".run.config", ".run.abcdefghi", "run.abcdefgh", ".ran.abcdefgh"}
    for name in names:
        (tmp_path / name).write_text("mine")
    (tmp_path / ".run.abcdefgh").write_text("left")
    recover(tmp_path / "run")
    assert {path.name for path in tmp_path.iterdir()} == names
