"""Adapters over causal language models: piece by piece gives what the whole model with adapters gives."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch

from groundwire.models.backbone import collate
from groundwire.reflex.attention import Memory
from groundwire.reflex.loop import drive
from groundwire.reflex.model import GroundedConfig, GroundedModel
from groundwire.reflex.recipe import Recipe, RecipeError, build
from groundwire.reflex.run import check_spelling

_path = Path(__file__).parents[1] / "models" / "tiny_models.py"
_spec = importlib.util.spec_from_file_location("tiny_models_driving", _path)
tiny = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = tiny
_spec.loader.exec_module(tiny)
_spec = importlib.util.spec_from_file_location("precisions", Path(__file__).with_name("precisions.py"))
precisions = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(precisions)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


PROMPTS = ["add 2 and 3", "say hi", "count down from 13 to 1 and store each value"]


@torch.no_grad()
def recomputed(model, prompt, words):
    """One cycle with nothing kept: the whole Hugging Face model over the prompt, adapters as hooks on its layers."""
    backbone = model.backbone
    memory = Memory(model.state_encoder(words[None, None]), None, None)

    def adapt(hidden, adapter):
        if model.config.positions == "all":
            return adapter(hidden[:, None], memory)[:, 0]
        last = adapter(hidden[:, None, -1], memory)
        return torch.cat((hidden[:, :-1], last), dim=1)

    def hook(_module, _inputs, output, adapter):
        if isinstance(output, tuple):
            return (adapt(output[0], adapter), *output[1:])
        return adapt(output, adapter)

    hooks = [
        backbone.stack.layers[site].register_forward_hook(lambda *a, adapter=adapter: hook(*a, adapter))
        for site, adapter in zip(model.sites, model.adapters, strict=True)
    ]
    try:
        ids = torch.tensor([backbone.tokenize(prompt).words])
        return backbone.stack.body(input_ids=ids).last_hidden_state[0, -1]
    finally:
        for handle in hooks:
            handle.remove()


@pytest.mark.parametrize("every", [1, 2, 4, 6])
@pytest.mark.parametrize("positions", ["all", "pooled"])
@pytest.mark.parametrize("kind", ["qwen2", "llama", "gpt2"])
def test_a_cycle_equals_a_full_recomputation(kind, positions, every):
    model = tiny.grounded(tiny.decoder(kind), positions=positions, every=every)
    words = tiny.states(3, 2)
    with torch.no_grad():
        found = model(collate([model.backbone.tokenize(prompt) for prompt in PROMPTS]), words)
    for prompt, row, state in zip(PROMPTS, found, words, strict=True):
        for pooled, machine in zip(row, state, strict=True):
            torch.testing.assert_close(pooled, recomputed(model, prompt, machine), rtol=1e-4, atol=1e-4)
    assert (found[:, 0] - found[:, 1]).abs().max() > 0.01  # the machine's state matters


@pytest.mark.parametrize("positions", ["all", "pooled"])
@pytest.mark.parametrize("kind", ["qwen2", "llama", "gpt2"])
def test_with_closed_gates_the_plain_models_last_hidden_state_is_pooled(kind, positions):
    backbone = tiny.decoder(kind)
    model = tiny.grounded(backbone, positions=positions, gate=0.0)
    with torch.no_grad():
        found = model(collate([backbone.tokenize(prompt) for prompt in PROMPTS]), tiny.states(3, 2))
        for prompt, row in zip(PROMPTS, found, strict=True):
            ids = torch.tensor([backbone.tokenize(prompt).words])
            expected = backbone.model(input_ids=ids, output_hidden_states=True).hidden_states[-1][0, -1]
            torch.testing.assert_close(row, expected.expand(2, -1), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("positions", ["all", "pooled"])
def test_half_precision_under_float_adapters_is_near(positions):
    exact = tiny.grounded(tiny.decoder(), positions=positions)
    half = GroundedModel(tiny.decoder(dtype=torch.bfloat16), exact.config)
    half.load_state_dict(exact.state_dict())
    words = tiny.states(3, 2)
    made = collate([exact.backbone.tokenize(prompt) for prompt in PROMPTS])
    with torch.no_grad():
        expected, found = exact(made, words), half(made, words)
    assert found.dtype == torch.float32
    assert (found - expected).norm() < 0.1 * expected.norm()


@pytest.mark.parametrize("positions", ["all", "pooled"])
def test_a_batch_is_driven_as_its_prompts_alone(positions):
    model = tiny.grounded(tiny.decoder(), positions=positions, gate=1.5)
    prompts = tiny.published_prompts()[:8]
    together = drive(model, prompts, max_cycles=12)
    alone = [drive(model, [prompt], max_cycles=12)[0] for prompt in prompts]
    assert [run.words for run in together] == [run.words for run in alone]
    assert [run.reason for run in together] == [run.reason for run in alone]
    assert len({tuple(run.words) for run in together}) > 1


def test_a_prompt_reader_works_over_a_decoder():
    network = {"reader_blocks": 1, "reader_width": 16, "reader_heads": 2, "taps": (0, 3)}
    model = tiny.grounded(tiny.decoder(), positions="pooled", gate=1.5, **network)
    prompts = tiny.published_prompts()[:6]
    together = drive(model, prompts, max_cycles=6)
    assert [run.words for run in together] == [drive(model, [p], max_cycles=6)[0].words for p in prompts]
    with torch.no_grad():
        model.reader.word_proj.weight.mul_(-2)
    assert [run.words for run in together] != [run.words for run in drive(model, prompts, max_cycles=6)]


def test_sizes_of_no_sense_are_refused():
    for name in ("every", "heads", "mlp_ratio", "state_width"):
        with pytest.raises(ValueError, match=f"{name} is 0; expected at least 1"):
            GroundedConfig(**{name: 0})


def test_a_models_config_knows_its_codebook():
    words = torch.tensor([0x6F, 0x13])
    model = tiny.grounded(tiny.decoder(), head="codebook", codebook_width=8, vocabulary=words)
    assert model.config.codebook_words == 2
    assert set(drive(model, ["add 2 and 3"], max_cycles=5)[0].words) <= {0x6F, 0x13}


@pytest.mark.parametrize("positions", ["all", "pooled"])
@pytest.mark.parametrize("kind", ["qwen2", "gpt2"])
def test_bf16_throughout_gives_nearly_the_loss_and_gradients_of_float32(kind, positions):
    reader = {"reader_blocks": 1, "reader_width": 32, "taps": (0, 2)} if positions == "pooled" else {}
    model = tiny.grounded(tiny.decoder(kind), positions=positions, every=2, **reader)
    batch = collate([model.backbone.tokenize(prompt) for prompt in PROMPTS])
    states, words = tiny.states(3, 2), torch.randint(0, 1 << 32, (3, 2), generator=torch.Generator().manual_seed(0))
    precisions.check_bf16_against_float32(model, (batch, states, words), 0.0, 0.97)


@pytest.mark.parametrize(("section", "key", "value"), [("network", "reader_joined", True), ("train", "probe", 0.15)])
def test_a_setting_that_needs_spelled_out_prompts_is_refused_with_a_decoder(section, key, value):
    recipe = build(Recipe, {section: {key: value}}, "recipe")
    with pytest.raises(RecipeError, match=rf"{section}\.{key} is .*, which needs a backbone that spells prompts out"):
        check_spelling(recipe, tiny.decoder("qwen2"))
