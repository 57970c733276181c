"""LLaMA-Factory, run for real in its own environment on the tiny model."""

import json
import os
import tempfile
from pathlib import Path

import pytest
import torch
from filelock import FileLock
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from groundwire.distill.sft.errors import BackendFailed, SftError, TemplateMismatch
from groundwire.distill.sft.factory_environment import ensure_environment
from groundwire.distill.sft.recipe import FactorySettings
from groundwire.distill.sft.run import sft
from groundwire.runs.metrics import read_metrics

VARIABLE = "GROUNDWIRE_LLAMA_FACTORY"


def quiet(*_):
    """No progress."""


@pytest.fixture(scope="module")
def environment():
    """The one that the variable names, or one that is made in minutes, two gigabytes, and stays for the next run."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    folder = Path(tempfile.gettempdir()) / f"groundwire-llama-factory-{os.getuid()}"
    with FileLock(f"{folder}.lock"):
        try:
            ensure_environment(folder, quiet)
        except SftError as error:
            pytest.skip(f"{error}; or name an environment that has it by {VARIABLE}")
    return folder


@pytest.mark.slow
def test_it_trains_the_same_rows_and_its_model_is_read_back(environment, base, data, fixture, tmp_path):
    made = fixture.recipe(base, data, backend="llama-factory", train={"steps": 4, "attention": "auto"})
    said = []
    checkpoint = sft(made, tmp_path / "run", quiet, said.append, environment)
    trained, before = load_file(checkpoint / "model.safetensors"), load_file(base / "model.safetensors")
    assert set(trained) == set(before) and any(not torch.equal(trained[name], before[name]) for name in before)
    assert AutoModelForCausalLM.from_pretrained(checkpoint).config.model_type == "qwen2"
    assert "LLaMA-Factory's template 'qwen' gives the same text (6 conversations compared)" in said
    losses = [line["loss"] for line in read_metrics(tmp_path / "run") if "loss" in line]
    assert len(losses) == 4 and losses[-1] < losses[0]
    rows = (tmp_path / "run" / "llama-factory" / "data" / "train.jsonl").read_text().splitlines()
    assert len(rows) == json.loads((tmp_path / "run" / "data" / "data.json").read_text())["train"]["samples"]


@pytest.mark.slow
def test_a_template_that_serves_other_text_is_refused_before_training(environment, base, data, fixture, tmp_path):
    made = fixture.recipe(base, data, backend="llama-factory", factory=FactorySettings(template="llama3"))
    with pytest.raises((TemplateMismatch, BackendFailed), match=r"differ at character \d+ of probe with the card|cannot render"):
        sft(made, tmp_path / "run", quiet, quiet, environment)
    assert not (tmp_path / "run" / "llama-factory").exists()


def test_an_environment_that_does_not_have_it_says_what_is_wrong(tmp_path):
    binary = tmp_path / "bin"
    binary.mkdir()
    (binary / "python").write_text("#!/bin/sh\necho 'ModuleNotFoundError: No module named pip' >&2\nexit 1\n")
    (binary / "python").chmod(0o755)
    with pytest.raises(SftError, match=r"pip could not install torch==.*No module named pip.*factory.environment"):
        ensure_environment(tmp_path, quiet)
