"""Screening of one answer: directives, syntax, then the elaborated design; each step can end it.

The parsing runs in a sandbox, for an answer can be made to exhaust a parser too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from groundwire.bench.screen.names import DIRECTIVES, BenchNames
from groundwire.bench.sources import plain, tokens
from groundwire.eda.limits import Limits
from groundwire.eda.sandbox import call_sandboxed

LIMIT = 1 << 20
"""Characters; an answer beyond is not looked at."""
LIMITS = Limits(wall_seconds=20.0, cpu_seconds=10.0, memory_bytes=1 << 30)
"""For reading one answer, which usually takes a millisecond."""
_TWO_READINGS = re.compile(r"[\"`]|//|/\*")
"""What a preprocessor can take for a string, a directive or a comment."""
_LONE_TICK = re.compile(r"(?<!`)`(?=\s)")
"""No directive and no macro: slang passes over it, and Icarus does not."""
_USED_UP = ("MemoryError", "RecursionError")
"""What Python says where an answer has used up what it may."""
_TOO_DEEP = re.compile(r"RuntimeError:?\s*$")
"""What comes of an answer that nests deeper than slang reads: its exception for that has no words."""
_WORKER = "groundwire.bench.screen.worker"


@dataclass(frozen=True)
class Screened:
    """What screening found."""

    clean: str = ""
    """The source to simulate: comments left out, macros expanded, prints and modules that nothing uses taken out."""
    findings: tuple[str, ...] = ()
    """Why it is tampering; empty where it is not."""
    syntax_errors: tuple[str, ...] = ()
    """What slang calls a syntax error."""
    unresolved: tuple[str, ...] = ()
    """Names that the answer uses and does not declare; whatever they are found to mean lies outside of it."""
    errors: tuple[str, ...] = ()
    """Other errors of elaboration that slang reports; a simulator may be more lenient."""
    removed: tuple[str, ...] = ()
    """What was taken out."""
    limit: str = ""
    """The limit that screening it reached; empty where it did not."""
    unreadable: str = ""
    """Why it is no text for any tool; empty where it is."""
    failure: str = ""
    """How screening itself failed, by no fault of the answer; empty where it did not."""


def screen(source: str, bench: BenchNames) -> Screened:
    """Screen an answer.

    Args:
        source: the answer, a whole module.
        bench: what must be known of the problem.
    """
    if len(source) > LIMIT:
        return Screened(limit=f"the answer has {len(source):,} characters; {LIMIT:,} are the limit")
    if "\0" in source:
        return Screened(unreadable="it has a NUL character")
    if _LONE_TICK.search(plain(source)):
        return Screened(unreadable="a backtick stands by itself")
    found = directive_findings(source)
    if found:
        return Screened(clean=source, findings=tuple(found))
    payload = {
        "source": plain(source), "module": bench.module, "reserved": sorted(bench.reserved), "directions": dict(bench.directions),
    }  # fmt: skip
    value, run = call_sandboxed(f"{_WORKER}:screen_payload", payload, {}, LIMITS)
    if value is None:
        if _TOO_DEEP.search(run.stderr):
            return Screened(limit="it nests deeper than slang reads")
        if run.code == 1 and run.limit is None and not any(name in run.stderr for name in _USED_UP):
            return Screened(failure=f"slang's reading of the answer failed: {run.stderr.strip()[-300:]}")
        return Screened(limit=f"reading the answer took more than its share ({run.limit or run.stderr.strip()[-300:]})")
    fields: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in value.items()}
    return Screened(**fields)


def directions_of(source: str, module: str) -> dict[str, str]:
    """Directions of a module's ports; empty where slang cannot tell."""
    value, _ = call_sandboxed(f"{_WORKER}:directions_payload", {"source": source, "module": module}, {}, LIMITS)
    return value or {}


def directive_findings(source: str) -> list[str]:
    """Directives and names in the raw text that are never honest; this comes before any parser sees it."""
    findings = []
    macros = set(re.findall(r"`define\s+(\w+)", source))
    for kind, text, _ in tokens(source):
        if kind == "directive" and text[1:] not in DIRECTIVES and text[1:] not in macros and text not in ("`", "``"):
            if text[1:] in ("include", "__FILE__", "uselib") or text.startswith("`systemc"):
                findings.append(
                    f"{text} brings other files in" if "include" in text else f"{text} is not needed for a design"
                )
        elif kind == "escaped" and text.startswith("\\$"):
            findings.append(f"the escaped name {text} can be taken for a system task")
        elif kind == "escaped" and _TWO_READINGS.search(text):
            findings.append(f"the escaped name {text} is a name for one tool and the start of something else for another")
    return findings
