"""How people tell facts: levels, clock edges, sentences, and several facts as a paragraph or a list.

The hands that wrote the families (`groundwire.distill.families.voices`) differ in their sentences; what they share is here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from groundwire.distill.families.draw import Draw

HIGH = ("1", "1", "1", "high", "high", "asserted", "active", "true", "set", "a logic 1", "logic high")
LOW = ("0", "0", "0", "low", "low", "deasserted", "inactive", "false", "cleared", "a logic 0", "logic low")
"""Words for a level behind "is", each opposite at the same place."""
_PLAIN_HIGH, _PLAIN_LOW = ("1", "1", "high"), ("0", "0", "low")
_IS = ("{n} is {l}", "{n} is {l}", "{n} is {l}", "{n} = {b}", "{n} == {b}", "{n} equals {b}", "{n} is at logic {b}")
_WHENS = ("when {x}", "when {x}", "if {x}", "if {x}", "while {x}", "whenever {x}", "as long as {x}")
_AT_EDGES = (
    "(at|on) the {r} edge of {c}", "(at|on|with) (each|every) {r} edge of {c}", "on {p} {c}", "at {p} {c}",
    "on (each|every) {p} of {c}", "at {c}'s {r} edge", "whenever {c} {v}", "each time {c} goes from {f}", "(when|as) {c} {v}",
    "with (each|every) {r} {c} edge", "(at|on) the {r} {c} edge", "when {c} goes from {f}", "(each|every) time {c} {v}",
)  # fmt: skip
_LOOSE_EDGES = (
    "(at|on) (the|each|every) {r} edge of the clock", "(at|on) (the|each|every) {r} clock edge", "on the clock's {r} edge",
    "at every clock edge ({r})",
)  # fmt: skip
_LEADS = (
    "Requirements:", "Specification:", "(Behaviour|Behavior):", "(The rules|Rules):", "What it (has to do|must do|does):",
    "Details:", "(Please note|Notes):", "The following holds:", "It has to do this:", "Facts:",
)  # fmt: skip
_MARKS = ("- ", "- ", "* ", "* ", "{n}. ", "{n}) ", "({n}) ", "({c}) ", "")
_OPENING_WORDS = """
when whenever if while the on at as with once upon each every after between whatever otherwise else for only to nothing both
there you unless since because it its what all two three four five six
"""
_OPENERS = frozenset(_OPENING_WORDS.split())
_STOPS = (".", "?", "!", ":", ";", "\n")


def active_low(name: str) -> bool:
    """Whether a name says that its port is active when low, where "asserted" would be 0."""
    return name.lower().endswith(("_n", "_b", "rstn", "resetn")) or name.startswith("n")


def level(d: Draw, value: int, plain: bool = False) -> str:
    """A level behind "is"; `plain` leaves out the words that suppose an active-high signal."""
    if plain:
        return d.one(_PLAIN_HIGH if value else _PLAIN_LOW)
    return d.one(HIGH if value else LOW)


def levels(d: Draw, value: int) -> tuple[str, str]:
    """A level and its opposite, in words that go together."""
    pair = d.one(list(zip(LOW, HIGH, strict=True)))
    return pair[value], pair[1 - value]


def is_level(d: Draw, name: str, value: int, plain: bool = False) -> str:
    """ "en is high"."""
    return d.any(*_IS, n=name, l=level(d, value, plain or active_low(name)), b=value)


def when(d: Draw, name: str, value: int = 1, plain: bool = False) -> str:
    """ "when en is high"."""
    if d.chance(0.1):
        return d.any("for {n} = {b}", "on {n} = {b}", "with {n} {w}", n=name, b=value, w="high" if value else "low")
    return d.any(*_WHENS, x=is_level(d, name, value, plain))


def edge_word(d: Draw, falling: bool = False) -> str:
    """ "rising" or a word like it."""
    return d.one(("falling", "falling", "negative") if falling else ("rising", "rising", "positive"))


def at_edge(d: Draw, clock: str, falling: bool = False) -> str:
    """ "on every rising edge of clk"; the clock is named but where its name says what it is."""
    slots = {
        "r": edge_word(d, falling), "p": "negedge" if falling else "posedge", "f": "1 to 0" if falling else "0 to 1",
        "v": d.one(("falls", "goes low") if falling else ("rises", "goes high")),
    }  # fmt: skip
    if clock in ("clk", "clock") and d.chance(0.15):
        return d.any(*_LOOSE_EDGES, **slots)
    return d.any(*_AT_EDGES, c=clock, **slots)


def capitalized(text: str, names: Collection[str] | None = None) -> str:
    """A text with a capital, unless a port's name or a symbol stands first.

    Args:
        text: one or several sentences.
        names: the ports; where they are not known only words that open sentences get a capital.
    """
    return re.sub(r"(?:^|(?<=[.?!] ))[a-z]\w*", lambda found: _opening(found[0], names), text)


def _opening(word: str, names: Collection[str] | None) -> str:
    named = names is not None and (word in names or not word.isalpha() or (len(word) == 1 and word != "a"))
    return word if named or (names is None and word not in _OPENERS) else word[0].upper() + word[1:]


def sentence(text: str, names: Collection[str] | None = None) -> str:
    """A text as a sentence, or several: capitals, and a full stop at the end."""
    text = capitalized(text.strip(), names)
    return text if text.endswith(_STOPS) else f"{text}."


def laid_out(d: Draw, facts: Sequence[str], opening: str = "", names: Collection[str] | None = None, shuffle: bool = True) -> str:
    """Sentences that can stand in any order, as a paragraph or as a list.

    Args:
        d: the choices.
        facts: the sentences, with or without capitals and full stops; empty ones are left out.
        opening: stands before them all.
        names: the ports, as for `capitalized`.
        shuffle: whether their order may change.
    """
    told = [sentence(fact, names) for fact in facts if fact.strip()]
    if shuffle:
        d.rng.shuffle(told)
    tables = any("\n" in fact for fact in told)
    if len(told) < 2 or tables or d.chance(0.6):
        return ("\n" if tables else " ").join([*([opening.strip()] if opening else []), *told])
    lead = d.any(*_LEADS) if d.chance(0.6) or not opening else ""
    mark, bare = d.one(_MARKS), d.chance(0.3) and not any(". " in fact for fact in told)
    lines = [mark.format(n=i + 1, c="abcdefghijklmnopqrstuvwxyz"[i % 26]) + (fact.rstrip(".") if bare else fact)
             for i, fact in enumerate(told)]  # fmt: skip
    return "\n".join([" ".join(part for part in (opening.strip(), lead) if part), *lines])


def also(text: str, more: str) -> str:
    """A text with something behind it, on a new line where the text ends in a list."""
    return f"{text}{chr(10) if chr(10) in text else ' '}{more}" if more else text
