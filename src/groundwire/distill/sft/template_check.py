"""Whether a model is trained on the text that it is served with: both are rendered for sample conversations and compared.

The training side is what the trainer's token ids decode to; the serving side is what a server renders with the folder's own
tokenizer and the chat template that `groundwire serve` gives it. Drift between the two costs most of a model's score and shows in
no loss curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.chat.question import Message
from groundwire.chat.serving_template import with_default_system
from groundwire.chat.templates import render
from groundwire.distill.sft.conversations import Conversation
from groundwire.distill.sft.errors import TemplateMismatch
from groundwire.distill.sft.samples import Encoder

SHOWN = 40
"""Characters that are shown on each side of a difference."""
THINKING = "<think>\nA wire.\n</think>\n<answer>\n```verilog\nmodule m(output y);\nassign y = 1;\nendmodule\n```\n</answer>"
"""An answer as the card has it."""
PROBES = (
    Conversation((Message("system", CARD_SYSTEM_PROMPT), Message("user", "Write a buffer.")), THINKING, "probe with the card"),
    Conversation((Message("system", "Be brief."), Message("user", "  a\n\nb  ")), THINKING, "probe with another system turn"),
    Conversation(
        (Message("user", "One."), Message("assistant", "1"), Message("user", "Two.")), THINKING, "probe of two turns"
    ),
)
"""Conversations that are checked beside the data's own: with the card's system turn, with another one and odd spaces, and with
none."""


class Difference(NamedTuple):
    """Where two texts part."""

    position: int
    """First character that differs."""
    trained: str
    """What the trainer has around there."""
    served: str
    """What the server has around there."""


def first_difference(trained: str, served: str) -> Difference | None:
    """Where two texts part, or None where they are the same."""
    if trained == served:
        return None
    short = min(len(trained), len(served))
    position = next((i for i in range(short) if trained[i] != served[i]), short)
    part = slice(max(0, position - SHOWN), position + SHOWN)
    return Difference(position, trained[part], served[part])


def trained_text(encoder: Encoder, conversation: Conversation) -> str:
    """What the trainer's token ids say."""
    (sample,) = encoder.encode([conversation])
    return decode(encoder.tokenizer, sample.ids)


def decode(tokenizer: Any, ids: Sequence[int]) -> str:
    """Ids as text, with every mark and space that they have."""
    return tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)  # type: ignore[no-any-return]


def served_text(tokenizer: Any, conversation: Conversation, end: str) -> str:
    """What a server that was given the conversation would have in front of it once the answer is written."""
    return render(tokenizer, conversation.messages) + conversation.answer + end


def check_templates(
    encoder: Encoder, model: str | Path, revision: str | None, system: str | None, samples: Sequence[Conversation] = ()
) -> int:
    """Hold training and serving together.

    Args:
        encoder: the trainer's.
        model: the folder or name that is served: its tokenizer is loaded anew, as a server does.
        revision: on the hub.
        system: the system turn of conversations without one, in training and in serving; none where None.
        samples: conversations of the data.

    Returns:
        The number of conversations compared.

    Raises:
        TemplateMismatch: they differ; the message says where.
    """
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model, revision=revision)
    tokenizer.chat_template = with_default_system(tokenizer.chat_template, system)
    checked = [*PROBES[: 2 if system else 3], *samples]
    for conversation in checked:
        compare(conversation.place, trained_text(encoder, conversation), served_text(tokenizer, conversation, encoder.end))
    if system:  # a client that sends no system turn gets the one of training
        bare = PROBES[2].messages
        whole = PROBES[2]._replace(messages=(Message("system", system), *bare))
        compare("probe without a system turn", trained_text(encoder, whole), served_text(tokenizer, PROBES[2], encoder.end))
    return 3 + len(samples)


def compare(place: str, trained: str, served: str) -> None:
    """Refuse two texts that differ.

    Raises:
        TemplateMismatch: they do.
    """
    found = first_difference(trained, served)
    if found is not None:
        raise TemplateMismatch(
            f"training and serving differ at character {found.position} of {place}: the trainer reads {found.trained!r}, the "
            f"server {found.served!r}; use the same chat template for both (recipe: factory.template; model: chat_template)"
        )
