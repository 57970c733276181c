"""What is seen of a machine (state tokens), and going back (snapshots, reset)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.isa import HALT, encode
from groundwire.machine import (
    CODE_BASE,
    STATE_WORDS,
    MachineError,
    MachineSnapshot,
    MemoryLayout,
    UnicornMachine,
    WordError,
)

MACHINE = UnicornMachine()
ADDRESSES = st.one_of(
    st.integers(0, 0xFFFFFFFF),
    st.integers(0xFC0, 0x1040),
    st.integers(0x10FC0, 0x11040),
    st.integers(0xFFFFFFC0, 0xFFFFFFFF),
    st.integers(0, 64),
)


def filled(words=0x4000):
    """Memory in which every word says where it is."""
    return np.arange(words, dtype=np.uint32) + np.uint32(0xA0000000)


@given(pc=ADDRESSES, sp=ADDRESSES)
@settings(max_examples=200, deadline=None)
def test_a_state_is_registers_pc_and_two_windows(pc, sp):
    pc &= ~3
    registers = np.arange(100, 132, dtype=np.uint32)
    registers[0], registers[2] = 0, sp
    MACHINE.restore(MachineSnapshot(registers, pc, filled()))
    state = MACHINE.state()
    expected = [*registers.tolist(), pc]
    for center in (pc, sp):
        for place in range(16):
            address = ((center - 32 & ~3) + 4 * place) & 0xFFFFFFFF
            mapped = 0x1000 <= address < 0x11000
            expected.append(0xA0000000 + (address - 0x1000) // 4 if mapped else 0)
    assert state.words.shape == (STATE_WORDS,) == (65,)
    assert state.words.dtype == np.uint32
    assert state.words.tolist() == expected
    assert state.registers.tolist() == expected[:32]
    assert state.pc == pc


def test_windows_run_over_the_top_of_the_address_space_into_a_mapping_at_zero():
    low = dict.fromkeys(("data_base", "source_base", "destination_base", "display_base"), 0x800)
    machine = UnicornMachine(MemoryLayout(base=0, size=0x1000, code_base=0, code_end=0x800, **low))
    machine.restore(MachineSnapshot(np.zeros(32, dtype=np.uint32), 8, filled(0x400)))
    window = machine.state().words[33:49].tolist()
    assert window == [0] * 6 + [0xA0000000 + i for i in range(10)]


def test_a_state_does_not_change_when_the_machine_goes_on():
    MACHINE.reset()
    state = MACHINE.state()
    MACHINE.execute(encode("addi", rd=5, rs1=0, immediate=1))
    assert state.registers[5] == 0
    assert state.pc == CODE_BASE


def test_x0_reads_zero_whatever_is_written_to_it():
    MACHINE.reset()
    MACHINE.execute(encode("addi", rd=0, rs1=0, immediate=7))
    MACHINE.execute(encode("add", rd=5, rs1=0, rs2=0))
    assert MACHINE.state().registers[[0, 5]].tolist() == [0, 0]
    MACHINE.restore(MachineSnapshot(np.full(32, 9, dtype=np.uint32), CODE_BASE, filled()))
    assert MACHINE.state().registers[0] == 0


words = st.integers(0, 0xFFFFFFFF)


@given(
    st.lists(st.tuples(st.integers(0, 0x3FFF), words), max_size=8),
    st.lists(st.tuples(st.integers(1, 31), st.integers(-2048, 2047)), max_size=8),
    st.lists(st.tuples(st.integers(0, 0x3FFF), words), max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_restoring_brings_back_everything(first, steps, second):
    MACHINE.reset()
    for index, value in first:
        MACHINE.write(0x1000 + 4 * index, [value])
    for rd, value in steps:
        MACHINE.execute(encode("addi", rd=rd, rs1=rd, immediate=value))
    kept, seen = MACHINE.snapshot(), MACHINE.state()
    for index, value in second:
        MACHINE.write(0x1000 + 4 * index, [value])
    for rd, value in steps:
        MACHINE.execute(encode("xori", rd=rd, rs1=rd, immediate=value))
    MACHINE.restore(kept)
    again = MACHINE.snapshot()
    assert MACHINE.pc == kept.pc
    assert np.array_equal(again.registers, kept.registers)
    assert np.array_equal(again.memory, kept.memory)
    assert np.array_equal(MACHINE.state().words, seen.words)
    MACHINE.execute(encode("addi", rd=5, rs1=5, immediate=1))
    assert MACHINE.state().registers[5] == (int(seen.registers[5]) + 1) & 0xFFFFFFFF


def test_a_snapshot_moves_to_another_machine_and_cannot_be_changed():
    MACHINE.reset()
    MACHINE.write(0x5000, [1, 2, 3])
    MACHINE.execute(encode("addi", rd=5, rs1=0, immediate=42))
    kept = MACHINE.snapshot()
    other = UnicornMachine()
    other.restore(kept)
    assert other.state().registers[5] == 42
    assert other.read(0x5000, 3) == [1, 2, 3]
    with pytest.raises(ValueError, match="read-only"):
        kept.memory[0] = 1


def test_a_snapshot_that_does_not_fit_is_refused_and_changes_nothing():
    MACHINE.reset()
    before = MACHINE.snapshot()
    registers, memory = np.zeros(32, dtype=np.uint32), filled()
    small = UnicornMachine(MemoryLayout(size=0x8000)).snapshot()
    for snapshot, message in (
        (small, r"memory are uint32 of shape \(8192,\), this machine's uint32 of shape \(16384,\)"),
        (MachineSnapshot(registers[:31], CODE_BASE, memory), r"registers are uint32 of shape \(31,\)"),
        (MachineSnapshot(registers.astype(np.int64), CODE_BASE, memory), "registers are int64"),
        (MachineSnapshot(registers, 0x1002, memory), "pc 0x1002 is no multiple of 4"),
        (MachineSnapshot(registers, -4, memory), "-4 is not a whole number of 0..0xffffffff"),
        ("a string", "restore takes a MachineSnapshot, got str"),
    ):
        with pytest.raises(WordError, match=message):
            MACHINE.restore(snapshot)
    assert np.array_equal(MACHINE.snapshot().memory, before.memory)
    assert issubclass(WordError, MachineError)


def test_reset_forgets_registers_memory_and_pc():
    MACHINE.restore(MachineSnapshot(np.full(32, 5, dtype=np.uint32), 0x2000, filled()))
    MACHINE.reset()
    fresh = UnicornMachine().snapshot()
    assert MACHINE.pc == CODE_BASE
    assert np.array_equal(MACHINE.snapshot().memory, fresh.memory)
    assert np.array_equal(MACHINE.snapshot().registers, fresh.registers)
    MACHINE.execute(encode("addi", rd=5, rs1=5, immediate=1))
    assert MACHINE.state().registers[5] == 1
    assert MACHINE.read(CODE_BASE + 4, 1) == [HALT]
