"""ALUs: operations by code, with flags."""
# ruff: noqa: E501  (wordings read best with one to a line)
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

Op = tuple[tuple[str, ...], str, Callable[[int, int, int], int]]
"""Noun phrases, Verilog, value of a, b and the width."""
OPERATIONS: dict[str, Op] = {
    "add": (("{a} + {b}", "{a} + {b}", "the sum of {a} and {b}", "{a} plus {b}"), "{a} + {b}", lambda a, b, w: a + b),
    "sub": (
        ("{a} - {b}", "{a} - {b}", "{a} minus {b}", "the difference {a} - {b}", "{a} less {b}"), "{a} - {b}", lambda a, b, w: a - b,
    ),
    "rsub": (("{b} - {a}", "{b} minus {a}", "the difference {b} - {a}"), "{b} - {a}", lambda a, b, w: b - a),
    "and": (("{a} AND {b}", "{a} & {b}", "the bitwise AND of {a} and {b}", "{a} and {b} ANDed"), "{a} & {b}", lambda a, b, w: a & b),
    "or": (("{a} OR {b}", "the bitwise OR of {a} and {b}", "{a} ORed with {b}"), "{a} | {b}", lambda a, b, w: a | b),
    "xor": (("{a} XOR {b}", "{a} ^ {b}", "the bitwise XOR of {a} and {b}", "{a} XORed with {b}"), "{a} ^ {b}", lambda a, b, w: a ^ b),
    "nor": (("{a} NOR {b}", "the bitwise NOR of {a} and {b}"), "~({a} | {b})", lambda a, b, w: ~(a | b)),
    "nand": (("{a} NAND {b}", "the bitwise NAND of {a} and {b}"), "~({a} & {b})", lambda a, b, w: ~(a & b)),
    "xnor": (("{a} XNOR {b}", "the bitwise XNOR of {a} and {b}"), "~({a} ^ {b})", lambda a, b, w: ~(a ^ b)),
    "andn": (("{a} AND NOT {b}", "{a} & ~{b}", "{a} with the bits cleared that are 1 in {b}"), "{a} & ~{b}", lambda a, b, w: a & ~b),
    "not": (("NOT {a}", "~{a}", "the complement of {a}", "{a} with every bit inverted"), "~{a}", lambda a, b, w: ~a),
    "notb": (("NOT {b}", "~{b}", "the complement of {b}"), "~{b}", lambda a, b, w: ~b),
    "passa": (("{a}", "{a} itself", "{a} unchanged", "{a} passed through"), "{a}", lambda a, b, w: a),
    "pass": (("{b}", "{b} itself", "{b} unchanged", "a copy of {b}"), "{b}", lambda a, b, w: b),
    "sll": (("{a} shifted left by 1", "{a} << 1", "{a} moved left by one place"), "{a} << 1", lambda a, b, w: a << 1),
    "srl": (("{a} shifted right by 1", "{a} >> 1", "{a} moved right by one place, a 0 entering"), "{a} >> 1", lambda a, b, w: a >> 1),
    "inc": (("{a} + 1", "{a} incremented", "one more than {a}"), "{a} + 1'b1", lambda a, b, w: a + 1),
    "dec": (("{a} - 1", "{a} decremented", "one less than {a}"), "{a} - 1'b1", lambda a, b, w: a - 1),
    "neg": (("-{a}", "the negative of {a}", "0 - {a}", "the two's complement of {a}"), "-{a}", lambda a, b, w: -a),
    "zero": (("0", "all zeros", "zero"), "0", lambda a, b, w: 0),
    "ones": (("all ones", "all bits 1"), "~0", lambda a, b, w: -1),
    "slt": (
        ("the truth of {a} < {b} as signed numbers, 1 or 0", "the signed test {a} < {b} as 1 or 0"),
        "($signed({a}) < $signed({b}))",
        lambda a, b, w: int(signed(a, w) < signed(b, w)),
    ),
    "sltu": (
        ("the truth of {a} < {b} as unsigned numbers, 1 or 0", "the unsigned test {a} < {b} as 1 or 0"),
        "({a} < {b})",
        lambda a, b, w: int(a < b),
    ),
    "eq": (("the truth of {a} = {b}, 1 or 0", "the test {a} == {b} as 1 or 0"), "({a} == {b})", lambda a, b, w: int(a == b)),
    "min": (
        ("the smaller of {a} and {b}, unsigned", "the unsigned minimum of {a} and {b}"), "({a} < {b}) ? {a} : {b}",
        lambda a, b, w: min(a, b),
    ),
    "max": (
        ("the larger of {a} and {b}, unsigned", "the unsigned maximum of {a} and {b}"), "({a} > {b}) ? {a} : {b}",
        lambda a, b, w: max(a, b),
    ),
}  # fmt: skip
_REGISTERED = (
    "{o} is a register, loaded at each rising edge of {c}.", "The result is registered: {o} changes on the rising edge of {c}.",
    "Every positive edge of {c} stores the result in {o}.", "{o} is updated on posedge {c} only.", "{o} comes out of flip-flops "
    "clocked by the rising edge of {c}.", "The output {o} is clocked (posedge {c}).", "Register the result with {c}, rising edge.",
    "What has been computed appears on {o} with the next rising edge of {c}.", "There is one cycle of latency, as {o} is loaded when "
    "{c} rises.", "{c} clocks the output register {o} on its rising edge.",
)  # fmt: skip
NEGATIVE = (
    "{f} is the sign bit of {r}.", "{f} is the top bit of {r}.", "{f} tells whether {r} is negative.", "{f} copies the MSB of {r}.",
    "{f} is high when {r}, read as two's complement, is below zero.", "A negative result makes {f} 1.", "The sign of {r} goes to {f}.",
    "{f} = the most significant bit of {r}.", "The negative flag is {f}.", "{f} is asserted if the signed value of {r} is less than 0.",
    "{f} follows the highest bit of {r}.", "Negative results, as seen in the top bit of {r}, are flagged on {f}.",
    "{f}: sign of {r}.", "Set {f} when the result {r} is negative and clear it when not.", "{f} is low as long as {r} is not negative.",
)  # fmt: skip
_ZERO = (
    "{f} is 1 when {r} is 0.", "{f} tells whether {r} is zero.", "If all bits of {r} are 0 then {f} is high.", "{f} = ({r} == 0)",
    "{f} goes high for a zero result.", "The zero flag is {f}.", "A result of zero is signalled on {f}.", "{f} is low unless {r} is zero.",
    "Set {f} if and only if {r} is 0.", "{f} is asserted whenever {r} equals zero.", "{r} being 0 makes {f} 1; else {f} is 0.",
    "Any 1 in {r} makes {f} 0; without one, {f} is 1.", "{f}: high if {r} is zero, low if not.",
)  # fmt: skip


@family("alu", "ALUs", 2.0)
def alu(d: Draw) -> Design:
    """Two to eight operations chosen by a code, with flags, registered or not."""
    width = d.one((2, 3, 4, 5, 6, 8, 8, 8, 10, 16, 32))
    count = d.one((2, 3, 3, 4, 4, 4, 5, 6, 8))
    bits = (count - 1).bit_length()
    chosen = d.rng.sample(list(OPERATIONS), count)
    a, b = d.names(("a", "b"), ("x", "y"), ("op_a", "op_b"))
    op, out = d.name("op", "sel", "opcode", "alu_op"), d.name("result", "out", "y", "res")
    flag = d.one(("", "", "zero", "zero", "negative"))
    flag_name = {"": "", "zero": d.name("zero", "z", "is_zero"), "negative": d.name("neg", "negative")}[flag]
    registered, early = d.chance(0.2), d.chance(0.4)
    clk = d.clock() if registered else ""
    reset = d.reset(("sync", "async")) if registered else d.reset(("none",))
    style = d.style
    codes = list(range(count))
    if d.chance(0.35) and count < 1 << bits:
        codes = sorted(d.rng.sample(range(1 << bits), count))
    full = count == 1 << bits
    voice = Voice(d)
    phrases = [d.one(OPERATIONS[k][0]).format(a=a, b=b) for k in chosen]
    rest = "" if full else d.one(("0", "0", "zero", a, b))
    other = {a: a, b: b}.get(rest, style.literal(width, 0))
    text = voice.cases(op, bits, dict(zip(codes, phrases, strict=True)), out, rest)
    slots = {"f": flag_name, "r": out, "o": out, "c": clk}
    notes = [voice.tell(_ZERO if flag == "zero" else NEGATIVE, slots)] if flag else []
    if registered:
        notes.append(voice.tell(_REGISTERED, slots))
        notes.append(d.tell_reset(reset, f"clears {out}"))
    if d.chance(0.2):
        notes.append(d.any("All operands are {w} bits wide.", "It is {w} bits wide.", "Results are cut to {w} bits.", w=width))
    d.rng.shuffle(notes)
    told = " ".join(note for note in notes if note)
    first = "\n" not in text and d.chance(0.2)
    text = f"{told} {text}" if first else f"{text}{chr(10) if chr(10) in text else ' '}{told}"
    sign = "<=" if registered else "="
    case = [
        f"case ({op})",
        *(
            f"  {style.literal(bits, c, 'b')}: {out} {sign} {OPERATIONS[k][1].format(a=a, b=b)};"
            for c, k in zip(codes[: None if not full else -1], chosen, strict=False)
        ),
        f"  default: {out} {sign} {OPERATIONS[chosen[-1]][1].format(a=a, b=b) if full else other};",
        "endcase",
    ]
    if registered:
        body = d.clocked(clk, reset, [f"{out} <= {style.literal(width, 0)};"], case)
    else:
        body = d.block(style.comb, case) if not style.modern else [f"{style.comb} begin", *(f"  {x}" for x in case), "end"]
    if flag:
        body.append(f"assign {flag_name} = " + (f"({out} == 0);" if flag == "zero" else f"{out}[{width - 1}];"))
    ports = (
        *([Port(clk), *reset.ports] if clk else []),
        *([Port(op, bits)] * early),
        Port(a, width),
        Port(b, width),
        *([Port(op, bits)] * (not early)),
        Port(out, width, output=True, stored=True),
        *([Port(flag_name, output=True)] if flag else []),
    )
    table = dict(zip(codes, chosen, strict=True))

    def compute(v: dict[str, int]) -> int:
        fallen = {a: v[a], b: v[b]}.get(rest, 0)
        return OPERATIONS[table[v[op]]][2](v[a], v[b], width) & (1 << width) - 1 if v[op] in table else fallen

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
        f"case {op}: " + "; ".join(f"{c:0{bits}b}: {OPERATIONS[k][1].format(a=a, b=b)}" for c, k in zip(codes, chosen, strict=True))
        + ("; all codes used." if full else f"; else {other}."),
        tuple(body),
        rows,
        style,
        ("alu", f"alu_{width}bit"),
        {"width": width, "operations": chosen, "codes": codes, "flag": flag, "registered": registered},
    )
