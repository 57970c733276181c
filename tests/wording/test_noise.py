"""Noise around a sentence: it comes when it may, and never touches what fills a slot."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.wording.grammar import Segment
from groundwire.wording.noise import CLOSERS, OPENERS, STORE_TAILS, NoiseRates, add_noise

SILENT = NoiseRates(0, 0, 0, 0, 0, 0, 0)
ADD = [Segment("add ", False), Segment("5", True), Segment(" and ", False), Segment("six", True)]


def noisy(parts: list[Segment], seed: int, stores: bool = True, **rates: float) -> str:
    return add_noise(parts, random.Random(seed), stores, NoiseRates(**(SILENT.__dict__ | rates)))


def test_without_noise_the_segments_are_joined():
    assert noisy(ADD, 0) == "add 5 and six"


def test_the_given_segments_are_left_as_they_were():
    parts = list(ADD)
    noisy(parts, 1, opener=1, closer=1, store=1, upper=1, stop=1, typo=1)
    assert parts == ADD


def test_an_opener_comes_first_and_a_closer_last():
    assert noisy(ADD, 0, opener=1) in {f"{opener}add 5 and six" for opener in OPENERS}
    assert noisy(ADD, 0, closer=1) in {f"add 5 and six{closer}" for closer in CLOSERS}


def test_a_request_to_store_is_added_where_the_task_has_one_result():
    assert noisy(ADD, 0, store=1) in {f"add 5 and six{tail}" for tail in STORE_TAILS}
    assert noisy(ADD, 0, stores=False, store=1) == "add 5 and six"


@pytest.mark.parametrize("text", ["save ", "store ", "write it to memory: ", "at 0x5000 put ", "keep "])
def test_no_request_to_store_is_added_to_a_sentence_that_has_one(text):
    parts = [Segment(text, False), Segment("5", True)]
    assert noisy(parts, 3, store=1) == text + "5"


def test_nothing_follows_a_question_or_a_full_stop():
    for mark in "?.!":
        parts = [*ADD, Segment(mark, False)]
        assert noisy(parts, 0, closer=1, store=1, stop=1) == f"add 5 and six{mark}"


def test_capitals_spare_the_slots():
    parts = [Segment("say ", False), Segment("hi", True), Segment(" now", False)]
    assert noisy(parts, 0, upper=1) == "SAY hi NOW"
    assert noisy(parts, 0, capital=1) == "Say hi now"
    assert noisy([Segment("hi", True), Segment(" it is", False)], 0, capital=1) == "hi it is"


def edits(word: str) -> set[str]:
    """Every text one slip away: two letters swapped, one dropped, doubled or replaced."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    places = range(len(word))
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in places[:-1]}
    dropped = {word[:i] + word[i + 1 :] for i in places}
    doubled = {word[: i + 1] + word[i:] for i in places}
    return swapped | dropped | doubled | {word[:i] + c + word[i + 1 :] for i in places for c in letters}


@pytest.mark.parametrize("seed", range(60))
def test_a_slip_hits_one_word_of_four_letters_or_more_outside_the_slots(seed):
    parts = [Segment("the sum of ", False), Segment("twelve", True), Segment(" and more", False)]
    assert noisy(parts, seed, typo=1) in {f"the sum of twelve and {slip}" for slip in edits("more")}


def test_a_sentence_of_short_words_has_no_slip():
    assert noisy(ADD, 0, typo=1) == "add 5 and six"


words = st.text(st.sampled_from("abcdefg ,?."), min_size=1, max_size=12)


@given(
    st.lists(words, min_size=1, max_size=5),
    st.integers(0, 2**32),
    st.tuples(*[st.floats(0, 1)] * 7),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_what_fills_the_slots_comes_through_unchanged_and_in_order(literals, seed, rates, stores):
    slots = [f"⟦Xy{number}⟧" for number in range(len(literals))]
    parts = [part for text, slot in zip(literals, slots, strict=True)
             for part in (Segment(text, False), Segment(slot, True))]  # fmt: skip
    prompt = add_noise(parts, random.Random(seed), stores, NoiseRates(*rates))
    places = [prompt.index(slot) for slot in slots]
    assert places == sorted(places)
    assert all(prompt.count(slot) == 1 for slot in slots)
    assert prompt == add_noise(parts, random.Random(seed), stores, NoiseRates(*rates))
