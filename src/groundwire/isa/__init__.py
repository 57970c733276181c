"""RV32I as data: formats, encode, decode, assemble, disassemble, and which words are legal.

Nothing here executes a word; that is `groundwire.machine`. The base set only: no CSR, Zifencei, M or
compressed words.
"""

from groundwire.isa.assembler import AssemblyError, assemble
from groundwire.isa.codec import (
    EncodingError,
    IllegalInstruction,
    Instruction,
    decode,
    encode,
    is_legal,
    legal_mask,
)
from groundwire.isa.disassembler import disassemble
from groundwire.isa.formats import (
    IMMEDIATE_BITS,
    IMMEDIATE_RANGES,
    IMMEDIATE_SEGMENTS,
    Format,
    ImmediateRange,
    Segment,
    gather_immediate,
    scatter_immediate,
)
from groundwire.isa.instructions import HALT, INSTRUCTIONS, SPECS, InstructionSpec
from groundwire.isa.registers import ABI_NAMES, REGISTER_NUMBERS

__all__ = [
    "ABI_NAMES",
    "HALT",
    "IMMEDIATE_BITS",
    "IMMEDIATE_RANGES",
    "IMMEDIATE_SEGMENTS",
    "INSTRUCTIONS",
    "REGISTER_NUMBERS",
    "SPECS",
    "AssemblyError",
    "EncodingError",
    "Format",
    "IllegalInstruction",
    "ImmediateRange",
    "Instruction",
    "InstructionSpec",
    "Segment",
    "assemble",
    "decode",
    "disassemble",
    "encode",
    "gather_immediate",
    "is_legal",
    "legal_mask",
    "scatter_immediate",
]
