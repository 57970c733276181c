import os
from pathlib import Path

import pytest
from raw_pairs import SECRET, benchmark, pair, write

from groundwire.bench.library import open_benchmark
from groundwire.distill.errors import DistillError
from groundwire.distill.stages.decontaminate import benchmark_index, sets_below


def recipe(folder, rows, **settings):
    write(folder / "raw.parquet", rows)
    settings = {"benchmarks": [f"{folder}/benchmark"], **settings}
    return {"stages": ["decontaminate"], "shard_rows": 3, "raw": {"files": [f"{folder}/raw.parquet"]}, "decontaminate": settings}


def test_near_texts_go_at_the_threshold_that_the_recipe_says(run, tmp_path):
    benchmark(tmp_path / "benchmark")
    words = SECRET.split()
    half = " ".join(word if place % 2 else f"other{place}" for place, word in enumerate(words))
    rows = [{**pair(0), "problem": SECRET}, {**pair(1), "problem": half}, pair(2)]
    strict, _, _ = run(recipe(tmp_path, rows, rouge_l=0.3), folder=tmp_path / "strict")
    loose, left, _ = run(recipe(tmp_path, rows, rouge_l=0.7), folder=tmp_path / "loose")
    assert strict.stages[1].reasons == {"near a benchmark": 2} and loose.stages[1].reasons == {"near a benchmark": 1}
    assert [row["id"] for row in left] == ["pair-0001", "pair-0002"]


def test_duplicates_are_found_over_shards_and_the_first_stays(run, tmp_path):
    benchmark(tmp_path / "benchmark")
    again = {**pair(0), "id": "again", "problem": pair(0)["problem"] + " .", "reference": pair(0)["reference"] + "\n"}
    made, left, _ = run(recipe(tmp_path, [*(pair(n) for n in range(7)), again]))
    assert made.stages[1].reasons == {"near duplicate": 1} and len(left) == 7
    made, left, _ = run(recipe(tmp_path, [*(pair(n) for n in range(7)), again], near=1), folder=tmp_path / "exact")
    assert made.stages[1].reasons == {} and len(left) == 8


def test_a_place_without_a_benchmark_is_an_error(run, tmp_path):
    (tmp_path / "benchmark").mkdir()
    with pytest.raises(DistillError, match="holds no benchmark that is known; name folders of VerilogEval"):
        run(recipe(tmp_path, [pair(0)]))


def test_every_benchmark_below_a_folder_counts_and_each_of_its_problems_is_found():
    place = Path(os.environ.get("GROUNDWIRE_BENCHMARKS", Path(__file__).parents[3] / "shared" / "benchmarks"))
    if not place.is_dir():
        pytest.skip(f"no benchmarks at {place}; set GROUNDWIRE_BENCHMARKS")
    names = {open_benchmark(one).name for one in sets_below(place)}
    assert {"verilog-eval-v2", "rtllm-v1.1"} <= names
    _, index = benchmark_index((str(place),))
    problems = [problem for one in sets_below(place) for problem in open_benchmark(one).problems if problem.description.split()]
    assert all(index.nearest(problem.description, 0.99) for problem in problems[::7])
