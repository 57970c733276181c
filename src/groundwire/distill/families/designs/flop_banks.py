"""Several independent flip-flops or latches in one module, registers on both clock edges, pipelines with arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import random_value
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Kind, Reset
from groundwire.distill.families.telling import at_edge, laid_out, when
from groundwire.distill.families.voices.register_words import edge, setting

State = dict[str, int | None]


def half_cycles(
    d: Draw,
    inputs: tuple[Port, ...],
    clock: str,
    state: State,
    settle: Callable[[State, Mapping[str, int]], None],
    edge_done: Callable[[State, Mapping[str, int], bool], None],
    shown: Callable[[State, Mapping[str, int]], dict[str, int | None]],
    halves: int = 48,
    bias: Callable[[int], dict[str, int]] = lambda half: {},
) -> tuple[Row, ...]:
    """Rows of a design that uses both edges: the inputs change while the clock rests, then the clock changes.

    Args:
        d: where the stimulus comes from.
        inputs: all input ports.
        clock: name of the clock.
        state: the state to begin with; it is changed.
        settle: what inputs do to the state without an edge.
        edge_done: what an edge does; the last argument says whether it is the rising one.
        shown: the outputs.
        halves: clock edges.
        bias: inputs of a half cycle that are not random.
    """
    rows = []
    for half in range(halves):
        values = {port.name: random_value(d.rng, port.width) for port in inputs if port.name != clock} | bias(half)
        for clock_value in (half % 2, 1 - half % 2):
            now = {**values, clock: clock_value}
            if clock_value != half % 2:
                edge_done(state, now, bool(clock_value))
            settle(state, now)
            rows.append(Row(now, shown(state, now)))
    return tuple(rows)


class _Flop(NamedTuple):
    """One flip-flop of a bank."""

    out: str
    data: str
    inverted: bool
    falling: bool
    kind: Kind
    start: int
    enable: str
    on: int

    @property
    def code(self) -> str:
        """Its next value."""
        return f"{'~' * self.inverted}{self.data}"


_STORED = (
    "{o} takes {i} {at}{e}",
    "{at}{e}, {o} becomes {i}",
    "{o} is a flip-flop on {g} with {i} as its data{k}",
    "{i} is stored in {o} {at}{e}",
    "{o} <= {i} {at}{e}",
    "For {o}, {i} is sampled {at}{e}",
    "A flip-flop triggered by {g} holds {o}; its D input is {i}{k}",
    "{o}: D = {i}, active edge = {g}{k}",
    "The flip-flop of {o} loads {i} {at}{e}",
    "{i} reaches {o} {at}{e}",
)
_SYNC = (
    "{r} {x} it synchronously",
    "its reset is synchronous: {r} {x} it",
    "at that edge {r} {x} it instead",
    "{r} {x} it, but only at its own clock edge",
    "synchronous reset by {r} to {v}",
    "with {r} active at the edge it goes to {v}",
)
_ASYNC = (
    "{r} {x} it asynchronously",
    "its reset is asynchronous: {r} {x} it",
    "{r} {x} it at once, without the clock",
    "asynchronous reset by {r} to {v}",
    "as soon as {r} is active it goes to {v}",
    "{r} {x} it immediately, whatever the clock does",
)
_NONE = ("it has no reset", "without a reset", "{r} does not touch it", "not reset by anything", "no reset here")


def _tell_flop(d: Draw, flop: _Flop, clk: str, reset: Reset) -> str:
    """One sentence on one flip-flop of a bank."""
    data = d.any("the inverse of {i}", "NOT {i}", "~{i}", "the complement of {i}", i=flop.data) if flop.inverted else flop.data
    enabled = f" {when(d, flop.enable, flop.on, plain=not flop.on)}" if flop.enable else ""
    main = d.any(
        *_STORED,
        o=flop.out,
        i=data,
        at=at_edge(d, clk, flop.falling),
        g=edge(d, clk, flop.falling),
        e=enabled,
        k=f", enabled{enabled}" if enabled else "",
    )
    if reset.kind == "none":
        return main
    words = {"none": _NONE, "sync": _SYNC, "async": _ASYNC}[flop.kind]
    verb = d.one(("sets", "presets")) if flop.start else d.one(("clears", "resets"))
    return (
        f"{main}{d.one(('; ', '; ', ', and '))}{d.any(*words, r=reset.name, x=verb, v=flop.start)}".replace(
            ", and without", ", without"
        )
        .replace(", and not", ", not")
        .replace(", and no ", ", and there is no ")
        .replace("no reset here", "no reset")
    )


@family("flop_bank", "flip-flops", 1.8)
def flop_bank(d: Draw) -> Design:
    """Two or three flip-flops that differ in data, edge, reset and enable, told one after another in any order."""
    clk = d.clock()
    reset = d.reset(("async", "async", "none"))
    count = d.one((2, 2, 3))
    outs = d.names(("q0", "q1", "q2"), ("qa", "qb", "qc"), ("x", "y", "z"), ("first", "second", "third"))[:count]
    datas = d.names(("d0", "d1", "d2"), ("a", "b", "c"), ("in_a", "in_b", "in_c"), ("d", "e", "f"))[: d.number(1, count)]
    enable = d.name("en", "ce", "load") if d.chance(0.45) else ""
    flops = [
        _Flop(
            out,
            d.one(datas),
            d.chance(0.2),
            d.chance(0.4),
            d.one(("none", "sync", "async", "async")) if reset.kind != "none" else "none",
            int(d.chance(0.35)),
            enable if d.chance(0.6) else "",
            int(d.chance(0.7)),
        )
        for out in outs
    ]
    if len(datas) == count:
        flops = [flop._replace(data=data) for flop, data in zip(flops, d.rng.sample(datas, count), strict=True)]
    if reset.kind != "none" and all(flop.kind == "none" for flop in flops):
        flops[0] = flops[0]._replace(kind="sync")
    used = {flop.data for flop in flops} | {flop.enable for flop in flops}
    shown = [Port(name) for name in (*datas, enable) if name in used and name]
    d.rng.shuffle(shown)
    about = f"active-{'low' if reset.low else 'high'} reset"
    inputs = (Port(clk), *([Port(reset.name, about=about)] if reset.kind != "none" else []), *shown)
    ports = (*inputs, *(Port(out, output=True, stored=True) for out in outs))
    facts = [_tell_flop(d, flop, clk, reset) for flop in flops]
    if reset.kind != "none":
        facts.append(
            d.any(
                "{r} is active {l}",
                "{r} resets at {b}",
                "The reset {r} is active-{l}",
                "{r} = {b} means reset",
                "Reset input: {r}, active {l}",
                r=reset.name,
                l="low" if reset.low else "high",
                b=int(not reset.low),
            )
        )
    body: list[str] = []
    for flop in d.rng.sample(flops, count):
        own = Reset(flop.kind, reset.low, reset.name) if flop.kind != "none" else Reset()
        step = (
            f"if ({flop.enable if flop.on else '!' + flop.enable}) {flop.out} <= {flop.code};"
            if flop.enable
            else f"{flop.out} <= {flop.code};"
        )
        body += d.clocked(clk, own, [f"{flop.out} <= 1'b{flop.start};"], [step], "negedge" if flop.falling else "posedge")

    def resets(v: Mapping[str, int]) -> bool:
        return reset.active(v.get(reset.name, 0))

    def settle(state: State, v: Mapping[str, int]) -> None:
        state.update({flop.out: flop.start for flop in flops if flop.kind == "async" and resets(v)})

    def edge_done(state: State, v: Mapping[str, int], rising: bool) -> None:
        for flop in flops:
            if flop.falling == rising:
                continue
            if flop.kind != "none" and resets(v):
                state[flop.out] = flop.start
            elif not flop.enable or v[flop.enable] == flop.on:
                state[flop.out] = v[flop.data] ^ flop.inverted

    def bias(half: int) -> dict[str, int]:
        return {reset.name: reset.level(half < 2 or d.chance(0.15))} if reset.kind != "none" else {}

    rows = half_cycles(
        d, inputs, clk, dict.fromkeys(outs), settle, edge_done, lambda s, v: {out: s[out] for out in outs}, bias=bias
    )
    why = "\n".join(
        f"{f.out}: {'negedge' if f.falling else 'posedge'}, {f'{f.kind} reset to {f.start}' if f.kind != 'none' else 'no reset'}"
        + (f", if {f.enable}={f.on}" if f.enable else "")
        + f", {f.code}"
        for f in flops
    )
    return Design(
        d.one(("a bank of flip-flops", f"a module with {count} flip-flops", "a set of independent flip-flops")),
        ports,
        laid_out(d, facts),
        why + (f"\n{reset.name} is active {'low' if reset.low else 'high'}." if reset.kind != "none" else ""),
        tuple(body),
        rows,
        d.style,
        ("flop_bank", "flops", "ff_set"),
        {"flops": flops, "low": reset.low},
    )


_BOTH = (
    "{o} takes {i} at both edges of {c}, the rising and the falling one",
    "A dual-edge register: {o} stores {i} on every edge of {c}, rising or falling",
    "Whenever {c} changes, up or down, {o} becomes {i}",
    "{o} is updated with {i} twice a cycle, on posedge {c} and on negedge {c}",
    "{i} is sampled into {o} at each rising and each falling edge of {c}",
    "On each transition of {c} (0 to 1 and 1 to 0), {o} captures {i}",
    "Can you build a register that works on both edges of {c}? {i} is its input and {o} its output",
    "{o} behaves like a flip-flop that is triggered by both edges of {c} and stores {i}",
    "Every edge of {c}, whatever its direction, copies {i} to {o}",
    "For double data rate, {o} takes {i} at the rising and at the falling edge of {c}",
)
_DDR_OUT = (
    "{h} is sampled at the rising edge of {c} and shown at {o} while {c} is high; {l} is sampled at the falling edge and "
    "shown while {c} is low",
    "{l} is sampled at the falling edge of {c} and shown at {o} while {c} is low; {h} is sampled at the rising edge and shown "
    "while {c} is high",
    "{o} sends two words per cycle: at posedge {c} the value of {h}, at negedge {c} the value of {l}, each until the next edge",
    "{o} sends two words per cycle: at negedge {c} the value of {l}, at posedge {c} the value of {h}, each until the next edge",
    "When {c} rises, {o} becomes {h}; when {c} falls, {o} becomes {l}",
    "When {c} falls, {o} becomes {l}; when {c} rises, {o} becomes {h}",
    "A double-data-rate output: {o} takes {h} on the rising and {l} on the falling edge of {c}",
    "A double-data-rate output: {o} takes {l} on the falling and {h} on the rising edge of {c}",
)
_DDR_IN = (
    "{i} carries two values per cycle: {h} stores the one at the rising edge of {c}, {l} the one at the falling edge",
    "{i} carries two values per cycle: {l} stores the one at the falling edge of {c}, {h} the one at the rising edge",
    "{h} <= {i} at posedge {c}; {l} <= {i} at negedge {c}",
    "{l} <= {i} at negedge {c}; {h} <= {i} at posedge {c}",
    "As {c} rises, {i} goes to {h}, and as it falls, {i} goes to {l}",
    "As {c} falls, {i} goes to {l}, and as it rises, {i} goes to {h}",
    "A double-data-rate input: {l} samples {i} on negedge {c} and {h} samples it on posedge {c}",
)


@family("both_edges", "flip-flops", 1.3)
def both_edges(d: Draw) -> Design:
    """Two flip-flops on opposite edges: a register that works on both, double-data-rate output, double-data-rate input."""
    clk, reset = d.clock(), d.reset(("none", "async", "async"))
    kind, width = d.one(("both", "out", "in")), d.one((1, 1, 2, 4, 8))
    style = d.style
    if kind == "both":
        ins, outs = [[n] for n in d.names(("d", "q"), ("in", "out"), ("x", "y"))]
        up = down = ins[0]
        main = d.any(*_BOTH, i=up, o=outs[0], c=clk)
    elif kind == "out":
        *ins, up_out = d.names(("a", "b", "q"), ("d_rise", "d_fall", "dout"), ("x", "y", "z"), ("d1", "d2", "out"))
        ins, outs = d.rng.sample(ins, 2), [up_out]
        up, down = ins
        main = d.any(*_DDR_OUT, h=up, l=down, o=up_out, c=clk)
    else:
        first, *outs = d.names(("d", "q1", "q2"), ("in", "out_a", "out_b"), ("x", "y", "z"))
        outs, ins = d.rng.sample(outs, 2), [first]
        up = down = first
        main = d.any(*_DDR_IN, i=first, h=outs[0], l=outs[1], c=clk)
    pos, neg = (d.name("p"), d.name("n")) if kind != "in" else outs
    shown = [Port(name, width) for name in ins]
    d.rng.shuffle(shown)
    inputs = (Port(clk), *reset.ports, *shown)
    ports = (*inputs, *(Port(name, width, output=True, stored=kind == "in") for name in sorted(outs)))
    clear = "0" if width > 1 else "1'b0"
    body = [
        *([style.declare(pos, width), style.declare(neg, width)] if kind != "in" else []),
        *d.clocked(clk, reset, [f"{pos} <= {clear};"], [f"{pos} <= {up};"]),
        *d.clocked(clk, reset, [f"{neg} <= {clear};"], [f"{neg} <= {down};"], "negedge"),
        *([f"assign {outs[0]} = {clk} ? {pos} : {neg};"] if kind != "in" else []),
    ]
    facts = [main, d.tell_reset(reset, setting(d, " and ".join(outs), 0) if kind != "in" else f"clears {outs[0]} and {outs[1]}")]
    if width > 1 and d.chance(0.5):
        facts.append(d.any("All data are {w} bits wide", "Data width: {w} bits", "{i} has {w} bits", i=ins[0], w=width))
    if kind == "both" and d.chance(0.3):
        facts.append(
            d.any(
                "One always block cannot wait for both edges in hardware, so use two flip-flops",
                "FPGAs have no flip-flop with two edges: combine two",
                "Two flip-flops and a multiplexer will do",
            )
        )

    def settle(state: State, v: Mapping[str, int]) -> None:
        if reset.kind != "none" and reset.active(v[reset.name]):
            state.update(pos=0, neg=0)

    def edge_done(state: State, v: Mapping[str, int], rising: bool) -> None:
        state["pos" if rising else "neg"] = v[up] if rising else v[down]

    def outputs(state: State, v: Mapping[str, int]) -> dict[str, int | None]:
        if kind == "in":
            return {outs[0]: state["pos"], outs[1]: state["neg"]}
        return {outs[0]: state["pos"] if v[clk] else state["neg"]}

    def bias(half: int) -> dict[str, int]:
        return {reset.name: reset.level(half < 2 or d.chance(0.08))} if reset.kind != "none" else {}

    rows = half_cycles(d, inputs, clk, {"pos": None, "neg": None}, settle, edge_done, outputs, 40, bias)
    tail = f"; {outs[0]} = {clk} ? {pos} : {neg}." if kind != "in" else "."
    return Design(
        {"both": "a register on both clock edges", "out": "a double-data-rate output", "in": "a double-data-rate input"}[kind],
        ports,
        laid_out(d, facts),
        f"posedge {clk}: {pos} <= {up}; negedge {clk}: {neg} <= {down}; {reset.phrase}{tail}",
        tuple(body),
        rows,
        style,
        ("dual_edge", "ddr_reg"),
        {"kind": kind, "width": width, "reset": reset.phrase, "swapped": outs != sorted(outs)},
    )
