"""Yes-or-no answers about numbers: relations, comparisons with constants, ranges, flags of a word or a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.sums_shared import (
    BITS,
    COMPARE,
    CONSTANTS,
    PAIRS,
    WORDS,
    as_number,
    driven,
    finished,
    number_kind,
    read,
    relation,
    shown,
    verb,
)

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_RELATION = (
    "{f} {y} when {x}.{g}", "{f} {y} if {x}, otherwise it {n}.{g}", "{f} {n} unless {x}.{g}", "If {x}, {f} {y}.{g}",
    "Comparator: {f} {y} exactly when {x}.{g}", "{g} {f} says by a {h} that {x}.",
    "A comparison has only two answers. Ours is whether {x}. For yes {f} {y} and for no it {n}.{g}{e}",
    "Is it true that {x}? Then {f} {y}. Otherwise it {n}.{g}", "Compare {a} with {b}.{g} {f} {n} as long as it is not so that "
    "{x}.",
    "- inputs {a}, {b}, {w} bits\n- {f} {y} if {x}\n- {f} {n} if not{j}", "i need a comparator for {a} and {b}. when {x} then "
    "{f} {y}, "
    "else {n}.{g} thx",
    "Subtracting would do, but here the comparison operators of the language are welcome. The question: {x}? The answer {h} on "
    "{f} "
    "means yes, {l} means no.{g}{e}",
    "{a} | {b} | {f}\n{x} | {h}\nanything else | {l}{j}", "{f} {n}, except when {x}; in that case it {y}.{g}{e}",
    "Watch {a} and {b} ({w} bits).{g} The moment that {x}, {f} {y}. It {n} again when that ends.",
    "The lamp {f} {y} to report that {x}, and not that {o}.{g}",
)  # fmt: skip


@family("sums_relation", "comparison", 1.0)
def sums_relation(d: Draw) -> Design:
    """One relation of two numbers, signed or not, told either way round and with either polarity."""
    w = d.one((2, 3, 4, 4, 5, 6, 8, 8, 8, 16, 32, 64))
    a, b = d.names(*PAIRS)
    f = d.name(*BITS, "cmp", "rel")
    op, is_signed, low = d.one(("<", "<", "<=", "<=", ">", ">", ">=", ">=", "==", "!=")), d.chance(0.45), d.chance(0.25)
    ordered = op not in ("==", "!=")
    is_signed = is_signed and ordered
    kind = number_kind(d, is_signed)
    told = d.any(" {a} and {b} are {k}.", " Both are {k}.", " Compare as {k}.", " The inputs are {k}.", " Take them as {k}.",
    a=a, b=b,
                 k=kind) if ordered else ""  # fmt: skip
    other = d.one([one for one in _OPPOSITE if one not in (op, _OPPOSITE[op])])

    def value(p: int, q: int) -> int:
        return int(COMPARE[op](as_number(p, w, is_signed), as_number(q, w, is_signed)) != low)

    x, y = d.number(0, (1 << w) - 1), d.number(0, (1 << w) - 1)
    example = f" With {a} = {shown(x, w)} and {b} = {shown(y, w)}, {f} is {value(x, y)}." if w < 9 else ""
    text = d.any(*_RELATION, f=f, y=verb(not low, d), n=verb(low, d), x=relation(d, op, a, b), g=told, e=example, a=a, b=b, w=w,
                 h=int(not low), l=int(low), j=f"\n- {kind}" if ordered else "", o=relation(d, other, a, b))  # fmt: skip
    code = f"{read(a, is_signed)} {op} {read(b, is_signed)}"
    if low:
        code = f"!({code})" if d.chance(0.5) else code.replace(f" {op} ", f" {_OPPOSITE[op]} ")
    sign = ", signed" if is_signed else ", unsigned" if ordered else ""
    note = f"{a} {op} {b}{sign}\n{f}={int(not low)} then, else {int(low)}"

    def bias(rng: object, n: int) -> dict[str, int]:
        return {a: (n * 37) % (1 << w), b: (n * 37 + n % 3 - 1) % (1 << w)} if n < 24 else {}

    ports = [Port(a, w), Port(b, w), Port(f, output=True)]
    return finished(d, "a comparator", driven(d, text, {f: f"({code})" if d.chance(0.1) else code}), ports, note,
                    lambda v: {f: value(v[a], v[b])}, ("compare", "cmp", "comparator"), {"op": op, "signed": is_signed,
                    "low": low},
                    bias)  # fmt: skip


_RANK = (
    "{p}.{g}", "Comparator for {a} and {b}.{g} {p}.", "Compare {a} and {b}. {p}.{g}", "{g} {p}.",
    "Two {w}-bit numbers can stand in three relations: less, equal, greater. The outputs tell which. {p}.{g}",
    "Magnitude comparator, {w} bits\n{q}{j}", "What do the outputs mean? {p}.{g}{e}", "hi, comparator please: {p}.{g}",
    "{n} flags describe how {a} and {b} relate.{g} {p}.{e}", "The sorter asks for this.{g} {p}.{e}",
    "Flags, in no special order:\n{q}{j}", "Take care not to mix them up: {p}.{g}{e}", "Ranking unit. {p}. Otherwise each of "
    "them is 0.{g}",
    "For {a} and {b} of {w} bits each:\n{q}{j}", "One look at {a} and {b} must settle {n} questions. {p}.{g}",
)  # fmt: skip


@family("sums_rank", "comparison", 1.0)
def sums_rank(d: Draw) -> Design:
    """Two or three flags for the relations of two numbers, told in any order."""
    w = d.one((1, 2, 3, 4, 4, 5, 6, 8, 8, 8, 16, 32))
    a, b = d.names(*PAIRS)
    is_signed = w > 1 and d.chance(0.4)
    kind = number_kind(d, is_signed)
    ops = d.one(
        (("<", "==", ">"), ("<", "==", ">"), ("<", ">"), ("==", ">"), ("<", "=="), ("<=", ">="), ("!=", "<"), (">=", "!="))
    )
    sets = [("lt", "eq", "gt"), ("f0", "f1", "f2"), ("l", "e", "g"), ("p", "q", "r"), ("x0", "x1", "x2"), ("one", "two", "three"),
            ("red", "amber", "green"), ("less", "same", "more")]  # fmt: skip
    names = d.names(*sets)[: len(ops)]
    meaningful = names[0] in ("lt", "l", "less")
    if meaningful:
        order = {"<": 0, "==": 1, ">": 2}
        full = next(one for one in sets if one[0] == names[0])
        ops = tuple(op for op in ops if op in order) if all(op in order for op in ops) else ("<", "==", ">")
        names = [full[order[op]] for op in ops]
    else:
        ops = tuple(d.rng.sample(ops, len(ops)))
    told = []
    for name, op in zip(names, ops, strict=True):
        condition = relation(d, op, a, b)
        told.append(d.any("{f} {y} when {x}", "{f} {y} if {x}", "{f} tells by a 1 that {x}", "{f} {y} exactly when {x}", f=name,
                          y=verb(1, d), x=condition))  # fmt: skip
    d.rng.shuffle(told)
    x, y = d.number(0, (1 << w) - 1), d.number(0, (1 << w) - 1)

    def function(v: dict[str, int]) -> dict[str, int]:
        p, q = as_number(v[a], w, is_signed), as_number(v[b], w, is_signed)
        return {name: int(COMPARE[op](p, q)) for name, op in zip(names, ops, strict=True)}

    got = function({a: x, b: y})
    example = f" With {a} = {shown(x, w)} and {b} = {shown(y, w)}: " + ", ".join(f"{n} = {v}" for n, v in got.items()) + "."
    text = d.any(
        *_RANK, p=d.one((". ", "; ", ", and ")).join(told) if len(told) == 2 else d.one((". ", "; ")).join(told),
        q="\n".join(f"- {one}" for one in told), a=a, b=b, w=w, e=example if w < 9 else "",
        n="two" if len(told) == 2 else "three",
        g=d.any(" {a} and {b} are {k}.", " Both numbers are {k}.", " Compare them as {k}.", a=a, b=b, k=kind) if w > 1 else "",
        j=f"\n- {a} and {b}: {kind}" if w > 1 else "",
    )  # fmt: skip
    codes = {name: f"{read(a, is_signed)} {op} {read(b, is_signed)}" for name, op in zip(names, ops, strict=True)}
    notes = [f"compare {'signed' if is_signed else 'unsigned'}" * (w > 1)]
    notes += [f"{name}: {a} {op} {b}" for name, op in zip(names, ops, strict=True)]

    def bias(rng: object, n: int) -> dict[str, int]:
        return {a: (n * 37) % (1 << w), b: (n * 37 + n % 3 - 1) % (1 << w)} if n < 24 else {}

    ports = [Port(a, w), Port(b, w), *(Port(name, output=True) for name in names)]
    return finished(d, "a magnitude comparator", driven(d, text, codes), ports, "\n".join(note for note in notes if note),
    function,
                    ("ranker", "magnitude", "compare"), {"ops": ops, "signed": is_signed}, bias)  # fmt: skip


_LIMIT = (
    "{f} {y} when {x}.", "{f} {y} if {x} and {n} otherwise.", "{f} {n} unless {x}.", "Check whether {x}; if so, {f} {y}, else "
    "{n}.",
    "{a} is {w} bits wide and unsigned. As soon as {x}, {f} {y}. Else it {n}.{e}", "If {x}, then {f} {y}. If {z}, it {n}.",
    "Comparison of {a} with {k}: {f} {y} when {x}, and only then.", "{a} -> {f}\n{x}: {h}\notherwise: {l}",
    "Threshold logic. There is one limit, {k}, and one question about it: whether {x}. For yes, {f} {y}, and for no it {n}.{e}",
    "hey, {f} should say {h} if {x}, {l} if not", "When is {f} {h}? When {x}. In every other case it {n}.{e}",
    "The fill level arrives as {a}. The output {f} is wired so that it {y} when {x} and {n} when {z}.",
    "What matters is {k}. {f} {n} while {z}, and it {y} while {x}.", "It is {h} that {f} shows if {x}, and it is {l} that it "
    "shows if "
    "not.{e}",
    "A comparison with a constant is cheaper than one with another signal. Ours: {x}. In that case, {f} {y}.{e}",
    "Given the {w}-bit unsigned {a}, {f} {y} in exactly one situation: {x}.",
)  # fmt: skip


def _constant(d: Draw, value: int, w: int) -> str:
    return d.one((str(value), str(value), str(value), f"0x{value:X}", f"binary {value:0{w}b}" if w < 9 else str(value)))


@family("sums_limit", "comparison", 1.0)
def sums_limit(d: Draw) -> Design:
    """A number against a constant: all six relations, either polarity."""
    w = d.one((3, 4, 4, 5, 6, 8, 8, 8, 10, 16))
    a, f = d.name(*WORDS, "level", "cnt", "temp"), d.name(*BITS, "alarm", "det")
    op, low = d.one(tuple(COMPARE)), d.chance(0.25)
    limit = d.number(2, min((1 << w) - 3, 999))
    k = _constant(d, limit, w)

    def value(n: int) -> int:
        return int(COMPARE[op](n, limit) != low)

    n = d.one((limit, max(limit - 1, 0), limit + 1, d.number(0, (1 << w) - 1)))
    text = d.any(
        *_LIMIT, f=f, y=verb(not low, d), n=verb(low, d), x=d.any(*CONSTANTS[op], a=a, b=k), k=k, a=a, w=w,
        z=d.any(*CONSTANTS[_OPPOSITE[op]], a=a, b=k), h=int(not low), l=int(low),
        e=d.any(" For instance, {a} = {n} makes it {v}.", " With {a} = {n} it is {v}.", a=a, n=n, v=value(n)),
    )  # fmt: skip
    code = f"{a} {_OPPOSITE[op] if low else op} {d.style.literal(w, limit)}"
    note = f"{a} {op} {limit}\n{f}={int(not low)} then, else {int(low)}" + f": {a} {_OPPOSITE[op]} {limit}" * low
    ports = [Port(a, w), Port(f, output=True)]
    return finished(
        d, "a comparison with a constant", driven(d, text, {f: code}), ports, note, lambda v: {f: value(v[a])},
        ("threshold", "limit", "check"), {"op": op, "low": low}, lambda rng, i: {a: limit + i % 3 - 1} if i < 12 else {},
    )  # fmt: skip


_BAND_ENDS = {
    (True, True): ("from {l} to {h}, both included", "at least {l} and at most {h}", "{l} to {h} inclusive",
    "not below {l} and not "
                   "above {h}"),
    (False, False): ("strictly between {l} and {h}", "between {l} and {h}, both excluded", "above {l} and below {h}",
    "greater than "
                     "{l} but less than {h}"),
    (True, False): ("at least {l} but less than {h}", "from {l} up to but not including {h}", "not below {l}, yet below {h}"),
    (False, True): ("above {l} and not above {h}", "greater than {l} and at most {h}", "over {l}, up to {h} inclusive"),
}  # fmt: skip
_BAND = (
    "{f} {y} when {a} is {x}.{g}", "{f} {y} while {a} is {x}, else {n}.{g}", "{f} {n} unless {a} is {x}.{g}",
    "If {a} is {x}, {f} {y}. If it is not, {f} {n}.{g}", "The allowed range of {a} is: {x}. In the range {f} {y}, outside it "
    "{n}.{g}",
    "Window comparator.{g} {f} {y} for {a} {x}, and {n} for everything else.{e}", "Range check on {a}. Accepted: {x}. {f} then "
    "{y}, "
    "otherwise it {n}.",
    "Two comparisons and a gate make a window. Look closely at the ends of ours: it holds when {a} is {x}. Then {f} {y}; "
    "outside the window it {n}.{e}", "input {a} ({w} bits)\noutput {f}\n{f} {y} <=> {a} is {x}",
    "could you check if {a} is {x}? {f} {y} if yes and {n} if no", "{a}, when it is {x}, must bring about that {f} {y}. In any "
    "other "
    "case {f} {n}.{e}",
    "Good parts measure {x}. The measure of a part is {a}. {f} {y} for a good part and {n} for a bad one.{g}{e}",
    "Does {a} lie in the window ({x})? If so {f} {y}, otherwise it {n}.{g}",
)  # fmt: skip


@family("sums_band", "comparison", 1.0)
def sums_band(d: Draw) -> Design:
    """Whether a number lies in a range, with ends included or not, fixed or from ports, either polarity."""
    w = d.one((4, 4, 5, 6, 8, 8, 8, 10, 16))
    a, f = d.name(*WORDS, "level", "temp"), d.name(*BITS, "within_f", "in_range")
    low, from_ports = d.chance(0.4), d.chance(0.3)
    ends = d.one(tuple(_BAND_ENDS))
    bottom = d.number(1, (1 << w) // 2 - 1)
    top = d.number(bottom + 2, (1 << w) - 2)
    left, right = d.names(("lo", "hi"), ("low", "high"), ("min", "max"), ("p", "q"), ("from_v", "to_v")) if from_ports else (
        str(bottom), str(top))  # fmt: skip

    def value(n: int, p: int, q: int) -> int:
        inside = (p <= n if ends[0] else p < n) and (n <= q if ends[1] else n < q)
        return int(inside != low)

    n = d.one((bottom, top, bottom + 1, top + 1))
    example = d.any(" For {a} = {n}, {f} is {v}.", " {a} = {n} gives {v}.", a=a, n=n, f=f, v=value(n, bottom, top))
    text = d.any(*_BAND, f=f, y=verb(not low, d), n=verb(low, d), x=d.any(*_BAND_ENDS[ends], l=left, h=right), a=a, w=w,
                 e="" if from_ports else example, g=d.one(("", " All is unsigned.")))  # fmt: skip
    p, q = (left, right) if from_ports else (d.style.literal(w, bottom), d.style.literal(w, top))
    if low and d.chance(0.5):
        code = f"({a} {'<' if ends[0] else '<='} {p}) || ({a} {'>' if ends[1] else '>='} {q})"
    else:
        code = f"({a} {'>=' if ends[0] else '>'} {p}) && ({a} {'<=' if ends[1] else '<'} {q})"
        code = f"!({code})" if low else code
    note = f"inside: {left} {'<=' if ends[0] else '<'} {a} {'<=' if ends[1] else '<'} {right}\n"
    note += f"{f}={int(not low)} inside, else {int(low)}"
    inputs = [Port(a, w), *([Port(left, w), Port(right, w)] if from_ports else [])]

    def bias(rng: object, i: int) -> dict[str, int]:
        near = (bottom if i % 2 else top) + i // 2 % 3 - 1
        return {a: near} | ({left: bottom, right: top} if from_ports else {}) if i < 18 else {}

    return finished(
        d, "a range check", driven(d, text, {f: code}), [*inputs, Port(f, output=True)], note,
        lambda v: {f: value(v[a], v[left] if from_ports else bottom, v[right] if from_ports else top)},
        ("window", "in_range", "range_check"), {"ends": ends, "low": low}, bias,
    )  # fmt: skip


class _Flag(NamedTuple):
    """One yes-or-no fact of a word."""

    says: tuple[str, ...]
    """The condition, with the word as {x}."""
    code: str
    """Its expression, with the word as {x}, its top bit's number as {t}."""
    value: Callable[[int, int], bool]
    """From the bits and the width."""


_FLAGS = {
    "zero": _Flag(("{x} is zero", "{x} is 0", "all bits of {x} are 0"), "{x} == 0", lambda v, w: v == 0),
    "some": _Flag(("{x} is not zero", "{x} is anything but 0", "at least one bit of {x} is 1"), "{x} != 0", lambda v, w: v != 0),
    "neg": _Flag(("{x}, as a signed number, is negative", "the sign bit of {x} is set", "{x} is below zero (two's complement)"),
                 "{x}[{t}]", lambda v, w: signed(v, w) < 0),
    "nonneg": _Flag(("{x}, as a signed number, is not negative", "the sign bit of {x} is clear",
    "{x} is zero or more (two's complement)"),
                    "~{x}[{t}]", lambda v, w: signed(v, w) >= 0),
    "pos": _Flag(("{x}, as a signed number, is greater than zero", "{x} is positive and not zero (two's complement)"),
                 "~{x}[{t}] && ({x} != 0)", lambda v, w: signed(v, w) > 0),
    "nonpos": _Flag(("{x}, as a signed number, is negative or zero", "{x} is not above zero (two's complement)"),
                    "{x}[{t}] || ({x} == 0)", lambda v, w: signed(v, w) <= 0),
    "odd": _Flag(("{x} is odd", "{x} is not a multiple of two", "the lowest bit of {x} is 1"), "{x}[0]", lambda v, w: v % 2 == 1),
    "even": _Flag(("{x} is even", "{x} is a multiple of two", "the lowest bit of {x} is 0"), "~{x}[0]", lambda v, w: v % 2 == 0),
    "ones": _Flag(("every bit of {x} is 1", "{x}, as a signed number, is -1", "{x} has its largest unsigned value"), "&{x}",
                  lambda v, w: v == (1 << w) - 1),
}  # fmt: skip
_FLAG_TEXTS = (
    "{r}{p}.", "{r}Status bits: {p}.", "Flags. {r}{p}.", "{r}From it come {n} flags. {p}.{e}",
    "A processor looks at flags, not at numbers, when it decides on a jump. {r}{p}.{e}", "{r}We look at {x} and report:\n{q}",
    "Condition codes of {x}\n{q}\n{s}", "{r}What should the outputs be? {p}.", "hi, flags needed: {p}. {r}",
    "{p}. {r}All of them are 0 otherwise.{e}", "{r}Be careful with the polarity and with zero: {p}.{e}",
    "{r}{p}, and nothing else is reported.", "Outputs, one per question:\n{q}\n{s}",
)  # fmt: skip


@family("sums_word_flags", "arithmetic", 1.0)
def sums_word_flags(d: Draw) -> Design:
    """Zero, sign and parity flags of a word or of a small result, two or three of them."""
    w = d.one((3, 4, 4, 5, 6, 8, 8, 8, 16, 32))
    op = d.one(("", "", "+", "-"))
    a, b = d.names(*PAIRS) if op else (d.name(*WORDS), "")
    x = d.name("res", "r", "sum", "t_out", "result", "out") if op else a
    keys = d.rng.sample(list(_FLAGS), d.one((1, 2, 2, 3)))
    names = d.rng.sample(d.names(("f0", "f1", "f2"), ("p", "q", "g"), ("z1", "z2", "z3"), ("i0", "i1", "i2"), ("u", "v", "w"),
                                 ("red", "blue", "green"), ("flag_a", "flag_b", "flag_c")), len(keys))  # fmt: skip
    told, codes, notes = [], {}, []
    for name, key in zip(names, keys, strict=True):
        flag = _FLAGS[key]
        told.append(d.any("{f} {y} when {c}", "{f} {y} if {c}", "{f} tells by a 1 that {c}", "{f} {y} exactly when {c}", f=name,
                          y=verb(1, d), c=d.any(*flag.says, x=x)))  # fmt: skip
        codes[name] = flag.code.format(x=x, t=w - 1)
        notes.append(f"{name}: {codes[name]}")
    d.rng.shuffle(told)

    def function(v: dict[str, int]) -> dict[str, int]:
        word = (v[a] + v[b] if op == "+" else v[a] - v[b] if op == "-" else v[a]) & ((1 << w) - 1)
        return ({x: word} if op else {}) | {name: int(_FLAGS[key].value(word, w)) for name, key in zip(names, keys, strict=True)}

    rest = d.any("{x} is {a} {o} {b}, {w} bits. ", "Output {a} {o} {b} on {x} (without the carry). ", x=x, a=a, o=op, b=b,
    w=w) if op else (
        d.any("{x} is a {w}-bit word. ", "The {w}-bit {x} is examined. ", "", x=x, w=w))  # fmt: skip
    i, j = d.number(0, (1 << w) - 1), d.number(0, (1 << w) - 1)
    got = function({a: i, b: j})
    example = f" With {a} = {shown(i, w)}" + (f" and {b} = {shown(j, w)}" if op else "") + ": "
    example = example + ", ".join(f"{name} = {shown(v, w) if name == x else v}" for name, v in got.items()) + "." if w < 9 else ""
    text = d.any(*_FLAG_TEXTS, r=rest, p=d.one((". ", "; ")).join(told), q="\n".join(f"- {one}" for one in told), x=x, s=rest,
    e=example,
                 n={1: "one", 2: "two", 3: "three"}[len(told)])  # fmt: skip
    text = text.replace("come one flags", "comes one flag").replace("All of them are 0 otherwise", "It is 0 otherwise" if len(
        told) == 1 else "Each of them is 0 otherwise")  # fmt: skip
    if op:
        codes, notes = {x: f"{a} {op} {b}", **codes}, [f"{x} = {a} {op} {b}, {w} bits", *notes]
        lines = [f"assign {name} = {code};" for name, code in codes.items()]
        built = (text, lines, False)
    else:
        built = driven(d, text, codes)
    ports = [Port(a, w), *([Port(b, w), Port(x, w, output=True)] if op else []), *(Port(name, output=True) for name in names)]

    def bias(rng: object, n: int) -> dict[str, int]:
        word = (0, (1 << w) - 1, 1, 1 << (w - 1))[n % 4]
        if n > 11:
            return {}
        second = (n * 29) % (1 << w)
        return {a: (word - second if op == "+" else word + second) % (1 << w), b: second} if op else {a: word}

    return finished(d, "status flags", built, ports, "\n".join(notes), function, ("flags", "status", "conditions"),
                    {"keys": keys, "op": op}, bias)  # fmt: skip
