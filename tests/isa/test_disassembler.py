"""Disassembly: its spelling, and that `assemble` reads it back to the same word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.isa import INSTRUCTIONS, IllegalInstruction, InstructionSpec, assemble, disassemble


@pytest.mark.parametrize(
    ("word", "text"),
    [
        (0x00A28293, "addi x5, x5, 10"),
        (0xFFD00293, "addi x5, x0, -3"),
        (0x000052B7, "lui x5, 0x5"),
        (0xFFFFF297, "auipc x5, 0xfffff"),
        (0x0062A223, "sw x6, 4(x5)"),
        (0xFFC2A303, "lw x6, -4(x5)"),
        (0x00008067, "jalr x0, 0(x1)"),
        (0x41F2D293, "srai x5, x5, 31"),
        (0x406282B3, "sub x5, x5, x6"),
        (0x0000006F, "jal x0, .+0"),
        (0xFE529EE3, "bne x5, x5, .-4"),
        (0x00000073, "ecall"),
        (0x00100073, "ebreak"),
        (0x0FF0000F, "fence iorw, iorw"),
        (0x0310000F, "fence rw, w"),
        (0x0000000F, "fence 0, 0"),
        (0x8330000F, "fence.tso"),
        (0x0100000F, "pause"),
        (0x0FF0008F, ".word 0x0ff0008f # fence with reserved fields"),
    ],
)
def test_spelling(word: int, text: str) -> None:
    assert disassemble(word) == text
    assert assemble(text) == [word]


def test_targets_are_absolute_where_the_pc_is_known() -> None:
    assert disassemble(0xFE529EE3, pc=0x1004) == "bne x5, x5, 0x00001000"
    assert disassemble(0x0000006F, pc=0x1010) == "jal x0, 0x00001010"
    assert disassemble(0xFFDFF06F, pc=0) == "jal x0, 0xfffffffc", "addresses wrap at 32 bits"
    assert disassemble(0x00A28293, pc=0x1000) == "addi x5, x5, 10"


@settings(derandomize=True, max_examples=400)
@given(
    st.sampled_from(INSTRUCTIONS),
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 0x3FFFFFFF).map(lambda index: 4 * index),
)
def test_assembling_the_disassembly_gives_the_word_back(spec: InstructionSpec, noise: int, pc: int) -> None:
    word = noise & ~spec.mask & 0xFFFFFFFF | spec.match
    assert assemble(disassemble(word), origin=pc) == [word]
    assert assemble(disassemble(word, pc), origin=pc) == [word]


def test_illegal_words_have_no_spelling() -> None:
    with pytest.raises(IllegalInstruction, match="0x00000000 is not an RV32I instruction"):
        disassemble(0)
