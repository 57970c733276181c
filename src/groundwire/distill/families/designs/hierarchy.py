"""Hierarchical designs: the text tells of a submodule or two, and the answer writes them and wires instances of them."""
# ruff: noqa: E501  (a table of kinds, one a line, reads best)

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.identifiers import identifier
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port, header
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset

Logic = Callable[[list[int], int], list[int]]


@dataclass(frozen=True)
class Kind:
    """What a submodule can compute; slots x, y, z are its inputs and p, q its outputs."""

    ins: int
    """Number of inputs."""
    code: tuple[str, ...]
    """An expression for each output."""
    logic: Logic
    """The outputs' values from the inputs' values and a mask."""
    tells: tuple[str, ...]
    """Ways to say it."""
    wide: bool = True
    """Whether its ports may be vectors."""


KINDS = (
    Kind(2, ("{x} & {y}",), lambda v, m: [v[0] & v[1]], ("{p} is the AND of {x} and {y}", "{p} = {x} & {y}", "it ANDs {y} with {x} and gives the result on {p}")),
    Kind(2, ("{x} | {y}",), lambda v, m: [v[0] | v[1]], ("{p} is {x} OR {y}", "{p} = {x} | {y}", "it drives {p} with the OR of its two inputs")),
    Kind(2, ("{x} ^ {y}",), lambda v, m: [v[0] ^ v[1]], ("{p} is the XOR of its inputs", "{p} = {x} ^ {y}", "it puts {x} XOR {y} on {p}")),
    Kind(2, ("~({x} & {y})",), lambda v, m: [m ^ (v[0] & v[1])], ("{p} is the NAND of {x} and {y}", "{p} = ~({x} & {y})", "it is a NAND gate with output {p}")),
    Kind(2, ("~({x} | {y})",), lambda v, m: [m ^ (v[0] | v[1])], ("{p} is {x} NOR {y}", "{p} = ~({x} | {y})", "it NORs its inputs onto {p}")),
    Kind(2, ("~({x} ^ {y})",), lambda v, m: [m ^ v[0] ^ v[1]], ("{p} is the XNOR of {x} and {y}", "{p} = ~({x} ^ {y})", "it is an XNOR gate that drives {p}")),
    Kind(2, ("{x} & ~{y}",), lambda v, m: [v[0] & (m ^ v[1])], ("{p} = {x} & ~{y}", "{p} is {x} AND NOT {y}", "{p} is the AND of {x} and the inverse of {y}")),
    Kind(2, ("{x} | ~{y}",), lambda v, m: [v[0] | (m ^ v[1])], ("{p} = {x} | ~{y}", "{p} is {x} OR NOT {y}", "{p} is the OR of {x} and inverted {y}")),
    Kind(3, ("{x} ? {y} : {z}",), lambda v, m: [v[1] if v[0] else v[2]], ("{p} is {y} when {x} is 1, otherwise {z}", "{p} is {z} while {x} is 0 and {y} while it is 1", "it passes {z} to {p} if {x} is low, {y} if {x} is high"), False),
    Kind(3, ("{x} ? {z} : {y}",), lambda v, m: [v[2] if v[0] else v[1]], ("{p} is {y} when {x} is 0, otherwise {z}", "{p} is {z} while {x} is 1 and {y} while it is 0", "it passes {z} to {p} if {x} is high, {y} if {x} is low"), False),
    Kind(3, ("({x} & {y}) | ({x} & {z}) | ({y} & {z})",), lambda v, m: [int(sum(v) > 1)], ("{p} is the majority of {x}, {y} and {z}", "{p} is 1 when at least two of its three inputs are 1"), False),
    Kind(3, ("{x} ^ {y} ^ {z}",), lambda v, m: [v[0] ^ v[1] ^ v[2]], ("{p} is the XOR of all three inputs", "{p} = {x} ^ {y} ^ {z}")),
    Kind(3, ("({x} & {y}) | {z}",), lambda v, m: [v[0] & v[1] | v[2]], ("{p} = ({x} & {y}) | {z}", "{p} is {x} AND {y}, ORed with {z}")),
    Kind(3, ("({x} | {y}) & {z}",), lambda v, m: [(v[0] | v[1]) & v[2]], ("{p} = ({x} | {y}) & {z}", "{p} is {z} AND the OR of {x} and {y}")),
    Kind(2, ("{x} ^ {y}", "{x} & {y}"), lambda v, m: [v[0] ^ v[1], v[0] & v[1]], ("it is a half adder with sum {p} and carry {q}", "{p} = {x} ^ {y} and {q} = {x} & {y}", "{q} is the AND and {p} the XOR of its inputs"), False),
    Kind(2, ("{x} | {y}", "{x} & {y}"), lambda v, m: [v[0] | v[1], v[0] & v[1]], ("{p} is the OR and {q} the AND of its inputs", "{q} = {x} & {y}, {p} = {x} | {y}")),
    Kind(2, ("~{x}", "{x} ^ {y}"), lambda v, m: [m ^ v[0], v[0] ^ v[1]], ("{p} is {x} inverted, {q} is {x} XOR {y}", "{q} = {x} ^ {y}, {p} = ~{x}")),
)  # fmt: skip


@dataclass(frozen=True)
class Sub:
    """One drawn submodule."""

    name: str
    """Its name."""
    kind: Kind
    """What it computes."""
    ports: tuple[Port, ...]
    """In the header's order."""
    slots: dict[str, str]
    """Its port names by slot."""

    @property
    def ins(self) -> list[str]:
        """Input names in the order of the kind."""
        return [self.slots[slot] for slot in "xyz"[: self.kind.ins]]

    @property
    def outs(self) -> list[str]:
        """Output names in the order of the kind."""
        return [self.slots[slot] for slot in "pq"[: len(self.kind.code)]]


@dataclass(frozen=True)
class Instance:
    """One instance of a submodule."""

    name: str
    """Its name."""
    sub: Sub
    """Of what."""
    pins: dict[str, str]
    """What each port is wired to."""


def _sub(d: Draw, kind: Kind, width: int, number: int) -> Sub:
    """Draw a submodule; its name is rare, since designs that are checked together must not share one."""
    stem = d.one(("sub", "part", "unit", "block", "mod", "cell", "stage", "gate", "piece", "inner"))
    name = d.one((f"{stem}_{identifier(d.rng)}", f"{identifier(d.rng)}_{stem}", f"{identifier(d.rng)}_{'ab'[number]}{d.number(0, 99)}"))
    ins = list(d.one((("a", "b", "c"), ("x", "y", "z"), ("in1", "in2", "in3"), ("p", "q", "r"), ("i0", "i1", "i2"))))
    outs = list(d.one((("out", "out2"), ("o1", "o2"), ("f", "g"), ("res", "aux"), ("k", "m"))))
    if d.chance(0.3):
        d.rng.shuffle(ins)
    ins = ins[: kind.ins]
    outs = outs[: len(kind.code)]
    ports = [*(Port(n, width) for n in sorted(ins)), *(Port(n, width, output=True) for n in outs)]
    order = d.number(0, 3)
    if order == 0:
        ports.sort(key=lambda port: not port.output)
    elif order == 1:
        d.rng.shuffle(ports)
    return Sub(name, kind, tuple(ports), dict(zip("xyz", ins, strict=False)) | dict(zip("pq", outs, strict=False)))


def _module_text(d: Draw, sub: Sub) -> str:
    """The code of a submodule."""
    lines = [
        f"  assign {out} = {code.format(**sub.slots)};" for out, code in zip(sub.outs, sub.kind.code, strict=True)
    ]  # fmt: skip
    return f"{header(sub.name, sub.ports, d.style)}\n" + "\n".join(lines) + "\nendmodule\n"


def _signature(sub: Sub) -> str:
    """Its header in one line."""
    told = ", ".join(
        f"{'output' if port.output else 'input'} {port.range + ' ' if port.range else ''}{port.name}" for port in sub.ports
    )
    return f"module {sub.name} ({told});"


def _tell_sub(d: Draw, sub: Sub) -> str:
    """What a submodule is: its ports in order and what it computes."""
    told = d.one(sub.kind.tells).format(**sub.slots)
    first = {port.name: i for i, port in enumerate(sub.ports)}
    ins = listing(sorted(sub.ins, key=first.__getitem__))
    outs = listing(sorted(sub.outs, key=first.__getitem__))
    bits = f"{sub.ports[0].width}-bit " if sub.ports[0].width > 1 else ""
    grouped = [port.output for port in sub.ports] == sorted(port.output for port in sub.ports)
    if not grouped or d.chance(0.6):
        return d.any(
            "(The submodule|Module|A module|The helper) {n} has this header:\n{h}\nIn it, {t}.",
            "{h}\nis a (small |)(module|building block) in which {t}.",
            "(Write|Define) a (helper|submodule|small module)\n{h}\nso that in {n}, {t}.",
            "(There is|You need) a submodule `{h}`: {t}.",
            "Submodule: {h}\n{n} does this: {t}.",
            "{n} ({t}) is declared as\n{h}\n",
            "Declare {n} as `{h}`. Its function: {t}.",
            "(We|You) (have|use) a (part|building block|component) called {n}, header `{h}`. What it does: {t}.",
            "{h} // {t}\n",
            "In the module {n} below, {t}.\n{h}\n",
            "One level down there is {n}: {t}. Its ports, in order:\n{h}\n",
            "First (write|make) {n}, where {t}. The header is\n{h}\n",
            n=sub.name, h=_signature(sub), t=told,
        )  # fmt: skip
    return d.any(
        "(The submodule|Module|A module|The helper) {n} takes {b}{i} and drives {b}{o}, in this order; {t}.",
        "The (port order|order of the ports) of {n} is {l} ({j}: {b}{i}; {k}: {b}{o}). Its function: {t}.",
        "{n} has the {b}{j} {i} and the {b}{k} {o}, declared in this order. In it, {t}.",
        "(First|Begin with) a module {n} with ports {l}, where {i} {a} the {b}{j} and {o} {c} the {b}{k}; {t}.",
        "{n} is a (submodule|helper|building block) with {b}{j} {i}, then {b}{k} {o}: {t}.",
        "(Write|Define) a (helper|submodule|small module) {n}({l}), with {b}{j} {i} and {b}{k} {o}, in which {t}.",
        n=sub.name, i=ins, o=outs, t=told, b=bits, l=", ".join(port.name for port in sub.ports),
        a="are" if sub.kind.ins > 1 else "is", c="are" if len(sub.outs) > 1 else "is", j="inputs" if sub.kind.ins > 1 else "input", k="outputs" if len(sub.outs) > 1 else "output",
    )  # fmt: skip


def _tell_instance(d: Draw, one: Instance, style: int) -> str:
    """How one instance is wired."""
    sub = one.sub
    pins = [(port, one.pins[port.name]) for port in sub.ports]
    if style == 0:
        return f"{one.name} ({sub.name}): " + ", ".join(f"{port.name} = {net}" for port, net in d.rng.sample(pins, len(pins)))
    if style == 1:
        return f"{one.name} is {sub.name}({', '.join(net for _, net in pins)}), by position"
    if style == 2:
        given = ", ".join(f"{net} to {port.name}" for port, net in d.rng.sample(pins, len(pins)) if not port.output)
        taken = " and ".join(f"its {port.name} drives {net}" for port, net in pins if port.output)
        return f"connect {given} of the {sub.name} {one.name}; {taken}"
    given = ", ".join(f"{port.name} gets {net}" for port, net in pins if not port.output)
    taken = " and ".join(f"{net} comes from {port.name}" for port, net in pins if port.output)
    return d.one(
        (
            f"in {one.name}, a {sub.name}, {given}, and {taken}",
            f"for {one.name} (module {sub.name}): {given}; {taken}",
            f"let {taken} of {one.name}, an instance of {sub.name}, where {given}".replace("comes from", "come from"),
        )
    )


def _tell_all(d: Draw, instances: Sequence[Instance]) -> str:
    """How all instances are wired, in any order."""
    style = d.number(0, 3)
    told = [_tell_instance(d, one, style) for one in d.rng.sample(instances, len(instances))]
    form = d.number(0, 2)
    if form == 0:
        return "\n" + "\n".join(f"- {one}" for one in told) + "\n"
    if form == 1:
        return "\n" + "\n".join(f"{i}. {one[:1].upper() + one[1:] if style > 1 else one}." for i, one in enumerate(told, 1)) + "\n"
    return " " + ". ".join(one[:1].upper() + one[1:] if style > 1 else one for one in told) + "."


def _instance_code(one: Instance, named: bool) -> str:
    pins = ", ".join(f".{port.name}({one.pins[port.name]})" if named else one.pins[port.name] for port in one.sub.ports)
    return f"{one.sub.name} {one.name} ({pins});"


def _run(instances: Sequence[Instance], values: dict[str, int], mask: int) -> dict[str, int]:
    """Values of all nets."""
    nets = dict(values)
    for one in instances:
        made = one.sub.kind.logic([nets[one.pins[name]] for name in one.sub.ins], mask)
        nets |= {one.pins[name]: value & mask for name, value in zip(one.sub.outs, made, strict=True)}
    return nets


def _plan(d: Draw, subs: Sequence[Sub], ins: list[str], count: int, wires: Sequence[str]) -> list[Instance]:
    """Instances in the order of evaluation; each net that is made is read once before any is read twice."""
    fresh, all_nets, left = list(ins), list(ins), list(wires)
    instances = []
    tag = d.one(("u_", "inst", "U", "part", "copy", "inst_"))
    d.rng.shuffle(fresh)
    for number in range(count):
        sub = subs[number % len(subs)]
        pins: dict[str, str] = {}
        for name in d.rng.sample(sub.ins, len(sub.ins)):
            choices = [net for net in all_nets if net not in pins.values()]
            pins[name] = fresh.pop(0) if fresh else d.one(choices or all_nets)
        for name in sub.outs:
            pins[name] = left.pop(0)
            all_nets.append(pins[name])
            fresh.insert(d.number(0, len(fresh)), pins[name])
        instances.append(Instance(f"{tag}{number + 1}", sub, pins))
    return instances


@family("instances", "hierarchy", 3.0)
def instances(d: Draw) -> Design:
    """One to four instances of one or two submodules, wired as listed."""
    kinds = d.rng.sample(KINDS, d.one((1, 1, 2)))
    width = d.one((1, 1, 1, 2, 4, 8)) if all(kind.wide for kind in kinds) else 1
    subs = [_sub(d, kind, width, i) for i, kind in enumerate(kinds)]
    if len(subs) == 2 and subs[0].name == subs[1].name:
        subs = subs[:1]
    count = max(len(subs), d.one((1, 1, 2, 2, 3, 4)))
    pool = d.names(
        ("a", "b", "c", "d", "e"), ("in1", "in2", "in3", "in4", "in5"), ("x", "y", "z", "w", "v"), ("p", "q", "r", "s", "t")
    )
    need = max(sum(subs[i % len(subs)].kind.ins for i in range(count)) - (count - 1), subs[0].kind.ins)
    ins = pool[: min(need, d.number(2, 5))]
    made = sum(len(subs[i % len(subs)].outs) for i in range(count))
    stem = d.name("w", "n", "t", "net", "mid")
    plan = _plan(d, subs, ins, count, [f"{stem}{i + 1}" for i in range(made)])
    used = {one.pins[name] for one in plan for name in one.sub.ins}
    ins = [name for name in ins if name in used]
    nets = [one.pins[name] for one in plan for name in one.sub.outs]
    loose = [net for net in nets if net not in used]
    outs = d.names(*(tuple(n.format(i + 1) for i in range(len(loose))) for n in ("out{}", "y{}", "f{}", "o{}", "res{}")))
    rename = dict(zip(loose, outs, strict=True))
    inner = [net for net in nets if net in used]
    rename |= {net: f"{stem}{i + 1}" for i, net in enumerate(inner)}
    plan = [Instance(one.name, one.sub, {pin: rename.get(net, net) for pin, net in one.pins.items()}) for one in plan]
    inner = [rename[net] for net in inner]
    ports = [*(Port(n, width) for n in ins), *(Port(n, width, output=True) for n in outs)]
    named = d.chance(0.5)
    text = _frame(d, [_tell_sub(d, sub) for sub in subs], _tell_all(d, plan), subs, plan, inner)
    body = [*(d.style.declare(net, width, driven=True) for net in inner), *(_instance_code(one, named) for one in plan)]
    mask = (1 << width) - 1
    orders = "; ".join(f"{sub.name}: {', '.join(port.name for port in sub.ports)}" for sub in subs)
    return Design(
        f"a module built from {count} instance{'s' * (count > 1)} of {listing([sub.name for sub in subs])}",
        tuple(ports),
        text,
        f"Ports of {orders}.\n" + " ".join(f"{one.name}({', '.join(one.pins[p.name] for p in one.sub.ports)})" for one in plan),
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: _run(plan, v, mask)[out] for out in outs}),
        d.style,
        ("top", "wrapper", "structure", "netlist"),
        {"subs": [sub.name for sub in subs], "count": count, "width": width},
        "\n".join(_module_text(d, sub) for sub in subs),
        self_contained=True,
    )


def _frame(
    d: Draw, told: list[str], wiring: str, subs: Sequence[Sub], plan: Sequence[Instance], inner: Sequence[str]
) -> str:  # fmt: skip
    """Submodules, what to do with them, and the wiring."""
    both = listing([sub.name for sub in subs])
    many = len(plan) > 1
    ask = d.any(
        "(Write|Define) {b} too(, not only the top module|), and (instantiate|use) {it} (as follows|like this):",
        "(Give|Include) {b} as well. (Wiring|Connections|Instances):",
        "The top module (only |)(consists of|contains) {k} instance{s}; {b} must be in the answer too.",
        "Build the (top |outer |)module from {k} instance{s}(, and write the submodule code also| and define {b} as well):",
        "(Also write {b}|{b} must be written as well). The hierarchy has {k} instance{s}.",
        "Then (wire it up|make the connections) (as listed|as told) here, and (give all modules|write every module).",
        b=both, it="them" if len(subs) > 1 else "it", k=len(plan), s="s" * many,
    )  # fmt: skip
    wires = (
        d.any(
            "({l} {i} internal.)",
            "Internal: {l}.",
            "Inside, declare {l}.",
            l=listing(inner), i="are" if len(inner) > 1 else "is",
        )
        if inner
        else ""
    )
    told = [one.rstrip("\n") + "\n" * (i < len(told) - 1) if one.endswith("\n") else one for i, one in enumerate(told)]
    gap = "" if wiring.endswith("\n") else " "
    lines = " ".join(told) + ("\n" if d.chance(0.5) or told[-1].endswith(";") else " ") + ask + wiring + (gap + wires) * bool(wires)
    return lines.replace("\n ", "\n")


@family("slices", "hierarchy")
def slices(d: Draw) -> Design:
    """A wide bitwise block out of narrow ones, one for each slice."""
    kind = d.one([kind for kind in KINDS if kind.ins == 2 and len(kind.code) == 1])
    width, parts = d.one((1, 2, 4, 4, 8)), d.one((2, 2, 3, 4))
    sub = _sub(d, kind, width, 0)
    ins = d.names(("a", "b"), ("x", "y"), ("in1", "in2"), ("left", "right"))
    out = d.name("out", "y", "result", "f")
    total = width * parts
    ports = (*(Port(n, total) for n in ins), Port(out, total, output=True))
    swap = d.chance(0.4)
    given = dict(zip(sub.ins, ins[::-1] if swap else ins, strict=True))
    nets = given | {sub.outs[0]: out}
    spans = [f"[{(i + 1) * width - 1}:{i * width}]" if width > 1 else f"[{i}]" for i in range(parts)]
    told = " and ".join(f"{net} to its {pin}" for pin, net in d.rng.sample(list(given.items()), 2))
    text = _tell_sub(d, sub) + d.any(
        " From {n}, make a version for {t} bits: {k} instances side by side, {w} bit{s} of every vector each, wired with {g}; the outputs together are {o}. Include {n}.",
        " {o} has {k} parts of {w} bit{s}. Each part is the output of its own {n}; connect, always the matching part, {g}. Also give the code of {n}.",
        " For i from 0 to {x}, part i ({w} bit{s}) of {o} comes from a {n} that gets part i of the inputs: {g}. Part 0 is the lowest. {n} must be defined too.",
        " (Use|Instantiate|Take) {k} of {n} for the {t}-bit vectors: each handles {w} bit{s}, with a slice of {g}, and drives "
        "the same slice of {o}. (Write|Give) {n} too.",
        " The {t}-bit {o} is made by {k} copies of {n}, which you also write. Slice by slice, connect {g}.",
        " Split the {t}-bit inputs into {k} slices of {w} bit{s}; in each slice a {n} (write it as well) has {g}, and its "
        "output is that slice of {o}.",
        " (Build|Make) {o} in parallel: one {n} for every {w} bit{s}, {k} in all, {g}. {n} is part of the answer.",
        x=parts - 1, k=parts, n=sub.name, t=total, w=width, s="s" * (width > 1), g=told, o=out,
    )  # fmt: skip
    body = [
        f"{sub.name} part{i} ({', '.join(f'.{p.name}({nets[p.name]}{span})' for p in sub.ports)});" for i, span in enumerate(spans)
    ]
    mask = (1 << total) - 1
    order = [given[name] for name in sub.ins]
    return Design(
        f"a {total}-bit block of {parts} slices",
        ports,
        text,
        f"{parts} instances of {width} bit{'s' * (width > 1)}: {', '.join(spans)}. {', '.join(f'{p} = {n}' for p, n in nets.items())}.",
        tuple(body),
        combinational(d.rng, ports, lambda v: {out: kind.logic([v[name] for name in order], mask)[0] & mask}),
        d.style,
        ("sliced", "wide_block"),
        {"width": width, "parts": parts},
        _module_text(d, sub),
        self_contained=True,
    )


@family("register_chain", "hierarchy")
def register_chain(d: Draw) -> Design:
    """A chain of register modules, with taps at some stages."""
    count, width = d.number(2, 4), d.one((1, 1, 4, 8))
    clk = d.clock()
    data = d.name("d", "din", "in", "data_in")
    taps = [*sorted(d.rng.sample(range(1, count), d.number(0, min(2, count - 1)))), count]
    falling = d.chance(0.2)
    edge, told_edge = ("negedge", "falling") if falling else ("posedge", "rising")
    outs = d.names(*(tuple(n.format(tap) for tap in taps) for n in ("q{}", "out{}", "tap{}", "stage{}")))
    sub = d.one(("my_reg", "dff_cell", "register_part", "stage_reg")) + f"_{identifier(d.rng)}"
    c, i, o = d.one((("clk", "d", "q"), ("ck", "din", "dout"), ("clock", "a", "b")))
    span = f"[{width - 1}:0] " if width > 1 else ""
    order = [(f"input {c}", c), (f"input {span}{i}", i), (f"output {span}{o}", o)]
    d.rng.shuffle(order)
    signature = f"module {sub} ({', '.join(one for one, _ in order)});"
    ordinals = {1: "first", 2: "second", 3: "third", 4: "fourth"}
    shows = [f"{out} is the output of the {ordinals[tap]}" for out, tap in zip(outs, taps, strict=True)]
    d.rng.shuffle(shows)
    told = d.any(
        "{h}\nis a register: at the {e} edge of {c} it copies {i} to {o}. (Chain|Connect in series) {k} of them(, all clocked by {t}| on the "
        "common clock {t}); the first is fed with {a}. {s}.",
        "A chain of {k} instances of {m}, clocked by {t}, starts at {a}: {s}. (Write {m} too|Also give {m}):\n{h}\n{o} takes the "
        "value of {i} at each {e} edge of {c}.",
        "(Write|Define) the flip-flop module `{h}` ({e} edge of {c}, {i} goes to {o}) and use {k} of it as a shift chain with "
        "the clock {t}. {a} enters the first one, each drives the next. {s}.",
        "Delay {a} with {k} copies of {m} ({t} is their clock), one after the other. {s}. {m} is declared as\n{h}\nand copies {i} into {o} on the {e} edge of {c}; "
        "define it as well.",
        "The building block is `{h}`, a register: {o} becomes {i} at a {e} edge of {c}. {k} of these form a delay line from {a}, with {t} at every {c}. {s}. Both modules are needed.",
        "{s}, in a line of {k} registers that starts with {a} and runs on {t}. Each register is an instance of this module, which you write too:\n{h}\n{e} edge of {c}: {i} is stored in {o}.",
        "{k} registers in a row, each an instance of {m}; {a} goes into the first and {t} clocks all. {s}. Header of {m}, which "
        "belongs to the answer:\n{h}\nIt stores {i} in {o} when {c} (has a|sees a) {e} edge.",
        h=signature, e=told_edge, c=c, i=i, o=o, k=count, t=clk, a=data, s=listing(shows), m=sub,
    )  # fmt: skip
    nets = {0: data} | {stage: f"s{stage}" for stage in range(1, count)} | dict(zip(taps, outs, strict=True))
    inner = [nets[stage] for stage in range(1, count) if stage not in taps]
    lines = [d.style.declare(net, width, driven=True) for net in inner]
    for stage in range(1, count + 1):
        pins = {c: clk, i: nets[stage - 1], o: nets[stage]}
        lines.append(f"{sub} r{stage} ({', '.join(f'.{name}({pins[name]})' for _, name in order)});")
    ports = (Port(clk), Port(data, width), *(Port(n, width, output=True) for n in outs))
    head = tuple(Port(name, 1 if name == c else width, output=name == o, stored=name == o) for _, name in order)
    helper = (
        f"{header(sub, head, d.style)}\n" + "\n".join(f"  {line}" for line in d.block(d.style.edge(f"{edge} {c}"), [f"{o} <= {i};"]))
        + "\nendmodule\n"
    )  # fmt: skip
    ones = (1 << width) - 1
    rows = clocked(
        d.rng, ports, clk, Reset(), None, lambda s, v: (v[data], *s[:-1]),
        lambda s, v: {out: s[tap - 1] for out, tap in zip(outs, taps, strict=True)},
        cycles=24, falling=falling, unknown=((0,) * count, (ones,) * count),
    )  # fmt: skip
    return Design(
        f"a chain of {count} registers",
        ports,
        told,
        f"{sub}: {o} <= {i} at {edge} {c}. Chain: {' -> '.join(nets[stage] for stage in range(count + 1))}.",
        tuple(lines),
        rows,
        d.style,
        ("chain", "pipeline", "delay"),
        {"count": count, "width": width, "taps": taps, "falling": falling},
        helper,
        self_contained=True,
    )


@family("folded", "hierarchy", 2.0)
def folded(d: Draw) -> Design:
    """Copies of one two-input module in a chain or a tree over several inputs."""
    kind = d.one([kind for kind in KINDS if kind.ins == 2 and len(kind.code) == 1])
    tree = d.chance(0.4)
    count, width = 4 if tree else d.number(3, 4), d.one((1, 1, 1, 4, 8))
    sub = _sub(d, kind, width, 0)
    ins = d.names(("a", "b", "c", "d"), ("in0", "in1", "in2", "in3"), ("x", "y", "z", "w"), ("i1", "i2", "i3", "i4"))[:count]
    d.rng.shuffle(ins)
    out, wire = d.name("out", "y", "f", "result"), d.name("t", "n", "link", "mid")
    near, far = sub.ins if d.chance(0.5) else sub.ins[::-1]
    result = sub.outs[0]
    wires = [f"{wire}{i}" for i in range(1, count - 1)]
    if tree:
        pins = [(ins[0], ins[1], wires[0]), (ins[2], ins[3], wires[1]), (wires[0], wires[1], out)]
        wiring = d.any(
            "Use three of them as a tree: one gets {a} on {n} and {b} on {m}, another {c} on {n} and {e} on {m}. A third combines them: "
            "its {n} comes from the first, its {m} from the second, and its output is {o}.",
            "{o} is driven by an instance whose {n} is the result for ({a}, {b}) and whose {m} is the result for ({c}, {e}); both are made by "
            "instances of {s} as well, with the first of each pair on {n} and the second on {m}.",
            "Three copies: {s} number 1 has {n} = {a}, {m} = {b}; number 2 has {n} = {c}, {m} = {e}; number 3 takes the outputs of 1 ({n}) and 2 ({m}) and drives {o}.",
            "(Pairwise: |)combine {a} ({n}) with {b} ({m}), and {c} ({n}) with {e} ({m}). Then feed the first result to {n} and the second to {m} of one more {s}, which gives {o}.",
            n=near, m=far, a=ins[0], b=ins[1], c=ins[2], e=ins[3], o=out, s=sub.name,
        )  # fmt: skip
    else:
        chain = [ins[0], *wires]
        pins = [(left, right, made) for left, right, made in zip(chain, ins[1:], [*wires, out], strict=True)]
        wiring = d.any(
            "Chain {k} of them: the first has {a} on {n} and {b} on {m}; each further one gets the result of the one before on {n} and, in this order, {r} on {m}. "
            "The last one drives {o}.",
            "{k} instances of {s} in a row lead from {a} to {o}. {a} is the {n} of the first, every result is the {n} of the next, and the {m} inputs are, from first to "
            "last, {q}.",
            "Begin with {a} on {n} of the first {s}. Its output goes to {n} of the second, and so on; {o} is the last output. {q} feed the {m} inputs of the {k} instances in this order.",
            "{o} comes from the last of {k} chained copies. Port {m} of the copies gets {q} (first to last), port {n} of the first gets {a}, and port {n} of the others the output "
            "of the copy before.",
            k=count - 1, a=ins[0], b=ins[1], r=listing(ins[2:]), q=listing(ins[1:]), n=near, m=far, o=out, s=sub.name,
        )  # fmt: skip
    wiring = wiring[:1].upper() + wiring[1:] if wiring.startswith(("combine", "pairwise")) else wiring
    plan = [
        Instance(f"copy{i}", sub, {near: left, far: right, result: made}) for i, (left, right, made) in enumerate(pins, 1)
    ]  # fmt: skip
    ports = (*(Port(n, width) for n in sorted(ins)), Port(out, width, output=True))
    named, mask = d.chance(0.5), (1 << width) - 1
    also = d.any("Write {s} too.", "{s} belongs to the answer.", "Give both modules.", "Include the code of {s}.", s=sub.name)
    return Design(
        f"a {'tree' if tree else 'chain'} of {count - 1} instances of {sub.name}",
        ports,
        f"{_tell_sub(d, sub)} {wiring} {also}".replace("\n ", "\n"),
        f"Ports of {sub.name}: {', '.join(port.name for port in sub.ports)}.\n"
        + " ".join(f"{one.name}({', '.join(one.pins[p.name] for p in sub.ports)})" for one in plan),
        (*(d.style.declare(net, width, driven=True) for net in wires), *(_instance_code(one, named) for one in plan)),
        combinational(d.rng, ports, lambda v: {out: _run(plan, v, mask)[out]}),
        d.style,
        ("top", "chain", "tree", "combine"),
        {"tree": tree, "count": count, "width": width},
        _module_text(d, sub),
        self_contained=True,
    )
