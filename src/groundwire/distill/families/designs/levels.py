"""Words for levels, conditions, clock edges and lists of facts, for families whose texts are made of independent facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from groundwire.distill.families.draw import Draw

HIGH = ("1", "1", "high", "asserted", "active", "true", "set")
LOW = ("0", "0", "low", "deasserted", "inactive", "false", "not set")


def level(d: Draw, value: int, name: str = "") -> str:
    """A word for a level; a plain one for a name that says "active low", where "asserted" would be 0."""
    plain = name.endswith(("_n", "_b", "n")) or name.startswith("n")
    return d.one((("1", "high") if value else ("0", "low")) if plain else (HIGH if value else LOW))


def when(d: Draw, name: str, value: int = 1) -> str:
    """A condition on one bit: "when en is high"."""
    if d.chance(0.12):
        return d.one((f"for {name} = {value}", f"on {name} = {value}", f"with {name} {'high' if value else 'low'}"))
    return f"{d.one(('when', 'when', 'if', 'if', 'while', 'whenever'))} {name} is {level(d, value, name)}"


def edge(d: Draw, clock: str, falling: bool = False) -> str:
    """When a register loads: "at the rising edge of clk"."""
    if falling:
        return d.any("(at|on) (the|each|every) (falling|negative) edge of {c}", "on negedge {c}", "when {c} falls", c=clock)
    return d.any(
        "(at|on) (the|each|every) (rising|positive) edge of {c}", "(at|on) (the|each|every) (rising|positive) edge of {c}",
        "on posedge {c}", "when {c} rises", "as {c} goes from 0 to 1", c=clock,
    )  # fmt: skip


def sentence(text: str, names: Collection[str]) -> str:
    """A fact with a capital letter, unless it begins with a port, and a full stop."""
    word = text.split(" ", 1)[0].split("[")[0].strip(",.:;(")
    start = text if word in names else text[:1].upper() + text[1:]
    return start if start.endswith((".", ":", "?")) else f"{start}."


def facts(d: Draw, told: Sequence[str], names: Collection[str], opening: str = "") -> str:
    """Facts as sentences, bullets, numbered requirements, or clauses with semicolons."""
    form = d.number(0 if opening else 2, 5)
    if form == 0:
        return f"{opening}\n" + "\n".join(f"- {one}" for one in told) + "\n"
    if form == 1:
        numbered = "\n".join(f"{i}. {sentence(one, names)}" for i, one in enumerate(told, 1))
        return f"{opening}\n{numbered}\n"
    if form == 2 and len(told) > 1:
        return (f"{opening} " if opening else "") + sentence("; ".join(told), names)
    return (f"{opening} " if opening else "") + " ".join(sentence(one, names) for one in told)
