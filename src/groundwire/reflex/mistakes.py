"""Cycles off the model's own path: states that it reaches itself, with the words that the program would put there.

A model that was trained on perfect runs alone has never seen what a slip leaves behind. Here it drives its training prompts, and
wherever its run has left the program's path (a wrong word was executed) the state is kept with the word that the family's
builder has at that address (S. Ross et al., "A reduction of imitation learning", AISTATS 2011). States on the path are in
the corpus already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from groundwire.machine import CODE_BASE, STATE_WORDS, Machine, MachineError, UnicornMachine
from groundwire.models.backbone import collate
from groundwire.reflex.cycles import CycleStore, Program
from groundwire.reflex.loop import predict, select
from groundwire.reflex.model import GroundedModel

LIMIT = 400
"""Cycles of one run."""
KEPT = 8
"""Cycles kept of each run, at most: after a slip they are alike."""
BATCH = 64
Mistakes = dict[int, tuple[NDArray[np.uint32], NDArray[np.uint32]]]
"""By pair: states (n, 65) off the path, and the words due there (n,)."""


@dataclass
class _Run:
    """One prompt being driven."""

    pair: int
    """Its index."""
    program: Program
    """What should have been emitted."""
    machine: Machine
    """Where it runs."""
    slipped: bool = False
    """Whether a wrong word has been executed."""
    states: list[NDArray[np.uint32]] = field(default_factory=list)
    """States after the slip."""
    words: list[int] = field(default_factory=list)
    """The words due there."""

    def due(self) -> int | None:
        """The word that the program has at pc; None off the program."""
        place = (self.machine.pc - CODE_BASE) >> 2
        # Zeros fill the gaps between the blocks of a program.
        return (self.program.words[place] or None) if 0 <= place < len(self.program.words) else None

    def follow(self, word: int) -> bool:
        """Execute the model's word; False where the run is over."""
        due = self.due()
        if due is None or len(self.words) >= KEPT:
            return False
        if self.slipped:
            self.states.append(self.machine.state().words)
            self.words.append(due)
        self.slipped = self.slipped or word != due
        if word in (0, 0x6F):
            return False
        try:
            self.machine.execute(word)
        except MachineError:
            return False
        return True


@torch.inference_mode()
def collect_mistakes(
    model: GroundedModel,
    prompts: Sequence[str],
    programs: Sequence[Program],
    pairs: Sequence[int],
    progress: Callable[[int], None] | None = None,
) -> Mistakes:
    """Drive training prompts and keep what lies off the programs' paths.

    Args:
        model: the model in training.
        prompts: all prompts of the corpus.
        programs: the chosen pairs' programs, in the order of `pairs`.
        pairs: indices of the pairs to drive.
        progress: told how many pairs are done.

    Returns:
        For each pair in which the model slipped and went on: states (n, 65) and the words due (n,).
    """
    found: Mistakes = {}
    for start in range(0, len(pairs), BATCH):
        chosen = range(start, min(start + BATCH, len(pairs)))
        runs = [_Run(pairs[k], programs[k], _machine(programs[k])) for k in chosen]
        _drive(model, [prompts[run.pair] for run in runs], runs)
        found |= {run.pair: (np.stack(run.states), np.array(run.words, np.uint32)) for run in runs if run.words}
        if progress is not None:
            progress(start + len(runs))
    return found


def _machine(program: Program) -> Machine:
    machine = UnicornMachine()
    for address, words in program.seed.items():
        machine.write(address, words)
    return machine


def _drive(model: GroundedModel, prompts: Sequence[str], runs: list[_Run]) -> None:
    context = model.read(collate([model.backbone.tokenize(prompt) for prompt in prompts]))
    active = list(runs)
    for _ in range(LIMIT):
        states = np.stack([run.machine.state().words for run in active]).astype(np.int64)
        words = predict(model, model.pooled(context, torch.from_numpy(states)[:, None])[:, 0]).tolist()
        keep = [index for index, word in enumerate(words) if active[index].follow(word)]
        if not keep:
            return
        if len(keep) < len(active):
            context = select(context, torch.tensor(keep))
            active = [active[index] for index in keep]


def with_mistakes(store: CycleStore, mistakes: Mistakes) -> CycleStore:
    """A store in which the slipped pairs have further cycles, counted with the revisits."""
    extra = np.zeros(len(store.first), np.int64)
    for pair, (_, words) in mistakes.items():
        extra[pair] = len(words)
    starts = store.starts + np.concatenate(([0], np.cumsum(extra)))
    states = np.empty((int(starts[-1]), STATE_WORDS), np.uint32)
    words = np.empty(int(starts[-1]), np.uint32)
    for pair in range(len(store.first)):
        old, new = slice(*store.starts[pair : pair + 2]), int(starts[pair])
        middle = new + old.stop - old.start
        states[new:middle], words[new:middle] = store.states[old], store.words[old]
        if pair in mistakes:
            states[middle : starts[pair + 1]], words[middle : starts[pair + 1]] = mistakes[pair]
    return CycleStore(states, words, starts, store.first)
