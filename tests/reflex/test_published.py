"""The published checkpoint format, against an independent network built from its description."""

import importlib.util
import os
import pickle
import re
import sys
import zipfile
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from torch import nn

from groundwire.models.backbone import collate
from groundwire.models.prompts import SYSTEM_MESSAGE
from groundwire.reflex.checkpoint import load_checkpoint
from groundwire.reflex.loop import predict
from groundwire.reflex.published import convert, export_published, load_published, read_published
from groundwire.reflex.stored import CheckpointError

_path = Path(__file__).parents[1] / "models" / "tiny_models.py"
_spec = importlib.util.spec_from_file_location("tiny_models_reflex", _path)
tiny = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = tiny
_spec.loader.exec_module(tiny)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


class ReferenceAdapter(nn.Module):
    def __init__(self, hidden, ratio):
        super().__init__()
        self.norm_q, self.norm_mlp = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.attn = nn.MultiheadAttention(hidden, 8, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(hidden, ratio * hidden), nn.GELU(), nn.Linear(ratio * hidden, hidden))
        self.attn_gate, self.mlp_gate = nn.Parameter(torch.randn(1)), nn.Parameter(torch.randn(1))

    def forward(self, h, kv):
        h = h + torch.tanh(self.attn_gate) * self.attn(self.norm_q(h), kv, kv, need_weights=False)[0]
        return h + torch.tanh(self.mlp_gate) * self.mlp(self.norm_mlp(h))


class Reference(nn.Module):
    """The published network, straight from its description: the whole padded prompt in every cycle, nothing kept."""

    def __init__(self, hidden, layers, every, ratio, codebook=None, width=16):
        super().__init__()
        self.every = every
        self.state_encoder = nn.Module()
        self.state_encoder.role_embed = nn.Embedding(65, hidden)
        self.state_encoder.byte_embeds = nn.ModuleList(nn.Embedding(256, 32) for _ in range(4))
        self.state_encoder.value_proj = nn.Linear(128, hidden)
        self.state_encoder.norm = nn.LayerNorm(hidden)
        self.kv_norm = nn.LayerNorm(hidden)
        self.adapters = nn.ModuleList(ReferenceAdapter(hidden, ratio) for _ in range(layers // every))
        self.head_mlp = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, hidden))
        if codebook is None:
            self.bit_head = nn.Linear(hidden, 32)
        else:
            self.embed_head = nn.Linear(hidden, width)
            self.instr_table = nn.Embedding(len(codebook), width)
            self.register_buffer("instr_words", codebook)
        for parameter in self.parameters():  # no weight at its initial 0 or 1, so that none is mixed up unseen
            nn.init.normal_(parameter, std=0.2)

    def encode(self, words):
        parts = [table((words >> (8 * i)) & 255) for i, table in enumerate(self.state_encoder.byte_embeds)]
        tokens = self.state_encoder.value_proj(torch.cat(parts, -1)) + self.state_encoder.role_embed.weight
        return self.kv_norm(self.state_encoder.norm(tokens))

    @torch.no_grad()
    def forward(self, backbone, prompt, words):
        ids = backbone.tokenizer.apply_chat_template(
            [{"role": "system", "content": SYSTEM_MESSAGE}, {"role": "user", "content": prompt}],
            tokenize=True, add_generation_prompt=True, return_dict=False,
        )[:96]  # fmt: skip
        padded = torch.tensor([ids + [backbone.tokenizer.pad_token_id] * (96 - len(ids))])
        kv = self.encode(words)[None]
        sites = range(self.every - 1, backbone.layer_count, self.every)
        hooks = [
            backbone.stack.layers[site].register_forward_hook(lambda _m, _i, out, a=adapter: a(out, kv))
            for site, adapter in zip(sites, self.adapters, strict=True)
        ]
        try:
            mask = torch.arange(96)[None] < len(ids)
            last = backbone.stack.body(input_ids=padded, attention_mask=mask.long()).last_hidden_state
        finally:
            for hook in hooks:
                hook.remove()
        pooled = self.head_mlp(last[0, len(ids) - 1])
        if hasattr(self, "bit_head"):
            return self.bit_head(pooled)
        return torch.cosine_similarity(self.embed_head(pooled)[None], self.instr_table.weight, dim=-1)


def config_of(every=2, ratio=2, codebook=0, **changes):
    config = {
        "backbone_id": "tiny/qwen2", "hidden": tiny.HIDDEN, "inject_every": every, "adapter_mlp_ratio": ratio,
        "max_instr_tokens": 96, "chat_template": True, "context_prefix": SYSTEM_MESSAGE,
    }  # fmt: skip
    return config | ({"num_instrs": codebook, "embed_dim": 16} if codebook else {}) | changes


def published_file(folder, every=2, ratio=2, codebook=None, seed=0, **changes):
    """Write a random published file; returns its path and the reference network."""
    torch.manual_seed(seed)
    reference = Reference(tiny.HIDDEN, tiny.LAYERS, every, ratio, codebook)
    path = folder / "reflex.pt"
    config = config_of(every, ratio, 0 if codebook is None else len(codebook), **changes)
    torch.save({"state": reference.state_dict(), "config": config}, path)
    return path, reference


CODEBOOK = torch.tensor([0x6F, 0x00500293, 0xFFF00313, 0x006283B3, 0xFE52CEE3])


@settings(  # no shrinking: a failing network is as good as any other, and each takes a while
    max_examples=12, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    every=st.sampled_from([1, 2, 3, 4]),
    ratio=st.sampled_from([1, 2, 4]),
    coded=st.booleans(),
    seed=st.integers(0, 1000),
    prompt=st.sampled_from(["add 2 and 3", "say hi", "count down from 13 to 1 and store each value in memory, please"]),
)
def test_a_loaded_file_gives_the_published_networks_logits(tmp_path, every, ratio, coded, seed, prompt):
    path, reference = published_file(tmp_path, every, ratio, CODEBOOK if coded else None, seed)
    backbone = tiny.decoder(seed=seed)
    model = load_published(path, backbone)
    words = tiny.states(2, seed=seed)
    context = model.read(collate([backbone.tokenize(prompt), backbone.tokenize("add")]))
    with torch.no_grad():
        found = model.head.logits(model.pooled(context, words.expand(2, -1, -1)))[0]
    expected = torch.stack([reference(backbone, prompt, row) for row in words])
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_a_codebook_answers_the_most_similar_word(tmp_path):
    path, reference = published_file(tmp_path, codebook=CODEBOOK)
    backbone = tiny.decoder()
    model = load_published(path, backbone)
    words = tiny.states(6)
    with torch.no_grad():
        pooled = model(collate([backbone.tokenize("say hi")]), words[None])[0]
    expected = [CODEBOOK[reference(backbone, "say hi", row).argmax()].item() for row in words]
    assert predict(model, pooled).tolist() == expected


@pytest.mark.parametrize("codebook", [None, CODEBOOK])
def test_export_gives_back_the_very_file(tmp_path, codebook):
    path, _ = published_file(tmp_path, codebook=codebook)
    export_published(load_published(path, tiny.decoder()), tmp_path / "again.pt")
    before, after = (torch.load(p, weights_only=True) for p in (path, tmp_path / "again.pt"))
    assert after["config"] == before["config"]
    assert after["state"].keys() == before["state"].keys()
    assert all(torch.equal(after["state"][key], before["state"][key]) for key in before["state"])


@pytest.mark.parametrize("codebook", [None, CODEBOOK])
def test_a_converted_checkpoint_is_the_same_model(tmp_path, codebook):
    place = tmp_path / "backbone"
    tiny.causal_model("qwen2").save_pretrained(place)
    tiny.decoder_tokenizer().save_pretrained(place)
    path, _ = published_file(tmp_path, codebook=codebook, backbone_id=str(place))
    convert(path, tmp_path / "out")
    converted, direct = load_checkpoint(tmp_path / "out"), load_published(path)
    assert converted.config == direct.config and converted.config.head == ("bits" if codebook is None else "codebook")
    assert converted.backbone.template == f"chat/96: {SYSTEM_MESSAGE}"
    for (name, one), (other, two) in zip(converted.state_dict().items(), direct.state_dict().items(), strict=True):
        assert name == other and torch.equal(one, two)


def test_a_file_without_its_backbone_converts_by_the_published_depth(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    path, _ = published_file(tmp_path, backbone_id="nobody/absent-model")
    convert(path, tmp_path / "out")
    backbone = tiny.decoder()
    backbone.name = "nobody/absent-model"
    assert len(load_checkpoint(tmp_path / "out", backbone).adapters) == 3


def test_the_ratio_is_two_where_absent(tmp_path):
    path, _ = published_file(tmp_path, ratio=2)
    content = torch.load(path, weights_only=True)
    del content["config"]["adapter_mlp_ratio"]
    torch.save(content, path)
    assert load_published(path, tiny.decoder()).config.mlp_ratio == 2


@pytest.mark.parametrize(
    ("chat", "prefix", "template"),
    [
        (True, True, f"chat/96: {SYSTEM_MESSAGE}"),
        (True, "Be brief.", "chat/96: Be brief."),
        (False, "Be brief.", "plain/96: Be brief."),
        (False, None, "plain/96"),
    ],
)
def test_the_prompt_frame_is_the_files(tmp_path, chat, prefix, template):
    path, _ = published_file(tmp_path, chat_template=chat, context_prefix=prefix)
    assert load_published(path, tiny.decoder(template=template)).backbone.template == template
    with pytest.raises(CheckpointError, match=r"another backbone: template 'plain/7' instead of"):
        load_published(path, tiny.decoder(template="plain/7"))


def changed(path, change):
    content = torch.load(path, weights_only=True)
    change(content)
    torch.save(content, path)
    return path


def test_missing_unexpected_and_misshapen_keys_are_all_listed(tmp_path):
    path, _ = published_file(tmp_path)

    def change(content):
        state = content["state"]
        del state["kv_norm.bias"], state["adapters.1.attn_gate"]
        state["extra.weight"] = torch.zeros(2)
        state["bit_head.bias"] = torch.zeros(31)

    with pytest.raises(CheckpointError) as error:
        read_published(changed(path, change))
    assert "Missing: adapters.1.attn_gate, kv_norm.bias. Unexpected: extra.weight." in str(error.value)
    assert "Shapes: bit_head.bias is (31,), expected (32,)." in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_and_unexpected_config_keys_are_all_listed(tmp_path):
    path, _ = published_file(tmp_path, colour=3)
    changed(path, lambda content: content["config"].pop("hidden"))
    with pytest.raises(CheckpointError, match=r"Missing: hidden\. Unexpected: colour\."):
        read_published(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [("hidden", -1), ("hidden", 1 << 40), ("inject_every", 0), ("inject_every", True), ("backbone_id", 7),
     ("adapter_mlp_ratio", "4"), ("max_instr_tokens", 9.5)],
)  # fmt: skip
def test_config_values_of_no_sense_are_named(tmp_path, key, value):
    path, _ = published_file(tmp_path, **{key: value})
    with pytest.raises(CheckpointError, match=rf"config key {key} is {re.escape(repr(value))}; expected a "):
        read_published(path)


def test_another_backbone_is_refused_with_every_difference(tmp_path):
    path, _ = published_file(tmp_path)
    with pytest.raises(CheckpointError, match=r"another backbone: name 'tiny/llama' instead of 'tiny/qwen2'"):
        load_published(path, tiny.decoder("llama"))
    model = tiny.causal_model("qwen2")
    model.model.layers = model.model.layers[:4]
    shallow = tiny.DecoderBackbone(model, tiny.decoder_tokenizer(), "tiny/qwen2")
    with pytest.raises(CheckpointError, match="3 adapters, one after every 2 layers, and tiny/qwen2 has 4 layers"):
        load_published(path, shallow)


class Attack:
    """A pickle that would make a file when it is loaded."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return os.mkdir, (str(self.target),)


@pytest.mark.parametrize("old", [False, True])
def test_a_hostile_pickle_is_refused_and_not_run(tmp_path, old):
    path, proof = tmp_path / "hostile.pt", tmp_path / "ran"
    content = {"state": {}, "config": config_of(backbone_id=Attack(proof))}
    torch.save(content, path, _use_new_zipfile_serialization=not old)
    with pytest.raises(CheckpointError, match="holds more than tensors and plain values") as error:
        read_published(path)
    assert "\n" not in str(error.value) and not proof.exists()
    path.write_bytes(pickle.dumps(content))
    with pytest.raises(CheckpointError):
        read_published(path)
    assert not proof.exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 0.999))
def test_a_truncated_file_is_refused_in_one_line(tmp_path, share):
    path, _ = published_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(CheckpointError, match="is no whole checkpoint file") as error:
        read_published(path)
    assert "\n" not in str(error.value)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_other_file_is_refused(tmp_path, content):
    path = tmp_path / "x.pt"
    path.write_bytes(content)
    with pytest.raises(CheckpointError):
        read_published(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", content)
        archive.writestr("archive/version", "3")
    with pytest.raises(CheckpointError):
        read_published(path)


@pytest.mark.parametrize(
    "content", [[1], {"state": {}}, {"state": [], "config": {}}, {"state": {"a": 1}, "config": config_of()}]
)
def test_plain_values_of_another_form_are_refused(tmp_path, content):
    torch.save(content, tmp_path / "x.pt")
    with pytest.raises(CheckpointError, match=r"expected a dictionary|no dictionary of tensors|not the published one"):
        read_published(tmp_path / "x.pt")


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"absent\.pt is no file; give the path of a published"):
        read_published(tmp_path / "absent.pt")


def test_what_the_format_cannot_hold_is_not_exported(tmp_path):
    backbone = tiny.decoder()
    for network, message in (
        ({"positions": "pooled"}, "adapters at all positions and no prompt reader"),
        ({"heads": 4}, "adapters of 8 heads; these have 4"),
        ({"state_width": 16}, "state tokens and attention of the backbone's width only"),
    ):
        with pytest.raises(CheckpointError, match=message):
            export_published(tiny.grounded(backbone, **network), tmp_path / "x.pt")
    with pytest.raises(CheckpointError, match=r"no place for prompts rewritten as 'digits-apart\+spelled'"):
        export_published(tiny.grounded(tiny.encoder(), positions="pooled"), tmp_path / "x.pt")
    assert not list(tmp_path.iterdir())
