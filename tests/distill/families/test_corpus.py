"""The corpus on disk: distinct pairs, the same whatever the workers and interruptions, with a card that adds up."""

from __future__ import annotations

import json
import random

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.distill.families import corpus as corpus_module
from groundwire.distill.families.corpus import SCHEMA, CorpusSettings, generate, shards
from groundwire.distill.families.distinct import normalized, pair_key
from groundwire.eda import find_icarus, find_tools
from groundwire.runs.manifest import RunMismatch

FAMILIES = ("gate", "dff", "truth_function", "mux2")
needs_tools = pytest.mark.skipif(
    not find_icarus() or not {"pyslang", "pyosys"} <= {name for name, tool in find_tools().items() if tool},
    reason="needs Icarus Verilog, pyslang and pyosys",
)


def rows_of(folder):
    return [row for path in shards(folder) for row in pq.read_table(path).to_pylist()]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus") / "c"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus_module, "SHARD_BATCHES", 1)
        card = generate(260, 5, folder, workers=2, families=FAMILIES)
    return folder, card


@pytest.mark.slow
@needs_tools
def test_pairs_are_distinct_and_every_count_of_the_card_adds_up(made):
    folder, card = made
    rows = rows_of(folder)
    assert len(rows) == card["pairs"] == 260
    assert len({row["id"] for row in rows}) == 260
    assert len({(row["problem"], row["reference"]) for row in rows}) == 260
    assert sum(card["families"].values()) == sum(card["forms"].values()) == sum(card["topics"].values()) == 260
    assert sum(card["reasons_dropped"].values()) == sum(card["dropped"].values())
    assert json.loads((folder / "card.json").read_text()) == card
    assert "260 distinct pairs" in (folder / "README.md").read_text()
    assert pq.read_schema(shards(folder)[0]).names == SCHEMA.names


@pytest.mark.slow
@needs_tools
def test_every_row_holds_a_reference_that_begins_with_its_header_and_a_bench_for_its_top(made):
    for row in rows_of(made[0]):
        assert row["reference"].startswith(row["header"])
        assert f"module {row['top']} (" in row["header"]
        assert f"  {row['top']} dut (" in row["testbench"]
        assert row["licence"] == "MIT"
        json.loads(row["parameters"])


@pytest.mark.slow
@needs_tools
def test_one_worker_and_a_stop_in_the_middle_give_the_same_rows(made, tmp_path, monkeypatch):
    monkeypatch.setattr(corpus_module, "SHARD_BATCHES", 1)
    folder = tmp_path / "again"

    class Stop(Exception):
        pass

    def stop(done, wanted):
        raise Stop

    for _ in range(2):
        with pytest.raises(Stop):
            generate(260, 5, folder, workers=1, families=FAMILIES, progress=stop)
    assert 0 < len(rows_of(folder)) < 260
    card = generate(260, 5, folder, workers=1, families=FAMILIES)
    assert rows_of(folder) == rows_of(made[0])
    assert card == made[1]


@pytest.mark.slow
@needs_tools
def test_a_folder_with_another_seed_is_refused(made):
    with pytest.raises(RunMismatch, match="holds a run with another 'seed'"):
        generate(260, 6, made[0], workers=1, families=FAMILIES)


def test_settings_that_make_no_sense_are_named():
    with pytest.raises(ValueError, match="count is 0; give 1 or more"):
        CorpusSettings(count=0)


def test_names_widths_case_and_white_space_make_no_difference():
    one = pair_key("Add a (8 bits) and b.", "module m (input [7:0] a, b);  // x\nendmodule", "m", ("a", "b"))
    two = pair_key("add  u (16 bits) and v.", "module n (input [15:0] u, v);\nendmodule", "n", ("u", "v"))
    assert one == two


def test_constants_and_the_order_of_names_make_a_difference():
    keys = {pair_key("x", f"assign y = {code};", "m", ("a", "b", "y")) for code in ("a & ~b", "b & ~b", "a & 4'd3", "a & 4'd5")}
    assert len(keys) == 4


@given(st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_normalizing_forgets_any_renaming(seed):
    rng = random.Random(seed)
    names = [f"port{i}" for i in range(4)]
    other = [f"sig_{chr(97 + i)}" for i in range(4)]
    words = [rng.choice([*names, "is", "AND", "17"]) for _ in range(12)]
    renamed = [dict(zip(names, other, strict=True)).get(word, word) for word in words]
    assert normalized(" ".join(words), names) == normalized("   ".join(renamed), other)
