"""Shift registers, LFSRs, registers with modes and windows of samples."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.everyday_registers import ENABLES, code_value, ordered, slots_of, told_of, value_of

_SHIFT = (
    "{o} is a {w}-bit shift register. {at} it moves one place to the {dr}; {fl}. {xl} {xe} {rs}",
    "Shift {o} one bit {dr} {at} ({dt}). {fl}. {xl} {xe} {rs}",
    "{rs} {xl} {xe} Otherwise the {w} bits of {o} go one step to the {dr} {at}, and {fl}.",
    "hey, quick one: {w} flip-flops in a row, outputs {o}. {at} everything moves {dt}. {fl}. {xl} {xe} {rs}",
    "What happens {at}: every bit of {o} moves to its {dr} neighbour ({dt}), and {fl}. {xe} {xl} {rs}",
    "Register: {o}, {w} bits\nClock: {c}, {ed} edge\nDirection: {dr} ({dt})\nFill: {fl}\n{xl} {xe} {rs}",
    "In the shift register {o} bit {sa} is copied to bit {sb} {at}, and so on for all neighbours. {fl}. {xl} {xe} {rs}",
    "Students often get the direction wrong: {o} ({w} bits) shifts to the {dr}, that is {dt}, {at}. {fl}. {xe} {xl} {rs}",
    "{fl}: this happens {at}, while the remaining bits of {o} move one position {dt}. {xl} {xe} {rs}",
    "Given any contents of {o}, when {c} has a {ed} edge, then the contents are shifted by one to the {dr} and {fl}. "
    "{xl} {xe} {rs}",
    "The {w}-bit word {o} is shifted {dt} by one position {at}. {fl}. {xe} {xl} {rs}",
    "Requirements. {o}: shift {dr} by 1 {at}. {fl}. {xl} {xe} {rs}",
)


@family("told_shift", "shift registers", 1.2)
def told_shift(d: Draw) -> Design:
    """A shift register: direction, what comes in, load and enable drawn."""
    width = d.width(3, 16)
    mask, top = (1 << width) - 1, width - 1
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.15)
    out = d.name("q", "sr", "shreg", "out", "word", "taps", "pattern")
    kind = d.one(("serial", "serial", "serial", "rotate", "zero", "one", "sign", "inverted"))
    left = kind != "sign" and d.chance(0.5)
    end, leave = (0, top) if left else (top, 0)
    serial = d.name("si", "ser", "sin", "serial_in", "bit_in", "x", "rx") if kind == "serial" else ""
    load = d.name("load", "ld", "pl", "set", "preload", "par_en") if d.chance(0.45) or kind in ("rotate", "sign") else ""
    data = d.name("d", "din", "par", "p_in", "init", "data") if load else ""
    enable = d.name("en", "sh", "shift", "ce", "ena", "go") if d.chance(0.4) else ""
    value = d.one((0, 0, mask, 1, 1 << top)) if kind != "rotate" else d.one((1, 1 << top, mask >> 1))
    enters = {
        "serial": f"{serial} (enters|comes in|is taken in) at bit {end}",
        "rotate": f"bit {leave}, which falls out, (comes back in|re-enters) at bit {end}",
        "zero": f"a 0 (enters|is filled in) at bit {end}", "one": f"bit {end} is filled with a 1",
        "sign": f"bit {end}, the sign, (stays as it is|keeps its value)",
        "inverted": f"the inverse of the old bit {leave} (enters|goes in) at bit {end}",
    }  # fmt: skip
    xl = d.any(
        "With {l} at 1 it is loaded with {d} instead.", "{l} = 1 replaces this by a parallel load from {d}.",
        "If {l} is high, {o} takes {d} rather than shifting.", "Parallel load of {d} when {l} is 1 (goes before shifting).",
        l=load, d=data, o=out,
    ) if load else ""  # fmt: skip
    only = "shifts" if load else "moves"
    xe = d.any(
        "It {w} only while {e} is 1, else it holds.", "{e} = 0 (stops|suspends) the shifting.", "Shifting needs {e} = 1.",
        e=enable, w=only,
    ) if enable else ""  # fmt: skip
    if load and enable:
        xe += d.any(" The load does not need {e}.", " Loading works whatever {e} is.", e=enable)
    inputs = [Port(name) for name in (load, enable, serial) if name] + ([Port(data, width)] if data else [])
    d.rng.shuffle(inputs)
    ports = ordered(d, (Port(clk), *reset.ports, *inputs, Port(out, width, output=True, stored=True)))
    middle = d.number(1, width - 2)
    text = told_of(
        d, _SHIFT, ports, o=out, w=width, dr="left" if left else "right", fl=d.say(enters[kind]), xl=xl, xe=xe,
        dt=d.one(("towards the MSB", f"from bit 0 towards bit {top}") if left else
                 ("towards the LSB", f"from bit {top} towards bit 0")),
        sa=middle, sb=middle + (1 if left else -1), **slots_of(d, clk, falling, reset, out, value_of(d, width, value)),
    )  # fmt: skip
    bit = {"serial": serial, "rotate": f"{out}[{leave}]", "zero": "1'b0", "one": "1'b1", "sign": f"{out}[{top}]",
           "inverted": f"~{out}[{leave}]"}[kind]  # fmt: skip
    code = f"{{{out}[{top - 1}:0], {bit}}}" if left else f"{{{bit}, {out}[{top}:1]}}"
    step = f"{out} <= {code};"
    step = f"if ({enable}) {step}" if enable else step
    lines = [f"if ({load}) {out} <= {data};", f"else {step}"] if load else [step]
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{out} <= {code_value(d, width, value)};"], lines, edge)

    def update(s: int, v: dict[str, int]) -> int:
        if load and v[load]:
            return v[data]
        if enable and not v[enable]:
            return s
        bits = [s >> i & 1 for i in range(width)]
        new = {"serial": v.get(serial, 0), "rotate": bits[leave], "zero": 0, "one": 1, "sign": bits[top],
               "inverted": 1 - bits[leave]}[kind]  # fmt: skip
        bits = [new, *bits[:-1]] if left else [*bits[1:], new]
        return sum(bit << i for i, bit in enumerate(bits))

    def bias(rng: object, cycle: int) -> dict[str, int]:
        return ({load: int(d.chance(0.2))} if load else {}) | ({enable: int(d.chance(0.75))} if enable else {})

    rows = clocked(d.rng, ports, clk, reset, value, update, lambda s, v: {out: s}, falling=falling, bias=bias)
    first = f"{load} loads {data}, then " * bool(load) + f"if {enable} " * bool(enable)
    why = f"{edge} {clk}, {reset.phrase} to {value}: {first}{out} <= {code}."
    return Design(
        f"a {width}-bit shift register", ports, text, why, tuple(body), rows, d.style, ("shift_reg", "shifter", "sr"),
        {"kind": kind, "left": left, "width": width, "load": bool(load), "enable": bool(enable), "reset": reset.phrase},
    )  # fmt: skip


_LFSR = (
    "{o} is an LFSR of {w} bits. {at} it {hw}. {xe} {rs}",
    "Pseudo-random pattern for the LED chain: {w} bits, {o}, clocked {at}. Each step {hs}. {xe} {rs}",
    "Linear feedback shift register\nwidth: {w}, output: {o}, clock: {c} ({ed} edge)\nstep: it {hw}\n{xe} {rs}",
    "{rs} From this seed on, {at}, {o} {hw}. {xe}",
    "We whiten our data with a {w}-bit LFSR called {o}. The rule of the standard: {hs}. One step {at}. {xe} {rs}",
    "Bits of {o} are numbered {t} down to 0. {at}, the word {hw}. {xe} {rs}",
    "(Please|Kindly) write the {w}-bit LFSR {o}. {xe} One step is done {at}: the register {hw}. {rs}",
    "To test the adder we need many different {w}-bit values on {o}. Take an LFSR which, {at}, {hw}. {xe} {rs}",
    "One step of {o}: {hs}. When: {at}. {xe} {rs}",
    "Given {o}, its successor is found like this: the word {hw}. The successor is stored {at}. {xe} {rs}",
    "1. {hs}. 2. This is done {at}. 3. The register is {o} with {w} bits. {xe} {rs}",
)


_LFSR_STEP = {
    "fib": (
        "is shifted {dr} by one, and the {k} of bits {p} goes into bit {n}",
        "moves one place to the {dr}, with the {k} of its old bits {p} entering at bit {n}",
        "takes the {k} of bits {p} in at bit {n} while all others move to the {dr} by one place",
    ),
    "gal": (
        "is shifted {dr} by one with a 0 coming in, and then XORed with {m} if the bit that fell out (bit {q}) was 1",
        "goes one place to the {dr} (zero fill); in case the old bit {q} was 1, the result is also XORed with the constant {m}",
    ),
}


@family("told_lfsr", "LFSRs", 1.0)
def told_lfsr(d: Draw) -> Design:
    """An LFSR with given taps: Fibonacci or Galois, either direction, XOR or XNOR, with its seed."""
    width = d.one((3, 4, 5, 6, 7, 8, 8, 9, 10, 12, 16))
    mask, top = (1 << width) - 1, width - 1
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.1)
    out = d.name("lfsr", "q", "rnd", "state", "prbs", "random", "noise", "sr")
    enable = d.name(*ENABLES) if d.chance(0.4) else ""
    left, galois = d.chance(0.5), d.chance(0.35)
    leave, enter = (top, 0) if left else (0, top)
    xnor = not galois and d.chance(0.25)
    others = [i for i in range(width) if i != leave]
    taps = sorted([leave, *d.rng.sample(others, d.one((1, 1, 2, 3) if width > 3 else (1,)))], reverse=True)
    poly = (1 << enter) | sum(1 << i for i in d.rng.sample(range(1, top), d.one((1, 2, 2) if width > 3 else (1,))))
    seed = d.one((1, mask, d.number(1, mask - 1))) if not xnor else d.one((0, 0, d.number(1, mask - 1)))
    direction = "left" if left else "right"
    what = d.any(
        *_LFSR_STEP["gal" if galois else "fib"], dr=direction, k="XNOR" if xnor else "XOR", n=enter, q=leave,
        p=listing([str(i) for i in (taps if d.chance(0.5) else taps[::-1])]), m=f"{width}'b{poly:0{width}b}",
    )  # fmt: skip
    xe = d.any(
        "It only steps while {e} is 1.", "With {e} at 0 it stands still.", "{e} = 1 is needed for a step, 0 holds.", e=enable
    ) if enable else ""  # fmt: skip
    ports = ordered(d, (Port(clk), *reset.ports, *([Port(enable)] if enable else []), Port(out, width, output=True, stored=True)))
    text = told_of(
        d, _LFSR, ports, o=out, w=width, hw=what, hs=f"{out} {what}", xe=xe, t=top,
        **slots_of(d, clk, falling, reset, out, value_of(d, width, seed)),
    )  # fmt: skip
    part = f"{out}[{top - 1}:0]" if left else f"{out}[{top}:1]"
    if galois:
        shifted = f"{{{part}, 1'b0}}" if left else f"{{1'b0, {part}}}"
        code = f"{shifted} ^ ({out}[{leave}] ? {d.style.literal(width, poly, 'b')} : {width}'d0)"
    else:
        feed = " ^ ".join(f"{out}[{i}]" for i in taps)
        feed = f"~({feed})" if xnor else feed
        code = f"{{{part}, {feed}}}" if left else f"{{{feed}, {part}}}"
    step = f"{out} <= {code};"
    edge = "negedge" if falling else "posedge"
    body = d.clocked(
        clk, reset, [f"{out} <= {d.style.literal(width, seed)};"], [f"if ({enable}) {step}" if enable else step], edge
    )

    def update(s: int, v: dict[str, int]) -> int:
        if enable and not v[enable]:
            return s
        gone = s >> leave & 1
        moved = s << 1 & mask if left else s >> 1
        if galois:
            return moved ^ (poly if gone else 0)
        return moved | (sum(s >> i & 1 for i in taps) + xnor) % 2 << enter

    rows = clocked(
        d.rng, ports, clk, reset, seed, update, lambda s, v: {out: s}, falling=falling,
        bias=(lambda r, i: {enable: int(r.random() < 0.8)}) if enable else None,
    )  # fmt: skip
    why = f"{edge} {clk}, {reset.phrase} to {seed}; " + f"if {enable}, " * bool(enable) + f"{out} <= {code}."
    return Design(
        f"a {width}-bit LFSR", ports, text, why, tuple(body), rows, d.style, ("lfsr", "prbs_gen", "rnd_gen"),
        {"width": width, "left": left, "galois": galois, "xnor": xnor, "seed": seed, "reset": reset.phrase},
    )  # fmt: skip


_MODES = (
    "{m} tells the register {o} what to do {at}: {tl}. {rs}",
    "{o}, {w} bits, {ge} {c}. Operation by {m}: {tl}. {rs}",
    "Operation codes\n{tb}\nThe code is on {m}, the register is {o}, the step is done {at}. {rs}",
    "{rs} Otherwise, {at}, look at {m} and do this to {o}: {tl}.",
    "Like the 74194, but with our own codes: {tl}. Code input {m}, outputs {o}, clock {c} ({ed} edge). {rs}",
    "I need a register that can do four things. Which one is chosen by {m}: {tl}. It is called {o} and works {at}. {rs}",
    "The next content of {o} depends on {m}. Codes: {tl}. Time of the change: {ed} edge of {c}. {rs}",
    "Given the code on {m} when {c} has its {ed} edge, {o} does the following. {tl}. {rs}",
    "The {w}-bit register {o} reacts to {m} {at} as follows: {tl}. {rs}",
    "- register: {o} ({w} bits)\n- clock: {c}, {ed} edge\n- mode input: {m}\n- modes: {tl}\n{rs}",
)


_OPERATIONS = {
    "hold": ("keep the value", "hold", "no change"),
    "load": ("load {d}", "take over {d}"),
    "left": ("shift left by one, {s} into bit 0", "move up by one bit with {s} as the new bit 0"),
    "right": ("shift right by one, {s} into bit {t}", "move down by one bit with {s} as the new bit {t}"),
    "rol": ("rotate left by one", "rotate by one towards the MSB"),
    "ror": ("rotate right by one", "rotate by one towards the LSB"),
    "asr": ("arithmetic shift right by one", "halve as a signed number (shift right, sign kept)"),
    "clear": ("clear to 0", "all bits 0"),
    "invert": ("invert all bits", "complement"),
    "swap": ("reverse the bit order", "mirror: bit 0 with bit {t} and so on"),
}


@family("told_mode_register", "shift registers", 1.0)
def mode_register(d: Draw) -> Design:
    """A register with four operations by a two-bit code: hold, load, shifts, rotations and others."""
    width = d.one((3, 4, 4, 5, 6, 8, 8))
    mask, top = (1 << width) - 1, width - 1
    clk, reset, falling = d.clock(), d.reset(("sync", "async")), d.chance(0.15)
    mode = d.name("mode", "op", "s", "sel", "cmd", "ctl", "fn")
    out = d.name("q", "r", "word", "reg_q", "out", "sr", "data_o")
    acts = ["load", *d.rng.sample([act for act in _OPERATIONS if act != "load" and (width < 7 or act != "swap")], 3)]
    d.rng.shuffle(acts)
    data = d.name("d", "din", "par", "load_val", "in", "p")
    serial = d.name("si", "ser", "bit_in", "sin", "x") if {"left", "right"} & set(acts) else ""
    value = d.one((0, 0, 0, mask, 1))
    inputs = [Port(mode, 2), Port(data, width), *([Port(serial)] if serial else [])]
    d.rng.shuffle(inputs)
    ports = ordered(d, (Port(clk), *reset.ports, *inputs, Port(out, width, output=True, stored=True)))
    says = [d.any(*_OPERATIONS[act], d=data, s=serial, t=top) for act in acts]
    order = list(range(4))
    if d.chance(0.5):
        d.rng.shuffle(order)
    form = d.one(("{b:02b} = {w}", "{b}: {w}", "{b:02b} -> {w}", "{w} ({b:02b})", "for {b} {w}"))
    text = told_of(
        d, _MODES, ports, m=mode, o=out, w=width, tl="; ".join(form.format(b=i, w=says[i]) for i in order),
        tb="\n".join(f"{i:02b}  {says[i]}" for i in order), **slots_of(d, clk, falling, reset, out, value_of(d, width, value)),
    )  # fmt: skip
    code = {
        "hold": out, "load": data, "left": f"{{{out}[{top - 1}:0], {serial}}}", "right": f"{{{serial}, {out}[{top}:1]}}",
        "rol": f"{{{out}[{top - 1}:0], {out}[{top}]}}", "ror": f"{{{out}[0], {out}[{top}:1]}}",
        "asr": f"{{{out}[{top}], {out}[{top}:1]}}", "clear": "0", "invert": f"~{out}",
        "swap": "{" + ", ".join(f"{out}[{i}]" for i in range(width)) + "}",
    }  # fmt: skip
    lines = [f"case ({mode})", *(f"  2'd{i}: {out} <= {code[acts[i]]};" for i in range(4)), "endcase"]
    edge = "negedge" if falling else "posedge"
    body = d.clocked(clk, reset, [f"{out} <= {code_value(d, width, value)};"], lines, edge)

    def update(s: int, v: dict[str, int]) -> int:
        act, bits = acts[v[mode]], [s >> i & 1 for i in range(width)]
        if act in ("hold", "load", "clear", "invert"):
            return {"hold": s, "load": v[data], "clear": 0, "invert": s ^ mask}[act]
        if act in ("left", "rol"):
            bits = [v[serial] if act == "left" else bits[-1], *bits[:-1]]
        elif act == "swap":
            bits.reverse()
        else:
            bits = [*bits[1:], {"right": v.get(serial, 0), "ror": bits[0], "asr": bits[-1]}[act]]
        return sum(bit << i for i, bit in enumerate(bits))

    rows = clocked(d.rng, ports, clk, reset, value, update, lambda s, v: {out: s}, falling=falling, cycles=60)
    why = f"{mode}: " + ", ".join(f"{i} {acts[i]}" for i in range(4)) + f". {edge} {clk}, {reset.phrase} to {value}."
    return Design(
        "a register with four modes", ports, text, why, tuple(body), rows, d.style, ("mode_reg", "multi_reg", "op_register"),
        {"acts": acts, "width": width, "value": value, "reset": reset.phrase},
    )  # fmt: skip
