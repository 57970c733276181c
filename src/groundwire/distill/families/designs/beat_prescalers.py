"""Registers that a divided tick moves."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.beat_shared import (
    Act,
    Beat,
    Out,
    Reg,
    both,
    build,
    compose,
    is_port,
    port_names,
    reg_is,
    told,
)

_TICK_INTROS = (
    "a slow register fed by a fast clock: {b} acts only at every {n}th {k}",
    "inside, a prescaler {c} counts 0 to {m}; its end moves {b}",
    "prescaler ({c}, modulo {n}) and a register {b} behind it",
    "we want {b} to change once in {n} {k}s",
    "{b} is driven by a divided tick",
    "two parts: divider {c} with {n} states, and {b}",
    "use a divider register {c} (0..{m}) and {b}",
    "build a {n}:1 prescaler {c} in front of {b}",
    "the sampler {b} runs {n} times slower than the clock",
)


@family("beat_prescaled_register", "counters", 1.1)
def prescaled_register(d: Draw) -> Design:
    """A divider whose last count moves a second register: toggle, count, capture, shift, rotate; with restart and clear."""
    beat = Beat(d)
    n, w = d.one((2, 3, 4, 5, 6, 7, 8, 10)), d.one((1, 2, 4, 4, 8))
    cw, lit = (n - 1).bit_length(), d.style.literal
    c, b = d.name("div", "pre", "phase", "presc", "c", "sub"), d.name("q", "val", "slow", "led", "r", "data_out")
    visible = d.chance(0.3)
    inputs: list[Port] = []
    enable = is_port(d, d.name("en", "run", "ce", "strobe", "pulse", "go"), int(d.chance(0.75))) if d.chance(0.6) else None
    sync = is_port(d, d.name("sync", "align", "restart", "rephase", "zero", "start")) if d.chance(0.5) else None
    wipe = is_port(d, d.name("clr", "clear_q", "blank", "kill", "off", "drop"), int(d.chance(0.7))) if d.chance(0.5) else None
    inputs += [Port(x.port) for x in (enable, sync, wipe) if x]
    kind = d.one(("toggle", "count", "down", "capture", "shift", "rotate")) if w > 1 else d.one(("toggle", "capture", "set"))
    end = reg_is(c, n - 1, lit(cw, n - 1))
    tick = both(enable, end) if enable else end
    mask = (1 << w) - 1
    if kind == "toggle":
        act = Act("is inverted" if w == 1 else "has all bits inverted", f"~{b}", f"~{b}", lambda s, v: ~s[b])
    elif kind in ("count", "down"):
        sign = 1 if kind == "count" else -1
        act = Act(
            f"counts {'up' if sign > 0 else 'down'} by one (modulo {1 << w})",
            f"{b} {'+-'[sign < 0]} 1",
            f"{b} {'+-'[sign < 0]} 1'b1",
            lambda s, v: s[b] + sign,
        )
    elif kind == "capture":
        x = d.name("d", "din", "sample", "level", "adc", "x")
        inputs.append(Port(x, w))
        act = Act(f"takes over {x}", x, x, lambda s, v: v[x])
    elif kind == "shift":
        x = d.name("sin", "ser", "si", "rx", "bit_in", "x")
        inputs.append(Port(x))
        act = Act(
            f"shifts left by one, {x} entering at bit 0",
            f"{{{b}[{w - 2}:0], {x}}}",
            f"{{{b}[{w - 2}:0], {x}}}",
            lambda s, v: (s[b] << 1 | v[x]) & mask,
        )
    elif kind == "set":
        act = Act("becomes 1", "1", "1'b1", lambda s, v: 1)
    else:
        act = Act(
            "rotates right by one",
            f"{{{b}[0], {b}[{w - 1}:1]}}",
            f"{{{b}[0], {b}[{w - 1}:1]}}",
            lambda s, v: (s[b] >> 1) | (s[b] & 1) << w - 1,
        )
    wrap = f"{c} + 1'b1" if n == 1 << cw else f"({c} == {lit(cw, n - 1)}) ? {lit(cw, 0)} : {c} + 1'b1"
    move = Act(f"goes up by one, after {n - 1} to 0", f"{c} + 1 ({n - 1} -> 0)", wrap, lambda s, v: (s[c] + 1) % n)
    zero = Act("becomes 0", "0", lit(cw, 0), lambda s, v: 0)
    heads = [zero.on(sync)] if sync else []
    first = Reg(c, cw, 0, [*heads, *([move.on(enable)] if enable else [])], None if enable else move, visible)
    value = 0 if wipe is None else d.number(0, mask) if d.chance(0.4) else 0
    home = Act(f"becomes {value}", str(value), lit(w, value), lambda s, v: value)
    pair = [*([home.on(wipe)] if wipe else []), act.on(tick)]
    if wipe and d.chance(0.35):
        pair.reverse()
    start = d.one((0, 0, mask, 1)) if kind != "set" else 0
    if kind == "rotate" and start in (0, mask):
        start = d.number(1, max(1, mask - 1))
    second = Reg(b, w, start, pair)
    outs = []
    if d.chance(0.5):
        name = d.name("tick", "tc", "beat", "pulse_out", "slow_ce", "stb")
        outs.append(
            Out(
                name,
                1,
                d.any("{f} is 1 while {t}", "{f} shows, without a register, whether {t}", f=name, t=tick.words),
                tick.code,
                lambda s, v: int(tick.test(s, v)),
            )
        )
    regs = [first, second]
    intro = d.any(*_TICK_INTROS, b=b, n=n, m=n - 1, c=c, k="enabled clock" if enable else "clock")
    blocks = [told(d, first), told(d, second)]
    extra = [
        d.any(
            "{c} is the old value in this: both registers change at the same edge",
            "both react to the values before the edge",
            c=c,
        )
    ]
    if not visible:
        extra.append(d.any("{c} is an internal {w}-bit register", "keep {c} ({w} bits) inside the module", c=c, w=cw))
    text = compose(
        d, beat, intro, blocks if d.chance(0.6) else blocks[::-1], regs, outs, port_names(beat, inputs, regs, outs), extra
    )

    def bias(r: object, cycle: int) -> dict[str, int]:
        found = {x.port: x.level if d.chance(0.07) else 1 - x.level for x in (sync, wipe) if x}
        return found | ({enable.port: enable.level if d.chance(0.85) else 1 - enable.level} if enable else {})

    return build(
        d,
        beat,
        "a register behind a prescaler",
        ("prescaled", "slow_reg", "divided"),
        inputs,
        regs,
        outs,
        text,
        {"n": n, "kind": kind, "w": w},
        bias=bias,
        cycles=60 + 5 * n,
    )
