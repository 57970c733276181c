"""Single gates told by what they do, by their names, and gates with many inputs."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import sentence
from groundwire.distill.families.voices.plain_shared import (
    BITS,
    OUTS,
    WORD_PAIRS,
    WORDS,
    articled,
    built,
    guarded,
    levels_for,
    literal_of,
)

_ALL_ALIKE = (
    "{o} is {v} only when all of {l} are {s}; in every other case it is {w}.",
    "As soon as any of {l} is {t}, {o} is {w}. Otherwise it is {v}.",
    "I want {o} to be {w} whenever at least one of {l} is {t}, and {v} when none is.",
    "For {o} to be {v}, every single one of {l} must be {s}. A single {tb} among them is enough to make {o} {wb}.",
    "Which gate shows {wb} whenever some input is {tb}, and {vb} if none is? Build it with the inputs {l} and the output {o}.",
    "- inputs: {l}\n- they are all {s}: {o} is {v}\n- anything else: {o} is {w}",
    "{l} | {o}\nall {sb} | {vb}\nanything else | {wb}",
    "Nothing but a {sb} on each of {l} gives a {vb} on {o}; everything else gives a {wb}.",
    "{o} may not be {v} while any of {l} is {t}. If none of them is, it has to be {v}.",
    "Unless {l} are all {s}, {o} is {w}. If they are, it is {v}.",
    "the output {o} is {w} by default. the one exception: {l} all {s}, and then it is {v}",
    "A gate of this kind has one special row in its truth table; all the other rows hold the opposite value. Here the special "
    "row is the one in which each of {l} is {sb}, and {o} is {vb} there. In the remaining {m} rows it is {wb}. Write this gate.",
    "ok so {o}, that one sits at {wb} all the time, and the only way to get it to {vb} is to put a {sb} on {l}, on all of them "
    "at "
    "the same time.",
    "Each of {l} reports with a {tb} that something is wrong. If at least one of them reports, {o} has to be {wb}; if none does, "
    "it has to be {vb}.",
    "It does not take all of {l} to be {t} for {o} to become {w}, one of them is enough. With all of them {s}, {o} is {v}.",
    "Output {o}: {v} with all of {l} {s}, {w} with any of them {t}.",
    "{o} = {wb}, except when every one of {l} is {sb}. (With all of them {t} it is {wb} as well|In that case {o} = {vb}).",
    "Somebody has to notice when not all of {l} are {s}. {o} does: it is {w} then, and {v} if they are.",
)
_LISTED = (
    "{o} is {v} only when {c}; in every other case it is {w}.",
    "As soon as {e}, {o} is {w}. Otherwise it is {v}.",
    "I want {o} to be {w} whenever {e}, and {v} when that is not so.",
    "For {o} to be {v}, (all of these conditions have|everything of this has) to hold: {c}. One that fails makes {o} {wb}.",
    "What logic shows {vb} on {o} in one single case, namely if {c}, and {wb} in all others? Please write it.",
    "- {c}: {o} is {v}\n- anything else: {o} is {w}",
    "{r} | {o}\n{k} | {vb}\nother rows | {wb}",
    "Nothing but the pattern {k} on {r}, in this order, gives a {vb} on {o}; everything else gives a {wb}.",
    "{o} may not be {v} while {e}. In the one case that is left it has to be {v}.",
    "Unless {c}, {o} is {w}. If that is so, it is {v}.",
    "the output {o} is {w} by default. the one exception: {c}, and then it is {v}",
    "A truth table with one odd row is easily turned into one gate, with bubbles where an input must be 0. Here the odd row is "
    "the one with {r} = {k}: {o} is {vb} in it. In the remaining {m} rows it is {wb}.",
    "{o} sits at {wb} all the time, and the only way to get it to {vb} is this: {c}.",
    "(Decode|Recognize) one combination of {r}, the one where {c}. {o} is {v} for it and {w} for all the others.",
)
_DIFFERENCE = (
    "{o} is {v} when {a} and {b} (agree|are equal|have the same level); it is {w} when they (differ|are different).",
    "If {a} is different from {b}, {o} is {w}. If they are alike, {v}.",
    "Two switches, {a} and {b}: with both up or both down {o} must be {v}, with one up and one down {w}. (Up is 1.|)",
    "- {a} and {b} equal: {o} is {v}\n- {a} and {b} not equal: {o} is {w}",
    "{o} shall be {w} whenever exactly one of {a} and {b} is {s}, and {v} (for none or both|otherwise).",
    "Not just any {sb} on {a} or {b} makes {o} {wb}: there must be a {sb} on one of them and none on the other. In the two other "
    "cases {o} is {vb}.",
    "{a} {b} | {o}\n0 0 | {vb}\n0 1 | {wb}\n1 0 | {wb}\n1 1 | {vb}",
    "Some gates look for a level, this one only compares. {o} should be {vb} as long as {a} and {b} are the same, no matter "
    "whether that is 00 or 11. As soon as only one of them changes it should be {wb}.",
    "{o} says whether {a} equals {b}: {vb} for yes, {wb} for no.",
    "{o} says whether {a} contradicts {b}: {wb} for yes, {vb} for no.",
    "For 01 and 10 on {a}, {b} the output {o} is {w}; it is {v} for 00 and for 11.",
    "{b} decides what {a} looks like at {o}. With {b} = {wb} {o} is the same as {a}, with {b} = {vb} it is {a} inverted.",
)


@family("plain_gate_by_effect", "gates", 1.0)
def plain_gate_by_effect(d: Draw) -> Design:
    """AND, NAND, OR, NOR, XOR, XNOR and gates with bubbles, all told by the case in which the output is one level."""
    kind = d.one(("alike", "alike", "alike", "listed", "listed", "difference"))
    n = 2 if kind == "difference" else d.one((2, 2, 3, 3, 4) if kind == "alike" else (2, 2, 3))
    names, v = d.names(*BITS[n]), d.number(0, 1)
    out = d.name(*OUTS)
    low_high = levels_for(d, [*names, out])
    s = [d.number(0, 1)] * n if kind != "listed" else [d.number(0, 1) for _ in names]
    slots = {
        "o": out, "l": listing(names), "r": ", ".join(names), "k": "".join(map(str, s)), "a": names[0], "b": names[-1],
        "s": low_high[s[0]], "t": low_high[1 - s[0]], "v": low_high[v], "w": low_high[1 - v], "m": (1 << n) - 1,
        "sb": s[0], "tb": 1 - s[0], "vb": v, "wb": 1 - v,
        "c": listing([f"{name} is {low_high[bit]}" for name, bit in zip(names, s, strict=True)]),
        "e": listing([f"{name} is {low_high[1 - bit]}" for name, bit in zip(names, s, strict=True)], "or"),
    }  # fmt: skip
    if kind == "difference":
        core = d.any(*_DIFFERENCE, **slots)
        return _difference(d, names, out, core, slots)
    core = d.any(*(_ALL_ALIKE if kind == "alike" else _LISTED), **slots)
    alike = len(set(s)) == 1
    if alike and not s[0]:
        code = " | ".join(names)
        code = f"~({code})" if v else code
    else:
        code = " & ".join(literal_of(name, bit) for name, bit in zip(names, s, strict=True))
        code = code if v else f"~({code})"
    case = f"all of {', '.join(names)} = {s[0]}" if alike else ", ".join(f"{x}={b}" for x, b in zip(names, s, strict=True))
    gate = {(1, 1): "AND", (1, 0): "NAND", (0, 0): "OR", (0, 1): "NOR"}[s[0], v] if alike else "one row"
    return built(
        d, d.one(("a small gate", "a piece of glue logic", "a logic circuit")), ("gate", "glue", "logic_cell"),
        dict.fromkeys(names, 1), {out: (1, code)}, core, f"{case} -> {out}={v}; else {out}={1 - v}.\n{gate}: {out} = {code}.",
        lambda x: {out: v if [x[name] for name in names] == s else 1 - v}, {"s": s, "v": v, "kind": kind},
    )  # fmt: skip


def _difference(d: Draw, names: list[str], out: str, core: str, slots: dict[str, object]) -> Design:
    a, b = names
    through = "decides what" in core
    v = int(str(slots["vb"]))
    equal = 1 - v if through else v
    code = d.one((f"~({a} ^ {b})", f"{a} ~^ {b}", f"{a} == {b}") if equal else (f"{a} ^ {b}", f"{a} ^ {b}", f"{a} != {b}"))
    first = f"{b}={slots['wb']}: {out}={a}; else ~{a}.\n" if through else ""
    return built(
        d, d.one(("a small gate", "a piece of glue logic", "a logic circuit")), ("gate", "compare", "logic_cell"),
        {a: 1, b: 1}, {out: (1, code)}, core,
        f"{first}{a}, {b} equal -> {out}={equal}; different -> {out}={1 - equal}.\n{'XNOR' if equal else 'XOR'}: {out} = {code}.",
        lambda x: {out: equal if x[a] == x[b] else 1 - equal}, {"equal": equal, "kind": "difference"},
    )  # fmt: skip


_OF = {
    "AND": ("AND", "AND", "logical product", "conjunction"), "OR": ("OR", "OR", "inclusive OR", "disjunction"),
    "XOR": ("XOR", "exclusive OR", "exclusive-or", "XOR"),
    "NAND": ("NAND", "NAND", "inverted AND", "complement of the AND"), "NOR": ("NOR", "NOR", "inverted OR",
    "complement of the OR"),
    "XNOR": ("XNOR", "exclusive NOR", "inverted XOR", "complement of the XOR"),
}  # fmt: skip
_INVERSE = {"AND": "NAND", "OR": "NOR", "XOR": "XNOR", "NAND": "AND", "NOR": "OR", "XNOR": "XOR"}
_NAMED = (
    "{o} is the {g} of {i}.",
    "{w} (Feed|Give) it {i}, and call the output {o}.",
    "(Please make|I need|Write) a {k} gate: inputs {i}, output {o}.",
    "The drawing shows a {j} there, but that is a mistake: {o} must be the {g} of {i}.",
    "Not a {j}, a {k}! It takes {i} and drives {o}.",
    "{i} go into one {k}, and its output is {o}.",
    "Take the {g} of {i}. That is {o}. (A {j} would not do.|)",
    "- gate: {k}\n- inputs: {i}\n- output: {o}",
    "hey, can you do {o} = {k} of {i} for me? i had {j} there first and that was wrong",
    "Gate U3 is a {k}. Its inputs are {i}; {o} is what comes out.",
    "What comes out of a {k} gate if you connect {i} to it? Put exactly that on {o}.",
    "{p} A {j} differs from it in more rows than one might think, so mind which one is wanted. We want the {k} here, applied to "
    "{i}, with the result on {o}.",
    "{o} := {k}({q})",
    "Replace the {j} by a {k}. The inputs stay what they are, {i}, and so does the output, {o}.",
    "{o} has been a {j} of {i} until now. From now on it should be the {g} of them instead.",
    "The {g} of {i} goes to {o}, the {j} of them is not needed any more.",
)
_TWICE = (
    "{o} is the inverse of the {g} of {i}.",
    "{i} go into a {k} gate. Behind it is an inverter, and the inverter drives {o}.",
    "Take a {k} of {i} and invert what comes out; the result is {o}, not the {k} itself.",
    "- a {k} gate with the inputs {i}\n- an inverter behind it\n- {o} is the output of the inverter",
    "{o} shall always show the opposite of what a {k} gate with the inputs {i} would show.",
    "We measured a {k} of {i} at the inner node. {o} is that node after one more inverter.",
    "What is a {k} with a bubble added at its output? Write that gate with {i} in and {o} out.",
    "The {g} of {i} is not what I want on {o}; I want its complement.",
)
_LESSONS = {
    "AND": "An AND needs all of its inputs.", "OR": "An OR is content with one input.", "XOR": "An XOR looks for an odd number "
    "of ones.",
    "NAND": "A NAND is low in one single row.", "NOR": "A NOR is high in one single row.",
    "XNOR": "An XNOR is high for an even number of ones.",
}  # fmt: skip


@family("plain_gate_by_name", "gates", 1.0)
def plain_gate_by_name(d: Draw) -> Design:
    """A gate by its name, beside the name of another that is not meant; with inverted inputs, or with a second inversion."""
    kind = d.one(tuple(_OF))
    n, width = d.one((2, 2, 2, 3, 3, 4)), d.one((1, 1, 1, 1, 4, 8, 16))
    names = d.names(*BITS[n])
    out = d.name(*OUTS)
    inverted = [d.chance(0.3) for _ in names] if d.chance(0.4) else [False] * n
    if all(inverted):
        inverted[0] = False
    turn = d.any("(the inverse of {x})", "(NOT {x})", "~{x}", "not-{x}", "(the complement of {x})", x="@")
    inputs = [turn.replace("@", guarded(name)) if flip else guarded(name) for name, flip in zip(names, inverted, strict=True)]
    twice = d.chance(0.2)
    other = d.one([key for key in _OF if key not in (kind, _INVERSE[kind] if n == 2 and twice else "")])
    core = d.any(
        *(_TWICE if twice else _NAMED), o=out, i=listing(inputs), k=kind, g=d.one(_OF[kind]), j=other,
        w=f"A {kind}, please.", p=_LESSONS[kind], q=", ".join(inputs),
    )  # fmt: skip
    core = articled(core)
    if width > 1:
        core = sentence(core, [*names, out]) + d.any(" Bit by bit.", " Bit by bit, of course.", " This is done for each bit.")
    real = _INVERSE[kind] if twice else kind
    sign = {"AND": "&", "NAND": "&", "OR": "|", "NOR": "|", "XOR": "^", "XNOR": "^"}[real]
    code = f" {sign} ".join(f"~{name}" if flip else name for name, flip in zip(names, inverted, strict=True))
    code = f"~({code})" if real[0] == "N" or real == "XNOR" else code
    mask = (1 << width) - 1

    def function(x: dict[str, int]) -> dict[str, int]:
        columns = [[((x[name] >> bit) & 1) ^ flip for name, flip in zip(names, inverted, strict=True)] for bit in range(width)]
        base = kind[1:] if kind[0] == "N" else "XOR" if kind == "XNOR" else kind
        ones = [all(c) if base == "AND" else any(c) if base == "OR" else sum(c) % 2 == 1 for c in columns]
        value = sum(int(one) << bit for bit, one in enumerate(ones))
        return {out: (value ^ mask) if (base != kind) != twice else value}

    turned = [name for name, flip in zip(names, inverted, strict=True) if flip]
    why = f"{kind} then inverted: {real}." if twice else f"{kind}, not {other}." if other in core else f"{kind}."
    why += f" Inverted first: {', '.join(turned)}." if turned else ""
    return built(
        d, d.one(("a gate", "a logic gate", "a small circuit")), ("gate", "one_gate", "logic_cell"),
        dict.fromkeys(names, width), {out: (width, code)}, core, f"{why}\n{out} = {code}", function,
        {"kind": kind, "twice": twice, "width": width},
    )  # fmt: skip


_MANY = {
    ("&", 0): ("all {n} bits of {x} are 1", "every bit of {x} is set", "no bit of {x} is 0", "{x} is all ones"),
    ("&", 1): ("at least one bit of {x} is 0", "not all bits of {x} are 1", "{x} has a 0 somewhere",
        "some bit of {x} is cleared"),
    ("|", 0): ("at least one bit of {x} is 1", "not all bits of {x} are 0", "{x} has a 1 somewhere", "some bit of {x} is set"),
    ("|", 1): ("all {n} bits of {x} are 0", "no bit of {x} is 1", "not a single bit of {x} is set", "{x} is all zeros"),
    ("^", 0): ("{x} has an odd number of ones", "the number of ones in {x} is odd", "an odd count of bits of {x} is set"),
    ("^", 1): ("{x} has an even number of ones", "the number of ones in {x} is even", "an even count of bits of {x} is set"),
}  # fmt: skip
_MANY_TEXTS = (
    "{o} is {v} if {p}, and {w} otherwise.",
    "{o} is {w} unless {p}. (In that case it is {v}|If so, it is {v}).",
    "Look at {x}. If {p}, {o} shall be {v}; if not, {w}.",
    "Does it hold that {p}? {o} answers: {vb} for yes, {wb} for no.",
    "- {x}: {n} bits\n- {o}: {vb} as long as {p}, else {wb}",
    "{o} has to be {w} as long as it is not true that {p}. As soon as it is true, {o} has to be {v}.",
    "condition | {o}\n{p} | {vb}\notherwise | {wb}",
    "can you reduce the {n} bits of {x} to one bit for me? {o} should be {vb} when {p} and {wb} when not",
    "One bit, {o}, sums up the vector {x}: {v} means that {p}, {w} means that this is not so.",
    "A reduction operator takes the bits of one vector as the inputs of one gate. There are six such operators in Verilog, and "
    "they differ in just the cases that matter. The one wanted here makes {o} {vb} when {p}, and {wb} in all other cases.",
    "{n} lines arrive as {x}. We only want to know whether {p}. Report it on {o} ({vb} = yes, {wb} = no).",
    "The pin {o} goes to {vb} exactly when {p}; at all other times it stays at {wb}.",
    "{x} is {n} bits wide, {o} is a single bit. Whenever {p}, that bit is {v}, and whenever it is false that {p}, it is {w}.",
    "Please write a detector with output {o}. It gives a {vb} for a vector {x} of which one can say that {p}; other vectors give "
    "a {wb}.",
)


@family("plain_many_inputs", "gates", 1.0)
def plain_many_inputs(d: Draw) -> Design:
    """A gate whose inputs are the bits of one vector, told by what must be true of them."""
    name, out = d.name(*WORDS), d.name(*OUTS)
    width, v = d.one((3, 4, 5, 6, 7, 8, 8, 10, 12, 16, 32, 64, 100, 256)), int(d.chance(0.6))
    sign, inverse = d.one(tuple(_MANY))
    low_high = levels_for(d, [out])
    phrase = d.any(*_MANY[sign, inverse], x=name, n=width)
    core = d.any(*_MANY_TEXTS, o=out, x=name, n=width, p=phrase, v=low_high[v], w=low_high[1 - v], vb=v, wb=1 - v)
    flip = inverse == v
    code = f"{'~' if flip else ''}{sign}{name}"
    if sign != "^" and d.chance(0.2):
        ones = sign == "&"
        code = f"{name} {'!=' if flip == ones else '=='} {{{width}{{1'b{int(ones)}}}}}"

    def function(x: dict[str, int]) -> dict[str, int]:
        ones = x[name].bit_count()
        holds = {"&": ones == width, "|": ones > 0, "^": ones % 2 == 1}[sign] != bool(inverse)
        return {out: v if holds else 1 - v}

    def bias(r: object, i: int) -> dict[str, int]:
        full = (1 << width) - 1
        return {name: (full ^ (1 << (i * 7 % width)), 1 << (i * 5 % width), full, 0)[i % 4]} if i % 2 else {}

    base = {"&": "AND", "|": "OR", "^": "XOR"}[sign]
    fact = {("&", 0): "all ones", ("&", 1): "some 0", ("|", 0): "some 1", ("|", 1): "no 1", ("^", 0): "odd", ("^", 1): "even"}
    return built(
        d, d.one(("a gate with many inputs", "a vector reduction", "a detector")), ("reduce", "wide_gate", "detect"),
        {name: width}, {out: (1, code)}, core,
        f"{name} {fact[sign, inverse]} -> {out}={v}, else {1 - v}.\n"
        f"{'inverted ' if flip else ''}{base} of all bits: {out} = {code}",
        function, {"sign": sign, "inverse": inverse, "width": width, "v": v}, bias=bias,
    )  # fmt: skip


_LESSON_OPS = {
    "AND": ("&", False), "NAND": ("&", True), "OR": ("|", False), "NOR": ("|", True), "XOR": ("^", False), "XNOR": ("^", True),
    "a without b": ("& ~", False), "b without a": ("~&", False),
}  # fmt: skip
_RULES = {
    "AND": "1 where both {a} and {b} have a 1(|, and 0 elsewhere)", "NAND": "0 where both {a} and {b} have a 1, and 1 elsewhere",
    "OR": "0 where both {a} and {b} have a 0, and 1 elsewhere", "NOR": "1 where both {a} and {b} have a 0(|, and 0 elsewhere)",
    "XOR": "1 where {a} and {b} differ(|, and 0 elsewhere)", "XNOR": "1 where {a} and {b} agree(|, and 0 elsewhere)",
    "a without b": "1 where {a} has a 1 and {b} has a 0(|, and 0 elsewhere)", "b without a": "1 where {b} has a 1 and {a} has a "
    "0(|, and 0 elsewhere)",
}  # fmt: skip
_LESSON_TEXTS = (
    "Each bit of {o} is {r}. Example: {a} = {p}, {b} = {q} gives {z}.",
    "In every bit position, {o} is {r}.",
    "With {a} = {p} and {b} = {q} a {j} would make {y}. We want something else: {o} is {r}, which makes {z}.",
    "Bitwise operators work on every position by itself, with no carry from one to the next. Say the operands are {p} and {q}: a "
    "bitwise {j} of them is {y}. Now write this one: bit i of {o} is {r} (looking at bit i of both). For the same operands that "
    "is "
    "{z}.",
    "Position by position, compare {a} and {b}. {o} is {r}. (No carries, no shifts.|)",
    "in: {a}, {b} ({n} bits each)\nout: {o}\nrule for each bit: {r}\ncheck: {p} and {q} -> {z}",
    "could you make me a mask {o} from {a} and {b}? it should be {r}, for all {n} positions. e.g. {p}, {q} -> {z}",
    "What is wanted is a word {o} that is {r}; so it is not simply the {j}.",
    "{p}, {q} -> {z}. That is one example for {a}, {b} -> {o}. The rule behind it: {o} is {r}.",
    "- {o} is as wide as {a} and {b}: {n} bits\n- it is {r}\n- it is not a {j} (that would give {y} for {p} and {q})",
    "Given two {n}-bit words {a} and {b}, produce a third, {o}. Its bits are independent of each other: each is {r}.",
    "Q: does {o} come from a {j}? A: No. For {a} = {p}, {b} = {q} a {j} gives {y}, but {o} is {r}, hence {z}.",
    "The earlier version computed the {j} of {a} and {b}. Now {o} should be {r}, again bit by bit.",
)


@family("plain_bitwise_lesson", "gates", 1.0)
def plain_bitwise_lesson(d: Draw) -> Design:
    """A bitwise operation of two words told as a rule for each position, with the example of another operation beside it."""
    a, b = d.names(*WORD_PAIRS)
    out, width = d.name(*OUTS), d.one((2, 3, 4, 4, 5, 6, 8, 8, 16))
    kind = d.one(tuple(_LESSON_OPS))
    other = d.one([key for key in tuple(_OF) if key != kind])

    def result(op: str, x: int, y: int, bits: int) -> int:
        full = (1 << bits) - 1
        return {
            "AND": x & y, "NAND": full ^ (x & y), "OR": x | y, "NOR": full ^ (x | y), "XOR": x ^ y, "XNOR": full ^ x ^ y,
            "a without b": x & (full ^ y), "b without a": y & (full ^ x),
        }[op]  # fmt: skip

    bits = min(width, 8)
    p, q = (3, 5) if width < 4 else d.one(((0b1100, 0b1010), (0b0101, 0b0011), (0b1001, 0b1010)))
    if width < 4:
        p, q = (0b011, 0b101) if width == 3 else (0b10, 0b11)
    if bits > 4:
        p, q = p | (d.number(0, 15) << 4) & ((1 << bits) - 1), q | (d.number(0, 15) << 4) & ((1 << bits) - 1)
    if result(kind, p, q, bits) == result(other, p, q, bits):
        other = next(key for key in _OF if result(key, p, q, bits) != result(kind, p, q, bits) and key != kind)
    texts = _LESSON_TEXTS if width <= 8 else (_LESSON_TEXTS[1], _LESSON_TEXTS[4], _LESSON_TEXTS[10], _LESSON_TEXTS[12])
    core = d.any(
        *texts, a=guarded(a), b=guarded(b), o=guarded(out), n=width, j=other, r=d.say(_RULES[kind], a=guarded(a), b=guarded(b)),
        p=f"{p:0{bits}b}", q=f"{q:0{bits}b}", y=f"{result(other, p, q, bits):0{bits}b}", z=f"{result(kind, p, q, bits):0{bits}b}",
    )  # fmt: skip
    core = articled(core)
    sign, inverse = _LESSON_OPS[kind]
    code = f"~{a} & {b}" if sign == "~&" else f"{a} & ~{b}" if sign == "& ~" else f"{a} {sign} {b}"
    code = f"~({code})" if inverse else code
    rows = {
        "AND": "1 at 1,1", "NAND": "0 at 1,1 only", "OR": "0 at 0,0 only", "NOR": "1 at 0,0", "XOR": "1 if different",
        "XNOR": "1 if equal",
        "a without b": f"1 if {a}=1, {b}=0", "b without a": f"1 if {b}=1, {a}=0",
    }[kind]  # fmt: skip
    return built(
        d, d.one(("a bitwise operation", "a mask circuit", "a word-wide gate")), ("bitwise", "mask", "word_gate"),
        {a: width, b: width}, {out: (width, code)}, core,
        f"each bit: {rows}.\n{kind if kind in _OF else 'AND with one inverted'}: {out} = {code}",
        lambda x: {out: result(kind, x[a], x[b], width)}, {"kind": kind, "width": width},
    )  # fmt: skip
