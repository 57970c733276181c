"""Long benches that may be stopped at an answer's first mismatch, since what follows cannot change any verdict.

Four of VerilogEval's benches take most of the time of all 156. Each was read: its stimulus and its end are the same whatever the
answer puts out (comparisons only lead to prints), so that after one mismatch both verdicts are known. They are told by the
digest of their text; a bench that differs in one character is run to its end.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

_COUNTED = "stats1.errors++;"
_DECLARED = "stats stats1;"


class LongBench(NamedTuple):
    """A bench that may be stopped."""

    problem: str
    """The problem that it is known by."""
    times_out: bool
    """Whether it prints TIMEOUT before its last word, whatever the answer is (the errata tell of it)."""
    samples: int
    """Samples that it compares: as many with any answer that matches, on Icarus and on Verilator."""
    seconds: float
    """What a matching answer takes on Icarus, by the slowest machine that was asked."""


LONG_BENCHES = {
    "8c0ac4408e05295053e9eb9c2e4dcc7e98f00bc08f3c6ad4170352708b618265": LongBench("Prob144_conwaylife", False, 5_023, 6.0),
    "c2243460c30cb617d1d6f76181c39d80cf784dccc74134533a5be553a535d63a": LongBench("Prob141_count_clock", True, 200_000, 1.5),
    "6f52b2f9878e64ce0192ad0473123a651e58af70dbc114227e40789d528e8a5a": LongBench("Prob082_lfsr32", True, 200_000, 1.0),
    "be9d522bc290acd8340576c843e517c797068c7092cd4a28454b637d71005c57": LongBench("Prob068_countbcd", False, 39_805, 0.5),
}
"""By the SHA-256 of the bench's file: the same in both revisions and both task sets of VerilogEval v2."""


def long_bench(bench: str) -> LongBench | None:
    """What is known of a bench; None where it is to be run to its end."""
    return LONG_BENCHES.get(hashlib.sha256(bench.encode("utf-8", "surrogatepass")).hexdigest())


def stopped_early(bench: str, mark: str) -> str:
    """A bench that ends with the moment of the first mismatch, whose last word it still says.

    Args:
        bench: one of `LONG_BENCHES`.
        mark: what the added name ends with, so that no answer knows it.

    Raises:
        ValueError: it does not count mismatches in the way that these do.
    """
    if bench.count(_COUNTED) != 1 or bench.count(_DECLARED) != 1:
        raise ValueError(f"the bench has {bench.count(_COUNTED)} places that say {_COUNTED!r}; expected one")
    name = f"differs{mark}"
    watched = f"{_DECLARED}\n\tbit {name} = 1'b0;\n\talways @(posedge {name}) $finish;\n"
    return bench.replace(_DECLARED, watched).replace(_COUNTED, f"{_COUNTED} {name} = 1'b1;")
