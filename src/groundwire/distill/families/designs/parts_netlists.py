"""Netlists: gates in words and tables, fan-out lists, drawings in plain text, packages of gates."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.parts_shared import (
    COUNTS,
    INPUT_SETS,
    KINDS,
    OUTPUT_SETS,
    WIRE_SETS,
    Expr,
    Gate,
    Op,
    article,
    code_of,
    draw_gates,
    draw_tree,
    flatten,
    gate_block,
    gate_code,
    gate_count,
    gate_sentences,
    gates_design,
    pick,
    run_gates,
    value_of,
    varies,
    words_of,
)

_WALKS = (
    "{s} Only {o} {v} the module.",
    "Netlist, {n} gates:\n{b}\nOutputs: {o}. Everything else that is driven is internal.",
    "i traced the old board and got this:\n{b}\n{o} {g} to the connector, {w} stay inside. can you write it as a module?",
    "Exam question. A combinational circuit has the inputs {i} and the internal nodes {w}. {s} Describe it in Verilog.",
    "Requirements:\n{b}\n{w} {x} not visible outside; {o} {x_} visible.",
    "Internally the device has the nodes {w}. {s}",
    "Here is how I would explain the schematic on the phone: {s} That's all there is. (Nothing is clocked.|)",
    "{n} gates in all. The list was exported by a layout tool, in no particular order, one gate a line:\n{b}",
    "Declare {w}. Then connect:\n{b}",
    "Given the inputs {i}, when they settle, then {o} settle as this network says:\n{b}",
    "Bill of gates (each line names the net that the gate drives, its kind and what it reads, in whatever order):\n{b}",
    "We replace a handful of discrete gates by logic. {s} The nodes {w} had test points once, they are not needed as ports.",
    "{o} <= (gates|logic) <= {i}. (Details|Wiring): {s}",
)


@family("parts_gate_walk", "gates", 1.2)
def parts_gate_walk(d: Draw) -> Design:
    """A netlist in sentences or lines, with inner wires and up to three outputs."""
    ins, inner = pick(d, INPUT_SETS, d.number(3, 5)), pick(d, WIRE_SETS, d.number(2, 4))
    outs = pick(d, OUTPUT_SETS, d.one((1, 1, 2, 3)))
    gates = draw_gates(d, ins, inner, outs)
    one = len(outs) == 1
    text = d.any(
        *_WALKS, s=gate_sentences(d, gates), b=gate_block(d, gates), o=listing(outs), i=listing(ins), w=listing(inner),
        n=COUNTS[len(gates)], v="leaves" if one else "leave", g="goes" if one else "go", x="is" if one else "are",
    )  # fmt: skip
    text = text.replace(f"{listing(inner)} is not visible", f"{listing(inner)} are not visible")
    text = text.replace(f"{outs[0]} settle as", f"{outs[0]} settles as") if one else text
    return gates_design(
        d, f"a circuit of {len(gates)} gates", [Port(n) for n in ins], [Port(n, output=True) for n in outs], text,
        [f"{w} = {k} {', '.join(s)}: {gate_code(k, s)}" for w, k, s in gates], [(w, 1, gate_code(k, s)) for w, k, s in gates],
        lambda v: {o: run_gates(gates, v)[o] for o in outs}, ("netlist", "glue", "gate_network"), {"gates": gates},
    )  # fmt: skip


_FANOUTS = (
    "{k}.\nConnections:\n{b}",
    "The parts are {k}. {s}",
    "parts: {k}. wiring goes by signal, so collect what arrives at each gate yourself:\n{b}",
    "A fan-out list of the circuit, first the signal, then the places where it goes:\n{b}\nThe gates are: {k}.",
    "Exercise 4. {k}. {s} Write the module.",
    "Cable plan\n{b}\nParts list\n{l}",
    "{l}\nThese gates are wired like this. {s}",
    "I only know who drives whom. {s} As for the gates themselves: {k}.",
    "1. The following gates are used: {k}.\n2. They are connected so:\n{b}\n3. There is no other connection.",
    'From the data sheet: "{s}" A footnote adds the kinds of the gates: {k}.',
    "Given {k}, when they are connected as below, then the circuit is complete.\n{b}",
)
_FEEDS = ("{x} feeds {y}.", "{x} goes to {y}.", "{x} is connected to {y}.", "{x} is an input of {y}.")
_FEED_LINES = ("{x} -> {y}", "{x}: {y}", "{x} to {y}", "| {x} | {y} |", "{x} ==> {y}", "{x} feeds {y}", "{x} goes to {y}")


@family("parts_fanout", "gates", 1.1)
def parts_fanout(d: Draw) -> Design:
    """Gates by kind, and for every signal the gates that it feeds."""
    ins, outs = pick(d, INPUT_SETS, d.number(3, 4)), pick(d, OUTPUT_SETS, d.one((1, 2)))
    stem = d.one(("G", "U", "IC", "gate_", "K"))
    total = d.number(2, 3) + len(outs)
    labels = [f"{stem}{n}" for n in d.rng.sample(range(1, total + 1), total)]
    inner, ends = labels[: total - len(outs)], labels[total - len(outs) :]
    gates = draw_gates(d, ins, inner, ends)
    drives = dict(zip(ends, outs, strict=True))
    feeds = {net: [w for w, _, s in gates if net in s] for net in (*ins, *inner)}
    pairs = [(net if net in ins else f"the output of {net}", listing(sorted(to))) for net, to in feeds.items()]
    pairs += [(f"the output of {end}", f"the port {out}") for end, out in drives.items()]
    if d.chance(0.6):
        d.rng.shuffle(pairs)
    form, line = d.one(_FEEDS[:3]), d.one(_FEED_LINES)
    s = " ".join(
        (form if "port" in y else d.one((form, form, _FEEDS[3]))).format(x=f"T{x[1:]}" if x[:4] == "the " else x, y=y)
        for x, y in pairs
    )
    b = "\n".join(line.format(x=x, y=y) for x, y in pairs)
    kinds = sorted((w, k) for w, k, _ in gates)
    parts = [f"{w} is {article(kind)}" for w, kind in kinds]
    k = listing(parts) if d.chance(0.5) else ", ".join(f"{w} = {kind}" for w, kind in kinds)
    text = d.any(*_FANOUTS, k=k, b=b, s=s, l="\n".join(f"{w}: {kind}" for w, kind in kinds))
    named = {w: drives.get(w, f"{w.lower()}_o") for w in labels}
    final: list[Gate] = [(named[w], kind, tuple(named.get(x, x) for x in src)) for w, kind, src in gates]
    why = [f"{w} {kind} <- {', '.join(src)}; {n} = {gate_code(kind, f)}"
           for (w, kind, src), (n, _, f) in zip(gates, final, strict=True)]  # fmt: skip
    return gates_design(
        d, f"a circuit of {total} connected gates", [Port(n) for n in ins], [Port(n, output=True) for n in outs], text, why,
        [(w, 1, gate_code(kind, src)) for w, kind, src in final],
        lambda v: {drives[e]: run_gates(gates, v)[e] for e in ends}, ("fanout", "wired_gates", "connections"), {"gates": gates},
    )  # fmt: skip


def _sideways(e: Expr) -> tuple[list[str], int]:
    """A tree drawn from left to right: lines of one length, and the line at which it comes out."""
    if isinstance(e, str):
        return [f"{e} "], 0
    lines: list[str] = []
    rows = []
    blocks = [_sideways(arg) for arg in e.args]
    width = max(len(one[0]) for one, _ in blocks) + 1
    for block, row in blocks:
        if lines:
            lines.append(" " * width)
        rows.append(len(lines) + row)
        lines += [text.ljust(width, "-" if i == row else " ") for i, text in enumerate(block)]
    middle = (rows[0] + rows[-1]) // 2
    if len(rows) > 1:
        lines = [text + ("+" if i in rows else "|" if rows[0] < i < rows[-1] else " ") for i, text in enumerate(lines)]
    gate = f"-[{e.kind}]-"
    return [text + (gate if i == middle else " " * len(gate)) for i, text in enumerate(lines)], middle


def _outline(e: Expr, depth: int, mark: str) -> list[str]:
    """A tree as an indented list."""
    if isinstance(e, str):
        return ["  " * depth + mark + e]
    return ["  " * depth + mark + e.kind, *(line for arg in e.args for line in _outline(arg, depth + 1, mark))]


def _brackets(e: Expr, a: str, z: str) -> str:
    return e if isinstance(e, str) else f"{e.kind}{a}{' '.join(_brackets(arg, a, z) for arg in e.args)}{z}"


def _drawn(d: Draw, e: Expr, out: str, form: int) -> str:
    if form < 2:
        lines, row = _sideways(e)
        return "\n".join((text + (f"- {out}" if i == row else "")).rstrip() for i, text in enumerate(lines))
    if form == 2:
        return "\n".join([out, *_outline(e, 1, d.one(("", "- ", "+-")))])
    return f"{out} <- {_brackets(e, *d.one((('[', ']'), ('(', ')'), ('{', '}'))))}"


_DRAWINGS = (
    "{t}",
    "Can you turn my sketch into Verilog?\n{t}",
    "The schematic in plain text, signals run {r}:\n{t}\nImplement it.",
    "Problem 2 (4 points). Describe the circuit in the figure.\n{t}",
    "Fig. 3 shows the {n} gates between the inputs {i} and {o}. It replaces the text of the specification.\n{t}",
    "{t}\n(This is|That's) all of it; the names at the ends are ports, everything else are gates.",
    "hey, ascii art ahead. inputs {i}, and {o} on the other side\n{t}",
    "The module has no clock. Its structure is this:\n{t}\nInner wires have no names, choose some.",
    "Scanned from a notebook of 1987:\n{t}\nWe need the same function again, with {i} as inputs and {o} as output{m}.",
    "- inputs: {i}\n- output{m}: {o}\n- structure:\n{t}",
    "When the inputs {i} change, {o} follow through these gates:\n{t}",
)


@family("parts_drawing", "gates", 1.1)
def parts_drawing(d: Draw) -> Design:
    """One or two trees of gates as a drawing in plain text, an outline or brackets."""
    ins, outs = pick(d, INPUT_SETS, d.number(3, 5)), pick(d, OUTPUT_SETS, d.one((1, 1, 2)))
    trees: list[Expr] = []
    for _ in outs:
        leaves = d.rng.sample(ins, len(ins) if not trees else d.number(2, 3))
        if len(leaves) == 3 and d.chance(0.2):
            leaves.append(leaves[0])
        tree = draw_tree(d, leaves, KINDS, 0.25)
        trees.append(tree)
    form = d.number(0, 3)
    drawing = "\n\n".join(_drawn(d, tree, out, form) for tree, out in zip(trees, outs, strict=True))
    stem = d.one(("t", "w", "n", "g_"))
    wires = [d.name(f"{stem}{i}") for i in range(1, sum(map(gate_count, trees)) + 1)]
    gates: list[Gate] = []
    for tree, out in zip(trees, outs, strict=True):
        gates += flatten(tree, wires[len(gates) :], out)
    many = len(outs) > 1
    count = COUNTS[len(gates)] if len(gates) < len(COUNTS) else len(gates)
    text = d.any(
        *_DRAWINGS, t=drawing, n=count, i=listing(ins), o=listing(outs), m="s" * many,
        r=("from left to right" if form < 2 else "from the leaves up to the name on top" if form == 2 else "from inside out"),
    )  # fmt: skip
    if not all(varies(ins, lambda v, o=o: run_gates(gates, v)[o]) for o in outs):  # type: ignore[misc]
        return parts_drawing(d)
    return gates_design(
        d, "a drawn circuit", [Port(n) for n in ins], [Port(n, output=True) for n in outs],
        text if many else text.replace(f"{outs[0]} follow through", f"{outs[0]} follows through"),
        [f"{k}({', '.join(s)}) -> {w} = {gate_code(k, s)}" for w, k, s in gates], [(w, 1, gate_code(k, s)) for w, k, s in gates],
        lambda v: {o: run_gates(gates, v)[o] for o in outs}, ("drawing", "sketch", "figure"),
        {"trees": [words_of(tree) for tree in trees]},
    )  # fmt: skip


_PACKAGES = (
    "One package, {n} gates:\n{b}\n{x}",
    "{s} {x}",
    "I need a stand-in for a chip that nobody makes any more. {s} {x}",
    "Pinout and function\n{b}\n{x}",
    "The chip contains {n} independent gates. {s} {x}",
    "The sections of the package have nothing to do with one another:\n{b}\n{x}",
    "Write a model of a mixed gate package. Requirements:\n{b}\n{x}",
    "quick one: {n} gates in one module. {s} {x}",
    "Data sheet, page 1. The device integrates {n} functions in one case. {s} {x}",
    "Unlike an ordinary quad gate, where all sections are of one kind, this part has sections of several kinds:\n{b}\n{x}",
    "Given any levels at the pins, then the outputs are:\n{b}\n{x}",
    "Function table by section (section, output, function):\n{b}\n{x} Model it.",
)


@family("parts_package", "gates", 1.0)
def parts_package(d: Draw) -> Design:
    """Several gates of drawn kinds in one package, with a common strobe now and then."""
    n = d.number(2, 4)
    form = d.one(("p{n}{x}", "{x}{n}", "in{n}{x}", "s{n}_{x}", "{x}_{n}", "g{n}{x}"))
    ins: list[Port] = []
    outs: list[str] = []
    trees: list[Expr] = []
    for i in range(1, n + 1):
        size = d.one((2, 2, 2, 3, 3, 4)) if n < 4 else d.one((1, 2, 2, 3))
        own = [d.name(form.format(n=i, x=x)) for x in "abcd"[:size]]
        outs.append(d.name(form.format(n=i, x="y")))
        ins += [Port(name) for name in own]
        if size == 4 or (size == 3 and d.chance(0.5)):
            cut = 2
            inner = d.one(("AND", "OR"))
            left: Expr = draw_tree(d, own[:cut], (inner,), 0.1)
            right: Expr = draw_tree(d, own[cut:], (inner,), 0.1)
            from_kind = d.one(("OR", "NOR") if inner == "AND" else ("AND", "NAND"))
            trees.append(Op(from_kind, (left, right)))
        elif size == 1:
            trees.append(Op("NOT", (own[0],)))
        else:
            trees.append(Op(d.one(KINDS), tuple(own)))
    strobe, level, rest = "", 0, 0
    if d.chance(0.5):
        strobe, level, rest = d.name("strobe", "inh", "oe", "common", "stb", "blank"), d.number(0, 1), d.number(0, 1)
        ins.append(Port(strobe))
    x = "" if not strobe else d.any(
        "When {e} is {l}, all outputs are {r}, whatever the gates say.", "All outputs are forced to {r} while {e} = {l}.",
        "The common pin {e} must be {m} for the gates to work; at {l} every output is {r}.",
        "{e} = {l} overrides everything and puts {r} on every output.", e=strobe, l=level, m=1 - level, r=rest,
    )  # fmt: skip
    line = d.one(("{o} = {f}", "section {n}: {o} = {f}", "{n} | {o} | {f}", "- {o} is {f}", "{f} -> {o}", "{n}. {o}: {f}"))
    facts = list(enumerate(zip(outs, trees, strict=True), 1))
    if d.chance(0.4):
        d.rng.shuffle(facts)
    b = "\n".join(line.format(n=i, o=o, f=words_of(t)) for i, (o, t) in facts)
    s = " ".join(d.any("{o} is {f}.", "{o} carries {f}.", "{o} gives {f}.", o=o, f=words_of(t)) for _, (o, t) in facts)
    text = d.any(*_PACKAGES, n=COUNTS[n], b=b, s=s, x=x)
    on = strobe if level else f"~{strobe}"
    off = f"~{strobe}" if level else strobe
    assigns, why = [], [f"{strobe} = {level}: all {rest}"] * bool(strobe)
    for out, tree in zip(outs, trees, strict=True):
        code = code_of(tree, not strobe)
        full = code if not strobe else f"{code} | {on}" if rest else f"{code} & {off}"
        assigns.append((out, 1, full))
        why.append(f"{out}: {words_of(tree)} = {full}")

    def function(v: dict[str, int]) -> dict[str, int]:
        if strobe and v[strobe] == level:
            return dict.fromkeys(outs, rest)
        return {o: value_of(t, v) for o, t in zip(outs, trees, strict=True)}

    return gates_design(
        d, f"a package of {n} gates", ins, [Port(o, output=True) for o in outs], text, why, assigns, function,
        ("gate_chip", "package", "mixed_gates"), {"gates": [words_of(t) for t in trees], "strobe": bool(strobe), "rest": rest},
    )  # fmt: skip
