"""Code blocks fenced by three backticks, found in one pass however hostile the text.

A block may end anywhere, not only at the start of a line: the published system prompt shows one within a line. A
second Verilog fence where a block is open begins anew, because a fence was forgotten.
"""

from __future__ import annotations

import re
from typing import NamedTuple

VERILOG_TAGS = frozenset(("verilog", "systemverilog", "sv", "v"))
"""What models call Verilog."""
_FENCE = re.compile(
    r"`{3,}(?:(verilog|systemverilog|sv|v)\b|[ \t]+(verilog|systemverilog)(?=[ \t]*\r?\n)|([a-z][a-z0-9_+#-]*))?",
    re.IGNORECASE,
)


class Block(NamedTuple):
    """One fenced block."""

    tag: str
    """The language behind the opening fence as it is written; empty where there is none."""
    code: str
    """What stands between the fences, without white space at the ends."""
    closed: bool
    """False for the last block of a text that ends inside of it."""
    exact: bool
    """Whether it was opened by exactly three backticks and the tag right behind them."""


def find_blocks(text: str) -> list[Block]:
    """All fenced blocks of a text, in order; a block that a Verilog fence cuts short counts as not closed."""
    blocks: list[Block] = []
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[1] is None and fence[2] is None:
            blocks.append(_block(text, opened, fence.start(), closed=True))
            opened = None
        else:
            blocks.append(_block(text, opened, fence.start(), closed=False))
            opened = fence
    if opened is not None:
        blocks.append(_block(text, opened, len(text), closed=False))
    return blocks




def _block(text: str, opened: re.Match[str], end: int, closed: bool) -> Block:
    tag = opened[1] or opened[2] or opened[3] or ""
    exact = opened[0] == f"```{tag}"
    return Block(tag, text[opened.end() : end].strip(), closed, exact)
