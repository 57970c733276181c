"""Shift registers, delays, edge catchers for each bit and pipelines of two."""

from __future__ import annotations

from itertools import pairwise

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.store_shared import (
    DATA,
    ENABLES,
    HOLDS,
    OUTPUTS,
    bits,
    clocking,
    constant,
    finished,
    kept,
    leaning,
    shuffled,
    told,
)

_SHIFT = (
    "{w}-bit shift register. {dr} The new bit is {i}, one step {at}. {so} {es} {rs}",
    "{at}, all bits move by one place. {dr} {i} comes in. {es} {so} {rs}",
    "{so} {dr} Serial input {i}, clock {c}, {ed} edge. {es} {rs}",
    "A shift register is a row of {w} flip-flops, each fed by "
    "its neighbour; the first "
    "one is fed by {i}. {dr} {ex} {es} {so} Clock: {ge} {c}. {rs}",
    "- length {w}, serial input {i}\n- {dr}\n- {ge} {c}\n- {so}\n- {es}\n- {rs}",
    "{ex} So much for the direction. {dr} {i} is sampled {at}. {so} {es} {rs}",
    "{rs} {es} When it shifts, {at}: {dr} Input: {i}. {so}",
    "bits arrive on {i}, one {at}, and i want them in a row of {w}. {dr} {so} {es} {rs}",
    "Serial data {i} into {w} stages. {es} {dr} {so} Edge: {ed}, of {c}. {rs}",
    "Which way does it shift? {dr} What comes in? {i}. When? {at}. {es} {so} {rs}",
    "Lab: build a {w}-stage shift register for {i}.\nDirection: {dr}\nClock: {c}, {ed} edge.\nOutput: {so}\n{es}\n{rs}",
    "{es} {at}, {i} is shifted in. {dr} {so} {rs}",
    "Take {w} D flip-flops on one clock ({c}, {ed} edge) and connect them in a chain, {i} first. {dr} {so} {rs} {es}",
)
_RUN = ("It shifts only while {e} is {b}.", "While {e} is {z} nothing is shifted.", "{e} = {b} lets it shift, {e} = {z} stops "
"it.",
        "An edge with {e} at {z} leaves every bit where it is.", "Shifting needs {e} to be {b}, otherwise the bits stay.",
        "No shifting with {e} = {z}, though: then all bits are kept.")  # fmt: skip


@family("store_shift_direction", "shift registers", 1.0)
def shift_direction(d: Draw) -> Design:
    """A shift register in either direction, with all its bits or its last bit as output, with or without an enable."""
    width = d.one((3, 4, 4, 8, 8, d.number(3, 7), 16))
    mask = (1 << width) - 1
    k = clocking(d, width, zero=0.8)
    source, up, word = d.name("si", "in", "x", "ser", "sin", "bit_in", "d", "a"), d.chance(0.5), d.chance(0.6)
    out = d.name(*OUTPUTS, "sr") if word else d.name("so", "q", "out", "last", "sout", "y", "tail")
    on = int(d.chance(0.65))
    enable = d.name(*(ENABLES if on or d.chance(0.3) else HOLDS)) if d.chance(0.5) else ""
    ports = shuffled(
        d, [*k.ports, Port(source), *([Port(enable)] if enable else []), Port(out, width if word else 1, True, stored=word)]
    )
    reg = out if word else d.name("sr", "stages", "chain", "r", "shreg")
    top = width - 1
    first, last = (0, top) if up else (top, 0)
    direction = d.any(
        "The bits move towards (higher|greater) numbers: bit 0 goes to bit 1 and so on." if up else
        "The bits move towards (lower|smaller) numbers: bit {h} goes to bit {g} and so on.",
        "It shifts to the {way}, so the newest bit is bit {f} and bit {z} drops out.", "Bit {f} is the entrance, bit {z} is "
        "the exit.",
        "The newest bit stands at bit {f}, the oldest at bit {z}.", "New bits come in at the {lm} significant end, old ones "
        "leave at the {om}.",
        "It shifts {way} (in at bit {f}, out at bit {z}).", h=top, g=top - 1, way="left" if up else "right", f=first, z=last,
        lm="least" if up else "most", om="most" if up else "least",
    )  # fmt: skip

    def shift(s: int, bit: int) -> int:
        return ((s << 1) | bit) & mask if up else (s >> 1) | (bit << top)

    was, bit = d.rng.getrandbits(width), d.number(0, 1)
    example = d.any("From {p}, an incoming {b} makes {n}.", "E. g. {p} with a {b} coming in turns into {n}.",
    "{p}, then {b} arrives: {n}.",
                    p=bits(was, width), b=bit, n=bits(shift(was, bit), width))  # fmt: skip
    shown = d.any(
        "{o} shows all the bits.", "All stages together are {o}.", "{o} is the whole register.", o=out
    ) if word else d.any("Only the oldest bit of the {w} is visible, on {o}.", "{o} is the bit in the last of {w} stages.",
    "{o} shows the last of {w} stages (bit {z}).",
                         "The last of {w} flip-flops drives {o}, the others stay inside.", o=out, z=last, w=width)  # fmt: skip
    run = d.any(*_RUN, e=enable, b=on, z=1 - on) if enable else ""
    inner = k.slots(d, "each stage" if k.value == 0 else "the register", enable)
    text = told(d, _SHIFT, ports, **inner, w=width, i=source, dr=direction, so=shown, es=run, ex=example)
    moved = f"{{{reg}[{top - 1}:0], {source}}}" if up else f"{{{source}, {reg}[{top}:1]}}"
    test = f"{'' if on else '!'}{enable}"
    body = [] if word else [d.style.declare(reg, width)]
    body += k.code(
        d, [f"{reg} <= {constant(d, width, k.value)};"], [f"if ({test}) {reg} <= {moved};" if enable else f"{reg} <= {moved};"]
    )
    body += [] if word else [f"assign {out} = {reg}[{last}];"]
    rows = kept(
        d, ports, k, k.value, lambda s, v: s if enable and v[enable] != on else shift(s, v[source]),
        lambda s, v: {out: s if word else s >> last & 1}, unknown=(0, mask),
        bias=leaning({enable: 0.75 if on else 0.25}) if enable else None, cycles=40 + 2 * width,
    )  # fmt: skip
    why = f"{k.why(reg)}\n{source} enters at bit {first}, bit {last} leaves ({'left' if up else 'right'})"
    why += f"; only if {enable}={on}, else keep." if enable else "."
    return finished(
        d, f"a {width}-bit shift register", ports, text, why, body, rows, ("shift_reg", "sreg", "ser_chain"),
        {"width": width, "up": up, "word": word, "enable": bool(enable), "on": on, "reset": k.reset.phrase},
    )  # fmt: skip


_LOAD_SHIFT = (
    "{o} is a shift register that can be loaded. {lo} {sh} {pr} Clock: {c}, {ed} edge. {rs}",
    "{at}: {sh} {lo} {pr} The register is {o}. {rs}",
    "{pr} {lo} {sh} All of it concerns {o} and happens {at}. {rs}",
    "Parallel in, shift afterwards: {lo} {sh} {ex} {pr} {o} changes {at}. {rs}",
    "- register {o}, {ge} {c}\n- {lo}\n- {sh}\n- {pr}\n- {rs}",
    "- {sh}\n- {lo}\n- {pr}\n- trigger: {ed} edge of {c}\n- output: {o}\n- {rs}",
    "{ex} {lo} {sh} {pr} The register {o} is clocked {at}. {rs}",
    "{rs} Otherwise, {at}: {lo} {sh} {pr} (Register: {o}.)",
    "my shifter {o} has two jobs. {sh} {lo} {pr} it's clocked {at}. {rs}",
    "What goes into {o} {at}? {lo} {sh} {pr} {rs}",
    "First the shifting: {sh} Then the loading: {lo} And together: {pr} {o} is updated {at}. {rs}",
    "A register with a load port is filled in one step and then emptied bit by bit. {lo} {sh} {pr} {o}, {ge} {c}. {rs}",
    "Module with output {o} and clock {c} ({ed} edge). {pr} {sh} {lo} {rs}",
)


@family("store_load_or_shift", "shift registers", 1.0)
def load_or_shift(d: Draw) -> Design:
    """A register that is loaded or shifted, with the priority, the direction and what comes in drawn."""
    width = d.one((4, 4, 8, 8, d.number(3, 7)))
    mask, top = (1 << width) - 1, width - 1
    k = clocking(d, width, zero=0.85)
    data, out = d.name("d", "data", "p", "par", "word", "din", "a"), d.name(*OUTPUTS, "sr")
    load, shift = d.names(
        ("load", "shift"), ("ld", "sh"), ("l", "s"), ("put", "move"), ("wr", "en"), ("x", "y"), ("fill", "step")
    )
    levels = {load: int(d.chance(0.7)), shift: int(d.chance(0.7))}
    left, entry = d.chance(0.5), d.one(("0", "serial", "serial", "rotate", "keep", "1"))
    if entry == "keep" and left:
        entry = "rotate"
    serial = d.name("si", "ser", "bit_in", "fill_bit", "b", "sin") if entry == "serial" else ""
    mode = d.one(("load", "load", "shift", "always", "always"))
    pins = [load] if mode == "always" else [load, shift]
    ports = shuffled(
        d,
        [*k.ports, *map(Port, pins), *([Port(serial)] if serial else []), Port(data, width), Port(out, width, True, stored=True)],
    )
    way, gap, far = ("left", 0, top) if left else ("right", top, 0)
    enters = {
        "0": "a 0",
        "1": "a 1",
        "serial": serial,
        "rotate": f"the bit that leaves at bit {far}",
        "keep": "a copy of the old top bit",
    }[entry]
    direction = d.any("one place to the {w}, and {x} enters at bit {g}", "by one to the {w} ({x} goes into bit {g})",
                      "{w} by one bit, bit {g} being filled with {x}", w=way, x=enters, g=gap)  # fmt: skip
    told_load = d.any("{l} = {b} loads {i}.", "{i} is loaded when {l} is {y}.", "With {l} at {b} it takes {i}.",
                      l=load, b=levels[load], y="high" if levels[load] else "low", i=data)  # fmt: skip
    if mode == "always":
        told_shift = d.any("With {l} = {z} it shifts {r}.", "When nothing is loaded, it shifts {r}.",
                           "Every edge with {l} at {z} moves it {r}.", l=load, z=1 - levels[load], r=direction)  # fmt: skip
        rank = d.one(("It never stands still.", "There is no hold.", ""))
    else:
        told_shift = d.any("{s} = {b} shifts {r}.", "When {s} is {y}, it moves {r}.", "With {s} at {b} its bits go {r}.",
                           s=shift, b=levels[shift], y="high" if levels[shift] else "low", r=direction)  # fmt: skip
        strong, weak = (load, shift) if mode == "load" else (shift, load)
        rank = d.any("{a} beats {b}; with neither it holds.", "If both are active, {a} wins; if none is, nothing changes.",
                     "{b} counts only if {a} is inactive. Without both it keeps its value.", "{a} has priority over {b}, and "
                     "idle means hold.", a=strong, b=weak)  # fmt: skip

    def moved(s: int, v: dict[str, int]) -> int:
        bit = {"0": 0, "1": 1, "serial": v.get(serial, 0), "rotate": s >> far & 1, "keep": s >> top & 1}[entry]
        return ((s << 1) & mask) | bit if left else (s >> 1) | (bit << top)

    def step(s: int, v: dict[str, int]) -> int:
        loads, shifts = v[load] == levels[load], mode == "always" or v[shift] == levels[shift]
        if loads and not (shifts and mode == "shift"):
            return v[data]
        return moved(s, v) if shifts else s

    was, bit = d.rng.getrandbits(width), d.number(0, 1)
    example = f"Shifting turns {bits(was, width)} into {bits(moved(was, {serial: bit}), width)}"
    example += f" if {serial} is {bit}." if serial else "."
    text = told(d, _LOAD_SHIFT, ports, **k.slots(d, out, listing(pins)), o=out, lo=told_load, sh=told_shift, pr=rank, ex=example)
    bit_code = {"0": "1'b0", "1": "1'b1", "serial": serial, "rotate": f"{out}[{far}]", "keep": f"{out}[{top}]"}[entry]
    new = f"{{{out}[{top - 1}:0], {bit_code}}}" if left else f"{{{bit_code}, {out}[{top}:1]}}"
    test = {name: f"{'' if level else '!'}{name}" for name, level in levels.items()}
    does = {load: f"{out} <= {data};", shift: f"{out} <= {new};"}
    if mode == "always":
        lines = [f"if ({test[load]}) {does[load]}", f"else {does[shift]}"]
        rule = f"{load}={levels[load]} -> {data}; else shift {way}, {bit_code} in."
    else:
        lines = [f"if ({test[strong]}) {does[strong]}", f"else if ({test[weak]}) {does[weak]}"]
        ruled = {load: f"{load}={levels[load]} -> {data}", shift: f"{shift}={levels[shift]} -> shift {way}, {bit_code} in"}
        rule = f"First {ruled[strong]}; else {ruled[weak]}; else keep."
    lean = leaning({p: (0.3 if p == load else 0.6) if levels[p] else (0.7 if p == load else 0.4) for p in pins})
    start = {p: levels[p] if p == load else 1 - levels[p] for p in pins}
    rows = kept(
        d,
        ports,
        k,
        k.value,
        step,
        lambda s, v: {out: s},
        unknown=(0, mask),
        bias=lambda r, n: start if n < 3 else lean(r, n),
        cycles=56,
    )
    return finished(
        d, "a shift register with parallel load", ports, text, f"{k.why(out)}\n{rule}",
        k.code(d, [f"{out} <= {constant(d, width, k.value)};"], lines), rows, ("load_shift", "piso_reg", "shifter"),
        {"width": width, "left": left, "entry": entry, "mode": mode, "levels": list(levels.values()), "reset": k.reset.phrase},
    )  # fmt: skip


_DELAY = (
    "{dl} Clock: {c}, {ed} edge. {es} {rs}",
    "{dl} Steps are taken {at}. {es} {rs}",
    "{es} {dl} ({ge} {c}) {rs}",
    "A value that goes through one register is seen one clock later, through two registers two clocks later. {dl} The "
    "registers are clocked {at}. "
    "{es} {rs}",
    "- input {i}\n- {dl}\n- {ge} {c}\n- {es}\n- {rs}",
    "Timing correction: {dl} {es} The clock is {c}, {ed} edge. {rs}",
    "{rs} {dl} Everything moves {at}. {es}",
    "hi, how do i delay a signal? {dl} the clock edge is {ge} {c}. {es} {rs}",
    "Each {ed} edge of {c} moves the data by one step. {dl} {es} {rs}",
    "{dl} No logic, just flip-flops on the {ed} edge of {c}. {es} {rs}",
    "Is one flip-flop enough? {dl} They switch {at}. {rs} {es}",
    "Stage alignment, {ge} {c}. {dl} {rs} {es}",
    "Ticket: data and control are not aligned.\nFix: {dl}\nClock: {c}, {ed} edge.\n{es}\n{rs}",
)
_LATE = (
    "{o} is {i} delayed by {n} clock cycle{p}",
    "{i} passes through {n} register{p} in series and comes out as {o}",
    "what {i} was {n} active edge{p} ago (the last one being number 1) is now on {o}",
    "{o} lags behind {i} by {n} register{p}",
    "there {are} {n} flip-flop stage{p} between {i} and {o}",
)
_COUNT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@family("store_delays", "shift registers", 1.0)
def delays(d: Draw) -> Design:
    """An input delayed by n cycles, one or two outputs of different delays, with or without an enable of either polarity."""
    width, stages = d.one((1, 1, 1, 4, 8, 8, 16, d.number(2, 7))), d.one((1, 2, 2, 3, 3, 4, 5))
    mask = (1 << width) - 1
    k = clocking(d, width, zero=0.9)
    source, out = d.name(*DATA, "sig"), d.name(*OUTPUTS, "late", "delayed")
    taps = {out: stages}
    if stages > 1 and d.chance(0.4):
        taps[d.name("early", "mid", "tap", "q1", "o2", "w", "half")] = d.number(1, stages - 1)
    on = int(d.chance(0.6))
    enable = d.name(*(ENABLES if on or d.chance(0.3) else HOLDS)) if d.chance(0.45) else ""
    outs = [Port(name, width, True, stored=True) for name in taps]
    ports = shuffled(d, [*k.ports, *([Port(enable)] if enable else []), Port(source, width), *outs])
    order = list(taps.items())
    d.rng.shuffle(order)
    shape = d.one(_LATE)
    parts = [d.say(shape, o=name, i=source, n=_COUNT[n] if d.chance(0.4) else n, p="" if n == 1 else "s",
    are="is" if n == 1 else "are")
             for name, n in order]  # fmt: skip
    run = d.any(
        "The stages move only while {e} is {b}.", "With {e} = {z} all stages stand still.", "{e} at {z} stops everything, {e} "
        "at {b} lets it move.",
        "Data move only at edges at which {e} is {b}; at the others they are kept.", e=enable, b=on, z=1 - on,
    ) if enable else ""  # fmt: skip
    target = "the register" if stages == 1 else "each register"
    text = told(d, _DELAY, ports, **k.slots(d, target, enable), i=source, dl=", and ".join(parts) + ".", es=run)
    names = {n: name for name, n in taps.items()}
    chain = [source] + [names.get(n) or d.name(f"s{n}", f"d{n}", f"r{n}") for n in range(1, stages + 1)]
    inside = [name for name in chain[1:] if name not in taps]
    span = f" [{width - 1}:0]" if width > 1 else ""
    body = [f"{d.style.net}{span} {', '.join(inside)};"] if inside else []
    moves = [f"{new} <= {old};" for old, new in pairwise(chain)]
    if enable:
        head = f"if ({'' if on else '!'}{enable})"
        moves = [f"{head} {moves[0]}"] if stages == 1 else [f"{head} begin", *(f"  {move}" for move in moves), "end"]
    body += k.code(d, [f"{name} <= {constant(d, width, k.value)};" for name in chain[1:]], moves)
    rows = kept(
        d, ports, k, (k.value,) * stages, lambda s, v: s if enable and v[enable] != on else (v[source], *s[:-1]),
        lambda s, v: {name: s[n - 1] for name, n in taps.items()}, unknown=((0,) * stages, (mask,) * stages),
        bias=leaning({enable: 0.7 if on else 0.3}) if enable else None,
    )  # fmt: skip
    why = f"{k.why('all stages')}\n{' -> '.join(chain)}" + (f"; move only if {enable}={on}." if enable else ".")
    return finished(
        d, "a delay", ports, text, why, body, rows, ("delay", "align", "stages"),
        {"width": width, "taps": list(taps.values()), "enable": bool(enable), "on": on, "reset": k.reset.phrase},
    )  # fmt: skip
