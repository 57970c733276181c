"""Training and serving read the same text, and where they do not it is said where."""

import shutil

import pytest
from transformers import AutoTokenizer

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.chat.question import Message
from groundwire.chat.serving_template import with_default_system
from groundwire.chat.templates import render
from groundwire.distill.sft.errors import SftError, TemplateMismatch
from groundwire.distill.sft.samples import Encoder
from groundwire.distill.sft.template_check import check_templates, first_difference


def test_the_tiny_models_templates_are_the_same(base):
    assert check_templates(Encoder(AutoTokenizer.from_pretrained(base)), base, None, CARD_SYSTEM_PROMPT) == 3
    assert check_templates(Encoder(AutoTokenizer.from_pretrained(base)), base, None, None) == 3


@pytest.mark.parametrize(
    ("old", "new"), [("<|im_start|>assistant\\n' }}\n{%- endif", "<|im_start|>assistant\\n<think>' }}\n{%- endif"),
                     ("'<|im_start|>system\\n' + messages[0]['content']", "'<|im_start|>system\\n ' + messages[0]['content']")],
    ids=["thinking begun by the template", "a space after the system turn"],
)  # fmt: skip
def test_a_served_template_that_differs_is_refused_and_the_place_is_shown(base, tmp_path, old, new):
    other = shutil.copytree(base, tmp_path / "other")
    tokenizer = AutoTokenizer.from_pretrained(base)
    assert old in tokenizer.chat_template
    changed = AutoTokenizer.from_pretrained(base)
    changed.chat_template = tokenizer.chat_template.replace(old, new)
    changed.save_pretrained(other)
    with pytest.raises(TemplateMismatch, match=r"differ at character \d+ of probe with the card: the trainer reads .* server"):
        check_templates(Encoder(tokenizer), other, None, CARD_SYSTEM_PROMPT)


def test_a_tokenizer_that_loses_spaces_is_noticed(base):
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.backend_tokenizer.normalizer = __import__("tokenizers").normalizers.Strip()
    with pytest.raises(TemplateMismatch, match="differ at character"):
        check_templates(Encoder(tokenizer), base, None, CARD_SYSTEM_PROMPT)


def test_the_default_system_turn_reaches_conversations_without_one_and_no_other(base):
    tokenizer = AutoTokenizer.from_pretrained(base)
    plain = tokenizer.chat_template
    user, own = Message("user", "Hi."), Message("system", "Mine, with \"quotes\" and {{ braces }}\n.")
    with_card = render(tokenizer, (Message("system", CARD_SYSTEM_PROMPT), user))
    with_own = render(tokenizer, (own, user))
    tokenizer.chat_template = with_default_system(plain)
    assert render(tokenizer, (user,)) == with_card and render(tokenizer, (own, user)) == with_own
    tokenizer.chat_template = with_default_system(plain, own.content)
    assert render(tokenizer, (user,)) == with_own
    assert with_default_system(plain, None) == plain


def test_a_tokenizer_without_a_template_or_an_end_is_refused(base):
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.eos_token = None
    with pytest.raises(SftError, match="no eos token, so that no answer would end"):
        Encoder(tokenizer)
    tokenizer.chat_template = None
    with pytest.raises(SftError, match="no chat template"):
        Encoder(tokenizer)


def test_the_first_difference_is_found_where_it_is():
    assert first_difference("abc", "abc") is None
    assert first_difference("abcd", "abxd") == (2, "abcd", "abxd")
    assert first_difference("ab", "abc") == (2, "ab", "abc")
