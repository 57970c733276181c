"""Says which differences of two runs on one benchmark are significant: over all problems, and problem by problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from groundwire.bench.errors import BenchmarkError

RESAMPLES = 20000
FEW = 30
"""Problems below which an interval drawn from them is rough."""
_SEED = 20250602


@dataclass(frozen=True)
class Difference:
    """How a second run stands to a first one."""

    first: float
    """pass@1 of the first run, over the problems that both have."""
    second: float
    """pass@1 of the second."""
    low: float
    """Lower end of the 95% interval of the difference, second less first, over problems and samples."""
    high: float
    """Its upper end."""
    p: float
    """Two-sided p-value of a paired permutation of signs over problems."""
    problems: int
    """Problems that both have."""
    changed: tuple[tuple[str, float, float, float], ...]
    """Problems that differ significantly: name, pass@1 in either run, p-value with Holm's correction."""
    remarks: tuple[str, ...] = ()
    """What stands against comparing them."""

    @property
    def significant(self) -> bool:
        """Whether the runs differ at the 5% level."""
        return self.p < 0.05


def compare(first: Mapping[str, Any], second: Mapping[str, Any], official: bool = False) -> Difference:
    """Compare two summaries.

    Raises:
        BenchmarkError: they are of different benchmarks, or share no problem.
    """
    one, two = first["benchmark"], second["benchmark"]
    if (one["name"], one["task"]) != (two["name"], two["task"]):
        raise BenchmarkError(
            f"one run is of {one['name']} {one['task']}, the other of {two['name']} {two['task']}; compare like with like"
        )
    remarks = (
        [] if one["digest"] == two["digest"] else [f"the revisions differ: {one['revision']} and {two['revision']}"]
    )
    for name, run in (("first", first), ("second", second)):
        if left := run["responses"]["not scored"]:
            total = run["responses"]["total"]
            remarks.append(f"{left:,} of {total:,} responses of the {name} run could not be scored and count neither way")
    a, b = (_counts(each, official) for each in (first, second))
    names = sorted(name for name in a.keys() & b.keys() if a[name][0] and b[name][0])
    if not names:
        raise BenchmarkError("the runs share no problem that both have scored")
    if len(names) < FEW:
        remarks.append(f"the runs share only {len(names)} problems: the interval is rough, and small differences cannot show")
    left, right = (np.array([side[name] for name in names], dtype=np.float64) for side in (a, b))
    gaps = right[:, 1] / right[:, 0] - left[:, 1] / left[:, 0]
    low, high = _interval(left, right)
    return Difference(
        float((left[:, 1] / left[:, 0]).mean()),
        float((right[:, 1] / right[:, 0]).mean()),
        low,
        high,
        _sign_test(gaps),
        len(names),
        _changed(names, left, right),
        tuple(remarks),
    )


def _counts(summary: Mapping[str, Any], official: bool) -> dict[str, tuple[int, int]]:
    key = "official" if official else "passes"
    return {row["problem"]: (row["n"], row[key]) for row in summary["problems"]}


def _interval(left: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Problems are drawn with putting back, and for each its responses anew."""
    rng = np.random.default_rng(_SEED)
    drawn = []
    for _ in range(RESAMPLES // 10):
        chosen = rng.integers(0, len(left), len(left))
        rates = [
            rng.binomial(side[chosen, 0].astype(int), side[chosen, 1] / side[chosen, 0]) / side[chosen, 0]
            for side in (left, right)
        ]
        drawn.append(float((rates[1] - rates[0]).mean()))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def _sign_test(gaps: np.ndarray[Any, Any]) -> float:
    """The share of sign patterns under which the mean gap is at least as far from zero."""
    if not gaps.any():
        return 1.0
    rng = np.random.default_rng(_SEED)
    signs = rng.integers(0, 2, size=(RESAMPLES, len(gaps))) * 2 - 1
    extreme = np.abs(signs @ gaps) >= abs(gaps.sum()) - 1e-12
    return float((extreme.sum() + 1) / (RESAMPLES + 1))


def fisher(n: int, c: int, m: int, d: int) -> float:
    """Two-sided p-value of Fisher's exact test: c passes of n against d of m."""
    total = c + d
    ways = comb(n + m, total)
    chances = [comb(n, k) * comb(m, total - k) / ways for k in range(max(0, total - m), min(n, total) + 1)]
    seen = comb(n, c) * comb(m, d) / ways
    return min(1.0, sum(chance for chance in chances if chance <= seen * (1 + 1e-9)))


def _changed(
    names: list[str], left: np.ndarray[Any, Any], right: np.ndarray[Any, Any]
) -> tuple[tuple[str, float, float, float], ...]:
    """Problems that differ at the 5% level after Holm's correction for so many tests."""
    tests = sorted(
        (fisher(int(one[0]), int(one[1]), int(two[0]), int(two[1])), name, one[1] / one[0], two[1] / two[0])
        for name, one, two in zip(names, left, right, strict=True)
    )
    found, worst = [], 0.0
    for rank, (p, name, before, after) in enumerate(tests):
        worst = max(worst, min(1.0, p * (len(tests) - rank)))
        if worst >= 0.05:
            break
        found.append((name, float(before), float(after), worst))
    return tuple(found)
