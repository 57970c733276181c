"""What one or two numbers become: steps, negation, multiples, means, distances, saturated and extreme values."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.sums_shared import (
    CONTROLS,
    OUTS,
    PAIRS,
    WORDS,
    as_number,
    conditional,
    driven,
    finished,
    number_kind,
    read,
    shown,
)


class _Op(NamedTuple):
    """Something that is made of one word."""

    says: tuple[str, ...]
    """Ways to call it."""
    code: str
    """Its expression."""
    value: Callable[[int], int]
    """What it is, before it is cut."""


def _one_word(d: Draw, x: str, w: int) -> dict[str, _Op]:
    k = d.number(2, min(9, (1 << w) - 1))
    size = f"{w}'d{k}"
    top = f"{x}[{w - 1}]"
    return {
        "inc": _Op((f"{x} plus one", f"{x} + 1", f"{x} incremented", f"the successor of {x}", f"one more than {x}"),
                   f"{x} + 1'b1", lambda v: v + 1),
        "dec": _Op((f"{x} minus one", f"{x} - 1", f"{x} decremented", f"the predecessor of {x}", f"one less than {x}"),
                   f"{x} - 1'b1", lambda v: v - 1),
        "neg": _Op((f"minus {x}", f"the two's complement of {x}", f"{x} with its sign changed", f"0 - {x}",
        f"{x} negated (as a number)"),
                   d.one((f"-{x}", f"~{x} + 1'b1")), lambda v: -v),
        "not": _Op((f"the one's complement of {x}", f"{x} with every bit inverted", f"{x} with all bits flipped, not more"),
                   f"~{x}", lambda v: ~v),
        "abs": _Op((f"the absolute value of {x} (two's complement)", f"the magnitude of the signed number {x}",
                    f"{x} without its sign ({x} is signed)"), f"{top} ? -{x} : {x}", lambda v: abs(signed(v, w))),
        "nabs": _Op((f"minus the absolute value of {x} (two's complement)", f"minus the magnitude of the signed number {x}"),
                    f"{top} ? {x} : -{x}", lambda v: -abs(signed(v, w))),
        "plus": _Op((f"{x} + {k}", f"{x} plus {k}", f"{k} more than {x}", f"{x} increased by {k}"), f"{x} + {size}",
        lambda v: v + k),
        "less": _Op((f"{x} - {k}", f"{x} minus {k}", f"{k} less than {x}", f"{x} reduced by {k}"), f"{x} - {size}",
        lambda v: v - k),
        "from": _Op((f"{k} - {x}", f"{k} minus {x}", f"the difference when {x} is taken from {k}"), f"{size} - {x}",
        lambda v: k - v),
        "twice": _Op((f"twice {x}", f"2 * {x}", f"{x} doubled", f"{x} + {x}"), d.one((f"{x} << 1", f"{x} + {x}")),
        lambda v: 2 * v),
        "same": _Op((f"{x} unchanged", f"{x} itself", f"{x} as it is"), x, lambda v: v),
    }  # fmt: skip


_STEP = (
    "{o} is {p}.", "Output {p} on {o}.", "{o} = {p}, {w} bits.", "Compute {p}. The result is {o}, which wraps.",
    "A {w}-bit number comes in on {x}. What goes out on {o} is {p}.{e}", "I need {p} as {o}.", "can you code {o} = {p}? thanks",
    "Which line of Verilog makes {p}? The output is {o}.", "Input: {x}\nOutput: {o}, which is {p}\nWidth: {w}",
    "Numbers of {w} bits form a circle: after the last comes zero again. Keep that in mind when you write this one: {o} must be "
    "{p}.{e}",
    "{p} is wanted on {o}, cut to {w} bits.{e}", "Small operation on one word: {x} arrives, {p} leaves by {o}.",
    "The value on {o} shall always be {p}, not {n}.", "Beware, we need {p} and not {n}. The output port is {o}.{e}",
)  # fmt: skip
_STEP_CONTROL = (
    "{o} is {p} when {c} is {h}, otherwise it is {q}.", "{o} is {q} unless {c} is {h}. Then it is {p}.",
    "When {c} = {l}, {q} goes to {o}. When {c} = {h}, {p} does.", "{c} = {h}: {p}\n{c} = {l}: {q}\nThe result is {o}.",
    "A {w}-bit input {x} and a control {c}. For {c} at {l} output {q}. For {c} at {h} output {p}. The output is {o}.",
    "By {c} one chooses what becomes of {x}. {p}: that is {h}. {q}: that is {l}. Output {o}.{e}",
    "Small word unit. Whenever {c} is {h}, {o} shows {p}. As long as it is {l}, {o} shows {q}.{e}",
    "{p} if {c} is {h}; {q} if not. That is {o}.", "Instruction bit {c} decides between {p} ({h}) and {q} ({l}) for {o}.",
    "Two things can be done with {x}, and {o} is the result. The first one, {p}, is done for {c} = {h}, not for {l}. In the case "
    "of {l} it is {q}.{e}",
    "(Could you do a module|I want a module) that sends {p} to {o}, but only while {c} is {h}? While it is {l}, {o} should be "
    "{q}.",
    "| {c} | {o} |\n|---|---|\n| {l} | {q} |\n| {h} | {p} |", "{c} stays at {l} most of the time, and then {o} is {q}. With {c} "
    "at {h}, however, {o} is {p}.",
)  # fmt: skip


@family("sums_step", "arithmetic", 1.0)
def sums_step(d: Draw) -> Design:
    """Increments, negation, absolute values and their neighbours, plain or under a control of either polarity."""
    w = d.one((3, 4, 4, 4, 5, 6, 8, 8, 8, 16, 32))
    x, c, o = d.name(*WORDS), d.name(*CONTROLS, "en", "inv"), d.name(*OUTS)
    ops = _one_word(d, x, w)
    key, other = d.rng.sample(list(ops), 2)
    controlled = d.chance(0.55)
    if not controlled and key == "same":
        key = "neg" if other != "neg" else "inc"
    if d.chance(0.4) and key != "same":
        other = "same" if controlled else other
    high = d.number(0, 1)
    mask = (1 << w) - 1
    p, q = d.one(ops[key].says), d.one(ops[other].says)
    v, at = d.number(0, mask), d.number(0, 1)
    used = ops[key] if at == high or not controlled else ops[other]
    given = f"{x} = {shown(v, w)}" + f" and {c} = {at}" * controlled
    example = (
        d.any(" With {g} it is {r}.", " For instance, {g} gives {r}.", g=given, r=shown(used.value(v) & mask, w)) if w < 9 else ""
    )
    text = d.any(*(_STEP_CONTROL if controlled else _STEP), o=o, p=p, q=q, n=q, c=c, h=high, l=1 - high, x=x, w=w, e=example)
    if controlled:
        yes, no = ops[key].code, ops[other].code
        yes, no = (f"({code})" if "?" in code else code for code in (yes, no))
        built = conditional(d, text, o, c if high else d.one((f"!{c}", f"{c} == 1'b0")), yes, no)
        notes = [f"{c}={high} -> {yes}", f"{c}={1 - high} -> {no}"]
    else:
        built, notes = driven(d, text, {o: ops[key].code}), [f"{o} = {ops[key].code}"]
    notes += [f"sign bit {x}[{w - 1}]"] if "abs" in key or (controlled and "abs" in other) else []
    ports = [Port(x, w), *([Port(c)] if controlled else []), Port(o, w, output=True)]

    def function(values: dict[str, int]) -> dict[str, int]:
        op = ops[key] if not controlled or values[c] == high else ops[other]
        return {o: op.value(values[x]) & mask}

    return finished(d, "a one-word operation", built, ports, "\n".join([*notes, f"{w} bits"]), function, ("step", "unary",
    "word_op"),
                    {"ops": (key, other), "controlled": controlled, "width": w})  # fmt: skip


_SCALE = (
    "{o} is {p}.{u}", "Compute {p}, output {o}.{u}", "Multiply? Divide? Here it is {p} that {o} must show.{u}",
    "{x} is a {w}-bit unsigned number. {o} has {v} bits and is {p}.{u}", "On {o} I want {p}.{u}{e}", "{o} = {p}.{u}",
    "Constant factors need no real multiplier or divider, shifts and additions do. Show that with {p}: the input {x} has {w} "
    "bits, "
    "the output {o} has {v}.{u}{e}",
    "Input {x}: {w} bits, unsigned\nOutput {o}: {v} bits\nFunction: {p}", "hey, how do i get {p} in verilog? {x} has {w} bits, "
    "{o} has {v}.{u}",
    "The value {x} is counted in one unit and {o} in another: {o} is {p}.{u}{e}", "Scaler. {p} is formed and put on {o}.{u}",
    "Given an unsigned {x}, deliver {p}, and not {n}, at {o}.{u}", "{p}, that is what the {v}-bit output {o} is.{u}{e}",
    "For each {x} the output {o} is {p}.{u} So {f}.", "What is {p}? Let the module answer on {o}.{u}",
)  # fmt: skip


@family("sums_scale", "arithmetic", 1.0)
def sums_scale(d: Draw) -> Design:
    """Multiples, halves and remainders of an unsigned number by small constants."""
    w = d.one((3, 4, 4, 5, 6, 8, 8, 8, 10, 16))
    x, o = d.name(*WORDS), d.name(*OUTS)
    kind = d.one(("times", "times", "times", "affine", "affine", "split", "rest", "fraction"))
    k, plus = d.one((2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 10, 10, 12)), d.number(1, 7)
    power = d.number(1, min(3, w - 1))
    part = 1 << power
    sign = d.one("+-")
    names = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 10: "ten times"}
    whole = w + 4
    says: tuple[str, ...]
    value: Callable[[int], int]
    if kind == "times":
        v = d.one((w, whole, whole))
        says = (
            f"{x} times {k}",
            f"{k} * {x}",
            f"{names.get(k, f'{k} times')} {x}",
            f"{x} multiplied by {k}",
            f"the {k}-fold of {x}",
        )
        shifts = {3: f"({x} << 1) + {x}", 5: f"({x} << 2) + {x}", 6: f"({x} << 2) + ({x} << 1)", 7: f"({x} << 3) - {x}",
                  9: f"({x} << 3) + {x}", 10: f"({x} << 3) + ({x} << 1)", 12: f"({x} << 3) + ({x} << 2)", 2: f"{x} << 1",
                  4: f"{x} << 2", 8: f"{x} << 3"}  # fmt: skip
        code = shifts[k] if d.chance(0.6) else f"{x} * {k}"
        note, value = f"{k}*{x}", lambda n: n * k
    elif kind == "affine":
        v = d.one((w, whole + 1, whole + 1)) if sign == "+" else w
        says = (f"{k} * {x} {sign} {plus}", f"{x} times {k}, {'plus' if sign == '+' else 'minus'} {plus}",
                f"{x} multiplied by {k} and then {'increased' if sign == '+' else 'reduced'} by {plus}")  # fmt: skip
        code, note = f"{x} * {k} {sign} {plus}", f"{k}*{x} {sign} {plus}"
        value = (lambda n: n * k + plus) if sign == "+" else (lambda n: n * k - plus)
    elif kind == "split":
        v = d.one((w, w - power))
        says = (f"{x} divided by {part}, rounded down", f"the integer quotient of {x} and {part}",
        f"how often {part} fits in {x}",
                f"{x} / {part} without the remainder")  # fmt: skip
        code, note, value = d.one((f"{x} >> {power}", f"{x} / {part}")), f"drop the low {power} bits", lambda n: n // part
    elif kind == "rest":
        v = d.one((w, power))
        says = (f"the remainder of {x} divided by {part}", f"{x} modulo {part}", f"what is left when {x} is divided by {part}")
        low = f"{x}[{power - 1}:0]" if power > 1 else f"{x}[0]"
        code, note, value = low, f"keep the low {power} bits", lambda n: n % part
    else:
        v, power = w, max(power, 2)
        part = 1 << power
        up = d.one((3, part - 1))
        says = (f"{up}/{part} of {x}, rounded down", f"{x} times {up}, then divided by {part} and rounded down",
                f"the integer part of {up} * {x} / {part}")  # fmt: skip
        code, note = f"({x} * {w + 4}'d{up}) >> {power}", f"{up}*{x} in {w + 4} bits, then >> {power}"
        value = lambda n: n * up // part  # noqa: E731
    mask = (1 << v) - 1
    wraps = any(not 0 <= value(n) <= mask for n in range(1 << w))
    wrap = d.any(" The low {v} bits are enough.", " Only the low {v} bits are kept.", " {o} has {v} bits, higher ones are "
    "dropped.",
                 o=o, v=v) if wraps else ""  # fmt: skip
    n = d.number(0, (1 << w) - 1)
    found = value(n) & mask
    example = d.any(" Example: {f}.", " For instance, {f}.", f=f"{x} = {n} gives {found}")
    other = f"{x} + {k}" if kind in ("times", "affine") else f"{x} - {part}"
    text = d.any(*_SCALE, o=o, x=x, p=d.one(says), w=w, v=v, u=wrap, e=example, f=f"{x} = {n} gives {found}", n=other)
    if wraps and wrap not in text:
        text += f"{chr(10) if chr(10) in text else ''}{wrap}".replace("\n ", "\n")
    ports = [Port(x, w), Port(o, v, output=True)]
    return finished(d, "a scaler", driven(d, text, {o: code}), ports, f"{o} = {note}\n{w} bits in, {v} out{', cut' * wraps}",
                    lambda values: {o: value(values[x]) & mask}, ("scale", "times", "scaler"), {"kind": kind,
                    "k": k})  # fmt: skip


_MEAN_KINDS = {
    "floor": ("the average of {a} and {b}, rounded down", "half of {a} + {b}, without the fraction",
              "the mean of {a} and {b}, where a half is dropped"),
    "ceil": ("the average of {a} and {b}, rounded up", "half of {a} + {b}, where a half counts as one",
             "the mean of {a} and {b}, rounded up to the next whole number"),
    "dist": ("the distance between {a} and {b}", "the absolute difference of {a} and {b}", "how far {a} and {b} are apart",
             "the larger of {a} and {b} minus the smaller one"),
    "more": ("three quarters of {a} plus one quarter of {b}, rounded down once at the end",
             "(3 * {a} + {b}) / 4 without the fraction", "the weighted mean, {a} counting three times and {b} once, rounded "
             "down"),
    "total": ("the sum of {a} and {b}, with the carry as its top bit", "{a} + {b} in full width"),
    "over": ("how much {a} exceeds {b}, or 0 if it does not", "{a} - {b}, but 0 where that would be negative"),
}  # fmt: skip
_MEAN = (
    "{o} is {p}.", "On {o}, output {p}. Inputs are unsigned.", "Two {w}-bit samples, {a} and {b}, arrive. {o} must be {p}.{e}",
    "Compute {p}.{e} It goes to {o}.", "{a} and {b} are unsigned {w}-bit numbers. I would like {o} to be {p} (not {n}).",
    "Mind the carry: with {w} bits, intermediate results may need more room than the inputs have. What is wanted on {o} is "
    "{p}.{e}",
    "- in: {a}, {b} (unsigned, {w} bits)\n- out: {o} ({v} bits)\n- {o} = {p}", "could you write me {p} as a module, output {o}? "
    "numbers are unsigned", "{p}: that is {o}.{e}", "Our two sensors give {a} and {b}. The display shows {o}, which is {p}.{e}",
    "How would one describe this in hardware: {p}? {a} and {b} have no sign. The result is called {o}.",
    "From {a} and {b} (no signs) make {o} = {p}.{e}", "A filter needs {p}. Its inputs {a} and {b} are {w} bits wide and "
    "unsigned, its "
    "output {o} has {v} bits.",
)  # fmt: skip


@family("sums_mean", "arithmetic", 1.0)
def sums_mean(d: Draw) -> Design:
    """Means with their rounding, distances and what resembles them."""
    w = d.one((2, 3, 4, 4, 5, 6, 8, 8, 8, 12, 16, 32))
    a, b = d.names(*PAIRS)
    if d.chance(0.4):
        a, b = b, a
    o = d.name(*OUTS)
    kind = d.one(("floor", "floor", "ceil", "ceil", "dist", "dist", "more", "total", "over"))
    v = w + (kind == "total")

    def value(x: int, y: int) -> int:
        return {"floor": (x + y) // 2, "ceil": -(-(x + y) // 2), "dist": abs(x - y), "more": (3 * x + y) // 4, "total": x + y,
                "over": max(x - y, 0)}[kind]  # fmt: skip

    p, other = d.any(*_MEAN_KINDS[kind], a=a, b=b), d.one([key for key in _MEAN_KINDS if key != kind])
    x, y = d.number(0, (1 << min(w, 8)) - 1), d.number(0, (1 << min(w, 8)) - 1)
    example = d.any(" With {a} = {x} and {b} = {y} this is {r}.", " For {a} = {x}, {b} = {y} we get {r}.", a=a, b=b, x=x, y=y,
                    r=value(x, y))  # fmt: skip
    text = d.any(*_MEAN, o=o, p=p, a=a, b=b, w=w, v=v, e=example, n=d.any(*_MEAN_KINDS[other], a=a, b=b))
    t, zero = d.name("t", "wide", "tmp", "acc"), d.one((f"{w}'d0", f"{w}'b0"))
    if kind in ("floor", "ceil", "more"):
        extra = {"floor": 1, "ceil": 1, "more": 2}[kind]
        full = {"floor": f"{a} + {b}", "ceil": f"{a} + {b} + 1'b1", "more": f"({a} << 1) + {a} + {b}"}[kind]
        lines = [f"wire [{w + extra - 1}:0] {t};", f"assign {t} = {full};", f"assign {o} = {t}[{w + extra - 1}:{extra}];"]
        built, note = (text, lines, False), f"{t} = {full}, {w + extra} bits\n{o} = {t} >> {extra}"
    elif kind == "total":
        built, note = driven(d, text, {o: f"{a} + {b}"}), f"{o} = {a} + {b}, {w + 1} bits"
    else:
        no = f"{b} - {a}" if kind == "dist" else zero
        built, note = conditional(d, text, o, f"{a} > {b}", f"{a} - {b}", no), f"{a} > {b} -> {a} - {b}\nelse {no}"
    ports = [Port(a, w), Port(b, w), Port(o, v, output=True)]
    return finished(d, "a small calculation", built, ports, note, lambda n: {o: value(n[a], n[b])}, ("calc", "mean", "average"),
                    {"kind": kind, "width": w})  # fmt: skip


_EXTREME = (
    "{o} is the {m} of {a} and {b}, {g}.", "Output the {m} of two {g}, {a} and {b}, on {o}.", "{o} = the {m} of {a} and {b} "
    "({g}).",
    "Of {a} and {b} the {m} one goes to {o}. Both are {g}.", "Two {g} come in, {a} and {b}. Let the {m} one through to {o}, "
    "not the "
    "{n} one.",
    "Finding the {m} number means comparing first and choosing afterwards. Compare {a} with {b} as {g}, then pass the {m} one on "
    "to {o}.{e}",
    "Inputs: {a}, {b} ({g})\nOutput: {o}, the {m} of the two", "i have {a} and {b} ({g}) and want the {m} of both on {o}",
    "Which one is {m}, {a} or {b}? {o} is that number. The inputs are {g}.{e}",
    "{a} and {b} are {g}. The {n} one is thrown away, the other one becomes {o}.", "As {g}, {a} and {b} are compared; the {m} "
    "one wins "
    "and appears at {o}.{e}",
    "Min/max unit, here only the {s} function: {o} is the {m} of {a} and {b}, which are {g}.{e}",
    "{o} follows {a} as long as {r}, and {b} otherwise. Both are {g}.", "{s}({a}, {b}) for {g}, on {o}.",
    "{o} is the {q} of {a} and {b}. Both are {g}.", "The {q} of two {g} ({a} and {b}) is wanted, not the {z}. Output: {o}.",
    "{q} of {a} and {b}, {g}, output {o}.", "Module for the {q} of {a} and {b}, taken as {g}. {o} is the result.{e}",
)  # fmt: skip
_EXTREME_CONTROL = (
    "{c} = {h}: {o} is the {m} of {a} and {b}. {c} = {l}: the {n}. They are {g}.",
    "{o} is the {m} of {a} and {b} when {c} is {h}, and the {n} when it is {l}. Treat them as {g}.",
    "With {c} at {l}, {o} is the {n} one of {a} and {b} ({g}); with {c} at {h} it is the {m} one.",
    "Min/max unit for {g} {a} and {b}. {c} asks for the {n} by a {l} and for the {m} by a {h}. The answer is {o}.",
    "Two {g}, {a} and {b}. Normally ({c} = {l}) {o} shows the {n} of them. If {c} is {h}, it shows the {m} one instead.",
)  # fmt: skip


@family("sums_extreme", "arithmetic", 1.0)
def sums_extreme(d: Draw) -> Design:
    """Minimum and maximum of two numbers with and without a sign, or either under a control bit."""
    w = d.one((2, 3, 4, 4, 5, 6, 8, 8, 8, 16, 32))
    a, b = d.names(*PAIRS)
    c, o = d.name(*CONTROLS), d.name(*OUTS, "min_max", "best")
    big, is_signed, controlled, high = d.chance(0.5), d.chance(0.4), d.chance(0.3), d.number(0, 1)
    words = [("smaller", "larger"), ("lesser", "greater"), ("lower", "higher"), ("smaller", "bigger")]
    pair = d.one([("minimum", "maximum"), *words] if controlled else words)
    x, y = d.number(0, (1 << w) - 1), d.number(0, (1 << w) - 1)
    g = number_kind(d, is_signed)

    def value(p: int, q: int, most: bool) -> int:
        return (max if most else min)((p, q), key=lambda n: as_number(n, w, is_signed))

    example = f" For {a} = {shown(x, w)} and {b} = {shown(y, w)} it is {shown(value(x, y, big), w)}." if w < 9 else ""
    holds = d.any("{a} is {v} than {b}", a=a, b=b, v=pair[big].replace("lesser", "less")) if not controlled else ""
    text = d.any(*(_EXTREME_CONTROL if controlled else _EXTREME), o=o, a=a, b=b, g=g, m=pair[big], n=pair[not big], e=example,
                 s="max" if big else "min", r=holds, q="maximum" if big else "minimum", z="minimum" if big else "maximum",
                 c=c, h=high, l=1 - high)  # fmt: skip
    test = f"{read(a, is_signed)} {'>' if big else '<'} {read(b, is_signed)}"
    note = f"compare {'signed' if is_signed else 'unsigned'}\n"
    if controlled:
        t = d.name("t", "pick", "cmp", "gt")
        lines = [f"wire {t};", f"assign {t} = {test};", f"assign {o} = ({t} {'==' if high else '!='} {c}) ? {a} : {b};"]
        built = (text, lines, False)
        note += f"{c}={high} -> {'max' if big else 'min'}\n{c}={1 - high} -> {'min' if big else 'max'}"
    else:
        built, note = conditional(d, text, o, test, a, b), note + f"{a} {'>' if big else '<'} {b} -> {a}, else {b}"
    ports = [Port(a, w), Port(b, w), *([Port(c)] if controlled else []), Port(o, w, output=True)]
    return finished(
        d, "a minimum or maximum", built, ports, note,
        lambda v: {o: value(v[a], v[b], big == (not controlled or v[c] == high))}, ("minmax", "pick", "extreme"),
        {"big": big, "signed": is_signed, "controlled": controlled}, lambda rng, n: {a: n % (1 << w)} if n < 3 else {},
    )  # fmt: skip
