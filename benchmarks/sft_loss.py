"""Loss of a model's answers on conversations that `groundwire distill run` wrote, by the length of the conversation.

Where a model was trained on conversations up to a length, this shows what it does beyond; with two folders of data, what it keeps
of the first while it learns the second. Conversations are drawn from all shards; whether a model saw them is not known here.

    python benchmarks/sft_loss.py src/groundwire/models/checkpoints/tiny-verilog runs/verilog/base-distill --count 300
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import torch
from torch.nn import functional
from transformers import AutoModelForCausalLM, AutoTokenizer

COLUMNS = ["system", "prompt", "response"]


def draw(folder: Path, count: int, seed: int) -> list[dict[str, Any]]:
    """Conversations of the last stage of a run, the same ones for the same seed.

    Raises:
        SystemExit: there is no finished last stage.
    """
    stages = sorted(folder.glob("stages/*-format"))
    files = sorted(stages[-1].glob("kept/*.parquet")) if stages else []
    if not files:
        raise SystemExit(f"no conversations in {folder}; expected a finished run of groundwire distill")
    rng = random.Random(seed)
    places = [(file, row) for file in files for row in range(pq.read_metadata(file).num_rows)]
    chosen: dict[Path, list[int]] = defaultdict(list)
    for file, row in rng.sample(places, min(count, len(places))):
        chosen[file].append(row)
    return [row for file, rows in sorted(chosen.items()) for row in pq.read_table(file, columns=COLUMNS).take(rows).to_pylist()]


def encode(tokenizer: Any, row: dict[str, Any]) -> tuple[list[int], int]:
    """Tokens of a conversation, and where its answer begins."""
    asked = [{"role": "system", "content": row["system"]}, {"role": "user", "content": row["prompt"]}]
    prompt = tokenizer.apply_chat_template(asked, add_generation_prompt=True)["input_ids"]
    whole = tokenizer.apply_chat_template([*asked, {"role": "assistant", "content": row["response"]}])["input_ids"]
    return whole, len(prompt)


@torch.inference_mode()
def main() -> None:
    """Print loss and right tokens in every span of lengths."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path, nargs="+", help="folders of runs of groundwire distill")
    parser.add_argument("--count", type=int, default=300, help="conversations of each folder")
    parser.add_argument("--lengths", type=int, nargs="+", default=[256, 384, 640, 896], help="where spans end, in tokens")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(given.model)
    model = AutoModelForCausalLM.from_pretrained(given.model, dtype=torch.float32).eval()
    spans = list(pairwise([0, *sorted(given.lengths)]))
    for folder in given.data:
        sums: dict[tuple[int, int], list[float]] = {span: [0, 0, 0, 0] for span in spans}
        for row in draw(folder, given.count, given.seed):
            ids, start = encode(tokenizer, row)
            span = next((span for span in spans if span[0] < len(ids) <= span[1]), None)
            if span is None:
                continue
            logits, right = model(torch.tensor([ids])).logits[0, start - 1 : -1], torch.tensor(ids[start:])
            loss = functional.cross_entropy(logits, right, reduction="sum").item()
            hits = int((logits.argmax(-1) == right).sum())
            sums[span] = [old + new for old, new in zip(sums[span], (1, len(right), loss, hits), strict=True)]
        print(folder)
        for (low, high), (rows, tokens, loss, hits) in [
            *sums.items(),
            ((0, spans[-1][1]), map(sum, zip(*sums.values(), strict=True))),
        ]:
            told = f"loss {loss / tokens:.3f}, {hits / tokens:.1%} of tokens right" if tokens else "none drawn"
            print(f"  {low + 1:4} to {high:4} tokens: {rows:5,.0f} conversations, {told}")


if __name__ == "__main__":
    main()
