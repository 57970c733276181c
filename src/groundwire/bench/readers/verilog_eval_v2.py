"""Reads VerilogEval v2: a folder of ProbNNN_name_prompt.txt, _ref.sv, _test.sv and, for completion, _ifc.txt."""

from __future__ import annotations

from pathlib import Path

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.prompts import completion, spec_to_rtl, without_header
from groundwire.bench.readers.files import read_text
from groundwire.bench.records import Problem
from groundwire.bench.sources import rename_module

NAME = "verilog-eval-v2"
SPEC, COMPLETION = "spec-to-rtl", "code-complete-iccad2023"
MODULE, REFERENCE, TOP = "TopModule", "RefModule", "tb"
COUNT = 156
"""Problems in each task set."""


def recognizes(folder: Path) -> bool:
    """Whether a folder has this layout."""
    return any(folder.glob("Prob*_prompt.txt")) or any(folder.glob("Prob*_test.sv"))


def task_of(folder: Path) -> str:
    """Which of the two tasks a folder holds: only completion has interface files."""
    return COMPLETION if any(folder.glob("Prob*_ifc.txt")) else SPEC


def read(folder: Path) -> tuple[str, list[Problem]]:
    """Read a task set.

    Returns:
        The task and its problems, by number.

    Raises:
        BenchmarkError: a problem lacks one of its files, or a file is not text.
    """
    task = task_of(folder)
    endings = ["_prompt.txt", "_ref.sv", "_test.sv"] + (["_ifc.txt"] if task == COMPLETION else [])
    names = sorted({path.name.removesuffix(end) for end in endings for path in folder.glob(f"Prob*{end}")})
    lacking = [f"{name}{end}" for name in names for end in endings if not (folder / f"{name}{end}").is_file()]
    if lacking:
        more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
        raise BenchmarkError(f"{folder} is incomplete: {', '.join(lacking[:3])}{more} missing; get a whole copy")
    return task, [_problem(folder, name, task) for name in names]


def _problem(folder: Path, name: str, task: str) -> Problem:
    prompt = read_text(folder / f"{name}_prompt.txt")
    support = read_text(folder / f"{name}_ref.sv")
    header = read_text(folder / f"{name}_ifc.txt") if task == COMPLETION else None
    if header is None:
        description = prompt.strip()
        turns = [spec_to_rtl(description, official) for official in (True, False)]
    else:
        description = without_header(prompt, header)
        turns = [completion(description, header, official) for official in (True, False)]
    return Problem(
        id=name,
        task=task,
        description=description,
        official_prompt=turns[0],
        card_prompt=turns[1],
        module=MODULE,
        top=TOP,
        testbench=read_text(folder / f"{name}_test.sv"),
        support=support,
        reference=rename_module(support, REFERENCE, MODULE),
        interface=header,
        category=_category(name),
    )


def _category(name: str) -> str:
    """A rough grouping by what the problem's name says: the benchmark itself has none."""
    word = name.partition("_")[2].lower()
    groups = (
        (
            "state machines",
            (
                "fsm",
                "lemmings",
                "2012_q2",
                "2013_q2",
                "2014_q3",
                "q2a",
                "q2b",
                "q6",
                "2014_q3bfsm",
                "serial",
                "ps2",
                "onehot",
                "fancytimer",
                "m2014_q6",
                "q3a",
                "q3b",
                "q3c",
            ),
        ),
        ("Karnaugh maps and waveforms", ("kmap", "circuit", "truthtable")),
        (
            "counters, registers and shifts",
            (
                "count",
                "dff",
                "latch",
                "shift",
                "lfsr",
                "rotate",
                "edge",
                "clock",
                "timer",
                "ringer",
                "history",
                "gshare",
                "mt2015_q4",
                "rule",
                "conway",
                "dualedge",
                "q4",
            ),
        ),
        ("arithmetic", ("add", "fadd", "hadd", "popcount", "bcd", "sub", "alu")),
    )
    return next(
        (group for group, marks in groups if any(mark in word for mark in marks)), "gates, vectors and multiplexers"
    )
