"""What a stage can do with a shard: have tools work on its records, and have models answer about them.

Both are kept record by record, so that a run that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from groundwire.chat import Question, Response
from groundwire.distill.asking import Asker
from groundwire.distill.errors import CapReached
from groundwire.distill.journal import Journal
from groundwire.distill.pools import Pool
from groundwire.distill.roles import Role

Item = tuple[str, Any]
"""A key that is the record's own, and what the tool gets."""


@dataclass
class ShardWork:
    """One shard of one stage, while it is worked on."""

    index: int
    """The shard's number."""
    folder: Path
    """Where its unfinished work is kept."""
    shared: Path
    """A folder that all shards of the stage share, for what a stage remembers from shard to shard."""
    pool: Pool
    """Who does tool work."""
    asker: Asker
    """Who has models answer."""
    on_progress: Callable[[float], None] = lambda share: None
    """Told which share of the shard is done, from 0 to 1."""
    usage: dict[str, dict[str, float]] = field(default_factory=dict)
    """What each model used for this shard."""

    def part(self, begin: float, end: float) -> ShardWork:
        """The same shard, for a step of the work whose progress counts from `begin` to `end` of it."""
        told = self.on_progress
        return replace(self, on_progress=lambda share: told(begin + share * (end - begin)))

    def map(self, label: str, function: str, items: Sequence[Item], batch: int = 1) -> dict[str, Any]:
        """Have a function work on items; those that a killed run had finished are not worked on again.

        Args:
            label: what the journal is called; one for each use within a stage.
            function: `module:function`, from a list of payloads to a list of results, all of them plain values.
            items: keys and payloads; a key that comes twice is worked on once.
            batch: payloads in one call.

        Returns:
            Results by key.
        """
        unique = dict(items)
        with Journal(self.folder / f"{label}.jsonl") as journal:
            missing = [(key, payload) for key, payload in unique.items() if key not in journal.known]
            running: dict[Future[list[Any]], list[str]] = {}
            batches = _batches(missing, batch)
            try:
                while self._fill(running, batches, function):
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        for key, result in zip(running.pop(future), future.result(), strict=True):
                            journal.add(key, result)
                    self.on_progress(len(journal.known) / max(1, len(unique)))
            finally:
                for future in running:
                    future.cancel()
            return {key: journal.known[key] for key in unique}

    def _fill(self, running: dict[Future[list[Any]], list[str]], batches: Iterator[list[Item]], function: str) -> bool:
        """Keep all workers busy and a batch ready for each; whether anything is under way."""
        while len(running) < 2 * self.pool.width and (batch := next(batches, None)):
            running[self.pool.submit(function, [payload for _, payload in batch])] = [key for key, _ in batch]
        return bool(running)

    def ask(
        self, role: Role, label: str, questions: Sequence[Question], samples: int, own: dict[str, str] | None = None
    ) -> tuple[dict[str, list[Response]], dict[str, str]]:
        """Have a model answer; what it answered before is not asked again.

        Args:
            role: who answers, and how.
            label: what the role is called in this stage.
            questions: one for each record.
            samples: answers to each.
            own: for a role that is answered from the rows themselves, its texts by record.

        Returns:
            Answers by record, in the order of their samples; and why there is none, by record.

        Raises:
            Waiting: they were written to batch files.
            CapReached: a cap ended it.
            ChatError: the model cannot be reached; what came is kept.
        """
        answers = self.asker.ask(role, label, self.index, questions, samples, own or {}, self.on_progress)
        if answers.stopped:
            raise CapReached(
                f"{label}: {answers.stopped}; everything that came is kept: raise the limit in the recipe and run the same "
                "command again"
            )
        self.usage[label] = answers.usage
        return answers.responses, answers.failures


def _batches(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
