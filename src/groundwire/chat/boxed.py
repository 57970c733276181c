"""Final answers of mathematics: the last `\\boxed{...}`, found in one pass, or what a looser eye takes for it."""

from __future__ import annotations

import re
from collections import deque
from typing import NamedTuple

_TOKEN = re.compile(r"\\f?boxed(?![A-Za-z])[ \t\r\n]*(\{)?|\\.|[{}]", re.DOTALL)
_SINGLE = re.compile(r"[0-9A-Za-z]")
_SAID = re.compile(r"(?:answer|result)\s*(?:is\b|are\b|:|=)[\s:*]*([^\n]{1,500})", re.IGNORECASE)
# Lengths are bounded so that no text takes quadratic time.
_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3}){1,12}|\d{1,60})(?:\.\d{1,60})?(?:/\d{1,60})?(?!\w)(?!\.\d)"
)


class Boxed(NamedTuple):
    """The boxes of a text."""

    last: str | None
    """What the last box holds that is closed and lies in no other; None where there is none."""
    open: bool
    """Whether a box begins after it and is never closed, so that the text was cut in its answer."""


def find_boxed(text: str) -> Boxed:
    """Find the last `\\boxed{...}`; braces nest, and `\\{` is none."""
    last: tuple[int, int] | None = None
    stack: list[int | None] = []  # for each open brace, where its box's content starts, or None for a plain brace
    bare: str | None = None
    for token in _TOKEN.finditer(text):
        if token[0].endswith("{") and token[0] != r"\{":
            stack.append(None if token[0] == "{" else token.end())
        elif token[0] == "}" and stack:
            start = stack.pop()
            if start is not None:
                last, bare = (start, token.start()), None
        elif "boxed" in token[0] and (single := _SINGLE.match(text, token.end())):
            bare = single[0]  # TeX takes one character where there is no brace
    content = bare if bare is not None else (text[slice(*last)].strip() if last else None)
    opened = max((start for start in stack if start is not None), default=-1)
    return Boxed(content, opened > (last[0] if last else -1))


def find_said(text: str) -> str | None:
    """The last answer that is said in words, such as "the answer is 12."; None where there is none."""
    found = last_match(_SAID, text)
    if found is None:
        return None
    said = found[1].strip().strip("*").strip()
    said = said.removesuffix(".").strip().strip("$").strip("*").strip()
    return said or None


def find_number(text: str) -> str | None:
    """The last number of a text, without separators of thousands; None where there is none."""
    found = last_match(_NUMBER, text)
    return None if found is None else found[0].replace(",", "")


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last of a pattern's matches; None where there is none."""
    return next(iter(deque(pattern.finditer(text), maxlen=1)), None)
