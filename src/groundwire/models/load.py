"""Loading a backbone by name: the default encoder, another encoder, or a causal language model."""

from __future__ import annotations

from transformers import AutoConfig

from groundwire.models.backbone import Backbone
from groundwire.models.encoder import ENCODER_TEMPLATE, MINILM, EncoderBackbone


def load_backbone(name: str = MINILM, revision: str | None = None, template: str | None = None) -> Backbone:
    """Load a frozen backbone.

    Args:
        name: hub name or folder.
        revision: revision on the hub.
        template: how prompts are rewritten; the kind's own where None.

    Raises:
        BackboneMissing: its files are not on this machine and cannot be fetched.
    """
    if name == MINILM or template == ENCODER_TEMPLATE:
        return EncoderBackbone.load(name) if name == MINILM else EncoderBackbone.load(name, revision)
    from groundwire.models.decoder import DecoderBackbone

    config = AutoConfig.from_pretrained(name, revision=revision)
    if config.model_type == "bert":
        return EncoderBackbone.load(name, revision)
    return DecoderBackbone.load(name, revision)
