"""What the tools say of one candidate: slang and Verilator read it, a simulator compiles it, Yosys makes gates of it.

All of it runs in the sandbox of `groundwire.eda`. The first failure ends it, because later tools would only say it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from groundwire.bench import tools
from groundwire.bench.screen import BenchNames, screen
from groundwire.distill.ask.records import Candidate, Check
from groundwire.eda.linting import LintReport, lint
from groundwire.eda.netlist import synthesize
from groundwire.eda.sandbox import run_sandboxed
from groundwire.eda.tools import find_tools, find_verilator

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_QUIET = ("-Wno-DECLFILENAME", "-Wno-EOFNEWLINE", "-Wno-UNUSEDSIGNAL", "-Wno-TIMESCALEMOD")
"""Verilator's warnings on how files are called and end, which say nothing about a design."""
_WARNED = re.compile(r"^%Warning-(\w+): [^:]*:(\d+):\d+: (.*)$", re.MULTILINE)
_FAILED = re.compile(r"^%Error(?:-\w+)?: (?:[^:]*:(\d+):\d+: )?(.*)$", re.MULTILINE)
_FILE = "answer.sv"


def check_code(candidate: Candidate, top: str = "") -> None:
    """Check a candidate as far as no bench and no reference is needed; what was found is written into it.

    Args:
        candidate: one with or without code.
        top: the module that must be there; whatever is at its top where empty.
    """
    for check in _checks(candidate, top):
        candidate.checks.append(check)
        if not check.ok:
            return


def _checks(candidate: Candidate, top: str) -> Iterator[Check]:
    if not candidate.code:
        yield Check("answer", False, "", "the response holds no code" + ("" if candidate.finished else "; it was cut off"))
        return
    report = lint(candidate.code)
    yield _linted(candidate, report, top)
    screened = screen(candidate.code, BenchNames(candidate.module, frozenset(), {}))
    wrong = "; ".join([*screened.findings, screened.limit, screened.failure]).strip("; ")
    candidate.clean = screened.clean or candidate.code
    yield Check("screen", not wrong, "", wrong or "nothing in it reaches out of the module")
    if (read := _verilated(candidate)) is not None:
        yield read
    if (compiled := _compiled(candidate)) is not None:
        yield compiled
    if "pyosys" in find_tools():
        yield _synthesized(candidate)


def _linted(candidate: Candidate, report: LintReport, top: str) -> Check:
    tool = f"{report.tool} {report.version}"
    if report.failure:
        return Check("lint", False, tool, report.failure)
    if report.errors:
        said = "; ".join(f"line {one.line}: {one.message}" for one in report.errors[:2])
        more = f" and {len(report.errors) - 2} more" if len(report.errors) > 2 else ""
        return Check("lint", False, tool, said + more)
    if not report.tops or (top and top not in report.tops):
        return Check("lint", False, tool, f"no top module {top!r}" if report.tops else "there is no module in it")
    candidate.module = top or report.tops[-1]
    if not _NAME.fullmatch(candidate.module):
        return Check("lint", False, tool, f"the module's name {candidate.module!r} is no plain identifier")
    warnings = [one for one in report.diagnostics if one.severity == "warning"]
    candidate.warnings += len(warnings)
    said = f"; {len(warnings)} warnings, the first in line {warnings[0].line}: {warnings[0].message}" if warnings else ""
    return Check("lint", True, tool, f"elaborates{said or ' without a warning'}")


def _verilated(candidate: Candidate) -> Check | None:
    """Verilator's own linter; None where it is not here."""
    if not (found := find_verilator()):
        return None
    tool = found[0]
    argv = [str(tool.path), "--lint-only", "-Wall", "-Wno-fatal", *_QUIET, "--timing", "--top-module", candidate.module, _FILE]
    environment = {"VERILATOR_ROOT": str(tool.root)} if tool.root else {}
    run = run_sandboxed(argv, {_FILE: candidate.code.encode("utf-8", "replace")}, environment=environment, visible=tool.visible,
                        merge=True)  # fmt: skip
    name, warned = f"verilator {tool.version}", _WARNED.findall(run.stdout)
    if not run.ok:
        failed = _FAILED.search(run.stdout)
        why = f"line {failed[1] or '?'}: {failed[2]}" if failed else run.limit or f"it ended with {run.code}"
        return Check("lint", False, name, why)
    candidate.warnings += len(warned)
    said = f"{len(warned)} warnings, the first in line {warned[0][1]}: {warned[0][2]}" if warned else "no warning"
    return Check("lint", True, name, said)


def _compiled(candidate: Candidate) -> Check | None:
    """Compiled by Icarus; None where it is not here: Verilator has read the code already."""
    if tools.ICARUS not in tools.available():
        return None
    empty = ("bench.sv", "module gw_nothing; endmodule\n")
    run = tools.simulate(tools.ICARUS, [(_FILE, candidate.code), empty], candidate.module, {}, 5.0)
    said = next((line for line in run.compile_log.splitlines() if "error" in line or "sorry" in line), "")
    tool = f"icarus {tools.available()[tools.ICARUS]}"
    return Check("compile", run.compiled, tool, "compiles" if run.compiled else said or run.limit or "it does not compile")


def _synthesized(candidate: Candidate) -> Check:
    report = synthesize(candidate.code, candidate.module)
    tool = f"yosys {report.version}"
    if not report.ok:
        return Check("synthesis", False, tool, report.failure[:300])
    candidate.cells = report.cell_count
    flops = sum(count for name, count in report.cells.items() if "DFF" in name.upper() or "DLATCH" in name.upper())
    stored = f", {flops} of them store a bit" if flops else ""
    return Check("synthesis", True, tool, f"{report.cell_count} gates{stored}")
