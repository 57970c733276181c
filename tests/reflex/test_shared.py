"""A memory that many readers share: the same scores, sums and gradients as torch's own products give."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.reflex.shared import SharedRows


def plain(rows, queries):
    """What three readers make of the rows with ordinary products."""
    mixed = [torch.softmax(query @ rows.transpose(1, 2), dim=-1) @ rows for query in queries]
    return torch.stack(mixed)


def shared(rows, queries):
    memory = SharedRows(rows)
    return torch.stack([memory.mixed(torch.softmax(memory.scores(query), dim=-1)) for query in queries])


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 4), st.integers(1, 5), st.integers(1, 7), st.integers(1, 6), st.integers(0, 99))
def test_scores_sums_and_gradients_are_those_of_plain_products(count, heads, length, width, seed):
    torch.manual_seed(seed)
    source = torch.randn(count, length, width, dtype=torch.float64, requires_grad=True)
    queries = [torch.randn(count, heads, width, dtype=torch.float64, requires_grad=True) for _ in range(3)]
    weight = torch.randn(3, count, heads, width, dtype=torch.float64)
    found = []
    for form in (plain, shared):
        value = form(source * 2, queries)
        found.append([value, *torch.autograd.grad((value * weight).sum(), [source, *queries])])
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs)


def test_without_gradients_nothing_is_noted():
    rows = torch.randn(2, 5, 3)
    memory = SharedRows(rows)
    memory.mixed(memory.scores(torch.randn(2, 4, 3, requires_grad=True))).sum().backward()
    assert memory._shares == []


def test_under_autocast_the_memory_is_cast_once_and_gradients_come_back_in_float32():
    rows = torch.randn(2, 5, 4, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        memory = SharedRows(rows)
        mixed = memory.mixed(torch.softmax(memory.scores(torch.randn(2, 3, 4)), dim=-1))
    mixed.float().sum().backward()
    assert memory.rows.dtype is torch.bfloat16 and rows.grad is not None and rows.grad.dtype is torch.float32
    assert float(rows.grad.sum()) == pytest.approx(2 * 3 * 4, rel=0.05)
