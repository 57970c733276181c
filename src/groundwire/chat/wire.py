"""What OpenAI-compatible servers send back, made into completions: bodies, streams and lines of batch files alike.

Everything is checked: a body that ends early or has no choices, or a stream that stops in the middle, is an error to
try again after, never an empty answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from groundwire.chat.question import Ask
from groundwire.chat.response import Response, cut, whole_text


class Malformed(ValueError):
    """A server's answer that is not what the protocol says."""


class Completion(NamedTuple):
    """One choice of a server's answer."""

    text: str
    """The answer, with the thinking that the server may have split off put back before it."""
    finish_reason: str | None
    """Why it ended, in the server's words."""


@dataclass(frozen=True)
class Completions:
    """A server's answer to one request."""

    choices: tuple[Completion, ...]
    """In the order of their index."""
    prompt_tokens: int | None = None
    """Tokens of the prompt, where the server counts."""
    completion_tokens: int | None = None
    """Tokens of all choices together, where the server counts."""

    def responses(self, ask: Ask, seconds: float | None) -> list[Response]:
        """The records of a request's samples; choices beyond what was asked are dropped."""
        kept = self.choices[: ask.count]
        parts = _share(self.completion_tokens, [len(choice.text) for choice in kept])
        return [
            Response(
                ask.question.problem, ask.first + i, choice.text, choice.finish_reason, self.prompt_tokens, parts[i],
                seconds, len(kept),
            )
            for i, choice in enumerate(kept)
        ]  # fmt: skip


def _share(total: int | None, lengths: Sequence[int]) -> list[int | None]:
    """Split a count of tokens by the lengths of the texts, exactly: the parts add up to the total."""
    if total is None:
        return [None] * len(lengths)
    whole = sum(lengths)
    ends = [0]
    for i in range(1, len(lengths) + 1):
        ends.append(total * sum(lengths[:i]) // whole if whole else total * i // len(lengths))
    return [end - start for start, end in pairwise(ends)]


def request_body(model: str, ask: Ask, sampling: Any, limit_name: str = "max_tokens") -> dict[str, Any]:
    """The body of a request, as /v1/chat/completions takes it."""
    body: dict[str, Any] = {
        "model": model,
        "messages": ask.question.turns(),
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        limit_name: sampling.max_tokens,
    }
    if ask.count > 1:
        body["n"] = ask.count
    if (seed := ask.seed(sampling)) is not None:
        body["seed"] = seed
    return body


def read_body(data: bytes) -> Completions:
    """Read the body of an answer that is not streamed.

    Raises:
        Malformed: it is not one.
    """
    try:
        return parse_body(json.loads(data))
    except (ValueError, RecursionError) as error:
        if isinstance(error, Malformed):
            raise
        raise Malformed(f"the answer is no JSON: {cut(data[:80].decode('utf-8', 'replace'))}") from None


def parse_body(body: object) -> Completions:
    """Check the body of an answer.

    Raises:
        Malformed: it is not one.
    """
    if not isinstance(body, dict) or not isinstance(body.get("choices"), list) or not body["choices"]:
        reason = body.get("error", body) if isinstance(body, dict) else body
        raise Malformed(f"the answer has no choices: {cut(reason)}")
    choices = sorted(enumerate(body["choices"]), key=lambda item: _index(*item))
    return Completions(tuple(_choice(choice) for _, choice in choices), *_usage(body.get("usage")))


def _index(place: int, choice: object) -> int:
    """A choice's own index; its place where it has none that can be used."""
    index = choice.get("index") if isinstance(choice, dict) else None
    return index if isinstance(index, int) else place


def _choice(choice: object) -> Completion:
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise Malformed(f"a choice has no message: {cut(choice)}")
    return _completion(_content(message.get("content")), _thinking(message), choice.get("finish_reason"))


def _completion(text: str, thinking: str, finish: object) -> Completion:
    reason = finish if isinstance(finish, str) else None
    if reason is None and not text and not thinking:
        raise Malformed("a choice is empty and does not say why it ended")
    # A server that splits the thinking off has taken the tags away; it was cut inside where nothing follows.
    end = "" if reason == "length" and not text else "\n</think>\n"
    return Completion(whole_text(f"<think>\n{thinking}{end}{text}" if thinking else text), reason)


def _content(content: object) -> str:
    """A message's text: as it is, or in parts as newer servers may send it; none where it is null."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if content is None or isinstance(content, str):
        return content or ""
    raise Malformed(f"a choice's content is {cut(content)}; expected a text")


def _thinking(message: dict[str, Any]) -> str:
    """Thinking that the server split off; vLLM and DeepSeek name it differently."""
    found = message.get("reasoning_content") or message.get("reasoning")
    return found if isinstance(found, str) else ""


def _usage(usage: object) -> tuple[int | None, int | None]:
    counts = usage if isinstance(usage, dict) else {}
    found = [counts.get("prompt_tokens"), counts.get("completion_tokens")]
    prompt, completion = (n if isinstance(n, int) and not isinstance(n, bool) and n >= 0 else None for n in found)
    return prompt, completion


@dataclass
class Stream:
    """Collects a streamed answer."""

    longest: int
    """Characters at which it is given up."""
    _texts: dict[int, list[str]] = field(default_factory=dict)
    _thoughts: dict[int, list[str]] = field(default_factory=dict)
    _ends: dict[int, str] = field(default_factory=dict)
    _counts: tuple[int | None, int | None] = (None, None)
    _length: int = 0

    def add(self, chunk: object) -> None:
        """Take one event.

        Raises:
            Malformed: it is none.
        """
        if not isinstance(chunk, dict) or "error" in chunk:
            raise Malformed(f"the stream says: {cut(chunk.get('error') if isinstance(chunk, dict) else chunk)}")
        if chunk.get("usage"):
            self._counts = _usage(chunk["usage"])
        for place, choice in enumerate(chunk.get("choices") or ()):
            self._add_choice(_index(place, choice), choice)
        if self._length > self.longest:
            raise Malformed(f"the stream went past {self.longest:,} characters")

    def _add_choice(self, index: int, choice: Any) -> None:
        delta = choice.get("delta") if isinstance(choice, dict) else None
        for pieces, text in (
            (self._texts, _content(delta.get("content")) if isinstance(delta, dict) else ""),
            (self._thoughts, _thinking(delta) if isinstance(delta, dict) else ""),
        ):
            pieces.setdefault(index, []).append(text)
            self._length += len(text)
        if isinstance(choice, dict) and isinstance(choice.get("finish_reason"), str):
            self._ends[index] = choice["finish_reason"]

    def finish(self) -> Completions:
        """The whole answer.

        Raises:
            Malformed: the stream stopped before every choice had ended.
        """
        if not self._texts or set(self._texts) - set(self._ends):
            raise Malformed("the stream stopped in the middle")
        return Completions(tuple(self._collect(sorted(self._texts))), *self._counts)

    def _collect(self, indices: Iterable[int]) -> Iterable[Completion]:
        for i in indices:
            yield _completion("".join(self._texts[i]), "".join(self._thoughts[i]), self._ends[i])
