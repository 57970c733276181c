"""Families of bits that this project adds: leading and trailing zeros, reversal, parity, shift-and-add."""

from groundwire.tasks.families.bits import ones_loop
from groundwire.tasks.families.layout import Layout, store
from groundwire.tasks.families.registry import family
from groundwire.tasks.families.shapes import Bits


def zeros_loop(r: Layout, shift: str) -> str:
    """Return the program after the load: 32, less one for every shift until a is empty."""
    return (
        f"addi {r.out}, x0, 32\nbeq {r.a}, x0, 2f\n"
        f"1:\naddi {r.out}, {r.out}, -1\n{shift} {r.a}, {r.a}, 1\nbne {r.a}, x0, 1b\n2:\n" + store(r)
    )


@family("leading_zeros", "a")
class LeadingZeros(Bits):
    """The number of zero bits above the highest one; 32 for 0."""

    published = False

    def compute(self, *values: int) -> int:
        """Return the count."""
        return 32 - values[0].bit_length()

    def body(self, r: Layout, count: int) -> str:
        """Shift right until nothing is left."""
        return zeros_loop(r, "srli")


@family("trailing_zeros", "a")
class TrailingZeros(Bits):
    """The number of zero bits below the lowest one; 32 for 0."""

    published = False

    def compute(self, *values: int) -> int:
        """Return the count."""
        return (values[0] & -values[0]).bit_length() - 1 if values[0] else 32

    def body(self, r: Layout, count: int) -> str:
        """Shift left until nothing is left."""
        return zeros_loop(r, "slli")


@family("bit_reverse", "a")
class BitReverse(Bits):
    """The 32 bits of a in reversed order."""

    published = False

    def compute(self, *values: int) -> int:
        """Return the reversed word."""
        return int(f"{values[0]:032b}"[::-1], 2)

    def body(self, r: Layout, count: int) -> str:
        """Move 32 bits, the lowest of a to the lowest of out."""
        return (
            f"addi {r.out}, x0, 0\naddi {r.u}, x0, 32\n"
            f"1:\nslli {r.out}, {r.out}, 1\nandi {r.t}, {r.a}, 1\nor {r.out}, {r.out}, {r.t}\n"
            f"srli {r.a}, {r.a}, 1\n"
            f"addi {r.u}, {r.u}, -1\nbne {r.u}, x0, 1b\n" + store(r)
        )


@family("parity", "a")
class Parity(Bits):
    """1 if a has an odd number of one bits, else 0."""

    published = False

    def compute(self, *values: int) -> int:
        """Return the parity."""
        return values[0].bit_count() % 2

    def body(self, r: Layout, count: int) -> str:
        """Exclusive or of all bits."""
        return ones_loop(r, "xor")
