"""Multiplexers of every shape, and demultiplexers."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("mux2", "multiplexers")
def mux2(d: Draw) -> Design:
    """Two inputs, one select."""
    a, b = d.names(("a", "b"), ("in0", "in1"), ("d0", "d1"), ("x", "y"))
    sel, out = d.name("sel", "s", "select"), d.name("out", "q", "f", "mux_out")
    width = 1 if d.chance(0.3) else d.one((4, 8, 8, 16, 32, 100))
    first_on_one = d.chance(0.35)
    on, off = (a, b) if first_on_one else (b, a)
    text = d.any(
        "{o} is {f} when {s} is 0 and {n} when {s} is 1.",
        "When {s}=1 choose {n}, (otherwise|else) {f}.",
        "Select {n} (if|when) {s} is high and {f} (if|when) it is low; the output is {o}.",
        o=out,
        f=off,
        n=on,
        s=sel,
    )
    ports = (Port(a, width), Port(b, width), Port(sel), Port(out, width, output=True))
    kind = "assign" if d.chance(0.7) else "always"
    if kind == "assign":
        body = [f"assign {out} = {sel} ? {on} : {off};"]
    else:
        ports = (*ports[:3], Port(out, width, output=True, stored=True))
        body = d.block(d.style.comb, [f"if ({sel})", f"  {out} = {on};", "else", f"  {out} = {off};"])
    rows = combinational(d.rng, ports, lambda v: {out: v[on] if v[sel] else v[off]}, 24)
    return Design(
        f"a 2-to-1 multiplexer{f' of {width} bits' * (width > 1)}",
        ports,
        text,
        f"{sel}=1 -> {on}, {sel}=0 -> {off}.",
        tuple(body),
        rows,
        d.style,
        ("mux2", "mux2to1"),
        {"width": width, "first_on_one": first_on_one},
        wave=f"With {sel}=0 {out} follows {off}, with {sel}=1 {on}.",
    )


@family("mux_case", "multiplexers", 1.5)
def mux_case(d: Draw) -> Design:
    """Three to nine inputs by a case statement, with something else for the other select values."""
    count = d.one((3, 4, 4, 4, 5, 6, 7, 8, 9))
    names = [
        d.name(n)
        for n in d.one(
            (
                tuple("abcdefghi"),
                tuple(f"in{i}" for i in range(9)),
                tuple(f"data{i}" for i in range(9)),
                tuple(f"d{i}" for i in range(9)),
            )
        )[:count]
    ]
    sel, out = d.name("sel", "s", "select"), d.name("out", "q", "y", "mux_out")
    bits = (count - 1).bit_length()
    width = d.one((1, 1, 2, 4, 8, 8, 16))
    spare = (1 << bits) - count
    other = d.one(("zero", "ones", "last")) if spare else "none"
    style = d.style
    value = {"zero": "0", "ones": "all ones", "last": names[-1], "none": ""}[other]
    default = {
        "zero": style.literal(width, 0),
        "ones": "{" + f"{width}{{1'b1}}" + "}" if width > 1 else "1'b1",
        "last": names[-1],
        "none": names[-1],
    }[other]
    ports = (*(Port(n, width) for n in names), Port(sel, bits), Port(out, width, output=True, stored=True))
    listed = "; ".join(f"{sel}={i}: {n}" for i, n in enumerate(names))
    text = d.any(
        "{o} is chosen by {s}: {l}.",
        "(Choose|Select) one of {k} inputs by {s}, {f} for 0, {g} for 1, and so on up to {z} for {m}.",
        "A {k}-to-1 multiplexer: {s} = 0 selects {f}, {s} = {m} selects {z}, (those|the others) between in order.",
        o=out,
        s=sel,
        l=listed,
        k=count,
        f=names[0],
        g=names[1],
        z=names[-1],
        m=count - 1,
    ) + (
        d.any(" For (other|all other) values of {s} {o} is {v}.", " Otherwise {o} is {v}.", s=sel, o=out, v=value)
        if spare
        else ""
    )
    last = count if spare else count - 1
    body = [
        f"{style.comb} begin",
        f"  case ({sel})",
        *(f"    {style.literal(bits, i, 'd')}: {out} = {n};" for i, n in enumerate(names[:last])),
        f"    default: {out} = {default};",
        "  endcase",
        "end",
    ]

    def function(v: dict[str, int]) -> dict[str, int]:
        if v[sel] < count:
            return {out: v[names[v[sel]]]}
        return {out: {"zero": 0, "ones": (1 << width) - 1, "last": v[names[-1]]}[other]}

    return Design(
        f"a {count}-to-1 multiplexer",
        ports,
        text,
        f"A case over the {bits} bits of {sel}: {listed}" + (f"; default {value}." if spare else "."),
        tuple(body),
        combinational(d.rng, ports, function, 48),
        style,
        (f"mux{count}", f"mux{count}to1"),
        {"count": count, "width": width, "other": other},
        hidden=(2, len(body) - 2),
    )


@family("mux_vector", "multiplexers")
def mux_vector(d: Draw) -> Design:
    """Select a bit or a field of one wide vector by an index."""
    field = d.one((1, 1, 1, 2, 4, 4, 8))
    count = d.one((4, 8, 16, 16, 32, 64) if field < 8 else (4, 8, 16))
    bits = count.bit_length() - 1
    source, sel, out = d.name("in", "vec", "data"), d.name("sel", "index", "addr"), d.name("out", "y", "q")
    ports = (Port(source, field * count), Port(sel, bits), Port(out, field, output=True))
    code = f"{source}[{sel}]" if field == 1 else f"{source}[{sel}*{field} +: {field}]"
    text = d.any(
        "{s} holds {c} {u} side by side, number 0 in the lowest bits; {o} is the one that {i} (selects|names|points at).",
        "{o} is {w} number {i} of {s}{e}.",
        "A {c}-to-1 multiplexer on the packed vector {s}: {i} = 0 selects {z}, {i} = 1 the next, and so on; the result is {o}.",
        s=source,
        c=count,
        i=sel,
        o=out,
        f=field,
        u="bits" if field == 1 else f"fields of {field} bits",
        w="bit" if field == 1 else f"the {field}-bit field",
        e="" if field == 1 else f" (field 0 is {source}[{field - 1}:0])",
        z=f"{source}[0]" if field == 1 else f"{source}[{field - 1}:0]",
    )
    rows = combinational(d.rng, ports, lambda v: {out: v[source] >> (v[sel] * field) & (1 << field) - 1}, 40)
    return Design(
        f"a {count}-to-1 multiplexer on a packed vector",
        ports,
        text,
        f"Indexed select: {code}.",
        (f"assign {out} = {code};",),
        rows,
        d.style,
        ("mux_vec", f"mux{count}"),
        {"field": field, "count": count},
    )


@family("demux", "multiplexers")
def demux(d: Draw) -> Design:
    """One input to one of several outputs."""
    count = d.one((2, 4, 4, 8))
    bits = count.bit_length() - 1
    width = d.one((1, 1, 4, 8))
    source, sel = d.name("in", "d", "data"), d.name("sel", "s")
    outs = [
        d.name(n)
        for n in d.one((tuple(f"out{i}" for i in range(8)), tuple(f"y{i}" for i in range(8)), tuple(f"q{i}" for i in range(8))))[
            :count
        ]
    ]
    ports = (Port(source, width), Port(sel, bits), *(Port(o, width, output=True) for o in outs))
    text = d.any(
        "{i} goes to the output that {s} selects ({f} for 0, up to {z} for {m}); the others are 0.",
        "A 1-to-{c} demultiplexer: output number {s} gets {i}, every other output is 0.",
        i=source,
        s=sel,
        f=outs[0],
        z=outs[-1],
        m=count - 1,
        c=count,
    )
    zero = d.style.literal(width, 0)
    body = [f"assign {o} = ({sel} == {d.style.literal(bits, i, 'd')}) ? {source} : {zero};" for i, o in enumerate(outs)]
    rows = combinational(d.rng, ports, lambda v: {o: v[source] * (v[sel] == i) for i, o in enumerate(outs)}, 30)
    return Design(
        f"a 1-to-{count} demultiplexer",
        ports,
        text,
        f"Each output compares {sel} with its own number.",
        tuple(body),
        rows,
        d.style,
        ("demux", f"demux1to{count}"),
        {"count": count, "width": width},
    )
