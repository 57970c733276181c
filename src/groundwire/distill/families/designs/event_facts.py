"""Toggles, event counters with thresholds and captured edges, put together from facts that are told in any order."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, capitalized, laid_out
from groundwire.distill.families.voices.counter_words import reset_fact, tidy

_EVENTS = {
    "high": ("{s} is 1", "{s} is high", "{s} = 1", "{s} is asserted"),
    "low": ("{s} is 0", "{s} is low", "{s} = 0", "{s} is deasserted"),
    "rise": ("{s} has gone from 0 to 1 since the last edge", "{s} is 1 now and was 0 at the edge before",
             "a 0-to-1 change of {s} is seen", "{s} has risen since the edge before", "{s} has a rising edge"),
    "fall": ("{s} has gone from 1 to 0 since the last edge", "{s} is 0 now and was 1 at the edge before",
             "a 1-to-0 change of {s} is seen", "{s} has fallen since the edge before", "{s} has a falling edge"),
    "move": ("{s} has changed since the last edge", "{s} differs from its value at the edge before", "{s} has toggled",
             "a change of {s} in either direction is seen", "{s} is not what it was at the edge before"),
}  # fmt: skip
_TEST = {"high": "{s}", "low": "!{s}", "rise": "{s} & ~{p}", "fall": "~{s} & {p}", "move": "{s} ^ {p}"}
_TOGGLE = (
    "{t}, {q} is inverted if {v}.", "{q} toggles {t} if {v}; otherwise it stays.", "Flip {q} when {v}; this is checked {t}.",
    "When {v}, {q} changes to the opposite value. {q} is a register, updated {t}.", "{q} <= ~{q} {t} if {v}, else {q} is kept.",
    "{q} only changes when {v}: then it toggles. It is evaluated {t}.",
    "Keep {q}, unless {v}; in that case invert it. Check {t}.",
    "A toggle flip-flop {q} is clocked {t}. It toggles when {v}.", "{q} turns from 0 to 1 or from 1 to 0 {t} if {v}.",
    "(I need|Build) an on-off switch {q}: {t} it is inverted provided that {v}.",
    "If {v}, {q} becomes not {q}; it is looked at {t}.",
    "{t} there is a check: if {v}, {q} is complemented.", "What makes {q} flip? That {v}, as checked {t}.",
    "An event toggles {q}. The event is that {v}, and it is looked for {t}.",
    "{q} holds its level {t} except when {v}, where it inverts.",
)  # fmt: skip
_COUNT = (
    "{t}, {q} goes up by 1 if {v}.", "{q} counts {t} if {v}.", "Add 1 to {q} when {v}; this is checked {t}.",
    "{q} is the number of events so far. An event is that {v}, looked for {t}.", "{q} <= {q} + 1 {t} if {v}.",
    "When {v}, {q} is incremented. It is clocked {t}.", "{q} is a counter, clocked {t}, that advances when {v}.",
    "{q} stays the same unless {v}; then it grows by one. It is evaluated {t}.",
    "(I need|Build) an event counter {q}: {t} it moves up "
    "by one if {v}.", "{t} there is a check: if {v}, {q} is increased by 1.", "Step {q} {t} whenever {v}.",
    "An event is counted by {q} {t} if {v}.", "If {v}, one more goes into {q}; it is looked at {t}.",
    "What does {q} count? That {v}, as checked {t}.", "{q} takes a step upwards {t}, provided that {v}.",
)  # fmt: skip
_FULL = {
    "wrap": ("At {m} it wraps to 0.", "After {m} comes 0.", "It is {w} bits wide and rolls over.", "{m} is followed by 0.",
             "The {w}-bit count overflows to 0."),
    "stop": ("It saturates at {m}.", "It stops at {m} and does not wrap.", "{m} is kept when more events come.",
             "The count never passes {m}.", "Once it is {m}, further events change nothing."),
}  # fmt: skip
_COMPARE = {
    ">=": ("{q} is {n} or more", "{q} has reached {n}", "{q} is at least {n}", "{q} is not below {n}", "{q} >= {n}"),
    ">": ("{q} is more than {n}", "{q} is above {n}", "{q} exceeds {n}", "{q} > {n}", "{q} is greater than {n}"),
    "<": ("{q} is less than {n}", "{q} is below {n}", "{q} has not reached {n}", "{q} < {n}", "{q} is smaller than {n}"),
    "==": ("{q} is exactly {n}", "{q} is {n}", "{q} equals {n}", "{q} == {n}", "{q} stands at {n}"),
}  # fmt: skip
_OUT = (
    "{f} is 1 while {x}, else 0.", "{f} is high exactly when {x}.", "While {x}, {f} is 1; otherwise it is 0.",
    "Output {f} tells that {x}.",
    "{f} is 0 unless {x}.", "Assert {f} when {x}, without delay.", "If {x}, {f} is high; if not, it is low.",
    "{f} is a combinational flag: 1 when {x}.",
)  # fmt: skip
_CLEAR = (
    "{k} = 1 {y} at the clock edge.", "When {k} is high at the edge, {z}.", "{z} when {k} is 1 at a clock edge.",
    "{k} is a synchronous clear, active high: {z}.", "If {k} is asserted, {z} at the next edge.",
    "Input {k} (active high) {y} synchronously.",
    "A 1 on {k} {y} with the clock.", "{k}: when set, {z} at the clock edge.",
)  # fmt: skip
_CLEAR_FIRST = (
    " {k} comes before any event.", " An event at the same time is ignored.", " {k} has priority.", " It wins over an event.",
    " This is stronger than an event.", " Events do not count while {k} is 1.",
)  # fmt: skip


def _event(d: Draw) -> tuple[str, str, str]:
    """The kind of an event, the input and the register with its last value (empty where none is needed)."""
    kind = d.one(tuple(_EVENTS))
    source = d.name("in", "x", "btn", "sig", "event_in", "trigger")
    return kind, source, d.name("prev", "last", "old") if "{p}" in _TEST[kind] else ""


def _seen(kind: str, now: int, before: int) -> bool:
    return {"high": now == 1, "low": now == 0, "rise": now > before, "fall": now < before, "move": now != before}[kind]


def _edge_note(d: Draw, source: str, prev: str) -> str:
    """What happens to the stored last value in a reset."""
    if not prev:
        return ""
    return d.any(
        "In reset, the stored last value of {s} is 0.", "The reset also clears the stored copy of {s}.",
        "The register with the last value of {s} is cleared by the reset too.",
        "After reset, {s} counts as having been 0 before.",
        s=source,
    )  # fmt: skip


@family("event_toggle", "edge detectors", 1.3)
def event_toggle(d: Draw) -> Design:
    """A flip-flop that toggles on an event of an input, with a clear, an initial value and an inverted copy."""
    clk, reset, falling = d.clock(), d.reset(), d.chance(0.1)
    kind, source, prev = _event(d)
    out = d.name("q", "led", "state", "on", "out")
    start = d.number(0, 1)
    clear = d.name("clear", "off", "clr", "put") if d.chance(0.35) else ""
    to = d.number(0, 1)
    test = _TEST[kind].format(s=source, p=prev)
    ports = (Port(clk), *reset.ports, Port(source), *([Port(clear)] if clear else []), Port(out, output=True, stored=True))
    names = [port.name for port in ports]
    main = tidy(d.any(*_TOGGLE, t=at_edge(d, clk, falling), q=out, v=d.any(*_EVENTS[kind], s=source)))
    effect, result = d.any("sets {q} to {v}", "puts {v} into {q}", q=out, v=start), f"{out} becomes {start}"
    facts = [_edge_note(d, source, prev), reset_fact(d, reset, clk, effect, result, falling)]
    if clear:
        put = d.any(*_CLEAR, k=clear, y=f"sets {out} to {to}", z=f"{out} becomes {to}").replace("clear, active", "input, active")
        facts.append(put + d.any(*_CLEAR_FIRST, k=clear))
    lines = (
        [f"if ({clear}) {out} <= 1'b{to};", f"else if ({test}) {out} <= ~{out};"] if clear else [f"if ({test}) {out} <= ~{out};"]
    )
    keep = [f"{prev} <= {source};"] * bool(prev)
    body = [d.style.declare(prev)] if prev else []
    first = [f"{prev} <= 1'b0;"] * bool(prev) + [f"{out} <= 1'b{start};"]
    body += d.clocked(clk, reset, first, [*keep, *lines], "negedge" if falling else "posedge")

    def update(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        if clear and v[clear]:
            return to, v[source]
        return s[0] ^ _seen(kind, v[source], s[1]), v[source]

    def bias(rng: random.Random, cycle: int) -> dict[str, int]:
        return {clear: int(rng.random() < 0.12)} if clear else {}

    rows = clocked(d.rng, ports, clk, reset, (start, 0), update, lambda s, v: {out: s[0]}, cycles=50, bias=bias, falling=falling)
    first_line = f"{'negedge' if falling else 'posedge'} {clk}; {reset.phrase} to {start}."
    stored = f", {prev} is {source} one edge ago" if prev else ""
    order = f"; {clear} first, to {to}" if clear else ""
    why = f"{first_line}\nevent = {test}{stored}{order}; event inverts {out}."
    return Design(
        d.any("a toggle flip-flop", "a toggle on an event", "a switch"), ports,
        laid_out(d, facts, names=names, opening=capitalized(main, names)),
        why, tuple(body), rows, d.style, ("toggle", "event_toggle"),
        {"kind": kind, "start": start, "clear": bool(clear), "to": to, "reset": reset.phrase, "falling": falling},
    )  # fmt: skip


@family("threshold_counter", "edge detectors", 1.5)
def threshold_counter(d: Draw) -> Design:
    """Events counted, with a flag from a comparison with a threshold, a clear and a limit."""
    clk, reset, falling = d.clock(), d.reset(), d.chance(0.1)
    kind, source, prev = _event(d)
    out, flag = d.name("count", "q", "n", "events"), d.name("full", "alarm", "flag", "hit", "limit")
    width = d.one((2, 3, 3, 4))
    most = (1 << width) - 1
    stops = d.chance(0.45)
    if stops and width > 2 and d.chance(0.6):
        most = d.number(3, most)
    compare, n = d.one((">=", ">=", ">", "<", "==")), d.number(1, most - 1)
    clear = d.name("clear", "clr", "restart") if d.chance(0.35) else ""
    test, lit = _TEST[kind].format(s=source, p=prev), d.style.literal
    ports = (
        Port(clk), *reset.ports, Port(source), *([Port(clear)] if clear else []), Port(out, width, output=True, stored=True),
        Port(flag, output=True),
    )  # fmt: skip
    names = [port.name for port in ports]
    main = tidy(d.any(*_COUNT, t=at_edge(d, clk, falling), q=out, v=d.any(*_EVENTS[kind], s=source)))
    ends = d.any(*_FULL["stop" if stops else "wrap"], m=most, w=width)
    if ends.startswith("It "):
        ends = f"{out}{ends[2:]}"
    told = d.any(*_OUT, f=flag, x=d.any(*_COMPARE[compare], q=out, n=n))
    facts = [ends, told, _edge_note(d, source, prev), reset_fact(d, reset, clk, f"clears {out}", f"{out} becomes 0", falling)]
    if clear:
        facts.append(d.any(*_CLEAR, k=clear, y=f"clears {out}", z=f"{out} becomes 0") + d.any(*_CLEAR_FIRST, k=clear))
    step = f"if ({test}{f' && {out} != {lit(width, most)}' if stops and kind in ('high', 'low') else ''}) {out} <= {out} + 1'b1;"
    if stops and kind not in ("high", "low"):
        step = f"if (({test}) && {out} != {lit(width, most)}) {out} <= {out} + 1'b1;"
    lines = [f"if ({clear}) {out} <= {lit(width, 0)};", f"else {step}"] if clear else [step]
    body = [d.style.declare(prev)] if prev else []
    first = [f"{prev} <= 1'b0;"] * bool(prev) + [f"{out} <= {lit(width, 0)};"]
    body += d.clocked(clk, reset, first, [*[f"{prev} <= {source};"] * bool(prev), *lines], "negedge" if falling else "posedge")
    body.append(f"assign {flag} = ({out} {compare} {lit(width, n)});")

    def update(s: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        if clear and v[clear]:
            return 0, v[source]
        count = s[0] + _seen(kind, v[source], s[1])
        return (min(count, most) if stops else count % (most + 1)), v[source]

    def output(s: tuple[int, int], v: dict[str, int]) -> dict[str, int]:
        return {out: s[0], flag: int({">=": s[0] >= n, ">": s[0] > n, "<": s[0] < n, "==": s[0] == n}[compare])}

    def bias(rng: random.Random, cycle: int) -> dict[str, int]:
        values = {reset.name: reset.level(active=cycle < 2 or cycle == 40)}
        return values | ({clear: int(rng.random() < 0.05)} if clear else {})

    rows = clocked(d.rng, ports, clk, reset, (0, 0), update, output, cycles=60, bias=bias, falling=falling)
    order = f"{clear} clears first; " if clear else ""
    edge = "negedge" if falling else "posedge"
    stored = f", {prev} is {source} one edge ago" if prev else ""
    why = (
        f"{edge} {clk}, {reset.phrase}.\n{order}event = {test}{stored}; "
        f"{width} bits, {'stops at' if stops else 'wraps after'} {most}.\n"
        f"{flag} = ({out} {compare} {n})."
    )
    return Design(
        d.any("an event counter", "an event counter with a threshold", "a counter with a flag"), ports,
        laid_out(d, facts, names=names, opening=capitalized(main, names)), why, tuple(body), rows, d.style,
        ("event_counter", "threshold", "limit_counter"),
        {"kind": kind, "width": width, "most": most, "stops": stops, "compare": compare, "n": n, "clear": bool(clear),
         "reset": reset.phrase, "falling": falling},
    )  # fmt: skip
