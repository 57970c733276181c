"""Running many instructions in one call, as long as nothing unusual happens.

Unicorn runs whole blocks; a hook looks at each block as it is entered (is every word legal, is the
translation fresh, is the limit near?) and another at each memory access (is it aligned, mapped, outside of
the block that runs?). At the first doubt the run ends: at a block's entry its state is exact and stays; in
the midst of a block everything since the start is taken back. The machine then goes on one instruction at a
time, so traps are decided in one place.
"""

import ctypes
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from unicorn import unicorn_const

from groundwire.machine.engine import OK, Engine, RegisterFile
from groundwire.machine.hazards import block_length
from groundwire.machine.layout import MemoryLayout

_BlockHook = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_void_p)
_AccessHook = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_int, ctypes.c_uint64, ctypes.c_int, ctypes.c_int64, ctypes.c_void_p
)
_PAGE = 0x1000
# Programs of a corpus often differ in a few operands: blocks without them stay translated, at 1 µs a word.
_FEW_WORDS = 16
_WRITE = int(unicorn_const.UC_MEM_WRITE)


class _Stop(Enum):
    """Why Unicorn returned."""

    UNASKED = "an error of Unicorn's"
    AT_BLOCK = "a block that is HALT, beyond the limit or not for bulk"
    STALE = "a block that was translated from other words, or outside of the range watched"
    DOUBT = "an access that must be looked at"


class BulkEngine:
    """A Unicorn instance with hooks. Not the stepping one: what each translates would mislead the other."""

    def __init__(self, layout: MemoryLayout, memory: NDArray[np.uint32], registers: RegisterFile) -> None:
        """Share memory (shape (layout.word_count,)) and registers with the machine."""
        self._engine = Engine(layout, memory, registers)
        self._registers = registers
        self._base, self._end = layout.base, layout.end
        self._memory = memory
        self._bytes = memory.data.cast("B")
        # What the translations that Unicorn may hold were made from, and the range of words that has any.
        self._translated = memory.copy()
        self._translated_bytes = self._translated.data.cast("B")
        self._low = self._high = layout.base
        self._backup = np.empty_like(memory)
        self._stop = _Stop.UNASKED
        self._executed = self._limit = 0
        self._block_start = self._block_end = 0
        self._error: BaseException | None = None
        self._engine.add_hook(unicorn_const.UC_HOOK_BLOCK, _BlockHook(self._on_block))
        accesses = unicorn_const.UC_HOOK_MEM_READ | unicorn_const.UC_HOOK_MEM_WRITE
        self._engine.add_hook(accesses, _AccessHook(self._on_access))

    def run(self, limit: int) -> int:
        """Execute from the register file's pc until HALT, the limit or something unusual.

        Args:
            limit: most instructions to execute.

        Returns:
            Instructions executed. Registers, pc and memory are exactly as after that many; the next
            instruction may be HALT, may trap, or may only stand in a block that is longer than what was left.
        """
        np.copyto(self._backup, self._memory)
        self._executed, self._limit = 0, limit
        self._engine.load_registers()
        pc = self._registers.view[32]
        while True:
            self._forget_changed_code()
            self._stop = _Stop.UNASKED
            error = self._engine.start(pc, 0)
            if self._error is not None:
                self._take_back()
                raised, self._error = self._error, None
                raise raised
            if error != OK or self._stop in (_Stop.UNASKED, _Stop.DOUBT):
                self._take_back()
                return 0
            if self._stop is _Stop.AT_BLOCK:
                self._engine.save_registers()
                return self._executed
            pc = self._block_start
            if not self._low <= pc < self._block_end <= self._high:
                self._widen(pc, self._block_end)

    def _take_back(self) -> None:
        """Undo the run; the register file was not touched.

        All translations go, in 1 µs: a block that no hook has seen may have been made from words undone here.
        """
        np.copyto(self._memory, self._backup)
        self._engine.forget(self._base, self._end)

    def _forget_changed_code(self) -> None:
        """Drop translations of words that are no longer what they were, by whoever wrote them."""
        low, high = (self._low - self._base) // 4, (self._high - self._base) // 4
        changed = np.flatnonzero(self._memory[low:high] != self._translated[low:high]).tolist()
        if len(changed) > _FEW_WORDS:
            self._engine.forget(self._low + 4 * changed[0], self._low + 4 * changed[-1] + 4)
        else:
            for index in changed:
                self._engine.forget(self._low + 4 * index, self._low + 4 * index + 4)
        if changed:
            self._translated[low:high] = self._memory[low:high]

    def _widen(self, start: int, end: int) -> None:
        """Take the pages of a block into the range that is watched."""
        self._low = min(self._low, start & -_PAGE) if self._low < self._high else start & -_PAGE
        self._high = max(self._high, (end + _PAGE - 1) & -_PAGE)
        self._engine.forget(self._low, self._high)
        low, high = (self._low - self._base) // 4, (self._high - self._base) // 4
        self._translated[low:high] = self._memory[low:high]

    def _on_block(self, _unicorn: int, address: int, size: int, _data: int) -> None:
        """Let a block begin or stop before it. Nothing may be raised through Unicorn's frames."""
        try:
            size = max(size, 4)  # Unicorn says 0 where the first word is one that it cannot translate
            first = address - self._base
            code = bytes(self._bytes[first : first + size])
            self._block_start, self._block_end = address, address + size
            # Unicorn may announce a block at a target between words or out of memory.
            if address & 3 or not self._base <= address < self._end:
                self._stop = _Stop.DOUBT
            elif (
                code != self._translated_bytes[first : first + size]
                or address < self._low
                or address + size > self._high
            ):
                self._stop = _Stop.STALE
            else:
                length = block_length(code)
                if 0 < length <= self._limit - self._executed:
                    self._executed += length
                    return
                self._stop = _Stop.AT_BLOCK
        except BaseException as error:
            self._error = error
        self._engine.stop()

    def _on_access(
        self, _unicorn: int, access: int, address: int, size: int, _value: int, _data: int
    ) -> None:
        """Stop where an access is unaligned, not mapped, or changes the block that is running."""
        try:
            within = self._base <= address <= self._end - size and not address & (size - 1)
            own = self._block_start < address + size and address < self._block_end
            if within and not (own and access == _WRITE):
                return
            self._stop = _Stop.DOUBT
        except BaseException as error:
            self._error = error
        self._engine.stop()
