"""Families of arithmetic that this project adds: digit sums, Collatz, squares, averages, dot products."""

from groundwire.machine import DATA_BASE, DESTINATION_BASE, SOURCE_BASE
from groundwire.tasks.families.drawing import Draw
from groundwire.tasks.families.layout import Layout, destination, source, store
from groundwire.tasks.families.multiply import multiply_loop
from groundwire.tasks.families.operands import WORD_MASK, Operands, to_words, value
from groundwire.tasks.families.registry import Family, Scalar, family
from groundwire.tasks.families.shapes import One, Two


@family("digit_sum", "a")
class DigitSum(One):
    """The sum of the decimal digits of a, up to five of them."""

    published = False
    limits = (0, 99_999)

    def compute(self, *values: int) -> int:
        """Return the sum of the digits."""
        return sum(map(int, str(values[0])))

    def body(self, r: Layout, count: int) -> str:
        """Count how often 10000, 1000, 100 and 10 come off; the rest is the last digit."""
        powers = (
            f"lui {r.t}, 2\naddi {r.t}, {r.t}, 1808\n",
            f"addi {r.t}, x0, 1000\n",
            f"addi {r.t}, x0, 100\n",
            f"addi {r.t}, x0, 10\n",
        )
        blocks = [
            f"{power}blt {r.a}, {r.t}, 2f\n"
            f"1:\nsub {r.a}, {r.a}, {r.t}\naddi {r.out}, {r.out}, 1\nbge {r.a}, {r.t}, 1b\n2:\n"
            for power in powers
        ]
        return f"addi {r.out}, x0, 0\n" + "".join(blocks) + f"add {r.out}, {r.out}, {r.a}\n" + store(r)


def collatz(number: int) -> tuple[int, int]:
    """Return the steps from a number down to 1, and the cycles that they take."""
    steps, cycles = 0, 3
    while number != 1:
        cycles += 8 if number % 2 else 6
        number = 3 * number + 1 if number % 2 else number // 2
        steps += 1
    return steps, cycles


@family("collatz_steps", "a")
class CollatzSteps(Scalar):
    """The number of steps from a to 1: three times plus one where odd, half where even."""

    published = False
    can_be_long = True

    def sample(self, d: Draw) -> Operands:
        """Draw a number that gets to 1 in time."""
        return d.until(
            lambda: Operands(d.slots, {"a": d.number(low=1)}),
            lambda operands: collatz(value(operands, "a"))[1],
        )

    def compute(self, *values: int) -> int:
        """Return the steps."""
        return collatz(values[0])[0]

    def body(self, r: Layout, count: int) -> str:
        """Step and count until a is 1."""
        return (
            f"addi {r.out}, x0, 0\naddi {r.u}, x0, 1\n1:\nbeq {r.a}, {r.u}, 3f\naddi {r.out}, {r.out}, 1\n"
            f"andi {r.t}, {r.a}, 1\nbeq {r.t}, x0, 2f\nslli {r.t}, {r.a}, 1\nadd {r.a}, {r.a}, {r.t}\n"
            f"addi {r.a}, {r.a}, 1\njal x0, 1b\n2:\nsrli {r.a}, {r.a}, 1\njal x0, 1b\n3:\n" + store(r)
        )


@family("square", "a")
class Square(One):
    """a times a, by the multiply loop."""

    published = False
    signed = True

    def compute(self, *values: int) -> int:
        """Return the square."""
        return values[0] ** 2

    def body(self, r: Layout, count: int) -> str:
        """Multiply a by itself."""
        return f"addi {r.v}, {r.a}, 0\naddi {r.u}, {r.a}, 0\n" + multiply_loop(r) + store(r)


@family("average", "a b")
class Average(Two):
    """The average of a and b, rounded down."""

    published = False
    signed = True

    def compute(self, *values: int) -> int:
        """Return the floor of the half."""
        return (values[0] + values[1]) // 2

    def body(self, r: Layout, count: int) -> str:
        """Half of the sum, by an arithmetic shift."""
        return f"add {r.out}, {r.a}, {r.b}\nsrai {r.out}, {r.out}, 1\n" + store(r)


@family("dot_product", "n")
class DotProduct(Family):
    """The dot product of the arrays at 0x5100 and 0x5200; those of the second are small and not negative."""

    published = False
    can_be_long = True

    def sample(self, d: Draw) -> Operands:
        """Draw both arrays, a little longer than n."""
        return d.until(lambda: self._make(d), self._cycles)

    @staticmethod
    def _make(d: Draw) -> Operands:
        length = d.uniform(1, d.rng.choice((5, 10, 20)))
        stored = length.value + d.rng.randint(1, 3)
        top = d.rng.choice((3, 5, 9, 9, 20))
        second = tuple([d.rng.randint(0, top) for _ in range(stored)])
        return Operands(d.slots, {"n": length}, array=d.words(stored), second=second)

    @staticmethod
    def _cycles(operands: Operands) -> int:
        return 5 + sum(7 + 3 * item for item in operands.second[: value(operands, "n")])

    def seed(self, operands: Operands) -> dict[int, list[int]]:
        """Return both arrays."""
        return {SOURCE_BASE: to_words(operands.array), DESTINATION_BASE: to_words(operands.second)}

    def body(self, r: Layout, count: int) -> str:
        """Add the element of the first array as often as that of the second says."""
        return (
            source(r)
            + destination(r)
            + f"addi {r.out}, x0, 0\n1:\nlw {r.v}, 0({r.p})\nlw {r.u}, 0({r.q})\nbeq {r.u}, x0, 9f\n"
            + f"8:\nadd {r.out}, {r.out}, {r.v}\naddi {r.u}, {r.u}, -1\nbne {r.u}, x0, 8b\n9:\n"
            + f"addi {r.p}, {r.p}, 4\naddi {r.q}, {r.q}, 4\naddi {r.a}, {r.a}, -1\nbne {r.a}, x0, 1b\n"
            + store(r)
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the dot product."""
        pairs = list(zip(operands.array, operands.second, strict=True))[: value(operands, "n")]
        return {DATA_BASE: [sum(x * y for x, y in pairs) & WORD_MASK]}
