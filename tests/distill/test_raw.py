"""Raw files that somebody else made: each fault is a counted reason, and the run goes on."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from raw_pairs import pair, write

from groundwire.distill.errors import DistillError

GOOD = pair(0)


def recipe(*files, **raw):
    return {"stages": [], "shard_rows": 3, "raw": {"files": [str(file) for file in files], **raw}}


def reasons(run, *files, **raw):
    made, rows, _ = run(recipe(*files, **raw))
    read = made.stages[0]
    assert read.rows == read.kept + read.dropped
    return read.reasons, rows


def variant(number, **changes):
    return {**pair(number), **changes}


def test_good_pairs_come_in_whole(run, tmp_path):
    rows = [pair(number) for number in range(7)]
    found, kept = reasons(run, write(tmp_path / "raw.parquet", rows))
    assert found == {} and [{name: row[name] for name in GOOD} for row in kept] == rows


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"problem": "  \n"}, "empty problem"),
        ({"reference": ""}, "empty code"),
        ({"reference": None}, "wrong type"),
        ({"reference": "x" * 200_001}, "enormous code"),
        ({"testbench": "x" * 200_001}, "enormous code"),
        ({"problem": "x" * 50_001}, "enormous problem"),
        ({"reference": "module a;\0endmodule"}, "binary"),
        ({"problem": "\x1b[31m red"}, "binary"),
        ({"id": "pair-0000"}, "duplicate id"),
    ],
)
def test_each_fault_of_a_pair_has_its_reason(run, tmp_path, changes, reason):
    rows = [pair(0), variant(1, **changes), pair(2)]
    found, kept = reasons(run, write(tmp_path / "raw.parquet", rows))
    assert found == {reason: 1} and [row["id"] for row in kept] == ["pair-0000", "pair-0002"]


def test_missing_columns_and_wrong_types_are_told_apart(run, tmp_path):
    numbers = pq.write_table(pa.table({"problem": [1, 2], "reference": ["a", "b"]}), tmp_path / "a.parquet")
    assert numbers is None
    pq.write_table(pa.table({"question": ["q"], "reference": ["a"]}), tmp_path / "b.parquet")
    found, kept = reasons(run, tmp_path / "*.parquet")
    assert found == {"wrong type": 2, "missing column": 1} and not kept


def test_columns_can_be_mapped_and_the_others_travel_along(run, tmp_path):
    pq.write_table(
        pa.table({"question": ["q"], "code": ["module a; endmodule"], "stars": [5], "id": [7]}), tmp_path / "a.parquet"
    )
    found, kept = reasons(run, tmp_path / "a.parquet", columns={"problem": "question", "reference": "code"}, licence="CC0-1.0")
    assert found == {} and kept[0]["problem"] == "q" and kept[0]["id"] == "7" and json.loads(kept[0]["extra"]) == {"stars": 5}
    assert kept[0]["licence"] == "CC0-1.0" and kept[0]["provenance"] == "a.parquet:1"


def test_bytes_that_are_no_text_cost_only_their_row(run, tmp_path):
    texts = pa.array([b"good", b"\xff\xfe\x00bad", b"fine"], pa.binary())
    columns = [pa.Array.from_buffers(pa.string(), 3, texts.buffers()), pa.array(["module a; endmodule"] * 3)]
    pq.write_table(pa.table(columns, names=["problem", "reference"]), tmp_path / "a.parquet")
    found, kept = reasons(run, tmp_path / "a.parquet")
    assert found == {"wrong type": 1} and [row["problem"] for row in kept] == ["good", "fine"]


def test_lines_that_are_no_json_are_counted(run, tmp_path):
    lines = [
        json.dumps(pair(0)).encode(),
        b"{broken",
        b"\xff\xfe",
        b"[1, 2]",
        json.dumps(pair(1)).encode(),
        b'{"problem": "cut of',
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    found, kept = reasons(run, tmp_path / "a.jsonl")
    assert found == {"bad line": 4} and len(kept) == 2


def test_half_a_surrogate_pair_is_binary(run, tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(variant(0, problem="x \ud800 y")) + "\n" + json.dumps(pair(1)) + "\n")
    found, kept = reasons(run, tmp_path / "a.jsonl")
    assert found == {"binary": 1} and len(kept) == 1


def test_a_file_that_is_no_parquet_is_counted_and_the_others_are_read(run, tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but not really")
    whole = write(tmp_path / "b.parquet", [pair(n) for n in range(4)]).read_bytes()
    (tmp_path / "c.parquet").write_bytes(whole[: len(whole) // 2])
    found, kept = reasons(run, tmp_path / "*.parquet")
    assert found == {"unreadable file": 2} and len(kept) == 4


def test_no_file_at_all_is_an_error_that_says_what_to_do(run, tmp_path):
    with pytest.raises(DistillError, match=r"no file fits '.*none.parquet'; give a Parquet or JSON-lines file"):
        run(recipe(tmp_path / "none.parquet"))


def test_a_limit_takes_the_first_records(run, tmp_path):
    write(tmp_path / "a.parquet", [pair(n) for n in range(9)])
    _, kept = reasons(run, tmp_path / "a.parquet", limit=5)
    assert [row["id"] for row in kept] == [f"pair-{n:04d}" for n in range(5)]
