"""The shipped Verilog model: small files, made whole once, the system prompt it was trained with, and easy problems solved."""

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from groundwire.chat.answer import extract_answer
from groundwire.chat.decoding import decode
from groundwire.chat.place import model_place
from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.models import shipped
from groundwire.models.encoder import BackboneMissing
from groundwire.models.shipped import CONTEXT, SHIPPED, shipped_adapter, shipped_verilog
from groundwire.models.smollm2 import locate_smollm2

try:
    locate_smollm2()
except BackboneMissing as error:
    pytest.skip(str(error), allow_module_level=True)

FRAME = """
Question:
Write a module named TopModule with this interface. Every port is one bit unless its width is shown.

{}

Answer:
"""
GATE = " - input  a\n - input  b\n - output out\n\nThe module should implement an AND gate: out is a AND b."
REGISTER = " - input  clk\n - input  d (8 bits)\n - output q (8 bits)\n\nAt every rising edge of clk, q takes the value of d."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return shipped_verilog(CARD_SYSTEM_PROMPT, tmp_path_factory.getbasetemp().parent / "models")


@pytest.fixture(scope="module")
def loaded(folder):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    return model, AutoTokenizer.from_pretrained(folder)


def test_its_files_are_small_enough_for_any_host():
    sizes = [path.stat().st_size for path in shipped_adapter().iterdir()]
    assert max(sizes) < 16 << 20 and sum(sizes) < 32 << 20


def test_it_is_made_once_and_is_an_ordinary_model(folder, loaded):
    model, tokenizer = loaded
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert shipped_verilog(CARD_SYSTEM_PROMPT, folder.parents[1]) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before and folder.name == SHIPPED
    assert model.config.max_position_embeddings == CONTEXT and not hasattr(model, "peft_config")
    assert len(tokenizer(CARD_SYSTEM_PROMPT).input_ids) == 1


@pytest.mark.parametrize(("told", "expected"), [(GATE, "a & b"), (REGISTER, "q <= d")])
def test_it_writes_small_designs_with_the_ports_that_it_is_asked_for(loaded, told, expected):
    model, tokenizer = loaded
    turns = [{"role": "system", "content": CARD_SYSTEM_PROMPT}, {"role": "user", "content": FRAME.format(told)}]
    text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    prompt = tokenizer(text, add_special_tokens=False).input_ids
    ends = [tokenizer.eos_token_id]
    (ids,) = decode(model, [prompt], tokenizer.pad_token_id, ends, 200, lambda _, scores: scores.argmax(-1))
    code = extract_answer(tokenizer.decode(ids, skip_special_tokens=True), "strict").code
    assert code is not None and code.startswith("module TopModule (") and expected in code


def test_its_name_is_a_folder_only_where_there_is_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert model_place("other/model") == "other/model"
    (tmp_path / SHIPPED).mkdir()
    assert model_place(SHIPPED) == SHIPPED


def test_an_installation_without_the_adapter_says_how_to_make_one(monkeypatch):
    monkeypatch.setattr(shipped, "SHIPPED", "absent")
    with pytest.raises(BackboneMissing, match="the shipped model absent is not in this installation; make one"):
        shipped_adapter()
