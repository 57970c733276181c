"""`groundwire verilog check`: the references through the path that answers take."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from groundwire.cli.options import AsJson, output
from groundwire.cli.progress import Reporter
from groundwire.cli.verilog.options import (
    BenchmarkPlace,
    RequireSandbox,
    Tool,
    ToolChoice,
    Workers,
    check_sandbox,
    simulators,
    workers_or_cores,
)

if TYPE_CHECKING:
    from groundwire.bench.check import Check


def check(
    benchmark: BenchmarkPlace,
    tool: Tool = ToolChoice.AUTO,
    workers: Workers = 0,
    require_sandbox: RequireSandbox = False,
    each_tool: Annotated[bool, typer.Option("--each-tool", help="Run the official rules on every simulator as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """Judge a benchmark's own references: who fails, and why.

    Do this before spending hours on generation. Its last line is `official N/TOTAL, with errata N/TOTAL`.
    """
    from groundwire.bench.check import check as run
    from groundwire.bench.errors import BenchmarkError
    from groundwire.bench.library import open_benchmark
    from groundwire.bench.records import Rules

    opened = open_benchmark(benchmark)
    if opened.rules is Rules.MATH:
        raise BenchmarkError(f"{opened.title} has final answers and no references to simulate; score responses to it")
    tools, level = simulators(tool), check_sandbox(require_sandbox)
    with Reporter() as reporter:
        result = run(
            opened,
            tools,
            workers_or_cores(workers),
            f"<{secrets.token_hex(8)}>",
            each_tool,
            lambda done, total: reporter("check", done, total),
        )
    if as_json:
        rows = [{**asdict(row), "judgement": row.judgement.to_row()} for row in result.rows]
        typer.echo(
            json.dumps({"benchmark": opened.title, "tools": tools, "sandbox": level, "rows": rows, "result": result.last_line()})
        )
    else:
        _print(result, level)


def _print(result: Check, level: str) -> None:
    console = output()
    console.print(f"{result.benchmark.title}, {len(result.rows)} problems", style="bold")
    console.print("tools: " + ", ".join(f"{name} {number}" for name, number in result.tools.items()) + f"; sandbox: {level}")
    for remark in result.benchmark.remarks:
        console.print(f"note: {remark}", style="yellow")
    for row in result.rows:
        if row.officially and row.passed:
            continue
        where = f" on {row.judgement.tool} {row.judgement.version}" if row.judgement.tool else ""
        console.print(f"  {row.problem}: official {row.official}, with errata {row.judgement.kind}{where}", style="cyan")
        if row.fault:
            console.print(f"    known: {row.fault}")
        elif not row.passed or not row.officially:
            console.print(f"    {(row.judgement.log.splitlines() or [''])[0][:400]}")
    for name in result.tools:
        if (count := result.passes_on(name)) is not None:
            console.print(f"{name} {result.tools[name]}: {count}/{len(result.rows)} by the official rules")
    console.print(result.last_line())
