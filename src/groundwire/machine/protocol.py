"""What a machine is, whoever executes its words: the `Machine` protocol, its state and its snapshots.

Implementations live in files of their own; nothing above this package asks which one it has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from groundwire.machine.layout import MemoryLayout

STATE_WORDS = 65
"""Words of a state: 32 registers, pc, 16 words around pc, 16 words around sp."""
PC_INDEX = 32
"""Place of the pc among the words of a state."""
STACK_POINTER = 2
"""Register x2, sp."""
WINDOW_WORDS = 16
"""Words of a memory window."""
WINDOW_REACH = 32
"""Bytes that a window begins below its address."""


@dataclass(frozen=True, slots=True, eq=False)
class MachineState:
    """What a model sees of a machine between two instructions. It is a copy: the machine may go on."""

    words: NDArray[np.uint32]
    """Shape (65,): x0..x31, pc, 16 words from (pc - 32) & ~3, 16 from (sp - 32) & ~3; unmapped is 0."""

    @property
    def registers(self) -> NDArray[np.uint32]:
        """x0..x31, shape (32,)."""
        return self.words[:PC_INDEX]

    @property
    def pc(self) -> int:
        """Address of the next instruction."""
        return int(self.words[PC_INDEX])


@dataclass(frozen=True, slots=True, eq=False)
class MachineSnapshot:
    """Everything that a machine can be put back to."""

    registers: NDArray[np.uint32]
    """x0..x31, shape (32,)."""
    pc: int
    """Address of the next instruction, a multiple of 4."""
    memory: NDArray[np.uint32]
    """All mapped words, shape (layout.word_count,)."""


@runtime_checkable
class Machine(Protocol):
    """A RISC-V RV32I hart with one memory. One thread at a time may use it."""

    @property
    def layout(self) -> MemoryLayout:
        """Where things lie in memory."""
        ...

    @property
    def pc(self) -> int:
        """Address of the next instruction."""
        ...

    @property
    def halted(self) -> bool:
        """Whether the word at pc is HALT."""
        ...

    def state(self) -> MachineState:
        """Copy the registers, the pc and the memory windows."""
        ...

    def execute(self, word: int) -> None:
        """Write a word at pc and execute exactly that instruction.

        Args:
            word: 32-bit instruction word.

        Raises:
            Trap: if it cannot be executed; then nothing has changed, and the word was not written.
            WordError: if it is no 32-bit word.
        """
        ...

    def run(self, limit: int) -> int:
        """Execute the program in memory until HALT is next or `limit` instructions are done.

        Args:
            limit: most instructions to execute, 0 or more.

        Returns:
            Number of instructions executed; HALT is not one of them.

        Raises:
            Trap: at the first instruction that cannot be executed; the machine stands before it.
            WordError: if the limit is not a whole number of at least 0.
        """
        ...

    def snapshot(self) -> MachineSnapshot:
        """Copy registers, pc and the whole memory."""
        ...

    def restore(self, snapshot: MachineSnapshot) -> None:
        """Go back to a snapshot.

        Raises:
            WordError: if it does not fit this machine; then nothing has changed.
        """
        ...

    def reset(self) -> None:
        """Zero registers and memory, fill the code region with HALT and put the pc at its start."""
        ...

    def load_program(self, words: Iterable[int], address: int | None = None) -> None:
        """Write a program and put the pc at its first word; everything else stays.

        Args:
            words: instruction words.
            address: where, by default the start of the code region.

        Raises:
            AddressError: if it does not fit into memory.
            WordError: if a value is no 32-bit word.
        """
        ...

    def read(self, address: int, count: int) -> list[int]:
        """Read `count` words from an address that is a multiple of 4.

        Raises:
            AddressError: if the range is unaligned or not mapped.
            WordError: if the count is not a whole number of at least 0.
        """
        ...

    def write(self, address: int, words: Iterable[int]) -> None:
        """Write words from an address that is a multiple of 4, all or none.

        Raises:
            AddressError: if the range is unaligned or not mapped.
            WordError: if a value is no 32-bit word.
        """
        ...

    def write_text(self, address: int, text: str) -> None:
        """Write ASCII text, packed in bytes, zero padded to whole words and with at least one zero byte.

        Raises:
            AddressError: if the range is unaligned or not mapped.
            WordError: if a character is not ASCII.
        """
        ...
