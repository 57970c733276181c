"""Ways in which people tell facts of clocked designs: edges, levels, resets, lists of requirements. No family is here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from groundwire.distill.families.draw import Draw
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import capitalized, edge_word, is_level

_SYNC = (
    "{r} is a synchronous reset, active {l}: (when|while) it is {b} at the clock edge, it {f}.",
    "The (synchronous |)active-{l} reset {r} {f} (at the clock edge|on the next clock edge|synchronously).",
    "If {i} at (the|a) {e} edge of {c}, {s}.",
    "{s} when {i} at (the|a) {e} edge of {c} (synchronous reset).",
    "Reset: {r}, synchronous, active {l}; it {f}.",
    "(Synchronous reset|Reset is synchronous): {r} = {b} {f}.",
    "A {b} on {r} {f}, but only at the {e} edge of {c}.",
    "Reset ({r}) is sampled with the clock, is active {l} and {f}.",
    "{r} {f} when it is {b}; it is (only looked at on clock edges|looked at on clock edges only).",
    "There is a reset called {r}. It is active-{l}, (synchronous to|works synchronously with) {c}, and {f}.",
    "Synchronous active-{l} reset on {r}: {s}.",
    "With {r} at {b} on a clock edge, {s}, whatever the other inputs are.",
    "(Please use|Use|I want) a synchronous reset: {r}, active {l}. It {f}.",
    "{r} (sync, active-{l}): {s}.",
    "The reset, {r}, takes effect (on|at) the next {e} clock edge only; it is active {l} and {f}.",
    "To reset, drive {r} {l}: at the next {e} edge of {c}, {s}.",
    "When the synchronous reset {r} is {b}, {s} at the next clock edge.",
    "Input {r} resets the (circuit|module) synchronously when {l}; {s}.",
)
_ASYNC = (
    "{r} is an asynchronous reset, active {l}: it {f} (at once|immediately), without waiting for the clock.",
    "The asynchronous active-{l} reset {r} {f} (immediately|at once|whatever the clock does).",
    "As soon as {i}, {s}, without waiting for {c}.",
    "{s} as soon as {i} (asynchronous reset).",
    "Reset: {r}, asynchronous, active {l}; it {f}.",
    "(Asynchronous reset|Reset is asynchronous): {r} = {b} {f}.",
    "A {b} on {r} {f} at once, clock edge or not.",
    "Reset ({r}) does not wait for the clock, is active {l} and {f}.",
    "{r} {f} when it is {b}, independently of {c}.",
    "There is a reset called {r}. It is active-{l}, (asynchronous to|independent of) {c}, and {f}.",
    "Asynchronous active-{l} reset on {r}: {s}.",
    "While {i}, {s}, regardless of the clock and of all other inputs.",
    "(Please use|Use|I want) an asynchronous reset: {r}, active {l}. It {f}.",
    "{r} (async, active-{l}): {s}.",
    "The reset, {r}, takes effect right away and not at the next edge; it is active {l} and {f}.",
    "To reset, drive {r} {l}: {s} immediately, with no need of a clock edge.",
    "When the asynchronous reset {r} is {b}, {s} immediately.",
    "Input {r} resets the (circuit|module) asynchronously when {l}; {s}.",
)
ENABLE = (
    "It counts only while {y}.", "While {x}, it keeps its value.", "Counting (happens|takes place) only if {y}.",
    "{x}: hold. {y}: count.", "{y}: count. {x}: hold.", "When {x} the count stands still.", "It stands still while {x}.",
    "{n} enables counting when it is {b}.", "Nothing is counted unless {y}.", "A {z} on {n} freezes the count.",
    "{n} is the active-{l} count enable.", "Hold the value when {x}; count when {y}.", "Count when {y}; hold the value when {x}.",
    "Clock edges with {n} = {z} are not counted.", "The counter pauses whenever {x}.", "Edges count only with {n} at {b}.",
    "If {x} the counter does not move.",
)  # fmt: skip
PUT = (
    "When {i}, {q} becomes {v}.", "{q} becomes {v} when {i}.", "{n} = {b} puts {v} into {q}.",
    "If {i} at the edge, {q} takes {v}.",
    "{q} is set to {v} by {n} = {b}.", "{n} (active {l}): {q} <= {v}.", "Synchronously, {n} = {b} sets {q} to {v}.",
    "A {b} on {n} makes {q} equal to {v} at the clock edge.", "To put {v} into {q}, {n} must be {b} at the clock edge.",
    "{v} goes into {q} at the clock edge if {i}.", "{q} takes the value {v} at an edge where {i}.",
    "With {n} at {b}, the next value of {q} is {v}.", "{n} is active {l} and sets {q} to {v} at the clock edge.",
    "{n}: when {b}, the next {q} is {v}.", "The next {q} is {v} whenever {i}.",
)  # fmt: skip
LOAD = (
    "When {i}, {q} is loaded with {v}.", "{n} = {b} loads {v} into {q}.", "{q} is loaded from {v} if {i}.",
    "{n} is the active-{l} load input: it copies {v} into {q} at the clock edge.", "Load {v} into {q} when {i}.",
    "The value at {v} goes into {q} at the clock edge if {i}.", "If {i}, the counter takes over {v}.",
    "Parallel load: {v} is copied to {q} at an edge with {n} = {b}.",
)  # fmt: skip
FLAG = (
    "{f} is 1 (while|when) {w}, else 0.", "{f} is high exactly while {w}.", "{f} = ({e}).", "{f} tells that {w}.",
    "Output {f} is high when {w}, low otherwise.", "While {w}, {f} is 1; at all other times it is 0.",
    "{f} goes high, without delay, when {w}.", "{f} is 0 unless {w}.", "If {w}, {f} is 1.", "Assert {f} while {w}.",
    "{f} is a combinational flag for the case that {w}.", "{f} indicates (with a 1|by a 1) that {w}.",
    "whenever {w}, output {f} is high.", "{f} is asserted if and only if {w}.", "A 1 on {f} means that {w}.",
)  # fmt: skip
_SLIPS = ((",,", ","), (" ,", ","), (" ;", ";"), (",;", ";"), (",:", ":"), (" )", ")"), (",)", ")"), (",?", "?"))
_STOPS = re.compile(r"[ ,]\.(?!\.)")


def reset_fact(d: Draw, reset: Reset, clock: str, effect: str, result: str, falling: bool = False) -> str:
    """A sentence on a reset: `effect` as in "it clears q", `result` as in "q becomes 0". Empty where there is none."""
    if reset.kind == "none":
        return ""
    bit = int(not reset.low)
    return d.any(
        *(_SYNC if reset.kind == "sync" else _ASYNC), r=reset.name, l="low" if reset.low else "high", b=bit, f=effect,
        s=result, i=is_level(d, reset.name, bit, reset.low), e=edge_word(d, falling), c=clock,
    )  # fmt: skip


def with_reset(d: Draw, text: str, reset: Reset, clock: str, effect: str, result: str, names: Sequence[str]) -> str:
    """A text and what the reset does, in either order; for `effect` and `result` see `reset_fact`."""
    told = capitalized(reset_fact(d, reset, clock, effect, result), [*names, reset.name])
    return " ".join((capitalized(text, names), told) if d.chance(0.85) else (told, capitalized(text, names)))


def tidy(text: str) -> str:
    """A sentence from slots that may be empty, with its spaces and commas put right."""
    text = " ".join(text.split())
    for wrong, right in _SLIPS:
        text = text.replace(wrong, right)
    return _STOPS.sub(".", text)


def named(d: Draw, out: str, fact: str) -> str:
    """A fact that says what "it" is, since another fact may stand before it."""
    subject = d.one((out, out, "the counter", "the count"))
    if fact.startswith(("it ", "It ")):
        return subject + fact[2:]
    return fact.replace(", it ", f", {subject} ", 1)


def ordinal(number: int) -> str:
    """ "3rd"."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
