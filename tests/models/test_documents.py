"""Packed documents taken apart: each has the hidden states that it has alone, and prompts can count for less."""

import pytest
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from groundwire.models.documents import answer_weights, boundaries, groups, hidden_states


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=50, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2
    )
    return Qwen2ForCausalLM(config).eval()


@pytest.mark.parametrize("lengths", [[5], [3, 9, 4], [2, 30, 29, 31, 2, 8]])
def test_each_document_has_the_states_that_it_has_alone(model, lengths):
    documents = [torch.randint(0, 50, (n,), generator=torch.Generator().manual_seed(n)) for n in lengths]
    positions = torch.cat([torch.arange(n) for n in lengths])
    with torch.no_grad():
        found = hidden_states(model.model, torch.cat(documents), positions)
        alone = [model.model(input_ids=one[None]).last_hidden_state[0] for one in documents]
    torch.testing.assert_close(found, torch.cat(alone), atol=1e-5, rtol=1e-5)


def test_groups_hold_every_document_once_and_little_padding():
    lengths = [7, 100, 98, 3, 55, 90, 8]
    made = groups(lengths, tokens=250, padding=0.2)
    assert sorted(number for group in made for number in group) == list(range(len(lengths)))
    for group in made:
        longest = max(lengths[number] for number in group)
        assert len(group) == 1 or (len(group) * longest <= 250 and sum(lengths[n] for n in group) >= 0.8 * len(group) * longest)


def test_documents_begin_where_positions_do():
    assert boundaries(torch.tensor([0, 1, 2, 0, 1, 0])) == [0, 3, 5, 6]


def test_prompts_count_for_less_and_answers_and_plain_text_for_one():
    mark = 9
    ids = torch.tensor([9, 1, 9, 2, 9, 3, 3, 4, 4, 9, 1, 9])
    positions = torch.tensor([0, 1, 2, 3, 4, 5, 6, 0, 1, 0, 1, 2])
    weights = answer_weights(ids, positions, mark, 0.25)
    assert weights.tolist() == [0.25, 0.25, 0.25, 0.25, 1, 1, 1, 1, 1, 0.25, 0.25, 0.25]
