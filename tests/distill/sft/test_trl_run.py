"""Fine-tuning with TRL: it learns answers only, keeps samples apart, goes on after a kill, and gives an ordinary model folder."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl.trainer.sft_trainer import DataCollatorForLanguageModeling

from groundwire.distill.sft.attention import register
from groundwire.distill.sft.packed import prepare
from groundwire.distill.sft.run import sft
from groundwire.distill.sft.samples import IGNORED, Encoder
from groundwire.runs.manifest import RunMismatch, read_manifest
from groundwire.runs.metrics import read_metrics

HERE = Path(__file__).parent
WORKER = HERE / "sft_worker.py"


def quiet(*_):
    """No progress."""


@pytest.fixture(scope="module")
def run(base, data, fixture, tmp_path_factory):
    """A finished run of a few steps, and what it said."""
    folder, said = tmp_path_factory.mktemp("sft") / "run", []
    sft(fixture.recipe(base, data, train={"steps": 12}), folder, quiet, said.append)
    return folder, said


def packed_batch(base, data, fixture, folder, rows=2):
    tokenizer = AutoTokenizer.from_pretrained(base)
    packed = prepare(folder / "data", fixture.recipe(base, data), Encoder(tokenizer), quiet)
    collate = DataCollatorForLanguageModeling(pad_token_id=tokenizer.pad_token_id, padding_free=True)
    return collate([packed.train[i] for i in range(rows)]), tokenizer


@pytest.mark.parametrize("attention", ["documents", "sdpa", "eager"])
@torch.no_grad()
def test_a_sample_in_a_packed_row_has_the_logits_that_it_has_alone(base, data, fixture, tmp_path, attention):
    batch, _ = packed_batch(base, data, fixture, tmp_path)
    register()
    model = AutoModelForCausalLM.from_pretrained(base, attn_implementation=attention)
    together = model(**{name: value for name, value in batch.items() if name != "labels"}, use_cache=False).logits[0]
    alone = AutoModelForCausalLM.from_pretrained(base, attn_implementation="eager")
    starts = batch["cu_seq_lens_q"].tolist()
    assert len(starts) > 4
    for start, end in pairwise(starts):
        single = alone(input_ids=batch["input_ids"][:, start:end], use_cache=False).logits[0]
        assert torch.allclose(together[start:end], single, atol=1e-4)


def test_changing_one_sample_changes_no_other_in_its_row(base, data, fixture, tmp_path):
    batch, _ = packed_batch(base, data, fixture, tmp_path)
    register()
    model = AutoModelForCausalLM.from_pretrained(base, attn_implementation="documents")
    given = {name: value for name, value in batch.items() if name != "labels"}
    end = int(batch["cu_seq_lens_q"][1])
    with torch.no_grad():
        before = model(**given, use_cache=False).logits[0]
        given["input_ids"] = given["input_ids"].clone()
        given["input_ids"][0, : end - 1] = 7
        after = model(**given, use_cache=False).logits[0]
    assert torch.equal(before[end:], after[end:]) and not torch.allclose(before[:end], after[:end])


def test_only_answers_and_their_ends_are_learned(base, data, fixture, tmp_path):
    batch, tokenizer = packed_batch(base, data, fixture, tmp_path)
    labels, ids = batch["labels"][0], batch["input_ids"][0]
    starts = batch["cu_seq_lens_q"].tolist()
    for start, end in pairwise(starts):
        learned = labels[start:end] != IGNORED
        text = tokenizer.decode(ids[start:end][learned])
        assert text.startswith("<think>\nIt is one") and text.endswith("</answer><|im_end|>")
        framed = tokenizer.decode(ids[start:end][~learned])
        assert framed.startswith("<|im_start|>system\nYou are a helpful assistant. The assistant first thinks")
        assert framed.endswith("<|im_end|>\n<|im_start|>assistant\n") and "<think>\nIt" not in framed


def test_the_loss_falls_and_is_written_down(run):
    folder, _ = run
    lines = read_metrics(folder)
    losses = [line["loss"] for line in lines if "loss" in line]
    held_out = [line["validation_loss"] for line in lines if "validation_loss" in line]
    assert len(losses) == 12 and losses[-1] < 0.9 * losses[0]
    assert len(held_out) == 6 and held_out[-1] < held_out[0]
    assert all(line["tokens_per_second"] > 0 for line in lines if "loss" in line)
    assert list((folder / "tensorboard").iterdir())


def test_samples_of_like_lengths_together_give_the_same_losses_and_muon_lowers_them(base, data, fixture, tmp_path):
    losses = {}
    for name, train in (
        ("documents", {"steps": 3}), ("apart", {"steps": 3, "attention": "apart"}),
        ("muon", {"steps": 8, "attention": "apart", "optimizer": "muon"}),
    ):  # fmt: skip
        sft(fixture.recipe(base, data, train={"evaluate_steps": 0} | train), tmp_path / name, quiet, quiet)
        losses[name] = [line["loss"] for line in read_metrics(tmp_path / name) if "loss" in line]
    assert losses["apart"] == pytest.approx(losses["documents"], rel=1e-3)
    assert losses["muon"][0] == pytest.approx(losses["apart"][0], rel=1e-3) and losses["muon"][-1] < 0.9 * losses["muon"][0]


def test_it_says_before_it_starts_what_it_will_train_on(run):
    _, said = run
    assert said[0].startswith("40 rows read: ") and "0 dropped, 0 cut at 512 tokens" in said[0]
    assert "tokens" in said[1] and "packed rows" in said[1]
    assert said[2] == "the training and the serving template give the same text (6 conversations compared)"


def test_the_result_loads_as_any_model_with_the_base_models_template(run, base):
    folder, _ = run
    model = AutoModelForCausalLM.from_pretrained(folder / "checkpoint")
    tokenizer = AutoTokenizer.from_pretrained(folder / "checkpoint")
    assert tokenizer.chat_template == AutoTokenizer.from_pretrained(base).chat_template
    assert model.config.use_cache and model.generation_config.eos_token_id
    trained, before = load_file(folder / "state" / "model.safetensors"), load_file(base / "model.safetensors")
    assert all(torch.equal(value, trained[name]) for name, value in model.named_parameters())
    assert any(not torch.equal(trained[name], before[name]) for name in before)
    assert "| steps | 12 |" in (folder / "checkpoint" / "README.md").read_text()
    assert read_manifest(folder)["outcome"]["validation_loss"] > 0


def test_a_run_of_another_recipe_is_not_gone_on_with(run, base, data, fixture):
    folder, _ = run
    other = replace(fixture.recipe(base, data, train={"steps": 12}), cutoff=400)
    with pytest.raises(RunMismatch, match=r"another 'cutoff' \(512 there, 400 now\)"):
        sft(other, folder, quiet, quiet)


@pytest.mark.slow
def test_a_run_that_was_killed_ends_as_one_that_was_not(base, data, tmp_path):
    done = subprocess.run(
        [sys.executable, str(WORKER), str(base), str(data), str(tmp_path), json.dumps([[None], [3, 5, None]])],
        capture_output=True, text=True, timeout=1200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == [[0], [-signal.SIGKILL, -signal.SIGKILL, 0]], done.stderr[-2000:]
    whole, killed = (tmp_path / name for name in ("0", "1"))
    for name in ("state/model.safetensors", "checkpoint/model.safetensors"):
        assert (whole / name).read_bytes() == (killed / name).read_bytes()
    losses = [{line["step"]: line["loss"] for line in read_metrics(folder) if "loss" in line} for folder in (whole, killed)]
    assert losses[0] == losses[1] and sorted(losses[0]) == list(range(1, 9))
    assert not list(killed.glob(".*"))
