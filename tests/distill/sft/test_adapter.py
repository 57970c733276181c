"""Fine-tuning adapters over a frozen model: only they change, the model is published with them, and a run can begin with one."""

import json
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from groundwire.distill.sft.errors import SftError
from groundwire.distill.sft.recipe import AdapterSettings, SftRecipe, read_sft_recipe
from groundwire.distill.sft.run import sft
from groundwire.models.adapters import CONFIG, merge, read_weights, weight_files
from groundwire.runs.metrics import read_metrics
from groundwire.runs.recipes import RecipeError

APART = {"attention": "apart", "evaluate_steps": 0}


def quiet(*_):
    """No progress."""


def adapted(fixture, base, data, train=None, **adapter):
    settings = AdapterSettings(**{"rank": 4, "alpha": 8} | adapter)
    return fixture.recipe(base, data, train=APART | (train or {}), adapter=settings)


def losses(folder):
    return [line["loss"] for line in read_metrics(folder) if "loss" in line]


@pytest.fixture(scope="module")
def run(base, data, fixture, tmp_path_factory):
    folder = tmp_path_factory.mktemp("adapter") / "run"
    sft(adapted(fixture, base, data, {"steps": 30, "learning_rate": 0.03}, alpha=32), folder, quiet, quiet)
    return folder


def test_the_loss_falls_while_the_model_itself_stays_as_it_is(run, base):
    found = losses(run)
    assert found[-1] < found[0] - 0.1
    before, after = load_file(base / "model.safetensors"), load_file(run / "checkpoint" / "model.safetensors")
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed and all("proj" in name for name in changed)


def test_the_published_model_is_the_base_with_its_adapter_merged(run, base):
    ids = torch.arange(20, 60)[None]
    whole = AutoModelForCausalLM.from_pretrained(run / "checkpoint")
    with torch.no_grad():
        merged = merge(base, run / "adapter", torch.float32)(ids).logits
        plain = AutoModelForCausalLM.from_pretrained(base)(ids).logits
        assert torch.allclose(whole(ids).logits, merged, atol=1e-5) and not torch.allclose(plain, merged, atol=1e-2)
    assert not hasattr(whole, "peft_config")
    assert json.loads((run / "adapter" / CONFIG).read_text())["base_model_name_or_path"] == str(base)


def test_an_adapter_is_stored_in_the_recipes_precision_and_in_small_files(base, data, fixture, tmp_path):
    made = replace(adapted(fixture, base, data, {"steps": 1}), store="bfloat16", shard="6KB")
    sft(made, tmp_path / "run", quiet, quiet)
    stored = weight_files(tmp_path / "run" / "adapter")
    assert len(stored) > 1 and all(path.stat().st_size < 16_000 for path in stored)
    assert {value.dtype for value in read_weights(tmp_path / "run" / "adapter").values()} == {torch.bfloat16}
    whole = load_file(tmp_path / "run" / "state" / "adapter_model.safetensors")
    assert {name: value.bfloat16().tolist() for name, value in whole.items()} == {
        name: value.tolist() for name, value in read_weights(tmp_path / "run" / "adapter").items()
    }


def test_a_run_begins_with_the_adapter_of_another(run, base, data, fixture, tmp_path):
    started = adapted(fixture, base, data, {"steps": 2}, start=str(run / "adapter"), alpha=32)
    sft(started, tmp_path / "run", quiet, quiet)
    assert losses(tmp_path / "run")[0] < losses(run)[0] - 0.1


def test_a_run_that_was_broken_off_ends_as_one_that_was_not(base, data, fixture, tmp_path):
    made = adapted(fixture, base, data, {"steps": 6, "checkpoint_seconds": 0.0, "other_tokens": 8})

    class Killed(Exception):
        pass

    def kill(stage, done, total, metrics):
        if stage == "train" and not metrics and done >= 4:
            raise Killed

    sft(made, tmp_path / "whole", quiet, quiet)
    with pytest.raises(Killed):
        sft(made, tmp_path / "killed", kill, quiet)
    sft(made, tmp_path / "killed", quiet, quiet)
    for name in ("adapter", "checkpoint"):
        whole, killed = (next((tmp_path / run / name).glob("*.safetensors")).read_bytes() for run in ("whole", "killed"))
        assert whole == killed
    assert losses(tmp_path / "whole") == losses(tmp_path / "killed")


def test_an_adapter_that_is_missing_or_of_another_rank_is_named(run, base, data, fixture, tmp_path):
    with pytest.raises(SftError, match=r"adapter.start 'nowhere' holds no adapter_config.json"):
        sft(adapted(fixture, base, data, start="nowhere"), tmp_path / "a", quiet, quiet)
    with pytest.raises(SftError, match=r"has rank 4 and alpha 32, the recipe 2 and 32; make them the same"):
        sft(adapted(fixture, base, data, rank=2, alpha=32, start=str(run / "adapter")), tmp_path / "b", quiet, quiet)


def test_a_softmax_over_answers_and_all_other_tokens_is_the_whole_one(base, data, fixture, tmp_path):
    found = {}
    for others in (0, 100_000, 8):
        folder = tmp_path / str(others)
        sft(adapted(fixture, base, data, {"steps": 3, "other_tokens": others, "precision": "no"}), folder, quiet, quiet)
        found[others] = losses(folder)
    assert found[100_000][:2] == pytest.approx(found[0][:2], rel=1e-4)
    assert found[100_000] == pytest.approx(found[0], rel=2e-3)  # Adam's first steps make much of what rounding leaves near zero
    assert all(few < all_ for few, all_ in zip(found[8], found[0], strict=True))  # fewer tokens to be told from


@pytest.mark.slow
def test_compiled_layers_give_the_same_losses(base, data, fixture, tmp_path):
    for compiled in (False, True):
        sft(adapted(fixture, base, data, {"steps": 4, "compile": compiled}), tmp_path / str(compiled), quiet, quiet)
    assert losses(tmp_path / "True") == pytest.approx(losses(tmp_path / "False"), rel=1e-3)


def test_the_smollm2_recipe_trains_an_adapter():
    made = read_sft_recipe("smollm2")
    assert made.adapter.rank == 32 and made.train.attention == "apart" and made.data.overlong == "drop"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("adapter: {rank: -1}", "rank is -1 and alpha 32; expected 0 or more"),
        ("adapter: {start: runs/x/adapter}", "start is 'runs/x/adapter' and rank 0; give the rank"),
        ("{adapter: {rank: 4}, backend: llama-factory}", "adapter.rank is 4 with backend 'llama-factory'; expected 0"),
        ("train: {other_tokens: 9}", "train.other_tokens is 9; expected 0, or an adapter and attention: apart"),
        ("adapter: {ranks: 4}", r"has no key 'ranks'; did you mean 'rank'\?"),
    ],
)
def test_settings_of_adapters_that_cannot_be_are_refused(tmp_path, text, message):
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=message):
        read_sft_recipe(path)


def test_no_adapter_is_the_default():
    assert SftRecipe().adapter.rank == 0
