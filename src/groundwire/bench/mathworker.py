"""The part of judging mathematics that reads untrusted text: it runs in a sandbox, in a fork of a process that is warm."""

from __future__ import annotations

import logging
import re
from typing import Any

from math_verify import parse, verify

logging.getLogger("math_verify").setLevel(logging.ERROR)  # it warns that time has no limit; the sandbox sets one
_SCIENTIFIC = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)[eE]([-+]?\d+)\s*")
_WARMING = (
    ("\\left( 3, \\frac{\\pi}{2} \\right)", "(3, \\pi/2)"), ("\\{1, 2\\}", "1, 2"), ("x^2 + \\sqrt{3} = 0", "x^2=-\\sqrt{3}"),
    ("[0, \\infty)", "x \\ge 0"), ("\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", "1"), ("\\text{Evelyn}", "Evelyn"),
    ("\\binom{4}{2} + \\lfloor 2.5 \\rfloor", "8"), ("12\\%", "0.12"), ("\\sin(x) \\log_2 8", "3\\sin x"), ("90^\\circ", "90"),
    ("\\sum_{k=1}^{3} k", "6"), ("1,234", "1234"), ("(1,2) \\cup (3,4)", "(1,2) \\cup (3,4)"),
)  # fmt: skip
"""What makes math-verify and sympy load most of the modules that they load late, once and not in each fork."""


def equal_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """Whether `answer` equals `expected`."""
    return {"equal": equal(payload["expected"], payload["answer"])}


def equal(expected: str, answer: str) -> bool:
    """Whether two final answers mean the same."""
    # The sandbox has its own limits; math-verify's would need signals.
    found = [parse(_in_dollars(text), parsing_timeout=None) for text in (expected, answer)]
    return bool(verify(*found, timeout_seconds=None))


def _in_dollars(text: str) -> str:
    text = text.strip()
    if match := _SCIENTIFIC.fullmatch(text.strip("$")):
        return f"${match[1]} \\times 10^{{{int(match[2])}}}$"
    return text if "$" in text or "\\boxed" in text else f"${text}$"


for _expected, _answer in _WARMING:
    equal(_expected, _answer)
