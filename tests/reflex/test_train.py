"""Training: the schedule, what is decayed, that it learns, and that a kill changes nothing in what comes out."""

import importlib.util
import json
import math
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file

from groundwire.reflex.train import Averages, Trainer, TrainSettings, learning_rate, parameter_groups

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("tiny_encoder", HERE / "tiny_encoder.py")
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

STEPS = 10
SETTINGS = TrainSettings(steps=6, prompts=4, cycles=3, warmup=2, log_steps=2, evaluate_steps=4)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def drawn():
    return tiny.pairs(40)


def trainer(folder: Path, drawn: list, settings: TrainSettings = SETTINGS, seed: int = 0) -> Trainer:
    model = tiny.model(seed)
    source = tiny.source(model.backbone, drawn, settings.prompts, settings.cycles)
    return Trainer(model, source, settings, folder)


def lines(folder: Path) -> list[dict]:
    """The lines of metrics, without those that measure time."""
    found = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    return [{k: v for k, v in row.items() if k not in ("seconds", "samples_per_second")} for row in found]


def orders(*each: dict) -> list[int]:
    """Let the worker train; the exit statuses."""
    command = [sys.executable, str(HERE / "train_worker.py"), json.dumps(each)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def same_state(one: Path, other: Path) -> None:
    """Hold two runs' weights, optimizers and random states together, bit for bit."""
    weights, others = (load_file(folder / "state" / "model.safetensors") for folder in (one, other))
    assert list(weights) == list(others)
    assert all(torch.equal(weights[name], others[name]) for name in weights)
    saved, kept = (torch.load(folder / "state" / "optimizer.pt", weights_only=True) for folder in (one, other))
    assert saved["step"] == kept["step"]
    assert torch.equal(saved["random"], kept["random"])
    assert saved["averages"]["count"] == kept["averages"]["count"]
    assert saved["optimizer"]["param_groups"] == kept["optimizer"]["param_groups"]
    assert saved["optimizer"]["state"].keys() == kept["optimizer"]["state"].keys()
    for number, state in saved["optimizer"]["state"].items():
        for name, value in state.items():
            assert torch.equal(value, kept["optimizer"]["state"][number][name])


RANDOM = random.Random(7)
AT_A_STEP = [{"step": 0}, {"step": RANDOM.randrange(1, 9)}, {"step": 9}]
WHILE_SAVING = [{"step": step, "operation": RANDOM.randrange(1, 14)} for step in (3, 6, 9, STEPS)]
AGAIN_AND_AGAIN = [{"step": 4}, {"step": 3}, {"step": 6, "operation": 3}, {"step": 8}]
ENDINGS = {f"step{n}": [kill] for n, kill in enumerate(AT_A_STEP)}
ENDINGS |= {f"saving{n}": [kill] for n, kill in enumerate(WHILE_SAVING)} | {"again": AGAIN_AND_AGAIN}


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> tuple[Path, dict[str, list[int]]]:
    """A run that nobody disturbed beside runs that were killed and resumed; how their processes ended."""
    folder = tmp_path_factory.mktemp("runs")
    plan = [{"folder": str(folder / "whole"), "steps": STEPS, "kill": None}]
    for name, kills in ENDINGS.items():
        plan += [{"folder": str(folder / name), "steps": STEPS, "kill": kill} for kill in (*kills, None)]
    ended = iter(orders(*plan))
    statuses = {"whole": [next(ended)]}
    return folder, statuses | {name: [next(ended) for _ in (*kills, None)] for name, kills in ENDINGS.items()}


@pytest.mark.parametrize("name", ENDINGS)
def test_a_run_that_was_killed_ends_as_one_that_was_not(runs, name):
    folder, statuses = runs
    assert statuses["whole"] == [0]
    assert statuses[name] == [*[-9] * len(ENDINGS[name]), 0]
    same_state(folder / "whole", folder / name)
    assert lines(folder / name) == lines(folder / "whole")
    assert sorted(path.name for path in (folder / name).iterdir()) == ["metrics.jsonl", "state"]


def test_the_run_that_others_are_held_to_has_every_line_of_metrics(runs):
    assert [row["step"] for row in lines(runs[0] / "whole")] == [4, 5, 8, 10, 10]


def test_metrics_of_steps_that_are_done_again_are_forgotten(tmp_path, drawn):
    trainer(tmp_path, drawn).train()
    path = tmp_path / "metrics.jsonl"
    before = path.read_text()
    path.write_text(before + '{"step": 7, "loss": 1.0}\n{"step": 8, "lo')
    trainer(tmp_path, drawn)
    assert path.read_text() == before


def test_metrics_from_before_the_first_checkpoint_are_forgotten(tmp_path, drawn):
    (tmp_path / "metrics.jsonl").write_text('{"step": 2, "loss": 1.0}\nnot json\n')
    trainer(tmp_path, drawn)
    assert (tmp_path / "metrics.jsonl").read_text() == ""


def test_a_finished_run_is_not_trained_further(tmp_path, drawn):
    first = trainer(tmp_path, drawn)
    first.train()
    again = trainer(tmp_path, drawn, seed=5)
    assert again.step == SETTINGS.steps
    assert again.train() == {}
    assert all(torch.equal(a, b) for a, b in zip(first.model.parameters(), again.model.parameters(), strict=True))


def test_a_checkpoint_from_before_averages_were_kept_can_be_resumed(tmp_path, drawn):
    trainer(tmp_path, drawn).train()
    saved = torch.load(tmp_path / "state" / "optimizer.pt", weights_only=True)
    del saved["averages"]
    torch.save(saved, tmp_path / "state" / "optimizer.pt")
    assert trainer(tmp_path, drawn).averages.count == 0


def test_training_lowers_the_loss_on_a_few_pairs(tmp_path):
    settings = TrainSettings(steps=60, prompts=4, cycles=4, warmup=5, learning_rate=1e-2, log_steps=10)
    run = trainer(tmp_path, tiny.pairs(4), settings)
    run.train()
    losses = [row["loss"] for row in lines(tmp_path)]
    assert losses[-1] < 0.88 * losses[0]


def test_the_published_weights_of_bits_hold_for_the_first_steps_and_the_settings_own_after_them(tmp_path, drawn):
    own = replace(SETTINGS, rs2_weight=1.0, operation_weight=4.0, published_weights=2)
    runs = {"published": SETTINGS, "own later": own, "own at once": replace(own, published_weights=0)}
    losses = {}
    for name, settings in runs.items():
        trainer(tmp_path / name, drawn, settings).train()
        losses[name] = [line["loss"] for line in lines(tmp_path / name) if "loss" in line]
    assert losses["own later"][0] == losses["published"][0] != losses["own at once"][0]
    assert losses["own later"][1] != losses["published"][1]


def test_training_leaves_the_backbone_alone(tmp_path, drawn):
    run = trainer(tmp_path, drawn)
    before = {name: value.clone() for name, value in run.model.backbone.state_dict().items()}
    run.train()
    after = run.model.backbone.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not any("backbone" in name for name in run.model.state_dict())


def test_every_line_of_metrics_is_reported_and_the_last_one_returned(tmp_path, drawn):
    told: list[tuple[int, dict]] = []
    last = trainer(tmp_path, drawn).train(lambda model: {"passed": 1.0}, lambda *news: told.append(news))
    assert [step for step, _ in told] == [2, 4, 4, 6, 6]
    assert [step for step, values in told if "passed" in values] == [4, 6]
    assert last == told[-2][1]
    assert set(last) == {"loss", "exact", "learning_rate", "gradient_norm", "samples_per_second", "seconds"}


def test_batches_are_gathered_before_a_step(tmp_path, drawn):
    """Two batches of two make the step that one batch of the same four prompts makes."""
    model, other = tiny.model(), tiny.model()
    whole = tiny.source(model.backbone, drawn, 4, 3)
    batch = whole.batch(0)
    halves = [batch._replace(prompts=type(batch.prompts)(*(part[half] for part in batch.prompts)),
                             states=batch.states[half], words=batch.words[half])
              for half in (slice(0, 2), slice(2, 4))]  # fmt: skip
    gathered = tiny.source(other.backbone, drawn, 2, 3)
    gathered.batch = lambda step: halves[step]
    settings = TrainSettings(steps=1, prompts=4, cycles=3, warmup=0)
    Trainer(model, whole, settings, tmp_path / "a").train()
    split = TrainSettings(steps=1, prompts=2, cycles=3, warmup=0, accumulate=2)
    Trainer(other, gathered, split, tmp_path / "b").train()
    for a, b in zip(model.parameters(), other.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-4)


def test_the_rate_warms_up_and_follows_a_cosine():
    settings = TrainSettings(steps=110, warmup=10, learning_rate=1.0, final_learning_rate=0.1)
    assert learning_rate(0, settings) == pytest.approx(0.1)
    assert learning_rate(9, settings) == pytest.approx(1.0)
    assert learning_rate(10, settings) == pytest.approx(1.0)
    assert learning_rate(60, settings) == pytest.approx(0.55)
    assert learning_rate(110, settings) == pytest.approx(0.1)
    assert learning_rate(500, settings) == pytest.approx(0.1)


def test_the_rate_is_held_and_a_longer_hold_only_moves_the_cosine():
    short = TrainSettings(steps=100, warmup=10, hold=40, learning_rate=1.0, final_learning_rate=0.1)
    long = TrainSettings(steps=160, warmup=10, hold=100, learning_rate=1.0, final_learning_rate=0.1)
    assert [learning_rate(step, short) for step in range(51)] == [learning_rate(step, long) for step in range(51)]
    assert learning_rate(50, short) == pytest.approx(1.0) and learning_rate(51, short) < 1.0
    assert learning_rate(75, short) == learning_rate(135, long) == pytest.approx(0.55)


def test_a_restart_ends_the_first_cosine_and_begins_a_second_with_a_height_of_its_own():
    first = TrainSettings(steps=100, warmup=10, hold=20, learning_rate=1.0, final_learning_rate=0.1)
    both = replace(first, steps=180, restart=100, restart_learning_rate=0.5)
    assert [learning_rate(step, both) for step in range(100)] == [learning_rate(step, first) for step in range(100)]
    assert learning_rate(100, both) == pytest.approx(0.05)
    assert learning_rate(110, both) == pytest.approx(0.5)
    assert learning_rate(145, both) == pytest.approx(0.3)
    assert learning_rate(180, both) == pytest.approx(0.1)


@pytest.mark.parametrize("restart", [100, 101])
def test_a_restart_after_the_end_is_refused(restart):
    with pytest.raises(ValueError, match=f"restart is {restart}; expected less than steps, 100"):
        TrainSettings(steps=100, restart=restart)


@given(st.integers(0, 200), st.integers(0, 3000), st.integers(1, 2000), st.integers(0, 3000))
def test_the_rate_is_never_above_the_highest_nor_zero(warmup, hold, steps, step):
    settings = TrainSettings(steps=steps, warmup=warmup, hold=hold)
    assert 0 < learning_rate(step, settings) <= settings.learning_rate
    assert math.isfinite(learning_rate(step, settings))


def test_only_matrices_decay():
    model = tiny.model()
    decayed, spared = parameter_groups(model, 0.01)
    assert (decayed["weight_decay"], spared["weight_decay"]) == (0.01, 0.0)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    spared_names = {names[id(parameter)] for parameter in spared["params"]}
    plain = {name for name in names.values() if name.endswith("bias") or "norm" in name or "gate" in name}
    assert plain <= spared_names
    assert "reader.kind_embed.weight" in spared_names
    assert "head.bit_head.weight" not in spared_names
    assert len(decayed["params"]) + len(spared["params"]) == len(names)


def test_averages_are_means_since_they_were_last_taken():
    averages = Averages()
    averages.add({"a": 1.0, "b": 4.0})
    averages.add({"a": 3.0, "b": 0.0})
    assert averages.take() == {"a": 2.0, "b": 2.0}
    assert averages.take() == {}
