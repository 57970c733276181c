"""Comparators, minima and maxima, and arithmetic on one operand: absolute value, clamping, ranges."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import PAIRS, Draw, listing
from groundwire.distill.families.models import combinational, signed
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("comparator", "comparators", 1.3)
def comparator(d: Draw) -> Design:
    """Less, equal, greater, signed or not, one output or several; minimum, maximum, difference."""
    width, is_signed = d.one((1, 2, 2, 4, 8, 8, 16)), d.chance(0.3)
    a, b = d.names(*PAIRS)
    is_signed = is_signed and width > 1
    table = {"lt": "<", "eq": "==", "gt": ">", "ge": ">=", "le": "<=", "ne": "!="}
    kind = d.one(("flags", "flags", "flags", "min", "max", "absdiff"))
    words = {
        "lt": "less than",
        "eq": "equal to",
        "gt": "greater than",
        "ge": "greater than or equal to",
        "le": "less than or equal to",
        "ne": "different from",
    }
    say_sign = (
        d.any(" (two's complement)", " as signed numbers")
        if is_signed
        else d.any("", " as unsigned numbers")
        if width > 1
        else ""
    )
    declared = is_signed and d.chance(0.5)
    x, y = (a, b) if declared or not is_signed else (f"$signed({a})", f"$signed({b})")
    body: list[str]
    if kind == "flags":
        kinds = d.rng.sample(list(table), d.one((1, 2, 3)))
        outs = {
            k: d.name("out", "z", "result")
            if len(kinds) == 1
            else {"lt": "lt", "eq": "eq", "gt": "gt", "ge": "ge", "le": "le", "ne": "ne"}[k]
            for k in kinds
        }
        ports: tuple[Port, ...] = (
            Port(a, width, signed=declared),
            Port(b, width, signed=declared),
            *(Port(o, output=True) for o in outs.values()),
        )
        said = [d.any("{o} is 1 (when|if) {a} is {w} {b}", o=o, a=a, b=b, w=words[k]) for k, o in outs.items()]
        text = d.any(
            "Compare {a} and {b}{s}: {l}.",
            "{l}; {a} and {b} are compared{s}." if say_sign else "{l}.",
            a=a,
            b=b,
            s=say_sign,
            l=listing(said),
        )
        body = [f"assign {o} = ({x} {table[k]} {y});" for k, o in outs.items()]
        why = "One comparison for each output" + (", signed." if is_signed else ".")
    else:
        out = d.name("out", "result", "m")
        ports = (Port(a, width, signed=declared), Port(b, width, signed=declared), Port(out, width, output=True))
        word = {"min": "smaller", "max": "larger", "absdiff": ""}[kind]
        text = (
            d.any(
                "{o} is the {k} of {a} and {b}{s}.",
                "Give the {k} of the two numbers {a} and {b}{s} on {o}.",
                o=out,
                k=word,
                a=a,
                b=b,
                s=say_sign,
            )
            if word
            else d.any("{o} is the absolute difference of {a} and {b}{s}.", "{o} = |{a} - {b}|{s}.", o=out, a=a, b=b, s=say_sign)
        )
        first, second = {"min": (a, b), "max": (b, a), "absdiff": (f"{b} - {a}", f"{a} - {b}")}[kind]
        body, why = [f"assign {out} = ({x} < {y}) ? {first} : {second};"], f"Compare{' as signed' * is_signed}, then choose."

    def function(v: dict[str, int]) -> dict[str, int]:
        p, q = (signed(v[n], width) if is_signed else v[n] for n in (a, b))
        if kind == "flags":
            found = {"lt": p < q, "eq": p == q, "gt": p > q, "ge": p >= q, "le": p <= q, "ne": p != q}
            return {o: int(found[k]) for k, o in outs.items()}
        return {out: {"min": min(p, q), "max": max(p, q), "absdiff": abs(p - q)}[kind] & (1 << width) - 1}

    bias = lambda rng, i: {a: (v := rng.getrandbits(width)), b: v} if i % 4 == 0 else {}
    return Design(
        {"flags": "a comparator", "min": "a minimum", "max": "a maximum", "absdiff": "an absolute difference"}[kind],
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function, 40, bias),
        d.style,
        ("comparator", "compare") if kind == "flags" else (kind,),
        {"kind": kind, "width": width, "signed": is_signed},
        wave=f"Compare {a} and {b}." if kind == "flags" and width <= 2 else "",
    )


@family("one_operand", "arithmetic")
def one_operand(d: Draw) -> Design:
    """Absolute value, negation, increment, decrement, doubling, clamping."""
    kind = d.one(("abs", "neg", "inc", "dec", "clamp", "half_up", "range", "even"))
    width = d.one((4, 5, 8, 8, 12, 16))
    source, out = d.names(("in", "out"), ("a", "y"), ("x", "z"), ("d", "q"))
    low, high = sorted(d.rng.sample(range(1, 1 << min(width, 8)), 2))
    one = kind in ("range", "even")
    L = d.style.literal
    text = {
        "abs": d.any(
            "{o} is the absolute value of the two's complement number {s} (the most negative one stays as it is).",
            s=source,
            o=out,
        ),
        "neg": d.any("{o} is minus {s} (two's complement).", "{o} is the two's complement of {s}.", s=source, o=out),
        "inc": d.any("{o} is {s} plus 1.", "Increment {s}.", s=source, o=out),
        "dec": d.any("{o} is {s} minus 1.", "Decrement {s}.", s=source, o=out),
        "clamp": d.any(
            "{o} is {s}, but at least {l} and at most {h}.",
            "Limit {s} to the range {l} to {h}; the result is {o}.",
            s=source,
            o=out,
            l=low,
            h=high,
        ),
        "half_up": d.any("{o} is {s} shifted right by one bit.", "{o} is half of {s}, rounded down.", s=source, o=out),
        "range": d.any(
            "{o} is 1 when {s} is from {l} to {h}.", "{o} tells whether {l} <= {s} <= {h}.", s=source, o=out, l=low, h=high
        ),
        "even": d.any("{o} is 1 when {s} is even.", "{o} says whether {s} is divisible by 2.", s=source, o=out),
    }[kind]
    lo, hi = L(width, low), L(width, high)
    code = {
        "abs": f"{source}[{width - 1}] ? (~{source} + 1'b1) : {source}",
        "neg": f"~{source} + 1'b1",
        "inc": f"{source} + 1'b1",
        "dec": f"{source} - 1'b1",
        "clamp": f"({source} < {lo}) ? {lo} : ({source} > {hi}) ? {hi} : {source}",
        "half_up": f"{source} >> 1",
        "range": f"({source} >= {lo}) && ({source} <= {hi})",
        "even": f"~{source}[0]",
    }[kind]
    mask = (1 << width) - 1
    ports = (Port(source, width), Port(out, 1 if one else width, output=True))

    def function(v: dict[str, int]) -> dict[str, int]:
        x = v[source]
        return {
            out: {
                "abs": abs(signed(x, width)),
                "neg": -x,
                "inc": x + 1,
                "dec": x - 1,
                "clamp": min(max(x, low), high),
                "half_up": x // 2,
                "range": int(low <= x <= high),
                "even": 1 - x % 2,
            }[kind]
            & mask
        }

    bias = lambda rng, i: {source: rng.choice((low, high, low - 1, high + 1, rng.randint(low, high))) & mask} if i % 2 else {}
    return Design(
        {
            "abs": "an absolute value",
            "neg": "a negation",
            "inc": "an incrementer",
            "dec": "a decrementer",
            "clamp": "a limiter",
            "half_up": "a halver",
            "range": "a range check",
            "even": "an even check",
        }[kind],
        ports,
        text,
        f"{out} = {code}.",
        (f"assign {out} = {code};",),
        combinational(d.rng, ports, function, 30, bias),
        d.style,
        (kind,),
        {"kind": kind, "width": width, "low": low, "high": high},
    )
