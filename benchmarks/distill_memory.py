"""Peak memory of curation as rows grow: the same recipe over ever more rows, each size in a process of its own.

The rows are made here, no model is asked (the teacher is constructed), and decontamination compares with real benchmarks; with
--tools the references go through slang too. `python benchmarks/distill_memory.py --rows 1000 4000 16000`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from groundwire.distill.engine import Engine
from groundwire.distill.pools import LocalPool
from groundwire.distill.recipe import make

STEMS = ("counter", "shift", "state", "clock", "reset", "edge", "carry", "select", "enable", "parity")
WORDS = [f"{stem}{number}" for stem in STEMS for number in range(400)]


def write(path: Path, rows: int) -> None:
    """Raw pairs of about 1.5 kB, none like another."""
    draw = random.Random(1)
    schema = pa.schema([(name, pa.string()) for name in ("id", "problem", "reference", "reasoning", "licence")])
    with pq.ParquetWriter(path, schema) as file:
        for first in range(0, rows, 1000):
            part = [
                {
                    "id": f"row-{n}",
                    "problem": " ".join(draw.choices(WORDS, k=100)),
                    "reference": f"module m{n}(input [7:0] a, output [7:0] y);\n  assign y = a + 8'd{n % 256};\nendmodule\n",
                    "reasoning": " ".join(draw.choices(WORDS, k=40)),
                    "licence": "MIT",
                }
                for n in range(first, min(rows, first + 1000))
            ]
            file.write_table(pa.Table.from_pylist(part, schema=schema))


def run(rows: int, benchmarks: str, tools: bool, shard: int) -> tuple[int, float, float, float]:
    """Run one size; rows that are left, seconds, processor seconds, and peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "raw.parquet", rows)
        values = {
            "raw": {"files": [f"{folder}/raw.parquet"]},
            "shard_rows": shard,
            "stages": [*["synthesizable"] * tools, "teacher", "decontaminate", "format"],
            "synthesizable": {"yosys": False},
            "teacher": {"model": {"source": "constructed"}},
            "decontaminate": {"benchmarks": [benchmarks]},
        }
        pool, started = LocalPool(), time.perf_counter()
        left = Engine(make(values), Path(folder) / "run", pool).run()
        pool.close()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return left, time.perf_counter() - started, time.process_time(), peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 4000, 16000])
    parser.add_argument("--benchmarks", default="../shared/benchmarks/verilog-eval-v2")
    parser.add_argument("--shard", type=int, default=500, help="rows of a shard")
    parser.add_argument("--tools", action="store_true", help="elaborate the references with slang too")
    given = parser.parse_args()
    for rows in given.rows:
        with multiprocessing.get_context("spawn").Pool(1) as process:
            left, seconds, cpu, peak = process.apply(run, (rows, given.benchmarks, given.tools, given.shard))
        print(f"{rows:>9,} rows: {left:,} left, {seconds:.1f} s, {cpu:.1f} s of processor time, peak {peak:,.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
