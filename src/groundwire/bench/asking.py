"""What generation asks for a benchmark: questions in the prompt style chosen, and the header that a responses file opens with."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from groundwire.bench.records import Benchmark, Rules
from groundwire.chat import CARD_SYSTEM_PROMPT, Header, Question, Sampling, question


class PromptStyle(StrEnum):
    """Whose prompts are used."""

    CARD = "card"
    """CodeV-R1's user turns with the model card's system turn."""
    OFFICIAL = "official"
    """The benchmark's own harness's user turns, without a system turn."""


def questions(benchmark: Benchmark, style: PromptStyle, system: str | None = None) -> list[Question]:
    """A question for each problem.

    Args:
        benchmark: what is asked.
        style: whose prompts.
        system: a system turn instead of the style's own.
    """
    turn = system if system is not None else default_system(benchmark, style)
    return [
        question(one.id, one.official_prompt if style is PromptStyle.OFFICIAL else one.card_prompt, turn)
        for one in benchmark.problems
    ]


def default_system(benchmark: Benchmark, style: PromptStyle) -> str | None:
    """The style's own system turn; the card's asks for Verilog, so mathematics has none."""
    return CARD_SYSTEM_PROMPT if style is PromptStyle.CARD and benchmark.rules is not Rules.MATH else None


def header(
    benchmark: Benchmark, model: str, sampling: Sampling, style: PromptStyle, system: str | None = None
) -> Header:
    """The first line of a responses file: all that decides what comes out."""
    turn = system if system is not None else default_system(benchmark, style)
    settings = {
        "temperature": sampling.temperature, "max_tokens": sampling.max_tokens, "top_p": sampling.top_p, "seed": sampling.seed,
        "prompts": str(style), "system": hashlib.sha256(turn.encode()).hexdigest()[:12] if turn else None,
    }  # fmt: skip
    return Header(benchmark.name, benchmark.task, benchmark.revision, model, settings)
