"""Beginnings of lines as tokens: the ones that save most, without names and numbers, and whole pieces of text."""

import importlib.util
from pathlib import Path

from groundwire.models.phrases import line_starts
from groundwire.models.pretrain_recipe import read_pretrain_recipe
from groundwire.models.tokenizer import train_tokenizer

_spec = importlib.util.spec_from_file_location("tiny_text", Path(__file__).with_name("tiny_text.py"))
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)
TEXT = "module m (\n  input [3:0] a,\n  input b,\n  output y\n);\n  assign y = a[0] & b;\nendmodule\n"


def test_the_beginnings_that_save_most_are_found_without_names_and_numbers():
    found = line_starts([TEXT] * 30, 6, len)
    assert "\n  assign " in found and "\nendmodule" in found
    assert not any(character.isdigit() for phrase in found for character in phrase)
    assert not any(phrase.rstrip().endswith((" a", " b", " y")) for phrase in found)


def test_text_with_phrases_comes_back_in_fewer_tokens():
    texts = tiny.verilog(100)
    plain, phrased = train_tokenizer(texts, 500), train_tokenizer(texts, 500, phrases=40)
    for text in texts[:20]:
        assert phrased.decode(phrased(text).input_ids) == text
    assert sum(len(phrased(t).input_ids) for t in texts) < 0.85 * sum(len(plain(t).input_ids) for t in texts)


def test_a_piece_is_one_token_wherever_it_stands():
    piece = "You write Verilog.\nNothing else."
    made = train_tokenizer(tiny.verilog(30), 500, pieces=[piece])
    assert len(made(piece).input_ids) == 1
    assert made.decode(made(f"a {piece} b").input_ids) == f"a {piece} b"


def test_a_name_is_read_the_same_way_behind_every_mark():
    made = train_tokenizer([f"{mark}{name}" for name in ("clk", "data") for mark in " (~![.&" for _ in range(50)], 400)
    name = made("data").input_ids
    assert all(made(f"{mark}data").input_ids[-len(name) :] == name for mark in ("(", "~", "!", "[", "."))


def test_the_base_of_the_verilog_model_reads_the_system_prompt_that_it_is_served_with():
    from groundwire.chat.prompts import CARD_SYSTEM_PROMPT

    recipe = read_pretrain_recipe("tiny-verilog-base")
    assert [source.system for source in recipe.sources] == [CARD_SYSTEM_PROMPT]
