"""Masks, check bits, counts, largest and smallest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_words import INS, OUTS, PAIRS, arranged, bits_of, made_of

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")


_MASKS = {
    "set": (
        "Set those bits of {a} that are 1 in {m}; leave the others. Result: {o}.",
        "{o} is {a}, except that wherever {m} has a 1 it has a 1 as well.",
        "Software wants to raise individual flags without a read-modify-write. {a} is the old register, {m} tells which "
        "flags to raise, {o} is the new value.",
        "A 1 in {m} forces the bit of {o} in that place to 1. A 0 in {m} lets the bit of {a} through.",
    ),
    "clear": (
        "Wherever {m} is 1, {o} is 0; elsewhere {o} repeats {a}.",
        "Write-one-to-clear: {a} is the status register and {m} what was written to it. {o} is the status afterwards.",
        "Remove from {a} all the bits which are set in {m}. What remains goes to {o}.",
        "The bits marked in {m} are disabled. {o} = {a} without them.",
    ),
    "toggle": (
        "Flip the bits of {a} that {m} marks with a 1 and leave the rest alone; {o} is the outcome.",
        "{m} has a 1 for each bit of {a} that shall be inverted on its way to {o}.",
        "Programmable polarity for {w} lines. Line i goes from {a} to {o} inverted if {m}[i] is 1 and true otherwise.",
        "{o} differs from {a} in exactly those places where {m} is set.",
    ),
    "keep": (
        "Only bits of {a} that are enabled by a 1 in {m} reach {o}; the others read as 0.",
        "Interrupt masking. Pending lines: {a}. Enable register: {m}, 1 = enabled. A line of {o} is active if it is pending "
        "as well as enabled.",
        "Let {m} act as a sieve on {a}: where {m} is 0, {o} is 0, where it is 1 the bit passes.",
        "{o} contains the bits that {a} and {m} have in common.",
    ),
    "masked": (
        "{m} blocks lines of {a}: a 1 in {m} makes the same bit of {o} read 1, whatever {a} says, and 0 in {m} inverts the "
        "bit of {a} onto {o}.",
        "{o}[i] is 0 only where {a}[i] is 1 and {m}[i] is 0.",
        "Active-low outputs with a block mask: bit i of {o} is pulled to 0 when bit i of {a} is 1, unless bit i of {m} is 1.",
    ),
}


_BLENDS = (
    "{e} {m} is {t} it takes {u} from {a}, otherwise from {b}, and gives the result on {o}.",
    "Merge two words. {o} has {u} of {a} where {m} is {t} and of {b} where {m} is {f}{g}.",
    "{b} is the old content of a register, {a} the new data, {o} what will be stored. {m} tells what to overwrite: a {t} "
    "takes the new data, a {f} keeps the old{g}.",
    "A {t} in {m} selects {a}, a {f} selects {b}; {o} collects what was selected{g}.",
    "Start out from {b}. Replace by {a} whatever {m} marks with {t}{g}. Call it {o}.",
    "Keep {b} in {o} where {m} is {f}. In all the other places put {a}{g}.",
    "{m} = {f}: from {b}. {m} = {t}: from {a}. This choice is made {j}, and {o} is the output.",
    "For the overlay, {a} is the picture in front and {b} the one behind; {m} is {t} where the front is visible. Produce {o}{g}.",
)


@family("bit_masks", "vectors", 1.0)
def bit_masks(d: Draw) -> Design:
    """A mask that sets, clears, toggles or keeps bits, or merges two words by bits, nibbles or bytes."""
    a, mask, out = d.name(*INS), d.name("mask", "m", "sel_bits", "be", "strobe", "which", "bits", "ctl"), d.name(*OUTS)
    if d.chance(0.5):
        kind, width = d.one(tuple(_MASKS)), d.one((4, 5, 6, 8, 10, 12, 16, 24, 32))
        text = d.any(*_MASKS[kind], a=a, m=mask, o=out, w=width)
        code = {
            "set": f"{a} | {mask}",
            "clear": f"{a} & ~{mask}",
            "toggle": f"{a} ^ {mask}",
            "keep": f"{a} & {mask}",
            "masked": f"~{a} | {mask}",
        }[kind]
        why = f"Bit by bit: {out} = {code}."

        def one_bit(x: int, m: int) -> int:
            free = {"set": x, "clear": x, "toggle": x, "keep": 0, "masked": 1 - x}[kind]
            hit = {"set": 1, "clear": 0, "toggle": 1 - x, "keep": x, "masked": 1}[kind]
            return hit if m else free

        def masked(v: dict[str, int]) -> dict[str, int]:
            return {out: sum(one_bit(v[a] >> i & 1, v[mask] >> i & 1) << i for i in range(width))}

        ports = arranged(d, [Port(a, width), Port(mask, width)], [Port(out, width, output=True)])
        return made_of(
            d, "a bit masker", ports, text, why, [f"assign {out} = {code};"], masked, ("bit_mask", "masker"), {"kind": kind}
        )
    other = d.name("old", "b", "base", "background", "prev", "alt", "in2")
    lane, count, on = d.one((1, 1, 4, 8)), d.one((2, 3, 4)), d.number(0, 1)
    count = d.one((4, 6, 8, 12, 16)) if lane == 1 else count
    width = lane * count
    unit = {1: "the bit", 4: "the nibble", 8: "the byte"}[lane]
    more = "" if lane == 1 else f", where bit i of {mask} stands for {unit[4:]} i of the words, counted from the bottom"
    text = d.any(
        *_BLENDS,
        a=a,
        b=other,
        m=mask,
        o=out,
        t=on,
        f=1 - on,
        u=unit if lane > 1 else "the bits",
        e=f"For each {unit[4:]} there is a bit in {mask}, {unit[4:]} 0 being the lowest. The module looks at it: where",
        g=more or ", each bit for itself",
        j="for each bit" if lane == 1 else f"per {unit[4:]}, bit 0 of {mask} being for the lowest",
    )
    front, back = (mask, f"~{mask}") if on else (f"~{mask}", mask)
    if lane == 1:
        body = [f"assign {out} = ({a} & {front}) | ({other} & {back});"]
    else:
        body = []
        for i in range(count):
            span = bits_of(i * lane + lane - 1, i * lane)
            yes, no = (a, other) if on else (other, a)
            body.append(f"assign {out}{span} = {mask}[{i}] ? {yes}{span} : {no}{span};")
    ports = arranged(d, [Port(a, width), Port(other, width), Port(mask, count)], [Port(out, width, output=True)])

    def blend(v: dict[str, int]) -> dict[str, int]:
        digits = [(v[a if v[mask] >> i & 1 == on else other] >> (i * lane)) % (1 << lane) for i in range(count)]
        return {out: sum(digit << (i * lane) for i, digit in enumerate(digits))}

    why = f"{mask} bit {on}: {a}, else {other}, for each {unit[4:]}."
    return made_of(d, "a masked merge", ports, text, why, body, blend, ("merge", "blend"), {"lane": lane, "count": count})


_PARITY_MAKE = (
    "{p} is a parity bit for {s}: together they have an {e} number of ones.",
    "Choose {p} so that the ones in {s} plus {p} itself are {e} in number.",
    "{e} parity generator, data {s}, parity {p}.",
    "{p} is 1 precisely when {s} holds an {c} count of 1 bits, as it makes the total {e}.",
    "Before {s} goes onto the cable it gets a check bit {p}. The receiver will insist on an {e} number of ones over all {k} "
    "bits.",
    "Our UART is set to {e} parity. Given the character {s}, work out {p}.",
    "If the number of ones in {s} is already {e}, {p} is 0. If it is not, {p} is 1.",
)


_PARITY_JOIN = (
    "{o} is {s} with a parity bit added as its {x} bit; every word on {o} has an {e} number of ones.",
    "Protect {s} by {e} parity: the check bit is the {x} bit of {o}, the data fill the other bits.",
    "Append to {s} one bit at the {y} end such that the {k}-bit {o} has {e} parity.",
    "Memory words {o} are one bit longer than the data {s}. That bit, the {x} one, is chosen to make the count of ones {e}.",
    "In {o}, the data {s} keep their order; the {x} bit is 1 if {s} has an {c} number of ones and 0 if not.",
)


_PARITY_CHECK = (
    "{s} came with the parity bit {p}. {q} is {t} if the two of them together do not have an {e} number of ones, else {f}.",
    "Check a received byte or word: {s} plus {p} should contain an {e} count of ones. {q} goes to {t} on a violation and is "
    "{f} when all is well.",
    "{e} parity is used on the link. Data {s}, parity {p}. Error output {q}: {t} = bad, {f} = good.",
    "{q} = {f} as long as the ones of {s} and {p}, counted together, are {e}; {t} otherwise.",
    "Is the transfer damaged? Count all ones in {s} and add {p}. The sum has to be {e}. Answer on {q}, {t} meaning damaged "
    "and {f} meaning fine.",
    "A parity checker. It expects the line {p} to complete the ones of {s} to an {e} number. Mismatches are reported by a "
    "{t} on {q}, which is {f} at other times.",
)


@family("check_bit", "vectors", 0.9)
def check_bit(d: Draw) -> Design:
    """Parity made, appended or checked, even or odd."""
    kind = d.one(("make", "join", "check", "check"))
    width, odd, top, on = d.number(3, 16), d.number(0, 1), d.chance(0.5), int(d.chance(0.65))
    source = d.name(*INS)
    slots: dict[str, Any] = {
        "s": source,
        "e": "odd" if odd else "even",
        "c": "even" if odd else "odd",
        "k": width + 1,
        "t": on,
        "f": 1 - on,
        "x": d.one(("most significant", "top", "highest") if top else ("least significant", "bottom", "lowest")),
        "y": "most significant" if top else "least significant",
    }
    if kind == "check":
        parity = d.name("par", "p", "parity", "pbit", "chk", "par_in")
        out = (
            d.name("err", "error", "bad", "perr", "flag", "fail")
            if on
            else d.name("ok", "good", "err_n", "valid", "pass", "match")
        )
        text = d.any(*_PARITY_CHECK, p=parity, q=out, **slots)
        invert = odd == on
        body = [f"assign {out} = {'~' * invert}(^{source} ^ {parity});"]
        why = f"XOR of all bits is {odd} when the count is {slots['e']}; {out} is {on} when it is {1 - odd}."
        ports = arranged(d, [Port(source, width), Port(parity)], [Port(out, output=True)])
    else:
        out = (
            d.name("par", "p", "parity", "pbit", "chk", "check")
            if kind == "make"
            else d.name("coded", "tx", "out", "full", "code", "guarded")
        )
        text = d.any(*(_PARITY_MAKE if kind == "make" else _PARITY_JOIN), p=out, o=out, **slots)
        bit = f"{'~' * odd}^{source}"
        join = f"{{{bit}, {source}}}" if top else f"{{{source}, {bit}}}"
        body = [f"assign {out} = {bit if kind == 'make' else join};"]
        why = f"{slots['e']} total: the bit is {bit}{'' if kind == 'make' else ' at the ' + slots['y'] + ' end'}."
        ports = arranged(d, [Port(source, width)], [Port(out, 1 if kind == "make" else width + 1, output=True)])

    def function(v: dict[str, int]) -> dict[str, int]:
        ones = v[source].bit_count()
        if kind == "check":
            bad = (ones + v[parity]) % 2 != odd
            return {out: on if bad else 1 - on}
        bit = (ones + odd) % 2
        if kind == "make":
            return {out: bit}
        return {out: bit * (1 << width) + v[source] if top else v[source] * 2 + bit}

    text = text[0].upper() + text[1:] if text.startswith(("even ", "odd ")) else text
    return made_of(
        d, "a parity circuit", ports, text, why, body, function, ("parity_gen", "parity_check"), {"kind": kind, "width": width}
    )


_VOTES = (
    "{o} is {t} if {r} of the {n} bits of {s} are 1, else {f}.",
    "{n} sensors report on {s}, a 1 from each that sees something. Set {o} to {t} when {r} of them do. In every other case "
    "it is {f}.",
    "Count the ones in {s}. If {r} bits are set, {o} = {t}; if not, {o} = {f}.",
    "Voting: each bit of {s} is one vote. Whenever {r} votes are yes (1), {o} shows {t}. It shows {f} the rest of the time.",
    "{o} stays {f} unless {r} of the inputs {s}[{m}:0] are high; then it is {t}.",
    "Is it true that {r} bits in {s} are high? {o} answers {t} for yes and {f} for no.",
    "Output {o}\n- {t}: {r} of the lines in {s} are 1\n- {f}: otherwise",
    "The number of ones on {s} decides: {o} becomes {t} for {r} ones and {f} for any other number.",
    'Threshold logic on {n} lines ({s}). The condition "{r} lines at 1" is signalled by {o} = {t}, its absence by {f}.',
    "A fault lamp {o} is driven with {t} in case {r} alarms in the {n}-bit vector {s} are raised, and with {f} in case not.",
    "Given {s} with {n} bits, when {r} of them are set, then {o} is {t}. When that is not so, then {o} is {f}.",
)


_VOTE_COUNTS = (
    "Also give the number of ones on {c}.",
    "{c} is how many bits of {s} are 1.",
    "The count itself is output on {c}.",
    "Besides, {c} tells how many ones there are.",
    "Put the population count of {s} on {c}, too.",
)


@family("show_of_hands", "vectors", 0.9)
def show_of_hands(d: Draw) -> Design:
    """A decision by the number of ones in a vector, perhaps with the number."""
    width, on = d.number(3, 8), int(d.chance(0.7))
    relation = d.one((">=", ">=", "<=", "==", ">", "<"))
    k = d.number({">=": 2, "<=": 1, "==": 1, ">": 1, "<": 2}[relation], width - 1)
    words = {
        ">=": ("at least {k}", "{k} or more", "no fewer than {k}"),
        "<=": ("at most {k}", "{k} or fewer", "not more than {k}"),
        "==": ("exactly {k}", "precisely {k}"),
        ">": ("more than {k}", "over {k}"),
        "<": ("fewer than {k}", "less than {k}"),
    }
    source = d.name("votes", "in", "lines", "sensors", "req", "alarms", "x", "sw")
    out = d.name("out", "y", "decision", "trip", "major", "f", "warn", "z")
    count = d.name("count", "ones", "cnt", "num", "total", "n_set") if d.chance(0.5) else ""
    bits = width.bit_length()
    number = d.one((str(k), _NUMBERS[k]))
    text = d.any(*_VOTES, s=source, o=out, n=width, m=width - 1, t=on, f=1 - on, r=d.any(*words[relation], k=number))
    if count:
        text += ("\n" if "\n" in text else " ") + d.any(*_VOTE_COUNTS, c=count, s=source)
    total = " + ".join(f"{source}[{i}]" for i in range(width))
    test = f"{count or f'({total})'} {relation} {d.style.literal(bits, k)}"
    body = [f"assign {count} = {total};"] if count else []
    body.append(f"assign {out} = {test if on else f'!({test})'};")
    why = f"Sum of the bits of {source}; {out} is {on} when it is {relation} {k}."
    ports = arranged(d, [Port(source, width)], [*([Port(count, bits, output=True)] if count else []), Port(out, output=True)])
    holds: dict[str, Callable[[int], bool]] = {
        ">=": lambda x: x >= k,
        "<=": lambda x: x <= k,
        "==": lambda x: x == k,
        ">": lambda x: x > k,
        "<": lambda x: x < k,
    }

    def function(v: dict[str, int]) -> dict[str, int]:
        ones = bin(v[source]).count("1")
        return {out: on if holds[relation](ones) else 1 - on, **({count: ones} if count else {})}

    return made_of(
        d, "a vote counter", ports, text, why, body, function, ("voter", "threshold"), {"rule": relation, "k": k, "width": width}
    )


_EXTREMES = (
    "{o} is the {g} of {l}, taken as {u} numbers.",
    "Compare {l} ({u}) and pass the {g} one on to {o}.",
    "Which of {l} is {g}? Put that value, not its number, on {o}. The operands are {u}.",
    "{u} {x} unit: operands {l}, result {o}.",
    "We receive {l}, all of them {u} values of {w} bits, and need no more than the {g} at {o}.",
    "None of {l} may be {v} than {o}, and {o} equals one of them. The numbers are {u}.",
    "{o} <= {x}({c}), {u} comparison.",
    "The tournament's rule is simple: of {l} the {g} wins and comes out as {o}. (Values are {u}, {w} bits.)",
    "Dear colleague, could you give me a block that outputs on {o} the {x} of the {n} {u} inputs {l}?",
    "Treat {l} as {u}. Select the {g} for {o}; with equal values it does not matter which.",
    "Peak detection needs the {x} of {n} {u} samples ({c}) within one cycle, so make it combinational. The result is {o}.",
    "Input: {c}. Output: {o}, the {g} of the inputs. Number format: {u}, {w} bits.",
)


@family("biggest_smallest", "arithmetic", 0.9)
def biggest_smallest(d: Draw) -> Design:
    """The largest or smallest of two or three numbers, signed or not."""
    count, width = d.one((2, 2, 3)), d.one((2, 4, 5, 6, 8, 8, 10, 12, 16))
    is_signed, largest = d.chance(0.45), d.chance(0.5)
    names = d.names(
        *[(*pair, third) for pair, third in zip(PAIRS, ("c", "z", "in_c", "op3", "third", "s", "k", "other"), strict=True)]
    )
    names = names[:count]
    out = d.name("best", "out", "res", "pick", "sel_val", "winner", "result", "ext")
    inner = d.name("t", "tmp", "best2", "half", "w1", "stage") if count == 3 else ""
    adjectives = ("largest", "greatest", "biggest") if largest else ("smallest", "least", "lowest")
    two = ("larger", "greater", "bigger") if largest else ("smaller", "lesser", "lower")
    text = d.any(
        *_EXTREMES,
        o=out,
        l=listing(names),
        c=", ".join(names),
        w=width,
        n=_NUMBERS[count],
        g=d.one(two if count == 2 else adjectives),
        x="maximum" if largest else "minimum",
        v="larger" if largest else "smaller",
        u=d.one(("signed", "two's complement")) if is_signed else "unsigned",
    )
    text = text[0].upper() + text[1:] if text.startswith(("signed ", "two's ", "unsigned ")) else text
    symbol = ">" if largest else "<"

    def chosen(a: str, b: str) -> str:
        test = f"$signed({a}) {symbol} $signed({b})" if is_signed else f"{a} {symbol} {b}"
        return f"({test}) ? {a} : {b}"

    if inner:
        body = [
            d.style.declare(inner, width, driven=True),
            f"assign {inner} = {chosen(names[0], names[1])};",
            f"assign {out} = {chosen(inner, names[2])};",
        ]
    else:
        body = [f"assign {out} = {chosen(names[0], names[1])};"]
    why = f"{'Signed' if is_signed else 'Unsigned'} comparison with {symbol}, keep the winner" + (
        f": {inner} of two, then against {names[2]}." if inner else "."
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        ranked = sorted((v[name] for name in names), key=lambda x: signed(x, width) if is_signed else x)
        return {out: ranked[-1] if largest else ranked[0]}

    ports = arranged(d, [Port(name, width) for name in names], [Port(out, width, output=True)])
    return made_of(
        d,
        f"a {'maximum' if largest else 'minimum'} finder",
        ports,
        text,
        why,
        body,
        function,
        ("extreme", "minmax"),
        {"count": count, "width": width, "signed": is_signed, "largest": largest},
    )


_ORDER_LINES = {
    "==": ("{q} is 1 if {a} and {b} are equal", "{q}: {a} equals {b}", "a match of {a} and {b} sets {q}"),
    "!=": (
        "{q} is 1 if {a} and {b} are different",
        "{q}: {a} is not equal to {b}",
        "any difference between {a} and {b} sets {q}",
    ),
    "<": ("{q} is 1 if {a} is less than {b}", "{q}: {a} is below {b}", "{q} is high when {b} is greater than {a}"),
    ">": ("{q} is 1 if {a} is greater than {b}", "{q}: {a} is above {b}", "{q} is high when {b} is less than {a}"),
    "<=": ("{q} is 1 if {a} is not greater than {b}", "{q}: {a} is at most {b}", "{q} is low only when {a} exceeds {b}"),
    ">=": ("{q} is 1 if {a} is not less than {b}", "{q}: {a} is at least {b}", "{q} is low only when {b} exceeds {a}"),
}


_ORDER_FORMS = (
    ("Compare the {u} numbers {a} and {b}. {l}.", "; "),
    ("A comparator for {w}-bit {u} operands {a} and {b}, with these outputs (1 = true):\n{l}", "\n"),
    ("{l}. Both operands are {u}.", ", "),
    ("I need to know how {a} and {b} relate, as {u} values: {l}. A flag that is not 1 is 0.", ", "),
    ("Branch unit of a small processor. Register values: {a}, {b}, read as {u}. Conditions: {l}.", "; "),
    ("The weights {a} and {b} are on the scales. {l}. Take them as {u} numbers.", "; "),
    ("Exercise: {a} and {b} are given in {u} form. Derive these flags: {l}. Each is 0 if its condition is false.", "; "),
    ("Magnitude comparison, {u}. Outputs, all active high:\n{l}", "\n- "),
    ("Without clock, tell how two {u} words compare, {a} being the first and {b} the second. {l}.", "; "),
    ("{u} compare of {a} with {b}: {l}.", "; "),
)


@family("how_they_compare", "arithmetic", 0.9)
def how_they_compare(d: Draw) -> Design:
    """Several relations of two numbers, signed or not, an output each."""
    width, is_signed = d.one((2, 3, 4, 5, 6, 8, 8, 12, 16, 32)), d.chance(0.5)
    a, b = d.names(*PAIRS)
    kinds = d.rng.sample(sorted(_ORDER_LINES), d.one((1, 2, 2, 3, 3)))
    if kinds in (["=="], ["!="]):
        kinds = ["<", *kinds]
    pools = {
        "==": ("eq", "equal", "same"),
        "!=": ("ne", "differ", "neq"),
        "<": ("lt", "less", "below"),
        ">": ("gt", "more", "above"),
        "<=": ("le", "lte", "not_above"),
        ">=": ("ge", "gte", "not_below"),
    }
    outs = [(d.name(*((f"f{i}", f"flag{i}", f"out{i}") if d.chance(0.3) else pools[kind])), kind) for i, kind in enumerate(kinds)]
    whole, sep = d.one(_ORDER_FORMS)
    style = d.number(0, 2)
    told = [d.say(_ORDER_LINES[kind][style], q=name, a=a, b=b) for name, kind in outs]
    lines = ("- " if sep == "\n- " else "") + sep.join(told)
    text = d.say(whole, a=a, b=b, w=width, l=lines, u=d.one(("signed", "two's complement")) if is_signed else "unsigned")
    text = text[0].upper() + text[1:] if text.startswith(("signed ", "two's ", "unsigned ", "a match", "any diff")) else text
    left, right = (f"$signed({a})", f"$signed({b})") if is_signed else (a, b)
    body = [
        f"assign {name} = ({a} {kind} {b});" if kind in ("==", "!=") else f"assign {name} = ({left} {kind} {right});"
        for name, kind in outs
    ]
    why = f"{'Signed' if is_signed else 'Unsigned'}: " + "; ".join(f"{name} is {a} {kind} {b}" for name, kind in outs) + "."

    def function(v: dict[str, int]) -> dict[str, int]:
        x, y = (signed(v[a], width), signed(v[b], width)) if is_signed else (v[a], v[b])
        order = (x > y) - (x < y)
        right_orders = {"==": (0,), "!=": (-1, 1), "<": (-1,), ">": (1,), "<=": (-1, 0), ">=": (0, 1)}
        return {name: int(order in right_orders[kind]) for name, kind in outs}

    def bias(rng: Any, _: int) -> dict[str, int]:
        x = rng.getrandbits(width)
        return {a: x, b: x} if rng.random() < 0.3 else {}

    ports = arranged(d, [Port(a, width), Port(b, width)], [Port(name, output=True) for name, _ in outs])
    return made_of(
        d,
        "a comparator",
        ports,
        text,
        why,
        body,
        function,
        ("compare", "comparator"),
        {"width": width, "signed": is_signed, "kinds": kinds},
        bias,
    )
