"""Families of plain arithmetic: one or two instructions between the loads and the store."""

from groundwire.tasks.families.layout import Layout, store
from groundwire.tasks.families.registry import family
from groundwire.tasks.families.shapes import One, Two


def absolute(r: Layout) -> str:
    """Return the lines that put |a| into `out`, without a jump that leaves them."""
    return f"addi {r.out}, {r.a}, 0\nbge {r.out}, x0, 1f\nsub {r.out}, x0, {r.out}\n1:\n"


@family("abs", "a")
class Absolute(One):
    """The absolute value of a."""

    signed = True

    def compute(self, *values: int) -> int:
        """Return |a|."""
        return abs(values[0])

    def body(self, r: Layout, count: int) -> str:
        """Negate where negative."""
        return absolute(r) + store(r)


@family("negate", "a")
class Negate(One):
    """Minus a."""

    signed = True

    def compute(self, *values: int) -> int:
        """Return -a."""
        return -values[0]

    def body(self, r: Layout, count: int) -> str:
        """Subtract from zero."""
        return f"sub {r.out}, x0, {r.a}\n" + store(r)


@family("add", "a b")
class Add(Two):
    """a + b."""

    signed = True

    def compute(self, *values: int) -> int:
        """Return the sum."""
        return values[0] + values[1]

    def body(self, r: Layout, count: int) -> str:
        """One addition."""
        return f"add {r.out}, {r.a}, {r.b}\n" + store(r)


@family("sub", "a b")
class Subtract(Two):
    """a - b."""

    signed = True

    def compute(self, *values: int) -> int:
        """Return the difference."""
        return values[0] - values[1]

    def body(self, r: Layout, count: int) -> str:
        """One subtraction."""
        return f"sub {r.out}, {r.a}, {r.b}\n" + store(r)
