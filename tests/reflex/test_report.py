"""Reports of evaluations: no figure without its n and interval, and nothing undefined as zero."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from groundwire.reflex.evaluate import TaskResult
from groundwire.reflex.report import EvaluationSettings, markdown, prepare_folder, summarize, write_report
from groundwire.runs.manifest import Manifest, read_manifest
from groundwire.tasks.taskfile import Task

SETTINGS = EvaluationSettings(("a.jsonl",), "tiny", "minilm", 400, 64, True, 2)


def result(name: str, suite: str, passed: bool, prompt: str = "", cycles: int = 10) -> TaskResult:
    """A result as the evaluation makes it."""
    task = Task(name, suite, prompt or name, {0x5000: [1]})
    found = [] if passed else ["0x5000: expected [1], found [0]"]
    return TaskResult(task, passed, "halt" if cycles else "prompt", cycles, 0.02 if cycles else 0.0, found)


def test_suites_and_the_total_have_n_rate_and_wilson_interval() -> None:
    results = [result(f"t{i}", "one" if i < 8 else "two", i % 8 != 0) for i in range(10)]
    summary = summarize(results, SETTINGS)
    assert [(row["suite"], row["passed"], row["n"]) for row in summary["suites"]] == [("one", 7, 8), ("two", 1, 2)]
    # R: binom::binom.confint(8, 10, methods = "wilson") gives 0.4902 to 0.9433.
    assert summary["total"]["rate"] == 0.8
    assert summary["total"]["interval"] == pytest.approx([0.4902, 0.9433], abs=2e-4)
    assert [row["id"] for row in summary["failures"]] == ["t0", "t8"]
    assert summary["milliseconds_per_cycle"] == 2.0


def test_a_prompt_counts_once_and_only_where_all_its_rows_passed() -> None:
    results = [result("a", "s", True, "p"), result("b", "s", False, "p"), result("c", "s", True, "q")]
    prompts = summarize(results, SETTINGS)["distinct_prompts"]
    assert (prompts["passed"], prompts["n"]) == (1, 2)


def test_what_is_undefined_is_not_zero() -> None:
    empty = summarize([], SETTINGS)
    assert empty["total"]["rate"] is None and empty["total"]["interval"] is None
    unread = summarize([result("a", "s", False, cycles=0)], SETTINGS)
    assert unread["milliseconds_per_cycle"] is None
    assert "Nothing ran." in markdown(unread)


def test_the_report_names_its_settings_and_escapes_tables() -> None:
    text = markdown(summarize([result("a|b", "one", False, "x | y"), result("c", "two", True)], SETTINGS))
    for part in ("Checkpoint tiny over minilm", "a.jsonl", "at most 400 cycles", "up to 64 tasks together",
                 "CPU threads: 2", "legal words only", "| all | 2 | 1 | 50.0% |", "95% interval"):  # fmt: skip
        assert part in text
    assert "| a\\|b | x \\| y | halt | 10 | 0x5000: expected [1], found [0] |" in text


def test_files_are_written_with_one_line_a_task(tmp_path: Path) -> None:
    results = [result("a", "one", True), result("b", "one", False)]
    summary = summarize(results, SETTINGS)
    prepare_folder(tmp_path / "out")
    write_report(tmp_path / "out", results, summary, Manifest({}, 0))
    rows = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text().splitlines()]
    assert list(rows[0]) == ["id", "suite", "prompt", "passed", "reason", "cycles", "seconds"]
    assert rows[1]["found"] == ["0x5000: expected [1], found [0]"]
    assert json.loads((tmp_path / "out" / "summary.json").read_text()) == summary
    assert read_manifest(tmp_path / "out")["outcome"]["total"]["passed"] == 1


def test_preparing_a_folder_leaves_nothing_in_it_and_refuses_a_file(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileExistsError):
        prepare_folder(tmp_path / "file")
