"""What the families with many small facts share: names for many ports, and lists of facts in many layouts.

A small model learns to bind names to values where nearly every token of an answer is such a binding; in most designs a few are.
"""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.draw import Draw
from groundwire.distill.families.telling import sentence

NAMES = (
    "a", "b", "c", "d", "e", "f", "g", "h", "k", "m", "n", "p", "r", "s", "t", "u", "v", "w", "x", "y", "z", "q0", "q1",
    "in1", "in2", "in3", "out1", "out2", "out3", "led", "lamp", "busy", "ready", "done", "req", "ack", "start", "stop",
    "load", "fan", "pump", "door", "alarm", "tick", "mode", "flag", "valid", "full", "empty", "left", "right", "up", "down",
    "red", "green", "blue", "amber", "irq", "cs", "we", "oe", "tx", "rx", "key", "lock", "open", "near", "far", "hot", "cold",
    "low_level", "high_level", "d0", "d1", "d2", "d3", "x0", "x1", "x2", "x3", "sig_a", "sig_b", "sig_c",
)  # fmt: skip
"""Names of single signals."""
_FRAMES = (
    ("- ", "\n"), ("* ", "\n"), ("", "\n"), ("", "; "), ("", ", "), ("", ". "), ("{i}. ", "\n"), ("({i}) ", "\n"), ("{i}) ", " "),
)  # fmt: skip
"""What stands before each item of a list, and between two."""


def some_names(d: Draw, count: int) -> list[str]:
    """So many different names; a family of numbered ones now and then."""
    if d.chance(0.2):
        stem = d.one(("in", "s", "x", "line", "p", "ch", "r", "w", "bit", "o"))
        start = d.one((0, 0, 1))
        return [d.name(f"{stem}{i + start}") for i in range(count)]
    return [d.name(*NAMES) for _ in range(count)]


def listed(d: Draw, items: Sequence[str], names: Sequence[str] = ()) -> str:
    """Facts as a list: one to a line with marks or without, or in one line with separators."""
    mark, glue = d.one(_FRAMES)
    if glue == ". ":
        return " ".join(sentence(item, names) for item in items)
    text = glue.join(mark.replace("{i}", str(i + 1)) + item for i, item in enumerate(items))
    return text if glue == "\n" else f"{text}."


def mixed(d: Draw, items: Sequence[str], share: float = 0.6) -> list[str]:
    """The items in another order in a share of cases."""
    return d.rng.sample(list(items), len(items)) if d.chance(share) else list(items)


def headed(d: Draw, heads: Sequence[str], body: str, **slots: object) -> str:
    """A list of facts under or over a sentence that says what it is."""
    head = d.any(*heads, **slots)
    glue = "\n" if "\n" in body else " "
    below = f"{head[:-1]}." if head.endswith(":") else head
    return d.one((f"{head}{glue}{body}", f"{head}{glue}{body}", f"{body}{glue}{below}"))
