"""What is asked of a language model: messages, how answers are drawn, and which samples one request covers.

Nothing here talks to a model. A sample's seed follows from the run's seed, the problem and the sample's number alone,
so that a resumed run asks for what an uninterrupted one would have asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_SEED_BITS = 30
"""Seeds stay below 2^31 when samples are counted up from them: some servers keep them in 32 signed bits."""


class Message(NamedTuple):
    """One turn of a conversation."""

    role: str
    """system, user or assistant."""
    content: str
    """Its text."""


@dataclass(frozen=True)
class Question:
    """One problem as it is put to a model."""

    problem: str
    """Identifier, the key of its responses."""
    messages: tuple[Message, ...]
    """The conversation to be answered."""

    @property
    def characters(self) -> int:
        """Length of all its texts."""
        return sum(len(message.content) for message in self.messages)

    def turns(self) -> list[dict[str, str]]:
        """The conversation as OpenAI's requests and chat templates have it."""
        return [message._asdict() for message in self.messages]


@dataclass(frozen=True)
class Sampling:
    """How answers are drawn. The defaults are the published evaluation's."""

    temperature: float = 0.6
    """0 always takes the likeliest token."""
    max_tokens: int = 16384
    """Most tokens of an answer."""
    top_p: float = 1.0
    """Probability mass that is drawn from."""
    seed: int | None = None
    """Makes a run repeatable where the server honours seeds; None leaves chance to the server."""

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 100:  # also refuses what is not a number
            raise ValueError(f"temperature is {self.temperature}; expected 0 or more, such as 0.6")
        if self.max_tokens < 1:
            raise ValueError(f"max_tokens is {self.max_tokens}; expected at least 1")
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top_p is {self.top_p}; expected more than 0 and at most 1")


@dataclass(frozen=True)
class Ask:
    """One request: `count` samples of a question, numbered from `first`."""

    question: Question
    """What is asked."""
    first: int
    """Number of the first sample, from 1."""
    count: int
    """How many samples."""

    def seed(self, sampling: Sampling) -> int | None:
        """The request's seed; a server that draws n samples counts up from it."""
        return None if sampling.seed is None else sample_seed(sampling.seed, self.question.problem, self.first)

    def sample(self, number: int) -> Ask:
        """The request for one of its samples alone."""
        return Ask(self.question, number, 1)

    def rest(self, done: int) -> Ask | None:
        """What is left to ask when the first `done` samples have come; None where nothing is."""
        return Ask(self.question, self.first + done, self.count - done) if done < self.count else None


def sample_seed(seed: int, problem: str, sample: int) -> int:
    """The seed of one sample, from 0 to 2^31 - 1; consecutive samples have consecutive seeds."""
    digest = hashlib.sha256(f"{seed}/{problem}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") % (1 << _SEED_BITS) + sample - 1


def plan(questions: Iterable[Question], samples: int, done: dict[str, set[int]], most: int) -> Iterator[Ask]:
    """The requests that are still to be made, in the order of the questions.

    Args:
        questions: all problems.
        samples: how many samples each shall have.
        done: the sample numbers that each problem has already.
        most: most samples of one request.
    """
    for question in questions:
        have = done.get(question.problem, set())
        first = 1
        while first <= samples:
            last = first
            while last <= samples and last - first < most and last not in have:
                last += 1
            if last > first:
                yield Ask(question, first, last - first)
            first = max(last, first + 1)


def check_distinct(questions: Iterable[Question]) -> None:
    """Refuse questions of which two have one identifier.

    Raises:
        ValueError: it names the identifier.
    """
    seen: set[str] = set()
    for question in questions:
        if question.problem in seen:
            raise ValueError(f"the problem {question.problem!r} is asked twice; identifiers must be distinct")
        seen.add(question.problem)
