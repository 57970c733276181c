"""Gray code, seven-segment displays, thermometer code, lowest bits."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family

SEGMENTS = (0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F)
"""Segments g to a of the digits 0 to 9, 1 for lit: the shapes that every data sheet of a decoder draws."""


@family("gray_code", "Gray and BCD")
def gray_code(d: Draw) -> Design:
    """Binary to Gray and back."""
    width = d.one((2, 3, 4, 4, 5, 8, 8, 16))
    back = d.chance(0.5)
    binary, gray = d.names(("bin", "gray"), ("b", "g"), ("binary", "gray_code"))
    source, out = (gray, binary) if back else (binary, gray)
    text = d.any(
        "Convert the {w}-bit {a} (code|number|value) {s} to {b}; the result is {o}.",
        "{o} is {s} converted from {a} to {b}.",
        w=width,
        s=source,
        o=out,
        a="Gray" if back else "binary",
        b="binary" if back else "Gray code",
    )
    if not back:
        body, ports = [f"assign {out} = {source} ^ ({source} >> 1);"], (Port(source, width), Port(out, width, output=True))
        why = f"Gray code: each bit XOR the one above it: {source} ^ ({source} >> 1)."
    else:
        if width <= 4:
            body = [
                f"assign {out}[{i}] = ^{source}[{width - 1}:{i}];" if i < width - 1 else f"assign {out}[{i}] = {source}[{i}];"
                for i in range(width - 1, -1, -1)
            ]
            ports = (Port(source, width), Port(out, width, output=True))
        else:
            body = [
                "integer i;",
                f"{d.style.comb} begin",
                f"  for (i = 0; i < {width}; i = i + 1)",
                f"    {out}[i] = ^({source} >> i);",
                "end",
            ]
            ports = (Port(source, width), Port(out, width, output=True, stored=True))
        why = f"Bit i of the binary value is the XOR of {source}[{width - 1}:i]."

    def function(v: dict[str, int]) -> dict[str, int]:
        value = v[source]
        if not back:
            return {out: value ^ value >> 1}
        result = 0
        for i in range(width - 1, -1, -1):
            result |= (value >> i & 1 ^ (result >> (i + 1) & 1)) << i
        return {out: result}

    return Design(
        "a Gray code converter",
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function, 30),
        d.style,
        ("gray_to_binary",) if back else ("binary_to_gray",),
        {"width": width, "back": back},
        wave=f"{out} is the {'binary value of the Gray code' if back else 'Gray code of'} {source}." if width <= 4 else "",
    )


@family("seven_segment", "decoders")
def seven_segment(d: Draw) -> Design:
    """A digit to seven segments, lit by 1 or by 0."""
    low = d.chance(0.4)
    source, out = d.name("digit", "bcd", "in"), d.name("seg", "segments", "out")
    off = 0x7F if low else 0
    shown = [value ^ off for value in SEGMENTS]
    style = d.style
    table = d.chance(0.5)
    text = (
        d.any(
            "Drive a seven-segment display with the decimal digit {s}: {o} = (segments g, f, e, d, c, b, a from bit 6 to "
            "bit 0|gfedcba).",
            "{o}[6:0] are the segments g to a of a display that shows the digit {s} (0 to 9).",
            s=source,
            o=out,
        )
        + d.any(" A segment is lit by {b}.", " Segments are active {l}.", b=int(not low), l="low" if low else "high")
        + d.any(" Other inputs leave it dark.", " For 10 to 15 all segments are off.")
    )
    if table:
        text += "\n" + ", ".join(f"{i}: {v:07b}" for i, v in enumerate(shown))
    ports = (Port(source, 4), Port(out, 7, output=True, stored=True))
    body = [
        f"{style.comb} begin",
        f"  case ({source})",
        *(f"    4'd{i}: {out} = 7'b{v:07b};" for i, v in enumerate(shown)),
        f"    default: {out} = 7'b{off:07b};",
        "  endcase",
        "end",
    ]
    return Design(
        "a seven-segment decoder",
        ports,
        text,
        f"One case for each digit, segments gfedcba, {'0' if low else '1'} lights.",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: shown[v[source]] if v[source] < 10 else off}),
        style,
        ("seven_seg", "bcd_to_7seg"),
        {"low": low, "table": table},
        hidden=(2, len(body) - 2),
    )


@family("thermometer", "encoders")
def thermometer(d: Draw) -> Design:
    """Thermometer code: as many ones from the bottom as the number says, and back; also lowest set bit alone."""
    kind = d.one(("encode", "isolate", "below"))
    width = d.one((4, 7, 8, 15, 16)) if kind == "encode" else d.one((4, 8, 8, 16))
    bits = width.bit_length()
    source, out = d.names(("in", "out"), ("x", "y"), ("n", "t"), ("level", "bar"))
    if kind == "encode":
        text = d.any(
            "{o} has as many ones, from bit 0 up, as the number {s} says{m}.",
            "{o} is {s} in thermometer code: the lowest {s} bits are 1{m}.",
            s=source,
            o=out,
            m="" if width + 1 == 1 << bits else f" ({width} ones for {width} and above)",
        )
        body, ports = (
            [f"assign {out} = ({d.style.literal(width + 1, 1, 'd')} << {source}) - 1;"],
            (Port(source, bits), Port(out, width, output=True)),
        )
        why = "2 to the n, minus 1, has n ones at the bottom."
        if width + 1 != 1 << bits:
            body = [f"assign {out} = ({source} >= {width}) ? {{{width}{{1'b1}}}} : (({width}'d1 << {source}) - {width}'d1);"]
    else:
        ports = (Port(source, width), Port(out, width, output=True))
        if kind == "isolate":
            text = d.any(
                "{o} keeps only the lowest bit of {s} that is 1; all other bits are 0.",
                "{o} is one-hot: the least significant 1 of {s}, or 0 if {s} is 0.",
                s=source,
                o=out,
            )
            body, why = [f"assign {out} = {source} & (~{source} + 1'b1);"], "x AND minus x leaves the lowest 1."
        else:
            text = d.any(
                "{o} is {s} with its lowest 1 cleared (0 stays 0).",
                "Clear the least significant 1 of {s}; the result is {o}.",
                s=source,
                o=out,
            )
            body, why = [f"assign {out} = {source} & ({source} - 1'b1);"], "x AND x - 1 clears the lowest 1."

    def function(v: dict[str, int]) -> dict[str, int]:
        value = v[source]
        lowest = next((1 << i for i in range(width) if value >> i & 1), 0)
        return {out: {"encode": (1 << min(value, width)) - 1, "isolate": lowest, "below": value ^ lowest}[kind]}

    return Design(
        {"encode": "a thermometer encoder", "isolate": "a lowest-bit isolator", "below": "a lowest-bit eraser"}[kind],
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("thermometer", "lowest_bit"),
        {"kind": kind, "width": width},
    )
