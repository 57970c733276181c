"""Synthesis and equivalence, by pyosys, in a sandbox: does a module become gates, how many, and the same as another's?

Equivalence is advisory: a proof over a bounded number of steps, of designs that Yosys can read, never a verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from groundwire.eda.errors import SandboxError
from groundwire.eda.limits import MIB, Limits, RunResult
from groundwire.eda.sandbox import call_sandboxed
from groundwire.eda.simulator import Files
from groundwire.eda.tools import need_tool

LIMITS = Limits(wall_seconds=60.0, cpu_seconds=30.0, memory_bytes=2048 * MIB, processes=16)
"""For one module, of which an honest one takes 20 ms to synthesize and 80 ms to compare."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_ERROR = re.compile(r"^(?:.*: )?ERROR: .*$|^.*: error: .*$", re.MULTILINE)
_TRANSISTORS_PER_GATE = 4
"""Of a two-input NAND in CMOS, the usual unit of area."""


@dataclass(frozen=True)
class SynthesisReport:
    """What synthesis gave."""

    ok: bool
    """Whether the module became gates, with nothing driven twice and no loop."""
    cells: dict[str, int]
    """Gates and flip-flops by type."""
    area: float | None
    """Area in two-input NAND gates, from Yosys's count of CMOS transistors; None where it gives none."""
    wires: int
    """Wires between them."""
    version: str
    """Version of pyosys."""
    failure: str
    """Why it failed: the first error, or the limit that was met. Empty where it did not."""
    log: str
    """The end of the log."""

    @property
    def cell_count(self) -> int:
        """Gates and flip-flops together."""
        return sum(self.cells.values())


class Equivalence(StrEnum):
    """What a comparison found."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """No proof either way within the steps and time allowed, or a design that cannot be compared."""


@dataclass(frozen=True)
class EquivalenceReport:
    """What comparing two designs gave; advisory."""

    verdict: Equivalence
    """The finding."""
    why: str
    """For UNKNOWN, the reason."""
    seconds: float
    """Time it took."""
    version: str
    """Version of pyosys."""
    log: str
    """The end of the log."""


def synthesize(source: str | bytes | Files, top: str, limits: Limits = LIMITS) -> SynthesisReport:
    """Synthesize a module, with whatever it instantiates, to generic gates.

    Args:
        source: its text, or contents by name.
        top: its name.
        limits: what it may use.

    Raises:
        ToolMissing: pyosys is not installed.
        SandboxError: the sandbox broke, or `top` is no plain name.
    """
    version = need_tool("pyosys").version
    files = _files(source, "source.sv")
    payload = {"files": list(files), "top": _plain(top)}
    told, run = call_sandboxed("groundwire.eda.yosys_worker:synthesize", payload, files, limits, visible=_shown())
    if told is None:
        return SynthesisReport(False, {}, None, 0, version, _failure(run), run.log[-2000:])
    transistors = re.match(r"\d+", str(told.get("estimated_num_transistors", "")))
    area = int(transistors[0]) / _TRANSISTORS_PER_GATE if transistors else None
    return SynthesisReport(True, told["num_cells_by_type"], area, told["num_wires"], version, "", run.log[-2000:])


def equivalent(
    gold: str | bytes, gate: str | bytes, gold_top: str, gate_top: str | None = None, steps: int = 20,
    seconds: int = 10, limits: Limits = LIMITS,
) -> EquivalenceReport:  # fmt: skip
    """Compare two designs in four-state logic from an undefined start, for inputs that are defined.

    Args:
        gold: text of the reference, whose undefined outputs match anything.
        gate: text of the other design.
        gold_top: name of the reference's module.
        gate_top: name of the other's; the same where None.
        steps: clock events to induct over.
        seconds: time for the solver.
        limits: what all of it may use.

    Raises:
        ToolMissing: pyosys is not installed.
        SandboxError: the sandbox broke, or a name is no plain one.
    """
    version = need_tool("pyosys").version
    files = {**_files(gold, "gold.sv"), **_files(gate, "gate.sv")}
    payload: dict[str, Any] = {
        "gold": ["gold.sv"], "gate": ["gate.sv"], "steps": steps, "seconds": seconds,
        "tops": {"gold": _plain(gold_top), "gate": _plain(gate_top or gold_top)},
    }  # fmt: skip
    done, run = call_sandboxed("groundwire.eda.yosys_worker:compare", payload, files, limits, visible=_shown())
    verdict, why = _verdict(run) if done is not None else (Equivalence.UNKNOWN, _failure(run))
    return EquivalenceReport(verdict, why, run.seconds, version, run.log[-2000:])


def _verdict(run: RunResult) -> tuple[Equivalence, str]:
    """Read the solver's finding off its log."""
    if "Induction step proven: SUCCESS!" in run.log:
        return Equivalence.EQUAL, ""
    if "model found for base case: FAIL!" in run.log:
        return Equivalence.DIFFERENT, ""
    return Equivalence.UNKNOWN, "no proof within the steps and the time allowed"


def _failure(run: RunResult) -> str:
    if run.limit:
        return f"limit: {run.limit}"
    found = _ERROR.search(run.log)
    return found[0].strip() if found else f"pyosys ended with {run.code}: {run.log[-500:].strip()}"


def _files(source: str | bytes | Files, name: str) -> dict[str, bytes]:
    if isinstance(source, str):
        source = source.encode("utf-8", "surrogatepass")
    return {name: source} if isinstance(source, bytes) else dict(source)


def _plain(top: str) -> str:
    """A module name that needs no quoting in a Yosys command."""
    if not _NAME.fullmatch(top):
        raise SandboxError(f"module name {top!r} is not a plain identifier")
    return top


@cache
def _shown() -> tuple[Path, ...]:
    """Where pyosys reads its cell libraries."""
    spec = find_spec("pyosys")
    return (Path(spec.origin).parent,) if spec is not None and spec.origin is not None else ()
