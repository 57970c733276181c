"""Gates listed one by one, and blocks A and B with a rule or a table each and a wiring of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from groundwire.distill.families.design import SELF, Bug, Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port, header
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.chart_shared import OUTS, surround
from groundwire.distill.families.voices.everyday_tables import VARIABLES, placed

_KINDS = ("AND", "OR", "NAND", "NOR", "XOR", "XNOR")
_SIGNS = {"AND": "&", "OR": "|", "XOR": "^", "NAND": "&", "NOR": "|", "XNOR": "^"}


def _value(kind: str, bits: Sequence[int]) -> int:
    """What a gate makes of its inputs."""
    plain = {"AND": all(bits), "OR": any(bits), "XOR": sum(bits) % 2 == 1}
    positive = {"NAND": "AND", "NOR": "OR", "XNOR": "XOR"}.get(kind, kind)
    return int(bits[0] == 0) if kind == "NOT" else int(plain[positive] != (positive != kind))


def _formula(kind: str, ins: Sequence[str]) -> str:
    """A gate in Verilog."""
    if kind == "NOT":
        return f"~{ins[0]}"
    inner = f" {_SIGNS[kind]} ".join(ins)
    return f"~({inner})" if kind in ("NAND", "NOR", "XNOR") else inner


class Gate(NamedTuple):
    """One gate."""

    net: str
    kind: str
    ins: tuple[str, ...]


_NET_TEXTS = (
    "Netlist: {t}. The output is {o}.", "{t}.", "Build it from gates: {t}.", "Gates of the drawing, in words: {t}. No other "
    "parts.",
    "{o} is made like this: {t}.", "The schematic has {n} gates. {t}.", "hi, i only have the parts list: {t}. can you write it?",
    "Inputs {l}, output {o}.\n{b}", "Gate list\n{b}", "Which module is this? {t}.", "From the net names on the old print: {t}.",
    "A gate list names the output of each gate so that other gates can use it; the order of the list means nothing. {t}.",
    "TICKET: redraw sheet 4 as Verilog.\n{b}\nModule output: {o}.", "Connections:\n{b}", "Assignment 2 (gates). {t}. Write {o}.",
)  # fmt: skip
_GATE_TEXTS = (
    "{g} is the {k} of {i}", "{g} is {i} through {a} {k}", "{a} {k} gate with inputs {i} drives {g}",
    "{g} comes from {a} {k} of {i}",
    "{g} = {i} {k}ed", "{k}({c}) makes {g}", "{i} go into {a} {k} whose output is {g}", "{g}: {k} of {i}", "{g} = {k}({c})",
)  # fmt: skip


def _told_gate(d: Draw, gate: Gate, frame: str) -> str:
    if gate.kind == "NOT":
        return d.any("{g} is {i} inverted", "{g} is the inverse of {i}", "an inverter turns {i} into {g}", "{g} is NOT {i}",
                     g=gate.net, i=gate.ins[0])  # fmt: skip
    return d.say(frame, g=gate.net, k=gate.kind, i=listing(gate.ins), c=", ".join(gate.ins),
                 a="an" if gate.kind[0] in "AOX" else "a")  # fmt: skip


@family("chart_gate_nets", "gates", 1.0)
def chart_gate_nets(d: Draw) -> Design:
    """Three or four gates with named nets, told in any order; AND, OR and their kin at the same places."""
    ins = d.names(*(pool[:3] for pool in VARIABLES)) if d.chance(0.6) else d.names(*VARIABLES)
    out = d.name(*OUTS)
    count = d.number(2, 3)
    nets = d.names(("g1", "g2", "g3"), ("n1", "n2", "n3"), ("t1", "t2", "t3"), ("w1", "w2", "w3"), ("u1", "u2", "u3"))[:count]
    gates: list[Gate] = []
    left = list(ins)
    d.rng.shuffle(left)
    unused = list(left)
    for net in [*nets, out]:
        last = net == out
        kind = "NOT" if not last and d.chance(0.15) else d.one(_KINDS)
        pool = unused if last else unused[:4]
        if kind == "NOT":
            picked = [d.one(pool)]
        elif last:
            picked = list(unused) if len(unused) > 1 else [unused[0], d.one([n for n in ins if n != unused[0]])]
        else:
            picked = d.rng.sample(pool, 2) if len(pool) > 1 else [pool[0], d.one([n for n in ins if n != pool[0]])]
        unused = [n for n in unused if n not in picked]
        if not last:
            unused.append(net)
        gates.append(Gate(net, kind, tuple(picked)))
    if len(gates[-1].ins) > 3:
        return chart_gate_nets(Draw(d.rng))

    def function(v: dict[str, int]) -> dict[str, int]:
        values = dict(v)
        for gate in gates:
            values[gate.net] = _value(gate.kind, [values[n] for n in gate.ins])
        return {out: values[out]}

    ports = placed(d, d.rng.sample([Port(n) for n in ins], len(ins)) if d.chance(0.4) else [Port(n) for n in ins],
                   [Port(out, output=True)])  # fmt: skip
    rows = combinational(d.rng, ports, function)
    if len({row.outputs[out] for row in rows}) < 2:
        return chart_gate_nets(Draw(d.rng))
    order = list(gates)
    match d.one(("down", "down", "up", "mixed")):
        case "up":
            order.reverse()
        case "mixed":
            d.rng.shuffle(order)
    frame = d.one(_GATE_TEXTS)
    told = [_told_gate(d, gate, frame if d.chance(0.7) else d.one(_GATE_TEXTS)) for gate in order]
    text = d.any(*_NET_TEXTS, t="; ".join(told), o=out, n=len(gates), l=listing(ins), b="\n".join(f"- {one}" for one in told))
    style = d.one(("assign", "assign", "prims"))
    ask = ""
    if d.chance(0.35):
        ask = d.any("Use gate primitives.", "Instantiate Verilog's own gates.", "Structural, please: and, or, not and so "
            "on.") if (
            style == "prims") else d.any("Use assign statements.", "One assign for each net.", "Dataflow style, "
                "please.")  # fmt: skip
    if style == "prims":
        body = [f"wire {', '.join(nets)};"]
        body += [f"{gate.kind.lower()} ({gate.net}, {', '.join(gate.ins)});" for gate in gates]
    else:
        body = [f"wire {gate.net} = {_formula(gate.kind, gate.ins)};" for gate in gates[:-1]]
        body.append(f"assign {out} = {_formula(gates[-1].kind, gates[-1].ins)};")
    last_gate = gates[-1]
    wrong_kind = (
        last_gate.kind[1:]
        if last_gate.kind in ("NAND", "NOR")
        else {"XNOR": "XOR", "XOR": "XNOR"}.get(last_gate.kind, f"N{last_gate.kind}")
    )
    if style == "prims":
        wrong = f"{wrong_kind.lower()} ({out}, {', '.join(last_gate.ins)});"
    else:
        wrong = f"assign {out} = {_formula(wrong_kind, last_gate.ins)};"
    bug = Bug((*body[:-1], wrong), wrong, body[-1])
    why = "\n".join(f"{gate.kind} {' '.join(gate.ins)} -> {gate.net}" for gate in gates)
    return Design("a small gate network", ports, surround(d, text, ask, charted=False), why, tuple(body), rows, d.style,
                  ("gates", "netlist", "sheet4", "glue"), {"gates": [tuple(gate) for gate in gates]}, bug=bug)  # fmt: skip


class Block(NamedTuple):
    """A block of two inputs: its name, the table from 00 to 11, and its formula with two slots."""

    name: str
    table: int
    formula: str


_RULES: dict[int, tuple[str, tuple[str, ...]]] = {
    0b0001: ("{} & {}", ("1 only if both inputs are 1", "the AND of its inputs")),
    0b0010: ("{} & ~{}", ("1 if its first input is 1 and its second is 0", "first AND NOT second")),
    0b0100: ("~{} & {}", ("1 if its first input is 0 and its second is 1", "second AND NOT first")),
    0b0110: ("{} ^ {}", ("1 if its inputs differ", "the XOR of its inputs")),
    0b0111: ("{} | {}", ("1 if at least one input is 1", "the OR of its inputs")),
    0b1000: ("~({} | {})", ("1 if both inputs are 0", "the NOR of its inputs")),
    0b1001: ("~({} ^ {})", ("1 if its inputs are equal", "the XNOR of its inputs")),
    0b1011: ("{} | ~{}", ("0 only if its first input is 0 and its second is 1", "first OR NOT second")),
    0b1101: ("~{} | {}", ("0 only if its first input is 1 and its second is 0", "second OR NOT first")),
    0b1110: ("~({} & {})", ("0 only if both inputs are 1", "the NAND of its inputs")),
}  # fmt: skip


def _told_block(d: Draw, block: Block, named: bool) -> str:
    """What a block does: a rule, a column, pairs, or the inputs that give 1."""
    kind = d.number(0, 3)
    n = f"Block {block.name}" if named else block.name
    column = f"{block.table:04b}"
    if kind < 2:
        return d.any("{n} is {r}.", "{n}: {r}.", "The output of {n} is {r}.", "{n} gives {r}.",
                     n=n, r=d.one(_RULES[block.table][1]))  # fmt: skip
    if kind == 2:
        return d.any("{n} has the column {c} for inputs 00, 01, 10, 11 (first input on the left).",
                     "{n} maps (first, second) 00, 01, 10, 11 to {p}.", n=n, c=column, p=", ".join(column))  # fmt: skip
    ones = [f"{row:02b}" for row in range(4) if column[row] == "1"]
    return d.any("{n} puts out 1 for {o} (first input, second input), else 0.",
                 "{n} was sampled: {s} (first input, second input -> output).", n=n, o=listing(ones),
                 s=", ".join(f"{row:02b} -> {column[row]}" for row in range(4)))  # fmt: skip


_BLOCK_TEXTS = (
    "{p} {q} {w}", "Two kinds of block. {p} {q} {w}", "{w} {p} {q}", "- {p}\n- {q}\n- {w}", "Wiring: {w} The parts: {q} {p}",
    "{o} is the output of a circuit made of blocks {a} and {b}. {w} {q} {p}", "Here is what we know of the two blocks. {p} {q} "
    "{w}",
    "Big circuits are described by small blocks and their wires: understand each block, then follow the wires. {p} {q} {w}",
    "hey, module with inputs {l}. {p} {q} {w}", "Parts list\n{a}: see below\n{b}: see below\n{p}\n{q}\nConnections: {w}",
    "{q} {p} Connect them so: {w}", "The board has two sorts of cells. {p} {q} Its layout: {w} Write it with inputs {l} and "
    "output {o}.",
    "Exercise 7. (i) {p} (ii) {q} (iii) {w} Write a module for the whole.", "What does {o} do? {q} {w} {p}",
)  # fmt: skip


@family("chart_two_blocks", "hierarchy", 1.0)
def chart_two_blocks(d: Draw) -> Design:
    """Blocks with two inputs each, told by a rule or a table, wired in twos and threes."""
    ins = d.names(*(pool[:2] for pool in VARIABLES)) if d.chance(0.5) else d.names(*(pool[:3] for pool in VARIABLES))
    out = d.name(*OUTS)
    free = [pair for pair in (("A", "B"), ("P", "Q"), ("L", "R"), ("K1", "K2"), ("M", "N"), ("U1", "U2"))
            if not {*pair} & {*ins, out}]  # fmt: skip
    names = d.one(free)
    tables = d.rng.sample(list(_RULES), 2)
    blocks = [Block(name, table, _RULES[table][0]) for name, table in zip(names, tables, strict=True)]
    count = d.one((2, 2, 2, 4))
    if len(ins) == 2:
        feeds = [d.one((list(ins), list(reversed(ins)))) for _ in range(count)]
    else:
        feeds = [d.rng.sample(ins, 2) for _ in range(count)]
    which = [n % 2 for n in range(count)]
    chained = count == 2 and d.chance(0.4)
    joins = [d.one(("AND", "OR", "XOR", "NAND", "NOR")) for _ in range(count // 2)]
    joins += [d.one(("XOR", "OR"))] * (count == 4)
    nets = [d.name(f"n{n + 1}") for n in range(count + (count == 4) * 2)]

    def through(block: Block, first: int, second: int) -> int:
        return block.table >> (3 - (first << 1 | second)) & 1

    def order_told(feed: Sequence[str]) -> str:
        return f"{feed[0]} as first and {feed[1]} as second input"

    lines: list[str] = []
    if chained:
        head, tail = d.rng.sample(blocks, 2)
        back = d.chance(0.5)
        other = d.one(ins) if len(ins) == 2 else next(n for n in ins if n not in feeds[0])
        wiring = d.any(
            "{h} gets {f}; its output is the {x} input of {t}, whose {y} input is {z}, and {t} drives {o}.",
            "{o} comes from {t}, which has {z} on its {y} input and, on its {x} input, the output of {h}; {h} in turn gets {f}.",
            h=head.name, t=tail.name, f=order_told(feeds[0]), x="second" if back else "first", y="first" if back else "second",
            z=other, o=out,
        )  # fmt: skip
        steps = [(nets[0], head, feeds[0]), (out, tail, [other, nets[0]] if back else [nets[0], other])]
        nets = nets[:1]
        gates: list[Gate] = []
    else:
        steps = [(nets[n], blocks[which[n]], feeds[n]) for n in range(count)]
        if count == 2:
            gates = [Gate(out, joins[0], (nets[0], nets[1]))]
            wiring = d.any(
                "{a} gets {f} and {b} gets {g}; the {k} of their outputs is {o}.",
                "{o} is the {k} of one {a} (with {f}) and one {b} (with {g}).",
                "One {a} has {f}, one {b} has {g}, and {n} {k} gate joins the two outputs to {o}.",
                a=blocks[0].name, b=blocks[1].name, f=order_told(feeds[0]), g=order_told(feeds[1]), k=joins[0], o=out,
                n="a" if joins[0][0] == "N" else "an",
            )  # fmt: skip
        else:
            gates = [Gate(nets[4], joins[0], (nets[0], nets[1])), Gate(nets[5], joins[1], (nets[2], nets[3])),
                     Gate(out, joins[2], (nets[4], nets[5]))]  # fmt: skip
            feeds[1], feeds[3] = feeds[0], feeds[2]
            steps = [(nets[n], blocks[which[n]], feeds[n]) for n in range(count)]
            wiring = d.any(
                "A first pair {a}, {b} gets {f}, both alike, and its outputs are {k}ed; a second pair {a}, {b} gets {g}, and its "
                "outputs are {m}ed. The two results go through {n} {j} to {o}.",
                "{o} is the {j} of two nets: the {k} of {a} and {b}, both with {f}, and the {m} of another {a} and {b}, both "
                "with {g}.",
                a=blocks[0].name, b=blocks[1].name, f=order_told(feeds[0]), g=order_told(feeds[2]), k=joins[0], m=joins[1],
                j=joins[2], o=out, n="an",
            )  # fmt: skip

    def function(v: dict[str, int]) -> dict[str, int]:
        values = dict(v)
        for net, block, feed in steps:
            values[net] = through(block, values[feed[0]], values[feed[1]])
        for gate in gates:
            values[gate.net] = _value(gate.kind, [values[n] for n in gate.ins])
        return {out: values[out]}

    ports = placed(d, [Port(n) for n in ins], [Port(out, output=True)])
    rows = combinational(d.rng, ports, function)
    if len({row.outputs[out] for row in rows}) < 2:
        return chart_two_blocks(Draw(d.rng))
    named = d.chance(0.4)
    p, q = (_told_block(d, block, named) for block in blocks)
    text = d.any(*_BLOCK_TEXTS, p=p, q=q, w=wiring, o=out, a=names[0], b=names[1], l=listing(ins))
    split, helpers, ask = d.chance(0.45), "", ""
    if split:
        ask = d.any("Make {a} and {b} modules of their own.", "Keep the blocks as submodules.", "Hierarchical, please.",
                    a=names[0], b=names[1]) if d.chance(0.6) else ""  # fmt: skip
        body = [f"wire {', '.join(nets)};"]
        for number, (net, block, feed) in enumerate(steps):
            body.append(f"{SELF}_{block.name.lower()} part{number + 1} ({feed[0]}, {feed[1]}, {net});")
        for block in blocks:
            top = header(f"{SELF}_{block.name.lower()}", [Port("i"), Port("j"), Port("k", output=True)], d.style)
            helpers += f"{top}\n  assign k = {block.formula.format('i', 'j')};\nendmodule\n\n"
        helpers = helpers.rstrip("\n") + "\n"
        body += [f"assign {gate.net} = {_formula(gate.kind, gate.ins)};" for gate in gates]
    else:
        ask = d.any("One flat module is fine.", "Wires and assigns are enough.") if d.chance(0.3) else ""
        made = [(net, block.formula.format(*feed)) for net, block, feed in steps]
        made += [(gate.net, _formula(gate.kind, gate.ins)) for gate in gates]
        body = [f"wire {net} = {text_};" if net != out else f"assign {net} = {text_};" for net, text_ in made]
    lines += [f"{block.name}: 00 01 10 11 -> {' '.join(f'{block.table:04b}')}: {block.formula.format('first', 'second')}"
              for block in blocks]  # fmt: skip
    lines += [f"{net} = {block.name}({feed[0]}, {feed[1]})" for net, block, feed in steps]
    lines += [f"{gate.net} = {gate.kind} of {' '.join(gate.ins)}" for gate in gates]
    return Design("a circuit of small blocks", ports, surround(d, text, ask, charted=False), "\n".join(lines), tuple(body), rows,
        d.style,
                  ("blocks", "two_blocks", "wired", "parts_ab"), {"tables": tables, "count": count}, helpers)  # fmt: skip
