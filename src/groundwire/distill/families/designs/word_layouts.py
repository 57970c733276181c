"""Fields, order and width of words."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_words import INS, OUTS, arranged, bits_of, made_of


def _of(count: int) -> str:
    """ "3 bits"."""
    return "1 bit" if count == 1 else f"{count} bits"


_RECORDS = (
    ("opcode opc op", "rd dest dreg", "rs sreg base", "imm immed konst"),
    ("sign sgn neg", "expo exponent ex", "frac mant fraction"),
    ("red r_out r", "green g_out g", "blue b_out b"),
    ("tag tag_bits t", "index idx set_no", "offset ofs line_byte"),
    ("hours hh hr", "minutes mm mins", "seconds ss secs"),
    ("year yy yr", "month mon mo", "day dd mday"),
    ("version ver vers", "length len size", "ident id pkt_id", "kind typ class_bits"),
    ("chan channel ch", "gain amp g", "mode md cfg", "flag irq_en f"),
)
"""What is packed into words."""


_SPLIT_RANGES = (
    ("{w} is a packed {n}-bit word. (Take it apart|Split it up): {l}.", "{f} is {r}", ", "),
    (
        "Somebody upstream glued a few things together into {w} and I need them separately again: {l}. Only wires.",
        "{f} from {r}",
        ", ",
    ),
    ("Field extraction for the register {w}:\n{l}", "{f}: {r}", "\n"),
    (
        "The incoming word {w} has this layout.\n{l}\nEvery field is driven out on the port of the same name.",
        "| {r} | {f} |",
        "\n",
    ),
    ("Each output is a slice of {w}. {l}.", "{f} takes {r}", "; "),
    ('Data sheet, section "format of {w}": {l}. The block only brings out these fields.', "{r} = {f}", "; "),
    ("Can you cut {w} into its fields for me? {l}, please.", "{f} should be {r}", ", "),
    ("Q: A {n}-bit word {w} arrives. Write a module that delivers {l}. No logic is needed.", "{f} ({r})", ", "),
)
"""Taking fields out, told by bit numbers."""


_SPLIT_DOWN = (
    ("Reading {w} from its most significant bit downwards, there are {l}. Bring out the named fields.", "{c} of {f}", ", then "),
    ("{w} was made by concatenation, most significant part first, of {l}. Undo that.", "{f} ({c})", ", "),
    ("From left (MSB) to right, {w} consists of:\n{l}\nGive me the named parts on outputs of those names.", "- {f}, {c}", "\n"),
    ("The top of {w} holds the first of these, and the others follow towards bit 0: {l}. Unpack them.", "{f} with {c}", ", "),
)


_SPLIT_UP = (
    ("Starting at bit 0 of {w} and going up we find {l}. Each named field has its own output.", "{c} of {f}", ", then "),
    ("In {w} the least significant bits come first in this list: {l}. Separate the fields.", "{f}, {c}", "; "),
)


_JOIN_RANGES = (
    ("Assemble the {n}-bit word {w}: {l}.", "{f} goes into {r}", ", "),
    ("Build a control word on {w} out of separate fields.\n{l}", "{r} <- {f}", "\n"),
    ("I have the pieces on separate ports and the bus wants them in one word, {w}. Placement: {l}.", "{f} at {r}", ", "),
    ("Register image {w}:\n{l}", "| {r} | {f} |", "\n"),
    ("In {w}, {l}.", "{r} must carry {f}", ", "),
    ("Where each input ends up in {w}: {l}. Just wiring.", "{f} in {r}", "; "),
    ("Could you pack these for me? {l}; the result is called {w}.", "{f} belongs in {r}", ", "),
    ("Requirements for {w} ({n} bits):\n{l}", "- {r} shall equal {f}", "\n"),
)


_JOIN_DOWN = (
    ("Concatenate, most significant part first: {l}. The result is {w}.", "{f}", ", "),
    ("{w} is put together from left (MSB) to right as follows: {l}.", "{c} of {f}", ", then "),
    ("The top bits of {w} are the first of this list, the bottom bits the last: {l}.", "{f} ({c})", ", "),
)


_JOIN_UP = (
    ("Fill {w} from bit 0 upwards with {l}.", "{c} of {f}", ", then "),
    ("Lowest bits first, {w} is composed of {l}.", "{f} ({c})", ", "),
)


@family("record_fields", "vectors", 1.0)
def record_fields(d: Draw) -> Design:
    """Fields taken out of a packed word, or packed into one, told by bit numbers or one after the other."""
    pool = d.one(_RECORDS)
    chosen = [d.name(*options.split()) for options in d.rng.sample(pool, d.number(2, len(pool)))]
    parts: list[tuple[str, int]] = [(name, d.one((1, 2, 3, 4, 5, 6, 8))) for name in chosen]
    if d.chance(0.45):
        parts.insert(d.number(0, len(parts)), ("", d.number(1, 4)))
    word = d.name(*(("word", "instr", "reg_in", "pword", "bus", "frame", "raw", "header", "ctrl")))
    total, fill = sum(width for _, width in parts), d.number(0, 1)
    split = d.chance(0.5)
    places, top = [], total - 1
    for name, width in parts:
        places.append((name, top, top - width + 1))
        top -= width
    order = d.one(("ranges", "ranges", "down", "up"))
    table = {
        "ranges": _SPLIT_RANGES if split else _JOIN_RANGES,
        "down": _SPLIT_DOWN if split else _JOIN_DOWN,
        "up": _SPLIT_UP if split else _JOIN_UP,
    }[order]
    whole, item, sep = d.one(table)
    shown = list(places) if order != "up" else places[::-1]
    if order == "ranges":
        shown = [place for place in shown if place[0]]
        if d.chance(0.4):
            d.rng.shuffle(shown)
    brackets = d.chance(0.4)
    said = []
    for name, high, low in shown:
        span = f"{word}{bits_of(high, low)}" if brackets else f"bit {high}" if high == low else f"bits {high} to {low}"
        count = _of(high - low + 1)
        idle = f"{count} that nobody uses" if split else f"{count} fixed at {fill}"
        said.append(d.say(item.replace("|", "\\|"), f=name, r=span, c=count) if name else f"{'- ' * item.startswith('-')}{idle}")
    text = d.say(whole, w=word, n=total, l=listing(said) if sep == ", " and d.chance(0.6) else sep.join(said))
    gaps = [(high, low) for name, high, low in places if not name]
    if order == "ranges" and gaps:
        (high, low) = gaps[0]
        span = f"bit {high}" if high == low else f"bits {high} to {low}"
        tail = (
            d.any("The rest ({s}) is not used.", "Ignore {s}.", "{w} has nothing of interest in {s}.", s=span, w=word)
            if split
            else d.any(
                "The remaining {s} of {w}: always {z}.",
                "Tie {s} of {w} to {z}.",
                "Nothing goes into {s}; drive {z} there.",
                s=span,
                w=word,
                z=fill,
            )
        )
        text += ("\n" if "\n" in text else " ") + tail
    fields = [(name, high, low) for name, high, low in places if name]
    if split:
        ports = arranged(d, [Port(word, total)], [Port(name, high - low + 1, output=True) for name, high, low in fields])
        body = [f"assign {name} = {word}{bits_of(high, low)};" for name, high, low in fields]
        why = "; ".join(f"{name} = {word}{bits_of(high, low)}" for name, high, low in fields) + "."
    else:
        ports = arranged(d, [Port(name, high - low + 1) for name, high, low in fields], [Port(word, total, output=True)])
        pieces = [name or d.style.literal(width, fill * ((1 << width) - 1), "b") for name, width in parts]
        body = [f"assign {word} = {{{', '.join(pieces)}}};"]
        why = f"{word} from the top: {', '.join(pieces)}."

    def function(v: dict[str, int]) -> dict[str, int]:
        if split:
            return {name: v[word] // (1 << low) % (1 << (high - low + 1)) for name, high, low in fields}
        value = 0
        for name, width in parts:
            value = value * (1 << width) + (v[name] if name else fill * ((1 << width) - 1))
        return {word: value}

    title = "a field splitter" if split else "a field packer"
    return made_of(
        d, title, ports, text, why, body, function, ("unpack" if split else "pack", "fields"), {"parts": parts, "split": split}
    )


_ORDERS = {
    "reverse": (
        "Mirror {s}: its bit 0 becomes the top bit of {o}, bit 1 the next one down, and so on to the end.",
        "Bit-reverse the {w}-bit word {s} and give the result on {o}.",
        "{o} is {s} read backwards, the least significant bit first.",
        "The board has the bus wired the wrong way round. {o} shall therefore have the {w} bits of {s} in opposite order, "
        "MSB and LSB exchanged and all the bits in between as well.",
        "{o}[i] = {s}[{m}-i] for every i from 0 to {m}.",
        "Our ADC sends LSB first, and the software people want MSB first. So flip the bit order: {s} in, {o} out.",
    ),
    "bytes": (
        "Convert between little endian and big endian: the bytes of {s} come out on {o} in reverse order, the bits inside a "
        "byte stay.",
        "{o} has the {k} bytes of {s} in the opposite order. Do not touch the order of bits within a byte.",
        "Byte swap ({w} bits). The lowest byte of {s} becomes the highest byte of {o} and so on.",
        "Network order to host order, please: {s} is the word off the wire, {o} what the CPU should see. All {k} bytes are "
        "reversed.",
        "The first byte of {s} is to be the last of {o}, the second the last but one, etc.; each byte itself is copied as it is.",
        "Endianness converter; input {s}, output {o}, {k} bytes.",
    ),
    "halves": (
        "Exchange the upper and the lower {h} bits of {s}; the outcome is {o}.",
        "Swap halves. {o} upper = {s} lower, {o} lower = {s} upper.",
        "{o} is {s} rotated by half its width, that is by {h} bits.",
        "The top half of {s} shall leave on the bottom half of {o}, and the bottom half on the top.",
        "Put {s}[{g}:0] into the high {h} bits of {o} and the rest of {s} below it.",
        "Two {h}-bit samples travel in {s}, left channel above, right channel below; the amplifier expects them the other "
        "way round on {o}.",
    ),
    "nibbles": (
        "In every byte of {s}, exchange the two nibbles. {o} is what comes out.",
        "Like the SWAP instruction of small microcontrollers: within each byte the high four bits and the low four bits "
        "trade places ({s} to {o}).",
        "{o} has the bytes of {s} in their places, but with the 4-bit halves of each byte interchanged.",
        "For each byte: low nibble of {s} to high nibble of {o}, high nibble of {s} to low nibble of {o}.",
        "Packed BCD in {s} has its digits in the wrong order inside each byte. Correct this on {o}.",
    ),
    "pairs": (
        "Each even-numbered bit of {s} changes places with the odd-numbered bit just above it; the result is {o}.",
        "Swap neighbours: bits 0 and 1 of {s}, bits 2 and 3, bits 4 and 5, up to the top pair. Result on {o}.",
        "{o} equals {s} with the two bits of every pair (1:0, 3:2, ...) exchanged.",
        "Differential pairs got crossed in layout. Bit 2k of {o} has to come from bit 2k+1 of {s}, and bit 2k+1 of {o} from "
        "bit 2k of {s}.",
        "The odd bits of {s} move down by one place and the even bits move up by one place. That makes {o}.",
    ),
    "inbyte": (
        "Reverse the bits inside each byte of {s}, leaving the bytes where they are; output on {o}.",
        "{o}: same bytes as {s} in the same places, every one of them mirrored (its bit 7 to bit 0, 6 to 1, ...).",
        "A font table stores each byte of {s} with the leftmost pixel in bit 0, the display needs it in bit 7. Bytes keep "
        "their positions in {o}.",
        "Per-byte bit reversal of {s}. The byte order is not changed. The name of the output is {o}.",
        "Take {s} byte by byte; turn the order of the eight bits round in each, and put the bytes at the same place in {o}.",
    ),
    "sort": (
        "Gather the even-numbered bits of {s} in the lower half of {o} and the odd-numbered ones in the upper half, lowest "
        "first in both.",
        "De-interleave: {s} bits 0, 2, 4, ... become the low {h} bits of {o} in this order, and bits 1, 3, 5, ... the high "
        "{h} bits.",
        "Two streams are zipped together in {s}: stream P on even bit numbers, stream Q on odd ones. Unzip them so that {o} "
        "is Q above P, each with its bit order kept.",
        "{o}[i] = {s}[2i] for i below {h}; above that, {o}[{h}+i] = {s}[2i+1].",
        "First all odd bits of {s}, then all even bits, from the most significant bit of {o} on down, and each group in "
        "falling order.",
    ),
}


_ORDER_CONTROLS = (
    "{x} This is done only while {c} is {t}; with {c} at {f}, {o} is just {s}.",
    "With {c} = {f} the word goes from {s} to {o} unchanged. With {c} = {t} this applies: {x}",
    "{x} (Bypass: if {c} is {f}, {o} = {s} in the original order.)",
    "A mode bit {c} turns the feature on when it is {t}. Feature: {x} Turned off, {s} is passed on to {o} as it is.",
    "Let {s} straight through to {o} unless {c} is {t}. What is wanted in that case: {x}",
)


def _source_of(kind: str, width: int, i: int) -> int:
    """Which input bit goes to output bit i."""
    half = width // 2
    if kind == "reverse":
        return width - 1 - i
    if kind == "bytes":
        return width - 8 - i // 8 * 8 + i % 8
    if kind == "halves":
        return (i + half) % width
    if kind == "sort":
        return 2 * i if i < half else 2 * (i - half) + 1
    return i ^ {"nibbles": 4, "pairs": 1, "inbyte": 7}[kind]


@family("word_turning", "vectors", 1.1)
def word_turning(d: Draw) -> Design:
    """The bits, pairs, nibbles, bytes or halves of a word in another order, perhaps by a control."""
    kind = d.one(tuple(_ORDERS))
    widths = {"bytes": (16, 24, 32, 40, 64), "nibbles": (8, 16, 24, 32), "inbyte": (16, 24, 32)}
    width = d.one(widths.get(kind, (4, 6, 8, 10, 12, 14, 16, 32)))
    source, out = d.name(*INS), d.name(*OUTS)
    control = d.name("swap", "flip", "mode", "en", "rev", "sel", "turn") if d.chance(0.4) else ""
    on = int(d.chance(0.65))
    text = d.any(*_ORDERS[kind], s=source, o=out, w=width, m=width - 1, k=width // 8, h=width // 2, g=width // 2 - 1)
    if control:
        text = d.any(*_ORDER_CONTROLS, x=text, s=source, o=out, c=control, t=on, f=1 - on)
    test = control if on else f"!{control}"
    order = [_source_of(kind, width, i) for i in range(width)]
    runs: list[list[int]] = []
    for bit in reversed(order):
        if runs and runs[-1][-1] == bit + 1:
            runs[-1].append(bit)
        else:
            runs.append([bit])
    loop = len(runs) > 8 and kind != "sort"
    if loop:
        n = "k" if "i" in (source, out, control) else "i"
        index = {"reverse": f"{width - 1} - {n}", "bytes": f"{width - 8} - ({n} / 8) * 8 + {n} % 8"}
        taken = f"{source}[{index.get(kind) or f'{n} ^ {order[0]}'}]"
        body = [
            f"integer {n};",
            f"{d.style.comb} begin",
            f"  for ({n} = 0; {n} < {width}; {n} = {n} + 1)",
            f"    {out}[{n}] = {f'{test} ? {taken} : {source}[{n}]' if control else taken};",
            "end",
        ]
        why = f"{out}[{n}] = {taken} for every {n}{f' if {test}, else {source}[{n}]' if control else ''}."
    else:
        joined = "{" + ", ".join(f"{source}{bits_of(run[0], run[-1])}" for run in runs) + "}"
        body = [f"assign {out} = {f'{test} ? {joined} : {source}' if control else joined};"]
        why = f"The top bit of {out} is {source}[{order[-1]}], its bit 0 is {source}[{order[0]}]{f'; only if {test}' if control else ''}."  # noqa: E501
    ports = arranged(
        d, [Port(source, width), *([Port(control)] if control else [])], [Port(out, width, output=True, stored=loop)]
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        text = f"{v[source]:0{width}b}"
        if control and v[control] != on:
            return {out: v[source]}
        if kind == "reverse":
            text = text[::-1]
        elif kind == "bytes":
            text = "".join(text[at : at + 8] for at in reversed(range(0, width, 8)))
        elif kind == "halves":
            text = text[width // 2 :] + text[: width // 2]
        elif kind == "sort":
            text = text[::2] + text[1::2]
        elif kind == "pairs":
            text = "".join(text[at : at + 2][::-1] for at in range(0, width, 2))
        elif kind == "inbyte":
            text = "".join(text[at : at + 8][::-1] for at in range(0, width, 8))
        else:
            text = "".join(text[at + 4 : at + 8] + text[at : at + 4] for at in range(0, width, 8))
        return {out: int(text, 2)}

    parameters = {"kind": kind, "width": width, "control": bool(control)}
    return made_of(
        d, "a module that reorders bits", ports, text, why, body, function, ("reorder", "swapper", "bit_order"), parameters
    )


_WIDEN_SIGNED = (
    "Sign-extend {s} from {n} to {w} bits; the result is {o}.",
    "{s} is a two's complement number of {n} bits. Give the same number in {w} bits on {o}.",
    "The low {n} bits of {o} are {s}. Everything above is filled with copies of {s}[{m}].",
    "I keep getting wrong results with negative offsets because the upper bits are zero. Please widen {s} to {o} such that "
    "-1 stays -1.",
    "Immediate operands are short ({n} bits, {s}) and signed; the datapath takes {w} bits ({o}). Extend accordingly.",
    "Replicate the top bit of {s} {k} times and put {s} itself below these copies. That is {o}.",
    "Given a negative {s} (top bit 1), the extra upper bits of {o} are all 1; given a non-negative one they are all 0. The "
    "lower bits always equal {s}.",
    "{o} = {s}, widened as a signed value.",
)


_WIDEN_ZERO = (
    "{o} holds {s} in its lowest {n} bits and zeros above.",
    "Zero-extend {s} from {n} to {w} bits onto {o}.",
    "{s} is unsigned and has {n} bits. The same value is wanted with {w} bits, on {o}.",
    "Pad {s} on the left with {k} zeros to make {o}.",
    "The upper {k} bits of {o} are always 0, whatever the sign bit of {s} looks like; the remaining ones are {s}.",
    "Put {k} zeros in front of {s}: that is all that {o} is.",
)


_WIDEN_RIGHT = (
    "{s} is left-aligned in {o}: it occupies the top {n} bits, and the {k} bits below are {z}.",
    "Append {k} bits of {z} at the least significant end of {s} to get {o}.",
    "The DAC has {w} inputs ({o}) but the samples {s} have {n} bits only. Use the most significant DAC bits and tie the "
    "unused low ones to {z}.",
    "From the MSB on, {o} is {s}; after it, down to bit 0, come {k} {z}s.",
)


_WIDEN_EITHER = (
    "Widen {s} to {w} bits on {o}. If {c} is {t} treat {s} as signed, if it is {f} as unsigned.",
    "{c} = {t}: sign extension. {c} = {f}: zero extension. The operand is {s}, the extended value {o}.",
    "The extra upper bits of {o} are copies of the sign bit of {s} while {c} is {t}, and zeros while it is {f}. Below them "
    "comes {s}.",
    "A load unit fetches {n} bits, {s}. For unsigned loads ({c} at {f}) fill the register {o} up with zeros; for signed "
    "loads ({c} at {t}) fill it up with the sign.",
    "{o}'s low {n} bits are {s}. For the other {k} bits: all ones if both {c} is {t} and {s} is negative, otherwise all zeros.",
    "Please make me an extender, {s} -> {o}. Zero-extend by default, meaning {c} at {f}; the level {t} on {c} asks for sign "
    "extension instead.",
    "Given {c} is {f}, when {s} arrives, then {o} is {s} padded with zeros. Given {c} is {t}, then the padding repeats {s}[{m}].",
    "Extension unit.\n- input {s}, {n} bits\n- output {o}, {w} bits\n- {c}: signed if {t}, unsigned if {f}",
    "Zeros go in front of {s} unless {c} is {t} and the top bit of {s} is set, in which case ones do. The whole is {o}.",
)


@family("widened_word", "vectors", 0.9)
def widened_word(d: Draw) -> Design:
    """Sign or zero extension, by a control or not, and padding at the right."""
    kind = d.one(("signed", "zero", "right", "either", "either"))
    narrow = d.number(3, 16)
    extra = d.one((1, 2, 3, 4, 8, 16, narrow))
    wide = narrow + extra
    source = d.name("imm", "in", "offset", "sample", "byte_in", "narrow", "d", "value", "disp")
    out = d.name("out", "ext", "wide", "y", "imm_ext", "extended", "q", "full")
    on, fill = int(d.chance(0.6)), d.number(0, 1)
    control = (
        ""
        if kind != "either"
        else d.name("sgn", "is_signed", "sx", "mode", "ext_sel", "sign_en")
        if on
        else d.name("uns", "is_unsigned", "zx", "zero_ext", "unsigned_sel", "plain")
    )
    texts = {"signed": _WIDEN_SIGNED, "zero": _WIDEN_ZERO, "right": _WIDEN_RIGHT, "either": _WIDEN_EITHER}[kind]
    text = d.any(*texts, s=source, o=out, c=control, n=narrow, w=wide, k=extra, m=narrow - 1, t=on, f=1 - on, z=fill)
    sign = f"{source}[{narrow - 1}]"
    test = f"{'' if on else '~'}{control}"
    parts = {
        "signed": f"{{{{{extra}{{{sign}}}}}, {source}}}",
        "zero": f"{{{{{extra}{{1'b0}}}}, {source}}}",
        "right": f"{{{source}, {{{extra}{{1'b{fill}}}}}}}",
        "either": f"{{{{{extra}{{{test} & {sign}}}}}, {source}}}",
    }[kind]
    why = {
        "signed": f"{extra} copies of the sign {sign} above {source}.",
        "zero": f"{extra} zeros above {source}.",
        "right": f"{source} on top, {extra} bits of {fill} below.",
        "either": f"Fill bit = {test} & {sign}; {extra} of it above {source}.",
    }[kind]
    ports = arranged(d, [Port(source, narrow), *([Port(control)] if control else [])], [Port(out, wide, output=True)])

    def function(v: dict[str, int]) -> dict[str, int]:
        value = v[source]
        if kind == "right":
            return {out: value * (1 << extra) + fill * ((1 << extra) - 1)}
        is_signed = kind == "signed" or (kind == "either" and v[control] == on)
        return {out: signed(value, narrow) % (1 << wide) if is_signed else value}

    return made_of(
        d,
        "an extension unit",
        ports,
        text,
        why,
        [f"assign {out} = {parts};"],
        function,
        ("extender", "extend"),
        {"kind": kind, "narrow": narrow, "wide": wide},
    )


_BESIDE = (
    "{o}[i] is 1 if {r}. {g}",
    "For each bit of {s}, look at the bit {x}. {o} has a 1 in the place of the bit if {r}, and a 0 if not. {g}",
    "Mark in {o} all positions i where {r}. {g}",
    "Each output bit tells something about two bits that stand side by side in {s}: {o}[i] = 1 exactly when {r}. {g}",
    "{g} Under this rule, {o}[i] says whether {r}.",
    "A row of {w} cells, {s}, is examined pairwise. Where {r}, the cell i of {o} is set; elsewhere it is cleared. {g}",
    "Question: at which positions i is it true that {r}? Answer as a {w}-bit map {o}, 1 for true. Note: {g}",
    "Rules:\n- {o}[i] = 1 when {r}\n- {o}[i] = 0 otherwise\n- {g}",
    "Vector in ({s}), vector of relations out ({o}). Bit i of the output is high whenever {r}, low the rest of the time. {g}",
    "Given a vector {s}, when {r}, then {o}[i] is 1. When not, then it is 0. {g}",
    "{o} is 0 in all places i except where {r}. {g}",
)


_RELATIONS = {
    "both": (("{a} and {b} are both 1", "{a} is 1 and so is {b}", "neither {a} nor {b} is 0"), "{p} & {q}"),
    "either": (("{a} or {b} or both are 1", "at least one of {a} and {b} is 1"), "{p} | {q}"),
    "differ": (("{a} differs from {b}", "{a} and {b} are not equal", "only one of {a} and {b} is 1"), "{p} ^ {q}"),
    "same": (("{a} equals {b}", "{a} and {b} are the same", "there is no difference between {a} and {b}"), "~({p} ^ {q})"),
    "only": (("{a} is 1 but {b} is 0", "{b} is 0 while {a} is 1"), "{p} & ~{q}"),
    "lack": (("{a} is 0 but {b} is 1", "{b} is 1 although {a} is 0"), "~{p} & {q}"),
    "none": (("{a} and {b} are both 0", "neither {a} nor {b} is 1"), "~({p} | {q})"),
}


_EDGE_WRAP = (
    "The vector closes to a ring: bit {e} has bit {h} as its neighbour.",
    "Treat the vector as circular, so that bit {h} serves as the neighbour of bit {e}.",
    "At the end it wraps round: for bit {e} use bit {h} instead.",
)


_EDGE_FIXED = (
    "Bit {e} has no such neighbour; take it as {z}.",
    "For i = {e} the missing neighbour counts as {z}.",
    "Beyond the end of the vector there is a {z} (this matters for bit {e} only).",
    "Suppose a {z} next to bit {e}, where the vector ends.",
)


@family("side_by_side", "vectors", 1.0)
def side_by_side(d: Draw) -> Design:
    """A relation of each bit to its left or right neighbour, on a ring or with a fixed bit at the end."""
    width, left, wrap, fill = d.number(4, 24), d.chance(0.5), d.chance(0.45), d.number(0, 1)
    source, out = d.name(*INS), d.name(*OUTS)
    kind = d.one(tuple(_RELATIONS))
    words, code = _RELATIONS[kind]
    end, home = (width - 1, 0) if left else (0, width - 1)
    index = "i+1" if left else "i-1"
    side = d.one(
        ("on its left (index i+1)", "one place higher, i+1") if left else ("on its right (index i-1)", "one place lower, i-1")
    )
    edge = d.any(*(_EDGE_WRAP if wrap else _EDGE_FIXED), e=end, h=home, z=fill)
    text = d.any(*_BESIDE, o=out, s=source, w=width, x=side, g=edge, r=d.any(*words, a=f"{source}[i]", b=f"{source}[{index}]"))
    extra = f"{source}[{home}]" if wrap else f"1'b{fill}"
    m = width - 1
    near = f"{{{extra}, {source}[{m}:1]}}" if left else f"{{{source}[{m - 1}:0], {extra}}}"
    body = [f"assign {out} = {code.format(p=source, q=near)};"]
    why = f"Neighbours of all bits: {near}. Then bit by bit: {code.format(p=source, q='those')}."

    def function(v: dict[str, int]) -> dict[str, int]:
        bits = [v[source] >> i & 1 for i in range(width)]
        result = 0
        for i in range(width):
            j = i + 1 if left else i - 1
            other = bits[j % width] if wrap or 0 <= j < width else fill
            holds = {
                "both": bits[i] + other == 2,
                "either": bits[i] + other > 0,
                "differ": bits[i] != other,
                "same": bits[i] == other,
                "only": bits[i] > other,
                "lack": bits[i] < other,
                "none": bits[i] + other == 0,
            }[kind]
            result += int(holds) << i
        return {out: result}

    ports = arranged(d, [Port(source, width)], [Port(out, width, output=True)])
    return made_of(
        d,
        "a neighbour detector",
        ports,
        text,
        why,
        body,
        function,
        ("neighbors", "pairs"),
        {"kind": kind, "width": width, "left": left, "wrap": wrap},
    )
