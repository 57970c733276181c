"""Loading a backbone by name: the default encoder, another encoder, or a causal language model."""

from __future__ import annotations

from typing import Any

import torch
from transformers import AutoConfig

from groundwire.models.backbone import Backbone
from groundwire.models.encoder import ENCODER_TEMPLATE, MINILM, BackboneMissing, EncoderBackbone


def load_backbone(
    name: str = MINILM,
    revision: str | None = None,
    template: str | None = None,
    dtype: torch.dtype | None = None,
    device: str | torch.device | None = None,
    truncate: bool = False,
) -> Backbone:
    """Load a frozen backbone.

    Args:
        name: hub name or folder.
        revision: revision on the hub.
        template: how prompts are rewritten; the kind's own where None.
        dtype: a decoder's precision; as it is stored where None. Encoders run in float32.
        device: where the model lives; where None, a GPU for a decoder if there is one, and the CPU for an encoder.
        truncate: cut over-long prompts of a decoder off, as in the published training, instead of refusing them.

    Raises:
        BackboneMissing: its files are not on this machine and cannot be fetched, or are no such model.
    """
    if name == MINILM:
        return EncoderBackbone.load(name, device=device or "cpu")
    try:
        if template == ENCODER_TEMPLATE or backbone_config(name, revision).model_type == "bert":
            return EncoderBackbone.load(name, revision, device or "cpu")
        from groundwire.models.decoder import DecoderBackbone

        place = device or ("cuda" if torch.cuda.is_available() else "cpu")
        return DecoderBackbone.load(name, revision, template, dtype, place, truncate)
    except (
        OSError,
        ValueError,
        KeyError,
    ) as error:  # what transformers raises for absent, broken and unknown models
        reason = " ".join(str(error).split())[:300]
        raise BackboneMissing(
            f"backbone {name!r} could not be loaded: {reason}. Give a folder, or fetch it with `hf download {name}`."
        ) from error


def backbone_config(name: str, revision: str | None = None, local: bool = False) -> Any:
    """A backbone's configuration, without its weights; with `local` only where it is on this machine.

    Raises:
        OSError, ValueError: it cannot be had.
    """
    return AutoConfig.from_pretrained(name, revision=revision, local_files_only=local)
