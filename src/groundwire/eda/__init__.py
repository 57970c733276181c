"""Verilog tools: which are there, and running them on code that nobody trusts, in a sandbox.

What a benchmark makes of their answers is `groundwire.bench`'s. Names are loaded when first used: the sandbox's server
imports this package too, and stays small so that it forks fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from groundwire.eda.errors import EdaError, SandboxError, ToolFailure, ToolMissing
    from groundwire.eda.limits import Limit, Limits, RunResult, SandboxLevel
    from groundwire.eda.sandbox import (
        SandboxReport,
        call_sandboxed,
        close_sandboxes,
        require_sandbox,
        run_sandboxed,
        sandbox_level,
        sandbox_report,
    )

_HOME = {
    "errors": ("EdaError", "SandboxError", "ToolFailure", "ToolMissing"),
    "limits": ("Limit", "Limits", "RunResult", "SandboxLevel"),
    "sandbox": ("SandboxReport", "call_sandboxed", "close_sandboxes", "require_sandbox", "run_sandboxed",
                "sandbox_level", "sandbox_report"),
}  # fmt: skip
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "EdaError",
    "Limit",
    "Limits",
    "RunResult",
    "SandboxError",
    "SandboxLevel",
    "SandboxReport",
    "ToolFailure",
    "ToolMissing",
    "call_sandboxed",
    "close_sandboxes",
    "require_sandbox",
    "run_sandboxed",
    "sandbox_level",
    "sandbox_report",
]


def __getattr__(name: str) -> Any:
    """Load the module that a name lives in."""
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
