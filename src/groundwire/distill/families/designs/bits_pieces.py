"""Pieces of vectors: fields that change, joining and parting in a told order, and widening."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.bits_shared import (
    ENABLES,
    RESULTS,
    SELECTS,
    WORDS,
    Out,
    Values,
    example,
    fill,
    joined,
    made,
    ordinal,
    shown,
    span,
    two_ways,
)


def _field(d: Draw, x: str, w: int, high: int, low: int) -> str:
    """A field in words."""
    n = high - low + 1
    ways = ["{x}[{h}:{l}]", "bits {h} to {l} of {x}", "the {n} bits of {x} from bit {l} upwards",
            "the {n} bits of {x} from bit {h} downwards"]  # fmt: skip
    if low == 0:
        ways += ["the lowest {n} bits of {x}", "the {n} rightmost bits of {x}"]
    if high == w - 1:
        ways += ["the topmost {n} bits of {x}", "the {n} leftmost bits of {x}"]
    if n == 1:
        ways = ["{x}[{h}]", "bit {h} of {x}", "bit number {h} of {x}"]
    return d.any(*ways, x=x, h=high, l=low, n=ordinal(n) if d.chance(0.4) else n)


_EDITS = {
    "0": ("set to 0", "cleared", "forced to zero"), "1": ("set to 1", "filled with ones", "forced to one"),
    "~": ("inverted", "flipped", "complemented"), "d": ("replaced by {v}", "overwritten with {v}", "taken from {v} instead"),
}  # fmt: skip
_EDIT_TEXTS = (
    "{y} is {x} with {g} {e}. {k} {s}",
    "{g}: {e}. {k} The outcome is {y}. {s}",
    "{k} Only {g} will be {e} on the way from {x} to {y}. {s}",
    "Copy {x} to {y}, but with {g} {e}. {k} {s}",
    "Software would use a mask for this: {g} shall be {e}, and {y} shows the word afterwards. {k} {ex} {s}",
    "- start with {x}\n- {e}: {g}\n- {k}\n- result: {y}\n{s}",
    "hey, quick one: i want {y} to be {x}, only with {g} {e}. {k} {s}",
    "Which bits of {y} differ from {x}? At most those that come from {g}, for they are {e}. {k} {s}",
    "A register field is edited between read-out and write-back. Read-out is {x}, write-back is {y}. The edit: {g} {b} {e}. {k} "
    "{s} "
    "{ex}",
    "{y} = {x} edited. To be {e}: {g}. To be kept: the rest. {s}",
    "In {y}, compared with {x}, {g} {b} {e}, not the other bits. {s}",
    "The format changed slightly, and now {g} must be {e} before the word {x} leaves as {y}. {k} {s}",
)  # fmt: skip


@family("bits_field_edit", "vectors", 1.0)
def bits_field_edit(d: Draw) -> Design:
    """A field of a word, or all but the field, is cleared, set, inverted or replaced; perhaps only when enabled."""
    w = d.one((4, 6, 8, 8, 8, 12, 16, 16, 32, 64, 100))
    n = d.number(1, min(w - 1, 8))
    low = d.one((0, w - n, d.number(0, w - n)))
    high = low + n - 1
    x, y = d.name(*WORDS), d.name(*RESULTS)
    edit = d.one(("0", "0", "1", "~", "d"))
    outside = edit != "d" and d.chance(0.35)
    new = d.name("val", "field", "b", "new_bits", "f", "ins", "p") if edit == "d" else ""
    en, p = (d.name(*ENABLES), d.number(0, 1)) if d.chance(0.35) else ("", 1)

    def changed(h: int, lo: int) -> str:
        part = span(x, h, lo, w)
        return "" if not part else new if edit == "d" else f"~{part}" if edit == "~" else fill(edit, h - lo + 1)

    over, field, under = (w - 1, high + 1), (high, low), (low - 1, 0)
    if outside:
        code = joined(changed(*over), span(x, *field, w), changed(*under))
    else:
        code = joined(span(x, *over, w), changed(*field), span(x, *under, w))
    mask = ((1 << n) - 1) << low
    mask ^= (1 << w) - 1 if outside else 0

    def value(v: Values) -> dict[str, int]:
        if en and v[en] != p:
            return {y: v[x]}
        made_of = {"0": 0, "1": mask, "~": ~v[x] & mask}.get(edit, 0) if edit != "d" else v[new] << low
        return {y: v[x] & ~mask | made_of}

    if en:
        code_all = f"{en} ? {code} : {x}" if p else f"{en} ? {x} : {code}"
    on, off = is_level(d, en, p, True), is_level(d, en, 1 - p, True)
    told = "" if not en else d.any(
        "But if {off}, {y} equals {x}.", "All this only while {on}; else {y} is plain {x}.", "With {en} = {q} nothing is "
        "changed.",
        "Nothing is edited unless {on}.", "{en} = {q} leaves the word as it is, {en} = {p} makes the change.", on=on, off=off,
        x=x, y=y, en=en, p=p, q=1 - p,
    )  # fmt: skip
    ins = [Port(x, w), *([Port(new, n)] if new else []), *([Port(en)] if en else [])]
    outs = [Out(y, w, code_all if en else code)]
    worked = example(d, ins, outs, value, {en: p} if en else {})
    inner = _field(d, x, w, high, low)
    group = d.any("everything outside {f}", "all bits except {f}", "all bits but {f}", f=inner) if outside else inner
    kept = d.any("{f} must stay as it is." if n == 1 else "{f} must stay as they are.", "Do not touch {f}.", f=inner) if outside \
        else d.any("The other bits (stay|pass unchanged).", "Leave the rest alone.", "No other bit is touched.")  # fmt: skip
    single = (n == 1 or inner.startswith(f"{x}[")) and not (outside and not group.startswith("every"))
    text = d.any(
        *_EDIT_TEXTS, x=x, y=y, g=group, e=d.any(*_EDITS[edit], v=new), k=kept, s=told, ex=worked, b="is" if single else "are"
    )
    where = f"{'all but ' * outside}{span(x, high, low, w)}"
    what = {"0": "0", "1": "1", "~": "inverted", "d": new}[edit]
    notes = [f"{where} -> {what}, rest kept: {code}"]
    if en:
        notes.append(f"{en}={p}: that; {en}={1 - p}: {x}")
    return made(d, d.one(("a field edit", "a change to some bits of a word", "a bit-field modifier")), ("field_edit", "patch",
        "modify"),
                ins, outs, text, notes, value, {"edit": edit, "outside": outside, "field": (high, low), "en": en and p, "w": w},
                worked=worked)  # fmt: skip


_JOIN = (
    "{y} is the concatenation of {a}, the first being the most significant. {k}",
    "{y} is put together from {b}, the first of these being the least significant. {k}",
    "From left (MSB) to right (LSB) {y} consists of {a}. {k}",
    "From bit 0 upwards {y} consists of {b}. {k}",
    "Build {y}: {t} on top, {o} at the bottom. {full} {k}",
    "{t} occupies the highest bits of {y}. {then} {k}",
    "{o} occupies the lowest bits of {y}. {above} {k}",
    "Packing order, highest bits first:\n{list}\nPacked word: {y}. {k}",
    "Packing order, lowest bits first:\n{rev}\nPacked word: {y}. {k}",
    "Joining vectors costs no gates; what must be right is the order. {ex} For {y} the order is, beginning at the low end, {b}. "
    "{k}",
    "Joining vectors costs no gates; what must be right is the order. {ex} For {y} the order is, beginning at the high end, "
    "{a}. {k}",
    "glue these into {y} please: {a} (that is msb to lsb). {k}",
    "glue these into {y} please: {b} (that is lsb to msb). {k}",
    "We send {y} over a link. Its LSB end holds {o}. {above} {k}",
    "How is {y} made up? Read downwards from its top bit: {a}. {k}",
    "{y} is filled from the right: {b}. {k}",
    "{y} is filled from the left: {a}. {k}",
)  # fmt: skip


@family("bits_joined", "vectors", 1.0)
def bits_joined(d: Draw) -> Design:
    """Vectors and constants joined in an order told from either end; two of them perhaps the other way round by a select."""
    count = d.number(2, 4)
    names = d.names(*(tuple(one[:count]) for one in (
        ("a", "b", "c", "e"), ("hi", "lo", "mid", "ext"), ("x", "y", "z", "t"), ("p", "q", "r", "u"), ("head", "body", "tail",
            "crc"),
        ("op", "rd", "rs", "imm"), ("in0", "in1", "in2", "in3"), ("d", "e", "f", "g"),
    )))  # fmt: skip
    widths = [d.one((1, 2, 3, 4, 4, 5, 8, 8)) for _ in names] if d.chance(0.9) else [d.one((16, 32)) for _ in names]
    y = d.name("out", "word", "res", "joined", "packet", "bus", "dout", "vec", "whole")
    ports = [Port(name, width) for name, width in zip(names, widths, strict=True)]
    pieces: list[tuple[str, int, int | None]] = [(port.name, port.width, None) for port in ports]
    d.rng.shuffle(pieces)
    if d.chance(0.3):
        size = d.number(1, 3)
        pieces.insert(d.one((0, len(pieces), d.number(0, len(pieces)))), ("", size, d.one((0, (1 << size) - 1, d.number(0, 1)))))
    constant = any(fixed is not None for _, _, fixed in pieces)
    s, p = (d.name(*SELECTS), d.number(0, 1)) if count == 2 and not constant and d.chance(0.45) else ("", 1)
    total = sum(size for _, size, _ in pieces)

    def value(v: Values) -> dict[str, int]:
        word = 0
        for name, size, fixed in pieces if not s or v[s] == p else pieces[::-1]:
            word = word << size | (v[name] if fixed is None else fixed)
        return {y: word}

    says = [name if fixed is None else d.any("the constant {c}" if size > 1 else "a constant {c}", c=shown(fixed, size))
            for name, size, fixed in pieces]  # fmt: skip
    codes = [name if fixed is None else f"{size}'b{shown(fixed, size)}" for name, size, fixed in pieces]
    code, other = joined(*codes), joined(*codes[::-1])
    kept = "" if not s else d.any(
        "That is for {s} = {p}; for {s} = {q} the two change places.", "With {s} = {q}, however, the order is reversed.",
        "{s} = {p} gives this order and {s} = {q} the opposite one.", "When {off}, swap the two; when {on}, not.", s=s, p=p,
        q=1 - p, on=is_level(d, s, p, True), off=is_level(d, s, 1 - p, True),
    )  # fmt: skip
    ins = [*ports, *([Port(s)] if s else [])]
    outs = [Out(y, total, code if not s else f"{s} ? {code} : {other}" if p else f"{s} ? {other} : {code}")]
    if d.chance(0.5):
        d.rng.shuffle(ins)
    worked = example(d, ins, outs, value, {s: p} if s else {})
    middle = says[1:-1]
    full = f"Between them, going down, {'come' if len(middle) > 1 else 'comes'} {listing(middle)}." if middle else ""
    text = d.any(
        *_JOIN, y=y, a=", ".join(says) if d.chance(0.5) else listing(says, "and then"), b=", then ".join(says[::-1]), t=says[0],
        o=says[-1], k=kept, full=full, ex=worked, then=f"Below {'it' if len(says) == 2 else 'it, in this order,'} "
        f"{'comes' if len(says) == 2 else 'come'} {listing(says[1:])}.",
        above=f"Above {'it' if len(says) == 2 else 'it, in this order,'} {'comes' if len(says) == 2 else 'come'} "
        f"{listing(says[-2::-1])}.",
        list="\n".join(f"{i + 1}. {one}" for i, one in enumerate(says)),
        rev="\n".join(f"{i + 1}. {one}" for i, one in enumerate(says[::-1])),
    )  # fmt: skip
    notes = [f"{f'{s}={p}: ' if s else ''}MSB first: {', '.join(codes)}"]
    if s:
        notes.append(f"{s}={1 - p}: {other}")
    notes.append(f"{' + '.join(str(size) for _, size, _ in pieces)} = {total} bits in {y}")
    return made(d, d.one(("a concatenation", "a packed word", "vectors side by side")), ("join", "pack", "concat"), ins, outs,
        text,
                notes, value, {"pieces": pieces, "sel": s and p}, worked=worked)  # fmt: skip


_PART = (
    "Split {x} into {n} parts: {a}, counted from the most significant end. {z}",
    "Split {x} into {n} parts: {b}, counted from the least significant end. {z}",
    "{x} is cut up. Its top goes to {t}, {down}. {z}",
    "{x} is cut up. Its bottom goes to {o}, {up}. {z}",
    "A frame {x} arrives and has to be unpacked. {ex} Layout from bit {h} down to bit 0: {a}. {z}",
    "A frame {x} arrives and has to be unpacked. {ex} Layout from bit 0 up to bit {h}: {b}. {z}",
    "Outputs in the order in which they take their bits off the left end of {x}: {a}. {z}",
    "Outputs in the order in which they take their bits off the right end of {x}: {b}. {z}",
    "Unpacker for {x}.\n- most significant part: {t}\n- least significant part: {o}\n{mid}{z}",
    "can you slice {x} for me, msb first, into {a}? {z}",
    "can you slice {x} for me, lsb first, into {b}? {z}",
    "{o} shows the low end of {x} and {t} its high end. {midsay} {z}",
)  # fmt: skip


@family("bits_parted", "vectors", 1.0)
def bits_parted(d: Draw) -> Design:
    """A vector cut into two to four outputs, told from either end; one of them may come out inverted."""
    count = d.number(2, 4)
    names = d.names(*(tuple(one[:count]) for one in (
        ("a", "b", "c", "e"), ("hi", "lo", "mid", "ext"), ("p", "q", "r", "u"), ("head", "tail", "body", "crc"),
        ("op", "rd", "rs", "imm"), ("out0", "out1", "out2", "out3"), ("y0", "y1", "y2", "y3"), ("f", "g", "k", "m"),
    )))  # fmt: skip
    d.rng.shuffle(names)
    widths = [d.one((1, 2, 3, 4, 4, 5, 8, 8)) for _ in names]
    x, w = d.name(*WORDS), sum(widths)
    flipped = d.one(names) if d.chance(0.3) else ""
    lows = [sum(widths[i + 1 :]) for i in range(count)]
    places = {name: (low + width - 1, low) for name, width, low in zip(names, widths, lows, strict=True)}

    def value(v: Values) -> dict[str, int]:
        return {name: (v[x] >> low & ((2 << high - low) - 1)) ^ (((2 << high - low) - 1) if name == flipped else 0)
                for name, (high, low) in places.items()}  # fmt: skip

    outs = [
        Out(name, width, f"{'~' * (name == flipped)}{span(x, *places[name], w)}")
        for name, width in zip(names, widths, strict=True)
    ]
    notes = [f"from the top: {', '.join(f'{name} {width}' for name, width in zip(names, widths, strict=True))}",
             "; ".join(f"{out.name} = {out.code}" for out in outs)]  # fmt: skip
    shuffled = d.rng.sample(outs, count) if d.chance(0.5) else outs
    ins = [Port(x, w)]
    worked = example(d, ins, shuffled, value)
    extra = "" if not flipped else d.any(
        "{f} comes out inverted.", "Invert the bits of {f}, not those of the others.", "{f} shows the complement of its part.",
        f=flipped,
    )  # fmt: skip
    sized = [
        f"{name} ({width} bit{'s' * (width > 1)})" if d.chance(0.4) else name for name, width in zip(names, widths, strict=True)
    ]
    middle = names[1:-1]
    text = d.any(
        *_PART, x=x, n=ordinal(count), a=", ".join(sized), b=", ".join(sized[::-1]), t=names[0], o=names[-1], z=extra,
            ex=worked, h=w - 1,
        down=f"the part below it to {', the next to '.join(names[1:])}", up=f"the part above it to "
            f"{', the next to '.join(names[-2::-1])}",
        mid=f"- between, going down: {', '.join(middle)}\n" if middle else "",
        midsay=f"In between, from high to low: {', '.join(middle)}." if middle else "",
    )  # fmt: skip
    return made(d, d.one(("a splitter", "an unpacker", "a vector cut into parts")), ("split", "unpack", "cut"), ins, shuffled,
        text, notes,
                value, {"widths": widths, "names": names, "flipped": flipped}, worked=worked, assign=True)  # fmt: skip


_WIDER = {
    "zero": ("zero-extended to {m} bits", "with {k} zero{p} put in front", "widened with zeros on the left, its value as an "
    "unsigned "
             "number unchanged"),
    "sign": ("sign-extended to {m} bits", "with {k} cop{c} of {x}[{h}] put in front", "widened so that its two's complement "
    "value is "
             "unchanged"),
    "one": ("with {k} one{p} put in front", "widened to {m} bits with ones on the left"),
    "low0": ("moved to the top of the {m} bits, with {k} zero{p} behind", "left-aligned, the {k} low bit{p} being 0"),
    "low1": ("moved to the top of the {m} bits, with {k} one{p} behind", "left-aligned, the {k} low bit{p} being 1"),
    "lowx": ("left-aligned, the {k} low bit{p} repeating {x}[0]", "moved to the top of the {m} bits, with {x}[0] copied {k} "
    "time{p} "
             "behind it"),
}  # fmt: skip
_WIDEN = (
    "{y} is {x} {a}.",
    "{x}, {a}, gives {y}.",
    "Output {x} on {y}, {a}.",
    "Width adapter from {n} to {m} bits: on {y} we want {x} {a}.",
    "{y} has {k} bit{p} more than {x}. What goes there must be decided, and it was: {y} shows {x} {a}.",
    "- {x}: {n} bits\n- {y}: {m} bits\n- rule: {x} {a}",
    "my alu wants {m} bits but {x} has only {n}. give it {x} {a}, as {y}",
    "There are several ways to make a vector longer, at either end. {ex} Wanted here is {x} {a}, on {y}.",
    "How do you get {x}, {a}, onto {y} with a single expression?",
    "{y} = {x} {a}. {ex}",
    "The operand {x} is short. Before it is used as {y} it shall be {aa}.",
    "Concatenate what is needed, so that {y} becomes {x} {a}.",
)  # fmt: skip


@family("bits_widened", "vectors", 1.0)
def bits_widened(d: Draw) -> Design:
    """A vector made longer at either end: zeros, ones, copies of an end bit; perhaps one of two ways by a select."""
    n = d.one((2, 3, 4, 4, 5, 6, 8, 8, 8, 12, 16, 32))
    k = d.one((1, 2, 3, 4, 4, 8, 8, n))
    m = n + k
    x, y = d.name(*WORDS), d.name(*RESULTS)
    kind, other = d.rng.sample(("zero", "zero", "sign", "sign", "one", "low0", "low1", "lowx"), 2)
    s, p = (
        (d.name(*(("signed_mode", "sx", "sgn") if "sign" in (kind, other) and d.chance(0.4) else SELECTS)), d.number(0, 1))
        if other != kind and d.chance(0.5)
        else ("", 1)
    )
    ones = (1 << k) - 1

    def wider(which: str, word: int) -> int:
        if which in ("zero", "sign", "one"):
            top = {"zero": 0, "one": 1, "sign": word >> (n - 1)}[which]
            return word | (ones * top) << n
        return word << k | ones * {"low0": 0, "low1": 1, "lowx": word & 1}[which]

    def code(which: str) -> str:
        bit = {"zero": "0", "sign": f"{x}[{n - 1}]", "one": "1", "low0": "0", "low1": "1", "lowx": f"{x}[0]"}[which]
        return joined(fill(bit, k), x) if which in ("zero", "sign", "one") else joined(x, fill(bit, k))

    def value(v: Values) -> dict[str, int]:
        return {y: wider(kind if not s or v[s] == p else other, v[x])}

    one, two = code(kind), code(other)
    ins = [Port(x, n), *([Port(s)] if s else [])]
    outs = [Out(y, m, one if not s else f"{s} ? {one} : {two}" if p else f"{s} ? {two} : {one}")]
    worked = example(d, ins, outs, value, {s: p} if s else {})
    slots = {"m": m, "k": k, "p": "s" * (k > 1), "c": "ies" if k > 1 else "y", "x": x, "h": n - 1}
    a, b = (d.any(*_WIDER[which], **slots) for which in (kind, other))
    if s:
        on, off = is_level(d, s, p, True), is_level(d, s, 1 - p, True)
        text = two_ways(d, x, y, s, p, on, off, f"{x} {a}", f"{x} {b}", worked)
    else:
        longer = a if a.startswith(("zero", "sign", "widened", "moved", "left")) else f"lengthened, {a}"
        text = d.any(*_WIDEN, x=x, y=y, n=n, m=m, k=k, p="s" * (k > 1), a=a, ex=worked, aa=longer)
    notes = [f"{f'{s}={p}: ' if s else ''}{m} - {n} = {k} bit{'s' * (k > 1)} more: {one}"]
    if s:
        notes.append(f"{s}={1 - p}: {two}")
    return made(d, d.one(("a width adapter", "a vector made longer", "an extension unit")), ("extend", "widen", "adapt"), ins,
        outs, text,
                notes, value, {"kind": kind, "other": other, "sel": s and p, "n": n, "k": k}, worked=worked)  # fmt: skip
