"""Difficulty: what a solver gets right within so many tries is too easy to learn from, and goes.

Right means that the answer passes the check that the pair has: its test bench, or formal equivalence with the reference.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import pyarrow as pa

from groundwire.chat import Response, extract_answer
from groundwire.distill.checking import FUNCTION, Checked, Task, top_of
from groundwire.distill.records import Decision, Row, drop, keep
from groundwire.distill.roles import Solver
from groundwire.distill.stage import Stage, stage
from groundwire.distill.work import ShardWork
from groundwire.runs.recipes import RecipeError

_CHECK = "groundwire.distill.checking:check"
_ASKING = 0.8
"""Share of a solver's time that goes into its answers, for progress."""


@dataclass(frozen=True)
class DifficultySettings:
    """Who tries, and how often."""

    solvers: tuple[Solver, ...] = (Solver(), Solver(model="Qwen/Qwen2.5-Coder-32B-Instruct"))
    """The models that try, one after another."""
    tries: int = 5
    """Answers that each may give."""
    share: float = 1.0
    """Share of the pairs that are put to solvers, chosen by a hash of their identifiers; the others stay, marked as untried."""
    stop_early: bool = True
    """Whether a problem that one solver solved is not put to the next ones: it goes anyway."""


@stage("difficulty", DifficultySettings)
class Difficulty(Stage):
    """Drops what a solver solves."""

    title = "drop what a solver solves"
    adds = {"tries": pa.string()}  # noqa: RUF012

    def check(self) -> None:
        """Look at the solvers."""
        if self.settings.tries < 1 or not self.settings.solvers:
            raise RecipeError(
                f"difficulty has {len(self.settings.solvers)} solvers and {self.settings.tries} tries; expected at least one of "
                "each, or no difficulty among the stages"
            )
        if not 0 < self.settings.share <= 1:
            raise RecipeError(f"difficulty.share is {self.settings.share}; expected more than 0 and at most 1")
        for number, solver in enumerate(self.settings.solvers):
            solver.check(f"difficulty.solvers[{number}]")

    def ready(self) -> None:
        """Look for the solvers."""
        for number, solver in enumerate(self.settings.solvers):
            solver.ready(f"difficulty.solvers[{number}]")

    def decide(self, rows: list[Row], work: ShardWork) -> list[Decision]:
        """Have every solver try, and count what passes."""
        tried = [row for row in rows if chosen(row["id"], self.settings.share)]
        passed: dict[str, dict[str, str]] = {row["id"]: {} for row in tried}
        solved: dict[str, str] = {}
        silent: dict[str, str] = {}
        for number, solver in enumerate(self.settings.solvers, 1):
            left = [row for row in tried if not (self.settings.stop_early and row["id"] in solved)]
            label = f"solver{number}"
            begin, size = (number - 1) / len(self.settings.solvers), 1 / len(self.settings.solvers)
            asking, checking = work.part(begin, begin + _ASKING * size), work.part(begin + _ASKING * size, begin + size)
            answers, failures = asking.ask(solver, label, [solver.question(row) for row in left], self.settings.tries)
            silent |= {name: why for name, why in failures.items() if name not in answers}
            tasks = [(row["id"], _task(row, answers.get(row["id"], []))) for row in left]
            found: dict[str, list[Checked]] = checking.map(label, _CHECK, [(name, task) for name, task in tasks if task["codes"]])
            for row in left:
                right = sum(one["ok"] for one in found.get(row["id"], []))
                passed[row["id"]][solver.name] = f"{right}/{len(answers.get(row['id'], []))}"
                if right:
                    solved.setdefault(row["id"], solver.name)
        return [
            self._decide(row, solved, passed[row["id"]], silent) if row["id"] in passed else keep(tries=None) for row in rows
        ]

    def _decide(self, row: Row, solved: dict[str, str], passed: dict[str, str], silent: dict[str, str]) -> Decision:
        tries = json.dumps(passed)
        if row["id"] in solved:
            return drop("solved", f"by {solved[row['id']]}: {passed[solved[row['id']]]}", tries=tries)
        if all(counts.endswith("/0") for counts in passed.values()):
            return drop("no solver answered", silent.get(row["id"], "no answer came"), tries=tries)
        return keep(tries=tries)


def chosen(name: str, share: float) -> bool:
    """Whether a pair is one of those that are put to solvers."""
    digest = hashlib.blake2b(f"difficulty {name}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") < share * 2**64


def _task(row: Row, answers: list[Response]) -> Task:
    """The distinct answers of a pair, to be checked."""
    codes = [extract_answer(one.text, "lenient").code for one in answers]
    return {
        "id": row["id"], "reference": row["reference"], "testbench": row["testbench"] or "",
        "top": top_of(row["reference"], row["top"]), "codes": list(dict.fromkeys(code for code in codes if code)),
        "checks": [FUNCTION],
    }  # fmt: skip
