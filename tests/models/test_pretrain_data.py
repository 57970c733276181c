"""Rows of packed documents: nothing is lost, documents do not see each other, and bad sources are named."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.models.packing import IGNORED, Packer, RowBatch, RowError, RowSource, TokenRows
from groundwire.models.pretrain import new_model
from groundwire.models.pretrain_data import DataError, Document, Source, open_source, plain_texts, prepare

_spec = importlib.util.spec_from_file_location("tiny_text", Path(__file__).with_name("tiny_text.py"))
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

PAD = 9


def packed(documents, length):
    packer = Packer(length, PAD)
    rows = [row for document in documents for row in packer.add(document)] + list(packer.finish())
    chosen = torch.from_numpy(np.array(rows).reshape(-1, 2, length).astype(np.int64))
    return RowBatch(chosen[:, 0], chosen[:, 1])


def prepared(folder, sources=(), readers=None, held_out=20):
    return prepare(folder, sources, readers or {}, tiny.tokenizer(), 192, held_out)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=12), max_size=300))
def test_documents_that_fit_come_back_whole(documents):
    assert sorted(packed(documents, 12).documents()) == sorted(documents)


def test_a_long_document_is_cut_and_a_single_token_left_out():
    assert sorted(packed([list(range(9)), [5]], 4).documents()) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_rows_are_nearly_full():
    rng = np.random.default_rng(0)
    rows = packed([[1] * n for n in rng.integers(20, 200, 2000)], 512)
    assert (rows.positions > 0).float().mean() > 0.95


def test_the_first_token_of_a_document_and_padding_are_not_predicted():
    rows = packed([[1, 2, 3], [4, 5]], 7)
    assert rows.ids.tolist() == [[1, 2, 3, 4, 5, PAD, PAD]]
    assert rows.labels().tolist() == [[IGNORED, 2, 3, IGNORED, 5, IGNORED, IGNORED]]


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
@torch.no_grad()
def test_a_documents_logits_are_the_same_alone_and_packed(attention):
    tokenizer = tiny.tokenizer()
    model = new_model(tiny.NETWORK, tokenizer, 0).eval()
    model.set_attn_implementation(attention)
    for parameter in model.parameters():  # initial weights are so small that attention hardly matters
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.2)
    documents = [tokenizer(text).input_ids for text in tiny.verilog(6)]
    rows = packed(documents, 256)
    assert len(rows.ids) < len(documents)
    found = {}
    logits = model(input_ids=rows.ids, position_ids=rows.positions, use_cache=False).logits
    for row in range(len(rows.ids)):
        starts = [p for p, position in enumerate(rows.positions[row].tolist()) if position == 0]
        for start, end in zip(starts, [*starts[1:], 256], strict=True):
            found[tuple(rows.ids[row, start:end].tolist())] = logits[row, start:end]
    for document in documents:
        alone = model(input_ids=torch.tensor([document])).logits[0]
        torch.testing.assert_close(found[tuple(document)], alone, rtol=1e-5, atol=1e-5)


def test_every_epoch_has_every_row_once_in_an_order_of_its_own(tmp_path):
    np.stack([np.full((2, 4), n, "<u2") for n in range(10)]).tofile(tmp_path / "rows")
    source = RowSource(TokenRows(tmp_path / "rows", 10, 4), 4, seed=3)
    taken = [int(n) for number in range(5) for n in source.batch(number).ids[:, 0]]
    assert sorted(taken[:10]) == sorted(taken[10:]) == list(range(10))
    assert taken[:10] != taken[10:]
    assert source.batch(2).ids[:, 0].tolist() == taken[8:12]


def test_the_same_sources_give_the_same_rows(tmp_path):
    sources = [tiny.save_verilog(tmp_path / "v.jsonl"), tiny.save_programs(tmp_path / "p.jsonl")]
    one, other = (prepared(tmp_path / name, sources) for name in ("one", "other"))
    assert one.manifest == other.manifest
    assert one.train.array.dtype == np.uint16 and isinstance(one.train.array, np.memmap)
    for name in ("train", "validation"):
        assert one.manifest[name]["rows"] > 0
        rows = TokenRows(tmp_path / "one" / f"{name}.rows", one.manifest[name]["rows"], 192).batch(slice(None))
        assert one.manifest[name]["predicted_tokens"] == int((rows.labels() != IGNORED).sum())


def test_held_out_documents_are_never_trained_on(tmp_path):
    data = prepared(tmp_path / "data", [tiny.save_programs(tmp_path / "p.jsonl")], held_out=5)
    trained, held_out = ({tuple(d) for d in rows.batch(slice(None)).documents()} for rows in data[:2])
    assert len(trained) + len(held_out) == 200 and not trained & held_out
    assert data.manifest["sources"] == [
        {"kind": "text", "path": str(tmp_path / "p.jsonl"), "train": len(trained), "validation": len(held_out)}
    ]


def test_rows_are_tokenized_once(tmp_path):
    source = tiny.save_verilog(tmp_path / "v.jsonl")
    first = prepared(tmp_path / "data", [source]).manifest
    (tmp_path / "v.jsonl").unlink()
    assert prepared(tmp_path / "data", [source]).manifest == first


def test_what_cannot_be_trained_on_is_dropped_and_counted(tmp_path):
    texts = ["a wire", " \n", "a wire", "a <|im_end|> wire", "a reg"]
    data = prepared(tmp_path / "data", [Source("list")], {"list": lambda source: map(Document, texts)}, 0)
    counts = {"kind": "list", "path": "", "train": 2, "empty": 1, "seen before": 1, "with marks": 1}
    assert data.manifest["sources"] == [counts]
    assert "".join(plain_texts([Source("list")], {"list": lambda source: map(Document, texts[3:])}, 9)) == "a reg"


def test_no_document_at_all_is_an_error_that_leaves_nothing(tmp_path):
    with pytest.raises(DataError, match=r"no document is left to train on \(.*\"empty\": 1.*\); give other sources"):
        prepared(tmp_path / "data", [Source("list")], {"list": lambda source: [Document("")]})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\xff"), "train.rows is damaged .SHA-256 .* remove"),
        (lambda path: path.write_bytes(b""), "train.rows is damaged"),
    ],
)
def test_damaged_rows_are_refused(tmp_path, harm, message):
    source = tiny.save_verilog(tmp_path / "v.jsonl")
    prepared(tmp_path / "data", [source])
    harm(tmp_path / "data" / "train.rows")
    with pytest.raises(RowError, match=message):
        prepared(tmp_path / "data", [source])


def test_rows_of_another_size_are_refused(tmp_path):
    (tmp_path / "rows").write_bytes(b"1234")
    with pytest.raises(RowError, match=r"rows has 4 bytes, expected 160 bytes; remove .* and it is made again"):
        TokenRows(tmp_path / "rows", 10, 4)


def test_text_json_lines_and_parquet_are_read(tmp_path):
    (tmp_path / "a.v").write_text("module a; endmodule")
    (tmp_path / "b.jsonl").write_text('{"code": "b", "other": 1}\n{"code": "c"}\n')
    pq.write_table(pa.table({"code": ["d", "e"], "spec": ["D", "E"]}), tmp_path / "c.parquet")
    found = list(open_source(Source(path=str(tmp_path / "*"), column="code"), {}))
    assert found == [Document("module a; endmodule"), *map(Document, "bcde")]
    both = Source(path=str(tmp_path / "c.parquet"), column="code", prompt_column="spec", limit=1)
    assert list(open_source(both, {})) == [Document("d", "D")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"code": "b"}\n{"cod', "a.jsonl, line 2 is no JSON"),
        ("a.jsonl", "[1]\n", "a.jsonl, line 1 is no JSON object; expected one with columns"),
        ("a.jsonl", '{"text": "b", "n": 1}\n', "a.jsonl, row 1: column 'code' holds no text; known are text, n"),
        ("a.jsonl", '{"code": 3}\n', "a.jsonl, row 1: column 'code' holds no text"),
        ("a.parquet", "no parquet", "a.parquet is no Parquet file that can be read"),
        ("a.v", b"\xff\xfe", "a.v is no UTF-8 text"),
        ("b.v", "", "no file fits '.*a.*'; give a file, or a pattern such as 'data/.*.parquet'"),
    ],
)
def test_a_source_that_cannot_be_read_is_named(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError, match=message):
        list(open_source(Source(path=str(tmp_path / "a*"), column="code"), {}))


def test_a_missing_column_of_a_parquet_file_is_named_with_those_there_are(tmp_path):
    pq.write_table(pa.table({"text": ["d"], "spec": ["D"]}), tmp_path / "a.parquet")
    with pytest.raises(DataError, match=r"a.parquet has no column 'code'; known are text, spec"):
        list(open_source(Source(path=str(tmp_path / "a.parquet"), column="code"), {}))


def test_an_unknown_kind_of_source_is_refused_with_those_there_are():
    with pytest.raises(DataError, match="source kind is 'reflx'; known are reflex, text"):
        open_source(Source("reflx"), {"reflex": lambda source: iter(())})


def test_json_of_a_manifest_is_plain(tmp_path):
    manifest = prepared(tmp_path / "data", [tiny.save_verilog(tmp_path / "v.jsonl")]).manifest
    assert json.loads((tmp_path / "data" / "data.json").read_text()) == manifest
