"""Chores in which time counts: phases of drawn length, replies that must come in time, levels that rise and fall."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.chore_shared import (
    EVENTS,
    OUTS,
    Chore,
    Modes,
    chain,
    coded,
    codes_line,
    draw_rules,
    draw_values,
    mode_line,
    output_lines,
    output_why,
    outputs_told,
    parameter_line,
    rules_block,
    said,
    start_effect,
    take_modes,
    terse,
)
from groundwire.distill.families.voices.everyday_machines import tests

Phase = tuple[int, tuple[tuple[str, int], ...]]
"""How many cycles at most (0: no limit), and what ends it earlier or at all."""

_PHASES = (
    "{w} runs through phases in a ring: {l}, then {s} again. {k} {x} {os} It is clocked {t}. {rr}",
    "Sequence of {w}, all times in cycles of {c} ({e} edge):\n{k}\nafter the last comes {s}.\n{x} {os} {rr}",
    "hi, timing for {w}: order {g} and round again. {k} {x} {os} inputs are looked at {t}. {rr}",
    "{os} The phases {l} follow one another in this order, {s} coming after the last. {k} {x} Inputs are sampled {t}. {rr}",
    "{rr} Starting there, {w} goes {g}, over and over. {k} {x} One cycle is one period of {c}, seen {t}. {os}",
    "Requirements for {w}.\n1. Order: {g}, then from the beginning.\n2. {k}\n3. {rr}\n4. {os}\n5. Inputs are read {t}. {x}",
    "Question: design {w}. It repeats {g} endlessly. {k} {os} {x} All happens {t}, and the {z} starts {s}. Which "
    "Verilog does it?",
    "{k}\nThese are the phases of {w} in their cyclic order, counted in clock cycles ({c}, {e} edge). {x} {os} {rr}",
    "Like a traffic light, {w} has phases that end by themselves or by a signal. {k} The order is {g} and back. {x} {os} "
    "Everything is decided {t}. {rr}",
    "We bought {w} without its timer. The lost timer did {g} in turn. {k} {os} {x} Please rebuild it, working {t}. {rr}",
)


def _phase_text(d: Draw, name: str, phase: Phase) -> str:
    limit, cond = phase
    if not cond:
        return d.any(
            "{a} lasts {n} cycles.",
            "{a} takes exactly {n} clock cycles.",
            "{a} is over after {n} cycles.",
            "{a}: {n} cycles.",
            "After {n} cycles {a} ends.",
            a=name,
            n=limit,
        )
    c = said(d, cond)
    if not limit:
        return d.any(
            "{a} waits until {c}.",
            "{a} ends when {c}, however long that takes.",
            "{a}: until {c}.",
            "{a} lasts as long as it takes until {c}.",
            "Only if {c}, {a} ends.",
            a=name,
            c=c,
        )
    return d.any(
        "{a} lasts {n} cycles, or shorter: it ends at once if {c}.",
        "{a} ends if {c}, at the latest after {n} cycles.",
        "{a}: at most {n} cycles; it ends earlier when {c}.",
        "After {n} cycles, or before if {c}, {a} is over.",
        a=name,
        n=limit,
        c=c,
    )


@family("chore_timed_phases", "timers", 1.2)
def chore_timed_phases(d: Draw) -> Design:
    """A ring of phases that last a number of cycles, wait for an event, or whichever comes first."""
    f = Chore(d, "state", "cnt")
    count = d.one((2, 3, 3, 4))
    what, names = take_modes(d, count)
    events = list(d.names(*EVENTS))
    phases: list[Phase] = []
    for k in range(count):
        kind = d.one(("time", "time", "event", "both")) if k else d.one(("time", "event", "event"))
        awaited = () if kind == "time" else ((d.one(events[: min(3, k + 1)]), int(d.chance(0.75))),)
        phases.append((0 if kind == "event" else d.number(2, 9), awaited))
    if not any(limit for limit, _ in phases):
        phases[-1] = (d.number(2, 9), phases[-1][1])
    used = [name for name in events if any(name == n for _, cond in phases for n, _ in cond)]
    abort = d.name("abort", "cancel", "quit_i", "home", "drop", "escape") if d.chance(0.35) else ""
    pause = d.name("pause", "freeze", "wait_i", "hold_it", "stall", "halt_i") if d.chance(0.3) else ""
    al, pl = int(d.chance(0.8)), int(d.chance(0.75))
    width = d.one((1, 1, 1, 2))
    outs = [Port(name, width if n == 0 else 1, output=True) for n, name in enumerate(list(d.names(*OUTS))[: d.one((1, 2))])]
    m = Modes(names, ((),) * count, tuple(outs), draw_values(d, count, outs))
    extra = []
    if abort:
        extra.append(
            d.any(
                "{c} at an edge takes it back to {s} from any phase{p}.",
                "Whatever the phase, if {c} the next one is {s}{p}.",
                "{c}: {s} comes next, first of all{p}.",
                c=is_level(d, abort, al, plain=True),
                s=names[0],
                p=", even in a pause" if pause else "",
            )
            + " Counting then starts anew."
        )
    if pause:
        extra.append(
            d.any(
                "Cycles in which {c} do not count, and no phase ends in them.",
                "While {c}, time stands still and the phase is kept.",
                "{c} freezes phase and time.",
                c=is_level(d, pause, pl, plain=True),
            )
        )
    parts = [_phase_text(d, name, phase) for name, phase in zip(names, phases, strict=True)]
    text = d.any(
        *_PHASES,
        **f.slots(start_effect(d, names[0])),
        w=what,
        l=listing(names),
        g=d.one((", ", " -> ")).join(names),
        s=names[0],
        k=d.one((" ", " ", "\n")).join(parts),
        x=" ".join(extra),
        os=outputs_told(d, m),
    )

    def update(state: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        at, spent = state
        if abort and v[abort] == al:
            return 0, 0
        if pause and v[pause] == pl:
            return state
        limit, cond = phases[at]
        early = bool(cond) and all(v[n] == x for n, x in cond)
        if early or (limit and spent + 1 == limit):
            return (at + 1) % count, 0
        return at, spent + 1

    bits = max(1, (max(limit for limit, _ in phases) - 1).bit_length())
    zero = d.style.literal(bits, 0)
    arms, why = [], []
    for s, (limit, cond) in enumerate(phases):
        to, last = names[(s + 1) % count], d.style.literal(bits, max(limit - 1, 0), "d")
        if not limit:
            arms.append(f"  {names[s]}: if ({coded(cond)}) state <= {to};")
            why.append(f"{names[s]}: {terse(cond)} -> {to}, else stay")
        else:
            test = " || ".join([*([coded(cond)] if cond else []), f"cnt == {last}"])
            arms += [f"  {names[s]}: if ({test}) begin state <= {to}; cnt <= {zero}; end", f"    else cnt <= cnt + {bits}'d1;"]
            why.append(
                f"{names[s]}: {limit} cycles, " + (f"{terse(cond)} or " if cond else "") + f"cnt=={limit - 1} -> {to}, cnt 0"
            )
    clear = [f"state <= {names[0]};", f"cnt <= {zero};"]
    spare = [f"  default: state <= {names[0]};"] if count < 1 << m.bits else []
    lines = ["case (state)", *arms, *spare, "endcase"]
    if pause:
        lines[0] = f"if ({tests(pause, 1 - pl)}) case (state)"
    if abort:
        lines = [f"if ({tests(abort, al)}) begin state <= {names[0]}; cnt <= {zero}; end", f"else {lines[0]}", *lines[1:]]
    order = [*([f"{abort}={al} -> {names[0]}, cnt 0"] if abort else []), *([f"{pause}={pl} hold"] if pause else [])]
    return f.finish(
        d.one(("a phase timer", "a sequencer with timed phases")),
        ("phases", "cycle_timer", "sequence"),
        [Port(n) for n in (*used, abort, pause) if n],
        outs,
        text,
        [
            f.reset_line(f"{names[0]}, cnt 0"),
            codes_line(m),
            f"cnt {bits} bits",
            *(["first: " + "; then ".join(order)] if order else []),
            *why,
            *output_why(m),
        ],
        [
            parameter_line(m),
            d.style.declare("state", m.bits),
            d.style.declare("cnt", bits),
            *f.always(clear, lines),
            *output_lines(d, m),
        ],
        (0, 0),
        update,
        lambda state, v: m.shown(state[0]),
        {"phases": phases, "values": m.values, "abort": (bool(abort), al), "pause": (bool(pause), pl)},
        bias=lambda r, c: (
            ({abort: int((r.random() < 0.06) == bool(al))} if abort else {})
            | ({pause: int((r.random() < 0.2) == bool(pl))} if pause else {})
        ),
        cycles=100,
    )


_LIMITS = (
    "Protocol of {w}, phases {l}. {k}\n{x} {os} It moves {t}. {rr}",
    "{w} must not wait for ever. {k}\n{x} {os} Steps {t}. {rr}",
    "Part 1, the events: {k}\nPart 2, the clock: {x}\nPart 3, the outputs: {os} {rr} Timing is in periods of {c}, {e} edge.",
    "{os} {w} has the modes {l}; {t} it may change. {x} {k}\n{rr}",
    "{rr} {k}\nBeside that there is a time limit. {x} {os} All of this is evaluated {t}.",
    "Hello, I have {w} with modes {l}, and {t} it looks at its inputs. {k}\nSo far so good, but: {x} {os} {rr}",
    "Exam. Describe {w} in Verilog: start in {s} by the {z}, clock {c} ({e} edge). {x} {k}\n{os}",
    "REQ-1 {rr}\nREQ-2 {os}\nREQ-3 {x}\nREQ-4 {k}\nREQ-5 State changes occur {t}.",
    "{x} This is the timeout of {w}. Its ordinary rules, applied {t}, are: {k}\n{os} {rr}",
    "Modes: {l}. Start: {s}, by the {z}. {os} Timeouts: {x} Events, read {t}: {k}",
)


def _others(m: Modes, s: int) -> list[int]:
    """Modes that no rule of a mode leads to."""
    return [t for t in range(len(m.names)) if t != s and t not in [to for _, to in m.rules[s]]]


@family("chore_reply_limit", "state machines", 1.1)
def chore_reply_limit(d: Draw) -> Design:
    """Modes with rules and, in one or two of them, a limit after which another mode follows by itself."""
    f = Chore(d, "state", "cnt")
    count = d.one((2, 3, 3, 4))
    what, names = take_modes(d, count)
    inputs = list(d.names(*EVENTS))[: d.one((1, 2, 2))]
    width = d.one((1, 1, 2))
    outs = [Port(name, width, output=True) for name in list(d.names(*OUTS))[: d.one((1, 1, 2))]]
    m = Modes(names, draw_rules(d, count, inputs), tuple(outs), draw_values(d, count, outs))
    used = {name for mode in m.rules for cond, _ in mode for name, _ in cond}
    inputs = [name for name in inputs if name in used]
    limited = sorted(d.rng.sample(range(1, count), min(count - 1, d.one((1, 1, 2)))))
    limits = {s: (d.number(2, 7), d.one(_others(m, s) or [t for t in range(count) if t != s])) for s in limited}
    event_first = d.chance(0.65)
    told = [
        d.any(
            "After {n} cycles in {a} without being led elsewhere, it goes to {t}.",
            "{a} lasts at most {n} cycles, then {t} follows.",
            "If {a} has lasted {n} cycles, {t} is next.",
            "{a} times out after {n} cycles, to {t}.",
            n=n,
            a=names[s],
            t=names[to],
        )
        for s, (n, to) in limits.items()
    ]
    told.append(
        d.any(
            "An event in the last of these cycles still counts and wins.", "Should an event and the limit meet, the event wins."
        )
        if event_first
        else d.any(
            "In the last of these cycles events are not looked at any more.", "If the limit and an event meet, the limit wins."
        )
    )
    text = d.any(
        *_LIMITS,
        **f.slots(start_effect(d, names[0])),
        w=what,
        l=listing(names),
        k=rules_block(d, m),
        x=" ".join(told),
        os=outputs_told(d, m),
        s=names[0],
    )

    def update(state: tuple[int, int], v: dict[str, int]) -> tuple[int, int]:
        at, spent = state
        to = m.next(at, v)
        if at in limits and spent + 1 == limits[at][0] and (to == at or not event_first):
            to = limits[at][1]
        return (to, 0) if to != at else (at, spent + 1)

    bits = max(1, (max(n for n, _ in limits.values()) - 1).bit_length())
    arms, why = [], []
    for s in range(count):
        steps = [(coded(cond), f"state <= {names[to]};") for cond, to in m.rules[s]]
        line = [f"{terse(cond)} -> {names[to]}" for cond, to in m.rules[s]]
        if s in limits:
            n, to = limits[s]
            place = len(steps) if event_first else 0
            steps.insert(place, (f"cnt == {d.style.literal(bits, n - 1, 'd')}", f"state <= {names[to]};"))
            line.insert(place, f"cnt=={n - 1} -> {names[to]}")
            arms += [f"  {names[s]}: begin", f"    cnt <= cnt + {bits}'d1;", f"    {chain(steps)}", "  end"]
            why.append(f"{names[s]} ({n} cycles): {', '.join(line)}, else cnt+1")
        else:
            arms += [f"  {names[s]}: " + (chain(steps) or f"state <= {names[s]};")]
            why.append(mode_line(m, s, False))
    zero = d.style.literal(bits, 0)
    # the counter is 0 outside of limited modes, and set to 0 on the way out of them
    for k, line_text in enumerate(arms):
        if line_text.startswith("    if"):
            arms[k] = line_text.replace("state <= ", "begin state <= ").replace(";", f"; cnt <= {zero}; end")
    spare = [f"  default: state <= {names[0]};"] if count < 1 << m.bits else []
    return f.finish(
        d.one(("a protocol with a time limit", "a controller with timeouts")),
        ("timeout", "protocol", "limited"),
        [Port(name) for name in inputs],
        outs,
        text,
        [f.reset_line(f"{names[0]}, cnt 0"), codes_line(m), f"cnt {bits} bits, 0 on leaving", *why, *output_why(m)],
        [
            parameter_line(m),
            d.style.declare("state", m.bits),
            d.style.declare("cnt", bits),
            *f.always([f"state <= {names[0]};", f"cnt <= {zero};"], ["case (state)", *arms, *spare, "endcase"]),
            *output_lines(d, m),
        ],
        (0, 0),
        update,
        lambda state, v: m.shown(state[0]),
        {"rules": m.rules, "limits": limits, "event_first": event_first, "values": m.values},
        bias=lambda r, c: {name: int(r.random() < 0.3) for name in inputs} if (c // 20) % 2 else {},
        cycles=100,
    )


_LEVELS = (
    "{w} has {v} from 0 to {n}. {t} one thing happens to it: {k} {h} {o} {rr}",
    "I'm building {w}. Inside is {v} (0..{n}). {k} {h} That is done {t}. {o} {rr}",
    "{o} Behind this stands {v} of {w}, a number between 0 and {n}, changed {t}. {k} {h} {rr}",
    "{w}\n* {v}: 0 to {n}\n* {k}\n* {h}\n* {o}\n* {rr}\n* clock {c}, {e} edge",
    "{rr} Then, {t}, {v} of {w} moves within 0 to {n}. {k} {h} {o}",
    "Task: model {v} of {w} as a saturating value with top {n}. {k} {h} {o} Updates {t}; {z} gives {i}.",
    "{h} Knowing that, the rules for {v} of {w} (range 0 to {n}, updated {t}) are easy. {k} {o} {rr}",
    "my kid wants {w}, with {v}. it is {i} in the beginning (by the {z}) and lives between 0 and {n}. {k} {h} {t} please. {o}",
    "A bounded up/down counter in disguise: {v} of {w}, 0 to {n}, clock {c} ({e} edge). {k} {h} {o} {rr}",
)


@family("chore_mood_level", "counters", 1.0)
def chore_mood_level(d: Draw) -> Design:
    """A level between 0 and a top that ranked events raise, lower or set, with outputs by threshold."""
    f = Chore(d, "level")
    what = d.one(
        ("a toy pet", "a robot mouse", "a plant pot", "a game hero", "a paper dragon", "a water clock", "a solar lantern")
    )
    thing = d.one(("an energy level", "a mood", "a fill level", "a health value", "a charge"))
    top = d.one((5, 6, 7, 9, 10, 12, 15))
    bits = top.bit_length()
    start = d.one((0, top, d.number(1, top - 1)))
    inputs = list(d.names(("feed", "play", "scare"), ("sun", "spend", "shake"), ("eat", "walk", "hit"), *EVENTS))[
        : d.one((2, 2, 3))
    ]
    levels = [int(d.chance(0.8)) for _ in inputs]
    effects = [
        d.one((("add", d.number(1, 3)),)),
        ("sub", d.number(1, 3)),
        d.one((("set", d.one((0, top, start))), ("add", d.number(2, 4)), ("sub", d.number(2, 4)))),
    ][: len(inputs)]
    d.rng.shuffle(effects)
    drift = d.one((("set", -1), ("set", -1), ("sub", 1), ("add", 1)))
    named = {
        "add": ("it grows by {a}", "{a} is added", "it rises by {a}"),
        "sub": ("it falls by {a}", "{a} is taken away", "it loses {a}"),
        "set": ("it becomes {a}", "it is set to {a}", "it jumps to {a}"),
    }
    parts, conds = [], [is_level(d, name, x, plain=True) for name, x in zip(inputs, levels, strict=True)]
    ladder = d.chance(0.5)
    for k, (kind, amount) in enumerate(effects):
        effect = d.any(*named[kind], a=amount)
        parts.append(
            ("if " if not k else "else if ") + f"{conds[k]}, {effect}"
            if ladder
            else d.any("When {c}, {e}.", "Given {c}, {e}.", "{c}? Then {e}.", c=conds[k], e=effect)
        )
    rest = "it does not change" if drift[1] < 0 else d.any(*named[drift[0]], a=1)
    if ladder:
        rules = "; ".join([*parts, f"else {rest}"]).capitalize() + "."
    else:
        d.rng.shuffle(parts)
        rules = " ".join(
            [
                *parts,
                d.any("Without any of these {r}.", "Otherwise {r}.", r=rest),
                d.any(
                    "Of several at once only the first in this row acts: {l}.", "Rank: {l} (only one acts).", l=", ".join(inputs)
                ),
            ]
        )
    hold = d.any(
        "It never leaves its range: what would go beyond an end stops at that end.",
        "Both ends are hard: it saturates there instead of wrapping.",
        "Less than 0 becomes 0, more than {n} becomes {n}.",
        n=top,
    )
    outs: list[Port] = []
    told, why, lines = [], [], []
    checks: list[tuple[str, str, int]] = []
    pools = (("happy", "bright", "ok_o", "fit", "good"), ("sad", "dim", "tired", "low_o", "bad"))
    for k in range(d.one((1, 1, 2))):
        op = d.one((">=", ">=", "==")) if k == 0 else d.one(("<", "=="))
        limit = d.number(1, top) if op != "==" else d.one((0, top))
        name = d.name(*pools[k])
        checks.append((name, op, limit))
        outs.append(Port(name, output=True))
        told.append(
            d.any(
                "{o} is 1 when it is {w}, else 0.",
                "{o} = 1 exactly while its value is {w}.",
                "{o} goes to 1 to tell that it is {w}, else 0.",
                o=name,
                w={">=": f"at least {limit}", "<": f"below {limit}", "==": f"exactly {limit}"}[op],
            )
        )
        why.append(f"{name} = level {op} {limit}")
        lines.append(f"assign {name} = level {op} {d.style.literal(bits, limit, 'd')};")
    if d.chance(0.4):
        shown = d.name("value", "amount", "bar", "gauge", "lvl", "meter")
        outs.append(Port(shown, bits, output=True))
        told.append(d.any("{o} shows the value itself.", "The value is on {o}.", o=shown))
        lines.append(f"assign {shown} = level;")
        why.append(f"{shown} = level")
    else:
        shown = ""

    def moved(kind: str, amount: int) -> str:
        n = f"{bits}'d{amount}"
        if kind == "set":
            return f"level <= {n};"
        if kind == "add":
            return f"level <= level > {bits}'d{top - amount} ? {bits}'d{top} : level + {n};"
        return f"level <= level < {n} ? {bits}'d0 : level - {n};"

    def noted(kind: str, amount: int) -> str:
        return {"set": f"= {amount}", "add": f"+{amount} (>{top - amount}: {top})", "sub": f"-{amount} (<{amount}: 0)"}[kind]

    block = [f"{'else ' * bool(k)}if ({tests(inputs[k], levels[k])}) {moved(*effects[k])}" for k in range(len(inputs))]
    steps = [f"{inputs[k]}={levels[k]}: level {noted(*effects[k])}" for k in range(len(inputs))]
    if drift[1] > 0:
        block.append(f"else {moved(*drift)}")
    steps.append(f"else level {noted(*drift)}" if drift[1] > 0 else "else hold")

    def update(value: int, v: dict[str, int]) -> int:
        kind, amount = next((e for e, name, x in zip(effects, inputs, levels, strict=True) if v[name] == x), drift)
        if kind == "set":
            return value if amount < 0 else amount
        return min(top, max(0, value + (amount if kind == "add" else -amount)))

    def output(value: int, v: dict[str, int]) -> dict[str, int | None]:
        hit: dict[str, int | None] = {
            name: int(value >= x if op == ">=" else value < x if op == "<" else value == x) for name, op, x in checks
        }
        return hit | ({shown: value} if shown else {})

    text = d.any(
        *_LEVELS,
        **f.slots(d.any("sets it to {i}", "makes it {i}", "brings it to {i}", i=start)),
        w=what,
        v=thing,
        n=top,
        k=rules,
        h=hold,
        o=" ".join(told),
        i=start,
    )
    return f.finish(
        d.one(("a bounded level", "a saturating level with thresholds")),
        ("level", "mood", "energy"),
        [Port(name) for name in inputs],
        outs,
        text,
        [f.reset_line(f"level {start}"), f"level {bits} bits, 0..{top}", *steps, *why],
        [d.style.declare("level", bits), *f.always([f"level <= {bits}'d{start};"], block), *lines],
        start,
        update,
        output,
        {"effects": effects, "drift": drift, "top": top, "start": start, "checks": [c[1:] for c in checks], "levels": levels},
        bias=lambda r, c: {
            n: int((r.random() < 0.35 + 0.3 * ((c // 15 + k) % 2)) == bool(levels[k])) for k, n in enumerate(inputs)
        },
    )
