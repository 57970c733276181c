"""Runs inside a sandbox: synthesizes Verilog and compares netlists with pyosys, whose errors end the whole process.

Loaded only by a sandbox's server, through `groundwire.eda.netlist`. Verilog is read by the slang frontend: Yosys's own
reader accepts wrong code.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

libyosys: Any = importlib.import_module("pyosys.libyosys")  # it has no type hints
_STATISTICS = "statistics.json"
_GATES = "gates"
_SYNTHESIS = (
    "synth -noabc -flatten -top {top} -run begin:fine", "opt -fast -full", "memory_map", "opt -full", f"techmap -map %{_GATES}",
    "opt -fast", "hierarchy -check", "check -assert",
)  # fmt: skip
"""What `synth -noabc -flatten` does, but with the library of gates that is loaded already: reading it takes half of its time."""


def _run(design: Any, *commands: str) -> None:
    for command in commands:
        libyosys.run_pass(command, design)


def _load_gates() -> None:
    """Keep Yosys's own library of gates for all modules to come; done before the jail, which does not show its file."""
    _run(libyosys.Design(), "read_verilog -nooverwrite -noblackbox -icells +/techmap.v", f"design -save {_GATES}")


_load_gates()


def synthesize(payload: dict[str, Any]) -> dict[str, Any]:
    """Synthesize `payload["files"]` to gates and count them."""
    design = libyosys.Design()
    top = payload["top"]
    _run(
        design, f"read_slang --top {top} {' '.join(payload['files'])}", "hierarchy -check", "proc", "check -assert",
        *(command.format(top=top) for command in _SYNTHESIS), f"tee -q -o {_STATISTICS} stat -json -tech cmos",
    )  # fmt: skip
    told: dict[str, Any] = json.loads(Path(_STATISTICS).read_text(encoding="utf-8"))["design"]
    return told


def compare(payload: dict[str, Any]) -> dict[str, Any]:
    """Prove a gate design equal to a gold one by temporal induction, in four-state logic, where gold is not x."""
    design = libyosys.Design()
    for side in ("gold", "gate"):
        _run(
            design, f"read_slang --top {payload['tops'][side]} {' '.join(payload[side])}", "proc", "flatten", "memory -nomap",
            "memory_map", "opt_clean", "clk2fflogic", f"rename -top {side}", f"design -stash {side}",
        )  # fmt: skip
    steps, seconds = payload["steps"], payload["seconds"]
    _run(
        design, "design -copy-from gold -as gold gold", "design -copy-from gate -as gate gate",
        "miter -equiv -flatten -make_outputs -ignore_gold_x gold gate miter", "hierarchy -top miter",
        "sat -tempinduct -prove trigger 0 -set-init-undef -enable_undef -set-def-inputs "
        f"-maxsteps {steps} -timeout {seconds} miter",
    )  # fmt: skip
    return {}
