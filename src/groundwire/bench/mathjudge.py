"""Judges final answers in mathematics with math-verify, in a sandbox: a formula can keep an algebra system busy for ever."""

from __future__ import annotations

import sysconfig
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from groundwire.bench.judge import Judgement
from groundwire.bench.plan import Plan
from groundwire.bench.records import VerdictKind
from groundwire.eda.limits import Limits, RunResult
from groundwire.eda.sandbox import call_sandboxed

TOOL = "math-verify"
LIMITS = Limits(wall_seconds=60.0, cpu_seconds=5.0)
"""math-verify's own default is 5 seconds too; the clock may show more on a busy machine."""
LONGEST = 10_000
"""Characters of a final answer; an honest one has a few dozen."""


def _packages() -> tuple[Path, ...]:
    """Where Python's modules are. sympy loads many of them late, and takes one that is not there for an answer that is wrong."""
    paths = sysconfig.get_paths()
    return tuple(dict.fromkeys(Path(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")))


def available() -> dict[str, str]:
    """math-verify and its version, where it is installed."""
    try:
        return {TOOL: version(TOOL)}
    except PackageNotFoundError:
        return {}


class MathJudge:
    """Judges final answers."""

    def __init__(self) -> None:
        self.available = available()

    def judge(self, plan: Plan, source: str) -> Judgement:
        """Judge a final answer."""
        number = self.available.get(TOOL, "")
        if not number:
            why = "math-verify is not installed: pip install math-verify"
            return Judgement(VerdictKind.TOOL_FAILURE, "?", TOOL, "", 0.0, why)
        if not source.strip():
            return Judgement(VerdictKind.NO_ANSWER, "fail", TOOL, number, 0.0, "there is no final answer")
        if len(source) > LONGEST:
            why = f"the final answer has {len(source):,} characters"
            return Judgement(VerdictKind.RESOURCE_LIMIT, "fail", TOOL, number, 0.0, why)
        payload = {"expected": plan.problem.reference, "answer": source}
        value, run = call_sandboxed("groundwire.bench.mathworker:equal_payload", payload, {}, LIMITS, visible=_packages())
        seconds = round(run.seconds, 4)
        if value is None:
            why = f"math-verify gave no verdict: {run.limit or run.stderr[-300:]}"
            return Judgement(_without_verdict(run), "fail", TOOL, number, seconds, why)
        kind = VerdictKind.PASS if value["equal"] else VerdictKind.MISMATCH
        log = f"expected {plan.problem.reference}, found {source}"[:1000]
        return Judgement(kind, "pass" if value["equal"] else "fail", TOOL, number, seconds, log)


def _without_verdict(run: RunResult) -> VerdictKind:
    """What it means that math-verify came to no end: only where the answer has used nothing up is the tool at fault."""
    if run.timed_out:
        return VerdictKind.TIMEOUT
    used_up = run.limit or any(name in run.stderr for name in ("MemoryError", "RecursionError", "OverflowError"))
    return VerdictKind.RESOURCE_LIMIT if used_up else VerdictKind.TOOL_FAILURE
