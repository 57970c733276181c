"""Cross-attention: both of its forms against torch's own."""

import pytest
import torch
from torch import nn

from groundwire.reflex.attention import Adapter, CrossAttention, Memory

PROMPTS, CYCLES, LENGTH, HIDDEN, STATE, PROMPT, INNER, HEADS = 3, 2, 5, 24, 16, 12, 32, 4


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(before)


def memory(with_prompt):
    state = torch.randn(PROMPTS, CYCLES, 65, STATE)
    if not with_prompt:
        return Memory(state, None, None)
    bias = torch.zeros(PROMPTS, 1, 7)
    bias[1, 0, 4:] = -torch.inf
    return Memory(state, torch.randn(PROMPTS, 7, PROMPT), bias)


def test_every_position_attends_as_in_torchs_own_attention():
    attention = CrossAttention(HIDDEN, HIDDEN, 0, HIDDEN, HEADS)
    theirs = nn.MultiheadAttention(HIDDEN, HEADS, batch_first=True)
    parts = (attention.query, attention.state.key, attention.state.value)
    theirs.in_proj_weight.data = torch.cat([part.weight for part in parts]).detach()
    theirs.in_proj_bias.data = torch.randn(3 * HIDDEN)
    for part, bias in zip(parts, theirs.in_proj_bias.chunk(3), strict=True):
        part.bias.data = bias.detach()
    theirs.out_proj.load_state_dict(attention.output.state_dict())
    hidden, state = torch.randn(PROMPTS, CYCLES, LENGTH, HIDDEN), torch.randn(PROMPTS, CYCLES, 65, HIDDEN)
    tokens = state.flatten(0, 1)
    expected = theirs(hidden.flatten(0, 1), tokens, tokens)[0].view_as(hidden)
    torch.testing.assert_close(attention(hidden, Memory(state, None, None)), expected)
    single = attention.single(hidden[:, :, 2], Memory(state, None, None))
    torch.testing.assert_close(single, expected[:, :, 2])


def test_one_softmax_goes_over_state_and_prompt_and_padding_is_shut_out():
    attention, found = CrossAttention(HIDDEN, STATE, PROMPT, INNER, HEADS), memory(True)
    nn.init.normal_(attention.state.key.bias)
    nn.init.normal_(attention.state.value.bias)
    hidden = torch.randn(PROMPTS, CYCLES, HIDDEN)
    query = attention.query(hidden).view(PROMPTS, CYCLES, HEADS, -1)

    def by_head(memory, weight):
        return (memory @ weight.T).unflatten(-1, (HEADS, -1))

    kinds = [(attention.state, found.state, None)]
    kinds += [(attention.prompt, found.prompt[:, None].expand(-1, CYCLES, -1, -1), found.prompt_bias)]
    scores, values = [], []
    for part, tokens, bias in kinds:
        score = torch.einsum("pchd,pcthd->pcht", query, by_head(tokens, part.key.weight)) * (INNER // HEADS) ** -0.5
        scores.append(score if bias is None else score + bias[:, None])
        values.append(by_head(tokens, part.value.weight))
    # A key's bias adds the same to every score that it touches: the state's has to touch the prompt's scores too.
    weights = torch.softmax(torch.cat(scores, -1), -1)
    mixed = torch.einsum("pcht,pcthd->pchd", weights, torch.cat(values, 2)).flatten(2)
    expected = attention.output(mixed + attention.state.value.bias)
    torch.testing.assert_close(attention.single(hidden, found), expected, rtol=1e-4, atol=1e-5)
    found.prompt[1, 4:] = 1e3
    torch.testing.assert_close(attention.single(hidden, found), expected, rtol=1e-4, atol=1e-5)


def test_the_same_gradients_flow_through_both_forms():
    attention = CrossAttention(HIDDEN, STATE, 0, INNER, HEADS)
    found, hidden = memory(False), torch.randn(PROMPTS, CYCLES, HIDDEN)
    gradients = []
    for result in (attention.single(hidden, found), attention(hidden[:, :, None], found)[:, :, 0]):
        attention.zero_grad(set_to_none=True)
        result.square().sum().backward()
        # A key's bias is the same for every score, so its gradient is zero; `single` leaves it out.
        gradients.append([torch.zeros_like(p) if p.grad is None else p.grad.clone() for p in attention.parameters()])
    for one, two in zip(*gradients, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("shape", [(PROMPTS, CYCLES, LENGTH, HIDDEN), (PROMPTS, CYCLES, HIDDEN)])
def test_closed_gates_change_nothing(shape):
    adapter = Adapter(HIDDEN, STATE, 0, INNER, HEADS, 2, gate=0.0)
    hidden = torch.randn(shape)
    assert torch.equal(adapter(hidden, memory(False)), hidden)
    for gate in (adapter.attn_gate, adapter.mlp_gate):
        gate.data.fill_(0.5)
        assert (adapter(hidden, memory(False)) - hidden).abs().max() > 0.01
        gate.data.fill_(0.0)


def test_a_width_that_heads_do_not_divide_is_refused():
    with pytest.raises(ValueError, match="attention width 30 is not a multiple of the number of heads, 4"):
        CrossAttention(HIDDEN, STATE, 0, 30, HEADS)
