"""`groundwire reflex shell`: a prompt loop that keeps the machine on screen, or reads lines from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer

from groundwire.cli.errors import FAILED, say
from groundwire.cli.options import MAXIMUM_CYCLES, Backbone, Checkpoint, MaxCycles, Threads, open_model, output

if TYPE_CHECKING:
    from groundwire.reflex.shell import Answer, ShellSession

PROMPT = "reflex> "


def shell(
    checkpoint: Checkpoint = None,
    backbone: Backbone = None,
    max_cycles: MaxCycles = MAXIMUM_CYCLES,
    threads: Threads = 0,
) -> None:
    """Talk to a machine: prompts drive it, and it stays on screen.

    Data memory stays from prompt to prompt; registers, code and display start anew. :help lists the commands. Lines may
    also come from a pipe; then the exit code is 1 where one could not be used or did not halt.

    Example: echo "multiply 7 and 8" | groundwire reflex shell
    """
    session = new_session(checkpoint, backbone, max_cycles, threads)
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    bad = [answer for answer in (converse if interactive else read_pipe)(session) if not answer.good]
    if bad and not interactive:
        raise typer.Exit(FAILED)


def new_session(checkpoint: str | None, backbone: str | None, max_cycles: int, threads: int) -> ShellSession:
    """Load the model and begin."""
    model = open_model(checkpoint, backbone, threads)

    from groundwire.reflex.shell import ShellSession

    return ShellSession(model, max_cycles)


def read_pipe(session: ShellSession) -> Iterator[Answer]:
    """Feed the lines of stdin, and print what comes of each."""
    from groundwire.reflex.shell import Quit

    console = output()
    # Bytes that are no UTF-8 reach the prompt's own check, which names them.
    reconfigure: Any = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="surrogateescape")
    with suppress(Quit):
        for line in sys.stdin:
            if line.strip():
                console.print(f"{PROMPT}{line.strip()}".encode(errors="replace").decode(), style="dim")
            answer = session.feed(line)
            show_answer(answer)
            yield answer


def converse(session: ShellSession) -> Iterator[Answer]:
    """Read lines from a terminal, with the machine drawn while it runs and after each."""
    from groundwire.cli.show import ending
    from groundwire.reflex.shell import HELP, Quit

    with suppress(ImportError):
        import readline  # noqa: F401  (gives input() a history and line editing)
    output().print(HELP, style="dim")
    while True:
        try:
            line = input(PROMPT)
        except EOFError:
            print()
            return
        try:
            answer = live(session, line)
        except KeyboardInterrupt:
            say("this prompt was stopped by Ctrl-C; :quit leaves")
            continue
        except Quit:
            return
        if answer.record is not None:
            output().print(ending(answer.record))
        else:
            show_answer(answer)
        yield answer


def live(session: ShellSession, line: str) -> Answer:
    """Feed one line while the machine is drawn."""
    from rich.live import Live

    from groundwire.cli.screen import draw

    if not line.strip() or line.strip().startswith(":"):
        return session.feed(line)
    with Live(draw(session.screen()), refresh_per_second=20) as picture:
        answer = session.feed(line, lambda screen: picture.update(draw(screen)))
        picture.update(draw(session.screen()), refresh=True)
    return answer


def show_answer(answer: Answer) -> None:
    """Print an answer: text, or a run's summary; what could not be used goes to stderr."""
    from groundwire.cli.show import print_summary

    if answer.record is not None:
        print_summary(output(), answer.record)
    elif answer.text and answer.good:
        output().print(answer.text)
    elif answer.text:
        say(answer.text)
