"""The roles that models play in curation (rephraser, solver, teacher) as settings: who answers, what is asked, and limits.

Having them answer is `groundwire.distill.asking`'s job.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from groundwire.chat import CARD_SYSTEM_PROMPT, Caps, Message, Question, Sampling
from groundwire.distill.errors import DistillError
from groundwire.runs.recipes import RecipeError

SOURCES = ("endpoint", "batch", "recorded", "local", "vllm", "constructed")
"""Where answers can come from."""
_SERVED = ("endpoint", "batch", "vllm")
"""Sources that are asked for a model by name."""
FIELDS = ("problem", "header", "reference", "reasoning", "top")
"""Columns that a prompt can name in braces."""
_FIELD = re.compile(r"\{([a-z_]+)\}")

PROBLEM_PROMPT = "{problem}{header}"
"""A pair's problem and, where there is one, its header, as CodeV-R1 puts them."""
HEAD = "\n\nThe module head should be:\n"
"""What stands before a header (IPRC-DIP/CodeV-R1)."""
REPHRASE_SYSTEM = (
    "You rewrite descriptions of hardware designs. Answer with the new description alone: no code, no introduction, no comment."
)
REPHRASE_PROMPT = """Rewrite the following description of a Verilog module in your own words, so that an engineer who has never \
seen the code can implement it exactly. Keep the module's name, every port with its name, width and direction, the clock edge, \
the kind and polarity of resets, and every number. Say nothing that is not true of the reference code, and do not quote the code.

Description:
{problem}{header}

Reference code, for you alone:
{reference}"""


@dataclass(frozen=True)
class Limits:
    """What a role may use in the whole run, and the prices that its cost is made of."""

    tokens: int = 0
    """Most tokens of prompts and answers together; no limit where 0."""
    cost: float = 0.0
    """Most money, in the prices' unit; no limit where 0."""
    prompt_price: float = 0.0
    """Price of a million tokens of prompt."""
    completion_price: float = 0.0
    """Price of a million tokens of answer."""

    def caps(self) -> Caps:
        """As the chat package has them."""
        return Caps(self.tokens or None, self.cost or None, self.prompt_price, self.completion_price)


@dataclass(frozen=True)
class Role:
    """A model and how it is asked."""

    source: str = "endpoint"
    """endpoint, batch, recorded, local, vllm (Ray Data, on GPUs) or constructed (the rows' own reasoning and reference)."""
    model: str = ""
    """The model's name at the endpoint or on the hub, the card's where empty; only a label for recorded answers."""
    url: str = "http://localhost:8000/v1"
    """For endpoint: base of an OpenAI-compatible API."""
    key_variable: str = "OPENAI_API_KEY"
    """For endpoint: the environment variable with the key."""
    path: str = ""
    """For recorded: a responses file. For local: the model's folder, where it is not `model`."""
    system: str = CARD_SYSTEM_PROMPT
    """System turn; none where empty."""
    prompt: str = PROBLEM_PROMPT
    """User turn; {problem}, {header}, {reference}, {reasoning} and {top} stand for the pair's columns."""
    temperature: float = 0.6
    """0 always takes the likeliest token."""
    top_p: float = 1.0
    """Probability mass that is drawn from."""
    max_tokens: int = 16384
    """Most tokens of an answer."""
    concurrency: int = 32
    """For endpoint: requests on their way at a time."""
    requests_per_minute: float = 0.0
    """For endpoint: most requests in a minute; no limit where 0."""
    tokens_per_minute: float = 0.0
    """For endpoint: most tokens in a minute; no limit where 0."""
    timeout: float = 3600.0
    """For endpoint: seconds for one whole answer."""
    stream: bool = False
    """For endpoint: have answers streamed."""
    batch_size: int = 8
    """For local and vllm: samples at a time."""
    limits: Limits = field(default_factory=Limits)
    """What it may use."""

    card_model: ClassVar[str] = ""
    """The model that plays this role in the model card."""

    def sampling(self, seed: int) -> Sampling:
        """How answers are drawn."""
        return Sampling(self.temperature, self.max_tokens, self.top_p, seed)

    @property
    def name(self) -> str:
        """What records call it."""
        return self.model or (self.card_model if self.source in _SERVED else self.path or self.source)

    def check(self, where: str) -> None:
        """Look at it before anything runs.

        Raises:
            RecipeError: a setting cannot be used.
        """
        if self.source not in SOURCES:
            near = difflib.get_close_matches(self.source, SOURCES, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise RecipeError(f"{where}.source is {self.source!r}; expected one of {', '.join(SOURCES)}{hint}")
        if self.source in _SERVED and not self.name:
            raise RecipeError(f"{where}.model is empty; name the model that the {self.source} serves")
        if self.source == "recorded" and not self.path:
            raise RecipeError(f"{where}.path is empty; give the responses file that was recorded")
        if self.source == "local" and not (self.path or self.model):
            raise RecipeError(f"{where}.path is empty; give the model's folder")
        for name in _FIELD.findall(self.prompt):
            if name not in FIELDS and (near := difflib.get_close_matches(name, FIELDS, 1)):
                raise RecipeError(f"{where}.prompt has {{{name}}}; did you mean {{{near[0]}}}?")
        if "{problem}" not in self.prompt:
            raise RecipeError(f"{where}.prompt does not say {{problem}}, so that every pair would be asked the same")
        try:
            self.sampling(0)
            self.limits.caps()
        except ValueError as error:
            raise RecipeError(f"{where}: {error}") from None

    def ready(self, where: str) -> None:
        """See that the files of recorded and local models are there.

        Raises:
            DistillError: one is not.
        """
        if self.source == "recorded" and not Path(self.path).is_file():
            raise DistillError(f"{where}.path: there is no file {self.path!r}; give the responses file that was recorded")
        if self.source == "local" and self.path and not Path(self.path, "config.json").is_file():
            raise DistillError(
                f"{where}.path: {self.path!r} holds no model; make the small base with `groundwire models pretrain "
                f"tiny-verilog-base --out {Path(self.path).parent}` (see docs/distill.md), or name another folder with --set"
            )

    def question(self, row: Mapping[str, Any]) -> Question:
        """A pair as it is put to this model."""
        user = Message("user", fill(self.prompt, row))
        return Question(row["id"], (Message("system", self.system), user) if self.system else (user,))

    def identity(self, seed: int) -> dict[str, Any]:
        """All that decides what comes out, for the header of a responses file."""
        return {
            "temperature": self.temperature, "top_p": self.top_p, "max_tokens": self.max_tokens, "seed": seed,
            "system": _short(self.system), "prompt": _short(self.prompt), "constructed": self.source == "constructed",
        }  # fmt: skip


def fill(template: str, row: Mapping[str, Any]) -> str:
    """A template with a pair's columns; other braces stay as they are, for Verilog is full of them."""

    def column(found: re.Match[str]) -> str:
        if found[1] not in FIELDS:
            return found[0]
        text = str(row.get(found[1]) or "")
        if found[1] == "problem":  # evaluation frames some with line breaks, and training must see the same
            return text.strip(" \t\r")
        text = text.strip()
        return f"{HEAD}{text}" if found[1] == "header" and text else text

    return _FIELD.sub(column, template)


@dataclass(frozen=True)
class Rephraser(Role):
    """Rewrites problems."""

    system: str = REPHRASE_SYSTEM
    prompt: str = REPHRASE_PROMPT
    max_tokens: int = 4096
    card_model: ClassVar[str] = "deepseek-ai/DeepSeek-V3"


@dataclass(frozen=True)
class Solver(Role):
    """Tries problems, so that easy ones can be dropped."""

    card_model: ClassVar[str] = "Qwen/Qwen2.5-Coder-7B-Instruct"


@dataclass(frozen=True)
class Teacher(Role):
    """Writes the answers that are learned from."""

    card_model: ClassVar[str] = "deepseek-ai/DeepSeek-R1"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
