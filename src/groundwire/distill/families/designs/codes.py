"""Gray code, seven-segment displays, thermometer code, lowest bits."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

SEGMENTS = (0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F)
"""Segments g to a of the digits 0 to 9, 1 for lit: the shapes that every data sheet of a decoder draws."""


_CONVERT = (
    "Convert the {w}-bit {a} value {s} to {b}; the result is {o}.", "{o} is {s} converted from {a} to {b}.", "{a} in on {s}, {b} out on {o}.",
    "Translate {s} from {a} into {b} and put it on {o}.", "A code converter of {w} bits: {s} is in {a}, {o} shall be in {b}.", "Give {s}, a number in {a}, in {b} on {o}.",
    "The input {s} is {a}. The output {o} is the same number in {b}.", "I need {o} to show in {b} what {s} says in {a}.", "Can you write a converter from {a} to {b}? "
    "The ports are {s} and {o}.", "{a} to {b}: {s} -> {o}", "On {o} give the {b} of the {a} on {s}.", "{s} carries {a}, {w} bits of it; {o} must carry the {b} equivalent.",
)
_TO_GRAY = (
    "Every bit of {o} is the XOR of the same bit of {s} and the one above it; the top bit is copied.", "{o} = {s} ^ ({s} >> 1), the Gray code of {s}.",
    "Encode {s} in Gray code on {o}, so that neighbouring values differ in one bit.", "For a position sensor the count {s} is coded such that only one bit of {o} "
    "changes from each value to the next: the reflected Gray code.", "{o}[{m}] = {s}[{m}], and below it {o}[i] = {s}[i+1] ^ {s}[i].", "The Gray code of {s} is wanted on {o}.",
)
_FROM_GRAY = (
    "Every bit of {o} is the XOR of the same bit of {s} and all those above it.", "{o}[{m}] = {s}[{m}], and below it {o}[i] = {o}[i+1] ^ {s}[i].",
    "Decode the Gray code on {s}; {o} is the number it stands for.", "A position sensor sends {s} in reflected Gray code. Find the position in binary, {o}.",
    "Bit i of {o} is the parity of bits i and up of {s}.", "The top bit of {s} goes straight to {o}; going down, each bit of {o} is {s} XOR the bit of {o} just found.",
)
_DISPLAY = (
    "Drive a seven-segment display with the decimal digit {s}: {o} = segments g, f, e, d, c, b, a from bit 6 to bit 0.",
    "{o}[6:0] are the segments g to a of a display that shows the digit {s}, 0 to 9.", "{s} is a digit; {o} lights the segments that draw it, bit 0 being segment a and bit 6 segment g.",
    "Show {s} on a seven-segment display. The segments a, b, c, d, e, f, g are bits 0 to 6 of {o}.", "A seven-segment decoder: digit {s}, segments {o} in the order gfedcba.",
    "Decode the BCD digit {s} to the seven segments {o}, ordered from g in the top bit to a in the lowest.", "Segment a is {o}[0], b is {o}[1], and so on up to g, which is {o}[6]; "
    "the digit to show is {s}.", "The pattern of the decimal digit {s} goes to {o}: gfedcba.", "Can you write a decoder from {s}, 0 to 9, to the segments {o} = gfedcba?",
    "For each digit {s} from 0 to 9 put the usual seven-segment picture on {o}, segment a in bit 0, segment g in bit 6.", "{o} drives the display, {o}[6] is g and {o}[0] is a, and {s} is the digit on it.",
    "BCD in on {s}, seven segments out on {o}, with bit 6 down to bit 0 being g f e d c b a.",
)
_LIT = (
    "A segment is lit by {b}.", "Segments are active {l}.", "{b} switches a segment on.", "A {b} lights the segment, a {n} leaves it dark.", "The display is common {c}: {b} means lit.",
    "On is {b}, off is {n}.", "Outputs are active-{l}.", "A bit at {n} keeps its segment off.", "Lit segments are {b}.", "The display wants {b} for a glowing segment.",
    "All segments are active-{l}.", "Dark segments are {n}, lit ones {b}.", "The segments light at {l} level.",
)
_DARK = (
    "Other inputs leave it dark.", "For 10 to 15 all segments are off.", "If {s} is above 9 no segment is lit.", "Blank the display for values that are no digits.",
    "Values of {s} from 10 on show nothing.", "Anything above 9 blanks the display.", "With {s} at 10 or more, every segment is off.", "Illegal digits are shown as a blank.",
    "When {s} is not a decimal digit the display stays dark.", "Switch everything off for 10, 11, 12, 13, 14 and 15.",
)
_AS_MANY = (
    "{o} has as many ones, from bit 0 up, as the number {s} says.", "{o} is {s} in thermometer code: the lowest {s} bits are 1.", "The lower {s} bits of {o} are 1, the others 0.",
    "A bar graph: {s} is the level and that many bits of {o} are lit, from bit 0 on.", "Bit i of {o} is 1 if i is less than {s}.", "{o}[i] = (i < {s})",
    "Fill {o} with ones from the bottom; {s} is their number.", "Turn the number {s} into a row of so many ones at the low end of {o}.", "{o} is 2^n - 1, where n is {s}.",
    "Thermometer encoder, {s} to {o}, with ones at the low end.", "Starting at bit 0, {s} bits of {o} are set.", "The level meter {o} shows {s}: with 0 no bit is 1, with 1 bit 0 is, with 2 bits 0 and 1 are, and so on.",
    "Can you convert {s} to thermometer code on {o}, growing from bit 0?", "{o} gets a mask of its low {s} bits.", "Every bit of {o} whose number is below {s} is high.",
)
_LOWEST = (
    "{o} keeps only the lowest bit of {s} that is 1; all other bits are 0.", "{o} is one-hot: the least significant 1 of {s}, or 0 if {s} is 0.", "{o} = {s} & -{s}", "Isolate the lowest set bit of {s} on {o}.",
    "Of all ones in {s} only the rightmost stays in {o}.", "The request with the lowest number in {s} is granted: its bit in {o} is 1, all else is 0.", "Clear every 1 in {s} but the lowest; that gives {o}.",
    "{o} has a 1 where {s} has its first 1 counted from bit 0, and no other.", "Find the lowest 1 of {s} and mark its place with the single 1 of {o}. If there is none {o} is 0.", "A bit of {o} is 1 when the same bit of {s} is 1 and all below are 0.",
    "Pass the least significant one of {s} to {o} and block the others.", "{o} shows which is the lowest active bit of {s}, one-hot.", "Can you pick out the lowest 1 of {s}? {o} should hold it in its place.",
    "Bit 0 of {s} has the highest priority: {o} repeats the active bit of highest priority alone.", "From {s} to {o}, only the least significant 1 survives.",
)
_CLEARED = (
    "{o} is {s} with its lowest 1 cleared, and 0 stays 0.", "Clear the least significant 1 of {s}; the result is {o}.", "{o} = {s} & ({s} - 1)", "All ones of {s} but the rightmost are copied to {o}.",
    "Remove the lowest set bit from {s} to get {o}.", "{o} has one 1 less than {s}: the lowest is gone.", "The first 1 of {s}, counted from bit 0, becomes 0; everything else passes to {o}.", "Turn off the lowest 1 of {s} and give the rest out on {o}.",
    "{o} repeats {s} except that its least significant 1 is a 0.", "Drop the rightmost 1 of {s}. Output: {o}. With no 1 there is nothing to drop.", "A request has been served, the lowest active one of {s}; {o} are those that remain.",
    "Bits of {s} go to {o}, but the lowest 1 among them is erased.", "Can you clear the lowest 1 of {s} and put the result on {o}?", "{o} is what is left of {s} when its lowest 1 has been taken away.", "Every 1 in {s} stays in {o}, save the lowest.",
)  # fmt: skip


@family("gray_code", "Gray and BCD")
def gray_code(d: Draw) -> Design:
    """Binary to Gray and back."""
    d.name("i")
    width = d.one((2, 3, 4, 4, 5, 6, 7, 8, 8, 10, 16))
    back = d.chance(0.5)
    binary, gray = d.names(("bin", "gray"), ("b", "g"), ("binary", "gray_code"))
    source, out = (gray, binary) if back else (binary, gray)
    to, of = ("binary", "Gray code") if back else ("Gray code", "binary")
    text = Voice(d).tell((*_CONVERT, *(_FROM_GRAY if back else _TO_GRAY)), {"s": source, "o": out}, w=width, a=of, b=to, m=width - 1)
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
    voice, slots = Voice(d), {"s": source, "o": out}
    lit = voice.tell(_LIT, slots, b=int(not low), n=int(low), l="low" if low else "high", c="anode" if low else "cathode")
    text = voice.facts([voice.tell(_DISPLAY, slots), lit, voice.tell(_DARK, slots)], shuffle=d.chance(0.3))
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
    width = d.one((3, 4, 5, 6, 7, 8, 10, 15, 16)) if kind == "encode" else d.one((4, 8, 8, 16))
    bits = width.bit_length()
    source, out = d.names(("in", "out"), ("x", "y"), ("n", "t"), ("level", "bar"))
    if kind == "encode":
        text = Voice(d).tell(_AS_MANY, {"s": source, "o": out}, w=width)
        if width + 1 != 1 << bits:
            text += d.any(" For {w} and above all {w} bits are 1.", " Above {w} it is all ones.", " If {s} is more than {w}, every bit of {o} is 1.",
                          s=source, o=out, w=width)  # fmt: skip
        body, ports = (
            [f"assign {out} = ({d.style.literal(width + 1, 1, 'd')} << {source}) - 1;"],
            (Port(source, bits), Port(out, width, output=True)),
        )
        why = f"{source} ones at the bottom of {out}: 2 to the n, minus 1."
        if width + 1 != 1 << bits:
            body = [f"assign {out} = ({source} >= {width}) ? {{{width}{{1'b1}}}} : (({width}'d1 << {source}) - {width}'d1);"]
    else:
        ports = (Port(source, width), Port(out, width, output=True))
        if kind == "isolate":
            text = Voice(d).tell(_LOWEST, {"s": source, "o": out})
            body, why = [f"assign {out} = {source} & (~{source} + 1'b1);"], f"Only the lowest 1 of {source} stays: x AND minus x."
        else:
            text = Voice(d).tell(_CLEARED, {"s": source, "o": out})
            body, why = [f"assign {out} = {source} & ({source} - 1'b1);"], f"The lowest 1 of {source} goes: x AND x - 1."

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
