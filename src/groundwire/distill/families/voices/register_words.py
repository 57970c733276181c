"""How people tell of edges, levels, holding and values in clocked designs: phrases that several families share."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.draw import Draw
from groundwire.distill.families.telling import edge_word

_EDGES = (
    "the {r} edge of {c}",
    "the {r} edge of {c}",
    "{c}'s {r} edge",
    "a {r} edge of {c}",
    "the {r} {c} edge",
    "the {f} transition of {c}",
    "{p} {c}",
)
_ZEROING = (
    "clears {o}",
    "clears {o} to 0",
    "sets {o} to 0",
    "resets {o} to zero",
    "forces {o} to 0",
    "makes {o} 0",
    "brings {o} to 0",
)
_SETTING = (
    "sets {o} to {v}",
    "loads {o} with {v}",
    "forces {o} to {v}",
    "makes {o} {v}",
    "brings {o} to {v}",
    "presets {o} to {v}",
)


def edge(d: Draw, clock: str, falling: bool = False) -> str:
    """ "the rising edge of clk"."""
    return d.any(
        *_EDGES, c=clock, r=edge_word(d, falling), f="1 to 0" if falling else "0 to 1", p="negedge" if falling else "posedge"
    )


def number(d: Draw, width: int, value: int) -> str:
    """A constant as people write it."""
    if width == 1 or value == 0:
        return str(value)
    digits = -(-width // 4)
    forms = [str(value), f"{width}'h{value:0{digits}x}", f"0x{value:0{digits}X}", f"{width}'d{value}"]
    return d.one(forms + ([f"{width}'b{value:0{width}b}"] * 2 if width <= 8 else []))


def setting(d: Draw, out: str, value: int, width: int = 1) -> str:
    """What a reset does, after "it": "clears q"."""
    if value == 0:
        return d.any(*_ZEROING, o=out)
    if width > 1 and value == (1 << width) - 1 and d.chance(0.5):
        return d.any("sets {o} to all ones", "sets (every bit|all bits) of {o}", "makes {o} all ones", o=out)
    return d.any(*_SETTING, o=out, v=number(d, width, value))


def holds(d: Draw, out: str) -> str:
    """ "q keeps its value"."""
    return d.any(
        "{o} (keeps|retains) its value",
        "{o} holds",
        "{o} does not change",
        "{o} stays as it is",
        "{o} remains unchanged",
        "{o} holds its (old|last|previous) value",
        "nothing happens to {o}",
        "{o} is left alone",
        o=out,
    )


def listed(d: Draw, cases: Sequence[str], lead: str, mark: str = "") -> str:
    """Cases of one choice in their order: after a colon in one line, or one a line."""
    if d.chance(0.55):
        return f"{lead}: {('; ' if d.chance(0.6) or any(',' in case for case in cases) else ', ').join(cases)}."
    bullet = mark or d.one(("- ", "- ", "  ", "* "))
    return "\n".join([f"{lead}:", *(f"{bullet}{case}" for case in cases)]) + d.one(("", "."))
