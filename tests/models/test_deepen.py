"""A deeper model computes what the shallower one does, its new layers can learn, and what cannot be deepened is refused."""

import shutil
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, AutoTokenizer
from typer.testing import CliRunner

import groundwire.models
from groundwire.cli.main import app
from groundwire.models.deepen import DeepenError, deepen, places

SHIPPED = Path(groundwire.models.__file__).parent / "checkpoints" / "tiny-verilog"


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)


@pytest.fixture(scope="module")
def deeper(tmp_path_factory):
    layers = load(SHIPPED).config.num_hidden_layers + 3
    return deepen(SHIPPED, layers, tmp_path_factory.mktemp("deeper") / "model"), layers


def test_a_deeper_model_gives_the_same_logits(deeper):
    folder, layers = deeper
    tokens = torch.randint(0, 2000, (2, 40), generator=torch.Generator().manual_seed(5))
    shallow, deep = load(SHIPPED), load(folder)
    assert len(deep.model.layers) == deep.config.num_hidden_layers == layers
    with torch.no_grad():
        assert torch.equal(shallow(tokens).logits, deep(tokens).logits)


def test_a_deeper_model_generates_the_same_with_its_cache(deeper):
    folder, _ = deeper
    tokenizer = AutoTokenizer.from_pretrained(folder)
    talk = [{"role": "user", "content": "An AND gate with inputs a and b and output y."}]
    tokens = tokenizer.apply_chat_template(talk, add_generation_prompt=True, return_tensors="pt", return_dict=True)
    one, other = (load(path).generate(**tokens, max_new_tokens=24, do_sample=False) for path in (SHIPPED, folder))
    assert torch.equal(one, other)


def test_every_new_layer_gets_a_gradient_where_it_is_to_begin(deeper):
    folder, _ = deeper
    model = load(folder)
    model(torch.arange(20)[None], labels=torch.arange(20)[None]).loss.backward()
    for layer in model.model.layers:
        assert layer.self_attn.o_proj.weight.grad.abs().max() > 0
        assert layer.mlp.down_proj.weight.grad.abs().max() > 0


@given(st.integers(1, 40), st.integers(1, 60))
def test_new_layers_are_spread_evenly(layers, more):
    counts = places(layers, layers + more)
    assert sum(counts) == more
    assert len(counts) == layers
    assert max(counts) - min(counts) <= 1


def test_a_new_layer_attends_as_the_one_below_it(tmp_path):
    from transformers import Qwen2Config, Qwen2ForCausalLM

    config = Qwen2Config(
        vocab_size=64, hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2,
        use_sliding_window=True, sliding_window=4, layer_types=["full_attention", "sliding_attention"],
    )  # fmt: skip
    Qwen2ForCausalLM(config).save_pretrained(tmp_path / "mixed")
    shutil.copyfile(SHIPPED / "tokenizer.json", tmp_path / "mixed" / "tokenizer.json")
    folder = deepen(tmp_path / "mixed", 4, tmp_path / "model")
    tokens = torch.arange(24)[None]
    one, other = load(tmp_path / "mixed"), load(folder)
    assert other.config.layer_types == ["full_attention"] * 2 + ["sliding_attention"] * 2
    with torch.no_grad():
        assert torch.equal(one(tokens).logits, other(tokens).logits)


def test_as_many_layers_are_refused(tmp_path):
    with pytest.raises(DeepenError, match=r"has \d+ layers and 2 are asked for; expected more"):
        deepen(SHIPPED, 2, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_another_architecture_is_refused(tmp_path):
    from transformers import GPT2Config, GPT2LMHeadModel

    other = tmp_path / "gpt2"
    GPT2LMHeadModel(GPT2Config(vocab_size=64, n_positions=32, n_embd=16, n_layer=1, n_head=2)).save_pretrained(other)
    shutil.copyfile(SHIPPED / "tokenizer.json", other / "tokenizer.json")
    with pytest.raises(DeepenError, match="GPT2LMHeadModel; expected one of Qwen2's or Llama's architecture"):
        deepen(other, 3, tmp_path / "model")


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(DeepenError, match="holds no model"):
        deepen(tmp_path, 4, tmp_path / "model")


def test_the_command_says_what_it_wrote(tmp_path):
    result = CliRunner().invoke(app, ["models", "deepen", str(SHIPPED), "--layers", "14", "--out", str(tmp_path / "model")])
    assert result.exit_code == 0, result.output
    assert "14 layers" in result.output
    assert load(tmp_path / "model").config.num_hidden_layers == 14
