"""Clock dividers, enable pulses, timers, one-shots, watchdogs, pulse-width modulation."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family


@family("clock_divider", "timers")
def clock_divider(d: Draw) -> Design:
    """A divided clock or an enable pulse every n cycles."""
    pulse = d.chance(0.5)
    clk, reset = d.clock(), d.reset()
    n = d.one((2, 3, 4, 5, 6, 8, 10, 12, 16) if pulse else (4, 6, 8, 10, 12, 16))
    out = d.name("tick", "pulse", "ce") if pulse else d.name("clk_out", "clk_div", "slow")
    half = n if pulse else n // 2
    width = max(1, (half - 1).bit_length())
    style = d.style
    last, zero = style.literal(width, half - 1), style.literal(width, 0)
    ports = (Port(clk), *reset.ports, Port(out, output=True, stored=not pulse))
    if pulse:
        text = d.any(
            "{o} is 1 for one cycle of {c} in every {n}: a counter runs from 0 to {m} and {o} is 1 while it is {m}.",
            "Divide by {n}: {o} is high during the last of every {n} cycles of {c} after reset.",
            o=out,
            c=clk,
            n=n,
            m=n - 1,
        )
        body = [
            style.declare("cnt", width),
            *d.clocked(clk, reset, [f"cnt <= {zero};"], [f"cnt <= (cnt == {last}) ? {zero} : cnt + 1'b1;"]),
            f"assign {out} = (cnt == {last});",
        ]
    else:
        text = d.any(
            "{o} is a square wave with 1/{n} of the frequency of {c}: it starts at 0 and is inverted after every {h} cycles.",
            "Divide the clock {c} by {n}; {o} toggles every {h} rising edges and starts low.",
            o=out,
            c=clk,
            n=n,
            h=half,
        )
        clear = [f"cnt <= {zero};", f"{out} <= 1'b0;"]
        step = [f"if (cnt == {last}) begin", f"  cnt <= {zero};", f"  {out} <= ~{out};", "end else", "  cnt <= cnt + 1'b1;"]
        body = [style.declare("cnt", width), *d.clocked(clk, reset, clear, step)]
    text += " " + d.tell_reset(reset, "clears the counter" + f" and {out}" * (not pulse))
    rows = clocked(
        d.rng,
        ports,
        clk,
        reset,
        0,
        lambda s, v: (s + 1) % n,
        lambda s, v: {out: int(s == n - 1) if pulse else int(s >= half)},
        cycles=56,
    )
    return Design(
        "an enable pulse generator" if pulse else "a clock divider",
        ports,
        text,
        f"Count 0 to {half - 1}; {'pulse at the end' if pulse else 'toggle at the end'}. {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("clk_div", "freq_div", "tick_gen"),
        {"n": n, "pulse": pulse, "reset": reset.phrase},
    )


@family("timer", "timers")
def timer(d: Draw) -> Design:
    """Count down from a loaded value and say when it is done; one-shots; watchdogs."""
    kind = d.one(("down", "oneshot", "watchdog"))
    clk, reset = d.clock(), d.reset()
    width = d.one((3, 4, 4, 8)) if kind == "down" else d.one((2, 3, 3))
    n = d.number(2, (1 << width) - 1)
    style = d.style
    zero = style.literal(width, 0)
    if kind == "down":
        load, data, done = d.name("load", "start"), d.name("data", "ticks"), d.name("done", "tc")
        ports = (Port(clk), *reset.ports, Port(load), Port(data, width), Port(done, output=True))
        text = d.any(
            "A {w}-bit down timer on the rising edge of {c}: {l} loads {x}; otherwise it counts down to 0 and stays there. "
            "{o} is 1 while the count is 0.",
            w=width,
            c=clk,
            l=load,
            x=data,
            o=done,
        )
        body = [
            style.declare("cnt", width),
            *d.clocked(
                clk, reset, [f"cnt <= {zero};"], [f"if ({load}) cnt <= {data};", f"else if (cnt != {zero}) cnt <= cnt - 1'b1;"]
            ),
            f"assign {done} = (cnt == {zero});",
        ]
        update = lambda s, v: v[data] if v[load] else max(0, s - 1)
        output = lambda s, v: {done: int(s == 0)}
        bias = lambda r, i: {load: int(r.random() < 0.15), data: r.randrange(min(8, 1 << width))}
        why = "Load first, else count down to 0."
    elif kind == "oneshot":
        load, done = d.name("trig", "start"), d.name("pulse", "out")
        ports = (Port(clk), *reset.ports, Port(load), Port(done, output=True))
        text = d.any(
            "A one-shot: when {l} is 1 at a rising edge of {c}, {o} is 1 for the next {n} cycles. A {l} that comes "
            "meanwhile starts the {n} cycles again.",
            "{o} stays high for {n} cycles of {c} after each cycle with {l} = 1 (retriggerable).",
            l=load,
            c=clk,
            o=done,
            n=n,
        )
        body = [
            style.declare("cnt", width),
            *d.clocked(
                clk,
                reset,
                [f"cnt <= {zero};"],
                [f"if ({load}) cnt <= {style.literal(width, n)};", f"else if (cnt != {zero}) cnt <= cnt - 1'b1;"],
            ),
            f"assign {done} = (cnt != {zero});",
        ]
        update = lambda s, v: n if v[load] else max(0, s - 1)
        output = lambda s, v: {done: int(s > 0)}
        bias = lambda r, i: {load: int(r.random() < 0.12)}
        why = f"Load {n}, count down, output while not 0."
    else:
        load, done = d.name("kick", "clear_wd"), d.name("expired", "timeout")
        ports = (Port(clk), *reset.ports, Port(load), Port(done, output=True))
        text = d.any(
            "A watchdog: a counter grows at each rising edge of {c} and stops at {n}; {l} = 1 sets it back to 0. {o} is 1 "
            "while it is {n}.",
            l=load,
            c=clk,
            o=done,
            n=n,
        )
        body = [
            style.declare("cnt", width),
            *d.clocked(
                clk,
                reset,
                [f"cnt <= {zero};"],
                [f"if ({load}) cnt <= {zero};", f"else if (cnt != {style.literal(width, n)}) cnt <= cnt + 1'b1;"],
            ),
            f"assign {done} = (cnt == {style.literal(width, n)});",
        ]
        update = lambda s, v: 0 if v[load] else min(n, s + 1)
        output = lambda s, v: {done: int(s == n)}
        bias = lambda r, i: {load: int(r.random() < 0.12)}
        why = f"Count up to {n} and stay; {load} clears."
    text += " " + d.tell_reset(reset, "clears the counter")
    rows = clocked(d.rng, ports, clk, reset, 0, update, output, cycles=56, bias=bias)
    return Design(
        {"down": "a down timer", "oneshot": "a one-shot", "watchdog": "a watchdog"}[kind],
        ports,
        text,
        f"{why} {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("timer", kind),
        {"kind": kind, "width": width, "n": n, "reset": reset.phrase},
    )


@family("pwm", "timers")
def pwm(d: Draw) -> Design:
    """Pulse-width modulation: a free-running counter compared with a duty value."""
    clk, reset = d.clock(), d.reset()
    width = d.one((2, 3, 4, 4))
    duty, out = d.name("duty", "level"), d.name("pwm", "out")
    style = d.style
    ports = (Port(clk), *reset.ports, Port(duty, width), Port(out, output=True))
    text = (
        d.any(
            "A PWM output: a {w}-bit counter runs freely on the rising edge of {c}, and {o} is 1 while it is below {d}.",
            "{o} = 1 while a free-running {w}-bit counter (clock {c}) is less than {d}.",
            w=width,
            c=clk,
            o=out,
            d=duty,
        )
        + " "
        + d.tell_reset(reset, "clears the counter")
    )
    body = [
        style.declare("cnt", width),
        *d.clocked(clk, reset, [f"cnt <= {style.literal(width, 0)};"], ["cnt <= cnt + 1'b1;"]),
        f"assign {out} = (cnt < {duty});",
    ]
    rows = clocked(
        d.rng, ports, clk, reset, 0, lambda s, v: s + 1 & (1 << width) - 1, lambda s, v: {out: int(s < v[duty])}, cycles=40
    )
    return Design(
        "a PWM generator",
        ports,
        text,
        f"Counter and comparison: cnt < {duty}. {reset.phrase}.",
        tuple(body),
        rows,
        style,
        ("pwm",),
        {"width": width, "reset": reset.phrase},
    )
