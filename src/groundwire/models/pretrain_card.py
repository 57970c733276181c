"""The card of a pretrained model: what it is, what it was trained on, what came out, and the command that made it."""

from __future__ import annotations

import json
from typing import Any

from groundwire.models.pretrain_recipe import PretrainRecipe
from groundwire.runs.manifest import Manifest


def pretrain_card(recipe: PretrainRecipe, manifest: Manifest, data: dict[str, Any]) -> str:
    """Write a model's README.md from its recipe, the run's manifest and the data's."""
    outcome, network, train = manifest.outcome, recipe.network, recipe.train
    batch = train.rows * train.accumulate
    lines = [
        "---", "license: mit", "library_name: transformers", "pipeline_tag: text-generation",
        "tags: [qwen2, riscv, verilog, from-scratch]", "---", "",
        "# A small decoder of Qwen2's architecture, pretrained from scratch", "",
        "Its weights are random before training; its tokenizer was trained on the same text. It has Qwen2's layers, byte "
        "pairs, chat template and marks, and a token for every digit.", "",
        "| | |", "|---|---|",
        f"| parameters | {outcome.get('parameters', 0):,} (embedding and output matrix are one) |",
        f"| layers, width, heads | {network.layers}, {network.hidden}, {network.heads} of queries and "
        f"{network.key_value_heads} of keys and values |",
        f"| rows | {data['train']['rows']:,} of {data['length']} tokens, SHA-256 {data['train']['sha256']} |",
        f"| predicted tokens in them | {data['train']['predicted_tokens']:,} |",
        f"| held out | one document in {recipe.held_out}: {data['validation']['rows']:,} rows |",
        f"| steps | {outcome.get('steps', 0):,} of {batch} rows |",
        f"| training time | {outcome.get('seconds', 0.0) / 3600:.2f} h |",
        f"| tokenizer | {recipe.tokenizer.vocabulary:,} tokens at most, SHA-256 {data['tokenizer']} |",
        f"| code | {manifest.revision} |",
        f"| started | {manifest.started} |",
    ]  # fmt: skip
    lines += [f"| {name.replace('_', ' ')} (last) | {_shown(value)} |" for name, value in sorted(outcome.items())]
    lines += ["", "Documents by source:", "", "```json", json.dumps(data["sources"], indent=1), "```"]
    lines += ["", "Settings:", "", "```json", json.dumps(manifest.settings, indent=1), "```", "", "Command:", ""]
    lines += ["```", " ".join(manifest.command), "```", ""]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
