"""A conversation as the text that a local model continues: the tokenizer's chat template, or plain text without one."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateError

from groundwire.chat.question import Message


def render(tokenizer: Any, messages: tuple[Message, ...]) -> str:
    """Frame a conversation; it ends where the answer begins.

    A template that refuses a system turn, such as Gemma's, gets it as the beginning of the first user turn. A tokenizer
    without a template gets the turns' texts with an empty line between them.

    Raises:
        ValueError: the template cannot be applied to the conversation.
    """
    if not getattr(tokenizer, "chat_template", None):
        return "\n\n".join(message.content for message in messages) + "\n"
    try:
        try:
            return _apply(tokenizer, messages)
        except TemplateError:
            if messages[0].role != "system" or len(messages) < 2:
                raise
            joined = f"{messages[0].content}\n\n{messages[1].content}"
            return _apply(tokenizer, (messages[1]._replace(content=joined), *messages[2:]))
    except TemplateError as error:
        raise ValueError(f"the tokenizer's chat template refuses the conversation: {error}") from None


def _apply(tokenizer: Any, messages: tuple[Message, ...]) -> str:
    turns = [message._asdict() for message in messages]
    return tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)  # type: ignore[no-any-return]
