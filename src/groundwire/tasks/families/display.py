"""Families that write characters or digits straight from the prompt: on the display, into memory.

Each character or digit is one `addi` and one store, so the program is a copy of what the prompt says.
"""

from groundwire.machine import DATA_BASE, DISPLAY_BASE
from groundwire.tasks.families.drawing import Draw
from groundwire.tasks.families.layout import Layout, block, load
from groundwire.tasks.families.operands import Operands, pack_text, value
from groundwire.tasks.families.registry import Family, family
from groundwire.tasks.families.texts import draw_text


def write_each(r: Layout, codes: list[int], page: int, mnemonic: str, size: int) -> str:
    """Return a whole program that writes constants one after the other.

    Args:
        r: the layout.
        codes: what to write, 0..2047 each.
        page: upper 20 bits of the address.
        mnemonic: `sw` or `sb`.
        size: bytes from one to the next.
    """
    lines = [
        f"addi {r.t}, x0, {code}\n{mnemonic} {r.t}, {size * k}({r.base})\n" for k, code in enumerate(codes)
    ]
    return f"lui {r.base}, {page}\n" + "".join(lines) + "halt"


class Written(Family):
    """A family that has no body apart from what it writes."""

    order = ()

    def body(self, r: Layout, count: int) -> str:
        """Nothing comes after what `build` writes."""
        return "halt"


@family("display", "s")
class Display(Written):
    """The string on the display, one character a word."""

    def sample(self, d: Draw) -> Operands:
        """Draw the string."""
        return Operands(d.slots, {}, s=draw_text(d.rng))

    def build(self, operands: Operands, layout: Layout) -> str:
        """Return the assembly text."""
        return write_each(layout, [ord(letter) for letter in operands.s], 6, "sw", 4)

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the characters."""
        return {DISPLAY_BASE: [ord(letter) for letter in operands.s]}


@family("write_ascii_text", "s")
class WriteText(Display):
    """The string in memory, packed bytes."""

    order = ()

    def build(self, operands: Operands, layout: Layout) -> str:
        """Return the assembly text."""
        return write_each(layout, [ord(letter) for letter in operands.s], 5, "sb", 1)

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the packed bytes; the rest of the last word is zero as memory was."""
        return {DATA_BASE: pack_text(operands.s)}


@family("write_digits", "a")
class WriteDigits(Written):
    """The decimal digits of a, one a word, most significant first."""

    order = ()

    def sample(self, d: Draw) -> Operands:
        """Draw a in digits or words."""
        number = d.number()
        if number.form == "hex":
            number = d.give(number.value, "digits")
        return Operands(d.slots, {"a": number})

    def build(self, operands: Operands, layout: Layout) -> str:
        """Return the assembly text."""
        return write_each(layout, [int(digit) for digit in str(value(operands, "a"))], 5, "sw", 4)

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the digits by division."""
        rest, digits = divmod(value(operands, "a"), 10)
        result = [digits]
        while rest:
            rest, digits = divmod(rest, 10)
            result.append(digits)
        return {DATA_BASE: result[::-1]}


@family("hex_digits", "a")
class HexDigits(Written):
    """The hexadecimal digits of a, one a word, most significant first."""

    published = False
    bitwise = True
    order = ()

    def sample(self, d: Draw) -> Operands:
        """Draw a in any form."""
        return Operands(d.slots, {"a": d.number(hex_high=0xFFFFFFFF)})

    def build(self, operands: Operands, layout: Layout) -> str:
        """Return the assembly text: the prompt's own digits where it is in hex, else shifts."""
        number = operands.numbers["a"]
        if number.form == "hex":
            return write_each(layout, [int(digit, 16) for digit in f"{number.value:x}"], 5, "sw", 4)
        return block(load(layout.a, number, layout.t)) + self.body(layout, 1)

    def body(self, r: Layout, count: int) -> str:
        """Skip leading zeros from bit 28 down, then take four bits at a time."""
        return (
            f"lui {r.base}, 5\naddi {r.u}, x0, 32\n1:\naddi {r.u}, {r.u}, -4\nsrl {r.t}, {r.a}, {r.u}\n"
            f"bne {r.t}, x0, 2f\nbne {r.u}, x0, 1b\n2:\nsrl {r.t}, {r.a}, {r.u}\nandi {r.t}, {r.t}, 15\n"
            f"sw {r.t}, 0({r.base})\naddi {r.base}, {r.base}, 4\naddi {r.u}, {r.u}, -4\n"
            f"bge {r.u}, x0, 2b\nhalt"
        )

    def expect(self, operands: Operands) -> dict[int, list[int]]:
        """Return the digits."""
        return {DATA_BASE: [int(digit, 16) for digit in f"{value(operands, 'a'):x}"]}
