"""`groundwire verilog ask` as a user calls it, on a real server that speaks the OpenAI protocol."""

import json
import sys
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from groundwire.bench import tools
from groundwire.cli.main import app

for _folder in ("distill/ask", "chat"):
    sys.path.insert(0, str(Path(__file__).parents[1] / _folder))

from chat_server import ChatServer, completion  # noqa: E402  (found by the lines above)
from designs import BENCH, DOWN, RIGHT, response  # noqa: E402

pytest.importorskip("pyslang", reason="pyslang is not installed: pip install pyslang")
if tools.ICARUS not in tools.available():
    pytest.skip("Icarus Verilog is not installed: apt-get install iverilog", allow_module_level=True)


@pytest.fixture
def server():
    made = ChatServer()
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def call(*arguments, **extra):
    return CliRunner().invoke(app, ["verilog", "ask", *map(str, arguments)], **extra)


def answers(server, *codes):
    """Have the server answer one request for several samples with these codes."""

    def behave(handler, body):
        body = {**body, "n": len(codes)}
        whole = completion(body)
        for choice, code in zip(whole["choices"], codes, strict=True):
            choice["message"]["content"] = response(code)
        handler.send(whole)

    server.behaviour = behave
    return "--endpoint", server.url, "--model", "tiny", "--samples", len(codes)


def test_the_answer_comes_with_what_was_checked_and_what_was_not(server, tmp_path):
    bench, out = tmp_path / "tb.v", tmp_path / "counter.v"
    bench.write_text(BENCH)
    result = call("a counter", *answers(server, DOWN, RIGHT), "--bench", bench, "--out", out, "--thinking")
    assert result.exit_code == 0, result.output
    assert out.read_text().strip() == RIGHT and "It counts." in result.stdout and f"the code is in {out}" in result.stdout
    assert "candidate 2 of 2 by tiny passed its checks" in result.stdout and "the bench says 'all tests passed'" in result.stdout
    assert "candidate 1: bench: the bench says 'FAILED with 17 errors'" in result.stdout
    assert "not checked" not in result.stdout
    plain = call("a counter", *answers(server, RIGHT))
    assert plain.exit_code == 0 and RIGHT in plain.stdout and "It counts." not in plain.stdout
    assert "not checked: whether it does what was asked for" in plain.stdout


def test_json_has_everything_and_the_exit_code_says_that_none_passed(server, tmp_path):
    bench = tmp_path / "tb.v"
    bench.write_text(BENCH)
    result = call("-", *answers(server, DOWN), "--bench", bench, "--json", input="a counter from stdin")
    told = json.loads(result.stdout)
    assert result.exit_code == 1 and told["passed"] is False and told["spec"] == "a counter from stdin"
    assert told["answer"]["code"].strip() == DOWN and told["answer"]["thinking"] == "It counts."
    assert told["candidates"][0]["fault"] == "bench: the bench says 'FAILED with 17 errors'"
    assert [check["name"] for check in told["answer"]["checks"]][-1] == "bench"


def test_bad_use_is_one_line_and_code_2(tmp_path):
    for arguments, said in (
        (("x", "--endpoint", "nowhere"), "the endpoint is 'nowhere'"),
        (("x", "--model", tmp_path), "holds no model"),
        (("x", "--bench", tmp_path / "no.v"), "there is no such file"),
        (("x", "--endpoint", "http://127.0.0.1:9"), "does not say which models it has"),
        ((" ", "--endpoint", "http://127.0.0.1:9", "--model", "m"), "the specification is empty"),
    ):
        result = call(*arguments)
        assert result.exit_code == 2 and said in result.stderr and result.stderr.count("\n") == 1, result.output
