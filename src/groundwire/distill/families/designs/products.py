"""Multiplication and decimal digits: products, squares, multiply-add; BCD, excess-3."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import PAIRS, Draw
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("multiply", "arithmetic")
def multiply(d: Draw) -> Design:
    """Products, squares, constant multiples, multiply-add."""
    kind = d.one(("product", "product", "signed", "constant", "square", "madd"))
    width = d.one((2, 3, 4, 4, 6, 8))
    a, b = d.names(*PAIRS)
    out = d.name("p", "prod", "out", "result")
    factor = d.one((3, 5, 6, 7, 9, 10, 12))
    extra = d.name("c", "acc") if kind == "madd" else ""
    size = {"constant": width + 4, "madd": 2 * width + 1}.get(kind, 2 * width)
    ins = (
        [Port(a, width, signed=kind == "signed")]
        + ([Port(b, width, signed=kind == "signed")] if kind in ("product", "signed", "madd") else [])
        + [Port(extra, 2 * width)] * bool(extra)
    )
    ports = (*ins, Port(out, size, output=True, signed=kind == "signed"))
    text = {
        "product": d.any(
            "{o} is the product of the unsigned numbers {a} and {b}.",
            "Multiply {a} by {b} (both unsigned); {o} is the full {n}-bit product.",
            a=a,
            b=b,
            o=out,
            n=size,
        ),
        "signed": d.any(
            "{o} is the product of the signed numbers {a} and {b}.",
            "Multiply {a} by {b} (two's complement); {o} is the {n}-bit product.",
            a=a,
            b=b,
            o=out,
            n=size,
        ),
        "constant": d.any("{o} is {a} times {f}.", "Multiply {a} by the constant {f}.", a=a, f=factor, o=out),
        "square": d.any("{o} is the square of {a}.", "{o} = {a} times {a}, unsigned.", a=a, o=out),
        "madd": d.any(
            "{o} is {a} times {b} plus {c} (unsigned|).",
            "Multiply {a} by {b} and add {c}; {o} is the result in {n} bits.",
            a=a,
            b=b,
            c=extra,
            o=out,
            n=size,
        ),
    }[kind]
    code = {
        "product": f"{a} * {b}",
        "signed": f"{a} * {b}",
        "constant": f"{a} * {size}'d{factor}",
        "square": f"{a} * {a}",
        "madd": f"{a} * {b} + {extra}",
    }[kind]

    def function(v: dict[str, int]) -> dict[str, int]:
        value = {
            "product": lambda: v[a] * v[b],
            "signed": lambda: signed(v[a], width) * signed(v[b], width),
            "constant": lambda: v[a] * factor,
            "square": lambda: v[a] ** 2,
            "madd": lambda: v[a] * v[b] + v[extra],
        }[kind]()
        return {out: value & (1 << size) - 1}

    return Design(
        {"constant": f"a multiplier by {factor}", "square": "a squarer", "madd": "a multiply-add"}.get(
            kind, f"a {width}-bit multiplier"
        ),
        ports,
        text,
        f"{size} bits hold the result: {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("multiplier", "mul"),
        {"kind": kind, "width": width, "factor": factor},
    )


@family("bcd", "Gray and BCD")
def bcd(d: Draw) -> Design:
    """A BCD digit adder, binary to BCD, BCD to binary, excess-3."""
    kind = d.one(("add", "split", "join", "excess3", "valid"))
    a, b = d.names(*PAIRS)
    style = d.style
    if kind == "add":
        cin, total, cout = d.name("cin"), d.name("sum", "s"), d.name("cout")
        ports: tuple[Port, ...] = (Port(a, 4), Port(b, 4), Port(cin), Port(cout, output=True), Port(total, 4, output=True))
        text = d.any(
            "Add the BCD digits {a} and {b} and the carry {c}; {s} is the BCD digit of the sum and {o} the carry to the "
            "next digit.",
            "A one-digit BCD adder: {a} + {b} + {c} gives {o} (tens) and {s} (ones).",
            a=a,
            b=b,
            c=cin,
            s=total,
            o=cout,
        )
        body = [
            f"{style.wire} [4:0] t;",
            f"assign t = {a} + {b} + {cin};",
            f"assign {cout} = (t > 5'd9);",
            f"assign {total} = {cout} ? t[3:0] + 4'd6 : t[3:0];",
        ]
        why = "Add in binary; above 9 add 6 and carry."

        def function(v: dict[str, int]) -> dict[str, int | None]:
            t = v[a] + v[b] + v[cin]
            ok = v[a] < 10 and v[b] < 10
            return {cout: t // 10 if ok else None, total: t % 10 if ok else None}

        rows = combinational(d.rng, ports, function, 50, lambda rng, i: {a: rng.randrange(10), b: rng.randrange(10)})
        title, name = "a BCD digit adder", "bcd_adder"
    elif kind == "split":
        tens, ones = d.names(("tens", "ones"), ("d1", "d0"))
        ports = (Port(a, 7), Port(tens, 4, output=True), Port(ones, 4, output=True))
        text = d.any(
            "Split the binary number {a} (0 to 99) into its decimal digits {t} and {o}.",
            "{t} and {o} are the two BCD digits of {a}, which is below 100.",
            a=a,
            t=tens,
            o=ones,
        )
        steps = " + ".join(f"({a} >= {n})" for n in range(10, 100, 10))
        body, why = (
            [f"assign {tens} = {steps};", f"assign {ones} = {a} - {tens} * 7'd10;"],
            "The tens are how many of 10, 20, ... 90 are reached.",
        )
        rows = combinational(
            d.rng,
            ports,
            lambda v: {tens: v[a] // 10 if v[a] < 100 else None, ones: v[a] % 10 if v[a] < 100 else None},
            50,
            lambda rng, i: {a: rng.randrange(100)},
        )
        title, name = "a converter from binary to BCD", "bin_to_bcd"
    elif kind == "join":
        tens, ones = d.names(("tens", "ones"), ("d1", "d0"))
        ports = (Port(tens, 4), Port(ones, 4), Port(a, 7, output=True))
        text = d.any(
            "{a} is the binary value of the BCD digits {t} and {o}.",
            "Convert two decimal digits, {t} and {o}, to the binary number {a}.",
            a=a,
            t=tens,
            o=ones,
        )
        body, why = [f"assign {a} = {tens} * 7'd10 + {ones};"], "Ten times the tens, plus the ones."
        rows = combinational(
            d.rng,
            ports,
            lambda v: {a: v[tens] * 10 + v[ones] if max(v[tens], v[ones]) < 10 else None},
            50,
            lambda rng, i: {tens: rng.randrange(10), ones: rng.randrange(10)},
        )
        title, name = "a converter from BCD to binary", "bcd_to_bin"
    elif kind == "excess3":
        ports = (Port(a, 4), Port(b, 4, output=True))
        text = d.any(
            "Convert the BCD digit {a} to excess-3 code {b}. (Inputs above 9 do not matter.|)",
            "{b} is the BCD digit {a} in excess-3 code.",
            a=a,
            b=b,
        )
        body, why = [f"assign {b} = {a} + 4'd3;"], "Excess-3 is the digit plus 3."
        rows = combinational(d.rng, ports, lambda v: {b: v[a] + 3 if v[a] < 10 else None})
        title, name = "an excess-3 encoder", "excess3"
    else:
        ports = (Port(a, 4), Port(b, output=True))
        text = d.any(
            "{b} is 1 when {a} is a (valid|legal) BCD digit (0 to 9).",
            "{b} tells whether the nibble {a} is a decimal digit.",
            a=a,
            b=b,
        )
        body, why = [f"assign {b} = ({a} < 4'd10);"], "Valid digits are below 10."
        rows = combinational(d.rng, ports, lambda v: {b: int(v[a] < 10)})
        title, name = "a BCD check", "bcd_valid"
    return Design(
        title,
        ports,
        text,
        why,
        tuple(body),
        rows,
        style,
        (name,),
        {"kind": kind},
        hidden=(1, len(body)) if kind == "add" else None,
    )
