"""Heads: bits and words, the published weighted loss, and the codebook."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from groundwire.isa import assemble
from groundwire.reflex.heads import OPERATION_BITS, BitHead, BitWeights, CodebookHead, bits_word, word_bits


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=5))
def test_bits_are_the_words_least_significant_first(words):
    bits = word_bits(torch.tensor(words))
    assert bits.tolist() == [[float(c) for c in reversed(f"{word:032b}")] for word in words]
    assert bits_word(bits > 0).tolist() == words


def test_a_bit_is_set_where_its_logit_is_positive():
    torch.manual_seed(0)
    head, pooled = BitHead(16), torch.randn(3, 2, 16)
    logits = head.logits(pooled)
    expected = [[sum(1 << i for i in range(32) if row[i] > 0) for row in part] for part in logits.tolist()]
    assert head.words(pooled).tolist() == expected


def test_the_loss_weighs_the_bits_of_rs2_five_times():
    torch.manual_seed(0)
    head, pooled, words = BitHead(16), torch.randn(4, 16), torch.randint(0, 1 << 32, (4,))
    logits, target = head.logits(pooled), word_bits(words)
    plain = -(target * torch.sigmoid(logits).log() + (1 - target) * torch.sigmoid(-logits).log())
    weights = torch.tensor([5.0 if 20 <= i <= 24 else 1.0 for i in range(32)])
    torch.testing.assert_close(head.loss(pooled, words), (plain * weights).sum(-1) / 52)


def test_bits_that_say_which_operation_it_is_can_weigh_more():
    torch.manual_seed(0)
    head, pooled = BitHead(16), torch.randn(1, 16)
    head.weights = BitWeights(rs2=1, operation=4)
    anded, ored, other = (torch.tensor([assemble(text)[0]]) for text in ("and x1, x2, x3", "or x1, x2, x3", "and x1, x2, x2"))
    logits = head.logits(pooled)[0]
    operation, register = (logits[bit] for bit in (12, 20))  # where the words differ from the first
    total = 32 + 3 * len(OPERATION_BITS)
    between = (head.loss(pooled, anded) - head.loss(pooled, ored)).item()
    assert between == pytest.approx(-4 * operation.item() / total, rel=1e-4)
    assert (head.loss(pooled, anded) - head.loss(pooled, other)).item() == pytest.approx(-register.item() / total, rel=1e-4)


CODEBOOK = torch.tensor([0x6F, 0x13, 0x93, 0xFFFFFFFF, 0x33])


def test_the_codebook_answers_with_its_own_words_only():
    torch.manual_seed(0)
    head, pooled = CodebookHead(16, CODEBOOK, 8), torch.randn(50, 16)
    assert set(head.words(pooled).tolist()) <= set(CODEBOOK.tolist())
    similarity = torch.cosine_similarity(
        head.embed_head(head.head_mlp(pooled))[:, None], head.instr_table.weight[None], dim=-1
    )
    torch.testing.assert_close(head.logits(pooled), similarity)
    assert head.words(pooled).tolist() == CODEBOOK[similarity.argmax(-1)].tolist()


def test_training_the_codebook_finds_the_words():
    torch.manual_seed(0)
    head, pooled, words = CodebookHead(16, CODEBOOK, 8), torch.randn(5, 16), CODEBOOK[torch.tensor([4, 3, 0, 0, 2])]
    optimizer = torch.optim.Adam(head.parameters(), lr=0.01)
    first = head.loss(pooled, words).mean()
    assert head.loss(pooled[None], words[None]).shape == (1, 5)
    for _ in range(60):
        optimizer.zero_grad()
        head.loss(pooled, words).mean().backward()
        optimizer.step()
    assert head.loss(pooled, words).mean() < 0.2 * first
    assert torch.equal(head.words(pooled), words)


def test_a_word_beside_the_codebook_is_named():
    head = CodebookHead(16, CODEBOOK, 8)
    with pytest.raises(ValueError, match="word 0x00000017 is not in the codebook of 5 words; rebuild it"):
        head.loss(torch.randn(2, 16), torch.tensor([0x13, 0x17]))
