"""Which register plays which part, and the idioms that families share: loads, pointers, the closing store.

A small network learns these programs, so each idiom exists once, here, and always names its registers in the
same order. What a family does between the loads and the store is the family's own affair.
"""

from typing import NamedTuple

from groundwire.tasks.families.operands import Number


class Layout(NamedTuple):
    """Register names by role. The link register is the only one outside of x5..x17; sp is never used."""

    a: str
    """First operand."""
    b: str
    """Second operand."""
    c: str
    """Third operand."""
    out: str
    """The result."""
    base: str
    """Address of the results."""
    p: str
    """Source pointer."""
    q: str
    """Destination or second pointer."""
    t: str
    """Temporary; also the scratch register of loads."""
    u: str
    """Second temporary: counters and divisors."""
    v: str
    """Third temporary: addends."""
    w: str
    """Fourth temporary."""
    link: str
    """Return address of calls."""


def _layout(numbers: str) -> Layout:
    return Layout(*(f"x{number}" for number in numbers.split()))


REGISTER_LAYOUTS: tuple[Layout, ...] = (
    _layout("5 6 7 10 11 12 13 14 15 16 17 1"),
    _layout("10 11 12 13 14 15 16 5 6 7 8 1"),
    _layout("8 9 10 5 6 7 11 12 13 14 15 1"),
    _layout("15 14 13 12 17 10 9 8 7 6 5 1"),
    _layout("11 13 15 17 5 7 9 6 8 10 12 16"),
)
"""Register assignments; the first is the canonical one."""

BLOCK_WORDS = 32
"""Words that the load of an operand takes up in a program, whatever the operand: seven figures, a sign and a jump fit."""


def load(register: str, number: Number, temporary: str) -> str:
    """Return the lines that put a number into a register, figure by figure as its form spells it.

    The first figure is loaded; each further one multiplies what is there by ten (`slli`, `add`, `slli`), or by sixteen in
    hexadecimal (`slli`), and is added. So the CPU converts to binary, and every immediate is one figure of the prompt.
    A negative number is its magnitude, then a subtraction from zero.
    """
    magnitude = abs(number.value)
    if number.form == "hex":
        figures = [int(figure, 16) for figure in f"{magnitude:x}"]
        step = f"slli {register}, {register}, 4\n"
    else:
        figures = [int(figure) for figure in str(magnitude)]
        step = (
            f"slli {temporary}, {register}, 2\nadd {register}, {register}, {temporary}\n"
            f"slli {register}, {register}, 1\n"
        )
    lines = [f"addi {register}, x0, {figures[0]}\n"]
    lines += [f"{step}addi {register}, {register}, {figure}\n" for figure in figures[1:]]
    if number.value < 0:
        lines.append(f"sub {register}, x0, {register}\n")
    return "".join(lines)


def block(lines: str, tail: str = "", words: int = BLOCK_WORDS) -> str:
    """Return lines of code that take up a fixed number of words: what is left between them and the tail is jumped over.

    So where the tail and everything behind the block stand does not depend on how long the lines are.

    Args:
        lines: instructions, one a line, a line feed after each.
        tail: instructions at the block's end, likewise.
        words: the block's length.

    Raises:
        ValueError: lines and tail are longer than the block.
    """
    left = words - lines.count("\n") - tail.count("\n")
    if left < 0:
        raise ValueError(f"{words - left} lines in a block of {words} words; make the block longer")
    jump = f"jal x0, .+{4 * left}\n" + ".word 0\n" * (left - 1) if left else ""
    return lines + jump + tail


def store(r: Layout) -> str:
    """Return the closing lines of a family with one result: store it at 0x5000 and halt."""
    return f"lui {r.base}, 5\nsw {r.out}, 0({r.base})\nhalt"


def source(r: Layout) -> str:
    """Return the lines that point `p` at the source array or string, 0x5100."""
    return f"lui {r.p}, 5\naddi {r.p}, {r.p}, 256\n"


def destination(r: Layout) -> str:
    """Return the lines that point `q` at the destination (or second) array, 0x5200."""
    return f"lui {r.q}, 5\naddi {r.q}, {r.q}, 512\n"
