"""Adder and subtractor cells, adders with and without carries, overflow: told in words that differ in a fact or two."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.sums_shared import (
    CARRY_INS,
    CARRY_OUTS,
    PAIRS,
    SUM_NAMES,
    driven,
    finished,
    shown,
    verb,
)

_ADD_CELL = (
    "Write a {h} adder. Inputs {l}, sum {s}, carry {c}.", "{h} adder: {s} is the sum, {c} the carry out.",
    "{h} adder with carry {c} and sum {s}.", "A module that adds the {n} bits {l}. {s} is the sum bit and {c} the carry.",
    "Count how many of {l} are 1. Written as a two-digit binary number, the count is {c} followed by {s}.",
    "{c} and {s} together say how many of the {n} inputs are high, {c} being worth two and {s} one.",
    "When people add columns of binary digits, each column gives a digit and perhaps a one to carry to the left. The digits of "
    "this column are {l}. Put the digit of the result on {s} and the one that is carried on {c}. For instance {e}.",
    "{s} is 1 for an odd number of ones among {l}. {c} is 1 (as soon as|when) two or more of them are 1.",
    "A {h} adder has {n} inputs, here {l}. Its low result bit drives {s}; its high result bit, worth 2, drives {c}.",
    "Lab 1\n- inputs: {l}, one bit each\n- {s}: what is written down\n- {c}: what is carried\n- function: {h} adder",
    "can you do me a {h} adder pls, {c} = carry and {s} = sum", "The two outputs are the digits of the sum {p}: "
    "{c} is the twos digit, {s} the ones digit. Example: {e}.",
    "How is a {h} adder written in Verilog? Its inputs are {l}. The sum goes to {s}, the carry to {c}.",
    "One column of an addition with {n} summands ({l}). The carry {c} goes on to the next column, the sum {s} stays here.",
    "Not a subtractor but an adder is wanted: the {h} adder with {l} in, {s} (sum) and {c} (carry) out.",
    "No vectors here, only bits. Add {l}; the result needs two bits. The lower one is {s} and the upper one is {c}. Since {e}, "
    "it is easily checked by hand.",
)  # fmt: skip
_SUBTRACT_CELL = (
    "Write a {h} subtractor that takes {b} from {a}.{k} The difference bit is {s}, the borrow is {c}.",
    "{h} subtractor, {p}: {s} is the difference and {c} the borrow out.",
    "{p} for single bits. {c} {u} when something has to be borrowed from the next column, {s} is the digit that remains.",
    "When we subtract on paper and the upper digit is too small, we borrow from the column to the left. Here the upper digit is "
    "{a} and the lower one {b}.{k} Output the digit of the result as {s} and the borrowing as {c}. For instance {e}.",
    "Take {b} away from {a}.{k} If that would be negative, two is borrowed from the left and {c} is 1, otherwise 0. {s} is what "
    "remains.",
    "{h} subtractor cell\n- minuend: {a}\n- subtrahend: {b}\n{j}- difference: {s}\n- borrow to the next cell: {c}",
    "Not an adder this time but the {h} subtractor: {a} minus {b}.{k} {s} = difference, {c} = borrow.",
    "I need {s} and {c}, difference and borrow, of {p}. All are single bits.",
    "Which gates make a {h} subtractor? Minuend {a}, subtrahend {b}.{k} {c} is the borrow, {s} the difference.",
    "{b} is subtracted from {a}.{k} {s} tells whether the result is odd; {c} tells whether the result is below zero.",
    "One column of a binary subtraction: {p}. The result is {s} - 2*{c}. So {e}.",
    "hey, what's the code for a {h} subtractor ({p})? diff on {s}, borrow on {c} please",
    "Difference {s} and borrow {c} of two bits, where {b} is the one that is taken away, not {a}.{k}",
)  # fmt: skip
_SUM_ONLY = (
    "A {h} adder of which only the sum bit is used: {o}. There is no carry output.",
    "{o} is the low bit of the sum {p}. The carry is thrown away.", "Of the digits of {p}, {o} is the ones digit only.",
    "From a {h} adder we keep the sum ({o}), not the carry.", "{o} {u} when an odd number of {l} is 1, as the sum bit of a "
    "{h} adder is.", "Sum output of a {h} adder. Inputs {l}, output {o}. For instance {e}.",
    "Add {l} and write down the last digit of the result ({o}). Nothing is said of the digit in front of it.",
)  # fmt: skip
_CARRY_ONLY = (
    "A {h} adder of which only the carry is used: {o}. There is no sum output.",
    "{o} is the high bit of the two-bit sum {p}. The low bit is thrown away.", "Of the digits of {p}, {o} is the twos digit "
    "only.",
    "From a {h} adder we keep the carry ({o}), not the sum.", "{o} {u} when at least two of {l} are 1, as the carry of a "
    "{h} adder does.", "Carry output of a {h} adder. Inputs {l}, output {o}. For instance {e}.",
    "Add {l} and tell by {o} whether the result needs a second digit. The last digit itself is not needed.",
)  # fmt: skip


@family("sums_cell", "arithmetic", 1.0)
def sums_cell(d: Draw) -> Design:
    """Half and full adders and subtractors, by name and by explanation, whole or with one of their outputs."""
    full, minus = d.chance(0.5), d.chance(0.4)
    names = d.names(*PAIRS, ("d0", "d1"), ("i", "j"), ("s1", "s2"))
    if minus and d.chance(0.4):
        names.reverse()
    third = d.name("bin", "b_in", "borrow_in", "k", "bi") if minus else d.name(*CARRY_INS)
    bits = [*names, third] if full else names
    a, b = names
    low = d.name(*(("diff", "d", "df", "res", "r", "D") if minus else SUM_NAMES))
    high = d.name(*(("bout", "bo", "borrow", "b_out", "br") if minus else CARRY_OUTS))
    keep = "both" if minus else d.one(("both", "both", "both", "low", "high"))
    o = low if keep == "low" else high
    example = [d.number(0, 1) for _ in bits]

    def value(v: dict[str, int]) -> int:
        p, q, k = v[a], v[b], v[third] if full else 0
        return p - q - k if minus else p + q + k

    total = value(dict(zip(bits, example, strict=True)))
    told = " ".join(f"{'-' if minus else '+'} {bit}" for bit in example)[2:]
    if keep == "both":
        told = f"{told} gives {low} = {total & 1} and {high} = {total >> 1 & 1}"
    else:
        told = f"{told} gives {o} = {total & 1 if keep == 'low' else total >> 1 & 1}"
    texts = _SUBTRACT_CELL if minus else {"both": _ADD_CELL, "low": _SUM_ONLY, "high": _CARRY_ONLY}[keep]
    text = d.any(
        *texts, h="full" if full else "half", l=listing(bits), n="three" if full else "two", s=low, c=high, o=o, a=a, b=b,
        e=told, p=(" - " if minus else " + ").join(bits), u=verb(1, d),
        k=d.any(" The borrow in {k} is taken away as well.", " {k} is the borrow in; it is subtracted too.",
        k=third) if full else "",
        j=f"- borrow in, subtracted too: {third}\n" if full else "",
    )  # fmt: skip
    odd = " ^ ".join(bits)
    if minus:
        carry = f"(~{a} & {b}) | (~({a} ^ {b}) & {third})" if full else f"~{a} & {b}"
        note = f"{a} minus {b}{f' minus {third}' * full}\n{low}: XOR\n{high}=1 when {a} < {b}{f' + {third}' * full}"
    else:
        carry = f"({a} & {b}) | ({a} & {third}) | ({b} & {third})" if full else f"{a} & {b}"
        note = f"adds {', '.join(bits)}"
        note += f"\n{low}: XOR of {len(bits)}" * (keep != "high") + f"\n{high}=1 when two or more are 1" * (keep != "low")
    outputs = {"both": {low: odd, high: carry}, "low": {low: odd}, "high": {high: carry}}[keep]
    if keep == "both" and not minus and d.chance(0.4):
        outputs = {f"{{{high}, {low}}}": " + ".join(bits)}
        note = f"adds {', '.join(bits)}\ntwo-bit result: {high} high bit, {low} low bit"
    shown_ports = [low, high] if keep == "both" else [o]
    if d.chance(0.3):
        shown_ports.reverse()
    ports = [*(Port(name) for name in bits), *(Port(name, output=True) for name in shown_ports)]

    def function(v: dict[str, int]) -> dict[str, int]:
        parts = {low: value(v) & 1, high: value(v) >> 1 & 1}
        return {name: parts[name] for name in shown_ports}

    word = f"{'full' if full else 'half'}_{'subtractor' if minus else 'adder'}"
    facts = {"full": full, "minus": minus, "keep": keep}
    return finished(d, f"a {word.replace('_', ' ')}", driven(d, text, outputs), ports, note, function, (word, word[0] + "a",
    "cell"),
                    facts)  # fmt: skip


_IN_FACTS = {
    "none": ("there is no carry in", "nothing is carried in", "no carry comes in"),
    "high": ("{k} is the carry in", "{k} = 1 adds one more", "one more is added when {k} is 1", "the bit {k} is added as well"),
    "low": ("the carry in {k} is active low, so {k} = 0 adds one more", "one more is added when {k} is 0, not when it is 1",
            "one is added on top as long as {k} is low"),
}  # fmt: skip
_OUT_FACTS = {
    "wrap": ("{s} keeps the low {w} bits and the carry is dropped", "{s} is as wide as the inputs and wraps around",
             "the result {s} has {w} bits, what overflows is lost", "{s} is the sum modulo 2^{w}"),
    "cout": ("{s} is the {w}-bit sum and {c} the carry out of its top bit", "the sum goes to {s}, the carry out to {c}",
             "{c} is 1 when the sum does not fit into {w} bits, {s} has its low {w} bits"),
    "ncout": ("{s} is the {w}-bit sum and {c} the inverted carry out, 0 when there is a carry",
              "the sum goes to {s}, and {c} goes low for a carry out, else it is high",
              "{c} is 1 when the sum fits into {w} bits and 0 when it does not, {s} has its low {w} bits"),
    "wide": ("{s} is one bit wider than the inputs and holds the whole sum", "the {v}-bit {s} takes the carry as its top bit",
             "no carry is lost because {s} has {v} bits", "{s} is the full sum, {v} bits"),
}  # fmt: skip
_CHAIN = (
    "{w}-bit adder for {a} and {b}: {i}; {o}.", "Add {a} and {b} ({w} bits each). {i}, {o}.",
    "Adder, {w} bits. {o}. {i}.", "{o}. The summands are {a} and {b}; {i}.",
    "(Could you write|Please write) an adder for the {w}-bit numbers {a} and {b}? About the carries: {i}, and {o}.",
    "Adding binary numbers works like adding decimal ones, only that a carry comes at two instead of ten. Take {a} and {b}, "
    "both with {w} bits. {i}. On the other end, {o}.{e}",
    "Datasheet\nOperands: {a}, {b} ({w} bits)\nCarry in: {i}\nResult: {o}",
    "- add {a} to {b}\n- {i}\n- {o}", "{a} + {b} is what it computes. It matters that {i}, and that {o}.",
    "What comes in: two unsigned {w}-bit numbers, {a} and {b}. What goes out: {o}. {i}.",
    "need {a}+{b}, {w} bits. {o}, {i}.{e}", "Our old adder did it differently, so please mind: {i} (input side), {o} (output "
    "side). "
    "The numbers to be added are {a} and {b}.",
    "Two {w}-bit registers feed this adder through {a} and {b}. At the low end {i}. At the high end {o}.{e}",
    "(An|One) adder stage. {i}. {o}. It adds {a} and {b}.",
    "The sum of {a} and {b} is wanted. You should know two things: first, {o}; second, {i}.",
)  # fmt: skip


@family("sums_carries", "arithmetic", 1.0)
def sums_carries(d: Draw) -> Design:
    """Adders with or without carries, active high or low, with a wrapped or a wider sum."""
    w = d.one((2, 3, 4, 4, 4, 5, 6, 8, 8, 8, 16, 16, 32, 64, 100))
    a, b = d.names(*PAIRS)
    ci = d.one(("none", "none", "high", "high", "low"))
    co = d.one(("wrap", "cout", "cout", "wide", "ncout"))
    k, s, c = d.name(*CARRY_INS), d.name(*SUM_NAMES), d.name(*CARRY_OUTS)
    x, y = (d.number(0, (1 << min(w, 8)) - 1) for _ in "xy")
    one = {"none": 0, "high": 1, "low": 1}
    extra = d.number(0, 1) if one[ci] else 0
    mask = (1 << w) - 1

    def total(v: dict[str, int]) -> int:
        return v[a] + v[b] + (v[k] if ci == "high" else 1 - v[k] if ci == "low" else 0)

    def outcome(t: int) -> dict[str, int]:
        if co == "wide":
            return {s: t}
        return {s: t & mask} if co == "wrap" else {s: t & mask, c: (t >> w) ^ (co == "ncout")}

    got = outcome(total({a: x, b: y, k: extra}))
    at = f"{a} = {x}, {b} = {y}" + f", {k} = {extra}" * (ci != "none")
    example = d.any(" With {x} we get {r}.", " Example: {x} gives {r}.", " For instance, {x} makes {r}.", x=at,
                    r=listing([f"{n} = {v}" for n, v in got.items()]))  # fmt: skip
    slots = {"k": k, "s": s, "c": c, "w": w, "v": w + 1}
    text = d.any(*_CHAIN, w=w, a=a, b=b, i=d.any(*_IN_FACTS[ci], **slots), o=d.any(*_OUT_FACTS[co], **slots), e=example)
    if ci != "low" and co in ("wrap", "cout") and d.chance(0.15):
        text = d.any(
            "{w}-bit adder {c}.", "Write a {w}-bit adder {c}.", "An adder for {w}-bit numbers, {c}.", w=w,
            c=("with carry in and carry out" if ci == "high" else "with a carry out but no carry in") if co == "cout" else
            ("with carry in but without carry out" if ci == "high" else "without any carry in or out"),
        )  # fmt: skip
        text += d.any(
            " Inputs {x}, outputs {y}.", " ({x} to {y}).", x=listing([a, b] + [k] * (ci == "high")), y=listing(list(got))
        )
    code = f"{a} + {b}" + {"none": "", "high": f" + {k}", "low": f" + !{k}"}[ci]
    note = {"none": "no carry in", "high": f"carry in {k}", "low": f"carry in when {k}=0: add !{k}"}[ci]
    note = f"{a} + {b}, {w} bits\n{note}\n"
    if co == "ncout":
        t = d.name("t", "full", "wide", "tmp")
        lines = [f"wire [{w}:0] {t};", f"assign {t} = {code};", f"assign {s} = {t}[{w - 1}:0];", f"assign {c} = ~{t}[{w}];"]
        built = (text, lines, False)
        note += f"{s}: low {w} bits; {c}: carry inverted"
    else:
        left = f"{{{c}, {s}}}" if co == "cout" else s
        built = driven(d, text, {left: code})
        note += {"wrap": f"{s}: {w} bits, carry dropped", "cout": f"{c} is the carry, {s} the low {w} bits",
                 "wide": f"{s}: {w + 1} bits, holds the carry"}[co]  # fmt: skip
    ports = [Port(a, w), Port(b, w), *([Port(k)] if ci != "none" else [])]
    ports += [Port(s, w + (co == "wide"), output=True), *([Port(c, output=True)] if co in ("cout", "ncout") else [])]
    return finished(d, f"a {w}-bit adder", built, ports, note, lambda v: outcome(total(v)), (f"adder{w}", "add", "adder"),
                    {"in": ci, "out": co, "width": w})  # fmt: skip


_FLAG_FACTS = {
    "signed": ("the signed result is wrong for lack of bits", "the result does not fit in {w} bits of two's complement",
               "there is a signed overflow, taking the inputs as two's complement",
               "the true signed result is outside {m} to {h}"),
    "carry": ("the unsigned sum does not fit in {w} bits", "there is a carry out of the top bit, the inputs being unsigned",
              "the sum of the unsigned inputs exceeds {t}"),
    "borrow": ("the unsigned difference would be negative", "the unsigned subtraction has to borrow, so {a} is less than {b}",
               "{b} is larger than {a}, both unsigned"),
}  # fmt: skip
_OVERFLOW = (
    "{p} for {w}-bit numbers. {c} {y} when {x}, else {n}.{s}", "{c} tells about {p}: it {y} if {x} and {n} otherwise.{s}",
    "Compute {p}. If {x}, {c} {y}; if not, {c} {n}.{s}", "{s} {c} {y} exactly when {x}. Here the operation is {p}, {w} bits.",
    "An ALU must know when to distrust a result. We look at {p} with {w} bits. {c} is the warning: it {y} when {x}. "
    "In all other cases it {n}.{s}{e}",
    "Overflow detection ({w} bits)\n- operation: {p}\n- {c} {y} when: {x}\n- otherwise {c} {n}{l}",
    "There are two different flags in every textbook, one for signed and one for unsigned numbers. I want only one of them. "
    "The operation is {p}. {c} {y} if {x}, otherwise it {n}.{s}",
    "what i need: a flag {c} for {p}. it {y} whenever {x}{d}.{s}",
    "How do I find out in Verilog whether {x}? The operation is {p}, and {c} {y} in that case, otherwise {n}.{s}",
    "As long as all is well {c} {n}. It {y} when {x}, where {p} is computed.{s}",
    "{p} is formed from {w}-bit operands. {c} {n} unless {x}.{s}{e}",
    "Flag {c} of the {w}-bit operation {p}, for this case: {x}. Then {c} {y}. Anything else means that it {n}.{s}",
    "{s} Besides, {c} shall show whether {x} in the computation of {p}: in that case it {y}, in the other case it {n}.",
)  # fmt: skip


@family("sums_overflow", "arithmetic", 1.0)
def sums_overflow(d: Draw) -> Design:
    """Signed overflow, carry or borrow of a sum or a difference, with either polarity, with or without the result."""
    w = d.one((3, 4, 4, 4, 5, 6, 8, 8, 8, 8, 16, 32))
    a, b = d.names(*PAIRS)
    minus, is_signed, low, whole = d.chance(0.45), d.chance(0.6), d.chance(0.25), d.chance(0.6)
    if d.chance(0.3):
        a, b = b, a
    kind = "signed" if is_signed else "borrow" if minus else "carry"
    s, c = d.name(*SUM_NAMES), d.name("ovf", "v", "flag", "of", "overflow", "err", "bad", "c", "warn", "st", "f")
    sign, t = "-" if minus else "+", w - 1
    half = 1 << t

    def exact(p: int, q: int) -> int:
        if is_signed:
            p, q = signed(p, w), signed(q, w)
        return p - q if minus else p + q

    def flag(value: int) -> int:
        wrong = not -half <= value < half if is_signed else not 0 <= value < 2 * half
        return int(wrong != low)

    x, y = d.number(0, 2 * half - 1), d.number(0, 2 * half - 1)
    value = exact(x, y)
    example = f" For instance {a} = {shown(x, w)} and {b} = {shown(y, w)} make {c} {flag(value)}."
    told = d.any(" The low {w} bits of the result go to {s}.", " {s} is the {w}-bit result.", " {s} has the result, cut to {w} "
    "bits.",
                 s=s, w=w) if whole else ""  # fmt: skip
    text = d.any(
        *_OVERFLOW, p=f"{a} {sign} {b}", w=w, c=c, y=verb(1 - low, d), n=verb(int(low), d), s=told, e=example,
        x=d.any(*_FLAG_FACTS[kind], w=w, m=-half, h=half - 1, t=2 * half - 1, a=a, b=b),
        l=f"\n- {s}: the {w}-bit result" if whole else "", d=f" and {verb(int(low), d)} when not",
    )  # fmt: skip
    result = s if whole else d.name("t", "res", "tmp", "d0")
    lines = [] if whole or kind == "borrow" else [f"wire [{t}:0] {result};"]
    if kind == "signed":
        lines.append(f"assign {result} = {a} {sign} {b};")
        test = f"({a}[{t}] {'!=' if minus else '=='} {b}[{t}]) && ({result}[{t}] != {a}[{t}])"
        note = f"signs of {a} and {b} {'differ' if minus else 'equal'}, sign of the result differs from {a}"
    elif kind == "carry":
        lines.append(f"assign {result} = {a} + {b};")
        test, note = f"{result} < {a}", f"unsigned carry: result smaller than {a}"
    else:
        lines += [f"assign {result} = {a} - {b};"] if whole else []
        test, note = f"{a} < {b}", f"unsigned borrow: {a} < {b}"
    lines.append(f"assign {c} = {f'!({test})' if low else test};")
    ports = [Port(a, w), Port(b, w), *([Port(s, w, output=True)] if whole else []), Port(c, output=True)]
    reasoning = f"{a} {sign} {b}, {w} bits, {'signed' if is_signed else 'unsigned'}\n{note}\n"
    reasoning += f"{c}={int(not low)} then, else {int(low)}"

    def function(v: dict[str, int]) -> dict[str, int]:
        r = exact(v[a], v[b])
        return ({s: r & (2 * half - 1)} if whole else {}) | {c: flag(r)}

    return finished(d, "an overflow detector", (text, lines, False), ports, reasoning, function, ("overflow", "check", "flagged"),
                    {"kind": kind, "minus": minus, "low": low, "width": w})  # fmt: skip


_CONTROL = (
    "{o} is {p} when {c} is 1 and {q} when it is 0.", "{c} high: {o} = {p}. {c} low: {o} = {q}.",
    "With {c} {h}, {q} goes to {o}; with {c} {g}, {p} does.", "{o} = {q} unless {c} is 1; then it is {p}.",
    "One unit for two operations. {c} chooses: a {x} means {m}, a {z} means {k}. The result is {o}.",
    "{m} or {k}? {c} tells: {x} for the former, {z} for the latter. {o} has {w} bits and wraps.",
    "A subtractor is an adder with one operand inverted and a carry in, that is why both can share the hardware and a control "
    "bit "
    "decides. In our case the bit is {c}. For {x} the unit outputs {m} on {o}, for {z} it outputs {k}.{e}",
    "| {c} | {o} |\n|---|---|\n| {x} | {m} |\n| {z} | {k} |", "- {c} = {x}: {o} gets {m}\n- {c} = {z}: {o} gets {k}\n- {w} bits, "
    "overflow is ignored", "hi, i want a block where {c} switches between {m} and {k} ({x} -> the first, {z} -> the second). "
    "output is {o}", "Normally, with {c} at {z}, {o} is {k}. Only when {c} is {x} does it become {m}.",
    "{m} is what {o} shows as long as {c} is {x}, not {z}. In the other case {k} appears.{e}",
    "The control {c} is {x} when the processor executes the instruction for {m}. Otherwise the instruction is {k}. Drive {o} "
    "with "
    "the {w}-bit result of the instruction.",
    "Data sheet, mode input {c}: \"{x} selects {m}; {z} selects {k}.\" The result appears on {o}.",
    "If you see {c} at {x}, the answer on {o} must be {m}. And the other way round, {k} belongs to {z}.{e}",
    "What should {o} be? {m}, given {c} = {x}. {k}, given {c} = {z}. All words have {w} bits.",
)  # fmt: skip
_PLUS = ("{a} + {b}", "the sum of {a} and {b}", "{a} plus {b}", "{b} + {a}")
_MINUS = ("{a} - {b}", "{a} minus {b}", "{b} subtracted from {a}", "{a} less {b}", "{a} reduced by {b}")


@family("sums_control", "arithmetic", 1.0)
def sums_control(d: Draw) -> Design:
    """Add and subtract, or both directions of subtraction, under a control bit of either polarity."""
    w = d.one((2, 3, 4, 4, 5, 6, 8, 8, 8, 16, 16, 32, 64))
    a, b = d.names(*PAIRS)
    c, o = d.name("mode", "sel", "ctl", "op", "k", "m", "sw", "as"), d.name("out", "y", "z", "r", "result", "res", "f", "s")
    ops = d.one((("+", "-"), ("+", "-"), ("-", "+"), ("-", "+"), ("+", "~"), ("~", "+"), ("-", "~"), ("~", "-")))
    codes = {"+": f"{a} + {b}", "-": f"{a} - {b}", "~": f"{b} - {a}"}
    words = {"+": d.any(*_PLUS, a=a, b=b), "-": d.any(*_MINUS, a=a, b=b), "~": d.any(*_MINUS, a=b, b=a)}
    zero, one = ops
    first = d.number(0, 1)
    mask = (1 << w) - 1

    def value(op: str, p: int, q: int) -> int:
        return (p + q if op == "+" else p - q if op == "-" else q - p) & mask

    x, y, at = d.number(0, mask), d.number(0, mask), d.number(0, 1)
    example = f" So {c} = {at}, {a} = {shown(x, w)}, {b} = {shown(y, w)} give {shown(value(ops[at], x, y), w)}." if w < 9 else ""
    text = d.any(*_CONTROL, o=o, c=c, p=words[one], q=words[zero], x=first, z=1 - first, m=words[ops[first]], e=example,
                 k=words[ops[1 - first]], w=w, h="low", g="high")  # fmt: skip
    test, yes, no = (c, codes[one], codes[zero]) if d.chance(0.6) else (d.one((f"{c} == 1'b0", f"!{c}")), codes[zero], codes[one])
    if d.chance(0.4):
        lines = ["always_comb" if d.style.modern else "always @(*)", f"  if ({test}) {o} = {yes};", f"  else {o} = {no};"]
        built = (text, lines, True)
    else:
        built = (text, [f"assign {o} = {test if test == c or test[0] == '!' else f'({test})'} ? {yes} : {no};"], False)
    ports = [Port(a, w), Port(b, w), Port(c), Port(o, w, output=True)]
    return finished(
        d, "an adder/subtractor", built, ports, f"{c}=1 -> {codes[one]}\n{c}=0 -> {codes[zero]}\n{w} bits, wraps",
        lambda v: {o: value(ops[v[c]], v[a], v[b])}, ("addsub", "add_sub", "unit"), {"ops": ops, "width": w},
    )  # fmt: skip
