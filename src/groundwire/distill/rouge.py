"""Which problems are too near to a reference text by Rouge-L, decided exactly and fast.

Most pairs are settled by a bound: a longest common subsequence is no longer than what two texts have in common as bags of words.
Only where that leaves the question open is it computed, by rapidfuzz. Tokens and F-measure are those of the rouge_score
package without stemming (Lin 2004, ROUGE-L on sentence level).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import LCSseq

_TOKEN = re.compile(r"[a-z0-9]+")
_SLACK = 1e-6
"""The bound may lie so much below the threshold and still leave the question open: rounding must not decide."""
_FOREIGN = "\0"
"""Stands for every word that no reference has; it matches nothing."""
_FIRST = 0x100
"""Code point of the first word; surrogates are stepped over."""


class Nearest(NamedTuple):
    """The reference that a text is nearest to, of those over the threshold."""

    reference: int
    """Its place among the references."""
    score: float
    """F-measure of Rouge-L."""


def tokens(text: str) -> list[str]:
    """Words as rouge_score's default tokenizer finds them: runs of a to z and 0 to 9 after lowering."""
    return _TOKEN.findall(text.lower())


def f_measure(common: int, one: int, other: int) -> float:
    """F-measure of a common subsequence, rounded as rouge_score rounds: precision and recall first.

    Args:
        common: length of the longest common subsequence.
        one: tokens of the prediction.
        other: tokens of the target.
    """
    if not common:
        return 0.0
    precision, recall = common / one, common / other
    return 2 * precision * recall / (precision + recall)


class RougeIndex:
    """Reference texts, ready to be compared with."""

    def __init__(self, references: Sequence[str]) -> None:
        """Args: references: the texts; those without any word are near to nothing."""
        lists = [tokens(text) for text in references]
        self._ids = {word: number for number, word in enumerate(dict.fromkeys(word for words in lists for word in words))}
        self._sequences = [self._sequence(words) for words in lists]
        self._lengths = np.array([len(words) for words in lists], dtype=np.float64)
        counted = [self._occurrences(words) for words in lists]
        self._columns = {key: i for i, key in enumerate(dict.fromkeys(key for keys in counted for key in keys))}
        # One row for each (word, occurrence), one column for each reference: the rows of a text's own, added up, are what
        # it has in common with every reference as a bag of words.
        self._has = np.zeros((len(self._columns), len(lists)), dtype=np.float32)
        for reference, keys in enumerate(counted):
            self._has[[self._columns[key] for key in keys], reference] = 1

    def _sequence(self, words: Sequence[str]) -> str:
        """Words as characters, which rapidfuzz compares fastest."""
        return "".join(_FOREIGN if (n := self._ids.get(word)) is None else _character(n) for word in words)

    @staticmethod
    def _occurrences(words: Sequence[str]) -> list[tuple[str, int]]:
        """Each word with the number of its occurrence: a bag of words as a set."""
        seen: dict[str, int] = {}
        keys = []
        for word in words:
            seen[word] = number = seen.get(word, 0) + 1
            keys.append((word, number))
        return keys

    def nearest(self, text: str, threshold: float) -> Nearest | None:
        """The nearest reference whose F-measure is over a threshold; None where all are at or below it."""
        words = tokens(text)
        rows = [row for key in self._occurrences(words) if (row := self._columns.get(key)) is not None]
        if not rows or not len(self._sequences):
            return None
        bound = 2 * self._has[rows].sum(axis=0) / (len(words) + self._lengths)
        best: Nearest | None = None
        sequence = ""
        for reference in np.flatnonzero(bound > threshold - _SLACK):
            sequence = sequence or self._sequence(words)
            common = LCSseq.similarity(sequence, self._sequences[reference])
            score = f_measure(common, len(words), int(self._lengths[reference]))
            if score > threshold and (best is None or score > best.score):
                best = Nearest(int(reference), score)
        return best


def _character(number: int) -> str:
    code = _FIRST + number
    return chr(code if code < 0xD800 else code + 0x800)
