"""Choices by a select code: among operations, nested, one-hot, and by patterns with bits that do not matter."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import PAIRS, Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import also, is_level, sentence
from groundwire.distill.families.voices.choice_words import Case, case_lines, case_reasoning, tell_cases

_Operation = tuple[tuple[str, ...], str, Callable[[int, int], int]]
_OPERATIONS: tuple[_Operation, ...] = (
    (("the sum of {a} and {b}", "{a} + {b}", "{a} plus {b}"), "{a} + {b}", lambda a, b: a + b),
    (("the sum of {b} and {a}", "{b} + {a}"), "{a} + {b}", lambda a, b: a + b),
    (("{a} minus {b}", "{a} - {b}", "{b} subtracted from {a}"), "{a} - {b}", lambda a, b: a - b),
    (("{b} minus {a}", "{b} - {a}", "{a} subtracted from {b}"), "{b} - {a}", lambda a, b: b - a),
    (("the bitwise AND of {a} and {b}", "{a} & {b}", "{a} AND {b}"), "{a} & {b}", lambda a, b: a & b),
    (("the bitwise OR of {a} and {b}", "{a} (bitwise) OR {b}", "{a} OR {b}"), "{a} | {b}", lambda a, b: a | b),
    (("the bitwise XOR of {a} and {b}", "{a} ^ {b}", "{a} XOR {b}"), "{a} ^ {b}", lambda a, b: a ^ b),
    (("the bitwise NOR of {a} and {b}", "{a} NOR {b}"), "~({a} | {b})", lambda a, b: ~(a | b)),
    (("the bitwise NAND of {a} and {b}", "{a} NAND {b}"), "~({a} & {b})", lambda a, b: ~(a & b)),
    (("{a} ANDed with the complement of {b}", "{a} & ~{b}"), "{a} & ~{b}", lambda a, b: a & ~b),
    (("the complement of {a}", "~{a}", "{a} with all bits inverted", "NOT {a}"), "~{a}", lambda a, b: ~a),
    (("the complement of {b}", "~{b}", "{b} with all bits inverted", "NOT {b}"), "~{b}", lambda a, b: ~b),
    (("{a}", "{a} unchanged", "{a} itself"), "{a}", lambda a, b: a),
    (("{b}", "{b} unchanged", "{b} itself"), "{b}", lambda a, b: b),
    (("{a} shifted left by one", "{a} << 1"), "{a} << 1", lambda a, b: a << 1),
    (("{a} shifted right by one", "{a} >> 1"), "{a} >> 1", lambda a, b: a >> 1),
    (("{b} shifted left by one", "{b} << 1"), "{b} << 1", lambda a, b: b << 1),
    (("{b} shifted right by one", "{b} >> 1"), "{b} >> 1", lambda a, b: b >> 1),
    (("{a} plus 1", "{a} + 1", "{a} incremented"), "{a} + 1'b1", lambda a, b: a + 1),
    (("{b} plus 1", "{b} + 1", "{b} incremented"), "{b} + 1'b1", lambda a, b: b + 1),
    (("{a} minus 1", "{a} - 1", "{a} decremented"), "{a} - 1'b1", lambda a, b: a - 1),
    (("the two's complement of {a}", "-{a}", "minus {a}"), "-{a}", lambda a, b: -a),
    (("the smaller of {a} and {b}",), "({a} < {b}) ? {a} : {b}", min),
    (("the larger of {a} and {b}",), "({a} > {b}) ? {a} : {b}", max),
)


@family("op_select", "multiplexers", 3.0)
def op_select(d: Draw) -> Design:
    """A code chooses among operations and constants; cases in any order, some left to "otherwise"."""
    width, bits = d.one((1, 4, 8, 8, 16)), d.one((1, 2, 2, 2, 3, 3, 4))
    a, b = d.names(*PAIRS)
    sel, out = d.name("op", "sel", "mode", "func", "cmd", "ctl"), d.name("y", "out", "result", "r", "q")
    count = min(d.number(2, 6), 1 << bits)
    mask = (1 << width) - 1
    pool = [one for one in _OPERATIONS if width > 1 or not any(x in one[1] for x in "+-<>")]
    chosen = d.rng.sample(pool, min(len(pool), count + 1))
    told: list[tuple[str, str, Callable[[int, int], int]]] = [
        (d.one(words).format(a=a, b=b), code.format(a=a, b=b), model) for words, code, model in chosen
    ]
    told = [_constant(d, width) if d.chance(0.15) else one for one in told]
    codes = d.rng.sample(range(1 << bits), count)
    pairs: list[tuple[tuple[int, ...], int]] = []
    while codes:
        taken = 2 if d.chance(0.15) and count > 2 and len(codes) > 1 else 1
        pairs.append((tuple(codes[:taken]), len(pairs)))
        codes = codes[taken:]
    full = sum(len(values) for values, _ in pairs) == 1 << bits
    other = len(told) - 1
    cases = [Case(values, told[i][0]) for values, i in pairs]
    text = tell_cases(d, out, sel, bits, cases, "" if full else told[other][0])
    if width > 1:
        text = also(text, d.any("", "", "Results are {w} bits wide.", "Carries are dropped.", "Everything is unsigned.", w=width))
    literals = [(values, told[i][1]) for values, i in pairs]
    body = case_lines(d, out, sel, bits, literals, "" if full else told[other][1])
    data = [Port(a, width), Port(b, width), Port(sel, bits)]
    if d.chance(0.3):
        d.rng.shuffle(data)
    ports = (*data, Port(out, width, output=True, stored=True))
    table = {value: i for values, i in pairs for value in values}

    def function(v: dict[str, int]) -> dict[str, int]:
        return {out: told[table.get(v[sel], other)][2](v[a], v[b]) & mask}

    return Design(
        d.any("an operation selector", "a small arithmetic and logic block", "a function block"),
        ports,
        text,
        case_reasoning(sel, literals, "" if full else told[other][1]),
        tuple(body),
        combinational(d.rng, ports, function, 48, lambda rng, i: {sel: i % (1 << bits)}),
        d.style,
        ("op_select", "alu", "func_unit"),
        {"width": width, "bits": bits, "codes": len(table)},
        hidden=(2, len(body) - 2),
    )


def _constant(d: Draw, width: int) -> tuple[str, str, Callable[[int, int], int]]:
    value = d.one((0, 0, (1 << width) - 1, d.rng.getrandbits(width)))
    word = (
        d.one(("0", "zero")) if not value else "all ones" if value == (1 << width) - 1 and width > 1 else f"the constant {value}"
    )
    return word, d.style.literal(width, value), lambda a, b: value


_OUTER = (
    "{x} {y}",
    "{y} {x}",
    "There are two levels of choice. {x} {y}",
    "(Two|The two) select inputs {s} and {t} share the work. {y} {x}",
    "{y} {x} The result is {o}.",
    "- {x}\n- {y}",
    "- {y}\n- {x}",
    "1. {y}\n2. {x}",
    "First look at {s}. {x} {y}",
    "First look at {s}. {y} {x}",
    "Output {o}, decided by {s} first: {y} {x}",
    "(Nested|Layered) choice: {x} {y}",
    "{s} comes first, {t} second. {y} {x}",
    "(Can you build this?|Please build this.) {y} {x}",
    "{o} is made from the inputs in two steps. {x} {y}",
)
_INNER = (
    "{o} is {n} if {t} is (1|high) and {f} if it is (0|low)",
    "{o} is {f} if {t} is (0|low) and {n} if it is (1|high)",
    "{t} chooses between {f} (0) and {n} (1)",
    "{t} chooses between {n} (1) and {f} (0)",
    "{o} = {t} ? {n} : {f}",
    "{n} is passed on for {t} = 1, {f} for {t} = 0",
    "{f} is passed on for {t} = 0, {n} for {t} = 1",
    "{o} equals {f} unless {t} is (set|1|high), which gives {n}",
    "{o} equals {n} unless {t} is (clear|0|low), which gives {f}",
    "a 1 on {t} selects {n} and a 0 selects {f}",
    "a 0 on {t} selects {f} and a 1 selects {n}",
)


@family("nested_choice", "multiplexers", 1.5)
def nested_choice(d: Draw) -> Design:
    """A first select input decides whether a second one chooses, and between what."""
    width = d.one((1, 4, 8, 8, 16))
    outer, inner = d.names(("mode", "sel"), ("s1", "s0"), ("en", "sel"), ("bypass", "pick"), ("major", "minor"), ("s", "t"))
    data = [
        d.name(n)
        for n in d.one((("a", "b", "c", "d"), ("d0", "d1", "d2", "d3"), ("w", "x", "y", "z"), ("in1", "in2", "in3", "in4")))
    ]
    out = d.name("out", "q", "y_out", "result")
    zero = d.style.literal(width, 0)
    d.rng.shuffle(data)
    shape = d.one(("one", "one", "one", "both", "both", "zero"))
    used = {"one": 3, "both": 4, "zero": 2}[shape]
    data = data[:used]
    outer_level = d.number(0, 1)
    first = data[:2]
    second = data[2:] or [zero]

    def told(level: int, side: list[str]) -> str:
        when = d.any(
            "(when|if|while) {c}, ",
            "for {s} = {v}, ",
            "with {s} at {v}, ",
            "as long as {c}, ",
            "{s}={v}: ",
            c=is_level(d, outer, level),
            s=outer,
            v=level,
        )
        if len(side) == 1:
            source = "0" if side[0] == zero else side[0]
            return sentence(
                when
                + d.any(
                    "{o} is {x}", "{o} equals {x}", "{x} goes to {o}", "{o} is {x} whatever {t} is", o=out, x=source, t=inner
                ),
                outer,
            )
        return sentence(when + d.any(*_INNER, o=out, n=side[1], f=side[0], t=inner), (outer,))

    text = d.any(*_OUTER, x=told(outer_level, first), y=told(1 - outer_level, second), s=outer, t=inner, o=out)

    def code(side: list[str]) -> str:
        return side[0] if len(side) == 1 else f"({inner} ? {side[1]} : {side[0]})"

    on, off = (first, second) if outer_level else (second, first)
    inputs = [*(Port(x, width) for x in sorted(data)), Port(outer), Port(inner)]
    if d.chance(0.3):
        inputs = inputs[-2:] + inputs[:-2]
    ports = (*inputs, Port(out, width, output=True))

    def function(v: dict[str, int]) -> dict[str, int]:
        side = first if v[outer] == outer_level else second
        chosen = side[v[inner]] if len(side) == 2 else side[0]
        return {out: 0 if chosen == zero else v[chosen]}

    return Design(
        "a nested choice",
        ports,
        text,
        f"{outer}=1: {code(on)}; {outer}=0: {code(off)}.",
        (f"assign {out} = {outer} ? {code(on)} : {code(off)};",),
        combinational(d.rng, ports, function, 32),
        d.style,
        ("nested_mux", "select2", "chooser"),
        {"width": width, "shape": shape},
    )


_ONE_HOT = (
    "{s} is one-hot: {p}. For any other {s} {o} is {f}.",
    "Exactly one bit of {s} should be set, and it chooses {o}: {p}. If that is not so, {o} is {f}.",
    "One-hot select {s} ({p}); {o} is {f} unless exactly one bit is set.",
    "{o} is chosen by the only bit of {s} that is 1: {p}. With no bit set or several, {o} is {f}.",
    "{o} = {f} when {s} is not one-hot. When it is: {p}.",
    "A multiplexer with a one-hot select vector {s}. The bits mean: {p}. Illegal codes give {f} on {o}.",
    "When only one bit of {s} is high, it decides what {o} is: {p}. All other values of {s} make {o} {f}.",
    "Bits of {s}: {p}. Never more than one should be 1; if there are more, or none, {o} is {f}.",
    "(Can|Could) you build a one-hot multiplexer? {p}, each bit of {s} alone; for all other {s} {o} must be {f}.",
    "Decode the one-hot {s} into {o}: {p}, else {f}.",
    "Requirements:\n- {s} selects, one-hot\n- {p}\n- none or several bits set: {o} = {f}",
    "{p}. That is what {o} is for a {s} with this single bit set; any other code gives {f}.",
    "{o} takes the input that belongs to the one bit set in {s}, as follows: {p}. Otherwise {o} is {f}.",
    "The select lines {s} are one-hot. {p}; {o} is {f} for codes that are not one-hot.",
    "Grant vector {s} (one bit at a time) steers the output {o}: {p}; in every other case it is {f}.",
)


@family("one_hot_select", "multiplexers")
def one_hot_select(d: Draw) -> Design:
    """A one-hot vector selects; which bit means which input is told in any order."""
    count, width = d.one((2, 3, 3, 4, 4)), d.one((1, 4, 8, 16))
    data = [
        d.name(n)
        for n in d.one((("a", "b", "c", "d"), ("d0", "d1", "d2", "d3"), ("w", "x", "y", "z"), ("in0", "in1", "in2", "in3")))[
            :count
        ]
    ]
    sel, out = d.name("sel", "grant", "onehot", "pick"), d.name("out", "q", "y_out")
    ones = (1 << width) - 1
    fallback = d.one((0, 0, ones))
    order = d.rng.sample(data, count) if d.chance(0.6) else data
    mapping = dict(enumerate(order))
    told = d.rng.sample(sorted(mapping), count)
    link = d.one(
        (
            "{s}[{i}] selects {x}",
            "{x} for {s}[{i}]",
            "bit {i} selects {x}",
            "{x} for bit {i}",
            "{s} = {l} gives {x}",
            "{x} for {l}",
            "{l} -> {x}",
        )
    )
    said = [d.say(link, s=sel, i=bit, x=mapping[bit], l=f"{count}'b{1 << bit:0{count}b}") for bit in told]
    words = "0" if not fallback else "all ones" if width > 1 else "1"
    text = sentence(d.any(*_ONE_HOT, s=sel, o=out, p=listing(said), f=words), (sel, out, *data))
    default = d.style.literal(width, fallback) if not fallback or width == 1 else "{" + f"{width}{{1'b1}}" + "}"
    inputs = [*(Port(x, width) for x in data), Port(sel, count)]
    ports = (*(inputs[-1:] + inputs[:-1] if d.chance(0.3) else inputs), Port(out, width, output=True, stored=True))
    body = [
        f"{d.style.comb} begin",
        f"  case ({sel})",
        *(f"    {count}'b{1 << bit:0{count}b}: {out} = {mapping[bit]};" for bit in told),
        f"    default: {out} = {default};",
        "  endcase",
        "end",
    ]
    hot = {1 << bit: name for bit, name in mapping.items()}
    return Design(
        "a one-hot multiplexer",
        ports,
        text,
        f"{sel} one-hot: {', '.join(f'{1 << bit:0{count}b} -> {mapping[bit]}' for bit in told)}, else {default}.",
        tuple(body),
        combinational(
            d.rng,
            ports,
            lambda v: {out: v[hot[v[sel]]] if v[sel] in hot else fallback},
            40,
            lambda rng, i: {sel: i % (1 << count)},
        ),
        d.style,
        ("onehot_mux", "mux_onehot"),
        {"count": count, "width": width},
        hidden=(2, len(body) - 2),
    )


_PATTERN_OPENINGS = (
    "{s} is matched against patterns in which {m} stands for any bit:",
    "{o} by the pattern that {s} fits ({m} = don't care):",
    "Bits marked {m} do not matter. {s} gives {o}:",
    "(Build|Write) a casez over {s} for {o} ({m}: either value):",
    "The table uses {m} where a bit of {s} is ignored. {o} is:",
    "Decode {s}; the mark {m} in the list fits 0 and 1. Output {o}:",
    "No two of these patterns overlap, so their order is of no importance ({m} means any value). From {s} to {o}:",
    "{o} depends on only some of the bits of {s} ({m} = not looked at):",
    "An instruction decoder looks at {s} and gives {o}; {m} is a bit that may be anything:",
    "Compressed truth table, {m} = don't care input, {s} to {o}:",
    "Depending on which pattern {s} matches, drive {o} ({m} matches both levels):",
    "(Can|Could) you turn this pattern list for {s} into logic for {o}? ({m} is a wildcard.)",
    "{s} | {o}, wildcards written as {m}",
    "Where {m} stands, the bit of {s} has no influence on {o}:",
    "Rules for {o}. Each shows the bits of {s}, most significant first, {m} being any:",
)


@family("pattern_match", "multiplexers", 1.5)
def pattern_match(d: Draw) -> Design:
    """Patterns with bits that do not matter, disjoint and in any order, as casez has them."""
    bits, width = d.one((3, 3, 4, 4, 5)), d.one((1, 2, 3, 4, 8))
    sel, out = d.name("in", "code", "op", "key", "req"), d.name("out", "y", "action", "q")
    patterns = ["?" * bits]
    kind = d.one(("high", "low", "tree", "tree"))
    if kind == "tree":
        for _ in range(d.number(2, 5)):
            splittable = [p for p in patterns if "?" in p]
            old = d.one(splittable)
            place = d.one([i for i, bit in enumerate(old) if bit == "?"])
            patterns.remove(old)
            patterns += [old[:place] + bit + old[place + 1 :] for bit in "01"]
    else:
        patterns = ["0" * i + "1" + "?" * (bits - 1 - i) for i in range(bits)]
        patterns = [p[::-1] for p in patterns] if kind == "low" else patterns
    d.rng.shuffle(patterns)
    rest = kind != "tree" or d.chance(0.5)
    if kind == "tree" and rest:
        patterns = patterns[: max(2, len(patterns) - d.number(1, 2))]
    values = {pattern: d.rng.getrandbits(width) for pattern in patterns}
    if kind != "tree":
        wide = max(width, bits.bit_length())
        values = (
            {pattern: bits - 1 - pattern.index("1") for pattern in patterns}
            if kind == "high"
            else {pattern: bits - 1 - pattern.rindex("1") for pattern in patterns}
        )
        width = wide
    fallback = d.one((0, 0, d.rng.getrandbits(width)))
    mark, arrow, base = d.one("-x?X*"), d.one((" -> ", ": ", " | ", " => ", " gives ")), d.one("dbd")
    sized = d.chance(0.5)

    def show(value: int) -> str:
        return d.style.literal(width, value, base) if sized else str(value)

    lines = [f"{pattern.replace('?', mark)}{arrow}{show(values[pattern])}" for pattern in patterns]
    if rest:
        lines.append(d.one(("otherwise", "default", "else", "anything else", "others")) + f"{arrow}{show(fallback)}")
    gap = d.one(("\n", "\n", "\n- ", "\n  "))
    text = d.any(*_PATTERN_OPENINGS, s=sel, o=out, m=mark) + gap + gap.join(lines)
    ports = (Port(sel, bits), Port(out, width, output=True, stored=True))
    kept = patterns if rest else patterns[:-1]
    last = fallback if rest else values[patterns[-1]]
    body = [
        f"{d.style.comb} begin",
        f"  casez ({sel})",
        *(f"    {bits}'b{pattern}: {out} = {d.style.literal(width, values[pattern], base)};" for pattern in kept),
        f"    default: {out} = {d.style.literal(width, last, base)};",
        "  endcase",
        "end",
    ]

    def function(v: dict[str, int]) -> dict[str, int]:
        shown = f"{v[sel]:0{bits}b}"
        fits = [p for p in patterns if all(bit in ("?", own) for bit, own in zip(p, shown, strict=True))]
        return {out: values[fits[0]] if fits else fallback}

    told = ", ".join(f"{pattern} -> {values[pattern]}" for pattern in patterns)
    return Design(
        "a pattern decoder",
        ports,
        text,
        f"casez over {sel}: {told}{f', else {fallback}' if rest else ''}.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("pattern_match", "casez_decoder"),
        {"bits": bits, "width": width, "kind": kind},
        hidden=(2, len(body) - 2),
    )


_BOTH = {
    "and": (
        "both {s} and {t} are (1|true|high|set)",
        "{s} and {t} are both (1|true|high)",
        "{s} = 1 and {t} = 1",
        "{s} & {t}",
        "{s} and {t} are (asserted|active) together",
    ),
    "nor": (
        "both {s} and {t} are (0|false|low)",
        "{s} and {t} are both (0|low)",
        "neither {s} nor {t} is (1|set|high)",
        "{s} = 0 and {t} = 0",
        "{s} and {t} are 0",
    ),
    "or": (
        "at least one of {s} and {t} is (1|set|high)",
        "{s} or {t} (or both) is (1|high)",
        "{s} | {t}",
        "{s} and {t} are not both 0",
        "any of {s} and {t} is (high|set|1)",
    ),
    "nand": (
        "at least one of {s} and {t} is (0|low)",
        "{s} and {t} are not both (1|high)",
        "not both of {s} and {t} are (set|high|1)",
        "{s} = 0 or {t} = 0",
    ),
    "xor": (
        "exactly one of {s} and {t} is (1|high)",
        "{s} and {t} differ",
        "{s} is not equal to {t}",
        "{s} ^ {t}",
        "one of {s} and {t} is (1|high) but not the other",
        "{s} != {t}",
    ),
    "xnor": ("{s} and {t} are equal", "{s} equals {t}", "{s} == {t}", "{s} and {t} have the same level", "{s} and {t} agree"),
    "first": (
        "{s} is 1 and {t} is 0",
        "{t} is 0 and {s} is 1",
        "{s} is (high|set) but {t} is not",
        "{s} = 1, {t} = 0",
        "{t} is low while {s} is high",
    ),
    "second": (
        "{s} is 0 and {t} is 1",
        "{t} is 1 and {s} is 0",
        "{t} is (high|set) but {s} is not",
        "{s} = 0, {t} = 1",
        "{s} is low while {t} is high",
    ),
}
_BOTH_CODE: dict[str, tuple[str, Callable[[int, int], bool]]] = {
    "and": ("{s} & {t}", lambda s, t: bool(s and t)),
    "nor": ("~{s} & ~{t}", lambda s, t: not s and not t),
    "or": ("{s} | {t}", lambda s, t: bool(s or t)),
    "nand": ("~{s} | ~{t}", lambda s, t: not (s and t)),
    "xor": ("{s} ^ {t}", lambda s, t: s != t),
    "xnor": ("{s} == {t}", lambda s, t: s == t),
    "first": ("{s} & ~{t}", lambda s, t: bool(s and not t)),
    "second": ("~{s} & {t}", lambda s, t: bool(t and not s)),
}
_TWO_RESULTS = (
    "(Choose|Select|Pick) {x} (if|when) {c}, {y} otherwise. The result is {o}.",
    "{o} is {x} (if|when) {c}; in all other cases it is {y}.",
    "{o} is {y} unless {c}; then it is {x}.",
    "By default {o} is {y}. (If|When) {c}, it is {x} instead.",
    "(If|When) {c}, {x} goes to {o}; (otherwise|else) {y} does.",
    "{y} is passed to {o}, except when {c}: then {x} is.",
    "A switch between {x} and {y}: {o} gets {x} if {c}, {y} if not.",
    "A switch between {y} and {x}: {o} gets {x} if {c}, {y} if not.",
    "{o} = {y}, but {x} if {c}.",
    "if {c} then {o} = {x} else {o} = {y}.",
    "(Can|Could) you drive {o} with {x} whenever {c}, and with {y} the rest of the time?",
    "The two select inputs {s} and {t} decide: {x} when {c}, else {y}. Output: {o}.",
    "Output {o} follows {x} as long as {c}. It follows {y} at all other times.",
    "{x} reaches {o} only if {c}. Otherwise {o} is {y}.",
    "Requirements:\n- normally {o} = {y}\n- {o} = {x} when {c}",
    "Requirements:\n- {x} is shown on {o} when {c}\n- {y} is shown in any other case",
)


@family("two_selects", "multiplexers", 1.5)
def two_selects(d: Draw) -> Design:
    """A condition on two select inputs chooses between two data inputs, or a table of all four combinations does."""
    width = d.one((1, 1, 4, 8, 16))
    s, t = d.names(("sel1", "sel2"), ("s", "t"), ("sel_x", "sel_y"), ("s1", "s0"), ("m", "n"), ("p", "k"), ("use_x", "use_y"))
    a, b = d.names(("a", "b"), ("x", "y"), ("in0", "in1"), ("d0", "d1"), ("u", "v"))
    out = d.name("out", "q", "f", "result")
    kind = d.one(tuple(_BOTH_CODE))
    x, y = (a, b) if d.chance(0.5) else (b, a)
    test, holds = _BOTH_CODE[kind]
    condition = test.format(s=s, t=t)
    words = d.any(*_BOTH[kind], s=s, t=t)
    text = d.any(*_TWO_RESULTS, c=words, x=x, y=y, o=out, s=s, t=t)
    inputs = [Port(a, width), Port(b, width), Port(s), Port(t)]
    if d.chance(0.3):
        inputs = inputs[2:] + inputs[:2]
    stored = d.chance(0.35)
    ports = (*inputs, Port(out, width, output=True, stored=stored))
    if stored:
        body = d.block(d.style.comb, [f"if ({condition})", f"  {out} = {x};", "else", f"  {out} = {y};"])
    else:
        body = [f"assign {out} = ({condition}) ? {x} : {y};"]
    return Design(
        "a multiplexer with two select inputs",
        ports,
        text,
        f"{condition} -> {x}, else {y}.",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: v[x] if holds(v[s], v[t]) else v[y]}, 32),
        d.style,
        ("mux_two_sel", "select2", "switch2"),
        {"kind": kind, "width": width},
    )
