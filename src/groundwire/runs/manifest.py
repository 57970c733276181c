"""What a run was: command, settings, seed, versions, and what came out; one manifest.json in each run's folder."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from groundwire.runs.atomic import write_text

_TOOLS = ("groundwire", "torch", "transformers", "numpy", "unicorn", "pyarrow")


def code_revision() -> str | None:
    """The git revision of the code that runs, with "+changes" where it was edited; None outside of a checkout."""
    folder = Path(__file__).parent
    try:
        # An installed copy may lie inside of somebody's checkout of something else, whose revision says nothing.
        subprocess.run(
            ["git", "-C", str(folder), "ls-files", "--error-unmatch", "manifest.py"],
            capture_output=True, timeout=10, check=True,
        )  # fmt: skip
        revision = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, timeout=10, check=True
        ).stdout.strip()
        changes = subprocess.run(
            ["git", "-C", str(folder), "status", "--porcelain", "-uno"], capture_output=True, text=True, timeout=10
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return revision + ("+changes" if changes else "")


def tool_versions() -> dict[str, str]:
    """Versions of Python and of the packages that decide results."""
    found = {"python": platform.python_version()}
    for name in _TOOLS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


@dataclass
class Manifest:
    """One run's record."""

    settings: dict[str, Any]
    """Everything that was set."""
    seed: int
    """The seed of all chance."""
    data: dict[str, str] = field(default_factory=dict)
    """Hashes of what was read, by name."""
    outcome: dict[str, Any] = field(default_factory=dict)
    """What came out; empty until the run ends."""
    command: list[str] = field(default_factory=lambda: [Path(sys.argv[0]).name, *sys.argv[1:]])
    """The command line."""
    revision: str | None = field(default_factory=code_revision)
    """Revision of the code."""
    tools: dict[str, str] = field(default_factory=tool_versions)
    """Versions of the tools."""
    started: str = field(default_factory=lambda: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    """When it began, UTC."""

    def write(self, folder: Path) -> None:
        """Write manifest.json into a run's folder."""
        write_text(folder / "manifest.json", json.dumps(asdict(self), indent=2) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a run's manifest.

    Raises:
        FileNotFoundError: the folder has none.
    """
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


class RunMismatch(ValueError):
    """A run's folder that belongs to another recipe."""


def check_same_settings(settings: dict[str, Any], folder: Path) -> None:
    """Refuse to go on with a run that was started with other settings.

    Raises:
        RunMismatch: the folder's manifest has other settings; the first difference is named.
    """
    if not (folder / "manifest.json").exists():
        return
    difference = first_difference(read_manifest(folder)["settings"], json.loads(json.dumps(settings)))
    if difference is not None:
        key, before, now = difference
        raise RunMismatch(
            f"{folder} holds a run with another {key!r} ({before} there, {now} now); "
            "give another folder, or the recipe that it was started with"
        )


def first_difference(before: dict[str, Any], now: dict[str, Any], path: str = "") -> tuple[str, Any, Any] | None:
    """The first setting, by name, that differs: its dotted name and both values; None where all are equal.

    A setting that one side lacks has the value None there.
    """
    for key in sorted(set(before) | set(now)):
        old, new = before.get(key), now.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            inner = first_difference(old, new, f"{path}{key}.")
            if inner is not None:
                return inner
        elif old != new:
            return f"{path}{key}", old, new
    return None
