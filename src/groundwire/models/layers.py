"""Frozen decoder layers called one by one: what a whole run gave each of them, kept and given again.

A layer of a Hugging Face model gets more than hidden states: masks, rotary embeddings, positions. `record` runs the
model once and notes them, and a `LayerCall` repeats them for a batch of another size. Keys and values are taken from a
layer, and given to it, through the cache argument that every such layer has for generation.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils._pytree import TreeSpec, tree_flatten, tree_map, tree_unflatten

_LAYERS = (
    "layers",
    "h",
    "decoder.layers",
    "language_model.layers",
    "transformer.h",
    "blocks",
    "decoder.block",
)
_NORMS = (
    "norm",
    "ln_f",
    "final_layer_norm",
    "decoder.final_layer_norm",
    "language_model.norm",
    "norm_f",
    "final_norm",
)
_CACHES = ("past_key_values", "past_key_value", "layer_past")


class Stack(NamedTuple):
    """Where the parts of a causal language model are."""

    body: Any
    """The model without its output layer."""
    layers: Sequence[nn.Module]
    """Its decoder layers."""
    norm: nn.Module
    """The norm after the last of them."""


def find_stack(model: Any) -> Stack:
    """Find the layers and the final norm of a Hugging Face causal language model.

    Raises:
        ValueError: they are in none of the usual places.
    """
    body = getattr(model, "base_model", model)
    layers, norm = _find(body, _LAYERS, nn.ModuleList), _find(body, _NORMS, nn.Module)
    if layers is None or norm is None or not len(layers):
        what = "decoder layers" if not layers else "norm after the last layer"
        raise ValueError(
            f"{type(model).__name__} has no {what} in any of the usual places ({', '.join(_LAYERS)}; "
            f"{', '.join(_NORMS)}); Reflex needs a causal language model of layers with a final norm"
        )
    return Stack(body, layers, norm)


def _find(body: Any, places: Sequence[str], kind: type) -> Any:
    for place in places:
        found = body
        for part in place.split("."):
            found = getattr(found, part, None)
        if isinstance(found, kind):
            return found
    return None


@dataclass(frozen=True)
class LayerCall:
    """One layer's arguments beside the hidden states, without the tensors that belong to the prompts of a batch."""

    leaves: list[Any]
    """Arguments, flattened; None where a batch's tensor stood."""
    spec: TreeSpec
    """How they were nested."""
    slots: list[int]
    """Where the batch's tensors go."""

    @classmethod
    def of(cls, arguments: dict[str, Any], prompts: int) -> tuple[LayerCall, tuple[Tensor, ...]]:
        """Split arguments into what all batches share and the tensors of these P prompts, (P, ...) each."""
        leaves, spec = tree_flatten(arguments)
        slots = [i for i, leaf in enumerate(leaves) if _of_prompts(leaf, prompts)]
        tensors = tuple(leaves[i].expand(prompts, *leaves[i].shape[1:]) for i in slots)
        for i in slots:
            leaves[i] = None
        return cls(leaves, spec, slots), tensors

    def arguments(self, tensors: Sequence[Tensor]) -> dict[str, Any]:
        """The arguments with a batch's tensors."""
        leaves = list(self.leaves)
        for slot, tensor in zip(self.slots, tensors, strict=True):
            leaves[slot] = tensor
        return tree_unflatten(leaves, self.spec)  # type: ignore[no-any-return]


def _of_prompts(leaf: Any, prompts: int) -> bool:
    return isinstance(leaf, Tensor) and leaf.dim() > 1 and leaf.shape[0] in (1, prompts)


def record(stack: Stack, inputs: dict[str, Tensor]) -> tuple[list[Tensor], list[dict[str, Any]]]:
    """Run a model once.

    Returns:
        Hidden states (P, T, hidden) before each layer and before the final norm, and each layer's other arguments.
    """
    states: list[Tensor] = []
    calls: list[dict[str, Any]] = []

    def note(layer: nn.Module, positional: tuple[Any, ...], named: dict[str, Any]) -> None:
        bound = inspect.signature(layer.forward).bind_partial(*positional, **named)
        arguments = dict(bound.arguments)
        for name, parameter in bound.signature.parameters.items():
            if parameter.kind is inspect.Parameter.VAR_KEYWORD:
                arguments |= arguments.pop(name, {})
        states.append(arguments.pop(next(iter(bound.signature.parameters))))
        calls.append(arguments)

    hooks = [part.register_forward_pre_hook(note, with_kwargs=True) for part in (*stack.layers, stack.norm)]
    try:
        stack.body(**inputs, use_cache=False)
    finally:
        for hook in hooks:
            hook.remove()
    return states, calls[:-1]


def run_layer(layer: nn.Module, hidden: Tensor, arguments: dict[str, Any]) -> Tensor:
    """Call one layer: (N, T, hidden) to the same. Some architectures wrap their answer in a tuple."""
    result: Any = layer(hidden, **arguments)
    return result[0] if isinstance(result, tuple) else result  # type: ignore[no-any-return]


class _Handed(Exception):
    """Carries the keys and values out of a layer, so that nothing after them is computed."""

    def __init__(self, keys: Tensor, values: Tensor):
        super().__init__()
        self.pair = keys, values


class _Cache:
    """Stands where a layer expects a cache for generation; it has the one method that attention calls."""

    def __init__(self, update: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]):
        self._update = update

    def update(self, keys: Tensor, values: Tensor, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        return self._update(keys, values)


def _hand_over(keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    raise _Handed(keys, values)


@cache
def _accepted(kind: Any) -> frozenset[str]:
    return frozenset(inspect.signature(kind.forward).parameters)


def _with_cache(layer: nn.Module, arguments: dict[str, Any], update: Callable[..., Any]) -> dict[str, Any]:
    kind: Any = type(layer)
    accepted = _accepted(kind)
    name = next((c for c in _CACHES if c in accepted or c in arguments), None)
    if name is None:
        raise ValueError(f"{type(layer).__name__} has no cache argument")
    return arguments | {name: _Cache(update)}


def keys_and_values(layer: nn.Module, hidden: Tensor, arguments: dict[str, Any]) -> tuple[Tensor, Tensor]:
    """What a layer's attention would cache of (N, T, hidden): two of (N, heads, T, width), positions worked in.

    Raises:
        ValueError: the layer does not use its cache in the usual way.
    """
    try:
        layer(hidden, **_with_cache(layer, arguments, _hand_over))
    except _Handed as handed:
        return handed.pair
    raise ValueError(f"{type(layer).__name__} gave no keys and values to its cache")


def query_layer(
    layer: nn.Module,
    hidden: Tensor,
    arguments: dict[str, Any],
    keys: Tensor,
    values: Tensor,
    mask: Tensor,
    join: bool,
) -> Tensor:
    """Call one layer for a few positions that attend to given keys and values; with `join` to their own after them."""

    def update(own_keys: Tensor, own_values: Tensor) -> tuple[Tensor, Tensor]:
        if not join:
            return keys, values
        return torch.cat((keys, own_keys), dim=2), torch.cat((values, own_values), dim=2)

    return run_layer(layer, hidden, _with_cache(layer, arguments, update) | {"attention_mask": mask})


def at_positions(arguments: dict[str, Any], index: Tensor, length: int) -> dict[str, Any]:
    """Reduce arguments over T = `length` positions, (N, T, ...), to one position of each row, (N, 1, ...)."""
    return tree_map(partial(_at, index=index, length=length), arguments)  # type: ignore[no-any-return]


def _at(leaf: Any, index: Tensor, length: int) -> Any:
    if not isinstance(leaf, Tensor) or leaf.dim() < 2 or leaf.shape[:2] != (len(index), length):
        return leaf
    return leaf[torch.arange(len(index), device=leaf.device), index][:, None]


def mask_row(mask: Any, index: Tensor, length: int, dtype: torch.dtype) -> Tensor:
    """One query's row of a causal mask, to be added to scores: (N, 1, 1, T), for the query at each row's index.

    Raises:
        ValueError: the mask is of no kind known here.
    """
    rows = torch.arange(len(index), device=index.device)
    if mask is None:
        seen = torch.arange(length, device=index.device) <= index[:, None]
    elif not isinstance(mask, Tensor) or mask.dim() != 4:
        raise ValueError(f"attention masks of type {type(mask).__name__} are not known here")
    elif mask.dtype != torch.bool:
        return mask[rows, :, index][:, :, None].to(dtype)
    else:
        seen = mask[rows, 0, index]
    return closed(~seen, dtype)[:, None, None]


def closed(shut: Tensor, dtype: torch.dtype) -> Tensor:
    """Zeros, and the lowest number where `shut`."""
    return torch.zeros(shut.shape, dtype=dtype, device=shut.device).masked_fill(shut, torch.finfo(dtype).min)
