"""Programs as cycles: what is recorded, and why it ends."""

import numpy as np
import pytest

from groundwire.isa import HALT, assemble, encode
from groundwire.machine import CODE_BASE, ReplayEnd, TrapKind, UnicornMachine, WordError, replay

PROGRAM = """
        li   t0, 3
        lui  t2, 0x5
loop:   sw   t0, 0(t2)
        addi t2, t2, 4
        addi t0, t0, -1
        bnez t0, loop
        halt
"""


@pytest.fixture
def machine():
    return UnicornMachine()


def test_every_cycle_holds_the_state_before_and_the_word_emitted(machine):
    program = assemble(PROGRAM)
    cycles = replay(machine, program, 400)
    assert cycles.reason is ReplayEnd.HALT
    assert cycles.trap is None
    assert cycles.words.tolist() == [*program[:2], *program[2:6] * 3, HALT]
    assert cycles.states.shape == (15, 65)
    assert cycles.states.dtype == cycles.words.dtype == np.uint32
    assert machine.read(0x5000, 4) == [3, 2, 1, 0]

    again = UnicornMachine()
    for state, word in zip(cycles.states, cycles.words, strict=True):
        assert np.array_equal(again.state().words, state)
        if word != HALT:
            again.execute(int(word))


def test_the_program_is_not_in_memory_before_it_is_emitted(machine):
    cycles = replay(machine, assemble(PROGRAM), 400)
    first = cycles.states[0]
    assert first[32] == CODE_BASE
    assert first[33 + 8 : 49].tolist() == [HALT] * 8
    assert cycles.states[1][33 + 7] == cycles.words[0]
    assert cycles.states[1][33 + 8] == HALT


def test_the_last_cycle_emits_halt_and_does_not_execute_it(machine):
    cycles = replay(machine, [HALT], 10)
    assert cycles.words.tolist() == [HALT]
    assert cycles.reason is ReplayEnd.HALT
    assert machine.pc == CODE_BASE


def test_a_limit_ends_it(machine):
    cycles = replay(machine, assemble("again: j again2\nagain2: j again"), 7)
    assert cycles.reason is ReplayEnd.LIMIT
    assert len(cycles.words) == len(cycles.states) == 7
    none = replay(machine, [HALT], 0)
    assert none.reason is ReplayEnd.LIMIT
    assert none.states.shape == (0, 65)


def test_a_trap_ends_it_without_a_cycle(machine):
    cycles = replay(machine, assemble("li t0, 1\nlw t1, 0(t0)\nhalt"), 400)
    assert cycles.reason is ReplayEnd.TRAP
    assert cycles.trap is not None and cycles.trap.kind is TrapKind.MISALIGNED_LOAD
    assert len(cycles.words) == 1
    assert machine.pc == CODE_BASE + 4


@pytest.mark.parametrize("offset", [8, -4, 0x20000])
def test_leaving_the_program_ends_it(machine, offset):
    cycles = replay(machine, [encode("jal", immediate=offset), HALT], 400)
    assert cycles.reason is ReplayEnd.LEFT_PROGRAM
    assert len(cycles.words) == 1


def test_replaying_and_running_agree(machine):
    program = assemble(PROGRAM)
    cycles = replay(machine, program, 400)
    other = UnicornMachine()
    other.load_program(program)
    assert other.run(400) == len(cycles.words) - 1
    assert other.pc == machine.pc
    assert other.read(0x5000, 8) == machine.read(0x5000, 8)


def test_what_is_no_program_is_refused(machine):
    with pytest.raises(WordError, match="at index 0: word -1 is not"):
        replay(machine, [-1], 5)
    with pytest.raises(WordError, match="limit must be a whole number"):
        replay(machine, [HALT], -1)
