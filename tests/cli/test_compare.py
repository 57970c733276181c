"""`reflex compare` with a causal model that was taught one answer by heart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from tokenizers.decoders import ByteLevel
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from groundwire.reflex.compare import CausalWriter, CompareError

Command = Callable[..., Any]
ANSWER = "```asm\nlui x10, 6\nli x5, 121\nsw x5, 0(x10)\nli x5, 111\nsw x5, 4(x10)\nhalt\n```"


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Qwen2 of one layer that writes one program, whatever it is asked."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("causal")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    base = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate([*alphabet, "<end>"])}, merges=[]))
    base.pre_tokenizer, base.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), ByteLevel()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=base, eos_token="<end>", pad_token="<end>")
    tokenizer.chat_template = "{{ messages[-1]['content'] }}>"
    end = tokenizer.eos_token_id
    model = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=1,
            num_attention_heads=4, num_key_value_heads=4, max_position_embeddings=256,
            eos_token_id=end, pad_token_id=end,
        )
    )  # fmt: skip
    ids = torch.tensor([[*tokenizer("say yo>" + ANSWER)["input_ids"], end]])
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(400):
        output = model(input_ids=ids, labels=ids)
        if output.loss.item() < 0.02 and bool((output.logits[0, 6:-1].argmax(-1) == ids[0, 7:]).all()):
            break
        optimizer.zero_grad()
        output.loss.backward()
        optimizer.step()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_text_that_is_a_program_is_run_beside_reflex(command: Command, writer: Path) -> None:
    result = command("reflex", "compare", "say yo", "--backbone", str(writer), "--json", model=True)
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["same_result"] and record["text"]["display"] == record["reflex"]["display"] == "yo"
    assert record["text"]["instructions"] == record["reflex"]["instructions"] == 5
    assert record["text"]["tokens"] == len(ANSWER) + 1 and record["reflex"]["tokens"] == 0
    table = command("reflex", "compare", "say yo", "--backbone", str(writer), model=True).stdout
    assert "both left the same result" in table and "tokens generated" in table


def test_text_that_does_not_assemble_is_a_result(command: Command, writer: Path) -> None:
    result = command(
        "reflex", "compare", "say yo", "--backbone", str(writer), "--max-tokens", "12", "--json", model=True
    )
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["text"]["reason"] == "no-program" and "line 1" in record["text"]["detail"]
    assert not record["same_result"]


def test_an_encoder_writes_no_text_and_the_message_says_what_to_give(command: Command, checkpoint: Path) -> None:
    result = command("reflex", "compare", "say yo", model=True)
    assert result.exit_code == 2
    assert "is an encoder and writes no text; give --backbone a causal model" in result.stderr
    with pytest.raises(CompareError, match="BertModel, which writes no text"):
        CausalWriter.load(str(checkpoint.parent / "backbone"))


def test_a_model_that_is_not_there_is_named(command: Command, tmp_path: Path) -> None:
    result = command("reflex", "compare", "say yo", "--backbone", str(tmp_path / "none"), model=True)
    assert result.exit_code == 2 and "none' cannot be loaded" in result.stderr and result.stderr.count("\n") == 1
