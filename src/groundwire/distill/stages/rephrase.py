"""Rephrase: a model summarizes and rewrites each problem, as the card does with DeepSeek-V3, so that raw wording is gone."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from groundwire.chat import Response, split_thinking
from groundwire.distill.records import Decision, Row, drop, keep
from groundwire.distill.roles import Rephraser
from groundwire.distill.stage import Stage, stage
from groundwire.distill.work import ShardWork


@dataclass(frozen=True)
class RephraseSettings:
    """How problems are rewritten."""

    model: Rephraser = field(default_factory=Rephraser)
    """Who rewrites."""
    shortest: int = 20
    """Characters that a rewritten problem has at least."""


@stage("rephrase", RephraseSettings)
class Rephrase(Stage):
    """A model rewrites the problem."""

    title = "rewrite each problem"
    adds = {"raw_problem": pa.string()}  # noqa: RUF012 - typed in the base class

    def check(self) -> None:
        """Look at the role."""
        self.settings.model.check("rephrase.model")

    def ready(self) -> None:
        """Look for the model."""
        self.settings.model.ready("rephrase.model")

    def decide(self, rows: list[Row], work: ShardWork) -> list[Decision]:
        """Ask for every problem, and take what came."""
        model: Rephraser = self.settings.model
        answers, failures = work.ask(model, "rephraser", [model.question(row) for row in rows], 1)
        return [self._decide(row, answers.get(row["id"], []), failures.get(row["id"])) for row in rows]

    def _decide(self, row: Row, answers: list[Response], failure: str | None) -> Decision:
        if not answers:
            return drop("no rephrasing", failure or "no answer came")
        thought = split_thinking(answers[0].text)
        text = thought.rest.strip()
        if not thought.closed or answers[0].finish_reason == "length":
            return drop("rephrasing cut off", text[-200:])
        if len(text) < self.settings.shortest:
            return drop("rephrasing empty", text)
        if "endmodule" in text and "endmodule" not in row["problem"]:
            return drop("rephrasing gives the code away", text)
        return keep(problem=text, raw_problem=row["problem"])
