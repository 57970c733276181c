"""Families that write whole arrays: copying, reversing, filling, sorting, clamping every element."""

from groundwire.machine import DESTINATION_BASE, SOURCE_BASE
from groundwire.tasks.families.arrays import ArrayFamily, elements, next_word
from groundwire.tasks.families.compare import draw_bounds
from groundwire.tasks.families.drawing import Draw
from groundwire.tasks.families.layout import Layout, destination, source
from groundwire.tasks.families.operands import Operands, to_words, value
from groundwire.tasks.families.registry import family


@family("copy_array", "n", "list")
class CopyArray(ArrayFamily):
    """The array, copied to 0x5200."""

    cost = (6, 6)
    fixed = 4

    def body(self, r: Layout, count: int) -> str:
        """Load and store, both pointers going up."""
        return (
            source(r)
            + destination(r)
            + f"1:\nlw {r.t}, 0({r.p})\nsw {r.t}, 0({r.q})\naddi {r.q}, {r.q}, 4\n"
            + next_word(r, r.a)
            + "halt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the elements at the destination."""
        return {DESTINATION_BASE: to_words(elements(operands))}


@family("memcpy", "n")
class Memcpy(CopyArray):
    """n words copied to 0x5200; the program of `copy_array`."""


@family("reverse_array", "n", "list")
class ReverseArray(ArrayFamily):
    """The array, written backwards to 0x5200."""

    cost = (6, 6)
    fixed = 6

    def body(self, r: Layout, count: int) -> str:
        """Begin behind the last element; the source pointer goes down, the other one up."""
        return (
            source(r)
            + destination(r)
            + f"slli {r.t}, {r.a}, 2\nadd {r.p}, {r.p}, {r.t}\n"
            + f"1:\naddi {r.p}, {r.p}, -4\nlw {r.t}, 0({r.p})\nsw {r.t}, 0({r.q})\naddi {r.q}, {r.q}, 4\n"
            + f"addi {r.a}, {r.a}, -1\nbne {r.a}, x0, 1b\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the elements backwards at the destination."""
        return {DESTINATION_BASE: to_words(elements(operands)[::-1])}


class Fill(ArrayFamily):
    """n words at 0x5100 set to v. Memory holds other words before, so that filling with 0 matters too."""

    order = ("v", "n")
    cost = (4, 4)
    fixed = 2

    def sample(self, d: Draw) -> Operands:
        """Draw v, and an array that gets overwritten."""
        filler = d.give(d.rng.choice((0, 1, -1, 255))) if d.rng.random() < 0.15 else d.number(signed=True)
        operands = self.sample_array(d)
        return operands._replace(numbers={"v": filler, **operands.numbers})

    def body(self, r: Layout, count: int) -> str:
        """Store v, n times."""
        return source(r) + f"1:\nsw {r.a}, 0({r.p})\n" + next_word(r, r.b) + "halt"

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return v, n times."""
        return {SOURCE_BASE: to_words([value(operands, "v")] * value(operands, "n"))}


@family("fill_array", "v n")
class FillArray(Fill):
    """An n-element array filled with v."""


@family("memset", "n v")
class Memset(Fill):
    """n words set to v; the program of `fill_array`."""

    order = ("v", "n")


@family("bubble_sort_small", "n", "list")
class BubbleSort(ArrayFamily):
    """The array sorted upwards where it stands."""

    long_lists = True
    cost = (24, 37)

    def sample(self, d: Draw) -> Operands:
        """Draw an array; a long program takes 8 or 9 elements."""
        while True:
            operands = self.sample_array(d)
            if d.fits(self.cycles(elements(operands))):
                return operands

    @staticmethod
    def cycles(array: tuple[int, ...]) -> int:
        """Return the cycles of the body: six a comparison, two more a swap, six a pass."""
        length = len(array)
        swaps = sum(array[i] > array[j] for j in range(length) for i in range(j))
        return 3 + 6 * (length - 1) + 3 * length * (length - 1) + 2 * swaps

    def body(self, r: Layout, count: int) -> str:
        """Pass over one pair less each time and swap what is out of order."""
        return (
            f"1:\naddi {r.a}, {r.a}, -1\nbge x0, {r.a}, 4f\n"
            + source(r)
            + f"addi {r.u}, {r.a}, 0\n2:\nlw {r.t}, 0({r.p})\nlw {r.v}, 4({r.p})\nbge {r.v}, {r.t}, 3f\n"
            + f"sw {r.v}, 0({r.p})\nsw {r.t}, 4({r.p})\n3:\naddi {r.p}, {r.p}, 4\naddi {r.u}, {r.u}, -1\n"
            + f"bne {r.u}, x0, 2b\njal x0, 1b\n4:\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the elements in ascending order."""
        return {SOURCE_BASE: to_words(sorted(elements(operands)))}


@family("clamp_array", "lo hi n")
class ClampArray(ArrayFamily):
    """Every element limited to lo..hi, where the array stands."""

    published = False
    cost = (7, 9)
    fixed = 2

    def sample(self, d: Draw) -> Operands:
        """Draw bounds near the elements."""
        operands = self.sample_array(d)
        low, high = draw_bounds(d, d.rng.choice((9, 50, 99, 999)))
        return operands._replace(numbers={"lo": low, "hi": high, **operands.numbers})

    def body(self, r: Layout, count: int) -> str:
        """Load, raise, lower, store."""
        return (
            source(r)
            + f"1:\nlw {r.out}, 0({r.p})\nbge {r.out}, {r.a}, 2f\naddi {r.out}, {r.a}, 0\n"
            + f"2:\nbge {r.b}, {r.out}, 3f\naddi {r.out}, {r.b}, 0\n3:\nsw {r.out}, 0({r.p})\n"
            + next_word(r, r.c)
            + "halt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the limited elements."""
        low, high = value(operands, "lo"), value(operands, "hi")
        return {SOURCE_BASE: to_words([min(max(item, low), high) for item in elements(operands)])}
