"""Parts of small machines without a clock: the next state from the state as a port, one-hot equations, outputs alone."""

from __future__ import annotations

from collections.abc import Sequence

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.voices.state_shared import (
    FOLLOWING,
    ONE,
    OUT,
    PRESENT,
    TWO,
    Flow,
    Told,
    by_input,
    by_target,
    draw_flow,
    draw_states,
    dressed,
    next_lines,
    out_line,
    tell_out,
    tell_rules,
    test,
    tidy,
)

_PIECES = ("next_logic", "transition_logic", "fsm_logic", "comb_part", "fsm_piece")


def _codes(d: Draw, states: Sequence[str], width: int) -> list[int]:
    codes = list(range(1 << width))
    if d.chance(0.45):
        d.rng.shuffle(codes)
    return codes[: len(states)]


def _tell_codes(d: Draw, states: Sequence[str], codes: Sequence[int], width: int) -> str:
    prefix = f"{width}'b" if d.chance(0.4) else ""
    pairs = [(name, f"{prefix}{code:0{width}b}") for name, code in zip(states, codes, strict=True)]
    if d.chance(0.4):
        d.rng.shuffle(pairs)
    mark = d.one((" = ", " is ", ": ", " -> ", " as "))
    names, values = (listing([pair[i] for pair in pairs]) for i in (0, 1))
    return d.any(
        "codes: {p}.", "the states are coded {n} = {v}, in this order.", "encoding: {p}.", "{n} have the codes {v}.",
        "the code is: {p}.", "coded as follows: {p}.", n=names, v=values, p=", ".join(f"{a}{mark}{b}" for a, b in pairs),
    )  # fmt: skip


def _swapped(d: Draw, inputs: list[Port], outputs: list[Port]) -> tuple[Port, ...]:
    if d.chance(0.4):
        inputs.reverse()
    return (*outputs, *inputs) if d.chance(0.12) else (*inputs, *outputs)


_NEXT = (
    "Only the next-state logic is wanted: {p} is the present state, {q} the next one. {cod} {ru} {ou} {sp} {h}",
    "Combinational, no clock, no flip-flop: {q} is made from {p} and {x}. {cod} {ru} {sp} {ou} {h}",
    "The state register is elsewhere; write what feeds it. {ru} {cod} {p} comes in, {q} goes out. {ou} {sp} {h}",
    "{cod} With {p} as the state now and {q} as the state to come: {ru} {sp} {ou} {h}",
    "i have the flops already, i just need the logic in front of them ({p} and {x} in, {q} out). {ru} {cod} {ou} {sp} {h}",
    "A machine consists of a register and of logic that says what the register takes next. Here the register is left out: {p} "
    "is its "
    "output, {q} its input. {cod} {ru} {ou} {sp} Write this logic. {h}",
    "{p}: present state\n{q}: next state\n{cod}\n{ru}\n{sp} {ou}\n{h}",
    "{ru} {ou} {sp} {cod} These codes are used on {p} (now) and {q} (next). Make it purely combinational. {h}",
    "What must {q} be, given {p} and {x}? {ru} {cod} {sp} {ou} Write the module. {h}",
    "Exam: {n} states ({l}). {cod} {ru} Give the circuit for the successor {q} of the state {p}. {ou} {sp} {h}",
    "- state in: {p}\n- state out: {q}\n- {cod}\n- {ru}\n{ou} {sp} {h}",
    "{ou} {q} is the code of the state that follows the one coded on {p}. {ru} {cod} {sp} {h}",
    'From the data sheet of the transition block: "{ru}" "{cod}" The block has no memory; {p} is supplied from outside '
    "and {q} "
    "is returned. {sp} {ou} {h}",
)


@family("state_next_words", "state machines", 1.0)
def state_next_words(d: Draw) -> Design:
    """The next state of two to four coded states, the state being a port; perhaps with the Moore output."""
    n = d.one((2, 2, 3, 3, 4, 4))
    states = draw_states(d, n)
    w = Told(d, *states)
    p, q = d.name(*PRESENT), d.name(*FOLLOWING)
    inputs = [d.name(*ONE)] if n > 3 or d.chance(0.65) else d.names(*TWO)
    flow = draw_flow(d, states, inputs)
    width = 1 if n == 2 else 2
    codes = _codes(d, states, width)
    o = d.name(*OUT) if d.chance(0.35) else ""
    ones = sorted(d.rng.sample(range(n), d.number(1, n - 1)))
    spare = d.one(("free", "start")) if n == 3 else ""
    sp = {
        "": "", "free": d.any("The fourth code does not occur.", "The unused code is a don't care.", "The fourth code never "
        "appears."),
        "start": d.any("The unused code leads to {f}.", "From the fourth code the next state is {f}.", f=flow.start),
    }[spare] + (f" There {o} is 0." if spare == "start" and o else "")  # fmt: skip
    how = d.one(("case", "cond", "if")) if n == 2 else "case"
    kind = d.one(("state", "state", "state", "input", "target")) if len(inputs) == 1 else "state"
    rules = (
        " ".join(tell_rules(d, w, flow)) if kind == "state" else by_input(d, w, flow) if kind == "input" else by_target(d, flow)
    )
    asked = {"case": "Use a case statement.", "cond": "A conditional operator will do.", "if": "Use if and else."}[how]
    text = d.any(
        *_NEXT, p=p, q=q, cod=_tell_codes(d, states, codes, width), ru=rules, ou=tell_out(d, o, flow, ones) if o else "", sp=sp,
        x=listing(inputs), n=n, l=listing(states), h=asked if d.chance(0.3) else "",
    )  # fmt: skip
    named = d.chance(0.6)

    def lit(s: int) -> str:
        return states[s] if named else f"{width}'b{codes[s]:0{width}b}"

    shown = [lit(s) for s in range(n)]
    body = []
    if named:
        span = f"[{width - 1}:0] " if width > 1 else ""
        body = [
            f"localparam {span}" + ", ".join(f"{s} = {width}'b{c:0{width}b}" for s, c in zip(states, codes, strict=True)) + ";"
        ]
    lines = next_lines(d, flow, p, q, "=", lit, n != 3, how)
    if how == "cond":
        body.append(f"assign {lines[0]}")
    else:
        body += d.block(d.style.comb, lines)
    if o:
        tests = out_line(o, p, shown, ones) if n != 3 else f"assign {o} = {' || '.join(f'({p} == {lit(s)})' for s in ones)};"
        body.append(tests)

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[p] not in codes:
            free = spare == "free"
            return {q: None if free else codes[flow.first]} | ({o: None if free else 0} if o else {})
        s = codes.index(v[p])
        return {q: codes[flow.after(s, v)], **({o: int(s in ones)} if o else {})}

    ports = _swapped(d, [Port(p, width), *(Port(x) for x in inputs)],
                     [Port(q, width, output=True, stored=how != "cond"), *([Port(o, output=True)] if o else [])])  # fmt: skip
    why = f"No clock: {p} -> {q}. " + ", ".join(f"{s}={c:0{width}b}" for s, c in zip(states, codes, strict=True))
    why += f"\n{flow.whys()}" + (f"\n{o}=1 in {', '.join(states[s] for s in ones)}" if o else "")
    why += f"\nother code: {flow.start}" if spare else ""
    return Design(
        d.one(("next-state logic", "the combinational part of a state machine")), ports, tidy(dressed(d, text), [port.name
        for port in ports]), why,
        tuple(body), combinational(d.rng, ports, function), d.style, _PIECES,
        {"rules": flow.rules, "codes": codes, "ones": ones, "o": bool(o), "spare": spare},
    )  # fmt: skip


_HOT = (
    "One-hot states on {p}: {bits}. {ru} {want} {note}",
    "{want} The state is given one-hot: {bits} ({p}). {ru} {note}",
    "{ru} {p} holds these states one-hot, {bits}. {want} {note}",
    "pls derive the equations by inspection, one-hot code on {p}, {bits}. {ru} {want} {note}",
    "With one-hot codes a state is entered by whatever arrows end in it, so its equation is an OR of (state bit AND "
    "condition). {ru} "
    "{bits} (bits of {p}). {want} {note}",
    "Input {p}: present state, one-hot\n{bits}\n{ru}\n{want}\n{note}",
    "{note} {bits} on {p}. {want} The machine: {ru}",
    "Exercise: give assign statements only. {want} Transitions: {ru} Bits of {p}: {bits}.",
    "No register here, {p} comes from outside, exactly one bit set ({bits}). {ru} {want}",
    "Which state comes next? {ru} The present one is seen on {p}, {bits}. {want} {note}",
    "- {p}: {bits}, one-hot\n- {ru}\n- {want}\n{note}",
    "{bits}: this is how {p} is coded, with a bit of its own for each state. {want} {ru} {note}",
)


def _into(flow: Flow, to: int, bit: dict[int, str]) -> str:
    """The equation of a state's next bit."""
    terms = []
    for s in range(len(flow.states)):
        steps, _ = flow.rules[s]
        x = steps[0][0][0][0]
        values = [v for v in (0, 1) if flow.after(s, {x: v}) == to]
        if values:
            terms.append(bit[s] if len(values) == 2 else f"({bit[s]} & {'' if values[0] else '~'}{x})")
    return " | ".join(terms) if terms else "1'b0"


@family("state_next_hot", "state machines", 1.0)
def state_next_hot(d: Draw) -> Design:
    """Next-state bits of a one-hot machine as equations: all of them as a vector, or one or two as single outputs."""
    n = d.one((2, 3, 3, 4))
    states = draw_states(d, n)
    w = Told(d, *states)
    p, x = d.name(*PRESENT), d.name(*ONE)
    flow = draw_flow(d, states, [x])
    places = list(range(n))
    if d.chance(0.4):
        d.rng.shuffle(places)
    bit = {s: f"{p}[{places[s]}]" for s in range(n)}
    told = [d.one(("{s} is bit {b}", "bit {b} is {s}")).format(s=name, b=places[s]) for s, name in enumerate(states)]
    entered = [s for s in range(n) if any(flow.after(a, {x: v}) == s for a in range(n) for v in (0, 1))]
    some = sorted(d.rng.sample(entered, d.number(1, min(2, len(entered))))) if d.chance(0.55) else []
    if some:
        outs = {
            s: d.name(f"next_{states[s]}", f"{states[s]}_next", f"to_{states[s]}", f"n_{states[s]}", "y1", "y2") for s in some
        }
        want = " ".join(d.any("{o} is the next value of the bit for {s}.", "{o} must be 1 if the next state is {s}, else 0.",
                              "{o} says whether {s} follows.", o=o, s=states[s]) for s, o in outs.items())  # fmt: skip
        body = [f"assign {o} = {_into(flow, s, bit)};" for s, o in outs.items()]
        drawn = [Port(o, output=True) for o in outs.values()]
        why = "\n".join(f"{o}: into {states[s]} = {_into(flow, s, bit)}" for s, o in outs.items())
    else:
        q = d.name(*FOLLOWING)
        want = d.any("{q} is the next state in the same code.", "the next state goes out on {q}, coded alike.",
                     "drive {q} with the code of the state that follows.", q=q)  # fmt: skip
        body = [f"assign {q}[{places[s]}] = {_into(flow, s, bit)};" for s in sorted(range(n), key=lambda s: places[s])]
        drawn = [Port(q, n, output=True)]
        why = "\n".join(f"into {states[s]} (bit {places[s]}): {_into(flow, s, bit)}" for s in range(n))
    note = d.any("", "Codes that are not one-hot do not occur.", "{p} always has exactly one bit set.", p=p)
    text = d.any(
        *_HOT, p=p, bits=listing(told), ru=d.one((" ".join(tell_rules(d, w, flow)), by_target(d, flow))), want=want, note=note
    )

    def function(v: dict[str, int]) -> dict[str, int | None]:
        hot = [s for s in range(n) if v[p] >> places[s] & 1]
        if len(hot) != 1:
            return dict.fromkeys(port.name for port in drawn)
        to = flow.after(hot[0], v)
        return {o: int(to == s) for s, o in outs.items()} if some else {q: 1 << places[to]}

    ports = _swapped(d, [Port(p, n), Port(x)], drawn)
    return Design(
        "one-hot next-state logic", ports, tidy(dressed(d, text), [port.name for port in ports]),
        f"No clock.\n{flow.whys()}\n{why}",
        tuple(body),
        combinational(d.rng, ports, function), d.style, _PIECES, {"rules": flow.rules, "places": places, "some": some},
    )  # fmt: skip


_OUTS = (
    "Only the output logic of a machine: {p} is its state. {cod} {ou} {h}",
    "{ou} {cod} The state comes on {p}. No clock. {h}",
    "{cod} {p} carries this code. {ou} Write the decoder for {o}. {h}",
    "need just the outputs of my fsm, the state reg is done ({p}). {ou} {cod} {h}",
    "The output of a Moore machine is made from the state, that of a Mealy machine from state and input. Whichever this is: "
    "{ou} The "
    "state is on {p}. {cod} {h}",
    "State input: {p}\n{cod}\nOutput: {ou}\n{h}",
    "What does {o} show? {ou} For the state see {p}. {cod} {h}",
    "- {cod}\n- {ou}\n- state on {p}, no register in here\n{h}",
    "The controller sends its state over {p} to our board, where {o} has to be made from it. {cod} {ou} {h}",
    "{o} is a function of the state {p}. {ou} Mind the encoding: {cod} {h}",
    'Spec: "{ou}" {cod} The code is read from {p}; next-state logic is not part of the job. {h}',
    "{n} states, {l}. On {p} {cod} {ou} Write it as combinational logic. {h}",
)


def _tell_cell(d: Draw, w: Told, o: str, name: str, rule: int | tuple[str, int]) -> str:
    if isinstance(rule, int):
        return d.any("in {s} {o} is {b}.", "{s}: {o} = {b}.", "{s} gives {b} on {o}.", s=name, o=o, b=rule)
    x, v = rule
    return d.any(
        "in {s} {o} is 1 when {a}, else 0.", "{s}: {o} = {e}.", "in {s} {o} {f} {x}.", "{s} gives 0 on {o} if {b}, and 1 if {a}.",
        s=name, o=o, a=w.cond(x, v), b=w.cond(x, 1 - v), x=x, e=x if v else f"not {x}", f="follows" if v else "is the "
        "opposite of",
    )  # fmt: skip


@family("state_outputs_words", "state machines", 1.0)
def state_outputs_words(d: Draw) -> Design:
    """The output logic alone, the state being a port: constants, the input or its inverse by state."""
    n, width = d.one(((2, 1), (3, 2), (4, 2), (4, 2)))
    states = draw_states(d, n)
    w = Told(d, *states)
    p, o = d.name(*PRESENT), d.name(*OUT)
    mealy = n == 2 or d.chance(0.55)
    x = d.name(*ONE) if mealy else ""
    rules: list[int | tuple[str, int]] = []
    while len(set(rules)) < 2 or (mealy and all(isinstance(rule, int) for rule in rules)):
        rules = [(x, d.number(0, 1)) if mealy and d.chance(0.5) else d.number(0, 1) for _ in range(n)]
    codes = _codes(d, states, width)
    told = [_tell_cell(d, w, o, name, rule) for name, rule in zip(states, rules, strict=True)]
    common = max((0, 1), key=rules.count)
    if d.chance(0.5) and rules.count(common) > 1:
        told = [one for one, rule in zip(told, rules, strict=True) if rule != common]
        told.append(d.any("in every other state {o} is {b}.", "everywhere else {o} is {b}.", o=o, b=common))
    elif d.chance(0.5):
        d.rng.shuffle(told)
    how = d.one(("case", "assign"))
    text = d.any(*_OUTS, p=p, o=o, cod=_tell_codes(d, states, codes, width) + (" The fourth code does not occur." if n == 3
    else ""),
                 ou=" ".join(told), n=n, l=listing(states),
                 h=("Use a case statement." if how == "case" else "One assign is enough.") if d.chance(0.25) else "")  # fmt: skip

    def value(rule: int | tuple[str, int]) -> str:
        return f"1'b{rule}" if isinstance(rule, int) else test((rule,)).replace("!", "~")

    lits = [f"{width}'b{code:0{width}b}" for code in codes]
    if how == "case":
        lines = [f"  {a}: {o} = {value(rule)};" for a, rule in zip(lits, rules, strict=True)]
        lines = [f"case ({p})", *lines, *([f"  default: {o} = 1'b0;"] if n == 3 else []), "endcase"]
        body = d.block(d.style.comb, lines)
    else:
        terms = [f"({p} == {a})" if rule == 1 else f"({p} == {a} && {value(rule)})" for a, rule in zip(lits, rules, strict=True)
                 if not isinstance(rule, int) or rule]  # fmt: skip
        body = [f"assign {o} = {' || '.join(terms)};"]

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[p] not in codes:
            return {o: None}
        rule = rules[codes.index(v[p])]
        return {o: rule if isinstance(rule, int) else int(v[rule[0]] == rule[1])}

    ports = _swapped(d, [Port(p, width), *([Port(x)] if x else [])], [Port(o, output=True, stored=how == "case")])
    why = f"No clock; {o} from {p}." + "".join(
        f"\n{name} ({code:0{width}b}): {value(rule)[-1] if isinstance(rule, int) else value(rule)}"
        for name, code, rule in zip(states, codes, rules, strict=True))  # fmt: skip
    return Design(
        "the output logic of a state machine", ports, tidy(dressed(d, text), [port.name for port in ports]), why, tuple(body),
        combinational(d.rng, ports, function), d.style, _PIECES, {"rules": rules, "codes": codes, "how": how},
    )  # fmt: skip
