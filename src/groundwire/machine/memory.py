"""The memory that a caller of a machine sees: bounded, aligned access in words and text, and the state
windows.

What programs load and store is checked where they are executed.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from groundwire.isa import HALT
from groundwire.machine.errors import AddressError
from groundwire.machine.layout import MemoryLayout
from groundwire.machine.protocol import WINDOW_REACH, WINDOW_WORDS
from groundwire.machine.values import (
    checked_count,
    checked_words,
    pack_text,
    shown,
    shown_address,
    whole_number,
)


class MachineMemory(ABC):
    """Words of one mapping. Machines that run in this process derive from it."""

    def __init__(self, layout: MemoryLayout) -> None:
        """Allocate the mapping, zeroed with the code region filled with HALT."""
        self._layout = layout
        self._base, self._end = layout.base, layout.end
        self._memory: NDArray[np.uint32] = np.zeros(layout.word_count, dtype=np.uint32)
        self._words = self._memory.data  # indexing gives plain ints, faster than numpy's scalars
        self._cleared = self._memory.copy()
        self._cleared[(layout.code_base - self._base) // 4 : (layout.code_end - self._base) // 4] = HALT
        self._clear_memory()

    @property
    def layout(self) -> MemoryLayout:
        """Where things lie in memory."""
        return self._layout

    def read(self, address: int, count: int) -> list[int]:
        """Read words; see `Machine.read`."""
        count = checked_count(count, "count")
        index = self._checked_index(address, count)
        return self._words[index : index + count].tolist()

    def write(self, address: int, words: Iterable[int]) -> None:
        """Write words; see `Machine.write`."""
        values = checked_words(words)
        index = self._checked_index(address, len(values))
        self._words[index : index + len(values)] = memoryview(values)

    def write_text(self, address: int, text: str) -> None:
        """Write packed text and at least one zero byte; see `Machine.write_text`."""
        words = pack_text(text)
        if len(text) % 4 == 0:
            # Programs look for the end of a string by its zero byte.
            words.append(0)
        self.write(address, words)

    def load_program(self, words: Iterable[int], address: int | None = None) -> None:
        """Write a program and put the pc at its first word; see `Machine.load_program`."""
        values = checked_words(words)
        start = self._layout.code_base if address is None else address
        index = self._checked_index(start, len(values))
        self._words[index : index + len(values)] = memoryview(values)
        self._move_to(self._base + 4 * index)

    @abstractmethod
    def _move_to(self, pc: int) -> None:
        """Set the pc to an aligned address."""

    def _clear_memory(self) -> None:
        """Zero everything but the code region, which gets HALT."""
        np.copyto(self._memory, self._cleared)

    def _copy_window(self, center: int, out: NDArray[np.uint32]) -> None:
        """Copy the 16 words from 32 bytes below an address on; addresses wrap, unmapped words are 0."""
        index = (((center - WINDOW_REACH) & 0xFFFFFFFC) - self._base) >> 2
        if 0 <= index <= len(self._words) - WINDOW_WORDS:
            out[:] = self._memory[index : index + WINDOW_WORDS]
            return
        out.fill(0)
        # The second pass is for a window that runs over the top of the addresses into a mapping at 0.
        for first in (index, index - (1 << 30)):
            low, high = max(first, 0), min(first + WINDOW_WORDS, len(self._words))
            if low < high:
                out[low - first : high - first] = self._memory[low:high]

    def _checked_index(self, address: int, count: int) -> int:
        """Turn an address into an index of words.

        Raises:
            AddressError: if the address is no multiple of 4 or the range is not mapped.
        """
        start = whole_number(address)
        if start is None:
            raise AddressError(f"address must be a whole number, got {shown(address)}")
        if start % 4:
            raise AddressError(f"address {shown_address(start)} is not a multiple of 4; words are aligned")
        if start < self._base or start + 4 * count > self._end:
            place = shown_address(start)
            raise AddressError(f"{shown(count)} words at address {place} are not within {self._range()}")
        return (start - self._base) >> 2

    def _range(self) -> str:
        """The mapped addresses in words."""
        return f"the memory {self._base:#x}..{self._end - 1:#x}"
