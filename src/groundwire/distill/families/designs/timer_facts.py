"""Countdowns, delayed pulses and counters of two fields (minutes and seconds), put together from facts told in any order."""

from __future__ import annotations

import random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import at_edge, capitalized, is_level, laid_out
from groundwire.distill.families.voices.counter_words import reset_fact, tidy

_DOWN = (
    "{q} is a {w}-bit countdown, decremented {t} until it is 0.", "{t}, {q} goes down by one.", "{q} counts down one step {t}.",
    "Subtract 1 from {q} {t}.", "(I need|Build|Design) a {w}-bit countdown {q}; it loses one {t}.",
    "The remaining time {q} falls by 1 {t}.",
    "Countdown timer with output {q}, {w} bits, stepped {t}.", "{q} tells how many steps are left. A step is made {t}.",
    "{q} <= {q} - 1 {t}.", "A kitchen timer: {q} shows what is left and is lowered by one {t}.",
    "{w} bits of {q} count backwards {t}.",
    "(Can you|Could you) write a countdown {q} ({w} bits) that goes down {t}?",
    "Each step lowers {q} by one; steps are made {t}.",
    "{q} ticks down {t}.", "The register {q} is decreased by 1 {t}.",
)  # fmt: skip
_ZERO = {
    "stop": ("At 0 {q} stops.", "{q} stays at 0 when it gets there.", "There is no wrap: a {q} of 0 remains 0.",
    "0 is the end, where {q} rests.",
             "When {q} is 0 it is not lowered any further.", "{q} never goes from 0 to another value by counting.", "0 is held.",
             "Once {q} is 0, counting is over.", "The count halts at 0."),
    "wrap": ("After 0, {q} goes on with {m}.", "{q} wraps from 0 to {m}.",
             "0 is followed by {m}.",
    "Counting down from 0 gives {m}.",
             "{q} does not stop at 0 but continues at {m}.",
             "From 0, {q} rolls over to {m}.", "{m} comes after 0.", "{q} underflows to {m}."),
    "again": ("After 0, {q} starts again at {r}.", "{q} is reloaded with {r} in the step after 0.", "0 is followed by {r}.",
              "From 0 the next step leads to {r}.", "When {q} is 0, the next step brings {r} back.",
              "At 0, instead of counting, {q} takes {r}.",
              "{r} comes after 0.", "{q} restarts from {r} when it has been 0."),
}  # fmt: skip
_LOAD = (
    "{l} = 1 puts {x} into {q} at the edge.", "When {l} is 1, {q} takes {x} instead of counting.",
    "{q} is loaded with {x} if {i}.",
    "Load {x} into {q} when {i}.", "If {i}, {x} goes into {q}.", "A 1 on {l} makes {q} equal to {x} at the clock edge.",
    "{l} is a synchronous load, active high: {q} <= {x}.", "{x} becomes the new {q} at an edge where {i}.",
    "Started by {l} = 1, {q} begins at {x}.",
    "With {l} at 1, the next {q} is {x}.", "{l} (re)starts the countdown from {x}.",
)  # fmt: skip
_PAUSE = (
    "While {y}, {q} does not count.", "{y}: counting is suspended.", "{q} only counts if {x}.", "Nothing is counted unless {x}.",
    "Counting requires that {x}.", "If {y}, the count is frozen.", "{x}: count; {y}: wait.", "{y}: wait; {x}: count.",
    "Edges where {y} are skipped.", "The count goes on only while {x}.",
)  # fmt: skip
_FIELDS = (
    "{lo} counts from 0 to {a} and {hi} from 0 to {b}. {hi} goes up by one when {lo} returns from {a} to 0. {lo} steps {t}{e}.",
    "{lo} is incremented {t}{e}. It goes from {a} to 0, and then {hi} is incremented too; {hi} goes from {b} to 0.",
    "{t}{e}, {lo} goes up by one. After {a} comes 0, and {hi} moves on by one. After {b}, {hi} is 0 again.",
    "A small clock: {lo} (0 to {a}) advances {t}{e}, and each time it wraps, {hi} (0 to {b}) advances as well.",
    "{hi} runs 0 to {b}, {lo} runs 0 to {a}. The step of {lo} comes {t}{e}; the step of {hi} comes together with the wrap of "
    "{lo} to 0.",
    "Two counters in a chain. First: {lo}, modulo {c}, stepped {t}{e}. Second: {hi}, modulo {f}, stepped when the first wraps.",
    "(Build|I need) a time counter: {c} steps of {lo} make one step of {hi}, and {f} steps of {hi} make a round. {lo} steps "
    "{t}{e}.",
    "When {lo} is {a}, the next step makes it 0 and adds 1 to {hi} (or makes it 0 if it is {b}). Otherwise the step adds 1 to "
    "{lo}. "
    "Steps are taken {t}{e}.",
    "{hi} only changes when {lo} goes from {a} to 0: up by one, or from {b} to 0. {lo} itself goes up {t}{e}.",
    "Count {hi}:{lo} like a clock, from 0:0 to {b}:{a} and round again, one step of {lo} {t}{e}.",
    "{lo} never exceeds {a}; it wraps to 0 and carries into {hi}. {hi} never exceeds {b} and wraps to 0 too. A step is made "
    "{t}{e}.",
    "The largest {hi} is {b}, the largest {lo} is {a}. {t}{e} the pair goes to the next value, {lo} first, with a carry to {hi}; "
    "after the largest pair comes 0, 0.",
    "Modulo {c} counter {lo}, modulo {f} counter {hi}. {lo} is stepped {t}{e}; its overflow steps {hi}.",
    "(Can you|Could you) make a clock of two fields? {lo} goes 0 to {a}, {t}{e}; {hi} goes 0 to {b}, once for each return of "
    "{lo} to 0.",
    "Time is kept in {hi} and {lo}. {lo}: +1 {t}{e}, {a} -> 0. {hi}: +1 whenever {lo} goes {a} -> 0, with {b} -> 0.",
)  # fmt: skip
_PULSE = (
    "When idle and {l} is 1 at the clock edge, wait {n} cycles with {o} = 0, then hold {o} at 1 for {k} cycles.",
    "A start ({l} = 1 while nothing is going on) gives a pulse of {k} cycles on {o}, after a delay of {n} cycles.",
    "{o} is high for {k} cycles, beginning {n} cycles after the edge that accepts {l} = 1.",
    "After {l} has been accepted, {o} stays low for {n} cycles; it is then high for {k} cycles, and the unit is idle again.",
    "Pulse generator: delay {n} cycles, width {k} cycles, trigger {l} (level 1, seen when idle), output {o}.",
    "{l} = 1 starts a sequence if none is running: {n} cycles of 0 on {o}, {k} cycles of 1.",
    "The pulse on {o} lasts {k} cycles. It starts {n} cycles after the edge at which {l} was 1 and the unit idle.",
    "(Build|I need) a delayed pulse on {o}: {n} cycles delay, {k} cycles width, started by {l} = 1.",
    "Wait {n} cycles, then pulse {o} for {k} cycles; do so whenever {l} is high in the idle state.",
    "{k} cycles is the width of the pulse {o}; {n} cycles pass between the edge that sees {l} = 1 and the beginning of the "
    "pulse.",
)  # fmt: skip
_BUSY = (
    "{l} is ignored until the pulse is over.", "While a sequence runs, {l} does nothing.", "It cannot be retriggered.",
    "Further starts during the delay or the pulse have no effect.", "During delay and pulse, {l} does not matter.",
    "Only when idle does it listen to {l}.", "A {l} that comes too early is lost.",
)  # fmt: skip


@family("countdown", "timers", 1.5)
def countdown(d: Draw) -> Design:
    """A countdown that is loaded, paused, and stops, wraps or starts again, with a flag."""
    clk, reset, falling = d.clock(), d.reset(), d.chance(0.1)
    width = d.one((2, 3, 3, 4, 4, 5, 6, 8))
    most, lit, q = (1 << width) - 1, d.style.literal, d.name("count", "q", "left", "remaining", "timer")
    end, again = d.one(("stop", "stop", "wrap", "again")), d.number(1, most)
    start = d.one((0, most, again))
    load, data = (d.name("load", "start", "set", "ld"), d.name("data", "value", "init", "d")) if d.chance(0.75) else ("", "")
    fixed = d.number(1, most) if load and d.chance(0.3) else 0
    run, active = (d.name("en", "tick", "run", "pause", "hold"), d.number(0, 1)) if d.chance(0.45) else ("", 1)
    flag, at = (d.name("done", "zero", "tc", "expired"), d.one((0, 0, 0, 1))) if d.chance(0.5) else ("", 0)
    data = "" if fixed else data
    inputs = [Port(n) for n in (load, run) if n] + [Port(n, width) for n in (data,) if n]
    d.rng.shuffle(inputs)
    ports = (
        Port(clk),
        *reset.ports,
        *inputs,
        Port(q, width, output=True, stored=True),
        *(Port(n, output=True) for n in (flag,) if n),
    )
    names = [port.name for port in ports]
    what = data or str(fixed)
    facts = [d.any(*_ZERO[end], q=q, m=most, r=again)]
    if load:
        facts.append(d.any(*_LOAD, l=load, x=what, q=q, i=is_level(d, load, 1)))
    if run:
        facts.append(d.any(*_PAUSE, q=q, x=is_level(d, run, active), y=is_level(d, run, 1 - active)))
    if load and run:
        facts.append(d.any("{l} works even when counting is suspended.", "{r} does not hold up {l}.",
                           "{l} has priority over {r}.",
                           "{l} does not depend on {r}.", l=load, r=run))  # fmt: skip
    if flag:
        where = d.any("{q} is {v}", "{q} equals {v}", "the count is {v}", q=q, v=at)
        facts.append(
            d.any("{f} is 1 while {x}, else 0.", "While {x}, {f} is high, otherwise low.", "{f} shows that {x}.", f=flag, x=where)
        )
    facts.append(reset_fact(d, reset, clk, d.any("sets {q} to {v}", q=q, v=start), f"{q} becomes {start}", falling))
    main = capitalized(tidy(d.any(*_DOWN, q=q, w=width, t=at_edge(d, clk, falling)).replace(" until it is 0", "")), names)
    text = laid_out(d, facts, names=names, opening=main)
    after = {"stop": q, "wrap": "", "again": lit(width, again)}[end]
    one = "1'b1" if d.chance(0.5) else lit(width, 1)
    step = f"{q} <= ({q} == {lit(width, 0)}) ? {after} : {q} - {one};" if after else f"{q} <= {q} - {one};"
    test = run if active else f"!{run}"
    if run:
        step = f"if ({test}) {step}"
    lines = [f"if ({load}) {q} <= {data or lit(width, fixed)};", f"else {step}"] if load else [step]
    body = d.clocked(clk, reset, [f"{q} <= {lit(width, start)};"], lines, "negedge" if falling else "posedge")
    if flag:
        body.append(f"assign {flag} = ({q} == {lit(width, at)});")

    def update(s: int, v: dict[str, int]) -> int:
        if load and v[load]:
            return v[data] if data else fixed
        if run and v[run] != active:
            return s
        return s - 1 if s else {"stop": 0, "wrap": most, "again": again}[end]

    def bias(rng: random.Random, cycle: int) -> dict[str, int]:
        values = {load: int(rng.random() < 0.12)} if load else {}
        values |= {data: rng.choice((rng.randint(0, most), min(5, most), 2))} if data else {}
        return values | ({run: active if rng.random() < 0.8 else 1 - active} if run else {})

    rows = clocked(
        d.rng, ports, clk, reset, start, update, lambda s, v: {q: s} | ({flag: int(s == at)} if flag else {}),
        cycles=56, bias=bias, falling=falling,
    )  # fmt: skip
    order = f"{load} -> {what} first; " * bool(load) + f"counts if {test}; " * bool(run)
    zero = {"stop": "0 stays", "wrap": f"0 -> {most} by itself", "again": f"0 -> {again}"}[end]
    why = f"{'negedge' if falling else 'posedge'} {clk}, {reset.phrase} to {start}, {width} bits.\n{order}down, {zero}."
    return Design(
        d.any("a countdown", "a down counter", "a countdown timer"), ports, text, why, tuple(body), rows, d.style,
        ("countdown", "down_timer"),
        {"width": width, "end": end, "start": start, "load": bool(load), "fixed": fixed, "run": bool(run), "active": active,
         "flag": bool(flag), "reset": reset.phrase, "falling": falling},
    )  # fmt: skip


@family("time_counter", "timers")
def time_counter(d: Draw) -> Design:
    """Two fields as of minutes and seconds: the upper one counts when the lower one wraps; enable, clear and a flag of the "
    "round."""
    clk, reset = d.clock(), d.reset()
    low, high = d.number(2, 11), d.number(1, 6)
    lo, hi = d.names(
        ("sec", "min"), ("seconds", "minutes"), ("minutes", "hours"), ("ticks", "laps"), ("low", "high"), ("unit", "dozen")
    )
    wlo, whi, lit = low.bit_length(), high.bit_length(), d.style.literal
    enable = d.name("en", "tick", "run", "ena") if d.chance(0.45) else ""
    clear = d.name("clear", "clr", "restart") if d.chance(0.25) else ""
    flag = d.name("round", "wrap", "last", "day") if d.chance(0.3) else ""
    outputs = [Port(lo, wlo, output=True, stored=True), Port(hi, whi, output=True, stored=True)]
    if d.chance(0.5):
        outputs.reverse()
    ports = (
        Port(clk),
        *reset.ports,
        *(Port(n) for n in (enable, clear) if n),
        *outputs,
        *(Port(n, output=True) for n in (flag,) if n),
    )
    names = [port.name for port in ports]
    when = f" {d.any('if', 'when', 'while')} {is_level(d, enable, 1)}" if enable else ""
    main = tidy(d.any(*_FIELDS, lo=lo, hi=hi, a=low, b=high, c=low + 1, f=high + 1, t=at_edge(d, clk), e=when))
    both = d.any("both fields become 0", "{a} and {b} become 0", a=lo, b=hi)
    effect = d.any("clears both fields", "clears {a} and {b}", a=hi, b=lo)
    facts = [reset_fact(d, reset, clk, effect, both)]
    if clear:
        facts.append(d.any("If {k} is 1 at the clock edge, {z}, whatever else.",
                           "A 1 on {k} clears both fields at the clock edge, first of all.",
                           "{k} (synchronous, active high) comes first: {z}.",
                           "When {k} is high, {z} with the clock instead of counting.",
                           k=clear, z=both))  # fmt: skip
    if flag:
        facts.append(d.any("{f} is 1 while {a} is {x} and {b} is {y}.",
                           "{f} = 1 tells that {b} = {y} and {a} = {x}; else it is 0.",
                           "While both fields have their largest values, {f} is high.",
                           f=flag, a=lo, x=low, b=hi, y=high))  # fmt: skip
    zero = [f"{lo} <= {lit(wlo, 0)};", f"{hi} <= {lit(whi, 0)};"]
    wraps = high == (1 << whi) - 1
    carry = f"{hi} <= {hi} + 1'b1;" if wraps else f"{hi} <= ({hi} == {lit(whi, high)}) ? {lit(whi, 0)} : {hi} + 1'b1;"
    steps = [f"{lo} <= {lit(wlo, 0)};", carry]
    chain = [f"if ({lo} == {lit(wlo, low)}) begin", *(f"  {x}" for x in steps), f"end else {lo} <= {lo} + 1'b1;"]
    if enable:
        chain = [f"if ({enable}) begin", *(f"  {x}" for x in chain), "end"]
    if clear:
        chain = [f"if ({clear}) begin", *(f"  {x}" for x in zero), f"end else {chain[0]}", *chain[1:]]
    body = d.clocked(clk, reset, zero, chain)
    if flag:
        body.append(f"assign {flag} = ({lo} == {lit(wlo, low)}) && ({hi} == {lit(whi, high)});")
    period = (low + 1) * (high + 1)

    def update(s: int, v: dict[str, int]) -> int:
        if clear and v[clear]:
            return 0
        return s if enable and not v[enable] else (s + 1) % period

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        values = {lo: s % (low + 1), hi: s // (low + 1)}
        return values | ({flag: int(s == period - 1)} if flag else {})

    def bias(rng: random.Random, cycle: int) -> dict[str, int]:
        values = {reset.name: reset.level(active=cycle < 2 or cycle == 96)}
        values |= {enable: int(rng.random() < 0.9)} if enable else {}
        return values | ({clear: int(rng.random() < 0.01)} if clear else {})

    rows = clocked(d.rng, ports, clk, reset, 0, update, output, cycles=100, bias=bias)
    order = f"{clear} clears first; " * bool(clear) + f"counts if {enable}; " * bool(enable)
    top = "wraps by itself" if wraps else f"{high} -> 0"
    fields = f"{lo} ({wlo} bits): {low} -> 0 and then {hi} ({whi} bits) +1, {top}"
    why = f"posedge {clk}, {reset.phrase} to 0.\n{order}{fields}."
    return Design(
        d.any("a counter of two fields", "a small clock", "a time counter"), ports,
        laid_out(d, facts, names=names, opening=capitalized(main, names)),
        why, tuple(body), rows, d.style, ("time_counter", "small_clock", "two_field_counter"),
        {"low": low, "high": high, "enable": bool(enable), "clear": bool(clear), "flag": bool(flag), "reset": reset.phrase},
    )  # fmt: skip


@family("delayed_pulse", "timers")
def delayed_pulse(d: Draw) -> Design:
    """A pulse of some cycles after a delay of some cycles, started when idle; optionally with a busy output."""
    clk, reset = d.clock(), d.reset()
    delay, size = d.number(1, 6), d.number(1, 5)
    total = delay + size
    width, lit = total.bit_length(), d.style.literal
    start, out = d.name("start", "go", "trig", "fire"), d.name("pulse", "out", "q", "strobe")
    busy = d.name("busy", "active", "running") if d.chance(0.4) else ""
    ports = (Port(clk), *reset.ports, Port(start), Port(out, output=True), *(Port(n, output=True) for n in (busy,) if n))
    names = [port.name for port in ports]
    main = d.any(*_PULSE, l=start, n=delay, o=out, k=size).replace(" 1 cycles", " 1 cycle")
    cycles = d.any(
        "Cycles are those of {c}, rising edge.", "The clock is {c} (rising edge).", "Everything is clocked by posedge {c}.", c=clk
    )
    facts = [
        cycles,
        d.any(*_BUSY, l=start),
        reset_fact(d, reset, clk, "makes the unit idle", "the unit becomes idle, with its outputs at 0"),
    ]
    if busy:
        facts.append(d.any("{b} is 1 during delay and pulse, 0 when idle.", "{b} is low when idle, else high.",
                           "{b} tells that the unit is not idle.", b=busy))  # fmt: skip
    lines = [
        f"if (cnt != {lit(width, 0)}) cnt <= cnt - 1'b1;",
        f"else if ({start}) cnt <= {lit(width, total)};",
    ]
    body = [d.style.declare("cnt", width), *d.clocked(clk, reset, [f"cnt <= {lit(width, 0)};"], lines)]
    low = f"(cnt != {lit(width, 0)})"
    body.append(f"assign {out} = {low} && (cnt <= {lit(width, size)});")
    if busy:
        body.append(f"assign {busy} = {low};")

    def update(s: int, v: dict[str, int]) -> int:
        return s - 1 if s else total * v[start]

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        return {out: int(0 < s <= size)} | ({busy: int(s > 0)} if busy else {})

    def bias(rng: random.Random, cycle: int) -> dict[str, int]:
        return {start: int(rng.random() < 0.35)}

    rows = clocked(d.rng, ports, clk, reset, 0, update, output, cycles=56, bias=bias)
    why = (
        f"posedge {clk}, {reset.phrase} to idle. Idle is cnt = 0; "
        f"{start} loads {delay} + {size} = {total}; it counts down to 0.\n"
        f"{out} while cnt is 1 to {size}."
    )
    return Design(
        d.any("a pulse generator", "a delayed one-shot", "a pulse generator with a delay"), ports,
        laid_out(d, facts, names=names, opening=capitalized(main, names)), why, tuple(body), rows,
        d.style, ("pulse_gen", "delayed_pulse"),
        {"delay": delay, "size": size, "busy": bool(busy), "reset": reset.phrase},
    )  # fmt: skip
