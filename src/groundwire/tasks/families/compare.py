"""Families that compare and choose: smallest, largest, limits, signs, equality, grades."""

from groundwire.tasks.families.drawing import Draw
from groundwire.tasks.families.layout import Layout, store
from groundwire.tasks.families.operands import Number, Operands
from groundwire.tasks.families.registry import Scalar, family
from groundwire.tasks.families.shapes import One, Two


def raise_to(r: Layout, register: str, label: int) -> str:
    """Return the lines for out = max(out, register)."""
    return f"bge {r.out}, {register}, {label}f\naddi {r.out}, {register}, 0\n{label}:\n"


def lower_to(r: Layout, register: str, label: int) -> str:
    """Return the lines for out = min(out, register)."""
    return f"bge {register}, {r.out}, {label}f\naddi {r.out}, {register}, 0\n{label}:\n"


class Extreme(Scalar):
    """The smallest or largest of two or three numbers, named one by one or as a list."""

    def sample(self, d: Draw) -> Operands:
        """Draw two or three numbers of similar size."""
        count = 2 + (d.rng.random() < 0.6) if "list" in d.slots else len(d.slots)
        high = d.rng.choice((9, 99, 99, 999, 9999, 9_999_999, 9_999_999))
        numbers = [*d.pair(high=high, signed=True)]
        if count == 3:
            numbers.append(d.number(high=high, signed=True))
        items = tuple(numbers) if "list" in d.slots else ()
        return Operands(d.slots, dict(zip("abc", numbers, strict=False)), items)


@family("min", "a b", "a b c", "list")
class Minimum(Extreme):
    """The smallest value."""

    order: tuple[str, ...] = ("a", "b", "c")

    def compute(self, *values: int) -> int:
        """Return the smallest."""
        return min(values)

    def body(self, r: Layout, count: int) -> str:
        """Begin with a and go down."""
        third = lower_to(r, r.c, 2) if count == 3 else ""
        return f"addi {r.out}, {r.a}, 0\n" + lower_to(r, r.b, 1) + third + store(r)


@family("max", "a b", "a b c", "list")
class Maximum(Extreme):
    """The largest value."""

    order: tuple[str, ...] = ("a", "b", "c")

    def compute(self, *values: int) -> int:
        """Return the largest."""
        return max(values)

    def body(self, r: Layout, count: int) -> str:
        """Begin with a and go up."""
        third = raise_to(r, r.c, 2) if count == 3 else ""
        return f"addi {r.out}, {r.a}, 0\n" + raise_to(r, r.b, 1) + third + store(r)


@family("if_else_max", "a b")
class IfElseMaximum(Maximum):
    """The larger of two values; the program of `max`."""


def draw_bounds(d: Draw, high: int) -> tuple[Number, Number]:
    """Draw a lower and an upper bound, often ten, hundred or 255 above each other."""
    low = d.number(high=high, signed=True)
    if d.rng.random() < 0.25:
        low = d.give(0, low.form)
    span = d.number(high=high).value
    return low, d.give(low.value + span)


@family("clamp", "a lo hi")
class Clamp(Scalar):
    """a limited to the range lo..hi."""

    def sample(self, d: Draw) -> Operands:
        """Draw bounds, and a below, within or above them."""
        low, high = draw_bounds(d, d.rng.choice((9, 99, 999, 9999, 999_999)))
        span = high.value - low.value + 5
        if d.rng.random() < 0.8:
            below = low.value - span // 2
            clamped = d.uniform(below if low.value < 0 else max(0, below), high.value + span)
        else:
            clamped = d.number(signed=True)
        return Operands(d.slots, {"a": clamped, "lo": low, "hi": high})

    def compute(self, *values: int) -> int:
        """Return the limited value."""
        return min(max(values[0], values[1]), values[2])

    def body(self, r: Layout, count: int) -> str:
        """Raise to lo, then lower to hi."""
        return f"addi {r.out}, {r.a}, 0\n" + raise_to(r, r.b, 1) + lower_to(r, r.c, 2) + store(r)


@family("sign", "a")
class Sign(One):
    """-1, 0 or 1."""

    def sample(self, d: Draw) -> Operands:
        """Draw a, negative as often as not, and 0 now and then."""
        number = d.number(signed=True)
        if number.value and d.rng.random() < 0.35:
            number = d.give(-abs(number.value), number.form)
        elif d.rng.random() < 0.06:
            number = d.give(0, number.form)
        return Operands(d.slots, {"a": number})

    def compute(self, *values: int) -> int:
        """Return the sign."""
        return (values[0] > 0) - (values[0] < 0)

    def body(self, r: Layout, count: int) -> str:
        """Is it positive, less whether it is negative."""
        return f"slt {r.out}, x0, {r.a}\nslt {r.t}, {r.a}, x0\nsub {r.out}, {r.out}, {r.t}\n" + store(r)


@family("nested_if_sign", "a")
class NestedIfSign(Sign):
    """-1, 0 or 1; the program of `sign`."""


class Equality(Two):
    """A comparison of two numbers that are equal about as often as not."""

    def sample(self, d: Draw) -> Operands:
        """Draw two numbers, 40% of them equal, 10% neighbours."""
        first, second = d.pair(signed=True)
        pick = d.rng.random()
        if pick < 0.4:
            second = d.give(first.value)
        elif pick < 0.5:
            second = d.give(first.value + 1)
        return Operands(d.slots, {"a": first, "b": second})


@family("equal", "a b")
class Equal(Equality):
    """1 if a equals b, else 0."""

    def compute(self, *values: int) -> int:
        """Return whether they are equal."""
        return int(values[0] == values[1])

    def body(self, r: Layout, count: int) -> str:
        """Equal numbers differ in no bit."""
        return f"xor {r.out}, {r.a}, {r.b}\nsltiu {r.out}, {r.out}, 1\n" + store(r)


@family("not_equal", "a b")
class NotEqual(Equality):
    """1 if a and b differ, else 0."""

    def compute(self, *values: int) -> int:
        """Return whether they differ."""
        return int(values[0] != values[1])

    def body(self, r: Layout, count: int) -> str:
        """Numbers that differ do so in some bit."""
        return f"xor {r.out}, {r.a}, {r.b}\nsltu {r.out}, x0, {r.out}\n" + store(r)


@family("switch_like_grade", "a")
class Grade(One):
    """Grade points for a score: from 90 on 4, from 80 on 3, from 70 on 2, from 60 on 1, else 0."""

    def sample(self, d: Draw) -> Operands:
        """Draw a score, mostly from 0 to 100."""
        pick = d.rng.random()
        if pick < 0.12:
            return Operands(d.slots, {"a": d.give(d.rng.choice((59, 60, 69, 70, 79, 80, 89, 90, 100, 0)))})
        low, high = (50, 100) if pick < 0.65 else (0, 100) if pick < 0.95 else (0, 9_999)
        return Operands(d.slots, {"a": d.uniform(low, high)})

    def compute(self, *values: int) -> int:
        """Return the points."""
        return max(0, min(4, values[0] // 10 - 5))

    def body(self, r: Layout, count: int) -> str:
        """Try the thresholds from the top."""
        steps = (
            f"addi {r.out}, x0, {points}\naddi {r.t}, x0, {threshold}\nbge {r.a}, {r.t}, 1f\n"
            for points, threshold in ((4, 90), (3, 80), (2, 70), (1, 60))
        )
        return "".join(steps) + f"addi {r.out}, x0, 0\n1:\n" + store(r)


@family("early_return_zero", "a")
class EarlyReturnZero(One):
    """0 for 0, else twice a, left early when a is 0."""

    signed = True

    def sample(self, d: Draw) -> Operands:
        """Draw a, 12% of them 0."""
        if d.rng.random() < 0.12:
            return Operands(d.slots, {"a": d.give(0)})
        return super().sample(d)

    def compute(self, *values: int) -> int:
        """Return twice a."""
        return 2 * values[0]

    def body(self, r: Layout, count: int) -> str:
        """Branch to the end with 0."""
        return f"addi {r.out}, x0, 0\nbeq {r.a}, x0, 1f\nadd {r.out}, {r.a}, {r.a}\n1:\n" + store(r)
