"""Which precision and which attention train fastest on this machine, by timing a few real steps of each.

On CPUs with bf16 instructions bf16 products are several times faster, on others several times slower; the fused attention
kernel and plain matrix products change places with the length of rows. Timings are of forward and backward together.
"""

from __future__ import annotations

import itertools
import math
import time
from typing import Any

import torch
from torch import nn

from groundwire.models.packing import RowBatch
from groundwire.models.training import move

ATTENTIONS = ("sdpa", "eager")
"""Implementations of attention that keep packed documents apart."""
MARGIN = 0.9
"""bf16 pays where it takes at most this share of float32's time; it costs digits, so a tie is no reason."""
REPEATS = 2
"""Timed steps of each kind, after one that warms up; the fastest counts."""
HOPELESS = 4.0
"""A kind of step whose warm-up takes this many times the best one's time is not timed further."""
PROFILE_ROWS = 2
"""Rows of a timed step, at most."""


def choose(
    model: Any, loss: nn.Module, batch: RowBatch, precision: str = "auto", attention: str = "auto"
) -> dict[str, Any]:
    """Time the kinds of step that come into question and choose one. Weights stay as they are.

    Args:
        model: the model, whose attention is switched.
        loss: the loss module over it.
        batch: rows to time with; the first few are taken.
        precision: "no" or "bf16" where it is settled already, or "auto".
        attention: "sdpa" or "eager" where it is settled already, or "auto".

    Returns:
        "precision", "attention", and "seconds" of a step by kind; no seconds where nothing was to be chosen.
    """
    precisions: tuple[str, ...] = (precision,)
    if precision == "auto":
        precisions = ("no", "bf16") if products_pay(model) else ("no",)
    attentions = ATTENTIONS if attention == "auto" else (attention,)
    if len(precisions) == len(attentions) == 1:
        return {"precision": precisions[0], "attention": attention, "seconds": {}}
    part = RowBatch(*(tensor[:PROFILE_ROWS] for tensor in batch))
    times: dict[tuple[str, str], float] = {}
    for kind in itertools.product(precisions, attentions):
        times[kind] = _time(model, loss, part, *kind, limit=HOPELESS * min(times.values(), default=math.inf))
    best = {one: min((times[one, other], other) for other in attentions) for one in precisions}
    chosen = precisions[0]
    if "bf16" in best and "no" in best and best["bf16"][0] <= MARGIN * best["no"][0]:
        chosen = "bf16"
    return {
        "precision": chosen, "attention": best[chosen][1],
        "seconds": {" ".join(kind): round(seconds, 4) for kind, seconds in times.items()},
    }  # fmt: skip


def products_pay(model: Any) -> bool:
    """Whether a product of the model's widths is faster in bf16; where it is not, whole steps need not be timed.

    Without bf16 instructions a step can take a hundred times as long as in float32.
    """
    device = next(model.parameters()).device
    return faster_in_bf16(model.config.hidden_size, model.config.intermediate_size, device)


def faster_in_bf16(width: int, inner: int, device: torch.device) -> bool:
    """Whether a product of 256 rows, `width` and `inner` wide, is faster in bf16 here."""
    seconds = {}
    for kind in (torch.float32, torch.bfloat16):
        one, other = torch.ones(256, width, dtype=kind, device=device), torch.ones(width, inner, dtype=kind, device=device)
        taken = []
        for _ in range(1 + REPEATS):
            started = time.perf_counter()
            (one @ other).sum().item()
            taken.append(time.perf_counter() - started)
        seconds[kind] = min(taken[1:])
    return seconds[torch.bfloat16] < seconds[torch.float32]


def _time(model: Any, loss: nn.Module, batch: RowBatch, precision: str, attention: str, limit: float) -> float:
    """Seconds of one forward and backward pass; the warm-up's own where that takes longer than the limit."""
    before = model.config._attn_implementation
    model.set_attn_implementation(attention)
    device = next(model.parameters()).device
    moved, taken = move(batch, device), []
    for _ in range(1 + REPEATS):
        started = time.perf_counter()
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bf16"):
            value, _ = loss(*moved)
        value.backward()
        taken.append(time.perf_counter() - started)
        model.zero_grad(set_to_none=True)
        if taken[0] > limit:
            break
    model.set_attn_implementation(before)
    return min(taken[1:] or taken)
