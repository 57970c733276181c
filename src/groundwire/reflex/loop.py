"""The loop that drives machines: read the state, predict a word, execute it, until something ends it.

One prompt or many at once. What does not depend on the state is computed once a prompt. What is printed of a run is the
caller's business; what counts as success is the task's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import torch
from torch import Tensor

from groundwire.isa import HALT, disassemble
from groundwire.machine import Machine, MachineError, Trap, UnicornMachine
from groundwire.models.backbone import PromptCache, PromptFeatures, collate
from groundwire.reflex.heads import BitHead
from groundwire.reflex.legal import likely_words
from groundwire.reflex.model import GroundedModel, PromptContext

MAXIMUM_CYCLES = 400
"""The limit of the published evaluation."""


class StopReason(StrEnum):
    """Why a drive ended."""

    HALT = "halt"
    """`jal x0, 0` was emitted."""
    ZERO_WORD = "zero-word"
    """An all-zero word was emitted."""
    TRAP = "trap"
    """The machine refused the word."""
    LIMIT = "limit"
    """As many cycles as were allowed."""


@dataclass
class Drive:
    """One prompt's run."""

    prompt: str
    """What the model read."""
    machine: Machine
    """The machine as the run left it."""
    words: list[int] = field(default_factory=list)
    """The words emitted, the last one included whether or not it was executed."""
    addresses: list[int] = field(default_factory=list)
    """The pc at which each was emitted."""
    reason: StopReason = StopReason.LIMIT
    """Why it ended."""
    trap: str = ""
    """The machine's words about the trap, where there was one."""
    seconds: float = 0.0
    """Wall time from the prompt to the end; of the whole batch, where prompts were driven together."""

    @property
    def halted(self) -> bool:
        """Whether the model ended the program itself."""
        return self.reason is StopReason.HALT

    @property
    def cycles(self) -> int:
        """Words emitted."""
        return len(self.words)

    def disassembly(self) -> list[str]:
        """One line of assembly for each emitted word."""
        return [
            disassemble(word, pc) if word else "zero word" for word, pc in zip(self.words, self.addresses, strict=True)
        ]


Observer = Callable[[Drive, int], None]
"""Called after each cycle of a single drive with the run so far and the word that was emitted."""


@torch.inference_mode()
def drive(
    model: GroundedModel,
    prompts: Sequence[str],
    machines: Sequence[Machine] | None = None,
    max_cycles: int = MAXIMUM_CYCLES,
    legal: bool = True,
    observe: Observer | None = None,
) -> list[Drive]:
    """Drive one machine for each prompt, all in step.

    Args:
        model: the grounded model.
        prompts: what to do, one text a machine.
        machines: reset and seeded machines; fresh ones where None.
        max_cycles: words that each may emit.
        legal: choose the most likely legal RV32I word (bit head only) instead of each bit on its own.
        observe: called after each cycle of each prompt.

    Raises:
        PromptError: a prompt cannot be read.
    """
    started = time.perf_counter()
    if not prompts:
        return []
    machines = [UnicornMachine() for _ in prompts] if machines is None else machines
    runs = [Drive(prompt, machine) for prompt, machine in zip(prompts, machines, strict=True)]
    context = model.read(collate([model.backbone.tokenize(prompt) for prompt in prompts]))
    active = list(runs)
    for _ in range(max_cycles):
        states = np.stack([run.machine.state().words for run in active]).astype(np.int64)
        pooled = model.pooled(context, torch.from_numpy(states)[:, None])[:, 0]
        emitted = predict(model, pooled, legal).tolist()
        going = [advance(run, word, observe) for run, word in zip(active, emitted, strict=True)]
        if not all(going):
            keep = [index for index, goes in enumerate(going) if goes]
            active = [active[index] for index in keep]
            if not active:
                break
            context = select(context, torch.tensor(keep))
    for run in runs:
        run.seconds = time.perf_counter() - started
    return runs


def predict(model: GroundedModel, pooled: Tensor, legal: bool = True) -> Tensor:
    """Words for pooled states (N, hidden): the most likely legal ones where that is asked and the head has bits."""
    if legal and isinstance(model.head, BitHead):
        return likely_words(model.head.logits(pooled), model.head.known_words)
    return model.head.words(pooled)


def advance(run: Drive, word: int, observe: Observer | None) -> bool:
    """Record and execute one word; False where the run has ended."""
    run.words.append(word)
    run.addresses.append(run.machine.pc)
    ended = True
    if word == HALT:
        run.reason = StopReason.HALT
    elif word == 0:
        run.reason = StopReason.ZERO_WORD
    else:
        try:
            run.machine.execute(word)
            ended = False
        except (Trap, MachineError) as error:
            run.reason, run.trap = StopReason.TRAP, str(error)
    if observe is not None:
        observe(run, word)
    return not ended


def select(context: PromptContext, rows: Tensor) -> PromptContext:
    """The context of some of its prompts."""
    cache = context.cache

    def pick(value: object) -> object:
        if isinstance(value, Tensor):
            return value[rows]
        if isinstance(value, PromptFeatures):
            return None
        if isinstance(value, tuple):
            return tuple(pick(part) for part in value)
        return value

    layers = [pick(layer) for layer in cache.layers]
    chosen = PromptCache(cache.hidden[rows], layers, cache.pooled[rows], None)
    tokens = None if context.tokens is None else context.tokens[rows]
    bias = None if context.bias is None else context.bias[rows]
    return PromptContext(chosen, tokens, bias)
