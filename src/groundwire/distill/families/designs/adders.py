"""Adders and subtractors: half, full, vectors with carries and flags, ripple-carry chains."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import SELF, Design
from groundwire.distill.families.draw import PAIRS, Draw, listing
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("small_adder", "arithmetic")
def small_adder(d: Draw) -> Design:
    """Half adder, full adder, half and full subtractor."""
    full, sub = d.chance(0.6), d.chance(0.3)
    a, b = d.names(*PAIRS[:3])
    carry_in = d.name("bin", "borrow_in") if sub else d.name("cin", "c_in", "ci")
    result = d.name("diff", "d_out") if sub else d.name("sum", "s")
    carry = d.name("bout", "borrow") if sub else d.name("cout", "carry", "co")
    ins = [a, b, *([carry_in] if full else [])]
    ports = (*(Port(n) for n in ins), Port(result, output=True), Port(carry, output=True))
    kind = f"{'full' if full else 'half'} {'subtractor' if sub else 'adder'}"
    if sub:
        text = d.any(
            "A {k}: {r} is {x}, and {c} is 1 when (a borrow is needed|the result is negative).",
            "{r} and {c} are the difference and the borrow of {x}.",
            k=kind,
            r=result,
            c=carry,
            x=" - ".join(ins),
        )
        borrow = f"(~{a} & {b})" + (f" | (~({a} ^ {b}) & {carry_in})" if full else "")
        body = [f"assign {result} = {' ^ '.join(ins)};", f"assign {carry} = {borrow};"]
        why = f"Difference: XOR of all. Borrow: {borrow}."
    else:
        text = d.any(
            "A {k}: add {l}; {r} is the sum bit and {c} the carry.",
            "{r} and {c} are the sum and the carry (out|) of {x}.",
            "Implement a {k}.",
            k=kind,
            l=listing(ins),
            r=result,
            c=carry,
            x=" + ".join(ins),
        )
        if d.chance(0.4):
            body = [f"assign {{{carry}, {result}}} = {' + '.join(ins)};"]
            why = f"The two-bit sum is {{{carry}, {result}}}."
        else:
            code = f"({a} & {b})" + (f" | ({a} & {carry_in}) | ({b} & {carry_in})" if full else "")
            body = [f"assign {result} = {' ^ '.join(ins)};", f"assign {carry} = {code};"]
            why = f"Sum: XOR of all. Carry: {code}."

    def function(v: dict[str, int]) -> dict[str, int]:
        third = v[carry_in] if full else 0
        total = v[a] - v[b] - third if sub else v[a] + v[b] + third
        return {result: total & 1, carry: int(total < 0) if sub else total >> 1}

    return Design(
        f"a {kind}",
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        (kind.replace(" ", "_"),),
        {"full": full, "sub": sub},
        hidden=(1, len(body)) if len(body) > 1 else None,
        wave=f"{result} is the XOR of all inputs: a {kind}.",
    )


@family("adder", "arithmetic", 1.5)
def adder(d: Draw) -> Design:
    """Add or subtract vectors, with carry in, carry out, overflow, or a mode input."""
    width = d.one((2, 3, 4, 8, 8, 16, 16, 32, 64))
    mode = d.one(("add", "add", "sub", "addsub"))
    a, b = d.names(*PAIRS)
    result = d.name("sum", "s", "out", "result") if mode != "sub" else d.name("diff", "out", "result")
    with_in = mode == "add" and d.chance(0.4)
    extra = d.one(("none", "carry", "carry", "overflow", "zero"))
    if mode == "sub" and extra == "carry":
        extra = "zero"
    cin = d.name("cin", "carry_in") if with_in else ""
    select = d.name("sub", "mode", "do_sub") if mode == "addsub" else ""
    flag = {
        "none": "",
        "carry": d.name("cout", "carry_out"),
        "overflow": d.name("overflow", "ovf"),
        "zero": d.name("zero", "is_zero"),
    }[extra]
    ports = (
        [Port(a, width), Port(b, width)]
        + [Port(cin)] * bool(cin)
        + [Port(select)] * bool(select)
        + [Port(result, width, output=True)]
        + [Port(flag, output=True)] * bool(flag)
    )
    text = {
        "add": d.any(
            "{r} is {a} + {b}{c}.",
            "Add the {w}-bit numbers {a} and {b}{e}; {r} is the {w}-bit sum.",
            a=a,
            b=b,
            r=result,
            w=width,
            c=f" + {cin}" * bool(cin),
            e=f" and the carry {cin}" * bool(cin),
        ),
        "sub": d.any("{r} is {a} - {b}.", "Subtract {b} from {a}; {r} is the {w}-bit difference.", a=a, b=b, r=result, w=width),
        "addsub": d.any(
            "{r} is {a} + {b} when {s} is 0 and {a} - {b} when {s} is 1.",
            "Add {b} to {a}, or subtract it (from {a} |)when {s} is 1; the result is {r}.",
            a=a,
            b=b,
            r=result,
            s=select,
        ),
    }[mode]
    text += {
        "none": "",
        "carry": d.any(
            " {f} is the carry out of the most significant bit{x}.",
            f=flag,
            x=f" of the adder ({a} + ~{b} + 1 when subtracting)" * (mode == "addsub"),
        ),
        "overflow": d.any(
            " {f} is 1 on signed overflow.", " Read as two's complement, {f} is 1 when the result does not fit.", f=flag
        ),
        "zero": d.any(" {f} is 1 when {r} is 0.", f=flag, r=result),
    }[extra]
    body: list[str] = []
    second = b
    if mode == "addsub":
        second = d.name("b2", "operand")
        body = [d.style.declare(second, width, driven=True), f"assign {second} = {b} ^ {{{width}{{{select}}}}};"]
    total = {"add": f"{a} + {b}" + f" + {cin}" * bool(cin), "sub": f"{a} - {b}", "addsub": f"{a} + {second} + {select}"}[mode]
    target = f"{{{flag}, {result}}}" if extra == "carry" else result
    body.append(f"assign {target} = {total};")
    top = width - 1
    if extra == "overflow":
        other = f"{a}[{top}] != {b}[{top}]" if mode == "sub" else f"{a}[{top}] == {second}[{top}]"
        body.append(f"assign {flag} = ({other}) && ({result}[{top}] != {a}[{top}]);")
    elif extra == "zero":
        body.append(f"assign {flag} = ({result} == 0);")
    mask = (1 << width) - 1

    def function(v: dict[str, int]) -> dict[str, int]:
        minus = mode == "sub" or (mode == "addsub" and v[select])
        start = v[cin] if cin else 0
        value = v[a] - v[b] if minus else v[a] + v[b] + start
        exact = signed(v[a], width) + (-signed(v[b], width) if minus else signed(v[b], width)) + start
        carry = int(v[a] >= v[b]) if minus else value >> width
        flags = {"carry": carry, "overflow": int(not -(1 << top) <= exact < 1 << top), "zero": int(value & mask == 0)}
        return {result: value & mask} | ({flag: flags[extra]} if flag else {})

    why = {
        "none": f"{result} = {total}.",
        "carry": f"The sum has {width + 1} bits; the top one is {flag}.",
        "zero": f"{result} = {total}; compare it with 0.",
        "overflow": f"{result} = {total}. Overflow: "
        f"{'signs of the operands differ' if mode == 'sub' else 'operands of one sign'} and the result's sign "
        f"is not that of {a}.",
    }[extra]
    bias = lambda rng, i: {a: v, b: v} if i % 8 == 0 and (v := rng.getrandbits(width)) >= 0 else {}
    kinds = {"add": "adder", "sub": "subtractor", "addsub": "adder and subtractor"}
    return Design(
        f"a {width}-bit {kinds[mode]}",
        tuple(ports),
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function, 40, bias),
        d.style,
        (f"{mode}_{width}bit", f"{mode}{width}"),
        {"width": width, "mode": mode, "extra": extra, "cin": with_in},
    )


@family("ripple_adder", "arithmetic")
def ripple_adder(d: Draw) -> Design:
    """A ripple-carry adder out of full adders, instanced from a module of its own or in a generate loop."""
    width = d.one((2, 3, 4, 4, 8, 16))
    a, b = d.names(*PAIRS[:3])
    cin, result, cout = d.name("cin", "ci"), d.name("sum", "s"), d.name("cout", "co")
    each = d.chance(0.3)
    loop = width > 4 or d.chance(0.5)
    helper = f"{SELF}_fa"
    ports = (
        Port(a, width),
        Port(b, width),
        Port(cin),
        Port(result, width, output=True),
        Port(cout, width if each else 1, output=True),
    )
    text = d.any(
        "Add {a}, {b} and {i} with a chain of {w} full adders{l}.",
        "A {w}-bit ripple-carry adder built from one-bit full adders: {r} = {a} + {b} + {i}{l}.",
        a=a,
        b=b,
        i=cin,
        w=width,
        r=result,
        l=d.any("; {o}[i] is the carry out of bit i", "; {o} shows the carry out of every stage", o=cout)
        if each
        else d.any(", {o} is the last carry", ", with carry out {o}", o=cout),
    )
    if loop:
        body = [
            f"{d.style.wire} [{width}:0] c;",
            f"assign c[0] = {cin};",
            "genvar i;",
            "generate",
            f"  for (i = 0; i < {width}; i = i + 1) begin : stage",
            f"    {helper} fa (.a({a}[i]), .b({b}[i]), .cin(c[i]), .sum({result}[i]), .cout(c[i+1]));",
            "  end",
            "endgenerate",
        ]
        body.append(f"assign {cout} = c[{width}:1];" if each else f"assign {cout} = c[{width}];")
    else:

        def link(i: int) -> str:
            return f"c[{i}]"

        body = [
            f"{d.style.wire} [{width}:0] c;",
            f"assign c[0] = {cin};",
            *(
                f"{helper} fa{i} (.a({a}[{i}]), .b({b}[{i}]), .cin({link(i)}), .sum({result}[{i}]), .cout({link(i + 1)}));"
                for i in range(width)
            ),
            f"assign {cout} = c[{width}:1];" if each else f"assign {cout} = c[{width}];",
        ]
    logic = "output logic" if d.style.modern else "output"
    helpers = (
        f"module {helper} (\n  input a,\n  input b,\n  input cin,\n  {logic} sum,\n  {logic} cout\n);\n"
        "  assign sum = a ^ b ^ cin;\n  assign cout = (a & b) | (cin & (a ^ b));\nendmodule\n"
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        carries, carry, total = 0, v[cin], 0
        for i in range(width):
            bit = (v[a] >> i & 1) + (v[b] >> i & 1) + carry
            total, carry = total | (bit & 1) << i, bit >> 1
            carries |= carry << i
        return {result: total, cout: carries if each else carry}

    return Design(
        f"a {width}-bit ripple-carry adder",
        ports,
        text,
        f"A full adder for each bit, its carry into the next: c[0] = {cin}.",
        tuple(body),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("ripple_adder", f"adder{width}"),
        {"width": width, "each": each, "loop": loop},
        helpers,
    )
