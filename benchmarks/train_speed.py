"""Time training steps: ours against a plain loop over the same cycles, in one run, with the same threads and network.

Ours computes what is frozen once a prompt and shares it over the prompt's cycles; the plain loop treats every cycle as a
sample of its own, with its prompt padded to 96 tokens, as the published training does. bf16 autocast is timed too, so that
a machine can tell whether it pays there. Run by hand: python benchmarks/train_speed.py CORPUS
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import torch

from groundwire.models.backbone import PromptBatch
from groundwire.models.load import load_backbone
from groundwire.reflex.batches import TrainBatch
from groundwire.reflex.cycles import CycleStore
from groundwire.reflex.model import GroundedModel
from groundwire.reflex.recipe import read_recipe
from groundwire.reflex.run import batch_source
from groundwire.reflex.train import LossModule, parameter_groups

PADDED = 96


def plain_form(batch: TrainBatch) -> TrainBatch:
    """One prompt for each cycle, padded to 96 tokens."""
    prompts, cycles = batch.words.shape
    parts = []
    for value in batch.prompts:
        short = max(0, PADDED - value.shape[1])
        padding = (0, 0, 0, short) if value.dim() == 3 else (0, short)
        parts.append(torch.nn.functional.pad(value, padding).repeat_interleave(cycles, 0))
    return TrainBatch(PromptBatch(*parts), batch.states.reshape(prompts * cycles, 1, -1), batch.words.reshape(-1, 1))


def step(module: LossModule, optimizer: torch.optim.Optimizer, batch: TrainBatch, autocast: bool) -> float:
    """Seconds of one optimizer step."""
    started = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        loss, _ = module(*batch)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="a corpus folder with its cycles, as training leaves it")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe = read_recipe("tiny")
    backbone = load_backbone(recipe.backbone.name)
    source = batch_source(arguments.corpus, CycleStore.load(arguments.corpus / "cycles"), backbone, recipe.train)
    model = GroundedModel(backbone, recipe.network)
    optimizer = torch.optim.AdamW(parameter_groups(model, 0.01), lr=1e-5, fused=True)
    modules = {in_bf16: LossModule(model, in_bf16=in_bf16) for in_bf16 in (False, True)}
    batches = [source.batch(number) for number in range(arguments.steps)]
    samples = recipe.train.prompts * recipe.train.cycles
    forms = {
        "plain float32": (True, "no"), "ours float32": (False, "no"), "ours bf16": (False, "bf16"),
        "ours bf16-all": (False, "bf16-all"), "plain bf16-all": (True, "bf16-all"),
    }  # fmt: skip
    rates = {}
    for name, (plain, precision) in forms.items():
        part = batches[: 2 if plain else None]
        module, autocast = modules[precision == "bf16-all"], precision == "bf16"
        step(module, optimizer, batches[0], autocast)
        times = [step(module, optimizer, plain_form(b) if plain else b, autocast) for b in part]
        rates[name] = samples / statistics.median(times)
        print(f"{name}: {rates[name]:,.0f} cycles/s (median of {len(times)} steps of {samples})")
    for ours, other in (("float32", "plain float32"), ("bf16-all", "plain bf16-all"), ("bf16-all", "ours float32")):
        print(f"ours {ours} / {other}: {rates[f'ours {ours}'] / rates[other]:.1f}")


if __name__ == "__main__":
    main()
