"""What a run looks for before hours are spent, and solvers that try a share of the pairs."""

import json

import pytest
from raw_pairs import benchmark, pair, record, response_text, write

from groundwire.distill.errors import DistillError
from groundwire.distill.sft.conversations import data_files
from groundwire.distill.sft.errors import SftError


@pytest.fixture
def world(tmp_path):
    rows = [pair(number) for number in range(20)]
    write(tmp_path / "raw" / "a.parquet", rows)
    benchmark(tmp_path / "benchmark")
    record(tmp_path / "solver.jsonl", {row["id"]: ["I do not know."] for row in rows})
    record(tmp_path / "teacher.jsonl", {row["id"]: [response_text(row["reference"])] for row in rows})
    return tmp_path


def recipe(world, stages, **changes):
    made = {
        "name": "ahead", "shard_rows": 8, "stages": stages, "raw": {"files": [f"{world}/raw/*"]},
        "difficulty": {"tries": 1, "share": 0.5, "solvers": [{"source": "recorded", "path": f"{world}/solver.jsonl"}]},
        "teacher": {"model": {"source": "recorded", "path": f"{world}/teacher.jsonl"}},
        "decontaminate": {"benchmarks": [f"{world}/benchmark"]},
    }  # fmt: skip
    return json.loads(json.dumps(made | changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"teacher": {"model": {"source": "recorded", "path": "no.jsonl"}}}, "teacher.model.path: there is no file 'no.jsonl'"),
        ({"difficulty": {"solvers": [{"source": "local", "path": "runs/no"}]}}, "solvers[0].path: 'runs/no' holds no model"),
        ({"decontaminate": {"benchmarks": ["/no/such"]}}, "/no/such holds no benchmark that is known"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_before_anything_runs(run, world, changes, said):
    with pytest.raises(DistillError) as error:
        run(recipe(world, ["difficulty", "teacher", "decontaminate", "format"], **changes))
    assert said in str(error.value) and not list(world.glob("run/stages/00-read/done/*"))


def test_what_a_later_stage_needs_may_come_later(run, world):
    values = recipe(world, ["teacher", "decontaminate", "format"], decontaminate={"benchmarks": ["/no/such"]})
    made, _, _ = run(values, only_to="teacher")
    assert [stage.state for stage in made.stages] == ["done", "done", "waiting", "waiting"]


def test_a_share_of_the_pairs_is_put_to_solvers_and_the_others_stay(run, world):
    first = run(recipe(world, ["difficulty"]))[1]
    again = run(recipe(world, ["difficulty"], shard_rows=3), folder=world / "again")[1]
    tried = {row["id"] for row in first if row["tries"] is not None}
    assert len(first) == 20 and 4 <= len(tried) <= 16 and {row["tries"] for row in first if row["tries"]} != set()
    assert tried == {row["id"] for row in again if row["tries"] is not None}


def test_fine_tuning_takes_the_last_stage_of_a_curation_that_is_done(run, world):
    values = recipe(world, ["teacher", "format"])
    run(values, only_to="teacher")
    with pytest.raises(SftError, match="is not done; go on with it by `groundwire distill run`"):
        data_files(str(world / "run"))
    run(values)
    found = data_files(str(world / "run"))
    assert [path.parent.parent.name for path in found] == ["02-format"] * 3
    assert found == data_files(str(found[0].parent)) and found[:1] == data_files(str(found[0]))
