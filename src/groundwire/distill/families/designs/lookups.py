"""Lookup tables by case, and choices by priority."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level, sentence
from groundwire.distill.families.voices.choice_words import Case, case_lines, case_reasoning, tell_cases


@family("lookup", "multiplexers", 2.0)
def lookup(d: Draw) -> Design:
    """A table from an input code to an output value, with a default; some values belong to several codes."""
    bits, width = d.one((2, 3, 3, 4, 4, 5, 8, 16)), d.one((1, 2, 3, 4, 4, 7, 8, 8, 12))
    count = min(d.number(3, 9), 1 << bits)
    codes = d.rng.sample(range(1 << bits), count)
    if d.chance(0.4):
        codes.sort()
    pairs: list[tuple[tuple[int, ...], int]] = []
    while codes:
        taken = d.one((1, 1, 1, 1, 2, 3)) if d.chance(0.4) else 1
        pairs.append((tuple(codes[:taken]), d.rng.getrandbits(width)))
        codes = codes[taken:]
    full = count == 1 << bits
    default = d.one((0, 0, (1 << width) - 1, d.rng.getrandbits(width)))
    source, out = d.name("code", "in", "sel", "key", "opcode", "addr"), d.name("out", "value", "y", "ctrl", "data")
    style = d.style
    kind = d.one(("literal", "literal", "digits", "hex"))
    base = "d" if kind == "digits" else "h" if kind == "hex" else d.one("dhb" if width < 9 else "dh")

    def shown(value: int) -> str:
        if kind == "literal":
            return style.literal(width, value, base)
        return f"0x{value:x}" if kind == "hex" and width > 3 else str(value)

    text = tell_cases(
        d, out, source, bits, [Case(values, shown(value)) for values, value in pairs], "" if full else shown(default)
    )
    ports = (Port(source, bits), Port(out, width, output=True, stored=True))
    literals = [(values, style.literal(width, value, base)) for values, value in pairs]
    fallback = "" if full else style.literal(width, default, base)
    body = case_lines(d, out, source, bits, literals, fallback)
    table = {code: value for values, value in pairs for code in values}
    known = list(table)
    rows = combinational(
        d.rng,
        ports,
        lambda v: {out: table.get(v[source], default)},
        30,
        lambda rng, i: {source: rng.choice(known)} if i % 3 else {},
    )
    return Design(
        "a lookup table",
        ports,
        text,
        case_reasoning(source, literals, fallback),
        tuple(body),
        rows,
        style,
        ("lookup", "code_table"),
        {"table": {str(k): v for k, v in table.items()}, "default": default},
        hidden=(2, len(body) - 2),
    )


_PRIORITIES = (
    "{o} is the input that belongs to the first condition that is 1, in this order: {p}. If none is, {o} is {f}.",
    "Pass one input to {o} ({q}). {a} has the highest priority, then {h}. With none active the output is {f}.",
    "{q}: that is what each request brings to {o}. If several are 1 at once, the order of priority is {g}. None: {f}.",
    "Requests from the strongest to the weakest: {g}. What they put on {o}: {q}; without any request {o} is {f}.",
    "Requests from the weakest to the strongest: {w}. What they put on {o}: {q}; without any request {o} is {f}.",
    "{o} = {f} by default. {e}",
    "{t} Failing all of these, {o} is {f}.",
    "The priority (falls|drops) in the order {g}. The active one of highest priority decides {o}: {q}. If none is active: {f}.",
    "The priority rises in the order {w}. The active one of highest priority decides {o}: {q}. If none is active: {f}.",
    "{u} else {o} = {f}.",
    "Requirements:\n- what {o} shows: {q}\n- priority, highest first: {g}\n- idle (all requests 0): {f}",
    "Requirements:\n- when idle, {o} is {f}\n- priority, lowest first: {w}\n- what {o} shows: {q}",
    "{z} loses against {r}. Whoever wins puts its value on {o} ({q}); the priority is {g}. Nobody active means {f}.",
    "An arbiter for data: {g}, in this order of priority, (choose|select) {p} for {o}, or {f} when all are 0.",
    "(Can|Could) you build a priority selector? Inputs {g} (most important first) stand for {p}; the winner's value goes to {o}, {f} if there is none.",  # noqa: E501
    "Drive {o} with {f} when nothing is requested. Otherwise the most important request counts ({g}, most important first): {q}.",
    "{v} If no request is active, {o} is {f}.",
)


def _priority_text(d: Draw, out: str, conditions: list[str], data: list[str], fallback: str) -> str:
    """Which request gives what, and which is stronger: in any order of telling."""
    pairs = list(zip(conditions, data, strict=True))
    shuffled = d.rng.sample(pairs, len(pairs))
    link = d.one(("{x} for {c}", "{c} brings {x}", "{c} gives {x}", "{c} -> {x}", "{x} with {c}"))
    steps = [f"{is_level(d, c, 1)}, {out} is {x}" for c, x in pairs]
    weak = [
        d.any("{x} appears on {o} if {c} is (1|high|set) and {s}", x=x, c=c, o=out, s=_all_low(conditions[:i]))
        if i
        else d.any("{x} appears on {o} (whenever|if) {c} is (1|high|set)", x=x, c=c, o=out)
        for i, (c, x) in enumerate(pairs)
    ]
    return d.any(
        *_PRIORITIES,
        o=out,
        f=fallback,
        p=listing([f"{x} for {c}" for c, x in pairs]),
        q=listing([link.replace("{x}", x).replace("{c}", c) for c, x in shuffled]),
        a=conditions[0],
        h=listing(conditions[1:], "then"),
        g=", ".join(conditions),
        w=", ".join(conditions[::-1]),
        e=" ".join(
            f"{'When' if not i else d.one(('Failing that, when', 'Otherwise, when', 'If not, but if'))} {step}."
            for i, step in enumerate(steps)
        ),
        t=" ".join(
            f"{'If' if not i else d.one(('Failing that, when', 'Otherwise, if', 'If not, but if', 'Or else, if'))} {step}."
            for i, step in enumerate(steps)
        ),
        u=" ".join(f"{'else ' * (i > 0)}if {c} then {out} = {x};" for i, (c, x) in enumerate(pairs)),
        z=conditions[-1],
        r=listing(conditions[:-1]),
        v=" ".join(sentence(w, data) for w in d.rng.sample(weak, len(weak))),
    )


def _all_low(names: list[str]) -> str:
    return f"{names[0]} is 0" if len(names) == 1 else f"{listing(names)} are 0"


@family("priority_choice", "multiplexers", 1.5)
def priority_choice(d: Draw) -> Design:
    """The first active request decides which data input is passed; its place in the header tells nothing."""
    count = d.number(2, 4)
    width = d.one((1, 4, 8, 16))
    pool = d.one(
        (
            ("c0", "c1", "c2", "c3"),
            ("sel_a", "sel_b", "sel_c", "sel_d"),
            ("en0", "en1", "en2", "en3"),
            ("urgent", "normal", "low_prio", "background"),
            ("req1", "req2", "req3", "req4"),
            ("alarm", "manual", "auto_req", "aux"),
        )
    )
    conditions = [d.name(n) for n in pool[:count]]
    data = [
        d.name(n)
        for n in d.one((("a", "b", "c", "d"), ("d0", "d1", "d2", "d3"), ("w", "x", "y", "z"), ("p", "q", "r", "t")))[:count]
    ]
    rest = d.chance(0.5)
    out = d.name("out", "q", "result")
    extra = d.name("e", "otherwise", "dflt") if rest else ""
    inputs = [
        *(Port(c) for c in conditions),
        *(Port(x, width) for x in data),
        *([Port(extra, width)] if rest else []),
    ]
    if d.chance(0.6):
        d.rng.shuffle(conditions)
    if d.chance(0.3):
        d.rng.shuffle(data)
    ports = (*inputs, Port(out, width, output=True, stored=True))
    fallback = extra if rest else d.style.literal(width, 0)
    lines = []
    for i, (c, x) in enumerate(zip(conditions, data, strict=True)):
        lines += [f"{'else ' * (i > 0)}if ({c})", f"  {out} = {x};"]
    lines += ["else", f"  {out} = {fallback};"]
    body = [f"{d.style.comb} begin", *(f"  {line}" for line in lines), "end"]
    text = _priority_text(d, out, conditions, data, extra if rest else "0")

    def function(v: dict[str, int]) -> dict[str, int]:
        for c, x in zip(conditions, data, strict=True):
            if v[c]:
                return {out: v[x]}
        return {out: v[extra] if rest else 0}

    told = ", ".join(f"{c} -> {x}" for c, x in zip(conditions, data, strict=True))
    return Design(
        "a priority multiplexer",
        ports,
        text,
        f"An if-else chain, highest first: {told}; else {fallback}.",
        tuple(body),
        combinational(d.rng, ports, function, 40),
        d.style,
        ("priority_mux",),
        {"count": count, "width": width, "rest": rest},
        hidden=(1, len(body) - 1),
    )
