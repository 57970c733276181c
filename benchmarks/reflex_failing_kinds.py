"""Which training pairs a model gets wrong along their own paths, by kind of prompt, and what known words set right.

Each program is stepped through with its own words, so a slip is counted where it is made and leads nowhere. Of each, the first
forty cycles count in which address and word before leave the word open (`CycleStore.surprise`).

    python benchmarks/reflex_failing_kinds.py CORPUS --checkpoint FOLDER --pairs 4000
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import torch
from torch import Tensor

from groundwire.models.backbone import collate
from groundwire.reflex import load
from groundwire.reflex.cycles import CycleStore
from groundwire.reflex.heads import BitHead, bits_word, word_bits
from groundwire.reflex.kinds import KINDS
from groundwire.reflex.legal import legal_words, likely_words
from groundwire.reflex.model import GroundedModel

OPEN, CYCLES, BATCH = 0.02, 40, 16
"""Nats from which a word is open, cycles of a program, and prompts at a time."""


def cycles_of(store: CycleStore, surprise: np.ndarray, pair: int) -> np.ndarray:
    """The cycles of a program that count, the last one again and again where there are fewer."""
    start, first = int(store.starts[pair]), int(store.first[pair])
    found = np.arange(start, start + first)
    found = found[surprise[found] > OPEN][:CYCLES]
    return np.pad(found if len(found) else np.array([start]), (0, CYCLES - max(1, len(found))), mode="edge")


@torch.inference_mode()
def judged(model: GroundedModel, prompts: list[str], states: Tensor, words: Tensor, known: Tensor) -> list[list[bool]]:
    """Whether every word of each prompt is right: by signs of bits, best legal, best known; and the gap of the worst in nats."""
    assert isinstance(model.head, BitHead), "only a head of bits can know words"
    context = model.read(collate([model.backbone.tokenize(prompt) for prompt in prompts]))
    logits = model.head.logits(model.pooled(context, states))
    choices = (bits_word(logits > 0), legal_words(logits), likely_words(logits, known))
    right = [(choice == words).all(1).tolist() for choice in choices]
    gaps = ((logits * word_bits(choices[2])).sum(-1) - (logits * word_bits(words)).sum(-1)).amax(1)
    return [*right, (gaps < 1).tolist()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="a corpus with its cycles, as `groundwire reflex train` leaves it")
    parser.add_argument("--checkpoint", default=None, help="a model's folder; the one that ships by default")
    parser.add_argument("--pairs", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    model = load(given.checkpoint) if given.checkpoint else load()
    store = CycleStore.load(given.corpus / "cycles")
    surprise, known = store.surprise(), torch.from_numpy(np.unique(store.words).astype(np.int64))
    texts = pq.read_table(given.corpus / "train.parquet", columns=["prompt"])["prompt"].to_pylist()
    pairs = random.Random(given.seed).sample(range(len(texts)), min(given.pairs, len(texts)))
    pairs.sort(key=lambda pair: len(texts[pair]))
    found: list[list[bool]] = [[], [], [], []]
    for start in range(0, len(pairs), BATCH):
        part = pairs[start : start + BATCH]
        chosen = np.stack([cycles_of(store, surprise, pair) for pair in part])
        states, words = (torch.from_numpy(all_of[chosen].astype(np.int64)) for all_of in (store.states, store.words))
        for whole, more in zip(found, judged(model, [texts[pair] for pair in part], states, words, known), strict=True):
            whole += more
    signs, legal, likely, near = (np.array(one) for one in found)
    print(f"{len(known)} distinct words; {len(pairs):,} pairs, {(~signs).sum()} with a wrong word by the signs of bits")
    print(f"of these right by the best legal word {(legal & ~signs).sum()}, by known words {(likely & ~signs).sum()}")
    print(f"wrong with known words {(~likely).sum()}, of these within one nat of the right word {(near & ~likely).sum()}")
    for name, tells in KINDS.items():
        of_it = np.array([tells(texts[pair]) for pair in pairs])
        counts = of_it.sum(), (of_it & ~signs).sum(), (of_it & ~likely).sum()
        print("  {:<14}{:6,} pairs, {:4} wrong by signs, {:4} with known words".format(name, *counts))


if __name__ == "__main__":
    main()
