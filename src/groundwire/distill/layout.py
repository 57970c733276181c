"""A curation run's folder: which stage lies where, each with its manifest, and whether a recipe may go on with it.

A stage's key follows from its settings and everything before it, so that a change of one setting concerns that stage and
those behind it alone.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from groundwire.distill.errors import DistillError
from groundwire.distill.raw import digest
from groundwire.distill.recipe import Recipe
from groundwire.distill.shards import StageFolder
from groundwire.distill.stage import Stage
from groundwire.runs.manifest import Manifest, RunMismatch, code_revision, read_manifest

READ = "read"
"""What the step before the first stage is called: reading raw files."""
_OPERATIONAL = frozenset(
    ("source", "url", "key_variable", "concurrency", "requests_per_minute", "tokens_per_minute", "timeout", "stream",
     "batch_size", "limits", "slang_batch", "yosys_batch")
)  # fmt: skip
"""Settings that say how work is done and not what comes out: a run may be gone on with when they change."""
_TOOLS = ("pyslang", "pyosys", "rapidfuzz", "openai")


class Layout:
    """Where a run's stages lie."""

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        """Args: folder: the run's; names: its stages, without the reading of raw files."""
        self.folder, self.names = folder, (READ, *names)

    def stage(self, name: str) -> StageFolder:
        """The folder of a stage.

        Raises:
            DistillError: the recipe has no such stage.
        """
        if name not in self.names:
            near = difflib.get_close_matches(name, self.names, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise DistillError(f"the recipe has no stage {name!r}; it has {', '.join(self.names)}{hint}")
        return StageFolder(self.folder / "stages" / f"{self.names.index(name):02d}-{name}")

    def folders(self) -> Iterator[tuple[str, StageFolder]]:
        """All stages, in order, begun or not."""
        return ((name, self.stage(name)) for name in self.names)

    def forget(self, name: str) -> None:
        """Remove a stage and all after it; what models answered stays."""
        for later in self.names[self.names.index(name) :]:
            self.stage(later).remove()

    def begin(self, stage: Stage, key: str, recipe: Recipe) -> None:
        """Write a stage's manifest."""
        path = self.stage(stage.name).path
        if not (path / "manifest.json").exists():
            path.mkdir(parents=True, exist_ok=True)
            _manifest({"key": key, stage.name: asdict(stage.settings)}, recipe.seed).write(path)

    def end(self, name: str) -> None:
        """Note in a stage's manifest what came out."""
        folder = self.stage(name)
        path = folder.path / "manifest.json"
        values = json.loads(path.read_text(encoding="utf-8"))
        kept = dropped = 0
        for _, record in folder.records():
            kept, dropped = kept + record.kept, dropped + record.dropped
        outcome = {"rows": kept + dropped, "kept": kept, "dropped": dropped}
        if values["outcome"] != outcome:
            Manifest(**{**values, "outcome": outcome}).write(folder.path)


def opened(folder: Path) -> tuple[Layout, dict[str, Any]]:
    """The layout of a run that was begun, and its manifest.

    Raises:
        DistillError: the folder holds no run.
    """
    try:
        manifest = read_manifest(folder)
        return Layout(folder, tuple(manifest["settings"]["stages"])), manifest
    except (OSError, ValueError, KeyError, TypeError):
        raise DistillError(f"{folder} holds no curation run; name the folder that `groundwire distill run` was given") from None


def check_or_begin(recipe: Recipe, layout: Layout, paths: list[Path]) -> dict[str, str]:
    """Write the run's manifest, or see that the recipe may go on with what is there.

    Returns:
        The key of each stage.

    Raises:
        RunMismatch: something that is done was done otherwise; it is named.
    """
    digests = {str(path): digest(path) for path in paths}
    settings = {**recipe.values["raw"], "shard_rows": recipe.shard_rows, "seed": recipe.seed}
    raw = {"raw": settings, "files": sorted(digests.values())}
    keys = {READ: _key("", raw)}
    for before, stage in zip(layout.names, recipe.stages, strict=False):
        keys[stage.name] = _key(keys[before], {stage.name: asdict(stage.settings), "version": stage.version})
    _check(recipe, layout, keys, digests)
    manifest = _manifest({**recipe.values, "stages": list(layout.names[1:])}, recipe.seed)
    manifest.data = digests
    manifest.write(layout.folder)
    read = layout.stage(READ).path
    if not (read / "manifest.json").exists():
        read.mkdir(parents=True, exist_ok=True)
        _manifest({"key": keys[READ], **raw}, recipe.seed).write(read)
    return keys


def _check(recipe: Recipe, layout: Layout, keys: dict[str, str], digests: dict[str, str]) -> None:
    """Refuse to go on where a stage that is there was made from something else."""
    known = {layout.stage(name).path.name for name in layout.names}
    for path in sorted((layout.folder / "stages").glob("[0-9]*")):
        if path.name not in known:
            raise RunMismatch(
                f"{layout.folder} holds a run with other stages ({path.name} is there); give another folder, or the recipe that "
                "it was started with"
            )
    for name, folder in layout.folders():
        try:
            before = read_manifest(folder.path)["settings"]
        except (OSError, ValueError, KeyError):
            continue
        if before.get("key") != keys[name]:
            raise RunMismatch(
                f"{layout.folder} holds a run whose stage {name!r} was made {_difference(name, before, recipe, digests)}; give "
                f"another folder, the recipe that it was started with, or --redo {name}"
            )


def _difference(name: str, before: dict[str, Any], recipe: Recipe, digests: dict[str, str]) -> str:
    """What was otherwise, in words."""
    if name == READ and before.get("files") != sorted(digests.values()):
        return "from other raw files"
    own = recipe.values[name if name != READ else "raw"]
    if name == READ:
        own = {**own, "shard_rows": recipe.shard_rows, "seed": recipe.seed}
    now = _deciding(json.loads(json.dumps(own)))
    theirs = _deciding(before.get(name if name != READ else "raw", {}))
    for key in sorted(now):
        if now[key] != theirs.get(key):
            return f"with another {key!r} ({_short(theirs.get(key))} there, {_short(now[key])} now)"
    return "by another version, or from something before it that changed"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _key(before: str, values: dict[str, Any]) -> str:
    text = json.dumps([before, _deciding(values)], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _deciding(value: Any) -> Any:
    """Settings without the operational ones, at any depth."""
    if isinstance(value, dict):
        return {key: _deciding(one) for key, one in value.items() if key not in _OPERATIONAL}
    return [_deciding(one) for one in value] if isinstance(value, list | tuple) else value


@cache
def _revision() -> str | None:
    """The code's revision, asked for once: a run writes a manifest for each stage."""
    return code_revision()


def _manifest(settings: dict[str, Any], seed: int) -> Manifest:
    made = Manifest(json.loads(json.dumps(settings)), seed, revision=_revision())
    for name in _TOOLS:
        try:
            made.tools[name] = version(name)
        except PackageNotFoundError:
            made.tools[name] = "absent"
    return made
