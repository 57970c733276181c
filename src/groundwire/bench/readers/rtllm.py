"""Reads RTLLM: folders with design_description.txt, testbench.v and verified_*.v, flat in v1.1, by category in v2.0."""

from __future__ import annotations

import re
from pathlib import Path

from groundwire.bench.errors import BenchmarkError
from groundwire.bench.readers.files import below, read_bytes, read_text
from groundwire.bench.records import Problem
from groundwire.bench.sources import declared_modules, instantiated_modules, rename_module

NAME = "rtllm"
DESCRIPTION, BENCH = "design_description.txt", "testbench.v"
COUNTS = {"v1.1": 29, "v2.0": 50}
_NOT_DATA = {DESCRIPTION, BENCH, "LICENSE", "makefile", "Makefile"}


def design_folders(folder: Path) -> list[Path]:
    """The folders of designs, sorted by name."""
    found = {path.parent for path in below(folder) if path.name in (DESCRIPTION, BENCH)}
    return sorted(found, key=lambda place: place.name)


def read(folder: Path) -> tuple[str, list[Problem]]:
    """Read the designs.

    Returns:
        "v1.1" where the designs lie side by side, "v2.0" where they lie in categories, and the problems by name.

    Raises:
        BenchmarkError: a design lacks a file, or its bench instantiates nothing that it does not define.
    """
    places = design_folders(folder)
    task = "v1.1" if all(place.parent == folder for place in places) else "v2.0"
    problems = [_problem(place, folder, task) for place in places]
    names = [problem.id for problem in problems]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BenchmarkError(f"{folder}: the design {twice[0]!r} is there twice; name one copy of the benchmark")
    return task, problems


def _problem(place: Path, root: Path, task: str) -> Problem:
    for name in (DESCRIPTION, BENCH):
        if not (place / name).is_file():
            raise BenchmarkError(f"{place} is incomplete: {name} missing; get a whole copy")
    verified = sorted(place.glob("verified_*.v"))
    if not verified:
        raise BenchmarkError(f"{place} is incomplete: verified_*.v missing; get a whole copy")
    bench, source = read_text(place / BENCH), read_text(verified[0])
    module = _tested_module(bench, place)
    description = read_text(place / DESCRIPTION)
    data = {
        path.name: read_bytes(path) for path in sorted(place.iterdir())
        if path.is_file() and path.suffix != ".v" and path.name not in _NOT_DATA and path.name in bench
    }  # fmt: skip
    return Problem(
        id=place.name, task=task, description=description, official_prompt=description, card_prompt=description,
        module=module, top=_top(bench, module), testbench=bench, reference=_reference(source, module), data=data,
        category="/".join(place.relative_to(root).parts[:-1]) or _category(place.name),
    )  # fmt: skip


def _tested_module(bench: str, place: Path) -> str:
    own = set(declared_modules(bench))
    wanted = [name for name in instantiated_modules(bench) if name not in own]
    if not wanted:
        raise BenchmarkError(f"{place / BENCH} instantiates no module that it does not define; get a whole copy")
    return wanted[0]


def _top(bench: str, module: str) -> str:
    """The bench's module that no other one instantiates."""
    used = set(instantiated_modules(bench))
    return next((name for name in declared_modules(bench) if name not in used), module)


def _reference(source: str, module: str) -> str:
    """The verified design with its top module under the name that the bench instantiates."""
    names = declared_modules(source)
    if module in names:
        return source
    used = set(instantiated_modules(source))
    tops = [name for name in names if name not in used] or names
    best = next((name for name in tops if name.startswith("verified")), tops[-1])
    return rename_module(source, best, module)


def _category(name: str) -> str:
    """v1.1 has no folders for its two groups."""
    return "arithmetic" if re.match("adder|multi|div|radix2|accu|alu|pe$", name) else "logic"
