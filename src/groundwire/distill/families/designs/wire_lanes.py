"""Lanes of a word moved as a mode says, and words widened in several ways."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.wire_shared import (
    Case,
    Item,
    Value,
    Values,
    bit,
    body_of,
    case_body,
    case_notes,
    case_value,
    notes_of,
    outputs_of,
    placed,
    tell_cases,
    tell_items,
    values_of,
)

OUTS = ("out", "y", "word", "result", "packed", "q", "z", "dout", "frame", "msg")
VECTORS = ("data", "in", "vec", "d", "bus", "din", "x", "word_in")


_LANE_OPENINGS = (
    "Byte lanes between two buses do not agree, so {s} picks how {x} reaches {o}. "
    "Lane 0 is the least significant, a lane has {w} bits.",
    "{x} has four lanes of {w} bits, lane 0 in the low bits. {s} decides what becomes of them on {o}.",
    "A permute unit: input {x} (four {w}-bit lanes, lane 3 on top), control {s}, output {o}.",
    "Endianness fixer. The {t} bits of {x} are lanes 3, 2, 1, 0 from the left, {w} bits each; mode {s}.",
    "Shuffle {x} into {o}. Lanes count from the right and start at 0; each is {w} bits wide.",
    "{o} is a rearranged {x}. Think of {x} as L3 L2 L1 L0 (MSB first), {w} bits each. {s} selects:",
    "Our DMA can turn words around in flight. Lanes are {w} bits, number 0 is lowest. By {s}:",
    "Write a lane crossbar with fixed settings for {s}. Lane k of {x} is {x}[{w}k+{m} : {w}k].",
)


def _lane_case(d: Draw, code: int, kind: str, x: str, w: int) -> Case:
    lane = [f"{x}[{w * k + w - 1}:{w * k}]" for k in range(4)]
    i, j = sorted(d.rng.sample(range(4), 2))

    def build(order: list[int | None], says: tuple[str, ...]) -> Case:
        parts = [f"{w}'b{0:0{w}b}" if k is None else lane[k] for k in order]
        mask = (1 << w) - 1

        def value(v: Values) -> int:
            word = 0
            for k in order:
                word = word << w | (0 if k is None else v[x] >> (w * k) & mask)
            return word

        return Case((code,), says, f"{{{', '.join(parts)}}}", value)

    if kind == "swap":
        order: list[int | None] = [{i: j, j: i}.get(k, k) for k in (3, 2, 1, 0)]
        return build(order, (f"{x} with lanes {i} and {j} exchanged", f"{x}, lanes {j} and {i} swapped"))
    if kind == "reverse":
        return build([0, 1, 2, 3], (f"{x} with its lanes in reverse order", f"the lanes of {x} turned end for end"))
    if kind == "up":
        return build(
            [2, 1, 0, 3], (f"{x} rotated left by one lane", f"{x} with every lane moved up by one, lane 3 to the bottom")
        )
    if kind == "down":
        return build(
            [0, 3, 2, 1], (f"{x} rotated right by one lane", f"{x} with every lane moved down by one, lane 0 to the top")
        )
    if kind == "copy":
        return build([i] * 4, (f"lane {i} of {x} in all four places", f"four copies of lane {i}"))
    if kind == "only":
        return build(
            [k if k == i else None for k in (3, 2, 1, 0)],
            (f"lane {i} in its place and the rest 0", f"{x} with all lanes but {i} zeroed"),
        )
    if kind == "clear":
        return build([None if k == j else k for k in (3, 2, 1, 0)], (f"{x} with lane {j} set to 0", f"{x}, lane {j} cleared"))
    if kind == "halves":
        return build([1, 0, 3, 2], (f"{x} with upper and lower half exchanged", f"the two halves of {x} swapped"))
    if kind == "pick":
        return build(
            [None, None, None, i], (f"lane {i}, zero-extended", f"only lane {i}, moved to the lowest place, zeros above")
        )
    low = w * i
    top = low + w - 1
    return Case(
        (code,),
        (f"lane {i}, sign-extended to {4 * w} bits", f"lane {i} as a signed number, widened to {4 * w} bits"),
        f"{{{{{3 * w}{{{x}[{top}]}}}}, {lane[i]}}}",
        lambda v: (v[x] >> low & ((1 << w) - 1)) | bit(v[x], top) * (((1 << 3 * w) - 1) << w),
    )


@family("wire_mode_shuffle", "vectors", 1.1)
def wire_mode_shuffle(d: Draw) -> Design:
    """Lanes of a word moved, copied, cleared or widened as a mode says."""
    w, bits = d.one((2, 4, 4, 8, 8)), d.one((1, 2, 2, 3))
    x, s, o = d.name(*VECTORS), d.name("mode", "sel", "op", "ctl", "how", "cfg", "m"), d.name(*OUTS)
    count = 2 if bits == 1 else d.number(3, 4) if bits == 2 else d.number(4, 5)
    kinds = d.rng.sample(("swap", "reverse", "up", "down", "copy", "only", "clear", "halves", "pick", "sign"), count)
    codes = list(range(count)) if d.chance(0.5) else d.rng.sample(range(1 << bits), count)
    cases = [_lane_case(d, code, kind, x, w) for code, kind in zip(codes, kinds, strict=True)]
    spare = count < 1 << bits
    says, default, value = d.one(((f"{x} unchanged", x, lambda v: v[x]), ("0", d.style.literal(4 * w, 0), lambda v: 0)))
    text = tell_cases(d, _LANE_OPENINGS, s, bits, cases, says if spare else "", o, x=x, w=w, t=4 * w, m=w - 1)
    body, stored = case_body(d, s, bits, cases, default if spare else "", o)
    ports = placed(d, [Port(x, 4 * w), Port(s, bits)], [Port(o, 4 * w, output=True, stored=stored)])
    chosen = case_value(s, cases, value)
    reason = f"lanes of {x}: " + ", ".join(f"{k}=[{w * k + w - 1}:{w * k}]" for k in range(4)) + "\n"
    return Design(
        "a lane shuffler",
        ports,
        text,
        reason + case_notes(d, s, bits, o, cases, default if spare else ""),
        tuple(body),
        combinational(d.rng, ports, lambda v: {o: chosen(v)}),
        d.style,
        ("shuffle", "lane_swap", "permute"),
        {"kinds": kinds},
    )


_WIDEN_OPENINGS = (
    "Operands of different sizes have to be brought to the size of the datapath.",
    "Sign and zero extension of {i}.",
    "The immediates of an instruction set arrive on {i} and leave in several widths.",
    "Prepare {i} for a wider ALU.",
    "Sensor readings ({i}) are narrow; the bus is not.",
    "Widening block for {i}.",
    "Take {i} and stretch:",
    "Here {i} must be widened, each output in its own way.",
    "Fixed-point alignment of {i}.",
    "This is about copies of the top bit, zeros and ones in front of {i}.",
)


@family("wire_widen", "vectors", 0.9)
def wire_widen(d: Draw) -> Design:
    """Several widened words: sign, zeros or ones in front, zeros behind, two inputs joined first."""
    inputs = [
        Port(d.name("a", "imm", "x", "b", "offs", "k", "sample", "in"), d.one((3, 4, 5, 8, 8, 12)))
        for _ in range(d.one((1, 2, 2)))
    ]
    items: list[Item] = []
    for _ in range(d.number(1, 3)):
        port = d.one(inputs)
        n, src = port.width, port.name
        core, said, base = src, src, (lambda v, s=src: v[s])
        if len(inputs) > 1 and d.chance(0.35):
            p, q = d.rng.sample(inputs, 2)
            n, core, said = p.width + q.width, f"{p.name}, {q.name}", f"{p.name} joined with {q.name} ({p.name} on the left)"

            def base(v: Values, p: Port = p, q: Port = q) -> int:
                return v[p.name] << q.width | v[q.name]

            src = p.name
        sign = f"{src}[{(port if core == src else p).width - 1}]"
        behind = d.one((0, 0, 0, 1, 2, 3))
        front = d.one((4, 8, 16, 24, max(1, 16 - n - behind), max(1, 32 - n - behind)))
        total = front + n + behind
        kind = d.one(("sign", "sign", "zero", "ones", "notsign"))
        tail = f", {behind}'b{0:0{behind}b}" if behind else ""
        head = {
            "sign": f"{{{front}{{{sign}}}}}",
            "zero": f"{{{front}{{1'b0}}}}",
            "ones": f"{{{front}{{1'b1}}}}",
            "notsign": f"{{{front}{{~{sign}}}}}",
        }[kind]
        shifted = f" with {behind} zero bit{'s' * (behind > 1)} appended on the right" if behind else ""
        says = {
            "sign": (f"{said}{shifted}, sign-extended to {total} bits", f"{front} copies of {sign}, then {said}{shifted}"),
            "zero": (f"{said}{shifted}, zero-extended to {total} bits", f"{front} zeros in front of {said}{shifted}"),
            "ones": (
                f"{said}{shifted}, filled up with ones on the left to {total} bits",
                f"{front} ones in front of {said}{shifted}",
            ),
            "notsign": (f"{front} copies of the inverse of {sign}, followed by {said}{shifted}",),
        }[kind]

        def value(v: Values, kind: str = kind, n: int = n, front: int = front, behind: int = behind, base: Value = base) -> int:
            word = base(v)
            top = {"sign": word >> (n - 1), "zero": 0, "ones": 1, "notsign": 1 - (word >> (n - 1))}[kind]
            return ((((1 << front) - 1) * top) << n | word) << behind

        note = f"{front}+{n}{f'+{behind}' if behind else ''} = {total} bits; front = {front} x {head.strip('{}').split('{')[-1]}"
        items.append(Item(d.name(*OUTS, "ext", "wide", "long"), total, says, f"{{{head}, {core}{tail}}}", note, value))
    text = tell_items(d, _WIDEN_OPENINGS, items, i=listing([port.name for port in inputs]))
    used = [port for port in inputs if any(port.name in item.code for item in items)]
    if len(used) < len(inputs) and d.chance(0.5):
        text += f" {listing([port.name for port in inputs if port not in used])} is not used."
    body, stored = body_of(d, items, 0.85)
    ports = placed(d, inputs, outputs_of(items, stored))
    return Design(
        "a widening block",
        ports,
        text,
        notes_of(items),
        tuple(body),
        combinational(d.rng, ports, values_of(items)),
        d.style,
        ("extend", "widen", "align"),
        {"outputs": len(items)},
    )
