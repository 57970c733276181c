"""Families that work on bits: bitwise operations, shifts, counting ones, powers of two."""

from groundwire.tasks.families.layout import Layout, store
from groundwire.tasks.families.registry import family
from groundwire.tasks.families.shapes import Bits, Shift, Two


class BitwiseTwo(Two):
    """A bitwise operation on a and b, one instruction."""

    bitwise = True
    hex_high = 0xFFFFFFFF
    mnemonic: str

    def body(self, r: Layout, count: int) -> str:
        """One instruction."""
        return f"{self.mnemonic} {r.out}, {r.a}, {r.b}\n" + store(r)


@family("and", "a b")
class And(BitwiseTwo):
    """Bitwise and."""

    mnemonic = "and"

    def compute(self, *values: int) -> int:
        """Return a & b."""
        return values[0] & values[1]


@family("or", "a b")
class Or(BitwiseTwo):
    """Bitwise or."""

    mnemonic = "or"

    def compute(self, *values: int) -> int:
        """Return a | b."""
        return values[0] | values[1]


@family("xor", "a b")
class Xor(BitwiseTwo):
    """Bitwise exclusive or."""

    mnemonic = "xor"

    def compute(self, *values: int) -> int:
        """Return a ^ b."""
        return values[0] ^ values[1]


@family("shl", "a n")
class ShiftLeft(Shift):
    """a shifted left by n bits."""

    def compute(self, *values: int) -> int:
        """Return a << n, cut to a word by the caller."""
        return values[0] << values[1]

    def body(self, r: Layout, count: int) -> str:
        """One shift."""
        return f"sll {r.out}, {r.a}, {r.b}\n" + store(r)


@family("shr", "a n")
class ShiftRight(Shift):
    """a shifted right by n bits, zeros coming in."""

    def compute(self, *values: int) -> int:
        """Return a >> n."""
        return values[0] >> values[1]

    def body(self, r: Layout, count: int) -> str:
        """One logical shift."""
        return f"srl {r.out}, {r.a}, {r.b}\n" + store(r)


def ones_loop(r: Layout, combine: str) -> str:
    """Return the program after the load that combines the bits of a, lowest first, until no ones are left."""
    return (
        f"addi {r.out}, x0, 0\nbeq {r.a}, x0, 2f\n"
        f"1:\nandi {r.t}, {r.a}, 1\n{combine} {r.out}, {r.out}, {r.t}\nsrli {r.a}, {r.a}, 1\n"
        f"bne {r.a}, x0, 1b\n2:\n" + store(r)
    )


@family("popcount", "a")
class Popcount(Bits):
    """The number of one bits in a."""

    def compute(self, *values: int) -> int:
        """Return the count."""
        return values[0].bit_count()

    def body(self, r: Layout, count: int) -> str:
        """Add up the bits."""
        return ones_loop(r, "add")


@family("is_power_of_2", "a")
class IsPowerOfTwo(Bits):
    """1 if a is a power of two, else 0."""

    def compute(self, *values: int) -> int:
        """Return 1 where exactly one bit is set."""
        return int(values[0].bit_count() == 1)

    def body(self, r: Layout, count: int) -> str:
        """a & (a - 1) is 0 for powers of two and for 0, which is left out before."""
        return (
            f"addi {r.out}, x0, 0\nbeq {r.a}, x0, 1f\n"
            f"addi {r.t}, {r.a}, -1\nand {r.t}, {r.t}, {r.a}\nsltiu {r.out}, {r.t}, 1\n1:\n" + store(r)
        )
