"""Several verdicts on two numbers."""

from __future__ import annotations

import re
from random import Random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.wire_shared import (
    Item,
    Values,
    body_of,
    notes_of,
    outputs_of,
    placed,
    tell_items,
    test,
    values_of,
)

SELECTS = ("sel", "s", "code", "addr", "key", "mode", "id", "choice")
OUTS = ("y", "out", "z", "dout", "res", "q", "data_out", "pick", "o")


_VERDICT_OPENINGS = (
    "Two numbers {a} and {b} ({k}, {w} bits) are judged.",
    "A controller compares the set point {a} with the reading {b}; both are {k}.",
    "Comparator block for {k} {a} and {b}.",
    "Verdicts about {a} and {b}, read as {k} numbers.",
    "Weighing machine: {a} against {b}, {k}.",
    "Let {a} and {b} be {k} numbers of {w} bits.",
    "Limit switches in software terms: inputs {a}, {b} ({k}).",
    "Alarm logic over {a} and {b}. Both count as {k}.",
    "Sorting gate, parcels of weight {a}, reference {b}; {k} numbers.",
    "From {k} inputs {a} and {b} derive:",
)


@family("wire_verdicts", "comparators", 1.0)
def wire_verdicts(d: Draw) -> Design:
    """One to four yes-or-no outputs on two numbers and drawn limits, signed or not, joined by and, or, not."""
    w, minus = d.one((3, 4, 4, 5, 8, 8, 16)), d.chance(0.3)
    a, b = d.names(("a", "b"), ("x", "y"), ("set", "act"), ("p", "q"), ("want", "have"), ("goal", "val"), ("left", "right"))
    low_end, high_end = (-(1 << w - 1), (1 << w - 1) - 1) if minus else (0, (1 << w) - 1)

    def read(v: Values, name: str) -> int:
        return signed(v[name], w) if minus else v[name]

    def code(name: str) -> str:
        return f"$signed({name})" if minus else name

    def limit(number: int) -> str:
        if not minus:
            return d.style.literal(w, number, "d")
        return f"-{w}'sd{-number}" if number < 0 else f"{w}'sd{number}"

    def compare() -> tuple[tuple[str, ...], str, object]:
        x, y = (a, b) if d.chance(0.5) else (b, a)
        k, m = sorted((d.number(low_end + 1, high_end - 1), d.number(low_end + 1, high_end - 1)))
        return d.one(
            (
                (
                    (f"{x} is greater than {y}", f"{x} exceeds {y}", f"{x} > {y}"),
                    f"{code(x)} > {code(y)}",
                    lambda v: read(v, x) > read(v, y),
                ),
                (
                    (f"{x} is at most {y}", f"{x} is not greater than {y}", f"{x} <= {y}"),
                    f"{code(x)} <= {code(y)}",
                    lambda v: read(v, x) <= read(v, y),
                ),
                ((f"{x} equals {y}", f"{x} and {y} are the same"), f"{x} == {y}", lambda v: v[x] == v[y]),
                ((f"{x} and {y} differ",), f"{x} != {y}", lambda v: v[x] != v[y]),
                ((f"{x} is above {m}", f"{x} is more than {m}"), f"{code(x)} > {limit(m)}", lambda v: read(v, x) > m),
                ((f"{x} is below {k}", f"{x} is less than {k}"), f"{code(x)} < {limit(k)}", lambda v: read(v, x) < k),
                (
                    (f"{x} lies between {k} and {m}, both included",),
                    f"({code(x)} >= {limit(k)}) && ({code(x)} <= {limit(m)})",
                    lambda v: k <= read(v, x) <= m,
                ),
                ((f"{x} is odd",), f"{x}[0]", lambda v: v[x] & 1),
                (
                    (f"the top bits of {x} and {y} differ",),
                    f"{x}[{w - 1}] != {y}[{w - 1}]",
                    lambda v: (v[x] ^ v[y]) >> (w - 1) & 1,
                ),
                ((f"{x} is a multiple of 4",), f"{x}[1:0] == 2'd0", lambda v: v[x] % 4 == 0),
            )
        )

    items: list[Item] = []
    for _ in range(d.one((1, 2, 2, 3))):
        out = d.name("gt", "ok", "alarm", "y", "hit", "z", "fit", "warn", "flag", "led", "accept", "out")
        (p_says, p_code, p_value), (q_says, q_code, q_value) = compare(), compare()
        form = d.one(("one", "and", "and", "or", "but", "xor"))
        p, q = d.one(p_says), d.one(q_says)
        if p_code == q_code:
            form = "one"
        if form == "one":
            items.append(test(d, out, p_says, p_code, p_value))  # type: ignore[arg-type]
            continue
        says, sign = {
            "and": ((f"{p} and also {q}", f"both of these hold: {p}; {q}"), "({p}) && ({q})"),
            "or": ((f"{p} or {q} (or both)", f"at least one of these holds: {p}; {q}"), "({p}) || ({q})"),
            "but": ((f"{p} but it is not true that {q}",), "({p}) && !({q})"),
            "xor": ((f"exactly one of these holds: {p}; {q}",), "({p}) ^ ({q})"),
        }[form]
        shown = sign.replace("{p}", p_code).replace("{q}", q_code)

        def value(v: Values, form: str = form, f: object = p_value, g: object = q_value) -> int:
            x, y = bool(f(v)), bool(g(v))  # type: ignore[operator]
            return {"and": x and y, "or": x or y, "but": x and not y, "xor": x != y}[form]

        items.append(test(d, out, says, shown, value))
    inputs = [port for port in (Port(a, w), Port(b, w)) if any(re.search(rf"\b{port.name}\b", item.code) for item in items)]
    kind = "signed (two's complement)" if minus else "unsigned"
    text = tell_items(d, _VERDICT_OPENINGS, items, a=a, b=b, w=w, k=kind)
    if len(inputs) < 2:
        inputs = [Port(a, w), Port(b, w)]
    body, stored = body_of(d, items)
    ports = placed(d, inputs, outputs_of(items, stored))
    limits = [int(x) for item in items for x in re.findall(r"'s?[dh](\w+)", item.code) if x.isdigit()] or [0]

    def bias(rng: Random, index: int) -> dict[str, int]:
        near = (rng.choice(limits) + rng.choice((-1, 0, 1))) & ((1 << w) - 1)
        if index % 4 == 0:
            return {a: near, b: near}
        return {rng.choice((a, b)): near if rng.random() < 0.6 else -near & ((1 << w) - 1)} if index % 4 < 3 else {}

    rows = combinational(d.rng, ports, values_of(items), 80, bias)
    if any(len({row.outputs[item.out] for row in rows}) < 2 for item in items):  # two conditions that exclude each other
        return wire_verdicts(d)
    return Design(
        "a comparator with several verdicts",
        ports,
        text,
        notes_of(items),
        tuple(body),
        rows,
        d.style,
        ("verdicts", "comparator", "limits"),
        {"signed": minus},
    )
