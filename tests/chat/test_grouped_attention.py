"""Attention without repeated keys: the logits and texts of transformers' own, with and without padding."""

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

from groundwire.chat.decoding import decode
from groundwire.chat.grouped_attention import NAME, use_grouped_attention

SIZES = {
    "vocab_size": 90, "hidden_size": 48, "intermediate_size": 64, "num_hidden_layers": 3, "num_attention_heads": 6,
    "num_key_value_heads": 2, "max_position_embeddings": 128,
}  # fmt: skip


def model(kind=LlamaForCausalLM, config=LlamaConfig, **changes):
    torch.manual_seed(4)
    made = kind(config(**SIZES | changes)).eval()
    with torch.no_grad():
        for parameter in made.parameters():
            if parameter.dim() > 1:
                torch.nn.init.normal_(parameter, std=0.25)
    return made


@pytest.mark.parametrize(("kind", "config"), [(LlamaForCausalLM, LlamaConfig), (Qwen2ForCausalLM, Qwen2Config)])
def test_a_batch_gets_the_same_logits_token_by_token(kind, config):
    prompts = [[3, 4, 5, 6, 7, 8], [9, 10], [11, 12, 13]]
    seen = {}
    for grouped in (False, True):
        made = model(kind, config)
        assert not grouped or use_grouped_attention(made)
        seen[grouped] = []

        def choose(rows, scores, kept=seen[grouped]):
            kept.append(scores)
            return scores.argmax(-1)

        seen[grouped].append(decode(made, prompts, 0, [1], 12, choose))
    *logits, texts = seen[False]
    *grouped_logits, grouped_texts = seen[True]
    assert texts == grouped_texts and len(logits) == len(grouped_logits)
    assert all(torch.allclose(one, other, atol=1e-4) for one, other in zip(logits, grouped_logits, strict=True))


def test_it_is_left_alone_where_every_head_has_its_own_keys():
    made = model(num_key_value_heads=6)
    assert not use_grouped_attention(made) and made.config._attn_implementation != NAME


def test_another_attention_is_left_as_it_was_chosen():
    made = model(attn_implementation="eager")
    assert not use_grouped_attention(made) and made.config._attn_implementation == "eager"
