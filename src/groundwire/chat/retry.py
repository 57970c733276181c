"""When a failed request is tried again, and after how long: exponential backoff with chance in it, and Retry-After."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529))
"""HTTP statuses after which the same request may succeed."""
NO_CREDIT = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")
"""Codes of errors that come with status 429 and do not pass by waiting."""


@dataclass(frozen=True)
class Retries:
    """How stubbornly a request is tried."""

    tries: int = 8
    """How often at most, the first time included."""
    base: float = 1.0
    """Seconds before the second try; doubled from try to try."""
    longest: float = 60.0
    """Most seconds between two tries of our own choice."""
    longest_asked: float = 900.0
    """Most seconds that a server may ask us to wait; where it asks for more, the run ends with what it has."""

    def __post_init__(self) -> None:
        if self.tries < 1:
            raise ValueError(f"tries is {self.tries}; expected at least 1")

    def delay(self, failures: int, chance: random.Random) -> float:
        """Seconds to wait after so many failures: half of it fixed, half by chance, so that workers come apart."""
        most = min(self.longest, self.base * 2.0 ** min(failures - 1, 60))
        return most * (0.5 + 0.5 * chance.random())


def asked_delay(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds that a server asks to wait, by Retry-After (seconds or a date) or retry-after-ms; None where it does not.

    Args:
        headers: of the answer; names in lower case, or a mapping that does not mind.
        now: seconds since 1970; the clock's where None.
    """
    for name, unit in (("retry-after-ms", 1e-3), ("retry-after", 1.0)):
        text = headers.get(name, "").strip()
        try:
            seconds = float(text) * unit
        except ValueError:
            continue
        if math.isfinite(seconds):
            return max(0.0, seconds)
    try:
        date = parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, date.timestamp() - (time.time() if now is None else now))
    except (ValueError, OverflowError):
        return None
