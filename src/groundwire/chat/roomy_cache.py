"""A cache of keys and values with room for tokens to come.

transformers' dynamic cache copies everything it holds for each new token, which is three quarters of the time that a small
model takes for a batch on a CPU. This one writes the new token behind the others, and copies when its room is used up.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers.cache_utils import DynamicLayer

ROOM = 64
"""Tokens that fit before everything is copied again."""


class RoomyLayer(DynamicLayer):  # type: ignore[misc]  # the library is untyped
    """One layer's keys and values (B, H, T, D), as views of tensors that are longer."""

    def __init__(self, keys: Tensor, values: Tensor) -> None:
        """Take over what a layer holds."""
        super().__init__()
        self.lazy_initialization(keys, values)
        self._make_room(keys, values)

    def _make_room(self, keys: Tensor, values: Tensor) -> None:
        length = keys.shape[-2]
        self._store = [torch.cat((part, part.new_empty(*part.shape[:2], ROOM, part.shape[3])), dim=-2) for part in (keys, values)]
        self.keys, self.values = (part[:, :, :length] for part in self._store)

    def update(self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        """Take in the next tokens' keys and values, and give all."""
        start = self.keys.shape[-2]
        end = start + key_states.shape[-2]
        if end > self._store[0].shape[-2]:
            if end - start > ROOM:
                raise ValueError(f"{end - start} tokens at once; a cache with room takes at most {ROOM}")
            self._make_room(self.keys, self.values)
        for store, new in zip(self._store, (key_states, value_states), strict=True):
            store[:, :, start:end] = new
        self.keys, self.values = (store[:, :, :end] for store in self._store)
        return self.keys, self.values

    def batch_select_indices(self, indices: Tensor) -> None:
        """Keep these rows only."""
        self._make_room(self.keys[indices], self.values[indices])


def with_room(cache: Any) -> Any:
    """Give the plain layers of a cache room; layers of other kinds stay as they are."""
    for number, layer in enumerate(cache.layers):
        if type(layer) is DynamicLayer:
            cache.layers[number] = RoomyLayer(layer.keys, layer.values)
    return cache
