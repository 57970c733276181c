"""Counters of several facts: cases by priority, digits with carries, and registers moved by a divided tick."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.beat_shared import (
    Act,
    Beat,
    Case,
    Out,
    Reg,
    both,
    build,
    compose,
    decoded,
    is_port,
    mostly,
    port_names,
    reg_is,
    told,
)

_COUNT_INTROS = (
    "{q} is a {w}-bit counter",
    "the position of a carousel is kept in {q} ({w} bits)",
    "make a counter {q}",
    "we number {th} with {q}, a {w}-bit register",
    "a counter with a few commands; its value is the output {q}",
    "{q} holds the level of {th}",
    "counter {q}, width {w}",
    "write a counter whose output {q} obeys the inputs below",
    "unlike a plain counter, {q} has several commands of different rank",
    "for {th} a tally {q} is needed",
    "DESCRIPTION: programmable count register with output {q}",
    "the operator steers a number, {q}, with {k} inputs",
    "think of a 74-series counter that has other command pins: its state is {q}",
)
_THINGS = (
    "boxes",
    "tool slots",
    "parking places",
    "retries",
    "tape marks",
    "free buffers",
    "steps of a feeder",
    "pages",
    "channels",
)


def _moves(d: Draw, q: str, w: int, low: int, high: int) -> dict[str, Act]:
    """What a counter can do, by kind."""
    lit, full = d.style.literal, low == 0 and high == (1 << w) - 1
    wrap, k, c = d.chance(0.65), d.number(2, 3), d.number(low, high)

    def end(a: int, b: int) -> str:
        return f"and from {a} to {b}" if wrap else f"but stays at {a}"

    up_rhs = f"({q} == {lit(w, high)}) ? {lit(w, low if wrap else high)} : {q} + 1'b1"
    down_rhs = f"({q} == {lit(w, low)}) ? {lit(w, high if wrap else low)} : {q} - 1'b1"
    if full and wrap:
        up = Act(d.one(("goes up by one", "is incremented", "counts up")), f"{q} + 1", f"{q} + 1'b1", lambda s, v: s[q] + 1)
        down = Act(d.one(("goes down by one", "is decremented", "counts down")), f"{q} - 1", f"{q} - 1'b1", lambda s, v: s[q] - 1)
    else:
        up = Act(
            f"goes up by one, {end(high, low)}",
            f"{q} + 1 ({high} -> {low if wrap else high})",
            up_rhs,
            lambda s, v: s[q] + 1 if s[q] != high else (low if wrap else high),
        )
        down = Act(
            f"goes down by one, {end(low, high)}",
            f"{q} - 1 ({low} -> {high if wrap else low})",
            down_rhs,
            lambda s, v: s[q] - 1 if s[q] != low else (high if wrap else low),
        )
    moves = {
        "up": up,
        "down": down,
        "set": Act(d.any("becomes {c}", "goes to {c}", "jumps to {c}", c=c), str(c), lit(w, c), lambda s, v: c),
        "clear": Act(d.any("returns to {c}", "becomes {c}", c=low), str(low), lit(w, low), lambda s, v: low),
        "keep": Act("keeps its value", q, q, lambda s, v: s[q]),
    }
    if full:
        moves["step"] = Act(f"is increased by {k} (modulo {1 << w})", f"{q} + {k}", f"{q} + {lit(w, k)}", lambda s, v: s[q] + k)
        moves["back"] = Act(f"is reduced by {k} (modulo {1 << w})", f"{q} - {k}", f"{q} - {lit(w, k)}", lambda s, v: s[q] - k)
        moves["flip"] = Act("has all its bits inverted", f"~{q}", f"~{q}", lambda s, v: ~s[q])
    if low == 0:
        moves["half"] = Act(
            d.one(("is halved, rounded down", "is divided by 2 (fraction dropped)")),
            f"{q} / 2",
            f"{q} >> 1",
            lambda s, v: s[q] // 2,
        )
    return moves


_COMMANDS = {
    "up": ("up", "inc", "en", "count", "plus", "more", "step_up"),
    "down": ("down", "dec", "less", "minus", "take", "dn"),
    "set": ("preset", "set", "jump", "home", "seed", "mark_in"),
    "clear": ("clr", "clear_cnt", "zero", "restart", "wipe", "sclr"),
    "keep": ("hold", "freeze", "pause", "stop", "halt", "lock"),
    "step": ("fast", "skip", "leap", "turbo", "hop", "stride"),
    "back": ("slip", "undo", "rewind", "retreat", "drop", "fall_back"),
    "flip": ("inv", "mirror", "flip", "comp", "negate", "swap"),
    "half": ("half", "halve", "shr", "decay", "damp", "ease"),
    "load": ("ld", "load", "wr", "put", "loadn", "take_d"),
}


@family("beat_command_counter", "counters", 1.2)
def command_counter(d: Draw) -> Design:
    """A counter over a range with two to four commands in drawn priority, and flags decoded from it."""
    beat = Beat(d)
    w = d.one((3, 4, 4, 5, 6, 8))
    full = d.chance(0.45)
    low = 0 if full or d.chance(0.7) else d.number(1, 2)
    high = (1 << w) - 1 if full else d.number(max(low + 4, (1 << w - 1) + 1), (1 << w) - 2)
    q = d.name("q", "cnt", "count", "pos", "index", "level", "num")
    moves = _moves(d, q, w, low, high)
    kinds = d.rng.sample([k for k in moves if k not in ("up", "down")], d.number(1, 2))
    kinds += d.one((["up"], ["down"], ["up", "down"]))
    d.rng.shuffle(kinds)
    inputs: list[Port] = []
    if full and d.chance(0.5):
        data = d.name("d", "din", "data", "value", "init", "target")
        inputs.append(Port(data, w))
        moves["load"] = Act(
            d.any("takes the value of {x}", "is loaded from {x}", "becomes {x}", x=data), data, data, lambda s, v: v[data]
        )
        kinds.insert(d.number(0, len(kinds) - 1), "load")
    kinds = kinds[:4]
    if "load" not in kinds:
        inputs = []
    other = None
    if kinds[-1] in ("up", "down") and "keep" in kinds and d.chance(0.7):
        other, kinds = moves[kinds[-1]], kinds[:-1]
    if kinds[-1] == "keep":
        kinds.insert(0, kinds.pop())
    cases = []
    for kind in kinds:
        port = d.name(*_COMMANDS[kind])
        inputs.append(Port(port))
        cases.append(moves[kind].on(is_port(d, port, int(d.chance(0.75)))))
    reg = Reg(q, w, d.one((low, low, low, high)), cases, other)
    outs = [decoded(d, q, w, low, high) for _ in range(d.one((0, 1, 1, 2)))]
    if len(outs) == 2 and outs[0].code == outs[1].code:
        outs = outs[:1]
    intro = d.any(*_COUNT_INTROS, q=q, w=w, th=d.one(_THINGS), k=len(inputs))
    if not full:
        intro += d.any(", range {a} to {b}", " that only takes the values {a} to {b}", "; it runs from {a} to {b}", a=low, b=high)
    text = compose(d, beat, intro, [told(d, reg)], [reg], outs, port_names(beat, inputs, [reg], outs))
    return build(
        d,
        beat,
        "a counter with commands",
        ("cmd_counter", "count_ctl", "tally"),
        inputs,
        [reg],
        outs,
        text,
        {"kinds": kinds, "low": low, "high": high},
        bias=mostly(d, cases),
        cycles=90,
    )


_DIGIT_INTROS = (
    "a counter of {n} digits, {l}",
    "{l} are the digits of an odometer, lowest first",
    "clockwork: {l} (fastest first)",
    "cascade {n} counters with outputs {l}",
    "the score board shows {l}; the first of these moves most often",
    "a time base with the fields {l}, least significant first",
    "digits {l} (low to high) form one number",
    "BLOCK: {n}-digit counter, digits {l} from low to high",
    "please chain the digits {l}, where the first one is the lowest",
    "mixed-radix counter, digits from the right: {l}",
)


@family("beat_carried_digits", "counters", 1.1)
def carried_digits(d: Draw) -> Design:
    """Two or three digits with carries between them, up or down, clear or preset, buttons that move one digit alone."""
    beat = Beat(d)
    n, up = d.one((2, 2, 3)), d.chance(0.65)
    names = list(
        d.names(
            *(
                (a[:n])
                for a in (
                    ("ones", "tens", "hund"),
                    ("lo", "mid", "hi"),
                    ("sec", "mins", "hrs"),
                    ("d0", "d1", "d2"),
                    ("a", "b", "c"),
                    ("x0", "x1", "x2"),
                    ("tick_d", "beat_d", "bar_d"),
                )
            )
        )
    )
    mods = [d.one((3, 4, 5, 6, 8, 10, 10, 12, 16)) for _ in names]
    w = [(m - 1).bit_length() for m in mods]
    lit, inputs = d.style.literal, []
    enable = is_port(d, d.name("en", "step", "tick", "run", "cin", "pulse", "inc"), int(d.chance(0.8))) if d.chance(0.8) else None
    clear = (
        is_port(d, d.name("clr", "zero", "home", "restart", "wipe", "load_end"), int(d.chance(0.8))) if d.chance(0.6) else None
    )
    button = is_port(d, d.name("set", "adj", "btn", "bump", "trim", "adv")) if d.chance(0.6) else None
    inputs = [Port(c.port) for c in (enable, clear, button) if c]
    which, to_end, clear_first = d.number(0, n - 1), d.chance(0.3), d.chance(0.7)
    ends = [m - 1 if up else 0 for m in mods]
    begins = [0 if up else m - 1 for m in mods]
    regs, at_end = [], enable
    for i, (q, m) in enumerate(zip(names, mods, strict=True)):
        sign, power = "+" if up else "-", m == 1 << w[i]
        rhs = f"{q} {sign} 1'b1" if power else f"({q} == {lit(w[i], ends[i])}) ? {lit(w[i], begins[i])} : {q} {sign} 1'b1"

        def move(s: dict[str, int], v: dict[str, int], q: str = q, m: int = m) -> int:
            return (s[q] + (1 if up else -1)) % m

        step = Act("steps", "next", rhs, move)
        goal = ends[i] if to_end else 0
        wipe = [Act("clears", str(goal), lit(w[i], goal), lambda s, v, g=goal: g).on(clear)] if clear else []  # type: ignore[misc]
        alone = [step.on(button)] if button and i == which else []
        carry = [step.on(at_end)] if at_end else []
        cases = [*wipe, *alone, *carry] if clear_first or not alone else [*alone, *wipe, *carry]
        regs.append(Reg(q, w[i], 0, cases, None if at_end else step))
        end = reg_is(q, ends[i], lit(w[i], ends[i]))
        at_end = both(at_end, end) if at_end else end
    outs = []
    if d.chance(0.5) and at_end:
        name, last = d.name("co", "carry", "wrap", "all_end", "tc", "over"), at_end
        cond = listing([f"{q} = {e}" for q, e in zip(names, ends, strict=True)])
        outs.append(
            Out(
                name,
                1,
                d.any(
                    "{f} is 1 (combinationally) when {x}, else 0",
                    "{f} = 1 exactly while {x}",
                    f=name,
                    x=cond + (f", with {enable.short}" if enable else ""),
                ),
                last.code,
                lambda s, v: int(last.test(s, v)),
            )
        )
    dirs = "up" if up else "down"
    facts = [
        d.one(("\n", "; ")).join(
            d.any("{q} counts {t} from {a} to {b} and begins again", "{q}: {a} to {b}, {t}, cyclic", q=q, a=a, b=b, t=dirs)
            for q, a, b in zip(names, begins, ends, strict=True)
        )
    ]
    on = enable.words if enable else ""
    facts.append(
        d.any("{q} steps on each edge with {e}", "one step of {q} per edge at which {e}", "{q} moves when {e}", q=names[0], e=on)
        if enable
        else d.any("{q} steps on every clock edge", "{q} never rests: one step a clock", q=names[0])
    )
    for i in range(1, n):
        low = listing([f"{name} is {e}" for name, e in zip(names[:i], ends, strict=False)])
        low += f" and {on}" if on else ""
        facts.append(
            d.any("{q} steps at edges where {x}", "when {x}, {q} steps too", "the carry into {q}: {x}", q=names[i], x=low)
        )
    if clear:
        goals = " and ".join(f"{q} = {ends[i] if to_end else 0}" for i, q in enumerate(names))
        facts.append(
            d.any(
                "when {w}, the clock edge brings {g} and nothing counts",
                "if {w}, the edge gives {g} instead",
                "with {s}: {g}",
                w=clear.words,
                g=goals,
                s=clear.short,
            )
            if d.chance(0.7)
            else f"when {clear.words}, the next state is {goals}"
        )
    if button:
        q = names[which]
        facts.append(
            d.any(
                "when {w}, {q} moves by one step whatever the carry says, without moving the digits above it",
                "if {w}, {q} makes a step by hand at each edge; that alone never moves another digit",
                w=button.words,
                q=q,
            )
            + ("; a carry and the button together make one step of it" if at_end else "")
        )
        if clear:
            first, second = (clear, button) if clear_first else (button, clear)
            facts.append(d.any("for {q}, {a} beats {b}", "{a} has priority over {b} at {q}", q=q, a=first.port, b=second.port))
    if clear and enable:
        facts.append(d.any("{a} has priority over {b}", "{b} is ignored when {a} acts", a=clear.port, b=enable.port))
    if d.chance(0.3):
        d.rng.shuffle(facts)
    intro = d.any(*_DIGIT_INTROS, n=n, l=", ".join(names))
    text = compose(d, beat, intro, facts, regs, outs, port_names(beat, inputs, regs, outs))
    rare = [Case(c, "", "", "", lambda s, v: 0) for c in (clear, button) if c]

    def bias(r: object, cycle: int) -> dict[str, int]:
        found = {c.cond.port: c.cond.level if d.chance(0.04) else 1 - c.cond.level for c in rare}
        return found | ({enable.port: enable.level if d.chance(0.9) else 1 - enable.level} if enable else {})

    return build(
        d,
        beat,
        "a counter of several digits",
        ("digits", "odometer", "clock_chain"),
        inputs,
        regs,
        outs,
        text,
        {"mods": mods, "up": up},
        bias=bias,
        cycles=110,
    )
