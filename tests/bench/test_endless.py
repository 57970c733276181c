"""Simulations that never end: found where simulated time stands still, and never where an answer computes for long."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from groundwire.bench import tools
from groundwire.bench.judge import Judge
from groundwire.bench.library import open_benchmark
from groundwire.bench.loops import computes
from groundwire.bench.plan import make_plan
from groundwire.bench.records import Rules, VerdictKind

BENCH = """
module tb; reg in = 0; wire out; integer wrong = 0;
TopModule dut (.in(in), .out(out));
initial begin repeat (20) begin #5 in = ~in; #5 if (out !== ~in) wrong = wrong + 1; end
  $display("Mismatches: %0d in 20 samples", wrong); $finish; end
endmodule
"""
RING = "module TopModule(input in, output out); wire a; assign a = in ? ~a : 1'b0; assign out = a; endmodule\n"
RACE = """module TopModule(input in, output out);
reg a = 0, b = 1; assign out = a;
always @(a) if (in) b = ~a;
always @(in, b) if (in) a = b;
endmodule
"""
BUSY = """module TopModule(input in, output reg out); integer i;
always @(*) begin out = in; for (i = 0; i < 60001; i = i + 1) out = ~out; end
endmodule
"""


def run(answer: str, seconds: float = 30.0) -> tools.Outcome:
    return tools.simulate(tools.ICARUS, [(tools.ANSWER, answer), ("bench.sv", BENCH)], "tb", {}, seconds)


@pytest.fixture(autouse=True)
def hasty(icarus: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Look after half a second, and believe after another."""
    monkeypatch.setattr(tools, "SOON", 0.5)
    monkeypatch.setattr(tools, "STILL", 0.5)


@pytest.mark.parametrize("answer", [RING, RACE], ids=["ring of gates", "two blocks that wake each other"])
def test_a_simulation_whose_time_stands_still_is_called_endless_without_waiting_for_the_limit(answer: str) -> None:
    outcome = run(answer)
    assert outcome.compiled and outcome.timed_out and "stood still" in outcome.output


def test_the_verdict_on_an_endless_answer_is_timeout_and_the_official_one_is_too(judge: Judge, adder: Path) -> None:
    one = open_benchmark(adder).problems[0]
    plan = make_plan(one, Rules.VERILOG_EVAL, None, "<mark>", (tools.ICARUS,))
    ring = "wire loose; assign loose = a[0] ? ~loose : 1'b0;\nalways @(posedge clk) sum <= a + b + loose;\nendmodule\n"
    verdict = judge.judge(plan, sys.modules["bench_fixture"].HEADER + ring)
    assert (verdict.kind, verdict.official) == (VerdictKind.TIMEOUT, "T")


def test_an_answer_that_computes_for_long_in_one_moment_is_run_to_its_end() -> None:
    outcome = run(BUSY)
    assert not outcome.timed_out and "Mismatches: 0 in 20 samples" in outcome.output


def test_a_long_simulation_whose_time_goes_on_is_run_to_its_end() -> None:
    slow = BENCH.replace("repeat (20)", "repeat (600000)")
    honest = "module TopModule(input in, output out); assign out = ~in; endmodule\n"
    outcome = tools.simulate(tools.ICARUS, [(tools.ANSWER, honest), ("bench.sv", slow)], "tb", {}, 30.0)
    assert not outcome.timed_out and "Mismatches: 0 in 20 samples" in outcome.output


def test_a_simulation_that_prints_without_end_is_not_called_endless_but_ends_at_a_limit() -> None:
    loud = RING.replace("endmodule", 'always @(a) if (in) $display("again"); endmodule')
    outcome = run(loud, 2.0)
    assert "stood still" not in outcome.output and (outcome.timed_out or outcome.limit)


LOOP = "module TopModule(input in, output reg out); integer i; always @(*) begin out = in; for ({}) out = ~out; end endmodule\n"


AWAY = (
    "i = 0; i < 16; i = i - 1", "i = 15; i <= 15; i--", "i = 3; i >= 0; i += 2", "i = 0; i < 9; i = i + 0", "i = 0; i | 4; i++",
    "i = 0; i | $bits(out); i++",
)  # fmt: skip
SHORT = ("i = 0; i < 16; i = i + 1", "int j = 15; j >= 0; j--", "i = 0; i != 8; i += 2", "i = 0; i ^ 8; i++", "i = 0; i & 4; i++")


@pytest.mark.parametrize("head", AWAY)
def test_a_loop_that_counts_away_from_its_bound_is_called_endless_without_waiting_for_the_limit(head: str) -> None:
    outcome = run(LOOP.format(head))
    assert outcome.compiled and outcome.timed_out and "stood still" in outcome.output


@pytest.mark.parametrize("head", SHORT)
def test_a_short_counted_loop_does_not_keep_a_ring_from_being_called_endless(head: str) -> None:
    assert not computes(LOOP.format(head))


@pytest.mark.parametrize(
    "answer",
    [
        LOOP.format("i = 0; i < 60001; i = i + 1"),  # long
        LOOP.format("i = 0; i < N; i = i + 1"),  # not by constants
        LOOP.format("i = 0; i != 7; i = i + 2"),  # ends when it wraps round, if it does
        LOOP.format("i = 1; i ^ 8; i = i + 2"),
        LOOP.format("i = 0; i < $bits(out); i = i + 1"),
        LOOP.format("i = 0; i < 16; i = i - 1000"),  # wraps round soon
        LOOP.format("i = 0; i < 16; i = i - 1").replace("integer i", "reg signed [15:0] i"),
        LOOP.format("i = 0; i < 16; i = i - 1").replace("out = ~out", "if (i < -5000000) break"),
        LOOP.format("i = 0; i < 16; i = i + 1").replace("out = ~out", "i = i * 2 - 2"),
        LOOP.format("i = 0; i < 80; i = i + 1) for (j = 0; j < 80; j = j + 1"),
        BUSY,
    ],
)  # fmt: skip
def test_what_may_compute_for_long_and_end_is_never_taken_for_endless(answer: str) -> None:
    assert computes(answer)
