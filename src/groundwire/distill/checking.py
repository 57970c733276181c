"""Checks answers against what their pair has: a test bench, judged as a benchmark's is, or formal equivalence with the reference.

An answer is code that nobody trusts: it is screened and run by `groundwire.bench`'s judge, which it cannot fool.
"""

from __future__ import annotations

import hashlib
import re
from typing import TypedDict

from groundwire.bench.judge import Judge
from groundwire.bench.plan import make_plan
from groundwire.bench.records import NOT_THE_ANSWERS_FAULT, Problem, Rules, VerdictKind
from groundwire.bench.screen import screen
from groundwire.bench.sources import declared_modules, instantiated_modules
from groundwire.bench.tools import available
from groundwire.distill.filters import elaborate, synthesize
from groundwire.eda.errors import SandboxError
from groundwire.eda.netlist import Equivalence, equivalent

SYNTAX, SYNTHESIS, FUNCTION = "syntax", "synthesis", "function"
CHECKS = (SYNTAX, SYNTHESIS, FUNCTION)
"""What an answer can be checked for, cheapest first."""
_LAST_LINES = (
    (re.compile(r'"RESULT %0d %0d(\\n)?"'), '"Mismatches: %0d in %0d samples"'),
    (re.compile(r"Mismatches:\s*%\d*d in %\d*d samples"), "Mismatches: %0d in %0d samples"),
)
"""Last lines of self-checking benches that count, in their own words and in those that the judge reads."""
_SECRET = "gw-{digest}:"


class Task(TypedDict):
    """Answers to one pair."""

    id: str
    """The pair."""
    reference: str
    """Its reference."""
    testbench: str
    """Its test bench; empty where it has none."""
    top: str
    """The module that is asked for."""
    codes: list[str]
    """The answers."""
    checks: list[str]
    """What they are checked for, of `CHECKS`."""


class Checked(TypedDict):
    """What became of one answer."""

    ok: bool
    """Whether it passed all checks."""
    how: str
    """The last check that was made: "slang", "yosys", "test bench" or "equivalence"."""
    why: str
    """Why it failed, in a word or two."""
    detail: str
    """The particulars."""


def check(tasks: list[Task]) -> list[list[Checked]]:
    """Check all answers of some pairs; what pools run.

    Raises:
        SandboxError: the sandbox broke.
    """
    return [_check_pair(task) for task in tasks]


def _check_pair(task: Task) -> list[Checked]:
    results: list[Checked | None] = [None] * len(task["codes"])
    for check_name, filtered in ((SYNTAX, elaborate), (SYNTHESIS, synthesize)):
        left = [number for number, result in enumerate(results) if result is None]
        if check_name in task["checks"] and left:
            found = filtered([{"code": task["codes"][number], "top": task["top"]} for number in left])
            for number, one in zip(left, found, strict=True):
                if not one["ok"]:
                    results[number] = _result(False, "slang" if check_name == SYNTAX else "yosys", one["reason"], one["detail"])
    if FUNCTION in task["checks"]:
        judge = _Bench.of(task)
        for number, code in enumerate(task["codes"]):
            if results[number] is None:
                results[number] = (judge.judge(code) if judge else None) or _compare(task, code)
    return [result or _result(True, "yosys" if SYNTHESIS in task["checks"] else "slang") for result in results]


def _result(ok: bool, how: str, why: str = "", detail: str = "") -> Checked:
    return {"ok": ok, "how": how, "why": why, "detail": detail.strip()[-500:]}


class _Bench:
    """A pair's test bench, ready to judge."""

    def __init__(self, task: Task, bench: str, rules: Rules, top: str, tools: dict[str, str]) -> None:
        problem = Problem(task["id"], "", "", "", "", module=task["top"], top=top, testbench=bench, reference=task["reference"])
        digest = hashlib.sha256(f"{task['id']}\0{bench}\0{task['reference']}".encode("utf-8", "replace")).hexdigest()
        self.plan = make_plan(problem, rules, None, _SECRET.format(digest=digest[:24]), tuple(tools))
        self.judge_ = Judge(tools)

    @classmethod
    def of(cls, task: Task) -> _Bench | None:
        """The bench of a pair; None where there is none that can be used."""
        bench, tools = task["testbench"], available()
        if not bench.strip() or not tools:
            return None
        for pattern, said in _LAST_LINES:
            bench = pattern.sub(lambda _, said=said: said, bench)  # type: ignore[misc]
        rules = Rules.VERILOG_EVAL if _LAST_LINES[1][0].search(bench) else Rules.RTLLM if "pass" in bench.lower() else None
        used = set(instantiated_modules(bench))
        tops = [name for name in declared_modules(bench) if name not in used]
        if rules is None or not tops:
            return None
        return cls(task, bench, rules, tops[-1], tools)

    def judge(self, code: str) -> Checked | None:
        """Judge an answer; None where no simulator can run the bench at all, even with the reference."""
        if code.strip() == self.plan.problem.reference.strip():
            return self._reference_itself() or self._judged(code)
        return self._judged(code)

    def _reference_itself(self) -> Checked | None:
        """The verdict on the reference as an answer, as constructed teachers give it: one simulation does, instead of two."""
        screened = screen(self.plan.problem.reference, self.plan.names)
        plain = not (screened.findings or screened.limit or screened.removed or screened.unresolved)
        passed = plain and any(self.judge_.expected_samples(self.plan, tool) is not None for tool in self.plan.order)
        return _result(True, "test bench") if passed else None

    def _judged(self, code: str) -> Checked | None:
        found = self.judge_.judge(self.plan, code)
        if found.kind in NOT_THE_ANSWERS_FAULT:
            return None
        passed = found.kind is VerdictKind.PASS
        return _result(passed, "test bench", "" if passed else str(found.kind), found.log)


def _compare(task: Task, code: str) -> Checked:
    """Prove an answer equal to the reference; what cannot be proved does not pass."""
    try:
        found = equivalent(task["reference"], code, task["top"])
    except SandboxError as error:
        if "plain identifier" not in str(error):
            raise
        return _result(False, "equivalence", "not comparable", str(error))
    if found.verdict is Equivalence.EQUAL:
        return _result(True, "equivalence")
    why = "different" if found.verdict is Equivalence.DIFFERENT else "not proved equal"
    return _result(False, "equivalence", why, found.why)


def top_of(reference: str, top: str | None) -> str:
    """The module that a pair asks for: as it says, or the last one that no other instantiates."""
    if top:
        return top
    declared = declared_modules(reference)
    used = set(instantiated_modules(reference))
    return ([name for name in declared if name not in used] or declared or [""])[-1]
