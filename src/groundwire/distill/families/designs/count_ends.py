"""Counters that stop, that flag a count, that time, and that divide."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.count_shared import COUNTS, FLAGS, cond, frame, high_low, test_of, told

_STOPS = (
    "{o} counts {dn} {at}{ew}. Having arrived at {l} it {does}. {rb} {rs}",
    "{rs} Then {o} goes {dn} by one {at}{ew}; at {l} it {does}. {rb}",
    "{at} {o} moves {dn} by one. What about {l}? There it {does}. {es} {rb} {rs}",
    "Count on {o}, {dn}, last value {l}. It {does}. {g} {c}. {rs} {es} {rb}",
    "Register: {o}\nDirection: {dn}\nLast value: {l}\nAt the last value: it {does}\nClock: {c}, {ed} edge\n{rs}\n{es}\n{rb}",
    "There are two things that a counter can do at its end: it wraps, like a kilometre counter, or it saturates, like a "
    "full glass. A "
    "saturating count up to 3 reads 0, 1, 2, 3, 3, 3. This one counts {dn} with the end {l}, and there it {does}. It is "
    "called {o} "
    "and moves {at}. {es} {rb} {rs}",
    "hi, {o} should go {dn} {at}, once it shows {l} it {does}. {rb} {rs} {es}",
    "Some of our counters wrap, some don't. {o} (clock {c}, {ed} edge, {dn}, end {l}) is one that {does} at the end. {rs} "
    "{rb} {es}",
    "- {o} goes {dn} by 1 {at}\n- at {l} it {does}\n- {rs}\n- {es}\n- {rb}",
    "{rb} {es} In normal operation {o} takes one step {dn} {at} until it is {l}, where it {does}. {rs}",
    "Question about {o}: it counts {dn} to {l}, {at}, and at {l} it {does}. {rs} {rb} {es} How is that written?",
    "If {o} is {l}, it {does}; with any other value it is {vb} by one {at}. {rs} {es} {rb}",
)


@family("count_end_stop", "counters", 1.0)
def count_end_stop(d: Draw) -> Design:
    """A counter that stays at its end or begins again there, up or down, now and then with an input that restarts it."""
    span, up, stays = d.one((3, 4, 5, 6, 7, 9, 10, 12, 15)), d.chance(0.55), d.chance(0.65)
    low = d.one((0, 0, 0, 1, 2, 3))
    first, last = (low, low + span) if up else (low + span, low)
    width = max((low + span).bit_length(), d.one((0, 4, 8)))
    restarts = d.chance(0.4)
    f = frame(d, width, first if d.chance(0.8) else d.number(low, low + span), enabled=0.0 if restarts else 0.5)
    restart, value = d.name("again", "restart", "clr", "start", "go", "back", "b"), int(d.chance(0.7))
    chain = [(f"{f.out} == {f.lit(last)}", f.out if stays else f.lit(first)), ("", f"{f.out} {'+' if up else '-'} 1'b1")]
    if stays and d.chance(0.5):
        chain = [(f"{f.out} != {f.lit(last)}", chain[1][1])]
    if restarts:
        chain.insert(0, (test_of(restart, value), f.lit(first)))
    does = d.any(
        "stays", "stops", "does not wrap but stays there", "remains for good (until something restarts it)", "halts", "sticks",
        "keeps that value instead of going on", "rests", "saturates",
    ) if stays else d.any(
        "begins again at {f} with the next step", "does not stop: the next value is {f}", "goes on with {f}", "turns to {f} next",
        "jumps to {f} with the next step", "continues with {f} instead of stopping", f=first,
    )  # fmt: skip
    back = d.any(
        "{b} = {v} at an edge sends it back to {f}, whatever it is at.", "It returns to {f} at any edge {w}.",
        "An edge that finds {b} {h} gives {f}.", "Restart by {b}: {h} at an edge makes {o} {f}.",
        b=restart, v=value, f=first, w=cond(d, restart, value), h=high_low(value), o=f.out,
    ) if restarts else ""  # fmt: skip
    ports = f.ports(*([Port(restart)] if restarts else []))
    text = told(
        d, f, _STOPS, ports, chain, dn="up" if up else "down", l=last, does=does, rb=back, vb="increased" if up else "decreased",
    )  # fmt: skip

    def update(s: int, v: dict[str, int]) -> int:
        if restarts and v[restart] == value:
            return first
        return (s if stays else first) if s == last else s + (1 if up else -1)

    rows = f.rows(
        ports, update, cycles=60, often=0.85,
        bias=(lambda r, i: {restart: value if r.random() < 0.06 else 1 - value}) if restarts else None,
    )  # fmt: skip
    again = f"{restart}={value} -> {first}; else " if restarts else ""
    end = "stays" if stays else f"-> {first}"
    why = f.why(f"{again}{'up' if up else 'down'} by 1; at {last} {end}")
    return Design(
        "a counter with an end", ports, text, why, tuple(f.body(chain)), rows, d.style, ("end_counter", "tally", "upto"),
        {"first": first, "last": last, "stays": stays, "restart": restarts and value, "enable": f.enable, "start": f.start},
    )  # fmt: skip


_FLAGS = (
    "{o} counts {dn} {mo} {at}{ew}. {fl} {rs}",
    "{fl} {o} itself counts {dn} {mo}, {at}. {es} {rs}",
    "Counter {o} ({dn}, {mo}) with an output {y}. {fl} {g} {c}. {es} {rs}",
    "{rs} From then on {o} counts {dn} {mo}, one step {at}. {es} {fl}",
    "Data sheet\n{o}: count, {dn}, {mo}\n{y}: {fl}\n{c}: {ed} edge counts\n{rs}\n{es}",
    "To chain counters, the lower one tells the higher one when its turn is over. In a decimal counter that would be at 9; "
    "what it is here "
    "stands below. {o} runs {dn} {mo} {at}. {fl} {es} {rs}",
    "please add the output {y} to my counter. the counter: {o}, {dn}, {mo}, clocked by {c} ({ed} edge). {es} {rs} the new "
    "one: {fl}",
    "- {fl}\n- {o} counts {dn} {mo}\n- it does so {at}\n- {es}\n- {rs}",
    "Two outputs. {o}: a count that runs {dn} {mo}, {at}. {y}: no register of its own. {fl} {rs} {es}",
    "{es} {rs} {o} is a counter ({dn}, {mo}, {ed} edge of {c}), and {y} is derived from it. {fl}",
    "How do I write a counter {o} that runs {dn}, {mo}, and has the output {y}? {fl} It steps {at}. {rs} {es}",
    "{y} watches the counter {o}. {fl} The counter goes {dn} {mo}, {at}{ew}. {rs}",
)


@family("count_flagged", "counters", 1.0)
def count_flagged(d: Draw) -> Design:
    """A counter with a combinational output that says something of the count, with the enable in it or not, of either level."""
    width, up = d.one((2, 3, 4, 4, 4)), d.chance(0.6)
    n = d.one((1 << width, 10 if width == 4 else 1 << width, {2: 3, 3: 6, 4: 12}[width]))
    start = d.one((0, 0, n - 1, d.number(0, n - 1)))
    f = frame(d, width, start, names=COUNTS, enabled=0.65)
    y, active = d.name(*FLAGS), int(d.chance(0.7))
    kind = d.one(("last", "last", "zero", "value", "least", "below"))
    k = n - 1 if up else 0
    k = 0 if kind == "zero" else k if kind == "last" else d.number(1, n - 2)
    gated = bool(f.enable) and d.chance(0.5)
    what = {
        "last": ("{o} is at its last value before it wraps, {k},", "{o} stands at {k}, the end of the cycle,",
        "the count is {k}"),
        "zero": ("{o} is zero", "the count is 0", "no bit of {o} is set"),
        "value": ("{o} is {k}", "the count equals {k}", "{o} shows exactly {k}"),
        "least": ("{o} is {k} or more", "the count is at least {k}", "{o} is not below {k}"),
        "below": ("{o} is less than {k}", "the count is below {k}", "{o} hasn't reached {k}"),
    }[kind]  # fmt: skip
    test = {"least": ">=", "below": "<"}.get(kind, "==")
    fact = d.any(*what, o=f.out, k=k)
    also = d.any(
        " and {e} is {h}", " and also {e} = {b}", " and {e} is {h} at the same time", e=f.enable, h=high_low(f.on), b=f.on
    )
    fact = (fact.rstrip(",") if not gated else fact) + (also if gated else "")
    free = d.one((" It does not look at {e}.", " {e} plays no part in it.", "")).replace("{e}", f.enable)
    flag = d.any(
        "{y} is {b} exactly when {x}.", "{y} goes {h} while {x}.", "When {x}, {y} is {b}, else {z}.", "{y} is {w} unless {x}.",
        "{y} = {b} means that {x}.", y=y, b=active, z=1 - active, h=high_low(active), w=high_low(1 - active), x=fact,
    ) + (free if f.enable and not gated else "")  # fmt: skip
    over = d.any("modulo {n}", "in {n} states from 0 on", "0 to {h}", "with the values 0 to {h}", n=n, h=n - 1)
    full = n == 1 << width
    chain = [("", f"{f.out} {'+' if up else '-'} 1'b1")]
    last, first = (n - 1, 0) if up else (0, n - 1)
    if not full:
        chain.insert(0, (f"{f.out} == {f.lit(last)}", f.lit(first)))
    ports = f.ports(Port(y, output=True))
    text = told(d, f, _FLAGS, ports, chain, y=y, fl=flag, mo=over, dn="up" if up else "down")
    holds = f"{f.out} {test} {f.lit(k)}"
    shown = f"({holds}) && {f.enable_test}" if gated else holds
    line = f"assign {y} = {shown};" if active else f"assign {y} = !({shown});"

    def compare(s: int) -> bool:
        return s >= k if kind == "least" else s < k if kind == "below" else s == k

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        return {f.out: s, y: active if compare(s) and (not gated or v[f.enable] == f.on) else 1 - active}

    rows = f.rows(ports, lambda s, v: (s + (1 if up else -1)) % n, output, cycles=60)
    gate = f" and {f.enable}={f.on}" if gated else ""
    why = f.why(f"{'up' if up else 'down'} 0..{n - 1}: {last} -> {first}", f"{y}={active} iff {f.out} {test} {k}{gate}")
    return Design(
        "a counter with a second output", ports, text, why, (*f.body(chain), line), rows, d.style, ("tc_counter", "counter",
        "chain_ctr"),
        {"n": n, "up": up, "kind": kind, "k": k, "gated": gated, "active": active, "enable": f.enable},
    )  # fmt: skip


_TIMERS = (
    "{x} {at}, {t} is loaded into {o}; {o} then goes down by one per edge until it is 0 and rests there. {y} is {b} as long "
    "as {o} is not 0. "
    "{re} {rs}",
    "A timer. Start: {s} = {v} at a {ed} edge of {c}. Length: {t} cycles. Time left: {o}. {y} is {b} during the run and {z} "
    "otherwise. "
    "{re} {rs}",
    "{rs} {re} {y} says with a {b} that the timer runs, that is, {o} is above 0. It is started {x} {at}: {o} becomes {t}. "
    "At all other "
    "edges {o} loses one, if it isn't 0 yet.",
    "Stairs light: the button {s} ({v} = pressed) switches the lamp {y} on for {t} cycles of {c} ({ed} edge); {b} is on. "
    "{o} holds the "
    "cycles left and counts down. {re} {rs}",
    "egg timer\n- {s} = {v}: {o} takes {t}\n- else {o} counts down and stops at 0\n- {y} = {b} while {o} is not 0\n- "
    "{re}\n- {g} {c}\n- {rs}",
    "A countdown needs only one register: loading starts it and zero ends it. Loaded with 2 it shows 2, 1, 0, 0. Here the "
    "register is {o}, "
    "the load value {t}, and loading happens {x}, {at}. {re} {y} is {z} for zero and {b} for the rest. {rs}",
    "Can you make me a timer with {t} cycles? {s} starts it when {vh} ({ed} edge of {c}), {o} counts what is left, {y} is "
    "{z} when "
    "nothing is left and {b} before. {re} {rs}",
    "{y} is {z} at rest. An edge that comes {x} puts {t} into {o}. The following edges take one away each "
    "until 0; for that time {y} "
    "is {b}. "
    "Clock: {g} {c}. {re} {rs}",
    "Load {o} with {t} {x}; decrement it if that is not the case and it's above zero; both {at}. {re} {rs} {y}: {b} for {o} "
    "above zero, "
    "{z} for {o} = 0.",
    "Signals of the timer block\n{s}: start, active {vh}\ncycles to run: {t}\n{o}: cycles left, counts down to 0\n{y}: "
    "running, active {bh}\n"
    "{c}: {ed} edge\n{re}\n{rs}",
    "The heater must be off {t} cycles after the last permission. {s} at {v} gives permission {at}: {o} becomes {t}, "
    "otherwise it runs "
    "down to 0. {re} {y} (heater, on = {b}) is on while {o} differs from 0. {rs}",
    "one-shot: {x}, {at}, {o} := {t}; no start: {o} minus 1 down to 0. {y} = {b} iff {o} isn't 0. {re} {rs}",
)


@family("count_run_time", "counters", 1.0)
def count_run_time(d: Draw) -> Design:
    """A timer that a level starts, with a length in the text or at a port, that may be started again while it runs or not."""
    width, given = d.one((3, 4, 4, 8)), d.chance(0.4)
    f = frame(d, width, 0, names=("left", "rem", "cnt", "q", "t_left", "count", "n"), enabled=0.0)
    length = d.number(2, min((1 << width) - 1, 9))
    s, v = d.name("start", "go", "trig", "press", "s", "x", "req", "t"), int(d.chance(0.65))
    y, b, again = d.name("busy", "run", "y", "active", "lamp", "on", "p"), int(d.chance(0.7)), d.chance(0.5)
    span = d.name("len", "d", "period", "load", "n", "ticks") if given else ""
    re = d.any(
        "A start during the run begins it anew.", "It can be started again at any time.", "{s} counts during a run too.",
        "{s} is never ignored, also not while it runs.", "Starting has priority over counting down.", s=s,
    ) if again else d.any(
        "During the run {s} is ignored.", "It can only be started at rest ({o} = 0).", "{s} has no effect until {o} is 0.",
        "No restart while {o} is above 0: {s} is not looked at then.", "A start during the run does not disturb it.", s=s,
        o=f.out,
    )  # fmt: skip
    ports = f.ports(Port(s), Port(y, output=True), *([Port(span, width)] if given else []))
    begin = test_of(s, v) if again else f"{test_of(s, v)} && {f.out} == 0"
    chain = [(begin, span or f.lit(length)), (f"{f.out} != 0", f"{f.out} - 1'b1")]
    if not again and d.chance(0.5):
        chain = [chain[1], (test_of(s, v), span or f.lit(length))]
    pool = [
        one
        for one in _TIMERS
        if again or not any(words in one for words in ("last permission", "no start:", "that is not the case"))
    ]
    text = told(
        d,
        f,
        pool,
        ports,
        chain,
        s=s,
        v=v,
        vh=high_low(v),
        x=cond(d, s, v),
        t=span or length,
        y=y,
        b=b,
        z=1 - b,
        bh=high_low(b),
        re=re,
    )
    held = f"{f.out} != 0" if b else f"{f.out} == 0"

    def update(left: int, inputs: dict[str, int]) -> int:
        if inputs[s] == v and (again or left == 0):
            return inputs[span] if given else length
        return max(left - 1, 0)

    rows = f.rows(
        ports, update, lambda left, _: {f.out: left, y: b if left else 1 - b}, cycles=64,
        bias=lambda r, i: {s: v if r.random() < 0.2 else 1 - v} | ({span: r.randint(1, min(7,
        (1 << width) - 1))} if given else {}),
    )  # fmt: skip
    why = f.why(
        f"{s}={v}{'' if again else f' and {f.out}=0'} -> {span or length}; else -1 down to 0",
        f"{y}={b} while {f.out} != 0, else {1 - b}",
    )
    return Design(
        "a timer", ports, text, why, (*f.body(chain), f"assign {y} = {held};"), rows, d.style, ("timer", "one_shot", "run_time"),
        {"length": "port" if given else length, "v": v, "b": b, "again": again},
    )  # fmt: skip


_SHARES = (
    "{rs} Then, round after round of {n} steps: {p} is {w} of the round. A step is made {at}. {es}",
    "In time slices of {n} counts ({c}, {ed} edge) {p} is to be {w} of the slice. {es} {rs}",
    "Divide {c} by {n}: a period has {n} cycles ({ed} edge to {ed} edge), in which {p} is {w}. {rs} {es}",
    "{rs} It counts 0 to {m} again and again, one step {at}{ew}. {p} is {w} of this round.",
    "From {c} ({ed} edge) we need a slower signal {p} with a period of {n} cycles. It is {w} of the period. {es} {rs}",
    "prescaler\nperiod: {n} cycles\noutput {p}: {w}\nclock: {c}, {ed} edge\n{rs}\n{es}",
    "A divider is a counter whose number nobody sees. Divide by 4, for instance, counts 0, 1, 2, 3 and makes one period of "
    "it. Ours has "
    "{n} counts, from 0 to {m}, {at}. {p} is {w} of each round. {es} {rs}",
    "{p} repeats itself every {n} cycles of {c} ({ed} edge): it is {w}. {rs} {es}",
    "- internal counter, 0 to {m}, then 0 again\n- it steps {at}\n- {es}\n- {rs}\n- {p} is {w} of its round",
    "could you derive {p} from {c}? every {n} {ed} edges make a round, and {p} is {w} of a round. {es} {rs}",
    "{es} A round consists of {n} steps, one {at}, numbered 0 to {m}. {p} is {w} of the round. {rs}",
    "Blinker {p}, round of {n} counts ({g} {c}), {w}. {rs} {es}",
    "How is a divider by {n} written that gives {p} {w} of each period? The clock is {c}, {ed} edge. {rs} {es}",
)


@family("count_shares", "dividers", 1.0)
def count_shares(d: Draw) -> Design:
    """A divider whose output is high or low in the first, the last or several counts of a period."""
    kind, b = d.one(("first", "last", "first", "last", "half")), int(d.chance(0.65))
    n = d.one((2, 3, 4, 5, 6, 7, 8, 10, 12)) if kind != "half" else d.one((4, 6, 8, 10, 12))
    h = n // 2 if kind == "half" else d.one((1, 1, 1, d.number(1, n - 1)))
    width = (n - 1).bit_length()
    f = frame(d, width, 0, names=("cnt", "counter", "step_no", "phase_no"), enabled=0.45)
    p = d.name("p", "tick", "y", "pulse", "clk_out", "slow", "strobe", "out", "blink")
    many = "cycle" if h == 1 else f"{h} cycles"
    z = high_low(1 - b)
    if kind == "half":
        first = d.chance(0.5)
        where = d.any("{h} in the (first|former) half and {z} in the (second|latter)",
        "{z} in the second half and {h} in the first",
                      h=high_low(b), z=z)  # fmt: skip
    else:
        first = kind == "first"
        where = d.any(
            "{h} in the {f} {k}, {z} in the others", "{z} except in the {f} {k}",
            "{h} during the {f} {k} and {z} for the other {r}",
            "{h} only in the {f} {k}", h=high_low(b), z=z, f=kind, k=many, r=n - h,
        )  # fmt: skip
    first = kind != "last"
    edge_of = h if first else n - h
    test = f"{f.out} < {f.lit(edge_of)}" if first else f"{f.out} >= {f.lit(edge_of)}"
    if h == 1:
        test = f"{f.out} == {f.lit(0 if first else n - 1)}"
    chain = [(f"{f.out} == {f.lit(n - 1)}", f.lit(0)), ("", f"{f.out} + 1'b1")]
    if n == 1 << width:
        chain = chain[1:]
    ports = f.ports(Port(p, output=True), shown=False)
    text = told(d, f, _SHARES, ports, chain, ("the internal count", "0"), p=p, w=where, n=n, m=n - 1)
    line = f"assign {p} = {test};" if b else f"assign {p} = !({test});"
    rows = f.rows(
        ports, lambda s, v: (s + 1) % n, lambda s, v: {p: b if (s < h if first else s >= n - h) else 1 - b}, cycles=60
    )  # fmt: skip
    why = f.why(
        f"count 0..{n - 1}, wraps", f"{p}={b} for counts {0 if first else n - h}..{h - 1 if first else n - 1}, else {1 - b}"
    )
    body = (d.style.declare(f.out, width), *f.body(chain), line)
    return Design(
        "a clock divider", ports, text, why, body, rows, d.style, ("divider", "prescaler", "blinker"),
        {"n": n, "h": h, "kind": kind, "b": b, "enable": f.enable},
    )  # fmt: skip
