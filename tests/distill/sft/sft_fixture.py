"""A model of a few thousand parameters in a folder, and conversations for it."""

import importlib.util
import json
import random
from pathlib import Path

import torch

from groundwire.chat.prompts import CARD_SYSTEM_PROMPT
from groundwire.distill.sft.recipe import DataSettings, SftRecipe, TrainSettings
from groundwire.models.pretrain import new_model, save_model
from groundwire.models.pretrain_recipe import NetworkSettings
from groundwire.models.tokenizer import train_tokenizer

_spec = importlib.util.spec_from_file_location("tiny_text", Path(__file__).parents[2] / "models" / "tiny_text.py")
assert _spec is not None and _spec.loader is not None
tiny_text = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny_text)

NETWORK = NetworkSettings(hidden=32, layers=2, heads=4, key_value_heads=2, intermediate=64, context=1024)
GATES = ("and", "or", "xor", "nand", "nor")


def rows(count, seed=0):
    rng = random.Random(seed)
    made = []
    for number in range(count):
        gate = rng.choice(GATES)
        code = f"module top{number}(input a, input b, output y);\n{gate} g0(y, a, b);\nendmodule"
        answer = f"<think>\nIt is one {gate} gate.\n</think>\n<answer>\n```verilog\n{code}\n```\n</answer>"
        made.append({"system": CARD_SYSTEM_PROMPT, "prompt": f"Write top{number}, an {gate} of a and b.", "response": answer})
    return made


def save_rows(path, made):
    path.write_text("".join(json.dumps(row) + "\n" for row in made))
    return path


def save_base(folder):
    """Write the untrained model as `groundwire models pretrain` would."""
    texts = [row[name] for row in rows(100) for name in ("system", "prompt", "response")]
    tokenizer = train_tokenizer([*texts, *tiny_text.verilog(50)], 600, longest=NETWORK.context)
    model = new_model(NETWORK, tokenizer, 0)
    with torch.no_grad():
        for name, parameter in model.named_parameters():  # initial weights are so small that layers hardly matter
            if parameter.dim() > 1 and "embed" not in name:
                torch.nn.init.normal_(parameter, std=0.15)
    save_model(model, tokenizer, folder, "card", torch.float32)
    return folder


def recipe(base, source, **changes):
    train = {"epochs": 1.0, "steps": 4, "batch": 2, "rows": 2, "learning_rate": 1e-2, "log_steps": 1, "precision": "no"}
    train |= {"attention": "documents", "evaluate_steps": 2} | changes.pop("train", {})
    found = {"path": str(source), "held_out": 8, "overlong": "drop"} | changes.pop("data", {})
    settings = {"cutoff": 512, "threads": 1, "store": "float32", "shard": "15MB"} | changes
    return SftRecipe(model=str(base), data=DataSettings(**found), train=TrainSettings(**train), **settings)
