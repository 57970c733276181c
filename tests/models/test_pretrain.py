"""Pretraining: it learns, a kill changes nothing in what comes out, and that is an ordinary Hugging Face folder."""

import importlib.util
import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from groundwire.models.packing import RowBatch
from groundwire.models.precision import choose
from groundwire.models.pretrain import (
    SHARD_BYTES,
    PretrainLoss,
    new_model,
    pretrain,
    save_model,
)
from groundwire.models.pretrain_evaluate import samples_of
from groundwire.models.pretrain_recipe import RECIPES, NetworkSettings, PretrainRecipe, read_pretrain_recipe
from groundwire.runs.manifest import RunMismatch, read_manifest
from groundwire.runs.metrics import read_metrics
from groundwire.runs.recipes import RecipeError

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("tiny_text", HERE / "tiny_text.py")
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

KILLS = {"batch": [{"batch": 5}], "files": [{"operation": 31}], "again": [{"batch": 1}, {"operation": 12}, {"batch": 7}]}


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of a finished run of 20 steps."""
    folder = tmp_path_factory.mktemp("pretrain")
    before = torch.get_num_threads()
    pretrain(tiny.recipe(folder), folder / "run")
    torch.set_num_threads(before)
    return folder / "run"


def test_twenty_steps_lower_the_loss(run):
    losses = [row["loss"] for row in read_metrics(run) if "loss" in row]
    held_out = [row["validation_loss"] for row in read_metrics(run) if "validation_loss" in row]
    assert len(losses) == 20 and len(held_out) == 2
    assert sum(losses[-3:]) / 3 < 0.7 * losses[0]
    assert held_out[1] < held_out[0] < losses[0]


def test_every_evaluation_keeps_a_greedy_sample_of_a_held_out_document(run):
    samples = [json.loads(line) for line in (run / "samples.jsonl").read_text().splitlines()]
    assert [sample["step"] for sample in samples] == [10, 20]
    assert all(sample["prompt"] and sample["expected"] for sample in samples)


def test_the_result_loads_as_any_model_and_writes_text(run):
    folder = run / "checkpoint"
    model, tokenizer = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    assert model.dtype == torch.bfloat16 and model.config.model_type == "qwen2"
    assert model.get_input_embeddings().weight is model.get_output_embeddings().weight
    assert len(tokenizer) == model.config.vocab_size
    ends = model.generation_config.eos_token_id
    assert tokenizer.convert_ids_to_tokens(ends) == ["<|im_end|>", "<|endoftext|>"]
    trained = load_file(run / "state" / "model.safetensors")
    for name, value in model.named_parameters():
        assert torch.equal(value, trained[name].to(torch.bfloat16))
    ids = tokenizer("module", return_tensors="pt")
    assert model.generate(**ids, max_new_tokens=4).shape[1] > ids.input_ids.shape[1]


def test_the_card_and_the_manifest_say_what_was_trained_on_what(run):
    card, manifest = (run / "checkpoint" / "README.md").read_text(), read_manifest(run)
    assert f"SHA-256 {manifest['data']['train']}" in card and "| steps | 20 of 4 rows |" in card
    assert manifest["outcome"]["steps"] == 20 and manifest["outcome"]["precision"] == "no"
    assert f"| parameters | {manifest['outcome']['parameters']:,} " in card


def test_a_finished_run_gives_the_same_model_again(run):
    before = (run / "checkpoint" / "model.safetensors").read_bytes()
    outcome = read_manifest(run)["outcome"]
    pretrain(tiny.recipe(run.parent), run)
    assert (run / "checkpoint" / "model.safetensors").read_bytes() == before
    assert read_manifest(run)["outcome"] == outcome


def test_a_run_of_another_recipe_is_not_gone_on_with(run):
    other = replace(tiny.recipe(run.parent), row_length=64)
    with pytest.raises(RunMismatch, match=r"holds a run with another 'row_length' \(192 there, 64 now\)"):
        pretrain(other, run)


def test_a_run_that_was_killed_ends_as_one_that_was_not(tmp_path):
    tiny.recipe(tmp_path)
    orders = [{"folder": str(tmp_path / "whole"), "kill": None}]
    for name, kills in KILLS.items():
        orders += [{"folder": str(tmp_path / name), "kill": kill} for kill in (*kills, None)]
    command = [sys.executable, str(HERE / "pretrain_worker.py"), str(tmp_path), json.dumps(orders)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [-9 if order["kill"] else 0 for order in orders], done.stderr
    for name in KILLS:
        same_run(tmp_path / "whole", tmp_path / name)


def same_run(one: Path, other: Path) -> None:
    """Hold two runs' rows, weights, optimizers, metrics and samples together, bit for bit."""
    for name in ("data/train.rows", "state/model.safetensors", "checkpoint/model.safetensors", "samples.jsonl"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    saved, kept = (torch.load(folder / "state" / "optimizer.pt", weights_only=True) for folder in (one, other))
    assert torch.equal(saved["random"], kept["random"])
    for number, state in saved["optimizer"]["state"].items():
        assert all(torch.equal(value, kept["optimizer"]["state"][number][key]) for key, value in state.items())
    clocks = ("seconds", "tokens_per_second")
    lines = [[{k: v for k, v in row.items() if k not in clocks} for row in read_metrics(f)] for f in (one, other)]
    assert lines[0] == lines[1]


def test_large_models_are_stored_in_shards_that_any_host_takes(tmp_path):
    tokenizer = tiny.tokenizer()
    model = new_model(NetworkSettings(hidden=384, layers=4, heads=4, intermediate=1024), tokenizer, 0)
    save_model(model, tokenizer, tmp_path / "model", "card", torch.float32)
    sizes = [path.stat().st_size for path in (tmp_path / "model").glob("*.safetensors")]
    assert len(sizes) > 1 and max(sizes) <= 16 << 20 and sum(sizes) > SHARD_BYTES
    assert all(path.stat().st_mode & 0o044 for path in (tmp_path / "model").iterdir())
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path / "model")
    assert all(torch.equal(a, b) for a, b in zip(loaded.parameters(), model.parameters(), strict=True))


@torch.no_grad()
def test_the_loss_is_that_of_each_document_alone():
    tokenizer = tiny.tokenizer()
    model = new_model(tiny.NETWORK, tokenizer, 0)
    one, other = (tokenizer(text).input_ids[:40] for text in tiny.verilog(2))
    ids = torch.tensor([one + other])
    positions = torch.tensor([[*range(len(one)), *range(len(other))]])
    loss, right = PretrainLoss(model)(ids, positions)
    alone = [model(input_ids=torch.tensor([d]), labels=torch.tensor([d])).loss * (len(d) - 1) for d in (one, other)]
    assert float(loss) == pytest.approx(float(sum(alone)) / (len(one) + len(other) - 2), rel=1e-5)
    assert 0 <= float(right) <= 1


def test_samples_are_cut_where_the_answer_begins_and_plain_text_after_some_tokens():
    tokenizer = tiny.tokenizer()
    chat = tokenizer("<|im_start|>user\nadd<|im_end|>\n<|im_start|>assistant\naddi x5<|im_end|>\n").input_ids
    text = tokenizer(tiny.verilog(1)[0]).input_ids
    ids = torch.tensor([chat + text])
    rows = RowBatch(ids, torch.tensor([[*range(len(chat)), *range(len(text))]]))
    first, second = samples_of(rows, tokenizer, 5, 20)
    assert tokenizer.decode(first.prompt).endswith("<|im_start|>assistant\n") and first.expected == "addi x5"
    assert second.prompt == text[:32] and second.expected == tokenizer.decode(text[32:52]).rstrip("\n")


def test_precision_and_attention_are_chosen_by_the_clock_and_weights_stay(monkeypatch):
    model = new_model(tiny.NETWORK, tiny.tokenizer(), 0)
    before = {name: value.clone() for name, value in model.named_parameters()}
    batch = RowBatch(torch.ones(2, 8, dtype=torch.int64), torch.arange(8).expand(2, 8))
    monkeypatch.setattr("groundwire.models.precision.products_pay", lambda model: True)
    found = choose(model, PretrainLoss(model), batch)
    assert set(found["seconds"]) == {"no sdpa", "no eager", "bf16 sdpa", "bf16 eager"}
    assert all(torch.equal(value, before[name]) and value.grad is None for name, value in model.named_parameters())
    times = {("no", "sdpa"): 1.0, ("no", "eager"): 2.0, ("bf16", "sdpa"): 0.95, ("bf16", "eager"): 0.91}
    monkeypatch.setattr("groundwire.models.precision._time", lambda model, loss, batch, *kind, limit: times[kind])
    assert (choose(model, None, batch)["precision"], choose(model, None, batch)["attention"]) == ("no", "sdpa")
    times["bf16", "eager"] = 0.5
    assert (choose(model, None, batch)["precision"], choose(model, None, batch)["attention"]) == ("bf16", "eager")
    assert choose(model, None, batch, "no")["precision"] == "no"
    monkeypatch.setattr("groundwire.models.precision.products_pay", lambda model: False)
    assert choose(model, None, batch)["precision"] == "no"
    settled = {"precision": "no", "attention": "eager", "seconds": {}}
    assert choose(model, None, batch, "no", "eager") == settled




@pytest.mark.parametrize("name", sorted(path.stem for path in RECIPES.glob("*.yaml")))
def test_a_recipe_that_ships_is_read_by_its_name(name):
    kinds = {"tiny-verilog-base": "text"}
    assert read_pretrain_recipe(name).sources[0].kind == kinds.get(name, "reflex")


def test_the_tiny_decoder_has_about_ten_million_parameters_and_fits_beside_the_adapters():
    recipe = read_pretrain_recipe("tiny-decoder")
    tokenizer = tiny.tokenizer()
    model = new_model(recipe.network, tokenizer, 0)
    count = sum(p.numel() for p in model.parameters())
    count += (recipe.tokenizer.vocabulary - len(tokenizer)) * recipe.network.hidden
    assert 9.5e6 < count < 10.5e6 and 2 * count < 32e6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trian: {}", "bad.yaml has no key 'trian'; did you mean 'train'?"),
        ("sources: [{kind: text, colunm: a}]", r"bad.yaml.sources\[0\] has no key 'colunm'; did you mean 'column'?"),
        ("sources: [text]", r"bad.yaml.sources\[0\] is 'text'; expected keys with values"),
        ("train: {precision: fp8}", "bad.yaml.train: precision is 'fp8'; expected one of: auto, no, bf16"),
        ("train: {attention: flash}", "bad.yaml.train: attention is 'flash'; expected one of: auto, documents, sdpa, eager"),
        ("store: int8", "bad.yaml: store is 'int8'; expected one of: float32, bfloat16"),
        ("row_length: 9000", "bad.yaml: row_length is 9000; expected 2 to 4096, the context"),
        ("network: {hidden: 100}", "bad.yaml.network: hidden is 100, heads 8 and key_value_heads 4; expected heads to"),
    ],
)
def test_a_recipe_that_cannot_be_used_names_the_key(tmp_path, text, message):
    (tmp_path / "bad.yaml").write_text(text)
    with pytest.raises(RecipeError, match=message.rstrip("?")):
        read_pretrain_recipe(tmp_path / "bad.yaml")


def test_a_recipe_is_plain_json_for_the_manifest():
    assert json.loads(json.dumps(asdict(PretrainRecipe())))["network"]["hidden"] == 256
