"""Adapters after the backbone's last layer: they begin as the identity, learn at once, and are saved like the others."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from groundwire.models.backbone import collate
from groundwire.reflex.checkpoint import load_checkpoint, save_checkpoint
from groundwire.reflex.model import GroundedModel

_spec = importlib.util.spec_from_file_location("tiny_encoder", Path(__file__).parent / "tiny_encoder.py")
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)


@pytest.fixture
def models():
    torch.set_num_threads(1)
    plain = tiny.model()
    longer = GroundedModel(plain.backbone, replace(tiny.CONFIG, tail=2))
    longer.load_state_dict(longer.state_dict() | plain.state_dict())
    return plain, longer


def inputs(model):
    batch = collate([model.backbone.tokenize("add 2 and 3"), model.backbone.tokenize("say hi")])
    return batch, torch.randint(0, 2**32, (2, 3, 65), generator=torch.Generator().manual_seed(0))


def test_a_new_tail_changes_nothing(models):
    plain, longer = models
    batch, states = inputs(plain)
    assert len(longer.adapters) == len(plain.adapters) + 2
    assert torch.equal(plain(batch, states), longer(batch, states))


def test_a_new_tail_has_gradients_at_once(models):
    _, longer = models
    batch, states = inputs(longer)
    longer.head.loss(longer(batch, states), torch.full((2, 3), 0x6F)).mean().backward()
    for adapter in longer.adapters[-2:]:
        assert adapter.attn.output.weight.grad.abs().sum() > 0 and adapter.mlp[2].weight.grad.abs().sum() > 0


def test_a_tail_is_saved_and_loaded(models, tmp_path):
    _, longer = models
    save_checkpoint(longer, tmp_path / "saved")
    loaded = load_checkpoint(tmp_path / "saved", longer.backbone)
    assert loaded.config.tail == 2
    batch, states = inputs(longer)
    with torch.no_grad():
        assert torch.equal(loaded(batch, states), longer(batch, states))
