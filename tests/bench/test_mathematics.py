"""Final answers are judged by what they mean; what cannot stand beside the card's figures is said to."""

from __future__ import annotations

from pathlib import Path

import pytest

from groundwire.bench.mathjudge import MathJudge, available
from groundwire.bench.plan import Plan
from groundwire.bench.published import caveat
from groundwire.bench.readers.mathematics import last_box
from groundwire.bench.records import Problem, Rules
from groundwire.bench.screen import BenchNames

if not available():
    pytest.skip("math-verify is not installed: pip install math-verify", allow_module_level=True)

CASES = [
    ("\\frac{14}{3}", "14/3", "pass"),
    ("\\left( 3, \\frac{\\pi}{2} \\right)", "(3, \\pi/2)", "pass"),
    ("025", "25", "pass"),
    ("27", "28", "mismatch"),
    ("$2^{1009}$", "2^{1009}", "pass"),
    ("4.5e33", "4.5\\times 10^{33}", "pass"),
    ("5", "", "no-answer"),
    ("5", "9" * 20_000, "resource-limit"),
    ("\\frac{1}{3}", "\\int_0^1 x^2 dx", "pass"),
    ("x^2-1", "(x-1)(x+1)", "pass"),
    ("\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", "\\begin{pmatrix} 1 & 2 \\\\ 3 & 5 \\end{pmatrix}", "mismatch"),
    ("\\sqrt{8}", "2\\sqrt{2}", "pass"),
    ("3, 5", "5, 3", "pass"),
    ("\\text{(C)}", "C", "pass"),
    ("1 < x < 3", "(1, 3)", "pass"),
]


@pytest.mark.parametrize(("expected", "answer", "kind"), CASES)
def test_a_final_answer_is_judged_by_its_meaning(expected: str, answer: str, kind: str) -> None:
    problem = Problem("p", "math500", "", "", "", reference=expected)
    judgement = MathJudge().judge(Plan(problem, problem, Rules.MATH, BenchNames(""), "", ()), answer)
    assert str(judgement.kind) == kind, judgement


@pytest.mark.slow
def test_a_formula_that_cannot_be_worked_out_does_not_hold_anything_up() -> None:
    problem = Problem("p", "math500", "", "", "", reference="7")
    judgement = MathJudge().judge(Plan(problem, problem, Rules.MATH, BenchNames(""), "", ()), "9^{9^{9^{9^{9}}}}")
    assert str(judgement.kind) in ("timeout", "resource-limit", "mismatch"), judgement


@pytest.mark.slow
def test_the_sandbox_judges_as_math_verify_does_outside_of_it() -> None:
    from groundwire.bench.mathworker import equal

    assert {(expected, answer): equal(expected, answer) for expected, answer, kind in CASES if kind in ("pass", "mismatch")} == {
        (expected, answer): kind == "pass" for expected, answer, kind in CASES if kind in ("pass", "mismatch")
    }


def test_the_last_box_is_found_with_its_braces() -> None:
    assert last_box("so \\boxed{1} and \\boxed{\\frac{1}{2}}.") == "\\frac{1}{2}"
    assert last_box("no box") == "" and last_box("\\boxed{open") == ""


def test_what_the_cards_figures_do_not_fit_is_called_so(tmp_path: Path) -> None:
    assert any("not comparable" in one for one in caveat("math", "amc23", "x", {"temperature": 0.6}, 20))
    assert any("not comparable" in one for one in caveat("math", "aime24", "x", {"temperature": 0.6}, 20))
    assert caveat("math", "math500", "x", {"temperature": 0.6}, 20) == []
    assert caveat("verilog-eval-v2", "spec-to-rtl", "65c87a8", {"temperature": 1.0}, 5) == [
        "the card's temperature is 0.6, this run's 1.0",
        "the card has 20 responses a problem, this run 5",
    ]
