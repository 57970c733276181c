"""One response of a model, and its form as a line of a responses file. Files as wholes are `responses`' job."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

_FIELDS = frozenset(
    ("problem", "sample", "text", "finish_reason", "prompt_tokens", "completion_tokens", "seconds", "shared")
)


@dataclass(frozen=True)
class Response:
    """What a model answered once."""

    problem: str
    """The problem's identifier."""
    sample: int
    """Number of the sample, from 1."""
    text: str
    """The whole answer, thinking included."""
    finish_reason: str | None = None
    """Why it ended, in the server's words, such as "stop" or "length" (cut at the limit); None where unknown."""
    prompt_tokens: int | None = None
    """Tokens of the prompt; None where the server did not say."""
    completion_tokens: int | None = None
    """Tokens of the answer. Where `shared` is over 1 it is this sample's part, by length, of what the request's had."""
    seconds: float | None = None
    """How long its request took; None where unknown."""
    shared: int = 1
    """How many samples came from one request, whose prompt was paid once."""

    @property
    def key(self) -> tuple[str, int]:
        """What may stand once in a file."""
        return self.problem, self.sample

    def to_line(self) -> bytes:
        """The record as one line of JSON; half surrogate pairs, which are no text, become question marks."""
        row = {name: value for name, value in asdict(self).items() if value is not None}
        if self.shared == 1:
            del row["shared"]
        if self.seconds is not None:
            row["seconds"] = round(self.seconds, 3)
        return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def parse_response(row: object) -> Response:
    """Check one record.

    Raises:
        ValueError: it says what is wrong with which key.
    """
    if not isinstance(row, dict):
        raise ValueError(f"expected an object with problem, sample and text, found {type(row).__name__}")
    problem, sample, text = row.get("problem"), row.get("sample"), row.get("text")
    if not isinstance(problem, str) or not problem:
        raise ValueError(f"problem is {cut(problem)}; expected a text that is not empty")
    if isinstance(sample, bool) or not isinstance(sample, int) or sample < 1:
        raise ValueError(f"sample is {cut(sample)}; expected a whole number from 1")
    if not isinstance(text, str):
        raise ValueError(f"text is {cut(text)}; expected a text")
    finish = row.get("finish_reason")
    if finish is not None and not isinstance(finish, str):
        raise ValueError(f"finish_reason is {cut(finish)}; expected a text, such as 'stop'")
    shared = _count(row, "shared")
    return Response(
        whole_text(problem), sample, whole_text(text), finish, _count(row, "prompt_tokens"),
        _count(row, "completion_tokens"), _seconds(row), shared if shared else 1,
    )  # fmt: skip


def whole_text(text: str) -> str:
    """A text without half surrogate pairs, which JSON can spell and UTF-8 cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def cut(value: object, limit: int = 80) -> str:
    """A value as a message quotes it: hostile input must not fill the screen."""
    text = ascii(value[: limit + 1]) if isinstance(value, str) else ascii(value)
    return text if len(text) <= limit else f"{text[:limit]}..."


def _count(row: dict[str, Any], key: str) -> int | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise ValueError(f"{key} is {cut(value)}; expected a whole number from 0")
    return value


def _seconds(row: dict[str, Any]) -> float | None:
    value = row.get("seconds")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        raise ValueError(f"seconds is {cut(value)}; expected a number from 0")
    return float(value)
