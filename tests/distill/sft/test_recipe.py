"""The recipes that ship are the published settings, and wrong ones are refused by name."""

import json
from pathlib import Path

import pytest
import yaml

from groundwire.distill.sft.conversations import Tally, read_conversations
from groundwire.distill.sft.factory_environment import VERSION
from groundwire.distill.sft.llama_factory import factory_settings, row_of, write_files
from groundwire.distill.sft.recipe import RECIPES, SftRecipe, read_sft_recipe
from groundwire.distill.sft.trl_backend import accumulation
from groundwire.runs.recipes import RecipeError


def test_the_7b_recipe_has_the_published_settings(tmp_path):
    made = read_sft_recipe("codev-7b")
    assert made.model == "Qwen/Qwen2.5-Coder-7B-Instruct" and made.cutoff == 16384
    train = made.train
    assert (train.epochs, train.learning_rate, train.batch, train.rows, train.warmup, train.seed) == (6.0, 1e-5, 64, 1, 0.03, 42)
    assert train.precision == "bf16" and accumulation(train.batch, train.rows, 8) == 8
    zero = json.loads((RECIPES / f"{train.deepspeed}.json").read_text())["zero_optimization"]
    assert zero["stage"] == 3 and zero["offload_optimizer"]["device"] == zero["offload_param"]["device"] == "cpu"


def test_llama_factory_is_told_the_published_settings(tmp_path):
    told = factory_settings(tmp_path, "base", read_sft_recipe("codev-7b"))
    expected = {
        "stage": "sft", "finetuning_type": "full", "template": "qwen", "cutoff_len": 16384, "packing": True,
        "neat_packing": False,
        "per_device_train_batch_size": 1, "learning_rate": 1e-5, "num_train_epochs": 6.0, "lr_scheduler_type": "cosine",
        "warmup_ratio": 0.03, "bf16": True, "seed": 42,
    }  # fmt: skip
    assert {name: told[name] for name in expected} == expected
    assert json.loads(Path(told["deepspeed"]).read_text())["zero_optimization"]["stage"] == 3


def test_llama_factorys_files_hold_the_published_columns(base, data, fixture, tmp_path):
    made = fixture.recipe(base, data)
    conversations = list(read_conversations(made.data, Tally()))
    path = write_files(tmp_path, str(base), made, conversations)
    settings = yaml.safe_load(path.read_text())
    info = json.loads((tmp_path / "data" / "dataset_info.json").read_text())[settings["dataset"]]
    assert info["columns"] == {"prompt": "prompt", "response": "response", "system": "system", "history": "history"}
    lines = (tmp_path / "data" / info["file_name"]).read_text().splitlines()
    assert [json.loads(line) for line in lines] == [row_of(found) for found in conversations]
    assert json.loads(lines[0])["response"].startswith("<think>")


def test_the_default_recipe_is_the_published_run():
    published, default = read_sft_recipe("codev-7b"), SftRecipe()
    assert default.train.learning_rate == published.train.learning_rate and default.cutoff == published.cutoff
    assert read_sft_recipe("tiny").cutoff == 384 and VERSION == "0.9.5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("train: {learning_rat: 1.0}", r"recipe.yaml.train has no key 'learning_rat'; did you mean 'learning_rate'\?"),
        ("backend: axolotl", "backend is 'axolotl'; expected one of: 'trl', 'llama-factory'"),
        ("train: {batch: 6, rows: 4}", "batch is 6 and rows 4; expected batch to be a multiple of rows"),
        ("train: {warmup: 100.0}", "warmup is 100.0; expected a share of the steps, such as 0.03"),
        ("train: {attention: eager}", "attention is 'eager'; expected one of: 'auto', 'documents'"),
        ("data: {overlong: keep}", "overlong is 'keep'; expected one of: 'cut', 'drop'"),
        ("cutoff: 4", "cutoff is 4; expected at least 8 tokens, such as 1024"),
    ],
)
def test_a_wrong_recipe_is_refused_by_name(tmp_path, text, message):
    (tmp_path / "recipe.yaml").write_text(text)
    with pytest.raises(RecipeError, match=message):
        read_sft_recipe(tmp_path / "recipe.yaml")


def test_a_batch_that_the_devices_cannot_make_is_refused():
    with pytest.raises(ValueError, match="batch is 64, and 6 devices with 1 rows each make 6; expected a multiple of that"):
        accumulation(64, 1, 6)
