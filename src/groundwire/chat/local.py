"""A local model through transformers, as a source of responses: batches with padding on the left.

Every sample is drawn by a generator of its own, seeded for that sample, so that what it says depends neither on the
batch it is in nor on where a run was killed, up to the rounding of batched arithmetic.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from groundwire.chat.collector import Collector
from groundwire.chat.decoding import decode
from groundwire.chat.errors import Unusable
from groundwire.chat.grouped_attention import use_grouped_attention
from groundwire.chat.question import Ask, Sampling
from groundwire.chat.response import Response
from groundwire.chat.templates import render
from groundwire.models.encoder import BackboneMissing
from groundwire.models.shipped import model_place

SMALL_WIDTH = 512
"""Hidden width up to which a model computes in float32 on a CPU: its products are too small to gain by bf16."""


class _Row(NamedTuple):
    """One sample to generate."""

    ask: Ask
    """A single sample."""
    prompt: list[int]
    """The framed prompt's token ids."""


class LocalSource:
    """A causal language model in this process."""

    def __init__(self, model: Any, tokenizer: Any, sampling: Sampling, batch_size: int = 8):
        """Wrap a loaded model.

        Args:
            model: a Hugging Face causal language model; its own generation settings are put aside.
            tokenizer: its tokenizer.
            sampling: how answers are drawn.
            batch_size: samples that are generated at a time.

        Raises:
            ValueError: the batch size is too small, or the tokenizer knows no token that ends an answer.
        """
        if batch_size < 1:
            raise ValueError(f"batch size is {batch_size}; expected at least 1")
        self.model, self.tokenizer, self.sampling = model.eval(), tokenizer, sampling
        self.batch_size = self.most_samples = batch_size
        self._ends = _end_tokens(model, tokenizer)
        self._context = int(getattr(model.config.get_text_config(), "max_position_embeddings", None) or 1 << 30)
        self._plain_settings()
        use_grouped_attention(model)

    @classmethod
    def load(
        cls, name: str, sampling: Sampling, batch_size: int = 8, revision: str | None = None, device: str | None = None,
        dtype: torch.dtype | None = None,
    ) -> LocalSource:  # fmt: skip
        """Load a model by hub name, folder or the shipped one's name, onto a GPU where there is one and `device` is None.

        Its precision is the stored one where `dtype` is None, but that models up to `SMALL_WIDTH` compute in float32 on a CPU.

        Raises:
            Unusable: its files are not on this machine and cannot be fetched, or are no such model.
        """
        from transformers import AutoModelForCausalLM, AutoTokenizer

        try:
            place = model_place(name)
            tokenizer = AutoTokenizer.from_pretrained(place, revision=revision)
            model = AutoModelForCausalLM.from_pretrained(place, revision=revision, dtype=dtype or "auto")
        except BackboneMissing as error:
            raise Unusable(str(error)) from error
        except (OSError, ValueError, KeyError) as error:  # for absent, broken and unknown models
            reason = " ".join(str(error).split())[:300]
            raise Unusable(
                f"model {name!r} could not be loaded: {reason}. Give a folder, or fetch it with `hf download {name}`."
            ) from error
        chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
        if dtype is None and chosen == "cpu" and getattr(model.config, "hidden_size", SMALL_WIDTH + 1) <= SMALL_WIDTH:
            model = model.float()
        return cls(model.to(chosen), tokenizer, sampling, batch_size)

    def _plain_settings(self) -> None:
        """Many models bring settings for generation, such as a penalty on repetition, that nobody asked for."""
        from transformers import GenerationConfig

        pad = self.tokenizer.pad_token_id
        self._pad = self._ends[0] if pad is None else pad
        self.model.generation_config = GenerationConfig(
            do_sample=False, eos_token_id=list(self._ends), pad_token_id=self._pad
        )

    def answer(self, asks: list[Ask], collector: Collector) -> None:
        """Generate everything; a prompt that leaves no room for an answer is a failure of its request."""
        rows: list[_Row] = []
        for ask in asks:
            try:
                prompt = self._prompt(ask)
            except ValueError as error:
                collector.fail(ask, str(error))
                continue
            rows += [_Row(ask.sample(ask.first + i), prompt) for i in range(ask.count)]
        for batch in self._batches(rows):
            if collector.stopped:
                return
            self._generate(batch, collector)

    def _prompt(self, ask: Ask) -> list[int]:
        """Frame and tokenize a question; special tokens are the template's to give."""
        templated = bool(getattr(self.tokenizer, "chat_template", None))
        text = render(self.tokenizer, ask.question.messages)
        ids = list(self.tokenizer(text, add_special_tokens=not templated)["input_ids"])
        if len(ids) >= self._context:
            raise ValueError(
                f"the prompt has {len(ids):,} tokens and the model's context {self._context:,}; no room for an answer"
            )
        if not ids:
            raise ValueError("the prompt is empty; say what is wanted")
        return ids

    def _room(self, row: _Row) -> int:
        """Tokens that an answer can have."""
        return min(self.sampling.max_tokens, self._context - len(row.prompt))

    def _batches(self, rows: list[_Row]) -> Iterator[list[_Row]]:
        """Rows of like lengths, longest first; where the context is short, of one length, so that none cuts another."""
        batch: list[_Row] = []
        for row in sorted(rows, key=lambda row: -len(row.prompt)):
            if len(batch) == self.batch_size or (batch and self._room(batch[0]) != self._room(row)):
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _generate(self, batch: list[_Row], collector: Collector) -> None:
        """Generate a batch; where memory does not do, its halves."""
        started = time.monotonic()
        try:
            tokens = self._run(batch)
        except torch.OutOfMemoryError:
            if len(batch) == 1:
                raise
            torch.cuda.empty_cache()
            self._generate(batch[: len(batch) // 2], collector)
            self._generate(batch[len(batch) // 2 :], collector)
            return
        seconds = time.monotonic() - started
        collector.keep([self._response(row, ids, seconds) for row, ids in zip(batch, tokens, strict=True)])

    def _run(self, batch: Sequence[_Row]) -> list[list[int]]:
        """The new tokens of each row."""
        drawing = self._drawing(batch, self.model.device)

        def choose(rows: list[int], scores: Tensor) -> Tensor:
            return drawing(rows, scores) if drawing else scores.argmax(-1)

        return decode(self.model, [row.prompt for row in batch], self._pad, self._ends, self._room(batch[0]), choose)

    def _drawing(self, batch: Sequence[_Row], device: Any) -> SeededDraw | None:
        """What draws tokens; None where the likeliest is taken."""
        if self.sampling.temperature == 0:
            return None
        generators = []
        for row in batch:
            seed, generator = row.ask.seed(self.sampling), torch.Generator(device)
            generator.seed() if seed is None else generator.manual_seed(seed)
            generators.append(generator)
        return SeededDraw(generators, self.sampling.temperature, self.sampling.top_p)

    def _response(self, row: _Row, ids: list[int], seconds: float) -> Response:
        end = next((i for i, token in enumerate(ids) if token in self._ends), None)
        text = self.tokenizer.decode(ids[:end], skip_special_tokens=True)
        return Response(
            row.ask.question.problem, row.ask.first, text, "length" if end is None else "stop", len(row.prompt),
            len(ids) if end is None else end + 1, seconds,
        )  # fmt: skip


class SeededDraw:
    """Draws a token for each row by a generator of its own: one number, looked up in the sums of probabilities.

    Noise for every token would do as well; with a vocabulary of 49,152 it costs as much as a small model's whole step.
    """

    def __init__(self, generators: Sequence[torch.Generator], temperature: float, top_p: float):
        """Args: generators: one a row; temperature: above 0; top_p: probability mass that is drawn from."""
        self.generators, self.temperature, self.top_p = generators, temperature, top_p

    def __call__(self, rows: Sequence[int], scores: Tensor) -> Tensor:
        """The tokens (n) of the rows of these numbers from their scores (n, V)."""
        scores = scores.float() / self.temperature
        if self.top_p < 1:
            scores = keep_mass(scores, self.top_p)
        sums = scores.softmax(-1).cumsum(-1, dtype=torch.float64)
        numbers = [torch.rand(1, dtype=torch.float64, device=sums.device, generator=self.generators[row]) for row in rows]
        drawn = torch.searchsorted(sums, torch.stack(numbers) * sums[:, -1:], right=True).squeeze(-1)
        return drawn.clamp_max(sums.shape[-1] - 1)


def keep_mass(scores: Tensor, mass: float) -> Tensor:
    """Scores (B, V) with only the likeliest tokens left that together have the mass; the likeliest always is."""
    ordered, order = scores.sort(dim=-1, descending=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    return scores.masked_fill((before >= mass).scatter(-1, order, before >= mass), float("-inf"))


def _end_tokens(model: Any, tokenizer: Any) -> tuple[int, ...]:
    """The tokens that end an answer, by the model's own settings and by the tokenizer."""
    found = [getattr(model.generation_config, "eos_token_id", None), tokenizer.eos_token_id]
    ids = [i for item in found if item is not None for i in (item if isinstance(item, list | tuple) else [item])]
    if not ids:
        raise ValueError("the tokenizer has no eos token, so that no answer would end; set its eos_token")
    return tuple(dict.fromkeys(ids))
