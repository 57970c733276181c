"""Which problems pass answers that compute nothing: outputs left open, unknown, all 0 or all 1. A bench that does is a fault.

    python benchmarks/verilog_empty_answers.py ../shared/benchmarks/rtllm-v1.1

Where the right answer is a constant, a constant passes rightly. It names each pass by our verdict or by the official one.
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from groundwire.bench import tools
from groundwire.bench.check import longest_first
from groundwire.bench.errata import errata_of
from groundwire.bench.judge import Judge, Judgement
from groundwire.bench.library import open_benchmark
from groundwire.bench.plan import Plan, make_plan
from groundwire.bench.records import Problem, VerdictKind

VALUES = {"open": None, "unknown": "'bx", "zeros": "'0", "ones": "'1"}
"""What the outputs are."""


def stub(problem: Problem, value: str | None) -> str:
    """A module with the reference's parameters and ports, and one value at every output."""
    from pyslang import Bag, ast, syntax

    options = ast.CompilationOptions()
    options.topModules = {problem.module}
    compilation = ast.Compilation(Bag([options]))
    compilation.addSyntaxTree(syntax.SyntaxTree.fromText(problem.reference))
    body = compilation.getRoot().topInstances[0].body
    parameters = ", ".join(f"parameter {one.name} = {one.value}" for one in body.parameters if not one.isLocalParam)
    ports, assigns = [], []
    for port in body.portList:
        way = {"In": "input", "Out": "output"}.get(str(port.direction).rpartition(".")[2], "inout")
        kind = str(port.type).replace("logic", "").replace("reg", "").replace("bit", "")
        ports.append(f"{way} {kind} {port.name}")
        if way == "output" and value is not None:
            assigns.append(f"assign {port.name} = {value};")
    head = f"module {problem.module} " + (f"#({parameters}) " if parameters else "") + f"({', '.join(ports)});"
    return "\n".join([head, *assigns, "endmodule\n"])


def jobs(place: Path, available: dict[str, str], everything: bool) -> Iterator[tuple[Plan, str, str]]:
    """Each problem with each value."""
    benchmark = open_benchmark(place)
    long = {one.id for one in longest_first(benchmark.problems)[:4]} if len(benchmark.problems) > 100 else set()
    errata, nonce = errata_of(benchmark), f"<{secrets.token_hex(8)}>"
    for problem in benchmark.problems:
        if everything or problem.id not in long:
            plan = make_plan(problem, benchmark.rules, errata.get(problem.id), nonce, tuple(available))
            for name, value in VALUES.items():
                yield plan, name, stub(problem, value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="with the four problems whose simulations are long")
    given = parser.parse_args()
    available = tools.available()
    judge, count = Judge(available), 0

    def judged(job: tuple[Plan, str, str]) -> tuple[Plan, str, Judgement]:
        return job[0], job[1], judge.judge(job[0], job[2])

    with ThreadPoolExecutor(given.workers) as pool:
        for plan, name, found in pool.map(judged, jobs(given.benchmark, available, given.all)):
            count += 1
            if found.kind is VerdictKind.PASS or found.official in (".", "pass"):
                print(f"{plan.problem.id}, outputs {name}: official {found.official}, ours {found.kind} on {found.tool}")
    print(f"{count} answers that compute nothing")


if __name__ == "__main__":
    main()
