"""Cross-attention from a backbone's hidden states to what the adapters may read.

What may be read is a `Memory`: the machine's state tokens, one set for each cycle, and, where the model has a prompt
reader, the prompt's tokens, one set for each prompt. Two forms of the same product are here: the usual one for many
query positions, and one that never projects the memory, for a single position.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from groundwire.reflex.shared import SharedRows


class Memory(NamedTuple):
    """What the adapters of one batch of P prompts with C cycles each attend to."""

    state: Tensor
    """State tokens, (P, C, 65, state width)."""
    prompt: Tensor | None
    """Prompt tokens from the reader, (P, T, prompt width); None where the model has no reader."""
    prompt_bias: Tensor | None
    """Added to the scores of prompt tokens, (P, 1, T): 0 for a token, -inf for padding."""
    shared_state: SharedRows | None = None
    """The state tokens, (P * C, 65, state width), for adapters of a single position."""
    shared_prompt: SharedRows | None = None
    """The prompt's tokens for the same."""

    def shared(self) -> Memory:
        """The same, ready to be read by adapters of a single position."""
        prompt = None if self.prompt is None else SharedRows(self.prompt)
        return self._replace(shared_state=SharedRows(self.state.flatten(0, 1)), shared_prompt=prompt)


class Projection(nn.Module):
    """Keys and values of one kind of memory, `width` wide, for queries of `heads` heads."""

    def __init__(self, width: int, inner: int, heads: int):
        super().__init__()
        self.heads, self.head_width, self.width = heads, inner // heads, width
        self.key = nn.Linear(width, inner)
        self.value = nn.Linear(width, inner)

    def reach(self, query: Tensor) -> Tensor:
        """Take queries (N, heads, head_width) to where the memory's rows can be compared with them, (N, heads, width)."""
        key = self.key.weight.view(self.heads, self.head_width, self.width)
        return torch.bmm(query.transpose(0, 1), key).transpose(0, 1).contiguous()

    def carry(self, found: Tensor) -> Tensor:
        """Project weighted sums of the memory's rows, (N, heads, width), to values, (N, inner); no bias."""
        value = self.value.weight.view(self.heads, self.head_width, self.width).transpose(1, 2)
        return torch.bmm(found.transpose(0, 1), value).transpose(0, 1).flatten(1)


class CrossAttention(nn.Module):
    """Multi-head attention from width `hidden` to the memory, `inner` wide; one softmax over all that it holds.

    The parameters are those of `torch.nn.MultiheadAttention` with its three input projections apart, and a second pair
    of projections for the prompt's tokens where there is a prompt reader (`prompt_width` is not 0).
    """

    def __init__(self, hidden: int, state_width: int, prompt_width: int, inner: int, heads: int):
        super().__init__()
        if inner % heads:
            raise ValueError(f"attention width {inner} is not a multiple of the number of heads, {heads}")
        self.heads, self.head_width = heads, inner // heads
        self.query = nn.Linear(hidden, inner)
        self.state = Projection(state_width, inner, heads)
        self.prompt = Projection(prompt_width, inner, heads) if prompt_width else None
        self.output = nn.Linear(inner, hidden)

    def forward(self, hidden: Tensor, memory: Memory) -> Tensor:
        """Attend from every position to the state: (P, C, L, hidden) to (P, C, L, hidden)."""
        prompts, cycles, length, _ = hidden.shape
        tokens = memory.state.flatten(0, 1)
        query, key, value = (
            part.unflatten(-1, (self.heads, self.head_width)).transpose(1, 2)
            for part in (self.query(hidden.flatten(0, 1)), self.state.key(tokens), self.state.value(tokens))
        )
        # Plain products: for 65 keys and a short prompt they train faster on a CPU than the fused kernel.
        weights = torch.softmax(query @ key.transpose(-1, -2) * self.head_width**-0.5, dim=-1)
        mixed = (weights @ value).transpose(1, 2).reshape(prompts, cycles, length, -1)
        return self.output(mixed)  # type: ignore[no-any-return]

    def single(self, hidden: Tensor, memory: Memory) -> Tensor:
        """Attend from one position a cycle: (P, C, hidden) to (P, C, hidden), without projecting the memory.

        (W_k m) . q = m . (W_k' q), and a weighted sum of W_v m is W_v of the weighted sum, so both projections move
        from the memory's rows, over a hundred, to the one query. The key's bias adds the same to every score of its kind
        of memory; the prompt's is therefore left out with the state's. The value's bias is added once.
        """
        prompts, cycles, _ = hidden.shape
        query = (self.query(hidden) * self.head_width**-0.5).view(-1, self.heads, self.head_width)
        state = memory.shared_state or SharedRows(memory.state.flatten(0, 1))
        scores = state.scores(self.state.reach(query))
        if self.prompt is None or memory.prompt is None or memory.prompt_bias is None:
            mixed = self.state.carry(state.mixed(torch.softmax(scores, dim=-1)))
        else:
            prompt = memory.shared_prompt or SharedRows(memory.prompt)
            reach = self.prompt.reach(query).view(prompts, cycles * self.heads, -1)
            by_prompt = prompt.scores(reach) + memory.prompt_bias
            both = torch.cat((scores, by_prompt.view(*scores.shape[:2], -1)), dim=-1)
            on_state, on_prompt = torch.split(
                torch.softmax(both, dim=-1), [scores.shape[-1], by_prompt.shape[-1]], dim=-1
            )
            found = prompt.mixed(on_prompt.reshape(prompts, cycles * self.heads, -1))
            mixed = self.state.carry(state.mixed(on_state))
            mixed = mixed + self.prompt.carry(found.view(len(query), self.heads, -1))
        return self.output((mixed + self.state.value.bias).view(prompts, cycles, -1))  # type: ignore[no-any-return]


class Adapter(nn.Module):
    """A gated cross-attention layer and a gated MLP, as Flamingo puts them between frozen layers.

    h + tanh(a) CrossAttention(LayerNorm(h), memory), then + tanh(b) MLP(LayerNorm(.)). With both gates at 0 it is the
    identity, and the backbone is what it was.
    """

    def __init__(
        self, hidden: int, state_width: int, prompt_width: int, inner: int, heads: int, mlp_ratio: int, gate: float
    ):
        super().__init__()
        self.norm_q = nn.LayerNorm(hidden)
        self.attn = CrossAttention(hidden, state_width, prompt_width, inner, heads)
        self.norm_mlp = nn.LayerNorm(hidden)
        self.mlp = nn.Sequential(
            nn.Linear(hidden, mlp_ratio * hidden), nn.GELU(), nn.Linear(mlp_ratio * hidden, hidden)
        )
        self.attn_gate = nn.Parameter(torch.full((1,), gate))
        self.mlp_gate = nn.Parameter(torch.full((1,), gate))

    def silence(self) -> None:
        """Make it the identity that learns at once: what it adds is zero, its gates are not."""
        for last in (self.attn.output, self.mlp[2]):
            nn.init.zeros_(last.weight)  # type: ignore[arg-type]
            nn.init.zeros_(last.bias)  # type: ignore[arg-type]

    def forward(self, hidden: Tensor, memory: Memory) -> Tensor:
        """Adapt (P, C, L, hidden), every position, or (P, C, hidden), the pooled one alone."""
        attend = self.attn.single if hidden.dim() == 3 else self.attn
        hidden = hidden + torch.tanh(self.attn_gate) * attend(self.norm_q(hidden), memory)
        return hidden + torch.tanh(self.mlp_gate) * self.mlp(self.norm_mlp(hidden))  # type: ignore[no-any-return]
