"""References take the path of answers, and reach the figures that are known for the tools that are here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from groundwire.bench import tools
from groundwire.bench.check import Check, check
from groundwire.bench.library import open_benchmark

fixture = sys.modules["bench_fixture"]
MARK = "<check-mark>"


def test_a_good_reference_passes_both_ways(adder: Path, icarus: dict[str, str]) -> None:
    assert check(open_benchmark(adder), icarus, 1, MARK).last_line() == "official 1/1, with errata 1/1"


def test_a_wrong_reference_is_told_from_a_right_one(icarus: dict[str, str], tmp_path: Path) -> None:
    place = fixture.write_benchmark(tmp_path / "x", 2)
    bench = place / "Prob002_adder_test.sv"
    bench.write_text(
        bench.read_text().replace("TopModule top_module1 (.clk, .a, .b", "TopModule top_module1 (.clk, .a, .b(~b)")
    )
    result = check(open_benchmark(place), icarus, 2, MARK, each_tool=True)
    assert result.last_line() == "official 1/2, with errata 1/2"
    assert result.rows[1].official == "R" and str(result.rows[1].judgement.kind) == "unsupported-by-tool"
    assert result.passes_on(tools.ICARUS) == 1


GOLDEN = [
    ("verilog-eval-v2/c498220/dataset_spec-to-rtl", 151, 156),
    ("verilog-eval-v2/c498220/dataset_code-complete-iccad2023", 152, 156),
    ("rtllm-v1.1", 26, 29),
]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "official", "total"), [*(pytest.param(*one, marks=pytest.mark.slow) for one in GOLDEN[:2]), GOLDEN[2]]
)
def test_icarus_11_reaches_the_known_figures(
    place: str, official: int, total: int, benchmarks: Path, icarus: dict[str, str]
) -> None:
    if not icarus[tools.ICARUS].startswith("11."):
        pytest.skip(f"the figures are for Icarus 11, and {icarus[tools.ICARUS]} is here")
    result = check(open_benchmark(benchmarks / place), icarus, 2, MARK)
    assert result.last_line().startswith(f"official {official}/{total}, ")


@pytest.mark.slow
@pytest.mark.parametrize(("place", "official", "total"), [*GOLDEN[:2], ("rtllm-v1.1", 27, 29)])
def test_with_errata_and_the_better_tool_every_reference_passes(
    place: str, official: int, total: int, benchmarks: Path
) -> None:
    found = tools.available()
    if set(found) != {tools.ICARUS, tools.VERILATOR}:
        pytest.skip("both Icarus and Verilator are needed")
    result: Check = check(open_benchmark(benchmarks / place), found, 2, MARK)
    assert [row.problem for row in result.rows if not row.passed] == []
    assert sum(row.officially for row in result.rows) >= official
    assert len(result.rows) == total
