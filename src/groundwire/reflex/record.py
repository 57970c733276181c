"""A checkpoint's readable config: which backbone, which network, which machine it was trained for.

It is read with suspicion: what it describes is built only where its values make sense.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_type_hints

from groundwire.machine import DEFAULT_LAYOUT
from groundwire.models.backbone import Backbone
from groundwire.reflex.model import GroundedConfig
from groundwire.reflex.stored import CheckpointError

CONFIG_NAME = "config.json"


@dataclass(frozen=True)
class BackboneRecord:
    """Which backbone a checkpoint was trained over."""

    name: str
    """Hub name or path."""
    revision: str | None
    """Pinned revision on the hub."""
    template: str
    """How prompts are rewritten before they are tokenized."""
    hidden_size: int
    """Width of its hidden states."""
    layer_count: int
    """Its layers."""

    @classmethod
    def of(cls, backbone: Backbone) -> BackboneRecord:
        """Record a backbone."""
        return cls(*(getattr(backbone, field.name) for field in fields(cls)))


def config_text(record: BackboneRecord, network: GroundedConfig) -> str:
    """The config file of a checkpoint over a backbone."""
    config = {
        "groundwire": 1,
        "backbone": asdict(record),
        "network": network.as_dict(),
        "machine": asdict(DEFAULT_LAYOUT),
    }
    return json.dumps(config, indent=2) + "\n"


def read_config(folder: Path) -> tuple[BackboneRecord, GroundedConfig]:
    """Read and check a checkpoint's config.

    Raises:
        CheckpointError: it is missing or cannot be used.
    """
    path = folder / CONFIG_NAME
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        record = _typed(BackboneRecord, row["backbone"])
        config = _typed(GroundedConfig, row["network"] | {"taps": tuple(row["network"].get("taps", ()))})
        if any(not 0 <= tap <= record.layer_count for tap in config.taps):
            raise ValueError(f"taps {list(config.taps)} reach beyond the backbone's {record.layer_count} layers")
    except FileNotFoundError:
        raise CheckpointError(
            f"{folder} has no {CONFIG_NAME}; expected a folder that `groundwire reflex train` wrote"
        ) from None
    except KeyError as error:
        raise CheckpointError(f"{path} cannot be used: it has no {error}") from None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise CheckpointError(f"{path} cannot be used: {error}") from None
    if row.get("machine") != asdict(DEFAULT_LAYOUT):
        raise CheckpointError(f"{path} was trained for another memory layout than this machine's: {row.get('machine')}")
    return record, config


T = TypeVar("T")


def _typed(kind: type[T], values: dict[str, Any]) -> T:
    """Make a dataclass from JSON values of the right types."""
    hints = get_type_hints(kind)
    for name, value in values.items():
        hint = hints.get(name, object)
        if name == "taps":
            good = all(type(tap) is int for tap in value)
        elif hint is float:
            good = type(value) in (int, float)
        else:
            good = type(value) in (hint.__args__ if isinstance(hint, UnionType) else (hint,)) or hint is object
        if not good:
            raise ValueError(f"{name} is {value!r}; expected {getattr(hint, '__name__', hint)}")
    return kind(**values)


def check_backbone(record: BackboneRecord, backbone: Backbone, source: Path) -> None:
    """Refuse a backbone other than the recorded one.

    Raises:
        CheckpointError: it names every difference.
    """
    found: Any = asdict(BackboneRecord.of(backbone))
    wrong = [
        f"{key} {found[key]!r} instead of {value!r}" for key, value in asdict(record).items() if found[key] != value
    ]
    if wrong:
        raise CheckpointError(
            f"{source} was trained over another backbone: {', '.join(wrong)}; give --backbone {record.name}"
        )
