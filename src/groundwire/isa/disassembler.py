"""Words to assembly text, in the one spelling that `assemble` takes back to the same word.

Registers are written x0..x31 and no pseudo-instruction is used, so a line shows what the word encodes.
Addresses of branches and jumps depend on where the word stands: with a pc they are absolute, without it
relative to `.`.
"""

import operator
from typing import SupportsIndex

from groundwire.isa.codec import Instruction, decode
from groundwire.isa.formats import Format
from groundwire.isa.instructions import NAMED_FENCES, SPECS

_NAMES = {word: name for name, word in NAMED_FENCES.items()}


def disassemble(word: SupportsIndex, pc: int | None = None) -> str:
    """Write a word as assembly text.

    Args:
        word: 32-bit word, unsigned.
        pc: address of the word in bytes; None writes the targets of branches and jal as `.+8`, otherwise they
            are absolute, `0x00001008`, wrapped to 32 bits.

    Returns:
        One line, such as `addi x5, x0, -3`, `sw x5, 4(x6)` or `lui x7, 0x5`. A fence whose reserved fields
        are not zero has no spelling and is written as `.word` with a comment.

    Raises:
        IllegalInstruction: if the word is not RV32I.
    """
    instruction = decode(word)
    if instruction.format is Format.FENCE:
        return _fence(instruction, operator.index(word))
    operands = [_operand(kind, instruction, pc) for kind in SPECS[instruction.mnemonic].operands]
    return f"{instruction.mnemonic} {', '.join(operands)}".rstrip()


def _operand(kind: str, instruction: Instruction, pc: int | None) -> str:
    match kind:
        case "immediate":
            return str(instruction.immediate)
        case "upper":
            return f"0x{instruction.immediate >> 12 & 0xFFFFF:x}"
        case "address":
            return f"{instruction.immediate}(x{instruction.rs1})"
        case "target":
            distance = instruction.immediate
            return f".{distance:+d}" if pc is None else f"0x{(pc + distance) & 0xFFFFFFFF:08x}"
        case _:
            return f"x{getattr(instruction, kind)}"


def _fence(instruction: Instruction, word: int) -> str:
    if word in _NAMES:
        return _NAMES[word]
    if instruction.rd or instruction.rs1 or instruction.immediate >> 8:
        return f".word 0x{word:08x} # fence with reserved fields"
    return f"fence {_access_set(instruction.immediate >> 4)}, {_access_set(instruction.immediate)}"


def _access_set(bits: int) -> str:
    """Spell the four bits of a predecessor or successor set: device input, output, memory reads, writes."""
    return "".join(letter for letter, bit in zip("iorw", (8, 4, 2, 1), strict=True) if bits & bit) or "0"
