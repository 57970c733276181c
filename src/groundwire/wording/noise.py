"""What people add to a sentence without meaning anything by it: politeness, case, punctuation, a typing slip.

Noise changes the words between the slots, never what fills a slot.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from groundwire.wording.grammar import Segment

OPENERS = (
    "please ", "please, ", "hey, ", "hi, ", "hello, ", "ok, ", "okay, ", "so, ", "now ", "task: ", "todo: ", "well, ",
    "quick one: ", "hi there, ", "ok so ", "next: ", "question: ", "one more: ", "cpu, ",
)  # fmt: skip
CLOSERS = (
    " please", ", please", " thanks", ", thanks", ", thank you", " for me", " now", " if you can", " right now", " ok?",
    " and stop", ", then halt", " and halt", ", thx", " and that's it",
)  # fmt: skip
STORE_TAILS = (
    " and store it", " and store the result", " and store the answer", ", store the result", " and save it",
    " and save the result", " and keep the result", " and write it to memory", " and put it in memory",
    " and leave the result in memory", " and save the answer in memory", ", storing the result", " and store that",
    " and write the result to 0x5000", " and put the answer at 0x5000", " then store it", " then save the result",
    ", result to memory", " and remember the result", " and record the answer",
)  # fmt: skip


@dataclass(frozen=True)
class NoiseRates:
    """Shares of prompts that get each kind of noise."""

    opener: float = 0.08
    """A word or two before the sentence."""
    closer: float = 0.06
    """A word or two after it."""
    store: float = 0.12
    """"and store the result", where the task has one result and the sentence does not already say so."""
    capital: float = 0.30
    """A capital first letter."""
    upper: float = 0.015
    """Every letter outside the slots a capital."""
    stop: float = 0.18
    """A full stop or the like at the end."""
    typo: float = 0.05
    """One slip of the keyboard in a word outside the slots."""


DEFAULT_RATES = NoiseRates()
_STORES = re.compile(r"stor|sav|writ|memory|0x|put|keep|record|leave|hold", re.IGNORECASE)


def add_noise(segments: list[Segment], rng: random.Random, stores: bool, rates: NoiseRates = DEFAULT_RATES) -> str:
    """Join segments into a prompt, with noise; arguments as for `noisy_segments`."""
    return "".join(part.text for part in noisy_segments(segments, rng, stores, rates))


def noisy_segments(
    segments: list[Segment], rng: random.Random, stores: bool, rates: NoiseRates = DEFAULT_RATES
) -> list[Segment]:
    """Add noise between and around slots.

    Args:
        segments: the expanded skeleton.
        rng: where all chance comes from.
        stores: whether "and store the result" may be added.
        rates: how often each kind comes.
    """
    parts = list(segments)
    literal = "".join(part.text for part in parts if not part.slot)
    asks = parts[-1].text.rstrip().endswith(("?", ".", "!"))
    if stores and not asks and rng.random() < rates.store and not _STORES.search(literal):
        parts.append(Segment(rng.choice(STORE_TAILS), False))
    if not asks and rng.random() < rates.closer:
        parts.append(Segment(rng.choice(CLOSERS), False))
    if rng.random() < rates.opener:
        parts.insert(0, Segment(rng.choice(OPENERS), False))
    if rng.random() < rates.typo:
        _slip(parts, rng)
    _case(parts, rng, rates)
    if not asks and rng.random() < rates.stop:
        parts.append(Segment(rng.choice((".", ".", ".", "!", "?", "...", " .")), False))
    return parts


def _case(parts: list[Segment], rng: random.Random, rates: NoiseRates) -> None:
    if rng.random() < rates.upper:
        parts[:] = [part if part.slot else Segment(part.text.upper(), False) for part in parts]
    elif rng.random() < rates.capital and not parts[0].slot:
        parts[0] = Segment(parts[0].text[:1].upper() + parts[0].text[1:], False)


def _slip(parts: list[Segment], rng: random.Random) -> None:
    """Swap, drop, double or replace one letter of a word of four letters or more."""
    places = [
        (index, found.start(), found.end())
        for index, part in enumerate(parts)
        if not part.slot
        for found in re.finditer(r"[A-Za-z]{4,}", part.text)
    ]
    if not places:
        return
    index, start, end = rng.choice(places)
    text, at = parts[index].text, rng.randrange(start, end - 1)
    kind = rng.randrange(4)
    if kind == 0:
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    elif kind == 1:
        text = text[:at] + text[at + 1 :]
    elif kind == 2:
        text = text[:at] + text[at] + text[at:]
    else:
        text = text[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :]
    parts[index] = Segment(text, False)
