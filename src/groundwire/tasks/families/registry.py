"""The registry of program families and what every family can do: draw, seed, build, expect.

A family is a class in one of the neighbouring files, entered with `@family("name", "a b")`. Programs depend
on operand values through the load prologue alone, a block of fixed length for each operand: the body is text made once
for a family and a register layout, and stands at the same address whatever the operands.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache

from groundwire.machine import DATA_BASE
from groundwire.tasks.families.drawing import BITWISE_FORMS, LONG_CYCLES, PLAIN_FORMS, Draw, FormWeights
from groundwire.tasks.families.layout import Layout, block, load
from groundwire.tasks.families.operands import WORD_MASK, Number, Operands, shown_numbers, unambiguous

DRAW_ATTEMPTS = 1000
"""Draws before giving up on operands that can all be put into words."""

FAMILIES: dict[str, "Family"] = {}
"""Every family by name, in the order of entry."""


class Family(ABC):
    """One kind of task that a machine is asked to do."""

    name: str
    """The family's name."""
    variants: tuple[frozenset[str], ...]
    """The slot variants that a wording may have."""
    order: tuple[str, ...]
    """Number slots in the order in which they are loaded, into the registers a, b, c."""
    can_be_long: bool = False
    """Whether there are programs of more than 200 cycles; `long_variants` says for which slots."""
    long_lists: bool = False
    """Whether a list that a prompt can hold is enough for a long program."""
    bitwise: bool = False
    """Whether operands are often given in hexadecimal."""
    published: bool = True
    """Whether the published corpus has the family; false for those that this project adds."""

    @property
    def long_variants(self) -> tuple[frozenset[str], ...]:
        """The slot variants for which `draw(long=True)` works."""
        if not self.can_be_long:
            return ()
        return tuple(variant for variant in self.variants if self.long_lists or "list" not in variant)

    def draw(
        self, rng: random.Random, slots: frozenset[str], long: bool = False, forms: FormWeights | None = None
    ) -> Operands:
        """Draw operands for a slot variant.

        Args:
            rng: where all chance comes from.
            slots: one of `variants`.
            long: draw operands whose program takes more than 200 cycles; `slots` is one of `long_variants`.
            forms: relative weights of digits, words and hex; the family's own where None. What a form cannot
                write is in digits, except where nothing but words has weight: then all are in words.

        Raises:
            ValueError: the family has no such variant, or it cannot be long.
        """
        if slots not in self.variants:
            known = " or ".join("{" + ", ".join(sorted(variant)) + "}" for variant in self.variants)
            raise ValueError(f"family {self.name} has no slots {sorted(slots)}: use {known}")
        if long and slots not in self.long_variants:
            raise ValueError(
                f"family {self.name} with slots {sorted(slots)} has no program of more than {LONG_CYCLES} "
                "cycles: draw with long=False"
            )
        if forms is None:
            forms = BITWISE_FORMS if self.bitwise else PLAIN_FORMS
        only_words = forms[0] == forms[2] == 0
        for _ in range(DRAW_ATTEMPTS):
            operands = unambiguous(self.sample(Draw(rng, slots, long, forms)))
            if not only_words or all(number.form == "words" for number in shown_numbers(operands)):
                return operands
        raise ValueError(
            f"family {self.name} found no operands that can all be put into words: allow digits too"
        )

    @abstractmethod
    def sample(self, d: Draw) -> Operands:
        """Draw operands that suit the draw's slots and length."""

    @abstractmethod
    def body(self, r: Layout, count: int) -> str:
        """Return the program after the loads, `halt` included; `count` is how many numbers were loaded."""

    @abstractmethod
    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the words that must stand in memory at the end, by address; unsigned 32-bit."""

    def seed(self, operands: Operands) -> dict[int, list[int]]:
        """Return the words that stand in memory before the start, by address."""
        return {}

    def loaded(self, operands: Operands) -> list[Number]:
        """Return the numbers that the program loads into the registers a, b and c, in this order."""
        numbers = operands.numbers
        return [numbers[slot] for slot in self.order if slot in numbers]

    def build(self, operands: Operands, layout: Layout) -> str:
        """Return the assembly text of the program."""
        loaded = self.loaded(operands)
        loads = [block(load(register, number, layout.t)) for register, number in zip(layout, loaded, strict=False)]
        return "".join(loads) + _body(self, layout, len(loaded))


@cache
def _body(family: Family, layout: Layout, count: int) -> str:
    return family.body(layout, count)


class Scalar(Family):
    """A family that computes one word from its numbers and stores it at 0x5000."""

    @abstractmethod
    def compute(self, *values: int) -> int:
        """Return the result for the loaded numbers, in load order; it is wrapped to 32 bits."""

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the one result word."""
        values = [number.value for number in self.loaded(operands)]
        return {DATA_BASE: [self.compute(*values) & WORD_MASK]}


def family(name: str, *variants: str) -> Callable[[type[Family]], type[Family]]:
    """Enter a family under a name.

    Args:
        name: the family's name, unique.
        variants: slot variants, each its slot names separated by blanks; the first gives the load order
        unless the class sets `order` itself.

    Raises:
        ValueError: the name is taken.
    """

    def enter(cls: type[Family]) -> type[Family]:
        if name in FAMILIES:
            raise ValueError(f"family {name!r} is registered already: choose another name")
        instance = cls()
        instance.name = name
        instance.variants = tuple(frozenset(variant.split()) for variant in variants)
        if "order" not in vars(cls):
            instance.order = tuple(slot for slot in variants[0].split() if slot not in ("s", "ch", "list"))
        FAMILIES[name] = instance
        return cls

    return enter


def get_family(name: str) -> Family:
    """Return a family by name.

    Raises:
        KeyError: there is no such family.
    """
    if name not in FAMILIES:
        raise KeyError(f"no family {name!r}: the families are {', '.join(sorted(FAMILIES))}")
    return FAMILIES[name]
