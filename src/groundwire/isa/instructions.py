"""The forty instructions of RV32I as one table: mask, match, format and how each is written.

Source: "The RISC-V Instruction Set Manual, Volume I" (20191213), chapter 2 and the listing of chapter 24. The
table is complete: a word is RV32I exactly when `word & mask == match` for one row, and no word fits two rows.
It leaves out Zicsr, Zifencei, M and compressed words.

FENCE has fields that the manual reserves (fm other than 0000 and 1000, rd, rs1, empty pred or succ sets) and
says that base implementations shall ignore. Every value of them is therefore legal here: the row's mask
covers opcode and funct3 alone. ECALL and EBREAK are single words; SLLI, SRLI and SRAI need bit 25 clear, for
RV32 shifts by 0..31.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from groundwire.isa.formats import Format

HALT = 0x0000006F
"""`jal x0, 0`, the jump to itself that ends a program."""

NAMED_FENCES: Mapping[str, int] = MappingProxyType({"fence.tso": 0x8330000F, "pause": 0x0100000F})
"""Fences with a mnemonic of their own: fm = 1000 with rw before rw, and the hint of Zihintpause."""

_OPCODE_MASK = 0x0000007F
_FUNCT3_MASK = 0x0000707F
_FUNCT7_MASK = 0xFE00707F
_WORD_MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class InstructionSpec:
    """One instruction of the base set."""

    mnemonic: str
    """Lower-case name, as in the manual."""
    format: Format
    """Layout of its operands."""
    mask: int
    """Bits that are fixed for this instruction."""
    match: int
    """Value of the fixed bits; a word is this instruction exactly when `word & mask == match`."""
    operands: tuple[str, ...]
    """Operands in the order of assembly text: rd, rs1, rs2, immediate, upper (bits 31..12 of the immediate),
    target (pc plus immediate), address (`immediate(rs1)`), predecessor, successor."""

    @property
    def opcode(self) -> int:
        """Bits 6..0."""
        return self.match & 0x7F

    @property
    def funct3(self) -> int | None:
        """Bits 14..12, None where the format has none."""
        return (self.match >> 12) & 0x7 if self.mask & 0x7000 else None

    @property
    def funct7(self) -> int | None:
        """Bits 31..25, None where they belong to an operand."""
        return self.match >> 25 if self.mask >> 25 == 0x7F else None

    @property
    def fields(self) -> frozenset[str]:
        """Which of rd, rs1, rs2 and immediate the word encodes."""
        return _FIELDS[self.format]


_FIELDS: dict[Format, frozenset[str]] = {
    Format.R: frozenset({"rd", "rs1", "rs2"}),
    Format.I: frozenset({"rd", "rs1", "immediate"}),
    Format.SHIFT: frozenset({"rd", "rs1", "immediate"}),
    Format.S: frozenset({"rs1", "rs2", "immediate"}),
    Format.B: frozenset({"rs1", "rs2", "immediate"}),
    Format.U: frozenset({"rd", "immediate"}),
    Format.J: frozenset({"rd", "immediate"}),
    Format.FENCE: frozenset({"rd", "rs1", "immediate"}),
    Format.SYSTEM: frozenset(),
}


def _upper(mnemonic: str, opcode: int) -> InstructionSpec:
    return InstructionSpec(mnemonic, Format.U, _OPCODE_MASK, opcode, ("rd", "upper"))


def _branch(mnemonic: str, funct3: int) -> InstructionSpec:
    match = funct3 << 12 | 0x63
    return InstructionSpec(mnemonic, Format.B, _FUNCT3_MASK, match, ("rs1", "rs2", "target"))


def _load(mnemonic: str, funct3: int) -> InstructionSpec:
    return InstructionSpec(mnemonic, Format.I, _FUNCT3_MASK, funct3 << 12 | 0x03, ("rd", "address"))


def _store(mnemonic: str, funct3: int) -> InstructionSpec:
    return InstructionSpec(mnemonic, Format.S, _FUNCT3_MASK, funct3 << 12 | 0x23, ("rs2", "address"))


def _immediate(mnemonic: str, funct3: int) -> InstructionSpec:
    match = funct3 << 12 | 0x13
    return InstructionSpec(mnemonic, Format.I, _FUNCT3_MASK, match, ("rd", "rs1", "immediate"))


def _shift(mnemonic: str, funct3: int, funct7: int) -> InstructionSpec:
    match = funct7 << 25 | funct3 << 12 | 0x13
    return InstructionSpec(mnemonic, Format.SHIFT, _FUNCT7_MASK, match, ("rd", "rs1", "immediate"))


def _register(mnemonic: str, funct3: int, funct7: int) -> InstructionSpec:
    match = funct7 << 25 | funct3 << 12 | 0x33
    return InstructionSpec(mnemonic, Format.R, _FUNCT7_MASK, match, ("rd", "rs1", "rs2"))


INSTRUCTIONS: tuple[InstructionSpec, ...] = (
    _upper("lui", 0x37),
    _upper("auipc", 0x17),
    InstructionSpec("jal", Format.J, _OPCODE_MASK, 0x6F, ("rd", "target")),
    InstructionSpec("jalr", Format.I, _FUNCT3_MASK, 0x67, ("rd", "address")),
    _branch("beq", 0),
    _branch("bne", 1),
    _branch("blt", 4),
    _branch("bge", 5),
    _branch("bltu", 6),
    _branch("bgeu", 7),
    _load("lb", 0),
    _load("lh", 1),
    _load("lw", 2),
    _load("lbu", 4),
    _load("lhu", 5),
    _store("sb", 0),
    _store("sh", 1),
    _store("sw", 2),
    _immediate("addi", 0),
    _immediate("slti", 2),
    _immediate("sltiu", 3),
    _immediate("xori", 4),
    _immediate("ori", 6),
    _immediate("andi", 7),
    _shift("slli", 1, 0x00),
    _shift("srli", 5, 0x00),
    _shift("srai", 5, 0x20),
    _register("add", 0, 0x00),
    _register("sub", 0, 0x20),
    _register("sll", 1, 0x00),
    _register("slt", 2, 0x00),
    _register("sltu", 3, 0x00),
    _register("xor", 4, 0x00),
    _register("srl", 5, 0x00),
    _register("sra", 5, 0x20),
    _register("or", 6, 0x00),
    _register("and", 7, 0x00),
    InstructionSpec("fence", Format.FENCE, _FUNCT3_MASK, 0x0F, ("predecessor", "successor")),
    InstructionSpec("ecall", Format.SYSTEM, _WORD_MASK, 0x00000073, ()),
    InstructionSpec("ebreak", Format.SYSTEM, _WORD_MASK, 0x00100073, ()),
)
"""Every instruction of RV32I, in the order of the manual's listing."""

SPECS: Mapping[str, InstructionSpec] = MappingProxyType({spec.mnemonic: spec for spec in INSTRUCTIONS})
"""The table by mnemonic."""
