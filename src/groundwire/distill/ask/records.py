"""What asking gives: checks, candidates, and the answer with what was checked and what was not."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Check:
    """One thing that a tool was asked about a candidate."""

    name: str
    """What was checked: "answer", "screen", "lint", "compile", "synthesis", "bench" or "reference"."""
    ok: bool
    """Whether it passed."""
    tool: str
    """Who says so, with version; empty where that is no tool."""
    detail: str
    """The particulars, in a line."""


@dataclass
class Candidate:
    """One answer of the model."""

    sample: int
    """Number of the sample, from 1."""
    text: str
    """The whole response."""
    thinking: str
    """Its thinking; empty where it did none."""
    code: str
    """Its code; empty where it gave none."""
    finished: bool = True
    """Whether it came to its own end, instead of being cut at a limit."""
    module: str = ""
    """The module that it declares at its top."""
    checks: list[Check] = field(default_factory=list)
    """What was checked, in order; the first failure ends it."""
    warnings: int = 0
    """Warnings of all linters."""
    cells: int | None = None
    """Gates and flip-flops; None where it was not synthesized."""
    like: int = 0
    """Candidates that behave alike in simulation, itself among them; 0 where it was not simulated."""
    clean: str = ""
    """The code as it is simulated: its prints are taken out."""

    @property
    def passed(self) -> bool:
        """Whether it passed everything that it was checked for."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    @property
    def fault(self) -> str:
        """Why it did not pass, in a line; empty where it did."""
        return next((f"{check.name}: {check.detail}" for check in self.checks if not check.ok), "")

    def rank(self) -> tuple[int, ...]:
        """The better candidate has the larger rank: checks passed, agreement, warnings, size."""
        good = sum(check.ok for check in self.checks)
        return int(self.passed), good, self.like, -self.warnings, -(self.cells or 0), -len(self.code), -self.sample


@dataclass(frozen=True)
class Agreement:
    """How candidates behave beside each other."""

    compared: int
    """Candidates that were simulated."""
    groups: tuple[int, ...]
    """Sizes of the groups that behave alike, largest first."""
    steps: int
    """Values of the inputs that each was shown."""
    note: str = ""
    """Why there was no comparison; empty where there was."""


@dataclass(frozen=True)
class Asked:
    """The outcome of one request."""

    spec: str
    """What was asked for."""
    model: str
    """Who answered."""
    candidates: tuple[Candidate, ...]
    """All answers, in the order of their samples."""
    best: Candidate | None
    """The one to use; None where no answer has code."""
    agreement: Agreement
    """How they compare."""
    unchecked: tuple[str, ...]
    """What nobody looked at, in sentences."""

    @property
    def passed(self) -> bool:
        """Whether the answer passed all its checks."""
        return self.best is not None and self.best.passed

    def to_row(self) -> dict[str, Any]:
        """As plain values."""
        keys = ("sample", "module", "finished", "warnings", "cells", "like", "passed", "fault")
        rows = [{key: getattr(one, key) for key in keys} for one in self.candidates]
        best = self.best
        answer = None if best is None else {
            "sample": best.sample, "module": best.module, "code": best.code, "thinking": best.thinking, "cells": best.cells,
            "checks": [asdict(check) for check in best.checks],
        }  # fmt: skip
        return {
            "spec": self.spec, "model": self.model, "passed": self.passed, "answer": answer,
            "agreement": asdict(self.agreement), "unchecked": list(self.unchecked), "candidates": rows,
        }  # fmt: skip
