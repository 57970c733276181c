"""What the data may be, and how everything that cannot be used is counted and named."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.distill.sft.conversations import Tally, read_conversations
from groundwire.distill.sft.errors import SftError
from groundwire.distill.sft.packed import describe, prepare
from groundwire.distill.sft.recipe import DataSettings
from groundwire.distill.sft.samples import Encoder, Sample, fit


def quiet(*_):
    """No progress."""


def read(path, **changes):
    tally = Tally()
    return list(read_conversations(DataSettings(path=str(path), **changes), tally)), tally


def write(path, rows):
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def test_json_lines_and_parquet_give_the_same_conversations(fixture, tmp_path):
    rows = fixture.rows(5)
    write(tmp_path / "a.jsonl", rows)
    pq.write_table(pa.Table.from_pylist([row | {"id": "extra"} for row in rows]), tmp_path / "a.parquet")
    one, other = read(tmp_path / "a.jsonl")[0], read(tmp_path / "a.parquet")[0]
    assert [found[:2] for found in one] == [found[:2] for found in other] and len(one) == 5
    assert [message.role for message in one[0].messages] == ["system", "user"]


def test_messages_of_several_turns_are_read_and_only_the_last_answer_is_learned(tmp_path):
    turns = [("user", "One."), ("assistant", "1"), ("user", "Two."), ("assistant", "2")]
    row = {"messages": [{"role": role, "content": text} for role, text in turns]}
    (found,), _ = read(write(tmp_path / "m.jsonl", [row]), system=None)
    assert [message.content for message in found.messages] == ["One.", "1", "Two."] and found.answer == "2"


def test_rows_without_a_system_turn_get_the_cards(tmp_path):
    path = write(tmp_path / "p.jsonl", [{"prompt": "p", "response": "r"}, {"system": "", "prompt": "p", "response": "r"}])
    assert {found.messages[0].content for found in read(path)[0]} == {CARD_SYSTEM_PROMPT}
    assert {found.messages[0].role for found in read(path, system=None)[0]} == {"user"}


def test_rows_that_cannot_be_used_are_counted_by_reason_and_named(tmp_path):
    good = {"prompt": "p", "response": "r"}
    rows = [
        good, "{half a line", "[1, 2]", good | {"response": "  "}, good | {"prompt": ""}, good | {"prompt": None},
        good | {"response": 5}, {"messages": [{"role": "assistant", "content": "alone"}]}, good | {"prompt": "\ud800"},
        good | {"response": ""},
    ]  # fmt: skip
    found, tally = read(write(tmp_path / "bad.jsonl", rows))
    assert len(found) == 1 and tally.read == 10
    assert dict(tally.dropped) == {
        "no JSON object": 2, "an empty response": 2, "an empty prompt": 1, "a column that holds no text": 2,
        "messages that are no conversation": 1, "text that is no Unicode": 1,
    }  # fmt: skip
    assert tally.named["an empty response"] == [f"{tmp_path / 'bad.jsonl'}, row 4", f"{tmp_path / 'bad.jsonl'}, row 10"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_a_file_without_the_columns_is_an_error_that_names_them(tmp_path, name):
    rows = [{"question": "p", "response": "r"}]
    path = tmp_path / name
    write(path, rows) if path.suffix == ".jsonl" else pq.write_table(pa.Table.from_pylist(rows), path)
    with pytest.raises(SftError, match=r"has no column 'prompt'; found question, response; expected prompt and response"):
        read(path)


def test_no_file_a_broken_file_and_another_kind_of_file_say_so(tmp_path):
    with pytest.raises(SftError, match=r"no file fits data.path '.*none\*'; give a .jsonl or .parquet file"):
        read(tmp_path / "none*")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 but not really")
    with pytest.raises(SftError, match=r"broken.parquet is no Parquet file that can be read"):
        read(tmp_path / "broken.parquet")
    (tmp_path / "a.csv").write_text("prompt,response\n")
    with pytest.raises(SftError, match=r"a.csv is a .csv file; expected .jsonl or .parquet"):
        read(tmp_path / "a.csv")


def test_too_long_rows_are_dropped_or_cut_and_counted(fixture, base, tmp_path):
    rows = fixture.rows(6)
    rows[2] = rows[2] | {"response": rows[2]["response"] + " so" * 900}
    rows[4] = rows[4] | {"prompt": "why " * 2000}
    rows[5] = rows[5] | {"prompt": "x<|im_end|>y"}
    encoder = Encoder(AutoTokenizer.from_pretrained(base))
    path = write(tmp_path / "long.jsonl", rows)
    for policy, dropped, cut in (("drop", {"longer than 512 tokens": 2}, 0), ("cut", {}, 1)):
        made = fixture.recipe(base, path, data={"overlong": policy, "held_out": 0})
        counts = prepare(tmp_path / policy, made, encoder, quiet).counts
        expected = {"text that holds the template's marks": 1} | dropped
        if policy == "cut":
            expected["a prompt that leaves no room in 512 tokens"] = 1
        assert counts["dropped"] == expected and counts["cut"] == cut
        assert counts["read"] == counts["train"]["samples"] + sum(counts["dropped"].values())
        said = "\n".join(describe(counts))
        assert f"{sum(expected.values())} dropped, {cut} cut at 512 tokens" in said
        assert f"long.jsonl, row {5 if policy == 'cut' else 3}" in said


def test_a_cut_answer_keeps_the_row_at_the_cutoff_and_has_no_end(fixture, base, tmp_path):
    rows = [fixture.rows(1)[0] | {"response": "so " * 900}]
    encoder = Encoder(AutoTokenizer.from_pretrained(base))
    made = fixture.recipe(base, write(tmp_path / "a.jsonl", rows), data={"overlong": "cut", "held_out": 0})
    row = prepare(tmp_path / "data", made, encoder, quiet).train[0]
    assert len(row["input_ids"]) == 512 and row["input_ids"][-1] != encoder.tokenizer.eos_token_id


def test_nothing_left_to_train_on_says_why(fixture, base, tmp_path):
    path = write(tmp_path / "a.jsonl", [{"prompt": "p", "response": ""}])
    encoder = Encoder(AutoTokenizer.from_pretrained(base))
    with pytest.raises(SftError, match=r"no sample is left to train on: 1 rows read, dropped \{'an empty response': 1\}"):
        prepare(tmp_path / "data", fixture.recipe(base, path), encoder, quiet)
    assert not (tmp_path / "data").exists()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.integers(1, 40), st.integers(8, 40), st.sampled_from(["cut", "drop"]))
def test_what_fits_is_never_longer_than_the_cutoff_and_never_only_a_prompt(prompt, answer, cutoff, policy):
    sample = Sample(list(range(prompt)), list(range(answer)))
    found, why = fit(sample, cutoff, policy)
    if found is None:
        assert why and (policy == "drop" or prompt > cutoff - 2)
    else:
        assert len(found) <= cutoff and found.answer and found.prompt == sample.prompt
        assert (why == "cut") == (found != sample)


def test_held_out_rows_are_a_function_of_their_text_and_are_not_trained_on(fixture, base, data, tmp_path):
    made = fixture.recipe(base, data, data={"held_out": 3})
    found = prepare(tmp_path / "data", made, Encoder(AutoTokenizer.from_pretrained(base)), quiet)
    held = [c for c in read_conversations(made.data, Tally()) if c.held_out(3)]
    assert found.counts["validation"]["samples"] == len(held) > 2
    trained = {token for row in found.train["input_ids"] for token in [tuple(row)]}
    assert found.counts["train"]["samples"] + len(held) == 40 and not trained & {tuple(r) for r in found.validation["input_ids"]}
