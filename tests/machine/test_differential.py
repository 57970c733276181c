"""Random programs on Unicorn and on the oracle: registers, pc, memory and traps must be the same."""

import importlib.util
import random
import sys
from pathlib import Path

import numpy as np
import pytest

from groundwire.isa import IMMEDIATE_RANGES, INSTRUCTIONS, Format, encode
from groundwire.machine import CODE_BASE, MachineSnapshot, Trap, UnicornMachine

_path = Path(__file__).with_name("interpreter.py")
_spec = importlib.util.spec_from_file_location("machine_oracle", _path)
oracle = importlib.util.module_from_spec(_spec)
sys.modules["machine_oracle"] = oracle
_spec.loader.exec_module(oracle)

MEMORY_ENDS = [0x0FFC, 0x1000, 0x10FFC, 0x10FFE, 0x10FFF, 0x11000]


def random_value(rng):
    """A register: often an address in the data or code, sometimes at an edge or anything."""
    kind = rng.random()
    if kind < 0.45:
        return rng.randrange(0x5000, 0x7000) & ~3
    if kind < 0.60:
        return rng.randrange(CODE_BASE, CODE_BASE + 0x180) & ~3
    if kind < 0.70:
        return rng.choice(MEMORY_ENDS)
    if kind < 0.85:
        return rng.choice([0, 1, 2, 31, 32, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, rng.randrange(256)])
    return rng.getrandbits(32)


def random_word(rng):
    """A legal word; targets and offsets are near, mostly aligned."""
    spec = rng.choice(INSTRUCTIONS)
    if spec.mnemonic in ("ecall", "ebreak") and rng.random() < 0.8:
        return random_word(rng)
    registers = {name: rng.randrange(32) for name in ("rd", "rs1", "rs2") if name in spec.fields}
    if "immediate" not in spec.fields:
        return encode(spec.mnemonic, **registers)
    if spec.format in (Format.B, Format.J):
        immediate = 4 * rng.randint(-12, 12) + (2 if rng.random() < 0.05 else 0)
    elif spec.mnemonic == "jalr" or (spec.mnemonic[0] in "ls" and spec.format in (Format.I, Format.S)):
        immediate = rng.choice([0, 0, 4, 8, -4, -8, 16, rng.randint(-16, 16), rng.randint(-2048, 2047)])
    else:
        bounds = IMMEDIATE_RANGES[spec.format]
        immediate = rng.randint(bounds.low, bounds.high) // bounds.step * bounds.step
    return encode(spec.mnemonic, **registers, immediate=immediate)


def random_snapshot(rng, program=()):
    """Registers as above, a little data, and a program where the pc is."""
    registers = np.array([0] + [random_value(rng) for _ in range(31)], dtype=np.uint32)
    memory = np.zeros(0x4000, dtype=np.uint32)
    memory[:0x1000] = oracle.HALT
    memory[0x1000:0x1040] = [rng.getrandbits(32) for _ in range(0x40)]
    memory[: len(program)] = program
    return MachineSnapshot(registers, CODE_BASE, memory)


def oracle_of(snapshot):
    return oracle.Interpreter(snapshot.registers.tolist(), snapshot.pc, snapshot.memory.tobytes())


def attempt(action, argument):
    """What an action returns or how it traps: kind, address and, of the machine's, the pc."""
    try:
        return action(argument)
    except oracle.OracleTrap as trap:
        return trap.kind, trap.address
    except Trap as trap:
        return trap.kind.value, trap.address


def assert_same(machine, expected, context):
    snapshot = machine.snapshot()
    assert snapshot.registers.tolist() == expected.x, context
    assert machine.pc == expected.pc, context
    assert snapshot.memory.tobytes() == bytes(expected.memory), context


@pytest.mark.parametrize("seed", range(4))
def test_each_emitted_word_does_what_the_oracle_does(seed):
    rng = random.Random(seed)
    machine = UnicornMachine()
    kinds = set()
    for program in range(60):
        snapshot = random_snapshot(rng)
        machine.restore(snapshot)
        expected = oracle_of(snapshot)
        for cycle in range(30):
            word = random_word(rng) if rng.random() < 0.97 else rng.getrandbits(32)
            outcome = attempt(machine.execute, word)
            wanted = attempt(expected.emit, word)
            context = f"seed {seed}, program {program}, cycle {cycle}, word {word:#010x}, pc {expected.pc:#x}"
            assert outcome == wanted, context
            if outcome is not None:
                kinds.add(outcome[0])
            assert_same(machine, expected, context)
            if not 0x1000 <= machine.pc < 0x11000:
                break
    assert len(kinds) >= 7, f"the programs reached only the traps {kinds}"


@pytest.mark.parametrize("seed", range(4))
def test_a_run_does_what_the_oracle_does(seed):
    rng = random.Random(1000 + seed)
    machine = UnicornMachine()
    executed = trapped = 0
    for number in range(400):
        program = [random_word(rng) for _ in range(rng.randrange(5, 50))]
        snapshot = random_snapshot(rng, program)
        machine.restore(snapshot)
        expected = oracle_of(snapshot)
        for limit in (rng.randrange(20), rng.randrange(300)):
            context = f"seed {seed}, program {number}, limit {limit}"
            outcome = attempt(machine.run, limit)
            assert outcome == attempt(expected.run, limit), context
            assert_same(machine, expected, context)
            executed += outcome if isinstance(outcome, int) else 0
            trapped += isinstance(outcome, tuple)
    assert executed > 2000 and trapped > 50, "the programs were too tame to say anything"


@pytest.mark.parametrize("seed", range(3))
def test_emitting_running_writing_and_restoring_may_be_mixed(seed):
    rng = random.Random(2000 + seed)
    machine = UnicornMachine()
    snapshot = random_snapshot(rng, [random_word(rng) for _ in range(40)])
    machine.restore(snapshot)
    expected = oracle_of(snapshot)
    kept = [snapshot]
    for turn in range(600):
        action = rng.choice(["execute", "execute", "execute", "run", "write", "keep", "restore"])
        context = f"seed {seed}, turn {turn}, {action}"
        outside = not 0x1000 <= machine.pc < 0x11000
        if action == "execute":
            word = random_word(rng)
            assert attempt(machine.execute, word) == attempt(expected.emit, word), context
        elif action == "run":
            assert attempt(machine.run, 25) == attempt(expected.run, 25), context
        elif action == "write":
            words = [random_word(rng) for _ in range(rng.randrange(1, 6))]
            address = CODE_BASE + 4 * rng.randrange(60)
            machine.write(address, words)
            packed = b"".join(word.to_bytes(4, "little") for word in words)
            expected.memory[address - 0x1000 : address - 0x1000 + len(packed)] = packed
        elif action == "keep":
            kept.append(machine.snapshot())
        if action == "restore" or outside:
            chosen = rng.choice(kept) if not outside else snapshot
            machine.restore(chosen)
            expected = oracle_of(chosen)
        assert_same(machine, expected, context)


def test_programs_that_rewrite_their_own_loops_run_as_written():
    rng = random.Random(7)
    machine = UnicornMachine()
    replacements = [encode("addi", rd=6, rs1=6, immediate=k) for k in range(1, 9)]
    for number in range(60):
        # A loop over the source words, each stored over an instruction of it: before, at or after the store.
        place = rng.randrange(6)
        program = [
            encode("lw", rd=7, rs1=8, immediate=0),
            encode("addi", rd=8, rs1=8, immediate=4),
            encode("addi", rd=6, rs1=6, immediate=100),
            encode("sw", rs1=9, rs2=7, immediate=0),
            encode("addi", rd=6, rs1=6, immediate=100),
            encode("addi", rd=6, rs1=6, immediate=100),
            encode("addi", rd=5, rs1=5, immediate=-1),
            encode("bne", rs1=5, rs2=0, immediate=-28),
            oracle.HALT,
        ]
        registers = np.zeros(32, dtype=np.uint32)
        registers[[5, 8, 9]] = [rng.randrange(1, 9), 0x5100, CODE_BASE + 4 * place]
        memory = np.zeros(0x4000, dtype=np.uint32)
        memory[: len(program)] = program
        memory[0x1040:0x1048] = rng.sample(replacements, 8)
        snapshot = MachineSnapshot(registers, CODE_BASE, memory)
        machine.restore(snapshot)
        expected = oracle_of(snapshot)
        limit = rng.choice([7, 30, 200])
        assert attempt(machine.run, limit) == attempt(expected.run, limit), number
        assert_same(machine, expected, number)
