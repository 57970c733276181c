"""Small machines with register and reset: told by sentences, arrows, tables; outputs by state or by state and input."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.state_shared import (
    ONE,
    OUT,
    TWO,
    Flow,
    Told,
    by_input,
    by_target,
    draw_flow,
    draw_how,
    draw_states,
    effect,
    example,
    hint,
    machine_lines,
    out_line,
    tell_out,
    tell_rules,
)

_NAMES = ("fsm", "machine", "small_fsm", "ctrl", "sequencer", "steps")
_TITLES = ("a state machine", "a small state machine", "a finite state machine", "an FSM", "a controller")


def _setup(d: Draw, n: int, share: float = 0.7) -> tuple[Told, Flow]:
    states = draw_states(d, n)
    w = Told(d, *states)
    inputs = [d.name(*ONE)] if n > 3 or d.chance(share) else d.names(*TWO)
    return w, draw_flow(d, states, inputs)


def _moore(
    d: Draw, w: Told, flow: Flow, o: str, ones: list[int], text: str, how: str, one_hot: bool = False, cells: str = ""
) -> Design:
    body, state = machine_lines(d, w, flow, how, one_hot)
    body.append(out_line(o, state, flow.states, ones))
    why = f"{cells}{flow.whys()}\n{o}=1 in {', '.join(flow.states[s] for s in ones)}"
    return w.design(
        d.one(_TITLES), _NAMES, [Port(x) for x in flow.inputs], [Port(o, output=True)], text, why, flow.start, body, flow.first,
        flow.after, lambda s, v: {o: int(s in ones)},
        {"rules": flow.rules, "first": flow.first, "ones": ones, "how": how, "hot": one_hot},
    )  # fmt: skip


_WORDS = (
    "{k} machine, states {l}. {ru} {ou} {rr} Steps happen {t}. {h}",
    "{rr} Then, {t}: {ru} {ou} {h}",
    "{ou} {ru} The state changes {t}, and {z} leads to {f}. {h}",
    "Please write a {k} machine with {n} states. It starts in {f} ({z}). {ru} {ou} It is clocked by the {e} edge of {c}. {h}",
    "In a Moore machine the output depends on the state only, and the state moves on at the clock edge, by what the input is "
    "just "
    "then. Here is one. {ru} {ou} {ex} {rr} The edge is the {e} one of {c}. Write it in Verilog. {h}",
    "hey, need a tiny fsm. {ru} {ou} {z} puts it in {f}, clock is {c} ({e} edge). {h}",
    "Lab 4: state machine\nStates: {l}\nReset: {z}, to {f}\nClock: {c}, {e} edge\n{ru}\n{ou}\n{h}",
    "{f} is where it begins, after {z}. {ru} The steps are taken {t}. {ou} {h}",
    "Can you code this? {ou} {ru} {rr} Everything else is done {t}. {h}",
    "{ru} That is all there is to the transitions. {ou} As to the start: {rr} The register follows the {e} edge of {c}. {h}",
    'Ticket: the old controller has to be written again. From the notes of its author: "{ru}" "{ou}" {rr} It runs {t}. {h}',
    "A machine wanders between {l}, one step {t}. {ex} {ru} {ou} {rr} {h}",
    "1. {rr}\n2. {ru}\n3. {ou}\n4. Active clock edge: {e}, {c}. {h}",
    "Note that {f} is the reset state, although it need not be the one that you expect: {rr} {ru} {ou} State changes come "
    "{t}. {h}",
    "Two things are asked of the block: to keep a state and to show something of it on {o}. {ou} {t} the state changes. {ru} "
    "{rr} "
    "{h}",
)


@family("state_moore_words", "state machines", 1.0)
def state_moore_words(d: Draw) -> Design:
    """A Moore machine of two to four states in sentences: by state, by the input's value, or by where one arrives."""
    n = d.one((2, 2, 2, 3, 3, 4))
    w, flow = _setup(d, n)
    o, how = d.name(*OUT), draw_how(d, n)
    ones = sorted(d.rng.sample(range(n), d.number(1, n - 1)))
    kind = d.one(("state", "state", "state", "input", "target")) if len(flow.inputs) == 1 else "state"
    if kind == "state":
        rules = " ".join(tell_rules(d, w, flow))
    else:
        rules = by_input(d, w, flow) if kind == "input" else by_target(d, flow)
    text = d.any(
        *_WORDS, k=d.one(("Moore", "Moore", "state")), l=listing(flow.states), n=n, ru=rules, ou=tell_out(d, o, flow, ones),
        f=flow.start, o=o, h=hint(d, how), ex=example(d, flow) if len(flow.inputs) == 1 else "", **w.slots(effect(d, flow.start)),
    )  # fmt: skip
    return _moore(d, w, flow, o, ones, text, how)


_ARROWS = (
    "{k} machine:\n{ar}\n{ou} {rr} Arrows are taken {t}. {h}",
    "Turn this diagram into Verilog.\n{ar}\n{ou} Clock {c}, {e} edge. {rr} {h}",
    "{rr} {ou} The diagram has these arrows, followed {t}:\n{ar}\n{h}",
    "here's my bubble diagram as text:\n{ar}\nstart bubble is {f} ({z}). {ou} one arrow {t}. {h}",
    "States: {l}\nStart: {f}, by {z}\nClock: {c}, {e} edge\n{ar}\n{ou} {h}",
    "In a state diagram each circle is a state and each arrow says under which input the next clock edge takes it. {ou} {rr} "
    "Given "
    "these arrows and the {e} edge of {c}, write the module.\n{ar}\n{h}",
    "Which machine is this? {n} states, and from each the arrows\n{ar}\n{ou} It moves {t}. {rr} Please code it. {h}",
    "{ou}\n{ar}\nReset is {z} and leads to {f}, not to another state. The arrows are followed {t}. {h}",
    "FSM from the whiteboard.\n{ar}\n- {ou}\n- {rr}\n- clock edge: {e}, {c}\n{h}",
    'Copied from page 12 of the manual: "The sequencer of the unit has {n} states."\n{ar}\n{ou} {rr} All that {t}. {h}',
    "Implement the flow below, clocked {t}, with {z} that gives {f}. {ou}\n{ar}\n{h}",
    "The transitions are few, so I write them down as arrows.\n{ar}\nA state without a fitting arrow does not exist. {rr} "
    "{ou} The "
    "active edge is the {e} edge of {c}. {h}",
)


def _exclusive(flow: Flow, s: int) -> list[tuple[str, int]]:
    """A state's conditions, with "else" for the rest."""
    steps, rest = flow.rules[s]
    if len(steps) == 1 and len(steps[0][0]) == 1:
        (((x, level),), to) = steps[0]
        return [(f"{x}={level}", to), (f"{x}={1 - level}", rest)]
    told: list[tuple[str, int]] = []
    before: list[str] = []
    for literals, to in steps:
        told.append((", ".join([*before, *(f"{x}={level}" for x, level in literals)]), to))
        before = [*before, *(f"{x}={1 - level}" for x, level in literals)]
    return [*told, ("else" if len(steps) == 1 else ", ".join(before), rest)]


def _arrows(d: Draw, flow: Flow, shown: dict[int, int]) -> str:
    kind, lines = d.number(0, 5), []
    names = [f"{name} ({shown[s]})" if shown else name for s, name in enumerate(flow.states)]
    for s, name in enumerate(flow.states):
        arrows = _exclusive(flow, s)
        if arrows[0][1] == arrows[-1][1] and len(arrows) == 2:
            arrows = [("always", arrows[0][1])]
        if d.chance(0.5):
            arrows.reverse()
        if kind == 4:
            lines.append(f"{names[s]}: " + ", ".join(f"{flow.states[to]} on {test}" for test, to in arrows))
            continue
        for test, to in arrows:
            target = names[to] if kind == 0 else flow.states[to]
            lines.append({
                0: f"{names[s]} --{test}--> {target}", 1: f"{names[s]} -> {target} [{test}]", 2: f"{test}: {names[s]} -> "
                f"{target}",
                3: f"{names[s]} -({test})-> {target}", 5: f"{target} <- {name} if {test}" if not shown else
                f"{names[s]} ={test}=> {target}",
            }[kind])  # fmt: skip
    if kind not in (4,) and d.chance(0.4):
        d.rng.shuffle(lines)
    if d.chance(0.15):
        return "; ".join(lines)
    return "\n".join(lines)


@family("state_moore_arrows", "state machines", 1.0)
def state_moore_arrows(d: Draw) -> Design:
    """A Moore machine of two to four states as arrows in many notations, at times with the output in brackets."""
    n = d.one((2, 2, 3, 3, 4))
    w, flow = _setup(d, n)
    o, how = d.name(*OUT), draw_how(d, n)
    ones = sorted(d.rng.sample(range(n), d.number(1, n - 1)))
    inside, hot = d.chance(0.45), n > 2 and d.chance(0.15)
    outs = d.any(
        "The number in brackets is {o}.", "(Brackets hold the output {o}|In brackets: {o}).", "{o} has the bracketed value of "
        "the state.",
        "Behind each state stands, in brackets, what {o} shows there.", o=o,
    ) if inside else tell_out(d, o, flow, ones)  # fmt: skip
    text = d.any(
        *_ARROWS, k="Moore", l=listing(flow.states), n=n, ar=_arrows(d, flow, {s: int(s in ones) for s in range(n)} if inside
        else {}),
        ou=outs, f=flow.start, o=o, h="Use one-hot codes inside." if hot else hint(d, how), **w.slots(effect(d, flow.start)),
    )  # fmt: skip
    return _moore(d, w, flow, o, ones, text, how, hot)


_TABLES = (
    "{k} machine.\n{tab}\n{rr} One row's step {t}. {h}",
    "{tab}\nClock: {c}, {e} edge. {rr} Write the module. {h}",
    "{rr} The rest is this table, applied {t}:\n{tab}\n{h}",
    "could you do this table as an fsm?\n{tab}\n{z} goes to {f}, steps {t}. {h}",
    "A state table has a line per state and a column per input value; where they meet stands the next state. The output {o} "
    "belongs "
    "to the state alone.\n{tab}\n{ex} Implement it, with the {e} edge of {c}. {rr} {h}",
    "Data sheet, section 3: states\n{tab}\nSection 4: reset. {rr}\nSection 5: clock. State changes {t}. {h}",
    "Start state: {f} ({z})\nEdge: {e} edge of {c}\nTable:\n{tab}\n{h}",
    "What follows {f}, the state that {z} gives? See here:\n{tab}\nEach step is made {t}. {h}",
    "Only {n} states ({l}), but mind the order of the columns.\n{tab}\n{rr} It is clocked {t}. {h}",
    "Please review and then code this table for {o}.\n{tab}\nThe reset is {z}; it selects {f}. The clock is {c}, {e} edge. {h}",
    "- {rr}\n- step: {t}\n{tab}\n{h}",
    "We took this table from a logic analyser, the output {o} being stable in each state.\n{tab}\nTo begin in {f} there is {z}. "
    "Steps: {t}. {h}",
)


def _table(d: Draw, flow: Flow, o: str, ones: list[int]) -> str:
    names, first = list(flow.inputs), d.chance(0.35)
    cells = [dict(zip(names, (v[x] for x in names), strict=True)) for v in flow.cells()]
    if d.chance(0.35):
        cells.reverse()
    heads = [", ".join(f"{x}={v[x]}" for x in names) for v in cells]
    inline = d.chance(0.25)
    if len(names) == 1 and not inline and d.chance(0.4):
        heads = [f"next if {head}" for head in heads]
    order = list(range(len(flow.states)))
    if d.chance(0.4):
        d.rng.shuffle(order)
    rows = [[d.one(("state", "present", "now")), *([o] if first else []), *heads, *([] if first else [o])]]
    for s in order:
        to = [flow.states[flow.after(s, v)] for v in cells]
        rows.append([flow.states[s], *([str(int(s in ones))] if first else []), *to, *([] if first else [str(int(s in ones))])])
    if inline:
        lines = [f"{row[0]}: " + ", ".join(f"{head} {'is' if head == o else 'gives'} {cell}"
                                           for head, cell in zip(rows[0][1:], row[1:], strict=True))
                                           for row in rows[1:]]  # fmt: skip
        return "\n".join(lines)
    mark = d.one((" | ", " | ", " ; ", " / "))
    return "\n".join(mark.join(row) for row in rows)


@family("state_moore_table", "state machines", 1.0)
def state_moore_table(d: Draw) -> Design:
    """A Moore machine of two to four states as a tiny table, columns and rows in any order."""
    n = d.one((2, 3, 3, 4))
    w, flow = _setup(d, n, 0.85)
    o, how = d.name(*OUT), draw_how(d, n)
    ones = sorted(d.rng.sample(range(n), d.number(1, n - 1)))
    text = d.any(
        *_TABLES, k=d.one(("Moore", "State")), tab=_table(d, flow, o, ones), l=listing(flow.states), n=n, f=flow.start, o=o,
        h=hint(d, how), ex=example(d, flow) if len(flow.inputs) == 1 else "", **w.slots(effect(d, flow.start)),
    )  # fmt: skip
    columns = ", ".join(flow.inputs)
    cells = "" if len(flow.inputs) == 1 else "".join(
        f"{name} ({columns}): " + ", ".join(f"{''.join(str(v[x]) for x in flow.inputs)} {flow.states[flow.after(s, v)]}"
                                            for v in flow.cells()) + "\n" for s, name in enumerate(flow.states))  # fmt: skip
    return _moore(d, w, flow, o, ones, text, how, cells=cells)


_MEALY = (
    "Mealy machine. {ru} {ou} {rr} The state changes {t}; {o} is combinational. {h}",
    "{rr} {ou} {ru} Steps {t}. {h}",
    "A Mealy output may change with the input in the middle of a cycle: it is made from the state and the input together, "
    "without a "
    "flip-flop. {ou} {ex} {ru} {rr} The clock edge is the {e} one of {c}. {h}",
    "write me a mealy fsm pls: {ru} {ou} {z} brings it to {f}, clock {c} ({e} edge). {h}",
    "States: {l}\nStart: {f}, {z}\n{ru}\n{ou}\nClock: {c}, {e} edge\n{h}",
    "{ou} The state is changed {t}: {ru} It is {f} after {z}. {h}",
    "Careful, {o} does not belong to a state alone. {ou} As for the states, {f} is first ({z}). {ru} They change {t}. {h}",
    "1. {ru}\n2. {ou}\n3. {rr}\n4. {e} edge of {c}\n{h}",
    "The block has {n} states and an output {o} that looks at {x} directly. {ru} {rr} {ou} Transitions are made {t}. {h}",
    "Question: how does one code a machine whose output reacts at once? Take this one. {ru} {ou} {rr} Clock: {c}, {e} edge. {h}",
    'From the review: "{ou}" "{ru}" The reset is {z}, to {f}; the state is clocked {t}. {o} must not be registered. {h}',
    "{ru} So much for the flow, which moves {t}. {ou} {rr} {h}",
)


def _tell_mealy(d: Draw, w: Told, flow: Flow, o: str, cells: list[tuple[int, int]]) -> str:
    """`cells` are the states and input values with a 1."""
    x, told = flow.inputs[0], []
    by_state = {s: [v for at, v in cells if at == s] for s in range(len(flow.states))}
    if d.chance(0.4):
        ones = [f"{flow.states[s]} with {x} = {v}" for s, v in cells]
        return d.any("{o} is 1 in {p}, and 0 (otherwise|in all other cases).", "{o} is high for {p} only.",
                     "there is a 1 on {o} just in these cases: {p}.", "{o} stays 0 except in {p}.",
                     o=o, p=listing(ones, "and"))  # fmt: skip
    for s, name in enumerate(flow.states):
        values = by_state[s]
        if len(values) != 1:
            told.append(d.any("in {s} {o} is {b}.", "{s}: {o} is {b}, whatever {x} is.", "in {s}, {o} is always {b}.", s=name,
            o=o, x=x,
                              b=int(bool(values))))  # fmt: skip
        else:
            v = values[0]
            told.append(d.any(
                "in {s} {o} is {b} when {a}, else {n}.", "in {s} {o} equals {e}.", "{s}: {o} is 1 for {x} = {v}, 0 for {x} = "
                "{m}.",
                "while in {s}, {o} is 0 if {q} and 1 if {p}.", "in {s}, {o} (follows|is the same as) {e}.", s=name, o=o, b=1,
                n=0, a=w.cond(x, v), q=w.cond(x, 1 - v), p=w.cond(x, v), x=x, v=v, m=1 - v, e=x if v else f"the inverse of {x}",
            ))  # fmt: skip
    if d.chance(0.4):
        d.rng.shuffle(told)
    return " ".join(told)


@family("state_mealy_words", "state machines", 1.0)
def state_mealy_words(d: Draw) -> Design:
    """A Mealy machine of two or three states in sentences, or with next state and output in one breath."""
    n = d.one((2, 2, 2, 3))
    states = draw_states(d, n)
    w = Told(d, *states)
    x, o, how = d.name(*ONE), d.name(*OUT), draw_how(d, n)
    flow = draw_flow(d, states, [x])
    cells: list[tuple[int, int]] = []
    while not any(sum(s == at for at, _ in cells) == 1 for s in range(n)):
        cells = sorted((s, v) for s in range(n) for v in (0, 1) if d.chance(0.4))
    told, outs = " ".join(tell_rules(d, w, flow)), _tell_mealy(d, w, flow, o, cells)
    if d.chance(0.3):
        frame = d.one((
            "in {s}, {x}={v} gives {o}={b} and leads to {t}", "{s} with {x}={v}: {o}={b}, next {t}", "{s} --{x}={v} / "
            "{o}={b}--> {t}",
            "{s} -> {t} on {x}={v}, with {o}={b}",
        ))  # fmt: skip
        lines = [d.say(frame, s=states[s], x=x, v=v, o=o, b=int((s, v) in cells), t=states[flow.after(s, {x: v})])
                 for s in range(n) for v in d.rng.sample([0, 1], 2)]  # fmt: skip
        told = "; ".join(lines) + "."
        outs = d.any("{o} is meant for the moment of the input, before the edge.", "{o} is valid while the input is there.", o=o)
    s = d.number(0, n - 1)
    v = d.number(0, 1)
    text = d.any(
        *_MEALY, ru=told, ou=outs, l=listing(states), n=n, f=flow.start, o=o, x=x, h=hint(d, how), ex=d.any(
            "So in {s}, while {q}, {o} is {b}.", "(For example|E.g.) {o} = {b} in {s} with {x} = {v}.", s=states[s],
            q=is_level(d, x, v, plain=True), o=o, b=int((s, v) in cells), x=x, v=v,
        ), **w.slots(effect(d, flow.start)),
    )  # fmt: skip
    body, state = machine_lines(d, w, flow, how)
    terms = []
    for at in range(n):
        values = [v for s, v in cells if s == at]
        if values:
            test = f"{state} == {states[at]}"
            terms.append(f"({test})" if len(values) == 2 else f"({test} && {'' if values[0] else '!'}{x})")
    body.append(f"assign {o} = {' || '.join(terms)};")
    why = f"{flow.whys()}\nMealy {o}=1: " + ", ".join(f"{states[s]} with {x}={v}" for s, v in cells)
    return w.design(
        "a Mealy machine", _NAMES, [Port(x)], [Port(o, output=True)], text, why, flow.start, body, flow.first, flow.after,
        lambda s, v: {o: int((s, v[x]) in cells)}, {"rules": flow.rules, "first": flow.first, "cells": cells, "how": how},
    )  # fmt: skip
