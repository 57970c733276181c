"""The records that scoring passes on: benchmark, problem, verdict. Reading and judging are left to others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Rules(StrEnum):
    """Whose rules give a benchmark's official verdict."""

    VERILOG_EVAL = "verilog-eval"
    RTLLM = "rtllm"
    MATH = "math"


class VerdictKind(StrEnum):
    """What became of an answer, in our own judgement."""

    PASS = "pass"
    MISMATCH = "mismatch"
    NO_ANSWER = "no-answer"
    SYNTAX = "syntax"
    ELABORATION = "elaboration"
    RUNTIME = "runtime"
    TIMEOUT = "timeout"
    RESOURCE_LIMIT = "resource-limit"
    TAMPERING = "tampering"
    UNSUPPORTED = "unsupported-by-tool"
    TOOL_FAILURE = "tool-failure"


NOT_THE_ANSWERS_FAULT = frozenset({VerdictKind.UNSUPPORTED, VerdictKind.TOOL_FAILURE})
"""Kinds that count as not scored: nothing is known about the answer."""


@dataclass(frozen=True)
class Problem:
    """One problem of a benchmark."""

    id: str
    """Its name, as in a responses file."""
    task: str
    """Task set that it belongs to, such as "spec-to-rtl"."""
    description: str
    """What is asked for, in the benchmark's own words."""
    official_prompt: str
    """User turn of the benchmark's own harness."""
    card_prompt: str
    """User turn as CodeV-R1 has it; the system turn is the card's."""
    module: str = ""
    """The module that the bench instantiates, which an answer must define."""
    top: str = ""
    """The bench's top module."""
    testbench: str = ""
    """Source of the bench."""
    support: str = ""
    """Source of what the bench needs beside the answer: the reference module; empty where there is none."""
    reference: str = ""
    """A reference answer: it defines `module`. For mathematics, the expected final answer."""
    interface: str | None = None
    """Header of `module`, to be put before an answer that is only a body."""
    data: Mapping[str, bytes] = field(default_factory=dict)
    """Files that the bench reads in its working directory."""
    category: str = ""
    """The benchmark's grouping, where it has one."""


@dataclass(frozen=True)
class Benchmark:
    """One task set, read and identified."""

    name: str
    """Such as "verilog-eval-v2"."""
    task: str
    """Such as "spec-to-rtl"."""
    revision: str
    """Revision told by content; "unknown-" and the digest's start where the content is none that is known."""
    digest: str
    """SHA-256 over all content that decides a score."""
    rules: Rules
    """Whose rules give the official verdict."""
    problems: tuple[Problem, ...]
    """In the benchmark's order."""
    remarks: tuple[str, ...] = ()
    """What the user should know of this copy, such as problems that differ from a known revision."""

    def problem(self, name: str) -> Problem | None:
        """The problem of a name, or None."""
        return self._index.get(name)

    @property
    def _index(self) -> dict[str, Problem]:
        index = self.__dict__.get("_by_name")
        if index is None:
            index = {problem.id: problem for problem in self.problems}
            self.__dict__["_by_name"] = index
        return index

    @property
    def title(self) -> str:
        """Name, task and revision in a line."""
        return f"{self.name} {self.task} ({self.revision})"


@dataclass(frozen=True)
class Verdict:
    """What became of one response."""

    problem: str
    """Its problem."""
    sample: int
    """Its number among the problem's responses, from 1."""
    kind: VerdictKind
    """Our own verdict, with errata."""
    official: str
    """The benchmark's own verdict: a letter for VerilogEval with "." for a pass, "pass" or a reason for RTLLM."""
    tool: str
    """What gave our verdict."""
    version: str
    """Its version."""
    seconds: float
    """Time spent on it; 0 where the verdict came from an equal answer or from the cache."""
    log: str
    """End of the log, with our reason first."""
    source: str = "run"
    """Where it came from: "run", "equal" (an equal answer in this run) or "cache"."""
    response: str = ""
    """Start of the SHA-256 of the response, by which one that has changed since is noticed."""

    @property
    def passed(self) -> bool:
        """Whether we call it a pass."""
        return self.kind is VerdictKind.PASS

    @property
    def passed_officially(self) -> bool:
        """Whether the benchmark's own rules call it a pass."""
        return self.official in (".", "pass")
