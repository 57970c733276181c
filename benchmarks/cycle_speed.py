"""Time a cycle: this project's drive loop against a plain one, in one run, with the same threads, precision and words.

The plain loop does in every cycle what the published one does: it tokenizes nothing anew but runs the whole prompt, padded
to 96 tokens, through every layer, and keeps nothing. Run by hand: python benchmarks/cycle_speed.py [--checkpoint DIR]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

import numpy as np
import torch

from groundwire.isa import HALT
from groundwire.machine import UnicornMachine
from groundwire.models.backbone import PromptBatch, collate
from groundwire.reflex.api import load
from groundwire.reflex.loop import Drive, advance, predict
from groundwire.reflex.model import GroundedModel

PROMPTS = ("multiply 7 and 8", "count up from 1 to 5 and store each value", "say hello", "find the minimum of 7, 3, and 9")
PADDED = 96


def padded(batch: PromptBatch, length: int) -> PromptBatch:
    """Pad a batch of one prompt on the right, words and characters, to a fixed length."""
    parts = []
    for value in batch:
        short = max(0, length - value.shape[1])
        parts.append(torch.nn.functional.pad(value, (0, 0, 0, short) if value.dim() == 3 else (0, short)))
    return PromptBatch(*parts)


@torch.inference_mode()
def plain(model: GroundedModel, prompt: str, limit: int) -> tuple[list[int], list[float]]:
    """Drive with everything computed in every cycle; words and seconds a cycle."""
    run = Drive(prompt, UnicornMachine())
    batch = padded(collate([model.backbone.tokenize(prompt)]), PADDED)
    seconds = []
    for _ in range(limit):
        started = time.perf_counter()
        state = torch.from_numpy(run.machine.state().words.astype(np.int64))[None, None]
        word = int(predict(model, model(batch, state)[:, 0])[0])
        going = advance(run, word, None)
        seconds.append(time.perf_counter() - started)
        if not going:
            break
    return run.words, seconds


@torch.inference_mode()
def ours(model: GroundedModel, prompt: str, limit: int) -> tuple[list[int], list[float]]:
    """Drive as `groundwire.reflex.loop` does; the prompt's own work is counted with the first cycle."""
    run = Drive(prompt, UnicornMachine())
    seconds, context = [], None
    for _ in range(limit):
        started = time.perf_counter()
        context = context or model.read(collate([model.backbone.tokenize(prompt)]))
        state = torch.from_numpy(run.machine.state().words.astype(np.int64))[None, None]
        word = int(predict(model, model.pooled(context, state)[:, 0])[0])
        going = advance(run, word, None)
        seconds.append(time.perf_counter() - started)
        if not going:
            break
    return run.words, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", default=None, help="folder or hub name; the shipped one by default")
    parser.add_argument("--cycles", type=int, default=60, help="most cycles of each prompt")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = load(arguments.checkpoint) if arguments.checkpoint else load()
    for prompt in PROMPTS[:1] * 2:  # warm up both
        ours(model, prompt, 10), plain(model, prompt, 10)
    rows = {"ours": [], "plain": []}
    same = True
    for prompt in PROMPTS:
        fast_words, fast = ours(model, prompt, arguments.cycles)
        slow_words, slow = plain(model, prompt, arguments.cycles)
        same &= fast_words == slow_words
        rows["ours"] += fast
        rows["plain"] += slow
        ended = "halted" if fast_words[-1] == HALT else "not halted"
        print(f"{prompt!r}: {len(fast_words)} words ({ended}), same words: {fast_words == slow_words}")
    medians = {name: statistics.median(values) * 1e3 for name, values in rows.items()}
    print(f"median ms a cycle: ours {medians['ours']:.2f}, plain {medians['plain']:.2f}")
    print(f"ratio {medians['plain'] / medians['ours']:.1f}, words identical: {same}")
    print(json.dumps({"threads": arguments.threads, "n": len(rows["ours"]), **medians, "identical": same}))


if __name__ == "__main__":
    main()
