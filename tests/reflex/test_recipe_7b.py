"""The published 7B recipe: its settings are the model card's, and it trains a Qwen2 that differs only in size."""

import json
import os
import random
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from groundwire.models.load import load_backbone
from groundwire.models.prompts import SYSTEM_MESSAGE, PromptFrame
from groundwire.reflex.api import drive, load
from groundwire.reflex.recipe import BackboneSettings, Recipe, read_recipe
from groundwire.reflex.run import read_metrics, run_recipe
from groundwire.reflex.train import learning_rate
from groundwire.tasks.corpus import CorpusSettings, write_tasks, write_train
from groundwire.tasks.pairs import PairMaker, splits

CHAT = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
LAYERS, HIDDEN = 8, 32
STEPS = 2
CORPUS = CorpusSettings(pairs=24, held_out=2)


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return read_recipe("published-7b")


def save_tokenizer(folder: Path) -> int:
    """Byte pairs learned from the system message; the size of the vocabulary."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320, special_tokens=["<|im_start|>", "<|im_end|>", "<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
    )  # fmt: skip
    made.train_from_iterator([SYSTEM_MESSAGE, "system user assistant"] * 3, trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=made, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer.chat_template = CHAT
    tokenizer.save_pretrained(folder)
    return len(tokenizer)


def save_qwen2(folder: Path) -> None:
    """A Qwen2 of eight layers in bfloat16, as the 7B one is stored, with a tokenizer of its own."""
    size = save_tokenizer(folder)
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=size, hidden_size=HIDDEN, intermediate_size=64, num_hidden_layers=LAYERS, num_attention_heads=8,
        num_key_value_heads=2, max_position_embeddings=256, tie_word_embeddings=False,
    )  # fmt: skip
    Qwen2ForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)


def save_corpus(folder: Path) -> None:
    """A corpus of two dozen pairs, drawn in this process; its cycles are left to the run."""
    folder.mkdir()
    rng = random.Random(0)
    train = PairMaker(splits()["train"])
    unseen = PairMaker(splits()["phrasings-validation"])
    card = {"settings": asdict(CORPUS), "splits": {}}
    drawn = iter([train.draw(rng) for _ in range(CORPUS.pairs)])
    card["splits"]["train"] = write_train(folder / "train.parquet", drawn)
    name = "phrasings-validation"
    held_out = iter([unseen.draw(rng) for _ in range(CORPUS.held_out)])
    card["splits"][name] = write_tasks(folder / f"{name}.jsonl", name, held_out)
    (folder / "card.json").write_text(json.dumps(card))


def small(recipe: Recipe, backbone: Path) -> Recipe:
    """The recipe with fewer pairs, steps and prompts over a small backbone; the network and the rates as they are."""
    train = replace(recipe.train, steps=STEPS, prompts=2, log_steps=1, evaluate_steps=0)
    return replace(recipe, corpus=CORPUS, backbone=BackboneSettings(str(backbone)), train=train, threads=1)


@pytest.fixture(scope="module")
def run(recipe, tmp_path_factory) -> Path:
    """The folder of a finished run, with the backbone and the corpus beside it."""
    folder = tmp_path_factory.mktemp("seven")
    save_qwen2(folder / "qwen2")
    save_corpus(folder / "corpus")
    before = torch.get_num_threads()
    run_recipe(small(recipe, folder / "qwen2"), folder / "run", folder / "corpus", workers=1)
    torch.set_num_threads(before)
    return folder / "run"


def test_the_network_is_the_published_one(recipe):
    network = recipe.network
    assert (network.positions, network.every, network.heads, network.mlp_ratio) == ("all", 4, 8, 4)
    assert (network.gate, network.reader_blocks, network.head) == (0.0, 0, "bits")
    assert (network.state_width, network.inner_width) == (None, None)
    assert recipe.backbone.name == "Qwen/Qwen2.5-Coder-7B-Instruct"


def test_prompts_are_framed_as_published_with_room_for_longer_ones(recipe, run):
    assert PromptFrame.parse(recipe.template) == PromptFrame("chat", 200, SYSTEM_MESSAGE)
    backbone = load_backbone(str(run.parent / "qwen2"), None, recipe.template)
    ids = backbone.tokenize("multiply 7 and 8").words
    text = backbone.tokenizer.decode(ids)
    message = f"<|im_start|>system\n{SYSTEM_MESSAGE}<|im_end|>\n"
    assert text == f"{message}<|im_start|>user\nmultiply 7 and 8<|im_end|>\n<|im_start|>assistant\n"


def test_the_training_is_the_cards(recipe):
    settings = recipe.train
    assert settings.steps == 20_000
    assert settings.prompts * settings.cycles * settings.accumulate == 64
    assert settings.weight_decay == 0.01
    assert learning_rate(0, settings) == pytest.approx(1e-4)
    assert learning_rate(10_000, settings) == pytest.approx((1e-4 + 1e-6) / 2)
    assert learning_rate(20_000, settings) == pytest.approx(1e-6)


def test_it_trains_a_qwen2_in_bfloat16_and_adapters_in_float32(run):
    backbone = load_backbone(str(run.parent / "qwen2"))
    assert {value.dtype for value in backbone.state_dict().values()} == {torch.bfloat16}
    weights = load_file(run / "state" / "model.safetensors")
    assert {value.dtype for value in weights.values()} == {torch.float32}
    assert len({name.split(".")[1] for name in weights if name.startswith("adapters.")}) == LAYERS // 4
    assert [row["step"] for row in read_metrics(run)] == [1, 2]
    assert all(0 < row["loss"] < 5 and row["gradient_norm"] > 0 for row in read_metrics(run))


def test_only_the_gates_and_what_is_after_the_pool_move_in_the_first_step(run):
    """At a gate of 0 an adapter's own weights have no gradient; the gates open first."""
    weights = load_file(run / "state" / "model.safetensors")
    gates = [value for name, value in weights.items() if name.endswith("_gate")]
    assert len(gates) == 2 * (LAYERS // 4)
    assert all(0 < abs(float(gate)) < 1e-3 for gate in gates)


def test_what_it_saves_loads_and_drives(run):
    model = load(run / "checkpoint")
    assert model.config == read_recipe("published-7b").network
    assert model.backbone.template.startswith("chat/200: You control a RV32I CPU.")
    result = drive(model, "add 2 and 3", max_cycles=5)
    assert 1 <= result.cycles <= 5


def test_the_card_says_what_was_trained_over_what(run):
    card = (run / "checkpoint" / "README.md").read_text()
    assert "| steps | 2 of 2 prompts with 2 cycles each |" in card
    assert f"| training pairs | {CORPUS.pairs}, SHA-256 " in card


@pytest.mark.slow
def test_two_processes_train_what_one_with_accumulated_batches_trains(recipe, run, tmp_path):
    home = run.parent
    one = small(recipe, home / "qwen2")
    gathered = replace(one, train=replace(one.train, accumulate=2))
    run_recipe(gathered, tmp_path / "one", home / "corpus", workers=1)
    (tmp_path / "two.yaml").write_text(yaml.safe_dump(json.loads(json.dumps(asdict(one)))))
    command = [
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2",
        "-m", "groundwire", "reflex", "train",
        str(tmp_path / "two.yaml"), "--out", str(tmp_path / "two"), "--corpus", str(home / "corpus"),
    ]  # fmt: skip
    surroundings = os.environ | {"ACCELERATE_USE_CPU": "true"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=surroundings)
    assert done.returncode == 0, done.stderr[-2000:]
    alone, together = (load_file(tmp_path / name / "state" / "model.safetensors") for name in ("one", "two"))
    # Adam's first steps are as long for a gradient of rounding errors as for any other: a few weights may go either way.
    apart = sum(int(((alone[name] - together[name]).abs() > 1e-5).sum()) for name in alone)
    assert alone.keys() == together.keys() and apart < 0.01 * sum(value.numel() for value in alone.values())
    assert [line["step"] for line in read_metrics(tmp_path / "two")] == [1, 2]
