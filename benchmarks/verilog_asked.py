"""What `groundwire verilog ask` would have answered to a benchmark: candidates of a scored run, picked without its benches.

    python benchmarks/verilog_asked.py EVAL --candidates 8 20

EVAL is a folder of `groundwire verilog eval`. For each problem the first candidates of the run go through what `ask` does (the
tools, then agreement by behaviour on random inputs); the run's official verdict says whether the one that was picked passes.
No bench and no reference takes part in the choice, so this is what a user without either gets.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from groundwire.chat import BadLine, Response, Sampling, read_responses
from groundwire.chat.collector import Collector
from groundwire.chat.question import Ask
from groundwire.distill.ask.asking import Request, ask


class Given:
    """A source that gives responses that were made before."""

    most_samples = 1

    def __init__(self, responses: Sequence[Response]) -> None:
        """Keep them, as answers to the one question of `ask`."""
        self.responses = {one.sample: one for one in responses}

    def answer(self, asks: list[Ask], collector: Collector) -> None:
        """Give one for each request."""
        collector.keep([replace(self.responses[one.first], problem=one.question.problem) for one in asks])


def picked(responses: Sequence[Response], count: int, top: str) -> tuple[int, bool]:
    """Sample number of the candidate that `ask` would have picked, 0 for none, and whether it would have called it good."""
    first = sorted(responses, key=lambda one: one.sample)[:count]
    renumbered = [replace(one, sample=number) for number, one in enumerate(first, 1)]
    found = ask(Request("benchmark", samples=len(first), top=top), "recorded", Given(renumbered), Sampling())
    return (0, False) if found.best is None else (first[found.best.sample - 1].sample, found.passed)


def main() -> None:
    """Print the share of problems that are answered right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval", type=Path)
    parser.add_argument("--candidates", type=int, nargs="+", default=[8])
    parser.add_argument("--top", default="TopModule", help="the module that the benchmark wants")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    responses = defaultdict(list)
    for one in read_responses(options.eval / "responses.jsonl"):
        if not isinstance(one, BadLine):
            responses[one.problem].append(one)
    lines = (options.eval / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if "sample" in row]
    verdicts = {(row["problem"], row["sample"]): row["official"] in (".", "pass") for row in rows}
    single = sum(verdicts.values()) / len(verdicts)
    print(f"{len(responses)} problems; one candidate: {single:.1%} (pass@1)")
    for count in options.candidates:
        with ProcessPoolExecutor(options.workers) as pool:
            choices = [pool.submit(picked, found, count, options.top) for found in responses.values()]
            found = {problem: choice.result() for problem, choice in zip(responses, choices, strict=True)}
        right = [problem for problem, (sample, _) in found.items() if verdicts.get((problem, sample), False)]
        vouched = [problem for problem, (_, good) in found.items() if good]
        both = len(set(right) & set(vouched))
        print(
            f"picked of {count}: {len(right)} of {len(found)} right, {len(right) / len(found):.1%}; "
            f"passed the tools: {len(vouched)}, of which right {both}"
        )


if __name__ == "__main__":
    main()
