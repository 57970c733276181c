"""The cycles of a corpus: every state that its programs pass through, with the word that is due there.

A word depends on the prompt and the place in the program when a place is reached first, and repeats what stands in
memory when it is reached again. So all first visits are kept, and a few of the others.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from groundwire.machine import STATE_WORDS, WINDOW_REACH, UnicornMachine, replay
from groundwire.runs.atomic import atomic_folder

REVISITS = 6
"""Later visits kept of each program, at most."""
MAXIMUM_CYCLES = 400
PC_COLUMN = 32
"""Where pc is among a state's words."""
BEFORE_COLUMN = PC_COLUMN + WINDOW_REACH // 4
"""Where the word before the one that pc is at is among a state's words."""


class Program(NamedTuple):
    """What has to be known of a pair to replay it."""

    words: Sequence[int]
    """The program."""
    seed: dict[int, list[int]]
    """Memory before the start."""


@dataclass(frozen=True)
class CycleStore:
    """All cycles of a corpus, program after program: first visits, then the revisits that were kept."""

    states: NDArray[np.uint32]
    """(cycles, 65)."""
    words: NDArray[np.uint32]
    """(cycles,)."""
    starts: NDArray[np.int64]
    """(programs + 1,) where each program's cycles begin."""
    first: NDArray[np.int64]
    """(programs,) how many of them are first visits."""

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder, atomically."""
        with atomic_folder(folder) as temporary:
            for name in ("states", "words", "starts", "first"):
                np.save(temporary / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> CycleStore:
        """Open the arrays of a folder; the large ones stay on the disk until they are read."""
        names = ("states", "words", "starts", "first")
        return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in names))

    def choose(
        self, program: int, count: int, rng: np.random.Generator, weights: NDArray[np.float32] | None = None
    ) -> NDArray[np.int64]:
        """Pick `count` cycles of one program, each once while there are enough.

        Args:
            program: its index.
            count: how many.
            rng: where all chance comes from.
            weights: (cycles,) shares of all cycles; where None, first visits come before others, evenly.
        """
        start, end = int(self.starts[program]), int(self.starts[program + 1])
        if weights is None:
            picked = self._evenly(start, end, int(self.first[program]), count, rng)
        else:
            # The largest of log-weights with Gumbel noise are a weighted draw without replacement (Gumbel top-k).
            keys = np.log(weights[start:end]) + rng.gumbel(size=end - start)
            picked = start + np.argsort(-keys)[:count]
        if len(picked) < count:
            picked = np.concatenate((picked, rng.choice(picked, count - len(picked))))
        return picked.astype(np.int64)

    @staticmethod
    def _evenly(start: int, end: int, first: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
        later = end - start - first
        take_later = min(later, max(1, count // 8), count - 1)
        take_first = min(first, count - take_later)
        return np.concatenate((
            start + rng.permutation(first)[:take_first],
            start + first + rng.permutation(later)[: count - take_first],
        ))  # fmt: skip

    def surprise(self) -> NDArray[np.float32]:
        """How little the address and the word before it say about each cycle's word, in nats: -log p(word | pc, word before).

        What is certain given both is structure, which is learned from few examples; the rest is what the prompt says: its
        operands, and, where a body begins, which of the families it is. Revisits repeat what stands in memory and count a
        tenth.

        Returns:
            (cycles,) float32, at least 0.
        """
        where = self.states[:, PC_COLUMN].astype(np.int64) << 32 | self.states[:, BEFORE_COLUMN].astype(np.int64)
        _, place, places = np.unique(where, return_inverse=True, return_counts=True)
        _, said, words = np.unique(
            (place.astype(np.int64) << 32) | self.words.astype(np.int64), return_inverse=True, return_counts=True
        )
        nats = np.log(places[place] / words[said])
        order = np.arange(len(nats)) - np.repeat(self.starts[:-1], np.diff(self.starts))
        nats[order >= np.repeat(self.first, np.diff(self.starts))] *= 0.1
        result: NDArray[np.float32] = nats.astype(np.float32)
        return result


def _collect(programs: list[Program]) -> list[tuple[NDArray[np.uint32], NDArray[np.uint32], int]]:
    machine = UnicornMachine()
    rng = np.random.default_rng(len(programs))
    found = []
    for program in programs:
        machine.reset()
        for address, words in program.seed.items():
            machine.write(address, words)
        cycles = replay(machine, program.words, MAXIMUM_CYCLES)
        _, first = np.unique(cycles.states[:, 32], return_index=True)
        first.sort()
        later = np.setdiff1d(np.arange(len(cycles.words)), first)
        order = np.concatenate((first, rng.permutation(later)[:REVISITS]))
        found.append((cycles.states[order], cycles.words[order], len(first)))
    return found


def collect(programs: Iterator[Program], workers: int = 2, chunk: int = 500) -> CycleStore:
    """Replay programs on machines and keep their cycles, in the programs' order whatever the number of workers."""
    states, words, sizes, first = [], [], [0], []
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for part in pool.imap(_collect, _chunks(programs, chunk)):
            for state, word, count in part:
                states.append(state)
                words.append(word)
                sizes.append(len(word))
                first.append(count)
    return CycleStore(
        np.concatenate([np.zeros((0, STATE_WORDS), np.uint32), *states]),
        np.concatenate([np.zeros(0, np.uint32), *words]),
        np.cumsum(sizes),
        np.array(first, dtype=np.int64),
    )


def _chunks(programs: Iterator[Program], size: int) -> Iterator[list[Program]]:
    part: list[Program] = []
    for program in programs:
        part.append(program)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
