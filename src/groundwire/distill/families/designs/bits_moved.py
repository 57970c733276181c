"""Bits that move: shifts and rotates by a constant or a port, reorderings."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.bits_shared import (
    RESULTS,
    SELECTS,
    WORDS,
    Loop,
    Out,
    Values,
    example,
    fill,
    joined,
    made,
    over,
    span,
    two_ways,
)

_TO_LEFT = ("to the left", "left", "towards the most significant bit", "up (to higher indices)")
_TO_RIGHT = ("to the right", "right", "towards the least significant bit", "down (to lower indices)")
_FILLS = {
    "rotate": ("what falls out on one side comes back in on the other", "no bit is lost, the ends are joined",
               "it is a rotation, so bits that leave re-enter at the other end"),
    "0": ("zeros come in", "the places that become free are filled with 0", "bits that leave are lost and 0 is put in"),
    "1": ("ones come in", "the places that become free are filled with 1", "bits that leave are lost and 1 is put in"),
    "sign": ("the places that become free repeat {x}[{h}]", "copies of the old top bit come in (arithmetic shift)",
             "the sign is kept, {x} being two's complement"),
}  # fmt: skip


def _shift(value: int, w: int, n: int, left: bool, kind: str) -> int:
    """A word moved by n places."""
    mask = (1 << w) - 1
    if kind == "rotate":
        n %= w
        return (value << n | value >> (w - n)) & mask if left else (value >> n | value << (w - n)) & mask
    new = {"0": 0, "1": 1, "sign": value >> (w - 1)}[kind]
    padding = mask if new else 0
    if left:
        return (value << n | padding & ((1 << n) - 1)) & mask
    return value >> n | (padding << max(w - n, 0) & mask)


def _moved(x: str, w: int, n: int, left: bool, kind: str) -> str:
    """The expression of a word moved by a constant."""
    kept = span(x, w - 1 - n, 0, w) if left else span(x, w - 1, n, w)
    if kind == "rotate":
        return joined(kept, span(x, w - 1, w - n, w)) if left else joined(span(x, n - 1, 0, w), kept)
    new = fill(f"{x}[{w - 1}]" if kind == "sign" else kind, n)
    return joined(kept, new) if left else joined(new, kept)


_TURNED = (
    "{y} is {x} moved {n} {m}; {v}. {s}",
    "Move {x} {n} {m} and put the result on {y}: {v}. {s}",
    "Shifted means here: {n} {m}, and {v}. The input is {x}, the output {y}. {s}",
    "How do I wire {y} so that it shows {x} {n} {m}? Note that {v}. {s}",
    "Pure wiring. {y} takes its bits from {x}, {n} {m}; {v}. {s} {ex}",
    "- source {x}, result {y}\n- distance: {n}\n- direction: {m}\n- at the ends: {v}\n{s}",
    "pls write this: {x} goes {n} {m} to give {y}, and {v}. {s}",
    "The direction matters, not only the distance: {m}, by {n}. In {y}, compared with {x}, {v}. {s}",
    "When a word moves by a fixed distance, no shifter is needed, only a concatenation. {ex} That is the case for {y}, which is "
    "{x} {n} {m}, where {v}. {s}",
    "In the moved word {v}. The word is {x}. It moves {n} {m}. It arrives at {y}. {s}",
    "Result {y}: all bits of {x} take seats {n} further {m}; {v}. {s} Use a concatenation of slices.",
    "Spec line 7: \"{x} -> {y}, offset {n} {m}, {v}\". {s}",
)  # fmt: skip


@family("bits_turned", "shifting", 1.0)
def bits_turned(d: Draw) -> Design:
    """A shift or a rotation by a constant; perhaps a select decides whether it happens, or in which direction."""
    w = d.one((4, 5, 6, 8, 8, 8, 12, 16, 32, 64, 100))
    d.name("i")
    x, y = d.name(*WORDS), d.name(*RESULTS)
    n, left = d.number(1, min(w - 2, 4)), d.chance(0.5)
    kind = d.one(("rotate", "rotate", "0", "0", "1", "sign")) if not left else d.one(("rotate", "rotate", "0", "0", "1"))
    mode = d.one(("plain", "plain", "gated", "either"))
    if kind == "sign" and mode == "either":
        mode = "gated"
    s, p = (d.name(*SELECTS), d.number(0, 1)) if mode != "plain" else ("", 1)

    def value(v: Values) -> dict[str, int]:
        if not s or v[s] == p:
            return {y: _shift(v[x], w, n, left, kind)}
        return {y: v[x] if mode == "gated" else _shift(v[x], w, n, not left, kind)}

    moved, other = _moved(x, w, n, left, kind), x if mode == "gated" else _moved(x, w, n, not left, kind) if s else x
    code = moved if not s else f"{s} ? {moved} : {other}" if p else f"{s} ? {other} : {moved}"
    ways = (_TO_RIGHT, _TO_LEFT)
    there, back = d.one(ways[left]), d.one(ways[not left])
    on, off = is_level(d, s, p, True), is_level(d, s, 1 - p, True)
    if mode == "gated":
        told = d.any("This happens if {on}; if {off}, {y} equals {x}.", "But while {off}, {x} passes unchanged.",
                     "Only when {on}, that is; otherwise {y} is {x} as it stands.", "{s} = {q} switches the moving off: {y} = "
                     "{x}.",
                     on=on, off=off, x=x, y=y, s=s, q=1 - p)  # fmt: skip
    elif mode == "either":
        told = d.any("That holds if {on}. If {off}, the same is done {b} instead.", "With {s} = {q} it goes the other way, {b}.",
                     "{s} = {p} selects this direction, {s} = {q} the opposite one ({b}).",
                     "While {off}, turn everything round: {b}, by the same distance.",
                     on=on, off=off, b=back, s=s, p=p, q=1 - p)  # fmt: skip
    else:
        told = ""
    ins, outs = [Port(x, w), *([Port(s)] if s else [])], [Out(y, w, code)]
    worked = example(d, ins, outs, value, {s: p} if s else {})
    count = d.any("{n} place{m}", "{n} position{m}", "{n} bit{m}", n=n if d.chance(0.6) else ("one", "two", "three", "four")[n
        - 1],
                  m="s" * (n > 1))  # fmt: skip
    ends = d.any(*_FILLS[kind], x=x, h=w - 1)
    text = d.any(*_TURNED, x=x, y=y, n=count, m=there, v=ends, s=told, ex=worked)
    if s and d.chance(0.5):
        b = d.any("{x} as it is", "plain {x}", x=x) if mode == "gated" else f"{x} moved {count} {back} ({ends})"
        text = two_ways(d, x, y, s, p, on, off, f"{x} moved {count} {there} ({ends})", b, worked)
    fate = {"rotate": "ends joined", "0": "fill 0", "1": "fill 1", "sign": f"fill {x}[{w - 1}]"}[kind]
    label = f"{s}={p}: " if s else ""
    notes = [f"{label}{'left' if left else 'right'} by {n}, {fate}: {moved}"]
    if s:
        notes.append(f"{s}={1 - p}: " + (f"{x}" if mode == "gated" else f"{'right' if left else 'left'} by {n}, {fate}: {other}"))
    return made(d, d.one(("a fixed shift", "a word moved by a constant", "bits moved along a vector")), ("mover",
        "fixed_shift", "turn"),
                ins, outs, text, notes, value, {"kind": kind, "left": left, "n": n, "mode": mode, "p": p, "w": w},
                    worked=worked)  # fmt: skip


_AMOUNT = (
    "{y} is {x} moved {m} by {n} places; {v}. {s}",
    "{n} tells how far {x} is moved {m} on its way to {y}; {v}. {s}",
    "The distance is {n}, the word is {x}, and {v}. Output: {y}. The direction is {m}. {s}",
    "I need a shifter, all in one go, no clock. Distance {n}; {m}; {v}; from {x} to {y}. {s}",
    "A barrel shifter moves a word by any distance at once. {ex} Ours moves {x} {m}. How far? That is the number on {n}. At the "
    "ends {v}. {y} shows the outcome. {s}",
    "- data: {x}\n- distance: {n}\n- way: {m}\n- edges: {v}\n- outcome: {y}\n{s}",
    "For {n} = 0 the output {y} equals {x}; for each step more it lies one place further {m}, and {v}. {s}",
    "Which of the inputs is data? {x}. Which is the number? {n}. In {y} the data appear {n} places further {m}; {v}. {s}",
    "could someone do a shifter with the verilog shift operators? {x} in, {y} out, {n} places, {m}, and {v}. {s}",
    "As the number {n} grows, {y} shows {x} further and further {m}. Be careful with the ends: {v}. {s}",
    "In this unit {v}. It moves the word {x} {m}, {n} being the count, and delivers {y}. {s} {ex}",
    "Alignment stage: bring {x} {m} by the amount in {n} and hand it on as {y}; {v}. {s}",
)  # fmt: skip


@family("bits_amount", "shifting", 1.0)
def bits_amount(d: Draw) -> Design:
    """A shift or rotation by a number on a port; the direction is fixed or chosen by a port of either polarity."""
    w = d.one((4, 8, 8, 8, 16, 32))
    size = w.bit_length() - 1
    d.name("i")
    x, y = d.name(*WORDS), d.name(*RESULTS)
    n = d.name("n", "amt", "num", "sh", "by", "count", "far", "b", "steps", "k")
    left, kind = d.chance(0.5), d.one(("rotate", "rotate", "0", "0", "sign"))
    s, p = (d.name("dir", "left", "lr", "rev", "s", "way", "d", "sel"), d.number(0, 1)) if d.chance(0.4) else ("", 1)
    if kind == "sign":
        left, s = False, ""

    def value(v: Values) -> dict[str, int]:
        return {y: _shift(v[x], w, v[n], left if not s or v[s] == p else not left, kind)}

    def code(way: bool) -> str:
        if kind == "sign":
            return f"$signed({x}) >>> {n}"
        one, two = ("<<", ">>") if way else (">>", "<<")
        return f"({x} {one} {n}) | ({x} {two} ({w} - {n}))" if kind == "rotate" else f"{x} {one} {n}"

    ways = (_TO_RIGHT, _TO_LEFT)
    there, back = d.one(ways[left]), d.one(ways[not left])
    on, off = is_level(d, s, p, True), is_level(d, s, 1 - p, True)
    told = "" if not s else d.any(
        "This holds if {on}. If {off}, the direction is reversed: {b}.", "{s} = {q} makes it go {b} instead.",
        "{s} picks the direction: {p} for this one, {q} for the opposite one ({b}).",
        "Not so when {off}: then it moves {b}, everything else being the same.", on=on, off=off, b=back, s=s, p=p, q=1 - p,
    )  # fmt: skip
    loop = None
    if s:
        yes, no = (code(left), code(not left)) if p else (code(not left), code(left))
        loop = Loop((), (f"if ({s})", f"  {y} = {yes};", "else", f"  {y} = {no};"), hint=False)
    ins, outs = [Port(x, w), Port(n, size), *([Port(s)] if s else [])], [Out(y, w, code(left))]
    if d.chance(0.3):
        d.rng.shuffle(ins)
    worked = example(d, ins, outs, value, {n: d.number(1, w - 1)} | ({s: p} if s else {}))
    text = d.any(*_AMOUNT, x=x, y=y, n=n, m=there, v=d.any(*_FILLS[kind], x=x, h=w - 1), s=told, ex=worked)
    fate = {"rotate": "ends joined", "0": "fill 0", "sign": f"fill {x}[{w - 1}]"}[kind]
    notes = [f"data {x}, amount {n}, {fate}", f"{f'{s}={p}: ' if s else ''}{'left' if left else 'right'}: {code(left)}"]
    if s:
        notes.append(f"{s}={1 - p}: {'right' if left else 'left'}: {code(not left)}")
    return made(d, d.one(("a barrel shifter", "a shifter", "a shift unit")), ("barrel", "shifter", "align"), ins, outs, text,
        notes,
                value, {"kind": kind, "left": left, "dir": s and p, "w": w}, worked=worked, loop=loop)  # fmt: skip


_ORDERS = {
    "rev": ("{x} with its bits in reverse order", "the mirror image of {x}, {x}[0] on top",
            "{x} read from bit 0 to bit {h} and written from the left"),
    "bytes": ("{x} with its bytes in reverse order (bits within a byte stay)",
              "{x} with the lowest byte on top and so on, bytes kept whole",
              "the byte-swapped {x} (endianness)"),
    "nibbles": ("{x} with its 4-bit digits in reverse order (bits within a digit stay)",
                "{x} with its nibbles turned end for end, each nibble kept whole"),
    "halves": ("{x} with its upper and its lower half exchanged", "the two {k}-bit halves of {x}, swapped"),
    "pairs": ("{x} with neighbouring bits exchanged: 0 with 1, 2 with 3 and so on", "{x} with each even bit and the odd bit "
    "above it "
              "swapped"),
    "inbyte": ("{x} with the bits reversed inside each byte (bytes stay in place)", "{x} where every single byte is mirrored, "
    "but "
               "not moved"),
    "innib": ("{x} with the two nibbles of each byte swapped (bytes stay in place)", "{x} where, in every byte, the high digit "
              "and the low digit change places"),
    "same": ("{x} as it is", "{x} unchanged", "plain {x}"),
    "not": ("{x} with every bit inverted", "the complement of {x}"),
}  # fmt: skip


def _source(kind: str, w: int, i: int) -> int:
    """Which bit of the input a bit of the output is."""
    flips = {"rev": w - 1, "bytes": w - 8, "nibbles": w - 4, "halves": w // 2, "pairs": 1, "inbyte": 7, "innib": 4}
    return w - 1 - i if kind == "rev" else i ^ flips.get(kind, 0)


def _reordered(x: str, w: int, kind: str) -> str:
    """A concatenation; empty where it would have more than eight pieces."""
    if kind in ("same", "not"):
        return x if kind == "same" else f"~{x}"
    pieces: list[list[int]] = []
    for i in range(w - 1, -1, -1):
        source = _source(kind, w, i)
        if pieces and pieces[-1][1] - 1 == source:
            pieces[-1][1] = source
        else:
            pieces.append([source, source])
    return joined(*(span(x, high, low, w) for high, low in pieces)) if len(pieces) <= 8 else ""


_REORDER = (
    "{y} is {a}. {s}",
    "Output {a} on {y}. {s}",
    "What {y} has to show is {a}. {s}",
    "Wires only, no gates to speak of: {y} gets {a}. {s}",
    "The other side numbers its bits in another way than we do. {ex} To fit, {y} must carry {a}. {s}",
    "- in: {x}\n- out: {y}\n- order: {a}\n{s}",
    "would you give me {a} on {y}? {s}",
    "{y} has the same width as {x}, yet another order: it is {a}. {s}",
    "I tried to draw it and got lost in crossing lines. In words {y} is {a}. {s} {ex}",
    "For the display driver, {y} = {a}. {s} Mind which things stay together and which are moved.",
    "Requirement R4: the value presented at {y} shall be {a}. {s}",
    "Take {x} apart and put it together again, so that {y} becomes {a}. {s}",
)  # fmt: skip


@family("bits_reordered", "vectors", 1.0)
def bits_reordered(d: Draw) -> Design:
    """Bits, nibbles, bytes or halves in another order, always or by a select that else gives another order or none."""
    kind = d.one(("rev", "rev", "bytes", "nibbles", "halves", "pairs", "inbyte", "innib"))
    w = d.one({
        "rev": (4, 5, 8, 8, 16, 64, 100, 255), "bytes": (16, 32, 32, 64), "nibbles": (8, 16, 32), "halves": (4, 8, 16, 64),
        "pairs": (4, 8, 16, 32), "inbyte": (16, 32), "innib": (16, 32),
    }[kind])  # fmt: skip
    d.name("i")
    x, y = d.name(*WORDS), d.name(*RESULTS)
    others = ["same", "same", "not"] + ["rev"] * (kind != "rev") + ["halves"] * (kind != "halves" and w in (8, 16, 32, 64))
    if kind == "nibbles" and w == 8:
        others.remove("halves")
    if kind == "bytes" and w == 16:
        others.remove("halves")
    others = [which for which in others if _reordered(x, w, which)]  # a loop under an if is slow to synthesize
    chosen = bool(_reordered(x, w, kind)) and d.chance(0.5)
    s, p, other = (d.name(*SELECTS), d.number(0, 1), d.one(others)) if chosen else ("", 1, "same")

    def order(which: str, word: int) -> int:
        if which == "not":
            return word ^ ((1 << w) - 1)
        return over(0, w, lambda i: word >> _source(which, w, i))

    def value(v: Values) -> dict[str, int]:
        return {y: order(kind if not s or v[s] == p else other, v[x])}

    ins, outs = [Port(x, w), *([Port(s)] if s else [])], [Out(y, w, _reordered(x, w, kind))]
    parts = (kind, other) if p else (other, kind)
    codes = [_reordered(x, w, part) for part in parts]
    loop = None
    if s and d.chance(0.6):
        outs = [Out(y, w, f"{s} ? {codes[0]} : {codes[1]}")]
    elif s:
        loop = Loop((), (f"if ({s})", f"  {y} = {codes[0]};", "else", f"  {y} = {codes[1]};"), hint=False)
    elif not outs[0].code:
        index = f"{w - 1} - i" if kind == "rev" else f"i ^ {_source(kind, w, 0)}"
        loop = Loop(("integer i;",), (f"for (i = 0; i < {w}; i = i + 1)", f"  {y}[i] = {x}[{index}];"))
    slots = {"x": x, "h": w - 1, "k": w // 2}
    a, b = (d.any(*_ORDERS[which], **slots) for which in (kind, other))
    told = "" if not s else d.any(
        "That holds if {on}; if {off}, {y} is {b}.", "But when {off}, {y} must be {b}.",
        "{s} = {q} asks for something else: {b}.", "This applies as long as {on}. Otherwise {y} is {b}.",
        on=is_level(d, s, p, True), off=is_level(d, s, 1 - p, True), y=y, b=b, s=s, q=1 - p,
    )  # fmt: skip
    worked = example(d, ins, outs, value, {s: p} if s else {})
    text = d.any(*_REORDER, x=x, y=y, a=a, s=told, ex=worked)
    if s and d.chance(0.6):
        text = two_ways(d, x, y, s, p, is_level(d, s, p, True), is_level(d, s, 1 - p, True), a, b, worked)

    def note(which: str) -> str:
        index = f"{y}[i] = {x}[{f'{w - 1}-i' if which == 'rev' else f'i ^ {_source(which, w, 0)}'}]"
        name = {"rev": "mirror all bits", "bytes": "byte order turned", "nibbles": "nibble order turned", "halves": "halves "
        "swapped",
                "pairs": "neighbours swapped", "inbyte": "mirror in each byte", "innib": "nibbles swapped in each byte",
                "same": "unchanged", "not": "inverted"}[which]  # fmt: skip
        return f"{name}: {_reordered(x, w, which) or index}"

    notes = [f"{f'{s}={p}: ' if s else ''}{note(kind)}"]
    if s:
        notes.append(f"{s}={1 - p}: {note(other)}")
    return made(d, d.one(("a change of bit order", "a reordering of bits", "bit wiring")), ("reorder", "swap", "bit_order"),
        ins, outs,
                text, notes, value, {"kind": kind, "w": w, "sel": s and p, "other": other}, worked=worked, loop=loop)  # fmt: skip
