"""Long benches that are stopped at the first mismatch: the same verdicts as a run to the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from groundwire.bench import early
from groundwire.bench.errata import errata_of
from groundwire.bench.judge import Judge
from groundwire.bench.library import open_benchmark
from groundwire.bench.plan import Plan, make_plan
from groundwire.bench.records import Benchmark, VerdictKind
from groundwire.bench.tools import ICARUS

FOLDER = "verilog-eval-v2/c498220/dataset_spec-to-rtl"
NAMES = ("Prob068_countbcd", "Prob082_lfsr32", "Prob141_count_clock", "Prob144_conwaylife")


class WholePlan(Plan):
    """A plan that runs every bench to its end."""

    long = None


@pytest.fixture(scope="module")
def benchmark(benchmarks: Path) -> Benchmark:
    return open_benchmark(benchmarks / FOLDER)


def plans(benchmark: Benchmark, name: str) -> tuple[Plan, Plan]:
    problem = benchmark.problem(name)
    assert problem is not None
    made = make_plan(problem, benchmark.rules, errata_of(benchmark).get(name), "<test-mark>", (ICARUS,))
    return made, WholePlan(made.problem, made.mended, made.rules, made.names, made.nonce, made.order)


def wrong_answers(benchmark: Benchmark, name: str) -> list[str]:
    problem = benchmark.problem(name)
    assert problem is not None
    reference = problem.reference.replace("RefModule", problem.module)
    constant = reference[: reference.index(");") + 2].replace("output reg", "output").replace("output logic", "output")
    return [f"{constant}\nendmodule\n", reference.replace("endmodule", "  garbage\nendmodule")]


@pytest.mark.parametrize("revision", ["c498220", "65c87a8"])
@pytest.mark.parametrize("task", ["spec-to-rtl", "code-complete-iccad2023"])
def test_the_four_long_benches_are_known_in_both_revisions_and_task_sets(benchmarks: Path, revision: str, task: str) -> None:
    one = open_benchmark(benchmarks / "verilog-eval-v2" / revision / f"dataset_{task}")
    found = {problem.id: known for problem in one.problems if (known := early.long_bench(problem.testbench))}
    assert {name: known.problem for name, known in found.items()} == {name: name for name in NAMES}
    for problem in one.problems:
        assert problem.id not in found or make_plan(problem, one.rules, errata_of(one).get(problem.id), "<m>", (ICARUS,)).long


def test_a_bench_that_differs_in_one_character_is_run_to_its_end(benchmark: Benchmark) -> None:
    problem = benchmark.problem("Prob068_countbcd")
    assert problem is not None and early.long_bench(problem.testbench) and not early.long_bench(problem.testbench + " ")


def test_a_bench_that_counts_otherwise_cannot_be_stopped_early() -> None:
    with pytest.raises(ValueError, match=r"0 places that say 'stats1\.errors\+\+;'"):
        early.stopped_early("module tb; endmodule", "_x")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name > "Prob1" else ()) for name in NAMES]
)
def test_verdicts_on_a_bench_stopped_early_are_those_of_a_run_to_the_end(
    benchmark: Benchmark, judge: Judge, name: str
) -> None:
    short, whole = plans(benchmark, name)
    problem = short.problem
    answers = [problem.reference.replace("RefModule", problem.module), *wrong_answers(benchmark, name)]
    early_ones = [judge.judge(short, answer) for answer in answers]
    others = [judge.judge(whole, answer) for answer in answers]
    assert [(one.kind, one.official) for one in early_ones] == [(one.kind, one.official) for one in others]
    assert [one.kind for one in early_ones] == [VerdictKind.PASS, VerdictKind.MISMATCH, VerdictKind.SYNTAX]
    assert "stopped there" in early_ones[1].log and "Mismatches: 1 in" in early_ones[1].log
    assert short.long is not None and judge.expected_samples(short, ICARUS) == short.long.samples
    assert Judge(judge.available).expected_samples(whole, ICARUS) == short.long.samples
