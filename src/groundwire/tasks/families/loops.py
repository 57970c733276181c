"""Families that loop over numbers: sums, counting, Fibonacci, greatest common divisor, integer root."""

from math import gcd, isqrt

from groundwire.machine import DATA_BASE
from groundwire.tasks.families.drawing import LONG_CYCLES, LOOP_LIMIT, Draw
from groundwire.tasks.families.layout import Layout, store
from groundwire.tasks.families.operands import Number, Operands, to_words, value
from groundwire.tasks.families.registry import Family, Scalar, family

LARGEST_START = 9_999


def draw_range(d: Draw, cost: int, fixed: int) -> dict[str, Number]:
    """Draw lo and hi for a loop of `cost` cycles a turn; lo is 1 where the prompt does not name it."""
    turns = d.count(cost, fixed)
    if "lo" not in d.slots:
        return {"lo": Number(1), "hi": turns}
    if d.rng.random() < 0.4:
        return {"lo": d.give(1), "hi": turns}
    low = d.number(high=LARGEST_START, signed=True)
    return {"lo": low, "hi": d.give(low.value + turns.value - 1)}


class RangeSum(Scalar):
    """The sum of consecutive integers, the bounds in the registers a and b."""

    can_be_long = True

    def compute(self, *values: int) -> int:
        """Return the sum by the closed formula."""
        low, high = values
        return (low + high) * (high - low + 1) // 2

    def body(self, r: Layout, count: int) -> str:
        """Add up; nothing where the upper bound is below the lower."""
        return (
            f"addi {r.out}, x0, 0\nblt {r.b}, {r.a}, 2f\n"
            f"1:\nadd {r.out}, {r.out}, {r.a}\naddi {r.a}, {r.a}, 1\nbge {r.b}, {r.a}, 1b\n2:\n" + store(r)
        )


@family("sum_range", "lo hi", "hi")
class SumRange(RangeSum):
    """lo + ... + hi."""

    def sample(self, d: Draw) -> Operands:
        """Draw bounds."""
        return Operands(d.slots, draw_range(d, 3, 2))


@family("triangular", "n")
class Triangular(RangeSum):
    """The n-th triangular number; the program of `sum_range` from 1."""

    order = ("lo", "n")

    def sample(self, d: Draw) -> Operands:
        """Draw n."""
        return Operands(d.slots, {"lo": Number(1), "n": d.count(3, 2, low=0)})


class StepSum(Scalar):
    """The sum of the first n even or odd numbers."""

    can_be_long = True
    first: int

    def sample(self, d: Draw) -> Operands:
        """Draw n."""
        return Operands(d.slots, {"n": d.count(3, 4, low=0)})

    def compute(self, *values: int) -> int:
        """Return the sum."""
        return sum(range(self.first, 2 * values[0] + 1, 2))

    def body(self, r: Layout, count: int) -> str:
        """Step by two up to 2n."""
        return (
            f"addi {r.out}, x0, 0\naddi {r.u}, x0, {self.first}\nadd {r.t}, {r.a}, {r.a}\n"
            f"blt {r.t}, {r.u}, 2f\n"
            f"1:\nadd {r.out}, {r.out}, {r.u}\naddi {r.u}, {r.u}, 2\nbge {r.t}, {r.u}, 1b\n2:\n" + store(r)
        )


@family("sum_evens", "n")
class SumEvens(StepSum):
    """2 + 4 + ... + 2n."""

    first = 2


@family("sum_odds", "n")
class SumOdds(StepSum):
    """1 + 3 + ... + (2n - 1)."""

    first = 1


class Counting(Family):
    """Consecutive numbers stored from 0x5000 on."""

    can_be_long = True
    step: int
    goes_on: str
    """Operands of the `bge` that goes on; `{a}` stands for the register that counts, `{b}` for the bound."""

    def sample(self, d: Draw) -> Operands:
        """Draw bounds."""
        return Operands(d.slots, draw_range(d, 4, 1))

    def body(self, r: Layout, count: int) -> str:
        """Store, move on, until past the bound."""
        return (
            f"lui {r.base}, 5\n1:\nsw {r.a}, 0({r.base})\naddi {r.base}, {r.base}, 4\n"
            f"addi {r.a}, {r.a}, {self.step}\n"
            f"bge {self.goes_on.format(a=r.a, b=r.b)}, 1b\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the numbers in the order of counting."""
        numbers = list(range(value(operands, "lo"), value(operands, "hi") + 1))
        return {DATA_BASE: to_words(numbers[:: self.step])}


@family("count_up", "lo hi", "hi")
class CountUp(Counting):
    """lo, lo + 1, ..., hi."""

    step = 1
    goes_on = "{b}, {a}"


@family("count_down", "hi lo", "hi")
class CountDown(Counting):
    """hi, hi - 1, ..., lo."""

    step = -1
    goes_on = "{a}, {b}"


@family("fibonacci", "n")
class Fibonacci(Family):
    """The first n Fibonacci numbers, from 0 and 1 on."""

    can_be_long = True

    def sample(self, d: Draw) -> Operands:
        """Draw n up to 48, the last whose numbers all fit a word."""
        return Operands(d.slots, {"n": d.count(6, 3, high=48)})

    def body(self, r: Layout, count: int) -> str:
        """Keep two neighbours in u and v; the sum becomes v, and v less u is the old v."""
        return (
            f"lui {r.base}, 5\naddi {r.u}, x0, 0\naddi {r.v}, x0, 1\n"
            f"1:\nsw {r.u}, 0({r.base})\naddi {r.base}, {r.base}, 4\nadd {r.v}, {r.u}, {r.v}\n"
            f"sub {r.u}, {r.v}, {r.u}\n"
            f"addi {r.a}, {r.a}, -1\nbne {r.a}, x0, 1b\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the numbers."""
        numbers = [0, 1]
        while len(numbers) < value(operands, "n"):
            numbers.append(numbers[-1] + numbers[-2])
        return {DATA_BASE: to_words(numbers[: value(operands, "n")])}


def subtractions(a: int, b: int) -> int:
    """Return how many subtractions Euclid's algorithm takes until both are equal."""
    steps = 0
    while b:
        steps += a // b
        a, b = b, a % b
    return steps - 1


@family("gcd", "a b")
class Gcd(Scalar):
    """The greatest common divisor of two positive numbers."""

    can_be_long = True

    def sample(self, d: Draw) -> Operands:
        """Draw numbers with a common divisor more often than chance would."""
        return d.until(lambda: self._make(d), self._cycles)

    @staticmethod
    def _cycles(operands: Operands) -> int:
        return 2 + 4 * subtractions(value(operands, "a"), value(operands, "b"))

    @staticmethod
    def _make(d: Draw) -> Operands:
        a, b = d.pair(low=1)
        if d.rng.random() < 0.5:
            divisor = d.rng.randint(2, 60)
            small = d.rng.choice((12, 12, 30, 100, 300))
            a, b = d.uniform(1, small), d.uniform(1, small)
            a, b = d.give(a.value * divisor, a.form), d.give(b.value * divisor, b.form)
        return Operands(d.slots, {"a": a, "b": b})

    def compute(self, *values: int) -> int:
        """Return the greatest common divisor."""
        return gcd(*values)

    def body(self, r: Layout, count: int) -> str:
        """Subtract the smaller from the larger until they are equal."""
        return (
            f"1:\nbeq {r.a}, {r.b}, 3f\nblt {r.a}, {r.b}, 2f\nsub {r.a}, {r.a}, {r.b}\njal x0, 1b\n"
            f"2:\nsub {r.b}, {r.b}, {r.a}\njal x0, 1b\n3:\naddi {r.out}, {r.a}, 0\n" + store(r)
        )


@family("isqrt", "a")
class IntegerRoot(Scalar):
    """The integer square root, rounded down."""

    can_be_long = True

    def sample(self, d: Draw) -> Operands:
        """Draw a root within the cycle limit, then a number that has it; perfect squares are common."""
        roots = (LOOP_LIMIT - 3) // 3
        pick = d.rng.random()
        root = d.rng.randint(0, 10 if pick < 0.4 else 32 if pick < 0.75 else roots)
        if d.long:
            root = d.rng.randint((LONG_CYCLES - 3) // 3 + 1, roots)
        extra = 0 if d.rng.random() < 0.35 else d.rng.randint(0, 2 * root)
        return Operands(d.slots, {"a": d.give(root * root + extra)})

    def compute(self, *values: int) -> int:
        """Return the root."""
        return isqrt(values[0])

    def body(self, r: Layout, count: int) -> str:
        """Take off 1, 3, 5, ...: after k of them the next odd number is 2k + 1."""
        return (
            f"addi {r.u}, x0, 1\nblt {r.a}, {r.u}, 2f\n"
            f"1:\nsub {r.a}, {r.a}, {r.u}\naddi {r.u}, {r.u}, 2\nbge {r.a}, {r.u}, 1b\n2:\n"
            f"srli {r.out}, {r.u}, 1\n" + store(r)
        )
