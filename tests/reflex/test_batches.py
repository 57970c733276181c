"""Batches: a function of the seed and the step alone, even over families, sorted by length."""

import importlib.util
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundwire.reflex.batches import BUCKET, BatchPlan

_spec = importlib.util.spec_from_file_location("tiny_encoder", Path(__file__).with_name("tiny_encoder.py"))
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

FAMILIES = ["add"] * 70 + ["sub"] * 20 + ["display"] * 10
LENGTHS = [5 + (37 * number) % 60 for number in range(100)]


def plan(prompts: int = 6, seed: int = 0, weights: dict[str, float] | None = None) -> BatchPlan:
    return BatchPlan(FAMILIES, LENGTHS, prompts, seed, weights or {})


@pytest.fixture(scope="module")
def drawn():
    return tiny.pairs(30)


@pytest.fixture(scope="module")
def kept(drawn):
    return tiny.store(drawn)


@pytest.fixture(scope="module")
def frozen():
    return tiny.backbone()


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12), st.integers(0, 2**31), st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_the_pairs_of_a_step_do_not_depend_on_what_was_asked_before(steps, seed, prompts):
    asked = plan(prompts, seed)
    for step in steps:
        assert np.array_equal(asked.pairs(step), plan(prompts, seed).pairs(step))


def test_another_seed_or_step_gives_other_pairs():
    assert not np.array_equal(plan().pairs(0), plan(seed=1).pairs(0))
    assert not np.array_equal(plan().pairs(0), plan().pairs(1))
    assert not np.array_equal(plan().pairs(0), plan().pairs(BUCKET))


def test_families_come_evenly_however_many_pairs_they_have():
    made = plan()
    counts = Counter(FAMILIES[pair] for step in range(600) for pair in made.pairs(step))
    assert sum(counts.values()) == 3600
    assert all(1100 < count < 1300 for count in counts.values())


def test_weights_change_the_shares():
    made = plan(weights={"display": 4.0, "sub": 0.0, "unheard of": 9.0})
    counts = Counter(FAMILIES[pair] for step in range(600) for pair in made.pairs(step))
    assert set(counts) == {"add", "display"}
    assert counts["display"] / counts["add"] == pytest.approx(4, rel=0.15)


def test_late_weights_hold_from_the_first_bucket_that_begins_at_their_batch_or_after_it():
    late = BatchPlan(FAMILIES, LENGTHS, 6, 0, {}, (BUCKET + 1, {"add": 0.0}))
    assert all(np.array_equal(late.pairs(step), plan().pairs(step)) for step in range(2 * BUCKET))
    after = Counter(FAMILIES[pair] for step in range(2 * BUCKET, 12 * BUCKET) for pair in late.pairs(step))
    assert set(after) == {"sub", "display"}


def test_all_pairs_of_a_family_have_their_turn():
    made = plan()
    assert {int(pair) for step in range(1000) for pair in made.pairs(step)} == set(range(100))


def test_prompts_of_like_length_are_together():
    made = plan()
    spans = []
    for step in range(BUCKET):
        lengths = [LENGTHS[pair] for pair in made.pairs(step)]
        spans.append((min(lengths), max(lengths)))
    spans.sort()
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_batches_of_a_bucket_come_in_no_order_of_length():
    made = plan()
    means = [np.mean([LENGTHS[pair] for pair in made.pairs(step)]) for step in range(BUCKET)]
    assert means != sorted(means)


def test_a_batch_has_the_words_that_are_due_in_its_states(drawn, frozen):
    source = tiny.source(frozen, drawn, prompts=4, cycles=5)
    for step in range(6):
        batch = source.batch(step)
        assert (batch.states.shape, batch.words.shape) == ((4, 5, 65), (4, 5))
        assert (batch.states.dtype, batch.words.dtype) == (torch.int64, torch.int64)
        for row, pair in enumerate(source.plan.pairs(step)):
            start, end = (int(source.store.starts[pair + k]) for k in (0, 1))
            known = {source.store.states[k].tobytes(): int(source.store.words[k]) for k in range(start, end)}
            for state, word in zip(batch.states[row], batch.words[row], strict=True):
                assert known[state.numpy().astype(np.uint32).tobytes()] == int(word)


def test_a_batch_has_the_prompts_of_its_pairs(drawn, frozen):
    source = tiny.source(frozen, drawn, prompts=4, cycles=2)
    prompts = source.batch(3).prompts
    for row, pair in enumerate(source.plan.pairs(3)):
        tokens = frozen.tokenize(drawn[pair].prompt)
        assert prompts.ids[row][prompts.mask[row]].tolist() == tokens.words
        assert prompts.characters[row][prompts.character_mask[row]].tolist() == tokens.characters


@given(steps=st.lists(st.integers(0, 90), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_batch_is_the_same_whenever_it_is_made(drawn, frozen, kept, steps):
    source = tiny.source(frozen, drawn, prompts=3, cycles=3, seed=9, kept=kept)
    for step in steps:
        fresh = tiny.source(frozen, drawn, prompts=3, cycles=3, seed=9, kept=kept).batch(step)
        batch = source.batch(step)
        assert torch.equal(batch.states, fresh.states)
        assert torch.equal(batch.words, fresh.words)
        assert all(torch.equal(a, b) for a, b in zip(batch.prompts, fresh.prompts, strict=True))


def test_seeds_of_a_source_give_other_cycles(drawn, frozen):
    one, other = (tiny.source(frozen, drawn, 4, 3, seed).batch(0) for seed in (0, 1))
    assert not torch.equal(one.states, other.states)
