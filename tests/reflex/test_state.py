"""State tokens: what they depend on, and that computing each distinct one once changes nothing."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.machine import STATE_WORDS, UnicornMachine
from groundwire.reflex.state import STATE_TOKENS, StateEncoder

torch.manual_seed(0)
ENCODER = StateEncoder(24).requires_grad_(False)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_a_machine_has_as_many_words_as_there_are_tokens():
    assert STATE_TOKENS == STATE_WORDS == len(UnicornMachine().state().words) == 65


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=65, max_size=65))
def test_tokens_are_norms_of_projected_bytes_and_roles(words):
    found = ENCODER(torch.tensor([[words, [0] * 65]]))
    assert found.shape == (1, 2, 65, 24)
    for role in (0, 32, 64):
        split = torch.tensor(list(words[role].to_bytes(4, "little")))
        parts = torch.cat([table.weight[byte] for table, byte in zip(ENCODER.byte_embeds, split, strict=True)])
        token = ENCODER.norm(ENCODER.value_proj(parts) + ENCODER.role_embed.weight[role])
        torch.testing.assert_close(found[0, 0, role], ENCODER.kv_norm(token), rtol=1e-4, atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 64), st.integers(0, 31))
def test_one_bit_changes_one_token(role, bit):
    words = torch.zeros(65, dtype=torch.int64)
    changed = words.clone()
    changed[role] ^= 1 << bit
    differs = (ENCODER(words) != ENCODER(changed)).any(-1)
    assert differs.nonzero().flatten().tolist() == [role]


def test_equal_words_share_their_gradient():
    encoder = StateEncoder(24)
    words = torch.tensor([[3] * 65, [3] * 65])
    encoder(words).square().sum().backward()
    shared = encoder.value_proj.weight.grad.clone()
    encoder.zero_grad()
    encoder.tokens(torch.arange(65).repeat(2), words.flatten()).square().sum().backward()
    torch.testing.assert_close(shared, encoder.value_proj.weight.grad, rtol=1e-4, atol=1e-4)
