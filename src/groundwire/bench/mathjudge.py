"""Judges final answers in mathematics with math-verify, in a sandbox: a formula can keep an algebra system busy for ever."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from groundwire.bench.judge import Judgement
from groundwire.bench.plan import Plan
from groundwire.bench.records import VerdictKind
from groundwire.eda.limits import Limits
from groundwire.eda.sandbox import call_sandboxed

TOOL = "math-verify"
LIMITS = Limits(wall_seconds=120.0, cpu_seconds=20.0)
LONGEST = 10_000
"""Characters of a final answer; an honest one has a few dozen."""


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
            return Judgement(
                VerdictKind.RESOURCE_LIMIT,
                "fail",
                TOOL,
                number,
                0.0,
                f"the final answer has {len(source):,} characters",
            )
        payload = {"expected": plan.problem.reference, "answer": source}
        value, run = call_sandboxed("groundwire.bench.mathworker:equal_payload", payload, {}, LIMITS)
        if value is None:
            kind = VerdictKind.TIMEOUT if run.timed_out else VerdictKind.TOOL_FAILURE
            return Judgement(
                kind,
                "fail",
                TOOL,
                number,
                round(run.seconds, 4),
                f"math-verify gave no verdict: {run.limit or run.stderr[-300:]}",
            )
        kind = VerdictKind.PASS if value["equal"] else VerdictKind.MISMATCH
        log = f"expected {plan.problem.reference}, found {source}"[:1000]
        return Judgement(kind, "pass" if value["equal"] else "fail", TOOL, number, round(run.seconds, 4), log)
