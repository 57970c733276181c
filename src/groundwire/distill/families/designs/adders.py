"""Adders and subtractors: half, full, vectors with carries and flags, ripple-carry chains."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random

from groundwire.distill.families.design import SELF, Design
from groundwire.distill.families.draw import PAIRS, Draw, listing
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

_SMALL_SUM = (
    "{a} {k}: add {l}; {r} is the sum bit and {c} the carry.",
    "{r} and {c} are the sum and the carry (out|) of {x}.",
    "Implement a {k}.",
    "{c} {r} read together as a two-bit number is the number of ones among {l}.",
    "Count how many of {l} are 1; the count goes out in binary, {c} being the twos and {r} the ones.",
    "Add {l}. The low bit of the result goes to {r}, the high bit to {c}.",
    "Please build me a {k} where {c} is the carry and {r} the sum.",
    "{r} tells whether an odd number of the inputs is 1, {c} whether at least two of them are.",
    "{c} is high when two or more inputs are high. {r} is high when the number of high inputs is odd.",
    "This is the {k} from every textbook: {l} go in, the sum bit {r} and the carry {c} come out.",
    "(Can you|Could you) write a {k}? The carry is {c}, the sum bit is {r}.",
    "To add numbers column by column we need a cell: it adds {l}, gives the digit of this column on {r} and what is carried to the "
    "next column on {c}.",
    "carry = {c}, sum = {r}: the one-bit sum of {l}.",
    "The bits {l} are summed. Sum bit: {r}. Carry bit: {c}.",
    "2*{c} + {r} = {x}.",
    "{k}; {r} = sum, {c} = carry.",
    "Carry ({c}) and sum ({r}) of {l} (shall be|are) produced, as a {k} does.",
)
_SMALL_DIFFERENCE = (
    "{a} {k}: {r} is {x}, and {c} is 1 when a borrow is needed.",
    "{r} and {c} are the difference and the borrow of {x}.",
    "Compute {x} in one bit. {r} is the difference; {c} goes high when the result would be negative.",
    "{c} is 1 if {x} is below zero, and {r} is the (low|least significant) bit of the result.",
    "Build a {k} for {x}. Borrow goes to {c}, difference to {r}.",
    "Take {t} away from {m}. Difference bit: {r}. Borrow out: {c}.",
    "Subtract {t} from {m}; {r} gets the difference, {c} the borrow.",
    "{r} - 2*{c} = {x}.",
    "The difference {x} is formed bit by bit in a longer subtractor; this cell gives the difference bit {r} and the borrow {c}.",
    "{k}: difference {r}, borrow {c}, minuend {m}, subtrahend {t}.",
    "(Could|Can) you write a {k}? {m} is what we subtract from, the borrow is {c} and the difference is {r}. We subtract {t}.",
    "From {m} we subtract {t}. {r} is 1 when the difference is odd, {c} is 1 when it is negative.",
    "{c}: borrow, high whenever {m} is less than what is subtracted, which is {t}. {r}: difference bit.",
    "The output {r} is the XOR of all inputs; {c} is the borrow that arises in {x}.",
    "A one-bit subtractor is wanted. It works out {x}; {c} says whether one has to be borrowed from the next place and {r} is the bit "
    "that stays in this place.",
)


def _small_table(d: Draw, ins: list[str], result: str, carry: str, values: dict[tuple[int, ...], tuple[int, int]]) -> str:
    """A truth table in any order of rows, with either output first."""
    rows = list(values)
    if d.chance(0.6):
        d.rng.shuffle(rows)
    first = d.chance(0.5)
    head = [*ins, *((result, carry) if first else (carry, result))]
    lines = [" ".join(head[: len(ins)]) + " | " + " ".join(head[len(ins) :])]
    for row in rows:
        total, up = values[row]
        shown = (total, up) if first else (up, total)
        lines.append(" ".join(map(str, row)) + " | " + " ".join(map(str, shown)))
    opening = d.any(
        "Implement this truth table:", "The outputs {x} and {y} follow the table.", "Truth table of the circuit:",
        "Inputs on the left, outputs on the right:", x=result, y=carry,
    )  # fmt: skip
    return opening + "\n" + "\n".join(lines)


@family("small_adder", "arithmetic")
def small_adder(d: Draw) -> Design:
    """Half adder, full adder, half and full subtractor."""
    full, sub = d.chance(0.6), d.chance(0.35)
    a, b = d.names(*PAIRS[:3])
    swapped = sub and d.chance(0.4)
    left, right = (b, a) if swapped else (a, b)
    carry_in = d.name("bin", "borrow_in") if sub else d.name("cin", "c_in", "ci")
    result = d.name("diff", "d_out") if sub else d.name("sum", "s")
    carry = d.name("bout", "borrow") if sub else d.name("cout", "carry", "co")
    ins = [left, right, *([carry_in] if full else [])]
    named = [a, b, *([carry_in] if full else [])]
    outs = [Port(result, output=True), Port(carry, output=True)]
    if d.chance(0.4):
        outs.reverse()
    ports = (*(Port(n) for n in named), *outs)
    kind = f"{'full' if full else 'half'} {'subtractor' if sub else 'adder'}"

    def value(v: dict[str, int]) -> tuple[int, int]:
        third = v[carry_in] if full else 0
        total = v[left] - v[right] - third if sub else v[left] + v[right] + third
        return total & 1, int(total < 0) if sub else total >> 1

    if d.chance(0.12):
        text = _small_table(d, named, result, carry, {
            bits: value(dict(zip(named, bits, strict=True))) for bits in product((0, 1), repeat=len(named))
        })  # fmt: skip
    elif sub:
        minus = right + (d.any(" and the borrow {i}", " and {i}", i=carry_in) if full else "")
        text = d.any(*_SMALL_DIFFERENCE, a="A", k=kind, r=result, c=carry, x=" - ".join(ins), m=left, t=minus)
    else:
        text = d.any(*_SMALL_SUM, a="A", k=kind, l=listing(named), r=result, c=carry, x=" + ".join(named))
        text = text[:1].upper() + text[1:] if text.startswith(kind) else text
    if sub:
        borrow = f"(~{left} & {right})" + (f" | (~({left} ^ {right}) & {carry_in})" if full else "")
        body = [f"assign {result} = {' ^ '.join(ins)};", f"assign {carry} = {borrow};"]
        why = f"{kind}, {' - '.join(ins)}. {result} = difference: XOR of all. {carry} = borrow: {borrow}."
    elif d.chance(0.4):
        body = [f"assign {{{carry}, {result}}} = {' + '.join(ins)};"]
        why = f"{kind}: {carry} is the carry, {result} the sum. The two-bit sum is {{{carry}, {result}}}."
    else:
        code = f"({a} & {b})" + (f" | ({a} & {carry_in}) | ({b} & {carry_in})" if full else "")
        body = [f"assign {result} = {' ^ '.join(ins)};", f"assign {carry} = {code};"]
        why = f"{kind}: {result} is the sum, XOR of all. {carry} is the carry: {code}."

    return Design(
        f"a {kind}",
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, lambda v: dict(zip((result, carry), value(v), strict=True))),
        d.style,
        (kind.replace(" ", "_"),),
        {"full": full, "sub": sub, "swapped": swapped},
        hidden=(1, len(body)) if len(body) > 1 else None,
        wave=f"{result} is the XOR of all inputs: a {kind}." if not sub else "",
    )


_LEVELS = (("0", "low", "cleared", "deasserted", "at 0"), ("1", "high", "set", "asserted", "at 1"))
SUM = (
    "{r} is {a} + {b}{c}.", "{r} = {a} + {b}{c}", "Add the {w}-bit numbers {a} and {b}{e}; {r} is the {w}-bit sum.",
    "The {w}-bit sum of {a} and {b}{e} (appears on|goes to|is driven on|is put on) {r}.", "Compute {a} + {b}{c} and put it on {r}.",
    "{a} and {b}{e} are added, and the low {w} bits of the sum are {r}.", "Please add {a} to {b}{e}. The answer should come out on {r}.",
    "I need an adder: operands {a} and {b}{e}, sum {r}, {w} bits wide.", "Can you add {a} and {b}{e} for me? The sum is {r}.",
    "Drive {r} with {a} plus {b}{e}, modulo 2^{w}.", "The adder takes {a} and {b}{e}; its {w}-bit sum is {r}.",
    "On {r} we want the total of {a} and {b}{e}.", "assign the sum of {a} and {b}{e} to {r}", "Sum ({r}): {a} + {b}{c}, {w} bits.",
    "To {a}, add {b}{e}; call the result {r}.", "{r} carries the sum of the two {w}-bit operands {a} and {b}{e}.",
    "Output {r} equals input {a} plus input {b}{e}.", "Perform a {w}-bit addition of {a} and {b}{e}. Result: {r}.",
)
DIFFERENCE = (
    "{r} is {a} - {b}.", "Subtract {b} from {a}; {r} is the {w}-bit difference.", "{r} = {a} - {b}", "From {a} take away {b}; that is {r}.",
    "{r} gets the difference {a} minus {b}.", "{b} is subtracted from {a} and the {w}-bit result (appears|comes out|is shown) on {r}.",
    "Compute {a} - {b} in {w} bits and put it on {r}.", "How much {a} exceeds {b}, modulo 2^{w}, is shown on {r}.",
    "The minuend is {a}, the subtrahend is {b}, the difference is {r}.", "The subtrahend is {b}, the minuend {a}; {r} is what remains.",
    "Can you subtract {b} from {a} for me? I want the result on {r}.", "{r} is what is left of {a} after {b} is taken off.",
    "Deduct {b} from {a}, giving {r}.", "Decrease {a} by {b} and output it as {r}.", "Difference ({r}): {a} - {b}, wrapping in {w} bits.",
    "The value of {r} is {a} reduced by {b}.", "A subtractor: {a} minus {b} goes to {r}.",
)
_EITHER = (
    "{r} is {a} + {b} when {s} is {p} and {a} - {b} when {s} is {m}.", "{r} is {a} - {b} when {s} is {m} and {a} + {b} when {s} is {p}.",
    "{s} = {m}: {r} = {a} - {b}; {s} = {p}: {r} = {a} + {b}.", "{s} = {p}: {r} = {a} + {b}; {s} = {m}: {r} = {a} - {b}.",
    "Add {b} to {a}, or subtract it from {a} when {s} is {n}; the result is {r}.",
    "Subtract {b} from {a}, or add the two when {s} is {q}; the result is {r}.",
    "While {s} is {n} the circuit subtracts {b} from {a}, otherwise it adds them; {r} is the result.",
    "The circuit adds {a} and {b} as long as {s} is {q}; otherwise it takes {b} away from {a}. Either way the result is {r}.",
    "When {s} is {n}, {r} is {a} minus {b}. When {s} is {q}, {r} is {a} plus {b}.",
    "If {s} is {q} then {r} is the sum of {a} and {b}, else {r} is {a} minus {b}.", "{r} = ({s} == {m}) ? {a} - {b} : {a} + {b}",
    "{r} = ({s} == {p}) ? {a} + {b} : {a} - {b}", "Subtraction of {b} from {a} is selected by {s} being {n}, addition by {s} being {q}; "
    "{r} is the output.", "{s} sets the mode: {p} for the sum of {a} and {b}, {m} for {a} minus {b}. The answer is on {r}.",
    "{s} sets the mode: {m} for {a} minus {b}, {p} for the sum of {a} and {b}. The answer is on {r}.",
    "I want one unit that does both: sum of {a} and {b} with {s} {q}, {a} minus {b} with {s} {n}, always on {r}.",
    "Mode input {s}, {p} means add, {m} means subtract: {r} is {a} plus or minus {b}.",
    "| {s} | {r} |\n| {m} | {a} - {b} |\n| {p} | {a} + {b} |".replace("|", "\\|"),
)
CARRY = (
    "{f} is the carry out of the most significant bit.", "The carry out goes to {f}.", "{f} is the carry that leaves the top bit.",
    "Carry-out: {f}.", "What the addition carries out of its highest bit is {f}.", "{f} receives the carry of the last stage.",
    "The carry out of the top position is shown on {f}.", "{f} holds the extra bit of the addition.", "Make the adder's carry visible on {f}.",
    "The bit that does not fit into {r} is {f}.", "Also give the carry out on {f}.", "{f} = carry out.", "{f} is where the final carry goes.",
    "In addition the carry out of the adder is needed, as {f}.", "{f} followed by {r} is the whole result of the addition.",
)
OVERFLOW = (
    "{f} is 1 on signed overflow.", "Read as two's complement, {f} is 1 when the result does not fit.", "{f} flags signed overflow.",
    "If the operands are taken as signed, {f} tells whether {r} is wrong by overflow.", "Two's complement overflow raises {f}.",
    "{f} goes high if the signed result is out of range.", "A signed overflow is reported on {f}.", "{f} = signed overflow.",
    "When the true signed result cannot be held in {r}, {f} is high, else low.", "{f} is asserted for two's complement overflow only.",
    "The overflow flag {f} treats all numbers as signed.", "Signed overflow sets {f}; otherwise {f} is 0.",
    "The sign of {r} may come out wrong; {f} is 1 exactly then.", "(Also detect|Detect) overflow of the signed operation on {f}.",
    "{f} stays low unless the operation overflows in two's complement.",
)
ZERO = (
    "{f} is 1 when {r} is 0.", "{f} tells whether {r} is zero.", "If all bits of {r} are 0 then {f} is high.", "{f} = ({r} == 0)",
    "{f} goes high for a zero result.", "The zero flag is {f}.", "A result of zero is signalled on {f}.", "{f} is low unless {r} is zero.",
    "Set {f} if and only if {r} is 0.", "{f} is asserted whenever the result {r} equals zero.", "{r} being 0 makes {f} 1; else {f} is 0.",
    "{f} is the NOR of all bits of {r}.", "Any 1 in {r} makes {f} 0; without one, {f} is 1.", "Raise {f} when nothing is left in {r}.",
    "{f}: high if {r} is zero, low if not.",
)  # fmt: skip


@family("adder", "arithmetic", 1.5)
def adder(d: Draw) -> Design:
    """Add or subtract vectors, with carry in, carry out, overflow, or a mode input."""
    width = d.one((2, 3, 4, 5, 6, 8, 8, 10, 12, 16, 16, 24, 32, 64, 100))
    mode = d.one(("add", "add", "sub", "addsub"))
    a, b = d.names(*PAIRS)
    left, right = (b, a) if d.chance(0.3) else (a, b)
    minus = int(d.chance(0.6))
    result = d.name("sum", "s", "out", "result") if mode != "sub" else d.name("diff", "out", "result")
    with_in = mode == "add" and d.chance(0.4)
    extra = d.one(("none", "carry", "carry", "overflow", "zero"))
    if mode == "sub" and extra == "carry":
        extra = "zero"
    cin = d.name("cin", "carry_in") if with_in else ""
    select = d.name("sub", "mode", "do_sub") if mode == "addsub" else ""
    early = d.chance(0.4)
    flag = {
        "none": "",
        "carry": d.name("cout", "carry_out"),
        "overflow": d.name("overflow", "ovf"),
        "zero": d.name("zero", "is_zero"),
    }[extra]
    ports = (
        [Port(select)] * (bool(select) and early)
        + [Port(a, width), Port(b, width)]
        + [Port(cin)] * bool(cin)
        + [Port(select)] * (bool(select) and not early)
        + ([Port(result, width, output=True)] + [Port(flag, output=True)] * bool(flag))[:: d.one((1, 1, -1))]
    )
    voice = Voice(d)
    slots = {"a": left, "b": right, "r": result, "s": select, "f": flag}
    tellers: dict[str, Callable[[], str]] = {
        "add": lambda: voice.tell(SUM, slots, w=width, c=f" + {cin}" * bool(cin), e=f" and the carry {cin}" * bool(cin)),
        "sub": lambda: voice.tell(DIFFERENCE, slots, w=width),
        "addsub": lambda: voice.tell(_EITHER, slots, w=width, m=minus, p=1 - minus, n=d.one(_LEVELS[minus]), q=d.one(_LEVELS[1 - minus])),
        "none": lambda: "",
        "carry": lambda: voice.tell(CARRY, slots) + (f" (When subtracting, that is the carry of {left} + ~{right} + 1.)" * (mode == "addsub")),
        "overflow": lambda: voice.tell(OVERFLOW, slots),
        "zero": lambda: voice.tell(ZERO, slots),
    }
    text = voice.facts([tellers[mode](), tellers[extra]()], shuffle=d.chance(0.2))
    body: list[str] = []
    second = right
    doing = select if minus else f"!{select}"
    if mode == "addsub":
        second = d.name("b2", "operand")
        body = [d.style.declare(second, width, driven=True), f"assign {second} = {right} ^ {{{width}{{{doing}}}}};"]
    total = {
        "add": f"{left} + {right}" + f" + {cin}" * bool(cin), "sub": f"{left} - {right}", "addsub": f"{left} + {second} + {doing}",
    }[mode]  # fmt: skip
    target = f"{{{flag}, {result}}}" if extra == "carry" else result
    body.append(f"assign {target} = {total};")
    top = width - 1
    if extra == "overflow":
        other = f"{left}[{top}] != {right}[{top}]" if mode == "sub" else f"{left}[{top}] == {second}[{top}]"
        body.append(f"assign {flag} = ({other}) && ({result}[{top}] != {left}[{top}]);")
    elif extra == "zero":
        body.append(f"assign {flag} = ({result} == 0);")
    mask = (1 << width) - 1

    def function(v: dict[str, int]) -> dict[str, int]:
        down = mode == "sub" or (mode == "addsub" and v[select] == minus)
        start = v[cin] if cin else 0
        value = v[left] - v[right] if down else v[left] + v[right] + start
        exact = signed(v[left], width) + (-signed(v[right], width) if down else signed(v[right], width)) + start
        carry = int(v[left] >= v[right]) if down else value >> width
        flags = {"carry": carry, "overflow": int(not -(1 << top) <= exact < 1 << top), "zero": int(value & mask == 0)}
        return {result: value & mask} | ({flag: flags[extra]} if flag else {})

    why = {
        "none": f"{result} = {total}.",
        "carry": f"The sum has {width + 1} bits; the top one is {flag}.",
        "zero": f"{result} = {total}; compare it with 0.",
        "overflow": f"{result} = {total}. Overflow: "
        f"{'signs of the operands differ' if mode == 'sub' else 'operands of one sign'} and the result's sign "
        f"is not that of {left}.",
    }[extra]
    if mode == "addsub":
        why = f"{select} = {minus} subtracts {right} from {left}, {1 - minus} adds. {why}"

    def bias(rng: Random, i: int) -> dict[str, int]:
        same = rng.getrandbits(width)
        return {} if i % 8 else {a: same, b: same}

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


_RIPPLE = (
    "Add {a}, {b} and {i} with a chain of {w} full adders; {r} is the sum.",
    "A {w}-bit ripple-carry adder built from one-bit full adders: {r} = {a} + {b} + {i}.",
    "Chain {w} full adders, each carry feeding the next stage, to add {a} and {b}. The first carry in is {i}, the sum is {r}.",
    "Write a full adder module and use {w} of them to add {a} and {b}; the carry into the lowest one is {i} and the sum bits are {r}.",
    "{w} full adders in a row: stage i adds bit i of {a} and {b} and gives bit i of {r}. Stage 0 gets its carry from {i}.",
    "The sum {r} of {a}, {b} and the carry {i} is to be formed by full adders through which the carry ripples.",
    "Instantiate {w} one-bit full adders. They add {a} to {b}, starting with the carry {i}, and give {r}.",
    "Let the carry ripple: full adder number i takes bit i of both operands, {a} and {b}, and the carry from below ({i} at the "
    "bottom). Its sum bit is bit i of {r}.",
    "Can you build a {w}-bit adder out of full adders? Operands {a} and {b}, carry in {i}, sum {r}.",
    "{r} is the sum of {a}, {b} and {i}, and it should be made hierarchically from one-bit full adders.",
    "Use a full-adder submodule, one instance a bit, to compute {r} = {a} + {b} + {i}.",
    "Structure: {w} full adders connected carry to carry. Operands {a}, {b}. Carry in {i}. Sum {r}.",
    "Starting with {i}, carries pass from each full adder to the next one up; the sum of {a} and {b} comes out on {r}.",
    "This adder is structural. Each of its {w} bits has a full adder for {a} and {b}; {i} enters at bit 0 and {r} is the sum.",
    "Add two {w}-bit numbers, {a} and {b}, and a carry {i}, with no + on vectors but with full adders; {r} is the result.",
)


@family("ripple_adder", "arithmetic")
def ripple_adder(d: Draw) -> Design:
    """A ripple-carry adder out of full adders, instanced from a module of its own or in a generate loop."""
    width = d.one((2, 3, 4, 4, 5, 6, 8, 12, 16, 32))
    d.name("i"), d.name("c"), d.name("stage")
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
    carries = d.any(
        "{o}[i] is the carry out of bit i.", "{o} shows the carry out of every stage.", "Bit i of {o} is the carry that leaves bit i.",
        "The carry of each full adder is brought out on {o}.", "All the carries, from the lowest stage to the highest, form {o}.",
        "{o} collects the carry outs: stage 0 drives {o}[0], and so on.", o=cout,
    ) if each else d.any(
        "{o} is the last carry.", "{o} is the carry out.", "The carry of the final stage goes to {o}.", "What the top stage carries out is {o}.",
        "The carry out of the chain is {o}.", "Carry out: {o}.", "The highest full adder drives {o} with its carry.", o=cout,
    )  # fmt: skip
    voice = Voice(d)
    text = voice.facts([voice.tell(_RIPPLE, {"a": a, "b": b, "i": cin, "r": result}, w=width), carries], shuffle=False)
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
        f"A full adder for each of {width} bits, its carry into the next: c[0] = {cin}. {cout}: {'all carries' if each else 'the last carry'}.",
        tuple(body),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("ripple_adder", f"adder{width}"),
        {"width": width, "each": each, "loop": loop},
        helpers,
    )
