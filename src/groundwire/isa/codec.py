"""Words to instructions and back: `decode`, `encode`, and the question which words are RV32I at all.

Everything is derived from the table in `instructions`; text is read and written in `assembler` and
`disassembler`.
"""

import operator
from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
from numpy.typing import NDArray

from groundwire.isa.formats import IMMEDIATE_RANGES, Format, gather_immediate, scatter_immediate
from groundwire.isa.instructions import INSTRUCTIONS, SPECS, InstructionSpec

_REGISTER_SHIFTS = {"rd": 7, "rs1": 15, "rs2": 20}


class IllegalInstruction(ValueError):
    """A word that is not an RV32I instruction.

    Attributes:
        word: the word that was to be decoded.
        reason: the field that fits no instruction.
    """

    def __init__(self, word: int, reason: str) -> None:
        """Keep the word and say what is wrong with it."""
        self.word = word
        self.reason = reason
        super().__init__(word, reason)  # both, so that it can be pickled between processes

    def __str__(self) -> str:
        """Return the word and what is wrong with it."""
        return f"{_hexadecimal(self.word)} is not an RV32I instruction: {self.reason}"


class EncodingError(ValueError):
    """Operands that an instruction cannot hold."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """A decoded word. Fields that the format lacks are 0; `SPECS[mnemonic].fields` says which it has."""

    mnemonic: str
    """Lower-case name, a key of `SPECS`."""
    format: Format
    """Layout of the word."""
    rd: int = 0
    """Destination register, 0..31."""
    rs1: int = 0
    """First source register, 0..31."""
    rs2: int = 0
    """Second source register, 0..31."""
    immediate: int = 0
    """The value that the instruction uses: sign-extended for I, S, B and J (bytes from pc for B and J), 0..31
    for shifts, a signed multiple of 4096 for lui and auipc, fm << 8 | pred << 4 | succ for fence."""


def _rows_by_key() -> dict[int, tuple[InstructionSpec, ...]]:
    """Group the table by opcode and funct3, so that a word is compared with two rows at most."""
    rows: dict[int, tuple[InstructionSpec, ...]] = {}
    for spec in INSTRUCTIONS:
        funct3_values = range(8) if spec.funct3 is None else (spec.funct3,)
        for funct3 in funct3_values:
            key = funct3 << 12 | spec.opcode
            rows[key] = (*rows.get(key, ()), spec)
    return rows


_ROWS = _rows_by_key()
_PAIRS = {key: tuple((spec.mask, spec.match) for spec in rows) for key, rows in _ROWS.items()}


def is_legal(word: SupportsIndex) -> bool:
    """Tell whether a word is an RV32I instruction.

    Args:
        word: any integer; what does not fit into 32 unsigned bits is not legal.

    Returns:
        True exactly for the words of `INSTRUCTIONS`: hints and every fence are legal; M, Zicsr, Zifencei,
        compressed words and shifts by 32 or more are not.

    Raises:
        TypeError: if the word is not an integer.
    """
    number = operator.index(word)  # a numpy scalar would overflow with some of the masks
    if not 0 <= number <= 0xFFFFFFFF:
        return False
    for mask, match in _PAIRS.get(number & 0x707F, ()):  # noqa: SIM110 - any() takes twice the time
        if number & mask == match:
            return True
    return False


def _legal_keys() -> NDArray[np.bool_]:
    """Legality by opcode, funct3 and funct7 (17 bits) of every instruction but the single words of SYSTEM."""
    key = np.arange(1 << 17, dtype=np.uint32)
    words = (key & 0x7F) | (key >> 7 & 0x7) << 12 | (key >> 10) << 25
    legal = np.zeros(1 << 17, dtype=np.bool_)
    for spec in INSTRUCTIONS:
        if spec.format is not Format.SYSTEM:
            legal |= (words & np.uint32(spec.mask)) == spec.match
    return legal


_LEGAL_KEYS = _legal_keys()
_SYSTEM_WORDS = tuple(np.uint32(spec.match) for spec in INSTRUCTIONS if spec.format is Format.SYSTEM)


def legal_mask(words: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell for each word of an array whether it is an RV32I instruction, as `is_legal` does.

    Args:
        words: uint32 array of any shape.

    Returns:
        Boolean array of the same shape.

    Raises:
        TypeError: if the array's type is not uint32.
    """
    if words.dtype != np.uint32:
        raise TypeError(
            f"legal_mask takes an array of uint32, got {words.dtype}; convert it with .astype(np.uint32)"
        )
    key = (words & 0x7F) | (words >> 12 & 0x7) << 7 | (words >> 25) << 10
    legal = np.asarray(_LEGAL_KEYS[key])
    for system_word in _SYSTEM_WORDS:
        legal |= words == system_word
    return legal


def decode(word: SupportsIndex) -> Instruction:
    """Decode a word.

    Args:
        word: 32-bit word, unsigned.

    Returns:
        The instruction and its operands.

    Raises:
        IllegalInstruction: if the word is not RV32I.
    """
    number = operator.index(word)
    if 0 <= number <= 0xFFFFFFFF:
        for spec in _ROWS.get(number & 0x707F, ()):
            if number & spec.mask == spec.match:
                return _decode_as(spec, number)
    raise IllegalInstruction(number, _why_illegal(number))


def _decode_as(spec: InstructionSpec, word: int) -> Instruction:
    fields = spec.fields
    return Instruction(
        spec.mnemonic,
        spec.format,
        word >> 7 & 31 if "rd" in fields else 0,
        word >> 15 & 31 if "rs1" in fields else 0,
        word >> 20 & 31 if "rs2" in fields else 0,
        gather_immediate(spec.format, word),
    )


def _why_illegal(word: int) -> str:
    """Name the field that fits no row of the table, and the extension of the word if it is a common one."""
    if not 0 <= word <= 0xFFFFFFFF:
        return "expected 32 unsigned bits, 0..0xffffffff"
    if word & 3 != 3:
        return "bits 1..0 are not 11, so it is a 16-bit compressed instruction, which the base set lacks"
    opcode, funct3 = word & 0x7F, word >> 12 & 7
    if not any(spec.opcode == opcode for spec in INSTRUCTIONS):
        return f"no instruction has opcode 0x{opcode:02x}"
    if opcode == 0x73:
        return "opcode 0x73 has only ecall (0x00000073) and ebreak (0x00100073); CSR access is an extension"
    if (funct3 << 12 | opcode) not in _ROWS:
        return f"opcode 0x{opcode:02x} has no funct3 {funct3}"
    note = "; it is of the M extension (multiply, divide)" if opcode == 0x33 and word >> 25 == 1 else ""
    return f"opcode 0x{opcode:02x} with funct3 {funct3} has no funct7 0x{word >> 25:02x}{note}"


def encode(mnemonic: str, rd: int = 0, rs1: int = 0, rs2: int = 0, immediate: int = 0) -> int:
    """Encode an instruction; the inverse of `decode`.

    Args:
        mnemonic: a key of `SPECS`, lower case.
        rd: destination register, 0..31.
        rs1: first source register, 0..31.
        rs2: second source register, 0..31.
        immediate: the value as `Instruction.immediate` has it; lui and auipc also take it unsigned.

    Returns:
        The 32-bit word.

    Raises:
        EncodingError: if the mnemonic is unknown, an operand is out of range, or an operand that the
            instruction does not have is not 0.
    """
    spec = SPECS.get(mnemonic)
    if spec is None:
        raise EncodingError(f"{mnemonic!r} is not an RV32I mnemonic; expected one of {', '.join(SPECS)}")
    word = spec.match
    for name, number in (("rd", rd), ("rs1", rs1), ("rs2", rs2)):
        if name not in spec.fields and number:
            raise EncodingError(f"{mnemonic} has no {name}, got {number}; leave it out")
        if not 0 <= number <= 31:
            raise EncodingError(f"{name} of {mnemonic} is register {number}, outside 0..31")
        word |= number << _REGISTER_SHIFTS[name]
    return word | scatter_immediate(spec.format, _checked_immediate(spec, immediate))


def _checked_immediate(spec: InstructionSpec, value: int) -> int:
    allowed = IMMEDIATE_RANGES.get(spec.format)
    if allowed is None:
        if value:
            raise EncodingError(f"{spec.mnemonic} has no immediate, got {value}; leave it out")
        return 0
    if spec.format is Format.U and 1 << 31 <= value < 1 << 32:
        value -= 1 << 32
    if not allowed.low <= value <= allowed.high:
        raise EncodingError(f"immediate {value} of {spec.mnemonic} is outside {allowed.low}..{allowed.high}")
    if value % allowed.step:
        raise EncodingError(f"immediate {value} of {spec.mnemonic} is not a multiple of {allowed.step}")
    return value


def _hexadecimal(word: int) -> str:
    return f"0x{word:08x}" if 0 <= word <= 0xFFFFFFFF else repr(word)[:40]
