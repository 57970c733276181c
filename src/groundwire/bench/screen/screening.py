"""Screening of one answer: directives, syntax, then the elaborated design; each step can end it.

It runs in a child process with limits, for an answer can be made to exhaust a parser too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from groundwire.bench.screen.child import LimitReached, in_child
from groundwire.bench.screen.names import DIRECTIVES, BenchNames
from groundwire.bench.sources import tokens

LIMIT = 1 << 20
"""Characters; an answer beyond is not looked at."""
EXPANDED_LIMIT = 4 << 20
"""Characters after macros."""


@dataclass(frozen=True)
class Screened:
    """What screening found."""

    clean: str = ""
    """The source to simulate: macros expanded, prints and modules that nothing uses taken out."""
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


def screen(source: str, bench: BenchNames) -> Screened:
    """Screen an answer.

    Args:
        source: the answer, a whole module.
        bench: what must be known of the problem.
    """
    if len(source) > LIMIT:
        return Screened(limit=f"the answer has {len(source):,} characters; {LIMIT:,} are the limit")
    found = directive_findings(source)
    if found:
        return Screened(clean=source, findings=tuple(found))
    try:
        return in_child(_screen, source, bench)
    except LimitReached as reached:
        return Screened(limit=f"reading the answer took more than its share: {reached}")


def directive_findings(source: str) -> list[str]:
    """Directives and names in the raw text that are never honest; this comes before any parser sees it."""
    findings = []
    if "\0" in source:
        findings.append("it has a NUL character")
    macros = set(re.findall(r"`define\s+(\w+)", source))
    for kind, text, _ in tokens(source):
        if kind == "directive" and text[1:] not in DIRECTIVES and text[1:] not in macros and text not in ("`", "``"):
            if text[1:] in ("include", "__FILE__", "uselib") or text.startswith("`systemc"):
                findings.append(f"{text} brings other files in" if "include" in text else f"{text} is not needed for a design")
        elif kind == "escaped" and text.startswith("\\$"):
            findings.append(f"the escaped name {text} can be taken for a system task")
    return findings


def _screen(source: str, bench: BenchNames) -> Screened:
    """What runs in the child."""
    from groundwire.bench.screen.design import check_design
    from groundwire.bench.screen.syntax import check_syntax, expanded

    text, problems = expanded(source)
    if len(text) > EXPANDED_LIMIT:
        return Screened(limit=f"its macros expand to {len(text):,} characters; {EXPANDED_LIMIT:,} are the limit")
    found = check_syntax(text, bench)
    screened = Screened(
        clean=found.clean, findings=tuple(found.findings), syntax_errors=tuple(problems + found.errors),
        removed=tuple(found.removed),
    )  # fmt: skip
    if screened.findings or screened.syntax_errors:
        return screened
    design = check_design(found.clean, bench)
    return replace(screened, findings=tuple(design.findings), unresolved=tuple(design.unresolved), errors=tuple(design.errors))
