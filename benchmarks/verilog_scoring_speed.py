"""Scoring against the official recipe, same responses and cores: one compile and one simulation a response, `make -j2`, 30 s.

The responses are made from the references: each problem has its own number of different answers, drawn as sampling gives them (a
Chinese restaurant process whose strength differs from problem to problem: easy ones repeat themselves, hard ones hardly do), and
half of the repeated ones differ in comments and spaces. Answers are right, wrong, or do not compile. Both sides report the clock
and the processor time of all their processes; on a machine with other work the second is the fair one.

`python benchmarks/verilog_scoring_speed.py BENCHMARK_DIR --problems 156 --samples 20`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shlex
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from groundwire.bench import tools
from groundwire.bench.library import open_benchmark
from groundwire.bench.records import Benchmark, Problem
from groundwire.bench.score import Shares, read_verdicts
from groundwire.bench.scoring_run import score_file
from groundwire.bench.sources import normal_form
from groundwire.eda import census, close_sandboxes
from groundwire.eda.icarus import FLAGS

STRENGTHS = (0.3, 10.0)
"""Range of the process's strength; of 20 answers 1.9 and 13 are different at its ends."""
Answers = dict[tuple[str, int], str]
"""Source by problem and sample."""


def variant(reference: str, number: int, chance: random.Random) -> str:
    """The answer of a number: every third one right in other words, the others wrong in places, a few cut off."""
    text = reference
    if number % 3 and (found := list(re.finditer(r"(?<![<>=!&|^~+*/-])[&|^+<>-](?![<>=&|^+:-])", text))):
        place = chance.choice(found).start()
        text = text[:place] + chance.choice([one for one in "&|^+-" if one != text[place]]) + text[place + 1 :]
    if number % 11 == 10:
        text = text[: len(text) * 2 // 3]
    name = f"spare_{number}_{chance.randrange(1000)}"
    return re.sub(r"\bendmodule\b", f"  wire {name} = 1'b0;\nendmodule", text, count=1)


def worded(source: str, chance: random.Random) -> str:
    """The same source with other comments and spaces."""
    lines = source.split("\n")
    lines.insert(chance.randrange(len(lines)), f"  // note {chance.randrange(10**6)}")
    return "\n".join(line.replace("  ", "    ") for line in lines)


def make_answers(problems: list[Problem], samples: int, chance: random.Random) -> Answers:
    """Sample answers for each problem."""
    made: Answers = {}
    for problem in problems:
        strength = STRENGTHS[0] * (STRENGTHS[1] / STRENGTHS[0]) ** chance.random()
        known: list[str] = []
        drawn: list[str] = []
        for sample in range(samples):
            if chance.random() < strength / (strength + sample):
                known.append(variant(problem.reference, len(known), chance))
                drawn.append(known[-1])
            else:
                drawn.append(chance.choice(drawn))
            text = drawn[-1]
            made[problem.id, sample + 1] = worded(text, chance) if sample % 2 and "\\\n" not in text else text
    return made


def write_responses(path: Path, benchmark: Benchmark, answers: Answers) -> None:
    header = {"benchmark": benchmark.name, "task": benchmark.task, "revision": None, "model": "references", "settings": {}}
    rows = [
        {"problem": problem, "sample": sample, "text": f"<think></think>\n<answer>\n```verilog\n{source}\n```\n</answer>"}
        for (problem, sample), source in answers.items()
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in [header, *rows]))


def official(benchmark: Benchmark, answers: Answers, folder: Path) -> None:
    """What VerilogEval's makefile does for each response."""
    targets = []
    for number, ((name, _), source) in enumerate(answers.items()):
        problem = benchmark.problem(name)
        assert problem is not None
        for ending, text in (("test.sv", problem.testbench), ("ref.sv", problem.support)):
            if not (place := folder / f"{name}_{ending}").exists():
                place.write_text(text)
        (folder / f"{number}.sv").write_text(source)
        compile_it = shlex.join(["iverilog", *FLAGS, "-s", problem.top, "-o", f"{number}.out"])
        command = f"{compile_it} {number}.sv {name}_test.sv {name}_ref.sv > {number}.log 2>&1"
        run = f"(timeout 30 vvp -n ./{number}.out; [ $$? -ne 124 ] || echo TIMEOUT) >> {number}.log 2>&1"
        targets.append(f"{number}.log: {number}.sv\n\t-{command} && {run}\n")
    names = " ".join(f"{number}.log" for number in range(len(targets)))
    (folder / "Makefile").write_text(f"all: {names}\n.PHONY: all\n" + "\n".join(targets))
    subprocess.run(["make", "-s", "-j2", "-k"], cwd=folder, capture_output=True, check=False)


def measured(job: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of processor for this process and all that descend from it."""
    proc = census.open_proc()
    assert proc is not None, "/proc is not mounted"
    started, before = time.perf_counter(), census.usage(proc, os.getpid()).cpu_seconds
    job()
    return time.perf_counter() - started, census.usage(proc, os.getpid()).cpu_seconds - before


def report(name: str, count: int, cost: tuple[float, float], base: tuple[float, float], shares: Shares | None = None) -> None:
    clock, processor = cost
    print(
        f"{name:<32} {count / clock:8.1f} responses/s, {1e3 * processor / count:7.1f} ms of processor each"
        f"   {base[0] / clock:6.1f} and {base[1] / processor:6.1f} times as many"
    )
    if shares:
        parts = [("equal answers", shares.equal), ("the cache", shares.cached), ("simulation", shares.run)]
        print("    verdicts from " + ", ".join(f"{name} {100 * part / shares.responses:.1f}%" for name, part in parts))


def ours(place: Path, folder: Path, benchmark: Benchmark, answers: Answers) -> tuple[tuple[float, float], Shares]:
    folder.mkdir()
    write_responses(folder / "responses.jsonl", benchmark, answers)
    found: list[Shares] = []
    available = {tools.ICARUS: tools.available()[tools.ICARUS]}
    cache = folder.parent / "cache.sqlite"
    cost = measured(
        lambda: found.append(score_file(folder / "responses.jsonl", place, None, "strict", lambda: available, cache).shares)
    )
    return cost, found[0]


def differences(folder: Path, verdicts: Path, answers: Answers) -> int:
    """Responses that one side calls a pass and the other does not."""
    ours_say = {(one.problem, one.sample): one.passed_officially for one in read_verdicts(verdicts)}
    count = 0
    for number, key in enumerate(answers):
        log = (folder / f"{number}.log").read_text(errors="replace")
        bad = "TIMEOUT" in log or "error" in log
        passed = not bad and re.search(r"^Mismatches: 0 in \d+ samples$", log, re.MULTILINE) is not None
        count += passed != ours_say[key]
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--problems", type=int, default=156)
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    benchmark = open_benchmark(given.benchmark)
    step = max(1, len(benchmark.problems) // given.problems)
    problems = list(benchmark.problems[::step][: given.problems])
    chance = random.Random(given.seed)
    answers = make_answers(problems, given.samples, chance)
    distinct = len({(key[0], normal_form(source)) for key, source in answers.items()})
    print(f"{len(problems)} problems x {given.samples}: {len(answers)} responses, {len(set(answers.values()))} different texts, "
          f"{distinct} ({100 * distinct / len(answers):.0f}%) different sources")  # fmt: skip
    changed = dict(answers)
    for key in chance.sample(sorted(answers), len(answers) // 10):
        problem = benchmark.problem(key[0])
        assert problem is not None
        changed[key] = variant(problem.reference, 100 + key[1], chance)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "official").mkdir()
        base = measured(lambda: official(benchmark, answers, folder / "official"))
        report("official recipe", len(answers), base, base)
        cost, shares = ours(given.benchmark, folder / "first", benchmark, answers)
        report("ours, first run", len(answers), cost, base, shares)
        wrong = differences(folder / "official", folder / "first" / "verdicts.jsonl", answers)
        print(f"    passes that the official recipe gives otherwise: {wrong}")
        (folder / "changed").mkdir()  # its own base: a changed answer that runs into the limit costs both sides 30 seconds
        base = measured(lambda: official(benchmark, changed, folder / "changed"))
        report("official recipe, a tenth changed", len(answers), base, base)
        cost, shares = ours(given.benchmark, folder / "second", benchmark, changed)
        report("ours, a tenth of them changed", len(answers), cost, base, shares)
    close_sandboxes()


if __name__ == "__main__":
    main()
