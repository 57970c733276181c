"""Sums with drawn flags, and tables of operations."""

from __future__ import annotations

import re

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.wire_shared import (
    Case,
    Item,
    Values,
    bit,
    body_of,
    case_body,
    case_notes,
    case_value,
    local,
    notes_of,
    outputs_of,
    placed,
    tell_cases,
    tell_items,
    test,
    values_of,
)

SUMS = ("sum", "res", "r", "y", "out", "result", "total", "s", "q")
FLAGS = ("c", "v", "zf", "n", "flag", "carry", "ovf", "sign", "e", "st", "f", "cf", "of", "status", "p")
PAIRS = (("a", "b"), ("x", "y"), ("op1", "op2"), ("lhs", "rhs"), ("m", "k"), ("in0", "in1"), ("A", "B"))

_SUM_OPENINGS = (
    "Arithmetic unit without a clock. Let T be {x}.",
    "A small processor computes T = {x} and wants its status bits.",
    "We need {x} (call it T) and a few flags.",
    "Consider the exact value T = {x}.",
    "Datapath slice: T stands for {x}.",
    "The block forms {x}, named T below.",
    "Compute {x}; that is T.",
    "Flags unit. T := {x}.",
    "In the following T means {x}.",
    "Someone wants {x} (T for short) and facts about it.",
)


@family("wire_sum_flags", "arithmetic", 1.1)
def wire_sum_flags(d: Draw) -> Design:
    """A sum or difference with a drawn choice of flags and saturated results."""
    w = d.one((2, 3, 4, 4, 5, 8, 8, 8, 16, 32))
    a, b = d.names(*PAIRS)
    extra = d.name("cin", "ci", "bin", "carry_in", "inc", "c_in", "one_more") if d.chance(0.35) else ""
    kind = d.one(("add", "add", "sub", "sub", "rev", "const", "less"))
    fixed = d.number(2, (1 << w) - 2) if w < 16 else d.number(3, 1000)
    if w == 2:
        kind = d.one(("add", "sub", "rev"))
    minus = kind in ("sub", "rev", "less")
    left, right = (b, a) if kind == "rev" else (a, str(fixed) if kind in ("const", "less") else b)
    said = f"{left} {'-' if minus else '+'} {right}" + (f" {'-' if minus else '+'} {extra}" if extra else "")
    text_said = d.one((said, said, said, f"the {'difference' if minus else 'sum'} {said}"))
    t = d.name("t", "wide", "tmp", "full", "acc")
    bits = [f"{{1'b0, {left}}}", f"{w + 1}'d{fixed}" if right.isdigit() else f"{{1'b0, {right}}}"]
    bits += [f"{{{w}'b0, {extra}}}"] if extra else []
    code = (" - " if minus else " + ").join(bits)
    top, mask, half = w - 1, (1 << w) - 1, 1 << (w - 1)

    def operands(v: Values) -> tuple[int, int, int]:
        second = fixed if right.isdigit() else v[right]
        return v[left], second, v[extra] if extra else 0

    def exact(v: Values) -> int:
        p, q, c = operands(v)
        return p - q - c if minus else p + q + c

    def exact_signed(v: Values) -> int:
        p, q, c = operands(v)
        p, q = signed(p, w), signed(q, w)
        return p - q - c if minus else p + q + c

    word = "borrow" if minus else "carry"
    second = f"{fixed >> top & 1 if w < 30 else 0}" if right.isdigit() else f"{right}[{top}]"
    same = "!=" if minus else "=="
    overflow = f"({left}[{top}] {same} {second if not right.isdigit() else f'''1'b{second}'''}) && ({t}[{top}] != {left}[{top}])"
    limit = "0" if minus else f"{mask}"
    stop = d.style.literal(w, 0) if minus else f"{{{w}{{1'b1}}}}"
    n = {
        key: d.name(*SUMS) if key in ("low", "clip", "inv") else d.name(*FLAGS)
        for key in ("low", "clip", "inv", "carry", "over", "zero", "neg", "odd", "less")
    }
    pool = {
        "low": Item(
            n["low"],
            w,
            (f"T modulo 2^{w}", f"the low {w} bits of T", f"T cut to {w} bits"),
            f"{t}[{top}:0]",
            f"{t}[{top}:0], {w} bits",
            exact,
        ),
        "carry": test(
            d,
            n["carry"],
            (
                (f"T is negative (a {word})", "T does not reach 0 (operands unsigned)")
                if minus
                else (f"T does not fit in {w} bits (a {word})", f"T exceeds {mask}")
            ),
            f"{t}[{w}]",
            lambda v: exact(v) < 0 or exact(v) > mask,
            note=f"{word} {t}[{w}]",
        ),
        "over": test(
            d,
            n["over"],
            (f"the two's complement result of {said} overflows {w} bits", "there is a signed overflow"),
            overflow,
            lambda v: not -half <= exact_signed(v) < half,
            0.1,
            f"{'signs differ' if minus else 'signs equal'} and result sign differs from {left}[{top}]",
        ),
        "zero": test(
            d,
            n["zero"],
            (f"the low {w} bits of T are all 0", f"T modulo 2^{w} is zero"),
            f"{t}[{top}:0] == {w}'d0",
            lambda v: exact(v) & mask == 0,
        ),
        "neg": Item(
            n["neg"],
            1,
            (f"bit {top} of T", f"the sign bit of the {w}-bit result"),
            f"{t}[{top}]",
            f"{t}[{top}]",
            lambda v: bit(exact(v) & mask, top),
        ),
        "odd": test(
            d,
            n["odd"],
            (f"the low {w} bits of T hold an odd number of ones", f"T's low {w} bits have odd parity"),
            f"^{t}[{top}:0]",
            lambda v: (exact(v) & mask).bit_count() & 1,
        ),
        "clip": Item(
            n["clip"],
            w,
            (
                f"T held within 0 to {mask} (saturating, unsigned)",
                f"T, but {limit} if it would {'fall below 0' if minus else f'exceed {mask}'}",
            ),
            f"{t}[{w}] ? {stop} : {t}[{top}:0]",
            f"{word} {t}[{w}] -> {limit}, else {t}[{top}:0]",
            lambda v: max(0, min(mask, exact(v))),
        ),
        "inv": Item(
            n["inv"], w, (f"the low {w} bits of T, all inverted",), f"~{t}[{top}:0]", f"~{t}[{top}:0]", lambda v: ~exact(v) & mask
        ),
        "less": test(
            d,
            n["less"],
            (f"{left} is smaller than {right} (unsigned)",),
            f"{left} < {right}" if not right.isdigit() else f"{left} < {w}'d{fixed}",
            lambda v: operands(v)[0] < operands(v)[1],
        ),
    }
    if right.isdigit():
        pool.pop("over")
    if not minus:
        pool.pop("less")
    keys = d.rng.sample(sorted(pool), d.number(1, 4))
    if not {"low", "clip", "inv"} & set(keys):
        keys[0] = d.one(("low", "low", "clip"))
    items = [pool[key] for key in keys]
    text = tell_items(d, _SUM_OPENINGS, items, x=text_said)
    lines, stored = body_of(d, items)
    inputs = [Port(a, w), *([Port(b, w)] if not right.isdigit() else []), *([Port(extra)] if extra else [])]
    ports = placed(d, inputs, outputs_of(items, stored))
    reason = f"{t} = {said}: {w}+1 = {w + 1} bits\n{notes_of(items)}"
    return Design(
        "an arithmetic unit with flags",
        ports,
        text,
        reason,
        (*local(d, t, w + 1, code), *lines),
        combinational(d.rng, ports, values_of(items)),
        d.style,
        ("sum_flags", "arith", "addsub"),
        {"keys": keys},
    )


_MENU_OPENINGS = (
    "An ALU for {a} and {b}, result {o}, operation {s}.",
    "{s} is the opcode. Operands {a}, {b}; result {o}, all {w} bits wide.",
    "The execution unit of a toy CPU: {a} and {b} come in, {o} goes out.",
    "Write the {w}-bit ALU whose operations are below.",
    "Depending on {s}, {o} is computed from {a} and {b}.",
    "Our student processor has these instructions, selected by {s}.",
    "{o} = f({a}, {b}), with f chosen by {s}. Results are cut to {w} bits.",
    "hi, need a little ALU ({w} bit) with opcode {s}.",
    "Function generator: {s} tells what {o} is.",
    "Operation decoder and datapath in one. Select: {s}.",
)


def _menu(d: Draw, a: str, b: str, w: int) -> list[tuple[tuple[str, ...], str, object]]:
    top, mask, half = w - 1, (1 << w) - 1, w // 2
    fixed = d.number(1, mask)
    zeros = f"{{{w - 1}'b0, "
    return [
        ((f"{a} + {b}", f"the sum of {a} and {b}"), f"{a} + {b}", lambda p, q: p + q),
        ((f"{a} - {b}", f"{b} subtracted from {a}"), f"{a} - {b}", lambda p, q: p - q),
        ((f"{b} - {a}", f"{a} subtracted from {b}"), f"{b} - {a}", lambda p, q: q - p),
        ((f"{a} AND {b} bit by bit", f"{a} & {b}"), f"{a} & {b}", lambda p, q: p & q),
        ((f"{a} OR {b} bit by bit", f"{a} | {b}"), f"{a} | {b}", lambda p, q: p | q),
        ((f"{a} XOR {b} bit by bit", f"{a} ^ {b}"), f"{a} ^ {b}", lambda p, q: p ^ q),
        ((f"the bitwise NOR of {a} and {b}", f"NOT ({a} OR {b})"), f"~({a} | {b})", lambda p, q: ~(p | q)),
        ((f"the bitwise NAND of {a} and {b}", f"NOT ({a} AND {b})"), f"~({a} & {b})", lambda p, q: ~(p & q)),
        ((f"{a} with the bits cleared that are 1 in {b}", f"{a} & ~{b}"), f"{a} & ~{b}", lambda p, q: p & ~q),
        ((f"{a} inverted", f"the complement of {a}"), f"~{a}", lambda p, q: ~p),
        ((f"{b} as it is", f"a copy of {b}"), b, lambda p, q: q),
        ((f"{a} as it is", f"a copy of {a}"), a, lambda p, q: p),
        ((f"{a} plus 1", f"{a} + 1"), f"{a} + {w}'d1", lambda p, q: p + 1),
        ((f"{b} minus 1", f"{b} - 1"), f"{b} - {w}'d1", lambda p, q: q - 1),
        ((f"minus {a}", f"the two's complement of {a}"), f"~{a} + {w}'d1", lambda p, q: -p),
        ((f"{a} shifted left by one", f"{a} << 1"), f"{{{a}[{top - 1}:0], 1'b0}}", lambda p, q: p << 1),
        ((f"{b} shifted right by one, 0 comes in", f"{b} >> 1"), f"{{1'b0, {b}[{top}:1]}}", lambda p, q: q >> 1),
        (
            (f"{a} shifted right by one, keeping its sign bit", f"{a} divided by 2 arithmetically"),
            f"{{{a}[{top}], {a}[{top}:1]}}",
            lambda p, q: signed(p, w) >> 1,
        ),
        ((f"{a} rotated left by one",), f"{{{a}[{top - 1}:0], {a}[{top}]}}", lambda p, q: p << 1 | p >> top),
        ((f"{b} rotated right by one",), f"{{{b}[0], {b}[{top}:1]}}", lambda p, q: q >> 1 | q << top),
        ((f"the smaller of {a} and {b}, unsigned", f"min({a}, {b}) unsigned"), f"{a} < {b} ? {a} : {b}", lambda p, q: min(p, q)),
        ((f"the larger of {a} and {b}, unsigned", f"max({a}, {b}) unsigned"), f"{a} > {b} ? {a} : {b}", lambda p, q: max(p, q)),
        ((f"1 if {a} < {b} unsigned, else 0",), f"{zeros}{a} < {b}}}", lambda p, q: p < q),
        (
            (f"1 if {a} < {b} as signed numbers, else 0",),
            f"{zeros}$signed({a}) < $signed({b})}}",
            lambda p, q: signed(p, w) < signed(q, w),
        ),
        ((f"1 if {a} equals {b}, else 0",), f"{zeros}{a} == {b}}}", lambda p, q: p == q),
        ((f"the parity of {b} (1 for odd) in bit 0, zeros above",), f"{zeros}^{b}}}", lambda p, q: q.bit_count() & 1),
        ((f"the halves of {a} exchanged",), f"{{{a}[{half - 1}:0], {a}[{top}:{half}]}}", lambda p, q: p << half | p >> half),
        (
            (f"low half of {a} on top of low half of {b}",),
            f"{{{a}[{half - 1}:0], {b}[{half - 1}:0]}}",
            lambda p, q: p << half | q & ((1 << half) - 1),
        ),
        (
            (f"the distance of {a} and {b} (unsigned)", f"the absolute difference of {a} and {b}"),
            f"{a} > {b} ? {a} - {b} : {b} - {a}",
            lambda p, q: abs(p - q),
        ),
        ((f"the constant {fixed}",), d.style.literal(w, fixed, "d"), lambda p, q: fixed),
    ]


@family("wire_op_menu", "ALUs", 1.2)
def wire_op_menu(d: Draw) -> Design:
    """An ALU with a drawn table of operations, codes that share one, a default, and a flag now and then."""
    w, bits = d.one((4, 4, 8, 8, 8, 16, 32)), d.one((1, 2, 2, 3, 3))
    a, b = d.names(*PAIRS)
    s, o = (
        d.name("op", "opcode", "func", "sel", "ctl", "mode", "alu_op", "fn"),
        d.name("res", "result", "out", "r", "alu_out", "z", "dout"),
    )
    count = {1: 2, 2: d.number(3, 4), 3: d.number(3, 6)}[bits]
    picks = d.rng.sample(_menu(d, a, b, w), count)
    codes = sorted(d.rng.sample(range(1 << bits), count)) if d.chance(0.5) else list(range(count))
    if d.chance(0.3):
        d.rng.shuffle(codes)
    left = [code for code in range(1 << bits) if code not in codes]
    mask = (1 << w) - 1
    cases = []
    for code, (says, expression, function) in zip(codes, picks, strict=True):
        both = (code, left.pop(0)) if len(left) > 1 and d.chance(0.2) else (code,)
        cases.append(Case(both, says, expression, lambda v, f=function: int(f(v.get(a, 0), v.get(b, 0))) & mask))  # type: ignore[misc]
    otherwise, default, value = d.one(
        (
            ("0", d.style.literal(w, 0), lambda v: 0),
            (a, a, lambda v: v.get(a, 0)),
            ("all ones", f"{{{w}{{1'b1}}}}", lambda v: mask),
        )
    )
    default = default if left else ""
    text = tell_cases(d, _MENU_OPENINGS, s, bits, cases, otherwise if left else "", o, a=a, b=b, w=w)
    chosen = case_value(s, cases, value)
    body, stored = case_body(d, s, bits, cases, default, o)
    reason = case_notes(d, s, bits, o, cases, default)
    extras: list[Item] = []
    if d.chance(0.4):
        flag = d.name("zero", "flag", "z_flag", "st", "is_zero", "neg", "status")
        says, expression, function = d.one(
            (
                ((f"{o} is 0", f"all bits of {o} are 0"), f"{o} == {w}'d0", lambda v: chosen(v) == 0),
                (
                    (f"the top bit of {o} is 1", f"{o} is negative as a signed number"),
                    f"{o}[{w - 1}]",
                    lambda v: bit(chosen(v), w - 1),
                ),
                ((f"{o} has an odd number of ones",), f"^{o}", lambda v: chosen(v).bit_count() & 1),
                ((f"{o} is odd", f"bit 0 of {o} is 1"), f"{o}[0]", lambda v: chosen(v) & 1),
            )
        )
        item = test(d, flag, says, expression, function)
        extras = [item]
        body = [*body, f"assign {flag} = {item.code};"]
        reason += f"\n{notes_of(extras)}"
        text += ("\n" if "\n" in text else " ") + d.any(
            "{o} is {t} when {c}, otherwise {f}.",
            "In addition {o} is {t} if {c} and {f} if not.",
            "Flag {o}: {t} if {c}, else {f}.",
            o=flag,
            c=d.one(says),
            t=int(not item.low),
            f=int(item.low),
        )
    operands = [Port(a, w), Port(b, w)]
    used = [port for port in operands if any(port.name in case.code for case in cases) or port.name == default] or operands[:1]
    inputs = used if len(used) < 2 and port_missing(text, operands) else operands
    ports = placed(d, [*inputs, Port(s, bits)], [Port(o, w, output=True, stored=stored), *outputs_of(extras, False)])

    def function_of(v: Values) -> dict[str, int]:
        return {o: chosen(v), **values_of(extras)(v)}

    def bias(rng: object, index: int) -> dict[str, int]:
        return {s: index % (1 << bits)}

    return Design(
        "an ALU",
        ports,
        text,
        reason,
        tuple(body),
        combinational(d.rng, ports, function_of, bias=bias),
        d.style,
        ("alu", "exec_unit", "op_menu"),
        {"count": count},
    )


def port_missing(text: str, ports: list[Port]) -> bool:
    """Whether the text leaves out one of the ports."""
    return not {port.name for port in ports} <= set(re.findall(r"\w+", text))
