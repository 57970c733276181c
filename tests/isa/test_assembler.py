"""The assembler: what it reads, where labels lead, and what its errors say."""

import time

import pytest

from groundwire.isa import HALT, INSTRUCTIONS, assemble, disassemble


def listing(text: str, origin: int = 0x1000) -> list[str]:
    return [disassemble(word) for word in assemble(text, origin)]


def test_a_program_with_labels_comments_and_register_names() -> None:
    program = """
        # sum of 5 + 4 + ... + 1
        li   a0, 5          // counter
        mv   x11, zero      ; total
    loop: add a1, A1, a0
        addi a0, a0, -1
        bnez a0, loop
        lui  t0, 0x5
        sw   a1, (t0)
        halt
    """
    assert listing(program) == [
        "addi x10, x0, 5",
        "addi x11, x0, 0",
        "add x11, x11, x10",
        "addi x10, x10, -1",
        "bne x10, x0, .-8",
        "lui x5, 0x5",
        "sw x11, 0(x5)",
        "jal x0, .+0",
    ]
    assert assemble(program)[-1] == HALT


def test_empty_text_is_an_empty_program() -> None:
    assert assemble("") == assemble("\n  # nothing\r\n;\n") == assemble("end:") == []


@pytest.mark.parametrize(
    ("operand", "value"),
    [
        ("10", 10),
        ("-0x10", -16),
        ("+3", 3),
        ("0b1010", 10),
        ("0X7fF", 2047),
        ("-2048", -2048),
        ("0xfffff800", -2048),
        ("'A'", 65),
        ("'#'", 35),
        ("','", 44),
        ("';'", 59),
        ("' '", 32),
        (r"'\n'", 10),
        (r"'\''", 39),
        (r"'\\'", 92),
        ("'a'+1", 98),
        ("2 + 3 - 1", 4),
        ("%lo(0x12345fff)", -1),
        ("%lo(-1)", -1),
    ],
)
def test_numbers(operand: str, value: int) -> None:
    assert listing(f"addi x5, x6, {operand} # '") == [f"addi x5, x6, {value}"]


@pytest.mark.parametrize(
    ("value", "instructions"),
    [
        ("0", ["addi x5, x0, 0"]),
        ("2047", ["addi x5, x0, 2047"]),
        ("2048", ["lui x5, 0x1", "addi x5, x5, -2048"]),
        ("-2049", ["lui x5, 0xfffff", "addi x5, x5, 2047"]),
        ("0x5000", ["lui x5, 0x5"]),
        ("0x80000000", ["lui x5, 0x80000"]),
        ("-2147483648", ["lui x5, 0x80000"]),
        ("0xffffffff", ["addi x5, x0, -1"]),
        ("0x7fffffff", ["lui x5, 0x80000", "addi x5, x5, -1"]),
        ("'A'", ["addi x5, x0, 65"]),
    ],
)
def test_li_takes_the_fewest_instructions(value: str, instructions: list[str]) -> None:
    assert listing(f"li x5, {value}") == instructions


def test_numeric_labels_reach_the_nearest_in_their_direction() -> None:
    assert listing("1: j 1f\n1: j 1b\n j 1b\n1: 2: j 2b\n beqz x5, 1b\nj 01b") == [
        "jal x0, .+4",
        "jal x0, .+0",
        "jal x0, .-4",
        "jal x0, .+0",
        "beq x5, x0, .-4",
        "jal x0, .-8",
    ]


def test_a_label_may_stand_alone_or_share_a_line_and_forward_references_work() -> None:
    assert listing("j end\nfirst: second:\n nop\nend: third: j second") == [
        "jal x0, .+8",
        "addi x0, x0, 0",
        "jal x0, .-4",
    ]


def test_addresses_of_labels_as_values() -> None:
    lines = ["lui x5, %hi(data)", "lw x6, %lo(data)(x5)", "sw x6, %lo(data + 4)(x5)"]
    text = "\n".join([*lines, "data: .word data, ., 1b, -1, 0xffffffff"])
    words = assemble("1:" + text, origin=0x1800)
    assert [disassemble(word) for word in words[:3]] == [
        "lui x5, 0x2",
        "lw x6, -2036(x5)",
        "sw x6, -2032(x5)",
    ]
    assert words[3:] == [0x180C, 0x1810, 0x1800, 0xFFFFFFFF, 0xFFFFFFFF]


def test_the_current_address() -> None:
    assert listing("nop\nj .\nbeq x1, x2, .+8\njal . - 4\nla x5, .") == [
        "addi x0, x0, 0",
        "jal x0, .+0",
        "beq x1, x2, .+8",
        "jal x1, .-4",
        "auipc x5, 0x0",
        "addi x5, x5, 0",
    ]


def test_hexadecimal_targets_are_absolute() -> None:
    assert listing("nop\nj 0x1000\ncall 0x20000", origin=0x1000) == [
        "addi x0, x0, 0",
        "jal x0, .-4",
        "auipc x1, 0x1f",
        "jalr x1, -8(x1)",
    ]


def test_every_form_of_jalr() -> None:
    forms = [
        "jalr a0",
        "jalr 8(a0)",
        "jalr x5, a0",
        "jalr x5, 8(a0)",
        "jalr x5, a0, 8",
        "jr a0",
        "jr 8(a0)",
        "ret",
    ]
    assert listing("\n".join(forms)) == [
        "jalr x1, 0(x10)",
        "jalr x1, 8(x10)",
        "jalr x5, 0(x10)",
        "jalr x5, 8(x10)",
        "jalr x5, 8(x10)",
        "jalr x0, 0(x10)",
        "jalr x0, 8(x10)",
        "jalr x0, 0(x1)",
    ]


def test_the_origin_moves_only_what_is_absolute() -> None:
    text = "loop: addi x5, x5, 1\nj loop\n.word loop"
    assert assemble(text, 0x1000)[:2] == assemble(text, 0xFFFFFFF4)[:2]
    assert assemble(text, 0xFFFFFFF4)[2] == 0xFFFFFFF4


def test_every_instruction_is_read_in_any_case_and_spacing() -> None:
    for spec in INSTRUCTIONS:
        text = disassemble(spec.match | (5 << 20 if spec.format == "fence" else 0))
        assert assemble(text.upper().replace(", ", "\t,  ").replace("0X", "0x")) == assemble(text)


def test_small_programs_assemble_in_microseconds() -> None:
    program = (
        "\n".join(f"addi x{i % 32}, x0, {i}" for i in range(16))
        + "\nl: beq x1, x2, l\nj l\nbne x1, x2, e\ne: halt"
    )
    assemble(program)
    start = time.perf_counter()
    for _ in range(500):
        assemble(program)
    assert (time.perf_counter() - start) / 500 < 300e-6, "aim: 60 us on an idle core"
