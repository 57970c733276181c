"""Checkpoints: what is saved is what is loaded, by path and through the hub's mixin, and what is broken is refused."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
import torch
from huggingface_hub import HfApi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from groundwire.models.encoder import BackboneMissing
from groundwire.reflex import stored
from groundwire.reflex.checkpoint import (
    Checkpoint,
    CheckpointError,
    load_checkpoint,
    push_checkpoint,
    read_config,
    save_checkpoint,
)
from groundwire.reflex.loop import drive

_path = Path(__file__).parents[1] / "models" / "tiny_models.py"
_spec = importlib.util.spec_from_file_location("tiny_models_checkpoint", _path)
tiny = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = tiny
_spec.loader.exec_module(tiny)

READER = {"positions": "pooled", "reader_blocks": 1, "reader_width": 16, "reader_heads": 2, "taps": (0, 2)}
CODEBOOK = torch.tensor([0x6F, 0x13, 0xFFFFFFFF])


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def saved(tmp_path):
    """A backbone and the folder of a checkpoint over it."""
    backbone = tiny.encoder()
    save_checkpoint(tiny.grounded(backbone, **READER), tmp_path / "saved")
    return backbone, tmp_path / "saved"


MODELS = {
    "bits": lambda: tiny.grounded(tiny.decoder()),
    "codebook": lambda: tiny.grounded(tiny.decoder(), head="codebook", codebook_width=8, vocabulary=CODEBOOK),
    "reader": lambda: tiny.grounded(tiny.encoder(), **READER),
    "known words": lambda: tiny.grounded(tiny.decoder(), vocabulary=torch.tensor([0x13, 0x6F])),
}


@pytest.mark.parametrize("kind", MODELS)
def test_what_is_loaded_is_what_was_saved(tmp_path, kind):
    model = MODELS[kind]()
    save_checkpoint(model, tmp_path / "x")
    again = load_checkpoint(tmp_path / "x", model.backbone)
    assert again.config == model.config
    before, after = model.state_dict(), again.state_dict()
    assert list(before) == list(after) and all(torch.equal(before[name], after[name]) for name in before)
    assert not again.training and not any(p.requires_grad or p.is_meta for p in again.parameters())
    prompts = ["add 2 and 3", "say hi"]
    assert [run.words for run in drive(again, prompts, max_cycles=5)] == [
        run.words for run in drive(model, prompts, max_cycles=5)
    ]


@pytest.mark.parametrize("word", [0, 0xFFFFFFFF, -1, 1 << 32])
def test_a_checkpoint_that_knows_a_word_that_is_no_instruction_is_refused(tmp_path, word):
    model = tiny.grounded(tiny.decoder(), vocabulary=torch.tensor([0x13, word]))
    save_checkpoint(model, tmp_path / "x")
    with pytest.raises(CheckpointError, match=rf"knows the word {word:#x}, which is no RV32I instruction"):
        load_checkpoint(tmp_path / "x", model.backbone)


def test_the_backbone_is_recorded_and_found_again(tmp_path):
    place = tmp_path / "backbone"
    tiny.causal_model("llama").save_pretrained(place)
    tiny.decoder_tokenizer().save_pretrained(place)
    backbone = tiny.DecoderBackbone.load(str(place), template="chat/80: Hello.")
    save_checkpoint(tiny.grounded(backbone), tmp_path / "x")
    record, config = read_config(tmp_path / "x")
    assert (record.name, record.template, record.layer_count) == (str(place), "chat/80: Hello.", tiny.LAYERS)
    model = load_checkpoint(tmp_path / "x")
    assert model.backbone.template == "chat/80: Hello." and model.config == config
    row = json.loads((tmp_path / "x" / "config.json").read_text())
    assert row["machine"]["base"] == 0x1000 and row["network"]["every"] == 2


def test_half_precision_is_stored_and_read_as_float(tmp_path):
    model = MODELS["bits"]()
    save_checkpoint(model, tmp_path / "x", dtype=torch.bfloat16)
    assert load_file(tmp_path / "x" / "model.safetensors")["head.bit_head.weight"].dtype == torch.bfloat16
    again = load_checkpoint(tmp_path / "x", model.backbone)
    assert torch.equal(again.head.bit_head.weight, model.head.bit_head.weight.bfloat16().float())


def test_large_weights_come_in_shards(tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "SHARD_BYTES", 30_000)
    model = MODELS["bits"]()
    save_checkpoint(model, tmp_path / "x")
    shards = sorted((tmp_path / "x").glob("model-*.safetensors"))
    assert len(shards) > 2 and not (tmp_path / "x" / "model.safetensors").exists()
    again = load_checkpoint(tmp_path / "x", model.backbone)
    assert all(torch.equal(value, again.state_dict()[name]) for name, value in model.state_dict().items())
    shards[1].unlink()
    with pytest.raises(CheckpointError, match=rf"has no {shards[1].name}; the checkpoint is incomplete"):
        load_checkpoint(tmp_path / "x", model.backbone)


def test_a_shard_stays_below_16_mebibytes(tmp_path):
    weights = {f"part{i}": torch.zeros(1_000_000) for i in range(5)}
    stored.write_weights(weights, tmp_path)
    sizes = [path.stat().st_size for path in tmp_path.glob("*.safetensors")]
    assert len(sizes) == 2 and max(sizes) < 16 * 2**20


@pytest.mark.parametrize(
    "index",
    [
        "",
        "[]",
        '{"weight_map": {}}',
        '{"weight_map": {"a": "../../etc/passwd"}}',
        '{"weight_map": {"a": 3}}',
        "[" * 100_000,
    ],
)
def test_a_broken_index_is_refused(saved, index):
    backbone, folder = saved
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(index)
    with pytest.raises(CheckpointError, match=r"index\.json (cannot be used|names)"):
        load_checkpoint(folder, backbone)


def test_a_checkpoint_takes_the_place_of_an_older_one_whole(saved):
    backbone, folder = saved
    (folder / "stray").write_text("x")
    model = tiny.grounded(backbone, seed=9, **READER)
    save_checkpoint(model, folder, card="# New\n")
    assert {p.name for p in folder.iterdir()} == {"model.safetensors", "config.json", "README.md"}
    assert (folder / "README.md").read_text() == "# New\n"
    assert torch.equal(load_checkpoint(folder, backbone).head.bit_head.weight, model.head.bit_head.weight)


def test_a_save_that_fails_leaves_the_older_one(saved, monkeypatch):
    backbone, folder = saved
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("groundwire.reflex.checkpoint.write_text", full)
    with pytest.raises(OSError, match="No space left"):
        save_checkpoint(tiny.grounded(backbone, seed=9, **READER), folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_a_checkpoint_without_a_card_gets_a_plain_one(saved):
    text = (saved[1] / "README.md").read_text()
    assert text.startswith("---\nlicense: mit\nlibrary_name: groundwire\nbase_model: tiny/bert\n")
    assert "Trained over `tiny/bert`" in text


def test_the_hubs_mixin_saves_and_loads(tmp_path):
    model = MODELS["bits"]()
    Checkpoint(model, "# Card\n").save_pretrained(tmp_path / "x")
    found = Checkpoint.from_pretrained(tmp_path / "x", backbone=model.backbone)
    assert found.card == "# Card\n"
    assert torch.equal(found.model.head.bit_head.weight, model.head.bit_head.weight)


def test_a_name_on_the_hub_is_downloaded_at_its_revision(saved, tmp_path, monkeypatch):
    backbone, folder = saved
    asked = []

    def download(repository, **options):
        asked.append((repository, options.get("revision")))
        return str(folder)

    monkeypatch.setattr("groundwire.reflex.checkpoint.snapshot_download", download)
    monkeypatch.setattr("huggingface_hub.hub_mixin.hf_hub_download", lambda **_: str(folder / "config.json"))
    assert load_checkpoint("someone/reflex", backbone).config.reader_blocks == 1
    found = Checkpoint.from_pretrained("someone/reflex", revision="v2", backbone=backbone)
    assert found.model.config.reader_blocks == 1
    assert asked == [("someone/reflex", None), ("someone/reflex", "v2")]


class Hub:
    """Stands for the hub at the two calls that reach it; keeps the files that one commit would hold."""

    def __init__(self, monkeypatch, error=None):
        self.commits, self.error = [], error
        monkeypatch.setattr(HfApi, "create_repo", self.create)
        monkeypatch.setattr(HfApi, "upload_folder", self.upload)

    def create(self, repo_id, **options):
        if self.error:
            raise self.error
        self.private = options["private"]
        return type("Repository", (), {"repo_id": repo_id})

    def upload(self, *, repo_id, folder_path, commit_message, **_options):
        files = {p.name: p.read_bytes() for p in Path(folder_path).iterdir()}
        self.commits.append((repo_id, commit_message, files))
        return f"https://hub/{repo_id}/commit/1"


def test_pushing_puts_weights_config_and_card_in_one_commit(tmp_path, monkeypatch):
    hub, model = Hub(monkeypatch), MODELS["codebook"]()
    where = push_checkpoint(model, "someone/reflex", "# Card\n", private=True, commit_message="First")
    assert where == "https://hub/someone/reflex/commit/1" and hub.private
    ((name, message, files),) = hub.commits
    assert (name, message) == ("someone/reflex", "First")
    assert set(files) == {"model.safetensors", "config.json", "README.md"} and files["README.md"] == b"# Card\n"
    for file, content in files.items():
        (tmp_path / file).write_bytes(content)
    again = load_checkpoint(tmp_path, model.backbone)
    assert torch.equal(again.head.instr_words, CODEBOOK)


def test_a_hub_that_refuses_is_one_clear_line(monkeypatch):
    Hub(monkeypatch, ConnectionError("no route\nto host"))
    with pytest.raises(CheckpointError) as error:
        push_checkpoint(MODELS["bits"](), "someone/reflex")
    assert str(error.value) == (
        "the hub did not take 'someone/reflex' (ConnectionError: no route to host); check the name, log in with "
        "`hf auth login`, and try again"
    )


def test_a_checkpoint_that_is_nowhere_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError, match="checkpoint 'someone/absent' is no folder here, and the hub did not"):
        load_checkpoint("someone/absent")
    (tmp_path / "x.pt").write_bytes(b"x")
    with pytest.raises(CheckpointError, match="is a file, not a checkpoint folder; convert a published"):
        load_checkpoint(tmp_path / "x.pt")
    with pytest.raises(CheckpointError, match=r"has no config\.json; expected a folder that"):
        load_checkpoint(tmp_path)


def edit(folder, change):
    path = folder / "config.json"
    row = json.loads(path.read_text())
    change(row)
    path.write_text(json.dumps(row))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda row: row.pop("backbone"), "it has no 'backbone'"),
        (lambda row: row["network"].update(colour=1), "unexpected keyword argument 'colour'"),
        (lambda row: row["network"].update(every="4"), "every is '4'; expected int"),
        (lambda row: row["network"].update(every=True), "every is True; expected int"),
        (lambda row: row["network"].update(heads=0), "heads is 0; expected at least 1"),
        (lambda row: row["network"].update(gate="x"), "gate is 'x'; expected float"),
        (lambda row: row["network"].update(taps=[99]), r"taps \[99\] reach beyond the backbone's 3 layers"),
        (lambda row: row["network"].update(taps=["a"]), "taps is"),
        (lambda row: row["network"].update(positions="some"), "positions is 'some'; expected 'all' or 'pooled'"),
        (lambda row: row["backbone"].update(layer_count=None), "layer_count is None; expected int"),
        (lambda row: row.update(machine={}), "another memory layout than this machine's"),
        (lambda row: row["network"].update(every=7), "describes no network: every=7 puts no adapter"),
        (lambda row: row["network"].update(heads=5), "describes no network: attention width 32 is not a multiple"),
        (lambda row: row["network"].update(state_width=10**15), "does not fit its config"),
    ],
)
def test_a_config_that_makes_no_sense_is_named(saved, change, message):
    backbone, folder = saved
    edit(folder, change)
    with pytest.raises(CheckpointError, match=message) as error:
        load_checkpoint(folder, backbone)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"\xff\xfe", b"[" * 100_000])
def test_a_config_that_is_no_config_is_refused(saved, content):
    (saved[1] / "config.json").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"config\.json cannot be used"):
        load_checkpoint(saved[1], saved[0])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 0.999))
def test_truncated_weights_are_refused(saved, share):
    backbone, folder = saved
    path = folder / "model.safetensors"
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(CheckpointError, match=r"is no whole safetensors file .*save or download it again"):
            load_checkpoint(folder, backbone)
    finally:
        path.write_bytes(whole)


def test_missing_unexpected_and_misshapen_weights_are_all_listed(saved):
    backbone, folder = saved
    weights = load_file(folder / "model.safetensors")
    del weights["head.bit_head.bias"], weights["adapters.0.attn_gate"]
    weights["other"] = torch.zeros(1)
    weights["head.bit_head.weight"] = torch.zeros(31, tiny.HIDDEN)
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(CheckpointError) as error:
        load_checkpoint(folder, backbone)
    assert str(error.value) == (
        f"{folder} does not fit its config. Missing: adapters.0.attn_gate, head.bit_head.bias. Unexpected: other. "
        "Shapes: head.bit_head.weight is (31, 32), expected (32, 32)."
    )


def test_another_backbone_is_refused_with_every_difference(saved):
    with pytest.raises(CheckpointError) as error:
        load_checkpoint(saved[1], tiny.decoder())
    for part in ("name 'tiny/qwen2' instead of 'tiny/bert'", "layer_count 6 instead of 3", "give --backbone tiny/bert"):
        assert part in str(error.value)


def test_a_backbone_that_is_not_here_is_named(saved, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(BackboneMissing, match="backbone 'tiny/bert' could not be loaded"):
        load_checkpoint(saved[1])
