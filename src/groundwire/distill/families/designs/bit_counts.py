"""Counting bits: population counts, leading and trailing zeros, majority, parity."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("count_bits", "parity and counting")
def count_bits(d: Draw) -> Design:
    """Population count, leading or trailing zeros, majority, all-equal."""
    kind = d.one(("ones", "ones", "zeros", "leading", "trailing", "majority"))
    width = (
        d.one((3, 5, 7)) if kind == "majority" else d.one((3, 4, 7, 8, 8, 16, 16) if kind in ("ones", "zeros") else (4, 8, 8, 16))
    )
    bits = 1 if kind == "majority" else width.bit_length()
    source, out = d.name("in", "data", "x", "vec"), d.name("out", "count", "cnt", "n")
    text = {
        "ones": d.any(
            "{o} is the number of ones in {s}.",
            "Count the bits of {s} that are 1. The count is {o}.",
            "{o} is the population count of {s}.",
            o=out,
            s=source,
        ),
        "zeros": d.any("{o} is the number of zeros in {s}.", "Count the bits of {s} that are 0 into {o}.", o=out, s=source),
        "leading": d.any(
            "{o} is the number of leading zeros of {s}, {w} if {s} is 0.",
            "Count the zeros above the highest 1 of {s}; with {s} = 0 the count {o} is {w}.",
            o=out,
            s=source,
            w=width,
        ),
        "trailing": d.any(
            "{o} is the number of trailing zeros of {s}, {w} if {s} is 0.",
            "Count the zeros below the lowest 1 of {s}; with {s} = 0 the count {o} is {w}.",
            o=out,
            s=source,
            w=width,
        ),
        "majority": d.any(
            "{o} is 1 when more than half of the {w} bits of {s} are 1.",
            "Majority vote of the {w} bits of {s}.",
            o=out,
            s=source,
            w=width,
        ),
    }[kind]
    style = d.style
    small = width <= 4 and kind == "ones" and d.chance(0.5)
    ports = (Port(source, width), Port(out, bits, output=True, stored=not small))
    loop = f"for (i = 0; i < {width}; i = i + 1)"
    inner = {"ones": f"{out} = {out} + {source}[i];", "zeros": f"{out} = {out} + !{source}[i];"}
    if small:
        body = [f"assign {out} = {' + '.join(f'{source}[{i}]' for i in range(width))};"]
        why = "Add the bits."
    elif kind in inner:
        body = ["integer i;", f"{style.comb} begin", f"  {out} = 0;", f"  {loop}", f"    {inner[kind]}", "end"]
        why = f"Start from 0 and add {'each bit' if kind == 'ones' else 'the inverse of each bit'} in a loop."
    elif kind == "majority":
        n = width.bit_length()
        body = [
            "integer i;",
            f"{style.net} [{n - 1}:0] ones;",
            f"{style.comb} begin",
            "  ones = 0;",
            f"  {loop}",
            f"    ones = ones + {source}[i];",
            f"  {out} = (ones > {width // 2});",
            "end",
        ]
        why = f"Count the ones and compare with {width // 2}."
    else:
        where, order = (f"{width - 1} - i", loop) if kind == "leading" else ("i", f"for (i = {width - 1}; i >= 0; i = i - 1)")
        body = [
            "integer i;",
            f"{style.comb} begin",
            f"  {out} = {width};",
            f"  {order}",
            f"    if ({source}[i]) {out} = {where};",
            "end",
        ]
        why = f"Go through the bits {'upwards' if kind == 'leading' else 'downwards'}; the last 1 that is met decides."

    def function(v: dict[str, int]) -> dict[str, int]:
        text_bits = f"{v[source]:0{width}b}"
        ones = text_bits.count("1")
        lead = len(text_bits) - len(text_bits.lstrip("0"))
        trail = len(text_bits) - len(text_bits.rstrip("0"))
        return {
            out: {"ones": ones, "zeros": width - ones, "leading": lead, "trailing": trail, "majority": int(2 * ones > width)}[
                kind
            ]
        }

    bias = lambda rng, i: (
        {source: rng.getrandbits(width) >> rng.randrange(width) << rng.randrange(width) & (1 << width) - 1} if i % 2 else {}
    )
    return Design(
        {
            "ones": "a population count",
            "zeros": "a zero counter",
            "leading": "a leading-zero counter",
            "trailing": "a trailing-zero counter",
            "majority": "a majority gate",
        }[kind],
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function, 30, bias),
        style,
        ("popcount", "bit_count", kind),
        {"kind": kind, "width": width},
        wave=f"{out} is 1 where most bits of {source} are 1." if kind == "majority" and width == 3 else "",
    )


@family("parity", "parity and counting")
def parity(d: Draw) -> Design:
    """Make or check a parity bit, even or odd."""
    width, odd, checks = d.one((4, 7, 8, 8, 16, 32)), d.chance(0.5), d.chance(0.4)
    source = d.name("data", "in", "d", "word")
    bit = d.name("p", "parity_in", "par") if checks else ""
    out = d.name("error", "err", "bad") if checks else d.name("parity", "p", "par")
    whole = d.chance(0.3) and not checks
    kind = "odd" if odd else "even"
    text = (
        d.any(
            "{s} arrives with its {k} parity bit {b}; {o} is 1 when they do not fit.",
            "Check {k} parity: {o} is 1 unless {s} and {b} together have an {k} number of ones.",
            s=source,
            k=kind,
            b=bit,
            o=out,
        )
        if checks
        else d.any(
            "{o} is the {k} parity bit of {s}: together they have an {k} number of ones.",
            "Make the bit {o} so that {s} and {o} together have an {k} number of ones ({k} parity).",
            s=source,
            k=kind,
            o=out,
        )
    )
    if whole:
        text = d.any(
            "{o} is {s} with its {k} parity bit appended (as bit 0|below the lowest bit): together they have an {k} "
            "number of ones.",
            s=source,
            k=kind,
            o=out,
        )
    ports = (Port(source, width), *([Port(bit)] if checks else []), Port(out, width + 1 if whole else 1, output=True))
    inverted = odd
    code = f"{'~' * inverted}(^{source} ^ {bit})" if checks else f"{'~' * inverted}^{source}"
    code = f"{{{source}, {code}}}" if whole else code

    def function(v: dict[str, int]) -> dict[str, int]:
        ones = v[source].bit_count() + (v[bit] if checks else 0)
        value = int((ones % 2 == 1) != odd)
        return {out: v[source] << 1 | value if whole else value}

    return Design(
        f"{'a checker' if checks else 'a generator'} of {kind} parity",
        ports,
        text,
        f"XOR of all bits is 1 for an odd number of ones{'; inverted for odd parity' * odd}: {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("parity", "parity_check"),
        {"width": width, "odd": odd, "checks": checks, "whole": whole},
    )
