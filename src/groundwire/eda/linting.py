"""Linting: is this Verilog well-formed and does it elaborate? By pyslang, in a sandbox, in a few milliseconds.

It is stricter than simulators are, and knows nothing of what the code does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from groundwire.eda.limits import MIB, Limits
from groundwire.eda.sandbox import call_sandboxed
from groundwire.eda.simulator import Files
from groundwire.eda.tools import need_tool

LIMITS = Limits(wall_seconds=30.0, cpu_seconds=10.0, memory_bytes=1024 * MIB, processes=16)
"""For one elaboration; an honest module takes under a millisecond."""

NAME = "source.sv"
"""What a text without a file name is called in messages."""


@dataclass(frozen=True)
class Diagnostic:
    """One thing that a tool says about a source."""

    file: str
    """Name of the source."""
    line: int
    """Line, from 1."""
    column: int
    """Column, from 1."""
    severity: str
    """"error", "warning", "note" or "ignored"."""
    code: str
    """The tool's name for it."""
    message: str
    """What it says."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message} [{self.code}]"


@dataclass(frozen=True)
class LintReport:
    """What linting found."""

    tool: str
    """The tool."""
    version: str
    """Its version."""
    diagnostics: tuple[Diagnostic, ...]
    """What it says, in the order of the sources; things that it ignores by default are left out."""
    tops: tuple[str, ...] = ()
    """The modules that it took as top ones."""
    failure: str = ""
    """Why there is no answer: the limit that was met, or how the tool crashed. Empty where there is one."""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that are errors."""
        return tuple(item for item in self.diagnostics if item.severity == "error")

    @property
    def ok(self) -> bool:
        """Whether the code elaborates without an error."""
        return not self.failure and not self.errors


def elaborate(
    sources: Files, top: str | None = None, defines: Sequence[str] = (), limits: Limits = LIMITS
) -> LintReport:  # fmt: skip
    """Parse and elaborate sources together.

    Args:
        sources: contents by name.
        top: the top module; None for every module that nothing instantiates.
        defines: macros, as NAME or NAME=VALUE.
        limits: what it may use.

    Raises:
        ToolMissing: pyslang is not installed.
        SandboxError: the sandbox broke.
    """
    need_tool("pyslang")
    payload = {"files": list(sources), "top": top, "defines": list(defines)}
    answer, run = call_sandboxed("groundwire.eda.slang_worker:elaborate", payload, sources, limits)
    if answer is None:
        failure = f"limit: {run.limit}" if run.limit else f"ended with {run.code}: {run.log[-500:].strip()}"
        return _report({"diagnostics": [], "tops": []}, failure)
    return _report(answer)


def lint(source: str | bytes, top: str | None = None, limits: Limits = LIMITS) -> LintReport:
    """Parse and elaborate one source text; see `elaborate`."""
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    return elaborate({NAME: data}, top, limits=limits)


def lint_batch(sources: Sequence[str], limits: Limits = LIMITS) -> list[LintReport] | None:
    """Parse and elaborate sources in one go, each by itself, all within the limits of one; None where that cannot be.

    `groundwire.eda.many.lint_many` calls this.
    """
    payload = {"name": NAME, "texts": [text.encode("utf-8", "replace").decode() for text in sources]}
    answer, _ = call_sandboxed("groundwire.eda.slang_worker:elaborate_each", payload, {}, limits)
    return None if answer is None else [_report(one) for one in answer["reports"]]


def _report(answer: dict[str, Any], failure: str = "") -> LintReport:
    tool = need_tool("pyslang")
    found = [Diagnostic(**item) for item in answer["diagnostics"] if item["severity"] != "ignored"]
    return LintReport(tool.name, tool.version, tuple(found), tuple(answer["tops"]), failure)
