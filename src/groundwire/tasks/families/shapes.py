"""Base classes for families that draw their operands alike: one number, two numbers, one number and a shift.

A family of these shapes says only how to compute and what its program does.
"""

from typing import ClassVar

from groundwire.tasks.families.drawing import Draw
from groundwire.tasks.families.operands import Operands
from groundwire.tasks.families.registry import Scalar


class One(Scalar):
    """A family with one number, `a`."""

    limits: ClassVar[tuple[int, int]] = (0, 9_999_999)
    """Least and greatest magnitude of the operand."""
    signed: ClassVar[bool] = False
    """Whether some operands are negative."""
    hex_high: ClassVar[int] = 0
    """Greatest operand in hex, where it differs from the greatest one in digits."""

    def sample(self, d: Draw) -> Operands:
        """Draw `a`."""
        return Operands(d.slots, {"a": d.number(*self.limits, self.signed, self.hex_high)})


class Two(Scalar):
    """A family with two numbers, `a` and `b`."""

    limits: ClassVar[tuple[int, int]] = (0, 9_999_999)
    """Least and greatest magnitude of both operands."""
    signed: ClassVar[bool] = False
    """Whether some operands are negative."""
    hex_high: ClassVar[int] = 0
    """Greatest operand in hex, where it differs from the greatest one in digits."""

    def sample(self, d: Draw) -> Operands:
        """Draw `a` and `b`."""
        a, b = d.pair(*self.limits, self.signed, self.hex_high)
        return Operands(d.slots, {"a": a, "b": b})


class Bits(One):
    """A family that looks at the bits of `a`, in hex up to a whole word."""

    bitwise = True
    hex_high = 0xFFFFFFFF


class Shift(Scalar):
    """A family that shifts `a` by `n` bits."""

    bitwise = True

    def sample(self, d: Draw) -> Operands:
        """Draw `a`, and `n` from 0 to 31."""
        shifted = d.number(hex_high=0xFFFFFFFF)
        top = 8 if d.rng.random() < 0.5 else 31
        distance = d.uniform(0, top)
        if distance.form == "hex":
            distance = d.give(distance.value, "digits")
        return Operands(d.slots, {"a": shifted, "n": distance})
