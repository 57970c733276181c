"""Counters up, down and both ways, over the whole range or modulo, with enable and load."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family

_OUT = ("q", "count", "cnt", "out")


@family("counter", "counters", 3.0)
def counter(d: Draw) -> Design:
    """Up, down or up-down; whole range or from first to last; enable, load, wrap flag."""
    clk, reset = d.clock(), d.reset()
    out = d.name(*_OUT)
    kind = d.one(("up", "up", "up", "down", "updown"))
    style = d.style
    if d.chance(0.5):
        width = d.one((2, 3, 4, 4, 8, 8, 16))
        low, high = 0, (1 << width) - 1
    else:
        low = d.one((0, 0, 0, 1, 1, 2, 3))
        high = d.one((5, 6, 9, 9, 10, 11, 12, 15, 23, 59, 99, 199))
        width = high.bit_length()
    whole = low == 0 and high == (1 << width) - 1
    start = low if kind != "down" or d.chance(0.5) else high
    enable = d.name("en", "ena", "enable", "slowena") if d.chance(0.4) else ""
    load = d.name("load", "ld") if d.chance(0.2) else ""
    data = d.name("d", "data", "load_value") if load else ""
    direction = d.name("up", "up_down", "dir") if kind == "updown" else ""
    flag = d.name("tc", "wrap", "carry", "last") if kind == "up" and d.chance(0.2) else ""
    ports = (
        Port(clk),
        *reset.ports,
        *(Port(n) for n in (load, enable, direction) if n),
        *([Port(data, width)] if data else []),
        Port(out, width, output=True, stored=True),
        *([Port(flag, output=True)] if flag else []),
    )
    L = style.literal
    lo, hi = L(width, low), L(width, high)
    one = "1'b1" if d.chance(0.5) else L(width, 1)
    upward = f"{out} + {one}" if whole else f"({out} == {hi}) ? {lo} : {out} + {one}"
    downward = f"{out} - {one}" if whole else f"({out} == {lo}) ? {hi} : {out} - {one}"
    lines = {
        "up": [f"{out} <= {upward};"],
        "down": [f"{out} <= {downward};"],
        "updown": [f"if ({direction}) {out} <= {upward};", f"else {out} <= {downward};"],
    }[kind]
    if enable:
        lines = [f"if ({enable}) {lines[0]}"] if len(lines) == 1 else [f"if ({enable}) begin", *(f"  {x}" for x in lines), "end"]
    if load:
        lines = [f"if ({load}) {out} <= {data};", f"else {lines[0]}", *lines[1:]]
    body = d.clocked(clk, reset, [f"{out} <= {L(width, start)};"], lines)
    if flag:
        body.append(f"assign {flag} = ({out} == {hi});")
    span = d.any(
        "from {l} to {h}, then {l} again",
        "{l} through {h} inclusive and wraps",
        "from {l} to {h} with a period of {p}",
        l=low,
        h=high,
        p=high - low + 1,
    )
    main = {
        "up": (
            "A {w}-bit counter {o} counts up{s} on each rising edge of {c}.",
            "{o} (counts|is a counter that goes) up by 1{s}, clocked by the positive edge of {c}.",
        ),
        "down": (
            "A {w}-bit counter {o} counts down{s} on each rising edge of {c}.",
            "{o} is decremented at every rising edge of {c}{s}.",
        ),
        "updown": (
            "{o} counts up when {u} is 1 and down when it is 0{s}, at each rising edge of {c}.",
            "An up-down counter {o} (clock {c}, rising edge){s}: {u} = 1 counts up, {u} = 0 down.",
        ),
    }
    if kind == "down" and not whole:
        span = d.any("from {h} down to {l}, then {h} again", l=low, h=high)
    elif kind == "updown":
        span = d.any(
            "staying within {l} and {h}, with wrap-around at both ends",
            "modulo {p} ({l} to {h}, wrapping around both ways)",
            l=low,
            h=high,
            p=high - low + 1,
        )
    text = d.any(
        *main[kind], w=width, o=out, c=clk, u=direction, s="" if whole else f" {span}" if kind != "updown" else f", {span}"
    )
    text += (
        d.any(" It counts only while {e} is 1.", " When {e} is 0 it keeps its value.", " Counting is enabled by {e}.", e=enable)
        if enable
        else ""
    )
    text += (
        d.any(
            " When {l} is 1 it is loaded with {x} instead{y}.",
            " {l} loads {x} at the clock edge{y}.",
            l=load,
            x=data,
            y=f", even if {enable} is 0" * bool(enable),
        )
        if load
        else ""
    )
    text += d.any(" {f} is 1 while {o} is {h}.", f=flag, o=out, h=high) if flag else ""
    text += " " + d.tell_reset(reset, d.any("sets {o} to {v}", "returns the counter to {v}", o=out, v=start))

    def update(s: int, v: dict[str, int]) -> int:
        if load and v[load]:
            return v[data]
        if enable and not v[enable]:
            return s
        up = v[direction] if direction else kind == "up"
        if up:
            return low if s == high else s + 1 & (1 << width) - 1
        return high if s == low else s - 1 & (1 << width) - 1

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        return {out: s} | ({flag: int(s == high)} if flag else {})

    def bias(rng: object, cycle: int) -> dict[str, int]:
        values = {}
        if enable:
            values[enable] = int(d.rng.random() < 0.8)
        if load:
            values |= {load: int(d.rng.random() < 0.15), data: d.one((low, high, high - 1, d.number(low, high)))}
        if direction:
            values[direction] = int(cycle // 9 % 2 == 0)
        return values

    long = 60 if high - low < 24 else 40
    rows = clocked(d.rng, ports, clk, reset, start, update, output, cycles=long, bias=bias)
    why = (
        f"{width} bits, {kind}, {low} to {high}{' (wraps by itself)' * whole}; {reset.phrase} to {start}"
        + f"; enable {enable}" * bool(enable)
        + f"; {load} comes first" * bool(load)
        + "."
    )
    return Design(
        f"a {'modulo-' + str(high - low + 1) if not whole else str(width) + '-bit'} {kind.replace('updown', 'up-down')} counter",
        ports,
        text,
        why,
        tuple(body),
        rows,
        style,
        ("counter", f"counter_{width}bit", "mod_counter"),
        {
            "kind": kind,
            "low": low,
            "high": high,
            "start": start,
            "enable": bool(enable),
            "load": bool(load),
            "reset": reset.phrase,
            "flag": bool(flag),
        },
        hidden=None if not flag else (0, len(body) - 1),
        wave=f"{out} counts {kind} from {low} to {high}." if kind == "up" and not load and not flag and high < 10 else "",
    )
