"""Which families of the corpus a model solves, from the difficulty stage of `groundwire distill run`.

Every pair that a solver tried counts, as solved where one of its answers passed the pair's own bench.

    groundwire distill corpus --out runs/fresh --pairs 90000 --seed 606 --texts 4
    SOLVER='{source: local, model: mine, path: MODEL, prompt: "{problem}", max_tokens: 512, batch_size: 160}'
    groundwire distill run tiny --to difficulty --out runs/tried --set 'raw.files=["runs/fresh/part-*.parquet"]' \\
        --set difficulty.share=0.03 --set difficulty.tries=1 --set "difficulty.solvers=[$SOLVER]"
    python benchmarks/verilog_failing_families.py runs/tried
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq

STAGE = "*-difficulty"


def solved_by_family(run: Path) -> dict[str, list[bool]]:
    """For each family, whether each of its tried pairs was solved.

    Raises:
        SystemExit: the run has no difficulty stage, or nothing was tried.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    for stage in sorted((run / "stages").glob(STAGE)):
        for folder, solved in (("kept", False), ("dropped", True)):
            for shard in sorted((stage / folder).glob("*.parquet")):
                for row in pq.read_table(shard, columns=["extra", "tries"]).to_pylist():
                    if json.loads(row["tries"] or "{}"):
                        found[json.loads(row["extra"])["family"]].append(solved)
    if not found:
        raise SystemExit(f"{run}: no pair was tried; expected a run of `groundwire distill run` with a difficulty stage")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, nargs="+", help="folders of runs that have a difficulty stage; their tries are joined")
    parser.add_argument("--only", default="", help="families whose names begin so")
    given = parser.parse_args()
    found: dict[str, list[bool]] = defaultdict(list)
    for run in given.run:
        for name, tried in solved_by_family(run).items():
            if name.startswith(given.only):
                found[name] += tried
    for name, tried in sorted(found.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0])):
        print(f"{name:28} {sum(tried):4} of {len(tried):4}")
    total = [solved for tried in found.values() for solved in tried]
    never = sum(not any(tried) for tried in found.values())
    share = sum(total) / max(1, len(total))
    print(f"{sum(total)} of {len(total)} pairs solved ({share:.1%}); none of {never} of {len(found)} families")


if __name__ == "__main__":
    main()
