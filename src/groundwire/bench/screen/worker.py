"""The part of screening that reads untrusted text: it runs in a sandbox, with its modules loaded beforehand."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import pyslang  # noqa: F401  (loaded here, for inside the sandbox nothing more can be)
from pyslang import analysis, ast, syntax  # noqa: F401

from groundwire.bench.screen.design import check_design, port_directions
from groundwire.bench.screen.names import BenchNames
from groundwire.bench.screen.syntax import check_syntax, expanded

_ASSUMED_EMPTY = {"UnknownDirective"}
"""A macro that is not defined stands for nothing, with a warning, in Icarus too."""
EXPANDED_LIMIT = 4 << 20
"""Characters after macros."""


def screen_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """Screen `source` for the bench that `bench` describes."""
    bench = BenchNames(payload["module"], frozenset(payload["reserved"]), payload["directions"])
    text, problems = expanded(payload["source"])
    if len(text) > EXPANDED_LIMIT:
        return {"limit": f"its macros expand to {len(text):,} characters; {EXPANDED_LIMIT:,} are the limit"}
    found = check_syntax(text, bench)
    # What is wrong before macros are expanded and not after has gone with them: tools would not see it in the clean source.
    lost = Counter(problems) - Counter(found.errors)
    if gone := sorted(lost.keys() - _ASSUMED_EMPTY):
        return {"clean": text, "unreadable": "; ".join(gone), "findings": found.findings}
    result: dict[str, Any] = {
        "clean": found.clean, "findings": found.findings, "syntax_errors": problems + found.errors, "removed": found.removed,
    }  # fmt: skip
    if not found.findings and not result["syntax_errors"]:
        design = asdict(check_design(found.clean, bench))
        result |= {"findings": design["findings"], "unresolved": design["unresolved"], "errors": design["errors"]}
    return result


def directions_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """Directions of the ports of `module` in `source`."""
    return port_directions(payload["source"], payload["module"])
