"""Draws operand values: magnitudes spread like logarithms, edge cases mixed in, and forms for the prompt.

`Draw` is one draw in progress. It knows nothing of any family; families ask it for numbers, counts and
arrays.
"""

import random
from collections.abc import Callable

from groundwire.tasks.families.operands import Number, NumberForm, Operands

FormWeights = tuple[float, float, float]
"""Relative weights of digits, words and hex."""

PLAIN_FORMS: FormWeights = (0.78, 0.20, 0.02)
BITWISE_FORMS: FormWeights = (0.55, 0.10, 0.35)

LOOP_LIMIT = 340
"""Most cycles that a body may take: with two seven-digit loads and the store it stays below `CYCLE_LIMIT`."""
LONG_CYCLES = 200
"""A long program takes more cycles than this."""
CYCLE_LIMIT = 398
"""Most cycles of a whole program, the halt included."""

_DIGIT_WEIGHTS = (25, 35, 22, 12, 3, 2, 1)
_NEGATIVE_SHARE = 0.15
_EDGE_SHARE = 0.07
_EDGES = (
    *(0, 0, 1, 1, 2, 10, 100, 999, 1000),
    *(4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 65536),
    *(7, 15, 31, 63, 127, 255),
)
_WORDS_LIMIT = 9999
_HEX_DIGIT_WEIGHTS = (12, 40, 16, 14, 5, 4, 2, 7)


class Draw:
    """One draw of operands in progress."""

    __slots__ = ("_form_weights", "long", "rng", "slots")

    def __init__(self, rng: random.Random, slots: frozenset[str], long: bool, forms: FormWeights) -> None:
        """Start a draw for one slot variant.

        Args:
            rng: where all chance comes from.
            slots: the slot variant.
            long: whether the program must take more than `LONG_CYCLES` cycles.
            forms: relative weights of digits, words and hex.
        """
        self.rng = rng
        self.slots = slots
        self.long = long
        self._form_weights = forms

    def form(self) -> NumberForm:
        """Draw the form of one number."""
        digits, words, hexadecimal = self._form_weights
        pick = self.rng.random() * (digits + words + hexadecimal)
        if pick < digits:
            return "digits"
        if pick < digits + words:
            return "words"
        return "hex"

    def give(self, number: int, form: NumberForm | None = None) -> Number:
        """Return a number of the given value in a drawn form, or in digits where the form cannot write it."""
        form = self.form() if form is None else form
        if (form == "words" and abs(number) > _WORDS_LIMIT) or (form == "hex" and number < 0):
            form = "digits"
        return Number(number, form)

    def uniform(self, low: int, high: int) -> Number:
        """Draw a number evenly from low to high, both included."""
        return self.give(self.rng.randint(low, high))

    def number(self, low: int = 0, high: int = 9_999_999, signed: bool = False, hex_high: int = 0) -> Number:
        """Draw a number with a magnitude from low to high, spread over the numbers of digits.

        Args:
            low: least magnitude.
            high: greatest magnitude in digits or words.
            signed: whether some are negative.
            hex_high: greatest value in hex, where it differs from `high`.
        """
        form = self.form()
        top = min(high, _WORDS_LIMIT) if form == "words" else max(high, hex_high) if form == "hex" else high
        magnitude = -1
        while not low <= magnitude <= top:
            magnitude = self._magnitude(form, top)
        if signed and form != "hex" and self.rng.random() < _NEGATIVE_SHARE:
            magnitude = -magnitude
        return self.give(magnitude, form)

    def pair(
        self, low: int = 0, high: int = 9_999_999, signed: bool = False, hex_high: int = 0
    ) -> tuple[Number, Number]:
        """Draw two numbers, now and then equal ones."""
        first = self.number(low, high, signed, hex_high)
        if self.rng.random() < 0.05:
            return first, self.give(first.value, first.form)
        return first, self.number(low, high, signed, hex_high)

    def _magnitude(self, form: NumberForm, top: int) -> int:
        rng = self.rng
        if form == "hex":
            digits = rng.choices(range(1, 9), _HEX_DIGIT_WEIGHTS)[0]
            return rng.getrandbits(4 * min(digits, (top.bit_length() + 3) // 4))
        if rng.random() < _EDGE_SHARE:
            return rng.choice(_EDGES)
        size = min(len(str(top)), 7)
        digits = rng.choices(range(1, size + 1), _DIGIT_WEIGHTS[:size])[0]
        return rng.randint(10 ** (digits - 1) if digits > 1 else 0, min(10**digits - 1, max(top, 1)))

    def fits(self, cycles: int) -> bool:
        """Say whether a body of so many cycles suits this draw: not too long, and long for a long one."""
        return cycles <= LOOP_LIMIT and (not self.long or cycles > LONG_CYCLES)

    def until(self, make: Callable[[], Operands], cycles: Callable[[Operands], int]) -> Operands:
        """Draw again and again until the body's cycles suit this draw.

        Raises:
            RuntimeError: nothing suitable came up; the family's ranges and cost do not fit together.
        """
        for _ in range(100_000):
            operands = make()
            if self.fits(cycles(operands)):
                return operands
        raise RuntimeError(
            f"no operands for {sorted(self.slots)} (long={self.long}) fit the cycle limit: widen the range"
        )

    def count(self, cost: int, fixed: int = 0, low: int = 1, high: int = 1000) -> Number:
        """Draw how many turns a loop takes, of `cost` cycles each; the rest of the body takes `fixed`.

        Small counts come more often; a long draw starts where the body passes `LONG_CYCLES`.
        """
        high = min(high, (LOOP_LIMIT - fixed) // cost)
        if self.long:
            return self.uniform(min(high, max(low, (LONG_CYCLES - fixed) // cost + 1)), high)
        pick = self.rng.random()
        top = 10 if pick < 0.45 else 20 if pick < 0.75 else high
        return self.uniform(low, min(high, top))

    def words(self, count: int) -> tuple[int, ...]:
        """Draw an array of signed words; a whole array is of one kind (small, larger, signed, any)."""
        rng = self.rng
        pick = rng.random()
        if pick < 0.08:
            return tuple(range(1, count + 1))
        if pick < 0.18:
            low, high = -99, 99
        elif pick < 0.24:
            low, high = -(2**31), 2**31 - 1
        else:
            low, high = 0, rng.choice((9, 20, 99, 99, 255, 999, 9999))
        return tuple([rng.randint(low, high) for _ in range(count)])
