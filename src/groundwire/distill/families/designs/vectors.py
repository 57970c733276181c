"""Rearranging vectors: slices, concatenations, permutations, extension."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.logic_phrases import INTROS, OUTPUT_SETS, drives, pick, slice_code, slice_noun, tell

_PARTS = (
    ("hi", "mid", "lo", "rest"), ("x", "y", "z", "u"), ("out1", "out2", "out3", "out4"), ("part_a", "part_b", "part_c", "part_d"),
    ("op", "rd", "rs", "imm"), ("tag", "index", "offset", "extra"), ("red", "green", "blue", "alpha"), ("f0", "f1", "f2", "f3"),
)  # fmt: skip
_SPLITS = (
    "", "", "", "(Split|Take apart|Cut up) {s}. ", "{s} is a word of {w} bits. ", "Some bits of {s} go to outputs of their own. ",
    "(Extract|Pick out) fields of {s}. ", "Fields of the {w}-bit {s}: ", "(Please |)(slice|divide) {s} (like this|as follows): ",
    "Only wires are needed: ", "Decode the fields of {s}. ", "Parts of {s} are (needed|wanted) elsewhere: ",
    "To unpack {s}, do this: ", "This module takes {s} apart: ",
)  # fmt: skip


def _partition(d: Draw, width: int, count: int) -> list[tuple[int, int]]:
    """A vector cut into parts without a gap, from the top or in any order."""
    edges = sorted(d.rng.sample(range(1, width), min(count, width) - 1), reverse=True)
    cuts = [(low, high - 1) for high, low in zip([width, *edges], [*edges, 0], strict=True)]
    if d.chance(0.4):
        d.rng.shuffle(cuts)
    return cuts


@family("slice_vector", "vectors", 1.5)
def slice_vector(d: Draw) -> Design:
    """Split a vector into parts of its own bits."""
    width = d.one((4, 5, 6, 8, 8, 10, 12, 16, 16, 20, 24, 32, 48, 64))
    source = d.name("in", "vec", "data", "d", "word", "bus", "a", "instr", "x", "addr")
    count = d.number(1, 4)
    outs = pick(d, count, (*_PARTS, *OUTPUT_SETS))
    if d.chance(0.4):
        cuts = _partition(d, width, count)
        count = len(cuts)
        outs = outs[:count]
    else:
        cuts = [(low, high) for low, high in (sorted((d.number(0, width - 1), d.number(0, width - 1))) for _ in outs)]
    ports = (Port(source, width), *(Port(o, hi - lo + 1, output=True) for o, (lo, hi) in zip(outs, cuts, strict=True)))

    def part(lo: int, hi: int) -> str:
        return source if (lo, hi) == (0, width - 1) else slice_code(source, hi, lo)

    said = [drives(d, o, slice_noun(d, source, width, hi, lo)) for o, (lo, hi) in zip(outs, cuts, strict=True)]
    intro = d.any(*_SPLITS, s=source, w=width, n=count)
    text = intro + tell(d, said, ("",) if intro else INTROS)
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
        "Part selects: " + ", ".join(f"{o} = {part(lo, hi)}" for o, (lo, hi) in zip(outs, cuts, strict=True)) + ".",
        tuple(body),
        rows,
        d.style,
        ("split", "slicer"),
        {"width": width, "cuts": cuts},
    )


_JOINS = (
    "(Concatenate|Join) {l} into {o}, (the first|{f}) in the most significant bits.",
    "{o} is {f} followed, towards the low bits, by {r}.",
    "From the most significant bit on, {o} holds {l}.",
    "Pack {l} into {o}, with {f} at the (top|upper end|most significant end).",
    "{o}, from the top down: {t}.",
    "{o}, from the bottom up: {v}.",
    "{o} is made of {b}, in this order from the least significant bit upwards.",
    "The lowest bits of {o} are {e}; above them are the others, up to {f} at the top (order from the top: {c}).",
    "Place {l} side by side in {o}, left to right (left is most significant).",
    "{o} = the concatenation of {l}, MSB first.",
    "{o} = the concatenation of {b}, LSB first.",
    "Build the {w}-bit word {o}: {t}, with the most significant part first.",
    "(Can|Could) you glue {l} together? {f} is the high end, and the result is {o}.",
    "{l} are put one after another on {o}, beginning at its most significant bit.",
    "Fill {o} from bit 0 upwards with {v}.",
    "Fill {o} from its top bit downwards with {t}.",
    "{o} carries {c} (most significant first).",
    "The parts of {o}, least significant first: {v}.",
)


@family("join_vectors", "vectors", 1.5)
def join_vectors(d: Draw) -> Design:
    """Concatenate inputs, maybe with constant bits, into one or two outputs."""
    count = d.number(2, 5)
    names = pick(d, count)
    widths = [d.one((1, 1, 2, 3, 4, 4, 5, 8, 8, 16)) for _ in names] if d.chance(0.7) else [d.one((1, 1, 4, 8))] * count
    order = list(range(count))
    d.rng.shuffle(order)
    pad = d.one((0, 0, 0, 1, 2, 3))
    ones = d.chance(0.5)
    total = sum(widths) + pad
    out = d.name("out", "q", "y", "joined", "bus", "word", "packet", "result", "full")
    ports = (*(Port(n, w) for n, w in zip(names, widths, strict=True)), Port(out, total, output=True))
    names_in = [names[i] for i in order]
    filler = f"{pad}'b{str(int(ones)) * pad}"
    spot = d.one((0, count, count)) if pad else count
    items = [*names_in[:spot], *([filler] if pad else []), *names_in[spot:]]
    constant = d.any("{n} constant {b}{s}", "{n} {b}{s}", "{n} bit{x} of {b}", "{c}",
                     n=("one", "two", "three")[pad - 1], b=int(ones),
                     s="s" * (pad > 1), x="s" * (pad > 1), c=filler) if pad else ""  # fmt: skip
    told = [*names_in[:spot], *([constant] if pad else []), *names_in[spot:]]
    text = d.any(
        *_JOINS, l=listing(told), f=told[0], e=told[-1], r=listing(told[1:]), o=out, c=", ".join(told), t=", then ".join(told),
        b=listing(told[::-1]), v=", then ".join(told[::-1]), w=total,
    )  # fmt: skip
    code = "{" + ", ".join(items) + "}"

    def function(v: dict[str, int]) -> dict[str, int]:
        value = ((1 << pad) - 1) * ones if spot == 0 else 0
        for i in order:
            value = value << widths[i] | v[names[i]]
        return {out: value if spot == 0 else value << pad | ((1 << pad) - 1) * ones}

    return Design(
        "a concatenation",
        ports,
        text,
        f"Most significant first: {out} = {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 24),
        d.style,
        ("join", "concat"),
        {"widths": widths, "order": order, "pad": pad, "ones": ones, "spot": spot},
    )


_PERMUTE = {
    "reverse": (
        "reverse the (order of the |){w} bits of {s}", "mirror {s} bit by bit", "turn {s} around so that its MSB becomes the LSB",
        "flip the bit order of {s}", "read {s} backwards", "put the bits of {s} in the opposite order",
    ),
    "bytes": (
        "reverse the order of the (|{y} )bytes of {s}", "change the (byte order|endianness) of the {w}-bit word {s}",
        "swap the bytes of {s} end for end", "turn {s} from little endian to big endian",
        "put the bytes of {s} in the opposite order",
    ),
    "halves": (
        "swap the upper and the lower half of {s}", "exchange the two halves of {s}", "let the halves of {s} trade places",
        "move the low half of {s} up and the high half down", "swap {s}[{t}:{h}] with {s}[{l}:0]",
    ),
    "nibbles": (
        "reverse the order of the {k} nibbles of {s}", "put the nibbles of {s} in the opposite order",
        "swap {s} nibble by nibble, end for end",
        "write the {k} hex digits of {s} backwards",
    ),
    "rotate_left": (
        "rotate {s} left by {n} bit{p}", "rotate {s} by {n} to the left",
        "move every bit of {s} up by {n}, the top {n} wrapping to the bottom",
        "turn {s} round to the left by {n} place{p}",
        "shift {s} left by {n}, bringing what falls out at the top back in at the bottom",
    ),
    "rotate_right": (
        "rotate {s} right by {n} bit{p}", "rotate {s} by {n} to the right",
        "move every bit of {s} down by {n}, the bottom {n} wrapping to the top", "turn {s} round to the right by {n} place{p}",
        "shift {s} right by {n}, bringing what falls out at the bottom back in at the top",
    ),
    "pairs": (
        "swap each pair of neighbouring bits of {s} (bit 0 with bit 1, bit 2 with bit 3, ...)",
        "exchange the even and the odd bits of {s}, pair by pair (1 with 0, 3 with 2, and so on)",
        "swap {s}[1] with {s}[0], {s}[3] with {s}[2], and so on up to the top",
    ),
}  # fmt: skip
"""What is done to the source, after "to"."""
_PERMUTED = {
    "reverse": (
        "{o}[0] = {s}[{t}], {o}[1] = {s}[{u}], and so on: {o} is {s} backwards.",
        "{o} is {s} with its bits in the opposite order.",
        "Bit i of {o} is bit {t} - i of {s}.", "{o}[{t}] is {s}[0], {o}[{u}] is {s}[1], ..., {o}[0] is {s}[{t}].",
        "{o}[i] = {s}[{t}-i].",
        "The MSB of {s} becomes the LSB of {o} and so on down to the LSB of {s}, which becomes the MSB of {o}.",
    ),
    "bytes": (
        "{o} has the bytes of {s} in the opposite order, the bits in each byte kept.",
        "The lowest byte of {s} becomes the highest "
        "byte of {o}, and so on.", "{o} is {s} with its byte order reversed.",
        "The first byte of {o} is the last one of {s} and so on.",
        "{o} is {s} in the other endianness.",
    ),
    "halves": (
        "The upper half of {o} is the lower half of {s} and the other way round.", "{o} is {s} with its halves swapped.",
        "{o}[{t}:{h}] = {s}[{l}:0] and {o}[{l}:0] = {s}[{t}:{h}].",
        "The low half of {s} goes to the high half of {o}, the high half to the low.",
    ),
    "nibbles": (
        "{o} has the nibbles of {s} in the opposite order.",
        "The lowest nibble of {s} becomes the highest one of {o}, and so on.",
        "{o} is {s} with its hex digits written backwards.",
    ),
    "rotate_left": (
        "{o} is {s} rotated left by {n}.", "{o} = {s} rotated {n} bit{p} to the left.",
        "Bit i of {s} goes to bit (i + {n}) mod {w} of {o}.",
        "{o} is {s} turned left by {n}: the top {n} bit{p} of {s} become the lowest.",
    ),
    "rotate_right": (
        "{o} is {s} rotated right by {n}.", "{o} = {s} rotated {n} bit{p} to the right.",
        "Bit i of {o} is bit (i + {n}) mod {w} of {s}.",
        "{o} is {s} turned right by {n}: the lowest {n} bit{p} of {s} become the top.",
    ),
    "pairs": (
        "{o} is {s} with each pair of neighbouring bits swapped: {o}[0] = {s}[1], {o}[1] = {s}[0], {o}[2] = {s}[3], and so on.",
        "In {o}, bits 1 and 0 of {s} have changed places, so have 3 and 2, and so on.",
        "For every even i, {o}[i] = {s}[i+1] and {o}[i+1] = {s}[i].",
    ),
}  # fmt: skip
"""Whole sentences."""
_RESULTS = (
    "The module should {x}; the result is {o}.", "{o}: {x}.", "On {o}, {x}.", "To get {o}, {x}.",
    "{x} and (output it on|drive) {o}.",
    "{x}; {o} is the result.", "(Can|Could) you {x}? The result goes to {o}.", "{x}. Output: {o}.", "Output {o}; {x}.",
    "All it has to do is {x} and put that on {o}.", "For {o}, {x}.", "I need to {x}, with {o} as the output.",
    "This block is there to {x}; the outcome appears on {o}.", "{x} (no clock), and call the result {o}.",
)  # fmt: skip


def _permuted_why(kind: str, n: int, source: str, code: str) -> str:
    """What the concatenation of a permutation holds."""
    what = f"{kind.replace('_', ' ')} by {n}" if kind.startswith("rotate") else f"{kind} swapped" if kind != "reverse" else kind
    return f"{source}: {what}. Most significant part first" + (f": {code}." if len(code) < 50 else ".")


@family("permute_vector", "vectors", 1.5)
def permute_vector(d: Draw) -> Design:
    """Reverse bits, swap bytes, nibbles or halves, rotate by a constant."""
    kind = d.one(("reverse", "bytes", "halves", "nibbles", "rotate_left", "rotate_right", "pairs"))
    width = {
        "reverse": d.one((3, 4, 5, 6, 7, 8, 8, 10, 12, 16, 24, 32, 64, 100)),
        "bytes": d.one((16, 24, 32, 32, 64)),
        "nibbles": d.one((8, 12, 16)),
    }.get(kind, d.one((4, 6, 8, 8, 10, 16, 32)))
    source, out = d.names(
        ("in", "out"), ("d", "q"), ("a", "y"), ("data_in", "data_out"), ("x", "r"), ("word", "swapped"), ("vec", "res"),
        ("din", "dout")
    )  # fmt: skip
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

    slots = {"s": source, "o": out, "w": width, "t": width - 1, "u": width - 2, "n": n, "p": "s" * (n > 1), "h": width // 2,
             "l": width // 2 - 1, "k": width // 4, "y": width // 8}  # fmt: skip
    told = d.any(*_PERMUTE[kind], **slots)
    text = d.any(*_PERMUTED[kind], **slots) if d.chance(0.45) else d.any(*_RESULTS, x=told, o=out)
    text = text if text.startswith((source, out)) else text[0].upper() + text[1:]
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
        body, why = [f"assign {out} = {code};"], _permuted_why(kind, n, source, code)
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


_EXTENDED = {
    "sign": (
        "Sign-extend {s} from {n} to {w} bits.", "{o} is {s} extended to {w} bits by (copies of|repeating) its sign bit.",
        "{o} has the same two's complement value as {s}, in {w} bits.",
        "{s} is signed; widen it to {w} bits on {o}, keeping its value.",
        "The low {n} bits of {o} are {s}; the {e} upper bits are all equal to {s}[{t}].", "{o} = {s}, sign-extended.",
        "Widen the signed {n}-bit {s} to {w} bits.", "Copy {s} to the low end of {o} and its MSB to each of the {e} bits above.",
        "If {s} is negative, the {e} upper bits of {o} are ones, otherwise zeros; below them is {s}.",
        "(Can|Could) you extend {s} to {w} bits with its sign? The result is {o}.",
        "{o}[{t}:0] = {s}; {o}[{u}:{n}] repeats bit {t} of {s}.",
        "Replicate bit {t} of {s} {e} times in front of {s} to form {o}.",
        "{o} carries the two's complement number {s} in a wider format.",
        "Above the {n} bits of {s}, {o} has {e} copies of the top bit of {s}.", "Do a sign extension: {s} in, {o} out.",
    ),
    "zero": (
        "Zero-extend {s} to {w} bits.", "{o} is {s} with zeros in the {e} upper bits.",
        "{s} is unsigned; widen it to {w} bits on {o}.",
        "{o} = {s}, zero-extended.", "{o} has the same unsigned value as {s}, in {w} bits.",
        "The {e} upper bits of {o} are 0, the rest is {s}.",
        "Put {e} zeros in front of {s} to form {o}.", "{o}[{t}:0] = {s}; the bits above are all 0.",
        "Pad {s} with zeros at the top to make {o}.",
        "The low {n} bits of {o} come from {s}. All others are zero.",
        "(Can|Could) you pad {s} to {w} bits? The upper {e} bits of {o} are 0.",
        "Copy {s} to the low end of {o} and clear the {e} bits above it.", "Widen the unsigned {n}-bit {s} to {w} bits.",
        "Above the {n} bits of {s}, {o} has {e} zeros.", "Do a zero extension: {s} in, {o} out.",
    ),
    "ones": (
        "{o} is {s} with ones in the {e} upper bits.", "Fill the {e} bits above {s} with ones.",
        "Put {e} ones in front of {s} to form {o}.",
        "{o}[{t}:0] = {s}; the bits above are all 1.", "Pad {s} with ones at the top to make {o}.",
        "The {e} upper bits of {o} are 1, the rest is {s}.",
        "The low {n} bits of {o} come from {s}. All others are one.", "Above the {n} bits of {s}, {o} has {e} ones.",
        "Copy {s} to the low end of {o} and set the {e} bits above it.", "Extend {s} to {w} bits; the new bits are always 1.",
        "Bits {u} down to {n} of {o} are high; the lower ones are {s}.", "{o} is {e} ones followed by {s} in the low bits.",
        "(Can|Could) you widen {s} to {w} bits with ones in front? The result is {o}.",
        "{s} sits in the low {n} bits of {o}, with ones above it.",
        "One-extend {s}: {o} has {e} more bits than it, all of them 1 and at the top.",
    ),
    "repeat": (
        "Every bit of {o} is {s}.", "Replicate {s} {w} times to make {o}.", "{o} is {w} copies of {s}.",
        "Fan {s} out to all the bits of {o}.",
        "{o} is all ones while {s} is 1 and all zeros while {s} is 0.",
        "When {s} is low, {o} is 0; when it is high, every bit of {o} is 1.",
        "{o} = {s} in all {w} positions.", "Make a {w}-bit mask {o} out of {s}.", "Connect each of the {w} bits of {o} to {s}.",
        "All {w} bits of {o} follow {s}.", "{o} is {s} repeated {w} times.",
        "(Can|Could) you spread {s} over the {w} bits of {o}?",
        "{s} drives all bits of {o}.", "Each bit of {o} is the same: {s}.", "For every i, {o}[i] = {s}.",
    ),
}  # fmt: skip


@family("extend", "vectors", 1.5)
def extend(d: Draw) -> Design:
    """Sign extension, zero extension, replication of a bit."""
    kind = d.one(("sign", "sign", "zero", "ones", "repeat"))
    narrow = 1 if kind == "repeat" else d.one((2, 3, 4, 5, 6, 7, 8, 8, 10, 12, 16))
    wide = narrow + d.one((2, 3, 4, 8, 8, 16, 24)) + (kind == "repeat")
    source, out = d.names(("in", "out"), ("a", "y"), ("imm", "ext"), ("data_in", "data_out"), ("x", "z"), ("d", "q"), ("s", "e"))
    extra = wide - narrow
    top = f"{source}[{narrow - 1}]" if narrow > 1 else source
    code = {
        "sign": f"{{{{{extra}{{{top}}}}}, {source}}}",
        "zero": f"{{{extra}'b0, {source}}}",
        "ones": f"{{{{{extra}{{1'b1}}}}, {source}}}",
        "repeat": f"{{{wide}{{{source}}}}}",
    }[kind]
    text = d.any(*_EXTENDED[kind], s=source, o=out, n=narrow, w=wide, e=extra, t=narrow - 1, u=wide - 1)
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
