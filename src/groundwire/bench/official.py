"""The benchmarks' own verdicts, read from logs by the benchmarks' own rules, faults and all.

VerilogEval: the rules of NVlabs' analysis script, in its order. RTLLM: upstream's, which passes whatever prints "Pass".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

PASS = "."
TIMED_OUT = "T"
FIRST_FOUND: tuple[tuple[str, str], ...] = (
    ("syntax error", "S"),
    ("error: This assignment requires an explicit cast", "e"),
    ("error: Sized numeric constant must have a size greater than zero", "0"),
    ("warning: always_comb process has no sensitivities", "n"),
    ("found no sensitivities so it will never trigger", "n"),
    ("is declared here as wire", "w"),
    ("Unknown module type", "m"),
    ("Unable to bind wire/reg/memory `clk'", "c"),
    ("TIMEOUT", TIMED_OUT),
)
"""The first line with one of these ends the search; within a line, the first of these counts."""
LETTERS = {
    PASS: "pass", "S": "syntax error", "e": "explicit cast needed", "0": "sized constant of size zero",
    "n": "no sensitivities", "w": "register declared as wire", "m": "unknown module", "c": "no clk", "T": "timeout",
    "p": "name not found", "C": "other compile error", "r": "mismatch, reset may be asynchronous", "R": "mismatch",
}  # fmt: skip
"""What each letter stands for."""
NO_CODE = "C"
"""What an empty answer gets: the bench's TopModule is missing. The log says so itself, where there is one."""
_PASS_LINE = re.compile(r"^Mismatches: 0 in \d+ samples$")
_LINE_END = re.compile(r"\r\n|\r|\n")
_ASYNCHRONOUS = ("posedge reset", "negedge reset", "posedge r)")
RTLLM_SECONDS = 8.0
"""Upstream's limit for one RTLLM simulation."""
VERILOG_EVAL_SECONDS = 30.0
"""The official limit for one VerilogEval simulation."""


def verilog_eval(log: str, source: str, timed_out: bool = False) -> str:
    """The letter for a response to VerilogEval.

    Args:
        log: what compilation and then simulation printed.
        source: the answer's source.
        timed_out: whether the 30 seconds ran out; the official run then adds the word TIMEOUT to the log.
    """
    lines = _LINE_END.split(log)  # as Python reads a text file, which is how the original reads logs
    if timed_out:
        lines.append("TIMEOUT")
    unbound = error = passed = False
    for line in lines:
        letter = next((letter for text, letter in FIRST_FOUND if text in line), None)
        if letter is not None:
            return letter
        unbound = unbound or "Unable to bind wire/reg" in line
        error = error or "error" in line
        passed = passed or _PASS_LINE.match(line) is not None
    if unbound:
        return "p"
    if error:
        return "C"
    if passed:
        return PASS
    return mismatch_letter(source)


def mismatch_letter(source: str) -> str:
    """`r` where an answer's source has an asynchronous reset, otherwise `R`."""
    return "r" if any(text in source for text in _ASYNCHRONOUS) else "R"


def rtllm(compiled: bool, output: str, timed_out: bool) -> str:
    """The verdict for a response to RTLLM: "compile", "timeout", "pass" or "fail".

    Args:
        compiled: whether the bench and the answer compiled.
        output: what the simulation printed.
        timed_out: whether upstream's 8 seconds ran out, which upstream's script counts as a failure.
    """
    if not compiled:
        return "compile"
    if timed_out:
        return "timeout"
    return "pass" if "Pass" in output or "pass" in output else "fail"


def pass_rate(letters_by_problem: Iterable[Sequence[str]]) -> float | None:
    """The official harness's pass_rate, in percent: the mean of per-problem percentages truncated to whole numbers.

    Args:
        letters_by_problem: the official letters of each problem's responses.

    Returns:
        The mean, or None where no problem has a response.
    """
    rates = [
        int(100 * sum(one in (PASS, "pass") for one in letters) / len(letters))
        for letters in letters_by_problem
        if letters
    ]
    return sum(rates) / len(rates) if rates else None
