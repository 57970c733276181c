"""Has a role answer about the rows of one shard: opens its source, keeps to its caps, and gathers what came.

Answers lie in `RUN/responses`, apart from what stages decide and named by all that decides them: a stage that is done again
with other thresholds pays for nothing twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from groundwire.chat import (
    BadLine,
    BatchSource,
    Caps,
    Collector,
    Header,
    Question,
    RecordedSource,
    Response,
    generate,
    read_responses,
    write_batch,
)
from groundwire.chat.collector import Progress, Source
from groundwire.chat.meter import Usage
from groundwire.chat.question import Ask
from groundwire.distill.errors import Waiting
from groundwire.distill.roles import Role
from groundwire.runs.atomic import write_text

RESPONSES = "responses.jsonl"
RESULTS = "results"
"""Where a user puts the result files of batches."""
_RESERVE = 1 << 20
"""Bytes kept aside in each shard for a full disk."""
_USAGE = "usage.json"
Share = Callable[[float], None]


@dataclass
class Answers:
    """What a role answered about one shard."""

    responses: dict[str, list[Response]] = field(default_factory=dict)
    """By record, in the order of their samples."""
    failures: dict[str, str] = field(default_factory=dict)
    """Why requests brought nothing, by record."""
    usage: dict[str, float] = field(default_factory=dict)
    """samples, prompt_tokens, completion_tokens, cost."""
    stopped: str | None = None
    """The cap that ended it early."""


@dataclass
class Asker:
    """Models of one run."""

    folder: Path
    """Where answers are kept."""
    data: str
    """Name of the data set, for headers."""
    seed: int
    """The run's seed."""
    notice: Callable[[str], None] = lambda text: None
    """Told, in a line, of what a user should know."""
    _sources: dict[str, Source] = field(default_factory=dict)

    def ask(
        self, role: Role, label: str, shard: int, questions: Sequence[Question], samples: int, own: dict[str, str], share: Share
    ) -> Answers:
        """Have a role answer; see `ShardWork.ask`.

        Raises:
            Waiting: the answers must come from a batch service first.
            ChatError: the model cannot be reached; what came is kept.
        """
        header = Header(self.data, label, None, role.name, role.identity(self.seed))
        place = self.folder / folder_name(label, header) / f"{shard:05d}"
        if not questions:
            return Answers(usage=_usage(Usage(), role.limits.caps()))
        if role.source == "batch" and not self._batch_ready(role, place, header, questions, samples):
            raise Waiting([place], samples * len(questions))
        source = self._source(role, label, place, own)
        caps = self._caps_left(role, place)
        (place / _USAGE).unlink(missing_ok=True)  # a run killed now must not leave an old count
        wanted = {question.problem for question in questions}
        outcome = generate(
            questions, samples, source, role.sampling(self.seed), place / RESPONSES, header, caps, self._progress(share),
            self.notice, _RESERVE,
        )  # fmt: skip
        used = _usage(outcome.usage, role.limits.caps())
        write_text(place / _USAGE, json.dumps(used))
        if role.source == "batch" and outcome.missing and any(place.glob("batch-*.jsonl")):
            raise Waiting([place], outcome.missing)
        return Answers(
            _gather(place / RESPONSES, wanted), {one.problem: one.reason for one in outcome.failures}, used, outcome.stopped
        )

    @staticmethod
    def _progress(share: Share) -> Callable[[Progress], None]:
        return lambda progress: share(progress.done / max(1, progress.total))

    def _batch_ready(self, role: Role, place: Path, header: Header, questions: Sequence[Question], samples: int) -> bool:
        """Whether results can be read; where nothing has been asked yet, requests are written."""
        if any((place / RESULTS).glob("*.jsonl")):
            return True
        if any(place.glob("batch-*.jsonl")):
            return False
        written = write_batch(questions, samples, role.sampling(self.seed), role.name, place / RESPONSES, header)
        (place / RESULTS).mkdir(parents=True, exist_ok=True)
        return written.samples == 0

    def _source(self, role: Role, label: str, place: Path, own: dict[str, str]) -> Source:
        """The source of a role; those that take long to open are opened once."""
        if role.source == "batch":
            return BatchSource(sorted((place / RESULTS).glob("*.jsonl")))
        if role.source == "constructed":
            return ConstructedSource(own)
        if label not in self._sources:
            self._sources[label] = _open(role, self.seed)
        return self._sources[label]

    def _caps_left(self, role: Role, place: Path) -> Caps:
        """What of the role's caps the other shards have left."""
        caps = role.limits.caps()
        if caps.tokens is None and caps.cost is None:
            return caps
        others = [used_in(folder, caps) for folder in place.parent.glob("[0-9]*") if folder != place]
        prompts, answers = (sum(one[key] for one in others) for key in ("prompt_tokens", "completion_tokens"))
        cost = (prompts * caps.prompt_price + answers * caps.completion_price) / 1e6  # by today's prices
        return Caps(
            None if caps.tokens is None else max(1, round(caps.tokens - prompts - answers)),
            None if caps.cost is None else max(1e-9, caps.cost - cost), caps.prompt_price, caps.completion_price,
        )  # fmt: skip


class ConstructedSource:
    """Answers that the rows bring themselves: a reasoning and a reference that were constructed together."""

    most_samples = 1

    def __init__(self, texts: dict[str, str]) -> None:
        """Args: texts: the answer of each record; the same for every sample."""
        self.texts = texts

    def answer(self, asks: list[Ask], collector: Collector) -> None:
        """Give each record's own text."""
        ready = []
        for ask in asks:
            text = self.texts.get(ask.question.problem)
            if text is None:
                collector.fail(ask, "the row has no reasoning of its own")
            else:
                ready.append(Response(ask.question.problem, ask.first, text, "stop", 0, 0))
        collector.keep(ready)


def _open(role: Role, seed: int) -> Source:
    if role.source == "recorded":
        return RecordedSource(Path(role.path))
    if role.source == "local":
        import torch
        from transformers.utils import logging

        from groundwire.chat.local import LocalSource

        logging.set_verbosity_error()  # bars and warnings would tear the run's own view apart
        logging.disable_progress_bar()

        device = "cuda" if torch.cuda.is_available() else "cpu"
        return LocalSource.load(role.path or role.model, role.sampling(seed), role.batch_size, device=device)
    if role.source == "vllm":
        from groundwire.distill.ray_models import RayModelSource

        return RayModelSource(role.name, role.sampling(seed), role.batch_size)
    from groundwire.chat.asking import EndpointSource
    from groundwire.chat.endpoint import EndpointSettings
    from groundwire.chat.ratelimit import Rates

    settings = EndpointSettings(
        role.url, role.name, role.key_variable, role.timeout, stream=role.stream,
        rates=Rates(role.requests_per_minute or None, role.tokens_per_minute or None),
    )  # fmt: skip
    return EndpointSource(settings, role.sampling(seed), role.concurrency)


def folder_name(label: str, header: Header) -> str:
    """A folder for all answers of one role under one set of settings."""
    digest = hashlib.sha256(json.dumps(asdict(header), sort_keys=True).encode()).hexdigest()[:8]
    model = re.sub(r"[^A-Za-z0-9.-]+", "-", header.model).strip("-")[-40:]
    return f"{label}-{model}-{digest}"


def _gather(path: Path, wanted: set[str]) -> dict[str, list[Response]]:
    found: dict[str, list[Response]] = {}
    for response in stored(path):
        if response.problem in wanted:
            found.setdefault(response.problem, []).append(response)
    return {problem: sorted(responses, key=lambda one: one.sample) for problem, responses in found.items()}


def stored(path: Path) -> Iterator[Response]:
    """The responses of a file, bad lines left out."""
    return (item for item in read_responses(path) if not isinstance(item, BadLine))


def _usage(usage: Usage, caps: Caps) -> dict[str, float]:
    return {
        "samples": usage.samples, "prompt_tokens": round(usage.prompt_tokens),
        "completion_tokens": usage.completion_tokens, "cost": round(usage.cost(caps), 6),
    }  # fmt: skip


def used_in(place: Path, caps: Caps) -> dict[str, Any]:
    """What one shard's answers used; counted anew where a run was killed before it wrote that down."""
    try:
        used: dict[str, Any] = json.loads((place / _USAGE).read_text(encoding="utf-8"))
        return used
    except (OSError, ValueError):
        usage = Usage()
        if (place / RESPONSES).is_file():
            for response in stored(place / RESPONSES):
                usage.add(response)
        return _usage(usage, caps)
