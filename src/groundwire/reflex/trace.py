"""What happened in each cycle of a run, and what a run left behind: records for people to read and programs to parse.

A `Tracer` watches one drive; `run_record` sums a run up. Colours and screens are the command line's business.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from groundwire.isa import disassemble
from groundwire.machine import DEFAULT_LAYOUT, Machine
from groundwire.reflex.loop import Drive

DISPLAY_CHARACTERS = 256
"""Most characters of the display that are shown."""


@dataclass(frozen=True)
class MemoryRange:
    """Words that lie side by side."""

    address: int
    """Byte address of the first."""
    words: list[int]
    """The words, unsigned."""


@dataclass(frozen=True)
class TraceStep:
    """One cycle."""

    cycle: int
    """Its number, from 1."""
    pc: int
    """Where the word was written."""
    word: int
    """The word that the model emitted."""
    assembly: str
    """The same, disassembled."""
    registers: dict[str, int]
    """Registers that changed, with their new values."""
    memory: list[MemoryRange]
    """Data words that changed, with their new values."""
    display: str
    """What the display holds now."""

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "cycle": self.cycle, "pc": f"0x{self.pc:x}", "word": f"0x{self.word:08x}", "assembly": self.assembly,
            "registers": self.registers, "memory": memory_record(self.memory), "display": self.display,
        }  # fmt: skip


@dataclass
class Tracer:
    """An observer of one drive that makes a step of every cycle."""

    machine: Machine
    """The machine, prepared, before the first cycle."""
    emit: Callable[[TraceStep], None]
    """Called with every step."""
    seconds: float = 0.0
    """Time spent here and in `emit`, which is not the model's."""
    _registers: NDArray[np.uint32] = field(init=False)
    _memory: NDArray[np.uint32] = field(init=False)

    def __post_init__(self) -> None:
        self._look()

    def __call__(self, run: Drive, word: int) -> None:
        """Record one cycle; this is the drive loop's `observe`."""
        started = time.perf_counter()
        registers, memory = self._registers, self._memory
        self._look()
        changed = np.flatnonzero(registers != self._registers).tolist()
        pc = run.addresses[-1]
        step = TraceStep(
            run.cycles, pc, word, disassemble(word, pc) if word else "zero word",
            {f"x{index}": int(self._registers[index]) for index in changed},
            changed_data(memory, self._memory), display_text(self.machine),
        )  # fmt: skip
        self.emit(step)
        self.seconds += time.perf_counter() - started

    def _look(self) -> None:
        snapshot = self.machine.snapshot()
        self._registers, self._memory = snapshot.registers, snapshot.memory


def changed_data(before: NDArray[np.uint32], after: NDArray[np.uint32]) -> list[MemoryRange]:
    """Words outside of the code region that differ, joined where they are side by side.

    Args:
        before: all mapped words, as in `MachineSnapshot.memory`.
        after: the same, later.
    """
    first = (DEFAULT_LAYOUT.code_end - DEFAULT_LAYOUT.base) // 4
    ranges: list[MemoryRange] = []
    for index in (np.flatnonzero(before[first:] != after[first:]) + first).tolist():
        address = DEFAULT_LAYOUT.base + 4 * index
        if ranges and ranges[-1].address + 4 * len(ranges[-1].words) == address:
            ranges[-1].words.append(int(after[index]))
        else:
            ranges.append(MemoryRange(address, [int(after[index])]))
    return ranges


def display_text(machine: Machine) -> str:
    """The display as text, up to its first zero word; unprintable words are shown as \\x and hex."""
    layout = machine.layout
    count = min(DISPLAY_CHARACTERS, (layout.end - layout.display_base) // 4)
    shown = []
    for word in machine.read(layout.display_base, count):
        if word == 0:
            break
        shown.append(chr(word) if 32 <= word < 127 else f"\\x{word:02x}")
    return "".join(shown)


def memory_record(ranges: list[MemoryRange]) -> dict[str, list[int]]:
    """Ranges as plain JSON values: hexadecimal addresses and lists of words."""
    return {f"0x{part.address:x}": part.words for part in ranges}


def word_text(word: int) -> str:
    """A word as people read it: unsigned, and signed too where that differs."""
    return f"{word}" if word < 1 << 31 else f"{word} ({word - (1 << 32)})"


def milliseconds_per_cycle(run: Drive, tracing: float = 0.0) -> float | None:
    """The mean time of a cycle in ms, without the time spent on tracing; None where there was none."""
    return 1000 * max(0.0, run.seconds - tracing) / run.cycles if run.cycles else None


def run_record(
    run: Drive, before: NDArray[np.uint32], failures: list[str] | None = None, tracing: float = 0.0
) -> dict[str, Any]:
    """Sum a run up as plain JSON values.

    Args:
        run: the run.
        before: all mapped words before the start.
        failures: which expectations do not hold; None where none were given.
        tracing: seconds of the run's time that went into tracing.
    """
    state = run.machine.state()
    each = milliseconds_per_cycle(run, tracing)
    record: dict[str, Any] = {
        "prompt": run.prompt, "halted": run.halted, "reason": str(run.reason), "cycles": run.cycles,
        "seconds": round(run.seconds - tracing, 4),
        "milliseconds_per_cycle": None if each is None else round(each, 3),
        "memory": memory_record(changed_data(before, run.machine.snapshot().memory)),
        "display": display_text(run.machine),
        "pc": f"0x{run.machine.pc:x}",
        "registers": {f"x{i}": int(value) for i, value in enumerate(state.registers) if value},
        "words": [f"0x{word:08x}" for word in run.words], "assembly": run.disassembly(),
    }  # fmt: skip
    if run.trap:
        record["trap"] = run.trap
    if failures is not None:
        record["expectations"] = {"hold": not failures, "failures": failures}
    return record
