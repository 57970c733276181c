"""Known programs as the cycles that a model is to reproduce: state before, word emitted.

The program is emitted word by word on a machine whose code region does not hold it yet, exactly as a model
would drive it. Choosing and balancing cycles is for the corpus to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from groundwire.isa import HALT
from groundwire.machine.errors import Trap
from groundwire.machine.protocol import STATE_WORDS, Machine
from groundwire.machine.values import checked_count, checked_words


class ReplayEnd(StrEnum):
    """Why a replay ended."""

    HALT = "halt"
    """HALT was emitted: the last cycle."""
    LIMIT = "limit"
    """As many cycles as were allowed."""
    TRAP = "trap"
    """A word trapped; its cycle is not recorded."""
    LEFT_PROGRAM = "left-program"
    """The pc is at no word of the program; there was nothing to emit."""


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """The cycles of one program, in order."""

    states: NDArray[np.uint32]
    """State words before each emission, shape (cycles, 65)."""
    words: NDArray[np.uint32]
    """Words emitted, shape (cycles,)."""
    reason: ReplayEnd
    """Why there are no more."""
    trap: Trap | None = None
    """The trap, where that is the reason."""


def replay(machine: Machine, program: Sequence[int], limit: int) -> Cycles:
    """Emit a program on a machine and record every cycle.

    Args:
        machine: stands at the program's first word; memory is seeded, the program is not written. It is left
            after the last word executed, with HALT not executed.
        program: instruction words; the word to emit is looked up by the pc.
        limit: most cycles to record.

    Returns:
        The cycles; with reason HALT the last one emits HALT.

    Raises:
        WordError: if the limit or a program word is not valid.
    """
    limit = checked_count(limit, "limit")
    words = checked_words(program).tolist()
    origin = machine.pc
    states: list[NDArray[np.uint32]] = []
    emitted: list[int] = []
    while len(emitted) < limit:
        index = (machine.pc - origin) >> 2
        if not 0 <= index < len(words):
            return _cycles(states, emitted, ReplayEnd.LEFT_PROGRAM)
        word = words[index]
        state = machine.state().words
        if word != HALT:
            try:
                machine.execute(word)
            except Trap as trap:
                return _cycles(states, emitted, ReplayEnd.TRAP, trap)
        states.append(state)
        emitted.append(word)
        if word == HALT:
            return _cycles(states, emitted, ReplayEnd.HALT)
    return _cycles(states, emitted, ReplayEnd.LIMIT)


def _cycles(
    states: list[NDArray[np.uint32]], words: list[int], reason: ReplayEnd, trap: Trap | None = None
) -> Cycles:
    """Join the cycles into arrays, with the right shapes where there are none."""
    stacked = np.stack(states) if states else np.empty((0, STATE_WORDS), dtype=np.uint32)
    return Cycles(stacked, np.array(words, dtype=np.uint32), reason, trap)
