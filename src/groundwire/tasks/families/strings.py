"""Families about a string in memory, packed bytes at 0x5100 that end with a zero."""

from groundwire.machine import DATA_BASE, SOURCE_BASE
from groundwire.tasks.families.drawing import Draw
from groundwire.tasks.families.layout import Layout, source, store
from groundwire.tasks.families.operands import Operands, pack_text
from groundwire.tasks.families.registry import Family, family
from groundwire.tasks.families.texts import draw_text


class StringFamily(Family):
    """A family with a string in memory."""

    order = ()

    def sample(self, d: Draw) -> Operands:
        """Draw the string."""
        return Operands(d.slots, {}, s=draw_text(d.rng))

    def seed(self, operands: Operands) -> dict[int, list[int]]:
        """Return the packed string and a zero word after it."""
        return {SOURCE_BASE: [*pack_text(operands.s), 0]}


@family("strlen", "s")
class StringLength(StringFamily):
    """The length of the string."""

    def body(self, r: Layout, count: int) -> str:
        """Count bytes until the zero."""
        return (
            source(r)
            + f"addi {r.out}, x0, 0\n1:\nlbu {r.t}, 0({r.p})\nbeq {r.t}, x0, 2f\n"
            + f"addi {r.p}, {r.p}, 1\naddi {r.out}, {r.out}, 1\njal x0, 1b\n2:\n"
            + store(r)
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the length."""
        return {DATA_BASE: [len(operands.s)]}


@family("count_char", "ch s")
class CountCharacter(StringFamily):
    """How often a character stands in the string."""

    order = ()

    def sample(self, d: Draw) -> Operands:
        """Draw the string, then a character, mostly one of it, sometimes made frequent."""
        rng = d.rng
        text = draw_text(rng)
        inside = [letter for letter in text if letter.isalnum()]
        wanted = rng.choice(inside) if inside and rng.random() < 0.8 else rng.choice("aeiostnrlxz10AE")
        if rng.random() < 0.35:
            letters = [wanted if letter != " " and rng.random() < 0.4 else letter for letter in text]
            text = "".join(letters)
        return Operands(d.slots, {}, s=text, ch=wanted)

    def build(self, operands: Operands, layout: Layout) -> str:
        """Return the assembly text; the character's code is an immediate, as where text is written."""
        return f"addi {layout.a}, x0, {ord(operands.ch)}\n" + self.body(layout, 1)

    def body(self, r: Layout, count: int) -> str:
        """Compare every byte until the zero."""
        return (
            source(r)
            + f"addi {r.out}, x0, 0\n1:\nlbu {r.t}, 0({r.p})\nbeq {r.t}, x0, 2f\naddi {r.p}, {r.p}, 1\n"
            + f"bne {r.t}, {r.a}, 1b\naddi {r.out}, {r.out}, 1\njal x0, 1b\n2:\n"
            + store(r)
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the count."""
        return {DATA_BASE: [operands.s.count(operands.ch)]}


@family("uppercase", "s")
class Uppercase(StringFamily):
    """The string in capitals, packed from 0x5000 on."""

    published = False

    def body(self, r: Layout, count: int) -> str:
        """Take 32 off the bytes from a to z."""
        return (
            source(r)
            + f"lui {r.base}, 5\naddi {r.u}, x0, 97\naddi {r.v}, x0, 122\n"
            + f"1:\nlbu {r.t}, 0({r.p})\nbeq {r.t}, x0, 3f\nblt {r.t}, {r.u}, 2f\nblt {r.v}, {r.t}, 2f\n"
            + f"addi {r.t}, {r.t}, -32\n2:\nsb {r.t}, 0({r.base})\naddi {r.p}, {r.p}, 1\n"
            + f"addi {r.base}, {r.base}, 1\njal x0, 1b\n3:\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the packed capitals."""
        return {DATA_BASE: pack_text(operands.s.upper())}


@family("reverse_string", "s")
class ReverseString(StringFamily):
    """The string backwards, packed from 0x5000 on."""

    published = False

    def body(self, r: Layout, count: int) -> str:
        """Go to the end, then copy bytes downwards until the first is done."""
        return (
            source(r)
            + f"addi {r.q}, {r.p}, 0\nlui {r.base}, 5\n1:\nlbu {r.t}, 0({r.p})\naddi {r.p}, {r.p}, 1\n"
            f"bne {r.t}, x0, 1b\n"
            + f"addi {r.p}, {r.p}, -1\n2:\naddi {r.p}, {r.p}, -1\nlbu {r.t}, 0({r.p})\n"
            f"sb {r.t}, 0({r.base})\n" + f"addi {r.base}, {r.base}, 1\nbne {r.p}, {r.q}, 2b\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the packed reversal."""
        return {DATA_BASE: pack_text(operands.s[::-1])}
