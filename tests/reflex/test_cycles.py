"""Cycles of a corpus: every first visit is kept, each state with the word that is due there."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.isa import HALT, assemble
from groundwire.machine import CODE_BASE, STATE_WORDS, UnicornMachine
from groundwire.reflex.cycles import REVISITS, CycleStore, Program, _collect, collect

_spec = importlib.util.spec_from_file_location("tiny_encoder", Path(__file__).with_name("tiny_encoder.py"))
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

PC = 32
LOOP = assemble("addi x5, x0, 30\n1:\naddi x5, x5, -1\nbne x5, x0, 1b\nlui x10, 5\nsw x5, 0(x10)\nhalt")
STRAIGHT = assemble("addi x5, x0, 7\nlui x10, 5\nsw x5, 0(x10)\nhalt")


def stored(programs: list[Program]) -> CycleStore:
    states, words, first = zip(*_collect(programs), strict=True)
    starts = np.cumsum([0, *map(len, words)])
    return CycleStore(np.concatenate(states), np.concatenate(words), starts, np.array(first))


def synthetic(sizes: list[tuple[int, int]]) -> CycleStore:
    """A store whose programs have so many first visits and later ones; a word is its own index."""
    starts = np.cumsum([0, *(first + later for first, later in sizes)])
    words = np.arange(starts[-1], dtype=np.uint32)
    states = np.repeat(words[:, None], STATE_WORDS, axis=1)
    return CycleStore(states, words, starts, np.array([first for first, _ in sizes]))


def test_a_straight_program_keeps_all_its_cycles_in_order():
    store = stored([Program(STRAIGHT, {})])
    assert store.words.tolist() == STRAIGHT
    assert store.words[-1] == HALT
    assert store.states[:, PC].tolist() == [CODE_BASE + 4 * k for k in range(len(STRAIGHT))]
    assert (store.starts.tolist(), store.first.tolist()) == ([0, 4], [4])


def test_a_loop_keeps_every_first_visit_and_a_few_of_the_others():
    store = stored([Program(LOOP, {})])
    first = int(store.first[0])
    assert first == len(LOOP)
    assert sorted(set(store.states[:first, PC].tolist())) == [CODE_BASE + 4 * k for k in range(len(LOOP))]
    assert len(store.words) == first + REVISITS
    assert set(store.states[first:, PC].tolist()) <= {CODE_BASE + 4, CODE_BASE + 8}


def test_first_visits_have_not_seen_their_word_in_memory_and_later_ones_have():
    store = stored([Program(LOOP, {})])
    window = slice(33, 49)
    for state, word, place in zip(store.states, store.words, range(len(store.words)), strict=True):
        code = state[window][(int(state[PC]) - ((int(state[PC]) - 32) & ~3)) // 4]
        assert code == (HALT if place < store.first[0] else word), "code is filled with halts before"


def test_every_state_is_followed_by_the_one_that_its_word_makes():
    pairs = tiny.pairs(30, seed=4)
    store = tiny.store(pairs)
    for number, pair in enumerate(pairs):
        machine, path = UnicornMachine(), {}
        for address, content in pair.seed.items():
            machine.write(address, content)
        while (word := pair.program[(machine.pc - CODE_BASE) // 4]) != HALT:
            path[machine.state().words.tobytes()] = word
            machine.execute(word)
        path[machine.state().words.tobytes()] = HALT
        for place in range(int(store.starts[number]), int(store.starts[number + 1])):
            assert path[store.states[place].tobytes()] == store.words[place]


def test_the_seed_of_memory_is_there_before_the_start():
    load = assemble("lui x5, 5\nlw x6, 256(x5)\nhalt")
    store = stored([Program(load, {0x5100: [77]}), Program(load, {})])
    assert [int(store.states[place, 6]) for place in (2, 5)] == [77, 0], "and gone for the next program"


def test_two_workers_collect_what_one_does():
    programs = [Program(pair.program, pair.seed) for pair in tiny.pairs(60, seed=2)]
    one, two = (collect(iter(programs), workers, chunk=16) for workers in (1, 2))
    for name in ("states", "words", "starts", "first"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    assert len(one.starts) == 61
    assert one.starts[-1] == len(one.words) == len(one.states)


def test_no_programs_make_an_empty_store():
    store = collect(iter([]), workers=1)
    assert store.states.shape == (0, STATE_WORDS)
    assert (store.words.shape, store.starts.tolist(), store.first.shape) == ((0,), [0], (0,))


def test_a_store_survives_being_saved_and_opened(tmp_path):
    store = stored([Program(LOOP, {}), Program(STRAIGHT, {})])
    store.save(tmp_path / "cycles")
    found = CycleStore.load(tmp_path / "cycles")
    assert isinstance(found.states, np.memmap)
    for name in ("states", "words", "starts", "first"):
        assert np.array_equal(getattr(found, name), getattr(store, name))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cycles"]


def test_a_store_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        CycleStore.load(tmp_path / "cycles")


sizes = st.lists(st.tuples(st.integers(1, 30), st.integers(0, REVISITS)), min_size=1, max_size=5)


@given(sizes, st.integers(1, 40), st.integers(0, 2**32), st.data())
@settings(max_examples=200, deadline=None)
def test_chosen_cycles_are_the_programs_own_and_repeated_only_when_they_run_out(shape, count, seed, data):
    store = synthetic(shape)
    program = data.draw(st.integers(0, len(shape) - 1))
    start, end = int(store.starts[program]), int(store.starts[program + 1])
    picked = store.choose(program, count, np.random.default_rng(seed)).tolist()
    assert len(picked) == count
    assert all(start <= place < end for place in picked)
    assert len(set(picked)) == min(count, end - start)
    assert picked == store.choose(program, count, np.random.default_rng(seed)).tolist()


@given(sizes, st.integers(1, 40), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_first_visits_come_before_others(shape, count, seed):
    store = synthetic(shape)
    first, later = shape[0]
    picked = set(store.choose(0, count, np.random.default_rng(seed)).tolist())
    revisits = sum(place >= first for place in picked)
    allowed = max(1, count // 8)
    assert revisits <= max(allowed, count - first)
    assert later == 0 or count == 1 or revisits >= 1
    assert revisits < count


@given(sizes, st.integers(1, 40), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_weighted_choices_are_the_programs_own_and_repeated_only_when_they_run_out(shape, count, seed):
    store = synthetic(shape)
    weights = np.random.default_rng(seed).random(len(store.words)).astype(np.float32) + 0.01
    for program in range(len(shape)):
        start, end = int(store.starts[program]), int(store.starts[program + 1])
        picked = store.choose(program, count, np.random.default_rng(seed), weights).tolist()
        assert len(picked) == count
        assert len({place for place in picked if start <= place < end}) == min(count, end - start)


def test_weights_are_the_shares_of_single_choices():
    store, rng = synthetic([(4, 0)]), np.random.default_rng(0)
    weights = np.array([1, 2, 3, 4], np.float32)
    counts = np.bincount([int(store.choose(0, 1, rng, weights)[0]) for _ in range(8000)], minlength=4)
    assert counts / 8000 == pytest.approx(weights / 10, abs=0.02)


def test_a_word_is_no_surprise_where_the_address_and_the_word_before_it_settle_it():
    other = [STRAIGHT[0] + (1 << 20), *STRAIGHT[1:]]
    store = stored([Program(STRAIGHT, {}), Program(other, {})])
    assert store.surprise() == pytest.approx([np.log(2), 0, 0, 0] * 2)
    assert stored([Program(STRAIGHT, {}), Program(STRAIGHT, {})]).surprise() == pytest.approx([0] * 8)


def test_the_word_that_tells_families_apart_is_a_surprise_and_those_that_follow_from_it_are_not():
    programs = {pair.family: Program(pair.program, pair.seed) for pair in tiny.pairs(400)}
    names = ["and", "or", "xor"]
    store = stored([programs[name] for name in names])
    nats = store.surprise()
    for number in range(len(names)):
        span = slice(int(store.starts[number]), int(store.starts[number + 1]))
        body = store.states[span, 32] >= 0x1100
        assert nats[span][body][0] == pytest.approx(np.log(3))
        assert nats[span][body][1:].max() == pytest.approx(0)


def test_every_first_visit_is_chosen_as_often_as_another():
    store, rng, counts = synthetic([(20, 0)]), np.random.default_rng(0), np.zeros(20)
    for _ in range(600):
        counts[store.choose(0, 8, rng)] += 1
    assert counts.min() > 180
    assert counts.max() < 300
