"""The one exception that benchmarks raise for what a user can put right."""

from __future__ import annotations


class BenchmarkError(ValueError):
    """A benchmark, a responses file or a run cannot be used as asked; the message says what to do."""
