"""What teachers can do wrong: each has its reason, and the run goes on."""

import pytest
from raw_pairs import pair, record, response_text, write

from groundwire.distill.stages.teacher import foreign_share


def recipe(folder, **teacher):
    model = {"source": "recorded", "model": "tiny-teacher", "path": str(folder / "teacher.jsonl")}
    return {
        "stages": ["teacher", "format"], "shard_rows": 4, "raw": {"files": [str(folder / "raw.parquet")]},
        "teacher": {"model": model, **teacher},
    }  # fmt: skip


def taught(run, folder, texts, **teacher):
    rows = [pair(number) for number in range(len(texts))]
    write(folder / "raw.parquet", rows)
    record(
        folder / "teacher.jsonl",
        {
            row["id"]: text if isinstance(text, list) else [text]
            for row, text in zip(rows, texts, strict=True)
            if text is not None
        },
    )
    made, left, _ = run(recipe(folder, **teacher))
    return made.stages[1].reasons, left, made


CODE = pair(0)["reference"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty response"),
        ("  \n", "empty response"),
        (None, "no response"),
        ("<think>\nI never stop thinking", "unfinished thinking"),
        ("<think>\nhm\n</think>\n<answer>\nI would rather not.\n</answer>", "no code"),
        ("<think>\nhm\n</think>\n<answer>\n```python\nprint(1)\n```\n</answer>", "no code"),
        ("<think>\nhm\n</think>\n<answer>\n```verilog\nentity a is end;\n```\n</answer>", "no Verilog"),
        (response_text(CODE, "首先我们需要仔细考虑这个模块的输入和输出端口" * 8), "another language"),
    ],
)
def test_each_bad_response_has_its_reason(run, tmp_path, text, reason):
    found, left, _ = taught(run, tmp_path, [response_text(CODE), text])
    assert found == {reason: 1} and len(left) == 1


def test_a_good_response_becomes_a_conversation_in_the_cards_form(run, tmp_path):
    _, (row,), _ = taught(run, tmp_path, [f"<think>Let me see.</think> <answer> ```verilog\n{CODE}``` </answer>"])
    assert [turn["role"] for turn in row["messages"]] == ["system", "user", "assistant"]
    assert row["system"].startswith("You are a helpful assistant. The assistant first thinks")
    assert row["prompt"] == f"{pair(0)['problem']}\n\nThe module head should be:\n{pair(0)['header']}"
    assert row["response"] == f"<think>\nLet me see.\n</think>\n<answer>\n```verilog\n{CODE.strip()}\n```\n</answer>"
    assert row["messages"][2]["content"] == row["response"] and row["licence"] == "MIT"
    assert row["provenance"] == "made for tests, number 0" and row["taught_by"] == "tiny-teacher"


def test_without_checks_the_shortest_usable_try_is_kept(run, tmp_path):
    _, (row,), made = taught(run, tmp_path, [[response_text(CODE, "long " * 50), "", response_text(CODE, "short")]], tries=3)
    assert row["thinking"] == "short" and row["try"] == 3
    assert made.stages[1].usage["teacher"]["samples"] == 3


def test_constructed_reasoning_can_be_the_teacher(run, tmp_path):
    rows = [pair(0), {**pair(1), "reasoning": None}]
    write(tmp_path / "raw.parquet", rows)
    made, (row,), _ = run(recipe(tmp_path) | {"teacher": {"model": {"source": "constructed"}}})
    assert made.stages[1].reasons == {"no response": 1} and row["thinking"] == rows[0]["reasoning"]
    assert row["answer"] == rows[0]["reference"].strip() and row["taught_by"] == "constructed"


def test_symbols_of_mathematics_are_no_other_language():
    assert foreign_share("λ times x ≤ µ, so it follows → done") == 0 and foreign_share("модуль") == 1 and foreign_share("") == 0
