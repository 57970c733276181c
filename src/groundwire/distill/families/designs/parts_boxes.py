"""Boxes that are described once and used several times: in words, as modules with port lists, as chains of cells."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.identifiers import identifier
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port, header
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.parts_shared import (
    COUNTS,
    INPUT_SETS,
    KINDS,
    OUTPUT_SETS,
    RESULTS,
    Expr,
    Op,
    article,
    code_of,
    draw_tree,
    gate_code,
    gate_value,
    gates_design,
    names_of,
    pick,
    told,
    value_of,
    varies,
    words_of,
)


def _renamed(e: Expr, names: dict[str, str]) -> Expr:
    """An expression over other names."""
    return names[e] if isinstance(e, str) else Op(e.kind, tuple(_renamed(arg, names) for arg in e.args))


def _formula(d: Draw, e: Expr) -> str:
    """An expression, in words or as code."""
    return words_of(e) if d.chance(0.5) else code_of(e)


_BOXES = (
    "{da} {db} {use}",
    "{use} Here {sa}. And {sb}.",
    "Two kinds of boxes exist.\n- {sa}\n- {sb}\nThey are used like this:\n{lines}",
    "i have boxes {ka} and {kb}. {sa}, and {sb}. now wire them: {short}",
    "Exercise. {da} {db} The circuit is built from copies of them. {use} Give the Verilog of the whole.",
    "1. {sa}.\n2. {sb}.\n3. {short}.",
    "The whole circuit:\n{lines}\nThe boxes in it:\n{ka}: {fa}\n{kb}: {fb}",
    "box | function\n{ka} | {fa}\n{kb} | {fb}\n\nstructure\n{lines}",
    "Old relay logic had {total} small boxes of two types. {da} {db} They were connected so: {use}",
    "A library offers {ka} ({fa}) and {kb} ({fb}), with inputs {pa} each. {use} No separate modules are asked for.",
    "Given {sa} and {sb}, when the copies are connected as follows, then the result is what we want.\n{lines}",
    "{o} is computed in two levels. {use} In this, {sa}, while {sb}.",
)


@family("parts_box_copies", "gates", 1.2)
def parts_box_copies(d: Draw) -> Design:
    """Two drawn boxes, each used once or twice, joined by drawn gates."""
    ins, out = pick(d, INPUT_SETS, d.number(2, 4)), d.name(*RESULTS)
    formal = d.one((("m", "n"), ("u", "v"), ("first", "second"), ("left", "right"), ("i1", "i2")))
    if set(formal) & set(ins):
        formal = ("fi", "fj")
    ka, kb = d.one((("A", "B"), ("P", "Q"), ("M", "N"), ("red", "blue"), ("T1", "T2"), ("front", "back")))
    if ka in ins or kb in ins:
        ka, kb = "BA", "BB"
    boxes: dict[str, Expr] = {}
    for k in (ka, kb):
        base = d.rng.sample(formal, 2)
        e: Expr = draw_tree(d, base, KINDS, 0.3)
        if d.chance(0.3):
            again: Expr = base[0] if d.chance(0.5) else Op("NOT", (base[1],))
            e = Op(d.one(("AND", "OR", "XOR")), (e, again))
        boxes[k] = e
    copies = [(k, tuple(d.rng.sample(ins, 2))) for k in d.one(((ka, kb), (ka, kb, ka), (ka, kb, kb), (ka, kb, ka, kb), (kb, ka)))]
    copies += [(ka, (name, d.one([x for x in ins if x != name]))) for name in ins if not any(name in pins for _, pins in copies)]
    if len(set(copies)) < len(copies):
        return parts_box_copies(d)
    wires = [d.name(f"{d.one(('w', 'k', 'b'))}{i}", f"n{i}x") for i in range(1, len(copies) + 1)]
    labels = [f"{k}{'' if k in ('red', 'blue', 'front', 'back') else '_'}{sum(c == k for c, _ in copies[: i + 1])}"
              for i, (k, _) in enumerate(copies)]  # fmt: skip
    join = draw_tree(d, labels, KINDS, 0.1)
    values = {label: _renamed(boxes[k], dict(zip(formal, pins, strict=True)))
              for label, (k, pins) in zip(labels, copies, strict=True)}  # fmt: skip

    def function(v: dict[str, int]) -> int:
        return value_of(join, {label: value_of(e, v) for label, e in values.items()})

    if not varies(ins, function) or any(not varies(ins, lambda v, e=e: value_of(e, v)) for e in values.values()):  # type: ignore[misc]
        return parts_box_copies(d)
    fa, fb = (_formula(d, boxes[k]) for k in (ka, kb))
    sa, sb = (f"box {k} has the inputs {formal[0]} and {formal[1]} and computes {f}" for k, f in ((ka, fa), (kb, fb)))
    pins = [(label, k, f"{formal[0]} = {p[0]}, {formal[1]} = {p[1]}") for label, (k, p) in zip(labels, copies, strict=True)]
    lines = "\n".join(f"{label}: box {k}, {p}" for label, k, p in pins) + f"\n{out} = {words_of(join)}"
    end = d.any("{o} is {j}", "{o} carries {j} of these", "the output {o} is {j}", o=out, j=words_of(join)).replace(
        " of these", ""
    )
    short = "; ".join(f"{label} is box {k} with {p}" for label, k, p in pins) + f"; {end}"
    use = " ".join(
        d.any("{l} is box {k} with {p}.", "{l} is a copy of box {k}, where {p}.", l=label, k=k, p=p) for label, k, p in pins
    )
    text = d.any(
        *_BOXES, da=f"B{sa[1:]}.", db=f"B{sb[1:]}.", sa=sa, sb=sb, fa=fa, fb=fb, ka=ka, kb=kb,
        use=f"{use} {end[:1].upper() + end[1:] if end.startswith('the ') else end}.", lines=lines, short=short, o=out,
        total=COUNTS[len(copies)], pa=listing(formal),
    )  # fmt: skip
    named = dict(zip(labels, wires, strict=True))
    assigns = [(named[label], 1, code_of(values[label])) for label in labels] + [(out, 1, code_of(_renamed(join, named)))]
    why = [f"{ka}({', '.join(formal)}) = {code_of(boxes[ka])}", f"{kb}({', '.join(formal)}) = {code_of(boxes[kb])}"]
    why += [f"{label}: {k}({', '.join(p)}) -> {named[label]} = {code_of(values[label])}"
            for label, (k, p) in zip(labels, copies, strict=True)]  # fmt: skip
    why.append(f"{out} = {code_of(_renamed(join, named))}")
    return gates_design(
        d, "a circuit of repeated boxes", [Port(n) for n in ins], [Port(out, output=True)], text, why, assigns,
        lambda v: {out: function(v)}, ("boxes", "two_level", "copies"), {"boxes": [fa, fb], "copies": copies},
    )  # fmt: skip


_MODULES = (
    "{m} {ask}\n{lines}",
    "{ask}\n{lines}\n{m}",
    "Hierarchy wanted. {m} On top of it:\n{lines}\n{ask}",
    "hi! {m} in the top module i need {n} of them. {use} {ask}",
    "1. {m}\n2. {ask}\n3. Wiring:\n{lines}",
    "Submodule and top level\n{m}\nInstances and outputs:\n{lines}\n{ask}",
    "The design reuses one cell {n} times. {use} {m} {ask}",
    "Exam: {m} {use} {ask}",
    "{use} {k} is the cell in question. {m} {ask}",
    'From the design review: "one cell, {n} instances". {m} {ask} The connections are\n{lines}',
    "Given {n} instances of {k}, when they are connected as below, then the top module is done.\n{lines}\n{m} {ask}",
)


@family("parts_submodule", "hierarchy", 1.2)
def parts_submodule(d: Draw) -> Design:
    """A helper module of a drawn function, instantiated and joined by gates; the helper has to be written."""
    width = d.one((1, 1, 1, 2, 4, 8))
    size, two = d.one((2, 2, 3)), d.chance(0.3)
    name = f"{d.one(('cell', 'mix', 'lut', 'sub', 'core', 'elem', 'blk'))}_{identifier(d.rng)}{d.number(0, 99)}"
    formal = list(d.one((("a", "b", "c"), ("x", "y", "z"), ("p", "q", "r"), ("i0", "i1", "i2"), ("u", "v", "w"))))[:size]
    fouts = list(d.one((("o", "o2"), ("f", "g"), ("res", "aux"), ("s", "t"))))[: 1 + two]
    trees = [draw_tree(d, d.rng.sample(formal, size if i == 0 else 2), KINDS, 0.3) for i, _ in enumerate(fouts)]
    sub_ports = [*(Port(n, width) for n in formal), *(Port(n, width, output=True) for n in fouts)]
    if d.chance(0.4):
        sub_ports = sub_ports[size:] + sub_ports[:size]
    ins = pick(d, INPUT_SETS, d.number(max(size, 3), 4))
    count = 2
    nets: list[str] = []
    plan: list[dict[str, str]] = []
    idle = d.rng.sample(ins, len(ins))
    for i in range(count):
        known = [*ins, *nets]
        chosen = idle[:size]
        if i == count - 1 and len(idle) > size:
            return parts_submodule(d)
        idle = idle[size:]
        rest = [x for x in known if x not in chosen]
        chosen += d.rng.sample(rest, size - len(chosen))
        d.rng.shuffle(chosen)
        made = [d.name(f"{o}_{i + 1}", f"{o}{i + 1}n") for o in fouts]
        plan.append(dict(zip(formal, chosen, strict=True)) | dict(zip(fouts, made, strict=True)))
        nets += made
    outs = pick(d, OUTPUT_SETS, d.number(1, 2) if len(nets) > 2 else 1)
    groups = [nets[: len(nets) // 2], nets[len(nets) // 2 :]] if len(outs) == 2 else [nets]
    finals = [(o, d.one(KINDS), g) for o, g in zip(outs, groups, strict=True)]
    mask = (1 << width) - 1

    def function(v: dict[str, int]) -> dict[str, int]:
        known = dict(v)
        for pins in plan:
            given = {n: known[pins[n]] for n in formal}
            known |= {pins[o]: value_of(tree, given, mask) for o, tree in zip(fouts, trees, strict=True)}
        return {o: gate_value(k, [known[n] for n in g], mask) for o, k, g in finals}

    for o in outs:
        if not varies(ins, lambda v, o=o: function(v)[o] & 1):  # type: ignore[misc]
            return parts_submodule(d)
    bits = f" [{width - 1}:0]" if width > 1 else ""
    listed = ", ".join(f"{'output' if p.output else 'input'}{bits} {p.name}" for p in sub_ports)
    signature = f"module {name} ({listed})"
    given = d.chance(0.4)
    code = f"{header(name, sub_ports, d.style)}\n" + "".join(
        f"  assign {o} = {code_of(tree)};\n" for o, tree in zip(fouts, trees, strict=True)) + "endmodule\n"  # fmt: skip
    does = listing([f"{o} = {_formula(d, tree)}" for o, tree in zip(fouts, trees, strict=True)])
    size_told = f"{width}-bit ports" if width > 1 else "one-bit ports"
    m = f"The cell, to be copied into the answer:\n{code}" if given else d.any(
        "The cell is `{s}` with {f}.", "Write a module {n}, ports in the order {p} ({z}), with {f}.",
        "Cell {n}: inputs {i}, output{x} {o}, {z}, port order {p}. It computes {f}.", "`{s}` shall compute {f}.", s=signature,
        f=does, n=name, p=", ".join(p.name for p in sub_ports), z=size_told, i=listing(formal), o=listing(fouts), x="s" * two,
    )  # fmt: skip
    ask = d.any(
        "The answer has to contain {n} as well.", "Write {n} and the top module, which instantiates it.",
        "Both modules belong into the answer: the top one and {n}.", n=name,
    )  # fmt: skip
    stem = d.one(("u", "cell", "inst", "c"))
    order = d.rng.sample(range(count), count) if d.chance(0.3) else list(range(count))
    pins_told = [f"{stem}{i}: " + ", ".join(f"{p.name} = {plan[i][p.name]}" for p in sub_ports) for i in order]
    ends = [f"{o} = {k}({', '.join(g)})" for o, k, g in finals]
    lines = "\n".join(f"- {x}" for x in [*pins_told, *ends])
    use = " ".join(
        f"Instance {stem}{i} of {name} connects " + ", ".join(f"{p.name} to {plan[i][p.name]}" for p in sub_ports) + "."
        for i in order
    ) + " " + " ".join(f"{o} is driven by {article(k)} with inputs {listing(g)}." for o, k, g in finals)  # fmt: skip
    text = d.any(*_MODULES, m=m, ask=ask, lines=lines, use=use, n=COUNTS[count], k=name)
    body = [f"wire{bits} {', '.join(nets)};"]
    named = d.chance(0.6)
    for i, pins in enumerate(plan):
        wired = ", ".join(f".{p.name}({pins[p.name]})" if named else pins[p.name] for p in sub_ports)
        body.append(f"{name} {stem}{i} ({wired});")
    body += [f"assign {o} = {gate_code(k, g)};" for o, k, g in finals]
    why = [f"{name}: {', '.join(p.name for p in sub_ports)}"]
    why += [f"{o} = {code_of(tree)}" for o, tree in zip(fouts, trees, strict=True)]
    why += [f"{stem}{i}({', '.join(plan[i][p.name] for p in sub_ports)})" for i in range(count)]
    why += [f"{o} = {gate_code(k, g)}" for o, k, g in finals]
    ports = (*(Port(n, width) for n in ins), *(Port(o, width, output=True) for o in outs))
    return Design(
        f"a top module around {name}", ports, told(text, ports, [*nets, name]), "\n".join(why), tuple(body),
        combinational(d.rng, ports, lambda v: dict(function(v))), d.style, ("top", "wrapper", "shell"),
        {"trees": [words_of(t) for t in trees], "width": width, "given": given}, code, self_contained=True,
    )  # fmt: skip


_CHAINS = (
    "A chain of {n} cells, one for each bit of {xs}, {dir}. {cell} {start} {last}",
    "{start} {cell} The cells are chained {dir}, {n} in number. {last}",
    "Iterative circuit:\n- {n} cells, {dir}\n- {cell}\n- {start}\n- {last}",
    "imagine {n} people in a row, each passing one bit on. person i sees {see}. {cell} it goes {dir}. {start} {last}",
    "{o} is computed bit by bit {dir}. {cell} {start} {last}",
    "Let {k} be a running bit. {start} Then for each position, {dir}: {cell} {last}",
    "Task: unroll this loop into logic. {start} Loop {dir}. In each step: {cell} {last}",
    "Like a ripple-carry adder, only that the cells compute something else. They are passed {dir}. {cell} {start} {last}",
    "Requirements: (1) {start} (2) {cell} (3) The order is {dir}, {n} cells. {last}",
    "Given a cell i with {see}, then this holds. {cell} The {n} cells form a chain {dir}. {start} {last}",
    "{cell}\nThis cell is repeated {n} times, {dir}.\n{start}\n{last}",
)


@family("parts_cell_chain", "gates", 1.1)
def parts_cell_chain(d: Draw) -> Design:
    """A chain of equal cells with a running bit, drawn output and carry functions."""
    n, two, up = d.one((3, 4, 4, 5, 8, 8, 16)), d.chance(0.5), d.chance(0.65)
    xs = d.names(*((("a", "b"), ("x", "y"), ("p", "q"), ("in_a", "in_b")) if two else (("a",), ("x",), ("din",), ("vec",))))
    o = d.name("z", "s", "res", "dout", "mark")
    seeded = d.name("cin", "start", "seed", "first") if d.chance(0.4) else ""
    begin = d.number(0, 1)
    final = d.name("cout", "last", "end_bit", "flag") if d.chance(0.5) else ""
    k = d.name("c", "run", "carry", "k")
    i = "i"
    formal = [f"{x}[{i}]" for x in xs]

    def drawn() -> Expr:
        leaves = [*formal, k]
        d.rng.shuffle(leaves)
        return draw_tree(d, leaves, ("AND", "OR", "XOR", "XNOR", "NOR"), 0.2)

    emit, move = drawn(), drawn()

    def run(v: dict[str, int], e: Expr, m: Expr) -> dict[str, int]:
        carry, result = (v[seeded] if seeded else begin), 0
        for place in range(n) if up else reversed(range(n)):
            given = {f"{x}[{i}]": v[x] >> place & 1 for x in xs} | {k: carry}
            result |= value_of(e, given) << place
            carry = value_of(m, given)
        return {o: result} | ({final: carry} if final else {})

    if not varies([*formal, k], lambda v: value_of(emit, v)) or not varies([*formal, k], lambda v: value_of(move, v)):
        return parts_cell_chain(d)
    if value_of(emit, dict.fromkeys(formal, 0) | {k: 0}) == value_of(emit, dict.fromkeys(formal, 0) | {k: 1}) and value_of(
        emit, dict.fromkeys(formal, 1) | {k: 0}) == value_of(emit, dict.fromkeys(formal, 1) | {k: 1}):  # fmt: skip
        return parts_cell_chain(d)
    cell = d.any(
        "{o}[i] is {e}, and the next {k} is {m}.",
        "The cell at i makes {o}[i] = {e} and hands on {k} = {m}, both from the old {k}.",
        "New {k}: {m}. Output bit {o}[i]: {e} (with {k} as it came in).", "{o}[i] = {e}; {k} for the next cell = {m}.",
        o=o, e=_formula(d, emit), m=_formula(d, move), k=k,
    )  # fmt: skip
    direction = d.one(("from bit 0 upwards", "from the lowest bit to the highest", "LSB first") if up else (
        f"from bit {n - 1} downwards", "from the highest bit to the lowest", "MSB first"))  # fmt: skip
    start = d.any(
        "The first cell gets {s} as {k}.", "{k} begins as {s}.", "Into the first cell goes {k} = {s}.", k=k, s=seeded or begin
    )
    last = "" if not final else d.any(
        "What leaves the last cell as {k} is {f}.", "{f} is {k} behind the last cell.", "The final {k} appears on {f}.", k=k,
        f=final
    )  # fmt: skip
    text = d.any(
        *_CHAINS,
        n=n,
        xs=listing(xs),
        dir=direction,
        cell=cell,
        start=start,
        last=last,
        o=o,
        k=k,
        see=f"{listing(formal)} and {k}",
    )
    ports = [*(Port(x, n) for x in xs), *([Port(seeded)] if seeded else []), Port(o, n, output=True, stored=True)]
    ports += [Port(final, output=True)] if final else []
    if d.chance(0.3):
        d.rng.shuffle(ports)
    loop = f"for (i = 0; i < {n}; i = i + 1) begin" if up else f"for (i = {n - 1}; i >= 0; i = i - 1) begin"
    entered = seeded or f"1'b{begin}"
    body = [d.style.declare(k), "integer i;", f"{d.style.comb} begin", f"  {k} = {entered};", f"  {loop}",
            f"    {o}[i] = {code_of(emit)};", f"    {k} = {code_of(move)};", "  end", "end"]  # fmt: skip
    body += [f"assign {final} = {k};"] if final else []
    why = [f"{k} starts {seeded or begin}", f"i: {'0 up to ' + str(n - 1) if up else str(n - 1) + ' down to 0'}",
           f"{o}[i] = {code_of(emit)}", f"then {k} = {code_of(move)}"] + [f"{final} = last {k}"] * bool(final)  # fmt: skip
    return Design(
        "a chain of equal cells", tuple(ports), told(text, ports, [k]), "\n".join(why), tuple(body),
        combinational(d.rng, ports, lambda v: run(v, emit, move)), d.style, ("chain", "iterative", "ripple"),
        {"n": n, "emit": words_of(emit), "move": words_of(move), "up": up, "names": names_of(emit)},
    )  # fmt: skip
