"""Attention of one new token for models whose query heads share keys and values, without copying these for each head.

transformers repeats keys and values for every query head where there is a mask, which on a CPU is most of the time that a
batch takes for a token. Here the heads that share them stand where several queries would: the same products.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

NAME = "grouped"


def use_grouped_attention(model: Any) -> bool:
    """Have a model on a CPU attend so, where its attention is torch's own and its query heads share keys and values.

    Returns:
        Whether it now does.
    """
    config = model.config.get_text_config()
    heads = getattr(config, "num_attention_heads", 0)
    shared = (getattr(config, "num_key_value_heads", None) or heads) < heads
    if model.device.type != "cpu" or config._attn_implementation != "sdpa" or not shared:
        return False
    AttentionInterface.register(NAME, attend)
    AttentionMaskInterface.register(NAME, sdpa_mask)
    model.set_attn_implementation(NAME)
    return True


def attend(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, dropout: float = 0.0,
    scaling: float | None = None, **options: Any,
) -> tuple[Tensor, Tensor | None]:  # fmt: skip
    """Attention as transformers calls it; what is not one new token a row is left to torch's usual way.

    Args:
        module: the attention layer.
        query: (B, H, T, D).
        key: (B, K, S, D), where K divides H.
        value: (B, K, S, D).
        attention_mask: (B, 1, T, S), or None.
        dropout: of weights, in training.
        scaling: of the products.
        options: further ones.

    Returns:
        (B, T, H, D), and None for the weights.
    """
    batch, heads, length, size = query.shape
    if length != 1 or dropout:
        return sdpa_attention_forward(  # type: ignore[no-any-return]
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **options
        )
    groups = query.reshape(batch, key.shape[1], heads // key.shape[1], size)
    out = functional.scaled_dot_product_attention(groups, key, value, attn_mask=attention_mask, scale=scaling)
    return out.reshape(batch, 1, heads, size), None
