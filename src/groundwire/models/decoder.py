"""Causal language models as backbones: Qwen2.5-Coder-7B, or any Hugging Face decoder.

The prompt is framed by the model's chat template, and its last token is pooled after the final norm. Adapters are
applied at every position, as published, or at the pooled one alone, which then attends to keys and values computed once
a prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, AutoTokenizer

from groundwire.models.backbone import PromptBatch, PromptCache, PromptError, PromptFeatures, PromptTokens
from groundwire.models.layers import (
    LayerCall,
    at_positions,
    closed,
    find_stack,
    keys_and_values,
    mask_row,
    query_layer,
    record,
    run_layer,
)
from groundwire.models.prompts import PromptFrame, check_text, default_frame

Parts = tuple[LayerCall, tuple[Tensor, ...]]
"""A layer's arguments beside the hidden states, those of the prompts apart."""


class DecoderBackbone(nn.Module):
    """A frozen causal language model.

    Hidden states come and go in the adapters' type; inside they have the model's own, such as bfloat16.
    """

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        name: str,
        revision: str | None = None,
        template: str | None = None,
        truncate: bool = False,
    ):
        """Wrap a loaded model.

        Args:
            model: a Hugging Face causal language model, or its body.
            tokenizer: its tokenizer.
            name: hub name or folder, for the record.
            revision: revision on the hub.
            template: how prompts are framed, as `PromptFrame` writes it; `default_frame` where None.
            truncate: cut over-long prompts off, as in the published training, instead of refusing them.

        Raises:
            ValueError: the model's layers are not found, or the template cannot be read or used.
        """
        super().__init__()
        self.model = model.eval().requires_grad_(False)
        self.stack = find_stack(model)
        self.tokenizer = tokenizer
        self.name, self.revision = name, revision
        self.frame = default_frame(tokenizer) if template is None else PromptFrame.parse(template)
        if self.frame.kind == "chat" and not getattr(tokenizer, "chat_template", None):
            raise ValueError(f"the tokenizer of {name} has no chat template; give a template that begins with 'plain/'")
        self.template = str(self.frame)
        self.marks = special_marks(tokenizer)
        self.truncate = truncate
        self.layer_count = len(self.stack.layers)
        self.hidden_size = int(model.config.get_text_config().hidden_size)
        self.given = torch.float32
        """Type of the hidden states that adapters get."""
        self._checked: set[str] = set()
        self._lean = False
        self.eval()

    @classmethod
    def load(
        cls,
        name: str,
        revision: str | None = None,
        template: str | None = None,
        dtype: torch.dtype | None = None,
        device: str | torch.device = "cpu",
        truncate: bool = False,
    ) -> DecoderBackbone:
        """Load from a folder or the hub; in the precision in which it is stored where `dtype` is None."""
        kind = "auto" if dtype is None else dtype
        model = AutoModelForCausalLM.from_pretrained(name, revision=revision, dtype=kind).to(device)
        tokenizer = AutoTokenizer.from_pretrained(name, revision=revision)
        commit = getattr(model.config, "_commit_hash", None)
        return cls(model, tokenizer, name, commit or revision, template, truncate)

    def train(self, mode: bool = True) -> Self:
        """Stay as it is: dropout would make a frozen model another one in every step."""
        return super().train(False)

    @property
    def dtype(self) -> torch.dtype:
        """Type of the frozen hidden states."""
        return next(self.stack.norm.parameters()).dtype

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return next(self.stack.norm.parameters()).device

    def tokenize(self, prompt: str) -> PromptTokens:
        """Frame and tokenize; see `Backbone`."""
        check_text(prompt)
        mark = next((mark for mark in self.marks if mark in prompt), None)
        if mark is not None:
            raise PromptError(f"the prompt holds {mark!r}, one of the model's own marks; leave it out")
        text = self.frame.render(self.tokenizer, prompt)
        # A chat template writes its own special tokens, so the tokenizer must not add them again.
        encoded = self.tokenizer(
            text, add_special_tokens=self.frame.kind == "plain", return_offsets_mapping=self.tokenizer.is_fast
        )
        ids, limit = list(encoded["input_ids"]), self.frame.limit
        if len(ids) > limit and not self.truncate:
            raise PromptError(
                f"the prompt has {len(ids)} tokens with what is put around it, and the model reads {limit} "
                "at most; shorten it"
            )
        return PromptTokens(ids[:limit], self._offsets(text, prompt, encoded)[:limit], [])

    @staticmethod
    def _offsets(text: str, prompt: str, encoded: Any) -> list[int]:
        """Where each token starts in the prompt; 0 before it, its length after it."""
        if "offset_mapping" not in encoded:
            return list(range(len(encoded["input_ids"])))
        start = text.rfind(prompt.strip())
        return [min(max(begin - start, 0), len(prompt)) for begin, _ in encoded["offset_mapping"]]

    @torch.no_grad()
    def prepare(self, batch: PromptBatch, first: int, positions: str, taps: Sequence[int]) -> PromptCache:
        """Run the model once; keep the hidden states at the first adapter and the arguments of the layers above."""
        batch = PromptBatch(*(part.to(self.device) for part in batch))
        states, calls = record(self.stack, {"input_ids": batch.ids, "attention_mask": batch.mask.long()})
        pooled = batch.mask.sum(-1) - 1
        features = self._features(batch, [states[tap].to(self.given) for tap in taps])
        start = states[first + 1].to(self.given)
        if positions == "pooled":
            start = start[torch.arange(len(pooled), device=pooled.device), pooled]
        cache = PromptCache(start, [None] * self.layer_count, pooled, features)
        for index in range(first + 1, self.layer_count):
            parts = LayerCall.of(calls[index], len(pooled))
            pooling = positions == "pooled"
            cache.layers[index] = self._prefix(index, states[index], parts, pooled) if pooling else parts
        if positions not in self._checked and first + 1 < self.layer_count:
            self._check(positions, states, cache, batch.mask)
            self._checked.add(positions)
        return cache

    def _prefix(self, index: int, hidden: Tensor, parts: Parts, pooled: Tensor) -> tuple[Any, ...]:
        """What the pooled position attends to in one layer; its frozen self is shut out for its adapted one."""
        call, tensors = parts
        length = hidden.shape[1]
        arguments = call.arguments(tensors)
        keys, values = keys_and_values(self.stack.layers[index], hidden, arguments)
        row = mask_row(arguments.pop("attention_mask", None), pooled, length, self.dtype)
        own = torch.arange(length, device=pooled.device) == pooled[:, None]
        row = torch.minimum(row, closed(own, self.dtype)[:, None, None])
        return (*LayerCall.of(at_positions(arguments, pooled, length), len(pooled)), keys, values, row)

    def _features(self, batch: PromptBatch, taps: list[Tensor]) -> PromptFeatures:
        """Words only: a decoder's tokens are not spelled out."""
        prompts = len(batch.ids)
        none = torch.zeros(prompts, 0, dtype=torch.int64, device=self.device)
        letters = torch.zeros(prompts, 0, self.hidden_size, dtype=self.given, device=self.device)
        return PromptFeatures(taps, batch.offsets, batch.mask, letters, none, none.bool())

    def layer(self, index: int, hidden: Tensor, cache: PromptCache) -> Tensor:
        """One frozen layer in C cycles of each prompt; the last one gives the pooled position alone where it can."""
        prompts, cycles = hidden.shape[:2]
        if hidden.dim() == 3:
            return self._pooled_layer(index, hidden, cache)
        call, tensors = cache.layers[index]
        arguments = call.arguments([fold(tensor, cycles) for tensor in tensors])
        flat = hidden.flatten(0, 1).to(self.dtype)
        if index == self.layer_count - 1 and self._lean:
            result = self._last_layer(index, flat, arguments, fold(cache.pooled, cycles))
        else:
            result = run_layer(self.stack.layers[index], flat, arguments)
        return result.to(hidden.dtype).view(prompts, cycles, *result.shape[1:])

    def _pooled_layer(self, index: int, hidden: Tensor, cache: PromptCache) -> Tensor:
        """(P, C, hidden): cycles go as C positions that see their prompt's prefix and themselves, not each other."""
        call, tensors, keys, values, row = cache.layers[index]
        prompts, cycles = hidden.shape[:2]
        apart = closed(~torch.eye(cycles, dtype=torch.bool, device=row.device), row.dtype)
        mask = torch.cat((row.expand(-1, -1, cycles, -1), apart.expand(prompts, 1, -1, -1)), dim=-1)
        layer, arguments, query = self.stack.layers[index], call.arguments(tensors), hidden.to(self.dtype)
        return query_layer(layer, query, arguments, keys, values, mask, join=True).to(hidden.dtype)

    def _last_layer(self, index: int, hidden: Tensor, arguments: dict[str, Any], pooled: Tensor) -> Tensor:
        """(N, T, hidden) to (N, hidden): keys and values of all positions, all else of the pooled one alone."""
        layer, length = self.stack.layers[index], hidden.shape[1]
        keys, values = keys_and_values(layer, hidden, arguments)
        row = mask_row(arguments.get("attention_mask"), pooled, length, self.dtype)
        query = hidden[torch.arange(len(pooled), device=pooled.device), pooled][:, None]
        arguments = at_positions(arguments, pooled, length)
        return query_layer(layer, query, arguments, keys, values, row, join=False)[:, 0]

    def finish(self, hidden: Tensor) -> Tensor:
        """The final norm."""
        return self.stack.norm(hidden.to(self.dtype)).to(hidden.dtype)  # type: ignore[no-any-return]

    def _check(self, positions: str, states: list[Tensor], cache: PromptCache, mask: Tensor) -> None:
        """Hold the last layer, called apart in two cycles at once, against what it gave inside of the model.

        Architectures differ, and one whose layers need more than their arguments must not go wrong in silence.
        """
        index, rows = self.layer_count - 1, torch.arange(len(mask), device=mask.device)
        before, after = (state[:, None].expand(-1, 2, -1, -1) for state in states[-2:])
        one_before, one_after = (state[rows, :, cache.pooled] for state in (before, after))
        try:
            if positions == "pooled":
                agrees = _near(self.layer(index, one_before, cache), one_after)
            else:
                self._lean = False
                found = self.layer(index, before, cache)
                agrees = _near(found.transpose(1, 2)[mask], after.transpose(1, 2)[mask])
        except (ValueError, TypeError, RuntimeError, AttributeError, IndexError) as error:
            raise self._unfit(positions, str(error).partition("\n")[0]) from error
        if not agrees:
            raise self._unfit(positions, "the last layer gives something else than inside of the model")
        if positions == "all":
            self._lean = self._can_be_lean(before, one_after, cache)

    def _can_be_lean(self, before: Tensor, expected: Tensor, cache: PromptCache) -> bool:
        self._lean = True
        try:
            return _near(self.layer(self.layer_count - 1, before, cache), expected)
        except (ValueError, TypeError, RuntimeError, AttributeError, IndexError):
            return False

    def _unfit(self, positions: str, why: str) -> ValueError:
        return ValueError(
            f"layers of {type(self.model).__name__} cannot be called one by one for adapters at {positions!r} "
            f"positions: {why}"
        )


def special_marks(tokenizer: Any) -> list[str]:
    """Texts that a tokenizer takes for more than text, such as the ends of turns."""
    added = getattr(tokenizer, "added_tokens_decoder", {}).values()
    return sorted({*tokenizer.all_special_tokens, *(token.content for token in added if token.special)})


def fold(values: Tensor, cycles: int) -> Tensor:
    """Repeat each prompt's row for its C cycles: (P, ...) to (P C, ...)."""
    return values if cycles == 1 else values.repeat_interleave(cycles, dim=0)


def _near(found: Tensor, expected: Tensor) -> bool:
    """Equal up to rounding, of the precision that the model has."""
    allowed = 1e-4 if expected.dtype == torch.float32 else 5e-2
    return found.shape == expected.shape and bool((found - expected).norm() <= allowed * expected.norm())
