"""Verifies one program by running it: it must halt in time and leave the expected words, and those only.

Building the text is the family's part, assembling and running those of `groundwire.isa` and
`groundwire.machine`.
"""

from typing import NamedTuple

from groundwire.isa import assemble
from groundwire.machine import Machine, Trap
from groundwire.tasks.families.drawing import CYCLE_LIMIT
from groundwire.tasks.families.layout import Layout
from groundwire.tasks.families.operands import Operands
from groundwire.tasks.families.registry import Family


class WrongProgram(ValueError):
    """A program that does not do what its family says."""


class Program(NamedTuple):
    """A program that has been run and found right."""

    words: list[int]
    """Its machine words, from 0x1000 on."""
    cycles: int
    """Words emitted until it ends, the final halt included."""


def verify(family: Family, operands: Operands, layout: Layout, machine: Machine) -> Program:
    """Assemble a family's program, run it with memory seeded, and compare what it leaves.

    Args:
        family: the family.
        operands: what the program is about.
        layout: its registers.
        machine: where it runs; it is reset first.

    Raises:
        WrongProgram: it traps, takes more than `CYCLE_LIMIT` cycles, leaves other words, or changes the
            word behind them.
    """
    words = assemble(family.build(operands, layout))
    seed = family.seed(operands)
    machine.reset()
    for address, content in seed.items():
        machine.write(address, content)
    machine.load_program(words)
    try:
        executed = machine.run(CYCLE_LIMIT)
    except Trap as trap:
        raise WrongProgram(f"{_name(family, operands)}: {trap}; mend the family's program") from trap
    if executed + 1 > CYCLE_LIMIT or not machine.halted:
        raise WrongProgram(
            f"{_name(family, operands)} takes more than {CYCLE_LIMIT} cycles: draw smaller operands"
        )
    for address, expected in family.expect(operands).items():
        found = machine.read(address, len(expected) + 1)
        _compare(family, operands, found, address, expected, seed.get(address, []))
    return Program(words, executed + 1)


def _compare(
    family: Family, operands: Operands, found: list[int], address: int, expected: list[int], before: list[int]
) -> None:
    if found[:-1] != expected:
        raise WrongProgram(
            f"{_name(family, operands)} leaves {found[:-1]} at {address:#x}, expected {expected}: "
            "mend the family's program or its expectation"
        )
    untouched = before[len(expected)] if len(before) > len(expected) else 0
    if found[-1] != untouched:
        raise WrongProgram(
            f"{_name(family, operands)} changes the word at {address + 4 * len(expected):#x} to "
            f"{found[-1]:#x}, expected {untouched:#x} as before: mend the family's program"
        )


def _name(family: Family, operands: Operands) -> str:
    numbers = ", ".join(f"{slot}={number.value} ({number.form})" for slot, number in operands.numbers.items())
    items = f" list={[item.value for item in operands.items]}" if operands.items else ""
    text = f" s={operands.s!r}" if operands.s else ""
    return f"{family.name}({numbers}{items}{text})"
