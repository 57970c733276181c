"""Shift registers: serial in, parallel load, by mode."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("shift_register", "shift registers", 2.0)
def shift_register(d: Draw) -> Design:
    """Serial in; left or right; enable; parallel load; whole register or last bit out."""
    clk, reset = d.clock(), d.reset(("none", "sync", "sync", "async", "async"))
    width = d.one((3, 4, 4, 8, 8, 8, 16))
    left = d.chance(0.55)
    serial = d.name("sin", "in", "si", "d", "data")
    out = d.name("q", "sr", "out")
    last_only = d.chance(0.25)
    load, data = (d.name("load", "ld"), d.name("p", "load_data", "par_in")) if d.chance(0.35) else ("", "")
    enable = d.name("en", "ena", "shift") if d.chance(0.35) else ""
    reg = d.name("sr", "r", "shift_reg") if last_only else out
    last = width - 1 if left else 0
    code = f"{{{reg}[{width - 2}:0], {serial}}}" if left else f"{{{serial}, {reg}[{width - 1}:1]}}"
    step = [f"{'if (' + enable + ') ' if enable else ''}{reg} <= {code};"]
    if load:
        step = [f"if ({load}) {reg} <= {data};", f"else {step[0]}"]
    ports = (
        Port(clk),
        *reset.ports,
        *([Port(load), Port(data, width)] if load else []),
        *([Port(enable)] if enable else []),
        Port(serial),
        Port(out, 1 if last_only else width, output=True, stored=not last_only),
    )
    body = d.clocked(clk, reset, [f"{reg} <= 0;"], step)
    if last_only:
        body = [d.style.declare(reg, width), *body, f"assign {out} = {reg}[{last}];"]
    side = (
        d.any("left (towards the most significant bit)", "left")
        if left
        else d.any("right (towards the least significant bit)", "right")
    )
    text = d.any(
        "A {w}-bit shift register shifts {s} by one bit at each rising edge of {c}{e}; {i} comes in at bit {f}.",
        "At every positive edge of {c}{e}, the {w}-bit shift register moves one place to the {s} and takes {i} into bit {f}.",
        w=width,
        s=side,
        c=clk,
        i=serial,
        f=0 if left else width - 1,
        e=f" when {enable} is 1" * bool(enable),
    )
    text += (
        d.any(
            " {l} = 1 loads it from {p} instead{x}.",
            " When {l} is 1, {p} is loaded{x}.",
            l=load,
            p=data,
            x=", whatever the enable is" * bool(enable),
        )
        if load
        else ""
    )
    text += (
        d.any(" {o} is the bit that leaves next (bit {n}).", " Only bit {n} is visible, as {o}.", o=out, n=last)
        if last_only
        else d.any(" {o} is the whole register.", " Its content is {o}.", o=out)
    )
    text += " " + d.tell_reset(reset, "clears the register")
    mask = (1 << width) - 1

    def update(s: int, v: dict[str, int]) -> int:
        if load and v[load]:
            return v[data]
        if enable and not v[enable]:
            return s
        return (s << 1 | v[serial]) & mask if left else s >> 1 | v[serial] << (width - 1)

    bias = lambda r, i: ({load: int(r.random() < 0.12)} if load else {}) | ({enable: int(r.random() < 0.8)} if enable else {})
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        0,
        update,
        lambda s, v: {out: s >> last & 1 if last_only else s},
        cycles=36,
        bias=bias,
        unknown=(0, mask) if reset.kind == "none" else (),
    )
    return Design(
        "a shift register",
        ports,
        text.strip(),
        f"Shift {'left' if left else 'right'}: {code}. {reset.phrase}." + f" {load} first." * bool(load),
        tuple(body),
        rows,
        d.style,
        ("shift_reg", "shift_register"),
        {"width": width, "left": left, "load": bool(load), "enable": bool(enable), "last_only": last_only, "reset": reset.phrase},
        wave=f"{serial} moves through {out}, bit by bit."
        if width <= 4 and not load and not enable and reset.kind == "none"
        else "",
    )


@family("universal_shift", "shift registers")
def universal_shift(d: Draw) -> Design:
    """Hold, shift right, shift left or load by a mode; rotate; arithmetic shift by one or more places."""
    clk, reset = d.clock(), d.reset(("sync", "async"))
    width = d.one((4, 8, 8, 16))
    kind = d.one(("universal", "rotator", "arith"))
    mode, data, out = d.name("mode", "amount", "ctrl"), d.name("d", "data"), d.name("q", "out")
    load = d.name("load", "ld") if kind != "universal" else ""
    right_in, left_in = d.names(("sir", "sil"), ("right_in", "left_in"))
    style, mask, top = d.style, (1 << width) - 1, width - 1
    if kind == "universal":
        extra = [Port(right_in), Port(left_in)]
        cases = [
            (f"{out}", "hold"),
            (f"{{{right_in}, {out}[{top}:1]}}", f"shift right, {right_in} enters at the top"),
            (f"{{{out}[{top - 1}:0], {left_in}}}", f"shift left, {left_in} enters at the bottom"),
            (data, f"load {data}"),
        ]
        models = (
            lambda s, v: s,
            lambda s, v: s >> 1 | v[right_in] << top,
            lambda s, v: (s << 1 | v[left_in]) & mask,
            lambda s, v: v[data],
        )
    elif kind == "rotator":
        extra = []
        cases = [
            (out, "hold"),
            (f"{{{out}[0], {out}[{top}:1]}}", "rotate right"),
            (f"{{{out}[{top - 1}:0], {out}[{top}]}}", "rotate left"),
            (out, "hold"),
        ]
        models = (lambda s, v: s, lambda s, v: s >> 1 | (s & 1) << top, lambda s, v: (s << 1 | s >> top) & mask, lambda s, v: s)
    else:
        extra = []
        n = d.one((2, 3))
        cases = [
            (f"{{{out}[{top - 1}:0], 1'b0}}", "shift left by 1"),
            (f"{{{out}[{top - n}:0], {n}'b0}}", f"shift left by {n}"),
            (f"{{{out}[{top}], {out}[{top}:1]}}", "arithmetic shift right by 1"),
            (f"{{{{{n}{{{out}[{top}]}}}}, {out}[{top}:{n}]}}", f"arithmetic shift right by {n}"),
        ]
        models = (
            lambda s, v: s << 1 & mask,
            lambda s, v: s << n & mask,
            lambda s, v: signed(s, width) >> 1 & mask,
            lambda s, v: signed(s, width) >> n & mask,
        )
    said = "; ".join(f"{mode}={i:02b}: {words}" for i, (_, words) in enumerate(cases))
    case = [
        f"case ({mode})",
        *(f"  2'b{i:02b}: {out} <= {code};" for i, (code, _) in enumerate(cases[:3])),
        f"  default: {out} <= {cases[3][0]};",
        "endcase",
    ]
    step = [f"if ({load}) {out} <= {data};", "else begin", *(f"  {x}" for x in case), "end"] if load else case
    ports = (
        Port(clk),
        *reset.ports,
        *([Port(load)] if load else []),
        Port(mode, 2),
        *extra,
        Port(data, width),
        Port(out, width, output=True, stored=True),
    )
    text = d.any(
        "At each rising edge of {c} the {w}-bit register {o} does what {m} says: {s}.",
        "{o} is a {w}-bit register on {c} (rising edge). {s}.",
        c=clk,
        w=width,
        o=out,
        m=mode,
        s=said,
    )
    text += (
        (d.any(" {l} = 1 loads {x} and comes first.", " When {l} is 1, {x} is loaded instead.", l=load, x=data) if load else "")
        + " "
        + d.tell_reset(reset, f"clears {out}")
    )

    def update(s: int, v: dict[str, int]) -> int:
        return v[data] if load and v[load] else models[v[mode]](s, v)

    bias = lambda r, i: {load: int(i < 4 or r.random() < 0.2)} if load else {}
    rows = clocked(d.rng, ports, clk, reset, 0, update, lambda s, v: {out: s}, cycles=40, bias=bias)
    return Design(
        {"universal": "a universal shift register", "rotator": "a rotating register", "arith": "an arithmetic shift register"}[
            kind
        ],
        ports,
        text,
        f"A case over {mode}. {reset.phrase}.",
        tuple(d.clocked(clk, reset, [f"{out} <= 0;"], step)),
        rows,
        style,
        ("universal_shift", "rotator"),
        {"kind": kind, "width": width, "reset": reset.phrase},
    )
