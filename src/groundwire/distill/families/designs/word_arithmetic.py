"""Sums that stop at their ends, controlled sums, signs."""

from __future__ import annotations

from typing import Any

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_words import INS, OUTS, PAIRS, arranged, bits_of, made_of

_CLIPS = {
    "uadd": (
        "Add {a} and {b} as unsigned numbers; a sum that does not fit in {w} bits is replaced by {h}. Result: {o}.",
        "Saturating unsigned adder: {o} = {a} + {b}, limited to {h}.",
        "When two bright pixels, {a} and {b}, are added the sum must not wrap to black. {o} is the sum or, on carry, all ones.",
        "{o} is the smaller of {h} and the full unsigned sum of {a} and {b}.",
        "No wrap-around, please: should {a} + {b} exceed {h}, {o} sticks at {h}. Otherwise {o} is simply the sum.",
    ),
    "usub": (
        "{o} = {a} - {b}, but never below zero: if {b} is larger, {o} is 0 (unsigned).",
        "Take {b} away from {a}. There is no debt here; what would be negative comes out as 0 on {o}. Unsigned.",
        "Unsigned subtraction of {b} from {a}, saturating at 0, to {o}.",
        "The stock is {a} and the order is {b}. {o} is what is left, zero when the order is at least as large as the stock.",
        "As long as {a} exceeds {b}, {o} shows by how much. In all other cases it shows 0. The inputs are unsigned.",
    ),
    "narrow": (
        "Shorten {a} to {n} bits on {o}; values over {h} become {h}. All unsigned.",
        "{a} is unsigned and too wide for {o}. If any of its upper {k} bits is 1, {o} is all ones, else {o} is the lower "
        "{n} bits.",
        "{o} is {a} clipped at {h} (unsigned).",
        "Pass the unsigned {a} to the {n}-bit port {o}. Do not simply cut off bits: what is too large has to come out as "
        "the largest value possible.",
    ),
    "sadd": (
        "Signed saturating adder. {o} = {a} + {b} in two's complement, stuck at {p} on positive overflow and at {q} on "
        "negative overflow.",
        "Audio mixing: the samples {a} and {b} (two's complement, {w} bits) are added. Wrapping would crackle, so {o} is "
        "limited to the range {q} to {p}.",
        "{a} and {b} are signed. Their exact sum is limited to at most {p} and at least {q}, and goes out as the signed {o}.",
        "If {a} + {b} fits into {w} signed bits, {o} is it. If it is too large {o} is {p}, too small, {q}.",
    ),
    "clamp": (
        "Clamp the unsigned {a} to the range {l} to {u}; {o} is the clamped value.",
        "{o} follows {a}, except that it does not go below {l} nor above {u}. Unsigned numbers.",
        "The servo accepts positions from {l} to {u} only. Requests {a} outside are moved to the nearer limit. Send the "
        "outcome to {o}. (unsigned)",
        "Too low? ({a} less than {l}): {o} = {l}. Too high? ({a} greater than {u}): {o} = {u}. Fine? {o} = {a}. Unsigned "
        "throughout.",
        "Limiter: lower limit {l}, upper limit {u}, unsigned input {a}, output {o}. Inside the limits nothing is changed.",
    ),
}


_CLIP_FLAGS = (
    "{f} is 1 whenever the limit had to be applied.",
    "Whether the exact result was changed in this way is told by {f} (1 = yes).",
    "A flag {f} goes high if the value was limited, and is low if the exact result is shown.",
    "Additionally drive {f} with 1 when {o} is not the exact result, else with 0.",
)


@family("no_wrap", "arithmetic", 1.0)
def no_wrap(d: Draw) -> Design:
    """Saturating sums and differences, clipping to fewer bits, and clamping to a range, perhaps with a flag."""
    kind, width = d.one(tuple(_CLIPS)), d.one((3, 4, 5, 6, 8, 8, 10, 12, 16))
    two = kind in ("uadd", "usub", "sadd")
    a, b = d.names(*PAIRS)
    out = d.name("out", "res", "sat", "limited", "z", "result", "clip", "sum_out")
    flag = d.name("ovf", "sat_flag", "clipped", "lim", "of", "hit") if d.chance(0.35) else ""
    narrow = d.number(2, width - 1) if kind == "narrow" else width
    low, high = sorted(d.rng.sample(range(1, (1 << width) - 1), 2))
    top = (1 << narrow) - 1
    half = 1 << (width - 1)
    text = d.any(*_CLIPS[kind], a=a, b=b, o=out, w=width, n=narrow, k=width - narrow, h=top, p=half - 1, q=-half, l=low, u=high)
    if flag:
        text += " " + d.any(*_CLIP_FLAGS, f=flag, o=out)
    lit = d.style.literal
    total = d.name("sum", "total", "full", "s_int")
    m = width - 1
    body: list[str] = []
    if kind == "uadd":
        body = [d.style.declare(total, width + 1, driven=True), f"assign {total} = {a} + {b};"]
        test, limit, plain = f"{total}[{width}]", f"{{{width}{{1'b1}}}}", f"{total}[{m}:0]"
        why = f"{total} with one bit more; its carry {test} means all ones."
    elif kind == "usub":
        test, limit, plain = f"{a} < {b}", lit(width, 0), f"{a} - {b}"
        why = f"If {test} then 0, else {plain}."
    elif kind == "narrow":
        test, limit, plain = f"|{a}{bits_of(m, narrow)}", f"{{{narrow}{{1'b1}}}}", f"{a}{bits_of(narrow - 1, 0)}"
        why = f"{test} means that it does not fit: all ones, else the low bits."
    elif kind == "sadd":
        body = [d.style.declare(total, width, driven=True), f"assign {total} = {a} + {b};"]
        test = f"({a}[{m}] == {b}[{m}]) && ({total}[{m}] != {a}[{m}])"
        limit, plain = f"{{{a}[{m}], {{{m}{{~{a}[{m}]}}}}}}", total
        why = f"Overflow when the signs of {a} and {b} agree and that of {total} differs; the limit has the sign of {a}."
    else:
        test, limit, plain = f"({a} < {lit(width, low)}) || ({a} > {lit(width, high)})", "", ""
        why = f"Below {low}: {low}; above {high}: {high}; else {a}."
    if kind == "clamp":
        body.append(
            f"assign {out} = ({a} < {lit(width, low)}) ? {lit(width, low)} : ({a} > {lit(width, high)}) ? {lit(width, high)} : {a};"  # noqa: E501
        )
    else:
        body.append(f"assign {out} = ({test}) ? {limit} : {plain};")
    if flag:
        body.append(f"assign {flag} = {test};")

    def function(v: dict[str, int]) -> dict[str, int]:
        lo, hi = {"clamp": (low, high), "sadd": (-half, half - 1)}.get(kind, (0, top))
        if kind == "sadd":
            exact = signed(v[a], width) + signed(v[b], width)
        else:
            exact = v[a] + v[b] if kind == "uadd" else v[a] - v[b] if kind == "usub" else v[a]
        shown = min(max(exact, lo), hi)
        return {out: shown % (1 << narrow), **({flag: int(shown != exact)} if flag else {})}

    ins = [Port(a, width), *([Port(b, width)] if two else [])]
    ports = arranged(d, ins, [Port(out, narrow, output=True), *([Port(flag, output=True)] if flag else [])])
    return made_of(
        d,
        "a saturating unit",
        ports,
        text,
        why,
        body,
        function,
        ("saturate", "limiter"),
        {"kind": kind, "width": width, "narrow": narrow, "low": low, "high": high},
    )


_ADD_SUB = (
    "{o} is {a} + {b} while {c} is {f}, and {a} - {b} while {c} is {t}.",
    "{c} = {t}: subtract {b} from {a}. {c} = {f}: add them. The {w}-bit outcome is {o}.",
    "An adder/subtractor with operands {a} and {b} and result {o}. It adds unless {c} is {t}, in which case {b} is "
    "subtracted from {a}.",
    "Please write the arithmetic part of a tiny CPU: {o} gets the sum of {a} and {b} or, if {c} is {t}, the difference {a} "
    "minus {b}.",
    "The balance is {a}, the amount {b}. For a withdrawal ({c} at {t}) take the amount off the balance; for a deposit ({c} "
    "at {f}) add it. {o} is the new balance.",
    "Subtraction ({a} - {b}) is requested by a {t} on {c}, addition by a {f}. Output: {o}.",
    "Depending on {c}, add or subtract. With {t}, {o} = {a} minus {b}; with {f}, {o} = {a} plus {b}.",
    "Given {c} is {f}, {o} equals {a} plus {b}. Given {c} is {t}, {o} equals {a} less {b}.",
    "Mode input {c}:\n  {f} -> {o} = {a} + {b}\n  {t} -> {o} = {a} - {b}",
    "What {o} is depends on {c}. Difference of {a} and {b} (in this order) if it is {t}. Their sum if it is {f}.",
    "Two operands {a}, {b} of {w} bits. The result {o} is their sum modulo {z}, but the difference {a} - {b} modulo {z} "
    "when {c} is {t}.",
)


_ADD_SUB_FLAGS = {
    "carry": (
        "{q} is the carry out of an addition or the borrow of a subtraction.",
        "In addition {q} is 1 if the sum does not fit in {w} bits, in subtraction if {b} is greater than {a} (unsigned).",
        "{q} shows the carry when adding; when subtracting it shows the borrow, which is 1 if {a} is less than {b}.",
    ),
    "over": (
        "{q} is 1 on signed overflow.",
        "For two's complement operands, {q} tells that the true result is outside the range of {w} bits.",
        "If, taking everything as signed, {o} has the wrong sign or size, {q} is 1; else 0.",
    ),
    "zero": (
        "{q} is 1 if {o} is 0.",
        "The zero flag {q} goes high whenever all bits of {o} are 0.",
        "{q} says that the result is zero.",
    ),
    "neg": ("{q} copies the top bit of {o}.", "{q}: sign of the result, that is, the most significant bit of {o}."),
}


@family("plus_or_minus", "arithmetic", 1.0)
def plus_or_minus(d: Draw) -> Design:
    """Addition or subtraction by a control of either polarity, perhaps with a flag."""
    width, on = d.one((2, 3, 4, 6, 8, 8, 12, 16, 32)), d.number(0, 1)
    a, b = d.names(*PAIRS)
    control = (
        d.name("sub", "op", "mode", "minus", "do_sub", "sel") if on else d.name("add", "op", "plus", "mode", "do_add", "sel")
    )
    out = d.name("out", "res", "sum", "result", "s", "acc", "r")
    kind = d.one(("", "", "carry", "over", "zero", "neg"))
    flag = (
        d.name(
            *{
                "carry": ("cout", "cy", "c_out"),
                "over": ("ovf", "v", "overflow"),
                "zero": ("zero", "zf", "is_zero"),
                "neg": ("neg", "nf", "sign"),
            }[kind]
        )
        if kind
        else ""
    )
    text = d.any(*_ADD_SUB, a=a, b=b, c=control, o=out, t=on, f=1 - on, w=width, z=1 << width)
    if kind:
        text += ("\n" if "\n" in text else " ") + d.any(*_ADD_SUB_FLAGS[kind], q=flag, a=a, b=b, o=out, w=width)
    plus, minus, m = f"{a} + {b}", f"{a} - {b}", width - 1
    choice = f"{control} ? {minus} : {plus}" if on else f"{control} ? {plus} : {minus}"
    body = [f"assign {out} = {choice};"]
    why = f"{control} = {on}: {minus}, else {plus}."
    if kind == "carry":
        body = [f"assign {{{flag}, {out}}} = {choice};"]
        why += f" In {width + 1} bits the top bit is carry or borrow: {flag}."
    elif kind == "over":
        other = d.name("b_eff", "opb", "b_in", "addend")
        body = [
            d.style.declare(other, driven=True),
            f"assign {other} = {b}[{m}] ^ {control if on else '~' + control};",
            *body,
            f"assign {flag} = ({a}[{m}] == {other}) && ({out}[{m}] != {a}[{m}]);",
        ]
        why += f" {other} is the sign of {b}, flipped when subtracting; {flag} if it agrees with that of {a} and {out} does not."
    elif kind:
        body.append(f"assign {flag} = {f'{out} == {d.style.literal(width, 0)}' if kind == 'zero' else f'{out}[{m}]'};")
        why += f" {flag}: {'all bits 0' if kind == 'zero' else 'top bit'}."

    def function(v: dict[str, int]) -> dict[str, int]:
        subtract = v[control] == on
        exact = v[a] - v[b] if subtract else v[a] + v[b]
        x, y = signed(v[a], width), signed(v[b], width)
        true = x - y if subtract else x + y
        shown = exact % (1 << width)
        flags = {
            "carry": exact != shown,
            "over": true != signed(shown, width),
            "zero": shown == 0,
            "neg": shown >= 1 << (width - 1),
        }
        return {out: shown, **({flag: int(flags[kind])} if kind else {})}

    def bias(rng: Any, _: int) -> dict[str, int]:
        x = rng.getrandbits(width)
        return {a: x, b: rng.choice((x, (1 << width) - x & (1 << width) - 1))} if rng.random() < 0.3 else {}

    ports = arranged(
        d,
        [Port(a, width), Port(b, width), Port(control)],
        [Port(out, width, output=True), *([Port(flag, output=True)] if kind else [])],
    )
    return made_of(
        d,
        "an adder-subtractor",
        ports,
        text,
        why,
        body,
        function,
        ("addsub", "add_sub"),
        {"width": width, "on": on, "flag": kind},
        bias,
    )


_MAGNITUDES = {
    "abs": (
        "{o} is the absolute value of the two's complement number {a}.",
        "Drop the sign of {a} (signed): {o} = {a} if it is not negative, -{a} if it is. The most negative number may stay "
        "as it is.",
        "A rectifier in digital: samples {a} below zero are negated, all others go to {o} as they are. Two's complement.",
        "If the top bit of {a} is 1, negate {a}, i.e. invert all its bits and add 1; else copy it. Output {o}.",
        "How far is the signed value {a} from zero? Tell it on {o}.",
        "|{a}| -> {o}, with {a} in two's complement and {o} unsigned.",
    ),
    "diff": (
        "{o} is the distance between the unsigned numbers {a} and {b}.",
        "Subtract the smaller of {a} and {b} from the larger; {o} is never negative. Unsigned.",
        "Motion estimation takes the absolute difference of two pixels, {a} and {b} (unsigned). I need it on {o}.",
        "{o} = {a} - {b} where {a} is at least {b}, and {b} - {a} where it is not (unsigned).",
        "By how much do the unsigned readings {a} and {b} disagree, no matter which one is higher? {o} says it.",
    ),
    "negate": (
        "{o} is {a} or its two's complement negative: negate while {b} is {t}, pass on while {b} is {f}.",
        "With {b} at {t}, {o} = -{a}; with {b} at {f}, {o} = {a}. (two's complement)",
        "A switch {b} changes the sign of the correction {a}: at {t} the value reaches {o} negated, at {f} as it is.",
        "Leave {a} alone unless {b} is {t}. Then invert its bits and add 1. The output is called {o}.",
    ),
    "tosigned": (
        "{a} is in sign-magnitude form: its top bit is the sign (1 = negative), the others the magnitude. Convert to two's "
        "complement of the same width on {o}.",
        "Convert the sign-and-magnitude number {a} to the two's complement number {o}. Minus zero becomes zero.",
        "An old converter delivers {a} as a magnitude of {k} bits with a sign bit in front of it. Give me ordinary two's "
        "complement on {o}; a sign of 1 means minus.",
        "{o} = {a}[{j}:0], negated if {a}[{k}] is 1, as a {w}-bit two's complement value.",
    ),
    "flags": (
        "{o} is the signed number {a} without its sign: the absolute value. {b} is 1 if {a} was negative.",
        "Split the two's complement {a} into a sign {b} (1 for below zero) and a magnitude {o}.",
        "For the display, a minus sign lights up on {b} when {a}, in two's complement, is below 0, and the digits are "
        "computed from {o}, which is how large {a} is regardless of sign.",
        "Two outputs: {b} = top bit of {a}; {o} = {a} if that bit is 0, else minus {a}. Numbers are two's complement.",
    ),
}


@family("signs_and_sizes", "arithmetic", 0.9)
def signs_and_sizes(d: Draw) -> Design:
    """Absolute values and differences, negation by a control, sign and magnitude."""
    kind, width, on = d.one(tuple(_MAGNITUDES)), d.one((3, 4, 5, 6, 8, 8, 10, 12, 14, 16, 24)), d.number(0, 1)
    a, b = d.names(*PAIRS) if kind == "diff" else (d.name(*INS), "")
    out = d.name("mag", "out", "abs_val", "delta", "res", "y", "size", "result")
    if kind in ("negate", "flags"):
        b = d.name("neg", "minus", "sgn", "inv", "flip", "s")
    text = d.any(
        *[line.replace("|{a}|", "\\|{a}\\|") for line in _MAGNITUDES[kind]],
        a=a,
        b=b,
        o=out,
        w=width,
        k=width - 1,
        j=width - 2,
        t=on,
        f=1 - on,
    )
    m, full = width - 1, 1 << width
    sign = f"{a}[{m}]"
    rest = f"{{1'b0, {a}[{m - 1}:0]}}"
    code = {
        "abs": f"{sign} ? -{a} : {a}",
        "flags": f"{sign} ? -{a} : {a}",
        "diff": f"({a} >= {b}) ? {a} - {b} : {b} - {a}",
        "negate": f"{b} ? -{a} : {a}" if on else f"{b} ? {a} : -{a}",
        "tosigned": f"{sign} ? -{rest} : {rest}",
    }[kind]
    body = [f"assign {out} = {code};", *([f"assign {b} = {sign};"] if kind == "flags" else [])]
    why = {
        "abs": f"Negative when {sign} is 1: then -{a}.",
        "flags": f"Sign {b} = {sign}; {out} negates {a} when it is 1.",
        "diff": f"Compare, then subtract the smaller of {a} and {b} from the larger.",
        "negate": f"{b} = {on}: -{a}, else {a}.",
        "tosigned": f"Magnitude {rest}, negated when {sign} is 1.",
    }[kind]

    def function(v: dict[str, int]) -> dict[str, int]:
        x = v[a]
        if kind == "diff":
            return {out: abs(x - v[b])}
        if kind == "negate":
            return {out: (full - x) % full if v[b] == on else x}
        if kind == "tosigned":
            size = x % (full // 2)
            return {out: (-size if x >= full // 2 else size) % full}
        return {out: abs(signed(x, width)), **({b: int(signed(x, width) < 0)} if kind == "flags" else {})}

    ins = [Port(a, width), *([Port(b, width)] if kind == "diff" else [Port(b)] if kind == "negate" else [])]
    ports = arranged(d, ins, [Port(out, width, output=True), *([Port(b, output=True)] if kind == "flags" else [])])
    return made_of(
        d, "a sign and magnitude unit", ports, text, why, body, function, ("magnitude", "absval"), {"kind": kind, "width": width}
    )


_MOVES = {
    "logical": (
        "Shift {s} {d} by {n} and fill with zeros; the result is {o}.",
        "{o} is {s} moved {n} {p} towards the {e} end. Zeros come in behind, and what falls off is lost.",
        "{o} = {s} {y} {n} (logical).",
        "Every bit of {s} moves {n} {p} {d}. Emptied positions of {o} read 0.",
        "As an unsigned number, {s} has to be {v} by 2 to the power of {n}{x}; give {o}.",
        "Logical {d} shifter: data {s}, distance {n}, output {o}.",
        "Throw away the {n} {g} bits of {s}, push the rest {d}, and pad {o} with that many zeros.",
    ),
    "arithmetic": (
        "Arithmetic right shift of {s} by {n}: the sign bit is repeated at the top of {o}.",
        "{s} is signed (two's complement). {o} is {s} shifted right {n} {p}, keeping its sign.",
        "Divide the signed number {s} by 2 to the power of {n}, rounding towards minus infinity, by shifting. {o} is the "
        "quotient.",
        "Move {s} right by {n} {p}. In the positions vacated at the top of {o} put copies of the most significant bit of {s}.",
        "{o} = {s} >>> {n}, {s} being signed.",
        "When a negative {s} is shifted right by {n}, ones must come in from the left; when a non-negative one is, zeros. "
        "The shifted word is {o}.",
    ),
    "rotate": (
        "Rotate {s} {d} by {n}; {o} is the rotated word.",
        "{o} is {s} turned round {n} {p} {d}: bits that leave at the {e} end come back in at the other end.",
        "Shift {s} {d} by {n} {p}, but nothing is lost, since what drops out is fed in again at the opposite side. Output {o}.",
        "Picture {s} as a ring of {w} bits. Turn the ring {n} {p} {d} and read off {o}.",
        "Circular shift, {d}, distance {n}, from {s} to {o}.",
        "The cipher rotates its word {s} to the {d} by {n}. That step alone, with output {o}, is the exercise.",
    ),
}


@family("moved_along", "shifters", 1.0)
def moved_along(d: Draw) -> Design:
    """Shifts and rotations by a constant or by a number on a port."""
    kind = d.one(("logical", "logical", "arithmetic", "rotate"))
    left = kind != "arithmetic" and d.chance(0.5)
    source, out = d.name(*INS), d.name(*OUTS)
    variable = d.chance(0.5)
    if variable:
        bits = d.number(2, 5)
        width = 1 << bits
        amount = d.name("amt", "shamt", "n", "distance", "by", "count", "places")
        places, k = "places", 0
    else:
        width = d.number(4, 24)
        bits, k = 0, d.number(1, width - 2)
        amount, places = "", "place" if k == 1 else "places"
    text = d.any(
        *_MOVES[kind],
        s=source,
        o=out,
        n=amount or k,
        p=places,
        d="left" if left else "right",
        w=width,
        e="most significant" if left else "least significant",
        y="<<" if left else ">>",
        g="highest" if left else "lowest",
        v="multiplied" if left else "divided",
        x=f", modulo 2 to the power of {width}" if left else ", dropping the remainder",
    )
    text = text.replace("the 1 highest bits", "the highest bit").replace("the 1 lowest bits", "the lowest bit")
    text = text.replace("that many zeros", "one zero") if k == 1 else text
    m, symbol, back = width - 1, "<<" if left else ">>", ">>" if left else "<<"
    if variable:
        code = {
            "logical": f"{source} {symbol} {amount}",
            "arithmetic": f"$signed({source}) >>> {amount}",
            "rotate": f"({source} {symbol} {amount}) | ({source} {back} ({width} - {amount}))",
        }[kind]
        why = f"{kind.capitalize()} move {'left' if left else 'right'} by {amount}: {code}."
    else:
        zeros = d.style.literal(k, 0)
        kept = bits_of(m - k, 0) if left else bits_of(m, k)
        gone = bits_of(m, width - k) if left else bits_of(k - 1, 0)
        fill = {"logical": zeros, "arithmetic": f"{{{k}{{{source}[{m}]}}}}", "rotate": f"{source}{gone}"}[kind]
        code = f"{{{source}{kept}, {fill}}}" if left else f"{{{fill}, {source}{kept}}}"
        why = f"{'Left' if left else 'Right'} by {k}: keep {source}{kept}, fill with {fill}."

    def function(v: dict[str, int]) -> dict[str, int]:
        by = v[amount] if variable else k
        digits = f"{v[source]:0{width}b}"
        if kind == "rotate":
            turn = by if left else (width - by) % width
            return {out: int(digits[turn:] + digits[:turn], 2)}
        if left:
            return {out: v[source] * (1 << by) % (1 << width)}
        value = signed(v[source], width) if kind == "arithmetic" else v[source]
        return {out: value // (1 << by) % (1 << width)}

    ports = arranged(d, [Port(source, width), *([Port(amount, bits)] if variable else [])], [Port(out, width, output=True)])
    return made_of(
        d,
        "a shifter",
        ports,
        text,
        why,
        [f"assign {out} = {code};"],
        function,
        ("shifter", "shift_unit"),
        {"kind": kind, "left": left, "width": width, "k": k},
    )
