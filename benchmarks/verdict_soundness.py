"""Scores responses made from a benchmark's references and checks every verdict against a plain simulation beside it.

    python benchmarks/verdict_soundness.py ../shared/benchmarks/verilog-eval-v2/c498220/dataset_spec-to-rtl --responses 3000

Each response is a reference unchanged, with its signals renamed, mutated in one place, cut off, or garbled. The plain
simulation is `iverilog` and `vvp` on the published files, as the benchmark's own makefile runs them, with none of our code
around it. It ends with 1 where a pass of ours mismatches there, an official letter differs, a verdict has no reason, or
a reference that is only renamed does not pass.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from groundwire.bench import official
from groundwire.bench.cache import VerdictCache
from groundwire.bench.errata import errata_of
from groundwire.bench.library import open_benchmark
from groundwire.bench.pools import LocalPool
from groundwire.bench.records import Benchmark, Problem, Rules
from groundwire.bench.score import VERDICTS, Item, Scorer, read_verdicts
from groundwire.bench.sources import renamed, tokens
from groundwire.bench.tools import ICARUS, available

LONG = ("conwaylife", "count_clock", "lfsr32", "countbcd")
"""Problems whose simulation takes seconds; they are left out unless --all is given."""
SWAPS = {
    "+": "-", "-": "+", "&": "|", "|": "&", "^": "|", "&&": "||", "||": "&&", "==": "!=", "!=": "==", "<": ">", ">": "<",
    "posedge": "negedge", "1'b0": "1'b1", "1'b1": "1'b0", "0": "1", "1": "0", "2": "3", "3": "2", "!": "", "~": "", "<=": "=",
}  # fmt: skip
"""What a mutation makes of a token."""
Making = Callable[[str, Problem, random.Random], str]


def unchanged(source: str, problem: Problem, rng: random.Random) -> str:
    return source


def with_new_names(source: str, problem: Problem, rng: random.Random) -> str:
    """Every name that the module's header does not have gets another one."""
    kinds = r"\b(?:reg|wire|logic|integer|localparam|parameter)\b(?:\s+(?:reg|logic|int|signed))?\s*(?:\[[^\]]*\]\s*)*(\w+)"
    head, _, body = source.partition(";")
    shared = {text for kind, text, _ in tokens(head) if kind == "word"}
    own = {name for name in re.findall(kinds, body) if name not in shared}
    return renamed(source, {name: f"{name}_{rng.randrange(1000)}" for name in own})


def mutated(source: str, problem: Problem, rng: random.Random) -> str:
    """One token of the body becomes another."""
    start = source.find(";")
    places = [(text, place) for _, text, place in tokens(source) if text in SWAPS and place > start]
    if not places:
        return source.replace("endmodule", "wire unused_wire = 0;\nendmodule")
    text, place = rng.choice(places)
    return source[:place] + SWAPS[text] + source[place + len(text) :]


def cut(source: str, problem: Problem, rng: random.Random) -> str:
    return source[: rng.randrange(len(source) // 4, len(source))]


def garbled(source: str, problem: Problem, rng: random.Random) -> str:
    """Up to three characters are lost, doubled or replaced."""
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(source))
        put = rng.choice(["", source[place] * 2, rng.choice("();=[]abz019'$`\\\"\n\x00é")])
        source = source[:place] + put + source[place + 1 :]
    return source


MAKINGS: dict[str, Making] = {
    "unchanged": unchanged, "renamed": with_new_names, "mutated": mutated, "cut": cut, "garbled": garbled,
}  # fmt: skip


def responses(problems: list[Problem], count: int, seed: int) -> Iterator[tuple[str, Item]]:
    """Responses, in turn of each kind and problem, each with how it was made."""
    rng, numbers = random.Random(seed), Counter[str]()
    weights = ["unchanged", "renamed", "mutated", "mutated", "mutated", "cut", "garbled", "garbled"]
    for number in range(count):
        problem, how = problems[number % len(problems)], weights[(number // len(problems) + number) % len(weights)]
        numbers[problem.id] += 1
        yield how, Item(problem.id, numbers[problem.id], MAKINGS[how](problem.reference, problem, rng))


def plain(problem: Problem, source: str) -> str:
    """The official letter of a plain simulation of the published files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("answer.sv", source), ("bench.sv", problem.testbench), ("support.sv", problem.support)):
            Path(folder, name).write_bytes(text.encode("utf-8", "replace"))
        flags = ["-Wall", "-Winfloop", "-Wno-timescale", "-g2012", "-s", problem.top, "-o", "x.vvp"]
        files = ["answer.sv", "bench.sv", *(["support.sv"] if problem.support else [])]
        log, late = run(["iverilog", *flags, *files], folder, 30)
        if not late and Path(folder, "x.vvp").exists():
            more, late = run(["vvp", "-n", "x.vvp"], folder, 120)
            log += more
    return official.verilog_eval(log, source, late)


def run(command: list[str], folder: str, seconds: float) -> tuple[str, bool]:
    try:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace"), True
    return done.stdout.decode(errors="replace"), False


def check(benchmark: Benchmark, made: list[tuple[str, Item]], workers: int) -> int:
    """Score, simulate beside it, print a table, and count what is wrong."""
    how = {(item.problem, item.sample): (kind, item.text) for kind, item in made}
    tools = available()
    with tempfile.TemporaryDirectory() as folder:
        pool = LocalPool(Rules.VERILOG_EVAL, tools, workers)
        print(Scorer(benchmark, str, pool, VerdictCache(None)).score(lambda: (item for _, item in made), Path(folder)).line())
        pool.close()
        verdicts = list(read_verdicts(Path(folder) / VERDICTS))
    with ThreadPoolExecutor(workers) as threads:
        problems = {one.id: one for one in benchmark.problems}
        letters = list(threads.map(lambda one: plain(problems[one.problem], how[one.problem, one.sample][1]), verdicts))
        # A known fault of a bench is mended before its word counts against a pass of ours.
        mended = {name: one.mend(problems[name]) for name, one in errata_of(benchmark).items()}
        own = list(threads.map(
            lambda pair: plain(mended[pair[0].problem], how[pair[0].problem, pair[0].sample][1])
            if pair[0].passed and pair[0].problem in mended else pair[1],
            zip(verdicts, letters, strict=True),
        ))  # fmt: skip
    table: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    for verdict, letter, ours in zip(verdicts, letters, own, strict=True):
        kind, _ = how[verdict.problem, verdict.sample]
        table[kind][str(verdict.kind)] += 1
        if verdict.passed and verdict.tool == ICARUS and ours not in (official.PASS, official.TIMED_OUT):
            wrong.append(f"{verdict.problem} {verdict.sample} ({kind}): a pass, and {ours} in the plain simulation")
        if letter != verdict.official:
            wrong.append(f"{verdict.problem} {verdict.sample} ({kind}): official {verdict.official}, plain simulation {letter}")
        if not verdict.passed and not verdict.log.strip():
            wrong.append(f"{verdict.problem} {verdict.sample} ({kind}): {verdict.kind} without a reason")
        if kind in ("unchanged", "renamed") and not verdict.passed:
            wrong.append(f"{verdict.problem} {verdict.sample} ({kind}): {verdict.kind}, {verdict.log.splitlines()[0]}")
    for kind in MAKINGS:
        print(f"{kind:10}", ", ".join(f"{name} {number}" for name, number in table[kind].most_common()))
    print(f"{len(verdicts)} verdicts checked, {len(wrong)} wrong")
    print("\n".join(wrong[:40]))
    return len(wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--responses", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="with the four problems whose simulations are long")
    settings = parser.parse_args()
    benchmark = open_benchmark(settings.benchmark)
    problems = [one for one in benchmark.problems if settings.all or not any(name in one.id for name in LONG)]
    made = list(responses(problems, settings.responses, settings.seed))
    sys.exit(1 if check(benchmark, made, settings.workers) else 0)


if __name__ == "__main__":
    main()
