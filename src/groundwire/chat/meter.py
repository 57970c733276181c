"""Counting what a run has used, and stopping it before a cap: tokens and, where prices are given, money.

Counts go on over a resume, because they are made from the stored responses. Where a server does not count, tokens are
estimated from the length of the text, and the total says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from groundwire.chat.question import Ask, Sampling
from groundwire.chat.response import Response

_CHARACTERS_PER_TOKEN = 3
"""For servers that do not count; code has about three, so that the estimate is rather high."""


@dataclass(frozen=True)
class Caps:
    """Limits of a whole run, what earlier parts of it used included, and the prices that cost is made of."""

    tokens: int | None = None
    """Most tokens, of prompts and answers together; None for no limit."""
    cost: float | None = None
    """Most money, in the prices' unit; None for no limit."""
    prompt_price: float = 0.0
    """Price of a million tokens of prompt."""
    completion_price: float = 0.0
    """Price of a million tokens of answer."""

    def __post_init__(self) -> None:
        if self.tokens is not None and self.tokens < 1:
            raise ValueError(f"the cap of tokens is {self.tokens}; expected at least 1")
        if self.cost is not None and not self.cost > 0:
            raise ValueError(f"the cap of cost is {self.cost}; expected more than 0")
        if not (self.prompt_price >= 0 and self.completion_price >= 0):
            raise ValueError("a price is less than 0; give prices of a million tokens")
        if self.cost is not None and not (self.prompt_price or self.completion_price):
            raise ValueError("cost is capped, but no price is given; give the prices of a million tokens")


@dataclass
class Usage:
    """What was used so far."""

    samples: int = 0
    """Responses."""
    prompt_tokens: float = 0.0
    """Tokens of prompts, each request's counted once."""
    completion_tokens: int = 0
    """Tokens of answers."""
    uncounted: int = 0
    """Responses whose tokens the server did not count; they are estimated."""

    def add(self, response: Response) -> None:
        """Count one response."""
        self.samples += 1
        self.prompt_tokens += (response.prompt_tokens or 0) / response.shared
        if response.completion_tokens is None:
            self.uncounted += 1
            self.completion_tokens += estimate(len(response.text))
        else:
            self.completion_tokens += response.completion_tokens

    @property
    def tokens(self) -> int:
        """All tokens."""
        return round(self.prompt_tokens) + self.completion_tokens

    def cost(self, caps: Caps) -> float:
        """What they cost."""
        return (self.prompt_tokens * caps.prompt_price + self.completion_tokens * caps.completion_price) / 1e6


def estimate(characters: int) -> int:
    """About how many tokens a text has."""
    return -(-characters // _CHARACTERS_PER_TOKEN)


@dataclass
class Meter:
    """Usage against caps, with the requests that are on their way."""

    caps: Caps
    """The limits."""
    sampling: Sampling
    """How answers are drawn; bounds what a request can use."""
    usage: Usage = field(default_factory=Usage)
    """What came back."""
    _under_way: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Requests that were started: ticket to expected tokens of prompt and of answers."""
    _tickets: int = 0
    _no_room: str | None = None

    def add(self, responses: Iterable[Response]) -> None:
        """Count responses."""
        for response in responses:
            self.usage.add(response)

    def expect(self, ask: Ask) -> tuple[int, int]:
        """How many tokens of prompt and of answers a request will use: by the mean so far, at first the most it may."""
        seen = self.usage.samples
        each = self.usage.completion_tokens / seen if seen else self.sampling.max_tokens
        return estimate(ask.question.characters), round(each * ask.count)

    def start(self, ask: Ask) -> int | None:
        """Begin a request, if the caps have room for it beside those under way. The very first one needs no room.

        Returns:
            A ticket for `end`, or None where it must wait for others to end or, if there are none, may not run at all.
        """
        first = not self._under_way and not self.usage.samples
        if self.spent() or not (first or self._fits(ask)):
            if not self._under_way:
                self._no_room = self.spent() or self._refusal(ask)
            return None
        self._tickets += 1
        self._under_way[self._tickets] = self.expect(ask)
        return self._tickets

    def end(self, ticket: int) -> None:
        """A request has ended, however it ended."""
        del self._under_way[ticket]

    @property
    def under_way(self) -> int:
        """How many requests are on their way."""
        return len(self._under_way)

    def spent(self) -> str | None:
        """Why the caps let nothing more begin, in words; None while they do."""
        if self._no_room:
            return self._no_room
        if self.caps.tokens is not None and self.usage.tokens >= self.caps.tokens:
            return f"{self.usage.tokens:,} tokens were used and the cap is {self.caps.tokens:,}"
        cost = self.usage.cost(self.caps)
        if self.caps.cost is not None and cost >= self.caps.cost:
            return f"{cost:.2f} was spent and the cap is {self.caps.cost:.2f}"
        return None

    def _with(self, *expected: tuple[int, int]) -> Usage:
        """What will have been used after so much more."""
        prompts, answers = sum(e[0] for e in expected), sum(e[1] for e in expected)
        return Usage(0, self.usage.prompt_tokens + prompts, self.usage.completion_tokens + answers)

    def _fits(self, ask: Ask) -> bool:
        if self.caps.tokens is None and self.caps.cost is None:
            return True
        total = self._with(*self._under_way.values(), self.expect(ask))
        return (self.caps.tokens is None or total.tokens <= self.caps.tokens) and (
            self.caps.cost is None or total.cost(self.caps) <= self.caps.cost
        )

    def _refusal(self, ask: Ask) -> str:
        """Which cap a request would pass."""
        total = self._with(self.expect(ask))
        if self.caps.tokens is not None and total.tokens > self.caps.tokens:
            more = total.tokens - self.usage.tokens
            return (
                f"{self.usage.tokens:,} tokens were used, the next request needs about {more:,}, and the cap is "
                f"{self.caps.tokens:,}"
            )
        cost = self.usage.cost(self.caps)
        return (
            f"{cost:.2f} was spent, the next request costs about {total.cost(self.caps) - cost:.2f}, and the cap is "
            f"{self.caps.cost:.2f}"
        )
