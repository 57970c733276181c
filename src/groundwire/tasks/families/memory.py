"""Families that leave named values in memory: swapping two, pushing several and popping them."""

from groundwire.machine import DATA_BASE
from groundwire.tasks.families.drawing import Draw
from groundwire.tasks.families.layout import BLOCK_WORDS, Layout, block, load
from groundwire.tasks.families.operands import Operands, to_words, value
from groundwire.tasks.families.registry import Family, family

PUSHED = 5
"""Most values that are pushed."""


@family("swap_two_values", "a b")
class Swap(Family):
    """b and a, in this order."""

    def sample(self, d: Draw) -> Operands:
        """Draw both."""
        a, b = d.pair(signed=True)
        return Operands(d.slots, {"a": a, "b": b})

    def body(self, r: Layout, count: int) -> str:
        """Swap in registers, then store a and b."""
        return (
            f"addi {r.t}, {r.a}, 0\naddi {r.a}, {r.b}, 0\naddi {r.b}, {r.t}, 0\n"
            f"lui {r.base}, 5\nsw {r.a}, 0({r.base})\nsw {r.b}, 4({r.base})\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return both words."""
        return {DATA_BASE: to_words([value(operands, "b"), value(operands, "a")])}


@family("push_pop_sequence", "list")
class PushPop(Family):
    """The values of a list pushed on a stack at 0x5300, then popped to 0x5000, last first."""

    order = ()

    def sample(self, d: Draw) -> Operands:
        """Draw two to five values."""
        high = d.rng.choice((9, 99, 99, 999, 9_999_999))
        items = [d.number(high=high, signed=True) for _ in range(d.rng.randint(2, PUSHED))]
        return Operands(d.slots, {}, tuple(items))

    def build(self, operands: Operands, layout: Layout) -> str:
        """Return the assembly text: a block for each value that is loaded and pushed, the pops are a loop."""
        r = layout
        stack = block(f"lui {r.p}, 5\naddi {r.p}, {r.p}, 768\naddi {r.q}, {r.p}, 0\n")
        push = f"sw {r.a}, 0({r.p})\naddi {r.p}, {r.p}, 4\n"
        pushes = [block(load(r.a, item, r.t), push) for item in operands.items]
        rest = block("", words=BLOCK_WORDS * (PUSHED - len(operands.items)))
        return stack + "".join(pushes) + rest + self.body(r, 0)

    def body(self, r: Layout, count: int) -> str:
        """Pop until the stack is where it began."""
        return (
            f"lui {r.base}, 5\n1:\naddi {r.p}, {r.p}, -4\nlw {r.t}, 0({r.p})\nsw {r.t}, 0({r.base})\n"
            f"addi {r.base}, {r.base}, 4\nbne {r.p}, {r.q}, 1b\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the values, last first."""
        return {DATA_BASE: to_words([item.value for item in reversed(operands.items)])}
