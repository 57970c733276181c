"""Reflex beside a language model that writes assembly as text, on the same prompt and the same kind of machine.

The text is generated greedily, its code is assembled and run. Text that is no program is a result like any other.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import torch

from groundwire.isa import AssemblyError, assemble
from groundwire.machine import MachineError, MachineSnapshot, UnicornMachine
from groundwire.models.encoder import ENCODER_TEMPLATE
from groundwire.reflex.api import drive, prepared_machine, quiet_libraries
from groundwire.reflex.checkpoint import BackboneRecord
from groundwire.reflex.loop import MAXIMUM_CYCLES, StopReason
from groundwire.reflex.model import GroundedModel
from groundwire.reflex.trace import changed_data, display_text, memory_record, run_record

MAXIMUM_INSTRUCTIONS = 100_000
"""Instructions that a program written as text may execute; there is no model in its loop."""
MAXIMUM_TOKENS = 512
"""Tokens that may be generated."""
SYSTEM = (
    "You write RISC-V assembly for a bare RV32I machine (no M extension, no system calls). Registers x5 to x15 are "
    "free, all start at 0. Write results as 32-bit words from address 0x5000. A display is at 0x6000: one 32-bit word "
    "for each ASCII character. End the program with `halt`. Answer with one code block and nothing else."
)
_FENCE = re.compile(r"```[^\n`]*\n(.*?)(?:```|\Z)", re.DOTALL)


class CompareError(RuntimeError):
    """A language model that cannot write text here; the message says why and what to do."""


class Written(NamedTuple):
    """What a language model wrote."""

    text: str
    """The text, without the prompt."""
    tokens: int
    """Tokens generated."""
    seconds: float
    """Wall time."""


class AssemblyWriter(Protocol):
    """Whatever writes a program as text."""

    name: str

    def write(self, prompt: str) -> Written:
        """Write a program for a prompt."""
        ...


@dataclass
class TextRun:
    """A program written as text, and what became of it."""

    written: Written
    """The text."""
    machine: UnicornMachine
    """The machine as the run left it."""
    before: Any
    """All mapped words before the start."""
    program: list[int] = field(default_factory=list)
    """The assembled words; empty where the text is no program."""
    executed: int = 0
    """Instructions executed."""
    reason: str = "no-program"
    """"halt", "limit", "trap" or "no-program"."""
    detail: str = ""
    """The assembler's or the machine's words, where there are any."""

    def record(self) -> dict[str, Any]:
        """As plain JSON values."""
        record: dict[str, Any] = {
            "reason": self.reason, "halted": self.reason == "halt", "instructions": self.executed,
            "program_words": len(self.program), "tokens": self.written.tokens,
            "seconds": round(self.written.seconds, 4),
            "memory": memory_record(changed_data(self.before, self.machine.snapshot().memory)),
            "display": display_text(self.machine), "text": self.written.text,
        }  # fmt: skip
        return record | ({"detail": self.detail} if self.detail else {})


class CausalWriter:
    """A causal language model of Hugging Face's, greedy."""

    def __init__(self, model: Any, tokenizer: Any, name: str, max_tokens: int = MAXIMUM_TOKENS):
        self.model, self.tokenizer, self.name, self.max_tokens = model.eval(), tokenizer, name, max_tokens

    @classmethod
    def load(cls, name: str, revision: str | None = None, max_tokens: int = MAXIMUM_TOKENS) -> CausalWriter:
        """Load a model from a folder or the hub.

        Raises:
            CompareError: there is no causal language model of that name.
        """
        from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

        try:
            with quiet_libraries():
                kinds = AutoConfig.from_pretrained(name, revision=revision).architectures or []
                if any("CausalLM" in kind or "LMHead" in kind for kind in kinds):
                    model = AutoModelForCausalLM.from_pretrained(name, revision=revision, dtype="auto")
                    tokenizer = AutoTokenizer.from_pretrained(name, revision=revision)
                    return cls(model, tokenizer, name, max_tokens)
        except Exception as error:  # each kind of broken folder and of absent network has an error of its own
            raise CompareError(
                f"the language model {name!r} cannot be loaded ({type(error).__name__}); give --backbone a folder of a "
                "Hugging Face causal model, or a name on the hub and a network"
            ) from None
        raise CompareError(
            f"{name!r} is {', '.join(kinds) or 'a model of no stated kind'}, which writes no text; give --backbone a "
            "causal model, for instance Qwen/Qwen2.5-Coder-0.5B-Instruct"
        )

    @torch.inference_mode()
    def write(self, prompt: str) -> Written:
        """Generate greedily until the model ends or `max_tokens` are there."""
        started = time.perf_counter()
        ids = self._ids(prompt)
        made = self.model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=self.max_tokens, do_sample=False,
            temperature=None, top_p=None, top_k=None, pad_token_id=self.tokenizer.pad_token_id or 0,
        )[0, ids.shape[1] :]  # fmt: skip
        text = self.tokenizer.decode(made, skip_special_tokens=True)
        return Written(text, len(made), time.perf_counter() - started)

    def _ids(self, prompt: str) -> torch.Tensor:
        """The prompt's tokens, (1, T): through the chat template where the model has one."""
        if getattr(self.tokenizer, "chat_template", None):
            turns = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": prompt}]
            text = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
            encoded = self.tokenizer(text, return_tensors="pt", add_special_tokens=False)
        else:
            encoded = self.tokenizer(f"{SYSTEM}\n\nTask: {prompt}\n\n```asm\n", return_tensors="pt")
        ids: torch.Tensor = encoded["input_ids"].to(self.model.device)
        return ids


def writer_for(record: BackboneRecord, name: str | None, max_tokens: int = MAXIMUM_TOKENS) -> CausalWriter:
    """The language model to compare with: the named one, or the checkpoint's own backbone where that writes text.

    Raises:
        CompareError: the backbone is an encoder and none was named, or the model cannot be loaded.
    """
    if name is None and record.template == ENCODER_TEMPLATE:
        raise CompareError(
            f"this checkpoint's backbone, {record.name}, is an encoder and writes no text; give --backbone a causal "
            "model, for instance Qwen/Qwen2.5-Coder-0.5B-Instruct or a folder"
        )
    if name is None or name == record.name:
        return CausalWriter.load(record.name, record.revision, max_tokens)
    return CausalWriter.load(name, None, max_tokens)


def extract_code(text: str) -> str:
    """The code of an answer: its last block between fences, closed or not; the whole text where there is none."""
    blocks: list[str] = _FENCE.findall(text)
    return blocks[-1] if blocks else text.removesuffix("```")


def run_text(
    written: Written, memory: Mapping[int, Sequence[int]] | None = None, limit: int = MAXIMUM_INSTRUCTIONS
) -> TextRun:
    """Assemble a program written as text and run it.

    Args:
        written: the text.
        memory: words in memory before the start, by address.
        limit: most instructions to execute.
    """
    machine = prepared_machine(memory)
    run = TextRun(written, machine, machine.snapshot().memory)
    try:
        run.program = assemble(extract_code(written.text))
        if not run.program:
            raise ValueError("no instruction")
        machine.load_program(run.program)
    except AssemblyError as error:
        run.detail = str(error)
    except (MachineError, ValueError) as error:
        run.detail, run.program = str(error), []
    if run.program:
        _execute(run, limit)
    return run


def _execute(run: TextRun, limit: int) -> None:
    start = run.machine.snapshot()
    try:
        run.executed = run.machine.run(limit)
        run.reason = "halt" if run.machine.halted else "limit"
    except MachineError as error:
        run.reason, run.detail = "trap", str(error)
        run.executed = _count_to_trap(run.machine, start)


def _count_to_trap(machine: UnicornMachine, start: MachineSnapshot) -> int:
    """How many instructions run before the trap: a bulk run does not say, so it is repeated one by one."""
    machine.restore(start)
    for executed in itertools.count():
        try:
            machine.run(1)
        except MachineError:
            return executed
    raise AssertionError("a machine repeats itself, traps included")


def compare(
    model: GroundedModel,
    writer: AssemblyWriter,
    prompt: str,
    memory: Mapping[int, Sequence[int]] | None = None,
    max_cycles: int = MAXIMUM_CYCLES,
) -> dict[str, Any]:
    """Give one prompt to both and set the results side by side, as plain JSON values.

    Args:
        model: the grounded model.
        writer: the language model.
        prompt: what to do.
        memory: words in memory before the start, by address.
        max_cycles: words that the grounded model may emit; text may execute `MAXIMUM_INSTRUCTIONS`.

    Raises:
        PromptError: the prompt cannot be read.
    """
    machine = prepared_machine(memory)
    before = machine.snapshot().memory
    run = drive(model, prompt, machine=machine, max_cycles=max_cycles)
    # What ends a run, halt included, was emitted but not executed; so is the halt of a program in text.
    instructions = run.cycles - (run.reason is not StopReason.LIMIT)
    reflex = run_record(run, before) | {"instructions": instructions, "tokens": 0}
    text = run_text(writer.write(prompt), memory).record() | {"model": writer.name}
    same = bool(reflex["halted"] and text["halted"]) and all(reflex[k] == text[k] for k in ("memory", "display"))
    return {"prompt": prompt, "reflex": reflex, "text": text, "same_result": same}
