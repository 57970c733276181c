"""Flip-flops with every reset, enable and edge; toggle, JK and set-reset ones; with a gate before the flip-flop."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, random_value
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Kind, Reset

KINDS: tuple[Kind, ...] = ("none", "none", "sync", "sync", "async", "async")


@family("dff", "flip-flops", 2.0)
def dff(d: Draw) -> Design:
    """A D flip-flop or register with any reset, reset value, enable and edge."""
    width = 1 if d.chance(0.4) else d.one((2, 4, 8, 8, 16, 32))
    clk, reset = d.clock(), d.reset(KINDS)
    data, out = d.names(("d", "q"), ("in", "out"), ("data_in", "data_out"), ("din", "dout"))
    enable = d.name("en", "enable", "load", "we") if d.chance(0.35) else ""
    falling = d.chance(0.15)
    edge = "negedge" if falling else "posedge"
    value = d.one((0, 0, 0, 1, (1 << width) - 1, random_value(d.rng, width))) & (1 << width) - 1 if reset.kind != "none" else 0
    const = d.style.literal(width, value, None if value else "d") if value or width < 8 or d.chance(0.5) else "0"
    ports = (
        Port(clk),
        *reset.ports,
        *([Port(enable)] if enable else []),
        Port(data, width),
        Port(out, width, output=True, stored=True),
    )
    what = "D flip-flop" if width == 1 else f"{width}-bit register"
    side = "falling (negative) edge" if falling else d.any("rising edge", "positive edge")
    main = d.any(
        "{o} (takes the value of|becomes|is loaded with) {i} at each {e} of {c}{n}.",
        "A {w} triggered by the {e} of {c} stores {i} in {o}{n}.",
        "At the {e} of {c}{n}, {o} <= {i}.",
        o=out,
        i=data,
        e=side,
        c=clk,
        w=what,
        n=f" {d.any('if', 'when')} {enable} is 1" * bool(enable),
    )
    effect = (
        d.any("sets {o} to {v}", "{k} {o}", o=out, v=value, k="clears")
        if value == 0
        else f"sets {out} to {value}"
        if not d.chance(0.3)
        else f"sets {out} to {const}"
    )
    text = f"{main} {d.tell_reset(reset, effect)}".strip()
    if enable and d.chance(0.5):
        text += d.any(" Otherwise {o} (keeps its value|holds|does not change).", o=out)
    step = [f"if ({enable}) {out} <= {data};"] if enable else [f"{out} <= {data};"]
    body = d.clocked(clk, reset, [f"{out} <= {const};"], step, edge)

    def update(state: int, v: dict[str, int]) -> int:
        return v[data] if not enable or v[enable] else state

    mask = (1 << width) - 1
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        value,
        update,
        lambda s, v: {out: s},
        cycles=24,
        falling=falling,
        unknown=() if reset.kind != "none" else (0, mask),
    )
    why = (
        f"{what}, {edge} {clk}, {reset.phrase}"
        + (f" to {value}" if reset.kind != "none" else "")
        + (f", enable {enable}." if enable else ".")
    )
    return Design(
        f"a {what}",
        ports,
        text,
        why,
        tuple(body),
        rows,
        d.style,
        ("dff", "register", "d_ff"),
        {"width": width, "reset": reset.phrase, "value": value, "enable": bool(enable), "falling": falling},
        wave=f"{out} changes only at the {edge} of {clk} and takes {data}."
        if width == 1 and not enable and reset.kind == "none"
        else "",
    )


@family("toggle_flop", "flip-flops")
def toggle_flop(d: Draw) -> Design:
    """T and JK flip-flops, set-reset flip-flops on a clock."""
    kind = d.one(("T", "JK", "SR"))
    clk, reset = d.clock(), d.reset(("sync", "async"))
    out = d.name("q", "out")
    style = d.style
    if kind == "T":
        ins = [d.name("t", "toggle")]
        text = d.any(
            "A T flip-flop: at each rising edge of {c}, {o} is inverted if {t} is 1, and kept if it is 0.",
            "{o} toggles on the positive edge of {c} whenever {t} is 1.",
            c=clk,
            o=out,
            t=ins[0],
        )
        step, why = [f"if ({ins[0]}) {out} <= ~{out};"], f"Toggle when {ins[0]}: q <= ~q."
    elif kind == "JK":
        ins = [d.name("j"), d.name("k")]
        text = d.any(
            "A JK flip-flop: j=0 k=0 keeps {o}, j=0 k=1 clears it, j=1 k=0 sets it, j=1 k=1 inverts it, at the rising "
            "edge of {c}.",
            "Implement a JK flip-flop with output {o}, clocked by {c} (rising edge).",
            c=clk,
            o=out,
        )
        if d.chance(0.5):
            step = [
                f"case ({{{ins[0]}, {ins[1]}}})",
                f"  2'b00: {out} <= {out};",
                f"  2'b01: {out} <= 1'b0;",
                f"  2'b10: {out} <= 1'b1;",
                f"  default: {out} <= ~{out};",
                "endcase",
            ]
        else:
            step = [f"{out} <= ({ins[0]} & ~{out}) | (~{ins[1]} & {out});"]
        why = "JK: next q = j & ~q | ~k & q."
    else:
        ins = [d.name("s", "set"), d.name("r", "clr_in")]
        wins = d.chance(0.5)
        text = d.any(
            "At the rising edge of {c}, {s} sets {o} to 1 and {r} clears it to 0; {w} wins when both are 1. With neither, "
            "{o} keeps its value.",
            c=clk,
            o=out,
            s=ins[0],
            r=ins[1],
            w=ins[0] if wins else ins[1],
        )
        first, second = ((ins[0], 1), (ins[1], 0)) if wins else ((ins[1], 0), (ins[0], 1))
        step = [f"if ({first[0]}) {out} <= 1'b{first[1]};", f"else if ({second[0]}) {out} <= 1'b{second[1]};"]
        why = f"{first[0]} first, then {second[0]}."
    ports = (Port(clk), *reset.ports, *(Port(n) for n in ins), Port(out, output=True, stored=True))

    def update(s: int, v: dict[str, int]) -> int:
        if kind == "T":
            return s ^ v[ins[0]]
        if kind == "JK":
            return [[s, 0], [1, 1 - s]][v[ins[0]]][v[ins[1]]]
        a, b = v[ins[0]], v[ins[1]]
        return (1 if wins else 0) if a and b else 1 if a else 0 if b else s

    rows = clocked(d.rng, ports, clk, reset, 0, update, lambda s, v: {out: s}, cycles=30)
    return Design(
        f"a {kind} flip-flop",
        ports,
        f"{text} {d.tell_reset(reset, f'clears {out}')}",
        f"{why} Reset: {reset.phrase}.",
        tuple(d.clocked(clk, reset, [f"{out} <= 1'b0;"], step)),
        rows,
        style,
        (f"{kind.lower()}_ff",),
        {"kind": kind, "reset": reset.phrase},
    )


@family("gated_flop", "flip-flops")
def gated_flop(d: Draw) -> Design:
    """A flip-flop with a gate or a multiplexer in front of it, often fed back."""
    clk = d.clock()
    out = d.name("q", "out")
    kind = d.one(("xor_back", "gate", "mux", "mux_back", "gates_out"))
    a, b, c = d.names(("a", "b", "c"), ("x", "y", "z"), ("in1", "in2", "sel"))
    reset: Reset = d.reset(("none", "none", "sync")) if kind != "xor_back" else d.reset(("sync", "async"))
    logic = d.one((("&", "AND"), ("|", "OR"), ("^", "XOR")))
    functions: dict[str, Callable[[int, int], int]] = {"&": lambda p, q: p & q, "|": lambda p, q: p | q, "^": lambda p, q: p ^ q}
    f = functions[logic[0]]
    ins, code, told, fun = {
        "xor_back": ([a], f"{a} ^ {out}", f"the XOR of {a} and {out} itself", lambda s, v: v[a] ^ s),
        "gate": ([a, b], f"{a} {logic[0]} {b}", f"the {logic[1]} of {a} and {b}", lambda s, v: f(v[a], v[b])),
        "mux": ([a, b, c], f"{c} ? {b} : {a}", f"{b} if {c} is 1 and else {a}", lambda s, v: v[b] if v[c] else v[a]),
        "mux_back": ([a, c], f"{c} ? {a} : {out}", f"{a} if {c} is 1 and else its old value", lambda s, v: v[a] if v[c] else s),
        "gates_out": (
            [a, b],
            f"~({a} {logic[0]} {b})",
            f"the inverted {logic[1]} of {a} and {b}",
            lambda s, v: 1 - f(v[a], v[b]),
        ),
    }[kind]
    ports = (Port(clk), *reset.ports, *(Port(n) for n in ins), Port(out, output=True, stored=True))
    text = (
        d.any(
            "{o} is the output of a D flip-flop, clocked by the rising edge of {c}, whose input is {t}.",
            "On every rising edge of {c}, {o} becomes {t}.",
            "A positive-edge flip-flop stores {t}; its output is {o} (clock {c}).",
            o=out,
            c=clk,
            t=told,
        )
        + " "
        + d.tell_reset(reset, f"clears {out}")
    )
    rows = clocked(
        d.rng, ports, clk, reset, 0, fun, lambda s, v: {out: s}, cycles=24, unknown=(0, 1) if reset.kind == "none" else ()
    )
    return Design(
        "a flip-flop with a gate before it",
        ports,
        text.strip(),
        f"D input: {code}; posedge {clk}; {reset.phrase}.",
        tuple(d.clocked(clk, reset, [f"{out} <= 1'b0;"], [f"{out} <= {code};"])),
        rows,
        d.style,
        ("gated_ff",),
        {"kind": kind, "logic": logic[1], "reset": reset.phrase},
        wave=f"{out} changes at the rising edge; it becomes {told}." if reset.kind == "none" else "",
    )
