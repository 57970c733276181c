"""Latches, registers with byte enables, chains of registers."""

from __future__ import annotations

from itertools import pairwise

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, random_value
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Kind

KINDS: tuple[Kind, ...] = ("none", "none", "sync", "sync", "async", "async")


@family("latch", "latches")
def latch(d: Draw) -> Design:
    """A transparent latch, high or low, with or without reset."""
    width = d.one((1, 1, 1, 4, 8))
    gate = d.name("en", "g", "ena", "enable", "le")
    data, out = d.names(("d", "q"), ("in", "out"))
    low = d.chance(0.25)
    clear = d.name("rst", "clr") if d.chance(0.3) else ""
    ports = (Port(data, width), Port(gate), *([Port(clear)] if clear else []), Port(out, width, output=True, stored=True))
    text = d.any(
        "A {w}latch: while {g} is {v}, {o} follows {i}; while it is {n}, {o} keeps its last value.",
        "{o} is a transparent latch of {i}, open when {g} is {v} (and closed otherwise|).",
        "Implement a D latch ({g} = {v}: {o} = {i}; {g} = {n}: hold).",
        g=gate,
        v=int(not low),
        n=int(low),
        o=out,
        i=data,
        w="" if width == 1 else f"{width}-bit ",
    )
    if clear:
        text += d.any(" While {c} is 1, {o} is 0, whatever {g} is.", c=clear, o=out, g=gate)
    test = f"!{gate}" if low else gate
    lines = [f"if ({clear}) {out} = 0;", f"else if ({test}) {out} = {data};"] if clear else [f"if ({test}) {out} = {data};"]
    head = "always_latch" if d.style.modern else "always @(*)"
    rows, state = [], None
    for index in range(40):
        values = {data: random_value(d.rng, width), gate: d.number(0, 1) if index else int(not low)}
        if clear:
            values[clear] = int(d.chance(0.2))
        if values.get(clear):
            state = 0
        elif values[gate] != low:
            state = values[data]
        rows.append(Row(values, {out: state}))
    return Design(
        "a transparent latch",
        ports,
        text,
        f"No clock: {out} = {data} while {test}, and no else, so that it holds.",
        tuple(d.block(head, lines)),
        tuple(rows),
        d.style,
        ("latch", "d_latch"),
        {"width": width, "low": low, "clear": bool(clear)},
        wave=f"{out} follows {data} while {gate} is {int(not low)} and holds while it is {int(low)}: a latch."
        if width == 1 and not clear
        else "",
    )


@family("byte_register", "flip-flops")
def byte_register(d: Draw) -> Design:
    """A register whose bytes have enables of their own."""
    count, size = d.one((2, 2, 4)), d.one((8, 8, 4))
    width = count * size
    clk, reset = d.clock(), d.reset(("sync", "async"))
    data, out = d.names(("d", "q"), ("din", "dout"))
    enable = d.name("byteena", "be", "we")
    unit = "byte" if size == 8 else "nibble"
    ports = (Port(clk), *reset.ports, Port(enable, count), Port(data, width), Port(out, width, output=True, stored=True))
    text = (
        d.any(
            "A register of {n} {u}s: at the rising edge of {c}, {u} i of {q} takes {u} i of {d} if {e}[i] is 1, and else "
            "keeps its value.",
            "{q} stores {d} at the positive edge of {c}; bit i of {e} enables {u} i ({e}[0] the lowest).",
            n=count,
            u=unit,
            c=clk,
            q=out,
            d=data,
            e=enable,
        )
        + " "
        + d.tell_reset(reset, f"clears {out}")
    )
    step = [
        f"if ({enable}[{i}]) {out}[{i * size + size - 1}:{i * size}] <= {data}[{i * size + size - 1}:{i * size}];"
        for i in range(count)
    ]

    def update(s: int, v: dict[str, int]) -> int:
        mask = sum(((1 << size) - 1) << i * size for i in range(count) if v[enable] >> i & 1)
        return s & ~mask | v[data] & mask

    rows = clocked(d.rng, ports, clk, reset, 0, update, lambda s, v: {out: s}, cycles=20)
    return Design(
        f"a register with {unit} enables",
        ports,
        text,
        f"One if for each {unit}; {reset.phrase}.",
        tuple(d.clocked(clk, reset, [f"{out} <= 0;"], step)),
        rows,
        d.style,
        ("byte_reg",),
        {"count": count, "size": size, "reset": reset.phrase},
    )


@family("delay_line", "shift registers")
def delay_line(d: Draw) -> Design:
    """A signal delayed by some clock cycles: synchronizers and pipelines."""
    stages, width = d.one((2, 2, 3, 4, 5)), d.one((1, 1, 4, 8))
    clk, reset = d.clock(), d.reset(KINDS)
    data, out = d.names(("d", "q"), ("in", "out"), ("async_in", "sync_out"), ("sig", "sig_d"))
    names = [d.name(f"s{i}", f"stage{i}") for i in range(1, stages)]
    packed = width == 1 and d.chance(0.5)
    style = d.style
    sr = d.name("sr", "pipe", "chain")
    ports = (Port(clk), *reset.ports, Port(data, width), Port(out, width, output=True, stored=not packed))
    text = (
        d.any(
            "{o} is {i} delayed by {n} clock cycles ({n} flip-flops in a row, rising edge of {c}).",
            "{i} passes through {n} flip-flops in series, clocked by {c}; the last one drives {o}.",
            "A chain of {n} registers from {i} to {o}, all on the positive edge of {c}.",
            o=out,
            i=data,
            n=stages,
            c=clk,
        )
        + " "
        + d.tell_reset(reset, "clears all of them")
    )
    if packed:
        span = f"{sr}[{stages - 2}:0]" if stages > 2 else f"{sr}[0]"
        body = [
            f"{style.net} [{stages - 1}:0] {sr};",
            *d.clocked(clk, reset, [f"{sr} <= 0;"], [f"{sr} <= {{{span}, {data}}};"]),
            f"assign {out} = {sr}[{stages - 1}];",
        ]
    else:
        chain = [data, *names, out]
        span = f"[{width - 1}:0] " if width > 1 else ""
        body = [
            f"{style.net} {span}{', '.join(names)};",
            *d.clocked(clk, reset, [f"{n} <= 0;" for n in chain[1:]], [f"{b} <= {a};" for a, b in pairwise(chain)]),
        ]
    start = (0,) * stages
    other = ((1 << width) - 1,) * stages
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        start,
        lambda s, v: (v[data], *s[:-1]),
        lambda s, v: {out: s[-1]},
        cycles=24,
        unknown=(start, other) if reset.kind == "none" else (),
    )
    return Design(
        f"a delay of {stages} cycles",
        ports,
        text.strip(),
        f"{stages} registers in a row; {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("delay", "synchronizer"),
        {"stages": stages, "width": width, "reset": reset.phrase},
        wave=f"{out} is {data}, {stages} edges later." if width == 1 and reset.kind == "none" else "",
    )
