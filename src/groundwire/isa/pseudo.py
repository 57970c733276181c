"""Pseudo-instructions of one word, as a table, and advice for names that mean nothing here.

Source: "The RISC-V Instruction Set Manual, Volume I" (20191213), tables 25.2 and 25.3; `halt` is our own.
Those that become two words (li, la, call, tail) are in `statements`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from groundwire.isa.expressions import shown


class PseudoInstruction(NamedTuple):
    """Another spelling of a real instruction."""

    operands: tuple[str, ...]
    """What the writer gives, named for messages."""
    base: str
    """Mnemonic of the real instruction."""
    base_operands: tuple[str | int, ...]
    """Its operands: text, or the number of the writer's operand that goes there."""


_PSEUDO_INSTRUCTIONS: dict[str, PseudoInstruction] = {
    "nop": PseudoInstruction((), "addi", ("x0", "x0", "0")),
    "mv": PseudoInstruction(("rd", "rs"), "addi", (0, 1, "0")),
    "not": PseudoInstruction(("rd", "rs"), "xori", (0, 1, "-1")),
    "neg": PseudoInstruction(("rd", "rs"), "sub", (0, "x0", 1)),
    "seqz": PseudoInstruction(("rd", "rs"), "sltiu", (0, 1, "1")),
    "snez": PseudoInstruction(("rd", "rs"), "sltu", (0, "x0", 1)),
    "sltz": PseudoInstruction(("rd", "rs"), "slt", (0, 1, "x0")),
    "sgt": PseudoInstruction(("rd", "rs", "rt"), "slt", (0, 2, 1)),
    "sgtu": PseudoInstruction(("rd", "rs", "rt"), "sltu", (0, 2, 1)),
    "sgtz": PseudoInstruction(("rd", "rs"), "slt", (0, "x0", 1)),
    "beqz": PseudoInstruction(("rs", "target"), "beq", (0, "x0", 1)),
    "bnez": PseudoInstruction(("rs", "target"), "bne", (0, "x0", 1)),
    "blez": PseudoInstruction(("rs", "target"), "bge", ("x0", 0, 1)),
    "bgez": PseudoInstruction(("rs", "target"), "bge", (0, "x0", 1)),
    "bltz": PseudoInstruction(("rs", "target"), "blt", (0, "x0", 1)),
    "bgtz": PseudoInstruction(("rs", "target"), "blt", ("x0", 0, 1)),
    "bgt": PseudoInstruction(("rs", "rt", "target"), "blt", (1, 0, 2)),
    "ble": PseudoInstruction(("rs", "rt", "target"), "bge", (1, 0, 2)),
    "bgtu": PseudoInstruction(("rs", "rt", "target"), "bltu", (1, 0, 2)),
    "bleu": PseudoInstruction(("rs", "rt", "target"), "bgeu", (1, 0, 2)),
    "j": PseudoInstruction(("target",), "jal", ("x0", 0)),
    "jr": PseudoInstruction(("rs",), "jalr", ("x0", 0)),
    "ret": PseudoInstruction((), "jalr", ("x0", "0(x1)")),
    "halt": PseudoInstruction((), "jal", ("x0", ".")),
}

PSEUDO_INSTRUCTIONS: Mapping[str, PseudoInstruction] = MappingProxyType(_PSEUDO_INSTRUCTIONS)
"""Pseudo-instructions of one word, by name."""

_MULTIPLY = frozenset(["mul", "mulh", "mulhsu", "mulhu", "div", "divu", "rem", "remu"])


def missing_instruction_advice(name: str) -> str:
    """Say why a name is not an instruction and what to write instead."""
    if name in _MULTIPLY:
        return f"{name} is of the M extension, which RV32I lacks; use shifts, adds and loops"
    if name.startswith("csr") or name == "fence.i":
        return f"{shown(name)} is not in the RV32I base set; leave it out"
    if name.startswith("."):
        return f"unknown directive {shown(name)}; the only one is .word, leave others out"
    if name == "subi":
        return "subi does not exist in RV32I; use addi with the negative number"
    return f"unknown instruction {shown(name)}; expected one of RV32I, a pseudo-instruction or .word"
