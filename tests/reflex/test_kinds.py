"""Kinds of prompts that training draws more often, told by their text alone."""

from __future__ import annotations

import numpy as np
import pytest

from groundwire.reflex.batches import BatchPlan
from groundwire.reflex.kinds import KINDS, kind_weights

EXAMPLES = {
    "long_list": ("sort 5, 3, 9, 1, 2, 8", "sort 5, 3, 9, 1, 2"),
    "long_number": ("or 0xf5eb853 with 43", "add 10000 and 99999"),
    "hexadecimal": ("abs of 0X1f", "print 0xyz"),
    "number_words": ("five hundred ninety-one << seven", "One added to two"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_told_by_the_prompts_text(kind: str) -> None:
    of_it, not_of_it = EXAMPLES[kind]
    assert KINDS[kind](of_it) and not KINDS[kind](not_of_it)


def test_a_prompt_of_several_kinds_counts_for_the_largest_of_their_weights() -> None:
    prompts = ["add 1 and 2", "add 0x1 and 2", "add 0x1234567 and 2"]
    assert kind_weights(prompts, {"hexadecimal": 2.0, "long_number": 5.0}).tolist() == [1.0, 2.0, 5.0]


@pytest.mark.parametrize("weights", [{"long_lists": 2.0}, {"long_list": 0.0}, {"long_list": float("nan")}])
def test_an_unknown_kind_or_a_weight_that_is_not_above_zero_is_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"no kind 'long_lists' of prompts; known are long_list|expected more than 0"):
        kind_weights(["x"], weights)


def test_pairs_are_drawn_by_their_weights_within_their_family_and_families_keep_their_shares() -> None:
    families = ["add"] * 50 + ["sub"] * 50
    weights = np.ones(100)
    weights[:5], weights[50] = 9.0, 49.0
    plan = BatchPlan(families, [8] * 100, 25, 0, {}, None, weights)
    drawn = np.bincount(np.concatenate([plan.pairs(step) for step in range(400)]), minlength=100) / 10_000
    assert drawn[:50].sum() == pytest.approx(0.5, abs=0.02)
    assert drawn[:5].sum() == pytest.approx(0.25, abs=0.02)  # 45 of 90, of one half
    assert drawn[50] == pytest.approx(0.25, abs=0.02)


def test_a_batch_drawn_by_weights_is_a_function_of_the_seed_and_the_step_alone() -> None:
    plans = [BatchPlan(["add"] * 40, list(range(40)), 6, 3, {}, None, np.arange(1.0, 41.0)) for _ in range(2)]
    plans[0].pairs(70)
    assert np.array_equal(plans[0].pairs(5), plans[1].pairs(5))
