"""Muon: updates of matrices are nearly orthogonal and of AdamW's size, all else is AdamW's, and a saved state goes on alike."""

from copy import deepcopy

import torch

from groundwire.models.muon import SCALE, MuonAdamW, orthogonal


def new_parameters():
    generator = torch.Generator().manual_seed(0)
    return [torch.nn.Parameter(torch.randn(shape, generator=generator)) for shape in ((8, 24), (24, 8), (6,))]


def new_optimizer(parameters, rate=0.01):
    groups = [
        {"params": parameters[:2], "weight_decay": 0.1, "muon": True},
        {"params": parameters[2:], "weight_decay": 0.0, "muon": False},
    ]
    return MuonAdamW(groups, rate)


def take_steps(parameters, optimizer, count, first=0):
    for number in range(first, first + count):
        for index, parameter in enumerate(parameters):
            parameter.grad = torch.randn(parameter.shape, generator=torch.Generator().manual_seed(10 * number + index))
        optimizer.step()


def test_singular_values_are_brought_near_one():
    matrices = torch.randn(3, 16, 40, generator=torch.Generator().manual_seed(1))
    values = torch.linalg.svdvals(orthogonal(matrices).float())
    assert values.min() > 0.5 and values.max() < 1.3


def test_an_update_of_a_matrix_has_the_size_of_adamws():
    parameters = new_parameters()
    before = parameters[0].detach().clone()
    optimizer = new_optimizer(parameters)
    optimizer.param_groups[0]["weight_decay"] = 0.0
    take_steps(parameters, optimizer, 1)
    size = (parameters[0] - before).square().mean().sqrt().item()
    assert 0.7 * SCALE * 0.01 < size < 1.3 * SCALE * 0.01


def test_what_is_no_matrix_is_trained_as_torchs_adamw_does():
    parameters, other = new_parameters(), new_parameters()
    reference = torch.optim.AdamW(other[2:], lr=0.01, betas=(0.9, 0.95), weight_decay=0.0)
    take_steps(parameters, new_optimizer(parameters), 5)
    take_steps(other[2:], reference, 0)
    for number in range(5):
        other[2].grad = torch.randn(other[2].shape, generator=torch.Generator().manual_seed(10 * number + 2))
        reference.step()
    torch.testing.assert_close(parameters[2], other[2])


def test_a_saved_state_goes_on_to_the_same_weights():
    parameters, other = new_parameters(), new_parameters()
    optimizer = new_optimizer(parameters)
    take_steps(parameters, optimizer, 3)
    with torch.no_grad():
        for mine, theirs in zip(other, parameters, strict=True):
            mine.copy_(theirs)
    again = new_optimizer(other)
    again.load_state_dict(deepcopy(optimizer.state_dict()))
    take_steps(parameters, optimizer, 2, first=3)
    take_steps(other, again, 2, first=3)
    for mine, theirs in zip(other, parameters, strict=True):
        torch.testing.assert_close(mine, theirs)
