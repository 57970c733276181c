"""What can go wrong on a machine: traps, which programs cause, and errors, which callers cause.

A trap belongs to the program that runs: the machine stays where it was, with the pc at the instruction that
trapped. The other errors mean that the machine was asked for something impossible, and nothing was done.
"""

from enum import StrEnum


class MachineError(Exception):
    """Base of everything that a machine raises."""


class AddressError(MachineError, ValueError):
    """A read or write by the caller that is unaligned or leaves the mapped memory."""


class WordError(MachineError, ValueError):
    """A value by the caller that is not what it must be: a 32-bit word, a count, a limit or ASCII text."""


class EmulatorError(MachineError, RuntimeError):
    """The emulator behaved as the machine did not foresee: a fault of this package, not of the program."""


class TrapKind(StrEnum):
    """Why an instruction could not be executed: the exceptions of the privileged RISC-V manual."""

    ILLEGAL_INSTRUCTION = "illegal-instruction"
    MISALIGNED_FETCH = "misaligned-fetch"
    MISALIGNED_LOAD = "misaligned-load"
    MISALIGNED_STORE = "misaligned-store"
    FETCH_ACCESS_FAULT = "fetch-access-fault"
    LOAD_ACCESS_FAULT = "load-access-fault"
    STORE_ACCESS_FAULT = "store-access-fault"
    ENVIRONMENT_CALL = "environment-call"
    BREAKPOINT = "breakpoint"


class Trap(MachineError):
    """An instruction that was not executed; registers, memory and pc are as they were before it.

    Attributes:
        kind: why.
        pc: address of the instruction that trapped.
        word: the instruction, None where none could be fetched.
        address: the address that it asked for (load, store, jump target or fetch), or None.
        message: the same in words.
    """

    def __init__(
        self, kind: TrapKind, pc: int, word: int | None = None, address: int | None = None, detail: str = ""
    ) -> None:
        """Keep the parts and compose the message."""
        self.kind = kind
        self.pc = pc
        self.word = word
        self.address = address
        self.detail = detail
        shown = "" if word is None else f" (word {word:#010x})"
        self.message = f"{kind.value} at pc {pc:#x}{shown}" + (f": {detail}" if detail else "")
        super().__init__(self.message)

    def __reduce__(self) -> tuple[type["Trap"], tuple[TrapKind, int, int | None, int | None, str]]:
        """Pickle by parts, so that a trap survives the way back from a worker process."""
        return (type(self), (self.kind, self.pc, self.word, self.address, self.detail))
