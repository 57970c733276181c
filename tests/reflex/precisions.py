"""What bf16 throughout must be to float32, whatever the backbone."""

import pytest
import torch

from groundwire.reflex.train import LossModule


def check_bf16_against_float32(model, batch, probe, likeness):
    """Hold loss and gradients of one batch in bf16 throughout against those in float32."""
    found = {}
    for in_bf16 in (False, True):
        torch.manual_seed(1)
        loss, _ = LossModule(model, probe, in_bf16)(*batch)
        loss.backward()
        gradients = torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None])
        assert gradients.dtype is torch.float32
        found[in_bf16] = float(loss.detach()), gradients
        model.zero_grad()
    assert found[True][0] == pytest.approx(found[False][0], rel=0.02)
    assert torch.nn.functional.cosine_similarity(found[True][1], found[False][1], dim=0) > likeness
