"""Counters in other codes: decimal digits, ring, Johnson, Gray, saturating, by steps."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, capitalized, is_level
from groundwire.distill.families.voices.counter_words import reset_fact, tidy

_OUT = ("q", "count", "cnt", "out")


_BCD = (
    "A BCD counter of {n} digits counts from {z} to {l} and starts again; {g}. It advances {t}{e}.",
    "Count in decimal from {z} to {l} (then {z}), one step {t}{e}; {g}.",
    "{t}{e}, a decimal count goes up by one. It runs from {z} to {l}, and {z} follows; {g}.",
    "(Build|I need|Make) a {n}-digit decimal counter: {z} to {l}, then over again. Step: {t}{e}. In it, {g}.",
    "After {l} comes {z}. The {n} digits are BCD; {g}. The count is increased {t}{e}.",
    "Each digit has four bits, and {g}. Together they count up, {t}{e}, from {z}; {l} is the last value before {z}.",
    "The digits form a decimal number that grows by one {t}{e}; {g}. When it is {l}, it goes back to {z}.",
    "To drive a display of {n} digits, count in BCD: {z}, ..., {l}, {z}, ... {g}. The next number comes {t}{e}.",
    "Decade counters in a row: {g}. A digit that returns to 0 steps the next one. Highest number: {l}. Clocking: {t}{e}.",
    "{g}. The number they show is incremented {t}{e} and wraps from {l} to {z}.",
    "(Can you|Could you) design a BCD counter with {n} digits? {g}. It should count {z} to {l} cyclically, one up {t}{e}.",
    "Range: {z} to {l} in BCD, cyclic. Layout: {g}. Step: +1 {t}{e}.",
    "An event is counted {t}{e}, in decimal. {g}. The counter turns over from {l} to {z}.",
    "{n} BCD digits count upwards {t}{e}. {g}. They never pass {l}: {z} comes instead.",
    "Decimal count with carry from digit to digit, {t}{e}. {g}. All {n} digits become 0 after {l}.",
)
_RING = (
    "A {w}-bit ring counter: the single 1 in {o} moves one place to the {s} {t} and wraps around.",
    "{o} is one-hot and rotates {s} by one bit {t}.",
    "{t}, rotate {o} by one place to the {s}.",
    "The {w} bits of {o} go round to the {s}, one place {t}.",
    "Exactly one bit of {o} is 1; it steps {s} {t}, cyclically.",
    "A single 1 circulates in the {w}-bit register {o}: one position {s} {t}.",
    "{o} shifts {s} {t}, and the bit that leaves at one end enters at the other.",
    "(Build|I need) a ring counter {o} of {w} bits. Direction: {s}. Step: one place {t}.",
    "To enable {w} units in turn, a one-hot pattern in {o} moves {s} by one {t} and comes round again.",
    "Rotate {s}: {o}, {w} bits, by one {t}.",
    "The register {o} is turned to the {s} {t}; nothing is lost, the outer bit comes round.",
    "{o}: one-hot ring, {w} places, stepping {s} {t}.",
    "What is hot in {o} moves on {t}: to the next place on the {s}, and from the end to the start.",
    "A rotating shift register with {w} places, {o}, moves its contents {s} {t}.",
    "{o} walks a 1 to the {s}, one place {t}; after {w} steps it is where it was.",
)
_JOHNSON = (
    "A {w}-bit Johnson (twisted ring) counter: {t}, {o} shifts {s} and the inverse of the bit that falls out comes in at the "
    "other end.",
    "{o} is a twisted ring of {w} bits: it shifts {s} {t}, with the bit shifted out fed back inverted.",
    "{t}, shift {o} one place to the {s} and fill the gap with the complement of the bit that drops off.",
    "Johnson counter {o}, {w} bits, shifting {s} {t}.",
    "(Build|I need) a {w}-bit Johnson counter. Its output {o} moves {s} by a place {t}.",
    "The bit that leaves {o} is inverted and put in at the opposite end. {o} ({w} bits) shifts {s} {t}.",
    "{o} goes through {p} states of a Johnson sequence, shifting {s} {t}.",
    "A shift register of {w} bits, {o}, is closed to a ring through an inverter. It shifts {s} {t}.",
    "Twisted ring counter with output {o}: {w} bits, direction {s}, one step {t}.",
    "Ones fill {o} from one end, then zeros do: it shifts {s} {t}, taking in the inverse of the bit that goes out.",
    "Moebius counter: {o} shifts {s} {t}; what enters is the opposite of what leaves. Width: {w}.",
    "Shift {o} to the {s} {t}. New bit: NOT of the bit pushed out. {w} bits in all.",
    "With feedback of the inverted last bit, {o} shifts {s} {t}. It has {w} bits and a period of {p}.",
    "(Can you|Could you) make {o} a Johnson counter ({w} bits, shifting {s})? It steps {t}.",
    "{o} has {w} flip-flops in a chain to the {s}; the first gets the complement of the last. They are clocked {t}.",
)
_GRAY = (
    "{o} counts in {w}-bit Gray code: one step {t}, each changing exactly one bit, in the order of the reflected Gray code "
    "from 0.",
    "A Gray code counter of {w} bits, advanced {t}; its output is {o}.",
    "{t}, {o} goes to the next value in {w}-bit reflected Gray code.",
    "Count in binary {t} and show the count in Gray code on {o} ({w} bits).",
    "{o} = b ^ (b >> 1), where b is a {w}-bit binary counter that goes up {t}.",
    "(Build|I need) a {w}-bit counter whose output {o} is Gray coded. It steps {t}.",
    "An internal {w}-bit number grows by 1 {t}. {o} is that number in Gray code.",
    "To cross clock domains safely, {o} counts {t} in Gray code, {w} bits, so that only one bit changes at a time.",
    "The {w}-bit output {o} runs through the binary-reflected Gray code: 0, 1, 3, 2, 6, ..., one code {t}.",
    "Gray counter: output {o}, {w} bits, next code {t}.",
    "{o} follows the sequence of reflected Gray code over {w} bits and starts over. Step: {t}.",
    "Only one bit of {o} changes {t}; the order is that of the standard {w}-bit Gray code.",
    "{o} is the Gray code of the number of steps so far (modulo {p}). A step is taken {t}.",
    "(Can you|Could you) count in Gray code? Output {o} with {w} bits, the next code {t}.",
    "What {o} shows is a {w}-bit Gray code. Behind it is an up counter, incremented {t}.",
)
_SATURATING = (
    "{o} is a {w}-bit saturating counter: {t}, {u} adds 1 and {n} subtracts 1, but it stops at {m} and at 0. With both or "
    "neither it stays.",
    "{t}, {o} goes up by 1 if only {u} is 1, down by 1 if only {n} is 1. It never leaves the range 0 to {m}, and it stays if "
    "they are equal.",
    "{o} does not wrap: {m} is kept when counting up, 0 when counting down. {n} alone counts down and {u} alone counts up, {t}.",
    "If {n} is high and {u} is low, {o} is decremented unless 0. If {u} is high and {n} is low, it is incremented unless {m}. "
    "In the other cases it is held. It is clocked {t}.",
    "When {u} and {n} are equal, {o} keeps its value. Otherwise it moves by one {t}: up for {u}, down for {n}, clamped to 0 "
    "and {m}.",
    "(Build|I need) a confidence counter {o} of {w} bits: {n} = 1 lowers it, {u} = 1 raises it, both at once cancel out. "
    "It saturates at both ends and is updated {t}.",
    "{o} moves {t}. {n} without {u}: one down, but not below 0. {u} without {n}: one up, but not above {m}. Else no change.",
    "A {w}-bit up/down counter that saturates. Up: {u}. Down: {n}. Both or none: hold. Output: {o}. Step: {t}.",
    "Like a branch predictor, {o} is stepped {t} towards {m} by {u} and towards 0 by {n}, and it stays at the ends. "
    "{u} and {n} together do nothing.",
    "{t}: {o} <= {o} + 1 for {u} = 1, {n} = 0 (unless it is {m}); {o} <= {o} - 1 for {u} = 0, {n} = 1 (unless it is 0); else "
    "{o}.",
    "Where {u} and {n} are 0 and 1, {o} goes down as far as 0. Where they are 1 and 0, it goes up as far as {m}. 00 and 11 "
    "hold it. "
    "A step is taken {t}.",
    "{o} stays between 0 and {m}. It gains one for {u} and loses one for {n} {t}; with both of them, or none, it is unchanged.",
    "The level {o} rises by one {t} when {u} comes without {n}, and sinks by one when {n} comes without {u}; {m} is the "
    "ceiling, 0 the floor.",
    "Credits are kept in {o} ({w} bits). {n} takes one away, {u} gives one, {t}. None are taken at 0, none are given at {m}, "
    "and nothing happens if both are 1.",
    "How does {o} move? One up for {u} only, one down for {n} only, {t}. It saturates at 0 and {m} instead of wrapping.",
)
_STEPS = (
    "{o} grows by {b} {t} (modulo 2 to the {w}).",
    "A {w}-bit counter {o} that counts in steps of {b}, {t}.",
    "{t}, {b} is added to {o}.",
    "{o} goes up by {b} {t}.",
    "{o} <= {o} + {b}, {t}, in {w} bits.",
    "(Build|I need) a counter {o} with an increment of {b}. It moves {t}.",
    "The {w} bits of {o} hold a number to which {b} is added {t}; overflow is dropped.",
    "Count by {b}: {o} is stepped {t}.",
    "{o} is increased {t}, each time by {b}. It wraps modulo {p}.",
    "Add {b} to the {w}-bit register {o} {t}.",
    "Step size {b}, width {w}, output {o}. A step is taken {t}.",
    "Multiples of {b} appear on {o}, one after another, {t}, modulo {p}.",
    "{t} {o} makes a step of {b} upwards, and rolls over modulo {p}.",
    "(Can you|Could you) let {o} count in {b}s, one step {t}?",
    "The next value of {o} is {b} more than the last, in {w} bits; it is taken {t}.",
)


def _capped(text: str, names: list[str], reset_text: str) -> str:
    """Sentences that begin as they should."""
    return f"{capitalized(text, names)} {capitalized(reset_text, names)}"


@family("bcd_counter", "counters")
def bcd_counter(d: Draw) -> Design:
    """Two or more decimal digits, with the carries between them; clocks of minutes and seconds."""
    clk, reset = d.clock(), d.reset()
    limits = d.one(((9, 9), (9, 9), (9, 5), (9, 9, 9), (9, 5)))
    packed = d.chance(0.4)
    enable = d.name("en", "ena", "tick", "count_en") if d.chance(0.4) else ""
    out = d.name("q", "bcd")
    digits = (
        [f"{out}[{4 * i + 3}:{4 * i}]" for i in range(len(limits))]
        if packed
        else [d.name(n) for n in ("ones", "tens", "hundreds")[: len(limits)]]
    )
    ports = (
        Port(clk),
        *reset.ports,
        *([Port(enable)] if enable else []),
        *(
            [Port(out, 4 * len(limits), output=True, stored=True)]
            if packed
            else [Port(n, 4, output=True, stored=True) for n in digits]
        ),
    )
    last = "".join(str(x) for x in limits[::-1])
    layout = f"{digits[0]} is the lowest digit and {digits[-1]} the highest"
    if packed:
        layout = f"{out} holds four bits a digit, the lowest digit in {digits[0]}"
    elif d.chance(0.5):
        layout = f"{digits[-1]} is the most significant digit, {digits[0]} the least significant one"
    names = [port.name for port in ports]
    when = f" {d.any('when', 'if', 'while')} {is_level(d, enable, 1)}" if enable else ""
    zeros = "0" * len(limits)
    text = tidy(d.any(*_BCD, n=len(limits), z=zeros, l=last, t=at_edge(d, clk), e=when, g=layout))
    effect, result = (
        d.any("clears all digits", "sets every digit to 0"),
        d.any("all digits become 0", "the count becomes {z}", z=zeros),
    )
    text = _capped(text, names, reset_fact(d, reset, clk, effect, result))
    lines: list[str] = []
    for i, (digit, limit) in enumerate(zip(digits, limits, strict=True)):
        pad = "  " * i
        lines += [f"{pad}if ({digit} == 4'd{limit}) begin", f"{pad}  {digit} <= 4'd0;"]
    inner = [f"{'  ' * (i)}end else {digit} <= {digit} + 4'd1;" for i, digit in reversed(list(enumerate(digits)))]
    lines += inner
    if enable:
        lines = [f"if ({enable}) begin", *(f"  {x}" for x in lines), "end"]
    body = d.clocked(clk, reset, [f"{out} <= 0;"] if packed else [f"{n} <= 4'd0;" for n in digits], lines)
    period = 1
    for limit in limits:
        period *= limit + 1

    def update(s: int, v: dict[str, int]) -> int:
        return s if enable and not v[enable] else (s + 1) % period

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        values = []
        for limit in limits:
            s, digit = divmod(s, limit + 1)
            values.append(digit)
        return {out: sum(x << 4 * i for i, x in enumerate(values))} if packed else dict(zip(digits, values, strict=True))

    rng = d.rng
    rows = clocked(
        rng,
        ports,
        clk,
        reset,
        0,
        update,
        output,
        cycles=125 if len(limits) == 2 else 130,
        bias=lambda r, i: ({enable: int(r.random() < 0.95)} if enable else {}) | {reset.name: 0},
    )
    return Design(
        "a decimal counter",
        ports,
        text,
        f"Lowest digit first; a digit at its last value goes to 0 and lets the next one count. {reset.phrase}.",
        tuple(body),
        rows[:220],
        d.style,
        ("bcd_counter", "decade_counter"),
        {"limits": limits, "packed": packed, "enable": bool(enable), "reset": reset.phrase},
    )


@family("special_counter", "counters", 1.3)
def special_counter(d: Draw) -> Design:
    """Ring, Johnson, Gray and saturating counters; a counter by steps."""
    kind = d.one(("ring", "johnson", "gray", "saturating", "step"))
    clk, reset = d.clock(), d.reset()
    out = d.name(*_OUT)
    width = (
        d.one((3, 4, 4, 8, 5, 6, 7, 10))
        if kind in ("ring", "johnson")
        else d.one((3, 4, 4, 5, 6, 8))
        if kind != "saturating"
        else d.one((2, 2, 3, 4, 5))
    )
    mask = (1 << width) - 1
    style = d.style
    left = d.chance(0.6)
    start = {"ring": 1 if left else 1 << (width - 1), "saturating": d.one((0, 1 << (width - 1)))}.get(kind, 0)
    by = d.number(2, 7)
    when, way = at_edge(d, clk), "left" if left else "right"
    ins: list[str] = []
    decls: list[str] = []
    tail: list[str] = []
    if kind == "ring":
        code = f"{{{out}[{width - 2}:0], {out}[{width - 1}]}}" if left else f"{{{out}[0], {out}[{width - 1}:1]}}"
        text = tidy(d.any(*_RING, w=width, o=out, t=when, s=way))
        step, why = [f"{out} <= {code};"], f"Rotate {'left' if left else 'right'}: {code}."
        update = lambda s, v: (s << 1 | s >> (width - 1)) & mask if left else s >> 1 | (s & 1) << (width - 1)
    elif kind == "johnson":
        code = f"{{{out}[{width - 2}:0], ~{out}[{width - 1}]}}" if left else f"{{~{out}[0], {out}[{width - 1}:1]}}"
        text = tidy(d.any(*_JOHNSON, w=width, o=out, t=when, s=way, p=2 * width))
        step, why = [f"{out} <= {code};"], f"Johnson: {code}."
        update = lambda s, v: (s << 1 | 1 - (s >> (width - 1))) & mask if left else s >> 1 | (1 - (s & 1)) << (width - 1)
    elif kind == "gray":
        decls = [style.declare("b", width)]
        tail = [f"assign {out} = b ^ (b >> 1);"]
        text = tidy(d.any(*_GRAY, w=width, o=out, t=when, p=1 << width))
        step, why = ["b <= b + 1'b1;"], "Count in binary inside; the output is b ^ (b >> 1)."
        update = lambda s, v: s + 1 & mask
    elif kind == "saturating":
        ins = d.names(("up", "down"), ("inc", "dec"), ("plus", "minus"), ("taken", "not_taken"), ("push", "pop"))
        text = tidy(d.any(*_SATURATING, w=width, o=out, t=when, u=ins[0], n=ins[1], m=mask))
        step = [
            f"if ({ins[0]} && !{ins[1]} && {out} != {style.literal(width, mask)}) {out} <= {out} + 1'b1;",
            f"else if ({ins[1]} && !{ins[0]} && {out} != {style.literal(width, 0)}) {out} <= {out} - 1'b1;",
        ]
        why = f"Up unless {mask}, down unless 0."
        update = lambda s, v: min(mask, max(0, s + v[ins[0]] - v[ins[1]]))
    else:
        text = tidy(d.any(*_STEPS, w=width, o=out, t=when, b=by, p=1 << width))
        step, why = [f"{out} <= {out} + {style.literal(width, by)};"], f"Add {by} in {width} bits."
        update = lambda s, v: s + by & mask
    target = "b" if kind == "gray" else out
    ports = (Port(clk), *reset.ports, *(Port(n) for n in ins), Port(out, width, output=True, stored=kind != "gray"))
    value = f"{width}'b{start:0{width}b}" if kind == "ring" else str(start)
    effect = d.any("sets {o} to {v}", "puts {v} into {o}", "makes {o} equal to {v}", o=out, v=value)
    told = reset_fact(d, reset, clk, effect, d.any("{o} (becomes|goes to|is set to) {v}", o=out, v=value))
    text = _capped(text, [port.name for port in ports], told)
    body = [
        *decls,
        *d.clocked(clk, reset, [f"{target} <= {style.literal(width, start, 'b' if kind == 'ring' else None)};"], step),
        *tail,
    ]
    bias = lambda r, i: {ins[0]: int(r.random() < (0.8 if i // 12 % 2 else 0.2))} if ins else {}
    rows = clocked(
        d.rng, ports, clk, reset, start, update, lambda s, v: {out: s ^ s >> 1 if kind == "gray" else s}, cycles=50, bias=bias
    )
    return Design(
        {
            "ring": "a ring counter",
            "johnson": "a Johnson counter",
            "gray": "a Gray code counter",
            "saturating": "a saturating counter",
            "step": "a step counter",
        }[kind],
        ports,
        text,
        f"{why} {reset.phrase}.",
        tuple(body),
        rows,
        style,
        (f"{kind}_counter",),
        {"kind": kind, "width": width, "left": left, "start": start, "by": by, "reset": reset.phrase},
    )
