"""Timers and phase sequencers with drawn extras."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.beat_shared import (
    Act,
    Beat,
    Case,
    Cond,
    Out,
    Reg,
    both,
    build,
    compose,
    is_port,
    mostly,
    port_names,
    reg_is,
    told,
)

_TIMER_TEXTS = {
    "stretch": (
        "an edge that finds {g} loads a timer with {n}; {y} is {p} as long as the timer is not 0",
        "pulse stretcher: after a clock edge with {g}, {y} is {p} for {n} {k}",
        "{y} stays {p} for {n} {k} after the last edge at which {g}; a further such edge starts the time again",
        "retriggerable one-shot of {n} {k}: trigger {g}, output {y} ({p} while running)",
        "like a staircase light: {g} lights {y} (level {p}) for {n} {k}, and pressing again starts them anew",
    ),
    "shot": (
        "an edge with {g} while the timer is 0 loads it with {n}; {y} is {p} as long as the timer is not 0",
        "one-shot, not retriggerable: {g} starts {n} {k} of {y} = {p}; triggers during that time are ignored",
        "when idle, {g} begins a pulse on {y} ({p}, {n} {k}); until it is over {t} has no effect",
        "{y} gives a pulse of {n} {k} at level {p}. it starts with an edge that finds {g}, and cannot be made longer",
    ),
    "ondelay": (
        "{y} becomes {p} once {g} was seen at {n} {k} in a row, and drops at the first edge where this is not so",
        "on-delay of {n} {k}: {g} must last that long before {y} is {p}; any edge without it starts from zero and ends {y}",
        "the timer counts {k} with {g} up to {n} and stops there; an edge without {g_} zeroes it; {y} is {p} at {n}",
        "switch-on delay: {y} = {p} only when the last {n} (or more) {k} had {g}, without an edge in between that had not",
    ),
    "watchdog": (
        "watchdog: {g} at an edge zeroes a counter of {k} that stops at {n}; {y} is {p} while it is at {n}",
        "{y} barks ({p}) when {n} {k} have passed without {g}; the next {g_} silences it",
        "if {g} fails to come for {n} {k}, {y} goes to {p} and stays until it comes; each time it comes the time restarts",
        "heart-beat monitor. an edge with {g} restarts the time. after {n} {k} without it {y} is {p}",
    ),
    "period": (
        "{y} is {p} in one of {n} {k}: a counter runs from {m} down to 0 and begins again, {y} "
        "marks its 0. {g} reloads it with {m}",
        "pulse every {n} {k}: count down {m}, ..., 0, then {m} again, with {y} = {p} at 0; an edge with {g} loads {m} at once",
        "rate generator of {n} {k} per pulse. counter: {m} to 0, cyclic. {y}: {p} while it is 0. {g}: counter to {m}",
    ),
}
_TIMER_INTROS = (
    "a timer with output {y}",
    "time-keeping for {th}",
    "TIMER BLOCK",
    "we need a delay element for {th}",
    "monostable part, trigger {t}",
    "{y} is driven by a small timer",
    "for {th}: a counter and a few gates",
    "write the timer that makes {y} from {t}",
    "digital version of a 555",
    "timer module, one trigger ({t}), one output ({y})",
)


@family("beat_timer", "timers", 1.2)
def beat_timer(d: Draw) -> Design:
    """Stretcher, one-shot, on-delay, watchdog or rate generator, with tick enable, cancel, pause and either output level."""
    beat = Beat(d)
    kind = d.one(tuple(_TIMER_TEXTS))
    n = d.one((2, 3, 4, 5, 6, 7, 8, 10, 12))
    n = max(n, 3) if kind == "period" else n
    top = n - 1 if kind == "period" else n
    w, lit, p = top.bit_length(), d.style.literal, int(d.chance(0.75))
    t = d.name(
        *{
            "stretch": ("trig", "hit", "btn", "event_in", "start", "motion"),
            "shot": ("go", "fire", "trig", "start", "launch", "shoot"),
            "ondelay": ("x", "req", "level", "sensor", "key", "press"),
            "watchdog": ("kick", "feed", "alive", "pet", "beat_in", "ping"),
            "period": ("reload", "sync", "restart", "align", "again", "zero"),
        }[kind]
    )
    y, c = d.name("y", "out", "pulse", "busy", "on", "alarm", "lamp"), d.name("t", "cnt", "timer", "left", "age", "time_q")
    trig = is_port(d, t, int(d.chance(0.75)))
    inputs, facts, visible = [Port(t)], [], d.chance(0.2)
    explained = visible or d.chance(0.35)
    tick = is_port(d, d.name("tick", "ms", "slow", "ce", "unit", "tb")) if d.chance(0.4) else None
    stop = is_port(d, d.name("cancel", "abort", "off", "kill", "stop", "clr"), int(d.chance(0.8))) if d.chance(0.5) else None
    inputs += [Port(x.port) for x in (tick, stop) if x]
    zero, down = reg_is(c, 0, lit(w, 0), False), Act("goes down by one", f"{c} - 1", f"{c} - 1'b1", lambda s, v: s[c] - 1)
    full = Act(f"becomes {top}", str(top), lit(w, top), lambda s, v: top)
    empty = Act("becomes 0", "0", lit(w, 0), lambda s, v: 0)
    up = Act("goes up by one", f"{c} + 1", f"{c} + 1'b1", lambda s, v: s[c] + 1)
    below = reg_is(c, top, lit(w, top), False)
    opposite = Cond(
        f"{t} is {1 - trig.level}",
        t if not trig.level else f"!{t}",
        f"{t}={1 - trig.level}",
        lambda s, v: v[t] != trig.level,
        t,
        1 - trig.level,
    )
    run = both(zero, tick) if tick else zero
    rise = both(below, tick) if tick else below
    at_zero = reg_is(c, 0, lit(w, 0))
    wrap = Act(
        "goes down by one, from 0 to the top",
        f"{c} - 1 (0 -> {top})",
        f"({c} == {lit(w, 0)}) ? {lit(w, top)} : {c} - 1'b1",
        lambda s, v: s[c] - 1 if s[c] else top,
    )
    other: Act | None = None
    if kind == "stretch":
        cases = [full.on(trig), down.on(run)]
    elif kind == "shot":
        cases = [full.on(both(trig, at_zero)), down.on(run)]
    elif kind == "ondelay":
        cases = [empty.on(opposite), up.on(rise)]
    elif kind == "watchdog":
        cases = [empty.on(trig), up.on(rise)]
    else:
        cases, other = [full.on(trig), *([wrap.on(tick)] if tick else [])], None if tick else wrap
    if stop:
        rest = full if kind == "period" else empty
        place = 0 if d.chance(0.75) else 1
        cases.insert(place, rest.on(stop))
        goal = f"the timer goes to {top if kind == 'period' else 0}"
        facts.append(
            d.any("when {w}, {g}", "{w}: {g} at the edge", "{g} if {w}", w=stop.words, g=goal)
            + " "
            + (
                d.any("(before everything else)", "whatever {t} says", "and nothing else happens", t=t)
                if place == 0
                else f"(unless the edge also has {cases[0].cond.short}, which comes first)"
            )
        )
    if tick:
        facts.append(
            d.any(
                "only edges with {w} count as {k}; {t} is looked at on every edge",
                "time runs on edges at which {w}, the other inputs act on all edges",
                w=tick.words,
                k="time units",
                t=t,
            )
        )
    start = top if kind == "period" else d.one((0, 0, top)) if kind != "ondelay" and explained else 0
    reg = Reg(c, w, start, cases, other, visible)
    test = {"stretch": "!= 0", "shot": "!= 0", "ondelay": f"== {lit(w, top)}", "watchdog": f"== {lit(w, top)}", "period": "== 0"}[
        kind
    ]
    code = f"{c} {test}" if p else {"=": f"{c} != {test[3:]}", "!": f"{c} == {test[3:]}"}[test[0]]

    def shown(s: dict[str, int], v: dict[str, int]) -> int:
        on = s[c] != 0 if kind in ("stretch", "shot") else s[c] == (0 if kind == "period" else top)
        return int(on) if p else int(not on)

    out = Out(y, 1, d.any("{y} is {m} otherwise", "else {y} is {m}", "{y} rests at {m}", y=y, m=1 - p), code, shown)
    k = d.one(("time units", "ticks")) if tick else d.one(("clock cycles", "clocks", "cycles"))
    main = d.any(*_TIMER_TEXTS[kind], g=f"{t} = {trig.level}", n=n, m=top, y=y, p=p, t=t, k=k)
    blocks = [main, *facts]
    if explained:
        where = "output" if visible else "internal register"
        blocks.append(d.any("the timer is the {w}-bit {o} {c}", "keep the time in {c} ({w} bits, {o})", w=w, o=where, c=c))
        blocks.append(told(d, reg))
    else:
        blocks[0] = main.replace("the timer", f"the timer {c}", 1)
    text = compose(
        d,
        beat,
        d.any(*_TIMER_INTROS, y=y, t=t, th=d.one(("a door strike", "a fan", "a pump", "a keypad light", "a link", "a relay"))),
        blocks,
        [Reg("the timer" if not visible and c not in " ".join(blocks) else c, w, start, [])],
        [out],
        port_names(beat, inputs, [reg], [out]),
    )
    quiet = 0.12 if kind != "ondelay" else 0.88

    def bias(r: object, cycle: int) -> dict[str, int]:
        found = {t: trig.level if d.chance(quiet) else 1 - trig.level}
        found |= {stop.port: stop.level if d.chance(0.05) else 1 - stop.level} if stop else {}
        return found | ({tick.port: int(d.chance(0.75))} if tick else {})

    return build(
        d,
        beat,
        "a timer",
        ("timer", "one_shot", "delay_unit"),
        inputs,
        [reg],
        [out],
        text,
        {"kind": kind, "n": n, "p": p},
        bias=bias,
        cycles=60 + 6 * n,
        why=[f"{kind} {n}: timer {c} 0..{top}, {w} bits"],
    )


_PHASE_INTROS = (
    "a sequencer with {n} phases, numbered by {c}",
    "{c} runs 0 to {m} over and over; outputs follow from it",
    "timing generator, {n} steps a round",
    "drive {l} from one phase counter {c}",
    "a cam shaft in logic: {n} positions, position register {c}",
    "traffic-light style timing with a round of {n} clocks, counted by {c}",
    "multi-phase clocking from counter {c} (0..{m})",
    "PHASE GENERATOR. period {n}. counter {c}",
    "make the control pulses {l}; phase number in {c}",
    "a washing program has {n} steps, the current one is {c}",
)


def _spans(values: set[int]) -> str:
    """ "2 to 4 and 7"."""
    found: list[list[int]] = []
    run: list[int] = []
    for value in sorted(values):
        if run and value == run[-1] + 1:
            run.append(value)
        else:
            run = [value]
            found.append(run)
    return listing([f"{r[0]} to {r[-1]}" if len(r) > 2 else ", ".join(map(str, r)) for r in found])


@family("beat_phase_outputs", "sequence generators", 1.2)
def phase_outputs(d: Draw) -> Design:
    """A phase counter and two or three outputs that are on in drawn phases, with pause, restart and skip."""
    beat = Beat(d)
    n, lit = d.number(3, 10), d.style.literal
    w, c, visible = (n - 1).bit_length(), d.name("ph", "phase", "step", "cnt", "slot", "pos"), d.chance(0.3)
    outs_n, forms = d.one((1, 2, 2, 3)), d.number(0, 4)
    names = list(
        d.names(
            *(
                a[:outs_n]
                for a in (
                    ("y0", "y1", "y2"),
                    ("rd", "wr", "ack"),
                    ("red", "amber", "green"),
                    ("phi1", "phi2", "phi3"),
                    ("valve", "heat", "spin"),
                    ("a", "b", "e"),
                )
            )
        )
    )
    inputs: list[Port] = []
    cases: list[Case] = []
    zero = Act("goes to phase 0", "0", lit(w, 0), lambda s, v: 0)
    wrap = f"{c} + 1'b1" if n == 1 << w else f"({c} == {lit(w, n - 1)}) ? {lit(w, 0)} : {c} + 1'b1"
    move = Act(
        d.any("goes on by one, after {m} to 0", "advances one phase ({m} is followed by 0)", m=n - 1),
        f"{c} + 1 ({n - 1} -> 0)",
        wrap,
        lambda s, v: (s[c] + 1) % n,
    )
    k = d.number(1, n - 1)
    jump = Act(f"jumps to phase {k}", str(k), lit(w, k), lambda s, v: k)
    stay = Act("stays", c, c, lambda s, v: s[c])
    for act, options in d.rng.sample(
        (
            (zero, ("sync", "restart", "again", "home")),
            (jump, ("skip", "jump", "goto_k", "eject")),
            (stay, ("pause", "hold", "wait_in", "freeze")),
        ),
        d.number(1, 2),
    ):
        port = d.name(*options)
        inputs.append(Port(port))
        cases.append(act.on(is_port(d, port, int(d.chance(0.8)))))
    other: Act | None = move
    if d.chance(0.35):
        port = d.name("en", "tick", "go", "next_in", "clk_en")
        inputs.append(Port(port))
        cases.append(move.on(is_port(d, port)))
        other = None
    reg = Reg(c, w, d.one((0, 0, 0, n - 1)), cases, other, visible)
    outs, facts, sets = [], [], []
    for y in names:
        a = d.number(0, n - 1)
        on = set(range(a, d.number(a, n - 1) + 1)) if d.chance(0.6) else set(d.rng.sample(range(n), d.number(1, min(3, n - 1))))
        on = on if len(on) < n else on - {d.number(0, n - 1)}
        p = int(d.chance(0.75))
        terms = " || ".join(f"({c} == {lit(w, i)})" for i in sorted(on))
        low, high = min(on), max(on)
        if len(on) > 2 and on == set(range(low, high + 1)):
            terms = f"({c} >= {lit(w, low)})" + (f" && ({c} <= {lit(w, high)})" if high < (1 << w) - 1 else "")
            terms = f"({c} <= {lit(w, high)})" if low == 0 else terms
        code = terms if p else f"!({terms})"
        fact = {
            0: d.any(
                "{y} is {p} in {s} of {c} and {m} elsewhere",
                "{y}: {p} while {c} is {s}, else {m}",
                y=y,
                p=p,
                m=1 - p,
                c=c,
                s=_spans(on),
            ),
            1: f"{y} over one round from phase 0: " + " ".join(str(int((i in on) == bool(p))) for i in range(n)),
            2: d.any("phases with {y} = {m}: {s}; with {p}: all others", y=y, m=1 - p, p=p, s=_spans(set(range(n)) - on)),
            3: d.any("{y} is active (level {p}) for {c} = {s}", y=y, p=p, c=c, s=_spans(on)),
            4: "",
        }[forms]
        sets.append([int((i in on) == bool(p)) for i in range(n)])
        outs.append(
            Out(
                y,
                1,
                fact,
                code,
                lambda s, v, on=on, p=p: int((s[c] in on) == bool(p)),  # type: ignore[misc]
                (),
                f"{y}: {p} in {','.join(map(str, sorted(on)))} = {code}",
            )
        )
    if forms == 4:
        glue = d.one((" | ", ",", "  "))
        facts.append(
            "\n".join([glue.join([c, *names]), *(glue.join([str(i), *(str(col[i]) for col in sets)]) for i in range(n))])
        )
    if not visible:
        facts.append(d.any("{c} ({w} bits) is internal", "{c} is a register inside, {w} bits wide", c=c, w=w))
    elif d.chance(0.5):
        facts.append(f"{c} is an output too")
    blocks = [told(d, reg)]
    text = compose(
        d,
        beat,
        d.any(*_PHASE_INTROS, n=n, m=n - 1, c=c, l=listing(names)),
        blocks,
        [reg],
        outs,
        port_names(beat, inputs, [reg], outs),
        facts,
    )
    return build(
        d,
        beat,
        "a phase sequencer",
        ("phases", "sequencer", "cam"),
        inputs,
        [reg],
        outs,
        text,
        {"n": n, "sets": sets},
        bias=mostly(d, cases if other is None else [*cases, cases[0]], 0.12),
        cycles=60 + 3 * n,
    )
