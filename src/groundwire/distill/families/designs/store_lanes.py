"""Registers in lanes, and two registers on one bus."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.store_shared import (
    DATA,
    OUTPUTS,
    SELECTS,
    bits,
    clocking,
    constant,
    finished,
    kept,
    shuffled,
    told,
)

_LANES = (
    "{o} is a register of {w} bits in {m} parts of {p} bits. {at}, a part takes the same part of {i} if its bit in {e} is "
    "{b}, otherwise "
    "{kp}. {mp} {rs}",
    "{mp} A bit that is {b} lets its part of {i} into {o} {at}; a bit that is {z}: {kp}. {rs}",
    "Write register with {m} enables ({e}). Data {i}, output {o}, {ge} {c}. {mp} {b} means write. Where it is {z}, {kp}. {rs}",
    "A byte-wise store may touch only a part of a word, that is why there are several enables. {mp} {ex} In general the {p} "
    "bits of a part "
    "come from {i} {at} if the enable is {b}; if it is {z}, {kp}. The word is {o}. {rs}",
    "- word: {o}, loaded from {i} {at}\n- {mp}\n- enable {b}: load this part\n- enable {z}: {kp}\n- {rs}",
    "{rs} Otherwise {at}: for each enable in {e} that is {b}, {p} bits of {i} go to {o}, for each that is {z}, {kp}. {mp}",
    "i need {m} independent {p}-bit pieces in one register {o}. {e} says which pieces are loaded from {i} {at} ({b} = load). "
    "if not loaded, "
    "{kp}. {mp} {rs}",
    "{ex} {mp} {b} loads, {z} does not: then {kp}. Source {i}, target {o}, {ed} edge of {c}. {rs}",
    "How can one write just a part of {o}? With {e}: {mp} {at} the parts whose bit is {b} get {i}; for the rest, {kp}. {rs}",
    "Strobes {e}, active {al}. {mp} Strobed parts of {o} receive {i} {at}. Not strobed: {kp}. {rs}",
    "Unless its enable is {b}, a part is not loaded ({kp}). {mp} Register {o}, data {i}, clock {c}, {ed} edge. {rs}",
    "{o} and {i} have {w} bits each. {mp} Clocked {at}. Enable bit {b}: part copied. Enable bit {z}: {kp}. {rs}",
    "Data sheet of {e}: one bit per {p}-bit part of {o}. {mp} Active level: {al}. An inactive bit means that {kp}. {i} is "
    "stored {at}. {rs}",
)


@family("store_lane_enables", "registers", 1.0)
def lane_enables(d: Draw) -> Design:
    """A register with an enable for each part of it: which bit is for which part, which level loads, what the rest does."""
    count, part = d.one(((2, 8), (2, 8), (2, 4), (4, 8), (4, 4), (2, 2), (3, 4), (2, 16), (4, 2)))
    width = count * part
    k = clocking(d, width, zero=0.85)
    data, out, enable = (
        d.name(*DATA),
        d.name(*OUTPUTS),
        d.name("be", "byteen", "en", "we", "strb", "mask", "wen", "lane_en", "sel"),
    )
    on, turned, clears = int(d.chance(0.65)), d.chance(0.4), d.chance(0.2)
    ports = shuffled(d, [*k.ports, Port(enable, count), Port(data, width), Port(out, width, True, stored=True)])
    spans = [((n + 1) * part - 1, n * part) for n in range(count)]
    bit_of = [count - 1 - n if turned else n for n in range(count)]
    top, low = spans[-1], spans[0]
    mapping = d.any(
        "{e}[0] is for bits {f}, {e}[{h}] for bits {l}{q}.", "Bits {l} belong to {e}[{h}]{q} and bits {f} to {e}[0].",
        "The {x} part has {e}[0], the {y} part has {e}[{h}]{q}.", "{e}[{h}] stands for the {y} {p} bits{q}, {e}[0] for the "
        "{x} {p} bits.",
        e=enable, h=count - 1, p=part, q=", in between accordingly" if count > 2 else "",
        f="{}:{}".format(*(top if turned else low)), l="{}:{}".format(*(low if turned else top)),
        x="highest" if turned else "lowest", y="lowest" if turned else "highest",
    )  # fmt: skip
    pattern = d.number(1, (1 << count) - 2)
    loaded = [spans[n] for n in range(count) if (pattern >> bit_of[n]) & 1 == on]
    example = f"With {enable} = {count}'b{bits(pattern, count)}, bits {listing([f'{h}:{lo}' for h, lo in loaded])} are loaded."
    text = told(
        d, _LANES, ports, **{**k.slots(d, out, enable), "b": on, "z": 1 - on}, i=data, o=out, e=enable, w=width, m=count, p=part,
        mp=mapping, ex=example,
        al="high" if on else "low",
        kp="the part becomes 0" if clears else d.one(
            ("the part stays as it is", "the part keeps its value", "the part is left alone")
        ),
    )  # fmt: skip
    zero = constant(d, part, 0)
    lines = []
    for n, (high, bottom) in enumerate(spans):
        no = "" if on else "!"
        lines.append(f"if ({no}{enable}[{bit_of[n]}]) {out}[{high}:{bottom}] <= {data}[{high}:{bottom}];")
        if clears:
            lines.append(f"else {out}[{high}:{bottom}] <= {zero};")

    def step(state: int, v: dict[str, int]) -> int:
        new = 0
        for n, (_, bottom) in enumerate(spans):
            field = ((1 << part) - 1) << bottom
            new |= (v[data] & field) if (v[enable] >> bit_of[n]) & 1 == on else 0 if clears else state & field
        return new

    rows = kept(d, ports, k, k.value, step, lambda s, v: {out: s}, unknown=(0, (1 << width) - 1))
    rule = "; ".join(f"{enable}[{bit_of[n]}]={on} -> [{h}:{lo}]" for n, (h, lo) in enumerate(spans))
    body = k.code(d, [f"{out} <= {constant(d, width, k.value)};"], lines)
    return finished(
        d, "a register with an enable for each part", ports, text, f"{k.why(out)}\n{rule}; else {'0' if clears else 'keep'}.",
        body, rows,
        ("lane_reg", "be_reg", "byte_reg"), {"count": count, "part": part, "on": on, "turned": turned, "clears": clears},
    )  # fmt: skip


_BUS = (
    "{x} and {y} are two registers on the same input {i}. {at}, one of them is loaded: {mp} The other one {kp}. {rs}",
    "{mp} The register that is meant takes {i} {at}, and the one that is not {kp}. {rs}",
    "Two registers, one bus {i}. {s} says which one listens. {mp} Clock: {c}, {ed} edge. The one that does not listen {kp}. {rs}",
    "Demultiplexing in time: words arrive one after the other on {i} and have to be kept side by side. {mp} The other {kp}. "
    "Everything is "
    "clocked {at}. {rs}",
    "- input {i}, registers {x} and {y}\n- {mp}\n- not selected: {kp}\n- {ge} {c}\n- {rs}",
    "{rs} {at}, one of two registers takes {i}: {mp} Whichever was not chosen {kp}.",
    "Where does {i} go {at}? That depends on {s}. {mp} And the other output {kp}. {rs}",
    "so there is {x} and there is {y}, and {s} is the switch. {mp} the one left out {kp}. data is {i}, clocked {at}. {rs}",
    "Store {i} {at}. Destination by {s}: {mp} What is not the destination {kp}. {rs}",
    "The register not addressed by {s} {kp}, the addressed one takes {i} {at}. {mp} {rs}",
    "{ex} The rule: {mp} The other {kp}. Clock edge: {ge} {c}. {rs}",
    "| {s} | {x} | {y} |\n| {p} | {i} | {ks} |\n| {n} | {ks} | {i} |\n(after the {ed} edge of {c})\n{rs}",
    "A pair of holding registers, {y} and {x}, fed from {i} {at}. {mp} Only one of them is loaded at a time; the other {kp}. "
    "{rs}",
)


@family("store_two_on_bus", "registers", 1.0)
def two_on_bus(d: Draw) -> Design:
    """Two registers on one input and a bit that says which is loaded, while the other is kept or cleared."""
    width = d.one((1, 4, 8, 8, 16, d.number(2, 7)))
    k = clocking(d, width, ("none", "sync", "async"), 0.9)
    data, select = d.name(*DATA), d.name(*SELECTS, "hi", "which", "a0")
    x, y = d.names(
        ("hi_q", "lo_q"), ("ra", "rb"), ("q0", "q1"), ("x", "y"), ("left", "right"), ("u", "v"), ("odd", "even"), ("A", "B")
    )
    level, clears = d.number(0, 1), d.chance(0.25)
    ports = shuffled(
        d, [*k.ports, Port(select), Port(data, width), Port(x, width, True, stored=True), Port(y, width, True, stored=True)]
    )
    w = ("low", "high")
    names = {"s": select, "p": level, "n": 1 - level, "l": w[level], "m": w[1 - level], "x": x, "y": y}
    mapping = d.any(
        "{s} = {p} means {x}, {s} = {n} means {y}.", "if {s} is {n} it is {y}, else {x}.", "{x} when {s} is {l}, {y} when it "
        "is {m}.",
        "{y} with {s} {m}; {x} with {s} {l}.", "a {l} {s} picks {x}, a {m} one picks {y}.",
        "{s} at {m} is for {y} and {s} at {l} for {x}.",
        **names,
    )  # fmt: skip
    value = d.number(0, (1 << min(width, 4)) - 1)
    shown = d.number(0, 1)
    example = f"With {select} = {shown} and {data} = {value}, {x if shown == level else y} becomes {value}."
    text = told(
        d, _BUS, ports, **{**k.slots(d, "each register"), **names}, i=data, mp=mapping, ex=example,
        ks="0" if clears else "no change",
        kp="becomes 0" if clears else d.one(("keeps its value", "stays as it is", "does not change")),
    )  # fmt: skip
    zero = constant(d, width, 0)
    test = f"{'' if level else '!'}{select}"
    one = [f"  {x} <= {data};", *([f"  {y} <= {zero};"] if clears else [])]
    other = [f"  {y} <= {data};", *([f"  {x} <= {zero};"] if clears else [])]
    lines = [f"if ({test}) begin", *one, "end else begin", *other, "end"]
    if not clears:
        lines = [f"if ({test}) {x} <= {data};", f"else {y} <= {data};"]
    lit = constant(d, width, k.value)
    body = k.code(d, [f"{x} <= {lit};", f"{y} <= {lit};"], lines)

    def step(state: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        a, b = (0, 0) if clears else state
        return (v[data], b) if v[select] == level else (a, v[data])

    mask = (1 << width) - 1
    rows = kept(d, ports, k, (k.value, k.value), step, lambda s, v: {x: s[0], y: s[1]}, unknown=((0, 0), (mask, mask)))
    return finished(
        d, "two registers on one bus", ports, text,
        f"{k.why('both')}\n{select}={level} -> {x} <= {data}; {select}={1 - level} -> {y} <= {data}; "
        f"the other {'0' if clears else 'keeps'}.",
        body, rows, ("two_regs", "steer_reg", "bus_pair"), {"level": level, "clears": clears, "width": width,
        "reset": k.reset.phrase},
    )  # fmt: skip
