"""A conversation as token ids: the prompt exactly as a server would send it, and the answer with its end.

The two are tokenized apart, because a server tokenizes the prompt by itself. Only the answer is learned. Whether the server
truly frames prompts so is `template_check`'s question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from groundwire.chat.templates import render
from groundwire.distill.sft.conversations import Conversation
from groundwire.distill.sft.errors import SftError

IGNORED = -100
"""Label of a token that is not learned."""
SHORTEST_ANSWER = 2
"""Tokens of an answer that is left of one that was cut: fewer teach nothing."""


class Sample(NamedTuple):
    """One conversation as the trainer reads it."""

    prompt: list[int]
    """Ids of everything before the answer."""
    answer: list[int]
    """Ids of the answer and the token that ends it."""

    @property
    def ids(self) -> list[int]:
        """All of it."""
        return self.prompt + self.answer

    @property
    def labels(self) -> list[int]:
        """(T): the answer's ids, and `IGNORED` before it."""
        return [IGNORED] * len(self.prompt) + self.answer

    def __len__(self) -> int:
        return len(self.prompt) + len(self.answer)


class Encoder:
    """Turns conversations into samples with one tokenizer."""

    def __init__(self, tokenizer: Any) -> None:
        """Wrap a tokenizer.

        Raises:
            SftError: it has no chat template, or no token that ends an answer.
        """
        if not getattr(tokenizer, "chat_template", None):
            raise SftError("the model's tokenizer has no chat template; take an instruction-tuned model, or set the template")
        if tokenizer.eos_token is None:
            raise SftError("the model's tokenizer has no eos token, so that no answer would end; set its eos_token")
        self.tokenizer, self.end = tokenizer, tokenizer.eos_token
        marks = {*tokenizer.all_special_tokens, self.end}
        self.marks = tuple(sorted(mark for mark in marks if mark))

    def texts(self, conversation: Conversation) -> tuple[str, str]:
        """The prompt as a server frames it, and the answer up to its end."""
        return render(self.tokenizer, conversation.messages), conversation.answer + self.end

    def holds_marks(self, conversation: Conversation) -> bool:
        """Whether a text would be read as one of the tokens that frame conversations."""
        texts = [message.content for message in conversation.messages] + [conversation.answer]
        return any(mark in text for mark in self.marks for text in texts)

    def encode(self, conversations: Sequence[Conversation]) -> list[Sample]:
        """Samples in the same order.

        Raises:
            ValueError: the chat template refuses a conversation.
        """
        texts = [self.texts(conversation) for conversation in conversations]
        prompts, answers = (self._ids([pair[side] for pair in texts]) for side in (0, 1))
        return [Sample(prompt, answer) for prompt, answer in zip(prompts, answers, strict=True)]

    def _ids(self, texts: list[str]) -> list[list[int]]:
        # The template gives special tokens itself; a tokenizer that adds its own would give the first one twice.
        return self.tokenizer(texts, add_special_tokens=False)["input_ids"] if texts else []


def fit(sample: Sample, cutoff: int, policy: str) -> tuple[Sample | None, str]:
    """Make a sample fit into a row.

    Args:
        sample: any sample.
        cutoff: tokens that it may have.
        policy: "cut" or "drop".

    Returns:
        The sample, or None where it is dropped, and "", "cut" or the reason of the drop.
    """
    if len(sample) <= cutoff:
        return sample, ""
    room = cutoff - len(sample.prompt)
    if policy == "drop":
        return None, f"longer than {cutoff:,} tokens"
    if room < SHORTEST_ANSWER:
        return None, f"a prompt that leaves no room in {cutoff:,} tokens"
    return Sample(sample.prompt, sample.answer[:room]), "cut"
