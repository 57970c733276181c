"""How runs look in a terminal: the lines of a trace and the summary under it."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from groundwire.reflex.trace import MemoryRange, TraceStep, word_text

TRACE_HEADER = f"{'cycle':>5}  {'pc':<6}  {'word':<8}  {'instruction':<26}  effect"
ENDINGS = {
    "halt": "halted", "limit": "stopped at the limit", "zero-word": "stopped at a zero word", "trap": "trapped",
}  # fmt: skip
SHOWN_WORDS = 16
"""Words of one range of memory that are printed."""


def trace_line(step: TraceStep) -> Text:
    """One cycle as one line."""
    line = Text(no_wrap=True)
    line.append(f"{step.cycle:>5}  0x{step.pc:04x}  ", "dim").append(f"{step.word:08x}  ", "cyan")
    line.append(f"{step.assembly:<26}  ", "bold")
    line.append_text(effect(step))
    line.rstrip()
    return line


def effect(step: TraceStep) -> Text:
    """What a cycle changed: registers, memory, display."""
    parts = [Text(f"{name} = {word_text(value)}", "green") for name, value in step.registers.items()]
    parts += [Text(range_text(part), "yellow") for part in step.memory if part.address < 0x6000]
    if any(part.address >= 0x6000 for part in step.memory):
        parts.append(Text(f'display "{step.display}"', "magenta"))
    return Text("   ").join(parts)


def range_text(part: MemoryRange) -> str:
    """A range of memory as `[0x5000] = 1, 2, 3`."""
    words = ", ".join(word_text(word) for word in part.words[:SHOWN_WORDS])
    more = len(part.words) - SHOWN_WORDS
    return f"[0x{part.address:x}] = {words}" + (f", and {more} more" if more > 0 else "")


def ending(record: dict[str, Any]) -> Text:
    """Why a run ended, how long it was, and how fast."""
    style = "bold green" if record["halted"] else "bold red"
    line = Text(ENDINGS[record["reason"]], style)
    cycles, each = record["cycles"], record["milliseconds_per_cycle"]
    line.append(f" after {cycles} cycle{'s' if cycles != 1 else ''}", "default")
    if each is not None:
        line.append(f", {each:.1f} ms each, {record['seconds']:.2f} s", "default")
    if "trap" in record:
        line.append(f": {record['trap']}", "default")
    return line


def print_summary(console: Console, record: dict[str, Any]) -> None:
    """Print what a run left behind."""
    console.print(ending(record))
    for address, words in record["memory"].items():
        if int(address, 16) < 0x6000 or not record["display"]:
            console.print(f"  {range_text(MemoryRange(int(address, 16), words))}", style="yellow")
    if record["display"]:
        console.print(f'  display "{record["display"]}"', style="magenta")
    if not record["memory"]:
        console.print("  memory is as it was before the start", style="dim")
    expectations = record.get("expectations")
    if expectations is not None:
        holds = expectations["hold"]
        console.print("  as expected" if holds else "  not as expected", style="bold green" if holds else "bold red")
        for failure in expectations["failures"]:
            console.print(f"    {failure}")
