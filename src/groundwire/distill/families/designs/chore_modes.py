"""Machines with modes whose rules are drawn: by mode, by event, with outputs in transit, and as logic without flip-flops."""

from __future__ import annotations

import random
from itertools import pairwise

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import capitalized, is_level
from groundwire.distill.families.voices.chore_shared import (
    EVENTS,
    OUTS,
    Chore,
    Modes,
    Rule,
    apart,
    chain,
    codes_line,
    draw_rules,
    draw_values,
    machine_body,
    mode_line,
    output_lines,
    output_why,
    outputs_told,
    rules_block,
    start_effect,
    take_modes,
    terse,
    tidy,
)
from groundwire.distill.families.voices.everyday_machines import bit_of, tests

_RULED = (
    "Please write the brain of {w}. It has {n} modes: {l}. {k}\n{os} A change of mode happens {t}. {rr}",
    "hey, {w} again! inputs {i}, modes {l}. {k}\n{os} everything {t}. {rr}",
    "{os} These outputs belong to the modes of {w} ({l}). The modes change {t}: {k}\n{rr}",
    "1. Modes: {l}.\n2. Clock: {c}, {e} edge.\n3. {rr}\n4. Transitions: {k}\n5. Outputs: {os}",
    "Exam, question 3. A Moore machine models {w}. {rr} Its transitions, taken {t}, are these. {k}\n{os} Give the module.",
    "{rr} From {s} on, {w} moves through its modes {t}. {k}\n{os} No other mode exists beside {l}.",
    "My grandfather built {w} from relays and I want it in Verilog. {k}\nThe lamps and coils: {os} It shall step {t}; {z} starts "
    "it in {s}.",
    "Data sheet, functional description: the device is in one of {l} at any time and evaluates {i} {t}. {k}\n{os} {rr}",
    "User story: as the owner of {w} I want {o} to follow what it is doing. {os} What it is doing is decided {t} like this. {k}\n"
    "{rr}",
    "FSM, {n} states ({l}), start {s} by the {z}, clock {c} ({e} edge), Moore outputs. {os}\n{k}",
    "Unlike a counter, {w} chooses its way by {i}. {k}\nOne choice is made {t}. {rr} {os}",
    "{k}\nThat is {w}: rules looked at {t}, first mode {s} (by the {z}). {os}",
)


@family("chore_mode_rules", "state machines", 1.2)
def chore_mode_rules(d: Draw) -> Design:
    """Modes with ordered rules each and outputs of the mode."""
    f = Chore(d, "state", "next")
    count = d.one((2, 3, 3, 4, 4, 5))
    what, names = take_modes(d, count)
    inputs = list(d.names(*EVENTS))[: d.one((2, 2, 3))]
    width = d.one((1, 1, 1, 2, 3))
    outs = [Port(name, width if n == 0 else 1, output=True) for n, name in enumerate(list(d.names(*OUTS))[: d.one((1, 1, 2))])]
    m = Modes(
        names,
        draw_rules(d, count, inputs, d.one((2, 2, 3))),
        tuple(outs),
        draw_values(d, count, outs),
        d.one((0, 0, 0, d.number(0, count - 1))),
    )
    used = {name for mode in m.rules for cond, _ in mode for name, _ in cond}
    inputs = [name for name in inputs if name in used]
    s = names[m.start]
    text = d.any(
        *_RULED,
        **f.slots(start_effect(d, s)),
        w=what,
        n=count,
        l=listing(names),
        k=rules_block(d, m),
        os=outputs_told(d, m),
        i=listing(inputs),
        o=listing([port.name for port in outs]),
        s=s,
    )
    why = [f.reset_line(s), codes_line(m), *(mode_line(m, n, False) for n in range(count)), *output_why(m)]
    made = f.finish(
        d.one(("a machine with modes", "a mode controller", "a small controller")),
        ("brain", "modes", "control", "machine"),
        [Port(name) for name in inputs],
        outs,
        text,
        why,
        [*machine_body(f, m), *output_lines(d, m)],
        m.start,
        m.next,
        lambda state, v: m.shown(state),
        {"rules": m.rules, "values": m.values, "start": m.start},
    )
    return made if made.moves else chore_mode_rules(d)  # an output may belong to a mode that nothing leads to


_EVENTS = (
    "{w} knows {n} modes, shown on {o} as {l}. Events are read {t}.\n{k}\n{p} {b} {rr}",
    "Output {o} is the mode of {w} ({l}). Here is what the inputs do. {k} {p} {b} They count {t}. {rr}",
    "hi! {w}: {o} = {l}. {t} look at the inputs like so:\n{k}\n{p} {b} {rr}",
    "Specification\nMode codes on {o}: {l}\nSampling: {c}, {e} edge\nPriority: {p}\n{k}\nMisc: {b} {rr}",
    "{rr} After that the mode of {w} is changed only by events, {t}: {k} {p} {b} The mode is put out on {o}, {l}.",
    "In this exercise {w} is described event by event. {k} {b} {p} Events take effect {t}. {o} encodes the mode: {l}. {rr}",
    "Codes on {o} for {w}: {l}. {p} {b}\n{k}\nClock {c}, {e} edge, and {s} is entered by the {z}.",
    "We want {w} to obey these orders {t}. {p}\n{k}\n{b} Show the mode on {o} ({l}). {rr}",
    "A register {o} holds where {w} is: {l}. {b} {p} {k} All of it happens {t}. {rr}",
    "{p} That is the most important thing about {w}. The rest:\n{k}\n{b}\n{o} carries {l}, updated {t}. {rr}",
)
_LISTED = (
    "{x}: {m}.",
    "Given {x}, {m}.",
    "If {x}, {m}.",
    "When {x}: {m}.",
    "{x}? Then {m}.",
    "- {x} => {m}.",
)


@family("chore_event_rules", "state machines", 1.1)
def chore_event_rules(d: Draw) -> Design:
    """Events in an order of priority, each with an effect in some modes; the state is the output."""
    f = Chore(d)
    count = d.number(3, 5)
    what, names = take_modes(d, count)
    inputs = list(d.names(*EVENTS))[: d.one((2, 3, 3))]
    out = d.name("mode", "phase", "stage", "status", "where_o", "now")
    width = d.one((3, 3, (count - 1).bit_length()))
    codes = d.rng.sample(range(1 << width), count) if d.chance(0.6) else list(range(count))
    levels = [int(d.chance(0.75)) for _ in inputs]
    start, blocks = d.one((0, 0, d.number(0, count - 1))), d.chance(0.35)
    ways: list[dict[int, int]] = []
    told: list[str] = []
    for k in range(len(inputs)):
        kind = d.one(("all", "ring", "swap", "some", "some") if k == 0 else ("ring", "swap", "some", "path", "path"))
        order = d.rng.sample(range(count), count)
        a, b = names[order[0]], names[order[1]]
        if kind == "all":
            ways.append(dict.fromkeys(range(count), order[0]))
            told.append(d.any("whatever the mode, {a} is next", "every mode goes to {a}", "back to {a} from anywhere", a=a))
        elif kind == "ring":
            ways.append({s: (s + 1) % count for s in range(count)})
            ring = ", ".join((*names, names[0]))
            told.append(
                d.any(
                    "it goes one step on in the ring {r}",
                    "it takes the next of {r}",
                    "it goes on by one in the circle {r}",
                    r=ring,
                )
            )
        elif kind == "swap":
            ways.append({order[0]: order[1], order[1]: order[0]})
            told.append(
                d.any(
                    "{a} and {b} change places (each goes to the other)",
                    "from {a} to {b} and from {b} to {a}",
                    "it switches over between {a} and {b}",
                    a=a,
                    b=b,
                )
            )
        elif kind == "some":
            some = order[1 : d.number(2, count)]
            ways.append(dict.fromkeys(some, order[0]))
            told.append(
                d.any(
                    "from {l} it goes to {a}",
                    "it goes to {a}, but only out of {l}",
                    "in {l} the next mode is {a}",
                    a=a,
                    l=listing([names[s] for s in some], "or"),
                )
            )
        else:
            path = order[: d.number(2, count)]
            ways.append(dict(pairwise(path)))
            told.append(", ".join(d.say("{a} -> {b}", a=names[x], b=names[y]) for x, y in ways[-1].items()))
    rules: list[list[Rule]] = [[] for _ in range(count)]
    for k, name in enumerate(inputs):
        for s in range(count):
            if s in ways[k] or blocks:
                rules[s].append((((name, levels[k]),), ways[k].get(s, s)))
    port = Port(out, width, output=True, stored=True)
    m = Modes(names, tuple(map(tuple, rules)), (port,), tuple((code,) for code in codes), start)
    pattern = d.one(_LISTED)
    lines = [d.say(pattern, x=is_level(d, name, levels[k], plain=True), m=told[k]) for k, name in enumerate(inputs)]
    d.rng.shuffle(lines)
    priority = d.any(
        "If several come together, {l} is the order of rank.",
        "Rank: {l}.",
        "Higher rank first: {l}.",
        'Two at once: the one named first in "{l}" wins.',
        l=" > ".join(inputs),
    )
    if len(inputs) == 2 and d.chance(0.5):
        priority = d.any("{a} beats {b}.", "{b} yields to {a}.", "With both, only {a} counts.", a=inputs[0], b=inputs[1])
    block = (
        d.any(
            "An event of higher rank hides the others even in a mode where it does nothing.",
            "Only the highest active event is looked at; if it has no effect in that mode, the mode stays.",
        )
        if blocks
        else d.any(
            "An event that means nothing in the present mode is ignored, so that one of lower rank can act.",
            "In modes that an event does not mention it is as if it were absent; the next in rank gets its turn.",
        )
    )
    block += d.one((" Without any event the mode is kept.", " No event, no change.", ""))
    text = d.any(
        *_EVENTS,
        **f.slots(start_effect(d, names[start])),
        w=what,
        n=count,
        o=out,
        l=listing([f"{name} = {code}" for name, code in zip(names, codes, strict=True)]),
        k=d.one((" ", "\n")).join(lines),
        p=priority,
        b=block,
        s=names[start],
    )

    def update(s: int, v: dict[str, int]) -> int:
        for k, name in enumerate(inputs):
            if v[name] == levels[k] and (blocks or s in ways[k]):
                return ways[k].get(s, s)
        return s

    span = f" [{width - 1}:0]" if width > 1 else ""
    arms = [
        f"  {names[s]}: "
        + (chain([(tests(*cond[0]), f"{out} <= {names[to]};") for cond, to in m.rules[s]]) or f"{out} <= {names[s]};")
        for s in range(count)
    ]
    spare = [f"  default: {out} <= {names[start]};"] if count < 1 << width else []
    body = [
        f"localparam{span} " + ", ".join(f"{n} = {width}'d{code}" for n, code in zip(names, codes, strict=True)) + ";",
        *f.always([f"{out} <= {names[start]};"], ["case (" + out + ")", *arms, *spare, "endcase"]),
    ]
    why = [
        f.reset_line(names[start]),
        f"{out} {width} bits: " + ", ".join(f"{n} {c}" for n, c in zip(names, codes, strict=True)),
        "rank "
        + " ".join(f"{name}={level}" for name, level in zip(inputs, levels, strict=True))
        + ("; first active one hides the rest" if blocks else "; skip those without effect"),
        *(mode_line(m, s, False) for s in range(count)),
    ]
    return f.finish(
        d.one(("an event-driven mode register", "a controller with ranked events")),
        ("event_modes", "mode_reg", "ranked"),
        [Port(name) for name in inputs],
        [port],
        text,
        why,
        body,
        start,
        update,
        lambda s, v: {out: codes[s]},
        {"ways": ways, "levels": levels, "codes": codes, "blocks": blocks, "start": start},
        bias=lambda r, c: {name: int((r.random() < 0.4) == bool(level)) for name, level in zip(inputs, levels, strict=True)},
    )


_TRANSIT = (
    "{w} has the modes {l}. {k}\n{y} {os} Steps are taken {t}. {rr}",
    "Mealy machine for {w}. {rr} Transitions ({t}): {k}\nOutputs in transit: {y} {os}",
    "I need a pulse while {w} is about to change. {k}\n{y} {os} The change itself comes {t}. {rr}",
    "{y} This is combinational, so it is there in the cycle before the step, not after it. {os} Modes ({l}) step {t}: {k}\n{rr}",
    "Facts about {w}:\n* clock {c}, {e} edge\n* {rr}\n* {y}\n* the rules: {k}\n{os}",
    "{rr} {k}\nThat happens {t}. While the inputs ask for certain changes, outputs answer at once: {y} {os}",
    "Homework: {w} with modes {l}, first {s} (by the {z}), stepping {t}. {k}\nThe answer to the inputs is immediate. {y} {os}",
    "so {w} goes like this. {k}\n(looked at {t}) {y} that must not wait for the clock. {os} {rr}",
    "{os} {y} The modes {l} of {w} follow each other {t} according to this. {k}\n{rr}",
    "Interface note for {w}: outputs that mark a transition are valid together with the inputs that cause it. {y} {k}\nClock "
    "{c} ({e} edge). {os} The {z} gives {s}.",
)


@family("chore_transit_outputs", "state machines", 1.1)
def chore_transit_outputs(d: Draw) -> Design:
    """Outputs that are 1 while chosen transitions are asked for, beside outputs of the modes."""
    f = Chore(d, "state", "next")
    count = d.one((2, 2, 3, 3, 4))
    what, names = take_modes(d, count)
    inputs = list(d.names(*EVENTS))[: d.one((1, 2, 2, 3))]
    pulses = [
        d.name(*pool)
        for pool in (("pulse", "tick", "ping", "mark", "snap", "click"), ("chime", "strobe", "note", "bell", "trig", "kick"))
    ][: d.one((1, 1, 2))]
    outs = [Port(d.name("lamp", "active", "on_o", "show", "ind", "glow"), output=True)] if d.chance(0.35) else []
    m = Modes(names, draw_rules(d, count, inputs, d.one((2, 3))), tuple(outs), draw_values(d, count, outs) or ((),) * count)
    used = {name for mode in m.rules for cond, _ in mode for name, _ in cond}
    inputs = [name for name in inputs if name in used]
    moves = [(s, cond, to) for s in range(count) for cond, to in apart(m.rules[s])]
    marked = {p: sorted(d.rng.sample(range(len(moves)), d.number(1, min(3, len(moves))))) for p in pulses}
    told, why, lines = [], [], []
    for p, chosen in marked.items():
        pairs = [f"{names[moves[k][0]]} with {terse(moves[k][1]).replace(' ', ' and ')}" for k in chosen]
        told.append(
            d.any(
                "{p} is 1 in {l}, and 0 otherwise.",
                "{p} = 1 means {l}; in every other case it is 0.",
                "{p} is 0, save in {l}, where it is 1.",
                "{l}: there {p} is 1, anywhere else 0.",
                "{p} is high exactly in {l}.",
                p=p,
                l=" or ".join(pairs) if len(pairs) < 3 or d.chance(0.5) else listing(pairs, "or"),
            )
        )
        why.append(f"{p}=1: " + ", ".join(f"{names[moves[k][0]]} {terse(moves[k][1])}" for k in chosen))
        terms = [f"state == {names[moves[k][0]]} && " + " && ".join(tests(n, v) for n, v in moves[k][1]) for k in chosen]
        lines.append(f"assign {p} = {terms[0] if len(terms) == 1 else ' || '.join(f'({term})' for term in terms)};")

    def output(s: int, v: dict[str, int]) -> dict[str, int | None]:
        hit = {
            p: int(any(moves[k][0] == s and all(v[n] == x for n, x in moves[k][1]) for k in chosen))
            for p, chosen in marked.items()
        }
        return {**hit, **m.shown(s)}

    text = d.any(
        *_TRANSIT,
        **f.slots(start_effect(d, names[0])),
        w=what,
        l=listing(names),
        k=rules_block(d, m),
        y=" ".join(told),
        os=outputs_told(d, m),
        s=names[0],
    )
    return f.finish(
        d.one(("a Mealy machine", "a controller with outputs in transit")),
        ("mealy", "transit", "stepper"),
        [Port(name) for name in inputs],
        [*(Port(p, output=True) for p in pulses), *outs],
        text,
        [f.reset_line(names[0]), codes_line(m), *(mode_line(m, n, False) for n in range(count)), *why, *output_why(m)],
        [*machine_body(f, m), *lines, *output_lines(d, m)],
        0,
        m.next,
        output,
        {"rules": m.rules, "marked": marked, "values": m.values},
    )


_LOGIC = (
    "Only the logic of {w} is wanted; the flip-flops are elsewhere. {q} is the present mode, {h}. {x} must be the next one. {k}\n"
    "{g} {os}",
    "Next-state logic, combinational: {q} in, {x} out. Codes: {h}. {k}\n{g} {os}",
    "the register of {w} sits in another file. from {q} ({h}) compute {x}: {k}\n{g} {os}",
    "{x} is a function of {q} and {i}. {h}. {k}\n{os} {g} No clock is involved.",
    "Exam: the modes of {w} are coded as {h}. Derive {x} from {q} and the inputs {i}. {k}\n{g} {os}",
    "- present mode: {q}\n- next mode: {x}\n- {h}\n- {g}\nrules: {k}\n{os}",
    "{os} Besides, {x} gives the mode that {w} goes to from {q}. {k}\nFor both vectors: {h}. {g}",
    "Think of {w} with its state taken out: it is fed in by {q} and its successor leaves by {x}. {h}. {k}\n{g} {os}",
    "{g} {h}: that is how {q} and {x} are to be read. {k}\nPurely combinational. {os}",
)


@family("chore_next_mode_logic", "state machines", 1.0)
def chore_next_mode_logic(d: Draw) -> Design:
    """Next mode and outputs from the present one, one-hot or in drawn codes, without flip-flops."""
    hot = d.chance(0.55)
    count = d.one((2, 3, 3, 4)) if hot else d.one((3, 3, 4, 5))
    what, names = take_modes(d, count)
    inputs = list(d.names(*EVENTS))[: d.one((1, 2, 2))]
    q, x = d.names(("state", "next_state"), ("q", "d"), ("cur", "nxt"), ("s", "n"), ("now", "then"), ("ps", "ns"), ("y", "Y"))
    outs = [Port(name, output=True) for name in list(d.names(*OUTS))[: d.one((0, 1, 1))]]
    m = Modes(names, draw_rules(d, count, inputs), tuple(outs), draw_values(d, count, outs) or ((),) * count)
    used = {name for mode in m.rules for cond, _ in mode for name, _ in cond}
    inputs = [name for name in inputs if name in used]
    width = count if hot else d.one((3, (count - 1).bit_length()))
    places = d.rng.sample(range(count), count) if d.chance(0.5) else list(range(count))
    codes = [1 << p for p in places] if hot else d.rng.sample(range(1 << width), count)
    shown = [
        f"{n} = {code:0{width}b}" if not hot or d.style.compact else f"{n} = bit {p}"
        for n, code, p in zip(names, codes, places if hot else codes, strict=True)
    ]
    spare = not hot and count < 1 << width
    g = ""
    if hot:
        g = d.any(
            "The code is one-hot; you may assume that exactly one bit of {q} is set, so no full decoding is needed.",
            "One-hot code: {q} always has a single 1, write the equations by inspection.",
            q=q,
        )
    elif spare:
        g = d.any(
            "Codes without a name lead to {a}{z}.",
            "Any other value of {q}: {x} is the code of {a}{z}.",
            "An unused code goes to {a}{z}.",
            q=q,
            x=x,
            a=names[0],
            z=f", with {' and '.join(port.name for port in outs)} 0" if outs else "",
        )
    text = d.any(*_LOGIC, w=what, q=q, x=x, h=listing(shown), k=rules_block(d, m), g=g, i=listing(inputs), os=outputs_told(d, m))
    by_code = {code: s for s, code in enumerate(codes)}

    def function(v: dict[str, int]) -> dict[str, int | None]:
        s = by_code.get(v[q])
        if s is None:
            return {x: None if hot else codes[0], **{port.name: None if hot else 0 for port in outs}}
        return {x: codes[m.next(s, v)], **m.shown(s)}

    why = [
        "one-hot: " + ", ".join(f"{n} bit {p}" for n, p in zip(names, places, strict=True))
        if hot
        else f"{width} bits: " + ", ".join(f"{n} {c:0{width}b}" for n, c in zip(names, codes, strict=True)),
        *(mode_line(m, s, False) for s in range(count)),
    ]
    if hot:
        body = []
        for to in sorted(range(count), key=lambda k: places[k]):
            terms = []
            for s in range(count):
                stay = [(n, 1 - v) for (n, v) in (cond[0] for cond, _ in m.rules[s])]
                ways = [cond for cond, t in apart(m.rules[s]) if t == to]
                if s == to and all(len(cond) == 1 for cond, _ in m.rules[s]):
                    ways.append(tuple(stay))
                elif s == to:
                    *before, (last, _) = m.rules[s]
                    kept = tuple((n, 1 - v) for (n, v) in (cond[0] for cond, _ in before))
                    ways += [(*kept, (n, 1 - v)) for n, v in last]
                terms += [(s, cond) for cond in ways]
            why.append(
                f"{x}[{places[to]}] {names[to]}: " + (" or ".join(tidy(f"{names[s]} {terse(c)}") for s, c in terms) or "0")
            )
            parts = [" & ".join([f"{q}[{places[s]}]", *(bit_of(n, v) for n, v in c)]) for s, c in terms]
            joined = parts[0] if len(parts) == 1 else " | ".join(f"({p})" if "&" in p else p for p in parts)
            body.append(f"assign {x}[{places[to]}] = {joined or d.style.literal(1, 0)};")
        for n, port in enumerate(outs):
            ones = [s for s in range(count) if m.values[s][n]]
            body.append(f"assign {port.name} = " + " | ".join(f"{q}[{places[s]}]" for s in ones) + ";")
    else:
        arms = [
            f"    {names[s]}: "
            + chain(
                [(" && ".join(tests(*p) for p in cond), f"{x} = {names[to]};") for cond, to in m.rules[s]], f"{x} = {names[s]};"
            )
            for s in range(count)
        ]
        consts = ", ".join(f"{n} = {width}'b{c:0{width}b}" for n, c in zip(names, codes, strict=True))
        body = [
            f"localparam [{width - 1}:0] {consts};",
            f"{d.style.comb} begin",
            f"  case ({q})",
            *arms,
            *([f"    default: {x} = {names[0]};"] if spare else []),
            "  endcase",
            "end",
        ]
        for n, port in enumerate(outs):
            ones = [s for s in range(count) if m.values[s][n]]
            body.append(f"assign {port.name} = " + " || ".join(f"{q} == {names[s]}" for s in ones) + ";")
    ins = [Port(q, width), *(Port(name) for name in inputs)]
    if d.chance(0.4):
        d.rng.shuffle(ins)
    ports = (*ins, Port(x, width, output=True, stored=not hot), *outs)

    def bias(rng: random.Random, _: int) -> dict[str, int]:
        return {q: rng.choice(codes)} if hot or rng.random() < 0.85 else {}

    return Design(
        d.one(("next-state logic", "the combinational part of a state machine")),
        ports,
        capitalized(tidy(text), [port.name for port in ports]),
        "\n".join([*why, *output_why(m)]),
        tuple(body),
        combinational(d.rng, ports, function, bias=bias),
        d.style,
        ("next_logic", "transitions", "mode_logic"),
        {"hot": hot, "rules": m.rules, "codes": codes, "values": m.values},
    )
