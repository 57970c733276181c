"""What a word could do that an emulator must not be trusted with, decided before it runs.

Unicorn executes M, compressed words, CSR reads and misaligned accesses, and reports a trap with a pc that
has moved on. So every word is classified here once: most are safe wherever they stand, the others need a
look at a register first.
"""

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from groundwire.isa import HALT, IllegalInstruction, decode

_LOAD_SIZES = {"lb": 1, "lbu": 1, "lh": 2, "lhu": 2, "lw": 4}
_STORE_SIZES = {"sb": 1, "sh": 2, "sw": 4}
_BRANCHES = frozenset({"beq", "bne", "blt", "bge", "bltu", "bgeu"})


class HazardKind(Enum):
    """Ways in which an instruction may trap."""

    NONE = "none"
    ILLEGAL = "illegal"
    CALL = "ecall"
    BREAK = "ebreak"
    LOAD = "load"
    STORE = "store"
    JUMP = "jump to a fixed target that is misaligned"
    INDIRECT_JUMP = "jump to a register"
    BRANCH = "branch to a target that is misaligned, if it is taken"


class Hazard(NamedTuple):
    """How a word may trap, and what must be known to tell."""

    kind: HazardKind
    """Which check it needs."""
    register: int = 0
    """Base register of a load, store or indirect jump."""
    offset: int = 0
    """Bytes added to the base register, or to the pc for a jump."""
    size: int = 0
    """Bytes loaded or stored."""
    detail: str = ""
    """Why it is illegal."""


SAFE = Hazard(HazardKind.NONE)
"""The hazard of words that cannot trap."""


# Models may emit any word, so the cache is bounded; a corpus has some ten thousand distinct words.
@lru_cache(maxsize=1 << 17)
def hazard_of(word: int) -> Hazard:
    """Classify a word, legality by RV32I included.

    Args:
        word: 32-bit word, a plain int.

    Returns:
        Its hazard; the object `SAFE` itself if it cannot trap.
    """
    try:
        instruction = decode(word)
    except IllegalInstruction as error:
        return Hazard(HazardKind.ILLEGAL, detail=str(error))
    name, offset = instruction.mnemonic, instruction.immediate
    if name in _LOAD_SIZES:
        return Hazard(HazardKind.LOAD, instruction.rs1, offset, _LOAD_SIZES[name])
    if name in _STORE_SIZES:
        return Hazard(HazardKind.STORE, instruction.rs1, offset, _STORE_SIZES[name])
    if name == "jalr":
        return Hazard(HazardKind.INDIRECT_JUMP, instruction.rs1, offset)
    if name == "jal" and offset % 4:
        return Hazard(HazardKind.JUMP, offset=offset)
    if name in _BRANCHES and offset % 4:
        return Hazard(HazardKind.BRANCH, offset=offset)
    if name == "ecall":
        return Hazard(HazardKind.CALL)
    if name == "ebreak":
        return Hazard(HazardKind.BREAK)
    return SAFE


_UNCHECKED = frozenset({HazardKind.NONE, HazardKind.LOAD, HazardKind.STORE, HazardKind.INDIRECT_JUMP})


@lru_cache(maxsize=1 << 16)
def block_length(code: bytes) -> int:
    """Count the instructions of a block that may run in bulk, where only its memory accesses are watched.

    Args:
        code: the block's bytes, little-endian words.

    Returns:
        Number of instructions, a HALT at the end not counted; -1 if one of them must be executed on its own.
    """
    if len(code) % 4:
        return -1
    words = memoryview(code).cast("I").tolist()
    if any(hazard_of(word).kind not in _UNCHECKED for word in words):
        return -1
    return len(words) - (words[-1] == HALT)
