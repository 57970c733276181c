"""`groundwire verilog`: references checked, responses generated and scored, runs compared; each command as a user gives it."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from groundwire.bench import tools

for _folder in ("bench", "chat"):
    sys.path.insert(0, str(Path(__file__).parents[1] / _folder))

import bench_fixture  # noqa: E402  (found by the lines above)
from chat_server import ChatServer, completion  # noqa: E402

if tools.ICARUS not in tools.available():
    pytest.skip("Icarus Verilog is not installed: apt-get install iverilog", allow_module_level=True)

Run = Callable[..., Result]
RIGHT = bench_fixture.HEADER + "always @(posedge clk) sum <= a + b;\nendmodule\n"
WRONG = RIGHT.replace("a + b", "a - b")


def respond(code: str) -> str:
    return f"<think>Well.</think>\n<answer>\n```verilog\n{code}\n```\n</answer>"


@pytest.fixture
def verilog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `groundwire verilog`, on Icarus, with a cache of the test's own."""
    from groundwire.cli.main import app

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return lambda *arguments: CliRunner().invoke(app, ["verilog", *map(str, arguments)])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A benchmark of two adders."""
    return bench_fixture.write_benchmark(tmp_path / "dataset_spec-to-rtl", 2)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    made = ChatServer()
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def write_run(folder: Path, codes: list[str], model: str) -> Path:
    """A responses file with a header."""
    folder.mkdir()
    header = {"benchmark": "verilog-eval-v2", "task": "spec-to-rtl", "revision": None, "model": model}
    rows = [
        {"problem": f"Prob{problem:03d}_adder", "sample": n, "text": respond(code)}
        for problem in (1, 2)
        for n, code in enumerate(codes, 1)
    ]
    lines = [header | {"settings": {"temperature": 0.6}}, *rows]
    (folder / "responses.jsonl").write_text("".join(json.dumps(row) + "\n" for row in lines))
    return folder / "responses.jsonl"


def test_check_ends_with_the_line_that_scripts_read(verilog: Run, place: Path) -> None:
    result = verilog("check", place, "--tool", "icarus")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "official 2/2, with errata 2/2"
    assert "tools: icarus" in result.stdout and "; sandbox: " in result.stdout


def test_check_says_who_fails_and_why(verilog: Run, place: Path) -> None:
    reference = place / "Prob002_adder_ref.sv"
    reference.write_text(reference.read_text().replace("sum <= a + b", "sum <= a + nothing"))
    result = verilog("check", place, "--tool", "icarus", "--json")
    told = json.loads(result.stdout)
    assert told["result"] == "official 1/2, with errata 1/2"
    wrong = told["rows"][1]
    assert (wrong["problem"], wrong["official"]) == ("Prob002_adder", "p") and wrong["judgement"]["log"]
    assert "Prob002_adder: official p" in verilog("check", place, "--tool", "icarus").stdout


def test_score_writes_verdicts_summary_and_reports(verilog: Run, place: Path, tmp_path: Path) -> None:
    responses = write_run(tmp_path / "run", [RIGHT, WRONG, RIGHT, "module TopModule(; endmodule"], "mine")
    result = verilog("score", responses, "--benchmark", place, "--tool", "icarus")
    assert result.exit_code == 0, result.output
    assert "pass@1: official 50.0%, with errata 50.0%" in result.stdout
    assert "pass@5: official -, with errata -" in result.stdout
    assert re.search(r"8 responses in .* simulated, \d equal to another answer, 0 from the cache", result.stdout)
    rows = [json.loads(line) for line in (tmp_path / "run" / "verdicts.jsonl").read_text().splitlines()]
    assert {*rows[0]} == {"problem", "sample", "kind", "official", "tool", "version", "seconds", "log", "source", "response"}
    assert sorted(row["kind"] for row in rows) == ["mismatch"] * 2 + ["pass"] * 4 + ["syntax"] * 2
    page = (tmp_path / "run" / "report.html").read_text()
    assert "<script" not in page and "http" not in page.replace("http://www.w3.org", "")
    assert page.count("<svg") == 5 and "mine" in page and "temperature" in page
    assert "# mine on verilog-eval-v2 spec-to-rtl" in (tmp_path / "run" / "report.md").read_text()
    again = verilog("score", responses, "--benchmark", place, "--tool", "icarus", "--json")
    assert json.loads(again.stdout)["with errata"]["kinds"] == {"pass": 4, "mismatch": 2, "syntax": 2}


def test_the_lenient_rule_finds_what_the_strict_one_does_not(verilog: Run, place: Path, tmp_path: Path) -> None:
    responses = write_run(tmp_path / "run", [RIGHT], "mine")
    responses.write_text(responses.read_text().replace("<answer>", "").replace("</answer>", ""))
    strict = verilog("score", responses, "--benchmark", place, "--tool", "icarus", "--out", tmp_path / "strict")
    assert "pass@1: official 0.0%, with errata 0.0%" in strict.stdout
    assert "2 of 2 responses have no code by the strict rule; see what --rule lenient finds" in strict.stdout
    told = ("--tool", "icarus", "--rule", "lenient", "--out", tmp_path / "lenient")
    lenient = verilog("score", responses, "--benchmark", place, *told)
    assert "pass@1: official 100.0%, with errata 100.0%" in lenient.stdout
    assert json.loads((tmp_path / "lenient" / "summary.json").read_text())["settings"]["answer rule"] == "lenient"


def test_compare_says_what_is_significant(verilog: Run, place: Path, tmp_path: Path) -> None:
    for name, codes in (("bad", [WRONG] * 20), ("good", [RIGHT] * 20)):
        verilog("score", write_run(tmp_path / name, codes, name), "--benchmark", place, "--tool", "icarus")
    result = verilog("compare", tmp_path / "bad", tmp_path / "good")
    assert result.exit_code == 0, result.output
    assert "pass@1 over 2 problems: 0.0% and 100.0%" in result.stdout
    assert re.search(r"Prob001_adder: 0.0% and 100.0%, p = 0.0000 \(Holm\)", result.stdout)
    same = json.loads(verilog("compare", tmp_path / "bad", tmp_path / "bad", "--json").stdout)
    assert (same["significant"], same["changed"]) == (False, [])


def test_eval_asks_a_model_and_scores_what_it_says(verilog: Run, place: Path, tmp_path: Path, server: ChatServer) -> None:
    server.behaviour = lambda handler, body: handler.send(completion(body, text=respond(RIGHT)))
    told = ("--model", "tiny", "--endpoint", server.url, "-n", 4, "--tool", "icarus", "--out", tmp_path / "run", "--seed", 3)
    result = verilog("eval", place, *told)
    assert result.exit_code == 0, result.output
    assert "8 of 8 responses" in result.stdout and "pass@1: official 100.0%, with errata 100.0%" in result.stdout
    first = server.requests[0]
    assert (first["temperature"], first["max_tokens"], first["model"]) == (0.6, 16384, "tiny")
    assert first["messages"][0]["role"] == "system" and "Question:" in first["messages"][1]["content"]
    asked = len(server.requests)
    assert verilog("eval", place, *told).exit_code == 0
    assert len(server.requests) == asked, "what is answered is not asked again"


def test_batch_files_are_written_and_read(verilog: Run, place: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    result = verilog("generate", place, "--model", "tiny", "--out", out, "-n", 2, "--write-batch")
    assert result.exit_code == 0, result.output
    written = next(path for path in out.iterdir() if "batch" in path.name)
    replies = [
        {
            "id": "1",
            "custom_id": row["custom_id"],
            "error": None,
            "response": {"status_code": 200, "body": completion(row["body"], text=respond(RIGHT))},
        }
        for row in map(json.loads, written.read_text().splitlines())
    ]
    (tmp_path / "results.jsonl").write_text("".join(json.dumps(one) + "\n" for one in replies))
    result = verilog("generate", place, "--model", "tiny", "--out", out, "-n", 2, "--read-batch", tmp_path / "results.jsonl")
    assert result.exit_code == 0, result.output
    assert "4 of 4 responses" in result.stdout
