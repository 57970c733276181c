"""A BERT of a few thousand parameters with a tokenizer of its own, and a small training set; built in the process."""

import os
import random

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from groundwire.models.encoder import EncoderBackbone
from groundwire.reflex.batches import BatchPlan, BatchSource
from groundwire.reflex.cycles import CycleStore, Program, _collect
from groundwire.reflex.model import GroundedConfig, GroundedModel
from groundwire.tasks.pairs import Pair, PairMaker, splits

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
CONFIG = GroundedConfig(
    every=1, positions="pooled", state_width=16, inner_width=16, heads=2, mlp_ratio=2, gate=0.5,
    reader_blocks=1, reader_width=16, reader_heads=2, taps=(0, 2),
)  # fmt: skip


def tokenizer() -> PreTrainedTokenizerFast:
    """WordPiece over single characters, lower case, as BERT's is."""
    letters = [chr(code) for code in range(33, 127) if not chr(code).isupper()]
    vocabulary = {token: number for number, token in enumerate(SPECIAL + letters + ["##" + c for c in letters])}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    made.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=ends)
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )


def backbone(seed: int = 0) -> EncoderBackbone:
    """Two layers, 32 wide, from a seed."""
    torch.manual_seed(seed)
    made = tokenizer()
    config = BertConfig(
        vocab_size=len(made), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48,
        max_position_embeddings=512,
    )  # fmt: skip
    return EncoderBackbone(BertModel(config, add_pooling_layer=False), made, "tiny-bert", None)


def model(seed: int = 0) -> GroundedModel:
    """A grounded model over it."""
    frozen = backbone(seed)
    torch.manual_seed(seed + 1)
    return GroundedModel(frozen, CONFIG)


def pairs(count: int, seed: int = 0) -> list[Pair]:
    """Training pairs."""
    maker, rng = PairMaker(splits()["train"]), random.Random(seed)
    return [maker.draw(rng) for _ in range(count)]


def store(drawn: list[Pair]) -> CycleStore:
    """Their cycles, collected in this process."""
    found = _collect([Program(pair.program, pair.seed) for pair in drawn])
    states, words, first = zip(*found, strict=True)
    starts = np.cumsum([0, *map(len, words)])
    return CycleStore(np.concatenate(states), np.concatenate(words), starts, np.array(first))


def source(
    frozen: EncoderBackbone, drawn: list[Pair], prompts: int, cycles: int, seed: int = 0, kept: CycleStore | None = None
) -> BatchSource:
    """Training batches of pairs, from cycles that were collected before where they are given."""
    texts = [pair.prompt for pair in drawn]
    plan = BatchPlan([pair.family for pair in drawn], [len(text) for text in texts], prompts, seed, {})
    marks = [np.array(pair.marks, np.int32).reshape(-1, 6) for pair in drawn]
    return BatchSource(frozen, texts, kept or store(drawn), plan, cycles, seed, marks)
