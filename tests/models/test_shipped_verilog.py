"""The shipped Verilog model: small files, the template and system prompt that it was trained with, and an easy problem solved."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

import groundwire.models
from groundwire.chat.answer import extract_answer
from groundwire.chat.decoding import decode
from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.models import shipped
from groundwire.models.encoder import BackboneMissing
from groundwire.models.shipped import SHIPPED, model_place
from groundwire.models.tokenizer import CHAT_TEMPLATE

FOLDER = Path(groundwire.models.__file__).parent / "checkpoints" / "tiny-verilog"
PROBLEM = (
    "\nQuestion:\nWrite a module named TopModule with this interface. Every port is one bit unless its width is shown.\n\n"
    " - input  a\n - input  b\n - output out\n\nThe module should implement an AND gate: out is a AND b.\n\nAnswer:\n"
)


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(FOLDER)


def test_its_files_are_small_enough_for_any_host():
    sizes = [path.stat().st_size for path in FOLDER.iterdir()]
    assert max(sizes) < 16 << 20 and sum(sizes) < 32 << 20


def test_it_is_called_by_its_name_where_no_folder_has_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert model_place(SHIPPED) == str(FOLDER) and model_place("other/model") == "other/model"
    (tmp_path / SHIPPED).mkdir()
    assert model_place(SHIPPED) == SHIPPED


def test_an_installation_without_it_says_how_to_make_one(monkeypatch):
    monkeypatch.setattr(shipped, "SHIPPED", "absent")
    with pytest.raises(BackboneMissing, match="the shipped model absent is not in this installation; make one"):
        shipped.shipped_verilog()


def test_its_template_is_qwens_and_the_cards_system_prompt_is_one_token(tokenizer):
    assert tokenizer.chat_template == CHAT_TEMPLATE
    assert len(tokenizer(CARD_SYSTEM_PROMPT).input_ids) == 1


def test_it_writes_a_gate_with_the_ports_that_it_is_asked_for(tokenizer):
    model = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32).eval()
    turns = [{"role": "system", "content": CARD_SYSTEM_PROMPT}, {"role": "user", "content": PROBLEM}]
    text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    prompt = tokenizer(text, add_special_tokens=False).input_ids
    ends = [tokenizer.eos_token_id]
    (ids,) = decode(model, [prompt], tokenizer.pad_token_id, ends, 200, lambda _, scores: scores.argmax(-1))
    code = extract_answer(tokenizer.decode(ids, skip_special_tokens=True), "strict").code
    assert code is not None and code.startswith("module TopModule (")
    assert "out = a & b;" in code
