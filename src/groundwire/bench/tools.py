"""Runs a bench with an answer on a simulator: one call compiles and simulates, inside one sandbox.

Which simulator, and what its logs mean, is decided elsewhere.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from groundwire.eda.limits import Limits
from groundwire.eda.sandbox import run_sandboxed

ICARUS, VERILATOR = "icarus", "verilator"
ICARUS_FLAGS = ("-Wall", "-Winfloop", "-Wno-timescale", "-g2012")
"""The official VerilogEval command line; its warnings are part of the official verdict."""
VERILATOR_FLAGS = ("--binary", "--timing", "-Wno-fatal", "-Wno-lint", "-Wno-style", "--x-initial", "0", "--x-assign", "0", "-O0", "-CFLAGS", "-O0")
COMPILE_SECONDS = {ICARUS: 20.0, VERILATOR: 120.0}
"""Time to compile; an honest answer takes a hundredth."""
_LOG, _CODE = "compile.log", "compile.code"


@dataclass(frozen=True)
class Outcome:
    """One compilation and, where that went well, one simulation."""

    compiled: bool
    """Whether the tool made a program."""
    compile_log: str
    """What it printed."""
    output: str
    """What the simulation printed, standard output before standard error."""
    timed_out: bool
    """Whether time ran out while it simulated."""
    limit: str | None
    """The limit that ended it."""
    code: int | None
    """Exit code of the simulation; None where it did not end by itself."""
    seconds: float
    """Time for both."""

    @property
    def log(self) -> str:
        """Everything printed, compilation first."""
        return self.compile_log + self.output


@cache
def version(tool: str) -> str | None:
    """The version of a simulator, or None where there is none."""
    command = {ICARUS: ["iverilog", "-V"], VERILATOR: ["verilator", "--version"]}[tool]
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    number = re.search(r"\d+\.\d+", done.stdout)
    return number.group() if number else "unknown"


def available() -> dict[str, str]:
    """The simulators that are here, with versions."""
    return {tool: found for tool in (ICARUS, VERILATOR) if (found := version(tool)) is not None}


def simulate(
    tool: str, sources: Sequence[tuple[str, str]], top: str, data: Mapping[str, bytes], seconds: float, *, all_tops: bool = False
) -> Outcome:
    """Compile sources and run them.

    Args:
        tool: `ICARUS` or `VERILATOR`.
        sources: file names and texts, in the order of the command line.
        top: the bench's top module.
        data: files that the bench reads.
        seconds: limit of the simulation.
        all_tops: whether the official command names no top, so that every module that nothing instantiates runs.
    """
    names = [name for name, _ in sources]
    files = {name: text.encode("utf-8", "replace") for name, text in sources} | dict(data)
    if tool == ICARUS:
        tops = "" if all_tops else f"-s {top}"
        compile_command = f"iverilog {' '.join(ICARUS_FLAGS)} {tops} -o x.vvp {' '.join(names)}"
        run_command, program = "exec vvp -n x.vvp -none", "x.vvp"
    else:
        compile_command = f"verilator {' '.join(VERILATOR_FLAGS)} --top-module {top} -Mdir o -o sim {' '.join(names)}"
        run_command, program = "exec ./o/sim", "o/sim"
    script = f"{compile_command} >{_LOG} 2>&1 </dev/null; echo $? >{_CODE}; test -f {program} || exit 0; {run_command}"
    # Processor time decides, and the clock only ends what does not compute: a busy machine must not fail an answer.
    needed = seconds + COMPILE_SECONDS[tool]
    limits = Limits(
        wall_seconds=10 * needed, cpu_seconds=needed, memory_bytes=4 << 30 if tool == VERILATOR else 2 << 30,
    )  # fmt: skip
    run = run_sandboxed(["sh", "-c", script], files, limits, keep=[_LOG, _CODE])
    if run.code == 127:
        raise RuntimeError(f"{tool} cannot be started inside the sandbox: {run.stderr[-300:]}")
    compile_log = run.files.get(_LOG, b"").decode(errors="replace")
    code = run.files.get(_CODE, b"").decode(errors="replace").split()
    compiled = bool(code) and code[0] == "0"
    return Outcome(compiled, compile_log[: 1 << 20], run.stdout + run.stderr, run.timed_out, run.limit, run.code, run.seconds)
