"""How a problem is judged: its bench as published and as mended, what screening must know, and which simulators to try.

Running the simulators is `groundwire.bench.judge`'s.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from groundwire.bench import official
from groundwire.bench.early import LongBench, long_bench, stopped_early
from groundwire.bench.errata import Erratum
from groundwire.bench.hiding import ending, hidden
from groundwire.bench.records import Problem, Rules
from groundwire.bench.screen import BenchNames, directions_of
from groundwire.bench.sources import TOKEN, declared_modules
from groundwire.bench.tools import ANSWER, ICARUS, VERILATOR, Outcome

RULES_VERSION = "8"
"""Raised with every change of screening or judging that can change a verdict: verdicts in caches are then made anew."""
_PRINTS = re.compile(r"\$(display|write|strobe|monitor)[boh]?$")
_COUNT = re.compile(r"Mismatches: (\d+) in (\d+) samples$")
_BAD_WORDS = re.compile(r"error|fail", re.IGNORECASE)


@dataclass(frozen=True)
class Plan:
    """A problem, ready to judge answers."""

    problem: Problem
    """As published."""
    mended: Problem
    """With errata."""
    rules: Rules
    """Whose rules give the official verdict."""
    names: BenchNames
    """What screening must know."""
    nonce: str
    """What the mended bench puts before everything that it prints; no answer can know it."""
    order: tuple[str, ...]
    """Simulators to try, best first."""

    @property
    def seconds(self) -> float:
        """Limit of one simulation."""
        return official.RTLLM_SECONDS if self.rules is Rules.RTLLM else official.VERILOG_EVAL_SECONDS

    def published_sources(self, answer: str) -> list[tuple[str, str]]:
        """What the official run compiles."""
        return _sources(self.problem, self.problem.testbench, answer)

    def own_sources(self, answer: str) -> list[tuple[str, str]]:
        """What our run compiles; no directive of the answer reaches the bench, and none of its names leads there."""
        closed = f"{answer}\n`resetall\n`default_nettype wire\n"
        return _sources(self.own, self.own.testbench, closed)

    @cached_property
    def long(self) -> LongBench | None:
        """What is known of a long bench that our run may stop at the first mismatch; None for all others."""
        known = long_bench(self.problem.testbench)
        return known if known and self.mended.testbench == self.problem.testbench else None

    @cached_property
    def own(self) -> Problem:
        """The mended problem as our run has it: its bench under names of this run, with the mark, and stopped early if long."""
        named = hidden(self.mended, self.nonce)
        if self.long:
            named = replace(named, testbench=stopped_early(named.testbench, ending(self.nonce)))
        return replace(named, testbench=marked(named.testbench, self.nonce))


def _sources(problem: Problem, bench: str, answer: str) -> list[tuple[str, str]]:
    support = [("support.sv", problem.support)] if problem.support else []
    return [(ANSWER, answer), ("bench.sv", bench), *support]


def make_plan(problem: Problem, rules: Rules, erratum: Erratum | None, nonce: str, available: Sequence[str]) -> Plan:
    """Prepare a problem.

    Args:
        problem: as published.
        rules: whose rules give the official verdict.
        erratum: its known fault, if any.
        nonce: the mark of this run.
        available: simulators that are here.
    """
    mended = erratum.mend(problem) if erratum else problem
    reserved = frozenset(declared_modules(problem.testbench) + declared_modules(problem.support)) - {problem.module}
    names = BenchNames(problem.module, reserved, directions_of(mended.reference, mended.module))
    first = erratum.tool if erratum and erratum.tool in available else None
    order = sorted(
        (tool for tool in (ICARUS, VERILATOR) if tool in available),
        key=lambda tool: first is not None and tool != first,
    )
    return Plan(problem, mended, rules, names, nonce, tuple(order))


def marked(bench: str, nonce: str) -> str:
    """A bench that puts a mark before everything that it prints, so that nothing else can speak for it."""
    parts, waiting = [], 0
    for match in TOKEN.finditer(bench):
        text = match.group()
        if match.lastgroup in ("space", "comment"):
            parts.append(text)
            continue
        if match.lastgroup == "system" and _PRINTS.match(text):
            waiting = 2
        elif waiting == 2:
            waiting = 1 if text == "(" else 0
        elif waiting == 1:
            text = f'"{nonce}{text[1:]}' if match.lastgroup == "string" else text
            waiting = 0
        parts.append(text)
    return "".join(parts)


def said_by_bench(output: str, nonce: str) -> list[str]:
    """The lines that the bench printed, without their mark."""
    return [line.partition(nonce)[2] for line in output.split("\n") if nonce in line]


@dataclass(frozen=True)
class Reading:
    """What a bench says of an answer."""

    passed: bool
    """Whether it says that everything matches."""
    finished: bool
    """Whether it came to its last word at all."""
    samples: int | None
    """Samples that it compared, where it counts them."""


def read_bench(rules: Rules, output: str, nonce: str) -> Reading:
    """Read the bench's own words, and nobody else's."""
    lines = said_by_bench(output, nonce)
    if rules is Rules.RTLLM:
        passed = any("Pass" in line or "pass" in line for line in lines)
        return Reading(passed and not any(_BAD_WORDS.search(line) for line in lines), bool(lines), None)
    counts = [match for line in lines if (match := _COUNT.match(line))]
    if len(counts) != 1:
        return Reading(False, False, None)
    mismatches, samples = int(counts[0][1]), int(counts[0][2])
    return Reading(mismatches == 0 and samples > 0, True, samples)


def official_letter(rules: Rules, outcome: Outcome, source: str, nonce: str = "") -> str:
    """The official verdict on a run, whose output may carry our mark."""
    output = outcome.output.replace(nonce, "") if nonce else outcome.output
    if rules is Rules.RTLLM:
        return official.rtllm(outcome.compiled, output, outcome.timed_out)
    return official.verilog_eval(outcome.compile_log + "\n" + output, source, outcome.timed_out)


def plan_digest(plan: Plan) -> str:
    """SHA-256 over what decides verdicts on a problem, without the run's own mark."""
    one, two = plan.problem, plan.mended
    parts = [
        RULES_VERSION,
        str(plan.rules),
        one.testbench,
        one.support,
        one.reference,
        two.testbench,
        two.reference,
        one.module,
        one.top,
        *plan.order,
        repr(sorted(plan.names.directions.items())),
    ]
    digest = hashlib.sha256("\0".join(parts).encode())
    for name, content in sorted(one.data.items()):
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()
