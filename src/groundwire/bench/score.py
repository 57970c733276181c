"""Scores a responses file: every response gets one verdict, equal answers are simulated once, and a killed run goes on.

Two passes keep memory flat: the first reads the responses and notes for each one its problem, sample and the key of its
source (some hundred bytes); the second judges each key once, long benches first. Scoring never calls a model.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from groundwire.bench.answers import whole_source
from groundwire.bench.cache import VerdictCache, source_key
from groundwire.bench.check import longest_first
from groundwire.bench.errata import errata_of
from groundwire.bench.errors import BenchmarkError
from groundwire.bench.judge import Judgement
from groundwire.bench.official import mismatch_letter
from groundwire.bench.plan import Plan, make_plan, plan_digest
from groundwire.bench.pools import Pool
from groundwire.bench.records import Benchmark, Rules, Verdict, VerdictKind
from groundwire.bench.screen import BenchNames

VERDICTS = "verdicts.jsonl"
KNOWN = ".known.sqlite"
"""In the run's folder while it goes on: the judgements of this run, by source."""
HELD = 2048
"""Responses that may wait for the judgement of an equal answer before reading goes on."""
Done = dict[tuple[str, int], str]
"""Problem and sample of what has a verdict, with what stands for the response's text."""
Extract = Callable[[str], str | None]
"""From a response's text to its code; None where there is none."""


@dataclass(frozen=True)
class Item:
    """One response, as scoring takes it."""

    problem: str
    """Its problem."""
    sample: int
    """Its number."""
    text: str
    """What the model said."""
    digest: str = ""
    """What stands for the text where that need not be kept any longer."""


@dataclass
class Shares:
    """Where verdicts came from."""

    responses: int = 0
    """Verdicts written in this run."""
    kept: int = 0
    """Verdicts that an earlier run had written."""
    equal: int = 0
    """From an equal answer in this run."""
    cached: int = 0
    """From the cache."""
    run: int = 0
    """Simulated."""
    seconds: float = 0.0
    """Time for all of it."""
    unknown: list[str] = field(default_factory=list)
    """Problems that the benchmark does not have, at most a hundred of them."""
    strays: int = 0
    """Responses for such problems."""

    def line(self) -> str:
        """One line for a person."""
        rate = self.responses / self.seconds if self.seconds else 0.0
        return (
            f"{self.responses:,} responses in {self.seconds:.1f} s ({rate:,.1f}/s): {self.run:,} simulated, {self.equal:,} equal "
            f"to another answer, {self.cached:,} from the cache; {self.kept:,} were scored before"
        )


class Scorer:
    """Scores the responses of one benchmark."""

    def __init__(self, benchmark: Benchmark, extract: Extract, pool: Pool, cache: VerdictCache) -> None:
        """Prepare scoring.

        Args:
            benchmark: what the responses answer.
            extract: how code is found in a response.
            pool: what judges.
            cache: verdicts of earlier runs.
        """
        self.benchmark, self.extract, self.pool, self.cache = benchmark, extract, pool, cache
        self.nonce = f"<{secrets.token_hex(8)}>"
        self._errata = errata_of(benchmark)
        self._plans: dict[str, tuple[Plan, str]] = {}

    def plan(self, name: str) -> tuple[Plan, str]:
        """A problem's plan and its digest, made once."""
        if name not in self._plans:
            problem = self.benchmark.problem(name)
            if problem is None:
                raise BenchmarkError(f"{self.benchmark.title} has no problem {name!r}")
            rules, tools = self.benchmark.rules, tuple(self.pool.available)
            plan = (
                Plan(problem, problem, rules, BenchNames(""), self.nonce, tools)
                if rules is Rules.MATH
                else make_plan(problem, rules, self._errata.get(name), self.nonce, tools)
            )
            self._plans[name] = plan, plan_digest(plan)
        return self._plans[name]

    def score(
        self, items: Callable[[], Iterator[Item]], folder: Path, progress: Callable[[int, int], None] | None = None
    ) -> Shares:
        """Write a verdict for every response to `verdicts.jsonl`.

        Args:
            items: gives the responses from the start, each time it is called.
            folder: where verdicts go; those that are there already are kept.
            progress: called with how many are done, of how many.

        Raises:
            BenchmarkError: none of the responses is of this benchmark, or one has changed since it was scored.
        """
        started, shares = time.monotonic(), Shares()
        done = finished(folder / VERDICTS)
        total, places = self._survey(items, done, shares, folder / VERDICTS)
        if total == 0 and shares.kept == 0:
            found = f"they are of {', '.join(shares.unknown[:3])}" if shares.unknown else "there is none"
            raise BenchmarkError(f"no response is of {self.benchmark.title}: {found}")
        with (folder / VERDICTS).open("ab") as stream:
            for item, judgement, source, origin in self._judged(items, done, places, folder):
                self._write(stream, item, judgement, source, origin, shares)
                if progress:
                    progress(shares.responses, total)
            stream.flush()
            os.fsync(stream.fileno())
        shares.seconds = time.monotonic() - started
        return shares

    def _survey(
        self, items: Callable[[], Iterator[Item]], done: Done, shares: Shares, verdicts: Path
    ) -> tuple[int, dict[str, int]]:
        """How many responses are to be scored, and how many each problem has."""
        places: dict[str, int] = {}
        for item in items():
            if self.benchmark.problem(item.problem) is None:
                shares.strays += 1
                if len(shares.unknown) < 100 and item.problem not in shares.unknown:
                    shares.unknown.append(item.problem)
            elif (known := done.get((item.problem, item.sample))) is not None:
                if known not in ("", text_digest(item.text)):
                    raise BenchmarkError(
                        f"{verdicts} has a verdict on another response as sample {item.sample} of {item.problem}: the "
                        "responses have changed since; score into another folder with --out, or remove the verdicts"
                    )
                shares.kept += 1
            else:
                places[item.problem] = places.get(item.problem, 0) + 1
        return sum(places.values()), places

    def _judged(
        self, items: Callable[[], Iterator[Item]], done: Done, places: Mapping[str, int], folder: Path
    ) -> Iterator[tuple[Item, Judgement, str, str]]:
        """Every response with its judgement, in the order in which they are ready; long benches are begun first."""
        long = {one.id for one in longest_first(self.benchmark.problems)[:4]} & places.keys()
        waiting: dict[bytes, list[tuple[Item, str]]] = {}
        running: dict[Future[Judgement], bytes] = {}
        forget(folder)  # what a killed run left
        known = VerdictCache(folder / KNOWN)  # on disk, so that memory does not grow with the answers
        try:
            yield from self._judged_once(items, done, places, long, waiting, running, known)
        finally:
            known.close()
            forget(folder)

    def _judged_once(
        self,
        items: Callable[[], Iterator[Item]],
        done: Done,
        places: Mapping[str, int],
        long: set[str],
        waiting: dict[bytes, list[tuple[Item, str]]],
        running: dict[Future[Judgement], bytes],
        known: VerdictCache,
    ) -> Iterator[tuple[Item, Judgement, str, str]]:
        """The two passes over the responses: long benches, then all others."""
        for wanted in (True, False) if long else (False,):
            for item in items():
                if (
                    item.problem not in places
                    or (item.problem, item.sample) in done
                    or (item.problem in long) != wanted
                ):
                    continue
                source, key = self._source(item)
                short = replace(item, text="", digest=text_digest(item.text))
                if key in waiting:
                    waiting[key].append((short, mismatch_letter(source)))
                elif (found := known.get(key)) is not None:
                    yield short, found, source, "equal"
                elif (found := self.cache.get(key)) is not None:
                    known.put(key, found, whatever=True)
                    yield short, found, source, "cache"
                else:
                    waiting[key] = [(short, mismatch_letter(source))]
                    running[self.pool.submit(self.plan(item.problem)[0], source)] = key
                while self._enough(running, waiting):
                    yield from self._collect(running, waiting, known)
        while running:
            yield from self._collect(running, waiting, known)

    def _enough(self, running: dict[Future[Judgement], bytes], waiting: dict[bytes, list[tuple[Item, str]]]) -> bool:
        """Whether to hand out judgements before another response is read, so that few wait in memory."""
        ready = any(future.done() for future in running)
        return ready or len(running) > 8 * self.pool.width or sum(map(len, waiting.values())) > HELD

    def _collect(
        self, running: dict[Future[Judgement], bytes], waiting: dict[bytes, list[tuple[Item, str]]], known: VerdictCache
    ) -> Iterator[tuple[Item, Judgement, str, str]]:
        """Wait for what is ready, and hand it to all that wait for it."""
        ready, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ready:
            key = running.pop(future)
            judgement = replace(future.result(), log=future.result().log[:1000])
            known.put(key, judgement, whatever=True)
            self.cache.put(key, judgement)
            for number, (item, letter) in enumerate(waiting.pop(key)):
                yield item, judgement, "posedge reset" if letter == "r" else "", "equal" if number else "run"

    def _source(self, item: Item) -> tuple[str, bytes]:
        """A response's source and its key."""
        plan, digest = self.plan(item.problem)
        code = self.extract(item.text)
        source = whole_source(code, plan.problem) if code else ""
        return source, source_key(digest, self.pool.available, source)

    def _write(self, stream: Any, item: Item, judgement: Judgement, source: str, origin: str, shares: Shares) -> None:
        official = mismatch_letter(source) if judgement.official == "R" else judgement.official
        verdict = Verdict(
            item.problem,
            item.sample,
            judgement.kind,
            official,
            judgement.tool,
            judgement.version,
            judgement.seconds if origin == "run" else 0.0,
            judgement.log,
            origin,
            item.digest,
        )
        stream.write(json.dumps(asdict(verdict)).encode() + b"\n")
        shares.responses += 1
        shares.run += origin == "run"
        shares.equal += origin == "equal"
        shares.cached += origin == "cache"
        if origin == "run" or shares.responses % 64 == 0:
            stream.flush()


def forget(folder: Path) -> None:
    """Remove what a run keeps in its folder while it goes on."""
    for path in folder.glob(f"{KNOWN}*"):
        path.unlink()


def text_digest(text: str) -> str:
    """What stands for a response's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def finished(path: Path) -> Done:
    """Which responses have a verdict, each with what stands for its text; a line cut by a kill is removed first."""
    done: Done = {}
    if not path.exists():
        return done
    good = 0
    with path.open("rb") as stream:
        for line in stream:
            try:
                row = json.loads(line)
                done[row["problem"], row["sample"]] = row.get("response", "")
            except (ValueError, KeyError, TypeError):
                break
            if not line.endswith(b"\n"):
                break
            good += len(line)
    if good < path.stat().st_size:
        os.truncate(path, good)
        return finished(path)
    return done


def read_verdicts(path: Path) -> Iterator[Verdict]:
    """The verdicts of a run.

    Raises:
        BenchmarkError: there are none, or a line is no verdict.
    """
    if not path.is_file():
        raise BenchmarkError(f"{path} does not exist; score the responses first")
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            try:
                row = json.loads(line)
                yield Verdict(**{**row, "kind": VerdictKind(row["kind"])})
            except (ValueError, KeyError, TypeError) as error:
                raise BenchmarkError(
                    f"{path}, line {number}: no verdict ({error}); score the responses again"
                ) from error
