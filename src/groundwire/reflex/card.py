"""The card of a trained model: what it is, what it was trained on, what came out, and the command that made it."""

from __future__ import annotations

import json
from typing import Any

from groundwire.runs.manifest import Manifest


def model_card(recipe: Any, manifest: Manifest) -> str:
    """Write a checkpoint's README.md from its recipe and the run's manifest."""
    outcome = manifest.outcome
    hours = outcome.get("seconds", 0.0) / 3600
    lines = [
        "---", "license: mit", f"base_model: {recipe.backbone.name}", "library_name: groundwire",
        "tags: [riscv, rv32i, cross-attention, grounded]", "---", "",
        f"# Reflex adapters over {recipe.backbone.name}", "",
        "A frozen language model wired to a RISC-V CPU: it reads the live machine as 65 tokens and emits one 32-bit RV32I "
        "instruction a cycle. This folder holds what was trained; the backbone is loaded beside it.", "",
        "| | |", "|---|---|",
        f"| trained parameters | {outcome.get('trained_parameters', 0):,} |",
        f"| training pairs | {recipe.corpus.pairs:,}, SHA-256 {manifest.data.get('corpus', 'unknown')} |",
        f"| steps | {outcome.get('steps', 0):,} of {recipe.train.prompts} prompts with {recipe.train.cycles} cycles each |",
        f"| training time | {hours:.2f} h |",
        f"| code | {manifest.revision} |",
        f"| started | {manifest.started} |",
    ]  # fmt: skip
    if recipe.start:
        lines.append(f"| started from | {recipe.start}, the checkpoint of an earlier run |")
    for name, value in sorted(outcome.items()):
        told = value if isinstance(value, str) else f"{value:.4g}"
        lines.append(f"| {name.replace('_', ' ')} (last) | {told} |")
    lines += ["", "Settings:", "", "```json", json.dumps(manifest.settings, indent=1), "```", "", "Command:", ""]
    lines += ["```", " ".join(manifest.command), "```", ""]
    return "\n".join(lines)
