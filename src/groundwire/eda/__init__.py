"""Verilog tools: which are there, and running them on code that nobody trusts, in a sandbox.

What a benchmark makes of their answers is `groundwire.bench`'s. Names are loaded when first used: the sandbox's server
imports this package too, and stays small so that it forks fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from groundwire.eda.errors import EdaError, SandboxError, ToolFailure, ToolMissing
    from groundwire.eda.icarus import Icarus
    from groundwire.eda.limits import Limit, Limits, RunResult, SandboxLevel
    from groundwire.eda.linting import Diagnostic, LintReport, elaborate, lint
    from groundwire.eda.many import lint_many, synthesize_many
    from groundwire.eda.netlist import Equivalence, EquivalenceReport, SynthesisReport, equivalent, synthesize
    from groundwire.eda.sandbox import (
        SandboxReport,
        call_sandboxed,
        require_sandbox,
        run_sandboxed,
        sandbox_level,
        sandbox_report,
    )
    from groundwire.eda.servers import close_sandboxes
    from groundwire.eda.simulator import Compiled, CompileOptions, Simulator
    from groundwire.eda.tools import Tool, find_icarus, find_tools, find_verilator, need_tool
    from groundwire.eda.verilator import Verilator

_HOMES = {
    "errors": "EdaError SandboxError ToolFailure ToolMissing",
    "icarus": "Icarus",
    "limits": "Limit Limits RunResult SandboxLevel",
    "linting": "Diagnostic LintReport elaborate lint",
    "many": "lint_many synthesize_many",
    "netlist": "Equivalence EquivalenceReport SynthesisReport equivalent synthesize",
    "servers": "close_sandboxes",
    "sandbox": "SandboxReport call_sandboxed require_sandbox run_sandboxed sandbox_level sandbox_report",
    "simulator": "CompileOptions Compiled Simulator",
    "tools": "Tool find_icarus find_tools find_verilator need_tool",
    "verilator": "Verilator",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}
"""The module that each public name lives in."""

__all__ = [
    "CompileOptions",
    "Compiled",
    "Diagnostic",
    "EdaError",
    "Equivalence",
    "EquivalenceReport",
    "Icarus",
    "Limit",
    "Limits",
    "LintReport",
    "RunResult",
    "SandboxError",
    "SandboxLevel",
    "SandboxReport",
    "Simulator",
    "SynthesisReport",
    "Tool",
    "ToolFailure",
    "ToolMissing",
    "Verilator",
    "call_sandboxed",
    "close_sandboxes",
    "elaborate",
    "equivalent",
    "find_icarus",
    "find_tools",
    "find_verilator",
    "lint",
    "lint_many",
    "need_tool",
    "require_sandbox",
    "run_sandboxed",
    "sandbox_level",
    "sandbox_report",
    "synthesize",
    "synthesize_many",
]


def __getattr__(name: str) -> Any:
    """Load the module that a name lives in."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
