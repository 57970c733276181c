"""Vectors put together bit by bit or piece by piece, told in any order: wiring of bits, pieces, chunks, regrouping."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.logic_phrases import (
    INPUT_SETS,
    INTROS,
    OUTPUT_SETS,
    Literal,
    bits_of,
    constant_fact,
    copy_fact,
    drives,
    pick,
    slice_code,
    slice_noun,
    tell,
)

_VECTORS = ("in", "vec", "data", "d", "bus", "sw", "x", "word", "a")
_RESULTS = ("out", "y", "q", "result", "led", "z", "res", "o", "f")


class Source(NamedTuple):
    """What one bit takes its value from."""

    code: str
    """In Verilog, and in words."""
    value: Callable[[dict[str, int]], int]
    """Its value."""


def _bit_source(name: str, bit: int | None) -> Source:
    """An input, or a bit of one."""
    if bit is None:
        return Source(name, lambda v: v[name])
    return Source(f"{name}[{bit}]", lambda v: v[name] >> bit & 1)


@family("bit_wiring", "vectors", 2)
def bit_wiring(d: Draw) -> Design:
    """Every bit of an output vector from an input, an inverse or a constant, told bit by bit in any order."""
    width = d.number(2, 6)
    if d.chance(0.5):
        names = pick(d, d.number(2, 4))
        inputs = [Port(name) for name in names]
        sources = [_bit_source(name, None) for name in names]
    else:
        name, size = d.name(*_VECTORS), d.one((3, 4, 4, 6, 8, 8, 16))
        inputs = [Port(name, size)]
        sources = [_bit_source(name, bit) for bit in range(size)]
        if d.chance(0.3):
            inputs.append(Port(extra := d.name("en", "sel", "s", "c", "flag")))
            sources += [_bit_source(extra, None)] * 2
    out = d.name(*_RESULTS)
    kinds = d.one((("copy",), ("copy", "copy", "not"), ("copy", "copy", "not", "constant"), ("copy", "constant")))
    facts, values = [], []
    for bit in range(width):
        source, kind, constant = d.one(sources), d.one(kinds), d.number(0, 1)
        literal = Literal(source.code, kind == "not")
        target = f"{out}[{bit}]"
        facts.append(constant_fact(d, target, constant) if kind == "constant" else copy_fact(d, target, literal))
        values.append((kind, constant, source.value))

    def function(v: dict[str, int]) -> dict[str, int]:
        bits = [constant if kind == "constant" else value(v) ^ (kind == "not") for kind, constant, value in values]
        return {out: sum(bit << i for i, bit in enumerate(bits))}

    ports = (*inputs, Port(out, width, output=True))
    top_first = [fact.code for fact in facts[::-1]]
    if d.chance(0.25):
        code = ", ".join(top_first).replace("1'b", "")
        low = ", ".join(top_first[::-1]).replace("1'b", "")
        text = d.any(
            "From bit {t} down to bit 0, {o} is: {c}.", "The bits of {o}, most significant first: {c}.", "{o}, MSB to LSB: {c}.",
            "The bits of {o}, beginning with bit 0, are {l}.", "{o} from its LSB upwards: {l}.",
            "Make {o} of these bits, LSB first: {l}.",
            t=width - 1, o=out, c=code, l=low,
        )  # fmt: skip
    else:
        facts_told = d.one((facts[::-1], facts, d.rng.sample(facts, len(facts)), d.rng.sample(facts, len(facts))))
        text = tell(d, [fact.said for fact in facts_told], INTROS, shuffle=False)
    joined = f"assign {out} = {{{', '.join(top_first)}}};"
    body = (joined,) if d.chance(0.5) else tuple(f"assign {fact.out} = {fact.code};" for fact in facts)
    return Design(
        d.any("a vector wired bit by bit", "a wiring of bits", "a bit mapping"),
        ports,
        text,
        f"Top first: {', '.join(f'bit {i} {fact.code}' for i, fact in reversed(list(enumerate(facts))))}."
        if len(body) == 1 else "; ".join(f"bit {i}: {fact.why}" for i, fact in enumerate(facts)) + ".",
        body,
        combinational(d.rng, ports, function, 24),
        d.style,
        ("bit_map", "wire_bits"),
        {"bits": top_first},
    )  # fmt: skip


@family("bits_to_outputs", "vectors", 1.5)
def bits_to_outputs(d: Draw) -> Design:
    """Bits of one or two vectors to several outputs of one bit, straight or inverted."""
    names = pick(d, d.one((1, 1, 2)), (*INPUT_SETS, ("bus", "aux"), ("data", "ctl"), ("vec", "mask"), ("sw", "btn")))
    widths = [d.one((2, 3, 4, 5, 8, 8, 16)) for _ in names]
    outs = pick(d, d.number(2, 5), OUTPUT_SETS)
    share = d.one((0.0, 0.0, 0.3))
    facts, values = [], []
    count = len(outs)
    runs = len(names) == 1 and widths[0] >= count and d.chance(0.25)
    start, up = (d.number(0, widths[0] - count), d.chance(0.5)) if runs else (0, False)
    for i, out in enumerate(outs):
        which = d.number(0, len(names) - 1)
        bit = (start + (i if up else count - 1 - i)) if runs else d.number(0, widths[which] - 1)
        inverted = d.chance(share) and not runs
        noun = slice_noun(d, names[which], widths[which], bit, bit)
        code = f"{names[which]}[{bit}]"
        if inverted:
            noun = d.any("NOT {s}", "the inverse of {s}", "the complement of {s}", "NOT {s}", s=noun)
        facts.append((out, drives(d, out, noun), "~" * inverted + code))
        values.append((out, names[which], bit, inverted))
    if runs:
        first, last = facts[0][2], facts[-1][2]
        text = d.any(
            "{l} are {f} to {e}, in this order.", "The bits {f} to {e} go to {l} in turn.",
            "Connect {f} ... {e} to {l}, respectively.",
            "{o} is {f}, and so on to {p}, which is {e} (the outputs in order: {l}).",
            "Spread {f} to {e} over the outputs {l}, one bit each.",
            l=listing(outs), f=first, e=last, o=outs[0], p=outs[-1],
        )  # fmt: skip
    else:
        text = tell(d, [said for _, said, _ in facts])
    ports = (*(Port(n, w) for n, w in zip(names, widths, strict=True)), *(Port(out, output=True) for out in outs))
    return Design(
        d.any("a splitter into bits", "a fan-out of bits", "a few taps of a vector"),
        ports,
        text,
        "; ".join(f"{out}: {code}" for out, _, code in facts) + ".",
        tuple(f"assign {out} = {code};" for out, _, code in facts),
        combinational(d.rng, ports, lambda v: {o: v[n] >> bit & 1 ^ inv for o, n, bit, inv in values}, 24),
        d.style,
        ("taps", "split_bits"),
        {"bits": [code for _, _, code in facts]},
    )


class Piece(NamedTuple):
    """A part of an output."""

    width: int
    """Bits."""
    code: str
    """In Verilog."""
    said: str
    """As a noun."""
    value: Callable[[dict[str, int]], int]
    """Its value."""


def _piece(d: Draw, inputs: list[tuple[str, int]]) -> Piece:
    """A slice, an inverted or reversed slice, copies of a bit, a constant, or a whole input."""
    name, width = d.one(inputs)
    kind = d.one(("slice", "slice", "whole", "inverted", "reversed", "copies", "constant"))
    if kind == "constant":
        n, bit = d.number(1, 4), d.number(0, 1)
        number = ("one", "two", "three", "four")[n - 1]
        said = d.any("{n} {b}{s}", "{n} constant {b}{s}", "{c}", n=number, b=("zero", "one")[bit], c=f"{n}'b{str(bit) * n}",
                     s="s" * (n > 1))  # fmt: skip
        return Piece(n, f"{n}'b{str(bit) * n}", said, lambda v: ((1 << n) - 1) * bit)
    if kind == "copies":
        n, bit = d.number(2, 8), d.number(0, width - 1)
        code = f"{name}[{bit}]" if width > 1 else name
        noun = slice_noun(d, name, width, bit, bit) if width > 1 else name
        said = d.any("{n} copies of {s}", "{s} repeated {n} times", "{s}, {n} times", "{s} replicated {n} times", n=n, s=noun)
        return Piece(n, f"{{{n}{{{code}}}}}", said, lambda v: ((1 << n) - 1) * (v[name] >> bit & 1))
    low = 0 if kind == "whole" or width < 3 else d.number(0, width - 2)
    high = width - 1 if kind == "whole" or width < 3 else d.number(low + 1, width - 1)
    if kind == "reversed" and high > low:
        high = min(high, low + 3)
        n = high - low + 1
        code = "{" + ", ".join(f"{name}[{i}]" for i in range(low, high + 1)) + "}"
        said = d.any("{s} in reverse order", "{s} with the bits reversed", "{s} backwards", "the mirror image of {s}",
                     s=slice_noun(d, name, width, high, low))  # fmt: skip
        return Piece(n, code, said, lambda v: int(f"{bits_of(v[name], high, low):0{n}b}"[::-1], 2))
    code = name if high - low + 1 == width else slice_code(name, high, low)
    noun = slice_noun(d, name, width, high, low)
    n = high - low + 1
    if kind == "inverted":
        said = d.any(
            "the complement of {s}", "the inverse of {s}", "NOT {s}", "{s} inverted", "{s} with every bit flipped", s=noun
        )
        return Piece(n, f"~{code}", said, lambda v: bits_of(v[name], high, low) ^ ((1 << n) - 1))
    return Piece(n, code, noun, lambda v: bits_of(v[name], high, low))


@family("pieces", "vectors", 2)
def pieces(d: Draw) -> Design:
    """An output made of two to four pieces of the inputs, told from the top, from the bottom, or each by its place."""
    names = pick(d, d.one((1, 1, 2, 2, 3)), (*INPUT_SETS, ("data", "key", "tag"), ("word", "aux", "ctl"), ("hi", "lo", "mid")))
    inputs = [(name, d.one((1, 2, 4, 4, 6, 8, 8, 16))) for name in names]
    if max(width for _, width in inputs) < 4:
        inputs[0] = (inputs[0][0], 8)
    parts = [_piece(d, inputs) for _ in range(d.number(2, 4))]
    total = sum(part.width for part in parts)
    out = d.name(*_RESULTS)
    ports = (*(Port(*one) for one in inputs), Port(out, total, output=True))
    code = "{" + ", ".join(part.code for part in parts) + "}"

    def function(v: dict[str, int]) -> dict[str, int]:
        value = 0
        for part in parts:
            value = value << part.width | part.value(v)
        return {out: value}

    text = _by_place(d, out, parts) if d.chance(0.5) else _in_order(d, out, parts)
    return Design(
        d.any("a vector made of pieces", "a repacking of bits", "a fixed layout of bits"),
        ports,
        text,
        f"Most significant first, {' + '.join(str(part.width) for part in parts)} bits: "
        f"{', '.join(part.code for part in parts)}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 30),
        d.style,
        ("pieces", "layout", "repack"),
        {"code": code},
    )


def _by_place(d: Draw, out: str, parts: list[Piece]) -> str:
    """Each piece with the bits that it fills."""
    high = sum(part.width for part in parts) - 1
    said = []
    for part in parts:
        low = high - part.width + 1
        place = f"{out}[{low}]" if low == high else f"{out}[{high}:{low}]"
        if low == high:
            where = d.any("{p}", "bit {h} of {o}", p=place, h=high, o=out)
        else:
            where = d.any("{p}", "{p}", "bits {h} to {l} of {o}", "bits {h}:{l} of {o}", p=place, h=high, l=low, o=out)
        said.append(
            d.any(
                "{w} = {x}.", "{w}: {x}.", "Fill {w} with {x}.", "Put {x} (in|into|on) {w}.", "{w} must be {x}.",
                "{x} (goes to|fills) {w}.", "{w} <- {x}.", "Into {w} (goes|put) {x}.", "Use {x} for {w}.",
                w=where, x=part.said,
            )
        )  # fmt: skip
        high = low - 1
    return tell(d, [one[0].upper() + one[1:] if one.startswith(("bit", "the ", "all ")) else one for one in said])


def _in_order(d: Draw, out: str, parts: list[Piece]) -> str:
    """The pieces in a row, from either end."""
    top = [part.said for part in parts]
    if d.chance(0.3):
        marks = "\n".join(f"{i + 1}. {one}" for i, one in enumerate(top))
        return d.any("{o}, from the most significant end:\n{l}", "From the MSB down, {o} is made of\n{l}",
                     "These parts, first one at the top, make up {o}:\n{l}", o=out, l=marks)  # fmt: skip
    semi = "; ".join(top)
    return d.any(
        "From the top down, {o} is: {s}.", "{o} is the concatenation, MSB first, of: {s}.", "{o} from the bottom up: {r}.",
        "Lay out {o} like this, most significant part first: {s}.", "Starting at bit 0, {o} contains: {r}.",
        "{o} begins at its most significant end with {f}. Then come, in order: {t}.",
        "Build {o} out of these parts, lowest first: {r}.",
        "{o} (left to right, left is the MSB): {s}.", "The lowest bits of {o} are {e}; above that, going up: {u}.",
        "Concatenate: {s}. The result, the first part on top, is {o}.", "Least significant first, {o} is made of: {r}.",
        o=out, s=semi, r="; ".join(top[::-1]), f=top[0], t="; ".join(top[1:]), e=top[-1], u="; ".join(top[-2::-1]),
    )  # fmt: skip


@family("chunk_map", "vectors", 1.5)
def chunk_map(d: Draw) -> Design:
    """Every chunk of an output from some chunk of the input, in a drawn permutation or selection."""
    size, count = d.one(((8, 4), (8, 2), (4, 4), (4, 2), (8, 3), (2, 4), (4, 3), (16, 2), (1, 4), (1, 3)))
    unit = {8: "byte", 4: "nibble", 1: "bit", 2: "pair of bits", 16: "halfword"}[size]
    source, out = d.names(("in", "out"), ("a", "y"), ("d", "q"), ("word", "res"), ("x", "z"), ("din", "dout"), ("v", "w"))
    take = [d.number(0, count - 1) for _ in range(count)] if d.chance(0.4) else d.rng.sample(range(count), count)
    flip = [d.chance(0.25) for _ in range(count)] if d.chance(0.3) else [False] * count
    width = size * count

    def span(name: str, i: int) -> str:
        return slice_code(name, i * size + size - 1, i * size)

    said = []
    by_number = size in (4, 8, 16) and d.chance(0.5)
    for target, origin in enumerate(take):
        to, of = (
            (f"{unit} {target} of {out}", f"{unit} {origin} of {source}")
            if by_number
            else (span(out, target), span(source, origin))
        )
        of = d.any("NOT {x}", "the inverse of {x}", "the complement of {x}", x=of) if flip[target] else of
        said.append(d.any(
            "{t} is {f}.", "{t} = {f}.", "{f} goes to {t}.", "{t} comes from {f}.", "{t} <- {f}.", "{f} -> {t}.",
            "{t} takes {f}.",
            "Move {f} to {t}.", "{t}: {f}.", "Connect {f} to {t}.", t=to, f=of,
        ))  # fmt: skip
    said = [one[0].upper() + one[1:] if by_number or one.startswith("the ") else one for one in said]
    note = d.any(
        "({u} 0 is the least significant one.)", "{u} 0 means bits {h}:0.",
        "{u}s are counted from the least significant end, from 0.",
        u=unit.capitalize(), h=size - 1,
    ) if by_number else ""  # fmt: skip
    text = (
        f"{note} {tell(d, said, ('',))}".replace(" \n", "\n")
        if note and d.chance(0.5)
        else f"{tell(d, said)}{' ' if note else ''}{note}"
    )
    codes = ["~" * flip[i] + span(source, take[i]) for i in range(count)]
    ports = (Port(source, width), Port(out, width, output=True))

    def function(v: dict[str, int]) -> dict[str, int]:
        chunks = [
            bits_of(v[source], take[i] * size + size - 1, take[i] * size) ^ ((1 << size) - 1) * flip[i] for i in range(count)
        ]
        return {out: sum(chunk << i * size for i, chunk in enumerate(chunks))}

    joined = d.chance(0.6)
    return Design(
        f"a shuffle of {'pairs' if size == 2 else unit + 's'}",
        ports,
        text,
        ("Top first: " if joined else "From the bottom: ") + ", ".join(codes[::-1] if joined else codes) + ".",
        (f"assign {out} = {{{', '.join(codes[::-1])}}};",) if joined
        else tuple(f"assign {span(out, i)} = {code};" for i, code in enumerate(codes)),
        combinational(d.rng, ports, function, 24),
        d.style,
        ("shuffle", "swizzle"),
        {"size": size, "take": take, "flip": flip},
    )  # fmt: skip


@family("regroup", "vectors", 1.5)
def regroup(d: Draw) -> Design:
    """Inputs joined to one long word, maybe with constant bits, and cut again into outputs of other widths."""
    names = pick(d, d.number(2, 4))
    widths = [d.one((2, 3, 4, 5, 6, 8)) for _ in names] if d.chance(0.5) else [d.one((3, 4, 5, 6, 8))] * len(names)
    order = list(range(len(names)))
    if d.chance(0.5):
        d.rng.shuffle(order)
    total = sum(widths)
    pieces_out = d.one([n for n in (2, 3, 4) if n < total])
    pad, bit = (-total % pieces_out, d.number(0, 1)) if d.chance(0.7) else (0, 0)
    equal = (total + pad) % pieces_out == 0
    full = total + pad
    if equal:
        sizes = [full // pieces_out] * pieces_out
    else:
        edges = [0, *sorted(d.rng.sample(range(1, full), pieces_out - 1)), full]
        sizes = [high - low for low, high in pairwise(edges)]
    outs = pick(d, pieces_out, OUTPUT_SETS)
    on_top = bool(pad) and d.chance(0.4)
    filler = [f"{pad}'b{str(bit) * pad}"] if pad else []
    items = [*(filler if on_top else []), *(names[i] for i in order), *(filler if not on_top else [])]
    number = ("one", "two", "three")[pad - 1] if pad else ""
    constant = f"{number} constant {bit}{'s' * (pad > 1)}"
    told = [constant if item in filler else item for item in items]
    join = d.any(
        "Concatenate {l} ({f} on top).", "Join {c}, most significant first, to one word of {n} bits.",
        "Put {l} side by side, {f} leftmost.",
        "Think of {c} as one {n}-bit word (first one on top).", "String {l} together, with {f} at the most significant end.",
        "Make a {n}-bit word of {r}, beginning at its least significant end.", "{l} form one long word, MSB first.",
        l=listing(told), c=", ".join(told), f=told[0], n=full, r=", ".join(told[::-1]),
    )  # fmt: skip
    cut = d.any(
        "Cut it into {l}, {f} at the top.", "Then split the word into {l} (most significant first).",
        "From the top, its bits go to {c}.",
        "The outputs {l} take it apart again; {f} has the most significant bits.",
        "Distribute the bits over {c}, starting with {f} at the MSB.",
        "The result is divided among {l}, the first one getting the upper bits.", "{r}, counted from the bottom, are its parts.",
        l=listing([f"{o} ({s} bit{'s' * (s > 1)})" for o, s in zip(outs, sizes, strict=True)]), c=", ".join(outs), f=outs[0],
        r=", ".join(outs[::-1]),
    )  # fmt: skip

    def function(v: dict[str, int]) -> dict[str, int]:
        value = ((1 << pad) - 1) * bit if on_top else 0
        for i in order:
            value = value << widths[i] | v[names[i]]
        value = value if on_top or not pad else value << pad | ((1 << pad) - 1) * bit
        found, left = {}, full
        for out, size in zip(outs, sizes, strict=True):
            left -= size
            found[out] = bits_of(value, left + size - 1, left)
        return found

    ports = (
        *(Port(n, w) for n, w in zip(names, widths, strict=True)),
        *(Port(o, s, output=True) for o, s in zip(outs, sizes, strict=True)),
    )
    code = f"{{{', '.join(outs)}}} = {{{', '.join(items)}}}"
    return Design(
        d.any("a regrouping of bits", "a repacker", "a concatenation that is cut again"),
        ports,
        f"{join} {cut}",
        f"{' + '.join(map(str, widths))}{f' + {pad}' * bool(pad)} bits to {' + '.join(map(str, sizes))}: {code}.",
        (f"assign {code};",),
        combinational(d.rng, ports, function, 24),
        d.style,
        ("regroup", "repack"),
        {"widths": widths, "sizes": sizes, "pad": pad},
    )
