"""Icarus Verilog: 10 ms to compile and 6 ms to simulate a typical benchmark problem.

`iverilog` reads and elaborates everything in one go, so that nothing of a bench can be compiled before the answer is known.
"""

from __future__ import annotations

from pathlib import Path

from groundwire.eda.errors import ToolFailure, ToolMissing
from groundwire.eda.limits import DEFAULT_LIMITS, Limits, RunResult
from groundwire.eda.sandbox import run_sandboxed
from groundwire.eda.simulator import DEFAULT_OPTIONS, Compiled, CompileOptions, Files
from groundwire.eda.tools import REMEDIES, Tool, find_icarus

FLAGS = ("-Wall", "-Winfloop", "-Wno-timescale", "-g2012")
"""As in VerilogEval's makefile: the official verdict reads these warnings."""
_PROGRAM = "program.vvp"


class Icarus:
    """One installed Icarus Verilog."""

    name = "icarus"

    def __init__(self, tool: Tool | None = None) -> None:
        """Take an Icarus that was found, by default the newest.

        Raises:
            ToolMissing: there is none.
        """
        if tool is None:
            if not (found := find_icarus()):
                raise ToolMissing(f"iverilog is not installed: {REMEDIES['iverilog']}")
            tool = found[0]
        self.tool = tool
        self._vvp = str(tool.path).removesuffix("iverilog") + "vvp"

    @property
    def version(self) -> str:
        """Its version."""
        return self.tool.version

    def compile(self, sources: Files, top: str | None, options: CompileOptions = DEFAULT_OPTIONS) -> Compiled:
        """Compile sources with `iverilog`; see `Simulator.compile`.

        Raises:
            ToolFailure: it says that all is well and leaves no program.
        """
        flags = FLAGS if options.flags is None else options.flags
        tops = () if top is None else ("-s", top)
        result = run_sandboxed(
            [str(self.tool.path), *flags, *tops, "-o", _PROGRAM, *sources], {**(options.data or {}), **sources},
            options.limits, [_PROGRAM], visible=self._visible(), merge=True,
        )  # fmt: skip
        program = result.files.pop(_PROGRAM, None) if result.ok else None
        if result.ok and program is None:
            raise ToolFailure(f"iverilog {self.version} left no program: {result.stdout[-500:] or 'it said nothing'}")
        return Compiled(self.name, self.version, program, result)

    def simulate(self, compiled: Compiled, files: Files, limits: Limits = DEFAULT_LIMITS) -> RunResult:
        """Run with `vvp`, which ends at $stop and writes no waveforms; see `Simulator.simulate`.

        Raises:
            ValueError: there is no program.
        """
        if compiled.program is None:
            raise ValueError("there is no program to simulate: it did not compile")
        argv = [self._vvp, "-n", _PROGRAM, "-none"]
        return run_sandboxed(argv, {**files, _PROGRAM: compiled.program}, limits, visible=self._visible(), merge=True)

    def _visible(self) -> tuple[Path, ...]:
        return self.tool.visible if self.tool.root else ()
