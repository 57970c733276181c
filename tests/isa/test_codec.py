"""Encoding, decoding and legality, on examples, over random words, and against capstone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.isa import (
    HALT,
    INSTRUCTIONS,
    EncodingError,
    Format,
    IllegalInstruction,
    Instruction,
    InstructionSpec,
    decode,
    encode,
    is_legal,
    legal_mask,
)

FREE_BITS = 0x01FF8F80
"""Bits that are neither opcode nor funct3 nor funct7."""


def words_of_every_function_code(fields: int) -> np.ndarray:
    """All 2**17 combinations of opcode, funct3 and funct7, each with these bits in the other fields."""
    key = np.arange(1 << 17, dtype=np.uint32)
    return (key & 0x7F) | (key >> 7 & 7) << 12 | (key >> 10) << 25 | np.uint32(fields & FREE_BITS)


@pytest.mark.parametrize(
    ("word", "instruction"),
    [
        (0x0000006F, Instruction("jal", Format.J)),
        (0x00A28293, Instruction("addi", Format.I, rd=5, rs1=5, immediate=10)),
        (0xFFF00513, Instruction("addi", Format.I, rd=10, immediate=-1)),
        (0x000052B7, Instruction("lui", Format.U, rd=5, immediate=0x5000)),
        (0x800002B7, Instruction("lui", Format.U, rd=5, immediate=-(1 << 31))),
        (0xFE529EE3, Instruction("bne", Format.B, rs1=5, rs2=5, immediate=-4)),
        (0x0062A223, Instruction("sw", Format.S, rs1=5, rs2=6, immediate=4)),
        (0x41F2D293, Instruction("srai", Format.SHIFT, rd=5, rs1=5, immediate=31)),
        (0x406282B3, Instruction("sub", Format.R, rd=5, rs1=5, rs2=6)),
        (0x8330000F, Instruction("fence", Format.FENCE, immediate=0x833)),
        (0x00100073, Instruction("ebreak", Format.SYSTEM)),
    ],
)
def test_known_words_decode(word: int, instruction: Instruction) -> None:
    assert decode(word) == instruction
    i = instruction
    assert encode(i.mnemonic, i.rd, i.rs1, i.rs2, i.immediate) == word


@settings(derandomize=True, max_examples=400)
@given(st.sampled_from(INSTRUCTIONS), st.integers(0, 0xFFFFFFFF))
def test_encode_undoes_decode_for_every_legal_word(spec: InstructionSpec, noise: int) -> None:
    word = noise & ~spec.mask & 0xFFFFFFFF | spec.match
    i = decode(word)
    assert i.mnemonic == spec.mnemonic and is_legal(word)
    assert encode(i.mnemonic, i.rd, i.rs1, i.rs2, i.immediate) == word


def test_legality_of_arrays_is_that_of_single_words() -> None:
    rng = np.random.default_rng(3)
    words = rng.integers(0, 1 << 32, 20_000, dtype=np.uint32)
    words[::2] = words[::2] & ~np.uint32(0x7F) | rng.choice(
        np.array([0x33, 0x13, 0x73, 0x0F, 0x67, 0x63, 0x23], np.uint32), 10_000
    )
    words[:6] = [0x73, 0x100073, 0x200073, HALT, 0, 0xFFFFFFFF]
    legal = legal_mask(words.reshape(100, 200))
    assert legal.shape == (100, 200) and 0 < legal.sum() < legal.size
    assert legal.ravel().tolist() == [is_legal(word) for word in words.tolist()]


def test_legality_follows_the_table_over_every_function_code() -> None:
    for fields in (0, FREE_BITS, 0x00100000):
        words = words_of_every_function_code(fields)
        expected = np.zeros(words.shape, bool)
        for spec in INSTRUCTIONS:
            expected |= (words & np.uint32(spec.mask)) == spec.match
        assert np.array_equal(legal_mask(words), expected)


def test_every_value_of_the_reserved_fence_fields_is_legal() -> None:
    for word in (0x0000000F, 0x0FF0000F, 0x8330000F, 0xF330000F, 0x0330018F, 0x033F800F, 0xFFFF8F8F):
        assert is_legal(word) and decode(word).mnemonic == "fence"
    assert not is_legal(0x0000100F), "fence.i"


@pytest.mark.parametrize("word", [-1, 1 << 32, 1 << 100])
def test_what_is_not_32_bits_is_not_legal(word: int) -> None:
    assert not is_legal(word)
    with pytest.raises(IllegalInstruction, match="expected 32 unsigned bits") as caught:
        decode(word)
    assert caught.value.word == word


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (
            0x02628333,
            "0x02628333 is not an RV32I instruction: opcode 0x33 with funct3 0 has no funct7 0x01; it is of",
        ),
        (0x02001013, "opcode 0x13 with funct3 1 has no funct7 0x01$"),
        (0x00002063, "opcode 0x63 has no funct3 2"),
        (0x00000001, "16-bit compressed instruction"),
        (0x0000007F, "no instruction has opcode 0x7f"),
        (0xC0001073, "CSR access is an extension"),
        (0x0000100F, "opcode 0x0f has no funct3 1"),
    ],
)
def test_illegal_words_say_what_is_wrong(word: int, reason: str) -> None:
    with pytest.raises(IllegalInstruction, match=reason):
        decode(word)


@pytest.mark.parametrize(
    ("mnemonic", "operands", "reason"),
    [
        ("mul", {}, "'mul' is not an RV32I mnemonic; expected one of lui, auipc"),
        ("addi", {"rd": 32}, r"rd of addi is register 32, outside 0\.\.31"),
        ("addi", {"rs1": -1}, "rs1 of addi is register -1"),
        ("addi", {"rs2": 1}, "addi has no rs2, got 1; leave it out"),
        ("add", {"immediate": 1}, "add has no immediate, got 1; leave it out"),
        ("addi", {"immediate": 2048}, r"immediate 2048 of addi is outside -2048\.\.2047"),
        ("slli", {"immediate": 32}, r"immediate 32 of slli is outside 0\.\.31"),
        ("beq", {"immediate": 3}, "immediate 3 of beq is not a multiple of 2"),
        ("beq", {"immediate": 4096}, r"outside -4096\.\.4094"),
        ("jal", {"immediate": 1 << 20}, r"outside -1048576\.\.1048574"),
        ("lui", {"immediate": 5}, "immediate 5 of lui is not a multiple of 4096"),
    ],
)
def test_operands_that_do_not_fit_are_refused(mnemonic: str, operands: dict[str, int], reason: str) -> None:
    with pytest.raises(EncodingError, match=reason):
        encode(mnemonic, **operands)


def test_upper_immediates_may_be_given_unsigned() -> None:
    assert encode("lui", rd=1, immediate=0xFFFFF000) == encode("lui", rd=1, immediate=-4096) == 0xFFFFF0B7


def test_numpy_scalars_are_words_too_and_other_types_are_refused() -> None:
    assert is_legal(np.uint32(0x406282B3)) and is_legal(np.int32(0x006282B3))
    assert decode(np.uint32(HALT)) == decode(HALT)
    with pytest.raises(TypeError):
        is_legal(1.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="takes an array of uint32, got int64; convert it with"):
        legal_mask(np.array([1], np.int64))
