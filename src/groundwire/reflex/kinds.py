"""Kinds of prompts that a corpus has few of and that fail most, so that training can draw them more often.

They are told by the prompt's text alone and are known to the drawing of batches only: no model is told of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

LONG_LIST = 6
"""Numbers of a long list."""
LONG_NUMBER = 6
"""Figures of a long number."""
_NUMBER = re.compile(r"0x([0-9a-f]+)|(\d+)", re.IGNORECASE)
_HEXADECIMAL = re.compile(r"0x[0-9a-f]", re.IGNORECASE)
_WORDS = re.compile(
    r"\b(twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|\w+teen)\b", re.IGNORECASE
)


def _figures(prompt: str) -> list[int]:
    return [len(match[1] or match[2]) for match in _NUMBER.finditer(prompt)]


KINDS = {
    "long_list": lambda prompt: len(_figures(prompt)) >= LONG_LIST,
    "long_number": lambda prompt: max(_figures(prompt), default=0) >= LONG_NUMBER,
    "hexadecimal": lambda prompt: _HEXADECIMAL.search(prompt) is not None,
    "number_words": lambda prompt: _WORDS.search(prompt) is not None,
}
"""How each kind is told."""


def kind_weights(prompts: Sequence[str], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """What each pair counts for where one of its family is drawn: the largest weight of its kinds, 1 where it has none.

    Args:
        prompts: the pairs' prompts.
        weights: a weight for each kind that has one.

    Raises:
        ValueError: there is no such kind, or a weight is not above 0.
    """
    for name, weight in weights.items():
        if name not in KINDS:
            raise ValueError(f"there is no kind {name!r} of prompts; known are {', '.join(KINDS)}")
        if not weight > 0:
            raise ValueError(f"the weight of {name!r} is {weight}; expected more than 0")
    found = np.ones(len(prompts))
    for number, prompt in enumerate(prompts):
        found[number] = max((weight for name, weight in weights.items() if KINDS[name](prompt)), default=1.0)
    return found
