"""`reflex eval`: the table, the failures, the files that it writes, and what it refuses."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwire.reflex import report

Command = Callable[..., Any]
ROWS = [
    {"id": "times", "suite": "taught", "prompt": "multiply 6 and 9", "expect": {"words": {"0x5000": [54]}}},
    {"id": "yo", "suite": "taught", "prompt": "say yo", "expect": {"words": {"0x6000": [121, 111]}}},
    {"id": "wrong", "suite": "other", "prompt": "say yo", "expect": {"words": {"0x6000": [121]}}},
]


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    """A task file: two that pass, and one that forbids what the model writes."""
    path = tmp_path / "tasks.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def test_the_table_counts_by_suite_and_failures_show_what_memory_holds(command: Command, tasks: Path) -> None:
    result = command("reflex", "eval", "--tasks", str(tasks), model=True)
    assert result.exit_code == 0, result.output
    rows = {line.split()[0]: line.split()[1:4] for line in result.stdout.splitlines() if line.strip()}
    assert rows["taught"] == ["2", "2", "100.0%"]
    assert rows["other"] == ["1", "0", "0.0%"]
    assert rows["all"] == ["3", "2", "66.7%"]
    assert 'failed  wrong  "say yo"' in result.stdout
    assert "0x6004: expected 0 (unchanged), found 111" in result.stdout
    assert "1 of 2 distinct prompts passed" in result.stdout


def test_out_gets_summary_report_results_and_manifest(command: Command, tasks: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    assert command("reflex", "eval", "--tasks", str(tasks), "--out", str(out), model=True).exit_code == 0
    assert {path.name for path in out.iterdir()} == {"summary.json", "report.md", "results.jsonl", "manifest.json"}
    rows = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["times", "yo", "wrong"]
    assert [row["passed"] for row in rows] == [True, True, False]
    assert all({"suite", "prompt", "reason", "cycles", "seconds"} <= set(row) for row in rows)
    summary = json.loads((out / "summary.json").read_text())
    assert summary["total"]["n"] == 3 and summary["settings"]["max_cycles"] == 400
    assert "| taught | 2 | 2 | 100.0% |" in (out / "report.md").read_text()
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["outcome"]["total"]["passed"] == 2 and str(tasks) in manifest["data"]


def test_json_is_the_summary(command: Command, tasks: Path) -> None:
    result = command("reflex", "eval", "--tasks", str(tasks), "--json", "--batch", "1", model=True)
    assert json.loads(result.stdout)["distinct_prompts"]["n"] == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ('{"id": "a", "suite": "s", "prompt": "p"}', "expect"),
        ('{"id": "a", "suite": "s", "prompt": "p", "expect": {"words": {"0x5002": [1]}}}', "0x5002 is not aligned"),
        ('{"id": "a", "suite": "s", "prompt": "p", "expect": {"words": {"0x0": [1]}}}', "0x0 is not mapped"),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(command: Command, tasks: Path, line: str, told: str) -> None:
    tasks.write_text(tasks.read_text() + line + "\n")
    result = command("reflex", "eval", "--tasks", str(tasks), model=True)
    assert result.exit_code == 2
    assert f"{tasks}:4: " in result.stderr and told in result.stderr and result.stderr.count("\n") == 1


def test_ids_must_differ_over_all_files(command: Command, tasks: Path) -> None:
    result = command("reflex", "eval", "--tasks", str(tasks), "--tasks", str(tasks), model=True)
    assert result.exit_code == 2 and "'times' stands twice" in result.stderr


def test_a_folder_that_cannot_be_made_is_refused_before_anything_runs(command: Command, tasks: Path) -> None:
    result = command("reflex", "eval", "--tasks", str(tasks), "--out", str(tasks), model=True)
    assert result.exit_code == 2
    assert f"{tasks}: " in result.stderr and "choose another place" in result.stderr
    result = command("reflex", "eval", "--tasks", str(tasks), "--out", str(tasks / "below"), model=True)
    assert result.exit_code == 2 and "a part of the path is a file" in result.stderr


def test_a_disk_that_fills_up_leaves_no_half_of_a_file(
    command: Command, tasks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = report.write_text

    def full(path: Path, text: str) -> None:
        if path.name == "summary.json":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        whole(path, text)

    monkeypatch.setattr(report, "write_text", full)
    out = tmp_path / "out"
    result = command("reflex", "eval", "--tasks", str(tasks), "--out", str(out), model=True)
    assert result.exit_code == 2 and "the disk is full" in result.stderr
    assert [path.name for path in out.iterdir()] == ["results.jsonl"]
    assert len((out / "results.jsonl").read_text().splitlines()) == 3
