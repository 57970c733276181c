"""The same small machine with outputs of three kinds, and with resets and restarts of every kind."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.state_shared import (
    ONE,
    OUT,
    Told,
    draw_flow,
    draw_how,
    draw_states,
    effect,
    hint,
    machine_lines,
    tell_rules,
    test,
)

_KINDS = (
    "{ou} {ru} {rr} The state changes {t}. {h}",
    "{ru} {ou} {rr} Clock: {c}, {e} edge. {h}",
    "{rr} {ru} Steps are made {t}. {ou} {h}",
    "tiny fsm: {ru} {ou} {z} leads to {f}, clock {c}, {e} edge. {h}",
    "States: {l}\nReset: {z}, to {f}\nClock: {c}, {e} edge\n{ru}\n{ou}\n{h}",
    "An output can belong to a state, or to a state and an input, and it can come straight from the logic or through a "
    "flip-flop. Keep "
    "these apart. {ru} {ou} {rr} The edge is the {e} one of {c}. {h}",
    "What matters here is the kind of the output. {ou} The states: {ru} They change {t}. {rr} {h}",
    "1. {rr}\n2. {ou}\n3. {ru}\n4. {e} edge of {c}\n{h}",
    "Starting in {f}, by {z}, the machine steps {t}. {ru} {ou} {h}",
    "A block downstream reads {o}, so its timing counts. {ou} {ru} {rr} Both are tied to {c}, {e} edge. {h}",
    "{t}: {ru} The output: {ou} The reset: {rr} {h}",
    "Two states, {l}, one input {x}, one output {o}. {ou} {rr} {ru} The clock edge is the {e} edge of {c}. {h}",
)


@family("state_output_kinds", "state machines", 1.0)
def state_output_kinds(d: Draw) -> Design:
    """A two-state machine whose output is by state, by state and input at once, or the latter through a flip-flop."""
    states = draw_states(d, 2)
    w = Told(d, *states)
    x, o, how = d.name(*ONE), d.name(*OUT), draw_how(d, 2)
    flow = draw_flow(d, states, [x])
    kind, s, v, on = d.one(("moore", "mealy", "reg")), d.number(0, 1), d.number(0, 1), int(d.chance(0.75))
    ou = d.any(*{
        "moore": ("{o} is {b} in {s} and {m} in {u}.", "{o} depends on the state alone: {b} in {s}, {m} in {u}.",
                  "in {s} {o} is {b}, whatever {x} is; in {u} it is {m}."),
        "mealy": ("{o} is {b} as long as the state is {s} and {a}, else {m}; no flip-flop is behind it.",
                  "{o} depends on the input too, at once: it is {b} in {s} with {x} = {v} and {m} otherwise.",
                  "{o} is combinational: {b} for {s} together with {x} = {v}, {m} in all other cases."),
        "reg": ("{o} comes from a flip-flop of its own: it becomes {b} at an edge that finds {s} and {x} = {v}, and {m} at "
        "every other "
                "edge. The reset makes it {m}.",
                "{o} is registered, so it is late by one clock: {b} after an edge at which the state was {s} and {x} was {v}, "
                "{m} after "
                "any other edge and after the reset."),
    }[kind], o=o, s=states[s], u=states[1 - s], b=on, m=1 - on, x=x, v=v, a=w.cond(x, v))  # fmt: skip
    text = d.any(
        *_KINDS, ou=ou, ru=" ".join(tell_rules(d, w, flow)), l=listing(states), f=flow.start, o=o, x=x, h=hint(d, how, 0.2),
        **w.slots(effect(d, flow.start)),
    )  # fmt: skip
    body, state = machine_lines(d, w, flow, how)
    at = f"{state} == {states[s]}"
    cell = f"({at} && {test(((x, v),))})"
    if kind == "reg":
        body += w.always([f"{o} <= 1'b{1 - on};"], [f"{o} <= {'' if on else '!'}{cell};"])
    elif kind == "mealy":
        body.append(f"assign {o} = {'' if on else '!'}{cell};")
    else:
        body.append(f"assign {o} = ({at.replace('==', '==' if on else '!=')});")

    def output(now: tuple[int, int], seen: dict[str, int]) -> dict[str, int | None]:
        hit = {"moore": now[0] == s, "mealy": now[0] == s and seen[x] == v, "reg": bool(now[1])}[kind]
        return {o: on if hit else 1 - on}

    told = {"moore": f"by state: {o}={on} in {states[s]}, else {1 - on}", "mealy": f"at once: {o}={on} in {states[s]} with "
    f"{x}={v}, else {1 - on}",
            "reg": f"flip-flop: {o}<={on} in {states[s]} with {x}={v}, else {1 - on}; reset {1 - on}"}[kind]  # fmt: skip
    return w.design(
        "a two-state machine", ("two_state_fsm", "fsm2", "kinds"), [Port(x)], [Port(o, output=True, stored=kind == "reg")], text,
        f"{flow.whys()}\n{told}", flow.start, body, (flow.first, 0),
        lambda now, seen: (flow.after(now[0], seen), int(now[0] == s and seen[x] == v)), output,
        {"rules": flow.rules, "first": flow.first, "kind": kind, "cell": (s, v, on), "how": how},
    )  # fmt: skip


_HOME = (
    "{ring} {step} {home} {rr} It works {t}. {ou}",
    "{rr} {home} {ou} Otherwise {t}: {step} {ring}",
    "{home} {step} {ou} {ring} Clock {c}, {e} edge. {rr}",
    "a ring of states for my board: {ring} {step} {home} {z} gives {f}, clock {c}, {e} edge. {ou}",
    "States: {l}\n{ring}\n{step}\n{home}\nReset: {z}, to {f}\nClock: {c}, {e} edge\n{ou}",
    "A reset and an input that restarts are two things, and one must not take the one for the other. {rr} {home} {step} {ring} "
    "{ou} The clock is {c}, {e} edge.",
    "There are two ways back. One: {rr} Two: {home} Apart from that, {t}: {step} {ring} {ou}",
    "{ou} {rr} Mind {y}: {home} {step} {ring} Everything clocked is clocked {t}.",
    "Q: what has priority? A: the reset {r}, then {y}, then {x}. {home} {rr} {step} {ring} {ou} ({e} edge of {c}.)",
    "- {rr}\n- {home}\n- {step}\n- {ring}\n- {ou}\n- {e} edge of {c}",
    "{step} {ring} {y} is stronger than {x}. {home} And stronger than both is the reset. {rr} {ou} Edge: {e} edge of {c}.",
    "From {f}, where {z} puts it, the machine goes on only as told: {step} {ring} {home} All this {t}. {ou}",
    "{l} follow each other. {ring} {home} {step} {ou} Work on the {e} edge of {c}, and do not forget the reset: {rr}",
)


@family("state_two_resets", "state machines", 1.0)
def state_two_resets(d: Draw) -> Design:
    """A ring of two or three states with a step input, a reset to any state and a restart input to any other."""
    n = d.one((2, 3, 3))
    states = draw_states(d, n)
    w = Told(d, *states)
    x = d.name("step", "go", "en", "next_i", "adv", "x", "tick")
    y = d.name("home", "restart", "init_i", "back", "again", "load", "y")
    o, xl, yl = d.name(*OUT), int(d.chance(0.7)), int(d.chance(0.65))
    first, back, up = d.number(0, n - 1), d.number(0, n - 1), d.chance(0.6)
    ones = sorted(d.rng.sample(range(n), d.number(1, n - 1)))
    order = [(k if up else -k) % n for k in range(n + 1)]
    path = [states[k] for k in order]
    ring = d.any("the order is {p}.", "the ring is {p}.", "it goes {p} and so on.", p=d.one((", ", " -> ", " then ")).join(path))
    step = d.any("a step is made if {a}; with {x} = {m} the state stays.", "if {a} it goes to the next state, else it stays.",
                 "it steps only with {x} = {l}.", a=w.cond(x, xl), x=x, l=xl, m=1 - xl)  # fmt: skip
    home = d.any(
        "if {b} at the clock edge, {s} is next, whatever {x} says.", "{y} = {l} takes it to {s} at the clock edge and beats {x}.",
        "a clock edge with {y} = {l} leads to {s}, step or no step.", "{y} works with the clock: when {b}, the next state is "
        "{s}, not a "
        "step.", b=w.cond(y, yl), s=states[back], x=x, y=y, l=yl,
    )  # fmt: skip
    on = listing([states[s] for s in ones], "and")
    ou = d.any("{o} is 1 in {p} only.", "{o} is high in {p}, low elsewhere.", "{o} = 1 in {p}, else 0.", o=o, p=on)
    text = d.any(
        *_HOME, ring=ring, step=step, home=home, ou=ou, l=listing(states), f=states[first], x=x, y=y, r=w.reset.name,
        **w.slots(effect(d, states[first])),
    )  # fmt: skip
    width = 1 if n == 2 else 2
    state = d.name("state")
    span = "[1:0] " if width > 1 else ""
    body = [f"localparam {span}" + ", ".join(f"{name} = {d.style.literal(width, k, 'd')}" for k, name in enumerate(states)) + ";",
            d.style.declare(state, width)]  # fmt: skip
    following = {k: (k + (1 if up else -1)) % n for k in range(n)}
    if n == 2:
        steps = [f"else if ({test(((x, xl),))}) {state} <= ({state} == {states[0]}) ? {states[1]} : {states[0]};"]
    else:
        arms = [f"    {states[k]}: {state} <= {states[to]};" for k, to in following.items()]
        steps = [
            f"else if ({test(((x, xl),))})",
            f"  case ({state})",
            *arms,
            f"    default: {state} <= {states[first]};",
            "  endcase",
        ]
    body += w.always([f"{state} <= {states[first]};"], [f"if ({test(((y, yl),))}) {state} <= {states[back]};", *steps])
    tests = [f"({state} == {states[s]})" for s in ones]
    body.append(f"assign {o} = {' || '.join(tests)};")

    def update(s: int, v: dict[str, int]) -> int:
        return back if v[y] == yl else following[s] if v[x] == xl else s

    why = f"{y}={yl} at the edge: {states[back]}; else {x}={xl}: " + ", ".join(
        f"{states[k]} -> {states[to]}" for k, to in following.items()
    ) + f"; else keep.\n{o}=1 in {', '.join(states[s] for s in ones)}"  # fmt: skip
    return w.design(
        "a ring of states with a restart", ("ring_fsm", "restartable", "phase_fsm"), [Port(x), Port(y)], [Port(o, output=True)],
        text,
        why, states[first], body, first, update, lambda s, v: {o: int(s in ones)},
        {"n": n, "first": first, "back": back, "up": up, "xl": xl, "yl": yl, "ones": ones},
        bias=lambda r, i: {y: yl if r.random() < 0.2 else 1 - yl},
    )  # fmt: skip
