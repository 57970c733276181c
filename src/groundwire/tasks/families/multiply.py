"""Families that multiply, as RV32I has no multiplication: products, powers, factorials.

All share one loop, `multiply_loop`, which shifts and adds and takes a turn for each bit of one factor.
"""

from groundwire.tasks.families.drawing import Draw
from groundwire.tasks.families.layout import Layout, store
from groundwire.tasks.families.operands import WORD_MASK, Number, Operands, value
from groundwire.tasks.families.registry import Scalar, family
from groundwire.tasks.families.shapes import Two


def multiply_loop(r: Layout) -> str:
    """Return the lines for out = v times u, modulo 2**32; u ends as 0. Uses t and the labels 7, 8 and 9.

    A turn a bit of u, whatever its sign: a negative u is its 32 bits.
    """
    return (
        f"addi {r.out}, x0, 0\nbeq {r.u}, x0, 9f\n"
        f"8:\nandi {r.t}, {r.u}, 1\nbeq {r.t}, x0, 7f\nadd {r.out}, {r.out}, {r.v}\n"
        f"7:\nslli {r.v}, {r.v}, 1\nsrli {r.u}, {r.u}, 1\nbne {r.u}, x0, 8b\n9:\n"
    )


def multiply_cycles(counter: int) -> int:
    """Return the cycles of `multiply_loop`."""
    bits = counter & WORD_MASK
    return 2 + 5 * bits.bit_length() + bits.bit_count()


@family("mul_by_repeated_add", "a b")
class Multiply(Two):
    """a times b, by shifting and adding: repeated addition would not end in time for large factors."""

    signed = True

    def compute(self, *values: int) -> int:
        """Return the product."""
        return values[0] * values[1]

    def body(self, r: Layout, count: int) -> str:
        """Multiply, with copies of a and b as the loop's v and u."""
        return f"addi {r.v}, {r.a}, 0\naddi {r.u}, {r.b}, 0\n" + multiply_loop(r) + store(r)


@family("multiply_shift_add", "a b")
class MultiplyShiftAdd(Multiply):
    """a times b, where the wording asks for shifting and adding; the program is the same."""

    published = False


@family("power", "a n")
class Power(Scalar):
    """a to the power of n: n times the multiply loop over the bits of |a|."""

    can_be_long = True

    def sample(self, d: Draw) -> Operands:
        """Draw a base and an exponent, never 0 to the 0."""
        return d.until(
            lambda: self._make(d), lambda operands: self.cycles(value(operands, "a"), value(operands, "n"))
        )

    @staticmethod
    def _make(d: Draw) -> Operands:
        exponent = d.rng.choice((0, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, d.rng.randint(0, 31)))
        base = d.rng.choice(
            (2, 3, *(d.rng.randint(low, high) for low, high in ((0, 10), (1, 20), (0, 60), (0, 150), (0, 999))))
        )
        if exponent == 0 and base == 0:
            base = 5
        if d.rng.random() < 0.12:
            base = -base
        return Operands(d.slots, {"a": d.give(base), "n": d.give(exponent)})

    @staticmethod
    def cycles(base: int, exponent: int) -> int:
        """Return the cycles of the body."""
        return 2 + exponent * (7 if base < 0 else 5) + exponent * multiply_cycles(abs(base))

    def compute(self, *values: int) -> int:
        """Return the power."""
        return int(values[0] ** values[1])

    def body(self, r: Layout, count: int) -> str:
        """Multiply the result so far by a, n times."""
        return (
            f"addi {r.out}, x0, 1\nbeq {r.b}, x0, 3f\n"
            f"1:\naddi {r.v}, {r.out}, 0\naddi {r.u}, {r.a}, 0\n"
            f"bge {r.u}, x0, 2f\nsub {r.u}, x0, {r.u}\nsub {r.v}, x0, {r.v}\n2:\n"
            + multiply_loop(r)
            + f"addi {r.b}, {r.b}, -1\nbne {r.b}, x0, 1b\n3:\n"
            + store(r)
        )


def product_body(r: Layout) -> str:
    """Return the program after the loads: the product of the integers from a to b; 1 where there are none."""
    return (
        f"addi {r.out}, x0, 1\nblt {r.b}, {r.a}, 2f\n"
        f"1:\naddi {r.v}, {r.out}, 0\naddi {r.u}, {r.a}, 0\n"
        + multiply_loop(r)
        + f"addi {r.a}, {r.a}, 1\nbge {r.b}, {r.a}, 1b\n2:\n"
        + store(r)
    )


def product_cycles(low: int, high: int) -> int:
    """Return the cycles of `product_body`."""
    return 2 + sum(4 + multiply_cycles(factor) for factor in range(low, high + 1))


def product(low: int, high: int) -> int:
    """Return the product of all integers from low to high."""
    result = 1
    for factor in range(low, high + 1):
        result *= factor
    return result


class ProductLoop(Scalar):
    """A product of consecutive integers, `lo` to `hi` in the registers a and b."""

    can_be_long = True

    def compute(self, *values: int) -> int:
        """Return the product."""
        return product(values[0], values[1])

    def body(self, r: Layout, count: int) -> str:
        """Multiply up."""
        return product_body(r)


@family("factorial", "n")
class Factorial(ProductLoop):
    """n!, as the product from 1 to n."""

    def sample(self, d: Draw) -> Operands:
        """Draw n from 0 to 12, the largest whose factorial fits."""
        return Operands(d.slots, {"n": d.uniform(10 if d.long else 0, 12)})

    def loaded(self, operands: Operands) -> list[Number]:
        """Return 1 and n."""
        return [Number(1), operands.numbers["n"]]


@family("product_range_small", "lo hi")
class ProductRange(ProductLoop):
    """The product of all integers from lo to hi."""

    def sample(self, d: Draw) -> Operands:
        """Draw a short range."""
        return d.until(
            lambda: self._make(d),
            lambda operands: product_cycles(value(operands, "lo"), value(operands, "hi")),
        )

    @staticmethod
    def _make(d: Draw) -> Operands:
        low = d.rng.choice((1, d.rng.randint(0, 9), d.rng.randint(1, 30), d.rng.randint(1, 100)))
        high = low + d.rng.choice((0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 8, 10))
        return Operands(d.slots, {"lo": d.give(low), "hi": d.give(high)})
