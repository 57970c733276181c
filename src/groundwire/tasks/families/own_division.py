"""Families about divisibility that this project adds: quotient, remainder, least common multiple, primes."""

from math import lcm

from groundwire.tasks.families.drawing import LONG_CYCLES, LOOP_LIMIT, Draw
from groundwire.tasks.families.layout import Layout, store
from groundwire.tasks.families.operands import Operands, value
from groundwire.tasks.families.registry import Scalar, family


@family("lcm", "a b")
class LeastCommonMultiple(Scalar):
    """The least common multiple of two positive numbers."""

    published = False
    can_be_long = True

    def sample(self, d: Draw) -> Operands:
        """Draw small numbers, or two multiples of one number."""
        return d.until(lambda: self._make(d), self._cycles)

    @staticmethod
    def _make(d: Draw) -> Operands:
        common = d.rng.choice((1, 1, d.rng.randint(2, 12), d.rng.randint(1, 200)))
        top = d.rng.choice((12, 30, 60))
        a, b = (d.give(common * d.rng.randint(1, top)) for _ in range(2))
        return Operands(d.slots, {"a": a, "b": b})

    @staticmethod
    def _cycles(operands: Operands) -> int:
        a, b = value(operands, "a"), value(operands, "b")
        common = lcm(a, b)
        return 4 * (common // a + common // b - 2) + 4

    def compute(self, *values: int) -> int:
        """Return the least common multiple."""
        return lcm(*values)

    def body(self, r: Layout, count: int) -> str:
        """Let the smaller of two multiples go on until they are equal."""
        return (
            f"addi {r.u}, {r.a}, 0\naddi {r.v}, {r.b}, 0\n1:\nbeq {r.u}, {r.v}, 3f\nblt {r.u}, {r.v}, 2f\n"
            f"add {r.v}, {r.v}, {r.b}\njal x0, 1b\n2:\nadd {r.u}, {r.u}, {r.a}\njal x0, 1b\n"
            f"3:\naddi {r.out}, {r.u}, 0\n" + store(r)
        )


@family("is_prime", "a")
class IsPrime(Scalar):
    """1 if a is prime, else 0."""

    published = False
    can_be_long = True

    def sample(self, d: Draw) -> Operands:
        """Draw a number whose test ends in time: small, or with a small divisor."""
        return d.until(lambda: self._make(d), lambda operands: self.cycles(value(operands, "a")))

    @staticmethod
    def _make(d: Draw) -> Operands:
        wide = d.rng.random() < 0.15
        return Operands(
            d.slots, {"a": d.number(high=9999) if wide else d.uniform(0, d.rng.choice((30, 100, 200, 600)))}
        )

    @staticmethod
    def cycles(number: int) -> int:
        """Return about the cycles of the body: two for each subtraction, eight for each divisor."""
        if number < 3 or number % 2 == 0:
            return 6
        total, divisor = 10, 3
        while divisor * divisor <= number:
            total += 8 + 2 * (number // divisor)
            if number % divisor == 0:
                break
            divisor += 2
        return total

    def compute(self, *values: int) -> int:
        """Return whether nothing from 2 up divides it."""
        number = values[0]
        return int(number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1)))

    def body(self, r: Layout, count: int) -> str:
        """Settle 2 and even numbers, then try 3, 5, 7, ... while the divisor's square, v, is at most a."""
        return (
            f"addi {r.out}, x0, 0\naddi {r.t}, x0, 2\nblt {r.a}, {r.t}, 4f\nbeq {r.a}, {r.t}, 3f\n"
            f"andi {r.t}, {r.a}, 1\nbeq {r.t}, x0, 4f\naddi {r.u}, x0, 3\naddi {r.v}, x0, 9\n"
            f"1:\nblt {r.a}, {r.v}, 3f\naddi {r.t}, {r.a}, 0\n2:\nsub {r.t}, {r.t}, {r.u}\n"
            f"bge {r.t}, {r.u}, 2b\n"
            f"beq {r.t}, x0, 4f\nslli {r.t}, {r.u}, 2\nadd {r.v}, {r.v}, {r.t}\naddi {r.v}, {r.v}, 4\n"
            f"addi {r.u}, {r.u}, 2\njal x0, 1b\n3:\naddi {r.out}, x0, 1\n4:\n" + store(r)
        )


class Division(Scalar):
    """A division by repeated subtraction."""

    published = False
    can_be_long = True
    turn: int
    """Cycles of one subtraction."""

    def sample(self, d: Draw) -> Operands:
        """Draw a divisor and a quotient that the cycle limit allows, and a rest that is often 0."""
        most = (LOOP_LIMIT - 3) // self.turn
        pick = d.rng.random()
        quotient = d.rng.randint(0, 12 if pick < 0.5 else 40 if pick < 0.75 else most)
        if d.long:
            quotient = d.rng.randint((LONG_CYCLES - 2) // self.turn + 1, most)
        divisor = d.number(low=1, high=9_999 if quotient > 9 else 99_999)
        rest = 0 if d.rng.random() < 0.25 else d.rng.randrange(divisor.value)
        dividend = d.give(quotient * divisor.value + rest)
        return Operands(d.slots, {"a": dividend, "b": divisor})


@family("modulo", "a b")
class Modulo(Division):
    """The remainder of a divided by b."""

    turn = 2

    def compute(self, *values: int) -> int:
        """Return the remainder."""
        return values[0] % values[1]

    def body(self, r: Layout, count: int) -> str:
        """Subtract b while it fits."""
        return (
            f"addi {r.out}, {r.a}, 0\nblt {r.out}, {r.b}, 2f\n"
            f"1:\nsub {r.out}, {r.out}, {r.b}\nbge {r.out}, {r.b}, 1b\n2:\n" + store(r)
        )


@family("divide", "a b")
class Divide(Division):
    """The integer quotient of a divided by b."""

    turn = 3

    def compute(self, *values: int) -> int:
        """Return the quotient."""
        return values[0] // values[1]

    def body(self, r: Layout, count: int) -> str:
        """Count how often b fits."""
        return (
            f"addi {r.out}, x0, 0\nblt {r.a}, {r.b}, 2f\n"
            f"1:\nsub {r.a}, {r.a}, {r.b}\naddi {r.out}, {r.out}, 1\nbge {r.a}, {r.b}, 1b\n2:\n" + store(r)
        )
