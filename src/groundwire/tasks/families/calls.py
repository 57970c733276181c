"""Families whose program calls a function through `jal` and comes back: doubling, tripling, absolute value.

The function stands after the halt, so the calling part reads straight on.
"""

from groundwire.tasks.families.arithmetic import absolute
from groundwire.tasks.families.layout import Layout, store
from groundwire.tasks.families.registry import family
from groundwire.tasks.families.shapes import One


def call(r: Layout, function: str) -> str:
    """Return the program after the load that calls a function from a to out and stores what it gives."""
    return f"jal {r.link}, 7f\n{store(r)}\n7:\n{function}jalr x0, 0({r.link})"


@family("double_fn", "a")
class Double(One):
    """Twice a."""

    signed = True

    def compute(self, *values: int) -> int:
        """Return twice a."""
        return 2 * values[0]

    def body(self, r: Layout, count: int) -> str:
        """Call a function that adds a to itself."""
        return call(r, f"add {r.out}, {r.a}, {r.a}\n")


@family("call", "a")
class Call(Double):
    """Twice a, worded as a call; the program of `double_fn`."""


@family("triple_fn", "a")
class Triple(One):
    """Three times a."""

    signed = True

    def compute(self, *values: int) -> int:
        """Return three times a."""
        return 3 * values[0]

    def body(self, r: Layout, count: int) -> str:
        """Call a function that adds a twice to itself."""
        return call(r, f"add {r.out}, {r.a}, {r.a}\nadd {r.out}, {r.out}, {r.a}\n")


@family("abs_fn", "a")
class AbsoluteFunction(One):
    """The absolute value of a, worded as a call."""

    signed = True

    def compute(self, *values: int) -> int:
        """Return |a|."""
        return abs(values[0])

    def body(self, r: Layout, count: int) -> str:
        """Call a function that negates where negative."""
        return call(r, absolute(r))
