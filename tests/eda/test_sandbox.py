import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from groundwire.eda.errors import SandboxError
from groundwire.eda.limits import Limits, SandboxLevel
from groundwire.eda.sandbox import call_sandboxed, require_sandbox, run_sandboxed, sandbox_report


def leftovers(caller: int | None = None) -> set[str]:
    """Folders of this process's runs, or of another's, that are on disk."""
    return {path.name for path in Path(tempfile.gettempdir()).glob(f"groundwire-{caller or os.getpid()}-*")}


def test_a_command_sees_its_files_and_hands_back_those_that_are_kept(level: SandboxLevel, tmp_path: Path) -> None:
    (tmp_path / "on-disk").write_bytes(b"from disk\n")
    files = {"a.txt": b"one\n", "deep/b.txt": tmp_path / "on-disk"}
    script = "cat a.txt deep/b.txt; echo kept > c.txt; echo problem >&2; exit 3"
    result = run_sandboxed(["sh", "-c", script], files, keep=["c.txt", "never"], level=level)
    assert (result.code, result.stdout, result.stderr) == (3, "one\nfrom disk\n", "problem\n")
    assert result.files == {"c.txt": b"kept\n"}
    assert result.limit is None and not result.timed_out and not result.ok


def test_each_run_starts_in_an_empty_folder_and_leaves_nothing(level: SandboxLevel) -> None:
    run_sandboxed(["sh", "-c", "echo x > left; mkdir -p a/b; chmod 0 a; ln -s / root"], {}, level=level)
    assert run_sandboxed(["ls", "-A"], {}, level=level).stdout == ""
    assert not leftovers()


@pytest.mark.slow
def test_a_folder_too_deep_for_python_is_removed(level: SandboxLevel, program) -> None:
    script = "for (1..1100) { mkdir 'd'; chdir 'd' }"
    assert run_sandboxed([program("perl"), "-e", script], {}, Limits(wall_seconds=120.0), level=level).ok
    assert not leftovers()


def test_streams_can_be_merged_in_the_order_written(level: SandboxLevel) -> None:
    result = run_sandboxed(["sh", "-c", "echo 1; echo 2 >&2; echo 3"], {}, merge=True, level=level)
    assert (result.stdout, result.stderr) == ("1\n2\n3\n", "")


def test_a_signal_is_a_negative_code(level: SandboxLevel) -> None:
    result = run_sandboxed(["sh", "-c", "kill -SEGV $$"], {}, level=level)
    assert (result.code, result.limit) == (-11, None)


def test_pipes_break_as_in_a_shell(level: SandboxLevel) -> None:
    assert run_sandboxed(["sh", "-c", "yes | head -n 1"], {}, level=level).stdout == "y\n"


def test_the_environment_holds_nothing_of_the_callers(level: SandboxLevel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    result = run_sandboxed(["env"], {}, environment={"GIVEN": "yes"}, level=level)
    assert "SECRET" not in result.stdout and "GIVEN=yes" in result.stdout


def test_standard_input_is_empty(level: SandboxLevel) -> None:
    assert run_sandboxed(["cat"], {}, level=level).ok


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "", "a\0b"])
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(SandboxError, match="is not a relative path inside the sandbox's folder"):
        run_sandboxed(["true"], {name: b""})
    with pytest.raises(SandboxError, match="is not a relative path"):
        run_sandboxed(["true"], {}, keep=[name])


def test_a_missing_program_is_an_error_and_later_runs_work(level: SandboxLevel) -> None:
    with pytest.raises(SandboxError, match="cannot run no-such-program: No such file or directory"):
        run_sandboxed(["no-such-program"], {}, level=level)
    assert run_sandboxed(["true"], {}, level=level).ok


@pytest.mark.parametrize("name", ["wall_seconds", "processes", "file_bytes"])
def test_a_limit_that_cannot_be_enforced_is_refused(name: str) -> None:
    with pytest.raises(SandboxError, match=f"limit {name} is 0; expected a positive number"):
        Limits(**{name: 0})


def test_runs_of_many_threads_do_not_meet(level: SandboxLevel) -> None:
    def run(number: int) -> str:
        return run_sandboxed(["sh", "-c", "cat mine; ls"], {"mine": str(number).encode()}, level=level).stdout

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(run, range(12))) == [f"{number}mine\n" for number in range(12)]


def test_a_forked_process_starts_servers_of_its_own() -> None:
    assert run_sandboxed(["echo", "parent"], {}).stdout == "parent\n"
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if run_sandboxed(["echo", "child"], {}).stdout == "child\n" else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert run_sandboxed(["echo", "parent"], {}).stdout == "parent\n"


def test_the_level_in_force_can_be_required(monkeypatch: pytest.MonkeyPatch) -> None:
    report = sandbox_report()
    require_sandbox(report.level)
    weak = type(report)(SandboxLevel.PROCESS, "process", "user: Operation not permitted")
    monkeypatch.setattr("groundwire.eda.sandbox.sandbox_report", lambda: weak)
    with pytest.raises(SandboxError, match=r"level process is in force.*\(user: Operation not permitted\).*allow user"):
        require_sandbox()


def test_a_function_runs_with_the_files_and_returns_its_value() -> None:
    value, run = call_sandboxed("platform:uname", {}, {})  # takes no argument, so that it fails
    assert value is None and run.code == 1 and "TypeError" in run.stderr
    value, run = call_sandboxed("json:loads", {}, {})
    assert value is None and "TypeError" in run.stderr
    value, run = call_sandboxed("copy:copy", {"a": [1, "x"]}, {})
    assert run.ok and value == {"a": [1, "x"]}


def test_a_function_whose_module_is_missing_is_an_error() -> None:
    with pytest.raises(SandboxError, match="No module named 'no_such_module'"):
        call_sandboxed("no_such_module:f", {}, {})


def test_killing_the_caller_ends_what_it_runs(level: SandboxLevel, marked: str, command_lines) -> None:
    source = Path(sys.modules["groundwire.eda"].__file__ or "").parents[2]
    code = (
        f"import sys; sys.path.insert(0, {str(source)!r})\n"
        "from groundwire.eda.sandbox import run_sandboxed\n"
        f"run_sandboxed(['sh', '-c', 'setsid sleep {marked} & sleep {marked}'], {{}}, level={str(level)!r})"
    )
    caller = subprocess.Popen([sys.executable, "-c", code])
    wait_for(lambda: len(command_lines(f"sleep {marked}")) > 2)  # the caller itself, and two that sleep
    caller.kill()
    caller.wait()
    wait_for(lambda: not command_lines(marked))
    wait_for(lambda: not leftovers(caller.pid))


def test_an_interrupted_wait_ends_the_run(marked: str) -> None:
    run_sandboxed(["true"], {})  # a server is there, so that the interrupt meets the run and not its start
    main = threading.main_thread().ident
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    threading.Timer(1.0, signal.pthread_kill, (main, signal.SIGINT)).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            run_sandboxed(["sleep", marked], {})
    finally:
        signal.signal(signal.SIGINT, before)


def wait_for(condition, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)
