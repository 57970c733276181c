"""The `Machine` that Unicorn executes: RV32I and nothing else, with exact traps.

`execute` decides by our own decoder and the registers whether a word may run, and only then lets Unicorn
execute exactly one instruction. `run` goes in bulk (see `bulk`) and falls back to the same single steps
wherever a block needs care.
"""

import numpy as np
from numpy.typing import NDArray

from groundwire.isa import HALT
from groundwire.machine.bulk import BulkEngine
from groundwire.machine.engine import FETCH_UNMAPPED, OK, Engine, RegisterFile
from groundwire.machine.errors import EmulatorError, Trap, TrapKind
from groundwire.machine.hazards import SAFE, Hazard, HazardKind, hazard_of
from groundwire.machine.layout import DEFAULT_LAYOUT, MemoryLayout
from groundwire.machine.memory import MachineMemory
from groundwire.machine.protocol import (
    PC_INDEX,
    STACK_POINTER,
    STATE_WORDS,
    WINDOW_WORDS,
    MachineSnapshot,
    MachineState,
)
from groundwire.machine.values import checked_count, checked_snapshot, checked_word

_MASK = 0xFFFFFFFF
# What a doubtful block can cost: this many instructions are taken back and executed again one by one.
_SLICE = 4096


class UnicornMachine(MachineMemory):
    """RV32I on Unicorn. It satisfies `Machine`; one thread at a time may use it.

    A new machine is reset. Making one takes milliseconds, a reset 3 µs: keep it.
    """

    def __init__(self, layout: MemoryLayout = DEFAULT_LAYOUT) -> None:
        """Map the memory and reset."""
        super().__init__(layout)
        self._file = RegisterFile()
        self._registers = self._file.view
        self._engine = Engine(layout, self._memory, self._file)
        self._bulk: BulkEngine | None = None
        self._engine_is_behind = True
        self.reset()

    @property
    def pc(self) -> int:
        """Address of the next instruction."""
        return self._registers[PC_INDEX]

    @property
    def halted(self) -> bool:
        """Whether the word at pc is HALT."""
        index = (self._registers[PC_INDEX] - self._base) >> 2
        return 0 <= index < len(self._words) and self._words[index] == HALT

    def state(self) -> MachineState:
        """Copy the registers, the pc and the memory windows; see `Machine.state`."""
        words: NDArray[np.uint32] = np.empty(STATE_WORDS, dtype=np.uint32)
        windows = PC_INDEX + 1
        words[:windows] = self._file.values
        self._copy_window(self._registers[PC_INDEX], words[windows : windows + WINDOW_WORDS])
        self._copy_window(self._registers[STACK_POINTER], words[windows + WINDOW_WORDS :])
        return MachineState(words)

    def execute(self, word: int) -> None:
        """Write a word at pc and execute exactly that instruction; see `Machine.execute`."""
        if type(word) is not int or not 0 <= word <= _MASK:
            word = checked_word(word)
        pc = self._registers[PC_INDEX]
        index = (pc - self._base) >> 2
        if not 0 <= index < len(self._words):
            raise self._fetch_fault(pc)
        hazard = hazard_of(word)
        if hazard is not SAFE:
            self._check(hazard, word, pc)
        before = self._words[index]
        self._words[index] = word
        self._step(pc, word)
        if hazard.kind is HazardKind.BRANCH and self._registers[PC_INDEX] & 3:
            self._words[index] = before
            self._registers[PC_INDEX] = pc
            raise _misaligned_target(word, pc, (pc + hazard.offset) & _MASK)

    def run(self, limit: int) -> int:
        """Execute the program in memory until HALT or the limit; see `Machine.run`."""
        limit = checked_count(limit, "limit")
        executed = 0
        while executed < limit and not self.halted:
            wanted = min(limit - executed, _SLICE)
            done = self._run_in_bulk(wanted)
            if done < wanted:
                done += self._walk(wanted - done)
            executed += done
        return executed

    def snapshot(self) -> MachineSnapshot:
        """Copy registers, pc and the whole memory."""
        registers, memory = self._file.values[:PC_INDEX].copy(), self._memory.copy()
        registers.setflags(write=False)
        memory.setflags(write=False)
        return MachineSnapshot(registers, self.pc, memory)

    def restore(self, snapshot: MachineSnapshot) -> None:
        """Go back to a snapshot, also one of another machine with this layout; see `Machine.restore`."""
        checked_snapshot(snapshot, self.layout.word_count)
        self._memory[:] = snapshot.memory
        self._file.values[:PC_INDEX] = snapshot.registers
        self._registers[0] = 0
        self._move_to(snapshot.pc)

    def reset(self) -> None:
        """Zero registers and memory, fill the code region with HALT and put the pc at its start."""
        self._clear_memory()
        self._file.values.fill(0)
        self._move_to(self.layout.code_base)

    def _move_to(self, pc: int) -> None:
        """Set the pc, after which Unicorn's registers are to be loaded anew."""
        self._registers[PC_INDEX] = pc
        self._engine_is_behind = True

    def _run_in_bulk(self, limit: int) -> int:
        """Execute up to `limit` instructions as far as that goes without single steps."""
        if not 0 <= self._registers[PC_INDEX] - self._base < self.layout.size:
            return 0
        if self._bulk is None:
            self._bulk = BulkEngine(self.layout, self._memory, self._file)
        executed = self._bulk.run(limit)
        self._engine_is_behind = True
        return executed

    def _walk(self, limit: int) -> int:
        """Execute up to `limit` instructions one by one; HALT ends it."""
        for executed in range(limit):
            pc = self._registers[PC_INDEX]
            index = (pc - self._base) >> 2
            if not 0 <= index < len(self._words):
                raise self._fetch_fault(pc)
            word = self._words[index]
            if word == HALT:
                return executed
            self.execute(word)
        return limit

    def _step(self, pc: int, word: int) -> None:
        """Let Unicorn execute the word at pc, which has been checked, and read the registers back."""
        # Always: to count to one, Unicorn enters the block after a word too, so it may have translated this
        # place from whatever stood here then.
        self._engine.forget(pc, pc + 4)
        if self._engine_is_behind:
            self._engine.load_registers()
            self._engine_is_behind = False
        error = self._engine.start(pc, 1)
        # A jump out of memory has been executed when Unicorn objects to its target; the next fetch will trap.
        if error not in (OK, FETCH_UNMAPPED):
            self._engine_is_behind = True
            raise EmulatorError(
                f"Unicorn failed with error {error} on word {word:#010x} at pc {pc:#x}, which is legal"
            )
        self._engine.save_registers()

    def _check(self, hazard: Hazard, word: int, pc: int) -> None:
        """Raise the trap that a word is going to cause, where that can be told before it runs."""
        kind = hazard.kind
        if kind is HazardKind.LOAD or kind is HazardKind.STORE:
            address = (self._registers[hazard.register] + hazard.offset) & _MASK
            if address & (hazard.size - 1) or not self._base <= address <= self._end - hazard.size:
                raise self._access_trap(hazard, word, pc, address)
        elif kind is HazardKind.INDIRECT_JUMP:
            # jalr clears bit 0 of its target alone, so bit 1 is what can be wrong with it.
            target = (self._registers[hazard.register] + hazard.offset) & 0xFFFFFFFE
            if target & 2:
                raise _misaligned_target(word, pc, target)
        elif kind is HazardKind.JUMP:
            raise _misaligned_target(word, pc, (pc + hazard.offset) & _MASK)
        elif kind is HazardKind.ILLEGAL:
            raise Trap(TrapKind.ILLEGAL_INSTRUCTION, pc, word, detail=hazard.detail)
        elif kind is HazardKind.CALL:
            raise Trap(
                TrapKind.ENVIRONMENT_CALL, pc, word, detail="ecall, and there is no environment to call"
            )
        elif kind is HazardKind.BREAK:
            raise Trap(TrapKind.BREAKPOINT, pc, word, detail="ebreak, and there is no debugger")

    def _access_trap(self, hazard: Hazard, word: int, pc: int, address: int) -> Trap:
        """Name what is wrong with a load or store; misalignment comes before the bounds."""
        loads = hazard.kind is HazardKind.LOAD
        verb = "load" if loads else "store"
        if address & (hazard.size - 1):
            kind = TrapKind.MISALIGNED_LOAD if loads else TrapKind.MISALIGNED_STORE
            detail = f"{verb} of {hazard.size} bytes at {address:#x}, which is no multiple of {hazard.size}"
        else:
            kind = TrapKind.LOAD_ACCESS_FAULT if loads else TrapKind.STORE_ACCESS_FAULT
            detail = f"{verb} of {hazard.size} bytes at {address:#x}, outside of {self._range()}"
        return Trap(kind, pc, word, address, detail)

    def _fetch_fault(self, pc: int) -> Trap:
        """The pc has left memory, so there is no word to blame."""
        detail = f"the pc is outside of {self._range()}"
        return Trap(TrapKind.FETCH_ACCESS_FAULT, pc, address=pc, detail=detail)


def _misaligned_target(word: int, pc: int, target: int) -> Trap:
    """A jump or a taken branch between two instructions."""
    detail = f"jump to {target:#x}, which is no multiple of 4"
    return Trap(TrapKind.MISALIGNED_FETCH, pc, word, target, detail)
