"""What the assembler refuses, and what its errors say."""

import pickle

import pytest

from groundwire.isa import AssemblyError, IllegalInstruction, assemble, decode


@pytest.mark.parametrize("origin", [-4, 2, 1 << 32])
def test_an_origin_that_is_no_word_address_is_refused(origin: int) -> None:
    with pytest.raises(ValueError, match=f"origin {origin} is not a word address; expected a multiple of 4"):
        assemble("nop", origin)


ERRORS = [
    (
        "addi x1, x0, 5000",
        r"immediate of addi 5000 is outside -2048\.\.2047; load it into a register with li",
    ),
    ("sw x1, 2048(x2)", r"immediate of sw 2048 is outside -2048\.\.2047"),
    ("slli x1, x1, 32", r"shift amount 32 is outside 0\.\.31; registers have 32 bits"),
    (
        "lui x1, 0x100000",
        r"immediate of lui 1048576 is outside 0\.\.1048575; it is the number of bits 31\.\.12",
    ),
    ("li x1, 0x100000000", r"value 4294967296 of li is outside -2147483648\.\.4294967295"),
    ("li x1, 9**9**9", r"cannot read '9\*\*9\*\*9' as a number or label; write a decimal"),
    ("li x1, " + "9" * 100, "number of 100 digits is too large; values have 32 bits"),
    ("li x1, 010", "010 has a leading zero, octal to GNU as; leave the zero out or write 0x"),
    ("li x1, label", "li takes a number, got 'label'; use la for an address"),
    ("addi x1, x2", "addi takes 3 operands (rd, rs1, immediate), got 2; put commas between them"),
    ("addi x1 x2 4", "addi takes 3 operands (rd, rs1, immediate), got 1; put commas between them"),
    ("addi x1,, 4", "operand 2 of 'addi' is empty; remove a comma or fill it in"),
    ("ret x1", "ret takes 0 operands, got 1"),
    ("addi x32, x0, 1", r"expected a register (x0..x31 or a name such as a0, sp), got 'x32'"),
    ("add x1, x2, 3", "expected a register (x0..x31 or a name such as a0, sp), got '3'"),
    ("addi x1, x2, x3", "addi takes a number, not the register x3; use the register form"),
    ("lw x1, table", r"expected offset(register) such as 0(x5), got 'table'; for a label use la first"),
    ("addi x1, x1, %hi(4)", "%hi does not fit addi; %hi goes with lui, %lo with addi and lw"),
    ("lui x1, %lo(4)", "%lo does not fit lui"),
    ("lui x1, %up(4)", r"cannot read '%up(4)'; expected %hi(number or label) or %lo(number or label)"),
    ("j nowhere", "label 'nowhere' is not defined; add 'nowhere:' (labels defined: 'start')"),
    ("j ra", "expected a label or number, got the register ra; to jump to it use jr ra"),
    ("j 1f", "there is no label '1' after this line; define it with 1: for 1b and 1f"),
    ("start: nop", "label 'start' is already defined in line 1; choose another name"),
    (".: nop", "'.' is the current address and cannot be a label"),
    ("j start - start", "'start - start' needs more than label + number; only one label can be added"),
    (
        "beq x1, x2, 8",
        r"target '8' could be an address or an offset; write .+8 for an offset, a hexadecimal number",
    ),
    ("beq x1, x2, -8", r"write .-8 for an offset"),
    ("beq x1, x2, .+4096", r"target 0x2004 is 4096 bytes away, outside -4096..4094; branch over a j instead"),
    ("jal .+1048576", r"is 1048576 bytes away, outside -1048576..1048574; use call, tail, or la and jr"),
    ("beq x1, x2, .+3", "target 0x1007 is 3 bytes away; the distance must be even"),
    (
        "j 0x100000000",
        "number in the operand of jal 4294967296 is outside -2147483648..4294967295; use 32 bits",
    ),
    ("j .+0x100000000", "number in the operand of jal 4294967296 is outside"),
    ("la x1, start+0x100000000", "number in the operand of auipc 4294967296 is outside"),
    ("lui x1, %hi(0x100000000)", "number in the operand of lui 4294967296 is outside"),
    (".word 0x100000000", r".word value 4294967296 is outside -2147483648..4294967295; one word has 32 bits"),
    (".word", ".word has no value; write .word 1, 0x2, label"),
    ("fence rx, w", "expected a set of the letters i, o, r, w or 0, such as rw, got 'rx'"),
    ("mul x1, x2, x3", "mul is of the M extension, which RV32I lacks; use shifts, adds and loops"),
    ("csrrw x1, 0x300, x2", "'csrrw' is not in the RV32I base set; leave it out"),
    ("fence.i", "'fence.i' is not in the RV32I base set"),
    (".data", "unknown directive '.data'; the only one is .word, leave others out"),
    ("subi x1, x1, 1", "subi does not exist in RV32I; use addi with the negative number"),
    ("hello world", "unknown instruction 'hello'; expected one of RV32I, a pseudo-instruction or .word"),
    ("nop" + " " * 5000, "line of 5003 characters is longer than 4096; split it"),
]


@pytest.mark.parametrize(("line", "reason"), ERRORS)
def test_errors_name_the_line_the_text_and_what_to_do(line: str, reason: str) -> None:
    with pytest.raises(AssemblyError) as caught:
        assemble(f"start: nop\n{line}\nnop")
    error = caught.value
    assert error.line == 2 and error.text == line
    assert reason.replace("\\", "") in error.reason
    assert str(error).startswith(f"line 2: {ascii(line.strip())[:55]}")
    assert str(error).endswith(f"': {error.reason}") or str(error).endswith(f'": {error.reason}')


def test_text_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(
        AssemblyError, match=r"the text has 1048577 characters, at most 1048576 are taken; shorten it"
    ):
        assemble("\n" * ((1 << 20) + 1))


def test_a_program_may_not_pass_the_end_of_memory() -> None:
    assert assemble("nop", 0xFFFFFFFC) == [0x13]
    with pytest.raises(
        AssemblyError, match="2 words from 0xfffffffc on pass the end of memory; lower the origin"
    ):
        assemble("nop\nnop", 0xFFFFFFFC)


def test_errors_survive_the_way_between_processes() -> None:
    with pytest.raises(AssemblyError) as refused:
        assemble("nop\nmul x1, x2, x3")
    with pytest.raises(IllegalInstruction) as illegal:
        decode(0)
    for error in (refused.value, illegal.value):
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
