"""pass@k without bias, and its intervals: over problems and samples, or over samples alone.

Source of the estimator: Chen et al., "Evaluating Large Language Models Trained on Code", 2021, equation 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

KS = (1, 5, 10, 20)
RESAMPLES = 2000
_SEED = 20250601


@dataclass(frozen=True)
class Estimate:
    """pass@k of one run, with the intervals that belong to it."""

    k: int
    """Tries."""
    value: float | None
    """The estimate, 0 to 1; None where no problem, or not every one, has k responses."""
    low: float | None
    """Lower end of the 95% interval over problems and samples."""
    high: float | None
    """Its upper end."""
    sample_low: float | None
    """Lower end of the 95% interval over samples alone, for these very problems."""
    sample_high: float | None
    """Its upper end."""
    problems: int
    """Problems that it is the mean of."""
    samples: int
    """Responses that it rests on."""


def pass_at_k(n: int, c: int, k: int) -> float | None:
    """The chance that one of k responses drawn from n without putting back passes, c of the n doing so.

    Returns:
        1 - C(n - c, k) / C(n, k); None where n < k, for then nothing unbiased can be said.

    Raises:
        ValueError: n, c or k is out of range.
    """
    if n < 0 or not 0 <= c <= n or k < 1:
        raise ValueError(f"pass@{k} of {c} passes among {n}: expected 0 <= passes <= responses and k >= 1")
    if n < k:
        return None
    if n - c < k:
        return 1.0
    return float(1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1)))


def estimate(counts: Sequence[tuple[int, int]], k: int, resamples: int = RESAMPLES) -> Estimate:
    """pass@k over problems.

    Args:
        counts: responses and passes, (n, c), of each problem that has been scored.
        k: tries.
        resamples: draws for the intervals.
    """
    values = [pass_at_k(n, c, k) for n, c in counts]
    samples = sum(n for n, _ in counts)
    known = [value for value in values if value is not None]
    if not counts or len(known) < len(counts):
        return Estimate(k, None, None, None, None, None, len(counts), samples)
    drawn = _redrawn(counts, k, resamples)
    rng = np.random.default_rng(_SEED)
    chosen = rng.integers(0, len(counts), size=(resamples, len(counts)))
    value = float(np.mean(known))
    low, high = _interval(np.take_along_axis(drawn, chosen, axis=1).mean(axis=1), value)
    sample_low, sample_high = _interval(drawn.mean(axis=1), value)
    return Estimate(k, value, low, high, sample_low, sample_high, len(counts), samples)


def _redrawn(counts: Sequence[tuple[int, int]], k: int, resamples: int) -> NDArray[np.float64]:
    """pass@k of each problem with its responses drawn anew, with putting back: shape (resamples, problems)."""
    rng = np.random.default_rng(_SEED + k)
    drawn = np.empty((resamples, len(counts)))
    tables = {n: np.array([pass_at_k(n, c, k) for c in range(n + 1)], dtype=np.float64) for n in {n for n, _ in counts}}
    for column, (n, c) in enumerate(counts):
        drawn[:, column] = tables[n][rng.binomial(n, c / n, size=resamples)]
    return drawn


def _interval(drawn: NDArray[np.float64], value: float) -> tuple[float, float]:
    """The middle 95% of what was drawn, moved to lie about the estimate.

    Responses drawn with putting back repeat each other, so that for k > 1 the draws are low by several points, and the
    estimate would lie above its own interval.
    """
    low, high = np.quantile(drawn, [0.025, 0.975]) + value - drawn.mean()
    return float(np.clip(low, 0.0, 1.0)), float(np.clip(high, 0.0, 1.0))
