"""What can go wrong with Verilog tools and the sandbox that is nobody's answer's fault."""

from __future__ import annotations


class EdaError(Exception):
    """Anything that this package reports as an error."""


class SandboxError(EdaError):
    """A sandbox could not be set up, was asked for something impossible, or broke."""


class ToolMissing(EdaError):
    """A tool is not installed; the message says how to get it."""


class ToolFailure(EdaError):
    """A tool is there and does not do its work: it crashed, or answered nonsense."""
