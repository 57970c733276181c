"""Decoders, encoders, priority encoders."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("decoder", "decoders")
def decoder(d: Draw) -> Design:
    """Binary to one-hot, with or without enable, active high or low."""
    bits = d.one((1, 2, 2, 3, 3, 4))
    count = 1 << bits
    source, out = d.name("in", "sel", "a", "addr"), d.name("out", "y", "q", "dec")
    enable = d.name("en", "enable") if d.chance(0.55) else ""
    low = d.chance(0.25)
    ports = (Port(source, bits), *([Port(enable)] if enable else []), Port(out, count, output=True, stored=False))
    text = d.any(
        "(Decode|A decoder of) {s}: bit number {s} of {o} is {h} and all others are {l}.",
        "A {n}-to-{c} decoder: {o}[{s}] is {h}, the other bits of {o} are {l}.",
        "{o} is {k} with the {h} at position {s}.",
        s=source,
        o=out,
        n=bits,
        c=count,
        h=int(not low),
        l=int(low),
        k="one-cold" if low else "one-hot",
    )
    if enable:
        text += d.any(
            " While {e} is 0, all bits of {o} are {l}.",
            " When {e} is low no output is active: {o} is all {w}.",
            e=enable,
            o=out,
            l=int(low),
            w="ones" if low else "zeros",
        )
    one = d.style.literal(count, 1, "d")
    shifted = f"({one} << {source})"
    code = f"{enable} ? {shifted} : {d.style.literal(count, 0, 'd')}" if enable else shifted[1:-1]
    code = f"~({code})" if low else code

    def function(v: dict[str, int]) -> dict[str, int]:
        hot = 1 << v[source] if not enable or v[enable] else 0
        return {out: hot ^ ((1 << count) - 1) if low else hot}

    return Design(
        f"a {bits}-to-{count} decoder",
        ports,
        text,
        f"Shift a 1 to position {source}{', inverted' * low}{f', only if {enable}' if enable else ''}: {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function),
        d.style,
        ("decoder", f"decoder{bits}to{count}"),
        {"bits": bits, "enable": bool(enable), "low": low},
        wave=f"{out} is one-hot at position {source}." if not enable and not low else "",
    )


@family("encoder", "encoders", 1.5)
def encoder(d: Draw) -> Design:
    """Priority encoders from either end, with valid output, and plain one-hot encoders."""
    width = d.one((4, 4, 4, 8, 8, 3, 5, 6))
    bits = (width - 1).bit_length()
    kind = d.one(("high", "low", "low", "onehot"))
    source, out = d.name("in", "req", "d", "r"), d.name("pos", "out", "y", "index")
    valid = d.name("valid", "v", "any") if kind != "onehot" and d.chance(0.5) else ""
    ports = (Port(source, width), Port(out, bits, output=True, stored=True), *([Port(valid, output=True)] if valid else []))
    order = list(range(width)) if kind != "high" else list(range(width - 1, -1, -1))
    style = d.style
    if kind == "onehot":
        text = d.any(
            "{s} is one-hot; {o} is the (number|position) of the bit that is 1 (0 if {s} is not one-hot).",
            "Encode the one-hot input {s} in binary. If {s} is not one-hot, {o} is 0.",
            s=source,
            o=out,
        )
        body = [
            f"{style.comb} begin",
            f"  case ({source})",
            *(f"    {style.literal(width, 1 << i, 'b')}: {out} = {style.literal(bits, i, 'd')};" for i in range(width)),
            f"    default: {out} = {style.literal(bits, 0, 'd')};",
            "  endcase",
            "end",
        ]
        why = f"A case with one entry for each of the {width} one-hot codes."
    else:
        end = {"high": "highest", "low": "lowest"}[kind]
        word = {
            "high": d.any("highest", "most significant"),
            "low": d.any("lowest", "least significant", "first (from the right|counted from bit 0)"),
        }[kind]
        text = d.any(
            "{o} is the position of the {e} bit of {s} that is 1, and 0 if none is.",
            "A priority encoder: {o} gives the number of the {e} set bit of {s}. With {s} = 0 it gives 0.",
            "Find the {e} 1 in {s} and (report|give) its position on {o}; if there is no 1, {o} is 0.",
            s=source,
            o=out,
            e=word,
        )
        if d.chance(0.5):
            lines = []
            for n, i in enumerate(order):
                lines += [f"{'else ' * (n > 0)}if ({source}[{i}]) {out} = {style.literal(bits, i, 'd')};"]
            lines.append(f"else {out} = {style.literal(bits, 0, 'd')};")
            body = [f"{style.comb} begin", *(f"  {line}" for line in lines), "end"]
            why = f"Test the bits from the {end} on: " + ", ".join(str(i) for i in order) + "."
        else:

            def pattern(i: int) -> str:
                return f"{width}'b" + "".join(
                    "1" if j == i else "?" if (j > i) == (kind == "low") else "0" for j in range(width - 1, -1, -1)
                )

            body = [
                f"{style.comb} begin",
                f"  casez ({source})",
                *(f"    {pattern(i)}: {out} = {style.literal(bits, i, 'd')};" for i in order),
                f"    default: {out} = {style.literal(bits, 0, 'd')};",
                "  endcase",
                "end",
            ]
            why = f"casez, {end} bit first; ? stands for any value."
    if valid:
        text += d.any(" {v} is 1 if any bit of {s} is 1.", " {v} says whether there is one.", v=valid, s=source)
        body.append(f"assign {valid} = |{source};")

    def function(v: dict[str, int]) -> dict[str, int]:
        value = v[source]
        found = [i for i in order if value >> i & 1]
        answer = (found[0] if found else 0) if kind != "onehot" else (found[0] if len(found) == 1 else 0)
        return {out: answer} | ({valid: int(value != 0)} if valid else {})

    rows = combinational(d.rng, ports, function, 48, lambda rng, i: {source: 1 << rng.randrange(width)} if i % 2 else {})
    return Design(
        "a one-hot encoder" if kind == "onehot" else "a priority encoder",
        ports,
        text,
        why,
        tuple(body),
        rows,
        style,
        ("encoder", "priority_encoder"),
        {"width": width, "kind": kind, "valid": bool(valid)},
        hidden=(1, len(body) - 1 - bool(valid)),
    )
