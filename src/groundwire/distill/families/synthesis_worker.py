"""Runs inside a sandbox: synthesizes many small modules in one process, as `groundwire.eda` does one by one.

The modules share one run of every pass, which is several times faster than one after another. An error ends the whole process;
which module it was is found by whoever asked, by halving.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

libyosys: Any = importlib.import_module("pyosys.libyosys")  # it has no type hints
_STATISTICS = "statistics.json"


def synthesize(payload: dict[str, Any]) -> dict[str, Any]:
    """Synthesize each file of `payload["files"]`, whose tops are `payload["tops"]`, and count their gates."""
    files, tops = payload["files"], payload["tops"]
    design = libyosys.Design()
    for command in (
        *(f"read_slang --top {top} {name}" for name, top in zip(files, tops, strict=True)),
        "setattr -mod -unset top *",  # else the last one read is the only one that is kept
        "hierarchy -check", "proc", "check -assert", "synth -noabc", "check -assert", f"tee -q -o {_STATISTICS} stat -json",
    ):  # fmt: skip
        libyosys.run_pass(command, design)
    modules = json.loads(Path(_STATISTICS).read_text(encoding="utf-8"))["modules"]
    return {"cells": [_cells(modules[f"\\{top}"]) for top in tops]}


def _cells(told: dict[str, Any]) -> int:
    return int(sum(told["num_cells_by_type"].values()))
