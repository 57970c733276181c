"""The card of a Verilog corpus: card.json for programs and README.md for people, summed from what the shards say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from groundwire.distill.families.registry import get_family
from groundwire.runs.atomic import write_text


def write_card(folder: Path, settings: dict[str, Any], shards: Sequence[dict[str, dict[str, int]]]) -> dict[str, Any]:
    """Sum up the shards, write card.json and README.md, and return the card."""
    sums: dict[str, Counter[str]] = {}
    for counts in shards:
        for kind, values in counts.items():
            sums.setdefault(kind, Counter()).update(values)
    reasons: Counter[str] = Counter()
    for key, number in sums.get("dropped", Counter()).items():
        reasons[key.split()[0]] += number
    card: dict[str, Any] = {
        "settings": settings, "pairs": sum(sums["families"].values()), "designs_drawn": sum(sums["designs"].values()),
        "reasons_dropped": dict(sorted(reasons.items())), **{kind: dict(sorted(values.items())) for kind, values in sums.items()},
    }  # fmt: skip
    write_text(folder / "card.json", json.dumps(card, indent=2) + "\n")
    write_text(folder / "README.md", readme(card))
    return card


def readme(card: dict[str, Any]) -> str:
    """The card in Markdown."""
    lines = [
        "# Problems in Verilog with checked references", "",
        f"{card['pairs']:,} distinct pairs of {len(card['families'])} families, from {card['designs_drawn']:,} designs. "
        f"Each design "
        "was elaborated by slang, simulated by Icarus Verilog against a bench made by an independent model in Python, and "
        "synthesized by Yosys before a pair of it was kept. Licence: MIT.", "",
        f"Seed {card['settings']['seed']}. Distinct means that no two pairs are the same once names, widths and layout are "
        "taken away.", "",
        "| form | pairs |", "|---|---|", *(f"| {name} | {count:,} |" for name, count in card["forms"].items()), "",
        "| not kept, because | how many |", "|---|---|",
        *(f"| {name} | {count:,} |" for name, count in card["reasons_dropped"].items()), "",
        "Lint, compile, simulation, mismatch and synthesis count designs; duplicate, long and surplus count pairs.", "",
        "| family | topic | designs drawn | pairs |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [
        f"| {name} | {get_family(name).topic} | {drawn:,} | {card['families'].get(name, 0):,} |"
        for name, drawn in card["designs"].items()
    ]
    return "\n".join(lines) + "\n"
