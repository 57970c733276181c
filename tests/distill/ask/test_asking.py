"""The best of several answers, by what the tools say; the tools are the real ones."""

import pytest
from designs import ASYNCHRONOUS, BENCH, BROKEN, CHEAT, DOWN, HANGS, RIGHT, RIGHT_TOO, asked, counter, response

from groundwire.bench import tools
from groundwire.distill.errors import DistillError

pytest.importorskip("pyslang", reason="pyslang is not installed: pip install pyslang")
if tools.ICARUS not in tools.available():
    pytest.skip("Icarus Verilog is not installed: apt-get install iverilog", allow_module_level=True)


def faults(outcome):
    return {one.sample: one.fault for one in outcome.candidates if not one.passed}


def test_the_largest_group_that_behaves_alike_is_taken(tmp_path):
    outcome = asked(tmp_path, [response(code) for code in (DOWN, RIGHT, ASYNCHRONOUS, RIGHT_TOO)])
    assert outcome.passed and outcome.best.code.strip() in (RIGHT, RIGHT_TOO)
    assert outcome.agreement.groups == (2, 1, 1) and [one.like for one in outcome.candidates] == [1, 2, 1, 2]
    assert "whether it does what was asked for" in outcome.unchecked[0]


def test_a_bench_decides_against_the_majority(tmp_path):
    outcome = asked(tmp_path, [response(code) for code in (DOWN, DOWN, RIGHT)], bench=BENCH)
    assert outcome.passed and outcome.best.sample == 3 and not outcome.unchecked
    assert outcome.best.checks[-1].detail == "the bench says 'all tests passed'"
    assert faults(outcome)[1] == faults(outcome)[2] == "bench: the bench says 'FAILED with 17 errors'"


def test_a_reference_is_compared_by_proof(tmp_path):
    pytest.importorskip("pyosys", reason="pyosys is not installed: pip install pyosys")
    outcome = asked(tmp_path, [response(code) for code in (DOWN, RIGHT_TOO)], reference=RIGHT)
    assert outcome.best.sample == 2 and outcome.best.checks[-1].detail == "proved equal to the reference"
    assert faults(outcome) == {1: "reference: proved different from the reference"}


def test_answers_that_cannot_be_used_say_why(tmp_path):
    texts = [response(BROKEN), response(CHEAT), response(HANGS), "I do not know.", "<think>and on", response("")]
    outcome = asked(tmp_path, texts, bench=BENCH)
    found = faults(outcome)
    assert not outcome.passed and set(found) == {1, 2, 3, 4, 5, 6}
    assert "expected ')'" in found[1] and "$finish ends the simulation" in found[2]
    assert all(found[number] == "answer: the response holds no code" for number in (4, 5, 6))
    assert outcome.to_row()["answer"]["sample"] == outcome.best.sample  # the one that came furthest


def test_no_code_at_all_is_no_answer(tmp_path):
    outcome = asked(tmp_path, ["no", "nothing"])
    assert outcome.best is None and not outcome.passed and outcome.to_row()["answer"] is None


def test_what_an_answer_prints_is_not_the_benchs_word(tmp_path):
    printing = counter('always @(posedge clk) begin q <= 3; $display("all tests passed"); end')
    silent = BENCH.replace('$display("FAILED with %0d errors", bad); else $display("all tests passed")', "bad = 1; else bad = 2")
    outcome = asked(tmp_path, [response(printing)], bench=silent)
    assert "says neither pass nor fail" in faults(outcome)[1]


def test_thinking_is_kept_and_the_same_code_is_checked_once(tmp_path):
    told = []
    outcome = asked(tmp_path, [response(RIGHT, "Up."), response(RIGHT.replace(" <= ", "  <=  "), "Up!")], told.append)
    assert [one.thinking for one in outcome.candidates] == ["Up.", "Up!"]
    assert outcome.candidates[0].checks == outcome.candidates[1].checks and outcome.agreement.groups == (2,)
    assert told[0] == "tiny writes 2 candidates" and "checking candidate 2 of 2" in told


def test_a_module_that_must_be_there_is_asked_for_by_name(tmp_path):
    assert "no top module 'timer'" in faults(asked(tmp_path, [response(RIGHT)], top="timer"))[1]


def test_a_bench_that_tests_nothing_is_refused(tmp_path):
    with pytest.raises(DistillError, match="instantiates no module that is left to write; name it with --top"):
        asked(tmp_path, [response(RIGHT)], bench="module tb; endmodule")
    with pytest.raises(DistillError, match="the specification is empty"):
        from groundwire.chat import Sampling
        from groundwire.distill.ask.asking import Request, ask

        ask(Request("  "), "tiny", None, Sampling())
