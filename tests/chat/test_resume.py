"""A run that is killed, and one that follows it: what is finished is never asked twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chat_server import HEADER, completion, questions

from groundwire.chat import InUse, Question, RecordedSource, Sampling, generate, read_responses
from groundwire.chat.question import plan, sample_seed

SAMPLING = Sampling(seed=5)
RUN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from chat_server import HEADER, questions
from groundwire.chat import Sampling, generate
from groundwire.chat.asking import EndpointSource
from groundwire.chat.endpoint import EndpointSettings
sampling = Sampling(seed=5)
source = EndpointSource(EndpointSettings(sys.argv[1], "tiny"), sampling, concurrency=3, most_samples=2)
print("started", flush=True)
generate(questions(10), 4, source, sampling, Path(sys.argv[2]), HEADER, reserve=0)
"""


def asked(server):
    """The samples that were asked for, one entry each time, by question and seed."""
    return [(b["messages"][0]["content"], b["seed"] + i) for b in server.requests for i in range(b.get("n", 1))]


def stored(path):
    """The samples in a file, as `asked` names them; the test server's text says just that."""
    return {tuple(r.text.split("/")) for r in read_responses(path)}


def start(server, path):
    command = [sys.executable, "-c", RUN, server.url, str(path), str(Path(__file__).parent)]
    made = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert made.stdout.readline() == b"started\n"
    return made


def test_a_run_killed_again_and_again_ends_as_one_left_alone(server, tmp_path):
    pytest.importorskip("openai", reason="the openai client is not installed; pip install openai")
    path = tmp_path / "r.jsonl"

    def slowly(handler, body):
        time.sleep(0.05)
        handler.send(completion(body))

    server.behaviour = slowly
    for most in (4, 9):  # kills when so many requests have come
        before = stored(path) if path.exists() else set()
        first = len(server.requests)
        with start(server, path) as process:
            while len(server.requests) < first + most and process.poll() is None:
                time.sleep(0.005)
            with pytest.raises(InUse, match=f"process {process.pid}"):
                generate(questions(10), 4, server.source(), SAMPLING, path, HEADER)
            process.send_signal(signal.SIGKILL)
        again = {(content, str(seed)) for content, seed in asked(server)[2 * first :]}
        assert not before & again
    held = stored(path)
    finished = len(server.requests)
    outcome = generate(questions(10), 4, server.source(), SAMPLING, path, HEADER)
    assert 0 < len(held) < 40 and outcome.missing == 0 and outcome.new == 40 - len(held)
    assert not held & {(content, str(seed)) for content, seed in asked(server)[2 * finished :]}
    alone = tmp_path / "alone" / "r.jsonl"
    generate(questions(10), 4, server.source(), SAMPLING, alone, HEADER)
    assert {r.key: r.text for r in read_responses(path)} == {r.key: r.text for r in read_responses(alone)}


def test_a_finished_run_asks_nothing(server, tmp_path):
    pytest.importorskip("openai", reason="the openai client is not installed; pip install openai")
    server.run(tmp_path / "r.jsonl", 3, 2)
    count = len(server.requests)
    outcome, _ = server.run(tmp_path / "r.jsonl", 3, 2)
    assert (outcome.done, outcome.new, len(server.requests)) == (6, 0, count)


def test_more_samples_may_be_asked_for_later(server, tmp_path):
    pytest.importorskip("openai", reason="the openai client is not installed; pip install openai")
    server.run(tmp_path / "r.jsonl", 2, 2)
    outcome, _ = server.run(tmp_path / "r.jsonl", 3, 5)
    assert outcome.done == 15 and outcome.new == 11
    assert len(set(asked(server))) == len(asked(server)) == 15


def test_progress_counts_up_to_the_total(server, tmp_path):
    pytest.importorskip("openai", reason="the openai client is not installed; pip install openai")
    seen = []
    source = server.source(concurrency=2)
    generate(questions(4), 2, source, source.sampling, tmp_path / "r.jsonl", HEADER, on_progress=seen.append)
    assert [p.done for p in seen] == [0, 2, 4, 6, 8] and {p.total for p in seen} == {8}
    assert seen[-1].completion_tokens == 56 and seen[0].under_way == 0 and max(p.under_way for p in seen) <= 2


def test_seeds_belong_to_samples():
    assert [sample_seed(1, "p", k) for k in (1, 2, 3)] == [sample_seed(1, "p", 1) + i for i in range(3)]
    assert sample_seed(1, "p", 1) != sample_seed(2, "p", 1) != sample_seed(2, "q", 1)
    assert 0 <= sample_seed(2**70, "ü" * 1000, 10**6) < 2**31


def test_only_what_is_missing_is_planned():
    asks = plan(questions(2), 6, {"p0": {2, 3, 6}, "p1": set(range(1, 7))}, most=2)
    assert [(a.question.problem, a.first, a.count) for a in asks] == [("p0", 1, 1), ("p0", 4, 2)]
    assert [(a.first, a.count) for a in plan(questions(1), 5, {}, most=2)] == [(1, 2), (3, 2), (5, 1)]


def test_questions_with_one_identifier_are_refused(tmp_path):
    twice = [Question("p", ()), Question("p", ())]
    with pytest.raises(ValueError, match="the problem 'p' is asked twice; identifiers must be distinct"):
        generate(twice, 1, None, SAMPLING, tmp_path / "r.jsonl", HEADER)


def recording(path, *rows):
    path.write_text("".join(f'{{"problem": "{p}", "sample": {k}, "text": "{t}"}}\n' for p, k, t in rows))
    return path


def test_a_recording_answers_as_the_model_did(tmp_path):
    source = RecordedSource(recording(tmp_path / "o.jsonl", ("p1", 1, "b"), ("p0", 2, "a2"), ("p0", 1, "a1")))
    outcome = generate(questions(2), 2, source, SAMPLING, tmp_path / "run" / "r.jsonl", HEADER, reserve=0)
    assert {r.key: r.text for r in read_responses(outcome.path)} == {("p0", 1): "a1", ("p0", 2): "a2", ("p1", 1): "b"}
    assert outcome.failed == 1
    assert (outcome.failures[0].problem, outcome.failures[0].first) == ("p1", 2)
    assert outcome.failures[0].reason == f"{tmp_path / 'o.jsonl'} holds no response for it"


def test_a_recording_with_bad_lines_says_so_and_one_without_responses_is_refused(tmp_path):
    path = recording(tmp_path / "o.jsonl", ("p0", 1, "a"))
    path.write_bytes(b"\xff\n" + path.read_bytes() + b"{}\n")
    said = []
    outcome = generate(
        questions(1), 1, RecordedSource(path), SAMPLING, tmp_path / "run" / "r.jsonl", HEADER, notice=said.append
    )
    assert outcome.done == 1 and [line.split(": ")[1] for line in said] == ["line 1", "line 3"]
    path.write_text("hello\n")
    with pytest.raises(Exception, match=r"holds no response \(line 1: not JSON .*\); give JSON lines of problem"):
        RecordedSource(path)


FULL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from chat_server import HEADER, questions
from groundwire.chat import DiskFull, Sampling, generate
from groundwire.chat.asking import EndpointSource
from groundwire.chat.endpoint import EndpointSettings
sampling = Sampling(seed=5)
source = EndpointSource(EndpointSettings(sys.argv[1], "tiny"), sampling, concurrency=4)
try:
    generate(questions(100), 1, source, sampling, Path(sys.argv[2]) / "r.jsonl", HEADER, reserve=200_000)
except DiskFull as error:
    print(error)
print((Path(sys.argv[2]) / "r.jsonl").read_bytes().count(b"\\n") - 1)
"""


def test_a_disk_that_fills_up_stops_the_asking_and_keeps_every_answer(server, tmp_path):
    pytest.importorskip("openai", reason="the openai client is not installed; pip install openai")
    server.behaviour = lambda handler, body: handler.send(completion(body, text="x" * 20_000))
    script = f'mount -t tmpfs -o size=1m none {tmp_path} && head -c 300000 /dev/zero > {tmp_path}/b && exec "$@"'
    inside = ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh"]
    if subprocess.run([*inside, "true"], capture_output=True).returncode:
        pytest.skip("mounting a small file system in a namespace is not allowed here")
    command = [*inside, sys.executable, "-c", FULL, server.url, str(tmp_path), str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr
    said, count = done.stdout.splitlines()
    assert f"the disk is full; {count} responses are safe in it; free some space and run the same command" in said
    assert int(count) == len(server.requests) < 100  # every answer that was asked for was kept


