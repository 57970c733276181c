"""A prompt reader whose tokens are characters that carry their words: which word is whose, and that it trains."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from groundwire.models.backbone import collate
from groundwire.reflex.model import GroundedModel
from groundwire.reflex.reader import words_of_characters
from groundwire.reflex.run import with_precision
from groundwire.reflex.train import Trainer, TrainSettings

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("tiny_encoder", HERE / "tiny_encoder.py")
assert _spec is not None and _spec.loader is not None
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)
_spec = importlib.util.spec_from_file_location("precisions", HERE / "precisions.py")
assert _spec is not None and _spec.loader is not None
precisions = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(precisions)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def joined_model(seed=0):
    frozen = tiny.backbone(seed)
    torch.manual_seed(seed)
    return GroundedModel(frozen, replace(tiny.CONFIG, reader_joined=True, reader_places=True))


def test_a_character_belongs_to_the_word_that_begins_at_it_or_before_it():
    frozen = tiny.backbone()
    prompts = ["add 12", "say  OK!"]
    batch = collate([frozen.tokenize(prompt) for prompt in prompts])
    found = words_of_characters(frozen.prepare(batch, 0, "pooled", (0,)).features)
    for row, prompt in enumerate(prompts):
        for place in range(len(prompt)):
            offsets = batch.offsets[row][batch.mask[row]].tolist()
            last = max(index for index in range(1, len(offsets) - 1) if offsets[index] <= place)
            assert int(found[row, place]) == last


def test_the_readers_tokens_are_one_a_character():
    model = joined_model()
    batch = collate([model.backbone.tokenize(prompt) for prompt in ("add 1 and 22", "double 7")])
    context = model.read(batch)
    assert context.tokens.shape[1] == len("add 1 and 22") and context.bias.shape == (2, 1, 12)
    assert torch.isinf(context.bias[1, 0, len("double 7") :]).all()


def test_padding_changes_nothing():
    model = joined_model()
    alone = model.read(collate([model.backbone.tokenize("double 7")])).tokens
    batch = collate([model.backbone.tokenize(prompt) for prompt in ("a much longer prompt than that", "double 7")])
    torch.testing.assert_close(model.read(batch).tokens[1:, : len("double 7")], alone, atol=1e-5, rtol=1e-4)


def test_bf16_throughout_gives_nearly_the_loss_and_gradients_of_float32():
    drawn = tiny.pairs(8)
    model = joined_model()
    batch = tiny.source(model.backbone, drawn, 4, 3).batch(0)
    precisions.check_bf16_against_float32(model, batch, 0.1, 0.98)


def test_a_run_in_bf16_keeps_its_weights_and_its_backbone_in_float32(tmp_path):
    drawn = tiny.pairs(12)
    model = joined_model()
    before = {name: value.clone() for name, value in model.backbone.state_dict().items()}
    settings = TrainSettings(steps=3, prompts=4, cycles=3, warmup=1, log_steps=1, precision="bf16-all")
    trainer = Trainer(model, tiny.source(model.backbone, drawn, 4, 3), settings, tmp_path)
    trainer.train()
    assert trainer.step == 3 and {p.dtype for p in model.parameters()} == {torch.float32}
    assert all(torch.equal(value, before[name]) for name, value in model.backbone.state_dict().items())


def test_a_precision_that_was_found_once_is_kept_by_a_resumed_run(tmp_path):
    model, settings = joined_model(), TrainSettings(precision="auto")
    found = with_precision(settings, model, tmp_path).precision
    assert found in ("no", "bf16-all") and "precision" in (tmp_path / "profile.json").read_text()
    other = "no" if found == "bf16-all" else "bf16-all"
    (tmp_path / "profile.json").write_text(f'{{"precision": "{other}"}}')
    assert with_precision(settings, model, tmp_path).precision == other


def test_a_precision_that_is_named_is_taken_as_it_is(tmp_path):
    assert with_precision(TrainSettings(precision="bf16"), joined_model(), tmp_path).precision == "bf16"
    assert not list(tmp_path.iterdir())


def test_a_backbone_that_spells_nothing_is_refused():
    model = joined_model()
    batch = collate([model.backbone.tokenize("double 7")])
    features = model.backbone.prepare(batch, 0, "pooled", model.config.taps).features
    silent = features._replace(characters=features.characters[:, :0], places=None)
    with pytest.raises(ValueError, match="reader_joined needs a backbone that spells prompts out"):
        model.reader(silent)
