"""The reader's second task: targets say what the marks say, padding costs nothing, and driving knows nothing of it."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch

from groundwire.reflex.probe import IGNORED, NO_FIGURE, Probe, figures_of, targets
from groundwire.reflex.train import LossModule, Trainer, TrainSettings
from groundwire.tasks.marks import ROLES

_spec = importlib.util.spec_from_file_location("tiny_encoder", Path(__file__).parent / "tiny_encoder.py")
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_targets_of_a_number_a_text_and_padding():
    number, text = [4, 3, ROLES.index("a"), 10, 127, 1], [0, 2, ROLES.index("s"), 0, 0, 0]
    wanted = targets(["at +127.", "abé"], [np.array([number], np.int64), np.array([text], np.int64)])
    assert wanted.role[0].tolist() == [0, 0, 0, 0, 1, 1, 1, 0]
    assert wanted.role[1].tolist() == [ROLES.index("s")] * 2 + [0] + [IGNORED] * 5
    assert wanted.place[1].tolist() == [0, 1] + [IGNORED] * 6 and (wanted.place[0] == IGNORED).all()
    assert wanted.figures[0, 5].tolist() == [1, 2, 7] + [NO_FIGURE] * 5
    assert wanted.negative[0].tolist() == [IGNORED] * 4 + [1] * 3 + [IGNORED]
    assert (wanted.figures[1] == IGNORED).all()
    assert wanted.code[1, 0].tolist() == [1, 0, 0, 0, 0, 1, 1] and (wanted.code[1, 2:] == IGNORED).all()


def test_hexadecimal_numbers_are_asked_for_by_their_own_figures():
    assert figures_of(0xFE, 16).tolist() == [15, 14] + [NO_FIGURE] * 6
    assert figures_of(0, 10).tolist() == [0] + [NO_FIGURE] * 7


def test_padding_has_no_gradient():
    torch.manual_seed(0)
    probe, tokens = Probe(16), torch.randn(2, 4, 16, requires_grad=True)
    marks = [np.array([[0, 1, 1, 10, 5, 0]], np.int64), np.zeros((0, 6), np.int64)]
    probe(tokens, targets(["5a", "aaaa"], marks)).backward()
    assert tokens.grad[0, :2].abs().sum() > 0 and tokens.grad[0, 2:].abs().sum() == 0


def with_marks(source, pairs):
    source.marks = [np.array(pair.marks, np.int64).reshape(-1, 6) for pair in pairs]
    return source


def test_training_with_a_probe_lowers_its_loss_and_a_resumed_run_goes_on_with_it(tmp_path):
    pairs = tiny.pairs(24)
    model = tiny.model()
    source = with_marks(tiny.source(model.backbone, pairs, 6, 2), pairs)
    settings = TrainSettings(steps=30, prompts=6, cycles=2, warmup=2, learning_rate=5e-3, log_steps=1, probe=1.0)
    trainer = Trainer(model, source, settings, tmp_path)
    told = [trainer.one_step()["probe"] for _ in range(30)]
    assert sum(told[-5:]) < 0.8 * sum(told[:5])
    trainer.save()
    again = tiny.model(seed=3)
    resumed = Trainer(again, with_marks(tiny.source(again.backbone, pairs, 6, 2), pairs), settings, tmp_path)
    own, kept = trainer.loss.probe.state_dict(), resumed.loss.probe.state_dict()
    assert all(torch.equal(own[name], kept[name]) for name in own)


def test_the_model_that_is_saved_has_nothing_of_the_probe():
    model = tiny.model()
    loss = LossModule(model, 1.0)
    assert loss.probe is not None and not any("probe" in name for name in model.state_dict())


def test_a_choice_by_weights_follows_them():
    store = tiny.store(tiny.pairs(60))
    nats = store.surprise()
    assert nats.shape == store.words.shape and (nats >= 0).all()
    sharp = np.full(len(store.words), 1e-9, np.float32)
    sharp[store.starts[3] + 1] = 1.0
    rng = np.random.default_rng(0)
    assert all(store.starts[3] + 1 in store.choose(3, 2, rng, sharp) for _ in range(20))
