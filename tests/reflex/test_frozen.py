"""Frozen means frozen: training changes the adapters and not a byte of the backbone."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch

from groundwire.models.backbone import collate

_path = Path(__file__).parents[1] / "models" / "tiny_models.py"
_spec = importlib.util.spec_from_file_location("tiny_models_frozen", _path)
tiny = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = tiny
_spec.loader.exec_module(tiny)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


MAKE = {
    "decoder, all positions": lambda: (tiny.decoder(), {}),
    "decoder, pooled position": lambda: (tiny.decoder("gpt2"), {"positions": "pooled"}),
    "encoder with a reader": lambda: (
        tiny.encoder(),
        {"positions": "pooled", "reader_blocks": 1, "reader_width": 16, "reader_heads": 2, "taps": (0, 2), "every": 1},
    ),
}


@pytest.mark.parametrize("kind", MAKE)
def test_a_backbones_bytes_are_the_same_after_training(kind):
    backbone, network = MAKE[kind]()
    model = tiny.grounded(backbone, **network).train()
    frozen = {name: value.clone() for name, value in backbone.state_dict().items()}
    trained = {name: value.clone() for name, value in model.state_dict().items()}
    batch = collate([backbone.tokenize(prompt) for prompt in ("add 2 and 3", "say hi")])
    # Every parameter that there is, the backbone's too, so that only freezing keeps an optimizer off them.
    optimizer = torch.optim.AdamW([*model.parameters(), *backbone.parameters()], lr=0.01)
    losses = []
    for step in range(6):
        words = torch.full((2, 3), 0x00500293)
        loss = model.head.loss(model(batch, tiny.states(2, 3, seed=step)), words).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    after = backbone.state_dict()
    assert len(frozen) > 10 and all(frozen[name].numpy().tobytes() == after[name].numpy().tobytes() for name in frozen)
    assert not backbone.model.training and not any(p.requires_grad for p in backbone.parameters())
    assert not set(frozen) & set(trained)
    moved = [name for name, value in model.state_dict().items() if not torch.equal(value, trained[name])]
    assert {name.split(".")[0] for name in moved} == {name.split(".")[0] for name in trained}
