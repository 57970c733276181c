"""`groundwire verilog ask`: a design for a description, with what the tools say of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

from groundwire.cli.errors import FAILED
from groundwire.cli.options import AsJson, output

if TYPE_CHECKING:
    from groundwire.distill.ask.asking import Request
    from groundwire.distill.ask.records import Asked, Candidate

Spec = Annotated[
    str, typer.Argument(metavar="SPEC", help="What the module should do; - reads it from stdin.", show_default=False)
]
Model = Annotated[
    str | None,
    typer.Option(metavar="DIR|NAME", help="A model's folder or hub name, or its name at the endpoint; by default the one that "
                 "ships with the package, or the endpoint's first.", show_default=False),
]  # fmt: skip
Endpoint = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Ask an OpenAI-compatible API, such as http://localhost:8000/v1.", show_default=False),
]
Samples = Annotated[int, typer.Option("-n", "--samples", min=1, max=1000, help="Candidates to draw.")]
Bench = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A test bench that the answer must pass.", show_default=False)
]
Reference = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A design that the answer must be equivalent to.", show_default=False)
]
Top = Annotated[str, typer.Option(metavar="NAME", help="The module that must be there.", show_default=False)]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the code there.", show_default=False)]
Thinking = Annotated[bool, typer.Option("--thinking", help="Show the model's thinking.")]
Temperature = Annotated[float, typer.Option(min=0.0, help="0 always takes the likeliest token.")]
MaxTokens = Annotated[int, typer.Option(min=1, help="Most tokens of a candidate; never more than the model's context.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same candidates, where the server honours seeds.")]
NoSystem = Annotated[bool, typer.Option("--no-system", help="Send no system prompt.")]


def ask(
    spec: Spec, model: Model = None, endpoint: Endpoint = None, samples: Samples = 8, bench: Bench = None,
    reference: Reference = None, top: Top = "", out: Out = None, thinking: Thinking = False, temperature: Temperature = 0.6,
    max_tokens: MaxTokens = 16384, seed: Seed = 0, no_system: NoSystem = False, as_json: AsJson = False,
) -> int:  # fmt: skip
    """Have a module written: several candidates, checked by the tools, and the best of them with what was checked.

    Ends with code 0 where the answer passed all its checks, 1 where none did, 2 where it could not run as asked.

    Example: groundwire verilog ask "A D flip-flop with inputs clk and d and output q"
    """
    from groundwire.chat import CARD_SYSTEM_PROMPT, Sampling
    from groundwire.distill.ask.asking import Request

    request = Request(
        sys.stdin.read() if spec == "-" else spec, samples, top, _text(bench), _text(reference),
        "" if no_system else CARD_SYSTEM_PROMPT,
    )  # fmt: skip
    asked = _ask(request, model, endpoint, Sampling(temperature, max_tokens, seed=seed))
    if out is not None and asked.best is not None:
        from groundwire.runs.atomic import write_text

        write_text(out, asked.best.code)
    if as_json:
        typer.echo(json.dumps(asked.to_row()))
    else:
        _print(output(), asked, out, thinking)
    return 0 if asked.passed else FAILED


def _text(path: Path | None) -> str:
    """A source file's text, whatever its encoding."""
    return path.read_bytes().decode("utf-8", "replace") if path is not None else ""


def _ask(request: Request, model: str | None, endpoint: str | None, sampling: object) -> Asked:
    """Ask, with one line that says what is going on."""
    from groundwire.chat import Sampling
    from groundwire.distill.ask.asking import ask as run
    from groundwire.distill.ask.sources import open_source
    from groundwire.models.shipped import shipped_verilog

    assert isinstance(sampling, Sampling)
    if endpoint is None and model is None:
        shipped_verilog()  # before libraries that take seconds to load
    console = Console(stderr=True)
    with console.status("loading the model") as status:
        if endpoint is None:
            from groundwire.reflex.api import quiet_libraries

            with quiet_libraries():
                name, source = open_source(model, None, sampling, samples=request.samples)
                return run(request, name, source, sampling, lambda text: status.update(text))
        name, source = open_source(model, endpoint, sampling, samples=request.samples)
        return run(request, name, source, sampling, lambda text: status.update(text))


def _print(console: Console, asked: Asked, out: Path | None, thinking: bool) -> None:
    best = asked.best
    if best is None:
        console.print(f"none of {len(asked.candidates)} candidates holds code", style="red")
        return
    if thinking:
        console.print(Text(best.thinking or "(the model gave no thinking)", "dim"))
        console.print()
    if out is not None:
        console.print(f"the code is in {out}")
    elif console.is_terminal:
        console.print(Syntax(best.code.rstrip(), "systemverilog", background_color="default", word_wrap=True))
    else:
        console.print(best.code.rstrip())
    console.print()
    _print_checks(console, asked, best)


def _print_checks(console: Console, asked: Asked, best: Candidate) -> None:
    console.print(_verdict(asked, best), style="bold green" if asked.passed else "bold red")
    for check in best.checks:
        line = Text("  ok    " if check.ok else "  FAIL  ", "green" if check.ok else "red")
        line.append(f"{check.name:<10}", "bold").append(check.detail)
        console.print(line.append(f"  ({check.tool})" if check.tool else "", "dim"))
    for told in _agreement(asked, best):
        console.print(f"  {told}")
    for said in asked.unchecked:
        console.print(f"  not checked: {said}", style="yellow")
    faults = [f"candidate {one.sample}: {one.fault}" for one in asked.candidates if not one.passed and one is not best]
    for fault in faults[:3]:
        console.print(f"  {fault}", style="dim")
    if len(faults) > 3:
        console.print(f"  and {len(faults) - 3} more that did not pass; --json has all", style="dim")


def _verdict(asked: Asked, best: Candidate) -> str:
    sound = sum(one.passed for one in asked.candidates)
    which = f"candidate {best.sample} of {len(asked.candidates)} by {asked.model}"
    if asked.passed:
        return f"{which} passed its checks, as did {sound - 1} others" if sound > 1 else f"{which} passed its checks, alone"
    return f"no candidate passed its checks; this is {which}, which came furthest"


def _agreement(asked: Asked, best: Candidate) -> list[str]:
    made = asked.agreement
    if not made.compared or not best.like:
        return []
    others = f", others in groups of {', '.join(map(str, made.groups[1:]))}" if len(made.groups) > 1 else ""
    return [
        f"alike  {best.like} of {made.compared} simulated candidates behave alike on {made.steps} random inputs{others}; "
        "agreement is no proof"
    ]
