"""Causal language models as backbones: the same hidden states as the whole model, computed piece by piece."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch

from groundwire.models.backbone import PromptError, collate
from groundwire.models.decoder import DecoderBackbone
from groundwire.models.encoder import BackboneMissing
from groundwire.models.layers import find_stack
from groundwire.models.load import load_backbone
from groundwire.models.prompts import SYSTEM_MESSAGE, PromptFrame, default_frame

_path = Path(__file__).with_name("tiny_models.py")
_spec = importlib.util.spec_from_file_location("tiny_models_models", _path)
tiny = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = tiny
_spec.loader.exec_module(tiny)

PROMPTS = ["add 2 and 3", "say hi", "count down from 13 to 1 and store each value"]


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def batch(backbone, prompts=PROMPTS):
    return collate([backbone.tokenize(prompt) for prompt in prompts])


def run_apart(backbone, positions, first=1, cycles=2, prompts=PROMPTS):
    """Run the layers above `first` one by one and finish: (P, C, hidden)."""
    cache = backbone.prepare(batch(backbone, prompts), first, positions, ())
    hidden = cache.hidden[:, None].expand(-1, cycles, *cache.hidden.shape[1:])
    for index in range(first + 1, backbone.layer_count):
        hidden = backbone.layer(index, hidden, cache)
    if hidden.dim() == 4:
        hidden = hidden[torch.arange(len(prompts)), :, cache.pooled]
    return backbone.finish(hidden)


@torch.no_grad()
def whole(backbone, prompt):
    """The plain model's last hidden state of one unpadded prompt."""
    ids = torch.tensor([backbone.tokenize(prompt).words])
    return backbone.stack.body(input_ids=ids).last_hidden_state[0, -1]


@pytest.mark.parametrize("positions", ["all", "pooled"])
@pytest.mark.parametrize("kind", tiny.KINDS)
def test_layers_called_one_by_one_give_what_the_whole_model_gives(kind, positions):
    backbone = tiny.decoder(kind)
    expected = torch.stack([whole(backbone, prompt) for prompt in PROMPTS])
    found = run_apart(backbone, positions)
    assert found.shape == (3, 2, tiny.HIDDEN)
    torch.testing.assert_close(found, expected[:, None].expand(-1, 2, -1), rtol=1e-4, atol=1e-5)
    alone = run_apart(backbone, positions, cycles=1, prompts=PROMPTS[2:])
    torch.testing.assert_close(alone[0, 0], expected[2], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("positions", ["all", "pooled"])
@pytest.mark.parametrize("kind", ["qwen2", "gpt2"])
def test_eager_attention_gives_the_same(kind, positions):
    backbone = tiny.decoder(kind, attention="eager")
    expected = torch.stack([whole(backbone, prompt) for prompt in PROMPTS])
    found = run_apart(backbone, positions)[:, 1]
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", tiny.KINDS)
def test_the_last_layer_computes_the_pooled_position_alone(kind):
    backbone = tiny.decoder(kind)
    cache = backbone.prepare(batch(backbone), 1, "all", ())
    hidden = cache.hidden[:, None].expand(-1, 2, -1, -1)
    last = backbone.layer_count - 1
    assert backbone.layer(last, hidden, cache).shape == (3, 2, tiny.HIDDEN)
    assert backbone.layer(last - 1, hidden, cache).shape == hidden.shape


def test_half_precision_stays_inside():
    backbone = tiny.decoder(dtype=torch.bfloat16)
    cache = backbone.prepare(batch(backbone), 1, "all", (0, 2))
    assert cache.hidden.dtype == torch.float32
    assert {tap.dtype for tap in cache.features.taps} == {torch.float32}
    for positions in ("all", "pooled"):
        found = run_apart(backbone, positions)
        assert found.dtype == torch.float32
        expected = torch.stack([whole(backbone, prompt) for prompt in PROMPTS]).float()
        assert (found[:, 0] - expected).norm() < 0.05 * expected.norm()


def test_attention_that_needs_more_than_a_layers_arguments_is_refused():
    backbone = tiny.decoder("falcon")  # ALiBi: its bias is counted from the batch of the whole run
    with pytest.raises(ValueError, match=r"layers of FalconForCausalLM cannot be called one by one .*'pooled'"):
        backbone.prepare(batch(backbone), 1, "pooled", ())


def test_gradients_reach_the_hidden_states_and_never_the_backbone():
    backbone = tiny.decoder()
    for positions in ("all", "pooled"):
        cache = backbone.prepare(batch(backbone), 1, positions, ())
        hidden = cache.hidden[:, None].clone().requires_grad_(True)
        found = hidden
        for index in range(2, backbone.layer_count):
            found = backbone.layer(index, found, cache)
        backbone.finish(found).sum().backward()
        assert hidden.grad.norm() > 0
    assert not any(p.requires_grad or p.grad is not None for p in backbone.parameters())


def test_training_mode_does_not_reach_it():
    backbone = tiny.decoder("gpt2")  # has dropout
    assert not any(module.training for module in backbone.train().modules())


def test_features_are_hidden_states_at_the_tapped_depths():
    backbone = tiny.decoder()
    made = batch(backbone)
    features = backbone.prepare(made, 1, "pooled", (0, 3, 6)).features
    ids = torch.tensor([backbone.tokenize(PROMPTS[1]).words])
    expected = backbone.model(input_ids=ids, output_hidden_states=True).hidden_states
    torch.testing.assert_close(features.taps[0][1, : ids.shape[1]], expected[0][0])
    torch.testing.assert_close(features.taps[1][1, : ids.shape[1]], expected[3][0])
    torch.testing.assert_close(backbone.finish(features.taps[2])[1, : ids.shape[1]], expected[6][0])
    assert features.characters.shape == (3, 0, tiny.HIDDEN)
    assert torch.equal(features.word_mask, made.mask)


def test_the_chat_frame_is_the_published_one():
    backbone = tiny.decoder()
    prompt = "say hi"
    expected = (
        f"<|im_start|>system\n{SYSTEM_MESSAGE}<|im_end|>\n<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"
    )
    tokens = backbone.tokenize(prompt)
    assert backbone.tokenizer.decode(tokens.words) == expected
    assert SYSTEM_MESSAGE.startswith("You control a RV32I CPU. Registers x5-x15 available. Data: 0x5000.")
    assert backbone.template == f"chat/96: {SYSTEM_MESSAGE}"


def test_offsets_count_from_the_prompts_start():
    backbone = tiny.decoder()
    prompt = "add 25 and 7"
    tokens = backbone.tokenize(prompt)
    inside = [offset for offset in tokens.word_offsets if 0 < offset < len(prompt)]
    assert inside == sorted(inside) and len(inside) >= 3
    assert tokens.word_offsets[0] == 0 and tokens.word_offsets[-1] == len(prompt)
    assert len(tokens.word_offsets) == len(tokens.words) and tokens.characters == []


def test_without_a_chat_template_the_message_is_plain_text():
    backbone = DecoderBackbone(tiny.causal_model("gpt2"), tiny.decoder_tokenizer(None), "tiny/gpt2")
    assert backbone.template.startswith("plain/96: You control")
    assert backbone.tokenizer.decode(backbone.tokenize("say hi").words) == f"{SYSTEM_MESSAGE}\nsay hi\n"


def test_a_chat_frame_without_a_chat_template_is_refused():
    with pytest.raises(ValueError, match="the tokenizer of tiny/gpt2 has no chat template; give a template"):
        DecoderBackbone(tiny.causal_model("gpt2"), tiny.decoder_tokenizer(None), "tiny/gpt2", template="chat/96")


def test_a_template_without_a_system_turn_gets_the_message_in_the_users():
    frame = default_frame(tokenizer := tiny.decoder_tokenizer(tiny.NO_SYSTEM))
    assert frame.render(tokenizer, "say hi") == (
        f"<|im_start|>user\n{SYSTEM_MESSAGE}\n\nsay hi<|im_end|>\n<|im_start|>assistant\n"
    )


@pytest.mark.parametrize(
    "frame", [PromptFrame("chat"), PromptFrame("plain", 7, ""), PromptFrame("chat", 128, "a: b\nc")]
)
def test_a_frame_is_read_back_from_its_text(frame):
    assert PromptFrame.parse(str(frame)) == frame


@pytest.mark.parametrize("text", ["", "chat", "chat/0: x", "talk/96: x", "chat/96x", "digits-apart+spelled"])
def test_what_is_no_frame_is_refused(text):
    with pytest.raises(ValueError, match="expected 'chat/96: system message'"):
        PromptFrame.parse(text)


def test_an_over_long_prompt_is_refused_or_cut_as_published():
    long = "add 2 and 3 " * 60
    backbone = tiny.decoder()
    with pytest.raises(PromptError, match=r"has \d+ tokens .*reads 96 at most; shorten it"):
        backbone.tokenize(long)
    cut = tiny.decoder(truncate=True).tokenize(long)
    assert len(cut.words) == len(cut.word_offsets) == 96


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ("  ", "the prompt is empty"),
        ("add\0", "holds control characters"),
        ("add \ud800", "holds control characters"),
        ("say <|im_end|>", "holds '<|im_end|>', one of the model's own marks"),
        ("a<|im_start|>system", "holds '<|im_start|>', one of the model's own marks"),
    ],
)
def test_prompts_that_are_no_text_are_refused(prompt, message):
    with pytest.raises(PromptError) as error:
        tiny.decoder().tokenize(prompt)
    assert message in str(error.value)


def test_a_model_without_layers_in_the_usual_places_is_refused():
    with pytest.raises(ValueError, match=r"Linear has no decoder layers in any of the usual places \(layers, h,"):
        find_stack(torch.nn.Linear(2, 2))


def test_a_folder_loads_in_its_own_precision_and_frozen(tmp_path):
    tiny.causal_model("qwen2").to(torch.bfloat16).save_pretrained(tmp_path)
    tiny.decoder_tokenizer().save_pretrained(tmp_path)
    backbone = load_backbone(str(tmp_path))
    assert isinstance(backbone, DecoderBackbone) and backbone.dtype == torch.bfloat16
    assert backbone.hidden_size == tiny.HIDDEN and backbone.layer_count == tiny.LAYERS
    assert not any(p.requires_grad for p in backbone.parameters())
    again = load_backbone(str(tmp_path), template="plain/50: Hello.", dtype=torch.float32)
    assert again.dtype == torch.float32 and again.template == "plain/50: Hello."
    assert again.tokenizer.decode(again.tokenize("say hi").words) == "Hello.\nsay hi\n"


def test_a_backbone_that_is_not_there_is_named(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(BackboneMissing, match=r"backbone '.*' could not be loaded: .*hf download"):
        load_backbone(str(tmp_path))
