"""Barrel shifters and linear feedback shift registers."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked, combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("barrel_shifter", "shift registers")
def barrel_shifter(d: Draw) -> Design:
    """Shift or rotate by a variable amount, combinational."""
    width = d.one((4, 8, 8, 16, 32))
    bits = width.bit_length() - 1
    kind = d.one(("sll", "srl", "sra", "rotl", "rotr", "both"))
    source, amount, out = d.name("in", "a", "data"), d.name("amt", "shamt", "n", "sh"), d.name("out", "y", "result")
    side = d.name("dir", "right") if kind == "both" else ""
    names = {
        "sll": "shifted left by {n}, zeros coming in",
        "srl": "shifted right by {n}, zeros coming in",
        "sra": "shifted right arithmetically by {n} (the sign bit is copied)",
        "rotl": "rotated left by {n}",
        "rotr": "rotated right by {n}",
        "both": "shifted by {n}, to the right if {d} is 1 and else to the left (zeros come in)",
    }[kind].format(n=amount, d=side)
    code = {
        "sll": f"{source} << {amount}",
        "srl": f"{source} >> {amount}",
        "sra": f"$signed({source}) >>> {amount}",
        "rotl": f"({source} << {amount}) | ({source} >> ({width} - {amount}))",
        "rotr": f"({source} >> {amount}) | ({source} << ({width} - {amount}))",
        "both": f"{side} ? ({source} >> {amount}) : ({source} << {amount})",
    }[kind]
    text = d.any("{o} is {i} {n}.", "{o}: {i} {n} (bit positions|places).", o=out, i=source, n=names)
    mask = (1 << width) - 1
    ports = (Port(source, width), Port(amount, bits), *([Port(side)] if side else []), Port(out, width, output=True))

    def function(v: dict[str, int]) -> dict[str, int]:
        x, n = v[source], v[amount]
        value = {
            "sll": x << n,
            "srl": x >> n,
            "sra": signed(x, width) >> n,
            "rotl": x << n | x >> (width - n),
            "rotr": x >> n | x << (width - n),
            "both": x >> n if side and v[side] else x << n,
        }[kind]
        return {out: value & mask}

    return Design(
        "a rotator" if kind.startswith("rot") else "a barrel shifter",
        ports,
        text,
        f"{out} = {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("barrel_shifter", kind),
        {"kind": kind, "width": width},
    )


@family("lfsr", "LFSRs", 1.3)
def lfsr(d: Draw) -> Design:
    """Linear feedback shift registers, Fibonacci and Galois, told by their taps."""
    clk, reset = d.clock(), d.reset()
    width = d.one((3, 4, 5, 5, 8, 8, 16))
    out = d.name("q", "lfsr", "out")
    galois = d.chance(0.45)
    left = d.chance(0.6)
    start = d.one((1, 1, (1 << width) - 1, d.number(1, (1 << width) - 1)))
    enable = d.name("en", "ena") if d.chance(0.25) else ""
    style, mask = d.style, (1 << width) - 1
    if galois:
        taps = sorted(d.rng.sample(range(width - 1), min(width - 1, d.number(1, 3))), reverse=True)
        tapmask = sum(1 << t for t in taps) | 1 << (width - 1)
        text = d.any(
            "A {w}-bit Galois LFSR: at each rising edge of {c}{e}, {q} shifts right by one; the bit 0 that falls out "
            "becomes bit {t}, and is also XORed into bit{s} {l} of the shifted value.",
            "{q} is a Galois LFSR of {w} bits that shifts right on {c} (rising edge){e}. The output bit {q}[0] goes to bit "
            "{t} and is XORed into the new bit{s} {l}.",
            w=width,
            c=clk,
            q=out,
            t=width - 1,
            s="s" * (len(taps) > 1),
            l=listing([str(t) for t in taps]),
            e=f" when {enable} is 1" * bool(enable),
        )
        bits = [f"{out}[0]"] + [
            f"{out}[{i + 1}] ^ {out}[0]" if i in taps else f"{out}[{i + 1}]" for i in range(width - 2, -1, -1)
        ]
        code = (
            "{" + ", ".join(bits) + "}"
            if width <= 5
            else f"({out} >> 1) ^ ({out}[0] ? {style.literal(width, tapmask, 'h')} : {style.literal(width, 0)})"
        )
        update = lambda s, v: s >> 1 ^ (tapmask if s & 1 else 0)
        why = f"Shift right; taps get {out}[0]: mask {tapmask:0{width}b}."
    else:
        taps = sorted({width - 1 if left else 0, *d.rng.sample(range(width), d.number(1, 3))}, reverse=True)
        if len(taps) == 1:
            taps = [width - 1, width - 2] if left else [1, 0]
        feedback = " ^ ".join(f"{out}[{t}]" for t in taps)
        text = d.any(
            "A {w}-bit LFSR: at each rising edge of {c}{e}, {q} shifts {s} by one and the XOR of bits {l} comes in at bit {n}.",
            "{q} is a Fibonacci LFSR of {w} bits on {c}{e}: it shifts {s}; the new bit {n} is the XOR of {q} bits {l}.",
            w=width,
            c=clk,
            q=out,
            s="left" if left else "right",
            l=listing([str(t) for t in taps]),
            n=0 if left else width - 1,
            e=f" when {enable} is 1" * bool(enable),
        )
        code = f"{{{out}[{width - 2}:0], {feedback}}}" if left else f"{{{feedback}, {out}[{width - 1}:1]}}"

        def update(s: int, v: dict[str, int]) -> int:
            bit = sum(s >> t & 1 for t in taps) & 1
            return (s << 1 | bit) & mask if left else s >> 1 | bit << (width - 1)

        why = f"Feedback {feedback}, shifted in {'below' if left else 'above'}."
    step = f"{'if (' + enable + ') ' if enable else ''}{out} <= {code};"
    text += " " + d.tell_reset(
        reset, d.any("sets {q} to {v}", q=out, v=f"{width}'b{start:0{width}b}" if d.chance(0.5) else f"{width}'h{start:x}")
    )
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
        text,
        f"{why} {reset.phrase}.",
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
