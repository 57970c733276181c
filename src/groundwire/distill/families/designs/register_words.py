"""How people tell of edges, levels, holding and values in clocked designs: phrases that several families share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from groundwire.distill.families.draw import Draw

_OPENING_WORDS = (
    "when whenever if while the on at as with once upon each every after between whatever otherwise else for only to "
    "nothing both there you unless since because it its what all two three four five six"
)
_OPENERS = frozenset(_OPENING_WORDS.split())
_AFTER_STOP = re.compile(r"(?<=[.?] )[a-z]+")
_EDGES = (
    "the {r} edge of {c}",
    "the {r} edge of {c}",
    "{c}'s {r} edge",
    "a {r} edge of {c}",
    "the {r} {c} edge",
    "the {f} transition of {c}",
    "{p} {c}",
)
_AT_EDGES = (
    "(at|on) the {r} edge of {c}",
    "(at|on) (each|every) {r} edge of {c}",
    "on {p} {c}",
    "at {p} {c}",
    "at {c}'s {r} edge",
    "whenever {c} {v}",
    "each time {c} goes from {f}",
    "(when|as) {c} {v}",
    "with (each|every) {r} {c} edge",
    "(at|on) the {r} {c} edge",
    "when {c} goes from {f}",
)
_LOOSE_EDGES = (
    "(at|on) (the|each|every) {r} edge of the clock",
    "(at|on) (the|each|every) {r} clock edge",
    "on the clock's {r} edge",
    "once per clock cycle, at the {r} edge,",
    "at every clock edge ({r})",
)
_HIGH = (
    "{n} is 1",
    "{n} is 1",
    "{n} is high",
    "{n} is high",
    "{n} = 1",
    "{n} == 1",
    "{n} is asserted",
    "{n} is set",
    "{n} is true",
    "{n} is active",
    "{n} is at logic 1",
)
_LOW = (
    "{n} is 0",
    "{n} is 0",
    "{n} is low",
    "{n} is low",
    "{n} = 0",
    "{n} == 0",
    "{n} is deasserted",
    "{n} is cleared",
    "{n} is not 1",
    "{n} is false",
    "{n} is at logic 0",
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
_LEADS = (
    "Requirements:",
    "It has to do this:",
    "Specification:",
    "(Behaviour|Behavior):",
    "Facts:",
    "(Please note|Notes):",
    "The following holds:",
    "What it does:",
    "Rules:",
)


def edge(d: Draw, clock: str, falling: bool = False) -> str:
    """ "the rising edge of clk"."""
    return d.any(*_EDGES, c=clock, **_edge_slots(d, falling))


def at_edge(d: Draw, clock: str, falling: bool = False) -> str:
    """ "on every rising edge of clk"; the clock is named but where its name says what it is."""
    if clock in ("clk", "clock") and d.chance(0.2):
        return d.any(*_LOOSE_EDGES, **_edge_slots(d, falling)).rstrip(",")
    return d.any(*_AT_EDGES, c=clock, **_edge_slots(d, falling))


def _edge_slots(d: Draw, falling: bool) -> dict[str, str]:
    if falling:
        return {
            "r": d.one(("falling", "falling", "negative", "trailing")),
            "f": "1 to 0",
            "p": "negedge",
            "v": d.one(("falls", "goes low")),
        }
    return {"r": d.one(("rising", "rising", "positive")), "f": "0 to 1", "p": "posedge", "v": d.one(("rises", "goes high"))}


def level(d: Draw, name: str, value: int, plain: bool = False) -> str:
    """ "en is high"; `plain` without the words that suppose an active-high signal."""
    words = _HIGH if value else _LOW
    return d.any(*(words[:6] if plain else words), n=name)


def when(d: Draw, name: str, value: int, plain: bool = False) -> str:
    """ "when en is high"."""
    return d.any(
        "when {x}", "if {x}", "while {x}", "whenever {x}", "as long as {x}", "when {x}", "if {x}", x=level(d, name, value, plain)
    )


def sentence(text: str) -> str:
    """A sentence: a capital for a first word that is no port, and a full stop."""
    text = _AFTER_STOP.sub(lambda found: found[0].capitalize() if found[0] in _OPENERS else found[0], text.strip())
    first = text.split(" ", 1)[0].rstrip(",:;")
    if first in _OPENERS:
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."


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


def gather(d: Draw, facts: Sequence[str], lead: str = "", shuffle: bool = True) -> str:
    """Sentences that can stand in any order, as a paragraph or as a list; `lead` stands before them all."""
    told = [sentence(fact) for fact in facts if fact]
    if shuffle:
        d.rng.shuffle(told)
    if len(told) == 1 or d.chance(0.65):
        return " ".join([lead, *told]).strip()
    mark = d.one(("- ", "- ", "* ", "{n}. ", "{n}) ", "({n}) "))
    lines = [mark.format(n=index) + fact for index, fact in enumerate(told, 1)]
    return "\n".join([f"{lead} {d.any(*_LEADS)}".strip() if d.chance(0.6) or not lead else lead, *lines])


def listed(d: Draw, cases: Sequence[str], lead: str, mark: str = "") -> str:
    """Cases of one choice in their order: after a colon in one line, or one a line."""
    if d.chance(0.55):
        return f"{lead}: {('; ' if d.chance(0.6) or any(',' in case for case in cases) else ', ').join(cases)}."
    bullet = mark or d.one(("- ", "- ", "  ", "* "))
    return "\n".join([f"{lead}:", *(f"{bullet}{case}" for case in cases)]) + d.one(("", "."))
