"""Keeping to a server's rate: so many requests and tokens a minute, and silence while it asks for it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Rates:
    """What may be sent in a minute."""

    requests: float | None = None
    """Requests; None for no limit."""
    tokens: float | None = None
    """Tokens of prompts and answers together, as expected before they are known; None for no limit."""

    def __post_init__(self) -> None:
        for name in ("requests", "tokens"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name} a minute is {value}; expected more than 0, or none for no limit")


class Pace:
    """Makes requests wait their turn. It belongs to one event loop.

    Each limit is a time that moves on by what a request takes of the minute; up to `burst` seconds of it may be used in
    advance.
    """

    def __init__(self, rates: Rates, burst: float = 1.0):
        """Args: rates: the limits; burst: seconds whose allowance may go at once."""
        self.rates, self.burst = rates, burst
        self._next_request = self._next_token = self._silent_until = 0.0

    async def turn(self, tokens: int) -> None:
        """Wait until a request of so many tokens may go out."""
        now = time.monotonic()
        due = now
        if self.rates.requests:
            start = max(self._next_request, now - self.burst)
            self._next_request = start + 60 / self.rates.requests
            due = max(due, start)
        if self.rates.tokens:
            start = max(self._next_token, now - self.burst)
            self._next_token = start + 60 * tokens / self.rates.tokens
            due = max(due, start)
        while (wait := max(due, self._silent_until) - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    def silence(self, seconds: float) -> None:
        """Send nothing for so long: the server asked for it."""
        self._silent_until = max(self._silent_until, time.monotonic() + seconds)
