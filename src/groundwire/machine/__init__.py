"""Machines that execute RV32I words: the `Machine` protocol, memory layout, traps, and Unicorn.

What the words mean is `groundwire.isa`'s; what a machine is asked to do is `groundwire.tasks`'.
"""

from groundwire.machine.errors import AddressError, EmulatorError, MachineError, Trap, TrapKind, WordError
from groundwire.machine.layout import (
    CODE_BASE,
    CODE_END,
    DATA_BASE,
    DEFAULT_LAYOUT,
    DESTINATION_BASE,
    DISPLAY_BASE,
    SOURCE_BASE,
    MemoryLayout,
)
from groundwire.machine.protocol import STATE_WORDS, WINDOW_REACH, Machine, MachineSnapshot, MachineState
from groundwire.machine.replay import Cycles, ReplayEnd, replay
from groundwire.machine.unicorn_machine import UnicornMachine
from groundwire.machine.values import pack_text

__all__ = [
    "CODE_BASE",
    "CODE_END",
    "DATA_BASE",
    "DEFAULT_LAYOUT",
    "DESTINATION_BASE",
    "DISPLAY_BASE",
    "SOURCE_BASE",
    "STATE_WORDS",
    "WINDOW_REACH",
    "AddressError",
    "Cycles",
    "EmulatorError",
    "Machine",
    "MachineError",
    "MachineSnapshot",
    "MachineState",
    "MemoryLayout",
    "ReplayEnd",
    "Trap",
    "TrapKind",
    "UnicornMachine",
    "WordError",
    "pack_text",
    "replay",
]
