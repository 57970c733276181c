"""Lookup tables by case, and choices by priority."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("lookup", "multiplexers", 1.5)
def lookup(d: Draw) -> Design:
    """A table from an input code to an output value, with a default."""
    bits, width = d.one((2, 3, 3, 4, 4, 8, 16)), d.one((2, 3, 4, 4, 7, 8))
    count = min(d.number(3, 9), 1 << bits)
    codes = d.rng.sample(range(1 << bits), count)
    if d.chance(0.5):
        codes.sort()
    values = [d.rng.getrandbits(width) for _ in codes]
    full = count == 1 << bits
    default = d.one((0, 0, (1 << width) - 1, d.rng.getrandbits(width)))
    source, out = d.name("code", "in", "sel", "key", "opcode"), d.name("out", "value", "y", "ctrl")
    style = d.style
    base_in, base_out = ("h" if bits > 4 else d.one("dhb")), d.one("dhb")
    plain = {"d": "{:d}", "h": "0x{:x}", "b": "{:0%db}"}

    def shown(value: int, size: int, base: str) -> str:
        return style.literal(size, value, base) if literal else (plain[base] % size if base == "b" else plain[base]).format(value)

    literal = d.chance(0.6)
    lines = [
        f"{shown(c, bits, base_in)}{arrow}{shown(v, width, base_out)}"
        for arrow in [d.one((" -> ", ": ", " | ", " => "))]
        for c, v in zip(codes, values, strict=True)
    ]
    text = d.any(
        "{o} depends on {s} (as in this table|as follows|like this):\n{t}",
        "(Table|Lookup table) from {s} to {o}:\n{t}",
        s=source,
        o=out,
        t="\n".join(lines),
    )
    if not full:
        text += "\n" + d.any(
            "(Any other|Every other) {s}: {v}",
            "(In all other cases|Otherwise|By default) {o} is {v}.",
            s=source,
            o=out,
            v=shown(default, width, base_out),
        )
    ports = (Port(source, bits), Port(out, width, output=True, stored=True))
    entries = [
        f"    {style.literal(bits, c, base_in)}: {out} = {style.literal(width, v, base_out)};"
        for c, v in zip(codes, values, strict=True)
    ]
    tail = f"    default: {out} = {style.literal(width, values[-1] if full else default, base_out)};"
    body = [f"{style.comb} begin", f"  case ({source})", *(entries[:-1] if full else entries), tail, "  endcase", "end"]
    table = dict(zip(codes, values, strict=True))
    rows = combinational(
        d.rng,
        ports,
        lambda v: {out: table.get(v[source], default)},
        30,
        lambda rng, i: {source: rng.choice(codes)} if i % 3 else {},
    )
    return Design(
        "a lookup table",
        ports,
        text,
        f"A case over {source} with {count} entries" + (" covers all." if full else " and a default."),
        tuple(body),
        rows,
        style,
        ("lookup", "code_table"),
        {"table": {str(k): v for k, v in table.items()}, "default": default},
        hidden=(2, len(body) - 2),
    )


@family("priority_choice", "multiplexers")
def priority_choice(d: Draw) -> Design:
    """The first active request decides which data input is passed."""
    count = d.number(2, 4)
    width = d.one((1, 4, 8))
    conditions = [
        d.name(n)
        for n in d.one((("c0", "c1", "c2", "c3"), ("sel_a", "sel_b", "sel_c", "sel_d"), ("en0", "en1", "en2", "en3")))[:count]
    ]
    data = [d.name(n) for n in d.one((("a", "b", "c", "d"), ("d0", "d1", "d2", "d3"), ("w", "x", "y", "z")))[:count]]
    rest = d.chance(0.5)
    out = d.name("out", "q", "result")
    extra = d.name("e", "otherwise", "dflt") if rest else ""
    ports = (
        *(Port(c) for c in conditions),
        *(Port(x, width) for x in data),
        *([Port(extra, width)] if rest else []),
        Port(out, width, output=True, stored=True),
    )
    fallback = extra if rest else d.style.literal(width, 0)
    lines = []
    for i, (c, x) in enumerate(zip(conditions, data, strict=True)):
        lines += [f"{'else ' * (i > 0)}if ({c})", f"  {out} = {x};"]
    lines += ["else", f"  {out} = {fallback};"]
    body = [f"{d.style.comb} begin", *(f"  {line}" for line in lines), "end"]
    pairs = listing([f"{x} for {c}" for c, x in zip(conditions, data, strict=True)])
    text = d.any(
        "{o} is the input that belongs to the first condition that is 1, in this order: {p}. If none is, {o} is {f}.",
        "Pass one input to {o} ({p}). {a} has the highest priority, {z} the lowest. With none active the output is {f}.",
        o=out,
        p=pairs,
        f=extra if rest else 0,
        a=conditions[0],
        z=conditions[-1],
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        for c, x in zip(conditions, data, strict=True):
            if v[c]:
                return {out: v[x]}
        return {out: v[extra] if rest else 0}

    return Design(
        "a priority multiplexer",
        ports,
        text,
        f"An if-else chain in the order {', '.join(conditions)}; last {fallback}.",
        tuple(body),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("priority_mux",),
        {"count": count, "width": width, "rest": rest},
        hidden=(1, len(body) - 1),
    )
