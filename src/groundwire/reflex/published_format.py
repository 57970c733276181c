"""What is in a published `.pt` checkpoint: its config, checked, and the name and shape of every tensor.

Names and shapes are those of the public repository, github.com/ilbertt/reflex. Reading and writing such files is
`published`'s job.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from groundwire.models.prompts import SYSTEM_MESSAGE, PromptFrame
from groundwire.reflex.model import GroundedConfig
from groundwire.reflex.state import BYTE_WIDTH, STATE_TOKENS
from groundwire.reflex.stored import CheckpointError

HEADS = 8
"""Attention heads of the published adapters; its config does not say."""
_REQUIRED = {"backbone_id": str, "hidden": int, "inject_every": int, "max_instr_tokens": int}
_OTHER = {"adapter_mlp_ratio", "chat_template", "context_prefix"}
_CODEBOOK = {"num_instrs": int, "embed_dim": int}
_ATTENTION = ("query", "state.key", "state.value")
_EXPECTED = {int: "a whole number above 0 and below 2**20", str: "a name"}
_LIMIT = 1 << 20
"""No size in a config is near this; larger ones are refused before anything is computed with them."""


@dataclass(frozen=True)
class PublishedConfig:
    """The config of a published checkpoint, checked."""

    backbone_id: str
    """Hub name of the backbone."""
    hidden: int
    """Its width."""
    inject_every: int
    """An adapter follows every so-manieth layer."""
    max_instr_tokens: int
    """Tokens of a prompt, with what is around it."""
    chat_template: bool
    """Whether the backbone's chat template is used."""
    context_prefix: str
    """System message."""
    adapter_mlp_ratio: int = 2
    """Width of the adapters' MLP over the backbone's."""
    num_instrs: int = 0
    """Words of the codebook; 0 where the head has bits."""
    embed_dim: int = 256
    """Width of the codebook's embeddings."""

    @classmethod
    def of(cls, values: object, source: object) -> PublishedConfig:
        """Check a config as it was read.

        Raises:
            CheckpointError: a key is missing, unknown or of the wrong type; all are listed.
        """
        if not isinstance(values, dict):
            raise CheckpointError(f"{source}: its config is {type(values).__name__}; expected a dictionary")
        sizes = _REQUIRED | (_CODEBOOK if _CODEBOOK.keys() & values.keys() else {})
        missing = sorted((sizes.keys() | _OTHER) - {"adapter_mlp_ratio"} - values.keys())
        unexpected = sorted(str(key) for key in values.keys() - sizes.keys() - _OTHER)
        if missing or unexpected:
            raise CheckpointError(
                f"{source}: its config is not the published one. Missing: {', '.join(missing) or 'none'}. "
                f"Unexpected: {', '.join(unexpected) or 'none'}."
            )
        for key, kind in (sizes | {"adapter_mlp_ratio": int}).items():
            value: Any = values.get(key, 2)
            if type(value) is not kind or (isinstance(value, int) and not 0 < value < _LIMIT):
                raise CheckpointError(f"{source}: config key {key} is {value!r}; expected {_EXPECTED[kind]}")
        message = _message(values["context_prefix"])
        return cls(**(values | {"chat_template": bool(values["chat_template"]), "context_prefix": message}))

    @property
    def frame(self) -> PromptFrame:
        """How prompts are framed."""
        kind = "chat" if self.chat_template else "plain"
        return PromptFrame(kind, self.max_instr_tokens, self.context_prefix)

    @property
    def network(self) -> GroundedConfig:
        """The network's shape."""
        return GroundedConfig(
            every=self.inject_every, heads=HEADS, mlp_ratio=self.adapter_mlp_ratio,
            head="codebook" if self.num_instrs else "bits",
            codebook_words=self.num_instrs, codebook_width=self.embed_dim,
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """As it is written into a file."""
        values = {name: getattr(self, name) for name in (*_REQUIRED, *sorted(_OTHER))}
        return values | ({name: getattr(self, name) for name in _CODEBOOK} if self.num_instrs else {})


def _message(prefix: object) -> str:
    """The system message: the text itself, or a flag for the published one."""
    if isinstance(prefix, str):
        return prefix
    return SYSTEM_MESSAGE if prefix else ""


def names(config: PublishedConfig, adapters: int) -> dict[str, tuple[list[str], tuple[int, ...]]]:
    """Every key of a published state: our names for it, several where it holds a stack, and its shape."""
    hidden, wide = config.hidden, config.adapter_mlp_ratio * config.hidden
    table: dict[str, tuple[list[str], tuple[int, ...]]] = {}

    def put(key: str, *shape: int, ours: str = "") -> None:
        table[key] = ([ours or key], shape)

    def linear(key: str, *shape: int, ours: str = "") -> None:
        put(f"{key}.weight", *shape, ours=f"{ours or key}.weight")
        put(f"{key}.bias", shape[0], ours=f"{ours or key}.bias")

    put("state_encoder.role_embed.weight", STATE_TOKENS, hidden)
    for i in range(4):
        put(f"state_encoder.byte_embeds.{i}.weight", 256, BYTE_WIDTH)
    linear("state_encoder.value_proj", hidden, 4 * BYTE_WIDTH)
    linear("state_encoder.norm", hidden)
    linear("kv_norm", hidden, ours="state_encoder.kv_norm")
    for at in (f"adapters.{i}" for i in range(adapters)):
        for kind, shape in (("weight", (3 * hidden, hidden)), ("bias", (3 * hidden,))):
            table[f"{at}.attn.in_proj_{kind}"] = ([f"{at}.attn.{part}.{kind}" for part in _ATTENTION], shape)
        linear(f"{at}.attn.out_proj", hidden, hidden, ours=f"{at}.attn.output")
        linear(f"{at}.norm_q", hidden)
        linear(f"{at}.norm_mlp", hidden)
        linear(f"{at}.mlp.0", wide, hidden)
        linear(f"{at}.mlp.2", hidden, wide)
        put(f"{at}.attn_gate", 1)
        put(f"{at}.mlp_gate", 1)
    linear("head_mlp.0", hidden, hidden, ours="head.head_mlp.0")
    linear("head_mlp.2", hidden, hidden, ours="head.head_mlp.2")
    if config.num_instrs:
        linear("embed_head", config.embed_dim, hidden, ours="head.embed_head")
        put("instr_table.weight", config.num_instrs, config.embed_dim, ours="head.instr_table.weight")
        put("instr_words", config.num_instrs, ours="head.instr_words")
    else:
        linear("bit_head", 32, hidden, ours="head.bit_head")
    return table
