"""The card of a fine-tuned model: what it is, what it was trained on, what came out, and the command that made it."""

from __future__ import annotations

import json
from typing import Any

from groundwire.distill.sft.recipe import SftRecipe
from groundwire.runs.manifest import Manifest


def sft_card(recipe: SftRecipe, manifest: Manifest, counts: dict[str, Any]) -> str:
    """Write a model's README.md from its recipe, the run's manifest and the data's counts."""
    outcome, train, used = manifest.outcome, recipe.train, counts["train"]
    dropped = sum(counts["dropped"].values())
    lines = [
        "---", f"base_model: {recipe.model}", "library_name: transformers", "pipeline_tag: text-generation",
        "tags: [verilog, sft]", "---", "",
        "# A model fine-tuned to write Verilog", "",
        "Ask it through the chat template, with the system prompt of CodeV-R1-Distill, which `groundwire serve` puts before "
        "every conversation without one. It thinks first and answers inside of `<answer>`.", "",
        "| | |", "|---|---|",
        f"| base model | {recipe.model}{f' at {recipe.revision}' if recipe.revision else ''} |",
        f"| backend | {recipe.backend} |",
        f"| samples | {used['samples']:,}, and {counts['validation']['samples']:,} held out; {dropped:,} of {counts['read']:,} "
        f"rows dropped, {counts['cut']:,} cut |",
        f"| tokens | {used['tokens']:,}, of which {used['learned_tokens']:,} are learned, SHA-256 {used['sha256']} |",
        f"| rows | {used['rows']:,} of {recipe.cutoff:,} tokens, {train.batch} an optimizer step |",
        f"| steps | {outcome.get('steps', 0):,} |",
        f"| code | {manifest.revision} |",
        f"| started | {manifest.started} |",
    ]  # fmt: skip
    shown = {name: value for name, value in outcome.items() if name != "steps"}
    lines += [f"| {name.replace('_', ' ')} (last) | {_shown(value)} |" for name, value in sorted(shown.items())]
    lines += ["", "Rows dropped, by reason:", "", "```json", json.dumps(counts["dropped"], indent=1), "```"]
    lines += ["", "Settings:", "", "```json", json.dumps(manifest.settings, indent=1), "```", "", "Command:", ""]
    return "\n".join([*lines, "```", " ".join(manifest.command), "```", ""])


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
