"""Rearranging vectors: slices, concatenations, permutations, extension."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("slice_vector", "vectors")
def slice_vector(d: Draw) -> Design:
    """Split a vector into parts of its own bits."""
    width = d.one((4, 6, 8, 8, 12, 16, 16, 24, 32))
    source = d.name("in", "vec", "data", "d", "word")
    count = d.number(1, 3)
    outs = [
        d.name(name)
        for name in d.one((("hi", "mid", "lo"), ("x", "y", "z"), ("out1", "out2", "out3"), ("part_a", "part_b", "part_c")))[
            :count
        ]
    ]
    cuts = [sorted((d.number(0, width - 1), d.number(0, width - 1))) for _ in outs]
    ports = (Port(source, width), *(Port(o, hi - lo + 1, output=True) for o, (lo, hi) in zip(outs, cuts, strict=True)))

    def part(lo: int, hi: int) -> str:
        return f"{source}[{lo}]" if lo == hi else f"{source}[{hi}:{lo}]"

    said = [
        d.any("{o} is bit {h} of {s}", "{o} takes bit {h} of {s}", o=o, h=hi, s=source)
        if lo == hi
        else d.any("{o} is bits {h} (down to|to) {l} of {s}", "{o} takes {s}[{h}:{l}]", o=o, h=hi, l=lo, s=source)
        for o, (lo, hi) in zip(outs, cuts, strict=True)
    ]
    text = d.any("(Split|Take apart|Cut up) {s}: {w}.", "{c}.", s=source, w="; ".join(said), c=listing(said))
    body = [f"assign {o} = {part(lo, hi)};" for o, (lo, hi) in zip(outs, cuts, strict=True)]
    rows = combinational(
        d.rng,
        ports,
        lambda v: {o: v[source] >> lo & (1 << (hi - lo + 1)) - 1 for o, (lo, hi) in zip(outs, cuts, strict=True)},
        24,
    )
    return Design(
        "a splitter of a vector",
        ports,
        text,
        "Part selects only.",
        tuple(body),
        rows,
        d.style,
        ("split", "slicer"),
        {"width": width, "cuts": cuts},
    )


@family("join_vectors", "vectors")
def join_vectors(d: Draw) -> Design:
    """Concatenate inputs, maybe with constant bits, into one or two outputs."""
    count = d.number(2, 4)
    names = [d.name(name) for name in d.one((("a", "b", "c", "d"), ("x", "y", "z", "w"), ("in0", "in1", "in2", "in3")))[:count]]
    widths = [d.one((1, 2, 4, 4, 5, 8, 8)) for _ in names]
    order = list(range(count))
    d.rng.shuffle(order)
    pad = d.one((0, 0, 0, 1, 2, 3))
    ones = d.chance(0.5)
    total = sum(widths) + pad
    out = d.name("out", "q", "y", "joined")
    ports = (*(Port(n, w) for n, w in zip(names, widths, strict=True)), Port(out, total, output=True))
    items = [names[i] for i in order]
    filler = f"{pad}'b{str(int(ones)) * pad}"
    text = d.any(
        "(Concatenate|Join) {l}{p} into {o}, (the first|{f}) in the most significant bits.",
        "{o} is {f} followed, towards the low bits, by {r}{p}.",
        "From the most significant bit on, {o} holds {l}{p}.",
        l=listing(items),
        f=items[0],
        r=listing(items[1:]),
        o=out,
        p=d.any(" and then {n} constant {b}{s}", n=("a", "two", "three")[pad - 1], b=int(ones), s="s" * (pad > 1)) if pad else "",
    )
    code = "{" + ", ".join(items + ([filler] if pad else [])) + "}"

    def function(v: dict[str, int]) -> dict[str, int]:
        value = 0
        for i in order:
            value = value << widths[i] | v[names[i]]
        return {out: value << pad | ((1 << pad) - 1) * ones}

    return Design(
        "a concatenation",
        ports,
        text,
        f"Most significant first: {out} = {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 24),
        d.style,
        ("join", "concat"),
        {"widths": widths, "order": order, "pad": pad, "ones": ones},
    )


@family("permute_vector", "vectors", 1.5)
def permute_vector(d: Draw) -> Design:
    """Reverse bits, swap bytes, nibbles or halves, rotate by a constant."""
    kind = d.one(("reverse", "bytes", "halves", "nibbles", "rotate_left", "rotate_right", "pairs"))
    width = {"reverse": d.one((4, 8, 8, 16, 32, 64, 100)), "bytes": d.one((16, 32, 32, 64)), "nibbles": d.one((8, 16))}.get(
        kind, d.one((8, 16, 32))
    )
    source, out = d.names(("in", "out"), ("d", "q"), ("a", "y"), ("data_in", "data_out"), ("x", "r"))
    n = d.number(1, min(width - 1, 7))
    ports = (Port(source, width), Port(out, width, output=True, stored=kind == "reverse" and width > 8))
    chunk = {"bytes": 8, "nibbles": 4, "halves": width // 2}.get(kind, 0)

    def permute(value: int) -> int:
        bits = f"{value:0{width}b}"
        if kind == "reverse":
            return int(bits[::-1], 2)
        if kind == "rotate_left":
            return int(bits[n:] + bits[:n], 2)
        if kind == "rotate_right":
            return int(bits[-n:] + bits[:-n], 2)
        if kind == "pairs":
            return int("".join(bits[i + 1] + bits[i] for i in range(0, width, 2)), 2)
        return int("".join(bits[i : i + chunk] for i in range(0, width, chunk)[::-1]), 2)

    said = {
        "reverse": d.any(
            "reverse the (order of the |){w} bits of {s}",
            "{o}[0] = {s}[{t}], {o}[1] = {s}[{u}], and so on: {o} is {s} backwards",
            w=width,
            s=source,
            o=out,
            t=width - 1,
            u=width - 2,
        ),
        "bytes": d.any(
            "reverse the order of the bytes of {s}",
            "change the (byte order|endianness) of the {w}-bit word {s}",
            s=source,
            w=width,
        ),
        "halves": d.any("swap the upper and the lower half of {s}", "exchange the two halves of {s}", s=source),
        "nibbles": d.any("reverse the order of the {k} nibbles of {s}", k=width // 4, s=source),
        "rotate_left": d.any("rotate {s} left by {n} bit{p}", "rotate {s} by {n} to the left", s=source, n=n, p="s" * (n > 1)),
        "rotate_right": d.any("rotate {s} right by {n} bit{p}", "rotate {s} by {n} to the right", s=source, n=n, p="s" * (n > 1)),
        "pairs": d.any("swap each pair of neighbouring bits of {s} (bit 0 with bit 1, bit 2 with bit 3, ...)", s=source),
    }[kind]
    if kind == "reverse" and " = " in said:
        text = said + "."
    else:
        text = d.any("The module should {x}; the result is {o}.", "{o}: {x}.", "On {o}, {x}.", x=said, o=out)
    if kind == "reverse" and width > 8:
        loop = f"for (i = 0; i < {width}; i = i + 1)"
        body = ["integer i;", f"{d.style.comb} begin", f"  {loop}", f"    {out}[i] = {source}[{width - 1} - i];", "end"]
        why = f"A loop: {out}[i] = {source}[{width - 1} - i]."
    else:
        if kind in ("reverse", "pairs"):
            order = range(width) if kind == "reverse" else [i ^ 1 for i in range(width - 1, -1, -1)]
            items = [f"{source}[{i}]" for i in order]
        elif kind.startswith("rotate"):
            cut = width - n if kind == "rotate_left" else n
            items = [
                f"{source}[{cut - 1}:0]" if cut > 1 else f"{source}[0]",
                f"{source}[{width - 1}:{cut}]" if cut < width - 1 else f"{source}[{cut}]",
            ]
        else:
            items = [f"{source}[{i + chunk - 1}:{i}]" for i in range(0, width, chunk)]
        code = "{" + ", ".join(items) + "}"
        body, why = [f"assign {out} = {code};"], "Most significant part first in the concatenation."
    return Design(
        {
            "reverse": "a bit reverser",
            "bytes": "a byte order converter",
            "halves": "a half swapper",
            "nibbles": "a nibble swapper",
        }.get(kind, "a fixed bit permutation"),
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: permute(v[source])}, 30),
        d.style,
        (f"{kind}", "permute"),
        {"kind": kind, "width": width, "n": n},
    )


@family("extend", "vectors")
def extend(d: Draw) -> Design:
    """Sign extension, zero extension, replication of a bit."""
    kind = d.one(("sign", "sign", "zero", "ones", "repeat"))
    narrow = 1 if kind == "repeat" else d.one((3, 4, 5, 6, 8, 8, 12, 16))
    wide = narrow + d.one((2, 3, 4, 8, 8, 16, 24)) + (kind == "repeat")
    source, out = d.names(("in", "out"), ("a", "y"), ("imm", "ext"), ("data_in", "data_out"))
    extra = wide - narrow
    top = f"{source}[{narrow - 1}]" if narrow > 1 else source
    code = {
        "sign": f"{{{{{extra}{{{top}}}}}, {source}}}",
        "zero": f"{{{extra}'b0, {source}}}",
        "ones": f"{{{{{extra}{{1'b1}}}}, {source}}}",
        "repeat": f"{{{wide}{{{source}}}}}",
    }[kind]
    text = d.say(
        {
            "sign": d.one(
                (
                    "Sign-extend {s} from {n} to {w} bits.",
                    "{o} is {s} extended to {w} bits by (copies of|repeating) its sign bit.",
                    "{o} has the same two's complement value as {s}, in {w} bits.",
                )
            ),
            "zero": d.one(("Zero-extend {s} to {w} bits.", "{o} is {s} with zeros in the {e} upper bits.")),
            "ones": d.one(("{o} is {s} with ones in the {e} upper bits.", "Fill the {e} bits above {s} with ones.")),
            "repeat": d.one(("Every bit of {o} is {s}.", "Replicate {s} {w} times to make {o}.")),
        }[kind],
        s=source,
        o=out,
        n=narrow,
        w=wide,
        e=extra,
    )
    ports = (Port(source, narrow), Port(out, wide, output=True))

    def function(v: dict[str, int]) -> dict[str, int]:
        fill = {"sign": v[source] >> (narrow - 1), "zero": 0, "ones": 1, "repeat": v[source]}[kind]
        return {out: v[source] | (((1 << extra) - 1) * fill) << narrow}

    return Design(
        {"sign": "a sign extender", "zero": "a zero extender"}.get(kind, "a bit replicator"),
        ports,
        text,
        f"{extra} bits above the {narrow} of {source}: {code}." if kind != "repeat" else f"{wide} copies: {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 20),
        d.style,
        (f"{kind}_extend", "extend"),
        {"kind": kind, "narrow": narrow, "wide": wide},
    )
