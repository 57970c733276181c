"""Moore and Mealy machines from state tables, arrow lists and rules, and their next-state logic alone."""

from __future__ import annotations

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw
from groundwire.distill.families.models import clocked, combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import edge_word
from groundwire.distill.families.voices.machine_texts import (
    Machine,
    Telling,
    constants,
    draw_edge,
    moves_of,
    output_code,
    register,
    shorten,
    tell_clock,
    tell_start,
)

_PAIRS = (("x", "z"), ("in", "out"), ("w", "z"), ("a", "y"), ("j", "q"), ("din", "dout"), ("x", "y"), ("inp", "outp"))
_OPENINGS = (
    "(Implement|Build|Write) (this|the following) {k} machine:",
    "A {k} state machine with input {i} and output {o}:",
    "The state machine has one input, {i}, and one output, {o} ({k}).",
    "I need (this|the following) {k} machine with input {i} and output {o}.",
    "Can you build this {k} FSM? Input {i}, output {o}.",
    "{k} FSM, {n} states, input {i}, output {o}:",
    "Here is a {k} machine with {n} states; {i} is its input and {o} its output.",
    "The states are {s}. It is a {k} machine from {i} to {o}.",
    "Turn this description of a {k} machine into Verilog.",
    "A machine with the states {s} reads {i} and drives {o} ({k}).",
    "Consider the {n}-state {k} machine below.",
    "Please code up this {k} machine (input {i}, output {o}).",
    "What follows is a {k} machine.",
    "{n} states ({s}), {k} output {o}, input {i}.",
    "Given the {k} machine below, implement it.",
)
_CLOCKED_OPENINGS = (
    "Implement this {k} machine, clocked by the {e} edge of {c}:",
    "On the {e} edge of {c} this {k} machine makes a step:",
    "Build the {k} machine given here; it changes state at the {e} edge of {c}.",
    "The {k} machine below has input {i} and output {o} and runs on the {e} edge of {c}.",
    "A {k} machine on {c} ({e} edge), input {i}, output {o}:",
)


def _composed(d: Draw, m: Machine, told: str, slots: dict[str, str], facts: list[str]) -> str:
    """An opening, the moves, and what else is to be said, in any order."""
    clock, edge = slots["c"], slots["edge"]
    words = {**slots, "k": "Mealy" if m.mealy else "Moore", "n": str(m.count), "s": ", ".join(m.names)}
    words["e"] = edge_word(d, edge == "negedge")
    if d.chance(0.4):
        opening = d.any(*_CLOCKED_OPENINGS, **words)
    else:
        opening = d.any(*_OPENINGS, **words)
        facts = [*facts, tell_clock(d, clock, edge)]
    d.rng.shuffle(facts)
    split = d.one((0, 0, 0, 1, len(facts)))
    before, after = facts[:split], facts[split:]
    first = opening if not before else " ".join([opening.rstrip(":") + "." * opening.endswith(":"), *before])
    gap = "\n" if "\n" in told or d.chance(0.3) else " "
    last = ("\n" if "\n" in told else " ") + " ".join(after) if after else ""
    return f"{first}{gap}{told}{last}"


def _full(d: Draw, mealy: bool) -> Design:
    shorten(d)
    for taken in ("state", "next"):
        d.name(taken)
    m = Machine(d, mealy)
    clk, reset, edge = d.clock(), d.reset(), draw_edge(d)
    source, out = d.names(*_PAIRS)
    shown = d.name("st", "state_code", "cur", "ps") if d.chance(0.15) else ""
    codes, width, coding = _codes(d, m.count) if shown else (list(range(m.count)), max(1, (m.count - 1).bit_length()), "")
    told = Telling(d, m, source, out).whole()
    facts = [tell_start(d, reset, m.names[m.start])]
    if shown:
        pairs = ", ".join(f"{n}={c:0{width}b}" for n, c in zip(m.names, codes, strict=True))
        facts.append(
            d.any(
                "{p} shows the present state: {l}.",
                "The state is also given out on {p}, coded {l}.",
                "State codes, seen on {p}: {l}.",
                "{p} is the state register itself ({l}).",
                p=shown,
                l=pairs,
            )
        )
    text = _composed(d, m, told, {"c": clk, "edge": edge, "i": source, "o": out}, facts)
    state = shown or "state"
    stored = [Port(shown, width, output=True, stored=True)] if shown else []
    ports = (Port(clk), *reset.ports, Port(source), Port(out, output=True), *stored)
    body = [
        constants(m.names, codes, width, d.style, "b" if shown else "d"),
        *register(d, clk, reset, edge, m.names[m.start], moves_of(m, source), width, state, bool(shown)),
        f"assign {out} = {output_code(m, source, state)};",
    ]

    def output(s: int, v: dict[str, int]) -> dict[str, int]:
        return {out: m.out[s][v[source]]} | ({shown: codes[s]} if shown else {})

    rows = clocked(
        d.rng, ports, clk, reset, m.start, lambda s, v: m.next[s][v[source]], output, cycles=56, falling=edge == "negedge"
    )
    ones = [n if o[0] and o[1] else f"{n} with {'!' * o[0]}{source}" for n, o in zip(m.names, m.out, strict=True) if any(o)]
    why = (
        f"{m.count} states, {coding}{width} bit{'s' * (width > 1)}, {edge}. {m.transitions()}.\n"
        f"{out}=1 in {', '.join(ones)}. {reset.phrase} to {m.names[m.start]}."
    )
    kind = "Mealy" if mealy else "Moore"
    return Design(
        f"a {kind} machine",
        ports,
        text,
        why,
        tuple(body),
        rows,
        d.style,
        ("fsm", "state_machine", kind.lower()),
        {
            "next": m.next,
            "out": m.out,
            "mealy": mealy,
            "reset": reset.phrase,
            "start": m.start,
            "shown": bool(shown),
            "edge": edge,
        },
        hidden=(1 if shown else 2, len(body) - 1),
    )


def _codes(d: Draw, count: int) -> tuple[list[int], int, str]:
    """Codes of states, their width, and what they are called."""
    width = max(1, (count - 1).bit_length())
    kind = d.number(0, 2)
    if kind == 0:
        return [1 << i for i in range(count)], count, "one-hot, "
    if kind == 1:
        codes = list(range(1 << width))
        d.rng.shuffle(codes)
        return codes[:count], width, "coded, "
    return list(range(count)), width, "binary, "


@family("moore_machine", "state machines", 4.0)
def moore_machine(d: Draw) -> Design:
    """A Moore machine from a table, transitions or sentences."""
    return _full(d, False)


@family("mealy_machine", "state machines", 2.0)
def mealy_machine(d: Draw) -> Design:
    """A Mealy machine from a table, transitions or sentences."""
    return _full(d, True)


_LOGIC_OPENINGS = (
    "(Write|Implement) only the (next-state and output|combinational) logic of this Moore machine: {s} is the present "
    "state, {f} is {w}, {o} the output.",
    "{s} holds the state of a Moore machine that is stored elsewhere. From {s} and {i} make {f} ({w}) and the output {o}.",
    "No flip-flops here: given the present state {s} and the input {i}, compute {w} on {f} and the output {o}.",
    "The state register is somewhere else; this module is the logic around it. {s}: state, {i}: input, {f}: {w}, {o}: output.",
    "Only the combinational part of a state machine is wanted. The current state comes in on {s}; {f} is {w}, and {o} the "
    "Moore output.",
    "Inputs are the current state {s} and {i}. Outputs are {f}, which is {w}, and {o}.",
    "Derive {w} ({f}) and the output {o} of the machine below from {s} and {i}.",
    "This is a purely combinational circuit: {f} is {w} of the machine below when it is in state {s} and sees {i}; {o} is "
    "its output.",
    "Next-state logic: {s}, {i} -> {f} ({w}). Output logic: {s} -> {o}.",
    "For the machine given here, write the logic of {f}, {w}, and of {o}. The present state is the input {s}.",
    "Let {s} be the present state and {i} the input. {f} must be {w}, {o} the output of the state.",
    "Someone else keeps the state ({s}); you compute {f}, {w}, and the output {o} without a clock.",
    "Write the state transition logic ({f} = {w}) and the output logic ({o}) of this machine. {s} is its state, {i} its input.",
    "Can you write the logic that gives {w} on {f} and the output on {o}? State: {s}, input: {i}.",
    "A machine's state arrives on {s}. Find {f}, {w}, and {o}.",
)


def _one_hot_terms(m: Machine, state: str, source: str, t: int, places: list[int]) -> str:
    """The next bit of a state: every move into it; `places` has each state's bit."""
    terms = []
    for i, (zero, one) in sorted(zip(places, m.next, strict=True)):
        if zero == t and one == t:
            terms.append(f"{state}[{i}]")
        elif t in (zero, one):
            terms.append(f"({state}[{i}] & {'' if one == t else '~'}{source})")
    return " | ".join(terms) or "1'b0"


def _into(m: Machine, t: int, places: list[int], labels: list[str]) -> str:
    """The moves into a state, for a reasoning text."""
    order = sorted(range(m.count), key=lambda i: places[i])
    both = [labels[i] if m.next[i] == [t, t] else f"{labels[i]} with {m.next[i].index(t)}" for i in order if t in m.next[i]]
    return f"bit {places[t]} {labels[t]} from {', '.join(both) or 'nowhere'}"


@family("next_state_logic", "state machines", 2.5)
def next_state_logic(d: Draw) -> Design:
    """Only the combinational part of a machine: next state and output from the state that is an input; or one bit of it."""
    shorten(d)
    onehot = d.chance(0.5)
    m = Machine(d, False, (3, 3, 4, 4, 5) if onehot else (2, 3, 3, 4, 4))
    source, out = d.names(("x", "z"), ("in", "out"), ("w", "z"), ("a", "q"))
    state, following = d.names(("state", "next_state"), ("y", "Y"), ("s", "s_next"), ("ps", "ns"), ("cur", "nxt"))
    width = m.count if onehot else max(1, (m.count - 1).bit_length())
    one_bit = width > 1 and d.chance(0.35)
    target = d.number(0, width - 1) if one_bit else -1
    places = list(range(m.count))
    if d.chance(0.25):
        d.rng.shuffle(places)
    codes = [1 << place for place in places] if onehot else list(range(m.count))
    if not onehot and d.chance(0.3):
        codes = d.rng.sample(range(1 << width), m.count)
    shown = [f"{c:0{width}b}" for c in codes]
    labels = d.one((m.names, m.names, shown, [f"{n} ({s})" for n, s in zip(m.names, shown, strict=True)]))
    if width == 1 and labels is shown:
        labels = m.names
    high = [i for i, o in enumerate(m.out) if o[0]]
    if onehot:
        bits = [places.index(bit) for bit in ([target] if one_bit else range(m.count))]
        body = [
            f"assign {following}{'' if one_bit else f'[{places[t]}]'} = {_one_hot_terms(m, state, source, t, places)};"
            for t in bits
        ]
        body.append(f"assign {out} = {' | '.join(f'{state}[{place}]' for place in sorted(places[i] for i in high))};")
        plain = shown if labels is shown else m.names
        why = f"One-hot: OR of the moves into each state. {'; '.join(_into(m, t, places, plain) for t in bits)}."
    else:

        def value(t: int) -> str:
            return d.style.literal(1, codes[t] >> target & 1) if one_bit else d.style.literal(width, codes[t], "b")

        pairs = [(f"{width}'b{s}", value(zero), value(one)) for s, (zero, one) in zip(shown, m.next, strict=True)]
        cases = [f"  {s}: {following} = {one if one == zero else f'{source} ? {one} : {zero}'};" for s, zero, one in pairs]
        if m.count == 1 << width:
            cases[-1] = f"  default{cases[-1][cases[-1].index(':') :]}"
        else:
            cases.append(f"  default: {following} = {d.style.literal(1 if one_bit else width, 0, 'b')};")
        body = d.block(d.style.comb, [f"case ({state})", *cases, "endcase"])
        tests = [f"({state} == {width}'b{shown[i]})" for i in high]
        body.append(f"assign {out} = {' || '.join(tests)};")
        why = "; ".join(f"{s}: 0->{shown[z]}, 1->{shown[o]}" for s, (z, o) in zip(shown, m.next, strict=True)) + "."
        why += f" {following} is bit {target}." if one_bit else ""
    why += f" {out} is 1 in {', '.join(shown[i] if not onehot or labels is shown else m.names[i] for i in high)}."
    what = d.one((f"bit {target} of the next state", f"next-state bit {target}")) if one_bit else "the next state"
    text = d.any(*_LOGIC_OPENINGS, s=state, f=following, w=what, o=out, i=source)
    told = Telling(d, m, source, out, labels).whole()
    text += ("\n" if "\n" in told or d.chance(0.5) else " ") + told
    listed = ", ".join(f"{n}={s}" for n, s in zip(m.names, shown, strict=True))
    if labels is m.names:
        coding = "one-hot " * onehot
        said = d.any(
            "The {k}codes are {l}.",
            "States are {k}coded: {l}.",
            "{s} uses these {k}codes: {l}.",
            "State encoding: {l}.",
            "({l})",
            "with {l}",
            k=coding,
            s=state,
            l=listed,
        )
        text += f"\n{said}"
    if onehot:
        text += "\n" * (labels is not m.names and "\n" in told) or " "
        text += d.any(
            "Exactly one bit of {s} is 1.",
            "Assume that {s} is one-hot, and derive the equations by inspection.",
            "{s} is always one-hot.",
            "The encoding is one-hot, so no other value of {s} occurs.",
            "{s} is one-hot encoded.",
            s=state,
        )
    ports = (
        Port(state, width),
        Port(source),
        Port(following, 1 if one_bit else width, output=True, stored=not onehot),
        Port(out, output=True),
    )

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[state] not in codes:
            return {following: None, out: None}
        i = codes.index(v[state])
        code = codes[m.next[i][v[source]]]
        return {following: code >> target & 1 if one_bit else code, out: m.out[i][0]}

    return Design(
        "the logic of a state machine",
        ports,
        text,
        why,
        tuple(body),
        combinational(d.rng, ports, function),
        d.style,
        ("fsm_logic", "next_state"),
        {"next": m.next, "out": m.out, "codes": codes, "bit": target},
        hidden=(0, len(body) - 1),
    )
