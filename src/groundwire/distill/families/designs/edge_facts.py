"""Edges of a vector that are captured bit by bit until they are cleared, with a mask and a common flag, as facts in any order."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, capitalized, is_level, laid_out
from groundwire.distill.families.voices.counter_words import reset_fact, tidy

_WHAT = {
    "rising": ("goes from 0 to 1", "rises", "has a rising edge", "changes from low to high"),
    "falling": ("goes from 1 to 0", "falls", "has a falling edge", "changes from high to low"),
    "any": ("changes", "goes from 0 to 1 or from 1 to 0", "toggles", "has an edge of either kind"),
}
_CAPTURE = (
    "A bit of {q} is set when the same bit of {s} {x}, as sampled {t}.", "{q}[i] becomes 1 if {s}[i] {x} between two samples. "
    "Samples are taken {t}.",
    "{t}, each bit of {s} is compared with its value at the edge before; where it {x}, the bit of {q} is set.",
    "Events of {s} are remembered in {q}: bit i is set when bit i of the input {x}. Sampling is done {t}.",
    "Watch all bits of {s} {t}. When one {x}, set the bit of {q} with its number.",
    "For every i, {q}[i] is set if {s}[i] {x}, seen {t}.",
    "{q} collects events, bit by bit: {s}[i] {x}, so {q}[i] goes to 1. It is looked at {t}.",
    "(Build|I need) an event register {q} for {s}. Bit i is set when {s}[i] {x}; {s} is sampled {t}.",
    "Whenever bit i of {s} {x} from one sample to the next, bit i of {q} is set. A sample is taken {t}.",
    "Set {q}[i] {t} if {s}[i] {x}.", "{q} records, for each bit of {s} by itself, that it {x}. The input is sampled {t}.",
    "If {s}[i] {x}, that is an event, and {q}[i] is set. Events are looked for {t}.",
    "Each bit of {s} has a flag in {q}, at the same place. The flag is set when the bit {x}, seen {t}.",
    "(Can you|Could you) remember which bits of {s} had an event? Bit i has one when it {x}; then {q}[i] is set. Check {t}.",
    "Which bits of {s} have had an event? {q} shows them. Bit i has an event when it {x}, as seen {t}.",
)  # fmt: skip
_STAY = (
    "A bit of {q} that is set stays set until it is cleared.", "Set bits are kept until they are cleared.",
    "{q} forgets nothing by itself.",
    "Bits of {q} are sticky.", "Once set, a bit keeps its 1 although the input moves on.",
    "Bits that are set remain so if nothing clears them.",
)  # fmt: skip
_ACK = (
    "A 1 in {a}[i] clears {q}[i] at the clock edge.", "The bits of {q} for which {a} has a 1 are cleared at the clock edge.",
    "{a} clears {q} bit by bit: 1 clears, 0 does nothing.", "Where {a} is 1, {q} is cleared with the clock.",
    "To clear bit i, put a 1 on bit i of {a} at a clock edge.", "{q}[i] goes back to 0 if {a}[i] is 1 at the edge.",
)  # fmt: skip
_ALL = (
    "When {i} at the clock edge, all bits of {q} are cleared.", "{a} = 1 clears the whole of {q} at the clock edge.",
    "{q} is cleared completely if {i} at the edge.", "A 1 on {a} makes {q} zero, synchronously.",
)  # fmt: skip
_WINS = {
    True: ("An event at the same time sets the bit all the same.", "If set and clear meet, set wins.",
           "Setting is stronger than clearing.",
           "A new event is not lost when its bit is being cleared: it ends up as 1.", "Where both happen, the bit is 1."),
    False: ("An event at the same time is lost.", "If set and clear meet, clear wins.", "Clearing is stronger than setting.",
            "A bit that is being cleared becomes 0 even if it has an event.", "Where both happen, the bit is 0."),
}  # fmt: skip
_MASK = {
    1: ("Only bits with a 1 in {m} take events.", "Events count where {m} is 1.", "{m}[i] = 0 blocks events of bit i.",
        "{m} enables the events bit by bit (1 = enabled).", "Events of bits whose {m} bit is 0 are ignored."),
    0: ("Only bits with a 0 in {m} take events.", "Events count where {m} is 0.", "{m}[i] = 1 blocks events of bit i.",
        "{m} masks the events bit by bit (1 = masked).", "Events of bits whose {m} bit is 1 are ignored."),
}  # fmt: skip
_FLAG = {
    "|": ("{f} is 1 if any bit of {q} is 1.", "{f} is the OR of all bits of {q}.", "{f} is 0 only when {q} is all zeros.",
          "If {q} is not zero, {f} is high."),
    "&": ("{f} is 1 if all bits of {q} are 1.", "{f} is the AND of all bits of {q}.", "{f} is 1 only when {q} is all ones.",
          "Unless every bit of {q} is set, {f} is low."),
    "~|": ("{f} is 1 if no bit of {q} is 1.", "{f} is high exactly when {q} is zero.",
           "While {q} is all zeros, {f} is 1, else 0."),
}  # fmt: skip


@family("edge_capture", "edge detectors", 1.3)
def edge_capture(d: Draw) -> Design:
    """Captured edges of a vector: kind, mask, clear of all or of single bits, who wins, a common flag."""
    clk, reset = d.clock(), d.reset()
    width = d.one((2, 3, 4, 4, 8, 8, 16))
    every, kind = (1 << width) - 1, d.one(("rising", "falling", "any"))
    source, out = d.names(("in", "seen"), ("irq_in", "pending"), ("keys", "events"), ("d", "q"), ("a", "hit"))
    prev = d.name("prev", "last", "old")
    mask, open_at = (d.name("mask", "enable", "sel"), d.number(0, 1)) if d.chance(0.4) else ("", 1)
    how = d.one(("bits", "all", "none"))
    ack = d.name("ack", "clear", "clr", "done") if how != "none" else ""
    wins = d.chance(0.5)
    flag, gate = (d.name("any", "irq", "flag", "alert"), d.one(("|", "|", "&", "~|"))) if d.chance(0.45) else ("", "|")
    extra = [Port(n, w) for n, w in ((mask, width), (ack, width if how == "bits" else 1)) if n]
    d.rng.shuffle(extra)
    outputs = [Port(out, width, output=True, stored=True), *(Port(n, output=True) for n in (flag,) if n)]
    ports = (Port(clk), *reset.ports, Port(source, width), *extra, *outputs)
    names = [port.name for port in ports]
    main = tidy(d.any(*_CAPTURE, q=out, s=source, x=d.one(_WHAT[kind]), t=at_edge(d, clk)))
    copy = d.any("{e} the stored last value of {s} and {q}", e="clears", s=source, q=out)
    facts = [reset_fact(d, reset, clk, copy, f"{out} and the stored last value of {source} become 0"), d.any(*_STAY, q=out)]
    if ack:
        pool = _ACK if how == "bits" else _ALL
        facts.append(d.any(*pool, a=ack, q=out, i=is_level(d, ack, 1)) + " " + d.any(*_WINS[wins]))
    if mask:
        facts.append(d.any(*_MASK[open_at], m=mask))
    if flag:
        facts.append(d.any(*_FLAG[gate], f=flag, q=out))
    event = {"rising": f"{source} & ~{prev}", "falling": f"~{source} & {prev}", "any": f"({source} ^ {prev})"}[kind]
    event += f" & {'' if open_at else '~'}{mask}" if mask else ""
    kept = {"bits": f"{out} & ~{ack}", "all": f"({ack} ? {d.style.literal(width, 0)} : {out})", "none": out}[how]
    value = f"({kept}) | ({event})" if how == "bits" else f"{kept} | ({event})"
    lines = [f"{prev} <= {source};", f"{out} <= {value};"]
    if ack and not wins:
        drop = f"({out} | ({event})) & ~{ack}" if how == "bits" else f"{ack} ? {d.style.literal(width, 0)} : {out} | ({event})"
        lines[1] = f"{out} <= {drop};"
    body = [d.style.declare(prev, width), *d.clocked(clk, reset, [f"{prev} <= 0;", f"{out} <= 0;"], lines)]
    if flag:
        body.append(f"assign {flag} = {gate}{out};")

    def update(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        now, before = v[source], s[1]
        found = {"rising": now & ~before, "falling": before & ~now, "any": now ^ before}[kind]
        if mask:
            found &= v[mask] if open_at else ~v[mask]
        gone = 0 if not ack else v[ack] if how == "bits" else every * v[ack]
        held = (s[0] & ~gone) | found if wins else (s[0] | found) & ~gone
        return held & every, now

    def output(s: tuple[int, int], v: dict[str, int]) -> dict[str, int]:
        told = {"|": s[0] != 0, "&": s[0] == every, "~|": s[0] == 0}[gate]
        return {out: s[0]} | ({flag: int(told)} if flag else {})

    def bias(rng: random.Random, cycle: int) -> dict[str, int]:
        few = rng.getrandbits(width) & rng.getrandbits(width)
        return {ack: few if how == "bits" else int(rng.random() < 0.2)} if ack else {}

    rows = clocked(d.rng, ports, clk, reset, (0, 0), update, output, cycles=44, bias=bias)
    clears = f"; {ack} clears {'bits' if how == 'bits' else 'all'}, {'set' if wins else 'clear'} wins" if ack else ""
    why = f"posedge {clk}, {reset.phrase} to 0; keep the last value {prev}.\nevent = {event}{clears}."
    return Design(
        d.any("an event register", "an edge capture register", "a register of captured edges"), ports,
        laid_out(d, facts, names=names, opening=capitalized(main, names)), why, tuple(body), rows,
        d.style, ("edge_capture", "event_reg"),
        {"width": width, "kind": kind, "how": how, "wins": wins, "mask": bool(mask), "open": open_at, "flag": bool(flag),
         "reset": reset.phrase},
    )  # fmt: skip
