"""Words put together from pieces, and fields picked out of wide words by an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.wire_shared import (
    Item,
    Value,
    Values,
    bit,
    body_of,
    notes_of,
    outputs_of,
    placed,
    tell_items,
    test,
    values_of,
)

OUTS = ("out", "y", "word", "result", "packed", "q", "z", "dout", "frame", "msg")
VECTORS = ("data", "in", "vec", "d", "bus", "din", "x", "word_in")


class _Piece(NamedTuple):
    width: int
    code: str
    says: tuple[str, ...]
    value: Value


def _part(name: str, high: int, low: int, invert: bool = False) -> _Piece:
    width = high - low + 1
    span = f"{name}[{high}:{low}]" if width > 1 else f"{name}[{high}]"
    mask = (1 << width) - 1
    flip = mask if invert else 0
    said: tuple[str, ...] = (
        (f"bits {high} to {low} of {name}", f"{name}[{high}:{low}]", f"{name}[{high}:{low}]")
        if width > 1
        else (f"bit {high} of {name}", span, span)
    )
    if invert:
        said = tuple(f"{one}, inverted" if one != span else f"the complement of {one}" for one in said)
    return _Piece(width, f"~{span}" if invert else span, said, lambda v: (v[name] >> low & mask) ^ flip)


def _piece(d: Draw, name: str, width: int) -> _Piece:
    kind = d.one(("part", "part", "part", "bit", "repeat", "constant", "inverted", "reverse", "fill"))
    place = d.number(0, width - 1)
    if kind in ("part", "inverted"):
        low = d.number(0, width - 2)
        return _part(name, d.number(low + 1, min(width - 1, low + 7)), low, kind == "inverted")
    if kind == "bit":
        return _part(name, place, place, d.chance(0.2))
    if kind == "repeat":
        count = d.number(2, 6)
        place = d.one((width - 1, place))
        return _Piece(
            count,
            f"{{{count}{{{name}[{place}]}}}}",
            (f"{count} copies of {name}[{place}]", f"bit {place} of {name} repeated {count} times"),
            lambda v: bit(v[name], place) * ((1 << count) - 1),
        )
    if kind == "reverse":
        low = d.number(0, width - 3)
        places = [low, low + 1, low + 2]
        return _Piece(
            3,
            ", ".join(f"{name}[{i}]" for i in places),
            (
                f"bits {low + 2} to {low} of {name} in reverse order ({name}[{low}] on the left)",
                f"{name}[{low}], {name}[{low + 1}], {name}[{low + 2}] from left to right",
            ),
            lambda v: bit(v[name], low) * 4 + bit(v[name], low + 1) * 2 + bit(v[name], low + 2),
        )
    count = d.number(1, 4)
    fixed = d.one((0, (1 << count) - 1)) if kind == "fill" else d.number(0, (1 << count) - 1)
    text = f"{fixed:0{count}b}"
    return _Piece(
        count, f"{count}'b{text}", (f"the constant {text} ({count} bit{'s' * (count > 1)})", f"{count}'b{text}"), lambda v: fixed
    )


def _assemble(pieces: list[_Piece]) -> Callable[[Values], int]:
    def value(v: Values) -> int:
        word = 0
        for piece in pieces:
            word = word << piece.width | piece.value(v)
        return word

    return value


_ASSEMBLY_OPENINGS = (
    "A transmit framer glues {o} together from {i}.",
    "{o} is a word that a downstream chip expects in its own layout, built from {i}.",
    "Rewire {i} into {o}.",
    "No logic here, only wiring (and maybe an inverter): {i} in, {o} out.",
    "The register map wants {o} laid out as follows.",
    "Build the concatenation {o} from {i}.",
    "Legacy software reads {o}; hardware offers {i}. This adapter sits between.",
    "Pack {i} into {o}.",
    "Write the bit-field packer for {o}.",
    "{o} is an instruction word, its fields come from {i}.",
    "Layout of {o}, taken from a sheet of paper in the lab.",
    "please wire {o} up from {i} for me.",
)


def _tell_layout(d: Draw, out: str, pieces: list[_Piece], kind: int) -> str:
    total = sum(piece.width for piece in pieces)
    spans, top = [], total - 1
    for piece in pieces:
        spans.append((f"{top}:{top - piece.width + 1}" if piece.width > 1 else f"{top}", d.one(piece.says)))
        top -= piece.width
    said = [x for _, x in spans]
    if kind == 0:
        return "\n".join([f"| bits of {out} | content |", "|---|---|", *(f"| {s} | {x} |" for s, x in spans)])
    if kind == 1:
        return "\n".join([f"{out}, most significant part first:", *(f"- {x}" for x in said)])
    if kind == 2:
        return "\n".join(
            [f"{out}, counted from the least significant end:", *(f"{n}. {x}" for n, x in enumerate(reversed(said), 1))]
        )
    if kind == 3:
        return f"{out} consists, from the left (MSB) to the right (LSB), of {listing([f'({x})' for x in said])}."
    if kind == 4:
        return "\n".join(f"{out}[{s}] <- {x}" for s, x in reversed(spans))
    if kind == 5:
        return " ".join(f"{'Bits' if ':' in s else 'Bit'} {s} of {out} {'are' if ':' in s else 'is'} {x}." for s, x in spans)
    if kind == 6:
        return f"{out}: at the top {said[0]}" + "".join(f"; below that {x}" for x in said[1:]) + ". That fills all bits."
    if kind == 7:
        return "\n".join([f"field,of {out}", *(f'[{s}],"{x}"' for s, x in spans)])
    if kind == 8:
        return f"The lowest part of {out} is {said[-1]}" + "".join(f"; above it comes {x}" for x in reversed(said[:-1])) + "."
    return "\n".join(f"{x} goes to {out}[{s}]" for s, x in spans)


@family("wire_word_assembly", "vectors", 1.2)
def wire_word_assembly(d: Draw) -> Design:
    """One or two words put together from slices, constants, copies and complements of one to three vectors."""
    inputs = [Port(d.name(*VECTORS, "a", "b", "addr", "tag"), d.one((4, 5, 6, 8, 8, 12, 16))) for _ in range(d.one((1, 2, 2, 3)))]
    outs = [d.name(*OUTS) for _ in range(d.one((1, 1, 1, 2)))]
    plans = []
    for n, _ in enumerate(outs):
        pieces = [_piece(d, *(port.name, port.width)) for port in (d.one(inputs) for _ in range(d.number(2, 4)))]
        first = inputs[n % len(inputs)]
        pieces.insert(d.number(0, len(pieces)), _part(first.name, first.width - 1, d.number(0, first.width - 2)))
        plans.append(pieces)
    kind = d.number(0, 9)
    opening = d.any(*_ASSEMBLY_OPENINGS, o=listing(outs), i=listing([p.name for p in inputs]))
    text = "\n".join([opening, *(_tell_layout(d, o, p, kind) for o, p in zip(outs, plans, strict=True))])
    if kind in (3, 5, 6, 8):
        text = text.replace("\n", " ")
    items, reasons = [], []
    for out, pieces in zip(outs, plans, strict=True):
        total = sum(piece.width for piece in pieces)
        items.append(Item(out, total, (), f"{{{', '.join(piece.code for piece in pieces)}}}", "", _assemble(pieces)))
        reasons.append(f"{out}: {'+'.join(str(p.width) for p in pieces)} = {total} bits")
        top = total - 1
        for piece in pieces:
            reasons.append(f"[{top}:{top - piece.width + 1}] {piece.code}")
            top -= piece.width
    body, stored = body_of(d, items, 0.85)
    ports = placed(d, inputs, outputs_of(items, stored))
    return Design(
        "a bit-field packer",
        ports,
        text,
        "\n".join(reasons),
        tuple(body),
        combinational(d.rng, ports, values_of(items)),
        d.style,
        ("packer", "field_pack", "wiring"),
        {"outs": len(outs)},
    )


_PICK_OPENINGS = (
    "{v} is a table of {n} {p}, all side by side.",
    "A configuration word {v} holds {n} {p}; {i} says which one is looked at.",
    "Pixel look-up: {n} {p} packed into {v}, {i} is the number.",
    "{v} ({t} bits) consists of {n} {p}.",
    "There are {n} {p} in {v}. Index {i} chooses among them.",
    "We keep {n} {p} in one flat vector {v} and read it by {i}.",
    "Flat array read port: data in {v}, index {i}.",
    "Selecting by {i} from the {n} {p} of {v}.",
    "{i} is a seat number and {v} the hall plan: {n} seats with {w} bit(s) each.",
    "From {v}, {t} bits wide, entries are read by {i}.",
)
_NUMBERED = {
    False: (
        "Number 0 is in the least significant bits.",
        "Entry 0 sits at {v}[{l}], the last one at the top.",
        "They are numbered from the right: 0 is {v}[{l}].",
        "Counting starts at bit 0, so entry 0 is {v}[{l}].",
    ),
    True: (
        "Number 0 is in the most significant bits.",
        "Entry 0 sits at {v}[{h}], the last one at the bottom.",
        "They are numbered from the left: 0 is {v}[{h}].",
        "Counting starts at the top, so entry 0 is {v}[{h}].",
    ),
}


@family("wire_field_pick", "vectors", 1.0)
def wire_field_pick(d: Draw) -> Design:
    """A field of a wide vector by an index, numbered from either end, with further outputs about it."""
    width, bits = d.one((1, 1, 2, 3, 4, 4, 8, 8)), d.one((2, 3, 3, 4, 4, 5, 6, 7))
    bits = min(bits, {1: 8, 2: 8, 3: 8, 4: 8, 8: 7}[width])
    count, top = 1 << bits, d.chance(0.3)
    vec, idx, out = d.name(*VECTORS), d.name("sel", "idx", "index", "n", "addr", "pos", "which"), d.name(*OUTS, "field", "entry")
    mask, total = (1 << width) - 1, width << bits

    def field(v: Values, step: int = 0) -> int:
        number = (v[idx] + step) % count
        return v[vec] >> ((count - 1 - number if top else number) * width) & mask

    number = f"({count - 1} - {idx})" if top else idx
    code = f"{vec}[{number}]" if width == 1 else f"{vec}[{number}*{width} +: {width}]"
    note = f"{vec}[{number}]" if width == 1 else f"low bit {number}*{width}, {width} bits up"
    items = [
        Item(
            out,
            width,
            (f"entry number {idx} of {vec}", f"the entry of {vec} that {idx} points at", f"entry {idx}"),
            code,
            f"{count} entries of {width} = {total} bits; {note}",
            field,
        )
    ]
    for kind in d.rng.sample(("zero", "parity", "equal", "flip", "msb", "next"), d.one((0, 1, 1, 2))):
        name = d.name("flag", "hit", "p", "ok", "extra", "more", "side", "match", "aux")
        fixed = d.number(1, mask)
        if kind == "zero":
            items.append(
                test(
                    d,
                    name,
                    (f"{out} is zero", f"no bit of {out} is set"),
                    f"{out} == {d.style.literal(width, 0)}",
                    lambda v: field(v) == 0,
                )
            )
        elif kind == "parity" and width > 1:
            items.append(
                test(
                    d,
                    name,
                    (f"{out} has an odd number of ones", f"the XOR of the bits of {out} is 1"),
                    f"^{out}",
                    lambda v: field(v).bit_count() % 2,
                )
            )
        elif kind == "equal" and width > 1:
            items.append(
                test(
                    d,
                    name,
                    (f"{out} equals {fixed}", f"the chosen entry is {fixed}"),
                    f"{out} == {d.style.literal(width, fixed, 'd')}",
                    lambda v, f=fixed: field(v) == f,  # type: ignore[misc]
                )
            )
        elif kind == "flip":
            items.append(
                Item(
                    name,
                    width,
                    (f"{out} with all bits inverted", f"the complement of {out}"),
                    f"~{out}",
                    f"~{out}, {width} bits",
                    lambda v: ~field(v),
                )
            )
        elif kind == "msb":
            own = f"{vec}[{total - 1}]"
            items.append(
                Item(
                    name,
                    1,
                    (f"{own}, whatever {idx} is", f"always the top bit of {vec}"),
                    own,
                    f"{own}, no index",
                    lambda v: bit(v[vec], total - 1),
                )
            )
    enable = d.name("en", "enable", "valid", "oe", "gate") if d.chance(0.3) else ""
    facts = d.any(
        *_NUMBERED[top],
        v=vec,
        l=f"{width - 1}:0" if width > 1 else "0",
        h=f"{total - 1}:{total - width}" if width > 1 else str(total - 1),
    )
    if enable:
        low = d.chance(0.3)
        yes, no = ("0", "1") if low else ("1", "0")
        facts += " " + d.any(
            "If {e} is {n}, the chosen entry counts as 0 (and so {o} is 0).",
            "{o} is only read while {e} is {y}, else {o} is 0.",
            "With {e} = {n} nothing is selected and {o} is 0.",
            e=enable,
            n=no,
            y=yes,
            o=out,
        )
        first = items[0]
        zero = d.style.literal(width, 0)
        gated = f"{enable} ? {zero} : {code}" if low else f"{enable} ? {code} : {zero}"
        plain = field

        def field(v: Values, step: int = 0) -> int:
            return plain(v, step) if v[enable] != low else 0

        items[0] = first._replace(code=gated, note=f"{first.note}; 0 if {enable}={no}", value=field)
    text = tell_items(
        d,
        _PICK_OPENINGS,
        items,
        facts,
        v=vec,
        n=count,
        i=idx,
        t=total,
        w=width,
        p={1: "bits", 4: "nibbles", 8: "bytes"}.get(width, f"{width}-bit entries"),
    )
    body, stored = body_of(d, items)
    ports = placed(d, [Port(vec, total), Port(idx, bits), *([Port(enable)] if enable else [])], outputs_of(items, stored))
    return Design(
        "a field selector",
        ports,
        text,
        notes_of(items),
        tuple(body),
        combinational(d.rng, ports, values_of(items)),
        d.style,
        ("field_select", "entry_mux", "flat_read"),
        {"count": count, "width": width},
    )
