"""Cycles off the model's own path: what is kept, what it is labelled with, and that the corpus's own cycles stay."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch

from groundwire.machine import CODE_BASE
from groundwire.reflex.cycles import Program
from groundwire.reflex.heads import word_bits
from groundwire.reflex.mistakes import KEPT, collect_mistakes, with_mistakes

_spec = importlib.util.spec_from_file_location("tiny_encoder", Path(__file__).parent / "tiny_encoder.py")
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

PC = 32


@pytest.fixture(scope="module")
def drawn():
    torch.set_num_threads(1)
    return tiny.pairs(24)


@pytest.fixture(scope="module")
def mistakes(drawn):
    """What is kept of a model that says `addi x31, x0, 1` whatever it sees: a slip at once, and never a trap."""
    programs = [Program(pair.program, pair.seed) for pair in drawn]
    model = tiny.model()
    torch.nn.init.zeros_(model.head.bit_head.weight)
    with torch.no_grad():
        model.head.bit_head.bias.copy_(2 * word_bits(torch.tensor(0x00100F93)) - 1)
    return collect_mistakes(model, [pair.prompt for pair in drawn], programs, range(len(drawn)))


def test_a_model_that_slips_goes_on_and_each_kept_state_has_the_word_of_the_program_at_its_pc(drawn, mistakes):
    assert mistakes
    for pair, (states, words) in mistakes.items():
        assert 0 < len(words) <= KEPT and states.shape == (len(words), 65)
        for state, word in zip(states, words, strict=True):
            assert drawn[pair].program[(int(state[PC]) - CODE_BASE) // 4] == word


def test_no_kept_state_is_one_of_the_programs_own_path(drawn, mistakes):
    store = tiny.store(drawn)
    for pair, (states, _) in mistakes.items():
        own = {row.tobytes() for row in store.states[store.starts[pair] : store.starts[pair + 1]]}
        assert not any(row.tobytes() in own for row in states)


def test_a_store_with_mistakes_keeps_every_cycle_and_counts_the_new_ones_with_the_revisits(drawn, mistakes):
    store = tiny.store(drawn)
    joined = with_mistakes(store, mistakes)
    assert np.array_equal(joined.first, store.first)
    assert len(joined.words) == len(store.words) + sum(len(words) for _, words in mistakes.values())
    for pair in range(len(drawn)):
        old = slice(*store.starts[pair : pair + 2])
        new = slice(*joined.starts[pair : pair + 2])
        count = old.stop - old.start
        assert np.array_equal(joined.states[new][:count], store.states[old])
        extra = mistakes.get(pair, (np.zeros((0, 65)), np.zeros(0)))
        assert np.array_equal(joined.states[new][count:], extra[0])
        assert np.array_equal(joined.words[new][count:], extra[1])
