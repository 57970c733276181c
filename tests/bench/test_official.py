"""The official verdicts follow the benchmarks' own rules, in their order, on logs of each kind."""

from __future__ import annotations

import pytest

from groundwire.bench import official

PASSED = "Hint: Output 'q' has no mismatches.\nMismatches: 0 in 439 samples\n"
LOGS = [
    (PASSED, "."),
    ("answer.sv:3: syntax error\nI give up.\n", "S"),
    ("answer.sv:9: error: This assignment requires an explicit cast.\n1 error(s) during elaboration.\n", "e"),
    ("x.sv:2: error: Sized numeric constant must have a size greater than zero.\n", "0"),
    ("x.sv:7: warning: always_comb process has no sensitivities.\n" + PASSED, "n"),
    ("x.sv:7: warning: @* found no sensitivities so it will never trigger.\n" + PASSED, "n"),
    ("x.sv:4: error: reg q; cannot be driven\nx.sv:2:      : It is declared here as wire.\n", "w"),
    ("bench.sv:50: error: Unknown module type: TopModule\n2 error(s) during elaboration.\n", "m"),
    ("x.sv:5: error: Unable to bind wire/reg/memory `clk' in `tb.top_module1'\n", "c"),
    ("x.sv:5: error: Unable to bind wire/reg/memory `q' in `tb.top_module1'\n", "p"),
    ("TIMEOUT\nMismatches: 0 in 200000 samples\n", "T"),
    ("bench.sv:77: error: port ``Y4'' is not a port of top_module1.\n", "C"),
    ("Mismatches: 3 in 439 samples\n", "R"),
    ("Mismatches: 10 in 439 samples\n", "R"),
    ("", "R"),
    # the pass line must match as a whole line
    ("oops Mismatches: 0 in 439 samples\n", "R"),
    ("Mismatches: 0 in 439 samples. \n", "R"),
    # a carriage return ends a line too, as in any text file that Python reads
    ("Mismatches: 0 in 439 samples\r\n", "."),
    ("50%\rMismatches: 0 in 439 samples\r", "."),
    # any line with "error", even of what an answer prints, after which a pass line does not count
    ("no error here\n" + PASSED, "C"),
    # the first line decides, not the first rule
    ("Unknown module type: X\nsyntax error\n", "m"),
    ("syntax error\nUnknown module type: X\n", "S"),
    # what is found while searching on counts less than what ends the search
    ("Unable to bind wire/reg/memory `q'\nerror\nsyntax error\n", "S"),
    ("error\nUnable to bind wire/reg/memory `q'\n", "p"),
]  # fmt: skip


@pytest.mark.parametrize(("log", "letter"), LOGS)
def test_a_log_gets_its_letter(log: str, letter: str) -> None:
    assert official.verilog_eval(log, "module TopModule; endmodule") == letter


@pytest.mark.parametrize(
    "text", ["always @(posedge clk or posedge reset)", "always @(negedge reset)", "always @(posedge r)"]
)
def test_a_mismatch_with_an_asynchronous_reset_is_told_apart(text: str) -> None:
    assert official.verilog_eval("Mismatches: 1 in 2 samples", text) == "r"
    assert official.verilog_eval(PASSED, text) == "."


def test_running_out_of_time_adds_the_word_at_the_end() -> None:
    assert official.verilog_eval("", "", timed_out=True) == "T"
    assert official.verilog_eval("syntax error", "", timed_out=True) == "S"


def test_every_letter_has_a_meaning() -> None:
    assert {letter for _, letter in LOGS} | {"r"} == set(official.LETTERS)


def test_rtllm_passes_whatever_prints_pass() -> None:
    assert official.rtllm(True, "===========Your Design Passed===========", False) == "pass"
    assert official.rtllm(True, "bypass", False) == "pass"
    assert official.rtllm(True, "===========Error===========", False) == "fail"
    assert official.rtllm(False, "Pass", False) == "compile"
    assert official.rtllm(True, "Pass", True) == "timeout"


def test_pass_rate_truncates_each_problem_first() -> None:
    assert official.pass_rate([["."] * 2 + ["R"]]) == 66.0
    assert official.pass_rate([["."] * 2 + ["R"], ["R"], []]) == 33.0
    assert official.pass_rate([]) is None
