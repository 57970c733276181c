"""One request to an OpenAI-compatible endpoint: sent, tried again where that helps, and read with care.

Which requests a run makes, and how many at a time, is `asking`'s job. The protocol is spoken by the openai client; its
own retries are off, because ours also keep all workers silent while a server asks for it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from groundwire.chat.errors import Exhausted, Refused, Unusable
from groundwire.chat.question import Ask, Sampling
from groundwire.chat.ratelimit import Pace, Rates
from groundwire.chat.response import cut
from groundwire.chat.retry import AGAIN, NO_CREDIT, Retries, asked_delay
from groundwire.chat.wire import Completions, Malformed, Stream, read_body, request_body

OTHER_LIMIT = "max_completion_tokens"
"""What some servers call the most tokens of an answer, and say so where they refuse the usual name."""
LONGEST_BODY = 256 << 20
"""Bytes of an answer that are read; a server that sends more is broken."""


@dataclass(frozen=True)
class EndpointSettings:
    """Where a model is served and how it is reached."""

    url: str
    """Base of the API, such as http://localhost:8000/v1."""
    model: str
    """The model's name there."""
    key_variable: str = "OPENAI_API_KEY"
    """Environment variable that holds the key; servers without keys need none."""
    timeout: float = 3600.0
    """Seconds for one whole answer: 20 samples of 16,384 tokens take long."""
    connect_timeout: float = 20.0
    """Seconds to reach the server."""
    stream: bool = False
    """Have answers streamed, for servers behind proxies that close silent connections."""
    limit_name: str = "max_tokens"
    """What the server calls the most tokens of an answer; max_completion_tokens for some."""
    retries: Retries = field(default_factory=Retries)
    """How often a request is tried."""
    rates: Rates = field(default_factory=Rates)
    """What may be sent in a minute."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """More entries of the request's body, such as {"top_k": 20}."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"the endpoint is {self.url!r}; expected an address such as http://localhost:8000/v1")
        if not self.model:
            raise ValueError("the model's name is empty; give the name that the endpoint serves")
        if not self.timeout > 0:
            raise ValueError(f"timeout is {self.timeout}; expected more than 0 seconds")

    @property
    def base(self) -> str:
        """The address with /v1, where it has no path of its own."""
        return self.url if urlsplit(self.url).path.strip("/") else self.url.rstrip("/") + "/v1"


class _Again(Exception):
    """A try failed in a way that may pass."""

    def __init__(self, reason: str, wait: float | None = None, connected: bool = True):
        super().__init__(reason)
        self.wait, self.connected = wait, connected


class Endpoint:
    """A served model. Use it within one event loop: `async with Endpoint(settings) as endpoint`."""

    def __init__(self, settings: EndpointSettings, notice: Callable[[str], None] = lambda text: None):
        """Args: settings: where it is; notice: told, in a line, of what a user should know."""
        import openai

        self.settings, self.notice = settings, notice
        self.pace = Pace(settings.rates)
        self.retried = 0
        self._told = False
        self._limit_name = settings.limit_name
        self._chance = random.Random()
        self._openai = openai
        self._client = openai.AsyncOpenAI(
            base_url=settings.base,
            api_key=os.environ.get(settings.key_variable) or "none",
            timeout=openai.Timeout(settings.timeout, connect=settings.connect_timeout),
            max_retries=0,
        )

    async def __aenter__(self) -> Endpoint:
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self._client.close()

    async def complete(self, ask: Ask, sampling: Sampling, tokens: int = 0) -> Completions:
        """Ask once, and try again where that may help.

        Args:
            ask: the question and how many samples; a server may send fewer.
            sampling: how they are drawn.
            tokens: expected tokens, for the rate limit.

        Raises:
            Refused: the server refuses this request.
            Unusable: the server will refuse every request.
            Exhausted: it failed as often as it may be tried.
        """
        failures = 0
        while True:
            await self.pace.turn(tokens)
            limit = self._limit_name
            body = request_body(self.settings.model, ask, sampling, limit) | dict(self.settings.extra)
            try:
                async with asyncio.timeout(self.settings.timeout):
                    return await self._try(body, sampling)
            except Refused as error:
                if limit == OTHER_LIMIT or OTHER_LIMIT not in str(error):
                    raise
                if self._limit_name != OTHER_LIMIT:
                    self._limit_name = OTHER_LIMIT
                    self.notice(f"{self.settings.base} wants {OTHER_LIMIT} instead of {limit}, and gets it from now on")
                continue
            except TimeoutError:
                failed = _Again(f"no whole answer in {self.settings.timeout:g} s")
            except _Again as error:
                failed = error
            failures += 1
            await self._pause(failed, failures)

    async def _pause(self, failed: _Again, failures: int) -> None:
        """Wait before the next try, or give up."""
        retries, wait = self.settings.retries, failed.wait
        if failures >= retries.tries:
            count = "1 try" if failures == 1 else f"{failures} tries"
            raise Exhausted(f"{self.settings.base}: {failed} ({count})", failed.connected) from None
        if wait is not None and wait > retries.longest_asked:
            raise Unusable(
                f"{self.settings.base} asks to wait {wait:,.0f} s before the next request, over the "
                f"{retries.longest_asked:,.0f} s that we wait; run the same command again later"
            )
        self.retried += 1
        if wait is None:
            if not self._told:  # once a run: the summary counts the rest
                self._told = True
                often = f"such requests are tried up to {retries.tries} times, later each time"
                self.notice(f"{self.settings.base}: {failed}; {often}")
            await asyncio.sleep(retries.delay(failures, self._chance))
        else:
            self.pace.silence(wait)
            self.notice(f"{self.settings.base} asks to wait {wait:.1f} s: {failed}")

    async def _try(self, body: dict[str, Any], sampling: Sampling) -> Completions:
        """Send it once; every way to fail becomes one of ours."""
        try:
            return await (self._streamed(body, sampling) if self.settings.stream else self._whole(body))
        except self._openai.APIStatusError as error:
            raise self._status_error(error) from None
        except self._openai.APITimeoutError as error:
            reached = "Connect" not in type(error.__cause__).__name__
            raise _Again("the connection timed out", connected=reached) from None
        except self._openai.APIConnectionError as error:
            reached = "refused" not in _root(error).lower() and "connect" not in type(error.__cause__).__name__.lower()
            raise _Again(f"the connection failed ({_root(error)})", connected=reached) from None
        except (Malformed, self._openai.APIError, ValueError, RecursionError) as error:
            raise _Again(f"a broken answer ({cut(str(error), 200)})") from None
        except Exception as error:
            if "httpx" not in type(error).__module__:
                raise
            raise _Again(f"the connection broke off ({_root(error)})") from None

    async def _whole(self, body: dict[str, Any]) -> Completions:
        """An answer in one piece; one that is streamed without having been asked for is read all the same."""
        pieces: list[bytes] = []
        size = 0
        create = self._client.chat.completions.with_streaming_response.create
        async with create(**_arguments(body)) as answer:
            async for piece in answer.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > LONGEST_BODY:
                    raise Malformed(f"the answer went past {LONGEST_BODY:,} bytes")
        data = b"".join(pieces)
        return _read_events(data) if data.lstrip()[:5] == b"data:" else read_body(data)

    async def _streamed(self, body: dict[str, Any], sampling: Sampling) -> Completions:
        collected = Stream(longest=LONGEST_BODY)
        wanted = _arguments(body) | {"stream": True, "stream_options": {"include_usage": True}}
        async with await self._client.chat.completions.create(**wanted) as events:
            async for event in events:
                collected.add(event.model_dump())
        return collected.finish()

    def _status_error(self, error: Any) -> Exception:
        """What an HTTP status means for the run."""
        status, said = error.status_code, _said(error)
        line = f"{self.settings.base} answers {status}: {said}"
        if status == 429 and getattr(error, "code", None) in NO_CREDIT:
            return Unusable(f"{line}; this account has no credit left")
        if status in AGAIN or status >= 500:
            return _Again(f"it answers {status}: {said}", asked_delay(error.response.headers))
        if status in (401, 403):
            return Unusable(f"{line}; set {self.settings.key_variable} to a key that is good for this endpoint")
        if status == 404:
            return Unusable(f"{line}; check the address and the model's name, {self.settings.model!r}")
        return Refused(line)


def _arguments(body: dict[str, Any]) -> dict[str, Any]:
    """A body as the client's arguments: what its signature does not know goes in by the side."""
    known = {"model", "messages", "temperature", "top_p", "n", "seed", "max_tokens", "max_completion_tokens"}
    extra = {key: value for key, value in body.items() if key not in known}
    return {key: value for key, value in body.items() if key in known} | {"extra_body": extra or None}


def _read_events(data: bytes) -> Completions:
    """Server-sent events that came as one piece."""
    collected = Stream(longest=LONGEST_BODY)
    for line in data.splitlines():
        if line.startswith(b"data:") and line[5:].strip() != b"[DONE]":
            collected.add(json.loads(line[5:]))
    return collected.finish()


def _said(error: Any) -> str:
    """The message in an error's body; servers put it in different places."""
    body = error.body if error.body is not None else error.message
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message", inner) if isinstance(inner, dict) else inner
        body = body if isinstance(body, str) else json.dumps(body, default=str)
    return cut(" ".join(str(body).split()), 300)


def _root(error: BaseException) -> str:
    """The innermost reason of an error, in words."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return cut(str(error) or type(error).__name__, 200)
