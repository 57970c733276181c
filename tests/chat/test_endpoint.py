"""One endpoint and its moods: what is tried again, what is given up, and what is recorded."""

import asyncio
import email.utils
import json
import socket
import time

import pytest
from chat_server import HEADER, completion, questions

from groundwire.chat import Caps, Sampling, Unusable, generate, read_responses
from groundwire.chat.endpoint import EndpointSettings
from groundwire.chat.ratelimit import Pace, Rates
from groundwire.chat.retry import Retries, asked_delay

pytest.importorskip("openai", reason="the openai client is not installed; pip install openai")


def texts(path):
    return {response.key: response.text for response in read_responses(path)}


def test_every_sample_of_every_problem_is_answered_and_counted(server, tmp_path):
    outcome, notices = server.run(tmp_path / "r.jsonl", problems=5, samples=3)
    assert (outcome.done, outcome.total, outcome.missing, outcome.failed, notices) == (15, 15, 0, 0, [])
    assert set(texts(outcome.path)) == {(f"p{i}", k) for i in range(5) for k in (1, 2, 3)}
    assert len(server.requests) == 5 and all(body["n"] == 3 for body in server.requests)
    assert outcome.usage.prompt_tokens == pytest.approx(5)  # a prompt is paid once for its three samples
    assert outcome.usage.completion_tokens == 5 * 21


def test_samples_have_the_same_seeds_in_one_request_and_by_themselves(server, tmp_path):
    together, _ = server.run(tmp_path / "a" / "r.jsonl", problems=2, samples=4)
    alone, _ = server.run(tmp_path / "b" / "r.jsonl", problems=2, samples=4, most_samples=1)
    assert texts(together.path) == texts(alone.path)
    assert len(set(texts(together.path).values())) == 8


def test_the_request_says_what_was_set(server, tmp_path):
    server.run(
        tmp_path / "r.jsonl", problems=1, samples=1, sampling=Sampling(0.3, 99, 0.9, seed=None),
        extra={"top_k": 20}, limit_name="max_completion_tokens",
    )  # fmt: skip
    body = server.requests[0]
    assert body == {
        "model": "tiny", "messages": [{"role": "user", "content": "q0"}], "temperature": 0.3, "top_p": 0.9,
        "max_completion_tokens": 99, "top_k": 20,
    }  # fmt: skip


def test_a_server_that_ignores_n_is_noticed_and_asked_for_each_sample(server, tmp_path):
    server.behaviour = lambda handler, body: handler.send(completion(body, count=1))
    outcome, notices = server.run(tmp_path / "r.jsonl", problems=3, samples=4, concurrency=1)
    assert outcome.done == 12 and len(set(texts(outcome.path).values())) == 12
    assert len(server.requests) == 12 and sum("n" in body for body in server.requests) == 1
    assert notices == [f"{server.url} sent 1 of 4 samples; asking for every sample by itself"]


def test_a_server_that_refuses_n_is_noticed_and_asked_for_each_sample(server, tmp_path):
    def behaviour(handler, body):
        handler.refuse(400, "n must be 1") if "n" in body else handler.send(completion(body))

    server.behaviour = behaviour
    outcome, notices = server.run(tmp_path / "r.jsonl", problems=2, samples=3, concurrency=1)
    assert outcome.done == 6 and outcome.failed == 0
    assert notices == [f"{server.url} refuses 3 samples in one request; asking for every sample by itself"]


def test_a_server_that_wants_another_name_for_the_limit_gets_it(server, tmp_path):
    said = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."

    def behaviour(handler, body):
        handler.refuse(400, said) if "max_tokens" in body else handler.send(completion(body))

    server.behaviour = behaviour
    outcome, notices = server.run(tmp_path / "r.jsonl", problems=4, samples=2, concurrency=2)
    assert outcome.done == 8 and outcome.failed == 0
    assert notices == [f"{server.url} wants max_completion_tokens instead of max_tokens, and gets it from now on"]


def test_the_first_failure_of_a_run_is_said_at_once_and_only_that(server, tmp_path):
    seen = []

    def behaviour(handler, body):
        seen.append(body)
        handler.refuse(503, "loading") if len(seen) < 4 else handler.send(completion(body))

    server.behaviour = behaviour
    outcome, notices = server.run(tmp_path / "r.jsonl", problems=2, samples=1, concurrency=2)
    assert outcome.done == 2 and len(notices) == 1
    assert "it answers 503: 'loading'; such requests are tried up to" in notices[0]


def test_more_choices_than_asked_for_are_dropped(server, tmp_path):
    server.behaviour = lambda handler, body: handler.send(completion(body, count=5))
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=2, samples=2)
    assert outcome.done == 4


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_a_status_that_may_pass_is_tried_again(server, tmp_path, status):
    server.script.append(lambda handler, body: handler.refuse(status))
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=1, samples=1)
    assert outcome.done == 1 and len(server.requests) == 2


def test_retry_after_keeps_every_worker_silent(server, tmp_path):
    server.script.append(lambda handler, body: handler.refuse(429, "slow down", [("Retry-After", "0.6")]))
    outcome, notices = server.run(tmp_path / "r.jsonl", problems=6, samples=1, concurrency=1)
    assert outcome.done == 6
    assert server.times[1] - server.times[0] >= 0.6
    assert len(notices) == 1 and notices[0].startswith(f"{server.url} asks to wait 0.6 s: it answers 429: ")


def test_a_wait_that_is_too_long_ends_the_run_with_what_it_has(server, tmp_path):
    server.script += [server.behaviour, lambda handler, body: handler.refuse(429, "x", [("Retry-After", "86400")])]
    with pytest.raises(Unusable, match=r"asks to wait 86,400 s .* over the 900 s that we wait; run the same command"):
        server.run(tmp_path / "r.jsonl", problems=3, samples=1, concurrency=1)
    assert len(texts(tmp_path / "r.jsonl")) == 1


def test_retry_after_is_read_as_seconds_date_or_milliseconds():
    assert asked_delay({"retry-after": "7"}) == 7
    assert asked_delay({"retry-after-ms": "1500", "retry-after": "7"}) == 1.5
    assert asked_delay({"retry-after": email.utils.formatdate(1000, usegmt=True)}, now=940) == pytest.approx(60)
    assert asked_delay({"retry-after": email.utils.formatdate(1000, usegmt=True)}, now=2000) == 0
    for nonsense in ("", "soon", "nan", "inf", "-", "1e999"):
        assert asked_delay({"retry-after": nonsense}) is None


def test_backoff_doubles_up_to_its_limit_with_chance_in_it():
    class Highest:
        def random(self):
            return 1.0

    retries = Retries(base=1, longest=10)
    assert [retries.delay(n, Highest()) for n in (1, 2, 3, 4, 5, 500)] == [1, 2, 4, 8, 10, 10]


@pytest.mark.parametrize(
    "broken",
    [
        lambda handler, body: handler.send(b'{"choices": [{"mess'),
        lambda handler, body: handler.send(json.dumps(completion(body)).encode(), length=9999),
        lambda handler, body: handler.send(b""),
        lambda handler, body: handler.send(b"<html>gateway</html>", kind="text/html"),
        lambda handler, body: handler.send({"choices": []}),
        lambda handler, body: handler.send({"choices": [{"message": None}]}),
        lambda handler, body: handler.send({"choices": "x"}),
        lambda handler, body: handler.send([1]),
        lambda handler, body: handler.send({"error": {"message": "overloaded"}}),
        lambda handler, body: handler.send(completion(body, text="", finish=None)),
        lambda handler, body: handler.send(b"\xff\xfe\x00"),
        lambda handler, body: handler.send(b"[" * 200_000),
        lambda handler, body: handler.connection.shutdown(socket.SHUT_RDWR),
    ],
)
def test_a_broken_answer_is_tried_again_and_never_recorded(server, tmp_path, broken):
    server.script.append(broken)
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=1, samples=2)
    assert outcome.done == 2 and len(server.requests) == 2
    assert all(text.startswith("q0/") for text in texts(outcome.path).values())


def test_a_slow_server_is_given_up_after_the_timeout(server, tmp_path):
    server.script.append(lambda handler, body: time.sleep(3))
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=1, samples=1, timeout=0.4)
    assert outcome.done == 1 and len(server.requests) == 2


def test_a_server_that_drips_is_given_up_too(server, tmp_path):
    def drip(handler, body):
        handler.send(b"{", length=1000)
        for _ in range(30):
            time.sleep(0.1)
            handler.wfile.write(b" ")
            handler.wfile.flush()

    server.script.append(drip)
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=1, samples=1, timeout=0.5)
    assert outcome.done == 1


def test_empty_and_truncated_answers_are_recorded_with_their_reason(server, tmp_path):
    server.script.append(lambda handler, body: handler.send(completion(body, text="", finish="stop")))
    server.script.append(lambda handler, body: handler.send(completion(body, text="module", finish="length")))
    server.script.append(lambda handler, body: handler.send(completion(body, text=None, finish="content_filter")))
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=3, samples=1, concurrency=1)
    found = [(response.text, response.finish_reason) for response in read_responses(outcome.path)]
    assert found[:2] == [("", "stop"), ("module", "length")] and found[2][1] == "content_filter"
    assert (outcome.empty, outcome.truncated, outcome.failed, len(server.requests)) == (1, 1, 0, 3)


def test_thinking_that_the_server_split_off_is_put_back(server, tmp_path):
    for key in ("reasoning_content", "reasoning"):
        message = {"role": "assistant", "content": "<answer>b</answer>", key: "a"}
        server.script.append(
            lambda handler, body, message=message: handler.send(
                {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            )
        )
    cut = {"choices": [{"index": 0, "message": {"content": None, "reasoning": "a"}, "finish_reason": "length"}]}
    server.script.append(lambda handler, body: handler.send(cut))
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=3, samples=1, concurrency=1)
    found = [response.text for response in read_responses(outcome.path)]
    assert found == ["<think>\na\n</think>\n<answer>b</answer>"] * 2 + ["<think>\na"]


def test_a_question_that_is_refused_is_left_out_and_the_rest_goes_on(server, tmp_path):
    def behaviour(handler, body):
        said = body["messages"][-1]["content"]
        handler.refuse(400, "prompt is too long") if said == "q1" else handler.send(completion(body))

    server.behaviour = behaviour
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=3, samples=2)
    assert (outcome.done, outcome.failed, outcome.missing) == (4, 2, 2)
    (failure,) = outcome.failures
    assert (failure.problem, failure.first, failure.count) == ("p1", 1, 2)
    assert str(failure) == f"p1, samples 1 to 2: {server.url} answers 400: 'prompt is too long'"
    server.behaviour = lambda handler, body: handler.send(completion(body))
    before = len(server.requests)
    again, _ = server.run(tmp_path / "r.jsonl", problems=3, samples=2)
    assert again.missing == 0 and len(server.requests) == before + 1


def test_a_question_that_always_breaks_the_server_does_not_end_the_run(server, tmp_path):
    def behaviour(handler, body):
        handler.refuse(500) if body["messages"][-1]["content"] == "q1" else handler.send(completion(body))

    server.behaviour = behaviour
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=4, samples=1, concurrency=1)
    assert (outcome.done, outcome.failed) == (3, 1)
    assert "it answers 500: 'no' (4 tries)" in outcome.failures[0].reason


def test_a_server_that_only_fails_ends_the_run(server, tmp_path):
    server.behaviour = lambda handler, body: handler.refuse(503, "loading")
    with pytest.raises(Unusable, match=r"503: 'loading' .* 3 requests in a row failed so; 0 of 20 samples are safe"):
        server.run(tmp_path / "r.jsonl", problems=20, samples=1, concurrency=1)
    assert len(server.requests) == 12


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (401, None, "set OPENAI_API_KEY to a key that is good for this endpoint"),
        (403, None, "set OPENAI_API_KEY"),
        (404, None, "check the address and the model's name, 'tiny'"),
        (429, "insufficient_quota", "this account has no credit left"),
    ],
)
def test_what_no_retry_can_mend_ends_the_run_at_once(server, tmp_path, status, code, said):
    server.behaviour = lambda handler, body: handler.refuse(status, "denied", code=code)
    with pytest.raises(Unusable, match=rf"answers {status}: 'denied'; .*{said}"):
        server.run(tmp_path / "r.jsonl", problems=9, samples=1, concurrency=1)
    assert len(server.requests) == 1


def test_nobody_listening_is_said_in_one_line(server, tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    source = server.source()
    object.__setattr__(source.settings, "url", url)
    with pytest.raises(Unusable, match=r"/v1: the connection failed .*\(4 tries\); 0 of 2 samples are safe in .* run"):
        generate(questions(2), 1, source, source.sampling, tmp_path / "r.jsonl", HEADER)


def test_requests_run_side_by_side_up_to_the_limit(server, tmp_path):
    def behaviour(handler, body):
        time.sleep(0.1)
        handler.send(completion(body))

    server.behaviour = behaviour
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=16, samples=1, concurrency=8)
    assert outcome.done == 16 and 2 <= server.busiest <= 8


def events(body, count, finish="stop", done=True):
    """A stream as server-sent events: two pieces of each choice, its end, and the usage."""
    rows = []
    for i in range(count):
        for piece in ("a", f"{body.get('seed', 0) + i}"):
            rows.append({"choices": [{"index": i, "delta": {"content": piece}, "finish_reason": None}]})
        if finish:
            rows.append({"choices": [{"index": i, "delta": {}, "finish_reason": finish}]})
    rows.append({"choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 2 * count}})
    text = "".join(f"data: {json.dumps({'id': 'x', 'object': 'chat.completion.chunk', **row})}\n\n" for row in rows)
    return (text + ("data: [DONE]\n\n" if done else "")).encode()


def test_streams_are_collected(server, tmp_path):
    server.behaviour = lambda handler, body: handler.send(events(body, body.get("n", 1)), kind="text/event-stream")
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=2, samples=3, stream=True)
    assert outcome.done == 6 and all(text.startswith("a") for text in texts(outcome.path).values())
    assert server.requests[0]["stream"] is True and server.requests[0]["stream_options"] == {"include_usage": True}
    assert outcome.usage.completion_tokens == 12 and len(set(texts(outcome.path).values())) == 6


def test_a_stream_nobody_asked_for_is_read_all_the_same(server, tmp_path):
    server.behaviour = lambda handler, body: handler.send(events(body, body.get("n", 1)), kind="text/event-stream")
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=1, samples=2)
    assert outcome.done == 2 and "stream" not in server.requests[0]


@pytest.mark.parametrize(
    "broken",
    [
        lambda handler, body: handler.send(events(body, 1, finish=None), kind="text/event-stream"),
        lambda handler, body: handler.send(events(body, 1)[:150], kind="text/event-stream"),
        lambda handler, body: handler.send(b'data: {"error": {"message": "oom"}}\n\n', kind="text/event-stream"),
        lambda handler, body: handler.send(b"data: {nonsense\n\n", kind="text/event-stream"),
        lambda handler, body: handler.send(b"", kind="text/event-stream"),
    ],
)
def test_a_stream_that_breaks_off_is_tried_again(server, tmp_path, broken):
    server.behaviour = lambda handler, body: handler.send(events(body, 1), kind="text/event-stream")
    server.script.append(broken)
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=1, samples=1, stream=True)
    assert outcome.done == 1 and len(server.requests) == 2


def test_a_cap_of_tokens_stops_before_it_is_passed_and_goes_on_when_raised(server, tmp_path):
    caps = Caps(tokens=100)  # a request uses 1 + 7
    sampling = Sampling(max_tokens=7, seed=1)
    outcome, _ = server.run(tmp_path / "r.jsonl", 20, 1, caps, concurrency=4, sampling=sampling)
    assert (outcome.usage.tokens, outcome.done, outcome.missing) == (96, 12, 8)
    assert outcome.stopped == "96 tokens were used, the next request needs about 8, and the cap is 100"
    again, _ = server.run(tmp_path / "r.jsonl", 20, 1, caps, concurrency=4, sampling=sampling)
    assert again.new == 0 and again.usage.tokens == outcome.usage.tokens
    raised, _ = server.run(tmp_path / "r.jsonl", 20, 1, Caps(tokens=10**6), sampling=sampling)
    assert raised.missing == 0 and len(server.requests) == 20


def test_cost_is_counted_by_prices_and_capped(server, tmp_path):
    caps = Caps(cost=0.5, prompt_price=10_000, completion_price=20_000)  # 0.01 + 0.14 a request
    outcome, _ = server.run(tmp_path / "r.jsonl", 20, 1, caps, concurrency=1, sampling=Sampling(max_tokens=7))
    assert outcome.done == 3 and outcome.cost == pytest.approx(0.45)
    assert outcome.stopped == "0.45 was spent, the next request costs about 0.15, and the cap is 0.50"


def test_tokens_are_estimated_where_the_server_does_not_count(server, tmp_path):
    server.behaviour = lambda handler, body: handler.send(completion(body, text="x" * 30, usage=False))
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=2, samples=1)
    assert outcome.usage.uncounted == 2 and outcome.usage.completion_tokens == 20
    assert all(response.completion_tokens is None for response in read_responses(outcome.path))


def test_the_rate_of_requests_is_kept(server, tmp_path):
    outcome, _ = server.run(tmp_path / "r.jsonl", problems=6, samples=1, rates=Rates(requests=600), concurrency=6)
    assert outcome.done == 6
    # A tenth of a second each, and a second's worth of them, ten, may go at once: none waits.
    assert server.times[-1] - server.times[0] < 1.5


def test_pace_lets_a_burst_go_and_then_keeps_to_the_rate():
    async def took(rates, turns, tokens):
        pace, start = Pace(rates, burst=0.0), time.monotonic()
        for _ in range(turns):
            await pace.turn(tokens)
        return time.monotonic() - start

    assert asyncio.run(took(Rates(requests=600), 4, 0)) >= 0.3
    assert asyncio.run(took(Rates(tokens=6000), 3, 20)) >= 0.4
    assert asyncio.run(took(Rates(), 1000, 99)) < 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"url": "localhost:8000", "model": "m"}, "the endpoint is 'localhost:8000'; expected an address such as http"),
        ({"url": "ftp://x/", "model": "m"}, "expected an address such as http"),
        ({"url": "http://x", "model": ""}, "the model's name is empty"),
        ({"url": "http://x", "model": "m", "timeout": 0}, "timeout is 0; expected more than 0 seconds"),
    ],
)
def test_settings_that_cannot_be_are_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        EndpointSettings(**arguments)


def test_an_address_without_a_path_gets_v1():
    assert EndpointSettings("http://x:8000", "m").base == "http://x:8000/v1"
    assert EndpointSettings("http://x:8000/", "m").base == "http://x:8000/v1"
    assert EndpointSettings("http://x/api/v3/", "m").base == "http://x/api/v3/"
