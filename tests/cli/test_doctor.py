"""`doctor`: everything that is looked for has a version or a way to get it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from groundwire.cli import checks
from groundwire.cli.checks import REFLEX, VERILOG, Check, reflex_runs

Command = Callable[..., Any]


def test_it_names_what_is_found_and_how_to_get_the_rest(command: Command) -> None:
    result = command("doctor", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == (0 if told["reflex_runs"] else 1)
    by_name = {check["name"]: check for check in told["checks"]}
    assert {"python", "torch", "torch backend", "unicorn", "backbone MiniLM", "shipped model", "GNU RISC-V as",
            "capstone", "Icarus Verilog", "Verilator", "Yosys", "pyslang", "pyosys", "sandbox", "memory",
            "disk"} <= set(by_name)  # fmt: skip
    for check in told["checks"]:
        assert check["version"] if check["found"] else check["remedy"], check
    assert by_name["torch"]["found"] and "threads" in by_name["torch backend"]["detail"]


def test_the_text_gives_the_remedy_below_what_is_absent(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    lines = command("doctor").stdout.splitlines()
    place = next(index for index, line in enumerate(lines) if "Icarus Verilog" in line)
    assert lines[place].split()[0] == "absent"
    assert lines[place + 1].strip() == "get it: apt-get install iverilog"


def test_the_sandbox_level_in_force_is_told(command: Command) -> None:
    from groundwire.eda import sandbox_level

    told = {check["name"]: check for check in json.loads(command("doctor", "--json").stdout)["checks"]}["sandbox"]
    assert told["version"] == f"level {sandbox_level()}"
    assert "network" in told["detail"] and "get" in told["remedy"]


def test_reflex_needs_only_what_it_requires() -> None:
    good = Check("torch", True, "2", REFLEX, True)
    assert reflex_runs([good, replace(good, name="memory", found=False, required=False)])
    assert reflex_runs([good, replace(good, name="yosys", found=False, needed_for=VERILOG)])
    assert not reflex_runs([good, replace(good, name="unicorn", found=False)])


def test_a_tool_that_fails_is_still_reported() -> None:
    assert checks.first_line(["/nowhere/tool", "--version"]) == ""
    assert checks.number_in("GNU assembler (GNU Binutils for Debian) 2.40") == "2.40"
    assert checks.number_in("no number") == "no number"
