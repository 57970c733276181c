"""Flip-flops with a gate or a choice before them, latches and delays."""

from __future__ import annotations

from collections.abc import Callable

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_registers import (
    ENABLES,
    INS,
    OUTS,
    code_value,
    ordered,
    slots_of,
    told_of,
    value_of,
)

_TWO = (
    "{a} and {b} together decide what {o} does {at}: {ta}. {rs}",
    "Truth table of the flip-flop (clocked {at}, columns {a} {b}):\n{tb}\n{rs}",
    "A one-bit flip-flop {o} on the {ed} edge of {c}. Depending on {a} and {b}: {ta}. {rs}",
    "Reading {a} as the left and {b} as the right bit, the codes mean: {tc}. The action is carried out on {o} {at}. {rs}",
    "{rs} Apart from that, {at}: {ta}. Output is {o}.",
    "My old TTL flip-flop is out of stock, so model it. Pins {a}, {b}, clock {c} ({ed} edge), output {o}. {tc} (order "
    "{a}, {b}). "
    "{rs}",
    "Control bits ({a}, {b}) act on {o} as follows: {tc}. Trigger: {ed} edge of {c}. {rs}",
    "State {o}, inputs {a} and {b}, {ge} {c}.\n{tb}\n(the first column is {a}, the second {b})\n{rs}",
    "Please write me a flip-flop with two control inputs. {ta}. The output is {o} and it reacts {at}. {rs}",
    "Four things can happen to {o} {at}, one for each value of {a} {b}: {tc}. {rs}",
    "{a}{b} (two wires, {a} written first): {tc}. This concerns the flip-flop {o}, which changes {at}. {rs}",
    "The stored bit {o} is updated {at}. The update depends on {b} and {a}: {ta}. {rs}",
)


_JK = (
    "{o} is the output of a JK flip-flop with J = {a} and K = {b}, triggered {at}. {rs}",
    "Use {a} as J and {b} as K of an ordinary JK flip-flop; clock {c} ({ed} edge), output {o}. {rs}",
    "Model a JK flip-flop: {a} alone sets {o}, {b} alone clears it, both toggle it, neither leaves it. Clock: {ge} {c}. {rs}",
    "The next value of {o} is {a} while {o} is 0, and the opposite of {b} while {o} is 1. It changes {at}. {rs}",
)


_ACTS = {
    "hold": ("keep", "hold", "no change", "leave it as it is"), "0": ("clear", "go to 0", "reset to 0"),
    "1": ("set", "go to 1", "become 1"), "toggle": ("toggle", "invert", "flip"),
}  # fmt: skip


@family("told_two_input_flop", "flip-flops", 1.0)
def two_input_flop(d: Draw) -> Design:
    """A flip-flop with two control inputs, each of whose four values holds, clears, sets or toggles it; JK among them."""
    clk, reset, falling = d.clock(), d.reset(("none", "sync", "async", "async")), d.chance(0.35)
    out = d.name("q", "Q", "ff", "state", "bit_q", "y", "led", "mem")
    first, second = d.names(
        ("j", "k"), ("J", "K"), ("s", "r"), ("a", "b"), ("x", "y"), ("m1", "m0"), ("set", "clr"), ("up", "dn")
    )
    acts = ["hold", "0", "1", "toggle"]
    plain_jk = d.chance(0.25)
    if not plain_jk:
        d.rng.shuffle(acts)
        if d.chance(0.3):
            acts[d.one((1, 2, 3))] = d.one(("hold", "0", "1"))
    value = d.one((0, 0, 1)) if reset.kind != "none" else 0
    ports = ordered(d, (Port(clk), *reset.ports, Port(first), Port(second), Port(out, output=True, stored=True)))
    words = {act: d.one(options) for act, options in _ACTS.items()}
    order = list(range(4))
    if d.chance(0.5):
        d.rng.shuffle(order)
    style = d.one(("{a}={x}, {b}={y}: {w}", "{w} if {a} is {x} and {b} is {y}", "with {a} at {x} and {b} at {y} {w}"))
    tells = "; ".join(style.format(a=first, b=second, x=i >> 1, y=i & 1, w=words[acts[i]]) for i in order)
    table = "\n".join(f"{i >> 1} {i & 1} | {words[acts[i]]}" for i in range(4))
    codes = listing([f"{i:02b} {words[acts[i]]}" for i in order])
    slots = slots_of(d, clk, falling, reset, out, str(value))
    pool = _JK if plain_jk and d.chance(0.7) else _TWO
    text = told_of(d, pool, ports, a=first, b=second, o=out, ta=tells, tb=table, tc=codes, **slots)
    edge = "negedge" if falling else "posedge"
    code = {"hold": out, "0": "1'b0", "1": "1'b1", "toggle": f"~{out}"}
    lines = [f"case ({{{first}, {second}}})", *(f"  2'b{i:02b}: {out} <= {code[acts[i]]};" for i in range(4)), "endcase"]
    body = d.clocked(clk, reset, [f"{out} <= 1'b{value};"], lines, edge)

    def update(s: int, v: dict[str, int]) -> int:
        act = acts[2 * v[first] + v[second]]
        return {"hold": s, "0": 0, "1": 1, "toggle": 1 - s}[act]

    rows = clocked(
        d.rng, ports, clk, reset, value, update, lambda s, v: {out: s}, falling=falling,
        unknown=() if reset.kind != "none" else (0, 1),
    )  # fmt: skip
    why = f"{{{first}, {second}}}: " + ", ".join(f"{i:02b} {acts[i]}" for i in range(4)) + f". {edge} {clk}, {reset.phrase}."
    return Design(
        "a flip-flop with two control inputs", ports, text, why, tuple(body), rows, d.style, ("jkff", "two_in_ff", "ctrl_ff"),
        {"acts": acts, "reset": reset.phrase, "falling": falling},
    )  # fmt: skip


_FED = (
    "The D input of a {w} is {n}. Its Q is {o}. It is clocked {at}. {rs}",
    "{at}, {o} becomes {n}. {rs}",
    "Compute {n} and register the result: {o}, {ge} {c}. {rs}",
    "Next value of {o}: {n}. Update: {at}. {rs}",
    "In the schematic you see a {w} clocked by {c} ({ed} edge). Wired to its D pin is {n}; the Q pin leaves the block as {o}. "
    "{rs}",
    "{o} is a {w}. What it stores {at} is {n}(, with {o} meaning the old value where it occurs|). {rs}",
    "{rs} If it is not reset, the {w} {o} takes {n} {at}.",
    "One {w}, some logic in front. Logic: {n}. Storage: {o}, {ed} edge of {c}. {rs}",
    "Q: what does {o} hold after the {ed} edge of {c}? A: {n}, as it was just before the edge. Write this circuit. {rs}",
    "Between clock edges {o} stands still. With the {ed} edge of {c} it changes to {n}. {rs}",
    "Please add a {w} called {o} to my sheet; feed it with {n}, trigger it {at}. {rs}",
    "- storage: {w} {o}\n- clock: {c}, {ed} edge\n- data: {n}\n{rs}",
    "{n}: that is the value that {o} must have after each {ed} edge of {c}. {rs}",
)


_GATES: dict[str, tuple[str, Callable[[int, int], int], bool]] = {
    "AND": ("&", lambda a, b: a & b, False), "OR": ("|", lambda a, b: a | b, False), "XOR": ("^", lambda a, b: a ^ b, False),
    "NAND": ("&", lambda a, b: a & b, True), "NOR": ("|", lambda a, b: a | b, True), "XNOR": ("^", lambda a, b: a ^ b, True),
}  # fmt: skip


@family("told_fed_flop", "flip-flops", 1.2)
def fed_flop(d: Draw) -> Design:
    """A flip-flop behind a gate or a multiplexer, which may see the flip-flop's own output."""
    width = 1 if d.chance(0.65) else d.width(2, 16)
    mask = (1 << width) - 1
    clk, reset, falling = d.clock(), d.reset(("none", "sync", "async")), d.chance(0.25)
    a, b = d.names(("a", "b"), ("x", "y"), ("in1", "in2"), ("d0", "d1"), ("p", "q1"), ("load_data", "other"), ("u", "w"))
    out = d.name("q", "out", "Q", "ff", "z", "state", "result")
    mux = d.chance(0.5)
    says = {
        a: a,
        b: b,
        out: out,
        f"~{out}": d.one((f"the inverse of {out}", f"~{out}", f"NOT {out}")),
        f"~{a}": f"the inverse of {a}",
    }

    def look(term: str, s: int, v: dict[str, int]) -> int:
        plain = term.removeprefix("~")
        value = s if plain == out else v[plain]
        return value ^ mask if term.startswith("~") else value

    inputs = [Port(a, width)]
    function: Callable[[int, dict[str, int]], int]
    if mux:
        pick = d.name("sel", "s", "choose", "load", "m", "src", "pick")
        on, off = d.one(((a, b), (b, a), (a, out), (out, a), (a, f"~{out}"), (f"~{out}", a), (f"~{a}", out)))
        if b in (on, off):
            inputs.append(Port(b, width))
        inputs.append(Port(pick))
        code = f"{pick} ? {on} : {off}"
        noun = d.any(
            "{x} if {p} is 1 and {y} if {p} is 0", "{y} while {p} is 0, otherwise {x}",
            "the output of a 2-to-1 multiplexer ({p} = 0: {y}, {p} = 1: {x})", "{x} when {p} is high, else {y}",
            "whichever {p} selects, {y} for 0 or {x} for 1", x=says[on], y=says[off], p=pick,
        )  # fmt: skip
        function = lambda s, v: look(on if v[pick] else off, s, v)  # noqa: E731
    else:
        kind = d.one(tuple(_GATES))
        symbol, gate, inverted = _GATES[kind]
        left, right = d.one(((a, b), (a, out), (out, a), (a, f"~{out}"), (f"~{a}", out), (f"~{a}", b)))
        if b in (left, right):
            inputs.append(Port(b, width))
        elif "X" in kind and reset.kind == "none":  # of an unknown state the exclusive or is never known
            reset = d.reset(("sync", "async"))
        code = f"{left} {symbol} {right}"
        code = f"~({code})" if inverted else code
        bits = " (bit by bit)" * (width > 1)
        noun = d.any(
            "the {k} of {x} and {y}{t}", "{x} {k} {y}{t}", "the output of a two-input {k} gate with the inputs {x} and {y}{t}",
            "the result of {k}, applied to {y} and {x}{t}", x=says[left], y=says[right], k=kind, t=bits,
        )  # fmt: skip
        function = lambda s, v: gate(look(left, s, v), look(right, s, v)) ^ mask * inverted  # noqa: E731
    d.rng.shuffle(inputs)
    value = d.one((0, 0, mask)) if reset.kind != "none" else 0
    ports = ordered(d, (Port(clk), *reset.ports, *inputs, Port(out, width, output=True, stored=True)))
    what = d.one(("D flip-flop", "flip-flop")) if width == 1 else f"{width}-bit register"
    text = told_of(d, _FED, ports, o=out, n=noun, w=what, **slots_of(d, clk, falling, reset, out, value_of(d, width, value)))
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{out} <= {code_value(d, width, value)};"], [f"{out} <= {code};"], edge)
    rows = clocked(
        d.rng, ports, clk, reset, value, function, lambda s, v: {out: s}, falling=falling,
        unknown=() if reset.kind != "none" else (0, mask),
    )  # fmt: skip
    why = f"{edge} {clk}: {out} <= {code}; {reset.phrase}" + (f" to {value}." if reset.kind != "none" else ".")
    return Design(
        f"a {what} with logic before it", ports, text, why, tuple(body), rows, d.style, ("logic_ff", "fed_flop", "stage"),
        {"code": code, "width": width, "reset": reset.phrase},
    )  # fmt: skip


_LATCH = (
    "{o} follows {i} as long as {g} is {b}. When {g} is {z} it holds what it had. {rs}",
    "A transparent latch: input {i}, output {o}, gate {g}, transparent when {l}. {rs}",
    "No clock here. {g} = {b} opens the latch and {i} runs through to {o}; {g} = {z} freezes {o}. {rs}",
    "Please note that this is level-sensitive on purpose: {o} is {i} while {g} is {l}, else unchanged. {rs}",
    "Like one section of an old octal latch chip. Latch enable {g} ({l} = open). Data {i}, output {o}. {rs}",
    "The bus {i} carries the address only while {g} is {l}. Keep it on {o} for the rest of the time, and show it on "
    "{o} already "
    "while it is there. {rs}",
    "{rs} Otherwise {o} equals {i} for {g} = {b} and remembers its last value for {g} = {z}.",
    "Given {g} = {b}, every change of {i} is seen on {o} right away. Given {g} = {z}, {o} does not move. {rs}",
    "| {g} | {o} |\n| {b} | {i} |\n| {z} | last value |\n{rs}",
    "Freeze {o} whenever {g} is {z}; at all other times let {i} pass. {rs}",
    "Describe a D latch, not a flip-flop. D = {i}, Q = {o}, enable = {g} (active {l}). {rs}",
    "{i} is passed on to {o} while {g} is {b}. The value present when {g} goes to {z} is retained. {rs}",
    "track/hold in digital: {g}={b} track, {g}={z} hold. in: {i}, out: {o}. {rs}",
)


_LATCH_RESET = (
    "(However,|Also,) {r} = {x} makes {o} {v}, whatever {g} is.",
    "{r} (active {y}) overrides the gate and forces {o} to {v}.",
    "While {r} is {x}, {o} is {v}.",
    "{o} is held at {v} by {r} = {x}, with the highest priority.",
)


@family("told_latch", "latches", 1.0)
def told_latch(d: Draw) -> Design:
    """A transparent latch of any width, gated by either level, with or without a clear or preset."""
    width = 1 if d.chance(0.25) else d.width(2, 32)
    mask = (1 << width) - 1
    data, out = d.name(*INS), d.name(*OUTS)
    on = int(d.chance(0.65))
    gate = d.name("g", "le", "en", "gate", "open_l", "ale", "track") if on else d.name("g_n", "le_n", "hold", "freeze", "stop")
    clear, low, value = "", 0, d.one((0, 0, mask))
    if d.chance(0.5):
        low = int(d.chance(0.4))
        clear = d.name("rst_n", "clr_n", "mr_n", "reset_n") if low else d.name("rst", "clr", "reset", "init", "mr", "force_v")
    inputs = [Port(gate), Port(data, width)] + ([Port(clear)] if clear else [])
    d.rng.shuffle(inputs)
    ports = ordered(d, (*inputs, Port(out, width, output=True, stored=True)))
    extra = d.any(
        *_LATCH_RESET, r=clear, x=1 - low, y="low" if low else "high", o=out, v=value_of(d, width, value), g=gate
    ) if clear else ""  # fmt: skip
    text = told_of(d, _LATCH, ports, i=data, o=out, g=gate, b=on, z=1 - on, l="high" if on else "low", rs=extra)
    head = "always_latch" if d.style.modern else "always @(*)"
    test = gate if on else f"!{gate}"
    lines = [f"if ({'!' * low}{clear}) {out} = {code_value(d, width, value)};"] if clear else []
    lines.append(f"{'else ' * bool(clear)}if ({test}) {out} = {data};")
    rows: list[Row] = []
    state: int | None = None
    for step in range(40):
        values = {data: d.rng.getrandbits(width), gate: on if step == 0 or d.chance(0.5) else 1 - on}
        if clear:
            values[clear] = int((d.chance(0.2) and step > 0) != bool(low))
        # What holds must have settled before: the gate changes alone, with the data that were there.
        if rows and values[gate] != rows[-1].inputs[gate]:
            values = {**rows[-1].inputs, gate: values[gate]}
        if clear and values[clear] != low:
            state = value
        elif values[gate] == on:
            state = values[data]
        rows.append(Row(values, {out: state}))
    why = f"Latch: {data} while {gate} = {on}, else keep." + (f" {clear} = {1 - low} first: {value}." if clear else "")
    return Design(
        "a transparent latch", ports, text, why, tuple(d.block(head, lines)), tuple(rows), d.style, ("latch", "hold_latch"),
        {"width": width, "on": on, "clear": bool(clear), "value": value},
    )  # fmt: skip


_DELAY = (
    "{o} is {i} delayed by {n} clock cycles ({ge} {c}). {xe} {rs}",
    "What arrives on {i} has to leave on {o} exactly {n} {ed} edges of {c} later. {xe} {rs}",
    "Chain of {n} registers. {i} enters the first, {o} is the last, all clocked {at}. {xe} {rs}",
    "The data path next door takes {n} cycles, so {i} must be held back equally long before it appears on {o}. Clock {c}, {ed} "
    "edge. {xe} {rs}",
    "A value sampled from {i} {at} reaches {o} at the {n}th such edge, counting the sampling edge as the first. {xe} {rs}",
    "{n}-stage delay line, {w} bit(s) wide: {i} in, {o} out, {ge} {c}. {xe} {rs}",
    "Pass {i} through {n} flip-flop stages in a row and call the output of the final one {o}. They all trigger {at}. {xe} {rs}",
    "{rs} {xe} In normal running each stage hands its value to the next {at}; there are {n} stages, from {i} to {o}.",
    "I'd like z^-{n} in hardware: input {i}, output {o}, clocked {at}. {xe} {rs}",
    "Latency: {n} cycles of {c} ({ed} edge). Input: {i}. Output: {o}. No logic in between. {xe} {rs}",
    "{i} is to be synchronised with {n} flip-flops in series before anyone uses it; the safe copy is {o}. Clock: {c}, "
    "{ed} edge. "
    "{xe} {rs}",
    "Given {i} = some value at one {ed} edge of {c}, when {m} more edges have passed, then {o} shows that value. {xe} {rs}",
)


_STALL = (
    "Data move only at edges with {e} = {b}; otherwise all stages hold.",
    "The data stand still while {e} is {z}.",
    "The chain moves only when {e} is {b}.",
    "{e} (active {l}) enables all stages.",
)


@family("told_delay_chain", "shift registers", 1.0)
def delay_chain(d: Draw) -> Design:
    """A value delayed by some cycles, with or without an enable for all stages."""
    width, stages = d.one((1, 1, 2, 4, 8, 8, 16)), d.one((2, 2, 3, 3, 4, 5))
    clk, reset, falling = d.clock(), d.reset(("none", "sync", "async")), d.chance(0.2)
    source, out = d.name(*INS, "sig", "async_in"), d.name(*OUTS, "delayed", "late", "sync_out")
    on = int(d.chance(0.7))
    enable = (d.name(*ENABLES) if on else d.name("stall", "freeze", "hold", "wait_i", "en_n")) if d.chance(0.5) else ""
    mask = (1 << width) - 1
    ports = ordered(
        d, (Port(clk), *reset.ports, *([Port(enable)] if enable else []), Port(source, width),
            Port(out, width, output=True, stored=True)),
    )  # fmt: skip
    stall = d.any(*_STALL, e=enable, b=on, z=1 - on, l="high" if on else "low") if enable else ""
    target = d.one(("every stage", "each stage", "the whole chain"))
    text = told_of(
        d, _DELAY, ports, i=source, o=out, n=stages, m=stages - 1, w=width, xe=stall,
        **slots_of(d, clk, falling, reset, target, "0"),
    )  # fmt: skip
    text = text.replace("2th", "2nd").replace("3th", "3rd").replace("1 more edges have", "1 more edge has")
    regs = [d.name(f"{d.one(('s', 'r', 'pipe', 'st'))}{i}") for i in range(1, stages)]
    chain = [source, *regs, out]
    moves = [f"{chain[i + 1]} <= {chain[i]};" for i in range(stages)]
    if enable:
        moves = [f"if ({'' if on else '!'}{enable}) begin", *(f"  {line}" for line in moves), "end"]
    span = f" [{width - 1}:0]" if width > 1 else ""
    body = [f"{d.style.net}{span} {', '.join(regs)};"]
    edge = "negedge" if falling else "posedge"
    body += d.clocked(clk, reset, [f"{name} <= 0;" for name in chain[1:]], moves, edge)

    def update(s: tuple[int, ...], v: dict[str, int]) -> tuple[int, ...]:
        return s if enable and v[enable] != on else (v[source], *s[:-1])

    rows = clocked(
        d.rng, ports, clk, reset, (0,) * stages, update, lambda s, v: {out: s[-1]}, falling=falling,
        bias=(lambda r, i: {enable: on if r.random() < 0.75 else 1 - on}) if enable else None,
        unknown=() if reset.kind != "none" else ((0,) * stages, (mask,) * stages),
    )  # fmt: skip
    why = f"{stages} stages: {' -> '.join(chain)}; {edge} {clk}, {reset.phrase}." + (
        f" Move when {enable} = {on}." if enable else ""
    )
    return Design(
        f"a delay of {stages} cycles", ports, text, why, tuple(body), rows, d.style, ("delay", "delay_line", "sync_chain"),
        {"width": width, "stages": stages, "enable": enable, "on": on, "reset": reset.phrase},
    )  # fmt: skip
