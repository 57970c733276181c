"""Capstone as an oracle: which words are instructions, and which, over every opcode, funct3 and funct7."""

import re
from collections import Counter

import numpy as np
import pytest

from groundwire.isa import decode, legal_mask

capstone = pytest.importorskip("capstone", reason="capstone is not installed: pip install capstone")

FREE_BITS = 0x01FF8F80
EXTENSIONS = {  # capstone's RISCV32 mode decodes these sets whatever it is asked; RV32I lacks them
    "M": r"(mul|mulh|mulhsu|mulhu|div|divu|rem|remu)",
    "A": r"(amo\w+|lr|sc)\.w(\.aq|\.rl|\.aqrl)?",
    "F and D": r"f[a-z]+(\.[a-z]+)*(?<!fence)(?<!fence\.i)(?<!fence\.tso)",
    "Zicsr": r"(csrr\w+|unimp)",
    "Zifencei": r"fence\.i",
    "privileged": r"(sfence\.vma|uret|sret|mret|wfi)",
}
PRIVILEGED = [0x00200073, 0x10200073, 0x30200073, 0x10500073, 0x12000073]


def capstone_mnemonics(words: np.ndarray) -> list[str | None]:
    """Return capstone's real mnemonic (not an alias) of each word, None where it sees no instruction."""
    disassembler = capstone.Cs(capstone.CS_ARCH_RISCV, capstone.CS_MODE_RISCV32)
    disassembler.skipdata = True
    found = list(disassembler.disasm(words.astype("<u4").tobytes(), 0))
    assert [i.address for i in found] == list(range(0, 4 * words.size, 4))
    return [i.insn_name() if i.id else None for i in found]


def deviation(word: int, theirs: str | None, ours: str | None) -> str | None:
    """Name the known way in which capstone differs from the base set on this word."""
    if ours is None and theirs is not None:
        if theirs in ("slli", "srli", "srai") and word >> 25 & 1:
            return "shift amount of 32 or more"  # reserved in RV32: imm[5] must be 0
        return next((name for name, names in EXTENSIONS.items() if re.fullmatch(names, theirs)), None)
    if ours == "fence" and theirs is None and word & 0xF00F8F80:
        return "fence with reserved fields"  # the manual says that implementations ignore them
    return "name of fence.tso" if (ours, theirs) == ("fence", "fence.tso") and word == 0x8330000F else None


def disagreements(words: np.ndarray) -> Counter[str]:
    """Count the known deviations and fail on any other."""
    counts: Counter[str] = Counter()
    legal = legal_mask(words).tolist()
    for word, is_ours, theirs in zip(words.tolist(), legal, capstone_mnemonics(words), strict=True):
        ours = decode(word).mnemonic if is_ours else None
        if ours != theirs:
            kind = deviation(word, theirs, ours)
            assert kind is not None, f"0x{word:08x}: capstone says {theirs}, we say {ours}"
            counts[kind] += 1
    return counts


def test_capstone_agrees_on_every_function_code_but_for_known_deviations() -> None:
    key = np.arange(1 << 17, dtype=np.uint32)
    codes = (key & 0x7F) | (key >> 7 & 7) << 12 | (key >> 10) << 25
    noise = np.random.default_rng(1).integers(0, 1 << 32, (2, key.size), dtype=np.uint32) & np.uint32(
        FREE_BITS
    )
    counts = disagreements(codes)
    for fields in noise:
        counts += disagreements(codes | fields)
    counts += disagreements(np.array([*PRIVILEGED, 0x00000073, 0x00100073, 0x8330000F], np.uint32))
    assert set(counts) == {
        *EXTENSIONS,
        "shift amount of 32 or more",
        "fence with reserved fields",
        "name of fence.tso",
    }
    assert counts["shift amount of 32 or more"] == 3 * 3
    assert counts["M"] == 3 * 8


def test_capstone_agrees_on_random_words_of_the_base_opcodes() -> None:
    rng = np.random.default_rng(2)
    opcodes = np.array([0x37, 0x17, 0x6F, 0x67, 0x63, 0x03, 0x23, 0x13, 0x33, 0x0F, 0x73], np.uint32)
    words = rng.integers(0, 1 << 32, 60_000, dtype=np.uint32) & ~np.uint32(0x7F) | rng.choice(opcodes, 60_000)
    counts = disagreements(words)
    assert sum(counts.values()) < words.size // 4
    assert {"Zicsr", "M", "shift amount of 32 or more", "fence with reserved fields"} <= set(counts)
