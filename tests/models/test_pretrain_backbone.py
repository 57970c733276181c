"""The pretrained decoder as what it is for: a frozen backbone under Reflex adapters, and a base that writes text."""

import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from groundwire.models.decoder import DecoderBackbone
from groundwire.models.pretrain import pretrain
from groundwire.models.pretrain_recipe import read_pretrain_recipe
from groundwire.models.prompts import SYSTEM_MESSAGE
from groundwire.reflex.api import drive, load
from groundwire.reflex.checkpoint import CheckpointError
from groundwire.reflex.cycles import CycleStore
from groundwire.reflex.documents import KIND, corpus_reader
from groundwire.reflex.model import GroundedConfig
from groundwire.reflex.recipe import BackboneSettings, Recipe
from groundwire.reflex.run import run_recipe
from groundwire.reflex.train import TrainSettings
from groundwire.runs.metrics import read_metrics
from groundwire.tasks.corpus import CorpusSettings, write_tasks, write_train
from groundwire.tasks.pairs import PairMaker, splits

CORPUS = CorpusSettings(pairs=60, held_out=2)
TEMPLATE = f"chat/400: {SYSTEM_MESSAGE}"


def save_corpus(folder: Path) -> None:
    """A corpus of a few pairs, drawn in this process."""
    folder.mkdir()
    rng, train = random.Random(0), PairMaker(splits()["train"])
    name = "phrasings-validation"
    unseen = PairMaker(splits()[name])
    pairs = iter([train.draw(rng) for _ in range(CORPUS.pairs)])
    held_out = iter([unseen.draw(rng) for _ in range(CORPUS.held_out)])
    card = {
        "train": write_train(folder / "train.parquet", pairs),
        name: write_tasks(folder / f"{name}.jsonl", name, held_out),
    }
    (folder / "card.json").write_text(json.dumps({"settings": asdict(CORPUS), "splits": card}))


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Path:
    """A folder with a corpus and a decoder pretrained on it."""
    folder = tmp_path_factory.mktemp("backbone")
    save_corpus(folder / "corpus")
    before = torch.get_num_threads()
    pretrain(read_pretrain_recipe("two-steps"), folder / "decoder", {KIND: corpus_reader(folder / "corpus")})
    torch.set_num_threads(before)
    return folder


def test_it_was_pretrained_on_the_corpus(work):
    counts = json.loads((work / "decoder" / "data" / "data.json").read_text())["sources"][0]
    assert counts["kind"] == "reflex" and counts["train"] + counts["validation"] == CORPUS.pairs


def test_it_is_a_backbone_that_knows_its_own_marks(work):
    backbone = DecoderBackbone.load(str(work / "decoder" / "checkpoint"), template=TEMPLATE)
    assert (backbone.hidden_size, backbone.layer_count) == (32, 2)
    assert backbone.marks == ["<|endoftext|>", "<|im_end|>", "<|im_start|>"]
    ids = backbone.tokenize("add 25 and 7").words
    assert backbone.tokenizer.decode(ids).endswith("add 25 and 7<|im_end|>\n<|im_start|>assistant\n")


@pytest.mark.parametrize("positions", ["all", "pooled"])
def test_adapters_are_trained_over_it_and_drive(work, positions):
    recipe = Recipe(
        corpus=CORPUS, backbone=BackboneSettings(str(work / "decoder" / "checkpoint")), template=TEMPLATE,
        network=replace(GroundedConfig(), every=1, positions=positions, mlp_ratio=2, heads=4, reader_blocks=0),
        train=TrainSettings(steps=2, prompts=2, cycles=2, log_steps=1, evaluate_steps=0), threads=1,
    )  # fmt: skip
    before = torch.get_num_threads()
    checkpoint = run_recipe(recipe, work / positions, work / "corpus", workers=1)
    torch.set_num_threads(before)
    assert [row["step"] for row in read_metrics(work / positions)] == [1, 2]
    model = load(checkpoint)
    assert model.backbone.template == TEMPLATE
    assert 1 <= drive(model, "add 25 and 7", max_cycles=3).cycles <= 3


def test_a_run_goes_on_from_a_checkpoint_and_knows_its_corpuss_words_where_it_is_told_to(work):
    first = Recipe(
        corpus=CORPUS, backbone=BackboneSettings(str(work / "decoder" / "checkpoint")), template=TEMPLATE,
        network=replace(GroundedConfig(), every=1, positions="pooled", mlp_ratio=2, heads=4, reader_blocks=0),
        train=TrainSettings(steps=1, prompts=2, cycles=2, log_steps=1, evaluate_steps=0), known_words=True, threads=1,
    )  # fmt: skip
    before = torch.get_num_threads()
    known = run_recipe(first, work / "known", work / "corpus", workers=1)
    unknown = run_recipe(replace(first, start=str(known), known_words=False), work / "unknown", work / "corpus", workers=1)
    again = run_recipe(replace(first, start=str(unknown)), work / "again", work / "corpus", workers=1)
    torch.set_num_threads(before)
    words = torch.from_numpy(np.unique(CycleStore.load(work / "corpus" / "cycles").words).astype(np.int64))
    assert load(unknown).head.known_words is None and load(unknown).config.known_words == 0
    for checkpoint in (known, again):
        assert torch.equal(load(checkpoint).head.known_words, words)


def test_a_start_that_is_missing_is_said_before_a_corpus_is_made(tmp_path):
    with pytest.raises(CheckpointError, match=r"'nowhere/checkpoint' is no folder here"):
        run_recipe(Recipe(start="nowhere/checkpoint"), tmp_path / "run", workers=1)
    assert not (tmp_path / "run" / "corpus").exists()
