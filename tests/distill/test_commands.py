"""The commands as users call them, without tools."""

import json

import pytest
import yaml
from raw_pairs import benchmark, pair, record, response_text, write
from typer.testing import CliRunner

from groundwire.cli.main import app


@pytest.fixture
def place(tmp_path):
    rows = [pair(number) for number in range(6)]
    write(tmp_path / "raw.parquet", rows)
    benchmark(tmp_path / "benchmark")
    record(tmp_path / "teacher.jsonl", {row["id"]: [response_text(row["reference"])] for row in rows[:5]})
    values = {
        "name": "commands", "shard_rows": 4, "raw": {"files": [f"{tmp_path}/raw.parquet"]},
        "stages": ["teacher", "decontaminate", "format"],
        "teacher": {"model": {"source": "recorded", "model": "tiny", "path": f"{tmp_path}/teacher.jsonl"}},
        "decontaminate": {"benchmarks": [f"{tmp_path}/benchmark"]},
    }  # fmt: skip
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(values))
    return tmp_path


def call(*arguments):
    result = CliRunner().invoke(app, ["distill", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_run_status_report_and_inspect(place):
    code, out, err = call("run", place / "recipe.yaml", "--out", place / "run")
    assert code == 0 and "5 rows in" in out and "teacher 6/6: 5 stay, 1 go" in err
    code, out, _ = call("status", place / "run")
    assert code == 0 and "no response 1" in out and "every count adds up" in out
    code, out, _ = call("status", place / "run", "--json")
    told = json.loads(out)
    assert told["done"] and [stage["kept"] for stage in told["stages"]] == [6, 5, 5, 5]
    code, out, _ = call("report", place / "run")
    assert code == 0 and "teacher: 6 in, 5 stay, 1 go (no response 1)" in out
    assert (place / "run" / "report.html").read_text().startswith("<!doctype html>")
    code, out, _ = call("inspect", place / "run", "pair-0005")
    assert code == 0 and "teacher: goes, no response" in out
    code, out, _ = call("inspect", place / "run", "pair-0001", "--full")
    assert code == 0 and "format: stays (shard 0)" in out and "taught_by" in out


def test_run_can_stop_after_a_stage_and_go_on(place):
    assert call("run", place / "recipe.yaml", "--out", place / "run", "--to", "teacher")[0] == 0
    _, out, _ = call("status", place / "run")
    assert "waiting" in out and "the same `groundwire distill run` goes on with it" in out
    assert call("run", place / "recipe.yaml", "--out", place / "run")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nothing.yaml"], "no recipe 'nothing.yaml'; give a YAML file or one of: card, checked, constructed"),
        (["status", "nowhere"], "nowhere holds no curation run; name the folder that `groundwire distill run` was given"),
        (["report", "nowhere"], "nowhere holds no curation run"),
        (["inspect", "nowhere", "x"], "nowhere holds no curation run"),
    ],
)
def test_bad_use_is_one_line_and_a_code(arguments, said):
    code, _, err = call(*arguments)
    assert code == 2 and said in err and err.count("\n") == 1


def test_an_unknown_key_of_a_recipe_is_named(place):
    (place / "recipe.yaml").write_text((place / "recipe.yaml").read_text().replace("shard_rows", "shardrows"))
    code, _, err = call("run", place / "recipe.yaml")
    assert code == 2 and "recipe.yaml has no key 'shardrows'; did you mean 'shard_rows'?" in err
