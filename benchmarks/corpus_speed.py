"""Time building and verifying a corpus: pairs a second on all workers, and what 200,000 pairs take.

The baseline in the same run is one worker. Run by hand: python benchmarks/corpus_speed.py [--pairs 20000]
"""

from __future__ import annotations

import argparse
import multiprocessing
import time

from groundwire.tasks.corpus import draw_distinct
from groundwire.tasks.pairs import splits


def seconds(pairs: int, workers: int) -> float:
    """Draw, build, run and check `pairs` pairs with a pool that is already warm."""
    split = splits()["train"]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        list(draw_distinct(split, 200, 1, pool))
        started = time.perf_counter()
        count = sum(1 for _ in draw_distinct(split, pairs, 0, pool))
        took = time.perf_counter() - started
    assert count == pairs
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    one = seconds(arguments.pairs, 1)
    all_of_them = seconds(arguments.pairs, arguments.workers)
    print(f"1 worker: {arguments.pairs / one:,.0f} pairs/s")
    print(f"{arguments.workers} workers: {arguments.pairs / all_of_them:,.0f} pairs/s, ratio {one / all_of_them:.2f}")
    print(f"200,000 pairs: {200_000 * all_of_them / arguments.pairs:.0f} s")


if __name__ == "__main__":
    main()
