"""Training the adapters: batches of cycles, weighted binary cross-entropy, and the settings that are Reflex's own.

The loop itself, with its checkpoints, metrics and evaluation ticks, is `groundwire.models.training`'s.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from groundwire.models import training
from groundwire.models.backbone import PromptBatch
from groundwire.models.decoder import DecoderBackbone
from groundwire.models.training import BF16_ALL, LoopSettings, Report, learning_rate, move, parameter_groups
from groundwire.reflex.batches import BatchSource
from groundwire.reflex.heads import BitHead, BitWeights
from groundwire.reflex.kinds import kind_weights
from groundwire.reflex.model import GroundedModel
from groundwire.reflex.probe import Probe, Targets
from groundwire.runs.metrics import Averages

__all__ = [
    "Averages", "Evaluate", "LossModule", "Report", "TrainSettings", "Trainer", "learning_rate", "move",
    "parameter_groups", "settings_dict",
]  # fmt: skip


@dataclass(frozen=True)
class TrainSettings(LoopSettings):
    """How to train. The defaults are the tiny recipe's."""

    prompts: int = 40
    """Prompts in a batch."""
    cycles: int = 12
    """Cycles of each prompt in a batch."""
    informative: bool = False
    """Choose cycles by how little pc and the word before it say about the word due, instead of evenly."""
    probe: float = 0.0
    """Weight of the prompt reader's second task, see `groundwire.reflex.probe`; 0 for none."""
    rs2_weight: float = 5.0
    """What rs2's bits count for in the loss of a head of bits."""
    operation_weight: float = 1.0
    """What the bits count for that say which operation it is."""
    published_weights: int = 0
    """Steps at the beginning for which the published weights hold, whatever the two above are."""
    weights: dict[str, float] = field(default_factory=dict)
    """Shares of families in a batch, 1 for those not named."""
    kinds: dict[str, float] = field(default_factory=dict)
    """What pairs of a kind count for among those of their family, see `groundwire.reflex.kinds`; 1 for those not named."""
    restart_weights: dict[str, float] = field(default_factory=dict)
    """The same after `restart`, in the place of `weights`; where empty, `weights` go on."""

    def __post_init__(self) -> None:
        super().__post_init__()
        kind_weights([], self.kinds)


class LossModule(nn.Module):
    """The model's loss as a module, so that it can be wrapped for several devices."""

    def __init__(self, model: GroundedModel, probe_weight: float = 0.0, in_bf16: bool = False):
        super().__init__()
        self.model, self.probe_weight = model, probe_weight
        self.probe = Probe(model.config.reader_width) if probe_weight and model.reader is not None else None
        self.told = 0.0
        """The probe's loss on the last batch, before its weight."""
        self._twin = (twin_in_bf16(model),) if in_bf16 else ()

    def forward(
        self, prompts: PromptBatch, states: Tensor, words: Tensor, wanted: Targets | None = None
    ) -> tuple[Tensor, Tensor]:
        """Mean loss of a batch, the probe's included, and the share of words that are exact."""
        model = self.model
        if self._twin and next(model.head.parameters()).dtype != torch.bfloat16:
            weights = lowered(dict(self.named_parameters()))
            # Calls this method again, with the weights replaced for the time of the call.
            return torch.func.functional_call(self, weights, (prompts, states, words, wanted))  # type: ignore[no-any-return]
        if self._twin:
            model = self._twin[0]
        context = model.read(prompts)
        pooled = model.pooled(context, states)
        loss = model.head.loss(pooled, words).mean()
        with torch.no_grad():
            exact = (model.head.words(pooled) == words).float().mean()
        if self.probe is not None and wanted is not None and context.tokens is not None:
            told = self.probe(context.tokens[:, -prompts.characters.shape[1] :], wanted)
            self.told = float(told.detach())
            loss = loss + self.probe_weight * told
        return loss, exact


KEPT = ("state_encoder.", "reader.places.")
"""Embeddings stay in float32: their gradients add up thousands of rows, which bf16 would swallow."""


def twin_in_bf16(model: GroundedModel) -> GroundedModel:
    """The same modules over a copy of the frozen backbone in bf16."""
    twin = copy.copy(model)
    frozen = model.backbone
    if isinstance(frozen, nn.Module):
        frozen = copy.deepcopy(frozen).bfloat16()
        if isinstance(frozen, DecoderBackbone):
            frozen.given = torch.bfloat16
    twin._backbone = (frozen,)
    return twin


def lowered(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights in bf16, apart from embeddings and what is computed with them; gradients go to those in float32."""
    return {
        name: value if any(kept in name for kept in KEPT) else value.bfloat16()
        for name, value in weights.items()
    }


Evaluate = Callable[[GroundedModel], dict[str, float]]


class Trainer(training.Trainer[GroundedModel]):
    """One training run of adapters in one folder."""

    def __init__(self, model: GroundedModel, source: BatchSource, settings: TrainSettings, folder: Path):
        self.loss = LossModule(model, settings.probe, settings.precision == BF16_ALL)
        super().__init__(model, self.loss, source, settings, folder, settings.prompts * settings.cycles)
        self.settings: TrainSettings

    def weights(self) -> dict[str, Tensor]:
        """The model's weights, and the probe's where there is one."""
        probe = {} if self.loss.probe is None else self.loss.probe.state_dict(prefix="probe.")
        return self.model.state_dict() | probe

    def load_weights(self, weights: dict[str, Tensor]) -> None:
        """Put both back."""
        self.model.load_state_dict({k: v for k, v in weights.items() if not k.startswith("probe.")})
        if self.loss.probe is not None:
            own = {k.removeprefix("probe."): v for k, v in weights.items() if k.startswith("probe.")}
            self.loss.probe.load_state_dict(own)

    def one_step(self) -> dict[str, float]:
        """One optimizer step."""
        if isinstance(head := self.model.head, BitHead):
            settings = self.settings
            early = self.step < settings.published_weights
            head.weights = BitWeights() if early else BitWeights(settings.rs2_weight, settings.operation_weight)
        metrics = super().one_step()
        return metrics if self.loss.probe is None else metrics | {"probe": self.loss.told}


def settings_dict(settings: TrainSettings) -> dict[str, Any]:
    """Settings as plain JSON values."""
    return asdict(settings)
