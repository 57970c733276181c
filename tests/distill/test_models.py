"""Models by endpoint and by batch: real servers on this machine, kills, refusals, nothing asked twice."""

import json
import threading

import pytest
from chat_server import ChatServer, completion
from raw_pairs import pair, response_text, write

from groundwire.chat import Unusable
from groundwire.distill.errors import Waiting


@pytest.fixture
def server():
    made = ChatServer()
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    made.behaviour = lambda handler, body: handler.send(completion(body, text=answer(body)))
    yield made
    made.shutdown()
    made.server_close()


def answer(body):
    """The reference of whichever pair is asked for."""
    asked = body["messages"][-1]["content"]
    number = next(n for n in range(20) if f"unit_{n} " in asked)
    return response_text(pair(number)["reference"])


def recipe(folder, **model):
    write(folder / "raw.parquet", [pair(number) for number in range(10)])
    return {
        "stages": ["teacher", "format"], "shard_rows": 4, "raw": {"files": [f"{folder}/raw.parquet"]},
        "teacher": {"model": {"model": "tiny", **model}},
    }  # fmt: skip


def test_an_endpoint_teaches_and_its_tokens_are_counted(run, tmp_path, server):
    made, left, _ = run(recipe(tmp_path, url=server.url, concurrency=3))
    assert len(left) == 10 and len(server.requests) == 10
    assert made.stages[1].usage["teacher"] == {"samples": 10, "prompt_tokens": 10, "completion_tokens": 70, "cost": 0.0}
    body = server.requests[0]
    assert body["model"] == "tiny" and body["temperature"] == 0.6 and body["max_tokens"] == 16384
    assert (
        body["messages"][0]["role"] == "system" and "The module head should be:\nmodule unit_" in body["messages"][1]["content"]
    )


def test_an_endpoint_that_dies_halfway_stops_the_run_and_nothing_is_asked_twice(run, tmp_path, server):
    values = recipe(tmp_path, url=server.url, concurrency=1)
    answered = []

    def dying(handler, body):
        if len(answered) == 5:
            handler.send({"error": {"message": "out of order"}}, 401)
        else:
            answered.append(body["messages"][-1]["content"])
            handler.send(completion(body, text=answer(body)))

    server.behaviour = dying
    with pytest.raises(Unusable, match="out of order"):
        run(values)
    server.behaviour = lambda handler, body: (
        answered.append(body["messages"][-1]["content"]),
        handler.send(completion(body, text=answer(body))),
    )
    _, left, _ = run(values)
    assert len(left) == 10 and len(answered) == len(set(answered)) == 10


def test_a_request_that_is_refused_costs_its_pair_only(run, tmp_path, server):
    def picky(handler, body):
        if "unit_3 " in body["messages"][-1]["content"]:
            handler.send({"error": {"message": "prompt is too long"}}, 400)
        else:
            handler.send(completion(body, text=answer(body)))

    server.behaviour = picky
    made, left, _ = run(recipe(tmp_path, url=server.url))
    assert made.stages[1].reasons == {"no response": 1} and len(left) == 9
    (row,) = made.stages[1].folder.read("dropped", 0)
    assert row["id"] == "pair-0003" and "prompt is too long" in row["detail"]


def batch_results(path, spoil=lambda row: None):
    """What a batch service would send back for a request file."""
    for line in path.read_text().splitlines():
        request = json.loads(line)
        body = completion(request["body"], text=answer(request["body"]))
        row = {"custom_id": request["custom_id"], "response": {"status_code": 200, "body": body}, "error": None}
        yield json.dumps(spoil(row) or row)


def test_batch_files_are_written_and_read_back(run, tmp_path):
    values = recipe(tmp_path, source="batch")
    with pytest.raises(Waiting, match=r"10 answers are waited for: send each batch-\*.jsonl in .*results beside it"):
        run(values)
    requests = sorted((tmp_path / "run" / "responses").rglob("batch-*.jsonl"))
    assert len(requests) == 3 and sum(len(path.read_text().splitlines()) for path in requests) == 10
    with pytest.raises(Waiting):
        run(values)
    assert requests == sorted((tmp_path / "run" / "responses").rglob("batch-*.jsonl")), "nothing is written twice"
    for path in requests[:2]:
        (path.parent / "results" / "out.jsonl").write_text("\n".join(reversed(list(batch_results(path)))))
    with pytest.raises(Waiting, match=r"^2 answers"):
        run(values)
    refused = {"response": {"status_code": 400, "body": {"error": {"message": "no"}}}}
    (requests[2].parent / "results" / "out.jsonl").write_text(
        "\n".join(batch_results(requests[2], lambda row: row | refused if "0009" in row["custom_id"] else None))
    )
    made, left, _ = run(values)
    assert [row["id"] for row in left] == [f"pair-{n:04d}" for n in range(9)] and made.stages[1].reasons == {"no response": 1}


def test_the_rephraser_is_told_what_to_keep_and_held_to_it(run, tmp_path, server):
    said = {0: "Unit zero, told anew in quite other words.", 1: "", 2: pair(2)["reference"], 3: "<think>hm"}

    def rewriting(handler, body):
        asked = body["messages"][-1]["content"]
        number = next(n for n in range(4) if f"unit_{n} " in asked)
        handler.send(completion(body, text=said[number]))

    server.behaviour = rewriting
    write(tmp_path / "raw.parquet", [pair(number) for number in range(4)])
    values = {"stages": ["rephrase"], "raw": {"files": [f"{tmp_path}/raw.parquet"]}, "rephrase": {"model": {"url": server.url}}}
    made, (row,), _ = run(values)
    assert made.stages[1].reasons == {
        "rephrasing empty": 1, "rephrasing gives the code away": 1, "rephrasing cut off": 1,
    }  # fmt: skip
    assert row["problem"] == said[0] and row["raw_problem"] == pair(0)["problem"]
    assert (
        server.requests[0]["model"] == "deepseek-ai/DeepSeek-V3"
        and "Reference code" in server.requests[0]["messages"][1]["content"]
    )


def test_the_source_vllm_says_what_it_needs(run, tmp_path):
    with pytest.raises(Unusable, match=r"is not installed, which the source vllm needs: pip install .*; or serve the model"):
        run(recipe(tmp_path, source="vllm"))
