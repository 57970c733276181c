"""Machines whose code is seen, that are held or restarted, that put out words, or that follow a rule with exceptions."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import Draw, listing
from groundwire.distill.families.models import combinational
from groundwire.distill.families.ports import Port
from groundwire.distill.families.registry import family
from groundwire.distill.families.telling import is_level
from groundwire.distill.families.voices.everyday_machines import Frame, tests
from groundwire.distill.families.voices.flow_shared import (
    STATE_PORTS,
    Machine,
    assigns,
    draw_codes,
    draw_machine,
    equation,
    facts,
    into_state,
    layout,
    local_codes,
    next_case,
    out_ones,
    out_ports,
    sources,
    tell_codes,
    tell_outs,
    tidy,
)

_NAMES = ("fsm", "stepper", "state_reg", "coded_fsm", "flow_ctrl")
_CODE_PORTS = ("state", "code", "q", "phase", "st", "cur", "mode", "dbg_state", "stage")


def _slots(d: Draw, f: Frame, m: Machine, tab: str) -> dict[str, object]:
    effect = d.any("(puts|brings|sends) the machine (in|into|to) {f}", "selects state {f}", "makes {f} the state", f=m.start)
    return {"tab": tab, "l": listing(m.states), "n": len(m.states), "f": m.start, "x": listing(m.inputs), **f.slots(effect)}


_CODED_TEXTS = (
    "The state register itself is the output {q}. {cod} {rr}\n{tab}\nOne step {t}.",
    "{cod}\n{tab}\n{q} always shows the code of the present state. It changes {t}; the {z} gives {f}.",
    "We look at the state from outside, on {q}. {cod} The flow, clocked by the {e} edge of {c}:\n{tab}\n{rr}",
    "pls write an fsm that puts its state code on {q}, no other outputs.\n{tab}\n{cod} steps {t}, and the {z} leads to {f}.",
    "Exam: a register {q} runs through coded states depending on {x}. {cod} {rr}\n{tab}\n(Active clock edge: {e}, of {c}.)",
    "- output {q}: code of the state\n- {cod}\n- {f} on reset ({z})\n- clock edge: {e}, {c}\nFlow:\n{tab}",
    "{rr} {cod} Thereafter {q} follows this list, one line's worth {t}:\n{tab}",
    "1. {q} shall hold the state of the machine.\n2. {cod}\n3. {q} shall be loaded with the code of {f} by the {z}.\n4. {q} "
    "shall change "
    "{t} as follows.\n{tab}",
    "For debugging, the state goes out on {q}. The encoding matters therefore. {cod} Transitions ({t}):\n{tab}\nReset: {z}, "
    "to {f}.",
)


@family("flow_coded_register", "state machines", 1.0)
def flow_coded_register(d: Draw) -> Design:
    """A machine whose output is its state in a given encoding, perhaps with a further output."""
    inputs = d.one((1, 1, 2))
    m = draw_machine(d, 3, 6 if inputs == 1 else 4, inputs, d.one((0, 0, 1)), d.chance(0.7))
    m = m if m.outs else m.bare()
    f, n = Frame(d), len(m.states)
    width = (n - 1).bit_length() + int(d.chance(0.35))
    codes, state = draw_codes(d, n, width), d.name(*_CODE_PORTS)
    text = d.any(*_CODED_TEXTS, q=state, cod=tell_codes(d, m, codes, width), **_slots(d, f, m, layout(d, m)))
    named = d.chance(0.6)

    def lit(s: int) -> str:
        return m.states[s] if named else f"{width}'b{codes[s]:0{width}b}"

    body = local_codes(d, m, codes, width, "b") if named else []
    moves = next_case(m, state, state, "<=", lit, lit(m.first) if n < 1 << width else "")
    body += f.always([f"{state} <= {lit(m.first)};"], moves)
    body += [f"assign {o} = {equation(m, lambda s: f'({state} == {lit(s)})', out_ones(m, i))};" for i, o in enumerate(m.outs)]
    why = f"{state} is the state, start {lit(m.first)}.\n" + facts(m, [f"{c:0{width}b}" for c in codes], expressions=True)
    why += "".join(f"\n{o}=1: {sources(m, out_ones(m, i)).replace(' on any', '')}" for i, o in enumerate(m.outs))
    return f.design(
        "a machine that shows its state", _NAMES, [Port(x) for x in m.inputs],
        [Port(state, width, output=True, stored=True), *out_ports(m)], tidy(text), why, body, m.first, m.after,
        lambda s, v: {state: codes[s], **m.outputs(s, v)}, {"table": m.table, "codes": codes, "shown": m.shown},
    )  # fmt: skip


_HELD_TEXTS = (
    "A machine with a brake. {en} {re} The flow:\n{tab}\n{rr} All of this is clocked by the {e} edge of {c}.",
    "{tab}\nThe table applies {t}. {en} {re} {rr}",
    "{rr} {re} {en} Otherwise, {t}:\n{tab}",
    "hey, take this flow\n{tab}\nand add flow control to it. {en} {re} clock is {c}, {e} edge; the {z} goes to {f}.",
    "Exam: implement the machine below.\n{tab}\n{en} {re} {rr} Steps may happen {t}.",
    "- flow:\n{tab}\n- {en}\n- reset: {z}, to {f}\n- clock: {c}, {e} edge\n{re}",
    "The state machine of a tape drive has to wait for the mechanics. {en} {re} Its steps ({t}) are these.\n{tab}\n{rr}",
    "1. {rr}\n2. {en}\n3. If nothing above forbids it, the machine shall step {t} like this:\n{tab}\n{re}",
    "Given {on} {t}, the machine goes on as listed; given the opposite, it keeps its state. {re}\n{tab}\n{rr}",
    "{n} states ({l}), {f} first ({z}). {en} {re} The edge in question is the {e} one of {c}.\n{tab}",
)


@family("flow_held_machine", "state machines", 1.1)
def flow_held_machine(d: Draw) -> Design:
    """A machine with an enable or a hold, and perhaps a synchronous restart or jump, of either priority."""
    m = draw_machine(d, 2, 5, 1, 1, d.chance(0.75))
    f, p, q = Frame(d), int(d.chance(0.6)), int(d.chance(0.75))
    stops = ("hold", "pause", "freeze", "stall", "halt", "still")
    enable = d.name(*(("en", "ce", "enable", "run", "adv", "tick", "clk_en") if p else stops))
    force = d.name("restart", "abort", "force_it", "home", "jump", "cancel", "again") if d.chance(0.5) else ""
    beats, goal = d.chance(0.6), d.number(0, len(m.states) - 1)
    on, off = is_level(d, enable, p, plain=True), is_level(d, enable, 1 - p, plain=True)
    en = d.any(
        "It only moves if {on}; else it keeps its state.", "While {off}, the state is frozen.", "Steps need that {on}.",
        "If {off}, nothing changes.", "With {n} = {m} it stands still, with {n} = {p} it runs.", "It holds its state when {off}.",
        on=on, off=off, n=enable, p=p, m=1 - p,
    )  # fmt: skip
    re = "" if not force else d.any(
        *(("If {x} at the edge, {g} is next, whatever {n} says.", "{k} = {q} at a clock edge leads to {g} even if {off}.",
           "First of all, before {n} is looked at: if {x}, then {g} follows.",
           "A jump to {g} happens when {x}, with priority over {n}.")
          if beats else
          ("If {x} and {on}, {g} is next instead of what the flow says.",
           "{k} = {q} leads to {g}, but {n} comes first: while {off} it has no effect.",
           "When a step is allowed and {x}, the step goes to {g} from any state.")),
        x=is_level(d, force, q, plain=True), g=m.states[goal], n=enable, on=on, off=off, k=force, q=q,
    )  # fmt: skip
    text = d.any(*_HELD_TEXTS, en=en, re=re, on=on, **_slots(d, f, m, layout(d, m)))
    n, state = len(m.states), d.name("state")
    width = (n - 1).bit_length()
    moves = next_case(m, state, state, "<=", lambda s: m.states[s], m.start if n < 1 << width else "")
    go = tests(enable, p)
    lines = d.block(f"if ({go})", moves)
    if force:
        jump = tests(force, q) if beats else f"{go} && {tests(force, q)}"
        lines = [f"if ({jump}) {state} <= {m.states[goal]};", f"else {lines[0]}", *lines[1:]]

    def update(s: int, v: dict[str, int]) -> int:
        forced = bool(force) and v[force] == q
        if v[enable] != p:
            return goal if forced and beats else s
        return goal if forced else m.after(s, v)

    def bias(r: Random, cycle: int) -> dict[str, int]:
        return {enable: p if r.random() < 0.75 else 1 - p} | ({force: q if r.random() < 0.12 else 1 - q} if force else {})

    why = f"Start {m.start}.\n" + (f"{jump} -> {m.states[goal]}, else " if force else "") + f"{go} steps, else hold\n{facts(m)}"
    why += "".join(f"\n{o}=1: {sources(m, out_ones(m, i)).replace(' on any', '')}" for i, o in enumerate(m.outs))
    extra = [Port(enable), *([Port(force)] if force else [])]
    body = [*local_codes(d, m, range(n), width), d.style.declare(state, width), *f.always([f"{state} <= {m.start};"], lines)]
    return f.design(
        d.one(("a machine that can be held", "a gated state machine")), _NAMES, [*(Port(x) for x in m.inputs), *extra],
        out_ports(m), tidy(text), why, [*body, *assigns(d, m, state)], m.first, update, m.outputs,
        {"table": m.table, "shown": m.shown, "p": p, "force": bool(force), "q": q, "beats": beats, "goal": goal}, bias, cycles=80,
    )  # fmt: skip


_RING_TEXTS = (
    "One-hot machine with its flip-flops on {q}: {cod}.\n{tab}\nIt steps {t}. {rr}",
    "{rr} {q} has one bit for each state ({cod}), of which exactly one is 1. Step: {t}.\n{tab}",
    "The output {q} is the one-hot state vector. Bits: {cod}. Clock {c}, {e} edge. The {z} sets only the bit of {f}.\n{tab}",
    "make a one-hot fsm pls, state visible on {q} ({cod})\n{tab}\nclocked {t}, {f} after the {z}",
    "Each of the {n} lamps on {q} stands for a state: {cod}. The lamp of the present state is lit. The light moves "
    "{t}:\n{tab}\n{rr}",
    "- {q}: state, one-hot\n- bits: {cod}\n- clock: {c} ({e} edge)\n- reset: {z}, to {f}\n- moves:\n{tab}",
    "Exercise. Give a D flip-flop to each state ({cod} of {q}) and derive the D inputs from this flow:\n{tab}\n{rr} Use the "
    "{e} edge of "
    "{c}.",
    "{tab}\nThis flow is to be built with one flip-flop per state, all of them brought out as {q}: {cod}. {rr} It advances {t}.",
)


@family("flow_one_hot_register", "state machines", 0.9)
def flow_one_hot_register(d: Draw) -> Design:
    """A one-hot machine whose vector is the output, written as an equation for each bit."""
    m = draw_machine(d, 3, 5, 1, 0).bare()
    f, n, state = Frame(d), len(m.states), d.name(*_CODE_PORTS)
    places = list(range(n)) if d.chance(0.6) else d.rng.sample(range(n), n)
    cod = ", ".join(f"bit {places[s]} {m.states[s]}" for s in range(n)) if d.chance(0.5) else ", ".join(
        f"{m.states[s]}={n}'b{1 << places[s]:0{n}b}" for s in range(n))  # fmt: skip
    text = d.any(*_RING_TEXTS, q=state, cod=cod, **_slots(d, f, m, layout(d, m)))
    order = sorted(range(n), key=lambda s: places[s])
    sets = {s: into_state(m, s) for s in order}
    reset_word = f"{n}'b{1 << places[m.first]:0{n}b}"
    update = [f"{state}[{places[s]}] <= {equation(m, lambda t: f'{state}[{places[t]}]', sets[s])};" for s in order]
    why = f"Start {m.start}={reset_word}.\n" + facts(m, [f"{state}[{place}]" for place in places])
    why += "".join(f"\n{state}[{places[s]}] {m.states[s]} <- {sources(m, sets[s])}" for s in order)
    return f.design(
        "a one-hot machine", _NAMES, [Port(x) for x in m.inputs], [Port(state, n, output=True, stored=True)], tidy(text), why,
        f.always([f"{state} <= {reset_word};"], update), m.first, m.after, lambda s, v: {state: 1 << places[s]},
        {"table": m.table, "places": places},
    )  # fmt: skip


_WORD_TEXTS = (
    "A {w} knows the states {l}. {tab}\nIt steps {t}. {rr}",
    "{w}, control part. Each state has its own word on the output.\n{tab}\nReset: {z}, to {f}. Clock: {e} edge of {c}.",
    "{rr} Depending on {x}, the {w} moves on {t} and shows what it is doing:\n{tab}",
    "need the brain of a {w}: states {l}, begins in {f} ({z}), looks at {x} {t}\n{tab}",
    "Customer's description of the {w}:\n{tab}\nState changes happen {t}; the {z} always brings back {f}.",
    "Exam: implement this controller of a {w} (Moore machine; outputs are numbers).\n{tab}\n{rr} It is clocked by {c}, {e} edge.",
    "- device: {w}\n- phases: {l}\n- reset: {z}, phase {f}\n- one decision {t}\n{tab}",
    "Below you find, for the {w}, where each state leads and what is put out there.\n{tab}\n{rr} Transitions: {t}.",
    "Given the {w} was reset ({z}), it is in {f}. Then, {t}:\n{tab}",
)


@family("flow_state_words", "state machines", 1.0)
def flow_state_words(d: Draw) -> Design:
    """A machine of named states, each with a word of two to eight bits on one or two outputs."""
    count = d.one((1, 1, 2))
    inputs = d.one((1, 1, 2)) if count == 1 else 1
    m = draw_machine(d, 2, 5 if count == 1 else 4, inputs, count, width=d.one((2, 3, 4, 4, 8)), things=True)
    names = ("speed", "angle", "color", "level", "pattern", "drive", "power", "segs", "dac")
    m = replace(m, outs=tuple(d.name(*names) for _ in m.outs))
    f, n, state = Frame(d), len(m.states), d.name("state")
    width = (n - 1).bit_length()
    device = d.one(("fan heater", "stage light", "conveyor", "door opener", "fountain", "winch", "mixer", "signal mast"))
    text = d.any(*_WORD_TEXTS, w=device, **_slots(d, f, m, layout(d, m)))
    moves = next_case(m, state, state, "<=", lambda s: m.states[s], m.start if n < 1 << width else "")
    body = [*local_codes(d, m, range(n), width), d.style.declare(state, width), *f.always([f"{state} <= {m.start};"], moves)]

    def word(s: int, i: int) -> str:
        return d.style.literal(m.width, m.shown[s][0][i])

    stored = d.chance(0.5)
    for i, o in enumerate(m.outs):
        if stored:
            arms = [f"  {m.states[s]}: {o} = {word(s, i)};" for s in range(n - 1)]
            body += d.block(d.style.comb, [f"case ({state})", *arms, f"  default: {o} = {word(n - 1, i)};", "endcase"])
        else:
            picks = "".join(f"({state} == {m.states[s]}) ? {word(s, i)} : " for s in range(n - 1))
            body.append(f"assign {o} = {picks}{word(n - 1, i)};")
    return f.design(
        f"the control of a {device}", (*_NAMES, "device_ctrl"), [Port(x) for x in m.inputs], out_ports(m, stored), tidy(text),
        f"Start {m.start}.\n{facts(m, expressions=True)}", body, m.first, m.after, m.outputs,
        {"table": m.table, "shown": m.shown, "width": m.width, "stored": stored},
    )  # fmt: skip


_SEEN_TEXTS = (
    "Only the outputs of a machine are asked for. The state comes on {p}. {cod} {sp}\n{tab}",
    "{tab}\nFrom the present state ({p}) derive {o}. Next states are computed elsewhere. {cod} {sp}",
    "Output decoder of an FSM: {p} in, {o} out. {cod} {sp} The whole flow, for context:\n{tab}",
    "i've already got state register and next-state logic, what's missing is {o}. {cod} {p} is the state. {sp}\n{tab}",
    "Exam: write just the output function of this machine, with the present state as the input {p}.\n{tab}\n{cod} {sp}",
    "- {p}: present state; {cod}\n- wanted: {o} for the present state and inputs\n- flow:\n{tab}\n- {sp}",
    "Given {p}, what do the outputs look like? Implement {o} without any register. {sp}\n{cod}\n{tab}",
    "Of the following machine this module holds the output part only ({o}); its state arrives coded on {p}. {cod} {sp}\n{tab}",
)


@family("flow_outputs_only", "state machines", 0.9)
def flow_outputs_only(d: Draw) -> Design:
    """The outputs of a machine from its coded or one-hot state, Moore or Mealy; the transitions are there to be passed over."""
    moore, hot = d.chance(0.4), d.chance(0.4)
    m = draw_machine(d, 3, 6, 1, d.one((1, 2, 2)), moore)
    n, state = len(m.states), d.name(*STATE_PORTS)
    width = n if hot else (n - 1).bit_length()
    codes = [1 << s for s in d.rng.sample(range(n), n)] if hot else draw_codes(d, n, width)
    spare = "" if n == 1 << width else d.any("Other codes do not occur.", "Other codes are don't cares.")
    text = d.any(*_SEEN_TEXTS, p=state, o=listing(m.outs), cod=tell_codes(d, m, codes, width), sp=spare, tab=layout(d, m))

    def test(s: int) -> str:
        return f"{state}[{codes[s].bit_length() - 1}]" if hot else f"({state} == {width}'b{codes[s]:0{width}b})"

    body = tuple(f"assign {o} = {equation(m, test, out_ones(m, i))};" for i, o in enumerate(m.outs))

    def function(v: dict[str, int]) -> dict[str, int | None]:
        if v[state] not in codes:
            return dict.fromkeys(m.outs)
        return m.outputs(codes.index(v[state]), {**dict.fromkeys(m.inputs, 0), **v})

    def used(r: Random, _: int) -> dict[str, int]:
        return {state: r.choice(codes)}

    inputs = [Port(state, width), *(Port(x) for x in (() if moore else m.inputs))]
    if moore:
        text += d.any(
            " {x} is not an input of this part.", " (No {x} here, it only steers the transitions.)", x=listing(m.inputs)
        )
    ports = (*(inputs if d.chance(0.6) else inputs[::-1]), *out_ports(m))
    why = "No clock, no next state.\n" + ", ".join(f"{s}={c:0{width}b}" for s, c in zip(m.states, codes, strict=True))
    for i, o in enumerate(m.outs):
        ones = out_ones(m, i)
        why += f"\n{o}=1: {sources(m, ones).replace(' on any', '')}"
        why += "\n" + ", ".join(f"{m.states[s]} {test(s)}" for s in range(n) if ones[s])
    return Design(
        "the output logic of a machine", ports, tidy(text), why, body, combinational(d.rng, ports, function, bias=used), d.style,
        ("out_logic", "decoder_part", "outputs", "fsm_out"), {"shown": m.shown, "codes": codes, "hot": hot},
    )  # fmt: skip


_RULE_TEXTS = (
    "The states form a row: {row}. {base} {ex} {outs} {rr} Steps: {t}.",
    "Take {n} states, {l}. {base} There are exceptions: {ex} {outs} It is clocked by the {e} edge of {c} and put to {f} by "
    "the {z}.",
    "{rr} {t}, this happens. {base} {ex} {outs}",
    "basic rule for the fsm ({row}): {base} but: {ex} {outs} clock {c}, {e} edge, {z} to {f}.",
    "Exam: a sequencer has the states {row}, in this order. {base} Deviating from that, {ex} {outs} {rr} Transitions occur {t}.",
    "- states, in order: {row}\n- {base}\n- except: {ex}\n- {outs}\n- reset: {z}, to {f}\n- clock: {c}, {e} edge",
    "{ex} Apart from that: {base} The order is {row}. {outs} All of it {t}. {rr}",
    "1. The sequence shall be {row}.\n2. {base}\n3. Rule 2 does not hold here: {ex}\n4. {outs}\n5. {rr}\n6. State changes "
    "shall occur "
    "{t}.",
    "A production line passes through {row}. {base} Our customer wants it slightly different, though: {ex} {outs} One "
    "decision {t}. {rr}",
)


def _ruled(d: Draw) -> tuple[Machine, str, str]:
    """A machine that follows a rule with exceptions, with the rule and the exceptions in words."""
    m = draw_machine(d, 3, 6, 1, 1)
    while True:
        n, x, ring = len(m.states), m.inputs[0], d.chance(0.5)
        level, back = int(d.chance(0.7)), d.one(("stay", "start", "back"))
        table = []
        for s in range(n):
            ahead = (s + 1) % n if ring else min(s + 1, n - 1)
            other = {"stay": s, "start": 0, "back": (s - 1) % n if ring else max(s - 1, 0)}[back]
            table.append([other, ahead] if level else [ahead, other])
        spots = d.rng.sample([(s, v) for s in range(n) for v in (0, 1)], d.number(1, 3))
        changes = [(s, v, d.one([t for t in range(n) if t != table[s][v]])) for s, v in sorted(spots)]
        for s, v, t in changes:
            table[s][v] = t
        if {t for s in range(n) for t in table[s] if t != s} | {m.first} == set(range(n)):
            break
    other_text = {
        "stay": "the state stays as it is", "start": f"the next state is {m.states[0]}", "back": "it goes one state back",
    }[back]  # fmt: skip
    head, last = m.states[0], m.states[-1]
    ends = f" ({last} is followed by {head}" if ring else f" (but {last}, the last, stays"
    if back == "back":
        ends += f", and going back from {head} leads to {last}" if ring else f", and back from {head} is not possible, it stays"
    ends += ")"
    base = d.any("With {x} = {v} the next one follows{ends}; with {x} = {w} {o}.",
                 "If {x} is {v} it moves one on{ends}; if {x} is {w}, {o}.",
                 "For {x} = {w} {o}. For {x} = {v} the one behind it in the order comes next{ends}.",
                 x=x, v=level, w=1 - level, o=other_text, ends=ends)  # fmt: skip
    form = d.one(("from {s} with {x} = {v} it goes to {t}", "{s} with {x} at {v} leads to {t}", "in {s}, {x} = {v} means {t}"))
    told = [d.say(form, s=m.states[s], x=x, v=v, t=m.states[t]) for s, v, t in changes]
    return replace(m, table=tuple(tuple(row) for row in table)), base, listing(told) + "."


@family("flow_exceptions", "state machines", 1.1)
def flow_exceptions(d: Draw) -> Design:
    """A row or ring of states with one rule for all, and one to three exceptions from it."""
    m, base, exceptions = _ruled(d)
    f, n, state = Frame(d), len(m.states), d.name("state")
    width = (n - 1).bit_length()
    row = d.one((", ", " - ", " / ", " > ")).join(m.states)
    text = d.any(*_RULE_TEXTS, row=row, base=base, ex=exceptions, outs=tell_outs(d, m), **_slots(d, f, m, ""))
    moves = next_case(m, state, state, "<=", lambda s: m.states[s], m.start if n < 1 << width else "")
    body = [*local_codes(d, m, range(n), width), d.style.declare(state, width), *f.always([f"{state} <= {m.start};"], moves)]
    why = f"Start {m.start}.\n{facts(m)}\n" + "\n".join(
        f"{o}=1: {sources(m, out_ones(m, i)).replace(' on any', '')}" for i, o in enumerate(m.outs))  # fmt: skip
    return f.design(
        d.one(("a sequencer with exceptions", "a state machine")), _NAMES, [Port(x) for x in m.inputs], out_ports(m), tidy(text),
        why, [*body, *assigns(d, m, state)], m.first, m.after, m.outputs, {"table": m.table, "shown": m.shown, "first": m.first},
    )  # fmt: skip
