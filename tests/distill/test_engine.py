"""Runs without tools: counts, resuming, refusing, and what a changed recipe costs."""

import json

import pytest
from raw_pairs import SECRET, benchmark, pair, record, response_text, write

from groundwire.chat import InUse
from groundwire.chat.lock import DirectoryLock
from groundwire.distill.errors import CapReached, DistillError
from groundwire.distill.funnel import funnel
from groundwire.distill.inspecting import inspect
from groundwire.distill.report import page
from groundwire.runs.manifest import RunMismatch, read_manifest


@pytest.fixture
def world(tmp_path):
    """Eleven pairs, one near to a benchmark, one twice, one without an answer, one without a rephrasing."""
    rows = [pair(number) for number in range(11)]
    rows[3]["problem"] = SECRET.replace("morning star", "small star")
    rows[9]["problem"], rows[9]["header"] = rows[2]["problem"].upper(), rows[2]["header"]
    write(tmp_path / "raw" / "a.parquet", rows[:6])
    write(tmp_path / "raw" / "b.parquet", rows[6:])
    benchmark(tmp_path / "benchmark")
    record(tmp_path / "teacher.jsonl", {row["id"]: [response_text(row["reference"])] for row in rows if row["id"] != "pair-0005"})
    return tmp_path


def recipe(world, **changes):
    return {
        "name": "toolless", "shard_rows": 4, "raw": {"files": [f"{world}/raw/*.parquet"]},
        "stages": ["teacher", "decontaminate", "format"],
        "teacher": {"model": {"source": "recorded", "model": "tiny", "path": f"{world}/teacher.jsonl"}},
        "decontaminate": {"benchmarks": [f"{world}/benchmark"]},
    } | changes  # fmt: skip


def test_every_count_adds_up_and_every_drop_has_its_reason(run, world):
    made, left, _ = run(recipe(world))
    assert [(one.name, one.rows, one.kept) for one in made.stages] == [
        ("read", 11, 11), ("teacher", 11, 10), ("decontaminate", 10, 8), ("format", 8, 8),
    ]  # fmt: skip
    assert made.stages[1].reasons == {"no response": 1}
    assert made.stages[2].reasons == {"near a benchmark": 1, "duplicate": 1}
    assert [row["id"] for row in left] == [f"pair-{n:04d}" for n in (0, 1, 2, 4, 6, 7, 8, 10)]
    assert made.done and all(one.state == "done" for one in made.stages)


def test_every_stage_has_a_manifest_that_says_what_it_was(run, world):
    run(recipe(world))
    manifest = read_manifest(world / "run" / "stages" / "02-decontaminate")
    assert manifest["settings"]["decontaminate"]["rouge_l"] == 0.5 and manifest["outcome"] == {
        "rows": 10,
        "kept": 8,
        "dropped": 2,
    }
    assert manifest["seed"] == 42 and manifest["tools"]["rapidfuzz"] != "absent"
    assert sorted(read_manifest(world / "run")["data"]) == [f"{world}/raw/a.parquet", f"{world}/raw/b.parquet"]


def test_doing_it_again_changes_nothing_and_asks_nothing(run, world):
    _, first, _ = run(recipe(world))
    (world / "teacher.jsonl").unlink()
    _, again, _ = run(recipe(world))
    assert first == again


def test_a_stage_done_again_uses_the_answers_that_are_there(run, world):
    _, first, _ = run(recipe(world))
    other = recipe(world, decontaminate={"benchmarks": [f"{world}/benchmark"], "duplicates": False})
    with pytest.raises(RunMismatch, match=r"stage 'decontaminate' was made with another 'duplicates' \(True there, False now\)"):
        run(other)
    made, again, _ = run(other, redo="decontaminate")
    assert len(again) == len(first) + 1 and made.stages[1].usage["teacher"]["samples"] == 10


def test_other_raw_files_and_other_stages_are_refused(run, world):
    run(recipe(world))
    with pytest.raises(RunMismatch, match=r"holds a run with other stages \(02-decontaminate is there\)"):
        run(recipe(world, stages=["teacher", "format"]))
    write(world / "raw" / "c.parquet", [pair(20)])
    with pytest.raises(RunMismatch, match="stage 'read' was made from other raw files; give another folder"):
        run(recipe(world))


def test_how_work_is_done_may_change_from_run_to_run(run, world):
    values = recipe(world)
    run(values, only_to="read")
    model = values["teacher"]["model"] | {"concurrency": 5, "limits": {"tokens": 1_000_000}}
    made, _, _ = run(recipe(world, teacher={"model": model}))
    assert made.done


def test_a_cap_stops_the_run_and_a_higher_one_goes_on(run, world):
    model = recipe(world)["teacher"]["model"]
    prices = {"cost": 1000.0, "prompt_price": 1.0, "completion_price": 2.0}
    with pytest.raises(CapReached, match=r"teacher: .* the cap is 1.*raise the limit"):
        run(recipe(world, teacher={"model": model | {"limits": prices | {"tokens": 1}}}))
    under_way = funnel(world / "run")
    assert not under_way.done
    made, left, _ = run(recipe(world, teacher={"model": model | {"limits": prices}}))
    used = made.stages[1].usage["teacher"]
    assert len(left) == 8 and used["samples"] == 10
    assert used["cost"] == pytest.approx((used["prompt_tokens"] + 2 * used["completion_tokens"]) / 1e6, abs=1e-5)


def test_one_run_at_a_time(run, world):
    with DirectoryLock(world / "run"), pytest.raises(InUse, match="in use by another run"):
        run(recipe(world))


def test_a_stage_that_is_not_there_is_named(run, world):
    with pytest.raises(
        DistillError, match=r"no stage 'teachr'; it has read, teacher, decontaminate, format; did you mean 'teacher'"
    ):
        run(recipe(world), redo="teachr")


def test_a_funnel_that_does_not_add_up_is_an_error(run, world):
    run(recipe(world))
    path = world / "run" / "stages" / "01-teacher" / "done" / "00000.json"
    record_ = json.loads(path.read_text())
    path.write_text(json.dumps(record_ | {"kept": record_["kept"] + 1}))
    with pytest.raises(DistillError, match=r"01-teacher: 11 rows came in, 11 stayed and 1 went; run again with --redo teacher"):
        funnel(world / "run")


def test_one_pair_can_be_followed_through_every_stage(run, world):
    run(recipe(world))
    steps = inspect(world / "run", "pair-0003")
    assert [(step.stage, step.kept) for step in steps] == [("read", True), ("teacher", True), ("decontaminate", False)]
    assert steps[2].reason == "near a benchmark" and "Prob001_secret" in steps[2].detail
    assert steps[2].answers and steps[1].changed["taught_by"] == "tiny"
    assert inspect(world / "run", "pair-0010")[-1].changed["messages"]
    with pytest.raises(DistillError, match=r"has no pair 'pair-01'; there are, for instance, 'pair-00"):
        inspect(world / "run", "pair-01")


def test_the_page_holds_every_count_and_no_text_of_others_as_markup(run, world):
    rows = [{**pair(50), "problem": "<script>alert(1)</script> & more of it\0"}]
    write(world / "raw" / "z.parquet", rows)
    made, _, _ = run(recipe(world))
    text = page(made)
    assert "<script" not in text and "http" not in text.replace("http://www.w3.org", "").split("<h2>Settings</h2>")[0]
    for expected in ("near a benchmark <b>1</b>", "binary <b>1</b>", "no response <b>1</b>", "Rouge-L 0.9"):
        assert expected in text
