"""The most likely legal word: legal, and as good as any that a search finds."""

import random

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.isa import INSTRUCTIONS, is_legal
from groundwire.reflex.heads import bits_word, word_bits
from groundwire.reflex.legal import UNKNOWN_NATS, legal_words, likely_words


def score(words, logits):
    """Log-likelihood of words under independent bits, up to what all words share."""
    return (word_bits(words).double() * logits.double()).sum(-1)


def random_legal(rng):
    """A legal word: an instruction with random free bits."""
    spec = rng.choice(INSTRUCTIONS)
    return (rng.getrandbits(32) & ~spec.mask & 0xFFFFFFFF) | spec.match


def random_logits(seed, scale=3.0, count=1):
    return torch.randn(count, 32, generator=torch.Generator().manual_seed(seed)) * scale


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.01, 100))
def test_every_answer_is_a_legal_word(seed, scale):
    assert all(is_legal(word) for word in legal_words(random_logits(seed, scale, 50)).tolist())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31))
def test_no_word_of_a_full_search_is_better(seed):
    """All words that agree with a legal one in all but 11 bits, which cannot lose in the others."""
    rng = random.Random(seed)
    base = random_legal(rng)
    bits = sorted(rng.sample(range(32), 11))
    logits = torch.where(word_bits(torch.tensor(base)) > 0, 1000.0, -1000.0)
    logits[bits] = random_logits(seed)[0, bits]
    patterns = torch.arange(1 << len(bits))
    words = torch.full_like(patterns, base)
    for place, bit in enumerate(bits):
        words = (words & ~(1 << bit)) | (((patterns >> place) & 1) << bit)
    legal = torch.tensor([word for word in words.tolist() if is_legal(word)])
    best = legal[score(legal, logits).argmax()]
    assert legal_words(logits[None]).tolist() == [best.item()]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31))
def test_no_random_legal_word_is_better(seed):
    rng = random.Random(seed)
    words = torch.tensor([random_legal(rng) for _ in range(2000)])
    logits = random_logits(seed)
    found = legal_words(logits)
    assert score(found, logits[0]).item() >= score(words, logits[0]).max().item()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31))
def test_no_change_of_one_or_two_bits_is_better(seed):
    logits = random_logits(seed)[0]
    found = legal_words(logits[None])[0].item()
    flips = [1 << i for i in range(32)] + [(1 << i) | (1 << j) for i in range(32) for j in range(i)]
    near = torch.tensor([found ^ flip for flip in flips if is_legal(found ^ flip)])
    assert len(near) and score(near, logits).max().item() <= score(torch.tensor(found), logits).item()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**31))
def test_a_legal_word_that_the_bits_spell_is_left_as_it_is(seed):
    words = torch.tensor([random_legal(random.Random(seed + i)) for i in range(20)])
    logits = torch.where(word_bits(words) > 0, 1.0, -1.0) * random_logits(seed, count=20).abs().clamp(min=0.01)
    assert torch.equal(bits_word(logits > 0), words)
    assert torch.equal(legal_words(logits), words)


def test_any_leading_shape_is_kept():
    logits = random_logits(0, count=12)
    assert torch.equal(legal_words(logits.view(3, 4, 32)), legal_words(logits).view(3, 4))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.1, 30))
def test_the_likely_word_is_a_known_one_unless_another_is_likelier_by_the_margin(seed, scale):
    rng = random.Random(seed)
    known = torch.tensor([random_legal(rng) for _ in range(20)])
    logits = random_logits(seed, scale)
    found, legal = likely_words(logits, known), legal_words(logits)
    best_known = score(known, logits[0]).max().item()
    best = score(legal, logits[0]).item()
    if best > best_known + UNKNOWN_NATS:
        assert found.tolist() == legal.tolist()
    else:
        assert found.item() in known.tolist() and score(found, logits[0]).item() == best_known


def test_bits_in_doubt_between_two_known_words_make_one_of_them_and_no_third():
    jump, add = 0x0800006F, 0x00A50533
    known, bits = torch.tensor([jump, add]), word_bits(torch.tensor([jump, add]))
    logits = torch.where(bits[0] == bits[1], (bits[0] - 0.5) * 20, torch.tensor([0.2, -0.1] * 16))
    assert legal_words(logits[None]).item() not in (jump, add)
    assert likely_words(logits[None], known).item() in (jump, add)


def test_without_known_words_the_likely_word_is_the_most_likely_legal_one():
    logits = random_logits(3, count=20)
    assert torch.equal(likely_words(logits, None), legal_words(logits))
