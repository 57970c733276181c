"""Unicorn, reduced to what the machine needs and called without its Python layer.

An engine shares the machine's memory and register file with the other one, so nothing is copied between
them but registers. Measured: Unicorn's own `reg_read_batch` takes 37 µs for 33 registers, the call below
1.1 µs. Legality, bounds and alignment are not checked here.
"""

import ctypes
from typing import Any

import numpy as np
import unicorn
from numpy.typing import NDArray
from unicorn import riscv_const, unicorn_const
from unicorn.unicorn_py3.unicorn import uclib

from groundwire.machine.layout import MemoryLayout

REGISTER_COUNT = 33
"""x0..x31 and pc."""
NOWHERE = 0xFFFFFFFE
"""Where Unicorn would stop by itself: no address of an instruction."""
OK = int(unicorn_const.UC_ERR_OK)
FETCH_UNMAPPED = int(unicorn_const.UC_ERR_FETCH_UNMAPPED)

# UC_CTL_WRITE(UC_CTL_TB_REMOVE_CACHE, 2) of unicorn.h: operation, number of arguments, control.
_REMOVE_CACHE = unicorn_const.UC_CTL_IO_WRITE << 30 | 2 << 26 | unicorn_const.UC_CTL_TB_REMOVE_CACHE
# Unicorn fills its buffer before it reuses any of it: 1 GiB by default, for each engine.
_TRANSLATION_BYTES = 16 << 20
_IDENTIFIERS = [
    *range(riscv_const.UC_RISCV_REG_X0, riscv_const.UC_RISCV_REG_X0 + 32),
    riscv_const.UC_RISCV_REG_PC,
]

# Function objects of our own: Unicorn's share their argument types with its Python layer.
_Start = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_size_t
)
_Batch = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_Stop = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
# Variadic: ctypes passes what exceeds the declared arguments as the platform asks for.
_Control = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint)
_AddHook = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p,
    ctypes.c_uint64, ctypes.c_uint64,
)  # fmt: skip
_start = _Start(("uc_emu_start", uclib))
_read_batch = _Batch(("uc_reg_read_batch", uclib))
_write_batch = _Batch(("uc_reg_write_batch", uclib))
_stop = _Stop(("uc_emu_stop", uclib))
_control = _Control(("uc_ctl", uclib))
# uc_hook_add is variadic, but only for hooks of single opcodes; the fixed part is all that we pass.
_add_hook = _AddHook(("uc_hook_add", uclib))


class RegisterFile:
    """The registers as the machine knows them, in a place that Unicorn reads and writes directly."""

    def __init__(self) -> None:
        """Start with zeros."""
        self.values: NDArray[np.uint32] = np.zeros(REGISTER_COUNT, dtype=np.uint32)
        """x0..x31 and pc, shape (33,)."""
        self.view = self.values.data
        """The same words; indexing gives plain ints, three times as fast."""
        first = self.values.ctypes.data
        self.identifiers = (ctypes.c_int * REGISTER_COUNT)(*_IDENTIFIERS)
        self.pointers = (ctypes.c_void_p * REGISTER_COUNT)(*(first + 4 * i for i in range(REGISTER_COUNT)))


class Engine:
    """One Unicorn instance over the shared memory and registers."""

    def __init__(self, layout: MemoryLayout, memory: NDArray[np.uint32], registers: RegisterFile) -> None:
        """Map the memory.

        Args:
            layout: where the mapping lies.
            memory: all mapped words, shape (layout.word_count,), contiguous; kept and shared.
            registers: the register file, kept and shared.
        """
        self._memory = memory  # Unicorn holds a bare pointer to it
        self._registers = registers
        self._unicorn = unicorn.Uc(unicorn_const.UC_ARCH_RISCV, unicorn_const.UC_MODE_RISCV32)
        # Before anything else, or it has no effect.
        self._unicorn.ctl_set_tcg_buffer_size(_TRANSLATION_BYTES)
        self._unicorn.mem_map_ptr(layout.base, layout.size, unicorn_const.UC_PROT_ALL, memory.ctypes.data)
        self._handle = self._unicorn._uch
        self._identifiers = ctypes.addressof(registers.identifiers)
        self._pointers = ctypes.addressof(registers.pointers)
        self._callbacks: list[Any] = []

    def load_registers(self) -> None:
        """Copy x1..x31 from the register file into Unicorn; the pc is an argument of `start`."""
        _write_batch(
            self._handle,
            self._identifiers + ctypes.sizeof(ctypes.c_int),
            self._pointers + ctypes.sizeof(ctypes.c_void_p),
            31,
        )

    def save_registers(self) -> None:
        """Copy all registers and the pc from Unicorn into the register file."""
        _read_batch(self._handle, self._identifiers, self._pointers, REGISTER_COUNT)

    def start(self, pc: int, count: int) -> int:
        """Execute from `pc`: `count` instructions, or until stopped if it is 0.

        Returns:
            Unicorn's error number, `OK` without one.
        """
        return int(_start(self._handle, pc, NOWHERE, 0, count))

    def stop(self) -> None:
        """End `start` from within a hook; from a block hook, before the block has begun."""
        _stop(self._handle)

    def forget(self, start: int, end: int) -> None:
        """Drop translated code of the addresses from `start` up to `end`."""
        error = _control(self._handle, _REMOVE_CACHE, ctypes.c_uint64(start), ctypes.c_uint64(end))
        if error != OK:
            raise unicorn.UcError(error)

    def add_hook(self, kind: int, callback: Any) -> None:
        """Have a ctypes callback called for all addresses, and keep it alive."""
        handle = ctypes.c_size_t()
        self._callbacks.append(callback)
        error = _add_hook(
            self._handle, ctypes.byref(handle), kind, ctypes.cast(callback, ctypes.c_void_p), None, 1, 0
        )
        if error != OK:
            raise unicorn.UcError(error)
