"""Runs a bench with an answer on a simulator, inside a sandbox; Icarus compiles and simulates in one sandbox to save time.

Which simulator, and what its logs mean, is decided elsewhere.
"""

from __future__ import annotations

import shlex
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from pathlib import Path

from groundwire.bench.loops import computes
from groundwire.eda.errors import ToolFailure
from groundwire.eda.icarus import FLAGS
from groundwire.eda.limits import DEFAULT_LIMITS, Limit, Limits, RunResult
from groundwire.eda.sandbox import run_sandboxed
from groundwire.eda.simulator import CompileOptions
from groundwire.eda.tools import Tool, find_icarus, find_verilator
from groundwire.eda.verilator import FLAGS as VERILATOR_FLAGS
from groundwire.eda.verilator import Verilator

ICARUS, VERILATOR = "icarus", "verilator"
COMPILE_SECONDS = {ICARUS: 10.0, VERILATOR: 120.0}
"""Processor time to compile; an honest answer takes a hundredth."""
PATIENCE = 10.0
"""The clock may show so many times a limit: processor time decides, and a busy machine must not fail an answer."""
FAULT = "Internal error"
"""How an outcome's log begins where the tool is at fault."""
SOON, STILL = 2.0, 2.0
"""Seconds of processor time: for nearly every simulation, and for one moment of simulated time."""
PATIENT = 3.0
"""Where the reference is slow, a simulation may take so many times as long before it is looked at."""
ANSWER = "answer.sv"
"""The answer's file."""
_TICKS = "groundwire_ticks"
_ENDLESS = f"\nsimulated time stood still for {STILL:.0f} s: it never ends\n"
_UNHEARD = 1 << 40
"""Bytes of output, when it does not matter."""
_LOG, _CODE, _PROGRAM = "compile.log", "compile.code", "x.vvp"


@dataclass(frozen=True)
class Outcome:
    """One compilation and, where that went well, one simulation."""

    compiled: bool
    """Whether the tool made a program."""
    compile_log: str
    """What it printed."""
    output: str
    """What the simulation printed."""
    timed_out: bool
    """Whether time ran out."""
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
def _tools() -> dict[str, Tool]:
    """The newest of each simulator that is here."""
    found = {ICARUS: find_icarus(), VERILATOR: find_verilator()}
    return {name: tools[0] for name, tools in found.items() if tools}


def newest(name: str) -> Tool:
    """The newest of a simulator that is here.

    Raises:
        KeyError: there is none.
    """
    return _tools()[name]


def available() -> dict[str, str]:
    """The simulators that are here, with versions."""
    return {name: tool.version for name, tool in _tools().items()}


def simulate(
    tool: str, sources: Sequence[tuple[str, str]], top: str, data: Mapping[str, bytes], seconds: float,
    flood_bytes: int = DEFAULT_LIMITS.flood_bytes, usual: float = 0.0,
) -> Outcome:  # fmt: skip
    """Compile sources and run them.

    Args:
        tool: `ICARUS` or `VERILATOR`.
        sources: file names and texts, in the order of the command line.
        top: the bench's top module.
        data: files that the bench reads.
        seconds: limit of the simulation's processor time.
        flood_bytes: output that ends the simulation.
        usual: seconds that the reference takes; a simulation of many times that is looked at while it goes on.
    """
    files = {name: text.encode("utf-8", "replace") for name, text in sources}
    if tool == ICARUS:
        return _icarus(files, top, data, seconds, flood_bytes, max(SOON, PATIENT * usual))
    try:
        return _verilator(files, top, data, seconds, flood_bytes)
    except ToolFailure as failure:
        return Outcome(False, f"{FAULT}: {failure}", "", False, None, None, 0.0)


def _icarus(
    files: Mapping[str, bytes], top: str, data: Mapping[str, bytes], seconds: float, flood: int, soon: float
) -> Outcome:
    """Run, and where that takes long see whether it will ever end.

    A loop without delay, such as a ring of gates, never lets simulated time go on. It would be run to its limit, thirty
    seconds of a processor for one answer. Where simulated time has stood still for two, and the answer has nothing that could
    compute for so long in one moment, it is called endless there and then.
    """
    first = _icarus_run(files, top, data, min(seconds, soon), flood)
    if not first.timed_out or seconds <= soon:
        return first
    if not computes(files.get(ANSWER, b"").decode("utf-8", "replace")) and _stands_still(files, top, data, seconds):
        return replace(first, output=f"{first.output}{_ENDLESS}")
    return _icarus_run(files, top, data, seconds, flood)


def _stands_still(files: Mapping[str, bytes], top: str, data: Mapping[str, bytes], seconds: float) -> bool:
    """Whether a simulation comes to a moment that it does not leave: a module beside it prints as time goes by."""
    ticks = f'module {_TICKS}; initial forever begin #1 $write("."); $fflush; end endmodule\n'
    ticking = {**files, "ticks.sv": ticks.encode()}
    limits = replace(_limits(seconds + COMPILE_SECONDS[ICARUS], _UNHEARD), quiet_seconds=STILL)
    return _sandboxed_icarus(ticking, (top, _TICKS), data, seconds, limits).limit == Limit.QUIET


def _icarus_run(files: Mapping[str, bytes], top: str, data: Mapping[str, bytes], seconds: float, flood: int) -> Outcome:
    run = _sandboxed_icarus(files, (top,), data, seconds, _limits(seconds + COMPILE_SECONDS[ICARUS], flood))
    code = run.files.get(_CODE, b"").split()
    log = run.files.get(_LOG, b"")[: 1 << 20].decode(errors="replace")
    late = run.timed_out or run.code == -signal.SIGXCPU
    return Outcome(code[:1] == [b"0"], log, run.stdout, late, run.limit, run.code, run.seconds)


def _sandboxed_icarus(
    files: Mapping[str, bytes], tops: Sequence[str], data: Mapping[str, bytes], seconds: float, limits: Limits
) -> RunResult:
    tool = _tools()[ICARUS]
    iverilog = str(tool.path)
    vvp = iverilog.removesuffix("iverilog") + "vvp"
    roots = [word for top in tops for word in ("-s", top)]
    build = shlex.join([iverilog, *FLAGS, *roots, "-o", _PROGRAM, *files])
    script = (
        f"(ulimit -S -t {ceil(COMPILE_SECONDS[ICARUS])}; {build}) >{_LOG} 2>&1 </dev/null; echo $? >{_CODE}; "
        f"test -f {_PROGRAM} || exit 0; "
        f"ulimit -S -t {ceil(seconds)}; exec {shlex.quote(vvp)} -n {_PROGRAM} -none"
    )
    visible: tuple[Path, ...] = tool.visible if tool.root else ()
    return run_sandboxed(["sh", "-c", script], {**data, **files}, limits, [_LOG, _CODE], visible=visible, merge=True)


def _verilator(files: Mapping[str, bytes], top: str, data: Mapping[str, bytes], seconds: float, flood: int) -> Outcome:
    # An assertion of the answer is neither the bench's word nor the tool's: without this, one that fails ends the simulation.
    simulator = Verilator(_tools()[VERILATOR])
    building = Limits(
        wall_seconds=PATIENCE * COMPILE_SECONDS[VERILATOR], cpu_seconds=COMPILE_SECONDS[VERILATOR], memory_bytes=4 << 30
    )
    compiled = simulator.compile(dict(files), top, CompileOptions((*VERILATOR_FLAGS, "--no-assert"), limits=building))
    if not compiled.ok:
        one = compiled.result
        return Outcome(False, compiled.log, "", one.timed_out, one.limit, None, one.seconds)
    run = simulator.simulate(compiled, data, _limits(seconds, flood))
    return Outcome(True, compiled.log, run.stdout, run.timed_out, run.limit, run.code, compiled.result.seconds + run.seconds)


def _limits(seconds: float, flood: int) -> Limits:
    return Limits(wall_seconds=PATIENCE * seconds, cpu_seconds=seconds, flood_bytes=flood)
