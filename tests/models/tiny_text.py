"""A few hundred documents with something to learn: little Verilog modules and little programs, and a tiny tokenizer."""

import json
import random
from functools import cache
from pathlib import Path

from groundwire.models.pretrain_data import Document, Source
from groundwire.models.pretrain_recipe import NetworkSettings, PretrainRecipe, PretrainSettings, TokenizerSettings
from groundwire.models.tokenizer import train_tokenizer

NETWORK = NetworkSettings(hidden=32, layers=2, heads=4, key_value_heads=2, intermediate=64, context=256)


def verilog(count, seed=0):
    rng = random.Random(seed)
    kinds = ("and", "or", "xor", "nand", "nor", "buf", "not")
    return [
        f"module {rng.choice(kinds)}_{number}(input a, input b, output y);\n"
        + "".join(f"  wire w{k};\n  {rng.choice(kinds)} g{k}(w{k}, a, b);\n" for k in range(rng.randrange(1, 6)))
        + "  assign y = w0;\nendmodule\n"
        for number in range(count)
    ]


def programs(count, seed=0):
    rng = random.Random(seed)
    found = []
    for number in range(count):
        a, b = rng.randrange(1000), number
        text = f"addi x5, x0, {a}\naddi x6, x0, {b}\nadd x10, x5, x6\nlui x11, 0x5\nsw x10, 0(x11)\njal x0, .+0"
        found.append(Document(text, f"add {a} and {b}"))
    return found


def save_verilog(path: Path, count=200):
    path.write_text("".join(json.dumps({"code": text}) + "\n" for text in verilog(count)))
    return Source(path=str(path), column="code")


def save_programs(path: Path, count=200):
    rows = [{"answer": document.text, "question": document.prompt} for document in programs(count)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Source(path=str(path), column="answer", prompt_column="question", system="cpu")


@cache
def tokenizer(vocabulary=600):
    return train_tokenizer([*verilog(200), *(f"{d.prompt}\n{d.text}" for d in programs(200))], vocabulary)


def recipe(folder: Path, **train):
    """A recipe over both kinds of document."""
    sources = (save_verilog(folder / "verilog.jsonl"), save_programs(folder / "programs.jsonl"))
    settings = {"steps": 20, "rows": 4, "warmup": 2, "learning_rate": 1e-2, "log_steps": 1, "evaluate_steps": 10}
    settings |= {"precision": "no", "attention": "sdpa"} | train
    return PretrainRecipe(
        sources=sources, row_length=192, held_out=20, tokenizer=TokenizerSettings(vocabulary=600), network=NETWORK,
        train=PretrainSettings(**settings), samples=1, sample_tokens=8, threads=1,
    )  # fmt: skip
