"""The tool filters as pools run them: does a source elaborate with slang, does it become gates with Yosys?

Lists of plain payloads in, plain results out; the tools, their sandbox and their limits are `groundwire.eda`'s. A source that is
wrong, or crashes or hangs a tool, costs itself alone.
"""

from __future__ import annotations

import re
from typing import TypedDict

from groundwire.bench.sources import declared_modules, rename_module
from groundwire.distill.names import source_name
from groundwire.eda.linting import LIMITS as LINT_LIMITS
from groundwire.eda.linting import LintReport, lint, lint_batch
from groundwire.eda.netlist import LIMITS as SYNTHESIS_LIMITS
from groundwire.eda.netlist import SynthesisReport, _shown
from groundwire.eda.netlist import synthesize as synthesize_one
from groundwire.eda.sandbox import call_sandboxed

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_FEW = 2
"""Sources that are not worth putting together."""
_MARK = "__gw"
"""What sets the modules of different sources apart."""
_TIMES = ("wall", "cpu")
"""Limits that mean that a tool hung."""


class Source(TypedDict):
    """What filters get."""

    code: str
    """The text."""
    top: str
    """The top module; empty for whatever nothing instantiates."""


class Found(TypedDict):
    """What a filter says."""

    ok: bool
    """Whether the source passes."""
    reason: str
    """Why not, in a word or two; empty where it does."""
    detail: str
    """The particulars."""
    cells: int
    """Gates and flip-flops, for synthesis."""


def _found(reason: str = "", detail: str = "", cells: int = 0) -> Found:
    return {"ok": not reason, "reason": reason, "detail": detail.strip()[:500], "cells": cells}


def elaborate(sources: list[Source]) -> list[Found]:
    """Parse and elaborate sources with slang, each by itself.

    Raises:
        ToolMissing: pyslang is not installed.
        SandboxError: the sandbox broke.
    """
    texts = [one["code"] for one in sources]
    reports = lint_batch(texts, LINT_LIMITS) if len(texts) > 1 else None
    if reports is None:  # something in it crashes or hangs slang: one by one, so that it costs itself only
        reports = [lint(text) for text in texts]
    return [_elaborated(source, report) for source, report in zip(sources, reports, strict=True)]


def _elaborated(source: Source, report: LintReport) -> Found:
    if report.failure:
        return _failed("slang", report.failure)
    if report.errors:
        said = "; ".join(f"line {one.line}: {one.message} [{one.code}]" for one in report.errors[:3])
        return _found("does not elaborate", said)
    if not report.tops:
        return _found("no module", "there is no module in it")
    if source["top"] and source["top"] not in report.tops:
        return _found("no such module", f"there is no top module {source['top']!r}; there is {', '.join(report.tops)}")
    return _found()


def _failed(tool: str, failure: str) -> Found:
    """A tool that did not come to an answer."""
    limit = failure.removeprefix("limit: ") if failure.startswith("limit: ") else ""
    kind = "timeout" if limit in _TIMES else "resource limit" if limit else "crash"
    return _found(f"{tool} {kind}", failure)


def synthesize(sources: list[Source]) -> list[Found]:
    """Synthesize sources with Yosys, to generic gates: together while that goes well, one by one where it does not.

    Raises:
        ToolMissing: pyosys is not installed.
        SandboxError: the sandbox broke.
    """
    if len(sources) <= _FEW or not all(_NAME.fullmatch(one["top"]) for one in sources):
        return [_synthesize(one) for one in sources]
    cells = _together(sources)
    if cells is not None:
        return [_found(cells=count) for count in cells]
    half = len(sources) // 2
    return synthesize(sources[:half]) + synthesize(sources[half:])


def _together(sources: list[Source]) -> list[int] | None:
    """Gates of each source; None where one of them cannot be synthesized."""
    apart = [_apart(number, one) for number, one in enumerate(sources)]
    files = {source_name(number): one["code"].encode("utf-8", "replace") for number, one in enumerate(apart)}
    payload = {"tops": [one["top"] for one in apart]}
    answer, _ = call_sandboxed("groundwire.distill.yosys_batch:synthesize", payload, files, SYNTHESIS_LIMITS, visible=_shown())
    return None if answer is None else list(answer["cells"])


def _apart(number: int, source: Source) -> Source:
    """A copy whose modules have names of their own, so that it can share a design with others."""
    code = source["code"]
    for name in set(declared_modules(code)):
        code = rename_module(code, name, f"{name}{_MARK}{number}")
    return {"code": code, "top": f"{source['top']}{_MARK}{number}"}


def _synthesize(source: Source) -> Found:
    if not _NAME.fullmatch(source["top"]):
        return _found("no plain module name", f"{source['top']!r} is no plain identifier")
    report: SynthesisReport = synthesize_one(source["code"], source["top"], SYNTHESIS_LIMITS)
    if report.ok:
        return _found(cells=report.cell_count)
    if report.failure.startswith(("limit: ", "pyosys ended with")):
        return _failed("yosys", report.failure)
    return _found("does not synthesize", report.failure)
