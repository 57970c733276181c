"""No answer can fool our verdict, though many fool the official one, and nothing of an answer is left behind."""

from __future__ import annotations

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from groundwire.bench.judge import Judge, Judgement
from groundwire.bench.plan import Plan, make_plan
from groundwire.bench.records import VerdictKind

hostile = sys.modules["hostile_answers"]

FOOL_THE_OFFICIAL_RULES = {
    "prints": ("print-and-finish", "print-and-stop", "write", "strobe", "print-by-parts", "print-from-child"),
    "names": ("reads-reference", "reads-reference-upward", "forces-match", "reads-reference-in-generate"),
    "writes": ("grounds-inputs", "pulls-inputs-together", "child-drives-input", "grandchild-drives-input", "strong-gates"),
    "ends": ("finish-by-fatal", "finish-at-once"),
    "macros": ("macro-finish", "ifdef-icarus"),
}
"""Answers, by kind, that the benchmark's own rules call a pass."""
NOT_TAMPERING = {
    "print-by-parts", "print-final", "monitor", "print-from-function", "redefines-display", "ifdef-icarus", "finish-by-fatal",
    "comment-ended-by-a-return", "scale-in-a-comment", "two-ports-of-one-net", "disables-bench",
    "clears-counter-upward", "config",
}  # fmt: skip
"""Answers from which what they print, or what a macro hides, is taken out, and those that compile with no bench."""


def judged(kind: str, plan: Plan, judge: Judge, most: int | None = None) -> dict[str, Judgement]:
    """The judgements of a kind's answers, or of so many of them."""
    answers = dict(list(hostile.HOSTILE[kind].items())[:most])
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(answers, pool.map(lambda source: judge.judge(plan, source), answers.values()), strict=True))


def descendants() -> set[str]:
    """Programs that run below this process, as the system's process table has them."""
    parents, names = {}, {}
    for folder in Path("/proc").iterdir():
        try:
            stat = (folder / "stat").read_text() if folder.name.isdigit() else ""
        except OSError:
            continue
        if stat:
            name, _, rest = stat.partition("(")[2].rpartition(")")
            parents[folder.name], names[folder.name] = rest.split()[1], name
    found, waiting = set(), [str(os.getpid())]
    while waiting:
        here = waiting.pop()
        waiting += [child for child, parent in parents.items() if parent == here]
        found.add(names.get(here, ""))
    return found


ENDLESS = ("output", "loops", "forks")
"""Kinds that run until a limit ends them."""
KINDS = [
    *(pytest.param(kind, None, id=kind) for kind in hostile.HOSTILE if kind not in ENDLESS),
    *(pytest.param(kind, 1, id=f"{kind}-first") for kind in ENDLESS),
    *(pytest.param(kind, None, id=kind, marks=pytest.mark.slow) for kind in ENDLESS),
]


@pytest.mark.parametrize(("kind", "most"), KINDS)
def test_no_hostile_answer_passes_and_nothing_is_left_behind(
    kind: str, most: int | None, plan: Plan, judge: Judge
) -> None:
    folder = Path(tempfile.gettempdir())
    before = set(folder.iterdir())
    found = judged(kind, plan, judge, most)
    assert {name: one for name, one in found.items() if one.kind is VerdictKind.PASS} == {}
    assert all(one.log for one in found.values())
    assert not [path for path in set(folder.iterdir()) - before if "groundwire-was-here" in path.name]
    assert not {"iverilog", "ivl", "vvp", "x.vvp", "sh"} & descendants()
    fooled = {name for name, one in found.items() if one.official == "."}
    assert fooled >= set(FOOL_THE_OFFICIAL_RULES.get(kind, ()))


def test_three_of_each_kind_are_tried_and_ten_and_more_pass_officially() -> None:
    assert min(map(len, hostile.HOSTILE.values())) >= 3
    assert sum(map(len, FOOL_THE_OFFICIAL_RULES.values())) >= 10


@pytest.mark.parametrize("kind", [kind for kind in hostile.HOSTILE if kind not in ENDLESS])
def test_tampering_is_called_by_its_name(kind: str, plan: Plan, judge: Judge) -> None:
    found = {name: one for name, one in judged(kind, plan, judge).items() if name not in NOT_TAMPERING}
    assert {name: one.kind for name, one in found.items() if one.kind is not VerdictKind.TAMPERING} == {}


BRANCH = """module TopModule #(parameter W = 8) (input clk, input [3:0] a, input [3:0] b, output [4:0] sum);
  generate if (W == 4) assign sum = {path}; else assign sum = 0; endgenerate
endmodule
"""


@pytest.mark.parametrize("path", ["tb.good1.sum", "good1.sum", "$root.tb.sum_ref", "tb.sum_ref"])
def test_a_branch_that_only_the_bench_makes_does_not_reach_it(path: str, plan: Plan, judge: Judge) -> None:
    """Screening elaborates an answer with its own parameters; a bench that sets others must be safe too."""
    bench = plan.problem.testbench.replace("TopModule top_module1", "TopModule #(.W(4)) top_module1")
    reference = plan.problem.reference.replace("(", "#(parameter W = 8) (", 1)
    problem = replace(plan.problem, id=f"branch-{path}", testbench=bench, reference=reference)
    branching = make_plan(problem, plan.rules, None, plan.nonce, plan.order)
    judgement = judge.judge(branching, BRANCH.format(path=path))
    assert judgement.kind is not VerdictKind.PASS, judgement
    assert judgement.official == ("S" if "$root" in path else ".")  # Icarus has no $root
