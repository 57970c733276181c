"""Gates over whole vectors, rearrangements and packages, in a sentence or two."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_terse import COUNTS, SYMBOLS, driven, gate_code, gate_value, mixed

_REDUCTION = (
    "{o} is the {k} of all bits of {i}.", "{w}-input {k} gate; its inputs are the bits of {i}.", "Reduce {i} with {k}.",
    "{k} reduction.", "{k} all {w} bits of {i} together.", "The module should behave like a {w}-input {k} gate.",
    "Model of one wide {k} gate.", "{o} = {k}({i}[0], ..., {i}[{h}]).", "{i} has {w} bits. Feed every one of them to a {k} gate.",
    "How would you {k} together the bits of a bus? Bus {i}, result {o}.", "All bits of {i} into one {k}, output {o}.",
    "Collapse the vector {i} to a single bit by {k}.", "One reduction operator is enough: {k} over {i}.",
    "I need a {w}-wide {k} (one bit out).", "Build a {k} tree over {i}.", "{o}: {k} across the whole bus {i}.",
    "Unary {k} of {i}.", "A {k} gate with as many inputs as {i} has bits.",
    "Instead of writing {w} terms, reduce {i} by {k} and assign that to {o}.",
    "Implement a {w}-input {k}; {i}[0] to {i}[{h}] are the inputs.", "Horizontal {k} of {i} (across its bits).",
    "What single bit is the {k} of {i}? Put it on {o}.", "Every bit of {i} takes part in one big {k}. {o} is the outcome.",
    "Wide {k} gate, {w} bits in, one out.", "The {w} request lines in {i} are {k}ed into {o}.",
)  # fmt: skip


_REDUCTION_MEANING = {
    "AND": ("{o} says whether {i} is all ones.", "Detect {i} = all 1s.", "{o} is low if {i} contains any 0, else high."),
    "OR": ("{o} says whether {i} is nonzero.", "Is any bit of {i} set? Answer on {o}.", "{o} is 0 for {i} = 0, else 1."),
    "XOR": (
        "{o} is 1 for an odd number of ones in {i}.",
        "Odd number of 1 bits in {i}? Then {o} is 1, else 0.",
        "{o} is the modulo-2 sum of {i}'s bits.",
    ),
    "NAND": (
        "{o} says whether {i} contains at least one 0.",
        "{o} is 0 only for {i} = all ones.",
        "Low output only if every bit of {i} is 1.",
    ),
    "NOR": ("{o} says whether {i} is zero.", "Zero detector for {i}.", "{o} is 1 when no bit of {i} is set, else 0."),
    "XNOR": (
        "{o} is 1 for an even number of ones in {i}.",
        "Even number of 1 bits in {i}? Then {o} is 1, else 0.",
        "{o} is the inverted modulo-2 sum of {i}'s bits.",
    ),
}


_REDUCTIONS = {"AND": "&", "OR": "|", "XOR": "^", "NAND": "~&", "NOR": "~|", "XNOR": "~^"}


@family("terse_wide_gate", "gates", 0.9)
def terse_wide_gate(d: Draw) -> Design:
    """The bits of a vector through one gate, or through several."""
    width = d.one((3, 4, 4, 5, 6, 8, 8, 10, 12, 16, 24, 32, 64, 100))
    bus = d.name("in", "a", "x", "data", "vec", "bus", "d", "word", "req")
    kinds = d.rng.sample(tuple(_REDUCTIONS), d.one((1, 1, 2, 3)))
    outs = d.names(
        ("y", "z", "w"),
        ("out0", "out1", "out2"),
        ("f", "g", "h"),
        ("p", "q", "r"),
        ("o1", "o2", "o3"),
        ("res_a", "res_b", "res_c"),
    )[: len(kinds)]
    if len(kinds) == 1:
        texts = _REDUCTION_MEANING[kinds[0]] if d.chance(0.35) else _REDUCTION
        text = d.any(*texts, o=outs[0], i=bus, k=d.one((kinds[0], kinds[0].lower())), w=width, h=width - 1)
    else:
        line = d.one(
            (
                "{o} = {k} of all bits",
                "{o}: {k}",
                "{o} is the {k} of the {w} bits",
                "the {w}-input {k} drives {o}",
                "{k} -> {o}",
                "{o} gets the {k}",
            )
        )
        lines = [d.say(line, o=out, k=kind, w=width) for out, kind in zip(outs, kinds, strict=True)]
        d.rng.shuffle(lines)
        opening = d.any(
            "Wide gates over {i}:",
            "Reduce {i} in {n} ways:",
            "{n} gates, each with all the bits of {i} as inputs:",
            "Over the {w} bits of {i}:",
            "From {i}:",
            "Apply these gates to all the bits of {i}.",
            "All of the following are reductions of {i}:",
            "Give me these reductions of {i}:",
            "{w}-input gates on {i}:",
            "Bus {i}, {n} wide gates:",
            "The inputs of each gate are the bits of {i}.",
            i=bus,
            n=COUNTS[len(kinds)],
            w=width,
        )
        text = f"{opening} {listing(lines)}." if d.chance(0.5) else opening + "\n" + "\n".join(lines)
    codes = {out: f"{_REDUCTIONS[kind]}{bus}" for out, kind in zip(outs, kinds, strict=True)}
    text, body, stored = driven(d, text, codes)
    ports = mixed(d, [Port(bus, width), *(Port(out, output=True, stored=stored) for out in outs)])
    full = (1 << width) - 1

    def bias(_: object, index: int) -> dict[str, int]:
        return (
            {bus: full ^ (1 << d.rng.randrange(width)) if index % 4 == 0 else 1 << d.rng.randrange(width)}
            if index % 2 == 0
            else {}
        )

    return Design(
        "a wide gate" if len(kinds) == 1 else "wide gates",
        ports,
        text,
        "; ".join(f"{out} = {code}" for out, code in codes.items()) + ".",
        tuple(body),
        combinational(
            d.rng,
            ports,
            lambda v: {
                out: gate_value(kind, [v[bus] >> n & 1 for n in range(width)]) for out, kind in zip(outs, kinds, strict=True)
            },
            bias=bias,
        ),
        d.style,
        ("wide_gate", "reduce_bus", "reduction"),
        {"width": width, "kinds": kinds},
    )


_WHOLE = {
    "bits": (
        "the bitwise {uk} of {a} and {b}",
        "{a} {uk} {b}, bit by bit",
        "{uk} of each pair of bits of {a} and {b}",
        "bitwise {uk} ({w} bits)",
    ),
    "logic": (
        "the logical {uk} of {a} and {b}",
        "the logical {uk} (one bit)",
        "{a} {uk} {b} with each vector taken as a truth value",
        "logical {uk}, a vector counting as true unless it is 0",
    ),
    "not": (
        "the inverse of {b} (upper {w} bits) and of {a} (lower {w} bits)",
        "the complement of {b} in the high half, of {a} in the low half",
    ),
    "nota": ("{a} with all its bits inverted", "the bitwise complement of {a}"),
    "nonb": ("the logical NOT of {b}", "1 if {b} is zero, else 0"),
}


_WHOLE_OPENINGS = (
    "", "Vectors {a} and {b}.", "Bitwise against logical operators:", "From the {w}-bit vectors {a} and {b} make the following.",
    "Show the difference between bitwise and logical operators:", "Operators lab:", "Two {w}-bit inputs, {n} outputs.",
    "The outputs are:", "Exercise on operators.", "Mind which of these are vectors and which are single bits.", "Please compute:",
    "{a} and {b} are {w} bits wide.", "Given {a} and {b}:", "A small operator demo:", "Needed:",
)  # fmt: skip


def _bitwise(kind: str, width: int) -> Callable[[int, int], int]:
    """A gate on each pair of bits."""
    return lambda x, y: sum(gate_value(kind, [x >> n & 1, y >> n & 1]) << n for n in range(width))


def _logical(kind: str) -> Callable[[int, int], int]:
    """AND or OR of two truth values."""
    return lambda x, y: int(x != 0 and y != 0) if kind == "AND" else int(x != 0 or y != 0)


@family("terse_bits_and_whole", "gates", 0.9)
def terse_bits_and_whole(d: Draw) -> Design:
    """Bitwise and logical operators on the same vectors."""
    width = d.one((2, 3, 3, 4, 4, 5, 8))
    a, b = d.names(("a", "b"), ("x", "y"), ("in1", "in2"), ("p", "q"), ("u", "v"), ("lhs", "rhs"))
    chosen = d.rng.sample(("bits", "bits2", "logic", "logic2", "not", "nota", "nonb"), d.number(2, 4))
    outs = d.names(
        ("o1", "o2", "o3", "o4"),
        ("f", "g", "h", "k"),
        ("out_a", "out_b", "out_c", "out_d"),
        ("w", "x1", "y1", "z"),
        ("r0", "r1", "r2", "r3"),
    )[: len(chosen)]
    full = (1 << width) - 1
    said, codes, widths = [], {}, {}
    functions: dict[str, Callable[[int, int], int]] = {}
    for out, name in zip(outs, chosen, strict=True):
        which = name.removesuffix("2")
        kind = d.one(("AND", "OR", "XOR", "NAND", "NOR") if which == "bits" else ("AND", "OR"))
        words = d.any(*_WHOLE[which], uk=kind, a=a, b=b, w=width)
        said.append(d.say("{o}{m}{x}", o=out, m=" = " if d.chance(0.3) else d.one((": ", " is ", " is ")), x=words))
        if which == "bits":
            codes[out], widths[out] = gate_code(kind, [a, b]), width
            functions[out] = _bitwise(kind, width)
        elif which == "logic":
            codes[out], widths[out] = f"{a} {SYMBOLS[kind] * 2} {b}", 1
            functions[out] = _logical(kind)
        elif which == "not":
            codes[out], widths[out] = f"{{~{b}, ~{a}}}", 2 * width
            functions[out] = lambda x, y: (full - y) * (full + 1) + (full - x)
        elif which == "nota":
            codes[out], widths[out] = f"~{a}", width
            functions[out] = lambda x, y: full - x
        else:
            codes[out], widths[out] = f"!{b}", 1
            functions[out] = lambda x, y: int(y == 0)
    d.rng.shuffle(said)
    opening = d.any(*_WHOLE_OPENINGS, a=a, b=b, w=width, n=COUNTS[len(outs)])
    how = d.number(0, 2)
    text = (
        f"{opening} {'; '.join(said)}."
        if how == 0
        else opening + "\n" + "\n".join(f"- {one}" for one in said)
        if how == 1
        else f"{opening} {'. '.join(said)}."
    )
    text, body, stored = driven(d, text.strip(), codes)
    ports = mixed(d, [Port(a, width), Port(b, width), *(Port(out, widths[out], output=True, stored=stored) for out in outs)])

    def bias(_: object, index: int) -> dict[str, int]:
        return {d.one((a, b)): 0} if index % 3 == 0 else {}

    return Design(
        "operators on vectors",
        ports,
        text,
        "; ".join(f"{out} = {code}" for out, code in codes.items()) + ".",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: functions[out](v[a], v[b]) for out in outs}, bias=bias),
        d.style,
        ("operators", "vector_ops"),
        {"codes": str(codes)},
    )


_MOVES = {
    "reverse": (
        "Reverse the bits of {i}.",
        "{o} is {i} backwards.",
        "Bit reversal.",
        "{o}[0] = {i}[{h}], {o}[1] = {i}[{g}], ..., {o}[{h}] = {i}[0].",
        "Mirror {i}.",
        "LSB first becomes MSB first: {i} to {o}.",
        "Swap the bit order of the {w}-bit word {i}.",
        "The bus was soldered the wrong way round; put {i} in opposite order on {o}.",
        "Flip {i} end for end.",
    ),
    "sign": (
        "Sign-extend {i} to {n} bits.",
        "{o} is {i} sign-extended.",
        "Sign extension, {w} to {n} bits.",
        "Widen the two's complement number {i} to {n} bits.",
        "Repeat {i}[{h}] in the upper {m} bits; the rest is {i}.",
        "{i} is signed; keep its value on the wider {o}.",
        "Extend an immediate: {w} bits in, {n} out, signed.",
        "Copy the sign bit upwards until {i} fills {o}.",
        "What is {i} as a {n}-bit signed number? {o}.",
    ),
    "zero": (
        "Zero-extend {i} to {n} bits.",
        "{o} is {i} with zeros in front.",
        "Zero extension, {w} to {n} bits.",
        "Widen the unsigned number {i} to {n} bits.",
        "The upper {m} bits of {o} are 0, the rest is {i}.",
        "Pad {i} with {m} leading zeros.",
        "Unsigned {i}, same value, on the wider {o}.",
    ),
    "bytes": (
        "Swap the bytes of {i}.",
        "Byte order reversal of {i}.",
        "Little endian to big endian: {i} to {o}.",
        "{o} has the bytes of {i} in opposite order.",
        "Endianness swap, {w} bits.",
        "Last byte first: reorder the bytes in {i}.",
        "Byte-swapped {i}, please (bits within a byte stay).",
    ),
    "halves": (
        "Swap the halves of {i}.",
        "{o} = lower half of {i} on top, upper half below.",
        "Exchange upper and lower {k} bits of {i}.",
        "Rotate {i} by {k} places.",
        "Upper half of {i} to the lower half of {o} and vice versa.",
        "The two {k}-bit halves change places.",
        "Put {i}[{f}:0] above {i}[{h}:{k}].",
    ),
    "rotate": (
        "Rotate {i} left by one.",
        "{o} is {i} rotated one place to the left.",
        "Top bit of {i} goes to the bottom, all others move up one.",
        "Circular left shift of {i} by 1.",
        "{o} = {i} << 1 with the lost bit brought in at bit 0.",
        "{o}[0] = {i}[{h}], otherwise {o}[n] = {i}[n-1].",
        "Rotate-left wiring for {w} bits.",
    ),
}


_MOVE_TAILS = (
    "",
    "",
    "",
    "",
    " Only wires.",
    " No logic needed.",
    " Pure rewiring.",
    " It is combinational.",
    " A concatenation does it.",
    " {i} in, {o} out.",
    " Nothing else.",
    " For the {w}-bit input {i}.",
    " Quick one.",
    " Thanks!",
    " (Exercise on vectors.)",
    " Output: {o}.",
)


@family("terse_rearranged", "vectors", 0.9)
def terse_rearranged(d: Draw) -> Design:
    """A vector reversed, extended, rotated or in other order."""
    kind = d.one(("reverse", "reverse", "sign", "sign", "zero", "bytes", "halves", "rotate"))
    width = d.one({"bytes": (16, 24, 32, 64), "halves": (4, 6, 8, 16, 32)}.get(kind, (3, 4, 5, 6, 8, 8, 12, 16)))
    wide = width + d.one((1, 4, 8, 16, 32 - width)) if kind in ("sign", "zero") else width
    name, out = d.names(
        ("in", "out"),
        ("a", "y"),
        ("x", "z"),
        ("d", "q"),
        ("din", "dout"),
        ("src", "dst"),
        ("imm", "ext") if kind in ("sign", "zero") else ("word", "res"),
    )
    slots = {
        "i": name,
        "o": out,
        "w": width,
        "n": wide,
        "h": width - 1,
        "g": width - 2,
        "m": wide - width,
        "k": width // 2,
        "f": width // 2 - 1,
    }
    text = (
        d.any("(Next one:|Please:|I need this:|Task:|Needed:|Homework:) {t}", t=d.any(*_MOVES[kind], **slots))
        if d.chance(0.25)
        else d.any(*_MOVES[kind], **slots)
    )
    text = text.strip() + d.any(*_MOVE_TAILS, **slots)
    code = {
        "reverse": "{" + ", ".join(f"{name}[{n}]" for n in range(width)) + "}",
        "sign": f"{{{{{wide - width}{{{name}[{width - 1}]}}}}, {name}}}",
        "zero": f"{{{wide - width}'b0, {name}}}",
        "bytes": "{" + ", ".join(f"{name}[{n + 7}:{n}]" for n in range(0, width, 8)) + "}",
        "halves": f"{{{name}[{width // 2 - 1}:0], {name}[{width - 1}:{width // 2}]}}",
        "rotate": f"{{{name}[{width - 2}:0], {name}[{width - 1}]}}",
    }[kind]
    text, body, stored = driven(d, text, {out: code})
    ports = mixed(d, [Port(name, width), Port(out, wide, output=True, stored=stored)])

    def function(v: dict[str, int]) -> dict[str, int]:
        value = v[name]
        digits = f"{value:0{width}b}"
        if kind == "sign":
            return {out: signed(value, width) % (1 << wide)}
        if kind == "zero":
            return {out: value}
        if kind == "bytes":
            return {out: int.from_bytes(value.to_bytes(width // 8, "little"), "big")}
        return {
            out: int(
                {
                    "reverse": digits[::-1],
                    "halves": digits[width // 2 :] + digits[: width // 2],
                    "rotate": digits[1:] + digits[0],
                }[kind],
                2,
            )
        }

    why = {
        "reverse": "bit order reversed",
        "sign": "sign bit repeated",
        "zero": "zeros in front",
        "bytes": "bytes in opposite order",
        "halves": "halves exchanged",
        "rotate": "rotated left by one",
    }[kind]
    return Design(
        "a rewiring block",
        ports,
        text,
        f"{out} is {name} with {why}." if kind != "rotate" else f"{out} is {name} {why}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("rewire_bits", "reorder", "wires"),
        {"kind": kind, "width": width, "wide": wide},
    )


_CHIPS = (
    ("7400", "NAND", 2, 4),
    ("7408", "AND", 2, 4),
    ("7432", "OR", 2, 4),
    ("7486", "XOR", 2, 4),
    ("7402", "NOR", 2, 4),
    ("74266", "XNOR", 2, 4),
    ("7410", "NAND", 3, 3),
    ("7411", "AND", 3, 3),
    ("7427", "NOR", 3, 3),
    ("744075", "OR", 3, 3),
    ("7421", "AND", 4, 2),
    ("744072", "OR", 4, 2),
    ("744002", "NOR", 4, 2),
    ("7404", "NOT", 1, 6),
    ("7434", "BUF", 1, 6),
)


_PACKAGE = (
    "{q} {k}: {r}.", "The {t}: {q} {n}-input {k} gates. {r}.", "Model of a {t} package ({q} {k}). {r}.",
    "Implement the {t}, i.e. {c} {k} gates in one package; {r}.",
    "The module should behave like a {t}: {c} independent {k} gates. {r}.", "{cc} {k} gates in one chip. {r}.",
    "{r}. All the gates are {k}; it is a {t}.", "Logic family model, {t}. Inside there are {c} {k} gates: {r}.",
    "What is in a {t}? {cc} {k} gates. Write them: {r}.", "Replace the {t} on our old board: {r}, each gate being {k}.",
    "Package with {c} {k} gates and nothing shared between them: {r}.", "I need a drop-in for the {t} ({k}). {r}.",
    "DIP-14 with {c} gates of the type {k}. {r}.", "Breadboard parts in Verilog, today the {t} ({q} {k}): {r}.",
    "{k} times {c}. {r}.", "No power pins, just the {c} {k} gates of a {t}: {r}.", "Each of the {c} gates is {k}. {r}.",
    "Data sheet, function: {q} {k} gate. Pins: {r}.", "Create a chip of {c} separate {k} gates; {r}.",
    "{cc} gates, {k} all of them. {r}. (This is a {t}.)", "Can you model a {t}? That's {c} {k} gates, {r}.",
    "Retro computer glue: {t}, {q} {k}; {r}.", "One TTL package, {c} {k}s. {r}.", "{t}-style chip: {r} (function: {k}).",
    "Write the {q} {k} package. {r}.",
)  # fmt: skip


@family("terse_gate_package", "gates", 0.9)
def terse_gate_package(d: Draw) -> Design:
    """A chip of the 7400 series with several equal gates."""
    part, kind, fan, count = d.one(_CHIPS)
    if d.chance(0.15) and fan > 1:
        count -= 1
    full = count == next(number for label, _, _, number in _CHIPS if label == part)
    letters, form = "abcdef"[:fan], d.one(("p{g}{l}", "{l}{g}", "{l}_{g}", "in{g}{l}", "g{g}_{l}", "{L}{g}"))
    ends = {
        "p{g}{l}": "p{g}y",
        "{l}{g}": "y{g}",
        "{l}_{g}": "y_{g}",
        "in{g}{l}": "out{g}",
        "g{g}_{l}": "g{g}_y",
        "{L}{g}": "Y{g}",
    }[form]
    first = d.one((0, 1, 1))
    gates = [
        ([d.name(form.format(g=g, l=letter, L=letter.upper())) for letter in letters], d.name(ends.format(g=g)))
        for g in range(first, first + count)
    ]
    links = [
        d.say("{i} {v} {o}", i=" and ".join(ins) if fan == 2 else listing(ins), o=out, v="make" if fan > 1 else "makes")
        for ins, out in gates[:1]
    ]
    numbered = all(out == ends.format(g=g) for g, (_, out) in enumerate(gates, first)) and all(
        ins[0] == form.format(g=g, l="a", L="A") for g, (ins, _) in enumerate(gates, first)
    )
    style = d.number(0, 3) if numbered else d.one((0, 2))
    if style == 0:
        told = "; ".join(f"{', '.join(ins)} -> {out}" for ins, out in gates)
    elif style == 1:
        told = f"{gates[0][1]} is made from {listing(gates[0][0])}, and so on up to {gates[-1][1]} from {listing(gates[-1][0])}"
    elif style == 2:
        sources = "; ".join(", ".join(ins) for ins, _ in gates)
        told = f"{listing([out for _, out in gates])} are the outputs, in this order from {sources}"
    else:
        told = f"{links[0]}, the other gates likewise, one number each"
    word = {"NOT": "inverter", "BUF": "buffer"}.get(kind, kind)
    name = part if d.chance(0.7) else f"74{d.one(('LS', 'HC', 'HCT', 'F', 'ALS'))}{part[2:]}"
    title = {2: "dual", 3: "triple", 4: "quad", 6: "hex", 1: "single"}[count]
    texts = [one for one in _PACKAGE if full or "{t}" not in one]
    text = d.any(*texts, q=title, k=word, r=told, t=name, n=fan, c=COUNTS[count], cc=COUNTS[count].capitalize())
    if kind in ("NOT", "BUF"):
        text = (
            text.replace("inverter gates", "inverters")
            .replace("buffer gates", "buffers")
            .replace("1-input ", "")
            .replace("inverter gate", "inverter")
            .replace("buffer gate", "buffer")
        )
    text = text[0].upper() + text[1:] if text.startswith(title) else text
    codes = {out: (f"{'~' * (kind == 'NOT')}{ins[0]}" if fan == 1 else gate_code(kind, ins)) for ins, out in gates}
    text, body, stored = driven(d, text, codes)
    groups = [[*(Port(one) for one in ins), Port(out, output=True, stored=stored)] for ins, out in gates]
    ports = (
        tuple(port for group in groups for port in group)
        if d.chance(0.4)
        else mixed(d, sorted((port for group in groups for port in group), key=lambda port: port.output))
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        found = {}
        for ins, out in gates:
            bits = [v[one] for one in ins]
            found[out] = 1 - bits[0] if kind == "NOT" else bits[0] if kind == "BUF" else gate_value(kind, bits)
        return found

    return Design(
        "a chip of several gates",
        ports,
        text,
        f"{COUNTS[count].capitalize()} {word}s: {gates[0][1]} = {codes[gates[0][1]]} and so on.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        (f"chip_{part}", f"ttl{part}", "package"),
        {"part": part, "count": count},
    )
