"""Gates, nets and expressions as data, and what the families of parts share in telling and writing them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.telling import capitalized

_BLANKS = re.compile(r" {2,}")
KINDS = ("AND", "OR", "XOR", "NAND", "NOR", "XNOR")
"""Gates of two inputs or more."""
SIGNS = {"AND": " & ", "OR": " | ", "XOR": " ^ "}
BASES = {"AND": "AND", "OR": "OR", "XOR": "XOR", "NAND": "AND", "NOR": "OR", "XNOR": "XOR"}
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
INPUT_SETS = (
    ("a", "b", "c", "d", "e"), ("x", "y", "z", "w", "v"), ("in1", "in2", "in3", "in4", "in5"), ("p", "q", "r", "s", "t"),
    ("i0", "i1", "i2", "i3", "i4"), ("A", "B", "C", "D", "E"), ("x1", "x2", "x3", "x4", "x5"), ("k", "l", "m", "n", "o"),
)  # fmt: skip
WIRE_SETS = (
    ("n1", "n2", "n3", "n4", "n5"), ("w1", "w2", "w3", "w4", "w5"), ("t0", "t1", "t2", "t3", "t4"), ("u", "v2", "g", "h", "j"),
    ("net1", "net2", "net3", "net4", "net5"), ("mid_a", "mid_b", "mid_c", "mid_d", "mid_e"),
)  # fmt: skip
OUTPUT_SETS = (
    ("f", "g2", "h2"), ("y1", "y2", "y3"), ("out1", "out2", "out3"), ("res", "aux", "ext"), ("o1", "o2", "o3"),
    ("led0", "led1", "led2"), ("F1", "F2", "F3"),
)  # fmt: skip
RESULTS = ("f", "out", "y_out", "res", "z_o", "F", "result", "q_o")


@dataclass(frozen=True)
class Op:
    """A gate over expressions."""

    kind: str
    """NOT or one of the kinds."""
    args: tuple[Expr, ...]
    """Its inputs."""


Expr = str | Op
Gate = tuple[str, str, tuple[str, ...]]
"""A wire, the kind of gate that drives it, and what the gate reads."""


def gate_value(kind: str, values: Sequence[int], mask: int = 1) -> int:
    """What a gate makes of its inputs."""
    if kind == "NOT":
        return mask ^ values[0]
    result = values[0]
    for one in values[1:]:
        result = {"AND": result & one, "OR": result | one, "XOR": result ^ one}[BASES[kind]]
    return result if BASES[kind] == kind else mask ^ result


def gate_code(kind: str, names: Sequence[str]) -> str:
    """A gate in Verilog."""
    if kind == "NOT":
        return f"~({names[0]})" if names[0].startswith("~") else f"~{names[0]}"
    inside = SIGNS[BASES[kind]].join(names)
    return inside if BASES[kind] == kind else f"~({inside})"


def value_of(e: Expr, v: Mapping[str, int], mask: int = 1) -> int:
    """The value of an expression."""
    if isinstance(e, str):
        return v[e]
    return gate_value(e.kind, [value_of(arg, v, mask) for arg in e.args], mask)


def code_of(e: Expr, top: bool = True) -> str:
    """An expression in Verilog, with parentheses around every inner operation."""
    if isinstance(e, str):
        return e
    text = gate_code(e.kind, [code_of(arg, False) for arg in e.args])
    return text if top or e.kind not in SIGNS else f"({text})"


def names_of(e: Expr) -> list[str]:
    """The names that an expression reads, each once."""
    return [e] if isinstance(e, str) else list(dict.fromkeys(name for arg in e.args for name in names_of(arg)))


def article(kind: str) -> str:
    """ "an AND gate"."""
    if kind == "NOT":
        return "an inverter"
    return f"{'an' if kind[0] in 'AOX' else 'a'} {kind} gate"


def words_of(e: Expr, top: bool = True) -> str:
    """An expression in words."""
    if isinstance(e, str):
        return e
    if e.kind == "NOT":
        return f"NOT {words_of(e.args[0], False)}"
    if len(e.args) > 2 and BASES[e.kind] != e.kind:
        return f"{e.kind}({', '.join(words_of(arg) for arg in e.args)})"
    text = f" {e.kind} ".join(words_of(arg, False) for arg in e.args)
    return text if top else f"({text})"


def gate_count(e: Expr) -> int:
    """How many gates an expression has, which is how many wires its flattened form can need."""
    return 0 if isinstance(e, str) else 1 + sum(map(gate_count, e.args))


def flatten(e: Expr, wires: Sequence[str], out: str) -> list[Gate]:
    """An expression as gates in the order of evaluation, the last driving `out`."""
    gates: list[Gate] = []

    def go(one: Expr, target: str) -> str:
        if isinstance(one, str):
            return one
        sources = tuple(go(arg, "") for arg in one.args)
        gates.append((target or wires[len(gates)], one.kind, sources))
        return gates[-1][0]

    go(e, out)
    return gates


def run_gates(gates: Sequence[Gate], v: Mapping[str, int]) -> dict[str, int]:
    """The values of all nets."""
    nets = dict(v)
    for wire, kind, sources in gates:
        nets[wire] = gate_value(kind, [nets[one] for one in sources])
    return nets


def varies(ins: Sequence[str], function: Callable[[dict[str, int]], int]) -> bool:
    """Whether a function of bits is no constant."""
    return len({function(dict(zip(ins, bits, strict=True))) for bits in product((0, 1), repeat=len(ins))}) > 1


def lively(ins: Sequence[str], gates: Sequence[Gate], outs: Sequence[str]) -> bool:
    """Whether no output of some gates is constant."""
    return all(varies(ins, lambda v, o=out: run_gates(gates, v)[o]) for out in outs)  # type: ignore[misc]


def draw_tree(d: Draw, leaves: Sequence[str], kinds: Sequence[str] = KINDS, inverted: float = 0.2) -> Expr:
    """An expression over all of some names in their order."""
    if len(leaves) == 1:
        return Op("NOT", (leaves[0],)) if d.chance(inverted) else leaves[0]
    if len(leaves) == 3 and d.chance(0.2):
        return Op(d.one(kinds), tuple(draw_tree(d, [one], kinds, inverted) for one in leaves))
    cut = d.number(1, len(leaves) - 1)
    return Op(d.one(kinds), (draw_tree(d, leaves[:cut], kinds, inverted), draw_tree(d, leaves[cut:], kinds, inverted)))


def draw_gates(d: Draw, ins: Sequence[str], wires: Sequence[str], outs: Sequence[str]) -> list[Gate]:
    """Gates in the order of evaluation, in which all inputs and inner wires take part and no output is constant."""
    while True:
        gates: list[Gate] = []
        known, idle = list(ins), list(ins)
        for wire in (*wires, *outs):
            kind = "NOT" if wire in wires and d.chance(0.15) else d.one(KINDS)
            size = 1 if kind == "NOT" else d.one((2, 2, 2, 3))
            fresh = d.rng.sample(idle, min(len(idle), d.number(1, size)))
            rest = [one for one in known if one not in fresh]
            sources = [*fresh, *d.rng.sample(rest, min(len(rest), size - len(fresh)))]
            if len(sources) < size:
                break
            d.rng.shuffle(sources)
            idle = [one for one in idle if one not in sources]
            if wire in wires:
                known.append(wire)
                idle.append(wire)
            gates.append((wire, kind, tuple(sources)))
        if len(gates) < len(wires) + len(outs) or idle:
            continue
        if lively(ins, gates, outs):
            return gates


_SENTENCES = (
    "{w} is the output of {a} fed by {s}.", "{s} go into {a}, whose output is {w}.", "{A} with inputs {s} drives {w}.",
    "{w} comes from {a} (inputs {s}).", "{w} is driven by {a} that takes {s}.", "Feed {s} into {a} to get {w}.",
)  # fmt: skip
_LINES = (
    "{w} = {k}({c})", "{c} -> {k} -> {w}", "{w} <- {k} <- {c}", "{k}: {c} => {w}", "{w}: {k} of {c}", "| {w} | {k} | {c} |",
    "{w},{k},{b}", "{w}  {k}  {b}", "{k} gate, inputs {c}, output {w}", "{k} {b} > {w}", "({c}) {k} = {w}",
    "{k}\tin: {c}\tout: {w}",
)  # fmt: skip
_MARKS = ("", "", "- ", "* ", "{n}. ", "G{n}: ", "U{n} ", "{n}) ")


def ordered_gates(d: Draw, gates: Sequence[Gate]) -> list[Gate]:
    """Gates in an order to tell them: from the inputs, from the outputs, or any."""
    how = d.number(0, 2)
    return list(gates) if how == 0 else list(gates)[::-1] if how == 1 else d.rng.sample(list(gates), len(gates))


def gate_sentences(d: Draw, gates: Sequence[Gate]) -> str:
    """Gates in sentences."""
    said, one = [], d.one(_SENTENCES)
    mixed = d.chance(0.5)
    for wire, kind, sources in ordered_gates(d, gates):
        skeleton = d.one(_SENTENCES) if mixed else one
        gate = article(kind)
        text = skeleton.format(w=wire, a=gate, A=gate[0].upper() + gate[1:], s=listing(sources))
        said.append(text.replace(" go into", " goes into").replace("inputs ", "input ") if len(sources) == 1 else text)
    return " ".join(said)


def gate_block(d: Draw, gates: Sequence[Gate]) -> str:
    """Gates as lines, with a head where they are a table."""
    form = d.one(_LINES)
    head = {"|": "| net | gate | inputs |\n|---|---|---|\n", "{w},": "net,gate,inputs\n", "{w} ": "net gate inputs\n"}
    opening = next((text for start, text in head.items() if form.startswith(start) and (start != "{w} " or "  " in form)), "")
    mark = "" if opening else d.one(_MARKS)
    gap = "," if form == "{w},{k},{b}" else " "
    return opening + "\n".join(
        mark.format(n=n) + form.format(w=wire, k=kind, c=", ".join(sources), b=gap.join(sources))
        for n, (wire, kind, sources) in enumerate(ordered_gates(d, gates), 1)
    )


Assign = tuple[str, int, str]
"""A name, its width, and an expression in Verilog."""


def assigned(d: Draw, assigns: Sequence[Assign], outs: Sequence[str]) -> tuple[list[str], bool]:
    """Assignments in their order as a body, and whether an always block makes them."""
    inner = [(name, width) for name, width, _ in assigns if name not in outs]
    how = d.number(0, 9)
    if how < 2:
        lines = [f"{name} = {code};" for name, _, code in assigns]
        return [*(d.style.declare(n, w) for n, w in inner), f"{d.style.comb} begin", *(f"  {x}" for x in lines), "end"], True
    if how < 5:
        return [
            f"assign {name} = {code};" if name in outs else f"wire{f' [{width - 1}:0]' if width > 1 else ''} {name} = {code};"
            for name, width, code in assigns
        ], False
    widths = sorted({width for _, width in inner})
    declared = []
    for width in widths:
        declared.append(d.style.declare(", ".join(n for n, w in inner if w == width), width, driven=True))
    return [*declared, *(f"assign {name} = {code};" for name, _, code in assigns)], False


def told(text: str, ports: Sequence[Port], inner: Sequence[str] = ()) -> str:
    """A text without double blanks and with capitals, but for names; without ports only words that open sentences get one."""
    lines = [line if any(sign in line for sign in ("|", "--", "-+")) or line.startswith(" ") else _BLANKS.sub(" ", line)
             for line in text.strip().split("\n")]  # fmt: skip
    named = [*(port.name for port in ports), *inner] if ports else None
    return capitalized("\n".join(lines).replace(" ;", ";"), named)


def gates_design(
    d: Draw, title: str, ins: Sequence[Port], outs: Sequence[Port], text: str, why: Sequence[str], assigns: Sequence[Assign],
    function: Callable[[dict[str, int]], Mapping[str, int]], names: tuple[str, ...], parameters: dict[str, object],
) -> Design:  # fmt: skip
    """A combinational design from assignments in their order."""
    body, stored = assigned(d, assigns, [port.name for port in outs])
    outputs = [Port(port.name, port.width, output=True, stored=stored, about=port.about) for port in outs]
    inputs = d.rng.sample(list(ins), len(ins)) if d.chance(0.3) else list(ins)
    ports = (*outputs, *inputs) if d.chance(0.15) else (*inputs, *outputs)
    return Design(
        title, ports, told(text, ports, [name for name, _, _ in assigns]), "\n".join(why), tuple(body),
        combinational(d.rng, ports, lambda v: dict(function(v))), d.style, names, parameters,
    )  # fmt: skip


def pick(d: Draw, sets: Sequence[Sequence[str]], count: int) -> list[str]:
    """The first names of one of several sets."""
    return d.names(*(tuple(one[:count]) for one in sets))
