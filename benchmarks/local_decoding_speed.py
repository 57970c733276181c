r"""How fast a local model writes a batch, with keys copied for each query head (transformers' way) and with shared ones (ours).

    python benchmarks/local_decoding_speed.py MODEL --samples 160 --tokens 16

MODEL is a folder whose query heads share keys, such as one of `groundwire models unpack`. Both write greedily from the same
prompts in one run. The sums are rounded in another order, so that in bf16 a near tie can fall the other way; `--float32` shows
that they are the same.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from groundwire.chat.decoding import decode
from groundwire.chat.grouped_attention import use_grouped_attention


def timed(model: Any, prompts: list[list[int]], tokens: int) -> tuple[float, list[list[int]]]:
    """Seconds for all, and what was written."""
    started = time.perf_counter()
    written = decode(model, prompts, 0, [], tokens, lambda _, scores: scores.argmax(-1))
    return time.perf_counter() - started, written


def main() -> None:
    """Time both ways."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--samples", type=int, default=160)
    parser.add_argument("--tokens", type=int, default=16)
    parser.add_argument("--prompt", type=int, default=300, help="tokens of a prompt")
    parser.add_argument("--float32", action="store_true")
    told = parser.parse_args()
    kind = torch.float32 if told.float32 else "auto"
    model = AutoModelForCausalLM.from_pretrained(told.model, dtype=kind).eval()
    generator = torch.Generator().manual_seed(0)
    distinct = torch.randint(20, model.config.vocab_size, (2, told.prompt), generator=generator).tolist()
    prompts = [distinct[number % 2] for number in range(told.samples)]
    plain, expected = timed(model, prompts, told.tokens)
    if not use_grouped_attention(model):
        raise SystemExit(f"{told.model} has a key for every query head, or is on a GPU: there is nothing to compare")
    ours, written = timed(model, prompts, told.tokens)
    total = told.samples * told.tokens
    print(f"copied keys {total / plain:.0f} tokens/s, shared keys {total / ours:.0f} tokens/s: {plain / ours:.2f} times")
    same = sum(one == other for one, other in zip(written, expected, strict=True))
    print(f"{same} of {told.samples} continuations are the same tokens")


if __name__ == "__main__":
    main()
