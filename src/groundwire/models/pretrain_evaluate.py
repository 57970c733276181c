"""What is looked at while a language model is pretrained: the held-out rows' loss, and what it writes greedily."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

from groundwire.models import training
from groundwire.models.packing import RowBatch, TokenRows
from groundwire.models.pretrain_recipe import PretrainRecipe
from groundwire.models.tokenizer import TURN_START
from groundwire.runs.metrics import StepLog

EVALUATION_ROWS = 64
"""Held-out rows whose loss an evaluation tick takes, at most."""
TEXT_PROMPT = 32
"""Tokens of a plain document that a sample begins with."""


def evaluation_tick(
    trainer: training.Trainer[Any], rows: TokenRows, tokenizer: Any, recipe: PretrainRecipe
) -> Callable[[Any], dict[str, float]]:
    """An evaluation tick: the held-out rows' loss, and greedy continuations, which are kept in samples.jsonl."""
    log = StepLog(trainer.folder / "samples.jsonl")
    log.forget_after(trainer.step)
    chosen = rows.batch(slice(0, EVALUATION_ROWS))
    samples = samples_of(chosen, tokenizer, recipe.samples, recipe.sample_tokens)

    def tick(model: Any) -> dict[str, float]:
        model.eval()
        metrics: dict[str, float] = {}
        if len(chosen.ids):
            metrics["validation_loss"] = validation_loss(trainer, chosen, recipe.train.rows)
        same = 0
        for sample in samples:
            text = continue_greedily(model, tokenizer, sample.prompt, recipe.sample_tokens)
            same += text == sample.expected
            prompt = tokenizer.decode(sample.prompt)
            log.append(trainer.step, {"prompt": prompt, "text": text, "expected": sample.expected})
        if samples:
            metrics["greedy_exact"] = same / len(samples)
        model.train()
        return metrics

    return tick


@torch.no_grad()
def validation_loss(trainer: training.Trainer[Any], rows: RowBatch, size: int) -> float:
    """Mean loss in nats over rows, `size` at a time, weighted by their predicted tokens, in the run's precision."""
    total, count = 0.0, 0
    for start in range(0, len(rows.ids), size):
        part = RowBatch(*(tensor[start : start + size] for tensor in rows))
        predicted = int((part.positions > 0).sum())
        loss, _ = trainer.module(*training.move(part, trainer.accelerator.device))
        total, count = total + float(loss) * predicted, count + predicted
    return total / max(1, count)


class Sample(NamedTuple):
    """A held-out document, cut where the model takes over."""

    prompt: list[int]
    """Token ids given."""
    expected: str
    """The document's own continuation."""


def samples_of(rows: RowBatch, tokenizer: Any, count: int, longest: int) -> list[Sample]:
    """The first held-out documents: chats cut where the answer begins, plain texts after some tokens."""
    start = tokenizer.encode(f"{TURN_START}assistant\n", add_special_tokens=False)
    found: list[Sample] = []
    for document in rows.documents():
        if len(found) == count:
            break
        place = _find(document, start) if document[0] == start[0] else TEXT_PROMPT
        if 0 < place < len(document):
            rest = document[place : place + longest]
            found.append(Sample(document[:place], tokenizer.decode(rest, skip_special_tokens=True).rstrip("\n")))
    return found


def _find(ids: list[int], part: list[int]) -> int:
    """Where a part's end is in a list of ids; -1 where it is not there."""
    windows = np.lib.stride_tricks.sliding_window_view(np.array(ids), min(len(part), len(ids)))
    places = np.flatnonzero((windows == np.array(part[: windows.shape[1]])).all(1))
    return int(places[0]) + len(part) if len(places) else -1


@torch.no_grad()
def continue_greedily(model: Any, tokenizer: Any, prompt: list[int], longest: int) -> str:
    """What a model writes after some tokens, until it ends or has written `longest`."""
    ids = torch.tensor([prompt], device=model.device)
    made = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=longest)[0, len(prompt) :]
    return str(tokenizer.decode(made, skip_special_tokens=True)).rstrip("\n")
