"""Whatever the text, `assemble` returns words or raises AssemblyError, soon."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from groundwire.isa import INSTRUCTIONS, AssemblyError, assemble, is_legal

WORDS = r"""
nop li la mv not neg seqz beqz bgt j jal jr jalr ret call tail halt .word fence.tso pause
x0 x31 x32 a0 ra sp X5 loop loop: 1: 1b 1f 0b 0f . $ _ .L1 %hi( %lo( ( ) () 0(x5) -4(sp)
0 1 -1 + - -- 2047 2048 0x 0xfff 0xffffffff 0b 0b101 010 9**9**9 1e9 1_000 'a' ' '' '\n' '\x' \ "
, # // ; /* : rw ٣ é 🦀
"""
NAMES = [*WORDS.split("\n")[1].split(), *(spec.mnemonic for spec in INSTRUCTIONS)]
PIECES = [
    *WORDS.split(),
    *NAMES,
    *(" ", "\t", "\n", "\r", "\x0b", "\x00", "\ud800", "\u2028"),
    "9" * 5000,
    "0x" + "f" * 5000,
    "a" * 200,
]


def check(text: str) -> None:
    try:
        words = assemble(text)
    except AssemblyError as error:
        assert 1 <= error.line <= text.count("\n") + 1
        assert error.text == text.split("\n")[error.line - 1]
        assert str(error).isascii() and "\n" not in str(error) and len(str(error)) < 300
    else:
        assert all(type(word) is int and 0 <= word <= 0xFFFFFFFF for word in words)
        assert ".word" in text.lower() or all(map(is_legal, words))


@settings(max_examples=200, derandomize=True)
@given(st.text())
def test_any_text_is_words_or_an_assembly_error(text: str) -> None:
    check(text)


@settings(max_examples=400, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
@example("li x1, 9**9**9")
@example("li x1, __import__('os')")
@example(".word 1f\n1:")
@example("'")
@example("addi x1, x1, '\n'")
def test_pieces_of_assembly_in_any_order_are_words_or_an_assembly_error(text: str) -> None:
    check(text)


@settings(max_examples=400, derandomize=True)
@given(
    st.sampled_from(NAMES),
    st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join), max_size=4).map(
        ",".join
    ),
)
def test_an_instruction_with_any_operands_is_words_or_an_assembly_error(name: str, operands: str) -> None:
    check(f"{name} {operands}")


SIZE = (1 << 20) - 8


@pytest.mark.parametrize(
    "unit",
    [
        "9",
        "(",
        ")",
        "'",
        "-",
        "a",
        "\n",
        "%hi(",
        "j .\n",
        "1:",
        "1:\n",
        "1: j 1b\n",
        "x,",
        ".word 1\n",
        "'a'",
        " ",
        "0x",
    ],
)
def test_a_megabyte_of_anything_ends_soon(unit: str) -> None:
    start = time.perf_counter()
    check((unit * (SIZE // len(unit)))[:SIZE])
    check("addi x1, x2, " + (unit.strip("\n") * 4096)[:4000])
    assert time.perf_counter() - start < 10


def test_a_megabyte_of_long_or_ever_new_lines_ends_soon() -> None:
    start = time.perf_counter()
    check("\n".join(f"l{i}: addi x1, x1, {i % 2048}" for i in range(20_000)))
    check("\n".join(f".word {'1+' * 2000}{i}" for i in range(60)))
    check("\n".join("addi x1, x1, 1 +" + " " * 4000 + "@" for _ in range(60)))
    check("\n".join(f"j l{i + 1}\nl{i}:" for i in range(20_000)))
    assert time.perf_counter() - start < 20


def test_the_line_cache_does_not_grow_without_bound() -> None:
    from groundwire.isa.assembler import _cached_parse_line

    assert _cached_parse_line.cache_info().maxsize == 1 << 16
    before = _cached_parse_line.cache_info().currsize
    assemble("nop #" + "x" * 200)
    assert _cached_parse_line.cache_info().currsize == before, "long lines are not kept"
