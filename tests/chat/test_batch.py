"""Batch files: what is written, and results in any order, with errors, twice, or not at all."""

import json

import pytest
from chat_server import HEADER, completion, questions

from groundwire.chat import BatchSource, FileMismatch, Sampling, generate, read_responses, write_batch

SAMPLING = Sampling(seed=5)


def write(folder, problems=3, samples=2, **options):
    return write_batch(questions(problems), samples, SAMPLING, "tiny", folder / "r.jsonl", HEADER, **options)


def read(folder, *results, problems=3, samples=2):
    said = []
    outcome = generate(
        questions(problems), samples, BatchSource(results), SAMPLING, folder / "r.jsonl", HEADER,
        notice=said.append, reserve=0,
    )  # fmt: skip
    return outcome, said


def requests(*paths):
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def result(request, **options):
    body = completion(request["body"], **options)
    answer = {"status_code": 200, "request_id": "r", "body": body}
    return {"id": "b", "custom_id": request["custom_id"], "response": answer, "error": None}


def save(path, *rows):
    path.write_bytes(b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows))
    return path


def test_requests_are_as_the_service_takes_them(tmp_path):
    written = write(tmp_path)
    assert written.paths == (tmp_path / "batch-001.jsonl",)
    assert (written.requests, written.samples, written.under_way) == (6, 6, 0)
    assert str(written) == f"{tmp_path / 'batch-001.jsonl'} (6 requests for 6 samples)"
    rows = requests(*written.paths)
    assert len({row["custom_id"] for row in rows}) == 6
    assert rows[0]["method"] == "POST" and rows[0]["url"] == "/v1/chat/completions"
    assert rows[0]["body"]["messages"] == [{"role": "user", "content": "q0"}] and rows[0]["body"]["model"] == "tiny"
    assert rows[1]["body"]["seed"] == rows[0]["body"]["seed"] + 1


def test_results_in_any_order_make_the_same_responses_as_the_endpoint(tmp_path, server):
    pytest.importorskip("openai", reason="the openai client is not installed; pip install openai")
    rows = requests(*write(tmp_path).paths)
    outcome, said = read(tmp_path, save(tmp_path / "out", *[result(row) for row in reversed(rows)]))
    assert (outcome.done, outcome.missing, said) == (6, 0, [])
    direct, _ = server.run(tmp_path / "direct" / "r.jsonl", 3, 2)
    assert {r.key: r.text for r in read_responses(outcome.path)} == {r.key: r.text for r in read_responses(direct.path)}
    assert not list(tmp_path.glob("batch-*"))


def test_several_samples_of_one_request(tmp_path):
    written = write(tmp_path, most_samples=2)
    rows = requests(*written.paths)
    assert (len(rows), written.samples) == (3, 6) and all(row["body"]["n"] == 2 for row in rows)
    outcome, _ = read(tmp_path, save(tmp_path / "out", *[result(row) for row in rows]))
    assert outcome.done == 6 and outcome.usage.prompt_tokens == pytest.approx(3)


def test_what_a_result_lacks_is_written_again_and_nothing_else(tmp_path):
    rows = requests(*write(tmp_path, most_samples=2).paths)
    outcome, _ = read(tmp_path, save(tmp_path / "out", result(rows[0], count=1), result(rows[1])))
    assert outcome.done == 3 and {f.reason for f in outcome.failures} == {"the batch has no result for it"}
    assert [row["custom_id"] for row in requests(*tmp_path.glob("batch-*"))] == ["p2#1+2"]
    again = write(tmp_path)
    assert [row["custom_id"] for row in requests(*again.paths)] == ["p0#2+1"] and again.under_way == 2
    under_way = write(tmp_path)
    assert under_way == ((), 0, 0, 3)
    assert str(under_way) == "nothing (0 requests for 0 samples; 3 samples in older files have no result yet)"
    (tmp_path / "batch-001.jsonl").unlink()
    assert [row["custom_id"] for row in requests(*write(tmp_path).paths)] == ["p2#1+1", "p2#2+1"]


def test_errors_have_their_line_and_reason_and_another_result_may_mend_them(tmp_path):
    rows = requests(*write(tmp_path, samples=1).paths)
    failed = {"custom_id": "p0#1+1", "response": None, "error": {"code": "batch_expired", "message": "too late"}}
    status = {"custom_id": "p1#1+1", "response": {"status_code": 429, "body": {"error": {"message": "slow"}}}}
    out = save(tmp_path / "out", failed, status, result(rows[2]))
    outcome, _ = read(tmp_path, out, samples=1)
    assert {f.problem: f.reason for f in outcome.failures} == {
        "p0": f"{out}: line 1: the request failed: 'too late'",
        "p1": f"{out}: line 2: the request failed with status 429: 'slow'",
    }
    assert not list(tmp_path.glob("batch-*")) and write(tmp_path, samples=1).samples == 2
    both, _ = read(tmp_path, out, save(tmp_path / "out2", result(rows[0]), result(rows[1])), samples=1)
    assert both.missing == 0 and both.failed == 0


def test_hostile_result_lines_are_said_and_left_out(tmp_path):
    rows = requests(*write(tmp_path, samples=1).paths)
    empty = {"custom_id": "p0#1+1", "response": {"status_code": 200, "body": {"choices": []}}}
    out = save(
        tmp_path / "out", b"\xff\n", b"{\n", b"[]\n", {"custom_id": 7}, {"custom_id": "p0#1+0"}, {"custom_id": "else"},
        {"custom_id": "p0#1+999999999"}, result({"custom_id": "other#1+1", "body": rows[0]["body"]}), empty,
        result(rows[1]), result(rows[1]), result(rows[2], text="", finish="length"),
    )  # fmt: skip
    outcome, said = read(tmp_path, out, samples=1)
    assert outcome.done == 2 and outcome.truncated == outcome.empty == 1
    assert [line.split(": ")[1] for line in said] == [f"line {i}" for i in range(1, 9)]
    assert said[5].endswith("its custom_id is none of ours; it is left out")
    assert said[7].endswith("'other' is not asked for; it is left out")
    assert [f.reason for f in outcome.failures] == [f"{out}: line 9: the answer has no choices: {{'choices': []}}"]


def test_reading_results_twice_changes_nothing(tmp_path):
    out = save(tmp_path / "out", *[result(row) for row in requests(*write(tmp_path).paths)])
    read(tmp_path, out)
    before = (tmp_path / "r.jsonl").read_bytes()
    outcome, said = read(tmp_path, out)
    assert outcome.new == 0 and said == [] and (tmp_path / "r.jsonl").read_bytes() == before


def test_files_keep_to_the_service_s_limits(tmp_path):
    written = write(tmp_path, problems=10, samples=1, most_requests=4)
    assert [path.name for path in written.paths] == ["batch-001.jsonl", "batch-002.jsonl", "batch-003.jsonl"]
    assert [len(requests(path)) for path in written.paths] == [4, 4, 2]
    size = len(written.paths[0].read_bytes()) // 4
    other = write(tmp_path / "b", problems=10, samples=1, most_bytes=3 * size + 10)
    assert all(path.stat().st_size <= 3 * size + 10 for path in other.paths) and len(requests(*other.paths)) == 10


def test_a_request_file_of_somebody_else_is_not_touched(tmp_path):
    write(tmp_path)
    save(tmp_path / "batch-009.jsonl", {"custom_id": "mine"})
    with pytest.raises(FileMismatch, match=r"batch-009.jsonl: line 1 is no request of ours; move the file elsewhere"):
        write(tmp_path)
