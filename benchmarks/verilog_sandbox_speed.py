"""What the sandbox costs a run: the same trivial command by itself and at each level, in processor and clock time.

Processor time is that of everything that takes part (caller, server, keeper, command), read from /proc; the clock's best of many
runs is what a machine with nothing else to do would show. `python benchmarks/verilog_sandbox_speed.py --runs 300`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable

from groundwire.eda import SandboxError, SandboxLevel, ToolMissing, call_sandboxed, census, lint, run_sandboxed, synthesize
from groundwire.eda.limits import RunResult

MODULE = "module m(input [7:0] a, b, output [7:0] y); assign y = a + b; endmodule\n"


def plain() -> None:
    """The command in a fresh folder, with nothing that keeps it in."""
    folder = tempfile.mkdtemp()
    subprocess.run(["true"], capture_output=True, cwd=folder, check=True)
    shutil.rmtree(folder)


def at_level(level: SandboxLevel) -> Callable[[], RunResult]:
    return lambda: run_sandboxed(["true"], {}, level=level)


def measure(job: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Milliseconds a run: of processor, best and median of the clock."""
    job()  # starts a server where there is none
    proc = census.open_proc()
    assert proc is not None, "/proc is not mounted"
    before = census.usage(proc, os.getpid()).cpu_seconds
    clock = []
    for _ in range(runs):
        started = time.perf_counter()
        job()
        clock.append(time.perf_counter() - started)
    spent = census.usage(proc, os.getpid()).cpu_seconds - before
    os.close(proc)
    return 1e3 * spent / runs, 1e3 * min(clock), 1e3 * sorted(clock)[runs // 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    jobs: dict[str, tuple[Callable[[], object], int]] = {"no sandbox": (plain, runs)}
    jobs |= {f"level {level}": (at_level(level), runs) for level in SandboxLevel}
    jobs["a function, for nothing"] = (lambda: call_sandboxed("copy:copy", {"a": 1}, {}), runs)
    jobs["slang: one module"] = (lambda: lint(MODULE), runs)
    jobs["pyosys: one module to gates"] = (lambda: synthesize(MODULE, "m"), max(5, runs // 10))
    base = 0.0
    print(f"{'a run of':<30} {'processor':>12} {'best clock':>12} {'median':>12}   above no sandbox (processor)")
    for name, (job, count) in jobs.items():
        try:
            used, best, middle = measure(job, count)
        except (SandboxError, ToolMissing) as error:
            print(f"{name:<30} {error}")
            continue
        base = base or used
        print(f"{name:<30} {used:9.1f} ms {best:9.1f} ms {middle:9.1f} ms   {used - base:+.1f} ms")


if __name__ == "__main__":
    main()
