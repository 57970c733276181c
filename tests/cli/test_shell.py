"""`reflex shell` through a pipe: prompts, commands, and memory that stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console

from groundwire.cli.screen import draw
from groundwire.reflex import load
from groundwire.reflex.shell import Screen, ShellSession

Command = Callable[..., Any]


def test_prompts_drive_and_data_stays_until_reset(command: Command) -> None:
    lines = "multiply 6 and 9\nsay yo\n:memory\n:history\n:reset\n:memory\n:quit\nsay yo\n"
    result = command("reflex", "shell", model=True, input=lines)
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert text.count("reflex> ") == 7, "what follows :quit is not read"
    assert "[0x5000] = 54" in text and 'display "yo"' in text
    assert "0x5000  54" in text and "0x6000  121, 111" in text
    assert "1  multiply 6 and 9  (halt after 33 cycles)" in text
    assert "all data words are zero" in text


def test_memory_and_text_are_written(command: Command) -> None:
    result = command("reflex", "shell", model=True, input=":memory 0x5100=7,-1\n:text 0x5200=ab\n:memory\n")
    assert result.exit_code == 0
    assert "0x5100  7, 4294967295" in result.stdout and f"0x5200  {0x6261}" in result.stdout


def test_lines_that_cannot_be_used_go_to_stderr_and_the_rest_goes_on(command: Command) -> None:
    lines = ":nope\n:memory 0x3=1\nскажи\nsay yo\n"
    result = command("reflex", "shell", model=True, input=lines)
    assert result.exit_code == 1
    errors = result.stderr.splitlines()
    assert errors[0] == "groundwire: unknown command :nope; :help lists them"
    assert "0x3 is not mapped" in errors[1] and "English only" in errors[2] and len(errors) == 3
    assert 'display "yo"' in result.stdout


def test_bytes_that_are_no_text_are_refused(command: Command) -> None:
    result = command("reflex", "shell", model=True, input=b"say \xff\xfe\n")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1 and "plain text" in result.stderr


def test_the_screen_follows_every_cycle(checkpoint: Any) -> None:
    session = ShellSession(load(checkpoint))
    screens: list[Screen] = []
    session.feed("say yo", screens.append)
    assert [len(screen.recent) for screen in screens] == [1, 2, 3, 4, 5, 6]
    assert [screen.display for screen in screens] == ["", "", "y", "y", "yo", "yo"]
    assert screens[0].changed == {"x10"} and screens[0].registers[10] == 0x6000
    assert screens[0].status == 'driving "say yo"' and session.screen().status == ""
    console = Console(width=120, record=True)
    console.print(draw(screens[-1]))
    text = console.export_text()
    assert "x10 00006000" in text and 'display "yo"' in text and "sw x5, 4(x10)" in text
