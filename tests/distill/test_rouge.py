import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.distill.rouge import RougeIndex, f_measure, tokens

rouge_scorer = pytest.importorskip("rouge_score.rouge_scorer", reason="rouge-score, the oracle, is not installed")
ORACLE = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
WORDS = [
    "the",
    "module",
    "counts",
    "a",
    "clock",
    "edge",
    "of",
    "8",
    "bits",
    "and",
    "resets",
    "to",
    "zero",
    "İ",
    "straße",
    "naïve",
    "q[3:0]",
    "A_B",
]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


def oracle(reference, text):
    return ORACLE.score(reference, text)["rougeL"].fmeasure


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=4), SENTENCES, st.sampled_from([0.3, 0.5, 0.7]))
def test_decisions_and_scores_are_those_of_rouge_score(references, text, threshold):
    scores = [oracle(reference, text) for reference in references]
    found = RougeIndex(references).nearest(text, threshold)
    if max(scores) > threshold:
        assert found is not None and found.score == max(scores) == scores[found.reference]
    else:
        assert found is None


def test_a_score_of_exactly_the_threshold_is_not_over_it():
    index = RougeIndex(["a b c d"])
    assert oracle("a b c d", "a b x y") == 0.5 and index.nearest("a b x y", 0.5) is None
    assert index.nearest("a b c y", 0.5).score == 0.75


def test_long_texts_agree_too():
    draw = random.Random(7)
    vocabulary = [f"w{i}" for i in range(60)]
    references = [" ".join(draw.choices(vocabulary, k=draw.randint(20, 120))) for _ in range(8)]
    index = RougeIndex(references)
    over = 0
    for _ in range(40):
        base = draw.choice(references).split()
        text = " ".join(word if draw.random() < 0.55 else draw.choice(vocabulary) for word in base)
        best = max(oracle(reference, text) for reference in references)
        found = index.nearest(text, 0.5)
        assert (found is not None) == (best > 0.5) and (found is None or found.score == best)
        over += found is not None
    assert 8 < over < 40


def test_texts_without_words_are_near_to_nothing():
    index = RougeIndex(["", "!!!", "a"])
    assert index.nearest("", 0.5) is None and index.nearest("???", 0.1) is None and index.nearest("A", 0.5).reference == 2
    assert tokens("Q[3:0] über") == ["q", "3", "0", "ber"] and f_measure(0, 0, 0) == 0.0
    assert RougeIndex([]).nearest("a", 0.5) is None
