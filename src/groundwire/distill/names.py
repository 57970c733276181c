"""Names that a caller and its worker inside a sandbox share; the worker loads little else."""

from __future__ import annotations


def source_name(number: int) -> str:
    """The file of one source."""
    return f"source{number}.sv"
