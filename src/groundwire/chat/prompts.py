"""The published system prompt as data, and conversations made with it. Benchmarks write their own user turns."""

from __future__ import annotations

from pathlib import Path

from groundwire.chat.question import Message, Question

CARD_SYSTEM_PROMPT = Path(__file__).with_name("card-system-prompt.txt").read_text(encoding="utf-8")
r"""The system prompt of CodeV-R1-Distill, character by character as its model card prints it.

The card spells line breaks as a backslash and an n, twice, and so does this.
"""
CARD_SYSTEM_PROMPT_WITH_BREAKS = CARD_SYSTEM_PROMPT.replace("\\n", "\n")
"""The same with real line breaks, as a program has it that takes the card's text for a string literal."""


def question(problem: str, prompt: str, system: str | None = CARD_SYSTEM_PROMPT) -> Question:
    """A problem as one user turn.

    Args:
        problem: its identifier.
        prompt: the user turn.
        system: the system turn; none where None or empty.
    """
    user = Message("user", prompt)
    return Question(problem, (Message("system", system), user) if system else (user,))
