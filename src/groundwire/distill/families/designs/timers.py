"""Clock dividers, enable pulses, timers, one-shots, watchdogs, pulse-width modulation."""
# ruff: noqa: E731  (one-line models side by side read best as lambdas)

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.reset import Reset
from groundwire.distill.families.voices.counter_words import ordinal, with_reset

_TICK = (
    "{o} is 1 for one cycle of {c} in every {n}: a counter runs from 0 to {m} and {o} is 1 while it is {m}.",
    "Divide by {n}: {o} is high during the last of every {n} cycles of {c} after reset.",
    "A counter of the rising edges of {c} goes 0, 1, ..., {m}, 0, ...; {o} = 1 only while it stands at {m}.",
    "Out of {n} cycles of {c}, {o} is low in the first {m} and high in the last; then it begins again.",
    "After {m} cycles with {o} = 0 comes one with {o} = 1, and so on. The cycles are those of {c}, counted from 0 at reset.",
    "{o} is an enable pulse, one {c} cycle wide, with a period of {n} cycles. It comes when an internal counter (0 to {m}) is "
    "{m}.",
    "(I need|Give me) a tick {o} every {n} cycles of {c}. Count from 0; the tick is high while the count is {m}, then the "
    "count is 0.",
    "Internally, count modulo {n} at the rising edge of {c}. {o} decodes the last count, {m}.",
    "To slow down other logic, {o} is 1 in one cycle of {c} out of {n}: while a counter that starts at 0 shows {m}.",
    "(Generate|Produce) a one-cycle pulse on {o} each time a modulo-{n} counter, stepped by posedge {c}, is at its last value "
    "{m}.",
    "While the internal count is {m}, {o} is high; while it is 0 to {q}, low. The count grows at posedge {c} and goes from "
    "{m} to 0.",
    "{o} = (cnt == {m}), where cnt counts 0 to {m} cyclically at the rising edge of {c}.",
    "How often is {o} high? In one of {n} cycles of {c}, the one where a counter from 0 to {m} is at its end.",
    "Let a counter go round from 0 to {m} with the rising edge of {c}. Assert {o} at {m}, and only there.",
    "The pulse {o} repeats every {n} {c} cycles and lasts for one: cycle number {n} after reset is the first one with a pulse.",
)
_SQUARE = (
    "{o} is a square wave with 1/{n} of the frequency of {c}: it starts at 0 and is inverted after every {h} cycles.",
    "Divide the clock {c} by {n}; {o} toggles every {h} rising edges and starts low.",
    "{o} is low for {h} cycles of {c}, then high for {h}, and so on.",
    "The output {o} has a period of {n} cycles of {c}, half of them ({h}) low and then half of them high.",
    "Starting at 0, {o} changes its level at every {j} rising edge of {c}.",
    "A counter counts {h} rising edges of {c}, and whenever it has done so {o} is inverted. {o} is 0 at first.",
    "(Build|Make|I need) a divide-by-{n} clock divider from {c} to {o} with 50% duty cycle, low half first.",
    "Every {h} cycles of {c}, {o} flips; it begins with 0.",
    "{o}: {h} cycles of {c} at 0, {h} at 1, repeated for ever.",
    "Frequency divider: f({o}) = f({c}) / {n}. {o} is registered, starts low, and toggles with each {j} rising edge.",
    "To get a slower clock, toggle {o} once per {h} rising edges of {c}. Its first half period is low.",
    "One period of {o} takes {n} periods of {c}. It is 0 in the first {h} of them and 1 in the other {h}.",
    "How long is each level of {o}? {h} cycles of {c}, with 0 coming first.",
    "{o} goes high after {h} rising edges of {c}, low after {h} more, and so forth.",
    "(Divide|Please divide) the frequency of {c} by {n}. The result {o} has equal halves of {h} cycles, first low, then high.",
)
_DOWN = (
    "A {w}-bit down timer on the rising edge of {c}: {l} loads {x}; otherwise it counts down to 0 and stays there. "
    "{o} is 1 while the count is 0.",
    "When {l} is 1 at the rising edge of {c}, an internal {w}-bit count takes the value {x}. When {l} is 0, it goes down by one "
    "unless it is 0. {o} = 1 exactly while it is 0.",
    "{o} tells that a {w}-bit countdown is at 0. The countdown is set from {x} by {l} = 1, and else loses 1 at each rising "
    "edge of {c} "
    "until it is 0, where it remains.",
    "Egg timer: put {x} in with {l} = 1, and it counts down by one at every posedge {c}. At 0 it stops, and {o} is high while "
    "it is there.",
    "Keep a {w}-bit count. At posedge {c}: if {l}, count <= {x}; else if count is not 0, count <= count - 1. {o} is (count == "
    "0).",
    "The timer has {w} bits. It never goes below 0. {o} is high when it is 0. It is loaded with {x} when {l} is high and "
    "otherwise "
    "decremented, at the rising edge of {c}.",
    "Loading comes first: {l} = 1 copies {x} into the {w}-bit timer. With {l} = 0 it counts down at each rising edge of {c} "
    "as far as 0. "
    "Output {o} shows a count of 0.",
    "{o} is low as long as the {w}-bit timer runs, that is, is not 0. Started by {l} with {x}, it falls by 1 per rising edge "
    "of {c}, "
    "and it rests at 0.",
    "(I want|Build) a countdown. Number of steps: {x}, taken when {l} is high. Step: each rising edge of {c}, when {l} is "
    "low. End: at 0, "
    "where it holds and {o} = 1.",
    "A loadable {w}-bit down counter without wrap-around (clock {c}, rising edge). {l} is the load input, {x} the load value, "
    "{o} the zero flag.",
    "While the count is 0, {o} is 1 and nothing changes until {l} = 1 brings in {x}. A count above 0 falls by one at every "
    "rising edge "
    "of {c} unless {l} reloads it.",
    "How it works: each rising edge of {c} lowers an internal {w}-bit count, but not below 0, and not when {l} is set; then "
    "{x} is "
    "loaded instead. {o} is 1 if the count is 0.",
    "Count down from {x} to 0 with {c}. {l} (re)starts with a new {x} at any time; after the end the count is kept at 0. "
    "{o} = 1 when it is 0.",
    "{o} is asserted whenever the remaining time is 0. Remaining time ({w} bits): {x} after an edge of {c} with {l} = 1, "
    "otherwise one less "
    "per rising edge, with 0 as the floor.",
    "Delay timer. {l}: load {x}. No {l}: decrement until 0. {o}: count equals 0. All on posedge {c}, except {o}, which is "
    "combinational.",
)
_ONESHOT = (
    "A one-shot: when {l} is 1 at a rising edge of {c}, {o} is 1 for the next {n} cycles. A {l} that comes "
    "meanwhile starts the {n} cycles again.",
    "{o} stays high for {n} cycles of {c} after each cycle with {l} = 1 (retriggerable).",
    "(Build|I need) a retriggerable monostable: {l} = 1 at a rising edge of {c} makes {o} high for {n} cycles from then on.",
    "A pulse of {n} {c} cycles comes out of {o} when {l} is high at a rising edge. New triggers prolong it: the {n} cycles "
    "begin anew.",
    "{o} is 1 if {l} was 1 at any of the last {n} rising edges of {c}, else 0.",
    "Stretch {l}: each rising edge of {c} that finds it at 1 holds {o} at 1 for {n} cycles; the last such edge counts.",
    "{o} goes low {n} cycles of {c} after the last rising edge that saw {l} = 1, and is high until then.",
    "Trigger {l}, output {o}. An internal count becomes {n} with {l} = 1, else falls to 0 at rising edges of {c}. {o} = 1 "
    "while it is not 0.",
    "To keep a lamp on for a while, {o} is 1 during {n} cycles of {c} following an edge with {l} = 1, counted again for every "
    "such edge.",
    "If {l} is set at posedge {c}, a timer starts at {n} (also when it is running); otherwise it goes down to 0. Running "
    "means {o} = 1.",
    "For how long is {o} high? For {n} cycles of {c} after {l} has been seen high; seen again, the time starts over.",
    "Pulse stretcher: {l} high at the clock edge gives {o} high for {n} {c} cycles. It is retriggerable.",
    "{o} is 0 at rest. When {l} = 1 meets a rising edge of {c}, {o} rises and lasts {n} cycles, restarted by every further "
    "{l} = 1.",
    "Set {o} for {n} clock cycles ({c}, rising edge) when {l} is high. Should {l} be high again before the end, begin the {n} "
    "cycles anew.",
    "With every rising edge of {c}: {l} = 1 sets the remaining time to {n}; {l} = 0 takes 1 from it if it is above 0. "
    "{o} is high while time remains.",
)
_WATCHDOG = (
    "A watchdog: a counter grows at each rising edge of {c} and stops at {n}; {l} = 1 sets it back to 0. {o} is 1 while it is "
    "{n}.",
    "{o} goes high when {l} has stayed 0 for {n} rising edges of {c}, and remains high until {l} = 1.",
    "At posedge {c}: if {l}, count <= 0; else if count is not {n}, count <= count + 1. {o} is (count == {n}).",
    "If nobody raises {l} for {n} cycles of {c}, {o} becomes 1; it stays so until {l} is high at an edge.",
    "Count the rising edges of {c} since the last one with {l} = 1, up to {n} and no further. {o} = 1 when {n} is reached.",
    "{l} must come in time: it zeroes a counter that otherwise goes up by one per rising edge of {c} and rests at {n}. "
    "{o} signals that it rests.",
    "{o} reports a timeout. The time is counted by {c} (rising edge) from 0 to {n}, where it holds; {l} = 1 restarts it from 0.",
    "Watchdog timer with the limit {n}. {l} (when high) clears it at the clock edge, each other edge of {c} adds 1, the limit "
    "holds. "
    "While at the limit, {o} is 1.",
    "While the internal count is {n}, {o} is high and the count stands still. Only {l} = 1 at a rising edge of {c} takes it "
    "back to 0. "
    "Below {n} it grows by 1 per edge.",
    "(Build|I need) a monitor for {l}: {o} is raised after {n} successive rising edges of {c} with {l} low, lowered by an "
    "edge with {l} high.",
    "Clear the count when {l} is 1; increment it when {l} is 0, saturating at {n} (clock {c}, rising edge). {o} shows "
    "saturation.",
    "{o} is 0 as long as {l} is high at least once in every {n} rising edges of {c}; else it is 1 until the next {l}.",
    "A counter that saturates at {n} runs on {c}. Petting it with {l} = 1 makes it 0. When it is full, {o} = 1.",
    "What does {o} mean? That {l} was 0 at the last {n} rising edges of {c} or more, counted from the reset.",
    "A dead-man switch: with {l} low, a count rises at each posedge {c} to {n}, stops there, and turns {o} on; {l} high "
    "returns it to 0.",
)
_PWM = (
    "A PWM output: a {w}-bit counter runs freely on the rising edge of {c}, and {o} is 1 while it is below {d}.",
    "{o} = 1 while a free-running {w}-bit counter (clock {c}) is less than {d}.",
    "In each period of {p} cycles of {c}, {o} is high for the first {d} cycles and low for the others. {d} is looked at "
    "continuously.",
    "Compare {d} with a counter of {w} bits that is incremented at each rising edge of {c}; {o} is high if the counter is "
    "smaller.",
    "{o} is high when {d} exceeds the value of a {w}-bit counter, which steps with {c} and wraps.",
    "A {w}-bit count goes round with the rising edge of {c}. As soon as it is {d} or more, {o} is 0; below, {o} is 1.",
    "{o} = (cnt < {d}), with cnt a {w}-bit counter of the rising edges of {c}.",
    "(Make|Build|I need) a pulse-width modulator. Period: {p} cycles of {c}. High time: {d} cycles, at the start of the "
    "period. Output: {o}.",
    "To dim a lamp, {o} is switched on while an internal counter ({w} bits, one up at each posedge {c}) is lower than {d}.",
    "{d} sets the duty cycle of {o}: {d} out of {p} cycles of {c} are high, beginning where the internal count is 0.",
    "Unless an internal {w}-bit counter is smaller than {d}, {o} is 0. The counter never stops; {c} clocks it (rising edge).",
    "{o} stays 0 if {d} is 0. In general it is 1 for those values of a free {w}-bit counter on {c} that are less than {d}.",
    "Can you generate PWM? Count {c} with {w} bits, over and over; output {o} = 1 if count < {d}, else 0, without a register.",
    "The duty input {d} is compared, without delay, with a running {w}-bit counter (rising edge of {c}). {o}: counter below {d}.",
    '{o} is the result of the comparison "counter less than {d}"; the counter has {w} bits and advances at each rising edge '
    "of {c}.",
)


def _with_reset(d: Draw, text: str, reset: Reset, clk: str, out: str, names: list[str]) -> str:
    """A text and what the reset does: to the counter, and to an output if there is one."""
    also = f" and {out}" if out else ""
    effect = d.any(f"clears the (counter|internal count){also}", f"sets the (counter|internal count){also} to 0")
    result = f"the counter and {out} become 0" if out else d.any("the (counter|count) (becomes|goes to|is set to) 0")
    return with_reset(d, text, reset, clk, effect, result, names)


@family("clock_divider", "timers")
def clock_divider(d: Draw) -> Design:
    """A divided clock or an enable pulse every n cycles."""
    pulse = d.chance(0.5)
    clk, reset = d.clock(), d.reset()
    n = d.number(2, 20) if pulse else d.one((4, 6, 8, 10, 12, 14, 16, 18, 20, 24))
    out = d.name("tick", "pulse", "ce", "en_out", "q") if pulse else d.name("clk_out", "clk_div", "slow", "out", "q")
    half = n if pulse else n // 2
    width = max(1, (half - 1).bit_length())
    style = d.style
    last, zero = style.literal(width, half - 1), style.literal(width, 0)
    ports = (Port(clk), *reset.ports, Port(out, output=True, stored=not pulse))
    if pulse:
        text = d.any(*_TICK, o=out, c=clk, n=n, m=n - 1, q=n - 2)
        body = [
            style.declare("cnt", width),
            *d.clocked(clk, reset, [f"cnt <= {zero};"], [f"cnt <= (cnt == {last}) ? {zero} : cnt + 1'b1;"]),
            f"assign {out} = (cnt == {last});",
        ]
    else:
        text = d.any(*_SQUARE, o=out, c=clk, n=n, h=half, j=ordinal(half))
        clear = [f"cnt <= {zero};", f"{out} <= 1'b0;"]
        step = [f"if (cnt == {last}) begin", f"  cnt <= {zero};", f"  {out} <= ~{out};", "end else", "  cnt <= cnt + 1'b1;"]
        body = [style.declare("cnt", width), *d.clocked(clk, reset, clear, step)]
    text = _with_reset(d, text, reset, clk, "" if pulse else out, [clk, out])
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
    width = d.one((3, 4, 4, 5, 6, 8, 10)) if kind == "down" else d.one((2, 3, 3, 4))
    n = d.number(1 << (width - 1), max(min(12, (1 << width) - 1), 1 << (width - 1)))
    style = d.style
    zero = style.literal(width, 0)
    if kind == "down":
        load, data, done = (
            d.name("load", "start", "ld", "go"),
            d.name("data", "ticks", "delay", "value"),
            d.name("done", "tc", "zero", "idle"),
        )
        ports = (Port(clk), *reset.ports, Port(load), Port(data, width), Port(done, output=True))
        text = d.any(*_DOWN, w=width, c=clk, l=load, x=data, o=done)
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
        load, done = d.name("trig", "start", "fire", "in"), d.name("pulse", "out", "busy", "q")
        ports = (Port(clk), *reset.ports, Port(load), Port(done, output=True))
        text = d.any(*_ONESHOT, l=load, c=clk, o=done, n=n)
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
        load, done = d.name("kick", "clear_wd", "pet", "alive"), d.name("expired", "timeout", "alarm", "bite")
        ports = (Port(clk), *reset.ports, Port(load), Port(done, output=True))
        text = d.any(*_WATCHDOG, l=load, c=clk, o=done, n=n)
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
    text = _with_reset(d, text, reset, clk, "", [port.name for port in ports])
    rows = clocked(d.rng, ports, clk, reset, 0, update, output, cycles=56, bias=bias)
    return Design(
        d.one(({"down": "a down timer", "oneshot": "a one-shot", "watchdog": "a watchdog"}[kind], "a timer")),
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
    width = d.one((2, 3, 4, 4, 5))
    duty, out = d.name("duty", "level", "width", "on_time"), d.name("pwm", "out", "q", "pulse")
    style = d.style
    ports = (Port(clk), *reset.ports, Port(duty, width), Port(out, output=True))
    text = d.any(*_PWM, w=width, c=clk, o=out, d=duty, p=1 << width)
    text = _with_reset(d, text, reset, clk, "", [clk, out, duty])
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
