"""Gates: one, or several on the same inputs; wires."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_, xor

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family

GATES = {
    "AND": ("&", and_, False),
    "OR": ("|", or_, False),
    "XOR": ("^", xor, False),
    "NAND": ("&", and_, True),
    "NOR": ("|", or_, True),
    "XNOR": ("^", xor, True),
}
"""Operator, its function, and whether the output is inverted, by gate."""


_TELLS = {
    "AND": "1 only when all inputs are 1",
    "OR": "0 only when all inputs are 0",
    "XOR": "1 when an odd number of inputs is 1",
    "NAND": "0 only when all inputs are 1",
    "NOR": "1 only when all inputs are 0",
    "XNOR": "1 when an even number of inputs is 1",
}


INPUTS = (
    ("a", "b", "c", "d", "e"),
    ("in1", "in2", "in3", "in4", "in5"),
    ("x", "y", "z", "w", "v"),
    ("p", "q", "r", "s", "t"),
    ("x1", "x2", "x3", "x4", "x5"),
    ("in_a", "in_b", "in_c", "in_d", "in_e"),
)


def article(word: str) -> str:
    """A word with "a" or "an" before it."""
    return f"{'an' if word[0] in 'AEIOXaeio8' else 'a'} {word}"


@family("gate", "gates")
def gate(d: Draw) -> Design:
    """One gate with two to five inputs, each of one bit or all vectors of one width."""
    count = d.one((2, 2, 2, 3, 3, 4, 5))
    width = 1 if d.chance(0.65) else d.width(2, 16)
    names = [d.name(name) for name in d.one(INPUTS)[:count]]
    out = d.name("out", "f", "out_q", "result", "o")
    kind = d.one(tuple(GATES))
    symbol, function, inverted = GATES[kind]
    expression = f" {symbol} ".join(names)
    expression = f"~({expression})" if inverted else expression
    ports = (*(Port(name, width) for name in names), Port(out, width, output=True))
    bitwise = " bit by bit" if width > 1 else ""
    behaviour = d.any(
        "(The module should implement|Implement) (a|one) {n}-input {k} gate{b}: (the output|) {o} is the {k} of {i}.",
        "(Output |){o} is the {k} of {i}{b}.",
        "Drive {o} with (the |){k} of (the inputs |){i}{b}.",
        "{o} = {k} of {i}{b}.",
        n=count,
        k=kind,
        o=out,
        i=listing(names),
        b=bitwise,
    )
    rows = combinational(
        d.rng, ports, lambda v: {out: reduce(function, (v[name] for name in names)) ^ ((1 << width) - 1) * inverted}
    )
    wave = f"{out} is {_TELLS[kind]}." if width == 1 else ""
    return Design(
        f"{article(kind)} gate with {count} inputs{' of ' * (width > 1)}{f'{width} bits' * (width > 1)}",
        ports,
        behaviour,
        f"{kind} of {listing(names)}: {out} = {expression}.",
        (f"assign {out} = {expression};",),
        rows,
        d.style,
        (f"{kind.lower()}_gate", f"{kind.lower()}{count}"),
        {"gate": kind, "inputs": count, "width": width},
        wave=wave,
    )


@family("many_gates", "gates")
def many_gates(d: Draw) -> Design:
    """Several gates on the same two inputs, an output each."""
    a, b = d.names(("a", "b"), ("x", "y"), ("in1", "in2"), ("p", "q"))
    kinds = d.rng.sample([*GATES, "ANOTB"], d.number(2, 5))
    prefix = d.one(("out_", "y_", "f_", ""))
    outs = {kind: (prefix or "out_") + kind.lower() for kind in kinds}
    ports = (Port(a), Port(b), *(Port(name, output=True) for name in outs.values()))
    said, body = [], []
    for kind, out in outs.items():
        if kind == "ANOTB":
            said.append(f"{out}: {a} AND NOT {b}")
            body.append(f"assign {out} = {a} & ~{b};")
        else:
            symbol, _, inverted = GATES[kind]
            said.append(f"{out}: {a} {kind.lower()} {b}")
            body.append(f"assign {out} = {'~(' * inverted}{a} {symbol} {b}{')' * inverted};")
    behaviour = d.any(
        "Each output is one gate of {a} and {b}:\n{s}",
        "There are {n} outputs, each driven by (its own|a) gate:\n{s}",
        a=a,
        b=b,
        n=len(kinds),
        s="\n".join(said),
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        x, y = v[a], v[b]
        table = {kind: GATES[kind][1](x, y) ^ GATES[kind][2] for kind in GATES} | {"ANOTB": x & (1 - y)}
        return {out: int(table[kind]) for kind, out in outs.items()}

    return Design(
        f"{len(kinds)} gates on two inputs",
        ports,
        behaviour,
        f"One assign for each of the {len(kinds)} outputs.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("gates", "logic_gates"),
        {"gates": kinds},
        hidden=(1, len(body)),
    )


@family("wiring", "gates")
def wiring(d: Draw) -> Design:
    """Wires: inputs to outputs straight, inverted, or constants; the first module anybody writes."""
    ins = [d.name(name) for name in d.one(INPUTS)[: d.number(1, 4)]]
    outs = [d.name(name) for name in d.one((("y", "z", "u", "k"), ("out1", "out2", "out3", "out4"), ("o1", "o2", "o3", "o4")))][
        : d.number(1, 4)
    ]
    plan = [(out, d.one(ins), d.one(("wire", "wire", "not", "const"))) for out in outs]
    ports = (*(Port(name) for name in ins), *(Port(name, output=True) for name in outs))
    constants = {out: d.number(0, 1) for out in outs}
    said, body = [], []
    for out, source, kind in plan:
        bit = constants[out]
        said.append({"wire": f"{source} -> {out}", "not": f"NOT {source} -> {out}", "const": f"{bit} -> {out}"}[kind])
        body.append(f"assign {out} = " + {"wire": source, "not": f"~{source}", "const": f"1'b{bit}"}[kind] + ";")
    behaviour = d.any(
        "(Connect|Make these connections|Wire the ports like this):\n{s}",
        "(The module is only wires. |)Each output is driven as (listed|follows):\n{s}",
        s="\n".join(said),
    )

    def function(v: dict[str, int]) -> dict[str, int]:
        return {out: {"wire": v[source], "not": 1 - v[source], "const": constants[out]}[kind] for out, source, kind in plan}

    return Design(
        "a module of wires",
        ports,
        behaviour,
        "One assign for each output.",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("wires", "connect"),
        {"plan": said},
    )
