"""ALUs: operations by code, with flags."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family

Op = tuple[str, str, Callable[[int, int, int], int]]
"""Words, Verilog, value of a, b and the width."""


_OPERATIONS: dict[str, Op] = {
    "add": ("{a} + {b}", "{a} + {b}", lambda a, b, w: a + b),
    "sub": ("{a} - {b}", "{a} - {b}", lambda a, b, w: a - b),
    "and": ("{a} AND {b}", "{a} & {b}", lambda a, b, w: a & b),
    "or": ("{a} OR {b}", "{a} | {b}", lambda a, b, w: a | b),
    "xor": ("{a} XOR {b}", "{a} ^ {b}", lambda a, b, w: a ^ b),
    "nor": ("{a} NOR {b}", "~({a} | {b})", lambda a, b, w: ~(a | b)),
    "not": ("NOT {a}", "~{a}", lambda a, b, w: ~a),
    "pass": ("{b}", "{b}", lambda a, b, w: b),
    "sll": ("{a} shifted left by 1", "{a} << 1", lambda a, b, w: a << 1),
    "srl": ("{a} shifted right by 1", "{a} >> 1", lambda a, b, w: a >> 1),
    "inc": ("{a} + 1", "{a} + 1'b1", lambda a, b, w: a + 1),
    "dec": ("{a} - 1", "{a} - 1'b1", lambda a, b, w: a - 1),
    "slt": (
        "1 if {a} < {b} as signed numbers, else 0",
        "($signed({a}) < $signed({b}))",
        lambda a, b, w: int(signed(a, w) < signed(b, w)),
    ),
    "sltu": ("1 if {a} < {b} as unsigned numbers, else 0", "({a} < {b})", lambda a, b, w: int(a < b)),
    "min": ("the smaller of {a} and {b} (unsigned)", "({a} < {b}) ? {a} : {b}", lambda a, b, w: min(a, b)),
}


@family("alu", "ALUs", 2.0)
def alu(d: Draw) -> Design:
    """Two to eight operations chosen by a code, with flags, registered or not."""
    width = d.one((4, 8, 8, 8, 16, 32))
    count = d.one((2, 3, 4, 4, 4, 6, 8))
    bits = (count - 1).bit_length()
    chosen = d.rng.sample(list(_OPERATIONS), count)
    a, b = d.names(("a", "b"), ("x", "y"), ("op_a", "op_b"))
    op, out = d.name("op", "sel", "opcode", "alu_op"), d.name("result", "out", "y", "res")
    flag = d.one(("", "", "zero", "zero", "negative"))
    flag_name = {"": "", "zero": d.name("zero", "z", "is_zero"), "negative": d.name("neg", "negative")}[flag]
    registered = d.chance(0.2)
    clk = d.clock() if registered else ""
    reset = d.reset(("sync", "async")) if registered else d.reset(("none",))
    style = d.style
    codes = list(range(count))
    if d.chance(0.2) and count < 1 << bits:
        codes = sorted(d.rng.sample(range(1 << bits), count))
    full = count == 1 << bits
    mark = d.one((": ", " -> ", " = "))
    lines = [f"{c:0{bits}b}{mark}{_OPERATIONS[k][0].format(a=a, b=b)}" for c, k in zip(codes, chosen, strict=True)]
    glue = d.one(("\n", "\n", "; "))
    text = d.any(
        "{o} depends on {s}:{g}{l}",
        "An ALU of {w} bits; {s} chooses {o}:{g}{l}",
        o=out,
        s=op,
        w=width,
        g="\n" if glue == "\n" else " ",
        l=glue.join(lines),
    )
    text += "" if full else d.any("{g}(Any other|Other) {s}: 0", "{g}Otherwise {o} is 0", g=glue, s=op, o=out)
    text += ("\n" if glue == "\n" else ". ") if flag or registered else ("" if glue == "\n" else ".")
    text += {
        "": "",
        "zero": d.any("{f} is 1 when {o} is 0. ", f=flag_name, o=out),
        "negative": d.any("{f} is the sign (top) bit of {o}. ", f=flag_name, o=out),
    }[flag]
    sign = "<=" if registered else "="
    case = [
        f"case ({op})",
        *(
            f"  {style.literal(bits, c, 'b')}: {out} {sign} {_OPERATIONS[k][1].format(a=a, b=b)};"
            for c, k in zip(codes[: None if not full else -1], chosen, strict=False)
        ),
        f"  default: {out} {sign} {_OPERATIONS[chosen[-1]][1].format(a=a, b=b) if full else style.literal(width, 0)};",
        "endcase",
    ]
    if registered:
        text += f"{out} is a register, loaded at each rising edge of {clk}. " + d.tell_reset(reset, f"clears {out}")
        body = d.clocked(clk, reset, [f"{out} <= {style.literal(width, 0)};"], case)
    else:
        body = d.block(style.comb, case) if not style.modern else [f"{style.comb} begin", *(f"  {x}" for x in case), "end"]
    if flag:
        body.append(f"assign {flag_name} = " + (f"({out} == 0);" if flag == "zero" else f"{out}[{width - 1}];"))
    ports = (
        *([Port(clk), *reset.ports] if clk else []),
        Port(a, width),
        Port(b, width),
        Port(op, bits),
        Port(out, width, output=True, stored=True),
        *([Port(flag_name, output=True)] if flag else []),
    )
    table = dict(zip(codes, chosen, strict=True))

    def compute(v: dict[str, int]) -> int:
        return _OPERATIONS[table[v[op]]][2](v[a], v[b], width) & (1 << width) - 1 if v[op] in table else 0

    def flags(value: int) -> dict[str, int]:
        return {out: value} | ({flag_name: int(value == 0) if flag == "zero" else value >> (width - 1)} if flag else {})

    bias = lambda r, i: {b: (v := r.getrandbits(width)), a: v} if i % 7 == 0 else {}
    if registered:
        rows = clocked(d.rng, ports, clk, reset, 0, lambda s, v: compute(v), lambda s, v: flags(s), cycles=40, bias=bias)
    else:
        rows = combinational(d.rng, ports, lambda v: flags(compute(v)), 70, bias)
    return Design(
        "an ALU",
        ports,
        text.strip(),
        f"A case over {op} with {count} operations" + ("; all codes used." if full else ", 0 by default."),
        tuple(body),
        rows,
        style,
        ("alu", f"alu_{width}bit"),
        {"width": width, "operations": chosen, "codes": codes, "flag": flag, "registered": registered},
    )
