"""Numbers as people write them: digits, English words in several styles, hexadecimal; and words to digits.

`words_to_digits` understands whatever `to_words` can write, inside any text, so that two wordings of one task
can be compared. Which numbers a task has, and in which form, is decided elsewhere.
"""

import random
import re
from typing import Literal, NamedTuple

LARGEST = 999_999_999
"""Largest magnitude that `to_words` writes."""

_SMALL = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
]
_TENS = {
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty",
    60: "sixty",
    70: "seventy",
    80: "eighty",
    90: "ninety",
}
_SCALES = ((1_000_000, "million"), (1000, "thousand"))

_SMALL_VALUES = {word: number for number, word in enumerate(_SMALL)} | {"a": 1}
_TENS_VALUES = {word: number for number, word in _TENS.items()}
_SCALE_VALUES = {word: number for number, word in _SCALES}


class WordStyle(NamedTuple):
    """How a number is spelled out."""

    british: bool = False
    """"one hundred and five", not "one hundred five"."""
    hyphens: bool = True
    """"forty-two", not "forty two"."""
    negative: Literal["minus", "negative"] = "minus"
    """The word before a negative number."""
    article: bool = False
    """"a hundred", not "one hundred", where the number begins so."""


def draw_style(rng: random.Random) -> WordStyle:
    """Draw a style of spelling."""
    negative: Literal["minus", "negative"] = "minus" if rng.random() < 0.6 else "negative"
    return WordStyle(rng.random() < 0.5, rng.random() < 0.5, negative, rng.random() < 0.2)


def to_words(number: int, style: WordStyle = WordStyle()) -> str:  # noqa: B008  (immutable)
    """Spell a number out in English.

    Args:
        number: from -999,999,999 to 999,999,999.
        style: how to spell it.

    Raises:
        ValueError: the number is larger.
    """
    magnitude = abs(number)
    if magnitude > LARGEST:
        raise ValueError(
            f"{number} cannot be put into words: give at most {LARGEST} in magnitude, or write digits"
        )
    text = _magnitude_words(magnitude, style)
    if style.article and text.startswith("one ") and text.split(" ")[1] in ("hundred", "thousand", "million"):
        text = "a" + text[3:]
    return f"{style.negative} {text}" if number < 0 else text


def _magnitude_words(number: int, style: WordStyle) -> str:
    if number < 20:
        return _SMALL[number]
    parts = []
    for scale, name in _SCALES:
        if number >= scale:
            parts.append(f"{_hundreds(number // scale, style, leading=True)} {name}")
            number %= scale
    if number:
        parts.append(_hundreds(number, style, leading=not parts))
    return " ".join(parts)


def _hundreds(number: int, style: WordStyle, leading: bool) -> str:
    """Spell 1 to 999; British style has "and" before the last two digits unless they begin the number."""
    rest = _below_hundred(number % 100, style)
    if number < 100:
        return rest if leading or not style.british else f"and {rest}"
    text = f"{_SMALL[number // 100]} hundred"
    if not number % 100:
        return text
    return f"{text} and {rest}" if style.british else f"{text} {rest}"


def _below_hundred(number: int, style: WordStyle) -> str:
    if number < 20:
        return _SMALL[number]
    tens = _TENS[number - number % 10]
    return f"{tens}{'-' if style.hyphens else ' '}{_SMALL[number % 10]}" if number % 10 else tens


def to_hex(number: int, capitals: bool = False) -> str:
    """Write a number as `0xff`, or as `0xFF` with capitals.

    Raises:
        ValueError: the number is negative.
    """
    if number < 0:
        raise ValueError(f"{number} has no hexadecimal form here: give a number from 0 up, or write digits")
    return f"0x{number:X}" if capitals else f"0x{number:x}"


def write_number(number: int, form: Literal["digits", "words", "hex"], rng: random.Random) -> str:
    """Write a number in a form, in a drawn style.

    Raises:
        ValueError: the form cannot write the number.
    """
    if form == "words":
        return to_words(number, draw_style(rng))
    if form == "hex":
        return to_hex(number, rng.random() < 0.3)
    return str(number)


_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def ordinal_suffix(number: str) -> str:
    """What follows a written number that counts a place: "st" after "21", "th" after "0x2a".

    Args:
        number: decimal digits, or a number in any other form that no suffix but "th" goes with.
    """
    if not number.isdigit() or number[-2:-1] == "1":
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


def to_ordinal(number: str) -> str:
    """Turn a number in digits, words or hex into its ordinal: "21st", "twenty-first", "0x2ath"."""
    if not number[-1].isalpha() or number.startswith("0x"):
        return number + ordinal_suffix(number)
    head, last = re.fullmatch(r"(.*?)([a-z]+)", number).groups()  # type: ignore[union-attr]
    if last.endswith("y"):
        return f"{head}{last[:-1]}ieth"
    return head + _ORDINALS.get(last, last + "th")


_WORD = "(?:" + "|".join([*_SMALL, *_TENS.values(), "hundred", *_SCALE_VALUES]) + r")\b"
_RUN = re.compile(
    r"\b(?:(minus|negative)\s+)?"
    rf"((?:a\s+(?=(?:hundred|thousand|million)\b))?{_WORD}(?:(?:-|\s+(?:and\s+)?){_WORD})*)",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[A-Za-z]+")


def words_to_digits(text: str) -> str:
    """Replace spelled-out numbers in a text by digits; everything else stays.

    "minus" is a sign where no number comes before it, else it is left as the operation: "five minus two"
    becomes "5 minus 2", and "add minus two" becomes "add -2".
    """
    parts: list[str] = []
    end = 0
    for match in _RUN.finditer(text):
        parts.append(text[end : match.start()])
        before = "".join(parts[-3:]).rstrip()
        operation = bool(match[1]) and match[1].lower() == "minus" and before[-1:].isdigit()
        if match[1]:
            parts.append(text[match.start() : match.start(2)] if operation else "-")
        parts.append(_run_to_digits(match[2]))
        end = match.end()
    return "".join([*parts, text[end:]])


def _run_to_digits(run: str) -> str:
    """Replace the numbers of a run of number words; one run can hold several ("three and four")."""
    pieces = list(_PIECE.finditer(run))
    words = [piece[0].lower() for piece in pieces]
    result, index, end = [], 0, 0
    while index < len(words):
        if words[index] == "and":
            index += 1
            continue
        number, following = _Reader(words).number(index)
        if following == index:
            result.append(run[end : pieces[index].end()])
            end, index = pieces[index].end(), index + 1
            continue
        result.append(run[end : pieces[index].start()] + str(number))
        end, index = pieces[following - 1].end(), following
    return "".join([*result, run[end:]])


class _Reader:
    """Reads numbers from a list of lower-case words; every method returns the value and where it ends."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def word(self, index: int) -> str:
        return self.words[index] if index < len(self.words) else ""

    def number(self, index: int) -> tuple[int, int]:
        """Read the longest number; where none begins, the end is the beginning."""
        total, scale = 0, LARGEST
        while True:
            value, after = self.group(index)
            if after == index:
                return total, index
            size = _SCALE_VALUES.get(self.word(after), 0)
            if not 0 < size < scale:
                return (total + value, after) if size == 0 else (total, index)
            total, scale, index = total + value * size, size, after + 1
            if self.word(index) == "and":
                value, after = self.below_hundred(index + 1)
                usable = value > 0 and self.word(after) not in ("hundred", *_SCALE_VALUES)
                return (total + value, after) if usable else (total, index)
            if self.word(index) == "zero":
                return total, index

    def group(self, index: int) -> tuple[int, int]:
        """Read 0 to 999."""
        first = _SMALL_VALUES.get(self.word(index), 0)
        if not (1 <= first <= 9 and self.word(index + 1) == "hundred"):
            return self.below_hundred(index)
        start = index + 3 if self.word(index + 2) == "and" else index + 2
        value, after = self.below_hundred(start)
        if after == start or value == 0 or self.word(after) == "hundred":
            return 100 * first, index + 2
        return 100 * first + value, after

    def below_hundred(self, index: int) -> tuple[int, int]:
        """Read 0 to 99."""
        word = self.word(index)
        if word in _TENS_VALUES:
            unit = _SMALL_VALUES.get(self.word(index + 1), 0)
            takes = 1 <= unit <= 9 and self.word(index + 1) != "a" and self.word(index + 2) != "hundred"
            return (_TENS_VALUES[word] + unit, index + 2) if takes else (_TENS_VALUES[word], index + 1)
        if word in _SMALL_VALUES and (word != "a" or self.word(index + 1) in _SCALE_VALUES):
            return _SMALL_VALUES[word], index + 1
        return 0, index
