"""Families that read an array in memory at 0x5100: sum, largest, smallest, how often, where.

The array is there before the program starts, also where the prompt names its values. Where the prompt gives
only n, memory holds more than n words, so that n matters.
"""

from groundwire.machine import DATA_BASE, SOURCE_BASE
from groundwire.tasks.families.drawing import LONG_CYCLES, LOOP_LIMIT, Draw
from groundwire.tasks.families.layout import Layout, source, store
from groundwire.tasks.families.operands import WORD_MASK, Number, Operands, to_words, value
from groundwire.tasks.families.registry import Family, family

ARRAY_WORDS = 64
"""Words from the source array to the destination array."""
LIST_ITEMS = 10
"""Most values that a prompt names."""


def draw_items(d: Draw, low: int, high: int) -> tuple[Number, ...]:
    """Draw the values of a list that the prompt names; a list is of one form and of one size of number."""
    form = d.form()
    top = 99 if form == "words" else d.rng.choice((9, 99, 99, 999, 9999))
    signed = form == "digits" and d.rng.random() < 0.15
    count = d.rng.randint(low, d.rng.choice((max(low, min(5, high)), high)))
    return tuple([d.give(d.rng.randint(-top if signed else 0, top), form) for _ in range(count)])


class ArrayFamily(Family):
    """A family whose loop goes over an array of n words in memory at 0x5100."""

    can_be_long = True
    cost: tuple[int, int]
    """Least and most cycles of the body for one element."""
    fixed: int = 3
    """Other cycles of the body."""
    high: int = ARRAY_WORDS
    """Most elements."""

    def sample(self, d: Draw) -> Operands:
        """Draw n or the list, and memory."""
        return self.sample_array(d)

    def sample_array(self, d: Draw) -> Operands:
        """Draw n and the array: the values of the list, or n random words and a few more."""
        low = (LONG_CYCLES - self.fixed) // self.cost[0] + 1 if d.long else 1
        high = min(self.high, (LOOP_LIMIT - self.fixed) // self.cost[1])
        if "list" in d.slots:
            items = draw_items(d, max(2, low), min(LIST_ITEMS, high))
            array = tuple([item.value for item in items])
            return Operands(d.slots, {"n": Number(len(items))}, items, array=array)
        length = d.uniform(low, high) if d.long else d.count(self.cost[1], self.fixed, high=self.high)
        array = d.words(min(length.value + d.rng.randint(1, 4), ARRAY_WORDS))
        return Operands(d.slots, {"n": length}, array=array)

    def seed(self, operands: Operands) -> dict[int, list[int]]:
        """Return the array."""
        return {SOURCE_BASE: to_words(operands.array)}


def elements(operands: Operands) -> tuple[int, ...]:
    """Return the n elements that the prompt is about."""
    return operands.array[: value(operands, "n")]


def next_word(r: Layout, counter: str) -> str:
    """Return the lines that end a turn: pointer up, counter down, back to label 1 unless it is 0."""
    return f"addi {r.p}, {r.p}, 4\naddi {counter}, {counter}, -1\nbne {counter}, x0, 1b\n"


@family("sum_array", "n", "list")
class SumArray(ArrayFamily):
    """The sum of the elements."""

    cost = (5, 5)

    def body(self, r: Layout, count: int) -> str:
        """Load and add."""
        return (
            source(r)
            + f"addi {r.out}, x0, 0\n1:\nlw {r.t}, 0({r.p})\nadd {r.out}, {r.out}, {r.t}\n"
            + next_word(r, r.a)
            + store(r)
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the sum."""
        return {DATA_BASE: [sum(elements(operands)) & WORD_MASK]}


class ExtremeArray(ArrayFamily):
    """The largest or smallest element: the first, until a better one comes."""

    cost = (5, 6)

    def body(self, r: Layout, count: int) -> str:
        """Load, compare, take over."""
        return (
            source(r) + f"lw {r.out}, 0({r.p})\n1:\nlw {r.t}, 0({r.p})\nbge {self.keeps(r)}, 2f\n"
            f"addi {r.out}, {r.t}, 0\n2:\n" + next_word(r, r.a) + store(r)
        )

    def keeps(self, r: Layout) -> str:
        """Return the operands of the `bge` that keeps what there is."""
        raise NotImplementedError


@family("max_array", "n", "list")
class MaxArray(ExtremeArray):
    """The largest element."""

    def keeps(self, r: Layout) -> str:
        """Keep what is no smaller than the element."""
        return f"{r.out}, {r.t}"

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the largest."""
        return {DATA_BASE: [max(elements(operands)) & WORD_MASK]}


@family("min_array", "n", "list")
class MinArray(ExtremeArray):
    """The smallest element."""

    def keeps(self, r: Layout) -> str:
        """Keep what is no larger than the element."""
        return f"{r.t}, {r.out}"

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the smallest."""
        return {DATA_BASE: [min(elements(operands)) & WORD_MASK]}


class Search(ArrayFamily):
    """A family that looks for the value v among the elements."""

    def sample(self, d: Draw) -> Operands:
        """Draw the array, then v: mostly an element, else anything."""
        operands = self.sample_array(d)
        among = elements(operands) if d.rng.random() < 0.8 else operands.array
        wanted = d.rng.choice(among) if d.rng.random() < 0.85 else d.number(signed=True).value
        if abs(wanted) > 9_999_999:
            wanted %= 100
        array = list(operands.array)
        if "list" not in d.slots and not d.long and d.rng.random() < 0.5:
            for _ in range(d.rng.randint(1, 4)):
                array[d.rng.randrange(len(array))] = wanted
        numbers = {"v": d.give(wanted), **operands.numbers}
        return operands._replace(numbers=numbers, array=tuple(array))


@family("count_occurrences", "v n", "v list")
class CountOccurrences(Search):
    """How often v stands in the array."""

    order = ("v", "n")
    cost = (5, 6)

    def body(self, r: Layout, count: int) -> str:
        """Load, compare, count."""
        return (
            source(r) + f"addi {r.out}, x0, 0\n1:\nlw {r.t}, 0({r.p})\nbne {r.t}, {r.a}, 2f\n"
            f"addi {r.out}, {r.out}, 1\n2:\n" + next_word(r, r.b) + store(r)
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the count."""
        return {DATA_BASE: [elements(operands).count(value(operands, "v"))]}


@family("find_element", "v n", "v list")
class FindElement(Search):
    """The index of the first v in the array, or -1."""

    order = ("v", "n")
    cost = (5, 5)

    def sample(self, d: Draw) -> Operands:
        """Draw; for a long program v does not come early."""
        operands = super().sample(d)
        while d.long and self._turns(operands) * self.cost[0] <= LONG_CYCLES - self.fixed:
            operands = super().sample(d)
        return operands

    @staticmethod
    def _turns(operands: Operands) -> int:
        wanted, among = value(operands, "v"), elements(operands)
        return among.index(wanted) if wanted in among else len(among)

    def body(self, r: Layout, count: int) -> str:
        """Load and compare; the counter of turns is the result."""
        return (
            source(r)
            + f"addi {r.out}, x0, 0\n1:\nlw {r.t}, 0({r.p})\nbeq {r.t}, {r.a}, 2f\naddi {r.p}, {r.p}, 4\n"
            + f"addi {r.out}, {r.out}, 1\nbne {r.out}, {r.b}, 1b\naddi {r.out}, x0, -1\n2:\n"
            + store(r)
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the index."""
        wanted, among = value(operands, "v"), elements(operands)
        return {DATA_BASE: [(among.index(wanted) if wanted in among else -1) & WORD_MASK]}
