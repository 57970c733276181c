"""Programs written as text: extracted, assembled and run, whatever the text is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.models.encoder import ENCODER_TEMPLATE
from groundwire.reflex.checkpoint import BackboneRecord
from groundwire.reflex.compare import CompareError, TextRun, Written, extract_code, run_text, writer_for

PROGRAM = "lui x10, 5\nli x5, 56\nsw x5, 0(x10)\nhalt"


def ran(text: str, **extra: object) -> TextRun:
    """Run a text as if it had been generated."""
    return run_text(Written(text, 3, 0.1), **extra)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sure:\n```asm\nA\n```\nDone.", "A\n"),
        ("```\nA\n```\nBetter:\n```riscv\nB\n```", "B\n"),
        ("```asm\nA\nB", "A\nB"),
        ("A\nB\n```", "A\nB\n"),
        ("A", "A"),
        ("", ""),
    ],
)
def test_the_last_block_is_the_code(text: str, code: str) -> None:
    assert extract_code(text) == code


def test_a_program_is_run_to_its_halt() -> None:
    record = ran(f"```asm\n{PROGRAM}\n```").record()
    assert record["reason"] == "halt" and record["halted"]
    assert record["memory"] == {"0x5000": [56]}
    assert record["instructions"] == 3 and record["program_words"] == 4 and record["tokens"] == 3


def test_memory_is_there_before_the_start() -> None:
    record = ran("lui x10, 5\nlw x5, 0x100(x10)\nsw x5, 0(x10)\nhalt", memory={0x5100: [9]}).record()
    assert record["memory"] == {"0x5000": [9]}


@pytest.mark.parametrize(
    "text", ["I cannot do that.", "```asm\n```", "", "mul x5, x5, x6", "j nowhere", ".word 1\n" * 20000]
)
def test_text_that_is_no_program_is_a_result_that_says_why(text: str) -> None:
    run = ran(text)
    assert run.reason == "no-program" and run.detail and run.executed == 0
    assert run.record()["detail"] == run.detail


def test_a_trap_counts_what_was_executed_before_it() -> None:
    run = ran("li x5, 1\nli x6, 2\nlw x7, 1(x0)\nhalt")
    assert (run.reason, run.executed) == ("trap", 2)
    assert "misaligned-load" in run.detail


def test_an_endless_loop_stops_at_the_limit() -> None:
    run = ran("loop: addi x5, x5, 1\nj loop", limit=1000)
    assert (run.reason, run.executed) == ("limit", 1000)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("`\nadi xlsw,0123()-#:."), max_size=80))
def test_no_text_whatever_raises(text: str) -> None:
    run = ran(text, limit=50)
    assert run.reason in {"halt", "limit", "trap", "no-program"}


def test_an_encoder_needs_a_named_writer() -> None:
    record = BackboneRecord("some/encoder", None, ENCODER_TEMPLATE, 8, 1)
    with pytest.raises(CompareError, match="some/encoder, is an encoder and writes no text; give --backbone a causal"):
        writer_for(record, None)
