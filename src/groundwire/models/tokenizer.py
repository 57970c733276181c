"""A small tokenizer of Qwen2's kind, trained on the project's own text.

Byte-level pairs after Qwen2's split into words, so that every digit is a token of its own, NFC, ChatML marks, and the
chat template of Qwen2.5. It is built from transformers' own Qwen2 tokenizer, since `AutoTokenizer` puts that one's split and
normalizer in place of whatever a folder of model type qwen2 holds. What it is trained on is `pretrain_data`'s business.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from transformers import AutoTokenizer, Qwen2Tokenizer

from groundwire.models.phrases import line_starts

CHAT_TEMPLATE = Path(__file__).with_name("qwen2-chat-template.txt").read_text(encoding="utf-8").rstrip("\n")
"""Of Qwen2.5-Instruct (its tokenizer_config.json, Apache-2.0), exactly."""
END_OF_TEXT, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
MARKS = (END_OF_TEXT, TURN_START, TURN_END)
"""Special tokens, in Qwen2's order; text that is trained on may not hold them."""
THINKING_MARKS = ("<think>", "</think>", "<answer>", "</answer>")
"""Ordinary text of one token each: they stay in what is decoded, as answers are found by them."""
SMALLEST_VOCABULARY = 300
"""256 bytes, the marks, and some pairs."""
SPLIT = r"'[bdh]|\p{N}|[ _]?\p{L}+| ?[^\s\p{L}\p{N}]+|[\r\n]+|\s+"
"""Pairs are learned within these parts, which are finer than Qwen2's: there a word and the bracket, tilde or dot before it
are one part, and a name would be read in as many ways as there are marks before it. Here it is read with a space and without."""
PHRASE_TEXTS = 4000
"""Texts that phrases are counted in."""
LARGEST_VOCABULARY = 1 << 16
"""Token ids are stored in 16 bits."""


def train_tokenizer(
    texts: Iterable[str], vocabulary: int = 8192, thinking: bool = True, longest: int = 2048, phrases: int = 0,
    pieces: Sequence[str] = (),
) -> Any:  # fmt: skip
    """Train a tokenizer.

    Args:
        texts: what it will be used on, or a sample of it; marks are no part of it.
        vocabulary: tokens in all, marks included; fewer where the texts have too few distinct pairs.
        thinking: have a token each for the marks around thinking and answers.
        longest: the longest text, in tokens, that its model reads.
        phrases: tokens that are kept for beginnings of lines, which are learned too.
        pieces: texts that are to be one token each wherever they stand, such as a system message.

    Returns:
        A `Qwen2Tokenizer`; the same texts give the same one.

    Raises:
        ValueError: the vocabulary is too small, or too large for 16 bits.
    """
    if not SMALLEST_VOCABULARY <= vocabulary <= LARGEST_VOCABULARY:
        raise ValueError(
            f"vocabulary is {vocabulary}; expected {SMALLEST_VOCABULARY} to {LARGEST_VOCABULARY}, such as 8192"
        )
    added = (*pieces, *(THINKING_MARKS if thinking else ()))
    texts = list(texts)
    trainer = BpeTrainer(
        vocab_size=vocabulary - len(MARKS) - len(added) - phrases,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    split = Qwen2Tokenizer().backend_tokenizer
    learner = Tokenizer(BPE())
    learner.normalizer = split.normalizer
    parts = (pre_tokenizers.Split(Regex(SPLIT), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False))
    learner.pre_tokenizer = pre_tokenizers.Sequence(list(parts))
    learner.train_from_iterator(texts, trainer)
    if phrases:
        learned = line_starts(islice(texts, PHRASE_TEXTS), phrases, lambda text: len(learner.encode(text).ids))
        added = (*(phrase for phrase in learned if phrase not in added), *added)
    model = json.loads(learner.to_str())["model"]
    return _assemble(model["vocab"], [tuple(pair) for pair in model["merges"]], added, longest)


def _assemble(vocabulary: dict[str, int], merges: list[tuple[str, str]], added: Sequence[str], longest: int) -> Any:
    """Byte pairs with the marks after them; being in the vocabulary already, they keep this order."""
    marks = {mark: number for number, mark in enumerate((*MARKS, *added), len(vocabulary))}
    made = Qwen2Tokenizer(
        vocab=vocabulary | marks, merges=merges, unk_token=END_OF_TEXT, eos_token=TURN_END, pad_token=END_OF_TEXT,
        extra_special_tokens=list(MARKS), model_max_length=longest,
    )  # fmt: skip
    made.add_tokens([AddedToken(mark, special=False, normalized=False) for mark in added])
    made.chat_template = CHAT_TEMPLATE
    return made


def save_tokenizer(tokenizer: Any, folder: Path) -> None:
    """Write a tokenizer into a folder, as `AutoTokenizer` reads it."""
    tokenizer.save_pretrained(folder)


def load_tokenizer(folder: Path) -> Any:
    """Read a tokenizer from a folder.

    Raises:
        FileNotFoundError: it holds none.
    """
    if not (folder / "tokenizer.json").is_file():
        raise FileNotFoundError(f"{folder} holds no tokenizer.json; remove the folder, and it is made again")
    return AutoTokenizer.from_pretrained(folder)


def tokenizer_hash(tokenizer: Any) -> str:
    """SHA-256 of everything that decides ids, in a form that saving and loading do not change."""
    return hashlib.sha256(tokenizer.backend_tokenizer.to_str().encode()).hexdigest()
