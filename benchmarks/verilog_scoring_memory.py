"""Peak memory of scoring as responses grow: references as answers, the same number for each problem of a benchmark.

Each count is scored in a process of its own, without the cache of verdicts. Four problems with long simulations are left out.

`python benchmarks/verilog_scoring_memory.py BENCHMARK_DIR --counts 156 15600 156000`
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
from pathlib import Path

from groundwire.bench import tools
from groundwire.bench.library import open_benchmark
from groundwire.bench.scoring_run import score_file
from groundwire.eda import close_sandboxes

LONG = ("conwaylife", "count_clock", "lfsr32", "countbcd")


def peak(place: Path, count: int) -> float:
    """MiB at the most while `count` responses are scored."""
    problems = [one for one in open_benchmark(place).problems if not one.id.endswith(LONG)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "responses.jsonl").open("w", encoding="utf-8") as file:
            for number in range(count):
                one = problems[number % len(problems)]
                text = f"```verilog\n{one.reference}\n```"
                file.write(json.dumps({"problem": one.id, "sample": number // len(problems) + 1, "text": text}) + "\n")
        available = {tools.ICARUS: tools.available()[tools.ICARUS]}
        score_file(folder / "responses.jsonl", place, folder / "out", "lenient", lambda: available, None, 2)
    close_sandboxes()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--counts", type=int, nargs="+", default=[156, 15_600, 156_000])
    given = parser.parse_args()
    for count in given.counts:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            print(f"{count:>8,} responses: {pool.apply(peak, (given.benchmark, count)):.0f} MiB at the most", flush=True)


if __name__ == "__main__":
    main()
