"""Reductions of a vector, and comparisons of neighbouring bits."""

from __future__ import annotations

from collections.abc import Callable
from operator import and_, or_, xor

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.logic_phrases import INTROS, OUTPUT_SETS, pick, tell

Reduction = tuple[str, Callable[[int, int], bool], tuple[str, ...]]
"""Operator, value from the bits and the width, sentences."""
REDUCTIONS: dict[str, Reduction] = {
    "and": ("&", lambda v, w: v == (1 << w) - 1, (
        "{o} is the AND of all (the |)bits of {s}.", "{o} is {l} only when every bit of {s} is {l}.",
        "{o} = 1 if (all {w} bits of {s} are 1|{s} is all ones), else 0.",
        "{o} is {k} (if|as soon as) any bit of {s} is {k}, else {l}.",
        "AND all {w} bits of {s} together to get {o}.", "{o} tells whether {s} is all ones.",
        "A {w}-input AND gate over {s} drives {o}.",
        "{o} is the AND reduction of {s}.", "{o} goes {h} when no bit of {s} is {k}.", "Set {o} when {s} holds only ones.",
        "{o}: are all the bits of {s} set?", "When {s} contains a zero anywhere, {o} is 0; otherwise 1.",
        "{o} = AND of the bits of {s}.", "{o} flags the value of {s} with every bit set.", "{o} = &{s}.",
    )),
    "or": ("|", lambda v, w: v != 0, (
        "{o} is the OR of all (the |)bits of {s}.", "{o} is {l} when at least one bit of {s} is {l}.",
        "{o} = 1 if any bit of {s} is 1, else 0.", "{o} is {k} only when (all bits of {s} are {k}|{s} is zero).",
        "OR all {w} bits of {s} together to get {o}.", "{o} tells whether {s} is nonzero.",
        "A {w}-input OR gate over {s} drives {o}.",
        "{o} is the OR reduction of {s}.", "{o} goes {h} when {s} is not zero.", "Set {o} when {s} holds a one anywhere.",
        "{o}: is any bit of {s} set?", "When {s} is 0, {o} is 0; for all other values it is 1.",
        "{o} = OR of the bits of {s}.", "{o} flags that some bit of {s} is set.", "{o} = \\|{s}.",
    )),
    "xor": ("^", lambda v, w: v.bit_count() & 1 == 1, (
        "{o} is the XOR of all (the |)bits of {s}.", "{o} is {l} when an odd number of bits of {s} is {l}.",
        "{o} = 1 if {s} has an odd number of ones, else 0.",
        "{o} is {k} when the number of ones in {s} is even, {l} when it is odd.",
        "XOR all {w} bits of {s} together to get {o}.", "{o} tells whether {s} holds an odd number of ones.",
        "A {w}-input XOR gate over {s} drives {o}.", "{o} is the XOR reduction of {s}.",
        "{o} is the even-parity bit for {s}: with it the total number of ones is even.", "{o}: is the count of ones in {s} odd?",
        "Count the ones of {s}; {o} is 1 for an odd count.", "{o} = XOR of the bits of {s}.",
        "{o} is the parity of {s} (1 for odd).",
        "{o} is the lowest bit of the number of ones in {s}.", "{o} = ^{s}.",
    )),
    "nor": ("~|", lambda v, w: v == 0, (
        "{o} is 1 when {s} is zero.", "{o} is the NOR of all (the |)bits of {s}.",
        "{o} is {l} only when every bit of {s} is {k}.",
        "{o} = 1 if {s} is 0, else 0.", "{o} is {k} (if|as soon as) any bit of {s} is {l}, else {l}.",
        "{o} is a zero flag for {s}.",
        "{o} tells whether {s} is all zeros.", "A {w}-input NOR gate over {s} drives {o}.", "{o} is the NOR reduction of {s}.",
        "{o} goes {h} when no bit of {s} is {l}.", "Set {o} when {s} holds no one at all.", "{o}: is {s} equal to zero?",
        "When {s} is not zero, {o} is 0; otherwise 1.", "{o} = NOR of the bits of {s}.", "{o} detects that {s} is 0.",
    )),
    "nand": ("~&", lambda v, w: v != (1 << w) - 1, (
        "{o} is 0 only when all bits of {s} are 1.", "{o} is the NAND of all (the |)bits of {s}.",
        "{o} is {k} only when every bit of {s} is {l}.", "{o} = 0 if {s} is all ones, else 1.",
        "{o} is {l} (if|as soon as) any bit of {s} is {k}, else {k}.", "NAND all {w} bits of {s} to get {o}.",
        "{o} tells whether {s} has at least one zero.", "A {w}-input NAND gate over {s} drives {o}.",
        "{o} is the NAND reduction of {s}.", "{o} goes {g} only while all the bits of {s} are {h}.",
        "Set {o} when {s} holds a zero anywhere.", "{o}: is any bit of {s} clear?",
        "When {s} is all ones, {o} is 0; otherwise 1.",
        "{o} = NAND of the bits of {s}.", "{o} is the inverse of the AND of all bits of {s}.",
    )),
    "xnor": ("~^", lambda v, w: v.bit_count() & 1 == 0, (
        "{o} is 1 when {s} has an even number of ones.", "{o} is the XNOR of all (the |)bits of {s}.",
        "{o} = 1 if the number of ones in {s} is even, else 0.", "{o} is {k} when an odd number of bits of {s} is {l}, else {l}.",
        "{o} tells whether {s} holds an even number of ones.", "{o} is the XNOR reduction of {s}.",
        "{o} is the odd-parity bit for {s}: with it the total number of ones is odd.", "{o}: is the count of ones in {s} even?",
        "Count the ones of {s}; {o} is 1 for an even count (zero counts as even).", "{o} = XNOR of the bits of {s}.",
        "{o} is the inverse of the XOR of all bits of {s}.", "Set {o} when {s} has even parity.",
        "{o} is the parity of {s}, 1 for even and 0 for odd.", "XOR all {w} bits of {s}, invert, and call it {o}.",
        "When the ones in {s} are odd in number, {o} is 0; otherwise 1.",
    )),
}  # fmt: skip


def reduction_said(d: Draw, kind: str, out: str, source: str, width: int) -> str:
    """A sentence on one reduction."""
    high = d.one((("1", "0"), ("1", "0"), ("high", "low"), ("set", "clear")))
    said = d.any(*REDUCTIONS[kind][2], o=out, s=source, w=width, l=high[0], k=high[1], h="high", g="low")
    return said.replace("a 8-", "an 8-").replace("A 8-", "An 8-")


@family("reduce", "vectors", 1.5)
def reduce_vector(d: Draw) -> Design:
    """Reductions of a vector: all, any, parity, and their opposites, alone or several at once."""
    width = d.one((2, 3, 4, 4, 5, 6, 8, 8, 12, 16, 20, 32, 64, 100, 128))
    source = d.name("in", "d", "a", "data", "vec", "bus", "word", "x", "flags", "din")
    kinds = d.rng.sample(list(REDUCTIONS), d.one((1, 1, 2, 3, 4)))
    if len(kinds) > 1 and d.chance(0.5):
        outs = {kind: d.name(f"out_{kind}", f"{kind}_all", f"r_{kind}") for kind in kinds}
    else:
        outs = dict(zip(kinds, pick(d, len(kinds), OUTPUT_SETS), strict=True))
    ports = (Port(source, width), *(Port(out, output=True) for out in outs.values()))
    said = [reduction_said(d, kind, out, source, width) for kind, out in outs.items()]
    intros = ("", "", "", "From the {w} bits of {s}: ", "Reduce {s}: ", "{s} has {w} bits. ", "(A summary|Some flags) of {s}: ",
              "Look at (all|every one of) the bits of {s}. ")  # fmt: skip
    intro = d.any(*intros, w=width, s=source)
    text = intro + tell(d, said, ("",) if intro else INTROS)
    body = [f"assign {out} = {REDUCTIONS[kind][0]}{source};" for kind, out in outs.items()]
    rows = combinational(
        d.rng,
        ports,
        lambda v: {out: int(REDUCTIONS[kind][1](v[source], width)) for kind, out in outs.items()},
        30,
        lambda rng, i: (
            {source: (1 << width) - 1 ^ (1 << rng.randrange(width)) if i % 3 == 0 else 1 << rng.randrange(width)} if i % 2 else {}
        ),
    )
    return Design(
        d.any("a reduction of a vector", "a reduction block", "some flags of a vector"),
        ports,
        text,
        "Reduction operators: " + ", ".join(f"{o}: {k} of {source}" for k, o in outs.items()) + ".",
        tuple(body),
        rows,
        d.style,
        ("reduce", "reduction"),
        {"width": width, "kinds": kinds},
    )


_NEIGHBOURS: tuple[tuple[str, tuple[str, ...], Callable[[int, int], int]], ...] = (
    ("&", ("both {s}[i] and its {k} neighbour are 1", "{s}[i] and the bit on its {k} side are both set",
    "{s}[i] and {n} are both 1",
           "{s}[i] is 1 and so is its {k} neighbour", "neither {s}[i] nor {n} is 0"), and_),
    ("|", ("{s}[i] or its {k} neighbour is 1", "at least one of {s}[i] and {n} is 1",
    "any of {s}[i] and its {k} neighbour is set",
           "not both {s}[i] and {n} are 0"), or_),
    ("^", ("{s}[i] differs from its {k} neighbour", "{s}[i] and {n} are different",
    "exactly one of {s}[i] and its {k} neighbour is 1",
           "{s}[i] is not equal to the bit on its {k} side"), xor),
)  # fmt: skip
_EACH = (
    "{o}[i] is 1 when {x} ({n}).", "For each i, {o}[i] says whether {x} ({k} means {n}).",
    "Bit i of {o} is set if {x}; {k} is {n}.",
    "Compare each bit with {n}: {o}[i] is 1 if {x}.", "{o}[i] = 1 (exactly |only |)when {x}, for i from 0 to {t} ({k}: {n}).",
    "For all {w} bits: if {x}, {o}[i] is 1, otherwise 0. The {k} neighbour is {n}.",
    "Every bit is looked at together with its {k} neighbour, {n}. Where {x}, {o}[i] is 1.",
    "{o} has one bit for each position; bit i tells whether {x} ({n}).",
    "Set {o}[i] wherever {x} (the {k} one is {n}), clear it elsewhere.",
    "If {x}, {o}[i] is high, else low ({k} neighbour: {n}).", "The neighbour of bit i is {n}. {o}[i] is high if {x}.",
    "When {x}, {o}[i] is 1. The {k} neighbour of bit i is {n}.", "{o} marks the places i where {x} ({k}: {n}).",
    "{o}[i] must be 0 unless {x} ({n}).", "Can you mark in {o} every bit i for which {x}? {n} is the {k} neighbour.",
)  # fmt: skip
_WRAPS = (
    "The vector wraps around: the neighbour of bit {f} is bit {n}.", "Bit {f} has bit {n} as its neighbour.",
    "Treat {s} as a ring, so that bit {f} is compared with bit {n}.", "At the end it goes round: for bit {f}, use {s}[{n}].",
    "The {k} neighbour of {s}[{f}] is {s}[{n}].", "{s} is circular ({s}[{n}] is next to {s}[{f}]).",
    "For i = {f}, take bit {n} instead.",
)  # fmt: skip
_ENDS = (
    "The neighbour that bit {f} lacks counts as 0.", "Take 0 for the missing neighbour of bit {f}.",
    "Bit {f} has no {k} neighbour; assume a 0 there.", "Beyond the end there are zeros (this matters for bit {f}).",
    "For i = {f}, the neighbour is 0.", "{s}[{f}] is at the end: its {k} neighbour is taken as 0.",
    "A 0 stands in for what is beyond {s}[{f}].",
)  # fmt: skip


@family("neighbours", "vectors", 1.5)
def neighbours(d: Draw) -> Design:
    """Each output bit from an input bit and the one beside it."""
    width = d.one((3, 4, 5, 6, 7, 8, 8, 10, 12, 16, 24))
    source, out = d.names(("in", "out"), ("a", "y"), ("s", "f"), ("x", "z"), ("data", "result"), ("vec", "res"), ("d", "q"))
    symbol, word, function = d.one(_NEIGHBOURS)
    left, wraps = d.chance(0.5), d.chance(0.4)
    mask = (1 << width) - 1
    shifted = {
        (True, True): f"{{{source}[0], {source}[{width - 1}:1]}}",
        (True, False): f"{{1'b0, {source}[{width - 1}:1]}}",
        (False, True): f"{{{source}[{width - 2}:0], {source}[{width - 1}]}}",
        (False, False): f"{{{source}[{width - 2}:0], 1'b0}}",
    }[left, wraps]
    near, far = (f"{source}[i+1]", width - 1) if left else (f"{source}[i-1]", 0)
    edge = d.any(
        *(_WRAPS if wraps else _ENDS), f=far, n=0 if left else width - 1, s=source, o=out, k="left" if left else "right"
    )  # fmt: skip
    side = d.one(("left", "next higher", "higher") if left else ("right", "next lower", "lower"))
    fact = d.say(d.one(word), s=source, k=side, n=near, o=out)
    text = d.any(*_EACH, o=out, x=fact, n=near, k=side, w=width, t=width - 1)
    text = f"{text} {edge}" if d.chance(0.8) else f"{edge} {text}"

    def model(v: dict[str, int]) -> dict[str, int]:
        bits = [v[source] >> i & 1 for i in range(width)]
        step = 1 if left else -1
        beside = [bits[(i + step) % width] if wraps or 0 <= i + step < width else 0 for i in range(width)]
        return {out: sum(function(a, b) << i for i, (a, b) in enumerate(zip(bits, beside, strict=True))) & mask}

    ports = (Port(source, width), Port(out, width, output=True))
    return Design(
        "a comparison of neighbouring bits",
        ports,
        text,
        f"Shift by one and combine: {source} {symbol} {shifted}.",
        (f"assign {out} = {source} {symbol} {shifted};",),
        combinational(d.rng, ports, model, 30),
        d.style,
        ("neighbours", "neighbors"),
        {"width": width, "symbol": symbol, "left": left, "wraps": wraps},
    )
