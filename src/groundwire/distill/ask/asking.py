"""Asks a model for a design several times, has the tools look at what came, and picks the best; `records` has the outcome."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from groundwire.bench.sources import normal_form
from groundwire.chat import (
    CARD_SYSTEM_PROMPT,
    BadLine,
    Header,
    Response,
    Sampling,
    extract_answer,
    generate,
    question,
    read_responses,
    split_thinking,
)
from groundwire.chat.collector import Source
from groundwire.distill.ask.agreement import agree, simulator
from groundwire.distill.ask.checks import check_code
from groundwire.distill.ask.records import Agreement, Asked, Candidate
from groundwire.distill.ask.trials import Bench, compare, read_bench, try_bench
from groundwire.distill.checking import top_of
from groundwire.distill.errors import DistillError
from groundwire.eda.tools import find_tools, need_tool

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What is asked for."""

    spec: str
    """The problem, in words."""
    samples: int = 8
    """Answers that are drawn."""
    top: str = ""
    """The module that must come; any where empty."""
    bench: str = ""
    """A test bench; none where empty."""
    reference: str = ""
    """A design that is known to be right; none where empty."""
    system: str = CARD_SYSTEM_PROMPT
    """System turn; none where empty."""


def ask(request: Request, model: str, source: Source, sampling: Sampling, tell: Tell = lambda text: None) -> Asked:
    """Ask for a design.

    Args:
        request: what for, and what it is checked with.
        model: the model's name, for the record.
        source: who answers.
        sampling: how answers are drawn.
        tell: told what is going on, in a few words.

    Raises:
        DistillError: the bench cannot be used, or the model gave nothing at all.
        ChatError: the model cannot be reached.
        ToolMissing: pyslang is not installed.
    """
    need_tool("pyslang")
    if not request.spec.strip():
        raise DistillError("the specification is empty; say what the module should do")
    bench = read_bench(request.bench, request.reference, request.top) if request.bench else None
    top = request.top or (bench.module if bench else "") or (top_of(request.reference, None) if request.reference else "")
    candidates = [_candidate(one) for one in _answers(request, model, source, sampling, tell)]
    for number, one in enumerate(candidates, 1):
        tell(f"checking candidate {number} of {len(candidates)}")
        _check(one, request, bench, top, candidates[: number - 1])
    tell("comparing candidates")
    sound = [one for one in candidates if one.clean and all(check.ok for check in one.checks if check.name != "bench")]
    agreement = agree(sound) if len(sound) else Agreement(0, (), 0, "no candidate passed the tools")
    with_code = [one for one in candidates if one.code]
    best = max(with_code, key=Candidate.rank, default=None)
    return Asked(request.spec, model, tuple(candidates), best, agreement, tuple(_unchecked(request, agreement)))


def _answers(request: Request, model: str, source: Source, sampling: Sampling, tell: Tell) -> list[Response]:
    """Draw the answers, through a responses file that is forgotten afterwards."""
    asked = question("ask", request.spec, request.system or None)
    tell(f"{model} writes {request.samples} candidates")
    with tempfile.TemporaryDirectory(prefix="groundwire-ask-") as folder:
        path = Path(folder) / "responses.jsonl"
        outcome = generate(
            [asked], request.samples, source, sampling, path, Header("ask", None, None, model),
            on_progress=lambda progress: tell(f"{model} wrote {progress.done} of {progress.total} candidates"), reserve=1 << 16,
        )  # fmt: skip
        found = [one for one in read_responses(path) if not isinstance(one, BadLine)]
    if not found:
        why = outcome.failures[0].reason if outcome.failures else "no answer came"
        raise DistillError(f"{model} gave no answer: {why}")
    return sorted(found, key=lambda one: one.sample)


def _candidate(response: Response) -> Candidate:
    thought, answer = split_thinking(response.text), extract_answer(response.text, "lenient")
    code = (answer.code or "").strip()
    thinking = (thought.thinking or "").strip()
    return Candidate(response.sample, response.text, thinking, code + "\n" if code else "", response.finish_reason != "length")


def _check(one: Candidate, request: Request, bench: Bench | None, top: str, before: Sequence[Candidate]) -> None:
    """Check a candidate; the same code is not checked twice."""
    form = normal_form(one.code)
    for other in before:
        if one.code and normal_form(other.code) == form:
            one.module, one.checks, one.warnings = other.module, list(other.checks), other.warnings
            one.cells, one.clean = other.cells, other.clean
            return
    check_code(one, top)
    if one.passed and bench is not None:
        one.checks.append(try_bench(one, bench, request.reference))
    if one.passed and request.reference:
        one.checks.append(compare(one, request.reference, top_of(request.reference, None)))


def _unchecked(request: Request, agreement: Agreement) -> list[str]:
    """What nobody looked at."""
    said = []
    if not request.bench and not request.reference:
        said.append("whether it does what was asked for: there was no test bench (--bench) and no reference (--reference)")
    if simulator() is None:
        said.append("simulation: neither Icarus Verilog nor Verilator is installed")
    elif agreement.note:
        said.append(f"agreement between candidates: {agreement.note}")
    if "pyosys" not in find_tools():
        said.append("synthesis: pyosys is not installed")
    return said
