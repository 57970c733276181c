"""Chains of arithmetic steps, and rankings of several numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import sentence
from groundwire.distill.families.voices.wire_shared import (
    Item,
    Values,
    body_of,
    local,
    notes_of,
    outputs_of,
    placed,
    tell_items,
    test,
    values_of,
)

SUMS = ("sum", "res", "r", "y", "out", "result", "total", "s", "q")
FLAGS = ("c", "v", "zf", "n", "flag", "carry", "ovf", "sign", "e", "st", "f", "cf", "of", "status", "p")
PAIRS = (("a", "b"), ("x", "y"), ("op1", "op2"), ("lhs", "rhs"), ("m", "k"), ("in0", "in1"), ("A", "B"))


_CHAIN_LAYOUTS = 9


def _tell_chain(d: Draw, out: str, steps: list[str]) -> str:
    kind = d.number(0, _CHAIN_LAYOUTS)
    first, rest = steps[0], steps[1:]
    if kind == 0:
        return "\n".join(["Steps:", *(f"{n}. {x}" for n, x in enumerate(steps, 1)), f"{n_last(steps)} is {out}."])
    if kind == 1:
        return f"First {first}" + "".join(f", then {x}" for x in rest) + f"; that is {out}."
    if kind == 2:
        return " => ".join([*steps, out]) + ". Each arrow passes the number on to the next step."
    if kind == 3:
        return f"{out} is what remains after these steps, in this order: " + "; ".join(steps) + "."
    if kind == 4:
        return "\n".join([f"{out} comes from a pipeline without registers:", *(f"stage {n} | {x}" for n, x in enumerate(steps))])
    if kind == 5:
        return "\n".join(["step,action", *(f'{n},"{x}"' for n, x in enumerate(steps, 1)), f'end,"output as {out}"'])
    if kind == 6:
        return " ".join(
            [
                f"Begin like this: {first}.",
                *(f"{d.one(('After that', 'Next', 'With the result'))}: {x}." for x in rest),
                f"Output it as {out}.",
            ]
        )
    if kind == 7:
        last = f"The last step before {out} is: {steps[-1]}."
        before = "".join(f" Before it: {x}." for x in reversed(steps[:-1]))
        return f"{last}{before} (So read from the end.)"
    if kind == 8:
        return "\n".join(["given the inputs", f"when you {first}", *(f"and {x}" for x in rest), f"then {out} is the result"])
    return (
        " ".join(f"({'abcdefg'[n]}) {sentence(x)}" for n, x in enumerate(steps))
        + f" What results after ({'abcdefg'[len(steps) - 1]}) goes to {out}."
    )


def n_last(steps: list[str]) -> str:
    """How the last step's result is called."""
    return f"The result of step {len(steps)}"


_CHAIN_OPENINGS = (
    "A gain stage for unsigned samples {i}.",
    "Compute with unsigned numbers {i}.",
    "Brightness correction, combinational, from {i}.",
    "Unsigned arithmetic on {i}; no bit may get lost unless said.",
    "Calibration formula for a sensor ({i}).",
    "Write the arithmetic chain from {i} to {o}.",
    "The fare is computed from {i}.",
    "Derive {o} from {i}, keeping all carries.",
    "{i} are plain unsigned numbers; {o} is the outcome below.",
    "A thermostat scales its readings {i} before they leave as {o}.",
    "Small calculator without clock ({i} to {o}).",
    "Every intermediate result is exact. Inputs: {i}.",
    "{o} follows from {i} in a few steps.",
    "Task: a number cruncher for {i}.",
    "Score logic of a game, input {i}.",
    "Dosing computer: inputs {i}, output {o}, all unsigned.",
)


_KINDS = ("cap", "floor", "minus", "plus", "half", "double", "flip", "even", "triple", "mirror")
Step = Callable[[int], int]


def _move(d: Draw, kind: str, old: str, width: int) -> tuple[str, str, int, Step]:
    """One step: how it is said, its expression, the bits of the result, and what it does."""
    top = (1 << width) - 1
    k = d.number(max(1, top // 8), max(2, top // 2))
    fixed, zero = d.style.literal(width, k, "d"), d.style.literal(width, 0, "d")
    if kind == "cap":
        says = d.any("limit it to {k}", "if it exceeds {k}, make it {k}", "cap it at {k}", k=k)
        return says, f"{old} > {fixed} ? {fixed} : {old}", width, lambda x: min(x, k)
    if kind == "floor":
        says = d.any("raise it to {k} if it is lower", "let it be at least {k}", k=k)
        return says, f"{old} < {fixed} ? {fixed} : {old}", width, lambda x: max(x, k)
    if kind == "minus":
        says = d.any("take away {k}, but not below 0", "subtract {k} (0 if that would be negative)", k=k)
        return says, f"{old} > {fixed} ? {old} - {fixed} : {zero}", width, lambda x: max(0, x - k)
    if kind == "plus":
        more = d.style.literal(width + 1, k, "d")
        return d.any("add {k}", "increase it by {k}", k=k), f"{{1'b0, {old}}} + {more}", width + 1, lambda x: x + k
    if kind == "half":
        says = d.any("halve it, rounding down", "drop its lowest bit", "divide it by 2 without remainder")
        return says, f"{old}[{width - 1}:1]", width - 1, lambda x: x >> 1
    if kind == "double":
        return d.any("double it", "multiply it by 2"), f"{{{old}, 1'b0}}", width + 1, lambda x: x << 1
    if kind == "triple":
        code = f"{{2'b00, {old}}} + {{1'b0, {old}, 1'b0}}"
        return d.any("triple it", "multiply it by 3"), code, width + 2, lambda x: 3 * x
    if kind == "flip":
        says = d.any("XOR it with {k}", "flip the bits that are 1 in {k}", k=k)
        return says, f"{old} ^ {fixed}", width, lambda x: x ^ k
    if kind == "even":
        says = d.any("if it is odd, subtract 1", "clear its lowest bit")
        return says, f"{{{old}[{width - 1}:1], 1'b0}}", width, lambda x: x & ~1
    says = d.any("subtract it from {k} (the largest {w}-bit number)", "replace it by {k} minus itself", k=top, w=width)
    return says, f"~{old}", width, lambda x: top - x


@family("wire_step_chain", "arithmetic", 1.2)
def wire_step_chain(d: Draw) -> Design:
    """A chain of two to four arithmetic steps on unsigned numbers, with the width after each."""
    w = d.one((3, 4, 4, 5, 6, 8, 8, 8))
    a, b = d.names(*PAIRS)
    out = d.name("out", "y", "result", "level", "price", "score", "q", "dose")
    notes: list[str] = []
    functions: list[Step] = []
    t = d.name("t", "v", "s", "step", "n")
    says, code, width, start = d.one(
        (
            (f"add {a} and {b}", f"{{1'b0, {a}}} + {{1'b0, {b}}}", w + 1, lambda p, q: p + q),
            (f"add {a} and {b}", f"{{1'b0, {a}}} + {{1'b0, {b}}}", w + 1, lambda p, q: p + q),
            (f"take the absolute difference of {a} and {b}", f"{a} > {b} ? {a} - {b} : {b} - {a}", w, lambda p, q: abs(p - q)),
            (f"take the larger of {a} and {b}", f"{a} > {b} ? {a} : {b}", w, lambda p, q: max(p, q)),
            (f"take the smaller of {a} and {b}", f"{a} < {b} ? {a} : {b}", w, lambda p, q: min(p, q)),
            (f"subtract {b} from {a}, stopping at 0", f"{a} > {b} ? {a} - {b} : {w}'d0", w, lambda p, q: max(0, p - q)),
            (f"multiply {a} by 2 and add {b}", f"{{1'b0, {a}, 1'b0}} + {{2'b00, {b}}}", w + 2, lambda p, q: 2 * p + q),
            (f"XOR {a} with {b} bit by bit", f"{a} ^ {b}", w, lambda p, q: p ^ q),
        )
    )
    begin: Callable[[int, int], int] = start
    steps = [d.one((says, says, f"{says} ({width} bits)"))]
    body = local(d, f"{t}0", width, code)
    notes.append(f"{t}0 = {code}: {width} bits")
    count, used = d.number(1, 3), ""
    for n in range(1, count + 1):
        old, new = f"{t}{n - 1}", f"{t}{n}"
        used = d.one([kind for kind in _KINDS if kind != used])
        says, code, new_width, step = _move(d, used, old, width)
        functions.append(step)
        steps.append(says)
        notes.append(f"{new} = {code}: {new_width} bits")
        width = new_width
        body += local(d, new, width, code)
    text = f"{d.any(*_CHAIN_OPENINGS, i=f'{a} and {b}', o=out)} "
    told = _tell_chain(d, out, steps)
    text = f"{text.strip()}\n{told}" if "\n" in told else f"{text}{told}"
    body = [*body[:-2], f"assign {out} = {code};"] if d.chance(0.6) else [*body, f"assign {out} = {t}{count};"]
    if body[-1].endswith(f"= {t}{count};"):
        notes.append(f"{out} = {t}{count}")
    else:
        notes[-1] = f"{out}{notes[-1][len(f'{t}{count}') :]}"

    def function(v: Values) -> dict[str, int]:
        value = begin(v[a], v[b])
        for step in functions:
            value = step(value)
        return {out: value}

    tried = [{a: d.rng.getrandbits(w), b: d.rng.getrandbits(w)} for _ in range(40)]
    if len({function(v)[out] for v in tried}) < 6 and w > 2:  # limits that leave hardly anything
        return wire_step_chain(d)
    ports = placed(d, [Port(a, w), Port(b, w)], [Port(out, width, output=True)])
    return Design(
        "an arithmetic chain",
        ports,
        text,
        "\n".join(notes),
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("chain", "calc", "formula"),
        {"steps": steps},
    )


_RANK_OPENINGS = (
    "Bids arrive on {i}.",
    "Given {i}, numbers of {w} bits, {k}.",
    "{n} sensors measure the same thing ({i}, {k}).",
    "Referee: {i} are marks, {k}.",
    "Compare {i} with each other; they are {k}.",
    "Statistics of {n} {k} numbers {i}.",
    "A race has {n} times {i} ({k}).",
    "For {i} ({k}):",
    "The voter of a redundant system sees {i}, {k}.",
    "Sort out {i}. They count as {k} numbers.",
)


@family("wire_rank_several", "arithmetic", 1.0)
def wire_rank_several(d: Draw) -> Design:
    """Largest, smallest, middle, spread and place of three or four numbers, signed or not."""
    count, w, minus = d.one((2, 3, 3, 4)), d.one((3, 4, 4, 8, 8, 16)), d.chance(0.3)
    names = d.names(
        tuple("abcd")[:count],
        ("x0", "x1", "x2", "x3")[:count],
        ("p", "q", "r", "s")[:count],
        ("in1", "in2", "in3", "in4")[:count],
    )
    hi, lo = d.name("hi", "big", "max_v", "top"), d.name("lo", "small", "min_v", "bottom")

    def less(p: str, q: str) -> str:
        return f"$signed({p}) < $signed({q})" if minus else f"{p} < {q}"

    def reading(v: Values) -> list[int]:
        return [signed(v[name], w) if minus else v[name] for name in names]

    body: list[str] = []
    notes: list[str] = []

    def fold(stem: str, biggest: bool) -> str:
        current = names[0]
        for n, name in enumerate(names[1:], 1):
            test_code = less(current, name) if biggest else less(name, current)
            code = f"{test_code} ? {name} : {current}"
            body.extend(local(d, f"{stem}{n}", w, code))
            notes.append(f"{stem}{n} = {code}")
            current = f"{stem}{n}"
        return current

    keys = d.rng.sample(("max", "min", "spread", "equal", "first", "sum", "mid"), d.number(1, 3))
    if count != 3:
        keys = [key for key in keys if key != "mid"] or ["max"]
    top = fold(hi, True) if {"max", "spread", "first", "mid"} & set(keys) else ""
    low = fold(lo, False) if {"min", "spread", "mid"} & set(keys) else ""
    items: list[Item] = []
    bits = (count - 1).bit_length()
    every = listing(names)
    for key in keys:
        out = d.name("y", "best", "z", "o1", "res", "winner", "m", "out", "val", "w_out")
        if key == "max":
            items.append(
                Item(
                    out,
                    w,
                    (f"the largest of {every}", f"the maximum of {every}"),
                    top,
                    f"max = {top}, {w} bits",
                    lambda v: max(reading(v)),
                )
            )
        elif key == "min":
            items.append(
                Item(
                    out,
                    w,
                    (f"the smallest of {every}", f"the minimum of {every}"),
                    low,
                    f"min = {low}, {w} bits",
                    lambda v: min(reading(v)),
                )
            )
        elif key == "spread":
            says: tuple[str, ...] = (
                f"the largest minus the smallest, in {w} bits",
                f"the range (maximum minus minimum) in {w} bits",
            )
            items.append(
                Item(out, w, says, f"{top} - {low}", f"max - min = {top} - {low}", lambda v: max(reading(v)) - min(reading(v)))
            )
        elif key == "equal":
            pairs = [f"{p} == {q}" for p, q in pairwise(names)]
            items.append(
                test(
                    d,
                    out,
                    (f"{every} are all equal", "all of them have the same value"),
                    " && ".join(f"({x})" for x in pairs),
                    lambda v: len(set(reading(v))) == 1,
                    note="all pairs equal: " + ", ".join(pairs),
                )
            )
        elif key == "first":
            last = d.style.literal(bits, count - 1, "d")
            chain = " : ".join(
                [*(f"{name} == {top} ? {d.style.literal(bits, n, 'd')}" for n, name in enumerate(names[:-1])), last]
            )
            order = ", ".join(f"{n} for {name}" for n, name in enumerate(names))
            says = (f"the number of the largest one ({order}; in a tie the lowest number)",)
            items.append(
                Item(
                    out,
                    bits,
                    says,
                    chain,
                    f"first that equals {top}: {', '.join(f'{name} {n}' for n, name in enumerate(names))}",
                    lambda v: reading(v).index(max(reading(v))),
                )
            )
        elif key == "sum":
            grow = bits
            ext = [
                f"{{{{{grow}{{{name}[{w - 1}]}}}}, {name}}}" if minus else f"{{{grow}'b{0:0{grow}b}, {name}}}" for name in names
            ]
            says = (f"the sum of {every} ({w + grow} bits{', signed' if minus else ''})",)
            items.append(
                Item(
                    out,
                    w + grow,
                    says,
                    " + ".join(ext),
                    f"{w}+{grow} = {w + grow} bits, {'sign' if minus else 'zero'} extend each, add",
                    lambda v: sum(reading(v)),
                )
            )
        else:
            items.append(
                Item(
                    out,
                    w,
                    (f"the middle one of {every} (the median)", f"the median of {every}"),
                    f"{' ^ '.join(names)} ^ {top} ^ {low}",
                    f"median = xor of all with max and min: {' ^ '.join(names)} ^ {top} ^ {low}",
                    lambda v: sorted(reading(v))[1],
                )
            )
    kind = "signed (two's complement)" if minus else "unsigned"
    text = tell_items(d, _RANK_OPENINGS, items, i=every, w=w, n=count, k=kind)
    lines, stored = body_of(d, items)
    ports = placed(d, [Port(name, w) for name in names], outputs_of(items, stored))

    def bias(rng: object, index: int) -> dict[str, int]:
        return (
            dict.fromkeys(names, index % (1 << w))
            if index % 4 == 0
            else {names[0]: index % (1 << w), names[1]: index % (1 << w)}
            if index % 4 == 1
            else {}
        )

    return Design(
        "a ranking of several numbers",
        ports,
        text,
        "\n".join([*notes, notes_of(items)]),
        (*body, *lines),
        combinational(d.rng, ports, values_of(items), bias=bias),
        d.style,
        ("ranking", "minmax", "stats"),
        {"keys": keys},
    )
