"""Teacher: a reasoning model answers each problem, thinking included; what is no usable answer goes.

Beyond the card, answers can be checked (syntax, synthesis, test bench or equivalence), drawn several times, and the shortest
that passes is kept: long wrong thinking is what small models learn worst from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from groundwire.chat import Response, extract_answer, split_thinking
from groundwire.distill.checking import CHECKS, Checked, top_of
from groundwire.distill.records import Decision, Row, drop, keep
from groundwire.distill.roles import Teacher
from groundwire.distill.stage import Stage, stage
from groundwire.distill.work import ShardWork
from groundwire.runs.recipes import RecipeError

_CHECK = "groundwire.distill.checking:check"


@dataclass(frozen=True)
class TeacherSettings:
    """Who teaches, how often, and what an answer must be."""

    model: Teacher = field(default_factory=Teacher)
    """Who answers."""
    tries: int = 1
    """Answers to each problem."""
    checks: tuple[str, ...] = ()
    """What an answer must pass, of syntax, synthesis and function; the card checks nothing."""
    foreign: float = 0.3
    """Share of letters outside of Latin and Greek script from which thinking counts as another language; 1 for no limit."""


@dataclass(frozen=True)
class Candidate:
    """One try that has an answer."""

    response: Response
    """The response."""
    thinking: str
    """Its thinking."""
    code: str
    """Its answer."""


@stage("teacher", TeacherSettings)
class Teach(Stage):
    """A reasoning model answers."""

    title = "have the teacher answer"
    adds = {"thinking": pa.string(), "answer": pa.string(), "taught_by": pa.string(), "try": pa.int64(), "checked": pa.string()}  # noqa: RUF012

    def check(self) -> None:
        """Look at the role and the checks."""
        self.settings.model.check("teacher.model")
        if self.settings.tries < 1:
            raise RecipeError(f"teacher.tries is {self.settings.tries}; expected at least 1")
        for name in self.settings.checks:
            if name not in CHECKS:
                raise RecipeError(f"teacher.checks has {name!r}; expected some of {', '.join(CHECKS)}")

    def ready(self) -> None:
        """Look for the model."""
        self.settings.model.ready("teacher.model")

    def decide(self, rows: list[Row], work: ShardWork) -> list[Decision]:
        """Ask, look at what came, and check it."""
        model: Teacher = self.settings.model
        own = {row["id"]: constructed(row) for row in rows if row["reasoning"]} if model.source == "constructed" else None
        asked = 1.0 if not self.settings.checks else 0.02 if own is not None else 0.9  # share of the time, for progress
        questions = [model.question(row) for row in rows]
        answers, failures = work.part(0.0, asked).ask(model, "teacher", questions, self.settings.tries, own)
        candidates: dict[str, list[Candidate]] = {}
        faults: dict[str, tuple[str, str]] = {}
        for row in rows:
            name = row["id"]
            candidates[name], faults[name] = self._candidates(answers.get(name, []), failures.get(name))
        found = self._checked(rows, candidates, work.part(asked, 1.0))
        return [self._decide(row, candidates[row["id"]], faults[row["id"]], found.get(row["id"])) for row in rows]

    def _candidates(self, answers: list[Response], failure: str | None) -> tuple[list[Candidate], tuple[str, str]]:
        """Usable tries, shortest first, and what is wrong with the last of the others."""
        good: list[Candidate] = []
        fault = ("no response", failure or "no answer came")
        for response in answers:
            thinking, code, wrong = read_answer(response, self.settings.foreign)
            if wrong is None:
                good.append(Candidate(response, thinking, code))
            else:
                fault = wrong
        return sorted(good, key=lambda one: (len(one.response.text), one.response.sample)), fault

    def _checked(self, rows: list[Row], candidates: dict[str, list[Candidate]], work: ShardWork) -> dict[str, list[Checked]]:
        if not self.settings.checks:
            return {}
        tasks = [
            (row["id"], {
                "id": row["id"], "reference": row["reference"], "testbench": row["testbench"] or "",
                "top": top_of(row["reference"], row["top"]), "codes": [one.code for one in candidates[row["id"]]],
                "checks": list(self.settings.checks),
            })
            for row in rows if candidates[row["id"]]
        ]  # fmt: skip
        return work.map("answers", _CHECK, tasks)

    def _decide(self, row: Row, candidates: list[Candidate], fault: tuple[str, str], found: list[Checked] | None) -> Decision:
        if not candidates:
            return drop(*fault, taught_by=self.settings.model.name)
        results = found or [Checked(ok=True, how="", why="", detail="")] * len(candidates)
        for one, result in zip(candidates, results, strict=True):
            if result["ok"]:
                return keep(
                    thinking=one.thinking, answer=one.code, taught_by=self.settings.model.name, checked=result["how"] or None,
                    **{"try": one.response.sample},
                )  # fmt: skip
        best, first = results[0], candidates[0]
        reason = f"answer fails: {best['how']} {best['why']}"
        return drop(reason, best["detail"], thinking=first.thinking, answer=first.code, taught_by=self.settings.model.name)


def read_answer(response: Response, foreign: float) -> tuple[str, str, tuple[str, str] | None]:
    """Thinking and code of a response, or why it cannot be used.

    Args:
        response: what the teacher said.
        foreign: share of letters of other scripts from which it is another language.
    """
    text = response.text
    if not text.strip():
        return "", "", ("empty response", "")
    thought = split_thinking(text)
    if not thought.closed or (response.finish_reason == "length" and "endmodule" not in thought.rest):
        return "", "", ("unfinished thinking" if not thought.closed else "response cut off", text[-200:])
    if foreign < 1 and foreign_share(text) >= foreign:
        return "", "", ("another language", f"{foreign_share(text):.0%} of its letters are of another script")
    answer = extract_answer(text, "lenient")
    if not answer.code:
        return "", "", ("no code", answer.why)
    if "module" not in answer.code:
        return "", "", ("no Verilog", answer.code[:200])
    return (thought.thinking or "").strip(), answer.code, None


def foreign_share(text: str) -> float:
    """Share of letters that are outside of Latin and Greek script."""
    letters = [c for c in text if c.isalpha()]
    return sum(ord(c) >= 0x400 for c in letters) / len(letters) if letters else 0.0


def constructed(row: Row) -> str:
    """A row's own reasoning and reference, as a response."""
    return f"<think>\n{row['reasoning'].strip()}\n</think>\n<answer>\n```verilog\n{row['reference'].strip()}\n```\n</answer>"
