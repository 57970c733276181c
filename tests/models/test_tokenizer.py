"""The project's own tokenizer: read back it is the same, digits stand alone, and it frames a chat as Qwen2.5 does."""

import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from groundwire.models.pretrain_data import document_text
from groundwire.models.prompts import SYSTEM_MESSAGE, PromptFrame
from groundwire.models.tokenizer import (
    MARKS,
    THINKING_MARKS,
    load_tokenizer,
    save_tokenizer,
    tokenizer_hash,
    train_tokenizer,
)

_spec = importlib.util.spec_from_file_location("tiny_text", Path(__file__).with_name("tiny_text.py"))
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)


@pytest.fixture(scope="module")
def made():
    return tiny.tokenizer()


@pytest.fixture(scope="module")
def again(made, tmp_path_factory):
    """The tokenizer as AutoTokenizer reads it from a folder of a model of type qwen2."""
    folder = tmp_path_factory.mktemp("tokenizer")
    save_tokenizer(made, folder)
    (folder / "config.json").write_text(json.dumps({"model_type": "qwen2"}))
    return AutoTokenizer.from_pretrained(folder)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from([*MARKS, *THINKING_MARKS, " ", "x1", "é", "\n\n", "42"])).map("".join))
def test_read_back_it_gives_the_same_ids(made, again, text):
    assert again(text).input_ids == made(text).input_ids


def test_read_back_it_has_the_same_hash_template_and_marks(made, again):
    assert tokenizer_hash(again) == tokenizer_hash(made)
    assert again.chat_template == made.chat_template
    assert (again.eos_token, again.pad_token, again.bos_token) == ("<|im_end|>", "<|endoftext|>", None)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789abx_', \n\t[]:", max_size=60))
def test_text_comes_back_and_every_digit_is_one_token(made, text):
    ids = made(text).input_ids
    assert made.decode(ids, clean_up_tokenization_spaces=False) == text
    pieces = [made.decode([number]) for number in ids]
    assert sum(piece in "0123456789" and len(piece) == 1 for piece in pieces) == sum(c.isdigit() for c in text)


def test_the_marks_are_the_last_ids_in_qwens_order(made):
    size = len(made)
    assert made.convert_tokens_to_ids([*MARKS, *THINKING_MARKS]) == list(range(size - 7, size))
    assert 300 < size <= 600


def test_marks_around_thinking_stay_in_what_is_decoded(made):
    ids = made("<think>so</think><answer>1</answer><|im_end|>").input_ids
    assert made.decode(ids, skip_special_tokens=True) == "<think>so</think><answer>1</answer>"


def test_without_thinking_its_marks_are_plain_text():
    plain = train_tokenizer(tiny.verilog(20), 320, thinking=False)
    assert len(plain("<think>").input_ids) > 1
    assert len(plain("<|im_end|>").input_ids) == 1


def test_the_same_texts_give_the_same_tokenizer(made):
    texts = [*tiny.verilog(200), *(f"{d.prompt}\n{d.text}" for d in tiny.programs(200))]
    assert tokenizer_hash(train_tokenizer(iter(texts), 600)) == tokenizer_hash(made)


def test_a_chat_is_framed_as_qwen2_5_frames_it(made):
    turns = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yo"}]
    assert made.apply_chat_template(turns, tokenize=False) == (
        "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n"
        "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\nyo<|im_end|>\n"
    )
    turns = [{"role": "system", "content": "be brief"}, turns[0]]
    assert made.apply_chat_template(turns, tokenize=False, add_generation_prompt=True) == (
        "<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n"
    )


def test_a_document_is_the_whole_conversation_through_the_template(made):
    document = tiny.programs(1)[0]
    turns = [
        {"role": "system", "content": SYSTEM_MESSAGE}, {"role": "user", "content": document.prompt},
        {"role": "assistant", "content": document.text},
    ]  # fmt: skip
    assert document_text(document, PromptFrame("chat"), made) == made.apply_chat_template(turns, tokenize=False)


@pytest.mark.parametrize("size", [299, 65_537])
def test_a_vocabulary_of_another_size_than_ids_can_have_is_refused(size):
    with pytest.raises(ValueError, match=f"vocabulary is {size}; expected 300 to 65536, such as 8192"):
        train_tokenizer([], size)


def test_a_folder_without_a_tokenizer_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"holds no tokenizer.json; remove the folder, and it is made again"):
        load_tokenizer(tmp_path)
