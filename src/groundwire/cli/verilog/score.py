"""`groundwire verilog score`: verdicts for a file of responses. It never calls a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from groundwire.cli.options import AsJson, output
from groundwire.cli.progress import Reporter
from groundwire.cli.verilog.options import RequireSandbox, Rule, RuleChoice, Tool, ToolChoice, Workers, check_sandbox, simulators


def score(
    responses: Annotated[
        Path, typer.Argument(metavar="RESPONSES", help="JSON lines of problem, sample, text.", show_default=False)
    ],
    benchmark: Annotated[
        Path | None, typer.Option(metavar="DIR", help="What they answer: a folder or file of one task set.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where verdicts go; by default beside the responses.", show_default=False)
    ] = None,
    rule: Rule = RuleChoice.STRICT,
    tool: Tool = ToolChoice.AUTO,
    workers: Workers = 0,
    require_sandbox: RequireSandbox = False,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Cache of verdicts; by default in the user's cache folder.", show_default=False),
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Forget what earlier runs found, and remember nothing.")] = False,
    ray: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Judge on a Ray cluster.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Score responses: verdicts.jsonl, summary.json, report.md and report.html."""
    import json

    from groundwire.bench.report import percent
    from groundwire.bench.scoring_run import default_cache, score_file

    level = check_sandbox(require_sandbox)
    with Reporter() as reporter:
        result = score_file(
            responses,
            benchmark,
            out,
            str(rule),
            lambda: simulators(tool),
            None if no_cache else (cache or default_cache()),
            workers,
            level,
            ray,
            lambda done, total: reporter("score", done, total),
        )
    if as_json:
        typer.echo(json.dumps(result.summary))
        return
    console = output()
    for note in result.notes:
        console.print(f"note: {note}", style="yellow")
    console.print(result.shares.line())
    summary = result.summary
    for official, own in zip(summary["official"]["pass@k"], summary["with errata"]["pass@k"], strict=True):
        console.print(f"pass@{own['k']}: official {percent(official['value'])}, with errata {percent(own['value'])}")
    for hint in _hints(summary, str(rule)):
        console.print(f"note: {hint}", style="yellow")
    console.print(f"verdicts, summary and report in {result.folder}")


def _hints(summary: dict[str, Any], rule: str) -> list[str]:
    """What one should look at before one trusts a score."""
    from groundwire.bench.records import NOT_THE_ANSWERS_FAULT

    kinds, total = summary["with errata"]["kinds"], summary["responses"]["total"] or 1
    hints = []
    if kinds.get("no-answer", 0) > total / 5:
        share = f"{kinds['no-answer']:,} of {total:,} responses have no code by the {rule} rule"
        other = "; see what --rule lenient finds" if rule == "strict" else ""
        hints.append(share + other)
    if left := summary["responses"]["not scored"]:
        kinds_left = " and ".join(f"{kinds[kind]:,} {kind}" for kind in NOT_THE_ANSWERS_FAULT if kinds.get(kind))
        hints.append(
            f"{left:,} of {total:,} responses are not scored ({kinds_left}): they count neither way with errata, and against "
            "the model in the official figures"
        )
    if (cut := summary["usage"].get("cut at the limit", 0)) > total / 10:
        hints.append(f"{cut:,} responses were cut at the limit of tokens; a larger --max-tokens would have let more of them end")
    return hints
