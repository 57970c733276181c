"""When two pairs are the same: after names, widths and layout that change nothing are taken away.

Names become numbers by their first appearance, ranges and counts of bits become one word, case and white space go. Values
of constants stay, since they are what a table or a state machine is made of.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*|\d+|[^\sA-Za-z0-9_]")
_COMMENT = re.compile(r"//[^\n]*")
_WIDTHS = re.compile(r"\[\d+:\d+\]|\b\d+[- ]bits?\b|\(\d+ bits\)|\b\d+(?='[bdh])")


def normalized(text: str, names: Iterable[str]) -> str:
    """A text with its names replaced by numbers and its widths by one word.

    Args:
        text: a problem or a piece of code.
        names: the identifiers in it, the module's own and its ports', whichever stand in the text.
    """
    found: dict[str, str] = {}
    known = set(names)
    words = []
    for word in _WORD.findall(_WIDTHS.sub(" W ", _COMMENT.sub("", text))):
        if word in known:
            word = found.setdefault(word, f"#{len(found)}")
        words.append(word.lower())
    return " ".join(words)


def pair_key(problem: str, reference: str, module: str, ports: Iterable[str]) -> str:
    """A hash that is the same for two pairs that differ in nothing of consequence."""
    names = [module, "TopModule", "top_module", *ports]
    text = normalized(problem, names) + "\0" + normalized(reference, names)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
