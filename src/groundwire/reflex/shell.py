"""A conversation with one machine: prompts drive it, commands that begin with a colon look at it and change it.

Data memory stays from prompt to prompt, so that one can fill an array and sort it next; registers, code and
display start anew, as models are trained. Reading lines and drawing the machine are the command line's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from groundwire.machine import DEFAULT_LAYOUT, MachineError, UnicornMachine
from groundwire.models.backbone import PromptError
from groundwire.reflex.api import drive
from groundwire.reflex.loop import MAXIMUM_CYCLES, Drive
from groundwire.reflex.model import GroundedModel
from groundwire.reflex.trace import MemoryRange, Tracer, TraceStep, changed_data, display_text, run_record
from groundwire.tasks.assignments import AssignmentError, text_assignments, word_assignments

RECENT = 12
"""Instructions that are kept on screen."""

HELP = """\
Type what the machine should do, or a command:
  :memory                     show the words in data memory that are not zero
  :memory 0x5100=1,2,3        write words
  :text 0x5100=rv32i          write packed text
  :history                    show the prompts so far, with how they ended
  :reset                      clear the machine
  :help                       show this
  :quit                       leave (so does the end of input)"""


_EMPTY = np.zeros(DEFAULT_LAYOUT.word_count, dtype=np.uint32)


class Quit(Exception):
    """The user wants to leave."""


@dataclass(frozen=True)
class Answer:
    """What the shell says to one line."""

    text: str = ""
    """Text to print."""
    record: dict[str, Any] | None = None
    """The run's record, where a prompt was driven."""
    good: bool = True
    """Whether the line could be used, and the program halted where one was driven."""


@dataclass(frozen=True)
class Screen:
    """What there is to see of the machine."""

    pc: int
    """Address of the next instruction."""
    registers: list[int]
    """x0..x31."""
    changed: frozenset[str]
    """Registers that the last cycle changed."""
    recent: list[TraceStep]
    """The last cycles, the newest at the end."""
    memory: list[MemoryRange]
    """Data words that are not zero, the display apart."""
    display: str
    """The display."""
    status: str
    """What is going on; empty where nothing is."""


@dataclass
class ShellSession:
    """One machine, one model, and what was said so far."""

    model: GroundedModel
    """The model."""
    max_cycles: int = MAXIMUM_CYCLES
    """Words that each prompt may emit."""
    machine: UnicornMachine = field(default_factory=UnicornMachine)
    """The machine."""
    steps: list[TraceStep] = field(default_factory=list)
    """Cycles of the last prompt."""
    history: list[tuple[str, str]] = field(default_factory=list)
    """Prompts with how they ended."""
    status: str = ""
    """What is going on; empty where nothing is."""

    def feed(self, line: str, show: Callable[[Screen], None] | None = None) -> Answer:
        """Take in one line.

        Args:
            line: a prompt, a command, or nothing.
            show: called with the screen after every cycle.

        Raises:
            Quit: the user wants to leave.
        """
        line = line.strip()
        if not line:
            return Answer()
        try:
            return self._command(line) if line.startswith(":") else self._prompt(line, show)
        except (PromptError, AssignmentError, MachineError) as error:
            return Answer(str(error), good=False)

    def screen(self) -> Screen:
        """The machine as it is."""
        memory = [part for part in self._data() if part.address < DEFAULT_LAYOUT.display_base]
        state = self.machine.state()
        changed = frozenset(self.steps[-1].registers) if self.steps else frozenset()
        return Screen(
            state.pc, [int(value) for value in state.registers], changed, self.steps[-RECENT:], memory,
            display_text(self.machine), self.status,
        )  # fmt: skip

    def reset(self) -> None:
        """Clear the machine."""
        self.machine.reset()
        self.steps, self.status = [], ""

    def _data(self) -> list[MemoryRange]:
        return changed_data(_EMPTY, self.machine.snapshot().memory)

    def _renew(self) -> None:
        """Registers, code and display as after a reset, data as it is."""
        layout = self.machine.layout
        kept = self.machine.read(layout.data_base, (layout.display_base - layout.data_base) // 4)
        self.reset()
        self.machine.write(layout.data_base, kept)

    def _prompt(self, prompt: str, show: Callable[[Screen], None] | None) -> Answer:
        self._renew()
        self.status = f'driving "{prompt}"'
        before = self.machine.snapshot().memory

        def observe(step: TraceStep) -> None:
            self.steps.append(step)
            if show is not None:
                show(self.screen())

        tracer = Tracer(self.machine, observe)
        try:
            run: Drive = drive(self.model, prompt, machine=self.machine, max_cycles=self.max_cycles, observe=tracer)
        finally:
            self.status = ""
        record = run_record(run, before, tracing=tracer.seconds)
        self.history.append((prompt, f"{run.reason} after {run.cycles} cycles"))
        return Answer(record=record, good=run.halted)

    def _command(self, line: str) -> Answer:
        name, _, rest = line.partition(" ")
        rest = rest.strip()
        if name in (":quit", ":q", ":exit"):
            raise Quit
        if name == ":reset":
            self.reset()
            return Answer("the machine is clear")
        if name == ":history":
            return Answer("\n".join(f"{n}  {prompt}  ({end})" for n, (prompt, end) in enumerate(self.history, 1)))
        if name == ":help":
            return Answer(HELP)
        if name == ":memory":
            return self._write(word_assignments(name, [rest])) if rest else Answer(self._listing())
        if name == ":text":
            return self._write(text_assignments(name, [rest]))
        return Answer(f"unknown command {name}; :help lists them", good=False)

    def _write(self, assignments: dict[int, list[int]]) -> Answer:
        for address, words in assignments.items():
            self.machine.write(address, words)
        return Answer("; ".join(f"{len(words)} words at 0x{address:x}" for address, words in assignments.items()))

    def _listing(self) -> str:
        rows = [f"0x{part.address:x}  {', '.join(map(str, part.words))}" for part in self._data()]
        return "\n".join(rows) or "all data words are zero"
