"""The machine on screen: registers, the last instructions, memory and display, as one rich renderable."""

from __future__ import annotations

from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from groundwire.cli.show import range_text, trace_line
from groundwire.reflex.shell import RECENT, Screen

MEMORY_ROWS = 6
"""Ranges of memory that are shown."""


def draw(screen: Screen) -> RenderableType:
    """The whole screen."""
    lines = [trace_line(step) for step in screen.recent]
    lines += [Text("")] * (RECENT - len(lines))
    program = Panel(
        Text("\n").join(lines), title="last instructions", title_align="left", box=box.ROUNDED, height=RECENT + 2
    )
    return Group(Columns([registers(screen), memory(screen)], padding=(0, 1)), program, Text(screen.status, "bold"))


def registers(screen: Screen) -> Panel:
    """Registers x0 to x31 in four columns, those that the last cycle changed in green."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in range(8):
        cells = []
        for index in range(row, 32, 8):
            name = f"x{index}"
            style = "bold green" if name in screen.changed else ("default" if screen.registers[index] else "dim")
            cells.append(Text(f"{name:<3} {screen.registers[index]:08x}", style))
        table.add_row(*cells)
    return Panel(table, title=f"registers   pc {screen.pc:08x}", title_align="left", box=box.ROUNDED, expand=False)


def memory(screen: Screen) -> Panel:
    """Data words that are not zero, and the display."""
    rows = [Text(range_text(part), "yellow", overflow="ellipsis", no_wrap=True) for part in screen.memory[:MEMORY_ROWS]]
    hidden = len(screen.memory) - MEMORY_ROWS
    rows.append(Text(f"and {hidden} more" if hidden > 0 else "", "dim"))
    rows += [Text("")] * (MEMORY_ROWS + 1 - len(rows))
    rows.append(Text(f'display "{screen.display}"', "magenta", overflow="ellipsis", no_wrap=True))
    return Panel(Group(*rows), title="memory", title_align="left", box=box.ROUNDED, width=46)
