"""Tiny language models and tokenizers built in the process: the real architectures, random weights, no files."""

import json
from functools import cache

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertModel,
    FalconConfig,
    FalconForCausalLM,
    GPT2Config,
    GPT2LMHeadModel,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    OPTConfig,
    OPTForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from groundwire.models.decoder import DecoderBackbone
from groundwire.models.encoder import EncoderBackbone
from groundwire.models.prompts import SYSTEM_MESSAGE
from groundwire.reflex.model import GroundedConfig, GroundedModel
from groundwire.tasks.taskfile import PUBLISHED_TASKS

CHAT = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + CHAT
HIDDEN, LAYERS, VOCABULARY = 32, 6, 400
KINDS = ("qwen2", "llama", "gpt2", "neox", "opt", "mistral")


@cache
def published_prompts():
    return [json.loads(line)["prompt"] for line in PUBLISHED_TASKS.read_text().splitlines()]


@cache
def _byte_pairs():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<|im_start|>", "<|im_end|>", "<|pad|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([SYSTEM_MESSAGE] * 5 + published_prompts(), trainer)
    return tokenizer.to_str()


def decoder_tokenizer(template=CHAT):
    made = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(_byte_pairs()), eos_token="<|im_end|>", pad_token="<|pad|>"
    )
    made.chat_template = template
    return made


def causal_model(kind, seed=0, attention=None):
    torch.manual_seed(seed)
    sizes = {
        "vocab_size": VOCABULARY,
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 4,
        "max_position_embeddings": 128,
    }
    wide = {"intermediate_size": 64}
    grouped = {"num_key_value_heads": 2}
    shared = {"attn_implementation": attention} if attention else {}
    made = {
        "qwen2": lambda: Qwen2ForCausalLM(Qwen2Config(**sizes, **wide, **grouped, **shared)),
        "llama": lambda: LlamaForCausalLM(LlamaConfig(**sizes, **wide, **grouped, **shared)),
        "mistral": lambda: MistralForCausalLM(MistralConfig(**sizes, **wide, **grouped, sliding_window=8, **shared)),
        "gpt2": lambda: GPT2LMHeadModel(
            GPT2Config(vocab_size=VOCABULARY, n_embd=HIDDEN, n_layer=LAYERS, n_head=4, n_positions=128, **shared)
        ),
        "neox": lambda: GPTNeoXForCausalLM(GPTNeoXConfig(**sizes, **wide, **shared)),
        "opt": lambda: OPTForCausalLM(OPTConfig(**sizes, ffn_dim=64, word_embed_proj_dim=HIDDEN, **shared)),
        "falcon": lambda: FalconForCausalLM(FalconConfig(**sizes, alibi=True, **shared)),
    }[kind]()
    for name, parameter in made.named_parameters():  # initial weights are so small that layers hardly matter
        if parameter.dim() > 1 and "embed" not in name:
            torch.nn.init.normal_(parameter, std=0.15)
    return made.eval()


def decoder(kind="qwen2", seed=0, template=None, truncate=False, attention=None, dtype=torch.float32):
    model = causal_model(kind, seed, attention).to(dtype)
    return DecoderBackbone(model, decoder_tokenizer(), f"tiny/{kind}", None, template, truncate)


def encoder_tokenizer():
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += [chr(c) for c in range(33, 127) if not chr(c).isupper()]
    pieces += ["##" + c for c in "abcdefghijklmnopqrstuvwxyz"]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(tokenizer_object=made, unk_token="[UNK]", mask_token="[MASK]")


def encoder(seed=0, layers=3):
    torch.manual_seed(seed)
    tokenizer = encoder_tokenizer()
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=HIDDEN, num_hidden_layers=layers, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=512,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.15)
    return EncoderBackbone(model, tokenizer, "tiny/bert", None)


def grounded(backbone, seed=1, gate=0.7, vocabulary=None, **network):
    """A grounded model with open gates; `network` are fields of GroundedConfig."""
    torch.manual_seed(seed)
    network = {"every": 2, "mlp_ratio": 2, "gate": gate} | network
    return GroundedModel(backbone, GroundedConfig(**network), vocabulary).eval()


def states(*shape, seed=0):
    """Random machine states, (..., 65) int64: small numbers and large ones."""
    generator = torch.Generator().manual_seed(seed)
    large = torch.randint(0, 1 << 32, (*shape, 65), generator=generator)
    small = torch.randint(0, 20, (*shape, 65), generator=generator)
    return torch.where(torch.rand(large.shape, generator=generator) < 0.5, large, small)
