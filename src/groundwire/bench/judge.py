"""Judges one source: screens it, simulates it, and gives our verdict and the benchmark's own beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from threading import Lock
from typing import Any, NamedTuple, Protocol

from groundwire.bench import official
from groundwire.bench.hiding import ending
from groundwire.bench.plan import Plan, official_letter, plan_digest, read_bench
from groundwire.bench.programs import SLOW, SharedRuns
from groundwire.bench.records import Rules, VerdictKind
from groundwire.bench.screen import Screened, screen
from groundwire.bench.sources import is_plain, without_comments
from groundwire.bench.tools import ICARUS, Outcome, simulate

LOG_END = 1500
"""Characters of a log that a verdict keeps."""
WHY = 300
"""Characters of what a simulator said of a reference that fails on it."""
SCREENING = "slang"
"""What gives a verdict that needs no simulation."""
_DRIVEN = re.compile(r"^bench\.sv:\d+: warning: input port (\w+) is coerced to inout", re.MULTILINE)
"""Icarus's words for an input that the answer drives; screening finds what it can, and this is what the simulator found."""
_UNBOUNDED = 1 << 40
"""Bytes of output: the official run has no limit but time. Only both ends are kept."""
_TOOL_FAULTS = ("Internal error", "assertion", "Assertion", "internal error", "Segmentation fault")
_UNSUPPORTED = ("sorry:", "%Error-UNSUPPORTED", "not supported", "unsupported")
_PASSES = (official.PASS, "pass")
_NO_TOOL = "no simulator is installed; `groundwire doctor` says how to get one"


@dataclass(frozen=True)
class Judgement:
    """A verdict on a source, before it is tied to responses."""

    kind: VerdictKind
    """Our verdict."""
    official: str
    """The benchmark's own, as if the source had no asynchronous reset (that letter is refined for each response)."""
    tool: str
    """What gave our verdict."""
    version: str
    """Its version."""
    seconds: float
    """Time spent."""
    log: str
    """Reason and end of the log."""

    def to_row(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "kind": str(self.kind)}

    @staticmethod
    def from_row(row: Mapping[str, Any]) -> Judgement:
        """From plain values."""
        return Judgement(**{**row, "kind": VerdictKind(row["kind"])})


class Official(NamedTuple):
    """What the benchmark's own command and rules say of a source."""

    letter: str
    """The verdict; "?" where none of its simulators is here."""
    seconds: float
    """Time spent."""
    compiled: bool
    """Whether it compiled together with the bench as published."""


@dataclass(frozen=True)
class _Own:
    """Our side of a judgement."""

    kind: VerdictKind
    tool: str
    reason: str
    outcome: Outcome | None = None


class Memory(Protocol):
    """Remembers, from run to run, how many samples a reference is compared on."""

    def count(self, key: str) -> int | None:
        """The samples, if they are known."""
        ...

    def put_count(self, key: str, samples: int) -> None:
        """Remember them."""
        ...


class Judge:
    """Judges sources on this machine's simulators."""

    def __init__(self, available: Mapping[str, str], memory: Memory | None = None) -> None:
        """Take the simulators to use, with their versions, and what remembers references."""
        self.available, self._memory = dict(available), memory
        self._locks: dict[tuple[str, str], Lock] = defaultdict(Lock)
        self._samples: dict[tuple[str, str], int | None] = {}
        self._official: dict[tuple[str, str], bool] = {}
        self._whys: dict[tuple[str, str], str] = {}
        self._took: dict[tuple[str, str], float] = {}
        self._shared = SharedRuns()

    def judge(self, plan: Plan, source: str) -> Judgement:
        """Judge a source."""
        if not without_comments(source).strip():
            return Judgement(VerdictKind.NO_ANSWER, self.official(plan, source).letter, "", "", 0.0, "there is no code")
        screened = screen(source, plan.names)
        own = self._own(plan, source, screened)
        seconds = own.outcome.seconds if own.outcome else 0.0
        if own.outcome and own.tool == ICARUS and self._same_run(plan, source, screened, own.outcome):
            letter = self._letter_of_own(plan, own.outcome)
        else:
            published = self.official(plan, source)
            letter, seconds = published.letter, seconds + published.seconds
            if own.kind is VerdictKind.ELABORATION and screened.unresolved and published.compiled:
                own = _leads_out(own.tool, screened, own.outcome)
            if screened.findings and not published.compiled and (screened.syntax_errors or screened.errors):
                own = _broken(screened)
        log = own.outcome.log.replace(plan.nonce, "").replace(ending(plan.nonce), "") if own.outcome else ""
        told = f"{own.reason}\n{log[-LOG_END:].strip()}".strip()
        return Judgement(own.kind, letter, own.tool, self.available.get(own.tool, ""), round(seconds, 4), told)

    @staticmethod
    def _letter_of_own(plan: Plan, own: Outcome) -> str:
        """The official verdict from our own run, where the two print the same up to the moment at which ours was stopped."""
        if plan.long and plan.long.times_out and own.code == 0:  # one that broke off before its end says so itself
            own = replace(own, timed_out=True)
        return official_letter(plan.rules, own, "", plan.nonce)

    @staticmethod
    def _same_run(plan: Plan, source: str, screened: Screened, own: Outcome) -> bool:
        """Whether our own run on Icarus prints what the official one would, but for our mark."""
        read_alike = not screened.removed and "`" not in source and "\\" not in source and is_plain(source)
        unchanged = read_alike and plan.mended.testbench == plan.problem.testbench
        # What leads out of the answer finds nothing in our run: the bench has other names there.
        return unchanged and own.compiled and not screened.unresolved

    def official(self, plan: Plan, source: str) -> Official:
        """The benchmark's own verdict by its own command, on the source as it is.

        RTLLM's own simulator cannot be had; there each one that is here is tried until one passes its reference. So is
        it for VerilogEval where Icarus is not to be used.
        """
        letter, seconds, compiled = "?", 0.0, False
        own_tool = plan.rules is Rules.VERILOG_EVAL and ICARUS in self.available
        for tool in (ICARUS,) if own_tool else plan.order:
            sources, one = plan.published_sources(source), plan.problem
            usual = self._took.get((one.id, tool), 0.0)
            outcome = simulate(tool, sources, one.top, one.data, plan.seconds, _UNBOUNDED, usual)
            seconds, compiled = seconds + outcome.seconds, compiled or outcome.compiled
            letter = official_letter(plan.rules, outcome, "")
            if letter in _PASSES or self._reference_passes(plan, tool):
                break
        return Official(letter, seconds, compiled)

    def _reference_passes(self, plan: Plan, tool: str) -> bool:
        """Whether the reference passes on a simulator by the benchmark's own rules."""
        key = (plan.problem.id, tool)
        if key not in self._official:
            one = plan.problem
            outcome = simulate(tool, plan.published_sources(one.reference), one.top, one.data, plan.seconds)
            self._official[key] = official_letter(plan.rules, outcome, "") in _PASSES
        return self._official[key]

    def expected_samples(self, plan: Plan, tool: str) -> int | None:
        """Samples that the bench compares on a simulator; 0 where it does not count, None where the reference fails there."""
        key = (plan.problem.id, tool)
        with self._locks[key]:  # one thread asks, the others wait for what it finds
            if key not in self._samples:
                self._samples[key] = self._count_samples(plan, tool)
            return self._samples[key]

    def _count_samples(self, plan: Plan, tool: str) -> int | None:
        """Ask the memory, or run the reference, and note how long that takes; of the long benches it is known."""
        if plan.long and tool == ICARUS:
            self._took[plan.problem.id, tool] = plan.long.seconds
            return plan.long.samples
        name = f"{plan_digest(plan)} {tool} {self.available[tool]}"
        known = self._memory.count(name) if self._memory else None
        took = self._memory.count(f"{name} milliseconds") if self._memory else None
        if known is not None and took is not None:
            self._took[plan.problem.id, tool] = took / 1000
            return known
        one = plan.mended
        outcome = simulate(tool, plan.own_sources(one.reference), plan.own.top, one.data, 3 * plan.seconds)
        reading = read_bench(plan.rules, outcome.output, plan.nonce)
        if not reading.passed:
            told = outcome.log.replace(plan.nonce, "").replace(ending(plan.nonce), "").splitlines()
            said = "; ".join(line.strip() for line in told if line.strip())
            self._whys[plan.problem.id, tool] = said[:WHY] or f"{tool} said nothing"
            return None
        self._took[plan.problem.id, tool] = outcome.seconds
        if self._memory:
            self._memory.put_count(name, reading.samples or 0)
            self._memory.put_count(f"{name} milliseconds", round(1000 * outcome.seconds))
        return reading.samples or 0

    def _own(self, plan: Plan, source: str, screened: Screened) -> _Own:
        """Our side: the first simulator that can do the problem and is not at fault itself."""
        if screened.unreadable:
            return _Own(VerdictKind.SYNTAX, SCREENING, screened.unreadable)
        if screened.findings:
            return _Own(VerdictKind.TAMPERING, SCREENING, "; ".join(dict.fromkeys(screened.findings)))
        if screened.limit:
            return _Own(VerdictKind.RESOURCE_LIMIT, SCREENING, screened.limit)
        if screened.failure:
            return _Own(VerdictKind.TOOL_FAILURE, SCREENING, screened.failure)
        best: _Own | None = None
        for tool in plan.order:
            if self.expected_samples(plan, tool) is None:
                reason = f"the reference itself fails on {tool}: {self._whys.get((plan.problem.id, tool), 'no reason is known')}"
                best = best or _Own(VerdictKind.UNSUPPORTED, tool, reason)
                continue
            outcome = self._simulate_own(plan, tool, plan.own_sources(screened.clean))
            own = self._read(plan, tool, screened, outcome)
            if own.kind not in (VerdictKind.UNSUPPORTED, VerdictKind.TOOL_FAILURE):
                return own
            best = own if best is None or best.outcome is None else best
        return best or _Own(VerdictKind.TOOL_FAILURE, "", _NO_TOOL)

    def _simulate_own(self, plan: Plan, tool: str, sources: Sequence[tuple[str, str]]) -> Outcome:
        """Our run; where the reference is slow, one for all answers that compile to the same program."""
        usual, top, data = self._took.get((plan.problem.id, tool), 0.0), plan.own.top, plan.mended.data
        if tool == ICARUS and usual > SLOW:
            return self._shared.simulate(plan_digest(plan), sources, top, data, plan.seconds, usual)
        return simulate(tool, sources, top, data, plan.seconds, usual=usual)

    def _read(self, plan: Plan, tool: str, screened: Screened, outcome: Outcome) -> _Own:
        """Read one run."""
        if outcome.limit and not outcome.timed_out:
            return _Own(VerdictKind.RESOURCE_LIMIT, tool, f"it reached the limit of {outcome.limit}", outcome)
        if not outcome.compiled:
            return _Own(*_compile_verdict(tool, screened, outcome), outcome)
        if screened.unresolved:
            return _leads_out(tool, screened, outcome)
        if driven := _DRIVEN.search(outcome.compile_log):
            return _Own(VerdictKind.TAMPERING, tool, f"it drives its input {driven[1]}, and through it the bench", outcome)
        if outcome.timed_out:
            return _Own(VerdictKind.TIMEOUT, tool, f"it was not done after {plan.seconds:.0f} s", outcome)
        if (outcome.code or 0) < 0 or any(text in outcome.output[-LOG_END:] for text in _TOOL_FAULTS):
            return _Own(VerdictKind.TOOL_FAILURE, tool, f"{tool} ended with code {outcome.code}", outcome)
        reading = read_bench(plan.rules, outcome.output, plan.nonce)
        if not reading.finished:
            return _Own(VerdictKind.RUNTIME, tool, "the simulation ended before the bench's last word", outcome)
        if not reading.passed:
            stopped = ", and the simulation was stopped there" if plan.long else ""
            return _Own(VerdictKind.MISMATCH, tool, f"outputs differ from what the bench expects{stopped}", outcome)
        expected = self.expected_samples(plan, tool)
        if reading.samples is not None and reading.samples != expected:
            reason = f"the bench compared {reading.samples} samples; with the reference it compares {expected}"
            return _Own(VerdictKind.TAMPERING, tool, reason, outcome)
        return _Own(VerdictKind.PASS, tool, "", outcome)


def _leads_out(tool: str, screened: Screened, outcome: Outcome | None) -> _Own:
    """The verdict on names that mean something in the bench only."""
    names = ", ".join(screened.unresolved[:3])
    return _Own(VerdictKind.TAMPERING, tool, f"it compiles only because names lead out of it: {names}", outcome)


def _broken(screened: Screened) -> _Own:
    """The verdict on what no tool compiles: what looks like a cheat in it may be a slip of the pen."""
    kind = VerdictKind.SYNTAX if screened.syntax_errors else VerdictKind.ELABORATION
    return _Own(kind, SCREENING, "; ".join([*(screened.syntax_errors or screened.errors)[:3], *screened.findings[:1]]))


def _compile_verdict(tool: str, screened: Screened, outcome: Outcome) -> tuple[VerdictKind, str, str]:
    """Why nothing was compiled: the answer's fault if slang finds one too, otherwise the tool's."""
    if outcome.timed_out:
        return VerdictKind.TIMEOUT, tool, "it did not compile in time"
    if screened.syntax_errors:
        return VerdictKind.SYNTAX, tool, "; ".join(screened.syntax_errors[:3])
    if screened.errors or screened.unresolved:
        return VerdictKind.ELABORATION, tool, "; ".join([*screened.errors, *screened.unresolved][:3])
    log = outcome.compile_log
    if any(text in log for text in _UNSUPPORTED):
        return VerdictKind.UNSUPPORTED, tool, f"{tool} does not support what it uses"
    if any(text in log for text in _TOOL_FAULTS):
        return VerdictKind.TOOL_FAILURE, tool, f"{tool} failed"
    if "is not a port of" in log or "PINNOTFOUND" in log or "Pin not found" in log or "Wrong number of ports" in log:
        return VerdictKind.ELABORATION, tool, "its ports are not those that the bench connects"
    return VerdictKind.UNSUPPORTED, tool, f"{tool} refuses what slang finds no fault in"
