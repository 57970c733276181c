"""A tiny model that was taught two prompts by heart, so that commands have something true to show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel, BertTokenizerFast
from typer.testing import CliRunner, Result

from groundwire.isa import assemble
from groundwire.machine import UnicornMachine, replay
from groundwire.models.backbone import collate
from groundwire.models.encoder import EncoderBackbone
from groundwire.reflex.checkpoint import save_checkpoint
from groundwire.reflex.model import GroundedConfig, GroundedModel

TAUGHT = {
    "multiply 6 and 9": """
        addi x5, x0, 6
        addi x6, x0, 9
        addi x7, x0, 0
        loop: add x7, x7, x5
        addi x6, x6, -1
        bne x6, x0, loop
        lui x10, 5
        sw x7, 0(x10)
        halt""",
    "say yo": """
        lui x10, 6
        addi x5, x0, 121
        sw x5, 0(x10)
        addi x5, x0, 111
        sw x5, 4(x10)
        halt""",
}


def save_backbone(folder: Path) -> EncoderBackbone:
    """Write a random BERT of two layers with a vocabulary of characters and a few words, and load it."""
    pieces = [chr(c) for c in range(33, 127)] + ["##" + chr(c) for c in range(97, 123)]
    words = ["multiply", "and", "say", "yo", "add"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *pieces, *words]
    folder.mkdir()
    tokens = BertTokenizerFast(vocab={word: index for index, word in enumerate(vocabulary)})
    tokens.save_pretrained(folder)
    # Wide initial weights: with the usual ones [CLS] hardly depends on the prompt.
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        initializer_range=0.3,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return EncoderBackbone.load(str(folder), None)


def teach(model: GroundedModel) -> None:
    """Train until every word of the taught programs is right."""
    batch = collate([model.backbone.tokenize(prompt) for prompt in TAUGHT])
    runs = []
    for text in TAUGHT.values():
        cycles = replay(UnicornMachine(), assemble(text), 100)
        runs.append((cycles.states.astype(np.int64), cycles.words.astype(np.int64)))
    count = max(len(words) for _, words in runs)
    states = torch.from_numpy(np.stack([np.resize(states, (count, 65)) for states, _ in runs]))
    words = torch.from_numpy(np.stack([np.resize(words, count) for _, words in runs]))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(1500):
        pooled = model(batch, states)
        if torch.equal(model.head.words(pooled), words):
            return
        optimizer.zero_grad()
        model.head.loss(pooled, words).mean().backward()
        optimizer.step()
    raise AssertionError("the tiny model did not learn two programs by heart")


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the taught model; its backbone is the folder `backbone` beside it."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models")
    backbone = save_backbone(folder / "backbone")
    model = GroundedModel(backbone, GroundedConfig(every=1, positions="pooled", gate=0.5, heads=2, mlp_ratio=2))
    teach(model)
    save_checkpoint(model, folder / "taught")
    return folder / "taught"


class Command:
    """The command line in this process."""

    def __init__(self, checkpoint: Path):
        self.checkpoint = checkpoint

    def __call__(self, *arguments: str, model: bool = False, **extra: str) -> Result:
        """Run it; `model` appends --checkpoint."""
        from groundwire.cli.main import app

        added = ("--checkpoint", str(self.checkpoint)) if model else ()
        return CliRunner().invoke(app, [*arguments, *added], **extra)  # type: ignore[arg-type]


@pytest.fixture
def command(checkpoint: Path) -> Command:
    """Run a command line."""
    return Command(checkpoint)
