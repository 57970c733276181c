"""Format: the pairs as chat messages for training, with the system prompt and the tags that evaluation and serving use too."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from groundwire.chat import CARD_SYSTEM_PROMPT
from groundwire.distill.records import Decision, Row, keep
from groundwire.distill.roles import PROBLEM_PROMPT, fill
from groundwire.distill.stage import Stage, stage
from groundwire.distill.work import ShardWork
from groundwire.runs.recipes import RecipeError

_MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])


@dataclass(frozen=True)
class FormatSettings:
    """What the conversation looks like."""

    system: str = CARD_SYSTEM_PROMPT
    """System turn; none where empty."""
    prompt: str = PROBLEM_PROMPT
    """User turn; {problem}, {header} and {top} stand for the pair's columns."""
    response: str = "<think>\n{thinking}\n</think>\n<answer>\n```verilog\n{answer}\n```\n</answer>"
    """The assistant's turn; {thinking} and {answer} stand for the teacher's."""


@stage("format", FormatSettings)
class Format(Stage):
    """Writes conversations."""

    title = "write conversations"
    needs = frozenset({"thinking", "answer"})
    adds = {  # noqa: RUF012
        "system": pa.string(), "prompt": pa.string(), "response": pa.string(), "messages": pa.list_(_MESSAGE),
    }  # fmt: skip

    def check(self) -> None:
        """Look at the templates."""
        for key, names in (("prompt", ("{problem}",)), ("response", ("{thinking}", "{answer}"))):
            for name in names:
                if name not in getattr(self.settings, key):
                    raise RecipeError(f"format.{key} does not say {name}")

    def decide(self, rows: list[Row], work: ShardWork) -> list[Decision]:
        """Write each row's conversation."""
        return [self._decide(row) for row in rows]

    def _decide(self, row: Row) -> Decision:
        prompt = fill(self.settings.prompt, row)
        before, _, after = self.settings.response.partition("{thinking}")
        response = f"{before}{row['thinking']}{after.replace('{answer}', row['answer'])}"
        turns = [("system", self.settings.system)] if self.settings.system else []
        turns += [("user", prompt), ("assistant", response)]
        messages = [{"role": role, "content": content} for role, content in turns]
        return keep(system=self.settings.system, prompt=prompt, response=response, messages=messages)
