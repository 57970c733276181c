"""Gates: one, or several on the same inputs; wires."""

from __future__ import annotations

from functools import reduce

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.logic_phrases import (
    GATES,
    INPUT_SETS,
    INTROS,
    OUTPUT_SETS,
    Literal,
    capital,
    constant_fact,
    copy_fact,
    gate_fact,
    infixed,
    pick,
    shuffled,
    tell,
)

_TELLS = {
    "AND": "1 only when all inputs are 1",
    "OR": "0 only when all inputs are 0",
    "XOR": "1 when an odd number of inputs is 1",
    "NAND": "0 only when all inputs are 1",
    "NOR": "1 only when all inputs are 0",
    "XNOR": "1 when an even number of inputs is 1",
}
INPUTS = INPUT_SETS
OUTS = ("out", "f", "out_q", "result", "o", "y", "z", "q", "res", "led", "outp", "Y")
"""Names of a single output."""
_GATE_TEXTS = (
    "(The module should implement|Implement|Build|Create|I need) (a|one) {n}-input {k} gate: (the output|) {o} is the {k} of "
    "{i}.",
    "(Output |){o} is the {k} of {i}.",
    "Drive {o} with (the |){k} of (the inputs |){i}.",
    "{o} = {k} of {i}.",
    "{o} = {k}({c}).",
    "{i} go into (a|one) {k} gate, whose output is {o}.",
    "(Take|Combine) {i} with (a|one) {n}-input {k} gate and (put|send) the result (on|to) {o}.",
    "(Can|Could) you (write|make|build) (a|one) {k} gate for me(, please|)? It has the inputs {i} and drives {o}.",
    "A single gate: {k}. Inputs {i}, output {o}.",
    "This (is just|is only|is) (a|one) {k} gate. {i} are its inputs and {o} is its output.",
    "The inputs {i} are {k}ed(, and the result is {o}| to give {o}).",
    "Feed {i} into (a|one) {k} gate which drives {o}.",
    "{o} <- {k} {i}.",
    "We want the {k} function: {o} depends on {i}.",
    "{k} gate, {n} inputs ({c}), output {o}.",
    "Function: {k}. Operands: {c}. Result: {o}.",
    "Compute the {k} of {i} and (output it on|drive it onto|assign it to) {o}.",
    "{o} (shows|reports|carries) the {k} of the {n} inputs {i}.",
    "The output {o} is produced by (a|one) {k} gate from the {n} inputs ({c}).",
    "Model the (standard|ordinary) {k} gate with {n} inputs: {c} in, {o} out.",
)
_BITWISE = (
    " bit by bit", " bitwise", " for each bit (position |)separately", " (each bit on its own)", " bit for bit",
)  # fmt: skip
_VECTOR_TEXTS = (
    "{o} is the {k} of {i}{b}.",
    "{o} is the bitwise {k} of {i}.",
    "(Compute|Form|Take) the bitwise {k} of {i}; the result goes to {o}.",
    "For each bit position, {o} is the {k} of the bits of {i} (at|in) that position.",
    "Each bit of {o} is the {k} of the (corresponding|matching) bits of {i}.",
    "{o}[j] is the {k} of bit j of each of {i}, for all {w} bits.",
    "{w} {k} gates side by side: bit j of {o} comes from bit j of {i}.",
    "Combine the {w}-bit (words|vectors|inputs) {i} with {k}{b} and put the result on {o}.",
    "{i} are {w} bits wide; {o} is their {k}{b}.",
    "Drive {o} with the {k} of {i}{b}.",
    "{o} = {i} {k}ed together{b}.",
    "(A|One) {w}-bit wide {k}: inputs {c}, output {o}{b}.",
    "Can you {k} {i} together{b} and give me the {w}-bit result on {o}?",
    "{o} = bitwise {k} of ({c}).",
    "The {w} bits of {o} are found by applying {k} to the bits of {i} in the same place.",
    "{k} the (vectors|buses) {i}{b}; {o} takes the (outcome|result).",
)


def article(word: str) -> str:
    """A word with "a" or "an" before it."""
    return f"{'an' if word[0] in 'AEIOXaeio8' else 'a'} {word}"


@family("gate", "gates", 1.5)
def gate(d: Draw) -> Design:
    """One gate with two to five inputs, each of one bit or all vectors of one width."""
    count = d.one((2, 2, 2, 3, 3, 4, 5))
    width = 1 if d.chance(0.6) else d.width(2, 32)
    names = pick(d, count)
    out = d.name(*OUTS)
    kind = d.one(tuple(GATES))
    symbol, function, inverted = GATES[kind]
    told = shuffled(d, names)
    expression = f" {symbol} ".join(told)
    expression = f"~({expression})" if inverted else expression
    ports = [*(Port(name, width) for name in names), Port(out, width, output=True)]
    if d.chance(0.2):
        ports.insert(0, ports.pop())
    if width == 1 and d.chance(0.45):
        behaviour = gate_fact(d, out, kind, [Literal(name) for name in told]).said
    else:
        texts = _GATE_TEXTS if width == 1 else _VECTOR_TEXTS
        behaviour = d.any(
            *texts, n=("two", "three", "four", "five")[count - 2] if d.chance(0.5) else count, k=kind, o=out,
            i=listing(told), c=", ".join(told), b=d.any(*_BITWISE), w=width,
        ).replace("a XOR", "an XOR").replace("A XOR", "An XOR")  # fmt: skip
        behaviour = behaviour.replace("  ", " ")
    rows = combinational(
        d.rng, ports, lambda v: {out: reduce(function, (v[name] for name in names)) ^ ((1 << width) - 1) * inverted}
    )
    wave = f"{out} is {_TELLS[kind]}." if width == 1 else ""
    return Design(
        f"{article(kind)} gate with {count} inputs{' of ' * (width > 1)}{f'{width} bits' * (width > 1)}",
        tuple(ports),
        behaviour,
        f"{kind} of {listing(told)}: {out} = {expression}.",
        (f"assign {out} = {expression};",),
        rows,
        d.style,
        (f"{kind.lower()}_gate", f"{kind.lower()}{count}"),
        {"gate": kind, "inputs": count, "width": width},
        wave=wave,
    )


_MANY_INTROS = (
    "Each output is one gate of {a} and {b}:",
    "There are {n} outputs, each driven by (its own|a) gate:",
    "The inputs {a} and {b} go to {n} gates:",
    "{n} gates share the inputs {a} and {b}. (Their outputs|The outputs are):",
    "From {a} and {b} (compute|form|derive) these functions:",
    "(Can|Could) you give me {n} gates on {a} and {b}? I need:",
    "Gates of {a} and {b}, by output:",
    "{a} and {b} are combined in {n} ways:",
    "A collection of {n} two-input gates, all on {a} and {b}:",
    "Two inputs, {n} outputs, one gate (each|for every output):",
    "The outputs are these functions of {a} and {b}:",
    "All the gates below have {a} and {b} as (their |)inputs:",
    "To compare gates side by side, drive the outputs as follows ({a} and {b} are the inputs):",
    "Output table:",
    "(Please implement|Implement) (all of |)these:",
)
_MANY_LINES = (
    "{o}: {x}", "{o} = {x}", "{o} is {x}", "- {o}: {x}", "- {o} = {x}", "* {o} is {x}", "{x} -> {o}", "{o} <- {x}",
    "{x} goes to {o}", "{x} drives {o}", "{o} | {x}", "{o} (carries|gives|shows) {x}", "{o} - {x}",
)  # fmt: skip


@family("many_gates", "gates", 1.5)
def many_gates(d: Draw) -> Design:
    """Several gates on the same two inputs, an output each."""
    a, b = pick(d, 2)
    kinds = d.rng.sample([*GATES, "ANOTB", "BNOTA", "AORNOTB"], d.number(2, 5))
    if d.chance(0.5):
        prefix = d.one(("out_", "y_", "f_", "o_"))
        outs = {kind: d.name(prefix + kind.lower()) for kind in kinds}
    else:
        outs = {kind: d.name(f"o{i}", f"out{i}", f"f{i}", f"z{i}") for i, kind in enumerate(kinds)}
    ports = (Port(a), Port(b), *(Port(name, output=True) for name in outs.values()))
    extra = {
        "ANOTB": (infixed("AND", [a, f"NOT {b}"]), f"{a} & ~{b}"),
        "BNOTA": (infixed("AND", [b, f"NOT {a}"]), f"{b} & ~{a}"),
        "AORNOTB": (infixed("OR", [a, f"NOT {b}"]), f"{a} | ~{b}"),
    }
    line = d.one(_MANY_LINES)
    how = d.one(("{a} {l} {b}", "{i}", "the {k} of {a} and {b}", "{k}({a}, {b})", "{k} of {a} and {b}"))
    said, why, body = [], [], []
    for kind, out in outs.items():
        if kind in extra:
            words, code = extra[kind]
        else:
            symbol, _, inverted = GATES[kind]
            words = d.say(how, a=a, b=b, k=kind, l=kind.lower(), i=infixed(kind, (a, b)))
            code = f"{'~(' * inverted}{a} {symbol} {b}{')' * inverted}"
        said.append(capital(d.say(line.replace("|", "\\|") if line == "{o} | {x}" else line, o=out, x=words), out))
        why.append(f"{out}: {code}")
        body.append(f"assign {out} = {code};")
    if d.chance(0.7):
        d.rng.shuffle(said)
    behaviour = d.any(*_MANY_INTROS, a=a, b=b, n=len(kinds)) + "\n" + "\n".join(said)

    def function(v: dict[str, int]) -> dict[str, int]:
        x, y = v[a], v[b]
        table = {kind: GATES[kind][1](x, y) ^ GATES[kind][2] for kind in GATES}
        table |= {"ANOTB": int(x == 1 and y == 0), "BNOTA": int(y == 1 and x == 0), "AORNOTB": int(x == 1 or y == 0)}
        return {out: int(table[kind]) for kind, out in outs.items()}

    return Design(
        f"{len(kinds)} gates on two inputs",
        ports,
        behaviour,
        "; ".join(why) + ".",
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("gates", "logic_gates"),
        {"gates": kinds},
        hidden=(1, len(body)),
    )


_WIRE_INTROS = (
    "(Connect|Make these connections|Wire the ports like this):",
    "(The module is only wires. |)Each output is driven as (listed|follows):",
    "Connections:", "The wiring list:", "Nothing but wires, inverters and constants:", "Please connect the ports like so:",
    "There is no logic to speak of here. Just connect:", "Netlist:", "The connections, one a line:",
)  # fmt: skip


@family("wiring", "gates", 1.5)
def wiring(d: Draw) -> Design:
    """Wires: inputs to outputs straight, inverted, or constants; the first module anybody writes."""
    ins = pick(d, d.number(1, 4))
    outs = pick(d, d.number(1, 5), OUTPUT_SETS)
    kinds = d.one((("wire",), ("wire", "wire", "not", "const"), ("wire", "not"), ("const", "wire")))
    plan = [(out, d.one(ins), d.one(kinds), d.number(0, 1)) for out in outs]
    ports = (*(Port(name) for name in ins), *(Port(name, output=True) for name in outs))
    facts = [constant_fact(d, out, bit) if kind == "const" else copy_fact(d, out, Literal(source, kind == "not"))
             for out, source, kind, bit in plan]  # fmt: skip
    if d.chance(0.35):
        arrow = d.one(("{x} -> {o}", "{o} <- {x}", "{o} = {x}", "{o}: {x}", "{x} => {o}", "- {o} from {x}", "assign {x} to {o}"))
        invert = d.one(("NOT {x}", "~{x}", "inverted {x}", "not {x}", "the complement of {x}"))
        words = [str(bit) if kind == "const" else invert.format(x=source) if kind == "not" else source
                 for _, source, kind, bit in plan]  # fmt: skip
        said = [arrow.format(x=word, o=out) for word, out in zip(words, outs, strict=True)]
        d.rng.shuffle(said)
        behaviour = d.any(*_WIRE_INTROS) + "\n" + "\n".join(said)
    else:
        behaviour = _by_source(d, plan) or tell(d, [fact.said for fact in facts], INTROS)
    return Design(
        d.any("a module of wires", "some connections", "a few wires", "a wiring block"),
        ports,
        behaviour,
        "; ".join(f"{fact.out}: {fact.why}" for fact in facts) + ".",
        tuple(f"assign {fact.out} = {fact.code};" for fact in facts),
        combinational(
            d.rng, ports, lambda v: {o: {"wire": v[s], "not": 1 - v[s], "const": bit}[kind] for o, s, kind, bit in plan}
        ),
        d.style,
        ("wires", "connect"),
        {"plan": [fact.code for fact in facts]},
    )


def _by_source(d: Draw, plan: list[tuple[str, str, str, int]]) -> str:
    """The wires of each input together, where there are only wires; empty otherwise."""
    if any(kind != "wire" for _, _, kind, _ in plan) or d.chance(0.4):
        return ""
    fed: dict[str, list[str]] = {}
    for out, source, _, _ in plan:
        fed.setdefault(source, []).append(out)
    said = [
        d.any(
            "{i} (drives|feeds|goes to) {l}.",
            "{l} (come from|are copies of) {i}." if len(outs) > 1 else "{l} (comes from|is a copy of) {i}.",
            "Connect {i} to {l}.",
            "A wire (runs|leads) from {i} to {l}." if len(outs) == 1 else "{i} fans out to {l}.",
            "{i} -> {c}.",
            "{c} <- {i}.",
            "{l} all follow {i}." if len(outs) > 2 else "{i} is passed on to {l}.",
            i=source, l=listing(outs), c=", ".join(outs),
        )
        for source, outs in fed.items()
    ]  # fmt: skip
    return tell(d, said)
