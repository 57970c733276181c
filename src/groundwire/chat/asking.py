"""Asking an endpoint many questions at a time: workers, servers that ignore `n`, and when to give the whole run up."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from groundwire.chat.collector import Collector
from groundwire.chat.endpoint import Endpoint, EndpointSettings
from groundwire.chat.errors import ChatError, Exhausted, Refused, Unusable
from groundwire.chat.question import Ask, Sampling
from groundwire.chat.wire import Completions

_IN_A_ROW = 3
"""Requests that may fail for good one after the other before the run ends; a single one may be the question's fault."""


class EndpointSource:
    """Responses from an OpenAI-compatible endpoint."""

    def __init__(self, settings: EndpointSettings, sampling: Sampling, concurrency: int = 32, most_samples: int = 32):
        """Set up; nothing is sent yet.

        Args:
            settings: where the model is.
            sampling: how answers are drawn.
            concurrency: requests on their way at a time.
            most_samples: most samples of one request; 1 never uses `n`.

        Raises:
            ValueError: a number is too small.
        """
        if concurrency < 1 or most_samples < 1:
            raise ValueError(f"concurrency is {concurrency} and samples a request {most_samples}; expected at least 1")
        self.settings, self.sampling = settings, sampling
        self.concurrency, self.most_samples = concurrency, most_samples

    def answer(self, asks: list[Ask], collector: Collector) -> None:
        """Ask everything. It must not be called from a running event loop; there, await `ask_all`.

        Raises:
            ChatError: the endpoint cannot be used, or the disk is full. What came in before is stored.
        """
        asyncio.run(self.ask_all(asks, collector))

    async def ask_all(self, asks: list[Ask], collector: Collector) -> None:
        """Ask everything, as `answer` does."""
        async with Endpoint(self.settings, collector.notice) as endpoint:
            work = _Work(endpoint, self.sampling, deque(asks), collector)
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(min(self.concurrency, sum(ask.count for ask in asks))):
                        group.create_task(work.worker())
            except BaseExceptionGroup as errors:
                raise _first(errors) from None


class _Work:
    """What the workers of one run share."""

    def __init__(self, endpoint: Endpoint, sampling: Sampling, queue: deque[Ask], collector: Collector):
        self.endpoint, self.sampling, self.queue, self.collector = endpoint, sampling, queue, collector
        self.honours_n = True
        self.failed_in_a_row = 0
        self.busy = 0
        self.changed = asyncio.Condition()

    async def worker(self) -> None:
        """Take requests until there are none. One that ends may put others back, so idle workers wait for all."""
        while (begun := await self._next()) is not None:
            ask, ticket = begun
            try:
                await self._one(ask)
            finally:
                self.collector.meter.end(ticket)
                self.busy -= 1
                async with self.changed:
                    self.changed.notify_all()

    async def _next(self) -> tuple[Ask, int] | None:
        async with self.changed:
            while not self.collector.stopped:
                if self.queue:
                    ticket = self.collector.meter.start(self.queue[0])
                    if ticket is not None:
                        self.busy += 1
                        return self._take(), ticket
                if not self.busy:
                    return None
                await self.changed.wait()
        return None

    def _take(self) -> Ask:
        ask = self.queue.popleft()
        if self.honours_n or ask.count == 1:
            return ask
        self.queue.appendleft(Ask(ask.question, ask.first + 1, ask.count - 1))
        return ask.sample(ask.first)

    async def _one(self, ask: Ask) -> None:
        started = time.monotonic()
        try:
            got = await self._complete(ask)
        except Refused as error:
            self.collector.fail(ask, str(error))
            return
        except Exhausted as error:
            self._count_failure(ask, error)
            return
        self.failed_in_a_row = 0
        responses = got.responses(ask, time.monotonic() - started)
        self.collector.keep(responses)
        if (rest := ask.rest(len(responses))) is not None:
            self._ignores_n(f"sent {len(responses)} of {ask.count} samples")
            self.queue.appendleft(rest)

    async def _complete(self, ask: Ask) -> Completions:
        """Ask; a server that refuses several samples at once may give one."""
        tokens = sum(self.collector.meter.expect(ask))
        try:
            return await self.endpoint.complete(ask, self.sampling, tokens)
        except Refused:
            if ask.count == 1:
                raise
            got = await self.endpoint.complete(ask.sample(ask.first), self.sampling, tokens)
            self._ignores_n(f"refuses {ask.count} samples in one request")
            return got

    def _ignores_n(self, how: str) -> None:
        if self.honours_n:
            self.honours_n = False
            self.collector.notice(f"{self.endpoint.settings.base} {how}; asking for every sample by itself")

    def _count_failure(self, ask: Ask, error: Exhausted) -> None:
        """A request failed for good; when nothing seems to work any more, the run ends."""
        self.failed_in_a_row += 1
        if not error.connected:
            raise Unusable(f"{error}; {self._advice()}") from None
        self.collector.fail(ask, str(error))
        if self.failed_in_a_row >= _IN_A_ROW:
            reason = f"{error}; {self.failed_in_a_row} requests in a row failed so"
            raise Unusable(f"{reason}; {self._advice()}") from None

    def _advice(self) -> str:
        done, total = self.collector.done, self.collector.total
        return (
            f"{done:,} of {total:,} samples are safe in {self.collector.file.path}; see that the server runs, then run "
            "the same command again"
        )


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """One error of a group, ours if there is one: mostly they are the same fault, met by several workers."""
    found: BaseException = errors.subgroup(ChatError) or errors
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
