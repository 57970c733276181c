"""Wherever an emulator is more permissive than RV32I the machine must trap, and do nothing else."""

import pickle

import numpy as np
import pytest

from groundwire.isa import HALT, assemble, encode
from groundwire.machine import CODE_BASE, MachineSnapshot, Trap, TrapKind, UnicornMachine

WAYS = ("execute", "run")


def machine_with(**registers):
    """A machine with some registers set, by number: x5=..."""
    machine = UnicornMachine()
    start = machine.snapshot()
    values = np.zeros(32, dtype=np.uint32)
    for name, value in registers.items():
        values[int(name[1:])] = value
    machine.restore(MachineSnapshot(values, CODE_BASE, start.memory))
    return machine


def trap_of(machine, word, way):
    """Execute a word that must trap, emitted or in a program after a harmless one; nothing may change."""
    if way == "run":
        machine.load_program([encode("addi", rd=31, rs1=0, immediate=1), word, HALT])
        pc = CODE_BASE + 4
        machine.run(1)
    else:
        pc = CODE_BASE
    before = machine.snapshot()
    with pytest.raises(Trap) as caught:
        if way == "run":
            machine.run(10)
        else:
            machine.execute(word)
    after = machine.snapshot()
    assert machine.pc == caught.value.pc == pc
    assert np.array_equal(after.registers, before.registers)
    assert np.array_equal(after.memory, before.memory)
    return caught.value


ILLEGAL = {
    "multiply (M)": 0x02B50533,
    "divide (M)": 0x02B54533,
    "compressed addi": 0x00000505,
    "compressed pair": 0x05050505,
    "all zeros": 0x00000000,
    "all ones": 0xFFFFFFFF,
    "csrrs of cycle": 0xC0002573,
    "csrrw of mstatus": 0x30051073,
    "mret": 0x30200073,
    "wfi": 0x10500073,
    "fence.i": 0x0000100F,
    "atomic add": 0x00B5252F,
    "float load": 0x00052507,
    "slli by 32": 0x02051513,
    "addi in 64 bits": 0x0015051B,
    "load doubleword": 0x00053503,
    "store doubleword": 0x00B53023,
    "branch of funct3 2": 0x00002063,
    "jalr of funct3 1": 0x00001067,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ILLEGAL)
def test_words_outside_rv32i_are_illegal(name, way):
    word = ILLEGAL[name]
    trap = trap_of(machine_with(x10=0x5000, x11=7), word, way)
    assert trap.kind is TrapKind.ILLEGAL_INSTRUCTION
    assert trap.word == word
    assert f"word {word:#010x}" in trap.message and "not an RV32I instruction" in trap.message


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("text", "kind"), [("ecall", TrapKind.ENVIRONMENT_CALL), ("ebreak", TrapKind.BREAKPOINT)]
)
def test_calls_to_an_environment_trap_with_the_pc_at_the_call(text, kind, way):
    trap = trap_of(machine_with(), assemble(text)[0], way)
    assert trap.kind is kind
    assert trap.address is None
    assert text in trap.message


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("text", "base", "kind", "address"),
    [
        ("lw x6, 2(x5)", 0x5000, TrapKind.MISALIGNED_LOAD, 0x5002),
        ("lh x6, 0(x5)", 0x5001, TrapKind.MISALIGNED_LOAD, 0x5001),
        ("lhu x6, -1(x5)", 0x5004, TrapKind.MISALIGNED_LOAD, 0x5003),
        ("lw x6, 0(x5)", 0x5FFE, TrapKind.MISALIGNED_LOAD, 0x5FFE),
        ("sw x6, 0(x5)", 0x5001, TrapKind.MISALIGNED_STORE, 0x5001),
        ("sh x6, 3(x5)", 0x5000, TrapKind.MISALIGNED_STORE, 0x5003),
        ("lw x6, 0(x5)", 0x11000, TrapKind.LOAD_ACCESS_FAULT, 0x11000),
        ("lb x6, -1(x5)", 0x1000, TrapKind.LOAD_ACCESS_FAULT, 0xFFF),
        ("lw x6, -4(x5)", 0, TrapKind.LOAD_ACCESS_FAULT, 0xFFFFFFFC),
        ("lw x0, 0(x0)", 0, TrapKind.LOAD_ACCESS_FAULT, 0),
        ("sw x6, 0(x5)", 0x11000, TrapKind.STORE_ACCESS_FAULT, 0x11000),
        ("sb x6, 0(x5)", 0xFFF, TrapKind.STORE_ACCESS_FAULT, 0xFFF),
        ("sh x6, 4(x5)", 0xFFFFFFFE, TrapKind.STORE_ACCESS_FAULT, 2),
        # Misaligned and out of memory at once: misalignment is reported.
        ("lw x6, 0(x5)", 0x10FFE, TrapKind.MISALIGNED_LOAD, 0x10FFE),
        ("sw x6, 0(x5)", 0x80000001, TrapKind.MISALIGNED_STORE, 0x80000001),
    ],
)
def test_loads_and_stores_are_aligned_and_within_memory(text, base, kind, address, way):
    trap = trap_of(machine_with(x5=base, x6=0xABCD), assemble(text)[0], way)
    assert trap.kind is kind
    assert trap.address == address
    assert f"at {address:#x}" in trap.message


@pytest.mark.parametrize("text", ["lw x6, 0(x5)", "sw x6, 0(x5)", "lh x6, 2(x5)", "sb x6, 3(x5)"])
def test_the_last_bytes_of_memory_can_be_used(text):
    machine = machine_with(x5=0x10FFC)
    machine.execute(assemble(text)[0])
    assert machine.pc == CODE_BASE + 4


@pytest.mark.parametrize("way", WAYS)
def test_a_jump_between_two_words_traps_at_the_jump_and_links_nothing(way):
    at = CODE_BASE + 4 * (way == "run")
    trap = trap_of(machine_with(), encode("jal", rd=1, immediate=6), way)
    assert (trap.kind, trap.address) == (TrapKind.MISALIGNED_FETCH, at + 6)
    trap = trap_of(machine_with(x5=0x2002), encode("jalr", rd=5, rs1=5, immediate=0), way)
    assert (trap.kind, trap.address) == (TrapKind.MISALIGNED_FETCH, 0x2002)
    trap = trap_of(machine_with(x5=0x2001), encode("jalr", rd=5, rs1=5, immediate=2), way)
    assert (trap.kind, trap.address) == (TrapKind.MISALIGNED_FETCH, 0x2002)
    trap = trap_of(machine_with(), encode("beq", immediate=-6), way)
    assert (trap.kind, trap.address) == (TrapKind.MISALIGNED_FETCH, at - 6)
    assert f"jump to {at - 6:#x}, which is no multiple of 4" in trap.message


def test_a_branch_to_a_misaligned_target_is_harmless_where_it_is_not_taken():
    machine = machine_with()
    machine.execute(encode("bne", immediate=6))
    assert machine.pc == CODE_BASE + 4
    machine.load_program([encode("bne", immediate=6), HALT])
    assert machine.run(10) == 1


def test_jalr_clears_bit_0_and_only_that():
    machine = machine_with(x5=0x2001)
    machine.execute(encode("jalr", rd=1, rs1=5, immediate=0))
    assert machine.pc == 0x2000
    assert machine.state().registers[1] == CODE_BASE + 4


@pytest.mark.parametrize("target", [0xFFC, 0x11000, 0, 0xFFFFFFFC, 0x80000000])
def test_a_jump_out_of_memory_is_executed_and_the_next_fetch_traps(target):
    for way in WAYS:
        machine = machine_with(x5=target)
        jump = encode("jalr", rd=1, rs1=5, immediate=0)
        if way == "run":
            machine.load_program([jump])
            assert machine.run(1) == 1
        else:
            machine.execute(jump)
        assert machine.pc == target
        assert machine.state().registers[1] == CODE_BASE + 4
        assert not machine.halted
        before = machine.snapshot()
        for action in (lambda m=machine: m.run(5), lambda m=machine: m.execute(0x00000013)):
            with pytest.raises(Trap, match=r"outside of the memory 0x1000\.\.0x10fff") as caught:
                action()
            assert caught.value.kind is TrapKind.FETCH_ACCESS_FAULT
            assert caught.value.pc == caught.value.address == target
            assert caught.value.word is None
        assert np.array_equal(machine.snapshot().memory, before.memory)


def test_running_off_the_end_of_memory_traps_there():
    machine = machine_with()
    machine.load_program(assemble("addi x5, x5, 1\naddi x5, x5, 1"), 0x10FF8)
    with pytest.raises(Trap) as caught:
        machine.run(100)
    assert (caught.value.kind, caught.value.pc) == (TrapKind.FETCH_ACCESS_FAULT, 0x11000)
    assert machine.state().registers[5] == 2


def test_the_machine_goes_on_after_a_trap():
    machine = machine_with(x5=0x5001)
    with pytest.raises(Trap):
        machine.execute(assemble("lw x6, 0(x5)")[0])
    machine.execute(assemble("addi x5, x5, 3")[0])
    machine.execute(assemble("sw x5, 0(x5)")[0])
    assert machine.read(0x5004, 1) == [0x5004]


def test_a_trap_survives_pickling():
    trap = Trap(TrapKind.MISALIGNED_LOAD, 0x1000, 0x2A303, 0x5001, "why")
    copy = pickle.loads(pickle.dumps(trap))
    assert (copy.kind, copy.pc, copy.word, copy.address, str(copy)) == (
        TrapKind.MISALIGNED_LOAD,
        0x1000,
        0x2A303,
        0x5001,
        "misaligned-load at pc 0x1000 (word 0x0002a303): why",
    )
