"""Counters up, down and both ways, over the whole range or modulo, with enable and load."""

from __future__ import annotations

from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, is_level, laid_out
from groundwire.distill.families.voices.counter_words import ENABLE, FLAG, LOAD, named, reset_fact, tidy

_OUT = ("q", "count", "cnt", "out", "value", "num")
_MAIN = {
    "up": (
        "(A|The) {w}-bit counter {o} counts up{s} {t}.", "{o} (counts|is a counter that goes) up{s}, one step {t}.",
        "{t}, {o} goes up by one{s}.", "{o} is incremented {t}{s}.", "{o} takes the next higher value {t}{s}.",
        "(Build|Make|Design|I need) a {w}-bit up counter with output {o}{s}. It moves {t}.",
        "{o} holds a {w}-bit number that grows by 1 {t}{s}.", "(Can|Could) you write a counter {o} that counts up{s} {t}?",
        "To number the cycles of {c}, {o} is increased by 1 {t}{s}.", "Up counter, {w} bits, output {o}{s}; it is advanced {t}.",
        "Add 1 to {o} {t}{s}.", "{w} bits wide, {o} counts upwards{s}. It steps {t}.", "{o}: up counter{s}. Step: {t}.",
        "We want to count upwards. The count is {o}{s}, and it changes {t}.", "The value of {o} rises by one {t}{s}.",
        "A simple up counter ({w} bits) drives {o}{s}. It is clocked {t}.",
    ),
    "down": (
        "(A|The) {w}-bit counter {o} counts down{s} {t}.", "{o} (counts|is a counter that goes) down{s}, one step {t}.",
        "{t}, {o} goes down by one{s}.", "{o} is decremented {t}{s}.", "{o} takes the next lower value {t}{s}.",
        "(Build|Make|Design|I need) a {w}-bit down counter with output {o}{s}. It moves {t}.",
        "{o} holds a {w}-bit number that shrinks by 1 {t}{s}.", "(Can|Could) you write a counter {o} that counts down{s} {t}?",
        "Down counter, {w} bits, output {o}{s}; it is advanced {t}.", "Subtract 1 from {o} {t}{s}.",
        "{w} bits wide, {o} counts downwards{s}. It steps {t}.", "{o}: down counter{s}. Step: {t}.",
        "We want to count downwards. The count is {o}{s}, and it changes {t}.", "The value of {o} falls by one {t}{s}.",
        "A simple down counter ({w} bits) drives {o}{s}. It is clocked {t}.", "{o} counts backwards{s}, one step {t}.",
    ),
    "updown": (
        "{o} counts up when {x} and down when {y}{s}, {t}.", "{o} counts down when {y} and up when {x}{s}, {t}.",
        "(A|The) {w}-bit up-down counter {o} moves {t}{s}: {u} = {p} counts up, {u} = {n} down.",
        "(A|The) {w}-bit up-down counter {o} moves {t}{s}: down with {u} = {n}, up with {u} = {p}.",
        "{t}, {o} is incremented if {x}, otherwise decremented{s}.", "{t}, {o} is decremented if {y}, otherwise incremented{s}.",
        "{u} chooses the direction of {o}{s}: {n} is down and {p} is up. It steps {t}.",
        "{u} chooses the direction of {o}{s}: {p} is up and {n} is down. It steps {t}.",
        "(Build|I need|Design) an up-down counter {o}{s}. It counts {t}, downwards when {y}, else upwards.",
        "(Build|I need|Design) an up-down counter {o}{s}. It counts {t}, upwards when {x}, else downwards.",
        "{o} goes both ways{s}. If {y}, 1 is subtracted {t}; if {x}, 1 is added.",
        "Add 1 to {o} when {x}, subtract 1 when {y}{s}. This happens {t}.", "While {y}, {o} goes down {t}; else it goes up{s}.",
        "Step {o} by one {t}{s}. Up or down? Up if {x}, down if {y}.",
        "Bidirectional {w}-bit counter {o}{s}, clocked {t}. {u}: {n} = down, {p} = up.",
    ),
}  # fmt: skip
_SPAN = {
    "up": (
        ", from {l} to {h}, then {l} again", ", going through {l} to {h} inclusive and wrapping",
        ", from {l} to {h} with a period of {p}",
        ", starting over at {l} after {h}", ", with {l} following {h}", ", through {p} values from {l} up to {h}, cyclically",
        ", going back to {l} from {h}", " in the order {l}, {m}, ..., {h}, {l}", ", where {h} is followed by {l}",
        " in the range {l} to {h}, wrapping to {l}", ", repeating the values {l} to {h}", ", never above {h}: {l} is next",
        " (last value {h}, then {l})", " (range: {l} to {h}, cyclic)", ", returning to {l} once {h} has been reached",
    ),
    "down": (
        ", from {h} down to {l}, then {h} again", ", going through {h} to {l} inclusive and wrapping",
        ", from {h} to {l} with a period of {p}",
        ", starting over at {h} after {l}", ", with {h} following {l}", ", through {p} values from {h} down to {l}, cyclically",
        ", going back to {h} from {l}", " in the order {h}, {k}, ..., {l}, {h}", ", where {l} is followed by {h}",
        " in the range {l} to {h}, wrapping to {h}", ", repeating the values {h} to {l}", ", never below {l}: {h} is next",
        " (last value {l}, then {h})", " (range: {l} to {h}, cyclic)", ", returning to {h} once {l} has been reached",
    ),
    "updown": (
        ", staying within {l} and {h}, with wrap-around at both ends", ", modulo {p} ({l} to {h}, wrapping around both ways)",
        " ({h} and {l} are neighbours: up from {h} leads to {l}, down from {l} to {h})", " (cyclic, {l} to {h})",
        ", over the values {l} to {h}, which form a circle", ", in the range {l} to {h} with wrap-around in both directions",
        " (after {h} comes {l} going up, after {l} comes {h} going down)", ", never leaving {l} to {h}: it wraps at either end",
        " (lowest value {l}, highest value {h}, each followed by the other)", ", going round through {l} to {h}",
    ),
}  # fmt: skip


class _Facts(NamedTuple):
    """What was drawn for one counter."""

    out: str
    kind: str
    width: int
    low: int
    high: int
    enable: str
    load: str
    data: str
    turn: str
    up: int
    flag: str


def _draw(d: Draw) -> _Facts:
    out, kind = d.name(*_OUT), d.one(("up", "up", "up", "down", "updown"))
    if d.chance(0.5):
        width = d.one((2, 3, 4, 4, 5, 6, 7, 8, 8, 10, 16, 32))
        low, high = 0, (1 << width) - 1
    else:
        low = d.one((0, 0, 0, 1, 1, 2, 3, d.number(0, 9)))
        high = low + d.number(2, 15) if d.chance(0.5) else d.one((9, 10, 11, 12, 13, 15, 23, 24, 31, 59, 99, 199, 365))
        if high <= low + 1:
            high = low + 5
        width = high.bit_length()
    enable = d.name("en", "ena", "enable", "slowena", "ce", "tick") if d.chance(0.4) else ""
    load = d.name("load", "ld", "set") if d.chance(0.2) else ""
    data = d.name("d", "data", "load_value", "init") if load else ""
    turn = d.name("up", "up_down", "dir", "mode") if kind == "updown" else ""
    flag = d.name("tc", "wrap", "carry", "last", "top") if kind == "up" and d.chance(0.2) else ""
    return _Facts(out, kind, width, low, high, enable, load, data, turn, int(d.chance(0.65)), flag)


def _text(d: Draw, f: _Facts, clk: str, falling: bool, whole: bool, reset_text: str, names: list[str]) -> str:
    span = "" if whole else d.any(
        *_SPAN[f.kind], l=f.low, h=f.high, p=f.high - f.low + 1, m=f.low + 1, k=f.high - 1,
    )  # fmt: skip
    slots = {"w": f.width, "o": f.out, "c": clk, "s": span, "t": at_edge(d, clk, falling)}
    if f.turn:
        slots |= {"u": f.turn, "p": f.up, "n": 1 - f.up, "x": is_level(d, f.turn, f.up), "y": is_level(d, f.turn, 1 - f.up)}
    main = tidy(d.any(*_MAIN[f.kind], **slots))
    facts = [reset_text]
    if f.enable:
        on, off = is_level(d, f.enable, 1), is_level(d, f.enable, 0)
        facts.append(named(d, f.out, d.any(*ENABLE, y=on, x=off, n=f.enable, b=1, z=0, l="high")))
    if f.load:
        told = d.any(*LOAD, i=is_level(d, f.load, 1), q=f.out, v=f.data, n=f.load, b=1, l="high")
        if f.enable:
            told += d.any(
                " This works even if {e} is 0.", " {l} does not need {e}.", " {l} goes before {e}.", l=f.load, e=f.enable
            )
        else:
            told += d.any("", "", " Otherwise it counts.", " {l} goes before counting.", l=f.load)
        facts.append(told)
    if f.flag:
        facts.append(d.any(*FLAG, f=f.flag, w=f"{f.out} is {f.high}", e=f"{f.out} == {f.high}"))
    if whole and f.width > 16:
        facts.append(d.any("All {w} bits are used.", "The count is {w} bits wide.", w=f.width))
    return laid_out(d, facts, names=names, opening=main)


def _update_lines(d: Draw, f: _Facts, whole: bool) -> list[str]:
    q, lo, hi = f.out, d.style.literal(f.width, f.low), d.style.literal(f.width, f.high)
    one = "1'b1" if d.chance(0.5) else d.style.literal(f.width, 1)
    upward = f"{q} + {one}" if whole else f"({q} == {hi}) ? {lo} : {q} + {one}"
    downward = f"{q} - {one}" if whole else f"({q} == {lo}) ? {hi} : {q} - {one}"
    first, second = (upward, downward) if f.up else (downward, upward)
    lines = {
        "up": [f"{q} <= {upward};"],
        "down": [f"{q} <= {downward};"],
        "updown": [f"if ({f.turn}) {q} <= {first};", f"else {q} <= {second};"],
    }[f.kind]
    if f.enable:
        head = f"if ({f.enable})"
        lines = [f"{head} {lines[0]}"] if len(lines) == 1 else [f"{head} begin", *(f"  {x}" for x in lines), "end"]
    return [f"if ({f.load}) {q} <= {f.data};", f"else {lines[0]}", *lines[1:]] if f.load else lines


def _why(f: _Facts, clk: str, falling: bool, whole: bool, reset: str, start: int) -> str:
    moves = {
        "up": "up", "down": "down", "updown": f"up if {f.turn}={f.up}, down if {f.turn}={1 - f.up}",
    }[f.kind]  # fmt: skip
    top, bottom = f"{f.high} -> {f.low}", f"{f.low} -> {f.high}"
    ends = "wraps by itself" if whole else {"up": top, "down": bottom, "updown": f"up {top}, down {bottom}"}[f.kind]
    order = [f"{f.load} loads {f.data} first"] * bool(f.load)
    order += [f"{'then ' * bool(f.load)}enable {f.enable}"] * bool(f.enable)
    flag = f" {f.flag} = ({f.out} == {f.high})." if f.flag else ""
    edge = "negedge" if falling else "posedge"
    return "; ".join([f"{edge} {clk}, {reset} to {start}", *order, f"{f.width} bits, {moves}, {ends}"]) + "." + flag


@family("counter", "counters", 3.0)
def counter(d: Draw) -> Design:
    """Up, down or up-down; whole range or from first to last; enable, load, wrap flag."""
    clk, reset, f = d.clock(), d.reset(), _draw(d)
    out, low, high, mask = f.out, f.low, f.high, (1 << f.width) - 1
    falling, whole = d.chance(0.08), low == 0 and high == mask
    start = d.one((low, low, high)) if f.kind == "down" else d.one((low, low, low, low, d.number(low, min(high, low + 9))))
    inputs = [Port(n) for n in (f.load, f.enable, f.turn) if n] + ([Port(f.data, f.width)] if f.data else [])
    if d.chance(0.4):
        d.rng.shuffle(inputs)
    outputs = [Port(out, f.width, output=True, stored=True), *([Port(f.flag, output=True)] if f.flag else [])]
    ports = (Port(clk), *reset.ports, *inputs, *outputs)
    names = [port.name for port in ports]
    effect = d.any("sets {o} to {v}", "returns the counter to {v}", "puts {o} to {v}", "brings {o} back to {v}", o=out, v=start)
    result = d.any("{o} (becomes|is set to|goes to) {v}", "the counter (goes|returns) to {v}", o=out, v=start)
    text = _text(d, f, clk, falling, whole, reset_fact(d, reset, clk, effect, result, falling), names)
    clear = [f"{out} <= {d.style.literal(f.width, start)};"]
    body = d.clocked(clk, reset, clear, _update_lines(d, f, whole), "negedge" if falling else "posedge")
    if f.flag:
        body.append(f"assign {f.flag} = ({out} == {d.style.literal(f.width, high)});")

    def update(s: int, v: dict[str, int]) -> int:
        if f.load and v[f.load]:
            return v[f.data]
        if f.enable and not v[f.enable]:
            return s
        if v[f.turn] == f.up if f.turn else f.kind == "up":
            return low if s == high else s + 1 & mask
        return high if s == low else s - 1 & mask

    def bias(rng: object, cycle: int) -> dict[str, int]:
        values = {}
        if f.enable:
            values[f.enable] = int(d.rng.random() < 0.8)
        if f.load:
            values |= {f.load: int(d.rng.random() < 0.15), f.data: d.one((low, high, high - 1, d.number(low, high)))}
        if f.turn:
            values[f.turn] = int(cycle // 9 % 2 == 0)
        return values

    rows = clocked(
        d.rng, ports, clk, reset, start, update, lambda s, v: {out: s} | ({f.flag: int(s == high)} if f.flag else {}),
        cycles=60 if high - low < 24 else 40, bias=bias, falling=falling,
    )  # fmt: skip
    kind = f.kind.replace("updown", "up-down")
    size = f"modulo-{high - low + 1}" if not whole else f"{f.width}-bit"
    readable = f.kind == "up" and not f.load and not f.flag and high < 10
    return Design(
        d.any("a {s} {k} counter", "a counter", "a {s} counter", s=size, k=kind),
        ports, text, _why(f, clk, falling, whole, reset.phrase, start), tuple(body), rows, d.style,
        ("counter", f"counter_{f.width}bit", "mod_counter", f"{f.kind}_counter"),
        {"kind": f.kind, "low": low, "high": high, "start": start, "enable": bool(f.enable), "load": bool(f.load),
         "reset": reset.phrase, "flag": bool(f.flag), "up": f.up, "falling": falling},
        hidden=None if not f.flag else (0, len(body) - 1),
        wave=f"{out} counts {f.kind} from {low} to {high}." if readable else "",
    )  # fmt: skip
