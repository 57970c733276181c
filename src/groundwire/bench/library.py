"""Opens a benchmark: finds out which one a folder or file holds, reads it, and tells its revision by content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.readers import mathematics, rtllm, verilog_eval_v1, verilog_eval_v2
from groundwire.bench.readers.files import below
from groundwire.bench.records import Benchmark, Problem, Rules

SHORT = 8
"""Hexadecimal digits that are kept of a problem's digest."""
KNOWN_LAYOUTS = (
    "VerilogEval v2 (a folder dataset_spec-to-rtl or dataset_code-complete-iccad2023), VerilogEval v1 (its JSONL), "
    "RTLLM (a folder of designs) or a set of mathematics (a folder with its JSONL)"
)


def open_benchmark(place: str | Path) -> Benchmark:
    """Read the one task set that a folder or file holds.

    Raises:
        BenchmarkError: nothing is there, it is no benchmark, it is incomplete, or it holds several task sets.
    """
    path = Path(place)
    if not path.exists():
        raise BenchmarkError(f"{path} does not exist; name a folder with {KNOWN_LAYOUTS}")
    found = task_sets(path)
    if not found:
        raise BenchmarkError(f"{path} holds no benchmark that is known: expected {KNOWN_LAYOUTS}")
    if len(found) > 1:
        shown = ", ".join(str(one) for one in found[:4])
        raise BenchmarkError(f"{path} holds {len(found)} task sets; name one of them: {shown}")
    return _read(found[0])


def task_sets(path: Path) -> list[Path]:
    """The folders and files of task sets in or below a place."""
    if path.is_file():
        return [path] if verilog_eval_v1.problem_files(path) or mathematics.math_files(path) else []
    if verilog_eval_v2.recognizes(path):
        return [path]
    folders = [child for child in below(path) if child.is_dir() and verilog_eval_v2.recognizes(child)]
    if folders:
        return folders
    if rtllm.design_folders(path):
        return [path]
    return verilog_eval_v1.problem_files(path) + mathematics.math_files(path)


def _read(path: Path) -> Benchmark:
    if path.is_dir():
        if verilog_eval_v2.recognizes(path):
            task, problems = verilog_eval_v2.read(path)
            return _identified(verilog_eval_v2.NAME, task, Rules.VERILOG_EVAL, problems, verilog_eval_v2.COUNT)
        task, problems = rtllm.read(path)
        return _identified(f"{rtllm.NAME}-{task}", task, Rules.RTLLM, problems, rtllm.COUNTS[task])
    if verilog_eval_v1.problem_files(path):
        task, problems = verilog_eval_v1.read(path)
        return _identified(verilog_eval_v1.NAME, task, Rules.VERILOG_EVAL, problems, verilog_eval_v1.COUNTS[task])
    task, problems = mathematics.read(path)
    one = mathematics.set_named(task)
    return _identified(mathematics.NAME, task, Rules.MATH, problems, one.count if one else len(problems))


def problem_digest(problem: Problem) -> str:
    """SHA-256 over all of a problem that decides what is asked and how it is judged."""
    parts = [
        problem.id,
        problem.description,
        problem.testbench,
        problem.support,
        problem.reference,
        problem.interface or "",
    ]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    for name, content in sorted(problem.data.items()):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _identified(name: str, task: str, rules: Rules, problems: list[Problem], count: int) -> Benchmark:
    digests = {problem.id: problem_digest(problem) for problem in problems}
    digest = hashlib.sha256("".join(digests[one] for one in sorted(digests)).encode()).hexdigest()
    revision, remarks = _revision(name, task, {one: value[:SHORT] for one, value in digests.items()})
    if len(problems) != count:
        remarks = [f"it has {len(problems)} problems; {name} {task} has {count}", *remarks]
    return Benchmark(name, task, revision or f"unknown-{digest[:12]}", digest, rules, tuple(problems), tuple(remarks))


def _revision(name: str, task: str, digests: dict[str, str]) -> tuple[str | None, list[str]]:
    """The known revision that has this content, or what sets it apart from the one that is nearest."""
    known = {r: one for (n, t, r), one in known_revisions().items() if (n, t) == (name, task)}
    for revision, theirs in known.items():
        if theirs == digests:
            return revision, []
    if not known:
        return None, []
    nearest = max(known, key=lambda revision: len(known[revision].items() & digests.items()))
    theirs = known[nearest]
    missing = sorted(theirs.keys() - digests.keys())
    changed = sorted(one for one in digests if theirs.get(one) != digests[one])
    remarks = []
    if missing:
        remarks.append(f"problems of {nearest} that are missing: {_listed(missing)}")
    if changed:
        remarks.append(f"problems that differ from {nearest}: {_listed(changed)}")
    return None, remarks


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


@cache
def known_revisions() -> dict[tuple[str, str, str], dict[str, str]]:
    """Digests of the problems of the revisions that are known: {(benchmark, task, revision): {problem: digest}}."""
    rows = json.loads((files("groundwire.bench") / "revisions.json").read_text(encoding="utf-8"))
    return {(row["benchmark"], row["task"], row["revision"]): row["problems"] for row in rows}
