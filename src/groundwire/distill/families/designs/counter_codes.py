"""Counters in other codes: decimal digits, ring, Johnson, Gray, saturating, by steps."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family

_OUT = ("q", "count", "cnt", "out")


@family("bcd_counter", "counters")
def bcd_counter(d: Draw) -> Design:
    """Two or more decimal digits, with the carries between them; clocks of minutes and seconds."""
    clk, reset = d.clock(), d.reset()
    limits = d.one(((9, 9), (9, 9), (9, 5), (9, 9, 9), (9, 5)))
    packed = d.chance(0.4)
    enable = d.name("en", "ena") if d.chance(0.4) else ""
    out = d.name("q", "bcd")
    digits = (
        [f"{out}[{4 * i + 3}:{4 * i}]" for i in range(len(limits))]
        if packed
        else [d.name(n) for n in ("ones", "tens", "hundreds")[: len(limits)]]
    )
    ports = (
        Port(clk),
        *reset.ports,
        *([Port(enable)] if enable else []),
        *(
            [Port(out, 4 * len(limits), output=True, stored=True)]
            if packed
            else [Port(n, 4, output=True, stored=True) for n in digits]
        ),
    )
    last = "".join(str(x) for x in limits[::-1])
    text = (
        d.any(
            "A BCD counter of {n} digits counts from {z} to {l} and starts again; {g}. It advances at each rising edge "
            "of {c}{e}.",
            "Count in decimal from {z} to {l} (then {z}), one step at every positive edge of {c}{e}; {g}.",
            n=len(limits),
            z="0" * len(limits),
            l=last,
            c=clk,
            e=f" when {enable} is 1" * bool(enable),
            g=f"{digits[0]} is the lowest digit and {digits[-1]} the highest"
            if not packed
            else f"{out} holds four bits a digit, the lowest digit in {digits[0]}",
        )
        + " "
        + d.tell_reset(reset, "clears all digits")
    )
    lines: list[str] = []
    for i, (digit, limit) in enumerate(zip(digits, limits, strict=True)):
        pad = "  " * i
        lines += [f"{pad}if ({digit} == 4'd{limit}) begin", f"{pad}  {digit} <= 4'd0;"]
    inner = [f"{'  ' * (i)}end else {digit} <= {digit} + 4'd1;" for i, digit in reversed(list(enumerate(digits)))]
    lines += inner
    if enable:
        lines = [f"if ({enable}) begin", *(f"  {x}" for x in lines), "end"]
    body = d.clocked(clk, reset, [f"{out} <= 0;"] if packed else [f"{n} <= 4'd0;" for n in digits], lines)
    period = 1
    for limit in limits:
        period *= limit + 1

    def update(s: int, v: dict[str, int]) -> int:
        return s if enable and not v[enable] else (s + 1) % period

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        values = []
        for limit in limits:
            s, digit = divmod(s, limit + 1)
            values.append(digit)
        return {out: sum(x << 4 * i for i, x in enumerate(values))} if packed else dict(zip(digits, values, strict=True))

    rng = d.rng
    rows = clocked(
        rng,
        ports,
        clk,
        reset,
        0,
        update,
        output,
        cycles=125 if len(limits) == 2 else 130,
        bias=lambda r, i: ({enable: int(r.random() < 0.95)} if enable else {}) | {reset.name: 0},
    )
    return Design(
        "a decimal counter",
        ports,
        text,
        f"Lowest digit first; a digit at its last value goes to 0 and lets the next one count. {reset.phrase}.",
        tuple(body),
        rows[:220],
        d.style,
        ("bcd_counter", "decade_counter"),
        {"limits": limits, "packed": packed, "enable": bool(enable), "reset": reset.phrase},
    )


@family("special_counter", "counters", 1.3)
def special_counter(d: Draw) -> Design:
    """Ring, Johnson, Gray and saturating counters; a counter by steps."""
    kind = d.one(("ring", "johnson", "gray", "saturating", "step"))
    clk, reset = d.clock(), d.reset()
    out = d.name(*_OUT)
    width = (
        d.one((4, 4, 8, 5, 6))
        if kind in ("ring", "johnson")
        else d.one((3, 4, 4, 8))
        if kind != "saturating"
        else d.one((2, 2, 3, 4))
    )
    mask = (1 << width) - 1
    style = d.style
    left = d.chance(0.6)
    start = {"ring": 1 if left else 1 << (width - 1), "saturating": d.one((0, 1 << (width - 1)))}.get(kind, 0)
    by = d.one((2, 3, 5))
    ins: list[str] = []
    decls: list[str] = []
    tail: list[str] = []
    if kind == "ring":
        code = f"{{{out}[{width - 2}:0], {out}[{width - 1}]}}" if left else f"{{{out}[0], {out}[{width - 1}:1]}}"
        text = d.any(
            "A {w}-bit ring counter: the single 1 in {o} moves one place to the {s} at each rising edge of {c} and wraps around.",
            "{o} is one-hot and rotates {s} by one bit on every positive edge of {c}.",
            w=width,
            o=out,
            c=clk,
            s="left" if left else "right",
        )
        step, why = [f"{out} <= {code};"], f"Rotate {'left' if left else 'right'}: {code}."
        update = lambda s, v: (s << 1 | s >> (width - 1)) & mask if left else s >> 1 | (s & 1) << (width - 1)
    elif kind == "johnson":
        code = f"{{{out}[{width - 2}:0], ~{out}[{width - 1}]}}" if left else f"{{~{out}[0], {out}[{width - 1}:1]}}"
        text = d.any(
            "A {w}-bit Johnson (twisted ring) counter: at each rising edge of {c}, {o} shifts {s} and the inverse of the "
            "bit that falls out comes in at the other end.",
            w=width,
            o=out,
            c=clk,
            s="left" if left else "right",
        )
        step, why = [f"{out} <= {code};"], f"Johnson: {code}."
        update = lambda s, v: (s << 1 | 1 - (s >> (width - 1))) & mask if left else s >> 1 | (1 - (s & 1)) << (width - 1)
    elif kind == "gray":
        decls = [style.declare("b", width)]
        tail = [f"assign {out} = b ^ (b >> 1);"]
        text = d.any(
            "{o} counts in {w}-bit Gray code: each rising edge of {c} changes exactly one bit, in the order of the "
            "reflected Gray code from 0.",
            "A Gray code counter of {w} bits on {c}; its output is {o}.",
            w=width,
            o=out,
            c=clk,
        )
        step, why = ["b <= b + 1'b1;"], "Count in binary inside; the output is b ^ (b >> 1)."
        update = lambda s, v: s + 1 & mask
    elif kind == "saturating":
        ins = d.names(("up", "down"), ("inc", "dec"))
        text = d.any(
            "{o} is a {w}-bit saturating counter: at each rising edge of {c}, {u} adds 1 and {n} subtracts 1, but it stops "
            "at {m} and at 0. With both or neither it stays.",
            w=width,
            o=out,
            c=clk,
            u=ins[0],
            n=ins[1],
            m=mask,
        )
        step = [
            f"if ({ins[0]} && !{ins[1]} && {out} != {style.literal(width, mask)}) {out} <= {out} + 1'b1;",
            f"else if ({ins[1]} && !{ins[0]} && {out} != {style.literal(width, 0)}) {out} <= {out} - 1'b1;",
        ]
        why = f"Up unless {mask}, down unless 0."
        update = lambda s, v: min(mask, max(0, s + v[ins[0]] - v[ins[1]]))
    else:
        text = d.any(
            "{o} grows by {b} at each rising edge of {c} (modulo 2 to the {w}).",
            "A {w}-bit counter that counts in steps of {b} on {c}.",
            w=width,
            o=out,
            c=clk,
            b=by,
        )
        step, why = [f"{out} <= {out} + {style.literal(width, by)};"], f"Add {by} in {width} bits."
        update = lambda s, v: s + by & mask
    target = "b" if kind == "gray" else out
    ports = (Port(clk), *reset.ports, *(Port(n) for n in ins), Port(out, width, output=True, stored=kind != "gray"))
    text += " " + d.tell_reset(
        reset, d.any("sets {o} to {v}", o=out, v=f"{width}'b{start:0{width}b}" if kind == "ring" else start)
    )
    body = [
        *decls,
        *d.clocked(clk, reset, [f"{target} <= {style.literal(width, start, 'b' if kind == 'ring' else None)};"], step),
        *tail,
    ]
    bias = lambda r, i: {ins[0]: int(r.random() < (0.8 if i // 12 % 2 else 0.2))} if ins else {}
    rows = clocked(
        d.rng, ports, clk, reset, start, update, lambda s, v: {out: s ^ s >> 1 if kind == "gray" else s}, cycles=50, bias=bias
    )
    return Design(
        {
            "ring": "a ring counter",
            "johnson": "a Johnson counter",
            "gray": "a Gray code counter",
            "saturating": "a saturating counter",
            "step": "a step counter",
        }[kind],
        ports,
        text,
        f"{why} {reset.phrase}.",
        tuple(body),
        rows,
        style,
        (f"{kind}_counter",),
        {"kind": kind, "width": width, "left": left, "start": start, "by": by, "reset": reset.phrase},
    )
