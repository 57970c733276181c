"""Corpora on disk: distinct, the same whatever the number of workers, and whole or not there at all."""

import errno
import hashlib
import json
import multiprocessing
import random
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from groundwire.machine import UnicornMachine
from groundwire.tasks import corpus
from groundwire.tasks.corpus import SCHEMA, CorpusSettings, draw_distinct, write_corpus, write_train
from groundwire.tasks.pairs import HELD_OUT_FAMILIES, PairMaker, splits
from groundwire.tasks.reserved import normalized, reserved_prompts
from groundwire.tasks.taskfile import read_tasks

SETTINGS = CorpusSettings(pairs=900, held_out=30, seed=5, alternate_layouts=0.1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One corpus, written by two workers."""
    path = tmp_path_factory.mktemp("corpora") / "small"
    told: list[tuple[str, int, int]] = []
    card = write_corpus(path, SETTINGS, 2, lambda *news: told.append(news))
    assert json.loads((path / "card.json").read_text()) == card
    assert {name for name, *_ in told} == set(splits())
    assert told[-1][1:] == (30, 30)
    return path


def test_pairs_come_in_the_same_order_from_one_worker_and_from_two():
    split = splits()["train"]
    alone = list(draw_distinct(split, 1300, 1))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert list(draw_distinct(split, 1300, 1, pool)) == alone


def test_no_pair_comes_twice():
    drawn = list(draw_distinct(splits()["train"], 1700, 2))
    assert len({(pair.prompt, pair.program) for pair in drawn}) == len(drawn) == 1700


def test_a_longer_corpus_begins_with_the_shorter_one():
    split = splits()["train"]
    longer = list(draw_distinct(split, 1100, 0))
    assert list(draw_distinct(split, 200, 0)) == longer[:200]


def test_seeds_give_other_pairs():
    split = splits()["train"]
    one, other = ({pair.prompt for pair in draw_distinct(split, 300, seed)} for seed in (0, 1))
    assert len(one & other) < 30


def test_a_split_that_runs_dry_says_how_far_it_came(monkeypatch):
    pair = PairMaker(splits()["train"]).draw(random.Random(0))

    class Worn(PairMaker):
        def draw(self, rng):
            return pair

    monkeypatch.setattr(corpus, "_makers", {splits()["train"]: Worn(splits()["train"])})
    message = "the split 'train' has only 1 distinct pairs; 2 were asked for"
    with pytest.raises(RuntimeError, match=message):
        list(draw_distinct(splits()["train"], 2, 0))


def test_the_training_file_holds_the_pairs_in_their_order(folder):
    table = pq.read_table(folder / "train.parquet")
    assert table.schema.equals(SCHEMA)
    assert table.num_rows == SETTINGS.pairs
    split = splits()["train"]
    split = type(split)(**(split.__dict__ | {"alternate_layouts": SETTINGS.alternate_layouts}))
    for row, pair in zip(table.to_pylist(), draw_distinct(split, SETTINGS.pairs, SETTINGS.seed), strict=True):
        assert tuple(row["program"]) == pair.program
        assert (dict(row["seed"]), dict(row["expect"])) == (pair.seed, pair.expect)
        kept = ("prompt", "family", "author", "skeleton", "layout", "cycles")
        assert {name: row[name] for name in kept} == {name: getattr(pair, name) for name in kept}


def test_programs_read_back_from_the_file_do_what_the_file_says(folder):
    machine = UnicornMachine()
    for row in pq.read_table(folder / "train.parquet").slice(0, 150).to_pylist():
        machine.reset()
        for address, words in row["seed"]:
            machine.write(address, words)
        machine.load_program(row["program"])
        assert machine.run(400) + 1 == row["cycles"]
        assert all(machine.read(address, len(words)) == words for address, words in row["expect"])


def test_the_card_counts_what_is_there(folder):
    card = json.loads((folder / "card.json").read_text())
    rows = pq.read_table(folder / "train.parquet").to_pylist()
    told = card["splits"]["train"]
    assert card["settings"] == SETTINGS.__dict__
    assert told["pairs"] == len(rows)
    assert told["cycles"] == sum(row["cycles"] for row in rows)
    assert told["families"] == Counter(row["family"] for row in rows)
    assert told["authors"] == Counter(row["author"] for row in rows)
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row['prompt']}\0{tuple(row['program'])}\n".encode())
    assert told["sha256"] == digest.hexdigest()


def test_the_held_out_splits_are_task_files(folder):
    for name in set(splits()) - {"train"}:
        tasks = read_tasks(folder / f"{name}.jsonl")
        assert len(tasks) == SETTINGS.held_out
        assert {task.suite for task in tasks} == {name}
        assert all(task.id.startswith(f"{name}/") for task in tasks)


def test_no_prompt_of_the_whole_corpus_is_published(folder):
    prompts = pq.read_table(folder / "train.parquet")["prompt"].to_pylist()
    prompts += [task.prompt for path in folder.glob("*.jsonl") for task in read_tasks(path)]
    assert not reserved_prompts() & {normalized(prompt) for prompt in prompts}


def test_no_held_out_prompt_is_a_training_prompt(folder):
    trained = {normalized(prompt) for prompt in pq.read_table(folder / "train.parquet")["prompt"].to_pylist()}
    for path in folder.glob("*.jsonl"):
        assert not trained & {normalized(task.prompt) for task in read_tasks(path)}, path.name


def test_the_card_for_people_names_splits_families_and_hands(folder):
    text = (folder / "README.md").read_text()
    for name in (*set(splits()) - {"train"}, *HELD_OUT_FAMILIES, "ada", "nils"):
        assert name in text
    assert "hana" not in text.split("|")[0]
    assert "900 distinct (prompt, program) pairs" in text


def test_a_full_disk_leaves_the_old_corpus_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "corpus"
    path.mkdir()
    (path / "card.json").write_text("old")

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(corpus, "write_train", full)
    monkeypatch.setattr(corpus, "CHUNK", 10)
    with pytest.raises(OSError, match="No space left on device"):
        write_corpus(path, CorpusSettings(pairs=5, held_out=5), 1)
    assert [entry.name for entry in tmp_path.iterdir()] == ["corpus"]
    assert (path / "card.json").read_text() == "old"


def test_rows_are_written_in_groups_of_ten_thousand(tmp_path, monkeypatch):
    maker, rng = PairMaker(splits()["train"]), random.Random(0)
    drawn = [maker.draw(rng) for _ in range(25)]
    monkeypatch.setattr(corpus, "_groups", lambda pairs, size: _GROUPS(pairs, 10))
    told = write_train(tmp_path / "train.parquet", iter(drawn))
    read = pq.ParquetFile(tmp_path / "train.parquet")
    assert [read.metadata.row_group(i).num_rows for i in range(read.num_row_groups)] == [10, 10, 5]
    assert told["pairs"] == 25


_GROUPS = corpus._groups
