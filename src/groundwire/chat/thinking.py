"""Telling a reasoning model's thinking from what it says: `<think>...</think>`, as a pair or with the start left out.

Chat templates of some models write `<think>` themselves, so that the response begins inside. Serving software splits at
the first `</think>`, and so does this: what a model writes about the tag later on is part of what it says.
"""

from __future__ import annotations

from typing import NamedTuple

OPEN = "<think>"
CLOSE = "</think>"


class Thought(NamedTuple):
    """A response in two parts."""

    thinking: str | None
    """The thinking without its tags; None where there is none."""
    rest: str
    """What follows it; the whole text where there is no thinking; empty where the thinking never ends."""
    closed: bool
    """False where the response begins to think and never ends: it was cut off, or went astray."""


def split_thinking(text: str) -> Thought:
    """Split a response at the end of its thinking."""
    head, close, rest = text.partition(CLOSE)
    begins = text.lstrip().startswith(OPEN)
    if close:
        start = head.find(OPEN)
        return Thought(head[start + len(OPEN) :] if start >= 0 else head, rest, True)
    if begins:
        return Thought(text.partition(OPEN)[2], "", False)
    return Thought(None, text, True)
