"""The mean of two models: its weights lie between theirs, it loads as one, and models without a mean are refused by name."""

import shutil
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

import groundwire.models
from groundwire.cli.main import app
from groundwire.models.average import AverageError, average

SHIPPED = Path(groundwire.models.__file__).parent / "checkpoints" / "tiny-verilog"


@pytest.fixture(scope="module")
def further(tmp_path_factory):
    """The shipped model with every weight moved by a fixed draw."""
    folder = tmp_path_factory.mktemp("further") / "model"
    shutil.copytree(SHIPPED, folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    torch.manual_seed(3)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(0.05 * torch.randn_like(weight))
    model.save_pretrained(folder)
    return folder


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_weights_are_the_weighted_mean(further, tmp_path, share):
    folder = average(SHIPPED, further, share, tmp_path / "mean", "float32")
    one, other, mean = (
        AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).state_dict() for path in (SHIPPED, further, folder)
    )
    for name, weight in mean.items():
        assert torch.allclose(weight, (1 - share) * one[name] + share * other[name], atol=1e-6), name


def test_the_mean_has_the_second_models_tokenizer_and_template(further, tmp_path):
    folder = average(SHIPPED, further, 0.5, tmp_path / "mean")
    talk = [{"role": "user", "content": "An AND gate."}]
    texts = {AutoTokenizer.from_pretrained(path).apply_chat_template(talk, tokenize=False) for path in (further, folder)}
    assert len(texts) == 1
    assert AutoModelForCausalLM.from_pretrained(folder).dtype == torch.bfloat16


def test_another_tokenizer_is_refused(further, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(further, other)
    text = (other / "tokenizer.json").read_text(encoding="utf-8")
    (other / "tokenizer.json").write_text(text + " ", encoding="utf-8")
    with pytest.raises(AverageError, match="different tokenizers"):
        average(SHIPPED, other, 0.5, tmp_path / "mean")
    assert not (tmp_path / "mean").exists()


def test_another_architecture_is_refused_with_the_weight_that_differs(tmp_path):
    from transformers import Qwen2Config, Qwen2ForCausalLM

    other = tmp_path / "other"
    shutil.copytree(SHIPPED, other)
    config = Qwen2Config.from_pretrained(SHIPPED)
    config.intermediate_size = 320
    Qwen2ForCausalLM(config).save_pretrained(other)
    with pytest.raises(AverageError, match=r"mlp.*\(256, 640\).*\(256, 320\)"):
        average(SHIPPED, other, 0.5, tmp_path / "mean")


@pytest.mark.parametrize(
    ("share", "said"), [(1.5, "the share is 1.5"), (-0.1, "the share is -0.1"), (float("nan"), "the share is nan")]
)
def test_a_share_outside_of_its_range_is_refused(tmp_path, share, said):
    with pytest.raises(AverageError, match=said):
        average(SHIPPED, SHIPPED, share, tmp_path / "mean")


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(AverageError, match="holds no model"):
        average(SHIPPED, tmp_path, 0.5, tmp_path / "mean")


def test_broken_weights_are_refused(tmp_path):
    other = tmp_path / "other"
    shutil.copytree(SHIPPED, other)
    next(other.glob("*.safetensors")).write_bytes(b"junk")
    with pytest.raises(AverageError, match="cannot be loaded"):
        average(SHIPPED, other, 0.5, tmp_path / "mean")


def test_the_command_says_what_it_wrote(further, tmp_path):
    from typer.testing import CliRunner

    out = tmp_path / "mean"
    result = CliRunner().invoke(app, ["models", "average", str(SHIPPED), str(further), "--share", "0.8", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "20%" in result.output and any(out.glob("*.safetensors"))
