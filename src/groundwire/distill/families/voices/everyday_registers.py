"""What told registers share: resets, edges and the order of sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.telling import sentence

AT = (
    "on (each|every|the) {e} edge of {c}", "at (each|every) {g} of {c}", "whenever {c} {m}", "at the {e} {c} edge",
    "each time {c} goes from {z}", "with every {e} edge of {c}", "when {c} {m}", "on {g} {c}",
)  # fmt: skip


SYNC = (
    "{r} is looked at only on the clock edge; if it is {b} there, {t} becomes {v}.",
    "Synchronous reset ({r} = {b}): {t} goes to {v}.",
    "Holding {r} {l} over a clock edge brings {t} to {v}.",
    "A clock edge that finds {r} {l} sets {t} to {v} and does nothing else.",
    "Reset ({r}, {l} = active) acts together with the clock and puts {t} to {v}.",
    "When the clock edge comes and {r} is {l}, {t} goes to {v}(, whatever the other inputs say|).",
    "The reset {r} is synchronous, active {l}; it gives {t} the value {v}.",
)


ASYNC = (
    "{r} works without the clock: {l} forces {t} to {v} at once.",
    "Asynchronous reset ({r} = {b}): {t} goes to {v}.",
    "Driving {r} {l} immediately puts {t} to {v}; no clock edge is needed.",
    "As long as {r} is {l}, {t} stays at {v}, clock or no clock.",
    "The reset {r} is active {l} and asynchronous, and gives {t} the value {v}.",
    "{t} goes to {v} the moment {r} becomes {l}, in the middle of a cycle too.",
)


WHEN_SYNC = (
    "if {r} is {l} at the clock edge", "on a clock edge with {r} = {b}", "with {r} {l} as the clock edge arrives",
    "at any clock edge that sees {r} at {b}", "synchronously when {r} is {b}",
)  # fmt: skip


WHEN_ASYNC = (
    "as soon as {r} is {l}, without waiting for the clock", "while {r} is {l}, whatever the clock does",
    "asynchronously when {r} is {b}", "the moment {r} goes {l} (clock or no clock)", "at once when {r} is {l}, no clock needed",
)  # fmt: skip


NOUN = (
    "the active-{l} {k} reset {r}", "the {k} reset {r} (active {l})", "{r} ({k} reset, active {l})",
    "an active-{l} {k} reset named {r}",
)  # fmt: skip


NO_RESET = ("", "", "There is no reset.", "No reset.", "No reset needed.")


def slots_of(d: Draw, clk: str, falling: bool, reset: Reset, target: str, value: str) -> dict[str, object]:
    """What is said of the clock and of the reset: sentences, clauses and noun phrases."""
    edge, verilog = ("falling", "negedge") if falling else ("rising", "posedge")
    moves = d.one(("falls", "goes low")) if falling else d.one(("rises", "goes high"))
    at = d.any(*AT, e=edge, g=verilog, c=clk, m=moves, z="1 to 0" if falling else "0 to 1")
    slots: dict[str, object] = {"c": clk, "at": at, "ed": edge, "ge": verilog, "v": value}
    if reset.kind == "none":
        return slots | {"rs": d.any(*NO_RESET), "rw": "", "rp": "", "rt": ""}
    sync, level = reset.kind == "sync", "low" if reset.low else "high"
    kind = "synchronous" if sync else "asynchronous"
    known = {"r": reset.name, "b": int(not reset.low), "l": level}
    told = d.any(*(SYNC if sync else ASYNC), **known, t=target, v=value)
    if d.chance(0.25):
        told = d.tell_reset(reset, f"sets {target} to {value}")
    return slots | {
        "rs": told,
        "rw": d.any(*(WHEN_SYNC if sync else WHEN_ASYNC), **known),
        "rp": d.any(*NOUN, **known, k=kind),
        "rt": f"{reset.name} ({d.one((kind, kind, kind[: 4 if sync else 5]))}, active {level})",
    }


def told_of(d: Draw, pool: Sequence[str], ports: Sequence[Port], **slots: object) -> str:
    """One whole wording, tidied."""
    empty = {f"{{{name}}}" for name, value in slots.items() if value in NO_RESET}
    text = re.sub(r" {2,}", " ", d.any(*(text for text in pool if text[:4] not in empty), **slots))
    text = re.sub(r" +([,;\n]|\.(?!\.))", r"\1", text).strip()
    text = re.sub(r"(?<=\.) \d\.$", "", text)
    lines = text.split("\n")
    names = [port.name for port in ports]
    lines[0] = sentence(lines[0], names) if len(lines) == 1 else lines[0]
    return "\n".join(line.rstrip() for line in lines)


def ordered(d: Draw, ports: Sequence[Port]) -> tuple[Port, ...]:
    """Ports, now and then in another order."""
    shuffled = list(ports)
    if d.chance(0.2):
        d.rng.shuffle(shuffled)
    return tuple(shuffled)


def value_of(d: Draw, width: int, value: int) -> str:
    """A constant as people write it."""
    mask = (1 << width) - 1
    if width == 1:
        return str(value)
    if value == 0:
        return d.one(("0", "0", "zero", "all zeros"))
    if value == mask and d.chance(0.4):
        return "all ones"
    digits = -(-width // 4)
    return d.one((str(value), f"{width}'h{value:0{digits}x}", f"0x{value:0{digits}x}", f"{value} (decimal)"))


def code_value(d: Draw, width: int, value: int) -> str:
    """A constant in code."""
    return d.one(("0", d.style.literal(width, 0))) if value == 0 else d.style.literal(width, value)


OUTS = ("q", "out", "dout", "Q", "reg_out", "data_q", "stored", "val", "state_q")


INS = ("d", "in", "din", "D", "data_in", "wdata", "x", "value")


ENABLES = ("en", "ce", "enable", "step", "run", "advance", "go", "tick")
