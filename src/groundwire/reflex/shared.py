"""A memory that many adapters read: each one's share of its gradient is noted, and all are added up in one product.

Left to autograd, every adapter would make a gradient of the memory's full size twice (for the scores and for the weighted
sum) and add it to the others'. With eight queries against 65 rows, those products and additions cost more than all
else. Each share is an outer product of few rows, so they are stacked and multiplied once.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function

Shares = list[tuple[Tensor, Tensor]]
"""Pairs (N, K, S) and (N, K, W); the memory's gradient is the sum of each first's transpose times its second."""


class _Source(Function):
    """Stands for the memory in the graph. Its backward pass runs when every reader's has, and adds up what they noted."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, shares: Shares) -> Tensor:
        ctx.shares = shares
        return rows.new_zeros(1)

    @staticmethod
    def backward(ctx: Any, *_: Tensor) -> tuple[Tensor, None]:
        left, right = (torch.cat(parts, dim=1) for parts in zip(*ctx.shares, strict=True))
        ctx.shares.clear()
        return torch.bmm(left.transpose(1, 2), right), None


class _Scores(Function):
    """Products of queries (N, K, W) with the memory's rows (N, S, W): (N, K, S)."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, token: Tensor, rows: Tensor, shares: Shares) -> Tensor:
        ctx.save_for_backward(query, rows)
        ctx.shares = shares
        return torch.bmm(query, rows.transpose(1, 2))

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None]:
        query, rows = ctx.saved_tensors
        ctx.shares.append((grads[0], query))
        return torch.bmm(grads[0], rows), grads[0].new_zeros(1), None, None


class _Mixed(Function):
    """Weighted sums, weights (N, K, S), of the memory's rows (N, S, W): (N, K, W)."""

    @staticmethod
    def forward(ctx: Any, weights: Tensor, token: Tensor, rows: Tensor, shares: Shares) -> Tensor:
        ctx.save_for_backward(weights, rows)
        ctx.shares = shares
        return torch.bmm(weights, rows)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None]:
        weights, rows = ctx.saved_tensors
        ctx.shares.append((weights, grads[0]))
        return torch.bmm(grads[0], rows.transpose(1, 2)), grads[0].new_zeros(1), None, None


class SharedRows:
    """N memories of S rows, (N, S, W), for readers that only take scores and weighted sums of them."""

    def __init__(self, rows: Tensor):
        if torch.is_autocast_enabled(rows.device.type):  # once here, not at every reader
            rows = rows.to(torch.get_autocast_dtype(rows.device.type))
        self.rows, self._shares = rows.detach(), Shares()
        self._token: Tensor = _Source.apply(rows, self._shares)  # type: ignore[no-untyped-call]

    def scores(self, query: Tensor) -> Tensor:
        """(N, K, W) queries to (N, K, S)."""
        query = query.to(self.rows.dtype)
        if not self._token.requires_grad:
            return torch.bmm(query, self.rows.transpose(1, 2))
        return _Scores.apply(query, self._token, self.rows, self._shares)  # type: ignore[no-any-return, no-untyped-call]

    def mixed(self, weights: Tensor) -> Tensor:
        """(N, K, S) weights to (N, K, W)."""
        weights = weights.to(self.rows.dtype)
        if not self._token.requires_grad:
            return torch.bmm(weights, self.rows)
        return _Mixed.apply(weights, self._token, self.rows, self._shares)  # type: ignore[no-any-return, no-untyped-call]
