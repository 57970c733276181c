"""The instruction table and the immediate layouts, as data that others build on."""

import itertools

import pytest

from groundwire.isa import (
    ABI_NAMES,
    IMMEDIATE_BITS,
    IMMEDIATE_RANGES,
    INSTRUCTIONS,
    REGISTER_NUMBERS,
    SPECS,
    Format,
    decode,
    encode,
    gather_immediate,
    scatter_immediate,
)


def test_the_table_holds_the_forty_instructions_of_rv32i() -> None:
    by_format = {layout: [s.mnemonic for s in INSTRUCTIONS if s.format is layout] for layout in Format}
    assert by_format == {
        Format.R: ["add", "sub", "sll", "slt", "sltu", "xor", "srl", "sra", "or", "and"],
        Format.I: ["jalr", "lb", "lh", "lw", "lbu", "lhu", "addi", "slti", "sltiu", "xori", "ori", "andi"],
        Format.SHIFT: ["slli", "srli", "srai"],
        Format.S: ["sb", "sh", "sw"],
        Format.B: ["beq", "bne", "blt", "bge", "bltu", "bgeu"],
        Format.U: ["lui", "auipc"],
        Format.J: ["jal"],
        Format.FENCE: ["fence"],
        Format.SYSTEM: ["ecall", "ebreak"],
    }
    assert len(INSTRUCTIONS) == len(SPECS) == 40


def test_no_word_can_match_two_rows() -> None:
    for first, second in itertools.combinations(INSTRUCTIONS, 2):
        assert (first.match ^ second.match) & first.mask & second.mask, (first.mnemonic, second.mnemonic)


def test_match_lies_inside_mask_and_fields_fill_the_rest_of_the_word() -> None:
    positions = {"rd": range(7, 12), "rs1": range(15, 20), "rs2": range(20, 25)}
    for spec in INSTRUCTIONS:
        assert spec.match & ~spec.mask == 0
        free = [bit for name in sorted(spec.fields - {"immediate"}) for bit in positions[name]]
        free += IMMEDIATE_BITS[spec.format]
        assert sorted(free) == [bit for bit in range(32) if not spec.mask >> bit & 1], spec.mnemonic


@pytest.mark.parametrize(
    ("mnemonic", "opcode", "funct3", "funct7"),
    [("sub", 0x33, 0, 0x20), ("srai", 0x13, 5, 0x20), ("lw", 0x03, 2, None), ("lui", 0x37, None, None)],
)
def test_function_codes_are_read_from_mask_and_match(
    mnemonic: str, opcode: int, funct3: int | None, funct7: int | None
) -> None:
    spec = SPECS[mnemonic]
    assert (spec.opcode, spec.funct3, spec.funct7) == (opcode, funct3, funct7)


@pytest.mark.parametrize(
    ("layout", "drawn"),
    [  # word bits from 31 down, as the manual's figures 2.3 and 2.4 show them
        (Format.I, {31 - i: 11 - i for i in range(12)}),
        (Format.S, {31 - i: 11 - i for i in range(7)} | {11 - i: 4 - i for i in range(5)}),
        (Format.B, {31: 12, 7: 11} | {30 - i: 10 - i for i in range(6)} | {11 - i: 4 - i for i in range(4)}),
        (Format.U, {bit: bit for bit in range(12, 32)}),
        (
            Format.J,
            {31: 20, 20: 11} | {30 - i: 10 - i for i in range(10)} | {bit: bit for bit in range(12, 20)},
        ),
        (Format.SHIFT, {24 - i: 4 - i for i in range(5)}),
    ],
)
def test_immediate_bits_are_those_of_the_manual(layout: Format, drawn: dict[int, int]) -> None:
    assert dict(IMMEDIATE_BITS[layout]) == drawn


@pytest.mark.parametrize("layout", list(IMMEDIATE_RANGES))
def test_every_immediate_bit_lands_where_the_table_says_and_comes_back(layout: Format) -> None:
    low, high, step = IMMEDIATE_RANGES[layout]
    for word_bit, immediate_bit in IMMEDIATE_BITS[layout].items():
        assert scatter_immediate(layout, 1 << immediate_bit) == 1 << word_bit
    for value in {low, low + step, -step, 0, step, high - step, high} & set(range(low, high + 1, step)):
        assert gather_immediate(layout, scatter_immediate(layout, value)) == value


def test_the_tables_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        IMMEDIATE_BITS[Format.I][20] = 3  # type: ignore[index]
    with pytest.raises(AttributeError, match="cannot assign to field"):
        INSTRUCTIONS[0].mask = 0  # type: ignore[misc]


def test_registers_have_both_names() -> None:
    assert [REGISTER_NUMBERS[name] for name in ABI_NAMES] == list(range(32))
    assert (REGISTER_NUMBERS["fp"], REGISTER_NUMBERS["s11"], REGISTER_NUMBERS["x31"]) == (8, 27, 31)
    assert len(REGISTER_NUMBERS) == 65


def test_spec_fields_are_those_that_survive_a_round_trip() -> None:
    for spec in INSTRUCTIONS:
        operands = {name: 8 if name == "immediate" else 9 for name in spec.fields}
        if spec.format is Format.U:
            operands["immediate"] = 8 << 12
        decoded = decode(encode(spec.mnemonic, **operands))
        assert {name: getattr(decoded, name) for name in spec.fields} == operands
