"""Runs inside a sandbox: synthesizes many small sources in one design, so that they share the fixed cost of every pass.

Loaded only by a sandbox's server, through `groundwire.distill.filters`. An error ends the whole process; whose it was is found by
whoever asked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from groundwire.distill.names import source_name
from groundwire.eda.yosys_worker import _GATES as GATES
from groundwire.eda.yosys_worker import libyosys

_STATISTICS = "statistics.json"


def synthesize(payload: dict[str, Any]) -> dict[str, Any]:
    """Synthesize sources as `groundwire.eda.yosys_worker` does one.

    Args:
        payload: "tops", one for each source; no two sources may declare a module of the same name.
    """
    tops = payload["tops"]
    design = libyosys.Design()
    for command in (
        *(f"read_slang --top {top} {source_name(number)}" for number, top in enumerate(tops)),
        "setattr -mod -unset top *",  # else only the last one would be kept
        "hierarchy -check", "proc", "check -assert", "flatten", "synth -noabc -run coarse:fine", "opt -fast -full", "memory_map",
        "opt -full", f"techmap -map %{GATES}", "opt -fast", "check -assert", f"tee -q -o {_STATISTICS} stat -json",
    ):  # fmt: skip
        libyosys.run_pass(command, design)
    modules = json.loads(Path(_STATISTICS).read_text(encoding="utf-8"))["modules"]
    return {"cells": [sum(modules[f"\\{top}"]["num_cells_by_type"].values()) for top in tops]}
