"""`reflex corpus`, `train` and `convert`: what they refuse, and a corpus made for real."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from groundwire.cli.progress import Reporter, note
from groundwire.tasks.taskfile import read_tasks

Command = Callable[..., Any]


def refused(result: Any, *parts: str) -> None:
    """Assert exit code 2 and one line on stderr that holds the parts."""
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1
    for part in parts:
        assert part in result.stderr


def test_a_corpus_never_replaces_a_folder_that_is_something_else(command: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    refused(command("reflex", "corpus", "--out", str(tmp_path)), "holds something that is no corpus")
    assert (tmp_path / "letter.txt").read_text() == "mine"
    refused(command("reflex", "corpus", "--out", str(tmp_path / "letter.txt")), "a part of the path is a file")


@pytest.mark.slow
def test_a_corpus_is_written_with_its_held_out_task_files(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    result = command("reflex", "corpus", "--out", str(out), "--pairs", "30", "--held-out", "3", "--workers", "1")
    assert result.exit_code == 0, result.output
    assert "30 pairs of" in result.stdout and "train 30/30" in result.stderr
    card = json.loads((out / "card.json").read_text())
    assert card["splits"]["train"]["pairs"] == 30
    assert len(read_tasks(out / "phrasings.jsonl")) == 3


def test_an_unknown_recipe_is_refused_with_the_names_there_are(command: Command, tmp_path: Path) -> None:
    refused(command("reflex", "train", "huge", "--out", str(tmp_path / "run")), "no recipe 'huge'", "tiny")
    recipe = tmp_path / "wrong.yaml"
    recipe.write_text("train: {stepz: 3}\n")
    refused(command("reflex", "train", str(recipe), "--out", str(tmp_path / "run")), "'stepz'", "did you mean 'steps'")
    assert not (tmp_path / "run").exists()


def test_convert_refuses_what_is_no_published_file(command: Command, tmp_path: Path) -> None:
    source = tmp_path / "x.pt"
    source.write_bytes(b"PK\x03\x04 cut short")
    refused(command("reflex", "convert", str(source), str(tmp_path / "out")), "x.pt")
    refused(command("reflex", "convert", str(tmp_path / "none.pt"), str(tmp_path / "out")), "none.pt")
    assert not (tmp_path / "out").exists()


def test_convert_keeps_what_is_there(command: Command, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("mine")
    refused(command("reflex", "convert", "x.pt", str(tmp_path / "out")), "is there already; choose a new folder")


def test_progress_without_a_terminal_is_a_line_for_each_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with Reporter() as report:
        report("train", 5, 10, {"loss": 0.25, "learning_rate": 1e-3})
        report("train", 10, 10, {"phrasings_validation": 0.5})
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("train 10/10, ") and line.endswith("/s loss 0.25  validation 0.5")


def test_a_note_holds_only_what_is_worth_a_glance() -> None:
    assert note({"gradient_norm": 1.0, "exact": 0.987654, "loss": 0.01}) == "loss 0.01  exact 0.9877"
