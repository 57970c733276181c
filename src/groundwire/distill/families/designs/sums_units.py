"""Small units: operations by code, saturation, decimal digits, results kept in a register."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, when
from groundwire.distill.families.voices.sums_shared import (
    OUTS,
    PAIRS,
    WORDS,
    Built,
    arranged,
    conditional,
    dressed,
    finished,
    selected,
    shown,
)


class _Op(NamedTuple):
    """One operation of two words."""

    says: tuple[str, ...]
    """Ways to call it."""
    code: str
    """Its expression."""
    value: Callable[[int, int], int]
    """What it is, before it is cut."""


_OPS = {
    "add": _Op(("{a} + {b}", "the sum of {a} and {b}", "{a} plus {b}"), "{a} + {b}", lambda p, q: p + q),
    "sub": _Op(("{a} - {b}", "{a} minus {b}", "{b} subtracted from {a}"), "{a} - {b}", lambda p, q: p - q),
    "rsub": _Op(("{b} - {a}", "{b} minus {a}", "{a} subtracted from {b}"), "{b} - {a}", lambda p, q: q - p),
    "and": _Op(("{a} AND {b}", "the bitwise AND of {a} and {b}", "{a} & {b}"), "{a} & {b}", lambda p, q: p & q),
    "or": _Op(("{a} OR {b}", "the bitwise OR of {a} and {b}"), "{a} | {b}", lambda p, q: p | q),
    "xor": _Op(("{a} XOR {b}", "the bitwise exclusive OR of {a} and {b}", "{a} ^ {b}"), "{a} ^ {b}", lambda p, q: p ^ q),
    "nor": _Op(("{a} NOR {b}", "the bitwise NOR of {a} and {b}"), "~({a} | {b})", lambda p, q: ~(p | q)),
    "nand": _Op(("{a} NAND {b}", "the bitwise NAND of {a} and {b}"), "~({a} & {b})", lambda p, q: ~(p & q)),
    "not": _Op(("{a} inverted bit by bit", "the complement of {a} (every bit flipped)"), "~{a}", lambda p, q: ~p),
    "inc": _Op(("{a} + 1", "{a} incremented"), "{a} + 1'b1", lambda p, q: p + 1),
    "dec": _Op(("{a} - 1", "{a} decremented"), "{a} - 1'b1", lambda p, q: p - 1),
    "pass": _Op(("{b} unchanged", "{b} itself"), "{b}", lambda p, q: q),
    "neg": _Op(("-{a}", "{a} negated in two's complement"), "-{a}", lambda p, q: -p),
}  # fmt: skip
_ALU = (
    "{o} by {c}: {i}.", "A small ALU. {c} is the operation code: {i}. The result is {o}.", "{o} depends on {c}. {j}.",
    "ALU with {n} operations on {a} and {b}\n{t}\nResult: {o}", "| {c} | {o} |\n|---|---|\n{m}",
    "{j}. {o} is the result, {w} bits.",
    "The heart of every processor is a unit that does one of several things with two numbers, as the instruction demands. Ours "
    "has "
    "{n} instructions, told by {c}. {j}. The {w}-bit result leaves on {o}.{e}",
    "What does the unit do? That depends on {c}. {j}. It answers on {o}.", "pls write an alu, {c} chooses, {o} is the output: "
    "{i}",
    "Codes of {c}:\n{t}\n{o} gets what the code asks for.{e}", "Operand inputs {a} and {b}, code input {c}, output {o}. {j}.{e}",
    "{n} things can be done with {a} and {b}. Their codes on {c} do not follow any order, so read carefully: {i}. {o} is the "
    "{w}-bit result.", "Function select {c}. {j}. Everything is cut to {w} bits, and {o} carries it.",
)  # fmt: skip


@family("sums_alu", "arithmetic", 1.0)
def sums_alu(d: Draw) -> Design:
    """Two to four operations with told codes, in any order, and what a spare code does."""
    w = d.one((2, 3, 4, 4, 5, 6, 8, 8, 8, 16, 32))
    a, b = d.names(*PAIRS)
    c, o = d.name("op", "sel", "opcode", "ctl", "func", "mode", "s", "k"), d.name(*OUTS)
    count = d.one((2, 2, 3, 3, 4, 4))
    keys = d.rng.sample(["add", "sub", d.one(list(_OPS)[2:]), d.one(list(_OPS)[2:6]), *_OPS], count + 4)
    keys = list(dict.fromkeys(keys))[:count]
    if not {"sub", "rsub", "and", "or", "xor", "nor", "nand", "add", "pass"} & set(keys):
        keys[0] = "add"
    bits = 1 if count == 2 else 2
    codes = dict(zip(d.rng.sample(range(1 << bits), count), keys, strict=True))
    spare = count == 3
    filler = d.one(("0", "0", a)) if spare else ""
    binary = d.chance(0.6)
    words = {code: d.any(*_OPS[key].says, a=a, b=b) for code, key in codes.items()}
    tag = {code: f"{code:0{bits}b}" if binary else str(code) for code in range(1 << bits)}
    order = list(codes)
    arrow = d.one((" -> ", ": ", " = ", " gives ", " means "))
    items = [f"{tag[code]}{arrow}{words[code]}" for code in order] + ([f"anything else{arrow}{filler}"] if spare else [])
    lines = [d.any("When {c} is {t}, {o} is {p}", "{c} = {t} selects {p}", "For {c} = {t} it is {p}",
    "{c} at {t} asks for {p}", c=c,
                   t=tag[code], o=o, p=words[code]) for code in order]  # fmt: skip
    lines += [f"For the remaining code {o} is {filler}"] if spare else []

    def value(v: dict[str, int]) -> int:
        if v[c] not in codes:
            return v[a] if filler == a else 0
        return _OPS[codes[v[c]]].value(v[a], v[b]) & ((1 << w) - 1)

    v = {a: d.number(0, (1 << w) - 1), b: d.number(0, (1 << w) - 1), c: d.one(order)}
    given = f"{c} = {tag[v[c]]}, {a} = {shown(v[a], w)}, {b} = {shown(v[b], w)}"
    example = f" Example: {given} give {shown(value(v), w)}." if w < 9 else ""
    text = d.any(
        *_ALU, o=o, c=c, i=", ".join(items), j=". ".join(lines), t="\n".join(f"- {item}" for item in items), a=a, b=b, w=w,
        e=example,
        m="\n".join(f"| {tag[code]} | {words[code]} |" for code in order) + (f"\n| other | {filler} |" if spare else ""),
        n={2: "two", 3: "three", 4: "four"}[count],
    )  # fmt: skip
    arms = [(code, _OPS[codes[code]].code.format(a=a, b=b)) for code in sorted(order)]
    default = (a if filler == a else d.style.literal(w, 0)) if spare else ""
    built = selected(d, text, o, c, bits, arms, default)
    note = "\n".join([f"{c}={tag[code]} -> {expression}" for code, expression in arms] + ([f"else {filler}"] if spare else []))
    ports = [Port(a, w), Port(b, w), Port(c, bits), Port(o, w, output=True)]
    return finished(d, "a small ALU", built, ports, note, lambda n: {o: value(n)}, ("alu", "mini_alu", "unit"),
                    {"codes": codes, "width": w})  # fmt: skip


_LIMITED = {
    "uadd": ("{a} + {b} (unsigned), limited to {t} where it does not fit", "the unsigned sum of {a} and {b}, stuck at {t} "
    "instead of "
             "wrapping", "{a} plus {b} without sign, and all ones if there is a carry"),
    "usub": ("{a} - {b} (unsigned), but 0 where it would be negative", "the unsigned difference {a} minus {b}, stopped at 0",
             "{a} less {b} without sign, and all zeros if there is a borrow"),
    "sadd": ("{a} + {b} in two's complement, held at {h} or {l} where it would overflow",
             "the signed sum of {a} and {b}, saturated to the range {l} to {h}"),
    "ssub": ("{a} - {b} in two's complement, held at {h} or {l} where it would overflow",
             "the signed difference {a} minus {b}, saturated to the range {l} to {h}"),
    "wadd": ("{a} + {b}, wrapping around and not saturating", "the sum of {a} and {b} modulo 2^{w}, with no limit at {t}"),
    "wsub": ("{a} - {b}, wrapping around below 0 and not stopping there", "the difference {a} minus {b} modulo 2^{w}, with no "
    "limit at 0"),
    "cap": ("{a}, but never more than {k}", "the unsigned {a}, or {k} where {a} is larger", "{a} limited to at most {k}"),
    "floor": ("{a}, but never less than {k}", "the unsigned {a}, or {k} where {a} is smaller", "{a} raised to at least {k}"),
}  # fmt: skip
_LIMITED_TEXTS = (
    "{o} is {p}.", "On {o}, output {p}.", "{w}-bit arithmetic: {o} is {p}.", "{p}: this is what {o} has to be.{e}",
    "When numbers run out of bits there are two schools: wrapping around, or stopping at the end. Read which one is meant. {o} "
    "is "
    "{p}.{e}", "For the audio path. {o} shall be {p}.{e}", "i need {o} to be {p}. {w} bits everywhere",
    "- width: {w} bits\n- {o}: {p}", "What should happen at the ends of the range? {o} is {p}, that answers it.{e}",
    "This is not wanted: {n}. But this is, on {o}: {p}.", "The brightness value {o} is {p}. All words have {w} bits.{e}",
    "{o} must be {p}; anything else would be audible.{e}", "Let {o} = {p}. Do not produce {n} by mistake.",
)  # fmt: skip


@family("sums_limited", "arithmetic", 1.0)
def sums_limited(d: Draw) -> Design:
    """Saturated sums and differences, signed or not, beside wrapping ones and clamps at a constant."""
    w = d.one((3, 4, 4, 5, 6, 8, 8, 8, 12, 16))
    a, b = d.names(*PAIRS)
    if d.chance(0.3):
        a, b = b, a
    o, kind = d.name(*OUTS), d.one(("uadd", "uadd", "usub", "usub", "sadd", "sadd", "ssub", "wadd", "wsub", "cap", "floor"))
    mask, half = (1 << w) - 1, 1 << (w - 1)
    k = d.number(2, mask - 2)

    def value(p: int, q: int) -> int:
        m, n = signed(p, w), signed(q, w)
        return {
            "uadd": min(p + q, mask), "usub": max(p - q, 0), "sadd": max(-half, min(half - 1, m + n)) & mask,
            "wadd": (p + q) & mask,
            "ssub": max(-half, min(half - 1, m - n)) & mask, "wsub": (p - q) & mask, "cap": min(p, k), "floor": max(p, k),
        }[kind]  # fmt: skip

    slots = {"a": a, "b": b, "t": mask, "h": half - 1, "l": -half, "w": w, "k": k}
    near = {
        "uadd": "wadd",
        "usub": "wsub",
        "sadd": "uadd",
        "ssub": "usub",
        "wadd": "uadd",
        "wsub": "usub",
        "cap": "floor",
        "floor": "cap",
    }
    x, y = d.number(0, mask), d.number(0, mask)
    pair = kind not in ("cap", "floor")
    given = f"{a} = {shown(x, w)}" + (f" and {b} = {shown(y, w)}" if pair else "")
    example = f" With {given} it is {shown(value(x, y), w)}." if w < 9 else ""
    text = d.any(*_LIMITED_TEXTS, o=o, w=w, p=d.any(*_LIMITED[kind], **slots), n=d.any(*_LIMITED[near[kind]], **slots), e=example)
    t = d.name("t", "wide", "full", "tmp", "s1")
    built: Built
    if kind in ("cap", "floor"):
        limit = d.style.literal(w, k)
        built = conditional(d, text, o, f"{a} {'>' if kind == 'cap' else '<'} {limit}", limit, a)
        note = f"{a} {'>' if kind == 'cap' else '<'} {k} -> {k}, else {a}"
    elif kind in ("wadd", "wsub"):
        sign = "+" if kind == "wadd" else "-"
        built, note = (text, [f"assign {o} = {a} {sign} {b};"], False), f"{a} {sign} {b}\n{w} bits, wraps"
    elif kind == "usub":
        built = conditional(d, text, o, f"{a} < {b}", d.style.literal(w, 0), f"{a} - {b}")
        note = f"{a} < {b} -> 0\nelse {a} - {b}"
    elif kind == "uadd":
        lines = [f"wire [{w}:0] {t};", f"assign {t} = {a} + {b};"]
        built = (text, [*lines, f"assign {o} = {t}[{w}] ? {{{w}{{1'b1}}}} : {t}[{w - 1}:0];"], False)
        note = f"{t} = {a} + {b}, {w + 1} bits\ncarry -> all ones, else {t}"
    else:
        sign, differ = ("+", "==") if kind == "sadd" else ("-", "!=")
        lines = [f"wire [{w - 1}:0] {t};", f"assign {t} = {a} {sign} {b};"]
        test = f"({a}[{w - 1}] {differ} {b}[{w - 1}]) && ({t}[{w - 1}] != {a}[{w - 1}])"
        lines.append(f"assign {o} = ({test}) ? {{{a}[{w - 1}], {{{w - 1}{{~{a}[{w - 1}]}}}}}} : {t};")
        built = (text, lines, False)
        note = f"signed {a} {sign} {b}\noverflow: signs {'equal' if kind == 'sadd' else 'differ'}, result sign not {a}'s\n"
        note += f"then {-half} if {a} negative, else {half - 1}"
    ports = [Port(a, w), *([Port(b, w)] if pair else []), Port(o, w, output=True)]
    return finished(
        d, "a limited result", built, ports, note, lambda v: {o: value(v[a], v[b] if pair else 0)}, ("limiter", "saturate",
        "clip"),
        {"kind": kind, "width": w}, None if pair else lambda rng, i: {a: k + i % 3 - 1} if i < 9 else {},
    )  # fmt: skip


_DIGIT_KINDS = {
    "valid": ("1 when {x} is a decimal digit (0 to 9), else 0", "1 for a valid BCD code on {x} and 0 for the codes ten to "
    "fifteen"),
    "invalid": ("1 when {x} is not a decimal digit (that is, above 9), else 0", "0 for a valid BCD code on {x} and 1 for the "
    "codes ten "
                "to fifteen"),
    "nines": ("the nine's complement of the digit {x}, that is 9 - {x}", "what is missing from {x} to 9"),
    "tens": ("the ten's complement digit of {x}: 10 - {x}, and 0 for 0", "what is missing from {x} to ten, but 0 if {x} is 0"),
    "next": ("the digit after {x}, where 9 is followed by 0", "{x} plus one in decimal, so that 9 becomes 0"),
    "prev": ("the digit before {x}, where 0 is preceded by 9", "{x} minus one in decimal, so that 0 becomes 9"),
    "five": ("1 when the digit {x} is rounded up (5 to 9), else 0", "1 for the digits from 5 on, 0 for the smaller ones"),
    "excess": ("the excess-3 code of the digit {x}, that is {x} + 3", "{x} increased by three, as the excess-3 code wants it"),
}  # fmt: skip
_DIGIT = (
    "{x} is a BCD digit. {o} is {p}.{u}", "{o} is {p}.{u}", "Decimal arithmetic: on {o}, output {p}.{u}", "{p}. That is {o}.{u}",
    "Four bits can count to fifteen, a decimal digit only to nine. {x} comes in, and {o} must be {p}.{u}{e}",
    "BCD unit\n- input {x}, 4 bits\n- output {o}: {p}{j}", "i have one bcd digit {x} and want {o} to be {p}.{u}",
    "Which value does {o} have? It is {p}.{u}{e}", "Part of a decimal display. {o}: {p}.{u}", "Given {x}, deliver {p} "
    "(and not {n}). "
    "The port for it is {o}.{u}",
    "Our till works in decimal and stores each digit in four bits. For one digit, {x}, compute {o}: {p}.{u}{e}",
    "{o} shows {p}.{u}{e}", "With {x} as a number in four bits, {o} is {p}.{u}",
)  # fmt: skip


@family("sums_digit", "arithmetic", 1.0)
def sums_digit(d: Draw) -> Design:
    """What is made of one BCD digit: its validity, complements, neighbours, with a told or free result for other codes."""
    x, o = d.name(*WORDS, "digit", "bcd"), d.name(*OUTS)
    kind = d.one(tuple(_DIGIT_KINDS))
    single, whole = kind in ("valid", "invalid", "five"), kind in ("valid", "invalid")
    told = d.one(("free", "zero", "same" if not single else "zero")) if not whole else ""

    def value(n: int) -> int | None:
        if whole:
            return int((n <= 9) == (kind == "valid"))
        if n > 9:
            return {"free": None, "zero": 0, "same": n}[told]
        return {"nines": 9 - n, "tens": (10 - n) % 10, "next": (n + 1) % 10, "prev": (n - 1) % 10, "five": int(n > 4),
                "excess": n + 3}[kind]  # fmt: skip

    rest = {
        "": "", "free": d.any(" Codes above 9 never occur.", " What happens for codes above 9 does not matter.",
        " {x} is never above 9.", x=x),
        "zero": d.any(" For codes above 9 {o} is 0.", " If {x} is above 9, output 0.", " Ten to fifteen give 0.", x=x, o=o),
        "same": d.any(" Codes above 9 go to {o} unchanged.", " If {x} is above 9, {o} equals {x}.", x=x, o=o),
    }[told]  # fmt: skip
    n, other = d.number(0, 9), d.one([key for key in _DIGIT_KINDS if key != kind])
    text = d.any(*_DIGIT, x=x, o=o, p=d.any(*_DIGIT_KINDS[kind], x=x), n=d.any(*_DIGIT_KINDS[other], x=x), u=rest,
                 j=f"\n- {rest.strip()}" if rest else "", e=f" For instance, {x} = {n} gives {value(n)}.")  # fmt: skip
    code = {
        "valid": f"{x} <= 4'd9", "invalid": f"{x} > 4'd9", "nines": f"4'd9 - {x}", "excess": f"{x} + 4'd3",
        "five": f"{x} >= 4'd5",
        "tens": f"({x} == 4'd0) ? 4'd0 : 4'd10 - {x}", "next": f"({x} == 4'd9) ? 4'd0 : {x} + 4'd1",
        "prev": f"({x} == 4'd0) ? 4'd9 : {x} - 4'd1",
    }[kind]  # fmt: skip
    note = {
        "tens": f"0 -> 0, else 10 - {x}",
        "next": f"9 -> 0, else {x} + 1",
        "prev": f"0 -> 9, else {x} - 1",
        "five": "1 from 5 to 9",
    }
    plain = code.replace("4'd", "")
    notes = [f"{o}: {note.get(kind, plain)}"]
    if told in ("zero", "same"):
        no = x if told == "same" else "1'b0" if single else "4'd0"
        notes.append(f"{x} > 9 -> {'0' if told == 'zero' else x}")
        built = conditional(d, text, o, f"{x} > 4'd9", no, f"({code})" if "?" in code else code)
    else:
        notes += ["above 9: free"] if told else []
        built = (text, [f"assign {o} = {code};"], False)
    ports = [Port(x, 4), Port(o, 1 if single else 4, output=True)]
    return finished(d, "a decimal digit unit", built, ports, "\n".join(notes), lambda v: {o: value(v[x])}, ("bcd_unit",
    "digit", "decimal"),
                    {"kind": kind, "told": told})  # fmt: skip


_KEPT = {
    "add": ("{q} grows by {x}", "{x} is added to {q}", "{q} becomes {q} + {x}"),
    "sub": ("{q} shrinks by {x}", "{x} is subtracted from {q}", "{q} becomes {q} - {x}"),
    "from": ("{q} becomes {x} - {q}", "{q} is replaced by {x} minus {q}"),
    "max": ("{q} takes {x} if that is larger (unsigned)", "{q} becomes the larger one of {q} and {x}, unsigned"),
    "min": ("{q} takes {x} if that is smaller (unsigned)", "{q} becomes the smaller one of {q} and {x}, unsigned"),
    "next": ("{q} becomes {x} + 1", "{q} is loaded with {x} plus one"),
    "neg": ("{q} is loaded with minus {x}", "{q} becomes the two's complement of {x}"),
}  # fmt: skip
_KEPT_TEXTS = (
    "{e} {p}. {r}", "{e} {p}; {n}. {r}", "{q} is a {w}-bit register. {e} {p}. {n}. {r}", "{r} Otherwise, {e}, {p}.",
    "Registers remember, that makes sums over time possible. In this one, {e}, {p}. {n}. {r}",
    "{p}: that happens {e}. {n}. {r}", "- {e}: {p}\n- {r}\n{m}- {q} has {w} bits", "i need a register {q}. {e} {p}. {r} "
    "{n}.",
    "What happens {e}? {p}. {n}. {r}", "{r} {p} {e}. {n}.", "{w}-bit unit with a memory. {e} {p}, and {q} wraps if need be. {r}",
    "The register {q} works like this: {p} {e}. {n}. {r}",
)  # fmt: skip


@family("sums_kept", "registers", 1.0)
def sums_kept(d: Draw) -> Design:
    """A register that adds, subtracts, keeps the extreme or takes a result at a clock edge, with or without an enable."""
    w = d.one((2, 3, 4, 4, 5, 6, 8, 8, 8, 16))
    clk, x, q = d.clock(), d.name(*WORDS), d.name("q", "acc", "sum", "out", "total", "r", "reg_q", "y", "best")
    kind, enabled, on, falling = d.one(tuple(_KEPT)), d.chance(0.6), int(d.chance(0.65)), d.chance(0.15)
    en = d.name("en", "enable", "go", "e", "take", "upd", "ce", "k") if enabled else ""
    reset = d.reset()
    mask = (1 << w) - 1
    start = {"min": mask, "max": 0}.get(kind, d.one((0, 0, 0, mask)))
    steps: dict[str, Callable[[int, int], int]] = {
        "add": lambda s, v: s + v, "sub": lambda s, v: s - v, "from": lambda s, v: v - s, "max": max, "min": min,
        "next": lambda s, v: v + 1, "neg": lambda s, v: -v,
    }  # fmt: skip
    edge = at_edge(d, clk, falling)
    event = d.any("{e}, {w},", "{w}, {e},", e=edge, w=when(d, en, on, True)).rstrip(",") if enabled else edge
    keeps = d.any("{q} keeps its value {w}", "nothing changes {w}", "{w}, {q} stays as it is", q=q, w=when(d, en, 1 - on,
    True)) if enabled else (
        d.any("between the edges {q} stays as it is", "there is no enable", q=q))  # fmt: skip
    effect = f"{'clears' if start == 0 else 'sets all bits of'} {q}{' to 0' if start == 0 else ' to 1'}"
    text = d.any(
        *_KEPT_TEXTS, e=event, p=d.any(*_KEPT[kind], q=q, x=x), n=keeps, r=d.tell_reset(reset, effect), q=q, w=w, m=f"- {keeps}\n"
    )
    code = {
        "add": f"{q} + {x}",
        "sub": f"{q} - {x}",
        "from": f"{x} - {q}",
        "max": x,
        "min": x,
        "next": f"{x} + 1'b1",
        "neg": f"-{x}",
    }[kind]
    test = {"max": f"{x} > {q}", "min": f"{x} < {q}"}.get(kind, "")
    gate = (en if on else f"!{en}") if enabled else ""
    condition = f"{gate} && ({test})" if gate and test else gate or test
    update = [f"if ({condition}) {q} <= {code};"] if condition else [f"{q} <= {code};"]
    clear = d.style.literal(w, 0) if start == 0 else f"{{{w}{{1'b1}}}}"
    body = d.clocked(clk, reset, [f"{q} <= {clear};"], update, "negedge" if falling else "posedge")
    moment = "at once" if reset.kind == "async" else "at the edge"
    notes = [
        f"{'falling' if falling else 'rising'} {clk}",
        f"reset {reset.name} {'low' if reset.low else 'high'}, {moment}, to {'all ones' if start else '0'}",
    ]
    notes += [f"{en}={on} works, {en}={1 - on} keeps"] if enabled else []
    notes += [f"{q} <- {code}{f' if {test}' if test else ''}"]
    ports = arranged(
        d, [Port(clk), Port(reset.name), *([Port(en)] if enabled else []), Port(x, w), Port(q, w, output=True, stored=True)]
    )
    rows = clocked(
        d.rng, ports, clk, reset, start, lambda s, v: steps[kind](s, v[x]) & mask if not enabled or v[en] == on else s, lambda s,
        v: {q: s},
        falling=falling,
    )  # fmt: skip
    text = dressed(d, text, [port.name for port in ports], clocked=True)
    return Design("a register with arithmetic", ports, text, "\n".join(notes), tuple(body), rows, d.style, ("accumulate",
    "kept", "unit"),
                  {"kind": kind, "enabled": enabled, "on": on})  # fmt: skip
