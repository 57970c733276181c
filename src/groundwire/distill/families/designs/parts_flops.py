"""Flip-flops between gates and multiplexers, rows of cells with flip-flops, buses without tri-states."""

from __future__ import annotations

from dataclasses import replace

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_machines import Frame, bit_of, tests
from groundwire.distill.families.voices.parts_shared import (
    COUNTS,
    KINDS,
    Expr,
    Op,
    code_of,
    draw_tree,
    gate_code,
    gate_value,
    told,
    value_of,
    varies,
    words_of,
)

_MUX_FLOPS = (
    "{w} {o} holds its value between the edges; new data is taken {t}. In front of it sit {n} multiplexers in a row. {s} {rr}",
    "{o} is a register ({e} edge of {c}). Its D input comes through {n} 2:1 multiplexers:\n{b}\n{rr}",
    "draw this: flip-flop {o}, clock {c} ({e} edge), {n} muxes before D. {s} {rr}",
    "{rr} Otherwise the register {o} loads the last of these multiplexers {t}:\n{b}",
    "Exam question: the D input of {o} is fed by a cascade of multiplexers. {s} {o_} is clocked by {c}, {e} edge. {rr}",
    "Structure\n{b}\nRegister: {o} <= {l}, {t}\n{rr}",
    'From the data sheet of the cell: "{s}" The register behind it, {o}, works {t}. {rr}',
    "Given the multiplexers below, when the {e} edge of {c} comes, then {o} takes over {l}. {rr}\n{b}",
    "1. {o} changes only {t}.\n2. It takes {l}.\n3. {s}\n4. {rr}",
    "We cut the register out of a scan path. {s} What {o} stores {t} is {l}. {rr}",
    "Please write the register {o} with its input network. {rr} The network: {s} It is sampled {t}.",
)


@family("parts_mux_flop", "registers", 1.1)
def parts_mux_flop(d: Draw) -> Design:
    """Two or three multiplexers in a row in front of a register, with feedback among their inputs."""
    f = Frame(d)
    width = d.one((1, 1, 1, 2, 4, 8))
    q = d.name("q", "state", "r_out", "dout", "Q", "held")
    data = d.names(("a", "b"), ("d0", "d1"), ("x", "y"), ("p_in", "s_in"), ("din", "alt"))[: d.number(1, 2)]
    n = d.number(2, 3)
    sels = d.names(*(tuple(x[:n]) for x in (("load", "hold", "mode"), ("s0", "s1", "s2"), ("en", "sel", "inv"), ("L", "E", "M"))))
    mask = (1 << width) - 1
    value = d.one((0, 0, mask, d.number(0, mask)))
    sources: list[tuple[str, str]] = [(x, x) for x in data]
    sources += [(f"{q} itself", q), (f"{q} inverted", f"~{q}"), ("all zeros" if width > 1 else "0", d.style.literal(width, 0))]
    if len(data) == 2:
        kind = d.one(KINDS)
        sources.append((f"{data[0]} {kind} {data[1]}", gate_code(kind, data)))
    if width > 1:
        sources.append((f"{q} plus 1", f"{q} + 1'b1"))
    kind_q = d.one(("AND", "OR", "XOR"))
    sources.append((f"{q} {kind_q} {data[0]}", gate_code(kind_q, (q, data[0]))))
    first = [*sources[: len(data)], *d.rng.sample(sources[len(data) :], n + 1 - len(data))]
    d.rng.shuffle(first)
    wires = [f"m{i}" if f"m{i}" not in (*sels, *data, q) else f"mx{i}" for i in range(1, n + 1)]
    flips = [int(d.chance(0.4)) for _ in range(n)]
    muxes: list[tuple[str, str, tuple[str, str], tuple[str, str]]] = []
    for i in range(n):
        before = first[0] if i == 0 else (wires[i - 1], wires[i - 1])
        pair = (first[i + 1], before)
        muxes.append((wires[i], sels[i], *(pair if not flips[i] else pair[::-1])))

    def update(s: int, v: dict[str, int]) -> int:
        def read(name: str, code: str, last: int) -> int:
            if code in wires:
                return last
            if name.startswith("all zeros") or name == "0":
                return 0
            if name == f"{q} plus 1":
                return (s + 1) & mask
            if name == f"{q} inverted":
                return mask ^ s
            words = name.split(" ")
            values = v | {q: s}
            return gate_value(words[1], [values[words[0]], values[words[2]]], mask) if len(words) == 3 else values[words[0]]

        last = 0
        for _, sel, one, zero in muxes:
            last = read(*(one if v[sel] else zero), last)
        return last

    shown = muxes[::-1] if d.chance(0.5) else muxes
    form = d.one((
        "{w} is {x} if {s} is 1 and {y} if {s} is 0", "{w} = ({s} = 1: {x}; {s} = 0: {y})",
        "{s} selects {y} (0) or {x} (1) for {w}",
        "multiplexer {w}: select {s}, input 1 is {x}, input 0 is {y}", "{w} passes {y} as long as {s} is low, otherwise {x}",
    ))  # fmt: skip
    facts = [form.format(w=w, s=s, x=one[0], y=zero[0]) for w, s, one, zero in shown]
    text = d.any(
        *_MUX_FLOPS, **f.slots(f"sets {q} to {value}"), o=q, n=COUNTS[n], s=". ".join(facts) + ".", l=wires[-1],
        b="\n".join(f"- {x}" for x in facts), w="A register of one bit." if width == 1 else f"A register of {width} bits.",
    )  # fmt: skip
    if not any(f"{word} {wires[-1]}" in text for word in ("takes", "<=", "over", f"stores {f.clk}")):
        text += f" D of {q} is {wires[-1]}."
    span = f" [{width - 1}:0]" if width > 1 else ""
    body = [f"wire{span} {w} = {s} ? {one[1]} : {zero[1]};" for w, s, one, zero in muxes]
    body += f.always([f"{q} <= {d.style.literal(width, value)};"], [f"{q} <= {wires[-1]};"])
    why = "\n".join(
        [f"reset {q} = {value}", *(f"{w}: {s}=1 {one[1]}, {s}=0 {zero[1]}" for w, s, one, zero in muxes), f"D = {wires[-1]}"]
    )
    return f.design(
        "a register behind multiplexers", ("mux_reg", "cell", "scan_cell"), [*(Port(s) for s in sels), *(Port(x,
        width) for x in data)],
        [Port(q, width, output=True, stored=True)], told(text, ()), why, body, value, update, lambda s, v: {q: s},
        {"muxes": [m[1:] for m in muxes], "width": width, "value": value},
    )  # fmt: skip


_GATE_FLOPS = (
    "{n} D flip-flops, all clocked by {c} ({e} edge). {s} {out} {rr}",
    "Flip-flops: {q}. Their inputs:\n{b}\nThey are loaded {t}. {out} {rr}",
    "small sequential thing: {q} are flops. {s} {out} clock is {c}, {e} edge. {rr}",
    "{rr} {out} Between two edges {q} are stored; {t} they take the values below, computed from the old ones.\n{b}",
    "Exercise. A circuit has {n} flip-flops {q}. {s} All of them switch {t}. {out} {rr} Describe it.",
    "Next state:\n{b}\nOutput: {out}\nTiming: {t}\n{rr}",
    "I measured this on an old card. There are {n} flip-flops with gates in between. {s} {out} They work {t}. {rr}",
    "1. {q} are flip-flops, {e} edge of {c}.\n2. {s}\n3. {out}\n4. {rr}",
    "{out} How {q} move on {t} is told here. {s} {rr}",
    "Given old values of {q}, when the {e} edge of {c} comes, then all change together. {s} {out} {rr}",
    "Feedback circuit, data sheet style. Storage: {q}. Clock: {c}, {e} edge. {rr} Excitation:\n{b}\n{out}",
)


@family("parts_gates_and_flops", "registers", 1.2)
def parts_gates_and_flops(d: Draw) -> Design:
    """Two or three flip-flops whose inputs are gates of inputs and of one another, with a gate for the output."""
    f = Frame(d)
    n = d.one((2, 2, 3))
    qs = d.names(
        *(
            tuple(x[:n])
            for x in (("q0", "q1", "q2"), ("ff_a", "ff_b", "ff_c"), ("s1", "s2", "s3"), ("A", "B", "C"), ("u", "v", "w"))
        )
    )
    ins = d.names(("x", "y"), ("a", "b"), ("in", "en"), ("din", "sel"), ("k", "m"))[: d.number(1, 2)]
    if "in" in ins or "v" in ins:
        ins = ["inp" if x == "in" else x for x in ins]
    out = d.name("z", "out", "f", "q_o", "y_out", "res")
    init = [int(d.chance(0.3)) for _ in qs]
    trees: list[Expr] = []
    for i, q in enumerate(qs):
        others = [*ins, *qs]
        leaves = d.rng.sample(others, d.one((1, 2, 2, 3)))
        must = ins[i] if i < len(ins) else qs[i - 1]
        if must not in leaves:
            leaves[0] = must
        if leaves == [q]:
            leaves = [q, d.one([x for x in others if x != q])]
        trees.append(draw_tree(d, leaves, ("AND", "OR", "XOR", "XOR", "NAND", "XNOR", "NOR"), 0.25))
    last = draw_tree(d, d.rng.sample([*qs, *ins[:1]] if d.chance(0.3) else qs, d.one((n, n, 2))), KINDS, 0.15)
    seen = [
        x
        for x in qs
        if x in f"{words_of(last)} {' '.join(words_of(t) for t in trees)}".replace("(", " ").replace(")", " ").split()
    ]
    names = [*ins, *qs]
    if len(seen) < n or not all(varies(names, lambda v, t=t: value_of(t, v)) for t in [*trees, last]):  # type: ignore[misc]
        return parts_gates_and_flops(d)

    def update(s: tuple[int, ...], v: dict[str, int]) -> tuple[int, ...]:
        known = v | dict(zip(qs, s, strict=True))
        return tuple(value_of(t, known) for t in trees)

    style = d.number(0, 3)
    facts = []
    for q, t in zip(qs, trees, strict=True):
        what = words_of(t) if style != 1 else code_of(t)
        facts.append((f"D of {q} is {what}", f"{q}: D = {what}", f"{q} takes {what}", f"the input of {q} is {what}")[style])
    if d.chance(0.4):
        d.rng.shuffle(facts)
    start = listing([f"{q} to {b}" for q, b in zip(qs, init, strict=True)])
    effect = f"sets {start}" if len(set(init)) > 1 else f"{'sets' if init[0] else 'clears'} {listing(qs)} to {init[0]}"
    final = words_of(last) if d.chance(0.6) else code_of(last)
    end = d.any("The output {o} is {x}.", "{o} = {x} (no register there).", "Outside one sees {o}, which is {x}.", o=out, x=final)
    number = COUNTS[n]
    shown = [x[:1].upper() + x[1:] if style == 3 else x for x in facts]
    text = d.any(
        *_GATE_FLOPS, **f.slots(effect), q=listing(qs), out=end, n=number, s=". ".join(shown) + ".",
        b="\n".join(f"- {x}" for x in facts),
    )  # fmt: skip
    body = [f"{d.style.net} {', '.join(qs)};"]
    body += f.always([f"{q} <= 1'b{b};" for q, b in zip(qs, init, strict=True)],
                     [f"{q} <= {code_of(t)};" for q, t in zip(qs, trees, strict=True)])  # fmt: skip
    body.append(f"assign {out} = {code_of(last)};")
    why = "\n".join(
        [
            f"flops {', '.join(qs)}; reset {', '.join(map(str, init))}",
            *(f"D {q} = {words_of(t)}: {code_of(t)}" for q, t in zip(qs, trees, strict=True)),
            f"{out} = {code_of(last)}",
        ]
    )
    made = f.design(
        f"a circuit of {number} flip-flops and gates", ("flops_gates", "feedback", "seq_net"), [Port(x) for x in ins],
        [Port(out, output=True)], text, why, body, tuple(init), update,
        lambda s, v: {out: value_of(last, v | dict(zip(qs, s, strict=True)))}, {"trees": [words_of(t) for t in trees],
        "init": init},
    )  # fmt: skip
    if not made.moves:  # a flip-flop that its own gate holds
        return parts_gates_and_flops(d)
    return replace(made, behaviour=told(text, made.ports, qs))


_ROWS = (
    "A row of {n} equal cells, each with a flip-flop: {o}[0] to {o}[{m}]. {cell} {edge} {t}. {rr}",
    "{cell} There are {n} such cells (i = 0 to {m}), all loaded {t}. {edge} {rr}",
    "Cell array\n- size: {n}, output {o}\n- {cell}\n- {edge}\n- clocked {t}\n- {rr}",
    "{rr} After that every bit of {o} is renewed {t}. {cell} {edge}",
    "picture {n} kids in a row, kid i holds bit {o}[i] and looks at {nb}. {cell} {edge} they all act together {t}. {rr}",
    "Exam: the {n}-bit register {o} is updated {t} by this rule. {cell} {edge} {rr}",
    "Not quite a shift register: {o} has {n} bits. {cell} {edge} The clock is {c}, {e} edge. {rr}",
    "Given the bits of {o} before a {e} edge of {c}, when it comes, then each bit is replaced. {cell} {edge} {rr}",
    "{n} copies of one cell are needed, side by side. {edge} {cell} They share {c} ({e} edge). {rr}",
    "R1: {cell} R2: {edge} R3: this happens {t}. R4: {rr}",
    "{edge} {cell} Update: {t}. {rr}",
)


@family("parts_cell_row", "registers", 1.0)
def parts_cell_row(d: Draw) -> Design:
    """A row of equal cells with a flip-flop each, next value from the neighbour, the own bit, inputs and a mode."""
    f = Frame(d)
    n, lower = d.one((3, 4, 4, 5, 8, 8, 16, 32)), d.chance(0.65)
    q = d.name("q", "row", "cells", "state", "r")
    x = d.name("d", "x", "din", "load_val", "pat") if d.chance(0.6) else ""
    mode = d.name("mode", "en", "go", "sel", "shift") if d.chance(0.6) else ""
    enter = d.one(("serial", "serial", "ring", "const"))
    serial = d.name("sin", "si", "feed", "ser") if enter == "serial" else ""
    const, mask = d.number(0, 1), (1 << n) - 1
    value = d.one((0, 0, 1, mask, d.rng.getrandbits(n)))
    if enter != "serial" and not x:
        value = value or 1
    leaves = ["N", *(["X"] if x else []), *(["S"] if d.chance(0.5) or not x else [])]
    d.rng.shuffle(leaves)
    tree = draw_tree(d, leaves, ("AND", "OR", "XOR", "XOR", "XNOR", "NAND"), 0.2)
    rests: list[Expr] = ["S", *(["X"] * 2 if x else []), "N", Op("NOT", ("S",))]
    other: Expr = d.one(rests) if mode else "S"
    level = d.number(0, 1)

    def shown(e: Expr, names: dict[str, str]) -> Expr:
        return names[e] if isinstance(e, str) else Op(e.kind, tuple(shown(a, names) for a in e.args))

    near = f"{q}[i-1]" if lower else f"{q}[i+1]"
    bit = {"N": near, "X": f"{x}[i]", "S": f"{q}[i]"}
    vector = {"N": "left" if lower else "right", "X": x, "S": q}
    vector["N"] = vector["N"] if vector["N"] not in (q, x, mode, serial) else "near"
    rule, rest = words_of(shown(tree, bit)), words_of(shown(other, bit))
    cell = d.any(
        "Bit i becomes {r}.", "The new {q}[i] is {r}.", "{q}[i] takes {r}.", "In cell i the D input is {r}.", q=q, r=rule
    )
    if mode:
        cell = d.any(
            "With {m} = {l}, bit i becomes {r}; with {m} = {k}, it becomes {o}.",
            "The new {q}[i] is {o} if {m} is {k} and {r} if {m} is {l}.",
            "When {m} is {l}, {q}[i] takes {r}, otherwise {o}.", m=mode, l=level, k=1 - level, r=rule, o=rest, q=q,
        )  # fmt: skip
    end, far = (0, n - 1) if lower else (n - 1, 0)
    entry = serial or (f"{q}[{far}]" if enter == "ring" else str(const))
    edge = d.any(
        "Bit {z} has no such neighbour; it uses {s} instead.", "For i = {z}, {n} stands for {s}.",
        "At the end, cell {z} sees {s} as {n}.",
        z=end, s=entry, n=near,
    )  # fmt: skip
    text = d.any(*_ROWS, **f.slots(f"sets {q} to {value}"), n=n, m=n - 1, o=q, cell=cell, edge=edge, nb=near)

    def update(s: int, v: dict[str, int]) -> int:
        last = v[serial] if serial else s >> far & 1 if enter == "ring" else const
        neighbour = ((s << 1) & mask) | last if lower else (s >> 1) | (last << (n - 1))
        known = {"N": neighbour, "S": s} | ({"X": v[x]} if x else {})
        return value_of(tree if not mode or v[mode] == level else other, known, mask)

    entered = entry if entry not in ("0", "1") else f"1'b{entry}"
    middle = f"{q}[{n - 2}:0]" if lower else f"{q}[{n - 1}:1]"
    joined = f"{{{middle}, {entered}}}" if lower else f"{{{entered}, {middle}}}"
    near_code = vector["N"]
    main, spare = code_of(shown(tree, vector)), code_of(shown(other, vector))
    step = f"{q} <= {main};" if not mode else f"{q} <= {tests(mode, level)} ? {main} : {spare};"
    body = [f"wire [{n - 1}:0] {near_code} = {joined};"]
    body += f.always([f"{q} <= {d.style.literal(n, value)};"], [step])
    why = "\n".join(
        [f"reset {q} = {value}", f"{near_code}: {near}, bit {end} gets {entry} -> {joined}"]
        + ([f"{mode}={level}: {main}", f"{mode}={1 - level}: {spare}"] if mode else [f"next: {main}"])
    )
    return f.design(
        "a row of cells", ("cell_row", "array", "row_reg"), [*([Port(x, n)] if x else []), *([Port(mode)] if mode else []),
        *([Port(serial)] if serial else [])], [Port(q, n, output=True, stored=True)], told(text, ()), why, body, value, update,
        lambda s, v: {q: s}, {"rule": rule, "rest": rest, "n": n, "enter": enter, "value": value},
    )  # fmt: skip


_BUSES = (
    "A bus {o} without tri-state drivers. {s} {none} {both}",
    "{n} units share the {w} {o}. {b}\n{none} {both}",
    "Shared bus:\n{b}\n- {none}\n- {both}",
    "we can't use tri-states in this fpga, so build {o} with gates. {s} {none} {both}",
    "Exercise. The {w} {o} is to carry one of {n} values. {s} {none} {both} Describe it without 'z'.",
    "driver | puts on {o} | when\n{t}\n{none} {both}",
    "Requirements:\n1. {s}\n2. {none}\n3. {both}",
    "{both} {none} Who drives {o}: {s}",
    "Given that no select is active, then: {none} Given that one is, then what belongs to it is on {o}. {s} {both}",
    "Replace the open bus of the old backplane by logic. {none} {s} {both}",
    "Data sheet, internal bus {o}. {s} {both} {none}",
)


@family("parts_gated_bus", "buses", 1.0)
def parts_gated_bus(d: Draw) -> Design:
    """A bus made of gates: sources with selects of either level, an idle value, and a rule for several at once."""
    n, width = d.number(2, 3), d.one((1, 2, 4, 8, 8, 16))
    stem = d.one((("d{}", "en{}"), ("a{}", "sel{}"), ("src{}", "oe{}"), ("u{}_d", "u{}_en"), ("p{}", "g{}"), ("in{}", "pick{}")))
    pairs = d.names(tuple(x.format(i) for i in range(n) for x in stem), tuple(x for i in range(n) for x in (f"v{i}", f"s{i}")))
    data, sels = pairs[::2], pairs[1::2]
    out = d.name("bus", "shared", "data_o", "y", "common", "line")
    levels = [int(d.chance(0.7)) for _ in range(n)]
    inverted = [int(d.chance(0.3)) for _ in range(n)]
    order, rule = d.rng.sample(range(n), n), d.one(("or", "first", "first", "xor"))
    mask = (1 << width) - 1
    idle = 0 if rule != "first" else d.one((0, mask))
    what = [f"{x} inverted" if inv else x for x, inv in zip(data, inverted, strict=True)]
    form = d.one((
        "{s} = {l} puts {x} on {o}.", "{x} goes to {o} while {s} is {l}.", "If {s} is {l}, {o} carries {x}.",
        "{o} is {x} when {s} is {l}.",
    ))  # fmt: skip
    told_in = d.rng.sample(range(n), n)
    facts = [form.format(s=sels[i], l=levels[i], x=what[i], o=out) for i in told_in]
    none = d.any(
        "With no select active {o} is {z}.", "If nobody drives it, {o} reads {z}.", "Idle, {o} shows {z}.", o=out,
        z=("all ones" if idle else "all zeros") if width > 1 else str(int(bool(idle))),
    )  # fmt: skip
    both = (
        d.any("Several active selects: the bitwise {k} of their values.",
            "If more than one is active, their values are {k}ed bit by bit.",
              k=rule.upper()) if rule != "first"
        else d.any("If more than one is active, the priority is {p}.", "Of several active ones the first in the order {p} wins.",
                   "Priority, highest first: {p}.", p=", ".join(sels[i] for i in order))
    )  # fmt: skip
    t = "\n".join(f"{i} | {what[i]} | {sels[i]} = {levels[i]}" for i in told_in)
    b = "\n".join(f"- {x}" for x in facts)
    text = d.any(
        *_BUSES, o=out, s=" ".join(facts), none=none, both=both, t=t, b=b, n=COUNTS[n],
        w=f"{width}-bit bus" if width > 1 else "one-bit line"
    ).replace(". - ", ".\n- ")  # fmt: skip
    codes = [bit_of(x, 1 - inv) for x, inv in zip(data, inverted, strict=True)]

    def function(v: dict[str, int]) -> dict[str, int]:
        active = [i for i in order if v[sels[i]] == levels[i]]
        values = [v[data[i]] ^ (mask * inverted[i]) for i in active]
        if not active:
            return {out: idle}
        result = values[0]
        for one in values[1:] if rule != "first" else []:
            result = result | one if rule == "or" else result ^ one
        return {out: result}

    ports = [*(Port(x, width) for x in data), *(Port(x) for x in sels)]
    if d.chance(0.5):
        ports = [Port(x, width if j == 0 else 1) for i in range(n) for j, x in enumerate((data[i], sels[i]))]
    why = [f"{sels[i]}={levels[i]}: {codes[i]}" for i in (order if rule == "first" else range(n))]
    wide = d.style.literal(width, idle, "b" if width < 5 else "h")
    if rule == "first":
        why.append(f"in this order, else {wide}")
        chain = "".join(f"{tests(sels[i], levels[i])} ? {codes[i]} : " for i in order)
        stored, body = d.chance(0.4), [f"assign {out} = {chain}{wide};"]
        if stored:
            lines = [f"{'else ' * bool(k)}if ({tests(sels[i], levels[i])}) {out} = {codes[i]};" for k, i in enumerate(order)]
            body = [f"{d.style.comb} begin", *(f"  {x}" for x in [*lines, f"else {out} = {wide};"]), "end"]
    else:
        sign, stored = " | " if rule == "or" else " ^ ", False
        gates = [f"({{{width}{{{bit_of(sels[i], levels[i])}}}}} & {codes[i]})" for i in range(n)]
        why.append(f"AND each with its select, then {rule.upper()}; idle 0")
        body = [f"assign {out} = {sign.join(gates)};"]
    outputs = (Port(out, width, output=True, stored=stored),)
    every = (*ports, *outputs)
    return Design(
        "a bus made of gates", every, told(text, every), "\n".join(why), tuple(body), combinational(d.rng, every, function),
        d.style, ("gated_bus", "bus_mux", "shared_line"),
        {"levels": levels, "inverted": inverted, "rule": rule, "order": order, "idle": idle},
    )  # fmt: skip
