"""pass@k is unbiased, undefined where it must be, and its intervals hold what they say."""

from __future__ import annotations

from itertools import combinations
from math import comb, gamma

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.bench.compare import fisher
from groundwire.bench.passk import estimate, pass_at_k


@settings(deadline=None)
@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_pass_at_k_is_the_share_of_draws_with_a_pass(case: tuple[int, int, int]) -> None:
    n, c, k = case
    draws = list(combinations([True] * c + [False] * (n - c), k))
    assert pass_at_k(n, c, k) == pytest.approx(sum(any(draw) for draw in draws) / len(draws))


@settings(deadline=None)
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_pass_at_k_is_the_formula_for_many_responses(case: tuple[int, int, int]) -> None:
    n, c, k = case
    assert pass_at_k(n, c, k) == pytest.approx(1 - comb(n - c, k) / comb(n, k), abs=1e-9)


def test_fewer_responses_than_tries_leave_it_undefined() -> None:
    assert pass_at_k(4, 4, 5) is None
    assert estimate([(20, 3), (4, 4)], 5).value is None
    assert estimate([], 1).value is None


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="pass@1 of 5 passes among 4: expected 0 <= passes <= responses"):
        pass_at_k(4, 5, 1)


def test_the_interval_over_problems_is_wider_than_the_one_over_samples() -> None:
    one = estimate([(20, 3), (20, 20), (20, 0), (20, 11)] * 10, 1)
    assert one.value == pytest.approx(34 / 80)
    assert one.low is not None and one.high is not None and one.sample_low is not None and one.sample_high is not None
    assert one.low < one.sample_low < one.value < one.sample_high < one.high


@pytest.mark.parametrize("k", [1, 5, 10])
def test_intervals_hold_the_estimate_always_and_the_truth_about_as_often_as_they_say(k: int) -> None:
    rng, (a, b) = np.random.default_rng(3), (0.6, 0.5)
    truth = 1 - gamma(b + k) * gamma(a + b) / gamma(b) / gamma(a + b + k)  # the mean of 1 - (1 - p)^k over beta(a, b)
    held = 0
    for _ in range(100):
        counts = [(20, int(rng.binomial(20, p))) for p in rng.beta(a, b, 60)]
        one = estimate(counts, k, resamples=300)
        assert one.low <= one.value <= one.high and one.sample_low <= one.value <= one.sample_high  # type: ignore[operator]
        held += one.low <= truth <= one.high  # type: ignore[operator]
    assert held >= 85


def test_fisher_agrees_with_counting() -> None:
    assert fisher(20, 20, 20, 20) == pytest.approx(1.0)
    assert fisher(5, 0, 5, 5) == pytest.approx(2 / comb(10, 5))
