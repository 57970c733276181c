"""Muon for matrices with AdamW for all else.

Muon (K. Jordan and others, 2024) makes the averaged gradient of a matrix orthogonal by a few Newton-Schulz iterations, so that
every direction moves alike. Updates are scaled to the size of AdamW's (J. Liu and others, "Muon is scalable for LLM training",
2025), so that one learning rate serves both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

COEFFICIENTS = (3.4445, -4.775, 2.0315)
"""Of the quintic iteration (Jordan): they bring singular values near 1 fast, and keep them between 0.7 and 1.2."""
ITERATIONS = 5
SCALE = 0.2
"""Root mean square of an AdamW update, which Muon's is scaled to (Liu)."""


def orthogonal(gradients: Tensor) -> Tensor:
    """(N, A, B) matrices with all singular values near 1, in bfloat16."""
    x: Tensor = gradients.bfloat16()
    tall = x.shape[1] > x.shape[2]
    x = x.mT if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    a, b, c = COEFFICIENTS
    for _ in range(ITERATIONS):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return x.mT if tall else x


class MuonAdamW(Optimizer):
    """Muon in the groups with `muon`, AdamW in the others."""

    def __init__(
        self, groups: list[dict[str, Any]], lr: float, momentum: float = 0.95, betas: tuple[float, float] = (0.9, 0.95)
    ) -> None:
        """Prepare.

        Args:
            groups: parameter groups with `params`, `weight_decay` and `muon`; a group with `muon` holds matrices.
            lr: the learning rate; each group's own one counts afterwards.
            momentum: Muon's.
            betas: AdamW's.
        """
        super().__init__(groups, {"lr": lr, "momentum": momentum, "betas": betas, "weight_decay": 0.0, "muon": False})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """One step; the closure, if any, is called first."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            pairs = [(p, p.grad) for p in group["params"] if p.grad is not None]
            (self._muon if group["muon"] else self._adam)(pairs, group)
        return loss

    def _muon(self, pairs: list[tuple[Tensor, Tensor]], group: dict[str, Any]) -> None:
        shapes: dict[torch.Size, list[tuple[Tensor, Tensor]]] = {}
        for pair in pairs:
            shapes.setdefault(pair[0].shape, []).append(pair)
        for shape, same in shapes.items():  # those of one shape at once
            for p, gradient in same:
                self.state[p].setdefault("average", torch.zeros_like(p)).lerp_(gradient, 1 - group["momentum"])
            ahead = torch.stack([gradient.lerp(self.state[p]["average"], group["momentum"]) for p, gradient in same])
            size = -group["lr"] * SCALE * max(shape) ** 0.5
            for (p, _), update in zip(same, orthogonal(ahead), strict=True):
                p.mul_(1 - group["lr"] * group["weight_decay"]).add_(update.to(p.dtype), alpha=size)

    def _adam(self, pairs: list[tuple[Tensor, Tensor]], group: dict[str, Any]) -> None:
        first, second = group["betas"]
        for p, gradient in pairs:
            state = self.state[p]
            if not state:
                state.update(step=0, average=torch.zeros_like(p), square=torch.zeros_like(p))
            state["step"] += 1
            state["average"].lerp_(gradient, 1 - first)
            state["square"].lerp_(gradient.square(), 1 - second)
            root = (state["square"] / (1 - second ** state["step"])).sqrt_().add_(1e-8)
            p.mul_(1 - group["lr"] * group["weight_decay"])
            p.addcdiv_(state["average"], root, value=-group["lr"] / (1 - first ** state["step"]))
