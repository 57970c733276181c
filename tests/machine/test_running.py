"""Executing and running: stale code, limits, HALT, and what a run leaves behind."""

import numpy as np
import pytest

from groundwire.isa import HALT, assemble, encode
from groundwire.machine import CODE_BASE, CODE_END, Machine, MachineSnapshot, Trap, TrapKind, UnicornMachine

SUM_TO_N = """
        li   t0, 10
        li   t1, 0
loop:   add  t1, t1, t0
        addi t0, t0, -1
        bnez t0, loop
        lui  t2, 0x5
        sw   t1, 0(t2)
        halt
"""


@pytest.fixture
def machine():
    return UnicornMachine()


def test_it_is_a_machine(machine):
    assert isinstance(machine, Machine)


def test_a_new_machine_is_the_published_one(machine):
    assert machine.pc == CODE_BASE == 0x1000
    assert machine.state().registers.tolist() == [0] * 32
    assert machine.read(0x1000, 0x1000) == [HALT] * 0x1000
    assert machine.read(CODE_END, 0x3000) == [0] * 0x3000
    assert machine.halted
    assert machine.run(5) == 0


def test_a_program_runs_until_halt_which_is_not_counted(machine):
    machine.load_program(assemble(SUM_TO_N))
    assert machine.run(400) == 2 + 3 * 10 + 2
    assert machine.halted
    assert machine.read(0x5000, 2) == [55, 0]
    assert machine.pc == CODE_BASE + 7 * 4


@pytest.mark.parametrize("limit", range(0, 40))
def test_a_limit_stops_after_exactly_that_many(machine, limit):
    machine.load_program(assemble(SUM_TO_N))
    assert machine.run(limit) == min(limit, 34)
    stepped = UnicornMachine()
    stepped.load_program(assemble(SUM_TO_N))
    for _ in range(min(limit, 34)):
        assert stepped.run(1) == 1
    assert np.array_equal(machine.state().words, stepped.state().words)


def test_an_endless_loop_ends_at_the_limit(machine):
    machine.load_program(assemble("again: addi t0, t0, 1\nj again"))
    assert machine.run(100_001) == 100_001
    assert machine.state().registers[5] == 50_001
    machine.load_program([encode("beq", immediate=0)])
    assert machine.run(10_000) == 10_000
    assert machine.pc == CODE_BASE


def test_a_jump_into_unwritten_code_halts(machine):
    machine.load_program(assemble("j . + 0x800"))
    assert machine.run(400) == 1
    assert machine.halted
    assert machine.pc == CODE_BASE + 0x800


def test_words_written_at_the_same_place_each_take_effect(machine):
    start = machine.snapshot()
    for value in range(200):
        machine.restore(start)
        machine.execute(encode("addi", rd=5, rs1=0, immediate=value))
        assert machine.state().registers[5] == value


def test_a_branch_over_unwritten_code_does_not_make_it_stale(machine):
    # To count to one an emulator may translate what follows, which here is still HALT.
    machine.execute(encode("bne", immediate=8))
    machine.execute(encode("addi", rd=5, rs1=0, immediate=3))
    assert machine.pc == CODE_BASE + 8
    assert machine.state().registers[5] == 3


@pytest.mark.parametrize("gap", [0, 1, 2, 600])
def test_a_store_over_code_that_ran_is_seen_when_it_runs_again(machine, gap):
    # The patched word is in the block of the store or in a later one; it has been executed once before.
    patched = encode("addi", rd=5, rs1=5, immediate=100)
    filler = "\n".join(["xor t3, t3, t4"] * gap)
    machine.load_program(
        assemble(f"""
                lui  t2, 0x5
                lw   t1, 0(t2)
                la   a1, patch
                j    patch
        again:  sw   t1, 0(a1)
                {filler}
        patch:  addi t0, t0, 1
                addi a0, a0, 1
                li   a2, 3
                bne  a0, a2, again
                halt
        """)
    )
    machine.write(0x5000, [patched])
    machine.run(5000)
    assert machine.halted
    assert machine.state().registers[5] == 1 + 100 + 100


def test_code_that_the_caller_writes_is_seen(machine):
    for value in (1, 2, 3):
        machine.reset()
        machine.load_program([encode("addi", rd=5, rs1=0, immediate=value), HALT])
        machine.run(10)
        assert machine.state().registers[5] == value
        machine.load_program([HALT])
        machine.write(CODE_BASE, [encode("addi", rd=6, rs1=0, immediate=value)])
        machine.run(1)
        assert machine.state().registers[6] == value


def test_a_run_that_is_taken_back_leaves_no_translation_behind(machine):
    # The first run changes `target` and then traps in the same block, when the emulator may already
    # have translated the changed word. Back at the start, with harmless registers, the old word must run.
    program = assemble("sw t1, 0(t2)\nlw t3, 0(t4)\nj target\nnop\ntarget: addi t0, t0, 1\nhalt")
    machine.load_program(program)
    start = machine.snapshot()
    registers = start.registers.copy()
    target = CODE_BASE + 16
    registers[[6, 7, 29]] = [encode("addi", rd=5, rs1=5, immediate=100), target, 0x5001]
    machine.restore(MachineSnapshot(registers, CODE_BASE, start.memory))
    with pytest.raises(Trap):
        machine.run(100)
    assert machine.pc == CODE_BASE + 4
    registers[[7, 29]] = [0x5000, 0x5000]
    machine.restore(MachineSnapshot(registers, CODE_BASE, start.memory))
    assert machine.run(100) == 4
    assert machine.state().registers[5] == 1


def test_instructions_before_a_trap_have_been_executed(machine):
    machine.load_program(assemble("li t0, 7\nlui t1, 0x5\nsw t0, 0(t1)\nlw t2, 1(t1)\nsw t0, 4(t1)\nhalt"))
    with pytest.raises(Trap) as caught:
        machine.run(100)
    assert (caught.value.kind, caught.value.pc) == (TrapKind.MISALIGNED_LOAD, CODE_BASE + 12)
    assert machine.read(0x5000, 2) == [7, 0]
    assert machine.state().registers[5:8].tolist() == [7, 0x5000, 0]


def test_code_in_the_data_region_runs(machine):
    machine.load_program(assemble("addi t0, t0, 5\nhalt", origin=0x6000), 0x6000)
    assert machine.pc == 0x6000
    assert machine.run(10) == 1
    assert machine.state().registers[5] == 5


def test_two_machines_do_not_meet():
    first, second = UnicornMachine(), UnicornMachine()
    first.execute(encode("addi", rd=5, rs1=0, immediate=1))
    second.write(0x5000, [9])
    assert second.state().registers[5] == 0
    assert first.read(0x5000, 1) == [0]
    assert second.pc == CODE_BASE
