"""Training prompts as a task file, so that `groundwire reflex eval --tasks` says how well a model fits what it was trained on.

`python benchmarks/reflex_training_prompts.py CORPUS tasks.jsonl`
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq


def write_tasks(corpus: Path, out: Path, per_family: int, cycles: int, seed: int) -> int:
    """Write so many training pairs of each family, of at most so many cycles; how many there are."""
    columns = ["prompt", "family", "seed", "expect", "cycles"]
    pairs = pq.read_table(corpus / "train.parquet", columns=columns).to_pylist()
    random.Random(seed).shuffle(pairs)
    counts: Counter[str] = Counter()
    lines = []
    for pair in pairs:
        family = pair["family"]
        if pair["cycles"] > cycles or counts[family] == per_family:
            continue
        counts[family] += 1
        lines.append({
            "id": f"train/{counts[family]:05} {family}", "suite": "train", "prompt": pair["prompt"],
            "seed": {hex(place): words for place, words in pair["seed"]},
            "expect": {"words": {hex(place): list(words) for place, words in pair["expect"]}},
        })  # fmt: skip
    out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return len(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="what `groundwire reflex corpus` or `reflex train` wrote")
    parser.add_argument("out", type=Path, help="the task file to write")
    parser.add_argument("--per-family", type=int, default=20)
    parser.add_argument("--cycles", type=int, default=150, help="longest program")
    parser.add_argument("--seed", type=int, default=9)
    chosen = parser.parse_args()
    count = write_tasks(chosen.corpus, chosen.out, chosen.per_family, chosen.cycles, chosen.seed)
    print(f"{count:,} tasks in {chosen.out}; groundwire reflex eval --tasks {chosen.out}")


if __name__ == "__main__":
    main()
