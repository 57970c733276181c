"""Waveforms as columns of numbers."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design, Row
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.voices.everyday_tables import RESULTS, function_of, grid, inputs_of, placed, table_design

_COMB_WAVES = (
    "This is a combinational circuit. (Read|Find|Work out) its function from the (simulation|waveform|trace):\n{t}",
    "The simulator printed the following for a circuit without any storage ({l} in, {o} out). Write the circuit.\n{t}",
    "I lost the source of a small combinational block but still have its log. Can you rebuild it?\n{t}",
    "{t}\n\nFrom this recording determine {o} as a function of {l}. There is no memory inside.",
    "A logic analyzer was clipped to {l} and {o} of an unmarked gate array (purely combinational). It showed:\n{t}\nMake a "
    "module that does the same.",
    "Exam question: the timing diagram of a combinational network is given as a list of samples. Every input "
    "combination occurs at "
    "least once. State the Verilog code for {o}.\n{t}",
    "{o} changes with {l} right away, as these samples show. All combinations are covered.\n{t}\nImplement.",
    "Reverse engineering job: {l} were stepped by hand, {o} was noted. No clock is involved.\n{t}",
    "Reproduce {o}, given this stimulus and response:\n{t}\nThe same inputs always gave the same output.",
    "given these input/output samples of a stateless block, write it (inputs {l}, output {o})\n{t}",
    "The old chip's behaviour was captured during the acceptance test. The chip has gates only. Replace it.\n{t}",
    "Samples over time; {o} responds to {l} without delay, and nothing is remembered from one line to the next.\n{t}",
    "What gate or gates produce these values on {o}? Write them.\n{t}\n(Combinational, inputs {l}.)",
)


def _trace(d: Draw, names: Sequence[str], outs: Sequence[str], samples: Sequence[tuple[Sequence[str], Sequence[str]]]) -> str:
    """Samples over time in one of many layouts."""
    step, start = d.one((1, 5, 5, 10, 10, 20, 25, 100)), d.one((0, 0, 0, 5, 10))
    unit = d.one(("ns", "ns", "ps", "us", ""))
    times = [start + step * i for i in range(len(samples))]
    cells = [[*ins, *results] for ins, results in samples]
    head = [*names, *outs]
    layout = d.one(("columns", "columns", "columns", "monitor", "csv", "pipe", "signals", "events", "untimed"))
    if layout == "monitor":
        mark, at = d.one(("=", "=", ": ")), d.one(("t={0}", "@{0}", "#{0}", "{0}:", "[{0}]", "time {0}"))
        return "\n".join(f"{at.format(t)} {' '.join(f'{n}{mark}{x}' for n, x in zip(head, row, strict=True))}"
                         for t, row in zip(times, cells, strict=True))  # fmt: skip
    if layout == "signals" and len(samples) <= 20 and all(len(x) == 1 for row in cells for x in row):
        gap = d.one(("", " "))
        size = max(map(len, head))
        return "\n".join(f"{n.ljust(size)} | {gap.join(row[i] for row in cells)}" for i, n in enumerate(head))
    if layout == "events":
        arrow = d.one((" -> ", " => ", " gives ", " | "))
        k = len(names)
        return "\n".join(
            f"{t}{unit} {', '.join(f'{n}={x}' for n, x in zip(names, row[:k], strict=True))}{arrow}"
            f"{', '.join(f'{n}={x}' for n, x in zip(outs, row[k:], strict=True))}"
            for t, row in zip(times, cells, strict=True))  # fmt: skip
    if layout == "untimed":
        return grid(d, head, cells, len(names), ("pipe", "space", "csv", "markdown"))
    label = d.one(("time", "t", "Time")) + (f" ({unit})" if unit and d.chance(0.3) else "")
    unit = "" if "(" in label else unit
    table = [[label, *head], *([f"{t}{unit}", *row] for t, row in zip(times, cells, strict=True))]
    if layout == "csv":
        return "\n".join(",".join(row) for row in table)
    sizes = [max(len(row[i]) for row in table) for i in range(len(head) + 1)]
    gap = " | " if layout == "pipe" else d.one(("  ", " ", "    "))
    return "\n".join(gap.join(x.ljust(n) for x, n in zip(row, sizes, strict=True)).rstrip() for row in table)


@family("sheet_gate_trace", "truth tables", 1.1)
def sheet_gate_trace(d: Draw) -> Design:
    """Sampled waveform of a combinational circuit in which every input combination occurs."""
    bits = d.one((2, 2, 3, 3, 3, 4))
    names, inputs = inputs_of(d, bits, 0)
    out = d.name(*RESULTS)
    ones, free = function_of(d, bits)
    size = 1 << bits
    plan = list(range(size)) if d.chance(0.5) else d.rng.sample(range(size), size)
    if bits < 4:
        for _ in range(d.number(0, 3)):
            plan.insert(d.number(0, len(plan)), d.number(0, size - 1))
        plan = [0] * d.one((0, 0, 1, 2)) + plan
    samples = [(f"{v:0{bits}b}", str(int(v in ones))) for v in plan]
    text = d.any(*_COMB_WAVES, t=_trace(d, names, [out], samples), l=listing(names), o=out)
    order = list(dict.fromkeys(plan))
    return table_design(d, "a combinational circuit", names, inputs, out, ones, free, text, order, kind="trace")


_CLOCKED_WAVES = (
    "{h}\nThis is what the simulation shows:\n{t}",
    "{t}\n\n{h}",
    "A clocked circuit was recorded ({l}). {h} The recording:\n{t}\nWrite the module.",
    "(Read|Work out) the circuit from this waveform. (Hint|A hint): {h}\n{t}",
    "The waveform below was captured on a working board, and I'd like the RTL behind it. What I know for sure: {h}\n{t}",
    "Sequential circuit, to be identified.\n{t}\nNote from the designer: {h}",
    "Question 7. The samples belong to a sequential circuit with the ports {l}. {h} Give its description.\n{t}",
    "i got this trace from a colleague who left.\n{t}\nhe said: {h}",
    "Match this trace:\n{t}\nSummary of the behaviour in words: {h}",
    "{h} To be sure that we mean the same, here are some samples:\n{t}",
    "Log of a regression run ({l}):\n{t}\n{h} x means not yet known.",
    "Replace an obsolete part. {h} Its timing, sampled twice per clock period:\n{t}",
    "Given the samples\n{t}\nit was concluded that the following is true. {h} Implement that.",
)


def _pick(d: Draw, *options: str) -> str:
    return d.one(options)


def _seen(row: Row, ports: Sequence[Port], out: str) -> str:
    """An output as a trace shows it: x where it is not wholly known."""
    port = next(port for port in ports if port.name == out)
    return str(row.outputs[out]) if row.care_of(port) == port.mask else "x"


@family("sheet_clock_trace", "flip-flops", 1.2)
def sheet_clock_trace(d: Draw) -> Design:
    """Samples of a simple clocked circuit, with a hint in words that leaves nothing open."""
    kind = d.one(("dff", "enabled", "toggle", "counter", "counter", "xor", "latch", "sample"))
    clk = d.clock() if kind != "latch" else d.name("g", "gate", "le", "ena", "clock", "load", "en")
    falling, on, low = d.chance(0.3), int(d.chance(0.6)), d.chance(0.3)
    data, out = d.name("d", "a", "in", "x", "din", "s"), d.name("q", "out", "y", "state", "z", "o")
    edge, verb = ("falling", "falls") if falling else ("rising", "rises")
    top, load = d.number(3, 12), 0
    width = top.bit_length() if kind == "counter" else 1
    aux = d.name("en", "ce", "hold", "w", "m", "b")
    steps: tuple[str, ...]
    if kind == "dff":
        hint = _pick(d, "{o} takes the value of {a} at each {e} edge of {c}.", "It is a flip-flop for {a}, clocked when {c} {v}.",
                     "Only when {c} {v} does {o} change, and then it copies {a}.",
                     "{o} is {a} as it was at the last {e} edge of {c}.")  # fmt: skip
        steps, why = (f"{out} <= {data};",), f"{out} <= {data}"
    elif kind == "sample":
        hint = _pick(
            d,
            "{o} shows the inverse of {a} as of the last {e} edge of {c}.",
            "At the {e} {c} edge, {o} becomes not {a}.",
            "When {c} {v}, {o} stores the complement of {a}; at other times it does not move.",
        )
        steps, why = (f"{out} <= ~{data};",), f"{out} <= ~{data}"
    elif kind == "enabled":
        hint = _pick(d, "{o} copies {a} on the {e} edge of {c}, but only if {b} is {n}; otherwise it keeps its value.",
                     "{b} = {z} freezes {o}; with {b} = {n} it takes {a} when {c} {v}.",
                     "Flip-flop on the {e} {c} edge, enabled by {b} = {n}, data {a}.")  # fmt: skip
        test = aux if on else f"!{aux}"
        steps, why = (f"if ({test}) {out} <= {data};",), f"if {aux} is {on}, {out} <= {data}"
    elif kind == "toggle":
        hint = _pick(
            d,
            "When {c} {v}: {a} = {n} clears {o}, otherwise {o} flips.",
            "On the {e} edge of {c}, {o} inverts itself, except that {a} = {n} forces it to 0 (also on that edge).",
            "{o} divides {c} by two, changing on its {e} edge; {a} at {n} on that edge makes {o} 0 instead.",
        )
        test = data if on else f"!{data}"
        steps, why = (f"{out} <= {test} ? 1'b0 : ~{out};",), f"0 if {data} is {on}, else ~{out}"
    elif kind == "xor":
        hint = _pick(
            d,
            "On the {e} edge of {c}, {o} is cleared if {b} is {n}; if not, it flips when {a} is 1 and stays when {a} is 0.",
            "T flip-flop with the T input {a}, edge of {c}: {e}. {b} = {n} resets it at that edge.",
            "When {c} {v}, {o} becomes {o} XOR {a}, or 0 if {b} is {n}.",
        )
        test = aux if on else f"!{aux}"
        steps, why = (f"if ({test}) {out} <= 1'b0;", f"else {out} <= {out} ^ {data};"), f"0 if {aux} is {on}, else {out} ^ {data}"
    elif kind == "counter":
        load = d.one((0, 0, d.number(0, top)))
        hint = _pick(
            d,
            "At the {e} edge of {c}: if {a} is {n}, {o} becomes {k}; else it counts up, and after {m} comes 0.",
            "{o} counts 0 to {m} over and over, one step when {c} {v}. {a} = {n} on that edge puts it to {k} instead.",
            "Counter, {e} edge of {c}, last value {m}, then 0. Synchronous load of {k} while {a} is {n}.",
            "{a} = {n} forces {o} to {k} (on the {e} {c} edge, like everything here); {a} = {z} lets it count up, modulo {p}.",
        )  # fmt: skip
        test = data if on else f"!{data}"
        lit = [d.style.literal(width, v, "d") for v in (load, top, 0)]
        wrap = f"{out} + 1'b1" if top + 1 == 1 << width else f"({out} == {lit[1]}) ? {lit[2]} : {out} + 1'b1"
        steps, why = (
            (f"if ({test}) {out} <= {lit[0]};", f"else {out} <= {wrap};"),
            f"{load} if {data} is {on}, else count 0..{top}",
        )
    else:
        hint = _pick(d, "While {c} is {l}, {o} follows {a}; while {c} is {u}, {o} holds. No edges are involved.",
                     "It's a transparent latch: open at {c} = {l}, shut at {c} = {u}, data {a}.",
                     "{o} tracks {a} all the time that {c} is {l} and freezes at the last value when {c} turns {u}.")  # fmt: skip
        steps, why = (), ""
    hint = d.say(hint, o=out, a=data, b=aux, c=clk, e=edge, v=verb, n=on, z=1 - on, k=load, m=top, p=top + 1,
                 l=int(not low), u=int(low))  # fmt: skip
    extra = [Port(aux)] if kind in ("enabled", "xor") else []
    inputs = [Port(data), *extra]
    d.rng.shuffle(inputs)
    ports = placed(d, [Port(clk), *inputs], [Port(out, width, output=True, stored=True)])

    def update(state: int, v: dict[str, int]) -> int:
        if kind in ("dff", "sample"):
            return v[data] ^ int(kind == "sample")
        if kind == "enabled":
            return v[data] if v[aux] == on else state
        if kind == "toggle":
            return 0 if v[data] == on else 1 - state
        if kind == "xor":
            return 0 if v[aux] == on else state ^ v[data]
        return load if v[data] == on else 0 if state >= top else state + 1

    def bias(rng: object, cycle: int) -> dict[str, int]:
        if kind in ("toggle", "counter"):
            return {data: on if cycle < 2 or cycle % 17 == 9 else 1 - on}
        return {aux: on} if kind in ("enabled", "xor") and cycle < 2 else {}

    if kind == "latch":
        rows, shown = [], None
        gates = [0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0]
        for gate in [*gates, *(d.number(0, 1) for _ in range(30))]:
            v = {clk: gate ^ int(low), data: d.number(0, 1)}
            shown = v[data] if gate else shown
            rows.append(Row(v, {out: shown}))
        head = "always_latch" if d.style.modern else "always @(*)"
        body = d.block(head, [f"if ({'!' * low}{clk}) {out} = {data};"])
        why = f"Latch: {out} = {data} while {clk} is {int(not low)}, else kept."
        told = rows[:16]
    else:
        states = range(min(1 << width, top + 1) if kind == "counter" else 2)
        rows = list(clocked(d.rng, ports, clk, Reset(), 0, update, lambda s, v: {out: s}, bias=bias, falling=falling,
                            unknown=tuple(states)))  # fmt: skip
        body = (
            d.clocked(clk, Reset(), (), steps, "negedge" if falling else "posedge")
            if len(steps) == 1
            else [f"{d.style.edge(('negedge ' if falling else 'posedge ') + clk)} begin", *(f"  {s}" for s in steps), "end"]
        )
        why = f"On the {edge} edge of {clk}: {why}."
        told = rows[: 14 if kind != "counter" else 16]
    order = [port.name for port in ports if not port.output]
    samples = [([str(row.inputs[n]) for n in order], [_seen(row, ports, out)]) for row in told]
    text = d.any(*_CLOCKED_WAVES, h=hint, t=_trace(d, order, [out], samples), l=listing([*order, out]))
    return Design(
        "a small sequential circuit" if kind != "latch" else "a circuit with memory", ports, text, why, tuple(body), tuple(rows),
        d.style, ("recorded", "seq_circuit", "unknown_part"), {"kind": kind, "top": top, "on": on, "falling": falling},
    )  # fmt: skip
