"""Two calls for programs: `load` a model, `drive` a machine with a prompt.

They choose defaults and check prompts; the work is done in `checkpoint` and in the loop in `loop`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import overload

from groundwire.machine import Machine, UnicornMachine
from groundwire.models.backbone import Backbone, PromptError
from groundwire.models.load import load_backbone
from groundwire.reflex.checkpoint import CheckpointError, load_checkpoint, read_config, resolve
from groundwire.reflex.loop import MAXIMUM_CYCLES, Drive, Observer
from groundwire.reflex.loop import drive as drive_all
from groundwire.reflex.model import GroundedModel

DEFAULT_CHECKPOINT = Path(__file__).parent / "checkpoints" / "tiny"
"""The model that ships with the package."""


def load(source: str | Path | None = None, backbone: str | Path | None = None) -> GroundedModel:
    """Load a grounded model with its backbone, ready to drive.

    Args:
        source: a checkpoint's folder or name on the hub; the one that ships with the package where None.
        backbone: where the checkpoint's backbone is: a folder, or a name on the hub. By its recorded name where None.

    Raises:
        CheckpointError: the checkpoint is missing, damaged or for another backbone.
        BackboneMissing: the backbone is not on this machine.
    """
    if source is None and not DEFAULT_CHECKPOINT.is_dir():
        raise CheckpointError(
            f"the shipped model is not in {DEFAULT_CHECKPOINT}; install the package again, or give a checkpoint "
            "(train one with `groundwire reflex train tiny --out DIR`)"
        )
    with quiet_libraries():
        folder = resolve(DEFAULT_CHECKPOINT if source is None else source)
        return load_checkpoint(folder, None if backbone is None else backbone_for(folder, str(backbone)))


def backbone_for(checkpoint: Path, name: str) -> Backbone:
    """Load a checkpoint's backbone from where the caller says that it is.

    A folder stands for the recorded backbone, whatever its path is; that sizes and template agree is still checked.
    """
    record, _ = read_config(checkpoint)
    loaded = load_backbone(name, record.revision if name == record.name else None, record.template)
    if Path(name).is_dir():
        loaded.name, loaded.revision = record.name, record.revision
    return loaded


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Silence transformers and the hub while they load: bars and notes about weights that are left out on purpose."""
    from transformers.utils import logging as transformers_logging

    level, hub = transformers_logging.get_verbosity(), logging.getLogger("huggingface_hub")
    hub_level = hub.level
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    hub.setLevel(logging.ERROR)
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        transformers_logging.enable_progress_bar()
        hub.setLevel(hub_level)


def check_prompt(prompt: str) -> None:
    """Refuse a prompt in another script: the models are trained on English, and would do something, but nothing asked.

    Raises:
        PromptError: it names the first letter that is not English.
    """
    foreign = next((c for c in prompt if c.isalpha() and not c.isascii() and not 0xD800 <= ord(c) < 0xE000), None)
    if foreign is not None:
        raise PromptError(f"the prompt holds the letter {foreign!r}; the model reads English only, say it in English")


def prepared_machine(memory: Mapping[int, Sequence[int]] | None = None) -> UnicornMachine:
    """A reset machine with words in memory, by address.

    Raises:
        AddressError: an address is unaligned or not mapped.
        WordError: a value is no 32-bit word.
    """
    machine = UnicornMachine()
    for address, words in (memory or {}).items():
        machine.write(address, words)
    return machine


@overload
def drive(
    model: GroundedModel, prompt: str, *, memory: Mapping[int, Sequence[int]] | None = None,
    machine: Machine | None = None, max_cycles: int = MAXIMUM_CYCLES, legal: bool = True,
    observe: Observer | None = None,
) -> Drive: ...  # fmt: skip


@overload
def drive(
    model: GroundedModel, prompt: list[str] | tuple[str, ...], *, memory: Mapping[int, Sequence[int]] | None = None,
    machine: None = None, max_cycles: int = MAXIMUM_CYCLES, legal: bool = True, observe: Observer | None = None,
) -> list[Drive]: ...  # fmt: skip


def drive(
    model: GroundedModel,
    prompt: str | list[str] | tuple[str, ...],
    *,
    memory: Mapping[int, Sequence[int]] | None = None,
    machine: Machine | None = None,
    max_cycles: int = MAXIMUM_CYCLES,
    legal: bool = True,
    observe: Observer | None = None,
) -> Drive | list[Drive]:
    """Drive a machine with one prompt, or a fresh machine with each of many, all in step.

    Args:
        model: from `load`.
        prompt: what to do; a list of texts gives a list of runs.
        memory: words in memory before the start, by address; the same for every prompt.
        machine: a reset and prepared machine to use for one prompt, in place of `memory`.
        max_cycles: words that each may emit.
        legal: choose the most likely legal RV32I word instead of each bit on its own, where the head has bits.
        observe: called after each cycle with the run so far and the word that was emitted.

    Returns:
        The run: `.halted`, `.words`, `.disassembly()`, `.machine.read(0x5000, 1)`.

    Raises:
        PromptError: a prompt is empty, too long, not text or not English.
    """
    single = isinstance(prompt, str)
    prompts = [prompt] if isinstance(prompt, str) else list(prompt)
    if machine is not None and (not single or memory is not None):
        raise ValueError("machine is for one prompt and stands in place of memory; give memory for many prompts")
    for text in prompts:
        check_prompt(text)
    machines = [prepared_machine(memory) if machine is None else machine for _ in prompts]
    runs = drive_all(model, prompts, machines, max_cycles, legal, observe)
    return runs[0] if single else runs
