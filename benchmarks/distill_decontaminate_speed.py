"""Decontamination at scale: Rouge-L decisions of many problems against all benchmark problems, and the same by rouge_score.

The problems are made from the benchmarks' own words, some near to a benchmark problem and most not, which is harder than real
data. rouge_score decides a sample of the pairs, near ones among them; every decision must agree.
`python benchmarks/distill_decontaminate_speed.py --rows 87000 --benchmarks ../shared/benchmarks`.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from pathlib import Path

from groundwire.bench.library import open_benchmark
from groundwire.distill.rouge import RougeIndex, f_measure, tokens
from groundwire.distill.stages.decontaminate import sets_below


def made(texts: list[str], draw: random.Random) -> str:
    """A problem: a benchmark's with part of its words replaced, or words of several."""
    words = draw.choice(texts).split()
    pool = draw.choice(texts).split() + draw.choice(texts).split()
    share = draw.choice((0.0, 0.0, 0.2, 0.4, 0.5, 0.6, 0.8)) if draw.random() < 0.3 else 0.0
    return " ".join(word if draw.random() < share else draw.choice(pool) for word in words[: draw.randint(20, 300)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=87_000, help="problems to decide on")
    parser.add_argument("--sample", type=int, default=5_000, help="pairs that rouge_score decides too")
    parser.add_argument("--benchmarks", type=Path, default=Path("../shared/benchmarks"), help="folder of benchmarks")
    parser.add_argument("--threshold", type=float, default=0.5)
    given = parser.parse_args()
    texts = list(
        dict.fromkeys(one.description for place in sets_below(given.benchmarks) for one in open_benchmark(place).problems)
    )
    draw = random.Random(5)
    problems = [made(texts, draw) for _ in range(given.rows)]
    started, used = time.perf_counter(), time.process_time()
    index = RougeIndex(texts)
    found = [index.nearest(problem, given.threshold) for problem in problems]
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    over = sum(one is not None for one in found)
    print(f"{given.rows:,} problems against {len(texts):,} benchmark problems, {given.rows * len(texts):,} pairs:")
    print(
        f"  {over:,} over {given.threshold}; {wall:.1f} s on the clock, {cpu:.1f} s of processor time; peak memory {peak:,} MiB"
    )
    oracle(problems, texts, found, given.sample, given.threshold, draw, cpu)


def oracle(
    problems: list[str], texts: list[str], found: list, sample: int, threshold: float, draw: random.Random, cpu: float
) -> None:
    """Compare with rouge_score: half of the pairs at random, half with the reference that was found or a near one."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer, wrong, over = RougeScorer(["rougeL"], use_stemmer=False), 0, 0
    near = [number for number, one in enumerate(found) if one is not None]
    started = time.process_time()
    for number in range(sample):
        row = draw.choice(near) if near and number % 2 else draw.randrange(len(problems))
        best = found[row]
        reference = best.reference if best is not None and number % 4 == 1 else draw.randrange(len(texts))
        theirs = scorer.score(texts[reference], problems[row])["rougeL"].fmeasure
        alone = RougeIndex([texts[reference]]).nearest(problems[row], threshold)
        over += theirs > threshold
        wrong += (alone is not None) != (theirs > threshold) or (alone is not None and alone.score != theirs)
        wrong += theirs > threshold and best is None
    theirs_cpu = time.process_time() - started
    ratio = theirs_cpu / sample * len(problems) * len(texts) / cpu
    print(f"rouge_score on {sample:,} of the pairs, {over:,} of them over: {wrong} decisions or scores differ")
    print(f"  all pairs by rouge_score would take about {ratio:,.0f} times the processor time")
    assert not wrong and f_measure(0, 1, 1) == 0.0 and tokens("a") == ["a"]


if __name__ == "__main__":
    main()
