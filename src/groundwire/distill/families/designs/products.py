"""Multiplication and decimal digits: products, squares, multiply-add; BCD, excess-3."""
# ruff: noqa: E501  (wordings read best with one to a line)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import PAIRS, Draw
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.arithmetic_voices import Voice

_PRODUCTS = {
    "product": (
        "{o} is the product of the unsigned numbers {a} and {b}.", "Multiply {a} by {b}, both unsigned; {o} is the full {n}-bit product.",
        "{o} = {a} * {b}, unsigned.", "{o} <- {a} x {b}", "The unsigned product of {a} and {b} (goes to|appears on|is given on) {o}.",
        "{a} and {b} are unsigned factors; {o} is what they give when multiplied.", "Can you multiply {a} with {b}? Put the answer on {o}.",
        "An unsigned multiplier with operands {a} and {b} and result {o}.", "{o} shall be {a} times {b}, with no sign.",
        "{a} times {b} (is|makes) {o}.", "Please compute the product {a} * {b} and drive it on {o}.", "Take {a} {b} times; the total is {o}.",
        "Both inputs are unsigned integers. Their product, without loss of bits, is {o}.", "On {o} we want to see {a} multiplied by {b}.",
        "{o} carries the whole product of the two inputs, read as unsigned.", "Factors: {a}, {b}. Product: {o}. Unsigned.",
        "To find the area of a field of {a} by {b}, multiply them; the area is {o}.",
    ),
    "signed": (
        "{o} is the product of the signed numbers {a} and {b}.", "Multiply {a} by {b} as two's complement; {o} is the {n}-bit product.",
        "{o} = {a} * {b}, signed.", "The signed product of {a} and {b} (goes to|appears on|is driven on) {o}.",
        "{a} and {b} may be negative. {o} is their product, also in two's complement.", "Can you multiply two signed numbers, {a} "
        "and {b}? The answer is {o}.", "A two's complement multiplier: {a} times {b} is {o}.", "Signed multiplication of {a} and {b}; result {o}.",
        "All ports are signed; {o} is {a} times {b}.", "{o} shall be the signed result of {a} times {b}.", "{a} x {b} -> {o} (with sign|signed)",
        "Minus times minus gives plus here: {o} is {a} times {b} with all numbers signed.", "Treat {a} and {b} as signed; put the product on {o}.",
        "Factors {a} and {b}, product {o}, everything in two's complement.", "The product {o} of the signed inputs {a} and {b} is computed.",
        "On {o} give {a} multiplied by {b}, where each is a signed number.",
    ),
    "constant": (
        "{o} is {a} times {f}.", "Multiply {a} by the constant {f}; {o} is the result.", "{o} = {f} * {a}", "Scale {a} by {f} to get {o}.",
        "{f} times {a} goes to {o}.", "On {o} give {a} multiplied by {f}.", "The input {a}, unsigned, is multiplied by {f} and put on {o}.",
        "A fixed gain of {f}: {o} is {f} times {a}.", "Every unit of {a} counts {f} times in {o}.", "{o} is the {f}-fold of {a}.",
        "Add {a} to itself so that {f} of it are in {o}.", "Given {a}, output {f} times as much on {o}.", "If {a} is n then {o} is {f} times n.",
        "There are {a} boxes of {f} pieces; {o} is the number of pieces.", "Could you multiply {a} by {f} for me? Output: {o}.",
        "{a} in, {a} x {f} out on {o}.",
    ),
    "square": (
        "{o} is the square of {a}.", "{o} = {a} times {a}, unsigned.", "Square {a}; the result is {o}.", "{o} is {a} squared.", "{o} = {a} * {a}",
        "The unsigned input {a} is multiplied by itself to give {o}.", "Put the square of {a} on {o}.", "A squarer: {a} in, its square on {o}.",
        "{a} raised to the power of two appears on {o}.", "Multiply {a} with itself and output {o}.", "The area of a square with sides of {a} is {o}.",
        "Please drive {o} with {a} times {a}.", "{o} shows what {a} gives when it is multiplied by itself.", "For an unsigned {a}, {o} is its square.",
        "Can you give me the square of {a} on {o}?",
    ),
    "madd": (
        "{o} is {a} times {b} plus {c}.", "Multiply {a} by {b} and add {c}; {o} is the result in {n} bits.", "{o} = {a} * {b} + {c}",
        "{o} = {c} + {a} * {b}", "To the product of {a} and {b} add {c}. That is {o}.", "{c} is added to the product of {a} and {b}; output {o}.",
        "The unsigned sum of {c} and the product of {a} and {b} goes to {o}.", "A multiply-add unit: factors {a} and {b}, addend {c}, result {o}.",
        "Addend: {c}. Factors: {a} and {b}. Result: {o}.", "Compute {a} times {b}, then increase it by {c} and give it out as {o}.",
        "Start from {c} and add {a} times {b}; {o} is what you get.", "{o} is {c} more than the product of {a} and {b}.", "Drive {o} with {a}*{b}+{c}.",
        "I need {c} plus {a} times {b} on {o}, all of it unsigned.", "Could you build {a} times {b} plus {c}? The output is {o}.",
        "{o} combines all three inputs: {a} and {b} are multiplied, {c} is added.",
    ),
}
_BCD = {
    "add": (
        "Add the BCD digits {a} and {b} and the carry {c}; {s} is the BCD digit of the sum and {o} the carry to the next digit.",
        "A one-digit BCD adder: {a} + {b} + {c} gives {o} as tens and {s} as ones.", "{a} and {b} are decimal digits. Their sum with {c} "
        "has the ones digit {s} and the carry {o}.", "Decimal addition of one digit. Operands {a} and {b}, carry in {c}, carry out {o}, digit {s}.",
        "10*{o} + {s} = {a} + {b} + {c}, where {a}, {b} and {s} are decimal digits.", "Build a decimal adder stage: when {a} + {b} + {c} is above 9, {o} is 1 "
        "and {s} is the sum less 10; if not, {o} is 0 and {s} is the sum.", "{o} is 1 if the digits {a} and {b} together with {c} make ten or more; {s} "
        "is the last decimal digit of that sum.", "Can you add two BCD digits, {a} and {b}, with carry {c}? I want the digit on {s}, the carry on {o}.",
        "Sum the digits {a} and {b} and the carry-in {c} in decimal. Carry-out: {o}. Digit: {s}.", "The BCD sum of {a}, {b} and {c}: "
        "the tens go to {o}, the ones to {s}.", "{s} is {a} + {b} + {c} modulo 10, and {o} tells whether 10 was reached.",
        "One column of a decimal sum: {a} and {b} stand below each other, {c} was carried; write {s} and carry {o}.",
        "The carry {o} and the digit {s} result from adding {a}, {b} and {c} in BCD.", "BCD digits in: {a}, {b}; carry in: {c}; BCD digit out: {s}; "
        "carry out: {o}.", "Add {c} to the decimal digits {a} and {b}. Put the result in BCD on {s}, with {o} being the carry.",
    ),
    "split": (
        "Split the binary number {a}, from 0 to 99, into its decimal digits {t} and {o}: tens and ones.", "{t} and {o} are the tens and "
        "the ones digit of {a}, which is below 100.", "{a} = 10*{t} + {o}, where both outputs are decimal digits and {a} is at most 99.",
        "Convert {a}, less than 100, to two BCD digits; {t} is the higher one, {o} the lower.", "The ones of {a} go to {o}, the tens to {t}; {a} is never above 99.",
        "{o} is {a} modulo 10 and {t} is {a} divided by 10, for {a} up to 99.", "Show the number {a} in decimal: first digit {t}, second digit {o}. "
        "It is 99 at most.", "Binary to BCD for values under 100: input {a}, tens {t}, ones {o}.", "Can you turn {a} (0 to 99, binary) into decimal digits? "
        "Tens on {t}, ones on {o}.", "How many whole tens are in {a}? That is {t}; what is left is {o}. Values above 99 do not occur.",
        "For a display with two digits, {a} is divided by ten. The quotient is {t}, the remainder {o}. {a} stays below 100.",
        "The digits of {a} are put out in BCD: {o} for the units, {t} for the tens. Only 0 to 99 is used.",
        "Remainder of {a} by 10: {o}. Quotient: {t}. {a} is 99 or less.", "{t} counts the tens of {a} and {o} its units, {a} being less than 100.",
        "Read {a} as unsigned, less than 100. Give its decimal digits {t} for tens and {o} for ones.",
    ),
    "join": (
        "{a} is the binary value of the BCD digits {t} for tens and {o} for ones.", "Convert two decimal digits, {t} as tens and {o} as ones, to the binary number {a}.",
        "{a} = 10*{t} + {o}", "The number with tens digit {t} and ones digit {o} is given in binary on {a}.", "Ten times {t} plus {o} goes to {a}.",
        "BCD to binary: {o} is the lower digit, {t} the upper one, {a} the result.", "Put the value of the decimal number {t}{o}, both being digits, on {a}."
        .replace("{t}{o}", "with digits {t} and {o}"),
        "Every unit of {t} is worth ten, every unit of {o} one; {a} is the total.", "Two digits come in, {t} for tens and {o} for units; {a} is their number.",
        "Can you turn the decimal digits {t} (tens) and {o} (units) into the binary {a}?", "Given tens {t} and units {o}, output the number in binary as {a}.",
        "The keypad gives the digits {t} and then {o}; we need the number typed, in binary, on {a}.", "Add {o} to ten times {t}. The sum is {a}.",
        "{o} units and {t} tens make {a}.", "{a} is the sum of {o} and of {t} multiplied by ten.",
    ),
    "excess": (
        "Convert the BCD digit {a} to excess-3 code {b}.", "{b} is the BCD digit {a} in excess-3 code.", "{b} = {a} + 3 for the digits 0 to 9.",
        "The digit {a} is put out in excess-3 on {b}.", "{b} is three more than the digit {a}.", "Excess-3 code of {a} goes to {b}; inputs above 9 do not matter.",
        "Encode {a}, a digit from 0 to 9, in excess-3. The code is {b}.", "An excess-3 encoder with input {a} and output {b}.",
        "Add 3 to the decimal digit {a} to get {b}.", "Can you convert the BCD input {a} to excess-3 on {b}?", "{a} holds 0 to 9. Give {b}, its excess-3 code.",
        "Stibitz code, also called excess-3, is wanted on {b} for the digit {a}.", "BCD in on {a}, excess-3 out on {b}.", "Digit {a}, increased by three, is {b}.",
        "0 becomes 3, 1 becomes 4 and so on to 9, which becomes 12: {b} is the code of {a}.",
    ),
    "valid": (
        "{b} is 1 when {a} is a valid BCD digit, 0 to 9.", "{b} tells whether the nibble {a} is a decimal digit.", "{b} = ({a} < 10)", "{b} is 1 for {a} up to 9, else 0.",
        "If {a} is more than 9 then {b} is 0, else {b} is 1.", "Raise {b} if {a} is a legal BCD code.", "{b} goes low when {a} is no decimal digit, 10 to 15.",
        "Check that {a} is in BCD; {b} is high if so.", "Is {a} a decimal digit? Answer on {b}, 1 for yes.", "{b} is high as long as {a} is at most nine.",
        "Codes 10 to 15 of {a} make {b} 0, all others make it 1.", "The output {b} marks the inputs {a} that stand for a decimal digit.",
        "{b} signals that {a} does not exceed 9.", "Only for {a} from 0 to 9 is {b} asserted.", "{b}: BCD validity of {a}, active high.",
    ),
}  # fmt: skip


@family("multiply", "arithmetic")
def multiply(d: Draw) -> Design:
    """Products, squares, constant multiples, multiply-add."""
    kind = d.one(("product", "product", "signed", "constant", "square", "madd"))
    width = d.one((2, 3, 4, 4, 5, 6, 8, 10, 16))
    a, b = d.names(*PAIRS)
    out = d.name("p", "prod", "out", "result")
    factor = d.one((2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15))
    extra = d.name("c", "acc") if kind == "madd" else ""
    size = {"constant": width + 4, "madd": 2 * width + 1}.get(kind, 2 * width)
    ins = (
        [Port(a, width, signed=kind == "signed")]
        + ([Port(b, width, signed=kind == "signed")] if kind in ("product", "signed", "madd") else [])
        + [Port(extra, 2 * width)] * bool(extra)
    )
    ports = (*ins, Port(out, size, output=True, signed=kind == "signed"))
    voice = Voice(d)
    bits = d.any("", "", "{o} has {n} bits.", "All {n} bits of the result are wanted.", "The result is {n} bits wide.", o=out, n=size)
    text = voice.facts([voice.tell(_PRODUCTS[kind], {"a": a, "b": b, "c": extra, "o": out}, f=factor, n=size), bits], shuffle=False)
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
        f"{size} bits hold the result{', signed ports' * (kind == 'signed')}: {code}.",
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
    d.name("t")
    a, b = d.names(*PAIRS)
    style, voice = d.style, Voice(d)
    if kind == "add":
        cin, total, cout = d.name("cin", "ci"), d.name("sum", "s"), d.name("cout", "co")
        ports: tuple[Port, ...] = (Port(a, 4), Port(b, 4), Port(cin), Port(cout, output=True), Port(total, 4, output=True))
        text = voice.tell(_BCD["add"], {"a": a, "b": b, "c": cin, "s": total, "o": cout})
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
        text = voice.tell(_BCD["split"], {"a": a, "t": tens, "o": ones})
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
        text = voice.tell(_BCD["join"], {"a": a, "t": tens, "o": ones})
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
        text = voice.tell(_BCD["excess"], {"a": a, "b": b})
        body, why = [f"assign {b} = {a} + 4'd3;"], "Excess-3 is the digit plus 3."
        rows = combinational(d.rng, ports, lambda v: {b: v[a] + 3 if v[a] < 10 else None})
        title, name = "an excess-3 encoder", "excess3"
    else:
        ports = (Port(a, 4), Port(b, output=True))
        text = voice.tell(_BCD["valid"], {"a": a, "b": b})
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
