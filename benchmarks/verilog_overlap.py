"""Which benchmark problems have a reference that is formally equivalent to some training reference.

    python benchmarks/verilog_overlap.py RUN/stages/03-format/kept --benchmark DIR/dataset_spec-to-rtl --out overlap.json

Decontamination compares words; this compares circuits. Only references with the same kinds of port are compared: as
many inputs and outputs of each width. Ports are put to each other in the order of their declaration within a kind, the clock to
the clock; another order of ports of one kind counts as another circuit. Training references that differ in names and layout
only are compared once. A comparison that proves nothing in its time counts as different, and is counted.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from groundwire.bench.library import open_benchmark
from groundwire.distill.families.distinct import normalized
from groundwire.eda.limits import Limits
from groundwire.eda.netlist import LIMITS, Equivalence, equivalent

_MODULE = re.compile(r"\bmodule\s+(\w+)\s*\((.*?)\)\s*;", re.DOTALL)
_PORT = re.compile(r"^(input|output)?\s*(?:wire|reg|logic)?\s*(?:signed)?\s*(?:\[\s*(\d+)\s*:\s*(\d+)\s*\])?\s*(\w+)$")
_CLOCK = re.compile(r"edge\s+(\w+)")


class Module(NamedTuple):
    """A module with its ports."""

    name: str
    """Its name."""
    ports: tuple[tuple[str, int, str], ...]
    """Direction, width and name of each."""
    text: str
    """The whole source."""

    @property
    def clock(self) -> str:
        """The first signal whose edge is waited for; empty where there is none."""
        found = _CLOCK.search(self.text)
        return found[1] if found else ""

    def kinds(self) -> dict[tuple[str, int, bool], list[str]]:
        """Names of ports by direction, width and whether it is the clock, in order."""
        made: dict[tuple[str, int, bool], list[str]] = defaultdict(list)
        for direction, width, name in self.ports:
            made[direction, width, name == self.clock].append(name)
        return made

    def signature(self) -> str:
        """What must be the same for two modules to be compared."""
        return str(sorted((kind, len(names)) for kind, names in self.kinds().items()))


def parse(text: str, name: str) -> Module | None:
    """A module of a text; None where its header is of another form than one port after another."""
    for found in _MODULE.finditer(re.sub(r"//[^\n]*", "", text)):
        if found[1] != name:
            continue
        ports: list[tuple[str, int, str]] = []
        direction = ""
        for part in found[2].split(","):
            port = _PORT.match(" ".join(part.split()))
            if port is None or not (direction := port[1] or direction):
                return None
            ports.append((direction, abs(int(port[2] or 0) - int(port[3] or 0)) + 1, port[4]))
        return Module(name, tuple(ports), text)
    return None


def wrapped(gold: Module, other: Module) -> str:
    """The other module under the gold one's port names, as `wrapped`."""
    kinds = other.kinds()
    joined = [f".{theirs}({ours})" for kind, names in gold.kinds().items()
              for ours, theirs in zip(names, kinds[kind], strict=True)]  # fmt: skip
    ports = ", ".join(f"{direction} [{width - 1}:0] {name}" for direction, width, name in gold.ports)
    return f"{other.text}\nmodule wrapped({ports});\n  {other.name} inside({', '.join(joined)});\nendmodule\n"


def training(folder: Path) -> tuple[dict[str, list[Module]], int, int]:
    """Distinct references by signature, how many there were, and how many could not be parsed."""
    found: dict[str, dict[str, Module]] = defaultdict(dict)
    seen = unread = 0
    for path in sorted(folder.glob("*.parquet")):
        for row in pq.read_table(path, columns=["reference", "top"]).to_pylist():
            seen += 1
            module = parse(row["reference"], row["top"])
            if module is None:
                unread += 1
                continue
            key = normalized(module.text, [module.name, *(name for *_, name in module.ports)])
            found[module.signature()].setdefault(key, module)
    return {signature: list(ones.values()) for signature, ones in found.items()}, seen, unread


def comparisons(problems: list[Module], known: dict[str, list[Module]]) -> Iterator[tuple[int, Module]]:
    """Pairs of a problem's number and a training reference of its signature."""
    for number, problem in enumerate(problems):
        for other in known.get(problem.signature(), []):
            yield number, other


def main() -> None:
    """Compare and write the problems that are there."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--benchmark", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=100_000, help="comparisons of one problem at most")
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    benchmark = open_benchmark(chosen.benchmark)
    modules = {problem.id: parse(problem.reference, "RefModule") for problem in benchmark.problems}
    problems = {name: module for name, module in modules.items() if module is not None}
    known, seen, unread = training(chosen.data)
    limits = Limits(wall_seconds=10.0, cpu_seconds=8.0, memory_bytes=LIMITS.memory_bytes, processes=16)
    verdicts: Counter[str] = Counter()
    same: dict[str, str] = {}

    def look(name: str) -> None:
        gold = problems[name]
        for other in known.get(gold.signature(), [])[: chosen.most]:
            found = equivalent(gold.text, wrapped(gold, other), gold.name, "wrapped", steps=8, seconds=2, limits=limits)
            verdicts[found.verdict] += 1
            if found.verdict is Equivalence.EQUAL:
                same[name] = other.text
                break

    with ThreadPoolExecutor(chosen.workers) as pool:
        list(pool.map(look, problems))
    told = {
        "training references": seen, "not parsed": unread, "distinct": sum(len(ones) for ones in known.values()),
        "problems": len(modules), "problems not parsed": sorted(set(modules) - set(problems)), "comparisons": dict(verdicts),
        "same": {name: same[name] for name in sorted(same)},
    }  # fmt: skip
    chosen.out.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(f"{len(same)} of {len(modules)} problems have a reference that a training reference is equivalent to: "
          f"{', '.join(sorted(same)) or 'none'}; {dict(verdicts)}")  # fmt: skip


if __name__ == "__main__":
    main()
