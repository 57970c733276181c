"""Running designs before they are kept: elaborated by slang, simulated by Icarus against their benches, synthesized by Yosys.

Many go through each tool at once: a batch is one compilation and one simulation with a bench for each design. Where a batch
fails it is split, so that one bad design costs only itself. Variants that must fail (bugs) go the same way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from groundwire.distill.families.bench import test_bench
from groundwire.distill.families.design import Design
from groundwire.eda import CompileOptions, Icarus, Limits, call_sandboxed, elaborate

_LABEL = re.compile(r"^RESULT_(\d+) (\d+) (\d+)$", re.MULTILINE)
_FLAGS = ("-g2012",)
_LIMITS = Limits(wall_seconds=60.0, cpu_seconds=20.0)
"""For a batch; an honest one takes under a second."""
_SYNTHESIS = "groundwire.distill.families.synthesis_worker:synthesize"


class Job(NamedTuple):
    """One body to be simulated against a design's bench."""

    design: Design
    """The design."""
    body: tuple[str, ...] | None = None
    """Another body than the design's own."""


class Outcome(NamedTuple):
    """What became of a job or a design."""

    reason: str
    """Empty where all went well; else "lint", "compile", "simulation", "mismatch" or "synthesis"."""
    detail: str = ""
    """What the tool said."""
    cells: int = 0
    """Gates and flip-flops, where it was synthesized."""

    @property
    def ok(self) -> bool:
        """Whether it may be kept."""
        return not self.reason


def simulate(jobs: Sequence[Job], icarus: Icarus | None = None) -> list[Outcome]:
    """Simulate each job against its bench.

    Raises:
        ToolMissing: Icarus is not installed.
    """
    if not jobs:
        return []
    icarus = icarus or Icarus()
    source = "\n".join(_unit(number, job) for number, job in enumerate(jobs))
    compiled = icarus.compile({"batch.sv": source.encode()}, None, CompileOptions(flags=_FLAGS))
    if not compiled.ok:
        return _split(jobs, icarus) if len(jobs) > 1 else [Outcome("compile", compiled.log[-500:])]
    run = icarus.simulate(compiled, {}, _LIMITS)
    found = {int(number): int(bad) for number, bad, _ in _LABEL.findall(run.stdout)}
    if not run.ok or len(found) < len(jobs):
        return _split(jobs, icarus) if len(jobs) > 1 else [Outcome("simulation", run.limit or run.log[-500:])]
    return [Outcome("mismatch", f"{found[n]} rows of {len(job.design.rows)}") if found[n] else Outcome("")
            for n, job in enumerate(jobs)]  # fmt: skip


def _unit(number: int, job: Job) -> str:
    bench = test_bench(job.design, f"dut_{number}", f"tb_{number}", f"RESULT_{number}", finish=False)
    return job.design.code(f"dut_{number}", job.body) + bench


def _split(jobs: Sequence[Job], icarus: Icarus) -> list[Outcome]:
    middle = len(jobs) // 2
    return simulate(jobs[:middle], icarus) + simulate(jobs[middle:], icarus)


def lint_all(designs: Sequence[Design]) -> list[Outcome]:
    """Elaborate each design with slang, all in one call."""
    files = {f"m{number}.sv": design.code(f"dut_{number}").encode() for number, design in enumerate(designs)}
    report = elaborate(files)
    said: dict[str, str] = {}
    for item in report.errors:
        said.setdefault(item.file, str(item))
    if report.failure:
        return [Outcome("lint", report.failure)] * len(designs)
    return [Outcome("lint", said[name]) if name in said else Outcome("") for name in files]


def synthesize_all(designs: Sequence[Design]) -> list[Outcome]:
    """Synthesize each design with Yosys, all in one process as long as none fails."""
    if not designs:
        return []
    files = {f"m{number}.sv": design.code(f"dut_{number}").encode() for number, design in enumerate(designs)}
    payload: dict[str, Any] = {"files": list(files), "tops": [f"dut_{number}" for number in range(len(designs))]}
    answer, run = call_sandboxed(_SYNTHESIS, payload, files, _LIMITS, visible=_libraries())
    if answer is not None:
        return [Outcome("", cells=cells) for cells in answer["cells"]]
    if len(designs) == 1:
        return [Outcome("synthesis", run.limit or run.log[-500:])]
    middle = len(designs) // 2
    return synthesize_all(designs[:middle]) + synthesize_all(designs[middle:])


@cache
def _libraries() -> tuple[Path, ...]:
    """Where pyosys reads its cell libraries."""
    spec = find_spec("pyosys")
    return (Path(spec.origin).parent,) if spec is not None and spec.origin is not None else ()


def check(designs: Sequence[Design]) -> list[Outcome]:
    """Lint, simulate and synthesize each design; what fails in one goes no further."""
    outcomes = lint_all(designs)
    for step in (lambda chosen: simulate([Job(design) for design in chosen]), synthesize_all):
        left = [index for index, outcome in enumerate(outcomes) if outcome.ok]
        for index, outcome in zip(left, step([designs[index] for index in left]), strict=True):
            outcomes[index] = outcome
    return outcomes
