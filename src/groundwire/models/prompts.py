"""How a prompt is framed for a causal language model: chat template, system message, and how many tokens it may have.

The frame is the same for every prompt and knows nothing of tasks. Tokenizing is `decoder`'s job.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from groundwire.models.backbone import PromptError

SYSTEM_MESSAGE = Path(__file__).with_name("reflex-system-message.txt").read_text(encoding="utf-8")
"""Of the published checkpoint, exactly."""
MAXIMUM_TOKENS = 96
"""Tokens of a framed prompt in the published training (its config's max_instr_tokens)."""
_WRITTEN = re.compile(r"(chat|plain)/([1-9]\d{0,5})(?:: (.+))?", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class PromptFrame:
    """What is put around a prompt. Its text form, such as "chat/96: You control ...", is what a checkpoint records."""

    kind: str
    """"chat": the model's own chat template. "plain": the message, a line's end, the prompt, a line's end."""
    limit: int = MAXIMUM_TOKENS
    """Tokens that the framed prompt may have."""
    message: str = SYSTEM_MESSAGE
    """System message; none where empty."""

    def __str__(self) -> str:
        return f"{self.kind}/{self.limit}" + (f": {self.message}" if self.message else "")

    @classmethod
    def parse(cls, text: str) -> PromptFrame:
        """The inverse of `str`.

        Raises:
            ValueError: it is no frame's text.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(
                f"prompt template is {text!r}; expected 'chat/96: system message' or 'plain/96: text before'"
            )
        return cls(found[1], int(found[2]), found[3] or "")

    def render(self, tokenizer: Any, prompt: str) -> str:
        """The framed prompt as text, special tokens spelled out; it ends where the answer would begin."""
        if self.kind == "plain":
            return f"{self.message}\n{prompt}\n" if self.message else f"{prompt}\n"
        user = {"role": "user", "content": prompt}
        turns = [{"role": "system", "content": self.message}, user] if self.message else [user]
        try:
            return _chat(tokenizer, turns)
        except TemplateError:  # some templates, such as Gemma's, refuse a system turn
            return _chat(tokenizer, [{"role": "user", "content": f"{self.message}\n\n{prompt}".strip()}])


def _chat(tokenizer: Any, turns: list[dict[str, str]]) -> str:
    return tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)  # type: ignore[no-any-return]


def default_frame(tokenizer: Any) -> PromptFrame:
    """The published frame where the tokenizer has a chat template, and the same message as plain text where not."""
    return PromptFrame("chat" if getattr(tokenizer, "chat_template", None) else "plain")


def check_text(prompt: str) -> None:
    """Refuse what is no text.

    Raises:
        PromptError: the prompt is empty or holds control characters.
    """
    if not prompt.strip():
        raise PromptError("the prompt is empty; say what the machine should do, for instance 'add 2 and 3'")
    if _CONTROL.search(prompt):
        raise PromptError("the prompt holds control characters; give plain text")
