"""What every simulator offers: sources in, a program out, and runs of that program; each step in a sandbox of its own.

Programs and logs are bytes and text, so that they can be cached and shared over samples by whoever calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from groundwire.eda.limits import DEFAULT_LIMITS, Limits, RunResult

Files = Mapping[str, bytes]
"""File contents by relative name."""
COMPILE_LIMITS = Limits(wall_seconds=120.0, cpu_seconds=60.0)
"""For one compilation; an honest one takes from 10 ms (Icarus) to 10 s (Verilator and g++)."""


@dataclass(frozen=True)
class CompileOptions:
    """How to compile; what is left out is as each simulator's own defaults say."""

    flags: tuple[str, ...] | None = None
    """Flags in place of the simulator's default ones."""
    data: Files | None = None
    """Files that lie beside the sources and are not on the command line, such as includes."""
    limits: Limits = COMPILE_LIMITS
    """What compiling may use."""


DEFAULT_OPTIONS = CompileOptions()


@dataclass(frozen=True)
class Compiled:
    """What compiling gave."""

    simulator: str
    """Name of the simulator."""
    version: str
    """Its version."""
    program: bytes | None
    """The program to simulate with; None where there is none."""
    result: RunResult
    """The run of the compiler; its stdout is the log, with stderr in it."""

    @property
    def ok(self) -> bool:
        """Whether there is a program."""
        return self.program is not None

    @property
    def log(self) -> str:
        """What the compiler said."""
        return self.result.stdout


class Simulator(Protocol):
    """A Verilog simulator."""

    @property
    def name(self) -> str:
        """What it is called in records."""
        ...

    @property
    def version(self) -> str:
        """Its version."""
        ...

    def compile(self, sources: Files, top: str | None, options: CompileOptions = DEFAULT_OPTIONS) -> Compiled:
        """Compile sources, in their order, with `top` (None: whatever nothing instantiates) as the top module."""
        ...

    def simulate(self, compiled: Compiled, files: Files, limits: Limits = DEFAULT_LIMITS) -> RunResult:
        """Run a compiled program beside `files`, its output in the order written in stdout."""
        ...
