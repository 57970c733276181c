"""What tries to break out, to stay, or to use the machine up: each ends with the right limit named, and leaves nothing."""

import os
import socket
import tempfile
import threading
from pathlib import Path

import pytest

from groundwire.eda.limits import MIB, Limit, Limits, RunResult, SandboxLevel
from groundwire.eda.sandbox import run_sandboxed


@pytest.fixture(autouse=True)
def nothing_on_disk():
    yield
    assert list(Path(tempfile.gettempdir()).glob(f"groundwire-{os.getpid()}-*")) == []


def shell(script: str, level: SandboxLevel, limits: Limits, **more) -> RunResult:
    return run_sandboxed(["sh", "-c", script], {}, limits, level=level, **more)


@pytest.mark.parametrize(
    "script",
    ["sleep {0}", "trap '' TERM INT HUP QUIT; sleep {0}", "setsid sleep {0} & setsid sh -c 'trap \"\" TERM; sleep {0}' & wait",
     "(setsid sh -c '(setsid sleep {0} &) ; sleep {0}' &) ; sleep {0}"],
    ids=["sleeps", "ignores signals", "leaves the session", "leaves the session twice"],
)  # fmt: skip
def test_what_never_ends_is_ended_with_all_that_it_started(script: str, level: SandboxLevel, marked: str) -> None:
    result = shell(script.format(marked), level, Limits(wall_seconds=0.7))
    assert (result.limit, result.code, result.timed_out) == (Limit.WALL, None, True)
    assert result.seconds >= 0.7


def test_a_grandchild_that_outlives_its_parent_is_ended(level: SandboxLevel, marked: str) -> None:
    result = shell(f"(setsid sh -c 'echo started; exec sleep {marked}' &); sleep 0.2; echo done", level, Limits())
    assert result.ok and set(result.stdout.split()) == {"started", "done"}
    assert result.seconds < 60


def test_output_before_the_time_ran_out_is_kept(level: SandboxLevel, marked: str) -> None:
    result = shell(f"echo first; echo last >&2; sleep {marked}", level, Limits(wall_seconds=2.0))
    assert (result.stdout, result.stderr, result.limit) == ("first\n", "last\n", Limit.WALL)


def test_a_processor_hog_is_ended(level: SandboxLevel) -> None:
    result = shell("while :; do :; done", level, Limits(cpu_seconds=0.2, wall_seconds=120.0))
    assert result.limit == Limit.CPU and result.timed_out


def test_processor_time_of_all_processes_counts_together(level: SandboxLevel) -> None:
    script = "for i in 1 2 3 4; do (while :; do :; done) & done; wait"
    result = shell(script, level, Limits(cpu_seconds=0.4, wall_seconds=120.0))
    assert result.limit == Limit.CPU and 0.4 < result.cpu_seconds < 3.0


@pytest.mark.parametrize("script", ["b() { b | b & }; b; sleep 100", "while :; do sleep 100 & done"])
def test_a_fork_bomb_is_ended(script: str, level: SandboxLevel) -> None:
    result = shell(script, level, Limits(processes=10, wall_seconds=5.0))
    assert result.limit == Limit.PROCESSES


def test_the_kernel_itself_refuses_processes_whoever_runs_the_sandbox(level: SandboxLevel) -> None:
    """Not only a census that may come too late: root's own limit would bind nobody, so its jobs run as somebody else."""
    script = "i=0; while [ $i -lt 3000 ]; do sleep 100 & i=$((i+1)); done; echo all 3000"
    result = shell(script, level, Limits(processes=3, wall_seconds=30.0))
    assert "all 3000" not in result.stdout and result.limit == Limit.PROCESSES
    if result.code is not None:  # it ended before the first census: the kernel alone did it
        assert "Cannot fork" in result.stderr or "Resource temporarily unavailable" in result.stderr


def test_a_bomb_that_burns_out_between_two_looks_is_called_by_its_name(level: SandboxLevel) -> None:
    result = shell("echo 'sh: 1: Cannot fork' >&2; sleep 100", level, Limits(wall_seconds=0.5))
    assert (result.limit, result.code) == (Limit.PROCESSES, None)


def test_endless_output_is_ended_and_its_ends_are_kept(level: SandboxLevel) -> None:
    limits = Limits(output_bytes=100, flood_bytes=1 * MIB, wall_seconds=60.0)
    result = shell("echo start; yes", level, limits)
    assert result.limit == Limit.OUTPUT
    assert result.stdout.startswith("start\ny\ny\n") and result.stdout.endswith("y\n")
    assert "bytes of output are missing here" in result.stdout and len(result.stdout) < 200


@pytest.mark.parametrize(
    "script",
    [
        "dd if=/dev/zero of=big bs=64k count=1000",
        "i=0; while [ $i -lt 200 ]; do dd if=/dev/zero of=f$i bs=64k count=1 || exit 1; i=$((i+1)); done; sleep 100",
    ],
    ids=["one file", "many files"],
)  # fmt: skip
def test_huge_files_are_ended(script: str, level: SandboxLevel) -> None:
    assert shell(script, level, Limits(file_bytes=2 * MIB, wall_seconds=60.0)).limit == Limit.FILE


@pytest.mark.slow
def test_endlessly_many_files_are_ended(level: SandboxLevel, program) -> None:
    script = "for ($i = 0; ; $i++) { open(F, '>', $i) or die $! }"
    assert run_sandboxed([program("perl"), "-e", script], {}, Limits(wall_seconds=120.0), level=level).limit == Limit.FILE


def test_a_memory_hog_is_ended(level: SandboxLevel, program) -> None:
    argv = [program("perl"), "-e", "push @a, 'x' x 1e6 while 1"]
    assert run_sandboxed(argv, {}, Limits(memory_bytes=150 * MIB), level=level).limit == Limit.MEMORY


def test_memory_of_all_processes_counts_together(level: SandboxLevel, program) -> None:
    script = f"for i in 1 2 3; do {program('perl')} -e '$x = \"x\" x 8e7; sleep 100' & done; wait"
    assert shell(script, level, Limits(memory_bytes=160 * MIB, wall_seconds=60.0)).limit == Limit.MEMORY


def test_the_rest_of_the_disk_cannot_be_seen(jailed: SandboxLevel, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    secret.chmod(0o644)
    script = f"cat {secret}; cat /etc/passwd; cat /proc/1/environ; ls -A {Path.home()} /home /root /var /proc; cat /etc/hostname"
    result = shell(script, jailed, Limits())
    assert result.stdout.replace("/proc:", "").strip() == ""
    assert shell(f"cat {secret}", jailed, Limits(), visible=[secret]).stdout == "hidden"


def test_a_link_out_of_the_folder_is_not_handed_back(level: SandboxLevel) -> None:
    script = "ln -s /etc/passwd a; ln -s /etc b; ln /etc/passwd c 2>/dev/null; mkfifo d; echo mine > e"
    result = shell(script, level, Limits(), keep=["a", "b/passwd", "c", "d", "e"])
    assert result.files == {"e": b"mine\n"}


def test_nothing_outside_can_be_written(jailed: SandboxLevel, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    targets = [tmp_path / "out", Path("/usr/out"), Path("/out"), Path("/etc/out"), Path("/dev/shm/out")]
    script = "; ".join(f"echo x > {target} && echo wrote {target}" for target in targets) + "; true"
    result = shell(script, jailed, Limits(), visible=[tmp_path])
    assert result.stdout == "" and result.ok
    assert not any(target.exists() for target in targets)


def test_the_network_cannot_be_reached(jailed: SandboxLevel, program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=lambda: [server.accept()[0].close() for _ in range(1)], daemon=True).start()
        argv = [program("bash"), "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port} && echo connected"]
        assert "connected" not in run_sandboxed(argv, {}, level=jailed).stdout
        # The same command does connect where nothing keeps it from it.
        assert "connected" in run_sandboxed(argv, {}, level=SandboxLevel.PROCESS).stdout


def test_processes_outside_can_be_neither_seen_nor_ended(jailed: SandboxLevel) -> None:
    result = shell("kill -9 -1; kill -9 1; echo still here", jailed, Limits())
    look = f"kill -0 {os.getpid()} && echo seen; kill -0 {os.getppid()} && echo seen"
    assert "seen" not in shell(look, jailed, Limits()).stdout
    assert result.limit is None or result.code == -9  # it ends itself at most


def test_nothing_of_a_job_is_there_for_the_next_one(level: SandboxLevel, marked: str) -> None:
    leave = f"(setsid sleep {marked} &); echo x > .hidden; mkdir -p a/b/c; touch a/b/c/d; ln -s /etc l; mkfifo p; chmod 0 a/b"
    for _ in range(3):
        assert shell(leave, level, Limits()).limit is None
        assert shell("ls -A", level, Limits()).stdout == ""


def test_no_rights_are_left_inside(jailed: SandboxLevel) -> None:
    script = "unshare -r true && echo namespace; mount -t tmpfs none /work && echo mounted; mknod n b 8 0 && echo device; true"
    assert shell(script, jailed, Limits()).stdout == ""


@pytest.mark.slow
def test_the_system_survives_a_run_after_each_attack(level: SandboxLevel) -> None:
    for _ in range(3):
        shell("b() { b | b & }; b; yes", level, Limits(processes=5, wall_seconds=20.0, flood_bytes=MIB))
        assert run_sandboxed(["echo", "fine"], {}, level=level).stdout == "fine\n"
