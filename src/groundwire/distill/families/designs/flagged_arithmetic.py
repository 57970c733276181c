"""Sums and differences with flags in any combination, and several results of the same operands side by side."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.designs.adders import CARRY, DIFFERENCE, OVERFLOW, SUM, ZERO
from groundwire.distill.families.designs.alus import NEGATIVE
from groundwire.distill.families.draw import PAIRS, Draw
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

_BORROW = (
    "{f} is the borrow.", "{f} is 1 when {a} is less than {b}, both unsigned.", "If the unsigned difference is negative {f} is high.", "A borrow is reported on {f}.",
    "{f} tells that {b} is more than {a} as an unsigned number.", "Borrow out: {f}.", "{f} = ({a} < {b}), unsigned.", "An unsigned underflow sets {f}.", "{f} goes high if a borrow is needed.",
    "When {a} is smaller than {b} the subtraction borrows, and {f} says so.", "The borrow of the top bit goes to {f}.", "{f} is low if {a} is at least {b} (unsigned), else high.",
)
_BORROW_TOO = (
    "{f} is the borrow out.", "If the unsigned difference is negative {f} is high.", "A borrow is reported on {f}.", "Borrow out: {f}.", "An unsigned underflow sets {f}.", "{f} goes high if a borrow is needed.",
    "The borrow of the top bit goes to {f}.", "{f} is 1 when the exact unsigned result is below 0.",
)
_NO_CARRY = (
    "{f} is 0 when there is a carry out and 1 when there is none.", "{f} is the inverted carry out.", "{f} is low on a carry out of the top bit.", "Without a carry out {f} is high.", "{f} is 1 as long as the unsigned sum fits.",
    "The complement of the carry out goes to {f}.", "{f} = NOT carry out.", "{f} is an active-low carry.",
)
_NONZERO = (
    "{f} is 1 when {r} is not 0.", "{f} is the OR of all bits of {r}.", "{f} is low for a result of zero, else high.", "{f} = ({r} != 0)", "Any 1 in {r} makes {f} 1.", "{f} tells that {r} has a bit set.", "{f} is 0 if and only if {r} is 0.",
    "{f} goes low when all bits of {r} are 0.", "A result other than zero raises {f}.", "With {r} at zero {f} is 0, otherwise 1.",
)
_ODD_ONES = (
    "{f} is 1 when {r} has an odd number of ones.", "{f} is the XOR of all bits of {r}.", "{f} is high if the count of ones in {r} is odd.", "{f} = ^{r}", "An odd number of set bits in {r} sets {f}.", "{f} is 0 if the ones in {r} are even in number, else 1.",
)
_EVEN_ONES = (
    "{f} is 1 when {r} has an even number of ones.", "{f} is the XNOR of all bits of {r}.", "{f} is high if the count of ones in {r} is even.", "An even number of set bits in {r} sets {f}.", "{f} is 0 if the ones in {r} are odd in number, else 1.",
    "{f} = ~^{r}",
)
_ODD = (
    "{f} is 1 when {r} is odd.", "{f} is bit 0 of {r}.", "{f} copies the lowest bit of {r}.", "An odd result makes {f} high.", "{f} tells whether {r} is odd.", "The least significant bit of {r} is also given on {f}.",
)
_POSITIVE = (
    "{f} is 0 when {r} is negative and 1 otherwise.", "{f} is the inverted sign bit of {r}.", "{f} is high if {r}, as a signed number, is 0 or more.", "{f} is the complement of the top bit of {r}.", "A result without minus sign makes {f} 1.",
    "{f} is low for negative {r}.",
)
_WITH_BORROW = (
    "{r} is {a} - {b} - {c}.", "Subtract {b} and the borrow {c} from {a}; the difference is {r}.", "{r} = {a} - {b} - {c}", "From {a} take {b}, and one more if {c} is 1. The result is {r}.", "{a} minus {b} minus the incoming borrow {c} goes to {r}.",
    "The minuend is {a}, the subtrahend {b}, the borrow in {c}; {r} is the difference.", "{c} is a borrow from the place below: {r} is {a} less {b} less {c}.", "Both {b} and {c} are subtracted from {a} to give {r}.",
)
_ONE_UP = (
    "{r} is {a} + 1.", "Increment {a}; the result is {r}.", "{r} = {a} + 1", "{r} is one more than {a}.", "The value after {a} is put on {r}, wrapping at the top.", "Add one to {a} and output it as {r}.", "{a} is incremented to give {r}.",
    "The next number after {a} goes to {r}.",
)
_ONE_DOWN = (
    "{r} is {a} - 1.", "Decrement {a}; the result is {r}.", "{r} = {a} - 1", "{r} is one less than {a}.", "The value before {a} is put on {r}, wrapping at 0.", "Take one off {a} and output it as {r}.", "{a} is decremented to give {r}.",
    "The number before {a} goes to {r}.",
)
_FLAG_NAMES = {
    "carry": ("carry", "cout", "c_flag"), "nocarry": ("no_carry", "cn", "carry_n"), "overflow": ("overflow", "ovf", "v_flag"), "zero": ("zero", "z", "is_zero"),
    "nonzero": ("nonzero", "nz", "any"), "negative": ("neg", "negative", "n_flag"), "positive": ("pos", "nonneg", "plus"), "oddones": ("parity", "par", "p_flag"),
    "evenones": ("even", "pe", "parity_even"), "odd": ("odd", "lsb", "is_odd"),
}
_FLAGS = {
    "nocarry": _NO_CARRY, "overflow": OVERFLOW, "zero": ZERO, "nonzero": _NONZERO, "negative": NEGATIVE, "positive": _POSITIVE, "oddones": _ODD_ONES, "evenones": _EVEN_ONES,
    "odd": _ODD,
}  # fmt: skip


@family("flagged_sum", "arithmetic", 2.0)
def flagged_sum(d: Draw) -> Design:
    """A sum or difference and any of its flags, each told on its own, in any order."""
    width = d.one((3, 4, 5, 6, 8, 8, 8, 12, 16, 16, 32))
    op = d.one(("add", "add", "sub", "sub", "addc", "subc", "inc", "dec"))
    single, minus = op in ("inc", "dec"), op in ("sub", "subc", "dec")
    a, b = d.names(*PAIRS)
    left, right = (b, a) if d.chance(0.35) and not single else (a, b)
    cin = d.name("cin", "carry_in", "bin", "ci") if op in ("addc", "subc") else ""
    result, t = d.name("result", "sum", "r", "out"), d.name("t", "full")
    known = ["carry", *(["nocarry"] * (not minus)), "overflow", "zero", "nonzero", "negative", "positive", "oddones", "evenones", "odd"]
    flags = {kind: d.name(*_FLAG_NAMES[kind]) for kind in d.rng.sample(known, d.one((1, 1, 2, 2, 3, 4)))}
    outs = [Port(result, width, output=True), *(Port(name, output=True) for name in flags.values())]
    d.rng.shuffle(outs)
    ports = (*([Port(a, width)] if single else [Port(a, width), Port(b, width)]), *([Port(cin)] if cin else []), *outs)
    voice, slots = Voice(d), {"a": left, "b": right, "r": result, "c": cin}
    operation = {"add": SUM, "sub": DIFFERENCE, "addc": SUM, "subc": _WITH_BORROW, "inc": _ONE_UP, "dec": _ONE_DOWN}[op]
    told = d.say(d.one(operation), w=width, e=f" and the carry {cin}" * bool(cin),
                 **(slots | {"c": f" + {cin}" * bool(cin)} if operation is SUM else slots))  # fmt: skip
    kinds = _FLAGS | {"carry": CARRY if not minus else _BORROW if op == "sub" else _BORROW_TOO}
    text = voice.facts([told, *(voice.tell(kinds[kind], {**slots, "f": name}) for kind, name in flags.items())], d.chance(0.6))
    total = {
        "add": f"{left} + {right}", "sub": f"{left} - {right}", "addc": f"{left} + {right} + {cin}", "subc": f"{left} - {right} - {cin}",
        "inc": f"{left} + 1'b1", "dec": f"{left} - 1'b1",
    }[op]  # fmt: skip
    top = f"[{width - 1}]"
    second = f"!{left}{top}" if op == "inc" else f"{left}{top}"
    clash = f"{second} && {result}{top}" if op == "inc" else f"{second} && !{result}{top}"
    if not single:
        clash = f"({left}{top} {'!=' if minus else '=='} {right}{top}) && ({result}{top} != {left}{top})"
    codes = {
        "carry": t, "nocarry": f"~{t}", "overflow": clash, "zero": f"({result} == 0)", "nonzero": f"|{result}", "negative": f"{result}{top}", "positive": f"~{result}{top}",
        "oddones": f"^{result}", "evenones": f"~^{result}", "odd": f"{result}[0]",
    }  # fmt: skip
    wide = {"carry", "nocarry"} & set(flags)
    body = [f"{d.style.wire} {t};", f"assign {{{t}, {result}}} = {total};"] if wide else [f"assign {result} = {total};"]
    if "carry" in flags and "nocarry" not in flags:
        body = [f"assign {{{flags['carry']}, {result}}} = {total};"]
    body += [f"assign {name} = {codes[kind]};" for kind, name in flags.items() if kind != "carry" or "nocarry" in flags]

    def function(v: dict[str, int]) -> dict[str, int]:
        second, third = (1, 0) if single else (v[right], v[cin] if cin else 0)
        sign = -1 if minus else 1
        exact = v[left] + sign * (second + third)
        exact_signed = signed(v[left], width) + sign * ((1 if single else signed(second, width)) + third)
        value = exact & (1 << width) - 1
        carry = not 0 <= exact < 1 << width
        known = {
            "carry": carry, "nocarry": not carry, "overflow": not -(1 << (width - 1)) <= exact_signed < 1 << (width - 1), "zero": value == 0, "nonzero": value != 0,
            "negative": value >> (width - 1), "positive": not value >> (width - 1), "oddones": value.bit_count() % 2, "evenones": value.bit_count() % 2 == 0, "odd": value % 2,
        }  # fmt: skip
        return {result: value} | {name: int(known[kind]) for kind, name in flags.items()}

    def bias(rng, i):  # type: ignore[no-untyped-def]
        same = rng.getrandbits(width)
        return {} if i % 5 or single else {a: same, b: same}

    meanings = "; ".join(f"{name}: {'borrow' if kind == 'carry' and minus else _SHORT.get(kind, kind)}" for kind, name in flags.items())
    return Design(
        f"{'a subtractor' if minus else 'an adder'} with flags" if not single else f"{'a decrementer' if minus else 'an incrementer'} with flags",
        ports,
        text,
        f"{result} = {total}. {meanings}.",
        tuple(body),
        combinational(d.rng, ports, function, 50, bias),
        d.style,
        ("flags_add", "add_flags", "arith_flags"),
        {"width": width, "op": op, "flags": list(flags)},
    )


_SHORT = {
    "carry": "carry out", "nocarry": "no carry", "overflow": "signed overflow", "nonzero": "not zero", "negative": "top bit", "positive": "inverted top bit",
    "oddones": "odd number of ones", "evenones": "even number of ones", "odd": "bit 0",
}  # fmt: skip
Result = tuple[tuple[str, ...], str, Callable[[int, int, int], int], int]
"""Wordings, Verilog, value of a, b and the width, and the width of the output: 0 for that of the operands, 1 for one bit, 9 for one bit more."""
_RESULTS: dict[str, Result] = {
    "sum": (("{o} is {a} + {b}", "{o} is the sum of both inputs", "on {o} goes the sum of {a} and {b}", "{o} = {a} + {b}", "{a} plus {b} makes {o}", "the sum goes to {o}"),
            "{a} + {b}", lambda a, b, w: a + b, 0),
    "longsum": (("{o} is the sum {a} + {b} with its carry as the top bit", "{o} is {a} + {b}, one bit wider so that nothing is lost", "the full sum of both inputs, carry included, is {o}"),
                "{a} + {b}", lambda a, b, w: a + b, 9),
    "diff": (("{o} is {a} - {b}", "{o} is {a} minus {b}", "subtract {b} from {a} to get {o}", "{o} = {a} - {b}", "{o} shows {a} less {b}", "the difference {a} - {b} goes to {o}"),
             "{a} - {b}", lambda a, b, w: a - b, 0),
    "rdiff": (("{o} is {b} - {a}", "{o} is {b} minus {a}", "subtract {a} from {b} to get {o}", "{o} = {b} - {a}", "{o} shows {b} less {a}", "take {a} off {b} for {o}"),
              "{b} - {a}", lambda a, b, w: b - a, 0),
    "min": (("{o} is the smaller of {a} and {b}, unsigned", "{o} = min({a}, {b}), unsigned", "the lesser of the two inputs, unsigned, goes to {o}", "of {a} and {b} the one that is less as an unsigned number goes to {o}"),
            "({a} < {b}) ? {a} : {b}", lambda a, b, w: min(a, b), 0),
    "max": (("{o} is the larger of {a} and {b}, unsigned", "{o} = max({a}, {b}), unsigned", "the greater of the two inputs, unsigned, goes to {o}", "of {a} and {b} the one that is more as an unsigned number goes to {o}"),
            "({a} > {b}) ? {a} : {b}", lambda a, b, w: max(a, b), 0),
    "absdiff": (("{o} is the distance between {a} and {b}, unsigned", "{o} = |{a} - {b}|, unsigned".replace("|", "\\|"), "{o} is the larger minus the smaller of {a} and {b}, unsigned", "{o} tells how far {a} and {b} are apart as unsigned numbers"),
                "({a} > {b}) ? {a} - {b} : {b} - {a}", lambda a, b, w: abs(a - b), 0),
    "inc": (("{o} is {a} + 1", "{o} is one more than {a}", "increment {a} to get {o}", "{o} = {a} + 1"), "{a} + 1'b1", lambda a, b, w: a + 1, 0),
    "bdec": (("{o} is {b} - 1", "{o} is one less than {b}", "decrement {b} to get {o}", "{o} = {b} - 1"), "{b} - 1'b1", lambda a, b, w: b - 1, 0),
    "negb": (("{o} is the negative of {b}", "{o} is -{b} in two's complement", "negate {b} to get {o}", "{o} = -{b}"), "-{b}", lambda a, b, w: -b, 0),
    "double": (("{o} is twice {a}", "{o} = 2 * {a}", "{a} doubled goes to {o}", "{o} is {a} times two, cut to the width of {o}"), "{a} << 1", lambda a, b, w: 2 * a, 0),
    "half": (("{o} is half of {b}, rounded down", "{o} = {b} / 2", "{b} divided by two, without the remainder, goes to {o}", "{b} halved and rounded down is {o}"), "{b} >> 1", lambda a, b, w: b // 2, 0),
    "lt": (("{o} is 1 if {a} < {b}, unsigned", "{o} tells whether {a} is less than {b} as unsigned numbers", "{o} goes high when {b} is above {a}, unsigned", "{o} is 0 unless {a} is below {b} (unsigned)"), "({a} < {b})", lambda a, b, w: int(a < b), 1),
    "slt": (("{o} is 1 if {a} < {b}, signed", "{o} tells whether {a} is less than {b} as signed numbers", "{o} goes high when {b} is above {a} in two's complement", "{o} is 0 unless {a} is below {b} (signed)"), "($signed({a}) < $signed({b}))", lambda a, b, w: int(signed(a, w) < signed(b, w)), 1),
    "ge": (("{o} is 1 if {a} >= {b}, unsigned", "{o} is high when {a} is at least {b}, unsigned", "{o} is low when {a} is less than {b}, unsigned, and high if not"), "({a} >= {b})", lambda a, b, w: int(a >= b), 1),
    "gt": (("{o} is 1 if {a} > {b}, unsigned", "{o} is high when {a} exceeds {b}, unsigned", "{o} tells that {b} is less than {a} as unsigned numbers"), "({a} > {b})", lambda a, b, w: int(a > b), 1),
    "eq": (("{o} is 1 if {a} and {b} are equal", "{o} tells whether both inputs are the same", "{o} goes high when {a} equals {b}", "{o} = ({a} == {b})", "{o} is 0 as long as the inputs differ, else 1"), "({a} == {b})", lambda a, b, w: int(a == b), 1),
    "ne": (("{o} is 1 if {a} and {b} differ", "{o} tells whether the inputs are different", "{o} goes low when {a} equals {b}", "{o} = ({a} != {b})"), "({a} != {b})", lambda a, b, w: int(a != b), 1),
    "and": (("{o} is the bitwise AND of {a} and {b}", "{o} = {a} & {b}", "{a} and {b}, ANDed bit by bit, give {o}"), "{a} & {b}", lambda a, b, w: a & b, 0),
    "xor": (("{o} is the bitwise XOR of {a} and {b}", "{o} has a 1 where {a} and {b} differ", "{o} = {a} ^ {b}"), "{a} ^ {b}", lambda a, b, w: a ^ b, 0),
    "anyor": (("{o} is 1 if any bit of {a} or {b} is 1", "{o} is 0 only when both inputs are 0"), "|({a} | {b})", lambda a, b, w: int(a | b != 0), 1),
    "bothodd": (("{o} is 1 if both inputs are odd", "{o} is high when bit 0 of {a} and bit 0 of {b} are 1"), "{a}[0] & {b}[0]", lambda a, b, w: a & b & 1, 1),
    "samesign": (("{o} is 1 if {a} and {b} have the same sign bit", "{o} is high when the top bits of both inputs are equal"), "({a}[{t}] == {b}[{t}])", lambda a, b, w: int(a >> (w - 1) == b >> (w - 1)), 1),
}  # fmt: skip


@family("several_results", "arithmetic", 2.0)
def several_results(d: Draw) -> Design:
    """Two to four outputs, each another function of the same two numbers; the order of the facts is not that of the ports."""
    width = d.one((2, 3, 4, 5, 6, 8, 8, 10, 16))
    a, b = d.names(*PAIRS, ("p", "q"), ("left", "right"))
    left, right = (b, a) if d.chance(0.4) else (a, b)
    kinds = d.rng.sample(list(_RESULTS), d.one((2, 2, 3, 3, 4)))
    letters = d.one((("y", "z", "w", "v"), ("out1", "out2", "out3", "out4"), ("r0", "r1", "r2", "r3"), ("o1", "o2", "o3", "o4"), ("f", "g", "h", "k")))
    names = [d.name(letters[i], letters[i]) for i in range(len(kinds))]
    sizes = [{0: width, 1: 1, 9: width + 1}[_RESULTS[kind][3]] for kind in kinds]
    ports = (Port(a, width), Port(b, width), *(Port(n, s, output=True) for n, s in zip(names, sizes, strict=True)))
    voice, told = Voice(d), []
    for kind, name in zip(kinds, names, strict=True):
        sentence = d.say(d.one(_RESULTS[kind][0]), a=left, b=right, o=name)
        told.append(sentence if sentence.startswith((a, b, name)) else sentence[:1].upper() + sentence[1:])
    text = voice.facts([f"{one}." for one in told])
    if d.chance(0.3):
        text = d.any("From {a} and {b}, {n} results are derived. ", "{n} things are to be computed from {a} and {b}. ", "The outputs depend on {a} and {b} only. ",
                     a=a, b=b, n=("Two", "Three", "Four")[len(kinds) - 2]).replace(", Two", ", two").replace(", Three", ", three").replace(", Four", ", four") + text  # fmt: skip
    codes = [_RESULTS[kind][1].replace("{t}", str(width - 1)).format(a=left, b=right) for kind in kinds]

    def function(v: dict[str, int]) -> dict[str, int]:
        return {
            name: _RESULTS[kind][2](v[left], v[right], width) & (1 << size) - 1 for kind, name, size in zip(kinds, names, sizes, strict=True)
        }

    def bias(rng, i):  # type: ignore[no-untyped-def]
        same = rng.getrandbits(width)
        return {} if i % 5 else {a: same, b: same}

    return Design(
        "a unit with several results",
        ports,
        text,
        "; ".join(f"{name} = {code}" for name, code in zip(names, codes, strict=True)) + ".",
        tuple(f"assign {name} = {code};" for name, code in zip(names, codes, strict=True)),
        combinational(d.rng, ports, function, 50, bias),
        d.style,
        ("results", "arith_unit", "functions"),
        {"width": width, "kinds": kinds},
    )
