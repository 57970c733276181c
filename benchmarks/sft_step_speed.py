"""Time fine-tuning steps on a CPU: packed rows with attention by document, and taken apart into groups of like lengths.

Takes rows and model of a run of `groundwire sft` and runs forward and backward passes over the same rows in turn, in bf16 where
the run is; layers are not compiled. Prints tokens a second and the ratio to attention by document, medians over the repeats.

    python benchmarks/sft_step_speed.py runs/verilog/sft --rows 9
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM

from groundwire.distill.sft import attention
from groundwire.models.documents import GROUP_TOKENS, PADDING, hidden_states

IGNORED = -100
KINDS = ((4096, 0.2), (4096, 0.1), (2048, 0.2), (2048, 0.1), (1024, 0.1))
"""Tokens of a group and the share of it that may be padding."""


class Rows(NamedTuple):
    """Packed rows behind each other."""

    ids: torch.Tensor
    labels: torch.Tensor
    positions: torch.Tensor


def draw(data: Any, count: int, rng: random.Random) -> Rows:
    """Some rows of a run."""
    rows = [data[rng.randrange(len(data))] for _ in range(count)]
    lengths = [length for row in rows for length in row["seq_lengths"]]
    joined = [torch.tensor([token for row in rows for token in row[name]]) for name in ("input_ids", "labels")]
    return Rows(*joined, torch.cat([torch.arange(length) for length in lengths]))


def seconds(model: Any, rows: Rows, bf16: bool, states: Callable[[Rows], torch.Tensor]) -> float:
    """One forward and backward pass, with loss on the answers."""
    started = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        learned = (rows.labels[1:] != IGNORED).nonzero().flatten()
        logits = model.lm_head(states(rows)[learned]).float()
    torch.nn.functional.cross_entropy(logits, rows.labels[1:][learned]).backward()
    model.zero_grad(set_to_none=True)
    return time.perf_counter() - started


def main() -> None:
    """Time every kind on the same rows in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="folder of a run of groundwire sft")
    parser.add_argument("--rows", type=int, default=9, help="packed rows a step")
    parser.add_argument("--repeats", type=int, default=8)
    given = parser.parse_args()
    torch.set_num_threads(json.loads((given.run / "manifest.json").read_text())["settings"]["threads"])
    bf16 = json.loads((given.run / "profile.json").read_text())["precision"] == "bf16"
    data = Dataset.from_file(str(given.run / "data" / "train.arrow"))
    folder = next(path for path in (given.run / "checkpoint", given.run / "state") if path.is_dir())
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    attention.register()

    def by_document(rows: Rows) -> torch.Tensor:
        model.set_attn_implementation(attention.NAME)
        ends = [*(rows.positions == 0).nonzero().flatten().tolist(), len(rows.ids)]
        inputs = {"input_ids": rows.ids[None], "position_ids": rows.positions[None], "cu_seq_lens_q": torch.tensor(ends)}
        return model.model(**inputs, use_cache=False).last_hidden_state[0]  # type: ignore[no-any-return]

    def apart(tokens: int, padding: float) -> Callable[[Rows], torch.Tensor]:
        def states(rows: Rows) -> torch.Tensor:
            model.set_attn_implementation("eager")
            return hidden_states(model.model, rows.ids, rows.positions, tokens, padding)

        return states

    kinds = {"by document": by_document} | {f"groups of {t:,}, padding {p:.0%}": apart(t, p) for t, p in KINDS}
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    rng = random.Random(0)
    for repeat in range(given.repeats + 2):  # two warm up
        rows = draw(data, given.rows, rng)
        for name, states in kinds.items():
            spent = seconds(model, rows, bf16, states)
            if repeat > 1:
                taken[name].append(len(rows.ids) / spent)
    first = statistics.median(taken["by document"])
    used = f"groups of {GROUP_TOKENS:,}, padding {PADDING:.0%}"
    print(f"forward and backward, {given.rows} rows a step, {'bf16' if bf16 else 'float32'}, {torch.get_num_threads()} threads")
    for name, speeds in taken.items():
        speed = statistics.median(speeds)
        print(f"{name:32} {speed:8,.0f} tokens/s  {speed / first:5.2f} times{'  (used)' if name == used else ''}")


if __name__ == "__main__":
    main()
