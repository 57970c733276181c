"""The part of judging mathematics that reads untrusted text: it runs in a sandbox, with its modules loaded beforehand."""

from __future__ import annotations

from typing import Any

from math_verify import parse, verify


def equal_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """Whether `answer` equals `expected`."""
    # The sandbox has its own limits; math-verify's would need signals.
    expected = parse(_in_dollars(payload["expected"]), parsing_timeout=None)
    answer = parse(_in_dollars(payload["answer"]), parsing_timeout=None)
    return {"equal": bool(verify(expected, answer, timeout_seconds=None))}


def _in_dollars(text: str) -> str:
    text = text.strip()
    return text if "$" in text or "\\boxed" in text else f"${text}$"
