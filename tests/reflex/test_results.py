"""The results table: measured once, kept, and put between a document's markers and nowhere else."""

import importlib.util
import json
from pathlib import Path

import pytest
import torch

from groundwire.reflex import results
from groundwire.tasks.taskfile import Task

_spec = importlib.util.spec_from_file_location("tiny_encoder", Path(__file__).parent / "tiny_encoder.py")
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    torch.set_num_threads(1)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for suite in ("published", "operands", "long"):
        tasks = [Task(f"{suite}/{n:05d} add", suite, f"add {n} and 1", {0x5000: [n + 1]}) for n in range(3)]
        (folder / f"{suite}.jsonl").write_text("".join(task.as_json() + "\n" for task in tasks))
    monkeypatch.setattr(results, "PUBLISHED_TASKS", folder / "published.jsonl")
    return folder


def measure(model, corpus, out, seen):
    return results.measure(model, "tiny", corpus, out, 5, lambda name, done, total: seen.append(name))


def test_every_suite_that_is_there_is_measured_and_not_measured_twice(corpus, tmp_path):
    model, seen = tiny.model(), []
    first = measure(model, corpus, tmp_path / "out", seen)
    assert [row["name"] for row in first] == ["published", "operands", "long"] and len(seen) == 3
    assert measure(model, corpus, tmp_path / "out", seen) == first and len(seen) == 3


def test_other_weights_or_other_tasks_are_measured_anew(corpus, tmp_path):
    seen = []
    measure(tiny.model(), corpus, tmp_path / "out", seen)
    measure(tiny.model(seed=5), corpus, tmp_path / "out", seen)
    assert len(seen) == 6
    (corpus / "long.jsonl").write_text(Task("long/1 add", "long", "add 1 and 1", {0x5000: [2]}).as_json() + "\n")
    measure(tiny.model(seed=5), corpus, tmp_path / "out", seen)
    assert seen[6:] == ["long"]


def test_the_table_gives_n_interval_and_goal_of_every_suite(corpus, tmp_path):
    rows = measure(tiny.model(), corpus, tmp_path / "out", [])
    text = results.table(rows)
    assert "| operands | operands that training never saw, wordings that it did | 3 | 0 | 0.0% |" in text
    assert "99% |" in text and "Programs of more than 200 cycles, by family: add 0/3." in text
    assert json.loads((tmp_path / "out" / "long" / "suite.json").read_text())["summary"]["total"]["n"] == 3


def test_the_table_goes_between_the_markers_and_the_rest_of_the_document_stays(tmp_path):
    document = tmp_path / "README.md"
    document.write_text(f"before\n{results.BEGIN}\nold\n{results.END}\nafter\n")
    results.write_into(document, "new \\1 table")
    assert document.read_text() == f"before\n{results.BEGIN}\nnew \\1 table\n{results.END}\nafter\n"


def test_a_document_without_markers_is_refused_and_left_alone(tmp_path):
    document = tmp_path / "README.md"
    document.write_text("no markers")
    with pytest.raises(results.MarkersMissing, match="has no lines <!-- results:begin -->"):
        results.write_into(document, "table")
    assert document.read_text() == "no markers"
