"""A served model answers any OpenAI client, with the card's system prompt, and stops when it is told to."""

import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openai
import pytest
from transformers import AutoTokenizer

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.chat.serving import choose_backend
from groundwire.chat.serving_settings import ServeError, ServeSettings, check_model, open_port
from groundwire.chat.serving_vllm import vllm_command

_path = Path(__file__).parents[1] / "distill" / "sft" / "sft_fixture.py"
_spec = importlib.util.spec_from_file_location("sft_fixture", _path)
assert _spec is not None and _spec.loader is not None
fixture = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fixture)

COMMAND = [sys.executable, "-m", "groundwire", "serve"]
START = 240
"""Seconds that a server has to start, on a machine that is busy with other things."""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return fixture.save_base(tmp_path_factory.mktemp("served") / "tiny")


class Served:
    """A server in a process of its own."""

    def __init__(self, *arguments):
        environment = os.environ | {"PYTHONUNBUFFERED": "1", "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        self.line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/v1", self.line)
        assert found, self.line + self.process.stderr.read()
        self.root = f"http://127.0.0.1:{found[1]}"
        self.client = openai.OpenAI(base_url=f"{self.root}/v1", api_key="none", max_retries=0, timeout=120)

    def get(self, path):
        try:
            with urllib.request.urlopen(self.root + path, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def wait(self):
        limit = time.monotonic() + START
        while time.monotonic() < limit:
            try:
                if self.get("/ready")[0] == 200:
                    return self
            except urllib.error.URLError:
                pass
            assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.2)
        raise AssertionError("the server did not get ready")

    def stop(self, number):
        self.process.send_signal(number)
        code = self.process.wait(60)
        return code, self.process.stdout.read(), self.process.stderr.read()


@pytest.fixture(scope="module")
def server(model):
    served = Served(model, "--port", 0, "--threads", 1).wait()
    yield served
    code, out, err = served.stop(signal.SIGTERM)
    assert code == 0 and out == "stopped\n", (code, out, err)


def ask(server, **changes):
    asked = {"model": "tiny", "messages": [{"role": "user", "content": "Write a buffer."}], "max_tokens": 12, "seed": 7}
    return server.client.chat.completions.create(**(asked | changes))


def test_it_says_where_it_serves_what_with_what(server):
    assert server.line.startswith(f"serving tiny at {server.root}/v1 with transformers on the cpu; /ready says when")


def test_health_readiness_and_the_list_of_models(server):
    assert server.get("/health") == (200, {"status": "ok"}) and server.get("/ready") == (200, {"ready": True})
    assert [found.id for found in server.client.models.list()] == ["tiny"]


def test_an_answer_has_text_tokens_and_a_reason(server):
    answer = ask(server)
    assert answer.choices[0].finish_reason == "length" and answer.choices[0].message.content
    assert answer.usage.completion_tokens == 12 and answer.usage.total_tokens == answer.usage.prompt_tokens + 12


def test_the_cards_system_prompt_is_the_default_for_any_client(server, model):
    tokenizer = AutoTokenizer.from_pretrained(model)
    user = {"role": "user", "content": "Write a buffer."}
    with_card = ask(server, messages=[{"role": "system", "content": CARD_SYSTEM_PROMPT}, user], temperature=0)
    without = ask(server, temperature=0)
    other = ask(server, messages=[{"role": "system", "content": "Be brief."}, user], temperature=0)
    assert without.usage.prompt_tokens == with_card.usage.prompt_tokens > other.usage.prompt_tokens
    assert without.choices[0].message.content == with_card.choices[0].message.content
    turns = [{"role": "system", "content": CARD_SYSTEM_PROMPT}, user]
    ids = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=True, return_dict=True)["input_ids"]
    assert without.usage.prompt_tokens == len(ids)


def test_a_stream_says_what_the_whole_answer_says(server):
    whole = ask(server, temperature=0)
    parts = list(ask(server, temperature=0, stream=True))
    text = "".join(part.choices[0].delta.content or "" for part in parts)
    assert text.strip() == whole.choices[0].message.content and whole.model == parts[0].model == "tiny"
    assert parts[-1].choices[0].finish_reason == "length" and len(parts) > 3


def test_a_temperature_draws_although_the_models_own_settings_say_not_to(server):
    texts = {ask(server, seed=seed, temperature=1.5).choices[0].message.content for seed in range(4)}
    assert len(texts) > 1
    assert len({ask(server, seed=seed, temperature=0).choices[0].message.content for seed in range(2)}) == 1


def test_several_choices_are_several_draws(server):
    answer = ask(server, n=3, temperature=1.5)
    assert [choice.index for choice in answer.choices] == [0, 1, 2] and answer.usage.completion_tokens == 36
    assert len({choice.message.content for choice in answer.choices}) > 1


def test_several_clients_at_once_all_get_their_own_answer(server):
    prompts = [f"Write number {i}." for i in range(6)]
    alone = [ask(server, messages=[{"role": "user", "content": prompt}], temperature=0) for prompt in prompts]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda p: ask(server, messages=[{"role": "user", "content": p}], temperature=0), prompts))
    assert [a.choices[0].message.content for a in together] == [a.choices[0].message.content for a in alone]


def test_an_answer_ends_at_the_context(server):
    answer = ask(server, messages=[{"role": "user", "content": "a b " * 200}], max_tokens=5000)
    assert answer.usage.total_tokens <= 1024
    with pytest.raises(openai.BadRequestError, match=r"the prompt has 4,\d+ tokens and the context 1,024; no room"):
        ask(server, messages=[{"role": "user", "content": "a b " * 2000}])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"messages": []}, "messages is empty"),
        ({"n": 0}, None),
        ({"n": 500}, "n is 500; expected 1 to 128"),
        ({"model": "gpt-4"}, "pinned to 'tiny'; requested 'gpt-4'"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused_with_a_reason(server, changes, message):
    if message is None:
        assert ask(server, **changes).choices
        return
    with pytest.raises(openai.BadRequestError, match=message):
        ask(server, **changes)


def test_no_client_can_load_another_model(server):
    request = urllib.request.Request(server.root + "/load_model", b'{"model": "x"}', {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(request, timeout=30)


@pytest.mark.slow
def test_ctrl_c_in_the_middle_of_a_stream_ends_it_cleanly(model):
    served = Served(model, "--port", 0, "--threads", 1).wait()
    seen = threading.Event()

    def read():
        try:
            for _ in ask(served, stream=True, max_tokens=900):
                seen.set()
        except (openai.APIError, Exception):
            seen.set()

    reader = threading.Thread(target=read)
    reader.start()
    assert seen.wait(60)
    code, out, err = served.stop(signal.SIGINT)
    reader.join(30)
    assert code == 0 and out == "stopped\n" and "Traceback" not in err, (code, out, err)


def test_a_folder_without_a_model_says_what_is_missing(model, tmp_path):
    with pytest.raises(ServeError, match=r"model folder '/nowhere/at/all' does not exist; check the path"):
        check_model("/nowhere/at/all")
    with pytest.raises(ServeError, match=r"has no config.json; expected a Hugging Face folder"):
        check_model(str(tmp_path))
    with pytest.raises(ServeError, match=r"is a file; expected a folder"):
        check_model(str(model / "config.json"))
    for name in ("config.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((model / name).read_bytes())
    with pytest.raises(ServeError, match=r"has no model.safetensors"):
        check_model(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"")
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ServeError, match=r"config.json is no JSON"):
        check_model(str(tmp_path))


def test_a_port_in_use_is_one_clear_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"port {port} on 127.0.0.1 is in use; stop what listens there, or choose another"):
            open_port("127.0.0.1", port)


@pytest.mark.slow
def test_bad_use_ends_with_one_line_and_a_code(model, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for arguments, message in (
            ([str(model), "--port", str(taken.getsockname()[1])], "is in use"),
            ([str(tmp_path)], "has no config.json"),
        ):
            done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=240, check=False)
            assert done.returncode == 2 and message in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_the_cards_command_is_vllms_default(tmp_path):
    settings = ServeSettings("zhuyaoyu/CodeV-R1-Distill-Qwen-7B")
    command = vllm_command("vllm", settings, tmp_path / "t.jinja", devices=8)
    text = " ".join(command)
    assert text.startswith("vllm serve zhuyaoyu/CodeV-R1-Distill-Qwen-7B --host 127.0.0.1 --port 8000")
    assert "--tensor-parallel-size 2" in text and "--max-model-len 16384" in text and "--enforce-eager" in text
    assert text.endswith(f"--chat-template {tmp_path / 't.jinja'}")
    assert "--tensor-parallel-size 1" in " ".join(vllm_command("vllm", settings, None, devices=1))


def test_vllm_that_is_not_there_says_how_to_get_it(tmp_path):
    with pytest.raises(ServeError, match=r"vLLM's program '.*no-vllm' is not there"):
        choose_backend("vllm", str(tmp_path / "no-vllm"))
    with pytest.raises(ServeError, match=r"backend is 'ollama'; expected one of: auto, vllm, transformers"):
        choose_backend("ollama")
    assert choose_backend("transformers") is None
