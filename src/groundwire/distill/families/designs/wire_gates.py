"""Wide gates: bitwise, reduction and logical operators over the same vectors."""

from __future__ import annotations

from random import Random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.wire_shared import (
    Item,
    body_of,
    notes_of,
    outputs_of,
    placed,
    tell_items,
    test,
    values_of,
)


def _list(places: list[int], values: list[int]) -> str:
    return ", ".join(f"[{p}] {v}" for p, v in zip(places, values, strict=True))


def _chain(word: str, places: list[int], values: list[int], width: int, last: int, d: Draw, want: int = 1) -> str:
    sign = "" if want else "!"
    arms = [f"{sign}{word}[{p}] ? {d.style.literal(width, v, 'd')}" for p, v in zip(places, values, strict=True)]
    return " : ".join([*arms, d.style.literal(width, last, "d")])


OUTS = ("y", "out", "z", "cnt", "n", "pos", "flag", "hit", "o1", "res", "f", "num", "q", "info", "e")


_GATE_OPENINGS = (
    "Wide gates over {i}.",
    "Safety chain: {i} are collected to few bits.",
    "Bitwise or reduction, please read carefully. Inputs {i}.",
    "Combine {i} as follows.",
    "{i} meet in a couple of gates.",
    "Some glue between {i} and the rest.",
    "Exercise on operators with {i}.",
    "The difference between bitwise, logical and reduction operators, shown on {i}.",
    "Gate-level summary of {i}:",
    "Merge {i}.",
)


@family("wire_wide_and_bitwise", "gates", 1.0)
def wire_wide_and_bitwise(d: Draw) -> Design:
    """Bitwise, reduction and logical operators mixed over two vectors and a single bit."""
    w = d.one((2, 3, 4, 8, 8, 16, 32, 64, 100))
    a, b = d.names(("a", "b"), ("x", "y"), ("p", "q"), ("left", "right"), ("u", "v"), ("m", "n"))
    c = d.name("c", "s", "en", "k", "t", "inv")
    mask = (1 << w) - 1
    names = {"AND": "&", "OR": "|", "XOR": "^", "NAND": "&", "NOR": "|", "XNOR": "^"}

    def join(kind: str, p: int, q: int) -> int:
        base = {"&": p & q, "|": p | q, "^": p ^ q}[names[kind]]
        return (~base if kind in ("NAND", "NOR", "XNOR") else base) & mask

    def fold(kind: str, n: int, width: int) -> int:
        base = {"&": int(n == (1 << width) - 1), "|": int(n > 0), "^": n.bit_count() & 1}[names[kind]]
        return 1 - base if kind in ("NAND", "NOR", "XNOR") else base

    def bitwise(kind: str) -> str:
        return f"~({a} {names[kind]} {b})" if kind in ("NAND", "NOR", "XNOR") else f"{a} {names[kind]} {b}"

    items: list[Item] = []
    for form in d.rng.sample(
        ("bit", "bit", "fold", "fold", "both", "part", "logic", "gated", "mux", "every"), d.one((1, 2, 2, 3, 4))
    ):
        kind, other, out = d.one(tuple(names)), d.one(("AND", "OR", "XOR", "NOR", "NAND")), d.name(*OUTS, "g", "gate_o", "r")
        n = {"NAND": "~&", "NOR": "~|", "XNOR": "~^"}.get(kind, names[kind])
        g = {"NAND": "~&", "NOR": "~|"}.get(other, names[other])
        if form == "bit":
            items.append(
                Item(
                    out,
                    w,
                    (f"the bitwise {kind} of {a} and {b}", f"{a} {kind} {b}, bit by bit"),
                    bitwise(kind),
                    f"bitwise, {w} bits: {bitwise(kind)}",
                    lambda v, k=kind: join(k, v[a], v[b]),  # type: ignore[misc]
                )
            )
        elif form == "fold":
            z = d.one((a, b))
            items.append(
                Item(
                    out,
                    1,
                    (f"the {kind} of all bits of {z}", f"a single bit, the {w}-input {kind} of {z}", f"{z} reduced by {kind}"),
                    f"{n}{z}",
                    f"{w} bits -> 1: {n}{z}",
                    lambda v, k=kind, z=z: fold(k, v[z], w),  # type: ignore[misc]
                )
            )
        elif form == "every":
            items.append(
                Item(
                    out,
                    1,
                    (
                        f"the {kind} of all {2 * w} bits of {a} and {b} together",
                        f"one {2 * w}-input {kind} gate over {a} and {b}",
                    ),
                    f"{n}{{{a}, {b}}}",
                    f"{w}+{w} = {2 * w} bits -> 1: {n}{{{a}, {b}}}",
                    lambda v, k=kind: fold(k, v[a] << w | v[b], 2 * w),  # type: ignore[misc]
                )
            )
        elif form == "both":
            items.append(
                Item(
                    out,
                    1,
                    (f"the {other} over all bits of ({a} {kind} {b}, bit by bit)",),
                    f"{g}({bitwise(kind)})",
                    f"{bitwise(kind)}, then {g}: 1 bit",
                    lambda v, k=kind, o=other: fold(o, join(k, v[a], v[b]), w),  # type: ignore[misc]
                )
            )
        elif form == "part" and w > 3:
            low = d.number(0, w - 3)
            high = d.number(low + 1, min(w - 1, low + 9))
            z, part = d.one((a, b)), high - low + 1
            items.append(
                Item(
                    out,
                    1,
                    (f"the {kind} of bits {high} to {low} of {z}", f"the {kind} of {z}[{high}:{low}]"),
                    f"{n}{z}[{high}:{low}]",
                    f"{part} bits -> 1: {n}{z}[{high}:{low}]",
                    lambda v, k=kind, z=z, low=low, part=part: fold(k, v[z] >> low & ((1 << part) - 1), part),  # type: ignore[misc]
                )
            )
        elif form == "logic":
            sign, says, function = d.one(
                (
                    ("&&", f"neither {a} nor {b} is zero", lambda p, q: p > 0 and q > 0),
                    ("||", f"{a} is not zero or {b} is not zero", lambda p, q: p > 0 or q > 0),
                )
            )
            code = f"(|{a}) {sign} (|{b})"
            items.append(test(d, out, (says,), code, lambda v, f=function: f(v[a], v[b])))  # type: ignore[misc]
        elif form == "mux":
            items.append(
                Item(
                    out,
                    w,
                    (f"{a} with every bit inverted if {c} is 1, {a} itself if {c} is 0", f"each bit of {a} XORed with {c}"),
                    f"{a} ^ {{{w}{{{c}}}}}",
                    f"{c} repeated {w} times, xor {a}",
                    lambda v: v[a] ^ mask * v[c],
                )
            )
        else:
            z = d.one((a, b))
            items.append(
                Item(
                    out,
                    w,
                    (f"{z} while {c} is 1 and all zeros while {c} is 0", f"each bit of {z} ANDed with {c}"),
                    f"{z} & {{{w}{{{c}}}}}",
                    f"{c} repeated {w} times, and {z}",
                    lambda v, z=z: v[z] & mask * v[c],  # type: ignore[misc]
                )
            )
    inputs = [
        port
        for port in (Port(a, w), Port(b, w), Port(c))
        if any(port.name in item.code.replace("{", " ").replace("}", " ") for item in items)
    ]
    if len(inputs) == 1 and inputs[0].name == c:
        inputs.insert(0, Port(a, w))
    text = tell_items(d, _GATE_OPENINGS, items, i=listing([port.name for port in inputs]))
    body, stored = body_of(d, items)
    ports = placed(d, inputs, outputs_of(items, stored))

    def bias(rng: Random, index: int) -> dict[str, int]:
        if index % 4 == 3:
            return {}
        chosen = [port for port in inputs if port.width > 1]
        odd = 1 << rng.randrange(w)
        return {port.name: rng.choice((0, mask, odd, mask ^ odd)) for port in chosen}

    return Design(
        "a set of wide gates",
        ports,
        text,
        notes_of(items),
        tuple(body),
        combinational(d.rng, ports, values_of(items), bias=bias),
        d.style,
        ("wide_gates", "glue", "gate_set"),
        {"count": len(items)},
    )
