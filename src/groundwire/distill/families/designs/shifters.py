"""Barrel shifters, shifters by a code, and linear feedback shift registers."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked, combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, is_level, laid_out, sentence, when
from groundwire.distill.families.voices.register_words import listed, number, setting

_WAYS = {
    "sll": "(shifted left by {n}, zeros coming in|shifted left by {n} (logical)|shifted {n} places towards the most "
    "significant bit, filled with 0|multiplied by 2 to the power {n}, cut to {w} bits)",
    "srl": "(shifted right by {n}, zeros coming in|shifted right by {n} (logical)|shifted {n} places towards the least "
    "significant bit, filled with 0|divided by 2 to the power {n} as an unsigned number)",
    "sra": "(shifted right arithmetically by {n} (the sign bit is copied)|shifted right by {n} with the sign bit filling the "
    "free places|shifted right by {n} as a two's complement number, the sign kept)",
    "rotl": "(rotated left by {n}|rotated {n} places to the left|rotated left by {n}, so that what leaves at the top comes "
    "back at the bottom)",
    "rotr": "(rotated right by {n}|rotated {n} places to the right|rotated right by {n}, so that what leaves at bit 0 comes "
    "back at the top)",
}
_BARRELS = (
    "{o} is {i} {t}",
    "{o}: {i} {t}",
    "The output {o} is {i} {t}",
    "(Compute|Give|Make) {i} {t}; the result is {o}",
    "{i}, {t}, drives {o}",
    "A combinational circuit: {o} equals {i} {t}",
    "I need {o} to be {i} {t}",
    "Can you write a circuit where {o} is {i} {t}?",
    "There is no clock. {o} shows {i} {t}",
    "{n} is the amount and {i} the data: {o} is {i} {t}",
    "Any change of {i} or {n} is seen at {o}, which is {i} {t}",
    "Data input: {i}. Amount: {n}. Output {o}: {i} {t}",
    "Take {i}, have it {t}, and put it on {o}",
    "What appears at {o} is {i}, {t}",
    "{o} has the bits of {i}, {t}",
)
_CODES: dict[str, Callable[[str, str, int], str]] = {
    "sll": lambda i, n, w: f"{i} << {n}",
    "srl": lambda i, n, w: f"{i} >> {n}",
    "sra": lambda i, n, w: f"$signed({i}) >>> {n}",
    "rotl": lambda i, n, w: f"({i} << {n}) | ({i} >> ({w} - {n}))",
    "rotr": lambda i, n, w: f"({i} >> {n}) | ({i} << ({w} - {n}))",
}
_MODELS: dict[str, Callable[[int, int, int], int]] = {
    "sll": lambda x, n, w: x << n,
    "srl": lambda x, n, w: x >> n,
    "sra": lambda x, n, w: signed(x, w) >> n,
    "rotl": lambda x, n, w: x << n | x >> (w - n),
    "rotr": lambda x, n, w: x >> n | x << (w - n),
}


@family("barrel_shifter", "shift registers", 1.3)
def barrel_shifter(d: Draw) -> Design:
    """Shift or rotate by a variable amount, combinational; often one of two ways, chosen by a bit of either level."""
    width = d.one((4, 8, 8, 16, 32))
    bits = width.bit_length() - 1
    source, amount, out = d.name("in", "a", "data", "x"), d.name("amt", "shamt", "n", "sh"), d.name("out", "y", "result", "z")
    pairs = [(a, b) for a in _WAYS for b in _WAYS if a != b and {a, b} != {"sra", "rotl"} and not (a > "sra" and b == "sra")]
    both = d.chance(0.45)
    low, high = d.one(
        (("sll", "srl"), ("srl", "sll"), ("srl", "sra"), ("sra", "srl"), ("rotl", "rotr"), ("rotr", "rotl"), d.one(pairs))
    )
    side = d.name("dir", "right", "arith", "mode") if both else ""
    words = {kind: d.any(_WAYS[kind], n=amount, w=width) for kind in (low, high)}
    code = {kind: _CODES[kind](source, amount, width) for kind in (low, high)}
    if both:
        yes, no = is_level(d, side, 1), is_level(d, side, 0)
        told = d.any(
            "{h} if {y} and {l} if {m}",
            "{l} if {m} and {h} if {y}",
            "{h} when {y}, otherwise {l}",
            "{l} when {m}, otherwise {h}",
            "either {l} ({m}) or {h} ({y})",
            "either {h} ({y}) or {l} ({m})",
            "{l}, unless {y}: then it is {h}",
            "{h}, unless {m}: then it is {l}",
            h=words[high],
            l=words[low],
            y=yes,
            m=no,
        )
        body: tuple[str, ...]
        body, why = _two_ways(d, code[low], code[high], side, out, {low, high})
    else:
        told, body, why = words[low], (f"assign {out} = {code[low]};",), f"{out} = {code[low]}."
    shown = [Port(source, width), Port(amount, bits), *([Port(side)] if side else [])]
    d.rng.shuffle(shown)
    ports = (*shown, Port(out, width, output=True))
    if not body[0].startswith("assign"):
        ports = (*shown, Port(out, width, output=True, stored=True))

    def function(v: dict[str, int]) -> dict[str, int]:
        kind = high if side and v[side] else low
        return {out: _MODELS[kind](v[source], v[amount], width) & (1 << width) - 1}

    return Design(
        "a rotator" if low[:3] == "rot" and (high[:3] == "rot" or not both) else "a barrel shifter",
        ports,
        sentence(d.any(*_BARRELS, o=out, i=source, n=amount, t=told)),
        why,
        body,
        combinational(d.rng, ports, function, 40),
        d.style,
        ("barrel_shifter", low),
        {"kind": low, "other": both and high, "width": width},
    )


def _two_ways(d: Draw, low: str, high: str, side: str, out: str, kinds: set[str]) -> tuple[tuple[str, ...], str]:
    """One of two shifts by a bit; a signed shift stands alone, since beside an unsigned one it would lose its sign."""
    why = f"{side} = 1: {high}; {side} = 0: {low}."
    if "sra" not in kinds and d.chance(0.6):
        return (f"assign {out} = {side} ? ({high}) : ({low});",), why
    return tuple(d.block(d.style.comb, [f"if ({side}) {out} = {high};", f"else {out} = {low};"])), why


_SELECTED = (
    "{o} is {i} changed by what {c} says",
    "{c} selects what becomes of {i}; the result is {o}",
    "{o} depends on {c} and {i}",
    "What {o} is made of {i} is chosen by {c}",
    "A combinational shifter from {i} to {o}, controlled by {c}",
    "The code {c} tells how {i} is moved on its way to {o}",
    "{i} goes in, {o} comes out, and {c} picks the operation",
    "Operations on {i} by the value of {c}, with the result at {o}",
)


@family("coded_shift", "shift registers", 1.3)
def coded_shift(d: Draw) -> Design:
    """A combinational shifter by fixed amounts: every code stands for a kind of shift and an amount, told in any order."""
    width, bits = d.one((4, 8, 8, 16)), d.one((1, 2, 2, 2))
    source, code, out = d.name("in", "a", "data", "x"), d.name("op", "sel", "mode", "ctl"), d.name("out", "y", "result", "z")
    pool = [("pass", 0), *((kind, n) for kind in _WAYS for n in (1, 2, 3))]
    chosen = d.rng.sample(pool, 1 << bits)
    hidden = d.number(0, (1 << bits) - 1) if d.chance(0.4) else -1
    words = [
        d.any("{i} unchanged", "{i} as it is", "{i} itself", i=source)
        if kind == "pass"
        else f"{source} {d.any(_FIXED[kind], n=n, p='place' + 's' * (n > 1))}"
        for kind, n in chosen
    ]
    form = d.one(
        (
            "{b}: {t}",
            "{t} for {c} = {n}",
            "{c} = {n}: {t}",
            "{c}={b} gives {t}",
            "{t} when {c} is {n}",
            "{b} -> {t}",
            "{t} if {c} == {l}",
        )
    )
    order = [value for value in range(1 << bits) if value != hidden]
    d.rng.shuffle(order)
    cases = [form.format(b=f"{v:0{bits}b}", n=v, l=f"{bits}'b{v:0{bits}b}", c=code, t=words[v]) for v in order]
    if hidden >= 0:
        cases.append(d.one(("otherwise {t}", "else {t}", "{t} in the remaining case")).format(t=words[hidden]))
    exprs = [_fixed_code(source, kind, n, width) for kind, n in chosen]
    last = len(exprs) - 1
    body: tuple[str, ...]
    if bits == 1:
        body = (f"assign {out} = {code} ? {exprs[1]} : {exprs[0]};",)
    else:
        body = tuple(
            d.block(
                d.style.comb,
                [
                    f"case ({code})",
                    *(f"  2'b{v:02b}: {out} = {exprs[v]};" for v in range(last)),
                    f"  default: {out} = {exprs[last]};",
                    "endcase",
                ],
                nested=True,
            )
        )
    shown = [Port(source, width), Port(code, bits)]
    d.rng.shuffle(shown)
    ports = (*shown, Port(out, width, output=True, stored=bits > 1))

    def function(v: dict[str, int]) -> dict[str, int]:
        kind, n = chosen[v[code]]
        return {out: (v[source] if kind == "pass" else _MODELS[kind](v[source], n, width)) & (1 << width) - 1}

    return Design(
        "a shifter with a code",
        ports,
        listed(d, cases, sentence(d.any(*_SELECTED, o=out, i=source, c=code)).rstrip(".")),
        f"{code}: " + ", ".join(f"{v} {kind}{n or ''}" for v, (kind, n) in enumerate(chosen)) + ".",
        body,
        combinational(d.rng, ports, function, 40),
        d.style,
        ("coded_shift", "shift_unit"),
        {"chosen": chosen, "width": width},
    )


_FIXED = {
    "sll": "(shifted left by {n}|shifted {n} {p} left, zeros in|<< {n}|moved left by {n} with zeros filled in)",
    "srl": "(shifted right by {n} (logical)|shifted {n} {p} right, zeros in|>> {n}|moved right by {n} with zeros filled in)",
    "sra": "(shifted right arithmetically by {n}|shifted {n} {p} right with the sign copied|>>> {n} as a signed number)",
    "rotl": "(rotated left by {n}|rotated {n} {p} to the left)",
    "rotr": "(rotated right by {n}|rotated {n} {p} to the right)",
}


def _fixed_code(x: str, kind: str, n: int, width: int) -> str:
    """A shift by a fixed amount as a concatenation."""

    def cut(high: int, low: int) -> str:
        return f"{x}[{high}:{low}]" if high > low else f"{x}[{low}]"

    top = width - 1
    return {
        "pass": lambda: x,
        "sll": lambda: f"{{{cut(top - n, 0)}, {n}'b0}}",
        "srl": lambda: f"{{{n}'b0, {cut(top, n)}}}",
        "sra": lambda: f"{{{f'{{{n}{{{x}[{top}]}}}}' if n > 1 else f'{x}[{top}]'}, {cut(top, n)}}}",
        "rotl": lambda: f"{{{cut(top - n, 0)}, {cut(top, top - n + 1)}}}",
        "rotr": lambda: f"{{{cut(n - 1, 0)}, {cut(top, n)}}}",
    }[kind]()


_GALOIS = (
    "A {w}-bit Galois LFSR: {at}{e}, {q} shifts right by one; the bit 0 that falls out becomes bit {t}, and is also XORed "
    "into bit{s} {l} of the shifted value",
    "{q} is a Galois LFSR of {w} bits that shifts right {at}{e}. The output bit {q}[0] goes to bit {t} and is XORed into the "
    "new bit{s} {l}",
    "{at}{e}, the {w}-bit register {q} moves right by one. The old {q}[0] enters at bit {t} and is XORed with what arrives at "
    "bit{s} {l}",
    "Galois LFSR, {w} bits, right shift, {at}{e}: old bit 0 of {q} goes into bit {t}, and new bit{s} {l} {be} inverted if it "
    "was 1",
    "Can you write a Galois LFSR {q} of {w} bits? It shifts right {at}{e}; {q}[0] is fed to bit {t} and XORed into the new "
    "bit{s} {l}",
    "For pseudo-random numbers, {q} ({w} bits) is shifted right {at}{e}; if its bit 0 was 1, the result is then XORed with {k}",
    "{at}{e}, {q} becomes {q} >> 1, and if the bit shifted out is 1 it is XORed with the {w}-bit mask {k}",
    "The next {q} is ({q} >> 1) ^ ({q}[0] ? {k} : 0); {w} bits; it changes {at}{e}",
)
_FIBONACCI = (
    "A {w}-bit LFSR: {at}{e}, {q} shifts {s} by one and the XOR of bits {l} comes in at bit {n}",
    "{q} is a Fibonacci LFSR of {w} bits: {at}{e} it shifts {s}; the new bit {n} is the XOR of {q} bits {l}",
    "{at}{e}, the {w}-bit register {q} moves {s} by one place, and bit {n} takes {f}",
    "The feedback of the {w}-bit LFSR {q} is {f}. It enters at bit {n} when the register shifts {s}, {at}{e}",
    "Linear feedback shift register {q}, {w} bits, taps {l}, shifting {s} {at}{e}; the XOR of the taps fills bit {n}",
    "Shift {q} ({w} bits) {s} {at}{e}. Bit {n} gets the XOR of the old bits {l}",
    "Can you write an LFSR {q} with {w} bits whose taps are bits {l}? It shifts {s} {at}{e}, and the feedback goes into bit {n}",
    "For pseudo-random bits, {q} ({w} bits) shifts {s} {at}{e} and its bit {n} is filled with {f}",
    "Bits {l} of {q} are XORed, and the result is shifted in at bit {n} ({w}-bit register, shift {s}, {at}{e})",
    "The {w}-bit register {q} feeds itself: {f} goes into bit {n} while all others move one place {s}, {at}{e}",
)


@family("lfsr", "LFSRs", 1.3)
def lfsr(d: Draw) -> Design:
    """Linear feedback shift registers, Fibonacci and Galois, told by their taps."""
    clk, reset = d.clock(), d.reset()
    width = d.one((3, 4, 5, 5, 6, 7, 8, 8, 16))
    out = d.name("q", "lfsr", "out", "rnd")
    galois, left = d.chance(0.45), d.chance(0.6)
    start = d.one((1, 1, (1 << width) - 1, d.number(1, (1 << width) - 1)))
    enable = d.name("en", "ena", "step") if d.chance(0.25) else ""
    style, mask = d.style, (1 << width) - 1
    slots = {"w": width, "q": out, "at": at_edge(d, clk), "e": f" {when(d, enable, 1)}" * bool(enable)}
    if galois:
        taps = sorted(d.rng.sample(range(width - 1), min(width - 1, d.number(1, 3))), reverse=True)
        tapmask = sum(1 << t for t in taps) | 1 << (width - 1)
        text = d.any(
            *_GALOIS,
            t=width - 1,
            s="s" * (len(taps) > 1),
            be="are" if len(taps) > 1 else "is",
            l=listing([str(t) for t in taps]),
            k=style.literal(width, tapmask, d.one("bh")),
            **slots,
        )
        bits = [f"{out}[0]"] + [
            f"{out}[{i + 1}] ^ {out}[0]" if i in taps else f"{out}[{i + 1}]" for i in range(width - 2, -1, -1)
        ]
        code = (
            "{" + ", ".join(bits) + "}"
            if width <= 5
            else f"({out} >> 1) ^ ({out}[0] ? {style.literal(width, tapmask, 'b')} : {style.literal(width, 0)})"
        )
        update = lambda s, v: s >> 1 ^ (tapmask if s & 1 else 0)
        why = f"Shift right; {out}[0] goes to bits {', '.join(map(str, (width - 1, *taps)))}: mask {tapmask:0{width}b}."
    else:
        taps = d.rng.sample(range(width), d.number(2, min(width, 4)))
        if (end := width - 1 if left else 0) not in taps:
            taps[d.number(0, len(taps) - 1)] = end
        feedback = " ^ ".join(f"{out}[{t}]" for t in taps)
        text = d.any(
            *_FIBONACCI,
            s="left" if left else "right",
            l=listing([str(t) for t in taps]),
            n=0 if left else width - 1,
            f=feedback,
            **slots,
        )
        code = f"{{{out}[{width - 2}:0], {feedback}}}" if left else f"{{{feedback}, {out}[{width - 1}:1]}}"

        def update(s: int, v: dict[str, int]) -> int:
            bit = sum(s >> t & 1 for t in taps) & 1
            return (s << 1 | bit) & mask if left else s >> 1 | bit << (width - 1)

        why = f"Shift {'left' if left else 'right'}, {feedback} in at bit {0 if left else width - 1}."
    step = f"{'if (' + enable + ') ' if enable else ''}{out} <= {code};"
    ports = (Port(clk), *reset.ports, *([Port(enable)] if enable else []), Port(out, width, output=True, stored=True))
    inner: Callable[[int, dict[str, int]], int] = update
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        start,
        lambda s, v: s if enable and not v[enable] else inner(s, v),
        lambda s, v: {out: s},
        cycles=48,
        bias=lambda r, i: {reset.name: reset.level(i == 30)} if i > 1 else {},
    )
    return Design(
        "a linear feedback shift register",
        ports,
        laid_out(
            d,
            [
                text,
                d.tell_reset(
                    reset, setting(d, out, start, width) if d.chance(0.5) else f"sets {out} to {number(d, width, start)}"
                ),
            ],
        ),
        f"posedge {clk}; {reset.phrase} to {start}" + f"; only if {enable}" * bool(enable) + f". {why}",
        tuple(d.clocked(clk, reset, [f"{out} <= {style.literal(width, start, 'h')};"], [step])),
        rows,
        style,
        ("lfsr",),
        {
            "width": width,
            "galois": galois,
            "taps": taps,
            "left": left,
            "start": start,
            "enable": bool(enable),
            "reset": reset.phrase,
        },
    )
